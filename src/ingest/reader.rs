//! Cuts a source into pieces of whole lines, and keeps count of lines and bytes.
//!
//! A piece is a block cut at its last line feed; what follows waits for the next. A line longer than a block grows the
//! block; beyond [`Limits::line`] it is skipped and reported, in the memory of one block.

use super::source::{Feed, Opened, Source, open};
use crate::film::{Problem, Progress};
use memchr::{memchr, memchr_iter, memrchr};
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Sizes of blocks and lines, in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// How much is read at once; at most `line`.
    pub(super) block: usize,
    /// The longest line that is read.
    pub(super) line: usize,
}

impl Limits {
    /// 512 KB stay in a core's cache while they are parsed, and what most files have in so many can be had from memory that
    /// the process keeps: handing larger pieces back to the system one by one would interrupt the other cores each time.
    /// No record of any game comes near 64 MB.
    pub(super) const USUAL: Limits = Limits { block: 512 * 1024, line: 64 * 1024 * 1024 };
}

/// The next thing a source has to give.
pub(super) enum Piece<'b> {
    /// Whole lines and their place: (number of the first line, its offset, line feeds, the bytes).
    Lines(u64, u64, usize, &'b [u8]),
    /// Something wrong at this place; reading goes on.
    Bad(Problem),
    /// Nothing more.
    End,
}

/// A source while it is read.
pub(super) struct Reader<'a> {
    source: &'a Source,
    name: Arc<str>,
    limits: Limits,
    state: State<'a>,
    /// Number and offset of the line that comes next.
    line: u64,
    offset: u64,
    /// Bytes of the input that progress was told of, and that it expects.
    told: u64,
    expected: u64,
}

enum State<'a> {
    Closed,
    Slice(&'a [u8]),
    Stream(Stream<'a>),
    Done,
}

struct Stream<'a> {
    input: Box<dyn Read + Send + 'a>,
    /// What was read and not yet handed out: at most the beginning of one line, but after a skipped line.
    carry: Vec<u8>,
    /// Set once nothing more can be read, with the error if that is the reason.
    end: Option<Option<io::Error>>,
    taken: Arc<AtomicU64>,
    size: u64,
    packed: Option<&'static str>,
}

impl<'a> Reader<'a> {
    /// `expected` is what progress was told to expect of this source.
    pub(super) fn new(source: &'a Source, limits: Limits, expected: u64) -> Self {
        let name = source.name();
        Reader { source, name, limits, state: State::Closed, line: 1, offset: 0, told: 0, expected }
    }

    pub(super) fn name(&self) -> &Arc<str> {
        &self.name
    }

    pub(super) fn is_done(&self) -> bool {
        matches!(self.state, State::Done)
    }

    /// The next piece; `buffer` holds it if it was read from a stream. After a stop: the end.
    pub(super) fn next<'b>(&mut self, buffer: &'b mut Vec<u8>, progress: &Progress) -> Piece<'b>
    where
        'a: 'b,
    {
        match std::mem::replace(&mut self.state, State::Done) {
            State::Done => Piece::End,
            State::Slice(rest) => self.next_of_slice(rest, progress),
            State::Stream(stream) => self.next_of_stream(stream, buffer, progress),
            State::Closed => match open(self.source) {
                Ok(Opened { feed: Feed::Slice(all), .. }) => self.next_of_slice(all, progress),
                Ok(Opened { feed: Feed::Stream(input), taken, size, packed }) => {
                    let stream = Stream { input, carry: Vec::new(), end: None, taken, size, packed };
                    self.next_of_stream(stream, buffer, progress)
                }
                Err(reason) => {
                    self.tell(progress, self.expected);
                    Piece::Bad(self.source.problem(reason))
                }
            },
        }
    }

    fn next_of_slice(&mut self, rest: &'a [u8], progress: &Progress) -> Piece<'a> {
        if rest.is_empty() {
            return Piece::End;
        }
        let within = |limit: usize| &rest[..rest.len().min(limit)];
        let cut = memrchr(b'\n', within(self.limits.block)).or_else(|| memchr(b'\n', within(self.limits.line + 1)));
        let (length, readable) = match cut {
            Some(at) => (at + 1, true),
            None if rest.len() <= self.limits.line => (rest.len(), true),
            None => (memchr(b'\n', rest).map_or(rest.len(), |at| at + 1), false),
        };
        self.state = State::Slice(&rest[length..]);
        self.tell(progress, self.told + length as u64);
        if readable { self.lines(&rest[..length]) } else { self.skipped(length as u64) }
    }

    fn next_of_stream<'b>(
        &mut self,
        mut stream: Stream<'a>,
        buffer: &'b mut Vec<u8>,
        progress: &Progress,
    ) -> Piece<'b> {
        let filled = stream.fill(buffer, self.limits, progress);
        self.tell(progress, stream.taken.load(Ordering::Relaxed));
        match filled {
            Filled::Lines(length) => {
                self.state = State::Stream(stream);
                self.lines(&buffer[..length])
            }
            Filled::TooLong(length) => {
                self.state = State::Stream(stream);
                self.skipped(length)
            }
            Filled::Nothing => {
                let (taken, size) = (stream.taken.load(Ordering::Relaxed), stream.size);
                self.tell(progress, self.expected);
                match stream.end.flatten() {
                    Some(err) => Piece::Bad(self.broken(stream.packed, &err)),
                    None if stream.packed.is_none() && taken < size && !progress.stopped() => {
                        let what = "the file became shorter while it was read";
                        Piece::Bad(
                            self.source.problem(format!("{what} ({taken} of {size} bytes are left): open it again")),
                        )
                    }
                    None => Piece::End,
                }
            }
        }
    }

    /// Hands out whole lines and moves on behind them.
    fn lines<'b>(&mut self, bytes: &'b [u8]) -> Piece<'b> {
        let (line, offset) = (self.line, self.offset);
        let feeds = memchr_iter(b'\n', bytes).count();
        self.line += feeds as u64;
        self.offset += bytes.len() as u64;
        Piece::Lines(line, offset, feeds, bytes)
    }

    /// Reports a line of `length` bytes that was not read, and moves on behind it.
    fn skipped<'b>(&mut self, length: u64) -> Piece<'b> {
        let limit = self.limits.line / (1024 * 1024);
        let reason =
            format!("the line is longer than {limit} MB ({length} bytes) and was skipped: no record is that long");
        let problem = Problem { file: Arc::clone(&self.name), line: self.line, offset: self.offset, reason };
        self.line += 1;
        self.offset += length;
        Piece::Bad(problem)
    }

    /// The input ended in an error; a half line before it belongs to the same problem and is not handed out.
    fn broken(&self, packed: Option<&str>, err: &io::Error) -> Problem {
        let (before, offset) = (self.line - 1, self.offset);
        let what = match packed {
            Some(kind) => format!("the {kind} data is cut or damaged"),
            None => "reading failed".to_owned(),
        };
        let kept = format!("the {before} lines before that are read ({offset} bytes), the rest is lost");
        self.source.problem(format!("{what} ({}): {kept}; copy or pack the file again", cause(err)))
    }

    /// Brings progress up to `taken` bytes of this source.
    fn tell(&mut self, progress: &Progress, taken: u64) {
        let more = taken.saturating_sub(self.told);
        progress.expect(taken.saturating_sub(self.expected));
        self.expected = self.expected.max(taken);
        progress.add(more);
        self.told += more;
    }
}

/// An error in words a reader can use.
fn cause(err: &io::Error) -> String {
    match err.kind() {
        io::ErrorKind::UnexpectedEof => "it ends too early".to_owned(),
        _ => crate::film::clean_text(&err.to_string()),
    }
}

/// What a stream's next block is.
enum Filled {
    /// The buffer begins with this many bytes of whole lines.
    Lines(usize),
    /// A line of this length (with its line feed) was passed over.
    TooLong(u64),
    /// The stream has nothing more.
    Nothing,
}

impl Stream<'_> {
    /// Reads up to the next cut.
    fn fill(&mut self, buffer: &mut Vec<u8>, limits: Limits, progress: &Progress) -> Filled {
        let mut filled = self.carry.len();
        let mut target = limits.block.max(2 * filled).min(limits.line + 1);
        if buffer.len() > 8 * target {
            // One long line must not hold its memory for the rest of the file.
            *buffer = Vec::new();
        }
        grow(buffer, target);
        buffer[..filled].copy_from_slice(&self.carry);
        self.carry.clear();
        let mut searched = 0;
        loop {
            while filled < target && self.end.is_none() {
                filled += self.read(&mut buffer[filled..target], progress);
            }
            if let Some(at) = memrchr(b'\n', &buffer[searched..filled]) {
                let cut = searched + at + 1;
                self.carry.extend_from_slice(&buffer[cut..filled]);
                return Filled::Lines(cut);
            }
            if filled > limits.line {
                return self.pass_over(&mut buffer[..limits.block], filled as u64, progress);
            }
            match &self.end {
                Some(None) if filled > 0 => return Filled::Lines(filled),
                Some(_) => return Filled::Nothing,
                None => {}
            }
            searched = filled;
            target = (2 * target).min(limits.line + 1);
            grow(buffer, target);
        }
    }

    /// Leaves out the rest of a line of which `length` bytes are gone, in the memory of `block`.
    fn pass_over(&mut self, block: &mut [u8], mut length: u64, progress: &Progress) -> Filled {
        while self.end.is_none() {
            let read = self.read(block, progress);
            if let Some(at) = memchr(b'\n', &block[..read]) {
                self.carry.extend_from_slice(&block[at + 1..read]);
                return Filled::TooLong(length + at as u64 + 1);
            }
            length += read as u64;
        }
        Filled::TooLong(length)
    }

    /// Reads once; sets `end` when there is nothing more, an error, or a wish to stop.
    fn read(&mut self, out: &mut [u8], progress: &Progress) -> usize {
        if progress.stopped() {
            self.end = Some(None);
            return 0;
        }
        match self.input.read(out) {
            Ok(0) => self.end = Some(None),
            Ok(read) => return read,
            Err(err) if err.kind() == io::ErrorKind::Interrupted => {}
            Err(err) => self.end = Some(Some(err)),
        }
        0
    }
}

fn grow(buffer: &mut Vec<u8>, length: usize) {
    if buffer.len() < length {
        buffer.resize(length, 0);
    }
}

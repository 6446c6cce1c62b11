//! A file that is being written: each look takes the whole lines that came since the last one.
//!
//! ```text
//!   0 ─── handed out for good ───┬─── the block: whole lines, handed out at each look ───┬─ half a line, waits ─▶ grows
//!                             offset                                                   read
//! ```
//!
//! Lines are never handed out half written, twice or not at all; one that is longer than any record is skipped and
//! reported, as when a file is read at once. The last block is kept as bytes and given out again at
//! each look, so that ten minutes of small additions make a few large segments and not thousands of small ones.
//!
//! Length and content are asked for, a few times a second: what the system would tell by itself (inotify and its like) is
//! not told about files that another machine writes to a network share, which is where a game server's files are.

use super::reader::Limits;
use super::segment::Segment;
use crate::film::{Problem, Problems};
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// A block this long is handed out for good.
const BLOCK: usize = 256 * 1024;
/// The first bytes of a file: another beginning is another file under the same name.
const HEAD: usize = 256;
/// The last bytes that were read: others in their place are another file, whose beginning may well be the same.
const END: usize = 64;

/// What a look found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Growth {
    /// No whole line more.
    Nothing,
    /// Whole lines came.
    More,
    /// The file was cut or begun anew: what was handed out before is void. The next look reads it from its beginning.
    Anew,
}

/// A file being followed.
#[derive(Debug)]
pub struct Tail {
    path: PathBuf,
    name: Arc<str>,
    source: usize,
    head: Vec<u8>,
    /// The last bytes that were read.
    end: Vec<u8>,
    /// Whole lines and the half one behind them.
    block: Vec<u8>,
    /// How much of the block is whole lines.
    whole: usize,
    first_line: u64,
    /// Of the block in the file.
    offset: u64,
    seen: Option<(u64, Option<SystemTime>)>,
    /// The longest line that is kept.
    longest: usize,
    /// The line at the offset is longer than that, and its end has not come.
    skipping: bool,
    /// Lines that were skipped.
    problems: Problems,
}

impl Tail {
    /// Follows a file from its beginning; it may not be there yet. `source` is what its segments say of where they are
    /// from.
    #[must_use]
    pub fn new(path: &Path, source: usize) -> Tail {
        Tail {
            name: super::Source::File(path.to_path_buf()).name(),
            path: path.to_path_buf(),
            source,
            head: Vec::new(),
            end: Vec::new(),
            block: Vec::new(),
            whole: 0,
            first_line: 1,
            offset: 0,
            seen: None,
            longest: Limits::USUAL.line,
            skipping: false,
            problems: Problems::default(),
        }
    }

    /// The file's name for display.
    #[must_use]
    pub const fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// What was wrong with the lines.
    #[must_use]
    pub const fn problems(&self) -> &Problems {
        &self.problems
    }

    /// Looks at the file. Segments that will not be handed out again go to `settled`; the lines behind them are
    /// [`Tail::open`].
    ///
    /// # Errors
    /// The file cannot be read; the next look tries again. A file that is gone is nothing new.
    pub fn look(&mut self, mut settled: impl FnMut(&Segment<'_>)) -> io::Result<Growth> {
        let meta = match fs::metadata(&self.path) {
            Ok(meta) => meta,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Growth::Nothing),
            Err(error) => return Err(error),
        };
        let now = (meta.len(), meta.modified().ok());
        let read = self.offset + self.block.len() as u64;
        if self.seen == Some(now) && read == now.0 {
            return Ok(Growth::Nothing);
        }
        let mut file = File::open(&self.path)?;
        if now.0 < read || !self.begins_the_same(&mut file)? || !self.ends_the_same(&mut file, read)? {
            *self = Tail::new(&self.path, self.source);
            return Ok(Growth::Anew);
        }
        file.seek(SeekFrom::Start(read))?;
        let before = (self.first_line, self.whole);
        // What is written meanwhile is for the next look: a fast writer must not keep this one for ever.
        let mut rest = file.take(now.0 - read);
        let mut piece = vec![0; BLOCK];
        loop {
            let count = rest.read(&mut piece)?;
            if count == 0 {
                break;
            }
            self.take(piece.get(..count).unwrap_or_default());
            let half = self.block.len() - self.whole;
            if self.whole >= BLOCK || (half > self.longest && self.whole > 0) {
                self.settle(&mut settled);
            }
            if half > self.longest {
                self.skip();
            }
        }
        self.seen = Some(now);
        Ok(if (self.first_line, self.whole) == before { Growth::Nothing } else { Growth::More })
    }

    /// The whole lines behind all that was settled.
    #[must_use]
    pub fn open(&self) -> Segment<'_> {
        let bytes = self.block.get(..self.whole).unwrap_or_default();
        let feeds = memchr::memchr_iter(b'\n', bytes).count();
        Segment {
            source: self.source,
            name: &self.name,
            first_line: self.first_line,
            offset: self.offset,
            feeds,
            bytes,
        }
    }

    fn begins_the_same(&mut self, file: &mut File) -> io::Result<bool> {
        let mut head = Vec::new();
        file.take(HEAD as u64).read_to_end(&mut head)?;
        let same = head.starts_with(&self.head);
        if same {
            self.head = head;
        }
        Ok(same)
    }

    /// Whether what was read last still stands before `read`.
    fn ends_the_same(&self, file: &mut File, read: u64) -> io::Result<bool> {
        file.seek(SeekFrom::Start(read.saturating_sub(self.end.len() as u64)))?;
        let mut end = Vec::new();
        file.take(self.end.len() as u64).read_to_end(&mut end)?;
        Ok(end == self.end)
    }

    fn take(&mut self, mut bytes: &[u8]) {
        self.end.extend_from_slice(bytes.get(bytes.len().saturating_sub(END)..).unwrap_or_default());
        self.end.drain(..self.end.len().saturating_sub(END));
        if self.skipping {
            let end = memchr::memchr(b'\n', bytes).map(|at| at + 1);
            let (skipped, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
            self.offset += skipped.len() as u64;
            self.first_line += u64::from(end.is_some());
            self.skipping = end.is_none();
            bytes = rest;
        }
        let from = self.block.len();
        self.block.extend_from_slice(bytes);
        if let Some(end) = memchr::memrchr(b'\n', bytes) {
            self.whole = from + end + 1;
        }
    }

    /// Lets go of the half line, all that is left, and of what still comes of it.
    fn skip(&mut self) {
        let megabytes = self.longest / (1024 * 1024);
        let reason = format!("the line is longer than {megabytes} MB and was skipped: no record is that long");
        self.problems.push(Problem {
            file: Arc::clone(&self.name),
            line: self.first_line,
            offset: self.offset,
            reason,
        });
        self.offset += self.block.len() as u64;
        self.block = Vec::new();
        self.skipping = true;
    }

    fn settle(&mut self, settled: &mut impl FnMut(&Segment<'_>)) {
        let open = self.open();
        let feeds = open.feeds as u64;
        settled(&open);
        self.first_line += feeds;
        self.offset += self.whole as u64;
        self.block.drain(..self.whole);
        self.whole = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::fs::OpenOptions;
    use std::io::Write;

    /// Number, offset and text of every line that is known after a look.
    type Lines = Vec<(u64, u64, Vec<u8>)>;

    struct Reader {
        tail: Tail,
        settled: Lines,
    }

    fn lines(segment: &Segment<'_>) -> Lines {
        segment.lines().map(|line| (line.number, line.offset, line.bytes.to_vec())).collect()
    }

    impl Reader {
        fn new(path: &Path) -> Reader {
            Reader { tail: Tail::new(path, 0), settled: Vec::new() }
        }

        fn look(&mut self) -> (Growth, Lines) {
            let settled = &mut self.settled;
            let growth = self.tail.look(|segment| settled.extend(lines(segment))).unwrap();
            if growth == Growth::Anew {
                self.settled.clear();
            }
            (growth, [self.settled.clone(), lines(&self.tail.open())].concat())
        }
    }

    /// What reading the whole file at once gives, without the half line at its end.
    fn at_once(bytes: &[u8]) -> Lines {
        let name = Arc::from("x");
        let whole = bytes.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        lines(&Segment { source: 0, name: &name, first_line: 1, offset: 0, feeds: 0, bytes: &bytes[..whole] })
    }

    fn append(path: &Path, bytes: &[u8]) {
        OpenOptions::new().create(true).append(true).open(path).unwrap().write_all(bytes).unwrap();
    }

    #[test]
    fn half_a_line_waits_and_a_file_may_come_late() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        let mut reader = Reader::new(&path);
        assert_eq!(reader.look(), (Growth::Nothing, vec![]));
        append(&path, b"one\ntw");
        let one = (1, 0, b"one".to_vec());
        assert_eq!(reader.look(), (Growth::More, vec![one.clone()]));
        append(&path, b"o");
        assert_eq!(reader.look(), (Growth::Nothing, vec![one.clone()]));
        append(&path, b"\r\n");
        assert_eq!(reader.look(), (Growth::More, vec![one.clone(), (2, 4, b"two".to_vec())]));
        assert_eq!(reader.look().0, Growth::Nothing);
        fs::remove_file(&path).unwrap();
        assert_eq!(reader.look().0, Growth::Nothing, "gone is nothing new");
    }

    #[test]
    fn a_file_cut_or_begun_anew_is_read_from_its_beginning() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        let mut reader = Reader::new(&path);
        append(&path, b"first\nsecond\n");
        reader.look();
        fs::write(&path, b"cut\n").unwrap();
        assert_eq!(reader.look(), (Growth::Anew, vec![]));
        assert_eq!(reader.look(), (Growth::More, vec![(1, 0, b"cut".to_vec())]));
        // Another file under the same name, longer than the one before.
        fs::write(&path, b"rotated away\nmore\n").unwrap();
        assert_eq!(reader.look().0, Growth::Anew);
        assert_eq!(reader.look().1.len(), 2);
    }

    #[test]
    fn a_file_written_over_with_the_same_beginning_is_another_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        let head = "the same long head\n".repeat(20);
        for (first, then) in [("one\n", "two\nthree\n"), ("one\nhal", "two\nhalf\n"), ("one\n", "two\n")] {
            let mut reader = Reader::new(&path);
            fs::write(&path, format!("{head}{first}")).unwrap();
            reader.look();
            // A file system may tell times by the second: the same length in the same second is nobody's to see.
            let before = fs::metadata(&path).unwrap();
            let all = format!("{head}{then}");
            fs::write(&path, &all).unwrap();
            if all.len() as u64 == before.len() {
                let later = before.modified().unwrap() + std::time::Duration::from_secs(2);
                OpenOptions::new().write(true).open(&path).unwrap().set_modified(later).unwrap();
            }
            assert_eq!(reader.look().0, Growth::Anew, "{then}");
            assert_eq!(reader.look(), (Growth::More, at_once(all.as_bytes())));
        }
    }

    #[test]
    fn long_files_settle_and_keep_their_numbers() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        let mut reader = Reader::new(&path);
        let mut all = Vec::new();
        for round in 0..60 {
            let text: String = (0..400).map(|n| format!("{{\"line\":{round}, \"n\":{n}}}\n")).collect();
            all.extend(text.bytes());
            append(&path, text.as_bytes());
            assert_eq!(reader.look().0, Growth::More);
            assert!(reader.tail.block.len() < 2 * BLOCK, "the memory of the tail stays small");
        }
        assert!(!reader.settled.is_empty());
        assert_eq!(reader.look().1, at_once(&all));
    }

    #[test]
    fn a_line_longer_than_any_record_is_skipped_and_takes_no_memory() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        let mut reader = Reader::new(&path);
        reader.tail.longest = 1024 * 1024;
        append(&path, b"one\n");
        for _ in 0..8 {
            append(&path, &vec![b'x'; BLOCK]);
            let (_, lines) = reader.look();
            assert_eq!(lines, [(1, 0, b"one".to_vec())]);
            assert!(reader.tail.block.len() <= reader.tail.longest + BLOCK);
        }
        append(&path, b"end\nthree\n");
        let third = (3, 8 + 8 * BLOCK as u64, b"three".to_vec());
        assert_eq!(reader.look(), (Growth::More, vec![(1, 0, b"one".to_vec()), third]));
        let said: Vec<_> = reader.tail.problems().kept().iter().map(|p| (p.line, p.offset)).collect();
        assert_eq!(said, [(2, 4)]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// However the writing is cut, no line is lost, doubled or halved.
        #[test]
        fn every_line_once(pieces in prop::collection::vec("[a\n]{0,9}", 0..40)) {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("a.jsonl");
            let (mut reader, mut all) = (Reader::new(&path), Vec::new());
            for piece in &pieces {
                append(&path, piece.as_bytes());
                all.extend(piece.bytes());
                prop_assert_eq!(reader.look().1, at_once(&all));
            }
        }
    }
}

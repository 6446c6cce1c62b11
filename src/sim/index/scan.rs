//! Stretches of a source to pages, on all cores, published in the order of the input.
//!
//! A stretch owns the lines that *begin* in it. Its worker finds the first line feed, then walks: a line that lies in
//! the window is read there; of a longer one the head is read as soon as it is there, and the rest is passed over
//! block by block, so that memory is a window a worker whatever the length of a row.

use super::field::Flags;
use super::head::{Head, Reach, TAIL, Tail, Texts, head, mark_schema, set_schema, tail};
use super::page::{Draft, Page};
use crate::film::Progress;
use crate::sim::cursor::{Fault, FaultKind};
use crate::sim::store::Store;
use memchr::memchr;
use std::io;

/// What is read at once.
const BLOCK: usize = 256 * 1024;

/// The longest line that is kept whole.
const LINE: usize = 64 * 1024 * 1024;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// A stretch of a source.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    pub(super) source: usize,
    pub(super) from: u64,
    pub(super) to: u64,
    /// Where the source ends, for this scan.
    pub(super) end: u64,
    /// Whether a line is known to begin at `from`.
    pub(super) at_line: bool,
}

/// Cuts `from..end` of a source; the first stretches are short, so that the first screen comes at once.
pub(super) fn stretches(source: usize, from: u64, end: u64) -> Vec<Stretch> {
    let mut out = Vec::new();
    let mut at = from;
    while at < end {
        let size = if at - from < 1024 * 1024 { 512 * 1024 } else { 8 * 1024 * 1024 };
        let to = (at + size).min(end);
        out.push(Stretch { source, from: at, to, end, at_line: at == from });
        at = to;
    }
    out
}

/// What a worker keeps between stretches.
#[derive(Default)]
pub(super) struct Bench {
    buffer: Vec<u8>,
    draft: Draft,
}

/// A window on the source: `buffer[low..high]` is what was read and not yet used, beginning at `base + low`.
struct Window<'a> {
    store: &'a Store,
    progress: &'a Progress,
    buffer: &'a mut Vec<u8>,
    base: u64,
    low: usize,
    high: usize,
    end: u64,
}

impl Window<'_> {
    fn rest(&self) -> &[u8] {
        &self.buffer[self.low..self.high]
    }

    fn offset(&self) -> u64 {
        self.base + self.low as u64
    }

    /// Forgets everything that was read.
    fn forget(&mut self) {
        self.base += self.high as u64;
        (self.low, self.high) = (0, 0);
    }

    /// Reads more behind what is there; false at the end or on a wish to stop.
    fn fill(&mut self) -> io::Result<bool> {
        if self.low > 0 {
            self.buffer.copy_within(self.low..self.high, 0);
            self.base += self.low as u64;
            (self.low, self.high) = (0, self.high - self.low);
        }
        if self.buffer.len() - self.high < BLOCK {
            self.buffer.resize((self.buffer.len() * 2).max(2 * BLOCK), 0);
        }
        let at = self.base + self.high as u64;
        let left = usize::try_from(self.end.saturating_sub(at)).unwrap_or(usize::MAX);
        let room = (self.buffer.len() - self.high).min(left).min(BLOCK);
        loop {
            if self.progress.stopped() || room == 0 {
                return Ok(false);
            }
            match self.store.read_at(&mut self.buffer[self.high..self.high + room], at) {
                Ok(read) => {
                    self.high += read;
                    return Ok(read > 0);
                }
                Err(err) if err.kind() == io::ErrorKind::Interrupted => {}
                Err(err) => return Err(err),
            }
        }
    }

    /// Moves behind the next line feed; false at the end. The last bytes before it are added to `last`, the length
    /// passed over (without the line feed) to `length`.
    fn pass_line(&mut self, last: &mut Vec<u8>, length: &mut u64) -> io::Result<bool> {
        loop {
            let found = memchr(b'\n', self.rest());
            let part = &self.rest()[..found.unwrap_or(self.high - self.low)];
            last.extend_from_slice(&part[part.len().saturating_sub(TAIL)..]);
            if last.len() > TAIL {
                last.drain(..last.len() - TAIL);
            }
            *length += part.len() as u64;
            if let Some(at) = found {
                self.low += at + 1;
                return Ok(true);
            }
            self.forget();
            if !self.fill()? {
                return Ok(false);
            }
        }
    }
}

/// A line as it was met.
struct Met {
    head: Head,
    length: u64,
    ended: bool,
}

/// Reads the lines that begin in a stretch: a page, and one of its own for a last line without a line feed, which may
/// still grow. Nothing after a wish to stop.
pub(super) fn scan(
    store: &Store,
    stretch: Stretch,
    progress: &Progress,
    texts: &mut Texts<'_>,
    bench: &mut Bench,
) -> Vec<Page> {
    let Stretch { source, from, to, end, at_line } = stretch;
    if bench.buffer.len() > 8 * BLOCK {
        // One long line must not hold its memory for the rest of the file.
        bench.buffer = Vec::new();
    }
    let base = if at_line { from } else { from - 1 };
    let mut window = Window { store, progress, buffer: &mut bench.buffer, base, low: 0, high: 0, end };
    let draft = &mut bench.draft;
    let mut tail_page = None;
    if !at_line {
        match window.pass_line(&mut Vec::new(), &mut 0) {
            Ok(true) => {}
            Ok(false) | Err(_) => return Vec::new(),
        }
    }
    let first = window.offset();
    while window.offset() < to && !progress.stopped() {
        let offset = window.offset();
        let (met, failed) = match line(&mut window, texts) {
            Ok(None) => {
                draft.blank();
                continue;
            }
            Ok(Some(met)) => (met, false),
            Err(_) => {
                let fault = Fault { kind: FaultKind::Unreadable, at: 0 };
                (Met { head: Head::broken(fault), length: end - offset, ended: true }, true)
            }
        };
        if met.ended {
            draft.push(offset, met.length, met.head);
        } else if met.length > 0 {
            let mut half = Draft::default();
            half.push(offset, met.length, met.head);
            tail_page = Some(half.pack(source, offset, offset + met.length));
        }
        if failed || !met.ended {
            break;
        }
    }
    if progress.stopped() {
        *draft = Draft::default();
        return Vec::new();
    }
    let behind = tail_page.as_ref().map_or(window.offset(), |page: &Page| page.from);
    let page = draft.pack(source, first, behind);
    std::iter::once(page).filter(|page| page.lines > 0).chain(tail_page).collect()
}

/// Reads the line at the window; `None` is a blank one. An unended one of no length is the end.
fn line(window: &mut Window<'_>, texts: &mut Texts<'_>) -> io::Result<Option<Met>> {
    let offset = window.offset();
    let (mut searched, mut tried) = (0, 0);
    let (length, ended) = loop {
        if let Some(at) = memchr(b'\n', &window.rest()[searched..]) {
            break (searched + at, true);
        }
        searched = window.rest().len();
        if searched > LINE {
            return pass_over(window, Err(Fault { kind: FaultKind::TooLong, at: 0 }), texts).map(Some);
        }
        if searched >= 2 * tried && searched > 0 {
            // The line goes on beyond the window: if its head is here, the rest need not be kept.
            tried = searched;
            let (text, mark) = unmarked(window.rest(), offset);
            match head(text, texts, true) {
                Ok((_, Reach::Whole)) => {}
                Ok((head, reach)) => return pass_over(window, Ok((head, reach)), texts).map(Some),
                Err(fault) if fault.kind == FaultKind::Ends || fault.kind == FaultKind::NoContext => {}
                Err(_) if text.trim_ascii().is_empty() => {}
                Err(fault) => return pass_over(window, Err(moved(fault, mark)), texts).map(Some),
            }
        }
        if !window.fill()? {
            break (searched, false);
        }
    };
    let (text, mark) = unmarked(&window.rest()[..length], offset);
    let result = if !text.trim_ascii().is_empty() {
        let mut head = whole(text, mark, texts);
        if !ended {
            head.flags.set(Flags::UNENDED);
        }
        Some(Met { head, length: length as u64, ended })
    } else if ended {
        None
    } else {
        Some(Met { head: Head::default(), length: 0, ended })
    };
    window.low += length + usize::from(ended);
    Ok(result)
}

/// The line without a byte-order mark, and the mark's length.
fn unmarked(line: &[u8], offset: u64) -> (&[u8], u32) {
    match line.strip_prefix(BOM) {
        Some(rest) if offset == 0 => (rest, BOM.len() as u32),
        _ => (line, 0),
    }
}

const fn moved(fault: Fault, by: u32) -> Fault {
    Fault { kind: fault.kind, at: fault.at.saturating_add(by) }
}

/// A line that is all there.
fn whole(text: &[u8], mark: u32, texts: &mut Texts<'_>) -> Head {
    let result = head(text, texts, true).and_then(|(head, reach)| match reach {
        Reach::Whole => Ok(head),
        _ => finish(head, reach, &text[text.len().saturating_sub(TAIL)..], text.len() as u64, texts, |texts| {
            self::head(text, texts, false).map(|(head, _)| head)
        }),
    });
    checked(result.map_err(|fault| moved(fault, mark)))
}

fn checked(result: Result<Head, Fault>) -> Head {
    let mut head = result.unwrap_or_else(Head::broken);
    if head.fault.is_none() {
        mark_schema(&mut head, super::USUAL_SCHEMA);
    }
    head
}

/// The end of a line that was cut; `whole` reads all of it where the end does not tell enough.
fn finish(
    mut head: Head,
    reach: Reach,
    last: &[u8],
    length: u64,
    texts: &mut Texts<'_>,
    whole: impl FnOnce(&mut Texts<'_>) -> Result<Head, Fault>,
) -> Result<Head, Fault> {
    match (tail(last), reach) {
        (Tail::Open, _) => Err(Fault { kind: FaultKind::Ends, at: u32::try_from(length).unwrap_or(u32::MAX) }),
        (Tail::Schema(value), Reach::CutBeforeSchema) => {
            set_schema(&mut head, value, texts);
            Ok(head)
        }
        (Tail::Closed, Reach::CutBeforeSchema) => whole(texts),
        _ => Ok(head),
    }
}

/// Passes over the rest of a line of which enough is known.
fn pass_over(window: &mut Window<'_>, known: Result<(Head, Reach), Fault>, texts: &mut Texts<'_>) -> io::Result<Met> {
    let offset = window.offset();
    let (mut last, mut length) = (Vec::with_capacity(2 * TAIL), 0);
    let ended = window.pass_line(&mut last, &mut length)?;
    let store = window.store;
    let result = known.and_then(|(head, reach)| {
        finish(head, reach, &last, length, texts, |texts| {
            let unreadable = Fault { kind: FaultKind::Unreadable, at: 0 };
            let size = usize::try_from(length).ok().filter(|size| *size <= LINE);
            let size = size.ok_or(Fault { kind: FaultKind::TooLong, at: 0 })?;
            let bytes = store.read(offset, size).map_err(|_| unreadable)?;
            let (text, mark) = unmarked(&bytes, offset);
            head_of(text, texts).map_err(|fault| moved(fault, mark))
        })
    });
    let mut head = checked(result);
    if !ended {
        head.flags.set(Flags::UNENDED);
    }
    Ok(Met { head, length, ended })
}

fn head_of(text: &[u8], texts: &mut Texts<'_>) -> Result<Head, Fault> {
    head(text, texts, false).map(|(head, _)| head)
}

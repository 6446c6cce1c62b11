//! A run of whole lines, and the lines in it with their place in the file.

use crate::film::Problem;
use memchr::memchr;
use std::sync::Arc;

/// The byte-order mark that some editors put before UTF-8 text.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Whole lines of one source, in one piece of memory.
#[derive(Debug, Clone, Copy)]
pub struct Segment<'a> {
    /// Index of the source in the list given to [`scan`](super::scan).
    pub source: usize,
    /// The source's name for display.
    pub name: &'a Arc<str>,
    /// Number of the first line, from 1.
    pub first_line: u64,
    /// Byte offset of the first line in the (decompressed) source.
    pub offset: u64,
    /// How many line feeds they have: the last line of a source may come without one.
    pub feeds: usize,
    /// The lines; only the last one of a source may lack its line feed.
    pub bytes: &'a [u8],
}

/// One line and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// Number in the source, from 1.
    pub number: u64,
    /// Byte offset in the (decompressed) source.
    pub offset: u64,
    /// The line without its line end and without a byte-order mark.
    pub bytes: &'a [u8],
    /// Whether a line feed ended it: a last line without one may be half written.
    pub ended: bool,
}

impl Line<'_> {
    /// Whether it holds nothing but white space.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.bytes.iter().all(u8::is_ascii_whitespace)
    }
}

impl<'a> Segment<'a> {
    /// The lines in order, blank ones included.
    #[must_use]
    pub fn lines(&self) -> Lines<'a> {
        Lines { rest: self.bytes, number: self.first_line, offset: self.offset }
    }

    /// A problem with one of its lines.
    #[must_use]
    pub fn problem(&self, line: &Line<'_>, reason: impl Into<String>) -> Problem {
        Problem { file: Arc::clone(self.name), line: line.number, offset: line.offset, reason: reason.into() }
    }
}

/// The lines of a [`Segment`] in order, blank ones included.
#[derive(Debug, Clone)]
pub struct Lines<'a> {
    rest: &'a [u8],
    number: u64,
    offset: u64,
}

impl<'a> Lines<'a> {
    /// Takes the next line if `read` makes something of it: of all that is left, it says how many bytes the line has. So a
    /// reader that knows where a line ends saves searching for that. The line has no [`Line::bytes`] then.
    #[inline]
    pub fn next_known<T>(&mut self, read: impl FnOnce(&'a [u8]) -> Option<(T, usize)>) -> Option<(T, Line<'a>)> {
        let (value, length) = read(self.rest)?;
        let whole = match self.rest.get(length..)? {
            [b'\n', ..] => length + 1,
            [b'\r', b'\n', ..] => length + 2,
            _ => return None,
        };
        let line = Line { number: self.number, offset: self.offset, bytes: &[], ended: true };
        self.rest = &self.rest[whole..];
        self.offset += whole as u64;
        self.number += 1;
        Some((value, line))
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let end = memchr(b'\n', self.rest);
        let (raw, rest) = match end {
            Some(at) => (&self.rest[..at], &self.rest[at + 1..]),
            None => (self.rest, &[][..]),
        };
        let text = if self.offset == 0 { raw.strip_prefix(BOM).unwrap_or(raw) } else { raw };
        let bytes = text.strip_suffix(b"\r").unwrap_or(text);
        let line = Line { number: self.number, offset: self.offset, bytes, ended: end.is_some() };
        self.offset += (self.rest.len() - rest.len()) as u64;
        self.number += 1;
        self.rest = rest;
        Some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> Vec<(u64, u64, String, bool)> {
        let name = Arc::from("f");
        let segment = Segment { source: 0, name: &name, first_line: 1, offset: 0, feeds: 3, bytes };
        let text = |l: &Line<'_>| String::from_utf8_lossy(l.bytes).into_owned();
        segment.lines().map(|l| (l.number, l.offset, text(&l), l.ended)).collect()
    }

    #[test]
    fn line_ends_and_the_mark_go_but_offsets_stay_true() {
        let seen = lines(b"\xef\xbb\xbfa\r\n\n b\0\nhalf");
        let line = |n, at, text: &str, ended| (n, at, text.to_owned(), ended);
        assert_eq!(
            seen,
            [line(1, 0, "a", true), line(2, 6, "", true), line(3, 7, " b\0", true), line(4, 11, "half", false)]
        );
    }

    #[test]
    fn nothing_is_no_line_and_blank_is_blank() {
        assert!(lines(b"").is_empty());
        let blank = |bytes| Line { number: 1, offset: 0, bytes, ended: true }.is_blank();
        assert!(blank(b" \t\r") && blank(b"") && !blank(b" \0"));
    }
}

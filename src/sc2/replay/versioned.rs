//! The self-describing encoding of headers, details and tracker events: every value says what it is, so that builds
//! never seen before read too.
//!
//! ```text
//!   00 array   n, values        03 choice    tag, value     06 one byte     09 variable-length integer:
//!   01 bits    n, bytes         04 optional  flag, value    07 four bytes      sign, 6 bits, more; then 7 bits, more
//!   02 blob    n, bytes         05 struct    n, (tag, value)  08 eight bytes
//! ```

use super::error::ReplayError;

/// How deep values may lie in one another.
const MAX_DEPTH: u8 = 24;

/// A place in an encoded part; reads forward only, never beyond the end.
#[derive(Debug, Clone)]
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    part: &'static str,
    depth: u8,
}

type Result<T> = std::result::Result<T, ReplayError>;

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8], part: &'static str) -> Reader<'a> {
        Reader { bytes, at: 0, part, depth: 0 }
    }

    pub(super) fn done(&self) -> bool {
        self.at >= self.bytes.len()
    }

    /// An error at this place.
    pub(super) fn bad(&self, reason: impl Into<String>) -> ReplayError {
        ReplayError::damaged(self.part, self.at, reason)
    }

    /// The error, at this place.
    pub(super) fn here(&self, error: ReplayError) -> ReplayError {
        ReplayError { offset: self.at as u64, ..error }
    }

    fn byte(&mut self) -> Result<u8> {
        let byte = self.bytes.get(self.at).copied().ok_or_else(|| self.bad("ends in the middle of a value"))?;
        self.at += 1;
        Ok(byte)
    }

    fn take(&mut self, count: u64) -> Result<&'a [u8]> {
        let taken = usize::try_from(count)
            .ok()
            .and_then(|n| self.at.checked_add(n))
            .and_then(|end| self.bytes.get(self.at..end))
            .ok_or_else(|| self.bad(format!("a value of {count} bytes reaches beyond the end")))?;
        self.at += taken.len();
        Ok(taken)
    }

    fn vint(&mut self) -> Result<i64> {
        let first = self.byte()?;
        let mut value = u64::from(first >> 1 & 0x3F);
        let (mut shift, mut more) = (6, first & 0x80 != 0);
        while more {
            let byte = self.byte()?;
            if shift > 56 {
                return Err(self.bad("an integer of more than nine bytes"));
            }
            value |= u64::from(byte & 0x7F) << shift;
            shift += 7;
            more = byte & 0x80 != 0;
        }
        // At most 63 bits were set: it fits.
        Ok(if first & 1 == 1 { -(value as i64) } else { value as i64 })
    }

    fn count(&mut self) -> Result<u64> {
        let count = self.vint()?;
        // Every element takes at least a byte: a larger count is damage, and is not worth a loop.
        u64::try_from(count)
            .ok()
            .filter(|&n| n <= (self.bytes.len() - self.at) as u64)
            .ok_or_else(|| self.bad(format!("{count} elements cannot follow here")))
    }

    /// Enters a nested value.
    fn enter<T>(&mut self, inside: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= MAX_DEPTH {
            return Err(self.bad(format!("values lie more than {MAX_DEPTH} deep")));
        }
        self.depth += 1;
        let out = inside(self);
        self.depth -= 1;
        out
    }

    fn kind(&mut self, wanted: u8, name: &str) -> Result<()> {
        match self.byte()? {
            kind if kind == wanted => Ok(()),
            kind => {
                self.at -= 1;
                Err(self.bad(format!("expected {name}, found a value of kind {kind:#04x}")))
            }
        }
    }

    /// The kind of the next value.
    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Passes over the next value.
    pub(super) fn skip(&mut self) -> Result<()> {
        match self.byte()? {
            0x00 => {
                let count = self.count()?;
                self.enter(|r| (0..count).try_for_each(|_| r.skip()))
            }
            0x01 => {
                let bits = self.vint()?;
                let bits = u64::try_from(bits).map_err(|_| self.bad("a bit field of negative length"))?;
                self.take(bits.div_ceil(8)).map(|_| ())
            }
            0x02 => {
                let count = self.count()?;
                self.take(count).map(|_| ())
            }
            0x03 => {
                self.vint()?;
                self.enter(Self::skip)
            }
            0x04 => match self.byte()? {
                0 => Ok(()),
                _ => self.enter(Self::skip),
            },
            0x05 => {
                let count = self.count()?;
                self.enter(|r| {
                    (0..count).try_for_each(|_| {
                        r.vint()?;
                        r.skip()
                    })
                })
            }
            0x06 => self.take(1).map(|_| ()),
            0x07 => self.take(4).map(|_| ()),
            0x08 => self.take(8).map(|_| ()),
            0x09 => self.vint().map(|_| ()),
            kind => {
                self.at -= 1;
                Err(self.bad(format!("no value is of kind {kind:#04x}")))
            }
        }
    }

    /// The next value as an integer; `None` for an optional that is not there.
    pub(super) fn int(&mut self) -> Result<Option<i64>> {
        match self.byte()? {
            0x04 => match self.byte()? {
                0 => Ok(None),
                _ => self.enter(Self::int),
            },
            0x06 => Ok(Some(i64::from(self.byte()?))),
            0x07 => Ok(Some(self.take(4)?.iter().rev().fold(0, |sum, &b| sum << 8 | i64::from(b)))),
            0x08 => Ok(Some(self.take(8)?.iter().rev().fold(0, |sum, &b| sum << 8 | i64::from(b)))),
            0x09 => self.vint().map(Some),
            kind => {
                self.at -= 1;
                Err(self.bad(format!("expected a number, found a value of kind {kind:#04x}")))
            }
        }
    }

    /// The next value as bytes; empty for an optional that is not there.
    pub(super) fn blob(&mut self) -> Result<&'a [u8]> {
        if self.optional()? {
            return Ok(&[]);
        }
        self.kind(0x02, "text")?;
        let count = self.count()?;
        self.take(count)
    }

    /// Passes the head of an optional; true when there is nothing behind it.
    fn optional(&mut self) -> Result<bool> {
        if self.peek() != Some(0x04) {
            return Ok(false);
        }
        self.at += 1;
        Ok(self.byte()? == 0)
    }

    /// Calls `field` with every tag of the next struct; what it does not read (`false`) is passed over.
    pub(super) fn fields(&mut self, mut field: impl FnMut(&mut Self, i64) -> Result<bool>) -> Result<()> {
        if self.optional()? {
            return Ok(());
        }
        self.kind(0x05, "a structure")?;
        let count = self.count()?;
        self.enter(|r| {
            (0..count).try_for_each(|_| {
                let tag = r.vint()?;
                if field(r, tag)? { Ok(()) } else { r.skip() }
            })
        })
    }

    /// Calls `element` for every element of the next array; it must read it.
    pub(super) fn elements(&mut self, mut element: impl FnMut(&mut Self) -> Result<()>) -> Result<()> {
        if self.optional()? {
            return Ok(());
        }
        self.kind(0x00, "a list")?;
        let count = self.count()?;
        self.enter(|r| (0..count).try_for_each(|_| element(r)))
    }

    /// The next choice's value, which must be a number.
    pub(super) fn choice_int(&mut self) -> Result<i64> {
        self.kind(0x03, "a choice")?;
        self.vint()?;
        let here = self.clone();
        self.enter(Self::int)?.ok_or_else(|| here.bad("expected a number, found nothing"))
    }
}

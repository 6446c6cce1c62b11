//! A walk over JSON text that reads what is asked for and validates what is passed over.
//!
//! It accepts what `serde_json` accepts as a value (grammar, UTF-8, escapes, 127 levels inside the outermost), so that a
//! row whose members were passed over opens later; a property test holds the two against each other.

mod fault;
mod name;
mod number;
mod string;

pub use fault::{Fault, FaultKind};
pub(super) use name::Name;
pub(super) use number::parse_number;
pub(super) use string::unescape;

/// What kind of value begins here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Object,
    Array,
    String,
    Number,
    True,
    False,
    Null,
}

/// Levels inside the outermost object that a row may have, as `serde_json`.
const DEEPEST: usize = 127;

/// A place in a line.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

type Read<T> = Result<T, Fault>;

impl<'a> Cursor<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Cursor { bytes, at: 0 }
    }

    pub(super) const fn at(&self) -> usize {
        self.at
    }

    pub(super) fn fault<T>(&self, kind: FaultKind) -> Read<T> {
        fault_at(kind, self.at)
    }

    /// The next byte that is not white space.
    #[inline]
    pub(super) fn peek(&mut self) -> Read<u8> {
        while let Some(&byte) = self.bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
                return Ok(byte);
            }
            self.at += 1;
        }
        self.fault(FaultKind::Ends)
    }

    pub(super) fn kind(&mut self) -> Read<Kind> {
        Ok(match self.peek()? {
            b'{' => Kind::Object,
            b'[' => Kind::Array,
            b'"' => Kind::String,
            b'-' | b'0'..=b'9' => Kind::Number,
            b't' => Kind::True,
            b'f' => Kind::False,
            b'n' => Kind::Null,
            _ => return self.fault(FaultKind::Value),
        })
    }

    /// Goes into an object or array (`open` is its bracket).
    #[inline]
    pub(super) fn enter(&mut self, open: u8) -> Read<()> {
        if self.peek()? != open {
            return self.fault(FaultKind::Value);
        }
        self.at += 1;
        Ok(())
    }

    /// The next member's name (raw, between the quotes), standing before its value; `None` behind the closing bracket.
    #[inline]
    pub(super) fn member(&mut self, first: &mut bool) -> Read<Option<&'a [u8]>> {
        if self.more(b'}', first)? {
            if self.peek()? != b'"' {
                return self.fault(FaultKind::Name);
            }
            let name = self.string_raw()?;
            if self.peek()? != b':' {
                return self.fault(FaultKind::Colon);
            }
            self.at += 1;
            return Ok(Some(name));
        }
        Ok(None)
    }

    /// Whether another element follows; behind the closing bracket if not. A comma is consumed together with a look at
    /// what follows it, so a closing bracket met here never follows one.
    #[inline]
    pub(super) fn more(&mut self, close: u8, first: &mut bool) -> Read<bool> {
        let next = self.peek()?;
        if next == close {
            self.at += 1;
            return Ok(false);
        }
        if std::mem::take(first) {
            return Ok(true);
        }
        if next != b',' {
            return self.fault(FaultKind::Separator);
        }
        self.at += 1;
        if self.peek()? == close {
            return self.fault(FaultKind::Value);
        }
        Ok(true)
    }

    /// Passes over a value, validating it, and returns its text.
    pub(super) fn skip(&mut self) -> Read<&'a [u8]> {
        self.skip_at_depth(1)
    }

    /// Like [`Cursor::skip`] for a value that already lies `depth` levels deep.
    pub(super) fn skip_at_depth(&mut self, depth: usize) -> Read<&'a [u8]> {
        let kind = self.kind()?;
        let from = self.at;
        match kind {
            Kind::Object | Kind::Array => self.skip_nested(depth)?,
            _ => self.skip_scalar()?,
        }
        Ok(&self.bytes[from..self.at])
    }

    #[inline]
    fn skip_scalar(&mut self) -> Read<()> {
        match self.kind()? {
            Kind::String => self.string_raw().map(drop),
            Kind::Number => self.number_raw().map(drop),
            Kind::True => self.word(b"true"),
            Kind::False => self.word(b"false"),
            Kind::Null => self.word(b"null"),
            Kind::Object | Kind::Array => self.fault(FaultKind::Value),
        }
    }

    pub(super) fn word(&mut self, word: &[u8]) -> Read<()> {
        let rest = &self.bytes[self.at..];
        if rest.starts_with(word) {
            self.at += word.len();
            return Ok(());
        }
        let same = rest.iter().zip(word).take_while(|(a, b)| a == b).count();
        let kind = if same == rest.len() { FaultKind::Ends } else { FaultKind::Value };
        fault_at(kind, self.at + same)
    }

    /// Brackets are kept as bits: 1 is an object. The levels fit a `u128`.
    fn skip_nested(&mut self, depth: usize) -> Read<()> {
        let mut objects: u128 = 0;
        let mut level = 0;
        // Whether the value just entered has had no element yet.
        let mut first = true;
        loop {
            // At the beginning of a value or behind an opening bracket.
            let next = self.peek()?;
            if level > 0 && first {
                let close = if objects & 1 == 1 { b'}' } else { b']' };
                if next == close {
                    self.at += 1;
                    level -= 1;
                    objects >>= 1;
                    first = false;
                    if !self.after_value(&mut level, &mut objects)? {
                        return Ok(());
                    }
                    continue;
                }
                if objects & 1 == 1 {
                    self.name_and_colon()?;
                }
            }
            match self.peek()? {
                open @ (b'{' | b'[') => {
                    if level + depth >= DEEPEST {
                        return self.fault(FaultKind::Deep);
                    }
                    self.at += 1;
                    objects = objects << 1 | u128::from(open == b'{');
                    level += 1;
                    first = true;
                    continue;
                }
                _ => self.skip_scalar()?,
            }
            first = false;
            if !self.after_value(&mut level, &mut objects)? {
                return Ok(());
            }
        }
    }

    /// Behind a value: closes what closes and stands before the next value; false when the outermost has closed.
    #[inline]
    fn after_value(&mut self, level: &mut usize, objects: &mut u128) -> Read<bool> {
        while *level > 0 {
            let is_object = *objects & 1 == 1;
            match self.peek()? {
                b',' => {
                    self.at += 1;
                    if is_object {
                        if self.peek()? != b'"' {
                            return self.fault(FaultKind::Name);
                        }
                        self.name_and_colon()?;
                    }
                    return Ok(true);
                }
                b'}' if is_object => {}
                b']' if !is_object => {}
                _ => return self.fault(FaultKind::Separator),
            }
            self.at += 1;
            *level -= 1;
            *objects >>= 1;
        }
        Ok(false)
    }

    #[inline]
    fn name_and_colon(&mut self) -> Read<()> {
        if self.peek()? != b'"' {
            return self.fault(FaultKind::Name);
        }
        self.string_raw()?;
        if self.peek()? != b':' {
            return self.fault(FaultKind::Colon);
        }
        self.at += 1;
        Ok(())
    }

    /// Nothing but white space may follow.
    pub(super) fn end(&mut self) -> Read<()> {
        match self.peek() {
            Err(_) => Ok(()),
            Ok(_) => self.fault(FaultKind::Trailing),
        }
    }
}

fn fault_at<T>(kind: FaultKind, at: usize) -> Read<T> {
    Err(Fault { kind, at: u32::try_from(at).unwrap_or(u32::MAX) })
}

#[cfg(test)]
mod tests;

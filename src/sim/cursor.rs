//! A walk over JSON text that reads what is asked for and validates what is passed over.
//!
//! It accepts what `serde_json` accepts as a value (grammar, UTF-8, escapes, 127 levels inside the outermost), so that a
//! row whose members were passed over opens later; a property test holds the two against each other.

use std::borrow::Cow;

/// What is wrong with a text, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// What.
    pub kind: FaultKind,
    /// Byte offset from the beginning of the line.
    pub at: u32,
}

/// What can be wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// The text ends inside a value: half a line.
    Ends,
    /// Something else stands where a value should.
    Value,
    /// No `,` or closing bracket.
    Separator,
    /// No `"` where a name should begin.
    Name,
    /// No `:` behind a name.
    Colon,
    /// Not a number.
    Number,
    /// A number beyond what a float holds.
    Range,
    /// A control character in a string.
    Control,
    /// An escape that does not exist or half a surrogate pair.
    Escape,
    /// Not UTF-8.
    Utf8,
    /// Nested too deeply.
    Deep,
    /// Something behind the end of the object.
    Trailing,
    /// JSON, but no object.
    NoObject,
    /// An object without `context` (S3).
    NoContext,
    /// A line longer than is read.
    TooLong,
    /// The file could not be read here.
    Unreadable,
}

impl FaultKind {
    /// What is wrong, in words.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            FaultKind::Ends => "the line ends in the middle of a value (half written or cut)",
            FaultKind::Value => "not JSON: a value was expected",
            FaultKind::Separator => "not JSON: `,` or a closing bracket was expected",
            FaultKind::Name => "not JSON: a name in quotes was expected",
            FaultKind::Colon => "not JSON: `:` was expected behind the name",
            FaultKind::Number => "not JSON: bad number",
            FaultKind::Range => "a number is too large for a float",
            FaultKind::Control => "not JSON: a control character inside a string",
            FaultKind::Escape => "not JSON: bad escape in a string",
            FaultKind::Utf8 => "not UTF-8",
            FaultKind::Deep => "nested deeper than 127 levels",
            FaultKind::Trailing => "not JSON: something follows the end of the object",
            FaultKind::NoObject => "no JSON object",
            FaultKind::NoContext => "no `context` object: not a telemetry row",
            FaultKind::TooLong => "the line is longer than 64 MB",
            FaultKind::Unreadable => "the file could not be read here (it became shorter, or the disk failed)",
        }
    }
}

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

    /// A string's raw text between the quotes, validated.
    #[inline]
    pub(super) fn string_raw(&mut self) -> Read<&'a [u8]> {
        // The caller saw the quote.
        let from = self.at + 1;
        let rest = self.bytes.get(from..).unwrap_or_default();
        let mut ascii = true;
        let mut at = 0;
        loop {
            // Eight plain bytes at once; what is not plain is looked at one by one.
            while let Some(eight) = rest.get(at..).and_then(|rest| rest.first_chunk()) {
                match plain(eight) {
                    8 => at += 8,
                    some => {
                        at += some;
                        break;
                    }
                }
            }
            let Some(&byte) = rest.get(at) else { return fault_at(FaultKind::Ends, self.bytes.len()) };
            match CLASS[byte as usize] {
                PLAIN => at += 1,
                HIGH => {
                    ascii = false;
                    at += 1;
                }
                QUOTE => break,
                ESCAPE => {
                    at += escape(rest, at).or_else(|kind| {
                        let end = if kind == FaultKind::Ends { self.bytes.len() } else { from + at };
                        fault_at(kind, end)
                    })?;
                }
                _ => return fault_at(FaultKind::Control, from + at),
            }
        }
        let raw = &rest[..at];
        if !ascii && let Err(error) = std::str::from_utf8(raw) {
            return fault_at(FaultKind::Utf8, from + error.valid_up_to());
        }
        self.at = from + at + 1;
        Ok(raw)
    }

    /// A number's text, validated.
    #[inline]
    pub(super) fn number_raw(&mut self) -> Read<&'a [u8]> {
        let from = self.at;
        let rest = &self.bytes[from..];
        let get = |at: usize| rest.get(at).copied().unwrap_or(b' ');
        let mut at = usize::from(get(0) == b'-');
        let digits = |mut at: usize| {
            while get(at).is_ascii_digit() {
                at += 1;
            }
            at
        };
        let bad = |at: usize| {
            // A number that the text's end cuts may still become one.
            let kind = if from + at >= self.bytes.len() { FaultKind::Ends } else { FaultKind::Number };
            fault_at(kind, from + at)
        };
        match get(at) {
            b'0' => at += 1,
            b'1'..=b'9' => at = digits(at + 1),
            _ => return bad(at),
        }
        if get(at) == b'.' {
            let end = digits(at + 1);
            if end == at + 1 {
                return bad(end);
            }
            at = end;
        }
        let mut large = at > 300;
        if matches!(get(at), b'e' | b'E') {
            at += 1;
            if matches!(get(at), b'+' | b'-') {
                at += 1;
            }
            let end = digits(at);
            if end == at {
                return bad(end);
            }
            at = end;
            large = true;
        }
        if get(at).is_ascii_digit() {
            return bad(at);
        }
        let raw = &rest[..at];
        if large && !parse_number(raw).is_finite() {
            return fault_at(FaultKind::Range, from);
        }
        self.at = from + at;
        Ok(raw)
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

    /// The value's number, if it is one; passes over it in any case.
    #[inline]
    pub(super) fn number(&mut self, depth: usize) -> Read<Option<f64>> {
        if let Some(value) = self.short_number() {
            return Ok(Some(value));
        }
        if self.kind()? == Kind::Number {
            return Ok(Some(parse_number(self.number_raw()?)).filter(|n| n.is_finite()));
        }
        self.skip_at_depth(depth).map(|_| None)
    }

    /// A number of few digits, as nearly all are, in one pass; `None` (and nothing passed over) for every other value.
    #[inline]
    fn short_number(&mut self) -> Option<f64> {
        let rest = self.bytes.get(self.at..)?;
        let negative = rest.first() == Some(&b'-');
        let digits = rest.get(usize::from(negative)..)?;
        let (whole, count) = leading_digits(digits.first_chunk()?)?;
        // A zero in front may only be followed by the point.
        if digits[0] == b'0' && count > 1 {
            return None;
        }
        let (value, length) = match digits.get(count)? {
            b',' | b'}' | b']' => (whole as f64, count),
            b'.' => {
                let after = digits.get(count + 1..)?;
                let (fraction, places) = leading_digits(after.first_chunk()?)?;
                if !matches!(after.get(places)?, b',' | b'}' | b']') {
                    return None;
                }
                // At most 14 digits over a power of ten that a float holds: one exact division (Clinger 1990).
                let power = TENS[places];
                ((whole * power as u64 + fraction) as f64 / power, count + 1 + places)
            }
            _ => return None,
        };
        self.at += length + usize::from(negative);
        Some(if negative { -value } else { value })
    }

    /// Passes over the name of the next member if it is this one and no white space stands around it; a shortcut for
    /// writers that keep the order of the specification.
    #[inline]
    pub(super) fn eat_member(&mut self, first: &mut bool, name: &Name) -> bool {
        let Some(here) = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk()) else { return false };
        // The first member has no comma before it.
        let shift = if *first { 8 } else { 0 };
        if u128::from_le_bytes(*here) & (name.mask >> shift) != name.word >> shift {
            return false;
        }
        self.at += name.length - usize::from(*first);
        *first = false;
        true
    }
}

/// A member's name with the comma before it, its quotes and its colon, as one word of sixteen bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name {
    word: u128,
    mask: u128,
    length: usize,
}

impl Name {
    /// Of a name of at most twelve letters.
    pub(super) const fn new(name: &str) -> Name {
        let (bytes, mut text) = (name.as_bytes(), [0u8; 16]);
        assert!(bytes.len() <= 12, "longer names do not fit the word");
        (text[0], text[1]) = (b',', b'"');
        let mut at = 0;
        while at < bytes.len() {
            text[at + 2] = bytes[at];
            at += 1;
        }
        (text[at + 2], text[at + 3]) = (b'"', b':');
        let length = at + 4;
        let mask = if length == 16 { u128::MAX } else { (1 << (8 * length)) - 1 };
        Name { word: u128::from_le_bytes(text), mask, length }
    }
}

/// The number that begins here and how many digits it has, from 1 to 7; `None` for any other count.
#[inline]
const fn leading_digits(text: &[u8; 8]) -> Option<(u64, usize)> {
    let word = u64::from_le_bytes(*text) ^ 0x3030_3030_3030_3030;
    // The high bit of every byte that is no digit; bytes above the first of them may be wrong.
    let others = (word.wrapping_add(0x7676_7676_7676_7676) | word) & 0x8080_8080_8080_8080;
    let count = others.trailing_zeros() as usize / 8;
    if count == 0 || count > 7 {
        return None;
    }
    // The digits at the end of eight, zeros before them; then pairs, fours and all eight at once.
    let digits = word << (8 * (8 - count));
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let low = (pairs & 0x0000_00ff_0000_00ff).wrapping_mul(0x000f_4240_0000_0064);
    let high = ((pairs >> 16) & 0x0000_00ff_0000_00ff).wrapping_mul(0x0000_2710_0000_0001);
    Some((low.wrapping_add(high) >> 32, count))
}

fn fault_at<T>(kind: FaultKind, at: usize) -> Read<T> {
    Err(Fault { kind, at: u32::try_from(at).unwrap_or(u32::MAX) })
}

const PLAIN: u8 = 0;
const QUOTE: u8 = 1;
const ESCAPE: u8 = 2;
const CONTROL: u8 = 3;
const HIGH: u8 = 4;

/// What a byte means inside a string.
static CLASS: [u8; 256] = {
    let mut table = [PLAIN; 256];
    let mut byte = 0;
    while byte < 256 {
        if byte < 0x20 {
            table[byte] = CONTROL;
        } else if byte >= 0x80 {
            table[byte] = HIGH;
        }
        byte += 1;
    }
    table[b'"' as usize] = QUOTE;
    table[b'\\' as usize] = ESCAPE;
    table
};

/// How many bytes at the beginning are plain: neither quote, backslash, control character nor beyond ASCII.
#[inline]
const fn plain(text: &[u8; 8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    let word = u64::from_le_bytes(*text);
    let (quote, escape) = (word ^ (ONES * b'"' as u64), word ^ (ONES * b'\\' as u64));
    // A borrow may mark bytes above the first that is not plain, never below it.
    let marks = word
        | word.wrapping_sub(ONES * 0x20)
        | (quote.wrapping_sub(ONES) & !quote)
        | (escape.wrapping_sub(ONES) & !escape);
    (marks & HIGHS).trailing_zeros() as usize / 8
}

/// Length of the escape at `at`, surrogate pairs as one.
fn escape(rest: &[u8], at: usize) -> Result<usize, FaultKind> {
    match rest.get(at + 1) {
        None => Err(FaultKind::Ends),
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(2),
        Some(b'u') => match hex(rest, at + 2)? {
            0xd800..=0xdbff => {
                match (rest.get(at + 6), rest.get(at + 7)) {
                    (Some(b'\\'), Some(b'u')) => {}
                    (None, _) | (Some(b'\\'), None) => return Err(FaultKind::Ends),
                    _ => return Err(FaultKind::Escape),
                }
                match hex(rest, at + 8)? {
                    0xdc00..=0xdfff => Ok(12),
                    _ => Err(FaultKind::Escape),
                }
            }
            0xdc00..=0xdfff => Err(FaultKind::Escape),
            _ => Ok(6),
        },
        Some(_) => Err(FaultKind::Escape),
    }
}

fn hex(rest: &[u8], at: usize) -> Result<u32, FaultKind> {
    (at..at + 4).try_fold(0, |sum, at| match rest.get(at) {
        None => Err(FaultKind::Ends),
        Some(&byte) => char::from(byte).to_digit(16).map(|digit| sum * 16 + digit).ok_or(FaultKind::Escape),
    })
}

/// Powers of ten that a float holds exactly.
const TENS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// A validated number: correctly rounded (short ones exactly by one division, Clinger 1990).
#[inline]
pub(super) fn parse_number(raw: &[u8]) -> f64 {
    let (negative, digits) = raw.strip_prefix(b"-").map_or((false, raw), |rest| (true, rest));
    let (mut mantissa, mut decimals, mut point) = (0u64, 0usize, false);
    let short = digits.len() <= 16;
    for &byte in if short { digits } else { &[] } {
        match byte {
            b'0'..=b'9' => {
                mantissa = mantissa * 10 + u64::from(byte - b'0');
                decimals += usize::from(point);
            }
            b'.' => point = true,
            _ => return parse_slowly(raw),
        }
    }
    if !short || mantissa > 1 << 53 {
        return parse_slowly(raw);
    }
    let value = mantissa as f64 / TENS[decimals];
    if negative { -value } else { value }
}

fn parse_slowly(raw: &[u8]) -> f64 {
    std::str::from_utf8(raw).ok().and_then(|text| text.parse().ok()).unwrap_or(f64::NAN)
}

/// A raw string's text without its escapes. `raw` was validated by [`Cursor::string_raw`].
pub(super) fn unescape(raw: &[u8]) -> Cow<'_, str> {
    if !raw.contains(&b'\\') {
        return String::from_utf8_lossy(raw);
    }
    let quoted = [b"\"", raw, b"\""].concat();
    Cow::Owned(serde_json::from_slice(&quoted).unwrap_or_else(|_| String::from_utf8_lossy(raw).into_owned()))
}

#[cfg(test)]
#[path = "cursor_tests.rs"]
mod tests;

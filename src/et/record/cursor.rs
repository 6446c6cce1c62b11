//! What is left of a line, and the values of the usual shape in it; sixteen bytes are looked at at once.
//!
//! Every reader takes what it read, or says `None` for a line that is not of the usual shape.

use super::packed::Packed;
use super::scalar::client;
use crate::et::config::Side;
use crate::et::round::Team;

/// As many bytes are looked at at once.
pub(super) const WIDE: usize = 16;

/// Powers of ten that a double holds exactly, as many as there may be decimals.
pub(super) const TENS: [f64; 16] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// Bytes that stand for themselves between quotes: printable ASCII, but no quote and no backslash.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = b' ';
    while byte < 0x7f {
        plain[byte as usize] = byte != b'"' && byte != b'\\';
        byte += 1;
    }
    plain
};

/// So many digits are a whole number that a double holds exactly.
const DIGITS: usize = 15;

/// The highest bit of every byte.
const HIGHEST: u64 = 0x8080_8080_8080_8080;

/// The highest bit of each of eight bytes that is no digit; behind one that is no point either it may say so of a digit.
pub(super) fn no_digits(eight: u64) -> u64 {
    let values = eight ^ 0x3030_3030_3030_3030;
    // A byte above 9 gets its highest bit; a point carries nothing over, others only to bytes behind them.
    (values.wrapping_add(0x7676_7676_7676_7676) | values) & HIGHEST
}

/// The whole number that the lowest `count` bytes, 1 to 8 digits, are: in three steps neighbours become one of them.
fn whole_number(eight: u64, count: u8) -> u64 {
    // The digits end where the eight bytes end; before them come zeros.
    let digits = (eight ^ 0x3030_3030_3030_3030) << (64 - 8 * count);
    let pairs = (digits.wrapping_mul(10).wrapping_add(digits >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul(100).wrapping_add(pairs >> 16)) & 0x0000_ffff_0000_ffff;
    fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xffff_ffff
}

/// How a number of at most seven bytes and a sign is written.
#[derive(Debug)]
pub(super) struct Short {
    pub(super) negative: bool,
    /// So many digits it has, and so many of them behind the point.
    count: u8,
    decimals: u8,
    /// So many bytes it has.
    pub(super) length: u8,
}

impl Short {
    /// A number of so many bytes that is not written so.
    pub(super) const fn unread(length: u8) -> Short {
        Short { negative: false, count: 1, decimals: 0, length }
    }

    /// The number that bytes begin with, if with what follows it fills at most eight of them, but for its sign; and these
    /// eight.
    #[inline(always)] // handed back through memory it would cost as much as reading it
    pub(super) fn read(wide: u128) -> Option<(Short, u64)> {
        let negative = wide as u8 == b'-';
        let eight = (wide >> (8 * u32::from(negative))) as u64;
        // Where it ends is found before all else: whatever is read next waits for it. Behind a point that is the byte
        // after the next one that is no digit.
        let ends = no_digits(eight);
        let whole = ends.trailing_zeros() as usize / 8;
        let point = (eight >> ((8 * whole) & 63)) as u8 == b'.';
        let ends = if point { ends & ends.wrapping_sub(1) } else { ends };
        let length = ends.trailing_zeros() as usize / 8;
        let decimals = length.wrapping_sub(whole + usize::from(point));
        let zeros = whole > 1 && eight as u8 == b'0';
        let bare = whole == 0 || (point && decimals == 0);
        if ends == 0 || zeros || bare || (eight >> ((8 * length) & 63)) as u8 | 0x20 == b'e' {
            return None;
        }
        // None of them is above nine.
        let (count, decimals) = ((whole + decimals) as u8, decimals as u8);
        Some((Short { negative, count, decimals, length: u8::from(negative) + length as u8 }, eight))
    }

    /// So many digits are before the point.
    pub(super) fn whole(&self) -> usize {
        usize::from(self.count - self.decimals)
    }

    /// So many bytes it has without its sign.
    pub(super) fn unsigned(&self) -> usize {
        usize::from(self.length - u8::from(self.negative))
    }

    /// All its digits as a whole number; they and its point are the lowest of eight bytes.
    #[inline(always)]
    fn digits(&self, eight: u64) -> u64 {
        // Without the point the decimals follow the whole number.
        let before = (1 << (8 * self.whole())) - 1;
        let digits = if self.decimals > 0 { eight & before | eight >> 8 & !before } else { eight };
        whole_number(digits, self.count)
    }

    /// What it says, as [`Short::digits`].
    #[inline(always)]
    pub(super) fn value(&self, eight: u64) -> f64 {
        // Divided by one rather than not at all: that would have to be guessed for every number.
        let size = self.digits(eight) as i64 as f64 / TENS[usize::from(self.decimals & 7)];
        f64::from_bits(size.to_bits() | u64::from(self.negative) << 63)
    }

    /// The same, to be kept.
    #[inline(always)]
    pub(super) fn packed(&self, eight: u64) -> Packed {
        Packed::of_digits(self.negative, self.digits(eight) as u32, self.decimals) // seven digits at most
    }
}

/// Up to sixteen bytes as they stood there.
#[derive(Debug)]
pub(super) struct Text {
    bytes: u128,
    /// Which of the bytes count.
    mask: u128,
    /// How many of them are the text; what counts beyond only follows it.
    pub(super) length: u8,
}

impl Text {
    /// A text and what must follow it; `None` if both are too long to be compared so.
    pub(super) fn new(text: &[u8], next: Option<u8>) -> Option<Text> {
        let (mut wide, all) = ([0; WIDE], text.len() + usize::from(next.is_some()));
        wide.get_mut(..text.len())?.copy_from_slice(text);
        if let Some(next) = next {
            *wide.get_mut(text.len())? = next;
        }
        let mask = u128::MAX.checked_shr(8 * (WIDE - all) as u32)?;
        Some(Text { bytes: u128::from_le_bytes(wide), mask, length: text.len() as u8 }) // at most 16
    }

    #[inline]
    pub(super) fn begins(&self, wide: u128) -> bool {
        wide & self.mask == self.bytes
    }
}

/// A line and what is left of it.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
    line: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub(super) fn new(line: &'a [u8]) -> Cursor<'a> {
        Cursor { rest: line, line }
    }

    /// The next sixteen bytes, the first in the lowest place, with zeros behind the line's end.
    #[inline]
    pub(super) fn wide(&self) -> u128 {
        match self.rest.first_chunk() {
            Some(head) => u128::from_le_bytes(*head),
            None => self.wide_at_end(),
        }
    }

    fn wide_at_end(&self) -> u128 {
        match self.line.last_chunk() {
            Some(tail) => u128::from_le_bytes(*tail).checked_shr(8 * (WIDE - self.rest.len()) as u32).unwrap_or(0),
            None => {
                let mut wide = [0; WIDE];
                wide[..self.rest.len()].copy_from_slice(self.rest);
                u128::from_le_bytes(wide)
            }
        }
    }

    /// The next byte.
    pub(super) fn first(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// How much of the line was read, in bytes.
    pub(super) fn place(&self) -> u32 {
        (self.line.len() - self.rest.len()) as u32 // no reader hands on lines of gigabytes
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// Leaves out bytes that were looked at.
    #[inline]
    pub(super) fn skip_bytes(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    /// What was read since an earlier moment.
    pub(super) fn since(&self, before: Cursor<'a>) -> &'a [u8] {
        before.rest.get(..before.rest.len() - self.rest.len()).unwrap_or_default()
    }

    #[inline]
    pub(super) fn eat(&mut self, byte: u8) -> Option<()> {
        self.rest = self.rest.strip_prefix(&[byte])?;
        Some(())
    }

    pub(super) fn spaces(&mut self) {
        while let [b' ', rest @ ..] = self.rest {
            self.rest = rest;
        }
    }

    /// A key and its colon.
    pub(super) fn key(&mut self) -> Option<&'a [u8]> {
        self.spaces();
        let key = self.quoted()?;
        self.spaces();
        self.eat(b':')?;
        self.spaces();
        Some(key)
    }

    /// After a value: whether another follows, in an object.
    pub(super) fn more(&mut self) -> Option<bool> {
        self.spaces();
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        match first {
            b',' => Some(true),
            b'}' => Some(false),
            _ => None,
        }
    }

    /// Printable ASCII without escapes, between quotes.
    pub(super) fn quoted(&mut self) -> Option<&'a [u8]> {
        self.eat(b'"')?;
        let end = self.rest.iter().position(|byte| !PLAIN[usize::from(*byte)])?;
        let (text, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        self.eat(b'"')?;
        Some(text)
    }

    pub(super) fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.quoted()?).ok()
    }

    pub(super) fn team(&mut self) -> Option<Team> {
        match self.quoted()? {
            b"AXIS" => Some(Team::Plays(Side::Axis)),
            b"ALLIES" => Some(Team::Plays(Side::Allies)),
            other => Team::from_text(std::str::from_utf8(other).ok()?),
        }
    }

    pub(super) fn flag(&mut self) -> Option<bool> {
        let (flag, rest) = match self.rest.strip_prefix(b"true") {
            Some(rest) => (true, rest),
            None => (false, self.rest.strip_prefix(b"false")?),
        };
        self.rest = rest;
        Some(flag)
    }

    /// Takes digits, adding them to `number`: how many there were.
    fn digits(&mut self, number: &mut u64) -> usize {
        let before = self.rest.len();
        while let [digit @ b'0'..=b'9', rest @ ..] = self.rest {
            *number = number.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            self.rest = rest;
        }
        before - self.rest.len()
    }

    /// A number without exponent of at most [`DIGITS`] digits: whole number and power of ten are exact, so that their
    /// quotient is the double nearest to what is written.
    pub(super) fn number(&mut self) -> Option<f64> {
        match self.short_number() {
            Some((short, eight)) => Some(short.value(eight)),
            None => self.long_number(),
        }
    }

    #[inline(always)]
    fn short_number(&mut self) -> Option<(Short, u64)> {
        let (short, eight) = Short::read(self.wide())?;
        self.rest = self.rest.get(usize::from(short.length)..)?;
        Some((short, eight))
    }

    /// The same digit by digit, for longer ones.
    #[cold]
    fn long_number(&mut self) -> Option<f64> {
        let negative = self.eat(b'-').is_some();
        let (first, mut number) = (self.first()?, 0);
        let whole = self.digits(&mut number);
        if whole == 0 || (first == b'0' && whole > 1) {
            return None;
        }
        let mut decimals = 0;
        if self.eat(b'.').is_some() {
            decimals = self.digits(&mut number);
            if decimals == 0 {
                return None;
            }
        }
        if whole + decimals > DIGITS || matches!(self.first(), Some(b'e' | b'E')) {
            return None;
        }
        let size = number as f64 / TENS.get(decimals)?;
        Some(if negative { -size } else { size })
    }

    /// Text, or a whole number as it is written.
    pub(super) fn word(&mut self) -> Option<()> {
        let first = self.first()?;
        if first == b'"' {
            return self.quoted().map(drop);
        }
        let mut number = 0;
        let length = self.digits(&mut number);
        let plain = length == 1 || (first != b'0' && (2..=DIGITS).contains(&length));
        // What follows must end the value: `8.0` and `8e0` are other words.
        (plain && matches!(self.first(), Some(b',' | b'}' | b' '))).then_some(())
    }

    /// Leaves out a number.
    pub(super) fn skip_number(&mut self) -> Option<()> {
        match self.short_number() {
            Some(_) => Some(()),
            None => self.long_number().map(drop),
        }
    }

    /// A list of three numbers.
    pub(super) fn point(&mut self, point: &mut [f64; 3]) -> Option<()> {
        let before = *self;
        if self.tight_point(point).is_some() {
            return Some(());
        }
        *self = before;
        let mut count = 0;
        self.list(|rest| {
            let number = rest.number()?;
            if let Some(slot) = point.get_mut(count) {
                *slot = number;
            }
            count += 1;
            Some(())
        })?;
        (count == 3).then_some(())
    }

    /// Three numbers without a space between them.
    fn tight_point(&mut self, point: &mut [f64; 3]) -> Option<()> {
        self.eat(b'[')?;
        point[0] = self.number()?;
        self.eat(b',')?;
        point[1] = self.number()?;
        self.eat(b',')?;
        point[2] = self.number()?;
        self.eat(b']')
    }

    /// A list of clients, one bit each; entities are no players.
    pub(super) fn clients(&mut self) -> Option<u64> {
        let mut seen = 0u64;
        self.list(|rest| {
            if let Ok(client) = client(rest.number()?) {
                seen |= 1 << client;
            }
            Some(())
        })?;
        Some(seen)
    }

    /// A flat list of numbers.
    #[inline]
    fn list(&mut self, mut take: impl FnMut(&mut Cursor<'a>) -> Option<()>) -> Option<()> {
        self.eat(b'[')?;
        self.spaces();
        if self.eat(b']').is_some() {
            return Some(());
        }
        loop {
            self.spaces();
            take(self)?;
            self.spaces();
            if self.eat(b',').is_none() {
                return self.eat(b']');
            }
        }
    }

    /// A value that says nothing here.
    pub(super) fn skip(&mut self) -> Option<()> {
        match self.first()? {
            b'"' => self.quoted().map(drop),
            b't' | b'f' => self.flag().map(drop),
            b'[' => self.list(Cursor::skip_number),
            _ => self.skip_number(),
        }
    }
}

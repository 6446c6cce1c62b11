//! Snapshot lines of the usual shape, read without a general parser: they are nine tenths of every file.
//!
//! ```text
//!   {"t":12.4,"client":3,"team":"AXIS","alive":true,"pos":[1,2.5,-3],"yaw":90,"hp":109,"los":[4],"round_id":"r1"}
//!    keys in any order · plain numbers · plain ASCII text · unknown keys with such values or flat lists of numbers
//! ```
//!
//! Anything else (escapes, exponents, nulls, wrong types, an event, broken JSON) is left to the general parser, which
//! also has the words for what is wrong. A property test holds the two equal on whatever this one accepts.

use super::chunk::Words;
use super::scalar::client;
use super::{FARTHEST, SampleRow, sane};
use crate::et::round::Team;
use crate::film::Time;

/// The row of a snapshot line of the usual shape, `None` for every other line.
pub(super) fn sample(line: &[u8], words: &mut Words) -> Option<SampleRow> {
    let mut rest = Cursor(line);
    let (mut t, mut t_ms, mut slot, mut alive, mut team, mut pos) = (None, None, None, None, None, None);
    let (mut yaw, mut hp, mut carry, mut los, mut down) = (None, None, None, None, false);
    let (mut class, mut weapon, mut round_id, mut map) = (None, None, None, None);
    rest.eat(b'{')?;
    loop {
        match rest.key()? {
            b"t" => t = Some(rest.number()?),
            b"t_ms" => t_ms = Some(rest.number()?),
            b"client" => slot = Some(rest.number()?),
            b"team" => team = Some(Team::from_text(rest.text()?)?),
            b"alive" => alive = Some(rest.flag()?),
            b"state" => down = rest.text()?.eq_ignore_ascii_case("down"),
            b"pos" => pos = Some(rest.point()?),
            b"yaw" => yaw = Some(rest.number()?),
            b"hp" => hp = Some(rest.number()?),
            b"carry" => carry = Some(rest.flag()?),
            b"los" => los = Some(rest.clients()?),
            b"class" => class = Some(rest.word()?),
            b"weapon" => weapon = Some(rest.word()?),
            b"round_id" => round_id = Some(rest.text()?),
            b"map" => map = Some(rest.text()?),
            b"type" => return None,
            _ => rest.skip()?,
        }
        if !rest.more()? {
            break;
        }
    }
    if !rest.0.is_empty() || pos.is_some_and(|point: [f64; 3]| point.iter().any(|x| x.abs() > FARTHEST)) {
        return None;
    }
    let secs = t_ms.map(|ms| ms / 1000.0).or(t)?;
    let (t, client, alive) = (Time::from_secs(secs)?, client(slot?).ok()?, alive?);
    let yaw = match yaw {
        Some(_) => sane(yaw, 1.0e6)?,
        None => f64::NAN,
    };
    // From here on the line is accepted: the words may be kept.
    let round = round_id.filter(|id| !id.trim().is_empty()).map_or(0, |id| words.round(id));
    if let Some(map) = map {
        words.map(round, map);
    }
    Some(SampleRow {
        t,
        client,
        alive,
        down,
        team,
        pos,
        yaw,
        hp: sane(hp, f64::from(i16::MAX)).map(|hp| hp as i16),
        carry,
        los,
        class: class.and_then(|word| words.id(word)),
        weapon: weapon.and_then(|word| words.id(word)),
        round,
    })
}

/// Powers of ten that a double holds exactly, as many as there may be decimals.
const TENS: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// So many digits are a whole number that a double holds exactly.
const DIGITS: usize = 15;

/// What is left of a line. Every reader takes what it read, or says `None` for a line that is not of the usual shape.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn eat(&mut self, byte: u8) -> Option<()> {
        let rest = self.0.strip_prefix(&[byte])?;
        self.0 = rest;
        Some(())
    }

    fn spaces(&mut self) {
        while let [b' ', rest @ ..] = self.0 {
            self.0 = rest;
        }
    }

    /// A key and its colon.
    fn key(&mut self) -> Option<&'a [u8]> {
        self.spaces();
        let key = self.quoted()?;
        self.spaces();
        self.eat(b':')?;
        self.spaces();
        Some(key)
    }

    /// After a value: whether another follows, in an object.
    fn more(&mut self) -> Option<bool> {
        self.spaces();
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        match first {
            b',' => Some(true),
            b'}' => Some(false),
            _ => None,
        }
    }

    /// Printable ASCII without escapes, between quotes.
    fn quoted(&mut self) -> Option<&'a [u8]> {
        self.eat(b'"')?;
        let end = self.0.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..b' ' | 0x7f..))?;
        let (text, rest) = (self.0.get(..end)?, self.0.get(end..)?);
        self.0 = rest;
        self.eat(b'"')?;
        Some(text)
    }

    fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.quoted()?).ok()
    }

    fn flag(&mut self) -> Option<bool> {
        let (flag, rest) = match self.0.strip_prefix(b"true") {
            Some(rest) => (true, rest),
            None => (false, self.0.strip_prefix(b"false")?),
        };
        self.0 = rest;
        Some(flag)
    }

    /// Takes digits, adding them to `number`: how many there were.
    fn digits(&mut self, number: &mut u64) -> usize {
        let before = self.0.len();
        while let [digit @ b'0'..=b'9', rest @ ..] = self.0 {
            *number = number.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            self.0 = rest;
        }
        before - self.0.len()
    }

    /// A number without exponent of at most [`DIGITS`] digits: whole number and power of ten are exact, so that their
    /// quotient is the double nearest to what is written.
    fn number(&mut self) -> Option<f64> {
        let negative = self.eat(b'-').is_some();
        let (first, mut number) = (*self.0.first()?, 0);
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
        if whole + decimals > DIGITS || matches!(self.0.first(), Some(b'e' | b'E')) {
            return None;
        }
        let size = number as f64 / TENS.get(decimals)?;
        Some(if negative { -size } else { size })
    }

    /// Text, or a whole number as it is written.
    fn word(&mut self) -> Option<&'a str> {
        let all = self.0;
        if all.first() == Some(&b'"') {
            return self.text();
        }
        let (mut number, first) = (0, *all.first()?);
        let length = self.digits(&mut number);
        let plain = length == 1 || (first != b'0' && (2..=DIGITS).contains(&length));
        // What follows must end the value: `8.0` and `8e0` are other words.
        if !plain || !matches!(self.0.first(), Some(b',' | b'}' | b' ')) {
            return None;
        }
        std::str::from_utf8(all.get(..length)?).ok()
    }

    fn point(&mut self) -> Option<[f64; 3]> {
        let (mut point, mut count) = ([0.0; 3], 0);
        self.list(|number| {
            if let Some(slot) = point.get_mut(count) {
                *slot = number;
            }
            count += 1;
        })?;
        (count == 3).then_some(point)
    }

    /// A list of clients, one bit each; entities are no players.
    fn clients(&mut self) -> Option<u64> {
        let mut seen = 0u64;
        self.list(|number| {
            if let Ok(client) = client(number) {
                seen |= 1 << client;
            }
        })?;
        Some(seen)
    }

    /// A flat list of numbers.
    fn list(&mut self, mut take: impl FnMut(f64)) -> Option<()> {
        self.eat(b'[')?;
        self.spaces();
        if self.eat(b']').is_some() {
            return Some(());
        }
        loop {
            self.spaces();
            take(self.number()?);
            self.spaces();
            if self.eat(b',').is_none() {
                return self.eat(b']');
            }
        }
    }

    /// A value that says nothing here.
    fn skip(&mut self) -> Option<()> {
        match self.0.first()? {
            b'"' => self.quoted().map(drop),
            b't' | b'f' => self.flag().map(drop),
            b'[' => self.list(|_| ()),
            _ => self.number().map(drop),
        }
    }
}

#[cfg(test)]
#[path = "quick_tests.rs"]
mod tests;

//! Snapshot lines of the usual shape, read without a general parser: they are nine tenths of every file.
//!
//! ```text
//!   {"t":12.4,"client":3,"team":"AXIS","alive":true,"pos":[1,2.5,-3],"yaw":90,"hp":109,"los":[4],"round_id":"r1"}
//!    keys in any order · plain numbers · plain ASCII text · unknown keys with such values or flat lists of numbers
//! ```
//!
//! A recorder writes its keys in one order: each is looked for where the line before had it ([`Order`]).
//!
//! Anything else (escapes, exponents, nulls, wrong types, an event, broken JSON) is left to the general parser, which
//! also has the words for what is wrong. A property test holds the two equal on whatever this one accepts.

use super::chunk::Words;
use super::scalar::client;
use super::{FARTHEST, SampleRow, sane};
use crate::et::config::Side;
use crate::et::round::Team;
use crate::film::Time;

/// The row of a snapshot line of the usual shape, `None` for every other line.
pub(super) fn sample(line: &[u8], words: &mut Words) -> Option<SampleRow> {
    let mut rest = Cursor(line);
    let (mut t, mut t_ms, mut slot, mut alive, mut team, mut pos) = (None, None, None, None, None, None);
    let (mut yaw, mut hp, mut carry, mut los, mut down) = (None, None, None, None, false);
    let (mut class, mut weapon, mut round_id, mut map) = (None, None, None, None);
    rest.eat(b'{')?;
    let mut place = 0;
    loop {
        match words.order.field(&mut rest, place)? {
            Field::T => t = Some(rest.number()?),
            Field::TMs => t_ms = Some(rest.number()?),
            Field::Client => slot = Some(rest.number()?),
            Field::Team => team = Some(rest.team()?),
            Field::Alive => alive = Some(rest.flag()?),
            Field::State => down = rest.quoted()?.eq_ignore_ascii_case(b"down"),
            Field::Pos => pos = Some(rest.point()?),
            Field::Yaw => yaw = Some(rest.number()?),
            Field::Hp => hp = Some(rest.number()?),
            Field::Carry => carry = Some(rest.flag()?),
            Field::Los => los = Some(rest.clients()?),
            Field::Class => class = Some(rest.word()?),
            Field::Weapon => weapon = Some(rest.word()?),
            Field::RoundId => round_id = Some(rest.quoted()?),
            Field::Map => map = Some(rest.text()?),
            Field::Type => return None,
            Field::Other => rest.skip()?,
        }
        if !rest.more()? {
            break;
        }
        place += 1;
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
    let round = round_id.map_or(0, |id| words.round_of_ascii(id));
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
        class: class.and_then(|word| words.id_of_ascii(word)),
        weapon: weapon.and_then(|word| words.id_of_ascii(word)),
        round,
    })
}

/// A key, as far as it says something here.
#[derive(Debug, Clone, Copy)]
enum Field {
    T,
    TMs,
    Client,
    Team,
    Alive,
    State,
    Pos,
    Yaw,
    Hp,
    Carry,
    Los,
    Class,
    Weapon,
    RoundId,
    Map,
    Type,
    Other,
}

impl Field {
    fn of(key: &[u8]) -> Field {
        match key {
            b"t" => Field::T,
            b"t_ms" => Field::TMs,
            b"client" => Field::Client,
            b"team" => Field::Team,
            b"alive" => Field::Alive,
            b"state" => Field::State,
            b"pos" => Field::Pos,
            b"yaw" => Field::Yaw,
            b"hp" => Field::Hp,
            b"carry" => Field::Carry,
            b"los" => Field::Los,
            b"class" => Field::Class,
            b"weapon" => Field::Weapon,
            b"round_id" => Field::RoundId,
            b"map" => Field::Map,
            b"type" => Field::Type,
            _ => Field::Other,
        }
    }
}

/// The keys of the line before, in their order.
#[derive(Debug, Default)]
pub(super) struct Order(Vec<Written>);

/// More keys than this are no line of a recorder, and not remembered.
const KEYS: usize = 64;

/// As many bytes are compared at once.
const WIDE: usize = 16;

/// A key as it stood there, quotes and colon with it.
#[derive(Debug)]
struct Written {
    bytes: u128,
    /// Which of the bytes count.
    mask: u128,
    length: usize,
    field: Field,
}

impl Written {
    fn new(bytes: &[u8], field: Field) -> Written {
        let mut wide = [0; WIDE];
        match wide.get_mut(..bytes.len()) {
            Some(head) => {
                head.copy_from_slice(bytes);
                let mask = u128::MAX.checked_shr(8 * (WIDE - bytes.len()) as u32).unwrap_or(0);
                Written { bytes: u128::from_le_bytes(wide), mask, length: bytes.len(), field }
            }
            // Too long to be compared so: it is like nothing, and read as a key each time.
            None => Written { bytes: 1, mask: 0, length: 0, field },
        }
    }

    fn begins(&self, text: &[u8]) -> bool {
        text.first_chunk().is_some_and(|head| u128::from_le_bytes(*head) & self.mask == self.bytes)
    }
}

impl Order {
    /// Takes the key at a place of the line, counted from 0.
    fn field(&mut self, rest: &mut Cursor<'_>, place: usize) -> Option<Field> {
        if let Some(written) = self.0.get(place).filter(|written| written.begins(rest.0)) {
            rest.0 = rest.0.get(written.length..)?;
            rest.spaces();
            return Some(written.field);
        }
        let before = rest.0;
        let field = Field::of(rest.key()?);
        if place < KEYS {
            let written = Written::new(before.get(..before.len() - rest.0.len())?, field);
            match self.0.get_mut(place) {
                Some(old) => *old = written,
                None => self.0.push(written),
            }
        }
        Some(field)
    }
}

/// Powers of ten that a double holds exactly, as many as there may be decimals.
const TENS: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

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
        let end = self.0.iter().position(|byte| !PLAIN[usize::from(*byte)])?;
        let (text, rest) = (self.0.get(..end)?, self.0.get(end..)?);
        self.0 = rest;
        self.eat(b'"')?;
        Some(text)
    }

    fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.quoted()?).ok()
    }

    fn team(&mut self) -> Option<Team> {
        match self.quoted()? {
            b"AXIS" => Some(Team::Plays(Side::Axis)),
            b"ALLIES" => Some(Team::Plays(Side::Allies)),
            other => Team::from_text(std::str::from_utf8(other).ok()?),
        }
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
    fn word(&mut self) -> Option<&'a [u8]> {
        let all = self.0;
        if all.first() == Some(&b'"') {
            return self.quoted();
        }
        let (mut number, first) = (0, *all.first()?);
        let length = self.digits(&mut number);
        let plain = length == 1 || (first != b'0' && (2..=DIGITS).contains(&length));
        // What follows must end the value: `8.0` and `8e0` are other words.
        if !plain || !matches!(self.0.first(), Some(b',' | b'}' | b' ')) {
            return None;
        }
        all.get(..length)
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

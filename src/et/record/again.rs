//! A sample written like an earlier one of its player, but for its numbers: what stays is compared, sixteen bytes at
//! once, and only the numbers are read.
//!
//! ```text
//!   {"t":12.4,"client":3,"alive":true,"pos":[1,2.5,-3],"yaw":90,"los":[4],"class":"medic"}
//!   ─────    ───────────────────────────────           ───────  ───────   ────────────────   stays
//!        ~~~~                                ~ ~~~ ~~         ~~       ~~~                   is read
//! ```
//!
//! Recorders go through the players in one order, so the line that comes next is known by the one before.

use super::chunk::Words;
use super::cursor::{Cursor, Short, Text, WIDE, no_digits};
use super::order::Field;
use super::quick::Numbers;
use super::sample::{Beside, SampleRow};

/// So many slots a server has.
const SLOTS: usize = 64;

/// What follows a piece of text that stays.
#[derive(Debug)]
enum Then {
    /// More of it, or the line's end.
    Text,
    /// One of [`Numbers`], by its index.
    Number(usize, Shape),
    /// A number that says nothing here.
    Skip(Shape),
    /// A list of clients, as it was last, if that is short.
    Sight(Option<Text>),
}

/// A piece of text that stays, and what follows it.
#[derive(Debug)]
struct Part {
    text: Text,
    then: Then,
}

/// How a line was written, and what it said beside its numbers.
#[derive(Debug)]
struct Pattern {
    parts: Vec<Part>,
    row: SampleRow,
    beside: Beside,
}

impl Pattern {
    /// Takes apart a line that the reader of the usual lines made a row of; `None` if that is not worth it.
    fn of(line: &[u8], row: &SampleRow, words: &Words) -> Option<Pattern> {
        let mut parts = Parts { list: Vec::with_capacity(PARTS), text: Cursor::new(line), rest: Cursor::new(line) };
        parts.rest.eat(b'{')?;
        loop {
            match Field::of(parts.rest.key()?) {
                Field::T => parts.number(|shape| Then::Number(Numbers::T, shape))?,
                Field::TMs => parts.number(|shape| Then::Number(Numbers::T_MS, shape))?,
                Field::Yaw => parts.number(|shape| Then::Number(Numbers::YAW, shape))?,
                Field::Hp => parts.number(|shape| Then::Number(Numbers::HP, shape))?,
                Field::Pos => parts.list(|place, shape| Then::Number(Numbers::POS + place, shape))?,
                // What a second list says would hold, whichever of them changed last.
                Field::Los if parts.list.iter().any(|part| matches!(part.then, Then::Sight(_))) => return None,
                Field::Los => {
                    let before = parts.rest;
                    parts.rest.clients()?;
                    let sight = Text::new(parts.rest.since(before), None);
                    parts.end(before, Then::Sight(sight));
                }
                Field::Client
                | Field::Team
                | Field::Alive
                | Field::State
                | Field::Carry
                | Field::Class
                | Field::Weapon
                | Field::RoundId
                | Field::Map => parts.rest.skip()?,
                _ => match parts.rest.first()? {
                    b'"' | b't' | b'f' => parts.rest.skip()?,
                    b'[' => parts.list(|_, shape| Then::Skip(shape))?,
                    _ => parts.number(Then::Skip)?,
                },
            }
            if !parts.rest.more()? {
                parts.end(parts.rest, Then::Text);
                let beside = *words.besides().get(row.beside as usize)?;
                return Some(Pattern { parts: parts.list, row: row.clone(), beside });
            }
        }
    }

    /// The row of the line that begins here, and its length, if it is written so.
    ///
    /// Every number is first taken to be as long as it was last. So a core needs not wait for where one ends before it
    /// begins with the next, and that is what most of the time would go for.
    #[inline]
    fn read(&mut self, ahead: &[u8], words: &mut Words) -> Option<(SampleRow, usize)> {
        let (mut numbers, mut at) = (Numbers::default(), 0);
        for part in &mut self.parts {
            if !part.text.begins(wide(ahead, at)?) {
                return None;
            }
            at += part.text.length;
            match &mut part.then {
                Then::Text => {}
                Then::Number(place, shape) => {
                    numbers.0[*place] = match shape.read(ahead, at) {
                        Some(number) => number,
                        None => shape.anew(ahead, at)?,
                    };
                    at += shape.short.length;
                }
                Then::Skip(shape) => {
                    if shape.digits(ahead, at).is_none() {
                        shape.anew(ahead, at)?;
                    }
                    at += shape.short.length;
                }
                Then::Sight(text) => {
                    let now = wide(ahead, at)?;
                    if let Some(text) = text.as_ref().filter(|text| text.begins(now)) {
                        at += text.length;
                    } else {
                        let before = Cursor::new(ahead.get(at..)?);
                        let mut rest = before;
                        self.beside.los = Some(rest.clients()?);
                        self.row.beside = words.beside(self.beside);
                        *text = Text::new(rest.since(before), None);
                        at += rest.place() as usize;
                    }
                }
            }
        }
        // No text that stays and no value has a line feed in it, so nothing beyond the line was taken.
        Some((self.row.with(numbers.checked()?), at))
    }
}

/// Room for the parts of a usual line.
const PARTS: usize = 32;

/// How a number was last written. What begins with the same shape has its digits, its point and what follows it at the
/// same places.
#[derive(Debug)]
struct Shape {
    /// Behind the sign: which bytes are the point and what follows the number, and what they are.
    fixed: u64,
    text: u64,
    /// Which bytes are digits, by their highest bits.
    digits: u64,
    /// A first digit that cannot be: a zero before others.
    never: u8,
    short: Short,
}

impl Shape {
    /// What no number is like.
    const fn unlike(length: usize) -> Shape {
        Shape { fixed: 0, text: 1, digits: 0, never: 0, short: Short::unread(length) }
    }

    fn of(short: Short, behind_sign: u64) -> Shape {
        let byte = |place: usize| 0xff << (8 * place);
        let (whole, digits) = (short.whole(), short.unsigned());
        let fixed = if whole < digits { byte(whole) } else { 0 } | byte(digits);
        let all = (1 << (8 * digits)) - 1;
        Shape {
            fixed,
            text: behind_sign & fixed,
            digits: 0x8080_8080_8080_8080 & all & !fixed,
            never: if whole > 1 { b'0' } else { 0 },
            short,
        }
    }

    /// The digits of a number of this shape, and what is between and behind them.
    #[inline(always)]
    fn digits(&self, ahead: &[u8], at: usize) -> Option<u64> {
        let bytes = ahead.get(at..)?;
        let signed = usize::from(self.short.negative);
        let eight = u64::from_le_bytes(*bytes.get(signed..)?.first_chunk()?);
        let like = eight & self.fixed == self.text
            && no_digits(eight) & self.digits == 0
            && eight as u8 != self.never
            && (!self.short.negative || bytes.first() == Some(&b'-'));
        like.then_some(eight)
    }

    /// A number of this shape.
    #[inline(always)]
    fn read(&self, ahead: &[u8], at: usize) -> Option<f64> {
        Some(self.short.value(self.digits(ahead, at)?))
    }

    /// A number of another shape, which is this one from now on.
    #[inline(never)]
    fn anew(&mut self, ahead: &[u8], at: usize) -> Option<f64> {
        let wide = wide(ahead, at)?;
        if let Some((short, eight)) = Short::read(wide) {
            *self = Shape::of(short, eight);
            return Some(self.short.value(eight));
        }
        let mut rest = Cursor::new(ahead.get(at..)?);
        let number = rest.number()?;
        *self = Shape::unlike(rest.place() as usize);
        Some(number)
    }
}

/// Sixteen bytes, the first in the lowest place; the end of a file is left to others.
#[inline(always)]
fn wide(ahead: &[u8], at: usize) -> Option<u128> {
    ahead.get(at..).and_then(|rest| rest.first_chunk()).map(|bytes| u128::from_le_bytes(*bytes))
}

/// A line on its way into its parts.
struct Parts<'a> {
    list: Vec<Part>,
    /// What is left from the end of the latest value that may change.
    text: Cursor<'a>,
    /// What is left to be read.
    rest: Cursor<'a>,
}

impl<'a> Parts<'a> {
    /// Ends a piece of text that stays, at `end`. Its first part is the shorter one: what ends a line then is never read
    /// beyond it.
    fn end(&mut self, end: Cursor<'a>, then: Then) {
        let text = end.since(self.text);
        let (head, tail) = text.split_at(text.len() % WIDE);
        let pieces = std::iter::once(head).filter(|head| !head.is_empty()).chain(tail.chunks(WIDE));
        self.list.extend(pieces.filter_map(|piece| Some(Part { text: Text::new(piece, None)?, then: Then::Text })));
        // Between two values there is always a comma at least.
        if let Some(last) = self.list.last_mut() {
            last.then = then;
        }
        self.text = self.rest;
    }

    /// A number may change.
    fn number(&mut self, then: impl FnOnce(Shape) -> Then) -> Option<()> {
        let before = self.rest;
        self.rest.skip_number()?;
        // The first line like this one tells its shape.
        self.end(before, then(Shape::unlike(0)));
        Some(())
    }

    /// The numbers of a list may change, but not how many there are.
    fn list(&mut self, then: impl Fn(usize, Shape) -> Then) -> Option<()> {
        self.rest.eat(b'[')?;
        self.rest.spaces();
        for place in 0.. {
            if self.rest.eat(b']').is_some() {
                break;
            }
            self.rest.spaces();
            self.number(|shape| then(place, shape))?;
            self.rest.spaces();
            if self.rest.eat(b',').is_none() && self.rest.first() != Some(b']') {
                return None;
            }
        }
        Some(())
    }
}

/// A player's latest lines.
#[derive(Debug, Default)]
struct Player {
    pattern: Option<Pattern>,
    /// Whether the latest line was another.
    changed: bool,
    /// Whose line came after this player's.
    next: usize,
}

/// How the lines before were written.
#[derive(Debug)]
pub(super) struct Again {
    players: [Player; SLOTS],
    /// Whose line was the latest.
    latest: usize,
}

impl Default for Again {
    fn default() -> Again {
        Again { players: std::array::from_fn(|_| Player::default()), latest: 0 }
    }
}

impl Again {
    /// The row of the line that begins here, and its length, if it is written like the one that is expected. Whether it
    /// ends there is for the caller to see.
    #[inline]
    pub(super) fn read(&mut self, ahead: &[u8], words: &mut Words) -> Option<(SampleRow, usize)> {
        let next = self.players[self.latest % SLOTS].next % SLOTS;
        let player = &mut self.players[next];
        let row = player.pattern.as_mut()?.read(ahead, words)?;
        player.changed = false;
        self.latest = next;
        Some(row)
    }

    /// Remembers a line that was not the expected one. How a player is written is learnt anew only when it stays so: one
    /// line that differs says nothing about the next.
    pub(super) fn learn(&mut self, line: &[u8], row: &SampleRow, words: &mut Words) {
        let client = usize::from(row.client) % SLOTS;
        self.players[self.latest % SLOTS].next = client;
        self.latest = client;
        let player = &mut self.players[client];
        if player.pattern.as_mut().is_some_and(|pattern| pattern.read(line, words).is_some()) {
            return;
        }
        let twice = std::mem::replace(&mut player.changed, true);
        if player.pattern.is_none() || twice {
            player.pattern = Pattern::of(line, row, words);
            player.changed = false;
        }
    }
}

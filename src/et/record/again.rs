//! A sample written like an earlier one of its player, but for its numbers: what stays is compared byte by byte, many at
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
use super::packed::Packed;
use super::quick::{Numbers, measured};
use super::sample::{Beside, SampleRow};
use super::{FARTHEST, TURNED};
use std::sync::{Mutex, PoisonError};

/// So many slots a server has.
const SLOTS: usize = 64;

/// So many ways of writing are remembered of a player: alive, dead, and with another weapon.
const WAYS: usize = 3;

/// What follows a text that stays.
#[derive(Debug)]
enum Then {
    /// The line's end.
    End,
    /// One of [`Numbers`], by its index.
    Number(u8, Shape),
    /// The same of those that are kept as they are, counted from the first of them.
    Kept(u8, Shape),
    /// A number that says nothing here.
    Skip(Shape),
    /// The list of clients.
    Sight,
}

impl Then {
    /// One of [`Numbers`] follows.
    fn number(place: usize) -> impl FnOnce(Shape) -> Then {
        // There are seven.
        move |shape| match place.checked_sub(Numbers::YAW) {
            Some(kept) => Then::Kept(kept as u8, shape),
            None => Then::Number(place as u8, shape),
        }
    }
}

/// A text that stays, and what follows it.
#[derive(Debug)]
struct Part {
    /// Up to sixteen bytes of it.
    text: Text,
    /// So far behind its beginning `more` begins, or it ends.
    step: u8,
    /// What is behind those bytes, and as many of them as are needed for sixteen.
    more: Box<[u8]>,
    then: Then,
}

// A dozen players' patterns are gone through in turn, and should stay at hand.
const _: () = assert!(size_of::<Part>() <= 112);

/// How a line was written, and what it said beside its numbers.
#[derive(Debug)]
struct Pattern {
    parts: Vec<Part>,
    /// The list of clients as it was last, if that is short.
    sight: Option<Text>,
    row: SampleRow,
    beside: Beside,
    /// Whether `row` and `beside` are told in the words of another chunk.
    stale: bool,
}

impl Pattern {
    /// Takes apart a line that the reader of the usual lines made a row of; `None` if that is not worth it.
    fn of(line: &[u8], row: &SampleRow, words: &Words) -> Option<Pattern> {
        let mut parts = Parts { list: Vec::with_capacity(PARTS), text: Cursor::new(line), rest: Cursor::new(line) };
        let mut sight = None;
        parts.rest.eat(b'{')?;
        loop {
            match Field::of(parts.rest.key()?) {
                Field::T => parts.number(Then::number(Numbers::T))?,
                Field::TMs => parts.number(Then::number(Numbers::T_MS))?,
                Field::Yaw => parts.number(Then::number(Numbers::YAW))?,
                Field::Hp => parts.number(Then::number(Numbers::HP))?,
                Field::Pos => parts.list(|place| Then::number(Numbers::POS + place))?,
                // What a second list says would hold, whichever of them changed last.
                Field::Los if parts.list.iter().any(|part| matches!(part.then, Then::Sight)) => return None,
                Field::Los => {
                    let before = parts.rest;
                    parts.rest.clients()?;
                    sight = Text::new(parts.rest.since(before), None);
                    parts.end(before, Then::Sight)?;
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
                    b'[' => parts.list(|_| Then::Skip)?,
                    _ => parts.number(Then::Skip)?,
                },
            }
            if !parts.rest.more()? {
                parts.end(parts.rest, Then::End)?;
                let beside = *words.besides().get(row.beside as usize)?;
                return Some(Pattern { parts: parts.list, sight, row: row.clone(), beside, stale: false });
            }
        }
    }

    /// The row of the line that begins here, and its length, if it is written so.
    ///
    /// Every number is first taken to be as long as it was last. So a core needs not wait for where one ends before it
    /// begins with the next, and that is what most of the time would go for.
    #[inline]
    fn read(&mut self, ahead: &[u8], words: &mut Words) -> Option<(SampleRow, usize)> {
        let (mut numbers, mut kept, mut at) = ([f64::NAN; Numbers::YAW], [Packed::NONE; KEPT], 0);
        for part in &mut self.parts {
            if !part.text.begins(wide(ahead, at)?) {
                return None;
            }
            at += usize::from(part.step);
            if !part.more.is_empty() {
                if !same(ahead.get(at..at + part.more.len())?, &part.more) {
                    return None;
                }
                at += part.more.len();
            }
            match &mut part.then {
                Then::End => {}
                Then::Number(place, shape) => {
                    numbers[usize::from(*place)] = match shape.digits(ahead, at) {
                        Some(eight) => shape.short.value(eight),
                        None => match shape.anew(ahead, at, usize::MAX)? {
                            Anew::Short(eight) => shape.short.value(eight),
                            Anew::Long(number) => number,
                        },
                    };
                    at += usize::from(shape.short.length);
                }
                Then::Kept(place, shape) => {
                    kept[usize::from(*place)] = match shape.digits(ahead, at) {
                        Some(eight) => shape.short.packed(eight),
                        None => match shape.anew(ahead, at, WHOLE)? {
                            Anew::Short(eight) => shape.short.packed(eight),
                            // Whether a larger one can be is for others to say.
                            Anew::Long(number) if number.abs() <= LARGE => words.pack(number),
                            Anew::Long(_) => return None,
                        },
                    };
                    at += usize::from(shape.short.length);
                }
                Then::Skip(shape) => {
                    if shape.digits(ahead, at).is_none() {
                        shape.anew(ahead, at, usize::MAX)?;
                    }
                    at += usize::from(shape.short.length);
                }
                Then::Sight => {
                    let now = wide(ahead, at)?;
                    if let Some(text) = self.sight.as_ref().filter(|text| text.begins(now)) {
                        at += usize::from(text.length);
                    } else {
                        let before = Cursor::new(ahead.get(at..)?);
                        let mut rest = before;
                        self.beside.los = Some(rest.clients()?);
                        self.row.beside = words.beside(self.beside);
                        self.sight = Text::new(rest.since(before), None);
                        at += rest.place() as usize;
                    }
                }
            }
        }
        // No text that stays and no value has a line feed in it, so nothing beyond the line was taken.
        let (t, hp) = measured(numbers)?;
        Some((self.row.with(t, hp, kept), at))
    }
}

/// So many numbers are kept as they are.
const KEPT: usize = Numbers::COUNT - Numbers::YAW;

/// Every yaw and every position up to this size can be, and what has so many digits before its point is below it.
const LARGE: f64 = 1_000_000.0;
const WHOLE: usize = 6;
const _: () = assert!(LARGE <= TURNED && LARGE <= FARTHEST);

/// Room for the parts of a usual line.
const PARTS: usize = 32;

/// A number that is not of the shape that was expected.
enum Anew {
    /// Its digits, for [`Short`].
    Short(u64),
    /// One that has no shape.
    Long(f64),
}

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
    const fn unlike(length: u8) -> Shape {
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
        let nine: &[u8; 9] = ahead.get(at..)?.first_chunk()?;
        let ([first, behind @ ..], [bare @ .., _]) = (nine, nine);
        let eight = u64::from_le_bytes(if self.short.negative { *behind } else { *bare });
        let like = eight & self.fixed == self.text
            && no_digits(eight) & self.digits == 0
            && eight as u8 != self.never
            && (*first == b'-') == self.short.negative;
        like.then_some(eight)
    }

    /// A number of another shape, which is this one from now on, if it has no more digits before the point than `whole`.
    #[inline(never)]
    fn anew(&mut self, ahead: &[u8], at: usize, whole: usize) -> Option<Anew> {
        let wide = wide(ahead, at)?;
        if let Some((short, eight)) = Short::read(wide).filter(|(short, _)| short.whole() <= whole) {
            *self = Shape::of(short, eight);
            return Some(Anew::Short(eight));
        }
        let mut rest = Cursor::new(ahead.get(at..)?);
        let number = rest.number()?;
        *self = Shape::unlike(rest.place().try_into().ok()?);
        Some(Anew::Long(number))
    }
}

/// Sixteen bytes, the first in the lowest place; the end of a file is left to others.
#[inline(always)]
fn wide(ahead: &[u8], at: usize) -> Option<u128> {
    ahead.get(at..).and_then(|rest| rest.first_chunk()).map(|bytes| u128::from_le_bytes(*bytes))
}

/// Whether two texts of one length, sixteen at least, are the same. Two looks are enough for nearly all of them.
#[inline(always)]
fn same(one: &[u8], other: &[u8]) -> bool {
    match (one.first_chunk::<WIDE>(), one.last_chunk::<WIDE>(), other.first_chunk(), other.last_chunk()) {
        (Some(head), Some(tail), Some(first), Some(last)) if one.len() <= 2 * WIDE => head == first && tail == last,
        _ => one == other,
    }
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
    /// Ends a text that stays, at `end`. There is always some: a comma, or what ends the line.
    fn end(&mut self, end: Cursor<'a>, then: Then) -> Option<()> {
        let text = end.since(self.text);
        let (head, step) = match text.len().checked_sub(WIDE) {
            None | Some(0) => (text, text.len()),
            Some(behind) => (&text[..WIDE], behind.min(WIDE)),
        };
        self.list.push(Part { text: Text::new(head, None)?, step: step as u8, more: text[step..].into(), then });
        self.text = self.rest;
        Some(())
    }

    /// A number may change.
    fn number(&mut self, then: impl FnOnce(Shape) -> Then) -> Option<()> {
        let before = self.rest;
        self.rest.skip_number()?;
        // The first line like this one tells its shape.
        self.end(before, then(Shape::unlike(0)))
    }

    /// The numbers of a list may change, but not how many there are.
    fn list<T: FnOnce(Shape) -> Then>(&mut self, then: impl Fn(usize) -> T) -> Option<()> {
        self.rest.eat(b'[')?;
        self.rest.spaces();
        for place in 0.. {
            if self.rest.eat(b']').is_some() {
                break;
            }
            self.rest.spaces();
            self.number(then(place))?;
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
    /// How they were written, the latest way first.
    ways: [Option<Pattern>; WAYS],
    /// Whether the latest line was written in none of these.
    changed: bool,
    /// Whose line came after this player's.
    next: usize,
}

impl Player {
    /// Brings a way to the front.
    fn take(&mut self, way: usize) {
        self.ways[..=way].rotate_right(1);
        self.changed = false;
    }
}

/// How the lines before were written.
#[derive(Debug)]
pub(super) struct Again {
    players: Box<[Player]>,
    /// Whose line was the latest.
    latest: usize,
}

impl Default for Again {
    fn default() -> Again {
        Again { players: (0..SLOTS).map(|_| Player::default()).collect(), latest: 0 }
    }
}

impl Again {
    /// Another chunk begins, with its own words: how lines are written is still known, but each way waits for a line that
    /// tells what it says.
    fn renew(&mut self) {
        self.players.iter_mut().flat_map(|player| &mut player.ways).flatten().for_each(|way| way.stale = true);
    }

    /// The row of the line that begins here, and its length, if it is written like one of the player that is expected.
    /// Whether it ends there is for the caller to see.
    #[inline]
    pub(super) fn read(&mut self, ahead: &[u8], words: &mut Words) -> Option<(SampleRow, usize)> {
        let next = self.players[self.latest % SLOTS].next % SLOTS;
        let player = &mut self.players[next];
        for way in 0..WAYS {
            let pattern = player.ways[way].as_mut()?;
            if !pattern.stale
                && let Some(row) = pattern.read(ahead, words)
            {
                if way > 0 || player.changed {
                    player.take(way);
                }
                self.latest = next;
                return Some(row);
            }
        }
        None
    }

    /// Remembers a line that was not the expected one, or in another chunk. A new way is learnt only when a player stays
    /// with it: one line that differs says nothing about the next.
    pub(super) fn learn(&mut self, line: &[u8], row: &SampleRow, words: &mut Words) {
        let client = usize::from(row.client) % SLOTS;
        self.players[self.latest % SLOTS].next = client;
        self.latest = client;
        let player = &mut self.players[client];
        let Some(beside) = words.besides().get(row.beside as usize).copied() else { return };
        let known = player.ways.iter_mut().position(|way| {
            way.as_mut().is_some_and(|way| {
                if way.stale {
                    (way.row, way.beside) = (row.clone(), beside);
                }
                let fits = way.read(line, words).is_some();
                way.stale &= !fits;
                fits
            })
        });
        if let Some(way) = known {
            player.take(way);
            return;
        }
        let twice = std::mem::replace(&mut player.changed, true);
        if (twice || player.ways[0].is_none())
            && let Some(way) = Pattern::of(line, row, words)
        {
            player.ways[WAYS - 1] = Some(way);
            player.take(WAYS - 1);
        }
    }
}

/// What readers of chunks learnt, for whoever reads the next one.
#[derive(Debug, Default)]
pub(in super::super) struct Learnt(Mutex<Vec<Again>>);

impl Learnt {
    /// What some reader learnt, ready for another chunk.
    pub(super) fn take(&self) -> Again {
        let mut again = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        again.renew();
        again
    }

    /// Gives it back.
    pub(super) fn keep(&self, again: Again) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(again);
    }
}

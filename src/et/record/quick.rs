//! Lines of the usual shape, read without a general parser: nearly all of every file.
//!
//! ```text
//!   {"t":12.4,"client":3,"team":"AXIS","alive":true,"pos":[1,2.5,-3],"yaw":90,"hp":109,"los":[4],"round_id":"r1"}
//!   {"t":12.4,"type":"damage","attacker":3,"victim":8,"weapon":"MP40","dmg":18,"round_id":"r1"}
//!    keys in any order · plain numbers · plain ASCII text
//!    in a snapshot also unknown keys with such values or flat lists of numbers
//! ```
//!
//! Anything else (escapes, exponents, nulls, wrong types, a name, an event's other fields, broken JSON) is left to the
//! general parser, which also has the words for what is wrong. A property test holds the two equal on whatever this one
//! accepts.

use super::chunk::Words;
use super::cursor::Cursor;
use super::order::{Field, Key, Meaning, Order};
use super::sample::{Said, SampleRow};
use super::scalar::{Ref, client};
use super::{Details, Event, EventRow, FARTHEST, Kind, Party, TURNED, Team, WordId, actor, sane};
use crate::film::Time;

/// A number that is not written: JSON knows no NaN.
const NONE: f64 = f64::NAN;

/// The numbers of a snapshot line; what is not written is NaN.
pub(super) struct Numbers([f64; Numbers::COUNT]);

impl Default for Numbers {
    fn default() -> Numbers {
        Numbers([NONE; Numbers::COUNT])
    }
}

impl Numbers {
    pub(super) const T: usize = 0;
    pub(super) const T_MS: usize = 1;
    pub(super) const HP: usize = 2;
    /// From here on they are kept as they are.
    pub(super) const YAW: usize = 3;
    /// The first of three.
    pub(super) const POS: usize = 4;
    pub(super) const COUNT: usize = 7;

    fn pos_mut(&mut self) -> &mut [f64; 3] {
        let [_, _, _, _, pos @ ..] = &mut self.0;
        pos
    }
}

/// What numbers of a line say, if all of them can be: time in seconds and in milliseconds, and health.
#[inline]
pub(super) fn measured([t, t_ms, hp]: [f64; Numbers::YAW]) -> Option<(Time, Option<i16>)> {
    Some((time(t, t_ms)?, health(hp)))
}

/// The row of a snapshot line of the usual shape, `None` for every other line.
pub(super) fn sample(line: &[u8], words: &mut Words, order: &mut Order) -> Option<SampleRow> {
    let (mut rest, mut numbers, mut slot) = (Cursor::new(line), Numbers::default(), NONE);
    let (mut alive, mut team, mut carry, mut los, mut down) = (None, None, None, None, false);
    let (mut class, mut weapon, mut round_id, mut map) = (None, None, None, None);
    for place in 0.. {
        let key = order.key(&mut rest, place)?;
        match key.field {
            Field::T => numbers.0[Numbers::T] = rest.number()?,
            Field::TMs => numbers.0[Numbers::T_MS] = rest.number()?,
            Field::Client => slot = rest.number()?,
            Field::Team => team = Some(team_of(order, &mut rest, key)?),
            Field::Alive => alive = Some(rest.flag()?),
            Field::State => down = rest.quoted()?.eq_ignore_ascii_case(b"down"),
            Field::Pos => rest.point(numbers.pos_mut())?,
            Field::Yaw => numbers.0[Numbers::YAW] = rest.number()?,
            Field::Hp => numbers.0[Numbers::HP] = rest.number()?,
            Field::Carry => carry = Some(rest.flag()?),
            Field::Los => los = Some(rest.clients()?),
            Field::Class => class = Some(Value::word(order, &mut rest, key)?),
            Field::Weapon => weapon = Some(Value::word(order, &mut rest, key)?),
            Field::RoundId => round_id = Some(Value::text(order, &mut rest, key)?),
            Field::Map => map = Some(rest.text()?),
            Field::Type => return None,
            Field::End => break,
            _ => rest.skip()?,
        }
    }
    if !rest.is_at_end() {
        return None;
    }
    let [t, t_ms, hp, yaw, pos @ ..] = numbers.0;
    // What is not written is no reason.
    if is_far(pos) || yaw.abs() > TURNED {
        return None;
    }
    let ((t, hp), client, alive) = (measured([t, t_ms, hp])?, client(slot).ok()?, alive?);
    // From here on the line is accepted: the words may be kept.
    let mut keep = Keep { words, order, line };
    let round = round_id.map_or(0, |id| keep.round(id));
    if let Some(map) = map {
        keep.words.map(round, map);
    }
    let said = Said {
        t,
        client,
        alive,
        down,
        team,
        pos: place(pos),
        yaw,
        hp,
        carry,
        los,
        class: keep.id(class),
        weapon: keep.id(weapon),
        round,
    };
    Some(SampleRow::keep(said, keep.words))
}

/// The row of an event line of the usual shape, `None` for every other line.
pub(super) fn event(line: &[u8], words: &mut Words, order: &mut Order) -> Option<EventRow> {
    let mut rest = Cursor::new(line);
    let (mut t, mut t_ms, mut dmg, mut pos, mut kind, mut team) = (NONE, NONE, NONE, [NONE; 3], None, None);
    let (mut by_client, mut attacker, mut killer, mut to) = (Ref::Nobody, Ref::Nobody, Ref::Nobody, Ref::Nobody);
    let (mut class, mut weapon, mut means, mut action, mut objective) = (None, None, None, None, None);
    let (mut round_id, mut map, mut revived) = (None, None, false);
    for place in 0.. {
        let key = order.key(&mut rest, place)?;
        match key.field {
            Field::T => t = rest.number()?,
            Field::TMs => t_ms = rest.number()?,
            Field::Type => kind = Some(kind_of(order, &mut rest, key)?),
            // An entity is also kept as the line has it, which is the general reader's work.
            Field::Client => by_client = Ref::Client(client(rest.number()?).ok()?),
            Field::Attacker => attacker = Ref::Client(client(rest.number()?).ok()?),
            Field::Killer => killer = Ref::Client(client(rest.number()?).ok()?),
            Field::Victim => to = Ref::Client(client(rest.number()?).ok()?),
            Field::Team => team = Some(team_of(order, &mut rest, key)?),
            Field::Dmg => dmg = rest.number()?,
            Field::Pos => rest.point(&mut pos)?,
            Field::Revived => revived = rest.flag()?,
            Field::Class => class = Some(Value::word(order, &mut rest, key)?),
            Field::Weapon => weapon = Some(Value::word(order, &mut rest, key)?),
            Field::Means => means = Some(Value::word(order, &mut rest, key)?),
            Field::Action => action = Some(Value::word(order, &mut rest, key)?),
            Field::Objective => objective = Some(Value::word(order, &mut rest, key)?),
            Field::RoundId => round_id = Some(Value::text(order, &mut rest, key)?),
            Field::Map => map = Some(rest.text()?),
            Field::End => break,
            _ => return None,
        }
    }
    if !rest.is_at_end() || is_far(pos) {
        return None;
    }
    let (t, kind) = (time(t, t_ms)?, kind?);
    // Nobody's death: the general reader has the words.
    if to == Ref::Nobody && kind == Kind::Kill {
        return None;
    }
    let by = actor(&kind, by_client, attacker, killer);
    // From here on the line is accepted: the words may be kept.
    let mut keep = Keep { words, order, line };
    let round = round_id.map_or(0, |id| keep.round(id));
    if let Some(map) = map {
        keep.words.map(round, map);
    }
    let word = |keep: &mut Keep<'_>, value| keep.id(value).and_then(|id| keep.words.word(id));
    let pos = place(pos);
    // Most lines are shots.
    let bare = class.is_none() && action.is_none() && objective.is_none() && pos.is_none();
    let details = if bare {
        None
    } else {
        let (class, action) = (word(&mut keep, class), word(&mut keep, action));
        Details { class, action, objective: word(&mut keep, objective), pos, ..Details::NONE }.boxed()
    };
    let event = Event {
        t,
        kind,
        by: Party::Nobody,
        to: Party::Nobody,
        team,
        weapon: word(&mut keep, weapon),
        means: word(&mut keep, means),
        dmg: sane(Some(dmg), 1.0e9),
        revived,
        details,
        source: 0,
        line: 0,
    };
    Some(EventRow { event, by, to, round })
}

/// E1: `t_ms` wins over `t`.
#[inline]
fn time(t: f64, t_ms: f64) -> Option<Time> {
    Time::from_secs(if t_ms.is_nan() { t } else { t_ms / 1000.0 })
}

/// Health, if it is such a number.
#[inline]
fn health(hp: f64) -> Option<i16> {
    sane(Some(hp), f64::from(i16::MAX)).map(|hp| hp as i16)
}

/// Where, if it was written.
fn place(pos: [f64; 3]) -> Option<[f64; 3]> {
    (!pos[0].is_nan()).then_some(pos)
}

/// Whether a position is on no map.
#[inline]
fn is_far([x, y, z]: [f64; 3]) -> bool {
    x.abs() > FARTHEST || y.abs() > FARTHEST || z.abs() > FARTHEST
}

/// The team that a value names.
fn team_of(order: &mut Order, rest: &mut Cursor<'_>, key: Key) -> Option<Team> {
    if let Some(Meaning::Team(team)) = order.value(rest, key) {
        return Some(*team);
    }
    let before = *rest;
    let team = rest.team()?;
    order.learn(key, rest.since(before), rest.first(), Meaning::Team(team));
    Some(team)
}

/// The kind of line that a value names, if it is a known one.
fn kind_of(order: &mut Order, rest: &mut Cursor<'_>, key: Key) -> Option<Kind> {
    if let Some(Meaning::Kind(kind)) = order.value(rest, key) {
        return Some(kind.clone());
    }
    let before = *rest;
    let kind = Kind::known(rest.text()?)?;
    order.learn(key, rest.since(before), rest.first(), Meaning::Kind(kind.clone()));
    Some(kind)
}

/// A text of a line that may still turn out to be unusual. Small enough to be handed on in registers.
#[derive(Clone, Copy)]
enum Value {
    /// Met before: a word, a round.
    Word(Option<WordId>),
    Round(u32),
    /// From one place of the line to another.
    New(Key, u32, u32),
}

impl Value {
    /// Text, or a whole number as it is written.
    fn word(order: &Order, rest: &mut Cursor<'_>, key: Key) -> Option<Value> {
        Value::read(order, rest, key, Cursor::word)
    }

    /// Text.
    fn text(order: &Order, rest: &mut Cursor<'_>, key: Key) -> Option<Value> {
        Value::read(order, rest, key, |rest| rest.quoted().map(drop))
    }

    #[inline]
    fn read<'a>(
        order: &Order,
        rest: &mut Cursor<'a>,
        key: Key,
        take: impl FnOnce(&mut Cursor<'a>) -> Option<()>,
    ) -> Option<Value> {
        match order.value(rest, key) {
            Some(Meaning::Word(id)) => return Some(Value::Word(*id)),
            Some(Meaning::Round(round)) => return Some(Value::Round(*round)),
            _ => {}
        }
        let from = rest.place();
        take(rest)?;
        Some(Value::New(key, from, rest.place()))
    }
}

/// A text without its quotes; a number as it is.
fn bare(value: &[u8]) -> &[u8] {
    value.strip_prefix(b"\"").and_then(|text| text.strip_suffix(b"\"")).unwrap_or(value)
}

/// Where the words of an accepted line go.
struct Keep<'w> {
    words: &'w mut Words,
    order: &'w mut Order,
    line: &'w [u8],
}

impl<'w> Keep<'w> {
    #[inline]
    fn id(&mut self, value: Option<Value>) -> Option<WordId> {
        match value? {
            Value::Word(id) => id,
            Value::Round(_) => None,
            Value::New(key, from, to) => {
                let (text, next) = self.text(from, to);
                let id = self.words.id_of_ascii(bare(text));
                self.order.learn(key, text, next, Meaning::Word(id));
                id
            }
        }
    }

    #[inline]
    fn round(&mut self, value: Value) -> u32 {
        match value {
            Value::Round(round) => round,
            Value::Word(_) => 0,
            Value::New(key, from, to) => {
                let (text, next) = self.text(from, to);
                let round = self.words.round_of_ascii(bare(text));
                self.order.learn(key, text, next, Meaning::Round(round));
                round
            }
        }
    }

    /// What stands between two places of the line, and the byte behind it.
    fn text(&self, from: u32, to: u32) -> (&'w [u8], Option<u8>) {
        let (from, to) = (from as usize, to as usize);
        (self.line.get(from..to).unwrap_or_default(), self.line.get(to).copied())
    }
}

#[cfg(test)]
#[path = "quick_tests.rs"]
mod tests;

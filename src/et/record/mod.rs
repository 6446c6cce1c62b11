//! One line of JSON to one row: event and sample lines, told apart by content (§6.1, §6.2, E1).

mod again;
mod chunk;
mod cursor;
mod fields;
mod order;
mod packed;
mod quick;
mod sample;
mod scalar;

pub(super) use again::Learnt;
pub(super) use chunk::{Chunk, WordId};
pub(super) use sample::{Beside, SampleRow};
pub(super) use scalar::Ref;

use super::config::Side;
use super::round::{Details, Event, Kind, Party, Team};
use crate::film::{Time, clean_name, clean_text};
use again::Again;
use chunk::Words;
use fields::{Fields, side};
use order::Order;
use sample::Said;
use scalar::{Place, Scalar, Sight};

/// Positions beyond this many units are on no map: taken as unknown, so that no sum can overflow.
const FARTHEST: f64 = 10_000_000.0;

/// Directions beyond this many degrees are none.
const TURNED: f64 = 1_000_000.0;

/// An event line as it was written: its parties are slots that are not yet resolved to players.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EventRow {
    /// The rest of it.
    pub(super) event: Event,
    pub(super) by: Ref,
    pub(super) to: Ref,
    /// Index into [`Chunk::rounds`].
    pub(super) round: u32,
}

/// What a line turned out to be.
#[derive(Debug)]
pub(super) enum Row {
    Event(EventRow),
    Sample(SampleRow),
    /// A sample of an entity (client 64 and more): no player, nothing to keep.
    Entity,
}

/// E1: `t_ms` wins over `t`; both become whole milliseconds.
fn time(fields: &Fields<'_>) -> Result<Time, String> {
    let exact = fields.t_ms.number().and_then(|ms| Time::from_secs(ms / 1000.0));
    if let Some(t) = exact.or_else(|| fields.t.number().and_then(Time::from_secs)) {
        return Ok(t);
    }
    Err(match (&fields.t_ms, &fields.t) {
        (Scalar::Null, Scalar::Null) => "neither `t` nor `t_ms`: a line needs its time".to_owned(),
        (Scalar::Null, Scalar::Number(number)) => format!("`t` is {number:e}, which is no time a round can have"),
        (Scalar::Null, t) => format!("`t` is {}, not a number of seconds", t.what()),
        (Scalar::Number(number), _) => format!("`t_ms` is {number:e}, which is no time a round can have"),
        (t_ms, _) => format!("`t_ms` is {}, not a number of milliseconds", t_ms.what()),
    })
}

/// A sane number for a sum: NaN cannot be written in JSON, but 1e300 can.
#[inline]
fn sane(number: Option<f64>, limit: f64) -> Option<f64> {
    number.filter(|number| number.abs() <= limit)
}

/// E7's fields of an event: who acts depends on the type.
fn actor(kind: &Kind, client: Ref, attacker: Ref, killer: Ref) -> Ref {
    let first = |order: [Ref; 3]| order.into_iter().find(|party| *party != Ref::Nobody).unwrap_or_default();
    match kind {
        Kind::Kill => first([killer, attacker, Ref::Nobody]),
        Kind::Damage => attacker,
        Kind::WeaponFire => first([attacker, client, Ref::Nobody]),
        Kind::Other(_) => first([client, attacker, killer]),
        _ => client,
    }
}

/// What the lines before leave behind for the next.
#[derive(Debug, Default)]
pub(super) struct Memory {
    words: Words,
    /// How each player's samples were written last.
    again: Again,
    /// How samples and events have been written so far.
    samples: Order,
    events: Order,
    /// Whether the line before was an event.
    after_event: bool,
}

impl Memory {
    /// With what is known about how lines are written.
    fn with(again: Again) -> Memory {
        Memory {
            words: Words::default(),
            again,
            samples: Order::default(),
            events: Order::default(),
            after_event: false,
        }
    }

    /// The sample of the line that begins here, and the line's length if it ends there, if it is written like an earlier
    /// one; of all other lines [`row`] is the reader.
    #[inline]
    pub(super) fn sample_again(&mut self, ahead: &[u8]) -> Option<(SampleRow, usize)> {
        // Lines of one kind mostly follow each other.
        if self.after_event { None } else { self.again.read(ahead, &mut self.words) }
    }
}

/// Reads one line. `notes` receives what is wrong in a field that the line can do without.
///
/// # Errors
/// A sentence that says what is wrong; the line is lost.
pub(super) fn row(bytes: &[u8], memory: &mut Memory, notes: &mut Vec<String>) -> Result<Row, String> {
    if !memory.after_event
        && let Some(sample) = quick::sample(bytes, &mut memory.words, &mut memory.samples)
    {
        memory.again.learn(bytes, &sample, &mut memory.words);
        return Ok(Row::Sample(sample));
    }
    let row = other_row(bytes, memory, notes);
    memory.after_event = matches!(row, Ok(Row::Event(_)));
    row
}

/// Reads a line that is no sample after a sample.
fn other_row(bytes: &[u8], memory: &mut Memory, notes: &mut Vec<String>) -> Result<Row, String> {
    let Memory { words, samples, events, after_event, .. } = memory;
    if let Some(event) = quick::event(bytes, words, events) {
        return Ok(Row::Event(event));
    }
    let sample = if *after_event { quick::sample(bytes, words, samples) } else { None };
    sample.map_or_else(|| row_in_general(bytes, words, notes), |sample| Ok(Row::Sample(sample)))
}

/// Reads a line of whatever shape.
fn row_in_general(bytes: &[u8], words: &mut Words, notes: &mut Vec<String>) -> Result<Row, String> {
    let mut fields = Fields::default();
    fields.read(bytes)?;
    row_of(&mut fields, words, notes)
}

fn row_of(fields: &mut Fields<'_>, words: &mut Words, notes: &mut Vec<String>) -> Result<Row, String> {
    let round = match &fields.round_id {
        Scalar::Null => 0,
        Scalar::Text(id) if id.trim().is_empty() => 0,
        id => match id.word() {
            Some(word) => words.round(&word),
            None => return Err(format!("`round_id` is {}, not text", id.what())),
        },
    };
    if let Some(map) = fields.map.text() {
        words.map(round, map);
    }
    match std::mem::take(&mut fields.kind) {
        Scalar::Text(kind) => event(&kind, fields, round, words, notes).map(Row::Event),
        Scalar::Null if fields.client != Scalar::Null => sample(fields, round, words, notes),
        Scalar::Null => Err("neither an event (no `type`) nor a snapshot (no `client`)".to_owned()),
        kind => Err(format!("`type` is {}, not text", kind.what())),
    }
}

fn event(
    kind: &str,
    fields: &mut Fields<'_>,
    round: u32,
    words: &mut Words,
    notes: &mut Vec<String>,
) -> Result<EventRow, String> {
    let t = time(fields)?;
    let kind = Kind::known(kind).unwrap_or_else(|| Kind::Other(words.clean(kind).unwrap_or_else(|| "?".into())));
    let (client, attacker, killer) = (fields.client.party(), fields.attacker.party(), fields.killer.party());
    let by = actor(&kind, client, attacker, killer);
    // What the fields of other types name is theirs to say.
    if !matches!(kind, Kind::Other(_)) {
        fields.note_parties(&kind, notes);
    }
    fields.note_unused(&kind);
    let rest = std::mem::take(&mut fields.rest);
    let guid = fields.guid.word().filter(|guid| !guid.trim().is_empty()).map(|guid| words.keep(&clean_text(&guid)));
    let details = Details {
        class: fields.class.word().and_then(|word| words.clean(&word)),
        action: fields.action.word().and_then(|word| words.clean(&word)),
        objective: fields.objective.word().and_then(|word| words.clean(&word)),
        name: fields.name.word().map(|word| clean_name(&word)).filter(|n| !n.is_empty()).map(|name| words.keep(&name)),
        guid,
        pos: position(fields.pos),
        winner: side(&fields.winner).filter(|_| kind.ends_round()),
        dist: sane(fields.dist.number(), FARTHEST).filter(|_| kind == Kind::Kill).map(|dist| dist as f32),
        rest: (!rest.is_empty()).then(|| rest.into_boxed_str()),
    };
    let event = Event {
        t,
        by: Party::Nobody,
        to: Party::Nobody,
        team: fields.team.text().and_then(Team::from_text),
        weapon: fields.weapon.word().and_then(|word| words.clean(&word)),
        means: fields.means.word().and_then(|word| words.clean(&word)),
        dmg: sane(fields.dmg.number(), 1.0e9),
        revived: fields.revived.flag().unwrap_or(false),
        details: details.boxed(),
        source: 0,
        line: 0,
        kind,
    };
    Ok(EventRow { event, by, to: fields.victim.party(), round })
}

fn position(place: Place) -> Option<[f64; 3]> {
    match place {
        Place::At(point) if point.iter().all(|x| x.abs() <= FARTHEST) => Some(point),
        _ => None,
    }
}

fn sample(fields: &Fields<'_>, round: u32, words: &mut Words, notes: &mut Vec<String>) -> Result<Row, String> {
    let client = match (fields.client.party(), &fields.client) {
        (Ref::Client(client), _) => client,
        (_, Scalar::Number(number)) if *number >= 64.0 && number.fract() == 0.0 => return Ok(Row::Entity),
        (_, Scalar::Number(number)) => return Err(format!("`client` is {number}, not a slot from 0 to 63")),
        (_, other) => return Err(format!("`client` is {}, not a slot from 0 to 63", other.what())),
    };
    let t = time(fields)?;
    let Some(alive) = fields.alive.flag() else {
        return Err(format!("`alive` is {}, not true or false: the sample cannot be used", fields.alive.what()));
    };
    let team = fields.team.text().and_then(Team::from_text);
    if team.is_none() && fields.team != Scalar::Null {
        notes.push("`team` is not AXIS, ALLIES or SPEC: taken as unknown".to_owned());
    }
    let pos = position(fields.pos);
    if pos.is_none() && fields.pos != Place::Missing {
        notes.push("`pos` is not three numbers on a map: the position is taken as unknown".to_owned());
    }
    let yaw = sane(fields.yaw.number(), TURNED);
    if yaw.is_none() && fields.yaw != Scalar::Null {
        notes.push(format!("`yaw` is {}, not degrees: taken as unknown", fields.yaw.what()));
    }
    if fields.los == Sight::Wrong {
        notes.push("`los` is not a list of clients: taken as not recorded".to_owned());
    }
    let said = Said {
        t,
        client,
        alive,
        down: fields.state.text().is_some_and(|state| state.eq_ignore_ascii_case("down")),
        team,
        pos,
        yaw: yaw.unwrap_or(f64::NAN),
        hp: sane(fields.hp.number(), f64::from(i16::MAX)).map(|hp| hp as i16),
        carry: carry(&fields.carry),
        los: match fields.los {
            Sight::Lists(seen) => Some(seen),
            _ => None,
        },
        class: fields.class.word().and_then(|word| words.id(&word)),
        weapon: fields.weapon.word().and_then(|word| words.id(&word)),
        round,
    };
    Ok(Row::Sample(SampleRow::keep(said, words)))
}

/// The contract's `carry`: absent or null says nothing; false, 0 or empty text says "carries nothing".
fn carry(value: &Scalar<'_>) -> Option<bool> {
    Some(match value {
        Scalar::Null => return None,
        Scalar::Bool(carries) => *carries,
        Scalar::Number(number) => *number != 0.0,
        Scalar::Text(text) => !text.is_empty(),
        Scalar::List | Scalar::Object => true,
    })
}

#[cfg(test)]
mod tests;

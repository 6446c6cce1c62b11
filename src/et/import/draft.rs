//! Lines in the making: recorders that write a round at its end write it by kind, not by time, and name players by GUID.
//!
//! ```text
//!   tracks, fights, objectives, in any order ──▶ Draft { t, rank, ... } ──▶ sorted by time ──▶ Made
//!   GUID "A44C..." ──▶ seat 0, "01AB..." ──▶ seat 1: the order in which they appear; the server's slots are not known
//! ```

use super::{Kept, Made};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Times beyond this many milliseconds are no times a round can have (three days).
const LONGEST: i64 = 3 * 86_400_000;

/// The place of a line among those of its millisecond: who somebody is comes before what they do, a hit before the
/// death that it causes, and samples after everything (E2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Start,
    Who,
    Begins,
    Acts,
    Dies,
    Leaves,
    End,
    Sample,
}

/// One line of the specification without its round.
struct Line {
    t: i64,
    rank: Rank,
    number: u64,
    offset: u64,
    fields: Map<String, Value>,
}

/// The lines of one round.
#[derive(Default)]
pub(super) struct Draft {
    lines: Vec<Line>,
}

/// Pairs of a name and its value; those that are null are left out.
pub(super) type Fields<'a> = &'a [(&'a str, Value)];

impl Draft {
    /// Adds an event at a time of the round's clock.
    ///
    /// # Errors
    /// The time is none that a round can have.
    pub(super) fn event(
        &mut self,
        at: &Kept,
        t: i64,
        rank: Rank,
        kind: &str,
        fields: Fields<'_>,
    ) -> Result<(), String> {
        self.add(at, t, rank, Some(kind), fields)
    }

    /// Adds a snapshot.
    ///
    /// # Errors
    /// The time is none that a round can have.
    pub(super) fn sample(&mut self, at: &Kept, t: i64, fields: Fields<'_>) -> Result<(), String> {
        self.add(at, t, Rank::Sample, None, fields)
    }

    fn add(&mut self, at: &Kept, t: i64, rank: Rank, kind: Option<&str>, fields: Fields<'_>) -> Result<(), String> {
        if !(-LONGEST..=LONGEST).contains(&t) {
            return Err(format!("{t} ms is no time that a round can have: it was left out"));
        }
        let mut all = Map::new();
        all.insert("t".into(), json!(t as f64 / 1000.0));
        all.insert("t_ms".into(), json!(t));
        if let Some(kind) = kind {
            all.insert("type".into(), json!(kind));
        }
        let said = fields.iter().filter(|(_, value)| !value.is_null());
        all.extend(said.map(|(key, value)| ((*key).to_owned(), value.clone())));
        self.lines.push(Line { t, rank, number: at.number, offset: at.offset, fields: all });
        Ok(())
    }

    /// The lines in their order, each with the round's id and, if it is an event, the map.
    pub(super) fn finish(mut self, id: &str, map: Option<&str>) -> Vec<Made> {
        // Stable: what is equal keeps the order of the file.
        self.lines.sort_by_key(|line| (line.t, line.rank));
        let made = self.lines.into_iter().map(|mut line| {
            let sample = line.rank == Rank::Sample;
            if let Some(map) = map.filter(|_| !sample) {
                line.fields.insert("map".into(), json!(map));
            }
            line.fields.insert("round_id".into(), json!(id));
            Made { number: line.number, offset: line.offset, json: Value::Object(line.fields).to_string(), sample }
        });
        made.collect()
    }
}

/// Who sits where, by GUID.
#[derive(Debug, Default)]
pub(super) struct Seats {
    of: BTreeMap<String, u64>,
}

/// A server has no more.
const SEATS: u64 = 64;

/// What the scripts write for the world instead of a GUID; the entity number of the world.
const WORLD: u64 = 1022;

impl Seats {
    /// The client number of a GUID; the next free one for a new GUID.
    ///
    /// # Errors
    /// There are more players than a server has slots.
    pub(super) fn of(&mut self, guid: &str) -> Result<u64, String> {
        if guid.is_empty() || guid.starts_with("WORLD") {
            return Ok(WORLD);
        }
        if let Some(seat) = self.of.get(guid) {
            return Ok(*seat);
        }
        let next = self.of.len() as u64;
        if next >= SEATS {
            return Err(format!("more than {SEATS} players in one round: this line was left out"));
        }
        self.of.insert(guid.to_owned(), next);
        Ok(next)
    }

    /// Whether somebody with this GUID was met.
    pub(super) fn knows(&self, guid: &str) -> bool {
        self.of.contains_key(guid)
    }
}

/// Names of rounds, each given once.
#[derive(Debug, Default)]
pub(in super::super) struct Names {
    given: BTreeMap<String, u32>,
}

impl Names {
    /// `2026-04-03-191726-bremen_b3-r1`, from what is known; with a number behind it when it was given before.
    pub(super) fn round(&mut self, start_unix: Option<i64>, map: Option<&str>, round: Option<u64>) -> String {
        let when = start_unix.filter(|at| *at > 0).and_then(|at| jiff::Timestamp::from_second(at).ok());
        let mut parts: Vec<String> = when.map(|at| at.strftime("%Y-%m-%d-%H%M%S").to_string()).into_iter().collect();
        parts.push(map.filter(|map| !map.is_empty()).unwrap_or("round").to_owned());
        parts.extend(round.map(|round| format!("r{round}")));
        self.once(parts.join("-"))
    }

    /// The name, with a number behind it when it was given before.
    pub(super) fn once(&mut self, name: String) -> String {
        let uses = self.given.entry(name.clone()).or_default();
        *uses += 1;
        if *uses > 1 { format!("{name}-{uses}") } else { name }
    }
}

/// How far apart two points are, in whole game units: the scripts write whole coordinates.
pub(super) fn apart(a: Option<[f64; 3]>, b: Option<[f64; 3]>) -> Value {
    let (Some(a), Some(b)) = (a, b) else { return Value::Null };
    let square: f64 = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum();
    json!(square.sqrt().round())
}

/// A point as the specification writes it.
pub(super) fn point(pos: Option<[f64; 3]>) -> Value {
    pos.map_or(Value::Null, |pos| json!(pos))
}

/// A team by the engine's number.
pub(super) fn team(number: u64) -> Option<&'static str> {
    match number {
        1 => Some("AXIS"),
        2 => Some("ALLIES"),
        3 => Some("SPEC"),
        _ => None,
    }
}

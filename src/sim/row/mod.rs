//! One row, opened on demand (specification 3): typed where the specification names things, open everywhere else.
//!
//! A row whose line is damaged is opened as far as it goes: every member and every event that can be read is there, and
//! [`Row::fault`] says what is wrong.

mod event;
mod members;
mod tree;

pub use event::{Event, Who, order_only};
pub use members::{Arena, Context, Outcome, Totals};
pub use tree::{Branch, Node, is_unsupported, tree};

use super::cursor::{Cursor, Fault, FaultKind, Kind, unescape};
use super::index::{Index, Telemetry};
use super::{Side, row::members::member};
use serde_json::{Map, Value};

/// What a row says about events (S4: the last three all mean "no events here").
#[derive(Debug, Clone, PartialEq)]
pub enum Events {
    /// In processing order; never empty.
    Some(Vec<Event>),
    /// `[]`
    Empty,
    /// `null`
    Null,
    /// Not there.
    Absent,
}

impl Events {
    /// The events, if any.
    #[must_use]
    pub fn list(&self) -> &[Event] {
        match self {
            Events::Some(list) => list,
            _ => &[],
        }
    }

    /// Why there are none, for the screen.
    #[must_use]
    pub const fn reason(&self) -> Option<&'static str> {
        match self {
            Events::Some(_) => None,
            Events::Empty => Some("`events` is empty"),
            Events::Null => Some("`events` is null"),
            Events::Absent => Some("the row has no `events`"),
        }
    }
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// `schema_version`, if it is there.
    pub schema: Option<String>,
    /// `context`
    pub context: Context,
    /// `engine_outcome`, if it is there.
    pub outcome: Option<Outcome>,
    /// Totals of side a and b, where they are there.
    pub teams: [Option<Totals>; 2],
    /// Totals of the units of side a and b, in roster order; `None` without a list.
    pub units: [Option<Vec<Totals>>; 2],
    /// Aggregates of other namespaces, as they are (S1).
    pub namespaces: Map<String, Value>,
    /// `events`
    pub events: Events,
    /// Members of the row that the specification does not name.
    pub extra: Map<String, Value>,
    /// What is wrong with the line, if anything.
    pub fault: Option<Fault>,
}

/// Why a row cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is no such row.
    #[error("there is no row {0}: rows are numbered from 0 to one below their count")]
    Missing(usize),
    /// The line can no longer be read.
    #[error("row {0} cannot be read ({1}): the file changed, open it again")]
    Unreadable(usize, String),
    /// The line is no row.
    #[error("row {row} is broken at byte {at} of its line: {what}")]
    Broken {
        /// Its number.
        row: usize,
        /// Where in the line.
        at: u32,
        /// What is wrong.
        what: &'static str,
    },
}

impl Row {
    /// Opens a row.
    ///
    /// # Errors
    /// See [`Error`]; a damaged line with a readable `context` opens all the same.
    pub fn open(telemetry: &Telemetry, index: &Index, row: usize) -> Result<Row, Error> {
        let place = index.place(row).ok_or(Error::Missing(row))?;
        let line = telemetry.line(place).map_err(|err| Error::Unreadable(row, err.to_string()))?;
        Row::parse(&line).map_err(|fault| Error::Broken { row, at: fault.at, what: fault.kind.text() })
    }

    /// Reads a line.
    ///
    /// # Errors
    /// The line has no readable `context`.
    pub fn parse(line: &[u8]) -> Result<Row, Fault> {
        let mut members = Map::new();
        let mut events = Events::Absent;
        let fault = walk(line, &mut members, &mut events).err();
        let Some(Value::Object(context)) = members.shift_remove("context") else {
            return Err(fault.unwrap_or(Fault { kind: FaultKind::NoContext, at: 0 }));
        };
        // What is no object where one should be is kept as it is.
        let mut object = |name: &str| match members.shift_remove(name) {
            Some(Value::Object(map)) => Some(map),
            other => {
                members.extend(other.map(|value| (name.to_owned(), value)));
                None
            }
        };
        let mut aggregates = object("aggregates").unwrap_or_default();
        let outcome = object("engine_outcome").map(Outcome::read);
        let by_side = |map: &Value, side: Side| -> Option<Value> {
            map.as_object()?
                .iter()
                .find(|(name, _)| Side::from_name(name) == Some(side))
                .map(|(_, value)| value.clone())
        };
        let teams = aggregates.shift_remove("teams");
        let units = aggregates.shift_remove("units");
        let team = |side| teams.as_ref().and_then(|teams| by_side(teams, side)).and_then(Totals::read);
        let list = |side| match units.as_ref().and_then(|units| by_side(units, side)) {
            Some(Value::Array(list)) => Some(list.into_iter().map(|v| Totals::read(v).unwrap_or_default()).collect()),
            _ => None,
        };
        Ok(Row {
            schema: member(&mut members, "schema_version"),
            context: Context::read(context),
            outcome,
            teams: Side::BOTH.map(team),
            units: Side::BOTH.map(list),
            namespaces: aggregates,
            events,
            extra: members,
            fault,
        })
    }

    /// Half a frame in seconds: times closer than that are the same (S6). Without frames, 1/60 s is taken for one.
    #[must_use]
    pub fn half_frame(&self) -> f64 {
        let outcome = self.outcome.as_ref();
        half_frame(outcome.and_then(|o| o.time_s), outcome.and_then(|o| o.frames))
    }

    /// The event families that are there, sorted, with how many events each has (S4: seen, beside what is claimed).
    #[must_use]
    pub fn seen(&self) -> Vec<(&str, usize)> {
        let mut seen = std::collections::BTreeMap::new();
        self.events.list().iter().for_each(|event| *seen.entry(event.kind.as_str()).or_default() += 1);
        seen.into_iter().collect()
    }

    /// A unit's name: its id with its place in the roster where the id alone would be ambiguous.
    #[must_use]
    pub fn unit_name(&self, side: Side, index: usize) -> String {
        let roster = &self.context.rosters[side.index()];
        match roster.get(index) {
            Some(id) if roster.iter().filter(|other| *other == id).count() > 1 => format!("{id} {}", index + 1),
            Some(id) => id.clone(),
            None => format!("{} {}", side.letter(), index + 1),
        }
    }

    /// How many units a side has: the longest of roster and unit totals.
    #[must_use]
    pub fn unit_count(&self, side: Side) -> usize {
        let at = side.index();
        self.context.rosters[at].len().max(self.units[at].as_ref().map_or(0, Vec::len))
    }
}

/// S6: half a frame in seconds.
pub(super) fn half_frame(time_s: Option<f64>, frames: Option<f64>) -> f64 {
    match (time_s, frames) {
        (Some(time), Some(frames)) if time > 0.0 && frames >= 1.0 => time / frames / 2.0,
        _ => 1.0 / 120.0,
    }
}

/// Reads the members of a line until its end or the first fault.
fn walk(line: &[u8], members: &mut Map<String, Value>, events: &mut Events) -> Result<(), Fault> {
    let mut cursor = Cursor::new(line);
    if cursor.kind()? != Kind::Object {
        return Err(Fault { kind: FaultKind::NoObject, at: 0 });
    }
    cursor.enter(b'{')?;
    let mut first = true;
    while let Some(name) = cursor.member(&mut first)? {
        match (name, cursor.kind()?) {
            (b"events", Kind::Array) => {
                *events = Events::Empty;
                let mut list = Vec::new();
                let result = event::list(&mut cursor, &mut list);
                if !list.is_empty() {
                    *events = Events::Some(list);
                }
                result?;
            }
            (b"events", Kind::Null) => {
                *events = Events::Null;
                cursor.skip()?;
            }
            _ => {
                let value = value(&mut cursor, 1)?;
                members.insert(unescape(name).into_owned(), value);
            }
        }
    }
    cursor.end()
}

/// The value that stands here.
pub(super) fn value(cursor: &mut Cursor<'_>, depth: usize) -> Result<Value, Fault> {
    let at = cursor.at();
    let raw = cursor.skip_at_depth(depth)?;
    // The walk accepts what serde_json accepts; should they ever differ, the row says so instead of lying.
    serde_json::from_slice(raw).map_err(|_| Fault { kind: FaultKind::Value, at: u32::try_from(at).unwrap_or(u32::MAX) })
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;

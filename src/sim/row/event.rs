//! Events, typed but open: kind and time by name, the payload as it is, and who acts upon whom by the table of S5.

use super::value;
use crate::sim::Side;
use crate::sim::cursor::{Cursor, Fault, Kind, unescape};
use crate::sim::side::{SOURCE, TARGET};
use serde_json::{Map, Value};

/// A unit: side and place in the roster; the place may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Who {
    /// Its side.
    pub side: Side,
    /// Its place in the roster, from 0.
    pub index: Option<usize>,
}

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// `t_s`, in seconds.
    pub t_s: Option<f64>,
    /// `kind`; empty when absent.
    pub kind: String,
    /// `data`; empty when absent.
    pub data: Map<String, Value>,
    /// Members of the event that the specification does not name.
    pub extra: Map<String, Value>,
}

/// Reads events until the closing bracket; before a fault, those that could be read are in `out`.
pub(super) fn list(cursor: &mut Cursor<'_>, out: &mut Vec<Event>) -> Result<(), Fault> {
    cursor.enter(b'[')?;
    let mut first = true;
    while cursor.more(b']', &mut first)? {
        out.push(one(cursor)?);
    }
    Ok(())
}

fn one(cursor: &mut Cursor<'_>) -> Result<Event, Fault> {
    let mut event = Event { t_s: None, kind: String::new(), data: Map::new(), extra: Map::new() };
    if cursor.kind()? != Kind::Object {
        // Kept as it is, under a name that no member has.
        let value = value(cursor, 2)?;
        event.extra.insert(String::new(), value);
        return Ok(event);
    }
    cursor.enter(b'{')?;
    let mut first = true;
    while let Some(name) = cursor.member(&mut first)? {
        match (name, cursor.kind()?) {
            (b"t_s", Kind::Number) => event.t_s = cursor.number(3)?,
            (b"kind", Kind::String) => event.kind = unescape(cursor.string_raw()?).into_owned(),
            (b"data", Kind::Object) => {
                if let Value::Object(data) = value(cursor, 3)? {
                    event.data = data;
                }
            }
            _ => drop(event.extra.insert(unescape(name).into_owned(), value(cursor, 3)?)),
        }
    }
    Ok(event)
}

impl Event {
    /// A number of the payload.
    #[must_use]
    pub fn number(&self, key: &str) -> Option<f64> {
        self.data.get(key)?.as_f64()
    }

    /// Who acts.
    #[must_use]
    pub fn source(&self) -> Option<Who> {
        self.who(SOURCE)
    }

    /// Who is acted upon; where only the acting side is named, somebody of the other one (S5: `tidx`).
    #[must_use]
    pub fn target(&self) -> Option<Who> {
        self.who(TARGET).or_else(|| {
            let index = self.index("tidx")?;
            Some(Who { side: self.source()?.side.other(), index: Some(index) })
        })
    }

    fn who(&self, fields: &[(&str, &str)]) -> Option<Who> {
        let found = |(side, index): &(&str, &str)| {
            let side = Side::from_name(self.data.get(*side)?.as_str()?)?;
            Some(Who { side, index: self.index(index) })
        };
        let all = || fields.iter().filter_map(found);
        all().find(|who| who.index.is_some()).or_else(|| all().next())
    }

    fn index(&self, key: &str) -> Option<usize> {
        let number = self.number(key)?;
        ((0.0..65_536.0).contains(&number) && number.fract() == 0.0).then_some(number as usize)
    }

    /// Where it happened, if the event has a position: `x` and `y`, `pos: [x, y]` or `pos: {x, y}`.
    #[must_use]
    pub fn position(&self) -> Option<[f64; 2]> {
        if let (Some(x), Some(y)) = (self.number("x"), self.number("y")) {
            return Some([x, y]);
        }
        let pos = ["pos", "position", "to"].iter().find_map(|key| self.data.get(*key))?;
        let at = |index: usize, key: &str| pos.get(index).or_else(|| pos.get(key))?.as_f64();
        Some([at(0, "x")?, at(1, "y")?])
    }
}

/// S6: whether the order of the events is their only clock, because all times are equal (or absent).
#[must_use]
pub fn order_only(events: &[Event]) -> bool {
    events.len() > 1 && events.iter().all(|event| event.t_s == events[0].t_s)
}

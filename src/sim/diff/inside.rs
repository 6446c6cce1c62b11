//! What differs inside two rows whose lines are not the same bytes, beyond what the index knows of them: what the outcome
//! and the teams have beside the usual, the totals of units, aggregates of other namespaces, events, and members that the
//! specification does not name (S1). Who ran it, under which number and by which schema is no result ([`is_result`]).

use crate::sim::Side;
use crate::sim::cursor::Fault;
use crate::sim::index::TOTALS;
use crate::sim::row::{Event, Row, Totals};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fmt;

/// A part of a row that is not the same in both.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    /// `engine_outcome`, `units`, `events`, `aggregates.NAME`, or a member of the row by its own name
    pub(super) field: String,
    /// Where the first difference is inside: `.a[0].damage`
    pub(super) at: String,
    /// There, in the first row; `None` is absent.
    pub(super) a: Option<String>,
    /// There, in the second row.
    pub(super) b: Option<String>,
    /// How many more places of this part differ.
    pub(super) more: usize,
}

/// The largest gap of a part.
pub(super) type Gap = (String, f64);

/// What differs between two lines, and the largest gap between two numbers of each part.
///
/// # Errors
/// A line is no row.
pub(super) fn compare(a: &[u8], b: &[u8], tolerance: f64) -> Result<(Vec<Part>, Vec<Gap>), Fault> {
    match others(a, b) {
        Some(None) => Ok((Vec::new(), Vec::new())),
        Some(Some([a, b])) => Ok(whole(&Row::parse(&a)?, &Row::parse(&b)?, tolerance)),
        None => Ok(whole(&Row::parse(a)?, &Row::parse(b)?, tolerance)),
    }
}

fn whole(a: &Row, b: &Row, tolerance: f64) -> (Vec<Part>, Vec<Gap>) {
    let mut out = (Vec::new(), Vec::new());
    let mut part = |field: &str, walk: &mut dyn FnMut(&mut Walk)| {
        let mut found = Walk { tolerance, path: String::new(), first: None, count: 0, gap: 0.0 };
        walk(&mut found);
        if found.gap > 0.0 {
            out.1.push((field.to_owned(), found.gap));
        }
        if let Some((at, a, b)) = found.first {
            out.0.push(Part { field: field.to_owned(), at, a, b, more: found.count - 1 });
        }
    };
    part("engine_outcome", &mut |walk| {
        // The usual members are in the index.
        let [a, b] = [a, b].map(|row| row.outcome.as_ref().map(|outcome| &outcome.extra));
        walk.map(a, b);
    });
    part("units", &mut |walk| {
        for side in Side::BOTH {
            let [a, b] = [a, b].map(|row| row.units[side.index()].as_deref().unwrap_or_default());
            walk.inside(&format!(".{}", side.letter()), |walk| walk.pairs(a, b, Walk::totals));
        }
    });
    part("aggregates.teams", &mut |walk| {
        for side in Side::BOTH {
            // The usual totals are in the index.
            let [a, b] = [a, b].map(|row| row.teams[side.index()].as_ref());
            walk.inside(&format!(".{}", side.letter()), |walk| {
                walk.number("time_alive_s", a.and_then(|a| a.alive_s), b.and_then(|b| b.alive_s));
                walk.map(a.map(|a| &a.extra), b.map(|b| &b.extra));
            });
        }
    });
    for name in names(&a.namespaces, &b.namespaces) {
        part(&format!("aggregates.{name}"), &mut |walk| walk.value(a.namespaces.get(name), b.namespaces.get(name)));
    }
    part("events", &mut |walk| {
        walk.pairs(a.events.list(), b.events.list(), Walk::event);
        // Nobody knows what stood where a line is damaged.
        if a.fault.or(b.fault).is_some() {
            let told = |row: &Row| Some(if row.fault.is_some() { "damaged" } else { "whole" }.to_owned());
            walk.differ(told(a), told(b));
        }
    });
    for name in names(&a.extra, &b.extra).into_iter().filter(|name| is_result(name)) {
        part(name, &mut |walk| walk.value(a.extra.get(name), b.extra.get(name)));
    }
    out
}

/// The names of both, each once.
fn names<'a>(a: &'a Map<String, Value>, b: &'a Map<String, Value>) -> BTreeSet<&'a String> {
    a.keys().chain(b.keys()).collect()
}

/// The members of a line, each as it is written.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(line: D) -> Result<Self, D::Error> {
        line.deserialize_map(Gather)
    }
}

struct Gather;

impl<'de> Visitor<'de> for Gather {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Members<'de>, A::Error> {
        let mut out = Vec::new();
        while let Some(member) = members.next_entry()? {
            out.push(member);
        }
        Ok(Members(out))
    }
}

/// The two lines without what is written the same in both: two runs mostly differ in little more than their names, and
/// reading it all would take a hundred times as long. `Some(None)`: no result is left. `None`: a line is damaged, or names
/// something twice, and must be looked at whole.
fn others(a: &[u8], b: &[u8]) -> Option<Option<[Vec<u8>; 2]>> {
    let [a, b]: [Members<'_>; 2] = [serde_json::from_slice(a).ok()?, serde_json::from_slice(b).ok()?];
    let named = |members: &Members<'_>| members.0.iter().map(|(name, _)| name.clone()).collect::<BTreeSet<_>>().len();
    if named(&a) < a.0.len() || named(&b) < b.0.len() {
        return None;
    }
    let same = |(name, text): &(String, &RawValue), others: &Members<'_>| {
        others.0.iter().any(|(other, written)| other == name && written.get() == text.get())
    };
    let left = |own: &Members<'_>, others: &Members<'_>| -> Vec<String> {
        let kept = own.0.iter().filter(|member| is_result(&member.0) && !same(member, others));
        kept.map(|(name, text)| format!("{}:{text}", Value::from(name.as_str()))).collect()
    };
    let [left_a, left_b] = [left(&a, &b), left(&b, &a)];
    if left_a.is_empty() && left_b.is_empty() {
        return Some(None);
    }
    // A line without a context is no row.
    let row = |own: &Members<'_>, mut left: Vec<String>| {
        let context = own.0.iter().find(|(name, _)| name == CONTEXT);
        left.extend(context.map(|(name, text)| format!("\"{name}\":{text}")));
        format!("{{{}}}", left.join(",")).into_bytes()
    };
    Some(Some([row(&a, left_a), row(&b, left_b)]))
}

/// Who ran it and under which number.
const CONTEXT: &str = "context";

/// Whether a member of a row tells how the fight went.
fn is_result(member: &str) -> bool {
    ![CONTEXT, "schema_version"].contains(&member)
}

/// Goes through two values side by side and keeps the first place where they differ.
struct Walk {
    tolerance: f64,
    path: String,
    first: Option<(String, Option<String>, Option<String>)>,
    count: usize,
    gap: f64,
}

/// Longer values are cut: the place tells where to look.
const TOLD: usize = 60;

fn told(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(TOLD) {
        Some((cut, _)) => format!("{}...", &text[..cut]),
        None => text,
    }
}

impl Walk {
    fn differ(&mut self, a: Option<String>, b: Option<String>) {
        self.count += 1;
        if self.first.is_none() {
            self.first = Some((self.path.clone(), a, b));
        }
    }

    fn inside(&mut self, step: &str, walk: impl FnOnce(&mut Walk)) {
        let length = self.path.len();
        self.path.push_str(step);
        walk(self);
        self.path.truncate(length);
    }

    /// Items of two lists, place by place; what only one has is absent in the other.
    fn pairs<T>(&mut self, a: &[T], b: &[T], mut item: impl FnMut(&mut Walk, Option<&T>, Option<&T>)) {
        for at in 0..a.len().max(b.len()) {
            self.inside(&format!("[{at}]"), |walk| item(walk, a.get(at), b.get(at)));
        }
    }

    fn map(&mut self, a: Option<&Map<String, Value>>, b: Option<&Map<String, Value>>) {
        let only_b = b.into_iter().flatten().filter(|(key, _)| a.is_none_or(|a| !a.contains_key(*key)));
        for (key, _) in a.into_iter().flatten().chain(only_b) {
            let of = |map: Option<&'_ Map<String, Value>>| map.and_then(|map| map.get(key)).cloned();
            let (a, b) = (of(a), of(b));
            self.inside(&format!(".{key}"), |walk| walk.value(a.as_ref(), b.as_ref()));
        }
    }

    fn value(&mut self, a: Option<&Value>, b: Option<&Value>) {
        match (a, b) {
            (Some(Value::Object(a)), Some(Value::Object(b))) => self.map(Some(a), Some(b)),
            (Some(Value::Array(a)), Some(Value::Array(b))) => self.pairs(a, b, Walk::value),
            (Some(Value::Number(a)), Some(Value::Number(b))) => {
                let gap = match (a.as_i128(), b.as_i128()) {
                    // Whole ones exactly: a float would round the long ones.
                    (Some(a), Some(b)) => (a - b).abs() as f64,
                    _ => (a.as_f64().unwrap_or(f64::NAN) - b.as_f64().unwrap_or(f64::NAN)).abs(),
                };
                self.numbers(gap, || (a.to_string(), b.to_string()));
            }
            (a, b) if a == b => {}
            (a, b) => self.differ(a.map(told), b.map(told)),
        }
    }

    fn numbers(&mut self, gap: f64, told: impl Fn() -> (String, String)) {
        self.gap = self.gap.max(gap);
        // What is no number is not within the tolerance.
        if gap.is_nan() || gap > self.tolerance {
            let (a, b) = told();
            self.differ(Some(a), Some(b));
        }
    }

    fn number(&mut self, name: &str, a: Option<f64>, b: Option<f64>) {
        self.inside(&format!(".{name}"), |walk| match (a, b) {
            (Some(a), Some(b)) => walk.numbers((a - b).abs(), || (a.to_string(), b.to_string())),
            (None, None) => {}
            (a, b) => walk.differ(a.map(|a| a.to_string()), b.map(|b| b.to_string())),
        });
    }

    fn totals(&mut self, a: Option<&Totals>, b: Option<&Totals>) {
        let (Some(a), Some(b)) = (a, b) else {
            let there = |totals: Option<&Totals>| totals.map(|_| "there".to_owned());
            return self.differ(there(a), there(b));
        };
        for (name, (a, b)) in TOTALS.into_iter().zip(a.values.into_iter().zip(b.values)) {
            self.number(name, a, b);
        }
        self.number("time_alive_s", a.alive_s, b.alive_s);
        self.map(Some(&a.extra), Some(&b.extra));
    }

    fn event(&mut self, a: Option<&Event>, b: Option<&Event>) {
        let (Some(one), Some(other)) = (a, b) else {
            let kind = |event: Option<&Event>| event.map(|event| event.kind.clone());
            return self.differ(kind(a), kind(b));
        };
        self.number("t_s", one.t_s, other.t_s);
        if one.kind != other.kind {
            self.inside(".kind", |walk| walk.differ(Some(one.kind.clone()), Some(other.kind.clone())));
        }
        self.inside(".data", |walk| walk.map(Some(&one.data), Some(&other.data)));
        self.map(Some(&one.extra), Some(&other.extra));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Lines whose parts are one of a few, so that many pairs have some in common.
    fn line() -> impl Strategy<Value = String> {
        let context = prop_oneof![Just(r#"{"run_id":"a"}"#), Just(r#"{"run_id": "b"}"#)];
        let units = r#"{"units":{"a":[{"damage":1},{"damage":2.5}]},"teams":{"a":{"odd":1}}}"#;
        let kernel = r#"{"units":{"a":[{"damage":3}]},"kernel":{"x":[1,{"y":2}]}}"#;
        let aggregates = prop_oneof![Just(units), Just(kernel), Just("3"), Just("{}")];
        let hit = r#"[{"t_s":1,"kind":"hit_applied","data":{"dealt":4}}]"#;
        let events = prop_oneof![Just(hit), Just(r#"[{"t_s":1.5,"kind":"death"}]"#), Just("[]"), Just("[{")];
        let outcome =
            prop_oneof![Just("{}"), Just(r#"{"result":"draw","odd":1}"#), Just(r#"{"odd":[2.5]}"#), Just("7")];
        let more = prop_oneof![
            Just(""),
            Just(r#","more":1"#),
            Just(r#","more":{"x":2},"schema_version":"3""#),
            Just(r#","events":[],"aggregates":{}"#)
        ];
        (context, aggregates, outcome, events, more).prop_map(|(context, aggregates, outcome, events, more)| {
            let results = format!("\"aggregates\":{aggregates},\"engine_outcome\":{outcome},\"events\":{events}");
            format!("{{\"context\":{context},{results}{more}}}")
        })
    }

    proptest! {
        #[test]
        fn what_is_written_the_same_need_not_be_read(a in line(), b in line(), tolerance in 0.0..3.0f64) {
            let [row_a, row_b] = [&a, &b].map(|line| Row::parse(line.as_bytes()));
            match (row_a, row_b) {
                (Ok(row_a), Ok(row_b)) => {
                    let quick = compare(a.as_bytes(), b.as_bytes(), tolerance).unwrap();
                    prop_assert_eq!(quick, whole(&row_a, &row_b, tolerance));
                }
                _ => prop_assert!(compare(a.as_bytes(), b.as_bytes(), tolerance).is_err()),
            }
        }
    }
}

//! Disagreements as findings, so that they are listed, explained and tagged like any candidate.

use super::{Check, Disagreement, Value};
use crate::film::{
    ActorId, Bound, Explanation, Finding, FindingId, FindingKind, Gate, Outcome, Part, Span, Status, Time,
};
use crate::sim::row::{Row, Who};
use std::borrow::Cow;
use std::cmp::Ordering;

const REASONS: &[&str] = &["rounding", "meant by the writer", "known and fixed"];

const fn kind(key: &'static str, label: &'static str, plural: &'static str, mark: char) -> FindingKind {
    FindingKind { key, label, plural, mark, asked: true, false_reasons: REASONS }
}

/// One kind of finding for each check, in the order of [`Check::ALL`].
pub const KINDS: [FindingKind; 11] = [
    kind("units_sum", "sum that disagrees", "sums that disagree", 'S'),
    kind("alive_deaths", "miscounted team", "miscounted teams", 'N'),
    kind("roster_size", "wrong roster length", "wrong roster lengths", 'L'),
    kind("result_survivors", "result against survivors", "results against survivors", 'R'),
    kind("first_times", "first hit or cast after the end", "first hits or casts after the end", 'F'),
    kind("event_times", "event time out of order", "event times out of order", 'T'),
    kind("hit_sum", "hit sum that disagrees", "hit sums that disagree", 'H'),
    kind("hit_points", "hit point jump", "hit point jumps", 'P'),
    kind("kills_deaths", "more kills than deaths", "sides with more kills than deaths", 'K'),
    kind("duplicate", "duplicate row", "duplicate rows", 'D'),
    kind("determinism", "lost determinism", "rows that lost determinism", 'X'),
];

/// A disagreement as a finding of its row's film. `actor` finds a unit in the cast, `row_id` names the row by content.
#[must_use]
pub fn finding(found: &Disagreement, row: &Row, row_id: &str, actor: impl Fn(Who) -> Option<ActorId>) -> Finding {
    let at = found.at_s.and_then(Time::from_secs).unwrap_or(Time::ZERO);
    let slack = match found.check {
        Check::FirstTimes | Check::EventTimes => format!("half a frame, {:.4} s", row.half_frame()),
        Check::UnitsSum | Check::HitSum | Check::HitPoints => "half a point".to_owned(),
        _ => "none".to_owned(),
    };
    let text = |side: &(String, Value)| format!("{} {}", side.0, side.1);
    let number = |value: &Value| if let Value::Number(number) = value { Some(*number) } else { None };
    let [value, other] = [&found.left.1, &found.right.1].map(number);
    // Of the inequalities only this one is without a tolerance; of the others no number is the very bound.
    let limit = other.filter(|_| found.check == Check::KillsDeaths);
    let asked = match found.check {
        Check::KillsDeaths | Check::FirstTimes => "the first is at most the second",
        Check::EventTimes => "times go on, within the fight",
        _ => "both are the same",
    };
    let against = match value.partial_cmp(&other) {
        Some(Ordering::Greater) if is_inequality(found.check) => "more than",
        Some(Ordering::Less) if is_inequality(found.check) => "less than",
        _ => "not",
    };
    Finding {
        id: FindingId(format!("{row_id}/{}/{}", found.check.key(), found.subject)),
        kind: Check::ALL.iter().position(|check| *check == found.check).unwrap_or_default(),
        at,
        span: Span::at(at),
        parts: found.who.and_then(actor).map(|actor| Part { actor, role: "unit" }).into_iter().collect(),
        title: found.to_string(),
        confidence: None,
        status: Status::Candidate,
        gates: vec![Gate {
            name: Cow::Borrowed(found.check.key()),
            value,
            bound: Bound::AtMost,
            limit,
            unit: "",
            key: None,
            outcome: Outcome::Fail,
            note: format!("{}, {}", text(&found.left), text(&found.right)).into(),
        }],
        explanation: Explanation {
            trigger: text(&found.left),
            expected: text(&found.right),
            possible_because: Vec::new(),
            missing: vec![format!("{}: {} is {against} {}", found.check.key(), found.left.1, found.right.1)],
        },
        rule: format!("{}: {asked}; tolerance: {slack}", found.check.key()),
        facts: Vec::new(),
    }
}

/// Whether a check asks for an order; the others ask for two that are the same.
const fn is_inequality(check: Check) -> bool {
    matches!(check, Check::KillsDeaths | Check::FirstTimes | Check::EventTimes)
}

//! A small film and a desk at a fixed time, for the tests of this room.

use super::{Clock, Desk, Options};
use crate::film::{
    Actor, ActorId, Bound, Confidence, Explanation, Film, Finding, FindingId, FindingKind, Gate, Meta, Outcome, Part,
    Span, Status, Time,
};
use std::sync::Arc;

/// A clock that stands still; a test that needs a running one makes its own.
pub(super) fn noon() -> Clock {
    Arc::new(|| "2026-01-31T18:04:05Z".parse().unwrap())
}

pub(super) fn options(reviewer: &str) -> Options {
    Options { reviewer: reviewer.into(), name: "demo".into(), state_folder: None, clock: noon() }
}

pub(super) fn desk(reviewer: &str) -> Desk {
    Desk::detached(options(reviewer))
}

fn actor(number: i64, name: &str) -> Actor {
    let letter = name.chars().next().unwrap();
    Actor {
        kind: crate::film::ActorKind::Person,
        number,
        lasting_id: None,
        name: name.into(),
        letter,
        teams: vec![],
        roles: vec![],
        states: vec![],
    }
}

fn gate(name: &'static str, value: Option<f64>, outcome: Outcome) -> Gate {
    let limit = value.map(|_| 600.0);
    let (unit, key, note) = if value.is_some() { ("u", Some("near_dist"), "") } else { ("", None, "") };
    Gate { name: name.into(), value, bound: Bound::AtMost, limit, unit, key, outcome, note: note.into() }
}

fn finding(at: i64, kind: usize, confidence: Option<Confidence>, status: Status) -> Finding {
    let key = ["missed_trade", "trade"][kind];
    Finding {
        id: FindingId(format!("r1/{key}/{at}/zed/kiko")),
        kind,
        at: Time(at),
        span: Span::at(Time(at)),
        parts: vec![Part { actor: ActorId(0), role: "player" }, Part { actor: ActorId(1), role: "victim" }],
        title: format!("kiko did not answer for zed ({at})"),
        confidence,
        status,
        gates: vec![
            gate("near", Some(512.345_678), Outcome::Pass),
            gate("sight", None, Outcome::Unknown("no los lines".into())),
        ],
        explanation: Explanation { trigger: "zed died".into(), expected: "an answer".into(), ..Explanation::default() },
        rule: "within 3.0 s".into(),
        facts: vec![("reason".into(), "no_attempt".into())],
    }
}

/// Two candidates (high, med), a suppressed one and a fact.
pub(super) fn film() -> Film {
    let kind = |key, asked, false_reasons| FindingKind { key, label: "", plural: "", mark: 'm', asked, false_reasons };
    let event = Finding { gates: Vec::new(), ..finding(4_000, 1, None, Status::Fact) };
    Film {
        meta: Meta { id: "r1".into(), config_hash: "c0ffee".into(), ..Meta::default() },
        cast: vec![actor(3, "kiko"), actor(4, "zed")],
        finding_kinds: vec![kind("missed_trade", true, &["no angle", "called off"]), kind("trade", false, &[])],
        findings: vec![
            finding(1_000, 0, Some(Confidence::High), Status::Candidate),
            finding(2_000, 0, Some(Confidence::Med), Status::Candidate),
            finding(3_000, 0, Some(Confidence::Low), Status::Suppressed(vec!["wave".into(), "marginal".into()])),
            event,
        ],
        ..Film::default()
    }
}

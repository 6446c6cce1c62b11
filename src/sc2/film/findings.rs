//! Findings: the rush call, which a reviewer judges, and every guard and signal behind it.

use crate::film::ActorId;
use crate::film::{
    Bound, Confidence, Explanation, Finding, FindingId, FindingKind, Gate, Meta, Outcome, Part, Span, Status, Time,
};
use crate::sc2::rush::{Answer, Applies, Entry, Guard, GuardRow, LedgerRow, Rules, Signal, Verdict};
use std::borrow::Cow;

const CALL: usize = 0;
const GUARD: usize = 1;
const SIGNAL: usize = 2;

/// What a coach watches before and after.
const LEAD: Time = Time(10_000);

/// What a reviewer may say against a call.
const CALL_REASONS: &[&str] =
    &["macro opening", "pool first, no rush", "bot or test game", "scout saw nothing", "other rush"];

/// What a reviewer may say against a guard.
const GUARD_REASONS: &[&str] =
    &["lone scout, no attack", "lings stayed home", "not at wall or natural", "bot misread it", "time is wrong"];

/// What a reviewer may say against a signal.
const SIGNAL_REASONS: &[&str] =
    &["normal for this opening", "faked or cancelled", "nobody could see it", "bot misread it", "time is wrong"];

/// The kinds of findings of a game.
#[must_use]
pub fn kinds() -> Vec<FindingKind> {
    let kind =
        |key, label, plural, mark, asked, false_reasons| FindingKind { key, label, plural, mark, asked, false_reasons };
    vec![
        kind("rush_call", "rush call", "rush calls", 'R', true, CALL_REASONS),
        kind("guard", "guard", "guards", 'G', false, GUARD_REASONS),
        kind("signal", "signal", "signals", 's', false, SIGNAL_REASONS),
    ]
}

/// All findings in time order: the call, the guards, the signals.
pub(super) fn findings(meta: &Meta, verdict: &Verdict, rules: &Rules) -> Vec<Finding> {
    let mut out = vec![call(meta, verdict)];
    out.extend(verdict.guards.iter().map(|row| guard(meta, row)));
    out.extend(verdict.ledger.iter().map(|row| signal(meta, row, rules)));
    out.sort_by_key(|finding| finding.at);
    out
}

/// Names are made of the game and the rule, never of a time or threshold.
pub(super) fn call_id(game: &str) -> FindingId {
    FindingId(format!("{game}:rush_call"))
}

pub(super) fn guard_id(game: &str, guard: Guard) -> FindingId {
    FindingId(format!("{game}:guard:{}", guard.as_str()))
}

pub(super) fn signal_id(game: &str, entry: Entry) -> FindingId {
    FindingId(format!("{game}:signal:{}:{}", entry.rush.as_str(), entry.signal.key()))
}

fn outcome(answer: &Answer) -> Outcome {
    match &answer.applies {
        Applies::Yes => Outcome::Pass,
        Applies::No => Outcome::Fail,
        Applies::Unknown(why) => Outcome::Unknown(why.clone().into()),
        Applies::NotReached => Outcome::Unknown(format!("not reached: {}", answer.note).into()),
    }
}

/// What does not hold is kept in the list, excused by its state; what holds is a fact.
fn status(answer: &Answer) -> Status {
    match answer.applies {
        Applies::Yes => Status::Fact,
        _ => Status::Suppressed(vec![answer.applies.as_str().replace(' ', "_")]),
    }
}

fn guard_key(guard: Guard) -> &'static str {
    match guard {
        Guard::A => "t_ling_early",
        Guard::B => "t_contact_slow",
        Guard::C => "t_contact_fast",
    }
}

/// How a signal's number stands to its limit: (bound, configuration key).
fn border(signal: Signal) -> (Bound, &'static str) {
    match signal {
        Signal::NoNatural => (Bound::Above, "t_nat_check"),
        Signal::NoGas => (Bound::Above, "no_gas_at"),
        Signal::NoQueen => (Bound::Above, "t_queen_check"),
        Signal::EarlyPool => (Bound::AtMost, "t_pool_check"),
        Signal::ActiveGas => (Bound::AtMost, "active_gas_by"),
        Signal::PoolAndGas => (Bound::AtMost, "early_gas_by"),
        Signal::GasCut => (Bound::AtMost, "gas_cut_by"),
        Signal::SpeedResearch => (Bound::AtMost, "speed_by"),
        Signal::EarlyLings => (Bound::AtMost, "t_ling_soft"),
        Signal::SpeedContact => (Bound::AtMost, "t_contact_fast"),
        Signal::BanelingNest => (Bound::AtMost, "nest_to"),
        Signal::DamperLings => (Bound::AtMost, "damper_natural_by"),
        Signal::DamperSpeed => (Bound::AtMost, "damper_natural_by"),
    }
}

/// Signals whose margin is the plain distance of one time to one limit; the others have several borders.
fn is_plain(signal: Signal) -> bool {
    use Signal::{EarlyLings, NoGas, NoNatural, SpeedContact, SpeedResearch};
    matches!(signal, NoNatural | NoGas | SpeedResearch | EarlyLings | SpeedContact)
}

fn gate(name: &'static str, key: &'static str, bound: Bound, limit: f64, margin: Option<f64>, answer: &Answer) -> Gate {
    let value = margin.map(|m| if matches!(bound, Bound::Above | Bound::AtLeast) { limit + m } else { limit - m });
    let value = value.map(|v| (v * 1000.0).round() / 1000.0); // times are whole milliseconds
    // Of several borders none is the one that a number is held against: the note tells them all.
    let open = matches!(answer.applies, Applies::Unknown(_) | Applies::NotReached);
    Gate {
        name: Cow::Borrowed(name),
        value,
        bound,
        limit: (value.is_some() || open).then_some(limit),
        unit: "s",
        key: Some(key),
        outcome: outcome(answer),
        note: answer.note.clone().into(),
    }
}

fn signal_gate(row: &LedgerRow, rules: &Rules) -> Gate {
    use crate::config::{Table, Value};
    let signal = row.entry.signal;
    let (bound, key) = border(signal);
    let limit = match rules.settings.get(key) {
        Some(Value::Number(n)) => n,
        _ => row.clock.as_secs(),
    };
    let margin = row.answer.margin.filter(|_| is_plain(signal));
    gate(signal.key(), key, bound, limit, margin, &row.answer)
}

fn guard_gate(row: &GuardRow) -> Gate {
    let name = match row.guard {
        Guard::A => "guard_a",
        Guard::B => "guard_b",
        Guard::C => "guard_c",
    };
    gate(name, guard_key(row.guard), Bound::AtMost, row.clock.as_secs(), row.answer.margin, &row.answer)
}

fn base(meta: &Meta, kind: usize, id: FindingId, at: Time, title: String) -> Finding {
    let at = meta.span.clamp(at);
    Finding {
        id,
        kind,
        at,
        span: Span::new(meta.span.clamp(at - LEAD), meta.span.clamp(at + LEAD)),
        // Zerg stands second in every cast of this room.
        parts: vec![Part { actor: ActorId(1), role: "zerg" }, Part { actor: ActorId(0), role: "protoss" }],
        title,
        confidence: None,
        status: Status::Fact,
        gates: Vec::new(),
        explanation: Explanation::default(),
        rule: meta.rule.clone(),
        facts: Vec::new(),
    }
}

fn margin_text(answer: &Answer) -> String {
    answer.margin.map_or_else(String::new, |m| format!(", margin {m:+.1} s"))
}

fn guard(meta: &Meta, row: &GuardRow) -> Finding {
    let name = row.guard.as_str();
    let title =
        format!("guard {name}, {}: {}{}", row.guard.name(), row.answer.applies.as_str(), margin_text(&row.answer));
    let mut finding = base(meta, GUARD, guard_id(&meta.id, row.guard), row.since.unwrap_or(row.clock), title);
    finding.status = status(&row.answer);
    finding.gates = vec![guard_gate(row)];
    finding.explanation = Explanation {
        trigger: row.answer.note.clone(),
        expected: format!("{} by {}: a rush whatever the score", row.guard.name(), row.clock),
        ..Explanation::default()
    };
    finding
}

fn signal(meta: &Meta, row: &LedgerRow, rules: &Rules) -> Finding {
    let (rush, signal) = (row.entry.rush, row.entry.signal);
    let title = format!(
        "{} {}: {} ({:+}){}",
        rush.as_str(),
        signal.name(),
        row.answer.applies.as_str(),
        row.entry.weight,
        margin_text(&row.answer)
    );
    let id = signal_id(&meta.id, row.entry);
    let mut finding = base(meta, SIGNAL, id, row.since.unwrap_or(row.clock), title);
    finding.status = status(&row.answer);
    finding.gates = vec![signal_gate(row, rules)];
    finding.explanation = Explanation {
        trigger: row.answer.note.clone(),
        expected: format!("{} of {}, decided by {}", signal.name(), rush.label(), row.clock),
        ..Explanation::default()
    };
    finding.facts =
        vec![("weight".into(), format!("{:+}", row.entry.weight)), ("points".into(), row.points().to_string())];
    finding
}

/// How many of the three readings of R1 call it.
fn agreeing(verdict: &Verdict) -> usize {
    verdict.readings.iter().flatten().count()
}

/// `6 at the call, 17 at the end`: the call stays, the score goes on (R2).
fn scores(verdict: &Verdict, called: Time) -> String {
    let (then, now) = (verdict.score_at(called), verdict.score());
    let when = if verdict.is_over() { "the end".to_owned() } else { verdict.at.to_string() };
    if then == now { format!("{now}") } else { format!("{then} at the call, {now} at {when}") }
}

fn call(meta: &Meta, verdict: &Verdict) -> Finding {
    let (at, title) = match verdict.first_true {
        Some((t, by)) => {
            let scores = scores(verdict, t);
            (t, format!("rush ({}) called at {t} by {}, score {scores}", verdict.label(), by.as_str()))
        }
        // Once nothing changes any more it is decided.
        None => (
            verdict.changes.last().copied().unwrap_or(verdict.at),
            format!("no rush: score {} below {}", verdict.score(), verdict.threshold),
        ),
    };
    let mut finding = base(meta, CALL, call_id(&meta.id), at, title);
    finding.status =
        if verdict.is_rushed() { Status::Candidate } else { Status::Suppressed(vec!["below_threshold".into()]) };
    finding.confidence = verdict.first_true.map(|_| match agreeing(verdict) {
        _ if verdict.guard().is_some() => Confidence::High,
        3 => Confidence::High,
        2 => Confidence::Med,
        _ => Confidence::Low,
    });
    let reached = verdict.score() >= verdict.threshold;
    finding.gates = vec![Gate {
        name: Cow::Borrowed("score"),
        value: Some(verdict.score()),
        bound: Bound::AtLeast,
        limit: Some(verdict.threshold),
        unit: "points",
        key: Some("score_threshold"),
        outcome: if reached { Outcome::Pass } else { Outcome::Fail },
        note: match verdict.first_true {
            Some((t, _)) => format!("{} of the signals, {}", verdict.combine.as_str(), scores(verdict, t)).into(),
            None => format!("{} of the signals at {}", verdict.combine.as_str(), verdict.at).into(),
        },
    }];
    finding.gates.extend(verdict.guards.iter().map(guard_gate));
    let line = |r: &LedgerRow| {
        format!("{}: {:+} in {}: {}", r.entry.signal.key(), r.entry.weight, r.entry.rush.as_str(), r.answer.note)
    };
    let unknown = |r: &&LedgerRow| matches!(r.answer.applies, Applies::Unknown(_));
    finding.explanation = Explanation {
        trigger: match verdict.first_true {
            Some((t, by)) => format!("{} at {t}", by.as_str()),
            None => "neither guard nor score".to_owned(),
        },
        expected: meta.rule.clone(),
        possible_because: verdict.ledger.iter().filter(|r| r.answer.applies.yes()).map(line).collect(),
        missing: verdict.ledger.iter().filter(unknown).map(line).collect(),
    };
    let [r1, r2, r3] = verdict.scores.by_rush;
    finding.facts = vec![
        ("R1 / R2 / R3".into(), format!("{r1} / {r2} / {r3}")),
        (
            "sum / distinct / max".into(),
            format!("{} / {} / {}", verdict.scores.sum, verdict.scores.distinct, verdict.scores.max),
        ),
        ("label".into(), verdict.label().into()),
        ("sight".into(), verdict.sight.as_str().into()),
    ];
    finding
}

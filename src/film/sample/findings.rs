//! The findings of the sample film: every status and tier, gates of every outcome.

use super::{KIKO, MONA, NEKO, OMER, VEX, ZED, at};
use crate::film::{
    ActorId, Bound, Confidence, Explanation, Finding, FindingId, FindingKind, Gate, Outcome, Part, Span, Status,
};

pub(super) fn finding_kinds() -> Vec<FindingKind> {
    let kind = |key, label, plural, mark, false_reasons| {
        let asked = !<[&str]>::is_empty(false_reasons);
        FindingKind { key, label, plural, mark, asked, false_reasons }
    };
    vec![
        kind(
            "missed_trade",
            "missed-trade candidate",
            "missed-trade candidates",
            'm',
            &["could not see it", "busy elsewhere", "told to hold"],
        ),
        kind("trade", "trade event", "trade events", 't', &[]),
        kind("isolated_death", "isolated death", "isolated deaths", 'i', &["planned", "only way out"]),
    ]
}

/// A gate of the sample: name, number, sign, limit, unit, outcome.
fn gate(name: &'static str, value: Option<f64>, bound: Bound, limit: Option<f64>, unit: &'static str) -> Gate {
    let outcome = Outcome::Pass;
    Gate { name: name.into(), value, bound, limit, unit, key: None, outcome, note: "".into() }
}

/// The gates of a missed trade; `sight`, `clear` and `survived` as asked for.
fn gates(dist: f64, open: f64, sight: Outcome, clear: Outcome, survived: Outcome) -> Vec<Gate> {
    use Bound::{AtLeast, AtMost};
    let near = gate("near", Some(dist), AtMost, Some(600.0), "u");
    let near_outcome = if dist <= 600.0 { Outcome::Pass } else { Outcome::Fail };
    let note = |outcome: &Outcome, yes: &'static str, no: &'static str| match outcome {
        Outcome::Pass => yes.into(),
        Outcome::Fail => no.into(),
        Outcome::Unknown(_) => "".into(),
    };
    let clear_note = note(&clear, "nothing excuses it", "an objective line 0.5 s before");
    let survived_note = note(&survived, "alive when the window closed", "died 1.4 s after the death");
    let sight_note = note(&sight, "listed by the server at 0:42.5", "the killer was never in the view cone");
    vec![
        Gate { outcome: near_outcome, key: Some("near_dist"), ..near },
        Gate { outcome: clear, note: clear_note, ..gate("clear", None, AtMost, None, "") },
        Gate { key: Some("react_s"), ..gate("open", Some(open), AtLeast, Some(1.0), "s") },
        Gate { outcome: survived, note: survived_note, ..gate("survived", None, AtMost, None, "") },
        Gate {
            outcome: sight,
            note: sight_note,
            key: Some("sight_cone_deg"),
            ..gate("sight", Some(24.0), AtMost, Some(60.0), "deg")
        },
        Gate { note: "nobody else hit or was hit".into(), ..gate("free", None, AtMost, None, "") },
    ]
}

const ANSWER: &str = "somebody within 700 u of the victim hits or kills the killer within 3.0 s";
const ANSWER_RULE: &str =
    "missed trade: dist <= 700 u (trade_dist), window 3.0 s (trade_window_s), react 1.0 s (react_s)";
const ALONE: &str = "a living team-mate within 900 u, or a team-mate in the fight";
const ALONE_RULE: &str =
    "isolated death: nearest team-mate > 900 u (isolation_dist), quiet 5.0 s (first_contact_quiet_s)";

struct Told {
    at: i64,
    kind: usize,
    parts: Vec<Part>,
    title: &'static str,
    confidence: Option<Confidence>,
    status: Status,
    gates: Vec<Gate>,
    trigger: &'static str,
    expected: &'static str,
    rule: &'static str,
    facts: Vec<(String, String)>,
}

fn finding(told: Told) -> Finding {
    let lines = |wanted: fn(&Outcome) -> bool| {
        told.gates
            .iter()
            .filter(|g| wanted(&g.outcome))
            .map(|g| match &g.outcome {
                Outcome::Unknown(why) => format!("{}: {why}", g.name),
                _ => match (g.value, g.limit) {
                    (Some(v), Some(l)) => format!("{}: {v} {} {l} {}", g.name, g.bound.sign(), g.unit),
                    _ => format!("{}: {}", g.name, g.note),
                },
            })
            .collect::<Vec<_>>()
    };
    let kind = finding_kinds()[told.kind].key;
    Finding {
        id: FindingId(format!("r1:{kind}:{}:{}", told.at * 100, told.title.split(' ').next().unwrap_or_default())),
        kind: told.kind,
        at: at(told.at),
        span: Span::new(at(told.at - 40), at(told.at + 40)),
        parts: told.parts,
        title: told.title.into(),
        confidence: told.confidence,
        status: told.status,
        explanation: Explanation {
            trigger: told.trigger.into(),
            expected: told.expected.into(),
            possible_because: lines(|o| *o == Outcome::Pass),
            missing: lines(|o| *o != Outcome::Pass),
        },
        gates: told.gates,
        rule: told.rule.into(),
        facts: told.facts,
    }
}

fn parts(list: &[(ActorId, &'static str)]) -> Vec<Part> {
    list.iter().map(|&(actor, role)| Part { actor, role }).collect()
}

pub(super) fn findings() -> Vec<Finding> {
    use Outcome::{Fail, Pass, Unknown};
    let closed = |by: &str, t: &str| vec![("closed by".to_owned(), by.to_owned()), ("until".to_owned(), t.to_owned())];
    let told = vec![
        Told {
            at: 420,
            kind: 0,
            parts: parts(&[(KIKO, "player"), (ZED, "victim"), (VEX, "killer")]),
            title: "kiko did not answer for zed (429 u)",
            confidence: Some(Confidence::High),
            status: Status::Candidate,
            gates: gates(429.0, 3.0, Pass, Pass, Pass),
            trigger: "vex killed zed at 0:42.0 with the MP40",
            expected: ANSWER,
            rule: ANSWER_RULE,
            facts: closed("window", "0:45.0"),
        },
        Told {
            at: 420,
            kind: 1,
            parts: parts(&[(ZED, "victim"), (VEX, "killer")]),
            title: "vex killed zed, not traded",
            confidence: None,
            status: Status::Fact,
            gates: Vec::new(),
            trigger: "vex killed zed at 0:42.0 with the MP40",
            expected: ANSWER,
            rule: ANSWER_RULE,
            facts: vec![("opportunities".into(), "1".into()), ("attempts".into(), "0".into())],
        },
        Told {
            at: 630,
            kind: 0,
            parts: parts(&[(MONA, "player"), (NEKO, "victim"), (OMER, "killer")]),
            title: "mona did not answer for 猫neko (230 u)",
            confidence: Some(Confidence::Med),
            status: Status::Suppressed(vec!["objective_action".into(), "objective_zone".into()]),
            gates: gates(230.2, 3.0, Pass, Fail, Pass),
            trigger: "ömer killed 猫neko at 1:03.0 with the Thompson",
            expected: ANSWER,
            rule: ANSWER_RULE,
            facts: closed("window", "1:06.0"),
        },
        Told {
            at: 785,
            kind: 0,
            parts: parts(&[(OMER, "player"), (KIKO, "victim"), (VEX, "killer")]),
            title: "ömer did not answer for kiko (589 u)",
            confidence: Some(Confidence::Med),
            status: Status::Candidate,
            gates: gates(589.3, 1.6, Pass, Unknown("the map has no objective zones".into()), Pass),
            trigger: "vex killed kiko at 1:18.5 with the MP40",
            expected: ANSWER,
            rule: ANSWER_RULE,
            facts: closed("traded", "1:20.1"),
        },
        Told {
            at: 785,
            kind: 1,
            parts: parts(&[(KIKO, "victim"), (VEX, "killer"), (ZED, "success")]),
            title: "vex killed kiko, traded by zed after 1.6 s",
            confidence: None,
            status: Status::Fact,
            gates: Vec::new(),
            trigger: "vex killed kiko at 1:18.5 with the MP40",
            expected: ANSWER,
            rule: ANSWER_RULE,
            facts: vec![("opportunities".into(), "2".into()), ("successes".into(), "1".into())],
        },
        Told {
            at: 950,
            kind: 2,
            parts: parts(&[(ZED, "player"), (MONA, "killer")]),
            title: "zed died alone, nearest team-mate 1,091 u away",
            confidence: Some(Confidence::Low),
            status: Status::Candidate,
            gates: vec![
                Gate { key: Some("isolation_dist"), ..gate("isolated", Some(1091.4), Bound::Above, Some(900.0), "u") },
                Gate {
                    outcome: Unknown("the map has no objective zones".into()),
                    ..gate("clear", None, Bound::AtMost, None, "")
                },
                Gate {
                    outcome: Fail,
                    note: "ömer fired 3.1 s before".into(),
                    ..gate("quiet", Some(3.1), Bound::AtLeast, Some(5.0), "s")
                },
            ],
            trigger: "mona killed zed at 1:35.0 with the MP40",
            expected: ALONE,
            rule: ALONE_RULE,
            facts: vec![("living team-mates".into(), "1".into())],
        },
    ];
    told.into_iter().map(finding).collect()
}

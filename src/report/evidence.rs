//! The evidence of one finding: what happened, what was asked, gate by gate, what reviewers said, the rule in force.

use super::html::{Attr, Html};
use super::moment;
use crate::film::{Film, Finding, Gate, Outcome, Status};
use crate::review::{Ledger, Opinion};

/// A finding that unfolds. `id` is unlike any other of the page; `map` is the id of the drawn ground.
pub(super) fn evidence(h: &mut Html, film: &Film, finding: &Finding, ledger: &Ledger, map: Option<&str>, id: &str) {
    let tier = finding.confidence.map_or("", |c| c.as_str());
    h.el("details", &[("class", &format!("finding {tier}")), ("id", &id)], |h| {
        h.el("summary", &[], |h| {
            h.say("span", &[("class", &"clock")], finding.at);
            h.text(" ");
            h.say("b", &[], &finding.title);
            h.text(" ");
            status(h, finding);
            for (reviewer, opinion) in ledger.opinions(&finding.id) {
                if let Some(words) = ruling(opinion) {
                    h.text(" ");
                    h.say("span", &[("class", &"verdict")], format!("{reviewer}: {words}"));
                }
            }
        });
        h.el("div", &[("class", &"body")], |h| {
            if moment::has_tracks(film) {
                moment::moment(h, film, finding, map, id);
            }
            h.el("div", &[("class", &"why")], |h| {
                told(h, finding);
                gates(h, &finding.gates);
                rest(h, finding);
                verdicts(h, finding, ledger);
                h.el("p", &[("class", &"rule")], |h| {
                    h.say("b", &[], "Rule in force ");
                    h.text(&finding.rule);
                });
                h.say("p", &[("class", &"id")], &finding.id);
            });
        });
    });
}

/// What it is: a candidate with its confidence, an excused one, or a fact.
pub(super) fn status(h: &mut Html, finding: &Finding) {
    let tier = finding.confidence.map_or("", |c| c.as_str());
    let (class, text) = match &finding.status {
        Status::Candidate => (format!("tier {tier}"), format!("candidate, {}", word(tier))),
        Status::Suppressed(_) => ("tier".to_owned(), "suppressed".to_owned()),
        Status::Fact => ("tier".to_owned(), "event".to_owned()),
    };
    h.say("span", &[("class", &class)], text);
}

/// Confidence in words.
pub(super) fn word(tier: &str) -> &str {
    match tier {
        "med" => "medium confidence",
        "high" => "high confidence",
        "low" => "low confidence",
        _ => "no confidence stated",
    }
}

fn told(h: &mut Html, finding: &Finding) {
    let why = &finding.explanation;
    h.el("dl", &[], |h| {
        for (label, text) in [("What happened", &why.trigger), ("What was asked", &why.expected)] {
            if !text.is_empty() {
                h.say("dt", &[], label);
                h.say("dd", &[], text);
            }
        }
        if let Status::Suppressed(reasons) = &finding.status {
            h.say("dt", &[], "Excused by");
            h.say("dd", &[], reasons.join(", ").replace('_', " "));
        }
    });
}

/// The decision, condition by condition: number against limit.
fn gates(h: &mut Html, gates: &[Gate]) {
    if gates.is_empty() {
        return;
    }
    h.el("table", &[("class", &"data gates")], |h| {
        let pass = gates.iter().filter(|gate| gate.outcome == Outcome::Pass).count();
        h.say("caption", &[], format!("Gates: {pass} of {} pass", gates.len()));
        h.el("thead", &[], |h| {
            h.el("tr", &[], |h| {
                for (head, class) in
                    [("outcome", "w"), ("gate", "w"), ("number", "n"), ("limit", "w"), ("because", "w")]
                {
                    h.say("th", &[("scope", &"col"), ("class", &class)], head);
                }
            });
        });
        h.el("tbody", &[], |h| gates.iter().for_each(|one| gate(h, one)));
    });
}

fn gate(h: &mut Html, gate: &Gate) {
    let (class, text) = match gate.outcome {
        Outcome::Pass => ("pass", "✓ pass"),
        Outcome::Fail => ("fail", "✗ fail"),
        Outcome::Unknown(_) => ("unknown", "? unknown"),
    };
    h.el("tr", &[], |h| {
        h.say("td", &[("class", &class)], text);
        h.say("th", &[("scope", &"row"), ("class", &"w")], &gate.name);
        h.say("td", &[("class", &"n")], gate.value_text());
        h.el("td", &[("class", &"limit")], |h| {
            h.text(gate.limit_text());
            if let Some(key) = gate.key {
                h.text(" ");
                h.say("code", &[], key);
            }
        });
        h.say("td", &[], gate.note_text());
    });
}

/// What the gates do not say already: what is missing, why it was possible, further facts.
fn rest(h: &mut Html, finding: &Finding) {
    let why = &finding.explanation;
    for (title, list) in [("What is missing", &why.missing), ("Possible because", &why.possible_because)] {
        let untold: Vec<&String> = list.iter().filter(|entry| !is_told(finding, entry)).collect();
        if !untold.is_empty() {
            h.say("h4", &[], title);
            h.el("ul", &[], |h| untold.into_iter().for_each(|entry| h.say("li", &[], entry)));
        }
    }
    // Who set a threshold belongs to the configuration, which stands at the foot of the page, too.
    if !finding.facts.is_empty() {
        h.say("h4", &[], "Facts");
        h.el("dl", &[("class", &"facts")], |h| {
            for (label, value) in &finding.facts {
                h.say("dt", &[], label);
                h.say("dd", &[], value);
            }
        });
    }
}

/// Whether an entry of the explanation (`near: 429 u is <= 600 u`) only repeats a gate with its note.
fn is_told(finding: &Finding, entry: &str) -> bool {
    let says = |gate: &Gate| {
        let rest = entry.strip_prefix(gate.name.as_ref()).and_then(|rest| rest.strip_prefix(':'));
        rest.is_some_and(|rest| gate.note_text().is_empty() || rest.contains(&gate.note_text()))
    };
    finding.gates.iter().any(says)
}

/// A verdict in words: `false positive (objective work)`.
pub(super) fn ruling(opinion: &Opinion) -> Option<String> {
    let verdict = opinion.verdict.as_ref()?;
    let reason = verdict.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
    Some(format!("{}{reason}", verdict.ruling))
}

fn verdicts(h: &mut Html, finding: &Finding, ledger: &Ledger) {
    if !finding.is_judgeable() && ledger.opinions(&finding.id).next().is_none() {
        return;
    }
    h.say("h4", &[], "Verdict");
    let mut said = false;
    h.el("ul", &[("class", &"verdicts")], |h| {
        for (reviewer, opinion) in ledger.opinions(&finding.id) {
            said = true;
            let class: [Attr<'_>; 1] = [("class", &"verdict")];
            h.el("li", &[], |h| {
                let words = ruling(opinion).unwrap_or_else(|| "no verdict".to_owned());
                h.say("span", &class, format!("{reviewer}: {words}"));
                if let Some(note) = &opinion.note {
                    h.text(format!(" – {note}"));
                }
                if let Some(verdict) = &opinion.verdict {
                    h.say("small", &[], format!(" given {}, with configuration {}", verdict.time, verdict.config));
                }
            });
        }
        if !said {
            h.say("li", &[("class", &"quiet")], "none yet");
        }
    });
}

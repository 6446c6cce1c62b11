//! `--plain`: rounds as lines of text, one thing a line, for screen readers, pipes and terminals that cannot draw.
//!
//! ```text
//!   Round 1 of 3: NAME. TITLE           what it is about, and what could not be told
//!   Candidate 1 of 16, 0:16.2: ...      its gates in words, what is missing, the rule, verdicts
//!   Suppressed 1 of 20, ...             with every reason
//!   Trade event 1 of 40, ...            what happened, by kind: in a game of StarCraft Guard, Signal
//! ```
//!
//! No boxes, no columns, no signs that must be spelled out: limits are told in words, and order is the order of reading.

use super::heard::Heard;
use super::summary::count;
use super::work::Work;
use super::{Outcome, say};
use crate::film::{Bound, Confidence, Film, Finding, FindingKind, Gate, Outcome as Passed, Shelf, Status};
use crate::review::queue::Look;
use crate::review::{Desk, Ledger};
use crate::shelf::{Failure, Library, Season};
use color_eyre::Result;
use std::io::{self, Write};

/// Prints every round of a library: all that was found, or what `look` lists in its order.
pub(super) fn print(
    library: &Library,
    heard: &Heard,
    look: Option<&Look>,
    work: &Work,
    out: &mut dyn Write,
) -> Result<Outcome> {
    let mut films = 0;
    let mut season = Season::default();
    let units = library.units().len();
    let mut problems = library.problems().count() + heard.problems.count();
    for problem in library.problems().kept().iter().chain(heard.problems.kept()) {
        writeln!(out, "Problem: {problem}.")?;
    }
    for (index, unit) in library.units().iter().enumerate() {
        match library.analyse(index, heard.remarks(index), work.progress(), &mut season) {
            Ok(opened) => {
                for film in &opened.films {
                    films += 1;
                    let title = words(&film.meta.title);
                    writeln!(out, "Round {films}, from input {} of {units}: {}. {title}.", index + 1, unit.name)?;
                    round(film, heard.desk(index), look, out)?;
                }
                problems += opened.problems.count();
                if !opened.problems.is_empty() {
                    writeln!(
                        out,
                        "{} in this input; filmroom check lists them.\n",
                        count(opened.problems.count(), "problem")
                    )?;
                }
                // A reader may have heard enough long before the last round.
                out.flush()?;
            }
            Err(Failure::Stopped) => return Ok(Outcome::Interrupted("the text is not complete")),
            Err(failure) => {
                problems += 1;
                writeln!(out, "Problem: {}: {failure}.", unit.name)?;
            }
        }
    }
    if films == 0 {
        say("nothing could be read: give a folder with events.jsonl and snapshots.jsonl");
    }
    Ok(if films == 0 || problems > 0 { Outcome::Problems } else { Outcome::Done })
}

/// A round: what it is about, then its findings by what they are.
fn round(film: &Film, desk: &Desk, look: Option<&Look>, out: &mut dyn Write) -> io::Result<()> {
    let (meta, ledger) = (&film.meta, desk.ledger());
    if let Some(answer) = &meta.answer {
        writeln!(out, "Answer: {}.", words(answer))?;
    }
    for team in &meta.teams {
        let part = team.part.as_ref().map_or_else(String::new, |part| format!(", {part}"));
        writeln!(out, "Side: {}{part}.", team.name)?;
    }
    for (name, value) in &meta.counts {
        let value = value.map_or_else(|| "unavailable".to_owned(), |value| value.to_string());
        writeln!(out, "{name}: {value}.")?;
    }
    for (what, why) in &meta.unavailable {
        writeln!(out, "Unavailable: {what}, because {}.", words(why))?;
    }
    writeln!(out, "Rule: {}.\n", words(&meta.rule))?;
    let listed = match look {
        Some(look) => look.listed(film, Some(desk), None),
        None => (0..film.findings.len()).collect(),
    };
    let none = if let Some(look) = look {
        let filter = look.filter.to_string();
        let filter = if filter.is_empty() { String::new() } else { format!("those that pass {filter}, ") };
        writeln!(out, "Listed: {filter}by {}.\n", look.order.as_str())?;
        "none of those"
    } else {
        "none"
    };
    let mut lists = vec![("Candidate".to_owned(), 0, None), ("Suppressed".to_owned(), 1, None)];
    // What simply happened is called what it is: the round's log holds much more than these.
    let happened = |at| film.findings.iter().any(|finding| finding.kind == at && rank(&finding.status) == 2);
    let facts = film.finding_kinds.iter().enumerate().filter(|(at, kind)| !kind.asked || happened(*at));
    lists.extend(facts.map(|(at, kind)| (capitalised(kind.label), 2, Some(at))));
    for (word, wanted, kind) in lists {
        let is_in =
            |finding: &&Finding| rank(&finding.status) == wanted && kind.is_none_or(|kind| finding.kind == kind);
        let findings = listed.iter().filter_map(|at| film.findings.get(*at));
        let findings: Vec<&Finding> = findings.filter(is_in).collect();
        for (index, finding) in findings.iter().enumerate() {
            let title = words(&finding.title);
            writeln!(out, "{word} {} of {}, at {}: {title}.", index + 1, findings.len(), finding.at)?;
            match wanted {
                0 => candidate(film, finding, ledger, out)?,
                1 => suppressed(finding, ledger, out)?,
                _ => {}
            }
        }
        if !findings.is_empty() && wanted > 0 {
            writeln!(out)?;
        }
        if findings.is_empty() {
            // What simply happened is known; what a rule finds may not be.
            let unknown = if wanted < 2 { unknown(film) } else { None };
            writeln!(out, "{word}: {}.\n", unknown.unwrap_or_else(|| none.to_owned()))?;
        }
    }
    Ok(())
}

/// `unknown for isolated deaths, because no damage lines in this round`; nothing where all findings can be told.
fn unknown(film: &Film) -> Option<String> {
    let told = |kind: &FindingKind| Some(format!("for {}, because {}", kind.plural, film.meta.unknown(kind)?));
    let told: Vec<String> = film.finding_kinds.iter().filter_map(told).collect();
    (!told.is_empty()).then(|| format!("unknown {}", told.join(", and ")))
}

/// `Trade event` of `trade event`.
fn capitalised(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Whether a finding is told as a candidate, as suppressed or as what happened.
const fn rank(status: &Status) -> u8 {
    match status {
        Status::Candidate => 0,
        Status::Suppressed(_) => 1,
        Status::Fact => 2,
    }
}

/// Everything that decided a candidate.
fn candidate(film: &Film, finding: &Finding, ledger: &Ledger, out: &mut dyn Write) -> io::Result<()> {
    let kind = film.finding_kinds.get(finding.kind).map_or("finding", |kind| kind.label);
    let passed = finding.gates.iter().filter(|gate| gate.outcome == Passed::Pass).count();
    let confidence = finding.confidence.map_or("not stated", Confidence::as_str);
    let gates = if finding.gates.is_empty() {
        String::new()
    } else {
        format!(" {passed} of {} gates pass.", finding.gates.len())
    };
    writeln!(out, "Kind: {kind}. Confidence: {confidence}.{gates}")?;
    let why = &finding.explanation;
    for (label, text) in [("What happened", &why.trigger), ("What was asked", &why.expected)] {
        if !text.is_empty() {
            writeln!(out, "{label}: {}.", words(text))?;
        }
    }
    finding.gates.iter().try_for_each(|one| writeln!(out, "{}", gate(one)))?;
    // What failed or is unknown was told with its gate; the rest is told here.
    let by_gate = |text: &&String| finding.gates.iter().any(|gate| text.starts_with(&format!("{}:", gate.name)));
    why.missing.iter().filter(|text| !by_gate(text)).try_for_each(|text| writeln!(out, "Missing: {}.", words(text)))?;
    finding.facts.iter().try_for_each(|(label, value)| writeln!(out, "{label}: {}.", words(value)))?;
    if finding.rule != film.meta.rule {
        writeln!(out, "Rule: {}.", words(&finding.rule))?;
    }
    verdicts(finding, ledger, out)?;
    writeln!(out)
}

fn suppressed(finding: &Finding, ledger: &Ledger, out: &mut dyn Write) -> io::Result<()> {
    if let Status::Suppressed(reasons) = &finding.status {
        writeln!(out, "Excused by: {}.", reasons.join(", ").replace('_', " "))?;
    }
    if ledger.opinions(&finding.id).next().is_some() { verdicts(finding, ledger, out) } else { Ok(()) }
}

/// `Gate near passes: 380.5, limit at most 600 u, setting near_dist.`
fn gate(gate: &Gate) -> String {
    let outcome = match gate.outcome {
        Passed::Pass => "passes",
        Passed::Fail => "fails",
        Passed::Unknown(_) => "is unknown",
    };
    let mut parts = Vec::new();
    if gate.value.is_some() {
        parts.push(format!("{} {}", gate.value_text(), gate.unit).trim_end().to_owned());
    }
    if gate.limit.is_some() {
        let word = match gate.bound {
            Bound::AtMost => "at most",
            Bound::AtLeast => "at least",
            Bound::Above => "above",
            Bound::Below => "below",
        };
        parts.push(format!("limit {word} {} {}", gate.limit_number(), gate.unit).trim_end().to_owned());
    }
    parts.extend(gate.key.map(|key| format!("setting {key}")));
    parts.extend(Some(gate.note_text()).filter(|note| !note.is_empty()).map(|note| words(&note)));
    let told = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) };
    format!("Gate {} {outcome}{told}.", gate.name)
}

/// A text of the films without the signs that a screen reader spells out, and without a full stop at its end.
fn words(text: &str) -> String {
    let signs = [(" · ", ", "), (" <= ", " at most "), (" >= ", " at least "), (" > ", " above "), (" < ", " below ")];
    let text = signs.iter().fold(text.to_owned(), |text, (sign, word)| text.replace(sign, word));
    text.trim_end_matches('.').to_owned()
}

/// What reviewers said, by reviewer.
fn verdicts(finding: &Finding, ledger: &Ledger, out: &mut dyn Write) -> io::Result<()> {
    let mut said = false;
    for (reviewer, opinion) in ledger.opinions(&finding.id) {
        said = true;
        let ruling = opinion.verdict.as_ref().map_or_else(
            || "no verdict".to_owned(),
            |verdict| {
                let reason =
                    verdict.reason.as_ref().map(|reason| format!(", because {}", words(reason))).unwrap_or_default();
                format!("{}{reason}", verdict.ruling)
            },
        );
        let note = opinion.note.as_ref().map(|note| format!(" Note: {}.", words(note))).unwrap_or_default();
        writeln!(out, "Verdict by {reviewer}: {ruling}.{note}")?;
    }
    if said { Ok(()) } else { writeln!(out, "Verdict: none yet.") }
}

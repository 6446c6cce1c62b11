//! What a set of rounds came to, as lines: rounds, events, candidates by confidence, suppressed by reason.

use crate::film::{Confidence, FindingKind};
use crate::review::{Kind, Tally};
use std::io::{self, Write};

/// What is told from the findings, with confidence and reason.
const TOLD_BELOW: [&str; 3] = ["candidates", "missed", "suppressed"];

/// The counts as lines, each under a name in one column.
pub(super) fn print(tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
    line(out, "rounds", &tally.films.to_string())?;
    for (name, sum) in tally.counts.iter().filter(|(name, _)| !TOLD_BELOW.contains(name)) {
        let value = match tally.films - sum.known {
            0 => sum.sum.to_string(),
            missing if sum.known == 0 => format!("unavailable in {}", rounds(missing)),
            missing => format!("{} (unavailable in {})", sum.sum, rounds(missing)),
        };
        line(out, name, &value)?;
    }
    for (name, (held, all)) in &tally.flags {
        line(out, name, &format!("{held} of {all}"))?;
    }
    tally.kinds.iter().try_for_each(|(kind, counted)| found(kind, counted, out))
}

/// What was found of one kind.
fn found(kind: &FindingKind, counted: &Kind, out: &mut dyn Write) -> io::Result<()> {
    if counted.facts > 0 || !counted.is_judged() {
        line(out, kind.plural, &counted.facts.to_string())?;
    }
    if !counted.is_judged() {
        return Ok(());
    }
    // The surest first: that is what one looks at.
    let parts: Vec<String> = (counted.candidates.iter().rev())
        .map(|(confidence, n)| format!("{n} {}", confidence.map_or("unrated", Confidence::as_str)))
        .collect();
    let split = if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) };
    line(out, kind.plural, &counted.told(format!("{}{split}", counted.live())))?;
    if !counted.suppressed.is_empty() {
        let total = counted.excused();
        let mut reasons: Vec<_> = counted.suppressed.iter().collect();
        reasons.sort_by_key(|(reason, n)| (std::cmp::Reverse(**n), reason.as_str()));
        let parts: Vec<String> = reasons.iter().map(|(reason, n)| format!("{n} {reason}")).collect();
        line(out, "  suppressed", &format!("{total} ({})", parts.join(", ")))?;
    }
    Ok(())
}

/// `1 round`, `2 rounds`.
pub(super) fn rounds(n: u64) -> String {
    count(n, "round")
}

/// `1 problem`, `2 problems`.
pub(super) fn count(n: u64, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// One line of a summary.
pub(super) fn line(out: &mut dyn Write, name: &str, value: &str) -> io::Result<()> {
    writeln!(out, "{:<28} {value}", format!("{name}:"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::film::{Brief, FindingId, Found, Status};
    use crate::review::Ledger;

    const KIND: FindingKind =
        FindingKind { key: "k", label: "miss", plural: "misses", mark: 'm', asked: true, false_reasons: &[] };

    fn found(status: Status, confidence: Option<Confidence>) -> Found {
        Found { id: FindingId("x".into()), kind: 0, confidence, status }
    }

    #[test]
    fn what_cannot_be_told_is_not_counted_as_none() {
        let lacking =
            Brief { kinds: vec![KIND], unknown_kinds: vec![("k", "no snapshots".to_owned())], ..Brief::default() };
        let told = |briefs: &[&Brief]| {
            let (mut tally, mut text) = (Tally::default(), Vec::new());
            briefs.iter().for_each(|brief| tally.add(brief, &Ledger::default()));
            print(&tally, &mut text).unwrap();
            let last = String::from_utf8(text).unwrap().lines().last().unwrap_or_default().to_owned();
            last.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(told(&[&lacking]), "misses: unknown (no snapshots)");
        let whole = Brief { kinds: vec![KIND], ..Brief::default() };
        assert_eq!(told(&[&whole, &lacking]), "misses: 0 (unknown in 1 of 2 rounds)");
        assert_eq!(told(&[&whole]), "misses: 0");
    }

    #[test]
    fn candidates_by_confidence_suppressed_by_reason_and_unknown_is_not_zero() {
        let suppressed = |reason: &str| found(Status::Suppressed(vec![reason.into(), "other".into()]), None);
        let first = Brief {
            counts: vec![("deaths", Some(3)), ("trades", None)],
            kinds: vec![KIND],
            found: vec![
                found(Status::Candidate, Some(Confidence::Low)),
                found(Status::Candidate, Some(Confidence::High)),
                suppressed("died"),
                suppressed("wave"),
                suppressed("wave"),
            ],
            ..Brief::default()
        };
        let last = Brief {
            counts: vec![("deaths", Some(4)), ("trades", Some(2))],
            kinds: vec![KIND],
            flags: vec![("won", true), ("short", false)],
            ..Brief::default()
        };
        let (mut tally, nobody) = (Tally::default(), Ledger::default());
        tally.add(&first, &nobody);
        tally.add(&last, &nobody);
        // Counted apart and put together it is the same.
        let mut whole = Tally::default();
        whole.merge(tally);
        let mut text = Vec::new();
        print(&whole, &mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        let lines: Vec<Vec<&str>> = text.lines().map(|line| line.splitn(2, ':').map(str::trim).collect()).collect();
        assert_eq!(
            lines,
            [
                ["rounds", "2"],
                ["deaths", "7"],
                ["trades", "2 (unavailable in 1 round)"],
                ["won", "1 of 1"],
                ["short", "0 of 1"],
                ["misses", "2 (1 high, 1 low)"],
                ["suppressed", "3 (2 wave, 1 died)"],
            ]
        );
    }
}

//! What a set of rounds came to, counted from the films: rounds, events, candidates by confidence, suppressed by reason.

use crate::film::{Confidence, Film, Finding, FindingKind, Status};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Counts over films, in the order in which their kinds were first met.
#[derive(Debug, Default)]
pub(super) struct Tally {
    films: u64,
    counts: Vec<(&'static str, Count)>,
    /// For how many films a flag holds, and how many have it.
    flags: Vec<(&'static str, (u64, u64))>,
    kinds: Vec<(FindingKind, Kind)>,
}

/// What is counted from the findings, with confidence and reason.
const COUNTED_HERE: [&str; 3] = ["candidates", "missed", "suppressed"];

/// A sum in which some rounds may be unknown.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    sum: u64,
    known: u64,
}

#[derive(Debug, Default)]
struct Kind {
    facts: u64,
    candidates: BTreeMap<Option<Confidence>, u64>,
    suppressed: BTreeMap<String, u64>,
}

impl Tally {
    /// Counts a film.
    pub(super) fn add(&mut self, film: &Film) {
        self.films += 1;
        for &(name, value) in film.meta.counts.iter().filter(|(name, _)| !COUNTED_HERE.contains(name)) {
            let count = entry(&mut self.counts, |other| *other == name, || name);
            count.sum += value.unwrap_or(0);
            count.known += u64::from(value.is_some());
        }
        for &(name, holds) in &film.meta.flags {
            let (held, all) = entry(&mut self.flags, |other| *other == name, || name);
            (*held, *all) = (*held + u64::from(holds), *all + 1);
        }
        for kind in &film.finding_kinds {
            entry(&mut self.kinds, |other| other.key == kind.key, || kind.clone());
        }
        for finding in &film.findings {
            if let Some(kind) = film.finding_kinds.get(finding.kind) {
                entry(&mut self.kinds, |other| other.key == kind.key, || kind.clone()).add(finding);
            }
        }
    }

    /// Adds what another tally counted of the films behind these.
    pub(super) fn merge(&mut self, other: Tally) {
        self.films += other.films;
        for (name, more) in other.counts {
            let count = entry(&mut self.counts, |known| *known == name, || name);
            count.sum += more.sum;
            count.known += more.known;
        }
        for (name, (more_held, more_all)) in other.flags {
            let (held, all) = entry(&mut self.flags, |known| *known == name, || name);
            *held += more_held;
            *all += more_all;
        }
        for (kind, more) in other.kinds {
            let counted = entry(&mut self.kinds, |known| known.key == kind.key, || kind.clone());
            counted.facts += more.facts;
            more.candidates.into_iter().for_each(|(key, n)| *counted.candidates.entry(key).or_default() += n);
            more.suppressed.into_iter().for_each(|(key, n)| *counted.suppressed.entry(key).or_default() += n);
        }
    }

    /// How many films were counted.
    pub(super) const fn films(&self) -> u64 {
        self.films
    }

    /// The counts as lines, each under a name in one column.
    pub(super) fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        line(out, "rounds", &self.films.to_string())?;
        for (name, count) in &self.counts {
            let value = match self.films - count.known {
                0 => count.sum.to_string(),
                missing if count.known == 0 => format!("unavailable in {}", rounds(missing)),
                missing => format!("{} (unavailable in {})", count.sum, rounds(missing)),
            };
            line(out, name, &value)?;
        }
        for (name, (held, all)) in &self.flags {
            line(out, name, &format!("{held} of {all}"))?;
        }
        for (kind, counted) in &self.kinds {
            counted.print(kind, out)?;
        }
        Ok(())
    }
}

impl Kind {
    fn add(&mut self, finding: &Finding) {
        match &finding.status {
            Status::Fact => self.facts += 1,
            Status::Candidate => *self.candidates.entry(finding.confidence).or_default() += 1,
            Status::Suppressed(reasons) => {
                let reason = reasons.first().map_or("no reason given", String::as_str);
                *self.suppressed.entry(reason.to_owned()).or_default() += 1;
            }
        }
    }

    fn print(&self, kind: &FindingKind, out: &mut dyn Write) -> io::Result<()> {
        if self.facts > 0 || (self.candidates.is_empty() && self.suppressed.is_empty()) {
            line(out, kind.plural, &self.facts.to_string())?;
        }
        if self.candidates.is_empty() && self.suppressed.is_empty() {
            return Ok(());
        }
        // The surest first: that is what one looks at.
        let parts: Vec<String> = (self.candidates.iter().rev())
            .map(|(confidence, n)| format!("{n} {}", confidence.map_or("unrated", Confidence::as_str)))
            .collect();
        let total: u64 = self.candidates.values().sum();
        let split = if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) };
        line(out, kind.plural, &format!("{total}{split}"))?;
        if !self.suppressed.is_empty() {
            let total: u64 = self.suppressed.values().sum();
            let mut reasons: Vec<_> = self.suppressed.iter().collect();
            reasons.sort_by_key(|(reason, n)| (std::cmp::Reverse(**n), reason.as_str()));
            let parts: Vec<String> = reasons.iter().map(|(reason, n)| format!("{n} {reason}")).collect();
            line(out, "  suppressed", &format!("{total} ({})", parts.join(", ")))?;
        }
        Ok(())
    }
}

/// The value of a key in an ordered list, added at the end if it is not there.
fn entry<K, V: Default>(list: &mut Vec<(K, V)>, is: impl Fn(&K) -> bool, key: impl FnOnce() -> K) -> &mut V {
    let at = list.iter().position(|(other, _)| is(other)).unwrap_or_else(|| {
        list.push((key(), V::default()));
        list.len() - 1
    });
    &mut list[at].1
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
    use crate::film::{Explanation, FindingId, Meta, Span, Time};

    const KIND: FindingKind =
        FindingKind { key: "k", label: "miss", plural: "misses", mark: 'm', asked: true, false_reasons: &[] };

    fn finding(status: Status, confidence: Option<Confidence>) -> Finding {
        Finding {
            id: FindingId("x".into()),
            kind: 0,
            at: Time(0),
            span: Span::default(),
            parts: Vec::new(),
            title: String::new(),
            confidence,
            status,
            gates: Vec::new(),
            explanation: Explanation::default(),
            rule: String::new(),
            facts: Vec::new(),
        }
    }

    fn film(counts: Vec<(&'static str, Option<u64>)>, findings: Vec<Finding>) -> Film {
        let meta = Meta { counts, ..Meta::default() };
        Film { meta, finding_kinds: vec![KIND], findings, ..Film::default() }
    }

    #[test]
    fn candidates_by_confidence_suppressed_by_reason_and_unknown_is_not_zero() {
        let suppressed = |reason: &str| finding(Status::Suppressed(vec![reason.into(), "other".into()]), None);
        let mut tally = Tally::default();
        tally.add(&film(
            vec![("deaths", Some(3)), ("trades", None)],
            vec![
                finding(Status::Candidate, Some(Confidence::Low)),
                finding(Status::Candidate, Some(Confidence::High)),
                suppressed("died"),
                suppressed("wave"),
                suppressed("wave"),
            ],
        ));
        let mut last = film(vec![("deaths", Some(4)), ("trades", Some(2))], Vec::new());
        last.meta.flags = vec![("won", true), ("short", false)];
        tally.add(&last);
        // Counted apart and put together it is the same.
        let mut whole = Tally::default();
        whole.merge(tally);
        let mut text = Vec::new();
        whole.print(&mut text).unwrap();
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

//! What rounds came to: counts, findings by kind, confidence and reason, and what reviewers said, for one or many films.

use crate::film::{Confidence, Film, Finding, FindingKind, Status};
use crate::review::{Ledger, Ruling};
use std::collections::BTreeMap;

/// A sum in which some rounds may be unknown.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) sum: u64,
    /// In how many rounds it is known.
    pub(super) known: u64,
}

/// What was found of one kind.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) facts: u64,
    pub(super) candidates: BTreeMap<Option<Confidence>, u64>,
    /// By the first reason.
    pub(super) suppressed: BTreeMap<String, u64>,
    /// Opinions that stand, of every reviewer.
    pub(super) rulings: BTreeMap<Ruling, u64>,
    /// Live candidates about which nobody gave a verdict.
    pub(super) unreviewed: u64,
}

impl Kind {
    /// Live candidates.
    pub(super) fn live(&self) -> u64 {
        self.candidates.values().sum()
    }

    /// Whether there is something to judge.
    pub(super) fn is_judged(&self) -> bool {
        !self.candidates.is_empty() || !self.suppressed.is_empty()
    }

    fn add(&mut self, finding: &Finding, ledger: &Ledger) {
        let mut judged = false;
        for verdict in ledger.opinions(&finding.id).filter_map(|(_, opinion)| opinion.verdict.as_ref()) {
            *self.rulings.entry(verdict.ruling).or_default() += 1;
            judged = true;
        }
        match &finding.status {
            Status::Fact => self.facts += 1,
            Status::Candidate => {
                *self.candidates.entry(finding.confidence).or_default() += 1;
                self.unreviewed += u64::from(!judged);
            }
            Status::Suppressed(_) => {
                let reason = finding.status.reason().unwrap_or("no reason given");
                *self.suppressed.entry(reason.to_owned()).or_default() += 1;
            }
        }
    }

    /// `3 high, 5 medium, 2 low`.
    pub(super) fn split(&self) -> String {
        let parts = self.candidates.iter().rev().map(|(tier, n)| {
            let word = match tier {
                Some(Confidence::High) => "high",
                Some(Confidence::Med) => "medium",
                Some(Confidence::Low) => "low",
                None => "unrated",
            };
            format!("{n} {word}")
        });
        parts.collect::<Vec<_>>().join(", ")
    }

    /// Reasons with their counts, the most frequent first.
    pub(super) fn reasons(&self) -> String {
        let mut reasons: Vec<_> = self.suppressed.iter().collect();
        reasons.sort_by_key(|(reason, n)| (std::cmp::Reverse(**n), reason.as_str()));
        reasons.iter().map(|(reason, n)| format!("{n} {}", reason.replace('_', " "))).collect::<Vec<_>>().join(", ")
    }
}

/// Counts over films, in the order in which names and kinds were first met.
#[derive(Debug, Default, Clone)]
pub(super) struct Tally {
    pub(super) films: u64,
    pub(super) counts: Vec<(&'static str, Sum)>,
    pub(super) kinds: Vec<(FindingKind, Kind)>,
}

impl Tally {
    /// Counts a film.
    pub(super) fn add(&mut self, film: &Film, ledger: &Ledger) {
        self.films += 1;
        for (name, value) in &film.meta.counts {
            let at = self.counts.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
                self.counts.push((*name, Sum::default()));
                self.counts.len() - 1
            });
            let sum = &mut self.counts[at].1; // found or pushed just now
            sum.sum += value.unwrap_or(0);
            sum.known += u64::from(value.is_some());
        }
        for kind in &film.finding_kinds {
            self.kind(kind);
        }
        for finding in &film.findings {
            if let Some(kind) = film.finding_kinds.get(finding.kind) {
                self.kind(kind).add(finding, ledger);
            }
        }
    }

    fn kind(&mut self, kind: &FindingKind) -> &mut Kind {
        let at = self.kinds.iter().position(|(known, _)| known.key == kind.key).unwrap_or_else(|| {
            self.kinds.push((kind.clone(), Kind::default()));
            self.kinds.len() - 1
        });
        &mut self.kinds[at].1 // found or pushed just now
    }

    /// A count as text, with what is not known about it.
    pub(super) fn count(&self, name: &str) -> String {
        let Some((_, sum)) = self.counts.iter().find(|(known, _)| *known == name) else { return "unknown".into() };
        match self.films - sum.known {
            0 => sum.sum.to_string(),
            _ if sum.known == 0 => "unknown".into(),
            missing => format!("{} (unknown in {missing} of {} rounds)", sum.sum, self.films),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::film::sample;

    #[test]
    fn findings_are_counted_by_what_they_are_and_unknown_is_not_nought() {
        let mut tally = Tally::default();
        tally.add(&sample::film(), &Ledger::default());
        let missed = &tally.kinds[0].1;
        assert_eq!((missed.live(), missed.split().as_str(), missed.unreviewed), (2, "1 high, 1 medium", 2));
        assert_eq!(missed.reasons(), "1 objective action");
        assert_eq!((tally.count("deaths"), tally.count("problems")), ("5".into(), "unknown".into()));
        let mut other = sample::film();
        other.meta.counts = vec![("deaths", None)];
        tally.add(&other, &Ledger::default());
        assert_eq!(tally.count("deaths"), "5 (unknown in 1 of 2 rounds)");
    }
}

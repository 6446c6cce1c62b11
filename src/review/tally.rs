//! What rounds came to: counts, findings by kind, confidence and reason, and what reviewers said, for one or many films.

use super::{Ledger, Ruling};
use crate::film::{Brief, Confidence, FindingKind, Found, Status};
use std::collections::BTreeMap;

/// A sum in which some rounds may be unknown.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// Over the rounds where it is known.
    pub sum: u64,
    /// In how many rounds it is known.
    pub known: u64,
}

/// What was found of one kind.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Kind {
    /// What simply happened.
    pub facts: u64,
    /// Live ones by confidence.
    pub candidates: BTreeMap<Option<Confidence>, u64>,
    /// By the first reason.
    pub suppressed: BTreeMap<String, u64>,
    /// Opinions that stand, of every reviewer.
    pub rulings: BTreeMap<Ruling, u64>,
    /// Live candidates about which nobody gave a verdict.
    pub unreviewed: u64,
    /// In how many films such findings cannot be told, by why.
    pub unknown: BTreeMap<String, u64>,
    /// In how many they can.
    pub known: u64,
}

impl Kind {
    /// Live candidates.
    #[must_use]
    pub fn live(&self) -> u64 {
        self.candidates.values().sum()
    }

    /// Whether there is something to judge, or there could be and nobody knows.
    #[must_use]
    pub fn is_judged(&self) -> bool {
        !self.candidates.is_empty() || !self.suppressed.is_empty() || !self.unknown.is_empty()
    }

    /// A number of such findings with what is not known about it: `unknown (no snapshots in this round)`,
    /// `3 (unknown in 1 of 2 rounds)`.
    #[must_use]
    pub fn told(&self, number: String) -> String {
        let missing: u64 = self.unknown.values().sum();
        match (missing, self.known) {
            (0, _) => number,
            (_, 0) => format!("unknown ({})", self.unknown.keys().map(String::as_str).collect::<Vec<_>>().join(", ")),
            (missing, known) => format!("{number} (unknown in {missing} of {} rounds)", missing + known),
        }
    }

    /// How many live ones, by confidence: `2 (1 high, 1 low)`; see [`Kind::told`].
    #[must_use]
    pub fn standing(&self) -> String {
        let live = self.live();
        self.told(if live > 0 { format!("{live} ({})", self.split()) } else { live.to_string() })
    }

    /// How many a reason excuses.
    #[must_use]
    pub fn excused(&self) -> u64 {
        self.suppressed.values().sum()
    }

    fn add(&mut self, finding: &Found, ledger: &Ledger) {
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

    fn merge(&mut self, more: Kind) {
        self.facts += more.facts;
        self.unreviewed += more.unreviewed;
        self.known += more.known;
        more.unknown.into_iter().for_each(|(why, n)| *self.unknown.entry(why).or_default() += n);
        more.candidates.into_iter().for_each(|(key, n)| *self.candidates.entry(key).or_default() += n);
        more.suppressed.into_iter().for_each(|(key, n)| *self.suppressed.entry(key).or_default() += n);
        more.rulings.into_iter().for_each(|(key, n)| *self.rulings.entry(key).or_default() += n);
    }

    /// `3 high, 5 medium, 2 low`.
    #[must_use]
    pub fn split(&self) -> String {
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
    #[must_use]
    pub fn reasons(&self) -> String {
        let mut reasons: Vec<_> = self.suppressed.iter().collect();
        reasons.sort_by_key(|(reason, n)| (std::cmp::Reverse(**n), reason.as_str()));
        reasons.iter().map(|(reason, n)| format!("{n} {}", reason.replace('_', " "))).collect::<Vec<_>>().join(", ")
    }
}

/// Counts over films, in the order in which names and kinds were first met.
#[derive(Debug, Default, Clone)]
pub struct Tally {
    /// How many films.
    pub films: u64,
    /// Counts for lists.
    pub counts: Vec<(&'static str, Sum)>,
    /// For how many films a flag holds, and how many have it.
    pub flags: Vec<(&'static str, (u64, u64))>,
    /// What was found.
    pub kinds: Vec<(FindingKind, Kind)>,
}

impl Tally {
    /// Counts a film with what was said about it.
    pub fn add(&mut self, film: &Brief, ledger: &Ledger) {
        self.films += 1;
        for (name, value) in &film.counts {
            let sum = entry(&mut self.counts, |known| known == name, || *name);
            sum.sum += value.unwrap_or(0);
            sum.known += u64::from(value.is_some());
        }
        for (name, holds) in &film.flags {
            let (held, all) = entry(&mut self.flags, |known| known == name, || *name);
            (*held, *all) = (*held + u64::from(*holds), *all + 1);
        }
        for kind in &film.kinds {
            let counted = self.kind(kind);
            match film.unknown_kinds.iter().find(|(key, _)| *key == kind.key) {
                Some((_, why)) => *counted.unknown.entry(why.clone()).or_default() += 1,
                None => counted.known += 1,
            }
        }
        for found in &film.found {
            if let Some(kind) = film.kinds.get(found.kind) {
                self.kind(kind).add(found, ledger);
            }
        }
    }

    /// Adds what another tally counted of the films behind these.
    pub fn merge(&mut self, other: Tally) {
        self.films += other.films;
        for (name, more) in other.counts {
            let sum = entry(&mut self.counts, |known| *known == name, || name);
            (sum.sum, sum.known) = (sum.sum + more.sum, sum.known + more.known);
        }
        for (name, (more_held, more_all)) in other.flags {
            let (held, all) = entry(&mut self.flags, |known| *known == name, || name);
            (*held, *all) = (*held + more_held, *all + more_all);
        }
        for (kind, more) in other.kinds {
            self.kind(&kind).merge(more);
        }
    }

    fn kind(&mut self, kind: &FindingKind) -> &mut Kind {
        entry(&mut self.kinds, |known| known.key == kind.key, || kind.clone())
    }

    /// A count as text, with what is not known about it.
    #[must_use]
    pub fn count(&self, name: &str) -> String {
        let Some((_, sum)) = self.counts.iter().find(|(known, _)| *known == name) else { return "unknown".into() };
        match self.films - sum.known {
            0 => sum.sum.to_string(),
            _ if sum.known == 0 => "unknown".into(),
            missing => format!("{} (unknown in {missing} of {} rounds)", sum.sum, self.films),
        }
    }
}

/// The value of a key in an ordered list, added at the end if it is not there.
fn entry<K, V: Default>(list: &mut Vec<(K, V)>, is: impl Fn(&K) -> bool, key: impl FnOnce() -> K) -> &mut V {
    let at = list.iter().position(|(other, _)| is(other)).unwrap_or_else(|| {
        list.push((key(), V::default()));
        list.len() - 1
    });
    &mut list[at].1 // found or pushed just now
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::film::sample;

    #[test]
    fn findings_are_counted_by_what_they_are_and_unknown_is_not_nought() {
        let mut tally = Tally::default();
        tally.add(&Brief::of(&sample::film()), &Ledger::default());
        let missed = &tally.kinds[0].1;
        assert_eq!((missed.live(), missed.split().as_str(), missed.unreviewed), (2, "1 high, 1 medium", 2));
        assert_eq!(missed.reasons(), "1 objective action");
        assert_eq!((tally.count("deaths"), tally.count("problems")), ("5".into(), "unknown".into()));
        let mut other = sample::film();
        other.meta.counts = vec![("deaths", None)];
        tally.add(&Brief::of(&other), &Ledger::default());
        assert_eq!(tally.count("deaths"), "5 (unknown in 1 of 2 rounds)");
    }
}

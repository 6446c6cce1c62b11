//! How far the review is, by the reason the rule gives.

use super::super::desk::Desk;
use crate::film::{Finding, Interval, wilson};
use std::collections::BTreeMap;

/// Findings of one reason, and how many of them the reviewer judged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reviewed {
    /// Findings.
    pub all: u64,
    /// With a verdict of the reviewer.
    pub reviewed: u64,
    /// Of those, the true ones.
    pub yes: u64,
    /// Of those, the false positives.
    pub no: u64,
}

impl Reviewed {
    /// Counts another one of the same reason.
    pub fn add(&mut self, other: &Reviewed) {
        self.all += other.all;
        self.reviewed += other.reviewed;
        self.yes += other.yes;
        self.no += other.no;
    }

    /// True among true and false.
    #[must_use]
    pub fn precision(&self) -> Option<Interval> {
        wilson(self.yes, self.yes + self.no)
    }
}

/// Counts findings by the rule's first reason (`candidate` where none excuses), with the reviewer's verdicts.
#[must_use]
pub fn tallies<'a>(findings: impl IntoIterator<Item = &'a Finding>, desk: &Desk) -> BTreeMap<String, Reviewed> {
    use super::super::Ruling;
    let mut out: BTreeMap<String, Reviewed> = BTreeMap::new();
    for finding in findings.into_iter().filter(|finding| finding.is_judgeable()) {
        let tally = out.entry(finding.status.reason().unwrap_or("candidate").to_owned()).or_default();
        let ruling = desk.verdict(&finding.id).map(|verdict| verdict.ruling);
        tally.all += 1;
        tally.reviewed += u64::from(ruling.is_some());
        tally.yes += u64::from(ruling == Some(Ruling::True));
        tally.no += u64::from(ruling == Some(Ruling::False));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{desk, film};
    use super::super::super::{Ruling, Subject};
    use super::*;

    #[test]
    fn tallies_count_by_reason() {
        let film = film();
        let mut desk = desk("ann");
        desk.decide(&Subject::of(&film, &film.findings[0]), Ruling::False, None);
        desk.decide(&Subject::of(&film, &film.findings[2]), Ruling::True, None);
        let tallies = tallies(&film.findings, &desk);
        assert_eq!(tallies["candidate"], Reviewed { all: 2, reviewed: 1, yes: 0, no: 1 });
        assert_eq!(tallies["wave"], Reviewed { all: 1, reviewed: 1, yes: 1, no: 0 });
        assert_eq!((tallies.len(), tallies["wave"].precision().unwrap().n), (2, 1));
    }
}

//! Whether the verdicts carry the penalties that are in force (E7, §8: candidates first, penalties when they proved right).

use super::ledger::{Consensus, Ledger};
use super::stats::{Bar, Counts};
use crate::film::{Brief, FindingId};
use std::collections::{BTreeMap, BTreeSet};

/// The surest candidates of every rule that costs points, and what was said about them. Each counts once.
#[derive(Debug, Clone, Default)]
pub struct Backing {
    /// A rule that found nothing costs points all the same, the next time it finds something.
    rules: BTreeSet<&'static str>,
    candidates: BTreeMap<FindingId, (&'static str, Consensus)>,
}

impl Backing {
    /// Adds a film's; none where penalties are off.
    pub fn add(&mut self, film: &Brief, ledger: &Ledger) {
        self.rules.extend(&film.costly);
        film.penalised().for_each(|(rule, id)| self.candidate(rule, id, ledger));
    }

    /// Adds what another one holds.
    pub fn join(&mut self, other: Backing) {
        self.rules.extend(other.rules);
        self.candidates.extend(other.candidates);
    }

    /// A rule that costs points.
    pub fn rule(&mut self, rule: &'static str) {
        self.rules.insert(rule);
    }

    /// A candidate of high confidence, of a rule that costs points.
    pub fn candidate(&mut self, rule: &'static str, id: &FindingId, ledger: &Ledger) {
        self.candidates.insert(id.clone(), (rule, ledger.consensus(id)));
    }

    /// Rules whose penalties count although the verdicts do not support it: a sentence each, with the numbers.
    #[must_use]
    pub fn warnings(&self, bar: Bar) -> Vec<String> {
        let counts = |rule: &str| {
            let mut counts = Counts::default();
            self.candidates.values().filter(|(of, _)| *of == rule).for_each(|(_, said)| counts.add(*said));
            counts
        };
        let why = self.rules.iter().filter_map(|rule| Some((rule, bar.supports(&counts(rule)).err()?)));
        why.map(|(rule, why)| format!("penalties count, but the verdicts on {rule} (high) do not support it: {why}"))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::desk;
    use super::super::{Ruling, Subject};
    use super::*;
    use crate::film::{Confidence, Finding, Sheet, Status, sample};

    /// A film with so many high candidates of its first kind, which costs points.
    fn film(high: usize) -> Brief {
        let mut film = sample::film();
        let first = film.findings[0].clone();
        let one = |n: usize| Finding {
            id: FindingId(format!("r1/{n}")),
            confidence: Some(Confidence::High),
            status: Status::Candidate,
            ..first.clone()
        };
        film.findings = (0..high).map(one).collect();
        film.sheets.push(Sheet { penalised: vec![film.finding_kinds[first.kind].key], ..Sheet::default() });
        Brief::of(&film)
    }

    fn subject(id: &FindingId) -> Subject {
        let film = sample::film();
        Subject { id: id.clone(), ..Subject::of(&film, &film.findings[0]) }
    }

    #[test]
    fn few_verdicts_or_bad_ones_are_told_with_the_numbers() {
        let film = film(50);
        let mut desk = desk("ann");
        let warnings = |desk: &super::super::Desk| {
            let mut backing = Backing::default();
            backing.add(&film, desk.ledger());
            backing.add(&film, desk.ledger()); // read twice: counted once
            backing.warnings(Bar::default())
        };
        assert!(warnings(&desk)[0].ends_with("too few to tell: 0 of 30 needed"), "{:?}", warnings(&desk));
        for (at, found) in film.found.iter().enumerate() {
            let ruling = if at % 5 == 4 { Ruling::False } else { Ruling::True };
            desk.decide(&subject(&found.id), ruling, None);
        }
        let said = warnings(&desk);
        assert!(
            said.len() == 1 && said[0].contains("80 % (67-89 %, n=50)") && said[0].contains("is under 80 %"),
            "{said:?}"
        );
        for found in &film.found {
            desk.decide(&subject(&found.id), Ruling::True, None);
        }
        assert_eq!(warnings(&desk), [""; 0]);
    }

    #[test]
    fn where_nothing_costs_points_nothing_is_said() {
        let film = Brief { costly: Vec::new(), ..film(3) };
        let mut backing = Backing::default();
        backing.add(&film, &Ledger::default());
        assert_eq!(backing.warnings(Bar::default()), [""; 0]);
    }
}

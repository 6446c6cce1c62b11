//! Whether the verdicts carry the penalties that are in force (E7, §8: candidates first, penalties when they proved right).

use super::ledger::Ledger;
use super::stats::{Bar, Counts};
use crate::film::{Film, FindingId};
use std::collections::{BTreeMap, BTreeSet};

/// The surest candidates of every rule that costs points, and what was said about them. Each counts once.
#[derive(Debug, Clone, Default)]
pub struct Backing {
    rules: BTreeMap<&'static str, Counts>,
    seen: BTreeSet<FindingId>,
}

impl Backing {
    /// Adds a film's; none where penalties are off.
    pub fn add(&mut self, film: &Film, ledger: &Ledger) {
        // A rule that found nothing costs points all the same, the next time it finds something.
        film.sheets.iter().flat_map(|sheet| &sheet.penalised).for_each(|rule| self.rule(rule));
        film.penalised().for_each(|(rule, id)| self.candidate(rule, id, ledger));
    }

    /// A rule that costs points.
    pub fn rule(&mut self, rule: &'static str) {
        self.rules.entry(rule).or_default();
    }

    /// A candidate of high confidence, of a rule that costs points.
    pub fn candidate(&mut self, rule: &'static str, id: &FindingId, ledger: &Ledger) {
        if self.seen.insert(id.clone()) {
            self.rules.entry(rule).or_default().add(ledger.consensus(id));
        }
    }

    /// Rules whose penalties count although the verdicts do not support it: a sentence each, with the numbers.
    #[must_use]
    pub fn warnings(&self, bar: Bar) -> Vec<String> {
        let why = self.rules.iter().filter_map(|(rule, counts)| Some((rule, bar.supports(counts).err()?)));
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
    fn film(high: usize) -> Film {
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
        film
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
        for (at, finding) in film.findings.iter().enumerate() {
            let ruling = if at % 5 == 4 { Ruling::False } else { Ruling::True };
            desk.decide(&Subject::of(&film, finding), ruling, None);
        }
        let said = warnings(&desk);
        assert!(said.len() == 1 && said[0].contains("40 of 50") && said[0].contains("is under 80 %"), "{said:?}");
        for finding in &film.findings {
            desk.decide(&Subject::of(&film, finding), Ruling::True, None);
        }
        assert_eq!(warnings(&desk), [""; 0]);
    }

    #[test]
    fn where_nothing_costs_points_nothing_is_said() {
        let mut film = film(3);
        film.sheets.pop();
        let mut backing = Backing::default();
        backing.add(&film, &Ledger::default());
        assert_eq!(backing.warnings(Bar::default()), [""; 0]);
    }
}

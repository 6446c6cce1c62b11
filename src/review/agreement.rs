//! Whether two reviewers mean the same: agreement on what both judged, beyond what chance would give.
//!
//! ```text
//!             bob true  false  n.e.
//!   ann true      12      2     0       raw    share of the diagonal
//!       false      1      9     1       kappa  beyond chance, each reviewer's own habits being the chance (Cohen 1960)
//!       n.e.       0      0     3       AC1    beyond chance, robust where nearly all are of one kind (Gwet 2008)
//! ```

use super::entry::Ruling;
use super::ledger::Ledger;
use crate::film::FindingId;
use std::collections::BTreeSet;

/// Verdicts of two reviewers on the same findings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matrix {
    /// Counts: the first reviewer's verdict, then the second's, in the order of [`Ruling::ALL`].
    pub cells: [[u64; 3]; 3],
}

/// How far two reviewers agree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// Findings both judged.
    pub n: u64,
    /// Share judged the same, 0 to 1.
    pub raw: f64,
    /// Cohen's kappa; none when chance alone would explain full agreement (both always say one thing).
    pub kappa: Option<f64>,
    /// Gwet's AC1; defined in that case too.
    pub ac1: Option<f64>,
}

impl Matrix {
    /// Counts a finding.
    pub fn add(&mut self, first: Ruling, second: Ruling) {
        self.cells[place(first)][place(second)] += 1;
    }

    /// The measures; none without findings.
    #[must_use]
    pub fn agreement(&self) -> Option<Agreement> {
        measures(&self.cells)
    }
}

const fn place(ruling: Ruling) -> usize {
    match ruling {
        Ruling::True => 0,
        Ruling::False => 1,
        Ruling::NotEvaluable => 2,
    }
}

/// Of a square table of counts. A category nobody used is one all the same, as Gwet's own package advises: reviewers
/// could have chosen it.
fn measures<const Q: usize>(cells: &[[u64; Q]; Q]) -> Option<Agreement> {
    let n: u64 = cells.iter().flatten().sum();
    if n == 0 {
        return None;
    }
    let all = n as f64;
    let row = |i: usize| cells[i].iter().sum::<u64>() as f64 / all; // i below Q
    let column = |i: usize| cells.iter().map(|row| row[i]).sum::<u64>() as f64 / all;
    let raw = (0..Q).map(|i| cells[i][i]).sum::<u64>() as f64 / all;
    // What is left of a difference of equal shares is 0, and no hair below it.
    let share = |value: f64| if value.abs() < 1e-12 { 0.0 } else { value };
    let beyond = |chance: f64| (chance < 1.0).then(|| share((raw - chance) / (1.0 - chance)));
    let kappa = beyond((0..Q).map(|i| row(i) * column(i)).sum());
    let shares = (0..Q).map(|i| f64::midpoint(row(i), column(i)));
    let ac1 = match Q {
        0 | 1 => None,
        _ => beyond(shares.map(|share| share * (1.0 - share)).sum::<f64>() / (Q as f64 - 1.0)),
    };
    Some(Agreement { n, raw, kappa, ac1 })
}

/// Two reviewers of a ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The first by name.
    pub first: String,
    /// The second.
    pub second: String,
    /// What they said.
    pub matrix: Matrix,
}

/// A finding that reviewers judge differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// The finding.
    pub id: FindingId,
    /// What it is about: title and time.
    pub about: String,
    /// Who says what, by name.
    pub said: Vec<(String, Ruling)>,
    /// What it was settled as.
    pub settled: Option<Ruling>,
}

/// Every two reviewers who both judged something, by name.
#[must_use]
pub fn pairs<'a>(ledgers: impl IntoIterator<Item = &'a Ledger>) -> Vec<Pair> {
    let mut pairs: std::collections::BTreeMap<(String, String), Matrix> = std::collections::BTreeMap::new();
    for ledger in ledgers {
        for id in ledger.findings() {
            let said = said(ledger, id);
            for (at, (first, one)) in said.iter().enumerate() {
                for (second, two) in said.iter().skip(at + 1) {
                    pairs.entry((first.clone(), second.clone())).or_default().add(*one, *two);
                }
            }
        }
    }
    pairs.into_iter().map(|((first, second), matrix)| Pair { first, second, matrix }).collect()
}

/// The findings on which verdicts differ, settled ones included, by id.
#[must_use]
pub fn disagreements(ledger: &Ledger) -> Vec<Disagreement> {
    let differs = |id: &&FindingId| said(ledger, id).iter().map(|(_, r)| r).collect::<BTreeSet<_>>().len() > 1;
    let about =
        |id: &FindingId| ledger.opinions(id).map(|(_, opinion)| opinion.subject.to_string()).next().unwrap_or_default();
    let one = |id: &FindingId| Disagreement {
        id: id.clone(),
        about: about(id),
        said: said(ledger, id),
        settled: ledger.adjudication(id).map(|settled| settled.ruling),
    };
    ledger.findings().filter(differs).map(one).collect()
}

/// Who says what about a finding, by name.
fn said(ledger: &Ledger, id: &FindingId) -> Vec<(String, Ruling)> {
    let opinions = ledger.opinions(id);
    opinions.filter_map(|(who, opinion)| Some((who.to_owned(), opinion.verdict.as_ref()?.ruling))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{desk, film, options};
    use super::super::{Desk, Subject, Via};
    use super::*;

    fn near(got: Option<f64>, want: f64, digits: f64) {
        assert!((got.unwrap() - want).abs() < digits, "{got:?} is not {want}");
    }

    #[test]
    fn kappa_agrees_with_published_examples() {
        // The worked example of J. Cohen, "A coefficient of agreement for nominal scales", Educ. Psychol. Meas. 20 (1960):
        // 200 cases, 140 on the diagonal, 82 expected by chance (marginals .60 .30 .10 and .50 .30 .20), kappa = .492.
        let cohen = measures(&[[88, 14, 18], [10, 40, 10], [2, 6, 12]]).unwrap();
        near(Some(cohen.raw), 0.70, 1e-9);
        near(cohen.kappa, 0.492, 5e-4);
        // The grant-proposal example of many textbooks: 20, 5, 10, 15 give p_o = .7, p_e = .5, kappa = .4.
        near(measures(&[[20, 5], [10, 15]]).unwrap().kappa, 0.4, 1e-9);
    }

    #[test]
    fn ac1_agrees_with_published_examples() {
        // K. L. Gwet, "Computing inter-rater reliability and its variance in the presence of high agreement",
        // Br. J. Math. Stat. Psychol. 61 (2008), table 2: 118, 5, 2, 0 of 125; kappa = -.0234, AC1 = .9408.
        let gwet = measures(&[[118, 5], [2, 0]]).unwrap();
        near(Some(gwet.raw), 0.944, 1e-9);
        near(gwet.kappa, -0.0234, 5e-5);
        near(gwet.ac1, 0.9408, 5e-5);
        // Three categories: the table `cont3x3abstractors` of Gwet's R package irrCAC 1.0 (CRAN, vignette "overview" and
        // README), whose printed results are 0.89 raw, kappa 0.7964094, AC1 0.8493305.
        let abstractors = measures(&[[13, 0, 0], [0, 20, 7], [0, 4, 56]]).unwrap();
        near(Some(abstractors.raw), 0.89, 1e-9);
        near(abstractors.kappa, 0.796_409_4, 5e-8);
        near(abstractors.ac1, 0.849_330_5, 5e-8);
        // Small enough to check by hand, from a tutorial of easycalculation.com ("Cohen's kappa index"): 12, 2, 4, 2 of 20
        // patients, p_o = 0.7, p_e = 0.62, kappa = 0.08 / 0.38 = 0.21.
        near(measures(&[[12, 2], [4, 2]]).unwrap().kappa, 0.08 / 0.38, 1e-9);
    }

    #[test]
    fn a_category_that_nobody_chose_could_have_been_chosen() {
        // By hand: shares 121.5/125, 3.5/125 and 0 give a chance of (2 * 0.972 * 0.028) / 2 with three categories.
        let gwet = measures(&[[118, 5, 0], [2, 0, 0], [0, 0, 0]]).unwrap();
        let chance = 0.972 * 0.028;
        near(gwet.ac1, (0.944 - chance) / (1.0 - chance), 1e-9);
    }

    #[test]
    fn what_chance_explains_wholly_has_no_measure_beyond_it() {
        let always = measures(&[[9, 0, 0], [0, 0, 0], [0, 0, 0]]).unwrap();
        assert_eq!((always.n, always.raw, always.kappa, always.ac1), (9, 1.0, None, Some(1.0)));
        assert!(Matrix::default().agreement().is_none());
    }

    #[test]
    fn what_chance_explains_to_a_hair_is_nought() {
        // A third each way: shares of 1/3, a chance of 1/3, and so is what they agree on.
        let thirds = measures(&[[1, 1, 1], [1, 1, 1], [1, 1, 1]]).unwrap();
        for value in [thirds.kappa, thirds.ac1] {
            assert_eq!(value.map(f64::to_bits), Some(0.0_f64.to_bits()), "{value:?}");
        }
    }

    #[test]
    fn pairs_and_disagreements_come_from_what_both_judged() {
        let film = film();
        let subject = |n: usize| Subject::of(&film, &film.findings[n]);
        let mut bob = desk("bob");
        let said = [bob.decide(&subject(0), Ruling::True, None), bob.decide(&subject(1), Ruling::True, None)];
        let mut ann = Desk::detached(options("ann"));
        said.into_iter().for_each(|entry| assert!(ann.adopt(entry, Via::Merge)));
        ann.decide(&subject(1), Ruling::NotEvaluable, None);
        ann.decide(&subject(2), Ruling::True, None);
        let pairs = pairs([ann.ledger()]);
        assert_eq!((pairs.len(), pairs[0].first.as_str(), pairs[0].second.as_str()), (1, "ann", "bob"));
        assert_eq!(pairs[0].matrix.cells, [[0, 0, 0], [0, 0, 0], [1, 0, 0]]);
        let open = disagreements(ann.ledger());
        assert_eq!(open.len(), 1);
        assert_eq!(open[0].said, [("ann".to_owned(), Ruling::NotEvaluable), ("bob".to_owned(), Ruling::True)]);
        assert_eq!(open[0].settled, None);
        ann.adjudicate(&subject(1), Ruling::True, None).unwrap();
        assert_eq!(disagreements(ann.ledger())[0].settled, Some(Ruling::True));
    }
}

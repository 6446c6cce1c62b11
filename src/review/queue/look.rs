//! How a reviewer looks through the findings: filter, order, sample and blindness together.
//!
//! ```text
//!   film ──▶ seen: masked while blind and undecided ──▶ filter ──▶ order ──▶ positions in the film
//! ```

use super::super::blind::masked;
use super::super::desk::Desk;
use super::super::evidence::Age;
use super::super::ledger::{Consensus, Opinion};
use super::{Filter, Order, Share, Term, Test};
use crate::film::{Film, Finding, FindingId, Status};
use std::borrow::Cow;

/// The settings of the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// What is listed.
    pub filter: Filter,
    /// In which order.
    pub order: Order,
    /// Whether confidence, score and other people's verdicts are hidden until the reviewer has decided.
    pub blind: bool,
    /// How many of the suppressed ones are to be judged too.
    pub share: Share,
}

impl Default for Look {
    /// The candidates by time, everything shown.
    fn default() -> Look {
        Look { filter: usual(Share::NONE), order: Order::Time, blind: false, share: Share::NONE }
    }
}

/// What is listed at first: what there is to judge.
fn usual(share: Share) -> Filter {
    let asked = if share == Share::NONE { Test::Candidate } else { Test::Asked };
    Filter { terms: vec![Term::is(asked)] }
}

/// What is known of a finding's review, as far as this reviewer may know.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// The reviewer's own verdict and note.
    pub opinion: Option<&'a Opinion>,
    /// Reviewers judge it differently, and nobody settled it.
    pub disputed: bool,
    /// The reviewer's verdict is on evidence that has changed since.
    pub stale: bool,
    /// It is to be judged.
    pub asked: bool,
}

impl Look {
    /// The filter at the start: what there is to judge.
    #[must_use]
    pub fn usual(&self) -> Filter {
        usual(self.share)
    }

    /// Whether the rule's decision and other people's opinions may be shown: not while blind and undecided.
    #[must_use]
    pub fn is_open(&self, id: &FindingId, desk: Option<&Desk>) -> bool {
        !self.blind || desk.is_some_and(|desk| desk.verdict(id).is_some())
    }

    /// The finding as it may be shown.
    #[must_use]
    pub fn seen<'f>(&self, film: &Film, finding: &'f Finding, desk: Option<&Desk>) -> Cow<'f, Finding> {
        if self.is_open(&finding.id, desk) { Cow::Borrowed(finding) } else { Cow::Owned(masked(film, finding)) }
    }

    /// Whether it may be shown at all: what nobody is asked about would tell by being left out of the queue.
    #[must_use]
    pub fn shows(&self, finding: &Finding, desk: Option<&Desk>) -> bool {
        let excused = matches!(finding.status, Status::Suppressed(_)) && !self.share.asks(finding);
        !excused || self.is_open(&finding.id, desk)
    }

    /// What may be known of its review.
    #[must_use]
    pub fn known<'d>(&self, finding: &Finding, desk: Option<&'d Desk>) -> Known<'d> {
        let opinion = desk.and_then(|desk| desk.opinion(&finding.id));
        let verdict = opinion.and_then(|opinion| opinion.verdict.as_ref());
        let disputed = |desk: &Desk| desk.ledger().consensus(&finding.id) == Consensus::Disputed;
        Known {
            opinion,
            disputed: self.is_open(&finding.id, desk) && desk.is_some_and(disputed),
            stale: verdict.is_some_and(|verdict| matches!(Age::of(verdict, finding), Age::Stale(_))),
            asked: self.share.asks(finding),
        }
    }

    /// Whether the finding is listed.
    #[must_use]
    pub fn lists(&self, film: &Film, finding: &Finding, desk: Option<&Desk>) -> bool {
        let known = self.known(finding, desk);
        self.shows(finding, desk) && self.filter.matches(&self.seen(film, finding, desk), film, &known)
    }

    /// Positions in the film's findings of those that are listed, and of the one to keep whatever the filter says, in
    /// order.
    #[must_use]
    pub fn listed(&self, film: &Film, desk: Option<&Desk>, keep: Option<usize>) -> Vec<usize> {
        let all = film.findings.iter().enumerate();
        let passing = all.filter(|(at, finding)| keep == Some(*at) || self.lists(film, finding, desk));
        let mut listed: Vec<(usize, Cow<'_, Finding>)> =
            passing.map(|(at, finding)| (at, self.seen(film, finding, desk))).collect();
        listed.sort_by(|(_, one), (_, two)| self.order.compare(film, one, two));
        listed.into_iter().map(|(at, _)| at).collect()
    }

    /// The next order; while blind only those that give nothing away.
    pub fn next_order(&mut self) {
        loop {
            self.order = self.order.next();
            if !self.blind || self.order.is_blind() {
                return; // the order by time always is
            }
        }
    }

    /// Begins or ends blind review. What is listed and in which order must not tell either.
    pub fn set_blind(&mut self, blind: bool) {
        self.blind = blind;
        if blind && !self.order.is_blind() {
            self.order = Order::Time;
        }
        if blind {
            self.filter = self.usual();
        }
    }

    /// What the filter asks for but cannot find out while blind, as a sentence that names the word.
    #[must_use]
    pub fn blind_spot(&self) -> Option<String> {
        let hidden = |term: &&Term| match &term.test {
            Test::Confidence(_) | Test::Reason(_) | Test::Suppressed | Test::Disagree => self.blind,
            Test::Candidate => self.blind && self.share != Share::NONE,
            _ => false,
        };
        let term = self.filter.terms.iter().find(hidden)?;
        let word = Filter { terms: vec![term.clone()] };
        Some(format!("`{word}` is not known before the verdict while you review blind"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{desk, film};
    use super::super::super::{Ruling, Subject};
    use super::*;

    fn look(filter: &str, blind: bool, percent: f64) -> Look {
        Look { filter: filter.parse().unwrap(), blind, share: Share::percent(percent).unwrap(), ..Look::default() }
    }

    #[test]
    fn blind_lists_what_is_asked_for_and_filters_tell_nothing() {
        let film = film();
        let desk = desk("ann");
        let listed = |text: &str, percent: f64| look(text, true, percent).listed(&film, Some(&desk), None);
        assert_eq!(listed("asked", 100.0), [0, 1, 2]);
        assert_eq!(listed("candidate", 100.0), [0, 1, 2], "not told apart");
        assert_eq!(listed("-fact", 0.0), [0, 1], "what nobody is asked about is not there");
        for text in ["conf:high", "suppressed", "reason:wave", "marginal", "reason:no_attempt", "disagree", "c0ffee"] {
            assert_eq!(listed(text, 100.0), [0; 0], "{text}");
        }
        assert!(look("conf:high", true, 0.0).blind_spot().unwrap().starts_with("`conf:high` is not known"));
        assert_eq!(look("player:kiko", true, 0.0).blind_spot(), None);
    }

    #[test]
    fn a_verdict_opens_what_it_is_about() {
        let film = film();
        let mut desk = desk("ann");
        desk.decide(&Subject::of(&film, &film.findings[2]), Ruling::True, None);
        let look = look("asked", true, 100.0);
        assert_eq!(look.seen(&film, &film.findings[2], Some(&desk)).status, film.findings[2].status);
        assert_eq!(look.seen(&film, &film.findings[0], Some(&desk)).confidence, None);
        assert_eq!(look.listed(&film, Some(&desk), None), [0, 1, 2], "it stays in the queue");
    }

    #[test]
    fn blindness_keeps_no_order_and_no_filter_that_tells() {
        let mut look = Look { order: Order::Confidence, ..look("conf:high", false, 10.0) };
        look.set_blind(true);
        assert_eq!((look.order, look.filter.to_string().as_str()), (Order::Time, "asked"));
        let mut orders = Vec::new();
        for _ in 0..3 {
            look.next_order();
            orders.push(look.order);
        }
        assert_eq!(orders, [Order::Player, Order::Time, Order::Player]);
    }

    #[test]
    fn the_queue_knows_disagreement_and_changed_evidence() {
        use super::super::super::{Via, fixture::options};
        let mut film = film();
        let subject = |film: &Film, at: usize| Subject::of(film, &film.findings[at]);
        let mut bob = desk("bob");
        let said = bob.decide(&subject(&film, 1), Ruling::True, None);
        let mut ann = Desk::detached(options("ann"));
        assert!(ann.adopt(said, Via::Merge));
        ann.decide(&subject(&film, 1), Ruling::False, None);
        ann.decide(&subject(&film, 0), Ruling::True, None);
        film.findings[0].gates[0].value = Some(900.0);
        let listed = |text: &str, ann: &Desk| look(text, false, 0.0).listed(&film, Some(ann), None);
        assert_eq!((listed("disagree", &ann), listed("stale", &ann)), (vec![1], vec![0]));
        ann.adjudicate(&subject(&film, 1), Ruling::True, None).unwrap();
        assert_eq!(listed("disagree", &ann), [0; 0]);
        assert_eq!(
            look("fact", false, 0.0).listed(&film, Some(&ann), Some(2)),
            [2, 3],
            "kept whatever the filter says"
        );
    }
}

//! What other thresholds would change: two analyses of the same rounds held against each other.
//!
//! ```text
//!   before ─┬─ candidate now, was none   appeared        Stats before, Stats after ─▶ precision by tier, with n
//!   after  ─┼─ was one, is none now      vanished
//!           ├─ another tier              tier
//!           └─ excused otherwise         status
//! ```

use super::ledger::Ledger;
use super::stats::Stats;
use crate::film::{Film, Finding, FindingId, Status};
use std::collections::BTreeMap;

/// What became of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// It is a candidate now, and was none.
    Appeared,
    /// It was a candidate, and is none now: excused, or no finding at all.
    Vanished,
    /// It is a candidate of another confidence.
    Tier,
    /// It was none and is none, but not as it was: other reasons, other confidence.
    Status,
}

impl Turn {
    /// In lists.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Turn::Appeared => "appears",
            Turn::Vanished => "vanishes",
            Turn::Tier => "changes tier",
            Turn::Status => "stays suppressed",
        }
    }
}

/// One finding that is not as it was.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change<'a> {
    /// What became of it.
    pub turn: Turn,
    /// Before, if it was there.
    pub was: Option<&'a Finding>,
    /// Now, if it is there.
    pub is: Option<&'a Finding>,
}

impl<'a> Change<'a> {
    /// The finding as it is now, else as it was: one of them is there.
    #[must_use]
    pub fn finding(&self) -> Option<&'a Finding> {
        self.is.or(self.was)
    }

    /// `candidate high -> suppressed: wave`.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{} -> {}", state(self.was), state(self.is))
    }
}

fn state(finding: Option<&Finding>) -> String {
    let Some(finding) = finding else { return "no finding".to_owned() };
    match &finding.status {
        Status::Candidate => format!("candidate {}", finding.confidence.map_or("", |tier| tier.as_str())),
        Status::Suppressed(reasons) => format!("suppressed: {}", reasons.join(", ")),
        Status::Fact => "fact".to_owned(),
    }
}

/// What is different between two lists of findings of the same round, by time, then id. Facts are left out.
#[must_use]
pub fn diff<'a>(before: &'a [Finding], after: &'a [Finding]) -> Vec<Change<'a>> {
    let mut both: BTreeMap<&FindingId, [Option<&Finding>; 2]> = BTreeMap::new();
    for (side, list) in [before, after].into_iter().enumerate() {
        for finding in list.iter().filter(|finding| finding.is_judgeable()) {
            both.entry(&finding.id).or_default()[side] = Some(finding); // side is 0 or 1
        }
    }
    let mut changes: Vec<Change<'a>> = both.into_values().filter_map(|[was, is]| change(was, is)).collect();
    // Stable: of one moment by id.
    changes.sort_by_key(|change| change.finding().map(|finding| finding.at));
    changes
}

fn change<'a>(was: Option<&'a Finding>, is: Option<&'a Finding>) -> Option<Change<'a>> {
    let live = |finding: Option<&Finding>| finding.is_some_and(Finding::is_candidate);
    let held = |finding: Option<&'a Finding>| finding.map(|f| (f.confidence, &f.status));
    let turn = match (live(was), live(is)) {
        (false, true) => Turn::Appeared,
        (true, false) => Turn::Vanished,
        (true, true) => Turn::Tier,
        (false, false) => Turn::Status,
    };
    (held(was) != held(is)).then_some(Change { turn, was, is })
}

/// How many findings took each turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Turns {
    /// [`Turn::Appeared`].
    pub appeared: u64,
    /// [`Turn::Vanished`].
    pub vanished: u64,
    /// [`Turn::Tier`].
    pub tier: u64,
    /// [`Turn::Status`].
    pub status: u64,
}

/// The effect of a change on a set of rounds.
#[derive(Debug, Clone, Default)]
pub struct Effect {
    /// Counts, and so precision by tier, as it was.
    pub before: Stats,
    /// As it would be.
    pub after: Stats,
    /// What moved.
    pub turns: Turns,
}

impl Effect {
    /// Adds a round: its films before and after, and what reviewers said.
    pub fn add(&mut self, before: &Film, after: &Film, ledger: &Ledger) {
        self.before.add(before, ledger);
        self.after.add(after, ledger);
        for change in diff(&before.findings, &after.findings) {
            *match change.turn {
                Turn::Appeared => &mut self.turns.appeared,
                Turn::Vanished => &mut self.turns.vanished,
                Turn::Tier => &mut self.turns.tier,
                Turn::Status => &mut self.turns.status,
            } += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{desk, film};
    use super::super::stats::By;
    use super::super::{Ruling, Subject};
    use super::*;
    use crate::film::Confidence;

    #[test]
    fn nothing_changed_is_nothing() {
        assert!(diff(&film().findings, &film().findings).is_empty());
    }

    #[test]
    fn what_appears_vanishes_and_moves_is_told_with_its_verdicts() {
        let before = film();
        let mut after = film();
        after.findings[0].status = Status::Suppressed(vec!["wave".into()]);
        after.findings[1].confidence = Some(Confidence::High);
        after.findings[2].status = Status::Candidate;
        after.findings.remove(3); // a fact: nobody judges it
        let changes = diff(&before.findings, &after.findings);
        let told: Vec<_> = changes.iter().map(|change| (change.turn, change.words())).collect();
        assert_eq!(
            told,
            [
                (Turn::Vanished, "candidate high -> suppressed: wave".to_owned()),
                (Turn::Tier, "candidate med -> candidate high".to_owned()),
                (Turn::Appeared, "suppressed: wave, marginal -> candidate low".to_owned()),
            ]
        );
        let mut desk = desk("ann");
        desk.decide(&Subject::of(&before, &before.findings[0]), Ruling::False, None);
        desk.decide(&Subject::of(&before, &before.findings[1]), Ruling::True, None);
        let mut effect = Effect::default();
        effect.add(&before, &after, desk.ledger());
        assert_eq!(effect.turns, Turns { appeared: 1, vanished: 1, tier: 1, status: 0 });
        let high = |stats: &Stats| stats.counts("missed_trade", By::Tier, "high").precision().map(|p| (p.hits, p.n));
        assert_eq!((high(&effect.before), high(&effect.after)), (Some((0, 1)), Some((1, 1))));
    }

    #[test]
    fn a_finding_that_is_gone_was_something() {
        let before = film();
        let changes = diff(&before.findings, &[]);
        assert_eq!(changes.len(), 3);
        assert_eq!((changes[0].turn, changes[2].turn), (Turn::Vanished, Turn::Status));
        assert_eq!(changes[0].words(), "candidate high -> no finding");
        assert_eq!(diff(&[], &before.findings)[0].turn, Turn::Appeared);
    }
}

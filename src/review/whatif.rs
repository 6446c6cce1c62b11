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
    /// It is a candidate now, and was none; or a condition that holds now, and did not.
    Appeared,
    /// It was a candidate, and is none now: excused, or no finding at all; or a condition that holds no longer.
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
        Status::Suppressed(reasons) if finding.confidence.is_none() => reasons.join(", ").replace('_', " "),
        Status::Suppressed(reasons) => format!("suppressed: {}", reasons.join(", ")),
        Status::Fact => "holds".to_owned(),
    }
}

/// What is different between two lists of findings of the same round, by time, then id. Plain events are left out.
#[must_use]
pub fn diff<'a>(before: &'a [Finding], after: &'a [Finding]) -> Vec<Change<'a>> {
    let mut both: BTreeMap<&FindingId, [Option<&Finding>; 2]> = BTreeMap::new();
    for (side, list) in [before, after].into_iter().enumerate() {
        for finding in list.iter().filter(|finding| finding.may_be_judged()) {
            both.entry(&finding.id).or_default()[side] = Some(finding); // side is 0 or 1
        }
    }
    let mut changes: Vec<Change<'a>> = both.into_values().filter_map(|[was, is]| change(was, is)).collect();
    // Stable: of one moment by id.
    changes.sort_by_key(|change| change.finding().map(|finding| finding.at));
    changes
}

fn change<'a>(was: Option<&'a Finding>, is: Option<&'a Finding>) -> Option<Change<'a>> {
    let live =
        |finding: Option<&Finding>| finding.is_some_and(|finding| !matches!(finding.status, Status::Suppressed(_)));
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

/// One thing that lists say of films, before and after: `candidates`, `rush`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// As the films name it.
    pub name: &'static str,
    /// Summed over the films that can tell; of what holds or does not, how many it holds for.
    pub before: u64,
    /// The same under the change.
    pub after: u64,
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
    /// What lists say of the rounds, in order of first appearance.
    pub listed: Vec<Listed>,
}

impl Effect {
    /// Adds a round: its films before and after, and what reviewers said.
    pub fn add(&mut self, before: &Film, after: &Film, ledger: &Ledger) {
        self.before.add(before, ledger);
        self.after.add(after, ledger);
        for (name, before, after) in counts(before, after) {
            match self.listed.iter_mut().find(|listed| listed.name == name) {
                Some(listed) => (listed.before, listed.after) = (listed.before + before, listed.after + after),
                None => self.listed.push(Listed { name, before, after }),
            }
        }
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

/// What lists count of a film, where it is known before and after; then what holds, as 0 or 1.
fn counts<'a>(before: &'a Film, after: &'a Film) -> impl Iterator<Item = (&'static str, u64, u64)> + 'a {
    let counts = before.meta.counts.iter().filter_map(|(name, was)| {
        let is = after.meta.counts.iter().find(|(other, _)| other == name)?.1;
        Some((*name, (*was)?, is?))
    });
    let flags = before.meta.flags.iter().filter_map(|(name, was)| {
        let is = after.meta.flags.iter().find(|(other, _)| other == name)?.1;
        Some((*name, u64::from(*was), u64::from(is)))
    });
    counts.chain(flags)
}

/// What a list of films says otherwise about a film than before: (name, was, is), such as (`label`, `none`, `r1`).
#[must_use]
pub fn told(before: &Film, after: &Film) -> Vec<(String, String, String)> {
    let yes = |holds: bool| if holds { "yes" } else { "no" }.to_owned();
    let flags = before.meta.flags.iter().filter_map(|(name, was)| {
        let is = after.meta.flags.iter().find(|(other, _)| other == name)?.1;
        Some(((*name).to_owned(), yes(*was), yes(is)))
    });
    let marks = before.meta.marks.iter().filter_map(|(column, was)| {
        let (_, is) = after.meta.marks.iter().find(|(other, _)| other.key == column.key)?;
        Some((column.label.to_owned(), was.text(column.kind, before), is.text(column.kind, after)))
    });
    flags.chain(marks).filter(|(_, was, is)| was != is).collect()
}

/// The gates that are not as they were: why a finding moved. Each as `near 640 > 600 u: fail -> 640 <= 700 u: pass`.
#[must_use]
pub fn flipped(was: &Finding, is: &Finding) -> Vec<String> {
    let one = |gate: &crate::film::Gate| {
        let numbers = format!("{} {}", gate.value_text(), gate.limit_text());
        match numbers.trim() {
            "" => gate.outcome.as_str().to_owned(),
            numbers => format!("{numbers}: {}", gate.outcome.as_str()),
        }
    };
    let mut out = Vec::new();
    for gate in &is.gates {
        match was.gates.iter().find(|other| other.name == gate.name) {
            Some(other) if (other.outcome.as_str(), other.limit) == (gate.outcome.as_str(), gate.limit) => {}
            Some(other) => out.push(format!("{} {} -> {}", gate.name, one(other), one(gate))),
            None => out.push(format!("{} {}", gate.name, one(gate))),
        }
    }
    out
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
    fn a_condition_that_holds_no_longer_vanishes_and_is_told_without_a_tier() {
        let (mut before, mut after) = (film(), film());
        let condition = |status| Finding { confidence: None, status, ..film().findings[0].clone() };
        before.findings[0] = condition(Status::Fact);
        after.findings[0] = condition(Status::Suppressed(vec!["does_not".into()]));
        let [change] = diff(&before.findings, &after.findings)[..] else { panic!("one change") };
        assert_eq!((change.turn, change.words().as_str()), (Turn::Vanished, "holds -> does not"));
        let [change] = diff(&after.findings, &before.findings)[..] else { panic!("one change") };
        assert_eq!((change.turn, change.words().as_str()), (Turn::Appeared, "does not -> holds"));
    }

    #[test]
    fn what_lists_say_is_summed_and_what_differs_is_told() {
        use crate::film::{Cell, Column, ColumnKind};
        let label = |text: &str| {
            let column = Column { key: "label", label: "label", kind: ColumnKind::Text, help: String::new() };
            (column, Cell::Text(text.into()))
        };
        let meta = |candidates, rush, text: &str| {
            let mut film = film();
            film.meta.counts = vec![("deaths", Some(3)), ("candidates", candidates)];
            film.meta.flags = vec![("rush", rush)];
            film.meta.marks = vec![label(text)];
            film
        };
        let (before, after) = (meta(Some(2), true, "r1"), meta(Some(1), false, "r2"));
        let mut effect = Effect::default();
        effect.add(&before, &after, &Ledger::default());
        effect.add(&before, &meta(None, true, "r1"), &Ledger::default());
        let listed: Vec<_> = effect.listed.iter().map(|one| (one.name, one.before, one.after)).collect();
        assert_eq!(listed, [("deaths", 6, 6), ("candidates", 2, 1), ("rush", 2, 1)], "unknown is left out, not 0");
        let told = told(&before, &after);
        let text = |one: &str, two: &str, three: &str| (one.to_owned(), two.to_owned(), three.to_owned());
        assert_eq!(told, [text("rush", "yes", "no"), text("label", "r1", "r2")]);
    }

    #[test]
    fn the_gates_that_moved_it_are_named_with_both_limits() {
        let was = film().findings[0].clone();
        assert!(flipped(&was, &was).is_empty());
        let mut is = was.clone();
        let near = is.gates.iter_mut().find(|gate| gate.value.is_some()).unwrap();
        let (name, value) = (near.name.clone(), near.value_text());
        (near.limit, near.outcome) = (Some(1.0), crate::film::Outcome::Fail);
        let told = flipped(&was, &is);
        assert_eq!(told, [format!("{name} {value} <= 600 u: pass -> {value} <= 1 u: fail")]);
        is.gates.push(crate::film::Gate { name: "new".into(), value: None, limit: None, ..is.gates[0].clone() });
        assert!(flipped(&was, &is)[1].starts_with("new "));
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

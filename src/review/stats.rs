//! How far a rule can be trusted: counts of verdicts by rule, tier, reason, map and player, with what they can prove.
//!
//! ```text
//!   film + ledger ──▶ Stats ── rows: true, false, not evaluable ──▶ precision with interval, or "too few to tell"
//!                          └── recall, only where suppressed ones were judged too
//! ```
//!
//! One finding counts once: what all its reviewers say, or how it was adjudicated; disputed ones are counted apart.

use super::entry::Ruling;
use super::ledger::{Consensus, Ledger};
use crate::film::{Confidence, Film, Finding, FindingId, Interval, Status, wilson};
use std::collections::{BTreeMap, BTreeSet};

/// Findings counted by what was said about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Verdict true.
    pub yes: u64,
    /// False positive.
    pub no: u64,
    /// It cannot be told from what was recorded.
    pub not_evaluable: u64,
    /// Reviewers differ, and nobody settled it.
    pub disputed: u64,
    /// No verdict.
    pub unreviewed: u64,
}

impl Counts {
    /// Counts one.
    pub fn add(&mut self, consensus: Consensus) {
        *match consensus {
            Consensus::Agreed(Ruling::True) => &mut self.yes,
            Consensus::Agreed(Ruling::False) => &mut self.no,
            Consensus::Agreed(Ruling::NotEvaluable) => &mut self.not_evaluable,
            Consensus::Disputed => &mut self.disputed,
            Consensus::Unreviewed => &mut self.unreviewed,
        } += 1;
    }

    /// Adds another's.
    pub const fn join(&mut self, other: &Counts) {
        self.yes += other.yes;
        self.no += other.no;
        self.not_evaluable += other.not_evaluable;
        self.disputed += other.disputed;
        self.unreviewed += other.unreviewed;
    }

    /// True or false: what precision is made of.
    #[must_use]
    pub const fn reviewed(&self) -> u64 {
        self.yes + self.no
    }

    /// All.
    #[must_use]
    pub const fn all(&self) -> u64 {
        self.reviewed() + self.not_evaluable + self.disputed + self.unreviewed
    }

    /// True ones among true and false ones, however few they are.
    #[must_use]
    pub fn precision(&self) -> Option<Interval> {
        wilson(self.yes, self.reviewed())
    }
}

/// What a row of the table is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// All candidates of the rule.
    Rule,
    /// Candidates of one confidence.
    Tier,
    /// Suppressed ones, by the reason that excused them: a "true" here is one that the gates lost.
    SuppressedBy,
    /// Candidates on one map.
    Map,
    /// Candidates about one player.
    Player,
    /// Candidates called false for this reason.
    FalseReason,
}

impl By {
    /// As in the tables: `rule`, `tier`, `suppressed_by`, `map`, `player`, `false_reason`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            By::Rule => "rule",
            By::Tier => "tier",
            By::SuppressedBy => "suppressed_by",
            By::Map => "map",
            By::Player => "player",
            By::FalseReason => "false_reason",
        }
    }
}

/// Which row: the rule, what it is split by, and the value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The finding kind's key.
    pub rule: String,
    /// Split by what.
    pub by: By,
    /// `high`, a player's name; empty for the rule as a whole.
    pub value: String,
}

/// What a share of all true cases the rule lists, judged from the suppressed ones that were reviewed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recall {
    /// Estimated share, 0 to 1.
    pub share: f64,
    /// With both shares it is made of at the unfavourable end of their intervals.
    pub low: f64,
    /// With both at the favourable end.
    pub high: f64,
    /// Suppressed ones that were judged true or false.
    pub sampled: u64,
    /// Suppressed ones there are.
    pub suppressed: u64,
}

/// Counts over films.
#[derive(Debug, Clone, Default)]
pub struct Stats {
    rows: BTreeMap<Key, Counts>,
    suppressed: BTreeMap<String, Counts>,
    seen: BTreeSet<FindingId>,
    films: u64,
}

impl Stats {
    /// Counts a film's findings; one that another film held already is not counted again.
    pub fn add(&mut self, film: &Film, ledger: &Ledger) {
        self.films += 1;
        for finding in film.findings.iter().filter(|finding| finding.may_be_judged()) {
            let Some(kind) = film.finding_kinds.get(finding.kind) else { continue };
            if !self.seen.insert(finding.id.clone()) {
                continue;
            }
            let consensus = ledger.consensus(&finding.id);
            for (by, value) in values(film, finding, ledger, consensus) {
                let key = Key { rule: kind.key.to_owned(), by, value };
                self.rows.entry(key).or_default().add(consensus);
            }
            if matches!(finding.status, Status::Suppressed(_)) {
                self.suppressed.entry(kind.key.to_owned()).or_default().add(consensus);
            }
        }
    }

    /// The rows, by rule, split and value.
    pub fn rows(&self) -> impl Iterator<Item = (&Key, &Counts)> {
        self.rows.iter()
    }

    /// Films counted.
    #[must_use]
    pub const fn films(&self) -> u64 {
        self.films
    }

    /// The rules that listed or suppressed anything, by key.
    #[must_use]
    pub fn rules(&self) -> BTreeSet<&str> {
        self.rows.keys().map(|key| key.rule.as_str()).collect()
    }

    /// One row; nothing counted is all zero.
    #[must_use]
    pub fn counts(&self, rule: &str, by: By, value: &str) -> Counts {
        let key = Key { rule: rule.to_owned(), by, value: value.to_owned() };
        self.rows.get(&key).copied().unwrap_or_default()
    }

    /// Everything of a rule that was excused.
    #[must_use]
    pub fn suppressed(&self, rule: &str) -> Counts {
        self.suppressed.get(rule).copied().unwrap_or_default()
    }

    /// The recall of a rule; none unless both candidates and suppressed ones were judged, `min` or more of each.
    #[must_use]
    pub fn recall(&self, rule: &str, min: u64) -> Option<Recall> {
        let (listed, lost) = (self.counts(rule, By::Rule, ""), self.suppressed(rule));
        if listed.reviewed() < min || lost.reviewed() < min {
            return None;
        }
        let (kept, missed) = (listed.precision()?, lost.precision()?);
        let share = |kept: f64, missed: f64| {
            let (kept, missed) = (kept * listed.all() as f64, missed * lost.all() as f64);
            if kept + missed > 0.0 { kept / (kept + missed) } else { 0.0 }
        };
        Some(Recall {
            share: share(kept.share, missed.share),
            low: share(kept.low, missed.high),
            high: share(kept.high, missed.low),
            sampled: lost.reviewed(),
            suppressed: lost.all(),
        })
    }
}

/// The rows that a finding counts in. A candidate's player is the one it is about, its first part.
fn values(film: &Film, finding: &Finding, ledger: &Ledger, consensus: Consensus) -> Vec<(By, String)> {
    if let Status::Suppressed(reasons) = &finding.status {
        return vec![(By::SuppressedBy, reasons.first().cloned().unwrap_or_default())];
    }
    let tier = finding.confidence.map_or("unrated", Confidence::as_str);
    let player = finding.parts.first().and_then(|part| film.cast.get(part.actor.index()));
    let map = film.meta.map.clone().unwrap_or_else(|| "unknown map".to_owned());
    let mut out = vec![(By::Rule, String::new()), (By::Tier, tier.to_owned()), (By::Map, map)];
    out.extend(player.map(|player| (By::Player, player.name.clone())));
    if consensus == Consensus::Agreed(Ruling::False) {
        out.push((By::FalseReason, false_reason(&finding.id, ledger)));
    }
    out
}

/// The reason for a false positive: of the adjudication, else of the first reviewer by name who gave one.
fn false_reason(id: &FindingId, ledger: &Ledger) -> String {
    let reason = match ledger.adjudication(id) {
        Some(settled) => settled.entry.reason.clone(),
        None => ledger.opinions(id).find_map(|(_, opinion)| opinion.verdict.as_ref()?.reason.clone()),
    };
    reason.unwrap_or_else(|| "no reason given".to_owned())
}

/// What verdicts must prove before penalties may count (`review: {min_reviewed: 30, min_precision: 0.8}`).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// So many must be judged true or false.
    pub min_reviewed: u64,
    /// The lower end of the precision's interval must reach this, 0 to 1.
    pub min_precision: f64,
}

impl Default for Bar {
    fn default() -> Bar {
        Bar { min_reviewed: 30, min_precision: 0.8 }
    }
}

impl Bar {
    /// The precision, or that there are too few to tell.
    ///
    /// # Errors
    /// A sentence with the numbers.
    pub fn tell(&self, counts: &Counts) -> Result<Interval, String> {
        let n = counts.reviewed();
        let few = || format!("too few to tell: {n} of {} needed", self.min_reviewed);
        counts.precision().filter(|_| n >= self.min_reviewed).ok_or_else(few)
    }

    /// Whether the verdicts support penalties.
    ///
    /// # Errors
    /// Why not, with the numbers.
    pub fn supports(&self, counts: &Counts) -> Result<Interval, String> {
        let precision = self.tell(counts)?;
        if precision.low < self.min_precision {
            let (low, needed) = (precision.low * 100.0, self.min_precision * 100.0);
            return Err(format!("precision {precision}: its lower bound {low:.0} % is under {needed:.0} %"));
        }
        Ok(precision)
    }
}

#[path = "stats_told.rs"]
mod words;

pub use words::{Told, precision, recall, rule, told};

#[cfg(test)]
#[path = "stats_tests.rs"]
mod tests;

//! The verdict: guards, ledger, totals and the latch, as they stood at any moment of the game.

use super::config::{Combine, Rules, secs};
use super::index::Index;
use super::known::{Answer, Applies, Known};
use super::signal::{Entry, Guard, Rush, Signal, tables};
use crate::film::Time;
use crate::sc2::observe::{Fact, Observations, Sight};
use std::collections::BTreeMap;
use std::mem::{Discriminant, discriminant};

/// A guard as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct GuardRow {
    /// Which.
    pub guard: Guard,
    /// Its clock.
    pub clock: Time,
    /// The answer with margin and evidence.
    pub answer: Answer,
    /// When it first fired.
    pub since: Option<Time>,
}

/// A row of the ledger as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct LedgerRow {
    /// Type, signal and weight.
    pub entry: Entry,
    /// The signal's main clock.
    pub clock: Time,
    /// The answer with margin and evidence.
    pub answer: Answer,
    /// When it first applied.
    pub since: Option<Time>,
}

impl LedgerRow {
    /// What it adds to its type's score.
    #[must_use]
    pub fn points(&self) -> f64 {
        if self.answer.applies.yes() { self.entry.weight } else { 0.0 }
    }
}

/// The totals (R1): one per type, and the three ways of combining them.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Scores {
    /// R1, R2, R3.
    pub by_rush: [f64; 3],
    /// All rows of all tables.
    pub sum: f64,
    /// Each fact once, at its highest weight.
    pub distinct: f64,
    /// The best single type.
    pub max: f64,
}

impl Scores {
    /// The one that decides.
    #[must_use]
    pub fn by(&self, combine: Combine) -> f64 {
        match combine {
            Combine::Sum => self.sum,
            Combine::Distinct => self.distinct,
            Combine::Max => self.max,
        }
    }

    /// R2: the type with the highest score, the earlier one of equals; `None` when none has points.
    #[must_use]
    pub fn label(&self) -> Option<Rush> {
        let best = self.by_rush.iter().copied().fold(0.0, f64::max);
        Rush::ALL.into_iter().zip(self.by_rush).find(|(_, score)| *score > 0.0 && *score >= best).map(|(rush, _)| rush)
    }

    fn of(rows: &[(Entry, Answer)]) -> Scores {
        let mut scores = Scores::default();
        let mut facts: BTreeMap<Signal, f64> = BTreeMap::new();
        for (entry, _) in rows.iter().filter(|(_, answer)| answer.applies.yes()) {
            scores.by_rush[entry.rush as usize] += entry.weight; // three types, three places
            scores.sum += entry.weight;
            facts.entry(entry.signal).and_modify(|w| *w = w.max(entry.weight)).or_insert(entry.weight);
        }
        scores.distinct = facts.values().fold(0.0, |sum, weight| sum + weight); // `sum` of nothing is -0
        scores.max = scores.by_rush.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        scores
    }
}

/// What made the verdict true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A guard.
    Guard(Guard),
    /// The score reached the threshold.
    Score,
}

impl By {
    /// `guard A`, `score`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            By::Guard(Guard::A) => "guard A",
            By::Guard(Guard::B) => "guard B",
            By::Guard(Guard::C) => "guard C",
            By::Score => "score",
        }
    }
}

/// What the detector says at a moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The moment asked for, at most the end of the game or log.
    pub at: Time,
    /// The guards, A to C.
    pub guards: [GuardRow; 3],
    /// Every signal of the three tables, in the specification's order.
    pub ledger: Vec<LedgerRow>,
    /// The totals at this moment.
    pub scores: Scores,
    /// The totals from each moment on at which they changed, up to this one.
    pub history: Vec<(Time, Scores)>,
    /// How they are combined.
    pub combine: Combine,
    /// The threshold in force.
    pub threshold: f64,
    /// First time true and by what, in the reading in force: it stays true (R2).
    pub first_true: Option<(Time, By)>,
    /// The same in all three readings, in the order of [`Combine::ALL`]: shown where they differ.
    pub readings: [Option<(Time, By)>; 3],
    /// The moments up to this one from which on an answer, a total or the call was another than before.
    pub changes: Vec<Time>,
    /// Where the game or the log ends.
    pub end: Time,
    /// How things count as seen.
    pub sight: Sight,
}

impl Verdict {
    /// Whether it is, or was at any moment so far, a rush.
    #[must_use]
    pub fn is_rushed(&self) -> bool {
        self.first_true.is_some()
    }

    /// Whether the three readings of R1 do not agree on this game.
    #[must_use]
    pub fn readings_differ(&self) -> bool {
        self.readings.iter().any(|one| one.is_some() != self.is_rushed())
    }

    /// Whether it speaks of the end: what is not reached now never was (R12).
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.at >= self.end
    }

    /// The score that decides.
    #[must_use]
    pub fn score(&self) -> f64 {
        self.scores.by(self.combine)
    }

    /// The score that decided at an earlier moment.
    #[must_use]
    pub fn score_at(&self, t: Time) -> f64 {
        let next = self.history.partition_point(|(at, _)| *at <= t);
        self.history[..next].last().map_or(0.0, |(_, scores)| scores.by(self.combine)) // at most all of them
    }

    /// R2: the label for logs, `none` without points.
    #[must_use]
    pub fn label(&self) -> &'static str {
        self.scores.label().map_or("none", Rush::label)
    }

    /// The first guard that fired, by the specification's order.
    #[must_use]
    pub fn guard(&self) -> Option<Guard> {
        self.guards.iter().find(|row| row.since.is_some()).map(|row| row.guard)
    }
}

/// What the detector says at `at`, knowing what was known until then. Pure: the timeline asks it for any moment.
#[must_use]
pub fn judge(obs: &Observations, rules: &Rules, at: Time) -> Verdict {
    let at = at.min(obs.end);
    let entries = tables(&rules.settings);
    let mut verdict = Verdict {
        at,
        guards: Guard::ALL.map(|guard| GuardRow {
            guard,
            clock: guard_clock(guard, rules),
            answer: Answer::not_reached(at),
            since: None,
        }),
        ledger: Vec::new(),
        scores: Scores::default(),
        history: Vec::new(),
        combine: rules.combine,
        threshold: rules.settings.score_threshold,
        first_true: None,
        readings: [None; 3],
        changes: Vec::new(),
        end: obs.end,
        sight: obs.sight,
    };
    let mut since = [None; 22];
    let mut before: Option<Vec<Discriminant<Applies>>> = None;
    let index = Index::of(obs);
    for now in steps(&index, rules, at) {
        let known = Known { index: &index, settings: &rules.settings, now };
        for row in &mut verdict.guards {
            row.answer = known.guard(row.guard);
            if row.answer.applies.yes() {
                row.since = row.since.or(Some(now));
            }
        }
        let rows = entries.map(|entry| (entry, known.signal(entry.rush, entry.signal)));
        for ((_, answer), since) in rows.iter().zip(&mut since) {
            if answer.applies.yes() {
                *since = since.or(Some(now));
            }
        }
        verdict.scores = Scores::of(&rows);
        if verdict.history.last().is_none_or(|(_, scores)| *scores != verdict.scores) {
            verdict.history.push((now, verdict.scores));
        }
        let answers = verdict.guards.iter().map(|row| &row.answer).chain(rows.iter().map(|(_, answer)| answer));
        let answers: Vec<_> = answers.map(|answer| discriminant(&answer.applies)).collect();
        if before.as_ref() != Some(&answers) {
            verdict.changes.push(now);
            before = Some(answers);
        }
        for (index, combine) in Combine::ALL.into_iter().enumerate() {
            if verdict.readings[index].is_none() {
                verdict.readings[index] = cause(&verdict, combine).map(|by| (now, by)); // three readings, three places
            }
        }
        if now == at {
            let rows = rows.into_iter().zip(since);
            let row = |((entry, answer), since)| LedgerRow { entry, clock: known.clock(entry.signal), answer, since };
            verdict.ledger = rows.map(row).collect();
        }
    }
    verdict.first_true = verdict.readings[rules.combine as usize]; // the order of the readings is their declaration's
    verdict
}

fn cause(verdict: &Verdict, combine: Combine) -> Option<By> {
    let guard = verdict.guards.iter().find(|row| row.answer.applies.yes()).map(|row| By::Guard(row.guard));
    guard.or_else(|| (verdict.scores.by(combine) >= verdict.threshold).then_some(By::Score))
}

fn guard_clock(guard: Guard, rules: &Rules) -> Time {
    let s = &rules.settings;
    secs(match guard {
        Guard::A => s.t_ling_early,
        Guard::B => s.t_contact_slow,
        Guard::C => s.t_contact_fast,
    })
}

/// The moments at which an answer can change, up to `at`, which is the last: clocks, new knowledge, and what a known
/// start foretells.
fn steps(index: &Index<'_>, rules: &Rules, at: Time) -> Vec<Time> {
    let s = &rules.settings;
    let clocks = [
        s.t_pool_check,
        s.t_nat_check,
        s.t_ling_early,
        s.t_ling_soft,
        s.t_contact_slow,
        s.t_contact_fast,
        s.t_queen_check,
        s.early_pool_to,
        s.pool_13_to,
        s.early_gas_by,
        s.no_gas_at,
        s.active_gas_done_by,
        s.active_gas_by,
        s.gas_cut_by,
        s.speed_by,
        s.nest_from,
        s.nest_to,
        s.damper_natural_by,
        s.damper_lings_at,
        s.damper_speed_at,
    ];
    let mut steps: Vec<Time> = clocks.iter().map(|&clock| secs(clock)).collect();
    steps.push(Time::ZERO); // what is known before anything happens
    steps.push(secs(s.t_pool_check) - secs(s.pool_s)); // who has no pool then, has none complete at the clock
    steps.extend(index.changes());
    for (start, takes) in [(Fact::PoolStarted, s.pool_s), (Fact::Extractor, s.extractor_s)] {
        steps.extend(index.starts(start, at).map(|start| start + secs(takes)));
    }
    steps.extend(index.still_nothing(secs(s.early_gas_by), at).map(|read| read.at));
    let last = Known { index, settings: s, now: at };
    let reads = [last.first_mined(), last.first_active(), last.first_cut().map(|(read, _)| read)];
    steps.extend(reads.into_iter().flatten().map(|read| read.at));
    steps.retain(|&t| t >= Time::ZERO && t < at);
    steps.push(at);
    steps.sort_unstable();
    steps.dedup();
    steps
}

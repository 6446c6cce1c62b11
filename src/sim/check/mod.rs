//! S7: what disagrees, always as two numbers (or two words) that should be the same.
//!
//! [`row()`] looks at one row with its events; [`all`] at every row on all cores, then across rows (duplicates, lost
//! determinism). Times are compared with half a frame of tolerance (S6), sums with half a point.

mod across;
mod events;
mod finding;
mod totals;

pub use across::row as across_row;
pub use finding::{KINDS, finding};

use super::index::{Flags, Index, Telemetry};
use super::row::{self, Row, Who};
use crate::film::{Problem, Progress, cores};
use crate::ingest::Stopped;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// What a check compares (S7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// Units sum to the total of their side.
    UnitsSum,
    /// Survivors and deaths make up the team.
    AliveDeaths,
    /// The roster is as long as the team.
    RosterSize,
    /// The result agrees with the survivors.
    ResultSurvivors,
    /// The first hit or cast is not after the end.
    FirstTimes,
    /// Event times do not go back and lie within the fight.
    EventTimes,
    /// Hits sum to the damage total.
    HitSum,
    /// Hit points before and after a hit differ by what it dealt.
    HitPoints,
    /// A side does not kill more than the other loses.
    KillsDeaths,
    /// (run_id, sim_index) is unique.
    Duplicate,
    /// The same seed, rosters and parameters give the same outcome.
    Determinism,
}

impl Check {
    /// All, in the order of S7.
    pub const ALL: [Check; 11] = [
        Check::UnitsSum,
        Check::AliveDeaths,
        Check::RosterSize,
        Check::ResultSurvivors,
        Check::FirstTimes,
        Check::EventTimes,
        Check::HitSum,
        Check::HitPoints,
        Check::KillsDeaths,
        Check::Duplicate,
        Check::Determinism,
    ];

    /// Its name in reports and exports.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Check::UnitsSum => "units_sum",
            Check::AliveDeaths => "alive_deaths",
            Check::RosterSize => "roster_size",
            Check::ResultSurvivors => "result_survivors",
            Check::FirstTimes => "first_times",
            Check::EventTimes => "event_times",
            Check::HitSum => "hit_sum",
            Check::HitPoints => "hit_points",
            Check::KillsDeaths => "kills_deaths",
            Check::Duplicate => "duplicate",
            Check::Determinism => "determinism",
        }
    }
}

/// One of the two things that disagree.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A number.
    Number(f64),
    /// A word, such as a result.
    Word(String),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Enough digits to see the difference, and no `.0` behind whole numbers.
            Value::Number(number) => write!(f, "{}", (number * 1e6).round() / 1e6),
            Value::Word(word) => f.write_str(&crate::film::clean_text(word)),
        }
    }
}

/// Two things that should agree and do not.
#[derive(Debug, Clone, PartialEq)]
pub struct Disagreement {
    /// The row's number.
    pub row: usize,
    /// Which check.
    pub check: Check,
    /// What it is about: `a.damage`, `team_size`, `event 17`.
    pub subject: String,
    /// What the first value is, and the value.
    pub left: (String, Value),
    /// What it is compared with.
    pub right: (String, Value),
    /// When, in seconds, if it is about a moment.
    pub at_s: Option<f64>,
    /// The unit it is about.
    pub who: Option<Who>,
    /// How many of the same kind the row has; this is the first.
    pub count: usize,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (left, right) = (&self.left, &self.right);
        write!(f, "{} {}: {} {}, {} {}", self.check.key(), self.subject, left.0, left.1, right.0, right.1)?;
        if self.count > 1 {
            write!(f, " (the first of {} in this row)", self.count)?;
        }
        Ok(())
    }
}

/// Makes a disagreement of numbers.
fn numbers(row: usize, check: Check, subject: String, left: (&str, f64), right: (&str, f64)) -> Disagreement {
    Disagreement {
        row,
        check,
        subject,
        left: (left.0.to_owned(), Value::Number(left.1)),
        right: (right.0.to_owned(), Value::Number(right.1)),
        at_s: None,
        who: None,
        count: 1,
    }
}

/// Everything in one row that disagrees, in the order of S7. `number` is the row's number.
#[must_use]
pub fn row(row: &Row, number: usize) -> Vec<Disagreement> {
    let mut out = Vec::new();
    totals::check(row, number, &mut out);
    events::check(row, number, &mut out);
    out.sort_by_key(|found| found.check);
    out
}

/// What a whole check came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Rows looked at, broken ones included.
    pub rows: usize,
    /// Broken rows, and rows whose events are damaged, as problems; at most [`Report::KEPT`].
    pub broken: Vec<Problem>,
    /// How many there are.
    pub broken_count: usize,
    /// Rows of another schema than `telemetry_v1` (S3): checked as far as they go.
    pub other_schema: usize,
    /// Disagreements by row; at most [`Report::KEPT`].
    pub found: Vec<Disagreement>,
    /// How many of each kind there are.
    pub counts: BTreeMap<Check, usize>,
}

impl Report {
    /// How many are kept in full: a bad run must not fill the memory.
    pub const KEPT: usize = 10_000;

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.broken_count == 0 && self.counts.is_empty()
    }

    /// `1 row of another schema, checked as far as it goes`, if there is any.
    #[must_use]
    pub fn other_schema_told(&self) -> Option<String> {
        match self.other_schema {
            0 => None,
            1 => Some("1 row of another schema, checked as far as it goes".to_owned()),
            n => Some(format!("{n} rows of another schema, checked as far as they go")),
        }
    }
}

/// Checks every row with its events, then across rows.
///
/// # Errors
/// [`Stopped`] on a wish to stop.
pub fn all(telemetry: &Telemetry, index: &Index, progress: &Progress) -> Result<Report, Stopped> {
    let rows = index.rows();
    progress.expect((0..rows).filter_map(|row| index.place(row)).map(|place| place.length).sum());
    let next = AtomicUsize::new(0);
    let parts: Mutex<BTreeMap<usize, Part>> = Mutex::default();
    let work = || {
        while !progress.stopped() {
            let from = next.fetch_add(CHUNK, Ordering::Relaxed);
            if from >= rows {
                break;
            }
            let mut part = Part::default();
            for number in from..rows.min(from + CHUNK) {
                part.look(telemetry, index, number);
                progress.add(index.place(number).map_or(0, |place| place.length));
                if progress.stopped() {
                    break;
                }
            }
            parts.lock().unwrap_or_else(PoisonError::into_inner).insert(from, part);
        }
    };
    let cores = cores().min(rows.div_ceil(CHUNK)).max(1);
    thread::scope(|scope| {
        (1..cores).for_each(|_| drop(scope.spawn(work)));
        work();
    });
    if progress.stopped() {
        return Err(Stopped);
    }
    let mut all = Part::default();
    for part in parts.into_inner().unwrap_or_else(PoisonError::into_inner).into_values() {
        all.append(part);
    }
    across::check(index, &mut |found| all.add(found));
    all.found.sort_by_key(|found| (found.row, found.check));
    let other_schema = (0..rows).filter(|row| index.flags(*row).has(Flags::OTHER_SCHEMA)).count();
    let Part { broken, broken_count, found, counts } = all;
    Ok(Report { rows, broken, broken_count, other_schema, found, counts })
}

/// Rows that a worker takes at once.
const CHUNK: usize = 32;

#[derive(Default)]
struct Part {
    broken: Vec<Problem>,
    broken_count: usize,
    found: Vec<Disagreement>,
    counts: BTreeMap<Check, usize>,
}

impl Part {
    fn look(&mut self, telemetry: &Telemetry, index: &Index, number: usize) {
        if index.flags(number).has(Flags::BROKEN) {
            self.problem(index.problem(number));
            return;
        }
        match Row::open(telemetry, index, number) {
            Ok(row) => {
                if let Some(fault) = row.fault {
                    self.problem(problem(
                        index,
                        number,
                        fault.at,
                        format!("{}: events are damaged", fault.kind.text()),
                    ));
                }
                self::row(&row, number).into_iter().for_each(|found| self.add(found));
            }
            Err(error) => {
                let at = if let row::Error::Broken { at, .. } = &error { *at } else { 0 };
                self.problem(problem(index, number, at, error.to_string()));
            }
        }
    }

    fn problem(&mut self, problem: Option<Problem>) {
        self.broken_count += 1;
        if self.broken.len() < Report::KEPT {
            self.broken.extend(problem);
        }
    }

    fn add(&mut self, found: Disagreement) {
        *self.counts.entry(found.check).or_default() += 1;
        if self.found.len() < Report::KEPT {
            self.found.push(found);
        }
    }

    fn append(&mut self, part: Part) {
        let before = self.broken.len().min(Report::KEPT);
        self.broken_count += part.broken_count;
        self.broken.extend(part.broken.into_iter().take(Report::KEPT - before));
        let room = Report::KEPT.saturating_sub(self.found.len());
        self.found.extend(part.found.into_iter().take(room));
        part.counts.into_iter().for_each(|(check, count)| *self.counts.entry(check).or_default() += count);
    }
}

fn problem(index: &Index, row: usize, at: u32, reason: String) -> Option<Problem> {
    let place = index.place(row)?;
    let file = index.source_name(place.source).into();
    Some(Problem { file, line: index.line(row)?, offset: place.offset + u64::from(at), reason })
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;

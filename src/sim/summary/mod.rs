//! S8: what a set of rows comes to: results, timeouts, side bias, and win rates with their intervals and n.
//!
//! A win rate is wins over *decided* rows (one side won); draws, timeouts and rows without a result stand beside it and
//! never inside. Intervals are Wilson's, 95 %.

mod group;
mod print;

pub use group::{By, Group};
pub use print::{Format, print};

use super::Side;
use super::index::{Flags, Index, Text, TextId};
use std::collections::BTreeMap;

/// A share of n with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// How often.
    pub wins: u64,
    /// Out of how many.
    pub n: u64,
}

impl Share {
    /// The share, unknown when n is 0.
    #[must_use]
    pub fn rate(self) -> Option<f64> {
        (self.n > 0).then(|| self.wins as f64 / self.n as f64)
    }

    /// Wilson's interval for 95 % (z = 1.96): where the true share plausibly lies; unknown when n is 0.
    #[must_use]
    pub fn interval(self) -> Option<(f64, f64)> {
        const Z2: f64 = 1.96 * 1.96;
        let (n, p) = (self.n as f64, self.rate()?);
        let middle = p + Z2 / (2.0 * n);
        let half = 1.96 * (p * (1.0 - p) / n + Z2 / (4.0 * n * n)).sqrt();
        let bound = |value: f64| (value / (1.0 + Z2 / n)).clamp(0.0, 1.0);
        Some((bound(middle - half), bound(middle + half)))
    }
}

/// The whole of S8.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Rows, broken ones included.
    pub rows: usize,
    /// Rows that could not be read.
    pub broken: usize,
    /// Rows of another or no `schema_version` (they are counted like the others).
    pub other_schema: usize,
    /// Rows with events.
    pub with_events: usize,
    /// How many rows ended how; `None` is "no result".
    pub results: BTreeMap<Option<String>, u64>,
    /// Wins of side a among decided rows.
    pub side_a: Share,
    /// Rates by matchup, unit and scenario, in the order of [`By::ALL`].
    pub groups: [Vec<Group>; 3],
}

impl Summary {
    /// Rows that ended by timeout (which is no draw, S7).
    #[must_use]
    pub fn timeouts(&self) -> u64 {
        self.results.get(&Some("timeout".to_owned())).copied().unwrap_or_default()
    }

    /// The groups of one kind, by n (most first), then name.
    #[must_use]
    pub fn by(&self, by: By) -> &[Group] {
        &self.groups[by as usize]
    }
}

/// What a row came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Won(Side),
    Draw,
    Timeout,
    Other,
}

/// Results by their numbers.
pub(super) struct Ends {
    sides: [Option<TextId>; 2],
    draw: Option<TextId>,
    timeout: Option<TextId>,
}

impl Ends {
    pub(super) fn new(index: &Index) -> Ends {
        let id = |text| index.id_of(text);
        Ends { sides: Side::BOTH.map(|side| id(side.key())), draw: id("draw"), timeout: id("timeout") }
    }

    pub(super) fn of(&self, result: Option<TextId>) -> End {
        let Some(_) = result else { return End::Other };
        match Side::BOTH.into_iter().find(|side| self.sides[side.index()] == result) {
            Some(side) => End::Won(side),
            None if self.draw == result => End::Draw,
            None if self.timeout == result => End::Timeout,
            None => End::Other,
        }
    }
}

/// Sums up all rows, or those of `only` (numbers of rows, such as a filter selects).
#[must_use]
pub fn summary(index: &Index, only: Option<&[usize]>) -> Summary {
    let ends = Ends::new(index);
    let mut results: BTreeMap<Option<TextId>, u64> = BTreeMap::new();
    let mut wins = [0; 2];
    let (mut rows, mut broken, mut other_schema, mut with_events) = (0, 0, 0, 0);
    let mut groups = group::Groups::new(index);
    let mut add = |row: super::index::RowRef<'_>| {
        rows += 1;
        let flags = row.flags();
        if flags.has(Flags::BROKEN) {
            broken += 1;
            return;
        }
        other_schema += usize::from(flags.has(Flags::OTHER_SCHEMA));
        with_events += usize::from(flags.has(Flags::EVENTS));
        let result = row.text(Text::Result);
        *results.entry(result).or_default() += 1;
        let end = ends.of(result);
        if let End::Won(side) = end {
            wins[side.index()] += 1;
        }
        groups.add(row, end);
    };
    match only {
        None => index.each_row(&mut add),
        Some(only) => only.iter().filter_map(|&row| index.row(row)).for_each(&mut add),
    }
    let name = |id: Option<TextId>| id.and_then(|id| index.text_of(id)).map(str::to_owned);
    Summary {
        rows,
        broken,
        other_schema,
        with_events,
        results: results.into_iter().map(|(id, count)| (name(id), count)).collect(),
        side_a: Share { wins: wins[0], n: wins[0] + wins[1] },
        groups: groups.finish(),
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;

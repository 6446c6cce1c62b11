//! Which rows? A small expression language over the indexed columns and over any path of the rows.
//!
//! ```text
//!   result == timeout && time_s > 60 && a.damage < 500
//!   unit == monk && !(events.kind == cc_applied)          a list matches if any of its items does
//!   matchup == "archer, bard against golem"               the rosters, as the summary names them
//!   .context.map_params.fog == true                       a leading dot: a path from the row's root
//!   scenario ~ field || b.first_cast_s == null            ~ contains, any case; null is absent
//! ```
//!
//! Three values: what is absent is neither true nor false, and only true selects. Columns are answered from the index;
//! only rows that they leave open are read, on all cores.

mod bind;
mod lexer;
mod parse;
mod path;

pub use lexer::Mistake;

use super::index::{Index, RowRef, Telemetry};
use crate::film::{Progress, cores};
use crate::ingest::Stopped;
use bind::Bound;
use parse::Expr;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// A filter that was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    expr: Expr,
}

/// Kleene's three values, and "read the row first".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Truth {
    False,
    Unknown,
    True,
    Open,
}

impl Truth {
    const fn of(value: bool) -> Truth {
        if value { Truth::True } else { Truth::False }
    }

    const fn not(self) -> Truth {
        match self {
            Truth::False => Truth::True,
            Truth::True => Truth::False,
            other => other,
        }
    }

    /// `decides` decides whatever the other one is.
    fn join(self, other: Truth, decides: Truth) -> Truth {
        match (self, other) {
            (a, b) if a == decides || b == decides => decides,
            (Truth::Open, _) | (_, Truth::Open) => Truth::Open,
            (Truth::Unknown, _) | (_, Truth::Unknown) => Truth::Unknown,
            _ => decides.not(),
        }
    }
}

impl Filter {
    /// Understands a filter.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn parse(text: &str) -> Result<Filter, Mistake> {
        parse::parse(text).map(|expr| Filter { expr })
    }

    /// Whether it asks for anything beyond the indexed columns, so that rows have to be read.
    #[must_use]
    pub fn reads_rows(&self) -> bool {
        self.expr.has_path()
    }

    /// Numbers of the rows that match, in order. Broken rows match only what is asked about them (`broken`, `line`).
    ///
    /// # Errors
    /// [`Stopped`] on a wish to stop. A row that can no longer be read does not match.
    pub fn select(&self, telemetry: &Telemetry, index: &Index, progress: &Progress) -> Result<Vec<usize>, Stopped> {
        self.select_in(0..index.rows(), telemetry, index, progress)
    }

    /// The same among these rows only.
    ///
    /// # Errors
    /// As [`Filter::select`].
    pub fn select_in(
        &self,
        rows: Range<usize>,
        telemetry: &Telemetry,
        index: &Index,
        progress: &Progress,
    ) -> Result<Vec<usize>, Stopped> {
        let bound = Bound::new(&self.expr, index);
        let mut found = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        index.each_row_in(rows, |row| match bound.truth(index, row, None) {
            Truth::True => found.push(row.row),
            Truth::Open => open.push(row.row),
            Truth::False | Truth::Unknown => {}
        });
        if !open.is_empty() {
            found.extend(self.read(&bound, &open, telemetry, index, progress)?);
            found.sort_unstable();
        }
        Ok(found)
    }

    fn read(
        &self,
        bound: &Bound<'_>,
        open: &[usize],
        telemetry: &Telemetry,
        index: &Index,
        progress: &Progress,
    ) -> Result<Vec<usize>, Stopped> {
        let size = |row: &usize| index.place(*row).map_or(0, |place| place.length);
        progress.expect(open.iter().map(size).sum());
        let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        let matches = |row: RowRef<'_>| {
            let line = telemetry.line(row.place()).unwrap_or_default();
            progress.add(row.place().length);
            bound.truth(index, row, Some(&line)) == Truth::True
        };
        let work = || {
            while !progress.stopped() {
                let from = next.fetch_add(CHUNK, Ordering::Relaxed);
                let Some(chunk) = open.get(from..open.len().min(from + CHUNK)).filter(|chunk| !chunk.is_empty()) else {
                    break;
                };
                let some: Vec<usize> =
                    chunk.iter().copied().filter(|&row| index.row(row).is_some_and(matches)).collect();
                found.lock().unwrap_or_else(PoisonError::into_inner).extend(some);
            }
        };
        let cores = cores().min(open.len().div_ceil(CHUNK));
        thread::scope(|scope| {
            (1..cores).for_each(|_| drop(scope.spawn(work)));
            work();
        });
        if progress.stopped() {
            return Err(Stopped);
        }
        Ok(found.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Rows that a worker takes at once.
const CHUNK: usize = 64;

#[cfg(test)]
#[path = "tests.rs"]
mod tests;

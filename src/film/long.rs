//! A table too long to be held by a screen: its rows are told on demand while a worker still finds more of them.
//!
//! ```text
//!   a screen asks     columns, rows so far, a cell, a path          at once, from what is known
//!   a worker does     read, list (filter and sort), find, open,     with progress, and stops when asked to
//!                     the line as it was, export, sum up, check
//! ```
//!
//! Rows are numbered from 0 in the order of the input. While it is read, rows are only added behind the others, unless
//! [`LongTable::edition`] says otherwise.

use super::{Cell, Column, Film, Problems, Progress};
use std::fmt::Debug;
use std::io::{self, Write};
use std::sync::Arc;

/// Number of a row.
pub type RowNumber = u32;

/// Why work came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Halted {
    /// A stop was asked for.
    Stopped,
    /// A sentence for the reader.
    Failed(String),
}

/// Which rows are listed, and in which order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// Only rows for which this holds, in the table's own language; empty is all.
    pub filter: String,
    /// Column, and whether falling; `None` is the order of the input.
    pub sort: Option<(usize, bool)>,
}

/// The rows of a listing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listed {
    /// In the order of the listing.
    pub rows: Vec<RowNumber>,
    /// How many rows of the table were looked at: later ones are not in it.
    pub of: usize,
}

/// How rows are written to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Export {
    /// Every line as it was.
    Lines,
    /// Every column.
    Csv,
}

/// A table of any length, of which only what the screen shows is ever asked for.
pub trait LongTable: Send + Sync + Debug {
    /// What it is, in a few words for headings.
    fn title(&self) -> String;

    /// Heads, the same as long as it lives.
    fn columns(&self) -> &[Column];

    /// How many rows are known by now.
    fn rows(&self) -> usize;

    /// Whether the input was read to its end once: before, nobody knows how many rows there are.
    fn counted(&self) -> bool;

    /// How many of them could not be read.
    fn broken(&self) -> usize;

    /// Changes when rows that were told before got other numbers.
    fn edition(&self) -> u64;

    /// Whether the input may still grow, so that it is to be read again and again.
    fn grows(&self) -> bool;

    /// A cell; blank beyond the last row or column.
    fn cell(&self, row: usize, column: usize) -> Cell;

    /// What is wrong with a row that could not be read.
    fn fault(&self, row: usize) -> Option<String>;

    /// What was wrong with the input as a whole, and the first rows that could not be read.
    fn problems(&self) -> Problems;

    /// Where a column stands in a row, in the language of filters: `.engine_outcome.time_s`; `None` for what is not in it.
    fn path(&self, column: usize) -> Option<String>;

    /// What a filter may look like, one line.
    fn filter_help(&self) -> &'static str;

    /// Whether a filter can be understood.
    ///
    /// # Errors
    /// What is wrong and where, one line.
    fn understand(&self, filter: &str) -> Result<(), String>;

    /// The filter of rows that two filters both let through; an empty one lets all through.
    fn both(&self, one: &str, other: &str) -> String;

    /// The row of a film that [`LongTable::open`] made.
    fn row_of(&self, film: &str) -> Option<usize>;

    /// Reads what is new in the input; rows appear while it runs. Whether anything was new.
    ///
    /// # Errors
    /// [`Halted::Stopped`]; what was read stays.
    fn read(&self, progress: &Progress) -> Result<bool, Halted>;

    /// The rows of a listing among those from `from` on.
    ///
    /// # Errors
    /// A filter that cannot be understood, or a stop.
    fn list(&self, listing: &Listing, from: usize, progress: &Progress) -> Result<Listed, Halted>;

    /// The first of these rows whose line contains a text as it is written, as an index into `rows`.
    ///
    /// # Errors
    /// A stop.
    fn find(
        &self,
        text: &str,
        rows: &mut dyn Iterator<Item = RowNumber>,
        progress: &Progress,
    ) -> Result<Option<usize>, Halted>;

    /// One row as a film.
    ///
    /// # Errors
    /// What is wrong with it.
    fn open(&self, row: usize) -> Result<Arc<Film>, String>;

    /// A row's line as it was.
    ///
    /// # Errors
    /// Why it cannot be read.
    fn line(&self, row: usize) -> Result<String, String>;

    /// Writes rows.
    ///
    /// # Errors
    /// The output fails, the input cannot be read any more, or a stop ([`io::ErrorKind::Interrupted`]).
    fn export(&self, rows: &[RowNumber], how: Export, out: &mut dyn Write, progress: &Progress) -> io::Result<()>;

    /// Rates and counts over rows (all without a list), as the tables of a film.
    ///
    /// # Errors
    /// A stop.
    fn summary(&self, only: Option<&[RowNumber]>, progress: &Progress) -> Result<Arc<Film>, Halted>;

    /// Everything in any row that disagrees, as tables of a film whose rows lead to the rows they are about.
    ///
    /// # Errors
    /// A stop.
    fn check(&self, progress: &Progress) -> Result<Arc<Film>, Halted>;
}

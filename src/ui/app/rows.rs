//! The state of the table of rows: which are listed, marked and chosen, and what a worker is doing about them.

use super::overview::Overview;
use crate::film::{Listing, LongTable, Progress, RowNumber};
use crate::ui::widgets::list::ListState;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// Something a worker does with the table of rows; one at a time, the next one stops it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// List rows; those from `from` on are added to what is listed.
    List {
        /// Which, and in which order.
        listing: Listing,
        /// The first row to look at.
        from: usize,
    },
    /// Find a text among listed rows.
    Find {
        /// What to look for.
        text: String,
        /// The first place to look at, in the order of the list.
        from: usize,
        /// Towards the first row.
        back: bool,
    },
    /// Open a row as a film.
    Open {
        /// Which.
        row: RowNumber,
    },
    /// Copy a row's line.
    Line {
        /// Which.
        row: RowNumber,
    },
    /// Write rows to a file.
    Export {
        /// Where, as it was typed.
        path: String,
        /// Whether a file that stands there may be replaced.
        replace: bool,
    },
    /// Sum up the listed rows.
    Summary {
        /// The filter they are listed by.
        of: String,
    },
    /// Check every row.
    Check,
}

impl Task {
    /// What is being done, in a word or two.
    #[must_use]
    pub const fn words(&self) -> &'static str {
        match self {
            Task::List { .. } => "listing",
            Task::Find { .. } => "searching",
            Task::Open { .. } => "opening",
            Task::Line { .. } => "reading",
            Task::Export { .. } => "writing",
            Task::Summary { .. } => "summing up",
            Task::Check => "checking",
        }
    }

    /// The file that it writes.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        match self {
            Task::Export { path, .. } => Some(path),
            _ => None,
        }
    }
}

/// What is being done.
#[derive(Debug, Clone)]
pub struct Busy {
    /// What.
    pub task: Task,
    /// To watch it and to stop it.
    pub progress: Arc<Progress>,
    /// The edition of the table when it was begun.
    pub edition: u64,
    /// The user was told what would be left undone by leaving.
    pub told: bool,
}

/// A table of rows on the screen.
#[derive(Debug)]
pub struct Rows {
    /// The unit it came from: its journal keeps the verdicts.
    pub unit: usize,
    /// The rows.
    pub table: Arc<dyn LongTable>,
    /// While its input is read; `None` when it has been.
    pub reading: Option<Arc<Progress>>,
    /// The edition of the table that everything below is about.
    pub edition: u64,
    /// Which rows are listed.
    pub listing: Listing,
    /// The listed rows in their order; `None` is every row as it is.
    pub listed: Option<Arc<Vec<RowNumber>>>,
    /// How many rows the list is about: later ones have not been looked at.
    pub of: usize,
    /// What a worker is doing.
    pub busy: Option<Busy>,
    /// The chosen row.
    pub list: ListState,
    /// The chosen column.
    pub column: usize,
    /// Rows that were marked.
    pub marked: BTreeSet<RowNumber>,
    /// What was looked for last.
    pub search: String,
    /// The summary or the checks.
    pub overview: Option<Box<Overview>>,
    /// The row that is open as a film.
    pub open: Option<RowNumber>,
    /// What was seen of the work when the last frame was due: rows, and (done, total) of reading and of the task.
    pub seen: (usize, [(u64, u64); 2]),
    /// For how long nothing has come yet.
    pub waited: Duration,
    /// Width of every column so far, found when drawing: columns do not shrink while one scrolls.
    pub widths: RefCell<Vec<usize>>,
}

impl Rows {
    /// Every row of a table of which nothing has been read.
    #[must_use]
    pub fn new(unit: usize, table: Arc<dyn LongTable>) -> Rows {
        Rows {
            unit,
            edition: table.edition(),
            table,
            reading: None,
            listing: Listing::default(),
            listed: None,
            of: 0,
            busy: None,
            list: ListState::default(),
            column: 0,
            marked: BTreeSet::new(),
            search: String::new(),
            overview: None,
            open: None,
            seen: Default::default(),
            waited: Duration::ZERO,
            widths: RefCell::default(),
        }
    }

    /// How many rows are listed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.listed.as_ref().map_or_else(|| self.table.rows(), |rows| rows.len())
    }

    /// Whether no row is listed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row at a place of the list.
    #[must_use]
    pub fn row_at(&self, place: usize) -> Option<RowNumber> {
        match &self.listed {
            Some(rows) => rows.get(place).copied(),
            None => RowNumber::try_from(place).ok().filter(|_| place < self.table.rows()),
        }
    }

    /// The place of a row in the list.
    #[must_use]
    pub fn place_of(&self, row: RowNumber) -> Option<usize> {
        match &self.listed {
            Some(rows) => rows.iter().position(|listed| *listed == row),
            None => Some(row as usize).filter(|row| *row < self.table.rows()),
        }
    }

    /// The row the keys act on.
    #[must_use]
    pub fn chosen(&self) -> Option<RowNumber> {
        self.row_at(self.list.selected().min(self.len().checked_sub(1)?))
    }

    /// Chooses a row, if it is listed.
    pub fn choose(&mut self, row: RowNumber) -> bool {
        let Some(place) = self.place_of(row) else { return false };
        self.list.select(place, self.len());
        true
    }

    /// The rows an export is about: the marked ones, else the listed ones.
    #[must_use]
    pub fn chosen_many(&self) -> Vec<RowNumber> {
        if !self.marked.is_empty() {
            return self.marked.iter().copied().collect();
        }
        match &self.listed {
            Some(rows) => rows.to_vec(),
            None => (0..self.table.rows()).filter_map(|row| RowNumber::try_from(row).ok()).collect(),
        }
    }

    /// Whether the first rows may come at any moment: they are worth more frames than a clock that runs. A pipe from
    /// which nothing comes is not.
    #[must_use]
    pub fn is_urgent(&self) -> bool {
        self.reading.is_some() && self.waited < Duration::from_millis(300) && self.table.rows() == 0
    }

    /// Whether rows are missing from the list that are in the table.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.listed.is_some() && (self.of < self.table.rows() || self.edition != self.table.edition())
    }
}

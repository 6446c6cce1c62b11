//! Tables about a whole table of rows: its summary, or what disagrees in it.

use crate::film::{Film, Sheet};
use crate::ui::widgets::table::TableState;
use std::sync::Arc;

/// Tables on the screen that belong to no round.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The film whose tables they are.
    pub film: Arc<Film>,
    /// Index of the table that is shown.
    pub sheet: usize,
    /// Of which rows they tell: the filter of the list they were made from; empty is all of them.
    pub of: String,
    /// Order, filter and chosen row of every table.
    pub tables: Vec<TableState>,
}

impl Overview {
    /// The first table of a film.
    #[must_use]
    pub fn new(film: Arc<Film>, of: String) -> Overview {
        Overview { sheet: 0, of, tables: vec![TableState::default(); film.sheets.len()], film }
    }

    /// The table that is shown, and its state.
    #[must_use]
    pub fn table(&self) -> Option<(&Sheet, &TableState)> {
        self.film.sheets.get(self.sheet).zip(self.tables.get(self.sheet))
    }

    /// The table that is shown, and its state to be changed.
    pub fn table_mut(&mut self) -> Option<(Arc<Film>, usize, &mut TableState)> {
        let (film, at) = (self.film.clone(), self.sheet);
        self.tables.get_mut(at).map(|state| (film, at, state))
    }
}

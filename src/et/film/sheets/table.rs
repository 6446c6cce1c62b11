//! A sheet in the making: heads first, then rows of the same length.

use crate::film::{Cell, Column, ColumnKind, Link, Sheet, View};

/// Key, head, kind and the sentence with the rule, for each column.
pub(super) type Heads = Vec<(&'static str, &'static str, ColumnKind, String)>;

/// A sheet in the making.
pub(super) struct Table {
    sheet: Sheet,
}

impl Table {
    pub(super) fn new(key: &'static str, title: &'static str, note: String, heads: Heads) -> Table {
        let columns = heads.into_iter().map(|(key, label, kind, help)| Column { key, label, kind, help }).collect();
        Table { sheet: Sheet { key, title, note, columns, ..Sheet::default() } }
    }

    /// Adds a row, as long as the heads.
    pub(super) fn row(&mut self, cells: Vec<Cell>, link: Option<Link>) {
        self.sheet.rows.push(cells);
        self.sheet.links.push(link);
    }

    /// Where a column stands; its own number of columns when there is none.
    pub(super) fn place(&self, key: &str) -> usize {
        let columns = &self.sheet.columns;
        columns.iter().position(|column| column.key == key).unwrap_or(columns.len())
    }

    pub(super) fn done(mut self, view: View) -> Sheet {
        self.sheet.view = view;
        self.sheet
    }
}

//! Which rows of a sheet are shown and in which order, and which cell is chosen: the state behind every view of a table.
//!
//! ```text
//!   kiko            rows with a cell that contains "kiko"
//!   @kiko           rows about kiko: an actor of exactly that name
//!   side:axis       whose column `side` contains "axis"
//!   alive_s>60      whose column is above 60 (seconds, counts; shares as 0..1); also < >= <=
//!   -side:axis      all others
//! ```

use super::list::ListState;
use super::table::cell_text;
use crate::film::{Cell, ColumnKind, Film, Sheet, View};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Selection, order, filter and sideways scroll of a table.
#[derive(Debug, Clone, Default)]
pub struct TableState {
    /// The selected row, in the order shown.
    pub list: ListState,
    column: usize,
    sort: Option<(usize, bool)>,
    filter: RowFilter,
    /// Plain rows instead of the sheet's own view.
    plain: bool,
    /// Chosen column head of a square.
    head: usize,
    /// Rows of an outline whose branches are hidden.
    folded: BTreeSet<usize>,
}

impl TableState {
    /// The chosen column: it is kept visible, explained in the footer and what [`TableState::sort`] orders by.
    #[must_use]
    pub fn column(&self) -> usize {
        self.column
    }

    /// Chooses another column, stopping at the ends; in a square another column head.
    pub fn step_column(&mut self, by: isize, sheet: &Sheet) {
        if let View::Matrix { .. } = self.view(sheet) {
            let heads = super::matrix::heads(sheet, self.view(sheet)).len();
            self.head = self.head.saturating_add_signed(by).min(heads.saturating_sub(1));
        } else {
            self.column = self.column.saturating_add_signed(by).min(sheet.columns.len().saturating_sub(1));
        }
    }

    /// The chosen column head of a square.
    #[must_use]
    pub fn head(&self) -> usize {
        self.head
    }

    /// How the sheet is looked at now.
    #[must_use]
    pub fn view(&self, sheet: &Sheet) -> View {
        if self.plain { View::Table } else { sheet.view }
    }

    /// The sheet's own view, or plain rows.
    pub fn turn_view(&mut self) {
        self.plain = !self.plain;
        self.list.select(0, 1);
    }

    /// Lines that can be selected: rows, or row heads of a square.
    #[must_use]
    pub fn len(&self, sheet: &Sheet, film: &Film) -> usize {
        match self.view(sheet) {
            view @ View::Matrix { .. } => super::matrix::heads(sheet, view).len(),
            _ => self.order(sheet, film).len(),
        }
    }

    /// What narrows the rows, as text.
    #[must_use]
    pub fn filter(&self) -> &str {
        &self.filter.text
    }

    /// Shows only the rows that pass.
    pub fn set_filter(&mut self, text: &str) {
        self.filter = RowFilter::parse(text);
        self.list.select(0, 1);
    }

    /// Orders by the chosen column: numbers falling first, text rising first; again the other way; a third time as given.
    pub fn sort(&mut self, sheet: &Sheet) {
        let text =
            sheet.columns.get(self.column).is_none_or(|c| matches!(c.kind, ColumnKind::Text | ColumnKind::Actor));
        self.sort = match self.sort {
            Some((column, falling)) if column == self.column && falling != text => Some((column, text)),
            Some((column, _)) if column == self.column => None,
            _ => Some((self.column, !text)),
        };
    }

    /// Hides or shows the branches below the selected row; false when it has none.
    pub fn fold(&mut self, sheet: &Sheet, film: &Film) -> bool {
        let Some(row) = self.selected(sheet, film).filter(|row| self.is_outline(sheet) && has_branches(sheet, *row))
        else {
            return false;
        };
        if !self.folded.remove(&row) {
            self.folded.insert(row);
        }
        true
    }

    /// Whether rows are shown as an outline: one that is sorted or filtered is a plain table.
    #[must_use]
    pub fn is_outline(&self, sheet: &Sheet) -> bool {
        !sheet.levels.is_empty() && self.sort.is_none() && self.filter.terms.is_empty()
    }

    /// How deep a row of an outline lies, and whether its branches are hidden, shown, or not there.
    #[must_use]
    pub fn branch(&self, sheet: &Sheet, row: usize) -> Option<(u16, Option<bool>)> {
        let level = *sheet.levels.get(row).filter(|_| self.is_outline(sheet))?;
        Some((level, has_branches(sheet, row).then(|| self.folded.contains(&row))))
    }

    /// Takes rows away that lie below a folded one.
    fn unfolded(&self, sheet: &Sheet, rows: &mut Vec<usize>) {
        let mut hidden: Option<u16> = None;
        rows.retain(|row| {
            let level = sheet.levels.get(*row).copied().unwrap_or_default();
            if hidden.is_some_and(|above| level > above) {
                return false;
            }
            hidden = self.folded.contains(row).then_some(level);
            true
        });
    }

    /// What it is ordered by: column, and whether falling.
    #[must_use]
    pub fn sorted(&self) -> Option<(usize, bool)> {
        self.sort
    }

    /// The sheet's row numbers that pass the filter, in the order shown. Unknown and blank stay at the end whichever
    /// way it is ordered.
    #[must_use]
    pub fn order(&self, sheet: &Sheet, film: &Film) -> Vec<usize> {
        let mut rows: Vec<usize> = (0..sheet.rows.len()).collect();
        rows.retain(|row| sheet.rows.get(*row).is_some_and(|cells| self.filter.passes(sheet, cells, film)));
        if self.is_outline(sheet) {
            self.unfolded(sheet, &mut rows);
        }
        if let Some((column, falling)) = self.sort {
            let cell = |row: usize| sheet.rows.get(row).and_then(|cells| cells.get(column)).unwrap_or(&Cell::Blank);
            rows.sort_by(|&a, &b| compare(cell(a), cell(b), falling, film));
        }
        rows
    }

    /// The sheet's row number of the selection.
    #[must_use]
    pub fn selected(&self, sheet: &Sheet, film: &Film) -> Option<usize> {
        match self.view(sheet) {
            view @ View::Matrix { .. } => super::matrix::Square::of(sheet, view).row(self.list.selected(), self.head),
            _ => {
                let order = self.order(sheet, film);
                order.get(self.list.selected().min(order.len().checked_sub(1)?)).copied()
            }
        }
    }

    /// Chooses in a table made anew the row that was chosen in the old one: the one that leads to the same and is about
    /// the same people and moment.
    pub fn keep(&mut self, (old, was): (&Sheet, &Film), (new, is): (&Sheet, &Film)) {
        if let View::Matrix { .. } = self.view(old) {
            return; // its heads are the people, who stay
        }
        let about = |sheet: &Sheet, row: usize| {
            let cells = sheet.rows.get(row).into_iter().flatten();
            let fixed = cells.filter(|cell| matches!(cell, Cell::Actor(_) | Cell::Clock(_))).cloned();
            (sheet.links.get(row).cloned().flatten(), fixed.collect::<Vec<Cell>>())
        };
        let Some(chosen) = self.selected(old, was).map(|row| about(old, row)) else { return };
        let order = self.order(new, is);
        if let Some(at) = order.iter().position(|row| about(new, *row) == chosen) {
            self.list.select(at, order.len());
        }
    }

    /// The column whose cell is chosen: in a square the one of its values.
    #[must_use]
    pub fn chosen_column(&self, sheet: &Sheet) -> usize {
        match self.view(sheet) {
            View::Matrix { value, .. } => value,
            _ => self.column,
        }
    }
}

/// Whether the next row lies deeper.
fn has_branches(sheet: &Sheet, row: usize) -> bool {
    matches!((sheet.levels.get(row), sheet.levels.get(row + 1)), (Some(here), Some(next)) if next > here)
}

/// The order of two cells; what has no value comes last both ways.
fn compare(a: &Cell, b: &Cell, falling: bool, film: &Film) -> Ordering {
    let turn = |o: Ordering| if falling { o.reverse() } else { o };
    let name = |id: &crate::film::ActorId| film.cast.get(id.index()).map_or("", |a| a.name.as_str());
    let rank = |c: &Cell| match c {
        Cell::Number(v) if v.is_nan() => 2,
        Cell::Number(_) | Cell::Clock(_) | Cell::Text(_) | Cell::Actor(_) => 0,
        Cell::Blank => 1,
        Cell::Unknown(_) => 2,
    };
    match (a, b) {
        (Cell::Number(x), Cell::Number(y)) if !x.is_nan() && !y.is_nan() => turn(x.total_cmp(y)),
        (Cell::Clock(x), Cell::Clock(y)) => turn(x.cmp(y)),
        (Cell::Text(x), Cell::Text(y)) => turn(x.to_lowercase().cmp(&y.to_lowercase())),
        (Cell::Actor(x), Cell::Actor(y)) => turn(name(x).to_lowercase().cmp(&name(y).to_lowercase())),
        _ => rank(a).cmp(&rank(b)),
    }
}

/// What rows must be like; see the [module](self).
#[derive(Debug, Clone, Default, PartialEq)]
struct RowFilter {
    text: String,
    terms: Vec<(bool, Term)>,
}

#[derive(Debug, Clone, PartialEq)]
enum Term {
    /// Any cell contains it.
    Word(String),
    /// An actor of exactly that name.
    Who(String),
    /// That column contains it.
    Has(String, String),
    /// That column's number compares so.
    Is(String, &'static str, f64),
}

impl RowFilter {
    /// Every text is a filter: what is no comparison is a word to look for.
    fn parse(text: &str) -> RowFilter {
        let terms = words(text).into_iter().map(|word| match word.strip_prefix('-') {
            Some(rest) if !rest.is_empty() && rest.parse::<f64>().is_err() => (false, Term::parse(rest)),
            _ => (true, Term::parse(&word)),
        });
        RowFilter { text: text.trim().to_owned(), terms: terms.collect() }
    }

    fn passes(&self, sheet: &Sheet, cells: &[Cell], film: &Film) -> bool {
        self.terms.iter().all(|(wanted, term)| term.holds(sheet, cells, film) == *wanted)
    }
}

/// Words between spaces; `"..."` keeps its spaces.
fn words(text: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => words.push(std::mem::take(&mut word)),
            c => word.push(c),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

impl Term {
    fn parse(word: &str) -> Term {
        if let Some(name) = word.strip_prefix('@') {
            return Term::Who(name.to_owned());
        }
        for sign in [">=", "<=", ">", "<"] {
            if let Some((key, number)) = word.split_once(sign)
                && let Ok(number) = number.parse()
            {
                return Term::Is(key.to_lowercase(), sign, number);
            }
        }
        match word.split_once(':') {
            Some((key, value)) if !key.is_empty() => Term::Has(key.to_lowercase(), value.to_lowercase()),
            _ => Term::Word(word.to_lowercase()),
        }
    }

    fn holds(&self, sheet: &Sheet, cells: &[Cell], film: &Film) -> bool {
        let text = |at: usize| {
            let kind = sheet.columns.get(at).map(|column| column.kind);
            cells.get(at).zip(kind).map(|(cell, kind)| cell_text(cell, kind, film).to_lowercase()).unwrap_or_default()
        };
        let column = |key: &str| sheet.columns.iter().position(|c| c.key == key || c.label.to_lowercase() == *key);
        match self {
            Term::Word(word) => (0..cells.len()).any(|at| text(at).contains(word)),
            Term::Who(name) => cells.iter().any(|cell| match cell {
                Cell::Actor(id) => film.cast.get(id.index()).is_some_and(|actor| actor.name == *name),
                _ => false,
            }),
            Term::Has(key, value) => match column(key) {
                Some(at) => text(at).contains(value),
                // No such column: the whole word is looked for, a time such as 1:30.0 perhaps.
                None => (0..cells.len()).any(|at| text(at).contains(&format!("{key}:{value}"))),
            },
            Term::Is(key, sign, limit) => {
                let number = column(key).and_then(|at| match cells.get(at)? {
                    Cell::Number(v) => Some(*v),
                    Cell::Clock(t) => Some(t.as_secs()),
                    _ => None,
                });
                // What is unknown is neither above nor below.
                number.is_some_and(|v| match *sign {
                    ">=" => v >= *limit,
                    "<=" => v <= *limit,
                    ">" => v > *limit,
                    _ => v < *limit,
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::film::sample;

    #[test]
    fn rows_are_filtered_by_words_columns_numbers_and_actors() {
        let film = sample::film();
        let sheet = film.sheet("players").unwrap();
        let rows = |text: &str| {
            let mut state = TableState::default();
            state.set_filter(text);
            state.order(sheet, &film)
        };
        let table: [(&str, &[usize]); 11] = [
            ("", &[0, 1, 2, 3, 4, 5]),
            ("NEKO", &[4]),
            ("@neko", &[]),
            ("@猫neko", &[4]),
            ("side:axis", &[3, 4, 5]),
            ("-side:axis", &[0, 1, 2]),
            ("alive_s>98.5", &[2, 3, 5]),
            ("alive>=98.5 side:allies", &[0, 2]),
            ("support<1", &[0, 1, 2, 3, 4]),
            ("1:18.5", &[0]),
            ("last_death<80", &[0, 4]),
        ];
        for (text, expected) in table {
            assert_eq!(rows(text), expected, "{text}");
        }
        assert_eq!(words("a \"b c\" @\"d e\""), ["a", "b c", "@d e"]);
    }
}

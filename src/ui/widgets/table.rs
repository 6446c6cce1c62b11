//! Any sheet of a film as a table: sorted, aligned by what its columns hold, scrolled both ways.
//!
//! ```text
//!   player   side    alive ▼  opp  support  last death
//! ▶ mona     Axis    120.0 s    1        ?       -          unknown is "?", nothing to measure "-"
//!   vex      Axis    110.1 s    0     41 %    1:20.1
//!   support ? no yaw in her snapshots                       the reason, or the column's rule
//! ```

use super::findings::select;
use super::list::ListState;
use super::paint::{Pen, fit};
use crate::film::{Cell, Column, ColumnKind, Film, Sheet};
use crate::ui::theme::{Theme, Tone};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;
use std::cmp::Ordering;
use unicode_width::UnicodeWidthStr;

/// Selection, order and sideways scroll of a table.
#[derive(Debug, Clone, Default)]
pub struct TableState {
    /// The selected row, in the order shown.
    pub list: ListState,
    column: usize,
    sort: Option<(usize, bool)>,
}

impl TableState {
    /// The chosen column: it is kept visible, explained in the footer and what [`TableState::sort`] orders by.
    #[must_use]
    pub fn column(&self) -> usize {
        self.column
    }

    /// Chooses another column, stopping at the ends.
    pub fn step_column(&mut self, by: isize, sheet: &Sheet) {
        self.column = self.column.saturating_add_signed(by).min(sheet.columns.len().saturating_sub(1));
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

    /// What it is ordered by: column, and whether falling.
    #[must_use]
    pub fn sorted(&self) -> Option<(usize, bool)> {
        self.sort
    }

    /// The sheet's row numbers in the order shown. Unknown and blank stay at the end whichever way it is ordered.
    #[must_use]
    pub fn order(&self, sheet: &Sheet, film: &Film) -> Vec<usize> {
        let mut rows: Vec<usize> = (0..sheet.rows.len()).collect();
        if let Some((column, falling)) = self.sort {
            let cell = |row: usize| sheet.rows.get(row).and_then(|cells| cells.get(column)).unwrap_or(&Cell::Blank);
            rows.sort_by(|&a, &b| compare(cell(a), cell(b), falling, film));
        }
        rows
    }

    /// The sheet's row number of the selection.
    #[must_use]
    pub fn selected(&self, sheet: &Sheet, film: &Film) -> Option<usize> {
        self.order(sheet, film).get(self.list.selected()).copied()
    }
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

/// A cell as text.
#[must_use]
pub fn cell_text(cell: &Cell, kind: ColumnKind, film: &Film) -> String {
    cell.text(kind, film)
}

/// A sheet as a table.
#[derive(Clone, Copy)]
pub struct Table<'a> {
    film: &'a Film,
    sheet: &'a Sheet,
    theme: &'a Theme,
    state: &'a TableState,
    focused: bool,
}

impl<'a> Table<'a> {
    /// The table of `sheet`.
    #[must_use]
    pub fn new(film: &'a Film, sheet: &'a Sheet, theme: &'a Theme, state: &'a TableState) -> Table<'a> {
        Table { film, sheet, theme, state, focused: true }
    }

    /// Whether the keys go here.
    #[must_use]
    pub fn focused(mut self, focused: bool) -> Table<'a> {
        self.focused = focused;
        self
    }

    /// Widths of all columns: of the heads, and of every cell.
    fn widths(&self) -> Vec<usize> {
        let cells = |i: usize, kind| {
            let column = self.sheet.rows.iter().filter_map(move |row| row.get(i));
            column.map(|cell| cell_text(cell, kind, self.film).width()).max().unwrap_or(0)
        };
        let columns = self.sheet.columns.iter().enumerate();
        columns.map(|(i, c)| cells(i, c.kind).max(c.label.width() + 2).min(40)).collect()
    }

    /// The first column to show beside the leading one, so that the chosen one is visible.
    fn first(&self, widths: &[usize], room: usize) -> usize {
        let mut first = 1;
        let taken = |first: usize| {
            let shown = widths.get(first..=self.state.column.min(widths.len().saturating_sub(1))).unwrap_or_default();
            widths.first().copied().unwrap_or(0) + shown.iter().map(|w| w + 2).sum::<usize>()
        };
        while first < self.state.column && taken(first) > room {
            first += 1;
        }
        first
    }

    /// A column with its head at row `y`: `rows` are the sheet's row numbers to show below.
    fn column(&self, i: usize, x: i32, width: usize, y: i32, rows: &[usize], pen: &mut Pen<'_>) {
        let g = &self.theme.glyphs;
        let Some(column) = self.sheet.columns.get(i) else { return };
        let arrow = match self.state.sort {
            Some((by, falling)) if by == i => g.sort[usize::from(falling)],
            _ => "",
        };
        let mut style = self.theme.style(Tone::Title);
        if i == self.state.column {
            style = style.add_modifier(Modifier::UNDERLINED);
        }
        let head = format!("{}{}{arrow}", column.label, if arrow.is_empty() { "" } else { " " });
        let room = width.min((pen.width() - x).max(0) as usize);
        let head = fit(&head, room, g.cut);
        pen.text(x + shift(column.kind, &head, room), y, &head, style);
        for (line, &row) in rows.iter().enumerate() {
            let Some(cell) = self.sheet.rows.get(row).and_then(|cells| cells.get(i)) else { continue };
            let text = cell_text(cell, column.kind, self.film);
            let text = fit(&text, room, g.cut);
            let style = self.cell_style(cell);
            pen.text(x + shift(column.kind, &text, room), y + 1 + line as i32, &text, style);
        }
    }

    fn cell_style(&self, cell: &Cell) -> Style {
        match cell {
            Cell::Unknown(_) => self.theme.style(Tone::Unknown),
            Cell::Blank => self.theme.style(Tone::Dim),
            Cell::Actor(id) => {
                let actor = self.film.cast.get(id.index());
                self.theme.team(actor.and_then(|a| a.team(self.film.meta.span.to)))
            }
            _ => self.theme.style(Tone::Text),
        }
    }

    /// What the footer says: why the cell is unknown, else what the column means.
    fn foot(&self, row: Option<usize>) -> Option<(String, Tone)> {
        let column: &Column = self.sheet.columns.get(self.state.column)?;
        let cell = row.and_then(|r| self.sheet.rows.get(r)).and_then(|cells| cells.get(self.state.column));
        Some(match cell {
            Some(Cell::Unknown(why)) => (format!("{}: ? {why}", column.label), Tone::Unknown),
            _ => (format!("{}: {}", column.label, column.help), Tone::Dim),
        })
    }
}

impl Widget for Table<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let mut pen = Pen::new(buf, area);
        let (width, height) = (pen.width(), pen.height());
        let (note, foot) = (i32::from(height >= 6 && !self.sheet.note.is_empty()), i32::from(height >= 4));
        if height < 2 || width < 4 {
            return;
        }
        let g = &self.theme.glyphs;
        let widths = self.widths(); // one for every column: the indices below are of columns
        let first = self.first(&widths, (width - 2).max(0) as usize);
        let order = self.state.order(self.sheet, self.film);
        pen.text(1, 0, &self.sheet.note, self.theme.style(Tone::Dim));
        if note == 0 {
            pen.clear(0, 0, width);
        }
        // Columns with their left edges: the leading one stays, whatever the scroll.
        let mut columns = Vec::new();
        let mut x = 1;
        for i in (0..widths.len().min(1)).chain(first..widths.len()) {
            // A number that is cut is another number: what does not fit is left out, but for the chosen column.
            if x + widths[i] as i32 <= width || i == self.state.column || columns.is_empty() {
                columns.push((i, x));
            }
            x += widths[i] as i32 + 2;
        }
        let rows = (height - 1 - note - foot).max(0) as usize;
        let visible = self.state.list.visible(order.len(), rows, area.y + (1 + note) as u16);
        let shown = order.get(visible.clone()).unwrap_or_default();
        columns.iter().for_each(|&(i, x)| self.column(i, x, widths[i], note, shown, &mut pen));
        for (line, row) in visible.clone().enumerate().filter(|(_, row)| *row == self.state.list.selected()) {
            debug_assert!(row < order.len());
            select(&mut pen, note + 1 + line as i32, self.focused, self.theme);
        }
        let more = self.theme.style(Tone::Notice);
        if first > 1 {
            pen.put(0, note, g.more[2], more);
        }
        if x - 2 > width {
            pen.put(width - 1, note, g.more[3], more);
        }
        if foot == 1
            && let Some((text, tone)) = self.foot(order.get(self.state.list.selected()).copied())
        {
            pen.text(1, height - 1, &fit(&text, (width - 1) as usize, g.cut), self.theme.style(tone));
        }
    }
}

/// Columns to the right for what is aligned there: everything that is counted or measured.
fn shift(kind: ColumnKind, text: &str, width: usize) -> i32 {
    match kind {
        ColumnKind::Text | ColumnKind::Actor => 0,
        _ => width.saturating_sub(text.width()) as i32,
    }
}

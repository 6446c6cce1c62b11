//! Any sheet of a film as a table: sorted, aligned by what its columns hold, scrolled both ways.
//!
//! ```text
//!   player   side    alive ▼  opp  support  last death
//! ▶ mona     Axis    120.0 s    1        ?       -          unknown is "?", nothing to measure "-"
//!   vex      Axis    110.1 s    0     41 %    1:20.1
//!   support ? no yaw in her snapshots                       the reason, or the column's rule
//! ```

use super::findings::select;
use super::paint::{Pen, fit};
pub use super::rows::TableState;
use crate::film::{Cell, Column, ColumnKind, Film, Sheet};
use crate::ui::theme::{Theme, Tone};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

/// A cell as text.
#[must_use]
pub fn cell_text(cell: &Cell, kind: ColumnKind, film: &Film) -> String {
    cell.text(kind, film)
}

/// Columns of the screen that a bar takes.
const BAR: usize = 8;
/// The leading column of a snug table keeps so many columns.
const LEAD: usize = 20;

/// A text is worth showing cut when so much of it fits.
const CUT: usize = 12;

/// A text that is not the last one is cut here.
const TEXT: usize = 40;

/// A sheet as a table.
#[derive(Clone, Copy)]
pub struct Table<'a> {
    film: &'a Film,
    sheet: &'a Sheet,
    theme: &'a Theme,
    state: &'a TableState,
    noted: bool,
    focused: bool,
    snug: bool,
}

impl<'a> Table<'a> {
    /// The table of `sheet`.
    #[must_use]
    pub fn new(film: &'a Film, sheet: &'a Sheet, theme: &'a Theme, state: &'a TableState) -> Table<'a> {
        Table { film, sheet, theme, state, noted: true, focused: true, snug: false }
    }

    /// Whether the rule in force stands above it; else the screen tells it.
    #[must_use]
    pub fn noted(mut self, noted: bool) -> Table<'a> {
        self.noted = noted;
        self
    }

    /// Whether the keys go here.
    #[must_use]
    pub fn focused(mut self, focused: bool) -> Table<'a> {
        self.focused = focused;
        self
    }

    /// Columns as narrow as they can be, the leading one giving way to the others as far as `LEAD`.
    #[must_use]
    pub fn snug(mut self, snug: bool) -> Table<'a> {
        self.snug = snug;
        self
    }

    /// Widths of all columns within `room`: of the heads, and of every cell.
    fn widths(&self, room: usize) -> Vec<usize> {
        if !self.snug {
            return self.wide(room);
        }
        let cells = |i: usize, kind| {
            let column = self.sheet.rows.iter().filter_map(move |row| row.get(i));
            column.map(|cell| cell_text(cell, kind, self.film).width()).max().unwrap_or(0)
        };
        let arrow = |i| if self.state.sorted().is_some_and(|(by, _)| by == i) { 2 } else { 0 };
        let columns = self.sheet.columns.iter().enumerate();
        let most = |i| if i == 0 { 60 } else { 24 };
        let mut widths: Vec<usize> =
            columns.map(|(i, c)| cells(i, c.kind).max(c.label.width() + arrow(i)).min(most(i))).collect();
        // The others are shown whole as long as the leading one keeps its least.
        let natural = widths.first().copied().unwrap_or(0);
        let (mut taken, least) = (0, natural.min(LEAD));
        for width in widths.iter().skip(1).map(|width| width + 2) {
            if least + taken + width > room {
                break;
            }
            taken += width;
        }
        if let Some(lead) = widths.first_mut() {
            *lead = natural.min(room.saturating_sub(taken)).max(least);
        }
        widths
    }

    /// The widths of a table that has the screen for itself: a last column of text takes what the others leave.
    fn wide(&self, room: usize) -> Vec<usize> {
        let cells = |i: usize, kind| {
            let column = self.sheet.rows.iter().filter_map(move |row| row.get(i));
            column.map(|cell| cell_text(cell, kind, self.film).width()).max().unwrap_or(0)
        };
        let indent = |i| match i {
            0 if self.state.is_outline(self.sheet) => {
                usize::from(self.sheet.levels.iter().copied().max().unwrap_or_default()) * 2 + 2
            }
            _ => 0,
        };
        let columns = self.sheet.columns.iter().enumerate();
        let bar = |kind| if kind == ColumnKind::Lasting { BAR + 1 } else { 0 };
        let wide = |i, kind| cells(i, kind) + bar(kind) + indent(i);
        let mut widths: Vec<usize> = columns.map(|(i, c)| wide(i, c.kind).max(c.label.width() + 2)).collect();
        let last = self.sheet.columns.len().checked_sub(1).filter(|i| *i > 0);
        let text = last.filter(|i| self.sheet.columns.get(*i).is_some_and(|column| is_text(column.kind)));
        let others: usize = widths.iter().take(text.unwrap_or(0)).map(|width| (*width).min(TEXT) + 2).sum();
        for (i, width) in widths.iter_mut().enumerate() {
            *width = (*width).min(if text == Some(i) { room.saturating_sub(others).max(TEXT) } else { TEXT });
        }
        widths
    }

    /// The first column to show beside the leading one, so that the chosen one is visible.
    fn first(&self, widths: &[usize], room: usize) -> usize {
        let mut first = 1;
        let taken = |first: usize| {
            let shown = widths.get(first..=self.state.column().min(widths.len().saturating_sub(1))).unwrap_or_default();
            widths.first().copied().unwrap_or(0) + shown.iter().map(|w| w + 2).sum::<usize>()
        };
        while first < self.state.column() && taken(first) > room {
            first += 1;
        }
        first
    }

    /// A column with its head at row `y`: `rows` are the sheet's row numbers to show below.
    fn column(&self, i: usize, x: i32, width: usize, y: i32, rows: &[usize], pen: &mut Pen<'_>) {
        let g = &self.theme.glyphs;
        let Some(column) = self.sheet.columns.get(i) else { return };
        let arrow = match self.state.sorted() {
            Some((by, falling)) if by == i => g.sort[usize::from(falling)],
            _ => "",
        };
        let mut style = self.theme.style(Tone::Title);
        if i == self.state.column() {
            style = style.add_modifier(Modifier::UNDERLINED);
        }
        let head = format!("{}{}{arrow}", column.label, if arrow.is_empty() { "" } else { " " });
        let room = width.min((pen.width() - x).max(0) as usize);
        let head = fit(&head, room, g.cut);
        pen.text(x + shift(column.kind, &head, room), y, &head, style);
        for (line, &row) in rows.iter().enumerate() {
            let Some(cell) = self.sheet.rows.get(row).and_then(|cells| cells.get(i)) else { continue };
            let text = match (i, self.state.branch(self.sheet, row)) {
                (0, Some(branch)) => self.outlined(branch, &cell_text(cell, column.kind, self.film)),
                _ => cell_text(cell, column.kind, self.film),
            };
            let text = fit(&text, room, g.cut);
            let style = self.cell_style(row, cell);
            if let (ColumnKind::Lasting, Cell::Number(value)) = (column.kind, cell) {
                self.bar(x, y + 1 + line as i32, *value, i, pen);
            }
            pen.text(x + shift(column.kind, &text, room), y + 1 + line as i32, &text, style);
        }
    }

    /// A name as far to the right as its row lies deep, with the sign of a branch that is folded or not.
    fn outlined(&self, (level, folded): (u16, Option<bool>), text: &str) -> String {
        let g = &self.theme.glyphs;
        let sign = folded.map_or(" ", |folded| g.more[if folded { 3 } else { 1 }]);
        format!("{:width$}{sign} {text}", "", width = usize::from(level) * 2)
    }

    /// A bar at the left of a cell, as long as the value's share of the column's longest.
    fn bar(&self, x: i32, y: i32, value: f64, column: usize, pen: &mut Pen<'_>) {
        let number = |cells: &Vec<Cell>| if let Some(Cell::Number(v)) = cells.get(column) { Some(*v) } else { None };
        let most = self.sheet.rows.iter().filter_map(number).fold(0.0, f64::max);
        let share = if most > 0.0 { (value / most).clamp(0.0, 1.0) } else { 0.0 };
        let full = (share * BAR as f64).round() as usize;
        for at in 0..BAR {
            let tone = if at < full { Tone::Text } else { Tone::Dim };
            pen.put(x + at as i32, y, self.theme.glyphs.bar[usize::from(at >= full)], self.theme.style(tone));
        }
    }

    fn cell_style(&self, row: usize, cell: &Cell) -> Style {
        match cell {
            Cell::Unknown(_) => self.theme.style(Tone::Unknown),
            Cell::Blank => self.theme.style(Tone::Dim),
            Cell::Actor(id) => {
                let actor = self.film.cast.get(id.index());
                self.theme.team(actor.and_then(|a| a.team(self.film.meta.span.to)))
            }
            _ if self.sheet.strong.contains(&row) => self.theme.style(Tone::Title),
            _ => self.theme.style(Tone::Text),
        }
    }
}

/// What the footer says: why the chosen cell is unknown, else what its column means.
pub(super) fn foot(sheet: &Sheet, state: &TableState, row: Option<usize>) -> Option<(String, Tone)> {
    let column: &Column = sheet.columns.get(state.column())?;
    let cell = row.and_then(|r| sheet.rows.get(r)).and_then(|cells| cells.get(state.column()));
    Some(match cell {
        Some(Cell::Unknown(why)) => (format!("{}: ? {why}", column.label), Tone::Unknown),
        _ => (format!("{}: {}", column.label, column.help), Tone::Dim),
    })
}

impl Widget for Table<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let mut pen = Pen::new(buf, area);
        let (width, height) = (pen.width(), pen.height());
        let (note, footed) =
            (i32::from(height >= 6 && self.noted && !self.sheet.note.is_empty()), i32::from(height >= 4));
        if height < 2 || width < 4 {
            return;
        }
        let g = &self.theme.glyphs;
        let widths = self.widths((width - 2).max(0) as usize); // one for every column: the indices below are of columns
        let first = self.first(&widths, (width - 2).max(0) as usize);
        let order = self.state.order(self.sheet, self.film);
        pen.text(1, 0, &fit(&self.sheet.note, (width - 1) as usize, g.cut), self.theme.style(Tone::Dim));
        if note == 0 {
            pen.clear(0, 0, width);
        }
        // Columns with their left edges: the leading one stays, whatever the scroll.
        let mut columns = Vec::new();
        let mut x = 1;
        for i in (0..widths.len().min(1)).chain(first..widths.len()) {
            // A number that is cut is another number: what does not fit is left out, but for the chosen column.
            // A text that is cut says so, and its beginning is worth something.
            let fits = x + widths[i] as i32 <= width
                || x + CUT as i32 <= width && self.sheet.columns.get(i).is_some_and(|column| is_text(column.kind));
            if fits || i == self.state.column() || columns.is_empty() {
                columns.push((i, x));
            }
            x += widths[i] as i32 + 2;
        }
        let rows = (height - 1 - note - footed).max(0) as usize;
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
        if footed == 1
            && let Some((text, tone)) = foot(self.sheet, self.state, self.state.selected(self.sheet, self.film))
        {
            pen.text(1, height - 1, &fit(&text, (width - 1) as usize, g.cut), self.theme.style(tone));
        }
    }
}

/// Whether a column is read from the left: everything else is counted or measured.
pub(super) const fn is_text(kind: ColumnKind) -> bool {
    matches!(kind, ColumnKind::Text | ColumnKind::Actor)
}

/// Columns to the right for what is aligned there.
fn shift(kind: ColumnKind, text: &str, width: usize) -> i32 {
    if is_text(kind) { 0 } else { width.saturating_sub(text.width()) as i32 }
}

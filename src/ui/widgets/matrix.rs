//! A sheet of pairs as a square: who with whom how much, shaded by glyph, with the numbers.
//!
//! ```text
//!   seconds     kiko   zed    vex
//! ▶ kiko           · ▓42.0  -          the darker the more; "-" nothing to measure, "?" unknown, blank: no such pair
//!   zed      ▓42.0       ·  ░ 3.5
//!   kiko with zed: 42.0 s
//! ```

use super::findings::select;
use super::paint::{Pen, fit};
use super::rows::TableState;
use super::table::cell_text;
use crate::film::{ActorId, Cell, ColumnKind, Film, Sheet, View};
use crate::ui::theme::{Theme, Tone};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

/// The heads of a square and the sheet's rows between them, found once for all its cells.
pub(super) struct Square {
    /// Everybody who stands in a row or column head, in the order of the rows.
    pub(super) heads: Vec<Cell>,
    /// The sheet's row about these two, line by line.
    rows: Vec<Option<usize>>,
}

impl Square {
    /// The square of a sheet that is looked at as one; else it has no heads.
    pub(super) fn of(sheet: &Sheet, view: View) -> Square {
        let heads = heads(sheet, view);
        let mut rows = vec![None; heads.len() * heads.len()];
        if let View::Matrix { row, column, .. } = view {
            let head = |cells: &[Cell], at: usize| heads.iter().position(|head| Some(head) == cells.get(at));
            for (at, cells) in sheet.rows.iter().enumerate() {
                if let (Some(who), Some(whom)) = (head(cells, row), head(cells, column)) {
                    let _ = rows[who * heads.len() + whom].get_or_insert(at);
                }
            }
        }
        let mut square = Square { heads, rows };
        square.mirror();
        square
    }

    /// A sheet that names every pair once is read both ways.
    fn mirror(&mut self) {
        let n = self.heads.len();
        let pairs: Vec<(usize, usize)> = (0..n).flat_map(|who| (0..who).map(move |whom| (who, whom))).collect();
        if pairs.iter().any(|(who, whom)| self.row(*who, *whom).and(self.row(*whom, *who)).is_some()) {
            return;
        }
        for (who, whom) in pairs {
            let row = self.row(who, whom).or(self.row(whom, who));
            (self.rows[who * n + whom], self.rows[whom * n + who]) = (row, row);
        }
    }

    /// The sheet's row about two heads.
    pub(super) fn row(&self, who: usize, whom: usize) -> Option<usize> {
        let n = self.heads.len();
        self.rows.get(who * n + whom).copied().flatten().filter(|_| whom < n)
    }
}

/// Everybody who stands in a row or column head, in the order of the rows.
pub(super) fn heads(sheet: &Sheet, view: View) -> Vec<Cell> {
    let View::Matrix { row, column, .. } = view else { return Vec::new() };
    let mut heads: Vec<Cell> = Vec::new();
    for at in [row, column] {
        for cell in sheet.rows.iter().filter_map(|cells| cells.get(at)) {
            if !heads.contains(cell) {
                heads.push(cell.clone());
            }
        }
    }
    // Actors in the order of the cast, which keeps sides together whatever the order of the pairs.
    heads.sort_by_key(|cell| if let Cell::Actor(ActorId(id)) = cell { usize::from(*id) } else { usize::MAX });
    heads
}

/// A sheet as a square.
#[derive(Clone, Copy)]
pub struct Matrix<'a> {
    film: &'a Film,
    sheet: &'a Sheet,
    theme: &'a Theme,
    state: &'a TableState,
    noted: bool,
}

impl<'a> Matrix<'a> {
    /// The square of `sheet`, whose view must be one.
    #[must_use]
    pub fn new(film: &'a Film, sheet: &'a Sheet, theme: &'a Theme, state: &'a TableState) -> Matrix<'a> {
        Matrix { film, sheet, theme, state, noted: true }
    }

    /// Whether the rule in force stands above it; else the screen tells it.
    #[must_use]
    pub fn noted(mut self, noted: bool) -> Matrix<'a> {
        self.noted = noted;
        self
    }

    fn text(&self, cell: &Cell) -> String {
        cell_text(cell, ColumnKind::Text, self.film)
    }

    /// What a row says two have in common: the text, and the share of the largest.
    fn value(&self, row: usize, most: f64) -> Option<(String, f64)> {
        let View::Matrix { value, .. } = self.state.view(self.sheet) else { return None };
        let cell = self.sheet.rows.get(row)?.get(value)?;
        let kind = self.sheet.columns.get(value)?.kind;
        // The unit stands in the corner: in every cell it would be noise.
        let text = cell_text(cell, kind, self.film).trim_end_matches([' ', 's', '%']).to_owned();
        let share = if let Cell::Number(v) = cell { (v / most).clamp(0.0, 1.0) } else { 0.0 };
        Some((text, if share.is_nan() { 0.0 } else { share }))
    }

    /// What the numbers are, with their unit.
    fn corner(&self) -> String {
        let column = self.sheet.columns.get(self.state.chosen_column(self.sheet));
        column.map_or_else(String::new, |column| match column.kind {
            ColumnKind::Share => format!("{} %", column.label),
            ColumnKind::Seconds => format!("{} s", column.label),
            _ => column.label.to_owned(),
        })
    }

    fn most(&self) -> f64 {
        let View::Matrix { value, .. } = self.state.view(self.sheet) else { return 0.0 };
        let numbers = self.sheet.rows.iter().filter_map(|cells| match cells.get(value) {
            Some(Cell::Number(v)) if !v.is_nan() => Some(*v),
            _ => None,
        });
        numbers.fold(0.0, f64::max)
    }

    /// The chosen pair in words, with what the number means.
    fn foot(&self, square: &Square, most: f64) -> String {
        let chosen = (self.state.list.selected(), self.state.head());
        let (Some(who), Some(whom)) = (square.heads.get(chosen.0), square.heads.get(chosen.1)) else {
            return String::new();
        };
        let at = self.state.chosen_column(self.sheet);
        let (label, help) = self.sheet.columns.get(at).map_or(("", ""), |c| (c.label, c.help.as_str()));
        let pair = format!("{} with {}", self.text(who), self.text(whom));
        let row = square.row(chosen.0, chosen.1);
        match row.and_then(|row| self.sheet.rows.get(row)?.get(at)) {
            Some(Cell::Unknown(why)) => format!("{pair}: ? {why}"),
            _ if who == whom => format!("{}; {label}: {help}", self.text(who)),
            _ => match row.and_then(|row| self.value(row, most)) {
                Some((text, _)) => format!("{pair}: {text}; {label}: {help}"),
                None => format!("{pair}: no such pair; {label}: {help}"),
            },
        }
    }
}

impl Widget for Matrix<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let mut pen = Pen::new(buf, area);
        let (width, height) = (pen.width(), pen.height());
        if width < 12 || height < 3 {
            return;
        }
        let (theme, g) = (self.theme, &self.theme.glyphs);
        let square = Square::of(self.sheet, self.state.view(self.sheet));
        let heads = &square.heads;
        let most = self.most();
        let names: Vec<String> = heads.iter().map(|head| self.text(head)).collect();
        let left = names.iter().map(|name| name.width()).max().unwrap_or(0).max(self.corner().width()).clamp(6, 16);
        let cell = |i: usize, j: usize| self.value(square.row(i, j)?, most);
        let mut widest = 4;
        for (i, j) in (0..heads.len()).flat_map(|i| (0..heads.len()).map(move |j| (i, j))) {
            widest = widest.max(cell(i, j).map_or(0, |(text, _)| text.width()));
        }
        let column = widest + 3;
        let room = ((width as usize).saturating_sub(left + 3) / column).max(1);
        let chosen = self.state.head().min(heads.len().saturating_sub(1));
        let first = (chosen + 1).saturating_sub(room);
        let note = i32::from(height >= 6 && self.noted && !self.sheet.note.is_empty());
        if note == 1 {
            pen.text(1, 0, &fit(&self.sheet.note, (width - 1) as usize, g.cut), theme.style(Tone::Dim));
        }
        let shown = first..heads.len().min(first + room);
        let x_of = |j: usize| (left + 2 + (j - first) * column) as i32;
        pen.text_within(2, note, &fit(&self.corner(), left, g.cut), left as i32, theme.style(Tone::Dim));
        for j in shown.clone() {
            let name = fit(names.get(j).map_or("", String::as_str), column - 1, g.cut).into_owned();
            let mut style = theme.style(Tone::Title);
            if j == chosen {
                style = style.add_modifier(Modifier::UNDERLINED);
            }
            pen.text(x_of(j) + (column - name.width()) as i32, note, &name, style);
        }
        let lines = (height - 2 - note).max(0) as usize;
        let visible = self.state.list.visible(heads.len(), lines, area.y + 1 + note as u16);
        for (line, i) in visible.enumerate() {
            let y = line as i32 + 1 + note;
            let name = names.get(i).map_or("", String::as_str);
            let team = match heads.get(i) {
                Some(Cell::Actor(id)) => self.film.cast.get(id.index()).and_then(|a| a.team(self.film.meta.span.to)),
                _ => None,
            };
            pen.text(2, y, &fit(name, left, g.cut), theme.team(team));
            if i == self.state.list.selected() {
                select(&mut pen, y, false, theme);
            }
            for j in shown.clone() {
                let (text, share) = match cell(i, j) {
                    Some(found) => found,
                    None if i == j => (g.dot.to_owned(), 0.0),
                    None => continue,
                };
                let step = (share * (g.heat.len() - 1) as f64).round() as usize;
                let shade = if share > 0.0 { g.heat[step.clamp(1, g.heat.len() - 1)] } else { " " };
                let (x, tone) = (x_of(j), if i == j { Tone::Dim } else { Tone::Text });
                pen.put(x + 1, y, shade, theme.heat(share));
                pen.text(x + (column - text.width()) as i32, y, &text, theme.style(tone));
                if i == self.state.list.selected() && j == chosen {
                    pen.tint(x + 1, y, column as i32 - 1, theme.style(Tone::Selected));
                }
            }
        }
        if shown.end < heads.len() {
            pen.put(width - 1, note, g.more[3], theme.style(Tone::Notice));
        }
        if first > 0 {
            pen.put(0, note, g.more[2], theme.style(Tone::Notice));
        }
        let foot = self.foot(&square, most);
        pen.text(1, height - 1, &fit(&foot, (width - 1) as usize, g.cut), theme.style(Tone::Dim));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(pairs: &[(u16, u16)]) -> Square {
        let actor = |id: u16| Cell::Actor(ActorId(id));
        let rows = pairs.iter().map(|(who, whom)| vec![actor(*who), actor(*whom)]).collect();
        Square::of(&Sheet { rows, ..Sheet::default() }, View::Matrix { row: 0, column: 1, value: 2 })
    }

    #[test]
    fn pairs_named_once_are_read_both_ways_and_others_as_they_stand() {
        let once = rows(&[(1, 2), (1, 3)]);
        assert_eq!((once.row(0, 1), once.row(1, 0), once.row(2, 0), once.row(1, 2)), (Some(0), Some(0), Some(1), None));
        let both = rows(&[(1, 2), (2, 1), (1, 3)]);
        assert_eq!((both.row(0, 1), both.row(1, 0), both.row(0, 2), both.row(2, 0)), (Some(0), Some(1), Some(2), None));
        assert_eq!((both.row(0, 3), both.row(3, 0)), (None, None), "nobody");
    }
}

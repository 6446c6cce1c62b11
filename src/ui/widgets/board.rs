//! A live sheet beside the map: what was known at the clock, close together and without a cursor.
//!
//! ```text
//!   RUSH since 1:45.2, by score at 1:50.0; label 12p_11gas; ...      the sheet's note, at most so many lines
//!   signal               state    R1 R2 R3  margin                    columns from the left, as many as fit whole
//!   Early lings          applies   4  3  3   4.8 s                    rows that hold are brought out
//! ```

use super::paint::{Pen, fit, paragraph};
use super::table::cell_text;
use crate::film::{Cell, Film, Sheet};
use crate::ui::theme::{Theme, Tone};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

/// Lines of the note.
const NOTE: u16 = 3;

/// A sheet, as it is.
#[derive(Clone, Copy)]
pub struct Board<'a> {
    film: &'a Film,
    sheet: &'a Sheet,
    theme: &'a Theme,
}

impl<'a> Board<'a> {
    /// A sheet as it is at one moment ([`Sheet::at`]).
    #[must_use]
    pub fn new(film: &'a Film, sheet: &'a Sheet, theme: &'a Theme) -> Board<'a> {
        Board { film, sheet, theme }
    }

    /// Rows of the screen for all of a sheet.
    #[must_use]
    pub fn height(sheet: &Sheet) -> u16 {
        u16::try_from(sheet.rows.len()).unwrap_or(u16::MAX).saturating_add(NOTE + 1)
    }

    fn style(&self, row: usize, cell: &Cell) -> Style {
        match cell {
            Cell::Unknown(_) => self.theme.style(Tone::Unknown),
            _ if self.sheet.strong.contains(&row) => self.theme.style(Tone::Title),
            Cell::Blank => self.theme.style(Tone::Dim),
            _ => self.theme.style(Tone::Text),
        }
    }

    /// Columns with their left edge and width, as many as fit whole; the last one that is text may be cut.
    fn columns(&self, width: usize) -> Vec<(usize, usize, usize)> {
        let mut columns = Vec::new();
        let mut x = 1;
        for (at, column) in self.sheet.columns.iter().enumerate() {
            let cells = self.sheet.rows.iter().filter_map(|row| row.get(at));
            let own = cells.map(|cell| cell_text(cell, column.kind, self.film).width()).max().unwrap_or(0);
            let wanted = own.max(column.label.width());
            if x + wanted > width {
                if super::table::is_text(column.kind) && x + 12 <= width {
                    columns.push((at, x, width - x));
                }
                break;
            }
            columns.push((at, x, wanted));
            x += wanted + 2;
        }
        columns
    }
}

impl Widget for Board<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let mut pen = Pen::new(buf, area);
        let cut = self.theme.glyphs.cut;
        if pen.width() < 12 {
            return;
        }
        // The table is what one comes for: a note that leaves no room for it is cut.
        let lines =
            NOTE.min(area.height.saturating_sub(u16::try_from(self.sheet.rows.len()).unwrap_or(u16::MAX)).max(2));
        let note = paragraph(&mut pen, 0, &self.sheet.note, usize::from(lines), cut, self.theme.style(Tone::Title));
        let columns = self.columns(pen.width() as usize);
        let rows = (pen.height() - note - 1).max(0) as usize;
        let hidden = self.sheet.rows.len().saturating_sub(rows);
        for (at, x, width) in columns {
            let Some(column) = self.sheet.columns.get(at) else { continue };
            let right =
                |text: &str| if super::table::is_text(column.kind) { 0 } else { width.saturating_sub(text.width()) };
            pen.text((x + right(column.label)) as i32, note, column.label, self.theme.style(Tone::Dim));
            for (row, cells) in self.sheet.rows.iter().enumerate().take(rows) {
                let Some(cell) = cells.get(at) else { continue };
                let text = cell_text(cell, column.kind, self.film);
                let text = fit(&text, width, cut);
                pen.text((x + right(&text)) as i32, note + 1 + row as i32, &text, self.style(row, cell));
            }
        }
        if hidden > 0 {
            pen.put(pen.width() - 1, pen.height() - 1, self.theme.glyphs.more[1], self.theme.style(Tone::Notice));
        }
    }
}

//! A sheet as bars: the numbers that add up stacked on one line per row, negative ones to the left.
//!
//! ```text
//!   player    sum           0                   each letter is one component, as long as its number
//! ▶ kiko     12.5           SSSSSSSSAAAXX
//!   zed      -1.0      PPPPPAAA
//!   S trade success 8.0 · A attempt 2.5 · ...   the selected row in numbers
//! ```

use super::findings::select;
use super::paint::{Pen, fit};
use super::rows::TableState;
use super::table::{cell_text, foot};
use crate::film::{Cell, Film, Sheet, View};
use crate::ui::theme::{Theme, Tone};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

/// A sheet as bars.
#[derive(Clone, Copy)]
pub struct Bars<'a> {
    film: &'a Film,
    sheet: &'a Sheet,
    theme: &'a Theme,
    state: &'a TableState,
    noted: bool,
}

/// Colours of components, in order; the letters tell them apart.
const TONES: [Tone; 6] = [Tone::TeamB, Tone::High, Tone::Pass, Tone::TeamA, Tone::Objective, Tone::NoTeam];

/// What a row adds up to.
struct Sum {
    above: f64,
    below: f64,
    /// Some component is not known.
    open: bool,
}

impl<'a> Bars<'a> {
    /// The bars of `sheet`, whose view must be bars.
    #[must_use]
    pub fn new(film: &'a Film, sheet: &'a Sheet, theme: &'a Theme, state: &'a TableState) -> Bars<'a> {
        Bars { film, sheet, theme, state, noted: true }
    }

    /// Whether the rule in force stands above it; else the screen tells it.
    #[must_use]
    pub fn noted(mut self, noted: bool) -> Bars<'a> {
        self.noted = noted;
        self
    }

    /// Columns that add up, each with its letter.
    fn components(&self) -> Vec<(usize, char)> {
        let View::Bars { from, to } = self.state.view(self.sheet) else { return Vec::new() };
        let mut letters: Vec<char> = Vec::new();
        let mut out = Vec::new();
        for at in from..to.min(self.sheet.columns.len()) {
            let label = self.sheet.columns.get(at).map_or("", |c| c.label).to_ascii_uppercase();
            let own = label.chars().filter(char::is_ascii_alphabetic).chain('A'..='Z');
            let letter = own.into_iter().find(|c| !letters.contains(c)).unwrap_or('#');
            letters.push(letter);
            out.push((at, letter));
        }
        out
    }

    fn number(&self, row: usize, column: usize) -> Option<f64> {
        match self.sheet.rows.get(row)?.get(column)? {
            Cell::Number(v) if v.is_finite() => Some(*v),
            Cell::Blank => Some(0.0),
            _ => None,
        }
    }

    fn sum(&self, row: usize, components: &[(usize, char)]) -> Sum {
        let mut sum = Sum { above: 0.0, below: 0.0, open: false };
        for (at, _) in components {
            match self.number(row, *at) {
                Some(v) if v >= 0.0 => sum.above += v,
                Some(v) => sum.below -= v,
                None => sum.open = true,
            }
        }
        sum
    }

    fn style(&self, place: usize) -> Style {
        self.theme.style(TONES.get(place % TONES.len()).copied().unwrap_or(Tone::Text))
    }

    /// The selected row's components in numbers, in lines of `width`: (column, words).
    fn legend(&self, row: Option<usize>, components: &[(usize, char)], width: usize) -> Vec<Vec<(usize, String)>> {
        let mut lines: Vec<Vec<(usize, String)>> = vec![Vec::new()];
        let mut used = 0;
        for (place, (at, letter)) in components.iter().enumerate() {
            let Some(column) = self.sheet.columns.get(*at) else { continue };
            let cell = row.and_then(|row| self.sheet.rows.get(row)).and_then(|cells| cells.get(*at));
            let value = cell.map_or_else(String::new, |cell| format!(" {}", cell_text(cell, column.kind, self.film)));
            let words = format!("{letter} {}{value}", column.label);
            if used > 0 && used + words.width() + 3 > width {
                lines.push(Vec::new());
                used = 0;
            }
            used += words.width() + 3;
            if let Some(line) = lines.last_mut() {
                line.push((place, words));
            }
        }
        lines
    }

    /// One bar around `zero`; `scale` columns stand for 1. Ends are rounded as sums, so that the whole is as long as it
    /// should be.
    fn bar(&self, row: usize, components: &[(usize, char)], zero: i32, scale: f64, y: i32, pen: &mut Pen<'_>) {
        let (mut above, mut below) = (0.0, 0.0);
        for (place, (at, letter)) in components.iter().enumerate() {
            let Some(v) = self.number(row, *at) else { continue };
            let (from, to) = if v >= 0.0 {
                let from = above;
                above += v;
                (zero + (from * scale).round() as i32, zero + (above * scale).round() as i32)
            } else {
                let from = below;
                below -= v;
                (zero - (below * scale).round() as i32, zero - (from * scale).round() as i32)
            };
            for x in from..to {
                pen.put_char(x, y, *letter, self.style(place));
            }
        }
    }
}

impl Widget for Bars<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let mut pen = Pen::new(buf, area);
        let (width, height) = (pen.width(), pen.height());
        if width < 24 || height < 4 {
            return;
        }
        let (theme, g) = (self.theme, &self.theme.glyphs);
        let components = self.components();
        let order = self.state.order(self.sheet, self.film);
        let selected = self.state.selected(self.sheet, self.film);
        let note = i32::from(height >= 7 && self.noted && !self.sheet.note.is_empty());
        if note == 1 {
            pen.text(1, 0, &fit(&self.sheet.note, (width - 1) as usize, g.cut), theme.style(Tone::Dim));
        }
        let legend = self.legend(selected, &components, (width - 2) as usize);
        let below = (legend.len() as i32).min((height - note - 3).max(0)).min(4);
        let kind = self.sheet.columns.first().map_or(crate::film::ColumnKind::Text, |c| c.kind);
        let name = |row: usize| {
            let cell = self.sheet.rows.get(row).and_then(|cells| cells.first());
            cell.map_or_else(String::new, |cell| cell_text(cell, kind, self.film))
        };
        let left = order.iter().map(|row| name(*row).width()).max().unwrap_or(0).clamp(6, 18);
        let sums: Vec<Sum> = (0..self.sheet.rows.len()).map(|row| self.sum(row, &components)).collect();
        let (above, under) = sums.iter().fold((0.0f64, 0.0f64), |(a, u), s| (a.max(s.above), u.max(s.below)));
        let start = left as i32 + 12;
        let columns = (width - start - 1).max(1);
        let scale = if above + under > 0.0 { f64::from(columns) / (above + under) } else { 0.0 };
        let zero = start + (under * scale).round() as i32;
        let head = theme.style(Tone::Title);
        pen.text(2, note, &fit(self.sheet.columns.first().map_or("", |c| c.label), left, g.cut), head);
        pen.text(left as i32 + 7, note, "sum", head);
        pen.text(zero, note, "0", theme.style(Tone::Dim));
        let end = format!("{above:.1}");
        // Where no part is known there is no scale.
        if scale > 0.0 && zero + 2 + (end.width() as i32) < width {
            pen.text(width - end.width() as i32 - 1, note, &end, theme.style(Tone::Dim));
        }
        let lines = (height - 2 - note - below).max(0) as usize;
        let visible = self.state.list.visible(order.len(), lines, area.y + 1 + note as u16);
        for (line, place) in visible.enumerate() {
            let Some(row) = order.get(place).copied() else { continue };
            let y = line as i32 + 1 + note;
            pen.text(2, y, &fit(&name(row), left, g.cut), theme.style(Tone::Text));
            if let Some(sum) = sums.get(row) {
                // What lacks a part is unknown, however much the others are.
                let text = if sum.open { "?".to_owned() } else { format!("{:.1}", sum.above - sum.below) };
                pen.text(left as i32 + 10 - text.width() as i32, y, &text, theme.style(Tone::Title));
            }
            if Some(row) == selected {
                select(&mut pen, y, false, theme);
            }
            self.bar(row, &components, zero, scale, y, &mut pen);
        }
        for (line, entries) in legend.iter().take(below as usize).enumerate() {
            let mut x = 1;
            for (place, words) in entries {
                let mut style = self.style(*place);
                if components.get(*place).is_some_and(|(at, _)| *at == self.state.column()) {
                    style = style.add_modifier(Modifier::UNDERLINED);
                }
                x += pen.text(x, height - 1 - below + line as i32, words, style);
                x += 3;
            }
        }
        if let Some((text, tone)) = foot(self.sheet, self.state, selected) {
            pen.text(1, height - 1, &fit(&text, (width - 1) as usize, g.cut), theme.style(tone));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::film::sample;
    use crate::ui::theme::{Depth, Ground};
    use crate::ui::widgets::testing::{picture, text};

    #[test]
    fn what_is_not_known_is_no_sum_and_gives_no_scale() {
        let film = sample::film();
        let theme = Theme::new(Depth::Mono, Ground::Dark, false);
        let mut sheet = film.sheets.iter().find(|sheet| matches!(sheet.view, View::Bars { .. })).unwrap().clone();
        let draw = |sheet: &Sheet| {
            let picture = picture(80, 20, Bars::new(&film, sheet, &theme, &TableState::default()).noted(false));
            text(&picture).lines().take(3).map(str::to_owned).collect::<Vec<_>>()
        };
        assert!(draw(&sheet)[0].trim_end_matches(['|', ' ']).ends_with(char::is_numeric), "{:?}", draw(&sheet));
        let View::Bars { from, to } = sheet.view else { return };
        for row in &mut sheet.rows {
            row[from..to].fill(Cell::Unknown("not recorded".to_owned()));
        }
        let lines = draw(&sheet);
        assert!(lines[0].trim_end_matches(['|', ' ']).ends_with(" 0"), "{lines:?}");
        assert!(lines[1].contains('?') && !lines[1].contains("0.0"), "{lines:?}");
    }
}

//! The film's length as a ruler with lanes.
//!
//! ```text
//!     0:42.0 ┬0:00────────┬0:30───▼─────────┬1:00─────       the clock; the loop between ╟ and ╢
//! candidates                      M          ◦    m          M high, m medium or low, ◦ suppressed, T F U reviewed
//!     events                      t               T
//!     deaths                      ●          ◆    2          side of the fallen; a digit: so many in one cell
//! objectives              o       │          oo
//!      waves ◈          ● │◆      ●                          spawn waves by side, ◈ both, ‖ pause
//! ```
//!
//! With fewer rows the lower lanes go first, with more the deaths get one row a side. A film may name its own lanes: then
//! their order says which go first, letters outrank other marks, and the rhythm tells the first word of each moment.

mod cells;
mod rows;
mod scale;

use super::paint::Pen;
use super::verdict::{Marks, Seen, none, whole};
use crate::film::{Film, Finding, Lane, Moment, Span, Time};
use crate::ui::theme::{Theme, Tone};
use cells::{LETTER, Mark, Pile, SELECTED};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;
use rows::Row;
use scale::{Scale, tick_label};

/// The timeline at a moment.
#[derive(Clone, Copy)]
pub struct Timeline<'a> {
    film: &'a Film,
    theme: &'a Theme,
    at: Time,
    window: Span,
    selected: Option<&'a Finding>,
    looped: Option<Span>,
    marks: Marks<'a>,
    seen: Seen<'a>,
    shown: Option<&'a dyn Fn(&Finding) -> bool>,
}

impl<'a> Timeline<'a> {
    /// The whole film, the clock at `at`.
    #[must_use]
    pub fn new(film: &'a Film, theme: &'a Theme, at: Time) -> Timeline<'a> {
        let window = film.meta.span;
        Timeline { film, theme, at, window, selected: None, looped: None, marks: &none, seen: &whole, shown: None }
    }

    /// Shows a part of the film only.
    #[must_use]
    pub fn window(mut self, window: Span) -> Timeline<'a> {
        self.window = window;
        self
    }

    /// Brings out a finding's slice.
    #[must_use]
    pub fn selected(mut self, finding: Option<&'a Finding>) -> Timeline<'a> {
        self.selected = finding;
        self
    }

    /// Marks the loop.
    #[must_use]
    pub fn looped(mut self, span: Option<Span>) -> Timeline<'a> {
        self.looped = span;
        self
    }

    /// Shows verdicts in place of the marks of reviewed candidates.
    #[must_use]
    pub fn marks(mut self, marks: Marks<'a>) -> Timeline<'a> {
        self.marks = marks;
        self
    }

    /// Shows findings as they may be shown.
    #[must_use]
    pub fn seen(mut self, seen: Seen<'a>) -> Timeline<'a> {
        self.seen = seen;
        self
    }

    /// Shows only the findings that pass the filter; the others are left out.
    #[must_use]
    pub fn filter(mut self, shown: &'a dyn Fn(&Finding) -> bool) -> Timeline<'a> {
        self.shown = Some(shown);
        self
    }

    /// The moment under a column of the screen when drawn in `area`: the clock goes there on a click. The first column
    /// is the window's beginning, the last its end; `None` on labels and outside.
    #[must_use]
    pub fn time_at(&self, area: Rect, column: u16) -> Option<Time> {
        let scale = self.scale(i32::from(area.width));
        let col = i32::from(column) - i32::from(area.x) - scale.left;
        (0..scale.columns).contains(&col).then(|| scale.time(col))
    }

    /// The column of the screen of a moment when drawn in `area`; before and after the window at its ends.
    #[must_use]
    pub fn column_of(&self, area: Rect, at: Time) -> u16 {
        let scale = self.scale(i32::from(area.width));
        area.x.saturating_add(u16::try_from(scale.left + scale.column(at)).unwrap_or(u16::MAX))
    }

    fn scale(&self, width: i32) -> Scale {
        let left = match width {
            0..20 => 0,
            20..48 => 8,
            // Values stand before curves, on the same columns.
            60.. if !self.film.curves.is_empty() => 16,
            _ => 11,
        };
        Scale { window: self.window, left, columns: (width - left).max(0) }
    }

    fn label(&self, row: Row) -> (String, Style) {
        let dim = self.theme.style(Tone::Dim);
        let own = self.film.meta.lanes.iter().find(|own| row.lane() == Some(own.lane));
        let kinds = &self.film.finding_kinds;
        match row {
            Row::Deaths(Some(_)) | Row::Objectives(Some(_)) if own.is_some() => {
                let team = if let Row::Deaths(team) | Row::Objectives(team) = row { team } else { None };
                let name = own.map_or("", |own| own.name);
                (format!("{} {name}", self.theme.glyphs.team(team)), self.theme.team(team))
            }
            _ if own.is_some() => (own.map_or("", |own| own.name).into(), dim),
            Row::Candidates if !self.film.meta.lanes.is_empty() => {
                let mut judged = kinds.iter().filter(|kind| kind.asked);
                let only = judged.next().filter(|_| judged.next().is_none());
                (only.map_or("candidates", |kind| kind.plural).into(), dim)
            }
            Row::Facts if !self.film.meta.lanes.is_empty() => {
                let facts = kinds.iter().rfind(|kind| !kind.asked);
                (facts.map_or("events", |kind| kind.plural).into(), dim)
            }
            Row::Ruler => (self.at.to_string(), self.theme.style(Tone::Clock)),
            Row::Candidates => ("candidates".into(), dim),
            Row::Facts => ("events".into(), dim),
            Row::Badges(kind) => (
                self.film.badge_kinds.get(kind).map_or("", |kind| kind.name).to_owned(),
                self.theme.style(Tone::Notice),
            ),
            Row::Deaths(None) => ("deaths".into(), dim),
            Row::Deaths(team) => (format!("{} deaths", self.theme.glyphs.team(team)), self.theme.team(team)),
            Row::Objectives(_) => ("objectives".into(), dim),
            Row::Rhythm => ("waves".into(), dim),
        }
    }

    fn ruler(&self, scale: &Scale, y: i32, pen: &mut Pen<'_>) {
        let (g, dim) = (&self.theme.glyphs, self.theme.style(Tone::Dim));
        for col in 0..scale.columns {
            pen.put(scale.left + col, y, g.ruler[0], dim);
        }
        let clock = scale.column(self.at);
        let ends = self.looped.map(|span| [scale.column(span.from), scale.column(span.to)]);
        let step = scale.tick();
        for (col, at) in scale.ticks() {
            pen.put(scale.left + col, y, g.ruler[1], dim);
            let label = tick_label(at, step);
            let over = col..=col + label.len() as i32;
            // Half a label is another time: what clock or loop would stand in is left out.
            let hit = over.contains(&clock) || ends.iter().flatten().any(|end| over.contains(end));
            if !hit && *over.end() < scale.columns {
                pen.text(scale.left + col + 1, y, &label, dim);
            }
        }
        if let Some(span) = self.looped {
            let (a, b) = (scale.column(span.from), scale.column(span.to));
            let style = self.theme.style(Tone::Loop);
            pen.tint(scale.left + a, y, b - a + 1, style.add_modifier(Modifier::UNDERLINED));
            pen.put(scale.left + a, y, g.looped[0], style);
            pen.put(scale.left + b, y, g.looped[1], style);
        }
        pen.put(scale.left + clock, y, g.clock[0], self.theme.style(Tone::Clock));
    }

    /// Who wears a badge and when: a letter, and a line as long as it lasts.
    fn badges(&self, kind: usize, scale: &Scale, y: i32, pen: &mut Pen<'_>) {
        let Span { from, to } = self.window;
        let worn = self.film.badges.iter().filter(|badge| badge.kind == kind);
        for badge in worn.filter(|badge| badge.span.to >= from && badge.span.from <= to) {
            let (a, b) = (scale.column(badge.span.from.max(from)), scale.column(badge.span.to.min(to)));
            let actor = self.film.cast.get(badge.actor.index());
            let style = self.theme.team(actor.and_then(|actor| actor.team(badge.span.from)));
            for col in a..=b {
                pen.put(scale.left + col, y, self.theme.glyphs.ruler[0], style);
            }
            pen.put_char(scale.left + a, y, actor.map_or('?', |actor| actor.letter), style);
        }
    }

    fn lane(&self, row: Row, cells: &[Pile], scale: &Scale, y: i32, pen: &mut Pen<'_>) {
        let g = &self.theme.glyphs;
        let clock = scale.column(self.at);
        for (col, _) in scale.ticks() {
            pen.put(scale.left + col, y, g.lane, self.theme.style(Tone::Ground));
        }
        pen.put(scale.left + clock, y, g.clock[1], self.theme.style(Tone::Clock));
        for (col, cell) in cells.iter().enumerate().filter(|(_, cell)| cell.count > 0) {
            let (x, col) = (scale.left + col as i32, col as i32);
            let style = if cell.mixed { self.theme.style(Tone::Title) } else { cell.style };
            let style = if col == clock { style.add_modifier(Modifier::REVERSED) } else { style };
            match (cell.count, cell.mark) {
                (_, Mark::Char(c)) if matches!(row, Row::Objectives(_)) && cell.rank == LETTER => {
                    pen.put_char(x, y, c, style);
                }
                (2.., _) if row == Row::Rhythm && cell.mixed => pen.put(x, y, g.rhythm[1], style),
                // The selected one shows itself, whatever else there is.
                (n @ 2..=9, _) if row != Row::Rhythm && cell.rank < SELECTED => {
                    pen.put_char(x, y, char::from(b'0' + n as u8), style);
                }
                (10.., _) if row != Row::Rhythm && cell.rank < SELECTED => pen.put(x, y, "#", style),
                (_, Mark::Glyph(glyph)) => pen.put(x, y, glyph, style),
                (_, Mark::Char(c)) => pen.put_char(x, y, c, style),
            }
        }
        if row == Row::Rhythm && !self.film.meta.lanes.is_empty() {
            self.captions(cells, scale, y, pen);
        }
        if let Some(finding) = self.selected
            && finding.span.to >= self.window.from
            && finding.span.from <= self.window.to
        {
            let (a, b) = (scale.column(finding.span.from), scale.column(finding.span.to));
            pen.tint(scale.left + a, y, b - a + 1, self.theme.style(Tone::Slice));
            if row == Row::Candidates || row == Row::Facts && !finding.is_judgeable() {
                pen.tint(scale.left + scale.column(finding.at), y, 1, self.theme.style(Tone::Selected));
            }
        }
    }

    /// Behind every mark of the rhythm the first word of its moment, or its first letter, as far as the next mark.
    fn captions(&self, cells: &[Pile], scale: &Scale, y: i32, pen: &mut Pen<'_>) {
        let clock = scale.column(self.at);
        let on_it = |m: &&Moment| {
            let kind = self.film.moment_kinds.get(m.kind);
            // Whose it is tells the shape of the side.
            m.team.is_none() && kind.is_some_and(|kind| kind.lane == Lane::Rhythm && kind.mark.is_some())
        };
        let alone = |m: &&Moment| {
            let cell = cells.get(scale.column(m.at) as usize);
            self.window.holds(m.at) && cell.is_some_and(|cell| cell.count == 1)
        };
        for moment in self.film.log.iter().filter(on_it).filter(alone) {
            let col = scale.column(moment.at);
            let after = cells.iter().skip(col as usize + 1).position(|cell| cell.count > 0);
            let room = after.map_or(scale.columns - col - 1, |next| next as i32);
            let room = if clock > col { room.min(clock - col - 1) } else { room };
            let word = moment.text.split([':', ' ']).next().unwrap_or_default();
            let fits = |text: &str| unicode_width::UnicodeWidthStr::width(text) as i32 <= room;
            let letter: String = word.chars().take(1).collect();
            if let Some(text) = [word, letter.as_str()].into_iter().find(|text| fits(text)) {
                pen.text(scale.left + col + 1, y, text, self.theme.style(Tone::Dim));
            }
        }
    }
}

impl Widget for Timeline<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let mut pen = Pen::new(buf, area);
        let scale = self.scale(pen.width());
        if scale.columns < 1 {
            return;
        }
        let rows = self.rows(pen.height());
        let cells = self.cells(&rows, &scale);
        for (y, (row, cells)) in rows.into_iter().zip(cells).enumerate() {
            let y = y as i32;
            let (label, style) = self.label(row);
            let room = (scale.left - 1).max(0);
            let label = super::paint::fit(&label, room as usize, self.theme.glyphs.cut);
            let width = unicode_width::UnicodeWidthStr::width(label.as_ref()) as i32;
            pen.text_within(room - width, y, &label, room, style);
            match row {
                Row::Ruler => self.ruler(&scale, y, &mut pen),
                Row::Badges(kind) => {
                    self.lane(row, &cells, &scale, y, &mut pen);
                    self.badges(kind, &scale, y, &mut pen);
                }
                _ => self.lane(row, &cells, &scale, y, &mut pen),
            }
        }
    }
}

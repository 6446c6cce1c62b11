//! States over time: one row a side under the round's ruler, named where there is room, told apart by glyph.
//!
//! ```text
//!           ┬0:00──────────┬0:30────▼─────┬1:00───
//! ▶◆ Axis    3             2-1            1-1-1       names
//!            ·········     ░░░░░░░░░░░    ▒▒▒▒▒▒      class: the more unusual the darker; a gap is unknown
//! ```

use super::paint::{Pen, fit};
use super::timeline::Timeline;
use crate::film::{Film, Span, Stretch, Strip, Time};
use crate::ui::theme::{Theme, Tone};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

/// A strip over the whole film.
#[derive(Clone, Copy)]
pub struct Strips<'a> {
    film: &'a Film,
    theme: &'a Theme,
    strip: &'a Strip,
    at: Time,
    row: usize,
}

/// The stretch that holds at a moment; the later one where two meet.
#[must_use]
pub fn stretch_at(stretches: &[Stretch], at: Time) -> Option<usize> {
    let next = stretches.partition_point(|stretch| stretch.span.from <= at);
    next.checked_sub(1).filter(|place| stretches.get(*place).is_some_and(|stretch| at <= stretch.span.to))
}

impl<'a> Strips<'a> {
    /// The strip with the clock at `at` and the keys in `row`.
    #[must_use]
    pub fn new(film: &'a Film, theme: &'a Theme, strip: &'a Strip, at: Time, row: usize) -> Strips<'a> {
        Strips { film, theme, strip, at, row }
    }

    /// Rows of the screen it takes.
    #[must_use]
    pub fn height(strip: &Strip) -> u16 {
        u16::try_from(strip.rows.len() * Strips::lines(strip) + 1).unwrap_or(u16::MAX)
    }

    /// Lines of each row: of many players the names stand in the strip itself.
    const fn lines(strip: &Strip) -> usize {
        if strip.actors.is_empty() { 2 } else { 1 }
    }

    /// The row under a line of the screen when drawn in `area`, for the mouse.
    #[must_use]
    pub fn row_at(&self, area: Rect, line: u16) -> Option<usize> {
        let into = usize::from(line.checked_sub(area.y.checked_add(1)?)?);
        let row = self.first(area.height) + into / Strips::lines(self.strip);
        (into < usize::from(area.height.saturating_sub(1)) && row < self.strip.rows.len()).then_some(row)
    }

    /// The first row shown: the one with the keys is always in sight.
    fn first(&self, height: u16) -> usize {
        let room = (usize::from(height).saturating_sub(1) / Strips::lines(self.strip)).max(1);
        (self.row + 1).saturating_sub(room)
    }

    fn fill(&self, class: u8) -> &'static str {
        let heat = &self.theme.glyphs.heat;
        match class {
            0 => self.theme.glyphs.lane,
            class => heat.get(usize::from(class)).or(heat.last()).copied().unwrap_or("#"),
        }
    }

    fn stretches(&self, stretches: &[Stretch], line: &Timeline<'_>, area: Rect, y: i32, pen: &mut Pen<'_>) {
        let below = Strips::lines(self.strip) as i32 - 1;
        let column = |t: Time| i32::from(line.column_of(area, t)) - i32::from(area.x);
        let now = stretch_at(stretches, self.at);
        for (place, stretch) in stretches.iter().enumerate() {
            let Span { from, to } = stretch.span;
            let (a, b) = (column(from), column(to).max(column(from) + 1));
            // The last cell belongs to the stretch that begins there.
            let b = if to >= self.film.meta.span.to { b + 1 } else { b };
            let tone = match stretch.class {
                0 => Tone::Dim,
                1 => Tone::Low,
                _ => Tone::High,
            };
            for x in a..b {
                pen.put(x, y + below, self.fill(stretch.class), self.theme.style(tone));
            }
            let room = b - a;
            if (stretch.label.width() as i32) < room || (stretch.label.width() as i32 == room && Some(place) == now) {
                let tone = if Some(place) == now { Tone::Title } else { Tone::Text };
                pen.text_within(a, y, &stretch.label, room, self.theme.style(tone));
            }
            if Some(place) == now {
                pen.tint(a, y, room, self.theme.style(Tone::Slice));
                pen.tint(a, y + below, room, self.theme.style(Tone::Slice));
            }
        }
        let clock = column(self.at);
        pen.tint(clock, y + below, 1, self.theme.style(Tone::Selected));
    }
}

impl Widget for Strips<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let g = &self.theme.glyphs;
        let line = Timeline::new(self.film, self.theme, self.at);
        line.render(Rect { height: area.height.min(1), ..area }, buf);
        let mut pen = Pen::new(buf, area);
        let first = self.first(area.height);
        for (place, (team, stretches)) in self.strip.rows.iter().enumerate().skip(first) {
            let y = ((place - first) * Strips::lines(self.strip)) as i32 + 1;
            let name = self.strip.name(self.film, place);
            let left = i32::from(line.column_of(area, self.film.meta.span.from)) - i32::from(area.x);
            let label = format!("{} {name}", g.team(*team));
            pen.text_within(1, y, &fit(&label, (left - 2).max(0) as usize, g.cut), left - 2, self.theme.team(*team));
            if place == self.row {
                pen.put(0, y, g.pointer, self.theme.style(Tone::Clock));
            }
            self.stretches(stretches, &line, area, y, &mut pen);
        }
    }
}

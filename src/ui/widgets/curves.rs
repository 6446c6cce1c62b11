//! Measures over time under the timeline, on its columns: a row of blocks for every line, its value at the clock before it.
//!
//! ```text
//!   workers ◆   38 ▁▂▂▃▃▄▄▅▅▆│▆▇▇█     both sides on one scale; the highest value of a cell's time
//!           ●   45 ▁▂▃▃▄▄▅▅▆▆│▇▇▇█     · is nothing, a gap is unknown (? before it)
//! ```

use super::paint::{Pen, fit};
use super::timeline::Timeline;
use crate::film::{Curve, Film, Line, Time, Whose};
use crate::ui::theme::{Theme, Tone};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

/// Columns of a value.
const VALUE: usize = 5;

/// Curves, as many as fit whole, the first ones first.
#[derive(Clone, Copy)]
pub struct Curves<'a> {
    film: &'a Film,
    theme: &'a Theme,
    timeline: &'a Timeline<'a>,
    at: Time,
}

impl<'a> Curves<'a> {
    /// The film's curves on the columns of a timeline that is drawn as wide, the clock at `at`.
    #[must_use]
    pub fn new(film: &'a Film, theme: &'a Theme, timeline: &'a Timeline<'a>, at: Time) -> Curves<'a> {
        Curves { film, theme, timeline, at }
    }

    /// Rows for all of a film's curves.
    #[must_use]
    pub fn rows(film: &Film) -> u16 {
        film.curves.iter().map(|curve| curve.lines.len()).sum::<usize>().try_into().unwrap_or(u16::MAX)
    }

    /// The curves that fit whole into so many rows; of a curve with more lines than that, its first lines.
    fn shown(&self, rows: usize) -> Vec<(&'a Curve, &'a [Line])> {
        let mut left = rows;
        let mut shown = Vec::new();
        for curve in &self.film.curves {
            let lines = curve.lines.get(..curve.lines.len().min(rows)).unwrap_or_default();
            if lines.len() > left {
                break;
            }
            left -= lines.len();
            shown.push((curve, lines));
        }
        shown
    }

    fn glyph(&self, value: f64, top: f64) -> &'static str {
        let levels = &self.theme.glyphs.levels;
        let most = levels.len() - 1;
        let level = if value <= 0.0 { 0 } else { ((value / top * most as f64).ceil() as usize).clamp(1, most) };
        levels.get(level).copied().unwrap_or("#")
    }

    /// Whose the line is: shape or letter, style, and its own name if it is somebody's.
    fn whose(&self, line: &Line) -> (String, Style, Option<&'a str>) {
        match line.whose {
            Whose::All => (" ".into(), self.theme.style(Tone::Text), None),
            Whose::Team(team) => (self.theme.glyphs.team(Some(team)).into(), self.theme.team(Some(team)), None),
            Whose::Actor(actor) => {
                let actor = self.film.cast.get(actor.index());
                let style = self.theme.team(actor.and_then(|a| a.team(self.at)));
                (actor.map_or('?', |a| a.letter).into(), style, actor.map(|a| a.name.as_str()))
            }
        }
    }
}

/// At most five columns: `38`, `12.5`, `1612`, `12 k`.
fn short(value: f64) -> String {
    match value {
        v if v.abs() >= 10_000.0 => format!("{:.0} k", v / 1000.0),
        v if v.fract() == 0.0 || v.abs() >= 100.0 => format!("{v:.0}"),
        v => format!("{v:.1}"),
    }
}

impl Widget for Curves<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let mut pen = Pen::new(buf, area);
        let (height, cut) = (pen.height().max(0) as usize, self.theme.glyphs.cut);
        let columns: Vec<(u16, Time)> =
            (area.x..area.right()).filter_map(|column| Some((column, self.timeline.time_at(area, column)?))).collect();
        let Some(left) = columns.first().map(|(column, _)| usize::from(column - area.x)) else { return };
        let clock = self.timeline.column_of(area, self.at);
        let mut y = 0;
        for (curve, lines) in self.shown(height) {
            let top = curve.top();
            for (n, line) in lines.iter().enumerate() {
                let (mark, style, name) = self.whose(line);
                let value = line.at(self.at).map_or_else(|| "?".to_owned(), short);
                let told = format!("{mark} {value:>VALUE$}");
                let head = name.unwrap_or(if n == 0 { curve.label } else { "" });
                let room = left.saturating_sub(told.width() + 2);
                pen.text_within(
                    0,
                    y,
                    &format!("{:>room$} ", fit(head, room, cut)),
                    room as i32 + 1,
                    self.theme.style(Tone::Dim),
                );
                pen.text_within(room as i32 + 1, y, &told, left as i32 - room as i32 - 2, style);
                let mut before = self.film.meta.span.from - Time(1);
                for (column, at) in &columns {
                    let x = i32::from(column - area.x);
                    if let (Some(value), Some(top)) = (line.most(before, *at), top) {
                        pen.put(x, y, self.glyph(value, top), style);
                    }
                    before = *at;
                }
                pen.tint(i32::from(clock) - i32::from(area.x), y, 1, self.theme.style(Tone::Selected));
                y += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_fit_their_columns() {
        let texts = [0.0, 38.0, 12.5, 99.96, 1612.4, 12_345.0, 999_999.0, -42.0].map(short);
        assert_eq!(texts, ["0", "38", "12.5", "100.0", "1612", "12 k", "1000 k", "-42"]);
        assert!(texts.iter().all(|text| text.len() <= VALUE + 1));
    }
}

//! A bar of progress: how far, of how much, and what.

use super::paint::Pen;
use crate::ui::theme::{Theme, Tone};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

/// `reading demo  ████████░░░░  62 %`
#[derive(Clone, Copy)]
pub struct Bar<'a> {
    theme: &'a Theme,
    label: &'a str,
    done: u64,
    total: u64,
}

impl<'a> Bar<'a> {
    /// Progress as [`crate::film::Progress::state`] gives it: a total of 0 is unknown.
    #[must_use]
    pub fn new(theme: &'a Theme, label: &'a str, (done, total): (u64, u64)) -> Bar<'a> {
        Bar { theme, label, done, total }
    }
}

impl Widget for Bar<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let mut pen = Pen::new(buf, area);
        let mut x = pen.text(0, 0, self.label, self.theme.style(Tone::Text));
        x += i32::from(x > 0) * 2;
        if self.total == 0 {
            // Nothing is known of the end, so nothing is drawn that looks like it.
            pen.text(x, 0, &format!("{:.1} MB", self.done as f64 / 1.0e6), self.theme.style(Tone::Dim));
            return;
        }
        let share = (self.done as f64 / self.total as f64).clamp(0.0, 1.0);
        let words = format!(" {:>3.0} %", (share * 100.0).floor());
        let width = (pen.width() - x - words.width() as i32).max(0);
        let full = (share * f64::from(width)).floor() as i32;
        for col in 0..width {
            let tone = if col < full { Tone::Notice } else { Tone::Dim };
            pen.put(x + col, 0, self.theme.glyphs.bar[usize::from(col >= full)], self.theme.style(tone));
        }
        pen.text(x + width, 0, &words, self.theme.style(Tone::Text));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{picture, text};
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_share_and_full_only_at_the_end() {
        let theme = Theme::default();
        let at = |done, total| text(&picture(24, 1, Bar::new(&theme, "demo", (done, total))));
        assert_eq!(at(1, 2), "|demo  ██████░░░░░░  50 %|\n");
        assert_eq!(at(999, 1_000), "|demo  ███████████░  99 %|\n");
        assert_eq!(at(5, 5), "|demo  ████████████ 100 %|\n");
        assert_eq!(at(2_500_000, 0), "|demo  2.5 MB            |\n");
        for width in 0..12 {
            picture(width, 1, Bar::new(&theme, "demo", (1, 2)));
        }
    }
}

//! One line of input: `/` search, `:` commands, notes.

use super::paint::Pen;
use crate::ui::theme::{Theme, Tone};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::widgets::Widget;
use tui_input::Input;
use unicode_width::UnicodeWidthStr;

/// A label, what was typed, a cursor, and a hint or complaint behind it.
#[derive(Clone, Copy)]
pub struct Prompt<'a> {
    theme: &'a Theme,
    label: &'a str,
    input: &'a Input,
    hint: &'a str,
    wrong: bool,
}

impl<'a> Prompt<'a> {
    /// A prompt that begins with `label`.
    #[must_use]
    pub fn new(theme: &'a Theme, label: &'a str, input: &'a Input) -> Prompt<'a> {
        Prompt { theme, label, input, hint: "", wrong: false }
    }

    /// Shows a hint at the right end.
    #[must_use]
    pub fn hint(mut self, hint: &'a str) -> Prompt<'a> {
        self.hint = hint;
        self
    }

    /// Shows that the input cannot be used; the hint says why.
    #[must_use]
    pub fn wrong(mut self, wrong: bool) -> Prompt<'a> {
        self.wrong = wrong;
        self
    }
}

impl Prompt<'_> {
    /// Whether a hint has room behind what was typed.
    #[must_use]
    pub fn has_room(&self, hint: &str, width: u16) -> bool {
        self.label.width() + self.input.value().width() + 1 + hint.width() < usize::from(width)
    }
}

impl Widget for Prompt<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let mut pen = Pen::new(buf, area);
        pen.clear(0, 0, pen.width());
        let x = pen.text(0, 0, self.label, self.theme.style(Tone::Key));
        let room = (pen.width() - x).max(0);
        let cursor = self.input.visual_cursor() as i32;
        // The cursor takes a cell behind the text and stays inside.
        let skip = (cursor - room + 1).max(0);
        let mut column = 0;
        let tone = if self.wrong { Tone::Error } else { Tone::Text };
        for c in self.input.value().chars() {
            let width = unicode_width::UnicodeWidthChar::width(c).unwrap_or(0) as i32;
            if column >= skip && width > 0 {
                pen.text(x + column - skip, 0, c.encode_utf8(&mut [0; 4]), self.theme.style(tone));
            }
            column += width;
        }
        pen.tint(x + cursor - skip, 0, 1, self.theme.style(Tone::Text).add_modifier(Modifier::REVERSED));
        if self.has_room(self.hint, area.width) {
            let start = pen.width() - self.hint.width() as i32;
            pen.text(start, 0, self.hint, self.theme.style(if self.wrong { Tone::Error } else { Tone::Dim }));
        }
    }
}

//! Writing into a rectangle of the buffer without ever leaving it: the only way widgets touch cells.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::borrow::Cow;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A clipped view of the buffer with its own origin (0, 0) at the top left.
#[derive(Debug)]
pub struct Pen<'a> {
    buf: &'a mut Buffer,
    area: Rect,
}

impl<'a> Pen<'a> {
    /// A pen for `area`, cut to what the buffer holds.
    pub fn new(buf: &'a mut Buffer, area: Rect) -> Pen<'a> {
        let area = area.intersection(buf.area);
        Pen { buf, area }
    }

    /// Columns it may write to.
    #[must_use]
    pub fn width(&self) -> i32 {
        i32::from(self.area.width)
    }

    /// Rows it may write to.
    #[must_use]
    pub fn height(&self) -> i32 {
        i32::from(self.area.height)
    }

    /// Whether a cell lies inside.
    #[must_use]
    pub fn holds(&self, x: i32, y: i32) -> bool {
        (0..self.width()).contains(&x) && (0..self.height()).contains(&y)
    }

    /// Absolute position of a cell inside.
    fn place(&self, x: i32, y: i32) -> Option<(u16, u16)> {
        // `holds` keeps both within the area, whose far corner fits u16.
        self.holds(x, y).then(|| (self.area.x + x as u16, self.area.y + y as u16))
    }

    /// Writes one glyph of one cell; outside nothing happens.
    pub fn put(&mut self, x: i32, y: i32, glyph: &str, style: Style) {
        if let Some(cell) = self.place(x, y).and_then(|at| self.buf.cell_mut(at)) {
            cell.set_symbol(glyph).set_style(style);
        }
    }

    /// Writes one character of one cell; wide and zero-width ones become `?`, so that no neighbour is touched.
    pub fn put_char(&mut self, x: i32, y: i32, c: char, style: Style) {
        let c = if c.width() == Some(1) { c } else { '?' };
        if let Some(cell) = self.place(x, y).and_then(|at| self.buf.cell_mut(at)) {
            cell.set_char(c).set_style(style);
        }
    }

    /// Writes text from a cell inside, cut at the right edge, and returns the columns it took.
    pub fn text(&mut self, x: i32, y: i32, text: &str, style: Style) -> i32 {
        self.text_within(x, y, text, self.width() - x, style)
    }

    /// Writes at most `width` columns of text and returns the columns it took.
    pub fn text_within(&mut self, x: i32, y: i32, text: &str, width: i32, style: Style) -> i32 {
        let room = width.min(self.width() - x);
        match self.place(x, y) {
            Some((ax, ay)) if room > 0 => {
                let (end, _) = self.buf.set_stringn(ax, ay, text, room as usize, style);
                i32::from(end) - i32::from(ax)
            }
            _ => 0,
        }
    }

    /// Adds a style to a run of cells without changing what they show.
    pub fn tint(&mut self, x: i32, y: i32, width: i32, style: Style) {
        for col in x.max(0)..(x + width).min(self.width()) {
            if let Some(cell) = self.place(col, y).and_then(|at| self.buf.cell_mut(at)) {
                cell.set_style(style);
            }
        }
    }

    /// Empties a run of cells.
    pub fn clear(&mut self, x: i32, y: i32, width: i32) {
        for col in x.max(0)..(x + width).min(self.width()) {
            if let Some(cell) = self.place(col, y).and_then(|at| self.buf.cell_mut(at)) {
                cell.reset();
            }
        }
    }

    /// What a cell shows; a space outside.
    #[must_use]
    pub fn at(&self, x: i32, y: i32) -> &str {
        self.place(x, y).and_then(|at| self.buf.cell(at)).map_or(" ", |c| c.symbol())
    }
}

/// The end of a text in at most `width` cells, with `mark` in front where something was left out: a path's end says most.
#[must_use]
pub fn fit_end<'t>(text: &'t str, width: usize, mark: &str) -> Cow<'t, str> {
    if text.width() <= width {
        return Cow::Borrowed(text);
    }
    let room = width.saturating_sub(mark.width());
    let mut used = 0;
    let kept = text.char_indices().rev().take_while(|(_, c)| {
        used += c.width().unwrap_or(0);
        used <= room
    });
    let from = kept.last().map_or(text.len(), |(at, _)| at);
    let mark = if mark.width() <= width { mark } else { "" };
    // `from` is where a character begins, or the end.
    Cow::Owned(format!("{mark}{}", text.get(from..).unwrap_or_default()))
}

/// The text cut to `width` columns, ending in `mark` when something was cut.
#[must_use]
pub fn fit<'t>(text: &'t str, width: usize, mark: &str) -> Cow<'t, str> {
    if text.width() <= width {
        return Cow::Borrowed(text);
    }
    let room = width.saturating_sub(mark.width());
    let mut used = 0;
    let mut out: String = text
        .chars()
        .take_while(|c| {
            used += c.width().unwrap_or(0);
            used <= room
        })
        .collect();
    if mark.width() <= width {
        out.push_str(mark);
    }
    Cow::Owned(out)
}

/// Breaks text into lines of at most `width` columns at spaces; a longer word is cut where it must.
#[must_use]
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split(' ').filter(|w| !w.is_empty()) {
        let gap = usize::from(used > 0);
        if used + gap + word.width() > width && used > 0 {
            lines.push(String::new());
            used = 0;
        } else if used > 0 {
            push(&mut lines, ' ');
            used += 1;
        }
        for c in word.chars() {
            let w = c.width().unwrap_or(0);
            if used + w > width && used > 0 {
                lines.push(String::new());
                used = 0;
            }
            push(&mut lines, c);
            used += w;
        }
    }
    lines
}

/// Writes text wrapped into at most `most` lines from a row on, the last one cut; returns how many it took.
pub fn paragraph(pen: &mut Pen<'_>, y: i32, text: &str, most: usize, mark: &str, style: Style) -> i32 {
    let width = (pen.width() - 2).max(1) as usize;
    let mut lines = wrap(text, width);
    if lines.len() > most {
        let rest = lines.split_off(most.saturating_sub(1)).join(" ");
        lines.push(fit(&rest, width, mark).into_owned());
    }
    for (line, text) in lines.iter().enumerate() {
        pen.text(1, y + line as i32, text, style);
    }
    lines.len() as i32
}

fn push(lines: &mut [String], c: char) {
    if let Some(last) = lines.last_mut() {
        last.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_path_the_end_is_kept() {
        assert_eq!(fit_end("a/b.jsonl:7", 11, "~"), "a/b.jsonl:7");
        assert_eq!(fit_end("a/b.jsonl:7", 8, "~"), "~jsonl:7");
        assert_eq!(fit_end("a/\u{732b}\u{732b}:7", 6, "~"), "~\u{732b}:7", "half a wide letter is none");
        assert_eq!(
            (fit_end("abc", 1, "~"), fit_end("abc", 0, "~"), fit_end("", 0, "~")),
            ("~".into(), "".into(), "".into())
        );
    }

    #[test]
    fn nothing_is_written_outside() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 6, 2));
        let mut pen = Pen::new(&mut buf, Rect::new(2, 1, 3, 40));
        pen.text(0, 0, "abcdef", Style::new());
        pen.text(-1, 0, "zz", Style::new());
        pen.put(9, 9, "x", Style::new());
        pen.put_char(2, 0, '猫', Style::new());
        assert_eq!(buf, Buffer::with_lines(["      ", "  ab? "]));
    }

    #[test]
    fn wide_and_combining_characters_are_measured_not_counted() {
        assert_eq!(fit("猫neko", 4, "…"), "猫n…");
        assert_eq!(fit("猫neko", 2, "…"), "…", "half a wide character is not drawn");
        assert_eq!(fit("e\u{301}a", 2, "…"), "e\u{301}a");
        assert_eq!(fit("abc", 0, "…"), "");
    }

    #[test]
    fn text_wraps_at_spaces_and_cuts_only_what_must_be() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("incomprehensible", 6), ["incomp", "rehens", "ible"]);
        assert_eq!(wrap("a 猫猫猫", 4), ["a", "猫猫", "猫"]);
        assert_eq!(wrap("", 4), [""]);
        for width in 1..12 {
            assert!(wrap("vex killed 猫neko at 1:03.0", width).iter().all(|l| l.width() <= width.max(2)));
        }
    }
}

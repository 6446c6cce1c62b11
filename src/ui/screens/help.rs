//! The keys, made from the table of actions: grouped, searched, with the user's own bindings. Below them, what the
//! signs on map and timeline mean.

use crate::ui::action::TABLE;
use crate::ui::app::App;
use crate::ui::chrome;
use crate::ui::layout::inside;
use crate::ui::theme::Tone;
use crate::ui::widgets::legend::{Legend, legend};
use crate::ui::widgets::paint::{Pen, fit, wrap};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// One line of the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) enum Line {
    /// A group begins.
    Heading(&'static str),
    /// Keys, name, sentence.
    Action(String, &'static str, &'static str),
    /// A sign, its look, what it means.
    Sign(String, Style, String),
    /// Nothing, before a heading.
    Gap,
}

/// The lines that contain what is searched for.
pub(in crate::ui) fn lines(app: &App) -> Vec<Line> {
    let needle = app.help_search.to_lowercase();
    let (mut lines, mut group) = (Vec::new(), "");
    for row in TABLE {
        let keys = match row.first {
            Some(_) => app.keymap.hint(row.action).unwrap_or_default(),
            None => app.keymap.keys(row.action).join(" "),
        };
        let texts = [row.name, row.help, row.action.group()];
        let found = texts.iter().any(|text| text.to_lowercase().contains(&needle)) || keys.to_lowercase() == needle;
        if !needle.is_empty() && !found {
            continue;
        }
        if row.action.group() != group {
            group = row.action.group();
            if !lines.is_empty() {
                lines.push(Line::Gap);
            }
            lines.push(Line::Heading(group));
        }
        lines.push(Line::Action(keys, row.name, row.help));
    }
    let film = app.round.as_ref().map(|round| &*round.film);
    for Legend { heading, signs } in legend(&app.options.theme, film) {
        let found =
            signs.into_iter().filter(|sign| format!("signs {heading} {}", sign.means).to_lowercase().contains(&needle));
        let mut found = found.map(|sign| Line::Sign(sign.sign, sign.style, sign.means)).peekable();
        if found.peek().is_some() {
            lines.extend([Line::Gap, Line::Heading(heading)]);
            lines.extend(found);
        }
    }
    lines
}

/// The chosen action in full below the list, where its row has no room for it: so many rows are taken.
fn full(app: &App, lines: &[Line], area: Rect, buf: &mut Buffer) -> u16 {
    let theme = &app.options.theme;
    let narrow = area.width < 160 && area.height >= 8;
    let Some(Line::Action(keys, name, help)) = lines.get(app.help.selected()).filter(|_| narrow) else {
        return if narrow { FULL } else { 0 };
    };
    let width = usize::from(area.width.saturating_sub(4).max(1));
    let text = wrap(&format!("{keys}  {name}: {help}"), width);
    let mut pen = Pen::new(buf, Rect { y: area.bottom() - FULL, height: FULL, ..area });
    for (y, line) in text.iter().take(usize::from(FULL - 1)).enumerate() {
        pen.text(2, y as i32 + 1, line, theme.style(Tone::Dim));
    }
    FULL
}

/// Rows below the list for the chosen action: a gap, and its sentence.
const FULL: u16 = 4;

pub(in crate::ui) fn draw(app: &App, area: Rect, buf: &mut Buffer) {
    let theme = &app.options.theme;
    let lines = lines(app);
    let note = if app.help_search.is_empty() {
        "every action also runs by its name after :".to_owned()
    } else {
        format!("with \"{}\"", app.help_search)
    };
    chrome::heading(app, area, "Keys", &note, true, false, buf);
    let mut area = inside(area, false);
    if lines.is_empty() {
        Pen::new(buf, area).text(2, 0, "nothing contains that text", theme.style(Tone::Notice));
        return;
    }
    area.height -= full(app, &lines, area, buf);
    let mut pen = Pen::new(buf, area);
    for (y, row) in app.help.visible(lines.len(), usize::from(area.height), area.y).enumerate() {
        let y = y as i32;
        match lines.get(row) {
            Some(Line::Heading(group)) => {
                pen.text(1, y, group, theme.style(Tone::Title));
            }
            Some(Line::Sign(sign, style, means)) => {
                pen.text_within(2, y, sign, 20, *style);
                pen.text(if pen.width() >= 100 { 46 } else { 23 }, y, means, theme.style(Tone::Text));
            }
            Some(Line::Action(keys, name, help)) => {
                pen.text_within(2, y, &fit(keys, 20, theme.glyphs.cut), 20, theme.style(Tone::Key));
                let named = pen.width() >= 100;
                if named {
                    pen.text_within(23, y, name, 22, theme.style(Tone::Dim));
                }
                let x = if named { 46 } else { 23 };
                let room = (pen.width() - x - 1).max(0) as usize;
                pen.text(x, y, &fit(help, room, theme.glyphs.cut), theme.style(Tone::Text));
            }
            _ => {}
        }
        if row == app.help.selected() {
            pen.put(0, y, theme.glyphs.pointer, theme.style(Tone::Clock));
            pen.tint(0, y, pen.width(), theme.style(Tone::SelectedIdle));
        }
    }
}

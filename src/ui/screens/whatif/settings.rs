//! The left side of the what-if panel: the thresholds under their headings, and below what the chosen one means.

use crate::film::Setting;
use crate::ui::app::App;
use crate::ui::app::knob;
use crate::ui::app::prompt::Purpose;
use crate::ui::app::whatif::{Side, WhatIf};
use crate::ui::chrome;
use crate::ui::layout::{first_row, inside};
use crate::ui::theme::Tone;
use crate::ui::widgets::findings::select;
use crate::ui::widgets::paint::{Pen, fit, wrap};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

/// Lines for the sentence of the chosen setting and who says its value.
const TOLD: u16 = 6;

pub(super) fn draw(app: &App, whatif: &WhatIf, area: Rect, separated: bool, buf: &mut Buffer) {
    let theme = &app.options.theme;
    let listed = whatif.listed();
    let note = match (whatif.search.as_str(), app.typing(Purpose::Search)) {
        ("", None) => format!("{} {}", whatif.settings.len(), app.keymap.told("thresholds; <search> finds one")),
        (text, _) => format!("{} of {} with \"{text}\"", listed.len(), whatif.settings.len()),
    };
    chrome::heading(app, area, "Settings", &note, whatif.side == Side::Settings, separated, buf);
    let area = inside(area, separated);
    let told = TOLD.min(area.height / 3);
    let mut pen = Pen::new(buf, Rect { height: area.height - told, ..area });
    if listed.is_empty() {
        let text = if whatif.settings.is_empty() { "no thresholds" } else { "no setting contains that" };
        pen.text(1, 0, text, theme.style(Tone::Notice));
        return;
    }
    let chosen = listed.get(whatif.list.selected()).copied();
    let rows = pen.height().max(0) as usize;
    // Tells the keys how long a page is.
    let _ = whatif.list.visible(listed.len(), rows, area.y);
    for (y, line) in on_screen(whatif, &listed, rows).iter().enumerate() {
        match line {
            Line::Group(name) => {
                pen.text(1, y as i32, name, theme.style(Tone::Title));
            }
            Line::One(one) => {
                let Some(setting) = whatif.settings.get(*one) else { continue };
                row(app, whatif, setting, y as i32, &mut pen);
                if Some(*one) == chosen {
                    select(&mut pen, y as i32, whatif.side == Side::Settings, theme);
                }
            }
        }
    }
    if let Some(setting) = whatif.setting() {
        tell(app, setting, Rect { y: area.bottom() - told, height: told, ..area }, buf);
    }
}

/// The row of the list that stands on a line of the screen, for the mouse; `area` as it is drawn.
pub(super) fn at(whatif: &WhatIf, area: Rect, line: u16) -> Option<usize> {
    let area = inside(area, false);
    let rows = usize::from(area.height - TOLD.min(area.height / 3));
    let listed = whatif.listed();
    match on_screen(whatif, &listed, rows).get(usize::from(line.checked_sub(area.y)?))? {
        Line::Group(_) => None,
        Line::One(one) => listed.iter().position(|at| at == one),
    }
}

/// The lines that are shown in so many rows, the chosen setting among them.
fn on_screen(whatif: &WhatIf, listed: &[usize], rows: usize) -> Vec<Line> {
    let mut lines = lines(whatif, listed);
    let chosen = listed.get(whatif.list.selected()).copied();
    let at = lines.iter().position(|line| matches!(line, Line::One(one) if Some(*one) == chosen)).unwrap_or_default();
    lines.drain(..first_row(at, lines.len(), rows));
    lines.truncate(rows);
    lines
}

enum Line {
    Group(&'static str),
    One(usize),
}

/// The listed settings, each group under its heading.
fn lines(whatif: &WhatIf, listed: &[usize]) -> Vec<Line> {
    let (mut lines, mut group) = (Vec::new(), "");
    for at in listed {
        let Some(setting) = whatif.settings.get(*at) else { continue };
        if setting.group != group {
            group = setting.group;
            lines.push(Line::Group(group));
        }
        lines.push(Line::One(*at));
    }
    lines
}

/// `* trade_dist          800 -> 700 u`: told by the star and the arrow, colour second.
fn row(app: &App, whatif: &WhatIf, setting: &Setting, y: i32, pen: &mut Pen<'_>) {
    let theme = &app.options.theme;
    let tried = whatif.changes.get(&setting.key);
    let value = match tried {
        Some(value) => format!("{} -> {value}", setting.value),
        None => setting.value.clone(),
    };
    let value = format!("{value} {:<4}", unit(setting)).trim_end().to_owned();
    let width = value.width() as i32;
    if tried.is_some() {
        pen.text(1, y, "*", theme.style(Tone::Notice));
    }
    let room = (pen.width() - width - 5).max(0) as usize;
    let tone = if tried.is_some() { Tone::Notice } else { Tone::Text };
    pen.text(3, y, &fit(&setting.key, room, theme.glyphs.cut), theme.style(tone));
    pen.text(pen.width() - width - 1, y, &value, theme.style(tone));
}

/// Long units are for the line below.
fn unit(setting: &Setting) -> &str {
    if setting.unit.len() <= 4 { setting.unit } else { "" }
}

/// The sentence of the chosen setting, what it accepts, and who says what is in force.
fn tell(app: &App, setting: &Setting, area: Rect, buf: &mut Buffer) {
    let theme = &app.options.theme;
    let mut pen = Pen::new(buf, area);
    let rule = theme.glyphs.border.horizontal_top;
    (0..pen.width()).for_each(|x| pen.put(x, 0, rule, theme.style(Tone::Border)));
    let width = (pen.width() - 2).max(1) as usize;
    let source = if setting.source == "default" { String::new() } else { format!(", {}", setting.source) };
    let in_force = format!("in force {} {} (default {}{source})", setting.value, setting.unit, setting.default);
    let last = wrap(&format!("{in_force}; {}", knob::wants(setting)), width);
    // One line at least is the sentence's, one the value's.
    let rows = (pen.height() - 1).max(0) as usize;
    let below = last.len().min(rows.saturating_sub(1).max(1));
    let most = rows.saturating_sub(below);
    // What has no room is cut with a sign.
    let cut = |mut lines: Vec<String>, most: usize| {
        if lines.len() > most {
            let rest = lines.split_off(most.saturating_sub(1)).join(" ");
            lines.extend((most > 0).then(|| fit(&rest, width, theme.glyphs.cut).into_owned()));
        }
        lines
    };
    for (y, line) in cut(wrap(setting.doc, width), most).iter().enumerate() {
        pen.text(1, y as i32 + 1, line, theme.style(Tone::Text));
    }
    for (y, line) in cut(last, below).iter().enumerate() {
        pen.text(1, pen.height() - below as i32 + y as i32, line, theme.style(Tone::Dim));
    }
}

//! The boxes over a screen: what a mode offers to choose from, and what fits the line being typed.

use super::action::{Show, Sieve, TABLE, Try, Why};
use super::app::prompt::{Prompt, Purpose};
use super::app::{App, Mode, sieve};
use super::layout::{Frame, first_row};
use super::theme::Tone;
use super::update;
use super::widgets::paint::{Pen, fit};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

/// The box of a mode, over the lower left of the body.
pub(super) fn over(app: &App, frame: &Frame, buf: &mut Buffer) {
    match &app.mode {
        Mode::Settle => {
            let mut lines = update::said(app);
            let keys = "<settle-true> true   <settle-false> false positive   <settle-not-evaluable> cannot be told";
            lines.push(app.keymap.told(keys));
            boxed(app, frame, "settle it as", &lines, None, buf);
        }
        Mode::Reason(_) => {
            let reasons = update::reasons(app);
            let key = |action: Why| app.keymap.key(action.into()).unwrap_or_else(|| "no key".into());
            let line = |(number, reason)| format!("{}  {reason}", key(Why::Reason(number)));
            let mut lines: Vec<String> = reasons.iter().map(line).collect();
            lines.push(format!("{}  no reason", key(Why::NoReason)));
            boxed(app, frame, "false positive because", &lines, None, buf);
        }
        Mode::Filter => {
            if let Some(round) = &app.round {
                let keys = [Sieve::Kind, Sieve::Confidence, Sieve::Player, Sieve::Status, Sieve::Verdict];
                let words = sieve::words(&app.review.look.filter, &round.film);
                let line = |(key, (name, value)): (Sieve, (&str, String))| {
                    format!("{}  {name:<11}{value}", app.keymap.way(key))
                };
                let mut lines: Vec<String> = keys.into_iter().zip(words).map(line).collect();
                lines.push(format!("{} of {} findings", round.listed.len(), round.film.findings.len()));
                boxed(app, frame, "which findings are listed", &lines, None, buf);
            }
        }
        Mode::Leave => {
            let hint = |action: Try| app.keymap.way(action);
            let back = app.keymap.way(Show::Back);
            let mut lines: Vec<String> = app.whatif.as_ref().map(|whatif| whatif.words()).unwrap_or_default();
            lines.push(String::new());
            lines.push(format!("{:<6} keep it on while looking at the round; every screen says so", hint(Try::Stay)));
            lines.push(format!("{:<6} drop it: everything as it is in force", hint(Try::Drop)));
            lines.push(format!("{back:<6} stay in the panel"));
            let saved = app.whatif.as_ref().is_some_and(|whatif| whatif.saved);
            let title = if saved { "tried, and saved to a file" } else { "tried, and not saved" };
            boxed(app, frame, title, &lines, None, buf);
        }
        Mode::Prompt(prompt) => offered(app, prompt, frame, buf),
        _ => {}
    }
}

/// The box of what fits the line being typed, each with what it means.
fn offered(app: &App, prompt: &Prompt, frame: &Frame, buf: &mut Buffer) {
    let (typed, at) = prompt.offer();
    let names = app.fitting(prompt.purpose, typed);
    let rows = usize::from(frame.body.height.saturating_sub(3)).min(10);
    let wanted = match prompt.purpose {
        Purpose::Recall => true,
        // At the beginning of a word everything fits: that is no help.
        Purpose::Search => at.is_some() || !typed.is_empty() && !typed.ends_with(' ') && names.len() <= rows,
        _ => !prompt.text().is_empty(),
    };
    if !wanted || names.is_empty() {
        return;
    }
    let first = first_row(at.unwrap_or(0), names.len(), rows);
    let width = names.iter().map(|name| name.width()).max().unwrap_or(0);
    let means = |name: &str| match prompt.purpose {
        Purpose::Command => TABLE.iter().find(|row| row.name == name).map_or(String::new(), |row| row.help.to_owned()),
        Purpose::Recall | Purpose::SaveFilter => {
            app.review.saved.get(name).map(ToString::to_string).unwrap_or_default()
        }
        _ => String::new(),
    };
    let line = |name: &String| format!("{name}{}  {}", " ".repeat(width - name.width()), means(name));
    let lines: Vec<String> = names.iter().skip(first).take(rows).map(line).collect();
    let title = match prompt.purpose {
        Purpose::Command => format!("{} of {} actions", names.len(), TABLE.len()),
        Purpose::Recall | Purpose::SaveFilter => "saved filters".to_owned(),
        _ => app.keymap.told("<complete> completes to"),
    };
    boxed(app, frame, &title, &lines, at.map(|at| at - first), buf);
}

/// A box at the lower left of the body, as large as its lines.
fn boxed(app: &App, frame: &Frame, title: &str, lines: &[String], chosen: Option<usize>, buf: &mut Buffer) {
    let theme = &app.options.theme;
    let body = frame.body;
    let widest = lines.iter().map(|line| line.width()).chain([title.width() + 2]).max().unwrap_or(0);
    let width = (widest as u16).saturating_add(4).min(body.width);
    let height = (lines.len() as u16).saturating_add(2).min(body.height);
    let area = Rect { x: body.x, y: body.bottom() - height, width, height };
    let mut pen = Pen::new(buf, area);
    let (set, style) = (theme.glyphs.border_focused, theme.style(Tone::Focus));
    let (right, bottom) = (pen.width() - 1, pen.height() - 1);
    for y in 0..=bottom {
        pen.clear(0, y, pen.width());
        pen.put(0, y, set.vertical_left, style);
        pen.put(right, y, set.vertical_right, style);
    }
    for x in 0..=right {
        pen.put(x, 0, set.horizontal_top, style);
        pen.put(x, bottom, set.horizontal_bottom, style);
    }
    let corners = [
        (0, 0, set.top_left),
        (right, 0, set.top_right),
        (0, bottom, set.bottom_left),
        (right, bottom, set.bottom_right),
    ];
    corners.iter().for_each(|(x, y, glyph)| pen.put(*x, *y, glyph, style));
    pen.text_within(2, 0, &format!(" {title} "), right - 2, theme.style(Tone::Title));
    // Where not all fit, the last line says how many more there are.
    let rows = usize::from(height.saturating_sub(2));
    let over = lines.len().checked_sub(rows).filter(|over| *over > 0);
    let more = over.map(|over| format!("{} {} more lines", theme.glyphs.cut, over + 1));
    let shown = lines.iter().take(rows.saturating_sub(usize::from(more.is_some()))).chain(&more);
    for (at, line) in shown.take(rows).enumerate() {
        let tone = if chosen == Some(at) { Tone::Selected } else { Tone::Text };
        let line = fit(line, (right - 3).max(0) as usize, theme.glyphs.cut);
        pen.text_within(2, at as i32 + 1, &line, right - 2, theme.style(tone));
    }
}

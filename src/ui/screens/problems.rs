//! What was wrong in the input and in the journals: file, line, reason.

use crate::film::Problem;
use crate::ui::action::Show;
use crate::ui::app::App;
use crate::ui::app::library::UnitState;
use crate::ui::chrome;
use crate::ui::layout::inside;
use crate::ui::theme::Tone;
use crate::ui::widgets::paint::{Pen, fit, wrap};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Every line: verdicts that are not kept, units that could not be read, then the problems of each unit in the order they were met, then what the
/// tables cannot tell.
fn lines(app: &App) -> Vec<String> {
    let mut lines = app.desks.troubles();
    for (unit, state) in app.library.units.iter().zip(&app.library.states) {
        if let UnitState::Failed(reason) = state {
            lines.push(unit.says(reason));
        }
    }
    let (problems, beyond) = app.library.all_problems();
    lines.extend(problems.iter().map(|(_, problem)| problem.to_string()));
    if beyond > 0 {
        lines.push(format!("and {beyond} more of the same files, counted but not listed"));
    }
    lines.extend(app.desks.problems().iter().map(Problem::to_string));
    lines.extend(app.orphans().iter().map(|orphan| format!("a verdict without its finding: {orphan}")));
    if let Some(round) = &app.round {
        lines.extend(
            round.film.meta.unavailable.iter().map(|(what, why)| format!("this round cannot tell {what}: {why}")),
        );
    }
    lines
}

/// How many lines of a unit's input could not be used, and the key that lists them: `3 problems (!)`; none if all could.
pub(in crate::ui) fn lost(app: &App, unit: usize) -> Option<String> {
    let count = app.library.problems.get(unit).map_or(0, crate::film::Problems::count);
    let key = app.keymap.hint(Show::Problems.into()).unwrap_or_else(|| ":problems".into());
    let word = if count == 1 { "problem" } else { "problems" };
    (count > 0).then(|| format!("{count} {word} ({key})"))
}

/// How many lines there are.
pub(in crate::ui) fn len(app: &App) -> usize {
    lines(app).len()
}

pub(in crate::ui) fn draw(app: &App, area: Rect, buf: &mut Buffer) {
    let theme = &app.options.theme;
    let lines = lines(app);
    let note =
        if lines.is_empty() { "none".into() } else { format!("{}; the rest of the input was read", lines.len()) };
    chrome::heading(app, area, "Problems", &note, true, false, buf);
    let mut area = inside(area, false);
    if lines.is_empty() {
        Pen::new(buf, area).text(2, 1, "nothing was wrong in what has been read so far", theme.style(Tone::Notice));
        return;
    }
    // The chosen line in full below the list: reasons are longer than most terminals are wide.
    let full: Vec<String> = lines
        .get(app.problems.selected())
        .map(|line| wrap(line, usize::from(area.width.saturating_sub(4).max(1))))
        .unwrap_or_default();
    let below = (full.len() as u16 + 1).min(area.height / 2);
    area.height -= below;
    let mut pen = Pen::new(buf, Rect { height: area.height + below, ..area });
    for (y, row) in app.problems.visible(lines.len(), usize::from(area.height), area.y).enumerate() {
        let Some(line) = lines.get(row) else { continue };
        let line = fit(line, usize::from(area.width.saturating_sub(3)), theme.glyphs.cut);
        pen.text(2, y as i32, &line, theme.style(Tone::Text));
        if row == app.problems.selected() {
            pen.put(0, y as i32, theme.glyphs.pointer, theme.style(Tone::Clock));
            pen.tint(0, y as i32, pen.width(), theme.style(Tone::Selected));
        }
    }
    for (y, line) in full.iter().enumerate().take(usize::from(below.saturating_sub(1))) {
        pen.text(2, i32::from(area.height) + 1 + y as i32, line, theme.style(Tone::Dim));
    }
}

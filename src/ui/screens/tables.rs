//! The tables of the round: one at a time under a line of their titles, each in its own view or as plain rows.
//!
//! ```text
//!   ━━ Tables 2 of 5 · 3 of 6 rows with "side:axis" ━━━━━━━
//!    Players │ Score │ Pairs │ Shapes
//!    the rule in force
//!    player   side    ...
//! ```

use crate::film::{Film, Sheet, View};
use crate::ui::app::App;
use crate::ui::app::round::Round;
use crate::ui::chrome;
use crate::ui::layout::inside;
use crate::ui::theme::{Theme, Tone};
use crate::ui::widgets::bars::Bars;
use crate::ui::widgets::matrix::Matrix;
use crate::ui::widgets::paint::{Pen, paragraph};
use crate::ui::widgets::table::{Table, TableState};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

pub(in crate::ui) fn draw(app: &App, area: Rect, buf: &mut Buffer) {
    let Some(round) = &app.round else { return };
    let theme = &app.options.theme;
    let Some((sheet, state)) = round.table() else {
        chrome::heading(app, area, "Tables", "", true, false, buf);
        Pen::new(buf, inside(area, false)).text(2, 0, "this round has no tables", theme.style(Tone::Notice));
        return;
    };
    chrome::heading(app, area, sheet.title, &note(round, &sheet, state, theme), true, false, buf);
    let mut area = inside(area, false);
    if round.film.sheets.len() > 1 && area.height > 4 {
        tabs(&round.film, round.sheet, theme, Rect { height: 1, ..area }, buf);
        (area.y, area.height) = (area.y + 1, area.height - 1);
    }
    if !sheet.penalised.is_empty() {
        area = unbacked(app, area, buf);
    }
    view(app, &round.film, &sheet, state, area, buf);
}

/// What is to be known before anybody reads points off a table with penalties; the room that is left below.
fn unbacked(app: &App, area: Rect, buf: &mut Buffer) -> Rect {
    let theme = &app.options.theme;
    let mut left = area;
    for warning in app.unbacked() {
        if left.height < 6 {
            break;
        }
        let style = theme.style(Tone::Notice);
        let lines = paragraph(&mut Pen::new(buf, left), 0, &warning, 2, theme.glyphs.cut, style) as u16;
        (left.y, left.height) = (left.y + lines, left.height - lines);
    }
    left
}

/// Which table of how many, and what narrows it.
fn note(round: &Round, sheet: &Sheet, state: &TableState, theme: &Theme) -> String {
    let mut words = Vec::new();
    if round.film.sheets.len() > 1 {
        words.push(format!("table {} of {}", round.sheet + 1, round.film.sheets.len()));
    }
    if sheet.live.is_some() {
        words.push(format!("as it was at {}, follows the clock", round.playback.clock()));
    }
    if !state.filter().is_empty() {
        let shown = state.order(sheet, &round.film).len();
        words.push(format!("{shown} of {} rows with {}", sheet.rows.len(), state.filter()));
    }
    words.join(&format!(" {} ", theme.glyphs.dot))
}

/// A sheet in its view.
pub(super) fn view(app: &App, film: &Film, sheet: &Sheet, state: &TableState, area: Rect, buf: &mut Buffer) {
    let theme = &app.options.theme;
    if state.order(sheet, film).is_empty() {
        let text = app.keymap.told(match sheet.rows.is_empty() {
            true => "nothing to list",
            false => "no row passes; <escape> shows all",
        });
        let mut pen = Pen::new(buf, area);
        let lines = paragraph(&mut pen, 0, &sheet.note, 3, theme.glyphs.cut, theme.style(Tone::Dim));
        pen.text(1, lines, &text, theme.style(Tone::Notice));
        return;
    }
    // A rule that is longer than a line is told whole where there is room for it.
    let long = area.height >= 12 && sheet.note.width() + 2 > usize::from(area.width);
    let mut area = area;
    if long {
        let lines = paragraph(&mut Pen::new(buf, area), 0, &sheet.note, 3, theme.glyphs.cut, theme.style(Tone::Dim));
        (area.y, area.height) = (area.y + lines as u16, area.height - lines as u16);
    }
    match state.view(sheet) {
        View::Table => Table::new(film, sheet, theme, state).noted(!long).render(area, buf),
        View::Bars { .. } => Bars::new(film, sheet, theme, state).noted(!long).render(area, buf),
        View::Matrix { .. } => Matrix::new(film, sheet, theme, state).noted(!long).render(area, buf),
    }
}

/// The titles of all tables, the shown one brought out and always in sight.
pub(super) fn tabs(film: &Film, sheet: usize, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let titles: Vec<&str> = film.sheets.iter().map(|sheet| sheet.title).collect();
    let width = |titles: &[&str]| titles.iter().map(|title| title.width() + 3).sum::<usize>();
    let shown = titles.get(..=sheet).unwrap_or_default();
    let first = (0..shown.len()).find(|from| width(&shown[*from..]) < usize::from(area.width)).unwrap_or(sheet);
    let mut pen = Pen::new(buf, area);
    let (mut x, more) = (1, theme.style(Tone::Notice));
    for (at, title) in titles.iter().enumerate().skip(first) {
        // The last column is the arrow's; half a title is another one.
        if x + title.width() as i32 + 2 > pen.width() - i32::from(at + 1 < titles.len()) && at > sheet {
            pen.put(pen.width() - 1, 0, theme.glyphs.more[3], more);
            break;
        }
        let tone = if at == sheet { Tone::Selected } else { Tone::Dim };
        x += pen.text(x, 0, &format!(" {title} "), theme.style(tone)) + 1;
    }
    if first > 0 {
        pen.put(0, 0, theme.glyphs.more[2], more);
    }
}

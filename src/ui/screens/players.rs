//! The tables of the round, players first: sorted by any column, whose rule is told below.

use crate::ui::app::App;
use crate::ui::chrome;
use crate::ui::layout::inside;
use crate::ui::theme::Tone;
use crate::ui::widgets::paint::Pen;
use crate::ui::widgets::table::Table;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

pub(in crate::ui) fn draw(app: &App, area: Rect, buf: &mut Buffer) {
    let Some(round) = &app.round else { return };
    let theme = &app.options.theme;
    let Some(sheet) = round.film.sheets.get(round.sheet) else {
        Pen::new(buf, area).text(2, 1, "this round has no tables", theme.style(Tone::Notice));
        return;
    };
    let note = match round.film.sheets.len() {
        0 | 1 => String::new(),
        n => format!("table {} of {n}", round.sheet + 1),
    };
    chrome::heading(app, area, sheet.title, &note, true, false, buf);
    Table::new(&round.film, sheet, theme, &round.table).render(inside(area, false), buf);
}

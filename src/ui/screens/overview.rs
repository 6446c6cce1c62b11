//! What a table of rows comes to, or what disagrees in it: tables that lead back to the rows.

use crate::ui::app::App;
use crate::ui::chrome;
use crate::ui::layout::inside;
use crate::ui::theme::Tone;
use crate::ui::widgets::bar::Bar;
use crate::ui::widgets::paint::Pen;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

pub(in crate::ui) fn draw(app: &App, area: Rect, buf: &mut Buffer) {
    let theme = &app.options.theme;
    let Some(rows) = &app.rows else { return };
    let Some(overview) = &rows.overview else { return };
    let Some((sheet, state)) = overview.table() else {
        chrome::heading(app, area, "Summary", "", true, false, buf);
        Pen::new(buf, inside(area, false)).text(2, 0, "nothing was counted", theme.style(Tone::Notice));
        return;
    };
    let (shown, all) = (state.order(sheet, &overview.film).len(), sheet.rows.len());
    let note = if state.filter().is_empty() { format!("{all}") } else { format!("{shown} of {all}") };
    chrome::heading(app, area, sheet.title, &note, true, false, buf);
    let mut area = inside(area, false);
    if let Some(busy) = &rows.busy {
        area.height = area.height.saturating_sub(1);
        let bar = Bar::new(theme, busy.task.words(), busy.progress.state());
        bar.render(Rect { y: area.bottom(), height: 1, ..area }, buf);
    }
    if overview.film.sheets.len() > 1 && area.height > 4 {
        super::tables::tabs(&overview.film, overview.sheet, theme, Rect { height: 1, ..area }, buf);
        (area.y, area.height) = (area.y + 1, area.height - 1);
    }
    super::tables::view(app, &overview.film, sheet, state, area, buf);
}

//! Both rounds of a match: counts above, players below, the first round's column beside the second's.

use crate::ui::app::App;
use crate::ui::chrome;
use crate::ui::layout::inside;
use crate::ui::widgets::table::Table;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

pub(in crate::ui) fn draw(app: &App, area: Rect, buf: &mut Buffer) {
    let Some(pair) = &app.pair else { return };
    let theme = &app.options.theme;
    // One above the other where there is room, else the table that has the keys alone.
    let rows = pair.sheets[0].rows.len() as u16;
    let (low, tight) = (area.height < 16, area.height < 30);
    // The counts whole and without their rule where it is tight: it is told on the line of the chosen column.
    let above = (rows + if tight { 3 } else { 4 }).min(area.height / 2 + 2);
    let areas = if low {
        [area, area]
    } else {
        [Rect { height: above, ..area }, Rect { y: area.y + above, height: area.height - above, ..area }]
    };
    for (at, area) in areas.into_iter().enumerate().filter(|(at, _)| !low || *at == pair.chosen) {
        let (sheet, state) = (&pair.sheets[at], &pair.tables[at]);
        let note = if at == 1 { "round 1, then round 2" } else { "all, then each team by the side it began on" };
        let focused = at == pair.chosen;
        chrome::heading(app, area, sheet.title, note, focused, false, buf);
        let table = Table::new(&pair.film, sheet, theme, state).focused(focused).noted(!tight);
        table.render(inside(area, false), buf);
    }
}

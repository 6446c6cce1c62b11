//! Both rounds of a match: counts above, players below, the first round's column beside the second's.

use super::tables::view;
use crate::ui::app::App;
use crate::ui::chrome;
use crate::ui::layout::inside;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub(in crate::ui) fn draw(app: &App, area: Rect, buf: &mut Buffer) {
    let Some(pair) = &app.pair else { return };
    let theme = &app.options.theme;
    // Side by side where there is room, else the table that has the keys alone.
    let above = (pair.sheets[0].rows.len() as u16 + 4).min(area.height / 2);
    let low = area.height < 18;
    let areas = if low {
        [area, area]
    } else {
        [Rect { height: above, ..area }, Rect { y: area.y + above, height: area.height - above, ..area }]
    };
    for (at, area) in areas.into_iter().enumerate().filter(|(at, _)| !low || *at == pair.chosen) {
        let (sheet, state) = (&pair.sheets[at], &pair.tables[at]);
        let note = if at == 1 { "round 1, then round 2" } else { "" };
        chrome::heading(app, area, sheet.title, note, at == pair.chosen, false, buf);
        view(&pair.film, sheet, theme, state, inside(area, false), buf);
    }
}

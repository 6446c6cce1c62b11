//! The planned marks of the round: who, when, which plan, what it excused, who said so.

use crate::ui::app::{App, plans};
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
    let all = plans::here(app);
    let note = format!("{} on this round", all.len());
    chrome::heading(app, area, "Plans", &note, true, false, buf);
    let area = inside(area, false);
    if all.is_empty() {
        let mut pen = Pen::new(buf, area);
        pen.text(2, 1, "nobody is marked as on a plan", theme.style(Tone::Notice));
        let how = "on the round: <follow-next> follows a player, <plan> where the plan begins, <plan> where it ends";
        let how = app.keymap.told(how);
        pen.text(2, 2, &how, theme.style(Tone::Dim));
        return;
    }
    let sheet = plans::sheet(round, &all);
    Table::new(&round.film, &sheet, theme, &round.plans).render(area, buf);
}

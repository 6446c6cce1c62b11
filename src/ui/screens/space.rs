//! Who held which ground: shades over the map by side, player and span of the round.

use crate::ui::app::App;
use crate::ui::chrome;
use crate::ui::layout::inside;
use crate::ui::theme::Tone;
use crate::ui::widgets::map::Heat;
use crate::ui::widgets::paint::{Pen, paragraph};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

pub(in crate::ui) fn draw(app: &App, area: Rect, buf: &mut Buffer) {
    let Some(round) = &app.round else { return };
    let (theme, ground) = (&app.options.theme, &round.film.ground);
    chrome::heading(app, area, "Space", &round.space.words(round), true, false, buf);
    let mut area = inside(area, false);
    if ground.cell <= 0.0 {
        let why = ground.unavailable.as_deref().unwrap_or("this round tells nothing of who stood where");
        Pen::new(buf, area).text(2, 1, &format!("unavailable: {why}"), theme.style(Tone::Notice));
        return;
    }
    if area.height > 6 {
        let most = if area.height > 20 { 2 } else { 1 };
        let (dim, cut) = (theme.style(Tone::Dim), theme.glyphs.cut);
        let lines = paragraph(&mut Pen::new(buf, area), 0, &ground.note, most, cut, dim) as u16;
        (area.y, area.height) = (area.y + lines, area.height - lines);
    }
    let span = round.space.span(round);
    let others = app.keymap.told(" (<space-team> <space-player> <space-contested> <space-range>)");
    Heat::new(&round.film, theme, &round.space.map, round.space.whose, span, round.playback.clock())
        .others(&others)
        .render(area, buf);
}

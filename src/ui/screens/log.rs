//! Every event of the round, narrowed by kind, player and text; Enter goes there on the map.

use crate::film::{Film, Moment, TeamId};
use crate::ui::app::App;
use crate::ui::app::round::{self, Round};
use crate::ui::chrome;
use crate::ui::layout::inside;
use crate::ui::theme::Tone;
use crate::ui::widgets::paint::{Pen, fit, fit_end};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

/// Cells of a path's end that still say which file it is.
const SOURCE: i32 = 16;

pub(in crate::ui) fn draw(app: &App, area: Rect, buf: &mut Buffer) {
    let Some(round) = &app.round else { return };
    let theme = &app.options.theme;
    chrome::heading(app, area, "Events", &narrowed(round), true, false, buf);
    let area = inside(area, false);
    let mut pen = Pen::new(buf, area);
    if round.log.rows.is_empty() {
        let text =
            app.keymap.told("no event passes; <log-kind> and <log-player> choose others, <escape> clears the text");
        pen.text(2, 0, &text, theme.style(Tone::Notice));
        return;
    }
    let rows = round.log.list.visible(round.log.rows.len(), usize::from(area.height), area.y);
    let kinds = round.film.moment_kinds.iter().map(|kind| kind.key.len()).max().unwrap_or(0).min(20);
    for (y, row) in rows.enumerate() {
        let Some(moment) = round.log.rows.get(row).and_then(|at| round.film.log.get(*at)) else { continue };
        line(app, &round.film, moment, kinds, y as i32, &mut pen);
        if row == round.log.list.selected() {
            pen.put(0, y as i32, theme.glyphs.pointer, theme.style(Tone::Clock));
            pen.tint(0, y as i32, pen.width(), theme.style(Tone::Selected));
        }
    }
}

/// How many of how many, and what narrows them.
fn narrowed(round: &Round) -> String {
    let kind = round.log.kind.and_then(|kind| round.film.moment_kinds.get(kind));
    let player = round.log.player.and_then(|player| round.film.cast.get(player.index()));
    let mut words = vec![format!("{} of {}", round.log.rows.len(), round.film.log.len())];
    words.extend(kind.map(|kind| format!("kind {}", kind.key)));
    words.extend(player.map(|player| format!("player {}", player.name)));
    words.extend((!round.log.text.is_empty()).then(|| format!("text \"{}\"", round.log.text)));
    words.join(", ")
}

/// The side of who acts, whatever side the moment counts for on the timeline.
fn side(film: &Film, moment: &Moment) -> Option<TeamId> {
    let actor = moment.actors.first().and_then(|actor| film.cast.get(actor.index()));
    actor.and_then(|actor| actor.team(moment.at)).or(moment.team)
}

fn line(app: &App, film: &Film, moment: &Moment, kinds: usize, y: i32, pen: &mut Pen<'_>) {
    let theme = &app.options.theme;
    let source = moment.source.and_then(|(file, line)| Some(format!("{}:{line}", film.meta.sources.get(file)?)));
    let kind = film.moment_kinds.get(moment.kind).map_or("", |kind| kind.key.as_str());
    let mut x = 2;
    x += pen.text(x, y, &format!("{:>8} ", moment.at), theme.style(Tone::Clock));
    let team = side(film, moment);
    x += pen.text(x, y, theme.glyphs.team(team), theme.team(team)) + 1;
    x += pen.text(x, y, &format!("{:<kinds$}  ", fit(kind, kinds, theme.glyphs.cut)), theme.style(Tone::Dim));
    let room = (pen.width() - x).max(0);
    let used =
        pen.text_within(x, y, &fit(&moment.text, room as usize, theme.glyphs.cut), room, theme.style(Tone::Text));
    x += used;
    let here = round::place(film, moment);
    // Whole or not at all: half a name is another name.
    if let Some(here) = here.map(|here| format!("  {here}")).filter(|here| used + here.width() as i32 <= room) {
        x += pen.text(x, y, &here, theme.style(Tone::Place));
    }
    // Where it is written comes last: of a long path the end.
    let left = pen.width() - x - 2;
    if let Some(source) = source.filter(|source| left >= SOURCE.min(source.width() as i32)) {
        let source = fit_end(&source, left as usize, theme.glyphs.cut);
        pen.text(pen.width() - source.width() as i32 - 1, y, &source, theme.style(Tone::Dim));
    }
}

//! The what-if panel: every threshold on the left, what changes on the right; with room, map and evidence follow below.
//!
//! ```text
//!   Settings ── E4 trades ────────┬ What changes ── this round ──────────
//!   * trade_dist    800 -> 700 u  │ candidates 26 -> 22   +1 -5 ~2
//!     near_dist           600 u   │ missed-trade candidates 26 -> 22
//!   ...                           │   high 12 -> 10  90 % (70-97 %, n=20)
//!   E4: A team-mate within this   │ - 0:42 m kiko -> zed 729 u
//!   distance of a death has ...   │ candidate med -> no finding
//! ```

mod changes;
mod settings;

use crate::film::Finding;
use crate::ui::app::App;
use crate::ui::app::whatif::{Side, WhatIf};
use crate::ui::chrome;
use crate::ui::layout::inside;
use crate::ui::theme::Tone;
use crate::ui::widgets::evidence::Evidence;
use crate::ui::widgets::map::Map;
use crate::ui::widgets::paint::Pen;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

/// From here on both sides stand beside each other.
const SIDES: u16 = 72;
/// From here on map and evidence stand below what changes.
const FOLLOWED: (u16, u16) = (110, 27);

pub(in crate::ui) fn draw(app: &App, area: Rect, buf: &mut Buffer) {
    let Some(whatif) = &app.whatif else { return };
    if area.width < SIDES {
        match whatif.side {
            Side::Settings => settings::draw(app, whatif, area, false, buf),
            Side::Changes => changes::draw(app, whatif, area, false, buf),
        }
        return;
    }
    let left = left(area);
    let right = Rect { x: area.x + left, width: area.width - left, ..area };
    settings::draw(app, whatif, Rect { width: left, ..area }, false, buf);
    if area.width < FOLLOWED.0 || area.height < FOLLOWED.1 {
        changes::draw(app, whatif, right, true, buf);
        return;
    }
    let top = area.height / 2;
    changes::draw(app, whatif, Rect { height: top, ..right }, true, buf);
    follow(app, whatif, Rect { y: right.y + top, height: right.height - top, ..right }, buf);
}

/// Columns of the settings where both sides stand beside each other.
fn left(area: Rect) -> u16 {
    if area.width < FOLLOWED.0 { area.width / 2 + 1 } else { (area.width * 2 / 5).min(60) }
}

/// The side under a column of the screen.
pub(in crate::ui) fn side_at(area: Rect, shown: Side, column: u16) -> Side {
    match area.width {
        width if width < SIDES => shown,
        _ if column < area.x + left(area) => Side::Settings,
        _ => Side::Changes,
    }
}

/// The row of the settings on a line of the screen.
pub(in crate::ui) fn setting_at(whatif: &WhatIf, area: Rect, line: u16) -> Option<usize> {
    settings::at(whatif, area, line)
}

/// Map and evidence of the chosen change.
fn follow(app: &App, whatif: &WhatIf, area: Rect, buf: &mut Buffer) {
    let Some(round) = &app.round else { return };
    let theme = &app.options.theme;
    let map = Rect { width: area.width / 2, ..area };
    let evidence = Rect { x: area.x + map.width, width: area.width - map.width, ..area };
    let row = whatif.chosen();
    let here = row.is_none_or(|row| row.place == (round.entry.unit, round.entry.film.unwrap_or_default()));
    let [was, is] = row.map_or([None, None], |row| whatif.findings(row));
    let own = round.finding().filter(|_| row.is_none()).map(|finding| (&round.film, finding));
    let shown = is.or(was).or(own);
    chrome::heading(app, map, "Map", &round.playback.clock().to_string(), false, true, buf);
    if here {
        let finding: Option<&Finding> = shown.map(|(_, finding)| finding);
        Map::new(&round.film, theme, &round.map, round.playback.clock())
            .finding(finding)
            .render(inside(map, true), buf);
    } else {
        let text = app.keymap.told("another round: <open> opens it there");
        Pen::new(buf, inside(map, true)).text(1, 0, &text, theme.style(Tone::Dim));
    }
    let note = match (was, is) {
        (_, Some(_)) => "as it would be",
        (Some(_), None) => "gone; as it was",
        (None, None) => "",
    };
    chrome::heading(app, evidence, "Evidence", note, false, true, buf);
    let mut area = inside(evidence, true);
    (area.x, area.width) = (area.x + area.width.min(1), area.width.saturating_sub(1));
    if let Some((film, finding)) = shown {
        let mark = super::round::mark(app, row.map_or(round.entry.unit, |row| row.place.0), finding);
        Evidence::new(film, theme, finding, &mark, &Default::default()).render(area, buf);
    } else {
        Pen::new(buf, area).text(0, 0, "nothing is chosen", theme.style(Tone::Dim));
    }
}

/// For the first line of every screen: what is tried, and whether the numbers below are judged under it; none while
/// nothing is tried.
pub(in crate::ui) fn mark(app: &App) -> Option<String> {
    let whatif = app.whatif.as_ref()?;
    let words = whatif.words();
    let (first, more) = words.split_first()?;
    let more = if more.is_empty() { String::new() } else { format!(" +{} more", more.len()) };
    let tried = app.round.as_ref().is_some_and(|round| whatif.holds(round));
    let (what, busy) = match (tried, whatif.refused()) {
        (true, _) => ("WHAT-IF", if whatif.shown { "" } else { " ..." }),
        // What is seen is in force.
        (false, Some(_)) => ("NOT JUDGED under", ""),
        (false, None) => ("judging under", " ..."),
    };
    Some(format!("{what} {first}{more}{busy}"))
}

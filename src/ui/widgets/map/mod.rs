//! The map seen from above: north up, a cell twice as high as wide.
//!
//! ```text
//!   ground ─ zones ─ walls ─ trails ─ finding's line and ring ─ names ─ actors ─ words     from below to above
//!
//!   ●K (player) ●Z (victim) ◆V (killer)
//!        · · ∙ ∙  Gate  ·│
//!    Yard  ●K→ ✗Z╌╌╌◆V←! │    ◎Radar
//!   ├────┤ 500 u  N↑  all 2 floors
//! ```
//!
//! [`MapState`] is what keys change; [`Map`] draws it. Whoever cannot be shown is named: unknown, outside, in a stack.

mod actors;
mod edge;
mod ground;
mod heat;
mod hud;
mod layers;
mod projection;
mod raster;
mod state;
#[cfg(test)]
mod state_tests;
#[cfg(test)]
mod tests;
mod walked;

pub use ground::{Floor, floors};
pub use heat::{Heat, Whose, seconds};
pub use projection::{ASPECT, Projection};
pub use raster::Mode;
pub use state::{MapState, View};
pub use walked::Walked;

use super::paint::{Pen, fit};
use crate::film::{Actor, Film, Finding, Time, Zone};
use crate::ui::theme::{Theme, Tone};
use actors::Look;
use layers::Scene;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

/// The map at a moment.
#[derive(Debug, Clone, Copy)]
pub struct Map<'a> {
    film: &'a Film,
    theme: &'a Theme,
    state: &'a MapState,
    at: Time,
    finding: Option<&'a Finding>,
    zones: &'a [Zone],
    held: Option<Held>,
}

/// A zone that is brought out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Held {
    /// Its place among the zones that are drawn.
    pub zone: usize,
    /// Where the handle is that steps move; `None` while it is only chosen.
    pub handle: Option<[f32; 2]>,
}

impl<'a> Map<'a> {
    /// The map of `film` at `at`.
    #[must_use]
    pub fn new(film: &'a Film, theme: &'a Theme, state: &'a MapState, at: Time) -> Map<'a> {
        Map { film, theme, state, at, finding: None, zones: &film.places.zones, held: None }
    }

    /// Brings out who takes part in a finding, where it happened and its distance limit.
    #[must_use]
    pub fn finding(mut self, finding: Option<&'a Finding>) -> Map<'a> {
        self.finding = finding;
        self
    }

    /// Draws these zones instead of the film's, one of them brought out.
    #[must_use]
    pub fn zones(mut self, zones: &'a [Zone], held: Option<Held>) -> Map<'a> {
        (self.zones, self.held) = (zones, held);
        self
    }
}

impl Widget for Map<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let Map { film, theme, state, at, finding, zones, held } = self;
        let pen = Pen::new(buf, area);
        let (width, height) = (pen.width(), pen.height());
        if width < 1 || height < 1 {
            return;
        }
        let lacks = |what: &str| Some(format!("no {what}: {}", film.meta.why_not(what)?));
        let empty = ["map", "positions"].into_iter().find_map(lacks);
        // Lives are known without samples too.
        let empty = empty.filter(|_| film.tracks.iter().all(|track| track.t.is_empty()));
        let empty = empty.map(|words| fit(&words, (width - 1) as usize, theme.glyphs.cut).into_owned());
        // Where nothing has a place, a scale and a north would promise one.
        if let Some(words) = empty.as_ref().filter(|_| film.places.bounds.is_none() && film.places.zones.is_empty()) {
            let mut pen = pen;
            pen.text(1, height / 2, words, theme.style(Tone::Dim));
            return;
        }
        // Two rows of words leave the map the rest, where there is a rest worth it.
        let (top, bottom) = (i32::from(height >= 8 && finding.is_some()), i32::from(height >= 5));
        let rows = height - top - bottom;
        let ground = state.ground(film);
        let origin = (area.x, area.y.saturating_add(top as u16));
        let p = state.project(film, &ground, at, (width, rows), origin);
        let mode = if theme.glyphs.ascii { Mode::Chars } else { state.mode() };
        let scene = Scene { film, theme, ground: &ground, p, floor: state.floor(), mode, t: at, zones };
        let inner = Rect { y: origin.1, height: rows as u16, ..area };
        let mut said = None;
        {
            let mut pen = Pen::new(buf, inner);
            let dots = state.raster(&ground, &p, state.floor(), mode);
            dots.draw(&mut pen, theme.glyphs.ground, theme.style(Tone::Ground));
            scene.zones(&mut pen);
            scene.walls(&mut pen);
            if let Some(zone) = held.and_then(|held| zones.get(held.zone)) {
                scene.held(zone, &mut pen);
            }
            if state.trails() {
                scene.trails(state.trail(), &mut pen);
            }
            if let Some(finding) = finding {
                said = scene.finding(finding, &mut pen);
            }
            let floor_of = |z| ground.floor_of(z);
            let (floor, followed) = (state.floor(), state.followed());
            let look = Look { film, theme, t: at, finding, followed, floor, floor_of: &floor_of };
            let stand = look.stand(&p);
            // Names make way for actors: half a name under a letter reads as another word.
            let mut busy: Vec<(i32, i32, i32)> =
                stand.tokens.iter().map(|t| (t.cell.0 - 1, t.cell.0 + 3, t.cell.1)).collect();
            let lost = !stand.unknown.is_empty() || !stand.outside.is_empty();
            busy.extend(lost.then_some((0, width, rows - 1)));
            busy.extend(empty.as_ref().map(|words| (0, words.width() as i32 + 2, 0)));
            scene.names(&mut pen, &busy);
            let handle = held.map_or_else(|| state.cursor(), |held| held.handle.or_else(|| state.cursor()));
            if let Some(cursor) = handle {
                let cell = p.cell(cursor);
                pen.put(cell.0, cell.1, theme.glyphs.cross, theme.style(Tone::Clock));
            }
            let (tags, mut hidden) = actors::draw(&stand.tokens, &mut pen, theme);
            // A base is a stack of buildings: how many is on the map, and a list of them would hide the rest.
            hidden.retain(|actor| film.cast.get(actor.index()).is_some_and(Actor::has_place));
            if rows >= 3 {
                hud::missing(film, theme, &stand.unknown, &stand.outside, &hidden, rows - 1, &mut pen);
            }
            if let Some(words) = &empty {
                pen.clear(0, 0, words.width() as i32 + 2);
                pen.text(1, 0, words, theme.style(Tone::Notice));
            }
            state.seen.borrow_mut().tags = tags;
        }
        let mut pen = Pen::new(buf, area);
        if let (Some(finding), 1) = (finding, top) {
            hud::roles(&scene, finding, said.as_deref(), &mut pen);
        }
        if bottom == 1 {
            hud::status(&scene, state, height - 1, &mut pen);
        }
    }
}

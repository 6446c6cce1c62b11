//! What lies under the actors: zones, walls, trails, the geometry of the selected finding, names of places.

use super::ground::Ground;
use super::projection::Projection;
use super::raster::{Mode, Raster, steps};
use crate::film::{ActorId, ActorState, Bound, Film, Finding, Outline, Shape, TeamId, Time, Zone, ZoneKind};
use crate::ui::theme::{Theme, Tone};
use crate::ui::widgets::paint::{Pen, fit};
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr;

/// Cells of the map to every name of a place, at least.
const CELLS_A_NAME: i32 = 120;

/// What all layers look at.
pub(super) struct Scene<'a> {
    pub(super) film: &'a Film,
    pub(super) theme: &'a Theme,
    pub(super) ground: &'a Ground,
    pub(super) p: Projection,
    pub(super) floor: Option<usize>,
    pub(super) mode: Mode,
    pub(super) t: Time,
    pub(super) zones: &'a [Zone],
}

impl Scene<'_> {
    /// Whether something between two heights shows on the chosen floor.
    pub(super) fn shows(&self, low: f32, high: f32) -> bool {
        self.floor.is_none_or(|f| {
            let (low, high) = (self.ground.floor_of(low), self.ground.floor_of(high));
            low.is_none_or(|l| l <= f) && high.is_none_or(|h| h >= f)
        })
    }

    fn shows_zone(&self, zone: &Zone) -> bool {
        let (low, high) = zone.shape.heights();
        self.shows(low, high)
    }

    /// Edges of zones, dotted.
    pub(super) fn zones(&self, pen: &mut Pen<'_>) {
        for zone in self.zones.iter().filter(|z| self.shows_zone(z)) {
            let tone = if zone.kind == ZoneKind::Objective { Tone::Objective } else { Tone::Zone };
            self.edge(&zone.shape, self.theme.glyphs.zone, tone, pen);
        }
    }

    /// The edge of the zone that is chosen or in hand, on whatever floor: it is what one looks for.
    pub(super) fn held(&self, zone: &Zone, pen: &mut Pen<'_>) {
        self.edge(&zone.shape, self.theme.glyphs.held, Tone::Focus, pen);
    }

    fn edge(&self, shape: &Shape, glyph: &str, tone: Tone, pen: &mut Pen<'_>) {
        let style = self.theme.style(tone);
        let mut put = |cell: (i32, i32)| pen.put(cell.0, cell.1, glyph, style);
        match shape {
            Shape::Box { min, max } => {
                let (a, b) = (self.p.cell([min[0], max[1]]), self.p.cell([max[0], min[1]]));
                let corners = [a, (b.0, a.1), b, (a.0, b.1), a];
                corners.windows(2).for_each(|w| steps(w[0], w[1], &mut put));
            }
            Shape::Cylinder { center, radius, .. } => self.circle(*center, *radius, &mut put),
            Shape::Sphere { center, radius } => self.circle([center[0], center[1]], *radius, &mut put),
            Shape::Polygon { points, .. } => {
                let next = points.iter().cycle().skip(1);
                points.iter().zip(next).for_each(|(a, b)| steps(self.p.cell(*a), self.p.cell(*b), &mut put));
            }
        }
    }

    /// Visits the cells of a circle's edge once each, in order.
    fn circle(&self, center: [f32; 2], radius: f32, mut visit: impl FnMut((i32, i32))) {
        let around = (radius / self.p.scale * std::f32::consts::TAU * 2.0).clamp(8.0, 2_000.0) as i32;
        let mut last = None;
        for i in 0..around {
            let angle = i as f32 / around as f32 * std::f32::consts::TAU;
            let cell = self.p.cell([center[0] + radius * angle.cos(), center[1] + radius * angle.sin()]);
            if last != Some(cell) {
                visit(cell);
                last = Some(cell);
            }
        }
    }

    /// Walls and ground edges of the map's file.
    pub(super) fn walls(&self, pen: &mut Pen<'_>) {
        let style = self.theme.style(Tone::Wall);
        let outlines = self.film.places.outlines.iter().filter(|o| self.shows(o.z, o.z));
        if self.mode == Mode::Chars {
            outlines.for_each(|o| self.wall(o, pen));
        } else {
            let (nx, ny) = self.mode.dots();
            let mut raster = Raster::new(self.mode, self.p.width, self.p.height);
            for outline in outlines {
                for w in outline.points.windows(2) {
                    raster.line(self.p.dot(w[0], nx, ny), self.p.dot(w[1], nx, ny));
                }
            }
            raster.draw(pen, "", style);
        }
    }

    fn wall(&self, outline: &Outline, pen: &mut Pen<'_>) {
        let (style, [flat, upright, rising, falling]) = (self.theme.style(Tone::Wall), self.theme.glyphs.wall);
        for w in outline.points.windows(2) {
            let (a, b) = (self.p.cell(w[0]), self.p.cell(w[1]));
            let (dx, dy) = ((b.0 - a.0).abs(), (b.1 - a.1).abs());
            let glyph = match (dx, dy) {
                _ if dy * 2 < dx => flat,
                _ if dx * 2 < dy => upright,
                _ if (b.0 - a.0).signum() == (b.1 - a.1).signum() => falling,
                _ => rising,
            };
            steps(a, b, |cell| pen.put(cell.0, cell.1, glyph, style));
        }
        let closed = outline.points.first() == outline.points.last();
        let n = outline.points.len();
        for i in 1..n {
            let next = match outline.points.get(i + 1) {
                None if closed => outline.points.get(1),
                next => next,
            };
            if let (Some(&before), Some(&here), Some(&next)) = (outline.points.get(i - 1), outline.points.get(i), next)
            {
                let cell = self.p.cell(here);
                let glyph = self.theme.glyphs.corner(step(cell, self.p.cell(before)), step(cell, self.p.cell(next)));
                pen.put(cell.0, cell.1, glyph, style);
            }
        }
    }

    /// Where the living came from during the last `length`.
    pub(super) fn trails(&self, length: Time, pen: &mut Pen<'_>) {
        let (nx, ny) = self.mode.dots();
        let step = Time(self.film.meta.step.0.clamp(50, 500));
        let mut sides: Vec<(Option<TeamId>, Raster)> = Vec::new();
        for actor in (0..self.film.cast.len()).map(|i| ActorId(i as u16)) {
            if self.film.state(actor, self.t) != ActorState::Alive {
                continue;
            }
            let lives = self.film.lives(actor);
            let Some(life) = lives.iter().rev().find(|l| l.span.from <= self.t) else { continue };
            let side = sides.iter().position(|s| s.0 == life.team).unwrap_or_else(|| {
                sides.push((life.team, Raster::new(self.mode, self.p.width, self.p.height)));
                sides.len() - 1
            });
            let raster = &mut sides[side].1; // found or pushed just now
            let (mut at, mut last) = (self.t, None);
            while at >= life.span.from.max(self.t - length) {
                let pose = life.pose(at, self.film.meta.bridge, self.film.meta.stale);
                let dot = pose
                    .filter(|pose| self.floor.is_none() || self.ground.floor_of(pose.pos[2]) == self.floor)
                    .map(|pose| self.p.dot([pose.pos[0], pose.pos[1]], nx, ny));
                if let (Some(from), Some(to)) = (last, dot) {
                    raster.line(from, to);
                }
                (last, at) = (dot, at - step);
            }
        }
        for (team, raster) in sides {
            let style = self.theme.team(team).remove_modifier(Modifier::BOLD);
            raster.draw(pen, self.theme.glyphs.trail, style);
        }
    }

    /// The finding's own geometry at its moment: the line from the fallen to the killer, and the distance limit around
    /// the fallen. Returns what the ring says: `near <= 600 u`.
    pub(super) fn finding(&self, finding: &Finding, pen: &mut Pen<'_>) -> Option<String> {
        let style = self.theme.style(Tone::Link);
        let at = |role: &str| {
            let part = finding.parts.iter().find(|part| part.role == role)?;
            let pos = self.film.pose(part.actor, finding.at)?.pos;
            pos.iter().all(|v| v.is_finite()).then_some([pos[0], pos[1]])
        };
        let fallen = at("victim").or_else(|| at("player"))?;
        let limit = finding.gates.iter().find(|g| g.unit == "u" && matches!(g.bound, Bound::AtMost | Bound::Below));
        let said = limit.and_then(|g| Some(format!("{} {} {} u", g.name, g.bound.sign(), g.limit?)));
        if let Some(radius) = limit.and_then(|g| g.limit) {
            self.circle(fallen, radius as f32, |cell| {
                let free = matches!(pen.at(cell.0, cell.1), " " | "·" | ".");
                if free || self.mode != Mode::Chars {
                    pen.put(cell.0, cell.1, self.theme.glyphs.ring, self.theme.style(Tone::Low));
                }
            });
        }
        if let Some(killer) = at("killer") {
            let (from, to) = (self.p.cell(fallen), self.p.cell(killer));
            steps(from, to, |cell| pen.put(cell.0, cell.1, self.theme.glyphs.link, style));
        }
        said
    }

    /// Names of zones and places, where there is room; no name on top of another, none twice.
    pub(super) fn names(&self, pen: &mut Pen<'_>, keep_free: &[(i32, i32, i32)]) {
        let [objective, route, spawn, place] = self.theme.glyphs.places;
        let mut names: Vec<(u8, &str, &str, [f32; 2])> = Vec::new();
        for zone in self.zones.iter().filter(|z| self.shows_zone(z)) {
            let middle = zone.shape.middle();
            let (rank, mark) = match zone.kind {
                ZoneKind::Objective => (0, objective),
                ZoneKind::Spawn => (1, spawn),
                ZoneKind::Route => (2, route),
            };
            names.push((rank, mark, &zone.name, middle));
        }
        let callouts = self.film.places.callouts.iter().filter(|c| self.shows(c.pos[2], c.pos[2]));
        names.extend(callouts.map(|c| (3, place, c.name.as_str(), [c.pos[0], c.pos[1]])));
        // A small map names what the game is about and leaves the rest to a larger one.
        let least = match self.p.width {
            0..32 => 0,
            32..48 => 1,
            _ => 3,
        };
        names.retain(|n| n.0 <= least);
        names.sort_by_key(|n| n.0);
        let mut taken: Vec<(i32, i32, i32)> = keep_free.to_vec();
        let mut written: Vec<&str> = Vec::new();
        // Maps with a hundred callouts exist: names must not crowd out the players.
        let most = (self.p.width * self.p.height / CELLS_A_NAME).max(3) as usize;
        for (rank, mark, name, point) in names {
            let cell = self.p.cell(point);
            if !self.p.holds(cell) || written.contains(&name) || (rank == 3 && written.len() >= most) {
                continue;
            }
            let text = fit(name, 18, self.theme.glyphs.cut);
            let width = (text.width() + mark.width()) as i32;
            let x = (cell.0 - width / 2).min(self.p.width - width).max(0);
            let free = |y: i32| {
                self.p.holds((x, y))
                    && x + width <= self.p.width
                    && taken.iter().all(|t| t.2 != y || t.1 < x - 1 || t.0 > x + width)
            };
            let Some(y) = [0, 1, -1, 2, -2].into_iter().map(|d| cell.1 + d).find(|&y| free(y)) else { continue };
            let style = self.theme.style(match rank {
                0 => Tone::Objective,
                _ => Tone::Place,
            });
            pen.text(x, y, &format!("{mark}{text}"), style);
            taken.push((x, x + width, y));
            written.push(name);
        }
    }
}

/// The direction from one cell to another in steps of -1, 0, 1.
fn step(from: (i32, i32), to: (i32, i32)) -> (i32, i32) {
    ((to.0 - from.0).signum(), (to.1 - from.1).signum())
}

//! The picture of a moment: where everybody stood when it happened, and how they had come there.
//!
//! ```text
//!   ┌──────────────────────┐   shape and colour are the side, the letter is the player, the beak is the facing
//!   │     .··· ring ···.    │   cross: the one who fell      double line: the killer      thick: the candidate
//!   │   ● K     ◆V ┄┄ Z ✕   │   thin line behind: the way of the last seconds
//!   │  |---| 500 u        N │   at the edge: who is outside, and how far
//!   └──────────────────────┘
//! ```

use super::html::{Attr, Html, Px, thousands};
use super::sheet::SVG;
use super::stand::{Stand, Who};
use super::token;
use crate::film::{Film, Finding, Ring, Span, Time};

/// Width and height of the picture.
pub(super) const SIDE: f64 = 460.0;
/// How long the ways are that led to the moment.
pub(super) const TRAIL: Time = Time(4_000);
/// The picture shows at least so many units.
const LEAST: f64 = 700.0;

/// The square of the map that is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    /// West and north edge, in units.
    west: f64,
    north: f64,
    /// Pixels a unit.
    scale: f64,
}

impl Frame {
    /// Around points, with room for `reach` around the first.
    pub(super) fn around(points: &[[f64; 2]], reach: f64) -> Option<Frame> {
        let first = points.first()?;
        let (mut min, mut max) = (first.map(|v| v - reach), first.map(|v| v + reach));
        for p in points {
            for i in 0..2 {
                min[i] = min[i].min(p[i] - 120.0);
                max[i] = max[i].max(p[i] + 120.0);
            }
        }
        let side = (max[0] - min[0]).max(max[1] - min[1]).max(LEAST) * 1.06;
        let middle = [0, 1].map(|i| f64::midpoint(min[i], max[i]));
        Some(Frame { west: middle[0] - side / 2.0, north: middle[1] + side / 2.0, scale: SIDE / side })
    }

    /// In pixels.
    pub(super) fn at(self, p: [f64; 2]) -> [f64; 2] {
        [(p[0] - self.west) * self.scale, (self.north - p[1]) * self.scale]
    }

    pub(super) fn holds(self, px: [f64; 2]) -> bool {
        px.iter().all(|v| (10.0..=SIDE - 10.0).contains(v))
    }

    /// As the view box of a picture in units, north up.
    fn view_box(self) -> String {
        let side = SIDE / self.scale;
        format!("{} {} {} {}", Px(self.west), Px(-self.north), Px(side), Px(side))
    }
}

/// The ring of a finding's kind, and the index of the part it goes around.
fn ring<'a>(film: &'a Film, finding: &Finding) -> Option<(&'a Ring, usize)> {
    let ring = film.rings.iter().find(|ring| ring.kind == finding.kind)?;
    Some((ring, finding.parts.iter().position(|part| part.role == ring.around)?))
}

/// The picture with its caption and the list of who is where. `map` is the id of the drawn ground, `id` the finding's.
pub(super) fn moment(h: &mut Html, film: &Film, finding: &Finding, map: Option<&str>, id: &str) {
    let stand = Stand::of(film, finding);
    let ring = ring(film, finding).and_then(|(ring, part)| {
        let who = stand.seen.iter().find(|who| Some(who.actor) == finding.parts.get(part).map(|p| p.actor))?;
        Some((ring, who))
    });
    let mut points: Vec<[f64; 2]> = ring.iter().map(|(_, who)| who.pos).collect();
    points.extend(stand.seen.iter().filter(|who| who.role.is_some()).map(|who| who.pos));
    let reach = ring.map_or(0.0, |(ring, _)| f64::from(ring.radius) * 1.05);
    h.el("figure", &[("class", &"moment")], |h| {
        match Frame::around(&points, reach) {
            Some(frame) => picture(h, film, finding, &stand, ring, frame, map, id),
            None => h.say("p", &[("class", &"unknown")], "No picture: nobody's position is known at this moment."),
        }
        h.el("figcaption", &[], |h| caption(h, film, finding, &stand, ring));
        stand.table(h, film);
    });
}

#[allow(clippy::too_many_arguments)] // what is drawn, where, and under which names: one call
fn picture(
    h: &mut Html,
    film: &Film,
    finding: &Finding,
    stand: &Stand<'_>,
    ring: Option<(&Ring, &Who<'_>)>,
    frame: Frame,
    map: Option<&str>,
    id: &str,
) {
    let (title, told) = (format!("{id}-t"), format!("{id}-d"));
    let labels = format!("{title} {told}");
    let size = format!("0 0 {SIDE} {SIDE}");
    let attrs: [Attr<'_>; 5] =
        [SVG, ("viewBox", &size), ("role", &"img"), ("aria-labelledby", &labels), ("class", &"scene")];
    h.el("svg", &attrs, |h| {
        h.say("title", &[("id", &title)], format!("{} at {}", finding.title, finding.at));
        h.say("desc", &[("id", &told)], stand.words(film));
        h.empty("rect", &[("class", &"ground"), ("width", &SIDE), ("height", &SIDE)]);
        if let Some(map) = map {
            let href = format!("#{map}");
            h.el("svg", &[SVG, ("width", &SIDE), ("height", &SIDE), ("viewBox", &frame.view_box())], |h| {
                h.empty("use", &[("href", &href)]);
            });
        }
        let said = ring.map(|(ring, who)| around(h, ring, frame.at(who.pos), frame));
        trails(h, film, finding, stand, frame);
        links(h, stand, frame);
        token::all(h, film, stand, frame, said.into_iter().collect());
        token::outside(h, film, stand, frame);
        scale_bar(h, frame);
        north(h);
        h.empty("rect", &[("class", &"frame"), ("width", &SIDE), ("height", &SIDE)]);
    });
}

/// The distance limit; returns the box of its label, which no other text may cover.
fn around(h: &mut Html, ring: &Ring, [x, y]: [f64; 2], frame: Frame) -> [f64; 4] {
    let r = f64::from(ring.radius) * frame.scale;
    h.empty("circle", &[("class", &"ring"), ("cx", &Px(x)), ("cy", &Px(y)), ("r", &Px(r))]);
    let (text, top) = (format!("{} {} u", ring.key, thousands(f64::from(ring.radius))), (y - r + 13.0).max(13.0));
    h.say("text", &[("class", &"note"), ("x", &Px(x)), ("y", &Px(top)), ("text-anchor", &"middle")], &text);
    let half = text.chars().count() as f64 * 3.2;
    [x - half, top - 11.0, x + half, top + 3.0]
}

/// The ways of the last seconds, thicker towards the moment.
fn trails(h: &mut Html, film: &Film, finding: &Finding, stand: &Stand<'_>, frame: Frame) {
    let step = film.meta.step.clamped(Time(100), Time(500));
    for who in &stand.seen {
        let from = finding.at - TRAIL;
        let life = film.lives(who.actor).iter().rfind(|life| life.span.from <= who.until);
        let Some(life) = life else { continue };
        let mut way: Vec<[f64; 2]> = Vec::new();
        let mut t = who.until;
        while t >= from.max(life.span.from) {
            let pose = life.pose(t, film.meta.bridge, film.meta.stale);
            match pose.map(|pose| [f64::from(pose.pos[0]), f64::from(pose.pos[1])]) {
                Some(pos) if pos.iter().all(|v| v.is_finite()) => way.push(frame.at(pos)),
                // An unknown stretch is not drawn as a straight line.
                _ => break,
            }
            t -= step;
        }
        way.dedup_by(|a, b| (a[0] - b[0]).abs() < 1.0 && (a[1] - b[1]).abs() < 1.0);
        let all: Vec<String> = way.iter().map(|p| format!("{},{}", Px(p[0]), Px(p[1]))).collect();
        if all.len() > 1 {
            let class = format!("trail {}", token::side(who.team));
            h.empty("polyline", &[("class", &class), ("points", &all.join(" "))]);
        }
    }
}

/// From the killer to the one who fell, and from the one it is about to there, with the distance.
fn links(h: &mut Html, stand: &Stand<'_>, frame: Frame) {
    let find = |role: &str| stand.seen.iter().find(|who| who.role == Some(role));
    let fallen = find("victim").or_else(|| find("player").filter(|_| find("victim").is_none()));
    let line = |h: &mut Html, class: &str, a: &Who<'_>, b: &Who<'_>| {
        let ([x1, y1], [x2, y2]) = (frame.at(a.pos), frame.at(b.pos));
        let attrs: [Attr<'_>; 5] =
            [("class", &class), ("x1", &Px(x1)), ("y1", &Px(y1)), ("x2", &Px(x2)), ("y2", &Px(y2))];
        h.empty("line", &attrs);
    };
    if let (Some(killer), Some(fallen)) = (find("killer"), fallen) {
        line(h, "shot", killer, fallen);
    }
    if let (Some(player), Some(victim)) = (find("player"), find("victim")) {
        line(h, "reach", player, victim);
    }
}

/// A length that is easy to read, at most a quarter of the picture.
fn scale_bar(h: &mut Html, frame: Frame) {
    let most = SIDE / 4.0 / frame.scale;
    let decade = 10f64.powf(most.log10().floor());
    let length = [5.0, 2.0, 1.0].map(|k| k * decade).into_iter().find(|v| *v <= most).unwrap_or(decade);
    let width = length * frame.scale;
    let path = format!("M12 {} v6 h{} v-6", Px(SIDE - 18.0), Px(width));
    h.empty("path", &[("class", &"scale"), ("d", &path)]);
    let text = format!("{} u", thousands(length));
    h.say("text", &[("class", &"note"), ("x", &Px(12.0)), ("y", &Px(SIDE - 24.0))], text);
}

fn north(h: &mut Html) {
    let x = SIDE - 20.0;
    let path = format!("M{} 12 l6 14 l-6 -4 l-6 4 z", Px(x));
    h.empty("path", &[("class", &"north"), ("d", &path)]);
    h.say("text", &[("class", &"note"), ("x", &Px(x)), ("y", &Px(38.0)), ("text-anchor", &"middle")], "N");
}

fn caption(h: &mut Html, film: &Film, finding: &Finding, stand: &Stand<'_>, ring: Option<(&Ring, &Who<'_>)>) {
    let mut said =
        vec![format!("At {}, north up; the lines are the ways of the {} s before.", finding.at, TRAIL.0 / 1000)];
    if let Some((ring, who)) = ring {
        let name = film.cast.get(who.actor.index()).map_or("?", |a| a.name.as_str());
        let radius = thousands(f64::from(ring.radius));
        said.push(format!("Ring: {} {radius} u around {name}, seen from above.", ring.key));
    }
    if film.places.outlines.is_empty() {
        said.push("The map's walls are not known.".to_owned());
    }
    if !stand.unknown.is_empty() {
        let names: Vec<&str> =
            stand.unknown.iter().filter_map(|id| film.cast.get(id.index())).map(|a| a.name.as_str()).collect();
        let stale = film.meta.stale.as_secs();
        said.push(format!("Position unknown (no sample within {stale} s): {}.", names.join(", ")));
    }
    h.text(said.join(" "));
}

/// The ground of a film, once: pictures refer to it by `id`. In units, y to the south as pictures have it.
pub(super) fn ground(h: &mut Html, film: &Film, id: &str) -> bool {
    let places = &film.places;
    if places.outlines.is_empty() && places.zones.is_empty() {
        return false;
    }
    h.el("svg", &[SVG, ("class", &"defs"), ("aria-hidden", &"true"), ("width", &0), ("height", &0)], |h| {
        h.el("defs", &[], |h| {
            h.el("g", &[("id", &id)], |h| {
                super::map::zones(h, places);
                super::map::walls(h, places);
            });
        });
    });
    true
}

/// Whether a span is worth a picture: something is known about where people were.
pub(super) fn has_tracks(film: &Film) -> bool {
    film.tracks.iter().any(|track| track.span != Span::default() && !track.t.is_empty())
}

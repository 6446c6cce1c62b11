//! The heat map: how long each side held which ground, and where both were at once.

use super::html::{Attr, Html, Px};
use super::sheet::SVG;
use super::stand::side_name;
use super::token;
use crate::film::{Film, Ground, TeamId, Time};
use std::collections::{BTreeMap, BTreeSet};

/// Width of one map.
const WIDTH: f64 = 460.0;
/// Steps of depth: the legend shows them all.
const STEPS: usize = 5;

type Cell = [i32; 2];

/// Seconds a side spent in each cell.
type Seconds = BTreeMap<Cell, Time>;

/// What the stays add up to.
struct Sums {
    sides: BTreeMap<TeamId, Seconds>,
    /// Cells that two sides were in at one grid time, and how long.
    contested: Seconds,
    most: Time,
}

impl Sums {
    fn of(ground: &Ground) -> Sums {
        let mut sides: BTreeMap<TeamId, Seconds> = BTreeMap::new();
        let mut at_once: BTreeMap<(Time, Cell), (BTreeSet<TeamId>, Time)> = BTreeMap::new();
        for stay in &ground.stays {
            *sides.entry(stay.team).or_default().entry(stay.cell).or_default() += stay.lasts;
            let (teams, lasts) = at_once.entry((stay.at, stay.cell)).or_default();
            teams.insert(stay.team);
            *lasts = (*lasts).max(stay.lasts);
        }
        let mut contested = Seconds::new();
        for ((_, cell), (teams, lasts)) in at_once {
            if teams.len() > 1 {
                *contested.entry(cell).or_default() += lasts;
            }
        }
        let most = sides.values().flat_map(BTreeMap::values).copied().max().unwrap_or_default();
        Sums { sides, contested, most }
    }

    /// 0 to [`STEPS`] - 1; the root, so that a camped corner does not wash out the rest.
    fn depth(&self, time: Time) -> usize {
        let share = (time.as_secs() / self.most.as_secs().max(0.001)).sqrt();
        ((share * STEPS as f64).ceil() as usize).clamp(1, STEPS) - 1
    }

    /// The least seconds of a step of depth.
    fn floor(&self, depth: usize) -> f64 {
        self.most.as_secs() * (depth as f64 / STEPS as f64).powi(2)
    }
}

/// The section; without ground, why there is none.
pub(super) fn heat(h: &mut Html, film: &Film, map: Option<&str>, id: &str) {
    let ground = &film.ground;
    if ground.stays.is_empty() && ground.unavailable.is_none() && ground.cell <= 0.0 {
        return;
    }
    h.el("section", &[("class", &"heat"), ("aria-labelledby", &id)], |h| {
        h.say("h3", &[("id", &id)], "Ground held");
        if !ground.note.is_empty() {
            h.say("p", &[("class", &"rule")], &ground.note);
        }
        if let Some(why) = &ground.unavailable {
            return h.say("p", &[("class", &"unknown")], format!("unknown: {why}"));
        }
        if ground.stays.is_empty() {
            return h.say("p", &[("class", &"quiet")], "Nobody was seen on the ground.");
        }
        let sums = Sums::of(ground);
        let Some(frame) = Frame::of(film, &sums) else { return };
        h.el("div", &[("class", &"maps")], |h| {
            for (team, seconds) in &sums.sides {
                side(h, film, *team, seconds, &sums, &frame, map, id);
            }
        });
        legend(h, &sums);
    });
}

/// The part of the map that is drawn, in units.
struct Frame {
    view: String,
    width: f64,
    height: f64,
}

impl Frame {
    /// The map's bounds, else what was walked on.
    fn of(film: &Film, sums: &Sums) -> Option<Frame> {
        let cell = f64::from(film.ground.cell);
        let cells = || sums.sides.values().flat_map(BTreeMap::keys);
        let (mut min, mut max) = ([f64::MAX; 2], [f64::MIN; 2]);
        for c in cells() {
            for i in 0..2 {
                min[i] = min[i].min(f64::from(c[i]) * cell);
                max[i] = max[i].max((f64::from(c[i]) + 1.0) * cell);
            }
        }
        if let Some(bounds) = film.places.bounds {
            // Somebody outside the bounds is shown all the same.
            for i in 0..2 {
                min[i] = min[i].min(f64::from(bounds.min[i]));
                max[i] = max[i].max(f64::from(bounds.max[i]));
            }
        }
        let (w, d) = (max[0] - min[0], max[1] - min[1]);
        if !(w > 0.0 && d > 0.0 && w.is_finite() && d.is_finite()) {
            return None;
        }
        let view = format!("{} {} {} {}", Px(min[0]), Px(-max[1]), Px(w), Px(d));
        Some(Frame { view, width: WIDTH, height: (WIDTH * d / w).min(2.0 * WIDTH) })
    }
}

#[allow(clippy::too_many_arguments)] // one picture of a pair, with what both share
fn side(
    h: &mut Html,
    film: &Film,
    team: TeamId,
    seconds: &Seconds,
    sums: &Sums,
    frame: &Frame,
    map: Option<&str>,
    id: &str,
) {
    let name = side_name(film, Some(team));
    let title = format!("{id}-{}", team.0);
    let class = format!("ground-map {}", token::side(Some(team)));
    h.el("figure", &[], |h| {
        let attrs: [Attr<'_>; 7] = [
            SVG,
            ("viewBox", &frame.view),
            ("width", &Px(frame.width)),
            ("height", &Px(frame.height)),
            ("role", &"img"),
            ("aria-labelledby", &title),
            ("class", &class),
        ];
        h.el("svg", &attrs, |h| {
            let most = seconds.iter().max_by_key(|(cell, time)| (**time, **cell));
            let longest =
                most.map(|(_, time)| format!(", at most {:.0} s in one cell", time.as_secs())).unwrap_or_default();
            h.say("title", &[("id", &title)], format!("Where {name} was: {} cells{longest}", seconds.len()));
            let cell = f64::from(film.ground.cell);
            for (at, time) in seconds {
                let class = format!("h{}", sums.depth(*time));
                square(h, *at, cell, &class, &format!("{name} {:.1} s", time.as_secs()));
            }
            for (at, time) in sums.contested.iter().filter(|(at, _)| seconds.contains_key(*at)) {
                square(h, *at, cell, "contested", &format!("both sides at once {:.1} s", time.as_secs()));
            }
            if let Some(map) = map {
                let href = format!("#{map}");
                h.empty("use", &[("href", &href)]);
            }
        });
        h.el("figcaption", &[], |h| {
            let class = format!("mark {}", token::side(Some(team)));
            h.say("span", &[("class", &class), ("aria-hidden", &"true")], token::glyph(Some(team)));
            h.text(format!(" {name}, north up"));
        });
    });
}

fn square(h: &mut Html, at: Cell, cell: f64, class: &str, title: &str) {
    // A little smaller than the cell where the frame of a contested one must not hide its neighbour's.
    let inset = if class == "contested" { cell * 0.06 } else { 0.0 };
    let (x, y) = (Px(f64::from(at[0]) * cell + inset), Px(-(f64::from(at[1]) + 1.0) * cell + inset));
    let size = Px(cell - 2.0 * inset);
    let attrs: [Attr<'_>; 5] = [("class", &class), ("x", &x), ("y", &y), ("width", &size), ("height", &size)];
    h.el("rect", &attrs, |h| h.say("title", &[], title));
}

fn legend(h: &mut Html, sums: &Sums) {
    h.el("ul", &[("class", &"legend"), ("aria-label", &"depth of colour")], |h| {
        for depth in 0..STEPS {
            let text = format!("over {:.1} s", sums.floor(depth));
            swatch(h, &format!("h{depth}"), &text);
        }
        swatch(h, "contested", "framed: both sides at the same time");
    });
}

fn swatch(h: &mut Html, class: &str, text: &str) {
    h.el("li", &[("class", &"tn")], |h| {
        h.el("svg", &[("viewBox", &"0 0 12 12"), ("class", &"swatch"), ("aria-hidden", &"true"), SVG], |h| {
            h.empty("rect", &[("class", &class), ("x", &1), ("y", &1), ("width", &10), ("height", &10)]);
        });
        h.text(format!(" {text}"));
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::film::{ActorId, Stay};

    #[test]
    fn contested_is_both_sides_at_one_time_and_not_one_after_the_other() {
        let stay =
            |at, team, cell| Stay { at: Time(at), lasts: Time(500), actor: ActorId(0), team: TeamId(team), cell };
        let stays = vec![
            stay(0, 0, [0, 0]),
            stay(0, 1, [0, 0]),
            stay(0, 0, [1, 0]),
            stay(500, 1, [1, 0]),
            stay(500, 0, [0, 0]),
        ];
        let sums = Sums::of(&Ground { cell: 256.0, stays, ..Ground::default() });
        assert_eq!(sums.contested, BTreeMap::from([([0, 0], Time(500))]));
        assert_eq!(sums.sides[&TeamId(0)], BTreeMap::from([([0, 0], Time(1_000)), ([1, 0], Time(500))]));
        assert_eq!((sums.depth(sums.most), sums.depth(Time(1))), (STEPS - 1, 0));
    }
}

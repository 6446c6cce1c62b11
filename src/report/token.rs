//! Players in a picture: the shape of the side with a letter, moved apart where they would hide each other.

use super::html::{Attr, Html, Px, thousands};
use super::moment::{Frame, SIDE};
use super::stand::{Stand, Who, role_name};
use crate::film::{ActorState, Film, TeamId, ZoneKind};

/// Half the width of a token.
const SIZE: f64 = 11.0;
/// Tokens keep so far apart.
const APART: f64 = 23.0;

/// The class that colours a side.
pub(super) fn side(team: Option<TeamId>) -> &'static str {
    match team.map(|team| team.index() % 4) {
        Some(0) => "t0",
        Some(1) => "t1",
        Some(2) => "t2",
        Some(_) => "t3",
        None => "tn",
    }
}

/// The side's shape as a character.
pub(super) fn glyph(team: Option<TeamId>) -> &'static str {
    match team.map(|team| team.index() % 4) {
        Some(0) => "◆",
        Some(1) => "●",
        Some(2) => "■",
        Some(_) => "▲",
        None => "○",
    }
}

/// The side's shape as a path around `(x, y)`.
fn path(team: Option<TeamId>, [x, y]: [f64; 2], s: f64) -> String {
    let to = |points: &[[f64; 2]]| {
        let all: Vec<String> = points.iter().map(|p| format!("{} {}", Px(x + p[0] * s), Px(y + p[1] * s))).collect();
        format!("M{}Z", all.join("L"))
    };
    match team.map(|team| team.index() % 4) {
        Some(0) => to(&[[0.0, -1.25], [1.25, 0.0], [0.0, 1.25], [-1.25, 0.0]]),
        Some(1) => format!("M{} {}a{s} {s} 0 1 0 {d} 0a{s} {s} 0 1 0 -{d} 0Z", Px(x - s), Px(y), d = 2.0 * s),
        Some(2) => to(&[[-0.95, -0.95], [0.95, -0.95], [0.95, 0.95], [-0.95, 0.95]]),
        Some(_) => to(&[[0.0, -1.35], [1.25, 0.85], [-1.25, 0.85]]),
        None => to(&[[-0.5, -1.0], [0.5, -1.0], [1.0, 0.0], [0.5, 1.0], [-0.5, 1.0], [-1.0, 0.0]]),
    }
}

/// A free place as near as possible to where somebody stands: there, or on a widening spiral.
fn free(want: [f64; 2], taken: &[[f64; 2]]) -> [f64; 2] {
    let is_free = |p: [f64; 2]| {
        let inside = p.iter().all(|v| (SIZE..=SIDE - SIZE).contains(v));
        inside && taken.iter().all(|q| (p[0] - q[0]).hypot(p[1] - q[1]) >= APART)
    };
    let spiral = (0..200).map(|i| {
        let (angle, r) = (f64::from(i) * 0.7, f64::from(i) * 0.75);
        [want[0] + r * angle.cos(), want[1] + r * angle.sin()]
    });
    spiral.into_iter().find(|p| is_free(*p)).unwrap_or(want)
}

/// Everybody inside the frame; who takes part is placed first and drawn last. `names` are the boxes of text so far.
pub(super) fn all(h: &mut Html, film: &Film, stand: &Stand<'_>, frame: Frame, mut names: Vec<[f64; 4]>) {
    let mut placed: Vec<(&Who<'_>, [f64; 2], [f64; 2])> = Vec::new();
    let mut taken: Vec<[f64; 2]> = Vec::new();
    for who in &stand.seen {
        let truth = frame.at(who.pos);
        if frame.holds(truth) {
            let place = free(truth, &taken);
            taken.push(place);
            placed.push((who, truth, place));
        }
    }
    placed.reverse();
    placed.iter().for_each(|(who, truth, place)| one(h, film, who, *truth, *place));
    for (who, _, place) in placed.iter().rev() {
        if let Some(role) = who.role {
            label(h, film, who, role_name(role), *place, &taken, &mut names);
        }
    }
    places(h, film, frame, &taken, &mut names);
}

fn one(h: &mut Html, film: &Film, who: &Who<'_>, truth: [f64; 2], [x, y]: [f64; 2]) {
    let class = format!("token {} {}", side(who.team), if who.state == ActorState::Alive { "up" } else { "low" });
    let Some(actor) = film.cast.get(who.actor.index()) else { return };
    h.el("g", &[("class", &class)], |h| {
        if (truth[0] - x).hypot(truth[1] - y) > 2.0 {
            let attrs: [Attr<'_>; 5] =
                [("class", &"moved"), ("x1", &Px(truth[0])), ("y1", &Px(truth[1])), ("x2", &Px(x)), ("y2", &Px(y))];
            h.empty("line", &attrs);
            h.empty("circle", &[("class", &"spot"), ("cx", &Px(truth[0])), ("cy", &Px(truth[1])), ("r", &2)]);
        }
        match who.role {
            Some("killer") => h.empty("path", &[("class", &"killer"), ("d", &path(who.team, [x, y], SIZE + 5.0))]),
            Some("player") => h.empty("path", &[("class", &"about"), ("d", &path(who.team, [x, y], SIZE + 5.0))]),
            _ => {}
        }
        if let (Some(yaw), ActorState::Alive) = (who.yaw, who.state) {
            h.empty("path", &[("class", &"beak"), ("d", &beak(yaw, x, y))]);
        }
        h.empty("path", &[("class", &"body"), ("d", &path(who.team, [x, y], SIZE))]);
        if who.state == ActorState::Dead || who.role == Some("victim") {
            let (r, at) = (SIZE + 4.0, [x, y]);
            let [a, b, c, d] = [at[0] - r, at[1] - r, at[0] + r, at[1] + r].map(Px);
            let (i, j) = (Px(5.0), Px(-5.0));
            let cross = format!("M{a} {b}l{i} {i}M{c} {d}l{j} {j}M{a} {d}l{i} {j}M{c} {b}l{j} {i}");
            h.empty("path", &[("class", &"cross"), ("d", &cross)]);
        }
        h.say("text", &[("x", &Px(x)), ("y", &Px(y + 4.3)), ("text-anchor", &"middle")], actor.letter);
    });
}

/// A wedge in the direction of the facing.
fn beak(yaw: f64, x: f64, y: f64) -> String {
    let point = |turn: f64, r: f64| {
        let angle = (yaw + turn).to_radians();
        format!("{} {}", Px(x + r * angle.cos()), Px(y - r * angle.sin()))
    };
    format!("M{}L{}L{}Z", point(0.0, SIZE + 12.0), point(38.0, SIZE + 1.0), point(-38.0, SIZE + 1.0))
}

/// Name and part beside a token, on the first side where it hides nobody.
fn label(
    h: &mut Html,
    film: &Film,
    who: &Who<'_>,
    role: &str,
    [x, y]: [f64; 2],
    tokens: &[[f64; 2]],
    names: &mut Vec<[f64; 4]>,
) {
    let Some(actor) = film.cast.get(who.actor.index()) else { return };
    let name: String = actor.name.chars().take(18).collect();
    let text = format!("{name}, {role}");
    let width = text.chars().count() as f64 * 7.6;
    let gap = SIZE + 13.0;
    let half = width / 2.0;
    let places = [
        (x + gap, y + 4.0, "start", x + gap),
        (x - gap, y + 4.0, "end", x - gap - width),
        (x, y - gap, "middle", x - half),
        (x, y + gap + 9.0, "middle", x - half),
        (x + gap, y - 14.0, "start", x + gap),
        (x - gap, y - 14.0, "end", x - gap - width),
        (x, y + gap + 22.0, "middle", x - half),
    ];
    let found = places.iter().find_map(|p| Some((*p, room(p.3, p.1, width, tokens, names)?)));
    // Without room the letter has to do: the table beside the picture says who it is.
    let Some(((tx, ty, anchor, _), own)) = found else { return };
    names.push(own);
    h.say("text", &[("class", &"name"), ("x", &Px(tx)), ("y", &Px(ty)), ("text-anchor", &anchor)], text);
}

/// What places are called, as far as there is room beside the players.
fn places(h: &mut Html, film: &Film, frame: Frame, tokens: &[[f64; 2]], names: &mut Vec<[f64; 4]>) {
    let points = film.places.callouts.iter().map(|place| (place.name.as_str(), [place.pos[0], place.pos[1]]));
    let zones = film.places.zones.iter().filter(|zone| zone.kind == ZoneKind::Objective);
    let zones = zones.map(|zone| (zone.name.as_str(), zone.shape.middle()));
    let mut said: Vec<&str> = Vec::new();
    for (name, point) in zones.chain(points) {
        let [x, y] = frame.at(point.map(f64::from));
        if said.len() >= MOST_PLACES || said.contains(&name) || !(x.is_finite() && y.is_finite()) {
            continue;
        }
        let half = name.chars().count() as f64 * 3.1;
        if let Some(own) = room(x - half, y + 4.0, 2.0 * half, tokens, names) {
            names.push(own);
            said.push(name);
            h.say("text", &[("class", &"place"), ("x", &Px(x)), ("y", &Px(y + 4.0)), ("text-anchor", &"middle")], name);
        }
    }
}

/// More names than this hide the ground.
const MOST_PLACES: usize = 6;

/// The box of a line of text, if it hides nobody and no other text.
fn room(left: f64, base: f64, width: f64, tokens: &[[f64; 2]], names: &[[f64; 4]]) -> Option<[f64; 4]> {
    let own = [left, base - 11.0, left + width, base + 3.0];
    let inside = own[0] >= 2.0 && own[2] <= SIDE - 2.0 && own[1] >= 2.0 && own[3] <= SIDE - 2.0;
    let hit =
        |t: &[f64; 2]| t[0] + SIZE > own[0] && t[0] - SIZE < own[2] && t[1] + SIZE > own[1] && t[1] - SIZE < own[3];
    let over = |n: &[f64; 4]| n[0] < own[2] && n[2] > own[0] && n[1] < own[3] && n[3] > own[1];
    (inside && !tokens.iter().any(hit) && !names.iter().any(over)).then_some(own)
}

/// Who is outside the frame: letter and distance at the edge, on the straight way from the middle.
pub(super) fn outside(h: &mut Html, film: &Film, stand: &Stand<'_>, frame: Frame) {
    let middle = SIDE / 2.0;
    let mut taken: Vec<[f64; 2]> = Vec::new();
    for who in &stand.seen {
        let truth = frame.at(who.pos);
        if frame.holds(truth) {
            continue;
        }
        let (dx, dy) = (truth[0] - middle, truth[1] - middle);
        let shrink = (middle - 12.0) / dx.abs().max(dy.abs()).max(1.0);
        let at = [middle + dx * shrink, middle + dy * shrink];
        // A crowd beyond the edge is in the table; the edge shows those for whom there is room.
        if taken.iter().any(|q| (q[0] - at[0]).hypot(q[1] - at[1]) < 18.0) {
            continue;
        }
        taken.push(at);
        let class = format!("edge {}", side(who.team));
        let letter = film.cast.get(who.actor.index()).map_or('?', |one| one.letter);
        h.el("g", &[("class", &class)], |h| {
            let far = who.distance().map(|d| format!(", {} u away", thousands(d))).unwrap_or_default();
            h.say("title", &[], format!("outside the picture{far}"));
            h.empty("path", &[("d", &path(who.team, at, 8.0))]);
            h.say("text", &[("x", &Px(at[0])), ("y", &Px(at[1] + 3.2)), ("text-anchor", &"middle")], letter);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_hides_anybody() {
        let mut taken = Vec::new();
        for _ in 0..12 {
            let place = free([200.0, 200.0], &taken);
            assert!(taken.iter().all(|q: &[f64; 2]| (place[0] - q[0]).hypot(place[1] - q[1]) >= APART));
            taken.push(place);
        }
        assert_eq!(taken[0], [200.0, 200.0]);
    }

    #[test]
    fn sides_differ_in_shape() {
        let shapes: Vec<String> = [0, 1, 2, 3]
            .map(|n| path(Some(TeamId(n)), [0.0, 0.0], 1.0))
            .into_iter()
            .chain([path(None, [0.0; 2], 1.0)])
            .collect();
        let mut once = shapes.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), 5);
    }
}

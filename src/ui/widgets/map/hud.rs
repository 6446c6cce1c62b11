//! What the map says in words, over its top and bottom rows.
//!
//! ```text
//!   ●K kiko (player) ●Z zed (victim, down) ∙ near <= 600 u  who the selected finding is about
//!   unknown: mona  outside: O  stack: M N                  whom the map cannot show, and why
//!   ├──┤ 500 u  N↑  ground 1/2  follow kiko  uncalibrated  what the map shows
//! ```

use super::layers::Scene;
use super::state::{MapState, View};
use crate::film::{ActorId, ActorState, Film, Finding, Part};
use crate::ui::theme::{Theme, Tone};
use crate::ui::widgets::paint::Pen;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

/// Words in a row over the map, each with its style; what does not fit is left out whole, from the end.
fn words(pen: &mut Pen<'_>, y: i32, words: &[(String, Style)]) {
    let mut x = 0;
    for (i, (word, style)) in words.iter().enumerate() {
        let width = word.width() as i32;
        // The first word is cut rather than left out: something is said even at absurd sizes.
        if i > 0 && x + width > pen.width() {
            break;
        }
        pen.clear(x, y, width + 1);
        x += pen.text(x, y, word, *style) + 1;
    }
}

fn name(film: &Film, actor: ActorId) -> &str {
    film.cast.get(actor.index()).map_or("?", |a| a.name.as_str())
}

/// Names in a list, the first few of them.
fn names(film: &Film, actors: &[ActorId]) -> String {
    let mut text = actors.iter().take(6).map(|&a| name(film, a)).collect::<Vec<_>>().join(", ");
    if actors.len() > 6 {
        text += &format!(" +{}", actors.len() - 6);
    }
    text
}

/// The top row: who is who in the selected finding.
pub(super) fn roles(scene: &Scene<'_>, finding: &Finding, ring: Option<&str>, pen: &mut Pen<'_>) {
    let (film, theme) = (scene.film, scene.theme);
    // Names where there is room for all of them, letters else: the letter is what the map shows.
    let row_of = |named: bool| -> Vec<(String, Style)> {
        let one = |part: &Part| {
            let actor = film.cast.get(part.actor.index())?;
            let team = actor.team(finding.at);
            let fallen = match actor.state(scene.t) {
                ActorState::Down => ", down",
                ActorState::Dead => ", dead",
                _ => "",
            };
            let name = if named { format!(" {}", actor.name) } else { String::new() };
            let text = format!("{}{}{name} ({}{fallen})", theme.glyphs.team(team), actor.letter, part.role);
            Some((text, theme.team(team)))
        };
        finding.parts.iter().filter_map(one).collect()
    };
    let mut row = row_of(true);
    let ring_width = ring.map_or(0, |r| r.width() + 3);
    if row.iter().map(|w| w.0.width() + 1).sum::<usize>() + ring_width > pen.width().max(0) as usize {
        row = row_of(false);
    }
    if let Some(ring) = ring {
        row.push((format!("{} {ring}", theme.glyphs.ring), theme.style(Tone::Low)));
    }
    words(pen, 0, &row);
}

/// The row above the last: whom the map cannot show.
pub(super) fn missing(
    film: &Film,
    theme: &Theme,
    unknown: &[ActorId],
    outside: &[ActorId],
    stack: &[ActorId],
    y: i32,
    pen: &mut Pen<'_>,
) {
    let lists = [("unknown", unknown, Tone::Unknown), ("outside", outside, Tone::Dim), ("stack", stack, Tone::Notice)];
    // Names if they fit, else letters, else how many: nobody is left out in silence.
    let row = |way: fn(&Film, &[ActorId]) -> String| -> Vec<(String, Style)> {
        let there = lists.iter().filter(|(_, who, _)| !who.is_empty());
        there.map(|(what, who, tone)| (format!("{what}: {}", way(film, who)), theme.style(*tone))).collect()
    };
    let fits = |row: &Vec<(String, Style)>| row.iter().map(|w| w.0.width() as i32 + 1).sum::<i32>() <= pen.width() + 1;
    let chosen = [names, letters].into_iter().map(row).find(fits);
    let chosen = chosen.unwrap_or_else(|| row(|_, who| who.len().to_string()));
    words(pen, y, &chosen);
}

/// Letters without anything between them.
fn letters(film: &Film, actors: &[ActorId]) -> String {
    actors.iter().filter_map(|a| film.cast.get(a.index())).map(|a| a.letter).collect()
}

/// The last row: scale, north, floor, what is shown.
pub(super) fn status(scene: &Scene<'_>, state: &MapState, y: i32, pen: &mut Pen<'_>) {
    let (theme, g) = (scene.theme, &scene.theme.glyphs);
    let (units, columns) = scene.p.bar((scene.p.width / 5).clamp(3, 24));
    let line = g.scale[1].repeat((columns - 2).max(0) as usize);
    let dim = theme.style(Tone::Dim);
    let mut row = vec![(format!("{}{line}{} {units} u", g.scale[0], g.scale[2]), dim), (g.north.to_owned(), dim)];
    let floors = &scene.ground.floors;
    if let Some((i, floor)) = state.floor().and_then(|i| Some((i, floors.get(i)?))) {
        row.push((format!("{} {}/{}", floor.2, i + 1, floors.len()), theme.style(Tone::Notice)));
    } else if floors.len() > 1 {
        row.push((format!("all {} floors", floors.len()), dim));
    }
    match state.view() {
        View::Whole => {}
        View::Fit => row.push(("fit".into(), dim)),
        View::Free => row.push(("moved".into(), dim)),
        View::Follow(actor) => {
            let pose = scene.film.pose(actor, scene.t);
            let here = pose.and_then(|pose| scene.film.places.callouts.nearest(pose.pos));
            row.push((format!("follows {}", name(scene.film, actor)), theme.style(Tone::Notice)));
            row.extend(here.map(|here| (here.to_string(), theme.style(Tone::Place))));
        }
    }
    if let Some(at) = state.cursor() {
        // A cursor has no height: of one floor those of that floor are asked, else those of all.
        let near = scene.film.places.callouts.nearest_flat(at, |callout| scene.shows(callout.pos[2], callout.pos[2]));
        let near = near.map_or_else(String::new, |here| format!(" {here}"));
        row.push((format!("{} {:.0} {:.0}{near}", g.cross, at[0], at[1]), theme.style(Tone::Clock)));
    }
    if scene.film.places.bounds.is_none() {
        row.push(("uncalibrated".into(), theme.style(Tone::Unknown)));
    }
    if state.trails() {
        row.push((format!("trails {} s", state.trail().as_secs()), dim));
    }
    words(pen, y, &row);
}

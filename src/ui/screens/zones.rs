//! The zones of the map: the map with one brought out, the list, and the numbers of the one that is chosen or in hand.
//!
//! ```text
//!   ━ Map towpath ━━━━━━━━━━━━━━━━━━━━━━━│━ Zones 4 + 2 without ━━━━━━
//!        ░░░░░░                          │▶ ◎ crane
//!      ▓▓      ▓▓                        │  ≈ lock walk
//!     ▓    ┼     ▓   ◎office             │  · gun controls   no zone yet
//!      ▓▓      ▓▓                        │ crane: cylinder, changed
//!        ▓▓▓▓▓▓                          │ centre 450 -850   radius 240 u
//! ```

use crate::film::{Film, Shape, ZoneKind};
use crate::ui::app::App;
use crate::ui::app::round::Round;
use crate::ui::app::zones::shape::Grip;
use crate::ui::app::zones::{self, Draft, Row, UNGUESSED, inside as counted};
use crate::ui::chrome;
use crate::ui::keymap::Keymap;
use crate::ui::layout::{inside, zones as areas};
use crate::ui::theme::{Theme, Tone};
use crate::ui::update::STEPS;
use crate::ui::widgets::map::{Held, Map};
use crate::ui::widgets::paint::{Pen, fit, wrap};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

pub(in crate::ui) fn draw(app: &App, area: Rect, buf: &mut Buffer) {
    let Some(round) = &app.round else { return };
    let (theme, film) = (&app.options.theme, &round.film);
    let (map, side) = areas(area);
    let (drawn, chosen) = round.zones.preview(film);
    let draft = round.zones.draft.as_ref();
    let handle = draft.map(|draft| draft.grip().place(&draft.zone.shape));
    let held = chosen.map(|zone| Held { zone, handle });
    let name = film.meta.map.clone().unwrap_or_default();
    chrome::heading(app, map, "Zones", &format!("{name} {}", source(film)), true, false, buf);
    Map::new(film, theme, &round.zones.map, round.playback.clock()).zones(&drawn, held).render(inside(map, false), buf);
    let beside = side.y == map.y;
    let rows = zones::rows(film);
    chrome::heading(app, side, "List", &counts(film, &rows), draft.is_none(), beside, buf);
    let side = inside(side, beside);
    let words = words(round, &rows, &app.keymap);
    // The numbers are what one works by: the list has what they leave, three lines at least while one chooses.
    let lines: Vec<(String, Tone)> = words
        .into_iter()
        .flat_map(|(text, tone)| {
            wrap(&text, usize::from(side.width.saturating_sub(2))).into_iter().map(move |line| (line, tone))
        })
        .collect();
    let below = (lines.len() as u16).min(side.height.saturating_sub(if draft.is_some() { 1 } else { 3 }));
    let top = Rect { height: side.height - below, ..side };
    list(round, theme, &rows, top, buf);
    let mut pen = Pen::new(buf, Rect { y: top.bottom(), height: below, ..side });
    for (y, (line, tone)) in lines.iter().enumerate() {
        pen.text(1, y as i32, line, theme.style(*tone));
    }
}

/// Who says what the zones are.
fn source(film: &Film) -> String {
    let by = |kind: ZoneKind, name: &str| {
        let source = film.places.zone_sources.iter().find(|source| source.kind == kind)?;
        let file = source.by.rsplit('/').next().unwrap_or(&source.by);
        let who = match source.by.split_once(" (") {
            _ if source.own => "your map file",
            Some((built_in, _)) => built_in,
            None => file,
        };
        (source.by != "default").then(|| format!("{name} by {who}"))
    };
    let said: Vec<String> =
        [by(ZoneKind::Objective, "objectives"), by(ZoneKind::Route, "routes")].into_iter().flatten().collect();
    said.join(", ")
}

fn counts(film: &Film, rows: &[Row]) -> String {
    let count = |kind| film.places.zones.iter().filter(|zone| zone.kind == kind).count();
    let without = rows.iter().filter(|row| matches!(row, Row::Target(_))).count();
    let text = format!("{} objective, {} route", count(ZoneKind::Objective), count(ZoneKind::Route));
    if without > 0 { format!("{text}, {without} without a zone") } else { text }
}

fn list(round: &Round, theme: &Theme, rows: &[Row], area: Rect, buf: &mut Buffer) {
    let film = &round.film;
    let shown = round.zones.list.visible(rows.len(), usize::from(area.height), area.y);
    let mut pen = Pen::new(buf, area);
    if rows.is_empty() {
        pen.text(1, 0, "neither a zone nor an objective", theme.style(Tone::Notice));
    }
    for (y, at) in shown.enumerate() {
        let (mark, name, note, tone) = match rows.get(at) {
            Some(Row::Zone(zone)) => {
                let Some(zone) = film.places.zones.get(*zone) else { continue };
                let (mark, tone) = match zone.kind {
                    ZoneKind::Objective => (theme.glyphs.places[0], Tone::Text),
                    ZoneKind::Route | ZoneKind::Spawn => (theme.glyphs.places[1], Tone::Text),
                };
                let note = if zone.guess { "a guess" } else { "" };
                (mark, zone.name.as_str(), note, tone)
            }
            Some(Row::Target(target)) => {
                let Some(target) = film.places.targets.get(*target) else { continue };
                (theme.glyphs.bullet, target.name.as_str(), "no zone yet", Tone::Dim)
            }
            None => continue,
        };
        let chosen = at == round.zones.list.selected();
        let pointer = if chosen { theme.glyphs.pointer } else { " " };
        let room = (pen.width() - 6 - note.len() as i32).max(4) as usize;
        let text = format!("{pointer} {mark} {}", fit(name, room, theme.glyphs.cut));
        pen.text(0, y as i32, &text, theme.style(tone));
        pen.text(pen.width() - note.len() as i32 - 1, y as i32, note, theme.style(Tone::Dim));
        if chosen {
            let tone = if round.zones.draft.is_none() { Tone::Selected } else { Tone::SelectedIdle };
            pen.tint(0, y as i32, pen.width(), theme.style(tone));
        }
    }
}

/// The numbers of the zone that is chosen or in hand, and what can be done with it.
fn words(round: &Round, rows: &[Row], keys: &Keymap) -> Vec<(String, Tone)> {
    let film = &round.film;
    let mut out = vec![(String::new(), Tone::Dim)];
    if let Some(draft) = &round.zones.draft {
        of_zone(film, &draft.zone.name, draft.zone.kind, &draft.zone.shape, draft.zone.guess, &mut out);
        in_hand(draft, keys, &mut out);
        return out;
    }
    match rows.get(round.zones.list.selected()) {
        Some(Row::Zone(at)) => {
            if let Some(zone) = film.places.zones.get(*at) {
                of_zone(film, &zone.name, zone.kind, &zone.shape, zone.guess, &mut out);
            }
            out.push((keys.told("<zone-save> takes hold of it"), Tone::Notice));
        }
        Some(Row::Target(at)) => {
            if let Some(target) = film.places.targets.get(*at) {
                let [x, y, z] = target.pos;
                out.push((format!("{} at {x:.0} {y:.0} {z:.0}", target.name), Tone::Title));
                let guess = target.guess.unwrap_or(UNGUESSED);
                let who = if target.guess.is_some() { "the map's file guesses" } else { "a guess of ours:" };
                out.push((format!("no zone says how far its work reaches; {who} {guess:.0} u"), Tone::Text));
                out.push((keys.told("<zone-save> makes a zone of it, to be looked at"), Tone::Notice));
            }
        }
        None => {
            out.push((
                keys.told("<zone-new> makes a new zone in the middle of the map, or at the cursor"),
                Tone::Notice,
            ));
        }
    }
    out
}

fn of_zone(film: &Film, name: &str, kind: ZoneKind, shape: &Shape, guess: bool, out: &mut Vec<(String, Tone)>) {
    let source = film.places.zone_sources.iter().find(|source| source.kind == kind);
    let form = match shape {
        Shape::Box { .. } => "box",
        Shape::Cylinder { .. } => "cylinder",
        Shape::Sphere { .. } => "sphere",
        Shape::Polygon { .. } => "polygon",
    };
    out.push((format!("{name}: {form}"), Tone::Title));
    out.extend(source.map(|source| (source.rule.clone(), Tone::Dim)));
    let said = if guess { " (a guess)" } else { "" };
    match shape {
        Shape::Box { min, max } => {
            out.push((format!("west {:.0} to east {:.0}: {:.0} u{said}", min[0], max[0], max[0] - min[0]), Tone::Text));
            out.push((format!("south {:.0} to north {:.0}: {:.0} u", min[1], max[1], max[1] - min[1]), Tone::Text));
        }
        Shape::Sphere { center: [x, y, _], radius } | Shape::Cylinder { center: [x, y], radius, .. } => {
            out.push((format!("centre {x:.0} {y:.0}"), Tone::Text));
            out.push((format!("radius {radius:.0} u{said}"), Tone::Text));
        }
        Shape::Polygon { points, .. } => {
            let corners: Vec<String> = points.iter().map(|[x, y]| format!("{x:.0} {y:.0}")).collect();
            out.push((format!("{} corners{said}: {}", points.len(), corners.join(", ")), Tone::Text));
        }
    }
    let (low, high) = shape.heights();
    let end = |z: f32, open: &str| if z.is_finite() { format!("{z:.0}") } else { open.to_owned() };
    let thick = if low.is_finite() && high.is_finite() { format!(": {:.0} u", high - low) } else { String::new() };
    out.push((format!("height {} to {}{thick}", end(low, "no bottom"), end(high, "no top")), Tone::Text));
    let found = counted(film, shape);
    let mut text = format!("in this round {:.1} s of {} players inside", found.time.as_secs(), found.players);
    if found.works.1 > 0 {
        text += &format!(", {} of {} objective lines", found.works.0, found.works.1);
    }
    out.push((text, Tone::Text));
}

fn in_hand(draft: &Draft, keys: &Keymap, out: &mut Vec<(String, Tone)>) {
    if draft.saving {
        out.push(("saving, then analysing anew".into(), Tone::Notice));
        return;
    }
    if draft.gone {
        out.push((keys.told("TO BE REMOVED: <zone-save> does it, <escape> keeps it"), Tone::Error));
        return;
    }
    let state = match (draft.before.is_none(), draft.is_changed()) {
        (true, _) => "NEW, not saved: <zone-save> saves, <escape> drops",
        (false, true) => "CHANGED, not saved: <zone-save> saves, <escape> drops",
        (false, false) => "in hand: <escape> lets go",
    };
    out.push((keys.told(state), Tone::Notice));
    let how = match draft.grip() {
        Grip::All => "<page-up> <page-down> its height",
        Grip::Radius => "up and right make it larger",
        Grip::Bottom | Grip::Top => "up and down; <zone-unbound>: no end there",
        Grip::Corner(_) => "<zone-corner> adds a corner, <zone-drop-corner> takes it away",
        _ => "<zone-smaller> <zone-larger> move all edges",
    };
    let (small, large) = STEPS;
    let text = format!(
        "arrows move {} by {small:.0} u, with Shift {large:.0} u; {}; {}",
        draft.grip().words(),
        keys.told(how),
        keys.told("<next-pane>: next handle")
    );
    out.push((text, Tone::Dim));
}

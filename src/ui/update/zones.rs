//! The screen of zones: choosing one, pulling at it, saving it.

use crate::film::{Film, Progress, Shape, clean_name};
use crate::ui::action::{Action, Show, Zone};
use crate::ui::app::prompt::{Prompt, Purpose};
use crate::ui::app::zones::shape::{self, Grip};
use crate::ui::app::zones::{Draft, Row, Zones, heights, is_saved};
use crate::ui::app::{App, Mode, Screen};
use crate::ui::effect::Effect;
use crate::ui::theme::Tone;
use std::sync::Arc;

/// A small and a large step, in units: a tenth of what a room measures, and about a player's run of a third of a second.
pub(in crate::ui) const STEPS: (f32, f32) = (10.0, 100.0);
/// How far the cursor jumps: columns, rows. Alike in both directions to the eye.
const JUMP: (i32, i32) = (8, 4);
/// A target so many columns from the cursor is under it.
const UNDER: f32 = 2.0;

pub(super) fn act(app: &mut App, action: Zone) -> Vec<Effect> {
    match action {
        Zone::Take => return take(app),
        Zone::Create => create(app),
        Zone::FarUp => far(app, [0, 1]),
        Zone::FarDown => far(app, [0, -1]),
        Zone::FarLeft => far(app, [-1, 0]),
        Zone::FarRight => far(app, [1, 0]),
        Zone::Smaller => grow(app, -STEPS.0),
        Zone::Larger => grow(app, STEPS.0),
        Zone::MuchSmaller => grow(app, -STEPS.1),
        Zone::MuchLarger => grow(app, STEPS.1),
        Zone::Form => {
            pull(app, |draft, known| draft.reshape(shape::turned(&draft.zone.shape, known)));
        }
        Zone::AddCorner => corner(app, |draft, at| shape::with_corner(&draft.zone.shape, at)),
        Zone::DropCorner => corner(app, |draft, at| Some((shape::without_corner(&draft.zone.shape, at)?, at))),
        Zone::Unbound => unbound(app),
        Zone::Measured => pull(app, |draft, _| draft.zone.guess = !draft.zone.guess),
        Zone::Kind => kind(app),
        Zone::Rename => begin_rename(app),
        Zone::Remove => remove(app),
    }
    Vec::new()
}

/// Shows the screen, the list at its first line.
pub(super) fn open(app: &mut App) {
    let Some(round) = &mut app.round else {
        app.tell(Tone::Notice, "open a round first (<open>)");
        return;
    };
    if round.film.places.zone_sources.is_empty() || round.film.meta.map.is_none() {
        app.say(Tone::Notice, "this round's map has no zones that could be changed");
        return;
    }
    let film = round.film.clone();
    if round.zones.map.cursor().is_none() {
        round.zones.choose(&film, 0);
    }
    app.screen = Screen::Zones;
}

/// A zone that was changed and not saved keeps the screen: neither another screen nor the end may drop it unasked.
pub(super) fn holds_back(app: &mut App, action: Action) -> bool {
    let leaves = matches!(
        action,
        Action::Show(
            Show::Quit
                | Show::Round
                | Show::Library
                | Show::Tables
                | Show::Players
                | Show::Space
                | Show::Shape
                | Show::Match
                | Show::Log
        )
    );
    let ends = action == Action::Show(Show::Quit);
    let draft = app.round.as_mut().and_then(|round| round.zones.draft.as_mut());
    // Asked once: who presses the key again means it, as with a plan that is not ended.
    let told = draft.is_some_and(|draft| std::mem::replace(&mut draft.told, ends));
    let held = (app.screen == Screen::Zones && leaves || ends) && !(ends && told) && keeps(app);
    if held && ends {
        app.tell(
            Tone::Notice,
            "the zone is not saved: <zone-save> saves it, <escape> drops it; <quit> again leaves without",
        );
    }
    held
}

fn in_hand(app: &App) -> Option<&Draft> {
    app.round.as_ref().and_then(|round| round.zones.draft.as_ref())
}

/// Whether a zone is in hand whose changes would be lost with its round: the saving of one may still fail.
pub(super) fn is_unsaved(app: &App) -> bool {
    in_hand(app).is_some_and(|draft| draft.is_changed() && !draft.saved)
}

/// Goes back to a zone that is not saved, and says so; whether there is one.
pub(super) fn keeps(app: &mut App) -> bool {
    let keeps = in_hand(app).is_some_and(|draft| draft.is_changed() && !draft.saving);
    if keeps {
        app.screen = Screen::Zones;
        app.tell(Tone::Notice, "the zone is not saved: <zone-save> saves it, <escape> drops the change");
    }
    keeps
}

/// Drops the zone in hand; whether there was one. What has been given to be saved cannot be taken back.
pub(super) fn drop_draft(app: &mut App) -> bool {
    let Some(round) = &mut app.round else { return false };
    let film = round.film.clone();
    let Some(draft) = round.zones.draft.take_if(|draft| !draft.saving) else { return false };
    round.zones.choose(&film, round.zones.list.selected());
    let text = if draft.is_changed() { "as it was: nothing was saved" } else { "let go" };
    app.say(Tone::Notice, text);
    true
}

/// Takes hold of the chosen line, or saves what is in hand.
fn take(app: &mut App) -> Vec<Effect> {
    let Some(round) = &mut app.round else { return Vec::new() };
    let film = round.film.clone();
    let Some(draft) = &mut round.zones.draft else {
        round.zones.take(&film);
        let text = match &round.zones.draft {
            Some(draft) if draft.before.is_none() => {
                "a guess around it: arrows move, <zone-smaller> <zone-larger> size, <zone-save> saves, <escape> drops"
            }
            Some(_) => "arrows move, <next-pane> takes another handle, <zone-save> saves, <escape> drops",
            None => "there is nothing to take hold of: <zone-new> makes a new zone",
        };
        app.tell(Tone::Notice, text);
        return Vec::new();
    };
    if draft.saving {
        return Vec::new();
    }
    if !draft.is_changed() {
        round.zones.draft = None;
        app.say(Tone::Notice, "nothing has changed");
        return Vec::new();
    }
    let Some(change) = draft.change(&film) else {
        app.say(Tone::Error, "the recording does not name its map: there is no file to save to");
        return Vec::new();
    };
    draft.saving = true;
    let done = if draft.gone { "removed" } else { "saved" };
    let guess = if draft.zone.guess && !draft.gone { ", its size a guess" } else { "" };
    let what = format!("{} {done}{guess}", draft.zone.name);
    vec![Effect::SaveZone { change, what }]
}

/// The zone was saved, or was not. Everything that was read is analysed anew, the round on the screen first.
pub(super) fn saved(app: &mut App, what: &str, result: Result<String, String>) -> Vec<Effect> {
    match result {
        Ok(path) => {
            app.say(Tone::Notice, format!("{what} in {path}; analysing anew"));
            if let Some(draft) = app.round.as_mut().and_then(|round| round.zones.draft.as_mut()) {
                draft.saved = draft.saving;
            }
            app.library.outdate();
            super::whatif::outdate(app);
            let Some(unit) = app.round.as_ref().map(|round| round.entry.unit) else { return Vec::new() };
            // Asked for even while another answer is on its way: that one may be of the old zones.
            app.heeding = true;
            let (remarks, progress) = (app.desks.remarks(unit), Arc::<Progress>::default());
            let configuration = app.library.configuration();
            let heed = Effect::Heed { unit, configuration, remarks, progress };
            std::iter::once(heed).chain(app.load_next()).collect()
        }
        Err(reason) => {
            if let Some(draft) = app.round.as_mut().and_then(|round| round.zones.draft.as_mut()) {
                draft.saving = false;
            }
            app.say(Tone::Error, format!("NOT SAVED: {reason}"));
            Vec::new()
        }
    }
}

/// The round could not be analysed under the zone that was saved: it is let go of, for it is in its file.
pub(super) fn let_go(app: &mut App) {
    let Some(round) = &mut app.round else { return };
    if round.zones.draft.take_if(|draft| draft.saved).is_some() {
        let film = round.film.clone();
        round.zones.choose(&film, round.zones.list.selected());
    }
}

/// The round was analysed under the zones that hold now: lets go of the saved one and says what has changed.
pub(super) fn renewed(app: &mut App, before: &Arc<Film>) {
    let Some(round) = &mut app.round else { return };
    let film = round.film.clone();
    let at = |draft: &Draft| film.places.zones.iter().position(|zone| is_saved(zone, &draft.zone));
    let Some(draft) = round.zones.draft.take_if(|draft| draft.saved) else { return };
    let at = at(&draft);
    let row = crate::ui::app::zones::rows(&film).iter().position(|row| at.is_some_and(|at| *row == Row::Zone(at)));
    let row = row.unwrap_or_else(|| round.zones.list.selected());
    round.zones.choose(&film, row);
    if at.is_none() && !draft.gone {
        return; // a round that is being written comes with it later, and by itself
    }
    let source = film.places.zone_sources.iter().find(|source| source.kind == draft.zone.kind);
    let by = source.map(|source| source.by.clone()).unwrap_or_default();
    let done = if draft.gone { "removed" } else { "saved" };
    app.say(Tone::Notice, format!("{done}: {}; in {by}", moved_counts(before, &film)));
}

/// `missed trades 12 to 9, suppressed 3 to 6`; counts that stayed are not listed.
fn moved_counts(before: &Film, after: &Film) -> String {
    let words = after.meta.counts.iter().filter_map(|(name, now)| {
        let was = before.meta.counts.iter().find(|(other, _)| other == name).and_then(|(_, count)| *count);
        (was != *now).then(|| {
            let text = |count: Option<u64>| count.map_or_else(|| "unknown".to_owned(), |count| count.to_string());
            format!("{name} {} to {}", text(was), text(*now))
        })
    });
    let words: Vec<String> = words.collect();
    if words.is_empty() { "no count has changed".into() } else { words.join(", ") }
}

/// The zone in hand and the heights known over its ground.
fn pull(app: &mut App, how: impl FnOnce(&mut Draft, shape::Heights)) {
    let Some(round) = &mut app.round else { return };
    let film = round.film.clone();
    match &mut round.zones.draft {
        Some(draft) if draft.saving => {}
        Some(draft) if draft.gone => {
            app.tell(Tone::Notice, "it is to be removed: <zone-save> does it, <escape> keeps it");
        }
        Some(draft) => {
            let known = heights(&film, &draft.zone.shape, 0.0);
            how(draft, known);
            let place = draft.grip().place(&draft.zone.shape);
            round.zones.map.set_cursor(place);
        }
        None => app.tell(Tone::Notice, "take hold of a zone first (<zone-save>), or make a new one (<zone-new>)"),
    }
}

fn grow(app: &mut App, by: f32) {
    pull(app, |draft, _| draft.reshape(shape::grown(&draft.zone.shape, by)));
}

/// A step of the arrows: with a zone in hand east and north, else along the list or sideways with the cursor.
pub(super) fn step(app: &mut App, [east, north]: [i32; 2], lines: isize) {
    let Some(round) = &mut app.round else { return };
    let film = round.film.clone();
    if round.zones.draft.is_some() {
        if [east, north] != [0, 0] {
            nudge(app, [east as f32 * STEPS.0, north as f32 * STEPS.0, 0.0]);
        }
    } else if east != 0 {
        wander(app, [east, 0]);
    } else {
        let at = round.zones.list.selected().saturating_add_signed(lines);
        round.zones.choose(&film, at);
    }
}

/// A page: with a zone in hand up or down in height, else along the list.
pub(super) fn page(app: &mut App, by: isize) {
    let Some(round) = &mut app.round else { return };
    if round.zones.draft.is_some() {
        nudge(app, [0.0, 0.0, if by < 0 { STEPS.0 } else { -STEPS.0 }]);
    } else {
        step(app, [0, 0], by.saturating_mul(10));
    }
}

fn nudge(app: &mut App, by: [f32; 3]) {
    pull(app, |draft, known| draft.reshape(shape::moved(&draft.zone.shape, draft.grip(), by, known)));
}

fn far(app: &mut App, [east, north]: [i32; 2]) {
    if app.round.as_ref().is_some_and(|round| round.zones.draft.is_some()) {
        nudge(app, [east as f32 * STEPS.1, north as f32 * STEPS.1, 0.0]);
    } else {
        wander(app, [east * JUMP.0, -north * JUMP.1]);
    }
}

/// The cursor by cells; what it comes to lie on is chosen.
fn wander(app: &mut App, [columns, rows]: [i32; 2]) {
    let Some(round) = &mut app.round else { return };
    let film = round.film.clone();
    let Zones { map, .. } = &mut round.zones;
    map.move_cursor(columns, rows);
    let (cursor, scale) = (map.cursor(), map.scale().unwrap_or(1.0));
    if let Some(point) = cursor {
        round.zones.choose_under(&film, point, UNDER * scale);
    }
}

/// The mouse on the list or the map: chooses, as long as no zone is in hand.
pub(super) fn click(app: &mut App, column: u16, line: u16) {
    let Some(round) = &mut app.round else { return };
    let film = round.film.clone();
    if round.zones.draft.is_some() {
        app.tell(Tone::Notice, "the zone in hand is moved with the arrows; <escape> lets go of it");
    } else if let Some(point) = round.zones.map.point_at(column, line) {
        round.zones.map.set_cursor(point);
        let near = UNDER * round.zones.map.scale().unwrap_or(1.0);
        round.zones.choose_under(&film, point, near);
    } else if let Some(row) = round.zones.list.row_at(line, crate::ui::app::zones::rows(&film).len()) {
        round.zones.choose(&film, row);
    }
}

/// The next handle of the zone in hand, else the next line.
pub(super) fn turn(app: &mut App, by: isize) {
    if app.round.as_ref().is_some_and(|round| round.zones.draft.is_some()) {
        pull(app, |draft, _| draft.turn_grip(by));
    } else {
        step(app, [0, 0], by);
    }
}

fn create(app: &mut App) {
    let Some(round) = &mut app.round else { return };
    let film = round.film.clone();
    if round.zones.draft.is_some() {
        app.tell(Tone::Notice, "save (<zone-save>) or drop (<escape>) the zone in hand first");
        return;
    }
    let Some(point) = round.zones.map.cursor().or_else(|| round.zones.map.middle()) else { return };
    round.zones.create(&film, point);
    app.tell(
        Tone::Notice,
        "a new zone, its radius a guess: arrows move, <zone-smaller> <zone-larger> size, <zone-rename> names, \
         <zone-save> saves, <escape> drops",
    );
}

fn corner(app: &mut App, how: impl FnOnce(&Draft, usize) -> Option<(Shape, usize)>) {
    let mut told = None;
    pull(app, |draft, _| {
        let Grip::Corner(at) = draft.grip() else {
            told = Some(
                "take hold of a corner first (<next-pane>); only polygons have them, <zone-form> changes the form",
            );
            return;
        };
        match how(draft, at) {
            Some((shape, at)) => {
                draft.reshape(shape);
                let grips = Grip::all(&draft.zone.shape);
                draft.grip = grips.iter().position(|grip| *grip == Grip::Corner(at)).unwrap_or(1);
            }
            None => told = Some("three corners stay"),
        }
    });
    if let Some(told) = told {
        app.tell(Tone::Notice, told);
    }
}

fn unbound(app: &mut App) {
    let mut told = None;
    pull(app, |draft, _| match shape::opened(&draft.zone.shape, draft.grip()) {
        Some(shape) => draft.reshape(shape),
        None => {
            told = Some("take hold of the bottom or the top first (<next-pane>); a box and a sphere always have both");
        }
    });
    if let Some(told) = told {
        app.tell(Tone::Notice, told);
    }
}

fn kind(app: &mut App) {
    use crate::film::ZoneKind::{Objective, Route};
    let mut told = None;
    pull(app, |draft, _| match (draft.before.is_some(), draft.zone.kind) {
        (true, _) => told = Some("a zone stays in its list; remove it and make a new one"),
        (false, Objective) => draft.zone.kind = Route,
        (false, _) => draft.zone.kind = Objective,
    });
    if let Some(told) = told {
        app.tell(Tone::Notice, told);
    }
}

fn begin_rename(app: &mut App) {
    let mut name = None;
    pull(app, |draft, _| name = Some(draft.zone.name.clone()));
    if let Some(name) = name {
        app.mode = Mode::Prompt(Box::new(Prompt::new(Purpose::ZoneName, &name)));
    }
}

/// Takes the name that was typed.
pub(super) fn rename(app: &mut App, text: &str) {
    let name = clean_name(text.trim());
    pull(app, |draft, _| draft.zone.name = name);
}

/// Marks the chosen zone as to be removed, where that is possible.
fn remove(app: &mut App) {
    let Some(round) = &mut app.round else { return };
    let film = round.film.clone();
    if round.zones.draft.is_none() {
        round.zones.take(&film);
    }
    let Some(draft) = &mut round.zones.draft else { return };
    let source = film.places.zone_sources.iter().find(|source| source.kind == draft.zone.kind);
    let text = match source {
        _ if draft.before.is_none() => {
            round.zones.draft = None;
            "there is no zone to be removed yet".to_owned()
        }
        Some(source) if source.own => {
            draft.gone = true;
            let how = app.keymap.told("<zone-save> does it, <escape> keeps it");
            format!("{} is to be removed: {how}", draft.zone.name)
        }
        source => {
            let by = source.map_or("the map's own file", |source| source.by.as_str());
            let text = format!("it comes from {by}, and only zones of your own map file can be removed");
            round.zones.draft = None;
            text
        }
    };
    app.say(Tone::Notice, text);
}

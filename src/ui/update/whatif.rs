//! Trying other settings: the panel's keys, the runs they start, and what comes back.

use super::{browse, heed, shelf};
use crate::film::playback::Command;
use crate::film::{Film, Range, Setting};
use crate::review::Ledger;
use crate::ui::action::Try;
use crate::ui::app::knob::{self, FAR};
use crate::ui::app::library::{Entry, UnitState};
use crate::ui::app::prompt::{Prompt, Purpose};
use crate::ui::app::whatif::{Scope, Side, Sides, WhatIf};
use crate::ui::app::{App, Mode, Screen};
use crate::ui::clip;
use crate::ui::effect::{Effect, Unwritten};
use crate::ui::theme::Tone;
use crate::ui::trying::{Job, Keep, Trial};
use std::path::PathBuf;
use std::sync::Arc;

pub(super) fn act(app: &mut App, action: Try) -> Vec<Effect> {
    match action {
        Try::Lower => turn(app, -1),
        Try::Raise => turn(app, 1),
        Try::LowerFar => turn(app, -FAR),
        Try::RaiseFar => turn(app, FAR),
        Try::Reset => {
            let setting = app.whatif.as_ref().and_then(|whatif| whatif.setting()).cloned();
            setting.map(|setting| put(app, &setting, setting.value.clone())).unwrap_or_default()
        }
        Try::ResetAll => {
            let Some(whatif) = &mut app.whatif else { return Vec::new() };
            whatif.changes.clear();
            run(app)
        }
        Try::Scope => {
            if let Some(whatif) = &mut app.whatif {
                whatif.scope = if whatif.scope == Scope::Round { Scope::Set } else { Scope::Round };
                whatif.moves.select(0, 1);
            }
            Vec::new()
        }
        Try::Keep => ask_where(app),
        Try::Copy => copy(app),
        Try::Stay => {
            browse(app);
            close(app)
        }
        Try::Drop => {
            browse(app);
            drop_it(app);
            heed::ask(app).into_iter().collect()
        }
    }
}

/// Opens the panel over the round, or goes back to the round with what is tried.
pub(super) fn open(app: &mut App) -> Vec<Effect> {
    if app.screen == Screen::WhatIf {
        return close(app);
    }
    if app.review.look.blind {
        let hidden = "a what-if shows what the rule decides: it is hidden while you review blind; <blind> ends that";
        app.tell(Tone::Notice, hidden);
        return Vec::new();
    }
    let Some(round) = &app.round else {
        app.tell(Tone::Notice, "open a round first (<open>)");
        return Vec::new();
    };
    let units = app.library.units.len();
    let fresh = || Box::new(WhatIf::new(app.screen, round.entry, round.whole.clone(), units));
    let is_new = app.whatif.is_none();
    let whatif = app.whatif.get_or_insert_with(fresh);
    whatif.from = app.screen;
    app.screen = Screen::WhatIf;
    if !is_new {
        return recount(app);
    }
    let mut effects = ask_settings(app);
    // The findings as they are, of all units: the first change then has less to wait for.
    effects.extend(run(app));
    effects
}

fn ask_settings(app: &App) -> Vec<Effect> {
    let about = app.round.as_ref().map(|round| Box::new(round.film.meta.clone()));
    about.map(|about| Effect::AskSettings { about }).into_iter().collect()
}

/// The thresholds came.
pub(super) fn settings(app: &mut App, settings: Vec<Setting>) -> Vec<Effect> {
    let Some(whatif) = &mut app.whatif else { return Vec::new() };
    whatif.settings = settings;
    let len = whatif.listed().len();
    whatif.list.select(whatif.list.selected(), len);
    if len == 0 && whatif.search.is_empty() {
        app.say(Tone::Notice, "nothing can be set for films like this one");
    }
    Vec::new()
}

/// After every message: another round on the screen is judged under the changes too.
pub(super) fn catch_up(app: &mut App) -> Vec<Effect> {
    let (Some(whatif), Some(round)) = (&mut app.whatif, &app.round) else { return Vec::new() };
    if whatif.changes.is_empty() && app.screen != Screen::WhatIf {
        whatif.stop();
        app.whatif = None;
        return Vec::new();
    }
    if whatif.entry == round.entry {
        return Vec::new();
    }
    (whatif.entry, whatif.real) = (round.entry, round.whole.clone());
    let mut effects = ask_settings(app);
    effects.extend(run(app));
    effects
}

/// Turns the chosen setting by so many steps.
fn turn(app: &mut App, by: i32) -> Vec<Effect> {
    let Some(whatif) = &app.whatif else { return Vec::new() };
    let Some(setting) = whatif.setting().cloned() else { return Vec::new() };
    let next = knob::stepped(&setting, whatif.value(&setting), by);
    put(app, &setting, next)
}

fn put(app: &mut App, setting: &Setting, value: String) -> Vec<Effect> {
    let Some(whatif) = &mut app.whatif else { return Vec::new() };
    if whatif.put(&setting.key, value) { run(app) } else { Vec::new() }
}

/// Judges everything under the changes, this round first; what was asked before is let go.
pub(super) fn run(app: &mut App) -> Vec<Effect> {
    let Some(whatif) = &mut app.whatif else { return Vec::new() };
    whatif.stop();
    whatif.clear();
    whatif.run += 1;
    // More may have been found since it was opened.
    let units = app.library.units.len().max(whatif.units.len());
    whatif.units.resize_with(units, Sides::default);
    let (here, changes) = (whatif.entry.unit, whatif.list_changes());
    // It may have been made anew since the last run.
    if let (Some(sides), Some(kept)) = (whatif.units.get_mut(here), app.library.films(here)) {
        sides.before = Some(kept.films.clone());
    }
    if let Some(UnitState::Failed(reason)) = app.library.states.get(here) {
        whatif.refuse(reason.clone());
    }
    let is_readable = |unit: &usize| !matches!(app.library.states.get(*unit), Some(UnitState::Failed(_)));
    let mut jobs = Vec::new();
    let others = (0..whatif.units.len()).filter(|unit| *unit != here);
    for unit in std::iter::once(here).chain(others).filter(is_readable) {
        let known = whatif.units.get(unit).is_some_and(|sides| sides.before.is_some());
        let job = |tried, whole| Job { unit, tried, whole };
        // The findings say what changes; the whole film, which takes longer, is for the screen.
        let trying = !changes.is_empty();
        let all = [(trying, job(true, false)), (trying && unit == here, job(true, true)), (!known, job(false, false))];
        jobs.extend(all.into_iter().filter(|(wanted, _)| *wanted).map(|(_, job)| job));
    }
    let mut effects = Vec::new();
    if changes.is_empty() {
        restore(app);
        effects.extend(heed::ask(app));
    }
    let Some(whatif) = app.whatif.as_mut().filter(|_| !jobs.is_empty()) else { return effects };
    let remarks = (0..whatif.units.len()).map(|unit| app.desks.remarks(unit)).collect();
    let progress = Arc::default();
    whatif.progress = Some(Arc::clone(&progress));
    effects.push(Effect::Try(Trial { run: whatif.run, changes, jobs, remarks, progress }));
    effects
}

/// Another configuration is in force: until what is tried has been judged under it, the round is shown as it is.
pub(super) fn outdate(app: &mut App) {
    restore(app);
    if let Some(whatif) = &mut app.whatif {
        whatif.outdate();
    }
}

/// The film on the screen as it is in force.
fn restore(app: &mut App) {
    if let (Some(whatif), Some(round)) = (&app.whatif, &mut app.round)
        && round.entry == whatif.entry
        && !Arc::ptr_eq(&round.whole, &whatif.real)
    {
        round.refilm(whatif.real.clone());
        // It may have been written on meanwhile.
        if app.live.as_ref().is_some_and(|live| live.along && live.is(round)) {
            round.playback.apply(Command::End);
        }
        app.list();
    }
}

/// A unit was judged, or could not be.
pub(super) fn tried(app: &mut App, run: u64, job: Job, result: Result<Vec<Arc<Film>>, String>) -> Vec<Effect> {
    let Some(whatif) = &mut app.whatif else { return Vec::new() };
    if run != whatif.run {
        return Vec::new();
    }
    let film = result.as_ref().ok().and_then(|films| films.get(whatif.entry.film.unwrap_or_default())).cloned();
    let failed = match &result {
        Err(reason) => Some(reason.clone()),
        Ok(_) if film.is_none() => Some("this round is not in what was read".to_owned()),
        Ok(_) => None,
    };
    let failed = failed.filter(|_| job.whole);
    let none = Ledger::default();
    let ledger = app.desks.desk(job.unit).map_or(&none, |desk| desk.ledger());
    if !job.whole {
        whatif.take(job.unit, job.tried, result, ledger);
    }
    if let Some(reason) = &failed {
        whatif.refuse(reason.clone());
    }
    if let (true, Some(film), Some(round)) = (job.whole, film, &mut app.round)
        && round.entry == whatif.entry
    {
        whatif.shown = true;
        round.refilm(film);
        app.list();
        if app.screen == Screen::WhatIf {
            follow(app);
        }
    }
    if let Some(reason) = failed {
        // Under an earlier change it may have been judged: that is not what is tried now.
        restore(app);
        app.say(Tone::Error, reason);
    }
    Vec::new()
}

/// Counts again what is known: verdicts were given since.
fn recount(app: &mut App) -> Vec<Effect> {
    let Some(whatif) = &mut app.whatif else { return Vec::new() };
    let (shown, saved, chosen) = (whatif.shown, whatif.saved, whatif.moves.clone());
    let known: Vec<_> = whatif.units.iter_mut().map(|unit| unit.after.take()).collect();
    whatif.clear();
    let none = Ledger::default();
    for (unit, films) in known.into_iter().enumerate() {
        if let Some(films) = films {
            let ledger = app.desks.desk(unit).map_or(&none, |desk| desk.ledger());
            whatif.take(unit, true, Ok(films), ledger);
        }
    }
    (whatif.shown, whatif.saved, whatif.moves) = (shown, saved, chosen);
    Vec::new()
}

/// Steps through what changes; map and evidence follow.
pub(super) fn step(app: &mut App, by: isize) {
    if let Some(whatif) = &mut app.whatif {
        let len = whatif.in_scope().len();
        whatif.moves.step(by, len);
    }
    follow(app);
}

/// Points the round at the chosen change, if it is of this round.
pub(super) fn follow(app: &mut App) {
    let (Some(whatif), Some(round)) = (&app.whatif, &mut app.round) else { return };
    let Some(row) = whatif.chosen() else { return };
    if row.place != (round.entry.unit, round.entry.film.unwrap_or_default()) {
        return;
    }
    if let Some(at) = round.film.findings.iter().position(|finding| finding.id == row.id) {
        round.select(at);
        app.list();
    } else if let [Some((_, was)), _] = whatif.findings(row) {
        round.selected = None;
        round.playback.apply(Command::Pause);
        round.playback.apply(Command::SeekClamped(was.at));
    }
}

/// Enter: a value is typed, a switch turns; a change leads to its round.
pub(super) fn enter(app: &mut App) -> Vec<Effect> {
    let Some(whatif) = &app.whatif else { return Vec::new() };
    if whatif.side == Side::Settings {
        let Some(setting) = whatif.setting() else { return Vec::new() };
        if matches!(setting.range, Range::Switch | Range::Choice(_)) {
            return turn(app, 1);
        }
        let text = whatif.value(setting).to_owned();
        app.mode = Mode::Prompt(Box::new(Prompt::new(Purpose::Value, &text)));
        return Vec::new();
    }
    let Some(row) = whatif.chosen().cloned() else {
        app.say(Tone::Notice, "nothing changes here");
        return Vec::new();
    };
    let (unit, film) = row.place;
    let entry = Entry { unit, film: Some(film) };
    app.screen = Screen::Round;
    if app.round.as_ref().is_some_and(|round| round.entry == entry) {
        follow(app);
        return Vec::new();
    }
    app.goal = Some(row.id);
    shelf::want(app, entry)
}

/// A value was typed.
pub(super) fn typed(app: &mut App, text: &str) -> Vec<Effect> {
    let Some(setting) = app.whatif.as_ref().and_then(|whatif| whatif.setting()).cloned() else { return Vec::new() };
    match knob::typed(&setting, text) {
        Ok(value) => put(app, &setting, value),
        Err(wrong) => {
            app.say(Tone::Error, wrong);
            Vec::new()
        }
    }
}

/// Leaves the panel; what is tried stays, unless the round cannot be judged under it.
fn close(app: &mut App) -> Vec<Effect> {
    let Some(whatif) = &app.whatif else { return Vec::new() };
    if let Some(reason) = whatif.refused().map(str::to_owned) {
        drop_it(app);
        app.say(Tone::Notice, format!("nothing stays tried, for this round cannot be judged under it: {reason}"));
        return heed::ask(app).into_iter().collect();
    }
    app.screen = whatif.from;
    if !whatif.changes.is_empty() {
        app.tell(Tone::Notice, "what is tried stays on: <what-if-drop> drops it, <what-if> goes back to the panel");
    }
    Vec::new()
}

/// One step back from the panel: without changes it closes, else the reader says what becomes of them.
pub(super) fn leave(app: &mut App) {
    match &app.whatif {
        Some(whatif) if !whatif.changes.is_empty() => app.mode = Mode::Leave,
        _ => drop_it(app),
    }
}

/// Everything as it is in force.
fn drop_it(app: &mut App) {
    restore(app);
    let Some(mut whatif) = app.whatif.take() else {
        app.say(Tone::Notice, "nothing is tried");
        return;
    };
    whatif.stop();
    if app.screen == Screen::WhatIf {
        app.screen = whatif.from;
    }
    if !whatif.changes.is_empty() {
        app.say(Tone::Notice, "dropped: everything as it is in force");
    }
}

fn flags(whatif: &WhatIf) -> String {
    whatif.list_changes().iter().map(|(key, value)| format!("--set {key}={value}")).collect::<Vec<_>>().join(" ")
}

fn copy(app: &mut App) -> Vec<Effect> {
    let text = app.whatif.as_ref().map(|whatif| flags(whatif)).unwrap_or_default();
    if text.is_empty() {
        app.say(Tone::Notice, "nothing is tried");
        return Vec::new();
    }
    let bytes = clip::sequence(&text, app.options.inside);
    app.say(Tone::Notice, format!("sent to the terminal: {text}"));
    bytes.map(Effect::Send).into_iter().collect()
}

/// The paths that are offered: the user's own file, then the map's, where the map's may say all of it.
fn paths(app: &App) -> Vec<String> {
    let Some(whatif) = &app.whatif else { return Vec::new() };
    let Some(config) = &app.options.config else { return vec!["filmroom.yaml".to_owned()] };
    let per_map = |key: &String| whatif.settings.iter().any(|setting| setting.key == *key && setting.per_map);
    let map = app.round.as_ref().and_then(|round| round.film.meta.map.as_deref());
    // A map's name comes from the recording: only what is a plain word becomes part of a path.
    let plain = |map: &&str| map.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !map.is_empty();
    let of_map = map.filter(plain).zip(config.maps.as_ref()).filter(|_| whatif.changes.keys().all(per_map));
    let of_map = of_map.map(|(map, folder)| folder.join(format!("{}.yaml", map.to_lowercase())));
    std::iter::once(config.own.clone()).chain(of_map).map(|path| path.to_string_lossy().into_owned()).collect()
}

fn ask_where(app: &mut App) -> Vec<Effect> {
    match (&app.whatif, paths(app).first()) {
        (Some(whatif), Some(path)) if !whatif.changes.is_empty() => {
            app.mode = Mode::Prompt(Box::new(Prompt::new(Purpose::Keep, path)));
        }
        _ => app.say(Tone::Notice, "nothing is tried: there is nothing to save"),
    }
    Vec::new()
}

/// Offers the other path.
pub(super) fn other_path(app: &mut App) {
    let paths = paths(app);
    if let Mode::Prompt(prompt) = &mut app.mode {
        let at = paths.iter().position(|path| path == prompt.text()).map_or(0, |at| at + 1);
        if let Some(path) = paths.get(at % paths.len().max(1)) {
            prompt.set(path);
        }
    }
}

/// A path was typed.
pub(super) fn keep(app: &mut App, path: &str, replace: bool) -> Vec<Effect> {
    let path = path.trim().to_owned();
    let Some(whatif) = app.whatif.as_ref().filter(|_| !path.is_empty()) else {
        app.say(Tone::Notice, "nothing was written");
        return Vec::new();
    };
    let note = note(app, whatif);
    vec![Effect::Keep(Keep { path, replace, changes: whatif.list_changes(), note })]
}

/// What the file says it was based on.
fn note(app: &App, whatif: &WhatIf) -> String {
    let mut lines = vec![whatif.words().join(", ")];
    let set = &whatif.set;
    let all = whatif.units.len();
    let seen =
        if whatif.done < all { format!(" ({} of {all} units were looked at)", whatif.done) } else { String::new() };
    let rounds = set.before.films();
    lines.push(format!("based on {rounds} round{}{seen}", if rounds == 1 { "" } else { "s" }));
    let counts = set.listed.iter().map(|one| format!("{} {} -> {}", one.name, one.before, one.after));
    lines.extend(Some(counts.collect::<Vec<_>>().join(", ")).filter(|line| !line.is_empty()));
    let bar = app.options.bar;
    for rule in set.before.rules().union(&set.after.rules()) {
        use crate::review::stats::By;
        let told = [&set.before, &set.after].map(|stats| {
            let counts = stats.counts(rule, By::Rule, "");
            let precision = bar.tell(&counts).map_or_else(|few| few, |precision| format!("precision {precision}"));
            format!("{} listed, {precision}", counts.all())
        });
        lines.push(format!("{rule}: {} -> {}", told[0], told[1]));
    }
    lines.join("\n")
}

/// The file was written, or was not.
pub(super) fn kept(app: &mut App, keep: Keep, result: Result<PathBuf, Unwritten>) -> Vec<Effect> {
    match result {
        Ok(path) => {
            let paths = app.options.config.as_ref();
            let is_own = paths.is_some_and(|paths| paths.own == path);
            let is_map = paths.and_then(|paths| paths.maps.as_deref()).is_some_and(|maps| path.parent() == Some(maps));
            let path = crate::film::clean_text(&path.to_string_lossy());
            let next = match (is_own, is_map) {
                (true, _) => "in force from the next start on".to_owned(),
                // A layer above a map file may say the same key.
                (_, true) => "in force on this map from the next start on, unless your own file says it too".to_owned(),
                _ => format!("--config {path}"),
            };
            if let Some(whatif) = &mut app.whatif {
                whatif.saved = whatif.list_changes() == keep.changes;
            }
            app.say(Tone::Notice, format!("saved to {path}: {next}"));
        }
        Err(Unwritten::Exists) if matches!(app.mode, Mode::Browse) => {
            app.mode = Mode::Prompt(Box::new(Prompt::new(Purpose::KeepOver, &keep.path)));
        }
        Err(Unwritten::Exists) => app.say(Tone::Error, format!("not saved: {} exists", keep.path)),
        Err(Unwritten::Failed(reason)) => app.say(Tone::Error, format!("not saved: {reason}")),
    }
    Vec::new()
}

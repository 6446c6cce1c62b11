//! Units, films and journals arriving; opening a round.

use super::{heed, held, zones};
use crate::film::{Film, Opened, Remarks};
use crate::review::Desk;
use crate::ui::app::held::Held;
use crate::ui::app::library::{Entry, UnitState};
use crate::ui::app::round::Round;
use crate::ui::app::{App, Screen};
use crate::ui::effect::Effect;
use crate::ui::screens;
use crate::ui::theme::Tone;
use std::sync::Arc;

/// Somebody wants to see the film of a row; it shows as soon as film and verdicts are there.
pub(super) fn want(app: &mut App, entry: Entry) -> Vec<Effect> {
    let entry = Entry { film: entry.film.or(Some(0)), ..entry };
    if app.wanted == Some(entry) {
        return Vec::new();
    }
    if app.round.as_ref().is_some_and(|round| round.entry == entry) {
        app.screen = Screen::Round;
        return Vec::new();
    }
    if zones::keeps(app) {
        app.goal = None;
        return Vec::new();
    }
    match app.library.states.get(entry.unit) {
        Some(UnitState::Failed(reason)) => {
            let reason = reason.clone();
            app.say(Tone::Error, reason);
            return Vec::new();
        }
        Some(UnitState::Rows(table)) => {
            let table = table.clone();
            return super::rows::show(app, entry.unit, table);
        }
        Some(UnitState::Ready(films)) if films.is_empty() => {
            app.tell(Tone::Notice, "there is no round in it; <problems> lists what was wrong");
            return Vec::new();
        }
        _ => app.wanted = Some(entry),
    }
    let reading = matches!(app.library.states.get(entry.unit), Some(UnitState::Opening(_)));
    if show_wanted(app) {
        return heed::ask(app).into_iter().collect();
    }
    // Without its journal it waits: the journal's answer asks for it.
    if reading || !app.desks.is_settled(entry.unit) {
        return Vec::new();
    }
    vec![app.load(entry.unit, true)]
}

/// Shows the wanted film if it is in memory and its verdicts have been read; whether it is in memory.
fn show_wanted(app: &mut App) -> bool {
    let Some(entry) = app.wanted else { return false };
    if app.library.films(entry.unit).is_none() {
        return false;
    }
    if !app.desks.is_settled(entry.unit) {
        return true;
    }
    if held::stays(app) {
        held::hold(app, Held::Wanted(entry));
        return true;
    }
    let Some(kept) = app.library.films(entry.unit) else { return false };
    app.wanted = None;
    let film = entry.film.and_then(|film| kept.films.get(film)).cloned();
    match film.map(|film| (film, kept.remarks.clone())) {
        Some((film, remarks)) => show(app, entry, film, remarks),
        None => app.tell(Tone::Notice, "there is no round in it; <problems> lists what was wrong"),
    }
    true
}

/// Puts a film on the screen, at its first unreviewed candidate.
fn show(app: &mut App, entry: Entry, film: Arc<Film>, remarks: Arc<Remarks>) {
    screens::library::choose(app, entry);
    let walked = app.library.walked(&film);
    let mut round = Round::new(entry, film, remarks);
    round.set_blind(app.review.look.blind);
    round.looping = app.review.looping;
    round.map.set_walked(walked);
    app.round = Some(Box::new(round));
    app.screen = Screen::Round;
    app.list();
    let Some(round) = &mut app.round else { return };
    let findings = round.listed.iter().filter_map(|at| round.film.findings.get(*at));
    let desk = app.desks.desk(entry.unit);
    let first = desk.and_then(|desk| desk.next_unreviewed(findings, 0)).unwrap_or_default();
    let first = round.listed.get(first).copied();
    let goal = app.goal.take().and_then(|id| round.film.findings.iter().position(|finding| finding.id == id));
    let key = round.film.meta.key.as_ref();
    let key = key.and_then(|id| round.film.findings.iter().position(|finding| finding.id == *id));
    if let Some(at) = goal.or(first).or(key) {
        round.select(at);
    }
    app.list();
    let (Some(round), desk) = (&app.round, app.desks.desk(entry.unit)) else { return };
    let (done, all) = desk.map_or((0, 0), |desk| desk.progress(round.asked(&app.review.look)));
    if done > 0 && app.message.is_none() {
        let sampled = app.review.look.share != crate::review::queue::Share::NONE;
        let what = if sampled { "to judge" } else { "candidates" };
        let text = if done < all {
            format!("{done} of {all} {what} have a verdict; this is the next")
        } else {
            format!("all {all} {what} have a verdict")
        };
        app.say(Tone::Notice, text);
    }
}

/// A unit was read, or could not be.
pub(super) fn loaded(
    app: &mut App,
    unit: usize,
    wanted: bool,
    configuration: u64,
    remarks: Arc<Remarks>,
    result: Result<Opened, String>,
) -> Vec<Effect> {
    if app.live.as_ref().is_some_and(|live| live.entry.unit == unit) {
        return app.load_next().into_iter().collect(); // what is known of it is newer
    }
    if configuration != app.library.configuration() {
        app.library.refuse(unit);
        return vec![app.load(unit, wanted)];
    }
    let keep = wanted || app.wanted.is_some_and(|entry| entry.unit == unit);
    let failed = result.as_ref().err().cloned();
    // Rows appear above the chosen one: it stays chosen.
    let chosen = screens::library::chosen(app);
    if let (Some(pair), Ok(opened)) = (&mut app.pair, &result) {
        pair.heed(unit, &opened.films);
    }
    app.library.opened(unit, result, remarks, keep);
    app.review.changed = true;
    // Rows of the queue come in as they are read; what is left to settle is told once everything is known.
    if app.screen == Screen::Queue || app.library.dealt_with() == app.library.units.len() {
        app.gather();
    }
    if let Some(round) = &mut app.round {
        round.map.set_walked(app.library.walked(&round.film));
    }
    if let Some(entry) = chosen {
        screens::library::choose(app, entry);
    }
    if let (Some(reason), true) = (failed, keep) {
        (app.wanted, app.pairing) = (None, None);
        app.say(Tone::Error, reason);
    }
    let rows = app.library.entries();
    // The only round there is opens by itself, and so does the only table.
    let asked = keep || (rows.len() == 1 && app.screen == Screen::Library && app.rows.is_none());
    if let (Some(UnitState::Rows(table)), true) = (app.library.states.get(unit), asked) {
        let table = table.clone();
        let effects = if held::stays(app) {
            held::hold(app, Held::Wanted(Entry { unit, film: Some(0) }));
            Vec::new()
        } else {
            super::rows::show(app, unit, table)
        };
        return effects.into_iter().chain(app.load_next()).collect();
    }
    if let ([only], Screen::Library, None) = (rows.as_slice(), app.screen, &app.round)
        && app.library.summary(*only).is_some()
        && !app.options.live
    {
        app.wanted = Some(*only);
    }
    show_wanted(app);
    if app.pairing.is_some() {
        let effects = if keep { super::pair::read(app) } else { Vec::new() };
        // What is read behind the screen waits until both rounds are there.
        if app.pairing.is_some() {
            return effects;
        }
    }
    heed::ask(app).into_iter().chain(app.load_next()).collect()
}

/// A journal was read, or could not be.
pub(super) fn desk_opened(app: &mut App, at: usize, result: Result<Box<Desk>, String>) -> Vec<Effect> {
    if let Err(reason) = &result {
        app.say(Tone::Error, format!("verdicts cannot be kept: {reason}"));
    } else if let Ok(desk) = &result
        && let Some(problem) = desk.problems().kept().first()
    {
        app.say(Tone::Notice, problem.to_string());
    }
    app.desks.opened(at, result);
    app.list();
    show_wanted(app);
    heed::ask(app).into_iter().chain(app.load_next()).collect()
}

//! Moving in lists, between panes and tables.

use super::{pick, shelf, view};
use crate::film::playback::Command;
use crate::film::{ActorId, Cell, Time};
use crate::ui::action::Move;
use crate::ui::app::round::{Pane, Round};
use crate::ui::app::sieve::next_actor;
use crate::ui::app::{App, Screen};
use crate::ui::effect::Effect;
use crate::ui::screens;
use crate::ui::theme::Tone;

pub(super) fn act(app: &mut App, action: Move) -> Vec<Effect> {
    match action {
        Move::Up => lines(app, -1),
        Move::Down => lines(app, 1),
        Move::PageUp => lines(app, -page(app)),
        Move::PageDown => lines(app, page(app)),
        Move::Top => lines(app, isize::MIN),
        Move::Bottom => lines(app, isize::MAX),
        Move::NextPane => pane(app, 1),
        Move::PreviousPane => pane(app, -1),
        Move::Open => return open(app),
        Move::Sort => sort(app),
        Move::SortReverse => reverse(app),
        Move::LogKind | Move::LogPlayer => narrow_log(app, action),
    }
    Vec::new()
}

/// Rows of a list on this screen, about.
fn page(app: &App) -> isize {
    (isize::try_from(app.size.1).unwrap_or(24) - 8).max(1)
}

/// `at` moved by `by` lines within `len` lines.
pub(super) fn moved(at: usize, by: isize, len: usize) -> usize {
    at.saturating_add_signed(by).min(len.saturating_sub(1))
}

fn lines(app: &mut App, by: isize) {
    match app.screen {
        Screen::Library => {
            let rows = screens::library::rows(app);
            let at = screens::library::place(app, &rows);
            app.library.at = rows.get(moved(at, by, rows.len())).copied();
        }
        Screen::Round => in_round(app, by),
        Screen::Players => {
            if let Some(round) = &mut app.round {
                let rows = round.film.sheets.get(round.table.sheet).map_or(0, |sheet| sheet.rows.len());
                round.table.at = moved(round.table.at, by, rows);
            }
        }
        Screen::Log => {
            if let Some(round) = &mut app.round {
                round.log.at = moved(round.log.at, by, round.log.rows.len());
            }
        }
        Screen::Problems => app.problems_at = moved(app.problems_at, by, screens::problems::lines(app)),
        Screen::Help => app.help_at = moved(app.help_at, by, screens::help::lines(app).len()),
    }
}

fn in_round(app: &mut App, by: isize) {
    let Some(round) = &mut app.round else { return };
    match (round.pane, by) {
        (Pane::Map | Pane::Timeline, isize::MIN) => drop(round.playback.apply(Command::Start)),
        (Pane::Map | Pane::Timeline, isize::MAX) => drop(round.playback.apply(Command::End)),
        (Pane::Findings, _) => pick::step(app, by),
        (Pane::Evidence, _) => round.evidence = moved(round.evidence, by, screens::round::evidence_lines(app)),
        (Pane::Timeline, _) => to_event(round, by),
        (Pane::Map, _) => {
            let next = if by > 0 { next_actor(&round.film, round.map.followed()) } else { previous_actor(round) };
            view::follow(app, next);
        }
    }
}

/// The actor before the followed one, `None` (nobody) before the first.
fn previous_actor(round: &Round) -> Option<ActorId> {
    let now = round.map.followed().map_or(round.film.cast.len(), ActorId::index);
    now.checked_sub(1).and_then(|at| u16::try_from(at).ok()).map(ActorId)
}

/// To the event `by` events on, events of one moment counting as one; those of the log that are marked on the timeline.
fn to_event(round: &mut Round, by: isize) {
    let clock = round.playback.clock();
    let marked = |m: &&crate::film::Moment| round.film.moment_kinds.get(m.kind).is_some_and(|kind| kind.mark.is_some());
    let mut times: Vec<Time> = round.film.log.iter().filter(marked).map(|moment| moment.at).collect();
    times.dedup();
    let after = times.partition_point(|at| *at <= clock);
    let before = times.partition_point(|at| *at < clock);
    let to = if by > 0 {
        times.get(after.saturating_add_signed(by - 1).min(times.len().saturating_sub(1)))
    } else {
        before.checked_sub(by.unsigned_abs().min(before.max(1))).and_then(|at| times.get(at))
    };
    if let Some(to) = to.copied() {
        round.playback.apply(Command::SeekClamped(to));
    }
}

fn pane(app: &mut App, by: isize) {
    let screen = app.screen;
    let Some(round) = &mut app.round else { return };
    if screen == Screen::Players {
        let sheets = round.film.sheets.len().max(1) as isize;
        let next = (round.table.sheet as isize + by).rem_euclid(sheets) as usize;
        round.table = crate::ui::app::round::TableState { sheet: next, ..Default::default() };
    } else {
        round.pane = round.pane.turned(by);
    }
}

fn open(app: &mut App) -> Vec<Effect> {
    match app.screen {
        Screen::Library => {
            let rows = screens::library::rows(app);
            let at = screens::library::place(app, &rows);
            rows.get(at).map(|entry| shelf::want(app, *entry)).unwrap_or_default()
        }
        Screen::Players => {
            if let Some(actor) = app.round.as_ref().and_then(|round| chosen_actor(round)) {
                view::follow(app, Some(actor));
                app.screen = Screen::Round;
            }
            Vec::new()
        }
        _ => {
            jump(app);
            Vec::new()
        }
    }
}

/// Whom the chosen row of the table is about.
fn chosen_actor(round: &Round) -> Option<ActorId> {
    let sheet = round.film.sheets.get(round.table.sheet)?;
    let order = screens::players::order(&round.film, sheet, &round.table);
    let row = sheet.rows.get(*order.get(round.table.at)?)?;
    row.iter().find_map(|cell| if let Cell::Actor(actor) = cell { Some(*actor) } else { None })
}

/// From the chosen event to its moment on the map.
fn jump(app: &mut App) {
    let Some(round) = &mut app.round else { return };
    let Some(moment) = round.log.rows.get(round.log.at).and_then(|row| round.film.log.get(*row)) else { return };
    round.playback.apply(Command::Pause);
    round.playback.apply(Command::SeekClamped(moment.at));
    let text = format!("{}  {}", moment.at, moment.text);
    app.screen = Screen::Round;
    app.say(Tone::Notice, text);
}

fn sort(app: &mut App) {
    let next = |now: Option<usize>, columns: usize| {
        let next = now.map_or(0, |at| at + 1);
        (next < columns).then_some(next)
    };
    if app.screen == Screen::Library {
        app.library.sort = next(app.library.sort, screens::library::columns(app).len());
    } else if let Some(round) = &mut app.round {
        let columns = round.film.sheets.get(round.table.sheet).map_or(0, |sheet| sheet.columns.len());
        round.table.sort = next(round.table.sort, columns);
    }
}

fn reverse(app: &mut App) {
    if app.screen == Screen::Library {
        app.library.reversed = !app.library.reversed;
    } else if let Some(round) = &mut app.round {
        round.table.reversed = !round.table.reversed;
    }
}

fn narrow_log(app: &mut App, action: Move) {
    let Some(round) = &mut app.round else { return };
    let film = round.film.clone();
    if action == Move::LogKind {
        let next = round.log.kind.map_or(0, |kind| kind + 1);
        round.log.kind = (next < film.moment_kinds.len()).then_some(next);
    } else {
        round.log.player = next_actor(&film, round.log.player);
    }
    round.log.list(&film);
}

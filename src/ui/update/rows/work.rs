//! What a worker is asked for, one thing at a time: whatever takes time. The next one stops it, and so does Esc.

use super::super::{held, sheet, zones};
use super::{catch_up, send};
use crate::film::{Film, Halted, Listed, Listing, Progress, RowNumber};
use crate::ui::action::{Action, Show};
use crate::ui::app::held::Held;
use crate::ui::app::library::Entry;
use crate::ui::app::overview::Overview;
use crate::ui::app::round::Round;
use crate::ui::app::rows::{Busy, Task};
use crate::ui::app::{App, Screen};
use crate::ui::effect::{Ask, Done, Effect};
use crate::ui::theme::Tone;
use std::sync::Arc;

/// Asks a worker for something; what it was doing is stopped, but for a file that is being written.
pub(super) fn begin(app: &mut App, task: Task) -> Vec<Effect> {
    if matches!(task, Task::Open { .. }) && zones::keeps(app) {
        return Vec::new();
    }
    let shows = matches!(task, Task::Open { .. } | Task::Summary { .. } | Task::Check);
    if shows && matches!(app.held, Some(Held::Rows(..))) {
        app.held = None;
    }
    let Some(rows) = &mut app.rows else { return Vec::new() };
    if let Some(busy) = rows.busy.as_ref()
        && let Some(path) = busy.task.path()
    {
        let stops = || format!("{path} is being written; {}", app.keymap.told("<escape> stops that"));
        let text = if busy.progress.stopped() { stopping(&busy.task) } else { stops() };
        app.say(Tone::Notice, text);
        return Vec::new();
    }
    if let Some(before) = rows.busy.take() {
        before.progress.stop();
    }
    let progress = Arc::<Progress>::default();
    rows.busy =
        Some(Busy { task: task.clone(), progress: progress.clone(), edition: rows.table.edition(), told: false });
    let chosen = match &task {
        Task::Export { .. } => Some(Arc::new(rows.chosen_many())),
        Task::List { .. } | Task::Check => None,
        _ => rows.listed.clone(),
    };
    vec![Effect::Task { table: rows.table.clone(), task, rows: chosen, progress }]
}

/// Stops what a worker is doing; whether it was doing something. A file may be there before the worker hears of it: its
/// answer is waited for, and says what became of it.
pub(in super::super) fn stop(app: &mut App) -> bool {
    let Some(rows) = &mut app.rows else { return false };
    let Some(busy) = rows.busy.as_ref().filter(|busy| !busy.progress.stopped()) else { return false };
    busy.progress.stop();
    let text = if busy.task.path().is_some() { stopping(&busy.task) } else { stopped(&busy.task) };
    rows.busy.take_if(|busy| busy.task.path().is_none());
    app.say(Tone::Notice, text);
    true
}

pub(super) fn stopping(task: &Task) -> String {
    format!("{} is being stopped", doing(task))
}

fn stopped(task: &Task) -> String {
    format!("{} was stopped", doing(task))
}

fn doing(task: &Task) -> String {
    task.path().map_or_else(|| task.words().to_owned(), |path| format!("{} {path}", task.words()))
}

/// A file that is being written is not left half done unasked: whoever leaves the program is told once.
pub(in super::super) fn holds_back(app: &mut App, action: Action) -> bool {
    let busy = app.rows.as_mut().and_then(|rows| rows.busy.as_mut());
    let busy = busy.filter(|busy| action == Action::Show(Show::Quit) && busy.task.path().is_some());
    let busy = busy.filter(|busy| !busy.told && !busy.progress.stopped());
    let Some(busy) = busy else { return false };
    busy.told = true;
    let path = busy.task.path().unwrap_or_default();
    let text =
        format!("{path} is being written; {}", app.keymap.told("<escape> stops that, <quit> stops it and leaves"));
    app.say(Tone::Notice, text);
    true
}

/// A worker has done what it was asked for; what nobody waits for any more is dropped, but for what became of a file.
pub(in super::super) fn done(
    app: &mut App,
    task: Task,
    progress: &Arc<Progress>,
    result: Result<Done, Halted>,
) -> Vec<Effect> {
    let Some(rows) = &mut app.rows else { return Vec::new() };
    let Some(busy) = rows.busy.take_if(|busy| Arc::ptr_eq(&busy.progress, progress)) else {
        return left(app, task, result);
    };
    let edition = busy.edition;
    match (result, task) {
        (Err(Halted::Stopped), task) => app.say(Tone::Notice, stopped(&task)),
        (Err(Halted::Failed(reason)), _) => app.say(Tone::Error, reason),
        (Ok(Done::Listed(listed)), Task::List { listing, from }) => {
            listed_now(app, listing, from, listed, edition);
        }
        (Ok(Done::Found(Some(place))), _) => {
            let len = rows.len();
            rows.list.select(place, len);
        }
        (Ok(Done::Found(None)), Task::Find { text, back, .. }) => {
            let way = if back { "before this one" } else { "from here on" };
            app.say(Tone::Notice, format!("no listed row {way} contains \"{text}\" as it is written"));
        }
        (Ok(Done::Film(film)), task) if held::stays(app) => held::hold(app, Held::Rows(task, film)),
        (Ok(Done::Film(film)), task) => shown(app, &task, film),
        (Ok(Done::Line(line)), Task::Line { row }) => return send(app, "row", line, &format!("row-{row}")),
        (Ok(Done::Written(result)), Task::Export { path, replace }) => {
            let asked = Ask::Rows { path, replace };
            return sheet::written(app, asked, result);
        }
        _ => {}
    }
    catch_up(app)
}

/// The table that a file was written from has left the screen, and its writing was stopped: whether it came to that.
fn left(app: &mut App, task: Task, result: Result<Done, Halted>) -> Vec<Effect> {
    match (result, task) {
        (Ok(Done::Written(Ok(there))), Task::Export { path, replace }) => {
            return sheet::written(app, Ask::Rows { path, replace }, Ok(there));
        }
        (_, task) if task.path().is_some() => app.say(Tone::Notice, stopped(&task)),
        _ => {}
    }
    Vec::new()
}

/// Shows what a worker made: a row, the summary, or the checks.
pub(in super::super) fn shown(app: &mut App, task: &Task, film: Arc<Film>) {
    if let Task::Open { row } = task {
        opened(app, *row, film);
    } else if let Some(rows) = &mut app.rows {
        let of = if let Task::Summary { of } = task { of.clone() } else { String::new() };
        rows.overview = Some(Box::new(Overview::new(film, of)));
        app.screen = Screen::Overview;
    }
}

fn listed_now(app: &mut App, listing: Listing, from: usize, listed: Listed, edition: u64) {
    let Some(rows) = &mut app.rows else { return };
    let chosen = rows.chosen();
    let all = match rows.listed.take().filter(|_| from > 0) {
        Some(before) => {
            let mut all: Vec<RowNumber> = before.iter().copied().filter(|row| (*row as usize) < from).collect();
            all.extend(listed.rows);
            all
        }
        None => listed.rows,
    };
    rows.edition = edition;
    (rows.listing, rows.listed, rows.of) = (listing, Some(Arc::new(all)), listed.of);
    let len = rows.len();
    if from == 0 && !chosen.is_some_and(|row| rows.choose(row)) {
        rows.list.select(0, len);
    }
}

/// A row was opened: it is shown where the one before it was, else at its finding or its tables.
fn opened(app: &mut App, row: RowNumber, film: Arc<Film>) {
    let Some(rows) = &mut app.rows else { return };
    rows.open = Some(row);
    rows.choose(row);
    let unit = rows.unit;
    let before = app.round.take().filter(|round| round.entry.unit == unit);
    let remarks = app.desks.remarks(unit);
    let from_film = matches!(app.screen, Screen::Round | Screen::Tables | Screen::Log | Screen::Space | Screen::Shape);
    let mut round = Round::new(Entry { unit, film: None }, film, remarks);
    if let Some(before) = before.filter(|before| before.film.sheets.len() == round.film.sheets.len()) {
        (round.sheet, round.pane) = (before.sheet, before.pane);
    }
    let goal = app.goal.take().and_then(|id| round.film.findings.iter().position(|finding| finding.id == id));
    // Without anybody on the map, the tables are what one came for.
    let still = round.film.tracks.is_empty();
    app.round = Some(Box::new(round));
    app.screen = match app.screen {
        _ if goal.is_some() => Screen::Round,
        screen if from_film => screen,
        _ if still => Screen::Tables,
        _ => Screen::Round,
    };
    app.list();
    let Some(round) = &mut app.round else { return };
    let first = round.listed.first().copied();
    if let Some(at) = goal.or(first) {
        round.select(at);
    }
}

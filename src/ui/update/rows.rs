//! The table of rows: what is listed, found, marked, copied and written. Whatever takes time is asked of a worker, one
//! thing at a time; the next one stops it, and so does Esc.

use crate::film::{Film, FindingId, Halted, Listed, Listing, LongTable, Progress, RowNumber};
use crate::ui::action::{Action, Rows as Act, Show};
use crate::ui::app::held::Held;
use crate::ui::app::library::Entry;
use crate::ui::app::overview::Overview;
use crate::ui::app::prompt::{Prompt, Purpose};
use crate::ui::app::round::Round;
use crate::ui::app::rows::{Busy, Rows, Task};
use crate::ui::app::{App, Mode, Screen, sheet_text};
use crate::ui::clip;
use crate::ui::effect::{Ask, Done, Effect};
use crate::ui::theme::Tone;
use std::sync::Arc;
use std::time::Duration;

pub(super) fn act(app: &mut App, action: Act) -> Vec<Effect> {
    match action {
        Act::Find => prompt(app, Purpose::Find),
        Act::Filter => prompt(app, Purpose::RowFilter),
        Act::Export => prompt(app, Purpose::ExportRows),
        Act::Next => return find(app, false),
        Act::Previous => return find(app, true),
        Act::All => return relist(app, Listing::default()),
        Act::Mark => mark(app),
        Act::Unmark => {
            if let Some(rows) = &mut app.rows {
                rows.marked.clear();
            }
        }
        Act::CopyValue => return copy_value(app),
        Act::CopyPath => return copy_path(app),
        Act::CopyLine => return with_chosen(app, |row| Task::Line { row }),
        Act::Summary => {
            let of = app.rows.as_ref().map(|rows| rows.listing.filter.clone()).unwrap_or_default();
            return begin(app, Task::Summary { of });
        }
        Act::Checks => return begin(app, Task::Check),
        Act::NextRow => return neighbour(app, 1),
        Act::PreviousRow => return neighbour(app, -1),
    }
    Vec::new()
}

/// Puts the table of a unit on the screen; what was read of it before stays.
pub(super) fn show(app: &mut App, unit: usize, table: Arc<dyn LongTable>) -> Vec<Effect> {
    (app.wanted, app.held, app.screen) = (None, None, Screen::Rows);
    if app.rows.as_ref().is_some_and(|rows| rows.unit == unit) {
        return Vec::new();
    }
    if let Some(before) = &app.rows {
        before.reading.iter().chain(before.busy.iter().map(|busy| &busy.progress)).for_each(|p| p.stop());
        if let Some(task) = before.busy.as_ref().map(|busy| &busy.task).filter(|task| task.path().is_some()) {
            let text = stopping(task);
            app.say(Tone::Notice, text);
        }
    }
    let mut rows = Rows::new(unit, table.clone());
    let progress = Arc::<Progress>::default();
    rows.reading = Some(progress.clone());
    app.rows = Some(Box::new(rows));
    vec![Effect::Read { unit, table, progress }]
}

/// Asks a worker for something; what it was doing is stopped, but for a file that is being written.
fn begin(app: &mut App, task: Task) -> Vec<Effect> {
    if matches!(task, Task::Open { .. }) && super::zones::keeps(app) {
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
pub(super) fn stop(app: &mut App) -> bool {
    let Some(rows) = &mut app.rows else { return false };
    let Some(busy) = rows.busy.as_ref().filter(|busy| !busy.progress.stopped()) else { return false };
    busy.progress.stop();
    let text = if busy.task.path().is_some() { stopping(&busy.task) } else { stopped(&busy.task) };
    rows.busy.take_if(|busy| busy.task.path().is_none());
    app.say(Tone::Notice, text);
    true
}

fn stopping(task: &Task) -> String {
    format!("{} is being stopped", doing(task))
}

fn stopped(task: &Task) -> String {
    format!("{} was stopped", doing(task))
}

fn doing(task: &Task) -> String {
    task.path().map_or_else(|| task.words().to_owned(), |path| format!("{} {path}", task.words()))
}

/// A file that is being written is not left half done unasked: whoever leaves the program is told once.
pub(super) fn holds_back(app: &mut App, action: Action) -> bool {
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

fn with_chosen(app: &mut App, task: impl FnOnce(RowNumber) -> Task) -> Vec<Effect> {
    match app.rows.as_ref().and_then(|rows| rows.chosen()) {
        Some(row) => begin(app, task(row)),
        None => {
            app.tell(Tone::Notice, "no row is listed; <rows-all> lists all of them");
            Vec::new()
        }
    }
}

fn prompt(app: &mut App, purpose: Purpose) {
    let Some(rows) = &app.rows else { return };
    let text = match purpose {
        Purpose::Find => rows.search.clone(),
        Purpose::RowFilter => rows.listing.filter.clone(),
        _ => "rows.jsonl".to_owned(),
    };
    app.mode = Mode::Prompt(Box::new(Prompt::new(purpose, &text)));
}

/// What is wrong with a filter while it is typed.
pub(super) fn typed(app: &mut App, filter: &str) {
    app.message = None;
    if let Some(Err(reason)) = app.rows.as_ref().map(|rows| rows.table.understand(filter)) {
        app.say(Tone::Notice, reason);
    }
}

/// Lists the rows for which an expression holds.
pub(super) fn filter(app: &mut App, text: &str) -> Vec<Effect> {
    let Some(rows) = &app.rows else { return Vec::new() };
    let listing = Listing { filter: text.trim().to_owned(), sort: rows.listing.sort };
    relist(app, listing)
}

/// By the chosen column, then the other way round, then as in the file.
pub(super) fn sort(app: &mut App) -> Vec<Effect> {
    let Some(rows) = &app.rows else { return Vec::new() };
    let Some(column) = rows.table.columns().get(rows.column) else { return Vec::new() };
    let text = column.kind == crate::film::ColumnKind::Text;
    let sort = match rows.listing.sort {
        Some((by, falling)) if by == rows.column && falling != text => Some((by, text)),
        Some((by, _)) if by == rows.column => None,
        _ => Some((rows.column, !text)),
    };
    let listing = Listing { sort, ..rows.listing.clone() };
    relist(app, listing)
}

/// Back to every row as in the file; whether it was otherwise.
pub(super) fn clear(app: &mut App) -> bool {
    let narrowed =
        app.screen == Screen::Rows && app.rows.as_ref().is_some_and(|rows| rows.listing != Listing::default());
    if narrowed {
        // Nothing is asked of a worker for that.
        drop(relist(app, Listing::default()));
        app.say(Tone::Notice, "every row is listed, as in the file");
    }
    narrowed
}

/// The row of a film, if it is one of a table that shares the unit's journal.
pub(super) fn row_of(app: &App, unit: usize, film: &str) -> Option<RowNumber> {
    let rows = app.rows.as_ref().filter(|rows| app.desks.share(unit, rows.unit))?;
    RowNumber::try_from(rows.table.row_of(film)?).ok()
}

fn relist(app: &mut App, listing: Listing) -> Vec<Effect> {
    let Some(rows) = &mut app.rows else { return Vec::new() };
    if listing != Listing::default() {
        return begin(app, Task::List { listing, from: 0 });
    }
    let chosen = rows.chosen();
    (rows.listing, rows.listed) = (listing, None);
    if let Some(row) = chosen {
        rows.choose(row);
    }
    let listing = matches!(&rows.busy, Some(Busy { task: Task::List { .. }, .. }));
    if listing {
        stop(app);
    }
    Vec::new()
}

/// Lists the rows that have arrived since.
fn catch_up(app: &mut App) -> Vec<Effect> {
    let Some(rows) = &mut app.rows else { return Vec::new() };
    // A list that is being made is in force when it is there, and then it is caught up with.
    let listed_anew = match &rows.busy {
        Some(Busy { task: Task::List { listing, .. }, edition, .. }) if *edition != rows.table.edition() => {
            Some(listing.clone())
        }
        Some(_) => return Vec::new(),
        None => None,
    };
    if let Some(listing) = listed_anew {
        return begin(app, Task::List { listing, from: 0 });
    }
    if !rows.is_behind() {
        return Vec::new();
    }
    let whole = rows.edition != rows.table.edition() || rows.listing.sort.is_some();
    let task = Task::List { listing: rows.listing.clone(), from: if whole { 0 } else { rows.of } };
    begin(app, task)
}

/// The input was read to its end, or has grown.
pub(super) fn read(app: &mut App, unit: usize, result: Result<(), Halted>) -> Vec<Effect> {
    let Some(rows) = app.rows.as_mut().filter(|rows| rows.unit == unit) else { return Vec::new() };
    rows.reading = None;
    if rows.edition != rows.table.edition() && rows.listed.is_none() {
        rows.edition = rows.table.edition();
        if !std::mem::take(&mut rows.marked).is_empty() {
            app.say(Tone::Notice, "a file in the middle has grown: rows have other numbers, and the marks are gone");
        }
    }
    let Some(rows) = &app.rows else { return Vec::new() };
    if let Some(problems) = app.library.problems.get_mut(unit) {
        *problems = rows.table.problems();
    }
    if let Err(Halted::Failed(reason)) = result {
        app.say(Tone::Error, reason);
    }
    catch_up(app)
}

/// Whether anything that is seen of a read has changed since the last frame.
pub(super) fn tick(app: &mut App, dt: Duration) -> bool {
    let Some(rows) = &mut app.rows else { return false };
    rows.waited += dt;
    let state = |progress: Option<&Arc<Progress>>| progress.map(|progress| progress.state()).unwrap_or_default();
    let work = [state(rows.reading.as_ref()), state(rows.busy.as_ref().map(|busy| &busy.progress))];
    let now = (rows.table.rows(), work);
    now != std::mem::replace(&mut rows.seen, now)
}

fn find(app: &mut App, back: bool) -> Vec<Effect> {
    let Some(rows) = &app.rows else { return Vec::new() };
    if rows.search.is_empty() {
        prompt(app, Purpose::Find);
        return Vec::new();
    }
    let (text, at) = (rows.search.clone(), rows.list.selected());
    match if back { at.checked_sub(1) } else { Some(at + 1).filter(|next| *next < rows.len()) } {
        Some(from) => begin(app, Task::Find { text, from, back }),
        None => {
            app.say(Tone::Notice, if back { "this is the first row of the list" } else { "this is the last row" });
            Vec::new()
        }
    }
}

/// Looks for what was typed, from the chosen row on.
pub(super) fn search(app: &mut App, text: &str) -> Vec<Effect> {
    let Some(rows) = &mut app.rows else { return Vec::new() };
    text.clone_into(&mut rows.search);
    if text.is_empty() {
        return Vec::new();
    }
    let task = Task::Find { text: text.to_owned(), from: rows.list.selected(), back: false };
    begin(app, task)
}

/// To a row by its number.
pub(super) fn go(app: &mut App, row: RowNumber) {
    let Some(rows) = &mut app.rows else { return };
    if rows.choose(row) {
        return;
    }
    let count = rows.table.rows();
    let text = if (row as usize) < count { "is not listed; <rows-all> lists every row" } else { "is not there" };
    app.say(Tone::Notice, format!("row {row} {} (there are {count}, numbered from 0)", app.keymap.told(text)));
}

fn mark(app: &mut App) {
    let Some(rows) = &mut app.rows else { return };
    let Some(row) = rows.chosen() else { return };
    if !rows.marked.remove(&row) {
        rows.marked.insert(row);
    }
    let (count, len) = (rows.marked.len(), rows.len());
    rows.list.step(1, len);
    let how = app.keymap.told("<export-rows> writes them to a file, <unmark> takes the marks away");
    app.say(Tone::Notice, format!("{count} marked; {how}"));
}

fn send(app: &mut App, what: &str, text: String, name: &str) -> Vec<Effect> {
    match clip::sequence(&text, app.options.inside) {
        Some(bytes) => {
            app.say(Tone::Notice, format!("the {what} was sent to the terminal ({} bytes)", text.len()));
            vec![Effect::Send(bytes)]
        }
        None => vec![Effect::Write { ask: Ask::Copy(name.to_owned()), text }],
    }
}

fn copy_value(app: &mut App) -> Vec<Effect> {
    let Some(rows) = &app.rows else { return Vec::new() };
    let Some(row) = rows.chosen() else { return Vec::new() };
    let text = sheet_text::plain(&rows.table.cell(row as usize, rows.column), &Film::default());
    if text.is_empty() {
        app.say(Tone::Notice, "this row has nothing there");
        return Vec::new();
    }
    send(app, "value", text, "value")
}

fn copy_path(app: &mut App) -> Vec<Effect> {
    let Some(rows) = &app.rows else { return Vec::new() };
    match rows.table.path(rows.column) {
        Some(path) => send(app, "path", path, "path"),
        None => {
            app.say(Tone::Notice, "this column is not in the row: it is about the row");
            Vec::new()
        }
    }
}

/// Writes marked or listed rows to the path that was typed.
pub(super) fn export(app: &mut App, path: &str, replace: bool) -> Vec<Effect> {
    let path = path.trim().to_owned();
    if path.is_empty() {
        app.say(Tone::Notice, "nothing was written");
        return Vec::new();
    }
    begin(app, Task::Export { path, replace })
}

/// Opens the chosen row.
pub(super) fn open(app: &mut App) -> Vec<Effect> {
    with_chosen(app, |row| Task::Open { row })
}

/// Opens a row, and a finding in it.
pub(super) fn open_at(app: &mut App, row: RowNumber, finding: Option<FindingId>) -> Vec<Effect> {
    let effects = begin(app, Task::Open { row });
    if !effects.is_empty() {
        app.goal = finding;
    }
    effects
}

/// From the row that is open to the one beside it in the list.
fn neighbour(app: &mut App, by: isize) -> Vec<Effect> {
    let open = |rows: &Rows| rows.place_of(rows.open?)?.checked_add_signed(by);
    let ours = |rows: &&Rows| app.round.as_ref().is_some_and(|round| round.entry.unit == rows.unit);
    let Some(rows) = app.rows.as_deref().filter(ours) else {
        app.tell(Tone::Notice, "this was not opened from a table of rows; <library> lists all rounds");
        return Vec::new();
    };
    match open(rows).and_then(|place| rows.row_at(place)) {
        Some(row) => begin(app, Task::Open { row }),
        None => {
            app.say(Tone::Notice, if by > 0 { "this is the last row of the list" } else { "this is the first one" });
            Vec::new()
        }
    }
}

/// A worker has done what it was asked for; what nobody waits for any more is dropped, but for what became of a file.
pub(super) fn done(app: &mut App, task: Task, progress: &Arc<Progress>, result: Result<Done, Halted>) -> Vec<Effect> {
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
        (Ok(Done::Film(film)), task) if super::held::stays(app) => super::held::hold(app, Held::Rows(task, film)),
        (Ok(Done::Film(film)), task) => shown(app, &task, film),
        (Ok(Done::Line(line)), Task::Line { row }) => return send(app, "row", line, &format!("row-{row}")),
        (Ok(Done::Written(result)), Task::Export { path, replace }) => {
            let asked = Ask::Rows { path, replace };
            return super::sheet::written(app, asked, result);
        }
        _ => {}
    }
    catch_up(app)
}

/// The table that a file was written from has left the screen, and its writing was stopped: whether it came to that.
fn left(app: &mut App, task: Task, result: Result<Done, Halted>) -> Vec<Effect> {
    match (result, task) {
        (Ok(Done::Written(Ok(there))), Task::Export { path, replace }) => {
            return super::sheet::written(app, Ask::Rows { path, replace }, Ok(there));
        }
        (_, task) if task.path().is_some() => app.say(Tone::Notice, stopped(&task)),
        _ => {}
    }
    Vec::new()
}

/// Shows what a worker made: a row, the summary, or the checks.
pub(super) fn shown(app: &mut App, task: &Task, film: Arc<Film>) {
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

//! The table of rows: what is listed, found, marked, copied and written.

mod work;

pub(super) use work::{done, holds_back, shown, stop};

use crate::film::{Film, FindingId, Halted, Listing, LongTable, Progress, RowNumber};
use crate::ui::action::Rows as Act;
use crate::ui::app::prompt::{Prompt, Purpose};
use crate::ui::app::rows::{Busy, Rows, Task};
use crate::ui::app::{App, Mode, Screen, sheet_text};
use crate::ui::clip;
use crate::ui::effect::{Ask, Effect};
use crate::ui::theme::Tone;
use std::sync::Arc;
use std::time::Duration;
use work::{begin, stopping};

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

//! Tables: where their rows lead, what is copied and what is written to files.

use super::{show as screens, view};
use crate::film::playback::Command;
use crate::film::{ActorId, Cell, Link};
use crate::ui::action::Sheet;
use crate::ui::app::overview::Overview;
use crate::ui::app::prompt::{Prompt, Purpose};
use crate::ui::app::round::Round;
use crate::ui::app::sheet_text::{self, Format};
use crate::ui::app::{App, Mode, Screen};
use crate::ui::clip;
use crate::ui::effect::{Ask, Effect, Unwritten};
use crate::ui::theme::Tone;
use std::path::PathBuf;

pub(super) fn act(app: &mut App, action: Sheet) -> Vec<Effect> {
    match action {
        Sheet::Turn => turn(app),
        Sheet::CopyCell => return copy(app, "cell", cell),
        Sheet::CopyRow => return copy(app, "row", row),
        Sheet::CopyTable => return copy(app, "table", table),
        Sheet::Export => {
            if let Some((sheet, _)) = app.round.as_ref().and_then(|round| round.table()) {
                let mark = if crate::ui::screens::whatif::mark(app).is_some() { ".what-if" } else { "" };
                let name = format!("{}{mark}.csv", sheet.key);
                app.mode = Mode::Prompt(Box::new(Prompt::new(Purpose::Export, &name)));
            }
        }
    }
    Vec::new()
}

fn turn(app: &mut App) {
    let Some((film, at, _, state)) = app.round.as_mut().and_then(|round| round.table_mut()) else { return };
    if film.sheets.get(at).is_some_and(|sheet| sheet.view == crate::film::View::Table) {
        app.say(Tone::Notice, "this table has no other view");
        return;
    }
    state.turn_view();
}

/// Shows the table of that name, only the rows of an actor if one is given.
pub(super) fn show(app: &mut App, key: &str, actor: Option<ActorId>) {
    if let Some(round) = &mut app.round {
        let wanted = key.to_lowercase();
        let at = round.film.sheets.iter().position(|sheet| sheet.key == wanted || sheet.title.to_lowercase() == wanted);
        match at {
            Some(at) => round.sheet = at,
            // A film without a table of players still has its other tables.
            None if key == "players" => {}
            None => {
                let keys: Vec<&str> = round.film.sheets.iter().map(|sheet| sheet.key).collect();
                let text = format!("there is no table `{key}`; there are: {}", keys.join(", "));
                app.say(Tone::Error, text);
                return;
            }
        }
        let name = actor.and_then(|actor| round.film.cast.get(actor.index())).map(|actor| actor.name.clone());
        if let (Some(name), Some((.., state))) = (name, round.table_mut()) {
            state.set_filter(&format!("\"@{name}\""));
        }
    }
    screens::to_film(app, Screen::Tables);
}

/// Goes where the chosen row leads.
pub(super) fn open(app: &mut App) -> Vec<Effect> {
    if app.screen == Screen::Tables
        && let Some((film, at, _, state)) = app.round.as_mut().and_then(|round| round.table_mut())
        && film.sheets.get(at).is_some_and(|sheet| state.fold(sheet, &film))
    {
        return Vec::new();
    }
    let told = match app.screen {
        Screen::Overview => app.rows.as_ref().and_then(|rows| overview_link(rows.overview.as_ref()?)),
        _ => app.round.as_ref().and_then(|round| link(round)),
    };
    let Some(link) = told else {
        app.say(Tone::Notice, "this row leads nowhere");
        return Vec::new();
    };
    match link {
        Link::Row(row, finding) => super::rows::open_at(app, row, finding),
        Link::Rows(filter) => {
            app.screen = Screen::Rows;
            // What a summary counts is among the rows it was made of.
            let rows = app.rows.as_ref();
            let both = rows.and_then(|rows| Some(rows.table.both(&rows.overview.as_ref()?.of, &filter)));
            super::rows::filter(app, &both.unwrap_or(filter))
        }
        link => follow(app, link),
    }
}

/// Goes where a row of the round's tables leads.
fn follow(app: &mut App, link: Link) -> Vec<Effect> {
    let Some(round) = &mut app.round else { return Vec::new() };
    match link {
        Link::At(t) => {
            round.playback.apply(Command::Pause);
            round.playback.apply(Command::SeekClamped(t));
            app.screen = Screen::Round;
            app.say(Tone::Notice, format!("at {t}"));
        }
        Link::Finding(id) => match round.film.findings.iter().position(|finding| finding.id == id) {
            Some(at) => {
                round.select(at);
                app.screen = Screen::Round;
                app.list();
            }
            None => app.say(Tone::Notice, "its finding is not in this round"),
        },
        Link::Actor(actor) => {
            app.screen = Screen::Round;
            return view::follow(app, Some(actor));
        }
        Link::Sheet(key, actor) => show(app, key, Some(actor)),
        // Only tables of a table of rows lead there, and they are on a screen of their own.
        Link::Row(..) | Link::Rows(_) => {}
    }
    Vec::new()
}

/// Where the chosen row leads: as the table says, else to whom it is about.
fn link(round: &Round) -> Option<Link> {
    let (sheet, state) = round.table()?;
    let row = state.selected(&sheet, &round.film)?;
    let told = sheet.links.get(row).cloned().flatten();
    let who = |cells: &Vec<Cell>| cells.iter().find_map(|c| if let Cell::Actor(id) = c { Some(*id) } else { None });
    told.or_else(|| sheet.rows.get(row).and_then(who).map(Link::Actor))
}

/// Where the chosen row of an overview leads.
fn overview_link(overview: &Overview) -> Option<Link> {
    let (sheet, state) = overview.table()?;
    sheet.links.get(state.selected(sheet, &overview.film)?).cloned().flatten()
}

fn cell(round: &Round) -> Option<String> {
    let (sheet, state) = round.table()?;
    let cells = sheet.rows.get(state.selected(&sheet, &round.film)?)?;
    cells.get(state.chosen_column(&sheet)).map(|cell| sheet_text::plain(cell, &round.film))
}

fn row(round: &Round) -> Option<String> {
    let (sheet, state) = round.table()?;
    let row = state.selected(&sheet, &round.film)?;
    let text = sheet_text::table(&sheet, &round.film, &[row], Format::Tsv);
    text.lines().nth(1).map(ToOwned::to_owned)
}

fn table(round: &Round) -> Option<String> {
    listed(round, Format::Tsv)
}

/// The table that is shown, the rows that are listed in the order in which they are.
fn listed(round: &Round, format: Format) -> Option<String> {
    let (sheet, state) = round.table()?;
    Some(sheet_text::table(&sheet, &round.film, &state.order(&sheet, &round.film), format))
}

fn copy(app: &mut App, what: &str, of: fn(&Round) -> Option<String>) -> Vec<Effect> {
    let Some(round) = &app.round else { return Vec::new() };
    let Some(text) = of(round) else {
        app.say(Tone::Notice, "nothing is chosen");
        return Vec::new();
    };
    // Elsewhere nothing says that these numbers are not those in force.
    let mark = crate::ui::screens::whatif::mark(app).map(|mark| format!("; {mark}")).unwrap_or_default();
    match clip::sequence(&text, app.options.inside) {
        Some(bytes) => {
            app.say(Tone::Notice, format!("the {what} was sent to the terminal ({} bytes){mark}", text.len()));
            vec![Effect::Send(bytes)]
        }
        None => {
            let name = round.table().map_or("table", |(sheet, _)| sheet.key).to_owned();
            vec![Effect::Write { ask: Ask::Copy(name), text }]
        }
    }
}

/// Writes the table to the path that was typed.
pub(super) fn export(app: &mut App, path: &str, replace: bool) -> Vec<Effect> {
    let path = path.trim().to_owned();
    let Some(round) = &app.round else { return Vec::new() };
    let Some(text) = listed(round, Format::of(&path)).filter(|_| !path.is_empty()) else {
        app.say(Tone::Notice, "nothing was written");
        return Vec::new();
    };
    vec![Effect::Write { ask: Ask::Export { path, replace }, text }]
}

/// A file was written, or was not.
pub(super) fn written(app: &mut App, ask: Ask, result: Result<PathBuf, Unwritten>) -> Vec<Effect> {
    let name = |path: &PathBuf| crate::film::clean_text(&path.to_string_lossy());
    match (result, ask) {
        (Ok(path), Ask::Export { .. } | Ask::Rows { .. }) => {
            app.say(Tone::Notice, format!("written to {}", name(&path)));
        }
        (Ok(path), Ask::Copy(_)) => {
            app.say(Tone::Notice, format!("too much for the terminal's clipboard: written to {}", name(&path)));
        }
        // Only where nothing else is being typed meanwhile.
        (Err(Unwritten::Exists), Ask::Export { path, .. }) if matches!(app.mode, Mode::Browse) => {
            app.mode = Mode::Prompt(Box::new(Prompt::new(Purpose::Replace, &path)));
        }
        (Err(Unwritten::Exists), Ask::Rows { path, .. }) if matches!(app.mode, Mode::Browse) => {
            app.mode = Mode::Prompt(Box::new(Prompt::new(Purpose::ReplaceRows, &path)));
        }
        (Err(Unwritten::Exists), Ask::Export { path, .. } | Ask::Rows { path, .. }) => {
            app.say(Tone::Error, format!("not written: {path} exists"));
        }
        (Err(Unwritten::Exists), Ask::Copy(_)) => {
            app.say(Tone::Error, "not written: too many copies in the folder for temporary files");
        }
        (Err(Unwritten::Failed(reason)), _) => app.say(Tone::Error, format!("not written: {reason}")),
    }
    Vec::new()
}

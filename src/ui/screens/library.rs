//! The library: every round that was found, as a table that fills in while units are read behind the screen.

use crate::film::{Cell, Column, ColumnKind, Film, LongTable, Sheet, clean_text};
use crate::ui::app::App;
use crate::ui::app::library::{Entry, Summary, UnitState};
use crate::ui::chrome;
use crate::ui::layout::inside;
use crate::ui::theme::Tone;
use crate::ui::widgets::bar::Bar;
use crate::ui::widgets::paint::Pen;
use crate::ui::widgets::table::Table;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;
use std::collections::BTreeSet;

/// The rows that contain what is searched for, in the order of the units.
pub(in crate::ui) fn rows(app: &App) -> Vec<Entry> {
    let needle = app.library.search.to_lowercase();
    let mut rows = app.library.entries();
    rows.retain(|entry| {
        let summary = app.library.summary(*entry);
        let unit = app.library.units.get(entry.unit).map(|unit| unit.name.as_str());
        let texts = [unit, summary.map(|s| s.title.as_str()), summary.and_then(|s| s.map.as_deref())];
        let holds = summary.into_iter().flat_map(|s| &s.flags).filter(|(_, holds)| *holds).map(|(name, _)| *name);
        let marks = summary.into_iter().flat_map(|s| &s.marks).filter_map(|(_, cell)| match cell {
            Cell::Text(text) => Some(text.as_str()),
            _ => None,
        });
        let mut texts = texts.into_iter().flatten().chain(holds).chain(marks);
        needle.is_empty() || texts.any(|text| text.to_lowercase().contains(&needle))
    });
    rows
}

/// The row the keys act on.
pub(in crate::ui) fn chosen(app: &App) -> Option<Entry> {
    let rows = rows(app);
    let at = app.library.table.selected(&sheet(app, &rows), &Film::default())?;
    rows.get(at).copied()
}

/// Chooses the row of an entry, or of its unit while its film is not known.
pub(in crate::ui) fn choose(app: &mut App, entry: Entry) {
    let rows = rows(app);
    let order = app.library.table.order(&sheet(app, &rows), &Film::default());
    let same = |wanted: Entry| order.iter().position(|at| rows.get(*at) == Some(&wanted));
    let unit = || order.iter().position(|at| rows.get(*at).is_some_and(|row| row.unit == entry.unit));
    if let Some(at) = same(entry).or_else(unit) {
        app.library.table.list.select(at, rows.len());
    }
}

/// What is known of the films that have been read.
fn known(app: &App) -> impl Iterator<Item = &Summary> {
    app.library
        .states
        .iter()
        .filter_map(|state| if let UnitState::Ready(films) = state { Some(films) } else { None })
        .flatten()
}

/// Whether the films name themselves, as games do: then what was found out about them comes before where and how long.
fn of_games(app: &App) -> bool {
    let mut films = known(app).peekable();
    films.peek().is_some() && films.all(|film| film.short.is_some())
}

/// The columns that the films themselves bring, in the order in which they are first met: flags, marks, counts.
fn brought(app: &App) -> [Vec<Column>; 3] {
    fn add(columns: &mut Vec<Column>, key: &str, column: impl FnOnce() -> Column) {
        if !columns.iter().any(|known| known.key == key) {
            columns.push(column());
        }
    }
    let column = |name, kind, help: &str| Column { key: name, label: name, kind, help: help.into() };
    let told = |film: &Summary, key: &str| !app.review.look.blind || !film.film.meta.gives_away(key);
    let [mut flags, mut marks, mut counts] = [const { Vec::new() }; 3];
    for film in known(app) {
        for (name, _) in film.flags.iter().filter(|(name, _)| told(film, name)) {
            add(&mut flags, name, || column(name, ColumnKind::Text, "whether it holds, by the rule in force"));
        }
        for (mark, _) in film.marks.iter().filter(|(mark, _)| told(film, mark.key)) {
            add(&mut marks, mark.key, || mark.clone());
        }
        for (name, _) in film.counts.iter().filter(|(name, _)| told(film, name)) {
            add(&mut counts, name, || column(name, ColumnKind::Number(0), "counted by the rule in force"));
        }
    }
    [flags, marks, counts]
}

/// A film's cell in a column of [`brought`].
fn brought_cell(film: &Summary, key: &str) -> Cell {
    if let Some((_, holds)) = film.flags.iter().find(|(name, _)| *name == key) {
        return if *holds { Cell::Text(key.to_owned()) } else { Cell::Blank };
    }
    let mark = film.marks.iter().find(|(column, _)| column.key == key).map(|(_, cell)| cell.clone());
    let count = || film.counts.iter().find(|(name, _)| *name == key)?.1.map(|n| Cell::Number(n as f64));
    mark.or_else(count).unwrap_or_else(|| Cell::Unknown("this input cannot tell".into()))
}

/// The rows as a table. Where there is no room for all columns the last ones go first.
pub(in crate::ui) fn sheet(app: &App, rows: &[Entry]) -> Sheet {
    let column = |key, label, kind, help: &str| Column { key, label, kind, help: help.into() };
    let name = |label| column("round", label, ColumnKind::Text, "as recorded; the file's name until it is read");
    let reviewed = column("reviewed", "reviewed", ColumnKind::Text, "your verdicts on live candidates, of all of them");
    let map = column("map", "map", ColumnKind::Text, "as recorded");
    let length = column("length", "length", ColumnKind::Clock, "from the first to the last moment");
    let [flags, marks, counts] = brought(app);
    let mut columns: Vec<Column> = if of_games(app) {
        // The verdict first, then what the game tells in its own order; other flags, which the heading counts, later.
        let mut flags = flags.into_iter();
        let first = flags.next();
        let mut columns: Vec<Column> = [name("game")].into_iter().chain(first).chain(marks).collect();
        for usual in [length, map, reviewed] {
            if !columns.iter().any(|column| column.key == usual.key) {
                columns.push(usual);
            }
        }
        columns.into_iter().chain(flags).chain(counts).collect()
    } else {
        let sides = column("sides", "sides", ColumnKind::Text, "players a side at the end");
        let told = [name("round"), reviewed, map, length, sides];
        told.into_iter().chain(flags).chain(marks).chain(counts).collect()
    };
    // What was lost is not to be lost at the edge of the screen.
    let lost = app.library.problems.iter().any(|problems| !problems.is_empty());
    let at = if lost { columns.len().min(2) } else { columns.len() };
    let label = if lost { "!" } else { "problems" };
    let help = app.keymap.told("lines of the input that could not be used (<problems>)");
    columns.insert(at, column("problems", label, ColumnKind::Number(0), &help));
    let twins = twins(app);
    Sheet {
        key: "library",
        title: "Library",
        note: String::new(),
        rows: rows.iter().map(|entry| cells(app, *entry, &columns, &twins)).collect(),
        columns,
        ..Sheet::default()
    }
}

/// What a film is called first: what lists cut last.
fn name(film: &Summary) -> &str {
    film.short.as_deref().unwrap_or(&film.id)
}

/// Names that several films have: only their files tell them apart.
fn twins(app: &App) -> BTreeSet<&str> {
    let mut seen = BTreeSet::new();
    known(app).map(name).filter(|name| !seen.insert(*name)).collect()
}

/// The unit's name without the folders that all units have in common.
fn file(app: &App, unit: usize) -> &str {
    let mut names = app.library.units.iter().map(|unit| unit.name.as_str());
    let first = names.next().unwrap_or_default();
    let common = |end: &usize| app.library.units.iter().all(|unit| unit.name.get(..*end) == first.get(..*end));
    let start = first.match_indices('/').map(|(at, _)| at + 1).take_while(common).last().unwrap_or_default();
    app.library.units.get(unit).and_then(|unit| unit.name.get(start..)).unwrap_or_default()
}

/// How many rows a table has, and its problems: it is read when it is looked at, and until then nobody knows.
fn rows_told(table: &dyn LongTable, problems: Cell) -> (Cell, Cell) {
    let (rows, counted) = (table.rows(), table.counted());
    let unknown = || Cell::Unknown("its rows are counted when it is opened".to_owned());
    let told = match rows {
        0 if !counted => unknown(),
        _ => Cell::Text(format!("{rows}{} rows", if counted { "" } else { "+" })),
    };
    (told, if counted || problems != Cell::Number(0.0) { problems } else { unknown() })
}

/// A row's cells in the order of the columns.
fn cells(app: &App, entry: Entry, columns: &[Column], twins: &BTreeSet<&str>) -> Vec<Cell> {
    let name = app.library.units.get(entry.unit).map(|unit| unit.name.clone()).unwrap_or_default();
    let problems = app.library.problems.get(entry.unit).map_or(Cell::Blank, |all| Cell::Number(all.count() as f64));
    let games = columns.first().is_some_and(|column| column.label == "game");
    let Some(film) = app.library.summary(entry) else {
        // Among games the state stands in the narrow column of the verdict.
        let say = |text: &str, short: &str| Cell::Text(if games { short } else { text }.into());
        let state = app.library.states.get(entry.unit);
        let (cell, problems) = match state {
            Some(UnitState::Failed(reason)) => (say("cannot be read", "error"), Cell::Unknown(reason.clone())),
            Some(UnitState::Rows(table)) => rows_told(table.as_ref(), problems),
            Some(UnitState::Ready(_)) => (say("no round in it", "empty"), problems),
            Some(UnitState::Opening(_)) => (say("reading", "..."), Cell::Blank),
            _ => (Cell::Blank, Cell::Blank),
        };
        let told = |(at, column): (usize, &Column)| match (at, column.key) {
            (0, _) => Cell::Text(name.clone()),
            (1, _) => cell.clone(),
            (_, "problems") => problems.clone(),
            _ => Cell::Blank,
        };
        return columns.iter().enumerate().map(told).collect();
    };
    let reviewed = match app.desks.desk(entry.unit) {
        Some(desk) => {
            let asked = film.film.findings.iter().filter(|finding| app.review.look.share.asks(finding));
            let (done, all) = desk.progress(asked.map(|finding| &finding.id));
            Cell::Text(format!("{done}/{all}"))
        }
        None => Cell::Unknown("the verdicts are not read yet, or cannot be kept".into()),
    };
    let sides = || film.sides.iter().map(ToString::to_string).collect::<Vec<_>>().join("v");
    let dot = app.options.theme.glyphs.dot;
    let own = |key: &str| film.marks.iter().any(|(column, _)| column.key == key);
    let cell = |column: &Column| match column.key {
        key if own(key) => brought_cell(film, key),
        "round" => {
            let title = film.short.as_ref().filter(|_| games).unwrap_or(&film.title);
            let twin = twins.contains(self::name(film)).then(|| format!("{} {dot} ", file(app, entry.unit)));
            Cell::Text(twin.unwrap_or_default() + title)
        }
        "reviewed" => reviewed.clone(),
        "map" => film.map.clone().map_or_else(|| Cell::Unknown("the input does not name it".into()), Cell::Text),
        "length" => Cell::Clock(film.length),
        "sides" => Cell::Text(sides()),
        "problems" => problems.clone(),
        key => brought_cell(film, key),
    };
    columns.iter().map(cell).collect()
}

/// How many, what narrows them, and where the verdicts on them are kept.
fn note(app: &App, rows: &[Entry]) -> String {
    let dot = app.options.theme.glyphs.dot;
    let mut words = vec![rows.iter().filter(|row| row.film.is_some()).count().to_string()];
    let mut flags: Vec<(&str, usize, usize)> = Vec::new();
    let shown = rows.iter().filter_map(|row| app.library.summary(*row)).filter(|_| !app.review.look.blind);
    for (name, holds) in shown.flat_map(|film| &film.flags) {
        match flags.iter_mut().find(|(other, ..)| other == name) {
            Some((_, held, all)) => (*held, *all) = (*held + usize::from(*holds), *all + 1),
            None => flags.push((name, usize::from(*holds), 1)),
        }
    }
    words.extend(flags.iter().map(|(name, held, all)| format!("{name} {held} of {all}")));
    words.extend((!app.library.search.is_empty()).then(|| format!("with \"{}\"", app.library.search)));
    let left = super::queue::left(app);
    words.extend((!left.is_empty()).then_some(left));
    // Elsewhere than beside the input is worth the whole path.
    if let Some((desk, path)) = app.desks.desk(0).and_then(|desk| Some((desk, desk.path()?))) {
        let path = if desk.is_fallback() { path.as_os_str() } else { path.file_name().unwrap_or_default() };
        words.push(format!("verdicts in {}", clean_text(&path.to_string_lossy())));
    }
    words.join(&format!(" {dot} "))
}

pub(in crate::ui) fn draw(app: &App, area: Rect, buf: &mut Buffer) {
    let theme = &app.options.theme;
    let rows = rows(app);
    let sheet = sheet(app, &rows);
    let (games, title) = if of_games(app) { (true, "Games") } else { (false, "Rounds") };
    chrome::heading(app, area, title, &note(app, &rows), true, false, buf);
    let area = inside(area, false);
    let mut list = area;
    if let Some(UnitState::Opening(progress)) = app.wanted.and_then(|entry| app.library.states.get(entry.unit)) {
        list.height = list.height.saturating_sub(1);
        Bar::new(theme, "reading", progress.state()).render(Rect { y: list.bottom(), height: 1, ..area }, buf);
    }
    if rows.is_empty() {
        let text = match (app.library.units.is_empty(), app.options.live) {
            (true, true) => "waiting for a round: it shows as soon as its first line is written",
            (true, false) => "no rounds were found here",
            (false, _) => "nothing contains that text",
        };
        Pen::new(buf, area).text(2, 1, text, theme.style(Tone::Notice));
        return;
    }
    let film = Film::default();
    Table::new(&film, &sheet, theme, &app.library.table).snug(games).render(list, buf);
}

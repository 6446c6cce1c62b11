//! Moving in lists, between panes and tables.

use super::{pick, sheet, shelf, view};
use crate::film::playback::Command;
use crate::film::{Actor, Time, View as SheetView};
use crate::ui::action::Move;
use crate::ui::app::round::{Pane, Round};
use crate::ui::app::sieve::{next_actor, previous_actor};
use crate::ui::app::whatif::Side;
use crate::ui::app::{App, Screen};
use crate::ui::effect::Effect;
use crate::ui::screens;
use crate::ui::theme::Tone;
use crate::ui::widgets::list::ListState;
use crate::ui::widgets::table::TableState;

/// How far up or down.
#[derive(Debug, Clone, Copy)]
enum By {
    Lines(isize),
    Pages(isize),
    /// To the first line.
    Start,
    /// To the last line.
    End,
}

impl By {
    fn on(self, list: &mut ListState, len: usize) {
        match self {
            By::Lines(by) => list.step(by, len),
            By::Pages(by) => list.page(by, len),
            By::Start => list.select(0, len),
            By::End => list.select(usize::MAX, len),
        }
    }

    /// As places in a list of any length; a page is about a screen.
    const fn steps(self) -> isize {
        match self {
            By::Lines(by) => by,
            By::Pages(by) => by * 10,
            By::Start => isize::MIN,
            By::End => isize::MAX,
        }
    }
}

pub(super) fn act(app: &mut App, action: Move) -> Vec<Effect> {
    if action == Move::Sort && app.screen == Screen::Rows {
        return super::rows::sort(app);
    }
    match action {
        Move::Up => lines(app, By::Lines(-1)),
        Move::Down => lines(app, By::Lines(1)),
        Move::PageUp => lines(app, By::Pages(-1)),
        Move::PageDown => lines(app, By::Pages(1)),
        Move::Top => lines(app, By::Start),
        Move::Bottom => lines(app, By::End),
        Move::NextPane => pane(app, 1),
        Move::PreviousPane => pane(app, -1),
        Move::Open => return open(app),
        Move::ColumnLeft | Move::ColumnRight | Move::Sort => columns(app, action),
        Move::LogKind | Move::LogPlayer => narrow_log(app, action),
    }
    Vec::new()
}

fn lines(app: &mut App, by: By) {
    match app.screen {
        Screen::Library => {
            let len = screens::library::rows(app).len();
            by.on(&mut app.library.table.list, len);
        }
        Screen::Rows => {
            if let Some(rows) = &mut app.rows {
                let len = rows.len();
                by.on(&mut rows.list, len);
            }
        }
        Screen::Overview => {
            if let Some(overview) = app.rows.as_mut().and_then(|rows| rows.overview.as_mut())
                && let Some((film, at, state)) = overview.table_mut()
                && let Some(sheet) = film.sheets.get(at)
            {
                let rows = state.len(sheet, &film);
                by.on(&mut state.list, rows);
            }
        }
        Screen::Round => in_round(app, by),
        Screen::Tables => {
            if let Some((film, at, clock, state)) = app.round.as_mut().and_then(|round| round.table_mut())
                && let Some(sheet) = film.sheets.get(at)
            {
                let rows = state.len(&sheet.at(clock), &film);
                by.on(&mut state.list, rows);
            }
        }
        Screen::Space => {
            if let Some(round) = &mut app.round {
                round.space.map.move_cursor(0, by.steps().clamp(-1_000, 1_000) as i32);
            }
        }
        Screen::Shape => {
            if let Some(round) = &mut app.round {
                let rows = round.film.strips.get(round.space.strip).map_or(0, |strip| strip.rows.len());
                let row = round.space.row.saturating_add_signed(by.steps());
                round.space.row = row.min(rows.saturating_sub(1));
            }
        }
        Screen::Zones => match by {
            By::Lines(by) => super::zones::step(app, [0, -by.clamp(-1, 1) as i32], by),
            By::Pages(by) => super::zones::page(app, by),
            By::Start => super::zones::step(app, [0, 0], isize::MIN),
            By::End => super::zones::step(app, [0, 0], isize::MAX),
        },
        Screen::Plans => {
            let rows = super::plan::len(app);
            if let Some(round) = &mut app.round {
                by.on(&mut round.plans.list, rows);
            }
        }
        Screen::Match => {
            if let Some(pair) = &mut app.pair {
                let (film, sheet, state) = pair.shown();
                let rows = state.len(sheet, film);
                by.on(&mut state.list, rows);
            }
        }
        Screen::WhatIf => {
            let Some(whatif) = &mut app.whatif else { return };
            match whatif.side {
                Side::Settings => {
                    let len = whatif.listed().len();
                    by.on(&mut whatif.list, len);
                }
                Side::Changes => {
                    let len = whatif.in_scope().len();
                    by.on(&mut whatif.moves, len);
                    super::whatif::follow(app);
                }
            }
        }
        Screen::Log => {
            if let Some(round) = &mut app.round {
                by.on(&mut round.log.list, round.log.rows.len());
            }
        }
        Screen::Queue => {
            let len = app.review.rows.len();
            by.on(&mut app.review.table.list, len);
        }
        Screen::Stats => {
            let len = screens::stats::sheet(app).rows.len();
            by.on(&mut app.review.stats.list, len);
        }
        Screen::Problems => {
            let len = screens::problems::len(app);
            by.on(&mut app.problems, len);
        }
        Screen::Help => {
            let len = screens::help::lines(app).len();
            by.on(&mut app.help, len);
        }
    }
}

fn in_round(app: &mut App, by: By) {
    let Some(round) = &mut app.round else { return };
    match (round.pane, by) {
        (Pane::Map | Pane::Timeline, By::Start) => {
            round.playback.apply(Command::Start);
        }
        (Pane::Map | Pane::Timeline, By::End) => {
            round.playback.apply(Command::End);
        }
        (Pane::Findings, By::Pages(pages)) => {
            let mut list = round.list.clone();
            list.page(pages, round.listed.len());
            if let Some(next) = round.listed.get(list.selected()).copied() {
                round.select(next);
            }
        }
        (Pane::Findings, _) => pick::step(app, by.steps()),
        (Pane::Evidence, By::Lines(by)) => round.evidence.scroll(by),
        (Pane::Evidence, By::Pages(by)) => round.evidence.page(by),
        (Pane::Evidence, By::Start) => round.evidence.top(),
        (Pane::Evidence, By::End) => round.evidence.scroll(isize::MAX),
        (Pane::Timeline, _) => to_event(round, by.steps()),
        (Pane::Map, _) => {
            let walk = if by.steps() > 0 { next_actor } else { previous_actor };
            let next = walk(&round.film, round.map.followed(), Actor::has_place);
            view::follow(app, next);
        }
    }
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
    if let (Screen::Match, Some(pair)) = (screen, &mut app.pair) {
        pair.turn();
        return;
    }
    if let (Screen::Overview, Some(rows)) = (screen, &mut app.rows) {
        if let Some(overview) = &mut rows.overview {
            let sheets = overview.film.sheets.len().max(1) as isize;
            overview.sheet = (overview.sheet as isize + by).rem_euclid(sheets) as usize;
        }
        return;
    }
    if screen == Screen::Zones {
        super::zones::turn(app, by);
        return;
    }
    if let (Screen::WhatIf, Some(whatif)) = (screen, &mut app.whatif) {
        whatif.side = if whatif.side == Side::Settings { Side::Changes } else { Side::Settings };
        return;
    }
    let Some(round) = &mut app.round else { return };
    if screen == Screen::Tables {
        let sheets = round.film.sheets.len().max(1) as isize;
        round.sheet = (round.sheet as isize + by).rem_euclid(sheets) as usize;
    } else if screen == Screen::Shape {
        let strips = round.film.strips.len().max(1) as isize;
        round.space.strip = (round.space.strip as isize + by).rem_euclid(strips) as usize;
        round.space.row = 0;
    } else {
        round.pane = round.pane.turned(by);
    }
}

fn open(app: &mut App) -> Vec<Effect> {
    match app.screen {
        Screen::Library => {
            let chosen = screens::library::chosen(app);
            chosen.map(|entry| shelf::want(app, entry)).unwrap_or_default()
        }
        Screen::Rows => super::rows::open(app),
        Screen::Tables | Screen::Overview => sheet::open(app),
        Screen::Match => super::pair::open(app),
        Screen::Queue => super::queue::open(app),
        Screen::Plans => super::plan::open(app),
        Screen::WhatIf => super::whatif::enter(app),
        Screen::Shape => {
            app.screen = Screen::Round;
            Vec::new()
        }
        _ => {
            jump(app);
            Vec::new()
        }
    }
}

/// From the chosen event to its moment on the map.
fn jump(app: &mut App) {
    let Some(round) = &mut app.round else { return };
    let Some(moment) = round.log.rows.get(round.log.list.selected()).and_then(|row| round.film.log.get(*row)) else {
        return;
    };
    round.playback.apply(Command::Pause);
    round.playback.apply(Command::SeekClamped(moment.at));
    let text = format!("{}  {}", moment.at, moment.text);
    app.screen = Screen::Round;
    app.say(Tone::Notice, text);
}

/// The chosen column of a table, or its order.
fn columns(app: &mut App, action: Move) {
    let turn = |table: &mut TableState, sheet: &crate::film::Sheet| match action {
        Move::ColumnLeft => table.step_column(-1, sheet),
        Move::ColumnRight => table.step_column(1, sheet),
        _ => table.sort(sheet),
    };
    let by = if action == Move::ColumnLeft { -1 } else { 1 };
    if app.screen == Screen::Space {
        if let Some(round) = &mut app.round {
            round.space.map.move_cursor(by, 0);
        }
    } else if app.screen == Screen::Rows {
        if let Some(rows) = &mut app.rows {
            let last = rows.table.columns().len().saturating_sub(1);
            rows.column = rows.column.saturating_add_signed(by as isize).min(last);
        }
    } else if app.screen == Screen::Overview {
        if let Some((film, at, state)) = app.rows.as_mut().and_then(|rows| rows.overview.as_mut()?.table_mut())
            && let Some(sheet) = film.sheets.get(at)
        {
            turn(state, sheet);
        }
    } else if app.screen == Screen::Plans {
        let all = crate::ui::app::plans::here(app);
        if let Some(round) = &mut app.round {
            let sheet = crate::ui::app::plans::sheet(round, &all);
            round.plans.step_column(by as isize, &sheet);
        }
    } else if app.screen == Screen::Zones {
        super::zones::step(app, [by, 0], 0);
    } else if app.screen == Screen::Shape {
        super::space::to_stretch(app, by as isize);
    } else if app.screen == Screen::Match {
        if let Some(pair) = &mut app.pair {
            let (_, sheet, state) = pair.shown();
            turn(state, sheet);
        }
    } else if app.screen == Screen::Queue {
        turn(&mut app.review.table, &screens::queue::head());
    } else if app.screen == Screen::Stats {
        let sheet = screens::stats::sheet(app);
        turn(&mut app.review.stats, &sheet);
    } else if app.screen == Screen::Library {
        let chosen = screens::library::chosen(app);
        let sheet = screens::library::sheet(app, &screens::library::rows(app));
        turn(&mut app.library.table, &sheet);
        if let Some(entry) = chosen {
            screens::library::choose(app, entry);
        }
    } else if let Some((film, at, _, state)) = app.round.as_mut().and_then(|round| round.table_mut())
        && let Some(sheet) = film.sheets.get(at)
    {
        if action == Move::Sort && matches!(state.view(sheet), SheetView::Matrix { .. }) {
            app.tell(
                Tone::Notice,
                "a square has the order of the cast; <table-view> shows plain rows, which can be sorted",
            );
            return;
        }
        turn(state, sheet);
    }
}

fn narrow_log(app: &mut App, action: Move) {
    let Some(round) = &mut app.round else { return };
    let film = round.film.clone();
    if action == Move::LogKind {
        let next = round.log.kind.map_or(0, |kind| kind + 1);
        round.log.kind = (next < film.moment_kinds.len()).then_some(next);
    } else {
        round.log.player = next_actor(&film, round.log.player, Actor::takes_part);
    }
    round.log.list(&film);
}

//! The mouse, when it was asked for: a click on a timeline or a strip seeks, on a line of a list or table chooses it, on
//! a player follows, on the ground or a zone puts the cursor there; the wheel moves lists and zooms maps. Everything it
//! does has a key.

use super::act;
use crate::film::playback::Command;
use crate::ui::action::{Move, View};
use crate::ui::app::round::Pane;
use crate::ui::app::whatif::Side;
use crate::ui::app::{App, Mode, Screen};
use crate::ui::effect::Effect;
use crate::ui::layout;
use crate::ui::screens;
use crate::ui::widgets::list::ListState;
use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

pub(super) fn mouse(app: &mut App, event: MouseEvent) -> Vec<Effect> {
    if !matches!(app.mode, Mode::Browse) {
        return Vec::new();
    }
    match event.kind {
        MouseEventKind::Down(MouseButton::Left) | MouseEventKind::Drag(MouseButton::Left) => click(app, event),
        MouseEventKind::ScrollUp => wheel(app, event, true),
        MouseEventKind::ScrollDown => wheel(app, event, false),
        _ => Vec::new(),
    }
}

/// The pane under the mouse.
fn pane_at(app: &App, event: MouseEvent) -> Option<(Pane, Rect)> {
    let round = app.round.as_ref().filter(|_| app.screen == Screen::Round)?;
    let frame = layout::frame(Rect::new(0, 0, app.size.0, app.size.1))?;
    let panes = layout::round(frame.body, &screens::round::wants(round));
    [Pane::Map, Pane::Timeline, Pane::Findings, Pane::Evidence]
        .into_iter()
        .map(|pane| (pane, panes.of(pane)))
        .find(|(_, rect)| rect.contains(Position::new(event.column, event.row)))
}

/// What is on the screen between title and status.
fn body(app: &App) -> Option<Rect> {
    layout::frame(Rect::new(0, 0, app.size.0, app.size.1)).map(|frame| frame.body)
}

fn click(app: &mut App, event: MouseEvent) -> Vec<Effect> {
    let line = event.row;
    match app.screen {
        Screen::Round => return on_round(app, event),
        Screen::Library => {
            let rows = screens::library::rows(app).len();
            choose(&mut app.library.table.list, line, rows);
        }
        Screen::Rows => {
            if let Some(rows) = &mut app.rows {
                let len = rows.len();
                choose(&mut rows.list, line, len);
            }
        }
        Screen::Overview => {
            if let Some(overview) = app.rows.as_mut().and_then(|rows| rows.overview.as_mut())
                && let Some((film, at, state)) = overview.table_mut()
                && let Some(sheet) = film.sheets.get(at)
            {
                let len = state.len(sheet, &film);
                choose(&mut state.list, line, len);
            }
        }
        Screen::Problems => {
            let lines = screens::problems::len(app);
            choose(&mut app.problems, line, lines);
        }
        Screen::Match => on_match(app, line),
        Screen::Plans => {
            let rows = super::plan::len(app);
            if let Some(round) = &mut app.round {
                choose(&mut round.plans.list, line, rows);
            }
        }
        Screen::Log => {
            if let Some(round) = &mut app.round {
                choose(&mut round.log.list, line, round.log.rows.len());
            }
        }
        Screen::Tables => {
            if let Some((film, at, clock, state)) = app.round.as_mut().and_then(|round| round.table_mut())
                && let Some(sheet) = film.sheets.get(at)
            {
                let rows = state.len(&sheet.at(clock), &film);
                choose(&mut state.list, line, rows);
            }
        }
        Screen::Space => {
            if let Some(round) = &mut app.round
                && let Some(point) = round.space.map.point_at(event.column, line)
            {
                round.space.map.set_cursor(point);
            }
        }
        Screen::Shape => {
            let under = body(app).and_then(|body| screens::shape::at(app, body, event.column, line));
            if let (Some((row, time)), Some(round)) = (under, &mut app.round) {
                round.space.row = row.unwrap_or(round.space.row);
                if let Some(time) = time {
                    round.playback.apply(Command::SeekClamped(time));
                }
            }
        }
        Screen::Queue => {
            let rows = app.review.rows.len();
            choose(&mut app.review.table.list, line, rows);
        }
        Screen::Stats => {
            let rows = screens::stats::sheet(app).rows.len();
            choose(&mut app.review.stats.list, line, rows);
        }
        Screen::WhatIf => on_what_if(app, event.column, line),
        Screen::Zones => super::zones::click(app, event.column, line),
        Screen::Help => {}
    }
    Vec::new()
}

/// Chooses the line of a list that the mouse points at.
fn choose(list: &mut ListState, line: u16, len: usize) {
    if let Some(row) = list.row_at(line, len) {
        list.select(row, len);
    }
}

/// A setting or a change, whichever side the mouse is on; it gets the keys.
fn on_what_if(app: &mut App, column: u16, line: u16) {
    let Some((body, whatif)) = body(app).zip(app.whatif.as_mut()) else { return };
    whatif.side = screens::whatif::side_at(body, whatif.side, column);
    match whatif.side {
        Side::Settings => {
            if let Some(row) = screens::whatif::setting_at(whatif, body, line) {
                let rows = whatif.listed().len();
                whatif.list.select(row, rows);
            }
        }
        Side::Changes => {
            let rows = whatif.in_scope().len();
            choose(&mut whatif.moves, line, rows);
            super::whatif::follow(app);
        }
    }
}

/// Either table of a match; it gets the keys.
fn on_match(app: &mut App, line: u16) {
    let Some(pair) = &mut app.pair else { return };
    for at in 0..pair.tables.len() {
        let (sheet, state) = (&pair.sheets[at], &mut pair.tables[at]); // as many tables as sheets
        let rows = state.len(sheet, &pair.film);
        if let Some(row) = state.list.row_at(line, rows) {
            state.list.select(row, rows);
            pair.chosen = at;
        }
    }
}

fn on_round(app: &mut App, event: MouseEvent) -> Vec<Effect> {
    let Some((pane, rect)) = pane_at(app, event) else { return Vec::new() };
    let time = screens::round::time_at(app, rect, event.column);
    let Some(round) = &mut app.round else { return Vec::new() };
    round.pane = pane;
    match pane {
        Pane::Timeline => {
            if let Some(time) = time {
                round.playback.apply(Command::SeekClamped(time));
            }
        }
        Pane::Findings => {
            let row = round.list.row_at(event.row, round.listed.len());
            if let Some(finding) = row.and_then(|row| round.listed.get(row)).copied() {
                round.select(finding);
            }
        }
        Pane::Map => {
            if let Some(actor) = round.map.actor_at(event.column, event.row) {
                return super::view::follow(app, Some(actor));
            }
        }
        Pane::Evidence => {}
    }
    Vec::new()
}

fn wheel(app: &mut App, event: MouseEvent, up: bool) -> Vec<Effect> {
    let moved = if up { Move::Up } else { Move::Down };
    match (app.screen, pane_at(app, event)) {
        (Screen::Round, Some((Pane::Map, _))) => act(app, if up { View::ZoomIn } else { View::ZoomOut }.into()),
        (Screen::Round, Some((pane, _))) => {
            if let Some(round) = &mut app.round {
                round.pane = pane;
            }
            act(app, moved.into())
        }
        (Screen::Round, None) => Vec::new(),
        (Screen::Space | Screen::Zones, _) => act(app, if up { View::ZoomIn } else { View::ZoomOut }.into()),
        _ => act(app, moved.into()),
    }
}

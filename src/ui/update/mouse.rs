//! The mouse, when it was asked for: a click on the timeline seeks, on a finding selects, on a player follows; the
//! wheel moves lists and zooms the map. Everything it does has a key.

use super::act;
use crate::film::playback::Command;
use crate::ui::action::{Move, View};
use crate::ui::app::round::Pane;
use crate::ui::app::{App, Mode, Screen};
use crate::ui::effect::Effect;
use crate::ui::layout;
use crate::ui::screens;
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

fn click(app: &mut App, event: MouseEvent) -> Vec<Effect> {
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
        _ => act(app, moved.into()),
    }
}

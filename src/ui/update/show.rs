//! Screens, going back, and leaving.

use super::{browse, pick};
use crate::ui::action::Show;
use crate::ui::app::prompt::{Prompt, Purpose};
use crate::ui::app::{App, Mode, Screen};
use crate::ui::effect::Effect;
use crate::ui::theme::Tone;

pub(super) fn act(app: &mut App, action: Show) -> Vec<Effect> {
    match action {
        Show::Back => back(app),
        Show::Round => to_film(app, Screen::Round),
        Show::Board => board(app),
        Show::Players => super::sheet::show(app, "players", None),
        Show::Tables => to_film(app, Screen::Tables),
        Show::Space => to_film(app, Screen::Space),
        Show::Shape => to_film(app, Screen::Shape),
        Show::WhatIf => return super::whatif::open(app),
        Show::Match if app.review.look.blind => {
            app.tell(Tone::Notice, "a match counts candidates: it is hidden while you review blind; <blind> ends that");
        }
        Show::Match => return super::pair::want(app),
        Show::Zones => super::zones::open(app),
        Show::Plans => to_film(app, Screen::Plans),
        Show::Log => to_film(app, Screen::Log),
        Show::Queue if app.is_in_row() && !app.has_queue() => {
            app.tell(
                Tone::Notice,
                "the queue is over rounds; <next-finding> and <next-unreviewed> go through this row",
            );
        }
        Show::Queue => {
            aside(app, Screen::Queue);
            super::queue::show(app);
        }
        Show::Stats if app.review.look.blind => {
            app.tell(Tone::Notice, "precision by tier is hidden while you review blind; <blind> ends that");
        }
        Show::Stats => aside(app, Screen::Stats),
        Show::Problems => aside(app, Screen::Problems),
        Show::Library => {
            app.screen =
                if app.library.units.len() == 1 && app.rows.is_some() { Screen::Rows } else { Screen::Library };
            app.gather();
        }
        Show::Help => aside(app, Screen::Help),
        Show::Command => app.mode = Mode::Prompt(Box::new(Prompt::new(Purpose::Command, ""))),
        Show::Search => {
            let text = searched(app);
            app.mode = Mode::Prompt(Box::new(Prompt::new(Purpose::Search, &text)));
        }
        Show::Suspend => return vec![Effect::Suspend],
        Show::Redraw => return vec![Effect::Redraw],
        Show::Quit => quit(app),
    }
    Vec::new()
}

/// Leaves, unless decisions would be lost that nobody has been told about.
fn quit(app: &mut App) {
    let unsaved = app.desks.lost();
    if unsaved > app.told_unsaved {
        app.told_unsaved = unsaved;
        let s = if unsaved == 1 { "" } else { "s" };
        let how = app.keymap.told("<problems> tells why and what to do, <quit> leaves without");
        app.say(Tone::Error, format!("{unsaved} decision{s} NOT SAVED: {how}"));
        return;
    }
    app.quit = true;
}

/// To a screen of the round that is open.
pub(super) fn to_film(app: &mut App, screen: Screen) {
    let Some(round) = &mut app.round else {
        app.tell(Tone::Notice, "open a round first (<open>)");
        return;
    };
    if screen == Screen::Log && app.screen != Screen::Log {
        round.log.go(&round.film, round.playback.clock());
    }
    app.screen = screen;
}

/// The live table beside the map, or not.
fn board(app: &mut App) {
    let Some(round) = &mut app.round else { return };
    if round.board().is_none() {
        app.say(Tone::Notice, "nothing in this round depends on the clock but what is shown");
        return;
    }
    round.board = !round.board;
    let small = crate::ui::layout::round(
        ratatui::layout::Rect::new(0, 0, app.size.0, app.size.1.saturating_sub(3)),
        &crate::ui::screens::round::wants(round),
    );
    if round.board && small.board.is_empty() && round.pane != crate::ui::app::round::Pane::Evidence {
        app.tell(Tone::Notice, "there is no room for it here; <tables> shows it whole, following the clock");
    }
}

/// To a screen that belongs to no round; Esc returns.
fn aside(app: &mut App, screen: Screen) {
    if !matches!(app.screen, Screen::Problems | Screen::Help | Screen::Queue | Screen::Stats) {
        app.from = app.screen;
    }
    app.screen = screen;
}

/// One step back: out of a mode, out of a search, out of a screen. It never decides and never quits.
fn back(app: &mut App) {
    match std::mem::replace(&mut app.mode, Mode::Browse) {
        Mode::Prompt(prompt) => super::typing::abandon(app, &prompt),
        Mode::Reason(_) => app.say(Tone::Notice, "nothing decided"),
        Mode::Settle => app.say(Tone::Notice, "it stays open"),
        Mode::Filter | Mode::Leave => {}
        Mode::Browse if app.screen == Screen::Zones && super::zones::drop_draft(app) => {}
        Mode::Browse if app.screen == Screen::Round && super::plan::drop_draft(app) => {}
        Mode::Browse if super::rows::stop(app) || super::rows::clear(app) => {}
        Mode::Browse if !searched(app).is_empty() => search(app, ""),
        Mode::Browse => leave(app),
    }
}

fn leave(app: &mut App) {
    match app.screen {
        Screen::Rows if app.library.units.len() > 1 => app.screen = Screen::Library,
        Screen::Library | Screen::Rows => app.tell(Tone::Notice, "this is the first screen; <quit> leaves the program"),
        Screen::Overview => app.screen = Screen::Rows,
        Screen::Round if is_row(app) => app.screen = Screen::Rows,
        // A row without anybody on the map was opened at its tables.
        Screen::Tables if is_row(app) && app.round.as_ref().is_some_and(|round| round.film.tracks.is_empty()) => {
            app.screen = Screen::Rows;
        }
        Screen::Round => {
            app.screen = Screen::Library;
            app.gather();
        }
        Screen::Tables | Screen::Log | Screen::Space | Screen::Shape | Screen::Zones | Screen::Plans => {
            app.screen = Screen::Round;
        }
        Screen::WhatIf => super::whatif::leave(app),
        Screen::Match | Screen::Problems | Screen::Help | Screen::Queue | Screen::Stats => app.screen = app.from,
    }
}

/// Whether the round on the screen is a row of the table of rows.
fn is_row(app: &App) -> bool {
    let unit = app.rows.as_ref().map(|rows| rows.unit);
    app.round.as_ref().is_some_and(|round| Some(round.entry.unit) == unit)
}

/// The text the screen's list must contain. On the round it is the whole filter, as text, unless it is the usual one.
pub(super) fn searched(app: &App) -> String {
    match (app.screen, &app.round) {
        (Screen::Library, _) => app.library.search.clone(),
        (Screen::Log, Some(round)) => round.log.text.clone(),
        (Screen::Tables, Some(round)) => round.table().map(|(_, state)| state.filter().to_owned()).unwrap_or_default(),
        (Screen::Help, _) => app.help_search.clone(),
        (Screen::Overview, _) => app
            .rows
            .as_ref()
            .and_then(|rows| rows.overview.as_ref()?.table())
            .map(|(_, state)| state.filter().to_owned())
            .unwrap_or_default(),
        (Screen::WhatIf, _) => app.whatif.as_ref().map(|whatif| whatif.search.clone()).unwrap_or_default(),
        (Screen::Round | Screen::Queue, _) if app.review.look.filter != app.review.look.usual() => {
            format!("{} ", app.review.look.filter)
        }
        _ => String::new(),
    }
}

/// Lists only what contains the text; on the round the text is a whole filter. What cannot be one yet changes nothing.
pub(super) fn search(app: &mut App, text: &str) {
    match (app.screen, &mut app.round) {
        (Screen::Library, _) => app.library.search = text.trim().into(),
        (Screen::Overview, _) => {
            if let Some((_, _, state)) = app.rows.as_mut().and_then(|rows| rows.overview.as_mut()?.table_mut()) {
                state.set_filter(text);
            }
        }
        (Screen::Help, _) => (app.help_search, app.help) = (text.trim().into(), Default::default()),
        (Screen::WhatIf, _) => {
            if let Some(whatif) = &mut app.whatif {
                (whatif.search, whatif.list) = (text.trim().into(), Default::default());
                whatif.side = crate::ui::app::whatif::Side::Settings;
            }
        }
        (Screen::Log, Some(round)) => {
            round.log.text = text.trim().into();
            let film = round.film.clone();
            round.log.list(&film);
        }
        (Screen::Tables, Some(round)) => {
            if let Some((.., state)) = round.table_mut() {
                state.set_filter(text);
            }
        }
        (Screen::Round | Screen::Queue, _) if text.trim().is_empty() => pick::reset(app),
        (Screen::Round | Screen::Queue, _) => match text.parse::<crate::review::queue::Filter>() {
            Ok(filter) => super::queue::set_filter(app, filter),
            Err(error) => app.say(Tone::Notice, error.message),
        },
        _ => browse(app),
    }
}

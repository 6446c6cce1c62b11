//! Both rounds of a match: found, read if they must be, and put side by side.

use super::shelf;
use crate::ui::app::library::Entry;
use crate::ui::app::pair::{Pair, partner};
use crate::ui::app::{App, Screen};
use crate::ui::effect::Effect;
use crate::ui::screens;
use crate::ui::theme::Tone;

/// Somebody wants to see the match of the chosen, or the open, round.
pub(super) fn want(app: &mut App) -> Vec<Effect> {
    let entry = match app.screen {
        Screen::Library => screens::library::chosen(app),
        _ => app.round.as_ref().map(|round| round.entry),
    };
    let Some(entry) = entry else {
        app.say(Tone::Notice, "choose a round first");
        return Vec::new();
    };
    match partner(&app.library, entry) {
        Ok(entries) => {
            app.pairing = Some(entries);
            read(app)
        }
        Err(why) => {
            app.say(Tone::Notice, format!("no match of two rounds: {why}"));
            Vec::new()
        }
    }
}

/// Shows the wanted match when both films are in memory, else asks for one that is not.
pub(super) fn read(app: &mut App) -> Vec<Effect> {
    let Some(entries) = app.pairing else { return Vec::new() };
    let mut films = Vec::new();
    for entry in entries {
        let Some(kept) = app.library.films(entry.unit) else {
            app.say(Tone::Notice, "reading both rounds");
            return vec![app.load(entry.unit, true)];
        };
        films.extend(entry.film.and_then(|film| kept.films.get(film).cloned()));
    }
    app.pairing = None;
    match <[_; 2]>::try_from(films) {
        Ok(films) => {
            app.pair = Some(Box::new(Pair::new(entries, films)));
            app.from = app.screen;
            app.screen = Screen::Match;
            app.message = None;
        }
        Err(_) => app.say(Tone::Error, "one of the rounds is not in its file any more"),
    }
    Vec::new()
}

/// Opens a round of the match at the chosen player: the first round in which he plays.
pub(super) fn open(app: &mut App) -> Vec<Effect> {
    let Some(pair) = &app.pair else { return Vec::new() };
    let row = pair.tables[1].selected(&pair.sheets[1], &pair.film).filter(|_| pair.chosen == 1);
    let second = row.and_then(|row| pair.players.get(row)).is_some_and(|players| players[0].is_none());
    // The column under the keys says which round is meant: every second one is of the second.
    let column = pair.tables[pair.chosen.min(1)].column();
    let second = second || column > 0 && column % 2 == 0;
    let entry: Entry = pair.entries[usize::from(second)];
    shelf::want(app, entry)
}

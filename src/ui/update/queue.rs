//! The queue over all rounds: order, blindness, filters under names, and going on from one round into the next.

use super::{pick, shelf};
use crate::film::FindingId;
use crate::review::queue::{Filter, Saved};
use crate::ui::action::Queue;
use crate::ui::app::library::Entry;
use crate::ui::app::prompt::{Prompt, Purpose};
use crate::ui::app::review::{Row, finding};
use crate::ui::app::{App, Mode, Screen};
use crate::ui::effect::Effect;
use crate::ui::theme::Tone;

pub(super) fn act(app: &mut App, action: Queue) -> Vec<Effect> {
    match action {
        Queue::Order => {
            app.review.look.next_order();
            app.sift();
            let order = app.review.look.order.as_str();
            let why = if app.review.look.blind { "; other orders would tell, <blind> ends blind review" } else { "" };
            app.say(Tone::Notice, format!("listed by {order}{}", app.keymap.told(why)));
        }
        Queue::Blind => blind(app),
        Queue::SaveFilter => app.mode = Mode::Prompt(Box::new(Prompt::new(Purpose::SaveFilter, ""))),
        Queue::Recall if app.review.saved.iter().next().is_none() => {
            app.tell(Tone::Notice, "no filter is saved yet; <save-filter> saves the one that is on");
        }
        Queue::Recall => app.mode = Mode::Prompt(Box::new(Prompt::new(Purpose::Recall, ""))),
    }
    Vec::new()
}

/// Begins or ends blind review, and takes out of the open round what tells.
fn blind(app: &mut App) {
    let blind = !app.review.look.blind;
    if blind && app.whatif.is_some() {
        let hint = "a what-if is on and shows what the rule decides: <what-if-drop> in the round drops it";
        app.tell(Tone::Notice, hint);
        return;
    }
    app.review.look.set_blind(blind);
    if let Some(round) = &mut app.round {
        round.set_blind(blind);
    }
    app.sift();
    let text = if blind {
        "blind: tiers, scores, limits and other people's verdicts are hidden until you have decided"
    } else {
        "no longer blind"
    };
    app.say(Tone::Notice, text);
}

/// Puts a filter in the place of the one that is on, and says what is doubtful about it.
pub(super) fn set_filter(app: &mut App, filter: Filter) {
    let doubts = app.round.as_ref().map(|round| filter.doubts(&round.film)).unwrap_or_default();
    app.review.look.filter = filter;
    app.sift();
    if let Some(doubt) = app.review.look.blind_spot().or_else(|| doubts.into_iter().next()) {
        app.say(Tone::Notice, doubt);
    }
}

/// Saves the filter that is on under a name.
pub(super) fn save(app: &mut App, name: &str) -> Vec<Effect> {
    let (name, filter) = (name.trim().to_owned(), app.review.look.filter.clone());
    if name.is_empty() {
        app.say(Tone::Notice, "a filter needs a name to be saved");
        return Vec::new();
    }
    let Some(path) = app.options.filters_path() else {
        app.say(Tone::Error, "there is no state folder to save filters in (set XDG_STATE_HOME)");
        return Vec::new();
    };
    // The text of a filter always reads back.
    if let Err(error) = app.review.saved.set(&name, &filter.to_string()) {
        app.say(Tone::Error, error.to_string());
        return Vec::new();
    }
    vec![Effect::SaveFilter { path, name, filter: Some(filter) }]
}

/// Puts the filter that was saved under a name.
pub(super) fn recall(app: &mut App, name: &str) {
    match app.review.saved.get(name.trim()).cloned() {
        Some(filter) => {
            app.say(Tone::Notice, format!("listing {filter}"));
            set_filter(app, filter);
        }
        None => {
            let names: Vec<&str> = app.review.saved.iter().map(|(name, _)| name).collect();
            let text = format!("no filter is saved as `{}`; there are: {}", name.trim(), names.join(", "));
            app.say(Tone::Error, text);
        }
    }
}

/// The saved filters were read; those of the configuration stay where no other has the name.
pub(super) fn read(app: &mut App, result: Result<Saved, String>) {
    match result {
        Ok(saved) => {
            for (name, filter) in saved.iter() {
                // The text of a filter always reads back.
                drop(app.review.saved.set(name, &filter.to_string()));
            }
        }
        Err(reason) => app.say(Tone::Error, format!("the saved filters cannot be read: {reason}")),
    }
}

/// A filter was saved, or was not.
pub(super) fn saved(app: &mut App, name: &str, result: Result<(), String>) {
    match result {
        Ok(()) => app.say(Tone::Notice, format!("saved as {name}; ' brings it back")),
        Err(reason) => app.say(Tone::Error, format!("the filter could not be saved: {reason}")),
    }
}

/// The queue comes on the screen, at the finding that was looked at, else at the first one without a verdict.
pub(super) fn show(app: &mut App) {
    app.gather();
    let here = app.round.as_ref().and_then(|round| Some((round.entry, round.finding()?.id.clone())));
    let is_here = |row: &Row| {
        let found = finding(&app.library, &app.desks, *row).map(|(_, finding, _)| &finding.id);
        here.as_ref().is_some_and(|(entry, id)| row.entry == *entry && found == Some(id))
    };
    let open = || app.review.next_open(&app.library, &app.desks, None);
    let rows = &app.review.rows;
    let at = rows.iter().position(is_here).or_else(|| open().and_then(|open| rows.iter().position(|row| *row == open)));
    let len = rows.len();
    if let Some(at) = at {
        app.review.table.list.select(at, len);
    }
}

/// Goes to a finding of the queue: at once in the round that is open, else as soon as its round is there.
pub(super) fn to(app: &mut App, row: Row) -> Vec<Effect> {
    let Some((film, found, _)) = finding(&app.library, &app.desks, row) else { return Vec::new() };
    // A game goes by its players.
    let (id, title) = (found.id.clone(), film.meta.short.clone().unwrap_or_else(|| film.meta.id.clone()));
    let open = app.round.as_ref().is_some_and(|round| round.entry == row.entry);
    if open {
        app.screen = Screen::Round;
        select(app, &id);
        return Vec::new();
    }
    app.goal = Some(id);
    let effects = shelf::want(app, row.entry);
    if app.message.is_none() {
        app.say(Tone::Notice, format!("on to {title}"));
    }
    effects
}

/// Selects a finding of the open round.
fn select(app: &mut App, id: &FindingId) {
    let Some(round) = &mut app.round else { return };
    match round.film.findings.iter().position(|finding| finding.id == *id) {
        Some(at) => {
            round.select(at);
            app.list();
        }
        // The queue is of what is in force.
        None => {
            app.tell(
                Tone::Notice,
                "under the settings that are tried this one is not there; <what-if-drop> drops them",
            );
        }
    }
}

/// On from the end of the list into the next round, or back from its beginning.
pub(super) fn beyond(app: &mut App, by: isize) -> Vec<Effect> {
    app.gather();
    let Some(entry) = app.round.as_ref().map(|round| round.entry) else { return Vec::new() };
    match app.review.beyond(entry, by) {
        Some(row) => to(app, row),
        None => {
            let unread = app.library.units.len() - app.library.dealt_with();
            let text = match (by > 0, unread) {
                (true, 0) => "that was the last one of the list".to_owned(),
                (true, n) => format!("that was the last one of what has been read; {n} more are being read"),
                (false, _) => "that was the first one of the list".to_owned(),
            };
            app.say(Tone::Notice, text);
            Vec::new()
        }
    }
}

/// Selects the next one of the queue without a verdict, in whichever round it is; in a row of a table, of that row.
pub(super) fn next_open(app: &mut App) -> Vec<Effect> {
    if app.is_in_row() {
        next_open_here(app);
        return Vec::new();
    }
    app.gather();
    let here = app.round.as_ref().and_then(|round| Some((round.entry, round.finding()?.id.clone())));
    let from: Option<(Entry, &FindingId)> = here.as_ref().map(|(entry, id)| (*entry, id));
    match app.review.next_open(&app.library, &app.desks, from) {
        Some(row) => {
            let found = finding(&app.library, &app.desks, row).map(|(_, finding, _)| finding.id.clone());
            if here.is_some_and(|(entry, id)| entry == row.entry && Some(id) == found) {
                app.say(Tone::Notice, "this is the last one without a verdict");
                return Vec::new();
            }
            to(app, row)
        }
        None if app.review.rows.is_empty() => {
            pick::nothing_listed(app);
            Vec::new()
        }
        None => {
            app.say(Tone::Notice, "everything listed has a verdict; % tells how far the rules can be trusted");
            Vec::new()
        }
    }
}

/// Selects the next listed one without a verdict of the row that is open: the queue over all rounds has none of it.
fn next_open_here(app: &mut App) {
    let Some(round) = &mut app.round else { return };
    let desk = app.desks.desk(round.entry.unit);
    let open = |at: &&usize| {
        let finding = round.film.findings.get(**at);
        finding.is_some_and(|finding| desk.is_none_or(|desk| desk.verdict(&finding.id).is_none()))
    };
    let after = round.place().map_or(0, |at| at + 1);
    let (before, behind) = round.listed.split_at(after.min(round.listed.len()));
    let next = behind.iter().chain(before).find(open).copied();
    match next {
        Some(next) if round.selected == Some(next) => app.say(Tone::Notice, "this is the last one without a verdict"),
        Some(next) => {
            app.screen = Screen::Round;
            round.select(next);
            app.list();
        }
        None if round.listed.is_empty() => pick::nothing_listed(app),
        None => app.say(Tone::Notice, "everything listed in this row has a verdict"),
    }
}

/// Opens the chosen row of the queue's screen.
pub(super) fn open(app: &mut App) -> Vec<Effect> {
    app.gather();
    let chosen = app.review.rows.get(app.review.table.list.selected()).copied();
    match chosen {
        Some(row) => {
            app.message = None;
            to(app, row)
        }
        None => {
            pick::nothing_listed(app);
            Vec::new()
        }
    }
}

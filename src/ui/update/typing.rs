//! Lines being typed: commands, searches, notes.

use super::{act as run, browse, clock, judge, rows, show};
use crate::review::queue::Filter;
use crate::ui::action::Type;
use crate::ui::app::command::{Command, parse};
use crate::ui::app::prompt::{Prompt, Purpose};
use crate::ui::app::{App, Mode, Screen};
use crate::ui::effect::Effect;
use crate::ui::key::Key;
use crate::ui::theme::Tone;

/// How many lines are remembered.
const HISTORY: usize = 100;

pub(super) fn act(app: &mut App, action: Type) -> Vec<Effect> {
    if action == Type::Complete {
        complete(app);
        return Vec::new();
    }
    let history = std::mem::take(&mut app.history);
    let effects = match (&mut app.mode, action) {
        (Mode::Prompt(prompt), Type::Older | Type::Newer) => {
            if prompt.purpose == Purpose::Command {
                prompt.recall(&history, action == Type::Older);
            }
            Vec::new()
        }
        (_, Type::Abandon) => {
            app.history = history;
            return run(app, crate::ui::action::Show::Back.into());
        }
        (_, Type::Accept) => {
            app.history = history;
            return accept(app);
        }
        _ => Vec::new(),
    };
    app.history = history;
    effects
}

/// Puts what fits into the line; a search shows its result at once.
fn complete(app: &mut App) {
    if app.typing(Purpose::Keep).or(app.typing(Purpose::KeepOver)).is_some() {
        return super::whatif::other_path(app);
    }
    // The line is taken out of the state while the state is asked what fits.
    match std::mem::replace(&mut app.mode, Mode::Browse) {
        Mode::Prompt(mut prompt) => {
            let purpose = prompt.purpose;
            prompt.complete(|typed| app.fitting(purpose, typed));
            app.mode = Mode::Prompt(prompt);
            changed(app);
        }
        other => app.mode = other,
    }
}

fn accept(app: &mut App) -> Vec<Effect> {
    // A filter that cannot be read stays where it can be mended.
    let wrong = matches!(app.screen, Screen::Round | Screen::Queue)
        && app.typing(Purpose::Search).is_some_and(|prompt| prompt.text().parse::<Filter>().is_err());
    let understood =
        |prompt: &Prompt| app.rows.as_ref().is_some_and(|rows| rows.table.understand(prompt.text()).is_ok());
    let wrong = wrong || app.typing(Purpose::RowFilter).is_some_and(|prompt| !understood(prompt));
    if wrong {
        changed(app);
        return Vec::new();
    }
    let Mode::Prompt(prompt) = std::mem::replace(&mut app.mode, Mode::Browse) else { return Vec::new() };
    let text = prompt.text().to_owned();
    match prompt.purpose {
        Purpose::Note => judge::note(app, &text),
        Purpose::Find => rows::search(app, &text),
        Purpose::RowFilter => rows::filter(app, &text),
        Purpose::ExportRows => rows::export(app, &text, false),
        Purpose::ReplaceRows => rows::export(app, &text, text == prompt.before),
        Purpose::SaveFilter => super::queue::save(app, &text),
        Purpose::Recall => {
            super::queue::recall(app, &text);
            Vec::new()
        }
        Purpose::Search => {
            show::search(app, &text);
            Vec::new()
        }
        Purpose::Command => command(app, &text),
        Purpose::Plan => super::plan::keep(app, &text),
        Purpose::ZoneName => {
            super::zones::rename(app, &text);
            Vec::new()
        }
        Purpose::Value => super::whatif::typed(app, &text),
        Purpose::Keep => super::whatif::keep(app, &text, false),
        Purpose::KeepOver => super::whatif::keep(app, &text, text == prompt.before),
        Purpose::Export => super::sheet::export(app, &text, false),
        // Another path than the one that was asked about is a new question.
        Purpose::Replace => super::sheet::export(app, &text, text == prompt.before),
    }
}

fn command(app: &mut App, text: &str) -> Vec<Effect> {
    let line = text.trim();
    if !line.is_empty() && app.history.last().is_none_or(|last| last != line) {
        app.history.push(line.to_owned());
        let over = app.history.len().saturating_sub(HISTORY);
        app.history.drain(..over);
    }
    if let (Screen::Rows, Ok(row)) = (app.screen, line.parse()) {
        rows::go(app, row);
        return Vec::new();
    }
    match parse(line) {
        Ok(Command::Nothing) => {}
        Ok(Command::Run(action)) => return run(app, action),
        Ok(Command::Sheet(name)) => super::sheet::show(app, &name, None),
        Ok(Command::To(t)) => clock::go(app, t),
        Ok(Command::By(t)) => {
            let now = app.round.as_ref().map(|round| round.playback.clock()).unwrap_or_default();
            clock::go(app, now + t);
        }
        Err(reason) => app.say(Tone::Error, reason),
    }
    Vec::new()
}

/// A key that is no action while a line is typed: text.
pub(super) fn feed(app: &mut App, key: Key) -> Vec<Effect> {
    let Mode::Prompt(prompt) = &mut app.mode else { return Vec::new() };
    if prompt.feed(key) {
        changed(app);
    }
    Vec::new()
}

/// Pasted text goes into a line being typed and nowhere else: as keys it could give verdicts.
pub(super) fn paste(app: &mut App, text: &str) -> Vec<Effect> {
    match &mut app.mode {
        Mode::Prompt(prompt) => {
            prompt.paste(text);
            changed(app);
        }
        _ => app.say(Tone::Notice, "pasted text is taken only where a line is typed (: / m)"),
    }
    Vec::new()
}

/// A search shows its result while it is typed.
fn changed(app: &mut App) {
    if let Some(text) = app.typing(Purpose::Search).map(|prompt| prompt.text().to_owned()) {
        app.message = None;
        show::search(app, &text);
    }
    if let Some(text) = app.typing(Purpose::RowFilter).map(|prompt| prompt.text().to_owned()) {
        rows::typed(app, &text);
    }
}

/// Leaves the line; a search goes back to what it was.
pub(super) fn abandon(app: &mut App, prompt: &Prompt) {
    browse(app);
    if prompt.purpose == Purpose::Search {
        show::search(app, &prompt.before);
        app.message = None;
    }
}

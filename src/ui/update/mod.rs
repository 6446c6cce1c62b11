//! The only place that changes the state: a message in, effects out. One file per group of actions.

mod clock;
mod heed;
mod held;
mod judge;
mod live;
mod mouse;
mod moving;
mod pair;
mod pick;
mod plan;
mod queue;
mod rows;
mod settle;
mod sheet;
mod shelf;
mod show;
mod space;
mod typing;
mod view;
mod whatif;
mod zones;

use super::action::{Action, Context};
use super::app::{App, Mode, Msg};
use super::effect::Effect;
use super::key::Key;
use super::theme::Tone;

pub(super) use judge::reasons;
pub(super) use settle::said;
pub(in crate::ui) use zones::STEPS;

/// Takes a message; what is to be done outside comes back.
pub fn update(app: &mut App, msg: Msg) -> Vec<Effect> {
    if let Msg::Tick(dt) = msg {
        if clock::tick(app, dt) {
            live::watch(app);
            app.drawn += 1;
        }
        return Vec::new();
    }
    app.drawn += 1;
    let mut effects = take(app, msg);
    effects.extend(held::resume(app));
    effects.extend(whatif::catch_up(app));
    effects
}

fn take(app: &mut App, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Key(key) => {
            let effects = press(app, key);
            live::watch(app);
            effects
        }
        Msg::Paste(text) => typing::paste(app, &text),
        Msg::Mouse(event) => {
            let effects = mouse::mouse(app, event);
            live::watch(app);
            effects
        }
        Msg::Resize(width, height) => {
            app.size = (width, height);
            Vec::new()
        }
        Msg::Loaded { unit, wanted, configuration, remarks, result } => {
            shelf::loaded(app, unit, wanted, configuration, remarks, result)
        }
        Msg::Heeded { unit, configuration, remarks, result } => heed::heeded(app, unit, configuration, remarks, result),
        Msg::DeskOpened { desk, result } => shelf::desk_opened(app, desk, result),
        Msg::Read { unit, result } => rows::read(app, unit, result),
        Msg::Did { task, progress, result } => rows::done(app, task, &progress, result),
        Msg::News(news) => live::news(app, news),
        Msg::ZoneSaved { what, result } => zones::saved(app, &what, result),
        Msg::Written { ask, result } => sheet::written(app, ask, result),
        Msg::Filters(result) => {
            queue::read(app, result);
            Vec::new()
        }
        Msg::FilterSaved { name, result } => {
            queue::saved(app, &name, result);
            Vec::new()
        }
        Msg::Saved { desk, result } => judge::saved(app, desk, result),
        Msg::Settings(settings) => whatif::settings(app, settings),
        Msg::Tried { run, job, result } => whatif::tried(app, run, job, result),
        Msg::Kept { keep, result } => whatif::kept(app, keep, result),
        Msg::Tick(_) => Vec::new(),
    }
}

/// A key: an action of the table, or text while a line is typed.
fn press(app: &mut App, key: Key) -> Vec<Effect> {
    let context = app.context();
    match app.keymap.resolve(key, context) {
        Some(action) => act(app, action),
        None if context == Context::Prompt => typing::feed(app, key),
        None => {
            match context {
                Context::Reason => {
                    app.tell(Tone::Dim, "a digit gives the reason, <no-reason> none, <escape> takes the decision back");
                }
                Context::Settle => app.tell(
                    Tone::Dim,
                    "<settle-true>, <settle-false> or <settle-not-evaluable> settles it, <escape> leaves it open",
                ),
                Context::Leave => {
                    app.tell(Tone::Dim, "keep what is tried, drop it, or <escape> to stay in the panel");
                }
                Context::Filter => app.tell(Tone::Dim, "choose a condition, or <escape> to close"),
                _ => {
                    app.say(
                        Tone::Dim,
                        format!("{key} {}", app.keymap.told("does nothing here; <help> lists the keys")),
                    );
                }
            }
            Vec::new()
        }
    }
}

/// Does an action where it is valid; elsewhere nothing happens but a word about it.
pub fn act(app: &mut App, action: Action) -> Vec<Effect> {
    if !action.row().valid.holds(app.context()) {
        app.say(Tone::Notice, format!("{action} does nothing here"));
        return Vec::new();
    }
    app.message = None;
    if zones::holds_back(app, action) || plan::holds_back(app, action) || rows::holds_back(app, action) {
        return Vec::new();
    }
    match action {
        Action::Clock(action) => clock::act(app, action),
        Action::Pick(action) => pick::act(app, action),
        Action::Judge(action) => judge::act(app, action),
        Action::Queue(action) => queue::act(app, action),
        Action::Settle(action) => settle::act(app, action),
        Action::Plan(action) => plan::act(app, action),
        Action::Why(action) => judge::why(app, action),
        Action::Sieve(action) => pick::sieve(app, action),
        Action::View(action) => view::act(app, action),
        Action::Move(action) => moving::act(app, action),
        Action::Rows(action) => rows::act(app, action),
        Action::Space(action) => space::act(app, action),
        Action::Sheet(action) => sheet::act(app, action),
        Action::Zone(action) => zones::act(app, action),
        Action::Try(action) => whatif::act(app, action),
        Action::Show(action) => show::act(app, action),
        Action::Type(action) => typing::act(app, action),
    }
}

/// Leaves whatever mode is on.
fn browse(app: &mut App) {
    app.mode = Mode::Browse;
}

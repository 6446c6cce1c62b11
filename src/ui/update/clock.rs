//! Playback: every key is one command to the film's clock.

use crate::film::Time;
use crate::film::playback::{Command, Direction};
use crate::ui::action::Clock;
use crate::ui::app::App;
use crate::ui::effect::Effect;
use crate::ui::theme::Tone;
use std::time::Duration;

const NEAR: Time = Time(1_000);
const FAR: Time = Time(5_000);

pub(super) fn act(app: &mut App, action: Clock) -> Vec<Effect> {
    let Some(round) = &mut app.round else {
        // Without a round there is only the one being written to go to.
        return if action == Clock::Live { super::live::go(app) } else { Vec::new() };
    };
    let (span, clock) = (round.finding().map(|finding| finding.span), round.playback.clock());
    let command = match action {
        Clock::PlayPause => Command::Toggle,
        Clock::Back => Command::Step(-NEAR),
        Clock::Forward => Command::Step(NEAR),
        Clock::BackFar => Command::Step(-FAR),
        Clock::ForwardFar => Command::Step(FAR),
        Clock::StepBack => to_sample(round.samples.step(clock, Direction::Back)),
        Clock::StepForward => to_sample(round.samples.step(clock, Direction::Forward)),
        Clock::Slower => Command::Slower,
        Clock::Faster => Command::Faster,
        Clock::NormalSpeed => {
            if round.playback.is_reverse() {
                round.playback.apply(Command::Reverse);
            }
            Command::NormalSpeed
        }
        Clock::Reverse => Command::Reverse,
        Clock::NextChange | Clock::PreviousChange => return change(app, action == Clock::NextChange),
        Clock::Tenth(n) => Command::Tenth(n),
        Clock::Loop => {
            repeat(app);
            return Vec::new();
        }
        Clock::Live => return super::live::go(app),
        Clock::Watch => {
            let Some(span) = span else {
                app.say(Tone::Notice, "select a finding first: its slice is what plays");
                return Vec::new();
            };
            if round.playback.is_reverse() {
                round.playback.apply(Command::Reverse);
            }
            round.playback.apply(Command::SeekClamped(span.from));
            Command::Play
        }
    };
    round.playback.apply(command);
    Vec::new()
}

/// The slice of the selected finding in a loop, and of each that is selected next; or not any more.
fn repeat(app: &mut App) {
    let Some(round) = &mut app.round else { return };
    let slice = round.finding().map(|finding| finding.span).filter(|_| !round.looping);
    let text = match slice {
        Some(slice) => format!("repeating {} - {}, then each one that is selected", slice.from, slice.to),
        None if round.looping => "no longer repeating".to_owned(),
        None => "select a finding first: its slice is what repeats".to_owned(),
    };
    round.repeat(slice);
    app.review.looping = slice.is_some();
    app.say(Tone::Notice, text);
}

/// To the next moment at which the live table changes, or the one before, standing still.
fn change(app: &mut App, forwards: bool) -> Vec<Effect> {
    let tables = app.screen == crate::ui::app::Screen::Tables;
    let Some(round) = &mut app.round else { return Vec::new() };
    match round.change(forwards, tables) {
        (Some(to), _) => {
            round.playback.apply(Command::Pause);
            round.playback.apply(Command::SeekExact(to));
        }
        (None, true) => {
            let text = if forwards { "nothing changes any more" } else { "nothing has changed before" };
            app.say(Tone::Notice, text);
        }
        (None, false) => app.say(Tone::Notice, "no table of this round depends on the clock"),
    }
    Vec::new()
}

/// To a snapshot, standing still; before the first and after the last nothing happens.
fn to_sample(at: Option<Time>) -> Command {
    at.map_or(Command::Pause, Command::SeekExact)
}

/// Goes to a moment, or says that the round does not reach there.
pub(super) fn go(app: &mut App, to: Time) {
    let Some(round) = &mut app.round else {
        app.say(Tone::Notice, "open a round first");
        return;
    };
    let span = round.playback.span();
    round.playback.apply(Command::SeekClamped(to));
    if !span.holds(to) {
        app.say(Tone::Notice, format!("{to} is outside of the round ({} - {})", span.from, span.to));
    }
}

/// Lets time pass; whether anything that is seen has changed.
pub(super) fn tick(app: &mut App, dt: Duration) -> bool {
    let waits = app.wanted.is_some() | super::rows::tick(app, dt);
    app.round.as_mut().is_some_and(|round| round.playback.update(dt)) || waits
}

//! Choosing findings and which of them are listed.

use super::queue;
use crate::ui::action::{Pick, Sieve};
use crate::ui::app::{App, Mode, Screen, sieve};
use crate::ui::effect::Effect;
use crate::ui::theme::Tone;

pub(super) fn act(app: &mut App, action: Pick) -> Vec<Effect> {
    if app.screen == Screen::WhatIf && matches!(action, Pick::Next | Pick::Previous) {
        super::whatif::step(app, if action == Pick::Next { 1 } else { -1 });
        return Vec::new();
    }
    match action {
        Pick::Next => return next(app, 1),
        Pick::Previous => return next(app, -1),
        Pick::NextUnreviewed => return queue::next_open(app),
        Pick::Filter => app.mode = Mode::Filter,
        Pick::ClearFilter => reset(app),
    }
    Vec::new()
}

pub(super) fn sieve(app: &mut App, action: Sieve) -> Vec<Effect> {
    let Some(film) = app.round.as_ref().map(|round| round.film.clone()) else { return Vec::new() };
    if app.review.look.blind && matches!(action, Sieve::Confidence | Sieve::Status) {
        app.say(Tone::Notice, "that is not known before the verdict while you review blind");
        return Vec::new();
    }
    let usual = app.review.look.usual();
    let filter = &mut app.review.look.filter;
    match action {
        Sieve::Kind => sieve::next_kind(filter, &film),
        Sieve::Confidence => sieve::next_confidence(filter),
        Sieve::Player => sieve::next_player(filter, &film),
        Sieve::Status => {
            sieve::next_status(filter);
            // What there is nothing of is passed over: the last of them is everything.
            for _ in 0..3 {
                app.sift();
                if app.round.as_ref().is_none_or(|round| !round.listed.is_empty()) {
                    break;
                }
                sieve::next_status(&mut app.review.look.filter);
            }
        }
        Sieve::Verdict => sieve::next_verdict(filter),
        Sieve::Reset => *filter = usual,
        Sieve::Done => app.mode = Mode::Browse,
    }
    app.sift();
    Vec::new()
}

/// Selects the finding `by` places on in the list.
pub(super) fn step(app: &mut App, by: isize) {
    let Some(round) = &mut app.round else { return };
    match round.neighbour(by) {
        Some(next) => round.select(next),
        None if round.listed.is_empty() => nothing_listed(app),
        None if by > 0 => app.say(Tone::Notice, "that was the last one of the list"),
        None => app.say(Tone::Notice, "that was the first one of the list"),
    }
}

/// Says that nothing passes the filter, and what to press.
pub(super) fn nothing_listed(app: &mut App) {
    let usual = app.review.look.filter == app.review.look.usual();
    let text = match app.screen {
        Screen::Round => "nothing is listed; <filter> changes the filter, <clear-filter> resets it",
        _ if usual => "there is nothing to judge in what has been read",
        Screen::Queue => "nothing is listed; <search> changes the filter, <clear-filter> resets it",
        _ => "nothing is listed; <queue> shows the filter that is on",
    };
    app.tell(Tone::Notice, text);
}

/// The finding `by` places on in the list; beyond its end, in the next round.
fn next(app: &mut App, by: isize) -> Vec<Effect> {
    app.gather();
    let Some(round) = &mut app.round else { return Vec::new() };
    match round.neighbour(by) {
        Some(next) => {
            round.select(next);
            Vec::new()
        }
        None if app.review.rows.is_empty() && round.listed.is_empty() => {
            nothing_listed(app);
            Vec::new()
        }
        None => queue::beyond(app, by),
    }
}

/// Back to the candidates.
pub(super) fn reset(app: &mut App) {
    app.review.look.filter = app.review.look.usual();
    app.sift();
    app.say(Tone::Notice, "listing the candidates");
}

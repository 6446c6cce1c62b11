//! Choosing findings and which of them are listed.

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
        Pick::Next => step(app, 1),
        Pick::Previous => step(app, -1),
        Pick::NextUnreviewed => next_unreviewed(app),
        Pick::Filter => app.mode = Mode::Filter,
        Pick::ClearFilter => reset(app),
    }
    Vec::new()
}

pub(super) fn sieve(app: &mut App, action: Sieve) -> Vec<Effect> {
    let Some(round) = &mut app.round else { return Vec::new() };
    let (film, filter) = (round.film.clone(), &mut round.filter);
    match action {
        Sieve::Kind => sieve::next_kind(filter, &film),
        Sieve::Confidence => sieve::next_confidence(filter),
        Sieve::Player => sieve::next_player(filter, &film),
        Sieve::Status => sieve::next_status(filter),
        Sieve::Verdict => sieve::next_verdict(filter),
        Sieve::Reset => *filter = sieve::candidates(),
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
        None if round.listed.is_empty() => {
            app.say(Tone::Notice, "nothing is listed; F changes the filter, X resets it");
        }
        None if by > 0 => app.say(Tone::Notice, "that was the last one of the list"),
        None => app.say(Tone::Notice, "that was the first one of the list"),
    }
}

/// Selects the next finding of the list without a verdict, after the selected one or else from the start.
pub(super) fn next_unreviewed(app: &mut App) {
    let Some(round) = &mut app.round else { return };
    let from = round.place().map_or_else(|at| at, |at| at + 1);
    let findings = round.listed.iter().filter_map(|at| round.film.findings.get(*at));
    let next = match app.desks.desk(round.entry.unit) {
        Some(desk) => desk.next_unreviewed(findings, from),
        None => findings.enumerate().find(|(at, finding)| *at >= from && finding.is_judgeable()).map(|(at, _)| at),
    };
    match next.and_then(|at| round.listed.get(at).copied()) {
        Some(next) if round.selected != Some(next) => round.select(next),
        Some(_) => app.say(Tone::Notice, "this is the last one without a verdict"),
        None => app.say(Tone::Notice, "everything listed has a verdict"),
    }
}

/// Back to the candidates.
pub(super) fn reset(app: &mut App) {
    if let Some(round) = &mut app.round {
        round.filter = sieve::candidates();
    }
    app.sift();
    app.say(Tone::Notice, "listing the candidates");
}

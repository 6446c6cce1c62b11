//! Settling what reviewers judge differently: their own verdicts stay, and one counts in the end.

use super::browse;
use super::judge::{subject, with};
use crate::review::{Consensus, Ruling};
use crate::ui::action::Settle;
use crate::ui::app::{App, Mode, Why};
use crate::ui::effect::Effect;
use crate::ui::theme::Tone;

/// Asks what it is to be settled as, if there is anything to settle.
pub(super) fn ask(app: &mut App) -> Vec<Effect> {
    let Some((unit, subject)) = subject(app) else { return Vec::new() };
    let desk = app.desks.desk(unit);
    if !app.review.look.is_open(&subject.id, desk) {
        app.say(Tone::Notice, "decide for yourself first: you review blind");
        return Vec::new();
    }
    let ledger = desk.map(crate::review::Desk::ledger);
    let settled = ledger.is_some_and(|ledger| ledger.adjudication(&subject.id).is_some());
    let disputed = ledger.is_some_and(|ledger| ledger.consensus(&subject.id) == Consensus::Disputed);
    if disputed || settled {
        app.mode = Mode::Settle;
    } else {
        app.say(Tone::Notice, "nobody judges it differently: there is nothing to settle");
    }
    Vec::new()
}

pub(super) fn act(app: &mut App, action: Settle) -> Vec<Effect> {
    browse(app);
    match action {
        Settle::True => settle(app, Ruling::True, None),
        Settle::False => {
            app.mode = Mode::Reason(Why::Settle);
            Vec::new()
        }
        Settle::NotEvaluable => settle(app, Ruling::NotEvaluable, None),
    }
}

/// Settles the selected finding; what the reviewers had said is written down with it.
pub(super) fn settle(app: &mut App, ruling: Ruling, reason: Option<&str>) -> Vec<Effect> {
    let Some((unit, subject)) = subject(app) else { return Vec::new() };
    let Some((entry, effects)) = with(app, unit, |desk| desk.adjudicate(&subject, ruling, reason)) else {
        return Vec::new();
    };
    app.list();
    match entry {
        Some(entry) => app.say(Tone::Notice, format!("{}: {}", entry.words(), subject.title)),
        None => app.say(Tone::Notice, "nobody judges it differently: there is nothing to settle"),
    }
    effects
}

/// Who says what about the selected finding, for the box.
pub(in crate::ui) fn said(app: &App) -> Vec<String> {
    let Some(round) = &app.round else { return Vec::new() };
    let desk = app.desks.desk(round.entry.unit).zip(round.finding());
    let opinions = desk.map(|(desk, finding)| desk.ledger().opinions(&finding.id));
    let one = |(reviewer, opinion): (&str, &crate::review::Opinion)| {
        let verdict = opinion.verdict.as_ref()?;
        let reason = verdict.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
        Some(format!("{reviewer}: {}{reason}", verdict.ruling))
    };
    opinions.into_iter().flatten().filter_map(one).collect()
}

//! Verdicts and notes. They show at once; the journal is written behind the screen.

use super::{browse, heed, queue, settle, shelf};
use crate::film::playback::Command;
use crate::review::{Batch, Desk, Planned, Ruling, Subject, Undone};
use crate::ui::action::{Judge, Why};
use crate::ui::app::prompt::{Prompt, Purpose};
use crate::ui::app::{App, Mode, Why as For};
use crate::ui::effect::Effect;
use crate::ui::theme::Tone;

pub(super) fn act(app: &mut App, action: Judge) -> Vec<Effect> {
    match action {
        Judge::True => decide(app, Ruling::True, None),
        Judge::False => ask_reason(app),
        Judge::NotEvaluable => decide(app, Ruling::NotEvaluable, None),
        Judge::Clear => clear(app),
        Judge::Note => begin_note(app),
        Judge::Undo => turn(app, Desk::undo, "nothing to undo"),
        Judge::Redo => turn(app, Desk::redo, "nothing to redo"),
        Judge::Settle => settle::ask(app),
        Judge::AutoAdvance => {
            app.auto_advance = !app.auto_advance;
            let text = if app.auto_advance { "after a verdict, the next unreviewed" } else { "after a verdict, stay" };
            app.say(Tone::Notice, text);
            Vec::new()
        }
    }
}

pub(super) fn why(app: &mut App, action: Why) -> Vec<Effect> {
    let reasons = reasons(app);
    match action {
        Why::NoReason => because(app, None),
        Why::Reason(number) => match reasons.pick(number) {
            Some(reason) => because(app, Some(reason)),
            None => {
                let none = app.keymap.way(Why::NoReason);
                app.say(Tone::Notice, format!("there is no reason {number}; {none} decides without one"));
                Vec::new()
            }
        },
    }
}

/// False positive for this reason: of the reviewer's own, or of everybody.
fn because(app: &mut App, reason: Option<&str>) -> Vec<Effect> {
    let settles = matches!(app.mode, Mode::Reason(For::Settle));
    browse(app);
    if settles { settle::settle(app, Ruling::False, reason) } else { decide(app, Ruling::False, reason) }
}

/// The reasons offered for the selected finding.
pub(in crate::ui) fn reasons(app: &App) -> crate::review::reasons::Reasons {
    let Some(round) = &app.round else { return crate::review::reasons::Reasons::default() };
    let kind = round.finding().and_then(|finding| round.film.finding_kinds.get(finding.kind));
    let own = kind.and_then(|kind| app.options.reasons.get(kind.key));
    round.reasons(own.map(Vec::as_slice))
}

/// The selected finding if it can be judged, else a word about why not.
pub(super) fn subject(app: &mut App) -> Option<(usize, Subject)> {
    // On the way into another round the old one is still seen: a second key must not judge what has been judged.
    if app.wanted.is_some() && app.goal.is_some() {
        app.say(Tone::Notice, "the next one is being read: judge it when it stands here");
        return None;
    }
    let round = app.round.as_ref()?;
    match round.finding() {
        Some(finding) if finding.may_be_judged() => round.subject().map(|subject| (round.entry.unit, subject)),
        Some(_) => {
            app.say(Tone::Notice, "this is an event, not a candidate: there is nothing to judge");
            None
        }
        None => {
            app.tell(Tone::Notice, "select a finding first (<next-finding>)");
            None
        }
    }
}

fn ask_reason(app: &mut App) -> Vec<Effect> {
    if subject(app).is_some() {
        app.mode = Mode::Reason(For::Verdict);
    }
    Vec::new()
}

fn decide(app: &mut App, ruling: Ruling, reason: Option<&str>) -> Vec<Effect> {
    let Some((unit, subject)) = subject(app) else { return Vec::new() };
    let effects = with(app, unit, |desk| desk.decide(&subject, ruling, reason)).map(|(_, effects)| effects);
    let Some(mut effects) = effects else { return Vec::new() };
    app.list();
    if app.auto_advance {
        effects.extend(queue::next_open(app));
    }
    let because = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
    let more = app.message.take().map(|message| format!("; {}", message.text)).unwrap_or_default();
    app.say(Tone::Notice, format!("{ruling}{because}: {}{more}", subject.title));
    effects
}

fn clear(app: &mut App) -> Vec<Effect> {
    let Some((unit, subject)) = subject(app) else { return Vec::new() };
    let Some((cleared, effects)) = with(app, unit, |desk| desk.clear(&subject)) else { return Vec::new() };
    app.list();
    match cleared {
        Some(_) => app.say(Tone::Notice, format!("unreviewed again: {}", subject.title)),
        None => app.say(Tone::Notice, "it has no verdict"),
    }
    effects
}

fn begin_note(app: &mut App) -> Vec<Effect> {
    if let Some((unit, subject)) = subject(app) {
        let text = app.desks.desk(unit).and_then(|desk| desk.note_on(&subject.id)).unwrap_or_default().to_owned();
        app.mode = Mode::Prompt(Box::new(Prompt::new(Purpose::Note, &text)));
    }
    Vec::new()
}

/// Keeps the note that was typed.
pub(super) fn note(app: &mut App, text: &str) -> Vec<Effect> {
    let Some((unit, subject)) = subject(app) else { return Vec::new() };
    let Some((noted, effects)) = with(app, unit, |desk| desk.note(&subject, text)) else { return Vec::new() };
    app.list();
    if noted.is_some() {
        let what = if text.trim().is_empty() { "note removed from" } else { "noted on" };
        app.say(Tone::Notice, format!("{what} {}", subject.title));
    }
    effects
}

/// Undoes or redoes and goes back to the finding it concerns.
fn turn(app: &mut App, how: impl FnOnce(&mut Desk) -> Option<Undone>, nothing: &'static str) -> Vec<Effect> {
    let Some(unit) = app.round.as_ref().map(|round| round.entry.unit) else { return Vec::new() };
    let Some((undone, mut effects)) = with(app, unit, how) else { return Vec::new() };
    app.list();
    let Some(undone) = undone else {
        app.say(Tone::Notice, nothing);
        return effects;
    };
    let Undone { subject, mut sentence, .. } = undone;
    if let (true, Some(round)) = (subject.kind == Planned::KIND, &mut app.round)
        && round.film.meta.id == subject.film
    {
        round.playback.apply(Command::SeekClamped(subject.at));
        app.say(Tone::Notice, sentence);
        return effects;
    }
    let here = app.round.as_ref().and_then(|round| round.film.findings.iter().position(|f| f.id == subject.id));
    let elsewhere = app.library.find(&subject.film, |other| app.desks.share(unit, other));
    let row = super::rows::row_of(app, unit, &subject.film);
    match (here, elsewhere, &mut app.round) {
        (Some(at), _, Some(round)) => round.select(at),
        // A journal serves all rounds of its folder: what was undone must not change out of sight.
        (_, Some(entry), _) => {
            app.goal = Some(subject.id);
            effects.extend(shelf::want(app, entry));
        }
        _ if row.is_some() => {
            effects.extend(row.map(|row| super::rows::open_at(app, row, Some(subject.id))).into_iter().flatten());
        }
        _ => sentence.push_str(" (its round is not among those that are open)"),
    }
    app.say(Tone::Notice, sentence);
    effects
}

/// Does something on the unit's desk; without one the reader is told why.
pub(super) fn with<T>(app: &mut App, unit: usize, act: impl FnOnce(&mut Desk) -> T) -> Option<(T, Vec<Effect>)> {
    match app.desks.with(unit, act) {
        Ok((done, effect)) => Some((done, effect.into_iter().chain(heed::ask(app)).collect())),
        Err(reason) => {
            app.say(Tone::Error, reason);
            None
        }
    }
}

/// The journal's answer.
pub(super) fn saved(app: &mut App, desk: usize, result: Result<Batch, String>) -> Vec<Effect> {
    match app.desks.saved(desk, result) {
        Ok(effect) => {
            // What others wrote meanwhile came with it.
            app.list();
            effect.into_iter().chain(heed::ask(app)).collect()
        }
        Err(reason) => {
            app.say(Tone::Error, format!("NOT SAVED, the next verdict tries again: {reason}"));
            Vec::new()
        }
    }
}

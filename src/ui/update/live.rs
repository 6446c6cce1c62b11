//! A round that is being written: the screen goes along with it until somebody looks back.

use crate::film::playback::Command;
use crate::film::{Finding, FindingId, Grown, News};
use crate::ui::app::held::Held;
use crate::ui::app::library::Entry;
use crate::ui::app::live::Live;
use crate::ui::app::round::Round;
use crate::ui::app::{App, Screen};
use crate::ui::effect::Effect;
use crate::ui::theme::Tone;

/// Something changed in the files.
pub(super) fn news(app: &mut App, news: News) -> Vec<Effect> {
    match news {
        News::Found(unit) => {
            let effect = app.desks.add(&app.library.units, &unit);
            app.library.add(unit);
            effect.into_iter().collect()
        }
        News::Grown(grown) => {
            let first = app.live.is_none();
            take(app, grown);
            // What else there is waits until the round that is being written is on the screen.
            let next = if first { app.load_next() } else { None };
            super::heed::ask(app).into_iter().chain(next).collect()
        }
        News::Lost(reason) => {
            app.say(Tone::Error, format!("nothing is followed any more: {reason}"));
            Vec::new()
        }
        News::Quiet { unit, seconds } => {
            if let Some(live) = app.live.as_mut().filter(|live| live.entry.unit == unit) {
                live.quiet = seconds;
            }
            Vec::new()
        }
    }
}

/// Takes a later state of the files.
fn take(app: &mut App, grown: Grown) {
    let Grown { unit, opened, edge, ended, anew, remarks } = grown;
    let opened = match opened {
        Ok(opened) => opened,
        Err(reason) => return app.say(Tone::Error, reason),
    };
    for file in anew {
        app.say(Tone::Notice, format!("{file} was begun anew and is read from its beginning"));
    }
    let last = opened.films.last().cloned();
    let entry = Entry { unit, film: opened.films.len().checked_sub(1) };
    app.library.grown(unit, opened, remarks.clone());
    app.review.changed = true;
    let Some(film) = last else { return };
    let id = film.meta.id.clone();
    let known = app.live.as_ref().filter(|live| live.entry == entry && live.id == id);
    if known.is_none() {
        begin(app, Live { entry, id, edge, ended, along: true, quiet: 0 });
    } else if let Some(live) = &mut app.live {
        (live.edge, live.ended, live.quiet) = (edge, ended, 0);
    }
    let stays = super::held::stays(app);
    let Some(live) = &app.live else { return };
    match &mut app.round {
        // The screen holds still under what is tried; when that is dropped, this film is there.
        Some(round) if live.is(round) && app.whatif.as_mut().is_some_and(|whatif| whatif.renew(entry, &film)) => {
            round.remarks = remarks;
        }
        Some(round) if live.is(round) => {
            let before: Vec<FindingId> = round.film.findings.iter().map(|finding| finding.id.clone()).collect();
            round.refilm(film);
            round.remarks = remarks;
            if live.along {
                round.playback.apply(Command::End);
            }
            let (look, desk) = (&app.review.look, app.desks.desk(entry.unit));
            // Blind, an excused one that is to be judged is told like any other.
            let new = |finding: &&Finding| {
                let asked = if look.blind { look.share.asks(finding) } else { finding.is_candidate() };
                asked && !before.contains(&finding.id)
            };
            let new = round.film.findings.iter().rfind(new);
            let said = new
                .map(|finding| format!("candidate at {}: {}", finding.at, look.seen(&round.film, finding, desk).title));
            app.list();
            if let Some(text) = said {
                app.say(Tone::Notice, text);
            }
        }
        // The only thing there is to look at shows by itself; so does the next round to whoever goes along.
        _ if live.along && stays => super::held::hold(app, Held::Live),
        _ if live.along => show(app),
        _ => {}
    }
}

/// Another round is being written. Whoever looks at the edge goes on to it; nobody is taken away from anything else.
fn begin(app: &mut App, live: Live) {
    let along = match (&app.live, &app.round) {
        (Some(before), Some(round)) => before.along && before.is(round) && app.screen != Screen::Library,
        (None, None) => true,
        _ => false,
    };
    if !along {
        let how = app.keymap.told("<live> goes there");
        app.say(Tone::Notice, format!("a new round is being written: {} ({how})", live.id));
    } else if app.live.is_some() {
        app.say(Tone::Notice, format!("the next round: {}", live.id));
    }
    app.live = Some(Live { along, ..live });
}

/// Puts the round that is being written on the screen, at its edge.
fn show(app: &mut App) {
    let Some(entry) = app.live.as_ref().map(|live| live.entry) else { return };
    let kept = app.library.films(entry.unit);
    let film = entry.film.and_then(|at| kept.as_ref()?.films.get(at).cloned());
    let Some((film, remarks)) = film.zip(kept.map(|kept| kept.remarks.clone())) else { return };
    let walked = app.library.walked(&film);
    let mut round = Round::new(entry, film, remarks);
    round.set_blind(app.review.look.blind);
    round.map.set_walked(walked);
    round.playback.apply(Command::End);
    (app.round, app.screen, app.wanted, app.held) = (Some(Box::new(round)), Screen::Round, None, None);
    app.list();
}

/// To the edge of the round that is being written.
pub(super) fn go(app: &mut App) -> Vec<Effect> {
    let elsewhere = app.live.as_ref().is_some_and(|live| !app.round.as_ref().is_some_and(|round| live.is(round)));
    if elsewhere && super::zones::keeps(app) {
        return Vec::new();
    }
    if elsewhere && super::held::stays(app) {
        super::held::hold(app, Held::Live);
        return Vec::new();
    }
    match &mut app.live {
        None => app.say(Tone::Notice, "no round is being written; filmroom --follow DIR looks at one that is"),
        Some(live) => {
            live.along = true;
            match app.round.as_mut().filter(|round| live.is(round)) {
                Some(round) => {
                    round.playback.apply(Command::Pause);
                    round.playback.apply(Command::End);
                    // Its rings and names would stand over a moment that it is not about.
                    round.selected = None;
                    app.screen = Screen::Round;
                }
                None => show(app),
            }
        }
    }
    Vec::new()
}

/// After whatever the user did, or the clock: who stands at the edge goes along, who looks back does not.
pub(super) fn watch(app: &mut App) {
    let Some(live) = &mut app.live else { return };
    match &app.round {
        Some(round) if live.is(round) => {
            live.along = !round.playback.is_playing() && round.playback.clock() >= round.playback.span().to;
        }
        _ => live.along = false,
    }
}

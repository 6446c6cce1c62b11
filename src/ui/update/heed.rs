//! The film on the screen heeds what people say: when that changes something in it, it is analysed anew behind the screen.
//!
//! ```text
//!   verdict, undo, planned mark, others' lines ──ask──▶ worker ──heeded──▶ the same round, nothing moved
//!                                                └── one at a time; the answer asks again ──┘
//! ```

use crate::film::{Opened, Progress, Remarks};
use crate::ui::app::App;
use crate::ui::effect::Effect;
use crate::ui::theme::Tone;
use std::sync::Arc;

/// Asks for the film on the screen to be made anew, if what was said since would change it.
pub(super) fn ask(app: &mut App) -> Option<Effect> {
    // What is tried stays on the screen; when it is dropped, this is asked again.
    if app.whatif.as_ref().is_some_and(|whatif| !whatif.changes.is_empty()) {
        return None;
    }
    let round = app.round.as_ref().filter(|round| !app.heeding && round.film.meta.heeds_remarks)?;
    let unit = round.entry.unit;
    // Before its journal has been read nothing is known.
    app.desks.desk(unit)?;
    let remarks = app.desks.remarks(unit);
    round.remarks.change(&remarks, &round.film).then(|| {
        app.heeding = true;
        let configuration = app.library.configuration();
        Effect::Heed { unit, configuration, remarks, progress: Arc::<Progress>::default() }
    })
}

/// A unit was analysed anew, or could not be.
pub(super) fn heeded(
    app: &mut App,
    unit: usize,
    configuration: u64,
    remarks: Arc<Remarks>,
    result: Result<Opened, String>,
) -> Vec<Effect> {
    // Begun before the configuration changed: another answer is on its way.
    if configuration != app.library.configuration() {
        return Vec::new();
    }
    app.heeding = false;
    let before = app.round.as_ref().filter(|round| round.entry.unit == unit).map(|round| round.film.clone());
    if let Some(round) = app.round.as_mut().filter(|round| round.entry.unit == unit) {
        let films = result.as_ref().map(|opened| opened.films.as_slice()).unwrap_or_default();
        // What is being written comes by itself, and newer than this.
        let written = app.live.as_ref().is_some_and(|live| live.entry.unit == unit);
        if let Some(film) = round.entry.film.and_then(|film| films.get(film)).filter(|_| !written) {
            // What is tried stood beside an older one: it is judged again below.
            if let Some(whatif) = &mut app.whatif {
                whatif.renew(round.entry, film);
            }
            round.refilm(film.clone());
        }
        // It is not asked for again until somebody says something else.
        round.remarks = remarks.clone();
    }
    match result {
        Ok(opened) => {
            app.library.heeded(unit, &opened.films, &remarks);
            if let Some(pair) = &mut app.pair {
                pair.heed(unit, &opened.films);
            }
            app.list();
            if let Some(before) = before {
                super::zones::renewed(app, &before);
            }
        }
        Err(reason) => {
            if before.is_some() {
                super::zones::let_go(app);
            }
            app.say(Tone::Error, format!("this is not what holds now, analysing anew failed: {reason}"));
        }
    }
    ask(app).into_iter().chain(super::whatif::run(app)).collect()
}

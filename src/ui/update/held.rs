//! Rounds that arrive while the one on the screen must stay there: a note, a reason, a settling or a plan that was begun
//! on one round must not land on another.

use super::{live, rows, shelf, zones};
use crate::ui::app::held::Held;
use crate::ui::app::{App, Mode};
use crate::ui::effect::Effect;
use crate::ui::theme::Tone;

/// Whether the round on the screen must stay: a key or a line is awaited over it, or a zone of it is not saved.
pub(super) fn stays(app: &App) -> bool {
    !matches!(app.mode, Mode::Browse) || zones::is_unsaved(app)
}

/// Keeps what is there until the round on the screen may go.
pub(super) fn hold(app: &mut App, held: Held) {
    app.held = Some(held);
    if matches!(app.mode, Mode::Browse) {
        app.say(Tone::Notice, "another one is there: it shows when the zone in hand is saved or dropped");
    }
}

/// After every message: shows what waits, if the round on the screen may go now.
pub(super) fn resume(app: &mut App) -> Vec<Effect> {
    if stays(app) {
        return Vec::new();
    }
    match app.held.take() {
        // Unless somebody wants something else by now.
        Some(Held::Wanted(entry)) if app.wanted.is_none_or(|wanted| wanted == entry) => {
            app.wanted = None;
            shelf::want(app, entry)
        }
        Some(Held::Rows(task, film)) => {
            rows::shown(app, &task, film);
            Vec::new()
        }
        Some(Held::Live) => live::go(app),
        Some(Held::Wanted(_)) | None => Vec::new(),
    }
}

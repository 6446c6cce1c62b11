//! Marking a player as on a plan, and the list of those marks.

use super::{judge, view};
use crate::film::playback::Command;
use crate::film::{Actor, ActorId, ActorKind, Span};
use crate::review::Planned;
use crate::ui::action::{Action, Plan, Show};
use crate::ui::app::plans::{self, PlanDraft};
use crate::ui::app::prompt::{Prompt, Purpose};
use crate::ui::app::round::Round;
use crate::ui::app::{App, Mode, Screen};
use crate::ui::effect::Effect;
use crate::ui::theme::Tone;

pub(super) fn act(app: &mut App, action: Plan) -> Vec<Effect> {
    match action {
        Plan::Mark => {
            mark(app);
            Vec::new()
        }
        Plan::TakeBack => take_back(app),
    }
}

/// Whether somebody can be on a plan: who commands a whole side is everywhere.
fn is_person(actor: &Actor) -> bool {
    actor.kind == ActorKind::Person
}

/// Whom a mark is about: the player that is followed, else the one the selected finding is about.
fn player(round: &Round) -> Option<ActorId> {
    let person = |actor: &ActorId| round.film.cast.get(actor.index()).is_some_and(is_person);
    let about = round.finding().and_then(|finding| finding.parts.first()).map(|part| part.actor);
    round.map.followed().or(about).filter(person)
}

fn name(round: &Round, actor: ActorId) -> String {
    round.film.cast.get(actor.index()).map_or_else(|| "?".into(), |actor| actor.name.clone())
}

/// The beginning of a mark at the clock, or its end; then its note is asked for.
fn mark(app: &mut App) {
    let Some(round) = &mut app.round else { return };
    if !round.film.cast.iter().any(is_person) {
        app.say(Tone::Notice, "a plan is marked on a player with a place on the map: this game has none");
        return;
    }
    let clock = round.playback.clock();
    let Some(draft) = round.plan else {
        let Some(actor) = player(round) else {
            app.tell(Tone::Notice, "follow a player (<follow-next>) or select a finding first");
            return;
        };
        round.plan = Some(PlanDraft { actor, from: clock, span: None, told: false });
        let name = name(round, actor);
        let how = app.keymap.told("<plan> again where it ends, <escape> drops it");
        app.say(Tone::Notice, format!("{name} on a plan from {clock}: {how}"));
        return;
    };
    let slice = round.playback.loop_span().or_else(|| round.finding().map(|finding| finding.span));
    let span = match clock == draft.from {
        // Twice at one moment means what is looked at: the slice.
        true => slice.filter(|slice| slice.holds(clock)),
        false => Some(Span::new(clock.min(draft.from), clock.max(draft.from))),
    };
    match span {
        Some(span) => {
            round.plan = Some(PlanDraft { span: Some(span), ..draft });
            app.mode = Mode::Prompt(Box::new(Prompt::new(Purpose::Plan, "")));
        }
        None => app.tell(Tone::Notice, "go to where the plan ends, then <plan>; <escape> drops it"),
    }
}

/// Keeps the mark with the note that was typed.
pub(super) fn keep(app: &mut App, note: &str) -> Vec<Effect> {
    let Some(round) = &mut app.round else { return Vec::new() };
    let Some((actor, span)) = round.plan.take().and_then(|draft| Some((draft.actor, draft.span?))) else {
        return Vec::new();
    };
    let (unit, who) = (round.entry.unit, name(round, actor));
    let Some((planned, subject)) = Planned::of(&round.film, actor, span) else { return Vec::new() };
    let Some((_, effects)) = judge::with(app, unit, |desk| desk.plan(planned, &subject, note)) else {
        return Vec::new();
    };
    app.say(Tone::Notice, format!("{who} on a plan from {} to {}", span.from, span.to));
    effects
}

/// A mark that was begun and not ended is not dropped unasked: whoever leaves the program is told once.
pub(super) fn holds_back(app: &mut App, action: Action) -> bool {
    let key = app.keymap.hint(Plan::Mark.into()).unwrap_or_else(|| ":plan".into());
    let leaves = action == Action::Show(Show::Quit);
    let Some(draft) = app.round.as_mut().and_then(|round| round.plan.as_mut()).filter(|draft| leaves && !draft.told)
    else {
        return false;
    };
    draft.told = true;
    let from = draft.from;
    app.say(
        Tone::Notice,
        format!("the plan from {from} is not ended: {key} ends it, Esc drops it; again to leave without it"),
    );
    true
}

/// Drops a mark in the making; whether there was one.
pub(super) fn drop_draft(app: &mut App) -> bool {
    let dropped = app.round.as_mut().and_then(|round| round.plan.take());
    if dropped.is_some() {
        app.say(Tone::Notice, "no plan was marked");
    }
    dropped.is_some()
}

/// Lines of the list.
pub(super) fn len(app: &App) -> usize {
    plans::here(app).len()
}

/// The chosen mark, in the order of the list.
fn chosen(app: &App) -> Option<plans::Plan> {
    let round = app.round.as_ref()?;
    let mut all = plans::here(app);
    let at = round.plans.list.selected();
    (at < all.len()).then(|| all.swap_remove(at))
}

/// To the beginning of the chosen mark, its player followed.
pub(super) fn open(app: &mut App) -> Vec<Effect> {
    let Some(plan) = chosen(app) else { return Vec::new() };
    let Some(round) = &mut app.round else { return Vec::new() };
    round.playback.apply(Command::Pause);
    round.playback.apply(Command::SeekClamped(plan.span.from));
    app.screen = Screen::Round;
    plan.actor.map(|actor| view::follow(app, Some(actor))).unwrap_or_default()
}

fn take_back(app: &mut App) -> Vec<Effect> {
    let Some(plan) = chosen(app) else {
        app.say(Tone::Notice, "there is no mark to take back");
        return Vec::new();
    };
    let Some(unit) = app.round.as_ref().map(|round| round.entry.unit) else { return Vec::new() };
    let own = app.desks.desk(unit).is_some_and(|desk| desk.reviewer() == plan.reviewer);
    if !own {
        app.say(Tone::Notice, format!("{} said so: only {0} can take it back", plan.reviewer));
        return Vec::new();
    }
    let Some((_, effects)) = judge::with(app, unit, |desk| desk.clear(&plan.subject)) else { return Vec::new() };
    let rows = len(app);
    if let Some(round) = &mut app.round {
        let at = round.plans.list.selected();
        round.plans.list.select(at, rows);
    }
    app.say(Tone::Notice, format!("taken back: {} (z undoes that)", plan.subject));
    effects
}

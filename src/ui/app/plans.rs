//! Planned marks of the round: one in the making, and the table of those that stand.

use super::App;
use super::round::Round;
use crate::film::{ActorId, Cell, Column, ColumnKind, Film, Sheet, Span, Status, Time};
use crate::review::blind::HIDDEN;
use crate::review::{Ledger, Planned, Subject};

/// A mark in the making: its player and beginning are chosen, its end when it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanDraft {
    /// Who.
    pub actor: ActorId,
    /// Where the clock stood first.
    pub from: Time,
    /// Its span, while the note is typed.
    pub span: Option<Span>,
    /// Whoever wanted to leave has been told that it is not ended.
    pub told: bool,
}

/// A mark that stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Who said it.
    pub reviewer: String,
    /// What its entries in the journal are about.
    pub subject: Subject,
    /// Who was on the plan; `None` when nobody of that name is in this round.
    pub actor: Option<ActorId>,
    /// When, both ends included.
    pub span: Span,
    /// Which plan; may be empty.
    pub note: String,
}

/// The marks on a film, by beginning.
#[must_use]
pub fn of(ledger: &Ledger, film: &Film) -> Vec<Plan> {
    let actor = |key: &str| {
        let at = film.cast.iter().position(|actor| Planned::key(actor).eq_ignore_ascii_case(key));
        at.and_then(|at| u16::try_from(at).ok()).map(ActorId)
    };
    let own = ledger.planned().filter(|(_, subject, ..)| subject.film == film.meta.id);
    let mut all: Vec<Plan> = own
        .map(|(reviewer, subject, planned, note)| Plan {
            reviewer: reviewer.to_owned(),
            subject: subject.clone(),
            actor: actor(&planned.actor),
            span: Span::new(planned.from, planned.to),
            note: note.unwrap_or_default().to_owned(),
        })
        .collect();
    all.sort_by(|a, b| (a.span.from, a.span.to, &a.reviewer).cmp(&(b.span.from, b.span.to, &b.reviewer)));
    all
}

/// The marks on the round of the screen.
#[must_use]
pub fn here(app: &App) -> Vec<Plan> {
    let found = app.round.as_ref().and_then(|round| Some((app.desks.desk(round.entry.unit)?, round)));
    found.map_or_else(Vec::new, |(desk, round)| of(desk.ledger(), &round.film))
}

/// Candidates about a player during a span: (excused, still standing).
fn about(film: &Film, actor: Option<ActorId>, span: Span) -> (usize, usize) {
    let own = film.findings.iter().filter(|finding| {
        finding.is_judgeable()
            && span.holds(finding.at)
            && finding.parts.first().is_some_and(|part| Some(part.actor) == actor)
    });
    own.fold((0, 0), |(excused, live), finding| match finding.status {
        Status::Suppressed(_) => (excused + 1, live),
        _ => (excused, live + 1),
    })
}

/// The marks as a table.
#[must_use]
pub fn sheet(round: &Round, plans: &[Plan]) -> Sheet {
    let column = |key, label, kind, help: &str| Column { key, label, kind, help: help.to_owned() };
    let columns = vec![
        column("player", "player", ColumnKind::Actor, "who was on the plan"),
        column("from", "from", ColumnKind::Clock, "both ends belong to it"),
        column("to", "to", ColumnKind::Clock, "both ends belong to it"),
        column("lasts_s", "lasts", ColumnKind::Seconds, "from beginning to end"),
        column("plan", "plan", ColumnKind::Text, "the note"),
        column(
            "excused",
            "excused",
            ColumnKind::Number(0),
            "candidates about the player meanwhile that are suppressed",
        ),
        column("live", "live", ColumnKind::Number(0), "candidates about the player meanwhile that are not"),
        column("by", "by", ColumnKind::Text, "the reviewer who said so"),
    ];
    let row = |plan: &Plan| {
        let (excused, live) = about(&round.film, plan.actor, plan.span);
        let count = |n: usize| if round.blind { Cell::Unknown(HIDDEN.into()) } else { Cell::Number(n as f64) };
        vec![
            plan.actor.map_or_else(|| Cell::Unknown("nobody of that id is in this round".into()), Cell::Actor),
            Cell::Clock(plan.span.from),
            Cell::Clock(plan.span.to),
            Cell::Number(plan.span.length().as_secs()),
            if plan.note.is_empty() { Cell::Blank } else { Cell::Text(plan.note.clone()) },
            count(excused),
            count(live),
            Cell::Text(plan.reviewer.clone()),
        ]
    };
    Sheet {
        key: "plans",
        title: "Plans",
        note: "candidates about a player are excused while a marked plan of theirs lasts, both ends included".into(),
        columns,
        rows: plans.iter().map(row).collect(),
        ..Sheet::default()
    }
}

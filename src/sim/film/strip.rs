//! The timeline by unit: a row for every unit, and on it each event that it did or that was done to it.
//!
//! ```text
//!   ◆ golem    ░  ▒ ░░ ▒▒ ░   ▓▓▓▓ ▒ ░      ░ did something   ▒ had something done to it
//!   ● cleric   ▒▒  ░   ▒    ▓               ▓ controlled, as long as it lasts; fell
//! ```

use super::{Stage, moments};
use crate::film::{ActorId, Span, Stretch, Strip, TeamId, Time};
use crate::sim::row::{Event, Who};

const NOTE: &str = "lightest: did something; darker: something was done to it; darkest: controlled as long as it lasts, or fell. \
                    Where several meet the last one is drawn; the list below has all but positions, which the map shows";

/// Who did or felt what and when; none where no event is on a unit of the cast.
pub(super) fn strips(stage: &Stage<'_>) -> Vec<Strip> {
    let mut rows: Vec<Vec<Stretch>> = vec![Vec::new(); stage.units().count()];
    let mut put = |actor: Option<ActorId>, stretch: Stretch| {
        if let Some(row) = actor.and_then(|actor| rows.get_mut(actor.index())) {
            row.push(stretch);
        }
    };
    for (at, time, event) in stage.timed().filter(|(_, _, event)| event.position().is_none()) {
        let actor = |who: Option<Who>| who.and_then(|who| stage.actor(who));
        let (source, target) = (actor(event.source()), actor(event.target()));
        let label = format!("{} {}", moments::family(&event.kind), moments::text(stage, at, event));
        let (length, class) = felt(stage, event);
        if target != source {
            put(target, Stretch { span: Span::new(time, time + length), label: label.clone(), class });
        }
        put(source, Stretch { span: Span::at(time), label, class: 1 });
    }
    for (side, at) in stage.units() {
        if let Some(time) = stage.death(side, at) {
            let label = format!("{} falls", stage.name(side, at));
            put(stage.actor(Who { side, index: Some(at) }), Stretch { span: Span::at(time), label, class: 3 });
        }
    }
    if rows.iter().all(Vec::is_empty) {
        return Vec::new();
    }
    // Stable: what happens at one moment stays in processing order, and a fall comes last.
    rows.iter_mut().for_each(|row| row.sort_by_key(|stretch| stretch.span.from));
    let actors = stage.units().filter_map(|(side, at)| stage.actor(Who { side, index: Some(at) })).collect();
    let rows = stage.units().zip(rows).map(|((side, _), row)| (Some(TeamId(side as u8)), row)).collect();
    vec![Strip { key: "events", title: "Events by unit", note: NOTE.to_owned(), rows, actors }]
}

/// For how long the one it is done to feels it, and how dark that is drawn. Without a clock nothing lasts.
fn felt(stage: &Stage<'_>, event: &Event) -> (Time, u8) {
    if event.kind != "cc_applied" {
        return (Time::ZERO, 2);
    }
    let length = event.number("dur").filter(|_| !stage.order).and_then(Time::from_secs);
    (length.filter(|length| *length > Time::ZERO).unwrap_or_default(), 3)
}

//! Events as lines of the log, deaths among them, and control effects as badges.

use super::Stage;
use crate::film::{Badge, BadgeKind, Lane, Moment, MomentKind, Span, TeamId, Time, clean_text};
use crate::sim::row::{Event, Who};
use serde_json::Value;
use std::collections::BTreeSet;

/// Kinds of badges: control effects, while they last.
pub(super) const BADGES: [BadgeKind; 1] = [BadgeKind { name: "controlled", mark: 'z', lane: false }];

/// The kinds of moments (deaths, then the event families by name) and all moments in time order.
pub(super) fn log(stage: &Stage<'_>) -> (Vec<MomentKind>, Vec<Moment>) {
    let families: BTreeSet<&str> = stage.events.iter().map(|event| event.kind.as_str()).collect();
    let mut kinds = vec![MomentKind { key: "death".into(), mark: Some('x'), lane: Lane::Deaths, falls: true }];
    kinds.extend(families.iter().map(|family| MomentKind {
        key: self::family(family),
        mark: mark(family),
        lane: if *family == HIT { Lane::Objectives } else { Lane::Rhythm },
        falls: false,
    }));
    let mut log: Vec<Moment> = stage
        .timed()
        .map(|(at, time, event)| Moment {
            at: time,
            kind: 1 + families.range(..event.kind.as_str()).count(),
            actors: [event.source(), event.target()].into_iter().flatten().filter_map(|who| stage.actor(who)).collect(),
            team: event.source().or(event.target()).map(|who| TeamId(who.side as u8)),
            text: text(stage, at, event),
            pos: event.position().map(|[x, y]| [x as f32, y as f32, 0.0]),
            source: None,
        })
        .collect();
    for (side, at) in stage.units() {
        let Some(time) = stage.death(side, at) else { continue };
        let actor = stage.actor(Who { side, index: Some(at) });
        let text = format!("{} falls", stage.name(side, at));
        let team = Some(TeamId(side as u8));
        log.push(Moment {
            at: time,
            kind: 0,
            actors: actor.into_iter().collect(),
            team,
            text,
            pos: None,
            source: None,
        });
    }
    // Stable: events of one moment stay in processing order.
    log.sort_by_key(|moment| moment.at);
    (kinds, log)
}

/// The family that tells hits, once each.
const HIT: &str = "hit_applied";

/// What the timeline shows of a family; the others are in the log and on the strip of their units.
fn mark(family: &str) -> Option<char> {
    match family {
        HIT => Some('h'),
        "cc_applied" => Some('c'),
        _ => None,
    }
}

/// The name of an event family.
pub(super) fn family(kind: &str) -> String {
    if kind.is_empty() { "(no kind)".to_owned() } else { clean_text(kind) }
}

/// `#17 monk -> golem: dealt 12, crit false`: number, who, and the payload as it is.
pub(super) fn text(stage: &Stage<'_>, at: usize, event: &Event) -> String {
    let name =
        |who: Who| who.index.map_or_else(|| format!("side {}", who.side.letter()), |at| stage.name(who.side, at));
    let who = match (event.source().map(name), event.target().map(name)) {
        (Some(by), Some(on)) => format!(" {by} -> {on}"),
        (Some(one), None) | (None, Some(one)) => format!(" {one}"),
        (None, None) => String::new(),
    };
    // Sides and indices are told by the names already.
    let told = ["team", "sidx", "tidx", "st", "si", "tt", "ti", "idx"];
    let is_told = |key: &str| !who.is_empty() && told.contains(&key);
    let payload = event.data.iter().filter(|(key, _)| !is_told(key)).chain(&event.extra);
    let payload: Vec<String> = payload
        .map(|(key, value)| match value {
            Value::String(text) => format!("{key} {text}"),
            other => format!("{key} {other}"),
        })
        .collect();
    clean_text(&format!("#{at}{who}: {}", payload.join(", ")))
}

/// Control effects on units whose place is known, by actor, then time.
pub(super) fn badges(stage: &Stage<'_>) -> Vec<Badge> {
    let mut badges: Vec<Badge> = stage
        .timed()
        .filter(|(_, _, event)| event.kind == "cc_applied" && !stage.order)
        .filter_map(|(_, time, event)| {
            let actor = stage.actor(event.target()?)?;
            let length = event.number("dur").and_then(Time::from_secs)?;
            Some(Badge { actor, span: Span::new(time, time + length), kind: 0 })
        })
        .collect();
    badges.sort_by_key(|badge| (badge.actor, badge.span.from));
    badges
}

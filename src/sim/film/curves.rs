//! Hit points over time, from what hits and heals say stood before and after them.

use super::Stage;
use crate::film::{ActorId, Curve, Line, TeamId, Time, Whose};
use crate::sim::Side;
use std::collections::BTreeMap;

/// What is known of a unit's hit points: (time, value), in time order.
type Readings = Vec<(Time, Option<f64>)>;

/// Hit points by side, then by unit; none where no event tells any.
pub(super) fn curves(stage: &Stage<'_>) -> Vec<Curve> {
    let units = units(stage);
    if units.is_empty() {
        return Vec::new();
    }
    let sides =
        Side::BOTH.map(|side| Line { whose: Whose::Team(TeamId(side as u8)), readings: sum(stage, &units, side) });
    let help = "hit points of the units that any event tells of, added up; a unit that is never hit is not in it";
    let by_side = Curve { key: "hp", label: "hp", help: help.into(), lines: sides.into(), ..Curve::default() };
    let line = |(actor, readings): (ActorId, Readings)| Line { whose: Whose::Actor(actor), readings };
    let help = "hit points as before_hp and after_hp tell; before the first event, what stood before it";
    let by_unit = Curve {
        key: "unit_hp",
        label: "unit hp",
        help: help.into(),
        lines: units.into_iter().map(line).collect(),
        ..Curve::default()
    };
    vec![by_side, by_unit]
}

fn units(stage: &Stage<'_>) -> BTreeMap<ActorId, Readings> {
    let mut timed: Vec<_> = stage.timed().collect();
    timed.sort_by_key(|(_, time, _)| *time);
    let mut units: BTreeMap<ActorId, Readings> = BTreeMap::new();
    for (_, time, event) in timed {
        let Some(actor) = event.target().and_then(|who| stage.actor(who)) else { continue };
        let (before, after) = (event.number("before_hp"), event.number("after_hp"));
        if before.or(after).is_none() {
            continue;
        }
        let readings =
            units.entry(actor).or_insert_with(|| before.map(|hp| (Time::ZERO, Some(hp))).into_iter().collect());
        readings.push((time, after));
    }
    units
}

/// The sum over a side's units at every moment at which one of them changes.
fn sum(stage: &Stage<'_>, units: &BTreeMap<ActorId, Readings>, side: Side) -> Readings {
    let own = |actor: &ActorId| stage.units().nth(actor.index()).is_some_and(|(of, _)| of == side);
    let mut changes: Vec<(Time, ActorId, Option<f64>)> = units
        .iter()
        .filter(|(actor, _)| own(actor))
        .flat_map(|(actor, readings)| readings.iter().map(|(time, hp)| (*time, *actor, *hp)))
        .collect();
    changes.sort_by_key(|(time, actor, _)| (*time, *actor));
    let mut now: BTreeMap<ActorId, Option<f64>> = BTreeMap::new();
    let mut out: Readings = Vec::new();
    for (time, actor, hp) in changes {
        now.insert(actor, hp);
        let total = now.values().copied().sum::<Option<f64>>();
        match out.last_mut() {
            Some((last, value)) if *last == time => *value = total,
            _ => out.push((time, total)),
        }
    }
    out
}

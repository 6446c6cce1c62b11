//! Tables of a row: units, rosters, sides, event families claimed and seen, and hit points. Absent is blank.

use super::{Stage, namespaces};
use crate::film::{ActorId, Cell, Column, ColumnKind, Sheet, clean_text};
use crate::sim::Side;
use crate::sim::index::TOTALS;
use crate::sim::row::{Event, Totals, Who};
use std::collections::BTreeMap;

pub(super) fn sheets(stage: &Stage<'_>) -> Vec<Sheet> {
    let mut sheets = vec![units(stage), rosters(stage), sides(stage), families(stage), hit_points(stage)];
    sheets.extend(namespaces::sheets(stage));
    sheets
}

pub(super) fn column(key: &'static str, label: &'static str, kind: ColumnKind, help: &str) -> Column {
    Column { key, label, help: help.to_owned(), kind }
}

fn number(value: Option<f64>) -> Cell {
    value.map_or(Cell::Blank, Cell::Number)
}

pub(super) fn text(value: &str) -> Cell {
    Cell::Text(clean_text(value))
}

/// The columns of [`TOTALS`], with their values.
fn total_columns() -> [Column; 10] {
    const LABELS: [&str; 10] =
        ["damage", "healing", "shield", "mitigated", "overkill", "kills", "deaths", "casts", "first hit", "first cast"];
    std::array::from_fn(|at| {
        let kind = if TOTALS[at].ends_with("_s") { ColumnKind::Seconds } else { ColumnKind::Number(0) };
        column(TOTALS[at], LABELS[at], kind, "as the row's aggregates say")
    })
}

fn totals(of: Option<&Totals>) -> impl Iterator<Item = Cell> {
    let values = of.map(|totals| totals.values).unwrap_or_default();
    values.into_iter().map(number)
}

/// Sums of an event's numbers by who is acted upon: of all units unknown, with the reason, or of single ones.
type Sums = Result<BTreeMap<ActorId, Option<f64>>, String>;

fn received(stage: &Stage<'_>, family: &str, amount: fn(&Event) -> Option<f64>) -> Sums {
    let mut sums = BTreeMap::new();
    let (mut any, mut nobody) = (false, 0);
    for event in stage.events.iter().filter(|event| event.kind == family) {
        any = true;
        // Whom an event without a unit concerns, nobody knows: it might have been anybody.
        let Some(on) = event.target().and_then(|who| stage.actor(who)) else {
            nobody += 1;
            continue;
        };
        let sum = sums.entry(on).or_insert(Some(0.0));
        *sum = sum.zip(amount(event)).map(|(sum, amount)| sum + amount);
    }
    match nobody {
        // A cut list does not have all of them.
        _ if stage.row.fault.is_some() => Err("the row is broken: events may be missing".into()),
        _ if !any => Err(format!("no {family} events")),
        0 => Ok(sums),
        1 => Err(format!("1 {family} event names no unit")),
        many => Err(format!("{many} {family} events name no unit")),
    }
}

/// Totals of a unit in the order in which they are looked at, as indices into [`TOTALS`].
const FIRST: [usize; 1] = [0];
const THEN: [usize; 5] = [1, 2, 5, 6, 7];
const TIMES: [usize; 2] = [8, 9];
const LAST: [usize; 2] = [3, 4];

fn units(stage: &Stage<'_>) -> Sheet {
    let incoming = received(stage, "hit_applied", |event| event.number("dealt"));
    let prevented =
        received(stage, "hit_mitigated", |event| Some(event.number("pre_mit")? - event.number("post_pre_shield")?));
    let known = total_columns();
    let some = |which: &[usize]| which.iter().map(|at| known[*at].clone()).collect::<Vec<_>>(); // below their number
    let mut columns = vec![
        column("unit", "unit", ColumnKind::Actor, "the unit, in spawn order"),
        column("side", "side", ColumnKind::Text, "its side"),
    ];
    columns.extend(some(&FIRST));
    columns.push(column("incoming", "incoming", ColumnKind::Number(0), "sum of `dealt` of the hits on it"));
    let help = "before minus after mitigation, of the hits on it";
    columns.push(column("prevented", "prevented", ColumnKind::Number(0), help));
    columns.extend(some(&THEN));
    let help = "time alive: until death or the end; the bar is its share of the longest";
    columns.push(column("time_alive_s", "alive", ColumnKind::Lasting, help));
    columns.extend(some(&TIMES));
    columns.extend(some(&LAST));
    let rows = stage.units().enumerate().map(|(actor, (side, at))| {
        let id = ActorId(actor as u16);
        let own = stage.row.units[side.index()].as_ref().and_then(|units| units.get(at));
        let all: Vec<Cell> = totals(own).collect();
        let some = |which: &[usize]| which.iter().filter_map(|at| all.get(*at).cloned()).collect::<Vec<_>>();
        let sum = |sums: &Sums, family: &str| match sums {
            Ok(sums) => sums
                .get(&id)
                .copied()
                .unwrap_or(Some(0.0))
                .map_or_else(|| Cell::Unknown(format!("a {family} event on it does not say how much")), Cell::Number),
            Err(reason) => Cell::Unknown(reason.clone()),
        };
        let mut cells = vec![Cell::Actor(id), text(side.letter())];
        cells.extend(some(&FIRST));
        cells.push(sum(&incoming, "hit_applied"));
        cells.push(sum(&prevented, "hit_mitigated"));
        cells.extend(some(&THEN));
        cells.push(number(own.and_then(|own| own.alive_s)));
        cells.extend(some(&TIMES));
        cells.extend(some(&LAST));
        cells
    });
    Sheet {
        key: "units",
        title: "Units",
        note: "absent is blank; a first time of -1 is none (S2)".into(),
        rows: rows.collect(),
        columns,
        ..Sheet::default()
    }
}

/// Both rosters side by side, in spawn order.
fn rosters(stage: &Stage<'_>) -> Sheet {
    let columns = vec![
        column("place", "place", ColumnKind::Number(0), "place in the roster, from 1: the order of the spawns"),
        column("a", "side a", ColumnKind::Actor, "the unit of side a"),
        column("a_damage", "damage a", ColumnKind::Number(0), "its damage, as the row's aggregates say"),
        column("a_alive_s", "alive a", ColumnKind::Lasting, "how long it lived"),
        column("b", "side b", ColumnKind::Actor, "the unit of side b"),
        column("b_damage", "damage b", ColumnKind::Number(0), "its damage, as the row's aggregates say"),
        column("b_alive_s", "alive b", ColumnKind::Lasting, "how long it lived"),
    ];
    let one = |side: Side, at: usize| {
        let own = stage.row.units[side.index()].as_ref().and_then(|units| units.get(at));
        let actor = stage.actor(Who { side, index: Some(at) });
        [
            actor.map_or(Cell::Blank, Cell::Actor),
            number(own.and_then(|own| own.get("damage"))),
            number(own.and_then(|own| own.alive_s)),
        ]
    };
    let count = Side::BOTH.map(|side| stage.row.unit_count(side)).into_iter().max().unwrap_or_default();
    let row = |at: usize| {
        let mut cells = vec![Cell::Number(at as f64 + 1.0)];
        Side::BOTH.into_iter().for_each(|side| cells.extend(one(side, at)));
        cells
    };
    Sheet {
        key: "rosters",
        title: "Side by side",
        note: "rosters in spawn order".into(),
        rows: (0..count).map(row).collect(),
        columns,
        ..Sheet::default()
    }
}

fn sides(stage: &Stage<'_>) -> Sheet {
    let mut columns = vec![
        column("side", "side", ColumnKind::Text, "the side"),
        column("alive", "alive", ColumnKind::Number(0), "survivors by the outcome"),
    ];
    columns.extend(total_columns());
    let rows = Side::BOTH.map(|side| {
        let alive = stage.row.outcome.as_ref().and_then(|outcome| outcome.alive[side.index()]);
        let mut cells = vec![text(side.letter()), number(alive)];
        cells.extend(totals(stage.row.teams[side.index()].as_ref()));
        cells
    });
    Sheet {
        key: "sides",
        title: "Sides",
        note: "team totals as the row says".into(),
        columns,
        rows: rows.into(),
        ..Sheet::default()
    }
}

fn families(stage: &Stage<'_>) -> Sheet {
    let columns = vec![
        column("name", "name", ColumnKind::Text, "a capability flag or an event family"),
        column("what", "what", ColumnKind::Text, "claimed: the engine could emit it; seen: it is in the events (S4)"),
        column("events", "events", ColumnKind::Number(0), "how many events of the family there are"),
    ];
    let claimed = stage.row.context.capabilities.iter().flatten();
    let claimed = claimed.map(|flag| vec![text(flag), text("claimed"), Cell::Blank]);
    let seen = stage.row.seen().into_iter().map(|(kind, n)| vec![text(kind), text("seen"), Cell::Number(n as f64)]);
    let rows = claimed.chain(seen).collect();
    Sheet {
        key: "families",
        title: "Claimed and seen",
        note: "claims are the engine's, not this row's".into(),
        columns,
        rows,
        ..Sheet::default()
    }
}

fn hit_points(stage: &Stage<'_>) -> Sheet {
    let columns = vec![
        column("time", "time", ColumnKind::Clock, "when"),
        column("unit", "unit", ColumnKind::Actor, "whose hit points"),
        column("before", "before", ColumnKind::Number(0), "before_hp"),
        column("after", "after", ColumnKind::Number(0), "after_hp"),
        column("kind", "event", ColumnKind::Text, "what changed them"),
    ];
    let rows = stage.timed().filter_map(|(_, time, event)| {
        let actor = stage.actor(event.target()?)?;
        let (before, after) = (event.number("before_hp"), event.number("after_hp"));
        before.or(after)?;
        Some(vec![Cell::Clock(time), Cell::Actor(actor), number(before), number(after), text(&event.kind)])
    });
    let note = if stage.order { "order, not time" } else { "from before_hp and after_hp" };
    Sheet {
        key: "hit_points",
        title: "Hit points",
        note: note.into(),
        rows: rows.collect(),
        columns,
        ..Sheet::default()
    }
}

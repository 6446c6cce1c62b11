//! Tables of a row: units, sides, event families claimed and seen, hit points, and other namespaces. Absent is blank.

use super::Stage;
use crate::film::{ActorId, Cell, Column, ColumnKind, Sheet, clean_text};
use crate::sim::Side;
use crate::sim::index::TOTALS;
use crate::sim::row::{Branch, Node, Totals, Who, tree};
use std::collections::BTreeMap;

pub(super) fn sheets(stage: &Stage<'_>) -> Vec<Sheet> {
    vec![units(stage), sides(stage), families(stage), hit_points(stage), namespaces(stage)]
}

fn column(key: &'static str, label: &'static str, kind: ColumnKind, help: &str) -> Column {
    Column { key, label, help: help.to_owned(), kind }
}

fn number(value: Option<f64>) -> Cell {
    value.map_or(Cell::Blank, Cell::Number)
}

fn text(value: &str) -> Cell {
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

/// Sums of an event's numbers by who is acted upon; `None` when no event of the family is there.
fn received(
    stage: &Stage<'_>,
    family: &str,
    amount: fn(&crate::sim::row::Event) -> Option<f64>,
) -> Option<BTreeMap<ActorId, f64>> {
    let mut sums = BTreeMap::new();
    let mut any = false;
    for event in stage.events.iter().filter(|event| event.kind == family) {
        any = true;
        let on = event.target().and_then(|who| stage.actor(who));
        if let (Some(on), Some(amount)) = (on, amount(event)) {
            *sums.entry(on).or_default() += amount;
        }
    }
    any.then_some(sums)
}

fn units(stage: &Stage<'_>) -> Sheet {
    let incoming = received(stage, "hit_applied", |event| event.number("dealt"));
    let prevented =
        received(stage, "hit_mitigated", |event| Some(event.number("pre_mit")? - event.number("post_pre_shield")?));
    let mut columns = vec![
        column("unit", "unit", ColumnKind::Actor, "the unit, in spawn order"),
        column("side", "side", ColumnKind::Text, "its side"),
        column("alive_s", "alive", ColumnKind::Seconds, "time alive: until death or the end"),
        column("incoming", "incoming", ColumnKind::Number(0), "sum of `dealt` of the hits on it"),
        column("prevented", "prevented", ColumnKind::Number(0), "before minus after mitigation, of the hits on it"),
    ];
    columns.extend(total_columns());
    let rows = stage.units().enumerate().map(|(actor, (side, at))| {
        let id = ActorId(actor as u16);
        let own = stage.row.units[side.index()].as_ref().and_then(|units| units.get(at));
        let sum = |sums: &Option<BTreeMap<ActorId, f64>>, family: &str| match sums {
            Some(sums) => Cell::Number(sums.get(&id).copied().unwrap_or_default()),
            None => Cell::Unknown(format!("no {family} events")),
        };
        let mut cells = vec![
            Cell::Actor(id),
            text(side.letter()),
            number(own.and_then(|own| own.alive_s)),
            sum(&incoming, "hit_applied"),
            sum(&prevented, "hit_mitigated"),
        ];
        cells.extend(totals(own));
        cells
    });
    Sheet {
        key: "units",
        title: "Units",
        note: "absent is blank; -1 in a first time is none".into(),
        rows: rows.collect(),
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

fn namespaces(stage: &Stage<'_>) -> Sheet {
    let columns = vec![
        column("path", "path", ColumnKind::Text, "where it stands below `aggregates`"),
        column("unit", "unit", ColumnKind::Text, "the unit, for values by unit"),
        column("value", "value", ColumnKind::Text, "as it is; blank where absent or unsupported"),
    ];
    let mut rows = Vec::new();
    tree(stage.row).iter().for_each(|branch| leaves(stage, "", branch, &mut rows));
    let note = "other namespaces as they are; supported: false is absent".into();
    Sheet { key: "namespaces", title: "Other aggregates", note, columns, rows, ..Sheet::default() }
}

fn leaves(stage: &Stage<'_>, above: &str, branch: &Branch, rows: &mut Vec<Vec<Cell>>) {
    let path = if above.is_empty() { branch.name.clone() } else { format!("{above}.{}", branch.name) };
    match &branch.node {
        Node::Leaf(value) => rows.push(vec![text(&path), Cell::Blank, leaf(value)]),
        Node::Unsupported(_) => rows.push(vec![text(&path), Cell::Blank, Cell::Unknown("not supported".into())]),
        Node::Branches(branches) => branches.iter().for_each(|branch| leaves(stage, &path, branch, rows)),
        Node::Units(units) => rows.extend(units.iter().map(|(side, at, value)| {
            let who = Who { side: *side, index: Some(*at) };
            let name = format!("{} {}", who.side.letter(), stage.name(*side, *at));
            vec![text(&path), text(&name), value.as_ref().map_or(Cell::Blank, leaf)]
        })),
    }
}

fn leaf(value: &serde_json::Value) -> Cell {
    match value {
        serde_json::Value::Null => Cell::Blank,
        serde_json::Value::String(string) => text(string),
        other => text(&other.to_string()),
    }
}

//! Tables: the score over time, the build order of both sides, and money over time.

use super::cast::{side, spaced};
use super::moments::upgrade_name;
use crate::film::{ActorId, Cell, Column, ColumnKind, Link, Meta, Sheet, Span, Stretch, Strip, Time};
use crate::sc2::game::{Pvz, Stats};
use crate::sc2::rush::{Rush, Scores, Verdict};
use std::collections::BTreeMap;

pub(super) fn column(key: &'static str, label: &'static str, kind: ColumnKind, help: &str) -> Column {
    Column { key, label, help: help.to_owned(), kind }
}

/// The totals from each moment on at which they changed: what the ledger said at any position of the clock.
pub(super) fn score(verdict: &Verdict) -> Sheet {
    let number = |key, label, help: &str| column(key, label, ColumnKind::Number(0), help);
    let columns = vec![
        column("at", "from", ColumnKind::Clock, "From this moment on"),
        number("r1", "R1", "12-pool gasless"),
        number("r2", "R2", "12-pool 11-gas"),
        number("r3", "R3", "13/12 speedling"),
        number("sum", "sum", "All rows of all tables"),
        number("distinct", "distinct", "Each signal once, at its highest weight"),
        number("max", "max", "The best single type"),
        column("label", "label", ColumnKind::Text, "The type with the highest score; ties R1, R2, R3"),
        column("rush", "rush", ColumnKind::Text, "Whether it was called by then; it stays called"),
    ];
    let row = |(at, scores): &(Time, Scores)| {
        let called = verdict.first_true.filter(|(t, _)| t <= at);
        let numbers = scores.by_rush.into_iter().chain([scores.sum, scores.distinct, scores.max]);
        std::iter::once(Cell::Clock(*at))
            .chain(numbers.map(Cell::Number))
            .chain([
                Cell::Text(scores.label().map_or("none", Rush::label).to_owned()),
                called.map_or_else(
                    || Cell::Text("no".into()),
                    |(t, by)| Cell::Text(format!("since {t}, {}", by.as_str())),
                ),
            ])
            .collect()
    };
    let rows = verdict.history.iter().map(row).collect();
    let links = verdict.history.iter().map(|(at, _)| Some(Link::At(*at))).collect();
    let note =
        format!("{} decides at {}; sight: {}", verdict.combine.as_str(), verdict.threshold, verdict.sight.as_str());
    Sheet { key: "score", title: "Score", note, columns, rows, links, ..Sheet::default() }
}

/// The call over time: the score in force, and whether it was called.
pub(super) fn strip(meta: &Meta, verdict: &Verdict) -> Strip {
    let mut cuts: Vec<(Time, f64)> = verdict.history.iter().map(|(at, s)| (*at, s.by(verdict.combine))).collect();
    if let Some((t, _)) = verdict.first_true.filter(|(t, _)| !cuts.iter().any(|(at, _)| at == t)) {
        // A guard may fire while the score stays.
        let place = cuts.partition_point(|(at, _)| *at <= t);
        let score = place.checked_sub(1).and_then(|i| cuts.get(i)).map_or(0.0, |(_, score)| *score);
        cuts.insert(place, (t, score));
    }
    let ends = cuts.iter().skip(1).map(|(at, _)| *at - Time(1)).chain([meta.span.to]);
    let stretch = |((at, score), end): (&(Time, f64), Time)| {
        let called = verdict.first_true.is_some_and(|(t, _)| t <= *at);
        let class = if called { 2 } else { u8::from(*score > 0.0) };
        let label = if called { format!("RUSH {score}") } else { format!("{score}") };
        Stretch { span: Span::new(*at, end), label, class }
    };
    let stretches = cuts.iter().zip(ends).map(stretch).collect();
    Strip {
        key: "rush",
        title: "Rush call",
        note: meta.rule.clone(),
        rows: vec![(Some(super::ZERG), stretches)],
        actors: Vec::new(),
    }
}

/// Buildings, Queens, the first of every other unit, and upgrades, with the supply of that moment.
pub(super) fn build_order(pvz: &Pvz<'_>) -> Sheet {
    let game = pvz.game;
    let supply = |key, label, whose: &str| {
        let help = format!("{whose} supply used at the latest reading before, every 7.1 s");
        column(key, label, ColumnKind::Number(0), &help)
    };
    let columns = vec![
        column("at", "time", ColumnKind::Clock, "When it was begun; units: born; upgrades: complete"),
        column("player", "player", ColumnKind::Actor, "Whose"),
        column("what", "what", ColumnKind::Text, "Building, first of its kind, or upgrade"),
        supply("protoss_supply", "P supply", "Protoss'"),
        supply("zerg_supply", "Z supply", "Zerg's"),
        column("done", "done", ColumnKind::Clock, "When it was complete"),
    ];
    let mut seen: BTreeMap<(u8, u16), ()> = BTreeMap::new();
    let mut items: Vec<(Time, u8, String, Option<Time>)> = Vec::new();
    for unit in game.units.iter().filter(|u| side(pvz, u.owner).is_some() && u.init > Time::ZERO) {
        let name = game.kind_name(unit.kind);
        let first = seen.insert((unit.owner, unit.kind.0), ()).is_none();
        if unit.begun || name == "Queen" || (first && !matches!(name, "Larva" | "Egg") && !name.starts_with("Beacon")) {
            items.push((unit.init, unit.owner, spaced(name), unit.done));
        }
    }
    let upgrades = game.upgrades.iter().filter(|u| side(pvz, u.player).is_some() && u.at > Time::ZERO);
    items.extend(upgrades.filter_map(|u| Some((u.at, u.player, upgrade_name(&u.name)?, Some(u.at)))));
    items.sort_by(|a, b| (a.0, a.1, &a.2).cmp(&(b.0, b.1, &b.2)));
    let readings = [pvz.protoss.id, pvz.zerg.id].map(|player| game.stats_of(player).collect::<Vec<&Stats>>());
    let supply = |side: usize, at: Time| {
        let known = &readings[side]; // two sides, two places
        let before = known.partition_point(|s| s.at <= at).checked_sub(1).and_then(|i| known.get(i));
        before.map_or_else(|| Cell::Unknown("no reading yet".into()), |s| Cell::Number(f64::from(s.supply)))
    };
    let links = items.iter().map(|(at, ..)| Some(Link::At(*at))).collect();
    let rows = items.into_iter().map(|(at, owner, what, done)| {
        vec![
            Cell::Clock(at),
            side(pvz, owner).map_or(Cell::Blank, |team| Cell::Actor(ActorId(u16::from(team.0)))),
            Cell::Text(what),
            supply(0, at),
            supply(1, at),
            done.map_or(Cell::Blank, Cell::Clock),
        ]
    });
    let rows = rows.collect();
    let note = "begun as the game wrote it down; supply of the latest reading before".to_owned();
    Sheet { key: "build_order", title: "Build order", note, columns, rows, links, ..Sheet::default() }
}

/// Workers, gas, army and supply of both sides at every reading.
pub(super) fn economy(pvz: &Pvz<'_>) -> Sheet {
    let number = |key, label, help: &str| column(key, label, ColumnKind::Number(0), help);
    let columns = vec![
        column("at", "time", ColumnKind::Clock, "Every 160 game loops (7.1 s)"),
        number("protoss_workers", "P workers", "Protoss' workers"),
        number("protoss_gas_rate", "P gas/min", "Protoss' vespene a minute"),
        number("protoss_army", "P army", "Minerals and vespene in Protoss' army"),
        number("protoss_supply", "P supply", "Supply Protoss uses"),
        number("zerg_workers", "Z workers", "Zerg's workers"),
        number("zerg_gas_rate", "Z gas/min", "Zerg's vespene a minute"),
        number("zerg_army", "Z army", "Minerals and vespene in Zerg's army"),
        number("zerg_supply", "Z supply", "Supply Zerg uses"),
    ];
    let mut moments: BTreeMap<Time, [Option<Stats>; 2]> = BTreeMap::new();
    for (player, stats) in &pvz.game.stats {
        let Some(team) = side(pvz, *player) else { continue };
        moments.entry(stats.at).or_default()[team.index()] = Some(*stats); // two sides, two places
    }
    let cells = |stats: Option<Stats>| {
        let value = |f: fn(&Stats) -> f64| {
            stats.as_ref().map_or_else(|| Cell::Unknown("no reading".into()), |s| Cell::Number(f(s)))
        };
        [
            value(|s| f64::from(s.workers)),
            value(|s| f64::from(s.vespene_rate)),
            value(|s| f64::from(s.army)),
            value(|s| f64::from(s.supply)),
        ]
    };
    let links = moments.keys().map(|at| Some(Link::At(*at))).collect();
    let rows = moments.into_iter().map(|(at, [protoss, zerg])| {
        std::iter::once(Cell::Clock(at)).chain(cells(protoss)).chain(cells(zerg)).collect()
    });
    let rows = rows.collect();
    let note = "the game's own counts".to_owned();
    Sheet { key: "economy", title: "Economy", note, columns, rows, links, ..Sheet::default() }
}

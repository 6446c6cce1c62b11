//! The role context of each player over time (§6.5 C12): what may excuse a miss, where and how long.

use super::super::rule::says;
use super::{Heads, Stage, Table, seconds, text};
use crate::et::analysis::{Presence, RoleContext};
use crate::et::config::Zone;
use crate::film::{Cell, ColumnKind, Link, Sheet, Span, Stretch, Strip, Time, View};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// One row in the making: what, where, when, and until when it excuses.
struct Row {
    what: &'static str,
    place: String,
    span: Span,
    excuses: Option<Time>,
}

/// The sheet `context`: by player, then time.
pub(super) fn sheet(stage: &Stage<'_>) -> Sheet {
    let mut table = Table::new("context", "Role context", note(stage), heads(stage));
    for player in &stage.cast.players {
        let Some(context) = stage.analysis.context.iter().find(|context| context.player == *player) else { continue };
        let actor = stage.cast.id(*player);
        for row in rows(stage, context) {
            let cells = vec![
                Cell::Actor(actor),
                Cell::Clock(row.span.from),
                Cell::Text(row.what.to_owned()),
                text(row.place),
                seconds(row.span.length()),
                row.excuses.map_or(Cell::Blank, Cell::Clock),
            ];
            table.row(cells, Some(Link::At(row.span.from)));
        }
    }
    table.done(View::Table)
}

fn rows(stage: &Stage<'_>, context: &RoleContext) -> Vec<Row> {
    let settings = stage.settings;
    let actions = context.actions.iter().flatten().map(|at| Row {
        what: "objective action",
        place: at
            .event()
            .and_then(|index| stage.round.events.get(index))
            .map_or_else(String::new, |event| super::super::log::sentence(stage.round, stage.cast, event)),
        span: Span::at(at.t),
        excuses: Some(at.t + settings.objective_grace()),
    });
    let zone = |what, zones: &[Zone], presence: &Presence, grace: Option<Time>| Row {
        what,
        place: zones.get(presence.zone).map(|zone| crate::film::clean_name(&zone.name)).unwrap_or_default(),
        span: presence.span,
        excuses: grace.map(|grace| presence.span.to + grace),
    };
    let inside = context.objective_zones.iter().flatten();
    let grace = settings.objective_zone_grace();
    let inside = inside.map(|p| zone("objective zone", &settings.objective_zones, p, Some(grace)));
    let routes = context.route_zones.iter().flatten().map(|p| zone("route zone", &settings.route_zones, p, None));
    let planned = context.planned.iter().map(|(span, note)| Row {
        what: "planned",
        place: crate::film::clean_text(note),
        span: *span,
        excuses: Some(span.to),
    });
    let carried = context.carries.iter().map(|span| Row {
        what: "carries",
        place: String::new(),
        span: *span,
        excuses: Some(span.to),
    });
    let mut all: Vec<Row> = actions.chain(carried).chain(inside).chain(routes).chain(planned).collect();
    all.sort_by_key(|row| row.span.from);
    all
}

/// The strip `context`: a row for every player, the strongest excuse first where several hold.
pub(in crate::et::film) fn strip(stage: &Stage<'_>) -> Strip {
    let mut rows = Vec::new();
    let mut actors = Vec::new();
    for player in &stage.cast.players {
        let context = stage.analysis.context.iter().find(|context| context.player == *player);
        let held: Vec<Held> = context.map(|context| held(stage, context)).unwrap_or_default();
        let actor = stage.cast.id(*player);
        let team = stage.cast.actors.get(actor.index()).and_then(|actor| actor.team(stage.round.span.to));
        rows.push((team, flattened(&held)));
        actors.push(actor);
    }
    let key = "routes lightest, then zones, objective actions and carrying, marked plans; each as long as it excuses";
    Strip { key: "context", title: "Role context", note: format!("{key}; {}", note(stage)), rows, actors }
}

/// Something that holds for a player, as long as it excuses; the higher class hides the lower.
struct Held {
    span: Span,
    label: String,
    class: u8,
}

fn held(stage: &Stage<'_>, context: &RoleContext) -> Vec<Held> {
    let one = |row: Row| {
        let (class, label) = match row.what {
            "planned" => (3, if row.place.is_empty() { "plan".to_owned() } else { format!("plan: {}", row.place) }),
            "objective action" => (2, "action".to_owned()),
            "carries" => (2, "carries".to_owned()),
            "objective zone" => (1, format!("in {}", row.place)),
            _ => (0, format!("route {}", row.place)),
        };
        // The round is what is drawn: an excuse may outlast it.
        let to = row.excuses.unwrap_or(row.span.to).min(stage.round.span.to);
        Held { span: Span::new(row.span.from, to.max(row.span.from)), label, class }
    };
    rows(stage, context).into_iter().map(one).collect()
}

/// Stretches that do not overlap: between any two ends the highest class holds, of equals the one that began first.
/// `held` is in the order of beginning.
fn flattened(held: &[Held]) -> Vec<Stretch> {
    let mut ends: Vec<Time> = held.iter().flat_map(|one| [one.span.from, one.span.to]).collect();
    ends.sort_unstable();
    ends.dedup();
    let mut coming = held.iter().enumerate().peekable();
    // What has begun, the strongest on top; what has ended is thrown away where it comes up.
    let mut begun: BinaryHeap<(u8, Reverse<usize>)> = BinaryHeap::new();
    let mut out: Vec<Stretch> = Vec::new();
    for pair in ends.windows(2) {
        let (from, to) = (pair[0], pair[1]); // windows of two have both
        while let Some((place, one)) = coming.next_if(|(_, one)| one.span.from <= from) {
            begun.push((one.class, Reverse(place)));
        }
        while begun.peek().is_some_and(|(_, Reverse(place))| held[*place].span.to < to) {
            begun.pop();
        }
        let Some(best) = begun.peek().map(|(_, Reverse(place))| &held[*place]) else { continue };
        match out.last_mut() {
            Some(last) if last.span.to == from && last.label == best.label => last.span.to = to,
            _ => out.push(Stretch { span: Span::new(from, to), label: best.label.clone(), class: best.class }),
        }
    }
    out
}

/// The rule, and what could not be seen.
fn note(stage: &Stage<'_>) -> String {
    let keys = ["objective_grace_s", "objective_zone_grace_s", "lurk_cluster_dist", "lurk_contact_dist"];
    let rule = format!("§6.5 C12: what reasons 6, 7 and 9 go by; {}", says(stage.settings, &keys));
    let first = stage.analysis.context.first();
    let missing = first.map_or_else(Vec::new, |context| {
        let action = context.actions.as_ref().err().map(|missing| ("objective actions", *missing));
        let zones = context.objective_zones.as_ref().err().map(|missing| ("objective zones", *missing));
        let routes = context.route_zones.as_ref().err().map(|missing| ("route zones", *missing));
        [action, zones, routes].into_iter().flatten().collect()
    });
    let said: Vec<String> = missing.iter().map(|(what, why)| format!("{what} unavailable: {why}")).collect();
    if said.is_empty() { rule } else { format!("{}; {rule}", said.join(", ")) }
}

fn heads(stage: &Stage<'_>) -> Heads {
    let says = |keys: &[&str]| says(stage.settings, keys);
    vec![
        ("player", "player", ColumnKind::Actor, "who".to_owned()),
        ("at", "from", ColumnKind::Clock, "the line, or the first sample inside".to_owned()),
        (
            "what",
            "what",
            ColumnKind::Text,
            format!(
                "E4, reasons 6, 7, 9: objective lines but destroyed and drop, zones of the map, marked plans; a route excuses with {}",
                says(&["lurk_cluster_dist", "lurk_contact_dist"])
            ),
        ),
        ("where", "where", ColumnKind::Text, "the line, or the zone's name".to_owned()),
        ("lasts_s", "lasts", ColumnKind::Seconds, "to the last sample inside".to_owned()),
        (
            "excuses_until",
            "excuses until",
            ColumnKind::Clock,
            format!(
                "E4: deaths up to then are excused ({}); a route alone excuses nothing",
                says(&["objective_grace_s", "objective_zone_grace_s"])
            ),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What holds from `from` to `to`, by looking at everything.
    fn looked_up(held: &[Held], from: Time, to: Time) -> Option<&Held> {
        let holds = held.iter().filter(|one| one.span.from <= from && to <= one.span.to);
        holds.min_by_key(|one| (Reverse(one.class), one.span.from))
    }

    proptest! {
        #[test]
        fn the_strongest_excuse_holds_at_every_moment(spans in prop::collection::vec((0i64..40, 0i64..15, 0u8..4), 0..30)) {
            let mut held: Vec<Held> = (spans.into_iter())
                .map(|(from, lasts, class)| Held {
                    span: Span::new(Time(from), Time(from + lasts)),
                    label: format!("{class} from {from}"),
                    class,
                })
                .collect();
            held.sort_by_key(|one| one.span.from);
            let got = flattened(&held);
            prop_assert!(got.windows(2).all(|pair| pair[0].span.to <= pair[1].span.from));
            for from in (0..60).map(Time) {
                let to = from + Time(1);
                let drawn = got.iter().find(|one| one.span.from <= from && to <= one.span.to).map(|one| &one.label);
                prop_assert_eq!(drawn, looked_up(&held, from, to).map(|one| &one.label));
            }
        }
    }
}

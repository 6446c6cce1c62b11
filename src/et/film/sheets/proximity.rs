//! How near team-mates and enemies were (E5), support, readiness and both kinds of crossfire.

use super::super::rule::says;
use super::{Heads, Stage, Table, in_cast_order, known, measured, note, seconds, team};
use crate::et::analysis::Proximity;
use crate::film::{Cell, ColumnKind, Link, Sheet, View};

/// A column measured on the grid.
type Measure = fn(&Proximity) -> Cell;

const MEASURES: [(&str, Measure); 7] = [
    ("sampled_s", |near| seconds(near.sampled)),
    ("mate_min", |near| measured(near.teammate.min)),
    ("mate_median", |near| measured(near.teammate.median)),
    ("mate_p90", |near| measured(near.teammate.p90)),
    ("enemy_min", |near| measured(near.enemy.min)),
    ("enemy_median", |near| measured(near.enemy.median)),
    ("enemy_p90", |near| measured(near.enemy.p90)),
];

/// The sheet `proximity`.
pub(super) fn sheet(stage: &Stage<'_>) -> Sheet {
    let grid = says(stage.settings, &["sample_ms", "sampling_hz_base", "interp_max_gap_ms", "stale_max_ms"]);
    let rule = format!("E5, E2: sampled at every multiple of sample_ms while alive with a known position; {grid}");
    let mut table = Table::new("proximity", "Proximity", note(&stage.analysis.space, rule), heads(stage));
    for row in in_cast_order(stage) {
        let actor = stage.cast.id(row.player);
        let mut cells = vec![Cell::Actor(actor), team(row.team)];
        cells.extend(MEASURES.iter().map(|(_, measure)| known(&row.proximity, measure)));
        cells.extend([
            known(&row.proximity, |near| measured(near.share(near.support))),
            known(&row.readiness, |time| seconds(*time)),
            known(&row.crossfire, |time| seconds(*time)),
            known(&row.converging, |time| seconds(*time)),
        ]);
        table.row(cells, Some(Link::Actor(actor)));
    }
    table.done(View::Table)
}

fn heads(stage: &Stage<'_>) -> Heads {
    let says = |keys: &[&str]| says(stage.settings, keys);
    let (units, secs) = (ColumnKind::Number(0), ColumnKind::Seconds);
    let near = |which: &str, whom: &str| format!("E5: {which} of the distances to the nearest living {whom}, in units");
    vec![
        ("player", "player", ColumnKind::Actor, "who".to_owned()),
        ("team", "team", ColumnKind::Text, "the last side played".to_owned()),
        (MEASURES[0].0, "sampled", secs, format!("E5: grid time that counts ({})", says(&["sample_ms"]))),
        (MEASURES[1].0, "mate min", units, near("the smallest", "team-mate")),
        (MEASURES[2].0, "mate med", units, near("the median", "team-mate")),
        (MEASURES[3].0, "mate p90", units, near("nine tenths are below: the 90th percentile", "team-mate")),
        (MEASURES[4].0, "enemy min", units, near("the smallest", "enemy")),
        (MEASURES[5].0, "enemy med", units, near("the median", "enemy")),
        (MEASURES[6].0, "enemy p90", units, near("nine tenths are below: the 90th percentile", "enemy")),
        (
            "support_uptime",
            "support",
            ColumnKind::Share,
            format!("E5: share of the sampled time with a living team-mate within {}", says(&["support_dist"])),
        ),
        (
            "readiness_s",
            "ready",
            secs,
            format!(
                "E5: seconds within {} of a living team-mate in combat ({})",
                says(&["support_dist"]),
                says(&["combat_recent_s"])
            ),
        ),
        (
            "crossfire_s",
            "cross",
            secs,
            format!(
                "E5: seconds within {} of a team-mate whose facing differs by more than {}",
                says(&["crossfire_dist"]),
                says(&["crossfire_min_angle_deg"])
            ),
        ),
        (
            "crossfire_converging_s",
            "converging",
            secs,
            format!(
                "E5, V3: seconds within {} of a team-mate, both facing one enemy within {} to either side, and seen by it more than {} apart",
                says(&["crossfire_dist"]),
                says(&["facing_cone_deg"]),
                says(&["crossfire_min_angle_deg"])
            ),
        ),
    ]
}

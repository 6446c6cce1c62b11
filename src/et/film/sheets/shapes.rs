//! In what shape each side stood for how long (E6, V3).

use super::super::rule::says;
use super::{Heads, Stage, Table, note, seconds, team};
use crate::et::config::Side;
use crate::film::{Cell, ColumnKind, Link, Sheet, Time, View};
use std::cmp::Reverse;

/// The rule, with the thresholds in force.
pub(in crate::et::film) fn rule(stage: &Stage<'_>) -> String {
    let said = says(stage.settings, &["cluster_dist", "sample_ms"]);
    format!("E6: living players linked by steps of at most cluster_dist are one group, sizes largest first; {said}")
}

/// The sheet `shapes`: by side, the shape it stood in longest first; opened, a row shows where its longest stretch begins.
pub(super) fn sheet(stage: &Stage<'_>) -> Sheet {
    let words = ColumnKind::Text;
    let heads: Heads = vec![
        ("team", "team", words, "whose shape".to_owned()),
        ("shape", "shape", words, rule(stage)),
        (
            "state",
            "state",
            words,
            "E6: pack when the largest group holds more than half of them, else split".to_owned(),
        ),
        ("seconds", "time", ColumnKind::Seconds, "E6: grid time in this shape".to_owned()),
        ("share", "share", ColumnKind::Share, "of the side's grid time with anybody alive and known".to_owned()),
        ("times", "times", ColumnKind::Number(0), "how often it began".to_owned()),
        ("longest_s", "longest", ColumnKind::Seconds, "the longest stretch of it".to_owned()),
    ];
    let mut table = Table::new("shapes", "Shapes", note(&stage.analysis.space, rule(stage)), heads);
    if let Ok(space) = &stage.analysis.space {
        let whole = |side: Side| space.shapes.iter().filter(|s| s.team == side).fold(Time::ZERO, |sum, s| sum + s.time);
        let mut shapes: Vec<_> = space.shapes.iter().collect();
        shapes.sort_by_key(|shape| (shape.team, Reverse(shape.time)));
        for shape in shapes {
            let stretches = || space.formations.iter().filter(|f| f.team == shape.team && f.shape() == shape.shape);
            // Of equally long ones the first.
            let longest = stretches().rev().max_by_key(|formation| formation.span.length());
            let cells = vec![
                team(Some(shape.team)),
                Cell::Text(shape.shape.clone()),
                Cell::Text(if shape.pack { "pack" } else { "split" }.to_owned()),
                seconds(shape.time),
                Cell::Number(shape.time.0 as f64 / whole(shape.team).0.max(1) as f64),
                Cell::Number(stretches().count() as f64),
                longest.map_or(Cell::Blank, |formation| seconds(formation.span.length())),
            ];
            table.row(cells, longest.map(|formation| Link::At(formation.span.from)));
        }
    }
    table.done(View::Table)
}

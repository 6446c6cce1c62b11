//! Space over time (E6): who stood in which cell, and in what shape each side was.

use super::Stage;
use super::cast::team_id;
use super::rule::says;
use super::sheets::shape_rule;
use crate::et::analysis::Formation;
use crate::et::config::Side;
use crate::film::{Ground, Stay, Stretch, Strip};

/// The stays of everybody on a side, by grid time, then actor.
pub(super) fn ground(stage: &Stage<'_>) -> Ground {
    let rule = says(stage.settings, &["cell_size", "sample_ms"]);
    let note =
        format!("E6: player-seconds for each cell, contested when both sides are in it at one grid time; {rule}");
    let space = match &stage.analysis.space {
        Ok(space) => space,
        Err(missing) => return Ground { note, unavailable: Some(missing.to_string()), ..Ground::default() },
    };
    // What lies beyond 32 bits of cells is a damaged coordinate: it keeps to the edge.
    let cell = |i: i64| i32::try_from(i).unwrap_or(if i < 0 { i32::MIN } else { i32::MAX });
    let mut stays: Vec<Stay> = space
        .stays
        .iter()
        .map(|stay| Stay {
            at: stay.t,
            lasts: stay.lasts,
            actor: stage.cast.id(stay.player),
            team: team_id(stay.team),
            cell: [cell(stay.x), cell(stay.y)],
        })
        .collect();
    stays.sort_by_key(|stay| (stay.at, stay.actor));
    Ground { cell: stage.settings.cell_size as f32, stays, note, unavailable: None }
}

/// The strip `shape`: a row for each side.
pub(super) fn strips(stage: &Stage<'_>) -> Vec<Strip> {
    let rule =
        format!("one group lightest, several with a pack among them darker, a split darkest; {}", shape_rule(stage));
    let note = match &stage.analysis.space {
        Ok(_) => rule,
        Err(missing) => format!("unavailable: {missing}; {rule}"),
    };
    let stretches = |side: Side| {
        let all = stage.analysis.space.iter().flat_map(|space| &space.formations);
        all.filter(|formation| formation.team == side).map(stretch).collect()
    };
    let rows = [Side::Axis, Side::Allies].map(|side| (Some(team_id(side)), stretches(side))).to_vec();
    vec![Strip { key: "shape", title: "Shape", note, rows, actors: Vec::new() }]
}

/// One group, a pack of several, or a split.
fn stretch(formation: &Formation) -> Stretch {
    let class = match (formation.sizes.len(), formation.pack()) {
        (..=1, _) => 0,
        (_, true) => 1,
        (_, false) => 2,
    };
    Stretch { span: formation.span, label: formation.shape(), class }
}

//! Who held which ground for how long, cell by cell (E6, V3): the numbers behind the heat on the map.

use super::super::rule::says;
use super::{Heads, Stage, Table, note, seconds, text};
use crate::film::{ColumnKind, Sheet, View};
use std::cmp::Reverse;

/// The sheet `occupancy`: where most time was spent first, then by column and row of the grid.
pub(super) fn sheet(stage: &Stage<'_>) -> Sheet {
    let said = says(stage.settings, &["cell_size", "sample_ms"]);
    let rule = format!("E6: player-seconds for each cell; {said}");
    let number = ColumnKind::Number(0);
    let time = ColumnKind::Seconds;
    let heads: Heads = vec![
        ("near", "near", ColumnKind::Text, "the nearest name on the map to the middle of the cell".to_owned()),
        ("both_s", "together", time, "both sides' player-seconds added up".to_owned()),
        ("contested_s", "contested", time, "time of the samples in which both sides stood in the cell".to_owned()),
        ("axis_s", "Axis", time, rule.clone()),
        ("allies_s", "Allies", time, rule.clone()),
        ("cell_x", "column", number, format!("floor(x / cell_size); {said}")),
        ("cell_y", "row", number, format!("floor(y / cell_size); {said}")),
    ];
    let mut table = Table::new("occupancy", "Space", note(&stage.analysis.space, rule), heads);
    if let Ok(space) = &stage.analysis.space {
        let mut ground: Vec<_> = space.cells.iter().collect();
        ground.sort_by_key(|cell| Reverse(cell.axis + cell.allies)); // stable: equal ones stay in the order of the grid
        for cell in ground {
            let near = stage.places.callouts.nearest_flat(space.middle(cell).map(|c| c as f32), |_| true);
            let near = near.map_or_else(String::new, |here| here.name.to_owned());
            let cells = vec![
                text(near),
                seconds(cell.axis + cell.allies),
                seconds(cell.contested),
                seconds(cell.axis),
                seconds(cell.allies),
                crate::film::Cell::Number(cell.x as f64),
                crate::film::Cell::Number(cell.y as f64),
            ];
            table.row(cells, None);
        }
    }
    table.done(View::Table)
}

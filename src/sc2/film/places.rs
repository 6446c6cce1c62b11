//! The map as far as a replay tells it: where anything ever began, the two starts, and the expansions.

use crate::film::{Bounds, Callout, Places, Shape, Zone, ZoneKind};
use crate::sc2::facts::naturals;
use crate::sc2::game::{Pvz, Tile};
use crate::sc2::rush::Rules;

/// Tiles around the outermost mineral field or building.
const MARGIN: f32 = 6.0;
/// Tiles of a start that belong to its base.
const BASE: f32 = 12.0;

pub(super) fn places(pvz: &Pvz<'_>, rules: &Rules) -> Places {
    let game = pvz.game;
    let mut min = [f32::INFINITY; 2];
    let mut max = [f32::NEG_INFINITY; 2];
    for unit in &game.units {
        for axis in 0..2 {
            min[axis] = min[axis].min(unit.pos[axis]); // two axes, two entries
            max[axis] = max[axis].max(unit.pos[axis]);
        }
    }
    let bounds = Bounds { min: min.map(|v| v - MARGIN), max: max.map(|v| v + MARGIN) };
    let start = |name: String, at: Tile| Zone {
        name,
        kind: ZoneKind::Spawn,
        shape: Shape::Cylinder { center: at, radius: BASE, z_min: None, z_max: None },
        guess: false,
    };
    let callout = |name: &str, at: Tile| Callout { name: name.to_owned(), pos: [at[0], at[1], 0.0] };
    let natural = naturals(pvz, rules.natural_rule, &rules.settings).next();
    let mut callouts = vec![callout("Protoss main", pvz.protoss_start), callout("Zerg main", pvz.zerg_start)];
    callouts.extend(natural.map(|n| callout("Zerg natural", n.pos)));
    callouts.extend(pvz.protoss_natural().map(|at| callout("Protoss natural", at)));
    Places {
        bounds: (min[0] <= max[0]).then_some(bounds),
        zones: vec![
            start(format!("{}'s main", pvz.protoss.name), pvz.protoss_start),
            start(format!("{}'s main", pvz.zerg.name), pvz.zerg_start),
        ],
        callouts: callouts.into(),
        ..Places::default()
    }
}

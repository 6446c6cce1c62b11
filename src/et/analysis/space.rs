//! E6: where the sides were (occupancy), and what [`super::team`] says of each.

use super::super::config::{Settings, Side};
use super::super::round::PlayerId;
use super::team::{Formation, Pair, Shape, TeamCount, shapes};
use super::tick::Tick;
use crate::film::Time;
use foldhash::fast::RandomState;
use std::collections::HashMap;

/// Time of the sides in one cell of the floor grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cell {
    /// Column: `floor(x / cell_size)`.
    pub x: i64,
    /// Row: `floor(y / cell_size)`.
    pub y: i64,
    /// Player-time of the Axis.
    pub axis: Time,
    /// Player-time of the Allies.
    pub allies: Time,
    /// Time with both sides in the cell at one grid time.
    pub contested: Time,
}

/// One player in one cell at one grid time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    /// The grid time.
    pub t: Time,
    /// For how long it stands.
    pub lasts: Time,
    /// Who.
    pub player: PlayerId,
    /// For which side.
    pub team: Side,
    /// Column: `floor(x / cell_size)`.
    pub x: i64,
    /// Row: `floor(y / cell_size)`.
    pub y: i64,
}

/// E6 of a round.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Space {
    /// Side of a cell in units.
    pub cell_size: f64,
    /// By column, then row; cells without time are not listed.
    pub cells: Vec<Cell>,
    /// By side, then players; pairs that never counted together are not listed.
    pub pairs: Vec<Pair>,
    /// By side, then shape.
    pub shapes: Vec<Shape>,
    /// What `cells` adds up: by time, then player.
    pub stays: Vec<Stay>,
    /// What `shapes` adds up: by time, then side.
    pub formations: Vec<Formation>,
}

impl Space {
    /// The middle of a cell (x, y) in units.
    #[must_use]
    pub fn middle(&self, cell: &Cell) -> [f64; 2] {
        [cell.x, cell.y].map(|at| (at as f64 + 0.5) * self.cell_size)
    }

    /// A player's highest pair share; `None` without a pair.
    #[must_use]
    pub fn best_share(&self, id: PlayerId) -> Option<f64> {
        self.pairs.iter().filter(|pair| pair.a == id || pair.b == id).map(|pair| pair.share).max_by(f64::total_cmp)
    }
}

/// [`Space`] in the making. Mostly a grid time finds everybody in the cell of the one before: that is looked at first.
#[derive(Debug)]
pub(super) struct SpaceCount {
    cells: Vec<Cell>,
    cell_of: HashMap<(i64, i64), usize, RandomState>,
    /// By player: the latest cell, as an index into `cells`.
    stood: Vec<Option<usize>>,
    /// By cell: the latest grid times with each side in it.
    seen: Vec<[Time; 2]>,
    stays: Vec<Stay>,
    /// One for each side.
    teams: [TeamCount; 2],
}

/// Room for more is made only when they come: a damaged clock promises any number.
const MOST_AT_ONCE: usize = 1 << 16;

/// No grid time.
const NEVER: Time = Time(i64::MIN);

impl SpaceCount {
    /// Of so many players, at no time yet; there will be about so many stays.
    pub(super) fn new(players: usize, stays: usize) -> SpaceCount {
        SpaceCount {
            cells: Vec::new(),
            cell_of: HashMap::default(),
            stood: vec![None; players],
            seen: Vec::new(),
            stays: Vec::with_capacity(stays.min(MOST_AT_ONCE)),
            teams: [Side::Axis, Side::Allies].map(|side| TeamCount::new(side, players)),
        }
    }

    pub(super) fn add(&mut self, settings: &Settings, tick: &Tick) {
        self.occupy(settings, tick);
        self.teams.iter_mut().for_each(|team| team.add(settings, tick));
    }

    fn occupy(&mut self, settings: &Settings, tick: &Tick) {
        for one in &tick.present {
            let Some(side) = one.side() else { continue };
            let cell = |at: f64| floor(at / settings.cell_size);
            let (x, y) = (cell(one.fix.pos[0]), cell(one.fix.pos[1]));
            let index = self.cell(one.id, x, y);
            self.stays.push(Stay { t: tick.t, lasts: tick.length, player: one.id, team: side, x, y });
            let (cell, seen) = (&mut self.cells[index], &mut self.seen[index]);
            match side {
                Side::Axis => cell.axis += tick.length,
                Side::Allies => cell.allies += tick.length,
            }
            // Contested from the moment on that the second side is met in it.
            let (own, other) = (seen[side as usize] == tick.t, seen[1 - side as usize] == tick.t);
            if other && !own {
                cell.contested += tick.length;
            }
            seen[side as usize] = tick.t;
        }
    }

    /// The index of a cell in which a player stands.
    fn cell(&mut self, player: PlayerId, x: i64, y: i64) -> usize {
        let stood = &mut self.stood[player.index()];
        if let Some(index) = stood.filter(|index| (self.cells[*index].x, self.cells[*index].y) == (x, y)) {
            return index;
        }
        let index = *self.cell_of.entry((x, y)).or_insert(self.cells.len());
        if index == self.cells.len() {
            self.cells.push(Cell { x, y, ..Cell::default() });
            self.seen.push([NEVER; 2]);
        }
        *stood = Some(index);
        index
    }

    pub(super) fn finish(mut self, settings: &Settings) -> Space {
        let (mut pairs, mut formations) = (Vec::new(), Vec::new());
        for team in self.teams {
            let (own, shapes) = team.finish(settings.duo_min_share);
            pairs.extend(own);
            formations.extend(shapes);
        }
        formations.sort_by_key(|form: &Formation| (form.span.from, form.team));
        pairs.sort_by_key(|pair: &Pair| (pair.team.as_str(), pair.a, pair.b));
        self.cells.sort_unstable_by_key(|cell| (cell.x, cell.y));
        Space {
            cell_size: settings.cell_size,
            cells: self.cells,
            pairs,
            shapes: shapes(&formations),
            stays: self.stays,
            formations,
        }
    }
}

/// The whole number at or below, in the range of one. (Where the processor may not be asked for it, `f64::floor` is a
/// call.)
fn floor(number: f64) -> i64 {
    let near = number as i64;
    if near as f64 > number { near.saturating_sub(1) } else { near }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_floor_is_a_floor(number in any::<f64>(), small in -1.0e6..1.0e6f64) {
            for number in [number, small, small.trunc(), -0.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                prop_assert_eq!(floor(number), number.floor() as i64);
            }
        }
    }
}

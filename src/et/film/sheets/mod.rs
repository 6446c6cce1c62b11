//! The tables of a round beside the players' own: each with its rule and the thresholds in force in note and heads.
//!
//! ```text
//!   score ──opens──▶ negatives ──▶ finding        proximity   who was how near
//!   floating ─────▶ pairs ───────▶ moment         shapes      how long a side stood how
//!   rotation ─────▶ contacts ────▶ moment         context     objective work, zones, plans over time
//!                                                 occupancy   who held which ground
//! ```

mod contacts;
mod context;
mod negatives;
mod occupancy;
mod pairs;
mod proximity;
mod score;
mod shapes;
mod table;
#[cfg(test)]
mod tests;

use super::{Stage, side_name};
use crate::et::analysis::{Known, PlayerMetrics};
use crate::et::config::Side;
use crate::et::order::At;
use crate::et::position::Reach;
use crate::et::round::PlayerId;
use crate::film::{Cell, Sheet, Time};
pub(super) use context::strip as context_strip;
pub(super) use shapes::rule as shape_rule;
use table::{Heads, Table};

/// What a column says that names a place.
const WHERE: &str = "where the player was then: the nearest name on the map, in space, and how far it is";

impl Stage<'_> {
    /// What players call a position.
    fn named(&self, pos: [f64; 3]) -> Cell {
        let here = self.places.callouts.nearest(pos.map(|c| c as f32));
        here.map_or(Cell::Blank, |here| Cell::Text(here.to_string()))
    }

    /// What players call where a player was.
    fn where_at(&self, player: PlayerId, at: At) -> Cell {
        let fix = Reach::new(self.settings).at(self.round.player(player), at);
        fix.map_or_else(|| Cell::Unknown("the position then is unknown".to_owned()), |fix| self.named(fix.pos))
    }
}

/// All of them, in the order in which a coach asks.
pub(super) fn sheets(stage: &Stage<'_>) -> Vec<Sheet> {
    vec![
        score::sheet(stage),
        negatives::sheet(stage),
        proximity::sheet(stage),
        contacts::rotation(stage),
        contacts::sheet(stage),
        pairs::sheet(stage),
        pairs::floating(stage),
        shapes::sheet(stage),
        occupancy::sheet(stage),
        context::sheet(stage),
    ]
}

/// The players' rows in the order of the cast.
fn in_cast_order<'a>(stage: &Stage<'a>) -> Vec<&'a PlayerMetrics> {
    let mut rows: Vec<&PlayerMetrics> = stage.analysis.players.iter().collect();
    rows.sort_by_key(|row| stage.cast.id(row.player));
    rows
}

/// A side's cell.
fn team(side: Option<Side>) -> Cell {
    match side {
        Some(side) => Cell::Text(side_name(side).to_owned()),
        None => Cell::Unknown("no team was stated".to_owned()),
    }
}

/// A value that may be unavailable.
pub(super) fn known<T>(value: &Known<T>, cell: impl FnOnce(&T) -> Cell) -> Cell {
    match value {
        Ok(value) => cell(value),
        Err(missing) => Cell::Unknown(missing.to_string()),
    }
}

/// A count.
pub(super) fn count(n: u32) -> Cell {
    Cell::Number(f64::from(n))
}

/// A duration.
pub(super) fn seconds(t: Time) -> Cell {
    Cell::Number(t.as_secs())
}

/// A number, or nothing to measure.
pub(super) fn measured(value: Option<f64>) -> Cell {
    value.map_or(Cell::Blank, Cell::Number)
}

/// Text, or nothing to say.
fn text(text: String) -> Cell {
    if text.is_empty() { Cell::Blank } else { Cell::Text(text) }
}

/// The rule line of a table, with the reason in front when its rows cannot be known.
fn note<T>(value: &Known<T>, rule: String) -> String {
    match value {
        Ok(_) => rule,
        Err(missing) => format!("unavailable: {missing}; {rule}"),
    }
}

//! The text of the community's proximity tracker (`proximity_tracker.lua`, versions 4 to 6), one file a round:
//!
//! ```text
//!   # PROXIMITY_TRACKER_V6          # map=supply   # round=1   # round_start_unix=...
//!   # PLAYER_TRACKS                 one row per life, five positions a second
//!   # guid;name;team;class;spawn_time;death_time;first_move_time;death_type;samples;path
//!   A1;kiko;AXIS;MEDIC;500;9000;700;killed;43;500,10.0,20.0,24.0,100,0.0,3,0,0,spawn|700,...
//!   # COMBAT_POSITIONS              every kill of an enemy, with both places
//!   # ENGAGEMENTS  # HIT_REGIONS  # REVIVES  # KILL_OUTCOME  # SHOT_FIRED  # CONSTRUCTION_EVENTS  # CARRIER_EVENTS ...
//! ```
//!
//! Positions, times and health are the engine's. Its labels are not trusted where they cannot be right: `death_type`
//! compares with numbers that mean other things (a carbine's kill is "selfkill", a K98's "fallen"), `sprint` reads the
//! bit that says limbo, `stance` and the medic of a revive are guesses from what is near. The script stops watching a
//! player who dies and begins again with the next spawn: of a life that a revive began it knows no positions. It writes
//! no view directions, no pauses and not who won.

mod fights;
mod lives;
mod table;
#[cfg(test)]
mod tests;

use super::draft::{Draft, Names, Rank, Seats};
use super::{File, Kept, Made};
use crate::film::Problems;
use crate::ingest::Head;
use serde_json::{Value, json};
use table::Tables;

/// How many lines are looked at.
const LOOKED_AT: usize = 50;

pub(super) fn recognises(head: &Head) -> bool {
    head.lines().take(LOOKED_AT).any(|line| {
        line.starts_with(b"# PROXIMITY_TRACKER") || line == b"# PLAYER_TRACKS" || line == b"# COMBAT_POSITIONS"
    })
}

pub(super) fn read(file: &File, names: &mut Names, problems: &mut Problems) -> Vec<Made> {
    let mut note = |at: &Kept, reason: String| problems.push(file.problem(at, reason));
    let Some(first) = file.lines.first() else { return Vec::new() };
    let tables = Tables::read(&file.lines, &mut note);
    let mut round = Round::default();
    let lives = lives::lives(&tables, &mut note);
    round.lives(&lives, &mut note);
    round.fights(&tables, &lives, &mut note);
    if lives.is_empty() && tables.is_empty() {
        note(first, "a tracker's file without a row: nothing to read in it".to_owned());
        return Vec::new();
    }
    let number = tables.header("round").and_then(|round| round.parse::<u64>().ok());
    let start = [("round", number.map_or(Value::Null, |round| json!(round)))];
    if let Err(reason) = round.draft.event(first, 0, Rank::Start, "round_start", &start) {
        note(first, reason);
    }
    let map = tables.header("map").filter(|map| !map.is_empty());
    let started = tables.header("round_start_unix").and_then(|at| at.parse().ok());
    let id = names.round(started, map, number);
    round.draft.finish(&id, map)
}

/// The round in the making.
#[derive(Default)]
struct Round {
    draft: Draft,
    seats: Seats,
}

//! What the index keeps of every row: numbers, texts and flags, each with its names.

use crate::sim::Side;

/// Totals of a side or a unit, in the order of specification 3.
pub const TOTALS: [&str; 10] =
    ["damage", "healing", "shield", "mitigated", "overkill", "kills", "deaths", "casts", "first_hit_s", "first_cast_s"];

/// Some of [`TOTALS`], by where they stand.
pub(in crate::sim) mod total {
    pub(in crate::sim) const DAMAGE: usize = 0;
    pub(in crate::sim) const HEALING: usize = 1;
    pub(in crate::sim) const SHIELD: usize = 2;
    pub(in crate::sim) const KILLS: usize = 5;
    pub(in crate::sim) const DEATHS: usize = 6;
    pub(in crate::sim) const CASTS: usize = 7;
    pub(in crate::sim) const FIRST_HIT: usize = 8;
    pub(in crate::sim) const FIRST_CAST: usize = 9;
}

/// Totals that the units must sum to (S7), as indices into [`TOTALS`].
pub const SUMMED: [usize; 6] =
    [total::DAMAGE, total::HEALING, total::SHIELD, total::KILLS, total::DEATHS, total::CASTS];

/// A number of every row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Num(pub(super) u8);

impl Num {
    /// `context.sim_index`
    pub const SIM_INDEX: Num = Num(0);
    /// `context.team_size`
    pub const TEAM_SIZE: Num = Num(1);
    /// `engine_outcome.time_s`, in seconds
    pub const TIME: Num = Num(2);
    /// `engine_outcome.frames`
    pub const FRAMES: Num = Num(3);
    /// How many numbers there are.
    pub const COUNT: usize = 28;

    /// Survivors of a side.
    #[must_use]
    pub const fn alive(side: Side) -> Num {
        Num(4 + side as u8)
    }

    /// How many units a side's roster has.
    #[must_use]
    pub const fn roster(side: Side) -> Num {
        Num(6 + side as u8)
    }

    /// A side's total, by index into [`TOTALS`]; absent for a first hit or cast that never was (S2).
    #[must_use]
    pub const fn total(side: Side, total: usize) -> Num {
        Num(8 + side as u8 * 10 + total as u8)
    }

    /// The name in filters and exports.
    #[must_use]
    pub fn name(self) -> &'static str {
        NUM_NAMES[usize::from(self.0)] // as many as there are numbers, which only this file makes
    }

    /// Where it stands in a row; `None` for what is counted.
    #[must_use]
    pub fn path(self) -> Option<String> {
        Some(match self.0 {
            0 | 1 => format!("context.{}", self.name()),
            2 | 3 => format!("engine_outcome.{}", self.name()),
            4 => "engine_outcome.team_a_alive".to_owned(),
            5 => "engine_outcome.team_b_alive".to_owned(),
            6 | 7 => return None,
            _ => format!("aggregates.teams.{}", self.name()),
        })
    }

    /// All, in order.
    pub fn all() -> impl Iterator<Item = Num> {
        (0..Num::COUNT as u8).map(Num)
    }
}

/// Names of the numbers, in their order.
const NUM_NAMES: [&str; Num::COUNT] = [
    "sim_index",
    "team_size",
    "time_s",
    "frames",
    "a.alive",
    "b.alive",
    "a.roster",
    "b.roster",
    "a.damage",
    "a.healing",
    "a.shield",
    "a.mitigated",
    "a.overkill",
    "a.kills",
    "a.deaths",
    "a.casts",
    "a.first_hit_s",
    "a.first_cast_s",
    "b.damage",
    "b.healing",
    "b.shield",
    "b.mitigated",
    "b.overkill",
    "b.kills",
    "b.deaths",
    "b.casts",
    "b.first_hit_s",
    "b.first_cast_s",
];

/// A text of every row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Text {
    /// `schema_version`
    Schema,
    /// `context.run_id`
    RunId,
    /// `context.engine_version`
    EngineVersion,
    /// `context.asset_hash`
    AssetHash,
    /// `context.scenario_id`
    Scenario,
    /// `context.map_id`
    Map,
    /// `context.team_a_ids`, joined with [`LIST`]
    RosterA,
    /// `context.team_b_ids`, joined with [`LIST`]
    RosterB,
    /// `context.capabilities`, joined with [`LIST`]
    Capabilities,
    /// `engine_outcome.result`, sides by their usual names
    Result,
    /// `engine_outcome.reason`
    Reason,
}

/// Stands between the items of a list that is kept as one text.
pub const LIST: char = '\u{1f}';

impl Text {
    /// How many texts there are.
    pub const COUNT: usize = 11;

    /// All: (text, name in filters and exports, where it stands in a row).
    pub const ALL: [(Text, &'static str, &'static str); Text::COUNT] = [
        (Text::Schema, "schema", "schema_version"),
        (Text::RunId, "run_id", "context.run_id"),
        (Text::EngineVersion, "engine_version", "context.engine_version"),
        (Text::AssetHash, "asset_hash", "context.asset_hash"),
        (Text::Scenario, "scenario", "context.scenario_id"),
        (Text::Map, "map", "context.map_id"),
        (Text::RosterA, "a.units", "context.team_a_ids"),
        (Text::RosterB, "b.units", "context.team_b_ids"),
        (Text::Capabilities, "capabilities", "context.capabilities"),
        (Text::Result, "result", "engine_outcome.result"),
        (Text::Reason, "reason", "engine_outcome.reason"),
    ];

    /// The roster of a side.
    #[must_use]
    pub const fn roster(side: Side) -> Text {
        match side {
            Side::A => Text::RosterA,
            Side::B => Text::RosterB,
        }
    }

    /// Whether it is a list of items.
    #[must_use]
    pub const fn is_list(self) -> bool {
        matches!(self, Text::RosterA | Text::RosterB | Text::Capabilities)
    }
}

/// What is true of a row, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags(pub(super) u32);

impl Flags {
    /// Not a row: see [`super::Index::fault`].
    pub const BROKEN: Flags = Flags(1);
    /// `events` is a list with something in it (S4).
    pub const EVENTS: Flags = Flags(1 << 1);
    /// What follows `"events":` was not looked at.
    pub const CUT: Flags = Flags(1 << 2);
    /// `schema_version` is absent or not `telemetry_v1` (S3).
    pub const OTHER_SCHEMA: Flags = Flags(1 << 3);
    /// No line feed ended it.
    pub const UNENDED: Flags = Flags(1 << 4);
    /// There is an `engine_outcome`.
    pub const OUTCOME: Flags = Flags(1 << 5);
    /// There are `aggregates`.
    pub const AGGREGATES: Flags = Flags(1 << 6);
    /// `context.map_params` is an object.
    pub const PARAMS: Flags = Flags(1 << 7);

    /// The units of a side do not sum to a total, by position in [`SUMMED`] (S7).
    #[must_use]
    pub const fn unequal(side: Side, summed: usize) -> Flags {
        Flags(1 << (16 + side as u32 * SUMMED.len() as u32 + summed as u32))
    }

    /// Whether all of `other` are set.
    #[must_use]
    pub const fn has(self, other: Flags) -> bool {
        self.0 & other.0 == other.0
    }

    /// Sets all of `other`.
    pub(super) const fn set(&mut self, other: Flags) {
        self.0 |= other.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_its_own_name() {
        let names: Vec<&str> = Num::all().map(Num::name).collect();
        let mut unique = names.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), Num::COUNT);
        assert_eq!(Num::total(Side::B, 9).name(), "b.first_cast_s");
        assert_eq!(Num::total(Side::B, 9).0 as usize, Num::COUNT - 1);
        assert_eq!(Num::total(Side::A, 0).path().as_deref(), Some("aggregates.teams.a.damage"));
        for side in Side::BOTH {
            for (at, total) in TOTALS.iter().enumerate() {
                assert_eq!(Num::total(side, at).name(), format!("{}.{total}", side.letter()));
            }
        }
    }

    #[test]
    fn totals_stand_at_their_place() {
        assert_eq!(SUMMED.map(|at| TOTALS[at]), ["damage", "healing", "shield", "kills", "deaths", "casts"]);
        assert_eq!([total::FIRST_HIT, total::FIRST_CAST].map(|at| TOTALS[at]), ["first_hit_s", "first_cast_s"]);
    }

    #[test]
    fn texts_stand_at_their_place() {
        assert!(Text::ALL.iter().enumerate().all(|(at, (text, ..))| *text as usize == at));
    }
}

//! Who takes part: actors, their sides, their state over time, and the badges they wear for a while.

use super::{Span, Time};
use serde::Serialize;

/// Index into [`super::Film::cast`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct ActorId(pub u16);

impl ActorId {
    /// As an index.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Index into [`super::Meta::teams`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct TeamId(pub u8);

impl TeamId {
    /// As an index.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// As in the input and the outputs: `AXIS`.
    pub key: &'static str,
    /// For headings: `Axis`.
    pub name: String,
    /// What it does this round, if known: `defends`, `attacks`.
    pub part: Option<String>,
}

/// Whether an actor can act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
pub enum ActorState {
    /// Not in the game (not joined, spectating, left).
    #[default]
    Absent,
    /// In play.
    Alive,
    /// On the ground and may be revived.
    Down,
    /// Out until the next life.
    Dead,
}

/// What an actor is to the map and to lists of who takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
pub enum ActorKind {
    /// Somebody with a place on the map; while nobody knows where, the map says so.
    #[default]
    Person,
    /// Somebody who plays without a body: taking part, but nowhere on the map.
    Commander,
    /// A building or a unit: on the map and in findings, but in no list of who takes part. Letters repeat.
    Thing,
}

/// Somebody or something on the map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Whether somebody or something.
    pub kind: ActorKind,
    /// Number in the input (client slot, player id).
    pub number: i64,
    /// The input's lasting identity (guid), if it gives one.
    pub lasting_id: Option<String>,
    /// Harmless to print, never empty.
    pub name: String,
    /// One letter on the map, unique among people while letters last.
    pub letter: char,
    /// Side over time: (from, side), in time order; `None` is no side (spectator).
    pub teams: Vec<(Time, Option<TeamId>)>,
    /// Role over time in words (class, race), in time order.
    pub roles: Vec<(Time, String)>,
    /// State over time, in time order; absent before the first entry.
    pub states: Vec<(Time, ActorState)>,
}

/// The last entry at or before `t`.
fn latest<T>(list: &[(Time, T)], t: Time) -> Option<&T> {
    let next = list.partition_point(|(at, _)| *at <= t);
    list[..next].last().map(|(_, value)| value)
}

impl Actor {
    /// Whether it is somebody who takes part, not a building or a unit.
    #[must_use]
    pub fn takes_part(&self) -> bool {
        self.kind != ActorKind::Thing
    }

    /// Whether it is somebody with a place on the map.
    #[must_use]
    pub fn has_place(&self) -> bool {
        self.kind == ActorKind::Person
    }

    /// State at `t`.
    #[must_use]
    pub fn state(&self, t: Time) -> ActorState {
        latest(&self.states, t).copied().unwrap_or_default()
    }

    /// Side at `t`; before the first statement, that one.
    #[must_use]
    pub fn team(&self, t: Time) -> Option<TeamId> {
        latest(&self.teams, t).or_else(|| self.teams.first().map(|(_, team)| team)).copied().flatten()
    }

    /// Role at `t`; before the first statement, that one.
    #[must_use]
    pub fn role(&self, t: Time) -> Option<&str> {
        latest(&self.roles, t).or_else(|| self.roles.first().map(|(_, role)| role)).map(String::as_str)
    }
}

/// A kind of badge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadgeKind {
    /// Name: `in combat`, `carries`.
    pub name: &'static str,
    /// One character beside the actor (ASCII).
    pub mark: char,
    /// Whether it has a lane of its own on the timeline while anybody wears it.
    pub lane: bool,
}

/// Something that holds for an actor during a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Badge {
    /// Who.
    pub actor: ActorId,
    /// When.
    pub span: Span,
    /// Index into [`super::Film::badge_kinds`].
    pub kind: usize,
}

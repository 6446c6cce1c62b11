//! A player of a round: identity, statements over time, samples as columns, lives.

use super::super::order::{At, Steps};
use super::Team;
use super::life::Life;
use crate::film::{ActorState, Time};
use std::ops::Range;
use std::sync::Arc;

/// Index into [`super::Round::players`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlayerId(u16);

impl PlayerId {
    /// From an index into [`super::Round::players`].
    #[must_use]
    pub fn new(index: usize) -> PlayerId {
        PlayerId(u16::try_from(index).unwrap_or(u16::MAX))
    }

    /// As an index.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The alive samples with a position, as columns of equal length in time order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Samples {
    /// When; not decreasing.
    pub t: Vec<Time>,
    /// Where.
    pub pos: Vec<[f64; 3]>,
    /// Facing in degrees, 0 east, counter-clockwise; NaN is unknown.
    pub yaw: Vec<f64>,
    /// Health.
    pub hp: Vec<Option<i16>>,
}

impl Samples {
    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.t.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.t.is_empty()
    }
}

/// What an alive sample says beside the position; samples that say nothing of this kind have no entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remark {
    /// The time and what is said, in [`SAYS`] bits: a recorder may remark something at every sample.
    when: i64,
    /// Recorded lines of sight, one bit for each client seen; see [`Remark::los`].
    seen: u64,
}

/// So many bits of a remark are what it says: lines of sight, a statement of carrying, carrying.
const SAYS: u32 = 3;
const SEES: i64 = 1;
const TELLS: i64 = 1 << 1;
const CARRIES: i64 = 1 << 2;

impl Remark {
    /// Recorded lines of sight, one bit for each client seen; whether an objective was carried.
    #[must_use]
    pub fn new(t: Time, los: Option<u64>, carry: Option<bool>) -> Remark {
        let bit = |holds: bool, bit: i64| if holds { bit } else { 0 };
        let says = bit(los.is_some(), SEES) | bit(carry.is_some(), TELLS) | bit(carry == Some(true), CARRIES);
        // No time that is read has more than 54 bits.
        Remark { when: t.0 << SAYS | says, seen: los.unwrap_or(0) }
    }

    /// When.
    #[must_use]
    pub fn t(&self) -> Time {
        Time(self.when >> SAYS)
    }

    /// Recorded lines of sight, one bit for each client seen, if the sample had them.
    #[must_use]
    pub fn los(&self) -> Option<u64> {
        (self.when & SEES != 0).then_some(self.seen)
    }

    /// Whether the player carried an objective, if the sample said so.
    #[must_use]
    pub fn carry(&self) -> Option<bool> {
        (self.when & TELLS != 0).then_some(self.carries())
    }

    /// Whether the sample said that the player carried an objective.
    #[must_use]
    pub fn carries(&self) -> bool {
        self.when & CARRIES != 0
    }
}

/// Somebody who took part, or looked on.
#[derive(Debug, Clone, Default)]
pub struct Player {
    /// Slot 0..63.
    pub client: u8,
    /// The lasting identity, if a `player` line ever gave one.
    pub guid: Option<Arc<str>>,
    /// Latest name given, colour codes and control characters removed; `#3` without one.
    pub name: String,
    /// Team statements, an event's winning over a sample's of the same millisecond (E1).
    pub teams: Steps<Team>,
    /// Classes in words.
    pub classes: Steps<Arc<str>>,
    /// Weapons in hand, as samples name them.
    pub weapons: Steps<Arc<str>>,
    /// Alive, down, dead or absent; absent before the first entry.
    pub states: Vec<(Time, ActorState)>,
    /// Where the player was while alive.
    pub samples: Samples,
    /// Recorded lines of sight, and whether the player carried an objective; [`Life::remarks`] says in which life.
    pub remarks: Vec<Remark>,
    /// In time order (E2).
    pub lives: Vec<Life>,
    /// Whether the slot was theirs at some time of the round; not if somebody else had taken it before the start.
    pub present: bool,
    /// From where on it is known whether the player is alive; `None` when nothing ever told.
    pub known_from: Option<At>,
}

impl Player {
    /// E2: the life that is running at a place of the order: begun before it and not ended before it. At a line that
    /// ends a life (the player's own death) it is that life.
    #[must_use]
    pub fn life_at(&self, at: At) -> Option<usize> {
        let next = self.lives.partition_point(|life| life.from < at);
        let last = next.checked_sub(1)?;
        (self.lives[last].to >= at).then_some(last)
    }

    /// E5: the life that is running after everything of this millisecond.
    #[must_use]
    pub fn life_after(&self, t: Time) -> Option<usize> {
        let next = self.lives.partition_point(|life| life.from <= At::after(t));
        let last = next.checked_sub(1)?;
        (self.lives[last].to > At::after(t)).then_some(last)
    }

    /// Whether the player is known not to be alive at a place of the order (E4): neither alive nor unknown.
    #[must_use]
    pub fn known_dead(&self, at: At) -> bool {
        self.life_at(at).is_none() && self.known_from.is_some_and(|from| from < at)
    }

    /// The samples of a life with times in `[from, to]`.
    #[must_use]
    pub fn samples_in(&self, life: &Life, from: Time, to: Time) -> Range<usize> {
        let times = &self.samples.t[life.samples.clone()];
        let first = times.partition_point(|t| *t < from);
        let last = times.partition_point(|t| *t <= to).max(first);
        life.samples.start + first..life.samples.start + last
    }

    /// The remarks of a life with times in `[from, to]`.
    #[must_use]
    pub fn remarks_in(&self, life: &Life, from: Time, to: Time) -> &[Remark] {
        let own = &self.remarks[life.remarks.clone()];
        let first = own.partition_point(|remark| remark.t() < from);
        let last = own.partition_point(|remark| remark.t() <= to).max(first);
        &own[first..last]
    }

    /// Time alive inside `[from, to]`, exact (E5).
    #[must_use]
    pub fn alive_time(&self, from: Time, to: Time) -> Time {
        let inside = |life: &Life| (life.to.t.min(to) - life.from.t.max(from)).max(Time::ZERO);
        self.lives.iter().fold(Time::ZERO, |sum, life| sum + inside(life))
    }
}

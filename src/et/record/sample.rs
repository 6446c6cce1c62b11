//! A snapshot line, kept small: a round has a hundred thousand of them, and filling memory costs more than packing.

use super::chunk::{WordId, Words};
use super::packed::Packed;
use crate::et::config::Side;
use crate::et::round::Team;
use crate::film::Time;

/// What a snapshot line says; [`SampleRow::keep`] packs it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Said {
    /// When.
    pub(super) t: Time,
    /// Slot 0..63.
    pub(super) client: u8,
    /// As it was written; counts only with a side that plays (E2).
    pub(super) alive: bool,
    /// `state: "down"`: lies on the ground and may be revived.
    pub(super) down: bool,
    /// Team, if it says one that is known.
    pub(super) team: Option<Team>,
    /// Where.
    pub(super) pos: Option<[f64; 3]>,
    /// Facing in degrees; NaN is unknown.
    pub(super) yaw: f64,
    /// Health.
    pub(super) hp: Option<i16>,
    /// Whether an objective is carried.
    pub(super) carry: Option<bool>,
    /// Enemies in line of sight, one bit each.
    pub(super) los: Option<u64>,
    /// Class in words.
    pub(super) class: Option<WordId>,
    /// Weapon in hand.
    pub(super) weapon: Option<WordId>,
    /// Index into the chunk's rounds.
    pub(super) round: u32,
}

/// What a snapshot line says beside its numbers: kept once for all lines of a chunk that say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) struct Beside {
    /// Enemies in line of sight, one bit each, if it lists them.
    pub(in super::super) los: Option<u64>,
    /// Class in words.
    pub(in super::super) class: Option<WordId>,
    /// Weapon in hand.
    pub(in super::super) weapon: Option<WordId>,
    /// Index into the chunk's rounds.
    pub(in super::super) round: u32,
}

/// A snapshot line as it is kept.
#[derive(Debug, Clone)]
pub(in super::super) struct SampleRow {
    /// When.
    pub(in super::super) t: Time,
    /// Where.
    pos: [Packed; 3],
    /// Facing in degrees.
    yaw: Packed,
    /// Index of its [`Beside`] in those of the chunk.
    pub(in super::super) beside: u32,
    hp: i16,
    /// Slot 0..63.
    pub(in super::super) client: u8,
    says: u8,
}

const _: () = assert!(size_of::<SampleRow>() == 32);

/// The bits of [`SampleRow::says`].
mod says {
    pub(super) const ALIVE: u8 = 1;
    pub(super) const DOWN: u8 = 1 << 1;
    pub(super) const CARRY: u8 = 1 << 2;
    pub(super) const CARRIES: u8 = 1 << 3;
    /// The team in two bits: unknown, Axis, Allies, spectator.
    pub(super) const TEAM: u32 = 4;
}

/// No health: none that is told lies so low.
const NO_HP: i16 = i16::MIN;

impl SampleRow {
    /// Packs what a line says.
    #[inline]
    pub(super) fn keep(said: Said, words: &mut Words) -> SampleRow {
        let beside = Beside { los: said.los, class: said.class, weapon: said.weapon, round: said.round };
        let team = match said.team {
            None => 0,
            Some(Team::Plays(Side::Axis)) => 1,
            Some(Team::Plays(Side::Allies)) => 2,
            Some(Team::Spectates) => 3,
        };
        let bit = |holds: bool, bit: u8| if holds { bit } else { 0 };
        SampleRow {
            t: said.t,
            pos: said.pos.map_or([Packed::NONE; 3], |pos| pos.map(|number| words.pack(number))),
            yaw: words.pack(said.yaw),
            beside: words.beside(beside),
            hp: said.hp.unwrap_or(NO_HP),
            client: said.client,
            says: bit(said.alive, says::ALIVE)
                | bit(said.down, says::DOWN)
                | bit(said.carry.is_some(), says::CARRY)
                | bit(said.carry == Some(true), says::CARRIES)
                | team << says::TEAM,
        }
    }

    /// The same but for these numbers, the last of them being yaw and position.
    #[inline]
    pub(super) fn with(&self, t: Time, hp: Option<i16>, [yaw, pos @ ..]: [Packed; 4]) -> SampleRow {
        SampleRow { t, pos, yaw, hp: hp.unwrap_or(NO_HP), ..*self }
    }

    /// What it says but for its numbers and its [`Beside`], in bits: two lines that say the same have the same.
    pub(in super::super) fn says(&self) -> u8 {
        self.says
    }

    fn is(&self, bit: u8) -> bool {
        self.says & bit != 0
    }

    /// As it was written; counts only with a side that plays (E2).
    pub(in super::super) fn alive(&self) -> bool {
        self.is(says::ALIVE)
    }

    /// `state: "down"`: lies on the ground and may be revived.
    pub(in super::super) fn down(&self) -> bool {
        self.is(says::DOWN)
    }

    /// Team, if it says one that is known.
    pub(in super::super) fn team(&self) -> Option<Team> {
        match self.says >> says::TEAM & 3 {
            1 => Some(Team::Plays(Side::Axis)),
            2 => Some(Team::Plays(Side::Allies)),
            3 => Some(Team::Spectates),
            _ => None,
        }
    }

    /// Where; `list` is that of the chunk's numbers, see [`Packed`].
    #[inline]
    pub(in super::super) fn pos(&self, list: &[f64]) -> Option<[f64; 3]> {
        let [x, y, z] = self.pos;
        if x.is_none() { None } else { Some([x.get(list), y.get(list), z.get(list)]) }
    }

    /// Whether it says where.
    pub(in super::super) fn is_placed(&self) -> bool {
        !self.pos[0].is_none()
    }

    /// Facing in degrees, NaN if it does not say so; `list` as [`SampleRow::pos`].
    #[inline]
    pub(in super::super) fn yaw(&self, list: &[f64]) -> f64 {
        self.yaw.get(list)
    }

    /// Whether it says which way the player faces.
    pub(in super::super) fn is_faced(&self) -> bool {
        !self.yaw.is_none()
    }

    /// Health.
    pub(in super::super) fn hp(&self) -> Option<i16> {
        (self.hp != NO_HP).then_some(self.hp)
    }

    /// Whether an objective is carried.
    pub(in super::super) fn carry(&self) -> Option<bool> {
        self.is(says::CARRY).then(|| self.is(says::CARRIES))
    }

    /// What the line said.
    #[cfg(test)]
    pub(super) fn said(&self, words: &Words) -> Said {
        let Beside { los, class, weapon, round } = words.besides()[self.beside as usize];
        Said {
            t: self.t,
            client: self.client,
            alive: self.alive(),
            down: self.down(),
            team: self.team(),
            pos: self.pos(words.numbers()),
            yaw: self.yaw(words.numbers()),
            hp: self.hp(),
            carry: self.carry(),
            los,
            class,
            weapon,
            round,
        }
    }
}

//! One time of the grid (E5): who counts there, who is whose team-mate or enemy, and how far from each other.
//!
//! Sets of players are bits, and what is asked of everybody is answered without branches: who is near whom changes too
//! often for the processor to guess.

use super::super::config::{Settings, Side};
use super::super::position::Fix;
use super::super::round::{PlayerId, Team};
use crate::film::Time;

/// Somebody who counts at a grid time: alive, with a known position.
#[derive(Debug, Clone, Copy)]
pub(super) struct Present {
    pub(super) id: PlayerId,
    pub(super) team: Option<Team>,
    pub(super) fix: Fix,
    /// E3: in combat.
    pub(super) fights: bool,
}

impl Present {
    pub(super) fn side(&self) -> Option<Side> {
        self.team.and_then(Team::side)
    }
}

/// Some of those present, a bit for each by place: a slot has one life at a time, and there are 64 of them.
pub(super) type Places = u64;

/// One place.
pub(super) const fn bit(place: usize) -> Places {
    1 << (place & 63)
}

/// Every place of these, in order.
pub(super) fn each(mut places: Places) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let first = (places != 0).then(|| places.trailing_zeros() as usize);
        places &= places.wrapping_sub(1);
        first
    })
}

/// One grid time: who counts, and for how long it stands.
#[derive(Debug, Default)]
pub(super) struct Tick {
    pub(super) t: Time,
    /// To the next grid time, the last one to the round's end.
    pub(super) length: Time,
    /// By id.
    pub(super) present: Vec<Present>,
    /// By side: the places of those who play for it, and the same as a list.
    sides: [Places; 2],
    teams: [Vec<usize>; 2],
    /// Whose team is unknown.
    unknown: Places,
    /// E3: those in combat.
    pub(super) fighting: Places,
    /// By two places in `present`: every section asks how far they are from each other.
    distances: Vec<f64>,
}

impl Tick {
    /// Of those in `present`: whatever is asked of them comes from here.
    pub(super) fn measure(&mut self, settings: &Settings) {
        (self.sides, self.unknown, self.fighting) = ([0; 2], 0, 0);
        self.teams.iter_mut().for_each(Vec::clear);
        let count = self.present.len();
        self.distances.clear();
        self.distances.resize(count * count, 0.0);
        for (one, this) in self.present.iter().enumerate() {
            match this.team {
                Some(Team::Plays(side)) => {
                    self.sides[side as usize] |= bit(one); // two sides, two places
                    self.teams[side as usize].push(one);
                }
                Some(Team::Spectates) => {}
                None => self.unknown |= bit(one),
            }
            self.fighting |= Places::from(this.fights) << (one & 63);
            for (other, that) in (one + 1..).zip(&self.present[one + 1..]) {
                let far = settings.distance(this.fix.pos, that.fix.pos);
                self.distances[one * count + other] = far;
                self.distances[other * count + one] = far;
            }
        }
    }

    /// The places of those who play for a side.
    pub(super) fn side(&self, side: Side) -> Places {
        self.sides[side as usize]
    }

    /// The same in order.
    pub(super) fn team(&self, side: Side) -> &[usize] {
        &self.teams[side as usize]
    }

    /// Those known to be on the same side as somebody.
    pub(super) fn mates(&self, place: usize) -> Places {
        self.present[place].side().map_or(0, |side| self.side(side) & !bit(place))
    }

    /// E1: the enemies of somebody: all others unless known to be of one team, or one is a spectator.
    pub(super) fn enemies(&self, place: usize) -> Places {
        match self.present[place].team {
            Some(Team::Plays(Side::Axis)) => self.side(Side::Allies) | self.unknown,
            Some(Team::Plays(Side::Allies)) => self.side(Side::Axis) | self.unknown,
            Some(Team::Spectates) => 0,
            None => (self.side(Side::Axis) | self.side(Side::Allies) | self.unknown) & !bit(place),
        }
    }

    /// E2: how far one of those present is from each of them, by place.
    pub(super) fn distances_of(&self, place: usize) -> &[f64] {
        let count = self.present.len();
        &self.distances[place * count..(place + 1) * count]
    }

    /// How far the nearest of some is from somebody; infinite if it is none.
    pub(super) fn nearest(&self, place: usize, mut of: Places) -> f64 {
        let mut least = f64::INFINITY;
        for far in self.distances_of(place) {
            let far = far + [f64::INFINITY, 0.0][(of & 1) as usize];
            least = if far < least { far } else { least };
            of >>= 1;
        }
        least
    }

    /// Which of some are within a distance of somebody.
    pub(super) fn within(&self, place: usize, distance: f64, of: Places) -> Places {
        let near = |near, (other, far): (usize, &f64)| near | Places::from(*far <= distance) << (other & 63);
        self.distances_of(place).iter().enumerate().fold(0, near) & of
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn team() -> impl Strategy<Value = Option<Team>> {
        let sides = [Some(Team::Plays(Side::Axis)), Some(Team::Plays(Side::Allies)), Some(Team::Spectates), None];
        prop::sample::select(sides.to_vec())
    }

    proptest! {
        #[test]
        fn sets_are_what_the_rules_say_of_every_two(
            present in prop::collection::vec((team(), -9..9i32, any::<bool>()), 0..20),
            few in any::<u64>(), limit in 0..12i32,
        ) {
            let one = |(at, (team, x, fights)): (usize, &(Option<Team>, i32, bool))| {
                let fix = Fix { pos: [f64::from(*x), 0.0, 0.0], yaw: None };
                Present { id: PlayerId::new(at), team: *team, fix, fights: *fights }
            };
            let present: Vec<Present> = present.iter().enumerate().map(one).collect();
            let mut tick = Tick { present: present.clone(), ..Tick::default() };
            // What an earlier time left behind must not be seen.
            tick.measure(&Settings::default());
            tick.measure(&Settings::default());
            let all = 0..present.len();
            for one in all.clone() {
                let those = |is: &dyn Fn(usize) -> bool| all.clone().filter(|other| is(*other)).collect::<Vec<_>>();
                let side = present[one].side();
                let mates = those(&|other| other != one && side.is_some() && present[other].side() == side);
                prop_assert_eq!(each(tick.mates(one)).collect::<Vec<_>>(), mates);
                let spectates = |place: usize| present[place].team == Some(Team::Spectates);
                let enemy = |other: usize| match (side, present[other].side()) {
                    _ if other == one || spectates(one) || spectates(other) => false,
                    (Some(one), Some(other)) => one != other,
                    _ => true,
                };
                prop_assert_eq!(each(tick.enemies(one)).collect::<Vec<_>>(), those(&enemy));
                let far = |other: usize| (present[one].fix.pos[0] - present[other].fix.pos[0]).abs();
                let among = |other: usize| few >> other & 1 == 1;
                let near = those(&|other| among(other) && far(other) <= f64::from(limit));
                prop_assert_eq!(each(tick.within(one, f64::from(limit), few)).collect::<Vec<_>>(), near);
                let least = all.clone().filter(|other| among(*other)).map(far).fold(f64::INFINITY, f64::min);
                prop_assert_eq!(tick.nearest(one, few), least);
            }
            let fighting: Vec<usize> = all.clone().filter(|place| present[*place].fights).collect();
            prop_assert_eq!(each(tick.fighting).collect::<Vec<_>>(), fighting);
            for side in [Side::Axis, Side::Allies] {
                let team: Vec<usize> = all.clone().filter(|place| present[*place].side() == Some(side)).collect();
                prop_assert_eq!(tick.team(side), &team);
                prop_assert_eq!(each(tick.side(side)).collect::<Vec<_>>(), team);
            }
        }
    }
}

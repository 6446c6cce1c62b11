//! Where a player is (E2): on the line between two near samples, else at the last one while it is fresh, else unknown.

use super::config::Settings;
use super::order::At;
use super::round::{Life, Player, Samples};
use crate::film::Time;

/// A known position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fix {
    /// Where, in game units.
    pub pos: [f64; 3],
    /// Facing in degrees, if known.
    pub yaw: Option<f64>,
}

/// E2: how far apart two samples may be, and how old the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    bridge: Time,
    stale: Time,
}

impl Reach {
    /// From `interp_max_gap_ms` and `stale_max_ms`.
    #[must_use]
    pub fn new(settings: &Settings) -> Reach {
        Reach { bridge: settings.interp_max_gap(), stale: settings.stale_max() }
    }

    /// E2: the position in a given life at `t`, which is taken to lie inside it.
    #[must_use]
    pub fn in_life(self, player: &Player, life: &Life, t: Time) -> Option<Fix> {
        self.spot_in(player, life, t).map(|spot| spot.fix(&player.samples))
    }

    fn spot_in(self, player: &Player, life: &Life, t: Time) -> Option<Spot> {
        let times = &player.samples.t[life.samples.clone()];
        self.spot(player, life, life.samples.start + times.partition_point(|at| *at <= t), t)
    }

    /// The places in a given life at times that never decrease, the first of them not before `from`.
    #[must_use]
    pub(super) fn along<'a>(self, player: &'a Player, life: &'a Life, from: Time) -> Along<'a> {
        let times = &player.samples.t[life.samples.clone()];
        Along { player, life, reach: self, next: life.samples.start + times.partition_point(|at| *at <= from) }
    }

    /// Where in a life `t` is; the first sample after it is `next`, an index of the player's columns.
    fn spot(self, player: &Player, life: &Life, next: usize, t: Time) -> Option<Spot> {
        let (times, range) = (&player.samples.t, &life.samples);
        let last = (next > range.start).then(|| next - 1)?;
        let age = t - times[last];
        if age > Time::ZERO && next < range.end && times[next] - times[last] <= self.bridge {
            let share = age.0 as f64 / (times[next] - times[last]).0 as f64;
            return Some(Spot { last, toward: Some((next, share)) });
        }
        (age == Time::ZERO || age <= self.stale).then_some(Spot { last, toward: None })
    }

    /// E2: the position at a line of the order, if the player is alive there (at its own death line: just before).
    #[must_use]
    pub fn at(self, player: &Player, at: At) -> Option<Fix> {
        player.life_at(at).and_then(|life| self.in_life(player, &player.lives[life], at.t))
    }

    /// The same without the facing.
    #[must_use]
    pub(super) fn place_at(self, player: &Player, at: At) -> Option<[f64; 3]> {
        let life = player.life_at(at)?;
        self.spot_in(player, &player.lives[life], at.t).map(|spot| spot.place(&player.samples))
    }

    /// E5: the position after everything of a millisecond.
    #[must_use]
    pub fn after(self, player: &Player, t: Time) -> Option<Fix> {
        player.life_after(t).and_then(|life| self.in_life(player, &player.lives[life], t))
    }
}

/// A sample, and how far on the way to another.
#[derive(Debug, Clone, Copy)]
struct Spot {
    last: usize,
    toward: Option<(usize, f64)>,
}

impl Spot {
    fn place(self, samples: &Samples) -> [f64; 3] {
        let here = samples.pos[self.last];
        self.toward.map_or(here, |(next, share)| toward(here, samples.pos[next], share))
    }

    fn fix(self, samples: &Samples) -> Fix {
        let here = known(samples.yaw[self.last]);
        let yaw = match self.toward {
            Some((next, share)) => here.zip(known(samples.yaw[next])).map(|(from, to)| from + turn(from, to) * share),
            None => here,
        };
        Fix { pos: self.place(samples), yaw }
    }
}

/// Where a player is in one life at times that never decrease, found without searching.
#[derive(Debug)]
pub(super) struct Along<'a> {
    player: &'a Player,
    life: &'a Life,
    reach: Reach,
    /// The first sample that lies ahead.
    next: usize,
}

impl Along<'_> {
    /// The place at `t`, as [`Reach::in_life`] has it; `t` is not before the last one.
    pub(super) fn at(&mut self, t: Time) -> Option<[f64; 3]> {
        while self.next < self.life.samples.end && self.player.samples.t[self.next] <= t {
            self.next += 1;
        }
        let samples = &self.player.samples;
        self.reach.spot(self.player, self.life, self.next, t).map(|spot| spot.place(samples))
    }
}

/// A player's positions at times that never decrease, found without searching.
#[derive(Debug)]
pub(super) struct Forward<'a> {
    player: &'a Player,
    reach: Reach,
    /// How many lives have begun, and the first sample that lies ahead.
    begun: usize,
    next: usize,
}

impl<'a> Forward<'a> {
    /// From the beginning.
    #[must_use]
    pub(super) fn new(player: &'a Player, reach: Reach) -> Forward<'a> {
        Forward { player, reach, begun: 0, next: 0 }
    }

    /// E5: the position after everything of a millisecond, as [`Reach::after`] has it; `t` is not before the last one.
    pub(super) fn after(&mut self, t: Time) -> Option<Fix> {
        let at = At::after(t);
        while self.player.lives.get(self.begun).is_some_and(|life| life.from <= at) {
            self.begun += 1;
        }
        let life = self.begun.checked_sub(1).map(|last| &self.player.lives[last]).filter(|life| life.to > at)?;
        self.next = self.next.max(life.samples.start);
        while self.next < life.samples.end && self.player.samples.t[self.next] <= t {
            self.next += 1;
        }
        self.reach.spot(self.player, life, self.next, t).map(|spot| spot.fix(&self.player.samples))
    }
}

fn known(yaw: f64) -> Option<f64> {
    (!yaw.is_nan()).then_some(yaw)
}

/// The signed angle from one direction to another, the short way round: -180 (included) to 180.
#[must_use]
pub(super) fn turn(from: f64, to: f64) -> f64 {
    let turned = to - from + 180.0;
    // One turn is enough for directions of one round, and the remainder is slow to find.
    let within = turned + if turned < 0.0 { 360.0 } else { 0.0 } - if turned >= 360.0 { 360.0 } else { 0.0 };
    let within = if (0.0..360.0).contains(&within) { within } else { turned.rem_euclid(360.0) };
    within - 180.0
}

/// Distance in space.
#[must_use]
pub fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
    let [x, y, z] = minus(a, b);
    (x * x + y * y + z * z).sqrt()
}

// Written out: an array's `map` is a call for each of them where it is not made part of its caller.

/// From the second point to the first.
#[inline]
pub(super) fn minus(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

/// The scalar product.
#[inline]
pub(super) fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// A share of the way from the first point to the second.
#[inline]
fn toward(a: [f64; 3], b: [f64; 3], share: f64) -> [f64; 3] {
    [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share]
}

/// How far a point lies to either side of a facing, in degrees 0..180; straight above or below is 0.
#[must_use]
pub(super) fn off_axis(from: [f64; 3], yaw: f64, to: [f64; 3]) -> f64 {
    let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
    if dx == 0.0 && dy == 0.0 {
        return 0.0;
    }
    // libm: the same value on every machine.
    turn(yaw, libm::atan2(dy, dx).to_degrees()).abs()
}

/// The angle at `eye` between two points, in space, in degrees 0..180; 0 when one of them is the eye itself.
#[must_use]
pub(super) fn angle_at(eye: [f64; 3], a: [f64; 3], b: [f64; 3]) -> f64 {
    let (u, v) = (minus(a, eye), minus(b, eye));
    let cross = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
    libm::atan2(dot(cross, cross).sqrt(), dot(u, v)).to_degrees()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_turn_is_what_is_left_of_whole_ones(from in -2000.0..2000.0f64, by in -400.0..400.0f64, eighths in any::<bool>()) {
            let round = |angle: f64| if eighths { (angle / 45.0).round() * 45.0 } else { angle };
            let (from, to) = (round(from), round(from + by));
            prop_assert_eq!(turn(from, to).to_bits(), ((to - from + 180.0).rem_euclid(360.0) - 180.0).to_bits());
        }
    }
}

//! E5: crossfire, by facings that differ (basic) and by the angle at an enemy both face (V3).

use super::super::config::{Settings, Side};
use super::super::position::{angle_at, dot, minus, off_axis, turn};
use super::proximity::Nearness;
use super::tick::{Places, Present, Tick, bit, each};

/// Crossfire in the making; what a grid time needs is kept for the next.
#[derive(Debug)]
pub(super) struct Crossfire {
    /// How far to either side a view goes.
    cone: Limit,
    /// How far apart two directions must be.
    apart: Limit,
    /// By place among those present: the enemies it faces, as far as that was asked.
    faced: Vec<Option<Places>>,
}

impl Crossfire {
    pub(super) fn new(settings: &Settings) -> Crossfire {
        let (cone, apart) = (Limit::of(settings.facing_cone_deg), Limit::of(settings.crossfire_min_angle_deg));
        Crossfire { cone, apart, faced: Vec::new() }
    }

    /// Adds a grid time to both kinds of crossfire seconds. What holds for one of a pair holds for the other.
    pub(super) fn add(&mut self, settings: &Settings, tick: &Tick, near: &mut Nearness) {
        self.faced.clear();
        self.faced.resize(tick.present.len(), None);
        let (mut basic, mut converging) = (0, 0);
        for side in [Side::Axis, Side::Allies] {
            for &i in tick.team(side) {
                // Every two of them once.
                let behind = tick.side(side) & !(bit(i) | (bit(i) - 1));
                for j in each(tick.within(i, settings.crossfire_dist, behind)) {
                    let pair = bit(i) | bit(j);
                    if basic & pair != pair && apart(&tick.present[i], &tick.present[j]) > self.apart.degrees {
                        basic |= pair;
                    }
                    if converging & pair != pair && self.converges(tick, i, j) {
                        converging |= pair;
                    }
                }
            }
        }
        for (place, one) in tick.present.iter().enumerate() {
            let among = |places: Places| places & bit(place) != 0;
            near.crossfire(one.id, tick.length, among(basic), among(converging));
        }
    }

    /// Whether two team-mates, by their places, face one enemy who sees them far enough apart.
    fn converges(&mut self, tick: &Tick, i: usize, j: usize) -> bool {
        let both = self.faced(tick, i) & self.faced(tick, j);
        let pos = |place: usize| tick.present[place].fix.pos;
        each(both).any(|enemy| self.apart.exceeded_at(pos(enemy), pos(i), pos(j)))
    }

    /// The enemies that somebody faces.
    fn faced(&mut self, tick: &Tick, place: usize) -> Places {
        if let Some(faced) = self.faced[place] {
            return faced;
        }
        let one = &tick.present[place];
        let faces = |view: View| {
            let those = each(tick.enemies(place)).filter(|enemy| view.faces(one, &tick.present[*enemy]));
            those.fold(0, |faced, enemy| faced | bit(enemy))
        };
        let faced = View::of(one, self.cone).map_or(0, faces);
        self.faced[place] = Some(faced);
        faced
    }
}

/// An angle that others are held against: by their cosines where these tell, which is quicker.
#[derive(Debug, Clone, Copy)]
struct Limit {
    degrees: f64,
    cos: f64,
}

/// Closer to the limit than this (as cosines) the angle itself decides: no rounding may.
const MARGIN: f64 = 1.0e-9;

impl Limit {
    fn of(degrees: f64) -> Limit {
        Limit { degrees, cos: libm::cos(degrees.clamp(0.0, 180.0).to_radians()) }
    }

    /// Whether an angle is larger. `along` is its cosine times `far`.
    fn exceeded(&self, along: f64, far: f64, angle: impl FnOnce() -> f64) -> bool {
        if along < far * (self.cos - MARGIN) {
            return true;
        }
        let surely_within = along > far * (self.cos + MARGIN);
        !surely_within && angle() > self.degrees
    }

    /// Whether the angle at `eye` between two points is larger.
    fn exceeded_at(&self, eye: [f64; 3], a: [f64; 3], b: [f64; 3]) -> bool {
        let (u, v) = (minus(a, eye), minus(b, eye));
        self.exceeded(dot(u, v), (dot(u, u) * dot(v, v)).sqrt(), || angle_at(eye, a, b))
    }
}

/// The angle between two facings, 0..180; unknown facings are not apart.
fn apart(one: &Present, other: &Present) -> f64 {
    one.fix.yaw.zip(other.fix.yaw).map_or(0.0, |(a, b)| turn(a, b).abs())
}

/// Which way somebody looks, for quick tests against many.
#[derive(Debug)]
struct View {
    yaw: f64,
    /// The facing as a direction on the floor plan.
    ahead: [f64; 2],
    cone: Limit,
}

impl View {
    /// The way somebody looks, with a cone; `None` if the facing is unknown.
    fn of(one: &Present, cone: Limit) -> Option<View> {
        let yaw = one.fix.yaw?;
        let (sin, cos) = libm::sincos(yaw.to_radians());
        Some(View { yaw, ahead: [cos, sin], cone })
    }

    /// E5: whether the enemy lies within the cone to either side of the facing.
    fn faces(&self, one: &Present, enemy: &Present) -> bool {
        let [x, y] = [enemy.fix.pos[0] - one.fix.pos[0], enemy.fix.pos[1] - one.fix.pos[1]];
        let (along, far) = (x * self.ahead[0] + y * self.ahead[1], (x * x + y * y).sqrt());
        !self.cone.exceeded(along, far, || off_axis(one.fix.pos, self.yaw, enemy.fix.pos))
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::load;
    use super::super::super::position::Fix;
    use super::super::super::round::PlayerId;
    use super::super::analyse;
    use super::*;
    use crate::film::{Progress, Time};
    use crate::ingest::Source;
    use proptest::prelude::*;

    fn present(pos: [f64; 3], yaw: f64) -> Present {
        Present { id: PlayerId::new(0), team: None, fix: Fix { pos, yaw: Some(yaw) }, fights: false }
    }

    #[test]
    fn where_rounding_might_decide_the_angle_does() {
        let limit = Limit::of(60.0);
        for along in [-0.9, 0.0, 0.9].map(|part| 100.0 * (limit.cos + part * MARGIN)) {
            assert!(limit.exceeded(along, 100.0, || 60.1) && !limit.exceeded(along, 100.0, || 60.0));
        }
        for (along, exceeded) in [(49.9, true), (50.1, false)] {
            assert_eq!(limit.exceeded(along, 100.0, || unreachable!("it is plain")), exceeded);
        }
    }

    /// Whether the first has the second inside its cone.
    fn sees(one: &Present, enemy: &Present, cone: f64) -> bool {
        View::of(one, Limit::of(cone)).unwrap().faces(one, enemy)
    }

    #[test]
    fn the_edge_of_the_cone_is_inside() {
        let east = present([0.0; 3], 0.0);
        let faces = |x: f64, y: f64, cone: f64| sees(&east, &present([x, y, 50.0], 0.0), cone);
        assert!(faces(100.0, 100.0, 45.0) && faces(100.0, -100.0, 45.0) && !faces(100.0, 100.001, 45.0));
        assert!(faces(0.0, 1.0, 90.0) && faces(-1.0, 0.0, 180.0) && faces(5.0, 0.0, 0.0) && !faces(5.0, 1.0e-9, 0.0));
        assert!(faces(0.0, 0.0, 0.0), "straight above is ahead");
    }

    /// The first enemy that both face sees them side by side, the second from two sides.
    #[test]
    fn any_enemy_that_both_face_may_see_them_apart() {
        let at = |client: u8, team: &str, x: i32, y: i32, yaw: i32| {
            let line = |t: i32| {
                format!(
                    "{{\"t\":{t},\"client\":{client},\"team\":\"{team}\",\"alive\":true,\"pos\":[{x},{y},0],\"yaw\":{yaw}}}\n"
                )
            };
            [0, 1, 2].map(line).concat()
        };
        let converging = |near: i32| {
            let lines = [
                at(0, "ALLIES", 0, 5000, 0),
                at(1, "ALLIES", 0, near, 0),
                at(2, "AXIS", -300, 0, 65),
                at(3, "AXIS", 300, 0, 115),
            ];
            let source = Source::Memory { name: "mem".into(), bytes: lines.concat().into_bytes().into() };
            let round = load(&[source], &Progress::default()).unwrap().rounds.remove(0);
            let analysis = analyse(&round, &Settings::default());
            analysis.players.iter().map(|row| row.converging.unwrap()).collect::<Vec<_>>()
        };
        let two = Time(2_000);
        assert_eq!(converging(300), [Time::ZERO, Time::ZERO, two, two]);
        assert_eq!(converging(4_000), [Time::ZERO; 4], "nobody sees them apart");
    }

    proptest! {
        #[test]
        fn the_quick_test_says_what_the_angle_says(
            x in -3000.0..3000.0f64, y in -3000.0..3000.0f64, yaw in -720.0..720.0f64, cone in 0.0..200.0f64,
            whole in any::<bool>(),
        ) {
            let round = |number: f64| if whole { (number / 45.0).round() * 45.0 } else { number };
            let (one, enemy) = (present([0.0; 3], round(yaw)), present([round(x), round(y), 0.0], 0.0));
            let angle = off_axis(one.fix.pos, round(yaw), enemy.fix.pos);
            prop_assert_eq!(sees(&one, &enemy, round(cone)), angle <= round(cone));
        }

        #[test]
        fn the_quick_test_of_an_angle_in_space_says_what_the_angle_says(
            a in prop::array::uniform3(-3000.0..3000.0f64), b in prop::array::uniform3(-3000.0..3000.0f64),
            limit in -10.0..200.0f64, whole in any::<bool>(),
        ) {
            // Round ones have the angle that is the limit: 45 degrees and its multiples, and points in the eye.
            let round = |number: f64| if whole { (number / 1500.0).round() * 1500.0 } else { number };
            let (eye, a, b) = ([1500.0, 0.0, 0.0], a.map(round), b.map(round));
            let limit = if whole { (limit / 45.0).round() * 45.0 } else { limit };
            prop_assert_eq!(Limit::of(limit).exceeded_at(eye, a, b), angle_at(eye, a, b) > limit);
        }
    }
}

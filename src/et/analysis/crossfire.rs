//! E5: crossfire, by facings that differ (basic) and by the angle at an enemy both face (V3).

use super::super::config::{Settings, Side};
use super::super::position::{angle_at, off_axis, turn};
use super::grid::{Present, Tick};
use super::proximity::Nearness;

/// Crossfire in the making; what a grid time needs is kept for the next.
#[derive(Debug)]
pub(super) struct Crossfire {
    /// How far to either side a view goes, in degrees, and the cosine of that.
    cone: f64,
    edge: f64,
    /// By place among those present: the enemies it faces, as far as that was asked.
    faced: Vec<Option<Places>>,
}

/// Places among those present, a bit for each: a slot has one life at a time, and there are 64 of them.
type Places = u64;

/// One place.
fn bit(place: usize) -> Places {
    1 << (place & 63)
}

impl Crossfire {
    pub(super) fn new(settings: &Settings) -> Crossfire {
        let cone = settings.facing_cone_deg;
        Crossfire { cone, edge: edge(cone), faced: Vec::new() }
    }

    /// Adds a grid time to both kinds of crossfire seconds. What holds for one of a pair holds for the other.
    pub(super) fn add(&mut self, settings: &Settings, tick: &Tick, near: &mut Nearness) {
        self.faced.clear();
        self.faced.resize(tick.present.len(), None);
        let (mut basic, mut converging) = (0, 0);
        for side in [Side::Axis, Side::Allies] {
            let team = tick.team(side);
            for (at, &i) in team.iter().enumerate() {
                for &j in team[at + 1..].iter().filter(|j| tick.distance(i, **j) <= settings.crossfire_dist) {
                    let pair = bit(i) | bit(j);
                    if basic & pair != pair
                        && apart(&tick.present[i], &tick.present[j]) > settings.crossfire_min_angle_deg
                    {
                        basic |= pair;
                    }
                    if converging & pair != pair && self.converges(settings, tick, i, j) {
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
    fn converges(&mut self, settings: &Settings, tick: &Tick, i: usize, j: usize) -> bool {
        let mut both = self.faced(tick, i) & self.faced(tick, j);
        let pos = |place: usize| tick.present[place].fix.pos;
        while both != 0 {
            let enemy = both.trailing_zeros() as usize;
            if angle_at(pos(enemy), pos(i), pos(j)) > settings.crossfire_min_angle_deg {
                return true;
            }
            both &= both - 1;
        }
        false
    }

    /// The enemies that somebody faces.
    fn faced(&mut self, tick: &Tick, place: usize) -> Places {
        if let Some(faced) = self.faced[place] {
            return faced;
        }
        let (one, mut faced) = (&tick.present[place], 0);
        if let Some(view) = View::of(one, self.cone, self.edge) {
            for (at, other) in tick.present.iter().enumerate() {
                if one.enemy(other) && view.faces(one, other) {
                    faced |= bit(at);
                }
            }
        }
        self.faced[place] = Some(faced);
        faced
    }
}

/// The cosine of a cone in degrees.
fn edge(cone: f64) -> f64 {
    libm::cos(cone.clamp(0.0, 180.0).to_radians())
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
    cone: f64,
    /// The cosine of the cone.
    edge: f64,
}

/// Closer to the edge of the cone than this (as cosines) the angle itself decides: no rounding may.
const MARGIN: f64 = 1.0e-9;

impl View {
    /// The way somebody looks, with a cone and its cosine; `None` if the facing is unknown.
    fn of(one: &Present, cone: f64, edge: f64) -> Option<View> {
        let yaw = one.fix.yaw?;
        let (sin, cos) = libm::sincos(yaw.to_radians());
        Some(View { yaw, ahead: [cos, sin], cone, edge })
    }

    /// E5: whether the enemy lies within the cone to either side of the facing.
    fn faces(&self, one: &Present, enemy: &Present) -> bool {
        let [x, y] = [enemy.fix.pos[0] - one.fix.pos[0], enemy.fix.pos[1] - one.fix.pos[1]];
        let (along, far) = (x * self.ahead[0] + y * self.ahead[1], (x * x + y * y).sqrt());
        if along > far * (self.edge + MARGIN) {
            return true;
        }
        along >= far * (self.edge - MARGIN) && off_axis(one.fix.pos, self.yaw, enemy.fix.pos) <= self.cone
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

    /// Whether the first has the second inside its cone.
    fn sees(one: &Present, enemy: &Present, cone: f64) -> bool {
        View::of(one, cone, edge(cone)).unwrap().faces(one, enemy)
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
    }
}

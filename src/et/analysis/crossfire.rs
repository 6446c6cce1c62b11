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
    /// By place among those present.
    basic: Vec<bool>,
    converging: Vec<bool>,
    /// By two places: whether the one faces the other, an enemy.
    facing: Vec<bool>,
}

impl Crossfire {
    pub(super) fn new(settings: &Settings) -> Crossfire {
        let cone = settings.facing_cone_deg;
        Crossfire { cone, edge: edge(cone), basic: Vec::new(), converging: Vec::new(), facing: Vec::new() }
    }

    /// Adds a grid time to both kinds of crossfire seconds. What holds for one of a pair holds for the other.
    pub(super) fn add(&mut self, settings: &Settings, tick: &Tick, near: &mut Nearness) {
        self.look(tick);
        let Crossfire { basic, converging, facing, .. } = self;
        for flags in [&mut *basic, &mut *converging] {
            flags.clear();
            flags.resize(tick.present.len(), false);
        }
        let count = tick.present.len();
        let faced = |place: usize| &facing[place * count..(place + 1) * count];
        for side in [Side::Axis, Side::Allies] {
            let team = tick.team(side);
            for (at, &i) in team.iter().enumerate() {
                for &j in team[at + 1..].iter().filter(|j| tick.distance(i, **j) <= settings.crossfire_dist) {
                    let (one, other) = (&tick.present[i], &tick.present[j]);
                    if !(basic[i] && basic[j]) && apart(one, other) > settings.crossfire_min_angle_deg {
                        (basic[i], basic[j]) = (true, true);
                    }
                    let known = converging[i] && converging[j];
                    if !known && converges(settings, tick, (one, faced(i)), (other, faced(j))) {
                        (converging[i], converging[j]) = (true, true);
                    }
                }
            }
        }
        for ((one, basic), converging) in tick.present.iter().zip(basic).zip(converging) {
            near.crossfire(one.id, tick.length, *basic, *converging);
        }
    }

    /// Finds out who faces whom.
    fn look(&mut self, tick: &Tick) {
        self.facing.clear();
        for one in &tick.present {
            let view = View::of(one, self.cone, self.edge);
            let faces = |other: &Present| one.enemy(other) && view.as_ref().is_some_and(|view| view.faces(one, other));
            self.facing.extend(tick.present.iter().map(faces));
        }
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

/// Whether two team-mates, each with those it faces, face one enemy who sees them far enough apart.
fn converges(settings: &Settings, tick: &Tick, (one, a): (&Present, &[bool]), (other, b): (&Present, &[bool])) -> bool {
    tick.present.iter().zip(a).zip(b).any(|((enemy, one_faces), other_faces)| {
        *one_faces
            && *other_faces
            && angle_at(enemy.fix.pos, one.fix.pos, other.fix.pos) > settings.crossfire_min_angle_deg
    })
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
    use super::super::super::position::Fix;
    use super::super::super::round::PlayerId;
    use super::*;
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

//! E5: crossfire, by facings that differ (basic) and by the angle at an enemy both face (V3).

use super::super::config::Settings;
use super::super::position::{angle_at, off_axis, turn};
use super::grid::{Present, Tick};
use super::proximity::Near;

/// Adds a grid time to both kinds of crossfire seconds. What holds for one of a pair holds for the other.
pub(super) fn add(settings: &Settings, tick: &Tick, players: &mut [Near]) {
    let mut basic = vec![false; tick.present.len()];
    let mut converging = basic.clone();
    for (i, one) in tick.present.iter().enumerate() {
        for (j, other) in tick.present.iter().enumerate().skip(i + 1) {
            if !one.mate(other) || settings.distance(one.fix.pos, other.fix.pos) > settings.crossfire_dist {
                continue;
            }
            if !(basic[i] && basic[j]) && apart(one, other) > settings.crossfire_min_angle_deg {
                (basic[i], basic[j]) = (true, true);
            }
            if !(converging[i] && converging[j]) && converges(settings, tick, one, other) {
                (converging[i], converging[j]) = (true, true);
            }
        }
    }
    for ((one, basic), converging) in tick.present.iter().zip(basic).zip(converging) {
        let total = &mut players[one.id.index()].total;
        if basic {
            total.crossfire += tick.length;
        }
        if converging {
            total.converging += tick.length;
        }
    }
}

/// The angle between two facings, 0..180; unknown facings are not apart.
fn apart(one: &Present, other: &Present) -> f64 {
    one.fix.yaw.zip(other.fix.yaw).map_or(0.0, |(a, b)| turn(a, b).abs())
}

/// Whether both face one enemy, who sees them far enough apart.
fn converges(settings: &Settings, tick: &Tick, one: &Present, other: &Present) -> bool {
    let faces = |who: &Present, enemy: &Present| {
        who.fix.yaw.is_some_and(|yaw| off_axis(who.fix.pos, yaw, enemy.fix.pos) <= settings.facing_cone_deg)
    };
    tick.present.iter().filter(|enemy| one.enemy(enemy)).any(|enemy| {
        faces(one, enemy)
            && faces(other, enemy)
            && angle_at(enemy.fix.pos, one.fix.pos, other.fix.pos) > settings.crossfire_min_angle_deg
    })
}

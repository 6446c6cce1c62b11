//! E5: crossfire, by facings that differ (basic) and by the angle at an enemy both face (V3).

use super::super::config::Settings;
use super::super::position::{angle_at, off_axis, turn};
use super::grid::{Present, Tick};
use super::proximity::Near;

/// Adds a grid time to both kinds of crossfire seconds.
pub(super) fn add(settings: &Settings, tick: &Tick, players: &mut [Near]) {
    for one in &tick.present {
        let partners = || {
            tick.present.iter().filter(|other| {
                one.mate(other) && settings.distance(one.fix.pos, other.fix.pos) <= settings.crossfire_dist
            })
        };
        let total = &mut players[one.id.index()].total;
        if partners().any(|other| apart(one, other) > settings.crossfire_min_angle_deg) {
            total.crossfire += tick.length;
        }
        if partners().any(|other| converges(settings, tick, one, other)) {
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

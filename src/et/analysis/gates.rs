//! E4: the gates of an opportunity as data, six and with a waypoint graph a seventh, and the confidence they give.

use super::super::config::Settings;
use super::super::order::At;
use super::super::position::off_axis;
use super::explain::Sentence;
use super::reasons::{Case, Reason};
use super::scene::Scene;
use super::trade::ClosedBy;
use crate::film::{Bound, Confidence, Gate, Outcome, Time, push_beside};
use std::borrow::Cow;

/// How the gate `sight` was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sight {
    /// By lines of sight that the server recorded.
    Recorded,
    /// By facing and height alone: a view cone looks through walls.
    Heading,
    /// Neither was known.
    Unknown,
}

/// E4: `near` `clear` `open` `survived` `sight` `free`, in this order; then `route`, where the map has a waypoint graph.
pub(super) fn gates(scene: &Scene<'_>, case: &Case<'_>, reasons: &[Reason]) -> (Vec<Gate>, Sight) {
    let (sight, by) = sight(scene, case);
    let six = [near(scene, case), clear(scene, reasons), open(scene, case), survived(case), sight, free(scene, case)];
    (six.into_iter().chain(route(scene, case)).collect(), by)
}

fn near(scene: &Scene<'_>, case: &Case<'_>) -> Gate {
    let limit = scene.settings.near_dist;
    Gate {
        name: "near".into(),
        value: Some(case.dist),
        bound: Bound::AtMost,
        limit: Some(limit),
        unit: "u",
        key: Some("near_dist"),
        outcome: Outcome::of(case.dist <= limit),
        note: "distance to the victim at the death".into(),
    }
}

/// None of reasons 1 to 10; `covered` does not fail it.
fn clear(scene: &Scene<'_>, reasons: &[Reason]) -> Gate {
    let names: Vec<&str> = reasons.iter().filter(|r| **r != Reason::Covered).map(|r| r.as_str()).collect();
    let lines = scene.round.has.objective;
    let zones = !scene.settings.objective_zones.is_empty();
    let (outcome, note): (_, Cow<'static, str>) = match (names.is_empty(), lines, zones) {
        (false, ..) => (Outcome::Fail, Sentence::of(48).say("excused by ").say(&names.join(", ")).end().into()),
        (true, true, true) => (Outcome::Pass, "no objective work, lurk or other reason applies".into()),
        (true, lines, zones) => {
            let missing = match (lines, zones) {
                (false, false) => "the round has no objective lines and the map no objective zones",
                (false, true) => "the round has no objective lines",
                _ => "the map has no objective zones",
            };
            (Outcome::Unknown(missing.into()), "no reason found, but objective work could not be seen".into())
        }
    };
    Gate::plain("clear", outcome, note)
}

fn open(scene: &Scene<'_>, case: &Case<'_>) -> Gate {
    let (length, limit) = (case.close.t - case.death.at.t, scene.settings.react());
    Gate {
        name: "open".into(),
        value: Some(length.as_secs()),
        bound: Bound::AtLeast,
        limit: Some(limit.as_secs()),
        unit: "s",
        key: Some("react_s"),
        outcome: Outcome::of(length >= limit),
        note: Sentence::of(32).say("closed by ").say(case.closed_by.as_str()).say(" at ").at(case.close.t).end().into(),
    }
}

fn survived(case: &Case<'_>) -> Gate {
    let lived = case.closed_by != ClosedBy::Died;
    let note: Cow<'static, str> = match lived {
        true => "did not die while it was open".into(),
        false => Sentence::of(16).say("died at ").at(case.close.t).end().into(),
    };
    Gate::plain("survived", Outcome::of(lived), note)
}

/// Recorded lines of sight decide alone; without them, facing and height at T or at a sample while it was open.
fn sight(scene: &Scene<'_>, case: &Case<'_>) -> (Gate, Sight) {
    let player = scene.player(case.player);
    let killer = scene.player(case.death.killer);
    let (from, to) = (case.death.at.t, case.close.t);
    let remarks = player.remarks_in(case.life, from, to);
    let mut recorded = remarks.filter_map(|(t, remark)| Some((t, remark.los?))).peekable();
    if scene.settings.sight_by_los && recorded.peek().is_some() {
        let seen = recorded.find(|(_, seen)| seen >> killer.client & 1 == 1).map(|(t, _)| t);
        let note: Cow<'static, str> = match seen {
            Some(t) => Sentence::of(48).say("the server listed the killer in sight at ").at(t).end().into(),
            None => "the server never listed the killer in sight".into(),
        };
        return (Gate::plain("sight", Outcome::of(seen.is_some()), note), Sight::Recorded);
    }
    heading(scene, case)
}

/// One look: how far the killer is off the facing, and how much higher or lower.
struct Look {
    t: Time,
    angle: f64,
    dz: f64,
}

fn heading(scene: &Scene<'_>, case: &Case<'_>) -> (Gate, Sight) {
    let settings = scene.settings;
    let (from, to) = (case.death.at.t, case.close.t);
    let player = scene.player(case.player);
    let times = player.samples_in(case.life, from, to).map(|index| player.samples.t[index]);
    let looks: Vec<Look> = std::iter::once(from).chain(times).filter_map(|t| look(scene, case, t)).collect();
    let sees = |look: &&Look| look.angle <= settings.sight_cone_deg && look.dz <= settings.sight_max_dz;
    let best = looks.iter().find(sees).or_else(|| looks.iter().min_by(|a, b| a.angle.total_cmp(&b.angle)));
    let lines = match settings.sight_by_los {
        true => "no lines of sight recorded",
        false => "recorded lines of sight are not heeded (sight_by_los)",
    };
    let Some(best) = best else {
        let why = format!("{lines}, and the killer's position or the facing is unknown");
        return (Gate::plain("sight", Outcome::Unknown(why.into()), ""), Sight::Unknown);
    };
    let cone = (best.angle, settings.sight_cone_deg, "deg", "sight_cone_deg");
    let height = (best.dz, settings.sight_max_dz, "u", "sight_max_dz");
    // The number that decided; the other one stands in the note.
    let high = best.angle <= cone.1 && best.dz > height.1;
    let ((value, limit, unit, key), other) = if high { (height, cone) } else { (cone, height) };
    let mut beside = String::new();
    push_beside(&mut beside, other.0, other.1);
    let what = if high { "angle" } else { "height" };
    let gate = Gate {
        name: "sight".into(),
        value: Some(value),
        bound: Bound::AtMost,
        limit: Some(limit),
        unit,
        key: Some(key),
        outcome: Outcome::of(sees(&best)),
        note: format!(
            "by facing alone at {}, {what} {beside} {} (at most {} {}, {}); {lines}",
            best.t, other.2, other.1, other.2, other.3
        )
        .into(),
    };
    (gate, Sight::Heading)
}

/// Facing and height towards the killer at `t`, if both positions and the facing are known.
fn look(scene: &Scene<'_>, case: &Case<'_>, t: Time) -> Option<Look> {
    let (player, killer) = (scene.player(case.player), scene.player(case.death.killer));
    let own = scene.reach.in_life(player, case.life, t)?;
    let target = match scene.life(case.death.killer, case.death.at) {
        Some(life) => scene.reach.in_life(killer, life, t),
        None => scene.reach.after(killer, t),
    };
    let target = target.filter(|_| !killer.known_dead(case.death.at))?;
    let angle = off_axis(own.pos, own.yaw?, target.pos);
    Some(Look { t, angle, dz: (target.pos[2] - own.pos[2]).abs() })
}

/// P neither hit nor was hit by an enemy other than K in `[T - combat_recent_s, C]`.
fn free(scene: &Scene<'_>, case: &Case<'_>) -> Gate {
    if !scene.round.has.damage {
        return Gate::plain("free", Outcome::Unknown("no damage lines in this round".into()), "");
    }
    let from = case.death.at.t - scene.settings.combat_recent();
    let other = |at: At, one, two| {
        let enemy = if one == case.player { two } else { one };
        (enemy != case.death.killer && scene.round.enemies(case.player, enemy, at.t)).then_some((at.t, enemy))
    };
    let busy = scene.hits_in(case.player, from, case.close).iter().find_map(|hit| other(hit.at, hit.by, hit.to));
    let note: Cow<'static, str> = match busy {
        Some((t, enemy)) => {
            Sentence::of(32).say("fought ").say(&scene.player(enemy).name).say(" at ").at(t).end().into()
        }
        None => "fought nobody but the killer".into(),
    };
    Gate::plain("free", Outcome::of(busy.is_none()), note)
}

/// §3.2: walking there is no detour. The straight line to a death behind a wall is short; the way to it may not be.
fn route(scene: &Scene<'_>, case: &Case<'_>) -> Option<Gate> {
    let graph = scene.settings.graph.as_deref()?;
    let (factor, reach) = (scene.settings.route_factor, scene.settings.route_reach);
    let limit = factor * scene.settings.trade_dist;
    let point = |pos: [f64; 3]| pos.map(|c| c as f32);
    let from = scene.place(case.player, case.death.at)?;
    let (value, outcome) = match graph.distance(point(from), point(case.place), reach) {
        Ok(walked) => (Some(walked), Outcome::of(walked <= limit)),
        Err(why) => (None, Outcome::Unknown(why.words(reach).into())),
    };
    Some(Gate {
        name: "route".into(),
        value,
        bound: Bound::AtMost,
        limit: Some(limit),
        unit: "u",
        key: Some("route_factor"),
        outcome,
        note: format!(
            "walking distance along the waypoints, at most {factor} (route_factor) x {} u (trade_dist)",
            scene.settings.trade_dist
        )
        .into(),
    })
}

/// E4: what the gates give.
pub(super) fn confidence(gates: &[Gate], sight: Sight, case: &Case<'_>, settings: &Settings) -> Confidence {
    let is = |name: &str, outcome: &str| gates.iter().any(|g| g.name == name && g.outcome.as_str() == outcome);
    let all = gates.iter().all(|gate| gate.outcome == Outcome::Pass);
    let seen = sight == Sight::Recorded || !settings.high_needs_los;
    let soft = ["clear", "survived", "sight", "free"].into_iter().filter(|name| !is(name, "pass")).count();
    if case.marginal {
        Confidence::Low
    } else if all && seen && case.closed_by != ClosedBy::KillerDied {
        Confidence::High
    } else if is("near", "pass") && is("open", "pass") && !is("clear", "fail") && soft <= 1 {
        Confidence::Med
    } else {
        Confidence::Low
    }
}

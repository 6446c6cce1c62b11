//! §6.5 C12: the role context of each player over time: objective work, objective zones, route zones, marked plans.
//!
//! It is what reasons 6, 7 and 9 (E4) go by, told for the whole round, so that a coach can look at it.

use super::super::config::{Settings, Zone};
use super::super::order::At;
use super::super::round::{Player, PlayerId};
use super::carry::stretches;
use super::scene::Scene;
use super::{Known, Missing, positions_known};
use crate::film::{Span, Time};

/// A stretch of samples inside one zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presence {
    /// From the first sample inside to the last.
    pub span: Span,
    /// Index into the map's list of such zones.
    pub zone: usize,
}

/// A player's role context over time.
#[derive(Debug, Clone, PartialEq)]
pub struct RoleContext {
    /// Who.
    pub player: PlayerId,
    /// The objective lines that excuse (E4, reason 6: any but `destroyed` and `drop`), in order.
    pub actions: Known<Vec<At>>,
    /// Carrying an objective (reason 6), in time order.
    pub carries: Vec<Span>,
    /// Inside objective zones, in time order.
    pub objective_zones: Known<Vec<Presence>>,
    /// Inside route zones, in time order.
    pub route_zones: Known<Vec<Presence>>,
    /// Marked as planned by a reviewer: when, and the note, by time.
    pub planned: Vec<(Span, String)>,
}

impl RoleContext {
    /// §6.5 `last_objective_action_t`: the last objective action at or before `t`.
    ///
    /// # Errors
    /// The round has no objective lines.
    pub fn last_objective_action(&self, t: Time) -> Known<Option<Time>> {
        let all = self.actions.as_deref().map_err(|missing| *missing)?;
        Ok(all[..all.partition_point(|at| at.t <= t)].last().map(|at| at.t))
    }

    /// §6.5 `in_objective_zone`: the objective zone (index) the player is in at `t`.
    ///
    /// # Errors
    /// There are no samples, or no such zones.
    pub fn in_objective_zone(&self, t: Time) -> Known<Option<usize>> {
        let all = self.objective_zones.as_deref().map_err(|missing| *missing)?;
        Ok(all.iter().find(|presence| presence.span.holds(t)).map(|presence| presence.zone))
    }

    /// §6.5 `recent_route_zone`: the route zone (index) the player was in last, and until when, at or before `t`.
    ///
    /// # Errors
    /// There are no samples, or no such zones.
    pub fn recent_route_zone(&self, t: Time) -> Known<Option<(usize, Time)>> {
        let all = self.route_zones.as_deref().map_err(|missing| *missing)?;
        let begun = &all[..all.partition_point(|presence| presence.span.from <= t)];
        Ok(begun.iter().map(|presence| (presence.zone, presence.span.to.min(t))).max_by_key(|(_, until)| *until))
    }
}

/// Stretches inside the zones that excuse, of one player.
#[derive(Debug, Default)]
pub(super) struct Zoned {
    pub(super) objective: Vec<Presence>,
    pub(super) route: Vec<Presence>,
}

impl Zoned {
    /// Looks for them.
    pub(super) fn of(player: &Player, settings: &Settings) -> Zoned {
        let (objective, route) = (&settings.objective_zones, &settings.route_zones);
        if objective.is_empty() && route.is_empty() {
            return Zoned::default();
        }
        let runs = runs(player);
        let bridge = settings.interp_max_gap();
        Zoned { objective: presences(&runs, objective, bridge), route: presences(&runs, route, bridge) }
    }

    /// Whether a sample of the player in `[from, to]` lies inside an objective zone.
    pub(super) fn in_objective(&self, player: &Player, from: Time, to: Time) -> bool {
        let times = &player.samples.t;
        // Every sample of a stretch is inside; but there need be none in the part of it that is asked for.
        let sampled = |from: Time, to: Time| {
            let first = times.partition_point(|t| *t < from);
            times.get(first).is_some_and(|t| *t <= to)
        };
        let meets = |span: &Span| span.from <= to && span.to >= from;
        let mut met = self.objective.iter().map(|stretch| stretch.span).filter(meets);
        met.any(|span| sampled(span.from.max(from), span.to.min(to)))
    }
}

/// One for every player, by id.
pub(super) fn all(scene: &Scene<'_>) -> Vec<RoleContext> {
    let settings = scene.settings;
    let zones = |zones: &[Zone], missing, presences: &[Presence]| {
        positions_known(scene.round.has)?;
        if zones.is_empty() { Err(missing) } else { Ok(presences.to_vec()) }
    };
    let one = |id: PlayerId| {
        let own = scene.marks.planned.iter().filter(|plan| plan.is_of(scene.round, id));
        let mut planned: Vec<(Span, String)> = own.map(|plan| (plan.span, plan.note.clone())).collect();
        planned.sort_by(|a, b| (a.0.from, a.0.to, &a.1).cmp(&(b.0.from, b.0.to, &b.1)));
        let zoned = scene.zoned(id);
        RoleContext {
            player: id,
            actions: if scene.round.has.objective { Ok(scene.excusing_works(id)) } else { Err(Missing::Objective) },
            carries: stretches(scene, id),
            objective_zones: zones(&settings.objective_zones, Missing::ObjectiveZones, &zoned.objective),
            route_zones: zones(&settings.route_zones, Missing::RouteZones, &zoned.route),
            planned,
        }
    };
    scene.round.ids().map(one).collect()
}

/// So many samples are looked at together: most lie nowhere near most zones.
const TOGETHER: usize = 32;

/// Samples of one life that follow each other.
struct Run<'a> {
    /// Which life.
    life: usize,
    times: &'a [Time],
    places: &'a [[f64; 3]],
    /// The lowest and the highest coordinates of the places.
    corners: [[f64; 3]; 2],
}

/// A player's samples, in order.
fn runs(player: &Player) -> Vec<Run<'_>> {
    let mut runs = Vec::with_capacity(player.samples.len() / TOGETHER + player.lives.len());
    for (number, life) in player.lives.iter().enumerate() {
        let (times, places) = (&player.samples.t[life.samples.clone()], &player.samples.pos[life.samples.clone()]);
        let pieces = times.chunks(TOGETHER).zip(places.chunks(TOGETHER));
        runs.extend(pieces.map(|(times, places)| Run { life: number, times, places, corners: corners(places) }));
    }
    runs
}

/// The samples inside zones, joined to stretches while they follow each other in one life and zone.
fn presences(runs: &[Run<'_>], zones: &[Zone], bridge: Time) -> Vec<Presence> {
    let mut found: Vec<Presence> = Vec::new();
    for (zone, body) in zones.iter().enumerate() {
        let mut running: Option<Span> = None;
        let mut life = None;
        for run in runs {
            let [low, high] = run.corners;
            let touches = body.may_touch(low, high);
            let broken = !touches || life != Some(run.life);
            life = Some(run.life);
            if broken && let Some(span) = running.take() {
                found.push(Presence { span, zone });
            }
            if !touches {
                continue;
            }
            for (t, pos) in run.times.iter().zip(run.places) {
                let inside = body.contains(*pos);
                match &mut running {
                    Some(span) if inside && *t - span.to <= bridge => span.to = *t,
                    None if !inside => {}
                    _ => {
                        found.extend(running.take().map(|span| Presence { span, zone }));
                        running = inside.then(|| Span::at(*t));
                    }
                }
            }
        }
        found.extend(running.map(|span| Presence { span, zone }));
    }
    found.sort_by_key(|presence| (presence.span.from, presence.zone));
    found
}

/// The lowest and the highest coordinates of some places.
fn corners(places: &[[f64; 3]]) -> [[f64; 3]; 2] {
    let [mut low, mut high] = [[f64::INFINITY; 3], [f64::NEG_INFINITY; 3]];
    for place in places {
        // Places are numbers: a comparison says it all, and is quicker than `min` and `max`.
        for i in 0..3 {
            low[i] = if place[i] < low[i] { place[i] } else { low[i] };
            high[i] = if place[i] > high[i] { place[i] } else { high[i] };
        }
    }
    [low, high]
}

#[cfg(test)]
mod tests {
    use super::super::super::load;
    use super::*;
    use crate::et::config::Body;
    use crate::film::Progress;
    use crate::ingest::Source;
    use proptest::prelude::*;

    fn ball(x: f64) -> Zone {
        Zone { name: String::new(), body: Body::Sphere { center: [x, 0.0, 0.0], radius: 60.0 }, guess: false }
    }

    /// The player whose samples (tenths of a second, x, alive) these are.
    fn player(samples: &[(i64, i32, bool)]) -> Player {
        let line = |(t, x, alive): &(i64, i32, bool)| {
            let t = t * 100;
            format!("{{\"t_ms\":{t},\"client\":3,\"team\":\"AXIS\",\"alive\":{alive},\"pos\":[{x},0,0]}}\n")
        };
        let text: String = samples.iter().map(line).collect();
        let source = Source::Memory { name: "mem".into(), bytes: text.into_bytes().into() };
        load(&[source], &Progress::default()).unwrap().rounds.remove(0).players.remove(0)
    }

    /// The same stretches, every sample looked at by itself.
    fn plainly(player: &Player, zones: &[Zone], bridge: Time) -> Vec<Presence> {
        let mut found: Vec<Presence> = Vec::new();
        for (life, (zone, body)) in
            player.lives.iter().flat_map(|life| zones.iter().enumerate().map(move |z| (life, z)))
        {
            let mut before: Option<Time> = None;
            for at in life.samples.clone() {
                let t = player.samples.t[at];
                let inside = body.contains(player.samples.pos[at]);
                match (before.filter(|before| t - *before <= bridge), found.last_mut()) {
                    (Some(_), Some(last)) if inside => last.span.to = t,
                    _ if inside => found.push(Presence { span: Span::at(t), zone }),
                    _ => {}
                }
                before = inside.then_some(t);
            }
        }
        found.sort_by_key(|presence| (presence.span.from, presence.zone));
        found
    }

    proptest! {
        #[test]
        fn what_lies_inside_is_found_by_looking_at_many_at_once(
            steps in prop::collection::vec((1..40i64, -150..150i32, prop::bool::weighted(0.9)), 2..90),
            windows in prop::collection::vec((0..900i64, 0..40i64), 1..20),
        ) {
            let mut t = 0;
            let samples: Vec<_> = steps.iter().map(|(step, x, alive)| { t += step / 4; (t, *x, *alive) }).collect();
            let player = player(&samples);
            let settings = Settings { objective_zones: vec![ball(0.0), ball(80.0)], ..Settings::default() };
            let zoned = Zoned::of(&player, &settings);
            prop_assert_eq!(&zoned.objective, &plainly(&player, &settings.objective_zones, settings.interp_max_gap()));
            for (from, length) in windows {
                let (from, to) = (Time(from * 100), Time((from + length) * 100));
                let inside = |at: usize| settings.objective_zones.iter().any(|z| z.contains(player.samples.pos[at]));
                let any = (0..player.samples.len()).any(|at| Span::new(from, to).holds(player.samples.t[at]) && inside(at));
                prop_assert_eq!(zoned.in_objective(&player, from, to), any);
            }
        }
    }
}

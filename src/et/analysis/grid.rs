//! E5: the sampled metrics' grid: multiples of `sample_ms` on the file's clock, from the round's start to before its end.

use super::super::config::{Settings, Side};
use super::super::position::{Fix, Forward};
use super::super::round::{Player, PlayerId, Team};
use super::crossfire::Crossfire;
use super::proximity::{Near, Proximity};
use super::scene::Scene;
use super::space::{Space, SpaceCount};
use crate::film::{Span, Time};

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

    /// Known to be on the same side.
    pub(super) fn mate(&self, other: &Present) -> bool {
        self.id != other.id && self.side().is_some() && self.side() == other.side()
    }

    /// E1: enemies unless known to be of one team or one is a spectator.
    pub(super) fn enemy(&self, other: &Present) -> bool {
        match (self.team, other.team) {
            (Some(Team::Spectates), _) | (_, Some(Team::Spectates)) => false,
            (Some(one), Some(two)) => one != two,
            _ => self.id != other.id,
        }
    }
}

/// One grid time: who counts, and for how long it stands.
#[derive(Debug)]
pub(super) struct Tick {
    pub(super) t: Time,
    /// To the next grid time, the last one to the round's end.
    pub(super) length: Time,
    pub(super) present: Vec<Present>,
    /// By two places in `present`: every section asks how far they are from each other.
    distances: Vec<f64>,
}

impl Tick {
    /// E2: how far two of those present are from each other, by their places in the list.
    pub(super) fn distance(&self, one: usize, other: usize) -> f64 {
        self.distances[one * self.present.len() + other]
    }

    fn measure(&mut self, settings: &Settings) {
        let count = self.present.len();
        self.distances.clear();
        self.distances.resize(count * count, 0.0);
        for one in 0..count {
            for other in one + 1..count {
                let far = settings.distance(self.present[one].fix.pos, self.present[other].fix.pos);
                self.distances[one * count + other] = far;
                self.distances[other * count + one] = far;
            }
        }
    }
}

/// What the walk over the grid measured.
#[derive(Debug)]
pub(super) struct Sampled {
    /// By player id.
    pub(super) players: Vec<Proximity>,
    pub(super) space: Space,
}

/// Walks the grid once and measures everything that is sampled.
pub(super) fn walk(scene: &Scene<'_>) -> Sampled {
    let mut players: Vec<Near> = vec![Near::default(); scene.round.players.len()];
    let (mut space, mut crossfire) = (SpaceCount::default(), Crossfire::new(scene.settings));
    each_tick(scene, |tick| {
        for (place, one) in tick.present.iter().enumerate() {
            players[one.id.index()].add(scene.settings, place, tick);
        }
        crossfire.add(scene.settings, tick, &mut players);
        space.add(scene.settings, tick);
    });
    Sampled { players: players.into_iter().map(Near::finish).collect(), space: space.finish(scene) }
}

/// Calls `see` for every grid time at which somebody counts.
fn each_tick(scene: &Scene<'_>, mut see: impl FnMut(&Tick)) {
    let step = scene.settings.sample();
    let span = scene.round.span;
    let mut ways: Vec<Forward<'_>> =
        scene.round.players.iter().map(|player| Forward::new(player, scene.reach)).collect();
    let mut tick = Tick { t: Time::ZERO, length: Time::ZERO, present: Vec::new(), distances: Vec::new() };
    for stretch in covered(scene) {
        let mut t = next_multiple(stretch.from.max(span.from), step);
        while t <= stretch.to && t < span.to {
            tick.present.clear();
            tick.present.extend(scene.round.ids().zip(&mut ways).filter_map(|(id, way)| {
                let fix = way.after(t)?;
                Some(Present { id, team: scene.round.team(id, t), fix, fights: scene.combat.at(id, t) })
            }));
            if !tick.present.is_empty() {
                (tick.t, tick.length) = (t, step.min(span.to - t));
                tick.measure(scene.settings);
                see(&tick);
            }
            t += step;
        }
    }
}

/// The first multiple of `step` at or after `t`.
pub(super) fn next_multiple(t: Time, step: Time) -> Time {
    let below = t.0.div_euclid(step.0) * step.0;
    if below == t.0 { t } else { Time(below) + step }
}

/// The stretches in which anybody's position can be known, merged: a damaged clock may put two lines a thousand years
/// apart, and the grid must not walk there.
fn covered(scene: &Scene<'_>) -> Vec<Span> {
    let (bridge, stale) = (scene.settings.interp_max_gap(), scene.settings.stale_max());
    let mut spans: Vec<Span> = scene.round.players.iter().flat_map(|player| stretches(player, bridge, stale)).collect();
    spans.sort_by_key(|span| (span.from, span.to));
    let mut merged: Vec<Span> = Vec::new();
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.from <= last.to => last.to = last.to.max(span.to),
            _ => merged.push(span),
        }
    }
    merged
}

/// A player's own stretches: sample to sample where the gap is bridged, with the time a last sample stays fresh.
fn stretches(player: &Player, bridge: Time, stale: Time) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for t in &player.samples.t {
        match spans.last_mut() {
            Some(last) if *t - (last.to - stale) <= bridge.max(stale) => last.to = *t + stale,
            _ => spans.push(Span::new(*t, *t + stale)),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_is_the_file_clocks_multiples() {
        let step = Time(1_000);
        assert_eq!(next_multiple(Time(0), step), Time(0));
        assert_eq!(next_multiple(Time(1), step), Time(1_000));
        assert_eq!(next_multiple(Time(-1), step), Time(0));
        assert_eq!(next_multiple(Time(3_000), step), Time(3_000));
    }
}

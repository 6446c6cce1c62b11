//! E5: the sampled metrics' grid: multiples of `sample_ms` on the file's clock, from the round's start to before its end.

use super::super::config::{Settings, Side};
use super::super::position::{Fix, Forward};
use super::super::round::{Player, PlayerId, Team};
use super::crossfire::Crossfire;
use super::proximity::{Nearness, Proximity};
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
#[derive(Debug, Default)]
pub(super) struct Tick {
    pub(super) t: Time,
    /// To the next grid time, the last one to the round's end.
    pub(super) length: Time,
    /// By id.
    pub(super) present: Vec<Present>,
    /// By side: the places in `present` of those who play for it.
    sides: [Vec<usize>; 2],
    /// By two places in `present`: every section asks how far they are from each other.
    distances: Vec<f64>,
}

impl Tick {
    /// E2: how far two of those present are from each other, by their places in the list.
    pub(super) fn distance(&self, one: usize, other: usize) -> f64 {
        self.distances_of(one)[other]
    }

    /// E2: how far one of those present is from each of them.
    pub(super) fn distances_of(&self, one: usize) -> &[f64] {
        let count = self.present.len();
        &self.distances[one * count..(one + 1) * count]
    }

    /// The places in `present` of those who play for a side.
    pub(super) fn team(&self, side: Side) -> &[usize] {
        &self.sides[side as usize] // two sides, two places
    }

    fn measure(&mut self, settings: &Settings) {
        let count = self.present.len();
        self.distances.clear();
        self.distances.resize(count * count, 0.0);
        self.sides.iter_mut().for_each(Vec::clear);
        for (one, this) in self.present.iter().enumerate() {
            if let Some(side) = this.side() {
                self.sides[side as usize].push(one);
            }
            for (other, that) in (one + 1..).zip(&self.present[one + 1..]) {
                let far = settings.distance(this.fix.pos, that.fix.pos);
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
    let mut near = Nearness::new(scene.round.players.len());
    let (mut space, mut crossfire) = (SpaceCount::default(), Crossfire::new(scene.settings));
    each_tick(scene, |tick| {
        near.add(scene.settings, tick);
        crossfire.add(scene.settings, tick, &mut near);
        space.add(scene.settings, tick);
    });
    Sampled { players: near.finish(), space: space.finish(scene) }
}

/// For so many grid times one player's positions are found before the next player's: they lie beside each other in
/// memory.
const TOGETHER: usize = 64;

/// Calls `see` for every grid time at which somebody counts.
fn each_tick(scene: &Scene<'_>, mut see: impl FnMut(&Tick)) {
    let step = scene.settings.sample();
    let end = scene.round.span.to;
    let way = |id| (Forward::new(scene.player(id), scene.reach), scene.combat.forward(id));
    let mut ways: Vec<_> = scene.round.ids().map(way).collect();
    let mut ticks: Vec<Tick> = Vec::new();
    ticks.resize_with(TOGETHER, Tick::default);
    let mut times = grid_times(scene);
    loop {
        let mut count = 0;
        for (tick, t) in ticks.iter_mut().zip(&mut times) {
            (tick.t, tick.length) = (t, step.min(end - t));
            tick.present.clear();
            count += 1;
        }
        let ticks = &mut ticks[..count];
        if ticks.is_empty() {
            return;
        }
        for (id, (way, fights)) in scene.round.ids().zip(&mut ways) {
            for tick in &mut *ticks {
                let Some(fix) = way.after(tick.t) else { continue };
                tick.present.push(Present { id, team: scene.round.team(id, tick.t), fix, fights: fights(tick.t) });
            }
        }
        for tick in ticks.iter_mut().filter(|tick| !tick.present.is_empty()) {
            tick.measure(scene.settings);
            see(tick);
        }
    }
}

/// The grid times at which anybody's position can be known.
fn grid_times(scene: &Scene<'_>) -> impl Iterator<Item = Time> {
    let (step, span) = (scene.settings.sample(), scene.round.span);
    covered(scene).into_iter().flat_map(move |stretch| {
        let first = next_multiple(stretch.from.max(span.from), step);
        let times = std::iter::successors(Some(first), move |t| Some(*t + step));
        times.take_while(move |t| *t <= stretch.to && *t < span.to)
    })
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
    let (most, mut spans) = (bridge.max(stale), Vec::new());
    let Some((&first, times)) = player.samples.t.split_first() else { return spans };
    let (mut from, mut last) = (first, first);
    for t in times {
        if *t - last > most {
            spans.push(Span::new(from, last + stale));
            from = *t;
        }
        last = *t;
    }
    spans.push(Span::new(from, last + stale));
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

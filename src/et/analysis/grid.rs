//! E5: the sampled metrics' grid: multiples of `sample_ms` on the file's clock, from the round's start to before its end.

use super::super::position::Forward;
use super::super::round::Player;
use super::crossfire::Crossfire;
use super::proximity::{Nearness, Proximity};
use super::scene::Scene;
use super::space::{Space, SpaceCount};
use super::tick::{Present, Tick};
use crate::film::{Span, Time};

/// What the walk over the grid measured.
#[derive(Debug)]
pub(super) struct Sampled {
    /// By player id.
    pub(super) players: Vec<Proximity>,
    pub(super) space: Space,
}

/// Walks the grid once and measures everything that is sampled.
pub(super) fn walk(scene: &Scene<'_>) -> Sampled {
    let (players, spans) = (scene.round.players.len(), covered(scene));
    let count = |span: &Span| (span.length().0 / scene.settings.sample().0) as usize;
    let times: usize = spans.iter().map(count).sum();
    let (mut near, mut crossfire) = (Nearness::new(players), Crossfire::new(scene.settings));
    let mut space = SpaceCount::new(players, players.saturating_mul(times));
    each_tick(scene, spans, |tick| {
        near.add(scene.settings, tick);
        crossfire.add(scene.settings, tick, &mut near);
        space.add(scene.settings, tick);
    });
    Sampled { players: near.finish(), space: space.finish(scene.settings) }
}

/// For so many grid times one player's positions are found before the next player's: they lie beside each other in
/// memory.
const TOGETHER: usize = 64;

/// Calls `see` for every grid time of these stretches at which somebody counts.
fn each_tick(scene: &Scene<'_>, spans: Vec<Span>, mut see: impl FnMut(&Tick)) {
    let step = scene.settings.sample();
    let end = scene.round.span.to;
    let way = |id| (Forward::new(scene.player(id), scene.reach), scene.combat.forward(id));
    let mut ways: Vec<_> = scene.round.ids().map(way).collect();
    let mut ticks: Vec<Tick> = Vec::new();
    ticks.resize_with(TOGETHER, Tick::default);
    let mut times = grid_times(scene, spans);
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

/// The grid times of these stretches inside the round.
fn grid_times(scene: &Scene<'_>, spans: Vec<Span>) -> impl Iterator<Item = Time> {
    let (step, span) = (scene.settings.sample(), scene.round.span);
    spans.into_iter().flat_map(move |stretch| {
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

/// So many samples are passed over at once, where they lie near each other.
const AHEAD: usize = 8;

/// A player's own stretches: sample to sample where the gap is bridged, with the time a last sample stays fresh.
fn stretches(player: &Player, bridge: Time, stale: Time) -> Vec<Span> {
    let (most, mut spans) = (bridge.max(stale), Vec::new());
    let times = &player.samples.t;
    let Some((&first, &last)) = times.first().zip(times.last()) else { return spans };
    let (mut from, mut at) = (first, 0);
    while at + 1 < times.len() {
        // Times do not decrease: where one further on is near, those between are too.
        if times.get(at + AHEAD).is_some_and(|far| *far - times[at] <= most) {
            at += AHEAD;
            continue;
        }
        if times[at + 1] - times[at] > most {
            spans.push(Span::new(from, times[at] + stale));
            from = times[at + 1];
        }
        at += 1;
    }
    spans.push(Span::new(from, last + stale));
    spans
}

#[cfg(test)]
mod tests {
    use super::super::super::round::Samples;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn stretches_break_where_a_gap_is_too_long(
            steps in prop::collection::vec(prop_oneof![4 => 0..40i64, 1 => 90..400i64], 0..60), most in 1..300i64,
        ) {
            let mut t = 0;
            let times = steps.iter().map(|step| { t += step; Time(t) });
            let samples = Samples { t: times.collect(), ..Samples::default() };
            let player = Player { samples, ..Player::default() };
            let mut plain: Vec<Span> = Vec::new();
            for t in &player.samples.t {
                match plain.last_mut() {
                    Some(last) if *t - last.to <= Time(most) => last.to = *t,
                    _ => plain.push(Span::at(*t)),
                }
            }
            let (stale, bridge) = (Time(most / 2), Time(most));
            plain.iter_mut().for_each(|span| span.to += stale);
            prop_assert_eq!(stretches(&player, bridge, stale), plain);
        }
    }

    #[test]
    fn the_grid_is_the_file_clocks_multiples() {
        let step = Time(1_000);
        assert_eq!(next_multiple(Time(0), step), Time(0));
        assert_eq!(next_multiple(Time(1), step), Time(1_000));
        assert_eq!(next_multiple(Time(-1), step), Time(0));
        assert_eq!(next_multiple(Time(3_000), step), Time(3_000));
    }
}

//! E6: one side over time: who was with whom (pairs), and in what shape (clusters).

use super::super::config::{Settings, Side};
use super::super::round::PlayerId;
use super::tick::{Places, Tick, bit, each};
use crate::film::{Span, Time};
use std::collections::BTreeMap;

/// Two players of one side.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// For which side.
    pub team: Side,
    /// The one with the lower client.
    pub a: PlayerId,
    /// The other.
    pub b: PlayerId,
    /// Time at which both count.
    pub both: Time,
    /// Of that, within `buddy_dist`.
    pub within: Time,
    /// `within` / `both`.
    pub share: f64,
    /// Longest unbroken stretch of it.
    pub longest: Time,
    /// Where that begins; of equally long ones the first. `None` without any.
    pub longest_from: Option<Time>,
    /// Each is the other's highest share, and it is at least `duo_min_share`.
    pub stable_duo: bool,
}

/// How long a side stood in a shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// Which side.
    pub team: Side,
    /// Sizes of the groups, largest first: `3-1`.
    pub shape: String,
    /// The largest group holds more than half of them.
    pub pack: bool,
    /// How long.
    pub time: Time,
}

/// A stretch in which a side kept one shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formation {
    /// Which side.
    pub team: Side,
    /// From its first grid time to where its last one ends.
    pub span: Span,
    /// Sizes of the groups, largest first.
    pub sizes: Vec<usize>,
}

impl Formation {
    /// As in [`Shape::shape`]: `3-1`.
    #[must_use]
    pub fn shape(&self) -> String {
        spelled(&self.sizes)
    }

    /// As in [`Shape::pack`].
    #[must_use]
    pub fn pack(&self) -> bool {
        is_pack(&self.sizes)
    }
}

/// `3-2-1`.
fn spelled(sizes: &[usize]) -> String {
    let words: Vec<String> = sizes.iter().map(ToString::to_string).collect();
    words.join("-")
}

/// E6: the largest group holds more than half of them.
fn is_pack(sizes: &[usize]) -> bool {
    2 * sizes.first().copied().unwrap_or(0) > sizes.iter().sum::<usize>()
}

/// How long each shape was kept, by side, then shape.
pub(super) fn shapes(formations: &[Formation]) -> Vec<Shape> {
    let mut times: BTreeMap<(Side, &[usize]), Time> = BTreeMap::new();
    for form in formations {
        *times.entry((form.team, &form.sizes)).or_default() += form.span.length();
    }
    let shape = |((team, sizes), time): ((Side, &[usize]), Time)| Shape {
        team,
        shape: spelled(sizes),
        pack: is_pack(sizes),
        time,
    };
    let mut shapes: Vec<Shape> = times.into_iter().map(shape).collect();
    shapes.sort_by(|a, b| (a.team.as_str(), &a.shape).cmp(&(b.team.as_str(), &b.shape)));
    shapes
}

/// What is counted of two team-mates.
#[derive(Debug, Clone, Copy)]
struct PairCount {
    a: PlayerId,
    b: PlayerId,
    both: Time,
    within: Time,
    /// Since when they are buddies, if they are.
    since: Option<Time>,
    longest: Option<Span>,
}

impl PairCount {
    const fn of(a: PlayerId, b: PlayerId) -> PairCount {
        PairCount { a, b, both: Time::ZERO, within: Time::ZERO, since: None, longest: None }
    }

    /// They were buddies up to here, if they were.
    fn part(&mut self, t: Time) {
        let Some(since) = self.since.take() else { return };
        let run = Span::new(since, t);
        self.within += run.length();
        if self.longest.is_none_or(|longest| run.length() > longest.length()) {
            self.longest = Some(run);
        }
    }

    fn pair(&self, team: Side) -> Pair {
        Pair {
            team,
            a: self.a,
            b: self.b,
            both: self.both,
            within: self.within,
            // A pair is listed only once both counted, so `both` is above 0.
            share: self.within.0 as f64 / self.both.0.max(1) as f64,
            longest: self.longest.map_or(Time::ZERO, Span::length),
            longest_from: self.longest.map(|span| span.from),
            stable_duo: false,
        }
    }
}

/// With whom somebody is, of those behind in [`TeamCount::ids`], by their places there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct With {
    /// Within `buddy_dist`.
    buddies: Places,
    /// Within `cluster_dist`.
    linked: Places,
}

/// A side over time, in the making. From one grid time to the next little changes: only that is counted.
#[derive(Debug)]
pub(super) struct TeamCount {
    side: Side,
    pairs: Vec<PairCount>,
    /// By player: the indices of the pairs of which it is the first.
    pairs_of: Vec<Vec<usize>>,
    /// Who was there at the latest grid time, since when all of them, and until when they stand.
    ids: Vec<PlayerId>,
    since: Time,
    until: Time,
    /// How they stood.
    with: Vec<With>,
    formations: Vec<Formation>,
}

impl TeamCount {
    /// Of a side of a round with so many players, at no time yet.
    pub(super) fn new(side: Side, players: usize) -> TeamCount {
        TeamCount {
            side,
            pairs: Vec::new(),
            pairs_of: vec![Vec::new(); players],
            ids: Vec::new(),
            since: Time::ZERO,
            until: Time::ZERO,
            with: Vec::new(),
            formations: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, settings: &Settings, tick: &Tick) {
        let team = tick.team(self.side);
        if team.is_empty() {
            return;
        }
        let ids = team.iter().map(|place| tick.present[*place].id);
        let mut moved = false;
        if self.until != tick.t || !ids.clone().eq(self.ids.iter().copied()) {
            self.gather(tick.t, ids);
            moved = true;
        }
        for (at, one) in team.iter().enumerate() {
            let (distances, mut with) = (tick.distances_of(*one), With::default());
            for (behind, other) in (at + 1..).zip(&team[at + 1..]) {
                let far = distances[*other];
                with.buddies |= Places::from(far <= settings.buddy_dist) << (behind & 63);
                with.linked |= Places::from(far <= settings.cluster_dist) << (behind & 63);
            }
            let before = std::mem::replace(&mut self.with[at], with);
            moved |= before.linked != with.linked;
            for other in each(before.buddies ^ with.buddies) {
                let pair = self.pair(self.ids[at], self.ids[other]);
                if with.buddies & bit(other) != 0 { pair.since = Some(tick.t) } else { pair.part(tick.t) }
            }
        }
        self.until = tick.t + tick.length;
        if moved {
            self.form(tick.t);
        } else if let Some(last) = self.formations.last_mut() {
            last.span.to = self.until;
        }
    }

    /// What is counted of two, the first before the second by id.
    fn pair(&mut self, a: PlayerId, b: PlayerId) -> &mut PairCount {
        let pairs_of = &mut self.pairs_of[a.index()];
        let known = pairs_of.iter().find(|pair| self.pairs[**pair].b == b).copied();
        let index = known.unwrap_or_else(|| {
            pairs_of.push(self.pairs.len());
            self.pairs.push(PairCount::of(a, b));
            self.pairs.len() - 1
        });
        &mut self.pairs[index]
    }

    /// From here on it is these who count.
    fn gather(&mut self, t: Time, ids: impl Iterator<Item = PlayerId>) {
        let before = std::mem::replace(&mut self.ids, ids.collect());
        let (until, lasted) = (self.until, self.until - self.since);
        let goes = |id: &PlayerId| until != t || !self.ids.contains(id);
        let gone = before.iter().enumerate().fold(0, |gone, (at, id)| gone | Places::from(goes(id)) << (at & 63));
        for (at, a) in before.iter().enumerate() {
            for (behind, b) in before.iter().enumerate().skip(at + 1) {
                let pair = self.pair(*a, *b);
                pair.both += lasted;
                if gone & (bit(at) | bit(behind)) != 0 {
                    pair.part(until);
                }
            }
        }
        self.since = t;
        self.with.clear();
        self.with.resize(self.ids.len(), With::default());
        for at in 0..self.ids.len() {
            for behind in at + 1..self.ids.len() {
                if self.pair(self.ids[at], self.ids[behind]).since.is_some() {
                    self.with[at].buddies |= bit(behind);
                }
            }
        }
    }

    /// Adds the shape they take at this time.
    fn form(&mut self, t: Time) {
        let sizes = clusters(&self.with);
        match self.formations.last_mut() {
            Some(last) if last.span.to == t && last.sizes == sizes => last.span.to = self.until,
            _ => self.formations.push(Formation { team: self.side, span: Span::new(t, self.until), sizes }),
        }
    }

    /// The pairs, and the formations by time.
    pub(super) fn finish(mut self, duo_min_share: f64) -> (Vec<Pair>, Vec<Formation>) {
        self.gather(self.until, std::iter::empty());
        let mut pairs: Vec<Pair> = self.pairs.iter().map(|pair| pair.pair(self.side)).collect();
        for index in 0..pairs.len() {
            pairs[index].stable_duo = stable(&pairs, &pairs[index], duo_min_share);
        }
        (pairs, self.formations)
    }
}

/// E6, among the pairs of one side: each is the other's highest share (a tie is a highest), and it is large enough.
fn stable(pairs: &[Pair], pair: &Pair, least: f64) -> bool {
    let highest = |id: PlayerId| {
        let own = pairs.iter().filter(|p| p.a == id || p.b == id);
        own.map(|p| p.share).max_by(f64::total_cmp)
    };
    pair.share >= least && highest(pair.a) == Some(pair.share) && highest(pair.b) == Some(pair.share)
}

/// E6: the sizes of the single-linkage clusters, largest first.
fn clusters(with: &[With]) -> Vec<usize> {
    let mut found: Vec<Places> = Vec::with_capacity(with.len());
    for (at, with) in with.iter().enumerate() {
        // What this one joins becomes one.
        let mut joined = bit(at) | with.linked;
        found.retain(|cluster| {
            let apart = cluster & joined == 0;
            joined |= if apart { 0 } else { *cluster };
            apart
        });
        found.push(joined);
    }
    let mut sizes: Vec<usize> = found.iter().map(|cluster| cluster.count_ones() as usize).collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    sizes
}

#[cfg(test)]
mod tests {
    use super::super::super::position::Fix;
    use super::super::super::round::Team;
    use super::super::tick::Present;
    use super::*;
    use proptest::prelude::*;

    const STEP: Time = Time(1_000);

    /// A grid time at which these (x in hundreds of units) are there, by id.
    fn tick(t: Time, there: &[Option<i32>]) -> Tick {
        let one = |(id, x): (usize, &Option<i32>)| {
            let fix = Fix { pos: [f64::from((*x)?) * 100.0, 0.0, 0.0], yaw: None };
            let team = Some(Team::Plays(if id % 4 == 3 { Side::Allies } else { Side::Axis }));
            Some(Present { id: PlayerId::new(id), team, fix, fights: false })
        };
        let mut tick = Tick::default();
        (tick.t, tick.length, tick.present) = (t, STEP, there.iter().enumerate().filter_map(one).collect());
        tick
    }

    /// When these times, each standing for a step, are unbroken: from where to where.
    fn runs(times: &[Time]) -> Vec<Span> {
        let mut runs: Vec<Span> = Vec::new();
        for t in times {
            match runs.last_mut() {
                Some(last) if last.to == *t => last.to = *t + STEP,
                _ => runs.push(Span::new(*t, *t + STEP)),
            }
        }
        runs
    }

    /// The sizes of the groups of places on a line, neighbours of which are at most so far apart.
    fn groups(mut at: Vec<f64>, apart: f64) -> Vec<usize> {
        at.sort_by(f64::total_cmp);
        let mut sizes: Vec<usize> = at.chunk_by(|a, b| b - a <= apart).map(<[f64]>::len).collect();
        sizes.sort_by(|a, b| b.cmp(a));
        sizes
    }

    proptest! {
        /// Everybody on a line, some away at times, and grid times without anybody or left out.
        #[test]
        fn pairs_and_shapes_are_what_every_grid_time_says(
            film in prop::collection::vec(
                (1..3i64, prop::collection::vec(prop_oneof![1 => Just(None), 3 => (0..16i32).prop_map(Some)], 6)), 1..30,
            ),
            calm in any::<bool>(),
        ) {
            let settings = Settings { buddy_dist: 300.0, cluster_dist: 500.0, ..Settings::default() };
            let (mut t, mut ticks) = (Time::ZERO, Vec::new());
            for (later, there) in &film {
                // Also a film in which little changes: whoever is away is the same for a while.
                let there = if calm { &film[ticks.len() / 5 * 5].1 } else { there };
                t += Time(if calm { 1 } else { *later } * STEP.0);
                let mut tick = tick(t, there);
                tick.measure(&settings);
                ticks.push(tick);
            }
            let mut count = TeamCount::new(Side::Axis, 6);
            ticks.iter().for_each(|tick| count.add(&settings, tick));
            let (mut pairs, formations) = count.finish(settings.duo_min_share);
            pairs.sort_by_key(|pair| (pair.a, pair.b));

            let at = |tick: &Tick, id: usize| {
                let one = tick.present.iter().find(|one| one.id == PlayerId::new(id))?;
                one.side().filter(|side| *side == Side::Axis).map(|_| one.fix.pos[0])
            };
            let mut told = pairs.iter();
            for (a, b) in (0..6).flat_map(|a| (a + 1..6).map(move |b| (a, b))) {
                let far = |tick: &Tick| Some((at(tick, a)? - at(tick, b)?).abs());
                let both = ticks.iter().filter(|tick| far(tick).is_some()).count() as i64 * STEP.0;
                let near: Vec<Time> =
                    ticks.iter().filter(|tick| far(tick).is_some_and(|far| far <= 300.0)).map(|tick| tick.t).collect();
                if both == 0 {
                    continue;
                }
                let runs = runs(&near);
                let longest = runs.iter().rev().max_by_key(|run| run.length());
                let pair = told.next().unwrap();
                prop_assert_eq!((pair.a, pair.b), (PlayerId::new(a), PlayerId::new(b)));
                prop_assert_eq!((pair.both.0, pair.within.0), (both, near.len() as i64 * STEP.0));
                prop_assert_eq!(pair.longest, longest.map_or(Time::ZERO, |run| run.length()));
                prop_assert_eq!(pair.longest_from, longest.map(|run| run.from));
            }
            prop_assert_eq!(told.next(), None);

            let mut shapes: Vec<(Span, Vec<usize>)> = Vec::new();
            for tick in &ticks {
                let sizes = groups((0..6).filter_map(|id| at(tick, id)).collect(), 500.0);
                match shapes.last_mut() {
                    _ if sizes.is_empty() => {}
                    Some((span, last)) if span.to == tick.t && *last == sizes => span.to = tick.t + STEP,
                    _ => shapes.push((Span::new(tick.t, tick.t + STEP), sizes)),
                }
            }
            prop_assert_eq!(formations.into_iter().map(|form| (form.span, form.sizes)).collect::<Vec<_>>(), shapes);
        }
    }
}

//! E6: where the sides were (occupancy), who was with whom (pairs), and in what shape (clusters).

use super::super::config::{Settings, Side};
use super::super::round::PlayerId;
use super::grid::Tick;
use super::scene::Scene;
use crate::film::{Span, Time};
use std::collections::BTreeMap;

/// Time of the sides in one cell of the floor grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cell {
    /// Column: `floor(x / cell_size)`.
    pub x: i64,
    /// Row: `floor(y / cell_size)`.
    pub y: i64,
    /// Player-time of the Axis.
    pub axis: Time,
    /// Player-time of the Allies.
    pub allies: Time,
    /// Time with both sides in the cell at one grid time.
    pub contested: Time,
}

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

/// One player in one cell at one grid time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    /// The grid time.
    pub t: Time,
    /// For how long it stands.
    pub lasts: Time,
    /// Who.
    pub player: PlayerId,
    /// For which side.
    pub team: Side,
    /// Column: `floor(x / cell_size)`.
    pub x: i64,
    /// Row: `floor(y / cell_size)`.
    pub y: i64,
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

/// E6 of a round.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Space {
    /// Side of a cell in units.
    pub cell_size: f64,
    /// By column, then row; cells without time are not listed.
    pub cells: Vec<Cell>,
    /// By side, then players; pairs that never counted together are not listed.
    pub pairs: Vec<Pair>,
    /// By side, then shape.
    pub shapes: Vec<Shape>,
    /// What `cells` adds up: by time, then player.
    pub stays: Vec<Stay>,
    /// What `shapes` adds up: by time, then side.
    pub formations: Vec<Formation>,
}

impl Space {
    /// The middle of a cell (x, y) in units.
    #[must_use]
    pub fn middle(&self, cell: &Cell) -> [f64; 2] {
        [cell.x, cell.y].map(|at| (at as f64 + 0.5) * self.cell_size)
    }

    /// A player's highest pair share; `None` without a pair.
    #[must_use]
    pub fn best_share(&self, id: PlayerId) -> Option<f64> {
        self.pairs.iter().filter(|pair| pair.a == id || pair.b == id).map(|pair| pair.share).max_by(f64::total_cmp)
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct PairCount {
    both: Time,
    within: Time,
    /// The running stretch and the grid time it reaches to.
    run: Time,
    until: Time,
    longest: Time,
    longest_from: Option<Time>,
}

impl PairCount {
    fn add(&mut self, tick: &Tick, near: bool) {
        self.both += tick.length;
        if !near {
            self.run = Time::ZERO;
            return;
        }
        self.within += tick.length;
        let unbroken = self.run > Time::ZERO && self.until == tick.t;
        self.run = if unbroken { self.run + tick.length } else { tick.length };
        self.until = tick.t + tick.length;
        if self.run > self.longest {
            (self.longest, self.longest_from) = (self.run, Some(self.until - self.run));
        }
    }
}

/// [`Space`] in the making. Mostly a grid time finds everybody in the cell, the teams and the shape of the one before:
/// that is looked at first.
#[derive(Debug, Default)]
pub(super) struct SpaceCount {
    cells: Vec<Cell>,
    cell_of: BTreeMap<(i64, i64), usize>,
    /// By player: the latest cell, as an index into `cells`.
    stood: Vec<Option<usize>>,
    /// By cell: the latest grid times with each side in it.
    seen: Vec<[Time; 2]>,
    pairs: Vec<PairCount>,
    /// By side, then player: the others behind, with the index of the pair.
    pairs_of: [Vec<Vec<(PlayerId, usize)>>; 2],
    /// By side: who was there last, and their pairs in the order of going through them.
    teams: [(Vec<PlayerId>, Vec<usize>); 2],
    stays: Vec<Stay>,
    formations: Vec<Formation>,
    /// The last of `formations` of each side, if there is one.
    latest: [Option<usize>; 2],
    clusters: Clusters,
}

/// No grid time.
const NEVER: Time = Time(i64::MIN);

impl SpaceCount {
    pub(super) fn add(&mut self, settings: &Settings, tick: &Tick) {
        self.occupy(settings, tick);
        for side in [Side::Axis, Side::Allies] {
            let team = tick.team(side);
            if !team.is_empty() {
                self.pair(settings, tick, side, team);
                self.clusters.find(settings, tick, team);
                self.form(tick, side);
            }
        }
    }

    fn form(&mut self, tick: &Tick, side: Side) {
        let (end, sizes) = (tick.t + tick.length, &self.clusters.sizes);
        let latest = &mut self.latest[side as usize]; // two sides, two places
        if let Some(last) = latest.and_then(|at| self.formations.get_mut(at))
            && last.span.to == tick.t
            && last.sizes == *sizes
        {
            last.span.to = end;
            return;
        }
        *latest = Some(self.formations.len());
        self.formations.push(Formation { team: side, span: Span::new(tick.t, end), sizes: sizes.clone() });
    }

    fn occupy(&mut self, settings: &Settings, tick: &Tick) {
        for one in &tick.present {
            let Some(side) = one.side() else { continue };
            let cell = |at: f64| (at / settings.cell_size).floor() as i64;
            let (x, y) = (cell(one.fix.pos[0]), cell(one.fix.pos[1]));
            let index = self.cell(one.id, x, y);
            self.stays.push(Stay { t: tick.t, lasts: tick.length, player: one.id, team: side, x, y });
            let (cell, seen) = (&mut self.cells[index], &mut self.seen[index]);
            match side {
                Side::Axis => cell.axis += tick.length,
                Side::Allies => cell.allies += tick.length,
            }
            // Contested from the moment on that the second side is met in it.
            let (own, other) = (seen[side as usize] == tick.t, seen[1 - side as usize] == tick.t);
            if other && !own {
                cell.contested += tick.length;
            }
            seen[side as usize] = tick.t;
        }
    }

    /// The index of a cell in which a player stands.
    fn cell(&mut self, player: PlayerId, x: i64, y: i64) -> usize {
        if self.stood.len() <= player.index() {
            self.stood.resize(player.index() + 1, None);
        }
        let stood = &mut self.stood[player.index()];
        if let Some(index) = stood.filter(|index| (self.cells[*index].x, self.cells[*index].y) == (x, y)) {
            return index;
        }
        let index = *self.cell_of.entry((x, y)).or_insert(self.cells.len());
        if index == self.cells.len() {
            self.cells.push(Cell { x, y, ..Cell::default() });
            self.seen.push([NEVER; 2]);
        }
        *stood = Some(index);
        index
    }

    fn pair(&mut self, settings: &Settings, tick: &Tick, side: Side, team: &[usize]) {
        let ((ids, known), pairs_of) = (&mut self.teams[side as usize], &mut self.pairs_of[side as usize]);
        if !ids.iter().copied().eq(team.iter().map(|place| tick.present[*place].id)) {
            ids.clear();
            ids.extend(team.iter().map(|place| tick.present[*place].id));
            known.clear();
            for (index, one) in ids.iter().enumerate() {
                if pairs_of.len() <= one.index() {
                    pairs_of.resize(one.index() + 1, Vec::new());
                }
                let pairs_of = &mut pairs_of[one.index()];
                for other in &ids[index + 1..] {
                    let met = pairs_of.iter().find(|(mate, _)| mate == other).map(|(_, index)| *index);
                    known.push(met.unwrap_or_else(|| {
                        pairs_of.push((*other, self.pairs.len()));
                        self.pairs.push(PairCount::default());
                        self.pairs.len() - 1
                    }));
                }
            }
        }
        let mut pairs = known.iter();
        for (index, one) in team.iter().enumerate() {
            let distances = tick.distances_of(*one);
            for (other, pair) in team[index + 1..].iter().zip(&mut pairs) {
                self.pairs[*pair].add(tick, distances[*other] <= settings.buddy_dist);
            }
        }
    }

    pub(super) fn finish(self, scene: &Scene<'_>) -> Space {
        let mut pairs = Vec::with_capacity(self.pairs.len());
        for (team, pairs_of) in [Side::Axis, Side::Allies].into_iter().zip(&self.pairs_of) {
            for (a, others) in pairs_of.iter().enumerate() {
                let one = |(b, index): &(PlayerId, usize)| pair(team, PlayerId::new(a), *b, self.pairs[*index]);
                pairs.extend(others.iter().map(one));
            }
        }
        for index in 0..pairs.len() {
            pairs[index].stable_duo = stable(&pairs, &pairs[index], scene.settings.duo_min_share);
        }
        let mut times: BTreeMap<(Side, &[usize]), Time> = BTreeMap::new();
        for form in &self.formations {
            *times.entry((form.team, &form.sizes)).or_default() += form.span.length();
        }
        let shapes = times.into_iter().map(|((team, sizes), time)| Shape {
            team,
            shape: spelled(sizes),
            pack: is_pack(sizes),
            time,
        });
        let mut shapes: Vec<Shape> = shapes.collect();
        shapes.sort_by(|a, b| (a.team.as_str(), &a.shape).cmp(&(b.team.as_str(), &b.shape)));
        pairs.sort_by(|a, b| (a.team.as_str(), a.a, a.b).cmp(&(b.team.as_str(), b.a, b.b)));
        Space {
            cell_size: scene.settings.cell_size,
            cells: self.cell_of.values().map(|index| self.cells[*index]).collect(),
            pairs,
            shapes,
            stays: self.stays,
            formations: self.formations,
        }
    }
}

fn pair(team: Side, a: PlayerId, b: PlayerId, count: PairCount) -> Pair {
    // A pair is listed only once both counted, so `both` is above 0.
    let share = count.within.0 as f64 / count.both.0.max(1) as f64;
    Pair {
        team,
        a,
        b,
        both: count.both,
        within: count.within,
        share,
        longest: count.longest,
        longest_from: count.longest_from,
        stable_duo: false,
    }
}

/// E6: each is the other's highest share (a tie is a highest), and it is large enough.
fn stable(pairs: &[Pair], pair: &Pair, least: f64) -> bool {
    let highest = |id: PlayerId| {
        let own = pairs.iter().filter(|p| p.team == pair.team && (p.a == id || p.b == id));
        own.map(|p| p.share).max_by(f64::total_cmp)
    };
    pair.share >= least && highest(pair.a) == Some(pair.share) && highest(pair.b) == Some(pair.share)
}

/// E6: the single-linkage clusters of a team; what a grid time needs is kept for the next.
#[derive(Debug, Default)]
struct Clusters {
    /// By place in the team: a cluster's number, one of those places.
    group: Vec<usize>,
    /// Largest first.
    sizes: Vec<usize>,
}

impl Clusters {
    /// Finds those of a team, given by places among those present.
    fn find(&mut self, settings: &Settings, tick: &Tick, team: &[usize]) {
        let Clusters { group, sizes } = self;
        group.clear();
        group.extend(0..team.len());
        for (a, one) in team.iter().enumerate() {
            let distances = tick.distances_of(*one);
            for (b, other) in (a + 1..).zip(&team[a + 1..]) {
                let (old, new) = (group[b], group[a]);
                if old != new && distances[*other] <= settings.cluster_dist {
                    group.iter_mut().filter(|g| **g == old).for_each(|g| *g = new);
                }
            }
        }
        sizes.clear();
        sizes.resize(team.len(), 0);
        group.iter().for_each(|g| sizes[*g] += 1);
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        sizes.truncate(sizes.partition_point(|size| *size > 0));
    }
}

//! The space-time index: what is near a point of the map around a moment, and what went through a box of both.
//!
//! ```text
//!   t x 320 units/s ▲    ╱ a stretch of a track between two samples
//!                   │  ╱   · a moment of the log with a position
//!                   └────────▶ x, y
//! ```
//!
//! For whole rounds only: among the dozen players of one snapshot brute force was measured 24 times faster, a tree pays
//! from about 1,000 points. A tree answers in no lasting order, so every answer is sorted by (distance, time, item).
//!
//! A leaf is a chain of up to 16 stretches: loading one leaf a stretch took 150 ms for 144,000 samples and 20,000
//! moments, chains take 11 ms; a query takes about 10 µs either way.

use super::{ActorId, Bounds, Film, Point, Span, Time, Track, finite};
use rstar::{AABB, PointDistance, RTree, RTreeObject};
use std::collections::BTreeMap;

/// One second counts as much as this many units: about a player's running speed, so that "near" means "could have been
/// there".
pub const UNITS_PER_SECOND: f64 = 320.0;

/// What an answer points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// [`Film::tracks`]`[track]`, nearest on the stretch from this sample to the next (or at this sample, where the
    /// next is too far away in time to be joined).
    Stretch {
        /// Index of the track.
        track: usize,
        /// Index of the sample.
        sample: usize,
    },
    /// Index into [`Film::log`].
    Moment(usize),
}

/// Something near.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// What.
    pub item: Item,
    /// The moment of its nearest point.
    pub at: Time,
    /// The nearest point on the map (x, y).
    pub pos: [f32; 2],
    /// Distance in units, time counted with [`UNITS_PER_SECOND`].
    pub distance: f64,
}

/// A track's unbroken way through a box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pass {
    /// Who.
    pub actor: ActorId,
    /// Index into [`Film::tracks`].
    pub track: usize,
    /// From entering to leaving, to the millisecond.
    pub span: Span,
}

/// What happened in a box and span.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Happened {
    /// By time of entering, then track.
    pub passes: Vec<Pass>,
    /// Indices into [`Film::log`], in time order.
    pub moments: Vec<usize>,
}

/// How many stretches one leaf chains.
const CHAIN: usize = 16;

type Spot = [f64; 3];

/// A chain of stretches of one track, a lone sample, or a moment, as the tree holds it: in (x, y, scaled t).
#[derive(Debug, Clone, PartialEq)]
struct Leaf {
    /// The first stretch, or the moment.
    item: Item,
    /// Never empty; one point is a lone sample or a moment.
    spots: Box<[Spot]>,
    envelope: AABB<Spot>,
}

/// From one point to the next.
#[derive(Debug, Clone, Copy)]
struct Way {
    from: Spot,
    to: Spot,
    /// Whether `to` is the next sample of the track, rather than `from` once more.
    joined: bool,
}

impl RTreeObject for Leaf {
    type Envelope = AABB<Spot>;
    fn envelope(&self) -> Self::Envelope {
        self.envelope
    }
}

impl PointDistance for Leaf {
    fn distance_2(&self, point: &Spot) -> f64 {
        self.ways().map(|(_, way)| squared(way.nearest(point), *point)).fold(f64::INFINITY, f64::min)
    }
}

impl Leaf {
    fn new(item: Item, spots: &[Spot]) -> Leaf {
        Leaf { item, spots: spots.into(), envelope: AABB::from_points(spots) }
    }

    /// Its stretches, each with what it is.
    fn ways(&self) -> impl Iterator<Item = (Item, Way)> {
        let alone =
            self.spots.first().filter(|_| self.spots.len() == 1).map(|s| Way { from: *s, to: *s, joined: false });
        let pairs = self.spots.windows(2).map(|pair| Way { from: pair[0], to: pair[1], joined: true });
        let item = |nth| match self.item {
            Item::Stretch { track, sample } => Item::Stretch { track, sample: sample + nth },
            moment @ Item::Moment(_) => moment,
        };
        alone.into_iter().chain(pairs).enumerate().map(move |(nth, way)| (item(nth), way))
    }

    /// The nearest point of it; of equally near ones the earliest.
    fn hit(&self, point: &Spot) -> Option<Hit> {
        let near = self.ways().map(|(item, way)| (item, way.nearest(point)));
        let (item, spot) = near.min_by(|a, b| squared(a.1, *point).total_cmp(&squared(b.1, *point)))?;
        let pos = [spot[0] as f32, spot[1] as f32];
        Some(Hit { item, at: unscaled(spot[2]), pos, distance: squared(spot, *point).sqrt() })
    }
}

impl Way {
    /// The point at a share 0..1 of the way.
    fn point(&self, share: f64) -> Spot {
        [0, 1, 2].map(|i| self.from[i] + (self.to[i] - self.from[i]) * share)
    }

    /// The point of the way that is nearest to a point.
    fn nearest(&self, point: &Spot) -> Spot {
        let way = [0, 1, 2].map(|i| self.to[i] - self.from[i]);
        let length = way.iter().map(|w| w * w).sum::<f64>();
        if length == 0.0 {
            return self.from;
        }
        let dot = (0..3).map(|i| (point[i] - self.from[i]) * way[i]).sum::<f64>();
        self.point((dot / length).clamp(0.0, 1.0))
    }

    /// The shares of the way at which it enters and leaves a box, edges inside.
    fn clip(&self, lower: &Spot, upper: &Spot) -> Option<(f64, f64)> {
        let (mut enter, mut leave) = (0.0f64, 1.0f64);
        for i in 0..3 {
            let way = self.to[i] - self.from[i];
            if way == 0.0 {
                if self.from[i] < lower[i] || self.from[i] > upper[i] {
                    return None;
                }
            } else {
                let (a, b) = ((lower[i] - self.from[i]) / way, (upper[i] - self.from[i]) / way);
                enter = enter.max(a.min(b));
                leave = leave.min(a.max(b));
            }
        }
        (enter <= leave).then_some((enter, leave))
    }
}

fn squared(a: Spot, b: Spot) -> f64 {
    (0..3).map(|i| (a[i] - b[i]) * (a[i] - b[i])).sum()
}

fn scaled(t: Time) -> f64 {
    t.0 as f64 * (UNITS_PER_SECOND / 1000.0)
}

fn unscaled(z: f64) -> Time {
    Time((z / (UNITS_PER_SECOND / 1000.0)).round() as i64)
}

fn corner(pos: Point, t: Time) -> Spot {
    [f64::from(pos[0]), f64::from(pos[1]), scaled(t)]
}

/// The index of one film. It owns what it needs and stays valid for the film it was made of.
#[derive(Debug, Clone)]
pub struct Index {
    tree: RTree<Leaf>,
    actors: Vec<ActorId>,
}

impl Index {
    /// Loads tracks and moments with a position in bulk. Points that are not finite are left out.
    #[must_use]
    pub fn new(film: &Film) -> Index {
        let mut leaves = Vec::new();
        for (track, life) in film.tracks.iter().enumerate() {
            chains(track, life, film.meta.bridge, &mut leaves);
        }
        for (moment, entry) in film.log.iter().enumerate() {
            if let Some(pos) = entry.pos.filter(|p| finite(*p)) {
                leaves.push(Leaf::new(Item::Moment(moment), &[corner(pos, entry.at)]));
            }
        }
        Index { tree: RTree::bulk_load(leaves), actors: film.tracks.iter().map(|t| t.actor).collect() }
    }

    /// The `n` tracks and moments nearest to a map cursor at a time, each with its nearest point, by (distance, time,
    /// item).
    #[must_use]
    pub fn near(&self, cursor: [f32; 2], t: Time, n: usize) -> Vec<Hit> {
        let point = [f64::from(cursor[0]), f64::from(cursor[1]), scaled(t)];
        if n == 0 || !point.iter().all(|c| c.is_finite()) {
            return Vec::new();
        }
        let order =
            |a: &Hit, b: &Hit| a.distance.total_cmp(&b.distance).then(a.at.cmp(&b.at)).then(a.item.cmp(&b.item));
        let mut best: BTreeMap<(bool, usize), Hit> = BTreeMap::new();
        let mut farthest = 0.0;
        for hit in self.tree.nearest_neighbor_iter(point).filter_map(|leaf| leaf.hit(&point)) {
            // All that are as far as the n-th: which of them stay is decided below, not by the tree's shape.
            if best.len() >= n && hit.distance > farthest {
                break;
            }
            let owner = match hit.item {
                Item::Stretch { track, .. } => (false, track),
                Item::Moment(moment) => (true, moment),
            };
            let kept = best.entry(owner).or_insert(hit);
            if order(&hit, kept).is_lt() {
                *kept = hit; // equally far: the end of one chain is the start of the next
            }
            farthest = kept.distance.max(farthest);
        }
        let mut hits: Vec<Hit> = best.into_values().collect();
        hits.sort_by(order);
        hits.truncate(n);
        hits
    }

    /// What went through or happened in a box of the map during a span; edges are inside, at any height.
    #[must_use]
    pub fn within(&self, area: Bounds, span: Span) -> Happened {
        let lower = [f64::from(area.min[0]), f64::from(area.min[1]), scaled(span.from)];
        let upper = [f64::from(area.max[0]), f64::from(area.max[1]), scaled(span.to)];
        // A crossed or unfinished box holds nothing (and would otherwise be turned round by the tree).
        if !(0..3).all(|i| lower[i] <= upper[i]) {
            return Happened::default();
        }
        let (mut ways, mut moments) = (Vec::new(), Vec::new());
        for leaf in self.tree.locate_in_envelope_intersecting(AABB::from_corners(lower, upper)) {
            for (item, way) in leaf.ways() {
                match (item, way.clip(&lower, &upper)) {
                    (Item::Stretch { track, sample }, Some((enter, leave))) => {
                        let span = Span::new(unscaled(way.point(enter)[2]), unscaled(way.point(leave)[2]));
                        ways.push((track, sample, span, enter == 0.0, leave == 1.0 && way.joined));
                    }
                    (Item::Moment(moment), Some(_)) => moments.push(moment),
                    (_, None) => {}
                }
            }
        }
        moments.sort_unstable(); // the log is in time order
        Happened { passes: self.joined(ways), moments }
    }

    /// Joins the stretches of one track that follow each other without leaving the box.
    fn joined(&self, mut ways: Vec<(usize, usize, Span, bool, bool)>) -> Vec<Pass> {
        ways.sort_unstable_by_key(|way| (way.0, way.1));
        let mut passes: Vec<Pass> = Vec::new();
        let mut open: Option<(usize, usize)> = None; // the (track, sample) that would go on the last pass
        for (track, sample, span, from_sample, to_sample) in ways {
            let next = to_sample.then_some((track, sample + 1));
            match passes.last_mut() {
                Some(pass) if from_sample && open == Some((track, sample)) => pass.span.to = span.to,
                _ => passes.extend(self.actors.get(track).map(|actor| Pass { actor: *actor, track, span })),
            }
            open = next;
        }
        passes.sort_by_key(|pass| (pass.span.from, pass.track, pass.span.to));
        passes
    }
}

/// The samples of a life as chains of those that are drawn as joined; a sample that stands alone is a chain of one.
fn chains(track: usize, life: &Track, bridge: Time, leaves: &mut Vec<Leaf>) {
    let spots: Vec<Spot> = life.t.iter().zip(&life.pos).map(|(t, pos)| corner(*pos, *t)).collect();
    let known = |sample: usize| spots.get(sample).is_some_and(|s| s.iter().all(|c| c.is_finite()));
    let near = |sample: usize| life.t.get(sample).zip(life.t.get(sample + 1)).is_some_and(|(a, b)| *b - *a <= bridge);
    let mut first = 0;
    while first < spots.len() {
        let mut last = first;
        while last - first < CHAIN && near(last) && known(last) && known(last + 1) {
            last += 1;
        }
        if known(first) {
            leaves
                .extend(spots.get(first..=last).map(|chain| Leaf::new(Item::Stretch { track, sample: first }, chain)));
        }
        // A full chain's last sample begins the next one, if the next is joined to it.
        let goes_on = last > first && near(last) && known(last + 1);
        first = if goes_on { last } else { last + 1 };
    }
}

#[cfg(test)]
#[path = "index_tests.rs"]
mod tests;

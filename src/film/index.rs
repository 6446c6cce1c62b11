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

use super::{ActorId, Bounds, Callout, Film, Places, Point, Span, Time, Track};
use rstar::{AABB, PointDistance, RTree, RTreeObject};

/// One second counts as much as this many units: about a player's running speed, so that "near" means "could have been
/// there".
pub const UNITS_PER_SECOND: f64 = 320.0;

/// What an answer points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// The stretch of [`Film::tracks`]`[track]` from this sample to the next one (or the sample alone, where the next
    /// is too far away in time to be joined).
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

/// A stretch or a moment as the tree holds it: from one point of (x, y, scaled t) to another.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Leaf {
    item: Item,
    from: [f64; 3],
    to: [f64; 3],
    /// Whether `to` is the next sample of the track.
    joined: bool,
}

impl RTreeObject for Leaf {
    type Envelope = AABB<[f64; 3]>;
    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.from, self.to)
    }
}

impl PointDistance for Leaf {
    fn distance_2(&self, point: &[f64; 3]) -> f64 {
        squared(self.point(self.nearest(point)), *point)
    }
}

impl Leaf {
    /// The point at a share 0..1 of the way.
    fn point(&self, share: f64) -> [f64; 3] {
        [0, 1, 2].map(|i| self.from[i] + (self.to[i] - self.from[i]) * share)
    }

    /// The share of the way at which it is nearest to a point.
    fn nearest(&self, point: &[f64; 3]) -> f64 {
        let way = [0, 1, 2].map(|i| self.to[i] - self.from[i]);
        let length = way.iter().map(|w| w * w).sum::<f64>();
        if length == 0.0 {
            return 0.0;
        }
        let dot = (0..3).map(|i| (point[i] - self.from[i]) * way[i]).sum::<f64>();
        (dot / length).clamp(0.0, 1.0)
    }

    /// The shares of the way at which it enters and leaves a box, edges inside.
    fn clip(&self, lower: &[f64; 3], upper: &[f64; 3]) -> Option<(f64, f64)> {
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

fn squared(a: [f64; 3], b: [f64; 3]) -> f64 {
    (0..3).map(|i| (a[i] - b[i]) * (a[i] - b[i])).sum()
}

fn scaled(t: Time) -> f64 {
    t.0 as f64 * (UNITS_PER_SECOND / 1000.0)
}

fn unscaled(z: f64) -> Time {
    Time((z / (UNITS_PER_SECOND / 1000.0)).round() as i64)
}

fn corner(pos: Point, t: Time) -> [f64; 3] {
    [f64::from(pos[0]), f64::from(pos[1]), scaled(t)]
}

/// The index of one film. It owns what it needs and stays valid for the film it was made of.
#[derive(Debug, Clone)]
pub struct Index {
    tree: RTree<Leaf>,
    actors: Vec<ActorId>,
    callouts: RTree<Place>,
}

/// A callout as the tree holds it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Place {
    callout: usize,
    pos: Point,
}

impl RTreeObject for Place {
    type Envelope = AABB<Point>;
    fn envelope(&self) -> Self::Envelope {
        AABB::from_point(self.pos)
    }
}

impl PointDistance for Place {
    fn distance_2(&self, point: &Point) -> f32 {
        distance_2(self.pos, *point)
    }
}

impl Index {
    /// Loads tracks, moments with a position, and callouts in bulk. Points that are not finite are left out.
    #[must_use]
    pub fn new(film: &Film) -> Index {
        let mut leaves = Vec::with_capacity(film.tracks.iter().map(|t| t.t.len()).sum());
        for (track, life) in film.tracks.iter().enumerate() {
            stretches(track, life, film.meta.bridge, &mut leaves);
        }
        for (moment, entry) in film.log.iter().enumerate() {
            if let Some(pos) = entry.pos.filter(|p| finite(*p)) {
                let at = corner(pos, entry.at);
                leaves.push(Leaf { item: Item::Moment(moment), from: at, to: at, joined: false });
            }
        }
        let callouts = film.places.callouts.iter().enumerate();
        let callouts = callouts.map(|(callout, c)| Place { callout, pos: c.pos }).filter(|p| finite(p.pos));
        Index {
            tree: RTree::bulk_load(leaves),
            actors: film.tracks.iter().map(|t| t.actor).collect(),
            callouts: RTree::bulk_load(callouts.collect()),
        }
    }

    /// The `n` stretches and moments nearest to a map cursor at a time, by (distance, time, item).
    #[must_use]
    pub fn near(&self, cursor: [f32; 2], t: Time, n: usize) -> Vec<Hit> {
        let point = [f64::from(cursor[0]), f64::from(cursor[1]), scaled(t)];
        if n == 0 || !point.iter().all(|c| c.is_finite()) {
            return Vec::new();
        }
        let mut hits: Vec<Hit> = Vec::new();
        for leaf in self.tree.nearest_neighbor_iter(point) {
            let hit = hit(leaf, &point);
            // All that are as far as the n-th: which of them stay is decided below, not by the tree's shape.
            if hits.len() >= n && hits.last().is_some_and(|last| hit.distance > last.distance) {
                break;
            }
            hits.push(hit);
        }
        hits.sort_by(|a, b| a.distance.total_cmp(&b.distance).then(a.at.cmp(&b.at)).then(a.item.cmp(&b.item)));
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
            match (leaf.item, leaf.clip(&lower, &upper)) {
                (Item::Stretch { track, sample }, Some((enter, leave))) => {
                    let span = Span::new(unscaled(leaf.point(enter)[2]), unscaled(leaf.point(leave)[2]));
                    ways.push((track, sample, span, enter == 0.0, leave == 1.0 && leaf.joined));
                }
                (Item::Moment(moment), Some(_)) => moments.push(moment),
                (_, None) => {}
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

    /// Index of the callout nearest in space to a point, and its distance in units; ties go to the first of the list.
    #[must_use]
    pub fn place(&self, point: Point) -> Option<(usize, f32)> {
        if !finite(point) {
            return None;
        }
        let mut nearest = self.callouts.nearest_neighbor_iter_with_distance_2(point).peekable();
        let best = nearest.peek()?.1;
        let callout = nearest.take_while(|(_, d)| *d <= best).map(|(place, _)| place.callout).min()?;
        Some((callout, best.sqrt()))
    }
}

/// The callout nearest in space to a point, and its distance in units; ties go to the first of the list.
///
/// For a caller without an index: a map has some dozen callouts, where looking at all of them beats a tree.
#[must_use]
pub fn nearest_place(places: &Places, point: Point) -> Option<(&Callout, f32)> {
    let all = places.callouts.iter().filter(|c| finite(c.pos)).map(|c| (c, distance_2(c.pos, point)));
    let (callout, best) = all.min_by(|a, b| a.1.total_cmp(&b.1))?;
    best.is_finite().then(|| (callout, best.sqrt()))
}

fn finite(point: Point) -> bool {
    point.iter().all(|c| c.is_finite())
}

fn distance_2(a: Point, b: Point) -> f32 {
    (0..3).map(|i| (a[i] - b[i]) * (a[i] - b[i])).sum()
}

fn hit(leaf: &Leaf, point: &[f64; 3]) -> Hit {
    let nearest = leaf.point(leaf.nearest(point));
    Hit {
        item: leaf.item,
        at: unscaled(nearest[2]),
        pos: [nearest[0] as f32, nearest[1] as f32],
        distance: squared(nearest, *point).sqrt(),
    }
}

/// One leaf for every two samples that are drawn as joined, and one for every sample that stands alone.
fn stretches(track: usize, life: &Track, bridge: Time, leaves: &mut Vec<Leaf>) {
    let points: Vec<[f64; 3]> = life.t.iter().zip(&life.pos).map(|(t, pos)| corner(*pos, *t)).collect();
    let known = |point: &[f64; 3]| point.iter().all(|c| c.is_finite());
    let mut reached = false; // whether the stretch before ends at this sample
    for (sample, from) in points.iter().copied().enumerate().filter(|(_, p)| known(p)) {
        let item = Item::Stretch { track, sample };
        let next = points.get(sample + 1).copied().filter(known);
        let near = life.t.get(sample + 1).zip(life.t.get(sample)).is_some_and(|(b, a)| *b - *a <= bridge);
        match next.filter(|_| near) {
            Some(to) => leaves.push(Leaf { item, from, to, joined: true }),
            None if !reached => leaves.push(Leaf { item, from, to: from, joined: false }),
            None => {}
        }
        reached = near && next.is_some();
    }
}

#[cfg(test)]
#[path = "index_tests.rs"]
mod tests;

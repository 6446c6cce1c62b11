//! Where it happens: the map's bounds, zones, names of places, and the outline of the ground.

use super::{Callouts, Point};

/// A rectangle in game units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// South-west corner (x, y).
    pub min: [f32; 2],
    /// North-east corner (x, y).
    pub max: [f32; 2],
}

/// What a zone means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ZoneKind {
    /// Objective work is expected here.
    Objective,
    /// A flank or route of planned lurks.
    Route,
    /// A spawn area.
    Spawn,
}

/// A zone's body; edges are inside.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Both corners.
    Box {
        /// Lower corner.
        min: Point,
        /// Upper corner.
        max: Point,
    },
    /// An upright cylinder.
    Cylinder {
        /// Centre (x, y).
        center: [f32; 2],
        /// Radius in units.
        radius: f32,
        /// Lowest z inside, if bounded.
        z_min: Option<f32>,
        /// Highest z inside, if bounded.
        z_max: Option<f32>,
    },
    /// A ball.
    Sphere {
        /// Centre.
        center: Point,
        /// Radius in units.
        radius: f32,
    },
    /// An upright prism over a closed line.
    Polygon {
        /// Corners (x, y) in order, at least three; the last is joined to the first.
        points: Vec<[f32; 2]>,
        /// Lowest z inside, if bounded.
        z_min: Option<f32>,
        /// Highest z inside, if bounded.
        z_max: Option<f32>,
    },
}

impl Shape {
    /// Lowest and highest z inside; infinite where it is not bounded.
    #[must_use]
    pub fn heights(&self) -> (f32, f32) {
        match self {
            Shape::Box { min, max } => (min[2], max[2]),
            Shape::Cylinder { z_min, z_max, .. } | Shape::Polygon { z_min, z_max, .. } => {
                (z_min.unwrap_or(f32::NEG_INFINITY), z_max.unwrap_or(f32::INFINITY))
            }
            Shape::Sphere { center, radius } => (center[2] - radius, center[2] + radius),
        }
    }

    /// Whether a point is inside; edges are. A coordinate that is not a number is never inside.
    #[must_use]
    pub fn contains(&self, [x, y, z]: Point) -> bool {
        let (low, high) = self.heights();
        let within = |center: &[f32]| center.iter().zip([x, y, z]).map(|(c, p)| (c - p) * (c - p)).sum::<f32>();
        let flat = match self {
            Shape::Box { min, max } => min[0] <= x && x <= max[0] && min[1] <= y && y <= max[1],
            Shape::Cylinder { center, radius, .. } => within(center) <= radius * radius,
            Shape::Sphere { center, radius } => within(center) <= radius * radius,
            Shape::Polygon { points, .. } => surrounds(points, [x, y]),
        };
        flat && low <= z && z <= high
    }

    /// Where a name is written: the middle of its rectangle on the map.
    #[must_use]
    pub fn middle(&self) -> [f32; 2] {
        match self {
            Shape::Box { min, max } => [0, 1].map(|i| f32::midpoint(min[i], max[i])),
            Shape::Cylinder { center, .. } => *center,
            Shape::Sphere { center, .. } => [center[0], center[1]],
            Shape::Polygon { points, .. } => [0, 1].map(|i| {
                let along = || points.iter().map(|p| p[i]);
                f32::midpoint(along().fold(f32::INFINITY, f32::min), along().fold(f32::NEG_INFINITY, f32::max))
            }),
        }
    }
}

/// Whether a closed line surrounds a point of the plane an odd number of times, or the point is on the line. Corners are
/// taken as they come, a film's or a map's: the numbers are the same ones.
pub(crate) fn surrounds<N: Copy + Into<f64>>(points: &[[N; 2]], point: [N; 2]) -> bool {
    let exact = |point: &[N; 2]| point.map(Into::into);
    let [x, y]: [f64; 2] = exact(&point);
    let Some(mut from) = points.last().map(exact) else { return false };
    let mut inside = false;
    for to in points.iter().map(exact) {
        let side = (to[0] - from[0]) * (y - from[1]) - (to[1] - from[1]) * (x - from[0]);
        let spans = |i: usize, at: f64| from[i].min(to[i]) <= at && at <= from[i].max(to[i]);
        if side == 0.0 && spans(0, x) && spans(1, y) {
            return true;
        }
        // A ray to the east crosses an edge that goes up with the point on its left, or down with it on its right.
        inside ^= if from[1] <= y { y < to[1] && side > 0.0 } else { to[1] <= y && side < 0.0 };
        from = to;
    }
    inside
}

/// A named zone.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    /// Harmless to print.
    pub name: String,
    /// What it means.
    pub kind: ZoneKind,
    /// Its body.
    pub shape: Shape,
    /// Its size is a guess that nobody has looked at yet.
    pub guess: bool,
}

/// Who says what the zones of a kind are on this map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneSource {
    /// Which zones.
    pub kind: ZoneKind,
    /// A file with its line, or that nobody does; harmless to print.
    pub by: String,
    /// What such a zone does, with the thresholds in force.
    pub rule: String,
    /// Whether that is the user's own file about the map, where zones may also be removed.
    pub own: bool,
}

/// What the sides fight for: a point, and how far its work may reach.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Harmless to print, never empty.
    pub name: String,
    /// Where.
    pub pos: Point,
    /// A radius that somebody guessed, in units.
    pub guess: Option<f32>,
}

/// What is to be done with a zone of a map.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneChange {
    /// Which map.
    pub map: String,
    /// Which of its lists of zones.
    pub kind: ZoneKind,
    /// Index among the zones of that kind; as many as there are adds one.
    pub index: usize,
    /// What it is from now on; `None`: it goes.
    pub zone: Option<Zone>,
}

/// What players call a point.
#[derive(Debug, Clone, PartialEq)]
pub struct Callout {
    /// Harmless to print.
    pub name: String,
    /// Where.
    pub pos: Point,
}

/// A line of walls or ground edge on a floor.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// Corners (x, y) in order.
    pub points: Vec<[f32; 2]>,
    /// Height of the floor it belongs to.
    pub z: f32,
}

/// Where a film happens.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Places {
    /// The map's own bounds; without them the map is fitted to the tracks and marked *uncalibrated*.
    pub bounds: Option<Bounds>,
    /// Zones.
    pub zones: Vec<Zone>,
    /// Who says so, for the kinds that can be changed.
    pub zone_sources: Vec<ZoneSource>,
    /// What is fought for, by name; more than one may be of one name.
    pub targets: Vec<Target>,
    /// Names of places.
    pub callouts: Callouts,
    /// Whose names and ways they are, where that is to be said: another version of the map.
    pub named_by: Option<String>,
    /// Ways that can be walked, as pairs of ends: ground even where nobody went.
    pub ways: Vec<[Point; 2]>,
    /// Walls or ground edges, where the map's file has them.
    pub outlines: Vec<Outline>,
    /// Height bands (z from, z to, name) from low to high; empty: one floor.
    pub floors: Vec<(f32, f32, String)>,
}

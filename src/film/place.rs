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

/// A named zone.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    /// Harmless to print.
    pub name: String,
    /// What it means.
    pub kind: ZoneKind,
    /// Its body.
    pub shape: Shape,
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

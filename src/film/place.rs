//! Where it happens: the map's bounds, zones, names of places, and the outline of the ground.

use super::Point;

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
    pub callouts: Vec<Callout>,
    /// Walls or ground edges, where the map's file has them.
    pub outlines: Vec<Outline>,
    /// Height bands (z from, z to, name) from low to high; empty: one floor.
    pub floors: Vec<(f32, f32, String)>,
}

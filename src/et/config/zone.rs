//! Places of a map that change a judgement: zones and phases (E4), and what the film draws.

use crate::film::{Time, surrounds};

/// One of the two sides that play.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// `AXIS`.
    Axis,
    /// `ALLIES`.
    Allies,
}

impl Side {
    /// As in the files: `AXIS`, `ALLIES`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Side::Axis => "AXIS",
            Side::Allies => "ALLIES",
        }
    }
}

/// A zone's body. Edges are inside (E4).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Body {
    /// Both corners, each coordinate of `min` at most that of `max`.
    Box {
        /// Lower corner.
        min: [f64; 3],
        /// Upper corner.
        max: [f64; 3],
    },
    /// An upright cylinder.
    Cylinder {
        /// Centre (x, y).
        center: [f64; 2],
        /// Radius in units.
        radius: f64,
        /// Lowest z inside, if bounded.
        z_min: Option<f64>,
        /// Highest z inside, if bounded.
        z_max: Option<f64>,
    },
    /// A ball.
    Sphere {
        /// Centre.
        center: [f64; 3],
        /// Radius in units.
        radius: f64,
    },
    /// An upright prism over a closed line; where the line crosses itself, what it winds around twice is outside.
    Polygon {
        /// Corners (x, y) in order, at least three; the last is joined to the first.
        points: Vec<[f64; 2]>,
        /// Lowest z inside, if bounded.
        z_min: Option<f64>,
        /// Highest z inside, if bounded.
        z_max: Option<f64>,
    },
}

/// A named zone of a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    /// For the reader; may be empty.
    pub name: String,
    /// Its body.
    pub body: Body,
    /// Its size is a guess that nobody has looked at yet: said on screen and in the file, judges like any other.
    pub guess: bool,
}

impl Zone {
    /// E4: whether a point is inside; edges are. A coordinate that is not a number is never inside.
    #[must_use]
    pub fn contains(&self, point: [f64; 3]) -> bool {
        let [x, y, z] = point;
        match &self.body {
            Body::Box { min, max } => (0..3).all(|i| min[i] <= point[i] && point[i] <= max[i]),
            Body::Cylinder { center, radius, z_min, z_max } => {
                let (dx, dy) = (x - center[0], y - center[1]);
                dx * dx + dy * dy <= radius * radius && between(z, *z_min, *z_max)
            }
            Body::Sphere { center, radius } => {
                let (dx, dy, dz) = (x - center[0], y - center[1], z - center[2]);
                dx * dx + dy * dy + dz * dz <= radius * radius
            }
            Body::Polygon { points, z_min, z_max } => between(z, *z_min, *z_max) && surrounds(points, [x, y]),
        }
    }
}

impl Zone {
    /// Whether the box between two corners (each coordinate of `low` at most that of `high`) may hold a point of the zone;
    /// `false` only where none can be inside.
    #[must_use]
    pub fn may_touch(&self, low: [f64; 3], high: [f64; 3]) -> bool {
        let overlaps = |i: usize, from: f64, to: f64| from <= high[i] && low[i] <= to;
        match &self.body {
            Body::Box { min, max } => (0..3).all(|i| overlaps(i, min[i], max[i])),
            Body::Cylinder { center, radius, .. } => {
                (0..2).all(|i| overlaps(i, center[i] - radius.abs(), center[i] + radius.abs()))
            }
            Body::Sphere { center, radius } => {
                (0..3).all(|i| overlaps(i, center[i] - radius.abs(), center[i] + radius.abs()))
            }
            Body::Polygon { points, .. } => (0..2).all(|i| {
                let side = || points.iter().map(|point| point[i]);
                overlaps(i, side().fold(f64::INFINITY, f64::min), side().fold(f64::NEG_INFINITY, f64::max))
            }),
        }
    }
}

/// Whether a height lies between two optional ones, both included.
fn between(z: f64, low: Option<f64>, high: Option<f64>) -> bool {
    low.is_none_or(|low| low <= z) && high.is_none_or(|high| z <= high) && !z.is_nan()
}

/// E4, reason 8: a stretch of the round in which solo tasks are normal on this map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phase {
    /// For the reader; may be empty.
    pub name: String,
    /// For whom; `None`: both.
    pub team: Option<Side>,
    /// Since `round_start`, or the file's clock without one; included.
    pub from: Time,
    /// Included.
    pub to: Time,
}

impl Phase {
    /// Whether it covers a moment, counted since the round's start, for a side.
    #[must_use]
    pub fn covers(&self, since_start: Time, side: Side) -> bool {
        self.from <= since_start && since_start <= self.to && self.team.is_none_or(|team| team == side)
    }
}

/// Something the sides fight for. A point is no zone: how far its work reaches is for the league to say.
#[derive(Debug, Clone, PartialEq)]
pub struct Objective {
    /// For the reader.
    pub name: String,
    /// `dynamite_target`, `constructible`, `command_post` ...
    pub kind: String,
    /// Where.
    pub pos: [f64; 3],
    /// A radius that somebody guessed; used for nothing, it waits for whoever calibrates the map.
    pub guess_radius: Option<f64>,
}

/// Seconds between two spawn waves of a side, where the map sets them.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Waves {
    /// Of the Axis.
    pub axis: Option<f64>,
    /// Of the Allies.
    pub allies: Option<f64>,
}

/// Where a side comes into play.
#[derive(Debug, Clone, PartialEq)]
pub struct Spawn {
    /// Name and body.
    pub zone: Zone,
    /// Whose, if it is always the same side's.
    pub team: Option<Side>,
}

/// A height band of a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Floor {
    /// What players call it.
    pub name: String,
    /// Lowest z.
    pub from: f64,
    /// Highest z.
    pub to: f64,
}

/// A line of walls or ground edge.
#[derive(Debug, Clone, PartialEq)]
pub struct Wall {
    /// Corners (x, y) in order.
    pub points: Vec<[f64; 2]>,
    /// Height of the floor it belongs to.
    pub z: f64,
    /// Where it ends, if that is known.
    pub top: Option<f64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(body: Body) -> Zone {
        Zone { name: String::new(), body, guess: false }
    }

    #[test]
    fn edges_of_a_box_are_inside() {
        let zone = zone(Body::Box { min: [-600.0, 300.0, -50.0], max: [-300.0, 500.0, 100.0] });
        assert!(zone.contains([-600.0, 300.0, -50.0]) && zone.contains([-300.0, 500.0, 100.0]));
        assert!(!zone.contains([-600.1, 400.0, 0.0]) && !zone.contains([-400.0, 400.0, 100.1]));
        assert!(!zone.contains([f64::NAN, 400.0, 0.0]));
    }

    #[test]
    fn a_cylinder_is_upright_and_its_height_optional() {
        let body = |z_min, z_max| Body::Cylinder { center: [-700.0, 0.0], radius: 250.0, z_min, z_max };
        let open = zone(body(None, None));
        assert!(open.contains([-450.0, 0.0, 9e9]) && open.contains([-700.0 + 150.0, 200.0, -9e9]));
        assert!(!open.contains([-449.9, 0.0, 0.0]) && !open.contains([-700.0, 0.0, f64::NAN]));
        let low = zone(body(Some(0.0), Some(200.0)));
        assert!(low.contains([-700.0, 0.0, 0.0]) && low.contains([-700.0, 0.0, 200.0]));
        assert!(!low.contains([-700.0, 0.0, -0.1]) && !low.contains([-700.0, 0.0, 200.1]));
    }

    #[test]
    fn a_sphere_is_round_in_height_too() {
        let ball = zone(Body::Sphere { center: [100.0, 0.0, 50.0], radius: 5.0 });
        assert!(ball.contains([103.0, 4.0, 50.0]) && ball.contains([100.0, 3.0, 46.0]), "edges are inside");
        assert!(!ball.contains([103.0, 4.0, 50.1]) && !ball.contains([100.0, 0.0, 55.1]));
        assert!(!ball.contains([100.0, 0.0, f64::NAN]));
    }

    #[test]
    fn a_polygon_has_its_edges_and_corners_inside_and_may_be_hollow() {
        // An L: the corner at (10, 10) is cut out.
        let points = vec![[0.0, 0.0], [20.0, 0.0], [20.0, 10.0], [10.0, 10.0], [10.0, 20.0], [0.0, 20.0]];
        let ell = zone(Body::Polygon { points: points.clone(), z_min: Some(0.0), z_max: Some(100.0) });
        for inside in [[5.0, 5.0], [0.0, 0.0], [20.0, 5.0], [10.0, 15.0], [10.0, 10.0], [15.0, 10.0], [0.0, 20.0]] {
            assert!(ell.contains([inside[0], inside[1], 100.0]), "{inside:?}");
        }
        for outside in [[15.0, 15.0], [-0.1, 5.0], [20.1, 0.0], [10.1, 10.1], [30.0, 0.0], [-5.0, 0.0], [-5.0, 20.0]] {
            assert!(!ell.contains([outside[0], outside[1], 50.0]), "{outside:?}");
        }
        assert!(
            !ell.contains([5.0, 5.0, 100.1]) && !ell.contains([5.0, 5.0, -0.1]) && !ell.contains([f64::NAN, 5.0, 50.0])
        );
        let turned = Body::Polygon { points: points.into_iter().rev().collect(), z_min: None, z_max: None };
        assert!(zone(turned.clone()).contains([5.0, 5.0, 9e9]) && !zone(turned).contains([15.0, 15.0, 0.0]));
    }

    #[test]
    fn a_box_beside_a_zone_touches_none_of_it() {
        let bodies = [
            Body::Box { min: [-600.0, 300.0, -50.0], max: [-300.0, 500.0, 100.0] },
            Body::Cylinder { center: [-700.0, 0.0], radius: 250.0, z_min: None, z_max: Some(9.0) },
            Body::Sphere { center: [100.0, 0.0, 50.0], radius: 300.0 },
            Body::Polygon { points: vec![[0.0, 0.0], [90.0, -300.0], [20.0, 700.0]], z_min: None, z_max: None },
        ];
        for zone in bodies.map(zone) {
            let mut apart = 0;
            for step in 0..4000_i32 {
                // Points of a grid that is no multiple of anything above, in boxes of two units around them.
                let point = [f64::from(step % 20) * 97.0 - 990.0, f64::from(step / 20 % 20) * 83.0 - 810.0, 7.0];
                let touched = zone.may_touch(point.map(|c| c - 1.0), point.map(|c| c + 1.0));
                assert!(touched || !zone.contains(point), "{zone:?} {point:?}");
                apart += i32::from(!touched);
            }
            assert!(apart > 2000, "{zone:?}");
        }
    }

    #[test]
    fn a_phase_covers_both_its_ends_and_its_team() {
        let phase = Phase { name: "opening".into(), team: Some(Side::Allies), from: Time(0), to: Time(30_000) };
        assert!(phase.covers(Time(0), Side::Allies) && phase.covers(Time(30_000), Side::Allies));
        assert!(!phase.covers(Time(30_001), Side::Allies) && !phase.covers(Time(0), Side::Axis));
        assert!(Phase { team: None, ..phase }.covers(Time(0), Side::Axis));
    }
}

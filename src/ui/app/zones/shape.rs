//! Zones moved and resized by handles: what of a body can be taken hold of, and what a step does to it.
//!
//! ```text
//!        north                 all        the whole body, west-east, south-north, up and down
//!      ┌───────┐               radius     of a ball or a cylinder
//! west │  all  │ east          edges      of a box, one at a time
//!      └───────┘               corners    of a polygon, one at a time
//!        south                 bottom, top
//! ```

use crate::film::Shape;

/// The part of a body that steps move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grip {
    /// The whole of it.
    All,
    /// How far it reaches.
    Radius,
    /// The edge with the smallest x.
    West,
    /// The edge with the greatest x.
    East,
    /// The edge with the smallest y.
    South,
    /// The edge with the greatest y.
    North,
    /// The lowest height inside.
    Bottom,
    /// The greatest height inside.
    Top,
    /// A corner of a polygon, by its place.
    Corner(usize),
}

/// The smallest radius and the shortest edge, in units: what is smaller holds nobody.
const LEAST: f32 = 10.0;
/// No map is larger than this in any direction from its origin.
const FAR: f32 = 65_536.0;

impl Grip {
    /// What can be taken hold of, the whole first.
    #[must_use]
    pub fn all(shape: &Shape) -> Vec<Grip> {
        let mut all = vec![Grip::All];
        match shape {
            Shape::Sphere { .. } => return vec![Grip::All, Grip::Radius],
            Shape::Cylinder { .. } => all.push(Grip::Radius),
            Shape::Box { .. } => all.extend([Grip::West, Grip::East, Grip::South, Grip::North]),
            Shape::Polygon { points, .. } => all.extend((0..points.len()).map(Grip::Corner)),
        }
        all.extend([Grip::Bottom, Grip::Top]);
        all
    }

    /// In a sentence: `the whole`, `corner 2`.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Grip::All => "the whole zone".into(),
            Grip::Radius => "the radius".into(),
            Grip::West => "the west edge".into(),
            Grip::East => "the east edge".into(),
            Grip::South => "the south edge".into(),
            Grip::North => "the north edge".into(),
            Grip::Bottom => "the bottom".into(),
            Grip::Top => "the top".into(),
            Grip::Corner(at) => format!("corner {}", at + 1),
        }
    }

    /// Where the handle is drawn; what has no place on the map is the middle.
    #[must_use]
    pub fn place(self, shape: &Shape) -> [f32; 2] {
        let middle = shape.middle();
        match (self, shape) {
            (Grip::Radius, Shape::Cylinder { radius, .. } | Shape::Sphere { radius, .. }) => {
                [middle[0] + radius, middle[1]]
            }
            (Grip::West, Shape::Box { min, .. }) => [min[0], middle[1]],
            (Grip::East, Shape::Box { max, .. }) => [max[0], middle[1]],
            (Grip::South, Shape::Box { min, .. }) => [middle[0], min[1]],
            (Grip::North, Shape::Box { max, .. }) => [middle[0], max[1]],
            (Grip::Corner(at), Shape::Polygon { points, .. }) => points.get(at).copied().unwrap_or(middle),
            _ => middle,
        }
    }
}

/// Heights between which something is known to happen: (lowest, highest). An open end begins there when it is moved.
pub type Heights = (f32, f32);

/// A shape whose handle was moved by (east, north, up) units. East and north make a radius larger, north and up raise
/// bottom and top; a handle stops at its counterpart, so that a body never turns inside out.
#[must_use]
pub fn moved(shape: &Shape, grip: Grip, by: [f32; 3], known: Heights) -> Shape {
    let mut shape = shape.clone();
    let [east, north, up] = by;
    match (grip, &mut shape) {
        (Grip::All, Shape::Box { min, max }) => {
            for axis in 0..3 {
                let step = within(min[axis] + by[axis]) - min[axis]; // three axes, three entries
                (min[axis], max[axis]) = (min[axis] + step, max[axis] + step);
            }
        }
        (Grip::All, Shape::Sphere { center, .. }) => {
            center.iter_mut().zip(by).for_each(|(c, by)| *c = within(*c + by));
        }
        (Grip::All, Shape::Cylinder { center, z_min, z_max, .. }) => {
            center.iter_mut().zip(by).for_each(|(c, by)| *c = within(*c + by));
            [z_min, z_max].into_iter().flatten().for_each(|z| *z += up);
        }
        (Grip::All, Shape::Polygon { points, z_min, z_max }) => {
            points.iter_mut().flat_map(|point| point.iter_mut().zip(by)).for_each(|(c, by)| *c = within(*c + by));
            [z_min, z_max].into_iter().flatten().for_each(|z| *z += up);
        }
        (Grip::Radius, Shape::Sphere { radius, .. } | Shape::Cylinder { radius, .. }) => {
            *radius = (*radius + east + north).clamp(LEAST, FAR);
        }
        (Grip::West, Shape::Box { min, max }) => min[0] = within((min[0] + east).min(max[0] - LEAST)),
        (Grip::East, Shape::Box { min, max }) => max[0] = within((max[0] + east).max(min[0] + LEAST)),
        (Grip::South, Shape::Box { min, max }) => min[1] = within((min[1] + north).min(max[1] - LEAST)),
        (Grip::North, Shape::Box { min, max }) => max[1] = within((max[1] + north).max(min[1] + LEAST)),
        (Grip::Bottom, Shape::Box { min, max }) => min[2] = within(min[2] + north + up).min(max[2]),
        (Grip::Top, Shape::Box { min, max }) => max[2] = within(max[2] + north + up).max(min[2]),
        (Grip::Bottom, Shape::Cylinder { z_min, z_max, .. } | Shape::Polygon { z_min, z_max, .. }) => {
            *z_min = Some(within(z_min.unwrap_or(known.0) + north + up).min(z_max.unwrap_or(FAR)));
        }
        (Grip::Top, Shape::Cylinder { z_min, z_max, .. } | Shape::Polygon { z_min, z_max, .. }) => {
            *z_max = Some(within(z_max.unwrap_or(known.1) + north + up).max(z_min.unwrap_or(-FAR)));
        }
        (Grip::Corner(at), Shape::Polygon { points, .. }) => {
            if let Some(point) = points.get_mut(at) {
                point.iter_mut().zip(by).for_each(|(c, by)| *c = within(*c + by));
            }
        }
        _ => {}
    }
    shape
}

/// The shape grown (or shrunk) by so many units to every side of the plane.
#[must_use]
pub fn grown(shape: &Shape, by: f32) -> Shape {
    let mut shape = shape.clone();
    let middle = shape.middle();
    match &mut shape {
        Shape::Sphere { radius, .. } | Shape::Cylinder { radius, .. } => *radius = (*radius + by).clamp(LEAST, FAR),
        Shape::Box { min, max } => {
            for axis in 0..2 {
                let by = by.max((LEAST - (max[axis] - min[axis])) / 2.0); // two axes of three entries
                (min[axis], max[axis]) = (within(min[axis] - by), within(max[axis] + by));
            }
        }
        Shape::Polygon { points, .. } => {
            let far = |point: &[f32; 2]| (point[0] - middle[0]).hypot(point[1] - middle[1]);
            let reach = points.iter().map(far).fold(0.0, f32::max);
            let share = ((reach + by) / reach.max(1.0)).max(LEAST / reach.max(LEAST));
            for point in points {
                *point = [0, 1].map(|i| within(tenth(middle[i] + (point[i] - middle[i]) * share)));
            }
        }
    }
    shape
}

/// The next of the four bodies with about the same reach: cylinder, sphere, box, polygon.
#[must_use]
pub fn turned(shape: &Shape, known: Heights) -> Shape {
    let (low, high) = shape.heights();
    let [bottom, top] = [if low.is_finite() { low } else { known.0 }, if high.is_finite() { high } else { known.1 }];
    let bound = |z: f32| z.is_finite().then_some(z);
    let [x, y] = shape.middle();
    match shape {
        Shape::Cylinder { radius, .. } => Shape::Sphere { center: [x, y, f32::midpoint(bottom, top)], radius: *radius },
        Shape::Sphere { center, radius } => {
            let [min, max] = [-*radius, *radius].map(|by| [within(x + by), within(y + by), within(center[2] + by)]);
            Shape::Box { min, max }
        }
        Shape::Box { min, max } => {
            let points = vec![[min[0], min[1]], [max[0], min[1]], [max[0], max[1]], [min[0], max[1]]];
            Shape::Polygon { points, z_min: bound(low), z_max: bound(high) }
        }
        Shape::Polygon { points, .. } => {
            let reach = points.iter().map(|p| (p[0] - x).abs().max((p[1] - y).abs())).fold(LEAST, f32::max);
            Shape::Cylinder { center: [x, y], radius: tenth(reach), z_min: bound(low), z_max: bound(high) }
        }
    }
}

/// The shape open below or above, where it can be; `None` where that means nothing.
#[must_use]
pub fn opened(shape: &Shape, grip: Grip) -> Option<Shape> {
    let mut shape = shape.clone();
    let (Shape::Cylinder { z_min, z_max, .. } | Shape::Polygon { z_min, z_max, .. }) = &mut shape else { return None };
    match grip {
        Grip::Bottom => *z_min = None,
        Grip::Top => *z_max = None,
        _ => return None,
    }
    Some(shape)
}

/// A polygon with one more corner, in the middle of the edge behind corner `at`, and that corner's place.
#[must_use]
pub fn with_corner(shape: &Shape, at: usize) -> Option<(Shape, usize)> {
    let Shape::Polygon { points, z_min, z_max } = shape else { return None };
    let (one, two) = (points.get(at)?, points.get((at + 1) % points.len())?);
    let mut points = points.clone();
    points.insert(at + 1, [0, 1].map(|i| tenth(f32::midpoint(one[i], two[i]))));
    Some((Shape::Polygon { points, z_min: *z_min, z_max: *z_max }, at + 1))
}

/// A polygon without corner `at`; three stay.
#[must_use]
pub fn without_corner(shape: &Shape, at: usize) -> Option<Shape> {
    let Shape::Polygon { points, z_min, z_max } = shape else { return None };
    (points.len() > 3 && at < points.len()).then(|| {
        let mut points = points.clone();
        points.remove(at);
        Shape::Polygon { points, z_min: *z_min, z_max: *z_max }
    })
}

fn within(v: f32) -> f32 {
    v.clamp(-FAR, FAR)
}

/// Map files hold a tenth of a unit.
fn tenth(v: f32) -> f32 {
    (v * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shapes() -> impl Strategy<Value = Shape> {
        let start = (-4_000.0..4_000.0f32, -4_000.0..4_000.0f32, LEAST..900.0f32, prop::bool::ANY);
        start.prop_map(|(x, y, radius, tall)| Shape::Cylinder {
            center: [x, y],
            radius,
            z_min: tall.then_some(-40.0),
            z_max: tall.then_some(200.0),
        })
    }

    fn sound(shape: &Shape) {
        let (low, high) = shape.heights();
        assert!(low <= high, "{shape:?}");
        match shape {
            Shape::Box { min, max } => assert!((0..3).all(|i| min[i] <= max[i]), "{shape:?}"),
            Shape::Sphere { radius, .. } | Shape::Cylinder { radius, .. } => assert!(*radius >= LEAST, "{shape:?}"),
            Shape::Polygon { points, .. } => assert!(points.len() >= 3, "{shape:?}"),
        }
        let numbers = [shape.middle()[0], shape.middle()[1]];
        assert!(numbers.iter().all(|v| v.abs() <= FAR), "{shape:?}");
    }

    proptest! {
        #[test]
        fn whatever_is_pulled_a_body_stays_a_body(
            start in shapes(),
            turns in 0..4usize,
            pulls in prop::collection::vec((0..12usize, -300.0..300.0f32, -300.0..300.0f32, -300.0..300.0f32, 0..5u8), 0..40),
        ) {
            let known = (-10.0, 60.0);
            let mut shape = (0..turns).fold(start, |shape, _| turned(&shape, known));
            for (grip, east, north, up, what) in pulls {
                let grips = Grip::all(&shape);
                let grip = grips[grip % grips.len()];
                shape = match what {
                    0 => grown(&shape, east),
                    1 => opened(&shape, grip).unwrap_or(shape),
                    2 => with_corner(&shape, 1).map_or(shape.clone(), |(shape, _)| shape),
                    3 => without_corner(&shape, 0).unwrap_or(shape),
                    _ => moved(&shape, grip, [east, north, up], known),
                };
                sound(&shape);
                prop_assert!(grip.place(&shape).iter().all(|v| v.is_finite()));
            }
        }
    }

    #[test]
    fn each_handle_moves_its_part_and_no_other() {
        let cuboid = Shape::Box { min: [0.0; 3], max: [100.0, 200.0, 50.0] };
        let pull = |grip, by| moved(&cuboid, grip, by, (0.0, 0.0));
        let bodies = [
            (pull(Grip::All, [1.0, 2.0, 3.0]), [1.0, 2.0, 3.0], [101.0, 202.0, 53.0]),
            (pull(Grip::West, [-5.0, 9.0, 9.0]), [-5.0, 0.0, 0.0], [100.0, 200.0, 50.0]),
            (pull(Grip::East, [-500.0, 0.0, 0.0]), [0.0; 3], [LEAST, 200.0, 50.0]),
            (pull(Grip::North, [7.0, 10.0, 0.0]), [0.0; 3], [100.0, 210.0, 50.0]),
            (pull(Grip::Top, [7.0, 10.0, 1.0]), [0.0; 3], [100.0, 200.0, 61.0]),
            (pull(Grip::Bottom, [0.0, 100.0, 0.0]), [0.0, 0.0, 50.0], [100.0, 200.0, 50.0]),
        ];
        for (shape, min, max) in bodies {
            assert_eq!(shape, Shape::Box { min, max });
        }
        assert_eq!(grown(&cuboid, -80.0), Shape::Box { min: [45.0, 80.0, 0.0], max: [55.0, 120.0, 50.0] });
    }

    #[test]
    fn the_four_bodies_follow_each_other_around_the_same_place() {
        let start = Shape::Cylinder { center: [100.0, -50.0], radius: 40.0, z_min: None, z_max: Some(90.0) };
        let sphere = turned(&start, (10.0, 20.0));
        assert_eq!(sphere, Shape::Sphere { center: [100.0, -50.0, 50.0], radius: 40.0 });
        let cuboid = turned(&sphere, (10.0, 20.0));
        assert_eq!(cuboid, Shape::Box { min: [60.0, -90.0, 10.0], max: [140.0, -10.0, 90.0] });
        let polygon = turned(&cuboid, (10.0, 20.0));
        let again = turned(&polygon, (10.0, 20.0));
        assert_eq!(
            again,
            Shape::Cylinder { center: [100.0, -50.0], radius: 40.0, z_min: Some(10.0), z_max: Some(90.0) }
        );
        let (more, at) = with_corner(&polygon, 3).unwrap();
        assert_eq!((Grip::Corner(at).place(&more), Grip::all(&more).len()), ([60.0, -50.0], 8));
        assert_eq!(without_corner(&more, at), Some(polygon));
        assert!(without_corner(&start, 0).is_none() && with_corner(&start, 0).is_none());
        let open = opened(&start, Grip::Top).unwrap();
        assert_eq!(moved(&open, Grip::Top, [0.0, 10.0, 0.0], (10.0, 20.0)).heights(), (f32::NEG_INFINITY, 30.0));
    }
}

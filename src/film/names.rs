//! What players call the surroundings of a point: the names of a map's places, the nearest in space first.
//!
//! ```text
//!   [-1200, -100, 1400] ──R-tree in x, y, z──▶ Main Entrance, 95 u      height counts: floors are 200-400 units apart
//! ```
//!
//! A map file names some hundred points, and every line of a log asks: a tree is built once for the list.

use super::{Callout, Point, finite};
use rstar::{AABB, PointDistance, RTree, RTreeObject};
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A name farther than this from a point does not say where it is: it is told as a direction only.
const AT: f32 = 600.0;

/// The names of a map's places, in the order of their file. A list to whoever reads it.
#[derive(Clone)]
pub struct Callouts {
    list: Arc<[Callout]>,
    tree: Arc<RTree<Place>>,
}

/// The place nearest to a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Here<'a> {
    /// Harmless to print.
    pub name: &'a str,
    /// Units to the named point, in space.
    pub distance: f32,
}

impl fmt::Display for Here<'_> {
    /// `Main Entrance (95 u)`; far from every name `820 u from Main Entrance`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Here { name, distance } = self;
        if *distance <= AT { write!(f, "{name} ({distance:.0} u)") } else { write!(f, "{distance:.0} u from {name}") }
    }
}

/// A point as the tree holds it.
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

fn distance_2(a: Point, b: Point) -> f32 {
    (0..3).map(|i| (a[i] - b[i]) * (a[i] - b[i])).sum()
}

impl Callouts {
    /// The name nearest in space to a point; ties go to the first of the list. `None` for a point that is none, or where
    /// nothing has a name.
    #[must_use]
    pub fn nearest(&self, point: Point) -> Option<Here<'_>> {
        if !finite(point) {
            return None;
        }
        let mut nearest = self.tree.nearest_neighbor_iter_with_distance_2(point).peekable();
        let best = nearest.peek()?.1;
        let callout = nearest.take_while(|(_, d)| *d <= best).map(|(place, _)| place.callout).min()?;
        best.is_finite().then(|| self.here(callout, best))?
    }

    /// The name nearest on the map to a cursor, which has no height; only places that pass are asked.
    #[must_use]
    pub fn nearest_flat(&self, at: [f32; 2], pass: impl Fn(&Callout) -> bool) -> Option<Here<'_>> {
        let there = self.list.iter().enumerate().filter(|(_, callout)| finite(callout.pos) && pass(callout));
        let far = there.map(|(i, callout)| (i, distance_2([at[0], at[1], 0.0], [callout.pos[0], callout.pos[1], 0.0])));
        let (callout, best) = far.min_by(|a, b| a.1.total_cmp(&b.1))?;
        best.is_finite().then(|| self.here(callout, best))?
    }

    fn here(&self, callout: usize, distance_2: f32) -> Option<Here<'_>> {
        Some(Here { name: &self.list.get(callout)?.name, distance: distance_2.sqrt() })
    }
}

impl From<Vec<Callout>> for Callouts {
    /// Points that are not finite stay in the list and are near nothing.
    fn from(list: Vec<Callout>) -> Callouts {
        let places = list.iter().enumerate().map(|(callout, c)| Place { callout, pos: c.pos });
        let tree = RTree::bulk_load(places.filter(|p| finite(p.pos)).collect());
        Callouts { list: list.into(), tree: Arc::new(tree) }
    }
}

impl Default for Callouts {
    fn default() -> Callouts {
        Callouts::from(Vec::new())
    }
}

impl Deref for Callouts {
    type Target = [Callout];
    fn deref(&self) -> &[Callout] {
        &self.list
    }
}

impl PartialEq for Callouts {
    fn eq(&self, other: &Callouts) -> bool {
        self.list == other.list
    }
}

impl fmt::Debug for Callouts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.list.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn callouts(list: &[(&str, Point)]) -> Callouts {
        let named = |(name, pos): &(&str, Point)| Callout { name: (*name).to_owned(), pos: *pos };
        list.iter().map(named).collect::<Vec<_>>().into()
    }

    #[test]
    fn height_tells_two_places_apart_and_a_far_name_is_a_direction() {
        let names = callouts(&[("cellar", [0.0; 3]), ("roof", [0.0, 0.0, 300.0]), ("nowhere", [f32::NAN, 0.0, 0.0])]);
        let said = |point| names.nearest(point).map(|here| here.to_string());
        assert_eq!(said([30.0, 40.0, 300.0]).as_deref(), Some("roof (50 u)"));
        assert_eq!(said([30.0, 40.0, 0.0]).as_deref(), Some("cellar (50 u)"));
        assert_eq!(said([600.0, 0.0, 0.0]).as_deref(), Some("cellar (600 u)"));
        assert_eq!(said([0.0, 820.0, 0.0]).as_deref(), Some("820 u from cellar"));
        assert_eq!(names.nearest([0.0, f32::NAN, 0.0]), None);
        assert_eq!(Callouts::default().nearest([0.0; 3]), None);
    }

    #[test]
    fn a_cursor_asks_those_of_its_floor() {
        let names = callouts(&[("cellar", [0.0; 3]), ("roof", [0.0, 10.0, 300.0])]);
        let on = |floor: f32| names.nearest_flat([0.0; 2], |c| c.pos[2] == floor).map(|here| here.name);
        assert_eq!((on(0.0), on(300.0), on(7.0)), (Some("cellar"), Some("roof"), None));
    }

    proptest! {
        /// The tree's answer is that of looking at every one, ties and all.
        #[test]
        fn the_tree_agrees_with_brute_force(
            points in prop::collection::vec((-6i32..6, -6i32..6, -2i32..2), 0..50),
            x in -7i32..7, y in -7i32..7, z in -3i32..3,
        ) {
            let list: Vec<Callout> = points
                .iter()
                .enumerate()
                .map(|(i, p)| Callout { name: i.to_string(), pos: [p.0 as f32, p.1 as f32, p.2 as f32] })
                .collect();
            let point = [x as f32, y as f32, z as f32];
            let force = list.iter().map(|c| (c, distance_2(c.pos, point))).min_by(|a, b| a.1.total_cmp(&b.1));
            let names = Callouts::from(list.clone());
            let tree = names.nearest(point).map(|here| (here.name, here.distance));
            prop_assert_eq!(tree, force.map(|(c, d)| (c.name.as_str(), d.sqrt())));
        }
    }
}

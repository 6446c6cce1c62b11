//! Walking distance over a waypoint graph.
//!
//! ```text
//!   P ─·─ nearest waypoint ══ ways, A* ══ nearest waypoint ─·─ V       a waypoint farther off than the reach is none
//! ```
//!
//! Ways have a direction: one can drop where nobody can climb. Their lengths are straight lines in space.

use super::way::Waypoint;
use crate::film::Point;
use rstar::{AABB, PointDistance, RTree, RTreeObject};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Where one can walk on a map. Two graphs are equal when their waypoints and ways are.
#[derive(Debug, Clone)]
pub struct Graph {
    nodes: Vec<Point>,
    /// The ways of node `i` are `to[first[i]..first[i + 1]]`.
    first: Vec<u32>,
    to: Vec<u32>,
    tree: RTree<Node>,
}

/// Why there is no walking distance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoWay {
    /// No waypoint within reach of where the way begins.
    Begin,
    /// No waypoint within reach of where it ends.
    End,
    /// The graph does not join the two.
    Apart,
}

impl NoWay {
    /// In words; `reach` is the limit in units.
    #[must_use]
    pub fn words(self, reach: f64) -> String {
        match self {
            NoWay::Begin => format!("no waypoint within {reach:.0} u of the player (route_reach)"),
            NoWay::End => format!("no waypoint within {reach:.0} u of the victim (route_reach)"),
            NoWay::Apart => "the waypoints of the two are not joined".to_owned(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Node {
    index: u32,
    pos: Point,
}

impl RTreeObject for Node {
    type Envelope = AABB<Point>;
    fn envelope(&self) -> Self::Envelope {
        AABB::from_point(self.pos)
    }
}

impl PointDistance for Node {
    fn distance_2(&self, point: &Point) -> f32 {
        (0..3).map(|i| (self.pos[i] - point[i]) * (self.pos[i] - point[i])).sum()
    }
}

impl PartialEq for Graph {
    fn eq(&self, other: &Graph) -> bool {
        (&self.nodes, &self.first, &self.to) == (&other.nodes, &other.first, &other.to)
    }
}

/// A node to be looked at, the one that promises the shortest way first; ties by number.
struct Open {
    promise: f64,
    node: u32,
}

impl PartialEq for Open {
    fn eq(&self, other: &Open) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Open {}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Open) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Open {
    fn cmp(&self, other: &Open) -> Ordering {
        // Turned round: the heap gives the greatest first.
        other.promise.total_cmp(&self.promise).then(other.node.cmp(&self.node))
    }
}

fn length(a: Point, b: Point) -> f64 {
    (0..3).map(|i| f64::from(a[i]) - f64::from(b[i])).map(|d| d * d).sum::<f64>().sqrt()
}

impl Graph {
    /// The waypoints that are open, and the ways between them. Every way must lead to one of the list.
    pub(super) fn new(waypoints: &[Waypoint]) -> Graph {
        let mut names: Vec<Option<u32>> = Vec::with_capacity(waypoints.len());
        let mut nodes = Vec::new();
        for waypoint in waypoints {
            names.push(waypoint.open.then_some(nodes.len() as u32));
            nodes.extend(waypoint.open.then_some(waypoint.pos));
        }
        let (mut first, mut to) = (vec![0], Vec::new());
        for waypoint in waypoints.iter().filter(|waypoint| waypoint.open) {
            to.extend(waypoint.to.iter().filter_map(|other| names.get(*other as usize).copied().flatten()));
            first.push(to.len() as u32);
        }
        let tree = nodes.iter().enumerate().map(|(index, pos)| Node { index: index as u32, pos: *pos });
        Graph { tree: RTree::bulk_load(tree.collect()), nodes, first, to }
    }

    /// How many waypoints it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is nowhere to walk.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The ends of every way, each pair once.
    pub fn ways(&self) -> impl Iterator<Item = [Point; 2]> + '_ {
        let all =
            (0..self.nodes.len()).flat_map(|from| self.from(from as u32).iter().map(move |to| (from, *to as usize)));
        let once = all.filter(|(from, to)| from < to || !self.from(*to as u32).contains(&(*from as u32)));
        once.filter_map(|(from, to)| Some([*self.nodes.get(from)?, *self.nodes.get(to)?]))
    }

    /// Everything that distances depend on, for a hash.
    pub(super) fn text(&self) -> String {
        format!("{:?} {:?} {:?}", self.nodes, self.first, self.to)
    }

    fn from(&self, node: u32) -> &[u32] {
        let node = node as usize;
        let (from, to) = (self.first.get(node).copied().unwrap_or(0), self.first.get(node + 1).copied().unwrap_or(0));
        self.to.get(from as usize..to as usize).unwrap_or_default()
    }

    /// The waypoint nearest in space, at most `reach` away; of equally near ones the first.
    fn near(&self, point: Point, reach: f64) -> Option<(u32, Point)> {
        if !point.iter().all(|v| v.is_finite()) {
            return None;
        }
        let mut near = self.tree.nearest_neighbor_iter_with_distance_2(point).peekable();
        let best = near.peek()?.1;
        let node = near.take_while(|(_, d)| *d <= best).map(|(node, _)| *node).min_by_key(|node| node.index)?;
        (length(node.pos, point) <= reach).then_some((node.index, node.pos))
    }

    /// Walking distance from one point to another in units: to the nearest waypoint, along the ways, and on; in a
    /// straight line where both have the same waypoint.
    ///
    /// # Errors
    /// A waypoint is farther than `reach`, or the graph does not join the two.
    pub fn distance(&self, from: Point, to: Point, reach: f64) -> Result<f64, NoWay> {
        let (begin, enter) = self.near(from, reach).ok_or(NoWay::Begin)?;
        let (end, leave) = self.near(to, reach).ok_or(NoWay::End)?;
        if begin == end {
            return Ok(length(from, to));
        }
        let way = self.shortest(begin, end).ok_or(NoWay::Apart)?;
        Ok(length(from, enter) + way + length(leave, to))
    }

    /// A*: the straight line is never longer than the way, so the first time the end is looked at is the shortest.
    fn shortest(&self, begin: u32, end: u32) -> Option<f64> {
        let goal = *self.nodes.get(end as usize)?;
        let mut best = vec![f64::INFINITY; self.nodes.len()];
        let mut done = vec![false; self.nodes.len()];
        *best.get_mut(begin as usize)? = 0.0;
        let mut open = BinaryHeap::from([Open { promise: 0.0, node: begin }]);
        while let Some(Open { node, .. }) = open.pop() {
            if node == end {
                return best.get(end as usize).copied();
            }
            if std::mem::replace(done.get_mut(node as usize)?, true) {
                continue;
            }
            let (here, gone) = (*self.nodes.get(node as usize)?, *best.get(node as usize)?);
            for other in self.from(node) {
                let (Some(there), Some(known)) = (self.nodes.get(*other as usize), best.get_mut(*other as usize))
                else {
                    continue;
                };
                let far = gone + length(here, *there);
                if far < *known {
                    *known = far;
                    open.push(Open { promise: far + length(*there, goal), node: *other });
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn node(pos: Point, to: &[u32]) -> Waypoint {
        Waypoint { pos, open: true, to: to.to_vec() }
    }

    /// A wall between two rooms 100 apart, with a door 400 away.
    fn rooms() -> Graph {
        Graph::new(&[
            node([0.0, 0.0, 0.0], &[1]),
            node([0.0, 400.0, 0.0], &[0, 2]),
            node([100.0, 400.0, 0.0], &[1, 3]),
            node([100.0, 0.0, 0.0], &[2]),
            node([0.0, 0.0, 300.0], &[0]), // a ledge: one can only drop
        ])
    }

    #[test]
    fn a_way_round_a_wall_is_longer_than_the_line_through_it() {
        let graph = rooms();
        assert_eq!(graph.distance([0.0, -10.0, 0.0], [100.0, -10.0, 0.0], 64.0), Ok(920.0));
        assert_eq!(graph.distance([0.0, -10.0, 0.0], [0.0, 10.0, 0.0], 64.0), Ok(20.0), "in one room a straight line");
        assert_eq!(graph.distance([0.0, 0.0, 300.0], [0.0, 0.0, 0.0], 64.0), Ok(300.0));
        assert_eq!(graph.distance([0.0, 0.0, 0.0], [0.0, 0.0, 300.0], 64.0), Err(NoWay::Apart), "nobody climbs");
        assert_eq!(graph.distance([0.0, 0.0, 150.0], [0.0; 3], 64.0), Err(NoWay::Begin), "height counts");
        assert_eq!(graph.distance([0.0; 3], [900.0, 0.0, 0.0], 64.0), Err(NoWay::End));
        assert_eq!(graph.distance([f32::NAN; 3], [0.0; 3], 64.0), Err(NoWay::Begin));
        assert_eq!(Graph::new(&[]).distance([0.0; 3], [0.0; 3], 64.0), Err(NoWay::Begin));
        assert_eq!(graph.ways().count(), 4);
    }

    #[test]
    fn a_closed_waypoint_is_no_way() {
        let mut waypoints = vec![node([0.0; 3], &[1]), node([10.0, 0.0, 0.0], &[2]), node([20.0, 0.0, 0.0], &[])];
        assert_eq!(Graph::new(&waypoints).distance([0.0; 3], [20.0, 0.0, 0.0], 4.0), Ok(20.0));
        waypoints[1].open = false;
        assert_eq!(Graph::new(&waypoints).distance([0.0; 3], [20.0, 0.0, 0.0], 4.0), Err(NoWay::Apart));
        assert_eq!(Graph::new(&waypoints).len(), 2);
    }

    proptest! {
        /// The shortest way is what trying all of them finds.
        #[test]
        fn the_shortest_way_is_the_shortest(
            nodes in prop::collection::vec((prop::array::uniform3(-9i8..9), prop::collection::vec(0u32..12, 0..4)), 12),
            begin in 0u32..12, end in 0u32..12,
        ) {
            let waypoints: Vec<Waypoint> = nodes.iter().map(|(pos, to)| node(pos.map(|v| f32::from(v) * 16.0), to)).collect();
            let graph = Graph::new(&waypoints);
            let mut all = vec![vec![f64::INFINITY; 12]; 12];
            for (i, waypoint) in waypoints.iter().enumerate() {
                all[i][i] = 0.0;
                for to in &waypoint.to {
                    all[i][*to as usize] = all[i][*to as usize].min(length(waypoint.pos, waypoints[*to as usize].pos));
                }
            }
            for k in 0..12 {
                for i in 0..12 {
                    for j in 0..12 {
                        all[i][j] = all[i][j].min(all[i][k] + all[k][j]);
                    }
                }
            }
            let found = graph.shortest(begin, end).unwrap_or(f64::INFINITY);
            let wanted = all[begin as usize][end as usize];
            prop_assert!(found == wanted || (found - wanted).abs() < 1e-9, "{} {}", found, wanted);
        }
    }
}

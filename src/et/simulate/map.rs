//! The demo's map as the simulator needs it: walls that stop feet and eyes, and the graph players walk on.
//!
//! Walls, zones and spawns come from `assets/maps/towpath.yaml`, the same file that the configuration reads: one truth.
//! What only the simulator needs stands beside the demo's rounds.

use super::space::{P3, crossing, flat};
use crate::config::Document;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Height of a player's origin above the floor, as in the game.
pub(super) const ORIGIN: f64 = 24.0;
/// Height of the eye above the origin.
pub(super) const EYE: f64 = 40.0;
/// Sight is traced up to here.
pub(super) const SIGHT: f64 = 2_000.0;

/// What is read of the map's own file.
#[derive(Deserialize)]
struct Facts {
    name: String,
    route_zones: Vec<Area>,
    spawns: Vec<Area>,
    outlines: Vec<Outline>,
}

/// How rounds are played on it.
#[derive(Deserialize)]
struct Ways {
    objectives: Targets,
    slabs: Vec<Slab>,
    waypoints: Waypoints,
}

#[derive(Deserialize)]
struct Area {
    #[serde(default)]
    team: String,
    min: P3,
    max: P3,
}

#[derive(Deserialize)]
struct Targets {
    plant: Target,
    carry: Target,
    build: Target,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    at: String,
    #[serde(default)]
    to: String,
}

#[derive(Deserialize)]
struct Outline {
    z: f64,
    top: f64,
    points: Vec<[f64; 2]>,
}

#[derive(Deserialize)]
struct Slab {
    z: f64,
    min: [f64; 2],
    max: [f64; 2],
    holes: Vec<Hole>,
}

#[derive(Deserialize)]
struct Hole {
    min: [f64; 2],
    max: [f64; 2],
}

#[derive(Deserialize)]
struct Waypoints {
    points: BTreeMap<String, Waypoint>,
    joins: Vec<[String; 2]>,
}

#[derive(Deserialize)]
struct Waypoint {
    at: P3,
    r: f64,
}

/// A straight wall between two heights.
struct Wall {
    a: [f64; 2],
    b: [f64; 2],
    z: f64,
    top: f64,
}

/// A point of the graph: where an origin stands, and how far beside it feet may go.
pub(super) struct Node {
    pub(super) at: P3,
    pub(super) r: f64,
    /// Inside a route zone.
    pub(super) flank: bool,
}

/// A piece of objective work: its name and node.
pub(super) struct Place {
    pub(super) name: String,
    pub(super) node: usize,
}

/// The map.
pub(super) struct Map {
    pub(super) name: String,
    walls: Vec<Wall>,
    slabs: Vec<Slab>,
    pub(super) nodes: Vec<Node>,
    /// Neighbours of each node with the way's length.
    pub(super) joins: Vec<Vec<(usize, f64)>>,
    /// Walking distance between any two nodes.
    pub(super) ways: Vec<Vec<f64>>,
    /// Spawn nodes: axis, allies.
    pub(super) spawns: [Vec<usize>; 2],
    pub(super) plant: Place,
    pub(super) papers: Place,
    pub(super) deliver: usize,
    pub(super) post: Place,
}

static TOWPATH: LazyLock<Result<Map, String>> = LazyLock::new(|| {
    let facts = read("assets/maps/towpath.yaml", include_str!("../../../assets/maps/towpath.yaml"))?;
    Map::new(facts, read("assets/demo/towpath-ways.yaml", include_str!("../../../assets/demo/towpath-ways.yaml"))?)
});

fn read<T: DeserializeOwned>(name: &str, text: &str) -> Result<T, String> {
    let document = Document::built_in(name, text).map_err(|wrong| wrong.to_string())?;
    serde_json::from_value(document.json()).map_err(|e| format!("{name}: {e}"))
}

impl Map {
    /// The demo's map, read once.
    pub(super) fn towpath() -> Result<&'static Map, String> {
        TOWPATH.as_ref().map_err(Clone::clone)
    }

    fn new(facts: Facts, ways: Ways) -> Result<Map, String> {
        let Ways { objectives, slabs, waypoints } = ways;
        let names: Vec<&String> = waypoints.points.keys().collect();
        let find = |name: &String| names.binary_search(&name).map_err(|_| format!("towpath: no waypoint {name}"));
        let within = |p: P3, a: &Area| (0..3).all(|i| a.min[i] <= p[i] && p[i] <= a.max[i]);
        let nodes: Vec<Node> = waypoints
            .points
            .values()
            .map(|w| Node {
                at: [w.at[0], w.at[1], w.at[2] + ORIGIN],
                r: w.r,
                flank: facts.route_zones.iter().any(|z| within(w.at, z)),
            })
            .collect();
        let mut joins = vec![Vec::new(); nodes.len()];
        for [a, b] in &waypoints.joins {
            let (a, b) = (find(a)?, find(b)?);
            let way = flat(nodes[a].at, nodes[b].at);
            joins[a].push((b, way));
            joins[b].push((a, way));
        }
        let ways = (0..nodes.len()).map(|from| distances(&joins, from, |_| 1.0).0).collect();
        let spawn = |team: &str| {
            let areas: Vec<&Area> = facts.spawns.iter().filter(|a| a.team == team).collect();
            // The inner points only: a door is no place to appear in.
            let inner = |a: &Area, p: P3| (0..2).all(|i| a.min[i] + 60.0 <= p[i] && p[i] <= a.max[i] - 60.0);
            let inside = |n: &Node| areas.iter().any(|a| inner(a, n.at));
            (0..nodes.len()).filter(|&i| inside(&nodes[i])).collect::<Vec<_>>()
        };
        let spawns = [spawn("AXIS"), spawn("ALLIES")];
        if spawns.iter().any(Vec::is_empty) {
            return Err("towpath: a side has no spawn".to_owned());
        }
        let place = |t: &Target| find(&t.at).map(|node| Place { name: t.name.clone(), node });
        let (plant, papers, post) = (place(&objectives.plant)?, place(&objectives.carry)?, place(&objectives.build)?);
        let deliver = find(&objectives.carry.to)?;
        let walls = facts
            .outlines
            .iter()
            .flat_map(|o| o.points.windows(2).map(|p| Wall { a: p[0], b: p[1], z: o.z, top: o.top }))
            .collect();
        Ok(Map { name: facts.name, walls, slabs, nodes, joins, ways, spawns, plant, papers, deliver, post })
    }

    /// Whether an eye at `a` sees an eye at `b` (both eye points).
    pub(super) fn sees(&self, a: P3, b: P3) -> bool {
        let (p, q) = ([a[0], a[1]], [b[0], b[1]]);
        let (lo, hi) = ([p[0].min(q[0]), p[1].min(q[1])], [p[0].max(q[0]), p[1].max(q[1])]);
        let blocked = self.walls.iter().any(|w| {
            if w.a[0].max(w.b[0]) < lo[0]
                || w.a[0].min(w.b[0]) > hi[0]
                || w.a[1].max(w.b[1]) < lo[1]
                || w.a[1].min(w.b[1]) > hi[1]
            {
                return false;
            }
            crossing(p, q, w.a, w.b).is_some_and(|t| {
                let z = a[2] + (b[2] - a[2]) * t;
                w.z <= z && z <= w.top
            })
        });
        !blocked
            && !self.slabs.iter().any(|s| {
                if (a[2] - s.z) * (b[2] - s.z) >= 0.0 {
                    return false;
                }
                let t = (s.z - a[2]) / (b[2] - a[2]);
                let at = [p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t];
                holds(s.min, s.max, at) && !s.holes.iter().any(|h| holds(h.min, h.max, at))
            })
    }

    /// Whether feet get straight from `a` to `b` (origins), `margin` to either side included.
    pub(super) fn walks(&self, a: P3, b: P3, margin: f64) -> bool {
        let way = flat(a, b);
        if way == 0.0 {
            return true;
        }
        let side = [-(b[1] - a[1]) / way * margin, (b[0] - a[0]) / way * margin];
        // A little beyond the end too: shoulders must not touch the wall behind it.
        let on = [(b[0] - a[0]) / way * margin, (b[1] - a[1]) / way * margin];
        [-1.0, 0.0, 1.0].iter().all(|s| {
            let p = [a[0] + side[0] * s, a[1] + side[1] * s];
            let q = [b[0] + side[0] * s + on[0], b[1] + side[1] * s + on[1]];
            !self.walls.iter().any(|w| {
                crossing(p, q, w.a, w.b).is_some_and(|t| {
                    let floor = a[2] + (b[2] - a[2]) * t - ORIGIN;
                    w.z <= floor + 60.0 && w.top >= floor + 8.0
                })
            })
        })
    }

    /// The cheapest way from one node to another when a step to `n` costs its length times `weight(n)`; without the first node.
    pub(super) fn route(&self, from: usize, to: usize, weight: impl Fn(usize) -> f64) -> Vec<usize> {
        let (_, before) = distances(&self.joins, to, weight);
        let mut way = Vec::new();
        let mut at = from;
        while at != to && way.len() <= self.nodes.len() {
            at = before[at];
            way.push(at);
        }
        way
    }
}

fn holds(min: [f64; 2], max: [f64; 2], p: [f64; 2]) -> bool {
    min[0] <= p[0] && p[0] <= max[0] && min[1] <= p[1] && p[1] <= max[1]
}

/// Costs from `from` to all nodes and the node before each (Dijkstra; the graph has some hundred nodes, a scan beats a heap).
fn distances(joins: &[Vec<(usize, f64)>], from: usize, weight: impl Fn(usize) -> f64) -> (Vec<f64>, Vec<usize>) {
    let n = joins.len();
    let (mut cost, mut before, mut done) = (vec![f64::INFINITY; n], vec![from; n], vec![false; n]);
    cost[from] = 0.0;
    while let Some(at) =
        (0..n).filter(|&i| !done[i] && cost[i].is_finite()).min_by(|&a, &b| cost[a].total_cmp(&cost[b]))
    {
        done[at] = true;
        for &(to, way) in &joins[at] {
            let sum = cost[at] + way * weight(at);
            if sum < cost[to] {
                (cost[to], before[to]) = (sum, at);
            }
        }
    }
    (cost, before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_is_free_of_walls_for_every_lane() {
        let map = Map::towpath().unwrap();
        for (a, joins) in map.nodes.iter().zip(&map.joins) {
            for &(b, way) in joins {
                let b = &map.nodes[b];
                let side = [-(b.at[1] - a.at[1]) / way, (b.at[0] - a.at[0]) / way];
                for (i, j) in [(-1.0, -1.0), (-1.0, 1.0), (0.0, 0.0), (1.0, -1.0), (1.0, 1.0)] {
                    let shift = |n: &Node, s: f64| [n.at[0] + side[0] * n.r * s, n.at[1] + side[1] * n.r * s, n.at[2]];
                    assert!(map.walks(shift(a, i), shift(b, j), 1.0), "{:?} {:?}", a.at, b.at);
                }
            }
        }
    }

    #[test]
    fn everything_is_reached_and_floors_stop_eyes() {
        let map = Map::towpath().unwrap();
        assert!(map.ways[0].iter().all(|w| w.is_finite()));
        let eye = |x: f64, y: f64, floor: f64| [x, y, floor + ORIGIN + EYE];
        assert!(map.sees(eye(-1225.0, -20.0, 0.0), eye(-300.0, 0.0, 0.0)), "across the water");
        assert!(!map.sees(eye(0.0, 0.0, 0.0), eye(1600.0, 0.0, 0.0)), "through the depot");
        assert!(!map.sees(eye(1000.0, 80.0, 0.0), eye(1000.0, 80.0, 288.0)), "through the upper floor");
        assert!(map.sees(eye(480.0, 120.0, 0.0), eye(560.0, 205.0, 288.0)), "through the opening of the hall");
        assert!(map.sees(eye(-100.0, 30.0, 0.0), eye(400.0, 40.0, 0.0)), "through the gate");
    }

    #[test]
    fn routes_end_where_they_should_and_follow_weights() {
        let map = Map::towpath().unwrap();
        let (from, to) = (map.spawns[1][0], map.plant.node);
        let plain = map.route(from, to, |_| 1.0);
        assert_eq!(plain.last(), Some(&to));
        let round = map.route(from, to, |n| if map.nodes[n].flank { 0.2 } else { 1.0 });
        assert!(
            round.iter().filter(|&&n| map.nodes[n].flank).count()
                > plain.iter().filter(|&&n| map.nodes[n].flank).count()
        );
    }
}

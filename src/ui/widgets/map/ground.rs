//! Where anybody ever walked, kept as a grid of the world, and the floors that the heights fall into.
//!
//! Made once per film; a frame only projects the ground's edge. Zoomed out, its squares are thrown on the screen;
//! zoomed in, every dot of the screen is looked up in the grid, so that the edge has no holes at either end.

use super::edge::{ALL, edge};
use super::projection::{ASPECT, Projection};
use super::raster::Raster;
use super::walked::{STRIDE, Walked};
use crate::film::{Bounds, Film, Point};

/// A height band: z from, z to (the next one's from), name.
pub type Floor = (f32, f32, String);

/// Side of a square, in units, at least: about a player's width.
const SQUARE: f32 = 32.0;
/// Squares across the longer side, at most.
const MOST: f32 = 768.0;

/// The walked ground of a film.
#[derive(Debug, Clone)]
pub(super) struct Ground {
    pub(super) floors: Vec<Floor>,
    /// What the tracks, else the places, cover; padded.
    pub(super) extent: Bounds,
    square: f32,
    nx: usize,
    ny: usize,
    /// A bit for every floor, the eighth stands for all further ones.
    grid: Vec<u8>,
    /// Of which floors a square is an edge, and of all together.
    edge: Vec<u16>,
    /// The squares that are one of any.
    edges: Vec<u32>,
}

impl Ground {
    /// Walks every track once; `walked` is where other rounds of the map went.
    pub(super) fn of(film: &Film, walked: &Walked) -> Ground {
        let floors = floors(film);
        let extent = extent(film, walked);
        let [w, h] = [0, 1].map(|i| extent.max[i] - extent.min[i]);
        let square = (w.max(h) / MOST).max(SQUARE);
        // At most MOST + 1 on either side by the choice of the square.
        let [nx, ny] = [w, h].map(|side| (side / square) as usize + 1);
        let mut ground =
            Ground { floors, extent, square, nx, ny, grid: vec![0; nx * ny], edge: Vec::new(), edges: Vec::new() };
        for track in &film.tracks {
            for (i, &to) in track.pos.iter().enumerate() {
                let before = i.checked_sub(1).and_then(|j| Some((track.pos.get(j)?, track.t.get(i)?, track.t.get(j)?)));
                let from = before.filter(|(_, t, s)| **t - **s <= film.meta.bridge).map_or(to, |(p, ..)| *p);
                ground.walk(from, to);
            }
        }
        // Ways lie at a player's height, as samples do; the bots' designer joined them, however long they are.
        walked.points().for_each(|at| ground.lay(at, at));
        film.places.ways.iter().for_each(|[from, to]| ground.lay(*from, *to));
        ground.edge = edge(&ground.grid, nx);
        let squares = ground.edge.iter().zip(0..);
        ground.edges = squares.filter(|(bits, _)| **bits != 0).map(|(_, square)| square).collect();
        ground
    }

    fn walk(&mut self, from: Point, to: Point) {
        let far = (to[0] - from[0]).hypot(to[1] - from[1]);
        if far <= STRIDE { self.lay(from, to) } else { self.lay(to, to) }
    }

    /// Marks the ground between two points.
    fn lay(&mut self, from: Point, to: Point) {
        let far = (to[0] - from[0]).hypot(to[1] - from[1]);
        let steps = (far / (self.square * 0.5)).ceil().max(1.0) as usize;
        for step in 1..=steps {
            let share = step as f32 / steps as f32;
            let at = [0, 1, 2].map(|i| from[i] + (to[i] - from[i]) * share);
            let bit = 1 << self.floor_of(at[2]).unwrap_or(0).min(7);
            if let Some(i) = self.index([at[0], at[1]])
                && let Some(square) = self.grid.get_mut(i)
            {
                *square |= bit;
            }
        }
    }

    /// The square's number along one axis (0 east, 1 north, no other); `None` outside.
    fn square_of(&self, point: [f32; 2], axis: usize) -> Option<usize> {
        let count = if axis == 0 { self.nx } else { self.ny };
        let at = ((point[axis] - self.extent.min[axis]) / self.square).floor();
        (at >= 0.0 && at < count as f32).then_some(at as usize)
    }

    fn index(&self, point: [f32; 2]) -> Option<usize> {
        Some(self.square_of(point, 1)? * self.nx + self.square_of(point, 0)?)
    }

    /// The floor a height lies on; `None` for a height that is no number or when there is one floor only.
    pub(super) fn floor_of(&self, z: f32) -> Option<usize> {
        if z.is_nan() || self.floors.is_empty() {
            return None;
        }
        let above = self.floors.iter().take_while(|f| f.0 <= z).count();
        Some(above.saturating_sub(1))
    }

    /// The dots of the ground's edge under a projection, of one floor or of all.
    pub(super) fn project(&self, p: &Projection, floor: Option<usize>, raster: &mut Raster) {
        let mask = floor.map_or(ALL, |f| 1 << f.min(7));
        let (nx, ny) = raster.mode.dots();
        // A dot may be narrower than a square and yet higher: then both ways are needed.
        if p.scale * ASPECT / ny as f32 >= self.square {
            for &i in &self.edges {
                let i = i as usize;
                if self.edge.get(i).is_some_and(|bits| bits & mask != 0) {
                    let centre = [(i % self.nx) as f32 + 0.5, (i / self.nx) as f32 + 0.5];
                    raster.set(p.dot([0, 1].map(|k| self.extent.min[k] + centre[k] * self.square), nx, ny));
                }
            }
        }
        if p.scale / (nx as f32) < self.square {
            // A dot's column does not depend on its row: both are looked up once.
            let column = |x: i32| self.square_of(p.point_of_dot((x, 0), nx, ny), 0);
            let columns: Vec<(i32, usize)> = (0..p.width * nx).filter_map(|x| Some((x, column(x)?))).collect();
            for y in 0..p.height * ny {
                let Some(row) = self.square_of(p.point_of_dot((0, y), nx, ny), 1) else { continue };
                let squares = self.edge.get(row * self.nx..(row + 1) * self.nx).unwrap_or_default();
                for &(x, column) in &columns {
                    if squares.get(column).is_some_and(|bits| bits & mask != 0) {
                        raster.set((x, y));
                    }
                }
            }
        }
    }
}

/// What the film's tracks cover, else its places, else a square around the origin; never empty.
fn extent(film: &Film, walked: &Walked) -> Bounds {
    let own = film.tracks.iter().flat_map(|t| &t.pos).chain(film.places.ways.iter().flatten()).copied();
    let walked = own.chain(walked.points()).map(|p| [p[0], p[1]]);
    let walls = film.places.outlines.iter().flat_map(|o| o.points.iter().copied());
    let names = film.places.callouts.iter().map(|c| [c.pos[0], c.pos[1]]);
    let around = around(walked).or_else(|| around(walls.chain(names))).or(film.places.bounds);
    let b = around.unwrap_or(Bounds { min: [-1_000.0; 2], max: [1_000.0; 2] });
    let pad = ((b.max[0] - b.min[0]).max(b.max[1] - b.min[1]) * 0.04).max(2.0 * SQUARE);
    Bounds { min: b.min.map(|v| v - pad), max: b.max.map(|v| v + pad) }
}

/// The box around points; those that are no numbers or absurdly far are left out.
pub(super) fn around(points: impl Iterator<Item = [f32; 2]>) -> Option<Bounds> {
    points.filter(|p| p.iter().all(|v| v.abs() < 1.0e6)).fold(None, |all: Option<Bounds>, p| {
        Some(all.map_or(Bounds { min: p, max: p }, |b| Bounds {
            min: [b.min[0].min(p[0]), b.min[1].min(p[1])],
            max: [b.max[0].max(p[0]), b.max[1].max(p[1])],
        }))
    })
}

/// The film's floors, from low to high: those of the map, else read from the heights of all samples.
///
/// Heights are counted in bins of 32 units; a floor is a run of used bins, bins below 5 % of the fullest (stairs,
/// falls) do not count, and runs less than 128 units apart are one floor. One floor only is none.
#[must_use]
pub fn floors(film: &Film) -> Vec<Floor> {
    const BIN: f32 = 32.0;
    const APART: i32 = 4;
    if !film.places.floors.is_empty() {
        return film.places.floors.clone();
    }
    let mut bins = std::collections::BTreeMap::<i32, usize>::new();
    for z in film.tracks.iter().flat_map(|t| &t.pos).map(|p| p[2]).filter(|z| z.abs() < 1.0e6) {
        *bins.entry((z / BIN).floor() as i32).or_default() += 1;
    }
    let fullest = bins.values().copied().max().unwrap_or(0);
    let mut runs: Vec<(i32, i32)> = Vec::new();
    for (&bin, _) in bins.iter().filter(|(_, n)| **n * 20 > fullest) {
        match runs.last_mut() {
            Some(run) if bin - run.1 <= APART => run.1 = bin,
            _ => runs.push((bin, bin)),
        }
    }
    if runs.len() < 2 {
        return Vec::new();
    }
    let top = |i: usize| runs.get(i + 1).map_or(1.0e6, |next| next.0 as f32 * BIN);
    (0..runs.len())
        .map(|i| {
            let from = if i == 0 { -1.0e6 } else { runs[i].0 as f32 * BIN }; // i counts the runs
            (from, top(i), format!("floor {}", i + 1))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::raster::Mode;
    use super::*;
    use crate::film::sample;

    #[test]
    fn every_edge_of_the_ground_is_seen_at_every_zoom() {
        let film = sample::film();
        let ground = Ground::of(&film, &Walked::default());
        let middle = |i: &u32| {
            let at = [*i as usize % ground.nx, *i as usize / ground.nx];
            [0, 1].map(|k| ground.extent.min[k] + (at[k] as f32 + 0.5) * ground.square)
        };
        let edges: Vec<[f32; 2]> =
            ground.edges.iter().filter(|i| ground.edge[**i as usize] & ALL != 0).map(middle).collect();
        assert!(edges.len() > 100);
        for scale in [3.0, 20.0, 64.0, 300.0] {
            let p = Projection { width: 120, height: 60, center: [0.0, 0.0], scale };
            let mut raster = Raster::new(Mode::Chars, 120, 60);
            ground.project(&p, None, &mut raster);
            let mut buf = ratatui::buffer::Buffer::empty(ratatui::layout::Rect::new(0, 0, 120, 60));
            let area = buf.area;
            raster.draw(&mut crate::ui::widgets::paint::Pen::new(&mut buf, area), "x", ratatui::style::Style::new());
            for pos in &edges {
                let cell = p.cell(*pos);
                let near = (-1..=1).flat_map(|dy| (-1..=1).map(move |dx| (cell.0 + dx, cell.1 + dy)));
                let walked = near.filter(|c| p.holds(*c)).any(|c| buf[(c.0 as u16, c.1 as u16)].symbol() == "x");
                assert!(walked || !p.holds(cell), "{pos:?} at scale {scale}");
            }
        }
    }

    #[test]
    fn floors_are_read_from_the_heights_when_the_map_has_none() {
        let mut film = sample::film();
        assert_eq!(floors(&film).len(), 2, "the map's own");
        film.places.floors.clear();
        let read = floors(&film);
        assert!(!read.is_empty(), "the upper floor stands out");
        film.tracks.iter_mut().flat_map(|t| &mut t.pos).for_each(|p| p[2] = 7.0);
        assert!(floors(&film).is_empty(), "one height is no choice of floors");
        film.tracks.clear();
        assert!(floors(&film).is_empty());
    }
}

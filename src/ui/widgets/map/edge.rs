//! The edge of the walked ground: what is inside stays empty, so that players, names and rings are read on it.
//!
//! ```text
//!   walked      closed      edge           a gap of up to 4 squares (128 units) that nobody happened to cross is
//!   ###.##      ######      ######         ground; what is wider is a wall, a pit or unknown, and is drawn around
//!   ######      ######      #....#
//!   ###.#.      ######      ######
//! ```

/// How many squares a walked one reaches on either side when gaps are closed.
const REACH: usize = 2;
/// The plane of all floors together, beside the eight of one each.
pub(super) const ALL: u16 = 1 << 8;

/// A grid of bit planes: one for each floor, and [`ALL`].
struct Planes {
    nx: usize,
    squares: Vec<u16>,
}

impl Planes {
    /// Every square joined with its eight neighbours; outside is nothing.
    fn joined(&self, join: fn(u16, u16) -> u16) -> Planes {
        let at = |row: &[u16], x: usize| row.get(x).copied().unwrap_or(0);
        let beside = |row: &[u16], x: usize| {
            let left = x.checked_sub(1).map_or(0, |x| at(row, x));
            join(join(left, at(row, x)), at(row, x + 1))
        };
        let rows = self.squares.chunks(self.nx.max(1));
        let across: Vec<Vec<u16>> = rows.map(|row| (0..row.len()).map(|x| beside(row, x)).collect()).collect();
        let row = |y: Option<usize>| y.and_then(|y| across.get(y)).map_or(&[][..], Vec::as_slice);
        let mut squares = Vec::with_capacity(self.squares.len());
        for (y, middle) in across.iter().enumerate() {
            let (above, below) = (row(y.checked_sub(1)), row(Some(y + 1)));
            squares.extend((0..middle.len()).map(|x| join(join(at(above, x), at(middle, x)), at(below, x))));
        }
        Planes { nx: self.nx, squares }
    }

    fn repeated(self, join: fn(u16, u16) -> u16) -> Planes {
        (0..REACH).fold(self, |planes, _| planes.joined(join))
    }
}

/// For every square of a grid of floors, of which floors it is an edge. `nx`: squares in a row.
pub(super) fn edge(grid: &[u8], nx: usize) -> Vec<u16> {
    let planes = |bits: &u8| u16::from(*bits) | if *bits == 0 { 0 } else { ALL };
    let walked = Planes { nx, squares: grid.iter().map(planes).collect() };
    let closed = walked.repeated(|a, b| a | b).repeated(|a, b| a & b);
    let inner = closed.joined(|a, b| a & b);
    closed.squares.iter().zip(inner.squares).map(|(closed, inner)| closed & !inner).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of `#` as a grid with room around.
    fn grid(rows: &[&str], bit: u8) -> (Vec<u8>, usize) {
        let nx = rows.iter().map(|row| row.len()).max().unwrap() + 8;
        let empty = vec![0; nx];
        let row = |row: &&str| {
            let mut squares: Vec<u8> = vec![0; 4];
            squares.extend(row.bytes().map(|b| if b == b'#' { bit } else { 0 }));
            squares.resize(nx, 0);
            squares
        };
        let around = || std::iter::repeat_n(empty.clone(), 4).flatten();
        (around().chain(rows.iter().flat_map(row)).chain(around()).collect(), nx)
    }

    fn drawn(rows: &[&str]) -> Vec<String> {
        let (grid, nx) = grid(rows, 1);
        let edge = edge(&grid, nx);
        let line = |y: usize| {
            let row = &edge[(y + 4) * nx + 4..(y + 5) * nx - 4];
            row.iter().map(|bits| if bits & 1 != 0 { '#' } else { '.' }).collect()
        };
        (0..rows.len()).map(line).collect()
    }

    #[test]
    fn the_inside_is_empty_and_small_gaps_are_inside() {
        let rows = ["#######", "##.####", "#######", "####..#", "#######"];
        assert_eq!(drawn(&rows), ["#######", "#.....#", "#.....#", "#.....#", "#######"]);
    }

    #[test]
    fn a_path_is_its_own_edge_and_a_wall_has_one() {
        assert_eq!(drawn(&["#######"]), ["#######"]);
        let wall =
            ["###########", "###.....###", "###.....###", "###.....###", "###.....###", "###.....###", "###########"];
        let seen = drawn(&wall);
        assert!(seen[3].contains(".....") && seen[3].starts_with("#.#.....#.#"), "{seen:?}");
    }

    #[test]
    fn whoever_leaves_the_walked_ground_crosses_its_edge() {
        // A walk that turns at every step.
        let nx = 40;
        let mut grid = vec![0_u8; nx * nx];
        let (mut x, mut y, mut seed) = (20_usize, 20_usize, 7_u32);
        for _ in 0..400 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            match seed >> 30 {
                0 => x = (x + 1).min(35),
                1 => x = (x - 1).max(4),
                2 => y = (y + 1).min(35),
                _ => y = (y - 1).max(4),
            }
            grid[y * nx + x] = 1;
        }
        let edge = edge(&grid, nx);
        for at in (0..grid.len()).filter(|at| grid[*at] != 0) {
            let (x, y) = (at % nx, at / nx);
            let mut ways = [
                (0..=x).rev().map(|x| y * nx + x).collect::<Vec<_>>(),
                (x..nx).map(|x| y * nx + x).collect(),
                (0..=y).rev().map(|y| y * nx + x).collect(),
                (y..nx).map(|y| y * nx + x).collect(),
            ]
            .into_iter();
            assert!(ways.all(|way| way.iter().any(|at| edge[*at] & ALL != 0)), "from {x} {y}");
        }
    }

    #[test]
    fn floors_have_edges_of_their_own() {
        let (mut both, nx) = grid(&["#####", "#####", "#####", "#####", "#####"], 1);
        let middle = 6 * nx + 6;
        both[middle] |= 2;
        let edge = edge(&both, nx);
        assert_eq!(edge[middle], 2, "inside below and of all, and a floor of one square above");
    }
}

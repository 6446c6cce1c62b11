//! Game units to cells and back: north up, aspect kept.
//!
//! ```text
//!     y north            a cell is twice as high as wide, so it covers u units across and 2u up
//!     │                  cell 0 0 is the top left of the drawn area
//!     └──── x east
//! ```

use crate::film::Bounds;

/// How many times a cell is higher than wide.
pub const ASPECT: f32 = 2.0;

/// Where the ground lies under the cells of an area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Projection {
    /// Columns of the area.
    pub width: i32,
    /// Rows of the area.
    pub height: i32,
    /// The point under the middle of the area.
    pub center: [f32; 2],
    /// Units across one cell; always above 0.
    pub scale: f32,
}

impl Projection {
    /// The smallest scale that shows the whole of `bounds` in `width` x `height` cells.
    #[must_use]
    pub fn whole(bounds: Bounds, width: i32, height: i32) -> Projection {
        let [w, h] = [0, 1].map(|i| (bounds.max[i] - bounds.min[i]).max(1.0));
        let center = [0, 1].map(|i| f32::midpoint(bounds.min[i], bounds.max[i]));
        let scale = (w / width.max(1) as f32).max(h / (height.max(1) as f32 * ASPECT));
        Projection { width, height, center, scale }
    }

    /// The same area and centre with another scale, kept within what can be drawn.
    #[must_use]
    pub fn scaled(self, scale: f32) -> Projection {
        Projection { scale: if scale.is_finite() { scale.clamp(0.5, 1.0e6) } else { self.scale }, ..self }
    }

    /// The cell a point lies in, inside the area or not.
    #[must_use]
    pub fn cell(&self, point: [f32; 2]) -> (i32, i32) {
        self.dot(point, 1, 1)
    }

    /// Like [`Projection::cell`] on a raster of `nx` x `ny` dots in every cell.
    #[must_use]
    pub fn dot(&self, point: [f32; 2], nx: i32, ny: i32) -> (i32, i32) {
        let east = (point[0] - self.center[0]) / self.scale + self.width as f32 / 2.0;
        let south = (self.center[1] - point[1]) / (self.scale * ASPECT) + self.height as f32 / 2.0;
        // Casts of floats saturate, so that far points stay far and nothing overflows below.
        let far = |v: f32, n: i32| ((v * n as f32).floor() as i32).clamp(-1_000_000, 1_000_000);
        (far(east, nx), far(south, ny))
    }

    /// The point under the middle of a cell.
    #[must_use]
    pub fn point(&self, cell: (i32, i32)) -> [f32; 2] {
        self.point_of_dot(cell, 1, 1)
    }

    /// The point under the middle of a dot of [`Projection::dot`]'s raster.
    #[must_use]
    pub fn point_of_dot(&self, dot: (i32, i32), nx: i32, ny: i32) -> [f32; 2] {
        let east = (dot.0 as f32 + 0.5) / nx as f32 - self.width as f32 / 2.0;
        let south = (dot.1 as f32 + 0.5) / ny as f32 - self.height as f32 / 2.0;
        [self.center[0] + east * self.scale, self.center[1] - south * self.scale * ASPECT]
    }

    /// Whether a cell lies in the area.
    #[must_use]
    pub fn holds(&self, cell: (i32, i32)) -> bool {
        (0..self.width).contains(&cell.0) && (0..self.height).contains(&cell.1)
    }

    /// Whether another shows the same size at the same scale.
    pub(super) fn alike(&self, other: &Projection) -> bool {
        (self.width, self.height, self.scale) == (other.width, other.height, other.scale)
    }

    /// Whether a point lies in the middle half of the area, both ways.
    pub(super) fn amid(&self, point: [f32; 2]) -> bool {
        let (x, y) = self.cell(point);
        let middle = |v: i32, size: i32| (size / 4..size - size / 4).contains(&v);
        middle(x, self.width) && middle(y, self.height)
    }

    /// The longest of 1, 2, 5 x 10^n units that takes at most `columns`, and how many columns it takes.
    #[must_use]
    pub fn bar(&self, columns: i32) -> (f32, i32) {
        let most = self.scale * columns.max(1) as f32;
        let ten = 10f32.powf(most.log10().floor());
        let units = [5.0, 2.0, 1.0].into_iter().map(|n| n * ten).find(|&u| u <= most).unwrap_or(ten);
        (units, ((units / self.scale).round() as i32).clamp(1, columns.max(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { min: [-1000.0, -500.0], max: [1000.0, 500.0] };

    #[test]
    fn corners_of_the_bounds_lie_in_the_area_and_north_is_up() {
        for (w, h) in [(80, 20), (200, 60), (10, 40), (1, 1), (3, 2)] {
            let p = Projection::whole(BOUNDS, w, h);
            for corner in [[-999.0, -499.0], [999.0, 499.0], [-999.0, 499.0], [999.0, -499.0]] {
                assert!(p.holds(p.cell(corner)), "{w}x{h} {corner:?} -> {:?}", p.cell(corner));
            }
            assert!(p.cell([0.0, 400.0]).1 <= p.cell([0.0, -400.0]).1, "north is not below south");
            assert!(p.cell([-900.0, 0.0]).0 <= p.cell([900.0, 0.0]).0, "west is not right of east");
        }
    }

    #[test]
    fn a_square_of_ground_is_twice_as_many_columns_as_rows() {
        for (w, h) in [(80, 20), (120, 60), (40, 40)] {
            let p = Projection::whole(BOUNDS, w, h);
            let (a, b) = (p.cell([-400.0, 400.0]), p.cell([400.0, -400.0]));
            let ratio = f64::from(b.0 - a.0) / f64::from(b.1 - a.1);
            assert!((1.6..2.5).contains(&ratio), "{w}x{h}: {ratio}");
        }
    }

    #[test]
    fn every_cell_and_dot_finds_its_way_back() {
        let p = Projection { width: 81, height: 23, center: [123.0, -77.0], scale: 17.3 };
        for y in -5..30 {
            for x in -5..90 {
                assert_eq!(p.cell(p.point((x, y))), (x, y));
                assert_eq!(p.dot(p.point_of_dot((x, y), 2, 4), 2, 4), (x, y));
            }
        }
    }

    #[test]
    fn absurd_points_are_far_away_and_nothing_more() {
        let p = Projection::whole(BOUNDS, 80, 20);
        for bad in [f32::INFINITY, f32::NEG_INFINITY, f32::MAX] {
            assert!(!p.holds(p.cell([bad, 0.0])));
        }
        assert_eq!(p.scaled(f32::NAN), p);
    }

    #[test]
    fn the_scale_bar_is_a_round_number_and_as_long_as_it_says() {
        let p = Projection { width: 80, height: 24, center: [0.0; 2], scale: 32.0 };
        assert_eq!(p.bar(20), (500.0, 16));
        assert_eq!(p.bar(10), (200.0, 6));
        assert_eq!(p.bar(1), (20.0, 1));
    }
}

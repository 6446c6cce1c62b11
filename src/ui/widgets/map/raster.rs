//! Dots finer than cells: braille (2 x 4 in a cell), half blocks (1 x 2) or plain characters (1 x 1).

use crate::ui::widgets::paint::Pen;
use ratatui::style::Style;

/// How ground and trails are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// One character a cell: fewest bytes, works everywhere.
    #[default]
    Chars,
    /// Eight dots a cell.
    Braille,
    /// Two halves a cell.
    HalfBlock,
}

impl Mode {
    /// The next one, in a circle.
    #[must_use]
    pub const fn next(self) -> Mode {
        match self {
            Mode::Chars => Mode::Braille,
            Mode::Braille => Mode::HalfBlock,
            Mode::HalfBlock => Mode::Chars,
        }
    }

    /// In words, for the status line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Mode::Chars => "characters",
            Mode::Braille => "braille",
            Mode::HalfBlock => "half blocks",
        }
    }

    /// Dots of a cell, across and down.
    #[must_use]
    pub const fn dots(self) -> (i32, i32) {
        match self {
            Mode::Chars => (1, 1),
            Mode::Braille => (2, 4),
            Mode::HalfBlock => (1, 2),
        }
    }
}

/// A bit mask of dots for every cell.
#[derive(Debug, Clone)]
pub(super) struct Raster {
    pub(super) mode: Mode,
    width: i32,
    height: i32,
    cells: Vec<u8>,
}

impl Raster {
    pub(super) fn new(mode: Mode, width: i32, height: i32) -> Raster {
        let (width, height) = (width.max(0), height.max(0));
        Raster { mode, width, height, cells: vec![0; width as usize * height as usize] }
    }

    /// Sets a dot; outside nothing happens.
    pub(super) fn set(&mut self, dot: (i32, i32)) {
        let (nx, ny) = self.mode.dots();
        let (x, y) = (dot.0.div_euclid(nx), dot.1.div_euclid(ny));
        if (0..self.width).contains(&x) && (0..self.height).contains(&y) {
            let bit = match self.mode {
                Mode::Chars => 1,
                Mode::HalfBlock => 1 << dot.1.rem_euclid(2),
                Mode::Braille => {
                    BRAILLE[(dot.1.rem_euclid(4) * 2 + dot.0.rem_euclid(2)) as usize] // 0..8 by the remainders
                }
            };
            // Inside by the test above.
            if let Some(cell) = self.cells.get_mut((y * self.width + x) as usize) {
                *cell |= bit;
            }
        }
    }

    /// A straight line of dots, ends included, for lines that do not run absurdly far outside.
    pub(super) fn line(&mut self, from: (i32, i32), to: (i32, i32)) {
        steps(from, to, |dot| self.set(dot));
    }

    /// Draws what is set; dots join the dots that stand there already, `glyph` is the one of the character mode.
    pub(super) fn draw(&self, pen: &mut Pen<'_>, glyph: &str, style: Style) {
        for (i, &bits) in self.cells.iter().enumerate().filter(|(_, bits)| **bits != 0) {
            let (x, y) = (i as i32 % self.width, i as i32 / self.width);
            match self.mode {
                Mode::Chars => pen.put(x, y, glyph, style),
                Mode::Braille => {
                    let there = pen.at(x, y).chars().next().filter(|c| ('\u{2800}'..='\u{28ff}').contains(c));
                    let all = u32::from(bits) | there.map_or(0, |c| c as u32 & 0xff);
                    // 0x2800..=0x28ff are all characters.
                    pen.put_char(x, y, char::from_u32(0x2800 | all).unwrap_or('?'), style);
                }
                Mode::HalfBlock => {
                    let there = match pen.at(x, y) {
                        "▀" => 1,
                        "▄" => 2,
                        "█" => 3,
                        _ => 0,
                    };
                    let glyph = match bits | there {
                        1 => "▀",
                        2 => "▄",
                        _ => "█",
                    };
                    pen.put(x, y, glyph, style);
                }
            }
        }
    }
}

/// Bits of a braille cell by row, then column.
const BRAILLE: [u8; 8] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80];

/// Visits the dots of a straight line (Bresenham); lines longer than any screen are left out.
pub(super) fn steps(from: (i32, i32), to: (i32, i32), mut visit: impl FnMut((i32, i32))) {
    let (dx, dy) = ((to.0 - from.0).abs(), -(to.1 - from.1).abs());
    if dx - dy > 20_000 {
        return;
    }
    let (sx, sy) = ((to.0 - from.0).signum(), (to.1 - from.1).signum());
    let (mut x, mut y, mut err) = (from.0, from.1, dx + dy);
    loop {
        visit((x, y));
        if (x, y) == to {
            return;
        }
        let twice = 2 * err;
        if twice >= dy {
            err += dy;
            x += sx;
        }
        if twice <= dx {
            err += dx;
            y += sy;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;

    fn drawn(mode: Mode, dots: &[(i32, i32)]) -> String {
        let mut buf = Buffer::empty(Rect::new(0, 0, 1, 1));
        let mut raster = Raster::new(mode, 1, 1);
        dots.iter().for_each(|&d| raster.set(d));
        raster.draw(&mut Pen::new(&mut buf, Rect::new(0, 0, 1, 1)), ".", Style::new());
        buf[(0, 0)].symbol().to_owned()
    }

    #[test]
    fn dots_land_in_their_place_of_the_cell() {
        for (dots, glyph) in
            [(vec![(0, 0)], "⠁"), (vec![(1, 0)], "⠈"), (vec![(0, 3)], "⡀"), (vec![(1, 3), (0, 1)], "⢂")]
        {
            assert_eq!(drawn(Mode::Braille, &dots), glyph);
        }
        assert_eq!(drawn(Mode::HalfBlock, &[(0, 1)]), "▄");
        assert_eq!(drawn(Mode::HalfBlock, &[(0, 1), (0, 0)]), "█");
        assert_eq!(drawn(Mode::Chars, &[(0, 0)]), ".");
        assert_eq!(drawn(Mode::Chars, &[(-1, 0), (0, -1), (1, 0)]), " ", "outside is left alone");
    }

    #[test]
    fn a_line_holds_both_ends_and_has_no_gap() {
        for to in [(5, 2), (-3, 7), (0, 0), (-4, -4), (0, 6)] {
            let mut seen = Vec::new();
            steps((0, 0), to, |d| seen.push(d));
            assert_eq!((seen.first(), seen.last()), (Some(&(0, 0)), Some(&to)));
            assert!(seen.windows(2).all(|w| (w[1].0 - w[0].0).abs() <= 1 && (w[1].1 - w[0].1).abs() <= 1));
        }
    }
}

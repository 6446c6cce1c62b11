//! Where anybody walked in all rounds of a map that were opened: the outline of a map that has none of its own.
//!
//! A set of squares with a height: opening sixty rounds adds to it what is new and nothing else, so that it stays as large
//! as the map and never as the rounds.

use crate::film::{Film, Point};
use std::collections::HashSet;

/// Side of a square, in units; the ground's own.
const SQUARE: f32 = 32.0;
/// Height of a square, in units: floors are 200-400 units apart.
const STOREY: f32 = 64.0;
/// Longest step between two samples that is walked ground and not a teleport, in units.
pub(super) const STRIDE: f32 = 600.0;
/// A map of 8,000 by 8,000 units walked all over; what goes beyond it is noise.
const MOST: usize = 1 << 18;

/// The walked squares of a map.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Walked {
    squares: HashSet<[i16; 3]>,
}

impl Walked {
    /// Adds what a film walks.
    pub fn add(&mut self, film: &Film) {
        for track in &film.tracks {
            let mut before: Option<(Point, crate::film::Time)> = None;
            for (to, t) in track.pos.iter().zip(&track.t) {
                let from = before.filter(|(_, since)| *t - *since <= film.meta.bridge).map_or(*to, |(from, _)| from);
                self.walk(from, *to);
                before = Some((*to, *t));
            }
        }
    }

    fn walk(&mut self, from: Point, to: Point) {
        let far = (to[0] - from[0]).hypot(to[1] - from[1]);
        let steps = if far <= STRIDE { (far / SQUARE).ceil().max(1.0) as usize } else { 1 };
        for step in 1..=steps {
            let share = step as f32 / steps as f32;
            let at = [0, 1, 2].map(|i| from[i] + (to[i] - from[i]) * share);
            let square = [at[0] / SQUARE, at[1] / SQUARE, at[2] / STOREY].map(f32::floor);
            // No number, or farther out than any map: nowhere.
            if square.iter().all(|v| v.abs() < 30_000.0) && self.squares.len() < MOST {
                self.squares.insert(square.map(|v| v as i16));
            }
        }
    }

    /// How many squares there are: it changes with everything that is added.
    #[must_use]
    pub fn len(&self) -> usize {
        self.squares.len()
    }

    /// Whether nobody walked yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.squares.is_empty()
    }

    /// The middle of every square, in no lasting order.
    pub(super) fn points(&self) -> impl Iterator<Item = Point> + '_ {
        let middle = |square: &[i16; 3]| {
            let [x, y, z] = square.map(|v| f32::from(v) + 0.5);
            [x * SQUARE, y * SQUARE, z * STOREY]
        };
        self.squares.iter().map(middle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::film::sample;

    #[test]
    fn the_same_round_twice_adds_nothing_and_noise_is_nowhere() {
        let mut film = sample::film();
        let mut walked = Walked::default();
        walked.add(&film);
        let once = walked.clone();
        assert!(once.len() > 50);
        walked.add(&film);
        assert_eq!(walked, once);
        // Every sample lies in a square.
        for pos in film.tracks.iter().flat_map(|track| &track.pos) {
            let near = |p: Point| (p[0] - pos[0]).abs() <= 16.0 && (p[1] - pos[1]).abs() <= 16.0;
            assert!(once.points().any(near), "{pos:?}");
        }
        film.tracks.iter_mut().flat_map(|track| &mut track.pos).for_each(|pos| pos[0] = f32::NAN);
        walked.add(&film);
        assert_eq!(walked, once);
    }
}

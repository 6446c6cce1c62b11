//! Game loops to Faster seconds: `loops / 22.4`, exactly (READINGS R).

use crate::film::Time;

/// Game loops in a second at Faster.
pub const LOOPS_PER_SECOND: f64 = 22.4;

/// The moment of a game loop, to the nearest millisecond: 1456 loops are exactly 65 s.
#[must_use]
pub fn at_loop(n: u32) -> Time {
    // 1000 / 22.4 = 625 / 14, halves up.
    Time((i64::from(n) * 625 + 7) / 14)
}

/// A duration of so many game loops in seconds.
#[must_use]
pub const fn loops(n: f64) -> f64 {
    n / LOOPS_PER_SECOND
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clocks_of_the_specification_are_whole_loops() {
        for (loops, secs) in [(1456, 65), (1792, 80), (2352, 105), (2464, 110), (2688, 120), (2800, 125), (3360, 150)] {
            assert_eq!(at_loop(loops), Time(secs * 1000));
            assert_eq!(at_loop(loops + 1), Time(secs * 1000 + 45));
        }
    }
}

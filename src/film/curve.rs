//! Measures over time: workers, gas, army, hit points. One curve is one measure, with a line for each side or actor.
//!
//! ```text
//!   workers  ◆ ▁▂▃▄▄▅▆▆▇     a reading holds until the next one
//!            ● ▁▂▃▃▅▅ ▆▇     a gap: nobody knows (no reading, or the reading says so)
//! ```

use super::{ActorId, TeamId, Time};

/// Whose a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Nobody's in particular.
    All,
    /// A side's.
    Team(TeamId),
    /// Somebody's, or something's.
    Actor(ActorId),
}

/// One line of a curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Whose.
    pub whose: Whose,
    /// Readings in time order; each holds until the next. `None`: unknown from here on, until a reading says otherwise.
    pub readings: Vec<(Time, Option<f64>)>,
}

impl Line {
    /// What the measure is at `t`: the latest reading's value; `None` before the first, and where it is unknown.
    #[must_use]
    pub fn at(&self, t: Time) -> Option<f64> {
        let next = self.readings.partition_point(|(at, _)| *at <= t);
        self.readings.get(next.checked_sub(1)?)?.1
    }

    /// The highest value read from after `from` up to `to`, or the one that holds at `to` when nothing was read between.
    #[must_use]
    pub fn most(&self, from: Time, to: Time) -> Option<f64> {
        let first = self.readings.partition_point(|(at, _)| *at <= from);
        let next = self.readings.partition_point(|(at, _)| *at <= to);
        let read = self.readings.get(first..next).unwrap_or_default().iter().filter_map(|(_, value)| *value);
        read.reduce(f64::max).or_else(|| self.at(to))
    }
}

/// A measure over time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curve {
    /// Name in commands and exports: `workers`.
    pub key: &'static str,
    /// On the screen, short: at most eight characters.
    pub label: &'static str,
    /// Unit after the value, empty for counts.
    pub unit: &'static str,
    /// One sentence: what is measured and how often.
    pub help: String,
    /// The value that fills the height; `None` is the highest value of all lines, so that sides compare.
    pub full: Option<f64>,
    /// In the order of the sides.
    pub lines: Vec<Line>,
}

impl Curve {
    /// The value that fills the height; `None` when nothing above 0 was ever read.
    #[must_use]
    pub fn top(&self) -> Option<f64> {
        let read = self.lines.iter().flat_map(|line| &line.readings).filter_map(|(_, value)| *value);
        self.full.or_else(|| read.filter(|value| value.is_finite()).reduce(f64::max)).filter(|top| *top > 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> Line {
        let readings = vec![(Time(10), Some(3.0)), (Time(20), Some(9.0)), (Time(30), None), (Time(40), Some(1.0))];
        Line { whose: Whose::All, readings }
    }

    #[test]
    fn a_reading_holds_until_the_next_and_a_gap_is_unknown() {
        let at = |t| line().at(Time(t));
        assert_eq!([9, 10, 19, 20, 29, 30, 39, 40, 99].map(at), {
            let (a, b, c) = (Some(3.0), Some(9.0), Some(1.0));
            [None, a, a, b, b, None, None, c, c]
        });
    }

    #[test]
    fn a_peak_between_two_columns_is_not_lost() {
        let most = |from, to| line().most(Time(from), Time(to));
        assert_eq!(most(0, 100), Some(9.0));
        assert_eq!(most(10, 19), Some(3.0), "nothing was read, what held still holds");
        assert_eq!((most(30, 35), most(0, 5)), (None, None));
        assert_eq!(most(20, 45), Some(1.0));
    }

    #[test]
    fn the_height_is_the_highest_of_all_lines_unless_it_is_said() {
        let curve =
            Curve { lines: vec![line(), Line { readings: vec![(Time(0), Some(20.0))], ..line() }], ..Curve::default() };
        assert_eq!(curve.top(), Some(20.0));
        assert_eq!(Curve { full: Some(100.0), ..curve }.top(), Some(100.0));
        assert_eq!(
            Curve { lines: vec![Line { readings: vec![(Time(0), Some(0.0))], ..line() }], ..Curve::default() }.top(),
            None
        );
    }
}

//! The clock: integer milliseconds everywhere inside, floats only at the edge.

use super::text::push_whole;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// A moment or a duration in milliseconds on the film's own clock (spec 1, §6.5 B7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(pub i64);

impl Time {
    /// Zero on the film's clock, or no duration.
    pub const ZERO: Time = Time(0);
    /// The largest moment: later than everything.
    pub const MAX: Time = Time(i64::MAX);

    /// Rounds seconds to the nearest millisecond, halves up (E1: `floor(1000 t + 0.5)`).
    ///
    /// `None` for NaN, infinities and anything beyond about 285,000 years, so that later sums cannot overflow.
    #[must_use]
    pub fn from_secs(secs: f64) -> Option<Time> {
        let ms = secs * 1000.0 + 0.5;
        // What is larger has no fraction, so that its floor is no other.
        (ms.abs() <= 9.0e15).then(|| {
            // The floor by hand: not every processor this is built for has an instruction for it.
            let toward_zero = ms as i64;
            Time(toward_zero - i64::from(toward_zero as f64 > ms))
        })
    }

    /// Seconds, exact to the millisecond.
    #[must_use]
    pub fn as_secs(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// Milliseconds as they are.
    #[must_use]
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// The value kept within `[lo, hi]`; `lo` wins if they are crossed.
    #[must_use]
    pub fn clamped(self, lo: Time, hi: Time) -> Time {
        Time(self.0.min(hi.0).max(lo.0))
    }
}

impl Time {
    /// Writes the clock text, as `Display` does, to the end of a text: explanations hold thousands.
    pub(crate) fn push_to(self, out: &mut String) {
        let ms = self.0.unsigned_abs();
        let seconds = ms / 1000 % 60;
        if self.0 < 0 {
            out.push('-');
        }
        push_whole(out, ms / 60_000);
        out.push_str(if seconds < 10 { ":0" } else { ":" });
        push_whole(out, seconds);
        out.push('.');
        push_whole(out, ms / 100 % 10);
    }
}

impl fmt::Display for Time {
    /// `2:31.4`: minutes, seconds, tenths (cut, not rounded, so that a clock never shows a moment that has not come).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.push_to(&mut text);
        f.pad(&text)
    }
}

impl Add for Time {
    type Output = Time;
    fn add(self, other: Time) -> Time {
        Time(self.0.saturating_add(other.0))
    }
}

impl Sub for Time {
    type Output = Time;
    fn sub(self, other: Time) -> Time {
        Time(self.0.saturating_sub(other.0))
    }
}

impl Neg for Time {
    type Output = Time;
    fn neg(self) -> Time {
        Time(self.0.saturating_neg())
    }
}

impl AddAssign for Time {
    fn add_assign(&mut self, other: Time) {
        *self = *self + other;
    }
}

impl SubAssign for Time {
    fn sub_assign(&mut self, other: Time) {
        *self = *self - other;
    }
}

/// A stretch of the film, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    /// First moment inside.
    pub from: Time,
    /// Last moment inside; never before `from`.
    pub to: Time,
}

impl Span {
    /// A span from `from` to `to`; a `to` before `from` is moved to `from`.
    #[must_use]
    pub fn new(from: Time, to: Time) -> Span {
        Span { from, to: to.max(from) }
    }

    /// The span of one moment.
    #[must_use]
    pub fn at(t: Time) -> Span {
        Span { from: t, to: t }
    }

    /// Whether `t` lies inside, ends included.
    #[must_use]
    pub fn holds(self, t: Time) -> bool {
        self.from <= t && t <= self.to
    }

    /// Length, 0 for a single moment.
    #[must_use]
    pub fn length(self) -> Time {
        self.to - self.from
    }

    /// `t` moved to the nearest moment inside.
    #[must_use]
    pub fn clamp(self, t: Time) -> Time {
        t.clamped(self.from, self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_round_half_up_to_milliseconds() {
        assert_eq!(Time::from_secs(15.6004), Some(Time(15_600)));
        assert_eq!(Time::from_secs(15.6009), Some(Time(15_601)));
        assert_eq!(Time::from_secs(0.0005), Some(Time(1)));
        assert_eq!(Time::from_secs(-0.0005), Some(Time(0)));
        assert_eq!(Time::from_secs(-0.0006), Some(Time(-1)));
    }

    proptest::proptest! {
        #[test]
        fn seconds_become_the_floor_of_milliseconds_and_a_half(bits in proptest::prelude::any::<u64>(), near in -1e6..1e6f64) {
            for secs in [f64::from_bits(bits), near, (near * 2_000.0).round() / 2_000.0] {
                let floor = (secs * 1000.0 + 0.5).floor();
                let told = Time::from_secs(secs).map(|t| t.0 as f64);
                proptest::prop_assert_eq!(told, (floor.abs() <= 9.0e15).then_some(floor), "{}", secs);
            }
        }
    }

    #[test]
    fn absurd_seconds_are_no_time() {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300] {
            assert_eq!(Time::from_secs(bad), None);
        }
    }

    #[test]
    fn clock_text_cuts_tenths() {
        assert_eq!(Time(151_499).to_string(), "2:31.4");
        assert_eq!(Time(-500).to_string(), "-0:00.5");
        assert_eq!(Time(3_609_999).to_string(), "60:09.9");
        assert_eq!(format!("{:>8}", Time(0)), "  0:00.0");
    }

    #[test]
    fn sums_saturate_instead_of_overflowing() {
        assert_eq!(Time::MAX + Time(1), Time::MAX);
        assert_eq!(Span::new(Time(5), Time(3)), Span::at(Time(5)));
    }
}

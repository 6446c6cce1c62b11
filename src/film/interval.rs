//! A share and how far its count can be trusted, for everything that counts cases.

use std::fmt;

/// A share with the range that the truth lies in, with 95 % confidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Successes.
    pub hits: u64,
    /// Of so many.
    pub n: u64,
    /// hits / n, 0 to 1.
    pub share: f64,
    /// Lower end, 0 to 1.
    pub low: f64,
    /// Upper end, 0 to 1.
    pub high: f64,
}

/// The normal quantile of 95 %, two-sided.
const Z: f64 = 1.959_963_984_540_054;

/// The score interval of a share (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927, p. 209), which stays inside 0 to 1 and is
/// right for few cases too; none for none.
#[must_use]
pub fn wilson(hits: u64, n: u64) -> Option<Interval> {
    if n == 0 || hits > n {
        return None;
    }
    let (k, m) = (hits as f64, n as f64);
    let (share, z2) = (k / m, Z * Z);
    let middle = (share + z2 / (2.0 * m)) / (1.0 + z2 / m);
    let half = Z / (1.0 + z2 / m) * (share * (1.0 - share) / m + z2 / (4.0 * m * m)).sqrt();
    // At the ends the formula gives 0 and 1 but for the last digit.
    let low = if hits == 0 { 0.0 } else { (middle - half).max(0.0) };
    let high = if hits == n { 1.0 } else { (middle + half).min(1.0) };
    Some(Interval { hits, n, share, low, high })
}

impl fmt::Display for Interval {
    /// `82 % (69-91 %, n=45)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |share: f64| share * 100.0;
        let (share, low, high) = (percent(self.share), percent(self.low), percent(self.high));
        f.pad(&format!("{share:.0} % ({low:.0}-{high:.0} %, n={})", self.n))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_agrees_with_published_intervals() {
        // R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998),
        // table I, method 3 (score, without continuity correction).
        let published =
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)];
        for (hits, n, low, high) in published {
            let interval = wilson(hits, n).unwrap();
            let near = (interval.low - low).abs() < 5e-5 && (interval.high - high).abs() < 5e-5;
            assert!(near, "{interval:?}: {low} to {high}");
        }
        assert_eq!(wilson(20, 20).unwrap().high, 1.0);
        assert!(wilson(0, 0).is_none() && wilson(2, 1).is_none());
        assert_eq!(wilson(8, 10).unwrap().to_string(), "80 % (49-94 %, n=10)");
    }
}

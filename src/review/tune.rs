//! Which thresholds would have agreed best with the reviewers, told on matches that were not looked at for it.
//!
//! ```text
//!   matches ──split──▶ half: tune   every setting: flagged, true, false ─▶ frontier ─▶ recommended
//!                      half: report                                         its numbers here are what counts
//! ```

use super::ledger::Ledger;
use super::stats::{Bar, Counts};
use crate::film::{Confidence, Film, clipped};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Keys and values over the configuration in force; empty is that configuration itself.
pub type Changes = Vec<(String, String)>;

/// The most settings of one sweep.
pub const MOST: usize = 2_000;

/// A key with the values to try, from `key=from:to:step` or `key=a,b,c`.
///
/// # Errors
/// A sentence: what would be right.
pub fn vary(text: &str) -> Result<(String, Vec<String>), String> {
    let told = clipped(text, 80);
    let wrong = || format!("`{told}`: write key=from:to:step, such as trade_dist=400:1200:100, or key=true,false");
    let (key, values) = text.split_once('=').ok_or_else(wrong)?;
    let parts: Vec<&str> = values.split(':').map(str::trim).collect();
    let values: Vec<String> = match parts.as_slice() {
        [list] => list.split(',').map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).collect(),
        [from, to, step] => {
            let number = |text: &str| text.parse::<f64>().ok().filter(|n| n.is_finite()).ok_or_else(wrong);
            let (from, to, step) = (number(from)?, number(to)?, number(step)?);
            let steps = ((to - from) / step + 1e-9).floor();
            if step <= 0.0 || !(0.0..MOST as f64).contains(&steps) {
                return Err(wrong());
            }
            // Six decimals: 0.1 three times is 0.3.
            (0..=steps as u32).map(|n| (((from + step * f64::from(n)) * 1e6).round() / 1e6).to_string()).collect()
        }
        _ => return Err(wrong()),
    };
    match key.trim() {
        key if key.is_empty() || values.is_empty() => Err(wrong()),
        key => Ok((key.to_owned(), values)),
    }
}

/// Every combination, after the configuration in force, which comes first.
///
/// # Errors
/// There are more than [`MOST`].
pub fn settings(varied: &[(String, Vec<String>)]) -> Result<Vec<Changes>, String> {
    let all = varied.iter().try_fold(1_usize, |n, (_, values)| n.checked_mul(values.len())).filter(|n| *n <= MOST);
    let Some(_) = all else {
        return Err(format!("more than {MOST} settings: give larger steps or fewer --vary"));
    };
    let mut product: Vec<Changes> = vec![Vec::new()];
    for (key, values) in varied {
        let with = |base: &Changes, value: &String| [base.as_slice(), &[(key.clone(), value.clone())]].concat();
        product = product.iter().flat_map(|base| values.iter().map(|value| with(base, value))).collect();
    }
    let tried = product.into_iter().filter(|changes| !changes.is_empty());
    Ok(std::iter::once(Vec::new()).chain(tried).collect())
}

/// What a setting would list, and what reviewers said about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Yield {
    /// Candidates listed, judged or not, with their verdicts.
    pub counts: Counts,
}

impl Yield {
    /// Adds a film's candidates of a rule, from a confidence on.
    pub fn add(&mut self, film: &Film, ledger: &Ledger, rule: &str, from: Confidence) {
        let kind = film.finding_kinds.iter().position(|kind| kind.key == rule);
        let listed =
            film.findings.iter().filter(|f| f.is_candidate() && Some(f.kind) == kind && f.confidence >= Some(from));
        listed.for_each(|finding| self.counts.add(ledger.consensus(&finding.id)));
    }

    /// How many would be listed.
    #[must_use]
    pub const fn flagged(&self) -> u64 {
        self.counts.all()
    }

    fn precision(&self) -> f64 {
        self.counts.precision().map_or(0.0, |precision| precision.share)
    }

    /// Adds another's counts.
    pub const fn join(&mut self, other: &Yield) {
        self.counts.join(&other.counts);
    }
}

/// One setting of a sweep.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Point {
    /// What is changed.
    pub changes: Changes,
    /// On the matches that the choice is made on.
    pub tuned: Yield,
    /// On the others.
    pub reported: Yield,
    /// No other setting lists as many with more precision, or more with as much, on the matches of the choice.
    pub frontier: bool,
}

/// Which matches are tuned on (`true`) and which are reported on: half and half, by a hash of the name, so that the same
/// rounds are split alike every time. Rounds of a match (`<match>-r1`, `<match>-r2`) stay together, unless there is only
/// one match.
#[must_use]
pub fn split<'a>(films: impl IntoIterator<Item = &'a str>) -> BTreeMap<String, bool> {
    let films: BTreeSet<&str> = films.into_iter().collect();
    let matches: BTreeSet<&str> = films.iter().map(|film| match_of(film)).collect();
    let group = |film: &&'a str| if matches.len() > 1 { match_of(film) } else { *film };
    let mut groups: Vec<&str> = films.iter().map(group).collect::<BTreeSet<_>>().into_iter().collect();
    groups.sort_by_cached_key(|name| Sha256::digest(name.as_bytes()).to_vec());
    let tuned = |film: &&'a str| groups.iter().position(|name| *name == group(film)).is_some_and(|at| at % 2 == 0);
    films.iter().map(|film| ((*film).to_owned(), tuned(film))).collect()
}

/// `demo` of `demo-r2`.
fn match_of(film: &str) -> &str {
    match film.rsplit_once("-r") {
        Some((name, number))
            if !name.is_empty() && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) =>
        {
            name
        }
        _ => film,
    }
}

/// Marks the settings that no other beats.
pub fn mark(points: &mut [Point]) {
    let all: Vec<(f64, u64)> = points.iter().map(|point| (point.tuned.precision(), point.tuned.flagged())).collect();
    for (point, own) in points.iter_mut().zip(&all) {
        let beaten = all.iter().any(|other| other.0 >= own.0 && other.1 >= own.1 && other != own);
        point.frontier = !beaten && point.tuned.counts.reviewed() > 0;
    }
}

/// The setting to recommend: of those that list at least as many as the first (the configuration in force), the most
/// precise; of equals the first. Its position.
///
/// # Errors
/// Too little was judged to tell, on either half; or nothing is better than what is in force.
pub fn recommend(points: &[Point], bar: Bar) -> Result<usize, String> {
    let now = points.first().ok_or("there is no setting")?;
    for (half, counts) in [("tuned on", now.tuned.counts), ("reported on", now.reported.counts)] {
        bar.tell(&counts).map_err(|why| format!("nothing is recommended; on the rounds {half}: {why}"))?;
    }
    let enough = |point: &&(usize, &Point)| {
        point.1.tuned.flagged() >= now.tuned.flagged()
            && point.1.tuned.counts.reviewed() >= bar.min_reviewed
            && point.1.tuned.precision() > now.tuned.precision()
    };
    let better: Vec<(usize, &Point)> = points.iter().enumerate().collect();
    let better = better.iter().filter(enough);
    let best =
        better.max_by(|one, two| one.1.tuned.precision().total_cmp(&two.1.tuned.precision()).then(two.0.cmp(&one.0)));
    best.map(|(at, _)| *at).ok_or_else(|| {
        "nothing is recommended: no setting that lists as many is more precise than the one in force".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(yes: u64, no: u64, open: u64) -> Point {
        let counts = Counts { yes, no, unreviewed: open, ..Counts::default() };
        Point { tuned: Yield { counts }, reported: Yield { counts }, ..Point::default() }
    }

    #[test]
    fn values_and_their_product() {
        assert_eq!(vary("d=400:600:100").unwrap(), ("d".into(), vec!["400".into(), "500".into(), "600".into()]));
        assert_eq!(vary("s=0.1:0.3:0.1").unwrap().1, ["0.1", "0.2", "0.3"]);
        assert_eq!(vary("b=true,false").unwrap().1, ["true", "false"]);
        for wrong in ["d", "=1:2:1", "d=", "d=1:2", "d=1:2:0", "d=2:1:1", "d=0:1e9:1", "d=a:b:c"] {
            assert!(vary(wrong).is_err(), "{wrong}");
        }
        let two = [vary("a=1,2").unwrap(), vary("b=3,4,5").unwrap()];
        let all = settings(&two).unwrap();
        assert_eq!(
            (all.len(), all[0].len(), &all[6]),
            (7, 0, &vec![("a".into(), "2".into()), ("b".into(), "5".into())])
        );
        assert_eq!(settings(&[]).unwrap(), [Changes::new()]);
        assert!(settings(&[vary("a=1:100:1").unwrap(), vary("b=1:100:1").unwrap()]).is_err());
    }

    #[test]
    fn matches_stay_together_and_both_halves_have_some() {
        let names: Vec<String> = (0..7).flat_map(|m| [1, 2].map(|r| format!("m{m}-r{r}"))).collect();
        let sides = split(names.iter().map(String::as_str));
        assert!((0..7).all(|m| sides[&format!("m{m}-r1")] == sides[&format!("m{m}-r2")]));
        assert_eq!(sides.values().filter(|tuned| **tuned).count(), 8);
        assert_eq!(split(names.iter().rev().map(String::as_str)), sides, "whatever the order");
        let one = split(["demo-r1", "demo-r2"]);
        assert_ne!(one["demo-r1"], one["demo-r2"], "a single match is split by round");
    }

    #[test]
    fn only_what_nothing_beats_is_marked() {
        let mut points = [point(30, 10, 0), point(36, 4, 0), point(30, 5, 0), point(40, 20, 20), point(0, 0, 9)];
        mark(&mut points);
        assert_eq!(points.map(|p| p.frontier), [false, true, false, true, false]);
    }

    #[test]
    fn too_little_is_no_recommendation() {
        let bar = Bar::default();
        assert_eq!(recommend(&[point(30, 10, 0), point(36, 4, 0), point(39, 1, 0)], bar), Ok(2));
        assert!(recommend(&[point(10, 5, 0), point(15, 0, 0)], bar).unwrap_err().contains("15 of 30"));
        assert!(recommend(&[point(30, 10, 0), point(20, 0, 0)], bar).is_err(), "it lists fewer");
        assert!(recommend(&[], bar).is_err());
    }
}

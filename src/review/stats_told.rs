//! The statistics in words, for the command and the screen alike: both show what stands here.

use super::{Bar, By, Counts, Key, Stats};
use crate::film::Interval;

/// One row, ready to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The finding kind's key.
    pub rule: String,
    /// `all candidates`, `tier high`.
    pub what: String,
    /// What was said.
    pub counts: Counts,
    /// The precision, or why it cannot be told.
    pub precision: Result<Interval, String>,
}

/// The rows of one rule, or of all, by rule, split and value.
#[must_use]
pub fn told(stats: &Stats, bar: Bar) -> Vec<Told> {
    let row = |(key, counts): (&Key, &Counts)| Told {
        rule: key.rule.clone(),
        what: match key.by {
            By::Rule => "all candidates".to_owned(),
            by => format!("{} {}", by.as_str(), key.value),
        },
        counts: *counts,
        precision: precision(key, counts, bar),
    };
    stats.rows().map(row).collect()
}

/// The precision of a row.
///
/// # Errors
/// Too few verdicts, in a sentence; the reasons for false positives are counts only.
pub fn precision(key: &Key, counts: &Counts, bar: Bar) -> Result<Interval, String> {
    match key.by {
        By::FalseReason => Err("a count, not a share".to_owned()),
        _ => bar.tell(counts),
    }
}

/// What is known of a rule's recall, in a sentence: it can only be told where suppressed ones were judged.
#[must_use]
pub fn recall(stats: &Stats, rule: &str, bar: Bar) -> String {
    let lost = stats.suppressed(rule);
    match stats.recall(rule, bar.min_reviewed) {
        Some(recall) => format!(
            "recall {:.0} % ({:.0}-{:.0} %), judged from {} of {} suppressed ones that were reviewed",
            recall.share * 100.0,
            recall.low * 100.0,
            recall.high * 100.0,
            recall.sampled,
            recall.suppressed,
        ),
        None => format!(
            "recall: unknown, {} of {} suppressed ones were judged (needs {} of them and of the candidates)",
            lost.reviewed(),
            lost.all(),
            bar.min_reviewed,
        ),
    }
}

/// What the precision is, in a sentence.
#[must_use]
pub fn rule(bar: Bar) -> String {
    format!("precision = true / (true + false), with 95 % Wilson interval; told from n={} on", bar.min_reviewed)
}

//! Checks across rows, from the index alone: duplicates, and the same seed with another outcome.

use super::{Check, Disagreement, Value, numbers};
use crate::sim::Side;
use crate::sim::index::{Index, Num, RowRef, Text};
use crate::sim::row::half_frame;

pub(super) fn check(index: &Index, found: &mut dyn FnMut(Disagreement)) {
    duplicates(index, found);
    determinism(index, found);
}

/// Rows with the same key, as runs of row numbers: (key, row) pairs are sorted, so memory is a few words a row.
fn runs<K: Ord + Copy>(mut keys: Vec<(K, u32)>, mut visit: impl FnMut(&[(K, u32)])) {
    keys.sort_unstable();
    keys.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1).for_each(&mut visit);
}

fn keys<K>(index: &Index, key: impl Fn(RowRef<'_>) -> Option<K>) -> Vec<(K, u32)> {
    let mut out = Vec::new();
    index.each(|row| out.extend(key(row).zip(u32::try_from(row.row).ok())));
    out
}

fn duplicates(index: &Index, found: &mut dyn FnMut(Disagreement)) {
    let all = keys(index, |row| Some((row.text(Text::RunId)?, row.number(Num::SIM_INDEX)?.to_bits())));
    runs(all, |run| {
        for (key, row) in &run[1..] {
            let name = index.text_of(key.0).map(crate::film::clean_text).unwrap_or_default();
            let subject = format!("run {name}, sim_index {}", f64::from_bits(key.1));
            let (first, this) = (f64::from(run[0].1), f64::from(*row));
            found(numbers(*row as usize, Check::Duplicate, subject, ("row", this), ("is also row", first)));
        }
    });
}

fn determinism(index: &Index, found: &mut dyn FnMut(Disagreement)) {
    // Rows of other scenarios or maps are other fights, whatever their seed.
    let all = keys(index, |row| {
        let rosters = Side::BOTH.map(|side| row.text(Text::roster(side)));
        let place = [row.text(Text::Scenario), row.text(Text::Map)];
        Some((row.seed()?, rosters[0]?, rosters[1]?, row.params(), place))
    });
    runs(all, |run| {
        let first = run[0].1 as usize;
        for (key, row) in &run[1..] {
            if let Some((what, own, other)) = differs(index, *row as usize, first) {
                found(Disagreement {
                    row: *row as usize,
                    check: Check::Determinism,
                    subject: format!("seed {}, {what}", key.0),
                    left: (format!("row {row}"), own),
                    right: (format!("row {first}"), other),
                    at_s: None,
                    who: None,
                    count: 1,
                });
            }
        }
    });
}

/// The first thing in which two outcomes differ; what one of them lacks is not compared.
fn differs(index: &Index, a: usize, b: usize) -> Option<(&'static str, Value, Value)> {
    let result = |row| index.text(row, Text::Result);
    if let (Some(own), Some(other)) = (result(a), result(b))
        && own != other
    {
        return Some(("result", Value::Word(own.to_owned()), Value::Word(other.to_owned())));
    }
    let slack = half_frame(index.number(a, Num::TIME), index.number(a, Num::FRAMES));
    let numbers =
        [("time_s", Num::TIME, slack), ("a.alive", Num::alive(Side::A), 0.0), ("b.alive", Num::alive(Side::B), 0.0)];
    numbers.into_iter().find_map(|(name, num, slack)| {
        let (own, other) = (index.number(a, num)?, index.number(b, num)?);
        ((own - other).abs() > slack).then_some((name, Value::Number(own), Value::Number(other)))
    })
}

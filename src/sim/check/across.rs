//! Checks across rows, from the index alone: duplicates, and the same seed with another outcome.

use super::{Check, Disagreement, Value, numbers};
use crate::sim::Side;
use crate::sim::index::{Flags, Index, Num, RowRef, Text, TextId};
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

/// What one row has against rows before it.
#[must_use]
pub fn row(index: &Index, number: usize) -> Vec<Disagreement> {
    let Some(own) = index.row(number).filter(|row| !row.flags().has(Flags::BROKEN)) else { return Vec::new() };
    let (run, fight) = (run_key(own), fight_key(own));
    let mut same_run = None;
    let mut firsts = Firsts::default();
    index.each_row_in(0..number, |row| {
        if run.is_some() && same_run.is_none() && run_key(row) == run {
            same_run = Some(row.row);
        }
        if fight.is_some() && fight_key(row) == fight {
            firsts.add(row);
        }
    });
    let duplicate = run.zip(same_run).map(|(key, first)| duplicate(index, key, number, first));
    let lost = fight.and_then(|key| lost(index, key, own, &firsts));
    duplicate.into_iter().chain(lost).collect()
}

/// What names a row: run and index, as bits.
type RunKey = (TextId, u64);

fn run_key(row: RowRef<'_>) -> Option<RunKey> {
    Some((row.text(Text::RunId)?, row.number(Num::SIM_INDEX)?.to_bits()))
}

/// What should give the same fight. Rows of other scenarios or maps are other fights, whatever their seed.
type FightKey = (i128, TextId, TextId, Option<u64>, [Option<TextId>; 2]);

fn fight_key(row: RowRef<'_>) -> Option<FightKey> {
    let rosters = Side::BOTH.map(|side| row.text(Text::roster(side)));
    let place = [row.text(Text::Scenario), row.text(Text::Map)];
    Some((row.seed()?, rosters[0]?, rosters[1]?, row.params(), place))
}

fn duplicates(index: &Index, found: &mut dyn FnMut(Disagreement)) {
    runs(keys(index, run_key), |run| {
        let first = run[0].1 as usize;
        run[1..].iter().for_each(|(key, row)| found(duplicate(index, *key, *row as usize, first)));
    });
}

fn duplicate(index: &Index, key: RunKey, row: usize, first: usize) -> Disagreement {
    let name = index.text_of(key.0).map(crate::film::clean_text).unwrap_or_default();
    let subject = format!("run {name}, sim_index {}", f64::from_bits(key.1));
    numbers(row, Check::Duplicate, subject, ("row", row as f64), ("is also row", first as f64))
}

fn determinism(index: &Index, found: &mut dyn FnMut(Disagreement)) {
    runs(keys(index, fight_key), |run| {
        let mut firsts = Firsts::default();
        for row in run.iter().filter_map(|(_, row)| index.row(*row as usize)) {
            if let Some(lost) = lost(index, run[0].0, row, &firsts) {
                found(lost);
            }
            firsts.add(row);
        }
    });
}

/// What must come out the same in every row of a fight, beside its result.
const NUMBERS: [(&str, Num); 3] =
    [("time_s", Num::TIME), ("a.alive", Num::alive(Side::A)), ("b.alive", Num::alive(Side::B))];

/// The first row of a fight that has the value, for each value: a row that lacks one hides nothing of later ones.
#[derive(Default)]
struct Firsts {
    result: Option<(usize, TextId)>,
    numbers: [Option<(usize, f64)>; NUMBERS.len()],
}

impl Firsts {
    fn add(&mut self, row: RowRef<'_>) {
        self.result = self.result.or_else(|| Some((row.row, row.text(Text::Result)?)));
        for (first, (_, num)) in self.numbers.iter_mut().zip(NUMBERS) {
            *first = first.or_else(|| Some((row.row, row.number(num)?)));
        }
    }
}

/// The same fight with another outcome, if it has one: the first thing in which they differ; what one of them lacks is
/// not compared.
fn lost(index: &Index, key: FightKey, row: RowRef<'_>, firsts: &Firsts) -> Option<Disagreement> {
    let word = |id| Value::Word(index.text_of(id).unwrap_or_default().to_owned());
    let result = || {
        let (own, (first, other)) = (row.text(Text::Result)?, firsts.result?);
        (own != other).then(|| ("result", first, word(own), word(other)))
    };
    let number = |at: usize| {
        let (name, num) = NUMBERS[at];
        let (own, (first, other)) = (row.number(num)?, firsts.numbers[at]?);
        let slack = if num == Num::TIME { half_frame(row.number(Num::TIME), row.number(Num::FRAMES)) } else { 0.0 };
        ((own - other).abs() > slack).then_some((name, first, Value::Number(own), Value::Number(other)))
    };
    let (what, first, own, other) = result().or_else(|| (0..NUMBERS.len()).find_map(number))?;
    Some(Disagreement {
        row: row.row,
        check: Check::Determinism,
        subject: format!("seed {}, {what}", key.0),
        left: (format!("row {}", row.row), own),
        right: (format!("row {first}"), other),
        at_s: None,
        who: None,
        count: 1,
    })
}

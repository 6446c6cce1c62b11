//! Two runs joined row by row: did a change alter results?

use super::Side;
use super::index::{Flags, Index, Num, RowRef, Text};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fmt;

/// What joins two rows (S8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// (rosters, seed)
    Seed,
    /// (run_id, sim_index)
    Run,
}

/// A field that is not the same in both rows; `None` is absent.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Row in the first run.
    pub row_a: usize,
    /// Row in the second run.
    pub row_b: usize,
    /// `result`, `time_s`, `a.damage`.
    pub field: String,
    /// In the first run.
    pub a: Option<String>,
    /// In the second run.
    pub b: Option<String>,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text =
            |value: &Option<String>| value.as_deref().map_or_else(|| "absent".to_owned(), crate::film::clean_text);
        write!(f, "row {} / {}: {} {} -> {}", self.row_a, self.row_b, self.field, text(&self.a), text(&self.b))
    }
}

/// What two runs have in common and what not.
#[derive(Debug, Clone, PartialEq)]
pub struct Diff {
    /// Pairs of rows that were compared.
    pub joined: usize,
    /// Pairs in which something changed.
    pub changed_rows: usize,
    /// Rows of the first run without a partner.
    pub only_a: usize,
    /// Rows of the second run without a partner.
    pub only_b: usize,
    /// Rows that have no key (broken ones, or without seed or run), in either run.
    pub without_key: usize,
    /// How often each field changed.
    pub fields: BTreeMap<String, usize>,
    /// The changes in the order of the first run; at most [`Diff::KEPT`].
    pub changes: Vec<Change>,
    /// The largest absolute difference of a number.
    pub largest: Option<(String, f64)>,
}

impl Diff {
    /// How many changes are kept in full.
    pub const KEPT: usize = 10_000;

    /// Whether both runs say the same.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.changed_rows == 0 && self.only_a == 0 && self.only_b == 0
    }
}

/// Texts and a number that both rows have.
type Joint = ([Option<String>; 2], i64);

fn key(index: &Index, row: RowRef<'_>, by: Key) -> Option<Joint> {
    let text = |text| row.text(text).and_then(|id| index.text_of(id)).map(str::to_owned);
    Some(match by {
        Key::Seed => ([text(Text::RosterA), text(Text::RosterB)], row.seed()?),
        Key::Run => {
            let number = row.number(Num::SIM_INDEX)?;
            ([Some(text(Text::RunId)?), None], number.to_bits().cast_signed())
        }
    })
}

/// Joins two runs and lists what changed by more than `tolerance` (absolute). Rows with the same key are joined in order.
#[must_use]
pub fn diff(a: &Index, b: &Index, by: Key, tolerance: f64) -> Diff {
    let mut out = Diff {
        joined: 0,
        changed_rows: 0,
        only_a: 0,
        only_b: 0,
        without_key: 0,
        fields: BTreeMap::new(),
        changes: Vec::new(),
        largest: None,
    };
    let mut partners: HashMap<Joint, VecDeque<usize>> = HashMap::new();
    b.each_row(|row| match key(b, row, by).filter(|_| !row.flags().has(Flags::BROKEN)) {
        Some(key) => partners.entry(key).or_default().push_back(row.row),
        None => out.without_key += 1,
    });
    a.each_row(|row| {
        let Some(key) = key(a, row, by).filter(|_| !row.flags().has(Flags::BROKEN)) else {
            out.without_key += 1;
            return;
        };
        match partners.get_mut(&key).and_then(VecDeque::pop_front) {
            Some(partner) => out.compare(a, row.row, b, partner, tolerance),
            None => out.only_a += 1,
        }
    });
    out.only_b = partners.values().map(VecDeque::len).sum();
    out
}

impl Diff {
    fn compare(&mut self, a: &Index, row_a: usize, b: &Index, row_b: usize, tolerance: f64) {
        self.joined += 1;
        let mut changed = false;
        for (text, name) in [(Text::Result, "result"), (Text::Reason, "reason")] {
            let (own, other) = (a.text(row_a, text), b.text(row_b, text));
            if own != other {
                changed = true;
                self.add(row_a, row_b, name.to_owned(), own.map(str::to_owned), other.map(str::to_owned));
            }
        }
        let compared = |num: &Num| ![Num::SIM_INDEX, Num::roster(Side::A), Num::roster(Side::B)].contains(num);
        for num in Num::all().filter(compared) {
            let (own, other) = (a.number(row_a, num), b.number(row_b, num));
            let same = match (own, other) {
                (Some(own), Some(other)) => {
                    let gap = (own - other).abs();
                    if gap > self.largest.as_ref().map_or(0.0, |(_, largest)| *largest) {
                        self.largest = Some((num.name().to_owned(), gap));
                    }
                    gap <= tolerance
                }
                (own, other) => own.is_none() && other.is_none(),
            };
            if !same {
                changed = true;
                self.add(row_a, row_b, num.name().to_owned(), own.map(|v| v.to_string()), other.map(|v| v.to_string()));
            }
        }
        self.changed_rows += usize::from(changed);
    }

    fn add(&mut self, row_a: usize, row_b: usize, field: String, a: Option<String>, b: Option<String>) {
        *self.fields.entry(field.clone()).or_default() += 1;
        if self.changes.len() < Diff::KEPT {
            self.changes.push(Change { row_a, row_b, field, a, b });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::film::Progress;
    use crate::ingest::Source;
    use crate::sim::Telemetry;
    use crate::sim::generate::{Options, generate};
    use std::borrow::Cow;

    fn load(text: &str) -> Telemetry {
        let bytes = Cow::Owned(text.as_bytes().to_vec());
        Telemetry::load(&[Source::Memory { name: "r".into(), bytes }], &Progress::default()).unwrap()
    }

    fn made() -> String {
        let mut out = Vec::new();
        generate(&Options { rows: 40, ..Options::default() }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_run_is_the_same_as_itself_in_any_order() {
        let text = made();
        let turned: String = text.lines().rev().map(|line| format!("{line}\n")).collect();
        for key in [Key::Seed, Key::Run] {
            let diff = diff(&load(&text).index(), &load(&turned).index(), key, 0.0);
            assert!(diff.is_same() && diff.joined == 40, "{diff:?}");
        }
    }

    #[test]
    fn changes_beyond_the_tolerance_are_listed_with_both_values() {
        let text = made();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let a = load(&text);
        let damage = a.index().number(3, Num::total(Side::A, 0)).unwrap();
        lines[3] = lines[3].replacen(&format!("\"damage\":{damage}"), &format!("\"damage\":{}", damage + 2.0), 1);
        lines[5] = lines[5].replace("\"frames\"", "\"frame_count\"");
        lines.remove(7);
        lines.push("broken".to_owned());
        let b = load(&lines.join("\n"));
        let found = diff(&a.index(), &b.index(), Key::Run, 1.0);
        assert_eq!((found.joined, found.changed_rows, found.only_a, found.only_b, found.without_key), (39, 2, 1, 0, 1));
        assert_eq!(found.changes[0].to_string(), format!("row 3 / 3: a.damage {damage} -> {}", damage + 2.0));
        assert_eq!((found.changes[1].field.as_str(), &found.changes[1].b), ("frames", &None));
        assert_eq!(found.largest, Some(("a.damage".to_owned(), 2.0)));
        assert_eq!(diff(&a.index(), &b.index(), Key::Run, 2.0).changed_rows, 1);
    }
}

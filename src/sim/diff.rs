//! Two runs joined row by row: did a change alter results?

mod inside;

use super::index::{Index, Num, RowRef, Text, TextId};
use super::row::Row;
use super::{Side, Telemetry};
use crate::film::Progress;
use crate::ingest::Stopped;
use inside::Part;
use std::cmp::Ordering;
use std::collections::BTreeMap;
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
    /// `result`, `time_s`, `a.damage`, `engine_outcome`, `units`, `aggregates.NAME`, `events`, `checksum` or what else the
    /// row has.
    pub field: String,
    /// Where inside the field, if it has an inside: `.a[0].damage`, the first place that differs.
    pub at: String,
    /// In the first run.
    pub a: Option<String>,
    /// In the second run.
    pub b: Option<String>,
    /// How many more places inside the field differ.
    pub more: usize,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text =
            |value: &Option<String>| value.as_deref().map_or_else(|| "absent".to_owned(), crate::film::clean_text);
        let place = crate::film::clean_text(&format!("{}{}", self.field, self.at));
        write!(f, "row {} / {}: {place} {} -> {}", self.row_a, self.row_b, text(&self.a), text(&self.b))?;
        if self.more > 0 { write!(f, " (and {} more)", self.more) } else { Ok(()) }
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

/// What joins two rows; texts by numbers that both runs share.
type Joint = ([Option<u64>; 2], i128);

/// Where a fight was: parameters, scenario and map. Of several rows with one key, those of the same place belong together.
type Setting = (Option<u64>, [Option<u64>; 2]);

/// A row with its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Keyed {
    joint: Joint,
    setting: Setting,
    row: usize,
}

fn keyed(row: RowRef<'_>, by: Key, shared: &dyn Fn(TextId) -> u64) -> Option<Keyed> {
    let text = |text| row.text(text).map(shared);
    let joint = match by {
        Key::Seed => ([text(Text::RosterA), text(Text::RosterB)], row.seed()?),
        Key::Run => ([Some(text(Text::RunId)?), None], i128::from(row.number(Num::SIM_INDEX)?.to_bits())),
    };
    let setting = (row.params(), [text(Text::Scenario), text(Text::Map)]);
    Some(Keyed { joint, setting, row: row.row })
}

/// The rows of a run that have a key, sorted by it, and how many have none.
fn all_keyed(index: &Index, by: Key, shared: &dyn Fn(TextId) -> u64) -> (Vec<Keyed>, usize) {
    let mut out = Vec::new();
    index.each(|row| out.extend(keyed(row, by, shared)));
    out.sort_unstable();
    let without = index.rows() - out.len();
    (out, without)
}

/// Pairs of rows with the same key in the order of the first run: those of the same setting first, then, as they come,
/// those that are left. Both lists are sorted.
fn join(a: &[Keyed], b: &[Keyed]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let mut runs_b = b.chunk_by(|a, b| a.joint == b.joint).peekable();
    for run_a in a.chunk_by(|a, b| a.joint == b.joint) {
        while runs_b.next_if(|run_b| run_b[0].joint < run_a[0].joint).is_some() {}
        let Some(run_b) = runs_b.next_if(|run_b| run_b[0].joint == run_a[0].joint) else { continue };
        let mut left: [Vec<usize>; 2] = Default::default();
        let (mut rest_a, mut rest_b) = (run_a, run_b);
        while let ([one, after_a @ ..], [other, after_b @ ..]) = (rest_a, rest_b) {
            match one.setting.cmp(&other.setting) {
                Ordering::Equal => {
                    pairs.push((one.row, other.row));
                    (rest_a, rest_b) = (after_a, after_b);
                }
                Ordering::Less => {
                    left[0].push(one.row);
                    rest_a = after_a;
                }
                Ordering::Greater => {
                    left[1].push(other.row);
                    rest_b = after_b;
                }
            }
        }
        let [mut left_a, mut left_b] = left;
        left_a.extend(rest_a.iter().map(|one| one.row));
        left_b.extend(rest_b.iter().map(|other| other.row));
        left_a.sort_unstable();
        left_b.sort_unstable();
        pairs.extend(left_a.into_iter().zip(left_b));
    }
    pairs.sort_unstable();
    pairs
}

/// Marks texts that only the second run has: numbers of texts have 32 bits.
const ONLY_B: u64 = 1 << 32;

/// Joins two runs and lists what changed by more than `tolerance` (absolute). Of rows with the same key those with the
/// same parameters, scenario and map are joined, else in order. Rows whose lines differ are opened, one pair at a time.
///
/// # Errors
/// [`Stopped`] on a wish to stop.
pub fn diff(a: &Telemetry, b: &Telemetry, by: Key, tolerance: f64, progress: &Progress) -> Result<Diff, Stopped> {
    let (index_a, index_b) = (a.index(), b.index());
    let shared = |id: TextId| {
        let same = index_b.text_of(id).and_then(|text| index_a.id_of(text));
        same.map_or(ONLY_B | u64::from(id), u64::from)
    };
    let (keyed_a, without_a) = all_keyed(&index_a, by, &u64::from);
    let (keyed_b, without_b) = all_keyed(&index_b, by, &shared);
    let pairs = join(&keyed_a, &keyed_b);
    let mut out = Diff {
        joined: pairs.len(),
        changed_rows: 0,
        only_a: keyed_a.len() - pairs.len(),
        only_b: keyed_b.len() - pairs.len(),
        without_key: without_a + without_b,
        fields: BTreeMap::new(),
        changes: Vec::new(),
        largest: None,
    };
    drop((keyed_a, keyed_b));
    let length = |row| index_a.place(row).map_or(0, |place| place.length);
    progress.expect(pairs.iter().map(|(row, _)| length(*row)).sum());
    for (row_a, row_b) in pairs {
        if progress.stopped() {
            return Err(Stopped);
        }
        let heads = out.heads(&index_a, row_a, &index_b, row_b, tolerance);
        let line = |telemetry: &Telemetry, index: &Index, row| index.place(row).and_then(|at| telemetry.line(at).ok());
        let lines = (line(a, &index_a, row_a), line(b, &index_b, row_b));
        let inside = out.insides((row_a, row_b), lines, tolerance);
        out.changed_rows += usize::from(heads || inside);
        progress.add(length(row_a));
    }
    Ok(out)
}

/// What came of reading a line; `None` when it is gone.
fn readable(line: Option<&[u8]>) -> String {
    let told = match line.map(Row::parse) {
        None => "cannot be read any more",
        Some(Ok(_)) => "can be read",
        Some(Err(fault)) => fault.kind.text(),
    };
    told.to_owned()
}

impl Diff {
    /// Compares what the index knows; whether anything changed.
    fn heads(&mut self, a: &Index, row_a: usize, b: &Index, row_b: usize, tolerance: f64) -> bool {
        let mut changed = false;
        for (text, name) in [(Text::Result, "result"), (Text::Reason, "reason")] {
            let (own, other) = (a.text(row_a, text), b.text(row_b, text));
            if own != other {
                changed = true;
                let (a, b) = (own.map(str::to_owned), other.map(str::to_owned));
                self.add((row_a, row_b), Part { field: name.to_owned(), at: String::new(), a, b, more: 0 });
            }
        }
        let compared = |num: &Num| ![Num::SIM_INDEX, Num::roster(Side::A), Num::roster(Side::B)].contains(num);
        for num in Num::all().filter(compared) {
            let (own, other) = (a.number(row_a, num), b.number(row_b, num));
            let same = match (own, other) {
                (Some(own), Some(other)) => {
                    let gap = (own - other).abs();
                    self.gap(num.name(), gap);
                    gap <= tolerance
                }
                (own, other) => own.is_none() && other.is_none(),
            };
            if !same {
                changed = true;
                let (a, b) = (own.map(|v| v.to_string()), other.map(|v| v.to_string()));
                self.add((row_a, row_b), Part { field: num.name().to_owned(), at: String::new(), a, b, more: 0 });
            }
        }
        changed
    }

    /// Compares what only the lines know, where they are not the same; whether anything changed.
    fn insides(&mut self, rows: (usize, usize), lines: (Option<Vec<u8>>, Option<Vec<u8>>), tolerance: f64) -> bool {
        let compared = match &lines {
            (Some(a), Some(b)) if a == b => return false,
            (Some(a), Some(b)) => inside::compare(a, b, tolerance).ok(),
            _ => None,
        };
        let (parts, gaps) = compared.unwrap_or_else(|| {
            let (a, b) = (Some(readable(lines.0.as_deref())), Some(readable(lines.1.as_deref())));
            (vec![Part { field: "line".to_owned(), at: String::new(), a, b, more: 0 }], Vec::new())
        });
        gaps.iter().for_each(|(field, gap)| self.gap(field, *gap));
        let changed = !parts.is_empty();
        parts.into_iter().for_each(|part| self.add(rows, part));
        changed
    }

    fn gap(&mut self, field: &str, gap: f64) {
        if gap > self.largest.as_ref().map_or(0.0, |(_, largest)| *largest) {
            self.largest = Some((field.to_owned(), gap));
        }
    }

    fn add(&mut self, (row_a, row_b): (usize, usize), part: Part) {
        let Part { field, at, a, b, more } = part;
        *self.fields.entry(field.clone()).or_default() += 1;
        if self.changes.len() < Diff::KEPT {
            self.changes.push(Change { row_a, row_b, field, at, a, b, more });
        }
    }
}

#[cfg(test)]
mod tests;

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
mod tests {
    use super::*;
    use crate::ingest::Source;
    use crate::sim::generate::{Options, generate};
    use std::borrow::Cow;

    fn load(text: &str) -> Telemetry {
        let bytes = Cow::Owned(text.as_bytes().to_vec());
        Telemetry::load(&[Source::Memory { name: "r".into(), bytes }], &Progress::default()).unwrap()
    }

    fn diff(a: &Telemetry, b: &Telemetry, by: Key, tolerance: f64) -> Diff {
        super::diff(a, b, by, tolerance, &Progress::default()).unwrap()
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
            let diff = diff(&load(&text), &load(&turned), key, 0.0);
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
        let found = diff(&a, &b, Key::Run, 1.0);
        assert_eq!((found.joined, found.changed_rows, found.only_a, found.only_b, found.without_key), (39, 2, 1, 0, 1));
        assert_eq!(found.changes[0].to_string(), format!("row 3 / 3: a.damage {damage} -> {}", damage + 2.0));
        assert_eq!((found.changes[1].field.as_str(), &found.changes[1].b), ("frames", &None));
        assert_eq!(found.largest, Some(("a.damage".to_owned(), 2.0)));
        assert_eq!(diff(&a, &b, Key::Run, 2.0).changed_rows, 1);
    }

    fn row(index: u64, seed: u64, params: u64, time: f64, damage: f64, dealt: u64) -> serde_json::Value {
        serde_json::json!({
            "context": {"run_id": "r", "sim_index": index, "sim_seed": seed, "map_params": {"p": params}},
            "engine_outcome": {"result": "team_a", "time_s": time},
            "aggregates": {"units": {"a": [{"damage": damage}, {"damage": 5}]}, "kernel": {"x": [1, {"y": 2}]}},
            "events": [{"t_s": 1.0, "kind": "hit_applied", "data": {"dealt": dealt}}],
        })
    }

    fn told(a: &[serde_json::Value], b: &[serde_json::Value], tolerance: f64) -> (usize, Vec<String>) {
        let text = |rows: &[serde_json::Value]| rows.iter().map(|row| format!("{row}\n")).collect::<String>();
        let found = diff(&load(&text(a)), &load(&text(b)), Key::Seed, tolerance);
        (found.changed_rows, found.changes.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn units_other_aggregates_and_events_are_compared_where_lines_differ() {
        let before = row(0, 1, 1, 9.0, 30.0, 7);
        let mut after = row(4, 1, 1, 9.0, 30.5, 8);
        after["context"]["run_id"] = "another".into();
        after["aggregates"]["kernel"]["x"][1]["y"] = 3.into();
        after["aggregates"]["more"] = serde_json::json!({"z": 1});
        after["events"].as_array_mut().unwrap().push(serde_json::json!({"t_s": 2.0, "kind": "death"}));
        let all = [
            "row 0 / 0: units.a[0].damage 30 -> 30.5",
            "row 0 / 0: aggregates.kernel.x[1].y 2 -> 3",
            "row 0 / 0: aggregates.more absent -> {\"z\":1}",
            "row 0 / 0: events[0].data.dealt 7 -> 8 (and 1 more)",
        ];
        let (before, after) = ([before], [after]);
        assert_eq!(told(&before, &after, 0.0), (1, all.map(str::to_owned).into()));
        // Numbers within the tolerance are the same there too; what is new is not.
        let some = [all[2], "row 0 / 0: events[1] absent -> death"];
        assert_eq!(told(&before, &after, 1.0), (1, some.map(str::to_owned).into()));
        let mut renamed = before.clone();
        renamed[0]["context"]["run_id"] = "another".into();
        assert_eq!(told(&before, &renamed, 0.0), (0, Vec::new()));
    }

    #[test]
    fn what_the_specification_does_not_name_is_a_result_too() {
        let plain = row(0, 1, 1, 9.0, 30.0, 7);
        let with = |path: &str, value: serde_json::Value| {
            let mut row = plain.clone();
            match path.split_once('/') {
                Some((inside, name)) => row[inside][name] = value,
                None => row[path] = value,
            }
            [row]
        };
        let changes = |a: &[serde_json::Value; 1], b: &[serde_json::Value; 1]| told(a, b, 0.0).1.join("; ");
        let plain_row = [plain.clone()];
        let hp = |hp: f64| with("engine_outcome/winner_hp", hp.into());
        assert_eq!(changes(&plain_row, &hp(12.5)), "row 0 / 0: engine_outcome.winner_hp absent -> 12.5");
        assert_eq!(changes(&hp(12.5), &hp(13.0)), "row 0 / 0: engine_outcome.winner_hp 12.5 -> 13.0");
        assert_eq!(told(&hp(12.5), &hp(13.0), 0.5), (0, Vec::new()));
        let sum = |sum: &str| with("checksum", sum.into());
        assert_eq!(changes(&sum("ffff"), &plain_row), "row 0 / 0: checksum \"ffff\" -> absent");
        assert_eq!(told(&sum("ffff"), &sum("ffff"), 0.0), (0, Vec::new()));
        // What is not of the type it should be is not lost either.
        let outcome = |value: u64| with("engine_outcome", value.into());
        assert_eq!(changes(&outcome(5), &outcome(6)), "row 0 / 0: engine_outcome 5 -> 6");
        let teams = |value: f64| with("aggregates/teams", serde_json::json!({"b": {"time_alive_s": value}}));
        assert_eq!(changes(&teams(5.0), &teams(6.0)), "row 0 / 0: aggregates.teams.b.time_alive_s 5 -> 6");
        // The schema is no result.
        assert_eq!(changes(&plain_row, &with("schema_version", 2.into())), "");
    }

    #[test]
    fn of_rows_with_one_seed_those_of_the_same_setting_are_joined() {
        let sweep: Vec<_> = (0..6).map(|at| row(at, at / 2, at % 2, 9.0 + (at % 2) as f64, 1.0, 1)).collect();
        let turned: Vec<_> = sweep.iter().rev().cloned().collect();
        assert_eq!(told(&sweep, &turned, 0.0), (0, Vec::new()));
        // Settings that have no like are joined as they come.
        let others = [row(0, 7, 1, 1.0, 1.0, 1), row(1, 7, 2, 2.0, 1.0, 1), row(2, 7, 3, 3.0, 1.0, 1)];
        let mut changed = others.clone();
        changed[0]["context"]["map_params"]["p"] = 8.into();
        changed[2]["context"]["map_params"]["p"] = 9.into();
        changed.reverse();
        let (rows, changes) = told(&others, &changed, 0.0);
        assert_eq!((rows, changes[0].as_str()), (2, "row 0 / 0: time_s 1 -> 3"));
    }

    #[test]
    fn damaged_events_are_never_the_same_as_others() {
        let whole = row(0, 1, 1, 9.0, 1.0, 1).to_string();
        let cut = whole.strip_suffix("}]}").unwrap().to_owned();
        let found = diff(&load(&format!("{whole}\n")), &load(&format!("{cut}\n")), Key::Seed, 0.0);
        assert!(!found.is_same(), "{found:?}");
    }
    #[test]
    fn a_line_that_is_gone_is_told_beside_the_one_that_is_there() {
        let line = || Some(row(0, 1, 1, 9.0, 1.0, 1).to_string().into_bytes());
        let told = |a: Option<Vec<u8>>, b: Option<Vec<u8>>| {
            let mut diff = diff(&load(""), &load(""), Key::Run, 0.0);
            assert!(diff.insides((0, 0), (a, b), 0.0));
            diff.changes[0].to_string()
        };
        assert_eq!(told(None, line()), "row 0 / 0: line cannot be read any more -> can be read");
        assert_eq!(told(line(), None), "row 0 / 0: line can be read -> cannot be read any more");
        let broken = told(line(), Some(b"{\"context\":1}".to_vec()));
        assert!(broken.starts_with("row 0 / 0: line can be read -> ") && !broken.contains("absent"), "{broken}");
    }
}

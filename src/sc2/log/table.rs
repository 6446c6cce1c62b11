//! Log rows as a table for people: clocks instead of seconds, one folder told apart from another, texts left, numbers right.
//!
//! ```text
//!   file           map          length  rush  since   by       label        R1  R2  sum  distinct  called by ...
//!   a.SC2Replay    Acropolis LE 2:28.0  RUSH  1:03.6  score    12p_gasless   9   6   17         8  all
//! ```

use super::write::LogRow;
use crate::film::Time;
use unicode_width::UnicodeWidthStr;

/// A column: its head, whether it is read from the left, and its cell.
type Column = (&'static str, bool, fn(&LogRow) -> String);

const COLUMNS: [Column; 18] = [
    ("file", true, |row| row.file.clone()),
    ("map", true, |row| row.map_name.clone().unwrap_or_else(none)),
    ("length", false, |row| clock(row.game_time_seconds)),
    ("rush", true, |row| if row.is_rushed { "RUSH" } else { "no" }.to_owned()),
    ("since", false, |row| clock(row.first_true_at)),
    ("by", true, |row| row.first_true_by.map_or_else(none, str::to_owned)),
    ("label", true, |row| row.rush_label.to_owned()),
    ("R1", false, |row| points(row.score_r1)),
    ("R2", false, |row| points(row.score_r2)),
    ("R3", false, |row| points(row.score_r3)),
    ("sum", false, |row| points(row.score_r1 + row.score_r2 + row.score_r3)),
    ("distinct", false, |row| points(row.score_distinct)),
    ("max", false, |row| points(row.score_max)),
    ("called by", true, called),
    ("pool", false, |row| clock(row.pool_start_est)),
    ("natural", false, |row| clock(row.t_nat_started)),
    ("ling", false, |row| clock(row.t_ling_seen)),
    ("contact", false, |row| clock(row.t_ling_contact)),
];

/// The fields a person looks at, in columns; the folder that all files share is left out.
#[must_use]
pub fn table(rows: &[LogRow]) -> String {
    let shared = folder(rows);
    let mut lines: Vec<Vec<String>> = vec![COLUMNS.iter().map(|(head, ..)| (*head).to_owned()).collect()];
    lines.extend(rows.iter().map(|row| {
        let mut cells: Vec<String> = COLUMNS.iter().map(|(.., cell)| cell(row)).collect();
        if let Some(file) = cells.first_mut() {
            *file = file.get(shared..).unwrap_or_default().to_owned();
        }
        cells
    }));
    let width = |column: usize| lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.width()).max();
    let widths: Vec<usize> = (0..COLUMNS.len()).map(|column| width(column).unwrap_or(0)).collect();
    let mut out = String::new();
    for line in &lines {
        let cells = line.iter().zip(&widths).zip(&COLUMNS).map(|((cell, width), (_, left, _))| {
            let gap = " ".repeat(width.saturating_sub(cell.width()));
            if *left { format!("{cell}{gap}") } else { format!("{gap}{cell}") }
        });
        out.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        out.push('\n');
    }
    out
}

/// How many bytes of every file's name are the folder that all share.
fn folder(rows: &[LogRow]) -> usize {
    let of = |row: &LogRow| row.file.rfind(['/', '\\']).map_or(0, |slash| slash + 1);
    let Some(first) = rows.first() else { return 0 };
    let shared = |name: &str| first.file.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count();
    let bytes = rows.iter().map(|row| shared(&row.file).min(of(row))).min().unwrap_or(0);
    // Never half a name: back to the last separator, which is one byte.
    let whole = (0..=bytes).rev().find_map(|end| first.file.get(..end)).unwrap_or_default();
    whole.rfind(['/', '\\']).map_or(0, |at| at + 1)
}

fn none() -> String {
    "-".to_owned()
}

/// Seconds as `1:23.4`.
fn clock(secs: Option<f64>) -> String {
    secs.and_then(Time::from_secs).map_or_else(none, |time| time.to_string())
}

/// Points, whole or with one decimal.
fn points(points: f64) -> String {
    ((points * 10.0).round() / 10.0).to_string()
}

/// Which of the three readings call it: where they differ, their names.
fn called(row: &LogRow) -> String {
    let readings = [(row.is_rushed_sum, "sum"), (row.is_rushed_distinct, "distinct"), (row.is_rushed_max, "max")];
    let names: Vec<&str> = readings.iter().filter(|(called, _)| *called).map(|(_, name)| *name).collect();
    match names.len() {
        0 => none(),
        3 => "all".to_owned(),
        _ => names.join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sc2::log::RowMeta;
    use crate::sc2::observe::Observations;
    use crate::sc2::rush::{Rules, judge};

    fn row(file: &str) -> LogRow {
        let obs = Observations { end: Time(125_400), ..Observations::default() };
        let meta = RowMeta { file: file.into(), length: Some(obs.end), ..RowMeta::default() };
        LogRow::new(&meta, &obs, &judge(&obs, &Rules::default(), Time::MAX))
    }

    #[test]
    fn the_shared_folder_is_left_out_and_never_half_a_name() {
        let names = |files: &[&str]| {
            let rows: Vec<LogRow> = files.iter().map(|file| row(file)).collect();
            let text = table(&rows);
            text.lines().skip(1).map(|line| line.split("  ").next().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names(&["a/b/one", "a/b/one more"]), ["one", "one more"]);
        assert_eq!(names(&["a/b1/x", "a/b2/x"]), ["b1/x", "b2/x"]);
        assert_eq!(names(&["게임/가", "게임/각"]), ["가", "각"]);
        assert_eq!(names(&["a/가/x", "a/각/x"]), ["가/x", "각/x"]);
        assert_eq!(names(&["x", "a/x"]), ["x", "a/x"]);
        assert_eq!(names(&["folder/x"]), ["x"]);
    }

    #[test]
    fn times_are_clocks_and_the_readings_that_call_it_are_named() {
        let mut one = row("x");
        let cells = |row: &LogRow| COLUMNS.map(|(.., cell)| cell(row));
        assert_eq!((cells(&one)[2].as_str(), cells(&one)[13].as_str(), cells(&one)[14].as_str()), ("2:05.4", "-", "-"));
        one.is_rushed_sum = true;
        assert_eq!(called(&one), "sum");
        (one.is_rushed_distinct, one.is_rushed_max) = (true, true);
        assert_eq!(called(&one), "all");
        assert!(table(&[]).starts_with("file  map"));
    }
}

//! Telemetry rows as a long table: listed, sorted, filtered, opened and exported while they are read.

use super::*;
use crate::film::Link;
use crate::sim::generate::{Options, generate};
use std::borrow::Cow;
use std::collections::BTreeSet;

fn made(options: &Options) -> (Table, Vec<u8>) {
    let mut bytes = Vec::new();
    generate(options, &mut bytes).unwrap();
    let source = Source::Memory { name: "folder/run.ndjson".into(), bytes: Cow::Owned(bytes.clone()) };
    let table = Table::over(&[source], false);
    table.read(&Progress::default()).unwrap();
    (table, bytes)
}

fn dirty() -> (Table, Vec<u8>) {
    made(&Options { rows: 400, events: 20, dirt: 0.3, seed: 3, ..Options::default() })
}

fn listed(table: &Table, filter: &str, sort: Option<(usize, bool)>) -> Vec<RowNumber> {
    let listing = Listing { filter: filter.into(), sort };
    table.list(&listing, 0, &Progress::default()).unwrap().rows
}

fn column(table: &Table, key: &str) -> usize {
    table.columns().iter().position(|column| column.key == key).unwrap()
}

#[test]
fn every_column_has_its_own_name_and_a_filter_knows_it() {
    let (table, _) = made(&Options { rows: 3, ..Options::default() });
    let keys: BTreeSet<&str> = table.columns().iter().map(|column| column.key).collect();
    assert_eq!(keys.len(), table.columns().len());
    let strange = ["checks", "events", "line"];
    for column in table.columns().iter().filter(|column| !strange.contains(&column.key)) {
        assert_eq!(table.understand(&format!("{} != null", column.key)), Ok(()), "{}", column.key);
    }
    for at in 0..table.columns().len() {
        if let Some(path) = table.path(at) {
            assert_eq!(table.understand(&format!("{path} != null")), Ok(()));
        }
    }
    assert_eq!(table.title(), "run.ndjson");
    assert!(table.understand("reslt == draw").unwrap_err().contains("did you mean `result`"));
}

#[test]
fn rows_are_sorted_by_any_column_and_what_is_absent_comes_last_both_ways() {
    let (table, _) = dirty();
    for at in 0..table.columns().len() {
        for falling in [false, true] {
            let rows = listed(&table, "", Some((at, falling)));
            assert_eq!(rows.iter().collect::<BTreeSet<_>>().len(), table.rows());
            let cells: Vec<Cell> = rows.iter().map(|row| table.cell(*row as usize, at)).collect();
            let numbers: Vec<f64> =
                cells.iter().map_while(|cell| if let Cell::Number(n) = cell { Some(*n) } else { None }).collect();
            assert!(numbers.is_sorted_by(|a, b| if falling { a >= b } else { a <= b }), "{at} {falling}");
            let after = &cells[numbers.len()..];
            if !numbers.is_empty() {
                assert!(after.iter().all(|cell| !matches!(cell, Cell::Number(_))), "{at} {falling}: {after:?}");
            }
        }
    }
    let result = column(&table, "result");
    let first = listed(&table, "!broken", Some((result, true)))[0];
    assert_eq!(table.cell(first as usize, result), Cell::Text("timeout".into()));
}

#[test]
fn a_listing_in_parts_is_the_listing_as_a_whole() {
    let (table, _) = dirty();
    for filter in ["result == timeout || a.damage > 300", "events.kind == cc_applied", "broken"] {
        let whole = listed(&table, filter, None);
        let listing = Listing { filter: filter.into(), sort: None };
        let later = table.list(&listing, 100, &Progress::default()).unwrap();
        let wanted: Vec<RowNumber> = whole.iter().copied().filter(|row| *row >= 100).collect();
        assert_eq!((later.rows, later.of), (wanted, table.rows()));
        assert!(!whole.is_empty(), "{filter} selects nothing: the test shows nothing");
    }
    let stopped = Progress::default();
    stopped.stop();
    let listing = Listing { filter: "events.kind == cc_applied".into(), sort: None };
    assert_eq!(table.list(&listing, 0, &stopped), Err(Halted::Stopped));
}

#[test]
fn a_text_is_found_in_the_lines_as_they_are() {
    let (table, bytes) = dirty();
    let lines: Vec<&[u8]> = bytes.split(|b| *b == b'\n').collect();
    let holds = |row: &usize| memchr::memmem::find(lines[*row], b"\"cc_applied\"").is_some();
    let wanted = (0..table.rows()).find(holds);
    let mut rows = 0..table.rows() as RowNumber;
    assert_eq!(table.find("\"cc_applied\"", &mut rows, &Progress::default()), Ok(wanted));
    let mut back = (0..table.rows() as RowNumber).rev();
    let last = (0..table.rows()).rev().position(|row| holds(&row));
    assert_eq!(table.find("\"cc_applied\"", &mut back, &Progress::default()), Ok(last));
    let mut all = 0..table.rows() as RowNumber;
    assert_eq!(table.find("no such text", &mut all, &Progress::default()), Ok(None));
}

#[test]
fn rows_are_counted_once_they_were_read_to_their_end() {
    let source = Source::Memory { name: "r".into(), bytes: Cow::Borrowed(b"{\"context\":{}}\n") };
    let table = Table::over(&[source], false);
    assert!(!table.counted());
    let stopped = Progress::default();
    stopped.stop();
    assert!(table.read(&stopped).is_err() && !table.counted());
    table.read(&Progress::default()).unwrap();
    assert!(table.counted() && table.rows() == 1);
}

#[test]
fn rows_are_written_as_they_were_or_as_a_table() {
    let (table, bytes) = dirty();
    let all: Vec<RowNumber> = (0..table.rows() as RowNumber).collect();
    let mut out = Vec::new();
    table.export(&all, Export::Lines, &mut out, &Progress::default()).unwrap();
    assert_eq!(out, bytes);
    let mut out = Vec::new();
    table.export(&all, Export::Csv, &mut out, &Progress::default()).unwrap();
    let mut reader = csv::Reader::from_reader(out.as_slice());
    let heads = reader.headers().unwrap().clone();
    assert_eq!((&heads[0], reader.records().filter(Result::is_ok).count()), ("row", table.rows()));
    let mut out = Vec::new();
    table.export(&[], Export::Csv, &mut out, &Progress::default()).unwrap();
    assert_eq!(String::from_utf8(out).unwrap().lines().count(), 1, "a table without rows has its head");
    let stopped = Progress::default();
    stopped.stop();
    let halted = table.export(&all, Export::Lines, &mut Vec::new(), &stopped).unwrap_err();
    assert_eq!(halted.kind(), io::ErrorKind::Interrupted);
}

#[test]
fn every_row_that_is_not_broken_opens_and_is_found_again() {
    let (table, _) = dirty();
    let (mut opened, mut found_itself) = (0, 0);
    for row in 0..table.rows() {
        match table.open(row) {
            // A damaged line is opened as far as it goes, but the index has no name for it.
            Ok(_) if table.fault(row).is_some() => {}
            Ok(film) => {
                let found = table.row_of(&film.meta.id).unwrap();
                // A duplicate has the name of a row before it.
                assert!(found <= row && table.open(found).unwrap().meta.id == film.meta.id, "{row} {found}");
                found_itself += usize::from(found == row);
                opened += 1;
            }
            Err(reason) => assert!(table.fault(row).is_some() && reason.contains("run.ndjson"), "{reason}"),
        }
    }
    assert!(opened > 300 && opened < table.rows() && found_itself > 300);
    assert!(table.open(table.rows()).unwrap_err().contains("no row"));
}

#[test]
fn checks_lead_to_the_findings_of_their_rows() {
    let (table, _) = dirty();
    let film = table.check(&Progress::default()).unwrap();
    let checks = film.sheet("checks").unwrap();
    assert!(checks.rows.len() > 20);
    let mut kinds = BTreeSet::new();
    for link in checks.links.iter().flatten() {
        let Link::Row(row, Some(finding)) = link else { panic!("{link:?}") };
        let opened = table.open(*row as usize).unwrap();
        let found = opened.findings.iter().find(|f| f.id == *finding);
        assert!(found.is_some_and(crate::film::Finding::is_judgeable), "{finding:?} in row {row}");
        kinds.insert(found.unwrap().kind);
    }
    assert!(kinds.len() >= 6, "{kinds:?}");
    let broken = film.sheet("broken").unwrap();
    assert!(broken.rows.len() >= table.broken());
}

#[test]
fn a_summary_leads_to_the_rows_it_counts() {
    let (table, _) = dirty();
    let film = table.summary(None, &Progress::default()).unwrap();
    let mut followed = 0;
    for (sheet, counted) in [("results", 1), ("unit", 1), ("scenario", 1), ("matchup", 1)] {
        let sheet = film.sheet(sheet).unwrap();
        for (cells, link) in sheet.rows.iter().zip(&sheet.links) {
            let (Cell::Number(count), Some(Link::Rows(filter))) = (&cells[counted], link) else { continue };
            let rows = listed(&table, filter, None).len();
            match sheet.key {
                // A unit counts once for each side that has it.
                "unit" => assert!(rows as f64 <= *count && rows > 0, "{filter}"),
                _ => assert_eq!(rows as f64, *count, "{filter}"),
            }
            followed += 1;
        }
    }
    assert!(followed > 10);
    let two = table.summary(Some(&[0, 1]), &Progress::default()).unwrap();
    assert_eq!(two.sheet("results").unwrap().rows[0][1], Cell::Number(2.0));
}

#[test]
fn rows_without_a_scenario_are_not_those_of_one_called_none() {
    let line = |context: serde_json::Value| serde_json::json!({"context": context, "engine_outcome": {}}).to_string();
    let named = |name: &str| line(serde_json::json!({"scenario_id": name}));
    let none = || line(serde_json::json!({}));
    let text = [none(), none(), named("(none)"), named("field"), "broken".to_owned()].join("\n");
    let table = Table::over(&[Source::Memory { name: "r".into(), bytes: Cow::Owned(text.into_bytes()) }], false);
    table.read(&Progress::default()).unwrap();
    let film = table.summary(None, &Progress::default()).unwrap();
    let found = |sheet: &str, name: &str| -> Vec<Vec<RowNumber>> {
        let sheet = film.sheet(sheet).unwrap();
        let of = sheet.rows.iter().zip(&sheet.links).filter(|(cells, _)| cells[0] == Cell::Text(name.into()));
        of.map(|(_, link)| if let Some(Link::Rows(filter)) = link { listed(&table, filter, None) } else { vec![] })
            .collect()
    };
    assert_eq!(found("scenario", "(none)"), [vec![0, 1], vec![2]]);
    assert_eq!(found("results", "no result"), [vec![0, 1, 2, 3]]);
}

#[test]
fn two_filters_are_joined_whatever_they_are_made_of() {
    let (table, _) = dirty();
    let both = table.both("result == draw || result == timeout", "a.damage > 300");
    assert_eq!(both, "(result == draw || result == timeout) && (a.damage > 300)");
    assert!(table.understand(&both).is_ok());
    assert_eq!((table.both("broken", " "), table.both("", "broken")), ("broken".into(), "broken".into()));
    assert_eq!(table.both("broken", "broken"), "broken");
}

#[test]
fn long_seeds_are_shown_sorted_and_exported_as_they_stand() {
    let seeds = ["9007199254740993", "18446744073709551615", "9007199254740992", "null", "-1", "9223372036854775808"];
    let line = |seed| format!("{{\"context\":{{\"sim_seed\":{seed}}}}}\n");
    let bytes = Cow::Owned(seeds.map(line).concat().into_bytes());
    let table = Table::over(&[Source::Memory { name: "r".into(), bytes }], false);
    table.read(&Progress::default()).unwrap();
    let at = column(&table, "sim_seed");
    assert_eq!(table.cell(1, at), Cell::Text("18446744073709551615".into()));
    assert_eq!(listed(&table, "", Some((at, false))), [4, 2, 0, 5, 1, 3]);
    assert_eq!(listed(&table, "", Some((at, true))), [1, 5, 0, 2, 4, 3]);
    let mut csv = Vec::new();
    table.export(&[1, 5], Export::Csv, &mut csv, &Progress::default()).unwrap();
    let csv = String::from_utf8(csv).unwrap();
    assert!(csv.contains(",18446744073709551615,") && csv.contains(",9223372036854775808,"), "{csv}");
}

#[test]
fn a_matchup_leads_to_the_rows_in_which_these_rosters_meet() {
    let line = |a: &[&str], b: &[&str]| {
        serde_json::json!({"context": {"team_a_ids": a, "team_b_ids": b}, "engine_outcome": {}}).to_string()
    };
    let rows = [
        line(&["x"], &["y"]),
        line(&["x", "y"], &["z"]),
        line(&["y"], &["x"]),
        line(&["z"], &["y", "x"]),
        line(&["x, y"], &["z"]),
        line(&[], &["x"]),
        line(&["x", "x"], &["y"]),
    ];
    let table =
        Table::over(&[Source::Memory { name: "r".into(), bytes: Cow::Owned(rows.join("\n").into_bytes()) }], false);
    table.read(&Progress::default()).unwrap();
    let film = table.summary(None, &Progress::default()).unwrap();
    let sheet = film.sheet("matchup").unwrap();
    let mut found: Vec<(String, Vec<RowNumber>)> = Vec::new();
    for (cells, link) in sheet.rows.iter().zip(&sheet.links) {
        let (Cell::Text(name), Some(Link::Rows(filter))) = (&cells[0], link) else { panic!("{cells:?}") };
        found.push((name.clone(), listed(&table, filter, None)));
    }
    found.sort_by_key(|(_, rows)| rows.clone());
    let want = [
        ("x against y", vec![0, 2]),
        ("x, y against z", vec![1, 3]),
        ("\"x, y\" against z", vec![4]),
        (" against x", vec![5]),
        ("x, x against y", vec![6]),
    ];
    assert_eq!(found, want.map(|(name, rows)| (name.to_owned(), rows)));
}

#[test]
fn names_with_quotes_lead_to_their_rows_or_nowhere() {
    let line = |unit: &str| serde_json::json!({"context": {"team_a_ids": [unit]}, "engine_outcome": {}}).to_string();
    let text = ["6\" gun", "o'hara", "6\" o'hara"].map(line).join("\n");
    let table = Table::over(&[Source::Memory { name: "r".into(), bytes: Cow::Owned(text.into_bytes()) }], false);
    table.read(&Progress::default()).unwrap();
    let film = table.summary(None, &Progress::default()).unwrap();
    let units = film.sheet("unit").unwrap();
    let mut found: Vec<usize> = Vec::new();
    for link in units.links.iter().flatten() {
        let Link::Rows(filter) = link else { panic!("{link:?}") };
        found.push(listed(&table, filter, None).len());
    }
    assert_eq!((units.rows.len(), found), (3, vec![1, 1]));
}

#[test]
fn a_file_written_over_or_replaced_is_begun_anew_and_one_that_goes_on_is_not() {
    let made = |rows: u64, seed: u64| {
        let mut bytes = Vec::new();
        generate(&Options { rows, events: 0, seed, ..Options::default() }, &mut bytes).unwrap();
        bytes
    };
    let folder = tempfile::tempdir().unwrap();
    let (path, beside) = (folder.path().join("run.ndjson"), folder.path().join("new"));
    let (first, longer, mut other) = (made(3, 1), made(5, 1), made(6, 2));
    assert!(longer.starts_with(&first) && !other.starts_with(&first[..1_000]), "the test shows nothing");
    std::fs::write(&path, &first).unwrap();
    let table = Table::over(&[Source::File(path.clone())], true);
    let read = || {
        table.read(&Progress::default()).unwrap();
        let index = table.telemetry.index();
        (index.rows(), index.broken(), index.begun(0))
    };
    assert_eq!(read(), (3, 0, 0));
    // A copy that goes on where this one ended took its place.
    std::fs::write(&beside, &longer).unwrap();
    std::fs::rename(&beside, &path).unwrap();
    assert_eq!(read(), (5, 0, 0));
    assert_eq!(table.line(4).unwrap().as_bytes(), longer.split(|b| *b == b'\n').nth(4).unwrap());
    // Another one took its place, which is longer.
    std::fs::write(&beside, &other).unwrap();
    std::fs::rename(&beside, &path).unwrap();
    assert_eq!(read(), (6, 0, 1));
    assert_eq!(table.line(0).unwrap().as_bytes(), other.split(|b| *b == b'\n').next().unwrap());
    // Written over in place, with the same beginning and longer.
    let third = made(3, 3);
    other.truncate(300);
    other.extend(b"\n");
    other.extend(third.repeat(3));
    std::fs::write(&path, &other).unwrap();
    assert_eq!(read(), (10, 1, 2));
    assert_eq!(read(), (10, 1, 2));
}

#[test]
fn a_file_that_grows_gets_rows_behind_the_others_and_half_a_line_waits_for_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("grows.ndjson");
    let mut bytes = Vec::new();
    generate(&Options { rows: 4, events: 0, ..Options::default() }, &mut bytes).unwrap();
    let cut = bytes.len() - 300;
    std::fs::write(&path, &bytes[..cut]).unwrap();
    let table = Table::over(&[Source::File(path.clone())], true);
    table.read(&Progress::default()).unwrap();
    assert_eq!((table.rows(), table.broken()), (4, 1));
    let listing = Listing { filter: "time_s >= 0".into(), sort: None };
    let before = table.list(&listing, 0, &Progress::default()).unwrap();
    assert_eq!((before.rows.len(), before.of), (3, 3), "half a line has not been looked at for good");
    std::fs::write(&path, &bytes).unwrap();
    assert_eq!(table.read(&Progress::default()), Ok(true));
    let after = table.list(&listing, before.of, &Progress::default()).unwrap();
    assert_eq!((after.rows, table.broken(), table.edition()), (vec![3], 0, 0));
    std::fs::write(&path, &bytes[..100]).unwrap();
    table.read(&Progress::default()).unwrap();
    assert_ne!(table.edition(), 0, "a shorter file is another one");
}

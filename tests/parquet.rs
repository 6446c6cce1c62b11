//! `analyze --format parquet`: the files hold what the other formats hold, with types. Only in builds that have it:
//! `cargo test --features parquet --test parquet`.
#![cfg(feature = "parquet")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/skip.rs"]
mod skip;

use filmroom::film::spreadsheet_text;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A round without snapshots, with names that a spreadsheet would take for formulas.
const EVENTS: &str = "{\"t\":0,\"type\":\"round_start\",\"round_id\":\"=1+1\",\"map\":\"-m, \\\"x\\\"\"}\n\
                      {\"t\":5,\"type\":\"kill\",\"killer\":4,\"victim\":0}\n";

fn filmroom(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_filmroom"));
    command.args(args).current_dir(folder).env("XDG_CONFIG_HOME", folder).output().unwrap()
}

fn well(folder: &Path, args: &[&str]) {
    let output = filmroom(folder, args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Rounds in every format, with names of places; Parquet on one thread and on three.
fn results() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    well(at, &["demo", "--write", "rounds/demo"]);
    well(at, &["demo", "--generate", "--seed", "3", "--rounds", "2", "--minutes", "4", "--write", "rounds/made"]);
    fs::create_dir(at.join("rounds/odd")).unwrap();
    fs::write(at.join("rounds/odd/events.jsonl"), EVENTS).unwrap();
    fs::create_dir_all(at.join("etmain/maps")).unwrap();
    fs::write(at.join("etmain/maps/towpath_loc_override.dat"), "600 0 24 \"=Yard\"\n").unwrap();
    for (out, format, threads) in
        [("j", "jsonl", "2"), ("c", "csv", "2"), ("p", "parquet", "1"), ("p3", "parquet", "3")]
    {
        let args = ["analyze", "rounds", "--out", out, "--format", format, "--threads", threads, "--etmain", "etmain"];
        well(at, &args);
    }
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The names of a file's columns, and its rows.
fn table(path: &Path) -> (Vec<String>, Vec<Vec<Field>>) {
    let reader = SerializedFileReader::try_from(path).unwrap();
    let schema = reader.metadata().file_metadata().schema().clone();
    let columns = schema.get_fields().iter().map(|field| field.name().to_owned()).collect();
    let rows = reader.get_row_iter(None).unwrap();
    (columns, rows.map(|row| row.unwrap().get_column_iter().map(|(_, field)| field.clone()).collect()).collect())
}

/// The cell of the CSV file.
fn cell(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => spreadsheet_text(text),
        Field::Long(number) => number.to_string(),
        Field::Double(number) => Value::from(*number).to_string(),
        Field::Bool(switch) => switch.to_string(),
        other => panic!("{other:?} is no cell"),
    }
}

#[test]
fn every_cell_is_that_of_the_csv_file() {
    let folder = results();
    let mut kinds = [0; 3];
    for name in names(&folder.path().join("c")) {
        let mut csv = csv::Reader::from_path(folder.path().join("c").join(&name)).unwrap();
        let (columns, rows) = table(&folder.path().join("p").join(name.replace(".csv", ".parquet")));
        assert_eq!(csv.headers().unwrap().iter().collect::<Vec<_>>(), columns, "{name}");
        let wanted: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
        assert_eq!(wanted.len(), rows.len(), "{name}");
        for (wanted, row) in wanted.iter().zip(&rows) {
            assert_eq!(wanted.iter().collect::<Vec<_>>(), row.iter().map(cell).collect::<Vec<_>>(), "{name}");
            for field in row {
                match field {
                    Field::Long(_) => kinds[0] += 1,
                    Field::Double(_) => kinds[1] += 1,
                    Field::Bool(_) => kinds[2] += 1,
                    _ => {}
                }
            }
        }
    }
    assert!(kinds.iter().all(|kind| *kind > 100), "{kinds:?}");
}

#[test]
fn nothing_is_null_where_the_json_lines_say_null_and_text_is_as_it_was() {
    let folder = results();
    for name in names(&folder.path().join("j")) {
        let lines = fs::read_to_string(folder.path().join("j").join(&name)).unwrap();
        let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let (columns, rows) = table(&folder.path().join("p").join(name.replace(".jsonl", ".parquet")));
        assert_eq!(lines.len(), rows.len(), "{name}");
        for (line, row) in lines.iter().zip(&rows) {
            for (column, field) in columns.iter().zip(row) {
                let Some(value) = line.get(column) else { continue };
                assert_eq!(value.is_null(), *field == Field::Null, "{name}: {column}");
                if let (Some(text), Field::Str(cell)) = (value.as_str(), field) {
                    assert_eq!(text, cell, "{name}: {column}");
                }
            }
        }
        if name == "trade_events.jsonl" {
            let place = columns.iter().position(|column| column == "place").unwrap();
            assert!(rows.iter().any(|row| row[place] == Field::Str("=Yard".to_owned())));
            let odd = Field::Str("=1+1".to_owned());
            assert!(rows.iter().any(|row| row[3] == odd), "a name that looks like a formula is left alone");
        }
    }
}

#[test]
fn the_bytes_are_the_same_on_any_number_of_threads_and_nothing_else_is_left() {
    let folder = results();
    let (one, three) = (folder.path().join("p"), folder.path().join("p3"));
    assert_eq!(
        names(&one),
        names(&folder.path().join("c")).iter().map(|name| name.replace(".csv", ".parquet")).collect::<Vec<_>>()
    );
    for name in names(&one) {
        assert_eq!(fs::read(one.join(&name)).unwrap(), fs::read(three.join(&name)).unwrap(), "{name}");
    }
    // Files of results among the rounds are no input of the next run.
    well(folder.path(), &["analyze", "rounds", "--out", "rounds/demo/p", "--format", "parquet"]);
    well(folder.path(), &["check", "rounds/demo"]);
}

#[test]
fn a_stream_of_lines_cannot_hold_them() {
    let folder = tempfile::tempdir().unwrap();
    well(folder.path(), &["demo", "--write", "demo"]);
    let output = filmroom(folder.path(), &["analyze", "demo", "--out", "-", "--format", "parquet"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("leave out --format parquet") && output.stdout.is_empty(), "{said}");
}

/// Others read them too. Python and its packages are the reader's, not ours: what is not installed is skipped.
#[test]
fn pandas_polars_and_duckdb_read_what_the_csv_files_hold() {
    let folder = results();
    let python = std::env::var("FILMROOM_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    for (package, read) in [
        ("pandas, pyarrow", "len(pandas.read_parquet(name)), len(pandas.read_parquet(name).columns)"),
        ("polars", "polars.read_parquet(name).shape"),
        ("duckdb", "duckdb.sql(f\"FROM '{name}'\").shape"),
    ] {
        let code = format!(
            "import csv, glob, {package}
names = sorted(glob.glob('p/*.parquet'))
assert len(names) == 10, names
for name in names:
    with open(name.replace('parquet', 'csv').replace('p/', 'c/'), newline='', encoding='utf-8') as file:
        head, *rows = csv.reader(file)
    assert ({read}) == (len(rows), len(head)), name
"
        );
        let run = |code: &str| {
            let mut command = Command::new(&python);
            command.args(["-c", code]).current_dir(folder.path()).stdin(Stdio::null()).output()
        };
        if !run(&format!("import {package}")).is_ok_and(|output| output.status.success()) {
            skip::skipped(&format!("python3 with {package}"));
            continue;
        }
        let output = run(&code).unwrap();
        assert!(output.status.success(), "{package}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

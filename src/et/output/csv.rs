//! The tables as text, for spreadsheets and data frames. Nothing (null) is an empty cell, and text that looks like a formula
//! is defused.

use super::tables::{COUNTED, TABLES, Table, words};
use crate::film::spreadsheet_text;
use serde_json::Value;

/// Names of the files with their head lines.
pub(super) fn heads(places: bool) -> Vec<(String, Vec<u8>)> {
    let head = |table: &Table| (format!("{}.csv", table.name), text(|add| add(&table.names(places))));
    TABLES.iter().map(head).collect()
}

/// The lines of every table, in the order of [`heads`], for the rows of [`super::rows`].
pub(super) fn lines(rows: &[Vec<Value>; 7], places: bool) -> Vec<Vec<u8>> {
    let lines = |table: &Table| {
        let rows = rows.get(table.file).map_or(&[][..], Vec::as_slice);
        text(|add| table.each(rows, places, cell, |record| add(&record)))
    };
    TABLES.iter().map(lines).collect()
}

fn cell(path: &str, value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => spreadsheet_text(text),
        Some(Value::Array(items)) if COUNTED.contains(&path) => items.len().to_string(),
        Some(Value::Array(items)) => spreadsheet_text(&words(items)),
        // Numbers and switches need no defusing, and an object begins with a bracket.
        Some(other) => other.to_string(),
    }
}

/// Writes records into a text.
fn text(write: impl FnOnce(&mut dyn FnMut(&[String]))) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail.
    write(&mut |record| drop(writer.write_record(record)));
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
#[path = "csv_tests.rs"]
mod tests;

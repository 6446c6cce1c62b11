//! The output contract: seven files of JSON lines with a fixed order of lines and fields (E8).

mod csv;
mod files;
mod json;
mod trades;

pub use files::{FILES, Writers, rows, rows_with};

use serde_json::Value;

/// How the rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// The contract: seven files, one JSON object a line.
    #[default]
    Jsonl,
    /// The same as tables; lists of objects are tables of their own.
    Csv,
}

impl Format {
    /// Names of the files, each with its head line (none for JSON lines); `places`: of rows that name places.
    #[must_use]
    pub fn heads(self, places: bool) -> Vec<(&'static str, Vec<u8>)> {
        match self {
            Format::Jsonl => FILES.iter().map(|name| (*name, Vec::new())).collect(),
            Format::Csv => csv::heads(places),
        }
    }

    /// The rows of a round as text, in the order of [`Format::heads`].
    #[must_use]
    pub fn text(self, rows: &[Vec<Value>; 7], places: bool) -> Vec<Vec<u8>> {
        match self {
            Format::Jsonl => rows.iter().map(|lines| json_lines(lines)).collect(),
            Format::Csv => csv::lines(rows, places),
        }
    }
}

fn json_lines(lines: &[Value]) -> Vec<u8> {
    let mut out = Vec::new();
    for line in lines {
        // Writing to memory cannot fail, and a value of this kind has no key that is no text.
        let _ = serde_json::to_writer(&mut out, line);
        out.push(b'\n');
    }
    out
}

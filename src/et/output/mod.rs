//! The output contract: seven files of JSON lines with a fixed order of lines and fields (E8), and the same as tables.

mod csv;
mod files;
mod json;
#[cfg(feature = "parquet")]
mod parquet;
mod tables;
mod trades;

pub use files::{FILES, lines, rows};
#[cfg(feature = "parquet")]
pub use parquet::Parquet;

use serde_json::Value;

/// How the rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// The contract: seven files, one JSON object a line.
    #[default]
    Jsonl,
    /// The same as tables; lists of objects are tables of their own.
    Csv,
    /// The tables with types: [`Parquet`] makes files of these rows.
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Format {
    /// Names of the files, each with its head: none for JSON lines, a line for CSV, the columns for Parquet; `places`: of
    /// rows that name places.
    #[must_use]
    pub fn heads(self, places: bool) -> Vec<(String, Vec<u8>)> {
        match self {
            Format::Jsonl => FILES.iter().map(|name| ((*name).to_owned(), Vec::new())).collect(),
            Format::Csv => csv::heads(places),
            #[cfg(feature = "parquet")]
            Format::Parquet => parquet::heads(places),
        }
    }

    /// The lines of a round, see [`lines`], as text in the order of [`Format::heads`].
    #[must_use]
    pub fn text(self, lines: [Vec<u8>; 7], places: bool) -> Vec<Vec<u8>> {
        match self {
            Format::Jsonl => lines.into(),
            Format::Csv => csv::lines(&lines.map(|lines| parse(&lines)), places),
            #[cfg(feature = "parquet")]
            Format::Parquet => parquet::lines(&lines.map(|lines| parse(&lines)), places),
        }
    }
}

/// Lines as values.
fn parse(lines: &[u8]) -> Vec<Value> {
    // They were written just here: every line is JSON.
    lines.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect()
}

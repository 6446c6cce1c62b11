//! The tables as Parquet: typed columns, written piece by piece.
//!
//! ```text
//!   rows of a round ──lines──▶ ["v1",3,null,..] ──in order──▶ waiting, up to 4 MB ──▶ a row group ──▶ bytes of the file
//! ```
//!
//! The columns are those of the CSV tables. Numbers are numbers, switches are switches and nothing is null; text stays as
//! it is in the JSON lines. Which type a column has is said here, never guessed from the rows: files of any two runs fit
//! together. A file's bytes follow from its rows alone, as the rows come in the order of the rounds.

use super::tables::{COUNTED, TABLES, Table, words};
use ::parquet::basic::{Compression, Type};
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use ::parquet::errors::{ParquetError, Result};
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::parser::parse_message_type;
use serde_json::Value;
use std::fmt::Write;
use std::io;
use std::mem::take;
use std::sync::Arc;

/// Columns that count or number something; the counted lists are such too.
const WHOLE: [&str; 22] = [
    "victim",
    "killer",
    "client",
    "client_a",
    "client_b",
    "cell_x",
    "cell_y",
    "teammates_alive",
    "teammates_known",
    "trade_opportunities",
    "trade_attempts",
    "trade_successes",
    "missed_candidates",
    "missed_suppressed",
    "isolated_deaths",
    "isolated_suppressed",
    "contacts",
    "rotation_already",
    "rotation_arrived",
    "rotation_late",
    "rotation_never",
    "rotation_unknown",
];

/// Columns that are yes or no.
const SWITCHES: [&str; 10] = [
    "marginal",
    "attempted",
    "succeeded",
    "missed",
    "missed.suppressed",
    "penalties",
    "counted",
    "suppressed",
    "floating",
    "stable_duo",
];

/// Columns that are words.
const WORDS: [&str; 33] = [
    "schema_version",
    "score_model_version",
    "config_hash",
    "round_id",
    "map",
    "team_of_victim",
    "unavailable",
    "confidence",
    "closed_by",
    "gates.near",
    "gates.clear",
    "gates.open",
    "gates.survived",
    "gates.sight",
    "gates.free",
    "gates.route",
    "missed.reason",
    "missed.reasons",
    "missed.trigger",
    "missed.expected",
    "missed.possible_because",
    "missed.missing",
    "guid",
    "guid_a",
    "guid_b",
    "team",
    "type",
    "reason",
    "reasons",
    "shape",
    "state",
    "place",
    "killer_place",
];

/// So much text of rows waits for its row group: readers like large ones, and this is what each table holds in memory.
const GROUP: usize = 4 << 20;

/// Names of the files with their columns: the schema, as Parquet writes it down.
pub(super) fn heads(places: bool) -> Vec<(String, Vec<u8>)> {
    let head = |table: &Table| (format!("{}.parquet", table.name), schema(table, places).into_bytes());
    TABLES.iter().map(head).collect()
}

fn schema(table: &Table, places: bool) -> String {
    let mut out = String::from("message rows {");
    for path in table.columns(places) {
        let kind = match *path {
            path if WHOLE.contains(&path) || COUNTED.contains(&path) => "INT64",
            path if SWITCHES.contains(&path) => "BOOLEAN",
            path if WORDS.contains(&path) => "BYTE_ARRAY",
            _ => "DOUBLE",
        };
        let words = if kind == "BYTE_ARRAY" { " (STRING)" } else { "" };
        // Writing to memory cannot fail.
        let _ = write!(out, " OPTIONAL {kind} {}{words};", path.replace('.', "_"));
    }
    out + " }"
}

/// The lines of every table, in the order of [`heads`], for the rows of [`super::rows`]: each an array of its cells.
pub(super) fn lines(rows: &[Vec<Value>; 7], places: bool) -> Vec<Vec<u8>> {
    let lines = |table: &Table| {
        let rows = rows.get(table.file).map_or(&[][..], Vec::as_slice);
        let mut out = Vec::new();
        table.each(rows, places, cell, |cells| {
            out.extend_from_slice(Value::Array(cells).to_string().as_bytes());
            out.push(b'\n');
        });
        out
    };
    TABLES.iter().map(lines).collect()
}

fn cell(path: &str, value: Option<&Value>) -> Value {
    match value {
        None => Value::Null,
        Some(Value::Array(items)) if COUNTED.contains(&path) => items.len().into(),
        Some(Value::Array(items)) => words(items).into(),
        Some(object @ Value::Object(_)) => object.to_string().into(),
        Some(other) => other.clone(),
    }
}

/// A file in the making. What is done of it is given away at once; what it keeps is the rows of the next row group, and
/// where the ones before are.
pub struct Parquet {
    writer: SerializedFileWriter<Vec<u8>>,
    waiting: Vec<u8>,
}

impl Parquet {
    /// A file with the columns that its head says, see [`super::Format::heads`].
    ///
    /// # Errors
    /// The head is none.
    pub fn new(head: &[u8]) -> io::Result<Parquet> {
        let begin = || {
            let schema = parse_message_type(&String::from_utf8_lossy(head))?;
            // The packing that every reader knows; the sentences of candidates need it.
            let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
            SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))
        };
        Ok(Parquet { writer: begin().map_err(io::Error::other)?, waiting: Vec::new() })
    }

    /// Adds whole lines; what the file goes on with.
    ///
    /// # Errors
    /// The lines are not of these columns.
    pub fn add(&mut self, lines: &[u8]) -> io::Result<Vec<u8>> {
        self.waiting.extend_from_slice(lines);
        if self.waiting.len() >= GROUP {
            self.group().map_err(io::Error::other)?;
        }
        self.writer.flush()?;
        Ok(take(self.writer.inner_mut()))
    }

    /// What the file ends with.
    ///
    /// # Errors
    /// As with [`Parquet::add`].
    pub fn finish(mut self) -> io::Result<Vec<u8>> {
        let mut end = || {
            if !self.waiting.is_empty() {
                self.group()?;
            }
            self.writer.finish()
        };
        end().map_err(io::Error::other)?;
        Ok(take(self.writer.inner_mut()))
    }

    /// Writes what waits.
    fn group(&mut self) -> Result<()> {
        let columns = self.writer.schema_descr().columns();
        let mut columns =
            columns.iter().map(|column| Column::new(column.physical_type())).collect::<Result<Vec<_>>>()?;
        for line in self.waiting.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let cells: Vec<Value> =
                serde_json::from_slice(line).map_err(|error| ParquetError::External(error.into()))?;
            if cells.len() != columns.len() {
                return Err(ParquetError::General(format!("{} cells in {} columns", cells.len(), columns.len())));
            }
            columns.iter_mut().zip(cells).try_for_each(|(column, cell)| column.push(cell))?;
        }
        self.waiting.clear();
        let mut group = self.writer.next_row_group()?;
        for column in columns {
            if let Some(writer) = group.next_column()? {
                column.write(writer)?;
            }
        }
        group.close().map(drop)
    }
}

/// A column of a row group.
struct Column {
    /// For each row 1 where there is a value, 0 where there is none.
    there: Vec<i16>,
    values: Values,
}

enum Values {
    Switch(Vec<bool>),
    Whole(Vec<i64>),
    Number(Vec<f64>),
    Words(Vec<ByteArray>),
}

impl Column {
    fn new(kind: Type) -> Result<Column> {
        let values = match kind {
            Type::BOOLEAN => Values::Switch(Vec::new()),
            Type::INT64 => Values::Whole(Vec::new()),
            Type::DOUBLE => Values::Number(Vec::new()),
            Type::BYTE_ARRAY => Values::Words(Vec::new()),
            other => return Err(ParquetError::NYI(format!("columns of {other}"))),
        };
        Ok(Column { there: Vec::new(), values })
    }

    fn push(&mut self, cell: Value) -> Result<()> {
        self.there.push((!cell.is_null()).into());
        match (&mut self.values, cell) {
            (_, Value::Null) => {}
            (Values::Switch(values), Value::Bool(value)) => values.push(value),
            (Values::Words(values), Value::String(text)) => values.push(text.into_bytes().into()),
            (Values::Whole(values), Value::Number(number)) if number.is_i64() => values.extend(number.as_i64()),
            (Values::Number(values), Value::Number(number)) => values.extend(number.as_f64()),
            // A value must not become another, and not silently nothing.
            (_, other) => return Err(ParquetError::General(format!("{other} is not what its column holds"))),
        }
        Ok(())
    }

    fn write(self, mut writer: SerializedColumnWriter<'_>) -> Result<()> {
        fn batch<T: DataType>(
            writer: &mut SerializedColumnWriter<'_>,
            values: &[T::T],
            there: &[i16],
        ) -> Result<usize> {
            writer.typed::<T>().write_batch(values, Some(there), None)
        }
        match &self.values {
            Values::Switch(values) => batch::<BoolType>(&mut writer, values, &self.there),
            Values::Whole(values) => batch::<Int64Type>(&mut writer, values, &self.there),
            Values::Number(values) => batch::<DoubleType>(&mut writer, values, &self.there),
            Values::Words(values) => batch::<ByteArrayType>(&mut writer, values, &self.there),
        }?;
        writer.close()
    }
}

#[cfg(test)]
#[path = "parquet_tests.rs"]
mod tests;

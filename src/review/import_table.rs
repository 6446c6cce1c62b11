//! An export as a table, row by row as the JSON line it would have been. A spreadsheet may have saved it again: with
//! semicolons or tabs and decimal commas, `TRUE` for `true`, other columns beside ours, or in another order.

use crate::film::{Progress, text_of_cell};
use csv::{ByteRecord, ReaderBuilder};
use serde_json::{Map, Number, Value};

/// What stands in the cells: text as it was, JSON, or a number.
const TEXTS: [&str; 11] =
    ["id", "film", "kind", "title", "reason", "note", "reviewer", "time", "tool", "config", "found_with"];
const JSON: [&str; 3] = ["seen", "between", "planned"];
const SECONDS: &str = "t";
const VERDICT: &str = "verdict";

/// Without these columns a table is not one of verdicts.
const NEEDED: [&str; 4] = ["id", SECONDS, VERDICT, "reviewer"];

/// The separator of a table of verdicts, by its head line.
fn separator(bytes: &[u8]) -> Option<u8> {
    let head = bytes.split(|byte| *byte == b'\n').next()?;
    [b',', b';', b'\t'].into_iter().find(|separator| {
        let has = |column: &str| {
            head.split(|byte| byte == separator).any(|cell| {
                let cell = cell.trim_ascii();
                cell.strip_prefix(b"\"").and_then(|cell| cell.strip_suffix(b"\"")).unwrap_or(cell) == column.as_bytes()
            })
        };
        NEEDED.into_iter().all(has)
    })
}

/// Whether bytes begin with the head line of such a table.
pub(super) fn recognises(bytes: &[u8]) -> bool {
    separator(bytes).is_some()
}

/// Gives every row with its line and its byte in the file, or what is wrong with it, until a stop is asked for.
pub(super) fn rows(bytes: &[u8], progress: &Progress, mut take: impl FnMut(u64, u64, Result<Value, String>)) {
    let delimiter = separator(bytes).unwrap_or(b',');
    let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bytes);
    let head = match reader.byte_headers() {
        Ok(head) => head.clone(),
        // Bytes in memory always read; a head line is there, or nobody would ask for rows.
        Err(error) => return take(1, 0, Err(error.to_string())),
    };
    let mut record = ByteRecord::new();
    while !progress.stopped() {
        match reader.read_byte_record(&mut record) {
            Ok(false) => return,
            Ok(true) => {
                let (line, offset) = record.position().map_or((0, 0), |at| (at.line(), at.byte()));
                take(line, offset, row(&head, &record, delimiter));
            }
            Err(error) => return take(reader.position().line(), reader.position().byte(), Err(error.to_string())),
        }
    }
}

/// One row as the JSON line it would have been; an empty cell says nothing.
fn row(head: &ByteRecord, record: &ByteRecord, delimiter: u8) -> Result<Value, String> {
    if record.len() != head.len() {
        return Err(format!("{} cells under {} columns: the row is cut or has too many", record.len(), head.len()));
    }
    let mut out = Map::new();
    for (column, cell) in head.iter().zip(record) {
        let text = |bytes| std::str::from_utf8(bytes).map_err(|_| "not UTF-8: save the table as UTF-8".to_owned());
        let (column, cell) = (text(column)?.trim(), text(cell)?);
        let value = if cell.is_empty() {
            continue;
        } else if TEXTS.contains(&column) {
            Value::from(text_of_cell(cell))
        } else if column == VERDICT {
            Value::from(cell.trim().to_ascii_lowercase())
        } else if JSON.contains(&column) {
            serde_json::from_str(cell).map_err(|_| format!("`{column}` is not as it was exported"))?
        } else if column == SECONDS {
            // Without a comma between the cells there may be one in a number.
            let cell = if delimiter == b',' { cell.to_owned() } else { cell.replace(',', ".") };
            let number = cell.trim().parse().ok().and_then(Number::from_f64);
            Value::Number(number.ok_or_else(|| "`t` is no number of seconds such as 12.45".to_owned())?)
        } else {
            continue;
        };
        out.insert(column.to_owned(), value);
    }
    Ok(Value::Object(out))
}

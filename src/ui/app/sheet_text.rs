//! A table as text: tabs for the clipboard, CSV and JSON lines for files.
//!
//! Numbers are written whole, not as the screen rounds them; unknown cells are empty in CSV and TSV, and `null` beside
//! `<column>_unknown` with the reason in JSON.

use crate::film::{Cell, Film, Sheet, clean_text, spreadsheet_text};
use serde_json::{Map, Value};

/// How a table is written to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Commas, spreadsheet formulas defused.
    Csv,
    /// Tabs.
    Tsv,
    /// One JSON object per line.
    JsonLines,
}

impl Format {
    /// By the end of a path: `.jsonl`, `.ndjson`, `.tsv`, else CSV.
    #[must_use]
    pub fn of(path: &str) -> Format {
        let path = path.to_lowercase();
        if path.ends_with(".jsonl") || path.ends_with(".ndjson") {
            Format::JsonLines
        } else if path.ends_with(".tsv") {
            Format::Tsv
        } else {
            Format::Csv
        }
    }
}

/// A cell as data: whole numbers as they are, others with at most six decimals, moments in seconds.
#[must_use]
pub fn plain(cell: &Cell, film: &Film) -> String {
    match cell {
        Cell::Number(v) => number(*v).map_or_else(String::new, |n| n.to_string()),
        Cell::Clock(t) => t.as_secs().to_string(),
        Cell::Text(text) => clean_text(text),
        Cell::Actor(id) => film.cast.get(id.index()).map_or_else(String::new, |actor| clean_text(&actor.name)),
        Cell::Blank | Cell::Unknown(_) => String::new(),
    }
}

/// Rounded to six decimals, so that 0.1 + 0.2 reads as a person would write it; `None` for what is no number.
fn number(v: f64) -> Option<f64> {
    let rounded = (v * 1.0e6).round() / 1.0e6;
    rounded.is_finite().then_some(rounded)
}

/// These rows (numbers of the sheet's rows, in the order wanted) with heads.
#[must_use]
pub fn table(sheet: &Sheet, film: &Film, rows: &[usize], format: Format) -> String {
    let cells = rows.iter().filter_map(|row| sheet.rows.get(*row));
    if format == Format::JsonLines {
        return cells.map(|cells| json(sheet, cells, film) + "\n").collect();
    }
    let line = |fields: Vec<String>| match format {
        Format::Csv => fields.iter().map(|field| quoted(field)).collect::<Vec<_>>().join(",") + "\n",
        _ => fields.join("\t") + "\n",
    };
    let heads = line(sheet.columns.iter().map(|column| column.key.to_owned()).collect());
    let field = |cell: &Cell| match cell {
        Cell::Text(text) => spreadsheet_text(text),
        Cell::Actor(_) => spreadsheet_text(&plain(cell, film)),
        _ => plain(cell, film),
    };
    heads + &cells.map(|cells| line(cells.iter().map(field).collect())).collect::<String>()
}

/// A CSV field, quoted where it must be.
fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.into() }
}

fn json(sheet: &Sheet, cells: &[Cell], film: &Film) -> String {
    let mut object = Map::new();
    for (column, cell) in sheet.columns.iter().zip(cells) {
        let value = match cell {
            Cell::Number(v) => number(*v).map_or(Value::Null, Value::from),
            Cell::Clock(t) => Value::from(t.as_secs()),
            Cell::Text(_) | Cell::Actor(_) => Value::from(plain(cell, film)),
            Cell::Blank | Cell::Unknown(_) => Value::Null,
        };
        object.insert(column.key.to_owned(), value);
        if let Cell::Unknown(why) = cell {
            object.insert(format!("{}_unknown", column.key), Value::from(clean_text(why)));
        }
    }
    Value::Object(object).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::film::sample;

    #[test]
    fn a_table_is_written_whole_and_formulas_are_defused() {
        let mut film = sample::film();
        film.cast[0].name = "=kiko,\"x\"".into();
        let sheet = film.sheet("players").unwrap();
        let csv = table(sheet, &film, &[0, 5], Format::Csv);
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(lines[0], "player,side,alive_s,opportunities,support,last_death");
        assert_eq!(lines[1], "\"'=kiko,\"\"x\"\"\",Allies,98.5,2,0.612,78.5");
        assert_eq!(lines[2], "mona,Axis,120,1,,", "unknown is empty, never 0");
        let json = table(sheet, &film, &[5], Format::JsonLines);
        let value: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(value["support"], Value::Null);
        assert_eq!(value["support_unknown"], "no yaw in her snapshots");
        assert_eq!(value["alive_s"], 120.0);
        assert_eq!(table(sheet, &film, &[2], Format::Tsv).lines().nth(1), Some("ömer\tAllies\t110\t1\t0.08\t"));
    }

    #[test]
    fn the_end_of_the_path_is_the_format() {
        let formats = ["a.csv", "a.JSONL", "a.tsv", "a"].map(Format::of);
        assert_eq!(formats, [Format::Csv, Format::JsonLines, Format::Tsv, Format::Csv]);
    }
}

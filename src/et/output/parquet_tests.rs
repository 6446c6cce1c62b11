//! The columns have the types that are said, and a file is whole however it grows. That its cells are those of the other
//! formats is tested in `tests/parquet.rs`.

use super::super::Format;
use super::*;
use ::parquet::file::metadata::RowGroupMetaData;
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::RowAccessor;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write as _;

fn table(name: &str) -> Parquet {
    let heads = Format::Parquet.heads(false);
    Parquet::new(&heads.iter().find(|(file, _)| *file == name).unwrap().1).unwrap()
}

fn open(file: &[u8]) -> SerializedFileReader<File> {
    let mut place = tempfile::tempfile().unwrap();
    place.write_all(file).unwrap();
    SerializedFileReader::new(place).unwrap()
}

/// A line of `shapes`.
fn shape(round: usize) -> String {
    format!("[\"1\",\"v1.0.0\",\"hash\",\"round {round}\",null,\"axis\",\"4-2\",\"split\",{round}.5]\n")
}

#[test]
fn every_column_has_one_type_and_every_name_of_a_list_is_a_column() {
    let columns: BTreeSet<&str> = TABLES.iter().flat_map(|table| table.columns(true)).copied().collect();
    let named: Vec<&str> = WHOLE.iter().chain(&COUNTED).chain(&SWITCHES).chain(&WORDS).copied().collect();
    let twice = COUNTED.iter().filter(|path| WHOLE.contains(path)).count();
    assert_eq!(named.iter().collect::<BTreeSet<_>>().len(), named.len() - twice);
    let unused: Vec<_> = named.iter().filter(|path| !columns.contains(*path)).collect();
    assert!(unused.is_empty(), "{unused:?}");
    for places in [false, true] {
        for ((name, head), table) in Format::Parquet.heads(places).iter().zip(&TABLES) {
            assert_eq!(name.strip_suffix(".parquet"), Some(table.name));
            let schema = parse_message_type(std::str::from_utf8(head).unwrap()).unwrap();
            let names: Vec<&str> = schema.get_fields().iter().map(|field| field.name()).collect();
            assert_eq!(names, table.names(places), "{name}");
        }
    }
}

#[test]
fn many_rows_are_given_away_in_groups() {
    let mut shapes = table("shapes.parquet");
    let (mut file, mut rows, mut most) = (Vec::new(), 0, 0);
    while file.len() < 100 {
        let lines: String = (rows..rows + 10_000).map(shape).collect();
        file.extend(shapes.add(lines.as_bytes()).unwrap());
        most = most.max(shapes.waiting.len());
        rows += 10_000;
    }
    assert!(most < GROUP && shapes.waiting.is_empty() && shapes.writer.inner().is_empty());
    file.extend(shapes.add(shape(rows).as_bytes()).unwrap());
    file.extend(shapes.finish().unwrap());
    let reader = open(&file);
    let groups: Vec<i64> = reader.metadata().row_groups().iter().map(RowGroupMetaData::num_rows).collect();
    assert_eq!(groups, [rows as i64, 1]);
    let last = reader.get_row_iter(None).unwrap().last().unwrap().unwrap();
    assert_eq!(last.get_string(3).unwrap(), &format!("round {rows}"));
    assert_eq!(last.get_double(8).unwrap(), rows as f64 + 0.5);
}

#[test]
fn a_file_without_rows_is_a_file() {
    let mut pairs = table("pairs.parquet");
    let mut file = pairs.add(b"").unwrap();
    file.extend(pairs.finish().unwrap());
    assert_eq!(open(&file).metadata().file_metadata().num_rows(), 0);
}

#[test]
fn what_does_not_fit_its_column_is_an_error_and_never_another_value() {
    let fails = |from: &str, to: &str| {
        let mut shapes = table("shapes.parquet");
        shapes.add(shape(1).replace(from, to).as_bytes()).unwrap();
        shapes.finish().is_err()
    };
    assert!(!fails("hash", "hash"));
    assert!(fails("\"hash\"", "7") && fails("1.5", "\"1.5\"") && fails(",1.5", "") && fails("1.5", "1.5,2"));
    assert!(Parquet::new(b"no schema").is_err());
}

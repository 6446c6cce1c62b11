//! Rounds for tests from outside: simulated ones, and texts of a few lines.
#![allow(dead_code)] // every test file uses its own part

use filmroom::config::Document;
use filmroom::et::analysis::{Analysis, Marks, analyse_with};
use filmroom::et::config::{Config, Sources};
use filmroom::et::simulate::{Options, simulate_round};
use filmroom::et::{Round, film, load};
use filmroom::film::{Cell, Film, Progress, Sheet};
use filmroom::ingest::Source;

/// Rounds from the texts of files.
pub(crate) fn rounds(texts: &[&str]) -> Vec<Round> {
    let source = |text: &&str| Source::Memory { name: "mem".into(), bytes: text.as_bytes().to_vec().into() };
    load(&texts.iter().map(source).collect::<Vec<_>>(), &Progress::default()).unwrap().rounds
}

/// A short simulated round.
pub(crate) fn simulated(seed: u64, players: u32, minutes: f64) -> Round {
    let options = Options { seed, rounds: 1, players, minutes, hz: 4, name: format!("s{seed}"), ..Options::default() };
    let files = simulate_round(&options, 0).unwrap();
    rounds(&[&files.events, &files.snapshots]).remove(0)
}

/// A configuration from its text.
pub(crate) fn config(text: &str) -> Config {
    let file = Document::parse("my.yaml", text.as_bytes()).unwrap();
    Config::load(Sources { file: Some(&file), ..Sources::default() }).unwrap()
}

/// Analysis and film of a round.
pub(crate) fn watched(round: &Round, config: &Config, marks: &Marks) -> (Analysis, Film) {
    let analysis = analyse_with(round, &config.for_map(round.map.as_deref()), marks);
    let film = film(round, &analysis, config);
    (analysis, film)
}

/// A cell by row and column name.
pub(crate) fn cell<'a>(sheet: &'a Sheet, row: usize, key: &str) -> &'a Cell {
    let column = sheet.columns.iter().position(|column| column.key == key).unwrap();
    &sheet.rows[row][column]
}

/// A cell's number.
pub(crate) fn number(sheet: &Sheet, row: usize, key: &str) -> f64 {
    match cell(sheet, row, key) {
        Cell::Number(n) => *n,
        other => panic!("{key} in row {row} of {}: {other:?}", sheet.key),
    }
}

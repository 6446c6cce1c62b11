//! Every case under `fixtures/et`: what the analysis writes is compared with `expected.json`, by the rules of the
//! conformance suite (objects: only the named fields; lists by key; numbers within 1e-3; null must be written).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use filmroom::config::Document;
use filmroom::et::analysis::analyse;
use filmroom::et::config::{Config, Sources};
use filmroom::et::output::{FILES, lines};
use filmroom::film::Progress;
use filmroom::ingest::Source;
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Lists whose entries are matched by key.
const KEYS: [(&str, &[&str]); 13] = [
    ("trade_events", &["round_id", "t_death", "victim", "killer"]),
    ("isolated_deaths", &["round_id", "t_death", "victim"]),
    ("score_round_player", &["round_id", "client", "guid"]),
    ("player_metrics", &["round_id", "client", "guid"]),
    ("occupancy", &["round_id", "cell_x", "cell_y"]),
    ("pairs", &["round_id", "team", "client_a", "client_b"]),
    ("shapes", &["round_id", "team", "shape"]),
    ("opportunities", &["client"]),
    ("attempts", &["client"]),
    ("successes", &["client"]),
    ("other_successes", &["client"]),
    ("missed_candidates", &["client"]),
    ("negatives", &["t", "type", "victim"]),
];
const TOLERANCE: f64 = 1e-3 + 1e-9;

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/et");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("expected.json").exists())
        .collect();
    cases.sort();
    cases
}

fn sort_key(row: &Value, keys: &[&str]) -> Vec<(u8, i64, String)> {
    let part = |key: &&str| match row.get(key) {
        Some(Value::Number(number)) => (0, (number.as_f64().unwrap() * 1000.0).round() as i64, String::new()),
        None | Some(Value::Null) => (1, 0, String::new()),
        Some(Value::String(text)) => (1, 0, text.clone()),
        Some(other) => (1, 0, other.to_string()),
    };
    keys.iter().map(part).collect()
}

/// Adds a line for every difference.
fn compare(expected: &Value, actual: &Value, path: &str, name: &str, out: &mut Vec<String>) {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            for (key, value) in expected {
                match actual.get(key) {
                    None => out.push(format!("{path}.{key}: missing, expected {value}")),
                    Some(actual) => compare(value, actual, &format!("{path}.{key}"), key, out),
                }
            }
        }
        (Value::Array(expected), Value::Array(actual)) => {
            if expected.len() != actual.len() {
                out.push(format!("{path}: expected {} entries, got {}", expected.len(), actual.len()));
                return;
            }
            let keys = KEYS.iter().find(|(list, _)| *list == name).map(|(_, keys)| *keys);
            let (mut expected, mut actual) = (expected.clone(), actual.clone());
            if let Some(keys) = keys {
                expected.sort_by_key(|row| sort_key(row, keys));
                actual.sort_by_key(|row| sort_key(row, keys));
            }
            for (index, (one, other)) in expected.iter().zip(&actual).enumerate() {
                compare(one, other, &format!("{path}[{index}]"), if keys.is_some() { "" } else { name }, out);
            }
        }
        (Value::String(any), Value::String(text)) if any == "*" && !text.is_empty() => {}
        (Value::Number(a), Value::Number(b)) if (a.as_f64().unwrap() - b.as_f64().unwrap()).abs() <= TOLERANCE => {}
        (a, b) if a == b => {}
        (a, b) => out.push(format!("{path}: expected {a}, got {b}")),
    }
}

/// What the library writes for a case, by section.
fn analysed(case: &Path) -> Map<String, Value> {
    let sources = ["events.jsonl", "snapshots.jsonl"].map(|name| Source::File(case.join(name)));
    let text = std::fs::read(case.join("config.yaml")).unwrap();
    let document = Document::parse("config.yaml", &text).unwrap();
    let config = Config::load(Sources { file: Some(&document), ..Sources::default() }).unwrap();
    let loaded = filmroom::et::load(&sources, &Progress::default()).unwrap();
    assert!(loaded.problems.is_empty(), "{case:?}: {:?}", loaded.problems.kept());
    let mut files: [Vec<u8>; 7] = Default::default();
    for round in &loaded.rounds {
        let analysis = analyse(round, &config.for_map(round.map.as_deref()));
        let more = lines(2, round, &analysis, &config.hash(), None);
        files.iter_mut().zip(more).for_each(|(file, lines)| file.extend(lines));
    }
    sections(files.map(|bytes| String::from_utf8(bytes).unwrap()))
}

fn sections(files: [String; 7]) -> Map<String, Value> {
    let parse = |text: String| text.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Value>>();
    FILES.iter().zip(files).map(|(name, text)| (name.replace(".jsonl", ""), parse(text).into())).collect()
}

fn differences(case: &Path, actual: &Map<String, Value>) -> Vec<String> {
    let expected = std::fs::read_to_string(case.join("expected.json")).unwrap();
    let expected: Map<String, Value> = serde_json::from_str(&expected).unwrap();
    let mut out = Vec::new();
    for (name, rows) in &expected {
        compare(rows, &actual[name], name, name, &mut out);
    }
    out
}

/// What the public command writes for a case, by section.
fn commanded(case: &Path) -> Map<String, Value> {
    let out = tempfile::tempdir().unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_filmroom"))
        .arg("analyze")
        .arg(case)
        .arg("--out")
        .arg(out.path())
        .arg("--config")
        .arg(case.join("config.yaml"))
        .output()
        .unwrap();
    assert!(run.status.success(), "{case:?}: {}", String::from_utf8_lossy(&run.stderr));
    sections(FILES.map(|name| std::fs::read_to_string(out.path().join(name)).unwrap()))
}

#[test]
fn every_case_passes_through_the_library() {
    every_case(analysed);
}

#[test]
fn every_case_passes_through_the_public_command() {
    every_case(commanded);
}

fn every_case(run: impl Fn(&Path) -> Map<String, Value>) {
    let cases = cases();
    assert!(cases.len() >= 42, "the fixtures are not all there");
    let mut failed = Vec::new();
    for case in &cases {
        let out = differences(case, &run(case));
        if !out.is_empty() {
            failed.push(format!("{}\n  {}", case.file_name().unwrap().display(), out.join("\n  ")));
        }
    }
    assert!(failed.is_empty(), "{} of {} cases fail\n{}", failed.len(), cases.len(), failed.join("\n"));
}

#[test]
fn every_line_begins_as_the_contract_says_and_every_number_is_plain() {
    for case in cases() {
        for (name, rows) in analysed(&case) {
            for row in rows.as_array().unwrap() {
                let head: Vec<&String> = row.as_object().unwrap().keys().take(5).collect();
                let expected = ["schema_version", "score_model_version", "config_hash", "round_id", "map"];
                assert_eq!(head, expected, "{case:?} {name}");
                assert!(!row.to_string().contains("-0.0,"), "{row}");
            }
        }
    }
}

#[test]
fn the_comparison_can_fail() {
    let differs = |a: &str, b: &str| {
        let (a, b): (Value, Value) = (serde_json::from_str(a).unwrap(), serde_json::from_str(b).unwrap());
        let mut out = Vec::new();
        compare(&a, &b, "x", "x", &mut out);
        !out.is_empty()
    };
    assert!(!differs("3", "3.0") && !differs("\"*\"", "\"why\"") && !differs("{\"a\":1}", "{\"a\":1.0005,\"b\":2}"));
    assert!(differs("3", "3.01") && differs("null", "0") && differs("{\"a\":null}", "{}"));
    assert!(differs("[1]", "[]") && differs("\"*\"", "\"\"") && differs("true", "1"));
}

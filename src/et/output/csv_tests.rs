//! The tables hold what the JSON lines hold.

use super::super::tables::{HEAD, Made, items, opportunity};
use super::super::{Format, rows};
use super::*;
use crate::et::analysis::analyse;
use crate::et::config::Config;
use crate::film::Progress;
use serde_json::{Map, json};
use std::collections::BTreeSet;

/// The rows of the demo's rounds, and of one that was recorded without snapshots.
fn rounds() -> Vec<[Vec<Value>; 7]> {
    let config = Config::load(crate::et::config::Sources::default()).unwrap();
    let mut sources: Vec<Vec<crate::ingest::Source>> =
        crate::et::demo::sources().chunks(2).map(<[_]>::to_vec).collect();
    let events = "{\"t\":0,\"type\":\"round_start\",\"round_id\":\"=1+1\",\"map\":\"-m, \\\"x\\\"\"}\n\
                  {\"t\":5,\"type\":\"kill\",\"killer\":4,\"victim\":0}\n";
    sources.push(vec![crate::ingest::Source::Memory { name: "e".into(), bytes: events.as_bytes().into() }]);
    let mut out = Vec::new();
    for sources in sources {
        for round in crate::et::load(&sources, &Progress::default()).unwrap().rounds {
            let analysis = analyse(&round, &config.for_map(round.map.as_deref()));
            out.push(rows(&round, &analysis, "hash"));
        }
    }
    out
}

fn table(name: &str) -> &'static Table {
    TABLES.iter().find(|table| table.name == name).unwrap()
}

fn read(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Every path in a row that is not an object (but the free one).
fn paths(row: &Map<String, Value>, prefix: &str, out: &mut BTreeSet<String>) {
    for (key, value) in row {
        match value {
            Value::Object(inner) if key != "unavailable" => paths(inner, &format!("{prefix}{key}."), out),
            _ => drop(out.insert(format!("{prefix}{key}"))),
        }
    }
}

#[test]
fn every_field_of_the_json_lines_has_a_column() {
    let mut rounds = rounds();
    // The demo has neither: what their fields are is said in the contract.
    rounds[0][1][0]["capped"] = json!({"readiness": 1.5, "crossfire": 2.5});
    rounds[0][0][0]["other_successes"] = json!([{"client": 1, "t": 2.5}]);
    let mut met = BTreeSet::new();
    for rows in &rounds {
        for table in &TABLES {
            let known: BTreeSet<String> = HEAD.iter().chain(table.columns).map(ToString::to_string).collect();
            for row in &rows[table.file] {
                let mut wanted = BTreeSet::new();
                match table.rows {
                    Made::Lines => paths(row.as_object().unwrap(), "", &mut wanted),
                    Made::Items(list) => items(row, list).for_each(|item| paths(item, "", &mut wanted)),
                    Made::Opportunities => items(row, "opportunities").for_each(|item| {
                        let mut whole = opportunity(row, item);
                        ["attempt", "success", "missed"].iter().for_each(|name| {
                            for key in ["client", "marginal", "confidence"] {
                                // Said by the opportunity itself.
                                if let Some(value) = whole.remove(&format!("{name}.{key}")) {
                                    assert_eq!(Some(&value), item.get(key), "{name}.{key}");
                                }
                            }
                        });
                        paths(&whole, "", &mut wanted);
                    }),
                }
                let lost: Vec<_> = wanted.difference(&known).collect();
                assert!(lost.is_empty(), "{}: {lost:?}", table.name);
                met.extend(wanted.into_iter().map(|path| format!("{} {path}", table.name)));
            }
        }
    }
    // And every column has a field; what is above a list's item comes from its line.
    for table in TABLES.iter().filter(|table| !matches!(table.rows, Made::Items(_))) {
        let parent = ["t_death", "victim", "killer", "team_of_victim"];
        let own =
            table.columns.iter().filter(|path| !matches!(table.rows, Made::Opportunities) || !parent.contains(path));
        for path in own {
            assert!(met.contains(&format!("{} {path}", table.name)), "{} {path}", table.name);
        }
    }
}

#[test]
fn counts_and_cells_agree_with_the_json_lines() {
    for rows in rounds() {
        let tables: Vec<Vec<Vec<String>>> = lines(&rows, true).iter().map(|bytes| read(bytes)).collect();
        for (table, lines) in TABLES.iter().zip(&tables) {
            let json = &rows[table.file];
            let count: usize = match table.rows {
                Made::Lines => json.len(),
                Made::Items(list) => json.iter().map(|row| items(row, list).count()).sum(),
                Made::Opportunities => json.iter().map(|row| items(row, "opportunities").count()).sum(),
            };
            assert_eq!(lines.len(), count, "{}", table.name);
            assert!(lines.iter().all(|line| line.len() == table.columns(true).count()));
        }
        let column = |name: &str, path: &str| {
            let at = HEAD.iter().chain(table(name).columns).position(|other| *other == path).unwrap();
            let index = TABLES.iter().position(|table| table.name == name).unwrap();
            tables[index].iter().map(move |line| line[at].clone()).collect::<Vec<_>>()
        };
        let json = |file: usize, get: &dyn Fn(&Value) -> String| rows[file].iter().map(get).collect::<Vec<String>>();
        let len = |key: &'static str| {
            move |row: &Value| row[key].as_array().map_or(String::new(), |list| list.len().to_string())
        };
        for key in ["opportunities", "attempts", "successes", "missed_candidates"] {
            assert_eq!(column("trade_events", key), json(0, &len(key)), "{key}");
        }
        let total = |key: &str| rows[0].iter().map(|row| items(row, key).count()).sum::<usize>();
        for (flag, key) in [("attempted", "attempts"), ("succeeded", "successes"), ("missed", "missed_candidates")] {
            let yes = column("trade_opportunities", flag).iter().filter(|cell| *cell == "true").count();
            assert_eq!(yes, total(key), "{key}");
        }
        let numbers = |row: &Value| row["score_total"].as_f64().map_or(String::new(), |n| format!("{n:?}"));
        assert_eq!(column("score_round_player", "score_total"), json(1, &numbers));
    }
}

#[test]
fn what_looks_like_a_formula_is_text_and_what_is_unknown_is_empty() {
    let all = rounds();
    let rows = all.last().unwrap();
    let lines = read(&lines(rows, false)[0]);
    assert_eq!(lines.len(), 1);
    let cell = |path: &str| {
        let at = HEAD.iter().chain(TABLES[0].columns).position(|other| *other == path).unwrap();
        lines[0][at].as_str()
    };
    assert_eq!((cell("round_id"), cell("map"), cell("t_death")), ("'=1+1", "'-m, \"x\"", "5.0"));
    assert_eq!((cell("opportunities"), cell("attempts"), cell("team_of_victim")), ("", "", ""));
    let reasons: Value = serde_json::from_str(cell("unavailable")).unwrap();
    assert!(reasons["opportunities"].is_string());
}

#[test]
fn head_lines_are_there_without_rows() {
    let heads = Format::Csv.heads(false);
    assert_eq!(heads.len(), TABLES.len());
    for ((name, head), table) in heads.iter().zip(&TABLES) {
        let names = &read(head)[0];
        assert!(names.iter().all(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')), "{name}");
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), HEAD.len() + table.columns.len());
    }
    assert!(Format::Jsonl.heads(true).iter().all(|(_, head)| head.is_empty()));
}

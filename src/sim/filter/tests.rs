//! Filters against plain reading of the same rows, and mistakes with their place.

use super::*;
use crate::ingest::Source;
use crate::sim::generate::{Options, generate};
use serde_json::Value;
use std::borrow::Cow;

fn load(bytes: Vec<u8>) -> Telemetry {
    let source = Source::Memory { name: "rows".into(), bytes: Cow::Owned(bytes) };
    Telemetry::load(&[source], &Progress::default()).unwrap()
}

fn rows() -> (Telemetry, Vec<Value>) {
    let mut bytes = Vec::new();
    let options = Options { rows: 300, events: 12, team_size: 3, kernels: true, ..Options::default() };
    generate(&options, &mut bytes).unwrap();
    let values = bytes.split(|&b| b == b'\n').filter(|l| !l.is_empty()).map(|l| serde_json::from_slice(l).unwrap());
    let values = values.collect();
    (load(bytes), values)
}

fn select(telemetry: &Telemetry, filter: &str) -> Vec<usize> {
    Filter::parse(filter).unwrap().select(telemetry, &telemetry.index(), &Progress::default()).unwrap()
}

#[test]
fn seeds_are_compared_as_the_numbers_that_stand_in_the_file() {
    let seeds = ["9007199254740992", "9007199254740993", "18446744073709551615", "-1", "9223372036854775808", "7"];
    let lines = seeds.map(|seed| format!("{{\"context\":{{\"sim_seed\":{seed}}}}}\n")).concat();
    let telemetry = load(lines.into_bytes());
    for (row, seed) in seeds.iter().enumerate() {
        assert_eq!(select(&telemetry, &format!("sim_seed == {seed}")), [row], "{seed}");
        assert_eq!(select(&telemetry, &format!(".context.sim_seed ~ {seed} && sim_seed <= {seed}")), [row], "{seed}");
    }
    assert_eq!(select(&telemetry, "sim_seed > 9007199254740992"), [1, 2, 4]);
    assert_eq!(select(&telemetry, "sim_seed < 0"), [3]);
    assert_eq!(select(&telemetry, "sim_seed >= 9223372036854775808"), [2, 4]);
    assert_eq!(select(&telemetry, "sim_seed != 18446744073709551615"), [0, 1, 3, 4, 5]);
}

#[test]
fn a_matchup_is_the_same_in_any_order_of_sides_and_spawns() {
    let rosters =
        [r#"["m","b"],"team_b_ids":["a"]"#, r#"["a"],"team_b_ids":["b","m"]"#, r#"["a"]"#, r#"[],"team_b_ids":["a"]"#];
    let lines = rosters.map(|rosters| format!("{{\"context\":{{\"team_a_ids\":{rosters}}}}}\n")).concat();
    let telemetry = load(lines.into_bytes());
    assert_eq!(select(&telemetry, "matchup == 'a against b, m'"), [0, 1]);
    assert_eq!(select(&telemetry, "matchup ~ 'B, M'"), [0, 1]);
    assert_eq!(select(&telemetry, "matchup != 'a against b, m'"), [3]);
    assert_eq!(select(&telemetry, "matchup == null"), [2]);
    assert!(Filter::parse("matchup < 3").is_err());
}

#[test]
fn columns_and_paths_select_what_plain_reading_selects() {
    let (telemetry, rows) = rows();
    let number = |row: &Value, path: &str| path.split('.').try_fold(row, |v, k| v.get(k)).and_then(Value::as_f64);
    type Want<'a> = &'a dyn Fn(&Value) -> bool;
    let result = |row: &Value| row["engine_outcome"]["result"].as_str().unwrap().to_owned();
    let has_unit = |row: &Value, unit: &str| {
        ["team_a_ids", "team_b_ids"].iter().any(|k| row["context"][k].as_array().unwrap().iter().any(|u| u == unit))
    };
    let cases: [(&str, Want<'_>); 17] = [
        ("result == timeout", &|r| result(r) == "timeout"),
        ("result != team_a", &|r| result(r) != "team_a"),
        ("result == player && time_s > 30", &|r| {
            result(r) == "team_a" && number(r, "engine_outcome.time_s").unwrap() > 30.0
        }),
        ("30 < engine_outcome.time_s", &|r| number(r, "engine_outcome.time_s").unwrap() > 30.0),
        ("enemy.damage < a.damage", &|r| {
            number(r, "aggregates.teams.b.damage") < number(r, "aggregates.teams.a.damage")
        }),
        ("a.first_cast_s == null", &|r| number(r, "aggregates.teams.a.first_cast_s").unwrap() < 0.0),
        ("!(a.first_cast_s < 5)", &|r| number(r, "aggregates.teams.a.first_cast_s").unwrap() >= 5.0),
        ("unit == monk", &|r| has_unit(r, "monk")),
        ("unit != monk", &|r| !has_unit(r, "monk")),
        ("not unit == monk and scenario ~ FIELD", &|r| {
            !has_unit(r, "monk") && r["context"]["scenario_id"] == "open_field"
        }),
        (".context.map_params.time_limit_s <= 20", &|r| number(r, "context.map_params.time_limit_s").unwrap() <= 20.0),
        ("context.map_params.fog == true", &|_| false),
        ("events.kind == cc_applied", &|r| r["events"].as_array().unwrap().iter().any(|e| e["kind"] == "cc_applied")),
        ("events[0].t_s > 0.5 || result == team_b", &|r| {
            r["events"][0]["t_s"].as_f64().unwrap() > 0.5 || result(r) == "team_b"
        }),
        ("aggregates.kernels.zone_control.value == null", &|_| true),
        (".aggregates.kernels.dps.a.\"0\" > 20", &|r| {
            r["aggregates"]["kernels"]["dps"]["a"]["0"].as_f64().unwrap() > 20.0
        }),
        ("row >= 10 && row < 12 or broken", &|r| matches!(r["context"]["sim_index"].as_u64(), Some(10 | 11))),
    ];
    for (filter, want) in cases {
        let want: Vec<usize> = (0..).zip(&rows).filter(|(_, row)| want(row)).map(|(at, _)| at).collect();
        assert_eq!(select(&telemetry, filter), want, "{filter}");
    }
    assert!(!select(&telemetry, "result == timeout").is_empty() && !select(&telemetry, "unit == monk").is_empty());
}

#[test]
fn only_paths_read_rows() {
    let reads = |text: &str| Filter::parse(text).unwrap().reads_rows();
    assert!(!reads("result == timeout && aggregates.teams.a.damage < 5 && .context.run_id == x"));
    assert!(reads("result == timeout && context.tile_size > 3"));
}

#[test]
fn absent_is_neither_true_nor_false() {
    let telemetry = load(b"{\"context\":{}}\n{\"context\":{\"team_size\":3}}\nbroken\n".to_vec());
    assert_eq!(select(&telemetry, "team_size == 3"), [1]);
    assert!(select(&telemetry, "team_size != 3").is_empty() && select(&telemetry, "!(team_size == 3)").is_empty());
    assert_eq!(select(&telemetry, "team_size == null && !broken"), [0]);
    assert_eq!(select(&telemetry, "broken"), [2]);
    assert_eq!(select(&telemetry, "team_size"), [1]);
}

#[test]
fn mistakes_have_a_place_and_say_what_to_do() {
    let mistake = |text: &str| {
        let mistake = Filter::parse(text).unwrap_err();
        (mistake.at, mistake.reason)
    };
    for (text, at, says) in [
        ("reslt == draw", 0, "did you mean `result`"),
        ("result ==", 9, "ends"),
        ("result == draw time_s > 3", 15, "missing"),
        ("(result == draw", 15, "`)`"),
        ("result == draw)", 14, "closes nothing"),
        ("time_s > soon", 9, "no number"),
        ("result > 5", 9, "texts"),
        ("broken == 1", 10, "true or false"),
        ("result == \"dr", 10, "quote"),
        ("events[x].t_s > 1", 7, "number from 0"),
        ("a.damage < null", 11, "=="),
        ("time_s > 1x2", 9, "no number"),
        ("time_s # 1", 7, "no meaning"),
        ("5", 0, "compare"),
        ("", 0, "ends"),
    ] {
        let (place, reason) = mistake(text);
        assert!(place == at && reason.contains(says), "{text}: {place} {reason}");
    }
    let text = Filter::parse("result == draw time_s").unwrap_err().to_string();
    assert!(text.contains("column 16") && text.ends_with(&format!("\n  {:15}^", "")), "{text}");
    assert!(Filter::parse(&"(".repeat(5_000)).is_err() && Filter::parse(&"!".repeat(5_000)).is_err());
}

#[test]
fn a_stop_ends_the_reading() {
    let (telemetry, _) = rows();
    let progress = Progress::default();
    progress.stop();
    let filter = Filter::parse("context.tile_size > 3").unwrap();
    assert_eq!(filter.select(&telemetry, &telemetry.index(), &progress), Err(Stopped));
}

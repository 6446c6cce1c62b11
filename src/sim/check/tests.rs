//! Rows that agree give nothing; each way of disagreeing gives its own check with its two values.

use super::*;
use crate::ingest::Source;
use crate::sim::generate::{Options, generate};
use serde_json::{Value as Json, json};
use std::borrow::Cow;

fn load(bytes: Vec<u8>) -> Telemetry {
    Telemetry::load(&[Source::Memory { name: "r".into(), bytes: Cow::Owned(bytes) }], &Progress::default()).unwrap()
}

fn report(telemetry: &Telemetry) -> Report {
    all(telemetry, &telemetry.index(), &Progress::default()).unwrap()
}

fn made(options: &Options) -> Vec<u8> {
    let mut out = Vec::new();
    generate(options, &mut out).unwrap();
    out
}

#[test]
fn rows_that_agree_give_nothing() {
    for seed in 0..4 {
        let (sorted, events) = (seed % 2 == 0, [60, 0, 400, 12][seed as usize]);
        let options = Options { rows: 120, seed, sorted, kernels: true, events, ..Options::default() };
        let report = report(&load(made(&options)));
        assert!(report.is_clean(), "{:?}", report.found.first());
    }
}

#[test]
fn dirt_is_found_and_nothing_else() {
    let options = Options { rows: 1_500, dirt: 0.2, ..Options::default() };
    let mut out = Vec::new();
    let wrong = generate(&options, &mut out).unwrap();
    let report = report(&load(out));
    let mut rows: Vec<usize> = report.found.iter().map(|found| found.row).collect();
    rows.dedup();
    let marked = rows.len() + report.broken_count;
    assert!(report.broken_count > 20 && report.counts.len() >= 6, "{:?}", report.counts);
    // Another schema version disagrees with nothing, and a duplicate marks the later row.
    assert!(marked as u64 <= wrong && marked as u64 > wrong / 2, "{marked} of {wrong}");
}

/// A row that agrees, to be changed.
fn base() -> Json {
    let unit =
        |damage: i32, deaths: i32| json!({"damage": damage, "healing": 0, "shield": 0, "kills": 0, "deaths": deaths});
    let team = |damage: i32, kills: i32, deaths: i32| json!({"damage": damage, "healing": 0, "shield": 0, "kills": kills, "deaths": deaths, "first_hit_s": 1.0, "first_cast_s": -1.0});
    let mut first = unit(30, 0);
    first["kills"] = json!(1);
    let hit = |t: f64, team: &str, dealt: i32, before: i32| json!({"t_s": t, "kind": "hit_applied", "data": {"team": team, "sidx": 0, "tidx": 0, "dealt": dealt, "before_hp": before, "after_hp": before - dealt}});
    json!({
        "schema_version": "telemetry_v1",
        "context": {"run_id": "r", "sim_index": 0, "sim_seed": 5, "team_a_ids": ["x"], "team_b_ids": ["y"], "team_size": 1, "map_params": {"p": 1, "q": 2}},
        "engine_outcome": {"result": "team_a", "time_s": 10.0, "frames": 600, "team_a_alive": 1, "team_b_alive": 0},
        "aggregates": {"teams": {"a": team(30, 1, 0), "b": team(10, 0, 1)}, "units": {"a": [first], "b": [unit(10, 1)]}},
        "events": [hit(1.0, "a", 20, 30), hit(2.0, "enemy", 10, 50), hit(10.005, "player", 10, 10)],
    })
}

fn checks(change: impl FnOnce(&mut Json)) -> Vec<String> {
    let mut value = base();
    change(&mut value);
    row(&Row::parse(value.to_string().as_bytes()).unwrap(), 0).iter().map(ToString::to_string).collect()
}

#[test]
fn every_check_names_its_two_values() {
    let none: [&str; 0] = [];
    assert_eq!(checks(|_| {}), none);
    assert_eq!(
        checks(|r| r["aggregates"]["units"]["a"][0]["damage"] = json!(31)),
        ["units_sum a.damage: units sum to 31, team total 30"]
    );
    let casts = |r: &mut Json| {
        r["aggregates"]["teams"]["b"]["casts"] = json!(3);
        r["aggregates"]["units"]["b"][0]["casts"] = json!(2);
    };
    assert_eq!(checks(casts), ["units_sum b.casts: units sum to 2, team total 3"]);
    assert_eq!(
        checks(|r| r["context"]["team_size"] = json!(2)),
        [
            "alive_deaths a.alive: alive + deaths 1, team_size 2",
            "alive_deaths b.alive: alive + deaths 1, team_size 2",
            "roster_size a.units: roster length 1, team_size 2",
            "roster_size b.units: roster length 1, team_size 2",
        ]
    );
    assert_eq!(
        checks(|r| r["engine_outcome"]["result"] = json!("draw")),
        ["result_survivors result: result draw, survivors a and b 1 and 0"]
    );
    assert_eq!(checks(|r| r["engine_outcome"]["result"] = json!("timeout")).len(), 1);
    assert_eq!(checks(|r| r["engine_outcome"]["result"] = json!("forfeit")), none);
    assert_eq!(
        checks(|r| r["aggregates"]["teams"]["b"]["first_hit_s"] = json!(10.5)),
        ["first_times b.first_hit_s: first_hit_s 10.5, time_s 10"]
    );
    assert_eq!(
        checks(|r| r["events"][1]["t_s"] = json!(0.5)),
        ["event_times event 1 (hit_applied): t_s 0.5, an earlier event's 1"]
    );
    assert_eq!(checks(|r| r["events"][2]["t_s"] = json!(11)), ["event_times event 2 (hit_applied): t_s 11, time_s 10"]);
    assert_eq!(
        checks(|r| r["events"][0]["data"]["dealt"] = json!(25)),
        [
            "hit_sum a.damage: hits deal 35, team total 30",
            "hit_points event 0 (hit_applied): before_hp - dealt 5, after_hp 10",
        ]
    );
    assert_eq!(
        checks(|r| r["aggregates"]["teams"]["b"]["kills"] = json!(1))[1..],
        ["kills_deaths b.kills: kills of b 1, deaths of a 0"]
    );
}

#[test]
fn what_is_absent_or_has_no_clock_is_not_checked() {
    let none: [&str; 0] = [];
    assert_eq!(checks(|r| drop(r["aggregates"]["units"]["a"][0].as_object_mut().unwrap().remove("damage"))), none);
    assert_eq!(checks(|r| drop(r.as_object_mut().unwrap().remove("engine_outcome"))), none);
    // S6: all times equal, even beyond the end, is no clock.
    assert_eq!(checks(|r| (0..3).for_each(|at| r["events"][at]["t_s"] = json!(99.0))), none);
    // Half a frame is no disagreement.
    assert_eq!(checks(|r| r["events"][1]["t_s"] = json!(0.993)), none);
}

#[test]
fn duplicates_and_lost_determinism_are_found_across_rows() {
    let (first, mut same, mut other) = (base(), base(), base());
    same["context"]["sim_index"] = json!(1);
    same["context"]["map_params"] = json!({"q": 2.0, "p": 1});
    other["context"]["map_params"] = json!({"p": 1, "q": 3});
    other["engine_outcome"]["time_s"] = json!(12.0);
    let mut changed = same.clone();
    changed["context"]["sim_index"] = json!(2);
    changed["engine_outcome"]["time_s"] = json!(11.0);
    let text = [first, same, other, changed].map(|row| row.to_string()).join("\n");
    let report = report(&load(text.into_bytes()));
    let found: Vec<String> =
        report.found.iter().filter(|f| f.check >= Check::Duplicate).map(ToString::to_string).collect();
    assert_eq!(
        found,
        ["duplicate run r, sim_index 0: row 2, is also row 0", "determinism seed 5, time_s: row 3 11, row 0 10"]
    );
}

#[test]
fn a_first_row_that_lacks_the_outcome_hides_no_lost_determinism() {
    let rows = [0, 1, 2, 3].map(|at| {
        let mut row = base();
        row["context"]["sim_index"] = json!(at);
        row
    });
    let [mut none, mut some, mut later, mut last] = rows;
    none.as_object_mut().unwrap().remove("engine_outcome");
    some["engine_outcome"].as_object_mut().unwrap().remove("team_b_alive");
    later["engine_outcome"]["team_b_alive"] = json!(0);
    last["engine_outcome"]["time_s"] = json!(12.0);
    let telemetry = load([none, some, later, last].map(|row| row.to_string()).join("\n").into_bytes());
    let found: Vec<String> = report(&telemetry)
        .found
        .iter()
        .filter(|found| found.check == Check::Determinism)
        .map(ToString::to_string)
        .collect();
    assert_eq!(found, ["determinism seed 5, time_s: row 3 12, row 1 10"]);
    let alone: Vec<String> = across_row(&telemetry.index(), 3).iter().map(ToString::to_string).collect();
    assert_eq!(alone, found);
}

#[test]
fn seeds_beyond_63_bits_and_their_negative_likes_are_two_fights() {
    let row = |at: u64, seed: Json| {
        let mut row = base();
        (row["context"]["sim_index"], row["context"]["sim_seed"]) = (json!(at), seed);
        row["engine_outcome"]["time_s"] = json!(10.0 + at as f64);
        row
    };
    let rows = [row(0, json!(u64::MAX)), row(1, json!(-1)), row(2, json!(u64::MAX))];
    let telemetry = load(rows.map(|row| row.to_string()).join("\n").into_bytes());
    let found = report(&telemetry).found;
    let lost: Vec<String> =
        found.iter().filter(|found| found.check == Check::Determinism).map(ToString::to_string).collect();
    assert_eq!(lost, ["determinism seed 18446744073709551615, time_s: row 2 12, row 0 10"]);
}

#[test]
fn a_finding_says_what_disagrees() {
    let mut value = base();
    value["events"][0]["data"]["after_hp"] = json!(3);
    let row = Row::parse(value.to_string().as_bytes()).unwrap();
    let found = super::row(&row, 4);
    let finding = finding(&found[0], &row, "r/0", |_| Some(crate::film::ActorId(1)));
    assert_eq!((finding.id.0.as_str(), finding.at), ("r/0/hit_points/event 0 (hit_applied)", crate::film::Time(1_000)));
    assert_eq!((finding.gates[0].value, finding.gates[0].limit), (Some(10.0), None));
    assert_eq!(finding.gates[0].note, "before_hp - dealt 10, after_hp 3");
    assert!(finding.is_candidate() && finding.parts.len() == 1);
    assert!(Check::ALL.iter().zip(&KINDS).all(|(check, kind)| check.key() == kind.key));
}

#[test]
fn a_finding_shows_no_inequality_that_is_not_the_rule() {
    let mut value = base();
    value["aggregates"]["teams"]["a"]["damage"] = json!(40);
    value["aggregates"]["teams"]["b"]["kills"] = json!(1);
    let row = Row::parse(value.to_string().as_bytes()).unwrap();
    let found = super::row(&row, 4);
    let gate = |check| {
        let found = found.iter().find(|found| found.check == check).unwrap();
        finding(found, &row, "r/0", |_| None).gates.remove(0)
    };
    let sum = gate(Check::UnitsSum);
    assert_eq!((sum.limit_text(), sum.note), (String::new(), "units sum to 30, team total 40".into()));
    let kills = gate(Check::KillsDeaths);
    assert_eq!((kills.value, kills.bound.sign(), kills.limit), (Some(1.0), "<=", Some(0.0)));
}

#[test]
fn what_is_missing_is_said_as_the_check_asks() {
    let mut value = base();
    value["aggregates"]["teams"]["a"]["damage"] = json!(40);
    value["aggregates"]["teams"]["b"]["kills"] = json!(1);
    value["aggregates"]["teams"]["a"]["first_hit_s"] = json!(99);
    value["events"][0]["t_s"] = json!(-1.0);
    let row = Row::parse(value.to_string().as_bytes()).unwrap();
    let found = super::row(&row, 4);
    let said = |check: Check| {
        let found = found.iter().find(|found| found.check == check).unwrap();
        let finding = finding(found, &row, "r/0", |_| None);
        (finding.explanation.missing.join("; "), finding.rule)
    };
    let is = |check, missing: &str, rule: &str| {
        let (told, of) = said(check);
        assert!(told == missing && of.starts_with(rule), "{told} | {of}");
    };
    is(Check::UnitsSum, "units_sum: 30 is not 40", "units_sum: both are the same;");
    is(Check::KillsDeaths, "kills_deaths: 1 is more than 0", "kills_deaths: the first is at most the second;");
    let first = said(Check::FirstTimes).0;
    assert!(first.starts_with("first_times: 99 is more than "), "{first}");
    is(Check::EventTimes, "event_times: -1 is less than 0", "event_times: times go on, within the fight;");
}

#[test]
fn broken_rows_and_damaged_events_are_listed_with_their_place() {
    let mut bytes = made(&Options { rows: 2, ..Options::default() });
    let at = bytes.len() - 200;
    bytes[at] = b'\x01';
    bytes.extend(b"\nbroken\n");
    let report = report(&load(bytes));
    assert_eq!((report.broken_count, report.rows), (2, 3));
    assert!(report.broken[0].reason.contains("events are damaged") && report.broken[0].line == 2);
    assert_eq!(report.broken[1].line, 4);
}

#[test]
fn rows_of_another_schema_are_counted_as_the_list_marks_them() {
    let text = String::from_utf8(made(&Options { rows: 2, ..Options::default() })).unwrap();
    let telemetry = load(text.replacen("telemetry_v1", "telemetry_v9", 1).into_bytes());
    assert_eq!(crate::sim::list::badges(&telemetry.index(), 0), ["schema"]);
    let report = report(&telemetry);
    assert_eq!((report.other_schema, report.is_clean()), (1, true));
    assert_eq!(report.other_schema_told().as_deref(), Some("1 row of another schema, checked as far as it goes"));
}

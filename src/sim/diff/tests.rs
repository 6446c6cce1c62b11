//! Two runs beside each other: what is joined, what is told, and what is no change.

use super::*;
use crate::ingest::Source;
use crate::sim::generate::{Options, generate};
use std::borrow::Cow;

fn load(text: &str) -> Telemetry {
    let bytes = Cow::Owned(text.as_bytes().to_vec());
    Telemetry::load(&[Source::Memory { name: "r".into(), bytes }], &Progress::default()).unwrap()
}

fn diff(a: &Telemetry, b: &Telemetry, by: Key, tolerance: f64) -> Diff {
    super::diff(a, b, by, tolerance, &Progress::default()).unwrap()
}

fn made() -> String {
    let mut out = Vec::new();
    generate(&Options { rows: 40, ..Options::default() }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_run_is_the_same_as_itself_in_any_order() {
    let text = made();
    let turned: String = text.lines().rev().map(|line| format!("{line}\n")).collect();
    for key in [Key::Seed, Key::Run] {
        let diff = diff(&load(&text), &load(&turned), key, 0.0);
        assert!(diff.is_same() && diff.joined == 40, "{diff:?}");
    }
}

#[test]
fn changes_beyond_the_tolerance_are_listed_with_both_values() {
    let text = made();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let a = load(&text);
    let damage = a.index().number(3, Num::total(Side::A, 0)).unwrap();
    lines[3] = lines[3].replacen(&format!("\"damage\":{damage}"), &format!("\"damage\":{}", damage + 2.0), 1);
    lines[5] = lines[5].replace("\"frames\"", "\"frame_count\"");
    lines.remove(7);
    lines.push("broken".to_owned());
    let b = load(&lines.join("\n"));
    let found = diff(&a, &b, Key::Run, 1.0);
    assert_eq!((found.joined, found.changed_rows, found.only_a, found.only_b, found.without_key), (39, 2, 1, 0, 1));
    assert_eq!(found.changes[0].to_string(), format!("row 3 / 3: a.damage {damage} -> {}", damage + 2.0));
    assert_eq!((found.changes[1].field.as_str(), &found.changes[1].b), ("frames", &None));
    assert_eq!(found.largest, Some(("a.damage".to_owned(), 2.0)));
    assert_eq!(diff(&a, &b, Key::Run, 2.0).changed_rows, 1);
}

fn row(index: u64, seed: u64, params: u64, time: f64, damage: f64, dealt: u64) -> serde_json::Value {
    serde_json::json!({
        "context": {"run_id": "r", "sim_index": index, "sim_seed": seed, "map_params": {"p": params}},
        "engine_outcome": {"result": "team_a", "time_s": time},
        "aggregates": {"units": {"a": [{"damage": damage}, {"damage": 5}]}, "kernel": {"x": [1, {"y": 2}]}},
        "events": [{"t_s": 1.0, "kind": "hit_applied", "data": {"dealt": dealt}}],
    })
}

fn told(a: &[serde_json::Value], b: &[serde_json::Value], tolerance: f64) -> (usize, Vec<String>) {
    let text = |rows: &[serde_json::Value]| rows.iter().map(|row| format!("{row}\n")).collect::<String>();
    let found = diff(&load(&text(a)), &load(&text(b)), Key::Seed, tolerance);
    (found.changed_rows, found.changes.iter().map(ToString::to_string).collect())
}

#[test]
fn units_other_aggregates_and_events_are_compared_where_lines_differ() {
    let before = row(0, 1, 1, 9.0, 30.0, 7);
    let mut after = row(4, 1, 1, 9.0, 30.5, 8);
    after["context"]["run_id"] = "another".into();
    after["aggregates"]["kernel"]["x"][1]["y"] = 3.into();
    after["aggregates"]["more"] = serde_json::json!({"z": 1});
    after["events"].as_array_mut().unwrap().push(serde_json::json!({"t_s": 2.0, "kind": "death"}));
    let all = [
        "row 0 / 0: units.a[0].damage 30 -> 30.5",
        "row 0 / 0: aggregates.kernel.x[1].y 2 -> 3",
        "row 0 / 0: aggregates.more absent -> {\"z\":1}",
        "row 0 / 0: events[0].data.dealt 7 -> 8 (and 1 more)",
    ];
    let (before, after) = ([before], [after]);
    assert_eq!(told(&before, &after, 0.0), (1, all.map(str::to_owned).into()));
    // Numbers within the tolerance are the same there too; what is new is not.
    let some = [all[2], "row 0 / 0: events[1] absent -> death"];
    assert_eq!(told(&before, &after, 1.0), (1, some.map(str::to_owned).into()));
    let mut renamed = before.clone();
    renamed[0]["context"]["run_id"] = "another".into();
    assert_eq!(told(&before, &renamed, 0.0), (0, Vec::new()));
}

#[test]
fn what_the_specification_does_not_name_is_a_result_too() {
    let plain = row(0, 1, 1, 9.0, 30.0, 7);
    let with = |path: &str, value: serde_json::Value| {
        let mut row = plain.clone();
        match path.split_once('/') {
            Some((inside, name)) => row[inside][name] = value,
            None => row[path] = value,
        }
        [row]
    };
    let changes = |a: &[serde_json::Value; 1], b: &[serde_json::Value; 1]| told(a, b, 0.0).1.join("; ");
    let plain_row = [plain.clone()];
    let hp = |hp: f64| with("engine_outcome/winner_hp", hp.into());
    assert_eq!(changes(&plain_row, &hp(12.5)), "row 0 / 0: engine_outcome.winner_hp absent -> 12.5");
    assert_eq!(changes(&hp(12.5), &hp(13.0)), "row 0 / 0: engine_outcome.winner_hp 12.5 -> 13.0");
    assert_eq!(told(&hp(12.5), &hp(13.0), 0.5), (0, Vec::new()));
    let sum = |sum: &str| with("checksum", sum.into());
    assert_eq!(changes(&sum("ffff"), &plain_row), "row 0 / 0: checksum \"ffff\" -> absent");
    assert_eq!(told(&sum("ffff"), &sum("ffff"), 0.0), (0, Vec::new()));
    // What is not of the type it should be is not lost either.
    let outcome = |value: u64| with("engine_outcome", value.into());
    assert_eq!(changes(&outcome(5), &outcome(6)), "row 0 / 0: engine_outcome 5 -> 6");
    let teams = |value: f64| with("aggregates/teams", serde_json::json!({"b": {"time_alive_s": value}}));
    assert_eq!(changes(&teams(5.0), &teams(6.0)), "row 0 / 0: aggregates.teams.b.time_alive_s 5 -> 6");
    // The schema is no result.
    assert_eq!(changes(&plain_row, &with("schema_version", 2.into())), "");
}

#[test]
fn of_rows_with_one_seed_those_of_the_same_setting_are_joined() {
    let sweep: Vec<_> = (0..6).map(|at| row(at, at / 2, at % 2, 9.0 + (at % 2) as f64, 1.0, 1)).collect();
    let turned: Vec<_> = sweep.iter().rev().cloned().collect();
    assert_eq!(told(&sweep, &turned, 0.0), (0, Vec::new()));
    // Settings that have no like are joined as they come.
    let others = [row(0, 7, 1, 1.0, 1.0, 1), row(1, 7, 2, 2.0, 1.0, 1), row(2, 7, 3, 3.0, 1.0, 1)];
    let mut changed = others.clone();
    changed[0]["context"]["map_params"]["p"] = 8.into();
    changed[2]["context"]["map_params"]["p"] = 9.into();
    changed.reverse();
    let (rows, changes) = told(&others, &changed, 0.0);
    assert_eq!((rows, changes[0].as_str()), (2, "row 0 / 0: time_s 1 -> 3"));
}

#[test]
fn damaged_events_are_never_the_same_as_others() {
    let whole = row(0, 1, 1, 9.0, 1.0, 1).to_string();
    let cut = whole.strip_suffix("}]}").unwrap().to_owned();
    let found = diff(&load(&format!("{whole}\n")), &load(&format!("{cut}\n")), Key::Seed, 0.0);
    assert!(!found.is_same(), "{found:?}");
}
#[test]
fn a_line_that_is_gone_is_told_beside_the_one_that_is_there() {
    let line = || Some(row(0, 1, 1, 9.0, 1.0, 1).to_string().into_bytes());
    let told = |a: Option<Vec<u8>>, b: Option<Vec<u8>>| {
        let mut diff = diff(&load(""), &load(""), Key::Run, 0.0);
        assert!(diff.insides((0, 0), (a, b), 0.0));
        diff.changes[0].to_string()
    };
    assert_eq!(told(None, line()), "row 0 / 0: line cannot be read any more -> can be read");
    assert_eq!(told(line(), None), "row 0 / 0: line can be read -> cannot be read any more");
    let broken = told(line(), Some(b"{\"context\":1}".to_vec()));
    assert!(broken.starts_with("row 0 / 0: line can be read -> ") && !broken.contains("absent"), "{broken}");
}

//! Summaries of rows whose outcome is known.

use super::*;
use crate::film::Progress;
use crate::ingest::Source;
use crate::sim::Telemetry;
use std::borrow::Cow;

fn row(a: &[&str], b: &[&str], result: &str, time: f64) -> String {
    let outcome = serde_json::json!({"result": result, "time_s": time});
    serde_json::json!({"context": {"scenario_id": "field", "team_a_ids": a, "team_b_ids": b}, "engine_outcome": outcome}).to_string()
}

fn of(lines: &[String]) -> Summary {
    let bytes = Cow::Owned(lines.join("\n").into_bytes());
    let telemetry = Telemetry::load(&[Source::Memory { name: "r".into(), bytes }], &Progress::default()).unwrap();
    let index = telemetry.index();
    summary(&index, None)
}

fn few() -> Summary {
    of(&[
        row(&["monk", "bard"], &["golem"], "team_a", 10.0),
        row(&["golem"], &["bard", "monk"], "enemy", 20.0),
        row(&["golem"], &["monk", "bard"], "team_a", 40.0),
        row(&["golem"], &["monk", "bard"], "timeout", 90.0),
        row(&["golem"], &["golem"], "draw", 5.0),
        "{\"context\":{}}".into(),
        "broken".into(),
    ])
}

#[test]
fn results_and_side_bias() {
    let summary = few();
    assert_eq!((summary.rows, summary.broken, summary.timeouts()), (7, 1, 1));
    assert_eq!(summary.side_a, Share { wins: 2, n: 3 });
    assert_eq!((summary.results[&None], summary.results[&Some("team_b".into())]), (1, 1));
}

#[test]
fn both_orientations_of_a_matchup_are_one() {
    let summary = few();
    let [first, mirror] = summary.by(By::Matchup) else { panic!("{:?}", summary.by(By::Matchup)) };
    assert_eq!((first.name.as_str(), first.n, first.timeouts), ("bard, monk against golem", 4, 1));
    assert_eq!(first.wins, Share { wins: 2, n: 3 });
    assert_eq!((first.mean_s, first.median_s), (Some(40.0), Some(30.0)));
    assert_eq!((mirror.name.as_str(), mirror.draws, mirror.wins.rate()), ("golem against golem", 1, None));
}

#[test]
fn a_unit_counts_once_for_each_side_that_has_it() {
    let summary = few();
    let unit = |name: &str| summary.by(By::Unit).iter().find(|group| group.name == name).unwrap().clone();
    assert_eq!((unit("golem").n, unit("golem").wins), (6, Share { wins: 1, n: 3 }));
    assert_eq!((unit("monk").n, unit("monk").wins), (4, Share { wins: 2, n: 3 }));
    let scenarios: Vec<_> = summary.by(By::Scenario).iter().map(|g| (g.name.as_str(), g.n)).collect();
    assert_eq!(scenarios, [("field", 5), ("(none)", 1)]);
}

#[test]
fn a_roster_of_one_unit_with_a_comma_is_not_a_roster_of_two() {
    let summary = of(&[row(&["x, y"], &["z"], "team_a", 1.0), row(&["x", "y"], &["z"], "team_b", 1.0)]);
    let found: Vec<_> = summary.by(By::Matchup).iter().map(|g| (g.name.as_str(), g.n, g.wins.wins)).collect();
    assert_eq!(found, [("\"x, y\" against z", 1, 1), ("x, y against z", 1, 0)]);
    assert_eq!(summary.by(By::Matchup)[0].about, ["x, y", "z"]);
}

#[test]
fn wilson_holds_against_published_values() {
    // 8 of 10: 0.490 to 0.943 (Brown, Cai and DasGupta 2001 use the same formula).
    let (low, high) = Share { wins: 8, n: 10 }.interval().unwrap();
    assert!((low - 0.4902).abs() < 5e-4 && (high - 0.9433).abs() < 5e-4, "{low} {high}");
    let (low, high) = Share { wins: 0, n: 5 }.interval().unwrap();
    assert!(low == 0.0 && (high - 0.4345).abs() < 5e-4);
    assert_eq!((Share { wins: 0, n: 0 }.rate(), Share { wins: 0, n: 0 }.interval()), (None, None));
}

#[test]
fn every_format_holds_the_same_numbers() {
    let summary = few();
    let text = |by, format| {
        let mut out = Vec::new();
        print(&summary, by, format, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let table = text(None, Format::Table);
    assert!(table.contains("timeout:       1 (16.7 %)") && table.contains("0.667 [0.208, 0.939] of 3"), "{table}");
    let json: serde_json::Value = serde_json::from_str(&text(Some(By::Unit), Format::Json)).unwrap();
    assert_eq!((&json["timeouts"], &json["by"]["unit"][0]["n"]), (&1.into(), &6.into()));
    assert!(json["by"].get("matchup").is_none());
    let csv = text(Some(By::Matchup), Format::Csv);
    assert_eq!(csv.lines().count(), 3);
    assert!(csv.contains("matchup,\"bard, monk against golem\",4,3,2,0.6666666666666666,"), "{csv}");
    assert!(csv.contains("golem against golem,1,0,0,,,,1,0,5,5"), "{csv}");
}

#[test]
fn where_there_are_events_it_says_that_damage_inside_them_is_not_counted() {
    use crate::sim::generate::{Options, generate};
    let table = |events: usize| {
        let (mut line, mut out) = (Vec::new(), Vec::new());
        generate(&Options { rows: 1, events, ..Options::default() }, &mut line).unwrap();
        let line = String::from_utf8(line).unwrap();
        let line = if events > 0 { line.replacen("\"kind\":", "\"kind\" ", 1) } else { line };
        print(&of(&[line.trim_end().to_owned()]), None, Format::Table, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let damaged = table(60);
    assert!(damaged.contains("broken rows:   0 (damage inside events is found by `rows check`)\n"), "{damaged}");
    assert!(table(0).contains("broken rows:   0\n"));
}

#[test]
fn a_selection_is_summed_up_alone() {
    let bytes =
        Cow::Owned([row(&["a"], &["b"], "team_a", 1.0), row(&["a"], &["b"], "team_b", 1.0)].join("\n").into_bytes());
    let telemetry = Telemetry::load(&[Source::Memory { name: "r".into(), bytes }], &Progress::default()).unwrap();
    assert_eq!(summary(&telemetry.index(), Some(&[1])).side_a, Share { wins: 0, n: 1 });
}

#[test]
fn no_name_of_a_group_is_a_formula() {
    let mut out = Vec::new();
    let summary = of(&[row(&["=1+1"], &["golem"], "team_a", 10.0)]);
    print(&summary, Some(By::Unit), Format::Csv, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains("unit,'=1+1,1"), "{text}");
}

//! Places and ways of an installation, from outside: named wherever something happens, and nowhere without one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/way.rs"]
mod way;

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Zed is killed by Vex at 0:10.0; Kiko stands 500 units away behind a wall and does nothing.
const EVENTS: &str = r#"{"t":0,"type":"round_start","map":"Radar","round_id":"r"}
{"t":1,"type":"weapon_fire","client":4,"weapon":"MP40"}
{"t":5,"type":"objective","client":4,"action":"build","objective":"wall"}
{"t":9.5,"type":"damage","attacker":4,"target":2,"dmg":40}
{"t":10,"type":"kill","killer":4,"victim":2,"weapon":"MP40"}
{"t":30,"type":"round_end"}
"#;

fn snapshots() -> String {
    let mut out = String::new();
    for tenth in 0..300 {
        let t = f64::from(tenth) / 10.0;
        for (client, team, x, y) in [(1, "ALLIES", 500, 0), (2, "ALLIES", 0, 0), (4, "AXIS", 0, 200)] {
            let alive = client != 2 || t < 10.0;
            let los = if client == 1 { r#","los":[4]"# } else { "" };
            out += &format!(
                "{{\"t\":{t},\"client\":{client},\"team\":\"{team}\",\"alive\":{alive},\"pos\":[{x},{y},24],\"yaw\":180{los}}}\n"
            );
        }
    }
    out
}

struct Case {
    folder: tempfile::TempDir,
}

impl Case {
    fn new() -> Case {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("round")).unwrap();
        fs::write(folder.path().join("round/events.jsonl"), EVENTS).unwrap();
        fs::write(folder.path().join("round/snapshots.jsonl"), snapshots()).unwrap();
        let config = "maps: {radar: {objective_zones: [{name: x, min: [9000, 9000, 0], max: [9001, 9001, 1]}]}}\n";
        fs::write(folder.path().join("my.yaml"), config).unwrap();
        Case { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn callouts(&self, map: &str, text: &str) {
        fs::create_dir_all(self.path("etmain/maps")).unwrap();
        fs::write(self.path(&format!("etmain/maps/{map}_loc_override.dat")), text).unwrap();
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_filmroom"))
            .args(args)
            .current_dir(self.folder.path())
            .env("XDG_CONFIG_HOME", self.path("no-config"))
            .output()
            .unwrap()
    }

    /// The lines of every file that `analyze` writes with these arguments.
    fn analyze(&self, args: &[&str]) -> BTreeMap<String, String> {
        let _ = fs::remove_dir_all(self.path("out"));
        let all = [&["analyze", "round", "--out", "out", "--config", "my.yaml"], args].concat();
        let output = self.run(&all);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
        let files = fs::read_dir(self.path("out")).unwrap().map(|file| file.unwrap().path());
        files.map(|path| (name(&path), fs::read_to_string(&path).unwrap())).collect()
    }

    fn trade(&self, args: &[&str]) -> Value {
        serde_json::from_str(self.analyze(args)["trade_events.jsonl"].lines().next().unwrap()).unwrap()
    }
}

#[test]
fn what_happens_says_where_with_an_installation_and_not_without() {
    let case = Case::new();
    case.callouts("RADAR", "0 100 24 \"^1Main;Entrance\x1b[2J\"\n600 0 24 \"=Yard\"\n");
    let trade = case.trade(&["--etmain", "etmain"]);
    assert_eq!((&trade["place"], &trade["place_dist"]), (&Value::from("Main;Entrance[2J"), &Value::from(100.0)));
    assert_eq!((&trade["killer_place"], &trade["killer_place_dist"]), (&trade["place"], &Value::from(100.0)));
    for list in ["opportunities", "missed_candidates"] {
        let one = &trade[list][0];
        assert_eq!((&one["client"], &one["place"], &one["place_dist"]), (&1.into(), &"=Yard".into(), &100.0.into()));
    }
    let tables = case.analyze(&["--etmain", "etmain", "--format", "csv"]);
    let table = &tables["trade_opportunities.csv"];
    assert!(table.lines().next().unwrap().ends_with("missed_missing,gates_route,place,place_dist"), "{table}");
    assert!(table.lines().nth(1).unwrap().ends_with(",,'=Yard,100.0"), "no formula and no graph: {table}");

    // Without one there is no such field; a key in the file is as good as the flag; a map without names says null.
    let plain = case.analyze(&[]);
    assert!(plain.values().all(|text| !text.contains("place")), "{plain:?}");
    fs::write(case.path("my.yaml"), fs::read_to_string(case.path("my.yaml")).unwrap() + "etmain: etmain\n").unwrap();
    assert_eq!(case.trade(&[]), trade);
    fs::rename(case.path("etmain/maps/RADAR_loc_override.dat"), case.path("etmain/maps/x_loc_override.dat")).unwrap();
    assert_eq!(case.trade(&[])["killer_place"], Value::from("Bunker MG Nest"), "what filmroom knows itself");
}

#[test]
fn everything_that_has_a_position_names_it() {
    let case = Case::new();
    case.callouts("radar", "0 100 24 \"Hall\"\n600 0 24 \"Yard\"\n");
    let row = |files: &BTreeMap<String, String>, name: &str| -> Value {
        serde_json::from_str(files[name].lines().next().unwrap()).unwrap()
    };
    let files = case.analyze(&["--etmain", "etmain"]);
    let negative = row(&files, "score_round_player.jsonl")["negatives"][0].clone();
    assert_eq!((&negative["type"], &negative["place"]), (&"missed_trade".into(), &"Yard".into()), "the player's place");
    let cell = row(&files, "occupancy.jsonl");
    assert_eq!((&cell["cell_x"], &cell["cell_y"]), (&0.into(), &0.into()));
    // The cell's middle is 128, 128: a cell has no height.
    assert_eq!((&cell["place"], &cell["place_dist"]), (&"Hall".into(), &131.027.into()));

    // The same death with nobody in reach is an isolated one.
    let mine = fs::read_to_string(case.path("my.yaml")).unwrap();
    let alone = "isolation_dist: 400\ntrade_dist: 300\ntrade_dist_marginal: 300\n";
    fs::write(case.path("my.yaml"), mine + alone).unwrap();
    let files = case.analyze(&["--etmain", "etmain"]);
    let death = row(&files, "isolated_deaths.jsonl");
    assert_eq!((&death["place"], &death["place_dist"]), (&"Hall".into(), &100.0.into()));
    assert_eq!((&death["killer_place"], &death["killer_place_dist"]), (&"Hall".into(), &100.0.into()));
    let scores = files["score_round_player.jsonl"].lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let negatives: Vec<Value> = scores.flat_map(|line| line["negatives"].as_array().unwrap().clone()).collect();
    assert_eq!(
        (negatives.len(), &negatives[0]["type"], &negatives[0]["place"]),
        (1, &"isolated_death".into(), &"Hall".into())
    );

    let tables = case.analyze(&["--etmain", "etmain", "--format", "csv"]);
    for (name, ending) in [
        ("occupancy.csv", ",Hall,131.027"),
        ("isolated_deaths.csv", ",Hall,100.0,Hall,100.0"),
        ("score_negatives.csv", ",Hall,100.0"),
        ("trade_events.csv", ",Hall,100.0,Hall,100.0"),
    ] {
        assert!(tables[name].lines().nth(1).unwrap().ends_with(ending), "{name}: {}", tables[name]);
    }
    assert!(case.analyze(&["--format", "csv"]).values().all(|text| !text.contains("place") && !text.contains("Hall")));
}

#[test]
fn a_detour_fails_the_gate_route_and_is_never_high() {
    let case = Case::new();
    let gates = |case: &Case| {
        let trade = case.trade(&["--etmain", "etmain"]);
        let one = trade["opportunities"][0].clone();
        (one["gates"]["route"].as_str().map(str::to_owned), one["confidence"].as_str().unwrap().to_owned(), trade)
    };
    case.callouts("x", "1 2 3 x\n");
    let (none, tier, plain) = gates(&case);
    assert_eq!((none, tier.as_str()), (None, "high"), "{plain}");
    assert_eq!(plain["opportunities"][0]["gates"].as_object().unwrap().len(), 6);

    // A straight way; one round a wall of 1,201 units; no waypoint near; two that are not joined.
    let straight = vec![([500.0, 0.0, 24.0], vec![1]), ([0.0, 0.0, 24.0], vec![0])];
    let round = vec![
        ([500.0, 0.0, 24.0], vec![1]),
        ([500.0, -350.5, 24.0], vec![2]),
        ([0.0, -350.5, 24.0], vec![3]),
        ([0.0, 0.0, 24.0], vec![2]),
    ];
    let far = vec![([500.0, 0.0, 24.0], vec![1]), ([0.0, 0.0, 300.0], vec![0])];
    let apart = vec![([500.0, 0.0, 24.0], vec![]), ([0.0, 0.0, 24.0], vec![0])];
    let mut hashes = vec![plain["config_hash"].clone()];
    for (waypoints, outcome, tier, says) in [
        (straight, "pass", "high", "route: 500 u is <= 1200 u (route_factor)"),
        (round, "fail", "med", "route: 1201 u is not <= 1200 u (route_factor)"),
        (far, "unknown", "med", "route: unknown, no waypoint within 256 u of the victim (route_reach)"),
        (apart, "unknown", "med", "route: unknown, the waypoints of the two are not joined"),
    ] {
        way::write(&case.path("etmain"), "radar", &waypoints);
        let (route, confidence, trade) = gates(&case);
        assert_eq!((route.as_deref(), confidence.as_str()), (Some(outcome), tier), "{trade}");
        assert!(trade.to_string().contains(says), "{trade}");
        assert!(!hashes.contains(&trade["config_hash"]), "a graph judges: it is part of the hash");
        hashes.push(trade["config_hash"].clone());
    }
}

#[test]
fn broken_files_are_problems_with_their_line_and_a_wrong_folder_is_wrong_usage() {
    let case = Case::new();
    case.callouts("radar", "0 0 24 yard\n0 0 gate\n");
    fs::create_dir_all(case.path("etmain/nav")).unwrap();
    fs::write(case.path("etmain/nav/radar.way"), [9; 400]).unwrap();
    let output = case.run(&["check", "round", "--etmain", "etmain"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("radar_loc_override.dat:2: `gate` is no number for z"), "{text}");
    assert!(text.contains("radar.way: is no waypoint file that can be read"), "{text}");
    for folder in ["round", "nowhere"] {
        let output = case.run(&["check", "round", "--etmain", folder]);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.contains("--etmain") && text.contains(folder), "{text}");
    }
}

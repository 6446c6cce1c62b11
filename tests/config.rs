//! The configuration from outside: the sample file loads, flags reach the output, and a mistake ends the program with
//! file, line and the nearest key.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn case() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/et/01-window-end")
}

/// `filmroom analyze` on a fixture, away from the user's own configuration.
fn analyze(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_filmroom"))
        .arg("analyze")
        .arg(case())
        .arg("--out")
        .arg(folder.join("out"))
        .args(args)
        .current_dir(folder)
        .env("XDG_CONFIG_HOME", folder)
        .output()
        .unwrap()
}

fn error(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn hash(folder: &Path) -> String {
    let text = std::fs::read_to_string(folder.join("out/trade_events.jsonl")).unwrap();
    let line: serde_json::Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    line["config_hash"].as_str().unwrap().to_owned()
}

#[test]
fn the_sample_file_loads_with_all_its_examples_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    assert!(analyze(folder.path(), &[]).status.success());
    let plain = hash(folder.path());
    let sample = include_str!("../assets/config/default.yaml");
    std::fs::write(folder.path().join("sample.yaml"), sample).unwrap();
    assert!(analyze(folder.path(), &["--config", "sample.yaml"]).status.success());
    assert_eq!(hash(folder.path()), plain);
    let all: Vec<&str> = sample.lines().map(|line| line.strip_prefix("#: ").unwrap_or(line)).collect();
    std::fs::write(folder.path().join("all.yaml"), all.join("\r\n")).unwrap();
    let output = analyze(folder.path(), &["--config", "all.yaml"]);
    assert!(output.status.success(), "{output:?}");
    assert_ne!(hash(folder.path()), plain, "the example's zones judge");
}

#[test]
fn a_flag_changes_the_hash_and_wins_over_the_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("c.yaml"), "trade_window_s: 2\n").unwrap();
    assert!(analyze(folder.path(), &["--config", "c.yaml"]).status.success());
    let by_file = hash(folder.path());
    assert!(analyze(folder.path(), &["--config", "c.yaml", "--set", "trade_window_s=3"]).status.success());
    let by_flag = hash(folder.path());
    assert!(analyze(folder.path(), &[]).status.success());
    assert_ne!(by_file, by_flag);
    assert_eq!(by_flag, hash(folder.path()));
}

#[test]
fn mistakes_end_the_program_with_line_and_nearest_key() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("c.yaml"), "react_s: 1\ntrade_dsit: 700\nmaps:\n  radar:\n    near_dist: far\n")
        .unwrap();
    let said = error(&analyze(folder.path(), &["--config", "c.yaml", "--set", "revew.auto_advance=true"]));
    for line in [
        "c.yaml:2:1: unknown key \"trade_dsit\"; did you mean \"trade_dist\"?",
        "c.yaml:5:16: \"near_dist\" wants a number from 0 to 100000, got the text \"far\"",
        "--set revew.auto_advance=true: unknown key \"revew\"; did you mean \"review\"?",
    ] {
        assert!(said.contains(line), "{said}");
    }
    std::fs::write(folder.path().join("c.yaml"), "trade_dist: 700\ntrade_dist: 800\n").unwrap();
    let said = error(&analyze(folder.path(), &["--config", "c.yaml"]));
    assert!(said.contains("c.yaml:2:1: \"trade_dist\" is given twice, first at c.yaml:1:1"), "{said}");
}

/// `filmroom` in a folder that is also where the user's configuration lies.
fn filmroom(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_filmroom"));
    let output = command.args(args).current_dir(folder).env("XDG_CONFIG_HOME", folder).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

const LAYERS: [(&str, &str); 4] = [
    ("cups/cup.yaml", "trade_dist: 1\nreact_s: 2\nmaps: {radar: {near_dist: 3}}\n"),
    (
        "filmroom/maps/Radar.yaml",
        "# moved\nnear_dist: 4\nobjective_zones:\n  - {name: gun, center: [0, 0], radius: 5}\n",
    ),
    ("filmroom/maps/notes.txt", "not a map\n"),
    ("filmroom/config.yaml", "league: ../cups/cup.yaml\nreact_s: 6\n"),
];

#[test]
fn the_layers_are_found_and_what_is_shown_loads_to_the_same_hash() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &LAYERS);
    let (code, shown, _) = filmroom(folder.path(), &["config", "show", "--map", "RADAR", "--set", "cell_size=8"]);
    assert_eq!(code, Some(0));
    let line = |value: &str| {
        let found = shown.lines().find(|line| line.trim_start().starts_with(value));
        found.unwrap_or_else(|| panic!("{value}\n{shown}")).split(" # ").nth(1).unwrap().to_owned()
    };
    assert!(line("trade_dist: 1").starts_with("league ") && line("trade_dist: 1").ends_with("cup.yaml:1:13"));
    assert!(line("react_s: 6").ends_with("filmroom/config.yaml:2:10"));
    assert!(line("near_dist: 4").starts_with("map file ") && line("near_dist: 4").ends_with("Radar.yaml:2:12"));
    assert!(line("- {name: gun, center: [0, 0], radius: 5}").ends_with("Radar.yaml:4:5"));
    assert_eq!(line("cell_size: 8"), "--set cell_size=8");
    let hash = shown.lines().find_map(|line| line.strip_prefix("# hash ")).unwrap();
    // Alone, without any of the files it came from.
    let elsewhere = tempfile::tempdir().unwrap();
    write(elsewhere.path(), &[("shown.yaml", &shown)]);
    assert_eq!(
        filmroom(elsewhere.path(), &["config", "check", "shown.yaml"]).1,
        format!("shown.yaml: ok, hash {hash}\n")
    );
    assert!(analyze(elsewhere.path(), &["--config", "shown.yaml"]).status.success());
    assert_eq!(self::hash(elsewhere.path()), hash);
    // The flag wins over the league that the file names.
    write(folder.path(), &[("other.yaml", "trade_dist: 9\n")]);
    let (_, shown, _) = filmroom(folder.path(), &["config", "show", "--league", "other.yaml"]);
    assert!(shown.contains("# league other.yaml:1:13") && !shown.contains("cup.yaml"), "{shown}");
}

#[test]
fn a_layer_that_is_wrong_ends_the_program_with_its_place() {
    for (files, args, want) in [
        (
            vec![("cup.yaml", "trade_dits: 1\n")],
            vec!["--league", "cup.yaml"],
            "cup.yaml:1:1: unknown key \"trade_dits\"",
        ),
        (vec![("filmroom/maps/radar.yaml", "near: 1\n")], vec![], "maps/radar.yaml:1:1: unknown key \"near\""),
        (vec![("filmroom/config.yaml", "league: gone.yaml\n")], vec![], "gone.yaml cannot be read"),
        (vec![("filmroom/config.yaml", "league: 3\n")], vec![], "config.yaml:1:9: \"league\" wants a text"),
        (vec![], vec!["--set", "league=x.yaml"], "--set league=x.yaml: the league's file is given by --league FILE"),
        (
            vec![("filmroom/maps/radar.yaml", ""), ("filmroom/maps/RADAR.yml", "")],
            vec![],
            "two files about the map radar",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &files);
        let text = error(&analyze(folder.path(), &args));
        assert!(text.contains(want), "{text}");
        assert!(!folder.path().join("out").exists());
    }
}

#[test]
fn check_lists_every_mistake_and_says_ok_of_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        &[
            ("good.yaml", "trade_dist: 700\nui: {fps: 30}\n"),
            ("map.yaml", "name: radar\nobjective_zones: [{center: [0, 0], radius: 5}]\n"),
            ("bad.yaml", "trade_dits: 1\nui: {fps: 99}\nmaps: {radar: {near_dist: x}}\n"),
            ("badmap.yaml", "name: radar\nobjective_zones: [{name: a}]\n"),
            ("torn.yaml", "a: [1\n"),
            ("names.yaml", "league: bad.yaml\n"),
            ("keys.yaml", "ui: {fps: 30}\nkeys: {undo: nosuchkey, redo: [x, Y], quit: Y}\n"),
            ("etmain.yaml", "etmain: nosuch\nreview: {order: bogus, sample_suppressed: 1e300}\n"),
        ],
    );
    let check = |files: &[&str]| filmroom(folder.path(), &[&["config", "check"], files].concat());
    let (code, good, _) = check(&["good.yaml", "map.yaml"]);
    assert_eq!(code, Some(0));
    let lines: Vec<&str> = good.lines().collect();
    assert!(lines[0].starts_with("good.yaml: ok, hash ") && lines[1] == "map.yaml: ok, a map's own file", "{good}");
    let (code, bad, _) =
        check(&["bad.yaml", "badmap.yaml", "good.yaml", "torn.yaml", "gone.yaml", "keys.yaml", "etmain.yaml"]);
    assert_eq!(code, Some(1));
    for want in [
        "bad.yaml:1:1: unknown key \"trade_dits\"; did you mean \"trade_dist\"?",
        "bad.yaml:2:11: \"fps\" wants a whole number from 1 to 60",
        "bad.yaml:3:27: \"near_dist\" wants a number from 0 to 100000",
        "badmap.yaml:2:19: a zone is",
        "good.yaml: ok",
        "torn.yaml:",
        "gone.yaml: cannot be read",
        "keys.yaml:2:7: undo: no key is called `nosuchkey`",
        "keys.yaml:2:7: redo: `Y` is already bound to quit",
        "etmain.yaml:1:9: etmain: ",
        "etmain.yaml:2:17: \"order\": `bogus` is no order; there are: ",
        "etmain.yaml:2:43: \"sample_suppressed\": `1e300` is no share: write 0 % to 100 %",
    ] {
        assert!(bad.contains(want), "{want}\n{bad}");
    }
    let (code, through, _) = check(&["names.yaml"]);
    assert_eq!((code, through.contains("bad.yaml:1:1")), (Some(1), true), "{through}");
}

#[test]
fn the_schema_knows_every_section_of_the_sample() {
    let folder = tempfile::tempdir().unwrap();
    let (code, text, _) = filmroom(folder.path(), &["config", "schema"]);
    assert_eq!(code, Some(0));
    let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["properties"]["trade_dist"]["maximum"], 100_000.0);
    let sample = include_str!("../assets/config/default.yaml");
    let keys = sample.lines().map(|line| line.strip_prefix("#: ").unwrap_or(line)).filter_map(|line| {
        let (key, _) = line.split_once(':')?;
        key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_').then_some(key)
    });
    let keys: Vec<&str> = keys.collect();
    assert!(keys.len() > 40 && keys.contains(&"maps") && keys.contains(&"review"), "{keys:?}");
    for key in keys {
        assert!(schema["properties"].get(key).is_some(), "{key}");
    }
    for section in ["ui", "review"] {
        let flat = sample.lines().map(|line| line.strip_prefix("#: ").unwrap_or(line));
        let inner =
            flat.skip_while(|line| *line != format!("{section}:")).skip(1).take_while(|line| line.starts_with("  "));
        for key in inner.filter(|line| !line.starts_with("    ")).filter_map(|line| line.trim().split(':').next()) {
            assert!(schema["properties"][section]["properties"].get(key).is_some(), "{section}.{key}");
        }
    }
}

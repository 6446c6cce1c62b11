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

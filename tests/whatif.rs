//! What-if by keyboard only, through the real program in a real terminal: a threshold is turned, the counts of all rounds
//! are read from the screen, saved as a configuration, and the configuration gives the same counts.
#![cfg(target_os = "linux")] // the harness looks into /proc
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/pty.rs"]
mod pty;

use pty::Pty;
use std::path::{Path, PathBuf};
use std::process::Command;

fn program() -> PathBuf {
    env!("CARGO_BIN_EXE_filmroom").into()
}

/// What the program prints without a terminal.
fn run(home: &Path, args: &[&str]) -> String {
    let mut command = Command::new(program());
    let command = command.args(args).env("HOME", home).env("XDG_CONFIG_HOME", home.join("config"));
    let output = command.env("XDG_STATE_HOME", home.join("state")).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Live missed-trade candidates over all rounds, as `analyze` writes them under a configuration.
fn candidates(home: &Path, folder: &str, config: &[&str]) -> usize {
    let out = home.join("out");
    let _ = std::fs::remove_dir_all(&out);
    run(home, &[&["analyze", folder, "--out", out.to_str().unwrap()], config].concat());
    let rows = std::fs::read_to_string(out.join("trade_events.jsonl")).unwrap();
    let rows = rows.lines().map(|row| serde_json::from_str::<serde_json::Value>(row).unwrap());
    let live = rows.map(|row| {
        let all = row["missed_candidates"].as_array().cloned().unwrap_or_default();
        all.iter().filter(|one| one["suppressed"] == serde_json::json!(false)).count()
    });
    live.sum()
}

/// Both numbers of `missed-trade candidates 26 -> 22`.
fn counts(screen: &str) -> Option<(usize, usize)> {
    let line = screen.lines().find_map(|line| line.split_once("missed-trade candidates "))?.1;
    let (before, after) = line.split_once(" -> ")?;
    let after: String = after.chars().take_while(char::is_ascii_digit).collect();
    Some((before.trim().parse().ok()?, after.parse().ok()?))
}

#[test]
fn a_turned_threshold_is_saved_as_a_configuration_that_gives_the_same_counts() {
    let (home, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (home, folder) = (home.path(), folder.path().to_str().unwrap());
    run(home, &["demo", "--write", folder]);
    let in_force = candidates(home, folder, &[]);

    let (config, state) = (home.join("config"), home.join("state"));
    let env = [
        ("HOME", home.to_str().unwrap()),
        ("XDG_CONFIG_HOME", config.to_str().unwrap()),
        ("XDG_STATE_HOME", state.to_str().unwrap()),
        ("USER", "ann"),
    ];
    let mut pty = Pty::start(program(), &[folder], &env, 120, 40);
    pty.wait("the library", |screen| screen.contains("3v3") && !screen.contains("reading"));
    pty.send("\r");
    pty.wait_for("CANDIDATE");
    pty.send("w");
    pty.wait("the thresholds", |screen| screen.contains("trade_dist") && screen.contains("E4 trades"));
    // Five steps down, and all rounds.
    pty.send("\u{1b}[1;2Da");
    pty.wait("all rounds under the change", |screen| screen.contains("(a: this)") && counts(screen).is_some());
    let screen = pty.wait_for("WHAT-IF trade_dist 550 (in force 800)");
    let (before, after) = counts(&screen).unwrap();
    assert_eq!(before, in_force, "{screen}");
    assert!(after < before, "{screen}");

    let file = config.join("filmroom/config.yaml");
    assert!(!file.exists(), "nothing is written before it is asked for");
    pty.send("s");
    pty.wait_for("save to: ");
    pty.send("\r");
    pty.wait_for("in force from the next start on");
    pty.send("q");
    assert_eq!(pty.wait_end().exit_code(), 0);
    pty.assert_given_back();

    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.starts_with("# what-if kept by filmroom on ") && text.ends_with("\ntrade_dist: 550\n"), "{text}");
    let path = file.to_str().unwrap();
    assert!(run(home, &["config", "check", path]).contains("ok"));
    assert_eq!(candidates(home, folder, &["--config", path]), after);
    assert_eq!(candidates(home, folder, &[]), after, "it is the user's own file");
}

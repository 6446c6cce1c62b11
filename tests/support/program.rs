//! The program from outside, and a small round for it to read.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// One kill with a witness, and where everybody stood.
pub(crate) const EVENTS: &str = r#"{"t":0.0,"type":"round_start","map":"testmap","round_id":"r"}
{"t":4.0,"type":"weapon_fire","attacker":4,"weapon":"MP40","round_id":"r"}
{"t":5.0,"type":"damage","attacker":4,"victim":0,"dmg":50,"weapon":"MP40","round_id":"r"}
{"t":5.1,"type":"kill","killer":4,"victim":0,"weapon":"MP40","round_id":"r"}
{"t":20.0,"type":"round_end","map":"testmap","round_id":"r"}
"#;

/// A second apart: two of one side, and an enemy.
pub(crate) fn snapshots() -> String {
    let row = |t: i32, client: i32, team: &str, x: i32| {
        format!(
            r#"{{"t":{t},"client":{client},"team":"{team}","alive":true,"pos":[{x},0,0],"vel":[0,0,0],"yaw":0,"pitch":0,"round_id":"r"}}"#
        )
    };
    let second = |t| [row(t, 0, "AXIS", 0), row(t, 1, "AXIS", 200), row(t, 4, "ALLIES", 500)].join("\n") + "\n";
    (0..20).map(second).collect()
}

/// Writes the round into a folder.
pub(crate) fn round_in(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("events.jsonl"), EVENTS).unwrap();
    fs::write(folder.join("snapshots.jsonl"), snapshots()).unwrap();
}

/// The round in a folder of its own.
pub(crate) fn round() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    round_in(folder.path());
    folder
}

/// The program, before it is given anything.
pub(crate) fn filmroom() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_filmroom"));
    // Nothing of whoever runs the tests: no own configuration, no waiting input.
    command.env("XDG_CONFIG_HOME", "/nonexistent").env("XDG_STATE_HOME", "/nonexistent").env("NO_COLOR", "1");
    command.stdin(Stdio::null());
    command
}

pub(crate) fn run(args: &[&str]) -> Output {
    filmroom().args(args).output().unwrap()
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[track_caller]
pub(crate) fn assert_code(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "{}{}", stdout(output), stderr(output));
}

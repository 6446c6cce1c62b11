//! Many rounds at once: the same bytes on any number of threads, a broken round costs only itself, and a stop leaves
//! nothing behind.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

fn filmroom(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_filmroom"));
    command.args(args).env("XDG_CONFIG_HOME", "/nonexistent").env("XDG_STATE_HOME", "/nonexistent");
    command.stdin(Stdio::null());
    command
}

fn run(args: &[&str]) -> Output {
    let output = filmroom(args).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Rounds of the simulator's in a folder.
fn season(folder: &Path, rounds: u32, minutes: &str) -> String {
    let place = folder.join("season").to_str().unwrap().to_owned();
    let rounds = rounds.to_string();
    run(&["demo", "--generate", "--seed", "11", "--rounds", &rounds, "--minutes", minutes, "--write", &place]);
    place
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let name = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    fs::read_dir(folder).unwrap().map(|e| e.unwrap()).map(|e| (name(&e), fs::read(e.path()).unwrap())).collect()
}

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let season = season(folder.path(), 7, "1.5");
    for format in ["jsonl", "csv"] {
        let outputs: Vec<_> = ["1", "2", "5"]
            .map(|threads| {
                let out = folder.path().join(format!("{format}{threads}"));
                run(&["analyze", &season, "--out", out.to_str().unwrap(), "--format", format, "--threads", threads]);
                files(&out)
            })
            .into();
        assert!(outputs[0].len() >= 7 && outputs[0].values().any(|bytes| bytes.len() > 10_000));
        assert!(outputs[0] == outputs[1] && outputs[0] == outputs[2], "{format}");
    }
}

#[test]
fn every_csv_line_says_what_it_was_made_with_and_rounds_come_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let season = season(folder.path(), 3, "1.5");
    let out = folder.path().join("out");
    run(&["analyze", &season, "--out", out.to_str().unwrap(), "--format", "csv"]);
    let files = files(&out);
    assert_eq!(files.len(), 10, "{:?}", files.keys());
    for (name, bytes) in &files {
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let head = reader.headers().unwrap().clone();
        let first: Vec<&str> = head.iter().take(5).collect();
        assert_eq!(first, ["schema_version", "score_model_version", "config_hash", "round_id", "map"], "{name}");
        let mut rounds: Vec<String> = Vec::new();
        for record in reader.records() {
            let record = record.unwrap();
            assert!(record.iter().take(5).all(|cell| !cell.is_empty()), "{name}: {record:?}");
            if rounds.last().map(String::as_str) != Some(&record[3]) {
                rounds.push(record[3].to_owned());
            }
        }
        // Not every round has an isolated death.
        let always = ["trade_events.csv", "player_metrics.csv", "score_round_player.csv", "occupancy.csv", "pairs.csv"];
        assert!(rounds.is_sorted() && (rounds.len() == 3 || !always.contains(&name.as_str())), "{name}: {rounds:?}");
    }
}

#[test]
fn a_broken_round_is_named_and_the_others_are_done() {
    let folder = tempfile::tempdir().unwrap();
    let season = season(folder.path(), 4, "1");
    let broken: Vec<_> = ["events", "snapshots"].map(|half| format!("{season}/demo-r2.{half}.jsonl")).into();
    broken.iter().for_each(|path| fs::write(path, "this is no recording\n").unwrap());
    let out = folder.path().join("out");
    let output = filmroom(&["analyze", &season, "--out", out.to_str().unwrap()]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "a script must notice: {said}");
    assert!(said.contains("demo-r2"), "{said}");
    let rows = fs::read_to_string(out.join("player_metrics.jsonl")).unwrap();
    let has = |round: &str| rows.contains(&format!("\"round_id\":\"{round}\""));
    assert!(has("demo-r1") && !has("demo-r2") && has("demo-r3") && has("demo-r4"));
}

#[cfg(unix)]
#[test]
fn a_stop_leaves_no_half_output() {
    let folder = tempfile::tempdir().unwrap();
    let season = season(folder.path(), 12, "3");
    let out = folder.path().join("out");
    let mut child = filmroom(&["analyze", &season, "--out", out.to_str().unwrap(), "--threads", "1"])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // As soon as the first rows are on the disk.
    let since = Instant::now();
    while !out.exists() && child.try_wait().unwrap().is_none() {
        assert!(since.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(1));
    }
    let stopped = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success();
    let code = child.wait().unwrap().code();
    // On a fast machine the work may be done before the signal comes.
    if stopped && code == Some(130) {
        assert!(!out.exists(), "{:?}", files(&out).keys());
    } else {
        assert_eq!((code, files(&out).len()), (Some(0), 7));
    }
}

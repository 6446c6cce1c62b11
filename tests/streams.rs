//! Pipes and signals: what comes in, what goes out, and how it ends when the other end or the user has had enough.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/program.rs"]
mod program;

use program::{EVENTS, assert_code, filmroom, round, round_in, run, stderr, stdout, text};
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Waits for the end, and fails rather than hang.
#[track_caller]
fn wait(child: &mut Child) -> Option<i32> {
    let since = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        if since.elapsed() > Duration::from_secs(20) {
            child.kill().unwrap();
            panic!("the program hangs");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn what_comes_through_a_pipe_is_read() {
    for args in [&["check", "-"][..], &["-"], &[]] {
        let mut child = filmroom().args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(EVENTS.as_bytes()).unwrap();
        let mut said = String::new();
        child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!(wait(&mut child), Some(0), "{args:?}: {said}");
        assert!(said.contains("1 round") || said.contains("standard input"), "{args:?}: {said}");
    }
}

/// Whether a hang-up ends what is started from here; under `nohup` it does not.
#[cfg(unix)]
fn hang_up_counts() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 0)
}

#[cfg(unix)]
#[test]
fn ctrl_c_stops_with_a_message_and_leaves_nothing() {
    for signal in ["-INT", "-TERM", "-HUP"] {
        if signal != "-HUP" || hang_up_counts() {
            stops_and_leaves_nothing(signal);
        }
    }
}

#[cfg(unix)]
fn stops_and_leaves_nothing(signal: &str) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let mut command = filmroom();
    command.args(["analyze", "-", "--out", text(&out)]).stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(EVENTS.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
    assert_eq!(wait(&mut child), Some(130));
    drop(stdin);
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(said.contains("stopped; nothing was written"), "{said}");
    assert!(!out.exists());
}

#[test]
fn a_reader_that_has_seen_enough_ends_the_program_quietly() {
    let folder = round();
    // More complaints than a pipe holds.
    fs::write(folder.path().join("events.jsonl"), EVENTS.to_owned() + &"{broken\n".repeat(5_000)).unwrap();
    for args in [&["check", text(folder.path())][..], &["config", "schema"]] {
        let mut command = filmroom();
        let mut child = command.args(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        assert_eq!(wait(&mut child), Some(0));
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!(said, "");
    }
}

#[test]
fn a_report_can_go_to_standard_output() {
    let folder = round();
    let output = run(&["report", text(folder.path()), "--out", "-"]);
    assert_code(&output, 0);
    assert!(stdout(&output).ends_with("</html>\n") && stderr(&output).contains("standard output"));
    assert!(!Path::new("-").exists());
}

/// What `analyze` writes into a pipe, with what is in its standard input.
fn piped(input: &str, args: &[&str]) -> Output {
    let mut child =
        filmroom().args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn a_list_of_rounds_comes_in_and_lines_that_say_what_they_are_go_out() {
    let season = tempfile::tempdir().unwrap();
    let rounds: Vec<PathBuf> = ["one", "two words"].map(|name| season.path().join(name)).to_vec();
    rounds.iter().for_each(|folder| round_in(folder));
    let list = format!("{}\n\n{}\n", text(&rounds[0]), text(&rounds[1]));
    let output = piped(&list, &["analyze", "--list", "-", "--out", "-"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stderr(&output).contains("lines of 7 tables"), "{}", stderr(&output));
    let rows: Vec<serde_json::Value> =
        stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let results = season.path().join("results");
    assert!(run(&["analyze", text(&rounds[0]), "--out", text(&results)]).status.success());
    for table in ["trade_events", "score_round_player", "player_metrics", "occupancy"] {
        let of = |source: &str| {
            let is =
                |row: &&serde_json::Value| row["table"] == table && row["source"].as_str().unwrap().ends_with(source);
            rows.iter().filter(is).count()
        };
        let file = fs::read_to_string(results.join(format!("{table}.jsonl"))).unwrap();
        assert!(of("one") > 0 && of("one") == file.lines().count() && of("two words") == of("one"), "{table}");
    }
    let keys: Vec<&str> = rows[0].as_object().unwrap().keys().take(3).map(String::as_str).collect();
    assert_eq!(keys, ["table", "source", "schema_version"]);
}

#[test]
fn a_list_with_a_hole_is_told_and_standard_input_is_only_one_thing() {
    let folder = round();
    let list = format!("{}\n/nonexistent/round\n", text(folder.path()));
    let output = piped(&list, &["analyze", "--list", "-", "--out", "-"]);
    assert_code(&output, 1);
    assert!(stderr(&output).contains("/nonexistent/round: cannot be read"), "{}", stderr(&output));
    assert!(stdout(&output).lines().count() > 5, "the other round is there");
    let output = piped("", &["analyze", "-", "--list", "-", "--out", "-"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    let output = piped(&list, &["analyze", "--list", "-", "--out", "-", "--format", "csv"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("--format csv"), "{}", stderr(&output));
}

//! The path of somebody who wants to look into telemetry rows, through the real program in a real terminal: open, sort,
//! filter, open a row, tag what disagrees, write the listed rows; a file that grows, a pipe, and leaving at any moment.
#![cfg(target_os = "linux")] // the harness looks into /proc
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/pty.rs"]
mod pty;

use pty::Pty;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

fn program() -> PathBuf {
    env!("CARGO_BIN_EXE_filmroom").into()
}

/// A generated file in a folder of its own.
fn made(options: &[&str]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.ndjson");
    let mut command = Command::new(program());
    command.args(["rows", "generate", "--out"]).arg(&path).args(options);
    assert!(command.output().unwrap().status.success());
    (folder, path)
}

fn open(args: &[&str], state: &Path) -> Pty {
    let env = [("XDG_STATE_HOME", state.to_str().unwrap()), ("USER", "ann"), ("HOME", state.to_str().unwrap())];
    Pty::start(program(), args, &env, 120, 40)
}

fn rows_with(path: &Path, filter: &str) -> usize {
    let mut command = Command::new(program());
    let output = command.arg("rows").arg(path).args(["--filter", filter, "--format", "jsonl"]).output().unwrap();
    String::from_utf8(output.stdout).unwrap().lines().count()
}

#[test]
fn from_a_file_to_a_tagged_check_and_an_export() {
    let (folder, path) = made(&["--rows", "600", "--events", "40", "--dirt", "0.2", "--seed", "5"]);
    let state = tempfile::tempdir().unwrap();
    // Told by content: no command is named.
    let mut pty = open(&[path.to_str().unwrap()], state.path());
    pty.wait("all rows", |screen| screen.contains("Rows 600") && !screen.contains("reading"));
    // By time, the longest first.
    pty.send("llsg");
    pty.wait("the order", |screen| screen.contains("time_s ▼") && screen.lines().any(|l| l.starts_with('▶')));
    let wanted = rows_with(&path, "result == timeout && a.damage < 500");
    assert!(wanted > 0);
    pty.send("Fresult == timeout && a.damage < 500\r");
    pty.wait_for(&format!("Rows {wanted} of 600"));
    let export = folder.path().join("listed.jsonl");
    pty.send("E\x15");
    pty.send(&format!("{}\r", export.to_str().unwrap()));
    pty.wait_for("written to");
    assert_eq!(fs::read_to_string(&export).unwrap().lines().count(), wanted);
    let all = fs::read(&path).unwrap();
    pty.send("E\x15");
    pty.send(&format!("{}\r", path.to_str().unwrap()));
    pty.wait_for("one of the files that are looked at");
    assert_eq!(fs::read(&path).unwrap(), all, "an input is never written");
    // What disagrees anywhere; the first of it in its row.
    pty.send("XC");
    pty.wait_for("What disagrees");
    pty.send("\r");
    pty.wait_for("CANDIDATE");
    pty.send("t");
    pty.wait_for("true: ");
    let title =
        |screen: &str| screen.lines().next().unwrap_or_default().split(':').next().unwrap_or_default().to_owned();
    let before = title(&pty.screen());
    pty.send("}");
    pty.wait("another row", |screen| title(screen).starts_with("filmroom row ") && title(screen) != before);
    pty.send("\x1b");
    pty.wait_for("Rows 600");
    pty.send("q");
    assert!(pty.wait_end().success());
    pty.assert_given_back();
    let journals: Vec<PathBuf> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    let verdicts = journals.iter().filter(|file| **file != path && **file != export);
    let text: String = verdicts.map(|file| fs::read_to_string(file).unwrap()).collect();
    assert!(text.contains("\"verdict\":\"true\""), "{text}");
}

#[test]
fn a_file_that_grows_is_followed() {
    let (_folder, path) = made(&["--rows", "30", "--events", "0"]);
    let state = tempfile::tempdir().unwrap();
    let mut pty = open(&["rows", path.to_str().unwrap(), "--follow"], state.path());
    pty.wait_for("Rows 30");
    let first = fs::read_to_string(&path).unwrap().lines().next().unwrap().to_owned();
    let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
    file.write_all(&first.as_bytes()[..first.len() / 2]).unwrap();
    pty.wait("half a row", |screen| screen.contains("Rows 31") && screen.contains("1 broken"));
    writeln!(file, "{}", &first[first.len() / 2..]).unwrap();
    pty.wait("the whole row", |screen| screen.contains("Rows 31") && !screen.contains("broken"));
    pty.send("q");
    assert!(pty.wait_end().success());
}

#[test]
fn packed_files_and_folders_of_shards_open_like_plain_ones() {
    let (folder, path) = made(&["--rows", "50", "--events", "10"]);
    let state = tempfile::tempdir().unwrap();
    let bytes = fs::read(&path).unwrap();
    let runs = folder.path().join("runs");
    for run in ["run_1", "run_2"] {
        fs::create_dir_all(runs.join(run)).unwrap();
        let file = fs::File::create(runs.join(run).join("shard_0.jsonl.gz")).unwrap();
        let mut packed = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
        packed.write_all(&bytes).unwrap();
        packed.finish().unwrap();
        fs::write(runs.join(run).join("shard_1.jsonl"), &bytes).unwrap();
    }
    let mut pty = open(&[runs.to_str().unwrap()], state.path());
    pty.wait_for("Rows 200");
    pty.send("q");
    assert!(pty.wait_end().success());
}

#[test]
fn what_comes_through_a_pipe_is_shown_as_it_comes_and_leaving_waits_for_nobody() {
    let (_folder, path) = made(&["--rows", "20", "--events", "0"]);
    let state = tempfile::tempdir().unwrap();
    // The group ends with the program; the pipe stays open for much longer.
    let shell = format!("(cat {0}; sleep 60) | {{ {1} rows -; echo code $?; }}", path.display(), program().display());
    let env = [("XDG_STATE_HOME", state.path().to_str().unwrap()), ("HOME", state.path().to_str().unwrap())];
    let mut pty = Pty::start("/bin/sh".into(), &["-c", &shell], &env, 100, 30);
    pty.wait_for("Rows 20");
    let since = Instant::now();
    pty.send("q");
    pty.wait_for("code 0");
    assert!(since.elapsed() < Duration::from_secs(10), "leaving took {:?}", since.elapsed());
}

//! `filmroom rows` from outside: arguments in, text and exit codes out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn filmroom(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_filmroom"));
    command.env("XDG_CONFIG_HOME", "/nonexistent").env("XDG_STATE_HOME", "/nonexistent").env("NO_COLOR", "1");
    command.arg("rows").args(args).stdin(Stdio::null());
    command
}

fn run(args: &[&str]) -> Output {
    filmroom(args).output().unwrap()
}

#[track_caller]
fn stdout(output: &Output, code: i32) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{errors}{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A generated file in a folder of its own.
fn made(options: &[&str]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.ndjson");
    let out = run(&[&["generate", "--out", text(&path)], options].concat());
    stdout(&out, 0);
    let path = text(&path).to_owned();
    (folder, path)
}

#[test]
fn generated_rows_are_listed_checked_and_summed_up() {
    let (_folder, path) = made(&["--rows", "40", "--events", "20"]);
    let list = stdout(&run(&[&path]), 0);
    assert_eq!(list.lines().count(), 41);
    assert!(stdout(&run(&["check", &path]), 0).ends_with("40 rows, 0 broken or damaged: nothing disagrees\n"));
    let summary = stdout(&run(&["summary", &path, "--by", "unit", "--format", "json"]), 0);
    let summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
    assert_eq!(summary["rows"], 40);
    let units = summary["by"]["unit"].as_array().unwrap();
    assert!(units.iter().all(|unit| unit["decided"].as_u64() <= unit["n"].as_u64()));
}

#[test]
fn standard_output_and_file_hold_the_same_bytes_and_a_file_is_never_replaced() {
    let (_folder, path) = made(&["--rows", "5", "--seed", "9"]);
    let piped = run(&["generate", "--rows", "5", "--seed", "9"]).stdout;
    assert_eq!(fs::read(&path).unwrap(), piped);
    let again = run(&["generate", "--out", &path]);
    assert_eq!((again.status.code(), fs::read(&path).unwrap()), (Some(1), piped));
}

#[test]
fn what_cannot_be_generated_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.ndjson");
    assert_eq!(run(&["generate", "--dirt", "2", "--out", text(&path)]).status.code(), Some(2));
    assert!(!path.exists());
    let inside = folder.path().join("made/for/it/run.ndjson");
    stdout(&run(&["generate", "--rows", "1", "--out", text(&inside)]), 0);
    assert!(inside.is_file());
    // A disk without room, as far as one can be had.
    if Path::new("/dev/full").exists() {
        let full =
            filmroom(&["generate"]).stdout(fs::OpenOptions::new().write(true).open("/dev/full").unwrap()).output();
        assert_eq!(full.unwrap().status.code(), Some(1));
    }
}

/// A signal ends it, and what was begun is not there.
#[cfg(unix)]
#[test]
fn making_rows_can_be_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.ndjson");
    let mut child = filmroom(&["generate", "--rows", "100000000", "--out", text(&path)]).spawn().unwrap();
    while fs::read_dir(folder.path()).unwrap().count() == 0 {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_filter_selects_and_the_lines_come_out_as_they_were() {
    let (_folder, path) = made(&["--rows", "200", "--events", "0"]);
    let lines = stdout(&run(&[&path, "--filter", "result == timeout", "--format", "jsonl"]), 0);
    let all = fs::read_to_string(&path).unwrap();
    let want: String = all.lines().filter(|l| l.contains("\"result\":\"timeout\"")).map(|l| format!("{l}\n")).collect();
    assert!(!want.is_empty() && lines == want);
    let csv = stdout(&run(&[&path, "--filter", "row < 3", "--format", "csv"]), 0);
    assert_eq!(csv.lines().count(), 4);
    let wrong = run(&[&path, "--filter", "reslt == draw"]);
    let said = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(
        wrong.status.code() == Some(2) && said.contains("did you mean `result`") && said.contains("\n  ^"),
        "{said}"
    );
}

#[test]
fn dirt_is_reported_with_place_and_exit_code() {
    let (_folder, path) = made(&["--rows", "300", "--events", "12", "--dirt", "0.3"]);
    let report = stdout(&run(&["check", &path]), 1);
    assert!(report.contains("units_sum") && report.contains("(byte ") && report.contains("run.ndjson:"), "{report}");
    let list = stdout(&run(&[&path]), 0);
    assert_eq!(list.lines().count(), 301);
    assert!(list.lines().filter(|line| line.contains(" broken ")).count() > 5);
}

#[test]
fn two_runs_are_compared() {
    let (folder, path) = made(&["--rows", "30", "--events", "0"]);
    let same = stdout(&run(&["diff", &path, &path]), 0);
    assert!(same.starts_with("30 rows joined, 0 changed"), "{same}");
    let other = folder.path().join("after.ndjson");
    let text_of = fs::read_to_string(&path).unwrap().replacen("\"team_a_alive\":", "\"team_a_alive\":1", 1);
    fs::write(&other, text_of).unwrap();
    let changed = stdout(&run(&["diff", &path, text(&other), "--on", "run"]), 1);
    assert!(changed.starts_with("row 0 / 0: a.alive ") && changed.contains("changed: 1 a.alive"), "{changed}");
    let far = run(&["diff", &path, text(&other), "--tolerance", "1000"]);
    stdout(&far, 0);
}

#[test]
fn runs_that_could_not_be_read_to_their_ends_are_not_the_same() {
    let (folder, path) = made(&["--rows", "200", "--events", "30"]);
    let packed = folder.path().join("cut.ndjson.gz");
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(&fs::read(&path).unwrap()).unwrap();
    let bytes = writer.finish().unwrap();
    fs::write(&packed, &bytes[..bytes.len() / 2]).unwrap();
    let out = stdout(&run(&["diff", text(&packed), text(&packed)]), 1);
    assert!(out.contains(" 0 changed ") && out.contains("not everything could be read"), "{out}");
}

#[test]
fn shards_packed_files_and_standard_input_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let shard = |name: &str, seed: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        stdout(&run(&["generate", "--rows", "10", "--seed", seed, "--out", text(&path)]), 0);
        path
    };
    shard("run_1/shard_2.jsonl", "1");
    shard("run_1/shard_10.jsonl", "2");
    let third = shard("run_2/shard_1.jsonl", "3");
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(&fs::read(&third).unwrap()).unwrap();
    fs::write(folder.path().join("run_2/shard_2.jsonl.gz"), packer.finish().unwrap()).unwrap();
    fs::write(folder.path().join("run_1/notes.jsonl"), "{\"note\":1}\n").unwrap();
    let csv = stdout(&run(&[text(folder.path()), "--format", "csv"]), 0);
    assert_eq!(csv.lines().count(), 41);
    let first = csv.lines().nth(1).unwrap();
    assert!(first.contains("shard_2.jsonl") && first.contains("gen-1"), "natural order: {first}");
    let mut child = filmroom(&["summary", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(&fs::read(&third).unwrap()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(stdout(&output, 0).starts_with("rows:          10\n"));
    // Packed as well.
    let packed = fs::File::open(folder.path().join("run_2/shard_2.jsonl.gz")).unwrap();
    let output = filmroom(&["-", "--format", "jsonl"]).stdin(packed).output().unwrap();
    assert_eq!(stdout(&output, 0).as_bytes(), fs::read(&third).unwrap());
    let zip = folder.path().join("a.zip");
    fs::write(&zip, b"PK\x03\x04....").unwrap();
    let output = filmroom(&["check", "-"]).stdin(fs::File::open(&zip).unwrap()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(1) && said.contains("ZIP archive"), "{said}");
}

#[test]
fn following_shows_what_is_added() {
    use std::io::{BufRead, BufReader};
    let (_folder, path) = made(&["--rows", "6", "--events", "0"]);
    let all = fs::read(&path).unwrap();
    let cut = all.len() / 2;
    fs::write(&path, &all[..cut]).unwrap();
    let mut child = filmroom(&[&path, "--follow", "--format", "jsonl"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let before = all[..cut].iter().filter(|&&b| b == b'\n').count();
    let mut seen: Vec<String> = (0..before).map(|_| lines.next().unwrap().unwrap()).collect();
    fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(&all[cut..]).unwrap();
    seen.extend((before..6).map(|_| lines.next().unwrap().unwrap()));
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(seen.join("\n").as_bytes(), all.trim_ascii_end());
}

#[test]
fn what_is_added_to_any_of_several_files_has_no_second_head() {
    use std::io::{BufRead, BufReader};
    for (format, head) in [("csv", "row,source"), ("table", "     row")] {
        let (folder, path) = made(&["--rows", "3", "--events", "0"]);
        let more = fs::read(&path).unwrap();
        let other = folder.path().join("second.ndjson");
        stdout(&run(&["generate", "--rows", "2", "--events", "0", "--seed", "2", "--out", text(&other)]), 0);
        let mut child = filmroom(&[&path, text(&other), "--follow", "--format", format, "--filter", "bytes > 0"]);
        let mut child = child.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut seen: Vec<String> = (0..6).map(|_| lines.next().unwrap().unwrap()).collect();
        fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(&more).unwrap();
        seen.extend((0..3).map(|_| lines.next().unwrap().unwrap()));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(seen[0].starts_with(head), "{seen:#?}");
        let number = |line: &String| line.split(',').next().unwrap().split_whitespace().next().unwrap().to_owned();
        let numbers: Vec<String> = seen[1..].iter().map(number).collect();
        assert_eq!(
            numbers,
            ["0", "1", "2", "3", "4", "3", "4", "5"],
            "the rows of the first file are before the second's"
        );
    }
}

#[test]
fn a_file_begun_anew_is_read_from_its_beginning_and_that_is_said() {
    use std::io::{BufRead, BufReader, Read};
    let (_folder, path) = made(&["--rows", "20", "--events", "0"]);
    let all = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = all.lines().collect();
    fs::write(&path, lines[..5].join("\n") + "\n").unwrap();
    let mut child = filmroom(&[&path, "--follow", "--format", "jsonl"]);
    let mut child = child.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut told = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut seen: Vec<String> = (0..5).map(|_| told.next().unwrap().unwrap()).collect();
    // More rows and bytes than before, at once.
    fs::write(&path, lines[5..20].join("\n") + "\n").unwrap();
    seen.extend((5..20).map(|_| told.next().unwrap().unwrap()));
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(seen, lines);
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(said.contains("run.ndjson was begun anew"), "{said}");
}

#[test]
fn a_pipe_that_is_followed_ends_with_its_input() {
    let (_folder, path) = made(&["--rows", "4", "--events", "0"]);
    let output =
        filmroom(&["-", "--follow", "--format", "jsonl"]).stdin(fs::File::open(&path).unwrap()).output().unwrap();
    assert_eq!(stdout(&output, 0).as_bytes(), fs::read(&path).unwrap());
}

#[test]
fn nothing_to_read_is_said() {
    assert_eq!(run(&["summary", "no/such/file.ndjson"]).status.code(), Some(1));
    assert_eq!(run(&[]).status.code(), Some(2));
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty.ndjson");
    fs::write(&empty, "").unwrap();
    for args in [vec![text(&empty)], vec!["check", text(&empty)], vec!["summary", text(&empty)]] {
        let output = run(&args);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(1) && said.contains("no telemetry rows were found"), "{args:?}: {said}");
        assert!(!String::from_utf8_lossy(&output.stdout).contains("nothing disagrees"));
    }
    assert_eq!(run(&["generate", "--dirt", "2"]).status.code(), Some(2));
    assert_eq!(run(&["generate", "--families", "hits"]).status.code(), Some(2));
}

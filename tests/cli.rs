//! The program from outside: arguments in, text and exit codes out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/skip.rs"]
mod skip;

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// One kill with a witness, and where everybody stood.
const EVENTS: &str = r#"{"t":0.0,"type":"round_start","map":"testmap","round_id":"r"}
{"t":4.0,"type":"weapon_fire","attacker":4,"weapon":"MP40","round_id":"r"}
{"t":5.0,"type":"damage","attacker":4,"victim":0,"dmg":50,"weapon":"MP40","round_id":"r"}
{"t":5.1,"type":"kill","killer":4,"victim":0,"weapon":"MP40","round_id":"r"}
{"t":20.0,"type":"round_end","map":"testmap","round_id":"r"}
"#;

fn snapshots() -> String {
    let row = |t: i32, client: i32, team: &str, x: i32| {
        format!(
            r#"{{"t":{t},"client":{client},"team":"{team}","alive":true,"pos":[{x},0,0],"vel":[0,0,0],"yaw":0,"pitch":0,"round_id":"r"}}"#
        )
    };
    let second = |t| [row(t, 0, "AXIS", 0), row(t, 1, "AXIS", 200), row(t, 4, "ALLIES", 500)].join("\n") + "\n";
    (0..20).map(second).collect()
}

fn round_in(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("events.jsonl"), EVENTS).unwrap();
    fs::write(folder.join("snapshots.jsonl"), snapshots()).unwrap();
}

fn round() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    round_in(folder.path());
    folder
}

fn filmroom() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_filmroom"));
    // Nothing of whoever runs the tests: no own configuration, no waiting input.
    command.env("XDG_CONFIG_HOME", "/nonexistent").env("XDG_STATE_HOME", "/nonexistent").env("NO_COLOR", "1");
    command.stdin(Stdio::null());
    command
}

fn run(args: &[&str]) -> Output {
    filmroom().args(args).output().unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[track_caller]
fn assert_code(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "{}{}", stdout(output), stderr(output));
}

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
fn check_is_silent_about_good_files_but_for_the_totals() {
    let output = run(&["check", text(round().path())]);
    assert_code(&output, 0);
    assert_eq!((stdout(&output).as_str(), stderr(&output).as_str()), ("no problems: 1 round in 2 files\n", ""));
}

#[test]
fn no_output_replaces_the_configuration_in_force_or_a_journal() {
    let folder = round();
    let config = folder.path().join("mine.yaml");
    fs::write(&config, "near_dist: 500 # ours\n").unwrap();
    let journal = folder.path().join("filmroom.verdicts.jsonl");
    fs::write(&journal, "").unwrap();
    let results = folder.path().join("results");
    fs::create_dir_all(&results).unwrap();
    let list = results.join("trade_events.jsonl");
    fs::write(&list, format!("{}\n", text(folder.path()))).unwrap();
    let cases = [
        ("report", &config, &config, "is one of the inputs"),
        ("report", &journal, &journal, "is a place of verdicts"),
        ("analyze", &results, &list, "is one of the inputs"),
    ];
    for (command, out, stays, why) in cases {
        let stood = fs::read(stays).unwrap();
        let events = folder.path().join("events.jsonl");
        let mut args = vec![command, text(&events), "--config", text(&config), "--out", text(out)];
        if command == "analyze" {
            args.extend(["--list", text(&list)]);
        }
        let output = run(&args);
        assert_code(&output, 1);
        assert!(stderr(&output).contains(why), "{command}: {}", stderr(&output));
        assert_eq!(fs::read(stays).unwrap(), stood);
    }
}

#[test]
fn check_names_file_line_and_byte_of_every_problem() {
    let folder = round();
    let events = folder.path().join("events.jsonl");
    fs::write(&events, format!("{{\"t\":0,\n{EVENTS}{{\"t\":9,\"ty")).unwrap();
    let output = run(&["check", text(folder.path())]);
    assert_code(&output, 1);
    let lines: Vec<String> = stdout(&output).lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    let place = text(&events);
    assert!(lines[0].starts_with(&format!("{place}:1: ")) && lines[0].ends_with("(byte 0)"), "{}", lines[0]);
    let offset = 8 + EVENTS.len();
    assert!(
        lines[1].starts_with(&format!("{place}:7: ")) && lines[1].ends_with(&format!("(byte {offset})")),
        "{}",
        lines[1]
    );
    assert_eq!(lines[2], "2 problems: 1 round in 2 files");
}

#[test]
fn exit_codes_tell_nothing_readable_from_wrong_usage() {
    let folder = round();
    let place = text(folder.path());
    assert_code(&run(&["check", "no-such-folder"]), 1);
    assert_code(&run(&["analyze", "no-such-folder", "--out", "never-made"]), 1);
    assert!(!Path::new("never-made").exists());
    for usage in [&["check"][..], &["analyze", place], &["--frobnicate"], &[place, "check", place]] {
        assert_code(&run(usage), 2);
    }
    let output = run(&["check", place, "--set", "trade_dst=700"]);
    assert_code(&output, 2);
    assert!(stderr(&output).contains("did you mean \"trade_dist\"?"), "{}", stderr(&output));
    let output = run(&["check", place, "--config", "no-such.yaml"]);
    assert_code(&output, 2);
    assert!(stderr(&output).contains("no-such.yaml"));
}

#[test]
fn a_mistake_in_a_configuration_file_names_its_line() {
    let folder = round();
    let config = folder.path().join("league.yaml");
    fs::write(&config, "trade_dist: 700\nnear_dust: 3\n").unwrap();
    let output = run(&["check", text(folder.path()), "--config", text(&config)]);
    assert_code(&output, 2);
    assert!(
        stderr(&output).contains("league.yaml:2:1") && stderr(&output).contains("near_dist"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn no_terminal_gives_a_summary_and_what_to_run_instead() {
    let folder = tempfile::tempdir().unwrap();
    round_in(&folder.path().join("first"));
    round_in(&folder.path().join("second"));
    let output = run(&[text(folder.path())]);
    assert_code(&output, 0);
    let said = stdout(&output);
    assert!(
        said.contains("first: ") && said.contains("second: ") && said.contains("filmroom analyze PATH --out DIR"),
        "{said}"
    );
    assert!(!said.contains('\u{1b}'), "escape sequences in {said:?}");
}

#[test]
fn a_word_that_is_nearly_a_command_is_recognised() {
    let output = run(&["chekc", "x"]);
    assert_code(&output, 1);
    assert!(stderr(&output).contains("did you mean `filmroom check`?"), "{}{}", stdout(&output), stderr(&output));
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

#[test]
fn packed_files_are_read_whatever_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(EVENTS.as_bytes()).unwrap();
    fs::write(folder.path().join("events.jsonl"), packer.finish().unwrap()).unwrap();
    let packed = ruzstd::encoding::compress_to_vec(snapshots().as_bytes(), ruzstd::encoding::CompressionLevel::Fastest);
    fs::write(folder.path().join("snapshots.jsonl.zst"), packed).unwrap();
    let output = run(&["check", text(folder.path())]);
    assert_code(&output, 0);
    assert_eq!(stdout(&output), "no problems: 1 round in 2 files\n");
}

fn content(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_file()).collect();
    files.sort();
    files.into_iter().map(|path| (path.file_name().unwrap().into(), fs::read(&path).unwrap())).collect()
}

#[test]
fn analyze_writes_every_file_the_same_each_time_and_touches_no_input() {
    let folder = round();
    let before = content(folder.path());
    let (first, second) = (folder.path().join("out/first"), folder.path().join("out/second"));
    for out in [&first, &second] {
        let output = run(&["analyze", text(folder.path()), "--out", text(out)]);
        assert_code(&output, 0);
        let said = stdout(&output);
        assert!(said.contains("rounds:") && said.contains("config:") && said.contains("problems:"), "{said}");
    }
    assert_eq!(content(&first), content(&second));
    assert_eq!(content(folder.path()), before);
    let names: Vec<String> = content(&first).iter().map(|(name, _)| name.display().to_string()).collect();
    let wanted =
        ["isolated_deaths", "occupancy", "pairs", "player_metrics", "score_round_player", "shapes", "trade_events"];
    assert_eq!(names, wanted.map(|name| format!("{name}.jsonl")));
    let trades = fs::read_to_string(first.join("trade_events.jsonl")).unwrap();
    assert_eq!(trades.lines().count(), 1, "{trades}");
    // The outputs lie in the folder that is searched: they are no input of the next run.
    let output = run(&["check", text(folder.path())]);
    assert_eq!(stdout(&output), "no problems: 1 round in 2 files\n");
}

#[test]
fn analyze_refuses_its_own_output_by_name() {
    let folder = round();
    let out = folder.path().join("out");
    assert_code(&run(&["analyze", text(folder.path()), "--out", text(&out)]), 0);
    let trades = out.join("trade_events.jsonl");
    let before = fs::read(&trades).unwrap();
    let output = run(&["analyze", text(&trades), "--out", text(&out)]);
    assert_code(&output, 1);
    assert!(stderr(&output).contains("output of this program"), "{}", stderr(&output));
    assert_eq!(fs::read(&trades).unwrap(), before);
}

#[test]
fn analyze_never_writes_over_an_input() {
    let folder = round();
    let named = folder.path().join("pairs.jsonl");
    fs::rename(folder.path().join("events.jsonl"), &named).unwrap();
    let output = run(&["analyze", text(&named), "--out", text(folder.path())]);
    assert_code(&output, 1);
    assert!(stderr(&output).contains("is one of the inputs"), "{}", stderr(&output));
    assert_eq!(fs::read_to_string(&named).unwrap(), EVENTS);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
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
fn a_path_that_cannot_be_read_is_seen_in_the_exit_code_and_the_rest_is_done() {
    let folder = round();
    let out = folder.path().join("out");
    let (round, out, page) = (text(folder.path()), text(&out), folder.path().join("page.html"));
    for args in [&["analyze", round, "no-such", "--out", out][..], &["report", round, "no-such", "--out", text(&page)]]
    {
        assert_code(&run(args), 1);
    }
    assert_eq!(fs::read_dir(out).unwrap().count(), 7);
    assert!(page.exists());
    let rows = folder.path().join("run.ndjson");
    assert_code(&run(&["rows", "generate", "--rows", "3", "--out", text(&rows)]), 0);
    for command in [&["rows"][..], &["rows", "summary"], &["rows", "check"]] {
        assert_code(&filmroom().args(command).arg(&rows).arg("no-such").output().unwrap(), 1);
    }
    for command in ["log", "agreement", "orphans", "stats", "export"] {
        assert_code(&run(&["verdicts", command, "no-such"]), 1);
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

#[test]
fn plain_text_is_sifted_as_the_app_would_and_blind_review_needs_a_terminal() {
    let folder = round();
    let all = stdout(&run(&["--plain", text(folder.path())]));
    assert!(all.contains("Trade event 1 of 1") && !all.contains("Listed:"), "{all}");
    let output = run(&["--plain", "--filter", "candidate", "--order", "confidence", text(folder.path())]);
    assert_code(&output, 0);
    let some = stdout(&output);
    assert!(some.contains("Listed: those that pass candidate, by confidence.") && some.contains("Candidate 1 of 1"));
    assert!(some.contains("Trade event: none of those."), "{some}");
    for args in
        [&["--plain", "--filter", "konf:high"][..], &["--filter", "candidate"], &["--blind"], &["--plain", "--blind"]]
    {
        assert_code(&filmroom().args(args).arg(folder.path()).output().unwrap(), 2);
    }
}

#[test]
fn a_damaged_journal_is_told_by_whoever_heeds_it_and_by_check() {
    let folder = round();
    fs::write(folder.path().join("filmroom.verdicts.jsonl"), "{broken\n{broken\n").unwrap();
    let out = folder.path().join("out");
    let output = run(&["analyze", text(folder.path()), "--out", text(&out)]);
    assert_code(&output, 0);
    assert!(stderr(&output).contains("warning: ") && stderr(&output).contains("(and 1 more"), "{}", stderr(&output));
    let output = run(&["check", text(folder.path())]);
    assert_code(&output, 1);
    assert_eq!(stdout(&output).matches("filmroom.verdicts.jsonl:").count(), 2, "{}", stdout(&output));
}

#[test]
fn every_help_ends_in_examples() {
    let output = run(&["--help"]);
    assert_code(&output, 0);
    let root = stdout(&output);
    let listed = root.split("Commands:").nth(1).unwrap().split("\n\n").next().unwrap();
    let commands: Vec<&str> = listed.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).collect();
    assert!(commands.contains(&"check") && commands.contains(&"analyze"), "{commands:?}");
    for command in commands.into_iter().filter(|command| !command.is_empty() && *command != "help") {
        let output = run(&[command, "--help"]);
        assert_code(&output, 0);
        assert!(stdout(&output).contains("Examples:\n  filmroom"), "{}", stdout(&output));
    }
    assert!(root.contains("Examples:") && root.contains("Exit codes:"));
}

#[test]
fn six_rounds_of_a_real_server_have_one_broken_line() {
    let data = Path::new("../shared/data/et/engine");
    let Some(data) = [data, Path::new("../../shared/data/et/engine")].into_iter().find(|path| path.is_dir()) else {
        return skip::skipped("recordings of a real server");
    };
    let output = run(&["check", text(data)]);
    assert_code(&output, 1);
    let said = stdout(&output);
    assert!(
        said.contains("b-round2-killed/events.jsonl:891:") && said.ends_with("1 problem: 6 rounds in 12 files\n"),
        "{said}"
    );
}

#[test]
fn the_demo_is_written_as_plain_lines_that_analyse() {
    let folder = tempfile::tempdir().unwrap();
    let (demo, out) = (folder.path().join("demo"), folder.path().join("out"));
    let output = run(&["demo", "--write", text(&demo)]);
    assert_code(&output, 0);
    for (name, bytes) in content(&demo) {
        assert!(name.to_string_lossy().ends_with(".jsonl") && bytes.starts_with(b"{\"t\":"), "{name:?}");
        assert!(stdout(&output).contains(&*name.to_string_lossy()));
    }
    let output = run(&["analyze", text(&demo), "--out", text(&out)]);
    assert_code(&output, 0);
    assert!(stdout(&output).contains("missed-trade candidates:"), "{}", stdout(&output));
    assert!(!fs::read(out.join("trade_events.jsonl")).unwrap().is_empty());
}

#[test]
fn a_seed_means_one_round_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let make = |name: &str, seed: &str| {
        let place = folder.path().join(name);
        let options = ["--rounds", "2", "--players", "2", "--minutes", "0.5", "--hz", "1", "--seed", seed];
        let output = run(&[&["demo", "--generate", "--write", text(&place)], &options[..]].concat());
        assert_code(&output, 0);
        content(&place)
    };
    let (first, again, other) = (make("first", "7"), make("again", "7"), make("other", "8"));
    assert_eq!(first.len(), 4);
    assert_eq!(first, again);
    assert_ne!(first, other);
    assert_code(&run(&["demo", "--seed", "7"]), 2);
    assert_code(&run(&["demo", "--generate", "--players", "99"]), 2);
}

#[test]
fn verdicts_are_exported_with_their_counts() {
    let folder = round();
    let output = run(&["verdicts", "export", text(folder.path())]);
    assert_code(&output, 0);
    assert!(stderr(&output).contains("exported 0 verdicts, 1 unreviewed finding"), "{}", stderr(&output));
    let line: serde_json::Value = serde_json::from_str(stdout(&output).lines().next().unwrap()).unwrap();
    assert!(line["verdict"].is_null(), "{line}");
    let output = run(&["verdicts", "export", "--format", "csv", text(folder.path())]);
    assert_code(&output, 0);
    assert_eq!(stdout(&output).lines().count(), 2, "{}", stdout(&output));
    // Nothing was written beside the input.
    assert_eq!(content(folder.path()).len(), 2);
}

#[test]
fn report_writes_one_page_with_the_verdicts_beside_the_round() {
    let folder = round();
    let place = folder.path().join("sub").join("report.html");
    let args = ["report", text(folder.path()), "--out", text(&place), "--title", "Friday <1>"];
    let output = run(&args);
    assert_code(&output, 0);
    assert!(stdout(&output).contains("report.html"), "{}", stdout(&output));
    let page = fs::read_to_string(&place).unwrap();
    assert!(page.contains("<h1>Friday &lt;1&gt;</h1>") && page.ends_with("</html>\n") && !page.contains("<script"));
    assert!(page.contains("missed-trade candidate") && page.contains("none yet"));
    // Only the page is left, and a second run changes no byte.
    assert_eq!(fs::read_dir(place.parent().unwrap()).unwrap().count(), 1);
    assert_code(&run(&args), 0);
    assert_eq!(fs::read_to_string(&place).unwrap(), page);

    let id = page.split("class=\"id\">").nth(1).unwrap().split('<').next().unwrap();
    let entry = format!(
        r#"{{"entry":"1","op":"verdict","id":"{id}","film":"r","kind":"missed_trade","title":"t","at_ms":5100,"config":"c","verdict":"false_positive","reason":"called play","reviewer":"mo & co","time":"2026-01-31T18:04:05Z","tool":"filmroom 0.1.0"}}"#
    );
    fs::write(folder.path().join("filmroom.verdicts.jsonl"), entry + "\n").unwrap();
    assert_code(&run(&args), 0);
    let judged = fs::read_to_string(&place).unwrap();
    assert!(judged.contains("mo &amp; co: false positive (called play)"));
}

#[test]
fn report_never_replaces_an_input_and_lists_problems() {
    let folder = round();
    let events = folder.path().join("events.jsonl");
    fs::write(&events, format!("{EVENTS}not <json>\n")).unwrap();
    let before = fs::read_to_string(&events).unwrap();
    let output = run(&["report", text(folder.path()), "--out", text(&events)]);
    assert_code(&output, 1);
    assert!(stderr(&output).contains("one of the inputs"), "{}", stderr(&output));
    assert_eq!(fs::read_to_string(&events).unwrap(), before);
    let place = folder.path().join("report.html");
    assert_code(&run(&["report", text(folder.path()), "--out", text(&place)]), 0);
    let page = fs::read_to_string(&place).unwrap();
    assert!(page.contains("1 problem.") && page.contains("events.jsonl:6:"));
    assert_code(&run(&["report", "no-such-folder", "--out", text(&folder.path().join("none.html"))]), 1);
    assert!(!folder.path().join("none.html").exists());
    assert_code(&run(&["report", text(folder.path()), "--out", text(folder.path())]), 1);
    assert_code(&run(&["report", text(folder.path())]), 2);
}

/// A name may be any bytes; what is no text shows as replacement characters, and is never nothing.
#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_text_is_shown_all_the_same() {
    use std::os::unix::ffi::OsStrExt;
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join(std::ffi::OsStr::from_bytes(b"\xff\xfe"));
    round_in(&folder);
    let output = filmroom().args(["analyze", "--out", "-"]).arg(&folder).output().unwrap();
    assert_code(&output, 0);
    let text = stdout(&output);
    assert!(text.lines().all(|row| row.contains("\"source\":\"\u{fffd}\u{fffd}\"")), "{text}");
    let output = filmroom().arg("check").arg(root.path()).arg("--config").arg(folder.join("none")).output().unwrap();
    assert!(stderr(&output).contains("\u{fffd}\u{fffd}/none cannot be read"), "{}", stderr(&output));
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
    assert!(
        stderr(&output).contains("/nonexistent/round") || stderr(&output).contains("problems: "),
        "{}",
        stderr(&output)
    );
    assert!(stdout(&output).lines().count() > 5, "the other round is there");
    let output = piped("", &["analyze", "-", "--list", "-", "--out", "-"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    let output = piped(&list, &["analyze", "--list", "-", "--out", "-", "--format", "csv"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("--format csv"), "{}", stderr(&output));
}

/// With it: `tests/parquet.rs`.
#[cfg(not(feature = "parquet"))]
#[test]
fn a_build_without_parquet_says_how_to_get_it() {
    let folder = round();
    let out = folder.path().join("out");
    for out in [text(&out), "-"] {
        let output = run(&["analyze", text(folder.path()), "--out", out, "--format", "parquet"]);
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        assert!(stderr(&output).contains("--features parquet"), "{}", stderr(&output));
    }
    assert!(!out.exists());
}

#[test]
fn a_summary_in_ascii_is_ascii() {
    let folder = tempfile::tempdir().unwrap();
    assert!(run(&["demo", "--write", folder.path().to_str().unwrap()]).status.success());
    let round = folder.path().join("towpath-3v3-r1.events.jsonl");
    let said = |flags: &[&str]| run(&[flags, &[round.to_str().unwrap()]].concat()).stdout;
    assert!(!said(&[]).is_ascii(), "there is something to replace");
    assert!(said(&["--ascii"]).is_ascii(), "{}", String::from_utf8_lossy(&said(&["--ascii"])));
}

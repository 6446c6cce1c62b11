//! The program from outside: arguments in, text and exit codes out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/program.rs"]
mod program;
#[path = "support/skip.rs"]
mod skip;

use program::{EVENTS, assert_code, filmroom, round, round_in, run, snapshots, stderr, stdout, text};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

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

#[test]
fn a_path_that_cannot_be_read_is_seen_in_the_exit_code_and_the_rest_is_done() {
    let folder = round();
    let out = folder.path().join("out");
    let (round, out, page) = (text(folder.path()), text(&out), folder.path().join("page.html"));
    let packed = folder.path().join("snapshots.jsonl.gz");
    fs::write(&packed, [0x1f, 0x8b, 8, 0, 7]).unwrap();
    for (command, out) in [("analyze", out), ("report", text(&page))] {
        let output = run(&[command, round, "no-such", "--out", out]);
        assert_code(&output, 1);
        for lacking in ["no-such: cannot be read", "snapshots.jsonl.gz: "] {
            assert_eq!(stderr(&output).matches(lacking).count(), 1, "{command}: {}", stderr(&output));
        }
    }
    fs::remove_file(packed).unwrap();
    assert_eq!(fs::read_dir(out).unwrap().count(), 7);
    assert!(page.exists());
    let rows = folder.path().join("run.ndjson");
    assert_code(&run(&["rows", "generate", "--rows", "3", "--out", text(&rows)]), 0);
    for command in [&["rows"][..], &["rows", "summary"], &["rows", "check"]] {
        assert_code(&filmroom().args(command).arg(&rows).arg("no-such").output().unwrap(), 1);
    }
    for command in ["log", "agreement", "orphans", "stats", "export"] {
        let output = run(&["verdicts", command, "no-such"]);
        assert_code(&output, 1);
        assert!(stderr(&output).contains("no-such: cannot be read"), "{command}: {}", stderr(&output));
    }
    // The one file that it is about.
    let output = run(&["verdicts", "import", "no-such", "--into", round]);
    assert_code(&output, 2);
    assert!(stderr(&output).contains("no-such cannot be read"), "{}", stderr(&output));
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

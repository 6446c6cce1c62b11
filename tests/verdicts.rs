//! `filmroom verdicts`, from outside: log, import, merge.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use filmroom::film::{Film, Finding, Progress, Remarks, Shelf};
use filmroom::review::{Desk, FILE_NAME, Options, Ruling, Subject};
use filmroom::shelf::{Configs, Library};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

fn run(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_filmroom"));
    command.current_dir(folder).args(args).env("XDG_STATE_HOME", folder.join("state"));
    command.env("XDG_CONFIG_HOME", folder.join("config")).env("HOME", folder);
    command.output().unwrap()
}

fn text(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The demo as files in `<root>/<name>`, and its films.
fn demo(root: &Path, name: &str) -> Vec<Arc<Film>> {
    let folder = root.join(name);
    filmroom::et::demo::write(&folder).unwrap();
    films(&folder)
}

fn films(folder: &Path) -> Vec<Arc<Film>> {
    let library = Library::search(&[folder], Configs::default(), &Progress::default()).unwrap();
    let open = |unit| library.open(unit, &Remarks::default(), &Progress::default()).unwrap().films;
    (0..library.units().len()).flat_map(open).collect()
}

fn desk(folder: &Path, who: &str) -> Desk {
    Desk::open(Some(folder), Options { state_folder: None, ..Options::from_env(Some(who)) }).unwrap()
}

fn candidates(film: &Film) -> Vec<&Finding> {
    film.findings.iter().filter(|f| f.is_candidate() && film.finding_kinds[f.kind].key == "missed_trade").collect()
}

/// Judges the first findings of the first film: every `nth` is false, the others true.
fn judge(folder: &Path, who: &str, film: &Film, from: usize, count: usize, nth: usize) {
    let mut desk = desk(folder, who);
    for (n, finding) in candidates(film).into_iter().enumerate().skip(from).take(count) {
        let ruling = if n % nth == 0 { Ruling::False } else { Ruling::True };
        desk.decide(&Subject::of(film, finding), ruling, Some("called play"));
    }
    desk.save().unwrap();
}

#[test]
fn the_log_says_who_did_what_and_when_and_what_was_undone() {
    let root = tempfile::tempdir().unwrap();
    let films = demo(root.path(), "rounds");
    let folder = root.path().join("rounds");
    judge(&folder, "ann", &films[0], 0, 2, 2);
    let mut bob = desk(&folder, "bob");
    bob.decide(&Subject::of(&films[0], candidates(&films[0])[0]), Ruling::True, None);
    bob.undo().unwrap();
    bob.save().unwrap();
    let log = text(&run(root.path(), &["verdicts", "log", "rounds"]));
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!(lines.len(), 4, "{log}");
    assert!(lines[0].contains("  ann ") && lines[0].contains("false positive (called play): "), "{log}");
    assert!(lines[3].contains("  bob ") && lines[3].contains("undo of true: "), "{log}");
    assert!(lines.iter().all(|line| line.starts_with("20") && line.as_bytes()[19] == b'Z'), "{log}");
    let jsonl = text(&run(root.path(), &["verdicts", "log", "--format", "jsonl", "rounds"]));
    assert_eq!(jsonl, std::fs::read_to_string(folder.join(FILE_NAME)).unwrap(), "the journal's own lines");
}

#[test]
fn an_export_taken_in_elsewhere_exports_the_same() {
    let root = tempfile::tempdir().unwrap();
    let films = demo(root.path(), "a");
    judge(&root.path().join("a"), "ann", &films[0], 0, 5, 2);
    judge(&root.path().join("a"), "bob", &films[1], 0, 3, 3);
    let export = text(&run(root.path(), &["verdicts", "export", "a"]));
    for format in ["jsonl", "csv"] {
        demo(root.path(), format);
        let file = format!("x.{format}");
        let told = text(&run(root.path(), &["verdicts", "export", "--format", format, "a"]));
        std::fs::write(root.path().join(&file), told).unwrap();
        for known in ["8 entries taken", "0 entries taken"] {
            let said = text(&run(root.path(), &["verdicts", "import", &file, "--into", format]));
            assert!(said.starts_with(known), "{said}");
        }
        assert_eq!(text(&run(root.path(), &["verdicts", "export", format])), export);
    }
}

#[test]
fn whoever_reads_the_first_lines_only_sees_no_error() {
    let root = tempfile::tempdir().unwrap();
    demo(root.path(), "a");
    for format in ["jsonl", "csv"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_filmroom"))
            .args(["verdicts", "export", "--format", format, "a"])
            .current_dir(root.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = [0; 64];
        std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut first).unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && !error.contains("pipe"), "{format}: {error}");
    }
}

#[test]
fn two_reviewers_are_merged_and_kept_apart() {
    let root = tempfile::tempdir().unwrap();
    let films = demo(root.path(), "a");
    demo(root.path(), "b");
    std::fs::create_dir(root.path().join("c")).unwrap();
    judge(&root.path().join("a"), "ann", &films[0], 0, 4, 2);
    judge(&root.path().join("b"), "bob", &films[0], 0, 4, 3);
    for (into, new) in [("c", "8 entries"), ("c", "0 entries"), ("d.jsonl", "8 entries"), ("a", "4 entries")] {
        let said = text(&run(root.path(), &["verdicts", "merge", "a", "b", "--into", into]));
        assert!(said.starts_with(new), "{into}: {said}");
    }
    let first = &candidates(&films[0])[0].id;
    for desk in [desk(&root.path().join("c"), "x"), desk(&root.path().join("a"), "x")] {
        let who: Vec<&str> = desk.ledger().opinions(first).map(|(who, _)| who).collect();
        assert_eq!(who, ["ann", "bob"]);
    }
    // A recording never grows verdicts at its end.
    let output = run(root.path(), &["verdicts", "merge", "a", "--into", "a/towpath-3v3-r1.events.jsonl"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn stats_say_too_few_and_penalties_warn_with_the_numbers() {
    let root = tempfile::tempdir().unwrap();
    let films = demo(root.path(), "rounds");
    judge(&root.path().join("rounds"), "ann", &films[0], 0, 6, 3);
    let table = text(&run(root.path(), &["verdicts", "stats", "rounds"]));
    assert!(table.contains("too few to tell: 6 of 30 needed") && table.contains("recall: unknown, 0 of"), "{table}");
    let set = ["--set", "review.min_reviewed=5"];
    let table = text(&run(root.path(), &[&["verdicts", "stats", "rounds"], &set[..]].concat()));
    assert!(table.contains("67 % (30-90 %, n=6)"), "{table}");
    let jsonl = text(&run(root.path(), &[&["verdicts", "stats", "--format", "jsonl", "rounds"], &set[..]].concat()));
    let rows: Vec<serde_json::Value> = jsonl.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let rule = rows.iter().find(|row| row["by"] == "rule" && row["rule"] == "missed_trade").unwrap();
    assert_eq!((&rule["true"], &rule["false"], &rule["precision"]), (&4.into(), &2.into(), &0.6667.into()));
    let csv = text(&run(root.path(), &["verdicts", "stats", "--format", "csv", "rounds"]));
    assert!(csv.starts_with("rule,by,value,true,false"), "{csv}");

    judge(&root.path().join("rounds"), "ann", &films[0], 6, 99, 99);
    let warned = |args: &[&str]| {
        let output = run(root.path(), args);
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    let analyze = |more: &[&str]| warned(&[&["analyze", "rounds", "--out", "o"], more].concat());
    let wanted = "warning: penalties count, but the verdicts on missed_trade (high) do not support it: too few to tell";
    assert!(!analyze(&[]).contains("penalties"));
    assert!(analyze(&["--set", "penalties_enabled=true"]).contains(wanted));
    assert!(analyze(&["--penalties", "high"]).contains(wanted));
    assert!(!analyze(&["--set", "penalties_enabled=true", "--penalties", "off"]).contains("penalties"));
    // With a bar that a single verdict clears there is nothing to warn of.
    let low = analyze(&["--penalties", "high", "--set", "review.min_reviewed=1", "--set", "review.min_precision=0"]);
    assert!(!low.contains("missed_trade"), "{low}");
    assert!(warned(&["rounds", "--penalties", "high"]).contains(wanted));
    assert!(warned(&["report", "rounds", "--out", "o.html", "--penalties", "high"]).contains(wanted));
    assert!(std::fs::read_to_string(root.path().join("o.html")).unwrap().contains("penalties count"));
}

#[test]
fn agreement_and_orphans_are_told() {
    let root = tempfile::tempdir().unwrap();
    let films = demo(root.path(), "rounds");
    let folder = root.path().join("rounds");
    judge(&folder, "ann", &films[0], 0, 6, 3);
    judge(&folder, "bob", &films[0], 0, 5, 2);
    let said = text(&run(root.path(), &["verdicts", "agreement", "rounds"]));
    // ann says false on 0 and 3, bob on 0, 2 and 4: of five, 0 and 1 are the same.
    assert!(said.contains("ann and bob: 5 findings, agree on 40 %"), "{said}");
    assert_eq!(said.lines().filter(|line| line.ends_with("; open")).count(), 3, "{said}");
    assert_eq!(text(&run(root.path(), &["verdicts", "orphans", "rounds"])), "");
    // Other thresholds: the evidence is stale where it changed, and what is no finding any more is an orphan.
    let near = text(&run(root.path(), &["verdicts", "orphans", "rounds", "--set", "near_dist=1"]));
    assert!(near.contains("stale   ann") && near.contains("near was pass"), "{near}");
    let none = ["--set", "trade_dist=1", "--set", "trade_dist_marginal=1"];
    let gone = text(&run(root.path(), &[&["verdicts", "orphans", "rounds"], &none[..]].concat()));
    assert!(gone.lines().filter(|line| line.starts_with("orphan  ")).count() >= 9, "{gone}");
    assert!(gone.contains("did not answer for"), "{gone}");
}

#[test]
fn verdicts_on_rounds_that_were_not_read_are_no_orphans() {
    let root = tempfile::tempdir().unwrap();
    let films = demo(root.path(), "rounds");
    let folder = root.path().join("rounds");
    judge(&folder, "ann", &films[0], 0, 3, 3);
    judge(&folder, "ann", &films[1], 0, 2, 3);
    let coded = |code: i32, paths: &[&str]| {
        let output = run(root.path(), &[&["verdicts", "export"], paths].concat());
        let orphans = run(root.path(), &[&["verdicts", "orphans"], paths].concat());
        assert_eq!((output.status.code(), orphans.status.code()), (Some(code), Some(code)), "{paths:?}");
        (String::from_utf8(output.stderr).unwrap(), String::from_utf8(orphans.stdout).unwrap().lines().count())
    };
    let told = |paths: &[&str]| coded(0, paths);
    // One round of the folder was given: nothing is known of the other.
    let pair = ["rounds/towpath-3v3-r1.events.jsonl", "rounds/towpath-3v3-r1.snapshots.jsonl"];
    let (said, orphans) = told(&pair);
    assert!(said.contains("exported 3 verdicts") && said.contains(" 0 orphans") && orphans == 0, "{said}");
    // The other cannot be read.
    for kind in ["events", "snapshots"] {
        let path = folder.join(format!("towpath-3v3-r2.{kind}.jsonl"));
        assert!(path.is_file());
        std::fs::write(path, "{\"other\": 1}\n").unwrap();
    }
    let (said, orphans) = coded(1, &["rounds"]);
    assert!(said.contains("exported 3 verdicts") && said.contains(" 0 orphans") && orphans == 0, "{said}");
    let page = run(root.path(), &["report", "rounds", "--out", "page.html"]);
    assert_eq!(page.status.code(), Some(1));
    assert!(!std::fs::read_to_string(root.path().join("page.html")).unwrap().contains("in none of these rounds"));
    // The other is gone.
    for kind in ["events", "snapshots"] {
        std::fs::remove_file(folder.join(format!("towpath-3v3-r2.{kind}.jsonl"))).unwrap();
    }
    let (said, orphans) = told(&["rounds"]);
    assert!(said.contains("exported 3 verdicts") && said.contains(" 2 orphans") && orphans == 2, "{said}");
}

#[test]
fn a_path_that_cannot_be_read_is_told_and_ends_every_command_with_1() {
    let root = tempfile::tempdir().unwrap();
    let films = demo(root.path(), "rounds");
    judge(&root.path().join("rounds"), "ann", &films[0], 0, 3, 3);
    for command in [
        &["log"][..],
        &["merge", "--into", "all.jsonl"],
        &["stats"],
        &["agreement"],
        &["orphans"],
        &["export"],
        &["adjudicate"],
    ] {
        for (paths, code) in [(&["rounds"][..], 0), (&["nosuch", "rounds"], 1)] {
            let output = run(root.path(), &[&["verdicts"], command, paths].concat());
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(code), "{command:?} {paths:?}: {said}");
            assert_eq!(said.contains("nosuch: cannot be read"), code == 1, "{command:?}: {said}");
        }
    }
}

#[test]
fn a_folder_that_holds_only_a_journal_is_no_problem_where_only_journals_count() {
    let root = tempfile::tempdir().unwrap();
    let films = demo(root.path(), "rounds");
    judge(&root.path().join("rounds"), "ann", &films[0], 0, 3, 3);
    std::fs::create_dir(root.path().join("sent")).unwrap();
    std::fs::copy(root.path().join("rounds").join(FILE_NAME), root.path().join("sent").join(FILE_NAME)).unwrap();
    for command in [&["log"][..], &["merge", "--into", "all.jsonl"], &["agreement"]] {
        let output = run(root.path(), &[&["verdicts"], command, &["sent"]].concat());
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && !said.contains("sent"), "{command:?}: {said}");
    }
    // Without rounds there is nothing to count.
    assert_eq!(run(root.path(), &["verdicts", "stats", "sent"]).status.code(), Some(1));
}

#[test]
fn a_round_that_lost_a_file_makes_no_orphans() {
    let root = tempfile::tempdir().unwrap();
    let films = demo(root.path(), "rounds");
    let folder = root.path().join("rounds");
    judge(&folder, "ann", &films[0], 0, 3, 3);
    let lost = folder.join(format!("{}.snapshots.jsonl", films[0].meta.id));
    std::fs::write(&lost, "no recording\n").unwrap();
    let told = |code: i32| {
        let [export, orphans, report] = [
            &["verdicts", "export", "rounds"][..],
            &["verdicts", "orphans", "rounds"],
            &["report", "rounds", "--out", "page.html"],
        ]
        .map(|args| run(root.path(), args));
        for output in [&export, &orphans, &report] {
            assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stderr));
        }
        let said = String::from_utf8(export.stderr).unwrap();
        assert!(said.contains(" 0 orphans"), "{said}");
        assert_eq!(String::from_utf8(orphans.stdout).unwrap(), "");
        let page = std::fs::read_to_string(root.path().join("page.html")).unwrap();
        assert!(!page.contains("in none of these rounds"), "the page");
        said
    };
    assert!(told(1).contains("snapshots.jsonl"), "the file that lacks is named");
    // Gone altogether, nothing is wrong with what is left; it cannot tell such findings.
    std::fs::remove_file(&lost).unwrap();
    told(0);
}

#[test]
fn verdicts_survive_other_thresholds_renamed_folders_and_files_exported_again() {
    let root = tempfile::tempdir().unwrap();
    let films = demo(root.path(), "rounds");
    judge(&root.path().join("rounds"), "ann", &films[0], 0, 6, 3);
    let count = |folder: &str, more: &[&str]| {
        let output = run(root.path(), &[&["verdicts", "export", folder], more].concat());
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(count("rounds", &[]).contains("exported 6 verdicts"));
    std::fs::rename(root.path().join("rounds"), root.path().join("renamed")).unwrap();
    let folder = root.path().join("renamed");
    assert!(count("renamed", &["--set", "trade_window_s=4", "--set", "react_s=0.5"]).contains("exported 6 verdicts"));
    // Exported again: other file names, keys in another order, numbers written otherwise.
    for kind in ["events", "snapshots"] {
        let old = folder.join(format!("towpath-3v3-r1.{kind}.jsonl"));
        let text = std::fs::read_to_string(&old).unwrap();
        let turned = |line: &str| {
            let row: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).unwrap();
            serde_json::Value::Object(row.into_iter().rev().collect()).to_string() + "\r\n"
        };
        std::fs::write(folder.join(format!("again.{kind}.jsonl")), text.lines().map(turned).collect::<String>())
            .unwrap();
        std::fs::remove_file(old).unwrap();
    }
    let said = count("renamed", &[]);
    assert!(said.contains("exported 6 verdicts") && said.contains(" 0 orphans"), "{said}");
    assert_eq!(text(&run(root.path(), &["verdicts", "orphans", "renamed"])), "", "nor is anything stale");
}

#[test]
fn what_is_taken_in_goes_to_the_state_folder_where_the_folder_cannot_be_written() {
    let root = tempfile::tempdir().unwrap();
    let films = demo(root.path(), "a");
    judge(&root.path().join("a"), "ann", &films[0], 0, 4, 2);
    std::fs::write(root.path().join("x.jsonl"), run(root.path(), &["verdicts", "export", "a"]).stdout).unwrap();
    // Root may write anywhere: a folder stands where each journal would be.
    for (closed, args) in [("b", ["import", "x.jsonl"]), ("c", ["merge", "a"])] {
        std::fs::create_dir_all(root.path().join(closed).join(FILE_NAME)).unwrap();
        let said = text(&run(root.path(), &["verdicts", args[0], args[1], "--into", closed]));
        assert!(said.starts_with("4 entries") && said.contains("state/filmroom/verdicts"), "{said}");
        let again = text(&run(root.path(), &["verdicts", args[0], args[1], "--into", closed]));
        assert!(again.starts_with("0 entries"), "{again}");
    }
}

#[test]
fn a_reason_that_would_be_dropped_is_refused() {
    let root = tempfile::tempdir().unwrap();
    let films = demo(root.path(), "a");
    judge(&root.path().join("a"), "ann", &films[0], 0, 4, 2);
    judge(&root.path().join("a"), "bob", &films[0], 0, 4, 9);
    let id = &candidates(&films[0])[2].id.0;
    let settle = |ruling: &str| {
        let args = ["verdicts", "adjudicate", "a", "--id", id, "--as", ruling, "--reason", "called off"];
        run(root.path(), &args)
    };
    for ruling in ["true", "not_evaluable"] {
        let refused = settle(ruling);
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(refused.status.code() == Some(2) && said.contains("--as false_positive"), "{said}");
    }
    assert!(text(&settle("false_positive")).contains("adjudication as false positive"));
}

#[test]
fn a_journal_given_twice_is_one() {
    let root = tempfile::tempdir().unwrap();
    let films = demo(root.path(), "a");
    judge(&root.path().join("a"), "ann", &films[0], 0, 4, 2);
    std::fs::create_dir(root.path().join("c")).unwrap();
    let output = run(root.path(), &["verdicts", "merge", "a", "./a", "a", "--into", "c"]);
    let said = text(&output);
    assert!(said.starts_with("4 entries of 1 journal taken into"), "{said}");
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

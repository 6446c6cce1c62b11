//! The review loop by keyboard only, through the real program in real terminals: thirty candidates in thirty keys, undo,
//! quit, come back, export; two programs on one folder; blind review; settling a disagreement by command.
#![cfg(target_os = "linux")] // the harness looks into /proc
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/pty.rs"]
mod pty;

use filmroom::review::{Desk, FILE_NAME, Options};
use pty::Pty;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn program() -> PathBuf {
    env!("CARGO_BIN_EXE_filmroom").into()
}

/// A folder with the demo's rounds as plain files.
fn demo() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let status = Command::new(program()).args(["demo", "--write"]).arg(folder.path()).output().unwrap().status;
    assert!(status.success());
    folder
}

/// The first round of a folder on the screen, for this reviewer.
fn open(folder: &Path, who: &str, flags: &[&str]) -> Pty {
    enter(folder, who, flags, "\r")
}

/// The rounds of a folder, then this key.
fn enter(folder: &Path, who: &str, flags: &[&str], key: &str) -> Pty {
    let args: Vec<&str> = flags.iter().copied().chain(["--reviewer", who, folder.to_str().unwrap()]).collect();
    let home = folder.to_str().unwrap();
    let mut pty = Pty::start(program(), &args, &[("XDG_STATE_HOME", home), ("HOME", home)], 120, 36);
    pty.wait("the library", |screen| screen.contains("3v3") && !screen.contains("reading"));
    pty.send(key);
    pty.wait("a finding", |screen| screen.contains("Evidence") && screen.contains("▶"));
    pty
}

fn quit(mut pty: Pty) {
    pty.send("q");
    assert_eq!(pty.wait_end().exit_code(), 0);
    pty.assert_given_back();
}

fn verdicts(folder: &Path, args: &[&str]) -> Output {
    Command::new(program()).arg("verdicts").args(args).arg(folder).output().unwrap()
}

/// The candidates of both rounds of the first match, as exported, in the order of the queue.
fn exported(folder: &Path) -> Vec<Value> {
    let output = verdicts(folder, &["export"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    let mut rows: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let film = |row: &Value| row["film"].as_str().unwrap().to_owned();
    rows.retain(|row| film(row).starts_with("towpath-3v3") && row["status"] == "candidate");
    let key = |row: &Value| (film(row), row["t"].as_f64().unwrap(), row["id"].as_str().unwrap().to_owned());
    rows.sort_by(|one, two| key(one).partial_cmp(&key(two)).unwrap());
    rows
}

#[test]
fn thirty_candidates_take_thirty_keys_and_undo_resume_and_export_agree() {
    let folder = demo();
    let mut pty = open(folder.path(), "ann", &[]);
    pty.send(&"tut".repeat(10)); // a key each
    // The first round has sixteen candidates; the other fourteen verdicts are on the next one.
    let second = |screen: &str, n: usize| {
        screen.contains("towpath-3v3-r2") && screen.contains(&format!("reviewed {n}/22")) && !screen.contains(" saving")
    };
    pty.wait("thirty verdicts", |screen| second(screen, 14));
    pty.send("zzz");
    pty.wait("three undone", |screen| second(screen, 11) && screen.contains("undid: true"));
    quit(pty);

    // The exported lines are what was pressed, in the order of the queue.
    let rows = exported(folder.path());
    assert_eq!(rows.len(), 16 + 22);
    for (at, row) in rows.iter().enumerate() {
        let pressed = match at {
            27.. => Value::Null,
            _ if at % 3 == 1 => "not_evaluable".into(),
            _ => "true".into(),
        };
        assert_eq!(row["verdict"], pressed, "line {at}");
        if at < 27 {
            assert_eq!((&row["reviewer"], &row["config"]), (&"ann".into(), &row["found_with"]));
            assert!(row["gates"].as_array().is_some_and(|gates| !gates.is_empty()), "self-contained: {row}");
        }
    }

    // Back: one key goes on where the last session ended, in the other round.
    let mut pty = enter(folder.path(), "ann", &[], "U");
    pty.wait("the next round", |screen| second(screen, 11));
    pty.wait_for("11 of 22 candidates have a verdict; this is the next");
    pty.send("f2");
    pty.wait("one more", |screen| second(screen, 12));
    quit(pty);
    assert_eq!(exported(folder.path())[27]["verdict"], "false_positive");
    assert!(exported(folder.path())[27]["reason"].is_string());

    // The audit: every decision and undo, with who and when.
    let log = String::from_utf8(verdicts(folder.path(), &["log"]).stdout).unwrap();
    assert_eq!(log.lines().count(), 34, "{log}");
    let undone: Vec<&str> = log.lines().filter(|line| line.contains("undo of ")).collect();
    assert_eq!(undone.len(), 3);
    assert!(undone.iter().all(|line| line.contains("Z  ann ") && line.starts_with("20")), "{undone:?}");
    cut_everywhere(folder.path());
}

/// However the journal of a real session is cut, what is whole before the cut counts, and nothing else.
fn cut_everywhere(folder: &Path) {
    let whole = std::fs::read(folder.join(FILE_NAME)).unwrap();
    // The last undo and the verdict after it by every byte, on top of all that came before.
    let ends: Vec<usize> = whole.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at + 1).collect();
    let from = ends[ends.len() - 3];
    let elsewhere = tempfile::tempdir().unwrap();
    let entries = |bytes: &[u8]| {
        std::fs::write(elsewhere.path().join(FILE_NAME), bytes).unwrap();
        let options = Options { state_folder: None, ..Options::from_env(Some("ann")) };
        let desk = Desk::open(Some(elsewhere.path()), options).unwrap();
        desk.ledger().entries().to_vec()
    };
    let all = entries(&whole);
    for cut in from..=whole.len() {
        // A last line without its end counts as soon as it is whole.
        let lines = ends.iter().filter(|end| **end <= cut + 1).count();
        assert_eq!(entries(&whole[..cut]), all[..lines], "cut at {cut}");
    }
}

#[test]
fn two_programs_on_one_folder_lose_nothing_and_end_in_one_state() {
    let folder = demo();
    let mut ptys = ["ann", "bob"].map(|who| open(folder.path(), who, &[]));
    // Both tag at the same time, key by key.
    for at in 0..12 {
        ptys[0].send("t");
        ptys[1].send(if at % 4 == 0 { "u" } else { "t" });
    }
    for pty in &mut ptys {
        pty.wait("twelve verdicts", |screen| screen.contains("reviewed 12/") && !screen.contains(" saving"));
        pty.send("z");
        pty.wait("one undone", |screen| screen.contains("reviewed 11/") && !screen.contains(" saving"));
    }
    ptys.into_iter().for_each(quit);

    let log = String::from_utf8(verdicts(folder.path(), &["log"]).stdout).unwrap();
    let of = |who: &str| log.lines().filter(|line| line.contains(&format!("Z  {who} "))).count();
    assert_eq!((of("ann"), of("bob"), log.lines().count()), (13, 13, 26), "{log}");
    let told = String::from_utf8(verdicts(folder.path(), &["agreement"]).stdout).unwrap();
    assert!(told.starts_with("ann and bob: 11 findings, agree on 73 %"), "{told}");

    // A third one, started now, sees both; the same reviewer finds the own state again.
    let pty = open(folder.path(), "ann", &[]);
    assert!(pty.screen().contains("reviewed 11/"), "{}", pty.screen());
    quit(pty);
    let disputes = String::from_utf8(verdicts(folder.path(), &["adjudicate"]).stdout).unwrap();
    assert_eq!(disputes.lines().count(), 3, "{disputes}");

    // One of them is settled by a third person; both verdicts are kept, and it is no dispute any more.
    let id = disputes.split("  ").next().unwrap();
    let settle = ["adjudicate", "--reviewer", "carl", "--id", id, "--as", "false_positive", "--reason", "called play"];
    let output = verdicts(folder.path(), &settle);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("adjudication as false positive (between ann true, bob not evaluable) by carl"), "{said}");
    assert_eq!(String::from_utf8(verdicts(folder.path(), &["adjudicate"]).stdout).unwrap().lines().count(), 2);
    let again = verdicts(folder.path(), &settle);
    assert_eq!(again.status.code(), Some(2), "{}", String::from_utf8_lossy(&again.stderr));
    let lines = String::from_utf8(verdicts(folder.path(), &["export"]).stdout).unwrap();
    let about: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let about: Vec<&Value> = about.iter().filter(|row| row["id"] == id).collect();
    let reviewers: Vec<&str> = about.iter().map(|row| row["reviewer"].as_str().unwrap()).collect();
    assert_eq!(reviewers, ["ann", "bob", "carl"]);
    assert_eq!(about[2]["between"].as_array().unwrap().len(), 2);
}

#[test]
fn blind_review_shows_no_tier_until_the_verdict() {
    let folder = demo();
    let mut pty = open(folder.path(), "ann", &["--blind", "--sample-suppressed", "25%"]);
    let screen = pty.screen();
    assert!(screen.contains("TO JUDGE, blind") && screen.contains("BLIND ann reviewed 0/"), "{screen}");
    for word in [" low ", " med ", " high ", "CANDIDATE", "SUPPRESSED", "gates pass", "<= 600"] {
        assert!(!screen.contains(word), "`{word}` on\n{screen}");
    }
    pty.send("tN"); // the next one stands there: back to the one that was judged
    pty.wait("what it was", |screen| screen.contains("CANDIDATE") || screen.contains("SUPPRESSED"));
    quit(pty);
}

#[test]
fn blind_no_screen_names_a_limit_an_excuse_or_a_count_of_candidates() {
    let folder = demo();
    let mut pty = open(folder.path(), "ann", &["--blind", "--sample-suppressed", "60%"]);
    // Findings with their evidence, every table with its columns, strips, log, ground, match, queue, library, a search.
    let walk =
        "n n n n n n n n T \t l l l l l l l l l l l l l l l l \x1b e \x1b S \x1b P \t \x1b M Q \x1b / m a r g \r X";
    for key in walk.split(' ').chain(["T"; 1]).chain(["\t"; 12]).chain(["\x1b", "\x1b[17~"]) {
        pty.send(key);
        std::thread::sleep(std::time::Duration::from_millis(60));
        let screen = pty.screen();
        for word in ["trade_dist", "trade_window_s", "near_dist", "react_s", "isolation_dist", "excused", "missed "] {
            assert!(!screen.contains(word), "`{word}` after {key:?} on\n{screen}");
        }
    }
    pty.wait("the library", |screen| screen.contains("deaths") && screen.contains("trades"));
    quit(pty);
}

#[test]
fn flags_that_cannot_be_are_refused_with_the_bad_word() {
    let run = |args: &[&str]| {
        let output = Command::new(program()).args(args).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    for (args, says) in [
        (&["--filter", "conff:high"][..], "did you mean `conf:`?"),
        (&["--blind", "--filter", "conf:high"][..], "`conf:high` is not known before the verdict"),
        (&["--blind", "--order", "confidence"][..], "--order confidence would give away what --blind hides"),
        (&["--order", "size"][..], "`size` is no order; there are: time, confidence, player, reason, threshold"),
        (&["--sample-suppressed", "120%"][..], "`120%` is no share: write 0 % to 100 %"),
    ] {
        let (code, error) = run(args);
        assert_eq!(code, Some(2), "{args:?}: {error}");
        assert!(error.contains(says), "{args:?}: {error}");
    }
}

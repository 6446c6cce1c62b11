//! A coach's path by keyboard only, through the real program in a real terminal: open, next candidate, read the gates,
//! judge, undo, judge again, quit, come back; and a kill between two verdicts.
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

/// A folder with the demo's rounds as plain files.
fn demo() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let status = Command::new(program()).args(["demo", "--write"]).arg(folder.path()).output().unwrap().status;
    assert!(status.success());
    folder
}

/// The program over a folder (its first round opened from the library) or the embedded demo (which opens by itself),
/// with a candidate on the screen.
fn open(folder: Option<&Path>, state: &Path) -> Pty {
    let args: Vec<&str> = folder.iter().map(|folder| folder.to_str().unwrap()).collect();
    let env = [("XDG_STATE_HOME", state.to_str().unwrap()), ("USER", "ann"), ("HOME", state.to_str().unwrap())];
    let mut pty = Pty::start(program(), &args, &env, 120, 40);
    if folder.is_some() {
        pty.wait("the library", |screen| screen.contains("3v3") && !screen.contains("reading"));
        pty.send("\r");
    }
    pty.wait_for("CANDIDATE");
    pty
}

/// What the export says, one verdict a line, without the summary.
fn export(folder: &Path) -> String {
    let output = Command::new(program()).args(["verdicts", "export"]).arg(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The line of the list with the pointer.
fn selected(screen: &str) -> String {
    let line = screen.lines().find_map(|line| line.split_once('▶')).map(|(_, line)| line.to_owned());
    line.unwrap_or_else(|| panic!("nothing is selected on\n{screen}"))
}

/// When the selected finding happened, as the list says it.
fn at(line: &str) -> String {
    line.split_whitespace().find(|word| word.contains(':')).unwrap().to_owned()
}

#[test]
fn a_coach_goes_from_opening_to_an_export() {
    let (folder, state) = (demo(), tempfile::tempdir().unwrap());
    let mut pty = open(Some(folder.path()), state.path());
    let first = selected(&pty.screen());

    // The next candidate, with its gates beside it.
    pty.send("n");
    let screen = pty.wait("another one", |screen| screen.contains('▶') && selected(screen) != first);
    let second = selected(&screen);
    assert!(screen.contains("6 gates pass"), "in one line: {screen}");
    let gates = ["near", "clear", "open", "survived", "sight", "free"];
    let told = |screen: &str, gate: &str| ["✓", "✗", "?"].iter().any(|mark| screen.contains(&format!("{mark} {gate}")));
    let screen = pty.wait("every gate", |screen| gates.iter().all(|gate| told(screen, gate)));
    assert!(screen.contains("<= 600 u"), "the number against its limit: {screen}");
    assert!(screen.contains("[near_dist]"), "the setting that holds the limit: {screen}");
    pty.send("\tjjjjjjjjjjj");
    pty.wait("what the gates say in words", |screen| screen.contains("possible because"));
    pty.send("\u{1b}[Z");

    // A false positive for the second reason; undone; true after all.
    pty.send("f");
    pty.wait_for("false positive because");
    pty.send("2");
    pty.wait("a verdict", |screen| screen.contains("reviewed 1/") && !screen.contains(" saving"));
    pty.send("z");
    pty.wait("its undoing", |screen| screen.contains("undid: false positive") && screen.contains("reviewed 0/"));
    pty.send("t");
    pty.wait("the other verdict", |screen| screen.contains("reviewed 1/"));
    pty.send("q");
    assert_eq!(pty.wait_end().exit_code(), 0);
    pty.assert_given_back();

    // Back: the verdict is there, the first without one is selected.
    let mut pty = open(Some(folder.path()), state.path());
    let screen = pty.wait_for("have a verdict; this is the next");
    assert!(screen.contains("reviewed 1/"), "{screen}");
    assert_eq!(at(&selected(&screen)), at(&first));
    pty.send("n");
    let screen = pty.wait("the judged one", |screen| at(&selected(screen)) == at(&second));
    assert!(screen.contains("T true"), "in the evidence: {screen}");
    pty.send("q");
    assert_eq!(pty.wait_end().exit_code(), 0);

    let lines = export(folder.path());
    assert_eq!(lines.lines().filter(|line| line.contains("\"verdict\":\"true\"")).count(), 1, "{lines}");
    assert!(!lines.contains("false_positive"), "{lines}");
}

#[test]
fn after_a_verdict_has_shown_as_saved_a_kill_loses_nothing() {
    let (folder, state) = (demo(), tempfile::tempdir().unwrap());
    for n in 1..=3 {
        let mut pty = open(Some(folder.path()), state.path());
        if n > 1 {
            pty.wait_for(&format!("{} of", n - 1));
        }
        pty.send("u");
        let wanted = format!("reviewed {n}/");
        pty.wait("a saved verdict", |screen| screen.contains(&wanted) && !screen.contains(" saving"));
        pty.send("n");
        pty.signal("KILL");
        assert_ne!(pty.wait_end().exit_code(), 0);
        let lines = export(folder.path());
        assert_eq!(lines.lines().filter(|line| line.contains("\"not_evaluable\"")).count(), n, "{lines}");
    }
}

#[test]
fn without_a_path_the_demo_stands_on_the_screen_and_its_verdicts_are_kept() {
    let state = tempfile::tempdir().unwrap();
    let mut pty = open(None, state.path());
    let screen = pty.screen();
    for part in ["Map", "Findings", "Evidence", "Timeline", "reviewed 0/"] {
        assert!(screen.contains(part), "{part} is missing on\n{screen}");
    }
    pty.send("tq");
    assert_eq!(pty.wait_end().exit_code(), 0);
    let mut pty = open(None, state.path());
    pty.wait_for("reviewed 1/");
    pty.send("q");
    assert_eq!(pty.wait_end().exit_code(), 0);
    pty.assert_given_back();
}

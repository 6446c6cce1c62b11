//! `filmroom verdicts`, from outside: log, import, merge.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use filmroom::film::{Film, Finding, Progress, Shelf};
use filmroom::review::{Desk, FILE_NAME, Options, Ruling, Subject};
use filmroom::shelf::{Configs, Library};
use std::path::Path;
use std::process::{Command, Output};
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
    let open = |unit| library.open(unit, &Progress::default()).unwrap().films;
    (0..library.units().len()).flat_map(open).collect()
}

fn desk(folder: &Path, who: &str) -> Desk {
    Desk::open(Some(folder), Options { state_folder: None, ..Options::from_env(Some(who)) }).unwrap()
}

fn candidates(film: &Film) -> Vec<&Finding> {
    film.findings.iter().filter(|f| f.is_candidate()).collect()
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
    demo(root.path(), "b");
    judge(&root.path().join("a"), "ann", &films[0], 0, 5, 2);
    judge(&root.path().join("a"), "bob", &films[1], 0, 3, 3);
    let export = text(&run(root.path(), &["verdicts", "export", "a"]));
    std::fs::write(root.path().join("x.jsonl"), &export).unwrap();
    for known in ["8 entries taken", "0 entries taken"] {
        let said = text(&run(root.path(), &["verdicts", "import", "x.jsonl", "--into", "b"]));
        assert!(said.starts_with(known), "{said}");
    }
    assert_eq!(text(&run(root.path(), &["verdicts", "export", "b"])), export);
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

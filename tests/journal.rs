//! The journal between processes: two that write at once, and one that is killed between two verdicts.
//!
//! The children are this very test program, started again with a variable that says what to do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use filmroom::film::{FindingId, Time};
use filmroom::review::{Desk, FILE_NAME, Options, Ruling, Subject};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

const FOLDER: &str = "FILMROOM_TEST_FOLDER";
const WHO: &str = "FILMROOM_TEST_WHO";
const GO: &str = "go";
const COUNT: &str = "FILMROOM_TEST_COUNT";

fn subject(n: usize) -> Subject {
    Subject {
        id: FindingId(format!("r1/missed_trade/{n}")),
        film: "r1".into(),
        kind: "missed_trade".into(),
        title: format!("finding {n}"),
        at: Time(n as i64),
        config: "c0ffee".into(),
        seen: None,
    }
}

fn open(folder: &Path, who: &str) -> Desk {
    Desk::open(Some(folder), Options { state_folder: None, ..Options::from_env(Some(who)) }).unwrap()
}

/// Not a test of its own: what a child does. It says `n` once the n-th verdict is on the disk.
#[test]
fn child() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let (who, count) = (std::env::var(WHO).unwrap(), std::env::var(COUNT).unwrap().parse().unwrap());
    let mut desk = open(Path::new(&folder), &who);
    // Both begin at once, so that they really write side by side.
    while !Path::new(&folder).join(GO).exists() {
        std::thread::yield_now();
    }
    for n in 0..count {
        desk.decide(&subject(n), if n % 2 == 0 { Ruling::True } else { Ruling::False }, Some("no angle"));
        if n % 5 == 4 {
            desk.undo().unwrap();
        }
        desk.save().unwrap();
        println!("saved {n}");
    }
}

fn spawn(folder: &Path, who: &str, count: usize) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--nocapture"])
        .env(FOLDER, folder)
        .env(WHO, who)
        .env(COUNT, count.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// The last verdict that the child said it had saved, once it has said so or ended.
fn saved(child: &mut Child, wanted: usize) -> Option<usize> {
    let lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
    let said = lines.map_while(Result::ok).filter_map(|l| l.split("saved ").nth(1)?.trim().parse().ok());
    said.take(wanted).last()
}

fn rulings(desk: &Desk, count: usize) -> Vec<Option<Ruling>> {
    (0..count).map(|n| desk.verdict(&subject(n).id).map(|v| v.ruling)).collect()
}

fn expected(count: usize) -> Vec<Option<Ruling>> {
    (0..count).map(|n| (n % 5 != 4).then_some(if n % 2 == 0 { Ruling::True } else { Ruling::False })).collect()
}

#[test]
fn two_processes_on_one_folder_lose_nothing_and_agree() {
    let folder = tempfile::tempdir().unwrap();
    const COUNT: usize = 300;
    let mut watching = open(folder.path(), "ann");
    let mut children = ["ann", "bob"].map(|who| spawn(folder.path(), who, COUNT));
    std::fs::write(folder.path().join(GO), "").unwrap();
    // A third one reads while they write, and must never see half a line.
    while children.iter_mut().any(|c| c.try_wait().unwrap().is_none()) {
        watching.refresh().unwrap();
        assert!(watching.problems().is_empty(), "{:?}", watching.problems());
    }
    assert!(children.iter_mut().all(|c| c.wait().unwrap().success()));
    let (ann, bob) = (open(folder.path(), "ann"), open(folder.path(), "bob"));
    watching.refresh().unwrap();
    assert_eq!(rulings(&ann, COUNT), expected(COUNT));
    assert_eq!(rulings(&bob, COUNT), expected(COUNT));
    assert_eq!(watching.ledger().entries(), ann.ledger().entries());
    assert_eq!(ann.ledger().entries(), bob.ledger().entries());
    assert_eq!(ann.ledger().entries().len(), 2 * (COUNT + COUNT / 5));
    assert!(ann.problems().is_empty());
}

#[test]
fn two_processes_of_one_reviewer_end_in_one_state() {
    let folder = tempfile::tempdir().unwrap();
    let mut children = ["ann", "ann"].map(|who| spawn(folder.path(), who, 40));
    std::fs::write(folder.path().join(GO), "").unwrap();
    assert!(children.iter_mut().all(|c| c.wait().unwrap().success()));
    let (one, two) = (open(folder.path(), "ann"), open(folder.path(), "ann"));
    assert_eq!(one.ledger().entries(), two.ledger().entries());
    assert_eq!(rulings(&one, 40), rulings(&two, 40));
    // Each undo names the decision that its own process saw last; none is lost, and those that crossed are named.
    assert_eq!(one.ledger().entries().len(), 2 * (40 + 8));
}

#[test]
fn a_kill_between_verdicts_loses_none_that_was_saved() {
    for wanted in [1, 2, 7, 23] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(GO), "").unwrap();
        let mut child = spawn(folder.path(), "ann", 100_000);
        let last = saved(&mut child, wanted).unwrap();
        child.kill().unwrap(); // SIGKILL: nothing is flushed, nothing is cleaned up
        assert!(!child.wait().unwrap().success());
        let mut desk = open(folder.path(), "ann");
        assert_eq!(rulings(&desk, last + 1)[..last], expected(last + 1)[..last]);
        let text = std::fs::read(folder.path().join(FILE_NAME)).unwrap();
        // The lock went with the process, and the next verdict begins on a fresh line.
        desk.decide(&subject(999_999), Ruling::True, None);
        desk.save().unwrap();
        let again = open(folder.path(), "ann");
        assert_eq!(again.ledger().entries(), desk.ledger().entries());
        assert!(again.verdict(&subject(999_999).id).is_some());
        assert!(std::fs::read(folder.path().join(FILE_NAME)).unwrap().starts_with(&text));
    }
}

//! `filmroom import` from outside: what it writes opens again, and what it cannot read it says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::path::Path;
use std::process::{Command, Output};

const LOG: &[u8] = b"   1000 InitGame: x\n   1000 map: radar\n\
   1500 ClientUserinfoChanged: 1 n\\^1a;b|\"\x1b[2J\xff\\t\\1\\c\\2\n   1500 ClientUserinfoChanged: 2 n\\v\\t\\2\\c\\1\n\
   2000 Kill: 1 2 8: a killed v by MOD_MP40\n   2600 Medic_Revive: 3 2\n   9000 Exit: Timelimit hit.\n";

fn filmroom(args: &[&str], paths: &[&Path]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_filmroom"));
    let (verb, rest) = args.split_first().unwrap();
    command.arg(verb).arg(paths[0]).args(rest).args(&paths[1..]).output().unwrap()
}

#[test]
fn a_server_log_becomes_files_that_open_and_are_harmless() {
    let folder = tempfile::tempdir().unwrap();
    let (log, out) = (folder.path().join("etserver.log"), folder.path().join("imported"));
    std::fs::write(&log, LOG).unwrap();
    let done = filmroom(&["import", "--out"], &[&log, &out]);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let text = std::fs::read(out.join("events.jsonl")).unwrap();
    assert!(text.iter().all(|byte| *byte >= 0x20 || *byte == b'\n'), "no control character in the file");
    assert!(!out.join("snapshots.jsonl").exists(), "a log knows no positions");
    for path in [&log, &out] {
        let checked = filmroom(&["check"], &[path]);
        let said = String::from_utf8_lossy(&checked.stdout).into_owned();
        assert!(checked.status.success() && said.contains("no problems: 1 round in 1 file"), "{said}");
    }
    assert_eq!(std::fs::read(&log).unwrap(), LOG, "the input is never written");
}

#[test]
fn what_cannot_be_imported_is_said_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (folder.path().join("notes.txt"), folder.path().join("imported"));
    std::fs::write(&file, "hello\n").unwrap();
    let done = filmroom(&["import", "--out"], &[&file, &out]);
    assert_eq!(done.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&done.stderr).contains("no format that can be imported"));
    assert!(!out.exists());
    let missing = filmroom(&["import", "--out"], &[&folder.path().join("none.log"), &out]);
    assert_eq!(missing.status.code(), Some(1));
}

//! The house's own rules, read off the sources: nothing points backwards, and every file says what it is for.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};

/// A room and the rooms it may use besides itself.
const ROOMS: &[(&str, &[&str])] = &[
    ("film", &[]),
    ("disk", &[]),
    ("ingest", &["film"]),
    ("config", &["film"]),
    ("et", &["film", "ingest", "config", "disk"]),
    ("sc2", &["film", "ingest", "config"]),
    ("sim", &["film", "ingest", "config"]),
    ("review", &["film"]),
    ("report", &["film", "review"]),
    ("ui", &["film", "review", "disk"]),
    ("shelf", &["film", "ingest", "config", "et", "sc2", "sim"]),
    ("cli", &["film", "disk", "ingest", "config", "et", "sc2", "sim", "review", "report", "ui", "shelf"]),
];

fn rust_files(dir: &Path, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

fn sources() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    files.into_iter().map(|path| (path.clone(), fs::read_to_string(&path).unwrap())).collect()
}

/// The rooms named by `crate::ROOM` on a line of code.
fn rooms_used(code: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            found.extend(list.split(['{', '}', ',']).map(|item| item.trim().split("::").next().unwrap_or("")));
        } else {
            found.push(rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or(""));
        }
    }
    found
}

fn forbidden(room: &str, text: &str) -> Vec<String> {
    let allowed = ROOMS.iter().find(|(name, _)| *name == room).map(|(_, uses)| *uses).expect("a room without a rule");
    let mut bad = Vec::new();
    for (number, code) in statements(text) {
        for used in rooms_used(&code) {
            let is_room = ROOMS.iter().any(|(name, _)| *name == used);
            if is_room && used != room && !allowed.contains(&used) {
                bad.push(format!("line {number}: {room} must not use {used}"));
            }
        }
    }
    bad
}

/// Code without comments, statement by statement, each with the number of the line it begins on: a list of names may
/// take several lines.
fn statements(text: &str) -> Vec<(usize, String)> {
    let mut out: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for (number, line) in (1..).zip(text.lines()) {
        let code = line.split("//").next().unwrap_or("").trim();
        match out.last_mut().filter(|_| open) {
            Some((_, begun)) => *begun += code,
            None if code.is_empty() => continue,
            None => out.push((number, code.to_owned())),
        }
        open = !code.ends_with([';', '}']) || out.last().is_some_and(|(_, code)| is_open_use(code));
    }
    out
}

/// Whether this is a list of names that has no end yet.
fn is_open_use(code: &str) -> bool {
    code.contains("use crate::{") && !code.ends_with(';')
}

#[test]
fn nothing_points_backwards() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut bad = Vec::new();
    for (path, text) in sources() {
        let inside = path.strip_prefix(&src).unwrap();
        let Some(room) = inside.components().next().map(|c| c.as_os_str().to_string_lossy().into_owned()) else {
            continue;
        };
        if inside.components().count() > 1 {
            bad.extend(forbidden(&room, &text).into_iter().map(|what| format!("{}: {what}", inside.display())));
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn a_forbidden_use_would_be_found() {
    assert_eq!(forbidden("film", "use crate::ui::App;"), ["line 1: film must not use ui"]);
    assert_eq!(forbidden("ui", "use crate::{film, et::Round};"), ["line 1: ui must not use et"]);
    assert_eq!(
        forbidden("ui", "use std::fs;\nuse crate::{\n    film::{\n        Time,\n    },\n    et,\n};"),
        ["line 2: ui must not use et"]
    );
    assert!(forbidden("et", "use crate::film::Time; // crate::ui is far away").is_empty());
}

/// Rooms and parts of them that get everything in memory.
const WITHOUT_FILES: [&str; 3] = ["film", "et/analysis", "report"];

#[test]
fn what_is_pure_opens_no_file() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (path, text) in sources() {
        let inside = path.strip_prefix(&src).unwrap();
        if WITHOUT_FILES.iter().any(|room| inside.starts_with(room)) {
            let code: Vec<String> = statements(&text).into_iter().map(|(_, code)| code).collect();
            let opens =
                |code: &&String| ["std::fs", "File::open", "std::{fs", "std::net"].iter().any(|n| code.contains(n));
            assert_eq!(code.iter().find(opens), None, "{} opens files", inside.display());
        }
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent: Vec<_> =
        sources().into_iter().filter(|(_, text)| !text.starts_with("//! ")).map(|(path, _)| path).collect();
    assert!(silent.is_empty(), "no purpose in the first line of {silent:?}");
}

#[test]
fn only_the_screens_know_the_terminal() {
    for (path, text) in sources() {
        let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap().to_path_buf();
        if !inside.starts_with("ui") && !inside.starts_with("cli") {
            assert!(!text.contains("ratatui::") && !text.contains("crossterm::"), "{} draws", inside.display());
        }
    }
}

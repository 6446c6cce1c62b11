//! The house's own rules, read off the sources: nothing points backwards, and every file says what it is for.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};

/// A room and the rooms it may use besides itself.
const ROOMS: &[(&str, &[&str])] = &[
    ("film", &[]),
    ("ingest", &["film"]),
    ("config", &["film"]),
    ("et", &["film", "ingest", "config"]),
    ("sc2", &["film", "ingest", "config"]),
    ("sim", &["film", "ingest", "config"]),
    ("review", &["film"]),
    ("report", &["film", "review"]),
    ("ui", &["film", "review"]),
    ("shelf", &["film", "ingest", "config", "et", "sc2", "sim"]),
    ("cli", &["film", "ingest", "config", "et", "sc2", "sim", "review", "report", "ui", "shelf"]),
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
    for (number, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or("");
        for used in rooms_used(code) {
            let is_room = ROOMS.iter().any(|(name, _)| *name == used);
            if is_room && used != room && !allowed.contains(&used) {
                bad.push(format!("line {}: {room} must not use {used}", number + 1));
            }
        }
    }
    bad
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
    assert!(forbidden("et", "use crate::film::Time; // crate::ui is far away").is_empty());
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

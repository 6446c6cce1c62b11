//! Tells the program its version: the package's, and in optimised builds the commit it was made of.
//!
//! A debug build does not name the commit: cargo would compile everything anew after each one. `FILMROOM_COMMIT` (for
//! packagers, whose archives know their commit and hold no repository) wins over what is found, in every build.
//!
//! The commit is read from git's own files: no git program is needed, and a source archive, which has none, is no error.
//!
//! ```text
//!   .git/HEAD ──▶ a hash, or `ref: NAME` ──▶ .git/NAME, else .git/packed-refs
//!   .git      ──▶ a file `gitdir: FOLDER` (another work tree), whose `commondir` holds the names
//!   .cargo_vcs_info.json      what cargo puts into a published package
//! ```

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=FILMROOM_COMMIT");
    let version = env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let told = env::var("FILMROOM_COMMIT").ok().filter(|told| !told.is_empty());
    let words = match told.or_else(found) {
        Some(commit) => format!("{version} ({commit})"),
        None => version,
    };
    println!("cargo::rustc-env=FILMROOM_VERSION={words}");
}

/// The commit of the sources, in optimised builds. Cargo runs this again when one of the files that tell it changes.
fn found() -> Option<String> {
    if env::var("PROFILE").as_deref() != Ok("release") {
        return None;
    }
    // Cargo runs build scripts in the package's own folder.
    let commit = commit(Path::new("."))?;
    for path in &commit.told_by {
        println!("cargo::rerun-if-changed={}", path.display());
    }
    Some(commit.hash)
}

/// A commit and the files that change when it does.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Commit {
    /// The first twelve digits of its hash.
    pub(crate) hash: String,
    /// What must be looked at again to know whether it still is.
    pub(crate) told_by: Vec<PathBuf>,
}

/// How much of a hash is enough to find a commit again.
const DIGITS: usize = 12;

/// The commit of a package's folder; `None` when nobody knows. A repository further up is somebody else's.
pub(crate) fn commit(folder: &Path) -> Option<Commit> {
    published(folder).or_else(|| checked_out(folder))
}

/// What cargo wrote when it made the package.
fn published(folder: &Path) -> Option<Commit> {
    let path = folder.join(".cargo_vcs_info.json");
    let text = fs::read_to_string(&path).ok()?;
    let hash = text.split("\"sha1\"").nth(1)?.split('"').nth(1)?;
    Some(Commit { hash: short(hash)?, told_by: vec![path] })
}

fn checked_out(folder: &Path) -> Option<Commit> {
    let git = git_folder(folder)?;
    let head = git.join("HEAD");
    let text = fs::read_to_string(&head).ok()?;
    let Some(name) = text.trim().strip_prefix("ref: ") else {
        return Some(Commit { hash: short(text.trim())?, told_by: vec![head] });
    };
    let common = fs::read_to_string(git.join("commondir")).map_or_else(|_| git.clone(), |text| git.join(text.trim()));
    let loose = common.join(name);
    if let Ok(text) = fs::read_to_string(&loose) {
        return Some(Commit { hash: short(text.trim())?, told_by: vec![head, loose] });
    }
    let packed = common.join("packed-refs");
    let lines = fs::read_to_string(&packed).ok()?;
    let hash = lines.lines().find_map(|line| line.split_once(' ').filter(|(_, other)| *other == name))?.0;
    Some(Commit { hash: short(hash)?, told_by: vec![head, packed] })
}

/// Where git keeps what belongs to this work tree.
fn git_folder(folder: &Path) -> Option<PathBuf> {
    let git = folder.join(".git");
    if git.is_dir() {
        return Some(git);
    }
    let text = fs::read_to_string(git).ok()?;
    Some(folder.join(text.strip_prefix("gitdir: ")?.trim()))
}

/// A hash that is one, cut.
fn short(hash: &str) -> Option<String> {
    (hash.len() >= 40 && hash.bytes().all(|b| b.is_ascii_hexdigit())).then(|| hash.get(..DIGITS).map(str::to_owned))?
}

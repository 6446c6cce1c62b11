//! The commit that a folder of sources is checked out at, read from git's own files: no git program is needed, and a
//! source archive, which has none, is no error.
//!
//! ```text
//!   .git/HEAD ──▶ a hash, or `ref: NAME` ──▶ .git/NAME, else .git/packed-refs
//!   .git      ──▶ a file `gitdir: FOLDER` (another work tree), whose `commondir` holds the names
//!   .cargo_vcs_info.json      what cargo puts into a published package
//! ```

use std::fs;
use std::path::{Path, PathBuf};

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
pub(crate) fn of(folder: &Path) -> Option<Commit> {
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

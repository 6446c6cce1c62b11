//! Paths to files: folders are searched without opening anything in them.

use super::names::{is_wanted, natural_order};
use crate::film::{Problem, Problems, Progress};
use crate::ingest::{Source, Stopped};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) path: PathBuf,
    /// Named on the command line, not met in a search: it may have any name, and what is wrong with it is said.
    pub(super) explicit: bool,
    pub(super) bytes: u64,
}

/// Collects the files behind paths.
#[derive(Debug, Default)]
pub(super) struct Search {
    pub(super) files: Vec<Found>,
    pub(super) problems: Problems,
    /// Files that were met, by their real place: a path may be given twice, or inside another.
    seen: BTreeSet<PathBuf>,
}

impl Search {
    /// Takes a file, or searches a folder.
    pub(super) fn add(&mut self, path: &Path, progress: &Progress) -> Result<(), Stopped> {
        match fs::metadata(path) {
            Err(err) => self.complain(path, format!("cannot be read: {err}; check the path")),
            Ok(meta) if meta.is_dir() => {
                let before = self.problems.count();
                if !self.walk(path, progress)? && self.problems.count() == before {
                    let what = "no .jsonl, .ndjson or .SC2Replay files (or .gz, .zst of them) in this folder";
                    self.complain(
                        path,
                        format!("{what}: give the folder that holds events.jsonl and snapshots.jsonl, or replays"),
                    );
                }
            }
            Ok(meta) => {
                if self.seen.insert(real(path)) {
                    self.files.push(Found { path: path.to_path_buf(), explicit: true, bytes: meta.len() });
                }
            }
        }
        Ok(())
    }

    /// Searches a folder and the folders in it, but no hidden ones, in natural order. Whether it holds anything to read,
    /// met before or not.
    fn walk(&mut self, root: &Path, progress: &Progress) -> Result<bool, Stopped> {
        let mut holds = false;
        let mut folders = vec![root.to_path_buf()];
        // Links may lead in circles.
        let mut searched = BTreeSet::new();
        while let Some(folder) = folders.pop() {
            if progress.stopped() {
                return Err(Stopped);
            }
            if !searched.insert(real(&folder)) {
                continue;
            }
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(err) => {
                    self.complain(&folder, format!("the folder cannot be searched: {err}; check its permissions"));
                    continue;
                }
            };
            let mut inner = Vec::new();
            let mut paths: Vec<(String, PathBuf)> = entries
                .filter_map(Result::ok)
                .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
                .filter(|(name, _)| !name.starts_with('.'))
                .collect();
            paths.sort_by(|a, b| natural_order(&a.0, &b.0).then_with(|| a.1.cmp(&b.1)));
            for (name, path) in paths {
                // Follows links; a link to nothing is left out.
                let Ok(meta) = fs::metadata(&path) else { continue };
                if meta.is_dir() {
                    inner.push(path);
                } else if meta.is_file() && is_wanted(&name) {
                    holds = true;
                    if self.seen.insert(real(&path)) {
                        self.files.push(Found { path, explicit: false, bytes: meta.len() });
                    }
                }
            }
            folders.extend(inner.into_iter().rev());
        }
        Ok(holds)
    }

    fn complain(&mut self, path: &Path, reason: String) {
        let file = Source::File(path.to_path_buf()).name();
        self.problems.push(Problem { file, line: 0, offset: 0, reason });
    }
}

/// Where a path really leads.
fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(root: &Path, search: &Search) -> Vec<String> {
        let inside = |f: &Found| f.path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
        search.files.iter().map(inside).collect()
    }

    #[test]
    fn a_folder_is_searched_in_order_without_hidden_and_foreign_files() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for path in [
            "r10/events.jsonl",
            "r2/events.jsonl",
            ".git/events.jsonl",
            "README.md",
            "b.jsonl.gz",
            "r2/trade_events.jsonl",
        ] {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), "").unwrap();
        }
        let mut search = Search::default();
        search.add(root, &Progress::default()).unwrap();
        assert_eq!(names(root, &search), ["b.jsonl.gz", "r2/events.jsonl", "r10/events.jsonl"]);
        assert!(search.problems.is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn links_in_circles_end() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("a/b")).unwrap();
        fs::write(root.join("a/b/events.jsonl"), "").unwrap();
        std::os::unix::fs::symlink(root.join("a"), root.join("a/b/up")).unwrap();
        std::os::unix::fs::symlink(root.join("nowhere"), root.join("a/gone.jsonl")).unwrap();
        std::os::unix::fs::symlink(root.join("a/b/events.jsonl"), root.join("a/b/same.jsonl")).unwrap();
        let mut search = Search::default();
        search.add(root, &Progress::default()).unwrap();
        assert_eq!(names(root, &search), ["a/b/events.jsonl"]);
    }

    #[test]
    fn a_folder_given_twice_or_inside_another_is_read_once_and_no_problem() {
        let folder = tempfile::tempdir().unwrap();
        let (root, run, empty) = (folder.path(), folder.path().join("run_1"), folder.path().join("empty"));
        for inner in [&run, &empty] {
            fs::create_dir(inner).unwrap();
        }
        fs::write(run.join("shard_1.jsonl"), "").unwrap();
        let found = |paths: &[&Path]| {
            let mut search = Search::default();
            paths.iter().for_each(|path| search.add(path, &Progress::default()).unwrap());
            (search.files.len(), search.problems.count())
        };
        assert_eq!([[root, root], [root, &run], [&run, root]].map(|paths| found(&paths)), [(1, 0); 3]);
        // An empty one is told of, whatever was wrong before it.
        assert_eq!((found(&[root, &empty]), found(&[&root.join("missing"), &empty])), ((1, 1), (0, 2)));
    }

    #[test]
    fn nothing_found_and_nothing_there_are_said() {
        let folder = tempfile::tempdir().unwrap();
        for path in [folder.path().to_path_buf(), folder.path().join("missing")] {
            let mut search = Search::default();
            search.add(&path, &Progress::default()).unwrap();
            assert_eq!((search.files.len(), search.problems.count()), (0, 1));
        }
    }
}

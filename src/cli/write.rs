//! Output files that are either complete or not there.
//!
//! All are written under temporary names beside their places, and moved there when every one is complete. An input file
//! is never written.

use color_eyre::Result;
use color_eyre::eyre::{WrapErr, eyre};
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Writes files of these names and contents into `folder`, all or none.
///
/// # Errors
/// The folder cannot be made or written to, or a file would replace one of `inputs`.
pub(super) fn all<'a>(
    folder: &Path,
    files: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    inputs: &[PathBuf],
) -> Result<Vec<PathBuf>> {
    fs::create_dir_all(folder).wrap_err_with(|| format!("the folder {} cannot be made", folder.display()))?;
    let inputs: Vec<PathBuf> = inputs.iter().filter_map(|path| fs::canonicalize(path).ok()).collect();
    let mut waiting = Vec::new();
    for (name, content) in files {
        let place = folder.join(name);
        if fs::canonicalize(&place).is_ok_and(|place| inputs.contains(&place)) {
            return Err(eyre!("{} is one of the inputs: give another folder with --out", place.display()));
        }
        let temporary =
            Temporary::create(folder, name).wrap_err_with(|| format!("cannot write into {}", folder.display()))?;
        temporary.fill(content).wrap_err_with(|| format!("cannot write {}", place.display()))?;
        waiting.push((temporary, place));
    }
    let mut written = Vec::new();
    for (temporary, place) in waiting {
        temporary.move_to(&place).wrap_err_with(|| format!("cannot write {}", place.display()))?;
        written.push(place);
    }
    Ok(written)
}

/// A file that goes away unless it is moved to its place.
struct Temporary {
    path: PathBuf,
}

impl Temporary {
    fn create(folder: &Path, name: &str) -> std::io::Result<Temporary> {
        for attempt in 0..100 {
            let path = folder.join(format!(".{name}.{}.{attempt}.tmp", std::process::id()));
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(_) => return Ok(Temporary { path }),
                Err(err) if err.kind() == ErrorKind::AlreadyExists => {}
                Err(err) => return Err(err),
            }
        }
        Err(ErrorKind::AlreadyExists.into())
    }

    fn fill(&self, content: &[u8]) -> std::io::Result<()> {
        let mut file = File::options().write(true).open(&self.path)?;
        file.write_all(content)?;
        // A name that appears before its content after a power cut would look complete.
        file.sync_all()
    }

    fn move_to(self, place: &Path) -> std::io::Result<()> {
        fs::rename(&self.path, place)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // After the move there is nothing to remove.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn files_appear_whole_and_replace_old_ones() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("a/b");
        for content in ["first", "second"] {
            all(&out, [("x.jsonl", content.as_bytes()), ("y.jsonl", b"")], &[]).unwrap();
            assert_eq!(fs::read_to_string(out.join("x.jsonl")).unwrap(), content);
        }
        assert_eq!(names(&out), ["x.jsonl", "y.jsonl"]);
    }

    #[test]
    fn an_input_is_never_written_and_nothing_is_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("y.jsonl");
        fs::write(&input, "precious").unwrap();
        let files = [("x.jsonl", &b"x"[..]), ("y.jsonl", b"y")];
        let error = all(folder.path(), files, std::slice::from_ref(&input)).unwrap_err();
        assert!(error.to_string().contains("is one of the inputs"));
        assert_eq!(
            (fs::read_to_string(&input).unwrap().as_str(), names(folder.path())),
            ("precious", vec!["y.jsonl".to_owned()])
        );
    }
}

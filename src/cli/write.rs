//! Output files that are either complete or not there.
//!
//! All are written under temporary names beside their places, and moved there when every one is complete. An input file
//! is never written.

use color_eyre::Result;
use color_eyre::eyre::{WrapErr, eyre};
use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, ErrorKind, Write};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;

/// Writes files of these names and contents into `folder`, all or none.
///
/// # Errors
/// The folder cannot be made or written to, or a file would replace one of `inputs`.
pub(super) fn all<'a>(
    folder: &Path,
    files: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    inputs: &[PathBuf],
) -> Result<Vec<PathBuf>> {
    let mut staged = Staged::new(folder, inputs);
    for (name, content) in files {
        staged.append(name, &[], content)?;
    }
    staged.finish()
}

/// So many files wait for the disk together: it takes them hardly later than one.
const AT_ONCE: usize = 8;

/// Files that grow under temporary names until all are complete; without [`Staged::finish`] they go away.
pub(super) struct Staged {
    folder: PathBuf,
    /// Whether the folder was made for them.
    made: bool,
    inputs: Vec<PathBuf>,
    files: Vec<(String, Temporary)>,
}

impl Staged {
    /// Nothing is made before the first file.
    pub(super) fn new(folder: &Path, inputs: &[PathBuf]) -> Staged {
        let inputs = inputs.iter().filter_map(|path| fs::canonicalize(path).ok()).collect();
        Staged { folder: folder.to_path_buf(), made: false, inputs, files: Vec::new() }
    }

    /// Adds to the end of a file; the first time the file begins with `head`.
    ///
    /// # Errors
    /// The folder cannot be made or written to, or the file would replace an input.
    pub(super) fn append(&mut self, name: &str, head: &[u8], content: &[u8]) -> Result<()> {
        let folder = &self.folder;
        let place = folder.join(name);
        let index = match self.files.iter().position(|(other, _)| other == name) {
            Some(index) => index,
            None => {
                if !folder.is_dir() {
                    fs::create_dir_all(folder)
                        .wrap_err_with(|| format!("the folder {} cannot be made", folder.display()))?;
                    self.made = true;
                }
                if fs::canonicalize(&place).is_ok_and(|place| self.inputs.contains(&place)) {
                    return Err(eyre!("{} is one of the inputs: give another folder with --out", place.display()));
                }
                let mut file = Temporary::create(folder, name)
                    .wrap_err_with(|| format!("cannot write into {}", folder.display()))?;
                file.add(head).wrap_err_with(|| format!("cannot write {}", place.display()))?;
                self.files.push((name.to_owned(), file));
                self.files.len() - 1
            }
        };
        self.files[index].1.add(content).wrap_err_with(|| format!("cannot write {}", place.display()))
    }

    /// Moves every file to its place.
    ///
    /// # Errors
    /// The disk is full, or a place cannot be written.
    pub(super) fn finish(mut self) -> Result<Vec<PathBuf>> {
        for files in self.files.chunks_mut(AT_ONCE) {
            let done: Vec<_> = thread::scope(|scope| {
                let waiting: Vec<_> = files.iter_mut().map(|(_, file)| scope.spawn(|| file.complete())).collect();
                waiting.into_iter().map(|one| one.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
            });
            for ((name, _), done) in files.iter().zip(done) {
                done.wrap_err_with(|| format!("cannot write {}", self.folder.join(name).display()))?;
            }
        }
        let mut written = Vec::new();
        for (name, file) in std::mem::take(&mut self.files) {
            let place = self.folder.join(name);
            file.move_to(&place).wrap_err_with(|| format!("cannot write {}", place.display()))?;
            written.push(place);
        }
        self.made = false;
        Ok(written)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        self.files.clear();
        if self.made {
            // A folder that was made for nothing; whatever else is in it by now keeps it.
            let _ = fs::remove_dir(&self.folder);
        }
    }
}

/// One file that is written in parts of which the first is known last: the body goes to a scratch file beside it.
pub(super) struct Draft {
    place: PathBuf,
    body: Temporary,
    page: Temporary,
}

impl Draft {
    /// Begins a file at `place`, whose folder is made if it is not there.
    ///
    /// # Errors
    /// The folder cannot be made or written to, `place` is a folder, or it is one of `inputs`.
    pub(super) fn begin(place: &Path, inputs: &[PathBuf]) -> Result<Draft> {
        let (Some(name), false) = (place.file_name(), place.is_dir()) else {
            return Err(eyre!("{} is a folder: give the name of a file with --out", place.display()));
        };
        if let Ok(there) = fs::canonicalize(place)
            && inputs.iter().any(|input| fs::canonicalize(input).is_ok_and(|input| input == there))
        {
            return Err(eyre!("{} is one of the inputs: give another name with --out", place.display()));
        }
        let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(folder).wrap_err_with(|| format!("the folder {} cannot be made", folder.display()))?;
        let name = name.to_string_lossy();
        let create =
            || Temporary::create(folder, &name).wrap_err_with(|| format!("cannot write into {}", folder.display()));
        Ok(Draft { place: place.to_path_buf(), body: create()?, page: create()? })
    }

    /// Where the body goes.
    ///
    /// # Errors
    /// The scratch file is gone.
    pub(super) fn body(&self) -> Result<BufWriter<File>> {
        Ok(BufWriter::new(File::options().write(true).open(&self.body.path)?))
    }

    /// Puts head, body and foot together, and the file in its place.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn finish(self, head: &str, foot: &str) -> Result<u64> {
        let put_together = || -> std::io::Result<u64> {
            let mut page = File::options().write(true).open(&self.page.path)?;
            page.write_all(head.as_bytes())?;
            let body = std::io::copy(&mut File::open(&self.body.path)?, &mut page)?;
            page.write_all(foot.as_bytes())?;
            page.sync_all()?;
            Ok(head.len() as u64 + body + foot.len() as u64)
        };
        let written = put_together().wrap_err_with(|| format!("cannot write {}", self.place.display()))?;
        self.page.move_to(&self.place).wrap_err_with(|| format!("cannot write {}", self.place.display()))?;
        Ok(written)
    }
}

/// A file that goes away unless it is moved to its place.
struct Temporary {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Temporary {
    fn create(folder: &Path, name: &str) -> std::io::Result<Temporary> {
        for attempt in 0..100 {
            let path = folder.join(format!(".{name}.{}.{attempt}.tmp", std::process::id()));
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => return Ok(Temporary { path, file: BufWriter::new(file) }),
                Err(err) if err.kind() == ErrorKind::AlreadyExists => {}
                Err(err) => return Err(err),
            }
        }
        Err(ErrorKind::AlreadyExists.into())
    }

    fn add(&mut self, content: &[u8]) -> std::io::Result<()> {
        self.file.write_all(content)
    }

    /// A name that appears before its content after a power cut would look complete.
    fn complete(&mut self) -> std::io::Result<()> {
        self.file.flush()?;
        self.file.get_ref().sync_all()
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
    fn files_grow_and_what_is_not_finished_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        drop(Staged::new(&out, &[]));
        assert!(!out.exists());
        let grow = || {
            let mut staged = Staged::new(&out, &[]);
            staged.append("x.csv", b"head\n", b"1\n").unwrap();
            staged.append("y.csv", b"head\n", b"").unwrap();
            staged.append("x.csv", b"head\n", b"2\n").unwrap();
            assert!(names(&out).iter().all(|name| name.starts_with('.')));
            staged
        };
        drop(grow());
        assert!(!out.exists());
        grow().finish().unwrap();
        assert_eq!(fs::read_to_string(out.join("x.csv")).unwrap(), "head\n1\n2\n");
        assert_eq!((fs::read_to_string(out.join("y.csv")).unwrap().as_str(), names(&out).len()), ("head\n", 2));
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

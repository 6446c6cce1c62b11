//! Output files that are either complete or not there.
//!
//! All are written under temporary names beside their places, and moved there when every one is complete. An input file
//! is never written, nor is a journal of verdicts; a link, and what is no plain file, stays what it is.

use super::sink::STREAM;
use crate::disk::{Replacement, beside, folder_of, real};
use crate::review::Journal;
use color_eyre::Result;
use color_eyre::eyre::{WrapErr, eyre};
use std::cmp::Reverse;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::iter;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;
use tempfile::NamedTempFile;

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

/// Writes one file, all or nothing.
///
/// # Errors
/// As [`Draft::begin`], or the disk is full.
pub(super) fn one(place: &Path, content: &[u8], inputs: &[PathBuf]) -> Result<()> {
    let mut file = begin(place, inputs)?;
    let written = file.write_all(content).and_then(|()| file.complete()).and_then(|()| file.arrive());
    written.wrap_err_with(|| format!("cannot write {}", place.display()))
}

/// So many files wait for the disk together: it takes them hardly later than one.
const AT_ONCE: usize = 4;

/// Files that grow under temporary names until all are complete; without [`Staged::finish`] they go away.
pub(super) struct Staged {
    folder: PathBuf,
    /// Whether the folder was made for them.
    made: bool,
    /// Where they lead.
    inputs: Vec<PathBuf>,
    files: Vec<Part>,
}

/// One of them.
struct Part {
    name: String,
    file: Growing,
    bytes: usize,
}

impl Staged {
    /// Nothing is made before the first file.
    pub(super) fn new(folder: &Path, inputs: &[PathBuf]) -> Staged {
        Staged { folder: folder.to_path_buf(), made: false, inputs: leading(inputs), files: Vec::new() }
    }

    /// Adds to the end of a file; the first time the file begins with `head`.
    ///
    /// # Errors
    /// The folder cannot be made or written to, or the file would replace an input.
    pub(super) fn append(&mut self, name: &str, head: &[u8], content: &[u8]) -> Result<()> {
        let folder = &self.folder;
        let place = folder.join(name);
        let index = match self.files.iter().position(|part| part.name == name) {
            Some(index) => index,
            None => {
                if !folder.is_dir() {
                    fs::create_dir_all(folder)
                        .wrap_err_with(|| format!("the folder {} cannot be made", folder.display()))?;
                    self.made = true;
                }
                let mut file = Growing::begin(&place, &self.inputs, "give another folder with --out")?;
                file.write_all(head).wrap_err_with(|| format!("cannot write {}", place.display()))?;
                self.files.push(Part { name: name.to_owned(), file, bytes: head.len() });
                self.files.len() - 1
            }
        };
        let part = &mut self.files[index];
        part.bytes = part.bytes.saturating_add(content.len());
        part.file.write_all(content).wrap_err_with(|| format!("cannot write {}", place.display()))
    }

    /// Moves every file to its place.
    ///
    /// # Errors
    /// The disk is full, or a place cannot be written.
    pub(super) fn finish(mut self) -> Result<Vec<PathBuf>> {
        // The disk takes longest for the largest: the others get there meanwhile.
        let mut by_size: Vec<&mut Part> = self.files.iter_mut().collect();
        by_size.sort_by_key(|part| Reverse(part.bytes));
        let (count, waiting) = (by_size.len(), Mutex::new(by_size.into_iter()));
        let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
        let complete = || {
            while let Some(part) = next() {
                part.file.complete().map_err(|error| (part.name.clone(), error))?;
            }
            Ok(())
        };
        let done: Vec<Result<(), (String, io::Error)>> = thread::scope(|scope| {
            let others: Vec<_> = (1..AT_ONCE.min(count)).map(|_| scope.spawn(complete)).collect();
            let own = complete();
            let others = others.into_iter().map(|one| one.join().unwrap_or_else(|panic| resume_unwind(panic)));
            iter::once(own).chain(others).collect()
        });
        if let Some((name, error)) = done.into_iter().find_map(Result::err) {
            return Err(error).wrap_err_with(|| format!("cannot write {}", self.folder.join(&name).display()));
        }
        let mut written = Vec::new();
        for Part { name, file, .. } in std::mem::take(&mut self.files) {
            let place = self.folder.join(name);
            file.arrive().wrap_err_with(|| format!("cannot write {}", place.display()))?;
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

/// One file that is written in parts of which the first is known last: the body goes to a scratch file meanwhile.
pub(super) struct Draft {
    place: PathBuf,
    body: NamedTempFile,
    /// None: the page goes to standard output.
    page: Option<Growing>,
}

impl Draft {
    /// Begins a file at `place`, whose folder is made if it is not there; `-` is standard output.
    ///
    /// # Errors
    /// The folder cannot be made or written to, `place` is a folder, or it is one of `inputs`.
    pub(super) fn begin(place: &Path, inputs: &[PathBuf]) -> Result<Draft> {
        let page = if place == Path::new(STREAM) { None } else { Some(begin(place, inputs)?) };
        // Beside a page that is no plain file, such as a device, nothing can be made.
        let body = match &page {
            Some(Growing::Fresh(page)) => beside(page.place()),
            _ => NamedTempFile::new(),
        };
        let body = body.wrap_err("the page needs room for a temporary file")?;
        Ok(Draft { place: place.to_path_buf(), body, page })
    }

    /// Where the body goes.
    ///
    /// # Errors
    /// The scratch file is gone.
    pub(super) fn body(&self) -> Result<BufWriter<File>> {
        Ok(BufWriter::new(self.body.reopen()?))
    }

    /// Puts head, body and foot together, and the file in its place: how many bytes there are.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn finish(mut self, head: &str, foot: &str, out: &mut dyn Write) -> Result<u64> {
        let put_together = |page: &mut dyn Write| -> io::Result<u64> {
            page.write_all(head.as_bytes())?;
            let body = io::copy(&mut self.body.reopen()?, page)?;
            page.write_all(foot.as_bytes())?;
            page.flush()?;
            Ok(head.len() as u64 + body + foot.len() as u64)
        };
        let Some(mut page) = self.page.take() else { return Ok(put_together(out)?) };
        let written = put_together(&mut page).and_then(|bytes| {
            page.complete()?;
            page.arrive()?;
            Ok(bytes)
        });
        written.wrap_err_with(|| format!("cannot write {}", self.place.display()))
    }
}

/// One file that was not there and is whole when it is.
pub(super) struct Whole(Growing);

impl Whole {
    /// Begins a file at `place`, whose folder is made if it is not there.
    ///
    /// # Errors
    /// The folder cannot be made or written to, or there is something at `place`.
    pub(super) fn begin(place: &Path) -> Result<Whole> {
        vacant(place, "give another name with --out")?;
        Ok(Whole(begin(place, &[])?))
    }

    /// Where its content goes.
    pub(super) const fn body(&mut self) -> &mut impl Write {
        &mut self.0
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn finish(mut self) -> Result<()> {
        let place = self.0.place().to_path_buf();
        let done = self.0.complete().and_then(|()| self.0.arrive());
        done.wrap_err_with(|| format!("cannot write {}", place.display()))
    }
}

/// Whether nothing stands at `place` that a file would replace; `instead` says what to do.
///
/// # Errors
/// Something does.
pub(super) fn vacant(place: &Path, instead: &str) -> Result<()> {
    // What is no plain file takes what is written and stays.
    if fs::metadata(place).is_ok_and(|there| there.is_file()) {
        return Err(eyre!("{} is there already: {instead}", place.display()));
    }
    Ok(())
}

/// A file whose folder is made if it is not there.
fn begin(place: &Path, inputs: &[PathBuf]) -> Result<Growing> {
    if place.file_name().is_none() || place.is_dir() {
        return Err(eyre!("{} is a folder: give the name of a file with --out", place.display()));
    }
    let folder = folder_of(place);
    fs::create_dir_all(folder).wrap_err_with(|| format!("the folder {} cannot be made", folder.display()))?;
    Growing::begin(place, &leading(inputs), "give another name with --out")
}

/// Where paths lead that lead to something.
fn leading(paths: &[PathBuf]) -> Vec<PathBuf> {
    paths.iter().filter_map(|path| fs::canonicalize(path).ok()).collect()
}

/// A file on its way to its place. What is no plain file there, a device or a pipe, takes what is written as it comes: a
/// name can be replaced, not what it stands for.
enum Growing {
    Fresh(Replacement),
    Device(BufWriter<File>, PathBuf),
}

impl Growing {
    /// `instead` says what to do when the place is one of `inputs`, told by where they lead, or cannot be written.
    fn begin(place: &Path, inputs: &[PathBuf], instead: &str) -> Result<Growing> {
        let cannot = |err: io::Error| eyre!("cannot write {}: {err}: {instead}", place.display());
        if fs::metadata(place).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
            let file = File::options().write(true).open(place).map_err(cannot)?;
            return Ok(Growing::Device(BufWriter::new(file), place.to_path_buf()));
        }
        let real = real(place);
        if inputs.contains(&real) {
            return Err(eyre!("{} is one of the inputs: {instead}", place.display()));
        }
        // Whatever command writes: what reviewers decided is nowhere else.
        if Journal::holds(&real, Journal::state_folder().as_deref()) || Journal::is_at(&real) {
            return Err(eyre!("{} is a place of verdicts, which no output replaces: {instead}", place.display()));
        }
        Ok(Growing::Fresh(Replacement::begin(&real).map_err(cannot)?))
    }

    fn place(&self) -> &Path {
        match self {
            Growing::Fresh(file) => file.place(),
            Growing::Device(_, place) => place,
        }
    }

    fn complete(&mut self) -> io::Result<()> {
        match self {
            Growing::Fresh(file) => file.complete(),
            Growing::Device(file, _) => file.flush(),
        }
    }

    fn arrive(self) -> io::Result<()> {
        match self {
            Growing::Fresh(file) => file.arrive(true),
            Growing::Device(..) => Ok(()),
        }
    }
}

impl Write for Growing {
    fn write(&mut self, content: &[u8]) -> io::Result<usize> {
        match self {
            Growing::Fresh(file) => file.write(content),
            Growing::Device(file, _) => file.write(content),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Growing::Fresh(file) => file.flush(),
            Growing::Device(file, _) => file.flush(),
        }
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

    #[test]
    fn a_journal_is_never_replaced_whatever_it_is_called() {
        let folder = tempfile::tempdir().unwrap();
        let line = concat!(
            r#"{"entry":"1","op":"verdict","id":"x","film":"r","kind":"missed_trade","title":"t","at_ms":5100,"#,
            r#""config":"c","verdict":"true","reviewer":"mo","time":"2026-01-31T18:04:05Z","tool":"filmroom 0.1.0"}"#,
            "\n"
        );
        for name in ["filmroom.verdicts.jsonl", "all.jsonl"] {
            let place = folder.path().join(name);
            fs::write(&place, line).unwrap();
            let error = one(&place, b"new", &[]).unwrap_err().to_string();
            assert!(error.contains("is a place of verdicts"), "{error}");
            let mut staged = Staged::new(folder.path(), &[]);
            assert!(staged.append(name, &[], b"new").is_err());
            assert_eq!(fs::read_to_string(&place).unwrap(), line);
        }
        assert_eq!(names(folder.path()).len(), 2);
    }

    #[test]
    #[cfg(unix)]
    fn a_link_stays_and_permissions_too() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (real, link, nowhere) = (folder.path().join("real"), folder.path().join("link"), folder.path().join("new"));
        fs::write(&real, "old").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("real", &link).unwrap();
        one(&link, b"new", &[]).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&real).unwrap(), "new");
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
        symlink(&nowhere, folder.path().join("dangling")).unwrap();
        one(&folder.path().join("dangling"), b"made", &[]).unwrap();
        assert_eq!(fs::read_to_string(&nowhere).unwrap(), "made");
        assert!(one(&link, b"x", std::slice::from_ref(&real)).unwrap_err().to_string().contains("one of the inputs"));
        fs::set_permissions(&real, fs::Permissions::from_mode(0o444)).unwrap();
        assert!(one(&link, b"x", &[]).unwrap_err().to_string().contains("write-protected"));
        assert_eq!(names(folder.path()), ["dangling", "link", "new", "real"]);
    }

    #[test]
    #[cfg(unix)]
    fn a_device_is_written_and_never_replaced() {
        use std::os::unix::fs::FileTypeExt;
        one(Path::new("/dev/null"), b"gone", &[]).unwrap();
        let draft = Draft::begin(Path::new("/dev/null"), &[]).unwrap();
        draft.body().unwrap().write_all(b"body").unwrap();
        assert_eq!(draft.finish("head", "foot", &mut io::sink()).unwrap(), 12);
        assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    }

    #[test]
    fn a_draft_is_whole_wherever_it_goes_and_a_long_name_is_no_hindrance() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("n".repeat(250));
        for place in [place.as_path(), Path::new(STREAM)] {
            let draft = Draft::begin(place, &[]).unwrap();
            draft.body().unwrap().write_all(b"body").unwrap();
            let mut out = Vec::new();
            assert_eq!(draft.finish("<", ">", &mut out).unwrap(), 6);
            let piped = place == Path::new(STREAM);
            assert_eq!(if piped { out } else { fs::read(place).unwrap() }, b"<body>");
        }
        assert_eq!(names(folder.path()).len(), 1);
    }
}

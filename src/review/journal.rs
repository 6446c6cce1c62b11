//! Where verdicts are kept: beside the input, or in the user's state folder where that cannot be written.
//!
//! ```text
//!   <folder>/filmroom.verdicts.jsonl                          the place, if it can be written
//!   <state folder>/filmroom/verdicts/<folder>-<hash>.jsonl    the shelter; also for the demo and standard input
//! ```
//!
//! Both are always read, so that nothing seems lost when a folder becomes writable or read-only later.

use super::entry::Entry;
use super::tape::{Chunk, Tape};
use crate::film::{Problem, clean_name};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The journal's name in a folder.
pub const FILE_NAME: &str = "filmroom.verdicts.jsonl";

/// Why verdicts cannot be kept.
#[derive(Debug, Error)]
pub enum JournalError {
    /// Reading or writing failed; the decisions stay pending and can be written again.
    #[error("{path}: {error}", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why; in the sentence already, so not a cause that would be told once more.
        error: io::Error,
    },
    /// There is neither a folder nor a state folder.
    #[error(
        "there is no place for verdicts: no folder was opened and the user has no state folder (set XDG_STATE_HOME)"
    )]
    Nowhere,
    /// The journal was given away by [`super::Desk::take_journal`].
    #[error("the journal is with a worker: send it the pending decisions")]
    Away,
}

/// What a look at the journal, or an append to it, brought: give it to [`super::Desk::absorb`].
#[derive(Debug, Clone, Default)]
pub struct Batch {
    pub(super) chunks: Vec<(usize, Chunk)>,
    /// Files that could not be read; none when this was no read.
    pub(super) trouble: Option<Vec<Problem>>,
    pub(super) path: Option<PathBuf>,
    pub(super) fallback: bool,
}

/// The files of one journal. `Send`: a worker thread may own it.
///
/// Guarantees: when [`Journal::append`] returns `Ok`, the entries are on the disk (`fdatasync`), as whole lines, behind
/// everything that was there; the batch it returns also holds what other programs wrote meanwhile. When it returns an
/// error, none or some of them may have been written; appending the same entries again is right, because an entry
/// counts once. Nothing is ever truncated or rewritten.
#[derive(Debug)]
pub struct Journal {
    tapes: Vec<Tape>,
    active: usize,
    /// Whether the last of `tapes` is the shelter.
    sheltered: bool,
}

impl Journal {
    /// The journal of a folder (`None`: the demo or standard input, told apart by `name`).
    ///
    /// Touches no file. `state_folder` is the user's, if there is one.
    #[must_use]
    pub fn new(folder: Option<&Path>, name: &str, state_folder: Option<&Path>) -> Journal {
        let place = folder.map(|f| Tape::new(f.join(FILE_NAME)));
        let shelter = state_folder.map(|s| Tape::new(shelter(s, folder, name)));
        let sheltered = shelter.is_some();
        Journal { tapes: place.into_iter().chain(shelter).collect(), active: 0, sheltered }
    }

    /// The journal that is just this file.
    #[must_use]
    pub fn at(path: PathBuf) -> Journal {
        Journal { tapes: vec![Tape::new(path)], active: 0, sheltered: false }
    }

    /// The user's state folder by the rules of the system (XDG: `$XDG_STATE_HOME`, else `~/.local/state`).
    #[must_use]
    pub fn state_folder() -> Option<PathBuf> {
        use etcetera::BaseStrategy as _;
        let strategy = etcetera::choose_base_strategy().ok()?;
        Some(strategy.state_dir().unwrap_or_else(|| strategy.data_dir()))
    }

    /// Whether a path is one of the places of a journal, or of anything else in the user's state folder.
    #[must_use]
    pub fn holds(path: &Path, state_folder: Option<&Path>) -> bool {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let state = state_folder.and_then(|folder| folder.join("filmroom").canonicalize().ok());
        name.ends_with(".verdicts.jsonl") || state.is_some_and(|folder| path.starts_with(folder))
    }

    /// The file that the next entry goes to, as far as is known before trying.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.tapes.get(self.active).map(Tape::path)
    }

    /// Whether that is the shelter and not the folder itself.
    #[must_use]
    pub fn is_fallback(&self) -> bool {
        self.sheltered && self.active + 1 == self.tapes.len()
    }

    /// Reads what was written since the last look, by whomever.
    ///
    /// A file that cannot be read is a problem of the batch.
    ///
    /// # Errors
    /// [`JournalError`] when none of the places can be read.
    pub fn read(&mut self) -> Result<Batch, JournalError> {
        let (mut batch, mut trouble) = (Batch::default(), Vec::new());
        let mut failed = None;
        for (source, tape) in self.tapes.iter_mut().enumerate() {
            match tape.read() {
                Ok(chunk) => batch.chunks.push((source, chunk)),
                // The folder itself is gone or is a file: it has no journal, which the first append will find too.
                Err(e) if e.kind() == ErrorKind::NotADirectory => {}
                Err(error) => {
                    let reason = format!("the verdicts in it cannot be read: {error}");
                    trouble.push(Problem { file: tape.name().clone(), line: 0, offset: 0, reason });
                    failed = Some(JournalError::Io { path: tape.path().to_owned(), error });
                }
            }
        }
        if let Some(error) = failed.filter(|_| batch.chunks.is_empty()) {
            return Err(error);
        }
        if self.tapes.first().is_some_and(|place| place.is_writable().is_err_and(|e| is_closed(&e))) {
            self.shelter();
        }
        batch.trouble = Some(trouble);
        Ok(self.signed(batch))
    }

    /// Writes entries at the end and waits until they are on the disk; see [`Journal`] for what holds afterwards.
    ///
    /// Where the folder cannot be written, they go to the shelter, now and for the rest of the session.
    ///
    /// # Errors
    /// [`JournalError`]; the entries are still to be written.
    pub fn append(&mut self, entries: &[Entry]) -> Result<Batch, JournalError> {
        loop {
            let last = self.active + 1 >= self.tapes.len();
            let Some(tape) = self.tapes.get_mut(self.active) else { return Err(JournalError::Nowhere) };
            let io = |error| JournalError::Io { path: tape.path().to_owned(), error };
            if last && self.sheltered {
                let folder = tape.path().parent().map(std::fs::create_dir_all);
                folder.unwrap_or(Ok(())).map_err(io)?;
            }
            match tape.append(entries) {
                Ok(chunk) => return Ok(self.signed(Batch { chunks: vec![(self.active, chunk)], ..Batch::default() })),
                Err(e) if !last && is_closed(&e) => self.shelter(),
                Err(error) => return Err(JournalError::Io { path: tape.path().to_owned(), error }),
            }
        }
    }

    /// With the place that the next entry goes to.
    fn signed(&self, batch: Batch) -> Batch {
        Batch { path: self.path().map(Path::to_owned), fallback: self.is_fallback(), ..batch }
    }

    fn shelter(&mut self) {
        if self.sheltered {
            self.active = self.tapes.len() - 1; // there is one: the shelter
        }
    }
}

/// Whether an error means that the place itself takes no writing, rather than that something went wrong this time.
fn is_closed(e: &io::Error) -> bool {
    use ErrorKind::{IsADirectory, NotADirectory, NotFound, PermissionDenied, ReadOnlyFilesystem};
    matches!(e.kind(), PermissionDenied | ReadOnlyFilesystem | NotADirectory | IsADirectory | NotFound)
}

/// The shelter's file: readable, and unlike that of any other folder.
fn shelter(state_folder: &Path, folder: Option<&Path>, name: &str) -> PathBuf {
    let full = folder.map(|f| f.canonicalize().or_else(|_| std::path::absolute(f)).unwrap_or_else(|_| f.to_owned()));
    let (label, key) = match &full {
        Some(f) => (f.file_name().unwrap_or_default().to_string_lossy().into_owned(), f.as_os_str().as_encoded_bytes()),
        None => (name.to_owned(), name.as_bytes()),
    };
    let kind: &[u8] = if full.is_some() { b"folder\0" } else { b"name\0" };
    let digest = Sha256::new().chain_update(kind).chain_update(key).finalize();
    let mut file = readable(&label);
    for byte in digest.iter().take(8) {
        let _ = write!(file, "{byte:02x}"); // writing to a String cannot fail
    }
    state_folder.join("filmroom").join("verdicts").join(file + ".jsonl")
}

/// The part of a name that is safe in a file name, with a dash behind it.
fn readable(label: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' };
    let short: String = clean_name(label).chars().take(40).map(safe).collect();
    let short = short.trim_start_matches('.');
    if short.is_empty() { String::new() } else { format!("{short}-") }
}

//! How a screen asks for films without knowing any game: a shelf of units, each opened on demand by a worker thread.

use super::{Film, Problems};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// What can be opened as one thing: a pair of files, a folder's files, a replay. It may hold several films.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// For lists, harmless to print.
    pub name: String,
    /// The folder whose journal keeps the verdicts; `None` for the demo and standard input.
    pub folder: Option<PathBuf>,
    /// Bytes to read, for progress; 0 when unknown.
    pub bytes: u64,
}

/// What came out of opening a unit. Problems do not hinder the films that could be read.
#[derive(Debug, Clone, Default)]
pub struct Opened {
    /// The films, in order of first appearance.
    pub films: Vec<Arc<Film>>,
    /// What was wrong in the input.
    pub problems: Problems,
}

/// Progress of a long read, and the wish to stop it; shared between the worker and whoever waits.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
    total: AtomicU64,
    stop: AtomicBool,
}

impl Progress {
    /// Counts bytes that have been dealt with.
    pub fn add(&self, bytes: u64) {
        self.done.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Adds to what there is to do.
    pub fn expect(&self, bytes: u64) {
        self.total.fetch_add(bytes, Ordering::Relaxed);
    }

    /// (done, total) in bytes; a total of 0 is unknown.
    #[must_use]
    pub fn state(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }

    /// Asks the worker to stop at the next block.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Whether a stop was asked for.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// Where films come from. Implemented over the games; screens and commands know only this.
pub trait Shelf: Send + Sync {
    /// What was found, at once and without reading file bodies.
    fn units(&self) -> &[Unit];

    /// Reads and analyses one unit. Heavy: call it on a worker thread.
    ///
    /// # Errors
    /// A sentence for the reader when nothing of the unit can be read, or when a stop was asked for.
    fn open(&self, unit: usize, progress: &Progress) -> Result<Opened, String>;
}

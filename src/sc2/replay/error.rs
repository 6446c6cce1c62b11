//! What can be wrong with a replay, said so that a reader knows what and where.

use crate::film::Problem;
use std::sync::Arc;

/// What kind of trouble it is: callers may skip one kind and report another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// The file is something else altogether.
    NotAReplay,
    /// Cut, overwritten, or not what its own tables say.
    Damaged,
    /// A feature of the container that no replay uses (encryption, PKWARE).
    Unsupported,
    /// More than a replay can sensibly hold.
    TooLarge,
    /// A replay without tracker events (recorded before 2.0.8, or stripped).
    NoTrackerEvents,
}

/// Why a replay cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{part}: {reason} (byte {offset})")]
pub struct ReplayError {
    /// The kind of trouble.
    pub trouble: Trouble,
    /// Where: `container`, `replay.details`, `replay.tracker.events`, ...
    pub part: &'static str,
    /// Byte offset: in the file for the container, in the unpacked part otherwise.
    pub offset: u64,
    /// What is wrong, and if possible what to do.
    pub reason: String,
}

impl ReplayError {
    /// As a problem of a file, for lists of problems.
    #[must_use]
    pub fn problem(&self, file: Arc<str>) -> Problem {
        Problem { file, line: 0, offset: self.offset, reason: self.to_string() }
    }

    pub(super) fn new(trouble: Trouble, part: &'static str, offset: usize, reason: impl Into<String>) -> ReplayError {
        ReplayError { trouble, part, offset: offset as u64, reason: reason.into() }
    }

    pub(super) fn damaged(part: &'static str, offset: usize, reason: impl Into<String>) -> ReplayError {
        ReplayError::new(Trouble::Damaged, part, offset, reason)
    }
}

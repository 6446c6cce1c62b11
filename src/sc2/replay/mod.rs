//! `.SC2Replay` files: a small reader of our own for what the explorer needs, and nothing else.
//!
//! ```text
//!   bytes ──mpq, unpack──▶ parts ──versioned──▶ header, details, tracker events ──builder──▶ Game
//! ```
//!
//! Nothing depends on a list of builds: every value describes itself. Every number is checked before it is believed, so
//! that a damaged file is an error that says what is wrong and where.

mod builder;
mod crypt;
mod details;
mod error;
mod header;
mod mpq;
mod tracker;
mod unpack;
mod versioned;

pub use details::Outcome;
pub use error::{ReplayError, Trouble};

use super::game::Game;

/// Whether the bytes begin like a replay (or any other file in the same container).
#[must_use]
pub fn looks_like_replay(head: &[u8]) -> bool {
    head.starts_with(b"MPQ\x1B") || head.starts_with(b"MPQ\x1A")
}

/// Reads a replay.
///
/// # Errors
/// What is wrong with the file and where; a replay that ends early is an error as a whole.
pub fn load(bytes: &[u8]) -> Result<Game, ReplayError> {
    let archive = mpq::Archive::open(bytes)?;
    let header = header::header(archive.user_data())?;
    let garbled = "the table of contents is garbled: bytes of the file were lost, added or changed; copy it again";
    let details = {
        let packed = archive.read(details::PART)?;
        let missing = || match archive.garbled() {
            true => ReplayError::damaged("container", 0, garbled),
            false => ReplayError::damaged(details::PART, 0, "is missing: the list of players cannot be read"),
        };
        details::details(&packed.ok_or_else(missing)?)? // its bytes are given back here, before the events are unpacked
    };
    let tracker = archive.read(tracker::PART)?.filter(|part| !part.is_empty()).ok_or_else(|| {
        if archive.garbled() {
            return ReplayError::damaged("container", 0, garbled);
        }
        let why = match header.tracks {
            true => "builds like this one write them, so they were stripped, or the file is damaged",
            false => "it was recorded before 2.0.8, which began to write them",
        };
        let reason =
            format!("this replay ({}) has no tracker events and says nothing about units: {why}", header.version);
        ReplayError::new(Trouble::NoTrackerEvents, tracker::PART, 0, reason)
    })?;
    builder::build(&header, &details, &tracker)
}

//! The demo that opens when no path is given.

use crate::et::simulate::{Options, simulate};
use std::borrow::Cow;
use std::io;

/// The demo's files by name, as plain JSON lines.
///
/// # Errors
/// The embedded bytes are damaged (a bug: a test reads them).
pub fn demo_files() -> io::Result<Vec<(String, Cow<'static, [u8]>)>> {
    let rounds = simulate(&Options { rounds: 1, ..Options::default() }).map_err(io::Error::other)?;
    let files = rounds.into_iter().flat_map(|round| {
        let named = |kind: &str| format!("{}.{kind}.jsonl", round.round_id);
        [(named("events"), round.events), (named("snapshots"), round.snapshots)]
    });
    Ok(files.map(|(name, text)| (name, Cow::Owned(text.into_bytes()))).collect())
}

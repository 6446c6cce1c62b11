//! The demo that opens when no path is given.

use crate::et;
use std::borrow::Cow;
use std::io;

/// The demo's files by name, as plain JSON lines.
///
/// # Errors
/// The embedded bytes are damaged (a bug: a test reads them).
pub fn demo_files() -> io::Result<Vec<(String, Cow<'static, [u8]>)>> {
    Ok(et::demo::files()?.into_iter().map(|(name, bytes)| (name, Cow::Owned(bytes))).collect())
}

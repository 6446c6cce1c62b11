//! The replay's header: which build wrote it, and how long the game was.

use super::error::{ReplayError, Trouble};
use super::versioned::Reader;

/// What the header says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Header {
    /// For display: `5.0.13.92440`.
    pub version: String,
    /// The build whose data format the replay uses.
    pub base_build: u32,
    /// Length in game loops.
    pub loops: u32,
    /// Whether builds like this one write tracker events: from 2.0.8 on.
    pub tracks: bool,
}

const PART: &str = "replay header";

/// Reads the user data in front of the container.
pub(super) fn header(user_data: &[u8]) -> Result<Header, ReplayError> {
    if user_data.is_empty() {
        return Err(ReplayError::new(
            Trouble::NotAReplay,
            PART,
            0,
            "the container has no replay header: perhaps a map",
        ));
    }
    let mut reader = Reader::new(user_data, PART);
    let (mut head, mut numbers, mut loops) = (Header::default(), [0i64; 6], None);
    let mut signature: &[u8] = &[];
    reader.fields(|r, tag| {
        match tag {
            0 => signature = r.blob()?,
            1 => r.fields(|r, tag| match usize::try_from(tag).ok().and_then(|i| numbers.get_mut(i)) {
                Some(slot) => {
                    *slot = r.int()?.unwrap_or(0);
                    Ok(true)
                }
                None => Ok(false),
            })?,
            3 => loops = r.int()?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    if !signature.starts_with(b"StarCraft II replay") {
        return Err(reader.bad("does not name a StarCraft II replay"));
    }
    let [_, major, minor, revision, build, base] = numbers;
    head.version = format!("{major}.{minor}.{revision}.{build}");
    head.tracks = (major, minor, revision) >= (2, 0, 8);
    head.base_build = u32::try_from(base).map_err(|_| reader.bad(format!("{base} is no build")))?;
    let loops = loops.ok_or_else(|| reader.bad("does not tell the length of the game"))?;
    // 2^31 loops are three years.
    head.loops = i32::try_from(loops)
        .ok()
        .and_then(|n| u32::try_from(n).ok())
        .ok_or_else(|| reader.bad(format!("a length of {loops} game loops is nonsense")))?;
    Ok(head)
}

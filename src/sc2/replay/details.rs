//! `replay.details`: who played, on which map, when, and who won.

use super::error::{ReplayError, Trouble};
use super::versioned::Reader;
use crate::film::clean_text;

/// How the game ended for a player.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Won.
    Win,
    /// Lost.
    Loss,
    /// Neither.
    Tie,
}

/// An entry of the list of players.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Listed {
    /// Without clan, harmless to print; may be empty.
    pub name: String,
    /// Clan tag, if the name carries one.
    pub clan: Option<String>,
    /// The race as the writer's language names it.
    pub race: String,
    /// Whether it only watched.
    pub observer: bool,
    /// The result, if the game wrote one.
    pub outcome: Option<Outcome>,
}

/// What the details say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Details {
    /// In the order of the list.
    pub players: Vec<Listed>,
    /// Map title as the writer's language names it, harmless to print.
    pub map: String,
    /// Seconds since 1970 (UTC), if plausible.
    pub played_at: Option<i64>,
}

pub(super) const PART: &str = "replay.details";
/// Real lists hold at most 16 players.
const MAX_PLAYERS: usize = 64;
/// Real details hold some kilobytes.
const MAX_SIZE: usize = 4 << 20;

/// Reads the details.
pub(super) fn details(bytes: &[u8]) -> Result<Details, ReplayError> {
    if bytes.len() > MAX_SIZE {
        let reason = format!("{} bytes are more than any list of players (limit {MAX_SIZE})", bytes.len());
        return Err(ReplayError::new(Trouble::TooLarge, PART, 0, reason));
    }
    let mut out = Details::default();
    Reader::new(bytes, PART).fields(|r, tag| {
        match tag {
            0 => r.elements(|r| {
                if out.players.len() >= MAX_PLAYERS {
                    return Err(r.bad(format!("more than {MAX_PLAYERS} players")));
                }
                out.players.push(listed(r)?);
                Ok(())
            })?,
            1 => out.map = text(r.blob()?),
            5 => out.played_at = r.int()?.and_then(unix_seconds),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(out)
}

fn listed(r: &mut Reader<'_>) -> Result<Listed, ReplayError> {
    let mut out = Listed::default();
    r.fields(|r, tag| {
        match tag {
            0 => (out.clan, out.name) = name(r.blob()?),
            2 => out.race = text(r.blob()?),
            7 => out.observer = r.int()?.unwrap_or(0) != 0,
            8 => {
                out.outcome = match r.int()? {
                    Some(1) => Some(Outcome::Win),
                    Some(2) => Some(Outcome::Loss),
                    Some(3) => Some(Outcome::Tie),
                    _ => None,
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(out)
}

fn text(raw: &[u8]) -> String {
    clean_text(&String::from_utf8_lossy(raw)).trim().to_owned()
}

/// Clan and name: the game writes `&lt;clan&gt;<sp/>name`, with the entities of markup.
fn name(raw: &[u8]) -> (Option<String>, String) {
    let raw = String::from_utf8_lossy(raw);
    let (clan, name) = match raw.split_once("<sp/>") {
        Some((clan, name)) => (Some(clan), name),
        None => (None, &*raw),
    };
    let plain = |s: &str| {
        // Bytes that are no text are no part of a player's name.
        let s = s
            .replace(char::REPLACEMENT_CHARACTER, "")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&apos;", "'");
        clean_text(&s.replace("&amp;", "&")).trim().to_owned()
    };
    let clan = clan.map(|c| plain(c).trim_matches(['<', '>']).to_owned()).filter(|c| !c.is_empty());
    (clan, plain(name))
}

/// From tenths of microseconds since 1601.
fn unix_seconds(file_time: i64) -> Option<i64> {
    let seconds = file_time / 10_000_000 - 11_644_473_600;
    (1_000_000_000..10_000_000_000).contains(&seconds).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_markup() {
        assert_eq!(name(b"&lt;ABC&gt;<sp/>Kiko"), (Some("ABC".into()), "Kiko".into()));
        assert_eq!(name("&amp;\u{1b}쿠키".as_bytes()), (None, "&쿠키".into()));
        assert_eq!(name(b"<sp/>"), (None, String::new()));
        assert_eq!(name(b"\xff\xfe"), (None, String::new()));
    }

    #[test]
    fn file_times() {
        assert_eq!(unix_seconds(116_444_736_000_000_000 + 1_700_000_000 * 10_000_000), Some(1_700_000_000));
        assert_eq!(unix_seconds(0), None);
    }
}

//! JSONL files to games, with every bad line named.

use super::live::{Note, is_note};
use super::read::{is_row, row};
use crate::film::{Problem, Problems, Progress, Time};
use crate::ingest::{Source, Stopped, scan};
use crate::sc2::observe::Observations;
use crate::sc2::rush::RushSettings;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use std::borrow::{Borrow, Cow};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the bot itself said about a game.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Said {
    /// Its score.
    pub score: Option<f64>,
    /// Its scores of R1, R2, R3.
    pub by_rush: [Option<f64>; 3],
    /// Its label.
    pub label: Option<String>,
    /// Its verdict.
    pub is_rushed: Option<bool>,
}

/// A game of a log.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Logged {
    /// The file it was read from, for display.
    pub file: Arc<str>,
    /// Its (first) line there.
    pub line: u64,
    /// Map name.
    pub map: Option<String>,
    /// How long a Zergling runs from base to base, in seconds.
    pub rush_distance: Option<f64>,
    /// As logged: `Result.Victory`.
    pub result: Option<String>,
    /// Length of the game, if the log tells.
    pub length: Option<Time>,
    /// What was seen.
    pub observations: Observations,
    /// What the bot made of it.
    pub said: Said,
}

enum Item {
    Row(Box<Logged>),
    Note(Box<Note>),
}

/// Reads logs: rows, live notes, or both. Games in order of their files and lines; bad lines are problems, the rest is
/// read.
///
/// # Errors
/// [`Stopped`] when `progress` was asked to stop.
pub fn load(
    sources: &[Source],
    settings: &RushSettings,
    progress: &Progress,
) -> Result<(Vec<Logged>, Problems), Stopped> {
    let (parts, problems) = scan(sources, progress, |segment, problems| {
        let mut items = Vec::new();
        for line in segment.lines().filter(|line| !line.is_blank()) {
            match item(line.bytes, settings) {
                Ok(item) => items.push((Arc::clone(segment.name), line.number, item)),
                Err(reason) if line.ended => problems.push(segment.problem(&line, reason)),
                Err(reason) => {
                    problems.push(segment.problem(&line, format!("{reason}; perhaps it is still being written")));
                }
            }
        }
        items
    })?;
    let mut games: Vec<Logged> = Vec::new();
    let mut open: Option<usize> = None; // the source whose notes the last game collects
    for (source, items) in parts {
        for (file, line, item) in items {
            match item {
                Item::Row(logged) => {
                    games.push(Logged { file, line, ..*logged });
                    open = None;
                }
                Item::Note(note) => {
                    if open != Some(source) || note.begins() {
                        games.push(Logged { file, line, ..Logged::default() });
                        open = Some(source);
                    }
                    if let Some(game) = games.last_mut() {
                        note.tell(game, settings);
                    }
                }
            }
        }
    }
    Ok((games, problems))
}

/// One line; the error is a sentence.
fn item(bytes: &[u8], settings: &RushSettings) -> Result<Item, String> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        // The parser counts lines from this one; only its column helps.
        let text = error.to_string();
        format!("is not JSON: {} (column {})", text.split(" at line ").next().unwrap_or(&text), error.column())
    })?;
    let Value::Object(object) = value else { return Err("is not a JSON object".to_owned()) };
    let has = |key: &str| object.contains_key(key);
    if is_note(has) {
        Note::read(object).map(|note| Item::Note(Box::new(note)))
    } else if is_row(has) {
        row(&object, settings).map(|row| Item::Row(Box::new(row)))
    } else {
        Err("is neither a detector's log row nor an observation with `t` and `kind`".to_owned())
    }
}

/// A key of an object, as it stands in the line where nothing in it is escaped.
#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(transparent)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl Borrow<str> for Key<'_> {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Whether a line looks like a detector's log.
pub(in crate::sc2) fn is_log_line(line: &[u8]) -> bool {
    // Most lines that are asked about are other games': their keys say so, without a value that is kept.
    let Ok(keys) = serde_json::from_slice::<BTreeMap<Key<'_>, IgnoredAny>>(line) else { return false };
    let has = |key: &str| keys.contains_key(key);
    (is_note(has) || is_row(has)) && serde_json::from_slice::<Value>(line).is_ok()
}

impl Logged {
    /// A problem with this game as a whole.
    #[must_use]
    pub fn problem(&self, reason: impl Into<String>) -> Problem {
        Problem { file: Arc::clone(&self.file), line: self.line, offset: 0, reason: reason.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_told_by_its_keys_however_they_are_written() {
        for line in [r#"{"t":1,"kind":"seen"}"#, r#"{"t":1,"k\u0069nd":"seen"}"#, r#"{"a":{"b":[1]},"kind":0,"t":0}"#] {
            assert!(is_log_line(line.as_bytes()), "{line}");
        }
        for line in [r#"{"t":1,"kind":"seen","type":"kill"}"#, r#"{"kind":"t"}"#, r#"{"t":1,"kind":"#, "[]", "", "{}"] {
            assert!(!is_log_line(line.as_bytes()), "{line}");
        }
    }
}

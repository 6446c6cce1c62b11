//! The JSON of the league's stats script (`stats.lua` 2.x), one document a round, or an archived match with several:
//!
//! ```text
//!   { "round_info": {map, round, teams, times}, "player_stats": {guid: {name, team}}, "metadata": ...,
//!     "gamelog": [ {"label":"kill", "leveltime":609665, "killer":guid, "victim":guid, "killer_pos":"x y z", ...}, ... ] }
//! ```
//!
//! It knows positions at events only, of the players that an event names. Those stay with their events: they tell how
//! far a killer stood from the victim, and nothing of where the team-mates were. So there are no snapshots in it, and
//! what needs places stays unavailable. Chat, shoves, vehicles and the script's own sums are left.

mod document;
mod entry;
mod round;
#[cfg(test)]
mod tests;

use super::draft::Names;
use super::{File, Kept, Made};
use crate::film::Problems;
use crate::ingest::Head;
use memchr::memmem::Finder;
use std::sync::LazyLock;

/// How many lines are looked at: an indented document has one value a line.
const LOOKED_AT: usize = 2_000;

/// A document with one of these keys is one, unless it is a row of the specification or of another program.
const KEYS: [&str; 3] = ["\"gamelog\"", "\"round_info\"", "\"player_stats\""];

/// Rows of the specification and of another program have one of these.
const OTHERS: [&str; 2] = ["\"t_ms\"", "\"sim_index\""];

/// What looks for the keys, made once: every file of a folder is asked, line by line.
static FINDERS: LazyLock<([Finder<'static>; 3], [Finder<'static>; 2])> =
    LazyLock::new(|| (KEYS.map(Finder::new), OTHERS.map(Finder::new)));

pub(super) fn recognises(head: &Head) -> bool {
    let mut lines = head.lines().peekable();
    if lines.peek().is_none_or(|line| line.first() != Some(&b'{')) {
        return false;
    }
    let (keys, others) = &*FINDERS;
    let has = |text: &[u8], finders: &[Finder<'_>]| finders.iter().any(|finder| finder.find(text).is_some());
    // Most files have none of the keys anywhere, which is told sooner than line by line.
    if !has(head.bytes(), keys) {
        return false;
    }
    let mut lines = lines.take(LOOKED_AT).take_while(|line| !has(line, others));
    lines.any(|line| has(line, keys))
}

pub(super) fn read(file: &File, names: &mut Names, problems: &mut Problems) -> Vec<Made> {
    let text = Text::of(&file.lines);
    let (rounds, broken) = document::read(&text.joined);
    if let Some((line, reason)) = broken {
        // A line of the joined text is a line that was kept.
        if let Some(at) = file.lines.get(line.saturating_sub(1)).or(file.lines.last()) {
            problems.push(file.problem(at, reason));
        }
    }
    let mut made = Vec::new();
    for part in &rounds {
        let mut note = |at: &Kept, reason: String| problems.push(file.problem(at, reason));
        made.extend(round::lines(part, &text, names, &mut note));
    }
    made
}

/// The document in one piece, and where each of its lines came from.
struct Text<'a> {
    joined: String,
    /// Where each line begins in `joined`.
    begins: Vec<usize>,
    lines: &'a [Kept],
}

impl<'a> Text<'a> {
    fn of(lines: &'a [Kept]) -> Text<'a> {
        let mut joined = String::with_capacity(lines.iter().map(|line| line.text.len() + 1).sum());
        let mut begins = Vec::with_capacity(lines.len());
        for line in lines {
            begins.push(joined.len());
            joined.push_str(&line.text);
            joined.push('\n');
        }
        Text { joined, begins, lines }
    }

    /// The line in which a part of the text begins.
    fn line_of(&self, part: &str) -> Option<&'a Kept> {
        // `part` is a slice of `joined`: its distance from the beginning is its place.
        let at = (part.as_ptr() as usize).saturating_sub(self.joined.as_ptr() as usize);
        let line = self.begins.partition_point(|begin| *begin <= at);
        self.lines.get(line.saturating_sub(1))
    }
}

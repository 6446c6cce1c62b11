//! Other recorders' formats: each line of theirs becomes lines of the specification (§6.1, §6.2), so that everything
//! behind them is the same, and the evidence still names the line of the file one has.
//!
//! ```text
//!   foreign line 126 ──▶ Made { number: 126, json: {"t_ms":22725,"type":"objective","client":2,"action":"plant",...} }
//!                            ──▶ record::Chunk ──▶ Round            or, with `filmroom import`, a file
//! ```

mod draft;
mod means;
mod server_log;
mod stats_json;
#[cfg(test)]
mod tests;
mod tracker;

use crate::film::{Problem, Problems, Progress};
use crate::ingest::{Head, Segment, Source, Stopped, scan, sniff};
use std::sync::Arc;

pub(super) use draft::Names;

/// A format that is not the specification's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The game server's own log: kills, revives, objective actions; no positions, no shots, no damage.
    ServerLog,
    /// The JSON of the league's stats script: events with the places of those they name, but no samples.
    StatsJson,
    /// The text of the proximity tracker: a path for every life, kills, most hits; no view directions.
    Tracker,
}

impl Format {
    /// The format of a file, told by its content.
    #[must_use]
    pub fn tell(head: &Head) -> Option<Format> {
        [Format::Tracker, Format::StatsJson, Format::ServerLog].into_iter().find(|format| format.recognises(head))
    }

    fn recognises(self, head: &Head) -> bool {
        match self {
            Format::ServerLog => server_log::recognises(head),
            Format::StatsJson => stats_json::recognises(head),
            Format::Tracker => tracker::recognises(head),
        }
    }

    fn read(self, file: &File, names: &mut Names, problems: &mut Problems) -> Vec<Made> {
        match self {
            Format::ServerLog => server_log::read(file, names, problems),
            Format::StatsJson => stats_json::read(file, names, problems),
            Format::Tracker => tracker::read(file, names, problems),
        }
    }
}

/// Whether a file is in one of the foreign formats.
#[must_use]
pub fn recognises(head: &Head) -> bool {
    Format::tell(head).is_some()
}

/// A line of the specification, made from a line of another format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The line it was made from, from 1.
    pub number: u64,
    /// Its byte offset.
    pub offset: u64,
    /// The JSON, without line end.
    pub json: String,
    /// A snapshot and not an event.
    pub sample: bool,
}

/// A foreign line and its place; not yet text, for names hold any byte.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    number: u64,
    offset: u64,
    text: String,
}

/// A foreign file.
#[derive(Debug)]
pub(super) struct File {
    pub(super) name: Arc<str>,
    pub(super) lines: Vec<Kept>,
}

impl File {
    fn problem(&self, line: &Kept, reason: impl Into<String>) -> Problem {
        Problem { file: self.name.clone(), line: line.number, offset: line.offset, reason: reason.into() }
    }

    /// The specification's lines of the whole file. `names` are those of the rounds of all files that are read together.
    pub(super) fn made(&self, format: Format, names: &mut Names, problems: &mut Problems) -> Vec<Made> {
        format.read(self, names, problems)
    }
}

/// The lines of a segment that hold something. What is no UTF-8 is replaced, as it is in the specification's own files.
pub(super) fn keep(segment: &Segment<'_>) -> Vec<Kept> {
    let kept = |line: crate::ingest::Line<'_>| Kept {
        number: line.number,
        offset: line.offset,
        text: String::from_utf8_lossy(line.bytes).into_owned(),
    };
    segment.lines().filter(|line| !line.is_blank()).map(kept).collect()
}

/// Reads one foreign file into the specification's lines; `None` when it is of no foreign format.
///
/// # Errors
/// [`Stopped`] when `progress` was asked to stop.
pub fn import(source: &Source, progress: &Progress) -> Result<(Option<Vec<Made>>, Problems), Stopped> {
    let format = match sniff(source) {
        Ok(head) => Format::tell(&head),
        Err(problem) => {
            let mut problems = Problems::default();
            problems.push(problem);
            return Ok((None, problems));
        }
    };
    let Some(format) = format else { return Ok((None, Problems::default())) };
    let (parts, mut problems) = scan(std::slice::from_ref(source), progress, |segment, _| keep(segment))?;
    let file = File { name: source.name(), lines: parts.into_iter().flat_map(|(_, lines)| lines).collect() };
    let made = file.made(format, &mut Names::default(), &mut problems);
    Ok((Some(made), problems))
}

//! Verdicts that come back: lines of an export, or of a journal, as entries to adopt.
//!
//! ```text
//!   {"id":..,"verdict":"true","reviewer":"ann",..}   line of an export ──▶ Entry, named after its content
//!   missed_trade/..,..,true,ann,..                   row of a table    ──▶ the same Entry
//!   {"entry":..,"op":"undo",..}                      line of a journal ──▶ the Entry it is
//! ```
//!
//! An entry made of a line is always called the same, so that the same file twice is the same file once.

use super::entry::{Entry, Op, Planned, Ruling, Said, Subject, Via, tidied_or_none};
use super::evidence::Evidence;
use super::known::{Known, MADE};
use super::ledger::Ledger;
use super::options::reviewer_name;
use super::{Desk, Journal};
use crate::film::{FindingId, Problem, Problems, Progress, Time, clean_text};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::sync::Arc;

/// So much of a file tells whether it is a journal.
const LONGEST_HEAD: u64 = 1 << 16;

#[path = "import_table.rs"]
mod table;

/// What became of the lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// Taken in.
    pub new: u64,
    /// Known already, by name or by content, and be it undone since.
    pub known: u64,
    /// Findings without a verdict or note.
    pub unreviewed: u64,
}

/// One line of an export, as far as it is about a verdict.
#[derive(Debug, Deserialize)]
struct Line {
    id: FindingId,
    film: String,
    kind: String,
    t: f64,
    title: String,
    verdict: Option<Ruling>,
    reason: Option<String>,
    note: Option<String>,
    reviewer: Option<String>,
    time: Option<String>,
    tool: Option<String>,
    config: Option<String>,
    found_with: Option<String>,
    #[serde(default)]
    seen: Option<Evidence>,
    #[serde(default)]
    between: Vec<Said>,
    #[serde(default)]
    planned: Option<Planned>,
}

/// Reads a file's lines and gives the desk what it does not have; they are pending then. Damaged lines are problems.
///
/// When `progress` was asked to stop, the desk has some of the lines: it is not to be saved then.
pub fn adopt(desk: &mut Desk, name: &str, bytes: &[u8], now: Timestamp, progress: &Progress) -> (Counts, Problems) {
    let (mut counts, mut problems) = (Counts::default(), Problems::default());
    let file: Arc<str> = clean_text(name).into();
    let mut known = Known::of(desk.ledger());
    let mut take = |line: u64, offset: u64, read: Result<Option<Entry>, String>| match read {
        Ok(None) => counts.unreviewed += 1,
        Ok(Some(entry)) => match known.offer(desk, entry, Via::Import) {
            true => counts.new += 1,
            false => counts.known += 1,
        },
        Err(reason) => problems.push(Problem { file: file.clone(), line, offset, reason }),
    };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if table::recognises(bytes) {
        let rows = |line, offset, row: Result<Value, String>| take(line, offset, row.and_then(|row| entry(row, now)));
        table::rows(bytes, progress, rows);
        return (counts, problems);
    }
    let mut offset = 0;
    for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')).take_while(|_| !progress.stopped()) {
        let text = line.trim_ascii();
        if !text.is_empty() {
            take(number, offset, read(text, now));
        }
        offset += line.len() as u64 + 1;
        progress.add(line.len() as u64 + 1);
    }
    (counts, problems)
}

/// One line as an entry; none when it says nothing about its finding. `now` stands for the time of a note without one.
///
/// # Errors
/// What is wrong with the line.
pub fn read(line: &[u8], now: Timestamp) -> Result<Option<Entry>, String> {
    let value: Value = serde_json::from_slice(line).map_err(|_| {
        "not a JSON object: a verdict is imported from an export (JSON lines, or a table with its head line) or a \
         journal"
            .to_owned()
    })?;
    if value.get("op").is_some() {
        return Entry::parse(line).map(Some);
    }
    entry(value, now)
}

/// A line of an export as an entry.
fn entry(value: Value, now: Timestamp) -> Result<Option<Entry>, String> {
    let line: Line =
        serde_json::from_value(value).map_err(|e| format!("no line of an export: {}", clean_text(&e.to_string())))?;
    if line.verdict.is_none() && line.note.is_none() && line.planned.is_none() {
        return Ok(None);
    }
    let reviewer = reviewer_name(line.reviewer.as_deref().unwrap_or_default());
    if reviewer.is_empty() {
        return Err("a verdict without `reviewer`: whose is it?".to_owned());
    }
    let time: Option<Timestamp> = match (&line.time, line.verdict) {
        (Some(text), _) => Some(text.parse().map_err(|_| "`time` is no RFC 3339 time such as 2026-01-31T18:04:05Z")?),
        (None, Some(_)) => return Err("a verdict without `time`: which one is the later could not be told".to_owned()),
        (None, None) => None,
    };
    let op = match line.verdict {
        Some(_) if line.between.is_empty() => Op::Verdict,
        Some(_) => Op::Adjudicate,
        None if line.planned.is_some() => Op::Planned,
        None => Op::Note,
    };
    let ms = (line.t * 1000.0).round();
    if !ms.is_finite() || ms.abs() > 1e15 {
        return Err("`t` is no time of a round".to_owned());
    }
    let mut entry = Entry {
        entry: String::new(),
        op,
        subject: Subject {
            id: line.id,
            film: line.film,
            kind: line.kind,
            title: line.title,
            at: Time(ms as i64), // checked just above
            config: line.config.or(line.found_with).unwrap_or_default(),
            seen: line.seen,
        },
        verdict: line.verdict,
        reason: tidied_or_none(line.reason.as_deref()),
        note: tidied_or_none(line.note.as_deref()),
        target: None,
        planned: line.planned,
        between: line.between,
        via: Some(Via::Import),
        reviewer,
        time: time.unwrap_or(now),
        tool: line.tool.unwrap_or_else(|| concat!("filmroom ", env!("CARGO_PKG_VERSION")).to_owned()),
        extra: serde_json::Map::new(),
    };
    if entry.planned.as_ref().is_some_and(|planned| planned.from > planned.to) {
        return Err("a planned mark that ends before it begins".to_owned());
    }
    entry.tidy();
    entry.entry = named(&entry, time);
    Ok(Some(entry))
}

/// A name of what it says, and of nothing else: not of the machine or the moment of the import.
fn named(entry: &Entry, time: Option<Timestamp>) -> String {
    let said = (&entry.subject.id, &entry.reviewer, entry.verdict, &entry.reason, &entry.note, &entry.between);
    // The id of a planned mark says whose it is, from when until when.
    let text = format!("{}\n{said:?}\n{time:?}", entry.op.as_str());
    let mut name = MADE.to_owned();
    for byte in Sha256::digest(text).iter().take(12) {
        let _ = write!(name, "{byte:02x}"); // writing to a String cannot fail
    }
    name
}

/// Gives a desk every entry of other desks that it does not have; how many. They are pending then.
pub fn merge<'a>(desk: &mut Desk, others: impl IntoIterator<Item = &'a Ledger>) -> u64 {
    let mut entries: Vec<&Entry> = others.into_iter().flat_map(Ledger::entries).collect();
    // Stable: of one moment each journal keeps its order.
    entries.sort_by_key(|entry| entry.time);
    let mut known = Known::of(desk.ledger());
    entries.into_iter().map(|entry| u64::from(known.offer(desk, entry.clone(), Via::Merge))).sum()
}

impl Journal {
    /// Whether bytes begin like a journal: their first line is an entry.
    #[must_use]
    pub fn recognises(bytes: &[u8]) -> bool {
        let line = bytes.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty());
        line.is_some_and(|line| Entry::parse(line.trim_ascii()).is_ok())
    }

    /// Whether a path is a file that begins like a journal.
    #[must_use]
    pub fn is_at(path: &Path) -> bool {
        let Some(file) = path.is_file().then(|| File::open(path).ok()).flatten() else { return false };
        let mut lines = BufReader::new(file.take(LONGEST_HEAD)).split(b'\n').map_while(Result::ok);
        lines.find(|line| !line.trim_ascii().is_empty()).is_some_and(|line| Journal::recognises(&line))
    }
}

#[cfg(test)]
#[path = "import_tests.rs"]
mod tests;

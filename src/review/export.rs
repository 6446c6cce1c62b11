//! Verdicts for other programs: self-contained JSON lines, or a table for a spreadsheet.
//!
//! One line per finding and reviewer who said something about it; a finding that nobody judged is a line too, its
//! verdict `null`; an adjudication is a line of its own, with what it settled in `between`; then the orphans: verdicts whose
//! finding the films no longer hold, with what they were about; and the planned marks, with who and when in `planned`.

use super::covered::Covered;
use super::entry::{Planned, Said, Subject};
use super::evidence::Evidence;
use super::ledger::{Adjudication, Ledger, Opinion};
use crate::film::{
    Confidence, Explanation, Film, Finding, FindingId, Gate, Part, Status, Time, clean_text, spreadsheet_text as text,
};
use serde::Serialize;
use std::io::{self, Write};

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// One JSON object a line.
    #[default]
    Jsonl,
    /// Comma-separated with a head line; gates and players as text, what has to come back whole (`seen`, `between`,
    /// `planned`) as JSON.
    Csv,
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Lines.
    pub lines: u64,
    /// Verdicts on findings that are there, each reviewer's counted.
    pub verdicts: u64,
    /// Findings that could be judged and that nobody judged.
    pub unreviewed: u64,
    /// Of those, the suppressed ones.
    pub unreviewed_suppressed: u64,
    /// Verdicts and notes whose finding is not there.
    pub orphans: u64,
}

/// Writes films and their verdicts one after the other; each finding once, however many files hold it.
pub struct Exporter<W: Write> {
    sink: Sink<W>,
    covered: Covered,
    counts: Counts,
}

enum Sink<W: Write> {
    Jsonl(W),
    Csv(Box<csv::Writer<W>>),
}

impl<W: Write> std::fmt::Debug for Exporter<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Exporter").field("counts", &self.counts).finish_non_exhaustive()
    }
}

impl<W: Write> Exporter<W> {
    /// Begins; a table gets its head line at once, so that no verdicts are an empty table and not an empty file.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn new(out: W, format: Format) -> io::Result<Exporter<W>> {
        let sink = match format {
            Format::Jsonl => Sink::Jsonl(out),
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(out);
                writer.write_record(COLUMNS)?;
                Sink::Csv(Box::new(writer))
            }
        };
        Ok(Exporter { sink, covered: Covered::default(), counts: Counts::default() })
    }

    /// Writes a film's findings with what the ledger holds about them; of the facts, only those with a verdict or note.
    ///
    /// # Errors
    /// Those of the output.
    pub fn film(&mut self, film: &Film, ledger: &Ledger) -> io::Result<()> {
        for finding in self.covered.add(film) {
            let base = Row::of(film, finding);
            let (mut written, mut judged) = (false, false);
            for (reviewer, opinion) in ledger.opinions(&finding.id) {
                judged |= opinion.verdict.is_some();
                written = true;
                self.counts.verdicts += u64::from(opinion.verdict.is_some());
                self.write(&base.clone().with(reviewer, opinion))?;
            }
            if let Some(settled) = ledger.adjudication(&finding.id) {
                written = true;
                self.write(&base.clone().settled(&settled))?;
            }
            if finding.is_judgeable() && !judged {
                self.counts.unreviewed += 1;
                self.counts.unreviewed_suppressed += u64::from(!finding.is_candidate());
                if !written {
                    self.write(&base)?;
                }
            }
        }
        Ok(())
    }

    /// Says that a file of a film could not be read: what is not found in it is not gone.
    pub fn lacks(&mut self, film: &Film) {
        self.covered.lacks(film);
    }

    /// Writes what the ledger holds about findings that are gone (`whole`: every film of its folder was written), and the
    /// planned marks: call it after all films of a journal.
    ///
    /// # Errors
    /// Those of the output.
    pub fn orphans(&mut self, ledger: &Ledger, whole: bool) -> io::Result<()> {
        for (reviewer, opinion) in ledger.findings().flat_map(|id| ledger.opinions(id)) {
            if opinion.planned.is_none() && self.covered.is_gone(&opinion.subject, whole) {
                self.counts.orphans += 1;
                self.write(&Row::orphan(&opinion.subject).with(reviewer, opinion))?;
            }
        }
        for (reviewer, subject, planned, note) in ledger.planned() {
            let row = Row { orphan: false, planned: Some(planned), note, ..Row::orphan(subject) };
            self.write(&Row { reviewer: Some(reviewer), config: Some(&subject.config), ..row })?;
        }
        for settled in ledger.adjudicated().filter_map(|id| ledger.adjudication(id)) {
            if self.covered.is_gone(&settled.entry.subject, whole) {
                self.counts.orphans += 1;
                self.write(&Row::orphan(&settled.entry.subject).settled(&settled))?;
            }
        }
        Ok(())
    }

    /// Hands everything to the output and says what was written.
    ///
    /// # Errors
    /// Those of the output.
    pub fn finish(mut self) -> io::Result<Counts> {
        match &mut self.sink {
            Sink::Jsonl(out) => out.flush()?,
            Sink::Csv(writer) => writer.flush()?,
        }
        Ok(self.counts)
    }

    fn write(&mut self, row: &Row<'_>) -> io::Result<()> {
        match &mut self.sink {
            Sink::Jsonl(out) => {
                serde_json::to_writer(&mut *out, row)?;
                out.write_all(b"\n")?;
            }
            Sink::Csv(writer) => writer.write_record(row.cells())?,
        }
        self.counts.lines += 1;
        Ok(())
    }
}

/// Somebody taking part.
#[derive(Debug, Clone, Serialize)]
struct Player<'a> {
    role: &'a str,
    number: i64,
    lasting_id: Option<&'a str>,
    name: &'a str,
    team: Option<&'static str>,
}

/// One line; the order of the fields is the order in the file.
#[derive(Debug, Clone, Serialize)]
struct Row<'a> {
    id: &'a FindingId,
    film: &'a str,
    map: Option<&'a str>,
    kind: &'a str,
    t: f64,
    clock: String,
    title: &'a str,
    players: Vec<Player<'a>>,
    confidence: Option<&'a str>,
    /// `candidate`, `suppressed`, `fact`; none for an orphan.
    status: Option<&'static str>,
    suppressed_by: &'a [String],
    gates: Vec<Gate>,
    explanation: Option<&'a Explanation>,
    rule: Option<&'a str>,
    /// Hash of the configuration of this analysis.
    found_with: Option<&'a str>,
    verdict: Option<&'static str>,
    reason: Option<&'a str>,
    note: Option<&'a str>,
    reviewer: Option<&'a str>,
    /// When the verdict was given, UTC.
    time: Option<String>,
    tool: Option<&'a str>,
    /// Hash of the configuration at the decision.
    config: Option<&'a str>,
    /// What the reviewer saw at the decision.
    seen: Option<&'a Evidence>,
    /// What an adjudication settled.
    between: &'a [Said],
    /// Who was on a plan, from when until when, for a planned mark.
    planned: Option<&'a Planned>,
    orphan: bool,
}

const COLUMNS: [&str; 26] = [
    "id",
    "film",
    "map",
    "kind",
    "t",
    "clock",
    "title",
    "players",
    "confidence",
    "status",
    "suppressed_by",
    "gates",
    "trigger",
    "rule",
    "found_with",
    "verdict",
    "reason",
    "note",
    "reviewer",
    "time",
    "tool",
    "config",
    "seen",
    "between",
    "planned",
    "orphan",
];

impl<'a> Row<'a> {
    fn of(film: &'a Film, finding: &'a Finding) -> Row<'a> {
        let (status, suppressed_by): (_, &[String]) = match &finding.status {
            Status::Candidate => ("candidate", &[]),
            Status::Suppressed(reasons) => ("suppressed", reasons),
            Status::Fact => ("fact", &[]),
        };
        let rounded = |v: f64| (v * 1000.0).round() / 1000.0;
        let gate = |g: &Gate| Gate { value: g.value.map(rounded), limit: g.limit.map(rounded), ..g.clone() };
        Row {
            film: &film.meta.id,
            map: film.meta.map.as_deref(),
            kind: film.finding_kinds.get(finding.kind).map_or("", |k| k.key),
            players: players(film, finding),
            confidence: finding.confidence.map(Confidence::as_str),
            status: Some(status),
            suppressed_by,
            gates: finding.gates.iter().map(gate).collect(),
            explanation: Some(&finding.explanation),
            rule: Some(&finding.rule),
            found_with: Some(&film.meta.config_hash),
            orphan: false,
            ..Row::bare(&finding.id, &finding.title, finding.at)
        }
    }

    fn orphan(subject: &'a Subject) -> Row<'a> {
        Row { film: &subject.film, kind: &subject.kind, ..Row::bare(&subject.id, &subject.title, subject.at) }
    }

    fn bare(id: &'a FindingId, title: &'a str, at: Time) -> Row<'a> {
        Row {
            id,
            film: "",
            map: None,
            kind: "",
            t: at.as_secs(),
            clock: at.to_string(),
            title,
            players: Vec::new(),
            confidence: None,
            status: None,
            suppressed_by: &[],
            gates: Vec::new(),
            explanation: None,
            rule: None,
            found_with: None,
            verdict: None,
            reason: None,
            note: None,
            reviewer: None,
            time: None,
            tool: None,
            config: None,
            seen: None,
            between: &[],
            planned: None,
            orphan: true,
        }
    }

    fn with(mut self, reviewer: &'a str, opinion: &'a Opinion) -> Row<'a> {
        self.reviewer = Some(reviewer);
        self.note = opinion.note.as_deref();
        if let Some(verdict) = &opinion.verdict {
            self.verdict = Some(verdict.ruling.as_str());
            self.reason = verdict.reason.as_deref();
            self.time = Some(verdict.time.to_string());
            self.tool = Some(&verdict.tool);
            self.config = Some(&verdict.config);
            self.seen = verdict.seen.as_ref();
        }
        self
    }

    fn settled(mut self, settled: &Adjudication<'a>) -> Row<'a> {
        let entry = settled.entry;
        self.reviewer = Some(&entry.reviewer);
        self.verdict = Some(settled.ruling.as_str());
        self.reason = entry.reason.as_deref();
        self.note = entry.note.as_deref();
        self.time = Some(entry.time.to_string());
        self.tool = Some(&entry.tool);
        self.config = Some(&entry.subject.config);
        self.seen = entry.subject.seen.as_ref();
        self.between = settled.between;
        self
    }

    /// The cells of a table, in the order of [`COLUMNS`].
    fn cells(&self) -> [String; COLUMNS.len()] {
        let player = |p: &Player<'_>| format!("{} {} ({})", p.role, p.name, p.number);
        let texts = |o: Option<&str>| text(o.unwrap_or_default());
        [
            text(&self.id.0),
            text(self.film),
            texts(self.map),
            text(self.kind),
            // A number, so it needs no defusing: a spreadsheet may well reckon with it.
            self.t.to_string(),
            text(&self.clock),
            text(self.title),
            text(&self.players.iter().map(player).collect::<Vec<_>>().join("; ")),
            texts(self.confidence),
            texts(self.status),
            text(&self.suppressed_by.join("; ")),
            text(&self.gates.iter().map(gate_text).collect::<Vec<_>>().join("; ")),
            texts(self.explanation.map(|e| e.trigger.as_str())),
            texts(self.rule),
            texts(self.found_with),
            texts(self.verdict),
            texts(self.reason),
            texts(self.note),
            texts(self.reviewer),
            texts(self.time.as_deref()),
            texts(self.tool),
            texts(self.config),
            // As in a JSON line, for these have to come back whole.
            self.seen.map(json).unwrap_or_default(),
            if self.between.is_empty() { String::new() } else { json(&self.between) },
            self.planned.map(json).unwrap_or_default(),
            self.orphan.to_string(),
        ]
    }
}

fn players<'a>(film: &'a Film, finding: &'a Finding) -> Vec<Player<'a>> {
    let player = |part: &'a Part| {
        let actor = film.cast.get(part.actor.index())?;
        let team = actor.team(finding.at).and_then(|t| film.meta.teams.get(t.index())).map(|t| t.key);
        let lasting_id = actor.lasting_id.as_deref();
        Some(Player { role: part.role, number: actor.number, lasting_id, name: &actor.name, team })
    };
    finding.parts.iter().filter_map(player).collect()
}

/// One cell of JSON: it begins with a brace or a bracket, so no spreadsheet takes it for a formula.
fn json(value: &impl Serialize) -> String {
    // Cannot fail: texts, numbers and maps with text for keys.
    clean_text(&serde_json::to_string(value).unwrap_or_default())
}

/// `near pass 512 <= 600 u`.
fn gate_text(gate: &Gate) -> String {
    let mut text = format!("{} {}", gate.name, gate.outcome.as_str());
    match (gate.value, gate.limit) {
        (Some(value), Some(limit)) => text += &format!(" {value} {} {limit} {}", gate.bound.sign(), gate.unit),
        (Some(value), None) => text += &format!(" {value} {}", gate.unit),
        (None, Some(limit)) => text += &format!(" ? {} {limit} {}", gate.bound.sign(), gate.unit),
        (None, None) => {}
    }
    text.truncate(text.trim_end().len());
    text
}

#[cfg(test)]
#[path = "export_tests.rs"]
mod tests;

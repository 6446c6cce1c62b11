//! One line of the journal: a decision that says by itself what it was about, who made it, when, and under which rule.

use super::evidence::Evidence;
use crate::film::{Actor, ActorId, Film, Finding, FindingId, Span, Time, clean_text};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fmt;

/// What a reviewer says about a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ruling {
    /// The candidate is what it looks like.
    True,
    /// It is not.
    #[serde(rename = "false_positive")]
    False,
    /// It cannot be told from what was recorded.
    NotEvaluable,
}

impl Ruling {
    /// All of them, in the order of the keys.
    pub const ALL: [Ruling; 3] = [Ruling::True, Ruling::False, Ruling::NotEvaluable];

    /// As in the journal and the exports: `true`, `false_positive`, `not_evaluable`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Ruling::True => "true",
            Ruling::False => "false_positive",
            Ruling::NotEvaluable => "not_evaluable",
        }
    }

    /// In a sentence: `false positive`.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Ruling::True => "true",
            Ruling::False => "false positive",
            Ruling::NotEvaluable => "not evaluable",
        }
    }
}

impl fmt::Display for Ruling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.words())
    }
}

/// What a decision is about: enough of the finding that a later reader, who no longer has it, knows what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The finding.
    pub id: FindingId,
    /// The round's own id.
    pub film: String,
    /// The finding kind's key.
    pub kind: String,
    /// The finding's title, harmless to print.
    pub title: String,
    /// Its moment on the film's clock.
    #[serde(rename = "at_ms")]
    pub at: Time,
    /// Hash of the configuration it was found with.
    pub config: String,
    /// What was to be seen about it; older versions did not write it down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Evidence>,
}

impl Subject {
    /// The subject a finding of a film is.
    #[must_use]
    pub fn of(film: &Film, finding: &Finding) -> Subject {
        Subject {
            id: finding.id.clone(),
            film: film.meta.id.clone(),
            kind: film.finding_kinds.get(finding.kind).map(|k| k.key.to_owned()).unwrap_or_default(),
            title: tidied(&finding.title),
            at: finding.at,
            config: film.meta.config_hash.clone(),
            seen: Some(Evidence::of(finding)),
        }
    }
}

impl fmt::Display for Subject {
    /// `kiko did not answer for zed at 2:31.4`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.title, self.at)
    }
}

/// What an entry does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// Sets the verdict; also the note, if the entry has one.
    Verdict,
    /// Takes the verdict away; the note stays.
    Clear,
    /// Sets the note; without one, takes it away.
    Note,
    /// Takes back the decision named by `target`.
    Undo,
    /// Does the decision named by `target` again.
    Redo,
    /// Settles what reviewers said differently; their own verdicts stay, and are written down in `between`.
    Adjudicate,
    /// Marks a player as on a plan for a span of the film, see [`Planned`].
    Planned,
}

/// What one reviewer had said when somebody adjudicated.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Said {
    /// Who.
    pub reviewer: String,
    /// What.
    pub verdict: Ruling,
    /// Why, for a false positive.
    #[serde(default)]
    pub reason: Option<String>,
}

/// How an entry came into a journal that it was not written to at first. Such entries take their place by their time,
/// not by their line: what was decided last counts, whenever journals were brought together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// From another journal.
    Merge,
    /// From an export.
    Import,
}

impl Op {
    const NAMES: [&'static str; 7] = ["verdict", "clear", "note", "undo", "redo", "adjudicate", "planned"];

    /// As in the journal.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Op::Verdict => "verdict",
            Op::Clear => "clear",
            Op::Note => "note",
            Op::Undo => "undo",
            Op::Redo => "redo",
            Op::Adjudicate => "adjudicate",
            Op::Planned => "planned",
        }
    }

    /// Whether undo and redo can be about it.
    #[must_use]
    pub const fn is_decision(self) -> bool {
        matches!(self, Op::Verdict | Op::Clear | Op::Note | Op::Adjudicate | Op::Planned)
    }
}

/// A player who was on a plan for a span of the film: what happens meanwhile is nothing to ask them about.
///
/// It stands until it is undone, or until another one with the same `id` (round, actor, span) replaces its note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// The actor's lasting id; without one `#` and the number.
    pub actor: String,
    /// From when, on the film's clock; included.
    #[serde(rename = "from_ms")]
    pub from: Time,
    /// Until when; included.
    #[serde(rename = "to_ms")]
    pub to: Time,
}

impl Planned {
    /// The kind of such an entry's subject.
    pub const KIND: &'static str = "planned";

    /// How an actor is called in the journal, whatever the slot: by the lasting id, else by number.
    #[must_use]
    pub fn key(actor: &Actor) -> String {
        actor.lasting_id.clone().unwrap_or_else(|| format!("#{}", actor.number))
    }

    /// The mark for an actor of a film and what it is about; `None` when there is no such actor.
    #[must_use]
    pub fn of(film: &Film, actor: ActorId, span: Span) -> Option<(Planned, Subject)> {
        let actor = film.cast.get(actor.index())?;
        let planned = Planned { actor: tidied(&Planned::key(actor)), from: span.from, to: span.to };
        let id =
            format!("{}/{}/{}/{}/{}", Planned::KIND, film.meta.id, planned.from.ms(), planned.to.ms(), planned.actor);
        let subject = Subject {
            id: FindingId(id),
            film: film.meta.id.clone(),
            kind: Planned::KIND.to_owned(),
            title: tidied(&format!("{} was on a plan until {}", actor.name, span.to)),
            at: span.from,
            config: film.meta.config_hash.clone(),
            seen: None,
        };
        Some((planned, subject))
    }
}

/// One line of the journal.
///
/// Fields that this version does not know are kept in `extra`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Unlike that of any other entry of any journal, so that copies and merges of journals count it once.
    pub entry: String,
    /// What it does.
    pub op: Op,
    /// What it is about.
    #[serde(flatten)]
    pub subject: Subject,
    /// For [`Op::Verdict`]: what was said.
    #[serde(default)]
    pub verdict: Option<Ruling>,
    /// Why, for a false positive.
    #[serde(default)]
    pub reason: Option<String>,
    /// Free text.
    #[serde(default)]
    pub note: Option<String>,
    /// For [`Op::Undo`] and [`Op::Redo`]: the `entry` of the decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// For [`Op::Adjudicate`]: what the reviewers had said, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub between: Vec<Said>,
    /// How it came here, unless it was written here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<Via>,
    /// For [`Op::Planned`]: who and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<Planned>,
    /// Who.
    pub reviewer: String,
    /// When, in UTC; an RFC 3339 string.
    #[serde(with = "rfc3339")]
    pub time: Timestamp,
    /// With what: `filmroom 0.1.0`.
    pub tool: String,
    /// What a newer version wrote beside that.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Entry {
    /// The longest note or reason that is kept, in characters.
    pub const LONGEST_TEXT: usize = 4_000;

    /// As a line with its line break.
    #[must_use]
    pub fn line(&self) -> String {
        // Strings, numbers and a map with string keys: there is nothing in it that JSON cannot hold.
        let mut line = serde_json::to_string(self).unwrap_or_default();
        line.push('\n');
        line
    }

    /// A decision in a few words: `false positive (no angle)`.
    #[must_use]
    pub fn words(&self) -> String {
        match (self.op, self.verdict, &self.reason, &self.note) {
            (Op::Verdict, Some(ruling), Some(reason), _) => format!("{ruling} ({reason})"),
            (Op::Verdict, Some(ruling), None, _) => ruling.to_string(),
            (Op::Adjudicate, Some(ruling), ..) => {
                let said = |said: &Said| format!("{} {}", said.reviewer, said.verdict);
                let between: Vec<String> = self.between.iter().map(said).collect();
                format!("adjudication as {ruling} (between {})", between.join(", "))
            }
            (Op::Note, _, _, Some(note)) => format!("note \"{note}\""),
            (Op::Note, ..) => "removal of the note".into(),
            (Op::Undo, ..) => "undo".into(),
            (Op::Redo, ..) => "redo".into(),
            (Op::Planned, ..) => "planned mark".into(),
            _ if self.subject.kind == Planned::KIND => "removal of the mark".into(),
            _ => "clearing of the verdict".into(),
        }
    }

    /// Reads a line.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the line, and whether a newer version may know better.
    pub fn parse(line: &[u8]) -> Result<Entry, String> {
        let value: Value =
            serde_json::from_slice(line).map_err(|_| "not a JSON object, the line is skipped".to_owned())?;
        let Value::Object(fields) = &value else { return Err("not a JSON object, the line is skipped".into()) };
        match fields.get("op") {
            Some(Value::String(op)) if Op::NAMES.contains(&op.as_str()) => {}
            Some(Value::String(op)) => {
                let op = shortened(&clean_text(op), 40);
                return Err(format!(
                    "`{op}` is an operation this version does not know; the line is kept but not used"
                ));
            }
            _ => return Err("no `op`: not a line of a verdict journal, it is skipped".into()),
        }
        let mut entry: Entry = serde_json::from_value(value)
            .map_err(|e| format!("{}; the line is not used", clean_text(&e.to_string())))?;
        entry.check()?;
        entry.tidy();
        Ok(entry)
    }

    fn check(&self) -> Result<(), String> {
        match self.op {
            Op::Verdict | Op::Adjudicate if self.verdict.is_none() => {
                Err("a verdict without `verdict`; the line is not used".into())
            }
            Op::Undo | Op::Redo if self.target.is_none() => {
                Err("no `target` to undo or redo; the line is not used".into())
            }
            Op::Planned => match &self.planned {
                None => Err("a planned mark without `planned`; the line is not used".into()),
                Some(planned) if planned.from > planned.to => {
                    Err("a planned mark that ends before it begins; the line is not used".into())
                }
                Some(_) => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Journals travel: what somebody else wrote must be harmless to print. Doing it twice changes nothing.
    pub(super) fn tidy(&mut self) {
        let texts = [&mut self.subject.title, &mut self.reviewer, &mut self.tool, &mut self.subject.kind];
        let actor = self.planned.as_mut().map(|planned| &mut planned.actor);
        for text in texts.into_iter().chain(&mut self.reason).chain(&mut self.note).chain(actor) {
            *text = tidied(text);
        }
        for said in &mut self.between {
            said.reviewer = tidied(&said.reviewer);
            said.reason = tidied_or_none(said.reason.as_deref());
        }
        self.subject.seen.iter_mut().for_each(Evidence::tidy);
    }
}

/// Text as it is kept: without control characters, trimmed, at most [`Entry::LONGEST_TEXT`] long.
pub(super) fn tidied(text: &str) -> String {
    let one_line = text.replace(['\n', '\r'], " ");
    shortened(clean_text(&one_line).trim(), Entry::LONGEST_TEXT)
}

/// [`tidied`], or none when nothing is left.
pub(super) fn tidied_or_none(text: Option<&str>) -> Option<String> {
    text.map(tidied).filter(|t| !t.is_empty())
}

fn shortened(text: &str, longest: usize) -> String {
    text.chars().take(longest).collect()
}

mod rfc3339 {
    use jiff::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(time)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| D::Error::custom("`time` is no RFC 3339 time such as 2026-01-31T18:04:05Z"))
    }
}

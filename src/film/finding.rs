//! Findings: anything worth a coach's look, with the gates that decided it.

use super::text::{push_beside, push_exact, push_tenths};
use super::{ActorId, Span, Time};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// The name of a finding, made of its content (round, kind, time, actors), never of an index or a threshold, so that
/// verdicts outlive re-analysis, other thresholds and renamed folders.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FindingId(pub String);

impl fmt::Display for FindingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// How sure the rule is that the candidate is what it looks like (spec 1, §4.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Gates are missing: worth a look at most.
    Low,
    /// One soft gate is missing or unknown.
    Med,
    /// Every gate passes on recorded evidence.
    High,
}

impl Confidence {
    /// `low`, `med` or `high`, as in the output contract.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Confidence::Low => "low",
            Confidence::Med => "med",
            Confidence::High => "high",
        }
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What a finding is at the moment: something to judge, something excused, or something that simply happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Open for a verdict.
    Candidate,
    /// A candidate that a reason excuses: all that apply, in the specification's order, the first being *the* reason.
    Suppressed(Vec<String>),
    /// A plain event (a trade, a death): shown, not accused.
    Fact,
}

impl Status {
    /// The first reason of a suppressed finding.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Status::Suppressed(reasons) => reasons.first().map(String::as_str),
            _ => None,
        }
    }
}

/// The outcome of one gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The condition holds.
    Pass,
    /// It does not.
    Fail,
    /// It cannot be told, and why.
    Unknown(Cow<'static, str>),
}

impl Outcome {
    /// Passed if it holds, else failed.
    #[must_use]
    pub const fn of(holds: bool) -> Outcome {
        if holds { Outcome::Pass } else { Outcome::Fail }
    }

    /// `pass`, `fail` or `unknown`, as in the output contract.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Outcome::Pass => "pass",
            Outcome::Fail => "fail",
            Outcome::Unknown(_) => "unknown",
        }
    }
}

/// How a gate's number stands to its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// Passes when the number is at most the limit.
    AtMost,
    /// Passes when the number is at least the limit.
    AtLeast,
    /// Passes when the number is above the limit.
    Above,
    /// Passes when the number is below the limit.
    Below,
}

impl Bound {
    /// The sign a reader knows: `<=`, `>=`, `>`, `<`.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Bound::AtMost => "<=",
            Bound::AtLeast => ">=",
            Bound::Above => ">",
            Bound::Below => "<",
        }
    }
}

/// One condition of a decision, as data: what the code tested is what the screen prints.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gate {
    /// Its name in the specification, such as `near`.
    pub name: Cow<'static, str>,
    /// The number that was tested, if the gate has one and it is known.
    pub value: Option<f64>,
    /// How number and limit compare.
    pub bound: Bound,
    /// The limit in force, if the gate has one.
    pub limit: Option<f64>,
    /// Unit of both: `u` (game units), `s`, `deg`, or empty.
    pub unit: &'static str,
    /// The configuration key that the limit comes from, if there is one: what-if panels change it. Where the limit is a
    /// product, the note names both factors.
    pub key: Option<&'static str>,
    /// The outcome.
    pub outcome: Outcome,
    /// A short phrase for the reader: `listed by the server at 2:31.4`, `nobody else hit P`.
    pub note: Cow<'static, str>,
}

impl Gate {
    /// A gate without a number.
    #[must_use]
    pub fn plain(name: &'static str, outcome: Outcome, note: impl Into<Cow<'static, str>>) -> Gate {
        let (name, bound, note) = (name.into(), Bound::AtMost, note.into());
        Gate { name, value: None, bound, limit: None, unit: "", key: None, outcome, note }
    }

    /// The number as a coach reads it, at most one decimal; more where it would look like the limit and is not (600.04
    /// against 600); `?` where there is a limit and the number is not known.
    #[must_use]
    pub fn value_text(&self) -> String {
        let mut text = String::new();
        match (self.value, self.limit) {
            (Some(value), Some(limit)) => push_beside(&mut text, value, limit),
            (Some(value), None) => push_tenths(&mut text, value),
            (None, Some(_)) => text.push('?'),
            (None, None) => {}
        }
        text
    }

    /// The limit, exactly as it was set.
    #[must_use]
    pub fn limit_number(&self) -> String {
        let mut text = String::new();
        if let Some(limit) = self.limit {
            push_exact(&mut text, limit);
        }
        text
    }

    /// Sign, limit and unit: `<= 600 u`; only the unit of a number without a limit.
    #[must_use]
    pub fn limit_text(&self) -> String {
        match self.limit {
            Some(_) => format!("{} {} {}", self.bound.sign(), self.limit_number(), self.unit).trim_end().to_owned(),
            None if self.value.is_some() => self.unit.to_owned(),
            None => String::new(),
        }
    }

    /// What is said about it beside its numbers: why it is unknown, and its note unless that is part of the why.
    #[must_use]
    pub fn note_text(&self) -> String {
        match &self.outcome {
            Outcome::Unknown(why) if why.contains(&*self.note) => why.to_string(),
            Outcome::Unknown(why) => format!("{why}; {}", self.note),
            _ => self.note.to_string(),
        }
    }
}

/// Why a finding is one (spec 1, §0.4): what triggered it, what was expected, why that was possible, what is missing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Explanation {
    /// The event that raised it.
    pub trigger: String,
    /// What the rule asked for.
    pub expected: String,
    /// What made it possible; each entry begins with a gate's name and `:`.
    pub possible_because: Vec<String>,
    /// What failed, is unknown or was not recorded; each entry begins with a gate's name and `:`.
    pub missing: Vec<String>,
}

/// An actor's part in a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Who.
    pub actor: ActorId,
    /// As what: `victim`, `killer`, `player`, `attempt`, `success`.
    pub role: &'static str,
}

/// Anything worth a coach's look.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// Made of content, see [`FindingId`].
    pub id: FindingId,
    /// Index into [`super::Film::finding_kinds`].
    pub kind: usize,
    /// The moment it is about.
    pub at: Time,
    /// The slice worth watching.
    pub span: Span,
    /// Who takes part; the one it is about first.
    pub parts: Vec<Part>,
    /// One line: `kiko did not answer for zed (512 u)`.
    pub title: String,
    /// None for facts.
    pub confidence: Option<Confidence>,
    /// Candidate, suppressed or fact.
    pub status: Status,
    /// The decision, in the order the rule tests them.
    pub gates: Vec<Gate>,
    /// The decision in words.
    pub explanation: Explanation,
    /// The rule and the thresholds in force, one line.
    pub rule: String,
    /// Further labelled values for the evidence panel, in order: (`closed by`, `window at 2:34.4`).
    pub facts: Vec<(String, String)>,
}

impl Finding {
    /// Whether a verdict may be asked for: facts wait for none.
    #[must_use]
    pub fn is_judgeable(&self) -> bool {
        !matches!(self.status, Status::Fact)
    }

    /// Whether a verdict may be given: a fact that a rule decided (it has gates) can be a false positive of that rule; one
    /// that simply happened cannot.
    #[must_use]
    pub fn may_be_judged(&self) -> bool {
        self.is_judgeable() || !self.gates.is_empty()
    }

    /// Whether it is a live candidate: neither suppressed nor a fact.
    #[must_use]
    pub fn is_candidate(&self) -> bool {
        self.status == Status::Candidate
    }
}

/// A distance limit that pictures of a kind of finding draw around one of its parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Ring {
    /// Index into [`super::Film::finding_kinds`].
    pub kind: usize,
    /// The part it is drawn around: `victim`.
    pub around: &'static str,
    /// In game units.
    pub radius: f32,
    /// The configuration key that holds it: `trade_dist`.
    pub key: &'static str,
}

/// A kind of finding of this film.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingKind {
    /// In ids, filters and exports: `missed_trade`.
    pub key: &'static str,
    /// For one: `missed-trade candidate`.
    pub label: &'static str,
    /// After a count: `missed-trade candidates`.
    pub plural: &'static str,
    /// One character on the timeline and in lists (ASCII).
    pub mark: char,
    /// Whether its candidates wait for a verdict. Else it is an event, or a condition behind other findings: what does not
    /// hold is left to tables.
    pub asked: bool,
    /// Default reasons a reviewer may give for "false positive", in digit order.
    pub false_reasons: &'static [&'static str],
}

//! Which findings are listed: a filter as data, with a text form that reads back to the same filter.
//!
//! ```text
//!   conf:high player:kiko -reviewed kind:missed_trade "two words"
//!   │         │           │                           └ text, anywhere in the finding or its note
//!   │         │           └ `-` turns a term round
//!   └ all terms must hold; `conf:high,med`: one of the values
//! ```

mod look;
mod order;
mod saved;
mod tally;
mod text;

pub use look::{Known, Look};
pub use order::{Order, Share, margin};
pub use saved::Saved;
pub use tally::{Reviewed, tallies};
pub use text::complete;

use super::entry::Ruling;
use crate::film::{Confidence, Film, Finding, Status};
use std::collections::BTreeSet;
use std::fmt;
use thiserror::Error;

/// Whether a finding has a verdict, and which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VerdictState {
    /// None.
    Unreviewed,
    /// This one.
    Is(Ruling),
}

impl VerdictState {
    /// All, in the order of the keys.
    pub const ALL: [VerdictState; 4] = [
        VerdictState::Unreviewed,
        VerdictState::Is(Ruling::True),
        VerdictState::Is(Ruling::False),
        VerdictState::Is(Ruling::NotEvaluable),
    ];

    /// As in the text form: `none`, `true`, `false`, `not_evaluable`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            VerdictState::Unreviewed => "none",
            VerdictState::Is(Ruling::True) => "true",
            VerdictState::Is(Ruling::False) => "false",
            VerdictState::Is(Ruling::NotEvaluable) => "not_evaluable",
        }
    }
}

/// A condition on a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// `kind:missed_trade,trade`: the kind's key begins with one of these.
    Kind(BTreeSet<String>),
    /// `conf:high,med`: the confidence is one of these; facts have none.
    Confidence(BTreeSet<Confidence>),
    /// `player:kiko`: somebody taking part has one of these in the name.
    Player(BTreeSet<String>),
    /// `reason:marginal`: a reason of the rule or of the verdict has one of these in it.
    Reason(BTreeSet<String>),
    /// `verdict:true,none`: the verdict is one of these.
    Verdict(BTreeSet<VerdictState>),
    /// `reviewed`: there is a verdict.
    Reviewed,
    /// `noted`: there is a note.
    Noted,
    /// `candidate`: open for a verdict and not excused.
    Candidate,
    /// `suppressed`: excused by a reason.
    Suppressed,
    /// `fact`: a plain event.
    Fact,
    /// `asked`: to be judged, every candidate and the suppressed ones that are sampled in.
    Asked,
    /// `disagree`: reviewers judge it differently, and nobody settled it.
    Disagree,
    /// `stale`: the reviewer's verdict is on evidence that has changed since.
    Stale,
    /// Anything else: the text stands somewhere in the finding, its cast or its note, in capitals or not.
    Text(String),
}

/// A condition, or its opposite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Whether the opposite is asked for.
    pub negated: bool,
    /// The condition.
    pub test: Test,
}

impl Term {
    /// The condition itself.
    #[must_use]
    pub const fn is(test: Test) -> Term {
        Term { negated: false, test }
    }

    /// Its opposite.
    #[must_use]
    pub const fn not(test: Test) -> Term {
        Term { negated: true, test }
    }
}

/// All terms must hold; without terms everything matches.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// In the order they were written.
    pub terms: Vec<Term>,
}

/// What is wrong with a filter's text.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct FilterError {
    /// Byte offset of the term in the text.
    pub at: usize,
    /// A sentence: what is wrong and what would be right.
    pub message: String,
}

impl Filter {
    /// Whether the finding is listed, by what is known of its review.
    #[must_use]
    pub fn matches(&self, finding: &Finding, film: &Film, known: &Known<'_>) -> bool {
        self.terms.iter().all(|term| term.test.holds(finding, film, known) != term.negated)
    }

    /// Whether a term is among these.
    #[must_use]
    pub fn has(&self, term: &Term) -> bool {
        self.terms.contains(term)
    }

    /// Puts a term in the place of all terms about the same thing (`conf:` for `conf:`), or only takes those away.
    /// For keys that step through values.
    pub fn replace(&mut self, about: &Test, term: Option<Term>) {
        self.terms.retain(|t| std::mem::discriminant(&t.test) != std::mem::discriminant(about));
        self.terms.extend(term);
    }

    /// What is asked for but cannot be there in this film, as sentences: a mistyped kind must not look like "none found".
    #[must_use]
    pub fn doubts(&self, film: &Film) -> Vec<String> {
        let mut doubts = Vec::new();
        for term in &self.terms {
            match &term.test {
                Test::Kind(keys) => {
                    for key in keys.iter().filter(|k| !film.finding_kinds.iter().any(|kind| begins(kind.key, k))) {
                        let known: Vec<&str> = film.finding_kinds.iter().map(|k| k.key).collect();
                        doubts.push(format!(
                            "no kind of finding here begins with `{key}`; there are: {}",
                            known.join(", ")
                        ));
                    }
                }
                Test::Player(names) => {
                    for name in names.iter().filter(|n| !film.cast.iter().any(|a| holds_text(&a.name, n))) {
                        doubts.push(format!("nobody here has `{name}` in the name"));
                    }
                }
                Test::Text(text) => doubts.extend(
                    text::meant(text).map(|word| format!("`{text}` is looked for as text; did you mean `{word}`?")),
                ),
                _ => {}
            }
        }
        doubts
    }
}

impl Test {
    fn holds(&self, finding: &Finding, film: &Film, known: &Known<'_>) -> bool {
        let opinion = known.opinion;
        let verdict = opinion.and_then(|o| o.verdict.as_ref());
        match self {
            Test::Kind(keys) => {
                let kind = film.finding_kinds.get(finding.kind).map_or("", |k| k.key);
                keys.iter().any(|key| begins(kind, key))
            }
            Test::Confidence(set) => finding.confidence.is_some_and(|c| set.contains(&c)),
            Test::Player(names) => names.iter().any(|n| cast(finding, film).any(|name| holds_text(name, n))),
            Test::Reason(wanted) => {
                let said = verdict.and_then(|v| v.reason.as_deref());
                wanted.iter().any(|w| reasons(finding).chain(said).any(|r| holds_text(r, w)))
            }
            Test::Verdict(set) => {
                set.contains(&verdict.map_or(VerdictState::Unreviewed, |v| VerdictState::Is(v.ruling)))
            }
            Test::Reviewed => verdict.is_some(),
            Test::Noted => opinion.is_some_and(|o| o.note.is_some()),
            Test::Candidate => finding.is_candidate(),
            Test::Suppressed => matches!(finding.status, Status::Suppressed(_)),
            Test::Fact => !finding.is_judgeable(),
            Test::Asked => known.asked,
            Test::Disagree => known.disputed,
            Test::Stale => known.stale,
            Test::Text(text) => {
                let e = &finding.explanation;
                let words = [&finding.title, &e.trigger, &e.expected].into_iter().chain(&e.possible_because);
                let words = words.chain(&e.missing).map(String::as_str);
                let note = opinion.and_then(|o| o.note.as_deref());
                let said = verdict.and_then(|v| v.reason.as_deref());
                let all = words.chain(cast(finding, film)).chain(reasons(finding)).chain(note).chain(said);
                all.into_iter().any(|word| holds_text(word, text))
            }
        }
    }
}

fn cast<'a>(finding: &'a Finding, film: &'a Film) -> impl Iterator<Item = &'a str> {
    finding.parts.iter().filter_map(|p| film.cast.get(p.actor.index())).map(|a| a.name.as_str())
}

/// Why the rule decided as it did: all reasons of a suppressed finding, and what the film labels so.
fn reasons(finding: &Finding) -> impl Iterator<Item = &str> {
    let listed = match &finding.status {
        Status::Suppressed(reasons) => reasons.as_slice(),
        _ => &[],
    };
    let labelled = finding.facts.iter().filter(|(label, _)| label == "reason").map(|(_, value)| value.as_str());
    listed.iter().map(String::as_str).chain(labelled)
}

fn begins(key: &str, wanted: &str) -> bool {
    key.to_lowercase().starts_with(&wanted.to_lowercase())
}

fn holds_text(text: &str, wanted: &str) -> bool {
    text.to_lowercase().contains(&wanted.to_lowercase())
}

impl fmt::Display for Filter {
    /// The text form; it reads back to the same filter.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::print(self, f)
    }
}

impl std::str::FromStr for Filter {
    type Err = FilterError;

    /// Reads the text form.
    ///
    /// # Errors
    /// [`FilterError`]: where, and what would be right.
    fn from_str(text: &str) -> Result<Filter, FilterError> {
        text::parse(text)
    }
}

#[cfg(test)]
mod tests;

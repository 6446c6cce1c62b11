//! The state that a journal's lines add up to: what every reviewer holds about every finding, and what can be undone.
//!
//! ```text
//!   e1 true ── e2 note ── e3 false ── undo e3 ── redo e3 ...      lines, in order
//!   done   [e1 e2 e3]     per reviewer: what undo takes back, last first
//!   undone []             what redo brings back
//! ```
//!
//! A pure fold: the same lines in the same order give the same state. Each reviewer has a history of their own; nobody
//! undoes somebody else's decision. For each finding and reviewer the last decision that stands wins.

use super::entry::{Entry, Op, Planned, Ruling, Said, Subject};
use super::evidence::Evidence;
use crate::film::FindingId;
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};

/// A verdict that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What was said.
    pub ruling: Ruling,
    /// Why, for a false positive.
    pub reason: Option<String>,
    /// When it was said.
    pub time: Timestamp,
    /// With which tool.
    pub tool: String,
    /// Hash of the configuration the finding was found with.
    pub config: String,
    /// What was to be seen about the finding then; older versions did not write it down.
    pub seen: Option<Evidence>,
}

/// What settled a disagreement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adjudication<'a> {
    /// The entry: who, when, why.
    pub entry: &'a Entry,
    /// What was said in the end.
    pub ruling: Ruling,
    /// What the reviewers had said before.
    pub between: &'a [Said],
}

/// What everybody's verdicts on one finding come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Consensus {
    /// Nobody has a verdict.
    Unreviewed,
    /// All who have one say this, or it was adjudicated.
    Agreed(Ruling),
    /// Reviewers differ, and nobody settled it.
    Disputed,
}

/// What one reviewer holds about one finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    /// What it is about, as of the last decision.
    pub subject: Subject,
    /// The verdict that stands, if any.
    pub verdict: Option<Verdict>,
    /// The note that stands, if any.
    pub note: Option<String>,
    /// The planned mark that stands, if any; then it is about no finding.
    pub planned: Option<Planned>,
}

impl Opinion {
    /// Whether neither a verdict nor a note nor a planned mark stands.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.verdict.is_none() && self.note.is_none() && self.planned.is_none()
    }
}

/// What became of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applied {
    /// It counts.
    Yes,
    /// An entry of that name was there already: a copied line, counted once.
    Again,
    /// It undoes or redoes what cannot be undone or redone any more, and why.
    Stale(String),
}

/// Decisions of one reviewer about one finding.
#[derive(Debug, Clone)]
struct Thread {
    /// Indices of the decisions that stand, in the order they came to stand.
    standing: Vec<usize>,
    opinion: Opinion,
}

/// One reviewer's history: indices of decisions.
#[derive(Debug, Clone, Default)]
struct History {
    done: Vec<usize>,
    undone: Vec<usize>,
}

/// The state of a journal.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    entries: Vec<Entry>,
    by_name: HashMap<String, usize>,
    histories: BTreeMap<String, History>,
    threads: BTreeMap<FindingId, BTreeMap<String, Thread>>,
    /// Adjudications that stand, the last one counting.
    settled: BTreeMap<FindingId, Vec<usize>>,
}

impl Ledger {
    /// Takes in the next line.
    pub fn apply(&mut self, entry: Entry) -> Applied {
        if self.by_name.contains_key(&entry.entry) {
            return Applied::Again;
        }
        let applied = match entry.op {
            Op::Verdict | Op::Clear | Op::Note | Op::Adjudicate | Op::Planned => {
                let history = self.histories.entry(entry.reviewer.clone()).or_default();
                history.done.push(self.entries.len());
                history.undone.clear();
                self.stand(self.entries.len(), &entry);
                Applied::Yes
            }
            Op::Undo => self.undo(&entry),
            Op::Redo => self.redo(&entry),
        };
        self.by_name.insert(entry.entry.clone(), self.entries.len());
        self.entries.push(entry);
        applied
    }

    /// The decision of `reviewer` that an undo would take back.
    #[must_use]
    pub fn undoable(&self, reviewer: &str) -> Option<&Entry> {
        self.entries.get(*self.histories.get(reviewer)?.done.last()?)
    }

    /// The decision of `reviewer` that a redo would bring back.
    #[must_use]
    pub fn redoable(&self, reviewer: &str) -> Option<&Entry> {
        self.entries.get(*self.histories.get(reviewer)?.undone.last()?)
    }

    /// What a reviewer holds about a finding, unless it is nothing.
    #[must_use]
    pub fn opinion(&self, id: &FindingId, reviewer: &str) -> Option<&Opinion> {
        self.threads.get(id)?.get(reviewer).map(|t| &t.opinion).filter(|o| !o.is_empty())
    }

    /// What everybody holds about a finding, by reviewer.
    pub fn opinions(&self, id: &FindingId) -> impl Iterator<Item = (&str, &Opinion)> {
        let threads = self.threads.get(id).into_iter().flatten();
        threads.map(|(reviewer, t)| (reviewer.as_str(), &t.opinion)).filter(|(_, o)| !o.is_empty())
    }

    /// Every finding that somebody holds something about, by id; planned marks are about none.
    pub fn findings(&self) -> impl Iterator<Item = &FindingId> {
        let says = |t: &Thread| !t.opinion.is_empty() && t.opinion.subject.kind != Planned::KIND;
        self.threads.iter().filter(move |(_, by)| by.values().any(says)).map(|(id, _)| id)
    }

    /// Every planned mark that stands, of everybody, by id, then reviewer: who said it, about which film, what, with
    /// which note.
    pub fn planned(&self) -> impl Iterator<Item = (&str, &Subject, &Planned, Option<&str>)> {
        self.threads.values().flatten().filter_map(|(reviewer, thread)| {
            let Opinion { subject, planned, note, .. } = &thread.opinion;
            planned.as_ref().map(|planned| (reviewer.as_str(), subject, planned, note.as_deref()))
        })
    }

    /// What settled a disagreement about a finding, if anything did.
    #[must_use]
    pub fn adjudication(&self, id: &FindingId) -> Option<Adjudication<'_>> {
        let entry = self.entries.get(*self.settled.get(id)?.last()?)?;
        Some(Adjudication { entry, ruling: entry.verdict?, between: &entry.between })
    }

    /// Every finding that was adjudicated, by id.
    pub fn adjudicated(&self) -> impl Iterator<Item = &FindingId> {
        self.settled.iter().filter(|(_, standing)| !standing.is_empty()).map(|(id, _)| id)
    }

    /// What the verdicts of all reviewers on a finding come to.
    #[must_use]
    pub fn consensus(&self, id: &FindingId) -> Consensus {
        if let Some(settled) = self.adjudication(id) {
            return Consensus::Agreed(settled.ruling);
        }
        let mut rulings = self.opinions(id).filter_map(|(_, opinion)| Some(opinion.verdict.as_ref()?.ruling));
        match rulings.next() {
            None => Consensus::Unreviewed,
            Some(first) if rulings.all(|ruling| ruling == first) => Consensus::Agreed(first),
            Some(_) => Consensus::Disputed,
        }
    }

    /// The entry of that name.
    #[must_use]
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.get(*self.by_name.get(name)?)
    }

    /// Whether an entry of that name was taken in.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// Every line that was taken in, in order: the audit.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Makes a decision the last one that stands for its finding and reviewer.
    fn stand(&mut self, index: usize, entry: &Entry) {
        if entry.op == Op::Adjudicate {
            self.settled.entry(entry.subject.id.clone()).or_default().push(index);
            return;
        }
        let threads = self.threads.entry(entry.subject.id.clone()).or_default();
        let thread = threads.entry(entry.reviewer.clone()).or_insert_with(|| Thread {
            standing: Vec::new(),
            opinion: Opinion { subject: entry.subject.clone(), verdict: None, note: None, planned: None },
        });
        thread.standing.push(index);
        add(&mut thread.opinion, entry);
    }

    fn undo(&mut self, entry: &Entry) -> Applied {
        let Some((target, decision)) = self.target(entry) else { return unknown_target() };
        let history = self.histories.entry(entry.reviewer.clone()).or_default();
        let Some(at) = history.done.iter().rposition(|i| *i == target) else {
            return Applied::Stale("it undoes a decision that was undone already".into());
        };
        history.done.remove(at);
        history.undone.push(target);
        if let Some(standing) = self.settled.get_mut(&decision.subject.id) {
            standing.retain(|i| *i != target);
        }
        let thread = self.threads.get_mut(&decision.subject.id).and_then(|by| by.get_mut(&decision.reviewer));
        if let Some(thread) = thread {
            thread.standing.retain(|i| *i != target);
            let mut opinion =
                Opinion { subject: thread.opinion.subject.clone(), verdict: None, note: None, planned: None };
            thread.standing.iter().filter_map(|i| self.entries.get(*i)).for_each(|e| add(&mut opinion, e));
            thread.opinion = opinion;
        }
        Applied::Yes
    }

    fn redo(&mut self, entry: &Entry) -> Applied {
        let Some((target, decision)) = self.target(entry) else { return unknown_target() };
        let history = self.histories.entry(entry.reviewer.clone()).or_default();
        if history.done.contains(&target) {
            return Applied::Stale("it redoes a decision that stands already".into());
        }
        // It may have left `undone`, when two programs of one reviewer ran at once: a redo is a decision all the same.
        history.undone.retain(|i| *i != target);
        history.done.push(target);
        self.stand(target, &decision);
        Applied::Yes
    }

    /// The decision of the same reviewer that an entry names.
    fn target(&self, entry: &Entry) -> Option<(usize, Entry)> {
        let index = *self.by_name.get(entry.target.as_ref()?)?;
        let decision = self.entries.get(index).filter(|d| d.op.is_decision() && d.reviewer == entry.reviewer)?;
        Some((index, decision.clone()))
    }
}

fn unknown_target() -> Applied {
    Applied::Stale("it undoes or redoes a decision of this reviewer that is not in the journal".into())
}

/// One decision on top of those before it.
fn add(opinion: &mut Opinion, entry: &Entry) {
    opinion.subject = entry.subject.clone();
    match entry.op {
        Op::Verdict => {
            opinion.verdict = entry.verdict.map(|ruling| Verdict {
                ruling,
                reason: entry.reason.clone(),
                time: entry.time,
                tool: entry.tool.clone(),
                config: entry.subject.config.clone(),
                seen: entry.subject.seen.clone(),
            });
            opinion.note = entry.note.clone().or(opinion.note.take());
        }
        // Of a planned mark there is no verdict to clear: clearing takes the mark away.
        Op::Clear => {
            opinion.verdict = None;
            if opinion.planned.take().is_some() {
                opinion.note = None; // it said which plan
            }
        }
        Op::Planned => {
            opinion.planned = entry.planned.clone();
            opinion.note = entry.note.clone().or(opinion.note.take());
        }
        Op::Note => opinion.note = entry.note.clone(),
        Op::Undo | Op::Redo | Op::Adjudicate => {}
    }
}

//! What a ledger was told before, also of what was undone since: bringing something in again must not say it again.
//!
//! ```text
//!   entry of another journal   known by its name                     (copies, merges)
//!   entry made of a line       known by what it says                 (an export has no names)
//!   entry of another journal   known by what an entry made of a line says here, one for one: an undo of it means that one
//! ```

use super::Desk;
use super::entry::{Entry, Op, Ruling, Via};
use super::ledger::Ledger;
use crate::film::FindingId;
use jiff::Timestamp;
use std::collections::{HashMap, HashSet};

/// The beginning of the names of entries that were made of a line; nothing else is called so.
pub(super) const MADE: &str = "import-";

/// What a decision says: of a note and a planned mark the text and no time, which an export does not have.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Said {
    op: Op,
    id: FindingId,
    reviewer: String,
    ruling: Option<Ruling>,
    text: Option<String>,
    time: Option<Timestamp>,
}

impl Said {
    /// None for what is known by its name only.
    fn of(entry: &Entry) -> Option<Said> {
        let (text, time) = match entry.op {
            Op::Verdict | Op::Adjudicate => (&entry.reason, Some(entry.time)),
            Op::Note | Op::Planned => (&entry.note, None),
            Op::Clear | Op::Undo | Op::Redo => return None,
        };
        let (id, reviewer) = (entry.subject.id.clone(), entry.reviewer.clone());
        Some(Said { op: entry.op, id, reviewer, ruling: entry.verdict, text: text.clone(), time })
    }
}

/// What was ever said, by what it says.
#[derive(Debug, Default)]
pub(super) struct Known {
    said: HashMap<Said, Vec<Stands>>,
    /// Every note on a finding and by whom, with a verdict or alone.
    notes: HashSet<(FindingId, String, String)>,
    /// The names that decisions have here which came under other names.
    called: HashMap<String, String>,
}

/// An entry of the ledger.
#[derive(Debug)]
struct Stands {
    name: String,
    /// Made of a line, and nobody's own decision came for it yet.
    vacant: bool,
}

impl Known {
    pub(super) fn of(ledger: &Ledger) -> Known {
        let mut known = Known::default();
        ledger.entries().iter().for_each(|entry| known.add(entry));
        known
    }

    /// Gives the desk an entry unless it has it, undone or not; whether it had not.
    pub(super) fn offer(&mut self, desk: &mut Desk, mut entry: Entry, via: Via) -> bool {
        if desk.ledger().knows(&entry.entry) {
            return false;
        }
        if let Some(name) = entry.target.as_ref().and_then(|target| self.called.get(target)) {
            entry.target = Some(name.clone());
        }
        let made = entry.entry.starts_with(MADE);
        if let Some(name) = self.same(&entry, made) {
            self.called.insert(entry.entry.clone(), name);
            if !made || entry.op != Op::Verdict || self.has_note(&entry) {
                return false;
            }
            // The verdict is known, what was noted about it since is not: the verdict may be undone by now.
            let name = format!("{}-note", entry.entry);
            entry = Entry { entry: name, op: Op::Note, verdict: None, reason: None, ..entry };
            if desk.ledger().knows(&entry.entry) {
                return false;
            }
        }
        self.add(&entry);
        desk.adopt(entry, via)
    }

    /// The entry here that says the same. What somebody decided is only taken for an entry made of a line, and each of
    /// those for one decision: two decisions of one moment stay two. One made of a line without a time stands where it
    /// was taken in, which may be behind the undo of what it was made of: nobody's decision is taken for that.
    fn same(&mut self, entry: &Entry, made: bool) -> Option<String> {
        let said = Said::of(entry).filter(|said| made || said.time.is_some())?;
        let stand = self.said.get_mut(&said)?;
        let one = if made { stand.first_mut() } else { stand.iter_mut().find(|one| one.vacant) }?;
        one.vacant &= made;
        Some(one.name.clone())
    }

    fn has_note(&self, entry: &Entry) -> bool {
        noted(entry).is_none_or(|note| self.notes.contains(&note))
    }

    fn add(&mut self, entry: &Entry) {
        if let Some(said) = Said::of(entry) {
            let vacant = entry.entry.starts_with(MADE);
            self.said.entry(said).or_default().push(Stands { name: entry.entry.clone(), vacant });
        }
        self.notes.extend(noted(entry));
    }
}

/// Who noted what about what.
fn noted(entry: &Entry) -> Option<(FindingId, String, String)> {
    Some((entry.subject.id.clone(), entry.reviewer.clone(), entry.note.clone()?))
}

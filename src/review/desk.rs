//! A reviewer's desk: the open journal and what it adds up to, with undo and redo.
//!
//! ```text
//!   decide ──▶ state at once ──▶ pending ──append──▶ disk ──batch──▶ absorb: settled, with what others wrote
//! ```

use super::covered::Covered;
use super::entry::{Entry, Op, Planned, Ruling, Said, Subject, Via, tidied_or_none};
use super::journal::{Batch, Journal, JournalError};
use super::ledger::{Applied, Ledger, Opinion, Verdict};
use super::options::{Clock, Options, reviewer_name};
use super::tape::Row;
use crate::film::{Finding, FindingId, Problem, Problems};
use jiff::Timestamp;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What an undo or redo did.
#[derive(Debug, Clone, PartialEq)]
pub struct Undone {
    /// The finding it concerns, to go there.
    pub subject: Subject,
    /// One sentence: `undid: false positive on ... by ann; now unreviewed`.
    pub sentence: String,
    /// What is to be appended.
    pub entry: Entry,
}

/// A verdict or note whose finding is not there (any more).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Orphan<'a> {
    /// Whose.
    pub reviewer: &'a str,
    /// What, and what it was about.
    pub opinion: &'a Opinion,
}

impl std::fmt::Display for Orphan<'_> {
    /// `ann false positive: kiko did not answer for zed at 2:31.4 in r1 (missed_trade)`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let subject = &self.opinion.subject;
        let ruling = self.opinion.verdict.as_ref().map_or("note", |verdict| verdict.ruling.words());
        write!(f, "{} {ruling}: {subject} in {} ({})", self.reviewer, subject.film, subject.kind)
    }
}

/// The open journal and its state.
///
/// Two ways to write. Simple: after each decision [`Desk::save`]. Split: [`Desk::take_journal`] gives the journal to a
/// worker thread, which appends each [`Entry`] as it comes and sends the [`Batch`] back to [`Desk::absorb`]; the screen
/// never waits for a disk. What holds either way: a decision shows at once; it is durable from the moment that
/// `append` (or `save`) has returned; until then it is in [`Desk::pending`] and can be written again after an error.
pub struct Desk {
    reviewer: String,
    clock: Clock,
    journal: Option<Journal>,
    path: Option<PathBuf>,
    fallback: bool,
    /// What was read from each file, in its order.
    settled: Vec<Settled>,
    pending: Vec<Entry>,
    ledger: Ledger,
    /// Problems of reading that belong to no line.
    trouble: Vec<Problem>,
    /// Undo and redo lines that fit nothing.
    stale: Vec<Problem>,
    /// Whether one of the pending ones will be such a line, which has no line number yet.
    stale_pending: bool,
    random: RandomState,
    count: u64,
}

/// What one file holds.
#[derive(Debug, Default)]
struct Settled {
    name: Arc<str>,
    rows: Vec<Row>,
    names: HashSet<String>,
    problems: Problems,
    torn: Option<Problem>,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("reviewer", &self.reviewer).field("path", &self.path).finish_non_exhaustive()
    }
}

impl Desk {
    /// Opens the journal of a folder (`None`: the demo or standard input) and reads it. Writes nothing.
    ///
    /// # Errors
    /// [`JournalError`] when there is no place that can be read. Damaged lines are no error but [`Desk::problems`].
    pub fn open(folder: Option<&Path>, options: Options) -> Result<Desk, JournalError> {
        Desk::over(Journal::new(folder, &options.name, options.state_folder.as_deref()), options)
    }

    /// Opens a journal and reads it. Writes nothing.
    ///
    /// # Errors
    /// As [`Desk::open`].
    pub fn over(mut journal: Journal, options: Options) -> Result<Desk, JournalError> {
        if journal.path().is_none() {
            return Err(JournalError::Nowhere);
        }
        let batch = journal.read()?;
        let mut desk = Desk::detached(options);
        desk.journal = Some(journal);
        desk.absorb(batch);
        Ok(desk)
    }

    /// A desk without a journal: nothing can be saved. For when [`Desk::open`] failed, and for tests.
    #[must_use]
    pub fn detached(options: Options) -> Desk {
        let reviewer = reviewer_name(&options.reviewer);
        Desk {
            reviewer: if reviewer.is_empty() { "reviewer".into() } else { reviewer },
            clock: options.clock,
            journal: None,
            path: None,
            fallback: false,
            settled: Vec::new(),
            pending: Vec::new(),
            ledger: Ledger::default(),
            trouble: Vec::new(),
            stale: Vec::new(),
            stale_pending: false,
            random: RandomState::new(),
            count: 0,
        }
    }

    /// Whose desk it is.
    #[must_use]
    pub fn reviewer(&self) -> &str {
        &self.reviewer
    }

    /// The file that decisions go to, as far as is known.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Whether that is in the user's state folder because the opened folder cannot be written or there is none.
    #[must_use]
    pub const fn is_fallback(&self) -> bool {
        self.fallback
    }

    /// The reviewer's verdict that stands.
    #[must_use]
    pub fn verdict(&self, id: &FindingId) -> Option<&Verdict> {
        self.opinion(id)?.verdict.as_ref()
    }

    /// The reviewer's note that stands.
    #[must_use]
    pub fn note_on(&self, id: &FindingId) -> Option<&str> {
        self.opinion(id)?.note.as_deref()
    }

    /// Verdict and note of the reviewer, unless there is neither.
    #[must_use]
    pub fn opinion(&self, id: &FindingId) -> Option<&Opinion> {
        self.ledger.opinion(id, &self.reviewer)
    }

    /// Everybody's state and the audit.
    #[must_use]
    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Gives a verdict; `reason` is kept for false positives only. It shows at once; the entry is to be appended.
    pub fn decide(&mut self, subject: &Subject, ruling: Ruling, reason: Option<&str>) -> Entry {
        let reason = tidied_or_none(reason).filter(|_| ruling == Ruling::False);
        let entry = Entry { verdict: Some(ruling), reason, ..self.entry(Op::Verdict, subject.clone()) };
        self.take(entry)
    }

    /// Settles a finding that reviewers judged differently; their verdicts stay and are written down in the entry. None
    /// when there is nothing to settle: fewer than two have a verdict, or all say the same.
    pub fn adjudicate(&mut self, subject: &Subject, ruling: Ruling, reason: Option<&str>) -> Option<Entry> {
        let opinions = self.ledger.opinions(&subject.id);
        let between: Vec<Said> = opinions
            .filter_map(|(reviewer, opinion)| {
                let verdict = opinion.verdict.as_ref()?;
                Some(Said { reviewer: reviewer.to_owned(), verdict: verdict.ruling, reason: verdict.reason.clone() })
            })
            .collect();
        if between.windows(2).all(|pair| pair[0].verdict == pair[1].verdict) {
            return None; // windows of two have both
        }
        let reason = tidied_or_none(reason).filter(|_| ruling == Ruling::False);
        let entry = Entry { verdict: Some(ruling), reason, between, ..self.entry(Op::Adjudicate, subject.clone()) };
        Some(self.take(entry))
    }

    /// Takes in an entry that was written elsewhere, by whomever; false when it is known already. It is pending like a
    /// decision of one's own, and takes its place among the others by its time.
    pub fn adopt(&mut self, entry: Entry, via: Via) -> bool {
        if self.ledger.knows(&entry.entry) {
            return false;
        }
        self.take(Entry { via: Some(entry.via.unwrap_or(via)), ..entry });
        true
    }

    /// Marks a player as on a plan for a span, see [`Planned::of`]. It shows at once; the entry is to be appended.
    pub fn plan(&mut self, planned: Planned, subject: &Subject, note: &str) -> Entry {
        let note = tidied_or_none(Some(note));
        let entry = Entry { planned: Some(planned), note, ..self.entry(Op::Planned, subject.clone()) };
        self.take(entry)
    }

    /// Takes the reviewer's verdict, or planned mark, away (the note stays); none when there is neither.
    pub fn clear(&mut self, subject: &Subject) -> Option<Entry> {
        let opinion = self.opinion(&subject.id)?;
        if opinion.verdict.is_none() && opinion.planned.is_none() {
            return None;
        }
        let entry = self.entry(Op::Clear, subject.clone());
        Some(self.take(entry))
    }

    /// Sets the reviewer's note, or takes it away with an empty text; none when that is how it is already.
    pub fn note(&mut self, subject: &Subject, text: &str) -> Option<Entry> {
        let note = tidied_or_none(Some(text));
        if note.as_deref() == self.note_on(&subject.id) {
            return None;
        }
        let entry = Entry { note, ..self.entry(Op::Note, subject.clone()) };
        Some(self.take(entry))
    }

    /// Takes back the reviewer's last decision that stands, of this session or an earlier one; none when there is none.
    pub fn undo(&mut self) -> Option<Undone> {
        let decision = self.ledger.undoable(&self.reviewer)?.clone();
        Some(self.turn(Op::Undo, &decision))
    }

    /// Brings back what was undone last, unless something was decided since.
    pub fn redo(&mut self) -> Option<Undone> {
        let decision = self.ledger.redoable(&self.reviewer)?.clone();
        Some(self.turn(Op::Redo, &decision))
    }

    /// (with a verdict of the reviewer, all) of these findings.
    pub fn progress<'a>(&self, ids: impl IntoIterator<Item = &'a FindingId>) -> (usize, usize) {
        let count = |(done, all), id| (done + usize::from(self.verdict(id).is_some()), all + 1);
        ids.into_iter().fold((0, 0), count)
    }

    /// Position in this list of the first finding at or after position `from` that asks for a verdict and has none of
    /// the reviewer, else the first one before; facts are never asked for.
    pub fn next_unreviewed<'a>(&self, findings: impl IntoIterator<Item = &'a Finding>, from: usize) -> Option<usize> {
        let mut before = None;
        for (at, finding) in findings.into_iter().enumerate() {
            if finding.is_judgeable() && self.verdict(&finding.id).is_none() {
                if at >= from {
                    return Some(at);
                }
                before = before.or(Some(at));
            }
        }
        before
    }

    /// Verdicts and notes, of everybody, on findings that are gone (`whole`: every film of the folder is covered); by id,
    /// then reviewer.
    pub fn orphans<'a>(&'a self, covered: &'a Covered, whole: bool) -> impl Iterator<Item = Orphan<'a>> {
        let opinions = self.ledger.findings().flat_map(|id| self.ledger.opinions(id));
        let gone = opinions.filter(move |(_, opinion)| covered.is_gone(&opinion.subject, whole));
        gone.map(|(reviewer, opinion)| Orphan { reviewer, opinion })
    }

    /// What is wrong in the journal: damaged lines, half a last line, lines of newer versions, undos that fit nothing.
    #[must_use]
    pub fn problems(&self) -> Problems {
        let mut all = Problems::default();
        self.trouble.iter().for_each(|p| all.push(p.clone()));
        for file in &self.settled {
            all.append(file.problems.clone());
            file.torn.iter().for_each(|p| all.push(p.clone()));
        }
        self.stale.iter().for_each(|p| all.push(p.clone()));
        all
    }

    /// Decisions that show but are not known to be on the disk.
    #[must_use]
    pub fn pending(&self) -> &[Entry] {
        &self.pending
    }

    /// The simple way to write: appends what is pending and takes in what others wrote. How many were written.
    ///
    /// # Errors
    /// [`JournalError`]; the decisions stay pending.
    pub fn save(&mut self) -> Result<usize, JournalError> {
        let Some(journal) = &mut self.journal else { return Err(self.no_journal()) };
        if self.pending.is_empty() {
            return Ok(0);
        }
        let batch = journal.append(&self.pending)?;
        let before = self.pending.len();
        self.absorb(batch);
        Ok(before - self.pending.len())
    }

    /// Takes in what others wrote since the last look. With the journal at a worker, [`Journal::read`] there and
    /// [`Desk::absorb`] here do the same.
    ///
    /// # Errors
    /// [`JournalError`]; the state stays as it was.
    pub fn refresh(&mut self) -> Result<(), JournalError> {
        let Some(journal) = &mut self.journal else { return Err(self.no_journal()) };
        let batch = journal.read()?;
        self.absorb(batch);
        Ok(())
    }

    /// Gives the journal to a worker; from now on entries go there and batches come back to [`Desk::absorb`].
    pub const fn take_journal(&mut self) -> Option<Journal> {
        self.journal.take()
    }

    /// Takes in what a look at the journal or an append to it brought, in the order in which they were made.
    pub fn absorb(&mut self, batch: Batch) {
        let mut in_order = !self.stale_pending;
        // Those that the state has already come back in the order in which they were given.
        let mut next = 0;
        if let Some(trouble) = batch.trouble {
            self.trouble = trouble;
        }
        (self.path, self.fallback) = (batch.path, batch.fallback);
        for (source, chunk) in batch.chunks {
            while self.settled.len() <= source {
                self.settled.push(Settled::default());
            }
            if chunk.again {
                self.settled[source] = Settled::default(); // grown to hold it just above
                in_order = false;
            }
            let before_others = self.settled.iter().enumerate().filter(|(i, _)| *i != source);
            let latest = before_others.filter_map(|(_, s)| s.rows.last().map(|r| r.entry.time)).max();
            let file = &mut self.settled[source];
            for row in chunk.rows {
                if !file.names.insert(row.entry.entry.clone()) {
                    continue; // a complete last line without its end is read again
                }
                let ours = self.pending.get(next).is_some_and(|p| p.entry == row.entry.entry);
                next += usize::from(ours);
                in_order &= ours && row.entry.via.is_none() && latest.is_none_or(|t| t <= row.entry.time);
                file.rows.push(row);
            }
            file.name = chunk.name;
            file.problems.append(chunk.problems);
            file.torn = chunk.torn;
        }
        let Desk { pending, settled, .. } = self;
        pending.retain(|entry| !settled.iter().any(|file| file.names.contains(&entry.entry)));
        if !in_order {
            self.rebuild();
        }
    }

    /// Replays everything: all files, by time where there are two (each keeping its own order, but what came from other
    /// journals being a file of its own in order of time), then what is pending.
    fn rebuild(&mut self) {
        self.ledger = Ledger::default();
        self.stale.clear();
        let mut heads = Vec::new();
        for file in &self.settled {
            let (mut came, own): (Vec<&Row>, Vec<&Row>) = file.rows.iter().partition(|row| row.entry.via.is_some());
            came.sort_by_key(|row| row.entry.time);
            heads.extend([own, came].map(|rows| (rows.into_iter().peekable(), file)));
        }
        loop {
            let next =
                heads.iter_mut().enumerate().filter_map(|(i, (rows, _))| Some((rows.peek()?.entry.time, i))).min();
            let Some((row, file)) =
                next.and_then(|(_, i)| heads.get_mut(i)).and_then(|(rows, s)| Some((rows.next()?, s)))
            else {
                break;
            };
            if let Applied::Stale(reason) = self.ledger.apply(row.entry.clone()) {
                self.stale.push(Problem { file: file.name.clone(), line: row.line, offset: row.offset, reason });
            }
        }
        self.stale_pending = false;
        for entry in &self.pending {
            self.stale_pending |= matches!(self.ledger.apply(entry.clone()), Applied::Stale(_));
        }
    }

    fn no_journal(&self) -> JournalError {
        if self.path.is_some() { JournalError::Away } else { JournalError::Nowhere }
    }

    fn take(&mut self, mut entry: Entry) -> Entry {
        entry.tidy(); // as it will be read again
        self.ledger.apply(entry.clone());
        self.pending.push(entry.clone());
        entry
    }

    fn turn(&mut self, op: Op, decision: &Entry) -> Undone {
        let target = Some(decision.entry.clone());
        let entry = Entry { target, ..self.entry(op, decision.subject.clone()) };
        let entry = self.take(entry);
        let verb = if op == Op::Undo { "undid" } else { "redid" };
        let plan = self.opinion(&decision.subject.id).and_then(|opinion| opinion.planned.as_ref());
        let now = match (self.verdict(&decision.subject.id), plan) {
            (Some(verdict), _) => verdict.ruling.to_string(),
            (None, Some(_)) => "planned".to_owned(),
            (None, None) if decision.subject.kind == Planned::KIND => "not planned".to_owned(),
            (None, None) => "unreviewed".to_owned(),
        };
        let sentence =
            format!("{verb}: {} on {} by {}; now {now}", decision.words(), decision.subject, decision.reviewer);
        Undone { subject: decision.subject.clone(), sentence, entry }
    }

    fn entry(&mut self, op: Op, subject: Subject) -> Entry {
        let now = (self.clock)();
        // Whole milliseconds are enough, and shorter to read. Rounding down cannot leave the range of times.
        let time = Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now);
        self.count += 1;
        // The process, the count and a key the system drew at random: no two entries of any two programs are alike.
        let unlike = self.random.hash_one((std::process::id(), self.count, now.as_nanosecond()));
        Entry {
            entry: format!("{:x}-{unlike:016x}", time.as_millisecond()),
            op,
            subject,
            verdict: None,
            reason: None,
            note: None,
            target: None,
            between: Vec::new(),
            via: None,
            planned: None,
            reviewer: self.reviewer.clone(),
            time,
            tool: concat!("filmroom ", env!("CARGO_PKG_VERSION")).into(),
            extra: serde_json::Map::new(),
        }
    }
}

#[cfg(test)]
#[path = "desk_tests.rs"]
mod tests;

//! The review over everything that is open: how it is looked through, and the queue that the rounds add up to.
//!
//! ```text
//!   summaries ── findings of every round read ──look──▶ rows, in one order over all rounds
//!   desks ────── verdicts                      └──────▶ progress: to judge, judged
//! ```

use super::desks::Desks;
use super::library::{Entry, Library};
use crate::film::{Film, Finding, FindingId};
use crate::review::Desk;
use crate::review::queue::{Look, Reviewed, Saved, tallies};
use crate::review::stats::Stats;
use crate::ui::widgets::table::TableState;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// One finding of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Its round.
    pub entry: Entry,
    /// Its place in the findings of that round's summary.
    pub at: usize,
}

/// How many there are of what asks for another look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Left {
    /// Judged differently, and not settled; none while blind.
    pub disputed: usize,
    /// The reviewer's verdict is on evidence that has changed since.
    pub stale: usize,
    /// Verdicts whose finding is not there any more.
    pub orphans: usize,
}

/// The review.
#[derive(Debug, Clone, Default)]
pub struct Review {
    /// Filter, order, sample and blindness.
    pub look: Look,
    /// Whether the slice of each finding that is selected plays in a loop.
    pub looping: bool,
    /// Filters under names.
    pub saved: Saved,
    /// What is listed of all rounds that were read, in order.
    pub rows: Vec<Row>,
    /// How many are to be judged, and how many of them the reviewer has judged.
    pub progress: (usize, usize),
    /// What asks for another look.
    pub left: Left,
    /// Whether something has changed since the queue was made: it is made when somebody looks, for a season has
    /// thousands of findings.
    pub changed: bool,
    /// The chosen row of the queue.
    pub table: TableState,
    /// Columns and chosen row of the statistics.
    pub stats: TableState,
}

/// The finding of a row, with its film's summary and the desk that its verdicts are on.
pub fn finding<'a>(
    library: &'a Library,
    desks: &'a Desks,
    row: Row,
) -> Option<(&'a Film, &'a Finding, Option<&'a Desk>)> {
    let film = &*library.summary(row.entry)?.film;
    Some((film, film.findings.get(row.at)?, desks.desk(row.entry.unit)))
}

impl Review {
    /// Makes the queue anew: verdicts, filter, order or the rounds that were read have changed.
    pub fn gather(&mut self, library: &Library, desks: &Desks) {
        let mut seen: Vec<(Row, &Film, Cow<'_, Finding>)> = Vec::new();
        let (mut done, mut all) = (0, 0);
        let mut left = Left { orphans: desks.orphans(library).len(), ..Left::default() };
        for entry in library.entries() {
            let Some(summary) = library.summary(entry) else { continue };
            let (film, desk) = (&*summary.film, desks.desk(entry.unit));
            for (at, finding) in film.findings.iter().enumerate() {
                if self.look.share.asks(finding) {
                    all += 1;
                    done += usize::from(desk.is_some_and(|desk| desk.verdict(&finding.id).is_some()));
                }
                let known = self.look.known(finding, desk);
                left.disputed += usize::from(known.disputed);
                left.stale += usize::from(known.stale);
                if self.look.lists(film, finding, desk) {
                    seen.push((Row { entry, at }, film, self.look.seen(film, finding, desk)));
                }
            }
        }
        // Of equals the rounds stay in their order, and what is in them as it happened.
        seen.sort_by(|(one, film, a), (two, other, b)| {
            let rank = self.look.order.rank((film, a), (other, b));
            rank.then_with(|| (place(one.entry), a.at, &a.id).cmp(&(place(two.entry), b.at, &b.id)))
        });
        (self.progress, self.left, self.changed) = ((done, all), left, false);
        self.rows = seen.into_iter().map(|(row, ..)| row).collect();
    }

    /// The next one after a finding (or from the beginning) without a verdict, round the end to the beginning.
    #[must_use]
    pub fn next_open(&self, library: &Library, desks: &Desks, from: Option<(Entry, &FindingId)>) -> Option<Row> {
        let here = |row: &Row| {
            let found = finding(library, desks, *row);
            from.is_some_and(|(entry, id)| row.entry == entry && found.is_some_and(|(_, finding, _)| finding.id == *id))
        };
        let open = |row: &&Row| {
            let found = finding(library, desks, **row);
            found.is_some_and(|(_, finding, desk)| desk.is_none_or(|desk| desk.verdict(&finding.id).is_none()))
        };
        let after = self.rows.iter().position(here).map_or(0, |at| at + 1);
        let (before, behind) = self.rows.split_at(after.min(self.rows.len()));
        behind.iter().chain(before).find(open).copied()
    }

    /// The first listed one of the next round that lists any, or the last one of the round before.
    #[must_use]
    pub fn beyond(&self, entry: Entry, by: isize) -> Option<Row> {
        let entries = self.rows.iter().map(|row| row.entry);
        if by > 0 {
            let next = entries.filter(|other| place(*other) > place(entry)).min_by_key(|other| place(*other))?;
            self.rows.iter().find(|row| row.entry == next).copied()
        } else {
            let before = entries.filter(|other| place(*other) < place(entry)).max_by_key(|other| place(*other))?;
            self.rows.iter().rfind(|row| row.entry == before).copied()
        }
    }

    /// How far the review is by the rule's first reason, over everything that is to be judged.
    #[must_use]
    pub fn tallies(&self, library: &Library, desks: &Desks) -> BTreeMap<String, Reviewed> {
        let mut sums: BTreeMap<String, Reviewed> = BTreeMap::new();
        for (summary, desk) in known(library, desks) {
            let asked = summary.findings.iter().filter(|finding| self.look.share.asks(finding));
            for (reason, tally) in tallies(asked, desk) {
                sums.entry(reason).or_default().add(&tally);
            }
        }
        sums
    }

    /// How far each rule can be trusted, by everybody's verdicts on everything that was read.
    #[must_use]
    pub fn stats(library: &Library, desks: &Desks) -> Stats {
        let mut stats = Stats::default();
        known(library, desks).for_each(|(film, desk)| stats.add(film, desk.ledger()));
        stats
    }
}

/// Rounds in the order of the library.
fn place(entry: Entry) -> (usize, Option<usize>) {
    (entry.unit, entry.film)
}

/// The films that were read and whose verdicts are known, in order.
fn known<'a>(library: &'a Library, desks: &'a Desks) -> impl Iterator<Item = (&'a Film, &'a Desk)> {
    let one = |entry: Entry| Some((&*library.summary(entry)?.film, desks.desk(entry.unit)?));
    library.entries().into_iter().filter_map(one)
}

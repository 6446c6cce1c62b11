//! Every row of any number of sources: where its line is, and its small members in columns; events are not looked at.
//!
//! ```text
//!   stores ──stretches──▶ workers: line feeds, heads ──pages, in order──▶ Index   (readable while it grows)
//! ```

mod field;
mod head;
mod intern;
mod page;
mod scan;
mod telemetry;

pub(in crate::sim) use field::total;
pub use field::{Flags, LIST, Num, SUMMED, TOTALS, Text};
pub(super) use head::SUM_TOLERANCE;
pub(super) use intern::Spread;
pub use intern::TextId;
pub use telemetry::Telemetry;

use super::cursor::Fault;
use crate::film::{Problem, Problems};
use intern::Interner;
use page::Page;
use std::ops::Range;
use std::sync::Arc;

/// Number of the text `telemetry_v1`: the first that every index keeps.
const USUAL_SCHEMA: TextId = 0;

/// The rows read so far.
#[derive(Debug, Clone)]
pub struct Index {
    interner: Interner,
    pages: Vec<Arc<Page>>,
    /// Number of the first row of each page.
    starts: Vec<usize>,
    rows: usize,
    /// Counts how often rows got other numbers.
    edition: u64,
    /// For each source: bytes seen, and the name for display.
    sources: Vec<(u64, Arc<str>)>,
    /// For each source, how often it was begun anew.
    begun: Vec<u64>,
}

/// Where a row's line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Index of the source.
    pub source: usize,
    /// Byte offset of the line in the (unpacked) source.
    pub offset: u64,
    /// Length of the line in bytes, without its line feed.
    pub length: u64,
}

impl Index {
    fn new(sources: Vec<(u64, Arc<str>)>) -> Index {
        let mut interner = Interner::default();
        interner.put("telemetry_v1");
        Index {
            interner,
            pages: Vec::new(),
            starts: Vec::new(),
            rows: 0,
            edition: 0,
            begun: vec![0; sources.len()],
            sources,
        }
    }

    /// How many rows there are, broken ones included.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// How many of them are broken (S3).
    #[must_use]
    pub fn broken(&self) -> usize {
        self.pages.iter().map(|page| page.faults()).sum()
    }

    /// Lines of any kind in all sources, blank ones included.
    #[must_use]
    pub fn lines(&self) -> u64 {
        self.pages.iter().map(|page| page.lines).sum()
    }

    fn find(&self, row: usize) -> Option<(usize, &Page, usize)> {
        let next = self.starts.partition_point(|&start| start <= row);
        let at = next.checked_sub(1)?;
        let (page, inside) = (self.pages.get(at)?, row - self.starts[at]);
        (inside < page.rows()).then_some((at, page, inside))
    }

    /// A number of a row; `None` where it is absent.
    #[must_use]
    pub fn number(&self, row: usize, num: Num) -> Option<f64> {
        self.find(row).and_then(|(_, page, at)| page.number(at, num))
    }

    /// A text of a row; `None` where it is absent. Lists are joined with [`LIST`].
    #[must_use]
    pub fn text(&self, row: usize, text: Text) -> Option<&str> {
        self.text_id(row, text).and_then(|id| self.interner.get(id))
    }

    /// The number of a row's text: equal texts have equal numbers (which mean nothing else).
    #[must_use]
    pub fn text_id(&self, row: usize, text: Text) -> Option<TextId> {
        self.find(row).and_then(|(_, page, at)| page.text(at, text))
    }

    /// The text of a number.
    #[must_use]
    pub fn text_of(&self, id: TextId) -> Option<&str> {
        self.interner.get(id)
    }

    /// The number of a text, if any row has it.
    #[must_use]
    pub fn id_of(&self, text: &str) -> Option<TextId> {
        self.interner.find(text)
    }

    /// How many different texts there are; their numbers are below that.
    #[must_use]
    pub fn texts(&self) -> usize {
        self.interner.len()
    }

    /// The items of a list such as a roster.
    pub fn list(&self, row: usize, text: Text) -> impl Iterator<Item = &str> {
        items(self.text(row, text))
    }

    /// `context.sim_seed`, exactly: any whole number of 64 bits, with a sign or without.
    #[must_use]
    pub fn seed(&self, row: usize) -> Option<i128> {
        self.find(row).and_then(|(_, page, at)| page.seed(at))
    }

    /// A hash of `context.map_params`, the same for any order of keys; `None` where there are none.
    #[must_use]
    pub fn params(&self, row: usize) -> Option<u64> {
        let (_, page, at) = self.find(row)?;
        page.flags(at).has(Flags::PARAMS).then(|| page.params(at))
    }

    /// What is true of a row.
    #[must_use]
    pub fn flags(&self, row: usize) -> Flags {
        self.find(row).map_or(Flags::BROKEN, |(_, page, at)| page.flags(at))
    }

    /// What is wrong with a broken row.
    #[must_use]
    pub fn fault(&self, row: usize) -> Option<Fault> {
        self.find(row).and_then(|(_, page, at)| page.fault(at))
    }

    /// Where a row's line is.
    #[must_use]
    pub fn place(&self, row: usize) -> Option<Place> {
        let (_, page, at) = self.find(row)?;
        let (offset, length) = page.place(at);
        Some(Place { source: page.source, offset, length })
    }

    /// Number of a row's line in its source, from 1.
    #[must_use]
    pub fn line(&self, row: usize) -> Option<u64> {
        let (page_at, page, at) = self.find(row)?;
        let before = self.pages[..page_at].iter().rev().take_while(|p| p.source == page.source);
        Some(1 + before.map(|p| p.lines).sum::<u64>() + page.lines_before(at))
    }

    /// The name of a source.
    #[must_use]
    pub fn source_name(&self, source: usize) -> &str {
        self.sources.get(source).map_or("", |(_, name)| name)
    }

    /// A broken row as a problem with file, line and the byte offset of the error (S3).
    #[must_use]
    pub fn problem(&self, row: usize) -> Option<Problem> {
        let (fault, place) = (self.fault(row)?, self.place(row)?);
        let file = Arc::clone(&self.sources.get(place.source)?.1);
        let offset = place.offset + u64::from(fault.at);
        Some(Problem { file, line: self.line(row)?, offset, reason: fault.kind.text().to_owned() })
    }

    /// Adds the broken rows as problems, as many of them in full as a collection keeps.
    pub(super) fn problems(&self, out: &mut Problems) {
        for (page, &start) in self.pages.iter().zip(&self.starts).filter(|(page, _)| page.faults() > 0) {
            let rows = page.faulty().map(|at| start + at);
            rows.filter_map(|row| self.problem(row)).for_each(|problem| out.push(problem));
        }
    }

    /// Bytes of memory the index holds.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.pages.iter().map(|page| page.memory() + 24).sum::<usize>() + self.interner.memory()
    }

    /// Changes when rows that were there got other numbers: a source in the middle grew, or one became shorter.
    #[must_use]
    pub const fn edition(&self) -> u64 {
        self.edition
    }

    /// How many rows there are without a last line that has no end yet and may still grow.
    #[must_use]
    pub fn settled(&self) -> usize {
        let open = self.rows.checked_sub(1).is_some_and(|last| self.flags(last).has(Flags::UNENDED));
        self.rows - usize::from(open)
    }

    /// The rows of a source, in the order of its lines, without a last one that has no end yet and may still grow.
    #[must_use]
    pub fn rows_of(&self, source: usize) -> Range<usize> {
        let start = |source: usize| {
            let page = self.pages.partition_point(|page| page.source < source);
            self.starts.get(page).copied().unwrap_or(self.rows)
        };
        let rows = start(source)..start(source + 1);
        let open = rows.clone().next_back().is_some_and(|last| self.flags(last).has(Flags::UNENDED));
        rows.start..rows.end - usize::from(open)
    }

    /// How often a source was begun anew: cut, or written over from its beginning.
    #[must_use]
    pub fn begun(&self, source: usize) -> u64 {
        self.begun.get(source).copied().unwrap_or_default()
    }

    /// How many sources there are.
    #[must_use]
    pub const fn sources(&self) -> usize {
        self.sources.len()
    }

    /// Calls `visit` with every row, in order; faster than asking for rows one by one.
    pub(super) fn each_row<'a>(&'a self, visit: impl FnMut(RowRef<'a>)) {
        self.each_row_in(0..self.rows, visit);
    }

    /// The same for these rows only.
    pub(super) fn each_row_in<'a>(&'a self, rows: Range<usize>, mut visit: impl FnMut(RowRef<'a>)) {
        let first = self.starts.partition_point(|&start| start <= rows.start).saturating_sub(1);
        for (page, &start) in self.pages.iter().zip(&self.starts).skip(first) {
            if start >= rows.end {
                break;
            }
            let (from, to) = (rows.start.saturating_sub(start), page.rows().min(rows.end - start));
            (from..to).for_each(|at| visit(RowRef { page, at, row: start + at }));
        }
    }

    /// Calls `visit` with every row that is not broken, in order.
    pub(super) fn each<'a>(&'a self, mut visit: impl FnMut(RowRef<'a>)) {
        self.each_row(|row| {
            if !row.flags().has(Flags::BROKEN) {
                visit(row);
            }
        });
    }

    /// A row for repeated questions.
    pub(super) fn row(&self, row: usize) -> Option<RowRef<'_>> {
        self.find(row).map(|(_, page, at)| RowRef { page, at, row })
    }

    /// Puts a page behind the others of its source.
    fn push(&mut self, page: Page) {
        let at = self.pages.partition_point(|p| (p.source, p.from) < (page.source, page.from));
        if let Some((seen, _)) = self.sources.get_mut(page.source) {
            *seen = (*seen).max(page.to);
        }
        let start = at.checked_sub(1).map_or(0, |before| self.starts[before] + self.pages[before].rows());
        self.rows += page.rows();
        self.edition += u64::from(at < self.pages.len());
        self.pages.insert(at, Arc::new(page));
        self.starts.insert(at, start);
        self.renumber(at);
    }

    /// Takes away a source's pages from an offset on.
    fn drop_from(&mut self, source: usize, offset: u64) {
        let (last, before) = (self.pages.len().saturating_sub(1), self.rows);
        let in_middle = self.pages.iter().take(last).any(|page| page.source == source && page.from >= offset);
        self.pages.retain(|page| page.source != source || page.from < offset);
        self.starts.resize(self.pages.len(), 0);
        self.renumber(0);
        self.rows = self.pages.iter().map(|page| page.rows()).sum();
        // A last line that is read again keeps its number.
        self.edition += u64::from(in_middle || before > self.rows + 1);
    }

    fn renumber(&mut self, from: usize) {
        for at in from.max(1)..self.pages.len() {
            self.starts[at] = self.starts[at - 1] + self.pages[at - 1].rows();
        }
        if let Some(first) = self.starts.first_mut() {
            *first = 0;
        }
    }

    /// After a stop: what was not published has not been seen.
    fn forget_rest(&mut self) {
        for (source, (seen, _)) in self.sources.iter_mut().enumerate() {
            *seen = self.pages.iter().rev().find(|page| page.source == source).map_or(0, |page| page.to);
        }
    }

    /// What is new in a source of this length: where to read from. A last line without its end is read again, and
    /// everything if the source became shorter or `anew` says that it is another one.
    fn news(&mut self, source: usize, length: u64, anew: bool) -> Option<u64> {
        let seen = self.sources.get(source)?.0;
        let anew = anew || length < seen;
        if length == seen && !anew {
            return None;
        }
        if let Some(begun) = self.begun.get_mut(source).filter(|_| anew) {
            *begun += 1;
        }
        let last = self.pages.iter().rev().find(|page| page.source == source);
        let from = match last {
            _ if anew => 0,
            Some(page) if page.rows() > 0 && page.flags(page.rows() - 1).has(Flags::UNENDED) => page.from,
            Some(page) => page.to,
            None => 0,
        };
        self.drop_from(source, from);
        if let Some((seen, _)) = self.sources.get_mut(source) {
            *seen = length;
        }
        Some(from)
    }
}

/// The items of a joined list.
pub(super) fn items(list: Option<&str>) -> impl Iterator<Item = &str> {
    list.into_iter().filter(|list| !list.is_empty()).flat_map(|list| list.split(LIST))
}

/// One row of a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowRef<'a> {
    page: &'a Page,
    at: usize,
    pub(super) row: usize,
}

impl RowRef<'_> {
    pub(super) fn number(&self, num: Num) -> Option<f64> {
        self.page.number(self.at, num)
    }
    pub(super) fn text(&self, text: Text) -> Option<TextId> {
        self.page.text(self.at, text)
    }
    pub(super) fn flags(&self) -> Flags {
        self.page.flags(self.at)
    }
    pub(super) fn seed(&self) -> Option<i128> {
        self.page.seed(self.at)
    }
    pub(super) fn params(&self) -> Option<u64> {
        self.flags().has(Flags::PARAMS).then(|| self.page.params(self.at))
    }
    pub(super) fn place(&self) -> Place {
        let (offset, length) = self.page.place(self.at);
        Place { source: self.page.source, offset, length }
    }
}
#[cfg(test)]
#[path = "tests.rs"]
mod tests;

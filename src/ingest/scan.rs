//! Parses sources on all cores, with results in the order of the input whatever the threads did.
//!
//! There is no reading thread: a worker takes a source's lock, reads one block, gives the lock back and parses. Reading
//! is a small part of parsing, so workers hardly wait, several files are read side by side, one packed file is unpacked
//! by one worker while the others parse what it gave, and at most one block a worker is in memory.

use super::reader::{Limits, Piece, Reader};
use super::segment::Segment;
use super::source::Source;
use crate::film::{Problems, Progress, cores, on_each};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

/// The reader of the program asked it to stop; what was parsed so far is thrown away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("stopped")]
pub struct Stopped;

/// Runs `parse` over the segments of all sources on all cores: results with the index of their source, and problems, in
/// (source, segment) order. A source that cannot be opened or unpacked is a problem; the rest is read.
///
/// Segments are cut by content alone, so the results are the same for any number of threads.
///
/// # Errors
/// [`Stopped`] when `progress` was asked to stop, at the latest one block later.
pub fn scan<T: Send>(
    sources: &[Source],
    progress: &Progress,
    parse: impl Fn(&Segment<'_>, &mut Problems) -> T + Sync,
) -> Result<(Vec<(usize, T)>, Problems), Stopped> {
    scan_on(cores(), sources, progress, parse)
}

/// Like [`scan`], on so many threads: for whoever reads several things side by side.
///
/// # Errors
/// [`Stopped`], as [`scan`].
pub fn scan_on<T: Send>(
    threads: usize,
    sources: &[Source],
    progress: &Progress,
    parse: impl Fn(&Segment<'_>, &mut Problems) -> T + Sync,
) -> Result<(Vec<(usize, T)>, Problems), Stopped> {
    scan_with(sources, progress, Limits::USUAL, threads, parse)
}

pub(super) fn scan_with<T: Send>(
    sources: &[Source],
    progress: &Progress,
    limits: Limits,
    threads: usize,
    parse: impl Fn(&Segment<'_>, &mut Problems) -> T + Sync,
) -> Result<(Vec<(usize, T)>, Problems), Stopped> {
    let sizes: Vec<u64> = sources.iter().map(Source::bytes).collect();
    sizes.iter().for_each(|&bytes| progress.expect(bytes));
    let slots: Vec<Slot<'_>> =
        sources.iter().zip(&sizes).map(|(source, &bytes)| Slot::new(source, limits, bytes)).collect();
    // A thread costs more than it gives when there is only one piece of work; packed text grows about eightfold.
    let total = sizes.iter().fold(0, |sum: u64, &bytes| sum.saturating_add(bytes));
    let pieces = (total / (limits.block as u64 / 8).max(1)).saturating_add(sources.len() as u64);
    let threads = threads.min(usize::try_from(pieces).unwrap_or(usize::MAX)).max(1);

    let work = || work(&slots, progress, &parse);
    let mut results: Vec<_> = on_each(threads, &work).into_iter().flatten().collect();
    if progress.stopped() {
        return Err(Stopped);
    }
    results.sort_unstable_by_key(|&(source, number, _)| (source, number));
    let mut problems = Problems::default();
    for slot in slots {
        let sorter = slot.problems.into_inner().unwrap_or_else(PoisonError::into_inner);
        problems.append(sorter.sorted);
    }
    Ok((results.into_iter().map(|(source, _, result)| (source, result)).collect(), problems))
}

/// A source and what was wrong in it.
struct Slot<'a> {
    reader: Mutex<(Reader<'a>, u64)>,
    problems: Mutex<Sorter>,
}

impl<'a> Slot<'a> {
    fn new(source: &'a Source, limits: Limits, expected: u64) -> Self {
        let reader = Mutex::new((Reader::new(source, limits, expected), 0));
        Slot { reader, problems: Mutex::default() }
    }
}

/// Problems of pieces that were parsed in any order, put into the order of the pieces.
///
/// Only those that still wait for an earlier piece are kept apart, so that a file of nothing but broken lines cannot
/// fill the memory with complaints.
#[derive(Default)]
struct Sorter {
    sorted: Problems,
    next: u64,
    waiting: BTreeMap<u64, Problems>,
}

impl Sorter {
    fn take(&mut self, number: u64, problems: Problems) {
        self.waiting.insert(number, problems);
        while let Some(problems) = self.waiting.remove(&self.next) {
            self.sorted.append(problems);
            self.next += 1;
        }
    }
}

/// One worker: reads and parses pieces until no source has any left.
fn work<T>(
    slots: &[Slot<'_>],
    progress: &Progress,
    parse: &(impl Fn(&Segment<'_>, &mut Problems) -> T + Sync),
) -> Vec<(usize, u64, T)> {
    let mut results = Vec::new();
    let mut buffer = Vec::new();
    // Sources before this one are done.
    let mut first = 0;
    while !progress.stopped() {
        let Some((index, mut locked)) = pick(slots, &mut first) else { break };
        let (reader, count) = &mut *locked;
        let piece = reader.next(&mut buffer, progress);
        let number = *count;
        *count += 1;
        let name = std::sync::Arc::clone(reader.name());
        drop(locked);
        let mut problems = Problems::default();
        match piece {
            Piece::Lines(first_line, offset, feeds, bytes) => {
                let segment = Segment { source: index, name: &name, first_line, offset, feeds, bytes };
                results.push((index, number, parse(&segment, &mut problems)));
            }
            Piece::Bad(problem) => problems.push(problem),
            Piece::End => {}
        }
        lock(&slots[index].problems).take(number, problems);
    }
    results
}

/// The first source that is not done and not being read by somebody else; if all are being read, the first of them.
fn pick<'s, 'a>(slots: &'s [Slot<'a>], first: &mut usize) -> Option<(usize, MutexGuard<'s, (Reader<'a>, u64)>)> {
    loop {
        let mut busy = None;
        for (index, slot) in slots.iter().enumerate().skip(*first) {
            let locked = match slot.reader.try_lock() {
                Ok(locked) => locked,
                Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
                Err(TryLockError::WouldBlock) => {
                    busy = busy.or(Some(index));
                    continue;
                }
            };
            if !locked.0.is_done() {
                return Some((index, locked));
            }
            if index == *first {
                *first += 1;
            }
        }
        let index = busy?;
        let locked = lock(&slots[index].reader);
        if !locked.0.is_done() {
            return Some((index, locked));
        }
    }
}

/// A panic in a parser ends the scan anyway, so a poisoned lock says nothing new.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[path = "scan_tests.rs"]
mod tests;

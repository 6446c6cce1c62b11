//! Sources and their index, which may be read while it grows: stretches are scanned on all cores and published in order.

use super::head::Texts;
use super::page::Page;
use super::scan::{self, Bench, Stretch};
use super::{Index, Place};
use crate::film::{Problem, Problems, Progress, cores};
use crate::ingest::{Source, Stopped};
use crate::sim::store::Store;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::thread;

/// Sources of telemetry rows and their index, which may be read while it grows.
#[derive(Debug)]
pub struct Telemetry {
    stores: Vec<Store>,
    index: RwLock<Index>,
    problems: Mutex<Problems>,
}

/// Bytes of a pipe that are taken before its new rows are indexed.
const SIP: u64 = 64 * 1024 * 1024;

impl Telemetry {
    /// Opens sources; one that cannot be opened is a problem. Nothing is read yet: see [`Telemetry::advance`].
    #[must_use]
    pub fn open(sources: &[Source]) -> Telemetry {
        let mut problems = Problems::default();
        let open = |source| Store::open(source).map_err(|problem| problems.push(problem)).ok();
        let stores = sources.iter().filter_map(open).collect();
        Telemetry::over(stores, problems)
    }

    /// Rows that come through a pipe.
    ///
    /// # Errors
    /// What comes cannot be kept in the temporary folder.
    pub fn pipe(name: &str, input: impl Read + Send + 'static) -> Result<Telemetry, Problem> {
        Ok(Telemetry::over(vec![Store::pipe(Arc::from(name), input)?], Problems::default()))
    }

    /// Opens sources and reads them to their ends.
    ///
    /// # Errors
    /// [`Stopped`] on a wish to stop.
    pub fn load(sources: &[Source], progress: &Progress) -> Result<Telemetry, Stopped> {
        let telemetry = Telemetry::open(sources);
        telemetry.advance(progress)?;
        Ok(telemetry)
    }

    fn over(stores: Vec<Store>, problems: Problems) -> Telemetry {
        let sources = stores.iter().map(|store| (0, Arc::clone(&store.name))).collect();
        Telemetry { stores, index: RwLock::new(Index::new(sources)), problems: Mutex::new(problems) }
    }

    /// The rows so far. Do not hold it across [`Telemetry::advance`], which waits for it.
    pub fn index(&self) -> RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn index_mut(&self) -> RwLockWriteGuard<'_, Index> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was wrong with the sources themselves; broken rows are in the index.
    #[must_use]
    pub fn problems(&self) -> Problems {
        self.problems.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The bytes of a row's line, without its line feed and byte-order mark.
    ///
    /// # Errors
    /// The source can no longer be read there.
    pub fn line(&self, place: Place) -> io::Result<Vec<u8>> {
        let store = self.stores.get(place.source).ok_or(io::ErrorKind::NotFound)?;
        let length = usize::try_from(place.length).map_err(|_| io::ErrorKind::OutOfMemory)?;
        let mut line = store.read(place.offset, length)?;
        if place.offset == 0 && line.starts_with(b"\xef\xbb\xbf") {
            line.drain(..3);
        }
        Ok(line)
    }

    /// Reads what is new in all sources: everything at first, later what was added (`--follow`). Pages are published
    /// while it runs. Returns whether anything was new.
    ///
    /// # Errors
    /// [`Stopped`] on a wish to stop; what was published stays.
    pub fn advance(&self, progress: &Progress) -> Result<bool, Stopped> {
        let mut any = self.scan(progress)?;
        for store in &self.stores {
            loop {
                match store.fill(SIP, progress)? {
                    Ok(true) => any |= self.scan(progress)?,
                    Ok(false) => break,
                    Err(problem) => {
                        self.problems.lock().unwrap_or_else(PoisonError::into_inner).push(problem);
                        break;
                    }
                }
            }
        }
        any |= self.scan(progress)?;
        Ok(any)
    }

    fn scan(&self, progress: &Progress) -> Result<bool, Stopped> {
        let mut work: Vec<Stretch> = Vec::new();
        for (source, store) in self.stores.iter().enumerate() {
            let (length, anew) = store.look();
            if let Some(from) = self.index_mut().news(source, length, anew) {
                progress.expect(length - from);
                work.extend(scan::stretches(source, from, length));
            }
        }
        if work.is_empty() {
            return if progress.stopped() { Err(Stopped) } else { Ok(false) };
        }
        let next = AtomicUsize::new(0);
        let done: Mutex<(usize, BTreeMap<usize, Vec<Page>>)> = Mutex::default();
        let run = || {
            let (mut texts, mut bench) = (Texts::new(&self.index), Bench::default());
            while !progress.stopped() {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(&stretch) = work.get(number) else { break };
                let pages = scan::scan(&self.stores[stretch.source], stretch, progress, &mut texts, &mut bench);
                if progress.stopped() {
                    break;
                }
                progress.add(stretch.to - stretch.from);
                self.publish(&done, number, pages);
            }
        };
        let cores = cores().min(work.len());
        thread::scope(|scope| {
            (1..cores).for_each(|_| drop(scope.spawn(run)));
            run();
        });
        if progress.stopped() {
            self.index_mut().forget_rest();
            return Err(Stopped);
        }
        Ok(true)
    }

    /// Adds pages to the index in the order of their stretches.
    fn publish(&self, done: &Mutex<(usize, BTreeMap<usize, Vec<Page>>)>, number: usize, pages: Vec<Page>) {
        let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
        done.1.insert(number, pages);
        loop {
            let (next, waiting) = &mut *done;
            let Some(pages) = waiting.remove(next) else { break };
            *next += 1;
            let mut index = self.index_mut();
            pages.into_iter().for_each(|page| index.push(page));
        }
    }
}

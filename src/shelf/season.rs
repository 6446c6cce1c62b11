//! Many units side by side, and what came of them in their order.
//!
//! ```text
//!   unit 1 2 3 4 5 6 ...      workers take the next one that is not too far ahead
//!        ■ ■ ▒ ■ ▒ ·          ■ done and waiting   ▒ in work   · not begun
//!        └─▶ take(1), take(2) in order, on the caller's thread; then they are forgotten
//! ```
//!
//! At most as many units as there are workers, and as many again that wait for a slower one before them, are in memory:
//! the length of a season does not matter. Side by side because joining rows to rounds and analysing them is one thread's
//! work: with all cores on the lines of one unit, the others would wait for it.

use super::{Digest, Failure, Library, Rows};
use crate::film::{Progress, Remarks, both};
use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

impl Library {
    /// Analyses every unit on `threads` threads, each heeding what `remarks` says was said about it. `work` turns what came
    /// of a unit into what is kept of it, on the thread that analysed it; `take` gets that for each unit in order, whatever
    /// the threads did, and ends it all by an error.
    ///
    /// # Errors
    /// Those of `take`. A stop that `progress` was asked for comes to `take` as [`Failure::Stopped`].
    pub fn each<'r, T: Send, E>(
        &self,
        threads: usize,
        progress: &Progress,
        rows: &Rows,
        remarks: impl Fn(usize) -> &'r Remarks + Sync,
        work: impl Fn(usize, Result<Digest, Failure>, Rows) -> T + Sync,
        mut take: impl FnMut(usize, T) -> Result<(), E>,
    ) -> Result<(), E> {
        let side_by_side = threads.min(self.units.len()).max(1);
        // What a few large units leave idle reads their lines.
        let each = (threads / side_by_side).max(1);
        let one = |unit: usize| {
            let mut rows = rows.clone();
            let digest = self.write(each, unit, remarks(unit), progress, &mut rows);
            work(unit, digest, rows)
        };
        match self.units.len() {
            1 => {
                // Every row names the configuration: it is hashed beside the files, not behind them.
                let (unit, _) = both(threads, || one(0), || self.configs().et.hash());
                take(0, unit)
            }
            units => in_order(units, side_by_side, one, take),
        }
    }
}

/// What the workers share.
struct State<T> {
    /// The next index that nobody has begun.
    next: usize,
    /// How many were taken.
    taken: usize,
    /// Set when nothing more is wanted, or a worker panicked.
    over: bool,
    waiting: BTreeMap<usize, T>,
}

/// Ends the others' waiting, also when its thread panics.
struct Last<'s, T>(&'s Mutex<State<T>>, &'s Condvar);

impl<T> Drop for Last<'_, T> {
    fn drop(&mut self) {
        if thread::panicking() {
            lock(self.0).over = true;
            self.1.notify_all();
        }
    }
}

/// Runs `work` for 0.. `count` on threads and hands the results to `take` in order.
fn in_order<T: Send, E>(
    count: usize,
    threads: usize,
    work: impl Fn(usize) -> T + Sync,
    mut take: impl FnMut(usize, T) -> Result<(), E>,
) -> Result<(), E> {
    let ahead = threads * 2;
    let state = Mutex::new(State { next: 0, taken: 0, over: false, waiting: BTreeMap::new() });
    let changed = Condvar::new();
    let worker = || {
        let _last = Last(&state, &changed);
        loop {
            let index = {
                let far = |state: &mut State<T>| !state.over && state.next < count && state.next >= state.taken + ahead;
                let waited = changed.wait_while(lock(&state), far);
                let mut state = waited.unwrap_or_else(PoisonError::into_inner);
                if state.over || state.next >= count {
                    return;
                }
                state.next += 1;
                state.next - 1
            };
            let done = work(index);
            lock(&state).waiting.insert(index, done);
            changed.notify_all();
        }
    };
    thread::scope(|scope| {
        let _last = Last(&state, &changed);
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        let mut result = Ok(());
        for index in 0..count {
            let missing = |state: &mut State<T>| !state.over && !state.waiting.contains_key(&index);
            let waited = changed.wait_while(lock(&state), missing);
            let done = waited.unwrap_or_else(PoisonError::into_inner).waiting.remove(&index);
            let Some(done) = done else { break };
            result = take(index, done);
            let mut state = lock(&state);
            state.taken += 1;
            state.over |= result.is_err();
            drop(state);
            changed.notify_all();
            if result.is_err() {
                break;
            }
        }
        for worker in workers {
            if let Err(panic) = worker.join() {
                // A panic of the analysis goes on with its own message.
                std::panic::resume_unwind(panic);
            }
        }
        result
    })
}

/// A panic elsewhere ends the work anyway, so a poisoned lock says nothing new.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    #[test]
    fn results_come_in_order_and_nobody_runs_far_ahead() {
        for threads in 1..6 {
            let (begun, taken) = (AtomicUsize::new(0), AtomicUsize::new(0));
            let most = AtomicUsize::new(0);
            let work = |index: usize| {
                let ahead = begun.fetch_add(1, Ordering::SeqCst) + 1 - taken.load(Ordering::SeqCst);
                most.fetch_max(ahead, Ordering::SeqCst);
                if index.is_multiple_of(7) {
                    thread::sleep(Duration::from_millis(2));
                }
                index * index
            };
            let mut seen = Vec::new();
            let take = |index: usize, square: usize| {
                taken.fetch_add(1, Ordering::SeqCst);
                seen.push((index, square));
                Ok::<(), ()>(())
            };
            in_order(50, threads, work, take).unwrap();
            assert_eq!(seen, (0..50).map(|i| (i, i * i)).collect::<Vec<_>>());
            // One more may be taken between the two looks at the counters.
            assert!(most.load(Ordering::SeqCst) <= threads * 2 + 1, "{threads}: {most:?}");
        }
        assert_eq!(in_order(0, 3, |i| i, |_, _| Err(())), Ok(()));
    }

    #[test]
    fn an_error_ends_the_work() {
        let begun = AtomicUsize::new(0);
        let work = |_| begun.fetch_add(1, Ordering::SeqCst);
        assert_eq!(in_order(1000, 2, work, |index, _| if index == 3 { Err("enough") } else { Ok(()) }), Err("enough"));
        assert!(begun.load(Ordering::SeqCst) < 20);
    }

    #[test]
    fn a_panic_goes_on_and_nobody_waits_for_ever() {
        let result = std::panic::catch_unwind(|| {
            in_order(100, 3, |index| assert!(index != 5, "planted"), |_, ()| Ok::<(), ()>(()))
        });
        assert!(result.is_err());
        let take = |index: usize, ()| {
            assert!(index != 5, "planted");
            Ok::<(), ()>(())
        };
        let result = std::panic::catch_unwind(|| in_order(100, 3, |_| (), take));
        assert!(result.is_err());
    }
}

//! The machine's cores, and work for several of them.
//!
//! The threads stay: one that is begun for every piece of work is often begun on the core that its maker is busy on, and
//! waits there for milliseconds while the other one idles.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// How many threads this machine runs at once.
#[must_use]
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Whether the program ends when this work is done.
static ENDS: AtomicBool = AtomicBool::new(false);

/// The thread that asks, the program's first, becomes one of those that share work, so that it need not wake others and
/// wait for them. Who draws meanwhile must not ask for it. Once, before anything is shared.
pub fn work_here(threads: usize) {
    // Where threads cannot be begun, the first that are needed say so.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).use_current_thread().build_global();
}

/// Begins something that is needed later, if there is a thread that would idle meanwhile.
pub fn ahead(threads: usize, work: impl FnOnce() + Send + 'static) {
    if threads > 1 {
        rayon::spawn(work);
    }
}

/// The program ends after what is done now: the system takes all memory back at once.
pub fn end_soon() {
    ENDS.store(true, Ordering::Relaxed);
}

/// Does two things that do not need each other, side by side if there are threads for it. A panic goes on with its own
/// message.
pub fn both<A: Send, B: Send>(
    threads: usize,
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    if threads < 2 { (one(), other()) } else { rayon::join(one, other) }
}

/// Makes something of every item, in their order, on so many threads: whoever has nothing else to do takes half of what
/// somebody else has still to do, but no less than `few` items.
pub fn in_pieces<T: Sync, R: Send>(
    threads: usize,
    few: usize,
    items: &[T],
    make: &(impl Fn(&T) -> R + Sync),
) -> Vec<R> {
    if threads < 2 || items.len() <= few.max(1) {
        return items.iter().map(make).collect();
    }
    let (first, rest) = items.split_at(items.len() / 2);
    let (mut made, more) = rayon::join(|| in_pieces(threads, few, first, make), || in_pieces(threads, few, rest, make));
    made.extend(more);
    made
}

/// Does the same on so many threads, as far as the machine has them: what came of each.
pub fn on_each<T: Send>(threads: usize, work: &(impl Fn() -> T + Sync)) -> Vec<T> {
    if threads < 2 {
        return vec![work()];
    }
    let (mut done, more) = rayon::join(|| on_each(threads / 2, work), || on_each(threads - threads / 2, work));
    done.extend(more);
    done
}

/// Lets go of something, without waiting until all of it is gone.
pub fn let_go<T: Send + 'static>(threads: usize, what: T) {
    if ENDS.load(Ordering::Relaxed) {
        // Piece by piece it would only be in the way of what is still to be done.
        std::mem::forget(what);
    } else if threads > 1 {
        rayon::spawn(move || drop(what));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_in_the_order_of_the_items() {
        for (threads, few, count) in [(1, 4, 9), (2, 1, 0), (2, 0, 7), (2, 3, 100), (8, 1, 33)] {
            let items: Vec<usize> = (0..count).collect();
            let made = in_pieces(threads, few, &items, &|item| item * item);
            assert_eq!(made, items.iter().map(|item| item * item).collect::<Vec<_>>(), "{threads} {few} {count}");
        }
    }
}

//! The machine's cores, and work for several of them.
//!
//! The threads stay: one that is begun for every piece of work is often begun on the core that its maker is busy on, and
//! waits there for milliseconds while the other one idles.

use std::thread;

/// How many threads this machine runs at once.
#[must_use]
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
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
    if threads > 1 {
        rayon::spawn(move || drop(what));
    }
}

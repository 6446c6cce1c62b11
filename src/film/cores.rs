//! The machine's cores, and work for two of them.

use std::panic::resume_unwind;
use std::thread;

/// How many threads this machine runs at once.
#[must_use]
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Does two things that do not need each other, side by side if there are threads for it.
pub fn both<A, B: Send>(threads: usize, one: impl FnOnce() -> A, other: impl FnOnce() -> B + Send) -> (A, B) {
    if threads < 2 {
        return (one(), other());
    }
    thread::scope(|scope| {
        let helper = scope.spawn(other);
        let one = one();
        // A panic goes on with its own message.
        (one, helper.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

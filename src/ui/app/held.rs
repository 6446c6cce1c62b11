//! What is there to be shown, and waits: it would take the round on the screen from under a key or a line that is awaited
//! about it, or from under a zone that is not saved.

use super::library::Entry;
use super::rows::Task;
use crate::film::Film;
use std::sync::Arc;

/// What waits; the newest takes the place of an older one.
#[derive(Debug, Clone)]
pub enum Held {
    /// A row of the library that somebody wants to see.
    Wanted(Entry),
    /// What a worker made of a table of rows.
    Rows(Task, Arc<Film>),
    /// The next round that is being written, for whoever went along with the one before.
    Live,
}

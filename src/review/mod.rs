//! Verdicts on findings: an append-only journal, its state with undo, the filter of the queue, and export.
//!
//! ```text
//!   Desk (one reviewer) ── Ledger (everybody's state) ◀── Journal ◀── Tape: <folder>/filmroom.verdicts.jsonl
//!     │                                                      one Entry a line, appended, never rewritten
//!     ├── queue::Filter   which findings are listed
//!     ├── reasons         the digits behind "false positive"
//!     └── export          JSONL and CSV
//! ```

mod desk;
mod entry;
pub mod export;
mod journal;
mod ledger;
mod options;
pub mod queue;
pub mod reasons;
mod tape;

pub use desk::{Desk, Orphan, Undone};
pub use entry::{Entry, Op, Planned, Ruling, Subject};
pub use journal::{Batch, FILE_NAME, Journal, JournalError};
pub use ledger::{Applied, Ledger, Opinion, Verdict};
pub use options::{Clock, Options};

#[cfg(test)]
mod fixture;

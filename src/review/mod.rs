//! Verdicts on findings: an append-only journal, its state with undo, the filter of the queue, and export.
//!
//! ```text
//!   Desk (one reviewer) ── Ledger (everybody's state) ◀── Journal ◀── Tape: <folder>/filmroom.verdicts.jsonl
//!     │                                                      one Entry a line, appended, never rewritten
//!     ├── queue::Filter   which findings are listed
//!     ├── reasons         the digits behind "false positive"
//!     └── export, import  JSONL (and CSV out)
//! ```

pub mod agreement;
mod backing;
pub mod blind;
mod covered;
mod desk;
mod entry;
mod evidence;
pub mod export;
pub mod import;
mod journal;
mod known;
mod ledger;
mod options;
pub mod queue;
pub mod reasons;
mod remarks;
pub mod stats;
mod tally;
mod tape;
pub mod tune;
pub mod whatif;

pub use backing::Backing;
pub use covered::Covered;
pub use desk::{Desk, Orphan, Undone};
pub use entry::{Entry, Op, Planned, Ruling, Said, Subject, Via};
pub use evidence::{Age, Evidence};
pub use journal::{Batch, FILE_NAME, Journal, JournalError};
pub use ledger::{Adjudication, Applied, Consensus, Ledger, Opinion, Verdict};
pub use options::{Clock, Options};
pub use tally::{Kind, Sum, Tally};

#[cfg(test)]
mod fixture;

//! The Zergling rush detector (specification 2, READINGS R1-R14): observations and rules in, a verdict out.
//!
//! ```text
//!   Observations ──Known at t──▶ rules: guards A B C, signals of R1 R2 R3 ──▶ totals, label, latch
//! ```

mod config;
mod index;
mod judge;
mod known;
mod rules;
mod show;
mod signal;

pub(crate) use config::secs;
pub use config::{Combine, NaturalRule, Rules, RushSettings, WeightsR1, WeightsR2, WeightsR3, section};
pub use judge::{By, GuardRow, LedgerRow, Scores, Verdict, judge};
pub use known::{Answer, Applies};
pub use signal::{Entry, Guard, Rush, Signal, tables};

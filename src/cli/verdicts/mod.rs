//! `filmroom verdicts`: what reviewers decided.
//!
//! ```text
//!   export, import, merge   out and in again        log        every decision and undo
//!   stats                   precision and recall    agreement  of two reviewers       orphans  what lost its finding
//!                                                   adjudicate what they settle
//! ```

mod adjudicate;
mod agreement;
mod args;
mod bring;
mod export;
mod journals;
mod log;
mod orphans;
pub(super) mod stats;

pub(super) use args::{EXAMPLES, Verdicts};

use super::Outcome;
use super::args::Common;
use color_eyre::Result;
use std::io::Write;

pub(super) fn run(common: &Common, command: &Verdicts, out: &mut dyn Write) -> Result<Outcome> {
    match command {
        Verdicts::Export(args) => export::export(common, args, out),
        Verdicts::Log(args) => log::run(common, args, out),
        Verdicts::Import(args) => bring::import(common, args, out),
        Verdicts::Merge(args) => bring::merge(common, args, out),
        Verdicts::Stats(args) => stats::run(common, args, out),
        Verdicts::Agreement(args) => agreement::run(common, args, out),
        Verdicts::Adjudicate(args) => adjudicate::run(common, args, out),
        Verdicts::Orphans(args) => orphans::run(common, args, out),
    }
}

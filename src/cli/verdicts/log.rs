//! `filmroom verdicts log`: the audit, every decision and undo with who and when.

use super::args::{Log, LogFormat};
use super::journals;
use crate::cli::args::Common;
use crate::cli::summary::count;
use crate::cli::work::Work;
use crate::cli::{Outcome, done, say, settings};
use crate::review::{Entry, Ledger, Op, Via};
use color_eyre::Result;
use std::io::Write;

pub(super) fn run(common: &Common, args: &Log, out: &mut dyn Write) -> Result<Outcome> {
    let settings = settings::load(common)?;
    let work = Work::begin(common);
    let Some((journals, problems)) = journals::open(&settings, &args.paths, &work)? else {
        return Ok(Outcome::Interrupted("nothing more is written"));
    };
    drop(work);
    let mut entries = 0;
    for journal in &journals {
        let ledger = journal.desk.ledger();
        entries += ledger.entries().len() as u64;
        if args.format == LogFormat::Table && journals.len() > 1 {
            writeln!(out, "{}", journal.name)?;
        }
        for entry in ledger.entries() {
            match args.format {
                LogFormat::Table => writeln!(out, "{}", row(entry, ledger))?,
                LogFormat::Jsonl => out.write_all(entry.line().as_bytes())?,
            }
        }
    }
    say(&format!("{} in {}", count(entries, "decision"), count(journals.len() as u64, "journal")));
    Ok(if journals.is_empty() { Outcome::Problems } else { done(&problems) })
}

/// `2026-01-31 18:04:05Z  ann           false positive (no angle): kiko did not answer for zed at 2:31.4`.
fn row(entry: &Entry, ledger: &Ledger) -> String {
    let time = entry.time.strftime("%Y-%m-%d %H:%M:%SZ");
    let target = entry.target.as_ref().and_then(|name| ledger.entry(name));
    let what = match (entry.op, target) {
        (Op::Undo | Op::Redo, Some(decision)) => format!("{} of {}", entry.words(), decision.words()),
        _ => entry.words(),
    };
    let came = match entry.via {
        None => "",
        Some(Via::Merge) => "  [merged]",
        Some(Via::Import) => "  [imported]",
    };
    let note = match (entry.op, &entry.note) {
        (Op::Verdict | Op::Adjudicate, Some(note)) => format!("  note \"{note}\""),
        _ => String::new(),
    };
    format!("{time}  {:<12}  {what}: {}{note}{came}", entry.reviewer, entry.subject)
}

//! `filmroom verdicts import` and `merge`: verdicts from elsewhere, each once.

use super::args::{Import, Merge};
use super::journals::{self, target};
use crate::cli::args::Common;
use crate::cli::summary::count;
use crate::cli::work::Work;
use crate::cli::{Outcome, Usage, done, say, settings, shown};
use crate::review::{Desk, import};
use color_eyre::Result;
use std::fs;
use std::io::Write;

pub(super) fn import(common: &Common, args: &Import, out: &mut dyn Write) -> Result<Outcome> {
    let settings = settings::load(common)?;
    let work = Work::begin(common);
    let name = args.file.display().to_string();
    let bytes = fs::read(&args.file)
        .map_err(|err| Usage(format!("{name} cannot be read: {err}; give an export or a journal")))?;
    work.expect(bytes.len() as u64);
    let mut desk = target(&settings, &args.into)?;
    let (counts, problems) = import::adopt(&mut desk, &name, &bytes, jiff::Timestamp::now(), work.progress());
    if work.progress().stopped() {
        return Ok(Outcome::Interrupted("nothing was taken in"));
    }
    drop(work);
    desk.save()?;
    problems.kept().iter().for_each(|problem| say(&problem.to_string()));
    writeln!(
        out,
        "{} taken into {}, {} known already, {} without a verdict",
        count(counts.new, "entry").replace("entrys", "entries"),
        place(&desk),
        counts.known,
        count(counts.unreviewed, "finding"),
    )?;
    Ok(if problems.is_empty() { Outcome::Done } else { Outcome::Problems })
}

pub(super) fn merge(common: &Common, args: &Merge, out: &mut dyn Write) -> Result<Outcome> {
    let settings = settings::load(common)?;
    let work = Work::begin(common);
    let Some((sources, problems)) = journals::open(&settings, &args.paths, &work)? else {
        return Ok(Outcome::Interrupted("nothing was merged"));
    };
    let mut desk = target(&settings, &args.into)?;
    let new = import::merge(&mut desk, sources.iter().map(|source| source.desk.ledger()));
    if work.progress().stopped() {
        return Ok(Outcome::Interrupted("nothing was merged"));
    }
    drop(work);
    desk.save()?;
    let all: u64 = sources.iter().map(|source| source.desk.ledger().entries().len() as u64).sum();
    let entries = count(new, "entry").replace("entrys", "entries");
    writeln!(
        out,
        "{entries} of {} taken into {}, {} known already",
        count(sources.len() as u64, "journal"),
        place(&desk),
        all - new,
    )?;
    Ok(done(&problems))
}

/// Where it went, for standard output: the folder's journal, or its shelter.
fn place(desk: &Desk) -> String {
    desk.path().map(shown).unwrap_or_default()
}

//! `filmroom verdicts import` and `merge`: verdicts from elsewhere, each once.

use super::args::{Import, Merge};
use super::journals::{self, target};
use crate::cli::args::Common;
use crate::cli::summary::count;
use crate::cli::work::Work;
use crate::cli::{Outcome, Usage, say, settings};
use crate::review::import;
use color_eyre::Result;
use std::fs;
use std::io::Write;

pub(super) fn import(common: &Common, args: &Import, out: &mut dyn Write) -> Result<Outcome> {
    let settings = settings::load(common)?;
    let name = args.file.display().to_string();
    let bytes = fs::read(&args.file)
        .map_err(|err| Usage(format!("{name} cannot be read: {err}; give an export or a journal")))?;
    let mut journal = target(&settings, &args.into)?;
    let now = jiff::Timestamp::now();
    let (counts, problems) = import::adopt(&mut journal.desk, &name, &bytes, now);
    journal.desk.save()?;
    problems.kept().iter().for_each(|problem| say(&problem.to_string()));
    writeln!(
        out,
        "{} taken into {}, {} known already, {} without a verdict",
        count(counts.new, "entry").replace("entrys", "entries"),
        journal.name,
        counts.known,
        count(counts.unreviewed, "finding"),
    )?;
    Ok(if problems.is_empty() { Outcome::Done } else { Outcome::Problems })
}

pub(super) fn merge(common: &Common, args: &Merge, out: &mut dyn Write) -> Result<Outcome> {
    let settings = settings::load(common)?;
    let work = Work::begin(common);
    let Some(sources) = journals::open(&settings, &args.paths, &work)? else {
        return Ok(Outcome::Interrupted("nothing was merged"));
    };
    drop(work);
    let mut journal = target(&settings, &args.into)?;
    let new = import::merge(&mut journal.desk, sources.iter().map(|source| source.desk.ledger()));
    journal.desk.save()?;
    let all: u64 = sources.iter().map(|source| source.desk.ledger().entries().len() as u64).sum();
    let entries = count(new, "entry").replace("entrys", "entries");
    writeln!(
        out,
        "{entries} of {} taken into {}, {} known already",
        count(sources.len() as u64, "journal"),
        journal.name,
        all - new,
    )?;
    Ok(Outcome::Done)
}

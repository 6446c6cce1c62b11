//! `filmroom report`: one page about all rounds, with the verdicts of the journals beside them.

use super::args::{Common, Report as Args};
use super::heard::Heard;
use super::inputs::{are_whole, kept, library_or_demo, tell_files};
use super::sink::STREAM;
use super::summary::{count, line};
use super::work::Work;
use super::write::Draft;
use super::{Outcome, done, say, settings, shown};
use crate::film::{Film, Shelf};
use crate::report::{Detail, Report};
use crate::shelf::{Failure, Season};
use color_eyre::Result;
use color_eyre::eyre::WrapErr;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

pub(super) fn run(common: &Common, args: &Args, out: &mut dyn Write) -> Result<Outcome> {
    const NOTHING: Outcome = Outcome::Interrupted("nothing was written");
    let settings = settings::load(common)?;
    let work = Work::begin(common);
    let Some(library) = library_or_demo(settings.configs, &args.paths, &work)? else { return Ok(NOTHING) };
    let draft = Draft::begin(&args.out, &kept(&library, &settings.files))?;
    let mut report =
        Report::new(draft.body()?, &args.title, settings.preferences.bar(), Detail::of(library.units().len()));
    let (mut problems, mut unread) = (library.problems().clone(), false);
    let mut season = Season::default();
    // Units of which not every file was read.
    let mut lacking = BTreeSet::new();
    let heard = Heard::of(&library, &settings.preferences);
    problems.append(heard.problems.clone());
    for (index, unit) in library.units().iter().enumerate() {
        work.now(&unit.name);
        let ledger = heard.ledger(index);
        match library.analyse(index, heard.remarks(index), work.progress(), &mut season) {
            Ok(opened) => {
                let lacks = opened.problems.lack_a_file();
                problems.append(opened.problems);
                if lacks {
                    opened.films.iter().for_each(|film| report.lacks(film));
                    lacking.insert(index);
                }
                // Films go when they are written: a season must not be in memory at once.
                let add = |film: &Arc<Film>| report.add(film, ledger, &unit.name);
                opened.films.iter().try_for_each(add).wrap_err_with(|| cannot_write(args))?;
            }
            Err(Failure::Stopped) => return Ok(NOTHING),
            Err(Failure::Unreadable(reason, more)) => {
                say(&format!("{}: {reason}", unit.name));
                problems.append(more);
                unread = true;
                lacking.insert(index);
            }
        }
    }
    let rounds = report.rounds() as u64;
    if rounds == 0 {
        problems.kept().iter().for_each(|problem| say(&problem.to_string()));
        say("nothing could be read, and nothing was written");
        return Ok(Outcome::Problems);
    }
    let (_, cover) = report.finish(&season.sheets(&library.configs())).wrap_err_with(|| cannot_write(args))?;
    let orphans = heard.ledgers().map(|(ledger, units)| cover.orphans(ledger, are_whole(&library, &units, &lacking)));
    let orphans = orphans.sum();
    let bytes = draft.finish(&cover.head(), &cover.foot(&problems, orphans), out)?;
    drop(work);
    // What is read from standard output is the page, and nothing else.
    let (piped, mut told) = (args.out == Path::new(STREAM), io::stderr());
    let out: &mut dyn Write = if piped { &mut told } else { out };
    tell_files(&problems);
    cover.warnings().iter().for_each(|warning| say(&format!("warning: {warning}")));
    line(out, "rounds", &rounds.to_string())?;
    line(out, "problems", &count(problems.count(), "problem"))?;
    let place = if piped { "standard output".to_owned() } else { shown(&args.out) };
    line(out, "written", &format!("{place} ({:.1} MB)", bytes as f64 / 1e6))?;
    Ok(if unread { Outcome::Problems } else { done(&problems) })
}

fn cannot_write(args: &Args) -> String {
    format!("cannot write {}", shown(&args.out))
}

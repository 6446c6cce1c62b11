//! `filmroom check`: every problem on a line of its own, then one line of totals.

use super::args::{Check, Common};
use super::heard::Heard;
use super::inputs::{beyond, library};
use super::summary::{count, rounds};
use super::work::Work;
use super::{Outcome, settings};
use crate::film::{Problems, Remarks, Shelf};
use crate::shelf::{Failure, Season};
use color_eyre::Result;
use std::io::{self, Write};

pub(super) fn run(common: &Common, args: &Check, out: &mut dyn Write) -> Result<Outcome> {
    let settings = settings::load(common)?;
    let work = Work::begin(common);
    let Some(library) = library(settings.configs.clone(), &args.paths, &work)? else {
        return Ok(Outcome::Interrupted("not everything was checked"));
    };
    let (mut films, mut problems) = (0, list(library.problems(), out)?);
    problems += list(&Heard::of(&library, &settings.preferences).problems, out)?;
    for (index, unit) in library.units().iter().enumerate() {
        work.now(&unit.name);
        match library.analyse(index, &Remarks::default(), work.progress(), &mut Season::default()) {
            Ok(opened) => {
                films += opened.films.len() as u64;
                problems += list(&opened.problems, out)?;
                if let Some(table) = &opened.table {
                    if table.read(work.progress()).is_err() {
                        return Ok(Outcome::Interrupted("not everything was checked"));
                    }
                    problems += list(&table.problems(), out)?;
                    let more = "`filmroom rows check` also compares what should agree";
                    writeln!(out, "{}: {} telemetry rows; {more}", unit.name, table.rows())?;
                }
            }
            Err(Failure::Stopped) => return Ok(Outcome::Interrupted("not everything was checked")),
            Err(Failure::Unreadable(reason, found)) => {
                problems += list(&found, out)?;
                if found.is_empty() {
                    writeln!(out, "{}: {reason}", unit.name)?;
                    problems += 1;
                }
            }
        }
    }
    let read = format!("{} in {}", rounds(films), count(library.sources() as u64, "file"));
    if problems == 0 {
        writeln!(out, "no problems: {read}")?;
        return Ok(Outcome::Done);
    }
    writeln!(out, "{}: {read}", count(problems, "problem"))?;
    Ok(Outcome::Problems)
}

/// Lists problems and returns how many there are.
fn list(problems: &Problems, out: &mut dyn Write) -> io::Result<u64> {
    for problem in problems.kept() {
        writeln!(out, "{problem}")?;
    }
    if let Some(more) = beyond(problems) {
        writeln!(out, "{more}")?;
    }
    Ok(problems.count())
}

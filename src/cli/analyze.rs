//! `filmroom analyze`: the output files, and a summary of what is in them.

use super::args::{Analyze, Common};
use super::inputs::library;
use super::summary::{Tally, count, line};
use super::work::Work;
use super::{Outcome, say, settings, write};
use crate::film::{Problems, Shelf};
use crate::shelf::{Failure, Library, Rows};
use color_eyre::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

pub(super) fn run(common: &Common, args: &Analyze, out: &mut dyn Write) -> Result<Outcome> {
    let since = Instant::now();
    let settings = settings::load(common)?;
    let work = Work::begin(common.ascii);
    let Some(library) = library(settings.configs, &args.paths, &work)? else {
        return Ok(Outcome::Interrupted("nothing was written"));
    };
    let Some(read) = read(&library, &work) else { return Ok(Outcome::Interrupted("nothing was written")) };
    if read.tally.films() == 0 {
        for problem in read.problems.kept() {
            say(&problem.to_string());
        }
        say("nothing could be read, and nothing was written");
        return Ok(Outcome::Problems);
    }
    let inputs: Vec<_> = library.files().map(Path::to_path_buf).collect();
    let files = read.rows.iter().map(|(name, rows)| (*name, rows.as_slice()));
    let written = write::all(&args.out, files, &inputs)?;
    drop(work);
    read.tally.print(out)?;
    line(out, "problems", &problems_line(&read.problems))?;
    let files: Vec<String> = settings.files.iter().map(|path| path.display().to_string()).collect();
    let from = if files.is_empty() { String::new() } else { format!(" (from {})", files.join(", ")) };
    line(out, "config", &format!("{}{from}", read.hashes.into_iter().collect::<Vec<_>>().join(", ")))?;
    for (id, units) in read.ids.iter().filter(|(_, units)| units.len() > 1) {
        let units = units.join(", ");
        line(out, "note", &format!("round {id} occurs in several places, its rows cannot be told apart: {units}"))?;
    }
    line(out, "written", &format!("{} in {}", count(written.len() as u64, "file"), args.out.display()))?;
    line(out, "time", &format!("{:.2} s", since.elapsed().as_secs_f64()))?;
    Ok(Outcome::Done)
}

/// Everything that was read.
#[derive(Default)]
struct Read {
    tally: Tally,
    rows: Rows,
    problems: Problems,
    hashes: BTreeSet<String>,
    /// Where each round's name was met.
    ids: BTreeMap<String, Vec<String>>,
}

/// Reads all units; `None` after Ctrl-C.
fn read(library: &Library, work: &Work) -> Option<Read> {
    let mut read = Read { problems: library.problems().clone(), ..Read::default() };
    for (index, unit) in library.units().iter().enumerate() {
        work.now(&unit.name);
        match library.analyse(index, work.progress(), Some(&mut read.rows)) {
            Ok(opened) => {
                for film in &opened.films {
                    read.tally.add(film);
                    read.hashes.insert(film.meta.config_hash.clone());
                    read.ids.entry(film.meta.id.clone()).or_default().push(unit.name.clone());
                }
                read.problems.append(opened.problems);
            }
            Err(Failure::Stopped) => return None,
            Err(Failure::Unreadable(reason, problems)) => {
                say(&format!("{}: {reason}", unit.name));
                read.problems.append(problems);
            }
        }
    }
    Some(read)
}

fn problems_line(problems: &Problems) -> String {
    match problems.count() {
        0 => "none".to_owned(),
        n => format!("{n} (list them with `filmroom check`)"),
    }
}

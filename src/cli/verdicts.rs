//! `filmroom verdicts export`: what reviewers decided, for other programs.

use super::args::{Common, Export, ExportFormat};
use super::inputs::{self, journal_name};
use super::summary::count;
use super::work::Work;
use super::{Outcome, say, settings};
use crate::film::Shelf;
use crate::review::Desk;
use crate::review::export::{Exporter, Format};
use crate::shelf::Failure;
use color_eyre::Result;
use std::io::Write;
use std::path::PathBuf;

pub(super) fn export(common: &Common, args: &Export, out: &mut dyn Write) -> Result<Outcome> {
    let settings = settings::load(common)?;
    let work = Work::begin(common.ascii);
    let Some(library) = inputs::library_or_demo(settings.configs, &args.paths, &work)? else {
        return Ok(Outcome::Interrupted("nothing more is written"));
    };
    let format = match args.format {
        ExportFormat::Jsonl => Format::Jsonl,
        ExportFormat::Csv => Format::Csv,
    };
    let mut exporter = Exporter::new(out, format)?;
    let mut films = 0;
    // A journal belongs to a folder: what fits none of the folder's rounds is an orphan.
    let mut folders: Vec<(Option<PathBuf>, Vec<usize>)> = Vec::new();
    for (index, unit) in library.units().iter().enumerate() {
        match folders.iter_mut().find(|(folder, _)| *folder == unit.folder) {
            Some((_, units)) => units.push(index),
            None => folders.push((unit.folder.clone(), vec![index])),
        }
    }
    for (folder, units) in folders {
        let desk = Desk::open(folder.as_deref(), settings.preferences.review(journal_name(&library)))?;
        desk.problems().kept().iter().for_each(|problem| say(&problem.to_string()));
        for index in units {
            let name = &library.units()[index].name;
            work.now(name);
            match library.analyse(index, work.progress(), None) {
                Ok(opened) => {
                    films += opened.films.len() as u64;
                    opened.films.iter().try_for_each(|film| exporter.film(film, desk.ledger()))?;
                }
                Err(Failure::Stopped) => return Ok(Outcome::Interrupted("the export is not complete")),
                Err(failure) => say(&format!("{name}: {failure}")),
            }
        }
        exporter.orphans(desk.ledger())?;
    }
    let counts = exporter.finish()?;
    library.problems().kept().iter().for_each(|problem| say(&problem.to_string()));
    say(&format!(
        "exported {}, {} ({} of them suppressed), {}",
        count(counts.verdicts, "verdict"),
        count(counts.unreviewed, "unreviewed finding"),
        counts.unreviewed_suppressed,
        count(counts.orphans, "orphan"),
    ));
    Ok(if films == 0 { Outcome::Problems } else { Outcome::Done })
}

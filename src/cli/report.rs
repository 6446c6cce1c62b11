//! `filmroom report`: one page about all rounds, with the verdicts of the journals beside them.

use super::args::{Common, Report as Args};
use super::inputs::{journal_name, library_or_demo};
use super::summary::{count, line};
use super::work::Work;
use super::write::Draft;
use super::{Outcome, say, settings};
use crate::film::Shelf;
use crate::report::Report;
use crate::review::Desk;
use crate::shelf::Failure;
use color_eyre::Result;
use std::io::Write;
use std::path::{Path, PathBuf};

pub(super) fn run(common: &Common, args: &Args, out: &mut dyn Write) -> Result<Outcome> {
    const NOTHING: Outcome = Outcome::Interrupted("nothing was written");
    let settings = settings::load(common)?;
    let work = Work::begin(common.ascii);
    let Some(library) = library_or_demo(settings.configs, &args.paths, &work)? else { return Ok(NOTHING) };
    let inputs: Vec<PathBuf> = library.files().map(Path::to_path_buf).collect();
    let draft = Draft::begin(&args.out, &inputs)?;
    let mut report = Report::new(draft.body()?, &args.title);
    let mut problems = library.problems().clone();
    // A journal belongs to a folder; each is read once.
    let mut desks: Vec<(Option<PathBuf>, Desk)> = Vec::new();
    for (index, unit) in library.units().iter().enumerate() {
        work.now(&unit.name);
        let at = match desks.iter().position(|(folder, _)| *folder == unit.folder) {
            Some(at) => at,
            None => {
                let options = settings.preferences.review(journal_name(&library));
                let desk = Desk::open(unit.folder.as_deref(), options)?;
                problems.append(desk.problems());
                desks.push((unit.folder.clone(), desk));
                desks.len() - 1
            }
        };
        let ledger = desks[at].1.ledger(); // found or pushed just now
        match library.analyse(index, work.progress(), None) {
            Ok(opened) => {
                problems.append(opened.problems);
                // Films go when they are written: a season must not be in memory at once.
                opened.films.iter().try_for_each(|film| report.add(film, ledger, &unit.name))?;
            }
            Err(Failure::Stopped) => return Ok(NOTHING),
            Err(Failure::Unreadable(reason, more)) => {
                say(&format!("{}: {reason}", unit.name));
                problems.append(more);
            }
        }
    }
    let rounds = report.rounds() as u64;
    if rounds == 0 {
        problems.kept().iter().for_each(|problem| say(&problem.to_string()));
        say("nothing could be read, and nothing was written");
        return Ok(Outcome::Problems);
    }
    let (_, cover) = report.finish()?;
    let orphans = desks.iter().map(|(_, desk)| cover.orphans(desk.ledger())).sum();
    let bytes = draft.finish(&cover.head(), &cover.foot(&problems, orphans))?;
    drop(work);
    line(out, "rounds", &rounds.to_string())?;
    line(out, "problems", &count(problems.count(), "problem"))?;
    line(out, "written", &format!("{} ({:.1} MB)", args.out.display(), bytes as f64 / 1e6))?;
    Ok(Outcome::Done)
}

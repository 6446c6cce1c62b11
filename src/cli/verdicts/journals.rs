//! Which journals belong to the paths that were given, and the films that belong to a journal.

use crate::cli::inputs::{self, journal_name};
use crate::cli::settings::Settings;
use crate::cli::summary::count;
use crate::cli::work::Work;
use crate::cli::{Outcome, Usage, done, say};
use crate::film::{Film, Problem, Problems, Shelf};
use crate::review::{Desk, FILE_NAME, Journal};
use crate::shelf::{Failure, Library, Season};
use color_eyre::Result;
use color_eyre::eyre::WrapErr;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// An open journal under the name the user knows it by.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) desk: Desk,
}

/// The journals behind folders (searched), journal files and, without a path, the demo; what was wrong is told, and
/// returned. `Ok(None)` after Ctrl-C.
pub(super) fn open(settings: &Settings, paths: &[PathBuf], work: &Work) -> Result<Option<(Vec<Named>, Problems)>> {
    let (mut journals, mut problems): (Vec<Named>, Problems) = Default::default();
    let (files, others): (Vec<&PathBuf>, Vec<&PathBuf>) = paths.iter().partition(|path| Journal::is_at(path));
    // A path may be given twice.
    let mut taken: BTreeSet<PathBuf> = BTreeSet::new();
    let mut is_new = |path: &Path| taken.insert(path.canonicalize().unwrap_or_else(|_| path.to_owned()));
    for path in files.into_iter().filter(|path| is_new(path)) {
        let desk = Desk::over(Journal::at(path.clone()), settings.preferences.review("journal"))?;
        journals.push(Named { name: path.display().to_string(), desk });
    }
    if !others.is_empty() || paths.is_empty() {
        let others: Vec<PathBuf> = others.into_iter().cloned().collect();
        let Some(library) = inputs::library_or_demo(settings.configs.clone(), &others, work)? else {
            return Ok(None);
        };
        // A folder may hold verdicts and no rounds: a copy that somebody sent.
        let own = others.iter().filter(|path| path.join(FILE_NAME).is_file()).cloned().map(Some);
        let of_units = library.units().iter().map(|unit| unit.folder.clone());
        // What has no folder (the demo, standard input) has one journal.
        for folder in own.chain(of_units).filter(|folder| is_new(folder.as_deref().unwrap_or(Path::new("-")))) {
            let desk = Desk::open(folder.as_deref(), settings.preferences.review(journal_name(&library)))?;
            let name = folder.map_or_else(|| journal_name(&library).to_owned(), |f| f.display().to_string());
            journals.push(Named { name, desk });
        }
        // A copy that somebody sent needs no rounds: what was to be read there was.
        let copies: Vec<_> =
            others.iter().filter(|path| is_copy(path)).map(|path| path.display().to_string()).collect();
        let wrong =
            library.problems().kept().iter().filter(|problem| !copies.iter().any(|copy| **copy == *problem.file));
        wrong.for_each(|problem| problems.push(problem.clone()));
    }
    for journal in &journals {
        problems.append(journal.desk.problems());
    }
    inputs::tell(&problems);
    Ok(Some((journals, problems)))
}

/// Whether a folder holds a journal and can be listed.
fn is_copy(folder: &Path) -> bool {
    folder.join(FILE_NAME).is_file() && fs::read_dir(folder).is_ok()
}

/// The journal that takes something in: of a folder (or its shelter, where that cannot be written), or a file of its
/// own.
pub(super) fn target(settings: &Settings, into: &Path) -> Result<Desk> {
    let options = settings.preferences.review("journal");
    let desk = match into {
        folder if folder.is_dir() => Desk::open(Some(folder), options),
        file if Journal::is_at(file) => Desk::over(Journal::at(file.to_owned()), options),
        // Not there yet, or empty; it must not grow at the end of a recording.
        file if fs::metadata(file).is_ok_and(|meta| meta.len() > 0) => {
            return Err(Usage(format!("{} is no journal of verdicts: give a folder to --into", file.display())).into());
        }
        file if file.extension().is_some_and(|extension| extension == "jsonl") => {
            Desk::over(Journal::at(file.to_owned()), options)
        }
        other => return Err(Usage(format!("there is no folder {}: make it first", other.display())).into()),
    };
    let desk = desk.wrap_err("the verdicts there cannot be read")?;
    desk.problems().kept().iter().for_each(|problem| say(&problem.to_string()));
    Ok(desk)
}

/// What [`each_film`] came to.
pub(super) struct Seen {
    pub(super) films: u64,
    /// What was wrong in paths, journals and rounds; it was told.
    pub(super) problems: Problems,
}

impl Seen {
    /// How a command over all films ends.
    pub(super) fn outcome(&self) -> Outcome {
        if self.films == 0 { Outcome::Problems } else { done(&self.problems) }
    }
}

/// Opens every unit of a library, folder by folder, each with the journal of its folder: `film` sees each film, and
/// whether a file of it could not be read; `folder` each journal after the films it belongs to, and whether those were
/// all of the folder's, and whole. `None` after Ctrl-C.
pub(super) fn each_film(
    settings: &Settings,
    library: &Library,
    work: &Work,
    mut film: impl FnMut(&Film, &Desk, bool) -> Result<()>,
    mut folder: impl FnMut(&Desk, bool) -> Result<()>,
) -> Result<Option<Seen>> {
    // A journal belongs to a folder: what fits none of the folder's rounds is an orphan.
    let mut folders: Vec<(Option<PathBuf>, Vec<usize>)> = Vec::new();
    for (index, unit) in library.units().iter().enumerate() {
        match folders.iter_mut().find(|(folder, _)| *folder == unit.folder) {
            Some((_, units)) => units.push(index),
            None => folders.push((unit.folder.clone(), vec![index])),
        }
    }
    let mut seen = Seen { films: 0, problems: Problems::default() };
    for (path, units) in folders {
        let desk = Desk::open(path.as_deref(), settings.preferences.review(journal_name(library)))?;
        inputs::tell(&desk.problems());
        seen.problems.append(desk.problems());
        let remarks = desk.ledger().remarks();
        let mut lacking = BTreeSet::new();
        for &index in &units {
            let name = &library.units()[index].name; // an index of these very units
            work.now(name);
            match library.analyse(index, &remarks, work.progress(), &mut Season::default()) {
                Ok(opened) => {
                    seen.films += opened.films.len() as u64;
                    let lacks = opened.problems.lack_a_file();
                    lacking.extend(lacks.then_some(index));
                    opened.films.iter().try_for_each(|one| film(one, &desk, lacks))?;
                    tell_of_a_round(name, &opened.problems);
                    seen.problems.append(opened.problems);
                }
                Err(Failure::Stopped) => return Ok(None),
                Err(failure) => {
                    lacking.insert(index);
                    let reason = failure.to_string();
                    say(&format!("{name}: {reason}"));
                    seen.problems.push(Problem { file: name.as_str().into(), line: 0, offset: 0, reason });
                }
            }
        }
        folder(&desk, inputs::are_whole(library, &units, &lacking))?;
    }
    inputs::tell(library.problems());
    seen.problems.append(library.problems().clone());
    Ok(Some(seen))
}

/// What was wrong in a round: files by name, lines by their number.
fn tell_of_a_round(name: &str, problems: &Problems) {
    inputs::tell_files(problems);
    match problems.count() - problems.files() {
        0 => {}
        lines => say(&format!("{name}: {}, see `filmroom check`", count(lines, "problem"))),
    }
}

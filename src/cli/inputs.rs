//! The paths of the command line as a library of rounds.

use super::Usage;
use super::work::Work;
use crate::film::{Problems, Shelf};
use crate::ingest::{Source, Stopped};
use crate::shelf::{Configs, Library, STANDARD_INPUT, standard_input};
use color_eyre::Result;
use std::collections::BTreeSet;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

/// Finds the rounds behind `paths`; `-` is standard input. `Ok(None)` after Ctrl-C.
pub(super) fn library(configs: Configs, paths: &[PathBuf], work: &Work) -> Result<Option<Library>> {
    let (streams, paths): (Vec<&PathBuf>, Vec<&PathBuf>) =
        paths.iter().partition(|path| path.as_path() == Path::new("-"));
    let mut library = match Library::search(&paths, configs, work.progress()) {
        Ok(library) => library,
        Err(Stopped) => return Ok(None),
    };
    if !streams.is_empty() {
        let Some(source) = piped(work)? else { return Ok(None) };
        library.add_source(source);
    }
    work.expect(library.units().iter().map(|unit| unit.bytes).sum());
    Ok(Some(library))
}

/// What no output of a command may replace: the files behind a library, and `configuration`, the files in force.
pub(super) fn kept(library: &Library, configuration: &[PathBuf]) -> Vec<PathBuf> {
    library.files().map(Path::to_path_buf).chain(configuration.iter().cloned()).collect()
}

/// What `-` stands for: all that comes through standard input. `Ok(None)` after Ctrl-C.
pub(super) fn piped(work: &Work) -> Result<Option<Source>> {
    if io::stdin().is_terminal() {
        return Err(Usage("`-` reads standard input, which is the keyboard: pipe a file into it".into()).into());
    }
    match standard_input(work.progress(), || super::say("waiting for standard input (Ctrl-C stops)")) {
        Err(Stopped) => Ok(None),
        Ok(source) => source.map(Some).map_err(color_eyre::Report::msg),
    }
}

/// Like [`library`]; without a path, what is piped into the program, else the demo.
pub(super) fn library_or_demo(configs: Configs, paths: &[PathBuf], work: &Work) -> Result<Option<Library>> {
    if !paths.is_empty() {
        return library(configs, paths, work);
    }
    if is_piped() {
        let Some(library) = library(configs.clone(), &[PathBuf::from("-")], work)? else { return Ok(None) };
        if library.units().iter().any(|unit| unit.bytes > 0) {
            return Ok(Some(library));
        }
    }
    Ok(Some(Library::demo(configs)?))
}

/// What stands for a folder in the name of the journal when there is none.
pub(super) fn journal_name(library: &Library) -> &'static str {
    if library.units().iter().any(|unit| unit.name == STANDARD_INPUT) { "stdin" } else { "demo" }
}

/// Whether something is piped into the program: a pipe or a file, not a terminal, and not nothing at all.
pub(super) fn is_piped() -> bool {
    if io::stdin().is_terminal() {
        return false;
    }
    #[cfg(unix)]
    {
        use std::os::fd::AsFd;
        use std::os::unix::fs::FileTypeExt;
        let kind = io::stdin().as_fd().try_clone_to_owned().and_then(|fd| std::fs::File::from(fd).metadata());
        kind.is_ok_and(|meta| meta.is_file() || meta.file_type().is_fifo() || meta.file_type().is_socket())
    }
    #[cfg(not(unix))]
    true
}

/// How many problems are beyond those that are kept in full, as a line.
pub(super) fn beyond(problems: &Problems) -> Option<String> {
    (problems.beyond() > 0).then(|| format!("... and {} more that are not listed", problems.beyond()))
}

/// Whether `units` are all there is of what was searched, and none of them is among those that `lack` a file: only then
/// is a verdict that fits none of them an orphan.
pub(super) fn are_whole(library: &Library, units: &[usize], lack: &BTreeSet<usize>) -> bool {
    let searched = units.iter().any(|unit| library.units().get(*unit).is_some_and(|unit| unit.searched));
    searched && !units.iter().any(|unit| lack.contains(unit))
}

/// Each path or file that could not be read at all, on a line.
pub(super) fn tell_files(problems: &Problems) {
    let files = problems.kept().iter().filter(|problem| problem.line == 0);
    let told = files.map(|problem| super::say(&problem.to_string())).count() as u64;
    match problems.files() - told {
        0 => {}
        more => super::say(&format!("... and {more} more that could not be read and are not listed")),
    }
}

/// Each problem on a line, as far as they are kept.
pub(super) fn tell(problems: &Problems) {
    problems.kept().iter().for_each(|problem| super::say(&problem.to_string()));
    if let Some(more) = beyond(problems) {
        super::say(&more);
    }
}

//! Where configuration, maps, state and journals are, and whether they can be read and written.

use super::Report;
use crate::cli::args::Common;
use crate::cli::preferences::Preferences;
use crate::cli::settings;
use crate::cli::summary::count;
use crate::disk::beside;
use crate::review::{Desk, FILE_NAME, Journal};
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

pub(super) fn examine(common: &Common, preferences: &Preferences, paths: &[PathBuf], report: &mut Report) {
    configuration(common, report);
    match Journal::state_folder() {
        Some(folder) => {
            let own = folder.join("filmroom");
            let state = place(&own);
            report.line("state", &format!("{}: {}", own.display(), state.words()));
            if let State::Closed(reason) = state {
                report.wrong(&format!(
                    "{} cannot be written ({reason}): verdicts about the demo, and about rounds in folders that cannot be \
                     written, would be lost. Set XDG_STATE_HOME to a folder that is yours.",
                    own.display()
                ));
            }
        }
        None => {
            report.line("state", "nowhere: there is no home folder");
            report.wrong("Neither HOME nor XDG_STATE_HOME is set: verdicts about the demo cannot be kept.");
        }
    }
    let temporary = std::env::temp_dir();
    let state = place(&temporary);
    report.line("temporary files", &format!("{}: {}", temporary.display(), state.words()));
    if let State::Closed(reason) = state {
        report.wrong(&format!("{} cannot be written ({reason}): set TMPDIR.", temporary.display()));
    }
    paths.iter().for_each(|path| journal(path, preferences, report));
}

fn configuration(common: &Common, report: &mut Report) {
    let Some(folder) = settings::own_folder() else {
        report.line("configuration", "nowhere: there is no home folder");
        return;
    };
    let own = common.config.clone().unwrap_or_else(|| folder.join("config.yaml"));
    let words = match fs::metadata(&own) {
        Ok(meta) if meta.is_file() => "there".to_owned(),
        Ok(_) => "there, but no file".to_owned(),
        Err(error) if error.kind() == ErrorKind::NotFound => "not there (it need not be)".to_owned(),
        Err(error) => error.to_string(),
    };
    report.line("configuration", &format!("{}: {words}", own.display()));
    let maps = folder.join("maps");
    let words = match fs::read_dir(&maps) {
        Ok(entries) => format!("{} files, {}", entries.count(), place(&maps).words()),
        Err(error) if error.kind() == ErrorKind::NotFound => "not there (it need not be)".to_owned(),
        Err(error) => {
            report.wrong(&format!("{} cannot be read: {error}", maps.display()));
            error.to_string()
        }
    };
    report.line("map files", &format!("{}: {words}", maps.display()));
}

/// Where verdicts about the rounds in a folder go.
fn journal(path: &Path, preferences: &Preferences, report: &mut Report) {
    let folder = if path.is_file() { path.parent().unwrap_or(path) } else { path };
    let name = format!("journal of {}", folder.display());
    if !folder.is_dir() {
        report.line(&name, "there is no such folder");
        report.wrong(&format!("{} is neither a file nor a folder that can be read.", path.display()));
        return;
    }
    let beside = folder.join(FILE_NAME);
    let desk = match Desk::open(Some(folder), preferences.review("doctor")) {
        Ok(desk) => desk,
        Err(error) => {
            report.line(&name, "cannot be read");
            report.wrong(&error.to_string());
            return;
        }
    };
    let state = place(&beside);
    report.line(&name, &format!("{}: {}", beside.display(), state.words()));
    if let State::Closed(reason) = &state {
        let shelter = Journal::new(Some(folder), "doctor", Journal::state_folder().as_deref());
        let shelter = desk.path().filter(|path| *path != beside).or(shelter.path().filter(|path| *path != beside));
        let instead = shelter.map_or_else(|| "the state folder".to_owned(), |path| path.display().to_string());
        report.hint(&format!("{} cannot be written ({reason}): verdicts go to {instead}.", beside.display()));
    }
    let problems = desk.problems();
    if !problems.is_empty() {
        let first = problems.kept().first().map(ToString::to_string).unwrap_or_default();
        report.wrong(&format!(
            "The journal of {} has {}; the first: {first}",
            folder.display(),
            count(problems.count(), "damaged line")
        ));
    }
}

/// What can be done with a place.
#[derive(Debug, PartialEq, Eq)]
enum State {
    /// A file or folder that is there and can be written.
    Open,
    /// Not there; it can be made.
    ToBeMade,
    /// It can neither be written nor made.
    Closed(String),
}

impl State {
    fn words(&self) -> String {
        match self {
            State::Open => "there, can be written".to_owned(),
            State::ToBeMade => "not there yet, can be made".to_owned(),
            State::Closed(reason) => format!("cannot be written: {reason}"),
        }
    }
}

/// Whether a file or folder can be written, or made where it is not there.
fn place(path: &Path) -> State {
    let closed = |error: io::Error| State::Closed(error.to_string());
    match fs::metadata(path) {
        Ok(meta) if meta.is_dir() => probe(path).map_or_else(closed, |()| State::Open),
        Ok(_) => OpenOptions::new().append(true).open(path).map_or_else(closed, |_| State::Open),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            // The nearest folder above that is there is where making it begins.
            let above = path.ancestors().skip(1).find(|above| above.exists());
            probe(above.unwrap_or(Path::new("."))).map_or_else(closed, |()| State::ToBeMade)
        }
        Err(error) => closed(error),
    }
}

/// Makes an empty file in a folder and removes it: nothing else knows of quotas, mounts and access lists.
fn probe(folder: &Path) -> io::Result<()> {
    beside(&folder.join("filmroom-doctor"))?.close()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_tried_and_left_as_they_were() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x");
        fs::write(&file, "kept").unwrap();
        assert_eq!([folder.path(), &file].map(place), [State::Open, State::Open]);
        assert_eq!(place(&folder.path().join("not/there/yet")), State::ToBeMade);
        assert!(matches!(place(&file.join("below a file")), State::Closed(_)));
        assert!(matches!(place(Path::new("/proc/filmroom/x")), State::Closed(_)));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(fs::read_to_string(file).unwrap(), "kept");
    }
}

//! Telemetry rows as a shelf of one unit: all files of them together, whatever folders they lie in.

use super::Library;
use super::group::folder_of;
use crate::film::{LongTable, Opened, Problem, Problems, Progress, Remarks, Shelf, Unit};
use crate::ingest::{Source, sniff};
use crate::sim;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One table of rows.
#[derive(Debug)]
pub struct RowShelf {
    units: [Unit; 1],
    table: Arc<dyn LongTable>,
    /// None of them may be written.
    files: Vec<Source>,
    problems: Problems,
}

impl RowShelf {
    /// Over files or bytes in memory; with `grows`, what is added to them later is shown too.
    #[must_use]
    pub fn over(sources: &[Source], grows: bool, problems: Problems) -> RowShelf {
        let table = sim::Table::over(sources, grows);
        let unit = Unit {
            name: table.title(),
            folder: sources.iter().find_map(folder),
            // Rows are opened one by one: a verdict whose row is not there was on one of the others.
            searched: false,
            bytes: sources.iter().map(Source::bytes).sum(),
        };
        let files = sources.iter().filter(|source| matches!(source, Source::File(_))).cloned().collect();
        RowShelf { units: [unit], table: Arc::new(table), files, problems }
    }

    /// Over a pipe: rows are shown as they come.
    ///
    /// # Errors
    /// What comes cannot be kept in the temporary folder.
    pub fn pipe(name: &str, input: impl Read + Send + 'static) -> Result<RowShelf, Problem> {
        let table = sim::Table::piped(sim::Telemetry::pipe(name, input)?, name);
        let unit = Unit { name: table.title(), folder: None, searched: false, bytes: 0 };
        Ok(RowShelf { units: [unit], table: Arc::new(table), files: Vec::new(), problems: Problems::default() })
    }

    /// The files of a library, if they are rows and nothing else is among them: what a search met and no game knows does
    /// not count.
    #[must_use]
    pub fn of(library: &Library) -> Option<RowShelf> {
        let mut sources = Vec::new();
        for input in library.contents.iter().flat_map(|content| &content.inputs) {
            let head = sniff(&input.source).ok();
            let known = head.as_ref().and_then(|head| library.games.iter().position(|game| (game.recognises)(head)));
            match known.and_then(|game| library.games.get(game)) {
                Some(game) if game.key == super::game::ROWS => sources.push(input.source.clone()),
                None if !input.explicit => {}
                _ => return None,
            }
        }
        let mut problems = library.problems.clone();
        library.contents.iter().for_each(|content| problems.append(content.problems.clone()));
        (!sources.is_empty()).then(|| RowShelf::over(&sources, false, problems))
    }
}

/// The folder of a file: where its verdicts are kept.
fn folder(source: &Source) -> Option<PathBuf> {
    match source {
        Source::File(path) => Some(folder_of(path)),
        Source::Memory { .. } => None,
    }
}

impl Shelf for RowShelf {
    fn units(&self) -> &[Unit] {
        &self.units
    }

    fn open(&self, _: usize, _: &Remarks, _: &Progress) -> Result<Opened, String> {
        let table = Some(self.table.clone());
        Ok(Opened { films: Vec::new(), problems: self.problems.clone(), table })
    }

    fn is_input(&self, path: &Path) -> bool {
        self.files.iter().any(|source| source.is_at(path))
    }
}

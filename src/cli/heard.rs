//! The journals behind the units of a library, each read once: what was said is heeded by every command that analyses.

use super::inputs::journal_name;
use super::preferences::Preferences;
use crate::film::{Problem, Problems, Remarks, Shelf};
use crate::review::{Desk, JournalError, Ledger};
use crate::shelf::Library;
use std::path::PathBuf;

/// What everybody said about the rounds of a library.
pub(super) struct Heard {
    journals: Vec<Journal>,
    /// The journal of each unit.
    of_unit: Vec<usize>,
    /// What was wrong in the journals.
    pub(super) problems: Problems,
}

/// One folder's journal, and what it comes to.
struct Journal {
    folder: Option<PathBuf>,
    desk: Desk,
    remarks: Remarks,
}

impl Heard {
    /// Reads the journals. One that cannot be read is a problem, and then nothing was said.
    pub(super) fn of(library: &Library, preferences: &Preferences) -> Heard {
        let mut heard = Heard { journals: Vec::new(), of_unit: Vec::new(), problems: Problems::default() };
        for unit in library.units() {
            let known = heard.journals.iter().position(|journal| journal.folder == unit.folder);
            let at = known.unwrap_or_else(|| heard.read(library, preferences, unit.folder.clone()));
            heard.of_unit.push(at);
        }
        heard
    }

    /// Reads a folder's journal; its place among them.
    fn read(&mut self, library: &Library, preferences: &Preferences, folder: Option<PathBuf>) -> usize {
        let options = || preferences.review(journal_name(library));
        let desk = Desk::open(folder.as_deref(), options()).unwrap_or_else(|error| {
            // Without any place there never was a verdict.
            if !matches!(error, JournalError::Nowhere) {
                let file = folder.as_deref().map_or_else(String::new, |folder| folder.display().to_string());
                let reason = format!("the verdicts cannot be read, none is heeded: {error}");
                self.problems.push(Problem { file: file.into(), line: 0, offset: 0, reason });
            }
            Desk::detached(options())
        });
        self.problems.append(desk.problems());
        let remarks = desk.ledger().remarks();
        self.journals.push(Journal { folder, desk, remarks });
        self.journals.len() - 1
    }

    /// What was said about a unit of that library.
    pub(super) fn remarks(&self, unit: usize) -> &Remarks {
        &self.journal(unit).remarks
    }

    /// The verdicts on a unit of that library.
    pub(super) fn ledger(&self, unit: usize) -> &Ledger {
        self.desk(unit).ledger()
    }

    /// Who reviews a unit of that library.
    pub(super) fn desk(&self, unit: usize) -> &Desk {
        &self.journal(unit).desk
    }

    /// Every journal's verdicts, with the units that they are about.
    pub(super) fn ledgers(&self) -> impl Iterator<Item = (&Ledger, Vec<usize>)> {
        let units = |at| (0..self.of_unit.len()).filter(|unit| self.of_unit.get(*unit) == Some(&at)).collect();
        self.journals.iter().enumerate().map(move |(at, journal)| (journal.desk.ledger(), units(at)))
    }

    fn journal(&self, unit: usize) -> &Journal {
        // Every unit of the library was given its journal in `of`.
        &self.journals[self.of_unit[unit]]
    }
}

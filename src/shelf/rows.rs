//! What reading many rounds leaves behind: rows of output files, rounds in numbers, and what they add up to.

use super::Configs;
use crate::et;
use crate::et::analysis::{Analysis, Many};
use crate::et::output::Format;
use crate::film::{Brief, Problems, Sheet};
use std::collections::BTreeMap;

/// What the rounds of a game add up to, a season: each counted and forgotten.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Season {
    et: Many,
}

impl Season {
    /// Adds a round.
    pub(super) fn add(&mut self, round: &et::Round, analysis: &Analysis) {
        self.et.add(round, analysis);
    }

    /// Adds what the rounds behind these came to.
    pub fn join(&mut self, later: Season) {
        self.et.join(later.et);
    }

    /// Tables over all rounds; none for less than two.
    #[must_use]
    pub fn sheets(&self, configs: &Configs) -> Vec<Sheet> {
        if self.et.rounds < 2 { Vec::new() } else { et::season(&self.et, &configs.et.for_map(None)) }
    }
}

/// Rounds in numbers, and what was wrong in the input.
#[derive(Debug, Clone, Default)]
pub struct Digest {
    /// In order of first appearance.
    pub rounds: Vec<Brief>,
    /// What was wrong.
    pub problems: Problems,
}

/// Rows of output files, and what they add up to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rows {
    format: Format,
    files: BTreeMap<String, Lines>,
    season: Season,
}

/// A file's head line and its rows so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    /// What stands once at the file's beginning.
    pub head: Vec<u8>,
    /// Whole lines.
    pub rows: Vec<u8>,
}

impl Rows {
    /// None yet.
    #[must_use]
    pub fn new(format: Format) -> Rows {
        Rows { format, ..Rows::default() }
    }

    /// What the rounds of these rows add up to.
    #[must_use]
    pub const fn season(&self) -> &Season {
        &self.season
    }

    /// What more rounds are added to.
    pub(super) const fn season_mut(&mut self) -> &mut Season {
        &mut self.season
    }

    /// As what they are written.
    pub(super) const fn format(&self) -> Format {
        self.format
    }

    /// Adds whole lines to a file, which is then written, also without any.
    pub(super) fn add(&mut self, name: &str, head: &[u8], lines: Vec<u8>) {
        let file = self.files.entry(name.to_owned()).or_default();
        head.clone_into(&mut file.head);
        match file.rows.is_empty() {
            true => file.rows = lines,
            false => file.rows.extend_from_slice(&lines),
        }
    }

    /// The files by name: every one that the game writes, also when it has no rows.
    pub fn files(&self) -> impl Iterator<Item = (&str, &Lines)> {
        self.files.iter().map(|(name, lines)| (name.as_str(), lines))
    }
}

//! What was read of the rounds that verdicts are about: a finding that is gone is told from one that nobody looked for.

use super::entry::Subject;
use crate::film::{Film, Finding, FindingId};
use std::collections::HashSet;

/// The films that were read, and their findings.
#[derive(Debug, Clone, Default)]
pub struct Covered {
    films: HashSet<String>,
    findings: HashSet<FindingId>,
}

impl Covered {
    /// Takes in a film; those of its findings that no film before it held.
    pub fn add<'f>(&mut self, film: &'f Film) -> Vec<&'f Finding> {
        self.films.insert(film.meta.id.clone());
        film.findings.iter().filter(|finding| self.findings.insert(finding.id.clone())).collect()
    }

    /// Whether a verdict's finding is gone: its round was read and does not hold it, or no round of its folder does and
    /// `whole` says that all of them were read.
    #[must_use]
    pub fn is_gone(&self, subject: &Subject, whole: bool) -> bool {
        !self.findings.contains(&subject.id) && (whole || self.films.contains(&subject.film))
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::film;
    use super::*;

    #[test]
    fn only_what_was_looked_for_can_be_gone() {
        let film = film();
        let mut covered = Covered::default();
        assert_eq!(covered.add(&film).len(), film.findings.len());
        assert!(covered.add(&film).is_empty(), "each finding once");
        let there = Subject::of(&film, &film.findings[0]);
        let gone = Subject { id: FindingId("gone".into()), ..there.clone() };
        let elsewhere = Subject { film: "another round".into(), ..gone.clone() };
        let told = |whole| [&there, &gone, &elsewhere].map(|subject| covered.is_gone(subject, whole));
        assert_eq!((told(false), told(true)), ([false, true, false], [false, true, true]));
    }
}

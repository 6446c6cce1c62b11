//! What was read of the rounds that verdicts are about: a finding that is gone is told from one that nobody looked for.

use super::entry::Subject;
use crate::film::{Film, Finding, FindingId};
use std::collections::HashSet;

/// The films that were read, and their findings.
#[derive(Debug, Clone, Default)]
pub struct Covered {
    films: HashSet<String>,
    findings: HashSet<FindingId>,
    /// Films of which a file could not be read.
    lacking: HashSet<String>,
    /// Films and kinds of findings that they could not tell.
    untold: HashSet<(String, String)>,
}

impl Covered {
    /// Takes in a film; those of its findings that no film before it held.
    pub fn add<'f>(&mut self, film: &'f Film) -> Vec<&'f Finding> {
        self.films.insert(film.meta.id.clone());
        let untold = film.finding_kinds.iter().filter(|kind| film.meta.unknown(kind).is_some());
        self.untold.extend(untold.map(|kind| (film.meta.id.clone(), kind.key.to_owned())));
        film.findings.iter().filter(|finding| self.findings.insert(finding.id.clone())).collect()
    }

    /// Says that a file of a film could not be read: what it does not hold may be there.
    pub fn lacks(&mut self, film: &Film) {
        self.lacking.insert(film.meta.id.clone());
    }

    /// Whether a verdict's finding is gone: its round was read whole, could tell such findings and does not hold it, or no
    /// round of its folder does and `whole` says that all of them were read.
    #[must_use]
    pub fn is_gone(&self, subject: &Subject, whole: bool) -> bool {
        let Subject { film, kind, .. } = subject;
        let told = || !self.lacking.contains(film) && !self.untold.contains(&(film.clone(), kind.clone()));
        !self.findings.contains(&subject.id) && (whole || self.films.contains(film)) && told()
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

    #[test]
    fn what_a_film_could_not_tell_or_lacks_is_not_gone() {
        let mut film = film();
        let gone = Subject { id: FindingId("gone".into()), ..Subject::of(&film, &film.findings[0]) };
        let mut lacking = Covered::default();
        lacking.add(&film);
        assert!(lacking.is_gone(&gone, true));
        lacking.lacks(&film);
        assert!(!lacking.is_gone(&gone, true) && !lacking.is_gone(&gone, false));
        film.meta.unknown_kinds = vec![(film.finding_kinds[film.findings[0].kind].key, "no snapshots".into())];
        let mut untold = Covered::default();
        untold.add(&film);
        assert!(!untold.is_gone(&gone, true) && !untold.is_gone(&gone, false));
        assert!(untold.is_gone(&Subject { kind: "another".into(), ..gone }, true));
    }
}

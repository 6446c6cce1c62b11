//! What is kept of a film where many are only counted: no tracks, no log, no tables.

use super::{Confidence, Film, FindingId, FindingKind, Status};

/// A film in numbers. A game may make it without making the film.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Brief {
    /// As in the film.
    pub id: String,
    /// Hash of the whole configuration in force.
    pub config_hash: String,
    /// Counts for lists, in order; `None` is unavailable.
    pub counts: Vec<(&'static str, Option<u64>)>,
    /// What holds or does not.
    pub flags: Vec<(&'static str, bool)>,
    /// Kinds of findings.
    pub kinds: Vec<FindingKind>,
    /// Kinds of findings that cannot be told, by key, and why.
    pub unknown_kinds: Vec<(&'static str, String)>,
    /// The findings, in any order.
    pub found: Vec<Found>,
    /// Keys of the kinds whose findings cost points.
    pub costly: Vec<&'static str>,
}

/// A finding in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Index into [`Brief::kinds`].
    pub kind: usize,
    /// Its name.
    pub id: FindingId,
    /// How sure; none for facts.
    pub confidence: Option<Confidence>,
    /// Candidate, excused, or a fact.
    pub status: Status,
}

impl Brief {
    /// A film in numbers.
    #[must_use]
    pub fn of(film: &Film) -> Brief {
        let found = film.findings.iter().map(|finding| Found {
            kind: finding.kind,
            id: finding.id.clone(),
            confidence: finding.confidence,
            status: finding.status.clone(),
        });
        let mut costly: Vec<&'static str> = film.sheets.iter().flat_map(|sheet| sheet.penalised.clone()).collect();
        costly.sort_unstable();
        costly.dedup();
        Brief {
            id: film.meta.id.clone(),
            config_hash: film.meta.config_hash.clone(),
            counts: film.meta.counts.clone(),
            flags: film.meta.flags.clone(),
            kinds: film.finding_kinds.clone(),
            unknown_kinds: film.meta.unknown_kinds.clone(),
            found: found.collect(),
            costly,
        }
    }

    /// The surest candidates of the kinds that cost points: kind and id.
    pub fn penalised(&self) -> impl Iterator<Item = (&'static str, &FindingId)> {
        self.found.iter().filter_map(|found| {
            let key = self.kinds.get(found.kind)?.key;
            let sure = found.status == Status::Candidate && found.confidence == Some(Confidence::High);
            (sure && self.costly.contains(&key)).then_some((key, &found.id))
        })
    }
}

//! The state of a round on the screen: the clock, the selected finding, what is listed, and what the map looks at.

use super::library::Entry;
use super::sieve;
use crate::film::playback::{Command, Playback, SampleTimes};
use crate::film::{ActorId, Film, Finding, Time};
use crate::review::queue::Filter;
use crate::review::reasons::Reasons;
use crate::review::{Opinion, Subject};
use crate::ui::widgets::map::MapState;
use std::sync::Arc;

/// The parts of the round's screen that keys can be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pane {
    /// The map.
    Map,
    /// The timeline.
    Timeline,
    /// The list of findings.
    #[default]
    Findings,
    /// The evidence of the selected finding.
    Evidence,
}

impl Pane {
    const ALL: [Pane; 4] = [Pane::Findings, Pane::Evidence, Pane::Map, Pane::Timeline];

    /// The pane `by` places on, round and round.
    #[must_use]
    pub fn turned(self, by: isize) -> Pane {
        let at = Pane::ALL.iter().position(|pane| *pane == self).unwrap_or_default() as isize;
        Pane::ALL[(at + by).rem_euclid(Pane::ALL.len() as isize) as usize]
    }
}

/// Which events are listed, and the chosen one.
#[derive(Debug, Clone, Default)]
pub struct LogState {
    /// Index of the kind; `None` is all.
    pub kind: Option<usize>,
    /// Whose; `None` is everybody's.
    pub player: Option<ActorId>,
    /// Text they must contain.
    pub text: String,
    /// Indices of the listed moments, in time order.
    pub rows: Vec<usize>,
    /// The chosen row.
    pub at: usize,
}

impl LogState {
    /// Lists again what passes, and keeps the chosen moment, or the one after it.
    pub fn list(&mut self, film: &Film) {
        let chosen = self.rows.get(self.at).copied().unwrap_or_default();
        let needle = self.text.to_lowercase();
        let passes = |moment: &crate::film::Moment| {
            self.kind.is_none_or(|kind| moment.kind == kind)
                && self.player.is_none_or(|player| moment.actors.contains(&player))
                && (needle.is_empty() || moment.text.to_lowercase().contains(&needle))
        };
        self.rows = film.log.iter().enumerate().filter(|(_, moment)| passes(moment)).map(|(at, _)| at).collect();
        self.at = self.rows.partition_point(|row| *row < chosen).min(self.rows.len().saturating_sub(1));
    }

    /// Chooses the first listed moment at or after `t`, or the last one.
    pub fn go(&mut self, film: &Film, t: Time) {
        let from = film.log_from(t);
        self.at = self.rows.partition_point(|row| *row < from).min(self.rows.len().saturating_sub(1));
    }
}

/// Which table is shown, how it is sorted, and the chosen row.
#[derive(Debug, Clone, Copy, Default)]
pub struct TableState {
    /// Index into the film's sheets.
    pub sheet: usize,
    /// The column it is sorted by; `None` is the order of the sheet.
    pub sort: Option<usize>,
    /// Sorted the other way round.
    pub reversed: bool,
    /// The chosen row, as shown.
    pub at: usize,
}

/// A round on the screen.
#[derive(Debug, Clone)]
pub struct Round {
    /// Where it came from.
    pub entry: Entry,
    /// The film.
    pub film: Arc<Film>,
    /// The clock.
    pub playback: Playback,
    /// Moments of the snapshots.
    pub samples: SampleTimes,
    /// Which findings are listed.
    pub filter: Filter,
    /// Indices of the listed findings, in time order.
    pub listed: Vec<usize>,
    /// Index of the selected finding; it stays selected when a verdict takes it off the list.
    pub selected: Option<usize>,
    /// The pane the keys are in.
    pub pane: Pane,
    /// What the map looks at.
    pub map: MapState,
    /// First line of the evidence that is shown.
    pub evidence: usize,
    /// The log.
    pub log: LogState,
    /// The tables.
    pub table: TableState,
}

/// How long before its moment a chosen finding parks the clock: enough to see who stands where, short enough to keep
/// the players of the moment alive.
const LEAD: Time = Time(1_000);

impl Round {
    /// The film at its first moment, the candidates listed, nothing selected.
    #[must_use]
    pub fn new(entry: Entry, film: Arc<Film>) -> Round {
        let mut log = LogState::default();
        log.list(&film);
        let players = film.sheets.iter().position(|sheet| sheet.key == "players").unwrap_or_default();
        Round {
            entry,
            playback: Playback::new(film.meta.span),
            samples: SampleTimes::of(&film),
            filter: sieve::candidates(),
            listed: Vec::new(),
            selected: None,
            pane: Pane::default(),
            map: MapState::default(),
            evidence: 0,
            log,
            table: TableState { sheet: players, ..TableState::default() },
            film,
        }
    }

    /// The selected finding.
    #[must_use]
    pub fn finding(&self) -> Option<&Finding> {
        self.film.findings.get(self.selected?)
    }

    /// What a verdict on the selected finding is about.
    #[must_use]
    pub fn subject(&self) -> Option<Subject> {
        Some(Subject::of(&self.film, self.finding()?))
    }

    /// Its reasons for "false positive", the configuration's own list first.
    #[must_use]
    pub fn reasons(&self, own: Option<&[String]>) -> Reasons {
        let kind = self.finding().and_then(|finding| self.film.finding_kinds.get(finding.kind));
        kind.map_or_else(Reasons::default, |kind| Reasons::of(kind, own))
    }

    /// Lists again what passes the filter.
    pub fn list<'o>(&mut self, opinion: impl Fn(&Finding) -> Option<&'o Opinion>) {
        self.listed = self.filter.select(&self.film, |finding| opinion(finding)).collect();
    }

    /// Selects a finding and parks the clock just before it; a loop moves to its slice.
    pub fn select(&mut self, at: usize) {
        let Some(finding) = self.film.findings.get(at) else { return };
        let (span, park) = (finding.span, (finding.at - LEAD).max(finding.span.from));
        (self.selected, self.evidence) = (Some(at), 0);
        self.playback.apply(Command::Pause);
        self.playback.apply(Command::SeekClamped(park));
        if self.playback.loop_span().is_some() {
            self.playback.apply(Command::Loop(Some(span)));
        }
    }

    /// Place in the list of the selected finding, or where it would be.
    #[must_use]
    pub fn place(&self) -> Result<usize, usize> {
        self.selected.map_or(Err(0), |selected| self.listed.binary_search(&selected))
    }

    /// The finding `by` places on in the list, stopping at its ends; `None` when that is where we are.
    #[must_use]
    pub fn neighbour(&self, by: isize) -> Option<usize> {
        let last = self.listed.len().checked_sub(1)?;
        let to = match self.place() {
            Ok(at) => at.saturating_add_signed(by).min(last),
            // Off the list: one step back is the one before, one step on the one after.
            Err(at) if by > 0 => (at + by as usize - 1).min(last),
            Err(at) => at.saturating_add_signed(by).min(last),
        };
        let next = self.listed.get(to).copied();
        next.filter(|next| Some(*next) != self.selected)
    }
}

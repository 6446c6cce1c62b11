//! The state of a round on the screen: the clock, the selected finding, what is listed, and what the map looks at.

use super::library::Entry;
use super::plans::PlanDraft;
use super::space::Space;
use super::zones::Zones;
use crate::film::playback::{Command, Playback, SampleTimes};
use crate::film::{ActorId, Film, Finding, Moment, Remarks, Sheet, Time};
use crate::review::queue::Look;
use crate::review::reasons::Reasons;
use crate::review::{Desk, Subject, blind};
use crate::ui::widgets::evidence::EvidenceState;
use crate::ui::widgets::list::ListState;
use crate::ui::widgets::map::MapState;
use crate::ui::widgets::table::TableState;
use std::borrow::Cow;
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
    /// Text that their rows could show: in words, kind or place. A row without room leaves its place out, and is found
    /// by it all the same.
    pub text: String,
    /// Indices of the listed moments, in time order.
    pub rows: Vec<usize>,
    /// The chosen row.
    pub list: ListState,
}

/// Where a moment was, as its row tells it: of two people, whose place it is.
#[must_use]
pub fn place(film: &Film, moment: &Moment) -> Option<String> {
    let here = film.places.callouts.nearest(moment.pos?)?;
    let of = moment.actors.get(1).and_then(|actor| film.cast.get(actor.index()));
    Some(of.map_or_else(|| here.to_string(), |actor| format!("{}: {here}", actor.name)))
}

impl LogState {
    /// Lists again what passes, and keeps the chosen moment, or the one after it.
    pub fn list(&mut self, film: &Film) {
        let chosen = self.rows.get(self.list.selected()).copied().unwrap_or_default();
        let needle = self.text.to_lowercase();
        let shows = |text: &str| text.to_lowercase().contains(&needle);
        let kind = |moment: &Moment| film.moment_kinds.get(moment.kind).is_some_and(|kind| shows(&kind.key));
        let place = |moment: &Moment| place(film, moment).is_some_and(|place| shows(&place));
        let passes = |moment: &Moment| {
            self.kind.is_none_or(|kind| moment.kind == kind)
                && self.player.is_none_or(|player| moment.actors.contains(&player))
                && (needle.is_empty() || shows(&moment.text) || kind(moment) || place(moment))
        };
        self.rows = film.log.iter().enumerate().filter(|(_, moment)| passes(moment)).map(|(at, _)| at).collect();
        self.list.select(self.rows.partition_point(|row| *row < chosen), self.rows.len());
    }

    /// Chooses the first listed moment at or after `t`, or the last one.
    pub fn go(&mut self, film: &Film, t: Time) {
        let from = film.log_from(t);
        self.list.select(self.rows.partition_point(|row| *row < from), self.rows.len());
    }
}

/// A round on the screen.
#[derive(Debug, Clone)]
pub struct Round {
    /// Where it came from.
    pub entry: Entry,
    /// The film, while blind without what tells.
    pub film: Arc<Film>,
    /// The film as it was read.
    pub whole: Arc<Film>,
    /// What was heeded when it was made.
    pub remarks: Arc<Remarks>,
    /// The clock.
    pub playback: Playback,
    /// Moments of the snapshots.
    pub samples: SampleTimes,
    /// Whether what tells is left out of the film.
    pub blind: bool,
    /// Whether the slice of each finding that is selected plays in a loop.
    pub looping: bool,
    /// Indices of the listed findings, in the queue's order.
    pub listed: Vec<usize>,
    /// Index of the selected finding.
    pub selected: Option<usize>,
    /// Its place in the list, and how far that is scrolled.
    pub list: ListState,
    /// The pane the keys are in.
    pub pane: Pane,
    /// What the map looks at.
    pub map: MapState,
    /// How far the evidence is scrolled.
    pub evidence: EvidenceState,
    /// The log.
    pub log: LogState,
    /// Index of the table that is shown.
    pub sheet: usize,
    /// What the screens of ground and shape look at.
    pub space: Space,
    /// What the screen of zones looks at.
    pub zones: Zones,
    /// A planned mark in the making.
    pub plan: Option<PlanDraft>,
    /// The chosen one of the planned marks.
    pub plans: TableState,
    /// Order, filter and chosen row of every table.
    pub tables: Vec<TableState>,
    /// Whether the live table stands beside the map.
    pub board: bool,
}

/// How long before its moment a chosen finding parks the clock: enough to see who stands where, short enough to keep
/// the players of the moment alive.
const LEAD: Time = Time(1_000);

impl Round {
    /// The film at its first moment, the candidates listed, nothing selected.
    #[must_use]
    pub fn new(entry: Entry, whole: Arc<Film>, remarks: Arc<Remarks>) -> Round {
        let film = whole.clone();
        let mut log = LogState::default();
        log.list(&film);
        let players = film.sheets.iter().position(|sheet| sheet.key == "players").unwrap_or_default();
        Round {
            entry,
            remarks,
            playback: Playback::new(film.meta.span),
            samples: SampleTimes::of(&film),
            blind: false,
            looping: false,
            listed: Vec::new(),
            selected: None,
            list: ListState::default(),
            pane: Pane::default(),
            map: MapState::default(),
            evidence: EvidenceState::default(),
            log,
            sheet: players,
            space: Space::default(),
            zones: Zones::default(),
            plan: None,
            plans: TableState::default(),
            tables: vec![TableState::default(); film.sheets.len()],
            board: true,
            film,
            whole,
        }
    }

    /// Shows the film without what tells of the rule's decisions, or as it is. Findings keep their places.
    pub fn set_blind(&mut self, blind: bool) {
        self.blind = blind;
        self.film = if blind { Arc::new(blind::masked_film(&self.whole)) } else { self.whole.clone() };
    }

    /// Puts another film of the same round in its place: analysed anew, under other settings, or a later state of one
    /// that is being written. What was chosen stays chosen as far as it is still there, and the clock stays where it is.
    /// The findings are to be listed again.
    pub fn refilm(&mut self, film: Arc<Film>) {
        let was = self.film.clone();
        self.playback.extend(film.meta.span);
        self.samples = SampleTimes::of(&film);
        self.whole = film;
        self.set_blind(self.blind);
        let selected = self.selected.and_then(|at| was.findings.get(at));
        self.selected = selected.and_then(|old| self.film.findings.iter().position(|new| new.id == old.id));
        let shown = was.sheets.get(self.sheet).map(|sheet| sheet.key);
        self.sheet = self.film.sheets.iter().position(|sheet| Some(sheet.key) == shown).unwrap_or_default();
        let mut states: Vec<(&Sheet, TableState)> = was.sheets.iter().zip(std::mem::take(&mut self.tables)).collect();
        let mut state = |sheet: &Sheet| {
            let at = states.iter().position(|(old, _)| old.key == sheet.key)?;
            let (old, mut state) = states.swap_remove(at);
            state.keep((old, &was), (sheet, &self.film));
            Some(state)
        };
        self.tables = self.film.sheets.iter().map(|sheet| state(sheet).unwrap_or_default()).collect();
        self.log.list(&self.film);
    }

    /// The table that is shown, as it is at the clock, and its state.
    #[must_use]
    pub fn table(&self) -> Option<(Cow<'_, Sheet>, &TableState)> {
        let sheet = self.film.sheets.get(self.sheet)?.at(self.playback.clock());
        Some((sheet, self.tables.get(self.sheet)?))
    }

    /// The film, the number of the table that is shown, the clock (see [`Sheet::at`]), and the table's state to be
    /// changed.
    pub fn table_mut(&mut self) -> Option<(Arc<Film>, usize, Time, &mut TableState)> {
        let (film, at, clock) = (self.film.clone(), self.sheet, self.playback.clock());
        self.tables.get_mut(at).map(|state| (film, at, clock, state))
    }

    /// The first table that depends on the clock, as it is now.
    #[must_use]
    pub fn board(&self) -> Option<Cow<'_, Sheet>> {
        self.film.sheets.iter().find(|sheet| sheet.live.is_some()).map(|sheet| sheet.at(self.playback.clock()))
    }

    /// The next moment at which the shown table changes, else any; the one before when `forwards` is false. `None` when
    /// there is none, and whether any table changes at all.
    #[must_use]
    pub fn change(&self, forwards: bool, of_table: bool) -> (Option<Time>, bool) {
        let shown = self.film.sheets.get(self.sheet).filter(|_| of_table).and_then(|sheet| sheet.live.as_ref());
        let Some(live) = shown.or_else(|| self.film.sheets.iter().find_map(|sheet| sheet.live.as_ref())) else {
            return (None, false);
        };
        let clock = self.playback.clock();
        (if forwards { live.next(clock) } else { live.previous(clock) }, true)
    }

    /// The selected finding.
    #[must_use]
    pub fn finding(&self) -> Option<&Finding> {
        self.film.findings.get(self.selected?)
    }

    /// What there is to judge in it.
    pub fn asked<'a>(&'a self, look: &'a Look) -> impl Iterator<Item = &'a crate::film::FindingId> {
        self.film.findings.iter().filter(|finding| look.share.asks(finding)).map(|finding| &finding.id)
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

    /// Lists again what passes the filter, because verdicts have changed: the selected finding stays on the list until
    /// another one is selected, so that a verdict never takes it from under the eyes.
    pub fn list(&mut self, look: &Look, desk: Option<&Desk>) {
        self.listed = look.listed(&self.film, desk, self.selected);
        self.point();
    }

    /// Lists again because the filter has changed: if the selected finding is not on the list any more, its neighbour
    /// there is selected.
    pub fn sift(&mut self, look: &Look, desk: Option<&Desk>) {
        let passes = |at: usize| self.film.findings.get(at).is_some_and(|f| look.lists(&self.film, f, desk));
        let with = look.listed(&self.film, desk, self.selected);
        self.listed = with.iter().copied().filter(|at| passes(*at)).collect();
        if let (Err(_), Some(last)) = (self.place(), self.listed.len().checked_sub(1)) {
            let at = self.selected.and_then(|selected| with.iter().position(|at| *at == selected)).unwrap_or(0);
            if let Some(next) = self.listed.get(at.min(last)).copied() {
                self.select(next);
            }
        }
        self.point();
    }

    /// Points the list at the selected finding.
    fn point(&mut self) {
        let at = self.place().unwrap_or_else(|at| at);
        self.list.select(at, self.listed.len());
    }

    /// Selects a finding and parks the clock just before it; when slices repeat, its slice begins.
    pub fn select(&mut self, at: usize) {
        let Some(finding) = self.film.findings.get(at) else { return };
        // A live table says what was known: at the moment itself it tells why.
        let lead = if self.film.sheets.iter().any(|sheet| sheet.live.is_some()) { Time::ZERO } else { LEAD };
        let (span, park) = (finding.span, (finding.at - lead).max(finding.span.from));
        self.selected = Some(at);
        self.evidence.top();
        self.point();
        self.playback.apply(Command::Pause);
        self.playback.apply(Command::SeekClamped(park));
        if self.looping {
            self.repeat(Some(span));
        }
    }

    /// Plays a slice in a loop, or stops repeating.
    pub fn repeat(&mut self, span: Option<crate::film::Span>) {
        self.looping = span.is_some();
        self.playback.apply(Command::Loop(span));
        if let Some(span) = span {
            if self.playback.is_reverse() {
                self.playback.apply(Command::Reverse);
            }
            self.playback.apply(Command::SeekClamped(span.from));
            self.playback.apply(Command::Play);
        }
    }

    /// Place in the list of the selected finding.
    ///
    /// # Errors
    /// It is not there; then one goes on from the beginning.
    pub fn place(&self) -> Result<usize, usize> {
        let selected = self.selected.ok_or(0_usize)?;
        self.listed.iter().position(|at| *at == selected).ok_or(0)
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

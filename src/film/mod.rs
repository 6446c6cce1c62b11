//! The common shape of every game: a `Film` that screens, review and export read.
//!
//! ```text
//!   meta ── title, map, teams, span, rule in force
//!   cast ── actors        tracks ── samples per actor and life      badges ── spans (carrier, in combat)
//!   log  ── moments       places ── zones, callouts, bounds, outline
//!   findings ── candidates and facts with their gates               sheets ── tables, some of them live
//!   strips ── states over time   curves ── measures over time
//! ```
//!
//! No I/O, no clock, no game and no screen is known here.

mod brief;
mod cores;
mod curve;
mod finding;
mod interval;
mod library;
mod long;
mod names;
mod problem;
mod remarks;
mod sheet;
mod space;
mod spreadsheet;
mod text;
mod time;

pub use brief::{Brief, Found};
pub use cores::{ahead, both, cores, end_soon, in_pieces, let_go, on_each, work_here};
pub use curve::{Curve, Line, Whose};
pub use finding::{Bound, Confidence, Explanation, Finding, FindingId, FindingKind, Gate, Outcome, Part, Ring, Status};
pub use interval::{Interval, wilson};
pub use library::{Grown, News, Opened, Progress, Range, Setting, Shelf, Unit};
pub use long::{Export, Halted, Listed, Listing, LongTable, RowNumber};
pub use names::{Callouts, Here};
pub use problem::{Problem, Problems};
pub use remarks::{Judged, Plan, Remarks};
pub use sheet::{Cell, Column, ColumnKind, Link, Live, Sheet, View};
pub use space::{Ground, Stay, Stretch, Strip};
pub use spreadsheet::{spreadsheet_text, text_of_cell};
pub use text::{clean_name, clean_text, clipped, short_number};
pub(crate) use text::{push_beside, push_exact, push_whole};
pub use time::{Span, Time};

mod cast;
mod place;
#[cfg(test)]
pub(crate) mod sample;
mod track;

pub use cast::{Actor, ActorId, ActorKind, ActorState, Badge, BadgeKind, Team, TeamId};
pub(crate) use place::surrounds;
pub use place::{Bounds, Callout, Outline, Places, Shape, Target, Zone, ZoneChange, ZoneKind, ZoneSource};
pub use track::{Pose, Track};

pub mod index;
pub mod playback;

use serde::Serialize;
use std::sync::Arc;

/// A point in game units: x east, y north, z up.
pub type Point = [f32; 3];

/// Whether a point is one: no coordinate infinite or not a number.
fn finite(point: Point) -> bool {
    point.iter().all(|c| c.is_finite())
}

/// What a film is about.
#[derive(Debug, Clone, Default)]
pub struct Meta {
    /// The round's own id, as in the output files.
    pub id: String,
    /// Which game, in words: `ET:Legacy stopwatch`.
    pub game: &'static str,
    /// One line for lists and window titles.
    pub title: String,
    /// Map name, if it was recorded.
    pub map: Option<String>,
    /// The sides, indexed by [`TeamId`].
    pub teams: Vec<Team>,
    /// From the first to the last moment worth showing.
    pub span: Span,
    /// The rule and thresholds in force, one line.
    pub rule: String,
    /// Hash of the whole configuration in force.
    pub config_hash: String,
    /// Usual distance between two samples of a track, for single steps.
    pub step: Time,
    /// Longest gap between two samples that is drawn as a straight line.
    pub bridge: Time,
    /// How long a last known position stays good when nothing follows.
    pub stale: Time,
    /// Counts for lists, in order: (`deaths`, 12). `None` is unavailable.
    pub counts: Vec<(&'static str, Option<u64>)>,
    /// What holds or does not, for lists that say how many films it holds for: (`rush`, true).
    pub flags: Vec<(&'static str, bool)>,
    /// What lists say about a film besides, in order: columns of a table of films with this one's cells.
    pub marks: Vec<(Column, Cell)>,
    /// Keys of whatever tells what the rule decided: tables, columns, counts, flags, marks, strips, and kinds of findings
    /// whose titles say it. Blind review hides them.
    pub gives_away: &'static [&'static str],
    /// How lists name this film when map and length stand in columns of their own: `Serral - Has`; none: the title.
    pub short: Option<String>,
    /// The film's one answer, for the first line of every screen: `RUSH 12p_11gas since 1:45.2, by score`.
    pub answer: Option<String>,
    /// The finding behind that answer: it is selected at first, also when nothing is to be reviewed.
    pub key: Option<FindingId>,
    /// Own names of the timeline's lanes, the most telling first: where there is no room for all, the first stay.
    /// Empty: the usual ones.
    pub lanes: Vec<LaneName>,
    /// Whether verdicts and planned marks change anything in it; else it need not be made anew when somebody decides.
    pub heeds_remarks: bool,
    /// What this input cannot tell and why: (`readiness`, `no weapon_fire lines`).
    pub unavailable: Vec<(String, String)>,
    /// Kinds of findings, by key, that this input cannot tell, and why: how many there are is unknown, not 0.
    pub unknown_kinds: Vec<(&'static str, String)>,
    /// The files it was read from, for display.
    pub sources: Vec<Arc<str>>,
}

impl Meta {
    /// Whether what has this key tells what the rule decided.
    #[must_use]
    pub fn gives_away(&self, key: &str) -> bool {
        self.gives_away.contains(&key)
    }

    /// Why the input cannot tell findings of this kind, if it cannot.
    #[must_use]
    pub fn unknown(&self, kind: &FindingKind) -> Option<&str> {
        self.unknown_kinds.iter().find(|(key, _)| *key == kind.key).map(|(_, why)| why.as_str())
    }

    /// Why this input cannot tell something of that name (`positions`), if it cannot.
    #[must_use]
    pub fn why_not(&self, what: &str) -> Option<&str> {
        let named = |all: &str| all.split(", ").any(|one| one == what);
        self.unavailable.iter().find(|(all, _)| named(all)).map(|(_, why)| why.as_str())
    }
}

/// What kind of moment: how it is named, filtered and marked on the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MomentKind {
    /// As in the input: `damage`.
    pub key: String,
    /// Mark on the timeline (ASCII), none for the many that are only listed in the log.
    pub mark: Option<char>,
    /// Which row of the timeline it goes to.
    pub lane: Lane,
    /// Whether somebody falls: what a count of deaths counts.
    pub falls: bool,
}

/// Rows of the timeline, from the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Lane {
    /// Deaths and kills, and what undoes them.
    Deaths,
    /// Objectives, structures: what the game is about.
    Objectives,
    /// Rhythm: spawn waves, pauses, rule clocks.
    Rhythm,
}

/// A lane of the timeline by the film's own name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LaneName {
    /// Which.
    pub lane: Lane,
    /// At most ten characters.
    pub name: &'static str,
    /// Whether each side has a row of its own where there is room.
    pub by_side: bool,
}

/// Something that happened: a line of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// When.
    pub at: Time,
    /// Index into [`Film::moment_kinds`].
    pub kind: usize,
    /// Who, the acting one first.
    pub actors: Vec<ActorId>,
    /// Side it belongs to, for colour and rhythm lanes.
    pub team: Option<TeamId>,
    /// One line, harmless to print.
    pub text: String,
    /// Where, if known.
    pub pos: Option<Point>,
    /// Index into [`Meta::sources`] and line number there, if it came from a line.
    pub source: Option<(usize, u64)>,
}

/// One round, game or fight, ready to be looked at.
#[derive(Debug, Clone, Default)]
pub struct Film {
    /// What it is about.
    pub meta: Meta,
    /// Who takes part, indexed by [`ActorId`].
    pub cast: Vec<Actor>,
    /// One entry per actor and life, by actor, then time.
    pub tracks: Vec<Track>,
    /// Kinds of badges.
    pub badge_kinds: Vec<BadgeKind>,
    /// Spans of note, by actor, then time.
    pub badges: Vec<Badge>,
    /// Kinds of moments.
    pub moment_kinds: Vec<MomentKind>,
    /// Everything that happened, in time order (ties in input order).
    pub log: Vec<Moment>,
    /// Where it happens.
    pub places: Places,
    /// Kinds of findings.
    pub finding_kinds: Vec<FindingKind>,
    /// In time order.
    pub findings: Vec<Finding>,
    /// Distance limits to draw around the parts of findings.
    pub rings: Vec<Ring>,
    /// Tables.
    pub sheets: Vec<Sheet>,
    /// Who was where, on a grid.
    pub ground: Ground,
    /// States over time.
    pub strips: Vec<Strip>,
    /// Measures over time, the most telling first: where there is no room for all, the first stay.
    pub curves: Vec<Curve>,
}

impl Film {
    /// Whether candidates of some kind can be known of this input: where none can, there are not 0 of them.
    #[must_use]
    pub fn tells_candidates(&self) -> bool {
        let mut asked = self.finding_kinds.iter().filter(|kind| kind.asked).peekable();
        asked.peek().is_none() || asked.any(|kind| self.meta.unknown(kind).is_none())
    }

    /// The table of that name.
    #[must_use]
    pub fn sheet(&self, key: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|s| s.key == key)
    }

    /// An actor's lives, in time order.
    #[must_use]
    pub fn lives(&self, actor: ActorId) -> &[Track] {
        let from = self.tracks.partition_point(|t| t.actor < actor);
        let to = self.tracks.partition_point(|t| t.actor <= actor);
        &self.tracks[from..to]
    }

    /// Where an actor is at `t`, by the same rule as the analysis: on the line between two samples of one life at most
    /// [`Meta::bridge`] apart, else at the last sample for [`Meta::stale`]; `None` is unknown, not "nowhere".
    #[must_use]
    pub fn pose(&self, actor: ActorId, t: Time) -> Option<Pose> {
        let lives = self.lives(actor);
        let next = lives.partition_point(|life| life.span.from <= t);
        let life = lives[..next].last()?;
        life.span.holds(t).then(|| life.pose(t, self.meta.bridge, self.meta.stale))?
    }

    /// An actor's state at `t`.
    #[must_use]
    pub fn state(&self, actor: ActorId, t: Time) -> ActorState {
        self.cast.get(actor.index()).map_or(ActorState::Absent, |a| a.state(t))
    }

    /// The badges an actor wears at `t`, as indices into [`Film::badge_kinds`].
    pub fn badges_at(&self, actor: ActorId, t: Time) -> impl Iterator<Item = usize> + '_ {
        let from = self.badges.partition_point(|b| b.actor < actor);
        self.badges[from..]
            .iter()
            .take_while(move |b| b.actor == actor)
            .filter(move |b| b.span.holds(t))
            .map(|b| b.kind)
    }

    /// Index of the first moment at or after `t`.
    #[must_use]
    pub fn log_from(&self, t: Time) -> usize {
        self.log.partition_point(|m| m.at < t)
    }
}

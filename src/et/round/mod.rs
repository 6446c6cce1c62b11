//! A round: what happened between its borders, who took part, and what the recording can tell (E1).

mod build;
mod event;
mod inside;
mod life;
mod player;
mod slots;

pub(super) use build::{Rows, SampleRows, build};
pub use event::{Death, Details, Event, Kind, Party};
pub(super) use inside::Inside;
pub use life::{Life, LifeEnd, LifeStart, Raised};
pub use player::{Player, PlayerId, Remark, Samples};

use super::config::{Settings, Side};
use super::order::At;
use crate::film::{Span, Time};
use std::ops::Range;
use std::sync::Arc;

/// What a `team` field says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Team {
    /// One of the two that play.
    Plays(Side),
    /// `SPEC`: looks on.
    Spectates,
}

impl Team {
    /// From the text of a `team` field, without case; `None` for anything else.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Team> {
        let text = text.trim();
        let is = |name: &str| text.eq_ignore_ascii_case(name);
        if is("AXIS") {
            Some(Team::Plays(Side::Axis))
        } else if is("ALLIES") {
            Some(Team::Plays(Side::Allies))
        } else if is("SPEC") || is("SPECTATOR") || is("SPECTATORS") {
            Some(Team::Spectates)
        } else {
            None
        }
    }

    /// The side, if it plays.
    #[must_use]
    pub const fn side(self) -> Option<Side> {
        match self {
            Team::Plays(side) => Some(side),
            Team::Spectates => None,
        }
    }
}

/// What a round's recording can tell (E1): judged by at least one line of the kind inside the round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Capabilities {
    /// Samples.
    pub snapshots: bool,
    /// Samples of the living say for whom they play: without that nobody counts as alive (E2).
    pub teams: bool,
    /// Samples say where players are; some only say who is alive.
    pub positions: bool,
    /// `weapon_fire` lines.
    pub weapon_fire: bool,
    /// `damage` lines.
    pub damage: bool,
    /// `objective` lines.
    pub objective: bool,
    /// Samples say which way players face; a path without view directions does not.
    pub facing: bool,
}

impl Capabilities {
    /// E3: the combat state needs both shots and hits.
    #[must_use]
    pub const fn combat(self) -> bool {
        self.weapon_fire && self.damage
    }
}

/// Which line ended the round (E1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// A `round_end` line.
    RoundEnd,
    /// No `round_end`, but a `halftime` line.
    Halftime,
    /// No `round_end`, but a `match_end` line.
    MatchEnd,
    /// None of these: the recording simply stops (a crash, a `map_restart`).
    LastLine,
}

/// One round, ready to be analysed.
#[derive(Debug, Clone)]
pub struct Round {
    /// `round_id`, or `round` when the files never give one. Harmless to print.
    pub id: String,
    /// Map name as it was written first. Harmless to print.
    pub map: Option<String>,
    /// Names of the files it was read from; [`Event::source`] is an index into it.
    pub sources: Vec<Arc<str>>,
    /// From its start to its end, on the file's clock.
    pub span: Span,
    /// Whether a `round_start` line began it; phases count from it.
    pub has_start: bool,
    /// What ended it.
    pub closing: Closing,
    /// Whether it is still being written: then only what nothing can change any more is judged, see
    /// [`Round::judged_until`].
    pub growing: bool,
    /// All event lines, in order (E1); those outside [`Round::inside`] are shown in the log and not analysed.
    pub events: Vec<Event>,
    /// The event lines from the round's start line to its end line.
    pub inside: Range<usize>,
    /// Everybody a line or sample names, by client, then first appearance in the slot.
    pub players: Vec<Player>,
    /// What the recording can tell.
    pub has: Capabilities,
    /// Spawn waves, as far as they were recorded.
    pub waves: Vec<(Time, Option<Side>)>,
    /// Pauses; with a clock that holds still meanwhile they have no length.
    pub pauses: Vec<Span>,
    /// How many samples lie inside.
    pub samples: usize,
    /// How many of these show somebody alive without saying for whom: E2 counts them as not alive.
    pub teamless: usize,
    /// How many show where somebody alive is, not which way they face: crossfire (E5) counts none there.
    pub faceless: usize,
}

/// How late a line may reach its file, beside the others of its moment.
const SETTLING: Time = Time(1_000);

impl Round {
    /// The latest death that is judged: of a growing round one whose answer and whose positions have all been recorded,
    /// of any other all of them. Windows close, revives come and samples surround it within what the settings say.
    #[must_use]
    pub fn judged_until(&self, settings: &Settings) -> Time {
        if !self.growing {
            return Time::MAX;
        }
        let asked = [
            settings.trade_window(),
            settings.revive_response(),
            settings.react(),
            settings.interp_max_gap(),
            settings.stale_max(),
        ];
        let longest = asked.into_iter().max().unwrap_or_default();
        self.edge() - longest - SETTLING
    }

    /// Up to where everything is known: the latest sample, else the latest line.
    #[must_use]
    pub fn edge(&self) -> Time {
        let latest = self.players.iter().filter_map(|player| player.samples.t.last()).max();
        latest.copied().unwrap_or(self.span.to)
    }

    /// Somebody by id.
    #[must_use]
    pub fn player(&self, id: PlayerId) -> &Player {
        &self.players[id.index()]
    }

    /// All ids, in order.
    pub fn ids(&self) -> impl Iterator<Item = PlayerId> + use<> {
        (0..self.players.len()).map(PlayerId::new)
    }

    /// The analysed event lines, with their place in the order.
    pub fn lines(&self) -> impl Iterator<Item = (At, &Event)> {
        self.inside.clone().map(|index| (At::line(self.events[index].t, index), &self.events[index]))
    }

    /// The side that the round's closing line names as its winner, if it names one.
    #[must_use]
    pub fn winner(&self) -> Option<Side> {
        let last = self.inside.end.checked_sub(1).filter(|_| self.closing != Closing::LastLine)?;
        self.events.get(last)?.details().winner
    }

    /// Whether the lives of a player are known: by samples that tell teams, or, without any, because the first one begins
    /// with a `spawn` line. Before a death or revive that nothing came before, there was a life that nobody recorded.
    #[must_use]
    pub fn lives_known(&self, id: PlayerId) -> bool {
        let player = self.player(id);
        let first = player.known_from.and_then(At::event).and_then(|index| self.events.get(index));
        let spawned = player.lives.first().is_some_and(|life| life.start == LifeStart::Line(Raised::Spawn));
        match self.has.snapshots {
            true => self.has.teams,
            false => spawned && first.is_some_and(|event| event.kind != Kind::Kill),
        }
    }

    /// E8: everybody in the slots while the round ran who was on a side then, or, never having stated a team, took part
    /// in a kill or damage line.
    #[must_use]
    pub fn played(&self, id: PlayerId) -> bool {
        let (player, span) = (self.player(id), self.span);
        let teams = player.teams.as_slice();
        if !player.present {
            return false;
        }
        if teams.is_empty() {
            let is = |party: Party| party.player() == Some(id);
            let strikes = |event: &Event| matches!(event.kind, Kind::Kill | Kind::Damage);
            return self.lines().any(|(_, event)| strikes(event) && (is(event.by) || is(event.to)));
        }
        self.side(id, span.from).is_some() || teams.iter().any(|(t, team)| span.holds(*t) && team.side().is_some())
    }

    /// E1: the team of a player at `t`; `None` is unknown.
    #[must_use]
    pub fn team(&self, id: PlayerId, t: Time) -> Option<Team> {
        self.player(id).teams.around(t).copied()
    }

    /// E1: the side of a player at `t`, if known and not a spectator.
    #[must_use]
    pub fn side(&self, id: PlayerId, t: Time) -> Option<Side> {
        self.team(id, t)?.side()
    }

    /// E1: two players are enemies unless their teams are known to be the same or one is a spectator.
    #[must_use]
    pub fn enemies(&self, a: PlayerId, b: PlayerId, t: Time) -> bool {
        match (self.team(a, t), self.team(b, t)) {
            (Some(Team::Spectates), _) | (_, Some(Team::Spectates)) => false,
            (Some(one), Some(other)) => a != b && one != other,
            _ => a != b,
        }
    }

    /// Two different players known to be on the same side.
    #[must_use]
    pub fn mates(&self, a: PlayerId, b: PlayerId, t: Time) -> bool {
        a != b && self.side(a, t).is_some_and(|side| self.side(b, t) == Some(side))
    }
}

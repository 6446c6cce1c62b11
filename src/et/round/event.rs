//! One event line of a round, kept in full: what the analysis reads, and the rest of it for the log.

use super::super::config::Side;
use super::player::PlayerId;
use super::{Round, Team};
use crate::film::Time;
use std::sync::Arc;

/// What kind of line (spec 1 §2.1, §6.1, E1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// `damage`
    Damage,
    /// `kill`
    Kill,
    /// `weapon_fire`
    WeaponFire,
    /// `objective`
    Objective,
    /// `round_start`
    RoundStart,
    /// `round_end`
    RoundEnd,
    /// `halftime`
    Halftime,
    /// `match_end`
    MatchEnd,
    /// `player`: who is in a slot
    Player,
    /// `disconnect`
    Disconnect,
    /// `spawn`
    Spawn,
    /// `revive`
    Revive,
    /// `wave`
    Wave,
    /// `pause`
    Pause,
    /// `unpause`
    Unpause,
    /// Any other type, by its name: shown in the log, without a meaning for the analysis.
    Other(Arc<str>),
}

impl Kind {
    /// From a `type` field that is one of the known ones.
    #[must_use]
    pub fn known(text: &str) -> Option<Kind> {
        Some(match text {
            "damage" => Kind::Damage,
            "kill" => Kind::Kill,
            "weapon_fire" => Kind::WeaponFire,
            "objective" => Kind::Objective,
            "round_start" => Kind::RoundStart,
            "round_end" => Kind::RoundEnd,
            "halftime" => Kind::Halftime,
            "match_end" => Kind::MatchEnd,
            "player" => Kind::Player,
            "disconnect" => Kind::Disconnect,
            "spawn" => Kind::Spawn,
            "revive" => Kind::Revive,
            "wave" => Kind::Wave,
            "pause" => Kind::Pause,
            "unpause" => Kind::Unpause,
            _ => return None,
        })
    }

    /// Whether a line of this kind may end a round (E1).
    #[must_use]
    pub const fn ends_round(&self) -> bool {
        matches!(self, Kind::RoundEnd | Kind::Halftime | Kind::MatchEnd)
    }

    /// As in the input; harmless to print.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Kind::Damage => "damage",
            Kind::Kill => "kill",
            Kind::WeaponFire => "weapon_fire",
            Kind::Objective => "objective",
            Kind::RoundStart => "round_start",
            Kind::RoundEnd => "round_end",
            Kind::Halftime => "halftime",
            Kind::MatchEnd => "match_end",
            Kind::Player => "player",
            Kind::Disconnect => "disconnect",
            Kind::Spawn => "spawn",
            Kind::Revive => "revive",
            Kind::Wave => "wave",
            Kind::Pause => "pause",
            Kind::Unpause => "unpause",
            Kind::Other(name) => name,
        }
    }
}

/// Somebody or something that a line names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// The line names nobody (absent or null).
    Nobody,
    /// A client 0..63.
    Player(PlayerId),
    /// The world, a tank, a constructible: a number from 64 on, or something that is no client number at all.
    Other,
}

impl Party {
    /// The player, if it is one.
    #[must_use]
    pub const fn player(self) -> Option<PlayerId> {
        match self {
            Party::Player(id) => Some(id),
            _ => None,
        }
    }
}

/// One event line.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// When.
    pub t: Time,
    /// What.
    pub kind: Kind,
    /// Who acts: the killer, attacker, shooter, medic, or the client the line is about.
    pub by: Party,
    /// Who suffers or is helped: the victim.
    pub to: Party,
    /// `team`, if it says one that is known.
    pub team: Option<Team>,
    /// `weapon`, name or number as text.
    pub weapon: Option<Arc<str>>,
    /// `mod`, the means of death.
    pub means: Option<Arc<str>>,
    /// `dmg`, if it is a number.
    pub dmg: Option<f64>,
    /// `revived` of a spawn line.
    pub revived: bool,
    /// See [`Event::details`]; most lines are shots and have none.
    pub(in super::super) details: Option<Box<Details>>,
    /// Index into [`Round::sources`].
    pub source: u16,
    /// Line number there, from 1.
    pub line: u64,
}

/// What only some event lines say.
#[derive(Debug, Clone, PartialEq)]
pub struct Details {
    /// `class`.
    pub class: Option<Arc<str>>,
    /// `action` of an objective line.
    pub action: Option<Arc<str>>,
    /// `objective`, its name.
    pub objective: Option<Arc<str>>,
    /// `name` of a player line.
    pub name: Option<Arc<str>>,
    /// `guid` of a player line.
    pub guid: Option<Arc<str>>,
    /// `pos`.
    pub pos: Option<[f64; 3]>,
    /// `winner` of a line that ends a round, if it names a side.
    pub winner: Option<Side>,
    /// `dist` of a kill line, in units: how far the killer stood.
    pub dist: Option<f32>,
    /// Every other field of the line as `key=value`, shortened; harmless to print.
    pub rest: Option<Box<str>>,
}

impl Details {
    /// No details.
    pub(in super::super) const NONE: Details = Details {
        class: None,
        action: None,
        objective: None,
        name: None,
        guid: None,
        pos: None,
        winner: None,
        dist: None,
        rest: None,
    };

    /// In a box of their own, if there are any.
    pub(in super::super) fn boxed(self) -> Option<Box<Details>> {
        (self != Details::NONE).then(|| Box::new(self))
    }
}

/// How somebody died (E1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Death {
    /// By an enemy: the only kind that makes a trade event.
    Enemy(PlayerId),
    /// By a team-mate.
    Friendly(PlayerId),
    /// By somebody else while one of the two looks on: neither an enemy nor a team-mate.
    Aside(PlayerId),
    /// By the player's own hand: the line names no killer, or the victim itself.
    Own,
    /// By the world or an entity.
    World,
}

impl Event {
    /// What only some lines say; of others, that they do not say it.
    #[must_use]
    pub fn details(&self) -> &Details {
        static NONE: Details = Details::NONE;
        self.details.as_deref().unwrap_or(&NONE)
    }

    /// E1: how the victim of this kill line died; `None` for other lines and for victims that are no players.
    #[must_use]
    pub fn death(&self, round: &Round) -> Option<(PlayerId, Death)> {
        let victim = (self.kind == Kind::Kill).then(|| self.to.player())??;
        Some(match self.by {
            Party::Nobody => (victim, Death::Own),
            Party::Other => (victim, Death::World),
            Party::Player(by) if by == victim => (victim, Death::Own),
            Party::Player(by) if round.enemies(victim, by, self.t) => (victim, Death::Enemy(by)),
            Party::Player(by) if round.mates(victim, by, self.t) => (victim, Death::Friendly(by)),
            Party::Player(by) => (victim, Death::Aside(by)),
        })
    }

    /// E3, E4: a hit of one player on another: a damage line, or a kill line as a hit of 0.
    #[must_use]
    pub fn hit(&self) -> Option<(PlayerId, PlayerId, f64)> {
        let dmg = match self.kind {
            Kind::Damage => self.dmg.unwrap_or(0.0),
            Kind::Kill => 0.0,
            _ => return None,
        };
        let (by, to) = (self.by.player()?, self.to.player()?);
        (by != to).then_some((by, to, dmg))
    }

    /// Whether the objective line's action is this one.
    #[must_use]
    pub fn is_action(&self, name: &str) -> bool {
        self.details().action.as_deref().is_some_and(|action| action.eq_ignore_ascii_case(name))
    }

    /// The side the line names, if it plays.
    #[must_use]
    pub fn side(&self) -> Option<Side> {
        self.team.and_then(Team::side)
    }
}

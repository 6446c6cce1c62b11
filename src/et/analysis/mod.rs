//! The analysis of a round: a pure function of round and settings, one file for each section of the specification.
//!
//! ```text
//!   Scene (round + settings + indices) ──▶ combat E3 ─▶ trade E4 (opportunity, reasons, gates, explain)
//!                                                   ├─▶ isolation E5, rotation E5
//!   grid E5 ─▶ proximity, crossfire, space E6, team ┴─▶ players ──▶ score E7
//! ```

mod carry;
mod combat;
mod context;
mod crossfire;
mod explain;
mod gates;
mod grid;
mod isolation;
mod many;
mod marks;
mod players;
mod proximity;
mod reasons;
mod rotation;
mod scene;
mod score;
mod space;
mod team;
mod tick;
mod trade;

pub use crate::film::Judged;
pub use combat::Combat;
pub use context::{Presence, RoleContext};
pub use explain::TradeRule;
pub use gates::Sight;
pub use isolation::Isolated;
pub use many::{Many, PairRecord, ShapeRecord};
pub use marks::{Marks, Planned, Who};
pub use players::{PlayerMetrics, Rotation, Trading};
pub use proximity::Proximity;
pub use reasons::Reason;
pub use rotation::{Answer, Contact};
pub use score::{Components, Count, MODEL_VERSION, Negative, NegativeKind, Score};
pub use space::{Cell, Space, Stay};
pub use team::{Formation, Pair, Shape};
pub use trade::{Attempt, ClosedBy, Opportunity, OtherSuccess, Trade};

use super::config::Settings;
use super::round::{Capabilities, Round};
use crate::film::both;
use scene::Scene;
use std::fmt;

/// Why something cannot be known (E1): never written as 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Missing {
    /// The round has no position samples.
    Snapshots,
    /// The round has samples, but none of somebody alive says for whom: nobody counts as alive (E2).
    Teams,
    /// The round has samples, but none says where a player is.
    Positions,
    /// The samples say where players are, but not which way they face.
    Facing,
    /// The round has no damage lines.
    Damage,
    /// The round has no `weapon_fire` lines.
    WeaponFire,
    /// The round has neither.
    WeaponFireAndDamage,
    /// The victim's team was never stated.
    VictimTeam,
    /// Neither samples nor spawns tell when the player was alive.
    Lives,
    /// The round has no objective lines.
    Objective,
    /// The map has no objective zones.
    ObjectiveZones,
    /// The map has no route zones.
    RouteZones,
    /// Only findings were asked for, see [`analyse_findings`].
    NotAsked,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Missing::Snapshots => "no snapshots in this round",
            Missing::Teams => "no team in this round's snapshots, so nobody counts as alive",
            Missing::Positions => "no positions in this round's snapshots",
            Missing::Facing => "no view directions in this round's snapshots",
            Missing::Damage => "no damage lines in this round",
            Missing::WeaponFire => "no weapon_fire lines in this round",
            Missing::WeaponFireAndDamage => "no weapon_fire and no damage lines in this round",
            Missing::VictimTeam => "the victim's team was never stated",
            Missing::Lives => "no snapshots in this round, and no spawn line of the player's first life",
            Missing::Objective => "no objective lines in this round",
            Missing::ObjectiveZones => "no objective zones are configured for this map",
            Missing::RouteZones => "no route zones are configured for this map",
            Missing::NotAsked => "only the findings were asked for",
        })
    }
}

/// A value, or why it cannot be known.
pub type Known<T> = Result<T, Missing>;

/// E1, E3: the combat state needs shots and hits.
fn combat_known(has: Capabilities) -> Known<()> {
    match (has.weapon_fire, has.damage) {
        (true, true) => Ok(()),
        (false, true) => Err(Missing::WeaponFire),
        (true, false) => Err(Missing::Damage),
        (false, false) => Err(Missing::WeaponFireAndDamage),
    }
}

/// E1: positions need snapshots that say where somebody is, and E2 that they say for whom.
pub fn positions_known(has: Capabilities) -> Known<()> {
    match (has.snapshots, has.teams, has.positions) {
        (true, true, true) => Ok(()),
        (true, true, false) => Err(Missing::Positions),
        (true, false, _) => Err(Missing::Teams),
        (false, ..) => Err(Missing::Snapshots),
    }
}

/// E2: why the lives of somebody are not known where they are not, see [`Round::lives_known`].
fn lives_missing(has: Capabilities) -> Missing {
    if has.snapshots { Missing::Teams } else { Missing::Lives }
}

/// E1: attempts and missed-trade candidates need positions and hits.
pub fn candidates_known(has: Capabilities) -> Known<()> {
    positions_known(has).and(if has.damage { Ok(()) } else { Err(Missing::Damage) })
}

/// E5: crossfire compares the ways players face.
pub fn facing_known(has: Capabilities) -> Known<()> {
    if has.facing { Ok(()) } else { Err(Missing::Facing) }
}

/// Everything the analysis says about a round.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// E3: who was in combat when.
    pub combat: Known<Combat>,
    /// E4: what [`Trade`]s were judged by.
    pub rule: TradeRule,
    /// E4: one for every kill by an enemy, by time, then victim.
    pub trades: Vec<Trade>,
    /// E5: isolated first-contact deaths, suppressed ones included, by time, then victim.
    pub isolated: Known<Vec<Isolated>>,
    /// E5: every contact with the team-mates' answers, by time, then player.
    pub contacts: Known<Vec<Contact>>,
    /// §6.5 C12: what the role exceptions go by, over time; one for every player of the round, by id.
    pub context: Vec<RoleContext>,
    /// E5: one for every player who played, by client.
    pub players: Vec<PlayerMetrics>,
    /// E6: where the sides were, who was with whom, in what shape.
    pub space: Known<Space>,
    /// E7: one for every entry of `players`, in the same order.
    pub scores: Vec<Score>,
}

/// Analyses a round about which nobody said anything, see [`analyse_with`].
#[must_use]
pub fn analyse(round: &Round, settings: &Settings) -> Analysis {
    analyse_with(round, settings, &Marks::default())
}

/// Analyses a round. Pure and deterministic: the same round, settings and marks give the same result.
///
/// Marks change what excuses (`planned_lurk`) and what counts in the score, never what is found.
#[must_use]
pub fn analyse_with(round: &Round, settings: &Settings, marks: &Marks) -> Analysis {
    analyse_on(1, round, settings, marks)
}

/// Like [`analyse_with`], on so many threads (more than two are not used); the result is the same on any number.
#[must_use]
pub fn analyse_on(threads: usize, round: &Round, settings: &Settings, marks: &Marks) -> Analysis {
    let scene = Scene::new(round, settings, marks);
    let found = || {
        let (context, contacts) = (context::all(&scene), rotation::all(&scene));
        // Last: of these the other thread can take some when it is through with the grid.
        let trades = trade::trades(threads, &scene);
        (isolation::isolated(threads, &scene, &trades), trades, context, contacts)
    };
    let walked = || positions_known(round.has).map(|()| grid::walk(&scene));
    let ((isolated, trades, context, contacts), sampled) = both(threads, found, walked);
    let rotations =
        contacts.as_ref().map(|all| rotation::rotations(round.players.len(), all)).map_err(|missing| *missing);
    let players = players::metrics(&scene, &trades, &isolated, &sampled, &rotations);
    let scores = score::scores(&scene, &players, &trades, &isolated);
    Analysis {
        combat: combat_known(round.has).map(|()| scene.combat),
        context,
        rule: TradeRule::of(settings),
        trades,
        isolated,
        contacts,
        players,
        space: sampled.map(|sampled| sampled.space),
        scores,
    }
}

/// What findings are made of, and nothing else: trades and isolated deaths as [`analyse_with`] finds them, everything
/// that is sampled over the round left out as [`Missing::NotAsked`]. For comparing settings over many rounds.
#[must_use]
pub fn analyse_findings(round: &Round, settings: &Settings, marks: &Marks) -> Analysis {
    let scene = Scene::new(round, settings, marks);
    let trades = trade::trades(1, &scene);
    Analysis {
        isolated: isolation::isolated(1, &scene, &trades),
        rule: TradeRule::of(settings),
        trades,
        combat: Err(Missing::NotAsked),
        contacts: Err(Missing::NotAsked),
        space: Err(Missing::NotAsked),
        context: Vec::new(),
        players: Vec::new(),
        scores: Vec::new(),
    }
}

//! The analysis of a round: a pure function of round and settings, one file for each section of the specification.
//!
//! ```text
//!   Scene (round + settings + indices) ──▶ combat E3 ─▶ trade E4 (opportunity, reasons, gates, explain)
//!                                                   ├─▶ isolation E5, rotation E5
//!   grid E5 ──▶ proximity, crossfire, space E6 ─────┴─▶ players ──▶ score E7
//! ```

mod combat;
mod crossfire;
mod explain;
mod gates;
mod grid;
mod isolation;
mod players;
mod proximity;
mod reasons;
mod rotation;
mod scene;
mod score;
mod space;
mod trade;

pub use combat::Combat;
pub use gates::Sight;
pub use isolation::Isolated;
pub use players::{PlayerMetrics, Rotation, Trading};
pub use proximity::{Near, Proximity};
pub use reasons::Reason;
pub use score::{Components, Negative, NegativeKind, Score};
pub use space::{Cell, Pair, Shape, Space};
pub use trade::{Attempt, ClosedBy, Opportunity, OtherSuccess, Trade};

use super::config::Settings;
use super::round::{Capabilities, Round};
use scene::Scene;
use std::fmt;

/// Why something cannot be known (E1): never written as 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Missing {
    /// The round has no position samples.
    Snapshots,
    /// The round has no damage lines.
    Damage,
    /// The round has no `weapon_fire` lines.
    WeaponFire,
    /// The round has neither.
    WeaponFireAndDamage,
    /// The victim's team was never stated.
    VictimTeam,
    /// Neither samples nor spawns tell who was alive.
    Lives,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Missing::Snapshots => "no snapshots in this round",
            Missing::Damage => "no damage lines in this round",
            Missing::WeaponFire => "no weapon_fire lines in this round",
            Missing::WeaponFireAndDamage => "no weapon_fire and no damage lines in this round",
            Missing::VictimTeam => "the victim's team was never stated",
            Missing::Lives => "neither snapshots nor spawn lines in this round",
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

/// E1: positions need snapshots.
fn positions_known(has: Capabilities) -> Known<()> {
    if has.snapshots { Ok(()) } else { Err(Missing::Snapshots) }
}

/// Everything the analysis says about a round.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// E3: who was in combat when.
    pub combat: Known<Combat>,
    /// E4: one for every kill by an enemy, by time, then victim.
    pub trades: Vec<Trade>,
    /// E5: isolated first-contact deaths, suppressed ones included, by time, then victim.
    pub isolated: Known<Vec<Isolated>>,
    /// E5: one for every player who played, by client.
    pub players: Vec<PlayerMetrics>,
    /// E6: where the sides were, who was with whom, in what shape.
    pub space: Known<Space>,
    /// E7: one for every entry of `players`, in the same order.
    pub scores: Vec<Score>,
}

/// Analyses a round. Pure and deterministic: the same round and settings give the same result.
#[must_use]
pub fn analyse(round: &Round, settings: &Settings) -> Analysis {
    let scene = Scene::new(round, settings);
    let trades = trade::trades(&scene);
    let isolated = isolation::isolated(&scene, &trades);
    let sampled = positions_known(round.has).map(|()| grid::walk(&scene));
    let contacts = rotation::answers(&scene);
    let players = players::metrics(&scene, &trades, &isolated, &sampled, &contacts);
    let scores = score::scores(&scene, &players, &trades, &isolated);
    Analysis {
        combat: combat_known(round.has).map(|()| scene.combat.clone()),
        trades,
        isolated,
        players,
        space: sampled.map(|sampled| sampled.space),
        scores,
    }
}

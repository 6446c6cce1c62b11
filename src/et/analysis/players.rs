//! E5: the row of each player: what the sections measured, put together.

use super::super::config::Side;
use super::super::round::PlayerId;
use super::grid::Sampled;
use super::isolation::Isolated;
use super::proximity::{Proximity, quantile};
use super::scene::Scene;
use super::trade::Trade;
use super::{Known, candidates_known, combat_known, facing_known, lives_missing};
use crate::film::Time;

/// Trades of one player, without the marginal ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Trading {
    /// Opportunities.
    pub opportunities: u32,
    /// Of these, answered by damage; unknown without damage lines.
    pub attempts: u32,
    /// Of these, by a kill.
    pub successes: u32,
    /// Live missed-trade candidates.
    pub missed: u32,
    /// Suppressed ones.
    pub suppressed: u32,
}

/// E5: a player's contacts, and the answers to team-mates' contacts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rotation {
    /// Contacts of this player.
    pub contacts: u32,
    /// Was there already.
    pub already: u32,
    /// Arrived while it lasted: after how long, each.
    pub arrived: Vec<Time>,
    /// Came after it had ended.
    pub late: u32,
    /// Did not come.
    pub never: u32,
    /// A position at the start was unknown.
    pub unknown: u32,
}

impl Rotation {
    /// Median time to arrive, in seconds; `None` when nobody was answered in time.
    #[must_use]
    pub fn arrival_median(&self) -> Option<f64> {
        let mut times: Vec<f64> = self.arrived.iter().map(|t| t.as_secs()).collect();
        times.sort_by(f64::total_cmp);
        quantile(&times, 0.5)
    }

    /// late / (arrived + late); `None` when neither happened.
    #[must_use]
    pub fn late_rate(&self) -> Option<f64> {
        let all = self.arrived.len() + self.late as usize;
        (all > 0).then(|| f64::from(self.late) / all as f64)
    }
}

/// A player's row.
#[derive(Debug, Clone, PartialEq)]
pub struct PlayerMetrics {
    /// Who.
    pub player: PlayerId,
    /// The last side played, if any was stated.
    pub team: Option<Side>,
    /// Exact, the sum of the lives inside the round.
    pub alive: Known<Time>,
    /// The sampled metrics.
    pub proximity: Known<Proximity>,
    /// Seconds of readiness, in [`Proximity::readiness`], need a combat state too.
    pub readiness: Known<Time>,
    /// E5: seconds of basic crossfire; only with view directions.
    pub crossfire: Known<Time>,
    /// E5: seconds of crossfire by the angle at an enemy; only with view directions.
    pub converging: Known<Time>,
    /// Opportunities and successes.
    pub trading: Known<Trading>,
    /// Attempts and candidates in `trading` need damage lines too.
    pub attempts: Known<()>,
    /// Live isolated deaths, and suppressed ones.
    pub isolated: Known<(u32, u32)>,
    /// Contacts and answers.
    pub rotation: Known<Rotation>,
    /// Highest share of a pair; `None` without a pair.
    pub best_buddy: Known<Option<f64>>,
    /// No pair share of `floating_max_share` or more; `None` without a pair.
    pub floating: Known<Option<bool>>,
}

/// One row for everybody who played, by client.
pub(super) fn metrics(
    scene: &Scene<'_>,
    trades: &[Trade],
    isolated: &Known<Vec<Isolated>>,
    sampled: &Known<Sampled>,
    rotation: &Known<Vec<Rotation>>,
) -> Vec<PlayerMetrics> {
    let trading = tradings(scene, trades);
    let combat = combat_known(scene.round.has);
    let has = scene.round.has;
    let row = |id: PlayerId| {
        let sampled = sampled.as_ref().map_err(|missing| *missing);
        // Without samples that is what is missing.
        let facing = sampled.and(facing_known(has));
        let best_buddy = sampled.map(|sampled| sampled.space.best_share(id));
        let player = scene.player(id);
        let span = scene.round.span;
        PlayerMetrics {
            player: id,
            team: player.teams.as_slice().iter().rev().find_map(|(_, team)| team.side()),
            alive: if scene.round.lives_known(id) {
                Ok(player.alive_time(span.from, span.to))
            } else {
                Err(lives_missing(has))
            },
            proximity: sampled.map(|sampled| sampled.players[id.index()].clone()),
            readiness: sampled.and_then(|sampled| combat.map(|()| sampled.players[id.index()].readiness)),
            crossfire: facing.and_then(|()| sampled.map(|sampled| sampled.players[id.index()].crossfire)),
            converging: facing.and_then(|()| sampled.map(|sampled| sampled.players[id.index()].converging)),
            trading: sampled.map(|_| trading[id.index()]),
            attempts: candidates_known(has),
            isolated: isolated.as_ref().map_err(|missing| *missing).map(|all| count(all, id)),
            rotation: rotation.as_ref().map_err(|missing| *missing).map(|all| all[id.index()].clone()),
            best_buddy,
            floating: best_buddy.map(|best| best.map(|share| share < scene.settings.floating_max_share)),
        }
    };
    scene.round.ids().filter(|id| scene.round.played(*id)).map(row).collect()
}

fn tradings(scene: &Scene<'_>, trades: &[Trade]) -> Vec<Trading> {
    let mut counts = vec![Trading::default(); scene.round.players.len()];
    for one in trades.iter().flat_map(|t| t.opportunities.iter().flatten()).filter(|one| !one.marginal) {
        let count = &mut counts[one.player.index()];
        count.opportunities += 1;
        count.attempts += u32::from(matches!(one.attempt, Ok(Some(_))));
        count.successes += u32::from(one.success.is_some());
        count.missed += u32::from(one.is_live());
        count.suppressed += u32::from(one.missed && !one.is_live());
    }
    counts
}

fn count(all: &[Isolated], id: PlayerId) -> (u32, u32) {
    let own = all.iter().filter(|death| death.victim == id);
    own.fold((0, 0), |(live, excused), death| if death.is_live() { (live + 1, excused) } else { (live, excused + 1) })
}

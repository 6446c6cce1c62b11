//! E4: trade events: who could answer a death, who tried, who did, who did not.

use super::super::config::Side;
use super::super::ids::{Ids, tell_apart};
use super::super::order::At;
use super::super::round::{Death, LifeEnd, PlayerId};
use super::gates::{Sight, confidence, gates};
use super::reasons::{Case, Reason, reasons};
use super::scene::{Kill, Scene};
use super::{Known, Missing, positions_known};
use crate::film::{Confidence, FindingId, Gate, Time, in_pieces};
use std::iter;

/// What ended an opportunity, in the order that breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClosedBy {
    /// A member of the victim's team killed the killer.
    Traded,
    /// The killer died otherwise.
    KillerDied,
    /// The holder died.
    Died,
    /// The round ended.
    RoundEnd,
    /// The time was up.
    Window,
}

impl ClosedBy {
    /// As in the output contract.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            ClosedBy::Traded => "traded",
            ClosedBy::KillerDied => "killer_died",
            ClosedBy::Died => "died",
            ClosedBy::RoundEnd => "round_end",
            ClosedBy::Window => "window",
        }
    }
}

/// Damage of an opportunity's holder to the killer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Attempt {
    /// The first hit.
    pub t: Time,
    /// All hits summed.
    pub dmg: f64,
}

/// A team-mate who could have answered a death.
#[derive(Debug, Clone, PartialEq)]
pub struct Opportunity {
    /// What it is called as a finding, should it be a missed trade; made of content.
    pub id: FindingId,
    /// Who.
    pub player: PlayerId,
    /// Where, at T.
    pub pos: [f64; 3],
    /// Distance to the victim, in units.
    pub dist: f64,
    /// Only in the outer ring: counts in no rate and no score.
    pub marginal: bool,
    /// What ended it.
    pub closed_by: ClosedBy,
    /// C: its last moment, the closing line included.
    pub close: At,
    /// `near` `clear` `open` `survived` `sight` `free`; with a waypoint graph `route` too.
    pub gates: Vec<Gate>,
    /// How `sight` was judged.
    pub sight: Sight,
    /// What the gates give.
    pub confidence: Confidence,
    /// Hits on the killer; without damage lines it cannot be known.
    pub attempt: Known<Option<Attempt>>,
    /// When the holder killed the killer.
    pub success: Option<Time>,
    /// Everything that excuses, in the specification's order; judged for every opportunity.
    pub reasons: Vec<Reason>,
    /// Neither attempt nor success followed: a missed-trade candidate, see [`super::TradeRule::explain`].
    pub missed: bool,
}

impl Opportunity {
    /// Whether it is a live missed-trade candidate: missed, and nothing excuses it.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.missed && self.reasons.is_empty()
    }

    /// The reasons as the output names them: `no_attempt` alone when none applies.
    #[must_use]
    pub fn reason_names(&self) -> Vec<&'static str> {
        if self.reasons.is_empty() { vec!["no_attempt"] } else { self.reasons.iter().map(|r| r.as_str()).collect() }
    }
}

/// Somebody of the victim's team who killed the killer without `successes` listing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OtherSuccess {
    /// Who; perhaps the victim.
    pub player: PlayerId,
    /// The first such kill.
    pub t: Time,
}

/// One kill by an enemy and its answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Trade {
    /// What it is called as a finding; made of content.
    pub id: FindingId,
    /// T: the death's line.
    pub at: At,
    /// V.
    pub victim: PlayerId,
    /// K.
    pub killer: PlayerId,
    /// V's side at T, if known.
    pub team: Option<Side>,
    /// Where V fell, if known.
    pub pos: Option<[f64; 3]>,
    /// Where K was at T, if known.
    pub killer_pos: Option<[f64; 3]>,
    /// By client.
    pub opportunities: Known<Vec<Opportunity>>,
    /// By client.
    pub other_successes: Known<Vec<OtherSuccess>>,
    /// Who traded, and when: a member of V's team other than V ended the life K had at T in time, as `closed_by` has it.
    pub answer: Option<(Time, PlayerId)>,
}

impl Trade {
    /// Time of death.
    #[must_use]
    pub const fn t(&self) -> Time {
        self.at.t
    }
}

/// So many trade events are not worth another thread.
const FEW: usize = 16;

/// E4: one trade event for every kill by an enemy, by time, then victim; made on so many threads.
pub(super) fn trades(threads: usize, scene: &Scene<'_>) -> Vec<Trade> {
    let until = scene.round.judged_until(scene.settings);
    let enemy = |kill: &Kill| match kill.death {
        Death::Enemy(killer) if kill.at.t <= until => Some((kill.at, kill.victim, killer)),
        _ => None,
    };
    let kills: Vec<_> = scene.kills.iter().filter_map(enemy).collect();
    let ids = Ids::new(scene.round);
    let mut trades = in_pieces(threads, FEW, &kills, &|(at, victim, killer)| trade(scene, &ids, *at, *victim, *killer));
    trades.sort_by_key(|trade| (trade.at.t, trade.victim, trade.at));
    tell_apart(trades.iter_mut().flat_map(|trade| {
        let opportunities = trade.opportunities.iter_mut().flatten();
        iter::once(&mut trade.id).chain(opportunities.map(|one| &mut one.id))
    }));
    trades
}

fn trade(scene: &Scene<'_>, ids: &Ids, at: At, victim: PlayerId, killer: PlayerId) -> Trade {
    let team = scene.round.side(victim, at.t);
    let side = team.ok_or(Missing::VictimTeam);
    let place = scene.place(victim, at);
    let killer_pos = scene.place(killer, at);
    let death = side.map(|side| {
        let gone = killer_gone(scene, at, victim, killer, side);
        Dying { at, victim, killer, side, gone }
    });
    let opportunities = death.and_then(|death| {
        positions_known(scene.round.has)?;
        let side = death.side;
        let holder = |player| place.and_then(|place| opportunity(scene, ids, &death, place, player));
        Ok(scene.living_mates(side, victim, at).filter_map(holder).collect())
    });
    let other_successes = side.map(|side| {
        let listed: &[Opportunity] = opportunities.as_deref().unwrap_or(&[]);
        others(scene, at, victim, killer, side, listed)
    });
    let answer = death.ok().and_then(|death| match closing(scene, &death, None) {
        (end, ClosedBy::Traded) => scene.kill_at(killer, end)?.by().map(|by| (end.t, by)),
        _ => None,
    });
    let id = ids.id("trade", at.t, &[victim, killer]);
    Trade { id, at, victim, killer, team, pos: place, killer_pos, opportunities, other_successes, answer }
}

/// A death, as its opportunities see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dying {
    pub(super) at: At,
    pub(super) victim: PlayerId,
    pub(super) killer: PlayerId,
    pub(super) side: Side,
    /// Where the killer dies, and as what that closes an opportunity; `None` when it outlives the round.
    pub(super) gone: Option<(At, ClosedBy)>,
}

/// E4: the end of the life the killer has at T; known to be dead at T, it is gone at T; neither alive nor known dead,
/// it dies at its next death line.
fn killer_gone(scene: &Scene<'_>, at: At, victim: PlayerId, killer: PlayerId, side: Side) -> Option<(At, ClosedBy)> {
    let player = scene.player(killer);
    let by_whom = |kill: &Kill| match kill.by() {
        Some(by) if by != victim && scene.round.side(by, kill.at.t) == Some(side) => ClosedBy::Traded,
        _ => ClosedBy::KillerDied,
    };
    let line = |place: At| scene.kill_at(killer, place).map_or(ClosedBy::KillerDied, by_whom);
    match scene.life(killer, at) {
        Some(life) => match life.end {
            LifeEnd::RoundEnd => None,
            LifeEnd::Death(_) => Some((life.to, line(life.to))),
            _ => Some((life.to, ClosedBy::KillerDied)),
        },
        // After a death that nothing was recorded behind, a life has begun that nobody told of.
        None if player.known_dead(at) && scene.round.lives_known(killer) => Some((at, ClosedBy::KillerDied)),
        None => {
            let end = At::after(scene.round.span.to);
            scene.falls_in(killer, at, end).first().map(|kill| (kill.at, by_whom(kill)))
        }
    }
}

/// E4: the earliest of the killer's death, the holder's own, the round's end and the window; ties in that order, the
/// two deaths in file order, those by samples last and the killer's first.
fn closing(scene: &Scene<'_>, death: &Dying, own: Option<At>) -> (At, ClosedBy) {
    let gone = death.gone.map(|(at, by)| (at, 0, by));
    let own = own.map(|at| (at, 1, ClosedBy::Died));
    let first = gone.into_iter().chain(own).min_by_key(|(at, rank, _)| (*at, *rank));
    let end = (scene.round.span.to, ClosedBy::RoundEnd);
    let window = (death.at.t + scene.settings.trade_window(), ClosedBy::Window);
    let (limit, by) = if end.0 <= window.0 { end } else { window };
    match first {
        Some((at, _, by)) if at.t <= limit => (at, by),
        _ => (At::after(limit), by),
    }
}

fn opportunity(scene: &Scene<'_>, ids: &Ids, death: &Dying, place: [f64; 3], player: PlayerId) -> Option<Opportunity> {
    let pos = scene.place(player, death.at)?;
    let settings = scene.settings;
    let dist = settings.distance(pos, place);
    let marginal = dist > settings.trade_dist;
    if marginal && dist > settings.trade_dist_marginal {
        return None;
    }
    let life = scene.life(player, death.at)?;
    let own = (life.end != LifeEnd::RoundEnd).then_some(life.to);
    let (close, closed_by) = closing(scene, death, own);
    let case = Case { death: *death, player, life, own, close, closed_by, dist, marginal, place };
    let reasons = reasons(scene, &case);
    let (gates, sight) = gates(scene, &case, &reasons);
    let confidence = confidence(&gates, sight, &case, settings);
    let attempt = if scene.round.has.damage { Ok(attempt(scene, &case)) } else { Err(Missing::Damage) };
    let success = success(scene, &case);
    let missed = attempt == Ok(None) && success.is_none();
    Some(Opportunity {
        id: ids.id("missed_trade", death.at.t, &[death.victim, death.killer, player]),
        player,
        pos,
        dist,
        marginal,
        closed_by,
        close,
        gates,
        sight,
        confidence,
        attempt,
        success,
        reasons,
        missed,
    })
}

/// E4: hits on the killer, not known to be dead then, in `[T - attempt_lead_s, C]`.
fn attempt(scene: &Scene<'_>, case: &Case<'_>) -> Option<Attempt> {
    let killer = case.death.killer;
    let from = case.death.at.t - scene.settings.attempt_lead();
    let hits = scene.hits_in(case.player, from, case.close).iter();
    let mut hits =
        hits.filter(|hit| hit.by == case.player && hit.to == killer && !scene.player(killer).known_dead(hit.at));
    let first = hits.next()?;
    Some(Attempt { t: first.at.t, dmg: hits.fold(first.dmg, |sum, hit| sum + hit.dmg) })
}

/// E4: P kills K in `[T, C]`, after V's death line.
fn success(scene: &Scene<'_>, case: &Case<'_>) -> Option<Time> {
    let kills = scene.falls_in(case.death.killer, case.death.at, case.close).iter();
    let mut kills =
        kills.filter(|kill| kill.by() == Some(case.player) && !scene.player(kill.victim).known_dead(kill.at));
    kills.next().map(|kill| kill.at.t)
}

/// E4: the first kill of K (any life) by every member of V's team, V included, in the window after V's death line,
/// without those whose success an opportunity lists.
fn others(
    scene: &Scene<'_>,
    at: At,
    victim: PlayerId,
    killer: PlayerId,
    side: Side,
    listed: &[Opportunity],
) -> Vec<OtherSuccess> {
    let end = (at.t + scene.settings.trade_window()).min(scene.round.span.to);
    let mut found: Vec<OtherSuccess> = Vec::new();
    for kill in scene.falls_in(killer, at, At::after(end)) {
        let Some(player) = kill.by() else { continue };
        let member = player == victim || scene.round.side(player, kill.at.t) == Some(side);
        let known = found.iter().any(|other| other.player == player)
            || listed.iter().any(|one| one.player == player && one.success.is_some());
        if member && !known {
            found.push(OtherSuccess { player, t: kill.at.t });
        }
    }
    found.sort_by_key(|other| other.player);
    found
}

//! E5: isolated first-contact deaths: killed with every team-mate far away, before the team was in any fight.

use super::super::config::Side;
use super::super::ids::{Ids, tell_apart};
use super::super::order::At;
use super::super::round::PlayerId;
use super::explain::gate_text;
use super::reasons::{Reason, Role, role};
use super::scene::Scene;
use super::trade::Trade;
use super::{Known, combat_known, positions_known};
use crate::film::{Bound, Confidence, Explanation, FindingId, Gate, Outcome, in_pieces};
use std::borrow::Cow;

/// An isolated first-contact death.
#[derive(Debug, Clone, PartialEq)]
pub struct Isolated {
    /// What it is called as a finding; made of content.
    pub id: FindingId,
    /// The death's line.
    pub at: At,
    /// Who died alone.
    pub victim: PlayerId,
    /// By whom.
    pub killer: PlayerId,
    /// The victim's side.
    pub team: Side,
    /// Where.
    pub pos: [f64; 3],
    /// Where the killer was, if known.
    pub killer_pos: Option<[f64; 3]>,
    /// To the nearest living team-mate with a known position, in units.
    pub nearest: f64,
    /// Living team-mates.
    pub alive: usize,
    /// Of these, with a known position.
    pub known: usize,
    /// How sure.
    pub confidence: Confidence,
    /// What excuses it: of reasons 6 to 9.
    pub reasons: Vec<Reason>,
    /// What was tested: `alone` `unanswered` `quiet` `positions` `certain` `clear`.
    pub gates: Vec<Gate>,
    /// The decision in words.
    pub explanation: Explanation,
}

impl Isolated {
    /// Whether nothing excuses it.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.reasons.is_empty()
    }
}

/// So many deaths are not worth another thread.
const FEW: usize = 32;

/// E5: all of them, suppressed ones included, by time, then victim; made on so many threads.
pub(super) fn isolated(threads: usize, scene: &Scene<'_>, trades: &[Trade]) -> Known<Vec<Isolated>> {
    positions_known(scene.round.has)?;
    combat_known(scene.round.has)?;
    let ids = Ids::new(scene.round);
    let judged = in_pieces(threads, FEW, trades, &|trade| judge(scene, &ids, trade));
    let mut deaths: Vec<Isolated> = judged.into_iter().flatten().collect();
    tell_apart(deaths.iter_mut().map(|death| &mut death.id));
    Ok(deaths)
}

fn judge(scene: &Scene<'_>, ids: &Ids, trade: &Trade) -> Option<Isolated> {
    let (team, settings, at) = (trade.team?, scene.settings, trade.at);
    if !trade.opportunities.as_ref().is_ok_and(Vec::is_empty) {
        return None;
    }
    let place = scene.place(trade.victim, at)?;
    let mates: Vec<PlayerId> = scene.living_mates(team, trade.victim, at).collect();
    let dists: Vec<f64> =
        mates.iter().filter_map(|id| scene.place(*id, at)).map(|pos| settings.distance(pos, place)).collect();
    let nearest = dists.iter().copied().min_by(f64::total_cmp)?;
    if nearest <= settings.isolation_dist || !quiet(scene, trade, team) {
        return None;
    }
    let life = scene.life(trade.victim, at)?;
    let own = Role { player: trade.victim, life, side: team, at, until: at, contact: None };
    let reasons = role(scene, &own);
    let mut found = Isolated {
        id: ids.id("isolated_death", at.t, &[trade.victim, trade.killer]),
        at,
        victim: trade.victim,
        killer: trade.killer,
        team,
        pos: place,
        killer_pos: trade.killer_pos,
        nearest,
        alive: mates.len(),
        known: dists.len(),
        confidence: Confidence::Low,
        reasons,
        gates: Vec::new(),
        explanation: Explanation::default(),
    };
    found.gates = gates(scene, &found);
    found.confidence = confidence(scene, &found);
    found.explanation = explain(scene, &found);
    Some(found)
}

/// No shot, no hit dealt or taken by a team-mate, living or dead at T, in
/// `[T - first_contact_quiet_s - combat_recent_s, T]`.
fn quiet(scene: &Scene<'_>, trade: &Trade, team: Side) -> bool {
    let settings = scene.settings;
    let t = trade.at.t;
    let from = t - settings.first_contact_quiet() - settings.combat_recent();
    let mates = scene.round.ids().filter(|id| *id != trade.victim && scene.round.side(*id, t) == Some(team));
    !mates.into_iter().any(|id| scene.combat.any_in(id, from, At::after(t)))
}

/// High: all positions known, the nearest beyond `isolation_high_factor` times the limit, objective work visible; med:
/// all positions known; else low.
fn confidence(scene: &Scene<'_>, death: &Isolated) -> Confidence {
    let settings = scene.settings;
    let all = death.known == death.alive;
    let beyond = death.nearest > settings.isolation_high_factor * settings.isolation_dist;
    let visible = scene.round.has.objective && !settings.objective_zones.is_empty();
    match (all, beyond && visible) {
        (true, true) => Confidence::High,
        (true, false) => Confidence::Med,
        (false, _) => Confidence::Low,
    }
}

fn gates(scene: &Scene<'_>, death: &Isolated) -> Vec<Gate> {
    let settings = scene.settings;
    let above = |name: &'static str, value: f64, limit: f64, unit, key, note: Cow<'static, str>| Gate {
        name: name.into(),
        value: Some(value),
        bound: Bound::Above,
        limit: Some(limit),
        unit,
        key: Some(key),
        outcome: Outcome::of(value > limit),
        note,
    };
    let names: Vec<&str> = death.reasons.iter().map(|reason| reason.as_str()).collect();
    let visible = scene.round.has.objective && !settings.objective_zones.is_empty();
    let clear: (_, Cow<'static, str>) = match (names.is_empty(), visible) {
        (false, _) => (Outcome::Fail, format!("excused by {}", names.join(", ")).into()),
        (true, true) => (Outcome::Pass, "no objective work or lurk applies".into()),
        (true, false) => {
            let why = "no objective lines in the round, or no objective zones on the map";
            (Outcome::Unknown(why.into()), "".into())
        }
    };
    let far = settings.isolation_high_factor * settings.isolation_dist;
    let certain = format!(
        "far beyond the limit: {} (isolation_high_factor) x {} u (isolation_dist)",
        settings.isolation_high_factor, settings.isolation_dist
    );
    vec![
        above(
            "alone",
            death.nearest,
            settings.isolation_dist,
            "u",
            "isolation_dist",
            "nearest living team-mate".into(),
        ),
        Gate::plain("unanswered", Outcome::Pass, "nobody had a trade opportunity"),
        Gate::plain(
            "quiet",
            Outcome::Pass,
            format!(
                "no team-mate in combat for first_contact_quiet_s {} s before (and combat_recent_s {} s)",
                settings.first_contact_quiet_s, settings.combat_recent_s
            ),
        ),
        Gate::plain(
            "positions",
            Outcome::of(death.known == death.alive),
            format!("{} of {} living team-mates known", death.known, death.alive),
        ),
        above("certain", death.nearest, far, "u", "isolation_high_factor", certain.into()),
        Gate::plain("clear", clear.0, clear.1),
    ]
}

fn explain(scene: &Scene<'_>, death: &Isolated) -> Explanation {
    let name = |id| {
        let player = scene.player(id);
        format!("{} ({})", player.name, player.client)
    };
    let (passed, missing): (Vec<&Gate>, Vec<&Gate>) =
        death.gates.iter().partition(|gate| gate.outcome == Outcome::Pass);
    Explanation {
        trigger: format!("{} was killed by {} at {}", name(death.victim), name(death.killer), death.at.t),
        expected: format!("a team-mate within isolation_dist {} u at a first contact", scene.settings.isolation_dist),
        possible_because: passed.into_iter().map(gate_text).collect(),
        missing: missing.into_iter().map(gate_text).collect(),
    }
}

//! E7: the teamplay score: versioned, capped, with penalties off until they are asked for.

use super::super::config::Weights;
use super::super::order::At;
use super::super::round::PlayerId;
use super::Known;
use super::isolation::Isolated;
use super::players::PlayerMetrics;
use super::scene::Scene;
use super::trade::Trade;
use crate::film::{Confidence, FindingId, Judged};

/// What a negative is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NegativeKind {
    /// A live missed-trade candidate.
    MissedTrade,
    /// A live isolated first-contact death.
    IsolatedDeath,
}

impl NegativeKind {
    /// As in the output contract.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            NegativeKind::MissedTrade => "missed_trade",
            NegativeKind::IsolatedDeath => "isolated_death",
        }
    }
}

/// Version of the score's rules (E7, §8).
pub const MODEL_VERSION: &str = "v1.0.0";

/// Why a negative costs points, or does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Count {
    /// It does: its confidence is high.
    High,
    /// It does: a reviewer confirmed it.
    Confirmed,
    /// It never does: a reviewer marked it a false positive.
    FalsePositive,
    /// It does not: only high ones do, unless a reviewer confirms them.
    NotHigh,
    /// It does not: penalties are off, although it would.
    PenaltiesOff,
}

impl Count {
    /// E7: a false positive never counts; with penalties on, a high or confirmed one does.
    const fn of(penalties: bool, confidence: Confidence, judged: Option<Judged>) -> Count {
        match (judged, confidence) {
            (Some(Judged::FalsePositive), _) => Count::FalsePositive,
            (None, Confidence::Low | Confidence::Med) => Count::NotHigh,
            _ if !penalties => Count::PenaltiesOff,
            (Some(Judged::Confirmed), _) => Count::Confirmed,
            (None, Confidence::High) => Count::High,
        }
    }

    /// Whether it costs points.
    #[must_use]
    pub const fn counts(self) -> bool {
        matches!(self, Count::High | Count::Confirmed)
    }
}

/// Something unsuppressed that may cost points.
#[derive(Debug, Clone, PartialEq)]
pub struct Negative {
    /// The finding it is.
    pub id: FindingId,
    /// What.
    pub kind: NegativeKind,
    /// How sure.
    pub confidence: Confidence,
    /// When: the death's line.
    pub at: At,
    /// Who died.
    pub victim: PlayerId,
    /// By whom.
    pub killer: PlayerId,
    /// Where the player was whose negative it is.
    pub pos: [f64; 3],
    /// Whether it costs points here.
    pub counted: bool,
    /// And why.
    pub why: Count,
    /// What a reviewer said.
    pub judged: Option<Judged>,
}

/// The parts of the score, in points after the caps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Components {
    /// Support readiness.
    pub readiness: Known<f64>,
    /// Crossfire.
    pub crossfire: Known<f64>,
    /// Trade attempts, those that succeeded included.
    pub trade_attempt: Known<f64>,
    /// Trade successes.
    pub trade_success: Known<f64>,
    /// Missed trades that count.
    pub missed_trade: Known<f64>,
    /// Isolated deaths that count.
    pub isolated_death: Known<f64>,
}

impl Components {
    /// Names and values, in the order of the contract.
    pub const fn list(&self) -> [(&'static str, Known<f64>); 6] {
        [
            ("readiness", self.readiness),
            ("crossfire", self.crossfire),
            ("trade_attempt", self.trade_attempt),
            ("trade_success", self.trade_success),
            ("missed_trade", self.missed_trade),
            ("isolated_death", self.isolated_death),
        ]
    }

    /// Their sum, or why one of them is missing.
    ///
    /// # Errors
    /// The first missing capability.
    pub fn total(&self) -> Known<f64> {
        self.list().into_iter().try_fold(0.0, |sum, (_, part)| part.map(|part| sum + part))
    }
}

/// A player's score. Unvalidated: nothing may rank players across rounds on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Who.
    pub player: PlayerId,
    /// The parts.
    pub components: Components,
    /// Points before the cap, of each part that hit it.
    pub capped: Vec<(&'static str, f64)>,
    /// The sum.
    pub total: Known<f64>,
    /// Points per minute alive; `Ok(None)` below `min_alive_for_rate_s`.
    pub per_minute: Known<Option<f64>>,
    /// Whether penalties were applied.
    pub penalties: bool,
    /// The weights really applied.
    pub weights: Weights,
    /// In time order.
    pub negatives: Vec<Negative>,
}

/// E7: one score for every row.
pub(super) fn scores(
    scene: &Scene<'_>,
    players: &[PlayerMetrics],
    trades: &[Trade],
    isolated: &Known<Vec<Isolated>>,
) -> Vec<Score> {
    players.iter().map(|row| score(scene, row, trades, isolated)).collect()
}

fn score(scene: &Scene<'_>, row: &PlayerMetrics, trades: &[Trade], isolated: &Known<Vec<Isolated>>) -> Score {
    let (settings, weights) = (scene.settings, &scene.settings.score_weights);
    let negatives = negatives(scene, row.player, trades, isolated);
    let counted = |kind: NegativeKind| negatives.iter().filter(|n| n.kind == kind && n.counted).count() as f64;
    let penalty = |known: Known<()>, kind, weight: f64| match settings.penalties_enabled {
        // None at all is 0, not -0.
        true => known.map(|()| counted(kind) * weight + 0.0),
        false => Ok(0.0),
    };
    let mut capped = Vec::new();
    let mut cap = |name: &'static str, points: f64, most: f64| {
        if points > most {
            capped.push((name, points));
        }
        points.min(most)
    };
    let ready = row
        .readiness
        .map(|time| cap("readiness", time.as_secs() * weights.readiness_per_sec, settings.readiness_cap_per_round));
    let crossfire = row.crossfire.map(|time| {
        let points = time.as_secs() * weights.crossfire_per_sec;
        cap("crossfire", points, settings.crossfire_cap_per_round)
    });
    let attempts = row.attempts.and_then(|()| row.trading.map(|t| f64::from(t.attempts) * weights.trade_attempt));
    let isolated_known = row.isolated.map(|_| ());
    let components = Components {
        readiness: ready,
        crossfire,
        trade_attempt: attempts,
        trade_success: row.trading.map(|trading| f64::from(trading.successes) * weights.trade_success),
        missed_trade: penalty(row.attempts, NegativeKind::MissedTrade, weights.missed_trade),
        isolated_death: penalty(isolated_known, NegativeKind::IsolatedDeath, weights.isolated_death),
    };
    let total = components.total();
    let per_minute = total.and_then(|total| {
        let alive = row.alive?;
        let enough = alive >= settings.min_alive_for_rate() && alive.0 > 0;
        Ok(enough.then(|| total / (alive.as_secs() / 60.0)))
    });
    Score {
        player: row.player,
        components,
        capped,
        total,
        per_minute,
        penalties: settings.penalties_enabled,
        weights: weights.clone(),
        negatives,
    }
}

/// E7: every unsuppressed candidate and isolated death, see [`Count`].
fn negatives(scene: &Scene<'_>, id: PlayerId, trades: &[Trade], isolated: &Known<Vec<Isolated>>) -> Vec<Negative> {
    let mut list: Vec<Negative> = Vec::new();
    let mut add = |kind, id: &FindingId, at, [victim, killer]: [PlayerId; 2], pos, confidence| {
        let judged = scene.marks.judged(id);
        let why = Count::of(scene.settings.penalties_enabled, confidence, judged);
        list.push(Negative {
            id: id.clone(),
            kind,
            confidence,
            at,
            victim,
            killer,
            pos,
            counted: why.counts(),
            why,
            judged,
        });
    };
    for trade in trades {
        for one in trade.opportunities.iter().flatten().filter(|one| one.player == id && one.is_live()) {
            add(NegativeKind::MissedTrade, &one.id, trade.at, [trade.victim, trade.killer], one.pos, one.confidence);
        }
    }
    for death in isolated.iter().flatten().filter(|death| death.victim == id && death.is_live()) {
        add(
            NegativeKind::IsolatedDeath,
            &death.id,
            death.at,
            [death.victim, death.killer],
            death.pos,
            death.confidence,
        );
    }
    list.sort_by_key(|negative| (negative.at, negative.kind as u8));
    list
}

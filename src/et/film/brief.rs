//! A round in numbers, straight from its analysis: what its film would say, without making it.

use super::findings;
use crate::et::analysis::{Analysis, NegativeKind};
use crate::et::config::{Config, Settings};
use crate::et::round::Round;
use crate::film::{Brief, Confidence, Found, Status};

/// A round in numbers, as [`Brief::of`] its film. `config` must be the one whose settings gave `analysis`.
#[must_use]
pub fn brief(round: &Round, analysis: &Analysis, config: &Config) -> Brief {
    Brief {
        id: round.id.clone(),
        config_hash: config.hash_on(round.map.as_deref()),
        counts: counts(round, analysis),
        flags: Vec::new(),
        kinds: findings::kinds(),
        found: found(analysis),
        costly: costly(&config.for_map(round.map.as_deref())),
    }
}

/// The kinds of findings that cost points (E7): none while penalties are off.
pub(super) fn costly(settings: &Settings) -> Vec<&'static str> {
    let kinds = [NegativeKind::IsolatedDeath, NegativeKind::MissedTrade].map(NegativeKind::as_str);
    if settings.penalties_enabled { kinds.to_vec() } else { Vec::new() }
}

/// Whether reasons excuse it.
pub(super) fn status(reasons: Vec<String>) -> Status {
    if reasons.is_empty() { Status::Candidate } else { Status::Suppressed(reasons) }
}

fn found(analysis: &Analysis) -> Vec<Found> {
    let names = |names: Vec<&str>| status(names.into_iter().map(str::to_owned).collect());
    let mut out = Vec::new();
    for trade in &analysis.trades {
        out.push(Found { kind: findings::TRADE, id: trade.id.clone(), confidence: None, status: Status::Fact });
        for one in trade.opportunities.iter().flatten().filter(|one| one.missed.is_some()) {
            let confidence: Option<Confidence> = Some(one.confidence);
            let status = if one.is_live() { Status::Candidate } else { names(one.reason_names()) };
            out.push(Found { kind: findings::MISSED, id: one.id.clone(), confidence, status });
        }
    }
    for death in analysis.isolated.iter().flatten() {
        let status = names(death.reasons.iter().map(|reason| reason.as_str()).collect());
        let (id, confidence) = (death.id.clone(), Some(death.confidence));
        out.push(Found { kind: findings::ISOLATED, id, confidence, status });
    }
    out
}

/// Counts for lists. Deaths are lines; the others are unknown when the analysis cannot tell.
pub(super) fn counts(round: &Round, analysis: &Analysis) -> Vec<(&'static str, Option<u64>)> {
    let trades = &analysis.trades;
    let known = round.has.snapshots && round.has.damage;
    let deaths = round.lines().filter(|(_, event)| event.death(round).is_some()).count();
    let answered = trades.iter().filter(|trade| {
        trade.opportunities.iter().flatten().any(|one| one.success.is_some())
            || trade.other_successes.as_ref().is_ok_and(|others| !others.is_empty())
    });
    let missed = |live: bool| {
        let all = trades.iter().flat_map(|trade| trade.opportunities.iter().flatten());
        all.filter(|one| one.missed.is_some() && one.is_live() == live).count() as u64
    };
    let isolated = analysis.isolated.as_ref().ok();
    let isolated = isolated.map(|all| all.iter().filter(|death| death.is_live()).count() as u64);
    let live = known.then(|| missed(true));
    vec![
        ("deaths", Some(deaths as u64)),
        ("trades", trades.iter().all(|trade| trade.other_successes.is_ok()).then(|| answered.count() as u64)),
        // Everything there is to review, of either kind: what lists count as reviewed is counted against it.
        ("candidates", (known || isolated.is_some()).then(|| live.unwrap_or(0) + isolated.unwrap_or(0))),
        ("missed", live),
        ("isolated", isolated),
        ("suppressed", known.then(|| missed(false))),
    ]
}

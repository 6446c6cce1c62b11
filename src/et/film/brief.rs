//! A round in numbers, straight from its analysis: what its film would say, without making it.

use super::findings;
use crate::et::analysis::{Analysis, NegativeKind, candidates_known};
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
        unknown_kinds: unknown_kinds(round, analysis),
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
        for one in trade.opportunities.iter().flatten().filter(|one| one.missed) {
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

/// The kinds of findings that the round cannot tell (E1), and why.
pub(super) fn unknown_kinds(round: &Round, analysis: &Analysis) -> Vec<(&'static str, String)> {
    let isolated = analysis.isolated.as_ref().map(|_| ());
    let kinds = [
        (NegativeKind::MissedTrade, candidates_known(round.has)),
        (NegativeKind::IsolatedDeath, isolated.map_err(|missing| *missing)),
    ];
    kinds.into_iter().filter_map(|(kind, known)| Some((kind.as_str(), known.err()?.to_string()))).collect()
}

/// Counts for lists. Deaths are lines; the others are unknown when the analysis cannot tell.
pub(super) fn counts(round: &Round, analysis: &Analysis) -> Vec<(&'static str, Option<u64>)> {
    let trades = &analysis.trades;
    let known = candidates_known(round.has).is_ok();
    let deaths = round.lines().filter(|(_, event)| event.death(round).is_some()).count();
    let answered = trades.iter().filter(|trade| trade.answer.is_some());
    let missed = |live: bool| {
        let all = trades.iter().flat_map(|trade| trade.opportunities.iter().flatten());
        all.filter(|one| one.missed && one.is_live() == live).count() as u64
    };
    let alone = |live: bool| {
        let all = analysis.isolated.as_ref().ok();
        all.map(|all| all.iter().filter(|death| death.is_live() == live).count() as u64)
    };
    // Of either kind; where only one is known, that one.
    let both = |missed: Option<u64>, isolated: Option<u64>| match (missed, isolated) {
        (None, None) => None,
        (missed, isolated) => Some(missed.unwrap_or(0) + isolated.unwrap_or(0)),
    };
    let live = known.then(|| missed(true));
    vec![
        ("deaths", Some(deaths as u64)),
        ("trades", trades.iter().all(|trade| trade.other_successes.is_ok()).then(|| answered.count() as u64)),
        // Everything there is to review, of either kind: what lists count as reviewed is counted against it.
        ("candidates", both(live, alone(true))),
        ("missed", live),
        ("isolated", alone(true)),
        ("suppressed", both(known.then(|| missed(false)), alone(false))),
    ]
}

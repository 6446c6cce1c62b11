//! Trade events, missed-trade candidates and isolated deaths as findings with their evidence (E4, E5).

use super::{Stage, words};
use crate::et::analysis::{ClosedBy, Opportunity, Trade};
use crate::et::config::Settings;
use crate::et::round::PlayerId;
use crate::film::{Explanation, Finding, FindingKind, Part, Ring, Span, Status, Time};
use std::cmp::Reverse;

/// What is watched before a death and after an opportunity's end.
const LEAD: Time = Time(4_000);
/// See [`LEAD`].
const TAIL: Time = Time(1_500);

/// Why a reviewer may call a missed-trade candidate or an isolated death false; in digit order.
const FALSE_REASONS: &[&str] = &[
    "objective work",
    "reviving or medic duty",
    "no line of sight",
    "own fight elsewhere",
    "wave or reset",
    "called play",
    "bad data",
];

/// Places in [`kinds`].
pub(super) const TRADE: usize = 0;
pub(super) const MISSED: usize = 1;
pub(super) const ISOLATED: usize = 2;

/// The kinds of findings of a round.
#[must_use]
pub fn kinds() -> Vec<FindingKind> {
    vec![
        FindingKind {
            key: "trade",
            label: "trade event",
            plural: "trade events",
            mark: 't',
            asked: false,
            false_reasons: &[],
        },
        FindingKind {
            key: "missed_trade",
            label: "missed-trade candidate",
            plural: "missed-trade candidates",
            mark: 'm',
            asked: true,
            false_reasons: FALSE_REASONS,
        },
        FindingKind {
            key: "isolated_death",
            label: "isolated death",
            plural: "isolated deaths",
            mark: 'i',
            asked: true,
            false_reasons: FALSE_REASONS,
        },
    ]
}

/// The distances the rules go by, as circles for pictures.
pub(super) fn rings(settings: &Settings) -> Vec<Ring> {
    let ring = |kind, around, radius: f64, key| Ring { kind, around, radius: radius as f32, key };
    vec![
        ring(TRADE, "victim", settings.trade_dist, "trade_dist"),
        ring(MISSED, "victim", settings.trade_dist, "trade_dist"),
        ring(ISOLATED, "player", settings.isolation_dist, "isolation_dist"),
    ]
}

/// All findings, by time; of one moment live candidates first, then suppressed ones, then facts.
pub(super) fn findings(stage: &Stage<'_>) -> Vec<Finding> {
    let mut out = Vec::new();
    for trade in &stage.analysis.trades {
        out.push(fact(stage, trade));
        for opportunity in trade.opportunities.iter().flatten() {
            if let Some(why) = stage.analysis.rule.explain(stage.round, trade, opportunity) {
                out.push(missed(stage, trade, opportunity, why));
            }
        }
    }
    super::isolated::findings(stage, &mut out);
    let rank = |finding: &Finding| match finding.status {
        Status::Candidate => 0,
        Status::Suppressed(_) => 1,
        Status::Fact => 2,
    };
    out.sort_by_key(|finding| (finding.at, rank(finding), Reverse(finding.confidence), finding.id.clone()));
    out
}

/// The slice worth watching around `[from, to]`, inside the round.
pub(super) fn slice(stage: &Stage<'_>, from: Time, to: Time) -> Span {
    let round = stage.round.span;
    Span::new(round.clamp(from - LEAD), round.clamp(to + TAIL))
}

/// A trade event: what happened after a death by an enemy.
fn fact(stage: &Stage<'_>, trade: &Trade) -> Finding {
    let (victim, killer) = (stage.name(trade.victim), stage.name(trade.killer));
    let mut parts = vec![stage.part(trade.victim, "victim"), stage.part(trade.killer, "killer")];
    let mut facts = Vec::new();
    let mut add = |label: &str, value: String| facts.push((label.to_owned(), value));
    match &trade.opportunities {
        Ok(list) => {
            for one in list {
                if one.success.is_some() {
                    parts.push(stage.part(one.player, "success"));
                } else if matches!(one.attempt, Ok(Some(_))) {
                    parts.push(stage.part(one.player, "attempt"));
                }
                add("opportunity", opportunity_text(stage, trade, one));
            }
            if list.is_empty() {
                let widest = stage.settings.trade_dist.max(stage.settings.trade_dist_marginal);
                add("opportunity", format!("nobody known within {}", words::units(widest)));
            }
        }
        Err(missing) => add("opportunities", format!("unavailable: {missing}")),
    }
    match &trade.other_successes {
        Ok(others) => {
            for other in others {
                let after = stage.secs(other.t - trade.t());
                let why = match opportunity_of(trade, other.player) {
                    _ if other.player == trade.victim => ", after the own death",
                    Some(_) => ", when the opportunity had closed",
                    None if trade.opportunities.is_err() => "",
                    None => ", without an opportunity",
                };
                add("also answered", format!("{} killed {killer} after {after}{why}", stage.name(other.player)));
                parts.push(stage.part(other.player, "success"));
            }
        }
        Err(missing) => add("answers by others", format!("unavailable: {missing}")),
    }
    facts.extend(stage.place("where", trade.victim, trade.at));
    facts.extend(stage.place("killer at", trade.killer, trade.at));
    let took = trade.other_successes.iter().flatten().find(|other| other.player == trade.victim);
    let end = match (trade.answer, took) {
        (Some((t, by)), _) => format!("traded by {} after {}", stage.name(by), stage.secs(t - trade.t())),
        (None, Some(own)) => format!("not traded, but fell to {victim} after {}", stage.secs(own.t - trade.t())),
        (None, None) if trade.other_successes.is_err() => "answer unknown".to_owned(),
        (None, None) => "not traded".to_owned(),
    };
    let closes = trade.opportunities.iter().flatten().map(|one| one.close.t);
    let answers = trade.other_successes.iter().flatten().map(|other| other.t);
    let until = closes.chain(answers).max();
    dedup(&mut parts);
    Finding {
        id: trade.id.clone(),
        kind: TRADE,
        at: trade.t(),
        span: slice(stage, trade.t(), until.unwrap_or(trade.t())),
        parts,
        title: format!("{killer} killed {victim}, {end}"),
        confidence: None,
        status: Status::Fact,
        gates: Vec::new(),
        explanation: Explanation { trigger: stage.death_text(trade.at), ..Explanation::default() },
        rule: stage.rule.trade.clone(),
        facts,
    }
}

/// The opportunity that somebody held, if any.
fn opportunity_of(trade: &Trade, player: PlayerId) -> Option<&Opportunity> {
    trade.opportunities.iter().flatten().find(|one| one.player == player)
}

/// Somebody once, by the first part named.
fn dedup(parts: &mut Vec<Part>) {
    let mut seen = Vec::new();
    parts.retain(|part| {
        let new = !seen.contains(&part.actor);
        seen.push(part.actor);
        new
    });
}

/// `kiko 512 u: hit vex at 0:43.1 (36 dmg), killed vex at 0:43.9`.
fn opportunity_text(stage: &Stage<'_>, trade: &Trade, one: &Opportunity) -> String {
    let killer = stage.name(trade.killer);
    let attempt = match &one.attempt {
        Ok(Some(attempt)) => format!("hit {killer} at {} ({} damage)", attempt.t, words::sum(attempt.dmg)),
        Ok(None) if one.success.is_some() => String::new(),
        Ok(None) => "no attempt".to_owned(),
        Err(missing) => format!("attempt unknown: {missing}"),
    };
    let success = one.success.map(|t| format!("killed {killer} at {t}")).unwrap_or_default();
    let did: Vec<&str> = [attempt.as_str(), success.as_str()].into_iter().filter(|text| !text.is_empty()).collect();
    let ring = if one.marginal { ", marginal" } else { "" };
    format!("{} {}{ring}: {}; {}", stage.name(one.player), words::units(one.dist), did.join(", "), closed(one))
}

/// `the window closed at 0:45.0`.
fn closed(one: &Opportunity) -> String {
    let by = match one.closed_by {
        ClosedBy::Traded => "the killer was traded",
        ClosedBy::KillerDied => "the killer died",
        ClosedBy::Died => "died",
        ClosedBy::RoundEnd => "the round ended",
        ClosedBy::Window => "the window closed",
    };
    format!("{by} at {}", one.close.t)
}

/// A missed-trade candidate, excused or not.
fn missed(stage: &Stage<'_>, trade: &Trade, one: &Opportunity, why: Explanation) -> Finding {
    let reasons: Vec<String> = one.reasons.iter().map(|reason| reason.as_str().to_owned()).collect();
    let mut facts = vec![
        ("closed by".to_owned(), format!("{} at {}", one.closed_by.as_str(), one.close.t)),
        ("distance".to_owned(), words::units(one.dist)),
    ];
    facts.extend(words::excuses(&reasons));
    facts.extend(stage.place("where", trade.victim, trade.at));
    facts.extend(stage.place("player at", one.player, trade.at));
    facts.extend(stage.place("killer at", trade.killer, trade.at));
    facts.extend(stage.rule.sources.iter().cloned());
    Finding {
        id: one.id.clone(),
        kind: MISSED,
        at: trade.t(),
        span: slice(stage, trade.t(), one.close.t),
        parts: vec![
            stage.part(one.player, "player"),
            stage.part(trade.victim, "victim"),
            stage.part(trade.killer, "killer"),
        ],
        title: format!(
            "{} did not answer for {} ({})",
            stage.name(one.player),
            stage.name(trade.victim),
            words::units(one.dist)
        ),
        confidence: Some(one.confidence),
        status: super::brief::status(reasons),
        gates: one.gates.clone(),
        explanation: why,
        rule: stage.rule.missed.clone(),
        facts,
    }
}

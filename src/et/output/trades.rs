//! `trade_events.jsonl`: one line for every kill by an enemy.

use super::super::analysis::{Missing, Opportunity, Trade, TradeRule};
use super::super::config::Side;
use super::super::round::Round;
use super::files::client;
use super::json::{Object, number, secs};
use crate::film::{Callouts, Explanation};

pub(super) fn trade(
    round: &Round,
    rule: TradeRule,
    trade: &Trade,
    places: Option<&Callouts>,
    mut line: Object,
) -> Object {
    line.set("t_death", secs(trade.t()))
        .set("victim", client(round, trade.victim))
        .set("killer", client(round, trade.killer))
        .set("team_of_victim", trade.team.map(Side::as_str));
    let all = || trade.opportunities.as_ref().map_err(|missing| *missing);
    // Attempts and candidates need damage lines too; an opportunity says so itself, an empty list cannot.
    let judged = || {
        let all = all()?;
        if round.has.damage { Ok(all) } else { Err(Missing::Damage) }
    };
    line.known("opportunities", all(), |all| list(all, |one| Some(opportunity(round, one, places))))
        .known("attempts", judged(), |all| list(all, |one| attempt(round, one)))
        .known("successes", all(), |all| list(all, |one| success(round, one)))
        .known("other_successes", trade.other_successes.as_ref(), |others| {
            let items = others.iter().map(|other| {
                let mut item = Object::default();
                item.set("client", client(round, other.player)).set("t", secs(other.t));
                item
            });
            items.collect::<Vec<Object>>()
        })
        .known("missed_candidates", judged(), |all| {
            list(all, |one| Some(missed(round, one, rule.explain(round, trade, one)?, places)))
        });
    line.place("place", places, trade.pos).place("killer_place", places, trade.killer_pos);
    line.with_unavailable()
}

fn list(all: &[Opportunity], item: impl FnMut(&Opportunity) -> Option<Object>) -> Vec<Object> {
    all.iter().filter_map(item).collect()
}

fn opportunity(round: &Round, one: &Opportunity, places: Option<&Callouts>) -> Object {
    let mut gates = Object::default();
    for gate in &one.gates {
        gates.set_named(&gate.name, gate.outcome.as_str());
    }
    let mut item = Object::default();
    item.set("client", client(round, one.player))
        .set("dist", number(one.dist))
        .set("confidence", one.confidence.as_str())
        .set("marginal", one.marginal)
        .set("closed_by", one.closed_by.as_str())
        .set("t_close", secs(one.close.t))
        .set("gates", gates)
        .place("place", places, Some(one.pos));
    item
}

fn attempt(round: &Round, one: &Opportunity) -> Option<Object> {
    let attempt = one.attempt.ok().flatten()?;
    let mut item = Object::default();
    item.set("client", client(round, one.player))
        .set("t", secs(attempt.t))
        .set("dmg", number(attempt.dmg))
        .set("marginal", one.marginal);
    Some(item)
}

fn success(round: &Round, one: &Opportunity) -> Option<Object> {
    let mut item = Object::default();
    item.set("client", client(round, one.player)).set("t", secs(one.success?)).set("marginal", one.marginal);
    Some(item)
}

fn missed(round: &Round, one: &Opportunity, why: Explanation, places: Option<&Callouts>) -> Object {
    let Explanation { trigger, expected, possible_because, missing } = why;
    let reasons = one.reason_names();
    let mut item = Object::default();
    item.set("client", client(round, one.player))
        .set("confidence", one.confidence.as_str())
        .set("marginal", one.marginal)
        .set("reason", reasons.first().copied().unwrap_or("no_attempt"))
        .set("reasons", reasons.as_slice())
        .set("suppressed", !one.is_live())
        .set("trigger", trigger.as_str())
        .set("expected", expected.as_str())
        .set("possible_because", possible_because.as_slice())
        .set("missing", missing.as_slice())
        .place("place", places, Some(one.pos));
    item
}

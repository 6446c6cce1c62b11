//! Checks on events; families that are not there are not checked. Of many alike, the first stands for all.

use super::{Check, Disagreement, numbers};
use crate::sim::Side;
use crate::sim::index::SUM_TOLERANCE;
use crate::sim::row::{Event, Events, Row, order_only};

pub(super) fn check(row: &Row, number: usize, out: &mut Vec<Disagreement>) {
    let Events::Some(events) = &row.events else { return };
    // A cut list has neither all hits nor an end.
    if row.fault.is_none() {
        hit_sums(row, events, number, out);
    }
    if !order_only(events) {
        times(row, events, number, out);
    }
    first_of(hit_points(events, number), out);
}

/// Keeps the first, with how many there are.
fn first_of(mut found: impl Iterator<Item = Disagreement>, out: &mut Vec<Disagreement>) {
    if let Some(first) = found.next() {
        out.push(Disagreement { count: 1 + found.count(), ..first });
    }
}

fn times(row: &Row, events: &[Event], number: usize, out: &mut Vec<Disagreement>) {
    let slack = row.half_frame();
    let timed = || (0..).zip(events).filter_map(|(at, event): (usize, _)| Some((at, event, event.t_s?)));
    let mut latest = f64::NEG_INFINITY;
    let back = timed().filter_map(|(at, event, t)| {
        let before = latest;
        latest = latest.max(t);
        (t < before - slack).then(|| at_event(number, at, event, ("t_s", t), ("an earlier event's", before)))
    });
    first_of(back, out);
    let end = row.outcome.as_ref().and_then(|outcome| outcome.time_s);
    let outside = timed().filter_map(|(at, event, t)| match end {
        _ if t < -slack => Some(at_event(number, at, event, ("t_s", t), ("begin", 0.0))),
        Some(end) if t > end + slack => Some(at_event(number, at, event, ("t_s", t), ("time_s", end))),
        _ => None,
    });
    first_of(outside, out);
}

fn at_event(number: usize, at: usize, event: &Event, left: (&str, f64), right: (&str, f64)) -> Disagreement {
    let subject = format!("event {at} ({})", crate::film::clean_text(&event.kind));
    let found = numbers(number, Check::EventTimes, subject, left, right);
    Disagreement { at_s: event.t_s, who: event.source(), ..found }
}

fn hit_sums(row: &Row, events: &[Event], number: usize, out: &mut Vec<Disagreement>) {
    let mut dealt = [0.0; 2];
    let mut hits = 0;
    for event in events.iter().filter(|event| event.kind == "hit_applied") {
        // A hit that does not say who or how much makes the sums unknown.
        let (Some(who), Some(amount)) = (event.source(), event.number("dealt")) else { return };
        dealt[who.side.index()] += amount;
        hits += 1;
    }
    if hits == 0 {
        return;
    }
    for side in Side::BOTH {
        let Some(total) = row.teams[side.index()].as_ref().and_then(|team| team.get("damage")) else { continue };
        let sum = dealt[side.index()];
        if (sum - total).abs() > SUM_TOLERANCE {
            let subject = format!("{}.damage", side.letter());
            out.push(numbers(number, Check::HitSum, subject, ("hits deal", sum), ("team total", total)));
        }
    }
}

/// `before_hp - dealt` is `after_hp`; nobody falls below zero.
fn hit_points(events: &[Event], number: usize) -> impl Iterator<Item = Disagreement> {
    let hits = (0..).zip(events).filter(|(_, event): &(usize, _)| event.kind == "hit_applied");
    hits.filter_map(move |(at, event)| {
        let number_of = |key| event.number(key);
        let (before, dealt, after) = (number_of("before_hp")?, number_of("dealt")?, number_of("after_hp")?);
        let left = (before - dealt).max(0.0);
        ((left - after).abs() > SUM_TOLERANCE).then(|| {
            let subject = format!("event {at} (hit_applied)");
            let found = numbers(number, Check::HitPoints, subject, ("before_hp - dealt", left), ("after_hp", after));
            Disagreement { at_s: event.t_s, who: event.target(), ..found }
        })
    })
}

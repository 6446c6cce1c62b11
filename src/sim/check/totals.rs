//! Checks between outcome, totals and rosters; what is absent is not checked.

use super::{Check, Disagreement, Value, numbers};
use crate::sim::Side;
use crate::sim::index::{SUM_TOLERANCE, SUMMED, TOTALS};
use crate::sim::row::Row;

pub(super) fn check(row: &Row, number: usize, out: &mut Vec<Disagreement>) {
    for side in Side::BOTH {
        units_sum(row, number, side, out);
        team(row, number, side, out);
        first_times(row, number, side, out);
        kills(row, number, side, out);
    }
    result(row, number, out);
}

fn units_sum(row: &Row, number: usize, side: Side, out: &mut Vec<Disagreement>) {
    let (Some(team), Some(units)) = (&row.teams[side.index()], &row.units[side.index()]) else { return };
    for total in SUMMED {
        let sum = units.iter().try_fold(0.0, |sum, unit| Some(sum + unit.values[total]?));
        if let (Some(sum), Some(team)) = (sum, team.values[total])
            && (sum - team).abs() > SUM_TOLERANCE
        {
            let subject = format!("{}.{}", side.letter(), TOTALS[total]);
            out.push(numbers(number, Check::UnitsSum, subject, ("units sum to", sum), ("team total", team)));
        }
    }
}

fn team(row: &Row, number: usize, side: Side, out: &mut Vec<Disagreement>) {
    let Some(size) = row.context.team_size else { return };
    let roster = row.context.rosters[side.index()].len() as f64;
    if roster > 0.0 && roster != size {
        let subject = format!("{}.units", side.letter());
        out.push(numbers(number, Check::RosterSize, subject, ("roster length", roster), ("team_size", size)));
    }
    let alive = row.outcome.as_ref().and_then(|outcome| outcome.alive[side.index()]);
    let deaths = row.teams[side.index()].as_ref().and_then(|team| team.get("deaths"));
    if let (Some(alive), Some(deaths)) = (alive, deaths)
        && alive + deaths != size
    {
        let subject = format!("{}.alive", side.letter());
        out.push(numbers(number, Check::AliveDeaths, subject, ("alive + deaths", alive + deaths), ("team_size", size)));
    }
}

fn first_times(row: &Row, number: usize, side: Side, out: &mut Vec<Disagreement>) {
    let Some(end) = row.outcome.as_ref().and_then(|outcome| outcome.time_s) else { return };
    let Some(team) = &row.teams[side.index()] else { return };
    for name in ["first_hit_s", "first_cast_s"] {
        if let Some(first) = team.get(name).filter(|first| *first > end + row.half_frame()) {
            let subject = format!("{}.{name}", side.letter());
            out.push(numbers(number, Check::FirstTimes, subject, (name, first), ("time_s", end)));
        }
    }
}

fn kills(row: &Row, number: usize, side: Side, out: &mut Vec<Disagreement>) {
    let total = |side: Side, name| row.teams[side.index()].as_ref().and_then(|team| team.get(name));
    if let (Some(kills), Some(deaths)) = (total(side, "kills"), total(side.other(), "deaths"))
        && kills > deaths
    {
        let labels = (format!("kills of {}", side.letter()), format!("deaths of {}", side.other().letter()));
        let subject = format!("{}.kills", side.letter());
        out.push(numbers(number, Check::KillsDeaths, subject, (&labels.0, kills), (&labels.1, deaths)));
    }
}

/// Who won has survivors and the other side has none; a draw leaves nobody standing; a timeout leaves both standing
/// (which is no draw).
fn result(row: &Row, number: usize, out: &mut Vec<Disagreement>) {
    let Some(outcome) = &row.outcome else { return };
    let (Some(result), [Some(a), Some(b)]) = (outcome.result.as_deref(), outcome.alive) else { return };
    let agrees = match (outcome.winner(), result) {
        (Some(Side::A), _) => a > 0.0 && b == 0.0,
        (Some(Side::B), _) => b > 0.0 && a == 0.0,
        (None, "draw") => a == 0.0 && b == 0.0,
        (None, "timeout") => a > 0.0 && b > 0.0,
        // A result of somebody's own says nothing about survivors.
        (None, _) => true,
    };
    if !agrees {
        out.push(Disagreement {
            row: number,
            check: Check::ResultSurvivors,
            subject: "result".into(),
            left: ("result".into(), Value::Word(result.to_owned())),
            right: ("survivors a and b".into(), Value::Word(format!("{a} and {b}"))),
            at_s: None,
            who: None,
            count: 1,
        });
    }
}

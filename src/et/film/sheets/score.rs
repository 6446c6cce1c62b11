//! The score (E7): six parts that add up to the total, with the weights really applied in their heads.

use super::super::rule::says;
use super::{Heads, Stage, Table, count, in_cast_order, known, seconds, team, text};
use crate::et::analysis::{MODEL_VERSION, Score};
use crate::film::{Cell, ColumnKind, Link, Sheet, View};

/// The six parts, as they are named in the contract.
pub(super) const PARTS: [&str; 6] =
    ["readiness", "crossfire", "trade_attempt", "trade_success", "missed_trade", "isolated_death"];

/// The sheet `score`.
pub(super) fn sheet(stage: &Stage<'_>) -> Sheet {
    let mut table = Table::new("score", "Score", note(stage), heads(stage));
    for row in in_cast_order(stage) {
        let Some(score) = stage.analysis.scores.iter().find(|score| score.player == row.player) else { continue };
        let mut cells = vec![Cell::Actor(stage.cast.id(row.player)), team(row.team)];
        cells.extend(score.components.list().into_iter().map(|(_, points)| known(&points, |p| Cell::Number(*p))));
        cells.extend([
            known(&score.total, |total| Cell::Number(*total)),
            known(&score.per_minute, |rate| rate.map_or(Cell::Blank, Cell::Number)),
            known(&row.alive, |time| seconds(*time)),
            text(capped(score)),
            known(&row.attempts.and(row.isolated), |_| count(score.negatives.len() as u32)),
            known(&score.components.missed_trade.and(score.components.isolated_death), |_| count(counted(score))),
        ]);
        table.row(cells, Some(Link::Sheet("negatives", stage.cast.id(row.player))));
    }
    let view = View::Bars { from: table.place(PARTS[0]), to: table.place(PARTS[5]) + 1 };
    Sheet { penalised: super::super::brief::costly(stage.settings), ..table.done(view) }
}

/// How many negatives cost points.
fn counted(score: &Score) -> u32 {
    score.negatives.iter().filter(|negative| negative.counted).count() as u32
}

/// `readiness 52.3 cut to 40`.
fn capped(score: &Score) -> String {
    let said = |(name, before): &(&'static str, f64)| {
        let after = score.components.list().into_iter().find(|(part, _)| part == name).and_then(|(_, p)| p.ok());
        after.map(|after| format!("{name} {before:.1} cut to {after:.1}"))
    };
    score.capped.iter().filter_map(said).collect::<Vec<_>>().join(", ")
}

/// Version, what penalties do, and that nobody has validated it.
pub(super) fn note(stage: &Stage<'_>) -> String {
    let negatives = || stage.analysis.scores.iter().flat_map(|score| &score.negatives);
    let (all, judged) = (negatives().count(), negatives().filter(|negative| negative.judged.is_some()).count());
    let penalties = match stage.settings.penalties_enabled {
        true => "penalties for what is high or confirmed, never for a false positive",
        false => "no penalties: negatives are candidates for review",
    };
    let standing = match judged {
        0 => "unvalidated: no verdicts, ranks nobody across rounds".to_owned(),
        n => format!("verdicts on {n} of {all} negatives are respected; ranks nobody across rounds"),
    };
    format!(
        "E7: score model {MODEL_VERSION}, {standing}; {penalties} ({})",
        says(stage.settings, &["penalties_enabled"])
    )
}

fn heads(stage: &Stage<'_>) -> Heads {
    let says = |keys: &[&str]| says(stage.settings, keys);
    let points = ColumnKind::Number(2);
    let rate = says(&["min_alive_for_rate_s"]);
    let counted = says(&["penalties_enabled"]);
    vec![
        ("player", "player", ColumnKind::Actor, "who; open a row for what may cost points".to_owned()),
        ("team", "team", ColumnKind::Text, "the last side played".to_owned()),
        (
            PARTS[0],
            "ready",
            points,
            format!(
                "E7: seconds of readiness x {}, at most {}",
                says(&["score_weights.readiness_per_sec"]),
                says(&["readiness_cap_per_round"])
            ),
        ),
        (
            PARTS[1],
            "cross",
            points,
            format!(
                "E7: seconds of basic crossfire x {}, at most {}",
                says(&["score_weights.crossfire_per_sec"]),
                says(&["crossfire_cap_per_round"])
            ),
        ),
        (
            PARTS[2],
            "attempt",
            points,
            format!("E7: trade attempts, successful ones too, x {}", says(&["score_weights.trade_attempt"])),
        ),
        (PARTS[3], "success", points, format!("E7: trade successes x {}", says(&["score_weights.trade_success"]))),
        (
            PARTS[4],
            "missed",
            points,
            format!("E7: missed trades that count x {}, {counted}", says(&["score_weights.missed_trade"])),
        ),
        (
            PARTS[5],
            "alone",
            points,
            format!("E7: isolated deaths that count x {}, {counted}", says(&["score_weights.isolated_death"])),
        ),
        ("total", "total", points, "E7: the sum of the six parts".to_owned()),
        ("per_minute", "/min", points, format!("E7: total for each minute alive, none below {rate}")),
        ("alive_s", "alive", ColumnKind::Seconds, "E5: sum of the lives".to_owned()),
        ("capped", "capped", ColumnKind::Text, "E7: what the caps have cut".to_owned()),
        (
            "negatives",
            "neg",
            ColumnKind::Number(0),
            "E7: missed-trade candidates and isolated deaths that nothing excuses".to_owned(),
        ),
        ("counted", "counted", ColumnKind::Number(0), format!("E7: of these, that cost points here, {counted}")),
    ]
}

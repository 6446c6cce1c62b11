//! Every negative (E7): whether it costs points, and why or why not; each leads to its finding.

use super::super::rule::says;
use super::{Heads, Stage, Table};
use crate::et::analysis::{Count, Negative, NegativeKind};
use crate::film::{Cell, ColumnKind, Link, Sheet, View};

/// The sheet `negatives`: by time.
pub(super) fn sheet(stage: &Stage<'_>) -> Sheet {
    let unknown = super::super::brief::unknown_kinds(stage.round, stage.analysis);
    let unknown = unknown.iter().map(|(kind, why)| format!("{} unavailable: {why}; ", kind.replace('_', " ")));
    let note = format!("{}{}", unknown.collect::<String>(), super::score::note(stage));
    let mut table = Table::new("negatives", "Negatives", note, heads(stage));
    let scores = stage.analysis.scores.iter();
    let mut all: Vec<_> = scores.flat_map(|score| score.negatives.iter().map(move |one| (score, one))).collect();
    all.sort_by_key(|(score, one)| (one.at, one.kind as u8, stage.cast.id(score.player)));
    for (score, one) in all {
        let weight = match one.kind {
            NegativeKind::MissedTrade => score.weights.missed_trade,
            NegativeKind::IsolatedDeath => score.weights.isolated_death,
        };
        let cells = vec![
            Cell::Actor(stage.cast.id(score.player)),
            Cell::Clock(one.at.t),
            stage.named(one.pos),
            Cell::Text(label(one.kind).to_owned()),
            Cell::Text(one.confidence.as_str().to_owned()),
            Cell::Actor(stage.cast.id(one.victim)),
            Cell::Actor(stage.cast.id(one.killer)),
            Cell::Text(if one.counted { "yes" } else { "no" }.to_owned()),
            Cell::Number(if one.counted { weight } else { 0.0 }),
            Cell::Text(why(one)),
        ];
        table.row(cells, Some(Link::Finding(one.id.clone())));
    }
    Sheet { penalised: super::super::brief::costly(stage.settings), ..table.done(View::Table) }
}

const fn label(kind: NegativeKind) -> &'static str {
    match kind {
        NegativeKind::MissedTrade => "missed-trade candidate",
        NegativeKind::IsolatedDeath => "isolated death",
    }
}

fn why(one: &Negative) -> String {
    match one.why {
        Count::High => "its confidence is high".to_owned(),
        Count::Confirmed => format!("a reviewer confirmed it (confidence {})", one.confidence),
        Count::FalsePositive => "a reviewer marked it a false positive".to_owned(),
        Count::NotHigh => format!("confidence {} is not high, and nobody confirmed it", one.confidence),
        Count::PenaltiesOff => "it would, but penalties are off".to_owned(),
    }
}

fn heads(stage: &Stage<'_>) -> Heads {
    let says = |keys: &[&str]| says(stage.settings, keys);
    let weights = says(&["score_weights.missed_trade", "score_weights.isolated_death"]);
    let what = |what: &str| what.to_owned();
    vec![
        ("player", "player", ColumnKind::Actor, what("whose negative it is")),
        ("at", "at", ColumnKind::Clock, what("the death")),
        ("where", "where", ColumnKind::Text, what(super::WHERE)),
        ("kind", "what", ColumnKind::Text, what("E4, E5: what nothing excused")),
        (
            "confidence",
            "conf",
            ColumnKind::Text,
            format!("E4, E5: what its gates give ({})", says(&["high_needs_los", "isolation_high_factor"])),
        ),
        ("victim", "victim", ColumnKind::Actor, what("who died")),
        ("killer", "killer", ColumnKind::Actor, what("by whom")),
        (
            "counted",
            "counts",
            ColumnKind::Text,
            format!("E7: whether it costs points ({})", says(&["penalties_enabled"])),
        ),
        ("points", "points", ColumnKind::Number(2), format!("E7: what it costs ({weights})")),
        ("why", "why", ColumnKind::Text, what("E7: high or confirmed ones count, false positives never do")),
    ]
}

//! What many rounds add up to, as tables: shapes against winners (V3), and who plays with whom, by guid.

use crate::et::analysis::{Many, ShapeRecord};
use crate::et::config::Settings;
use crate::film::{Cell, Column, ColumnKind, Sheet};

/// The tables `shape_outcomes` and `season_pairs`. `settings` are those in force on no map in particular: thresholds
/// that a map changes are in its own rounds' tables.
#[must_use]
pub fn season(many: &Many, settings: &Settings) -> Vec<Sheet> {
    vec![outcomes(many, settings), pairs(many, settings)]
}

fn column(key: &'static str, label: &'static str, kind: ColumnKind, help: &str) -> Column {
    Column { key, label, kind, help: help.to_owned() }
}

fn outcomes(many: &Many, settings: &Settings) -> Sheet {
    let rule = super::rule::says(settings, &["cluster_dist", "sample_ms"]);
    let number = ColumnKind::Number(0);
    let record = |what: &str, one: &ShapeRecord| {
        let share = |get: fn(&crate::film::Interval) -> f64| {
            one.share.as_ref().map_or(Cell::Blank, |share| Cell::Number(get(share)))
        };
        vec![
            Cell::Text(what.to_owned()),
            Cell::Text(one.shape.clone()),
            Cell::Number(f64::from(one.rounds)),
            Cell::Number(f64::from(one.won)),
            share(|s| s.share),
            share(|s| s.low),
            share(|s| s.high),
            Cell::Number(one.time_won.as_secs()),
            Cell::Number(one.time_lost.as_secs()),
            Cell::Number(f64::from(one.unknown)),
        ]
    };
    let (states, shapes) = (many.states(), many.shapes());
    let rows = states.iter().map(|one| record("state", one)).chain(shapes.iter().map(|one| record("shape", one)));
    Sheet {
        key: "shape_outcomes",
        title: "Shapes against winners",
        note: format!(
            "V3: {} rounds, {} with a known winner, {} without positions; a loser has fewer alive, hence other shapes: \
             context, no cause; {rule}",
            many.rounds, many.decided, many.without_positions
        ),
        rows: rows.collect(),
        columns: vec![
            column("what", "what", ColumnKind::Text, "E6: pack or split, or the shape itself"),
            column("shape", "shape", ColumnKind::Text, "E6: sizes of the groups, largest first"),
            column("rounds", "sides", number, "sides of decided rounds whose longest-held it was; a round has two"),
            column("won", "won", number, "of these, that won"),
            column("share", "share", ColumnKind::Share, "won / sides"),
            column("low", "from", ColumnKind::Share, "Wilson interval at 95 per cent, lower end"),
            column("high", "to", ColumnKind::Share, "Wilson interval at 95 per cent, upper end"),
            column("won_s", "winners", ColumnKind::Seconds, "E6: how long winners held it"),
            column("lost_s", "losers", ColumnKind::Seconds, "E6: how long losers held it"),
            column("unknown", "undecided", number, "sides whose longest-held it was in rounds that name no winner"),
        ],
        ..Sheet::default()
    }
}

fn pairs(many: &Many, settings: &Settings) -> Sheet {
    let rule = super::rule::says(settings, &["buddy_dist", "duo_min_share"]);
    let number = ColumnKind::Number(0);
    let rows = many.pairs().into_iter().map(|pair| {
        let [a, b] = pair.names;
        vec![
            Cell::Text(a),
            Cell::Text(b),
            Cell::Number(f64::from(pair.rounds)),
            Cell::Number(pair.both.as_secs()),
            Cell::Number(pair.within.as_secs()),
            Cell::Number(pair.share),
            Cell::Number(pair.longest.as_secs()),
            Cell::Number(f64::from(pair.duo)),
            Cell::Text(pair.guid_a),
            Cell::Text(pair.guid_b),
        ]
    });
    Sheet {
        key: "season_pairs",
        title: "Pairs over rounds",
        note: format!(
            "E6: by guid over {} rounds; {} pairs of rounds left out for want of a guid; {rule}",
            many.rounds, many.nameless_pairs
        ),
        rows: rows.collect(),
        columns: vec![
            column("name_a", "player", ColumnKind::Text, "the latest name of one"),
            column("name_b", "with", ColumnKind::Text, "the latest name of the other"),
            column("rounds", "rounds", number, "rounds in which both were on one side and counted at once"),
            column("both_s", "both", ColumnKind::Seconds, "E6: both alive with a known position"),
            column("within_s", "within", ColumnKind::Seconds, "E6: of that, within buddy_dist"),
            column("share", "share", ColumnKind::Share, "within / both"),
            column("longest_s", "longest", ColumnKind::Seconds, "the longest unbroken stretch in one round"),
            column("duo", "duo", number, "E6: rounds in which they were a stable duo"),
            column("guid_a", "guid", ColumnKind::Text, "the lasting identity of one"),
            column("guid_b", "with guid", ColumnKind::Text, "the lasting identity of the other"),
        ],
        ..Sheet::default()
    }
}

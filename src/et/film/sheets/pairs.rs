//! Who plays with whom (E6, V3): the pairs of each side, and who floats between them.

use super::super::rule::says;
use super::{Heads, Stage, Table, in_cast_order, known, measured, note, seconds, team, text};
use crate::et::analysis::{Pair, PlayerMetrics};
use crate::et::round::PlayerId;
use crate::film::{Cell, ColumnKind, Link, Sheet, View};

fn rule(stage: &Stage<'_>) -> String {
    let keys = ["buddy_dist", "duo_min_share", "floating_max_share", "sample_ms"];
    format!("E6: who is with whom while both count; {}", says(stage.settings, &keys))
}

/// The sheet `pairs`: a row per pair, by side; opened, it shows the beginning of the longest stretch.
pub(super) fn sheet(stage: &Stage<'_>) -> Sheet {
    let mut table = Table::new("pairs", "Pairs", note(&stage.analysis.space, rule(stage)), heads(stage));
    let pairs = stage.analysis.space.iter().flat_map(|space| &space.pairs);
    for pair in pairs {
        let cells = vec![
            Cell::Actor(stage.cast.id(pair.a)),
            Cell::Actor(stage.cast.id(pair.b)),
            team(Some(pair.team)),
            seconds(pair.both),
            seconds(pair.within),
            Cell::Number(pair.share),
            seconds(pair.longest),
            Cell::Text(if pair.stable_duo { "stable duo" } else { "" }.to_owned()),
        ];
        table.row(cells, pair.longest_from.map(Link::At));
    }
    let view = View::Matrix { row: table.place("player"), column: table.place("with"), value: table.place("share") };
    table.done(view)
}

fn heads(stage: &Stage<'_>) -> Heads {
    let says = |keys: &[&str]| says(stage.settings, keys);
    vec![
        ("player", "player", ColumnKind::Actor, "one of the two".to_owned()),
        ("with", "with", ColumnKind::Actor, "the other".to_owned()),
        ("team", "team", ColumnKind::Text, "for which side".to_owned()),
        ("both_s", "both", ColumnKind::Seconds, "E6: both alive with a known position".to_owned()),
        ("within_s", "within", ColumnKind::Seconds, format!("E6: of that, within {}", says(&["buddy_dist"]))),
        ("share", "share", ColumnKind::Share, format!("E6: within / both ({})", says(&["buddy_dist"]))),
        ("longest_s", "longest", ColumnKind::Seconds, "E6: the longest unbroken stretch of it".to_owned()),
        (
            "stable_duo",
            "duo",
            ColumnKind::Text,
            format!("E6: each is the other's highest share, and at least {}", says(&["duo_min_share"])),
        ),
    ]
}

/// The sheet `floating`: per player, the closest partner, and whether the player floats.
pub(super) fn floating(stage: &Stage<'_>) -> Sheet {
    let says = |keys: &[&str]| says(stage.settings, keys);
    let heads: Heads = vec![
        ("player", "player", ColumnKind::Actor, "who; open a row for the player's pairs".to_owned()),
        ("team", "team", ColumnKind::Text, "the last side played".to_owned()),
        ("partner", "closest", ColumnKind::Text, "E6: with whom the share is highest; equals are all named".to_owned()),
        ("best_share", "share", ColumnKind::Share, format!("E6: that share ({})", says(&["buddy_dist"]))),
        (
            "role",
            "role",
            ColumnKind::Text,
            format!(
                "E6: in a stable duo ({}), floating (no share of {} or more), or between",
                says(&["duo_min_share"]),
                says(&["floating_max_share"])
            ),
        ),
    ];
    let mut table = Table::new("floating", "Floating", note(&stage.analysis.space, rule(stage)), heads);
    for row in in_cast_order(stage) {
        let actor = stage.cast.id(row.player);
        let cells = vec![
            Cell::Actor(actor),
            team(row.team),
            known(&row.best_buddy, |_| text(partners(stage, row))),
            known(&row.best_buddy, |share| measured(*share)),
            known(&row.floating, |floating| match (floating, duo(stage, row.player)) {
                (None, _) => Cell::Blank,
                (_, true) => Cell::Text("stable duo".to_owned()),
                (Some(true), _) => Cell::Text("floating".to_owned()),
                (Some(false), _) => Cell::Text("between".to_owned()),
            }),
        ];
        table.row(cells, Some(Link::Sheet("pairs", actor)));
    }
    table.done(View::Table)
}

fn own<'a>(stage: &'a Stage<'_>, player: PlayerId) -> impl Iterator<Item = &'a Pair> {
    let pairs = stage.analysis.space.iter().flat_map(|space| &space.pairs);
    pairs.filter(move |pair| pair.a == player || pair.b == player)
}

fn duo(stage: &Stage<'_>, player: PlayerId) -> bool {
    own(stage, player).any(|pair| pair.stable_duo)
}

/// Everybody with whom the player has the highest share.
fn partners(stage: &Stage<'_>, row: &PlayerMetrics) -> String {
    let best = row.best_buddy.ok().flatten();
    let closest = own(stage, row.player).filter(|pair| Some(pair.share) == best);
    let other = |pair: &Pair| stage.name(if pair.a == row.player { pair.b } else { pair.a });
    closest.map(other).collect::<Vec<_>>().join(", ")
}

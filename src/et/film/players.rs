//! The sheet of players: what each did and how near they were to each other, with the rule in every column's head.

use super::rule::says;
use super::sheets::{count, known, measured, seconds};
use super::{Stage, side_name};
use crate::et::analysis::{PlayerMetrics, Trading};
use crate::et::round::{Death, PlayerId};
use crate::film::{Cell, Column, ColumnKind, Link, Sheet, clean_name};

/// A player's deaths and kills, by kill lines inside the round.
#[derive(Default)]
struct Tally {
    kills: u32,
    deaths: u32,
    own: u32,
    team_kills: u32,
}

/// One column: how it is headed, and what a row has in it.
struct Field {
    key: &'static str,
    label: &'static str,
    kind: ColumnKind,
    help: String,
    cell: fn(&Row<'_>) -> Cell,
}

/// What a row is made of.
struct Row<'a> {
    stage: &'a Stage<'a>,
    metrics: &'a PlayerMetrics,
    tally: Tally,
}

/// The players of the round, in the order of the cast.
pub(super) fn sheet(stage: &Stage<'_>) -> Sheet {
    let mut metrics: Vec<&PlayerMetrics> = stage.analysis.players.iter().collect();
    metrics.sort_by_key(|row| stage.cast.id(row.player));
    let fields = fields(stage);
    let cells = |metrics| {
        let row = Row { stage, metrics, tally: tally(stage, metrics.player) };
        fields.iter().map(|field| (field.cell)(&row)).collect()
    };
    Sheet {
        key: "players",
        title: "Players",
        note: stage.rule.line.clone(),
        links: metrics.iter().map(|row| Some(Link::Actor(stage.cast.id(row.player)))).collect(),
        rows: metrics.into_iter().map(cells).collect(),
        columns: fields
            .iter()
            .map(|f| Column { key: f.key, label: f.label, kind: f.kind, help: f.help.clone() })
            .collect(),
        ..Sheet::default()
    }
}

fn tally(stage: &Stage<'_>, player: PlayerId) -> Tally {
    let mut tally = Tally::default();
    for (_, event) in stage.round.lines() {
        let Some((victim, death)) = event.death(stage.round) else { continue };
        let by = match death {
            Death::Enemy(by) | Death::Friendly(by) | Death::Aside(by) => Some(by),
            Death::Own | Death::World => None,
        };
        tally.deaths += u32::from(victim == player);
        tally.own += u32::from(victim == player && death == Death::Own);
        tally.kills += u32::from(by == Some(player) && matches!(death, Death::Enemy(_)));
        tally.team_kills += u32::from(by == Some(player) && matches!(death, Death::Friendly(_)));
    }
    tally
}

/// A count of trades that needs damage lines, too.
fn attempts(row: &Row<'_>, of: fn(&Trading) -> u32) -> Cell {
    known(&row.metrics.attempts, |()| known(&row.metrics.trading, |trading| count(of(trading))))
}

fn fields(stage: &Stage<'_>) -> Vec<Field> {
    let s = stage.settings;
    let mut out = who_and_what();
    let mut add = |key, label, kind, help: String, cell| out.push(Field { key, label, kind, help, cell });
    let number = ColumnKind::Number(0);
    let gates = says(
        s,
        &[
            "near_dist",
            "react_s",
            "sight_cone_deg",
            "sight_max_dz",
            "sight_by_los",
            "combat_recent_s",
            "high_needs_los",
        ],
    );
    let reasons = says(
        s,
        &[
            "revive_response_s",
            "react_s",
            "objective_grace_s",
            "objective_zone_grace_s",
            "lurk_cluster_dist",
            "lurk_contact_dist",
            "trade_window_s",
        ],
    );
    add(
        "opportunities",
        "opp",
        number,
        format!("E4: trade opportunities, a team-mate killed within trade_dist {} u", s.trade_dist),
        |row| known(&row.metrics.trading, |trading| count(trading.opportunities)),
    );
    add(
        "attempts",
        "att",
        number,
        format!(
            "E4: opportunities answered by a hit from {} s before the death (attempt_lead_s) until it closed, at most {} s (trade_window_s)",
            s.attempt_lead_s, s.trade_window_s
        ),
        |row| attempts(row, |trading| trading.attempts),
    );
    add("successes", "succ", number, "E4: opportunities answered by killing the killer".to_owned(), |row| {
        known(&row.metrics.trading, |trading| count(trading.successes))
    });
    add(
        "candidates",
        "cand",
        number,
        format!("E4: missed-trade candidates that nothing excuses; gates by {gates}"),
        |row| attempts(row, |trading| trading.missed),
    );
    add("suppressed", "supp", number, format!("E4: missed-trade candidates that a reason excuses; {reasons}"), |row| {
        attempts(row, |trading| trading.suppressed)
    });
    add(
        "support_uptime",
        "support",
        ColumnKind::Share,
        format!("E5: share of the time with a living team-mate within support_dist {} u", s.support_dist),
        |row| known(&row.metrics.proximity, |near| measured(near.share(near.support))),
    );
    add(
        "readiness_s",
        "ready",
        ColumnKind::Seconds,
        format!(
            "E5: seconds within support_dist {} u of a living team-mate in combat (combat_recent_s {} s)",
            s.support_dist, s.combat_recent_s
        ),
        |row| known(&row.metrics.readiness, |time| seconds(*time)),
    );
    add(
        "crossfire_s",
        "crossfire",
        ColumnKind::Seconds,
        format!(
            "E5: seconds within crossfire_dist {} u of a team-mate facing more than {} deg another way",
            s.crossfire_dist, s.crossfire_min_angle_deg
        ),
        |row| known(&row.metrics.crossfire, |time| seconds(*time)),
    );
    add(
        "nearest_teammate_median",
        "mate",
        number,
        "E5: median distance to the nearest living team-mate, in units".to_owned(),
        |row| known(&row.metrics.proximity, |near| measured(near.teammate.median)),
    );
    add(
        "isolated_deaths",
        "alone",
        number,
        format!("E5: first-contact deaths with every team-mate beyond isolation_dist {} u", s.isolation_dist),
        |row| known(&row.metrics.isolated, |(live, _)| count(*live)),
    );
    out
}

/// The columns that need no threshold.
fn who_and_what() -> Vec<Field> {
    let field = |key, label, kind, help: &str, cell| Field { key, label, kind, help: help.to_owned(), cell };
    let number = ColumnKind::Number(0);
    vec![
        field("player", "player", ColumnKind::Actor, "who", |row| Cell::Actor(row.stage.cast.id(row.metrics.player))),
        field("team", "team", ColumnKind::Text, "the last side played", |row| match row.metrics.team {
            Some(side) => Cell::Text(side_name(side).to_owned()),
            None => Cell::Unknown("no team was stated".to_owned()),
        }),
        field("class", "class", ColumnKind::Text, "the last class played", |row| {
            let classes = row.stage.round.player(row.metrics.player).classes.as_slice();
            match classes.last() {
                Some((_, class)) => Cell::Text(clean_name(class)),
                None => Cell::Unknown("no class was recorded".to_owned()),
            }
        }),
        field("alive_s", "alive", ColumnKind::Seconds, "E5: sum of the lives", |row| {
            known(&row.metrics.alive, |time| seconds(*time))
        }),
        field("kills", "kills", number, "enemies killed", |row| count(row.tally.kills)),
        field("deaths", "deaths", number, "all deaths, by own hand and by the world too", |row| {
            count(row.tally.deaths)
        }),
        field("self_kills", "self", number, "E1: deaths by own hand", |row| count(row.tally.own)),
        field("team_kills", "tk", number, "team-mates killed", |row| count(row.tally.team_kills)),
    ]
}

//! A game, or a log row, as a `Film`: map, moments, findings and tables around the detector's verdict.
//!
//! Buildings are exact. Moving units are told every 240 loops and only while they fight: they are shown where they were
//! last known, ageing, and never on a straight line between two fixes.

mod cast;
mod curves;
mod findings;
mod ledger;
mod moments;
mod places;
mod sheets;

pub use findings::kinds as finding_kinds;
pub use ledger::{ledger, signals};

use super::game::{Pvz, Race};
use super::log::Logged;
use super::observe::{Fact, Observations, Sight};
use super::rush::{Rules, Verdict, judge};
use super::scout::observe;
use crate::config::fingerprint;
use crate::film::{
    Actor, ActorKind, ActorState, Brief, Cell, Column, ColumnKind, Film, Lane, LaneName, Meta, Span, Team, TeamId, Time,
};
use std::sync::Arc;

/// As in [`Meta::game`].
pub const GAME: &str = "StarCraft II";

/// Protoss' side in every film of this room.
pub(super) const PROTOSS: TeamId = TeamId(0);
/// Zerg's side in every film of this room.
pub(super) const ZERG: TeamId = TeamId(1);

/// Fixes of moving units lie 10.7 s apart: below that, only the samples of buildings are joined.
const BRIDGE: Time = Time(10_000);
/// A unit not heard of for three fixes is shown no longer.
const STALE: Time = Time(32_200);

/// A replay as a film. `file` is its name for display; `sight` says how things count as seen (R13).
#[must_use]
pub fn film(pvz: &Pvz<'_>, file: &Arc<str>, rules: &Rules, sight: Sight) -> Film {
    let obs = observe(pvz, rules, sight);
    let verdict = judge(&obs, rules, Time::MAX);
    let meta = about(pvz, file, rules, &obs, &verdict);
    let (cast, tracks) = cast::cast(pvz);
    let (moment_kinds, log) = moments::replay(pvz, rules, &obs);
    let [ledger, signals] = ledger::sheets(&meta.id, &obs, rules, &verdict);
    Film {
        strips: vec![sheets::strip(&meta, &verdict)],
        sheets: vec![ledger, signals, sheets::score(&verdict), sheets::build_order(pvz), sheets::economy(pvz)],
        curves: curves::curves(pvz),
        places: places::places(pvz, rules),
        cast,
        tracks,
        moment_kinds,
        log,
        ..found(meta, rules, &verdict)
    }
}

/// The film of a verdict on a replay in numbers; no film is made.
pub(super) fn brief(pvz: &Pvz<'_>, file: &Arc<str>, rules: &Rules, obs: &Observations, verdict: &Verdict) -> Brief {
    Brief::of(&found(about(pvz, file, rules, obs, verdict), rules, verdict))
}

/// The same of a log row or a bot's notes.
pub(super) fn brief_logged(game: &Logged, rules: &Rules, verdict: &Verdict) -> Brief {
    Brief::of(&found(about_logged(game, rules, verdict), rules, verdict))
}

/// The findings of a film, and nothing else.
fn found(meta: Meta, rules: &Rules, verdict: &Verdict) -> Film {
    let findings = findings::findings(&meta, verdict, rules);
    Film { finding_kinds: findings::kinds(), findings, meta, ..Film::default() }
}

/// What a replay is.
fn about(pvz: &Pvz<'_>, file: &Arc<str>, rules: &Rules, obs: &Observations, verdict: &Verdict) -> Meta {
    let game = pvz.game;
    let names = [&pvz.protoss.name, &pvz.zerg.name];
    let id = game_id(&[&game.map, &format!("{:?} {}", game.played_at, game.length.ms()), names[0], names[1]]);
    let title = format!("{} (P) - {} (Z), {}, {}", names[0], names[1], game.map, clock(game.length));
    let mut meta = meta(id, title, Some(game.map.clone()), (obs, verdict), rules, game.length);
    meta.sources = vec![Arc::clone(file)];
    meta.short = Some(format!("{} - {}", names[0], names[1])); // Protoss first, as in the title
    meta.teams = vec![team("protoss", names[0], Race::Protoss), team("zerg", names[1], Race::Zerg)];
    meta.unavailable = vec![
        ("rush_distance".to_owned(), "a replay does not hold the map's paths".to_owned()),
        (
            "vision".to_owned(),
            format!("tracker events do not say what Protoss saw (sight: {})", verdict.sight.as_str()),
        ),
    ];
    meta
}

/// A log row or a bot's notes as a film: no map, but moments, findings and the ledger.
#[must_use]
pub fn logged(game: &Logged, rules: &Rules) -> Film {
    let obs = &game.observations;
    let verdict = judge(obs, rules, Time::MAX);
    let meta = about_logged(game, rules, &verdict);
    let (moment_kinds, log) = moments::logged(game, rules, obs);
    let [ledger, signals] = ledger::sheets(&meta.id, obs, rules, &verdict);
    Film {
        strips: vec![sheets::strip(&meta, &verdict)],
        sheets: vec![ledger, signals, sheets::score(&verdict)],
        curves: curves::logged(obs),
        cast: vec![player(1, "Protoss", 'P', PROTOSS, Race::Protoss), player(2, "Zerg", 'Z', ZERG, Race::Zerg)],
        moment_kinds,
        log,
        ..found(meta, rules, &verdict)
    }
}

/// What a log row or a bot's notes are.
fn about_logged(game: &Logged, rules: &Rules, verdict: &Verdict) -> Meta {
    let obs = &game.observations;
    let map = game.map.clone().unwrap_or_else(|| "unknown map".to_owned());
    let file = game.file.rsplit(['/', '\\']).next().unwrap_or_default();
    let first =
        obs.facts.first().map(|first| format!("{} {}", first.fact.as_str(), first.known_at.ms())).unwrap_or_default();
    let id = game_id(&[&map, file, &format!("line {}", game.line), &first]);
    let title = format!("{map}, {}, line {} of {file}", clock(obs.end), game.line);
    let mut meta = meta(id, title, game.map.clone(), (obs, verdict), rules, obs.end);
    meta.sources = vec![Arc::clone(&game.file)];
    meta.short = Some(format!("line {} of {file}", game.line)); // a list cuts from the right
    meta.teams = vec![team("protoss", "Protoss", Race::Protoss), team("zerg", "Zerg", Race::Zerg)];
    meta.unavailable = vec![("map".to_owned(), "a detector's log has no positions".to_owned())];
    meta
}

/// Made of what the game is, so that copies of one replay share their verdicts; of a log by its name without its folder,
/// its line and what was told first and when, which stay while a bot goes on writing and under other rules.
fn game_id(parts: &[&str]) -> String {
    format!("sc2-{}", fingerprint(&parts.join("\n")))
}

/// `5:31`: lengths need no tenths.
fn clock(t: Time) -> String {
    format!("{}:{:02}", t.ms() / 60_000, t.ms() / 1000 % 60)
}

fn team(key: &'static str, name: &str, race: Race) -> Team {
    Team { key, name: name.to_owned(), part: Some(race.as_str().to_owned()) }
}

pub(super) fn player(number: i64, name: &str, letter: char, team: TeamId, race: Race) -> Actor {
    Actor {
        kind: ActorKind::Commander,
        number,
        lasting_id: None,
        name: name.to_owned(),
        letter,
        teams: vec![(Time::ZERO, Some(team))],
        roles: vec![(Time::ZERO, race.as_str().to_owned())],
        states: vec![(Time::ZERO, ActorState::Alive)],
    }
}

fn meta(
    id: String,
    title: String,
    map: Option<String>,
    (obs, verdict): (&Observations, &Verdict),
    rules: &Rules,
    end: Time,
) -> Meta {
    let lane = |lane, name, by_side| LaneName { lane, name, by_side };
    Meta {
        answer: Some(answer(verdict)),
        key: Some(findings::call_id(&id)),
        lanes: vec![
            lane(Lane::Objectives, "builds", true),
            lane(Lane::Rhythm, "clocks", false),
            lane(Lane::Deaths, "losses", false),
        ],
        id,
        game: GAME,
        title,
        span: Span::new(Time::ZERO, end),
        rule: rule(verdict, rules),
        config_hash: rules.hash(),
        marks: marks(map.as_ref(), obs, verdict),
        map,
        step: Time(1_000),
        bridge: BRIDGE,
        stale: STALE,
        flags: vec![("rush", verdict.is_rushed()), ("readings differ", verdict.readings_differ())],
        gives_away: &GIVES_AWAY,
        ..Meta::default()
    }
}

/// What tells whether it was called a rush, or how near it came.
const GIVES_AWAY: [&str; 12] = [
    "rush_call",
    "guard",
    "signal",
    "ledger",
    "score",
    "rush",
    "readings differ",
    "label",
    "sum",
    "distinct",
    "max",
    "points",
];

/// The verdict in a phrase.
fn answer(verdict: &Verdict) -> String {
    let differ = if verdict.readings_differ() { ", readings differ" } else { "" };
    match verdict.first_true {
        Some((t, by)) => format!("RUSH {} since {t} by {}{differ}", verdict.label(), by.as_str()),
        None => format!("no rush: {} of {} points{differ}", verdict.score(), verdict.threshold),
    }
}

/// What a list of games says: label, the three readings, the pool, since when and by what it was called.
fn marks(map: Option<&String>, obs: &Observations, verdict: &Verdict) -> Vec<(Column, Cell)> {
    let map = map.map_or_else(|| Cell::Unknown("the log does not name it".into()), |map| Cell::Text(map.clone()));
    let mark = |key, kind, help: String, cell| (Column { key, label: key, help, kind }, cell);
    let points = |key, how: &str, score| {
        let help = format!("{how}; called from {} points on", verdict.threshold);
        mark(key, ColumnKind::Number(0), help, Cell::Number(score))
    };
    let label = Cell::Text(verdict.label().to_owned());
    let since = verdict.first_true.map_or(Cell::Blank, |(t, _)| Cell::Clock(t));
    let by = verdict.first_true.map_or(Cell::Blank, |(_, by)| Cell::Text(by.as_str().to_owned()));
    let pool = obs.moment(Fact::PoolStarted, verdict.at);
    let pool = pool.map_or_else(|| Cell::Unknown("nobody can tell when the pool was started".into()), Cell::Clock);
    vec![
        mark("label", ColumnKind::Text, "the type with the highest score; ties R1, R2, R3".into(), label),
        points("sum", "all rows of all three tables", verdict.scores.sum),
        points("distinct", "each signal once, at its highest weight", verdict.scores.distinct),
        points("max", "the best single type", verdict.scores.max),
        mark("pool", ColumnKind::Clock, "when the Spawning Pool was started".into(), pool),
        mark("length", ColumnKind::Clock, "from the first to the last moment".into(), Cell::Clock(obs.end)),
        mark("map", ColumnKind::Text, "as the replay's language names it".into(), map),
        mark("since", ColumnKind::Clock, "when it was first called; it stays called".into(), since),
        mark("by", ColumnKind::Text, "what called it first: a guard, or the score".into(), by),
    ]
}

/// The rule in force, one line.
fn rule(verdict: &Verdict, rules: &Rules) -> String {
    format!(
        "rush = guard A, B or C, or {} of signals >= {}; sight: {}; natural: {}{}",
        rules.combine.as_str(),
        rules.settings.score_threshold,
        verdict.sight.as_str(),
        rules.natural_rule.as_str(),
        if rules.settings.unknown_is_absent { "; unknown is taken for absent" } else { "" }
    )
}

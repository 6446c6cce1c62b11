//! The seven files and their lines, apart from trade events.

use super::super::analysis::{Analysis, Isolated, MODEL_VERSION, PlayerMetrics, Score, Space, Trade, Trading};
use super::super::config::Side;
use super::super::round::{PlayerId, Round};
use super::json::{Object, number, secs, text};
use super::trades::trade;
use crate::film::{Callouts, both};
use serde_json::Value;

/// Version of the files' layout.
const SCHEMA_VERSION: &str = "1";

/// Names of the files, in the order of [`rows`].
pub const FILES: [&str; 7] = [
    "trade_events.jsonl",
    "score_round_player.jsonl",
    "isolated_deaths.jsonl",
    "player_metrics.jsonl",
    "occupancy.jsonl",
    "pairs.jsonl",
    "shapes.jsonl",
];

/// The lines of every file of [`FILES`] for a round, as text, made on so many threads (more than two are not used). With
/// places, what happens at one says which: `place` and `place_dist` in units, null where no name is known.
#[must_use]
pub fn lines(
    threads: usize,
    round: &Round,
    analysis: &Analysis,
    config_hash: &str,
    places: Option<&Callouts>,
) -> [Vec<u8>; 7] {
    let mut start = Object::default();
    start
        .set("schema_version", SCHEMA_VERSION)
        .set("score_model_version", MODEL_VERSION)
        .set("config_hash", config_hash)
        .set("round_id", round.id.as_str())
        .set("map", round.map.as_deref());
    let head = || start.clone();
    let space = analysis.space.as_ref().ok();
    let alive = |id: PlayerId| analysis.players.iter().find(|row| row.player == id);
    // Nearly all of the text is trade events.
    let (early, late) = analysis.trades.split_at(analysis.trades.len() / 2);
    let trades = |trades: &[Trade]| text(trades.iter().map(|one| trade(round, analysis.rule, one, places, head())));
    let others = || {
        [
            text(analysis.scores.iter().map(|one| score(round, one, alive(one.player), places, head()))),
            text(analysis.isolated.iter().flatten().map(|one| isolated(round, one, places, head()))),
            text(analysis.players.iter().map(|one| metrics(round, one, head()))),
            space.map_or_else(Vec::new, |space| text(occupancy(space, places, head))),
            space.map_or_else(Vec::new, |space| text(pairs(round, space, head))),
            space.map_or_else(Vec::new, |space| text(shapes(space, head))),
        ]
    };
    let ((mut trades, late), others) = both(threads, || both(threads, || trades(early), || trades(late)), others);
    trades.extend(late);
    let [scores, isolated, players, occupancy, pairs, shapes] = others;
    [trades, scores, isolated, players, occupancy, pairs, shapes]
}

/// The same as values, for whoever looks into them.
#[must_use]
pub fn rows(round: &Round, analysis: &Analysis, config_hash: &str) -> [Vec<Value>; 7] {
    lines(1, round, analysis, config_hash, None).map(|lines| super::parse(&lines))
}

/// The client of a player, as a number.
pub(super) fn client(round: &Round, id: PlayerId) -> u8 {
    round.player(id).client
}

fn who(round: &Round, row: &PlayerMetrics, line: &mut Object) {
    let player = round.player(row.player);
    line.set("client", player.client)
        .set("guid", player.guid.as_deref())
        .set("team", row.team.map(Side::as_str))
        .known("alive_time_s", row.alive, secs);
}

fn isolated(round: &Round, death: &Isolated, places: Option<&Callouts>, mut line: Object) -> Object {
    let names: Vec<&str> = death.reasons.iter().map(|reason| reason.as_str()).collect();
    line.set("t_death", secs(death.at.t))
        .set("victim", client(round, death.victim))
        .set("killer", client(round, death.killer))
        .set("team_of_victim", death.team.as_str())
        .set("nearest_teammate_dist", number(death.nearest))
        .set("teammates_alive", death.alive)
        .set("teammates_known", death.known)
        .set("confidence", death.confidence.as_str())
        .set("reason", names.first().copied())
        .set("reasons", names.as_slice())
        .set("suppressed", !death.is_live());
    line.place("place", places, Some(death.pos)).place("killer_place", places, death.killer_pos);
    line
}

fn metrics(round: &Round, row: &PlayerMetrics, mut line: Object) -> Object {
    who(round, row, &mut line);
    let proximity = || row.proximity.as_ref().map_err(|missing| *missing);
    line.known("sampled_s", proximity(), |p| secs(p.sampled));
    line.known("nearest_teammate_min", proximity(), |p| p.teammate.min.map(number));
    line.known("nearest_teammate_median", proximity(), |p| p.teammate.median.map(number));
    line.known("nearest_teammate_p90", proximity(), |p| p.teammate.p90.map(number));
    line.known("nearest_enemy_min", proximity(), |p| p.enemy.min.map(number));
    line.known("nearest_enemy_median", proximity(), |p| p.enemy.median.map(number));
    line.known("nearest_enemy_p90", proximity(), |p| p.enemy.p90.map(number));
    line.known("support_s", proximity(), |p| secs(p.support));
    line.known("support_uptime", proximity(), |p| p.share(p.support).map(number));
    line.known("readiness_s", row.readiness, secs);
    line.known("crossfire_s", row.crossfire, secs).known("crossfire_converging_s", row.converging, secs);
    trading(row, &mut line);
    line.known("isolated_deaths", row.isolated, |(live, _)| live).known(
        "isolated_suppressed",
        row.isolated,
        |(_, suppressed)| suppressed,
    );
    rotation(row, &mut line);
    line.known("best_buddy_share", row.best_buddy, |share| share.map(number)).known(
        "floating",
        row.floating,
        |floating| floating,
    );
    line.with_unavailable()
}

fn trading(row: &PlayerMetrics, line: &mut Object) {
    let count = |get: fn(Trading) -> u32| row.trading.map(get);
    let tried = |get: fn(Trading) -> u32| row.attempts.and_then(|()| row.trading.map(get));
    line.known("trade_opportunities", count(|t| t.opportunities), |count| count)
        .known("trade_attempts", tried(|t| t.attempts), |count| count)
        .known("trade_successes", count(|t| t.successes), |count| count)
        .known("missed_candidates", tried(|t| t.missed), |count| count)
        .known("missed_suppressed", tried(|t| t.suppressed), |count| count);
}

fn rotation(row: &PlayerMetrics, line: &mut Object) {
    let all = || row.rotation.as_ref().map_err(|missing| *missing);
    line.known("contacts", all(), |r| r.contacts)
        .known("rotation_already", all(), |r| r.already)
        .known("rotation_arrived", all(), |r| r.arrived.len())
        .known("rotation_late", all(), |r| r.late)
        .known("rotation_never", all(), |r| r.never)
        .known("rotation_unknown", all(), |r| r.unknown)
        .known("rotation_arrival_median_s", all(), |r| r.arrival_median().map(number))
        .known("late_follow_rate", all(), |r| r.late_rate().map(number));
}

fn score(
    round: &Round,
    score: &Score,
    row: Option<&PlayerMetrics>,
    places: Option<&Callouts>,
    mut line: Object,
) -> Object {
    if let Some(row) = row {
        who(round, row, &mut line);
    }
    line.known("score_total", score.total, number).known("score_per_min", score.per_minute, |rate| rate.map(number));
    let mut components = Object::default();
    for (name, points) in score.components.list() {
        components.set(name, points.ok().map(number));
        if let Err(missing) = points {
            line.lacks(name, missing);
        }
    }
    let mut capped = Object::default();
    for (name, points) in &score.capped {
        capped.set(name, number(*points));
    }
    let weights = &score.weights;
    let mut applied = Object::default();
    applied
        .set("readiness_per_sec", number(weights.readiness_per_sec))
        .set("crossfire_per_sec", number(weights.crossfire_per_sec))
        .set("trade_attempt", number(weights.trade_attempt))
        .set("trade_success", number(weights.trade_success))
        .set("missed_trade", number(weights.missed_trade))
        .set("isolated_death", number(weights.isolated_death));
    let negatives: Vec<Object> = score
        .negatives
        .iter()
        .map(|negative| {
            let mut item = Object::default();
            item.set("type", negative.kind.as_str())
                .set("confidence", negative.confidence.as_str())
                .set("t", secs(negative.at.t))
                .set("victim", client(round, negative.victim))
                .set("killer", client(round, negative.killer))
                .set("counted", negative.counted)
                .place("place", places, Some(negative.pos));
            item
        })
        .collect();
    line.set("components", components)
        .set("capped", capped)
        .set("penalties", score.penalties)
        .set("weights", applied)
        .set("negatives", negatives);
    line.with_unavailable()
}

fn occupancy(space: &Space, places: Option<&Callouts>, head: impl Fn() -> Object) -> Vec<Object> {
    let cells = space.cells.iter().map(|cell| {
        let mut line = head();
        line.set("cell_x", cell.x)
            .set("cell_y", cell.y)
            .set("axis_s", secs(cell.axis))
            .set("allies_s", secs(cell.allies))
            .set("contested_s", secs(cell.contested))
            .place_flat("place", places, space.middle(cell));
        line
    });
    cells.collect()
}

fn pairs(round: &Round, space: &Space, head: impl Fn() -> Object) -> Vec<Object> {
    let guid = |id: PlayerId| round.player(id).guid.as_deref();
    let lines = space.pairs.iter().map(|pair| {
        let mut line = head();
        line.set("team", pair.team.as_str())
            .set("client_a", client(round, pair.a))
            .set("client_b", client(round, pair.b))
            .set("guid_a", guid(pair.a))
            .set("guid_b", guid(pair.b))
            .set("both_alive_s", secs(pair.both))
            .set("within_s", secs(pair.within))
            .set("share", number(pair.share))
            .set("longest_s", secs(pair.longest))
            .set("stable_duo", pair.stable_duo);
        line
    });
    lines.collect()
}

fn shapes(space: &Space, head: impl Fn() -> Object) -> Vec<Object> {
    let lines = space.shapes.iter().map(|shape| {
        let mut line = head();
        line.set("team", shape.team.as_str())
            .set("shape", shape.shape.as_str())
            .set("state", if shape.pack { "pack" } else { "split" })
            .set("seconds", secs(shape.time));
        line
    });
    lines.collect()
}

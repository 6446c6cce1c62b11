//! The seven files and their lines, apart from trade events.

use super::super::analysis::{Analysis, Isolated, MODEL_VERSION, PlayerMetrics, Proximity, Score, Space, Trading};
use super::super::config::Config;
use super::super::round::{PlayerId, Round};
use super::json::{Object, maybe, number, secs};
use super::trades::trade;
use crate::film::Callouts;
use serde_json::Value;
use std::io::{self, Write};

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

/// The seven files, open for writing; every one is written, empty when there is nothing to list.
#[derive(Debug)]
pub struct Writers<W> {
    files: [W; 7],
}

impl<W: Write> Writers<W> {
    /// Opens each of [`FILES`] by name.
    ///
    /// # Errors
    /// The first that cannot be opened.
    pub fn open(mut open: impl FnMut(&str) -> io::Result<W>) -> io::Result<Writers<W>> {
        let [a, b, c, d, e, f, g] = FILES;
        Ok(Writers { files: [open(a)?, open(b)?, open(c)?, open(d)?, open(e)?, open(f)?, open(g)?] })
    }

    /// Writes a round's lines to all files. Call it for the rounds in order of first appearance.
    ///
    /// # Errors
    /// The first write that fails.
    pub fn write(&mut self, round: &Round, analysis: &Analysis, config: &Config) -> io::Result<()> {
        for (file, lines) in self.files.iter_mut().zip(rows(round, analysis, &config.hash())) {
            for line in lines {
                writeln!(file, "{line}")?;
            }
        }
        Ok(())
    }

    /// Flushes all files and gives them back, in the order of [`FILES`].
    ///
    /// # Errors
    /// The first flush that fails.
    pub fn finish(mut self) -> io::Result<[W; 7]> {
        self.files.iter_mut().try_for_each(Write::flush)?;
        Ok(self.files)
    }
}

/// The lines of every file of [`FILES`] for a round.
#[must_use]
pub fn rows(round: &Round, analysis: &Analysis, config_hash: &str) -> [Vec<Value>; 7] {
    rows_with(round, analysis, config_hash, None)
}

/// Like [`rows`], and what happens at a place says which: `place` and `place_dist` in units, null where no name is known.
#[must_use]
pub fn rows_with(round: &Round, analysis: &Analysis, config_hash: &str, places: Option<&Callouts>) -> [Vec<Value>; 7] {
    let head = || {
        let mut line = Object::default();
        line.set("schema_version", SCHEMA_VERSION)
            .set("score_model_version", MODEL_VERSION)
            .set("config_hash", config_hash)
            .set("round_id", round.id.as_str())
            .set("map", round.map.as_deref().map_or(Value::Null, Value::from));
        line
    };
    let space = analysis.space.as_ref().ok();
    let alive = |id: PlayerId| analysis.players.iter().find(|row| row.player == id);
    [
        analysis.trades.iter().map(|one| trade(round, one, places, head())).collect(),
        analysis.scores.iter().map(|one| score(round, one, alive(one.player), places, head())).collect(),
        analysis.isolated.iter().flatten().map(|one| isolated(round, one, places, head())).collect(),
        analysis.players.iter().map(|one| metrics(round, one, head())).collect(),
        space.map_or_else(Vec::new, |space| occupancy(space, places, head)),
        space.map_or_else(Vec::new, |space| pairs(round, space, head)),
        space.map_or_else(Vec::new, |space| shapes(space, head)),
    ]
}

/// The client of a player, as a number.
pub(super) fn client(round: &Round, id: PlayerId) -> Value {
    Value::from(round.player(id).client)
}

fn who(round: &Round, row: &PlayerMetrics, line: &mut Object) {
    let player = round.player(row.player);
    line.set("client", player.client)
        .set("guid", player.guid.as_deref().map_or(Value::Null, Value::from))
        .set("team", row.team.map_or(Value::Null, |side| Value::from(side.as_str())))
        .known("alive_time_s", row.alive, secs);
}

fn isolated(round: &Round, death: &Isolated, places: Option<&Callouts>, mut line: Object) -> Value {
    let names: Vec<&str> = death.reasons.iter().map(|reason| reason.as_str()).collect();
    line.set("t_death", secs(death.at.t))
        .set("victim", client(round, death.victim))
        .set("killer", client(round, death.killer))
        .set("team_of_victim", death.team.as_str())
        .set("nearest_teammate_dist", number(death.nearest))
        .set("teammates_alive", death.alive)
        .set("teammates_known", death.known)
        .set("confidence", death.confidence.as_str())
        .set("reason", names.first().map_or(Value::Null, |name| Value::from(*name)))
        .set("reasons", names)
        .set("suppressed", !death.is_live());
    line.place("place", places, Some(death.pos)).place("killer_place", places, death.killer_pos);
    line.done()
}

fn metrics(round: &Round, row: &PlayerMetrics, mut line: Object) -> Value {
    who(round, row, &mut line);
    let proximity = || row.proximity.as_ref().map_err(|missing| *missing);
    let measure = |line: &mut Object, key: &str, get: fn(&Proximity) -> Value| {
        line.known(key, proximity(), get);
    };
    measure(&mut line, "sampled_s", |p| secs(p.sampled));
    measure(&mut line, "nearest_teammate_min", |p| maybe(p.teammate.min, number));
    measure(&mut line, "nearest_teammate_median", |p| maybe(p.teammate.median, number));
    measure(&mut line, "nearest_teammate_p90", |p| maybe(p.teammate.p90, number));
    measure(&mut line, "nearest_enemy_min", |p| maybe(p.enemy.min, number));
    measure(&mut line, "nearest_enemy_median", |p| maybe(p.enemy.median, number));
    measure(&mut line, "nearest_enemy_p90", |p| maybe(p.enemy.p90, number));
    measure(&mut line, "support_s", |p| secs(p.support));
    measure(&mut line, "support_uptime", |p| maybe(p.share(p.support), number));
    line.known("readiness_s", row.readiness, secs);
    line.known("crossfire_s", row.crossfire, secs).known("crossfire_converging_s", row.converging, secs);
    trading(row, &mut line);
    line.known("isolated_deaths", row.isolated, |(live, _)| Value::from(live)).known(
        "isolated_suppressed",
        row.isolated,
        |(_, suppressed)| Value::from(suppressed),
    );
    rotation(row, &mut line);
    line.known("best_buddy_share", row.best_buddy, |share| maybe(share, number)).known(
        "floating",
        row.floating,
        |floating| maybe(floating, Value::from),
    );
    line.with_unavailable()
}

fn trading(row: &PlayerMetrics, line: &mut Object) {
    let count = |get: fn(Trading) -> u32| row.trading.map(get);
    let tried = |get: fn(Trading) -> u32| row.attempts.and_then(|()| row.trading.map(get));
    line.known("trade_opportunities", count(|t| t.opportunities), Value::from)
        .known("trade_attempts", tried(|t| t.attempts), Value::from)
        .known("trade_successes", count(|t| t.successes), Value::from)
        .known("missed_candidates", tried(|t| t.missed), Value::from)
        .known("missed_suppressed", tried(|t| t.suppressed), Value::from);
}

fn rotation(row: &PlayerMetrics, line: &mut Object) {
    let all = || row.rotation.as_ref().map_err(|missing| *missing);
    line.known("contacts", all(), |r| Value::from(r.contacts))
        .known("rotation_already", all(), |r| Value::from(r.already))
        .known("rotation_arrived", all(), |r| Value::from(r.arrived.len()))
        .known("rotation_late", all(), |r| Value::from(r.late))
        .known("rotation_never", all(), |r| Value::from(r.never))
        .known("rotation_unknown", all(), |r| Value::from(r.unknown))
        .known("rotation_arrival_median_s", all(), |r| maybe(r.arrival_median(), number))
        .known("late_follow_rate", all(), |r| maybe(r.late_rate(), number));
}

fn score(
    round: &Round,
    score: &Score,
    row: Option<&PlayerMetrics>,
    places: Option<&Callouts>,
    mut line: Object,
) -> Value {
    if let Some(row) = row {
        who(round, row, &mut line);
    }
    line.known("score_total", score.total, number).known("score_per_min", score.per_minute, |rate| maybe(rate, number));
    let mut components = Object::default();
    for (name, points) in score.components.list() {
        components.set(name, points.map_or(Value::Null, number));
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
    let negatives: Vec<Value> = score
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
            item.done()
        })
        .collect();
    line.set("components", components.done())
        .set("capped", capped.done())
        .set("penalties", score.penalties)
        .set("weights", applied.done())
        .set("negatives", negatives);
    line.with_unavailable()
}

fn occupancy(space: &Space, places: Option<&Callouts>, head: impl Fn() -> Object) -> Vec<Value> {
    let cells = space.cells.iter().map(|cell| {
        let mut line = head();
        line.set("cell_x", cell.x)
            .set("cell_y", cell.y)
            .set("axis_s", secs(cell.axis))
            .set("allies_s", secs(cell.allies))
            .set("contested_s", secs(cell.contested))
            .place_flat("place", places, space.middle(cell));
        line.done()
    });
    cells.collect()
}

fn pairs(round: &Round, space: &Space, head: impl Fn() -> Object) -> Vec<Value> {
    let guid = |id: PlayerId| round.player(id).guid.as_deref().map_or(Value::Null, Value::from);
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
        line.done()
    });
    lines.collect()
}

fn shapes(space: &Space, head: impl Fn() -> Object) -> Vec<Value> {
    let lines = space.shapes.iter().map(|shape| {
        let mut line = head();
        line.set("team", shape.team.as_str())
            .set("shape", shape.shape.as_str())
            .set("state", if shape.pack { "pack" } else { "split" })
            .set("seconds", secs(shape.time));
        line.done()
    });
    lines.collect()
}

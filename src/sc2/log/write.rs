//! R14: the log row of a game, and rows as JSONL, CSV or a table.

use crate::film::{Time, spreadsheet_text};
use crate::sc2::observe::{Fact, Observations, State};
use crate::sc2::rush::{Guard, Rules, Verdict, judge};
use serde::Serialize;
use serde_json::Value;

/// Changes when a field changes its meaning or goes.
pub const SCHEMA_VERSION: u32 = 1;

/// What a row needs beside observations and verdict.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RowMeta {
    /// The file, for display.
    pub file: String,
    /// Map name.
    pub map: Option<String>,
    /// How long a Zergling runs from base to base, in seconds; null when it cannot be known.
    pub rush_distance: Option<f64>,
    /// The result for Protoss.
    pub result: Option<String>,
    /// Length of the game.
    pub length: Option<Time>,
    /// Hash of the configuration in force.
    pub config_hash: String,
}

/// R14: the specification's fields in its order, then ours. Times are seconds; null is unknown or not seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)] // the fields are the specification's own names
pub struct LogRow {
    pub file: String,
    pub map_name: Option<String>,
    pub rush_distance_seconds: Option<f64>,
    pub t_probe_nat: Option<f64>,
    pub t_probe_main: Option<f64>,
    pub t_nat_started: Option<f64>,
    pub pool_seen_state: Option<&'static str>,
    pub t_pool_seen: Option<f64>,
    pub pool_start_est: Option<f64>,
    pub t_gas_seen: Option<f64>,
    pub gas_mined_est: Option<f64>,
    pub t_queen_started: Option<f64>,
    pub t_ling_seen: Option<f64>,
    pub t_ling_contact: Option<f64>,
    pub ling_has_speed: Option<bool>,
    pub score: f64,
    pub rush_label: &'static str,
    pub is_rushed: bool,
    pub result: Option<String>,
    pub game_time_seconds: Option<f64>,
    pub score_r1: f64,
    pub score_r2: f64,
    pub score_r3: f64,
    pub score_distinct: f64,
    pub score_max: f64,
    pub is_rushed_sum: bool,
    pub is_rushed_distinct: bool,
    pub is_rushed_max: bool,
    pub guard: Option<&'static str>,
    pub first_true_at: Option<f64>,
    pub first_true_by: Option<&'static str>,
    pub at: f64,
    pub combine: &'static str,
    pub sight: &'static str,
    pub config_hash: String,
    pub schema_version: u32,
}

impl LogRow {
    /// The row of a game as it stood at the verdict's moment.
    #[must_use]
    pub fn new(meta: &RowMeta, obs: &Observations, verdict: &Verdict) -> LogRow {
        let now = verdict.at;
        let seen = |fact| obs.first_seen(fact, now).map(Time::as_secs);
        let [score_r1, score_r2, score_r3] = verdict.scores.by_rush;
        let [is_rushed_sum, is_rushed_distinct, is_rushed_max] = verdict.readings.map(|first| first.is_some());
        LogRow {
            file: meta.file.clone(),
            map_name: meta.map.clone(),
            rush_distance_seconds: meta.rush_distance,
            t_probe_nat: seen(Fact::ProbeNatural),
            t_probe_main: seen(Fact::ProbeMain),
            t_nat_started: seen(Fact::Natural),
            pool_seen_state: pool_state(obs, now),
            t_pool_seen: seen(Fact::PoolSeen),
            // Of a pool that was complete when seen it is only known by when it was begun.
            pool_start_est: obs.moment(Fact::PoolStarted, now).map(Time::as_secs),
            t_gas_seen: seen(Fact::Extractor),
            gas_mined_est: obs.gas.iter().rev().find(|read| read.at <= now).and_then(|read| read.mined),
            t_queen_started: seen(Fact::Queen),
            t_ling_seen: seen(Fact::Ling),
            t_ling_contact: seen(Fact::Contact),
            ling_has_speed: obs
                .first_seen(Fact::Contact, now)
                .map(|contact| obs.first_seen(Fact::SpeedContact, now).is_some_and(|fast| fast <= contact)),
            score: verdict.score(),
            rush_label: verdict.label(),
            is_rushed: verdict.is_rushed(),
            result: meta.result.clone(),
            game_time_seconds: meta.length.map(Time::as_secs),
            score_r1,
            score_r2,
            score_r3,
            score_distinct: verdict.scores.distinct,
            score_max: verdict.scores.max,
            is_rushed_sum,
            is_rushed_distinct,
            is_rushed_max,
            guard: verdict.guard().map(Guard::as_str),
            first_true_at: verdict.first_true.map(|(t, _)| t.as_secs()),
            first_true_by: verdict.first_true.map(|(_, by)| by.as_str()),
            at: now.as_secs(),
            combine: verdict.combine.as_str(),
            sight: verdict.sight.as_str(),
            config_hash: meta.config_hash.clone(),
            schema_version: SCHEMA_VERSION,
        }
    }
}

/// `none`, `morphing` or `done`; unknown when nobody looked.
fn pool_state(obs: &Observations, now: Time) -> Option<&'static str> {
    let seen = |fact| obs.first_seen(fact, now).is_some();
    match obs.state(Fact::PoolSeen, now) {
        _ if seen(Fact::PoolDone) => Some("done"),
        State::SeenAt(_) => Some("morphing"),
        State::AbsentUntil(_) => Some("none"),
        State::Unknown => None,
    }
}

/// One JSON object a line.
#[must_use]
pub fn jsonl(rows: &[LogRow]) -> String {
    // Rows hold finite numbers and texts only, which always serialize; were one not to, the line would be missing.
    rows.iter().filter_map(|row| serde_json::to_string(row).ok()).map(|line| line + "\n").collect()
}

/// With a head line; null is an empty cell, and no text of a game runs as a formula.
///
/// # Errors
/// What the writer says; writing to memory has no reason to fail.
pub fn csv(rows: &[LogRow]) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(fields())?;
    rows.iter().try_for_each(|row| writer.write_record(cells(row)))?;
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A row as an object; its fields are the same in every row.
fn object(row: &LogRow) -> Vec<(String, Value)> {
    match serde_json::to_value(row) {
        Ok(Value::Object(object)) => object.into_iter().collect(),
        // Rows hold finite numbers and texts only, which always serialize.
        _ => Vec::new(),
    }
}

/// The names of the fields, in order: the head line of a table.
fn fields() -> Vec<String> {
    object(&LogRow::new(&RowMeta::default(), &Observations::default(), &nothing()))
        .into_iter()
        .map(|(name, _)| name)
        .collect()
}

/// A row's cells, in the order of [`fields`], harmless in a spreadsheet.
fn cells(row: &LogRow) -> Vec<String> {
    let cell = |value: Value| match value {
        Value::Null => String::new(),
        Value::String(text) => spreadsheet_text(&text),
        // A number needs no defusing: a spreadsheet may well reckon with it.
        other => other.to_string(),
    };
    object(row).into_iter().map(|(_, value)| cell(value)).collect()
}

/// The verdict on nothing at all.
fn nothing() -> Verdict {
    judge(&Observations::default(), &Rules::default(), Time::ZERO)
}

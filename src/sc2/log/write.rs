//! R14: the log row of a game, and rows as JSONL, CSV or a table.

use crate::film::Time;
use crate::sc2::observe::{Fact, Observations, State};
use crate::sc2::rush::{Guard, Verdict};
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
        LogRow {
            file: meta.file.clone(),
            map_name: meta.map.clone(),
            rush_distance_seconds: meta.rush_distance,
            t_probe_nat: seen(Fact::ProbeNatural),
            t_probe_main: seen(Fact::ProbeMain),
            t_nat_started: seen(Fact::Natural),
            pool_seen_state: pool_state(obs, now),
            t_pool_seen: seen(Fact::PoolSeen),
            pool_start_est: seen(Fact::PoolStarted),
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

/// With a head line; null is an empty cell.
///
/// # Errors
/// What the writer says; writing to memory has no reason to fail.
pub fn csv(rows: &[LogRow]) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    rows.iter().try_for_each(|row| writer.serialize(row))?;
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The fields a person looks at, in columns.
#[must_use]
pub fn table(rows: &[LogRow]) -> String {
    const COLUMNS: [(&str, &str); 12] = [
        ("file", "file"),
        ("map", "map_name"),
        ("length", "game_time_seconds"),
        ("rush", "is_rushed"),
        ("label", "rush_label"),
        ("sum/score", "score"),
        ("distinct", "score_distinct"),
        ("max", "score_max"),
        ("pool", "pool_start_est"),
        ("natural", "t_nat_started"),
        ("ling", "t_ling_seen"),
        ("by", "first_true_by"),
    ];
    let cell = |value: Option<&Value>| match value {
        None | Some(Value::Null) => "-".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Bool(true)) => "RUSH".to_owned(),
        Some(Value::Bool(false)) => "no".to_owned(),
        Some(Value::Number(n)) => {
            n.as_f64().map_or_else(|| n.to_string(), |n| format!("{}", (n * 10.0).round() / 10.0))
        }
        Some(other) => other.to_string(),
    };
    let mut lines: Vec<Vec<String>> = vec![COLUMNS.iter().map(|(head, _)| (*head).to_owned()).collect()];
    for row in rows {
        let value = serde_json::to_value(row).unwrap_or_default();
        lines.push(COLUMNS.iter().map(|(_, key)| cell(value.get(*key))).collect());
    }
    let width = |text: &str| unicode_width::UnicodeWidthStr::width(text);
    let widths: Vec<usize> = (0..COLUMNS.len())
        .map(|i| lines.iter().filter_map(|l| l.get(i)).map(|c| width(c)).max().unwrap_or(0))
        .collect();
    let mut out = String::new();
    for line in &lines {
        let padded: Vec<String> = line
            .iter()
            .zip(&widths)
            .map(|(cell, w)| format!("{cell}{}", " ".repeat(w.saturating_sub(width(cell)))))
            .collect();
        out.push_str(padded.join("  ").trim_end());
        out.push('\n');
    }
    out
}

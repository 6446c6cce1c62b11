//! The same rows as tables for spreadsheets and data frames: flat columns, a line for each row.
//!
//! ```text
//!   {"victim": 3, "gates": {"near": "pass"}, "reasons": ["a", "b"], "negatives": [{..}, {..}], "unavailable": {..}}
//!     victim        gates_near                 reasons: a; b         negatives: 2 ──▶ a table     JSON text
//! ```
//!
//! A field inside an object is a column of its own, a list of words is one cell, a list of objects is their number here
//! and a table of its own. Nothing (null) is an empty cell, and text that looks like a formula is defused.

use crate::film::spreadsheet_text;
use serde_json::{Map, Value};

/// A table, and the JSON lines it is made of.
struct Table {
    name: &'static str,
    /// Index into [`super::FILES`].
    file: usize,
    rows: Made,
    columns: &'static [&'static str],
    /// Columns that rows have which name places.
    places: &'static [&'static str],
}

/// What is a row.
enum Made {
    /// Each line.
    Lines,
    /// Each item of this list of a line, beside the line's own fields.
    Items(&'static str),
    /// Each opportunity of a trade event, with its attempt, success and missed candidate.
    Opportunities,
}

/// Columns that every row has.
const HEAD: [&str; 5] = ["schema_version", "score_model_version", "config_hash", "round_id", "map"];

/// The tables, each after the one it belongs to. A column is the path of its field; `.` is written as `_`.
const TABLES: [Table; 10] = [
    Table {
        name: "trade_events.csv",
        places: &["place", "place_dist", "killer_place", "killer_place_dist"],
        file: 0,
        rows: Made::Lines,
        columns: &[
            "t_death",
            "victim",
            "killer",
            "team_of_victim",
            "opportunities",
            "attempts",
            "successes",
            "other_successes",
            "missed_candidates",
            "unavailable",
        ],
    },
    Table {
        name: "trade_opportunities.csv",
        places: &["gates.route", "place", "place_dist"],
        file: 0,
        rows: Made::Opportunities,
        columns: &[
            "t_death",
            "victim",
            "killer",
            "team_of_victim",
            "client",
            "dist",
            "confidence",
            "marginal",
            "closed_by",
            "t_close",
            "gates.near",
            "gates.clear",
            "gates.open",
            "gates.survived",
            "gates.sight",
            "gates.free",
            "attempted",
            "attempt.t",
            "attempt.dmg",
            "succeeded",
            "success.t",
            "missed",
            "missed.reason",
            "missed.reasons",
            "missed.suppressed",
            "missed.trigger",
            "missed.expected",
            "missed.possible_because",
            "missed.missing",
        ],
    },
    Table {
        name: "trade_other_successes.csv",
        places: &[],
        file: 0,
        rows: Made::Items("other_successes"),
        columns: &["t_death", "victim", "killer", "team_of_victim", "client", "t"],
    },
    Table {
        name: "score_round_player.csv",
        places: &[],
        file: 1,
        rows: Made::Lines,
        columns: &[
            "client",
            "guid",
            "team",
            "alive_time_s",
            "score_total",
            "score_per_min",
            "components.readiness",
            "components.crossfire",
            "components.trade_attempt",
            "components.trade_success",
            "components.missed_trade",
            "components.isolated_death",
            "capped.readiness",
            "capped.crossfire",
            "penalties",
            "weights.readiness_per_sec",
            "weights.crossfire_per_sec",
            "weights.trade_attempt",
            "weights.trade_success",
            "weights.missed_trade",
            "weights.isolated_death",
            "negatives",
            "unavailable",
        ],
    },
    Table {
        name: "score_negatives.csv",
        places: &["place", "place_dist"],
        file: 1,
        rows: Made::Items("negatives"),
        columns: &["client", "guid", "team", "type", "confidence", "t", "victim", "killer", "counted"],
    },
    Table {
        name: "isolated_deaths.csv",
        places: &["place", "place_dist", "killer_place", "killer_place_dist"],
        file: 2,
        rows: Made::Lines,
        columns: &[
            "t_death",
            "victim",
            "killer",
            "team_of_victim",
            "nearest_teammate_dist",
            "teammates_alive",
            "teammates_known",
            "confidence",
            "reason",
            "reasons",
            "suppressed",
        ],
    },
    Table {
        name: "player_metrics.csv",
        places: &[],
        file: 3,
        rows: Made::Lines,
        columns: &[
            "client",
            "guid",
            "team",
            "alive_time_s",
            "sampled_s",
            "nearest_teammate_min",
            "nearest_teammate_median",
            "nearest_teammate_p90",
            "nearest_enemy_min",
            "nearest_enemy_median",
            "nearest_enemy_p90",
            "support_s",
            "support_uptime",
            "readiness_s",
            "crossfire_s",
            "crossfire_converging_s",
            "trade_opportunities",
            "trade_attempts",
            "trade_successes",
            "missed_candidates",
            "missed_suppressed",
            "isolated_deaths",
            "isolated_suppressed",
            "contacts",
            "rotation_already",
            "rotation_arrived",
            "rotation_late",
            "rotation_never",
            "rotation_unknown",
            "rotation_arrival_median_s",
            "late_follow_rate",
            "best_buddy_share",
            "floating",
            "unavailable",
        ],
    },
    Table {
        name: "occupancy.csv",
        places: &["place", "place_dist"],
        file: 4,
        rows: Made::Lines,
        columns: &["cell_x", "cell_y", "axis_s", "allies_s", "contested_s"],
    },
    Table {
        name: "pairs.csv",
        places: &[],
        file: 5,
        rows: Made::Lines,
        columns: &[
            "team",
            "client_a",
            "client_b",
            "guid_a",
            "guid_b",
            "both_alive_s",
            "within_s",
            "share",
            "longest_s",
            "stable_duo",
        ],
    },
    Table {
        name: "shapes.csv",
        places: &[],
        file: 6,
        rows: Made::Lines,
        columns: &["team", "shape", "state", "seconds"],
    },
];

/// Lists of objects: a table of their own, here only their number.
const COUNTED: [&str; 6] =
    ["opportunities", "attempts", "successes", "other_successes", "missed_candidates", "negatives"];

/// Names of the tables with their head lines.
pub(super) fn heads(places: bool) -> Vec<(&'static str, Vec<u8>)> {
    let head = |table: &Table| {
        let names = table.columns(places).map(|path| path.replace('.', "_"));
        (table.name, text(|add| add(&names.collect::<Vec<_>>())))
    };
    TABLES.iter().map(head).collect()
}

/// The lines of every table, in the order of [`heads`], for the rows of [`super::rows`].
pub(super) fn lines(rows: &[Vec<Value>; 7], places: bool) -> Vec<Vec<u8>> {
    TABLES.iter().map(|table| table.lines(rows.get(table.file).map_or(&[][..], Vec::as_slice), places)).collect()
}

impl Table {
    fn columns(&self, places: bool) -> impl Iterator<Item = &'static &'static str> {
        HEAD.iter().chain(self.columns).chain(if places { self.places } else { &[] })
    }

    fn lines(&self, rows: &[Value], places: bool) -> Vec<u8> {
        text(|add| {
            for row in rows {
                let mut put = |item: Option<&Map<String, Value>>| {
                    let value =
                        |path: &&str| item.and_then(|item| at(item, path)).or_else(|| at(row.as_object()?, path));
                    add(&self.columns(places).map(|path| cell(path, value(path))).collect::<Vec<_>>());
                };
                match self.rows {
                    Made::Lines => put(None),
                    Made::Items(list) => items(row, list).for_each(|item| put(Some(item))),
                    Made::Opportunities => {
                        items(row, "opportunities").for_each(|item| put(Some(&opportunity(row, item))));
                    }
                }
            }
        })
    }
}

/// The objects of a list.
fn items<'r>(row: &'r Value, list: &str) -> impl Iterator<Item = &'r Map<String, Value>> + use<'r> {
    row.get(list).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

/// An opportunity with what came of it; where that cannot be told (the list is null) nothing is said.
fn opportunity(row: &Value, item: &Map<String, Value>) -> Map<String, Value> {
    let mut out = item.clone();
    for (list, flag, name) in [
        ("attempts", "attempted", "attempt"),
        ("successes", "succeeded", "success"),
        ("missed_candidates", "missed", "missed"),
    ] {
        let known = row.get(list).is_some_and(Value::is_array);
        let own = items(row, list).find(|one| one.get("client") == item.get("client"));
        // The same word may be a flag and the beginning of a path: `at` looks for the whole path first.
        for (key, value) in own.into_iter().flatten() {
            out.insert(format!("{name}.{key}"), value.clone());
        }
        out.insert(flag.to_owned(), if known { Value::Bool(own.is_some()) } else { Value::Null });
    }
    out
}

/// The value at a path.
fn at<'r>(row: &'r Map<String, Value>, path: &str) -> Option<&'r Value> {
    row.get(path).or_else(|| path.split_once('.').and_then(|(first, rest)| at(row.get(first)?.as_object()?, rest)))
}

fn cell(path: &str, value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => spreadsheet_text(text),
        Some(Value::Array(items)) if COUNTED.contains(&path) => items.len().to_string(),
        Some(Value::Array(items)) => {
            spreadsheet_text(&items.iter().map(|item| item.as_str().unwrap_or_default()).collect::<Vec<_>>().join("; "))
        }
        // Numbers and switches need no defusing, and an object begins with a bracket.
        Some(other) => other.to_string(),
    }
}

/// Writes records into a text.
fn text(write: impl FnOnce(&mut dyn FnMut(&[String]))) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail.
    write(&mut |record| drop(writer.write_record(record)));
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
#[path = "csv_tests.rs"]
mod tests;

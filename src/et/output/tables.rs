//! The tables that CSV and Parquet files hold: flat columns, a line for each row.
//!
//! ```text
//!   {"victim": 3, "gates": {"near": "pass"}, "reasons": ["a", "b"], "negatives": [{..}, {..}], "unavailable": {..}}
//!     victim        gates_near                 reasons: a; b         negatives: 2 ──▶ a table     JSON text
//! ```
//!
//! A field inside an object is a column of its own, a list of words is one cell, a list of objects is their number here
//! and a table of its own.

use serde_json::{Map, Value};

/// A table, and the JSON lines it is made of.
pub(super) struct Table {
    /// Name of its files, without what they end with.
    pub(super) name: &'static str,
    /// Index into [`super::FILES`].
    pub(super) file: usize,
    /// What a line is.
    pub(super) rows: Made,
    /// Paths of its own columns, behind those of [`HEAD`]. In a name `.` is written as `_`.
    pub(super) columns: &'static [&'static str],
    /// Columns that rows have which name places.
    pub(super) places: &'static [&'static str],
}

/// What is a row.
pub(super) enum Made {
    /// Each line.
    Lines,
    /// Each item of this list of a line, beside the line's own fields.
    Items(&'static str),
    /// Each opportunity of a trade event, with its attempt, success and missed candidate.
    Opportunities,
}

/// Columns that every row has.
pub(super) const HEAD: [&str; 5] = ["schema_version", "score_model_version", "config_hash", "round_id", "map"];

/// The tables, each after the one it belongs to.
pub(super) const TABLES: [Table; 10] = [
    Table {
        name: "trade_events",
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
        name: "trade_opportunities",
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
        name: "trade_other_successes",
        places: &[],
        file: 0,
        rows: Made::Items("other_successes"),
        columns: &["t_death", "victim", "killer", "team_of_victim", "client", "t"],
    },
    Table {
        name: "score_round_player",
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
        name: "score_negatives",
        places: &["place", "place_dist"],
        file: 1,
        rows: Made::Items("negatives"),
        columns: &["client", "guid", "team", "type", "confidence", "t", "victim", "killer", "counted"],
    },
    Table {
        name: "isolated_deaths",
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
        name: "player_metrics",
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
        name: "occupancy",
        places: &["place", "place_dist"],
        file: 4,
        rows: Made::Lines,
        columns: &["cell_x", "cell_y", "axis_s", "allies_s", "contested_s"],
    },
    Table {
        name: "pairs",
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
    Table { name: "shapes", places: &[], file: 6, rows: Made::Lines, columns: &["team", "shape", "state", "seconds"] },
];

/// Lists of objects: a table of their own, here only their number.
pub(super) const COUNTED: [&str; 6] =
    ["opportunities", "attempts", "successes", "other_successes", "missed_candidates", "negatives"];

impl Table {
    /// The paths of its columns, with those that name places or without.
    pub(super) fn columns(&self, places: bool) -> impl Iterator<Item = &'static &'static str> {
        HEAD.iter().chain(self.columns).chain(if places { self.places } else { &[] })
    }

    /// The names of its columns.
    pub(super) fn names(&self, places: bool) -> Vec<String> {
        self.columns(places).map(|path| path.replace('.', "_")).collect()
    }

    /// Its lines: `cell` makes what stands in a column of the value there, `add` takes the cells of a line.
    pub(super) fn each<C>(
        &self,
        rows: &[Value],
        places: bool,
        cell: fn(&str, Option<&Value>) -> C,
        mut add: impl FnMut(Vec<C>),
    ) {
        for row in rows {
            let mut put = |item: Option<&Map<String, Value>>| {
                let value = |path: &&str| item.and_then(|item| at(item, path)).or_else(|| at(row.as_object()?, path));
                add(self.columns(places).map(|path| cell(path, value(path))).collect());
            };
            match self.rows {
                Made::Lines => put(None),
                Made::Items(list) => items(row, list).for_each(|item| put(Some(item))),
                Made::Opportunities => {
                    items(row, "opportunities").for_each(|item| put(Some(&opportunity(row, item))));
                }
            }
        }
    }
}

/// The objects of a list.
pub(super) fn items<'r>(row: &'r Value, list: &str) -> impl Iterator<Item = &'r Map<String, Value>> + use<'r> {
    row.get(list).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

/// An opportunity with what came of it; where that cannot be told (the list is null) nothing is said.
pub(super) fn opportunity(row: &Value, item: &Map<String, Value>) -> Map<String, Value> {
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

/// Between the entries of a list in one cell.
const BETWEEN: &str = " | ";

/// A list of words as one cell that can be split again: a sentence may hold a semicolon, and what it quotes of the
/// separator (a name) is written with another stroke.
pub(super) fn words(items: &[Value]) -> String {
    let word = |item: &Value| item.as_str().unwrap_or_default().replace(BETWEEN, " ¦ ");
    items.iter().map(word).collect::<Vec<_>>().join(BETWEEN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_list_in_a_cell_can_be_split_again() {
        let list = [json!("near: 520 u; distance"), json!("free: fought a | b; late"), json!("open:")];
        let cell = words(&list);
        assert_eq!(
            cell.split(BETWEEN).collect::<Vec<_>>(),
            ["near: 520 u; distance", "free: fought a ¦ b; late", "open:"]
        );
    }
}

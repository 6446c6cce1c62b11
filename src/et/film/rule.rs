//! The rules with the thresholds in force, one line each, and where they come from.

use crate::config::Table;
use crate::et::config::{Config, Settings};

/// Rule lines of a round.
pub(super) struct Rule {
    /// For the whole film, with the configuration's hash.
    pub(super) line: String,
    /// Trade events.
    pub(super) trade: String,
    /// Missed-trade candidates.
    pub(super) missed: String,
    /// Isolated deaths.
    pub(super) isolated: String,
    /// For the evidence panel: who set each threshold that is not the specification's.
    pub(super) sources: Vec<(String, String)>,
}

/// `trade_dist 800 u`.
pub(super) fn says(settings: &Settings, keys: &[&str]) -> String {
    let one = |key: &&str| {
        let value = settings.get(key).map(|value| value.to_string()).unwrap_or_default();
        let unit = Settings::field(key).map_or("", |field| field.unit);
        let space = if unit.is_empty() { "" } else { " " };
        format!("{key} {value}{space}{unit}")
    };
    keys.iter().map(one).collect::<Vec<_>>().join(", ")
}

impl Rule {
    pub(super) fn new(config: &Config, map: Option<&str>, settings: &Settings) -> Rule {
        let trade = ["trade_dist", "trade_dist_marginal", "trade_window_s", "attempt_lead_s"];
        let missed = ["trade_dist", "trade_window_s", "react_s", "near_dist", "combat_recent_s"];
        // Without a graph there is no gate that reads them.
        let route = if settings.graph.is_some() { &["route_factor", "route_reach"][..] } else { &[] };
        let missed = [&missed, route].concat();
        let isolated = ["isolation_dist", "first_contact_quiet_s", "combat_recent_s"];
        let changed = config.changed(map);
        let mark = match changed.len() {
            0 if config.is_built_in() => "defaults".to_owned(),
            0 => "defaults on this map".to_owned(),
            n => format!("{n} changed"),
        };
        // Said where it is not as everybody expects.
        let plan = if settings.distance_3d { String::new() } else { format!(", {}", says(settings, &["distance_3d"])) };
        let head = says(settings, &["trade_dist", "trade_window_s", "react_s"]);
        Rule {
            line: format!("missed trade: {head}{plan} · config {} ({mark})", config.hash_on(map)),
            trade: format!("trade event: {}{plan}", says(settings, &trade)),
            missed: format!("missed trade: {}{plan}", says(settings, &missed)),
            isolated: format!("isolated death: {}{plan}", says(settings, &isolated)),
            sources: changed
                .into_iter()
                .map(|(key, value, origin)| (format!("{key} {value}"), format!("set by {origin}")))
                .collect(),
        }
    }
}

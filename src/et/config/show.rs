//! The configuration in force as a file: every value with its source beside it, and it loads back to the same hash.
//!
//! ```text
//!   trade_dist: 700           # league.yaml:3:13
//!   maps:
//!     supply:
//!       objective_zones:
//!         - {name: gun, ...}  # maps/supply.yaml:2:5
//! ```

use super::{Config, JUDGING, Level, Said, Sayers, Settings, facts};
use crate::config::{Data, Origin, Table, number_text, quoted};
use std::fmt::Write as _;

/// Where the comments begin, unless the value is longer.
const COLUMN: usize = 44;

impl Config {
    /// Every value in force as YAML, each line with its source: the top level, then each map on which anything judges
    /// otherwise; `map` in full, with its facts.
    #[must_use]
    pub fn to_yaml(&self, map: Option<&str>) -> String {
        let (top, said) = self.resolve(None);
        let mut out = format!("# hash {}\n", self.hash());
        values(&top, &said, "", &|_| true, &mut out);
        let asked = map.map(str::to_lowercase);
        let mut sections = String::new();
        for name in self.named().into_iter().chain(asked.clone()).collect::<std::collections::BTreeSet<_>>() {
            let whole = asked.as_deref() == Some(name.as_str());
            let section = self.section(&name, &top, whole);
            if !section.is_empty() {
                let _ = write!(sections, "  {}:\n{section}", quoted(&name)); // writing to a string cannot fail
            }
        }
        if !sections.is_empty() {
            out.push_str("maps:\n");
            out.push_str(&sections);
        }
        out
    }

    /// A map's values: all of them, or those that judge and differ from the top level.
    fn section(&self, name: &str, top: &Settings, whole: bool) -> String {
        let (settings, said) = self.resolve(Some(name));
        let differs = |key: &str| settings.get(key) != top.get(key);
        // Of these two the one that is said last decides about the other: said together they are what they are.
        let steps = ["sample_ms", "sampling_hz_base"];
        let step = steps.iter().any(|key| differs(key));
        let wanted = |key: &str| whole || differs(key) || (step && steps.contains(&key));
        let mut out = String::new();
        values(&settings, &said, "    ", &wanted, &mut out);
        for key in facts::KEYS.iter().filter(|key| whole || JUDGING.contains(key)) {
            if let Some(said) = said.get(*key) {
                fact(key, said, &mut out);
            }
        }
        out
    }
}

/// The thresholds that are wanted, the groups last.
fn values(settings: &Settings, said: &Sayers<'_>, indent: &str, wanted: &dyn Fn(&str) -> bool, out: &mut String) {
    let mut group = "";
    for (key, field) in Settings::keys().iter().filter(|(key, _)| wanted(key)) {
        let Some(value) = settings.get(key) else { continue };
        let mut indent = indent.to_owned();
        if let Some((name, _)) = key.split_once('.') {
            if name != group {
                let _ = writeln!(out, "{indent}{name}:"); // writing to a string cannot fail
                group = name;
            }
            indent.push_str("  ");
        }
        line(&format!("{indent}{}: {value}", field.key), said.get(key.as_str()), out);
    }
}

/// A list item by item, anything else on its line.
fn fact(key: &str, said: &Said<'_>, out: &mut String) {
    let Some(node) = &said.node else { return };
    match &node.data {
        Data::List(items) if !items.is_empty() => {
            let _ = writeln!(out, "    {key}:"); // writing to a string cannot fail
            for item in items {
                line(&format!("      - {}", item.flow()), Some(&Said { origin: &item.origin, ..*said }), out);
            }
        }
        Data::Number(number) => line(&format!("    {key}: {}", number_text(*number)), Some(said), out),
        _ => line(&format!("    {key}: {}", node.flow()), Some(said), out),
    }
}

fn line(text: &str, said: Option<&Said<'_>>, out: &mut String) {
    let _ = writeln!(out, "{text:COLUMN$} # {}", source(said)); // writing to a string cannot fail
}

/// The layer in words, with the place.
fn source(said: Option<&Said<'_>>) -> String {
    match said {
        None => Origin::Default.to_string(),
        Some(Said { origin, level: Level::League, .. }) => format!("league {origin}"),
        Some(Said { origin, level: Level::MapFile, .. }) => format!("map file {origin}"),
        Some(Said { origin, .. }) => origin.to_string(),
    }
}

//! The rules as a section of a configuration file: in force with who says so, with their documentation, and as a schema.

use super::config::{Combine, NaturalRule, Rules, RushSettings};
use crate::config::{Table, commented_yaml, table_schema};
use serde_json::{Value as Json, json};
use std::fmt::Write as _;

/// Where the comments begin, unless the value is longer.
const COLUMN: usize = 44;

impl Rules {
    /// Every value in force as YAML, each line with its source; it loads back to the same hash.
    #[must_use]
    pub fn to_yaml(&self) -> String {
        let mut out = format!("{}:  # hash {}\n", Rules::SECTION, self.hash());
        let mut line = |indent: &str, key: &str, value: &str, name: &str| {
            let text = format!("{indent}{key}: {value}");
            let _ = writeln!(out, "{text:COLUMN$} # {}", self.origin(name)); // writing to a string cannot fail
        };
        line("  ", "combine", self.combine.as_str(), "combine");
        line("  ", "natural_rule", self.natural_rule.as_str(), "natural_rule");
        let mut group = String::new();
        let mut lines = String::new();
        for (name, field) in RushSettings::keys() {
            let Some(value) = self.settings.get(&name) else { continue };
            let mut indent = "  ";
            if let Some((head, _)) = name.split_once('.') {
                indent = "    ";
                if head != group {
                    let _ = writeln!(lines, "  {head}:"); // as above
                    group = head.to_owned();
                }
            }
            let text = format!("{indent}{}: {value}", field.key);
            let _ = writeln!(lines, "{text:COLUMN$} # {}", self.origin(&name)); // as above
        }
        out + &lines
    }

    /// The section as the sample file has it: the specification's values with what they mean.
    #[must_use]
    pub fn commented() -> String {
        let rules = Rules::default();
        let mut out = format!("{}:\n", Rules::SECTION);
        let choices = [
            (
                "R1: How the signals add up to the score that decides",
                Combine::NAMES.join(", "),
                "combine",
                rules.combine.as_str(),
            ),
            (
                "R3: Which Hatchery is a natural",
                NaturalRule::NAMES.join(", "),
                "natural_rule",
                rules.natural_rule.as_str(),
            ),
        ];
        for (doc, all, key, value) in choices {
            let _ = write!(out, "  # {doc}. [{all}]\n  {key}: {value}\n"); // writing to a string cannot fail
        }
        for line in commented_yaml(&rules.settings).lines() {
            out.push_str(if line.is_empty() { "" } else { "  " });
            out.push_str(line);
            out.push('\n');
        }
        out
    }

    /// The section as JSON Schema.
    #[must_use]
    pub fn schema() -> Json {
        let mut members = table_schema::<RushSettings>();
        let choice = |doc: &str, all: &[&str]| json!({"description": doc, "enum": all, "default": all.first()});
        members
            .insert("combine".into(), choice("R1: How the signals add up to the score that decides.", &Combine::NAMES));
        members.insert("natural_rule".into(), choice("R3: Which Hatchery is a natural.", &NaturalRule::NAMES));
        json!({
            "description": "The detector of Zergling rushes.",
            "type": ["object", "null"], "properties": members, "additionalProperties": false
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Document;

    fn load(text: &str) -> Rules {
        let document = Document::parse("rules.yaml", text.as_bytes()).unwrap();
        Rules::load(&[&document]).unwrap()
    }

    #[test]
    fn what_is_shown_loads_back_and_says_who_said_it() {
        let rules = load("rush: {t_nat_check: 75, r2: {no_natural: 4}, combine: max}");
        let shown = rules.to_yaml();
        assert_eq!(load(&shown).hash(), rules.hash());
        for want in ["  t_nat_check: 75", "    no_natural: 4", "  combine: max", "# rules.yaml:1:21", "# default"] {
            assert!(shown.contains(want), "{want}\n{shown}");
        }
    }

    #[test]
    fn the_sample_file_holds_the_section_and_every_value_has_its_source_in_the_specification() {
        let file = include_str!("../../../assets/config/default.yaml");
        let section = Rules::commented();
        assert!(file.contains(&section), "assets/config/default.yaml should hold:\n{section}");
        assert_eq!(load(file).hash(), Rules::default().hash());
        for (key, field) in RushSettings::keys() {
            assert_eq!(field.check(field.default), Ok(field.default), "{key}");
            assert!(field.doc.contains(':') || key.contains('.'), "{key} says no section: {}", field.doc);
        }
    }
}

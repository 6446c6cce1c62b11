//! Every clock, weight and threshold of the detector, declared once (specification 2, READINGS R1-R14).

use crate::config::{Document, Entry, Field, Mistakes, Origin, Table, fingerprint, read_table, table};
use crate::film::Time;
use crate::sc2::game::loops;
use std::collections::BTreeMap;

table! {
    /// Weights of R1, 12-pool gasless, in points.
    #[derive(Debug, Clone, PartialEq)]
    pub struct WeightsR1 {
        /// No natural at its clock.
        no_natural: number = 3.0, "points", -100.0..=100.0;
        /// R4: an early pool.
        early_pool: number = 3.0, "points", -100.0..=100.0;
        /// No Extractor at the clock.
        no_gas: number = 2.0, "points", -100.0..=100.0;
        /// R9: a pool but no Queen started.
        no_queen: number = 1.0, "points", -100.0..=100.0;
        /// R10: Zerglings seen early.
        early_lings: number = 4.0, "points", -100.0..=100.0;
        /// R11: a natural and no Zerglings.
        damper: number = -1.0, "points", -100.0..=100.0;
    }
}

table! {
    /// Weights of R2, 12-pool 11-gas, in points.
    #[derive(Debug, Clone, PartialEq)]
    pub struct WeightsR2 {
        /// No natural at its clock.
        no_natural: number = 3.0, "points", -100.0..=100.0;
        /// R4: an early pool.
        early_pool: number = 3.0, "points", -100.0..=100.0;
        /// R6: gas mined by about three drones.
        active_gas: number = 2.0, "points", -100.0..=100.0;
        /// R7: 100 gas mined, then drones pulled.
        gas_cut: number = 2.0, "points", -100.0..=100.0;
        /// R8: Metabolic Boost started.
        speed_research: number = 2.0, "points", -100.0..=100.0;
        /// R10: Zerglings seen early.
        early_lings: number = 3.0, "points", -100.0..=100.0;
        /// R9: a Baneling Nest.
        baneling_nest: number = 2.0, "points", -100.0..=100.0;
        /// R9: a pool but no Queen started.
        no_queen: number = 1.0, "points", -100.0..=100.0;
    }
}

table! {
    /// Weights of R3, 13/12 speedling, in points.
    #[derive(Debug, Clone, PartialEq)]
    pub struct WeightsR3 {
        /// R5: a pool at 13 and early gas.
        pool_and_gas: number = 3.0, "points", -100.0..=100.0;
        /// No natural at its clock.
        no_natural: number = 2.0, "points", -100.0..=100.0;
        /// R7: 100 gas mined, then drones pulled.
        gas_cut: number = 2.0, "points", -100.0..=100.0;
        /// R8: Metabolic Boost started.
        speed_research: number = 2.0, "points", -100.0..=100.0;
        /// Zerglings with speed touch Protoss.
        speed_contact: number = 4.0, "points", -100.0..=100.0;
        /// R10: Zerglings seen early.
        early_lings: number = 3.0, "points", -100.0..=100.0;
        /// R9: a pool but no Queen started.
        no_queen: number = 1.0, "points", -100.0..=100.0;
        /// R11: a natural and no sign of speed.
        damper: number = -1.0, "points", -100.0..=100.0;
    }
}

table! {
    /// Clocks and thresholds; times are Faster seconds, borders are inclusive.
    #[derive(Debug, Clone, PartialEq)]
    pub struct RushSettings {
        /// R4: A pool complete by this is early.
        t_pool_check: number = 65.0, "s", 0.0..=3600.0;
        /// R3: The natural must have been started by this.
        t_nat_check: number = 80.0, "s", 0.0..=3600.0;
        /// Guard A: A Zergling seen by this is a rush.
        t_ling_early: number = 105.0, "s", 0.0..=3600.0;
        /// R10: A Zergling seen by this scores.
        t_ling_soft: number = 110.0, "s", 0.0..=3600.0;
        /// Guard B: Contact by this is a rush.
        t_contact_slow: number = 120.0, "s", 0.0..=3600.0;
        /// Guard C: Contact with speed by this is a rush.
        t_contact_fast: number = 150.0, "s", 0.0..=3600.0;
        /// R9: A Queen must have been started by this.
        t_queen_check: number = 125.0, "s", 0.0..=3600.0;
        /// Scoring: From this score on it is a rush.
        score_threshold: number = 5.0, "points", 0.0..=1000.0;
        /// R4: A pool started from here ...
        early_pool_from: number = 18.0, "s", 0.0..=3600.0;
        /// R4: ... to here is early.
        early_pool_to: number = 25.0, "s", 0.0..=3600.0;
        /// R5: A pool started from here ...
        pool_13_from: number = 35.0, "s", 0.0..=3600.0;
        /// R5: ... to here is a 13-pool.
        pool_13_to: number = 40.0, "s", 0.0..=3600.0;
        /// R5: Vespene mined by this is early gas.
        early_gas_by: number = 80.0, "s", 0.0..=3600.0;
        /// R1 table: An Extractor started by this is gas.
        no_gas_at: number = 80.0, "s", 0.0..=3600.0;
        /// R6: The Extractor must be complete by this ...
        active_gas_done_by: number = 70.0, "s", 0.0..=3600.0;
        /// R6: ... and mined by this ...
        active_gas_by: number = 75.0, "s", 0.0..=3600.0;
        /// R6: ... at this rate (two drones read about 112, three 156-179).
        active_gas_rate: number = 110.0, "vespene/min", 0.0..=10_000.0;
        /// R6: ... or by so many drones, where a bot counted them instead of a rate.
        active_gas_workers: number = 3.0, "drones", 0.0..=100.0;
        /// R7: The rate counts as cut from this on.
        gas_cut_rate: number = 45.0, "vespene/min", 0.0..=10_000.0;
        /// R7: Mined in all at least this when it is cut.
        gas_cut_min: number = 88.0, "vespene", 0.0..=10_000.0;
        /// R7: Mined in all at most this when it is cut.
        gas_cut_max: number = 144.0, "vespene", 0.0..=10_000.0;
        /// R7: Later than this every macro game does it.
        gas_cut_by: number = 120.0, "s", 0.0..=3600.0;
        /// R8: Metabolic Boost started by this scores.
        speed_by: number = 110.0, "s", 0.0..=3600.0;
        /// R9: A Baneling Nest that stands at any time from here ...
        nest_from: number = 120.0, "s", 0.0..=3600.0;
        /// R9: ... to here scores.
        nest_to: number = 140.0, "s", 0.0..=3600.0;
        /// R11: The natural that dampens must have been started by this.
        damper_natural_by: number = 95.0, "s", 0.0..=3600.0;
        /// R11: R1's damper is decided here: no Zerglings so far.
        damper_lings_at: number = 110.0, "s", 0.0..=3600.0;
        /// R11: R3's damper is decided here: no sign of speed so far.
        damper_speed_at: number = 120.0, "s", 0.0..=3600.0;
        /// R10: A Zergling within this distance of the Protoss natural is in contact.
        contact_natural_dist: number = 15.0, "tiles", 0.0..=1000.0;
        /// R10: A Zergling within this distance of any Protoss building is in contact.
        contact_building_dist: number = 12.0, "tiles", 0.0..=1000.0;
        /// R3: With `natural_rule: site`, a natural is at most this far from the first Hatchery.
        natural_site_dist: number = 40.0, "tiles", 0.0..=1000.0;
        /// R: A Spawning Pool takes this long.
        pool_s: number = loops(1040.0), "s", 0.0..=3600.0;
        /// R: A Hatchery takes this long.
        hatchery_s: number = loops(1600.0), "s", 0.0..=3600.0;
        /// R: An Extractor takes this long.
        extractor_s: number = loops(480.0), "s", 0.0..=3600.0;
        /// R: A Queen takes this long.
        queen_s: number = loops(800.0), "s", 0.0..=3600.0;
        /// R: A Zergling takes this long.
        zergling_s: number = loops(384.0), "s", 0.0..=3600.0;
        /// R: Metabolic Boost takes this long.
        speed_s: number = loops(1760.0), "s", 0.0..=3600.0;
        /// R: A Baneling Nest takes this long.
        nest_s: number = loops(960.0), "s", 0.0..=3600.0;
        /// R: Takes what is unknown for absent, as detectors do that mix the two.
        unknown_is_absent: switch = false;
    }
    groups {
        /// Weights of R1.
        r1: WeightsR1;
        /// Weights of R2.
        r2: WeightsR2;
        /// Weights of R3.
        r3: WeightsR3;
    }
}

/// A configured number of seconds as a time; the ranges above keep it far from any limit.
pub(crate) fn secs(seconds: f64) -> Time {
    Time::from_secs(seconds).unwrap_or(Time::MAX)
}

/// R1: how the signals add up to the score that decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Combine {
    /// All rows of all three tables: a fact in three tables counts three times.
    #[default]
    Sum,
    /// Each fact once, at its highest weight.
    Distinct,
    /// The best single type.
    Max,
}

impl Combine {
    /// Their names, in the order of [`Combine::ALL`].
    pub const NAMES: [&'static str; 3] = ["sum", "distinct", "max"];

    /// All, in the order of the reading.
    pub const ALL: [Combine; 3] = [Combine::Sum, Combine::Distinct, Combine::Max];

    /// As on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Combine::Sum => Combine::NAMES[0],
            Combine::Distinct => Combine::NAMES[1],
            Combine::Max => Combine::NAMES[2],
        }
    }
}

/// R3: which Hatchery is a natural.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NaturalRule {
    /// Any other than the first on Zerg's half of the map.
    #[default]
    OwnHalf,
    /// One at the natural's site.
    Site,
}

impl NaturalRule {
    /// Their names, in the order of [`NaturalRule::ALL`].
    pub const NAMES: [&'static str; 2] = ["own_half", "site"];

    /// Both, the default first.
    pub const ALL: [NaturalRule; 2] = [NaturalRule::OwnHalf, NaturalRule::Site];

    /// As on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            NaturalRule::OwnHalf => NaturalRule::NAMES[0],
            NaturalRule::Site => NaturalRule::NAMES[1],
        }
    }
}

/// The detector's configuration in force.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rules {
    /// Clocks, weights, thresholds.
    pub settings: RushSettings,
    /// R1.
    pub combine: Combine,
    /// R3.
    pub natural_rule: NaturalRule,
    /// Who says what is not the specification's, by key.
    pub said: BTreeMap<String, Origin>,
}

impl Rules {
    /// The key of a configuration file under which everything here stands.
    pub const SECTION: &'static str = "rush";

    /// The specification's values, changed by what the documents say under `rush:`, the later ones winning:
    /// every clock and threshold, `r1`, `r2`, `r3` with their weights, `combine`, `natural_rule`.
    ///
    /// # Errors
    /// Unknown keys with the nearest known one, wrong types, values out of range, each with its place.
    pub fn load(documents: &[&Document]) -> Result<Rules, Mistakes> {
        Rules::default().with(documents)
    }

    /// These rules, changed by what the documents say under `rush:`, the later ones winning.
    ///
    /// # Errors
    /// As [`Rules::load`].
    pub fn with(&self, documents: &[&Document]) -> Result<Rules, Mistakes> {
        let (mut rules, mut mistakes) = (self.clone(), Mistakes::default());
        for section in documents.iter().filter_map(|document| document.section(Rules::SECTION)) {
            if let Some(entries) = section.map(Rules::SECTION, &mut mistakes) {
                rules.read(entries, &mut mistakes);
            }
        }
        mistakes.into_result(rules)
    }

    fn read(&mut self, entries: &[Entry], mistakes: &mut Mistakes) {
        let mut values = Vec::new();
        for entry in read_table::<RushSettings>(entries, &mut values, mistakes) {
            match entry.key.as_str() {
                "combine" => choose(&mut self.combine, Combine::ALL, Combine::as_str, entry, mistakes),
                "natural_rule" => {
                    choose(&mut self.natural_rule, NaturalRule::ALL, NaturalRule::as_str, entry, mistakes);
                }
                unknown => {
                    let known: Vec<String> = RushSettings::keys().into_iter().map(|(key, _)| key).collect();
                    let known = known.iter().map(String::as_str).chain(["combine", "natural_rule"]);
                    mistakes.unknown_key(&entry.origin, unknown, known);
                }
            }
        }
        for key in ["combine", "natural_rule"] {
            let entry = entries.iter().find(|entry| entry.key == key);
            self.said.extend(entry.map(|entry| (key.to_owned(), entry.value.origin.clone())));
        }
        for one in values {
            self.settings.set(&one.key, one.value); // a known key of the right kind: read_table saw to it
            self.said.insert(one.key, one.origin);
        }
    }

    /// Who says what `key` is.
    #[must_use]
    pub fn origin(&self, key: &str) -> Origin {
        self.said.get(key).cloned().unwrap_or(Origin::Default)
    }

    /// Short hex that changes with every value the detector reads.
    #[must_use]
    pub fn hash(&self) -> String {
        let line = |key: &str| self.settings.get(key).map(|value| format!("{key}={value}\n")).unwrap_or_default();
        let settings: String = RushSettings::keys().iter().map(|(key, _)| line(key)).collect();
        fingerprint(&format!(
            "{settings}combine={}\nnatural_rule={}\n",
            self.combine.as_str(),
            self.natural_rule.as_str()
        ))
    }
}

/// The heading a key stands under in lists, and its place among the headings: how the signals add up comes first.
#[must_use]
pub fn section(key: &str, field: Option<&Field>) -> (usize, &'static str) {
    match (key.split_once('.'), key) {
        (Some(("r1", _)), _) => (2, "R1 weights, 12-pool gasless"),
        (Some(("r2", _)), _) => (3, "R2 weights, 12-pool 11-gas"),
        (Some(_), _) => (4, "R3 weights, 13/12 speedling"),
        (None, "score_threshold" | "unknown_is_absent") => (0, "how it is decided"),
        _ => match field {
            None => (0, "how it is decided"),
            Some(field) if field.doc.contains("takes this long") => (5, "durations in the game"),
            Some(_) => (1, "clocks and limits"),
        },
    }
}

/// Sets one of several named values.
fn choose<T: Copy, const N: usize>(
    slot: &mut T,
    all: [T; N],
    name: fn(T) -> &'static str,
    entry: &Entry,
    mistakes: &mut Mistakes,
) {
    let Some(text) = entry.value.text(&entry.key, mistakes) else { return };
    match all.into_iter().find(|one| name(*one) == text) {
        Some(one) => *slot = one,
        None => entry.value.wants(&entry.key, &all.map(name).join(" or "), mistakes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Rules, String> {
        let document = Document::parse("rules.yaml", text.as_bytes()).map_err(|error| error.to_string())?;
        Rules::load(&[&document]).map_err(|error| error.to_string())
    }

    #[test]
    fn everything_can_be_said_in_a_file() {
        let rules = load(
            "rush:\n  t_nat_check: 75\n  r2:\n    no_natural: 4\n  combine: max\n  natural_rule: site\nother: 1\n",
        );
        let rules = rules.unwrap();
        assert_eq!((rules.settings.t_nat_check, rules.settings.r2.no_natural), (75.0, 4.0));
        assert_eq!((rules.combine, rules.natural_rule), (Combine::Max, NaturalRule::Site));
        assert_eq!(load("").unwrap(), Rules::default());
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        let wrong = load("rush:\n  t_nat_chek: 75\n  combine: most\n  t_ling_soft: soon\n").unwrap_err();
        for part in ["rules.yaml:2:3", "t_nat_check", "\"combine\" wants sum or distinct or max", "rules.yaml:4:16"] {
            assert!(wrong.contains(part), "{part} in {wrong}");
        }
    }

    #[test]
    fn later_documents_win() {
        let file = Document::parse("a", b"rush: {t_nat_check: 75, t_ling_soft: 111}").unwrap();
        let flags = Document::flags(["rush.t_nat_check=76"]).unwrap();
        let rules = Rules::load(&[&file, &flags]).unwrap();
        assert_eq!((rules.settings.t_nat_check, rules.settings.t_ling_soft), (76.0, 111.0));
    }
}

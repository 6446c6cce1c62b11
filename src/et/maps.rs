//! What the program knows about maps: one file each under `assets/maps`, read only when a round is played on it.
//!
//! Facts only: bounds, what is fought for and where, who defends, spawn waves. How far an objective's work reaches
//! (`objective_zones`) is a judgement of the league and stands in no file of a real map, so `clear` stays unknown there
//! until somebody configures zones (READINGS E4). Maps that are not listed are fitted to the tracks.

mod save;

pub use save::{Change, SaveError, ZoneList, save_zone};

use super::config::Overrides;
use crate::config::{Document, Mistakes};
use std::sync::OnceLock;

/// A map the program carries.
#[derive(Debug)]
pub struct Known {
    /// Its name, in lower case.
    pub name: &'static str,
    /// Other versions whose geometry is the same as far as these facts go, in lower case.
    pub aliases: &'static [&'static str],
    /// Whether its file holds something that judges (zones, phases, thresholds): then it is part of the hash.
    pub judges: bool,
    text: &'static str,
    /// Every round of a season asks for its map, and most seasons have few.
    said: OnceLock<Overrides>,
}

macro_rules! known {
    (@) => { false };
    (@ judges) => { true };
    ($($name:literal $(= [$($alias:literal),+])? $(; $judges:ident)?),* $(,)?) => {
        /// Every map, by name.
        static MAPS: [Known; [$($name),*].len()] = [$(Known {
            name: $name,
            aliases: &[$($($alias),+)?],
            judges: known!(@ $($judges)?),
            text: include_str!(concat!("../../assets/maps/", $name, ".yaml")),
            said: OnceLock::new(),
        }),*];
    };
}

known! {
    "adlernest",
    "battery",
    "braundorf_b4",
    "bremen_b3",
    "decay_sw",
    "dubrovnik_final",
    "erdenberg_t2" = ["erdenberg_t1"],
    "et_beach",
    "et_brewdog",
    "et_ice",
    "et_operation_b7",
    "et_ufo_final",
    "etl_adlernest",
    "etl_base",
    "etl_beach",
    "etl_braundorf",
    "etl_frostbite",
    "etl_ice",
    "etl_sp_delivery",
    "falkenstein_b3",
    "frostbite",
    "fueldump",
    "goldrush",
    "karsiah_te2",
    "library_b3",
    "missile_b3",
    "missile_b4",
    "mp_sillyctf",
    "mp_sub_rc1",
    "oasis",
    "pha_chateau",
    "pirates",
    "radar",
    "railgun",
    "reactor_final",
    "sp_delivery_te",
    "supply" = ["etl_supply"],
    "supplydepot2",
    "sw_battery",
    "sw_goldrush_te",
    "sw_oasis_b3",
    "tc_base",
    "te_escape2" = ["te_escape2_fixed"],
    "the_station",
    "towpath"; judges,
    "venice",
    "warbell",
}

impl Known {
    /// What the file says, read when it is first asked for. Mistakes in it are for the tests to find.
    pub(in crate::et) fn said(&self) -> &Overrides {
        self.said.get_or_init(|| {
            let document = Document::built_in(self.name, self.text).ok();
            document.map(|document| Overrides::of_map(&document, &mut Mistakes::default())).unwrap_or_default()
        })
    }

    /// The file as text.
    #[must_use]
    pub fn text(&self) -> &'static str {
        self.text
    }
}

/// All maps, by name.
pub fn all() -> impl Iterator<Item = &'static Known> {
    MAPS.iter()
}

/// The map of that name or alias, compared without case.
#[must_use]
pub fn find(name: &str) -> Option<&'static Known> {
    let is = |known: &str| known.eq_ignore_ascii_case(name);
    MAPS.iter().find(|map| is(map.name)).or_else(|| MAPS.iter().find(|map| map.aliases.iter().any(|alias| is(alias))))
}

/// The map whose version this one is, when it is not that map itself: what is said of it holds here too.
#[must_use]
pub fn base(name: &str) -> Option<&'static str> {
    find(name).map(|map| map.name).filter(|base| !base.eq_ignore_ascii_case(name))
}

/// Reads the files that judge, before somebody waits for what they say.
pub fn read_maps_that_judge() {
    for map in MAPS.iter().filter(|map| map.judges) {
        map.said();
    }
}

/// Names of the maps whose files judge.
pub fn judged() -> impl Iterator<Item = &'static str> {
    MAPS.iter().filter(|map| map.judges).map(|map| map.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Table;
    use crate::et::config::{Config, Settings, Side};
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn every_file_is_listed_and_read_without_a_mistake() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/maps");
        let files: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        let listed: BTreeSet<String> = all().map(|map| map.name.to_owned()).collect();
        assert_eq!(files, listed);
        for map in all() {
            let document = Document::built_in(map.name, map.text).unwrap();
            let mistakes = crate::et::config::check_map(&document);
            assert!(mistakes.0.is_empty(), "{}: {mistakes}", map.name);
            let named = document.section("name").unwrap();
            assert_eq!(named.data, crate::config::Data::Text(map.name.to_owned()));
        }
    }

    #[test]
    fn names_and_aliases_are_each_said_once_and_in_lower_case() {
        let mut seen = BTreeSet::new();
        for name in all().flat_map(|map| std::iter::once(map.name).chain(map.aliases.iter().copied())) {
            assert!(seen.insert(name) && name == name.to_lowercase(), "{name}");
        }
    }

    #[test]
    fn a_real_map_has_facts_and_no_judgement() {
        let config = Config::default();
        for map in all() {
            let s = config.for_map(Some(map.name));
            let zones = !(s.objective_zones.is_empty() && s.route_zones.is_empty() && s.phases.is_empty());
            let values = Settings::keys().iter().any(|(key, field)| s.get(key) != Some(field.default));
            assert_eq!(zones || values, map.judges, "{}", map.name);
            if let Some(b) = s.bounds {
                let inside = |x: f64, y: f64| {
                    (b.min[0]..=b.max[0]).contains(&(x as f32)) && (b.min[1]..=b.max[1]).contains(&(y as f32))
                };
                for point in &s.objective_points {
                    assert!(inside(point.pos[0], point.pos[1]), "{}: {point:?}", map.name);
                }
            }
        }
    }

    #[test]
    fn names_are_compared_without_case_and_other_versions_share_facts() {
        let config = Config::default();
        let radar = config.for_map(Some("RaDaR"));
        assert_eq!(radar.bounds.unwrap().min, [-6016.0, -5888.0]);
        assert_eq!((radar.defends, radar.waves.axis, radar.waves.allies), (Some(Side::Axis), Some(30.0), Some(20.0)));
        assert_eq!(config.for_map(Some("etl_supply")), config.for_map(Some("supply")));
        assert_eq!(config.for_map(Some("nobody_knows_it")).bounds, None);
        assert!(find("").is_none());
    }
}

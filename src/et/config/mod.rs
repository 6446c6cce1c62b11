//! The thresholds of the analysis and what is known about maps, as one layered configuration.
//!
//! ```text
//!   built in < league < map file < user's file < --set            each value knows its source, the later layer wins
//!   │          │        └ filmroom/maps/<map>.yaml of the user (a zone that was moved in the app)
//!   │          └ --league FILE, or `league: path` in the user's file
//!   └ the specification's values, and what the program knows about maps (assets/maps)
//! ```
//!
//! A later layer wins even where an earlier one speaks of one map only: `--set trade_dist=900` holds everywhere. Inside
//! one layer a map's section (`maps: <name>:`) wins over the top level (E1). Names are compared without case, and what
//! is said of a map holds for its other versions (`etl_supply`) unless they are named themselves.

mod facts;
mod layer;
mod schema;
mod settings;
mod show;
mod zone;

pub(in crate::et) use layer::Overrides;
pub use schema::{map_schema, settings_schema};
pub use settings::{Settings, Weights, section};
pub use zone::{Body, Floor, Objective, Phase, Side, Spawn, Wall, Waves, Zone};

use crate::config::{Document, Mistakes, Node, Origin, Table, fingerprint};
use crate::et::maps;
use crate::et::places::Atlas;
use crate::film::{Problems, Time};
use layer::Layer;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

/// What a configuration is made of. Missing layers are simply not there.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sources<'a> {
    /// What the league agreed on: thresholds and maps, nothing else.
    pub league: Option<&'a Document>,
    /// The user's own map files, each with its map's name.
    pub maps: &'a [(String, Document)],
    /// The user's own file.
    pub file: Option<&'a Document>,
    /// The `--set` flags.
    pub flags: Option<&'a Document>,
    /// Top-level keys of the user's file and the flags that belong to others (`keys`, `ui`, `review`): neither read
    /// here nor unknown.
    pub foreign: &'a [&'a str],
}

/// The layers, lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The specification's values, and what the program knows about maps.
    BuiltIn,
    /// The league's file.
    League,
    /// The user's own file about a map.
    MapFile,
    /// The user's own file.
    File,
    /// `--set`.
    Flags,
    /// What somebody tries out, over everything else.
    Tried,
}

/// The configuration in force; without layers the specification's values, and what the program knows about maps.
#[derive(Debug, Clone, Default)]
pub struct Config {
    league: Layer,
    map_files: Layer,
    file: Layer,
    flags: Layer,
    /// What somebody tries out, over everything else.
    tried: Layer,
    /// What an installation knows about maps.
    atlas: Option<Arc<Atlas>>,
    /// Of all layers, made when it is first asked for: not every command writes rows.
    hash: OnceLock<String>,
}

/// Who says a value.
#[derive(Debug, Clone, Copy)]
struct Said<'a> {
    origin: &'a Origin,
    level: Level,
    /// What was written, for what is no threshold.
    node: Option<&'a Node>,
}

/// Who says each value that is not the specification's, by its key.
type Sayers<'a> = BTreeMap<&'a str, Said<'a>>;

impl Config {
    /// Reads the layers.
    ///
    /// # Errors
    /// All mistakes of all layers: unknown keys with the nearest known one, wrong types, values out of range.
    pub fn load(sources: Sources<'_>) -> Result<Config, Mistakes> {
        let mut mistakes = Mistakes::default();
        let mut read = |document: Option<&Document>, foreign: &[&str]| {
            document.map(|document| Layer::read(document, foreign, &mut mistakes)).unwrap_or_default()
        };
        let league = read(sources.league, &[]);
        let (file, flags) = (read(sources.file, sources.foreign), read(sources.flags, sources.foreign));
        let map_files = Layer::of_map_files(sources.maps, &mut mistakes);
        mistakes.into_result(Config { league, map_files, file, flags, ..Config::default() })
    }

    /// This configuration with what a document says over everything else; keys in `foreign` are left alone.
    ///
    /// # Errors
    /// All mistakes of the document.
    pub fn with(&self, changes: &Document, foreign: &[&str]) -> Result<Config, Mistakes> {
        let mut mistakes = Mistakes::default();
        let tried = Layer::read(changes, foreign, &mut mistakes);
        mistakes.into_result(Config { tried, hash: OnceLock::new(), ..self.clone() })
    }

    /// This configuration with the user's file of a map read anew.
    ///
    /// # Errors
    /// All mistakes of the file.
    pub fn with_map_file(&self, map: &str, file: &Document) -> Result<Config, Mistakes> {
        let mut mistakes = Mistakes::default();
        let read = Layer::of_map_files(&[(map.to_owned(), file.clone())], &mut mistakes);
        let mut config = Config { hash: OnceLock::new(), ..self.clone() };
        config.map_files.maps.extend(read.maps);
        mistakes.into_result(config)
    }

    /// This configuration with the names and ways of an installation.
    #[must_use]
    pub fn with_atlas(self, atlas: Arc<Atlas>) -> Config {
        Config { atlas: Some(atlas), ..self }
    }

    /// Whether an installation was named, so that places are told wherever something happens.
    #[must_use]
    pub const fn names_places(&self) -> bool {
        self.atlas.is_some()
    }

    /// What was wrong in the installation's files about a map.
    #[must_use]
    pub fn atlas_problems(&self, map: Option<&str>) -> Problems {
        let known = self.atlas.as_ref().zip(map).map(|(atlas, map)| atlas.known(map));
        known.map(|known| known.problems.clone()).unwrap_or_default()
    }

    /// Everything the analysis of a round on `map` needs. Names are compared without case (E1). The first time a map is
    /// asked for, the installation's files about it are read.
    #[must_use]
    pub fn for_map(&self, map: Option<&str>) -> Settings {
        let mut settings = self.resolve(map).0;
        if let Some((atlas, map)) = self.atlas.as_ref().zip(map) {
            let known = atlas.known(map);
            // Names of the configuration come first: they are what somebody said of this map.
            settings.callouts.extend(known.callouts.iter().cloned());
            (settings.graph, settings.lent_by) = (known.graph.clone(), known.lent_by.clone());
        }
        settings
    }

    /// Who says what `key` (a threshold, or a list such as `objective_zones`) is on `map`.
    #[must_use]
    pub fn origin(&self, map: Option<&str>, key: &str) -> Origin {
        self.resolve(map).1.remove(key).map_or(Origin::Default, |said| said.origin.clone())
    }

    /// Which layer says what `key` is on `map`.
    #[must_use]
    pub fn level(&self, map: Option<&str>, key: &str) -> Level {
        self.resolve(map).1.remove(key).map_or(Level::BuiltIn, |said| said.level)
    }

    /// The values on `map` that are not the specification's: key, value, source; in order of the key.
    #[must_use]
    pub fn changed(&self, map: Option<&str>) -> Vec<(String, String, Origin)> {
        let (settings, said) = self.resolve(map);
        let shown = |key: &str| settings.get(key).map(|value| value.to_string());
        let known = Config::known(map);
        let lists = [
            (bodies(&settings.objective_zones) != bodies(&known.objective_zones), settings.objective_zones.len()),
            (bodies(&settings.route_zones) != bodies(&known.route_zones), settings.route_zones.len()),
            (stretches(&settings) != stretches(&known), settings.phases.len()),
        ];
        let list = |key: &str| JUDGING.iter().position(|one| *one == key).map(|place| lists[place]); // three, and three
        let differs = |key: &str| match list(key) {
            Some((differs, _)) => differs,
            None => settings.get(key) != Settings::field(key).map(|field| field.default),
        };
        let value = |key: &str| shown(key).or_else(|| list(key).map(|(_, count)| format!("({count} of them)")));
        said.into_iter()
            .filter(|(key, _)| differs(key))
            .filter_map(|(key, said)| value(key).map(|value| (key.to_owned(), value, said.origin.clone())))
            .collect()
    }

    /// Whether what judges is what the program comes with, on every map: nobody said anything, or nothing else.
    #[must_use]
    pub fn is_built_in(&self) -> bool {
        /// Made once, and only where something was said.
        static DEFAULT: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| Config::default().hash());
        let layers = [&self.league, &self.map_files, &self.file, &self.flags, &self.tried];
        layers.into_iter().all(|layer| *layer == Layer::default()) || self.hash() == *DEFAULT
    }

    /// The specification's values, with what the program knows of a map.
    fn known(map: Option<&str>) -> Settings {
        let (mut settings, mut said) = (Settings::default(), BTreeMap::new());
        if let Some(known) = known(map) {
            known.apply(Level::BuiltIn, &mut settings, &mut said);
        }
        settings
    }

    /// Short hex that changes with every value the analysis reads, on any map, and with nothing else: not with comments,
    /// order, keys bound or maps drawn. Written into every output row.
    #[must_use]
    pub fn hash(&self) -> String {
        self.hash.get_or_init(|| fingerprint(&self.canonical())).clone()
    }

    /// The hash of a round on `map`: a waypoint graph judges too.
    #[must_use]
    pub fn hash_on(&self, map: Option<&str>) -> String {
        let known = self.atlas.as_ref().zip(map).map(|(atlas, map)| atlas.known(map));
        match known.filter(|known| !known.graph_hash.is_empty()) {
            Some(known) => fingerprint(&format!("{} route {}", self.hash(), known.graph_hash)),
            None => self.hash(),
        }
    }

    fn resolve(&self, map: Option<&str>) -> (Settings, Sayers<'_>) {
        self.over(known(map), map)
    }

    /// What the layers say of a map, over what is known of it.
    fn over<'a>(&'a self, known: Option<&'a Overrides>, map: Option<&str>) -> (Settings, Sayers<'a>) {
        let map = map.map(str::to_lowercase);
        let map = map.as_deref();
        let layers = [
            (Level::League, &self.league),
            (Level::MapFile, &self.map_files),
            (Level::File, &self.file),
            (Level::Flags, &self.flags),
            (Level::Tried, &self.tried),
        ];
        let spoken = layers.into_iter().flat_map(|(level, layer)| layer.about(map).map(move |said| (level, said)));
        let (mut settings, mut said) = (Settings::default(), BTreeMap::new());
        // Whoever speaks last of the two decides the step, see `sample_ms`.
        let (mut step_said, mut rate_last) = (false, false);
        for (level, overrides) in known.map(|known| (Level::BuiltIn, known)).into_iter().chain(spoken) {
            overrides.apply(level, &mut settings, &mut said);
            let says = |key: &str| overrides.values.iter().any(|one| one.key == key);
            if says("sample_ms") || says("sampling_hz_base") {
                (step_said, rate_last) = (true, !says("sample_ms"));
            }
        }
        if step_said && rate_last {
            settings.sample_ms = (1000.0 / settings.sampling_hz_base).round().max(1.0);
            if let Some(rate) = said.get("sampling_hz_base").copied() {
                said.insert("sample_ms", rate);
            }
        }
        (settings, said)
    }

    /// Every map that may judge otherwise than the top level, in lower case; with a version of a map that map itself.
    fn named(&self) -> BTreeSet<String> {
        let layers = [&self.league, &self.map_files, &self.file, &self.flags, &self.tried];
        let mut names: BTreeSet<String> = maps::judged().map(str::to_owned).collect();
        names.extend(layers.iter().flat_map(|layer| layer.maps.keys().cloned()));
        let bases: Vec<&str> = names.iter().filter_map(|name| maps::base(name)).collect();
        names.extend(bases.into_iter().map(str::to_owned));
        names
    }

    /// Every effective value of the analysis as text: the top level, then what differs on each map that anybody names.
    fn canonical(&self) -> String {
        // What most of the program's files know of a map judges nobody: they need not be read for this.
        let known = |map: &str| maps::find(map).filter(|known| known.judges).map(maps::Known::said);
        let lines = |map: Option<&str>| judging(&self.over(map.and_then(known), map).0);
        let top = lines(None);
        let mut out = String::new();
        for line in &top {
            let _ = writeln!(out, "{line}"); // writing to a string cannot fail
        }
        for name in self.named() {
            // A version that is what its map is says nothing new.
            let usual = maps::base(&name).map_or_else(|| top.clone(), |base| lines(Some(base)));
            for line in lines(Some(&name)).difference(&usual) {
                let _ = writeln!(out, "maps.{name}.{line}");
            }
        }
        out
    }
}

/// What the program knows of a map.
fn known(map: Option<&str>) -> Option<&'static Overrides> {
    maps::find(map?).map(maps::Known::said)
}

/// Lists that judge, beside the thresholds.
const JUDGING: [&str; 3] = ["objective_zones", "route_zones", "phases"];

/// Every value that judges, a line each.
fn judging(settings: &Settings) -> BTreeSet<String> {
    let values = Settings::keys().into_iter().filter_map(|(key, _)| {
        let value = settings.get(&key)?;
        Some(format!("{key}={value}"))
    });
    let [objectives, routes, phases] = JUDGING;
    let lists = [
        format!("{objectives}={:?}", bodies(&settings.objective_zones)),
        format!("{routes}={:?}", bodies(&settings.route_zones)),
        format!("{phases}={:?}", stretches(settings)),
    ];
    values.chain(lists).collect()
}

/// Phases without their names.
fn stretches(settings: &Settings) -> Vec<(Option<Side>, Time, Time)> {
    settings.phases.iter().map(|p| (p.team, p.from, p.to)).collect()
}

/// Zones without their names: a name judges nobody.
fn bodies(zones: &[Zone]) -> Vec<&Body> {
    zones.iter().map(|zone| &zone.body).collect()
}

impl Overrides {
    fn apply<'a>(&'a self, level: Level, settings: &mut Settings, said: &mut Sayers<'a>) {
        for one in &self.values {
            settings.set(&one.key, one.value);
            said.insert(&one.key, Said { origin: &one.origin, level, node: None });
        }
        for (key, fact, node) in &self.facts {
            fact.apply(settings);
            said.insert(key, Said { origin: &node.origin, level, node: Some(node) });
        }
    }
}

/// What is wrong in a map's own file.
#[must_use]
pub fn check_map(document: &Document) -> Mistakes {
    let mut mistakes = Mistakes::default();
    Overrides::of_map(document, &mut mistakes);
    mistakes
}

/// The zones that a map's own file says under `key`; `None` when it says nothing of them or is mistaken.
pub(in crate::et) fn zones_of(document: &Document, key: &str) -> Option<Vec<Zone>> {
    let mut mistakes = Mistakes::default();
    let said = Overrides::of_map(document, &mut mistakes).facts.into_iter().find(|(other, ..)| *other == key);
    said.filter(|_| mistakes.0.is_empty()).and_then(|(_, fact, _)| fact.zones())
}

/// Whether a document is a map's own file: it speaks of a map at its top level.
#[must_use]
pub fn is_map_file(document: &Document) -> bool {
    let own = |key: &str| facts::KEYS.contains(&key) || layer::FILE_KEYS.contains(&key);
    document.section("maps").is_none() && document.entries().iter().any(|entry| own(&entry.key))
}

#[cfg(test)]
mod layers_tests;
#[cfg(test)]
mod tests;

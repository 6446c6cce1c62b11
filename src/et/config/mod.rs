//! The thresholds of the analysis and what is known about maps, as one layered configuration.
//!
//! ```text
//!   default < league < map (what the program knows about it) < file < --set        each value knows its source
//! ```
//!
//! Inside one layer a map's section (`maps: <name>:`) wins over the top level (E1); names are compared without case.

mod facts;
mod layer;
mod settings;
mod zone;

pub use settings::{Settings, Weights};
pub use zone::{Body, Floor, Objective, Phase, Side, Spawn, Wall, Waves, Zone};

use crate::config::{Document, Mistakes, Origin, Table, fingerprint};
use crate::et::maps;
use layer::{Layer, Overrides};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// What a configuration is made of. Missing layers are simply not there.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sources<'a> {
    /// What the league agreed on.
    pub league: Option<&'a Document>,
    /// The user's own file.
    pub file: Option<&'a Document>,
    /// The `--set` flags.
    pub flags: Option<&'a Document>,
    /// Top-level keys that belong to others (`keys`, `ui`, `review`): neither read here nor unknown.
    pub foreign: &'a [&'a str],
}

/// The configuration in force.
#[derive(Debug, Clone)]
pub struct Config {
    league: Layer,
    file: Layer,
    flags: Layer,
    /// What somebody tries out, over everything else.
    tried: Layer,
    hash: String,
}

impl Default for Config {
    /// The specification's values on every map, and what the program knows about maps.
    fn default() -> Config {
        Config::of(Layer::default(), Layer::default(), Layer::default())
    }
}

impl Config {
    /// Reads the layers.
    ///
    /// # Errors
    /// All mistakes of all layers: unknown keys with the nearest known one, wrong types, values out of range.
    pub fn load(sources: Sources<'_>) -> Result<Config, Mistakes> {
        let mut mistakes = Mistakes::default();
        let mut read = |document: Option<&Document>| {
            document.map(|document| Layer::read(document, sources.foreign, &mut mistakes)).unwrap_or_default()
        };
        let (league, file, flags) = (read(sources.league), read(sources.file), read(sources.flags));
        mistakes.into_result(())?;
        Ok(Config::of(league, file, flags))
    }

    fn of(league: Layer, file: Layer, flags: Layer) -> Config {
        let mut config = Config { league, file, flags, tried: Layer::default(), hash: String::new() };
        config.hash = fingerprint(&config.canonical());
        config
    }

    /// This configuration with what a document says over everything else.
    ///
    /// # Errors
    /// All mistakes of the document.
    pub fn with(&self, changes: &Document) -> Result<Config, Mistakes> {
        let mut mistakes = Mistakes::default();
        let mut config = Config { tried: Layer::read(changes, &[], &mut mistakes), ..self.clone() };
        config.hash = fingerprint(&config.canonical());
        mistakes.into_result(config)
    }

    /// Everything the analysis of a round on `map` needs. Names are compared without case (E1).
    #[must_use]
    pub fn for_map(&self, map: Option<&str>) -> Settings {
        self.resolve(map).0
    }

    /// Who says what `key` (a threshold, or a list such as `objective_zones`) is on `map`.
    #[must_use]
    pub fn origin(&self, map: Option<&str>, key: &str) -> Origin {
        self.resolve(map).1.remove(key).unwrap_or(Origin::Default)
    }

    /// The values on `map` that are not the specification's: key, value, source; in order of the key.
    #[must_use]
    pub fn changed(&self, map: Option<&str>) -> Vec<(String, String, Origin)> {
        let (settings, origins) = self.resolve(map);
        let shown = |key: &str| settings.get(key).map(|value| value.to_string());
        origins
            .into_iter()
            .filter(|(key, _)| settings.get(key) != Settings::field(key).map(|field| field.default))
            .filter_map(|(key, origin)| shown(&key).map(|value| (key, value, origin)))
            .collect()
    }

    /// Short hex that changes with every value the analysis reads, on any map, and with nothing else: not with comments,
    /// order, keys bound or maps drawn. Written into every output row.
    #[must_use]
    pub fn hash(&self) -> String {
        self.hash.clone()
    }

    fn resolve(&self, map: Option<&str>) -> (Settings, BTreeMap<String, Origin>) {
        let map = map.map(str::to_lowercase);
        let built_in =
            map.as_deref().and_then(maps::find).map(|known| Layer::of_map(known.document())).unwrap_or_default();
        let mut settings = Settings::default();
        let mut origins = BTreeMap::new();
        // Whoever speaks last of the two decides the step, see `sample_ms`.
        let (mut said, mut rate_last) = (false, false);
        for layer in [&self.league, &built_in, &self.file, &self.flags, &self.tried] {
            for overrides in [Some(&layer.top), map.as_ref().and_then(|map| layer.maps.get(map))].into_iter().flatten()
            {
                overrides.apply(&mut settings, &mut origins);
                let says = |key: &str| overrides.values.iter().any(|one| one.key == key);
                if says("sample_ms") || says("sampling_hz_base") {
                    (said, rate_last) = (true, !says("sample_ms"));
                }
            }
        }
        if said && rate_last {
            settings.sample_ms = (1000.0 / settings.sampling_hz_base).round().max(1.0);
            if let Some(origin) = origins.get("sampling_hz_base").cloned() {
                origins.insert("sample_ms".to_owned(), origin);
            }
        }
        (settings, origins)
    }

    /// Every effective value of the analysis as text: the top level, then what differs on each map that anybody names.
    fn canonical(&self) -> String {
        let lines = |settings: &Settings| -> BTreeSet<String> {
            let values = Settings::keys().into_iter().filter_map(|(key, _)| {
                let value = settings.get(&key)?;
                Some(format!("{key}={value}"))
            });
            let zones = [
                format!("objective_zones={:?}", bodies(&settings.objective_zones)),
                format!("route_zones={:?}", bodies(&settings.route_zones)),
                format!("phases={:?}", settings.phases.iter().map(|p| (p.team, p.from, p.to)).collect::<Vec<_>>()),
            ];
            values.chain(zones).collect()
        };
        let top = lines(&self.for_map(None));
        let mut names: BTreeSet<String> = maps::judged().map(str::to_owned).collect();
        names.extend(
            [&self.league, &self.file, &self.flags, &self.tried].iter().flat_map(|layer| layer.maps.keys().cloned()),
        );
        let mut out = String::new();
        for line in &top {
            let _ = writeln!(out, "{line}"); // writing to a string cannot fail
        }
        for name in names {
            for line in lines(&self.for_map(Some(&name))).difference(&top) {
                let _ = writeln!(out, "maps.{name}.{line}");
            }
        }
        out
    }
}

/// Zones without their names: a name judges nobody.
fn bodies(zones: &[Zone]) -> Vec<&Body> {
    zones.iter().map(|zone| &zone.body).collect()
}

impl Overrides {
    fn apply(&self, settings: &mut Settings, origins: &mut BTreeMap<String, Origin>) {
        for one in &self.values {
            settings.set(&one.key, one.value);
            origins.insert(one.key.clone(), one.origin.clone());
        }
        for (key, fact, origin) in &self.facts {
            fact.apply(settings);
            origins.insert((*key).to_owned(), origin.clone());
        }
    }
}

/// What is wrong in a map's own file; for the test over `assets/maps`.
#[cfg(test)]
pub(in crate::et) fn check_map(document: &Document) -> Mistakes {
    let mut mistakes = Mistakes::default();
    Overrides::default().read(document.entries(), &layer::FILE_KEYS, &mut mistakes);
    mistakes
}

#[cfg(test)]
mod tests;

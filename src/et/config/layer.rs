//! One layer of the configuration: what a document says at its top level and about each map.

use super::Settings;
use super::facts::{self, Fact};
use crate::config::{Assigned, Data, Document, Entry, Mistakes, Node, Table, read_table};
use crate::et::maps;
use std::collections::BTreeMap;

/// Keys of a map's own file that are no settings: its names.
pub(super) const FILE_KEYS: [&str; 2] = ["name", "title"];

/// What one place of a document says.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::et) struct Overrides {
    pub(super) values: Vec<Assigned>,
    /// Each with the node it was read from, so that it can be shown as it was written.
    pub(super) facts: Vec<(&'static str, Fact, Node)>,
}

/// A document's top level and its maps, by name in lower case.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Layer {
    pub(super) top: Overrides,
    pub(super) maps: BTreeMap<String, Overrides>,
}

impl Layer {
    /// Reads a file or the flags; keys in `foreign` are left alone.
    pub(super) fn read(document: &Document, foreign: &[&str], mistakes: &mut Mistakes) -> Layer {
        let mut layer = Layer::default();
        for entry in read_table::<Settings>(document.entries(), &mut layer.top.values, mistakes) {
            if entry.key == "maps" {
                layer.read_maps(entry, mistakes);
            } else if facts::KEYS.contains(&entry.key.as_str()) {
                let message = format!("\"{}\" belongs to a map: write it under maps: <map name>:", entry.key);
                mistakes.add(&entry.origin, message);
            } else if !foreign.contains(&entry.key.as_str()) {
                let mut known: Vec<&str> = known_keys().chain(["maps"]).collect();
                known.extend(foreign);
                mistakes.unknown_key(&entry.origin, &entry.key, known);
            }
        }
        layer
    }

    /// Reads the user's own map files: each is what one map's section would hold.
    pub(super) fn of_map_files(files: &[(String, Document)], mistakes: &mut Mistakes) -> Layer {
        let mut layer = Layer::default();
        for (map, document) in files {
            let overrides = Overrides::of_map(document, mistakes);
            layer.maps.insert(map.to_lowercase(), overrides);
        }
        layer
    }

    /// What is said about a map: at the top level, then for the map whose version it is, then for just this one.
    pub(super) fn about(&self, map: Option<&str>) -> impl Iterator<Item = &Overrides> {
        let own = map.and_then(|map| self.maps.get(map));
        let base = map.and_then(maps::base).and_then(|base| self.maps.get(base));
        [Some(&self.top), base, own].into_iter().flatten()
    }

    fn read_maps(&mut self, maps: &Entry, mistakes: &mut Mistakes) {
        if maps.value.data == Data::Null {
            return;
        }
        for map in maps.value.map("maps", mistakes).unwrap_or_default() {
            let mut overrides = Overrides::default();
            if map.value.data != Data::Null
                && let Some(entries) = map.value.map(&map.key, mistakes)
            {
                overrides.read(entries, &[], mistakes);
            }
            if self.maps.insert(map.key.to_lowercase(), overrides).is_some() {
                let message = format!("map \"{}\" is given twice: names are compared without case", map.key);
                mistakes.add(&map.origin, message);
            }
        }
    }
}

impl Overrides {
    /// Reads a map's own file.
    pub(in crate::et) fn of_map(document: &Document, mistakes: &mut Mistakes) -> Overrides {
        let mut overrides = Overrides::default();
        overrides.read(document.entries(), &FILE_KEYS, mistakes);
        overrides
    }

    /// Reads the entries of a map; `ignored` keys belong to somebody else.
    pub(super) fn read(&mut self, entries: &[Entry], ignored: &[&str], mistakes: &mut Mistakes) {
        for entry in read_table::<Settings>(entries, &mut self.values, mistakes) {
            if facts::KEYS.contains(&entry.key.as_str()) {
                if let Some((key, fact)) = facts::read(entry, mistakes) {
                    self.facts.push((key, fact, entry.value.clone()));
                }
            } else if !ignored.contains(&entry.key.as_str()) {
                mistakes.unknown_key(&entry.origin, &entry.key, known_keys().chain(facts::KEYS));
            }
        }
    }
}

/// The names of thresholds and their groups.
fn known_keys() -> impl Iterator<Item = &'static str> {
    Settings::fields().iter().map(|field| field.key).chain(Settings::groups().iter().map(|(group, _)| *group))
}

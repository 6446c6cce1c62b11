//! Places and ways from a game's own folders: what an installation knows about its maps and no recording tells.
//!
//! ```text
//!   --etmain DIR ─▶ DIR/maps/<map>_loc_local.dat, _loc_override.dat, _loc.dat   the first of them: names of places
//!                ─▶ nav/<map>.way in DIR, or in omni-bot/et beside it           where one can walk
//! ```
//!
//! The folders are listed once; a map's files are read when a round on it is opened, and stay read. Names are compared
//! without case; where a map has no files of its own, those of its other versions hold (`sw_goldrush_te`: `goldrush`).

mod callouts;
mod graph;
mod way;

pub use graph::{Graph, NoWay};

use super::maps;
use crate::config::fingerprint;
use crate::film::{Callout, Problem, Problems, clean_text};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Endings of callout files, as the game asks for them: the first that is there has all names.
const CALLOUTS: [&str; 3] = ["_loc_local.dat", "_loc_override.dat", "_loc.dat"];
/// Ending of waypoint files.
const WAYS: &str = ".way";
/// Where waypoint files lie, told from the folder `etmain`.
const NAV: [&str; 5] = ["nav", "omni-bot/et/nav", "../omni-bot/et/nav", "../legacy/omni-bot/et/nav", "maps"];
/// Letters before a map's name that tell who made a version of it.
const MAKERS: [&str; 4] = ["etl_", "sw_", "te_", "et_"];
/// The same behind it.
const MADE: [&str; 2] = ["_te", "_sw"];
/// No file of either kind is larger: the game takes 32 KB of names, the largest graphs have some 2 MB.
const MOST: u64 = 64 << 20;

/// What is known about a map.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Names of places, in the order of their file.
    pub callouts: Vec<Callout>,
    /// Where one can walk.
    pub graph: Option<Arc<Graph>>,
    /// The versions of the map whose names and ways these are, where it is not the map itself.
    pub lent_by: Option<String>,
    /// Changes with everything that distances depend on; empty without a graph.
    pub graph_hash: String,
    /// What was wrong in the files.
    pub problems: Problems,
}

/// The files of an installation, by map.
#[derive(Debug)]
pub struct Atlas {
    /// Map in lower case to its callout file.
    callouts: BTreeMap<String, PathBuf>,
    /// Map in lower case to its waypoint file.
    ways: BTreeMap<String, PathBuf>,
    read: Mutex<BTreeMap<String, Arc<Known>>>,
}

impl Atlas {
    /// Lists the files of an installation: `etmain`, its folder `maps`, or the folder that `etmain` is in.
    ///
    /// # Errors
    /// A sentence when the folder cannot be listed or holds neither callout nor waypoint files.
    pub fn open(folder: &Path) -> Result<Atlas, String> {
        let shown = clean_text(&folder.to_string_lossy());
        fs::read_dir(folder).map_err(|error| format!("{shown} cannot be listed: {error}"))?;
        let mut atlas = Atlas { callouts: BTreeMap::new(), ways: BTreeMap::new(), read: Mutex::default() };
        for root in [folder.to_path_buf(), folder.join("etmain"), folder.join("..")] {
            let whole = root != folder.join("..") || folder.file_name().is_some_and(|name| name == "maps");
            if whole && (root.join("maps").is_dir() || NAV.iter().any(|nav| root.join(nav).is_dir())) {
                atlas.list(&root);
            }
            if !atlas.callouts.is_empty() || !atlas.ways.is_empty() {
                return Ok(atlas);
            }
        }
        let wanted = "maps/*_loc_override.dat or nav/*.way";
        let packed = "a game packs them: unpack the folder `maps` of its pk3 files there";
        Err(format!("{shown} holds no {wanted}: give the folder etmain of an installation ({packed})"))
    }

    fn list(&mut self, root: &Path) {
        for ending in CALLOUTS {
            for (map, path) in files(&root.join("maps"), ending) {
                self.callouts.entry(map).or_insert(path);
            }
        }
        for (map, path) in NAV.iter().flat_map(|nav| files(&root.join(nav), WAYS)) {
            self.ways.entry(map).or_insert(path);
        }
    }

    /// How many maps have names, and how many have ways.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        (self.callouts.len(), self.ways.len())
    }

    /// What is known about a map. Reads its files the first time.
    #[must_use]
    pub fn known(&self, map: &str) -> Arc<Known> {
        let map = map.to_lowercase();
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.entry(map).or_insert_with_key(|map| Arc::new(self.look(map))).clone()
    }

    fn look(&self, map: &str) -> Known {
        let mut known = Known::default();
        let mut lent = Vec::new();
        if let Some((of, path)) = find(&self.callouts, map) {
            lent.extend((of != map).then_some(of));
            match content(path) {
                Ok(bytes) => {
                    let (callouts, problems) = callouts::read(&name(path), &bytes);
                    (known.callouts, known.problems) = (callouts, problems);
                }
                Err(reason) => known.problems.push(Problem { file: name(path), line: 0, offset: 0, reason }),
            }
        }
        if let Some((of, path)) = find(&self.ways, map) {
            lent.extend((of != map && !lent.contains(&of)).then_some(of));
            let wrong = |reason| way::Wrong { offset: 0, reason };
            match content(path).map_err(wrong).and_then(|bytes| way::read(&bytes)) {
                Ok(waypoints) => {
                    let graph = Graph::new(&waypoints);
                    known.graph_hash = fingerprint(&graph.text());
                    known.graph = (!graph.is_empty()).then(|| Arc::new(graph));
                }
                Err(way::Wrong { offset, reason }) => {
                    let reason = format!("is no waypoint file that can be read: {reason} (byte {offset})");
                    known.problems.push(Problem { file: name(path), line: 0, offset, reason });
                }
            }
        }
        known.lent_by = (!lent.is_empty()).then(|| lent.join(", "));
        known
    }
}

/// The files of a folder with this ending, by map in lower case. Of names that differ by case alone the first holds.
fn files(folder: &Path, ending: &str) -> Vec<(String, PathBuf)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<(String, PathBuf)> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let name = path.file_name()?.to_string_lossy().to_lowercase();
            Some((name.strip_suffix(ending)?.to_owned(), path))
        })
        .collect();
    found.sort();
    found
}

/// The file of a map: its own, that of the map it is a version of, or that of the only other version there is.
fn find<'f>(files: &'f BTreeMap<String, PathBuf>, map: &str) -> Option<(&'f str, &'f Path)> {
    let exact = |map: &str| files.get_key_value(map).map(|(map, path)| (map.as_str(), path.as_path()));
    let like = || {
        let mut like = files.iter().filter(|(other, _)| stem(other) == stem(map));
        let first = like.next()?;
        // Two versions that differ from this one: nobody can say whose names hold here.
        like.next().is_none().then_some((first.0.as_str(), first.1.as_path()))
    };
    exact(map).or_else(|| exact(maps::base(map)?)).or_else(|| exact(stem(map))).or_else(like)
}

/// A map's name without who made the version: `goldrush` for `sw_goldrush_te`.
fn stem(map: &str) -> &str {
    let map = MAKERS.iter().find_map(|maker| map.strip_prefix(maker)).unwrap_or(map);
    MADE.iter().find_map(|made| map.strip_suffix(made)).unwrap_or(map)
}

fn name(path: &Path) -> Arc<str> {
    Arc::from(clean_text(&path.to_string_lossy()))
}

fn content(path: &Path) -> Result<Vec<u8>, String> {
    let cannot = |error| format!("cannot be read: {error}");
    let meta = fs::metadata(path).map_err(cannot)?;
    if !meta.is_file() || meta.len() > MOST {
        return Err(format!("is no file of at most {} MB", MOST >> 20));
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(MOST).read_to_end(&mut bytes)).map_err(cannot)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use way::Waypoint;

    fn write(folder: &Path, name: &str, bytes: &[u8]) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn first(atlas: &Atlas, map: &str) -> Option<String> {
        atlas.known(map).callouts.first().map(|callout| callout.name.clone())
    }

    #[test]
    fn maps_are_found_without_case_and_by_their_other_versions() {
        let folder = tempfile::tempdir().unwrap();
        let etmain = folder.path().join("etmain");
        for (file, name) in [
            ("Radar_loc_override.dat", "radar"),
            ("radar_loc.dat", "shipped"),
            ("sw_goldrush_te_loc_override.dat", "sw"),
            ("supply_loc_override.DAT", "supply"),
            ("et_ice_loc_override.dat", "ice"),
            ("te_beach_loc_override.dat", "one"),
            ("sw_beach_loc_override.dat", "other"),
        ] {
            write(&etmain, &format!("maps/{file}"), format!("1 2 3 \"{name}\"\n").as_bytes());
        }
        for given in [etmain.clone(), etmain.join("maps"), folder.path().to_path_buf()] {
            let atlas = Atlas::open(&given).unwrap();
            let wanted = [
                ("RADAR", Some("radar")),
                ("goldrush", Some("sw")),
                ("etl_supply", Some("supply")),
                ("etl_ice", Some("ice")),
                ("beach", None),
                ("radar_summer", None),
                ("", None),
            ];
            for (map, name) in wanted {
                assert_eq!(first(&atlas, map).as_deref(), name, "{map} in {given:?}");
            }
            assert_eq!(atlas.known("RADAR").lent_by, None);
            assert_eq!(atlas.known("goldrush").lent_by.as_deref(), Some("sw_goldrush_te"));
        }
    }

    #[test]
    fn ways_lie_beside_the_installation_and_a_broken_file_is_a_problem() {
        let folder = tempfile::tempdir().unwrap();
        let etmain = folder.path().join("etmain");
        let waypoints =
            [Waypoint { pos: [0.0; 3], open: true, to: vec![1] }, Waypoint { pos: [9.0; 3], open: true, to: vec![] }];
        write(folder.path(), "omni-bot/et/nav/radar.way", &way::tests::write(9, &waypoints));
        write(folder.path(), "omni-bot/et/nav/ice.way", b"PK");
        write(&etmain, "maps/ice_loc_override.dat", b"1 2 3 yard\n1 2\n");
        let atlas = Atlas::open(&etmain).unwrap();
        assert_eq!(atlas.counts(), (1, 2));
        let radar = atlas.known("radar");
        assert_eq!((radar.graph.as_ref().map(|graph| graph.len()), radar.problems.count()), (Some(2), 0));
        assert!(!radar.graph_hash.is_empty());
        let ice = atlas.known("Ice");
        assert_eq!((ice.callouts.len(), ice.graph.is_none(), ice.graph_hash.as_str()), (1, true, ""));
        let told: Vec<String> = ice.problems.kept().iter().map(ToString::to_string).collect();
        assert!(told[0].contains("ice_loc_override.dat:2: `` is no number for z"), "{told:?}");
        assert!(told[1].contains("ice.way: is no waypoint file that can be read: the file ends"), "{told:?}");
    }

    #[test]
    fn a_folder_without_maps_says_what_was_wanted() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Atlas::open(folder.path()).unwrap_err().contains("maps/*_loc_override.dat"));
        assert!(Atlas::open(&folder.path().join("none")).unwrap_err().contains("cannot be listed"));
    }
}

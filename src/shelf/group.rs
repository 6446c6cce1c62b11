//! Files to units: the events and snapshots of one folder belong together (E1).
//!
//! ```text
//!   folder/  x.events.jsonl  x.snapshots.jsonl.gz    ─▶ unit "x"       partners by name
//!            y.events.jsonl  y.snapshots.jsonl       ─▶ unit "y"
//!            more.jsonl      other.jsonl             ─▶ unit "folder"  whatever has no partner
//!            a.SC2Replay                             ─▶ unit "a.SC2Replay"  each replay is a game
//! ```

use super::find::Found;
use super::names::{Half, common_name, is_replay, partner, unpacked};
use crate::film::{Problem, Problems, Unit, clean_text};
use crate::ingest::Source;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A unit and its files.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) unit: Unit,
    pub(super) files: Vec<Found>,
    /// What was wrong with the choice of files.
    pub(super) problems: Problems,
}

/// Groups files that come in the order of the listing. `root` is the one folder that was given, if it was one: names
/// are told from there.
pub(super) fn group(files: Vec<Found>, root: Option<&Path>) -> Vec<Group> {
    let mut folders: Vec<(PathBuf, Vec<Found>)> = Vec::new();
    let mut places: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for file in files {
        let folder = folder_of(&file.path);
        let real = std::fs::canonicalize(&folder).unwrap_or_else(|_| folder.clone());
        let place = *places.entry(real).or_insert(folders.len());
        if place == folders.len() {
            folders.push((folder, Vec::new()));
        }
        folders[place].1.push(file);
    }
    let mut groups: Vec<Group> =
        folders.into_iter().flat_map(|(folder, files)| group_folder(&folder, files, root)).collect();
    tell_apart(&mut groups);
    groups
}

/// Units of one name get the path of their first file beside it.
fn tell_apart(groups: &mut [Group]) {
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    groups.iter().for_each(|group| *uses.entry(group.unit.name.clone()).or_default() += 1);
    for group in groups.iter_mut().filter(|group| uses.get(&group.unit.name).is_some_and(|&n| n > 1)) {
        if let Some(first) = group.files.first() {
            let place = Source::File(first.path.clone()).name();
            group.unit.name = format!("{} ({place})", group.unit.name);
        }
    }
}

/// The units of one folder: partners first, by name, then the rest, then the replays.
fn group_folder(folder: &Path, files: Vec<Found>, root: Option<&Path>) -> Vec<Group> {
    let (files, problems) = without_packed_copies(files);
    let (replays, files): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| is_replay(&file_name(&file.path)));
    let mut halves: BTreeMap<String, BTreeSet<bool>> = BTreeMap::new();
    let key_of = |file: &Found| partner(&file_name(&file.path));
    for (key, half) in files.iter().filter_map(key_of) {
        halves.entry(key).or_default().insert(half == Half::Events);
    }
    let is_pair = |key: &String| halves.get(key).is_some_and(|halves| halves.len() == 2);
    let mut pairs: Vec<(String, Vec<Found>)> = Vec::new();
    let mut rest = Vec::new();
    for file in files {
        match key_of(&file).map(|(key, _)| key).filter(is_pair) {
            Some(key) => match pairs.iter_mut().find(|(other, _)| *other == key) {
                Some((_, pair)) => pair.push(file),
                None => pairs.push((key, vec![file])),
            },
            None => rest.push(file),
        }
    }
    let place = place_name(folder, root);
    let alone = pairs.len() + usize::from(!rest.is_empty()) == 1;
    let mut groups: Vec<Group> = Vec::new();
    for (key, pair) in pairs {
        let own = common_name(&key);
        let name = if own.is_empty() { place.clone() } else { within(folder, root, &own) };
        groups.push(Group::new(name, folder, pair));
    }
    if !rest.is_empty() {
        let name = match &rest[..] {
            [one] if !alone || one.explicit => within(folder, root, &file_name(&one.path)),
            _ => place,
        };
        groups.push(Group::new(name, folder, rest));
    }
    let replay = |file: Found| Group::new(within(folder, root, &file_name(&file.path)), folder, vec![file]);
    groups.extend(replays.into_iter().map(replay));
    if let Some(first) = groups.first_mut() {
        first.problems.append(problems);
    }
    groups
}

impl Group {
    fn new(name: String, folder: &Path, files: Vec<Found>) -> Group {
        let bytes = files.iter().map(|file| file.bytes).sum();
        let name = clean_text(&name);
        let searched = files.iter().any(|file| !file.explicit);
        let unit = Unit { name, folder: Some(folder.to_path_buf()), searched, bytes };
        Group { unit, files, problems: Problems::default() }
    }
}

/// Leaves out `x.jsonl.gz` beside `x.jsonl`: read twice, every event would count twice.
fn without_packed_copies(files: Vec<Found>) -> (Vec<Found>, Problems) {
    let mut names = BTreeSet::new();
    let mut problems = Problems::default();
    let (plain, packed): (Vec<_>, Vec<_>) = files.iter().cloned().partition(|file| !is_packed(file));
    names.extend(plain.iter().map(|file| file_name(&file.path)));
    let mut twice = BTreeSet::new();
    for file in packed {
        let name = file_name(&file.path);
        let plain = unpacked(&name).to_owned();
        if !names.insert(plain.clone()) {
            let reason = format!("is left out, for {plain} lies beside it with another packing: move one of them away");
            let source = Source::File(file.path.clone());
            problems.push(Problem { file: source.name(), line: 0, offset: 0, reason });
            twice.insert(file.path);
        }
    }
    (files.into_iter().filter(|file| !twice.contains(&file.path)).collect(), problems)
}

fn is_packed(file: &Found) -> bool {
    let name = file_name(&file.path);
    unpacked(&name).len() < name.len()
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Where a file lies.
pub(super) fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// What to call a folder: its path from the root that was given, or its own name if it is that root.
fn place_name(folder: &Path, root: Option<&Path>) -> String {
    let inside = root.and_then(|root| folder.strip_prefix(root).ok());
    match inside {
        Some(inside) if !inside.as_os_str().is_empty() => inside.to_string_lossy().into_owned(),
        _ => own_name(folder),
    }
}

/// The folder's last name, also of `.` and `..`.
fn own_name(folder: &Path) -> String {
    let named = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let real = || std::fs::canonicalize(folder).ok()?.file_name().map(|name| name.to_string_lossy().into_owned());
    named.or_else(real).unwrap_or_else(|| folder.to_string_lossy().into_owned())
}

/// What to call something in a folder.
fn within(folder: &Path, root: Option<&Path>, name: &str) -> String {
    match root.and_then(|root| folder.strip_prefix(root).ok()) {
        Some(inside) => inside.join(name).to_string_lossy().into_owned(),
        None if folder == Path::new(".") => name.to_owned(),
        None => folder.join(name).to_string_lossy().into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(root: Option<&str>, paths: &[&str]) -> Vec<(String, Vec<String>)> {
        let found = |path: &&str| Found { path: path.into(), explicit: root.is_none(), bytes: 1 };
        let groups = group(paths.iter().map(found).collect(), root.map(Path::new));
        groups.into_iter().map(|g| (g.unit.name, g.files.iter().map(|f| file_name(&f.path)).collect())).collect()
    }

    fn unit(name: &str, files: &[&str]) -> (String, Vec<String>) {
        (name.into(), files.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn the_pair_of_a_folder_is_one_unit() {
        let got = units(
            Some("d"),
            &["d/a/events.jsonl", "d/a/snapshots.jsonl", "d/b/events.jsonl.gz", "d/b/snapshots.jsonl"],
        );
        let pair = ["events.jsonl", "snapshots.jsonl"];
        assert_eq!(got, [unit("a", &pair), unit("b", &["events.jsonl.gz", "snapshots.jsonl"])]);
        assert_eq!(units(Some("d"), &["d/events.jsonl", "d/snapshots.jsonl"]), [unit("d", &pair)]);
    }

    #[test]
    fn partners_by_name_and_the_rest_together() {
        let got = units(Some("d"), &["d/x.events.jsonl", "d/x.snapshots.jsonl.gz", "d/y.events.jsonl", "d/z.jsonl"]);
        let pair = unit("x", &["x.events.jsonl", "x.snapshots.jsonl.gz"]);
        assert_eq!(got, [pair, unit("d", &["y.events.jsonl", "z.jsonl"])]);
    }

    #[test]
    fn every_replay_is_a_unit_of_its_own() {
        let got = units(Some("d"), &["d/a.SC2Replay", "d/b.SC2Replay.gz", "d/log.jsonl", "d/e/c.SC2Replay"]);
        let names: Vec<&str> = got.iter().map(|u| u.0.as_str()).collect();
        assert_eq!(names, ["d", "a.SC2Replay", "b.SC2Replay.gz", "e/c.SC2Replay"]);
        assert!(got.iter().all(|(_, files)| files.len() == 1));
        assert_eq!(units(None, &["d/a.SC2Replay"]), [unit("d/a.SC2Replay", &["a.SC2Replay"])]);
    }

    #[test]
    fn two_files_of_one_folder_given_by_name_are_one_unit() {
        assert_eq!(units(None, &["d/a.jsonl", "d/b.jsonl"]), [unit("d", &["a.jsonl", "b.jsonl"])]);
        assert_eq!(units(None, &["d/a.jsonl"]), [unit("d/a.jsonl", &["a.jsonl"])]);
        assert_eq!(units(None, &["a.jsonl"]), [unit("a.jsonl", &["a.jsonl"])]);
        let twice = units(None, &["c/d/a.jsonl", "c/d/b.jsonl", "d/a.jsonl", "d/b.jsonl"]);
        assert_eq!(twice.iter().map(|u| u.0.as_str()).collect::<Vec<_>>(), ["d (c/d/a.jsonl)", "d (d/a.jsonl)"]);
    }

    #[test]
    fn a_packed_copy_beside_the_plain_file_is_left_out_and_named() {
        let found = |path: &str| Found { path: path.into(), explicit: false, bytes: 1 };
        let files = ["d/events.jsonl", "d/events.jsonl.gz", "d/snapshots.jsonl.gz", "d/snapshots.jsonl.zst"].map(found);
        let groups = group(files.to_vec(), Some(Path::new("d")));
        assert_eq!((groups.len(), groups[0].files.len(), groups[0].problems.count()), (1, 2, 2));
    }
}

//! A zone that was moved or resized goes to the user's own map file, and everything else in the file stays as it is.
//!
//! ```text
//!   - {name: gun, center: [10, 20], radius: 300}   # by the wall
//!                         ^^^^^^^^          ^^^      only what changed is written over
//! ```
//!
//! A zone is taken out of the file the same way, line and comment. What would be written is read again first: if anything
//! but the zone came out changed, nothing is written.

use crate::config::{Document, Node, Place, Step, locate, number_text, quoted};
use crate::disk::{Replacement, folder_of};
use crate::et::config::{Body, Config, Level, Zone, check_map, zones_of};
use crate::film::clean_text;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The lists of zones that judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ZoneList {
    /// E4, reason 7.
    Objective,
    /// E4, reason 9.
    Route,
}

impl ZoneList {
    /// The key in a file.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            ZoneList::Objective => "objective_zones",
            ZoneList::Route => "route_zones",
        }
    }
}

/// What is done to a list of zones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change<'z> {
    /// This one is zone `index` from now on; the index of how many there are adds it.
    Put(usize, &'z Zone),
    /// Zone `index` goes; only what the file itself says can.
    Remove(usize),
}

/// Why a zone was not saved. The file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// A layer above says what the zones are: a map file would change nothing.
    #[error("the zones of this map are set at {0}, which wins over a map file: change them there")]
    Overruled(String),
    /// The map's name cannot be the name of a file.
    #[error("\"{0}\" is no name for a file: write its zones into your configuration, under maps:")]
    Name(String),
    /// There is no zone with this index, or the file says something else by now.
    #[error("{0} has changed since it was read: open the map again")]
    Changed(String),
    /// Who knows a zone from elsewhere cannot take it away by saying nothing.
    #[error("{0} does not list these zones, they come from {1}: only zones of your own map file can be removed")]
    Foreign(String, String),
    /// The file is written in a way that cannot be changed in place.
    #[error("{0}: {1}; change it by hand")]
    Text(String, String),
    /// The disk.
    #[error("{0} cannot be written: {1}")]
    Disk(String, io::Error),
}

/// Changes a zone of a map in `<folder>/<map>.yaml` and returns that file.
///
/// A list replaces those of the layers below as a whole, so a file without the list gets all zones in force. The
/// comments inside an item stay unless the zone changes its kind of body.
///
/// # Errors
/// See [`SaveError`]; nothing is written then.
pub fn save_zone(
    config: &Config,
    folder: &Path,
    map: &str,
    list: ZoneList,
    done: Change<'_>,
) -> Result<PathBuf, SaveError> {
    let level = config.level(Some(map), list.key());
    if level > Level::MapFile {
        return Err(SaveError::Overruled(config.origin(Some(map), list.key()).to_string()));
    }
    let path = place(folder, map).ok_or_else(|| SaveError::Name(clean_text(map)))?;
    let name = clean_text(&path.display().to_string());
    let disk = |err| SaveError::Disk(name.clone(), err);
    let old = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(err) if err.kind() == ErrorKind::NotFound => Vec::new(),
        Err(err) => return Err(disk(err)),
    };
    let text = |reason: String| SaveError::Text(name.clone(), reason);
    let old = String::from_utf8(old).map_err(|_| text("not UTF-8 text".to_owned()))?;
    let document = Document::parse(&name, old.as_bytes()).map_err(|wrong| text(wrong.to_string()))?;
    let settings = config.for_map(Some(map));
    let mut zones = match list {
        ZoneList::Objective => settings.objective_zones,
        ZoneList::Route => settings.route_zones,
    };
    let in_file = zones_of(&document, list.key());
    let stale = match done {
        Change::Put(index, _) => index > zones.len(),
        Change::Remove(index) => index >= zones.len(),
    };
    if in_file.as_ref().is_some_and(|in_file| *in_file != zones) || stale {
        return Err(SaveError::Changed(name));
    }
    let before = in_file.map(|_| zones.clone());
    let new = match done {
        Change::Remove(index) => {
            let Some(before) = before else {
                return Err(SaveError::Foreign(name, config.origin(Some(map), list.key()).to_string()));
            };
            zones.remove(index); // below the length, as looked at above
            remove(&old, list.key(), before.len(), index)
        }
        Change::Put(index, zone) => {
            match zones.get_mut(index) {
                Some(old) => *old = zone.clone(),
                None => zones.push(zone.clone()),
            }
            match before {
                Some(before) if !before.is_empty() => change(&old, list.key(), &before, index, zone),
                before => Some(add_list(&old, list.key(), &zones, before.is_some())),
            }
        }
    };
    let new = new.filter(|new| keeps(&document, new, list.key(), &zones));
    let new = new.ok_or_else(|| text(format!("{} cannot be changed in place", list.key())))?;
    write(&path, new.as_bytes()).map_err(disk)?;
    Ok(path)
}

/// The file of a map: an existing one whatever its case, else one in lower case. Names of maps come from recordings and
/// may try to be paths.
fn place(folder: &Path, map: &str) -> Option<PathBuf> {
    let harmless = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '.');
    if map.is_empty() || map.len() > 100 || map.starts_with('.') || !map.chars().all(harmless) {
        return None;
    }
    let is_it = |path: &PathBuf| {
        let same =
            |text: Option<&std::ffi::OsStr>, wanted: &str| text.is_some_and(|text| text.eq_ignore_ascii_case(wanted));
        same(path.file_stem(), map) && (same(path.extension(), "yaml") || same(path.extension(), "yml"))
    };
    let mut there: Vec<PathBuf> = fs::read_dir(folder)
        .map(|all| all.filter_map(|one| Some(one.ok()?.path())).filter(is_it).collect())
        .unwrap_or_default();
    there.sort();
    Some(there.into_iter().next().unwrap_or_else(|| folder.join(format!("{}.yaml", map.to_lowercase()))))
}

/// The keys of a zone with their values as text.
fn entries(zone: &Zone) -> Vec<(&'static str, String)> {
    let list =
        |numbers: &[f64]| format!("[{}]", numbers.iter().map(|n| number_text(*n)).collect::<Vec<_>>().join(", "));
    let mut out = Vec::new();
    if !zone.name.is_empty() {
        out.push(("name", quoted(&zone.name)));
    }
    match &zone.body {
        Body::Box { min, max } => out.extend([("min", list(min)), ("max", list(max))]),
        Body::Sphere { center, radius } => {
            out.extend([("shape", "sphere".to_owned()), ("center", list(center)), ("radius", number_text(*radius))]);
        }
        Body::Cylinder { center, radius, .. } => {
            out.extend([("center", list(center)), ("radius", number_text(*radius))]);
        }
        Body::Polygon { points, .. } => {
            let corners: Vec<String> = points.iter().map(|corner| list(corner)).collect();
            out.push(("points", format!("[{}]", corners.join(", "))));
        }
    }
    if let Body::Cylinder { z_min, z_max, .. } | Body::Polygon { z_min, z_max, .. } = &zone.body {
        out.extend(z_min.map(|z| ("z_min", number_text(z))));
        out.extend(z_max.map(|z| ("z_max", number_text(z))));
    }
    out.extend(zone.guess.then(|| ("guess", "true".to_owned())));
    out
}

/// A zone on one line.
fn item(zone: &Zone) -> String {
    let parts: Vec<String> = entries(zone).iter().map(|(key, value)| format!("{key}: {value}")).collect();
    format!("{{{}}}", parts.join(", "))
}

/// The text with a list that was not there, or was empty.
fn add_list(text: &str, key: &str, zones: &[Zone], empty: bool) -> String {
    let block: String = zones.iter().map(|zone| format!("\n  - {}", item(zone))).collect();
    if empty && let Some(Place { bytes, .. }) = locate(text, &[Step::Key(key)]) {
        let (before, after) = (&text[..bytes.start], &text[bytes.end..]);
        return format!("{}{block}{after}", before.trim_end_matches(' '));
    }
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    format!("{text}{gap}{key}:{block}\n")
}

/// The text with zone `index` changed or added behind the others.
fn change(text: &str, key: &str, before: &[Zone], index: usize, zone: &Zone) -> Option<String> {
    let Some(old) = before.get(index) else {
        let last = locate(text, &[Step::Key(key), Step::Item(before.len().checked_sub(1)?)])?;
        let list = locate(text, &[Step::Key(key)])?;
        if text[list.bytes.clone()].starts_with('[') {
            return Some(replace(text, last.bytes.end..last.bytes.end, &format!(", {}", item(zone))));
        }
        // Behind the line on which the last item ends, with whatever comment stands there.
        let end = text[last.bytes.end..].find('\n').map_or(text.len(), |at| last.bytes.end + at);
        let before = text[..last.bytes.start].trim_end_matches(' ').strip_suffix('-')?;
        let indent = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
        let new = format!("\n{indent}- {}", item(zone));
        return Some(replace(text, end..end, &new));
    };
    let (was, mut is) = (entries(old), entries(zone));
    // Said to be measured now: a word changes, not the style of the item.
    is.extend((old.guess && !zone.guess).then(|| ("guess", "false".to_owned())));
    let place = locate(text, &[Step::Key(key), Step::Item(index)])?;
    if was.iter().any(|(key, _)| !is.iter().any(|(other, _)| other == key)) {
        return Some(replace(text, place.bytes, &item(zone)));
    }
    let mut out = text.to_owned();
    for (part, value) in is.iter().filter(|one| !was.contains(one)) {
        let place = locate(&out, &[Step::Key(key), Step::Item(index)])?;
        out = match locate(&out, &[Step::Key(key), Step::Item(index), Step::Key(part)]) {
            Some(old) => replace(&out, old.bytes, value),
            None if out[place.bytes.clone()].starts_with('{') => {
                replace(&out, place.bytes.start + 1..place.bytes.start + 1, &format!("{part}: {value}, "))
            }
            None => {
                let line = format!("{part}: {value}\n{}", " ".repeat(place.column));
                replace(&out, place.bytes.start..place.bytes.start, &line)
            }
        };
    }
    Some(out)
}

/// The text without item `index` of so many; the last one leaves an empty list, which is not the same as none.
fn remove(text: &str, key: &str, count: usize, index: usize) -> Option<String> {
    let list = locate(text, &[Step::Key(key)])?;
    if count == 1 {
        let flow = text[list.bytes.clone()].starts_with('[');
        let from = if flow { list.bytes.start } else { line_start(text, list.bytes.start) };
        let to = if flow { list.bytes.end } else { line_end(text, list.bytes.end) };
        let key_end = text[..from].trim_end_matches([' ', '\n']).len();
        return Some(match flow {
            true => replace(text, from..to, "[]"),
            // Behind the colon where nothing but the list stood; comments between the two would end up behind it.
            false if text[..key_end].ends_with(':') => replace(text, key_end..to, " []"),
            false => return None,
        });
    }
    let item = |at| locate(text, &[Step::Key(key), Step::Item(at)]).map(|place| place.bytes);
    let gone = item(index)?;
    if text[list.bytes].starts_with('[') {
        let bytes = match (index.checked_sub(1), index + 1 < count) {
            (_, true) => gone.start..item(index + 1)?.start,
            (Some(before), false) => item(before)?.end..gone.end,
            (None, false) => return None,
        };
        return Some(replace(text, bytes, ""));
    }
    let to = line_end(text, gone.end);
    // With the line break in front, so that a last line without one leaves none either.
    let from = line_start(text, gone.start).checked_sub(1)?;
    Some(replace(text, from..to, ""))
}

/// The first byte of the line that holds a byte.
fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// The end of the line that holds a byte, without its break.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end)
}

fn replace(text: &str, bytes: std::ops::Range<usize>, new: &str) -> String {
    format!("{}{new}{}", &text[..bytes.start], &text[bytes.end..])
}

/// Whether a text reads without a mistake, says these zones, and says everything else as before.
fn keeps(before: &Document, new: &str, key: &str, zones: &[Zone]) -> bool {
    let Ok(after) = Document::parse("", new.as_bytes()) else { return false };
    let others = |document: &Document| -> Vec<(String, String)> {
        let others = document.entries().iter().filter(|entry| entry.key != key);
        others.map(|entry| (entry.key.clone(), Node::flow(&entry.value))).collect()
    };
    check_map(&after).0.is_empty()
        && zones_of(&after, key).is_some_and(|read| read == zones)
        && others(before) == others(&after)
}

/// A reader sees the old text or the new one.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder_of(path))?;
    let mut file = Replacement::begin(path)?;
    file.write_all(bytes)?;
    file.complete()?;
    file.arrive(true)
}

#[cfg(test)]
#[path = "save_tests.rs"]
mod tests;

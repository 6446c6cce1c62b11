//! Filters under names, and the file that keeps them: one line each time somebody saves or forgets one.
//!
//! ```text
//!   {"name":"mine","filter":"conf:high -reviewed"}     saved, in the place of an earlier one
//!   {"name":"mine","filter":null}                      forgotten
//! ```
//!
//! Lines are only ever appended: two programs at once lose nothing.

use super::{Filter, FilterError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Filters under names, as the user saved them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Saved(BTreeMap<String, Filter>);

impl Saved {
    /// Saves a filter under a name, in the place of the one that had it.
    ///
    /// # Errors
    /// The text is no filter.
    pub fn set(&mut self, name: &str, text: &str) -> Result<(), FilterError> {
        let name = super::super::entry::tidied(name);
        self.0.insert(name, text.parse()?);
        Ok(())
    }

    /// The filter of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Filter> {
        self.0.get(name)
    }

    /// Forgets a name; whether there was one.
    pub fn remove(&mut self, name: &str) -> bool {
        self.0.remove(name).is_some()
    }

    /// Names and filters, by name; a filter's text reads back.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Filter)> {
        self.0.iter().map(|(name, filter)| (name.as_str(), filter))
    }

    /// The file in the user's state folder.
    #[must_use]
    pub fn path(state_folder: &Path) -> PathBuf {
        state_folder.join("filmroom").join("filters.jsonl")
    }

    /// Reads the file; what is no line of it, or no filter of this version, is left out. A file that is not there holds none.
    ///
    /// # Errors
    /// Those of reading.
    pub fn read(path: &Path) -> io::Result<Saved> {
        let bytes = match fs::read(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Saved::default()),
            bytes => bytes?,
        };
        let mut saved = Saved::default();
        for line in bytes.split(|byte| *byte == b'\n') {
            match serde_json::from_slice(line) {
                Ok(Line { name, filter: Some(filter) }) => drop(saved.set(&name, &filter)),
                Ok(Line { name, filter: None }) => drop(saved.remove(&name)),
                Err(_) => {}
            }
        }
        Ok(saved)
    }

    /// Appends to the file that a name stands for a filter, or for none any more.
    ///
    /// # Errors
    /// Those of writing.
    pub fn append(path: &Path, name: &str, filter: Option<&Filter>) -> io::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let line = Line { name: super::super::entry::tidied(name), filter: filter.map(ToString::to_string) };
        // In one piece, beginning on a line of its own whatever a killed program left.
        let text = format!("\n{}\n", serde_json::to_string(&line)?);
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_data()
    }
}

/// One line of the file.
#[derive(Serialize, Deserialize)]
struct Line {
    name: String,
    filter: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_saved_under_names() {
        let mut saved = Saved::default();
        saved.set("mine", "conf:high -reviewed").unwrap();
        saved.set("b", "player:kiko").unwrap();
        assert!(saved.set("bad", "conf:huge").is_err() && saved.get("bad").is_none());
        let all: Vec<_> = saved.iter().map(|(name, filter)| (name, filter.to_string())).collect();
        assert_eq!(all, [("b", "player:kiko".to_owned()), ("mine", "conf:high -reviewed".to_owned())]);
        assert!(saved.remove("b") && !saved.remove("b"));
    }

    #[test]
    fn what_was_saved_is_there_again_and_damage_costs_its_line_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = Saved::path(folder.path());
        assert_eq!(Saved::read(&path).unwrap(), Saved::default());
        let filter = |text: &str| text.parse::<Filter>().unwrap();
        Saved::append(&path, "mine", Some(&filter("conf:high"))).unwrap();
        Saved::append(&path, "gone", Some(&filter("fact"))).unwrap();
        fs::write(&path, [fs::read(&path).unwrap(), b"{\"name\":\"half".to_vec()].concat()).unwrap();
        Saved::append(&path, "gone", None).unwrap();
        Saved::append(&path, "mine", Some(&filter("conf:high -reviewed"))).unwrap();
        let read = Saved::read(&path).unwrap();
        let all: Vec<_> = read.iter().map(|(name, filter)| format!("{name}={filter}")).collect();
        assert_eq!(all, ["mine=conf:high -reviewed"]);
    }
}

//! A configuration file that says what somebody tried out.

use crate::config::{Change, Data, Document, changed_text, changes_text};
use crate::film::clean_text;

/// The section whose maps win over the top level of their file.
const MAPS: &str = "maps";

/// A file that says these changes, see [`crate::film::Shelf::config_text`].
pub(super) fn config_text(before: Option<&str>, changes: &[Change], note: &str) -> Result<String, String> {
    let body = match before {
        None => changes_text(changes),
        Some(text) => {
            let read = Document::parse("the file", text.as_bytes()).map_err(|wrong| wrong.to_string())?;
            changed_text(text, &[changes, &of_maps(&read, changes)].concat())?
        }
    };
    let note: String = note.lines().map(|line| format!("# {}\n", clean_text(line))).collect();
    Ok(format!("{note}{body}"))
}

/// The same changes wherever the file says something else for one of its maps: tried out, they held on all of them.
fn of_maps(document: &Document, changes: &[Change]) -> Vec<Change> {
    let Some(Data::Map(maps)) = document.section(MAPS).map(|node| &node.data) else { return Vec::new() };
    let said = document.flat(MAPS).unwrap_or_default();
    let of_map = |map: &str| {
        let inside = changes.iter().map(move |(key, value)| (format!("{map}.{key}"), value));
        let there = inside.filter(|(path, _)| said.iter().any(|(key, _)| key == path));
        there.map(|(path, value)| (format!("{MAPS}.{path}"), value.clone())).collect::<Vec<_>>()
    };
    maps.iter().flat_map(|map| of_map(&map.key)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_and_an_old_one_say_the_same() {
        let changes = [("near_dist".to_owned(), "500".to_owned()), ("rush.combine".to_owned(), "max".to_owned())];
        let new = config_text(None, &changes, "tried\n3 rounds").unwrap();
        assert_eq!(new, "# tried\n# 3 rounds\nnear_dist: 500\nrush:\n  combine: max\n");
        let before = "league: l.yaml\nmaps:\n  supply: {near_dist: 700, react_s: 2}\n";
        let old = config_text(Some(before), &changes, "tried").unwrap();
        let wanted = "# tried\nleague: l.yaml\nmaps:\n  supply: {near_dist: 500, react_s: 2}\nnear_dist: 500\n\
                      rush: {combine: max}\n";
        assert_eq!(old, wanted, "the map's own word would win over the top level");
        assert!(config_text(Some("a: [1"), &changes, "").is_err());
    }
}

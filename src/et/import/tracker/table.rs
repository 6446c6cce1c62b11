//! The file's sections: each a title, a line that names its columns, and rows of fields with `;` between them.

use super::super::Kept;
use std::collections::{BTreeMap, BTreeSet};

/// A row may have so many fields too many: a name with semicolons in it, or the weapons of attackers.
const SURPLUS: usize = 60;

/// A row, by the names of its columns.
pub(super) struct Row<'a> {
    pub(super) at: &'a Kept,
    columns: &'a [&'a str],
    fields: Vec<String>,
}

impl Row<'_> {
    /// A field that says something.
    pub(super) fn text(&self, column: &str) -> Option<&str> {
        let index = self.columns.iter().position(|name| *name == column)?;
        self.fields.get(index).map(String::as_str).filter(|field| !field.is_empty())
    }

    /// A field that is a whole number; what is written with a fraction is rounded.
    pub(super) fn number(&self, column: &str) -> Option<i64> {
        whole(self.text(column)?)
    }

    /// Three columns that are a point. The script writes 0, 0, 0 where it does not know.
    pub(super) fn point(&self, columns: [&str; 3]) -> Option<[f64; 3]> {
        let mut point = [0.0; 3];
        for (slot, column) in point.iter_mut().zip(columns) {
            *slot = self.text(column)?.parse().ok().filter(|x: &f64| x.is_finite())?;
        }
        (point != [0.0; 3]).then_some(point)
    }

    /// A problem with a column.
    pub(super) fn needs(what: &str) -> String {
        format!("this row must have {what}: it was left out")
    }
}

/// A whole number, or one with a fraction, rounded.
pub(super) fn whole(text: &str) -> Option<i64> {
    text.parse().ok().or_else(|| {
        let number: f64 = text.parse().ok()?;
        (number.abs() < 9.0e15).then(|| number.round() as i64)
    })
}

#[derive(Default)]
struct Section<'a> {
    columns: Vec<&'a str>,
    lines: Vec<&'a Kept>,
}

/// All sections of a file.
pub(super) struct Tables<'a> {
    headers: BTreeMap<&'a str, &'a str>,
    sections: BTreeMap<&'a str, Section<'a>>,
    /// GUIDs of the tracks: they tell where a name with semicolons ends.
    guids: BTreeSet<&'a str>,
}

impl<'a> Tables<'a> {
    pub(super) fn read(lines: &'a [Kept], note: &mut dyn FnMut(&Kept, String)) -> Tables<'a> {
        let mut tables = Tables { headers: BTreeMap::new(), sections: BTreeMap::new(), guids: BTreeSet::new() };
        let mut current = None;
        for line in lines {
            let text = line.text.trim_end_matches(['\r', '\n']);
            let Some(comment) = text.strip_prefix('#').map(str::trim) else {
                match current.and_then(|name| tables.sections.get_mut(name)) {
                    Some(section) => section.lines.push(line),
                    None => note(line, "a row before any section: it was left out".to_owned()),
                }
                continue;
            };
            if is_title(comment) {
                current = Some(comment);
                tables.sections.entry(comment).or_default();
            } else if let Some(section) = current.and_then(|name| tables.sections.get_mut(name)) {
                // The first such line; others explain the columns.
                if section.columns.is_empty() && section.lines.is_empty() && comment.contains(';') {
                    section.columns = comment.split(';').map(str::trim).collect();
                }
            } else if let Some((key, value)) = comment.split_once('=') {
                tables.headers.insert(key.trim(), value.trim());
            }
        }
        let tracks = tables.sections.get("PLAYER_TRACKS").map(|section| section.lines.as_slice()).unwrap_or_default();
        tables.guids = tracks.iter().filter_map(|line| line.text.split(';').next()).map(str::trim).collect();
        tables
    }

    /// A value of the file's head.
    pub(super) fn header(&self, key: &str) -> Option<&'a str> {
        self.headers.get(key).copied()
    }

    /// Whether there is a section, be it empty.
    pub(super) fn has(&self, section: &str) -> bool {
        self.sections.contains_key(section)
    }

    /// Whether no section has a row.
    pub(super) fn is_empty(&self) -> bool {
        self.sections.values().all(|section| section.lines.is_empty())
    }

    /// The rows of a section in file order; those that do not fit its columns go to `note`.
    pub(super) fn rows(&self, name: &str, note: &mut dyn FnMut(&Kept, String)) -> Vec<Row<'_>> {
        let Some(section) = self.sections.get(name) else { return Vec::new() };
        let mut rows = Vec::new();
        for line in &section.lines {
            let fields: Vec<&str> = line.text.trim_end_matches(['\r', '\n']).split(';').collect();
            match self.fit(&section.columns, &fields) {
                Some(fields) => rows.push(Row { at: line, columns: &section.columns, fields }),
                None => {
                    let (has, wants) = (fields.len(), section.columns.len());
                    note(line, format!("{has} fields where # {name} has {wants} columns: this row was left out"));
                }
            }
        }
        rows
    }

    /// The fields by column. More fields than columns come from names with semicolons in them; where those end, the
    /// GUIDs tell.
    fn fit(&self, columns: &[&str], fields: &[&str]) -> Option<Vec<String>> {
        let surplus = fields.len().checked_sub(columns.len())?;
        if surplus == 0 {
            return Some(fields.iter().map(|field| (*field).to_owned()).collect());
        }
        if surplus > SURPLUS {
            return None;
        }
        self.spread(columns, fields, surplus, &mut BTreeSet::new())
    }

    /// The first way to give every column its fields, so many of them too many. `dead` holds what leads nowhere, as
    /// columns and fields left: without it a head full of names would be tried in every combination.
    fn spread(
        &self,
        columns: &[&str],
        fields: &[&str],
        surplus: usize,
        dead: &mut BTreeSet<(usize, usize)>,
    ) -> Option<Vec<String>> {
        let Some((column, columns)) = columns.split_first() else { return fields.is_empty().then(Vec::new) };
        let most = if holds_semicolons(column) { surplus } else { 0 };
        for more in 0..=most {
            let Some((mine, rest)) = fields.split_at_checked(more + 1) else { break };
            let field = mine.join(";");
            if dead.contains(&(columns.len(), rest.len())) || !self.plausible(column, &field) {
                continue;
            }
            if let Some(mut others) = self.spread(columns, rest, surplus - more, dead) {
                others.insert(0, field);
                return Some(others);
            }
            dead.insert((columns.len(), rest.len()));
        }
        None
    }

    fn plausible(&self, column: &str, field: &str) -> bool {
        if column == "guid" || column.ends_with("_guid") {
            return field.is_empty() || field.starts_with("WORLD") || self.guids.contains(field);
        }
        !column.ends_with("team") || matches!(field, "AXIS" | "ALLIES" | "SPEC" | "")
    }
}

/// A column that may hold the separator: a player's name, or the attackers of an engagement (`8:2;9:1` are weapons).
fn holds_semicolons(column: &str) -> bool {
    let name = column == "name" || column.ends_with("_name");
    column == "attackers" || (name && !matches!(column, "track_name" | "vehicle_name"))
}

/// `PLAYER_TRACKS`: the title of a section, not a remark and not a setting.
fn is_title(comment: &str) -> bool {
    let word = comment.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    word && comment.len() > 3 && !comment.starts_with("PROXIMITY_TRACKER")
}

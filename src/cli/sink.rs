//! Where the rows of `analyze` go: into files that appear when all are complete, or line by line into a pipe.
//!
//! ```text
//!   rows of a unit ──▶ files: results/trade_events.jsonl ...     (Parquet: many rows at once, as they were gathered)
//!                  ──▶ pipe:  {"table":"trade_events","source":"season/r1",...the row...}
//! ```

use super::summary::count;
use super::write::Staged;
use super::{Usage, shown};
#[cfg(feature = "parquet")]
use crate::shelf::Parquet;
use color_eyre::Result;
use std::collections::HashSet;
#[cfg(feature = "parquet")]
use std::collections::btree_map::{BTreeMap, Entry};
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};

/// What `--out` and `--list` say for standard output and standard input.
pub(super) const STREAM: &str = "-";

/// Where rows go.
pub(super) enum Sink<'o> {
    /// Files, all or none.
    Files {
        staged: Staged,
        folder: PathBuf,
        /// Those that are no plain text.
        #[cfg(feature = "parquet")]
        tables: BTreeMap<String, Parquet>,
    },
    /// One stream of lines: each says which table it is a row of and what was read.
    Stream { out: &'o mut dyn Write, lines: u64, tables: HashSet<String> },
}

impl<'o> Sink<'o> {
    /// A folder, or standard output.
    pub(super) fn new(place: &Path, inputs: &[PathBuf], out: &'o mut dyn Write) -> Sink<'o> {
        if place == Path::new(STREAM) {
            Sink::Stream { out, lines: 0, tables: HashSet::new() }
        } else {
            Sink::Files {
                staged: Staged::new(place, inputs),
                folder: place.to_path_buf(),
                #[cfg(feature = "parquet")]
                tables: BTreeMap::new(),
            }
        }
    }

    /// Adds the rows of a table that came of one unit; a file begins with `head`.
    ///
    /// # Errors
    /// The place cannot be written.
    pub(super) fn append(&mut self, source: &str, file: &str, head: &[u8], rows: &[u8]) -> Result<()> {
        match self {
            #[cfg(feature = "parquet")]
            Sink::Files { staged, tables, .. } if file.ends_with(".parquet") => {
                let table = match tables.entry(file.to_owned()) {
                    Entry::Occupied(begun) => begun.into_mut(),
                    Entry::Vacant(place) => place.insert(Parquet::new(head)?),
                };
                staged.append(file, &[], &table.add(rows)?)
            }
            Sink::Files { staged, .. } => staged.append(file, head, rows),
            Sink::Stream { out, lines, tables } => {
                let table = file.strip_suffix(".jsonl").unwrap_or(file);
                let lead = format!(
                    "{{\"table\":{},\"source\":{},",
                    serde_json::to_string(table)?,
                    serde_json::to_string(source)?
                );
                // Every row is an object with members: what stands before them takes the place of its bracket.
                for row in rows.split_inclusive(|byte| *byte == b'\n').filter_map(|row| row.strip_prefix(b"{")) {
                    out.write_all(lead.as_bytes())?;
                    out.write_all(row)?;
                    *lines += 1;
                }
                tables.insert(table.to_owned());
                Ok(())
            }
        }
    }

    /// Ends the output: what was written, in words.
    ///
    /// # Errors
    /// The disk is full, or a place cannot be written.
    pub(super) fn finish(self) -> Result<String> {
        match self {
            #[cfg(feature = "parquet")]
            Sink::Files { mut staged, folder, tables } => {
                for (file, table) in tables {
                    staged.append(&file, &[], &table.finish()?)?;
                }
                files(staged, &folder)
            }
            #[cfg(not(feature = "parquet"))]
            Sink::Files { staged, folder } => files(staged, &folder),
            Sink::Stream { out, lines, tables } => {
                out.flush()?;
                Ok(format!("{} of {}", count(lines, "line"), count(tables.len() as u64, "table")))
            }
        }
    }
}

/// Moves files to their places: what was written, in words.
fn files(staged: Staged, folder: &Path) -> Result<String> {
    Ok(format!("{} in {}", count(staged.finish()?.len() as u64, "file"), shown(folder)))
}

/// The paths of a list: a file with one a line, or standard input. Blank lines are none.
///
/// # Errors
/// The list cannot be read, or standard input is both the list and a round.
pub(super) fn listed(list: Option<&Path>, given: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let Some(list) = list else { return Ok(Vec::new()) };
    if list != Path::new(STREAM) {
        let bytes = std::fs::read(list).map_err(|error| Usage(format!("{}: {error}", shown(list))))?;
        return lines(bytes.as_slice()).map_err(Into::into);
    }
    if given.iter().any(|path| path == Path::new(STREAM)) {
        return Err(Usage("standard input is either the list (--list -) or a round (-), not both".into()).into());
    }
    Ok(lines(io::stdin().lock())?)
}

fn lines(input: impl BufRead) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for line in input.split(b'\n') {
        let line = line?;
        let line = line.strip_suffix(b"\r").unwrap_or(&line);
        // What some editors put before a text is no part of a name.
        let line = line.strip_prefix("\u{feff}".as_bytes()).filter(|_| paths.is_empty()).unwrap_or(line);
        if !line.iter().all(u8::is_ascii_whitespace) {
            paths.push(path(line));
        }
    }
    Ok(paths)
}

/// Names of files are bytes.
#[cfg(unix)]
fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_in_a_pipe_says_its_table_and_where_it_comes_from() {
        let mut out = Vec::new();
        let mut sink = Sink::new(Path::new(STREAM), &[], &mut out);
        sink.append("a \"b\"", "pairs.jsonl", b"", b"{\"map\":\"x\"}\n{\"map\":\"y\"}\n").unwrap();
        sink.append("a", "shapes.jsonl", b"", b"").unwrap();
        assert_eq!(sink.finish().unwrap(), "2 lines of 2 tables");
        let text = String::from_utf8(out).unwrap();
        assert_eq!(
            text,
            "{\"table\":\"pairs\",\"source\":\"a \\\"b\\\"\",\"map\":\"x\"}\n{\"table\":\"pairs\",\"source\":\"a \\\"b\\\"\",\"map\":\"y\"}\n"
        );
    }

    #[test]
    fn a_list_has_a_path_a_line() {
        let paths = lines("\u{feff}one/r1\r\n\n  \ntwo words\nlast".as_bytes()).unwrap();
        assert_eq!(paths, ["one/r1", "two words", "last"].map(PathBuf::from));
    }
}

//! Telemetry rows as a [`LongTable`]: screens list, sort, filter and open them without knowing what they are.

mod columns;
mod listing;
mod overview;
#[cfg(test)]
mod tests;

use super::filter::Mistake;
use super::index::Telemetry;
use super::list::{self, Format};
use super::{Filter, Row, check, film};
use crate::film::{
    Cell, Column, Export, Film, Halted, Listed, Listing, LongTable, Problems, Progress, RowNumber, clean_text,
};
use crate::ingest::{Source, Stopped};
use columns::What;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The rows of some sources; nothing is read before somebody asks.
#[derive(Debug)]
pub struct Table {
    telemetry: Telemetry,
    columns: Vec<(What, Column)>,
    heads: Vec<Column>,
    title: String,
    grows: bool,
    counted: AtomicBool,
}

/// Rows that are written before a wish to stop is looked for.
const AT_ONCE: usize = 256;

impl Table {
    /// Over files or bytes in memory; with `grows`, what is added to them later is read too.
    #[must_use]
    pub fn over(sources: &[Source], grows: bool) -> Table {
        let title = match sources {
            [one] => short(&one.name()).to_owned(),
            more => format!("{} files", more.len()),
        };
        Table::new(Telemetry::open(sources), title, grows)
    }

    /// Over what comes through a pipe: rows appear as they come.
    #[must_use]
    pub fn piped(telemetry: Telemetry, name: &str) -> Table {
        Table::new(telemetry, clean_text(name), false)
    }

    fn new(telemetry: Telemetry, title: String, grows: bool) -> Table {
        let columns = columns::all();
        let heads = columns.iter().map(|(_, column)| column.clone()).collect();
        Table { telemetry, columns, heads, title, grows, counted: AtomicBool::new(false) }
    }
}

/// The name without its folders.
fn short(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().filter(|name| !name.is_empty()).unwrap_or(name)
}

/// A mistake without the lines that point at it.
fn one_line(mistake: &Mistake) -> String {
    let before = mistake.text.get(..mistake.at).unwrap_or(&mistake.text);
    format!("{} (column {})", mistake.reason, before.chars().count() + 1)
}

impl LongTable for Table {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn columns(&self) -> &[Column] {
        &self.heads
    }

    fn rows(&self) -> usize {
        self.telemetry.index().rows()
    }

    fn counted(&self) -> bool {
        self.counted.load(Ordering::Relaxed)
    }

    fn broken(&self) -> usize {
        self.telemetry.index().broken()
    }

    fn edition(&self) -> u64 {
        self.telemetry.index().edition()
    }

    fn grows(&self) -> bool {
        self.grows
    }

    fn cell(&self, row: usize, column: usize) -> Cell {
        let Some((what, _)) = self.columns.get(column) else { return Cell::Blank };
        columns::cell(&self.telemetry.index(), row, *what)
    }

    fn fault(&self, row: usize) -> Option<String> {
        self.telemetry.index().problem(row).map(|problem| problem.to_string())
    }

    fn problems(&self) -> Problems {
        let mut problems = self.telemetry.problems();
        self.telemetry.index().problems(&mut problems);
        problems
    }

    fn path(&self, column: usize) -> Option<String> {
        columns::path(self.columns.get(column)?.0)
    }

    fn filter_help(&self) -> &'static str {
        "result == timeout && time_s > 60 && a.damage < 500; .any.path == x"
    }

    fn understand(&self, filter: &str) -> Result<(), String> {
        if filter.trim().is_empty() {
            return Ok(());
        }
        Filter::parse(filter).map(drop).map_err(|mistake| one_line(&mistake))
    }

    fn both(&self, one: &str, other: &str) -> String {
        match (one.trim(), other.trim()) {
            (one, "") => one.to_owned(),
            ("", other) => other.to_owned(),
            (one, other) if one == other => one.to_owned(),
            (one, other) => format!("({one}) && ({other})"),
        }
    }

    fn row_of(&self, film: &str) -> Option<usize> {
        listing::row_of(&self.telemetry.index(), film)
    }

    fn read(&self, progress: &Progress) -> Result<bool, Halted> {
        let news = self.telemetry.advance(progress).map_err(|Stopped| Halted::Stopped)?;
        self.counted.store(true, Ordering::Relaxed);
        Ok(news)
    }

    fn list(&self, listing: &Listing, from: usize, progress: &Progress) -> Result<Listed, Halted> {
        listing::list(self, listing, from, progress)
    }

    fn find(
        &self,
        text: &str,
        rows: &mut dyn Iterator<Item = RowNumber>,
        progress: &Progress,
    ) -> Result<Option<usize>, Halted> {
        let finder = memchr::memmem::Finder::new(text.as_bytes());
        for (at, row) in rows.enumerate() {
            if progress.stopped() {
                return Err(Halted::Stopped);
            }
            let place = self.telemetry.index().place(row as usize);
            // A row that cannot be read any more contains nothing.
            let line = place.and_then(|place| self.telemetry.line(place).ok()).unwrap_or_default();
            progress.add(line.len() as u64);
            if finder.find(&line).is_some() {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }

    fn open(&self, row: usize) -> Result<Arc<Film>, String> {
        let index = self.telemetry.index();
        let opened = match Row::open(&self.telemetry, &index, row) {
            Ok(opened) => opened,
            Err(error) => {
                return Err(index.problem(row).map_or_else(|| error.to_string(), |problem| problem.to_string()));
            }
        };
        let source = index.place(row).map(|place| Arc::from(index.source_name(place.source)));
        let line = index.line(row);
        let across = check::across_row(&index, row);
        drop(index);
        Ok(Arc::new(film::film(&opened, row, source.zip(line), across)))
    }

    fn line(&self, row: usize) -> Result<String, String> {
        let place = self.telemetry.index().place(row).ok_or_else(|| format!("there is no row {row}"))?;
        let line = self.telemetry.line(place).map_err(|error| format!("row {row} cannot be read: {error}"))?;
        Ok(String::from_utf8_lossy(&line).into_owned())
    }

    fn export(&self, rows: &[RowNumber], how: Export, out: &mut dyn Write, progress: &Progress) -> io::Result<()> {
        let format = match how {
            Export::Lines => Format::Jsonl,
            Export::Csv => Format::Csv,
        };
        progress.expect(rows.len() as u64);
        for (at, some) in rows.chunks(AT_ONCE).enumerate() {
            if progress.stopped() {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let index = self.telemetry.index();
            let numbers = some.iter().map(|row| *row as usize);
            list::write(&self.telemetry, &index, numbers, format, at == 0, out)?;
            progress.add(some.len() as u64);
        }
        if rows.is_empty() {
            list::write(&self.telemetry, &self.telemetry.index(), std::iter::empty(), format, true, out)?;
        }
        Ok(())
    }

    fn summary(&self, only: Option<&[RowNumber]>, progress: &Progress) -> Result<Arc<Film>, Halted> {
        overview::summary(self, only, progress).map(Arc::new)
    }

    fn check(&self, progress: &Progress) -> Result<Arc<Film>, Halted> {
        overview::check(self, progress).map(Arc::new)
    }
}

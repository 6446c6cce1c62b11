//! Which rows are listed, and in which order: filters in pieces, so that nobody waits long for the index, and sorting by
//! any column.

use super::Table;
use super::columns::What;
use crate::film::{Halted, Listed, Listing, Progress, RowNumber};
use crate::sim::Filter;
use crate::sim::index::{Flags, Index, Num, Text};
use crate::sim::list::badges;
use std::collections::HashMap;
use std::ops::Range;

/// Bytes of rows that a filter reads before others may have the index.
const PIECE: u64 = 16 * 1024 * 1024;

pub(super) fn list(table: &Table, listing: &Listing, from: usize, progress: &Progress) -> Result<Listed, Halted> {
    let filter = match listing.filter.trim() {
        "" => None,
        text => Some(Filter::parse(text).map_err(|mistake| Halted::Failed(super::one_line(&mistake)))?),
    };
    let (mut rows, of) = match &filter {
        Some(filter) => filtered(table, filter, from, progress)?,
        None => {
            let index = table.telemetry.index();
            ((from..index.rows()).map(number).collect(), index.settled())
        }
    };
    if let Some((column, falling)) = listing.sort {
        sort(table, &mut rows, column, falling);
    }
    if progress.stopped() { Err(Halted::Stopped) } else { Ok(Listed { rows, of }) }
}

/// Rows beyond the four thousand millionth are not numbered.
fn number(row: usize) -> RowNumber {
    RowNumber::try_from(row).unwrap_or(RowNumber::MAX)
}

fn filtered(
    table: &Table,
    filter: &Filter,
    from: usize,
    progress: &Progress,
) -> Result<(Vec<RowNumber>, usize), Halted> {
    let (mut rows, mut at) = (Vec::new(), from);
    loop {
        let index = table.telemetry.index();
        let piece = if filter.reads_rows() { piece(&index, at) } else { at..index.rows() };
        if piece.is_empty() {
            // What was added meanwhile is a matter of the next listing.
            return Ok((rows, at.min(index.settled())));
        }
        at = piece.end;
        let found = filter.select_in(piece, &table.telemetry, &index, progress).map_err(|_| Halted::Stopped)?;
        rows.extend(found.into_iter().map(number));
    }
}

/// The next rows that are read at once.
fn piece(index: &Index, from: usize) -> Range<usize> {
    let mut bytes = 0;
    let rows = (from..index.rows()).take_while(|row| {
        let enough = bytes >= PIECE;
        bytes += index.place(*row).map_or(0, |place| place.length);
        !enough
    });
    from..from + rows.count()
}

/// Orders rows by a column; what has no value comes last both ways, and equal rows keep their order.
fn sort(table: &Table, rows: &mut [RowNumber], column: usize, falling: bool) {
    let Some((what, _)) = table.columns.get(column) else { return };
    let index = table.telemetry.index();
    if *what == What::Row {
        if falling {
            rows.sort_unstable_by(|a, b| b.cmp(a));
        } else {
            rows.sort_unstable();
        }
        return;
    }
    if *what == What::Seed {
        // Exactly: a float would take long ones for the same.
        let mut keyed: Vec<(Option<i128>, RowNumber)> =
            rows.iter().map(|&row| (index.seed(row as usize), row)).collect();
        drop(index);
        keyed.sort_by(|(a, _), (b, _)| match (a, b) {
            (Some(a), Some(b)) if falling => b.cmp(a),
            (Some(a), Some(b)) => a.cmp(b),
            (a, b) => a.is_none().cmp(&b.is_none()),
        });
        rows.iter_mut().zip(keyed).for_each(|(row, (_, sorted))| *row = sorted);
        return;
    }
    let ranks = if let What::Text(text) = what { ranks(&index, *text) } else { HashMap::new() };
    let mut keyed: Vec<(f64, RowNumber)> =
        rows.iter().map(|&row| (key(&index, row as usize, *what, &ranks), row)).collect();
    drop(index);
    keyed.sort_by(|(a, _), (b, _)| match (a.is_nan(), b.is_nan()) {
        (false, false) if falling => b.total_cmp(a),
        (false, false) => a.total_cmp(b),
        (a, b) => a.cmp(&b),
    });
    rows.iter_mut().zip(keyed).for_each(|(row, (_, sorted))| *row = sorted);
}

/// The place of each text among all of a column's.
fn ranks(index: &Index, text: Text) -> HashMap<u32, f64> {
    let mut texts: Vec<(String, u32)> = Vec::new();
    let mut seen = vec![false; index.texts()];
    index.each_row(|row| {
        if let Some(id) = row.text(text)
            && let Some(seen) = seen.get_mut(id as usize)
            && !std::mem::replace(seen, true)
        {
            texts.push((index.text_of(id).unwrap_or_default().to_lowercase(), id));
        }
    });
    texts.sort_unstable();
    (0u32..).zip(texts).map(|(rank, (_, id))| (id, f64::from(rank))).collect()
}

/// What a row is ordered by; NaN is absent.
fn key(index: &Index, row: usize, what: What, ranks: &HashMap<u32, f64>) -> f64 {
    let known = |value: Option<f64>| value.unwrap_or(f64::NAN);
    match what {
        What::Row => row as f64,
        What::Line => known(index.line(row).map(|line| line as f64)),
        What::Bytes => known(index.place(row).map(|place| place.length as f64)),
        What::Seed => known(index.seed(row).map(|seed| seed as f64)),
        What::Num(num) => known(index.number(row, num)),
        What::Text(text) => known(index.text_id(row, text).and_then(|id| ranks.get(&id).copied())),
        What::Events => f64::from(u8::from(index.flags(row).has(Flags::EVENTS))),
        // The worst at one end: broken rows, then by how much disagrees.
        What::Checks if index.flags(row).has(Flags::BROKEN) => f64::INFINITY,
        What::Checks => known(Some(badges(index, row).len() as f64).filter(|count| *count > 0.0)),
    }
}

/// How a film's row is found again: by run and index, or by its number.
pub(super) fn row_of(index: &Index, film: &str) -> Option<usize> {
    let (run, last) = film.rsplit_once('/')?;
    if run == "row" {
        return last.parse().ok().filter(|row| *row < index.rows());
    }
    let wanted: f64 = last.parse().ok()?;
    let mut found = None;
    index.each_row(|row| {
        let same = || row.text(Text::RunId).and_then(|id| index.text_of(id)).map(crate::film::clean_text);
        if found.is_none() && row.number(Num::SIM_INDEX) == Some(wanted) && same().as_deref() == Some(run) {
            found = Some(row.row);
        }
    });
    found
}

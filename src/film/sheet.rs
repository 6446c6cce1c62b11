//! Tables with typed columns, so that every screen sorts, filters, copies and exports them the same way. A table may be
//! live: then it says at every position of the clock what was known by then.

use super::{ActorId, Film, FindingId, RowNumber, Time};
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// What a column holds, hence how it sorts, aligns and prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// A count or measure with this many decimals.
    Number(u8),
    /// A duration in seconds with one decimal.
    Seconds,
    /// The same with a bar beside it, as long as its share of the column's longest.
    Lasting,
    /// A moment on the film's clock.
    Clock,
    /// A share 0..1, printed in per cent.
    Share,
    /// Free text.
    Text,
    /// Somebody of the cast.
    Actor,
}

/// A column's head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Name in exports and filters (`snake_case`).
    pub key: &'static str,
    /// Head on the screen.
    pub label: &'static str,
    /// One sentence with the rule and thresholds in force.
    pub help: String,
    /// What it holds.
    pub kind: ColumnKind,
}

/// One cell. Unknown is a value, with its reason.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// For [`ColumnKind::Number`], [`ColumnKind::Seconds`] and [`ColumnKind::Share`].
    Number(f64),
    /// For [`ColumnKind::Clock`].
    Clock(Time),
    /// For [`ColumnKind::Text`].
    Text(String),
    /// For [`ColumnKind::Actor`].
    Actor(ActorId),
    /// Nothing to measure (no contact, nobody near).
    Blank,
    /// Could not be known, and why.
    Unknown(String),
}

impl Cell {
    /// As text: `?` is unknown, `-` nothing to measure.
    #[must_use]
    pub fn text(&self, kind: ColumnKind, film: &Film) -> String {
        match (self, kind) {
            (Cell::Unknown(_), _) => "?".into(),
            (Cell::Number(v), _) if v.is_nan() => "?".into(),
            (Cell::Blank, _) => "-".into(),
            (Cell::Number(v), ColumnKind::Share) => format!("{:.0} %", v * 100.0),
            (Cell::Number(v), ColumnKind::Seconds | ColumnKind::Lasting) => format!("{v:.1} s"),
            (Cell::Number(v), ColumnKind::Number(decimals)) => format!("{v:.*}", usize::from(decimals)),
            (Cell::Number(v), _) => v.to_string(),
            (Cell::Clock(t), _) => t.to_string(),
            (Cell::Text(text), _) => text.clone(),
            (Cell::Actor(id), _) => film.cast.get(id.index()).map_or_else(|| "?".into(), |a| a.name.clone()),
        }
    }
}

/// How a table is best looked at; every table can also be read as plain rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// Rows and columns.
    #[default]
    Table,
    /// One bar per row, made of these columns' numbers (indices), negative ones to the left.
    Bars {
        /// First of the columns that add up.
        from: usize,
        /// One past the last of them.
        to: usize,
    },
    /// A square: who (column) with whom (column) how much (column).
    Matrix {
        /// Column of the row heads.
        row: usize,
        /// Column of the column heads.
        column: usize,
        /// Column of the values.
        value: usize,
    },
}

/// Where a row leads when it is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// To a moment.
    At(Time),
    /// To a finding.
    Finding(FindingId),
    /// To somebody, followed on the map.
    Actor(ActorId),
    /// To another table, showing only the rows of this actor.
    Sheet(&'static str, ActorId),
    /// To a row of the [`super::LongTable`] it was made of, and to a finding there.
    Row(RowNumber, Option<FindingId>),
    /// To the rows of that table for which this holds.
    Rows(String),
}

/// What makes a table depend on the clock: a pure function of the moment, made by the game, so that screens need not know
/// one. It gives note and rows; columns stay the same.
#[derive(Clone)]
pub struct Live {
    changes: Vec<Time>,
    at: Arc<dyn Fn(Time) -> Sheet + Send + Sync>,
}

impl Live {
    /// A table that is `at(t)` at the moment t, and is another from each of these moments on (sorted here).
    #[must_use]
    pub fn new(mut changes: Vec<Time>, at: impl Fn(Time) -> Sheet + Send + Sync + 'static) -> Live {
        changes.sort_unstable();
        changes.dedup();
        Live { changes, at: Arc::new(at) }
    }

    /// The first change after `t`.
    #[must_use]
    pub fn next(&self, t: Time) -> Option<Time> {
        self.changes.get(self.changes.partition_point(|at| *at <= t)).copied()
    }

    /// The last change before `t`.
    #[must_use]
    pub fn previous(&self, t: Time) -> Option<Time> {
        self.changes.get(self.changes.partition_point(|at| *at < t).checked_sub(1)?).copied()
    }
}

impl PartialEq for Live {
    /// The same function, not one that says the same.
    fn eq(&self, other: &Live) -> bool {
        self.changes == other.changes && Arc::ptr_eq(&self.at, &other.at)
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live").field("changes", &self.changes).finish_non_exhaustive()
    }
}

/// A table of the film.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// Name in exports and commands (`players`).
    pub key: &'static str,
    /// Title on the screen.
    pub title: &'static str,
    /// The rule in force, one line under the title.
    pub note: String,
    /// Heads.
    pub columns: Vec<Column>,
    /// Rows, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
    /// Where each row leads; empty when none leads anywhere, else as long as `rows`.
    pub links: Vec<Option<Link>>,
    /// How it is best looked at.
    pub view: View,
    /// Kinds of findings that cost points in it: who shows it says whether the verdicts support that.
    pub penalised: Vec<&'static str>,
    /// How deep each row lies in an outline whose branches can be folded; empty when it is none, else as long as `rows`.
    pub levels: Vec<u16>,
    /// Rows to bring out, by their numbers: those that hold, or count.
    pub strong: Vec<usize>,
    /// How it was at other moments, if it depends on the clock; the rows here are those of the film's end.
    pub live: Option<Live>,
}

impl Sheet {
    /// The table as it was at `t`: itself, unless it is live.
    #[must_use]
    pub fn at(&self, t: Time) -> Cow<'_, Sheet> {
        match &self.live {
            Some(live) => {
                let then = (live.at)(t);
                let (columns, penalised) = (self.columns.clone(), self.penalised.clone());
                Cow::Owned(Sheet { columns, view: self.view, live: self.live.clone(), penalised, ..then })
            }
            None => Cow::Borrowed(self),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_live_table_follows_the_clock_and_tells_its_changes() {
        let rows = |t: Time| vec![vec![Cell::Clock(t)]];
        let live = Live::new(vec![Time(30), Time(10), Time(30)], move |t| Sheet { rows: rows(t), ..Sheet::default() });
        assert_eq!([9, 10, 29, 30].map(|t| live.next(Time(t))), [Some(Time(10)), Some(Time(30)), Some(Time(30)), None]);
        assert_eq!(
            [10, 11, 30, 31].map(|t| live.previous(Time(t))),
            [None, Some(Time(10)), Some(Time(10)), Some(Time(30))]
        );
        let sheet = Sheet { key: "k", rows: rows(Time(99)), live: Some(live), ..Sheet::default() };
        assert_eq!(sheet.at(Time(5)).rows, rows(Time(5)));
        assert_eq!(Sheet { live: None, ..sheet.clone() }.at(Time(5)).rows, rows(Time(99)));
        assert_eq!(sheet, sheet.clone());
    }
}

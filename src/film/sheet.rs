//! Tables with typed columns, so that every screen sorts, filters, copies and exports them the same way.

use super::{ActorId, Time};

/// What a column holds, hence how it sorts, aligns and prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// A count or measure with this many decimals.
    Number(u8),
    /// A duration in seconds with one decimal.
    Seconds,
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

/// A table of the film.
#[derive(Debug, Clone, PartialEq)]
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
}

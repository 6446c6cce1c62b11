//! Aggregates of other namespaces: as an outline whose branches fold, and what is told by unit as a table. Absent is blank.

use super::Stage;
use super::sheets::{column, text};
use crate::film::{Cell, ColumnKind, Sheet};
use crate::sim::Side;
use crate::sim::row::{Branch, Node, Who, tree};
use serde_json::Value;

/// The outline, and the values by unit if there are some; nothing where the row has no other namespaces.
pub(super) fn sheets(stage: &Stage<'_>) -> Vec<Sheet> {
    let branches = tree(stage.row);
    if branches.is_empty() {
        return Vec::new();
    }
    let mut outline = Outline::default();
    branches.iter().for_each(|branch| outline.add(stage, branch, 0));
    let mut by_unit = Vec::new();
    branches.iter().for_each(|branch| values(stage, "", branch, &mut by_unit));
    let mut sheets = vec![outline.sheet()];
    if !by_unit.is_empty() {
        sheets.push(table(by_unit));
    }
    sheets
}

/// The tree as rows with their levels.
#[derive(Default)]
struct Outline {
    rows: Vec<Vec<Cell>>,
    levels: Vec<u16>,
}

impl Outline {
    fn line(&mut self, level: u16, name: &str, value: Cell) {
        self.rows.push(vec![text(name), value]);
        self.levels.push(level);
    }

    fn add(&mut self, stage: &Stage<'_>, branch: &Branch, level: u16) {
        let below = level.saturating_add(1);
        match &branch.node {
            Node::Leaf(value) => self.line(level, &branch.name, leaf(value)),
            Node::Unsupported(inner) => {
                self.line(level, &branch.name, Cell::Unknown("supported: false stands beside it (S1)".into()));
                inner.iter().for_each(|branch| self.add(stage, branch, below));
            }
            Node::Branches(inner) => {
                self.line(level, &branch.name, Cell::Blank);
                inner.iter().for_each(|branch| self.add(stage, branch, below));
            }
            Node::Units(units) => {
                self.line(level, &branch.name, Cell::Blank);
                for (side, at, value) in units {
                    let name = format!("{} {}", side.letter(), stage.name(*side, *at));
                    self.line(below, &name, value.as_ref().map_or(Cell::Blank, leaf));
                }
            }
        }
    }

    fn sheet(self) -> Sheet {
        let columns = vec![
            column("name", "name", ColumnKind::Text, "as it stands below `aggregates`; Enter folds and unfolds"),
            column("value", "value", ColumnKind::Text, "as it is; blank where absent, ? where not supported"),
        ];
        Sheet {
            key: "namespaces",
            title: "Other aggregates",
            note: "namespaces that the specification does not name, as they are; Enter folds a branch".into(),
            columns,
            rows: self.rows,
            levels: self.levels,
            ..Sheet::default()
        }
    }
}

/// What is told of every unit: one row for each metric and unit.
fn values(stage: &Stage<'_>, above: &str, branch: &Branch, out: &mut Vec<Vec<Cell>>) {
    let path = if above.is_empty() { branch.name.clone() } else { format!("{above}.{}", branch.name) };
    match &branch.node {
        Node::Leaf(_) => {}
        Node::Unsupported(inner) | Node::Branches(inner) => {
            inner.iter().for_each(|branch| values(stage, &path, branch, out));
        }
        Node::Units(units) => out.extend(units.iter().map(|(side, at, value)| {
            let actor = stage.actor(Who { side: *side, index: Some(*at) });
            vec![
                text(&path),
                actor.map_or(Cell::Blank, Cell::Actor),
                text(Side::letter(*side)),
                value.as_ref().map_or(Cell::Blank, |value| value.as_f64().map_or_else(|| leaf(value), Cell::Number)),
            ]
        })),
    }
}

fn table(rows: Vec<Vec<Cell>>) -> Sheet {
    let columns = vec![
        column("metric", "metric", ColumnKind::Text, "where it stands below `aggregates`"),
        column("unit", "unit", ColumnKind::Actor, "the unit"),
        column("side", "side", ColumnKind::Text, "its side"),
        column("value", "value", ColumnKind::Number(3), "as it is; blank where absent"),
    ];
    let note = "what other namespaces say by unit; /metric:name lists one of them".into();
    Sheet { key: "by_unit", title: "By unit", note, columns, rows, ..Sheet::default() }
}

fn leaf(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Blank,
        Value::String(string) => text(string),
        other => text(&other.to_string()),
    }
}

//! Namespaces the specification does not name, as a tree that can be folded; values by unit become tables.

use super::Row;
use crate::sim::Side;
use serde_json::Value;

/// A named node of the tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    /// Its name in the row.
    pub name: String,
    /// What it is.
    pub node: Node,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// A value as it is.
    Leaf(Value),
    /// `supported: false` beside it: absent (S1). The members as they are, for whoever looks.
    Unsupported(Vec<Branch>),
    /// Members in their order.
    Branches(Vec<Branch>),
    /// One value for each unit, by side: (side, unit's place in the roster, value); blank where absent.
    Units(Vec<(Side, usize, Option<Value>)>),
}

/// The row's other namespaces.
#[must_use]
pub fn tree(row: &Row) -> Vec<Branch> {
    row.namespaces.iter().map(|(name, value)| Branch { name: name.clone(), node: node(row, value) }).collect()
}

fn node(row: &Row, value: &Value) -> Node {
    if let Some(units) = by_unit(row, value) {
        return Node::Units(units);
    }
    let branches = |members: &mut dyn Iterator<Item = (String, &Value)>| {
        members.map(|(name, value)| Branch { name, node: node(row, value) }).collect::<Vec<_>>()
    };
    match value {
        Value::Object(map) => {
            let members = branches(&mut map.iter().map(|(name, value)| (name.clone(), value)));
            if is_unsupported(value) { Node::Unsupported(members) } else { Node::Branches(members) }
        }
        Value::Array(items) => {
            Node::Branches(branches(&mut (0..).zip(items).map(|(at, v): (usize, _)| (format!("[{at}]"), v))))
        }
        leaf => Node::Leaf(leaf.clone()),
    }
}

/// Whether `supported: false` stands beside a metric (S1).
#[must_use]
pub fn is_unsupported(value: &Value) -> bool {
    value.get("supported") == Some(&Value::Bool(false))
}

/// `{a: [..] or {"0": .., "1": ..}, b: ..}` with one scalar for each unit, keyed by place or by unique id.
fn by_unit(row: &Row, value: &Value) -> Option<Vec<(Side, usize, Option<Value>)>> {
    let map = value.as_object()?;
    let mut out = Vec::new();
    if map.is_empty() {
        return None;
    }
    for (name, values) in map {
        let side = Side::from_name(name)?;
        let count = row.unit_count(side);
        let mut units = vec![None; count];
        let is_scalar = |value: &Value| !value.is_object() && !value.is_array();
        match values {
            Value::Array(items) if items.len() == count && items.iter().all(is_scalar) => {
                units = items.iter().map(|item| Some(item.clone()).filter(|item| !item.is_null())).collect();
            }
            Value::Object(items) if items.values().all(is_scalar) => {
                for (key, item) in items {
                    let roster = &row.context.rosters[side.index()];
                    let by_id = || {
                        let mut places = (0..).zip(roster).filter(|(_, id)| *id == key).map(|(at, _)| at);
                        places.next().filter(|_| places.next().is_none())
                    };
                    let at = key.parse().ok().or_else(by_id).filter(|at: &usize| *at < count)?;
                    units[at] = Some(item.clone()).filter(|item| !item.is_null());
                }
            }
            _ => return None,
        }
        out.extend((0..).zip(units).map(|(at, value)| (side, at, value)));
    }
    out.sort_by_key(|(side, at, _)| (*side, *at));
    Some(out)
}

//! A table of thresholds as JSON Schema (draft 2020-12), made from its fields.

use super::{Field, Kind, Table, Value};
use serde_json::{Map, Value as Json, json};

/// One schema for every threshold and group, by key; numbers with unit and range, everything with its default.
#[must_use]
pub fn table_schema<T: Table>() -> Map<String, Json> {
    let fields = |fields: &[Field]| -> Map<String, Json> {
        fields.iter().map(|field| (field.key.to_owned(), threshold(field))).collect()
    };
    let mut out = fields(T::fields());
    for (name, members) in T::groups() {
        let group = json!({"type": "object", "properties": fields(members), "additionalProperties": false});
        out.insert((*name).to_owned(), group);
    }
    out
}

fn threshold(field: &Field) -> Json {
    let unit = if field.unit.is_empty() { String::new() } else { format!(" [{}]", field.unit) };
    let default = match field.default {
        Value::Number(n) if n.fract() == 0.0 => json!(n as i64),
        Value::Number(n) => json!(n),
        Value::Switch(b) => json!(b),
    };
    let description = format!("{}{unit}", field.doc);
    match field.kind {
        Kind::Number { min, max } => json!({
            "description": description, "type": "number", "minimum": min, "maximum": max, "default": default
        }),
        Kind::Whole { min, max } => json!({
            "description": description, "type": "integer", "minimum": min, "maximum": max, "default": default
        }),
        Kind::Switch => json!({"description": description, "type": "boolean", "default": default}),
    }
}

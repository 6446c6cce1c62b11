//! The shape of the configuration as JSON Schema (draft 2020-12), made from the table of fields.

use super::{Settings, facts, layer};
use crate::config::table_schema;
use serde_json::{Map, Value as Json, json};

/// One schema for every threshold and group, by key; numbers with unit and range, everything with its default.
#[must_use]
pub fn settings_schema() -> Map<String, Json> {
    table_schema::<Settings>()
}

/// What may stand about a map: every threshold, and the map's lists. `own_file` for a file of the map's own, which also
/// holds its names.
#[must_use]
pub fn map_schema(own_file: bool) -> Json {
    let mut members = settings_schema();
    members.extend(facts::KEYS.iter().map(|key| ((*key).to_owned(), fact(key))));
    if own_file {
        members.extend(layer::FILE_KEYS.iter().map(|key| ((*key).to_owned(), json!(true))));
    }
    let mut schema = object(members, &[]);
    // `radar:` with nothing behind it says nothing.
    schema["type"] = json!(["object", "null"]);
    schema
}

/// The schema of one of a map's lists and facts.
fn fact(key: &str) -> Json {
    let (number, text, team) =
        (json!({"type": "number"}), json!({"type": "string"}), json!({"enum": ["AXIS", "ALLIES"]}));
    let pick = |entries: &[(&str, &Json)]| -> Map<String, Json> {
        entries.iter().map(|(key, schema)| ((*key).to_owned(), (*schema).clone())).collect()
    };
    let (flat, point) = (numbers(2, 3), numbers(3, 3));
    match key {
        "objective_zones" | "route_zones" => list(zone(None)),
        "spawns" => list(zone(Some(&team))),
        "phases" => list(object(
            pick(&[("name", &text), ("team", &team), ("from_s", &number), ("to_s", &number)]),
            &["from_s", "to_s"],
        )),
        "bounds" => object(pick(&[("min", &flat), ("max", &flat)]), &["min", "max"]),
        "z_range" => numbers(2, 2),
        "floors" => list(object(pick(&[("name", &text), ("z_min", &number), ("z_max", &number)]), &["z_min", "z_max"])),
        "outlines" => {
            list(object(pick(&[("z", &number), ("top", &number), ("points", &list(flat))]), &["z", "points"]))
        }
        "callouts" => list(object(pick(&[("name", &text), ("pos", &point)]), &["pos"])),
        "objective_points" => list(object(
            pick(&[("name", &text), ("kind", &text), ("pos", &point), ("guess_radius", &number)]),
            &["kind", "pos"],
        )),
        "defends" => team,
        "waves_s" => object(pick(&[("AXIS", &number), ("ALLIES", &number)]), &[]),
        // A key without a line above; the test over all keys finds it.
        _ => json!(false),
    }
}

/// E4: a box, an upright cylinder, a sphere or a polygon; with a team for spawns.
fn zone(team: Option<&Json>) -> Json {
    let number = json!({"type": "number"});
    let body = |members: &[(&str, Json)], needed: &[&str]| {
        let mut all = Map::from_iter([
            ("name".to_owned(), json!({"type": "string"})),
            ("guess".to_owned(), json!({"type": "boolean"})),
        ]);
        all.extend(members.iter().map(|(key, schema)| ((*key).to_owned(), schema.clone())));
        all.extend(team.map(|team| ("team".to_owned(), team.clone())));
        object(all, needed)
    };
    let radius = json!({"type": "number", "minimum": 0});
    let named = |shape: &str| json!({"const": shape});
    let points = json!({"type": "array", "items": numbers(2, 3), "minItems": 3});
    let (low, high) = (("z_min", number.clone()), ("z_max", number.clone()));
    json!({"oneOf": [
        body(&[("shape", named("box")), ("min", numbers(3, 3)), ("max", numbers(3, 3))], &["min", "max"]),
        body(
            &[
                ("shape", named("cylinder")),
                ("center", numbers(2, 3)),
                ("radius", radius.clone()),
                low.clone(),
                high.clone(),
            ],
            &["center", "radius"],
        ),
        body(
            &[("shape", named("sphere")), ("center", numbers(3, 3)), ("radius", radius)],
            &["shape", "center", "radius"],
        ),
        body(&[("shape", named("polygon")), ("points", points), low, high], &["points"]),
    ]})
}

fn list(items: Json) -> Json {
    json!({"type": "array", "items": items})
}

fn numbers(at_least: usize, at_most: usize) -> Json {
    json!({"type": "array", "items": {"type": "number"}, "minItems": at_least, "maxItems": at_most})
}

/// A mapping that knows no other keys.
fn object(members: Map<String, Json>, needed: &[&str]) -> Json {
    let mut schema = json!({"type": "object", "properties": members, "additionalProperties": false});
    if !needed.is_empty() {
        schema["required"] = json!(needed);
    }
    schema
}

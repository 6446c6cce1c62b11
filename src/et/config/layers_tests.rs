//! Map files, versions of maps, what is shown of the layers, and the schema.

use super::*;
use serde_json::Value as Json;

fn doc(name: &str, text: &str) -> Document {
    Document::parse(name, text.as_bytes()).unwrap()
}

/// A configuration with something in every layer.
fn layered() -> Config {
    let league = doc(
        "league.yaml",
        "trade_dist: 1\nnear_dist: 2\nmaps:\n  radar:\n    react_s: 3\n    objective_zones: [{name: a, center: [0, 0], radius: 5}]\n  \
         supply: {sampling_hz_base: 10}\n  towpath: {objective_zones: []}\n  et_ice: {bounds: {min: [0, 0], max: [9, 9]}}\n",
    );
    let maps = [(
        "radar".to_owned(),
        doc(
            "maps/radar.yaml",
            "# moved\nname: radar\nobjective_zones:\n  - {name: \"b: #1\", center: [1, 1], radius: 6}\nreact_s: 4\n",
        ),
    )];
    let file = doc("my.yaml", "near_dist: 7\nscore_weights: {missed_trade: -9}\nmaps: {etl_supply: {cell_size: 8}}\n");
    let flags = Document::flags(["trade_window_s=2.5", "maps.radar.duo_min_share=0.75"]).unwrap();
    let sources =
        Sources { league: Some(&league), maps: &maps, file: Some(&file), flags: Some(&flags), ..Sources::default() };
    Config::load(sources).unwrap()
}

#[test]
fn a_map_file_wins_over_league_and_program_and_loses_to_the_user() {
    let config = layered();
    let radar = config.for_map(Some("Radar"));
    assert_eq!((radar.react_s, radar.objective_zones[0].name.as_str()), (4.0, "b: #1"));
    assert_eq!(config.level(Some("radar"), "objective_zones"), Level::MapFile);
    assert_eq!(config.origin(Some("radar"), "react_s").to_string(), "maps/radar.yaml:5:10");
    // Whoever speaks later wins, also by a word about all maps over one about this map.
    let file = doc("my.yaml", "react_s: 9\n");
    let maps = [("radar".to_owned(), doc("maps/radar.yaml", "react_s: 4\n"))];
    let over = Config::load(Sources { maps: &maps, file: Some(&file), ..Sources::default() }).unwrap();
    assert_eq!(over.for_map(Some("radar")).react_s, 9.0);
    // What the league says of a map wins over what the program carries.
    assert!(config.for_map(Some("towpath")).objective_zones.is_empty());
    assert!(!Config::default().for_map(Some("towpath")).objective_zones.is_empty());
    assert_eq!(config.for_map(Some("et_ice")).bounds.unwrap().max, [9.0, 9.0]);
}

#[test]
fn a_league_decides_nothing_but_the_game() {
    let league = doc("league.yaml", "keys: {x: y}\n");
    let wrong = Config::load(Sources { league: Some(&league), foreign: &["keys"], ..Sources::default() }).unwrap_err();
    assert!(wrong.to_string().starts_with("league.yaml:1:1: unknown key \"keys\""), "{wrong}");
    let maps = [("radar".to_owned(), doc("maps/radar.yaml", "reakt_s: 4\n"))];
    let wrong = Config::load(Sources { maps: &maps, ..Sources::default() }).unwrap_err();
    assert_eq!(wrong.to_string(), "maps/radar.yaml:1:1: unknown key \"reakt_s\"; did you mean \"react_s\"?");
}

#[test]
fn what_is_said_of_a_map_holds_for_its_other_versions() {
    let config = layered();
    let (map, version) = (config.for_map(Some("supply")), config.for_map(Some("ETL_supply")));
    assert_eq!((map.sample_ms, map.cell_size), (100.0, 256.0));
    assert_eq!((version.sample_ms, version.cell_size), (100.0, 8.0));
    // Naming a version without saying anything new is no other configuration.
    let hash = |text: &str| Config::load(Sources { file: Some(&doc("f", text)), ..Sources::default() }).unwrap().hash();
    let one = hash("maps: {supply: {react_s: 2}}");
    assert_eq!(hash("maps: {supply: {react_s: 2}, etl_supply: {react_s: 2}}"), one);
    assert_ne!(hash("maps: {supply: {react_s: 2}, etl_supply: {react_s: 1}}"), one);
}

/// Every value line of a shown configuration says who says it.
fn assert_sources(text: &str) {
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let code = line.split(" # ").next().unwrap_or_default();
        assert!(line.contains(" # ") || code.trim_end().ends_with(':'), "no source: {line}");
    }
}

#[test]
fn what_is_shown_loads_back_to_the_same_hash() {
    for config in [Config::default(), layered()] {
        for map in [None, Some("supply"), Some("etl_supply"), Some("Radar"), Some("towpath"), Some("no: \"such")] {
            let text = config.to_yaml(map);
            assert_sources(&text);
            let back = Config::load(Sources { file: Some(&doc("shown", &text)), ..Sources::default() });
            let back = back.unwrap_or_else(|wrong| panic!("{map:?}: {wrong}\n{text}"));
            assert_eq!(back.hash(), config.hash(), "{map:?}\n{text}");
            assert!(text.contains(&format!("# hash {}\n", config.hash())));
            for name in [None, Some("supply"), Some("radar"), Some("towpath"), map] {
                let (new, old) = (back.for_map(name), config.for_map(name));
                assert_eq!(judging(&new), judging(&old), "{name:?} shown for {map:?}");
            }
            if map.is_some() {
                assert_eq!(back.for_map(map), config.for_map(map), "in full, with what is drawn only");
            }
        }
    }
}

#[test]
fn every_line_names_its_layer() {
    let text = layered().to_yaml(Some("radar"));
    for (value, source) in [
        ("trade_dist: 1", "league league.yaml:1:13"),
        ("near_dist: 7", "my.yaml:1:12"),
        ("stale_max_ms: 1500", "default"),
        ("trade_window_s: 2.5", "--set trade_window_s=2.5"),
        ("  missed_trade: -9", "my.yaml:2:31"),
        ("      - {name: \"b: #1\", center: [1, 1], radius: 6}", "map file maps/radar.yaml:4:5"),
        ("    bounds: {min: [-6016, -5888], max: [5248, 5376]}", "built in (radar)"),
        ("    duo_min_share: 0.75", "--set maps.radar.duo_min_share=0.75"),
    ] {
        let found = text.lines().any(|line| {
            let mut parts = line.rsplitn(2, " # ");
            parts.next() == Some(source) && parts.next().is_some_and(|code| code.trim_end() == value)
        });
        assert!(found, "{value} # {source}\n{text}");
    }
}

/// What a document violates in a schema: as much of the draft as the schema uses.
fn violations(schema: &Json, root: &Json, data: &Json, path: &str, out: &mut Vec<String>) {
    let kinds: Vec<&str> = match &schema["type"] {
        Json::String(kind) => vec![kind],
        Json::Array(kinds) => kinds.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    };
    let is = |kind: &str| match kind {
        "object" => data.is_object(),
        "array" => data.is_array(),
        "string" => data.is_string(),
        "boolean" => data.is_boolean(),
        "null" => data.is_null(),
        "number" => data.is_number(),
        "integer" => data.as_f64().is_some_and(|n| n.fract() == 0.0),
        other => panic!("type {other}"),
    };
    if *schema == Json::Bool(false) || !(kinds.is_empty() || kinds.iter().any(|kind| is(kind))) {
        out.push(format!("{path}: {data} is not {kinds:?}"));
        return;
    }
    if let Some(place) = schema["$ref"].as_str() {
        violations(root.pointer(&place[1..]).unwrap(), root, data, path, out);
    }
    if let Some(options) = schema["oneOf"].as_array() {
        let fits = options.iter().filter(|option| {
            let mut wrong = Vec::new();
            violations(option, root, data, path, &mut wrong);
            wrong.is_empty()
        });
        if fits.count() != 1 {
            out.push(format!("{path}: {data} fits not one"));
        }
    }
    if schema["enum"].as_array().is_some_and(|words| !words.contains(data)) {
        out.push(format!("{path}: {data} is no such word"));
    }
    if let Some(n) = data.as_f64() {
        let out_of = schema["minimum"].as_f64().is_some_and(|min| n < min)
            || schema["maximum"].as_f64().is_some_and(|max| n > max);
        out.extend(out_of.then(|| format!("{path}: {n} is out of range")));
    }
    if let Some(items) = data.as_array() {
        let count = items.len() as u64;
        let out_of = schema["minItems"].as_u64().is_some_and(|min| count < min)
            || schema["maxItems"].as_u64().is_some_and(|max| count > max);
        out.extend(out_of.then(|| format!("{path}: {count} items")));
        for item in items.iter().filter(|_| schema.get("items").is_some()) {
            violations(&schema["items"], root, item, path, out);
        }
    }
    for (key, value) in data.as_object().into_iter().flatten() {
        match (&schema["properties"][key], schema.get("additionalProperties")) {
            (Json::Null, Some(other)) => violations(other, root, value, &format!("{path}.{key}"), out),
            (Json::Null, None) => {}
            (known, _) => violations(known, root, value, &format!("{path}.{key}"), out),
        }
    }
    let needed = schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str);
    out.extend(needed.filter(|key| data.get(key).is_none()).map(|key| format!("{path}: {key} is missing")));
}

#[test]
fn the_schema_has_exactly_the_keys_of_the_table() {
    let schema = settings_schema();
    let mut keys = Vec::new();
    for (key, value) in &schema {
        match value["properties"].as_object() {
            Some(members) => keys.extend(members.keys().map(|member| format!("{key}.{member}"))),
            None => keys.push(key.clone()),
        }
    }
    let table: Vec<String> = Settings::keys().into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, table);
    for (key, field) in Settings::keys() {
        let own = key
            .split('.')
            .fold(&Json::Object(schema.clone()), |at, part| at.get(part).unwrap_or(&at["properties"][part]))
            .clone();
        assert_eq!(own["default"].to_string(), field.default.to_string(), "{key}");
        assert!(own["description"].as_str().unwrap().starts_with(field.doc));
    }
    let map = map_schema(false);
    let lists: Vec<&str> =
        map["properties"].as_object().unwrap().keys().map(String::as_str).skip(schema.len()).collect();
    assert_eq!(lists, facts::KEYS);
    assert!(facts::KEYS.iter().all(|key| map["properties"][key] != Json::Bool(false)));
}

#[test]
fn every_map_the_program_carries_fits_the_schema_and_what_the_reader_refuses_does_not() {
    let check = |document: &Document, own: bool| {
        let (schema, mut wrong) = (map_schema(own), Vec::new());
        violations(&schema, &schema, &document.json(), "", &mut wrong);
        wrong
    };
    for map in maps::all() {
        let document = Document::built_in(map.name, map.text()).unwrap();
        assert_eq!(check(&document, true), [""; 0], "{}", map.name);
    }
    let text = layered().to_yaml(Some("radar"));
    let shown = doc("shown", &text);
    let maps = shown.section("maps").unwrap();
    for entry in maps.map("maps", &mut Mistakes::default()).unwrap() {
        let section = Document::parse("s", entry.value.flow().as_bytes()).unwrap();
        assert_eq!(check(&section, false), [""; 0], "{}", entry.key);
    }
    for refused in [
        "trade_dits: 1",
        "trade_dist: far",
        "trade_dist: -1",
        "sample_ms: 1.5",
        "high_needs_los: 1",
        "score_weights: {missed: 1}",
        "objective_zones: [{name: a}]",
        "objective_zones: [{center: [0, 0], radius: -1}]",
        "objective_zones: [{min: [0, 0], max: [1, 1, 1]}]",
        "phases: [{from_s: 0}]",
        "defends: red",
    ] {
        let document = doc("f", refused);
        assert!(!check_map(&document).0.is_empty() && !check(&document, true).is_empty(), "{refused}");
    }
}

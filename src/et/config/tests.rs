//! The configuration as a user meets it: layers, sources, the hash, and what is said about mistakes.

use super::*;
use crate::film::Time;

fn doc(text: &str) -> Document {
    Document::parse("my.yaml", text.as_bytes()).unwrap()
}

fn load(text: &str) -> Result<Config, String> {
    let file = doc(text);
    let sources = Sources { file: Some(&file), foreign: &["keys", "review", "rush", "ui"], ..Sources::default() };
    Config::load(sources).map_err(|wrong| wrong.to_string())
}

fn mistake(text: &str) -> String {
    load(text).unwrap_err()
}

/// Spec 1, §5, word for word.
const SPECIFICATION: &str = "sampling_hz_base: 1
sampling_hz_combat: 8  # optional burst sampling
support_dist: 600
trade_dist: 800
trade_window_s: 3.0
combat_recent_s: 1.5
isolation_dist: 1200
crossfire_dist: 700
crossfire_min_angle_deg: 40

objective_grace_s: 6.0
objective_zone_grace_s: 8.0

score_weights:
  readiness_per_sec: 0.20
  crossfire_per_sec: 0.10
  trade_attempt: 3
  trade_success: 8
  missed_trade: -6
  isolated_death: -3
";

#[test]
fn the_specifications_block_loads_verbatim_and_changes_nothing() {
    let config = load(SPECIFICATION).unwrap();
    assert_eq!(config.for_map(None), Settings::default());
    assert_eq!(config.hash(), Config::default().hash());
    assert!(config.changed(None).is_empty());
    assert_eq!(config.origin(None, "trade_dist").to_string(), "my.yaml:4:13");
    assert_eq!(config.origin(None, "score_weights.missed_trade").to_string(), "my.yaml:19:17");
    assert_eq!(config.origin(None, "react_s"), Origin::Default);
}

#[test]
fn the_defaults_are_those_of_the_readings() {
    let got: Vec<(String, String)> =
        Settings::keys().into_iter().map(|(key, field)| (key, field.default.to_string())).collect();
    let want = "sampling_hz_base 1 sampling_hz_combat 8 support_dist 600 trade_dist 800 trade_window_s 3 combat_recent_s 1.5 \
        isolation_dist 1200 crossfire_dist 700 crossfire_min_angle_deg 40 objective_grace_s 6 objective_zone_grace_s 8 \
        distance_3d true interp_max_gap_ms 2000 stale_max_ms 1500 sample_ms 1000 trade_dist_marginal 1000 attempt_lead_s 1 \
        revive_response_s 5 react_s 1 near_dist 600 lurk_cluster_dist 1200 lurk_contact_dist 600 sight_cone_deg 60 \
        sight_max_dz 160 route_factor 1.5 route_reach 256 high_needs_los true sight_by_los true facing_cone_deg 30 first_contact_quiet_s 5 contact_gap_s 5 late_follow_s 5 \
        isolation_high_factor 1.25 cell_size 256 buddy_dist 600 cluster_dist 700 duo_min_share 0.5 \
        floating_max_share 0.35 readiness_cap_per_round 40 crossfire_cap_per_round 20 min_alive_for_rate_s 30 \
        penalties_enabled false score_weights.readiness_per_sec 0.2 score_weights.crossfire_per_sec 0.1 \
        score_weights.trade_attempt 3 score_weights.trade_success 8 score_weights.missed_trade -6 \
        score_weights.isolated_death -3";
    let words: Vec<&str> = want.split_whitespace().collect();
    assert_eq!(got.len(), words.len() / 2);
    for ((key, value), pair) in got.iter().zip(words.chunks(2)) {
        assert_eq!((key.as_str(), value.as_str()), (pair[0], pair[1]));
    }
}

#[test]
fn every_default_is_within_its_own_range_and_documented() {
    for (key, field) in Settings::keys() {
        assert_eq!(field.check(field.default), Ok(field.default), "{key}");
        assert!(
            field.doc.ends_with('.') && (field.doc.starts_with('E') || field.doc.starts_with('§')),
            "{key}: {}",
            field.doc
        );
    }
}

#[test]
fn the_default_file_says_what_the_table_says() {
    let file = include_str!("../../../assets/config/default.yaml");
    let generated = crate::config::commented_yaml(&Settings::default());
    assert!(file.contains(&generated), "assets/config/default.yaml should hold:\n{generated}");
    let config = load(file).unwrap();
    assert_eq!((config.for_map(None), config.hash()), (Settings::default(), Config::default().hash()));
    // What stands there as an example must load, too.
    let examples: String = file
        .lines()
        .map(|line| line.strip_prefix("#: ").unwrap_or(line))
        .fold(String::new(), |all, line| all + line + "\n");
    let radar = load(&examples).unwrap().for_map(Some("radar"));
    assert_eq!((radar.objective_zones.len(), radar.route_zones.len(), radar.phases.len()), (2, 1, 1));
}

#[test]
fn an_empty_file_is_the_defaults() {
    for text in ["", "# nothing\n", "maps:\n", "maps:\n  radar:\n", "keys:\nui: {theme: dark}\n"] {
        assert_eq!(load(text).unwrap().for_map(Some("radar")), Config::default().for_map(Some("radar")), "{text:?}");
    }
}

#[test]
fn unknown_keys_name_their_place_and_the_nearest_key() {
    let cases = [
        (
            "support_dist: 600\ntrade_dsit: 700\n",
            "my.yaml:2:1: unknown key \"trade_dsit\"; did you mean \"trade_dist\"?",
        ),
        (
            "score_weights:\n  missed_trades: -8\n",
            "my.yaml:2:3: unknown key \"missed_trades\"; did you mean \"missed_trade\"?",
        ),
        (
            "score_weight:\n  missed_trade: -8\n",
            "my.yaml:1:1: unknown key \"score_weight\"; did you mean \"score_weights\"?",
        ),
        ("map:\n  radar: {}\n", "my.yaml:1:1: unknown key \"map\"; did you mean \"maps\"?"),
        (
            "maps:\n  radar:\n    objective_zone: []\n",
            "my.yaml:3:5: unknown key \"objective_zone\"; did you mean \"objective_zones\"?",
        ),
        (
            "maps:\n  radar:\n    trade_dits: 7\n",
            "my.yaml:3:5: unknown key \"trade_dits\"; did you mean \"trade_dist\"?",
        ),
        ("revew: {}\n", "my.yaml:1:1: unknown key \"revew\"; did you mean \"review\"?"),
        ("zzzz: 1\n", "my.yaml:1:1: unknown key \"zzzz\""),
        (
            "objective_zones: []\n",
            "my.yaml:1:1: \"objective_zones\" belongs to a map: write it under maps: <map name>:",
        ),
    ];
    for (text, want) in cases {
        assert_eq!(mistake(text), want);
    }
}

#[test]
fn wrong_types_and_ranges_say_what_is_wanted() {
    let cases = [
        ("trade_dist: far\n", "my.yaml:1:13: \"trade_dist\" wants a number from 0 to 100000, got the text \"far\""),
        ("trade_dist: -1\n", "my.yaml:1:13: \"trade_dist\" wants a number from 0 to 100000, got the number -1"),
        ("trade_dist: .nan\n", "my.yaml:1:13: \"trade_dist\" wants a number from 0 to 100000, got the number NaN"),
        ("trade_dist: .inf\n", "my.yaml:1:13: \"trade_dist\" wants a number from 0 to 100000, got the number inf"),
        ("trade_dist:\n", "my.yaml:1:11: \"trade_dist\" wants a number from 0 to 100000, got nothing"),
        ("trade_dist: [800]\n", "my.yaml:1:13: \"trade_dist\" wants a number from 0 to 100000, got a list"),
        ("trade_dist: \"800\"\n", "my.yaml:1:13: \"trade_dist\" wants a number from 0 to 100000, got the text \"800\""),
        ("high_needs_los: yes\n", "my.yaml:1:17: \"high_needs_los\" wants true or false, got the text \"yes\""),
        ("duo_min_share: 50\n", "my.yaml:1:16: \"duo_min_share\" wants a number from 0 to 1, got the number 50"),
        ("sample_ms: 0\n", "my.yaml:1:12: \"sample_ms\" wants a whole number from 1 to 600000, got the number 0"),
        (
            "stale_max_ms: 1.5\n",
            "my.yaml:1:15: \"stale_max_ms\" wants a whole number from 0 to 600000, got the number 1.5",
        ),
        ("score_weights: 3\n", "my.yaml:1:16: \"score_weights\" wants keys with values, got the number 3"),
        (
            "score_weights:\n  missed_trade: x\n",
            "my.yaml:2:17: \"score_weights.missed_trade\" wants a number from -1000 to 1000, got the text \"x\"",
        ),
        ("maps: [radar]\n", "my.yaml:1:7: \"maps\" wants keys with values, got a list"),
        ("maps:\n  radar: 3\n", "my.yaml:2:10: \"radar\" wants keys with values, got the number 3"),
        (
            "maps:\n  radar: {}\n  Radar: {}\n",
            "my.yaml:3:3: map \"Radar\" is given twice: names are compared without case",
        ),
    ];
    for (text, want) in cases {
        assert_eq!(mistake(text), want);
    }
}

/// The text with a list under a map, and its mistake without the file's name.
fn map_mistake(list: &str) -> String {
    let text = format!("maps:\n  radar:\n    {list}\n");
    load(&text).unwrap_err().replace("my.yaml:", "")
}

#[test]
fn zones_and_phases_are_checked() {
    let cases = [
        ("objective_zones: 3", "3:22: \"objective_zones\" wants a list, got the number 3"),
        ("objective_zones: [3]", "3:23: \"objective_zones\" wants keys with values, got the number 3"),
        ("objective_zones: [{min: [0, 0], max: [1, 1, 1]}]", "3:29: \"min\" wants a list of 3 numbers, got a list"),
        (
            "objective_zones: [{min: [0, 0, x], max: [1, 1, 1]}]",
            "3:36: \"min\" wants a number from -1000000 to 1000000, got the text \"x\"",
        ),
        (
            "objective_zones: [{min: [0, 9, 0], max: [1, 1, 1]}]",
            "3:23: \"min\" is above \"max\" in y: nothing is inside",
        ),
        (
            "objective_zones: [{name: a}]",
            "3:23: a zone is a box (min, max), an upright cylinder (center, radius, optional z_min, z_max), a sphere (shape: sphere, center with three numbers, radius) or a polygon (points, optional z_min, z_max)",
        ),
        (
            "route_zones: [{shape: ball, center: [0, 0, 0], radius: 1}]",
            "3:27: \"shape\" wants box, cylinder, sphere or polygon, got the text \"ball\"",
        ),
        (
            "route_zones: [{shape: sphere, center: [0, 0], radius: 1}]",
            "3:43: \"center\" wants a list of 3 numbers, got a list",
        ),
        (
            "route_zones: [{points: [[0, 0], [1, 1]]}]",
            "3:28: a polygon needs three \"points\" or more: nothing is inside",
        ),
        (
            "route_zones: [{points: [[0, 0], [1, 1], [2, x]]}]",
            "3:49: \"points\" wants a number from -1000000 to 1000000, got the text \"x\"",
        ),
        (
            "route_zones: [{points: [[0, 0], [1, 1], [2, 0]], z_min: 4, z_max: 3}]",
            "3:19: \"z_min\" is above \"z_max\": nothing is inside",
        ),
        ("route_zones: [{center: [0, 0], radius: -1}]", "3:44: \"radius\" is below 0: nothing is inside"),
        (
            "route_zones: [{center: [0, 0], radius: 5, z_min: 9, z_max: 1}]",
            "3:19: \"z_min\" is above \"z_max\": nothing is inside",
        ),
        (
            "route_zones: [{centre: [0, 0], center: [0, 0], radius: 5}]",
            "3:20: unknown key \"centre\"; did you mean \"center\"?",
        ),
        ("phases: [{from_s: 9, to_s: 1}]", "3:14: \"from_s\" 9 is after \"to_s\" 1: nothing is covered"),
        ("phases: [{from_s: 0}]", "3:14: \"to_s\" is missing here"),
        ("phases: [{team: RED, from_s: 0, to_s: 1}]", "3:21: \"team\" wants AXIS or ALLIES, got the text \"RED\""),
        ("bounds: {min: [5, 0], max: [1, 1]}", "3:13: \"min\" must be south-west of \"max\""),
        ("defends: red", "3:14: \"defends\" wants AXIS or ALLIES, got the text \"red\""),
    ];
    for (list, want) in cases {
        assert_eq!(map_mistake(list), want, "{list}");
    }
}

#[test]
fn every_body_of_a_zone_loads_and_what_does_not_fit_together_is_refused() {
    let text = "maps: {radar: {route_zones: [
        {shape: sphere, center: [1, 2, 3], radius: 4},
        {center: [1, 2, 3], radius: 4},
        {shape: Cylinder, center: [1, 2], radius: 4, z_max: 9},
        {name: yard, points: [[0, 0], [9, 0, 7], [0, 9]], z_min: -1},
        {shape: box, min: [0, 0, 0], max: [1, 1, 1]}]}}\n";
    let bodies: Vec<Body> =
        load(text).unwrap().for_map(Some("radar")).route_zones.into_iter().map(|zone| zone.body).collect();
    assert_eq!(
        bodies,
        [
            Body::Sphere { center: [1.0, 2.0, 3.0], radius: 4.0 },
            Body::Cylinder { center: [1.0, 2.0], radius: 4.0, z_min: None, z_max: None },
            Body::Cylinder { center: [1.0, 2.0], radius: 4.0, z_min: None, z_max: Some(9.0) },
            Body::Polygon { points: vec![[0.0, 0.0], [9.0, 0.0], [0.0, 9.0]], z_min: Some(-1.0), z_max: None },
            Body::Box { min: [0.0; 3], max: [1.0; 3] },
        ]
    );
    for mixed in [
        "{shape: sphere, center: [1, 2, 3], radius: 4, z_min: 0}",
        "{shape: box, center: [1, 2], radius: 4}",
        "{shape: polygon, min: [0, 0, 0], max: [1, 1, 1]}",
        "{min: [0, 0, 0], max: [1, 1, 1], z_min: 0}",
        "{points: [[0, 0], [1, 0], [0, 1]], radius: 3}",
    ] {
        let said = map_mistake(&format!("route_zones: [{mixed}]"));
        assert!(said.starts_with("3:19: a zone is a box"), "{mixed}: {said}");
    }
    let sphere = "maps: {radar: {route_zones: [{shape: sphere, center: [1, 2, 3], radius: 4}]}}\n";
    assert_ne!(load(sphere).unwrap().hash(), load(&sphere.replace("radius: 4", "radius: 5")).unwrap().hash());
}

#[test]
fn all_mistakes_are_told_at_once() {
    let all = mistake("trade_dsit: 1\nsupport_dist: x\nmaps: {radar: {reakt_s: 1}}\n");
    assert_eq!(all.lines().count(), 3, "{all}");
}

#[test]
fn the_conformance_readmes_map_block_loads() {
    let text = "maps:
  radar:
    trade_dist: 700
    objective_zones:                       # box: both corners; edges are inside
      - name: east radar
        min: [-600, 300, -50]
        max: [-300, 500, 100]
      - {name: west radar, center: [-700, 0], radius: 250, z_min: 0, z_max: 200}    # upright cylinder
    route_zones:
      - {name: flank, center: [1200, 300, 7], radius: 300}
    phases:                                # §4.4: seconds since round_start, both ends included; without team: both
      - {name: opening, team: ALLIES, from_s: 0, to_s: 30}
";
    let config = load(text).unwrap();
    let radar = config.for_map(Some("RADAR"));
    assert_eq!((radar.trade_dist, radar.near_dist), (700.0, 600.0));
    assert_eq!(radar.objective_zones.len(), 2);
    assert!(radar.objective_zones[1].contains([-700.0, 250.0, 200.0]));
    assert_eq!(radar.route_zones[0].name, "flank");
    assert_eq!(
        radar.phases[0],
        Phase { name: "opening".into(), team: Some(Side::Allies), from: Time(0), to: Time(30_000) }
    );
    let elsewhere = config.for_map(Some("supply"));
    assert_eq!((elsewhere.trade_dist, elsewhere.objective_zones.len()), (800.0, 0));
    assert_eq!(config.origin(Some("Radar"), "objective_zones").to_string(), "my.yaml:5:7");
}

#[test]
fn layers_win_in_their_order_and_know_their_source() {
    let league =
        Document::parse("league.yaml", b"trade_dist: 1\nreact_s: 2\nnear_dist: 3\nmaps: {radar: {near_dist: 4}}\n")
            .unwrap();
    let file = doc("trade_dist: 5\nmaps: {radar: {trade_dist: 6, react_s: 7}}\n");
    let flags = Document::flags(["react_s=8", "maps.supply.trade_dist=9"]).unwrap();
    let sources = Sources { league: Some(&league), file: Some(&file), flags: Some(&flags), ..Sources::default() };
    let config = Config::load(sources).unwrap();
    let seen = |map: Option<&str>| {
        let s = config.for_map(map);
        (s.trade_dist, s.react_s, s.near_dist)
    };
    assert_eq!(seen(None), (5.0, 8.0, 3.0));
    assert_eq!(seen(Some("radar")), (6.0, 8.0, 4.0));
    assert_eq!(seen(Some("supply")), (9.0, 8.0, 3.0));
    let origin = |map, key| config.origin(map, key).to_string();
    assert_eq!(origin(None, "near_dist"), "league.yaml:3:12");
    assert_eq!(origin(Some("radar"), "near_dist"), "league.yaml:4:27");
    assert_eq!(origin(Some("radar"), "react_s"), "--set react_s=8");
    assert_eq!(origin(Some("radar"), "bounds"), "built in (radar)");
    let changed: Vec<_> =
        config.changed(None).into_iter().map(|(key, value, at)| format!("{key} {value} {at}")).collect();
    assert_eq!(changed, ["near_dist 3 league.yaml:3:12", "react_s 8 --set react_s=8", "trade_dist 5 my.yaml:1:13"]);
}

#[test]
fn flags_reach_every_depth_and_their_mistakes_name_the_flag() {
    let with = |flags: &[&str]| {
        let flags = Document::flags(flags).unwrap();
        Config::load(Sources { flags: Some(&flags), ..Sources::default() }).map_err(|wrong| wrong.to_string())
    };
    let config =
        with(&["score_weights.missed_trade=-8", "maps.Radar.trade_dist=700", "penalties_enabled=true"]).unwrap();
    let radar = config.for_map(Some("radar"));
    assert_eq!((radar.score_weights.missed_trade, radar.trade_dist, radar.penalties_enabled), (-8.0, 700.0, true));
    assert_eq!(
        with(&["trade_dsit=700"]).unwrap_err(),
        "--set trade_dsit=700: unknown key \"trade_dsit\"; did you mean \"trade_dist\"?"
    );
    assert_eq!(
        with(&["trade_dist="]).unwrap_err(),
        "--set trade_dist=: \"trade_dist\" wants a number from 0 to 100000, got nothing"
    );
    let zones = with(&["maps.radar.objective_zones=[{center: [0, 0], radius: 5}]"]).unwrap();
    assert_eq!(zones.for_map(Some("radar")).objective_zones.len(), 1);
}

#[test]
fn the_sampling_step_follows_the_rate_unless_it_is_given() {
    let step = |text: &str| load(text).unwrap().for_map(None).sample();
    assert_eq!(step(""), Time(1_000));
    assert_eq!(step("sampling_hz_base: 4\n"), Time(250));
    assert_eq!(step("sampling_hz_base: 3\n"), Time(333));
    assert_eq!(step("sampling_hz_base: 4\nsample_ms: 500\n"), Time(500));
    let config = load("sample_ms: 500\nmaps: {radar: {sampling_hz_base: 10}}\n").unwrap();
    assert_eq!((config.for_map(None).sample(), config.for_map(Some("radar")).sample()), (Time(500), Time(100)));
    assert_eq!(config.origin(Some("radar"), "sample_ms").to_string(), "my.yaml:2:34");
}

#[test]
fn the_hash_knows_judgements_and_nothing_else() {
    let hash = |text: &str| load(text).unwrap().hash();
    let plain = Config::default().hash();
    assert_eq!(plain.len(), 12);
    let silent = [
        "# a comment\ntrade_dist: 800.0\n",
        "keys: {play: p}\nreview: {auto_advance: true}\n",
        "maps: {radar: {bounds: {min: [0, 0], max: [1, 1]}, callouts: []}}\n",
        "maps: {radar: {trade_dist: 800}}\n",
    ];
    for text in silent {
        assert_eq!(hash(text), plain, "{text}");
    }
    let mut seen = vec![plain];
    let judging = [
        "trade_dist: 801\n",
        "high_needs_los: false\n",
        "score_weights: {missed_trade: -5}\n",
        "maps: {radar: {trade_dist: 801}}\n",
        "maps: {supply: {trade_dist: 801}}\n",
        "maps: {radar: {objective_zones: [{center: [0, 0], radius: 5}]}}\n",
        "maps: {radar: {route_zones: [{center: [0, 0], radius: 5}]}}\n",
        "maps: {radar: {phases: [{from_s: 0, to_s: 5}]}}\n",
        "maps: {radar: {phases: [{from_s: 0, to_s: 5, team: AXIS}]}}\n",
    ];
    for text in judging {
        let new = hash(text);
        assert!(!seen.contains(&new), "{text}");
        seen.push(new);
    }
    assert_eq!(hash("react_s: 2\nnear_dist: 3\n"), hash("near_dist: 3.0\n\nreact_s: 2\n"));
    let named = hash("maps: {radar: {objective_zones: [{name: gun, center: [0, 0], radius: 5}]}}\n");
    assert!(seen.contains(&named), "a zone's name judges nobody");
}

#[test]
fn any_text_is_either_read_or_named() {
    use proptest::prelude::*;
    proptest!(|(text in "[a-z_:\\[\\]{}&*!|>'\"#%@,.\\- \n\t0-9]{0,120}")| {
        if let Ok(document) = Document::parse("my.yaml", text.as_bytes()) {
            let _ = Config::load(Sources { file: Some(&document), ..Sources::default() });
        }
    });
}

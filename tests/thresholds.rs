//! Every threshold: moving it changes an output, and the film prints the value in force beside its name.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/rounds.rs"]
mod support;
#[path = "support/way.rs"]
mod way;

use filmroom::config::{Document, Table};
use filmroom::et::analysis::{Marks, analyse};
use filmroom::et::config::{Config, Settings, Sources};
use filmroom::et::output::rows;
use filmroom::et::places::Atlas;
use filmroom::et::{Round, film};
use filmroom::film::Film;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use support::{config, rounds, simulated, watched};

/// Each key and a value that it does not have by default.
const MOVED: &[(&str, &str)] = &[
    ("sampling_hz_base", "2"),
    ("support_dist", "300"),
    ("trade_dist", "500"),
    ("trade_window_s", "1.5"),
    ("combat_recent_s", "4"),
    ("isolation_dist", "700"),
    ("crossfire_dist", "300"),
    ("crossfire_min_angle_deg", "90"),
    ("objective_grace_s", "0"),
    ("objective_zone_grace_s", "0"),
    ("interp_max_gap_ms", "0"),
    ("stale_max_ms", "0"),
    ("sample_ms", "500"),
    ("trade_dist_marginal", "1500"),
    ("attempt_lead_s", "0"),
    ("revive_response_s", "1"),
    ("react_s", "2"),
    ("near_dist", "200"),
    ("lurk_cluster_dist", "100"),
    ("lurk_contact_dist", "9000"),
    ("sight_cone_deg", "10"),
    ("sight_max_dz", "10"),
    ("route_factor", "0.1"),
    ("route_reach", "1"),
    ("high_needs_los", "false"),
    ("sight_by_los", "false"),
    ("distance_3d", "false"),
    ("facing_cone_deg", "90"),
    ("first_contact_quiet_s", "0"),
    ("contact_gap_s", "1"),
    ("late_follow_s", "20"),
    ("isolation_high_factor", "4"),
    ("cell_size", "512"),
    ("buddy_dist", "200"),
    ("cluster_dist", "200"),
    ("duo_min_share", "1"),
    ("floating_max_share", "0.9"),
    ("readiness_cap_per_round", "1"),
    ("crossfire_cap_per_round", "1"),
    ("min_alive_for_rate_s", "3600"),
    ("penalties_enabled", "true"),
    ("score_weights.readiness_per_sec", "0.5"),
    ("score_weights.crossfire_per_sec", "0.5"),
    ("score_weights.trade_attempt", "4"),
    ("score_weights.trade_success", "9"),
    ("score_weights.missed_trade", "-7"),
    ("score_weights.isolated_death", "-4"),
];

/// What the analysis does not read, and why: the specification has it for collectors, files are analysed as recorded.
const NOT_READ: [&str; 1] = ["sampling_hz_combat"];

/// The outputs of a round as text, without the hash, which changes with everything.
fn written(round: &Round, config: &Config) -> Vec<Vec<Value>> {
    rows(round, &analyse(round, &config.for_map(round.map.as_deref())), "h").to_vec()
}

/// A round with its own configuration text. The cases of `fixtures/et` bring what a simulated round lacks: lurks, views
/// without recorded lines of sight, boundaries.
struct Input {
    round: Round,
    file: Document,
    before: Vec<Vec<Value>>,
}

/// A configuration with ways on the simulator's map: without a waypoint graph nobody reads the keys of the gate `route`.
fn layered(file: &Document, set: &[&str]) -> Config {
    static ATLAS: LazyLock<Arc<Atlas>> = LazyLock::new(|| {
        let folder = tempfile::tempdir().unwrap();
        way::write(folder.path(), "towpath", &way::grid(20, 20, 200.0));
        let atlas = Atlas::open(folder.path()).unwrap();
        assert!(atlas.known("towpath").graph.is_some());
        Arc::new(atlas)
    });
    let flags = Document::flags(set).unwrap();
    let config = Config::load(Sources { file: Some(file), flags: Some(&flags), ..Sources::default() }).unwrap();
    config.with_atlas(ATLAS.clone())
}

fn input(round: Round, file: Document) -> Input {
    let before = written(&round, &layered(&file, &[]));
    Input { round, file, before }
}

fn inputs() -> Vec<Input> {
    let mut all = vec![input(simulated(70, 4, 4.0), Document::parse("my.yaml", b"{}\n").unwrap())];
    let with = Document::parse("my.yaml", b"penalties_enabled: true\n").unwrap();
    all.push(input(simulated(75, 4, 4.0), with));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/et");
    let mut cases: Vec<_> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    for case in cases.iter().filter(|case| case.join("expected.json").is_file()) {
        let read = |name: &str| std::fs::read_to_string(case.join(name)).unwrap_or_default();
        let file = Document::parse("config.yaml", read("config.yaml").as_bytes()).unwrap();
        for round in rounds(&[&read("events.jsonl"), &read("snapshots.jsonl")]) {
            all.push(input(round, file.clone()));
        }
    }
    all
}

#[test]
fn moving_any_threshold_changes_an_output() {
    let inputs = inputs();
    let mut dead = Vec::new();
    for (key, value) in MOVED {
        let set = format!("{key}={value}");
        let changes = |one: &Input| written(&one.round, &layered(&one.file, &[&set])) != one.before;
        if !inputs.iter().any(changes) {
            dead.push(*key);
        }
    }
    assert!(dead.is_empty(), "these thresholds change nothing: {dead:?}");
}

#[test]
fn the_table_above_has_every_threshold() {
    let listed: BTreeSet<String> = MOVED.iter().map(|(key, _)| *key).chain(NOT_READ).map(str::to_owned).collect();
    let declared: BTreeSet<String> = Settings::keys().into_iter().map(|(key, _)| key).collect();
    assert_eq!(listed, declared);
    for key in NOT_READ {
        let round = simulated(70, 2, 0.5);
        let moved = config(&format!("{key}: 20\n"));
        assert_eq!(written(&round, &moved), written(&round, &Config::default()), "{key} is read after all");
    }
}

/// Every rule, note and help text of a film.
fn said(film: &Film) -> String {
    let mut all = vec![film.meta.rule.clone(), film.ground.note.clone()];
    all.extend(film.strips.iter().map(|strip| strip.note.clone()));
    for sheet in &film.sheets {
        all.push(sheet.note.clone());
        all.extend(sheet.columns.iter().map(|column| column.help.clone()));
    }
    all.extend(film.findings.iter().map(|finding| finding.rule.clone()));
    all.join("\n") + "\n"
}

#[test]
fn the_film_prints_every_threshold_with_the_value_in_force() {
    let round = simulated(70, 4, 4.0);
    let mut silent = Vec::new();
    for (key, value) in MOVED {
        let config = layered(&Document::parse("my.yaml", b"{}\n").unwrap(), &[&format!("{key}={value}")]);
        let analysis = analyse(&round, &config.for_map(round.map.as_deref()));
        let text = said(&film(&round, &analysis, &config));
        let printed = text.match_indices(&format!("{key} {value}")).any(|(at, found)| {
            // `trade_dist 80` must not be found in `trade_dist 800`.
            text[at + found.len()..].starts_with(|c: char| !c.is_ascii_digit() && c != '.')
        });
        if !printed {
            silent.push(*key);
        }
    }
    assert!(silent.is_empty(), "the film prints no value for {silent:?}");
    // The same film with defaults does not print them: the test can fail.
    let (_, film) = watched(&round, &Config::default(), &Marks::default());
    assert!(!said(&film).contains("support_dist 300"));
}

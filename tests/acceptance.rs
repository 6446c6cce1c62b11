//! Spec 1, §7, what "good" looks like: each criterion as a named test on the demo and the cases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/skip.rs"]
mod skip;
#[path = "support/rounds.rs"]
mod support;

use filmroom::config::Document;
use filmroom::et::analysis::{Marks, Reason, analyse};
use filmroom::et::config::{Config, Sources};
use filmroom::et::demo;
use filmroom::et::output::{FILES, rows};
use filmroom::et::{Round, load};
use filmroom::film::{Confidence, Progress, Status};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use support::{config, rounds, watched};

static DEMO: LazyLock<Vec<Round>> = LazyLock::new(|| load(&demo::sources(), &Progress::default()).unwrap().rounds);

/// The cases, each with its rounds and configuration.
fn cases() -> Vec<(PathBuf, Vec<Round>, Config)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/et");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|case| case.join("expected.json").is_file());
    cases.sort();
    let read = |case: PathBuf| {
        let text = |name: &str| std::fs::read_to_string(case.join(name)).unwrap_or_default();
        let file = Document::parse("config.yaml", text("config.yaml").as_bytes()).unwrap();
        let config = Config::load(Sources { file: Some(&file), ..Sources::default() }).unwrap();
        (case.clone(), rounds(&[&text("events.jsonl"), &text("snapshots.jsonl")]), config)
    };
    cases.into_iter().map(read).collect()
}

fn everything() -> Vec<(Round, Config)> {
    let mut all: Vec<(Round, Config)> = DEMO.iter().map(|round| (round.clone(), Config::default())).collect();
    all.extend(
        cases()
            .into_iter()
            .flat_map(|(_, rounds, config)| rounds.into_iter().map(move |round| (round, config.clone()))),
    );
    all
}

/// The raw event lines of the demo, round by round, as JSON: another reading than the program's own.
fn raw() -> Vec<Vec<Value>> {
    let files = demo::files().unwrap();
    let events = files.iter().filter(|(name, _)| name.contains("events"));
    let lines = |bytes: &[u8]| -> Vec<Value> {
        bytes
            .split(|b| *b == b'\n')
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_slice(line).unwrap())
            .collect()
    };
    events.map(|(_, bytes)| lines(bytes)).collect()
}

fn ms(line: &Value) -> i64 {
    line["t_ms"].as_i64().unwrap_or_else(|| (line["t"].as_f64().unwrap() * 1000.0 + 0.5).floor() as i64)
}

/// Who did it: a kill line's `killer`, a damage line's `attacker`.
fn by(line: &Value) -> Option<i64> {
    line["killer"].as_i64().or(line["attacker"].as_i64())
}

#[test]
fn trade_events_classify_opportunity_attempt_and_success_as_the_glossary_says() {
    let (mut attempts, mut successes, mut missed) = (0, 0, 0);
    for round in DEMO.iter() {
        let config = Config::default();
        let lines = raw().into_iter().find(|lines| lines[0]["round_id"] == round.id.as_str()).unwrap();
        for row in &rows(round, &analyse(round, &config.for_map(round.map.as_deref())), "h")[0] {
            let t = (row["t_death"].as_f64().unwrap() * 1000.0).round() as i64;
            let killer = row["killer"].as_i64().unwrap();
            let has = |list: &str, client: i64| row[list].as_array().unwrap().iter().any(|one| one["client"] == client);
            for one in row["opportunities"].as_array().unwrap() {
                let client = one["client"].as_i64().unwrap();
                let close = (one["t_close"].as_f64().unwrap() * 1000.0).round() as i64;
                assert!(t <= close && close <= t + 3_000, "it expires within trade_window_s");
                let did = |kind: &str, from: i64| {
                    lines
                        .iter()
                        .filter(|line| line["type"] == kind && from <= ms(line) && ms(line) <= close)
                        .any(|line| by(line) == Some(client) && line["victim"] == killer)
                };
                // Lines of the very milliseconds of T and C are decided by their order, which has tests of its own.
                let (hit, killed) = (did("damage", t - 1_000) || did("kill", t - 1_000), did("kill", t));
                attempts += i32::from(has("attempts", client));
                successes += i32::from(has("successes", client));
                missed += i32::from(has("missed_candidates", client));
                assert!(!has("attempts", client) || hit, "an attempt is damage to the killer: {client} at {t}");
                assert!(!has("successes", client) || killed, "a success is a kill of the killer: {client} at {t}");
                assert_eq!(has("missed_candidates", client), !has("attempts", client) && !has("successes", client));
                assert!(
                    !(has("missed_candidates", client) && did("damage", t + 1)),
                    "hits after the death: {client} at {t}"
                );
            }
        }
    }
    assert!(
        attempts > 10 && successes > 5 && missed > 20,
        "{attempts} {successes} {missed}: too few to prove anything"
    );
}

#[test]
fn objective_role_plays_rarely_give_high() {
    let role = [Reason::ObjectiveAction, Reason::ObjectiveZone, Reason::Phase, Reason::PlannedLurk];
    let (mut plays, mut high) = (0, 0);
    for (round, config) in everything() {
        let analysis = analyse(&round, &config.for_map(round.map.as_deref()));
        for one in analysis.trades.iter().flat_map(|trade| trade.opportunities.iter().flatten()) {
            if one.missed && one.reasons.iter().any(|reason| role.contains(reason)) {
                plays += 1;
                high += i32::from(one.confidence == Confidence::High);
            }
        }
    }
    assert!(plays > 20, "only {plays} such plays: too few to prove anything");
    assert_eq!(high, 0, "of {plays} objective-role plays");
}

#[test]
fn no_high_candidate_did_objective_work_by_the_raw_lines() {
    let mut seen = 0;
    for round in DEMO.iter() {
        let lines = raw().into_iter().find(|lines| lines[0]["round_id"] == round.id.as_str()).unwrap();
        for row in &rows(round, &analyse(round, &Config::default().for_map(round.map.as_deref())), "h")[0] {
            let t = (row["t_death"].as_f64().unwrap() * 1000.0).round() as i64;
            for one in row["missed_candidates"].as_array().unwrap().iter().filter(|one| one["confidence"] == "high") {
                seen += 1;
                let worked = lines.iter().any(|line| {
                    line["type"] == "objective"
                        && line["client"] == one["client"]
                        && !["destroyed", "drop"].iter().any(|action| line["action"] == *action)
                        && (t - 6_000..=t).contains(&ms(line))
                });
                assert!(!worked, "{one} at {t}");
            }
        }
    }
    assert!(seen > 0, "the demo has a high candidate");
}

#[test]
fn most_negatives_start_as_candidates_with_reasons_that_can_be_read() {
    let (mut all, mut high) = (0, 0);
    for (round, config) in everything() {
        let (analysis, film) = watched(&round, &config, &Marks::default());
        let penalties = config.for_map(round.map.as_deref()).penalties_enabled;
        for negative in analysis.scores.iter().flat_map(|score| &score.negatives) {
            all += 1;
            high += i32::from(negative.confidence == Confidence::High);
            assert!(!negative.counted || penalties, "nothing costs points until somebody turns penalties on");
            let finding = film.findings.iter().find(|finding| finding.id == negative.id).unwrap();
            assert_eq!(finding.status, Status::Candidate);
        }
        for finding in film.findings.iter().filter(|finding| finding.is_judgeable()) {
            let why = &finding.explanation;
            assert!(!why.trigger.is_empty() && !why.expected.is_empty(), "{}", finding.title);
            assert_eq!(why.possible_because.len() + why.missing.len(), finding.gates.len(), "{}", finding.title);
            assert!(finding.rule.contains(" u") && !finding.title.contains("bait"), "{}", finding.title);
        }
    }
    assert!(all > 50, "{all} negatives: too few to prove anything");
    assert!(high * 2 < all, "{high} of {all} are high: most must stay candidates");
}

#[test]
fn penalties_touch_high_ones_only() {
    let config = config("penalties_enabled: true\n");
    for round in DEMO.iter() {
        let analysis = analyse(round, &config.for_map(round.map.as_deref()));
        for negative in analysis.scores.iter().flat_map(|score| &score.negatives) {
            assert_eq!(negative.counted, negative.confidence == Confidence::High);
        }
    }
}

/// Checks every line of every file with nothing but Python's own library.
const READ: &str = r#"
import json, pathlib, sys
head = ["schema_version", "score_model_version", "config_hash", "round_id", "map"]
lines = 0
def plain(value):
    if isinstance(value, float):
        assert value == value and abs(value) != float("inf")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        plain(inner)
def refuse(text):
    raise ValueError(text)
for name in sys.argv[2:]:
    for line in (pathlib.Path(sys.argv[1]) / name).read_bytes().decode("utf-8").split("\n")[:-1]:
        row = json.loads(line, parse_constant=refuse)
        assert list(row)[:5] == head, (name, list(row))
        plain(row)
        lines += 1
print(lines)
"#;

#[test]
fn outputs_parse_in_python() {
    if !Command::new("python3").arg("--version").output().is_ok_and(|out| out.status.success()) {
        return skip::skipped("python3");
    }
    let (demo_dir, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    demo::write(demo_dir.path()).unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_filmroom"))
        .args(["analyze".as_ref(), demo_dir.path(), "--out".as_ref(), out.path()])
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let python = Command::new("python3").args(["-c", READ]).arg(out.path()).args(FILES).output().unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    let lines: u32 = String::from_utf8_lossy(&python.stdout).trim().parse().unwrap();
    assert!(lines > 100, "{lines} lines");
}

#[test]
fn outputs_are_stable() {
    for (case, rounds_of, config) in cases() {
        for round in &rounds_of {
            let lines = || rows(round, &analyse(round, &config.for_map(round.map.as_deref())), &config.hash());
            assert_eq!(format!("{:?}", lines()), format!("{:?}", lines()), "{}", case.display());
        }
    }
}

//! Detector logs: the real layouts, live notes, bad lines, and the row that is written.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/skip.rs"]
mod skip;

use filmroom::config::{Table, Value};
use filmroom::film::{Problems, Progress, Time};
use filmroom::ingest::Source;
use filmroom::sc2::log::{LogRow, Logged, RowMeta, csv, jsonl, load, table};
use filmroom::sc2::observe::{Fact, State};
use filmroom::sc2::rush::{Applies, By, Guard, Rules, Rush, RushSettings, Signal, judge};
use std::borrow::Cow;
use std::path::PathBuf;

fn read(text: &str) -> (Vec<Logged>, Problems) {
    let source = Source::Memory { name: "log".into(), bytes: Cow::Owned(text.as_bytes().to_vec()) };
    load(&[source], &RushSettings::default(), &Progress::default()).unwrap()
}

fn one(text: &str) -> Logged {
    let (mut games, problems) = read(text);
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(games.len(), 1);
    games.remove(0)
}

/// Rules of the detectors that take what they never saw for absent.
fn mixing() -> Rules {
    let mut rules = Rules::default();
    assert!(rules.settings.set("unknown_is_absent", Value::Switch(true)));
    rules
}

fn logs(name: &str) -> Option<Vec<Logged>> {
    let shared = std::env::var_os("FILMROOM_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let path = shared.join("data/sc2/logs").join(name);
    if !path.is_file() {
        skip::skipped(name);
        return None;
    }
    let (games, problems) = load(&[Source::File(path)], &RushSettings::default(), &Progress::default()).unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    Some(games)
}

/// The seed-era file holds ten rows of two detectors. Lines 1 to 3 are of the one before it; 4 to 10 are of the detector
/// of the specification. Six rows tell what the oracle asks for: a pool started by 0:19 and nothing else by 1:20. Five of
/// them (5 to 8 and 10) carry the total 16 themselves; line 3 tells the same facts, scored by the older detector.
#[test]
fn six_rows_of_the_seed_era_total_sixteen_at_one_twenty() {
    let Some(games) = logs("pigbot_seed_era_da22bdd.jsonl") else { return };
    let lines = |games: Vec<&Logged>| games.iter().map(|game| game.line).collect::<Vec<_>>();
    assert_eq!(games.len(), 10);
    let early = |game: &&Logged| {
        let told = |fact| game.observations.first_seen(fact, Time(80_000));
        let nothing = [Fact::Natural, Fact::Extractor, Fact::Ling].into_iter().all(|fact| told(fact).is_none());
        nothing && told(Fact::PoolStarted).is_some_and(|start| start < Time(19_000))
    };
    let oracle: Vec<&Logged> = games.iter().filter(early).collect();
    for game in &oracle {
        let verdict = judge(&game.observations, &mixing(), Time(80_000));
        assert_eq!((verdict.scores.by_rush, verdict.scores.sum), ([8.0, 6.0, 2.0], 16.0), "line {}", game.line);
        assert_eq!((verdict.label(), verdict.is_rushed()), ("12p_gasless", true));
        if game.said.score == Some(16.0) {
            assert_eq!(verdict.scores.by_rush.map(Some), game.said.by_rush, "line {}", game.line);
            assert_eq!(Some(verdict.label()), game.said.label.as_deref());
        }
        // Strictly, nobody looked: only the pool counts. Below 0:18 it is early by its completion alone, and then R1 asks
        // for the natural too.
        let strict = judge(&game.observations, &Rules::default(), Time(80_000));
        let start = game.observations.first_seen(Fact::PoolStarted, Time::MAX).unwrap();
        let r1 = if start < Time(18_000) { 0.0 } else { 3.0 };
        assert_eq!(strict.scores.by_rush, [r1, 3.0, 0.0], "line {}", game.line);
    }
    assert_eq!(lines(oracle), [3, 5, 6, 7, 8, 10]);
    assert_eq!(lines(games.iter().filter(|game| game.said.score == Some(16.0)).collect()), [5, 6, 7, 8, 10]);
}

/// The two other rows of that detector cannot be had from what they log: it scored line 4's pool at 0:34.4 as early, which
/// no clock of the specification does, and on line 9 no missing natural, though the row knows of none.
#[test]
fn two_rows_of_the_seed_era_say_what_their_facts_do_not() {
    let Some(games) = logs("pigbot_seed_era_da22bdd.jsonl") else { return };
    let ours = |line: usize| judge(&games[line - 1].observations, &mixing(), Time(80_000)).scores.by_rush;
    let theirs = |line: usize| games[line - 1].said.by_rush.map(Option::unwrap);
    assert_eq!((theirs(4), ours(4)), ([6.0, 6.0, 2.0], [3.0, 3.0, 2.0]), "less the early pool of R1 and R2");
    assert_eq!((theirs(9), ours(9)), ([0.0, 5.0, 3.0], [3.0, 3.0, 2.0]), "with the missing natural");
    for line in [4, 9] {
        let pool = games[line - 1].observations.first_seen(Fact::PoolStarted, Time::MAX).unwrap();
        assert!(pool > Time(25_000) && pool + Time(46_429) > Time(65_000), "line {line}: {pool} is no early pool");
    }
}

#[test]
fn the_second_real_layout_reads_whole() {
    let Some(games) = logs("pigbot_ml_era_6ea015d.jsonl") else { return };
    assert_eq!(games.len(), 119);
    assert!(games.iter().all(|g| g.map.is_some() && g.length.is_some() && g.said.label.is_some()));
    let scouted = games.iter().filter(|g| g.observations.absent_until(Fact::Natural, Time::MAX).is_some()).count();
    assert!(scouted > 0, "rows with a scouted, missing natural");
}

#[test]
fn the_oracle_by_its_figures() {
    // The facts of such a row, without the row: pool at 0:18.9, nothing else ever seen.
    let row = r#"{"map_name":"M","t_nat_started":null,"pool_seen_state":"done","t_pool_seen":18.88,"t_extractor_seen":null,"game_time_seconds":381.9}"#;
    let game = one(row);
    assert_eq!(judge(&game.observations, &mixing(), Time(80_000)).scores.by_rush, [8.0, 6.0, 2.0]);
    // Not seen is not absent: by default only the pool counts.
    assert_eq!(judge(&game.observations, &Rules::default(), Time(80_000)).scores.by_rush, [3.0, 3.0, 0.0]);
}

#[test]
fn none_is_unknown_in_every_spelling() {
    let game = one(
        r#"{"nat_start": -1, "pool_start": null, "ling_seen": -1.0, "ling_has_speed": 0, "game_time_seconds": 200}"#,
    );
    for fact in Fact::ALL {
        assert_eq!(game.observations.state(fact, Time::MAX), State::Unknown, "{fact:?}");
    }
    let game = one(
        r#"{"nat_start": -1, "last_nat_scout_time": 84.5, "nat_present_on_last_scout": 0, "game_time_seconds": 200}"#,
    );
    assert_eq!(game.observations.state(Fact::Natural, Time::MAX), State::AbsentUntil(Time(84_500)));
    let game = one(
        r#"{"nat_start": -1, "last_nat_scout_time": 84.5, "nat_present_on_last_scout": 1, "game_time_seconds": 200}"#,
    );
    assert_eq!(game.observations.state(Fact::Natural, Time::MAX), State::Unknown);
}

#[test]
fn the_two_times_of_a_pool_stay_apart() {
    let pool = |row: &str| {
        let game = one(row);
        (
            game.observations.first_seen(Fact::PoolSeen, Time::MAX),
            game.observations.first_seen(Fact::PoolStarted, Time::MAX),
        )
    };
    assert_eq!(pool(r#"{"t_pool_seen": 70.5, "pool_start_est": 18.0}"#), (Some(Time(70_500)), Some(Time(18_000))));
    assert_eq!(pool(r#"{"t_pool_seen": 90.0, "pool_seen_state": "done"}"#), (Some(Time(90_000)), None));
    assert_eq!(pool(r#"{"t_pool_seen": 70.5, "pool_start_est": null}"#), (Some(Time(70_500)), None));
    let known = one(r#"{"t_pool_seen": 70.5, "pool_start_est": 18.0}"#).observations;
    assert_eq!(known.first_seen(Fact::PoolStarted, Time(70_499)), None, "reconstructed when it was seen, not before");
}

const LIVE: &str = r#"{"t": 0.0, "kind": "game", "map": "Ultralove AIE", "rush_distance_seconds": 35.1}
{"t": 58.4, "kind": "probe", "where": "natural"}
{"t": 58.4, "kind": "absent", "what": "natural"}
{"t": 61.0, "kind": "seen", "what": "pool", "progress": 0.9}
{"t": 66.5, "kind": "seen", "what": "extractor", "progress": 0.4}
{"t": 75.0, "kind": "gas", "mined": 24, "workers": 3, "unheard_of": [1]}
{"t": 82.0, "kind": "absent", "what": "natural"}
{"t": 97.0, "kind": "seen", "what": "zergling"}
{"t": 99.0, "kind": "wave", "of": "hand"}
{"t": 118.2, "kind": "contact", "speed": false}
{"t": 380.0, "kind": "end", "result": "Victory"}
"#;

#[test]
fn live_notes_become_a_game() {
    let game = one(LIVE);
    let obs = &game.observations;
    assert_eq!(
        (game.map.as_deref(), game.rush_distance, game.length),
        (Some("Ultralove AIE"), Some(35.1), Some(Time(380_000)))
    );
    // 61.0 - 0.9 x 46.43 = 19.21.
    assert_eq!(obs.first_seen(Fact::PoolStarted, Time::MAX), Some(Time(19_214)));
    assert_eq!(obs.first_seen(Fact::PoolStarted, Time(60_999)), None);
    assert_eq!(obs.first_seen(Fact::Extractor, Time::MAX), Some(Time(57_929)));
    let verdict = judge(obs, &Rules::default(), Time::MAX);
    assert_eq!(verdict.first_true, Some((Time(61_000), By::Score)));
    assert_eq!(verdict.guard(), Some(Guard::A));
    assert_eq!(judge(obs, &Rules::default(), Time(82_000)).scores.by_rush, [6.0, 6.0, 2.0]);
    let fires: Vec<_> = verdict.guards.iter().map(|g| g.since).collect();
    assert_eq!(fires, [Some(Time(97_000)), Some(Time(118_200)), None]);
}

/// A signal's state after notes, at 4:00.
fn after(notes: &str, rush: Rush, signal: Signal) -> Applies {
    let game = one(&format!("{notes}\n{{\"t\": 240, \"kind\": \"end\"}}"));
    let verdict = judge(&game.observations, &Rules::default(), Time::MAX);
    verdict.ledger.iter().find(|r| (r.entry.rush, r.entry.signal) == (rush, signal)).unwrap().answer.applies.clone()
}

#[test]
fn a_first_look_says_nothing_about_before() {
    let natural = |more: &str| {
        after(&format!(r#"{{"t": 150, "kind": "seen", "what": "natural"{more}}}"#), Rush::R1, Signal::NoNatural)
    };
    assert!(matches!(natural(""), Applies::Unknown(why) if why.contains("perhaps before 1:20")));
    assert_eq!(natural(r#", "progress": 0.5"#), Applies::Yes, "begun at 1:54");
    assert_eq!(natural(r#", "progress": 0.99"#), Applies::No, "begun at 1:19.3");
    assert_eq!(natural(r#", "progress": 1.0"#), Applies::No, "complete, so begun by 1:18.6");
    let late = r#"{"t": 155, "kind": "seen", "what": "natural", "progress": 1.0}"#;
    assert!(matches!(after(late, Rush::R1, Signal::NoNatural), Applies::Unknown(_)), "complete, so begun by 1:23.6");

    let speed =
        |t: i32| after(&format!(r#"{{"t": {t}, "kind": "seen", "what": "speed"}}"#), Rush::R2, Signal::SpeedResearch);
    assert_eq!(speed(110), Applies::Yes);
    assert!(matches!(speed(115), Applies::Unknown(_)));

    let queen = |t: i32| {
        let pool = r#"{"t": 60, "kind": "seen", "what": "pool"}"#;
        after(&format!("{pool}\n{{\"t\": {t}, \"kind\": \"seen\", \"what\": \"queen\"}}"), Rush::R1, Signal::NoQueen)
    };
    assert_eq!(queen(160), Applies::No, "born by 2:40, so begun by 2:04.3");
    assert!(matches!(queen(170), Applies::Unknown(_)));
}

#[test]
fn lings_first_seen_late_do_not_score_and_do_not_dampen() {
    let row = r#"{"t_nat_started": 47.9, "t_ling_seen": 147.9, "game_time_seconds": 300}"#;
    let verdict = judge(&one(row).observations, &Rules::default(), Time::MAX);
    assert_eq!(verdict.scores.by_rush, [0.0; 3], "{:#?}", verdict.ledger);
    let mixed = judge(&one(row).observations, &mixing(), Time::MAX);
    assert!(mixed.ledger.iter().any(|r| r.entry.signal == Signal::DamperLings && r.answer.applies.yes()));
}

#[test]
fn several_games_in_a_file_and_rows_between_notes() {
    let text = format!(
        "{LIVE}{LIVE}{{\"t_pool_seen\": 18.0, \"game_time_seconds\": 99}}\n{{\"t\": 5.0, \"kind\": \"probe\", \"where\": \"main\"}}\n"
    );
    let (games, problems) = read(&text);
    assert!(problems.is_empty());
    assert_eq!(games.iter().map(|g| g.line).collect::<Vec<_>>(), [1, 12, 23, 24]);
    assert_eq!(games[0].observations, games[1].observations);
}

#[test]
fn bad_lines_are_named_and_cost_nothing_else() {
    let text = "{\"t_pool_seen\": \"soon\"}\nnonsense\n[1]\n{\"a\": 1}\n{\"t\": -4, \"kind\": \"seen\", \"what\": \"pool\"}\n{\"t\": 4, \"kind\": \"seen\", \"what\": \"drone\"}\n{\"t_pool_seen\": 1e300}\n{\"t\": 4, \"kind\": \"seen\", \"what\": \"pool\", \"progress\": 7}\n{\"t_pool_seen\": 18.0}\n{\"t\": 4, \"kind\": \"absent\", \"what\": null}\n";
    let long = format!("{{\"t\": 4, \"kind\": \"seen\", \"what\": \"{}\"}}\n", "x".repeat(70_000));
    let (games, problems) = read(&format!("{text}{long}{{\"t_pool_s"));
    assert_eq!(games.len(), 1);
    let reasons: Vec<String> = problems.kept().iter().map(|p| format!("{}: {}", p.line, p.reason)).collect();
    let expected = [
        "1: t_pool_seen should be a number or null, not \"soon\"",
        "2: is not JSON: expected ident (column 2)",
        "3: is not a JSON object",
        "4: is neither a detector's log row",
        "5: t of -4 s is no time of a game",
        "6: what is \"drone\"; it should be pool",
        "7: t_pool_seen of 1e300 s is no time of a game",
        "8: progress should be from 0 to 1, not 7",
        "10: what is missing; it should be pool",
        "11: what is \"xxx",
        "12: is not JSON",
    ];
    assert_eq!(reasons.len(), expected.len(), "{reasons:#?}");
    assert!(reasons[9].len() < 300, "a message repeats no long text: {}", reasons[9]);
    for (reason, start) in reasons.iter().zip(expected) {
        assert!(reason.starts_with(start), "{reason}");
    }
    assert!(reasons[10].ends_with("perhaps it is still being written"));
}

#[test]
fn the_row_has_the_specifications_fields_in_its_order_and_reads_back() {
    let game = one(LIVE);
    let rules = Rules::default();
    let verdict = judge(&game.observations, &rules, Time::MAX);
    let meta = RowMeta {
        file: "live.jsonl".into(),
        map: game.map.clone(),
        rush_distance: game.rush_distance,
        result: game.result.clone(),
        length: game.length,
        config_hash: rules.hash(),
    };
    let row = LogRow::new(&meta, &game.observations, &verdict);
    let line = jsonl(std::slice::from_ref(&row));
    let value: serde_json::Value = serde_json::from_str(&line).unwrap();
    let keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    let specified = [
        "map_name",
        "rush_distance_seconds",
        "t_probe_nat",
        "t_probe_main",
        "t_nat_started",
        "pool_seen_state",
        "t_pool_seen",
        "pool_start_est",
        "t_gas_seen",
        "gas_mined_est",
        "t_queen_started",
        "t_ling_seen",
        "t_ling_contact",
        "ling_has_speed",
        "score",
        "rush_label",
        "is_rushed",
        "result",
        "game_time_seconds",
    ];
    assert_eq!(keys[0], "file");
    assert_eq!(keys[1..=specified.len()], specified);
    for ours in [
        "score_r1",
        "score_r2",
        "score_r3",
        "score_distinct",
        "score_max",
        "guard",
        "first_true_at",
        "sight",
        "schema_version",
    ] {
        assert!(keys.contains(&ours), "{ours}");
    }
    assert_eq!(
        (value["t_probe_main"].is_null(), &value["guard"], &value["sight"]),
        (true, &"A".into(), &"logged".into())
    );
    // What is written is a row that can be read: the same facts come back.
    let again = one(&line).observations;
    for fact in [Fact::PoolStarted, Fact::Extractor, Fact::Ling, Fact::Contact] {
        assert_eq!(again.first_seen(fact, Time::MAX), game.observations.first_seen(fact, Time::MAX), "{fact:?}");
    }
    let lines: Vec<String> = csv(&[row.clone(), row.clone()]).unwrap().lines().map(str::to_owned).collect();
    assert_eq!(
        (lines.len(), lines[0].split(',').count(), lines[0].starts_with("file,map_name,")),
        (3, keys.len(), true)
    );
    assert!(table(&[row]).lines().nth(1).unwrap().contains("RUSH"));
}

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

/// A note about a thing, with its progress if it has one.
fn note(t: f64, kind: &str, what: &str, progress: Option<f64>) -> String {
    let progress = progress.map(|p| format!(", \"progress\": {p}")).unwrap_or_default();
    format!("{{\"t\": {t}, \"kind\": \"{kind}\", \"what\": \"{what}\"{progress}}}\n")
}

fn seen(t: f64, what: &str, progress: f64) -> String {
    note(t, "seen", what, Some(progress))
}

fn absent(t: f64, what: &str) -> String {
    note(t, "absent", what, None)
}

fn gas(t: f64, fields: &str) -> String {
    format!("{{\"t\": {t}, \"kind\": \"gas\", {fields}}}\n")
}

fn is_unknown(applies: &Applies, words: &str) -> bool {
    matches!(applies, Applies::Unknown(why) if why.contains(words))
}

#[test]
fn a_queen_of_the_older_layout_was_seen_then_and_not_begun() {
    let no_queen = |field: &str, t: f64| {
        let row = format!(r#"{{"t_pool_seen": 60.0, "{field}": {t}, "game_time_seconds": 300}}"#);
        let verdict = judge(&one(&row).observations, &Rules::default(), Time::MAX);
        verdict.ledger.iter().find(|r| r.entry.signal == Signal::NoQueen).unwrap().answer.applies.clone()
    };
    assert_eq!([no_queen("t_queen_started", 130.0), no_queen("t_queen_started", 125.0)], [Applies::Yes, Applies::No]);
    assert_eq!(no_queen("queen_time", 160.0), Applies::No, "born by 2:40, so begun by 2:04.3");
    assert!(is_unknown(&no_queen("queen_time", 172.0), "perhaps before 2:05"), "begun by 2:16.3");
}

#[test]
fn a_queen_that_was_in_the_making_could_not_be_seen() {
    let notes = seen(60.0, "pool", 0.5) + &absent(126.0, "queen");
    assert_eq!(after(&notes, Rush::R1, Signal::NoQueen), Applies::Yes);
    let born = |t: f64| after(&(notes.clone() + &note(t, "seen", "queen", None)), Rush::R1, Signal::NoQueen);
    assert_eq!([born(150.0), born(175.0)], [Applies::No, Applies::Yes], "begun by 1:54.3, and by 2:19.3");
}

#[test]
fn contact_is_a_zergling_seen() {
    let lings = |t: f64| after(&format!("{{\"t\": {t}, \"kind\": \"contact\"}}"), Rush::R1, Signal::EarlyLings);
    assert_eq!(lings(110.0), Applies::Yes);
    assert_eq!(lings(111.0), Applies::No);
    let row = one(r#"{"t_ling_seen": null, "t_ling_contact": 104.0, "game_time_seconds": 300}"#);
    assert_eq!(judge(&row.observations, &Rules::default(), Time::MAX).guard(), Some(Guard::A));
}

#[test]
fn the_start_of_an_extractor_foretells_its_end() {
    let rate = |t: f64| gas(t, "\"rate\": 150");
    let active = |notes: String| after(&notes, Rush::R2, Signal::ActiveGas);
    // Begun at 0:45.7, complete at 1:07.1.
    let begun = seen(50.0, "extractor", 0.2);
    assert_eq!(active(begun.clone() + &rate(74.0)), Applies::Yes);
    assert!(is_unknown(&active(begun.clone() + &absent(60.0, "extractor") + &rate(74.0)), ""), "cancelled");
    assert_eq!(
        active(begun.clone() + &rate(71.0) + &absent(72.0, "extractor")),
        Applies::No,
        "nothing complete by 1:12"
    );
    assert_eq!(active(seen(58.0, "extractor", 0.2) + &rate(74.0)), Applies::No, "complete at 1:15.1");
    assert_eq!(active(note(48.0, "seen", "extractor", None) + &rate(74.0)), Applies::Yes, "by 1:09.4 at the latest");
    assert!(is_unknown(&active(note(50.0, "seen", "extractor", None) + &rate(74.0)), ""), "by 1:11.4 at the latest");
    // It counts from that moment on.
    let verdict =
        judge(&one(&(begun + &rate(66.0) + &absent(100.0, "zergling"))).observations, &Rules::default(), Time::MAX);
    let row = verdict.ledger.iter().find(|r| r.entry.signal == Signal::ActiveGas).unwrap();
    assert_eq!(row.since, Some(Time(67_143)), "{}", row.answer.note);
    assert!(row.answer.note.contains("Extractor complete at 1:07.1, by its start"), "{}", row.answer.note);
}

#[test]
fn an_old_reading_of_gas_says_nothing_about_the_clock() {
    let pool = seen(60.0, "pool", 0.5); // begun at 0:36.8
    let early = |reads: &str| after(&(pool.clone() + reads), Rush::R3, Signal::PoolAndGas);
    let zero = "\"mined\": 0, \"rate\": 0";
    assert!(is_unknown(&early(&gas(30.0, zero)), "gas was last read at 0:30.0: gas mined by 1:20.0 cannot be told"));
    assert!(is_unknown(&early(&gas(64.9, zero)), "last read at 1:04.9"));
    assert_eq!(early(&gas(65.0, zero)), Applies::No);
    assert!(is_unknown(&early(&gas(75.0, "\"workers\": 0")), "gas was read without what was mined in all"));
    assert!(is_unknown(&early(""), "no reading of gas by 1:20.0"));
    // What adds up and is nothing later, was nothing then; from the moment on at which it is read.
    assert_eq!(early(&gas(150.0, zero)), Applies::No);
    assert!(is_unknown(&early(&gas(150.0, "\"mined\": 4")), "no reading of gas by"));
    let notes = pool.clone() + &gas(150.0, zero) + &absent(200.0, "queen");
    let changes = judge(&one(&notes).observations, &Rules::default(), Time::MAX).changes;
    assert!(changes.contains(&Time(150_000)), "{changes:?}");
    // A rate does not add up.
    let active = |reads: &str| after(&(seen(60.0, "extractor", 1.0) + reads), Rush::R2, Signal::ActiveGas);
    assert!(is_unknown(&active(&(gas(30.0, zero) + &gas(90.0, zero))), "last read at 0:30.0"));
    assert_eq!(active(&gas(70.0, zero)), Applies::No);
    let cut = |reads: &str| after(&(seen(60.0, "extractor", 1.0) + reads), Rush::R2, Signal::GasCut);
    assert!(is_unknown(&cut(&gas(30.0, zero)), "last read at 0:30.0"));
    assert_eq!(cut(&gas(110.0, zero)), Applies::No);
}

#[test]
fn drones_pulled_from_gas_are_a_cut_where_nobody_read_a_rate() {
    let cut = |more: &str| {
        let active = gas(70.0, "\"mined\": 40, \"workers\": 3");
        after(&(seen(60.0, "extractor", 1.0) + &active + &gas(110.0, more)), Rush::R2, Signal::GasCut)
    };
    assert_eq!(cut("\"mined\": 100, \"workers\": 0"), Applies::Yes);
    assert_eq!(cut("\"mined\": 100, \"workers\": 1"), Applies::No);
    assert_eq!(cut("\"mined\": 200, \"workers\": 0"), Applies::No);
    assert_eq!(cut("\"mined\": 100, \"rate\": 60, \"workers\": 0"), Applies::No, "a rate decides where there is one");
    assert_eq!(cut("\"mined\": 100, \"rate\": 40, \"workers\": 3"), Applies::No, "drones are on it");
    assert!(is_unknown(&cut("\"mined\": 100"), "gas was last read at 1:10.0"));
}

#[test]
fn a_pool_that_was_seen_and_is_missed_later_was_gone() {
    let begun = seen(40.0, "pool", 0.4); // begun at 0:21.4
    let early = |notes: String| [Rush::R1, Rush::R2].map(|rush| after(&notes, rush, Signal::EarlyPool).yes());
    assert_eq!(early(begun.clone()), [true; 2]);
    assert_eq!(early(begun.clone() + &absent(64.0, "pool")), [false; 2]);
    assert_eq!(early(begun.clone() + &absent(66.0, "pool")), [true; 2], "it stood at 1:05");
    assert_eq!(early(absent(30.0, "pool") + &begun), [true; 2], "overlooked at 0:30");
    assert_eq!(early(begun + &absent(50.0, "pool") + &seen(66.0, "pool", 0.95)), [true; 2], "overlooked at 0:50");
    // Complete at 1:30, and so begun by 0:43.6: it stood at 1:04, and by its start was complete at 1:02.5.
    let pool = absent(70.0, "natural") + &seen(30.0, "pool", 0.3);
    let complete = |at: f64| seen(at, "pool", 1.0);
    assert_eq!(early(pool.clone() + &absent(64.0, "pool")), [false; 2]);
    assert_eq!(early(pool.clone() + &absent(64.0, "pool") + &complete(90.0)), [true; 2], "overlooked at 1:04");
    assert_eq!(early(pool.clone() + &absent(64.0, "pool") + &complete(120.0)), [false; 2], "begun by 1:13.6: another");
    assert_eq!(early(pool + &absent(120.0, "pool")), [true; 2], "gone long after it was complete");
    // Complete at 1:03.4 by its start, had it not been missed.
    assert_eq!(early(seen(40.0, "pool", 0.495) + &absent(60.0, "pool")), [false; 2]);
    let thirteen = seen(50.0, "pool", 0.3) + &gas(75.0, "\"mined\": 4");
    assert_eq!(after(&thirteen, Rush::R3, Signal::PoolAndGas), Applies::Yes);
    assert_eq!(after(&(thirteen + &absent(60.0, "pool")), Rush::R3, Signal::PoolAndGas), Applies::No);
}

#[test]
fn a_pool_that_is_complete_when_first_seen_was_begun_by_then_and_perhaps_long_before() {
    let early = |notes: &str| after(notes, Rush::R2, Signal::EarlyPool);
    let thirteen = |notes: &str| after(&(gas(75.0, "\"mined\": 4") + notes), Rush::R3, Signal::PoolAndGas);
    let complete = |at: f64| seen(at, "pool", 1.0);
    assert_eq!(early(&complete(65.0)), Applies::Yes);
    assert!(is_unknown(&early(&complete(90.0)), "when first seen at 1:30.0, perhaps before 1:05"));
    assert!(is_unknown(&early(&(absent(66.0, "pool") + &complete(90.0))), "perhaps before"), "overlooked at 1:06");
    assert_eq!(early(&(absent(30.0, "pool") + &complete(90.0))), Applies::No, "not begun by 0:30");
    assert_eq!(thirteen(&complete(80.0)), thirteen(&(absent(20.0, "pool") + &complete(80.0) + &absent(150.0, "pool"))));
    assert!(is_unknown(&thirteen(&complete(84.0)), "started by 0:37.5"));
    assert_eq!(thirteen(&(absent(36.0, "pool") + &complete(84.0))), Applies::Yes, "begun from 0:36 to 0:37.5");
    assert_eq!(thirteen(&(absent(41.0, "pool") + &complete(90.0))), Applies::No, "not begun by 0:41");
    assert!(is_unknown(&thirteen(&(absent(41.0, "pool") + &complete(86.0))), "cannot be told"), "overlooked at 0:41");
    assert_eq!(thirteen(&complete(80.0)), Applies::No, "begun by 0:33.5");
    // By when is no start: a row names none.
    let game = one(&(complete(90.0) + "{\"t\": 240, \"kind\": \"end\"}"));
    let verdict = judge(&game.observations, &Rules::default(), Time::MAX);
    let row = LogRow::new(&RowMeta::default(), &game.observations, &verdict);
    assert_eq!((row.t_pool_seen, row.pool_start_est, row.pool_seen_state), (Some(90.0), None, Some("done")));
}

#[test]
fn an_extractor_that_was_overlooked_is_complete_as_its_start_foretells() {
    let begun = seen(56.0, "extractor", 0.44) + &gas(72.0, "\"rate\": 160"); // begun at 0:46.6, complete at 1:08.0
    let active = |notes: &str| after(&(begun.clone() + notes), Rush::R2, Signal::ActiveGas);
    assert_eq!(active(""), Applies::Yes);
    assert!(is_unknown(&active(&absent(69.0, "extractor")), "known absent until 1:09.0 only"));
    assert_eq!(
        active(&(absent(69.0, "extractor") + &seen(90.0, "extractor", 1.0))),
        Applies::Yes,
        "overlooked at 1:09"
    );
    let another = absent(69.0, "extractor") + &seen(120.0, "extractor", 1.0);
    assert!(is_unknown(&active(&another), "perhaps before 1:10"), "begun by 1:38.6: another");
    assert_eq!(active(&absent(200.0, "extractor")), Applies::Yes, "gone long after");
}

#[test]
fn a_natural_that_was_seen_and_is_missed_later_does_not_dampen() {
    let both = |notes: &str| {
        let notes = seen(60.0, "natural", 0.2) + notes + &absent(111.0, "zergling"); // begun at 0:45.7
        [Signal::NoNatural, Signal::DamperLings].map(|signal| after(&notes, Rush::R1, signal))
    };
    assert_eq!(both(""), [Applies::No, Applies::Yes]);
    assert_eq!(both(&absent(90.0, "natural")), [Applies::Yes, Applies::No], "gone at 1:30");
    let [no_natural, damper] = both(&absent(100.0, "natural"));
    assert!(is_unknown(&no_natural, "gone at 1:40.0, perhaps before 1:20") && damper == Applies::No);
    assert_eq!(both(&(seen(81.0, "natural", 0.5) + &absent(200.0, "natural"))), [Applies::No, Applies::Yes]);
    // Who looked first decided then (R3), whatever is seen later; and that is no natural that dampens.
    let found = absent(82.0, "natural") + &seen(120.0, "natural", 1.0);
    let late = [Signal::NoNatural, Signal::DamperLings].map(|signal| after(&found, Rush::R1, signal));
    assert_eq!(late, [Applies::Yes, Applies::No]);
    // Zerglings that were seen were there, whoever misses them later.
    let lings = note(97.0, "seen", "zergling", None) + &seen(60.0, "natural", 0.2) + &absent(111.0, "zergling");
    assert_eq!(after(&lings, Rush::R1, Signal::DamperLings), Applies::No);
}

#[test]
fn a_nest_that_is_missed_before_its_window_does_not_stand_in_it() {
    let nest = |notes: &str| after(&(seen(100.0, "nest", 0.5) + notes), Rush::R2, Signal::BanelingNest);
    assert_eq!(nest(""), Applies::Yes);
    assert_eq!(nest(&absent(118.0, "nest")), Applies::No);
    assert_eq!(nest(&absent(125.0, "nest")), Applies::Yes, "it stood at 2:00");
    assert_eq!(nest(&(absent(118.0, "nest") + &seen(130.0, "nest", 0.9))), Applies::Yes, "overlooked");
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

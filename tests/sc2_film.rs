//! Games and log rows as films: exact buildings, ageing units, sorted logs, findings whose names outlive thresholds.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/sc2_writer.rs"]
mod writer;

use filmroom::config::{Table, Value};
use filmroom::film::{ActorState, Cell, Confidence, Film, Link, Progress, Status, Time};
use filmroom::ingest::Source;
use filmroom::sc2::film::{film, ledger, logged, signals};
use filmroom::sc2::game::{Game, Pvz};
use filmroom::sc2::observe::Sight;
use filmroom::sc2::rush::{NaturalRule, Rules, Verdict, judge};
use filmroom::sc2::{load, log, scout};
use std::borrow::Cow;
use std::collections::BTreeSet;
use writer::{PROTOSS, Replay, ZERG};

fn game() -> Game {
    let mut r = Replay::pvz(200.0);
    let pool = r.built(17.5, 1040.0 / 22.4, "SpawningPool", ZERG, 125, 135);
    r.died(180.0, pool, Some(PROTOSS), 125, 135);
    let ling = r.born(82.0, "Zergling", ZERG, 131, 128);
    r.position(107.0, ling, 90, 90).position(117.7, ling, 60, 66).died(121.0, ling, Some(PROTOSS), 61, 65);
    r.born(80.0, "Drone", ZERG, 130, 130);
    r.built(20.0, 18.0, "Pylon", PROTOSS, 60, 60);
    let zealot = r.init(110.0, "Zealot", PROTOSS, 58, 60);
    r.position(117.7, zealot, 60, 64);
    (0..28).for_each(|i| {
        let at = f64::from(i) * 160.0 / 22.4;
        r.gas(at, ZERG, 0, 0, 0).gas(at, PROTOSS, 50, 160, 0);
    });
    load(&r.bytes()).unwrap()
}

fn shown(game: &Game, rules: &Rules) -> Film {
    film(&Pvz::of(game).unwrap(), &"game.SC2Replay".into(), rules, Sight::Exists)
}

/// The verdict by the rules as they come, at a moment.
fn verdict_at(pvz: &Pvz<'_>, at: Time) -> Verdict {
    let rules = Rules::default();
    judge(&scout::observe(pvz, &rules, Sight::Exists), &rules, at)
}

/// What every screen relies on.
fn check(film: &Film) {
    assert!(film.log.is_sorted_by_key(|m| m.at) && film.findings.is_sorted_by_key(|f| f.at));
    assert!(film.log.iter().all(|m| m.kind < film.moment_kinds.len()));
    assert!(film.tracks.is_sorted_by_key(|t| (t.actor, t.span.from)));
    for track in &film.tracks {
        assert!(track.actor.index() < film.cast.len() && track.t.is_sorted());
        assert!([track.pos.len(), track.yaw.len(), track.hp.len()] == [track.t.len(); 3]);
    }
    let ids: BTreeSet<&str> = film.findings.iter().map(|f| f.id.0.as_str()).collect();
    assert_eq!(ids.len(), film.findings.len());
    assert!(film.findings.iter().all(|f| f.kind < film.finding_kinds.len() && film.meta.span.holds(f.at)));
    assert!(film.sheets.iter().all(|s| s.rows.iter().all(|r| r.len() == s.columns.len())), "ragged sheet");
    assert!(film.sheets.iter().all(|s| s.links.len() == s.rows.len()));
    for link in film.sheets.iter().flat_map(|s| &s.links).flatten() {
        match link {
            Link::Finding(id) => assert!(ids.contains(id.0.as_str()), "{id}"),
            other => assert!(matches!(other, Link::At(_))),
        }
    }
}

#[test]
fn buildings_are_exact_from_beginning_to_end() {
    let film = shown(&game(), &Rules::default());
    check(&film);
    let id = |name: &str| {
        filmroom::film::ActorId(u16::try_from(film.cast.iter().position(|a| a.name == name).unwrap()).unwrap())
    };
    let pool = id("Spawning Pool 1");
    for secs in [18.0, 63.2, 100.0, 179.9] {
        let pose = film.pose(pool, Time::from_secs(secs).unwrap()).unwrap();
        assert_eq!((pose.pos, pose.age), ([125.0, 135.0, 0.0], Time::ZERO), "at {secs}");
    }
    assert_eq!((film.pose(pool, Time(17_000)), film.pose(pool, Time(180_500))), (None, None));
    assert_eq!(film.state(pool, Time(180_500)), ActorState::Dead);
    assert!(film.pose(id("Pylon 1"), Time(199_900)).is_some(), "what stands at the end is shown to the end");
    assert!(film.pose(id("Nexus 1"), Time::ZERO).is_some());
}

#[test]
fn units_stay_where_they_were_last_known_and_age() {
    let film = shown(&game(), &Rules::default());
    let actor = |name: &str| film.cast.iter().position(|a| a.name == name).map(|i| filmroom::film::ActorId(i as u16));
    let ling = actor("Zergling 1").unwrap();
    let pose = |secs: f64| film.pose(ling, Time::from_secs(secs).unwrap());
    let between = pose(112.0).unwrap();
    assert_eq!((between.pos, between.age > Time(4_900)), ([90.0, 90.0, 0.0], true), "no straight line between fixes");
    assert_eq!(pose(82.1).unwrap().pos, [131.0, 128.0, 0.0]);
    assert_eq!(pose(122.0), None, "dead");
    assert!(actor("Drone 1").is_none(), "never seen fighting");
    let zealot = actor("Zealot 1").unwrap();
    assert_eq!(film.pose(zealot, Time(120_000)).unwrap().pos, [60.0, 64.0, 0.0], "warped in, but it moves");
}

#[test]
fn the_call_is_a_candidate_and_its_gates_tell_the_score() {
    let film = shown(&game(), &Rules::default());
    let call = film.findings.iter().find(|f| f.kind == 0).unwrap();
    assert_eq!((call.status.clone(), call.confidence), (Status::Candidate, Some(Confidence::High)));
    assert_eq!(call.gates[0].value, Some(29.0), "early pool 6, no natural 8, no gas 2, lings 10, no Queen 3");
    assert_eq!(
        call.gates.iter().map(|g| g.name.as_ref()).collect::<Vec<_>>(),
        ["score", "guard_a", "guard_b", "guard_c"]
    );
    assert_eq!(call.gates[1].value, Some(82.009), "the sighting itself, as its margin tells it");
    assert_eq!(film.findings.len(), 1 + 3 + 22);
    let nat = film.findings.iter().find(|f| f.id.0.ends_with("signal:R1:no_natural")).unwrap();
    assert_eq!(
        (nat.status.clone(), nat.gates[0].limit, nat.gates[0].key),
        (Status::Fact, Some(80.0), Some("t_nat_check"))
    );
    let pool = film.findings.iter().find(|f| f.id.0.ends_with("signal:R1:early_pool")).unwrap();
    assert_eq!((pool.gates[0].value_text(), pool.gates[0].limit_text()), (String::new(), String::new()), "two borders");
    assert_eq!(pool.gates[0].note, "pool complete at 1:03.9; the natural absent so far");
    assert!(call.explanation.possible_because.iter().any(|line| line.starts_with("no_natural: +3 in R1")));
}

#[test]
fn names_of_findings_outlive_thresholds_and_copies() {
    let game = game();
    let ids = |film: &Film| film.findings.iter().map(|f| f.id.0.clone()).collect::<BTreeSet<_>>();
    let before = shown(&game, &Rules::default());
    let mut rules = Rules::default();
    assert!(rules.settings.set("t_nat_check", Value::Number(90.0)));
    let after = shown(&game, &rules);
    assert_eq!(ids(&before), ids(&after));
    assert_ne!(before.meta.config_hash, after.meta.config_hash);
    let copy = film(&Pvz::of(&game).unwrap(), &"copy.SC2Replay".into(), &Rules::default(), Sight::Exists);
    assert_eq!(ids(&before), ids(&copy));
}

#[test]
fn the_ledger_tells_any_moment() {
    let game = game();
    let pvz = Pvz::of(&game).unwrap();
    let totals = |secs: f64| {
        let verdict = verdict_at(&pvz, Time::from_secs(secs).unwrap());
        let sheet = ledger("game", &verdict);
        assert_eq!(sheet.rows.len(), 3 + 13 + 4, "guards, signals, by type and the three readings");
        sheet.rows[16][2..5].to_vec()
    };
    assert_eq!(totals(60.0), [0.0, 0.0, 0.0].map(Cell::Number));
    assert_eq!(totals(80.0), [8.0, 6.0, 2.0].map(Cell::Number));
    assert_eq!(totals(199.0), [13.0, 10.0, 6.0].map(Cell::Number));
}

#[test]
fn the_ledger_of_the_film_is_the_verdict_at_the_clock_and_changes_when_it_says_so() {
    let game = game();
    let pvz = Pvz::of(&game).unwrap();
    let film = shown(&game, &Rules::default());
    for key in ["ledger", "signals"] {
        let sheet = film.sheet(key).unwrap();
        let live = sheet.live.as_ref().unwrap();
        // What stands in a row but margins and evidence, which may tell how long an absence lasts by now.
        let states = |t: Time| {
            let then = sheet.at(t).into_owned();
            let to = if key == "ledger" { 5 } else { 3 };
            then.rows.into_iter().map(|row| row[..to].to_vec()).collect::<Vec<_>>()
        };
        let mut last = states(Time::ZERO);
        for ms in (0..=200_000).step_by(50) {
            let t = Time(ms);
            if live.previous(t + Time(1)).is_some_and(|at| at > t - Time(50)) || t == film.meta.span.to {
                last = states(t);
            }
            assert_eq!(states(t), last, "{key} at {t}");
        }
        for secs in [0.0, 64.9, 80.0, 110.0, 150.0, 200.0] {
            let t = Time::from_secs(secs).unwrap();
            let verdict = verdict_at(&pvz, t);
            let told = if key == "ledger" { ledger(&film.meta.id, &verdict) } else { signals(&film.meta.id, &verdict) };
            assert_eq!((&sheet.at(t).rows, &sheet.at(t).note), (&told.rows, &told.note), "{key} at {t}");
        }
        let end = sheet.at(film.meta.span.to);
        assert_eq!((&end.rows, &end.note), (&sheet.rows, &sheet.note), "the film's own rows are those of the end");
    }
}

#[test]
fn the_ledger_says_every_state_in_words() {
    let film = shown(&game(), &Rules::default());
    let state = |secs: f64, row: usize| {
        let then = film.sheet("ledger").unwrap().at(Time::from_secs(secs).unwrap()).into_owned();
        (then.rows[row][1].clone(), then.rows[row][2].clone(), then.rows[row][5].clone())
    };
    let text = |text: &str| Cell::Text(text.to_owned());
    assert_eq!(state(79.0, 3), (text("not yet"), text(".."), Cell::Blank), "no natural");
    assert_eq!(state(83.0, 3), (text("applies"), Cell::Number(3.0), Cell::Number(3.0)), "absent for 3 s so far");
    assert_eq!(state(82.1, 0).0, text("applies"), "guard A");
    let note = |secs: f64| film.sheet("ledger").unwrap().at(Time::from_secs(secs).unwrap()).note.clone();
    assert!(note(60.0).starts_with("no rush so far; at 1:00.0 none; R1 0, R2 0, R3 0; sum 0 of 5 decides"));
    assert!(note(70.0).starts_with("RUSH since 1:03.9, by score; at 1:10.0 12p_gasless; R1 3, R2 3, R3 0"));
    assert_eq!(film.meta.answer.as_deref(), Some("RUSH 12p_gasless since 1:03.9 by score"));
    // A game that ends at 2:10: what was not reached never was.
    let mut short = Replay::pvz(130.0);
    short.built(40.0, 1040.0 / 22.4, "SpawningPool", ZERG, 125, 135);
    let short = shown(&load(&short.bytes()).unwrap(), &Rules::default());
    let rows = &short.sheet("ledger").unwrap().rows;
    assert!(rows.iter().any(|row| row[1] == text("not reached")) && rows.iter().all(|row| row[1] != text("not yet")));
    assert!(rows.iter().any(|row| row[1] == text("unknown")), "no Queen: the game ended before one could be born");
}

#[test]
fn curves_hold_workers_gas_army_and_supply_of_both_sides() {
    let film = shown(&game(), &Rules::default());
    let keys: Vec<&str> = film.curves.iter().map(|curve| curve.key).collect();
    assert_eq!(keys, ["workers", "gas", "army", "supply"]);
    let gas = &film.curves[1];
    assert_eq!(
        (gas.lines.len(), gas.lines[0].at(Time(30_000)), gas.lines[1].at(Time(30_000))),
        (2, Some(160.0), Some(0.0))
    );
    assert_eq!(gas.top(), Some(160.0), "both sides on one scale");
    assert_eq!(gas.lines[0].at(Time(300_000)), None, "long after the last reading nobody knows");
}

#[test]
fn the_timeline_has_its_own_lanes_and_letters_for_what_is_asked() {
    let film = shown(&game(), &Rules::default());
    let names: Vec<&str> = film.meta.lanes.iter().map(|lane| lane.name).collect();
    assert_eq!(names, ["builds", "clocks", "losses"]);
    let first = |mark: char| {
        let moment = film.log.iter().find(|m| film.moment_kinds[m.kind].mark == Some(mark));
        moment.map(|m| (m.at.ms() / 1000, m.text.as_str()))
    };
    assert_eq!(first('P'), Some((17, "Spawning Pool begun")));
    assert_eq!(first('Z'), Some((82, "first Zerglings")));
    assert_eq!(first('C').map(|(at, _)| at), Some(117), "the first position of a ling near a Pylon");
    let lings = film.log.iter().filter(|m| film.moment_kinds[m.kind].mark == Some('Z')).count();
    assert_eq!(lings, 1, "the first only");
}

#[test]
fn the_score_over_time_is_what_any_moment_would_say() {
    let game = game();
    let pvz = Pvz::of(&game).unwrap();
    let film = shown(&game, &Rules::default());
    let score = film.sheet("score").unwrap();
    assert!(score.rows.len() > 3);
    for row in &score.rows {
        let Cell::Clock(at) = row[0] else { panic!("{row:?}") };
        let verdict = verdict_at(&pvz, at);
        assert_eq!(
            (&row[4], &row[6]),
            (&Cell::Number(verdict.scores.sum), &Cell::Number(verdict.scores.max)),
            "at {at}"
        );
        assert_eq!(row[8] != Cell::Text("no".into()), verdict.is_rushed(), "at {at}");
    }
    let stretches = &film.strips[0].rows[0].1;
    assert!(stretches.windows(2).all(|pair| pair[0].span.to < pair[1].span.from));
    assert_eq!(stretches.last().unwrap().span.to, film.meta.span.to);
    let first = stretches.iter().find(|s| s.class == 2).unwrap();
    assert_eq!((first.span.from, first.label.as_str()), (Time(63_929), "RUSH 6"));
}

#[test]
fn build_order_and_economy_hold_both_sides() {
    let film = shown(&game(), &Rules::default());
    let order = film.sheet("build_order").unwrap();
    let names: Vec<String> = order.rows.iter().map(|r| format!("{:?} {:?}", r[1], r[2])).collect();
    assert_eq!(names.len(), 5, "{names:#?}");
    assert!(names[0].contains("ActorId(1)") && names[0].contains("Spawning Pool"));
    assert!(names[1].contains("ActorId(0)") && names[1].contains("Pylon"));
    let keys: Vec<&str> = order.columns[3..5].iter().map(|column| column.key).collect();
    assert_eq!(keys, ["protoss_supply", "zerg_supply"]);
    assert_eq!((&order.rows[0][3], &order.rows[0][4]), (&Cell::Number(12.0), &Cell::Number(12.0)));
    let economy = film.sheet("economy").unwrap();
    assert_eq!(
        (economy.rows.len(), &economy.rows[3][2], &economy.rows[3][6]),
        (28, &Cell::Number(160.0), &Cell::Number(0.0))
    );
}

#[test]
fn the_eight_clocks_stand_on_the_timeline_as_far_as_the_game_goes() {
    let clocks = |film: &Film| film.log.iter().filter(|m| film.moment_kinds[m.kind].key == "clock").count();
    assert_eq!(clocks(&shown(&game(), &Rules::default())), 8);
    let short = load(&Replay::pvz(100.0).bytes()).unwrap();
    assert_eq!(clocks(&shown(&short, &Rules::default())), 2);
}

#[test]
fn a_game_without_a_rush_is_judgeable_but_no_candidate() {
    let quiet = load(&Replay::pvz(70.0).bytes()).unwrap();
    let film = shown(&quiet, &Rules::default());
    check(&film);
    let call = film.findings.iter().find(|f| f.kind == 0).unwrap();
    assert!(call.is_judgeable() && !call.is_candidate() && call.confidence.is_none());
}

#[test]
fn a_log_row_is_a_film_without_a_map() {
    let row = r#"{"map_name":"M","t_pool_seen":18.88,"t_ling_seen":84.0,"game_time_seconds":200}"#;
    let source = Source::Memory { name: "log.jsonl".into(), bytes: Cow::Borrowed(row.as_bytes()) };
    let rules = Rules::default();
    let (games, _) = log::load(&[source], &rules.settings, &Progress::default()).unwrap();
    let film = logged(&games[0], &rules);
    check(&film);
    assert_eq!((film.places.bounds, film.cast.len(), film.meta.sources.len()), (None, 2, 1));
    let call = film.findings.iter().find(|f| f.title.starts_with("rush (12p_gasless) called at 0:18.8 by score"));
    let call = call.unwrap_or_else(|| panic!("{:#?}", film.findings[0].title));
    // The score goes on after the call: both are told, wherever one is.
    let score = film.sheet("score").unwrap();
    let sum = score.columns.iter().position(|column| column.key == "sum").unwrap();
    let of = |row: &[Cell]| if let Cell::Number(n) = row[sum] { n } else { panic!("{:?}", row[sum]) };
    let then = score.rows.iter().rfind(|row| matches!(row[0], Cell::Clock(t) if t <= call.at)).unwrap();
    let now = score.rows.last().unwrap();
    assert_ne!(of(then), of(now));
    let both = format!("{} at the call, {} at the end", of(then), of(now));
    assert!(call.title.ends_with(&format!("score {both}")) && call.gates[0].note.ends_with(&both), "{call:?}");
}

#[test]
fn verdicts_on_a_log_outlive_its_folder_and_what_the_bot_writes_later() {
    let film = |name: &str, text: &str, line: usize| {
        let source = Source::Memory { name: name.into(), bytes: Cow::Owned(text.as_bytes().to_vec()) };
        let rules = Rules::default();
        let (games, _) = log::load(&[source], &rules.settings, &Progress::default()).unwrap();
        logged(&games[line], &rules).meta
    };
    let notes = "{\"t\":60,\"kind\":\"absent\",\"what\":\"natural\"}\n";
    let more = format!("{notes}{{\"t\":97,\"kind\":\"seen\",\"what\":\"zergling\"}}\n");
    let (before, after) = (film("a/live.jsonl", notes, 0), film("b/live.jsonl", &more, 0));
    assert_eq!(before.id, after.id);
    assert_eq!(before.short.as_deref(), Some("line 1 of live.jsonl"));
    let rows = "{\"map_name\":\"M\",\"t_pool_seen\":18.8}\n{\"map_name\":\"M\",\"t_pool_seen\":18.9}\n";
    assert_ne!(film("log", rows, 0).id, film("log", rows, 1).id);
}

#[test]
fn the_natural_on_the_map_is_the_one_of_the_rule_in_force() {
    let mut r = Replay::pvz(200.0);
    r.built(30.0, 71.0, "Hatchery", ZERG, 120, 110);
    let game = load(&r.bytes()).unwrap();
    let natural = |rules: &Rules| shown(&game, rules).places.callouts.iter().any(|c| c.name == "Zerg natural");
    let mut rules = Rules::default();
    assert!(natural(&rules));
    rules.natural_rule = NaturalRule::Site;
    rules.settings.natural_site_dist = 1.0;
    assert!(!natural(&rules), "it is not at the site");
}

#[test]
fn damaged_replays_that_still_read_make_films() {
    // A player whose units have impossible lives must not break the shape.
    let mut r = Replay::pvz(50.0);
    let late = r.init(80.0, "SpawningPool", ZERG, 1, 1);
    r.done(70.0, late).died(60.0, late, None, 2, 2);
    let ling = r.born(90.0, "Zergling", ZERG, 3, 3);
    r.position(120.0, ling, 4, 4).position(10.0, ling, 5, 5);
    check(&shown(&load(&r.bytes()).unwrap(), &Rules::default()));
}

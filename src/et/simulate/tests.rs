//! A simulated round keeps the rules of a real one, and its rates are the measured ones.

use super::map::{Map, ORIGIN};
use super::measure::{Measure, lines, ms, sides};
use super::space::turn;
use super::{Options, RoundFiles, SimulateError, generate, simulate, simulate_round};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::LazyLock;

fn short() -> Options {
    Options { seed: 11, players: 3, minutes: 4.0, hz: 10, ..Options::default() }
}

fn client(line: &Value, key: &str) -> i64 {
    line[key].as_i64().unwrap()
}

fn measured(players: u32, seeds: std::ops::Range<u64>, rounds: u32) -> Measure {
    let mut all = Measure::default();
    for seed in seeds {
        let options = Options { seed, rounds, players, minutes: 8.0, hz: 1, ..Options::default() };
        simulate(&options).unwrap().iter().for_each(|r| all.add(r));
    }
    all
}

/// Four rounds of six a side, for several tests.
static SIX: LazyLock<Vec<RoundFiles>> = LazyLock::new(|| {
    let of = |seed| Options { seed, rounds: 2, players: 6, minutes: 8.0, hz: 1, ..Options::default() };
    [200, 201].into_iter().flat_map(|seed| simulate(&of(seed)).unwrap()).collect()
});

fn near_target(all: &Measure) {
    for (name, value, target) in all.table() {
        assert!((value / target - 1.0).abs() < 0.2, "{name}: {value:.3}, aimed at {target}");
    }
}

#[test]
fn eight_rounds_of_three_a_side_keep_the_rates() {
    let all = measured(3, 100..104, 2);
    near_target(&all);
    for action in ["plant", "destroyed", "pickup", "drop", "deliver", "repair", "build"] {
        assert!(all.objectives.contains_key(action), "no {action} in eight rounds: {:?}", all.objectives);
    }
}

#[test]
fn six_a_side_keep_them_too() {
    let mut all = Measure::default();
    SIX.iter().for_each(|r| all.add(r));
    near_target(&all);
}

#[test]
#[ignore = "prints the measured table"]
fn print_rates() {
    let sets = [("3v3", measured(3, 1..13, 2)), ("6v6", measured(6, 1..7, 2))];
    for (name, all) in sets {
        println!("{name}, {:.0} player-minutes", all.player_minutes);
        for (what, value, target) in all.table() {
            println!("  {what:28} {value:7.3}  aimed at {target:6.2}  {:+4.0} %", (value / target - 1.0) * 100.0);
        }
        println!("  team kills {}, alive {:.2}, {:?}", all.team_kills, all.alive / all.samples, all.objectives);
    }
}

#[test]
fn the_same_seed_is_the_same_round_and_another_is_not() {
    let one = simulate_round(&short(), 1).unwrap();
    assert_eq!(one, simulate(&short()).unwrap()[1]);
    assert_eq!(
        one.events,
        simulate_round(&Options { hz: 40, ..short() }, 1).unwrap().events,
        "recording changes nothing"
    );
    assert_ne!(one.events, simulate_round(&Options { seed: 12, ..short() }, 1).unwrap().events);
}

#[test]
fn the_second_round_swaps_sides_and_holds_a_pause() {
    let rounds: Vec<Vec<Value>> = simulate(&short()).unwrap().iter().map(|r| lines(&r.events)).collect();
    let (first, second) = (sides(&rounds[0]), sides(&rounds[1]));
    assert!(first.iter().all(|(c, side)| second[c] != *side));
    let guids = |events: &[Value]| {
        let players = events.iter().filter(|e| e["type"] == "player");
        players.map(|e| (client(e, "client"), e["guid"].clone(), e["name"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(guids(&rounds[0]), guids(&rounds[1]));
    let kinds = |events: &[Value], kind: &str| events.iter().filter(|e| e["type"] == kind).map(ms).collect::<Vec<_>>();
    assert!(kinds(&rounds[0], "pause").is_empty());
    assert_eq!(kinds(&rounds[1], "pause"), kinds(&rounds[1], "unpause"));
    assert_eq!(kinds(&rounds[1], "pause").len(), 1);
    for events in &rounds {
        assert_eq!(events[0]["type"], "round_start");
        assert_eq!(events.last().unwrap()["type"], "round_end");
        assert!(events.windows(2).all(|w| ms(&w[0]) <= ms(&w[1])), "in time order");
    }
}

#[test]
fn feet_obey_walls_speed_and_necks() {
    let round = simulate_round(&Options { hz: 40, minutes: 3.0, players: 6, ..short() }, 0).unwrap();
    let map = Map::towpath().unwrap();
    let mut last: BTreeMap<i64, Value> = BTreeMap::new();
    let point = |v: &Value| [0, 1, 2].map(|i| v["pos"][i].as_f64().unwrap());
    let mut steps = 0;
    for s in lines(&round.snapshots) {
        let who = client(&s, "client");
        if s["alive"] != true {
            last.remove(&who);
            continue;
        }
        if let Some(before) = last.get(&who)
            && ms(&s) - ms(before) == 25
        {
            let (a, b) = (point(before), point(&s));
            let way = super::space::flat(a, b);
            assert!(way <= 352.0 * 0.025 + 0.2, "{way} units in a frame: {s}");
            assert!(map.walks(a, b, 0.0), "through a wall: {before} {s}");
            assert!((b[2] - a[2]).abs() < 10.0, "{before} {s}");
            let neck = turn(before["yaw"].as_f64().unwrap(), s["yaw"].as_f64().unwrap()).abs();
            assert!(neck <= 540.0 * 0.025 + 0.2, "{neck} degrees in a frame: {s}");
            steps += 1;
        }
        assert!((ORIGIN - 0.1..=288.0 + ORIGIN + 0.1).contains(&point(&s)[2]), "on a floor or a ramp: {s}");
        last.insert(who, s);
    }
    assert!(steps > 50_000);
}

#[test]
fn lives_keep_the_engines_rules() {
    for round in simulate(&Options { rounds: 2, players: 6, ..short() }).unwrap() {
        lives(&round);
        order(&round);
    }
}

/// Deaths, spawns, shields, waves.
fn lives(round: &RoundFiles) {
    let events = lines(&round.events);
    let side = sides(&events);
    let (mut up, mut safe): (BTreeMap<i64, bool>, BTreeMap<i64, i64>) = Default::default();
    for e in &events {
        let t = ms(e);
        match e["type"].as_str().unwrap() {
            "spawn" => {
                assert!(!up.insert(client(e, "client"), true).unwrap_or(false), "spawned while up: {e}");
                safe.insert(client(e, "client"), t + 3_000);
            }
            "damage" => assert!(t >= safe[&client(e, "victim")], "hurt behind the shield: {e}"),
            "kill" => {
                let victim = client(e, "victim");
                assert_eq!(up.insert(victim, false), Some(true), "died twice: {e}");
                if client(e, "killer") == victim && e.get("weapon").is_none() {
                    let waves = events.iter().filter(|w| w["type"] == "wave" && w["team"] == side[&victim].as_str());
                    let next = waves.map(ms).find(|w| *w >= t);
                    assert!(next.is_none_or(|w| w - t <= 2_000), "not before the wave: {e}");
                }
            }
            _ => {}
        }
    }
    let waves: Vec<i64> = events.iter().filter(|e| e["type"] == "wave" && e["team"] == "AXIS").map(ms).collect();
    assert!(waves.windows(2).all(|w| w[1] - w[0] == 30_000));
    let waves: Vec<i64> = events.iter().filter(|e| e["type"] == "wave" && e["team"] == "ALLIES").map(ms).collect();
    assert!(waves.windows(2).all(|w| w[1] - w[0] == 20_000));
}

/// Shot, hit, death in one label; samples before events of their own label; sight is mutual; the dead see nobody.
fn order(round: &RoundFiles) {
    let events = lines(&round.events);
    let samples = lines(&round.snapshots);
    let at: BTreeMap<(i64, i64), &Value> = samples.iter().map(|s| ((ms(s), client(s, "client")), s)).collect();
    let mut deaths = 0;
    for (i, e) in events.iter().enumerate() {
        if e["type"] == "kill" {
            if let Some(sample) = at.get(&(ms(e), client(e, "victim"))) {
                assert_eq!(sample["alive"], true, "the sample comes before the death: {e}");
                deaths += 1;
            }
            if e.get("weapon").is_some() {
                let hit = &events[i - 1];
                assert_eq!(
                    (hit["type"].as_str(), ms(hit), client(hit, "victim")),
                    (Some("damage"), ms(e), client(e, "victim"))
                );
            }
        }
        if e["type"] == "spawn"
            && ms(e) > 500
            && let Some(sample) = at.get(&(ms(e), client(e, "client")))
        {
            assert_eq!(sample["alive"], false, "the sample comes before the spawn: {e}");
        }
    }
    assert!(deaths > 0);
    for ((t, who), s) in &at {
        let Some(los) = s["los"].as_array() else {
            assert_eq!(s["alive"], false);
            assert!(s["state"] == "down" || s.get("pos").is_none(), "nobody's place in limbo: {s}");
            continue;
        };
        for other in los {
            let back = at[&(*t, other.as_i64().unwrap())]["los"].as_array().unwrap();
            assert!(back.iter().any(|c| c.as_i64() == Some(*who)), "sight is mutual: {s}");
        }
    }
}

#[test]
fn bodies_are_shot_at_and_team_mates_hit_now_and_then() {
    let (mut bodies, mut mates, mut dead_hands) = (0, 0, 0);
    for round in SIX.iter() {
        let events = lines(&round.events);
        let side = sides(&events);
        let mut up: BTreeMap<i64, bool> = BTreeMap::new();
        for e in &events {
            match e["type"].as_str().unwrap() {
                "spawn" => drop(up.insert(client(e, "client"), true)),
                "kill" => drop(up.insert(client(e, "victim"), false)),
                "damage" => {
                    let (a, v) = (client(e, "attacker"), client(e, "victim"));
                    bodies += u32::from(!up[&v]);
                    mates += u32::from(side[&a] == side[&v]);
                    dead_hands += u32::from(!up[&a]);
                }
                _ => {}
            }
        }
    }
    assert!(bodies > 20 && mates > 5 && dead_hands > 0, "{bodies} {mates} {dead_hands}");
}

#[test]
fn the_truth_knows_who_could_and_did() {
    let rounds = simulate(&Options { minutes: 10.0, ..short() }).unwrap();
    let rows: Vec<Value> = rounds.iter().flat_map(|r| lines(&r.truth)).collect();
    let count = |key: &str| rows.iter().filter(|r| r[key] == true).count();
    assert!(count("could") > 10 && count("attempted") > 5 && count("traded") > 2 && count("revived") > 2);
    assert!(
        rows.iter().any(|r| r["could"] == true && r["attempted"] == false && r["revived"] == false),
        "missed trades"
    );
    assert!(rows.iter().all(|r| r["dist"].as_f64().unwrap() <= 1_000.0));
}

#[test]
fn a_round_can_be_won() {
    let options = Options { minutes: 40.0, win_at: Some(1), hz: 1, ..short() };
    let events = lines(&simulate_round(&options, 0).unwrap().events);
    let end = events.last().unwrap();
    assert_eq!((end["type"].as_str(), end["winner"].as_str()), (Some("round_end"), Some("ALLIES")));
    assert!(ms(end) < 40 * 60_000);
}

#[test]
fn one_or_thirty_two_a_side_play_and_nonsense_does_not() {
    for players in [1, 32] {
        let round = simulate_round(&Options { players, minutes: 1.0, hz: 1, ..short() }, 0).unwrap();
        assert_eq!(sides(&lines(&round.events)).len(), players as usize * 2);
    }
    let wrong = |o: Options| simulate(&o).unwrap_err();
    assert_eq!(wrong(Options { players: 33, ..short() }), SimulateError::Players(33));
    assert_eq!(wrong(Options { minutes: f64::NAN, ..short() }), SimulateError::Minutes);
    assert_eq!(wrong(Options { hz: 0, ..short() }), SimulateError::Hz(0));
    assert_eq!(wrong(Options { rounds: 0, ..short() }), SimulateError::Rounds(0));
    assert_eq!(wrong(Options { name: "../x".to_owned(), ..short() }), SimulateError::Name);
}

#[test]
fn files_are_written_in_pairs() {
    let dir = tempfile::tempdir().unwrap();
    let names = generate(&Options { rounds: 1, minutes: 1.0, ..short() }, dir.path()).unwrap();
    assert_eq!(names, ["demo-r1.events.jsonl", "demo-r1.snapshots.jsonl"]);
    let text = std::fs::read_to_string(dir.path().join(&names[1])).unwrap();
    assert_eq!(text, simulate_round(&Options { rounds: 1, minutes: 1.0, ..short() }, 0).unwrap().snapshots);
}

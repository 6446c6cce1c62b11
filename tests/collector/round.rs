//! A whole round: 12 players for 10 minutes, through the program, with the trades that were planned.

use super::server::{FRAME, Server};
use super::{assert_harmless, events};
use filmroom::et::analysis::analyse;
use filmroom::et::config::Config;
use filmroom::film::Progress;
use filmroom::ingest::Source;
use std::process::Command;
use std::time::{Duration, Instant};

/// A death at `at` (round clock), and the team-mate of the victim who is planned to trade it, so many ms later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Duel {
    at: i64,
    victim: usize,
    killer: usize,
    trader: Option<(usize, i64)>,
}

/// Every 8 s a duel; of three, the first is traded in the window, the second after it, the third never.
fn plan(until: i64) -> Vec<Duel> {
    let duel = |(number, at): (usize, i64)| {
        let (victim, killer) = (number % 12, (number + 1) % 12);
        let mate = (victim + 2) % 12;
        let trader = [Some((mate, 1_400)), Some((mate, 4_100)), None][number % 3];
        Duel { at, victim, killer, trader }
    };
    (0..).zip((0..).map(|n| 10_000 + n * 8_000).take_while(|at| *at < until)).map(duel).collect()
}

/// Plays the plan: the dead lie for a second, tap out, and come back with the next frame that is a multiple of 5 s.
fn play(server: &mut Server, length: i64, duels: &[Duel], mut each_frame: impl FnMut(&mut Server, Duration)) {
    server.fill(6);
    while server.round_ms() < length {
        let now = server.round_ms();
        for duel in duels {
            if now == duel.at {
                server.shoot_dead(duel.victim, duel.killer);
            }
            if let Some((mate, _)) = duel.trader.filter(|(_, later)| now == duel.at + later) {
                server.shoot_dead(duel.killer, mate);
            }
            if now == duel.at + 1_000 {
                server.limbo(duel.victim);
            }
        }
        for slot in 0..12 {
            let angle = (now as f64 / 3_000.0) + slot as f64;
            server.change(slot, |player| {
                player.origin = [300.0 * angle.cos(), 300.0 * angle.sin(), 24.0];
                player.velocity = [100.0, 0.0, 0.0];
                player.angles = [0.0, angle.to_degrees() % 360.0, 0.0];
            });
        }
        let wave = (now + FRAME) % 8_000 == 0;
        let began = Instant::now();
        server.step_with(|server| {
            for slot in (0..12).filter(|_| wave) {
                if !server.player(slot).alive() {
                    server.respawn(slot);
                }
            }
        });
        each_frame(server, began.elapsed());
    }
    server.end_by_time();
}

fn filmroom(args: &[&std::ffi::OsStr]) -> (bool, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_filmroom")).args(args).output().unwrap();
    (out.status.success(), String::from_utf8_lossy(&out.stdout).into_owned())
}

#[test]
fn ten_minutes_of_twelve_players_pass_check_and_give_the_trades_that_were_planned() {
    let mut server = Server::live();
    let duels = plan(590_000);
    play(&mut server, 600_000, &duels, |_, _| {});
    assert_harmless(&server);
    let folder = tempfile::tempdir().unwrap();
    server.save(folder.path());

    let (good, said) = filmroom(&["check".as_ref(), folder.path().as_ref()]);
    assert!(good && said.contains("no problems: 1 round in 2 files"), "{said}");

    let sources: Vec<Source> = server.files().iter().map(|(name, _)| Source::File(folder.path().join(name))).collect();
    let loaded = filmroom::et::load(&sources, &Progress::default()).unwrap();
    let [round] = &loaded.rounds[..] else { panic!("one round") };
    assert_eq!(round.map.as_deref(), Some("radar"));
    assert_eq!(round.players.len(), 12);
    // 12 x 5 Hz x 600 s at the least, and more in fights.
    assert!((36_000..60_000).contains(&round.samples), "{}", round.samples);

    let analysis = analyse(round, &Config::default().for_map(None));
    let client = |id: filmroom::et::PlayerId| usize::from(round.player(id).client);
    let mut found: Vec<(i64, usize, usize, Vec<usize>)> = analysis
        .trades
        .iter()
        .map(|trade| {
            let opportunities = trade.opportunities.as_ref().unwrap();
            let traded = opportunities.iter().filter(|opportunity| opportunity.success.is_some());
            let by: Vec<usize> = traded.map(|opportunity| client(opportunity.player)).collect();
            (trade.t().0, client(trade.victim), client(trade.killer), by)
        })
        .collect();
    let mut planned: Vec<(i64, usize, usize, Vec<usize>)> = Vec::new();
    for duel in &duels {
        let traded = duel.trader.filter(|(_, later)| *later <= 3_000).map(|(mate, _)| mate);
        planned.push((duel.at, duel.victim, duel.killer, traded.into_iter().collect()));
        // The trade itself is a death like any other; nobody was planned to trade that one.
        planned.extend(duel.trader.map(|(mate, later)| (duel.at + later, duel.killer, mate, Vec::new())));
    }
    found.sort();
    planned.sort();
    assert_eq!(found, planned);
    assert!(planned.iter().filter(|row| !row.3.is_empty()).count() > 20);

    let out = folder.path().join("out");
    let (good, _) = filmroom(&["analyze".as_ref(), folder.path().as_ref(), "--out".as_ref(), out.as_ref()]);
    assert!(good);
    let rows = std::fs::read_to_string(out.join("trade_events.jsonl")).unwrap();
    assert_eq!(rows.lines().count(), planned.len());
}

#[test]
fn every_line_names_its_round_and_its_time_twice_alike() {
    let mut server = Server::live();
    play(&mut server, 60_000, &plan(50_000), |_, _| {});
    for (name, text) in server.files() {
        assert!(text.lines().count() > 60, "{name}");
        for line in text.lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            let t_ms = line["t_ms"].as_i64().unwrap();
            assert_eq!((line["t"].as_f64().unwrap() * 1_000.0).round() as i64, t_ms, "{name}");
            assert!(line["round_id"].as_str().is_some_and(|id| name.contains(id)), "{name}: {line}");
        }
    }
    assert_eq!(events(&server, "kill").len(), 5 + 4, "five duels, four of them answered");
}

/// Not part of the ordinary run: `cargo test --test collector -- --ignored --nocapture frame_time`.
#[test]
#[ignore = "a measurement: the double itself takes a part of the time"]
fn frame_time_of_twelve_players() {
    let mut server = Server::live();
    let mut times = Vec::new();
    play(&mut server, 300_000, &plan(290_000), |_, took| times.push(took));
    times.sort();
    let mean = times.iter().sum::<Duration>() / u32::try_from(times.len()).unwrap();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!("{} frames, 12 players: mean {mean:?}, p99 {:?}, worst {:?}", times.len(), at(0.99), at(1.0));
    println!("a frame lasts 25 ms: {:.2} % of it on average", mean.as_secs_f64() / 0.025 * 100.0);
    assert!(mean < Duration::from_millis(5), "a fifth of a frame, on a double built without optimisation");
}

//! Clocks: labels, pauses, sampling rates and spawn waves.

use super::server::Server;
use super::{assert_harmless, events, lines, samples};

fn times(lines: &[serde_json::Value]) -> Vec<i64> {
    lines.iter().map(|line| line["t_ms"].as_i64().unwrap()).collect()
}

#[test]
fn events_between_frames_carry_the_label_of_the_frame_that_has_ended() {
    let mut server = Server::live();
    server.fill(1);
    server.run(1_000);
    assert_eq!(server.round_ms(), 1_500);
    server.shoot_dead(1, 0);
    server.step_with(|server| server.respawn(1));
    for (kind, count) in [("weapon_fire", 1), ("damage", 1), ("kill", 1)] {
        assert_eq!(times(&events(&server, kind)), vec![1_500; count], "{kind}");
    }
    // Inside the frame the label is one frame early, uncorrected: an event follows the sample of its ms.
    assert_eq!(times(&events(&server, "spawn")), [500, 500, 1_500]);
}

#[test]
fn the_sample_of_a_deaths_own_ms_shows_the_victim_alive() {
    let mut server = Server::live();
    server.fill(1);
    server.run(1_500);
    server.shoot_dead(1, 0);
    server.run(400);
    let seen: Vec<_> = samples(&server, 1).iter().map(|s| (s["t_ms"].as_i64().unwrap(), s["alive"] == true)).collect();
    assert!(seen.contains(&(2_000, true)), "{seen:?}");
    assert!(seen.iter().all(|(t, alive)| *alive == (*t <= 2_000)), "{seen:?}");
}

#[test]
fn a_pause_holds_the_clock_and_writes_no_samples() {
    let mut server = Server::live();
    server.fill(2);
    server.run(5_000);
    let before = samples(&server, 0).len();
    server.pause();
    server.run(16_000);
    server.join(6, b"in the pause", "GUID0006", super::server::AXIS, true);
    server.run(1_000);
    assert_eq!(samples(&server, 0).len(), before, "no sample while CS 32 has bit 16");
    assert!(samples(&server, 6).is_empty(), "nor of somebody who has none yet");
    server.unpause();
    server.run(5_000);
    let all = times(&lines(&server, ".events.jsonl"));
    assert!(all.is_sorted(), "the saw tooth is not in the file");
    assert_eq!(times(&events(&server, "pause")), [5_500]);
    let [end] = times(&events(&server, "unpause"))[..] else { panic!("one unpause") };
    assert!((5_500..=5_525).contains(&end), "round time continues where it stopped: {end}");
    let seen = times(&samples(&server, 0));
    assert!(seen.windows(2).all(|pair| pair[0] < pair[1] && pair[1] - pair[0] <= 200), "{seen:?}");
    assert!(samples(&server, 0).iter().all(|sample| sample["alive"] == true), "PM_FREEZE is no death");
}

#[test]
fn everybody_is_sampled_five_times_a_second_and_fighters_eight() {
    let mut server = Server::live();
    server.fill(2);
    server.run(9_500);
    assert_eq!(times(&samples(&server, 3)).iter().filter(|t| (1_000..6_000).contains(*t)).count(), 25);
    for _ in 0..40 {
        server.fire(0, super::server::MP40);
        server.run(100);
    }
    let within = |slot| times(&samples(&server, slot)).iter().filter(|t| (11_000..13_000).contains(*t)).count();
    assert_eq!((within(0), within(3)), (16, 10));
    server.run(5_000);
    assert_eq!(times(&samples(&server, 0)).iter().filter(|t| (18_000..19_000).contains(*t)).count(), 5);
}

#[test]
fn the_rates_can_be_set_in_the_configuration() {
    let mut server = Server::new();
    server.set("filmroom_hz", "10");
    server.set("filmroom_los_hz", "0");
    server.init(1, 0);
    server.fill(1);
    server.run(2_500);
    assert_eq!(times(&samples(&server, 0)).iter().filter(|t| (1_000..2_000).contains(*t)).count(), 10);
    assert!(server.world.borrow().traces.is_empty());
    assert_eq!(events(&server, "collector")[0]["settings"]["hz"], 10);
}

#[test]
fn sights_are_traced_twice_a_second_within_2000_units_and_only_to_living_enemies() {
    let mut server = Server::live();
    server.fill(3); // slot n at x = 100 n; even slots are Axis
    server.change(5, |player| player.origin[0] = 2_900.0);
    server.world.borrow_mut().walls.push((250.0, -500.0, 500.0));
    server.run(400);
    server.shoot_dead(3, 0);
    server.run(2_000);
    let seen: Vec<_> = samples(&server, 0).iter().filter(|s| s["los"].is_array()).cloned().collect();
    let after: Vec<_> = seen.iter().filter(|s| s["t_ms"].as_i64().unwrap() >= 1_000).collect();
    assert_eq!(after.len(), 4, "1000, 1500, 2000, 2500 ms: {after:?}");
    assert!(after.iter().all(|s| s["los"] == serde_json::json!([1])), "3 is dead, 5 too far, the rest mates");
    let behind = samples(&server, 4);
    assert!(behind.iter().any(|s| s["los"].as_array().is_some_and(Vec::is_empty)), "nobody in sight is an empty list");
    // An initial view height of 0 counts as that of somebody who stands.
    assert!(server.world.borrow().traces.iter().all(|(from, to)| from[2] == 64.0 && to[2] == 64.0));
    assert_harmless(&server);
}

#[test]
fn an_engine_that_cannot_trace_costs_the_sights_only() {
    let mut server = Server::live();
    server.world.borrow_mut().unsupported.insert("trap_Trace".into());
    server.fill(2);
    server.run(3_000);
    let all = samples(&server, 0);
    assert!(all.len() >= 15 && all.iter().all(|sample| sample["los"].is_null() && sample["pos"].is_array()));
    assert_eq!(server.world.borrow().printed.iter().filter(|line| line.contains("cannot be traced")).count(), 1);
    assert_harmless(&server);
}

#[test]
fn waves_follow_configstring_31_and_intervals_that_change_in_mid_round() {
    let mut server = Server::live();
    server.run(61_000);
    let of = |team: &str| -> Vec<i64> {
        times(&events(&server, "wave").into_iter().filter(|wave| wave["team"] == team).collect::<Vec<_>>())
    };
    // "26 8 ...": Allies index 3, seed 56 / 7 = 8 s of 20 s; Axis index 2, seed 65 / 13 = 5 s of 30 s.
    assert_eq!((of("ALLIES"), of("AXIS")), (vec![12_000, 32_000, 52_000], vec![25_000, 55_000]));
    server.set("g_redlimbotime", "10000");
    server.run(21_000);
    let axis: Vec<_> = events(&server, "wave").into_iter().filter(|wave| wave["team"] == "AXIS").collect();
    assert_eq!(times(&axis), [25_000, 55_000, 65_000, 75_000]);
    let settings = events(&server, "waves");
    assert_eq!(settings.len(), 2, "told at the start and on a change");
    assert_eq!((&settings[0]["axis_offset_ms"], &settings[1]["axis_interval_ms"]), (&5_000.into(), &10_000.into()));
}

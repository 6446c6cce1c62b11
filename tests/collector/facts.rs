//! Which test holds which fact about the engine that the collector relies on, and the facts that no other file holds.
//!
//! | fact | the collector relies on it for | test |
//! |---|---|---|
//! | 1, 2 | one label for everything: the level time of the last et_RunFrame | `events_between_frames_carry_the_label_of_the_frame_that_has_ended` |
//! | 3 | nothing: labels stay uncorrected | |
//! | 4 | "events after samples of their ms" | `the_sample_of_a_deaths_own_ms_shows_the_victim_alive`, `the_sample_of_a_spawns_own_ms_shows_nobody_alive` |
//! | 5 | a hit stands before the death that it causes | `one_lethal_bullet_is_written_as_shot_hit_and_death` |
//! | 6 | deaths without damage | `self_kills_and_team_switches_are_kills_by_oneself` |
//! | 7 | lines in the order of their clock | `lines_are_in_the_order_of_their_clock` |
//! | 8, 10, 12 | hits are written as they come | `damage_on_entities_and_bodies_and_kills_by_the_world_are_written_as_they_come` |
//! | 9 | one obituary a death: none is filtered | `one_lethal_bullet_is_written_as_shot_hit_and_death` |
//! | 11 | shots without hits are shots | `one_lethal_bullet_is_written_as_shot_hit_and_death` |
//! | 13 | killers who are dead | `a_killer_who_is_dead_himself_is_named` |
//! | 14 | pliers are work and no shots of a fight | `dynamite_and_repairs_come_from_the_log_and_work_from_the_pliers` |
//! | 15 | a class is current at the spawn | `a_spawn_tells_the_class_that_was_chosen_before_it` |
//! | 16 | late changes of team are no lives | `a_late_team_change_spawn_is_no_life_and_spectators_are_not_sampled` |
//! | 17 | nothing of `ps.*` in limbo | `limbo_carries_the_state_of_somebody_else_and_is_written_without_it` |
//! | 18 | eyes of whoever has just spawned | `sights_are_traced_twice_a_second_within_2000_units_and_only_to_living_enemies` |
//! | 19, 23 | waves by the round's clock | `waves_follow_configstring_31_and_intervals_that_change_in_mid_round`, `a_pause_holds_the_clock_and_writes_no_samples` |
//! | 20 | who revived whom | `a_revive_is_told_by_the_callback_by_the_log_line_or_by_the_field` |
//! | 21, 22 | the clock is held in a pause, and pm_type 4 is no death | `a_pause_holds_the_clock_and_writes_no_samples` |
//! | 24 | a state that begins with gamestate 0 is a round's start | `warm_up_writes_nothing_and_the_next_state_records` |
//! | 25 | the round's clock is configstring 11's | `the_clock_begins_at_configstring_11_whatever_the_level_time` |
//! | 26, 28 | the end, before the camera | `gamestate_3_ends_a_round_before_the_camera_is_sampled` |
//! | 27 | configstring 12 is not asked | `configstring_12_of_the_first_round_does_not_end_the_second` |
//! | 29 | restarts and quitting | `a_map_restart_in_mid_round_gives_a_file_without_end_and_a_new_one`, `quitting_closes_the_files` |
//! | 30 | leaving without an obituary; slots | `who_leaves_alive_is_no_death`, `a_slot_that_is_used_again_is_introduced_with_its_new_guid` |
//! | 31, 32 | thefts, returns, carriers | `an_item_line_is_a_theft_or_a_return_as_the_popup_of_its_label_says`, `a_flag_that_goes_while_its_carrier_lives_is_delivered_or_thrown` |
//! | 33 | plants, defusals, destructions, captures | `dynamite_and_repairs_come_from_the_log_and_work_from_the_pliers`, `a_capture_that_ends_the_round_is_still_a_delivery` |
//! | 34 | no `%d`, no operators of 5.4 only | `the_same_source_is_valid_on_luajit`, `numbers_that_are_none_become_null_and_no_line_is_lost` |
//! | 35 | fields that are missing, slots that are wrong | `a_field_that_is_missing_is_asked_for_once_and_a_wrong_slot_disables_none`, `a_failure_on_an_empty_slot_disables_no_field` |
//! | 36 | synchronous appending, sub-folders | `a_crash_at_any_point_loses_nothing_that_was_written`, `names_hold_date_map_and_the_round_that_was_current_at_the_start` |
//! | 37 | a frame has the time | `frame_time_of_twelve_players` (prints) |
//! | 38 | nothing: it is about the console | |

use super::server::{ALLIES, AXIS, FRAME, MP40, Server};
use super::{assert_harmless, events, lines, samples};

#[test]
fn every_fact_has_its_line_and_every_test_of_the_list_exists() {
    let page = include_str!("facts.rs");
    let tests: String = [
        include_str!("clock.rs"),
        include_str!("files.rs"),
        include_str!("objectives.rs"),
        include_str!("people.rs"),
        include_str!("round.rs"),
        page,
    ]
    .concat();
    let rows: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("//! | ")).skip(1).collect();
    let mut facts: Vec<u32> = Vec::new();
    for row in rows {
        let cells: Vec<&str> = row.trim_end_matches('|').split(" | ").collect();
        let [numbers, why, named] = cells[..] else { panic!("{row}") };
        facts.extend(numbers.split(", ").map(|number| number.trim().parse::<u32>().unwrap()));
        let names: Vec<&str> = named.split('`').skip(1).step_by(2).collect();
        assert!(why.starts_with("nothing") || !names.is_empty(), "{row}");
        for name in names {
            assert!(tests.contains(&format!("fn {name}()")), "{name} is no test");
        }
    }
    facts.sort_unstable();
    assert_eq!(facts, (1..=38).collect::<Vec<_>>());
}

/// FACTS 4: a wave's spawn is labelled one frame early, with the ms of the sample before it.
#[test]
fn the_sample_of_a_spawns_own_ms_shows_nobody_alive() {
    let mut server = Server::live();
    server.fill(1);
    server.run(1_000);
    server.shoot_dead(1, 0);
    server.limbo(1);
    server.run(500);
    assert_eq!(server.round_ms(), 2_000, "a multiple of the sampling step");
    server.step_with(|server| server.respawn(1));
    server.run(400);
    assert_eq!(events(&server, "spawn").last().unwrap()["t_ms"], 2_000);
    let at = |t: i64| -> Vec<bool> {
        samples(&server, 1).iter().filter(|s| s["t_ms"] == t).map(|s| s["alive"] == true).collect()
    };
    assert_eq!(at(2_000), [false]);
    assert!(samples(&server, 1).iter().any(|s| s["t_ms"].as_i64().unwrap() > 2_000 && s["alive"] == true));
}

/// FACTS 5, 9, 11: the order of the callbacks is that of the lines; shots into a spawn shield hit nobody.
#[test]
fn one_lethal_bullet_is_written_as_shot_hit_and_death() {
    let mut server = Server::live();
    server.fill(1);
    server.run(2_000);
    server.fire(0, MP40);
    server.run(1_000);
    server.shoot_dead(1, 0);
    server.run(100);
    let kinds: Vec<String> = lines(&server, ".events.jsonl")
        .iter()
        .filter(|line| ["weapon_fire", "damage", "kill"].iter().any(|kind| line["type"] == *kind))
        .map(|line| line["type"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(kinds, ["weapon_fire", "weapon_fire", "damage", "kill"]);
    server.hit(1, 0, 187);
    server.limbo(1);
    server.run(1_000);
    assert_eq!(events(&server, "kill").len(), 1, "a body that is hit or taps out dies no second time");
}

/// FACTS 7: monotone in the label, within each file.
#[test]
fn lines_are_in_the_order_of_their_clock() {
    let mut server = Server::live();
    server.fill(3);
    for step in 0..30 {
        server.run(300);
        if step % 3 == 0 {
            server.shoot_dead(1, 0);
            server.step_with(|server| server.respawn(1));
        }
        if step == 10 {
            server.pause();
            server.run(3_000);
            server.unpause();
        }
    }
    for file in [".events.jsonl", ".snapshots.jsonl"] {
        let times: Vec<i64> = lines(&server, file).iter().map(|line| line["t_ms"].as_i64().unwrap()).collect();
        assert!(times.is_sorted(), "{file}");
    }
}

/// FACTS 13: grenades in flight, and two who kill one another in one tick.
#[test]
fn a_killer_who_is_dead_himself_is_named() {
    let mut server = Server::live();
    server.fill(1);
    server.run(4_000);
    server.shoot_dead(1, 0);
    server.dies(0, 1, 18);
    server.run(100);
    let killers: Vec<i64> = events(&server, "kill").iter().map(|kill| kill["killer"].as_i64().unwrap()).collect();
    assert_eq!(killers, [0, 1]);
    assert_harmless(&server);
}

/// FACTS 15: a change of class is told by et_ClientUserinfoChanged, before the spawn.
#[test]
fn a_spawn_tells_the_class_that_was_chosen_before_it() {
    let mut server = Server::live();
    server.fill(1);
    server.run(1_000);
    server.shoot_dead(1, 0);
    server.limbo(1);
    server.change(1, |player| player.class = 2);
    server.step_with(|server| server.respawn(1));
    assert_eq!(events(&server, "spawn").last().unwrap()["class"], "engineer");
    assert_eq!(events(&server, "player").last().unwrap()["class"], "engineer");
}

/// FACTS 25: the level time runs on over rounds and maps.
#[test]
fn the_clock_begins_at_configstring_11_whatever_the_level_time() {
    let mut server = Server::new();
    server.world.borrow_mut().level = 709_500;
    server.init(0, 0);
    server.fill(1);
    server.run(500);
    assert_eq!(events(&server, "round_start")[0]["t_ms"], 0);
    assert_eq!(events(&server, "spawn")[0]["t_ms"], 500);
    assert!(samples(&server, 0).iter().all(|sample| sample["t_ms"].as_i64().unwrap() <= 1_000));
}

/// FACTS 29: quitting, and a crash that the engine catches, call et_ShutdownGame with restart 0.
#[test]
fn quitting_closes_the_files() {
    let mut server = Server::live();
    server.fill(1);
    server.run(1_000);
    assert_eq!(server.open_files(), 2);
    server.call("et_ShutdownGame", 0);
    assert_eq!(server.open_files(), 0);
    assert!(events(&server, "round_end").is_empty(), "the round has no end: it was not played to it");
    assert_harmless(&server);
}

/// FACTS 30: et_ClientDisconnect only, no obituary; the slot's next player is somebody else.
#[test]
fn who_leaves_alive_is_no_death() {
    let mut server = Server::live();
    server.fill(1);
    server.run(1_000);
    server.leave(1);
    server.run(425 / FRAME * FRAME);
    server.join(1, b"another", "GUID-NEW", ALLIES, true);
    server.join(2, b"third", "GUID-3", AXIS, true);
    server.run(100);
    assert!(events(&server, "kill").is_empty());
    let [left] = &events(&server, "disconnect")[..] else { panic!("one leaves") };
    assert_eq!((&left["client"], &left["t_ms"]), (&1.into(), &1_500.into()));
    let samples = samples(&server, 1);
    assert!(samples.iter().all(|sample| {
        let t = sample["t_ms"].as_i64().unwrap();
        t <= 1_500 || t >= 1_925
    }));
}

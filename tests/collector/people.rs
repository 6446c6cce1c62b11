//! Who is in a slot, alive, down, in limbo, or gone.

use super::server::{ALLIES, AXIS, MOD_SUICIDE, MOD_SWITCHTEAM, SPEC, Server};
use super::{assert_harmless, events, lines, samples};

#[test]
fn limbo_carries_the_state_of_somebody_else_and_is_written_without_it() {
    let mut server = Server::live();
    server.fill(2);
    server.change(2, |player| player.powerups[5] = i64::from(i32::MAX));
    server.run(1_000);
    server.shoot_dead(0, 1);
    server.run(1_000);
    server.limbo(0); // watches 2, who carries the documents
    server.run(2_000);
    let all = samples(&server, 0);
    let down: Vec<_> = all.iter().filter(|s| s["state"] == "down").collect();
    assert!(down.len() >= 5 && down.iter().all(|s| s["pos"][0] == 0.0 && s["alive"] == false), "own place, not alive");
    let limbo: Vec<_> = all.iter().filter(|s| s["state"] == "limbo").collect();
    assert!(limbo.len() >= 10);
    for sample in limbo {
        for key in ["pos", "vel", "yaw", "weapon", "carry", "los"] {
            assert!(sample[key].is_null(), "{key} is that of the player who is watched: {sample}");
        }
    }
    assert!(samples(&server, 2).last().unwrap()["carry"] == true);
}

#[test]
fn a_late_team_change_spawn_is_no_life_and_spectators_are_not_sampled() {
    let mut server = Server::live();
    server.fill(1);
    server.run(10_000);
    server.join(7, b"late", "GUID0007", AXIS, true);
    server.join(8, b"caster", "GUID0008", SPEC, true);
    server.run(1_000);
    assert_eq!(events(&server, "spawn").len(), 2, "only those of the level start");
    assert!(samples(&server, 8).is_empty());
    assert!(samples(&server, 7).iter().all(|sample| sample["alive"] == false));
    assert!(events(&server, "player").iter().any(|p| p["client"] == 8 && p["team"] == "SPEC"));
    server.step_with(|server| server.respawn(7));
    assert_eq!(events(&server, "spawn").len(), 3);
}

#[test]
fn a_slot_that_is_used_again_is_introduced_with_its_new_guid() {
    let mut server = Server::live();
    server.fill(2);
    server.run(5_000);
    server.leave(3);
    server.run(425);
    server.join(3, b"second", "OTHER", ALLIES, true);
    server.run(1_000);
    let guids: Vec<_> =
        events(&server, "player").into_iter().filter(|p| p["client"] == 3).map(|p| p["guid"].clone()).collect();
    assert_eq!((guids.first(), guids.last()), (Some(&"GUID0003".into()), Some(&"OTHER".into())));
    let [gone] = &events(&server, "disconnect")[..] else { panic!("one disconnect, and no obituary") };
    assert_eq!((&gone["client"], events(&server, "kill").len()), (&3.into(), 0));
}

#[test]
fn self_kills_and_team_switches_are_kills_by_oneself() {
    let mut server = Server::live();
    server.fill(2);
    server.run(2_000);
    server.self_kill(0);
    server.dies(2, 2, MOD_SWITCHTEAM);
    server.change(2, |player| player.team = ALLIES);
    server.call("et_ClientUserinfoChanged", 2);
    server.call("et_ClientSpawn", (2, 0, 1, 1));
    let kills = events(&server, "kill");
    assert!(kills.iter().all(|kill| kill["killer"] == kill["victim"]));
    assert_eq!((&kills[0]["mod"], &kills[1]["mod"]), (&"MOD_SUICIDE".into(), &"MOD_SWITCHTEAM".into()));
    assert_eq!(MOD_SUICIDE, 33);
    assert!(events(&server, "damage").is_empty(), "a self-kill has no damage");
    assert_eq!(events(&server, "player").last().unwrap()["team"], "ALLIES");
}

#[test]
fn damage_on_entities_and_bodies_and_kills_by_the_world_are_written_as_they_come() {
    let mut server = Server::live();
    server.fill(2);
    server.run(4_000);
    server.shoot_dead(1, 0);
    server.hit(1, 0, 187); // a body, and more than it had
    server.call("et_Damage", (80, 0, 400, 0, 28));
    server.dies(3, 1_022, 52);
    server.run(100);
    let damage = events(&server, "damage");
    let rows: Vec<_> = damage.iter().map(|d| (d["victim"].as_i64().unwrap(), d["dmg"].as_i64().unwrap())).collect();
    assert_eq!(rows, [(1, 130), (1, 187), (80, 400)]);
    assert_eq!(damage[2]["mod"], 28, "a means without a name keeps its number");
    assert_eq!(events(&server, "kill")[1]["killer"], 1_022);
    assert_harmless(&server);
}

#[test]
fn a_revive_is_told_by_the_callback_by_the_log_line_or_by_the_field() {
    for (callback, line) in [(true, true), (false, true), (false, false)] {
        let mut server = Server::live();
        server.revive_callback = callback;
        server.fill(2);
        server.run(4_000);
        server.shoot_dead(2, 1);
        server.run(1_000);
        if line {
            server.revive(0, 2);
        } else {
            server.change(2, |player| (player.pm_type, player.health, player.lastrevive) = (0, 60, 0));
            server.call("et_ClientSpawn", (2, 1, 0, 1));
        }
        server.run(1_000);
        let [revive] = &events(&server, "revive")[..] else { panic!("one revive ({callback}, {line})") };
        assert_eq!((&revive["client"], &revive["victim"], &revive["t_ms"]), (&0.into(), &2.into(), &5_500.into()));
        let spawn = events(&server, "spawn").pop().unwrap();
        assert_eq!((&spawn["client"], &spawn["revived"], &spawn["t_ms"]), (&2.into(), &true.into(), &5_500.into()));
    }
}

#[test]
fn names_of_any_bytes_give_valid_json() {
    let mut server = Server::live();
    server.run(500);
    let names: [&[u8]; 6] = [
        b"^1red;|\"quote\"\\n",
        b"\x1b[31mterminal\x07\x00\x7f",
        b"caf\xe9 \xff\xfe",
        "žluť 東京".as_bytes(),
        b"\xed\xa0\x80\xf4\x90\x80\x80\xc0\xaf",
        b"{\"t\":1}",
    ];
    for (slot, name) in names.iter().enumerate() {
        server.join(slot, name, "G\"\\", AXIS, false);
    }
    let said: Vec<_> = events(&server, "player").into_iter().map(|p| p["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(said[0], "^1red;|\"quote\"\\n");
    assert_eq!(said[1], "\u{1b}[31mterminal\u{7}\0\u{7f}");
    assert_eq!(said[2], "café ÿþ", "what is no UTF-8 is taken as Latin-1");
    assert_eq!(said[3], "žluť 東京");
    assert_eq!(said[4].chars().count(), 9, "surrogates and overlong forms are no UTF-8");
    let text: String = server.files().into_iter().map(|(_, text)| text).collect();
    assert!(text.bytes().all(|byte| byte >= 0x20 || byte == b'\n'), "no control character reaches the file");
}

#[test]
fn a_field_that_is_missing_is_asked_for_once_and_a_wrong_slot_disables_none() {
    let mut server = Server::new();
    server.world.borrow_mut().unsupported.insert("ps.viewheight".into());
    server.init(1, 0);
    server.call("et_Obituary", (64, 1_023, 33)); // the same error text as for a missing field
    server.call("et_ClientSpawn", (1_022, 0, 0, 1));
    server.call("et_ClientUserinfoChanged", 1_024);
    server.fill(2);
    server.run(5_000);
    let refused = server.world.borrow().refused.clone();
    assert_eq!(refused.get("ps.viewheight"), Some(&2), "once for the header, once in use: {refused:?}");
    assert_eq!(refused.get("ps.origin"), None, "a wrong slot is never asked: {refused:?}");
    assert!(samples(&server, 0).iter().any(|sample| sample["pos"].is_array() && sample["los"].is_array()));
    let header = &lines(&server, ".events.jsonl")[0];
    assert!(header["missing_fields"].as_array().unwrap().contains(&"ps.viewheight".into()));
    assert_harmless(&server);
}

#[test]
fn a_failure_on_an_empty_slot_disables_no_field() {
    let mut server = Server::new();
    server.world.borrow_mut().strict = true;
    server.init(1, 0);
    server.call("et_Obituary", (15, 1_022, 33)); // nobody is there: asking for the place fails
    server.fill(2);
    server.run(1_000);
    let all = samples(&server, 0);
    assert!(!all.is_empty() && all.iter().all(|sample| sample["pos"].is_array()));
    assert_harmless(&server);
}

#[test]
fn numbers_that_are_none_become_null_and_no_line_is_lost() {
    let mut server = Server::live();
    server.fill(1);
    server.change(0, |player| player.origin = [f64::NAN, 1.0, 2.0]);
    server.change(1, |player| player.velocity = [f64::INFINITY, 0.0, 0.0]);
    server.run(1_000);
    server.call("et_Damage", (0, 1, f64::NAN, 0, 8));
    assert!(samples(&server, 0).iter().all(|sample| sample["pos"].is_null()));
    assert!(samples(&server, 1).iter().all(|sample| sample["pos"].is_array() && sample["vel"].is_null()));
    assert!(events(&server, "damage")[0]["dmg"].is_null());
    assert_harmless(&server);
}

#[test]
fn shots_of_mounted_guns_are_shots_and_make_their_gunner_fight() {
    let mut server = Server::live();
    server.fill(1);
    server.run(9_500);
    for callback in ["et_FixedMGFire", "et_MountedMGFire", "et_AAGunFire"] {
        server.call(callback, 0);
    }
    let shots = events(&server, "weapon_fire");
    assert_eq!(shots.len(), 3);
    assert!(shots.iter().all(|shot| shot["attacker"] == 0 && shot["weapon"] == "DUMMY_MG42"));
    let before = samples(&server, 0).len();
    server.run(1_000);
    assert_eq!(samples(&server, 0).len() - before, 8);
    assert_harmless(&server);
}

#[test]
fn words_for_no_guid_are_no_guid() {
    let mut server = Server::live();
    server.run(500);
    for (slot, guid) in ["", "NO_GUID", "unknown", "A1"].into_iter().enumerate() {
        server.join(slot, b"x", guid, AXIS, false);
    }
    let said: Vec<_> = events(&server, "player").iter().map(|player| player["guid"].clone()).collect();
    assert_eq!(said.iter().filter(|guid| guid.is_null()).count(), 3);
    assert_eq!(said.last().unwrap(), "A1");
}

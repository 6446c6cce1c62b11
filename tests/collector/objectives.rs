//! Objective actions: from the server's own lines, and from state where it prints none.

use super::server::{PLIERS, Server};
use super::{assert_harmless, events};

fn actions(server: &Server) -> Vec<(String, i64)> {
    let of =
        |line: serde_json::Value| Some((line["action"].as_str()?.to_owned(), line["client"].as_i64().unwrap_or(-1)));
    events(server, "objective").into_iter().filter_map(of).collect()
}

/// A theft by slot 1 (Allies), as the engine prints it; the flag shows one frame later.
fn steal(server: &mut Server) {
    server.print("Item: 1 team_CTF_redflag");
    server.print("legacy announce: \"^7Allies have stolen the Documents!\"");
    server.print("legacy popup: ^7allies^7 stole \"the Documents\"");
    server.step();
    server.change(1, |player| player.powerups[5] = i64::from(i32::MAX));
}

#[test]
fn an_item_line_is_a_theft_or_a_return_as_the_popup_of_its_label_says() {
    let mut server = Server::live();
    server.fill(2);
    server.run(2_000);
    steal(&mut server);
    server.run(1_000);
    server.shoot_dead(1, 0);
    server.run(500);
    server.print("Item: 0 team_CTF_redflag");
    server.print("legacy popup: ^7axis^7 returned \"the Documents\"");
    server.run(500);
    server.print("legacy popup: ^7axis^7 returned \"the Documents\""); // by time: no slot
    server.run(100);
    let expected = [("pickup", 1), ("drop", 1), ("return", 0), ("return", -1)];
    assert_eq!(actions(&server), expected.map(|(action, slot)| (action.to_owned(), slot)));
    let lines = events(&server, "objective");
    assert!(lines.iter().all(|line| line["objective"] == "the Documents"));
    assert_eq!((&lines[0]["t_ms"], &lines[1]["t_ms"]), (&2_500.into(), &3_525.into()));
}

#[test]
fn without_a_popup_the_flags_colour_tells() {
    let mut server = Server::live();
    server.fill(2);
    server.run(2_000);
    server.print("Item: 1 team_CTF_redflag"); // Allies touch the Axis' flag
    server.step();
    server.print("Item: 2 team_CTF_redflag"); // Axis touch their own
    server.step();
    assert_eq!(actions(&server)[..2], [("pickup".to_owned(), 1), ("return".to_owned(), 2)]);
}

#[test]
fn a_flag_that_goes_while_its_carrier_lives_is_delivered_or_thrown() {
    for (announce, command, expected) in [(true, false, "deliver"), (false, true, "drop"), (false, false, "drop")] {
        let mut server = Server::live();
        server.fill(2);
        server.run(2_000);
        steal(&mut server);
        server.run(1_000);
        if announce {
            server.print("legacy announce: \"^7Allies have secured the Documents!\"");
        }
        if command {
            server.call("et_ClientCommand", (1, "dropobj"));
        }
        server.change(1, |player| player.powerups = [0; 16]);
        server.run(100);
        assert_eq!(actions(&server)[1..], [(expected.to_owned(), 1)], "{announce} {command}");
    }
}

#[test]
fn a_capture_that_ends_the_round_is_still_a_delivery() {
    let mut server = Server::live();
    server.fill(2);
    server.run(2_000);
    steal(&mut server);
    server.run(1_000);
    server.print("legacy announce: \"^7Allies have secured the Documents!\"");
    server.print("Exit: Wolf EndRound.");
    server.change(1, |player| player.powerups = [0; 16]);
    server.end_by_time();
    assert_eq!(actions(&server)[1..], [("deliver".to_owned(), 1)]);
}

#[test]
fn a_carrier_who_leaves_drops_it() {
    let mut server = Server::live();
    server.fill(2);
    server.run(2_000);
    steal(&mut server);
    server.run(1_000);
    server.leave(1);
    server.run(100);
    assert_eq!(actions(&server)[1..], [("drop".to_owned(), 1)]);
}

#[test]
fn dynamite_and_repairs_come_from_the_log_and_work_from_the_pliers() {
    let mut server = Server::live();
    server.fill(2);
    server.run(2_000);
    for _ in 0..40 {
        server.fire(2, PLIERS);
        server.step();
    }
    server.print("legacy popup: ^7axis^7 planted \"the Radar; \"quoted\"\"");
    server.print("Dynamite_Plant: 2 the Radar; \"quoted\"");
    server.print("Dynamite_Diffuse: 1 the Radar");
    server.print("Objective_Destroyed: 2 the Radar");
    server.print("Repair: 2");
    let expected = [("plant", 2), ("defuse", 1), ("destroyed", 2), ("repair", 2)];
    assert_eq!(actions(&server), expected.map(|(action, slot)| (action.to_owned(), slot)));
    let all = events(&server, "objective");
    assert_eq!(all.iter().filter(|line| line["action"].is_null() && line["client"] == 2).count(), 1, "one in 2 s");
    assert_eq!(all[1]["objective"], "the Radar; \"quoted\"");
    assert!(all[1]["pos"].is_array() && all[3]["pos"].is_null(), "the planter need not stand where it explodes");
}

#[test]
fn nobody_can_talk_an_objective_into_being() {
    let mut server = Server::live();
    server.fill(2);
    server.run(2_000);
    for line in [
        "say: evil: Dynamite_Plant: 2 the Radar",
        "sayteam: evil: legacy popup: ^7axis^7 returned \"x\"",
        "Dynamite_Plant: 99 nowhere",
        "Medic_Revive: 0 2",
        "Item: 1 weapon_mp40",
        "Dynamite_Plant: x",
        "",
    ] {
        server.print(line);
    }
    server.run(100);
    assert!(actions(&server).is_empty());
    assert!(events(&server, "revive").is_empty());
    assert_harmless(&server);
}

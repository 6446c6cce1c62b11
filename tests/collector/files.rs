//! Files: when they are opened and closed, what they are called, and what a crash costs.

use super::server::{AXIS, Server};
use super::{assert_harmless, events, lines, samples};
use std::process::Command;

const SCRIPT: &str = include_str!("../../assets/etlegacy/filmroom.lua");

#[test]
fn warm_up_writes_nothing_and_the_next_state_records() {
    let mut server = Server::new();
    server.init(0, 2);
    server.join(0, b"early", "G0", AXIS, true);
    server.run(1_000);
    server.set("gamestate", "1");
    server.run(2_000);
    server.shoot_dead(0, 1);
    assert!(server.files().is_empty());
    server.set("gamestate", "0");
    server.map_restart();
    server.fill(1);
    server.run(1_000);
    assert_eq!(server.files().len(), 2);
    assert_eq!(events(&server, "round_start")[0]["t_ms"], 0);
    assert!(lines(&server, ".events.jsonl").iter().all(|line| line["t_ms"].as_i64().unwrap() <= 1_500));
}

#[test]
fn names_hold_date_map_and_the_round_that_was_current_at_the_start() {
    let mut server = Server::live();
    server.fill(1);
    server.end_by_time();
    let names: Vec<_> = server.files().into_iter().map(|(name, _)| name).collect();
    let [events_file, snapshots] = &names[..] else { panic!("{names:?}") };
    let stem = events_file.strip_suffix("-radar-r1.events.jsonl").unwrap_or_else(|| panic!("{events_file}"));
    assert_eq!(*snapshots, format!("{stem}-radar-r1.snapshots.jsonl"));
    let digits: String = stem.strip_prefix("filmroom/").unwrap().chars().filter(char::is_ascii_digit).collect();
    assert_eq!(digits.len(), 14, "{stem}");
    assert_eq!(events(&server, "round_start")[0]["round"], 1, "g_currentRound flips before the intermission");
}

#[test]
fn the_header_states_version_capabilities_and_settings() {
    let server = Server::live();
    let first = &lines(&server, ".events.jsonl")[0];
    assert_eq!((&first["type"], &first["version"]), (&"collector".into(), &"1.0.0".into()));
    assert_eq!((&first["schema_version"], &first["lua"]), (&1.into(), &"Lua 5.4".into()));
    assert!(first["capabilities"].as_array().unwrap().contains(&"los".into()));
    assert_eq!(first["settings"]["hz_combat"], 8);
}

#[test]
fn the_install_page_lists_every_setting_with_its_default() {
    let page = include_str!("../../assets/etlegacy/INSTALL.md");
    let server = Server::live();
    let settings = lines(&server, ".events.jsonl")[0]["settings"].as_object().unwrap().clone();
    assert_eq!(page.matches("\n| `filmroom_").count(), settings.len());
    for (key, value) in settings {
        assert!(page.contains(&format!("| `filmroom_{key}` | {value} |")), "{key} = {value}");
    }
}

#[test]
fn a_callback_that_fails_is_said_once_and_one_that_always_fails_ends_the_recording() {
    let mut server = Server::live();
    server.fill(1);
    server.run(1_000);
    server.lua.load("et.gentity_get = function(...) error('boom') end").exec().unwrap();
    server.run(1_000);
    let said = server.world.borrow().printed.iter().filter(|line| line.contains("boom")).count();
    assert_eq!((said, server.open_files()), (1, 2), "{:?}", server.world.borrow().printed);
    server.run(12_000);
    assert_eq!(server.open_files(), 0, "a failure in every frame ends the recording, with its files closed");
}

#[test]
fn gamestate_3_ends_a_round_before_the_camera_is_sampled() {
    let mut server = Server::live();
    server.fill(2);
    server.run(2_475);
    server.end_by_time();
    assert_eq!(server.open_files(), 0, "closed at the intermission");
    let [end] = &events(&server, "round_end")[..] else { panic!("one end") };
    assert_eq!((&end["t_ms"], &end["winner"]), (&3_025.into(), &"AXIS".into()));
    assert_eq!(end["reason"], "Timelimit hit.");
    let before = server.files();
    server.respawn(0); // players in limbo are spawned 25 to 250 ms after the end
    server.call("et_Damage", (1, 0, 90, 0, 18));
    server.run(1_000);
    server.call("et_ShutdownGame", 1);
    assert_eq!(server.files(), before, "nothing after the end");
    assert!(lines(&server, ".snapshots.jsonl").iter().all(|sample| sample["pos"][0] != 9_999.0));
}

#[test]
fn configstring_12_of_the_first_round_does_not_end_the_second() {
    let mut server = Server::live();
    server.world.borrow_mut().strings.insert(12, "1".into());
    server.fill(1);
    server.run(5_000);
    assert!(events(&server, "round_end").is_empty());
    assert_eq!(server.open_files(), 2);
}

#[test]
fn a_map_restart_in_mid_round_gives_a_file_without_end_and_a_new_one() {
    let mut server = Server::live();
    server.fill(2);
    server.run(10_000);
    server.map_restart();
    server.fill(2);
    server.run(5_000);
    server.end_by_time();
    let files = server.files();
    assert_eq!(files.len(), 4, "{:?}", files.iter().map(|file| &file.0).collect::<Vec<_>>());
    let ends = |text: &str| text.contains("\"round_end\"");
    let logs: Vec<_> = files.iter().filter(|(name, _)| name.contains(".events.")).collect();
    assert_eq!(logs.iter().filter(|(_, text)| ends(text)).count(), 1);
    for (name, text) in &logs {
        assert_eq!(text.matches("\"round_start\"").count(), 1, "{name}: one round a file, also within one second");
    }
    assert_eq!(server.open_files(), 0);
}

#[test]
fn a_crash_at_any_point_loses_nothing_that_was_written() {
    let mut server = Server::live();
    server.fill(3);
    for frame in 0..400 {
        server.step();
        if frame % 40 == 20 {
            server.shoot_dead(1, 0);
            server.respawn(1);
        }
        let before = server.files();
        server.crash();
        assert_eq!(server.files(), before, "the buffered modes would lose up to 4 KB here");
        assert!(before.iter().all(|(_, text)| text.ends_with("}\n")));
    }
}

#[test]
fn a_cut_last_line_costs_exactly_that_line() {
    let mut server = Server::live();
    server.fill(2);
    server.run(3_000);
    let folder = tempfile::tempdir().unwrap();
    server.save(folder.path());
    let (name, text) = server.files().into_iter().find(|(name, _)| name.contains(".snapshots.")).unwrap();
    let last = text.trim_end().rfind('\n').unwrap();
    for cut in [last + 2, last + 40, text.len() - 2] {
        std::fs::write(folder.path().join(&name), &text[..cut]).unwrap();
        let out = Command::new(env!("CARGO_BIN_EXE_filmroom")).arg("check").arg(folder.path()).output().unwrap();
        let said = String::from_utf8_lossy(&out.stdout).into_owned();
        assert!(said.contains("1 problem: 1 round in 2 files"), "{said}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_said_once_and_harms_nothing() {
    let mut server = Server::new();
    server.world.borrow_mut().writable = false;
    server.init(1, 0);
    server.fill(1);
    server.run(2_000);
    server.shoot_dead(1, 0);
    let said = server.world.borrow().printed.clone();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("cannot write below filmroom/"));
}

#[test]
fn a_new_lua_state_in_mid_round_goes_on_in_a_file_of_its_own() {
    let mut server = Server::live();
    server.fill(2);
    server.run(10_000);
    server.lua_restart();
    assert_eq!(server.open_files(), 0, "lua_restart calls no et_ShutdownGame");
    server.shoot_dead(1, 0); // before the first frame: nobody is known yet
    server.run(5_000);
    assert_eq!(server.open_files(), 2);
    server.end_by_time();
    assert_eq!(server.files().len(), 4);
    assert_eq!(events(&server, "round_start").len(), 1, "the second state did not see it");
    let [late] = &events(&server, "recording_start")[..] else { panic!("one late start") };
    assert_eq!((&late["t_ms"], &late["round"]), (&10_525.into(), &1.into()));
    let headers = events(&server, "collector");
    assert_eq!(headers[0]["settings"], headers[1]["settings"]);
    let seen = samples(&server, 0);
    let late: Vec<_> = seen.iter().filter(|sample| sample["t_ms"].as_i64().unwrap() >= 10_525).collect();
    assert!(late.len() > 20 && late.iter().all(|sample| sample["weapon"] == "MP40"), "constants are read again");
    let folder = tempfile::tempdir().unwrap();
    server.save(folder.path());
    let out = Command::new(env!("CARGO_BIN_EXE_filmroom")).arg("check").arg(folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(said.contains("no problems: 2 rounds in 4 files"), "{said}");
    assert_harmless(&server);
}

#[test]
fn a_full_disk_spoils_one_line_and_is_said_once() {
    let mut server = Server::live();
    server.fill(2);
    server.run(3_000);
    server.world.borrow_mut().room = Some(100);
    server.run(1_000);
    server.world.borrow_mut().room = None;
    server.run(2_000);
    let (_, text) = server.files().into_iter().find(|(name, _)| name.contains(".snapshots.")).unwrap();
    let broken = text.lines().filter(|line| serde_json::from_str::<serde_json::Value>(line).is_err()).count();
    assert_eq!(broken, 1, "{text}");
    assert_eq!(server.world.borrow().printed.iter().filter(|line| line.contains("disk full")).count(), 1);
}

#[test]
fn the_servers_locale_changes_nothing() {
    let mut server = Server::new();
    // What C's printf and isalnum do under a German Latin-1 locale.
    server.before = "local format, find, gsub = string.format, string.find, string.gsub
        string.format = function(...) return (gsub(format(...), '%.', ',')) end
        string.find = function(s, p, ...) return find(s, (gsub(p, '%%w', '%%w\\128-\\255')), ...) end";
    server.init(1, 0);
    server.fill(1);
    server.join(4, b"caf\xe9", "G", AXIS, false);
    server.run(2_000);
    assert!(samples(&server, 0).iter().any(|sample| sample["pos"][2] == 24.0));
    assert!(events(&server, "player").iter().any(|player| player["name"] == "caf\u{e9}"));
    assert_harmless(&server);
}

#[test]
fn the_same_source_is_valid_on_luajit() {
    // Without comments and strings, none of what only Lua 5.3 and later know, and no "%d", which throws on a float.
    let mut code = String::new();
    let body = SCRIPT.split_once("]]").unwrap().1;
    for line in body.lines() {
        let line = line.split("--").next().unwrap();
        assert!(!line.contains("%d\"") && !line.contains("%d,"), "{line}");
        code.extend(line.split('"').step_by(2).flat_map(|piece| piece.split('\'').step_by(2)));
        code.push('\n');
    }
    for word in ["//", "&", "|", ">>", "<<", "goto ", "utf8.", "table.unpack", "<const>", "<close>", "math.type"] {
        assert!(!code.contains(word), "{word}");
    }
    assert!(!code.replace("~=", "").contains('~'));
    let (defined, chained) = (SCRIPT.matches("_G[name] = function").count(), SCRIPT.matches("function et_").count());
    assert_eq!((defined, chained), (1, 0), "each callback is defined once");
}

#[test]
fn a_callback_that_somebody_else_defined_is_called_and_its_answer_kept() {
    let server = Server::live();
    let lua = mlua::Lua::new();
    lua.globals().set("et", lua.create_table().unwrap()).unwrap();
    lua.load("function et_ClientCommand() return 1 end").exec().unwrap();
    lua.load(SCRIPT).exec().unwrap();
    let answer: i64 = lua.load("return et_ClientCommand(0, 'say')").eval().unwrap();
    assert_eq!(answer, 1);
    assert_harmless(&server);
}

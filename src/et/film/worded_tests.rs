//! Words and numbers of a film at the edges: what was not recorded, who looks on, which limit decided.

use super::findings::TRADE;
use super::tests::{EVENTS, config, filmed, rounds, snapshots};
use crate::et::config::Config;
use crate::film::{Cell, Film, Outcome};

fn titles(film: &Film) -> Vec<&str> {
    film.findings.iter().filter(|finding| finding.kind == TRADE).map(|finding| finding.title.as_str()).collect()
}

/// A gate of the first candidate.
fn gate<'f>(film: &'f Film, name: &str) -> &'f crate::film::Gate {
    film.findings.iter().flat_map(|finding| &finding.gates).find(|gate| gate.name == name).unwrap()
}

#[test]
fn a_killer_who_fell_before_is_alive_again_where_nobody_records_lives() {
    let kill = |t: f64, by: u8, to: u8| {
        format!("{{\"t\":{t},\"type\":\"kill\",\"killer\":{by},\"victim\":{to}}}\n{{\"t\":{t},\"type\":\"x\"}}\n")
    };
    // vex falls after each of two kills; before the second, nothing tells that vex is back.
    let kills = [kill(21.0, 2, 7), kill(22.0, 3, 2), kill(26.0, 2, 7), kill(27.0, 3, 2)].concat();
    let head: String = EVENTS.lines().take(4).map(|line| format!("{line}\n")).collect();
    let events = format!("{head}{kills}{{\"t\":30,\"type\":\"round_end\"}}\n");
    let film = filmed(&rounds(&events, "")[0], &Config::default());
    let of_vex: Vec<_> = titles(&film).into_iter().filter(|title| title.starts_with("vex")).collect();
    assert_eq!(of_vex, ["vex killed zed, traded by kiko after 1.0 s"; 2]);
    let answered = film.findings.iter().flat_map(|finding| &finding.facts).find(|(label, _)| label == "also answered");
    assert_eq!(answered.unwrap().1, "kiko killed vex after 1.0 s", "whether with an opportunity nobody knows");
}

#[test]
fn who_kills_while_looking_on_is_no_team_mate() {
    let gone = "{\"t\":15,\"type\":\"player\",\"client\":2,\"team\":\"SPEC\"}\n\
                {\"t\":16,\"type\":\"kill\",\"killer\":2,\"victim\":3,\"mod\":\"MOD_GRENADE\"}\n";
    let events = EVENTS.replace("{\"t\":16,", &format!("{gone}{{\"t\":16,"));
    let film = filmed(&rounds(&events, "")[0], &Config::default());
    let killed = film.log.iter().find(|moment| moment.at.as_secs() == 16.0).unwrap();
    assert_eq!(film.moment_kinds[killed.kind].key, "kill");
    assert!(killed.text.contains("one of them looks on") && !killed.text.contains("team-mate"), "{}", killed.text);
    let sheet = film.sheet("players").unwrap();
    let place = sheet.columns.iter().position(|column| column.help.contains("team-mates killed")).unwrap();
    assert!(sheet.rows.iter().all(|row| row[place] == Cell::Number(0.0)), "{:?}", sheet.rows);
}

#[test]
fn the_number_of_a_sight_gate_is_the_one_that_decided() {
    // kiko faces vex, who stands so much higher.
    let film = |z: &str| {
        let higher = snapshots().replace("[100,0,24]", &format!("[100,0,{z}]"));
        filmed(&rounds(EVENTS, &higher)[0], &Config::default())
    };
    let high = film("184.04");
    let sight = gate(&high, "sight");
    assert_eq!((sight.limit, sight.unit, sight.key), (Some(160.0), "u", Some("sight_max_dz")));
    assert!(sight.value.unwrap() > 160.0 && sight.outcome == Outcome::Fail, "{sight:?}");
    assert!(sight.note.contains("angle 0 deg (at most 60 deg, sight_cone_deg)"), "{}", sight.note);
    let level = film("183.96");
    let sight = gate(&level, "sight");
    assert_eq!((sight.limit, sight.key, &sight.outcome), (Some(60.0), Some("sight_cone_deg"), &Outcome::Pass));
    assert!(sight.note.contains("height 159.960 u (at most 160 u, sight_max_dz)"), "{}", sight.note);
}

#[test]
fn recorded_lines_of_sight_that_are_not_heeded_are_not_denied() {
    let recorded = snapshots().replace(",\"yaw\"", ",\"los\":[2],\"yaw\"");
    let note = |text: &str| {
        let film = filmed(&rounds(EVENTS, &recorded)[0], &config(text));
        gate(&film, "sight").note.clone()
    };
    assert!(note("sight_by_los: true\n").starts_with("the server listed"));
    let note = note("sight_by_los: false\n");
    assert!(note.ends_with("recorded lines of sight are not heeded (sight_by_los)"), "{note}");
}

#[test]
fn sums_of_damage_end_in_no_dust() {
    let hits = "{\"t\":10.1,\"type\":\"damage\",\"attacker\":3,\"victim\":2,\"dmg\":0.1}\n\
                {\"t\":10.2,\"type\":\"damage\",\"attacker\":3,\"victim\":2,\"dmg\":0.2}\n";
    let events = EVENTS.replace("{\"t\":15,", &format!("{hits}{{\"t\":15,"));
    let film = filmed(&rounds(&events, &snapshots())[0], &Config::default());
    let told: Vec<_> = film.findings.iter().flat_map(|finding| &finding.facts).map(|(_, text)| text).collect();
    assert!(told.iter().any(|text| text.contains("(0.3 damage)")), "{told:?}");
}

#[test]
fn the_role_context_lists_who_carried() {
    let film = filmed(&rounds(EVENTS, &snapshots())[0], &Config::default());
    let sheet = film.sheet("context").unwrap();
    let carried = sheet.rows.iter().find(|row| row[2] == Cell::Text("carries".into())).unwrap();
    assert_eq!(
        (&carried[1], &carried[5]),
        (&Cell::Clock(crate::film::Time(8_000)), &Cell::Clock(crate::film::Time(14_999)))
    );
}

#[test]
fn only_what_judges_as_the_built_in_configuration_is_called_default() {
    let line = |text: &str| filmed(&rounds(EVENTS, &snapshots())[0], &config(text)).meta.rule;
    let plain = filmed(&rounds(EVENTS, &snapshots())[0], &Config::default()).meta.rule;
    assert!(plain.ends_with("(defaults)"), "{plain}");
    assert_eq!(line("trade_dist: 800\nmaps: {radar: {trade_dist: 800}}\n"), plain, "one hash, one description");
    let zones = line("maps: {towpath: {objective_zones: []}}\n");
    assert!(zones.ends_with("(1 changed)"), "{zones}");
    let elsewhere = line("maps: {radar: {trade_dist: 700}}\n");
    assert!(elsewhere.ends_with("(defaults on this map)"), "{elsewhere}");
}

#[test]
fn negatives_that_cannot_be_known_say_why_and_are_not_counted() {
    let blind = filmed(&rounds(EVENTS, "")[0], &Config::default());
    let note = &blind.sheet("negatives").unwrap().note;
    assert!(
        note.starts_with("missed trade unavailable: no snapshots in this round; isolated death unavailable: "),
        "{note}"
    );
    assert!(!blind.tells_candidates());
    let harmless: String =
        EVENTS.lines().filter(|line| !line.contains("weapon_fire")).map(|line| format!("{line}\n")).collect();
    assert!(
        filmed(&rounds(&harmless, &snapshots())[0], &Config::default()).tells_candidates(),
        "one kind can be known"
    );
}

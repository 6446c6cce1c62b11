//! What a film says is true, and what it cannot know it does not say.

use super::super::load::load;
use super::findings::TRADE;
use super::tests::{EVENTS, config, filmed, rounds, snapshots};
use crate::et::config::{Config, Side};
use crate::film::{Brief, Cell, Film, Finding, Progress};
use crate::ingest::Source;

/// The small round with lines added before its `wobble` line.
fn with(lines: &str) -> Film {
    filmed(&rounds(&EVENTS.replace("{\"t\":16,", &format!("{lines}{{\"t\":16,")), &snapshots())[0], &Config::default())
}

fn trade(film: &Film) -> &Finding {
    film.findings.iter().find(|finding| finding.kind == TRADE).unwrap()
}

fn count(film: &Film, name: &str) -> Option<u64> {
    film.meta.counts.iter().find(|(known, _)| *known == name).unwrap().1
}

#[test]
fn the_title_counts_by_the_stated_side_whose_lives_nobody_recorded() {
    let events = EVENTS.replace("{\"t\":16,", "{\"t\":15,\"type\":\"revive\",\"client\":3,\"victim\":7}\n{\"t\":16,");
    let film = filmed(&rounds(&events, "")[0], &Config::default());
    assert!(film.meta.title.contains(" · 1v2 · "), "{}", film.meta.title);
    let sheet = film.sheet("score").unwrap();
    let alive = sheet.columns.iter().position(|column| column.key == "alive_s").unwrap();
    assert!(sheet.rows.iter().all(|row| matches!(row[alive], Cell::Unknown(_))), "{:?}", sheet.rows);
}

#[test]
fn kinds_of_findings_that_cannot_be_known_are_named_with_the_reason() {
    let unknown = |events: &str, snapshots: &str| {
        let film = filmed(&rounds(events, snapshots)[0], &Config::default());
        let sheet = film.sheet("score").unwrap();
        let place = sheet.columns.iter().position(|column| column.key == "negatives").unwrap();
        let negatives = matches!(sheet.rows[0][place], Cell::Unknown(_));
        (Brief::of(&film).unknown_kinds, negatives)
    };
    let none = "no snapshots in this round";
    let both = |missed: &str, alone: &str| {
        (vec![("missed_trade", missed.to_owned()), ("isolated_death", alone.to_owned())], true)
    };
    assert_eq!(unknown(EVENTS, ""), both(none, none));
    assert_eq!(unknown(EVENTS, &snapshots()), (vec![], false));
    let harmless: String =
        EVENTS.lines().filter(|line| !line.contains("damage")).map(|line| format!("{line}\n")).collect();
    let damage = "no damage lines in this round";
    assert_eq!(unknown(&harmless, &snapshots()), both(damage, damage));
}

#[test]
fn samples_without_a_position_are_no_positions() {
    let blind: String = (snapshots().lines())
        .map(|line| format!("{}}}\n", line.split(",\"pos\"").next().unwrap()).replace("}\n", ",\"round_id\":\"r1\"}\n"))
        .collect();
    let film = filmed(&rounds(EVENTS, &blind)[0], &Config::default());
    assert_eq!(film.meta.unavailable[0].1, "no positions in this round's snapshots");
    assert_eq!((count(&film, "candidates"), count(&film, "deaths")), (None, Some(2)));
    let sheet = film.sheet("score").unwrap();
    let place = |key: &str| sheet.columns.iter().position(|column| column.key == key).unwrap();
    assert!(matches!(sheet.rows[0][place("total")], Cell::Unknown(_)));
    assert_eq!(sheet.rows[0][place("alive_s")], Cell::Number(30.0), "they do say who is alive");
}

#[test]
fn samples_that_say_no_team_are_no_lives() {
    let teamless = |lines: &str| lines.replace(",\"team\":\"AXIS\"", "").replace(",\"team\":\"ALLIES\"", "");
    let told = |snapshots: &str| {
        let film = filmed(&rounds(EVENTS, snapshots)[0], &Config::default());
        let why = film.meta.unavailable.iter().filter(|(_, why)| why.contains("team")).cloned();
        (count(&film, "candidates"), why.collect::<Vec<_>>(), film)
    };
    let (candidates, why, film) = told(&teamless(&snapshots()));
    assert_eq!(why[0].1, "no team in this round's snapshots, so nobody counts as alive");
    assert_eq!((candidates, film.meta.why_not("positions")), (None, Some(why[0].1.as_str())));
    let sheet = film.sheet("score").unwrap();
    let place = |key: &str| sheet.columns.iter().position(|column| column.key == key).unwrap();
    assert_eq!(sheet.rows[0][place("alive_s")], Cell::Unknown(why[0].1.clone()));
    // Some of them: the rest counts, and how many do not is told.
    let all = snapshots();
    let (head, rest) = all.split_at(all.find('\n').unwrap());
    let (_, why, _) = told(&format!("{}{rest}", teamless(head)));
    let lines = all.lines().count();
    assert_eq!(why[0].1, format!("1 of {lines} say alive but no team, and count as not alive (E2)"));
    assert!(told(&all).1.is_empty());
}

#[test]
fn missing_view_directions_are_among_what_a_round_cannot_tell() {
    let said = |snapshots: &str| {
        let film = filmed(&rounds(EVENTS, snapshots)[0], &Config::default());
        film.meta.unavailable.iter().any(|(what, why)| what.contains("crossfire") && why.contains("view directions"))
    };
    let whole = snapshots();
    assert!(said(&whole.replace(",\"yaw\":180", "")));
    assert!(!said(&whole));
    let film = filmed(&rounds(EVENTS, &whole.replacen(",\"yaw\":180", "", 2))[0], &Config::default());
    let some = film.meta.unavailable.iter().find(|(what, _)| what.contains("crossfire")).unwrap();
    let lines = whole.lines().count();
    assert_eq!(some.1, format!("2 of {lines} snapshots say no view direction: none is counted there"));
    // Without teams it is known at no time: that some snapshots say no direction is nothing to add.
    let teamless = whole.replace(",\"team\":\"AXIS\"", "").replace(",\"team\":\"ALLIES\"", "");
    let film = filmed(&rounds(EVENTS, &teamless.replacen(",\"yaw\":180", "", 2))[0], &Config::default());
    assert!(film.meta.why_not("positions").is_some());
    assert!(!film.meta.unavailable.iter().any(|(what, _)| what.contains("crossfire")), "{:?}", film.meta.unavailable);
}

#[test]
fn a_number_near_its_limit_is_told_so_that_the_comparison_is_true() {
    let near = |x: &str| {
        let film = filmed(&rounds(EVENTS, &snapshots().replace("[500,", &format!("[{x},")))[0], &Config::default());
        let why = &film.findings[0].explanation;
        let gate = why.possible_because.iter().chain(&why.missing).find(|text| text.starts_with("near:")).unwrap();
        (gate.split(';').next().unwrap().to_owned(), film.findings[0].gates[0].value_text())
    };
    assert_eq!(near("600.04"), ("near: 600.040 u is not <= 600 u (near_dist)".to_owned(), "600.040".to_owned()));
    assert_eq!(near("599.96"), ("near: 599.960 u is <= 600 u (near_dist)".to_owned(), "599.960".to_owned()));
    assert_eq!(near("512.34").0, "near: 512.3 u is <= 600 u (near_dist)");
    let film = filmed(&rounds(EVENTS, &snapshots())[0], &config("trade_window_s: 2.75\ntrade_dist: 800.25\n"));
    let expected = &film.findings[0].explanation.expected;
    assert!(expected.contains("trade_dist 800.25 u") && expected.contains("trade_window_s 2.75 s"), "{expected}");
}

#[test]
fn who_killed_after_the_own_opportunity_had_closed_held_one() {
    let died = "{\"t\":11,\"type\":\"kill\",\"killer\":2,\"victim\":3}\n{\"t\":12,\"type\":\"kill\",\"killer\":3,\"victim\":2}\n";
    let events = EVENTS.replace("{\"t\":15,", &format!("{died}{{\"t\":15,"));
    let film = filmed(&rounds(&events, &snapshots())[0], &Config::default());
    let told = &trade(&film).facts;
    let late = ("also answered".to_owned(), "kiko killed vex after 2.0 s, when the opportunity had closed".to_owned());
    assert!(told.contains(&late), "{told:?}");
}

#[test]
fn what_the_victim_left_behind_is_no_trade() {
    let own = "{\"t\":11,\"type\":\"kill\",\"killer\":7,\"victim\":2}\n";
    let events = EVENTS.replace("{\"t\":15,", &format!("{own}{{\"t\":15,"));
    let film = filmed(&rounds(&events, &snapshots())[0], &Config::default());
    assert_eq!(trade(&film).title, "vex killed zed, not traded, but fell to zed after 1.0 s");
    assert_eq!(count(&film, "trades"), Some(0));
    let told = ("also answered".to_owned(), "zed killed vex after 1.0 s, after the own death".to_owned());
    assert!(trade(&film).facts.contains(&told), "{:?}", trade(&film).facts);
}

#[test]
fn who_kills_the_next_life_of_the_killer_does_not_trade() {
    let next = "{\"t\":11,\"type\":\"kill\",\"killer\":7,\"victim\":2}\n{\"t\":11.5,\"type\":\"spawn\",\"client\":2}\n\
                {\"t\":12,\"type\":\"kill\",\"killer\":3,\"victim\":2}\n";
    let events = EVENTS.replace("{\"t\":15,", &format!("{next}{{\"t\":15,"));
    let film = filmed(&rounds(&events, &snapshots())[0], &Config::default());
    assert!(trade(&film).title.ends_with(", not traded, but fell to zed after 1.0 s"), "{}", trade(&film).title);
}

#[test]
fn nobody_known_is_said_of_the_wider_ring() {
    let film = filmed(&rounds(EVENTS, &snapshots().replace("[500,", "[5000,"))[0], &config("trade_dist: 1250\n"));
    assert!(trade(&film).facts.contains(&("opportunity".to_owned(), "nobody known within 1250 u".to_owned())));
}

#[test]
fn suppressed_counts_what_is_suppressed_of_either_kind() {
    // zed, far from kiko, plants and falls alone.
    let events = EVENTS.replace("\"client\":2,\"action\":\"pickup\"", "\"client\":7,\"action\":\"plant\"");
    let events: String = (events.lines()).filter(|l| !l.contains("\"t\":9.5")).map(|l| format!("{l}\n")).collect();
    let fight = "{\"t\":25,\"type\":\"damage\",\"attacker\":2,\"victim\":9,\"dmg\":1}\n{\"t\":25,\"type\":\"weapon_fire\",\"attacker\":2}\n";
    let events = events.replace("{\"t\":30,", &format!("{fight}{{\"t\":30,"));
    let film = filmed(&rounds(&events, &snapshots().replace("[500,", "[2500,"))[0], &Config::default());
    assert_eq!((count(&film, "candidates"), count(&film, "suppressed")), (Some(0), Some(1)), "{:?}", film.findings);
}

#[test]
fn a_revive_is_no_death_and_an_object_is_nobody() {
    let film = with(
        "{\"t\":15.5,\"type\":\"revive\",\"client\":3,\"victim\":7}\n{\"t\":15.6,\"type\":\"kill\",\"killer\":3,\"victim\":70}\n",
    );
    let falls = film.log.iter().filter(|moment| film.moment_kinds[moment.kind].falls).count() as u64;
    assert_eq!(Some(falls), count(&film, "deaths"));
}

#[test]
fn a_winner_is_what_the_field_says_wherever_it_stands_and_no_note_can_fake_it() {
    let winner = |end: &str| {
        let source = Source::Memory { name: "mem".into(), bytes: end.as_bytes().to_vec().into() };
        load(&[source], &Progress::default()).unwrap().rounds[0].winner()
    };
    let note = "x".repeat(300);
    let after = format!("{{\"t\":9,\"type\":\"round_end\",\"note\":\"{note}\",\"winner\":\"ALLIES\"}}");
    assert_eq!(winner(&after), Some(Side::Allies));
    assert_eq!(winner(r#"{"t":9,"type":"round_end","note":"gg winner=AXIS"}"#), None);
    assert_eq!(winner(r#"{"t":9,"type":"round_end","note":"winner=AXIS","winner":"allies"}"#), Some(Side::Allies));
    assert_eq!(winner(r#"{"t":9,"type":"halftime","winner":"AXIS"}"#), Some(Side::Axis), "the line that ends it");
    assert_eq!(winner("{\"t\":5,\"type\":\"halftime\",\"winner\":\"AXIS\"}\n{\"t\":9,\"type\":\"round_end\"}"), None);
    let said = |kill: &str| {
        let film = filmed(&rounds(kill, "")[0], &Config::default());
        film.log[0].text.clone()
    };
    let kill = |more: &str| format!("{{\"t\":1,\"type\":\"kill\",\"killer\":1,\"victim\":2{more}}}\n");
    assert_eq!(said(&kill(&format!(",\"note\":\"{note}\",\"dist\":523.4"))), "#1 kills #2 from 523 u");
    assert_eq!(said(&kill(",\"note\":\"dist=9\"")), "#1 kills #2");
}

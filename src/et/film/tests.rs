//! The film of small rounds, and of every round at hand.

use super::super::analysis::analyse;
use super::super::config::{Config, Sources};
use super::super::load;
use super::super::round::Round;
use super::film;
use crate::config::Document;
use crate::film::{ActorState, Cell, Film, Lane, Progress, Status, Time};
use crate::ingest::Source;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Two allies and an enemy: vex kills zed at 10.0 s, kiko stands by until 13.0; at 20.0 kiko kills himself.
pub(super) const EVENTS: &str = r#"{"t":0,"type":"round_start","map":"towpath","round_id":"r1"}
{"t":0,"type":"player","client":3,"name":"^1kiko","guid":"AAAA0000KIKO","team":"ALLIES","class":"medic"}
{"t":0,"type":"player","client":7,"name":"zed","guid":"AAAA00000ZED","team":"ALLIES","class":"soldier"}
{"t":0,"type":"player","client":2,"name":"vex","team":"AXIS","class":"engineer"}
{"t":5,"type":"wave","team":"ALLIES"}
{"t":8,"type":"objective","client":2,"action":"pickup","objective":"freight papers"}
{"t":9.5,"type":"damage","attacker":2,"victim":7,"dmg":36,"weapon":3}
{"t":9.5,"type":"weapon_fire","attacker":2,"weapon":3}
{"t":10,"type":"kill","killer":2,"victim":7,"weapon":"WP_THOMPSON","mod":"MOD_THOMPSON"}
{"t":15,"type":"objective","client":2,"action":"drop","objective":"freight papers"}
{"t":16,"type":"wobble","client":3,"strength":9}
{"t":20,"type":"kill","victim":3,"mod":"MOD_SUICIDE"}
{"t":30,"type":"round_end","winner":"AXIS"}
{"t":31,"type":"spawn","client":3,"team":"ALLIES"}
"#;

/// Everybody stands still, one sample a second: kiko 500 u from zed, vex 100 u.
pub(super) fn snapshots() -> String {
    let mut out = String::new();
    for t in 0..=30 {
        for (client, team, x, last) in [(2, "AXIS", 100, 30), (3, "ALLIES", 500, 20), (7, "ALLIES", 0, 10)] {
            let alive = t <= last;
            out.push_str(&format!(
                "{{\"t\":{t},\"client\":{client},\"team\":\"{team}\",\"alive\":{alive},\"pos\":[{x},0,24],\"yaw\":180,\"round_id\":\"r1\"}}\n"
            ));
        }
    }
    out
}

fn memory(name: &str, text: String) -> Source {
    Source::Memory { name: name.into(), bytes: text.into_bytes().into() }
}

pub(super) fn rounds(events: &str, snapshots: &str) -> Vec<Round> {
    let sources = [memory("events.jsonl", events.to_owned()), memory("snapshots.jsonl", snapshots.to_owned())];
    load(&sources, &Progress::default()).unwrap().rounds
}

pub(super) fn config(text: &str) -> Config {
    let file = Document::parse("my.yaml", text.as_bytes()).unwrap();
    Config::load(Sources { file: Some(&file), ..Sources::default() }).unwrap()
}

pub(super) fn filmed(round: &Round, config: &Config) -> Film {
    let settings = config.for_map(round.map.as_deref());
    film(round, &analyse(round, &settings), config)
}

fn small() -> Film {
    filmed(&rounds(EVENTS, &snapshots())[0], &Config::default())
}

/// What every film keeps, whatever the round.
fn promises(film: &Film) {
    assert!(film.log.is_sorted_by_key(|moment| moment.at));
    assert!(film.findings.is_sorted_by_key(|finding| finding.at));
    assert!(film.tracks.is_sorted_by_key(|track| (track.actor, track.span.from)));
    assert!(film.badges.is_sorted_by_key(|badge| (badge.actor, badge.span.from)));
    let ids: BTreeSet<_> = film.findings.iter().map(|finding| &finding.id).collect();
    assert_eq!(ids.len(), film.findings.len(), "ids are unique");
    let letters: Vec<char> = film.cast.iter().map(|actor| actor.letter).filter(|c| *c != '?').collect();
    assert_eq!(letters.iter().collect::<BTreeSet<_>>().len(), letters.len(), "letters are unique");
    for actor in &film.cast {
        assert!(!actor.name.is_empty() && actor.states.is_sorted_by_key(|(t, _)| *t), "{}", actor.name);
    }
    for track in &film.tracks {
        let n = track.t.len();
        assert!(track.pos.len() == n && track.yaw.len() == n && track.hp.len() == n && track.t.is_sorted());
    }
    for moment in &film.log {
        assert!(moment.kind < film.moment_kinds.len() && !moment.text.trim().is_empty());
        assert!(moment.actors.iter().all(|actor| actor.index() < film.cast.len()), "{}", moment.text);
    }
    for finding in &film.findings {
        assert!(finding.kind < film.finding_kinds.len() && !finding.title.is_empty() && !finding.rule.is_empty());
        assert!(finding.parts.iter().all(|part| part.actor.index() < film.cast.len()), "{}", finding.id);
        assert!(finding.span.holds(finding.at), "{}: {:?}", finding.id, finding.span);
        assert_eq!(finding.is_judgeable(), finding.confidence.is_some());
        assert!(!finding.explanation.trigger.is_empty());
    }
    for sheet in &film.sheets {
        assert!(sheet.rows.iter().all(|row| row.len() == sheet.columns.len()));
        assert!(sheet.columns.iter().all(|column| !column.help.is_empty()));
    }
}

#[test]
fn the_small_round_is_a_film() {
    let film = small();
    promises(&film);
    let meta = &film.meta;
    assert_eq!(meta.title, "r1 · won by the Axis · towpath · 1v2 · 0:30");
    assert_eq!((meta.span.from, meta.span.to, meta.step), (Time(0), Time(30_000), Time(1_000)));
    assert_eq!((meta.bridge, meta.stale), (Time(2_000), Time(1_500)));
    let counts: Vec<String> = meta.counts.iter().map(|(name, n)| format!("{name} {n:?}")).collect();
    assert_eq!(
        counts,
        [
            "deaths Some(2)",
            "trades Some(0)",
            "candidates Some(1)",
            "missed Some(1)",
            "isolated Some(0)",
            "suppressed Some(0)"
        ]
    );
    assert!(meta.rule.contains("trade_dist 800 u") && meta.rule.contains(&meta.config_hash), "{}", meta.rule);
    assert!(meta.unavailable.iter().any(|(what, _)| what == "recorded lines of sight"));
}

#[test]
fn the_cast_has_sides_classes_letters_and_states() {
    let film = small();
    let names: Vec<(&str, char, i64)> = film.cast.iter().map(|a| (a.name.as_str(), a.letter, a.number)).collect();
    assert_eq!(names, [("vex", 'v', 2), ("kiko", 'k', 3), ("zed", 'z', 7)]);
    let kiko = &film.cast[1];
    assert_eq!((kiko.lasting_id.as_deref(), kiko.role(Time(0))), (Some("AAAA0000KIKO"), Some("medic")));
    assert_eq!(kiko.team(Time(0)).map(|team| film.meta.teams[team.index()].key), Some("ALLIES"));
    assert_eq!(kiko.state(Time(12_000)), ActorState::Alive);
    assert!(matches!(kiko.state(Time(22_000)), ActorState::Dead | ActorState::Down));
    let zed = crate::film::ActorId(2);
    assert_eq!(film.pose(zed, Time(9_500)).map(|pose| pose.pos), Some([0.0, 0.0, 24.0]));
    assert_eq!(film.pose(zed, Time(15_000)), None);
}

#[test]
fn the_log_reads_like_a_report() {
    let film = small();
    let lines: Vec<String> = film.log.iter().map(|moment| format!("{} {}", moment.at, moment.text)).collect();
    assert_eq!(
        lines,
        [
            "0:00.0 the round starts",
            "0:00.0 kiko is here (Allies, medic)",
            "0:00.0 zed is here (Allies, soldier)",
            "0:00.0 vex is here (Axis, engineer)",
            "0:05.0 spawn wave of the Allies",
            "0:08.0 vex takes freight papers",
            "0:09.5 vex hits zed for 36 with MP40",
            "0:09.5 vex uses MP40",
            "0:10.0 vex kills zed with Thompson",
            "0:15.0 vex drops freight papers",
            "0:16.0 wobble kiko: strength=9",
            "0:20.0 kiko dies by their own hand",
            "0:30.0 the round ends, won by the Axis",
            "0:31.0 kiko spawns (outside the round)",
        ]
    );
    let marked = |key: &str| film.moment_kinds.iter().find(|kind| kind.key == key).map(|kind| (kind.mark, kind.lane));
    assert_eq!(marked("kill"), Some((Some('x'), Lane::Deaths)));
    assert_eq!(marked("self_kill"), Some((Some('s'), Lane::Deaths)));
    assert_eq!(marked("wave"), Some((Some('|'), Lane::Rhythm)));
    assert_eq!(marked("weapon_fire"), Some((None, Lane::Deaths)));
    assert_eq!(marked("spawn"), Some((None, Lane::Rhythm)));
    let kill = film.log.iter().find(|moment| moment.text.starts_with("vex kills")).unwrap();
    assert_eq!((kill.pos, kill.source), (Some([0.0, 0.0, 24.0]), Some((0, 9))));
    assert_eq!(kill.team.map(|team| film.meta.teams[team.index()].key), Some("ALLIES"), "the lane is the victim's");
}

#[test]
fn badges_say_who_fights_and_who_carries() {
    let film = small();
    let worn = |actor: u16, t: i64| {
        let badges = film.badges_at(crate::film::ActorId(actor), Time(t));
        badges.map(|kind| film.badge_kinds[kind].name).collect::<Vec<_>>()
    };
    assert_eq!(worn(0, 9_000), ["carries"]);
    assert_eq!(worn(0, 11_000), ["carries", "in combat"]);
    assert_eq!(worn(0, 12_000), ["carries"]);
    assert_eq!(worn(0, 16_000), Vec::<&str>::new());
    assert_eq!(worn(1, 10_500), Vec::<&str>::new());
}

#[test]
fn the_trade_event_and_the_candidate_carry_their_evidence() {
    let film = small();
    let found: Vec<(&str, &str)> =
        film.findings.iter().map(|f| (film.finding_kinds[f.kind].key, f.title.as_str())).collect();
    assert_eq!(
        found,
        [("missed_trade", "kiko did not answer for zed (500 u)"), ("trade", "vex killed zed, not traded")]
    );
    let candidate = &film.findings[0];
    assert_eq!(candidate.status, Status::Candidate);
    assert_eq!(candidate.id.0, "missed_trade/r1/10000/00000ZED/#2/0000KIKO");
    assert_eq!((candidate.span.from, candidate.span.to), (Time(6_000), Time(14_500)));
    let gates: Vec<&str> = candidate.gates.iter().map(|gate| gate.name.as_ref()).collect();
    assert_eq!(gates, ["near", "clear", "open", "survived", "sight", "free"]);
    let near = &candidate.gates[0];
    assert_eq!((near.value, near.limit, near.key), (Some(500.0), Some(600.0), Some("near_dist")));
    let fact = |label: &str| candidate.facts.iter().find(|(l, _)| l == label).map(|(_, value)| value.as_str());
    assert_eq!(fact("closed by"), Some("window at 0:13.0"));
    assert!(candidate.rule.starts_with("missed trade: trade_dist 800 u, trade_window_s 3 s"), "{}", candidate.rule);
    let trade = &film.findings[1];
    assert_eq!((trade.status.clone(), trade.confidence), (Status::Fact, None));
    assert_eq!(trade.explanation.trigger, "vex kills zed with Thompson at 0:10.0");
    let told = &trade.facts[0].1;
    assert_eq!(told, "kiko 500 u: no attempt; the window closed at 0:13.0");
}

#[test]
fn a_traded_death_says_by_whom_and_when() {
    let answer = "{\"t\":11.5,\"type\":\"damage\",\"attacker\":3,\"victim\":2,\"dmg\":20}\n{\"t\":11.6,\"type\":\"kill\",\"killer\":3,\"victim\":2}\n";
    let events = EVENTS.replace("{\"t\":15,", &format!("{answer}{{\"t\":15,"));
    let film = filmed(&rounds(&events, &snapshots())[0], &Config::default());
    promises(&film);
    let trade = film.findings.iter().find(|f| f.parts[0].role == "victim").unwrap();
    assert_eq!(trade.title, "vex killed zed, traded by kiko after 1.6 s");
    let roles: Vec<&str> = trade.parts.iter().map(|part| part.role).collect();
    assert_eq!(roles, ["victim", "killer", "success"]);
    assert_eq!(
        trade.facts[0].1,
        "kiko 500 u: hit vex at 0:11.5 (20 damage), killed vex at 0:11.6; the killer was traded at 0:11.6"
    );
    assert!(film.findings.iter().all(|f| f.kind != super::findings::MISSED));
    assert_eq!(film.meta.counts[1], ("trades", Some(1)));
}

#[test]
fn an_excused_candidate_is_shown_with_its_reasons() {
    let events = EVENTS.replace("\"client\":2,\"action\":\"pickup\"", "\"client\":3,\"action\":\"plant\"");
    let film = filmed(&rounds(&events, &snapshots())[0], &Config::default());
    let excused = &film.findings[0];
    assert_eq!(excused.status, Status::Suppressed(vec!["objective_action".to_owned()]));
    assert!(excused.facts.contains(&("excused by".to_owned(), "objective action".to_owned())));
    assert_eq!(film.meta.counts[2..4], [("candidates", Some(0)), ("missed", Some(0))]);
}

#[test]
fn ids_outlive_thresholds_and_do_not_need_a_round_id() {
    let ids = |events: &str, config: &Config| -> BTreeSet<String> {
        let film = filmed(&rounds(events, &snapshots().replace(",\"round_id\":\"r1\"", ""))[0], config);
        film.findings.into_iter().map(|f| f.id.0).collect()
    };
    let named = ids(EVENTS, &Config::default());
    assert_eq!(named, ids(EVENTS, &config("near_dist: 100\nreact_s: 2\ntrade_dist: 700\n")));
    let nameless = EVENTS.replace(",\"round_id\":\"r1\"", "");
    let one = ids(&nameless, &Config::default());
    assert!(one.iter().all(|id| id.contains("/~")) && one.len() == named.len(), "{one:?}");
    let grown = format!("{nameless}{{\"t\":40,\"type\":\"wave\"}}\n");
    assert_eq!(one, ids(&grown, &Config::default()), "what comes later changes no name");
    let other = ids(&nameless.replace("\"t\":9.5", "\"t\":9.6"), &Config::default());
    assert!(one.is_disjoint(&other), "another round has other names");
}

#[test]
fn thresholds_that_are_not_the_specifications_name_their_source() {
    let film =
        filmed(&rounds(EVENTS, &snapshots())[0], &config("# ours\ntrade_dist: 700\nmaps: {Towpath: {react_s: 1.5}}\n"));
    let candidate = &film.findings[0];
    assert!(
        candidate.facts.contains(&("react_s 1.5".to_owned(), "set by my.yaml:3:27".to_owned())),
        "{:?}",
        candidate.facts
    );
    assert!(candidate.facts.contains(&("trade_dist 700".to_owned(), "set by my.yaml:2:13".to_owned())));
    assert!(film.meta.rule.contains("trade_dist 700 u") && film.meta.rule.contains("2 changed"), "{}", film.meta.rule);
}

#[test]
fn what_was_not_recorded_is_unknown_and_never_zero() {
    let film = filmed(&rounds(EVENTS, "")[0], &Config::default());
    promises(&film);
    let sheet = film.sheet("players").unwrap();
    let cell = |key: &str| &sheet.rows[0][sheet.columns.iter().position(|c| c.key == key).unwrap()];
    for key in
        ["opportunities", "attempts", "candidates", "support_uptime", "readiness_s", "crossfire_s", "isolated_deaths"]
    {
        assert_eq!(cell(key), &Cell::Unknown("no snapshots in this round".to_owned()), "{key}");
    }
    assert_eq!(cell("kills"), &Cell::Number(1.0));
    let counts = &film.meta.counts;
    assert_eq!((counts[0], counts[2], counts[4]), (("deaths", Some(2)), ("candidates", None), ("isolated", None)));
    assert!(film.meta.unavailable[0].1.contains("no snapshots"));
    let trade = &film.findings[0];
    assert!(trade.facts.iter().any(|(label, text)| label == "opportunities" && text.contains("unavailable")));
}

#[test]
fn the_sheet_counts_what_the_log_shows() {
    let film = small();
    let sheet = film.sheet("players").unwrap();
    let column = |key: &str| sheet.columns.iter().position(|c| c.key == key).unwrap();
    let values = |key: &str| sheet.rows.iter().map(|row| row[column(key)].clone()).collect::<Vec<_>>();
    let numbers = |list: [f64; 3]| list.map(Cell::Number).to_vec();
    assert_eq!(values("kills"), numbers([1.0, 0.0, 0.0]));
    assert_eq!(values("deaths"), numbers([0.0, 1.0, 1.0]));
    assert_eq!(values("self_kills"), numbers([0.0, 1.0, 0.0]));
    assert_eq!(values("candidates"), numbers([0.0, 1.0, 0.0]));
    assert_eq!(values("team"), ["Axis", "Allies", "Allies"].map(|s| Cell::Text(s.to_owned())).to_vec());
    assert_eq!(sheet.rows[0][column("support_uptime")], Cell::Number(0.0), "nobody to be near is a share of 0");
}

/// Every folder below a place outside the package that holds an events file; none when the place is missing.
fn folders(place: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(place);
    let Ok(entries) = std::fs::read_dir(root) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    found.retain(|path| path.join("events.jsonl").is_file());
    found.sort();
    found
}

#[test]
fn every_round_at_hand_becomes_a_film_and_twice_the_same() {
    for folder in ["../shared/data/et/engine", "../shared/conformance/et", "fixtures/et"].into_iter().flat_map(folders)
    {
        let sources = ["events.jsonl", "snapshots.jsonl"].map(|name| Source::File(folder.join(name)));
        let config = match std::fs::read(folder.join("config.yaml")) {
            Ok(bytes) => {
                let file = Document::parse("config.yaml", &bytes).unwrap();
                Config::load(Sources { file: Some(&file), ..Sources::default() }).unwrap()
            }
            Err(_) => Config::default(),
        };
        for round in load(&sources, &Progress::default()).unwrap().rounds {
            let settings = config.for_map(round.map.as_deref());
            let analysis = analyse(&round, &settings);
            let film = film(&round, &analysis, &config);
            promises(&film);
            let missed = analysis.trades.iter().flat_map(|t| t.opportunities.iter().flatten()).filter(|o| o.missed);
            let isolated = analysis.isolated.as_ref().map_or(0, Vec::len);
            let all = analysis.trades.len() + missed.count() + isolated;
            assert_eq!(film.findings.len(), all, "{}", folder.display());
            let again = filmed(&round, &config);
            assert_eq!((&film.findings, &film.log), (&again.findings, &again.log), "{}", folder.display());
        }
    }
}

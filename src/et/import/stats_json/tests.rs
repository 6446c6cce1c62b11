//! What becomes of the stats script's document.

use super::super::super::{Kind, Loaded, Round, load};
use crate::film::Progress;
use crate::ingest::Source;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::borrow::Cow;

const FILE: &str = include_str!("../../../../fixtures/et/import/stats.json");

fn loaded(text: impl Into<Vec<u8>>) -> Loaded {
    let source = Source::Memory { name: "stats.json".into(), bytes: Cow::Owned(text.into()) };
    load(&[source], &Progress::default()).unwrap()
}

fn round(text: &str) -> Round {
    let mut loaded = loaded(text);
    assert_eq!(loaded.problems.kept(), []);
    assert_eq!(loaded.rounds.len(), 1);
    loaded.rounds.remove(0)
}

fn told(round: &Round, kind: &Kind) -> Vec<String> {
    let name = |party: super::super::super::Party| {
        party.player().map_or("-".to_owned(), |id| round.players[id.index()].name.clone())
    };
    let events = round.lines().filter(|(_, event)| event.kind == *kind);
    events
        .map(|(_, e)| {
            let what = e.means.as_deref().or(e.details().action.as_deref()).unwrap_or("");
            format!("{} {} {} {what}", e.t.0, name(e.by), name(e.to))
        })
        .collect()
}

#[test]
fn the_game_log_becomes_a_round_on_a_clock_without_its_pauses() {
    let round = round(FILE);
    assert_eq!((&*round.id, round.map.as_deref()), ("2026-04-03-191726-supply-r1", Some("supply")));
    assert_eq!((round.span.from.0, round.span.to.0), (0, 20_000), "30 s by the server's clock, 10 of them paused");
    assert_eq!(
        told(&round, &Kind::Kill),
        [
            "10000 [2Jlup ki;ko MOD_KAR98",
            "11500 =cmd|x [2Jlup MOD_MP40",
            "15000 a\"b,c a\"b,c MOD_SUICIDE",
            "17500 - José MOD_FALLING",
        ]
    );
    assert_eq!(told(&round, &Kind::Revive), ["13000 a\"b,c ki;ko "]);
    let works = told(&round, &Kind::Objective);
    assert_eq!(works, ["14000 ^l2 - pickup", "16000 ^l2 - drop", "16500 - - return", "18000 ^l2 - plant"]);
    let end = round.lines().find(|(_, event)| event.kind == Kind::RoundEnd).unwrap().1;
    assert_eq!(end.details().winner.map(crate::et::config::Side::as_str), Some("ALLIES"));
}

#[test]
fn places_stay_with_their_events_and_are_no_samples() {
    let round = round(FILE);
    assert!(!round.has.snapshots && round.has.damage && round.has.objective);
    assert!(!round.has.weapon_fire, "the script leaves out shots of bullets: these are no `weapon_fire` lines");
    let kill = round.lines().find(|(_, event)| event.kind == Kind::Kill).unwrap().1;
    assert_eq!(kill.details().pos, Some([200.0, 10.0, 24.0]));
    assert_eq!(kill.details().dist, Some(600.0));
    let kill_line = FILE.lines().position(|line| line.contains("\"label\": \"kill\"")).unwrap() as u64 + 1;
    assert!(kill.line < kill_line && kill_line - kill.line < 8, "the entry's first line: {} {kill_line}", kill.line);
}

#[test]
fn a_spawn_into_limbo_is_no_life_and_a_late_one_outside_the_round() {
    let round = round(FILE);
    let player = round.players.iter().find(|player| player.name == "a\"b,c").unwrap();
    let lives: Vec<i64> = player.lives.iter().map(|life| life.from.t.0).collect();
    assert_eq!(lives, [110, 18_500], "the spawn at 17.0 was a change of team");
}

#[test]
fn shots_of_all_weapons_are_weapon_fire() {
    let mut document: Value = serde_json::from_str(FILE).unwrap();
    for weapon in [3, 4] {
        let shot = json!({"label": "weapon_fire", "leveltime": 612_000, "player": "B1", "weapon": weapon});
        document["gamelog"].as_array_mut().unwrap().insert(1, shot);
    }
    assert!(round(&document.to_string()).has.weapon_fire);
}

#[test]
fn an_archived_match_and_compact_documents_one_behind_the_other_hold_several_rounds() {
    let one: Value = serde_json::from_str(FILE).unwrap();
    let archive = json!({"match": {"rounds": [{"round_data": one}, {"round_data": one}], "winner": "alpha"}});
    let lines = format!("{one}\n{one}\n");
    for text in [archive.to_string(), serde_json::to_string_pretty(&archive).unwrap(), lines] {
        let loaded = loaded(text);
        assert_eq!(loaded.problems.kept(), []);
        let ids: Vec<&str> = loaded.rounds.iter().map(|round| &*round.id).collect();
        assert_eq!(ids, ["2026-04-03-191726-supply-r1", "2026-04-03-191726-supply-r1-2"]);
        assert!(loaded.rounds.iter().all(|round| told(round, &Kind::Kill).len() == 4));
    }
}

#[test]
fn whole_numbers_may_be_written_with_a_fraction_of_nothing() {
    let mut written: Value = serde_json::from_str(FILE).unwrap();
    // Without the entry, the head alone tells when the round ended.
    written["gamelog"].as_array_mut().unwrap().retain(|entry| entry["label"] != "round_end");
    let start = written["gamelog"][0]["leveltime"].as_i64().unwrap();
    written["round_info"]["round_end"] = json!(start + 40_000);
    let mut floats = written.clone();
    for key in ["round_end", "round", "winnerteam", "defenderteam"] {
        let number = floats["round_info"][key].as_f64().unwrap();
        floats["round_info"][key] = json!(number);
    }
    let (written, floats) = (round(&written.to_string()), round(&floats.to_string()));
    assert_eq!((&floats.id, floats.span, floats.winner()), (&written.id, written.span, written.winner()));
    assert_eq!(floats.span.to.0, 30_000, "10 of the 40 s were a pause");
}

#[test]
fn what_is_cut_keeps_what_stands_before() {
    let cut = FILE.find("\"suicide\"").unwrap();
    let loaded = loaded(&FILE[..cut]);
    let [problem] = loaded.problems.kept() else { panic!("{:?}", loaded.problems) };
    assert!(problem.reason.contains("the JSON breaks here"), "{problem}");
    assert_eq!(problem.line, FILE[..cut].lines().count() as u64);
    assert_eq!(told(&loaded.rounds[0], &Kind::Kill).len(), 2);
}

#[test]
fn entries_that_lack_what_they_need_are_problems_with_their_lines() {
    let text = "{\"round_info\": {\"mapname\": \"radar\"},\n\"gamelog\": [\n{\"label\":\"round_start\",\"leveltime\":5},\n\
                {\"label\":\"kill\",\"leveltime\":9,\"killer\":\"A\"},\n7,\n{\"label\":\"kill\",\"victim\":\"A\"},\n\
                {\"label\":\"kill\",\"leveltime\":1e15,\"victim\":\"A\"}]}";
    let loaded = loaded(text);
    let lines: Vec<(u64, &str)> = loaded.problems.kept().iter().map(|p| (p.line, p.reason.as_str())).collect();
    let [(5, object), (4, victim), (6, time), (7, far)] = lines[..] else { panic!("{lines:?}") };
    assert!(victim.contains("`victim`") && object.contains("no object") && time.contains("`leveltime`"));
    assert!(far.contains("no time that a round can have"));
}

#[test]
fn a_document_of_the_old_script_says_why_there_is_nothing_in_it() {
    let loaded = loaded("{\"round_info\": {\"mapname\": \"radar\", \"obituaries\": []}, \"player_stats\": {}}");
    assert!(loaded.rounds.is_empty());
    let [problem] = loaded.problems.kept() else { panic!("{:?}", loaded.problems) };
    assert!(problem.reason.contains("no `gamelog`"), "{problem}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Cut anywhere, with bytes changed: no panic, and what is said is harmless.
    #[test]
    fn damage_is_told_and_breaks_nothing(
        cut in 0..FILE.len(),
        changes in proptest::collection::vec((0..FILE.len(), any::<u8>()), 0..12),
    ) {
        let mut bytes = FILE.as_bytes().to_vec();
        for (place, byte) in changes {
            bytes[place] = byte;
        }
        bytes.truncate(cut);
        let loaded = loaded(bytes);
        for problem in loaded.problems.kept() {
            prop_assert!(!problem.to_string().chars().any(char::is_control));
        }
        for player in loaded.rounds.iter().flat_map(|round| &round.players) {
            prop_assert!(!player.name.chars().any(char::is_control));
        }
    }

    /// Values of any kind in any field.
    #[test]
    fn any_value_anywhere_is_read_or_told(
        label in "kill|damage|suicide|spawn|revive|pause|unpause|round_end|obj_taken|class_change|weapon_fire|teamkill",
        key in "leveltime|victim|killer|player|weapon|victim_pos|team|class|damage",
        value in prop_oneof![
            any::<i64>().prop_map(Value::from), any::<f64>().prop_map(Value::from), ".{0,30}".prop_map(Value::from),
            Just(Value::Null), Just(json!([1])), Just(json!({"a": 1})), Just(json!("nan inf 1e999")),
        ],
    ) {
        let mut entry = json!({"label": label, "leveltime": 10, "victim": "A", "killer": "B", "player": "A"});
        entry[key] = value;
        loaded(json!({"gamelog": [entry], "round_info": [], "player_stats": 3}).to_string());
    }
}

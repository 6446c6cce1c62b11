//! What becomes of other recorders' lines.

use super::super::{Kind, Loaded, load};
use super::import;
use crate::film::Progress;
use crate::ingest::Source;
use proptest::prelude::*;
use std::borrow::Cow;
use std::path::Path;

const LOG: &str = r#"
    1000 InitGame: \c0\0
    1000 map: radar
    1000 gametime: Tue Aug 11 05:09:02 2026
    1500 ClientUserinfoChanged: 1 n\^1Ax;el"|\t\1\c\2\lc\2
    1500 ClientUserinfoChanged: 2 n\Al\t\2\c\1
    1600 say: Al: Kill: 1 2 8: nobody
    2000 Kill: 1 2 8: ^7Axel^7 killed Al^7 by MOD_MP40
    2500 Medic_Revive: 3 2
    3000 Item: 2 team_CTF_redflag
    3000 legacy announce: "^7Allies have stolen the Documents!"
    3000 legacy popup: ^7allies^7 stole "the Documents"
    4000 Item: 1 team_CTF_redflag
    4100 Item: 2 weapon_mp40
    4200 legacy popup: ^7axis^7 returned "the Documents"
    5000 Dynamite_Plant: 2 the Radar; "east"
    6000 Kill: 1022 2 52: <world> killed Al by MOD_FALLING
    7000 Exit: Timelimit hit.
    7000 ShutdownGame:
    9000 InitGame: \c0\0
    9500 ClientBegin: 1
    9600 ShutdownGame:
"#;

fn source(text: impl Into<Vec<u8>>) -> Source {
    Source::Memory { name: "etserver.log".into(), bytes: Cow::Owned(text.into()) }
}

fn loaded(text: impl Into<Vec<u8>>) -> Loaded {
    load(&[source(text)], &Progress::default()).unwrap()
}

#[test]
fn a_server_log_becomes_a_round_whose_lines_name_those_of_the_log() {
    let loaded = loaded(LOG);
    assert_eq!(loaded.problems.kept(), []);
    let [round] = &loaded.rounds[..] else { panic!("a stretch in which nobody plays is no round") };
    assert_eq!((&*round.id, round.map.as_deref()), ("2026-08-11-050902-radar", Some("radar")));
    let lines: Vec<(i64, u64, &str)> =
        round.lines().map(|(_, event)| (event.t.0, event.line, event.kind.as_str())).collect();
    let kill = lines.iter().find(|line| line.2 == "kill");
    assert_eq!(kill, Some(&(1_000, 8, "kill")), "{lines:?}");
    assert_eq!(round.span.to.0, 6_000);
    let action = |event: &super::super::Event| {
        (event.details().action.as_deref()?.to_owned(), event.details().objective.as_deref().unwrap_or("").to_owned())
            .into()
    };
    let actions: Vec<(String, String)> =
        round.lines().filter(|(_, e)| e.kind == Kind::Objective).filter_map(|(_, e)| action(e)).collect();
    let expected = [
        ("pickup", "the Documents"),
        ("return", ""), // of the team whose flag it is, without a popup of its own ms
        ("return", "the Documents"),
        ("plant", "the Radar; \"east\""),
    ];
    assert_eq!(actions, expected.map(|(action, name)| (action.to_owned(), name.to_owned())));
    assert_eq!(round.players.iter().find(|p| p.client == 1).unwrap().name, "Ax;el\"|");
    assert!(!round.has.snapshots && !round.has.damage && !round.has.weapon_fire && round.has.objective);
}

#[test]
fn a_line_of_a_known_kind_that_says_nothing_is_a_problem_with_its_place() {
    let loaded = loaded(format!("{LOG}    9900 InitGame: x\n    9950 Kill: 1 2\n    9960 Dynamite_Plant: x\n"));
    let reasons: Vec<(u64, &str)> = loaded.problems.kept().iter().map(|p| (p.line, p.reason.as_str())).collect();
    let [(24, kill), (25, plant)] = reasons[..] else { panic!("{reasons:?}") };
    assert!(kill.contains("killer, victim and means") && plant.contains("a slot"));
}

#[test]
fn what_is_imported_reads_back_the_same() {
    let (made, problems) = import(&source(LOG), &Progress::default()).unwrap();
    assert!(problems.is_empty());
    let text: String = made.unwrap().iter().map(|line| format!("{}\n", line.json)).collect();
    let (direct, through) = (loaded(LOG), loaded(text));
    let kinds = |loaded: &Loaded| -> Vec<(i64, String)> {
        loaded.rounds.iter().flat_map(|r| r.lines().map(|(_, e)| (e.t.0, e.kind.as_str().to_owned()))).collect()
    };
    assert_eq!(kinds(&direct), kinds(&through));
    assert_eq!(direct.rounds[0].players.len(), through.rounds[0].players.len());
}

/// Third-party data is never committed: `FILMROOM_ENGINE_ROUNDS` names the folder beside which the log lies.
#[test]
fn a_real_log_gives_what_a_plain_count_gives() {
    let given = std::env::var_os("FILMROOM_ENGINE_ROUNDS").map(std::path::PathBuf::from);
    let folder = given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/et/engine"));
    let Ok(bytes) = std::fs::read(folder.join("../server-log-3v3-bots.log")) else { return };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let loaded = loaded(bytes);
    assert_eq!(loaded.problems.kept(), []);
    let plain = |word: &str| text.lines().filter(|line| line.contains(word)).count();
    let read = |wanted: &dyn Fn(&super::super::Event) -> bool| -> usize {
        loaded.rounds.iter().map(|round| round.lines().filter(|(_, event)| wanted(event)).count()).sum()
    };
    assert_eq!(read(&|e| e.kind == Kind::Kill), plain(" Kill: "));
    assert_eq!(read(&|e| e.kind == Kind::Revive), plain(" Medic_Revive: "));
    let did = |action: &'static str| read(&|e| e.kind == Kind::Objective && e.is_action(action));
    let pairs =
        [("plant", " Dynamite_Plant: "), ("defuse", " Dynamite_Diffuse: "), ("destroyed", " Objective_Destroyed: ")];
    for (action, word) in
        pairs.into_iter().chain([("repair", " Repair: "), ("pickup", " stole "), ("return", " returned \"")])
    {
        assert!(plain(word) > 0, "{word}");
        assert_eq!(did(action), plain(word), "{action}");
    }
}

proptest! {
    #[test]
    fn hostile_names_and_lines_are_harmless(
        name in proptest::collection::vec(any::<u8>(), 0..40),
        noise in proptest::collection::vec(any::<u8>(), 0..120),
    ) {
        let mut log = b"1000 InitGame: x\n1500 ClientUserinfoChanged: 1 n\\".to_vec();
        log.extend(name.iter().filter(|b| !b"\n\\".contains(b)));
        log.extend(b"\\t\\1\\c\\0\n2000 Kill: 1 2 8: a killed b by MOD_MP40\n2100 Kill: ");
        log.extend(&noise);
        log.extend(b"\n2200 legacy popup: ");
        log.extend(&noise);
        log.push(b'\n');
        let loaded = loaded(log);
        prop_assert!(!loaded.rounds.is_empty());
        for player in loaded.rounds.iter().flat_map(|round| &round.players) {
            let shown = &player.name;
            prop_assert!(!shown.chars().any(char::is_control), "{shown:?}");
        }
        for problem in loaded.problems.kept() {
            prop_assert!(!problem.to_string().chars().any(char::is_control));
        }
    }
}

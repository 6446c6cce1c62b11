//! What becomes of the proximity tracker's rows.

use super::super::super::{Kind, Loaded, Round, load};
use crate::film::Progress;
use crate::ingest::Source;
use proptest::prelude::*;
use std::borrow::Cow;

const FILE: &str = include_str!("../../../../fixtures/et/import/proximity.txt");

fn loaded(text: impl Into<Vec<u8>>) -> Loaded {
    let source = Source::Memory { name: "proximity.txt".into(), bytes: Cow::Owned(text.into()) };
    load(&[source], &Progress::default()).unwrap()
}

fn round() -> Round {
    let mut loaded = loaded(FILE);
    assert_eq!(loaded.problems.kept(), []);
    assert_eq!(loaded.rounds.len(), 1);
    loaded.rounds.remove(0)
}

fn of(round: &Round, kind: &Kind) -> Vec<String> {
    let name = |party: super::super::super::Party| {
        party.player().map_or("-".to_owned(), |id| round.players[id.index()].name.clone())
    };
    let events = round.lines().filter(|(_, event)| event.kind == *kind);
    events
        .map(|(_, e)| {
            format!("{} {} {} {}", e.t.0, name(e.by), name(e.to), e.dmg.map_or(String::new(), |d| d.to_string()))
        })
        .collect()
}

#[test]
fn kills_name_the_engines_killer_and_not_the_tracks_label() {
    let round = round();
    // The track of the first calls it a fall: it was a K98. The third is nobody else's doing.
    assert_eq!(of(&round, &Kind::Kill), ["10000 [2Jlup ki;ko ", "11500 =cmd|x [2Jlup ", "15000 a\"b,c a\"b,c "]);
    let means: Vec<Option<&str>> =
        round.lines().filter(|(_, e)| e.kind == Kind::Kill).map(|(_, e)| e.means.as_deref()).collect();
    assert_eq!(means, [Some("MOD_KAR98"), Some("MOD_MP40"), None]);
    assert_eq!(round.map.as_deref(), Some("supply"));
    assert_eq!(round.span.to.0, 20_000, "where the tracks end with the round");
}

#[test]
fn hits_come_from_both_sections_and_each_once() {
    assert_eq!(
        of(&round(), &Kind::Damage),
        [
            "9600 [2Jlup ki;ko 50",
            "9800 [2Jlup ki;ko 18",
            // Explosive, or the last of three: its share of the sum is not known.
            "10000 [2Jlup ki;ko ",
            "10400 =cmd|x [2Jlup 60",
            "10600 a\"b,c [2Jlup 20",
            "11500 =cmd|x [2Jlup ",
        ]
    );
}

#[test]
fn a_revives_medic_is_the_engines_where_it_was_asked() {
    // `REVIVES` names the nearest one; `KILL_OUTCOME` asked the engine.
    assert_eq!(of(&round(), &Kind::Revive), ["13000 a\"b,c ki;ko "]);
    let without = FILE.replace(";revived;", ";expired;");
    let loaded = loaded(without);
    assert_eq!(of(&loaded.rounds[0], &Kind::Revive), ["13000 =cmd|x ki;ko "]);
}

#[test]
fn a_flag_taken_by_its_own_team_was_returned() {
    let round = round();
    let works: Vec<(i64, &str)> = round
        .lines()
        .filter(|(_, e)| e.kind == Kind::Objective)
        .map(|(_, e)| (e.t.0, e.details().action.as_deref().unwrap()))
        .collect();
    assert_eq!(works, [(14_000, "pickup"), (16_000, "drop"), (16_500, "return"), (18_000, "plant")]);
}

#[test]
fn positions_are_there_for_watched_lives_and_unknown_after_a_revive() {
    let round = round();
    assert!(round.has.snapshots && round.has.damage && round.has.objective && !round.has.weapon_fire);
    let reader = round.players.iter().find(|player| player.name == "ki;ko").unwrap();
    let lives: Vec<(i64, usize)> = reader.lives.iter().map(|life| (life.from.t.0, life.samples.len())).collect();
    assert_eq!(lives, [(500, 49), (13_000, 0)], "the script does not watch who was revived");
    // The last position is taken when the round is over, at the camera.
    let last = round.players.iter().filter_map(|player| player.samples.t.last()).max();
    assert_eq!(last.unwrap().0, 19_900);
}

/// A change of team in mid-round goes to limbo: full health in its first frame, then none.
#[test]
fn a_change_of_team_is_no_life() {
    let path = "12000,0.0,0.0,24.0,100,0.0,3,0,0,spawn|12200,500.0,0.0,24.0,-5,0.0,3,0,1,sample|12400,510.0,0.0,24.0,0,0.0,3,0,1,sample";
    let row = format!("C1;late;AXIS;SOLDIER;12000;16000;;unknown;3;{path}\n");
    let text = FILE.replace("\n# KILL_HEATMAP", &format!("{row}\n# KILL_HEATMAP"));
    let loaded = loaded(text);
    assert_eq!(loaded.problems.kept(), []);
    let late = loaded.rounds[0].players.iter().find(|player| player.name == "late").unwrap();
    assert_eq!((late.lives.len(), late.samples.t.len()), (0, 0));
}

#[test]
fn a_death_that_no_section_explains_ends_the_life_and_claims_no_killer() {
    // A file of version 4.2 with engagements switched off.
    let keep = |section: &str| !["ENGAGEMENTS", "COMBAT_POSITIONS"].contains(&section);
    let sections = FILE.split("\n# ").filter(|part| keep(part.split('\n').next().unwrap_or("")));
    let text = sections.collect::<Vec<_>>().join("\n# ").replace("\n# id;start_time", "\n# was id;start_time");
    let rows: Vec<&str> = text.lines().filter(|line| !line.starts_with(|c: char| c.is_ascii_digit())).collect();
    let loaded = loaded(rows.join("\n"));
    let round = &loaded.rounds[0];
    assert_eq!(of(round, &Kind::Kill), [""; 0]);
    let ends: Vec<i64> = round.players[0].lives.iter().map(|life| life.to.t.0).collect();
    assert_eq!(ends.first(), Some(&10_001));
}

#[test]
fn a_head_full_of_names_is_given_up_in_time() {
    let names = "name;".repeat(30);
    let row = format!("x{}", ";y".repeat(89));
    let loaded = loaded(format!("# PROXIMITY_TRACKER_V6\n# map=radar\n# COMBAT_POSITIONS\n# {names}team\n{row}\n"));
    assert!(loaded.problems.kept()[0].reason.contains("90 fields where"), "{:?}", loaded.problems);
}

#[test]
fn rows_that_do_not_fit_are_problems_with_their_lines() {
    let text = "# PROXIMITY_TRACKER_V6\n# map=radar\n1;2;3\n# COMBAT_POSITIONS\n# time;event;atk_guid\n1;kill\n\
                x;kill;A1\n# PLAYER_TRACKS\n# guid;name;team;spawn_time;path\nA1;n;AXIS;100;100,1,2|200,1,2,3,100,0,3,0,0,sample\n";
    let loaded = loaded(text);
    let mut lines: Vec<(u64, &str)> = loaded.problems.kept().iter().map(|p| (p.line, p.reason.as_str())).collect();
    lines.sort_unstable();
    let [(3, before), (6, few), (7, kill), (10, path)] = lines[..] else { panic!("{lines:?}") };
    assert!(before.contains("before any section") && few.contains("2 fields where") && kill.contains("must have"));
    assert!(path.contains("1 of 2 positions"));
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
            prop_assert!(problem.line > 0 && !problem.to_string().chars().any(char::is_control));
        }
        for player in loaded.rounds.iter().flat_map(|round| &round.players) {
            prop_assert!(!player.name.chars().any(char::is_control));
        }
    }

    #[test]
    fn any_rows_in_any_section_are_read_or_told(rows in proptest::collection::vec("[^\n]{0,80}", 0..20)) {
        let mut text = "# PROXIMITY_TRACKER_V6\n".to_owned();
        for section in FILE.split("\n\n") {
            let heads: Vec<&str> = section.lines().take_while(|line| line.starts_with('#')).collect();
            text.push_str(&heads.join("\n"));
            for row in &rows {
                text.push('\n');
                text.push_str(row);
            }
            text.push('\n');
        }
        loaded(text);
    }
}

//! Rounds recorded on a real game server: order, clock and format are real. Skipped where the recordings are not
//! (third-party data is never committed): `FILMROOM_ENGINE_ROUNDS` names their folder.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/skip.rs"]
mod skip;

use filmroom::et::analysis::{Analysis, analyse};
use filmroom::et::config::Config;
use filmroom::et::{Closing, Death, Kind, Loaded, Round};
use filmroom::film::{Progress, Time};
use filmroom::ingest::Source;
use std::path::{Path, PathBuf};

fn folder() -> Option<PathBuf> {
    let given = std::env::var_os("FILMROOM_ENGINE_ROUNDS").map(PathBuf::from);
    let folder = given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/et/engine"));
    folder.is_dir().then_some(folder)
}

fn load(name: &str) -> Option<Loaded> {
    let Some(folder) = folder().map(|folder| folder.join(name)) else {
        skip::skipped("recordings of a real server");
        return None;
    };
    let sources = ["events.jsonl", "snapshots.jsonl"].map(|file| Source::File(folder.join(file)));
    Some(filmroom::et::load(&sources, &Progress::default()).unwrap())
}

fn only(loaded: &Loaded) -> (&Round, Analysis) {
    let [round] = loaded.rounds.as_slice() else { panic!("one round, not {}", loaded.rounds.len()) };
    (round, analyse(round, &Config::default().for_map(round.map.as_deref())))
}

#[test]
fn every_recording_loads_and_what_it_says_adds_up() {
    // (folder, deaths, of them by own hand, damage, shots, spawns, revives, objective, samples, has an end)
    let rounds = [
        ("a-round1", 72, 22, 514, 2086, 6, 0, 7180, true),
        ("b-round1", 68, 28, 437, 1695, 2, 0, 7180, true),
        ("b-round2-killed", 29, 11, 188, 621, 5, 0, 2418, false),
        ("c-round3-killed", 19, 5, 173, 644, 3, 0, 2048, false),
        ("d-round2", 62, 20, 461, 1483, 5, 12, 7203, true),
        ("e-round2", 7, 5, 24, 148, 0, 3, 973, true),
    ];
    for (name, deaths, own, damage, shots, revives, objective, samples, ended) in rounds {
        let Some(loaded) = load(name) else { return };
        let (round, analysis) = only(&loaded);
        let count = |kind: Kind| round.lines().filter(|(_, event)| event.kind == kind).count();
        let died: Vec<Death> = round.lines().filter_map(|(_, e)| e.death(round)).map(|(_, death)| death).collect();
        let by_hand = died.iter().filter(|death| **death == Death::Own).count();
        assert_eq!((died.len(), by_hand), (deaths, own), "{name}");
        assert_eq!((count(Kind::Damage), count(Kind::WeaponFire)), (damage, shots), "{name}");
        assert_eq!((count(Kind::Revive), count(Kind::Objective)), (revives, objective), "{name}");
        assert_eq!(round.samples, samples, "{name}");
        assert_eq!(round.closing == Closing::RoundEnd, ended, "{name}");
        assert!(round.has_start, "{name}");
        let enemies = died.iter().filter(|death| matches!(death, Death::Enemy(_))).count();
        assert_eq!(analysis.trades.len(), enemies, "{name}");
        for row in &analysis.players {
            let alive = row.alive.unwrap();
            assert!(alive > Time::ZERO && alive <= round.span.length(), "{name}: {alive}");
            assert!(row.proximity.as_ref().unwrap().sampled <= round.span.length() + Time(1_000), "{name}");
        }
    }
}

#[test]
fn a_server_that_was_killed_costs_exactly_its_one_broken_line() {
    let Some(cut) = load("b-round2-killed") else { return };
    assert_eq!(cut.problems.count(), 1);
    let problem = &cut.problems.kept()[0];
    assert_eq!(problem.line, 891);
    assert!(problem.reason.contains("half a line"), "{}", problem.reason);
    for whole in ["a-round1", "b-round1", "c-round3-killed", "d-round2", "e-round2"] {
        assert_eq!(load(whole).unwrap().problems.kept(), [], "{whole}");
    }
}

#[test]
fn a_slot_that_was_taken_over_is_two_players() {
    let Some(loaded) = load("b-round1") else { return };
    let (round, analysis) = only(&loaded);
    let third: Vec<_> = round.players.iter().filter(|player| player.client == 3).collect();
    assert_eq!(third.len(), 2);
    assert_ne!(third[0].guid, third[1].guid);
    let rows = analysis.players.iter().filter(|row| round.player(row.player).client == 3).count();
    assert_eq!(rows, 2);
    assert!(third[0].lives.last().unwrap().to.t <= third[1].lives[0].from.t);
    assert_eq!(round.pauses.len(), 1);
}

#[test]
fn nobody_lives_in_limbo_and_no_spectator_has_a_row() {
    let Some(loaded) = load("e-round2") else { return };
    let (round, analysis) = only(&loaded);
    let spectator = round.players.iter().position(|player| player.name == "Spec07").unwrap();
    assert!(round.players[spectator].lives.is_empty());
    assert!(analysis.players.iter().all(|row| row.player.index() != spectator));
}

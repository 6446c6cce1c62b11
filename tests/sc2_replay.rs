//! Replays from outside: every packing reads the same, damage is an error with a place, and traps are stepped over.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/sc2_writer.rs"]
mod writer;

use filmroom::film::Time;
use filmroom::sc2::film::film;
use filmroom::sc2::game::{Pvz, Race};
use filmroom::sc2::observe::Sight;
use filmroom::sc2::replay::{Outcome, Trouble};
use filmroom::sc2::rush::Rules;
use filmroom::sc2::{Game, load};
use proptest::prelude::*;
use writer::{PROTOSS, Packing, Replay, ZERG, blob, int, structure};

/// A 12-pool with lings at the door.
fn twelve_pool() -> Replay {
    let mut r = Replay::pvz(200.0);
    r.built(17.5, 1040.0 / 22.4, "SpawningPool", ZERG, 125, 135);
    let ling = r.born(82.0, "Zergling", ZERG, 131, 128);
    r.position(117.0, ling, 33, 35).died(121.0, ling, Some(PROTOSS), 31, 33);
    let pylon = r.built(18.0, 18.0, "Pylon", PROTOSS, 36, 34);
    r.died(150.0, pylon, Some(ZERG), 36, 34);
    (0..28).for_each(|i| {
        r.gas(f64::from(i) * 160.0 / 22.4, ZERG, 0, 0, 0);
    });
    r
}

#[test]
fn every_packing_reads_the_same() {
    let mut replay = twelve_pool();
    let games: Vec<Game> = [Packing::Stored, Packing::Zlib, Packing::Bzip2, Packing::Sectors]
        .into_iter()
        .map(|packing| {
            replay.packing = packing;
            load(&replay.bytes()).unwrap()
        })
        .collect();
    assert!(games.windows(2).all(|pair| pair[0] == pair[1]));
    let game = &games[0];
    assert_eq!((game.map.as_str(), game.version.as_str(), game.base_build), ("Paper Fields", "9.1.2.99999", 99_999));
    assert_eq!((game.length, game.played_at, game.strays), (Time(200_000), Some(1_700_000_000), 0));
    let pool = game.of(ZERG, "SpawningPool").next().unwrap();
    assert_eq!((pool.init, pool.done), (Time(17_500), Some(Time(63_929))));
    let pylon = game.of(PROTOSS, "Pylon").next().unwrap();
    assert_eq!(pylon.death.map(|d| (d.at, d.killer, d.pos)), Some((Time(150_000), Some(ZERG), [36.0, 34.0])));
    assert_eq!((game.fixes.len(), game.fixes[0].pos), (1, [33.0, 35.0]));
    assert_eq!(game.stats_of(ZERG).count(), 28);
}

#[test]
fn races_are_told_by_the_town_hall_and_names_keep_their_script() {
    let mut r = twelve_pool();
    (r.players[0].race, r.players[1].race) = ("프로토스".into(), "异虫".into());
    r.players[0].name = "&lt;연합&gt;<sp/>쿠키".into();
    r.players[1].name = "冰雪\u{1b}[31m".into();
    r.map = "아크로폴리스".into();
    let game = load(&r.bytes()).unwrap();
    let pvz = Pvz::of(&game).unwrap();
    assert_eq!((pvz.protoss.name.as_str(), pvz.protoss.clan.as_deref()), ("쿠키", Some("연합")));
    assert_eq!((pvz.zerg.name.as_str(), pvz.zerg.race_named.as_str()), ("冰雪[31m", "异虫"));
    assert_eq!((pvz.zerg.race, game.map.as_str()), (Some(Race::Zerg), "아크로폴리스"));
}

#[test]
fn observers_in_the_list_shift_nobody() {
    let mut r = twelve_pool();
    let watcher = writer::Listed { name: "Cy".into(), race: "Terran".into(), observer: true, result: 0 };
    r.players.insert(0, watcher.clone());
    r.players.insert(2, watcher);
    let game = load(&r.bytes()).unwrap();
    let pvz = Pvz::of(&game).unwrap();
    assert_eq!((pvz.protoss.name.as_str(), pvz.zerg.name.as_str(), game.observers), ("Ada", "Bo", 2));
}

#[test]
fn a_missing_result_is_unknown() {
    let mut r = twelve_pool();
    assert_eq!(load(&r.bytes()).unwrap().players[0].outcome, Some(Outcome::Win));
    r.players.iter_mut().for_each(|p| p.result = 0);
    assert_eq!(load(&r.bytes()).unwrap().players[0].outcome, None);
}

#[test]
fn what_is_not_pvz_says_why() {
    let why = |r: &Replay| Pvz::of(&load(&r.bytes()).unwrap()).map(|_| ()).unwrap_err().to_string();
    let mut mirror = Replay::empty(60.0);
    mirror.listed("Ada", "Zerg", 0).listed("Bo", "Zerg", 0).setup(1).setup(2);
    mirror.born(0.0, "Hatchery", 1, 10, 10);
    mirror.born(0.0, "Hatchery", 2, 90, 90);
    assert_eq!(why(&mirror), "not Protoss against Zerg: Zerg against Zerg");
    mirror.listed("Cy", "Zerg", 0).setup(3);
    assert_eq!(why(&mirror), "not a 1v1: 3 players");
    let mut bare = Replay::empty(60.0);
    bare.listed("Ada", "Zerg", 0).listed("Bo", "Zerg", 0).setup(1).setup(2);
    assert_eq!(why(&bare), "Ada has no first town hall, so the race is unknown");
}

#[test]
fn events_and_fields_of_builds_to_come_are_passed_over() {
    let mut r = twelve_pool();
    let before = load(&r.bytes()).unwrap();
    let strange =
        structure(&[(0, int(5)), (40, structure(&[(3, blob(b"new"))])), (41, vec![8, 1, 2, 3, 4, 5, 6, 7, 8])]);
    r.event(1000, 77, strange);
    assert_eq!(load(&r.bytes()).unwrap(), before);
}

#[test]
fn errors_say_what_and_where() {
    let trouble = |bytes: &[u8]| load(bytes).unwrap_err();
    let whole = twelve_pool().bytes();
    assert_eq!(trouble(b"PK\x03\x04").trouble, Trouble::NotAReplay);
    assert_eq!(trouble(b"").trouble, Trouble::NotAReplay);
    let cut = trouble(&whole[..whole.len() - 100]);
    assert_eq!((cut.trouble, cut.part), (Trouble::Damaged, "container"));
    assert!(cut.reason.contains("cut short"), "{cut}");

    let mut untracked = twelve_pool();
    untracked.tracked = false;
    let error = trouble(&untracked.bytes());
    assert_eq!(error.trouble, Trouble::NoTrackerEvents);
    assert!(error.to_string().contains("no tracker events") && error.reason.contains("stripped"), "{error}");
    untracked.version = [2, 0, 7];
    let error = trouble(&untracked.bytes());
    assert!(error.trouble == Trouble::NoTrackerEvents && error.reason.contains("recorded before 2.0.8"), "{error}");

    // The tables stand at the end: names, 16 entries, then blocks, two. A byte of the first breaks all that follow.
    let mut changed = whole.clone();
    let names = whole.len() - 2 * 16 - 16 * 16;
    changed[names..names + 8].fill(0);
    let error = trouble(&changed);
    assert!(error.trouble == Trouble::Damaged && error.reason.contains("garbled"), "{error}");
    // Bytes added in the middle: the tables are looked for in the wrong place.
    let mut longer = whole.clone();
    longer.splice(1100..1100, [7; 48]);
    let error = trouble(&longer);
    assert!(error.reason.contains("garbled") || error.reason.contains("beyond the end of the file"), "{error}");

    let mut other = whole.clone();
    other[20..60].iter_mut().filter(|b| **b == b'S').for_each(|b| *b = b'X');
    assert_eq!(trouble(&other).to_string(), "replay header: does not name a StarCraft II replay (byte 82)");

    let mut wild = twelve_pool();
    wild.event(2000, 1, structure(&[(0, int(9)), (1, int(1)), (3, int(999)), (5, int(1)), (6, int(1))]));
    let error = trouble(&wild.bytes());
    assert_eq!(error.part, "replay.tracker.events");
    assert!(error.reason.contains("999 as owner"), "{error}");
}

#[test]
fn caps_hold() {
    let deep = (0..40).fold(int(1), |inside, _| structure(&[(0, inside)]));
    let mut r = twelve_pool();
    r.event(10, 99, deep);
    assert!(load(&r.bytes()).unwrap_err().reason.contains("24 deep"));

    // Some kilobytes that claim to hold far more.
    let claim = |bytes: u32| {
        let mut r = twelve_pool();
        r.claim = Some(bytes);
        load(&r.bytes()).unwrap_err()
    };
    assert_eq!(claim(300 << 20).trouble, Trouble::TooLarge);
    assert_eq!(claim(200 << 20).trouble, Trouble::Damaged);

    // Half a million units pack into some kilobytes and are sound, but no game has as many.
    let mut crowd = twelve_pool();
    (0..500_000).for_each(|_| {
        crowd.born(100.0, "Broodling", ZERG, 50, 50);
    });
    let error = load(&crowd.bytes()).unwrap_err();
    assert!(error.trouble == Trouble::TooLarge && error.offset > 0, "{error}");
    let mut beyond = twelve_pool();
    beyond.event(10, 6, structure(&[0, 1, 3, 5, 6].map(|tag| (tag, int(if tag == 0 { 1 << 18 } else { 1 })))));
    let error = load(&beyond.bytes()).unwrap_err();
    assert!(error.reason.contains("18 bits"), "{error}");
    let tables = with_entries(&twelve_pool().bytes(), 70_000);
    assert_eq!(load(&tables).unwrap_err().trouble, Trouble::TooLarge);
}

#[test]
fn a_clock_that_ran_away_fills_no_memory() {
    let mut r = twelve_pool();
    r.length = 9.0e7; // three years
    (0..200).for_each(|i| {
        r.init(5.0, "Pylon", PROTOSS, 40 + i % 50, 40);
    });
    let game = load(&r.bytes()).unwrap();
    let film = film(&Pvz::of(&game).unwrap(), &"late".into(), &Rules::default(), Sight::Exists);
    assert!(film.tracks.iter().map(|t| t.t.len()).sum::<usize>() < 200_000);
}

/// The same file with another number of hash table entries in its header.
fn with_entries(bytes: &[u8], entries: u32) -> Vec<u8> {
    let mut out = bytes.to_vec();
    out[1024 + 24..1024 + 28].copy_from_slice(&entries.to_le_bytes());
    out
}

#[derive(Debug, Clone)]
enum Damage {
    Cut(f64),
    Set(f64, u8),
    Flip(f64, u8),
    Double(f64, f64),
    Drop(f64, f64),
    Splice(f64, Vec<u8>),
    Word(f64, u32),
}

fn damage() -> impl Strategy<Value = Damage> {
    let place = || 0.0..1.0f64;
    prop_oneof![
        place().prop_map(Damage::Cut),
        (place(), any::<u8>()).prop_map(|(at, to)| Damage::Set(at, to)),
        (place(), 0u8..8).prop_map(|(at, bit)| Damage::Flip(at, bit)),
        (place(), place()).prop_map(|(a, b)| Damage::Double(a, b)),
        (place(), place()).prop_map(|(a, b)| Damage::Drop(a, b)),
        (place(), proptest::collection::vec(any::<u8>(), 1..40)).prop_map(|(at, new)| Damage::Splice(at, new)),
        (place(), prop_oneof![any::<u32>(), Just(u32::MAX), Just(0x7FFF_FFFF)])
            .prop_map(|(at, to)| Damage::Word(at, to)),
    ]
}

fn apply(bytes: &mut Vec<u8>, damage: &Damage) {
    let place = |share: f64| (share * bytes.len() as f64) as usize;
    let (mut from, mut to) = (0, 0);
    if let Damage::Double(a, b) | Damage::Drop(a, b) = damage {
        (from, to) = (place(a.min(*b)), place(a.max(*b)));
    }
    match damage {
        Damage::Cut(at) => bytes.truncate(place(*at)),
        Damage::Set(at, value) => {
            let at = place(*at);
            bytes.iter_mut().skip(at).take(1).for_each(|b| *b = *value);
        }
        Damage::Flip(at, bit) => {
            let at = place(*at);
            bytes.iter_mut().skip(at).take(1).for_each(|b| *b ^= 1 << bit);
        }
        Damage::Double(..) => {
            let again = bytes[from..to].to_vec();
            bytes.splice(to..to, again);
        }
        Damage::Drop(..) => drop(bytes.drain(from..to)),
        Damage::Splice(at, new) => {
            let at = place(*at);
            bytes.splice(at..at, new.iter().copied());
        }
        Damage::Word(at, value) => {
            let at = place(*at);
            bytes.iter_mut().skip(at).zip(value.to_le_bytes()).for_each(|(b, v)| *b = v);
        }
    }
}

proptest! {
    // The seeds are the same in every run: a failure comes back.
    #![proptest_config(ProptestConfig {
        cases: 3_000,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(2),
        ..ProptestConfig::default()
    })]

    /// Damage to the file, and to parts that are packed again, so that it reaches every layer.
    #[test]
    fn damaged_copies_are_errors_or_games_but_never_a_panic(
        packing in prop_oneof![Just(Packing::Stored), Just(Packing::Zlib), Just(Packing::Bzip2), Just(Packing::Sectors)],
        inside in any::<bool>(),
        wounds in proptest::collection::vec(damage(), 1..4),
    ) {
        let mut replay = twelve_pool();
        replay.packing = packing;
        let mut bytes = if inside {
            replay.bytes_with(|part| wounds.iter().for_each(|wound| apply(part, wound)))
        } else {
            replay.bytes()
        };
        if !inside {
            wounds.iter().for_each(|wound| apply(&mut bytes, wound));
        }
        match load(&bytes) {
            Ok(game) => {
                if let Ok(pvz) = Pvz::of(&game) {
                    let shown = film(&pvz, &"damaged".into(), &Rules::default(), Sight::Exists);
                    prop_assert!(shown.log.is_sorted_by_key(|m| m.at));
                    drop(film(&pvz, &"damaged".into(), &Rules::default(), Sight::Proven));
                }
            }
            Err(error) => {
                prop_assert!(!error.part.is_empty() && !error.reason.is_empty());
            }
        }
        if let Some(peak) = peak_memory() {
            prop_assert!(peak < 300 << 20, "{peak} bytes");
        }
    }
}

/// The most memory this process ever had, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? << 10)
}

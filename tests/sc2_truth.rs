//! Fifty real replays against facts measured with another parser; skips when the folder is not there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/skip.rs"]
mod skip;

use filmroom::film::Time;
use filmroom::sc2::facts::facts;
use filmroom::sc2::film::film;
use filmroom::sc2::game::{Pvz, Race, Unit};
use filmroom::sc2::observe::Sight;
use filmroom::sc2::replay::Outcome;
use filmroom::sc2::rush::{NaturalRule, Rules, RushSettings, Verdict, judge};
use filmroom::sc2::scout::observe;
use filmroom::sc2::{Game, load};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// `FILMROOM_SHARED`, or `../shared` beside the checkout.
fn folder() -> Option<PathBuf> {
    let shared = std::env::var_os("FILMROOM_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let folder = shared.join("data/sc2");
    folder.join("truth.csv").is_file().then_some(folder)
}

type Row = BTreeMap<String, String>;

fn truth() -> Vec<(Row, Game)> {
    let Some(folder) = folder() else {
        skip::skipped("a folder with replays");
        return Vec::new();
    };
    let mut reader = csv::Reader::from_path(folder.join("truth.csv")).unwrap();
    let rows: Vec<Row> = reader.deserialize().map(|row| row.unwrap()).collect();
    assert_eq!(rows.len(), 50);
    rows.into_iter()
        .map(|row| {
            let bytes = std::fs::read(folder.join("replays").join(&row["file"])).unwrap();
            let game = load(&bytes).unwrap_or_else(|error| panic!("{}: {error}", row["file"]));
            (row, game)
        })
        .collect()
}

fn check(row: &Row, column: &str, ours: Option<Time>, bad: &mut Vec<String>) {
    let theirs = row[column].parse::<f64>().ok();
    let same = match (theirs, ours) {
        (None, None) => true,
        (Some(a), Some(b)) => (a - b.as_secs()).abs() <= 0.05,
        _ => false,
    };
    if !same {
        bad.push(format!("{}: {column} is {:?}, ours {:?}", row["file"], theirs, ours.map(Time::as_secs)));
    }
}

/// In this game the first that died of what was born a Zergling was a Baneling by then; the other parser counts it.
const BANELING: &str = "C_76114_af561781b6.SC2Replay";

/// What the unit was that was born a Zergling and died at a time of the table.
fn died_as(game: &Game, at: &str) -> String {
    let at: f64 = at.parse().unwrap();
    let dead = |(_, u): &(usize, &Unit)| {
        let died = u.death.is_some_and(|d| (d.at.as_secs() - at).abs() <= 0.05);
        died && game.kind_name(u.kind) == "Zergling"
    };
    let (index, _) = game.units.iter().enumerate().find(dead).unwrap();
    let became = game.changes.iter().rev().find(|(when, unit, _)| *unit as usize == index && when.as_secs() < at);
    became.map_or("Zergling", |(.., kind)| game.kind_name(*kind)).to_owned()
}

#[test]
fn facts_equal_those_of_another_parser() {
    let mut bad = Vec::new();
    for (row, game) in truth() {
        let pvz = Pvz::of(&game).unwrap();
        let f = facts(&pvz, NaturalRule::OwnHalf, &RushSettings::default());
        check(&row, "pool_init", f.pool_init, &mut bad);
        check(&row, "pool_done", f.pool_done, &mut bad);
        check(&row, "ext_init", f.extractor_init, &mut bad);
        check(&row, "ext_done", f.extractor_done, &mut bad);
        check(&row, "hatch2_init", f.hatchery, &mut bad);
        check(&row, "nat_half", f.natural, &mut bad);
        check(&row, "queen_start", f.queen_start, &mut bad);
        check(&row, "ling_born", f.ling_born, &mut bad);
        check(&row, "speed_start", f.speed_start, &mut bad);
        check(&row, "bnest_init", f.nest, &mut bad);
        // The other parser took warped-in units for buildings.
        if !["DarkTemplar", "Adept", "Zealot"].iter().any(|unit| row["contact_where"].ends_with(unit)) {
            check(&row, "contact_any", f.contact.map(|c| c.at), &mut bad);
        }
        if row["file"] == BANELING {
            let was = died_as(&game, &row["ling_first_death"]);
            assert!(was.starts_with("Baneling") && f.ling_death > Some(Time(206_160)), "{was}, {:?}", f.ling_death);
        } else {
            check(&row, "ling_first_death", f.ling_death, &mut bad);
        }
        check(&row, "first_gas", f.first_gas, &mut bad);
        let site = facts(&pvz, NaturalRule::Site, &RushSettings::default());
        check(&row, "nat_init", site.natural, &mut bad);
        if row["map"] != game.map {
            bad.push(format!("{}: map {} is {}", row["file"], row["map"], game.map));
        }
        let length: f64 = row["length_s"].parse().unwrap();
        if (length - game.length.as_secs()).abs() > 0.051 {
            bad.push(format!("{}: length {length} is {}", row["file"], game.length.as_secs()));
        }
        let winner = game.players.iter().find(|p| p.outcome == Some(Outcome::Win)).and_then(|p| p.race);
        let letter = match winner {
            Some(Race::Protoss) => "P",
            Some(Race::Zerg) => "Z",
            _ => "?",
        };
        if row["winner"] != letter {
            bad.push(format!("{}: winner {} is {letter}", row["file"], row["winner"]));
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

fn verdict(pvz: &Pvz<'_>, at: Time) -> Verdict {
    let rules = Rules::default();
    judge(&observe(pvz, &rules, Sight::Exists), &rules, at)
}

/// Two games where this detector knows better than the table: in the first, the game ended before a Queen started by
/// 2:05 would have been born, so that "no Queen" is unknown; in the second, the only Extractor before 1:20 was cancelled.
const OTHERWISE: [&str; 2] = ["A_80188_ced02196a0.SC2Replay", "F_76052_e65906878c.SC2Replay"];

#[test]
fn totals_at_three_minutes_equal_the_tables() {
    let mut bad = Vec::new();
    for (row, game) in truth() {
        let scores = verdict(&Pvz::of(&game).unwrap(), Time(180_000)).scores;
        let ours = [scores.sum, scores.distinct, scores.max];
        let theirs = ["score180_i", "score180_ii", "score180_iii"].map(|column| row[column].parse::<f64>().unwrap());
        let expected = match OTHERWISE.iter().position(|file| row["file"] == *file) {
            Some(0) => [theirs[0] - 3.0, theirs[1] - 1.0, theirs[2] - 1.0],
            Some(_) => [theirs[0] + 2.0, theirs[1] + 2.0, theirs[2] + 1.0],
            None => theirs,
        };
        if ours != expected {
            bad.push(format!("{}: {ours:?} against {expected:?}", row["file"]));
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn every_twelve_pool_is_flagged_and_no_hatch_first_game() {
    for (row, game) in truth() {
        let verdict = verdict(&Pvz::of(&game).unwrap(), Time::MAX);
        let lasts = game.length >= Time(100_000);
        match row["klass"].as_str() {
            "A" if lasts => assert!(verdict.is_rushed(), "{}", row["file"]),
            "F" => assert!(!verdict.is_rushed(), "{}", row["file"]),
            _ => {}
        }
    }
}

#[test]
fn the_verdict_of_a_moment_needs_nothing_of_later() {
    // The latch of a later question says the same as asking at the seconds before.
    for (row, game) in truth().into_iter().filter(|(row, _)| row["klass"] != "F") {
        let pvz = Pvz::of(&game).unwrap();
        let whole = verdict(&pvz, Time(180_000));
        for second in (0..=180.min(game.length.ms() / 1000)).step_by(7) {
            let now = Time(second * 1000);
            let then = verdict(&pvz, now);
            assert_eq!(then.is_rushed(), whole.first_true.is_some_and(|(t, _)| t <= now), "{} at {now}", row["file"]);
        }
    }
}

#[test]
fn every_real_game_makes_a_film() {
    for (row, game) in truth() {
        let film = film(&Pvz::of(&game).unwrap(), &row["file"].as_str().into(), &Rules::default(), Sight::Exists);
        assert!(film.tracks.is_sorted_by_key(|t| (t.actor, t.span.from)) && film.log.is_sorted_by_key(|m| m.at));
        assert!(film.sheets.iter().all(|s| s.rows.iter().all(|r| r.len() == s.columns.len())), "{}", row["file"]);
        assert!(film.places.bounds.is_some() && film.findings.len() == 26, "{}", row["file"]);
    }
}

#[test]
fn damaged_copies_of_real_files_are_errors_or_games() {
    let Some(folder) = folder() else { return };
    let mut seed = 12_345u64;
    let mut next = move |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below.max(1)
    };
    let mut read = [0, 0];
    for entry in std::fs::read_dir(folder.join("replays")).unwrap() {
        let whole = std::fs::read(entry.unwrap().path()).unwrap();
        for round in 0..60 {
            let mut bytes = whole.clone();
            match round % 4 {
                0 => bytes.truncate(next(whole.len())),
                1 => (0..3).for_each(|_| bytes[next(whole.len())] ^= 1 << next(8)),
                2 => bytes[next(160)] = next(256) as u8, // the header
                _ => {
                    let at = whole.len() - 1 - next(900); // the tables at the end
                    bytes[at] ^= 1 << next(8);
                }
            }
            match load(&bytes) {
                Ok(game) => {
                    read[0] += 1;
                    if let Ok(pvz) = Pvz::of(&game) {
                        verdict(&pvz, Time::MAX);
                    }
                }
                Err(error) => {
                    read[1] += 1;
                    assert!(!error.reason.is_empty());
                }
            }
        }
    }
    assert!(read[0] > 0 && read[1] > 750, "{read:?}");
}

/// The goal: 743 replays in under 6 s on one core. `cargo test --release --test sc2_truth -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement, for release builds"]
fn a_folder_of_743_replays_is_through_in_time() {
    let Some(folder) = folder() else { return };
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder.join("replays")).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let start = std::time::Instant::now();
    let mut rushed = 0;
    for path in files.iter().cycle().take(743) {
        let game = load(&std::fs::read(path).unwrap()).unwrap();
        rushed += usize::from(verdict(&Pvz::of(&game).unwrap(), Time::MAX).is_rushed());
    }
    let took = start.elapsed();
    println!("743 replays in {took:?}, {rushed} flagged");
    assert!(took.as_secs_f64() < 6.0, "{took:?}");
}

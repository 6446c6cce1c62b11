//! How long a round takes from its bytes to the screen: six a side, 20 minutes, 10 samples a second (143,928 snapshots).
//!
//! `cargo bench --bench round`; with `FILMROOM_SEASON=FOLDER` also how long the files of a folder take to be merely
//! parsed, side by side as `filmroom analyze` reads them.
#![allow(clippy::unwrap_used, missing_docs)]

use divan::Bencher;
use filmroom::et::analysis::analyse;
use filmroom::et::config::Config;
use filmroom::et::simulate::{Options, RoundFiles, simulate_round};
use filmroom::et::{Round, film, load, parse_only};
use filmroom::film::Progress;
use filmroom::ingest::{Source, cores};
use std::path::PathBuf;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

fn main() {
    divan::main();
}

static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    let options = Options { seed: 5, players: 6, minutes: 20.0, hz: 10, ..Options::default() };
    let RoundFiles { events, snapshots, .. } = simulate_round(&options, 0).unwrap();
    let source = |name: &str, text: String| Source::Memory { name: name.into(), bytes: text.into_bytes().into() };
    vec![source("events", events), source("snapshots", snapshots)]
});

static ROUND: LazyLock<Round> =
    LazyLock::new(|| load(&SOURCES, &Progress::default()).unwrap().rounds.into_iter().next().unwrap());

#[divan::bench]
fn parse(bencher: Bencher) {
    LazyLock::force(&SOURCES);
    bencher.bench(|| parse_only(cores(), &SOURCES, &Progress::default()));
}

#[divan::bench]
fn parse_and_join(bencher: Bencher) {
    LazyLock::force(&SOURCES);
    bencher.bench(|| load(&SOURCES, &Progress::default()));
}

#[divan::bench]
fn analysis(bencher: Bencher) {
    let settings = Config::default().for_map(ROUND.map.as_deref());
    bencher.bench(|| analyse(&ROUND, &settings));
}

#[divan::bench]
fn to_film(bencher: Bencher) {
    let config = Config::default();
    let analysis = analyse(&ROUND, &config.for_map(ROUND.map.as_deref()));
    bencher.bench(|| film(&ROUND, &analysis, &config));
}

/// What stands between a key press and the round on the screen.
#[divan::bench]
fn whole(bencher: Bencher) {
    LazyLock::force(&SOURCES);
    let config = Config::default();
    bencher.bench(|| {
        let rounds = load(&SOURCES, &Progress::default()).unwrap().rounds;
        let show = |round: &Round| film(round, &analyse(round, &config.for_map(round.map.as_deref())), &config);
        rounds.iter().map(show).collect::<Vec<_>>()
    });
}

#[divan::bench(sample_count = 1, sample_size = 1)]
fn season_merely_parsed(bencher: Bencher) {
    let Some(folder) = std::env::var_os("FILMROOM_SEASON") else { return };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    // Events and snapshots of a round lie beside each other.
    let units: Vec<Vec<Source>> =
        paths.chunks(2).map(|pair| pair.iter().cloned().map(Source::File).collect()).collect();
    bencher.bench(|| {
        let (next, rows) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..cores() {
                scope.spawn(|| {
                    while let Some(unit) = units.get(next.fetch_add(1, Ordering::Relaxed)) {
                        rows.fetch_add(parse_only(1, unit, &Progress::default()).unwrap(), Ordering::Relaxed);
                    }
                });
            }
        });
        rows
    });
}

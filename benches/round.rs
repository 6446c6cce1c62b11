//! How long a round takes from its bytes to the screen: six a side, 20 minutes, 10 samples a second (143,928 snapshots);
//! and the same round at 2, 8 and 32 a second, which says whether the time grows with them.
//!
//! `cargo bench --bench round`. A season of many rounds is measured by the ignored test in `tests/season_speed.rs`.
#![allow(clippy::unwrap_used, missing_docs)]

use divan::Bencher;
use divan::counter::ItemsCount;
use filmroom::et::analysis::analyse;
use filmroom::et::config::Config;
use filmroom::et::simulate::{Options, RoundFiles, simulate_round};
use filmroom::et::{Round, film, load, parse_only};
use filmroom::film::{Progress, Remarks, Shelf, cores};
use filmroom::ingest::Source;
use filmroom::shelf::{Configs, Library};
use std::sync::LazyLock;

fn main() {
    divan::main();
}

static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| sources(10));

/// The round with so many samples a second.
fn sources(hz: u32) -> Vec<Source> {
    let options = Options { seed: 5, players: 6, minutes: 20.0, hz, ..Options::default() };
    let RoundFiles { events, snapshots, .. } = simulate_round(&options, 0).unwrap();
    let source = |name: &str, text: String| Source::Memory { name: name.into(), bytes: text.into_bytes().into() };
    vec![source("events", events), source("snapshots", snapshots)]
}

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

/// One turn of a threshold: the round that was read is judged anew and its film made.
#[divan::bench]
fn what_if(bencher: Bencher) {
    let mut library = Library::empty(Configs::default());
    library.add_unit("round".to_owned(), SOURCES.clone());
    let turn = |value: &str| {
        let change = [("trade_dist".to_owned(), value.to_owned())];
        library.open_with(0, &change, &Remarks::default(), &Progress::default()).unwrap()
    };
    turn("700"); // reads the round, which stays read
    bencher.bench_local(|| turn("650"));
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

/// From bytes to the analysis, by samples a second: as many snapshots should be handled in a second of each.
#[divan::bench(args = [2, 8, 32], sample_count = 20)]
fn growth(bencher: Bencher, hz: u32) {
    let sources = sources(hz);
    let config = Config::default();
    let round = || load(&sources, &Progress::default()).unwrap().rounds.remove(0);
    bencher.counter(ItemsCount::new(round().samples)).bench(|| {
        let round = round();
        analyse(&round, &config.for_map(round.map.as_deref()))
    });
}

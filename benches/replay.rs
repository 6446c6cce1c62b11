//! How long a replay takes from its bytes to the verdict and to the film: a game made up of ten minutes, with 300 units
//! and 6,000 positions in bzip2.
//!
//! `cargo bench --bench replay`. A folder of real replays is measured by `filmroom rush FOLDER`, which tells its time.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../tests/support/sc2_writer.rs"]
mod writer;

use divan::Bencher;
use filmroom::film::Progress;
use filmroom::ingest::Source;
use filmroom::sc2::observe::Sight;
use filmroom::sc2::replay;
use filmroom::sc2::rush::Rules;
use std::borrow::Cow;
use std::sync::LazyLock;

fn main() {
    divan::main();
}

static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut game = writer::Replay::pvz(600.0);
    game.built(18.0, 46.4, "SpawningPool", writer::ZERG, 125, 135);
    let unit = |n: u32| match n % 3 {
        0 => ("Zergling", writer::ZERG, 131),
        1 => ("Drone", writer::ZERG, 128),
        _ => ("Probe", writer::PROTOSS, 31),
    };
    let units: Vec<u32> = (0..300)
        .map(|n| {
            let (kind, owner, place) = unit(n);
            game.born(f64::from(n), kind, owner, place, place)
        })
        .collect();
    for step in 0..6_000_u32 {
        let walked = i64::from(step % 100);
        let at = 300.0 + f64::from(step) / 25.0;
        game.position(at, units[step as usize % units.len()], 130 - walked, 130 - walked);
    }
    game.bytes()
});

#[divan::bench]
fn read(bencher: Bencher) {
    LazyLock::force(&BYTES);
    bencher.bench(|| replay::load(&BYTES).unwrap());
}

#[divan::bench]
fn read_judge_and_film(bencher: Bencher) {
    let source = Source::Memory { name: "game.SC2Replay".into(), bytes: Cow::Borrowed(BYTES.as_slice()) };
    bencher.bench(|| {
        let opened =
            filmroom::sc2::open(std::slice::from_ref(&source), &Rules::default(), Sight::Exists, &Progress::default());
        assert_eq!(opened.as_ref().unwrap().films.len(), 1);
        opened
    });
}

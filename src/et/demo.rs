//! The demo that opens when no path is given: a stopwatch match of two rounds, three a side, and one round of six a side,
//! made by [`super::simulate`] and embedded compressed under `assets/demo`.

use super::simulate::{Options, RoundFiles, SimulateError, simulate_round};
use crate::ingest::Source;
use flate2::bufread::GzDecoder;
use std::borrow::Cow;
use std::io::{self, Read};
use std::path::Path;

/// The embedded files by the name they have when written: gzip of JSON lines.
const FILES: [(&str, &[u8]); 6] = [
    ("towpath-3v3-r1.events.jsonl", include_bytes!("../../assets/demo/towpath-3v3-r1.events.jsonl.gz")),
    ("towpath-3v3-r1.snapshots.jsonl", include_bytes!("../../assets/demo/towpath-3v3-r1.snapshots.jsonl.gz")),
    ("towpath-3v3-r2.events.jsonl", include_bytes!("../../assets/demo/towpath-3v3-r2.events.jsonl.gz")),
    ("towpath-3v3-r2.snapshots.jsonl", include_bytes!("../../assets/demo/towpath-3v3-r2.snapshots.jsonl.gz")),
    ("towpath-6v6-r1.events.jsonl", include_bytes!("../../assets/demo/towpath-6v6-r1.events.jsonl.gz")),
    ("towpath-6v6-r1.snapshots.jsonl", include_bytes!("../../assets/demo/towpath-6v6-r1.snapshots.jsonl.gz")),
];

/// The files as they are embedded: name and gzip bytes.
#[must_use]
pub fn packed() -> &'static [(&'static str, &'static [u8])] {
    &FILES
}

/// The demo as input; compressed, which sources tell by content.
#[must_use]
pub fn sources() -> Vec<Source> {
    FILES.iter().map(|&(name, bytes)| Source::Memory { name: name.into(), bytes: Cow::Borrowed(bytes) }).collect()
}

/// The demo's files by name, as plain JSON lines.
///
/// # Errors
/// The embedded bytes are damaged (a bug: a test reads them).
pub fn files() -> io::Result<Vec<(String, Vec<u8>)>> {
    let plain = |&(name, bytes): &(&str, &[u8])| {
        let mut out = Vec::new();
        GzDecoder::new(bytes).read_to_end(&mut out)?;
        Ok((name.to_owned(), out))
    };
    FILES.iter().map(plain).collect()
}

/// Writes the demo as plain JSON lines into a folder, which is made if need be; returns the files' names.
///
/// # Errors
/// What the file system says.
pub fn write(dir: &Path) -> io::Result<Vec<String>> {
    std::fs::create_dir_all(dir)?;
    files()?.into_iter().map(|(name, bytes)| std::fs::write(dir.join(&name), bytes).map(|()| name)).collect()
}

/// What the demo is made of.
#[must_use]
pub fn recipe() -> [Options; 2] {
    let base = Options { hz: 5, ..Options::default() };
    [
        Options {
            seed: 24,
            rounds: 2,
            players: 3,
            minutes: 9.0,
            win_at: Some(4),
            name: "towpath-3v3".to_owned(),
            ..base.clone()
        },
        Options { seed: 6, rounds: 1, players: 6, minutes: 8.0, name: "towpath-6v6".to_owned(), ..base },
    ]
}

/// Plays the demo anew from its recipe: the texts that the embedded files must hold.
///
/// # Errors
/// The recipe makes no sense (a bug: a test plays it).
pub fn play() -> Result<Vec<RoundFiles>, SimulateError> {
    let rounds = |o: Options| (0..o.rounds).map(move |r| simulate_round(&o, r)).collect::<Vec<_>>();
    recipe().into_iter().flat_map(rounds).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, GzBuilder};
    use std::io::Write;

    /// The texts in the order of [`FILES`].
    fn texts() -> Vec<(String, String)> {
        let both = |r: RoundFiles| {
            let name = |kind: &str| format!("{}.{kind}.jsonl", r.round_id);
            [(name("events"), r.events), (name("snapshots"), r.snapshots)]
        };
        play().unwrap().into_iter().flat_map(both).collect()
    }

    #[test]
    fn the_embedded_demo_is_what_its_seed_makes() {
        for ((name, text), (embedded, bytes)) in texts().iter().zip(files().unwrap()) {
            assert_eq!(*name, embedded);
            assert!(text.as_bytes() == bytes, "{name}: run `cargo test --lib rewrite_the_demo -- --ignored`");
        }
        assert!(FILES.iter().map(|f| f.1.len()).sum::<usize>() < 2_500_000);
    }

    #[test]
    #[ignore = "writes assets/demo, after a change of the simulator"]
    fn rewrite_the_demo() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/demo");
        std::fs::create_dir_all(&dir).unwrap();
        for (name, text) in texts() {
            // No time stamp and no system in the head: the same text gives the same file.
            let file = std::fs::File::create(dir.join(format!("{name}.gz"))).unwrap();
            let mut gz = GzBuilder::new().mtime(0).operating_system(255).write(file, Compression::best());
            gz.write_all(text.as_bytes()).unwrap();
            gz.finish().unwrap();
        }
    }

    #[test]
    fn it_writes_pairs() {
        let dir = tempfile::tempdir().unwrap();
        let names = write(dir.path()).unwrap();
        assert_eq!(names.len(), 6);
        assert_eq!(std::fs::read(dir.path().join(&names[0])).unwrap(), files().unwrap()[0].1);
        assert_eq!(sources().len(), packed().len());
    }
}

//! Damaged input: whatever a file holds, it is read to its end without a panic, and what is wrong is named.
//!
//! A copy of a good round is damaged in ways that really happen (a killed server, a bad disk, two files merged by hand)
//! and in worse ones; the number of the copy decides how, so that a failure can be repeated.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/dice.rs"]
mod dice;

use dice::Dice;
use filmroom::et::simulate::{Options, simulate};
use filmroom::film::{Brief, Problems, Progress, Remarks, Shelf};
use filmroom::ingest::Source;
use filmroom::shelf::{Configs, Failure, Library, Rows, Season};
use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Events and snapshots of half a simulated minute.
fn original() -> &'static [String; 2] {
    static FILES: OnceLock<[String; 2]> = OnceLock::new();
    FILES.get_or_init(|| {
        let options = Options { seed: 2, rounds: 1, players: 3, minutes: 0.5, hz: 2, ..Options::default() };
        let round = simulate(&options).unwrap().remove(0);
        [round.events, round.snapshots]
    })
}

/// Values that are wrong in a number's or a word's place.
const VALUES: [&str; 16] = [
    "null",
    "-1",
    "1e308",
    "-1e999",
    "NaN",
    "9223372036854775808",
    "1e-320",
    "\"\"",
    "[]",
    "{}",
    "true",
    "[1,2]",
    "[[[[]]]]",
    "\"\\u0000\"",
    "\"\u{202e}\u{1b}[2J\"",
    "65536",
];

/// One kind of damage.
fn damage(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let length = bytes.len();
    match dice.below(10) {
        0 => bytes.truncate(dice.below(length + 1)),
        1 => drop(bytes.drain(dice.stretch(length, 2_000))),
        2 => {
            for _ in 0..=dice.below(30) {
                let at = dice.below(bytes.len());
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << dice.below(8);
                }
            }
        }
        3 => {
            let again = bytes[dice.stretch(length, 5_000)].to_vec();
            let at = dice.below(length + 1);
            bytes.splice(at..at, again);
        }
        4 => {
            let mut lines: Vec<Vec<u8>> = bytes.split_inclusive(|&b| b == b'\n').map(<[u8]>::to_vec).collect();
            for i in (1..lines.len()).rev() {
                lines.swap(i, dice.below(i + 1));
            }
            *bytes = lines.concat();
        }
        5 => {
            let other = original()[dice.below(2)].as_bytes();
            let piece = other[dice.stretch(other.len(), 3_000)].to_vec();
            let place = dice.stretch(length, 3_000);
            bytes.splice(place, piece);
        }
        6 => {
            let noise: Vec<u8> = (0..dice.below(300)).map(|_| dice.next() as u8).collect();
            let at = dice.below(length + 1);
            bytes.splice(at..at, noise);
        }
        7 => replace_values(bytes, dice),
        8 => {
            let place = dice.stretch(length, 4_000);
            bytes[place].fill(dice.pick(&[b"\0", b" ", b"\n", b"{", b"["])[0]);
        }
        _ => {
            let head: &[u8] = dice.pick(&[
                b"\xef\xbb\xbf" as &[u8],
                b"\xff\xfe",
                b"\x1f\x8b\x08",
                b"\x28\xb5\x2f\xfd",
                b"\n\n",
                b"[",
                b"PK\x03\x04",
            ]);
            bytes.splice(0..0, head.iter().copied());
        }
    }
}

/// Puts a wrong value behind some colons: lines that stay JSON and mean nonsense.
fn replace_values(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.below(20) {
        let start = dice.below(bytes.len());
        let Some(colon) = bytes[start..].iter().position(|&b| b == b':').map(|at| start + at + 1) else { return };
        let end = bytes[colon..].iter().position(|&b| b == b',' || b == b'}').map_or(bytes.len(), |at| colon + at);
        bytes.splice(colon..end, dice.pick(&VALUES.each_ref().map(|v| *v)).bytes());
    }
}

/// The damaged files of a copy.
fn copy(number: u64) -> [Vec<u8>; 2] {
    let mut dice = Dice(number);
    let mut files = original().each_ref().map(|text| text.as_bytes().to_vec());
    for _ in 0..=dice.below(4) {
        let file = dice.below(2);
        damage(&mut files[file], &mut dice);
    }
    files
}

/// What reading a copy came to: films with everything about them, or a sentence.
fn read(files: [Vec<u8>; 2]) -> Result<(usize, Rows, Problems), Failure> {
    let mut library = Library::empty(Configs::default());
    let names = ["events.jsonl", "snapshots.jsonl"];
    let source = |(name, bytes): (&str, Vec<u8>)| Source::Memory { name: name.into(), bytes: Cow::Owned(bytes) };
    library.add_unit("copy".into(), names.into_iter().zip(files).map(source).collect());
    assert_eq!(library.units().len(), 1);
    let mut rows = Rows::default();
    let (said, progress) = (Remarks::default(), Progress::default());
    let opened = library.analyse(0, &said, &progress, &mut Season::default())?;
    let briefs: Vec<Brief> = opened.films.iter().map(|film| Brief::of(film)).collect();
    let digest = library.write(1, 0, &said, &progress, &mut rows)?;
    let sorted = |mut briefs: Vec<Brief>| {
        briefs.iter_mut().for_each(|brief| brief.found.sort_by(|a, b| a.id.cmp(&b.id)));
        briefs
    };
    assert!(sorted(briefs) == sorted(digest.rounds), "a round in numbers that is not its film's");
    for film in &opened.films {
        let last = film.meta.span.to;
        assert!(film.meta.span.from <= last && film.log.is_sorted_by_key(|moment| moment.at), "a film out of order");
        assert!(film.findings.is_sorted_by_key(|finding| finding.at), "findings out of order");
    }
    for (name, lines) in rows.files() {
        for line in lines.rows.split(|&b| b == b'\n').filter(|line| !line.is_empty()) {
            assert!(serde_json::from_slice::<serde_json::Value>(line).is_ok(), "{name} holds a line that is no JSON");
        }
    }
    Ok((opened.films.len(), rows, opened.problems))
}

/// Runs `work` on every copy; the first that panics or takes too long is named.
fn all_survive(numbers: std::ops::Range<u64>, work: impl Fn(u64)) -> Result<(), String> {
    for number in numbers {
        let since = Instant::now();
        catch_unwind(AssertUnwindSafe(|| work(number))).map_err(|_| format!("copy {number} panics"))?;
        let time = since.elapsed();
        if time > Duration::from_secs(10) {
            return Err(format!("copy {number} takes {time:?}"));
        }
    }
    Ok(())
}

#[test]
fn three_hundred_damaged_copies_are_read_to_their_end() {
    all_survive(0..300, |number| drop(read(copy(number)))).unwrap();
}

#[test]
fn the_harness_notices_a_panic() {
    let planted = |number| {
        drop(read(copy(number)));
        assert!(number != 3, "planted");
    };
    assert_eq!(all_survive(0..5, planted), Err("copy 3 panics".to_owned()));
}

#[test]
fn the_same_copy_gives_the_same_result() {
    for number in 0..20 {
        assert_eq!(read(copy(number)), read(copy(number)), "copy {number}");
    }
}

#[test]
fn every_broken_line_is_named_and_costs_nothing_else() {
    let whole = read(original().each_ref().map(|text| text.clone().into_bytes())).unwrap();
    assert!(whole.2.is_empty(), "{:?}", whole.2.kept());
    let mut dice = Dice(7);
    for broken in [
        "{\"t\":1,\"type\":",
        "[1,2]",
        "\0\0\0",
        "{\"type\":\"kill\"}",
        "{\"t\":\"soon\",\"type\":\"kill\"}",
        "\u{fffd}",
    ] {
        let mut lines: Vec<&str> = original()[0].lines().collect();
        let at = dice.below(lines.len() - 1) + 1;
        lines.insert(at, broken);
        let events = lines.join("\n").into_bytes();
        let (films, rows, problems) = read([events, original()[1].clone().into_bytes()]).unwrap();
        let places: Vec<_> = problems.kept().iter().map(|p| (p.file.to_string(), p.line)).collect();
        assert_eq!(places, [("events.jsonl".to_owned(), at as u64 + 1)], "{broken}: {:?}", problems.kept());
        assert_eq!((films, &rows), (whole.0, &whole.1), "{broken} changed something else");
    }
}

/// `cargo test --release --test hostile -- --ignored`: through the real commands, as a user would.
#[test]
#[ignore = "4,000 processes take a minute or two"]
fn two_thousand_copies_through_the_real_program() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in");
    std::fs::create_dir_all(&input).unwrap();
    let out = folder.path().join("out");
    let run = |number: u64, args: &[&std::ffi::OsStr]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_filmroom"));
        command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let output = command.env("XDG_CONFIG_HOME", folder.path()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(matches!(output.status.code(), Some(0 | 1)), "copy {number} {args:?}: {:?}: {said}", output.status);
        assert!(!said.contains("panicked"), "copy {number}: {said}");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let survived = all_survive(0..2_000, |number| {
        for (name, bytes) in ["events.jsonl", "snapshots.jsonl"].iter().zip(copy(number)) {
            std::fs::write(input.join(name), bytes).unwrap();
        }
        let (code, said) = run(number, &["check".as_ref(), input.as_ref()]);
        let last = said.lines().last().unwrap_or_default().to_owned();
        assert_eq!(code == Some(0), last.starts_with("no problems"), "copy {number}: {last}");
        run(number, &["analyze".as_ref(), input.as_ref(), "--out".as_ref(), out.as_ref()]);
    });
    survived.unwrap();
}

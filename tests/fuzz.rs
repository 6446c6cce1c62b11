//! Every reader against damaged copies of what it reads: no panic, no hang, no raw control characters in what is told,
//! and bounded memory. The number of a copy decides its damage, so that a failure can be repeated.
//!
//! | reader | seed | besides |
//! |---|---|---|
//! | events and snapshots (JSONL), packed too | a simulated round | tests/hostile.rs, src/et/record, src/ingest |
//! | configuration and map files (YAML) | assets/config, assets/maps | src/et/config/tests.rs |
//! | replays (MPQ, tracker events) | a written replay | tests/sc2_replay.rs |
//! | detector logs and live notes | three layouts | tests/sc2_log.rs |
//! | callouts (.dat), waypoints (.way) | a list; a graph of two points | src/et/places |
//! | server log, stats script, proximity tracker | fixtures/et/import | src/et/import |
//! | journal of verdicts | written by a desk | src/review/desk_tests.rs |
//! | filters of findings and of rows, commands, keys | the help's own examples | src/review/queue, src/sim/filter |
//! | telemetry rows | generated ones, clean and dirty | src/sim |
//!
//! ```sh
//! FILMROOM_FUZZ_SECONDS=600 cargo test --release --test fuzz -- --ignored --nocapture
//! ```
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/dice.rs"]
mod dice;
#[path = "support/sc2_writer.rs"]
mod writer;

use dice::Dice;
use filmroom::config::Document;
use filmroom::et::config::{Config, Sources, check_map};
use filmroom::et::places::Atlas;
use filmroom::et::simulate::{Options as Simulated, simulate};
use filmroom::film::{Finding, FindingId, Problems, Progress, Remarks, Shelf, Span, Status, Time};
use filmroom::ingest::Source;
use filmroom::review::{Desk, FILE_NAME, Options, Ruling, Subject, queue};
use filmroom::sc2::rush::Rules;
use filmroom::shelf::{Configs, Library, Season};
use filmroom::sim::{Filter, Telemetry, check, generate, summary};
use filmroom::ui::app::command;
use filmroom::ui::key::Key;
use std::borrow::Cow;
use std::fs;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A reader: its name, what it reads when all is well, and how it is given something else.
struct Target {
    name: &'static str,
    seeds: Vec<Vec<u8>>,
    read: fn(&[u8], &Path),
}

/// What means something to one of the readers and stands in the wrong place.
const TOKENS: [&[u8]; 26] = [
    b"null",
    b"-1",
    b"1e308",
    b"9223372036854775808",
    b"NaN",
    b"\"\"",
    b"[]",
    b"{}",
    b"{\"",
    b"\n",
    b"\r\n",
    b"\0",
    b"\\u0000",
    b"\\ud800",
    b"\xff\xfe",
    b"\x1b[2J",
    b"\\u001b[2J",
    b"\\u009b",
    b": ",
    b"- ",
    b"&a *a",
    b"!!",
    b"(((((",
    b"==",
    b"\"",
    b"\xf0\x9f\x91\x8d",
];

/// One to four wounds.
fn wound(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.below(4) {
        let length = bytes.len();
        match dice.below(8) {
            0 => bytes.truncate(dice.below(length + 1)),
            1 => drop(bytes.drain(dice.stretch(length, 60))),
            2 => {
                let again = bytes[dice.stretch(length, 200)].to_vec();
                let at = dice.below(length + 1);
                bytes.splice(at..at, again);
            }
            3 | 4 => {
                let at = dice.below(length + 1);
                bytes.splice(at..at, dice.pick(&TOKENS).iter().copied());
            }
            5 => {
                let at = dice.below(length);
                let word = [u32::MAX, 0x7fff_ffff, 0, dice.next() as u32][dice.below(4)];
                bytes.iter_mut().skip(at).zip(word.to_le_bytes()).for_each(|(byte, new)| *byte = new);
            }
            6 => {
                let deep = b"[{("[dice.below(3)];
                let at = dice.below(length + 1);
                bytes.splice(at..at, vec![deep; dice.below(3_000)]);
            }
            _ => {
                for _ in 0..=dice.below(20) {
                    let at = dice.below(bytes.len());
                    let bit = dice.below(8);
                    bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << bit);
                }
            }
        }
    }
}

/// What is told of a file is told in lines that command nothing.
fn told(problems: &Problems) {
    for problem in problems.kept() {
        let text = problem.to_string();
        assert!(!text.chars().any(char::is_control), "{text:?}");
    }
}

fn memory(name: &str, bytes: &[u8]) -> Source {
    Source::Memory { name: name.into(), bytes: Cow::Owned(bytes.to_vec()) }
}

/// As the program opens it: told by content, analysed, with all its rows.
fn opened(name: &str, bytes: &[u8]) {
    let mut library = Library::empty(Configs::default());
    library.add_unit("copy".into(), vec![memory(name, bytes)]);
    if library.units().is_empty() {
        return;
    }
    if let Ok(opened) = library.analyse(0, &Remarks::default(), &Progress::default(), &mut Season::default()) {
        told(&opened.problems);
        for film in &opened.films {
            let texts = film.log.iter().map(|moment| &moment.text).chain(film.cast.iter().map(|actor| &actor.name));
            let raw = texts
                .chain(film.findings.iter().map(|finding| &finding.title))
                .find(|text| text.chars().any(char::is_control));
            assert!(raw.is_none(), "{raw:?}");
        }
    }
}

fn lines(bytes: &[u8], _: &Path) {
    opened("copy.jsonl", bytes);
}

fn replay(bytes: &[u8], _: &Path) {
    opened("copy.SC2Replay", bytes);
}

fn import(bytes: &[u8], _: &Path) {
    opened("copy.log", bytes);
    if let Ok((_, problems)) = filmroom::et::import::import(&memory("copy.log", bytes), &Progress::default()) {
        told(&problems);
    }
}

fn yaml(bytes: &[u8], _: &Path) {
    match Document::parse("copy.yaml", bytes) {
        Ok(document) => {
            let _ = Config::load(Sources { file: Some(&document), ..Sources::default() });
            let _ = Rules::load(&[&document]);
            let _ = check_map(&document);
        }
        Err(mistakes) => {
            let text = mistakes.to_string();
            assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
        }
    }
}

fn installed(folder: &Path, place: &str, bytes: &[u8]) {
    let file = folder.join(place);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, bytes).unwrap();
    if let Ok(atlas) = Atlas::open(folder) {
        let known = atlas.known("copy");
        told(&known.problems);
        assert!(known.callouts.iter().all(|callout| !callout.name.chars().any(char::is_control)));
    }
    fs::remove_file(file).unwrap();
}

fn callouts(bytes: &[u8], folder: &Path) {
    installed(folder, "maps/copy_loc_override.dat", bytes);
}

fn ways(bytes: &[u8], folder: &Path) {
    installed(folder, "nav/copy.way", bytes);
}

fn options() -> Options {
    Options { state_folder: None, ..Options::from_env(Some("ann")) }
}

fn finding() -> Subject {
    let finding = Finding {
        id: FindingId("x/1".into()),
        kind: 0,
        at: Time(1_000),
        span: Span::at(Time(1_000)),
        parts: Vec::new(),
        title: "x".into(),
        confidence: None,
        status: Status::Candidate,
        gates: Vec::new(),
        explanation: filmroom::film::Explanation::default(),
        rule: String::new(),
        facts: Vec::new(),
    };
    Subject::of(&filmroom::film::Film::default(), &finding)
}

/// A damaged journal is read, takes a decision, and never loses it or a byte of what was there.
fn journal(bytes: &[u8], folder: &Path) {
    let file = folder.join(FILE_NAME);
    fs::write(&file, bytes).unwrap();
    let mut desk = Desk::open(Some(folder), options()).unwrap();
    told(&desk.problems());
    desk.undo();
    desk.redo();
    desk.decide(&finding(), Ruling::True, None);
    desk.save().unwrap();
    assert!(fs::read(&file).unwrap().starts_with(bytes), "what was there stays");
    let again = Desk::open(Some(folder), options()).unwrap();
    assert_eq!(again.verdict(&finding().id).map(|verdict| verdict.ruling), Some(Ruling::True), "the decision stands");
}

fn words(bytes: &[u8], _: &Path) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(filter) = text.parse::<queue::Filter>() {
        // What is printed is what was meant.
        assert_eq!(filter.to_string().parse::<queue::Filter>().as_ref(), Ok(&filter), "{text:?}");
    }
    let _ = queue::complete(&text, None);
    let _ = Filter::parse(&text).map_err(|mistake| mistake.to_string());
    let _ = command::parse(&text);
    let _ = text.parse::<Key>();
    let _ = Document::flags(&[text.into_owned()]);
}

fn rows(bytes: &[u8], _: &Path) {
    let telemetry = Telemetry::load(&[memory("copy.ndjson", bytes)], &Progress::default()).unwrap();
    told(&telemetry.problems());
    let index = telemetry.index();
    let _ = check::all(&telemetry, &index, &Progress::default()).unwrap();
    let mut text = Vec::new();
    summary::print(&summary::summary(&index, None), None, summary::Format::Table, &mut text).unwrap();
    assert!(!String::from_utf8(text).unwrap().chars().any(|c| c.is_control() && c != '\n'));
    for filter in ["result == timeout || time_s > 60", ".context.map_params.fog == true"] {
        let _ = Filter::parse(filter).unwrap().select(&telemetry, &index, &Progress::default()).unwrap();
    }
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn fixture(path: &str) -> Vec<u8> {
    fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// Two waypoints of version 7 that lead to each other.
fn graph() -> Vec<u8> {
    let mut bytes = vec![7];
    bytes.extend([0; 9]);
    bytes.extend(2u32.to_le_bytes());
    for to in [1u32, 0] {
        bytes.extend([1.0f32, 2.0, 3.0].into_iter().flat_map(f32::to_le_bytes));
        bytes.extend([0; 12]);
        bytes.extend([0, 1]);
        bytes.extend(to.to_le_bytes());
        bytes.extend([0; 28]);
    }
    bytes
}

fn written_journal() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = Desk::open(Some(folder.path()), options()).unwrap();
    for ruling in Ruling::ALL {
        desk.decide(&finding(), ruling, Some("no angle"));
        desk.note(&finding(), "looked twice");
    }
    desk.undo();
    desk.save().unwrap();
    fs::read(folder.path().join(FILE_NAME)).unwrap()
}

fn targets() -> Vec<Target> {
    let options = Simulated { seed: 2, rounds: 1, players: 2, minutes: 0.5, hz: 2, ..Simulated::default() };
    let round = simulate(&options).unwrap().remove(0);
    let both = format!("{}{}", round.events, round.snapshots).into_bytes();
    let mut game = writer::Replay::pvz(120.0);
    game.packing = writer::Packing::Stored;
    game.built(18.0, 46.0, "SpawningPool", writer::ZERG, 125, 135);
    let made = |dirt: f64| {
        let mut text = Vec::new();
        let options = generate::Options { rows: 4, events: 8, dirt, ..generate::Options::default() };
        generate::generate(&options, &mut text).unwrap();
        text
    };
    let log = b"   1000 InitGame: x\n   1000 map: radar\n   1500 ClientUserinfoChanged: 1 n\\kiko\\t\\1\\c\\2\n   2000 Kill: 1 2 8: a killed v by MOD_MP40\n   2600 Medic_Revive: 3 2\n   9000 Exit: Timelimit hit.\n";
    let notes = br#"{"t": 0.0, "kind": "game", "map": "M", "rush_distance_seconds": 35.1}
{"t": 58.4, "kind": "absent", "what": "natural"}
{"t": 61.0, "kind": "seen", "what": "pool", "progress": 0.9}
{"t": 380.0, "kind": "end", "result": "Victory"}
{"map_name":"M","t_nat_started":null,"pool_seen_state":"done","t_pool_seen":18.88,"game_time_seconds":381.9}
{"nat_start": -1, "pool_start": null, "ling_seen": -1.0, "ling_has_speed": 0, "game_time_seconds": 200}
"#;
    let texts = [
        "conf:high player:kiko -reviewed \"west bank\"",
        "result == timeout && time_s > 60 && !(events.kind == cc_applied) || scenario ~ field",
        "trade_dist=700",
        "2:31.5",
        "Ctrl-Shift-Left",
    ];
    vec![
        Target { name: "round", seeds: vec![both.clone(), packed(&both)], read: lines },
        Target {
            name: "yaml",
            seeds: vec![fixture("assets/config/default.yaml"), fixture("assets/maps/towpath.yaml")],
            read: yaml,
        },
        Target { name: "replay", seeds: vec![game.bytes()], read: replay },
        Target { name: "detector log", seeds: vec![notes.to_vec()], read: lines },
        Target {
            name: "callouts",
            seeds: vec![b"// c\n3172 -1270 1564 \"^1Command Post\"\n662 -3178 1475 @\n".to_vec()],
            read: callouts,
        },
        Target { name: "waypoints", seeds: vec![graph()], read: ways },
        Target { name: "server log", seeds: vec![log.to_vec()], read: import },
        Target { name: "stats script", seeds: vec![fixture("fixtures/et/import/stats.json")], read: import },
        Target { name: "proximity tracker", seeds: vec![fixture("fixtures/et/import/proximity.txt")], read: import },
        Target { name: "journal", seeds: vec![written_journal()], read: journal },
        Target { name: "words", seeds: texts.map(|text| text.as_bytes().to_vec()).to_vec(), read: words },
        Target { name: "rows", seeds: vec![made(0.0), made(0.5)], read: rows },
    ]
}

/// The most memory this process ever had, in MB, where the system tells.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? / 1024)
}

/// Reads one copy; what went wrong.
fn attempt(target: &Target, number: u64) -> Result<Duration, String> {
    let mut dice = Dice(number);
    let mut bytes = target.seeds[dice.below(target.seeds.len())].clone();
    // The first copies are whole: a seed that no reader takes would try nothing.
    if number >= target.seeds.len() as u64 {
        wound(&mut bytes, &mut dice);
    }
    let folder = tempfile::tempdir().unwrap();
    let since = Instant::now();
    catch_unwind(AssertUnwindSafe(|| (target.read)(&bytes, folder.path())))
        .map_err(|_| format!("{}: copy {number} fails", target.name))?;
    let time = since.elapsed();
    if time > Duration::from_secs(10) {
        Err(format!("{}: copy {number} takes {time:?}", target.name))
    } else {
        Ok(time)
    }
}

#[test]
fn every_reader_survives_damaged_copies() {
    for target in targets() {
        for number in 0..60 {
            attempt(&target, number).unwrap();
        }
    }
    if let Some(peak) = peak() {
        assert!(peak < 600, "{peak} MB");
    }
}

#[test]
fn a_reader_that_fails_is_noticed() {
    let planted =
        Target { name: "planted", seeds: vec![b"x".to_vec()], read: |bytes, _| assert!(bytes == b"x", "planted") };
    let failed = (0..50).find_map(|number| attempt(&planted, number).err()).unwrap();
    assert!(failed.starts_with("planted: copy "), "{failed}");
}

/// For `FILMROOM_FUZZ_SECONDS` (usually 600); `FILMROOM_FUZZ_FROM` sets the first number.
#[test]
#[ignore = "ten minutes, or FILMROOM_FUZZ_SECONDS"]
fn for_a_while() {
    let asked = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let seconds = asked("FILMROOM_FUZZ_SECONDS").unwrap_or(600);
    let (targets, since, mut number) = (targets(), Instant::now(), asked("FILMROOM_FUZZ_FROM").unwrap_or(0));
    let (first, mut slowest) = (number, (Duration::ZERO, ""));
    while since.elapsed() < Duration::from_secs(seconds) {
        for target in &targets {
            slowest = slowest.max((attempt(target, number).unwrap(), target.name));
        }
        number += 1;
    }
    println!(
        "{} copies of each of {} readers in {seconds} s; the slowest {slowest:?}; peak memory {:?} MB",
        number - first,
        targets.len(),
        peak()
    );
}

//! Rounds that are being written: nothing lost, nothing doubled, nothing judged before its time, and the screen beside it.
//!
//! The whole measurement of ten minutes is ignored and prints its figures:
//! `cargo test --release --test live -- --ignored --nocapture`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/pty.rs"]
mod pty;

use filmroom::et::analysis::analyse;
use filmroom::et::config::Config;
use filmroom::et::live::Growing;
use filmroom::et::output::rows;
use filmroom::et::simulate::{Options, simulate_round};
use filmroom::et::{Round, film, load};
use filmroom::film::{News, Progress, Remarks, Shelf, Status, Time};
use filmroom::ingest::Source;
use filmroom::shelf::{Configs, Live};
use pty::Pty;
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

/// Lines in the order of a server: by time, the events of a moment before its samples.
struct Script {
    /// Time, file (0 events, 1 snapshots), line with its end.
    lines: Vec<(i64, usize, String)>,
}

const NAMES: [&str; 2] = ["events.jsonl", "snapshots.jsonl"];

impl Script {
    fn new(seed: u64, players: u32, minutes: f64, name: &str) -> Script {
        let options = Options { seed, rounds: 1, players, minutes, hz: 5, name: name.into(), ..Options::default() };
        let files = simulate_round(&options, 0).unwrap();
        let time = |line: &str| {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            row["t_ms"].as_i64().unwrap_or_else(|| (row["t"].as_f64().unwrap() * 1000.0).round() as i64)
        };
        let of = |file: usize, text: &str| -> Vec<(i64, usize, String)> {
            text.lines().map(|line| (time(line), file, format!("{line}\n"))).collect()
        };
        let mut lines = [of(0, &files.events), of(1, &files.snapshots)].concat();
        lines.sort_by_key(|(t, file, _)| (*t, *file));
        Script { lines }
    }

    fn bytes(&self, file: usize) -> Vec<u8> {
        self.lines.iter().filter(|line| line.1 == file).flat_map(|line| line.2.bytes()).collect()
    }

    fn files(folder: &Path) -> Vec<PathBuf> {
        NAMES.map(|name| folder.join(name)).to_vec()
    }

    fn writers(folder: &Path) -> Vec<File> {
        fs::create_dir_all(folder).unwrap();
        let open = |path: PathBuf| OpenOptions::new().create(true).append(true).open(path).unwrap();
        Script::files(folder).into_iter().map(open).collect()
    }
}

/// Everything that is written about a round.
fn outputs(round: &Round) -> String {
    let lines = rows(round, &analyse(round, &Config::default().for_map(round.map.as_deref())), "h");
    lines.iter().flatten().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn at_once(files: &[PathBuf]) -> Vec<Round> {
    let sources: Vec<Source> = files.iter().cloned().map(Source::File).collect();
    load(&sources, &Progress::default()).unwrap().rounds
}

#[test]
fn a_round_that_grew_is_the_round_that_is_read_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let files = Script::files(folder.path());
    let script = Script::new(3, 3, 1.0, "grew");
    let mut writers = Script::writers(folder.path());
    let mut growing = Growing::new(&files);
    assert!(!growing.look().grown);
    assert!(growing.rounds().rounds.is_empty());
    let mut seen = 0;
    // Pieces that end anywhere, in the middle of lines too.
    let texts = [0, 1].map(|file| script.bytes(file));
    let mut at = [0, 0];
    let mut step = 1;
    while at[0] < texts[0].len() || at[1] < texts[1].len() {
        for (file, text) in texts.iter().enumerate() {
            step = step * 7 % 99_991 + 100;
            let to = (at[file] + step * (file + 1)).min(text.len());
            writers[file].write_all(&text[at[file]..to]).unwrap();
            at[file] = to;
        }
        growing.look();
        let now = growing.rounds();
        assert_eq!(now.problems.count(), 0);
        let samples = now.rounds.first().map_or(0, |round| round.samples + round.events.len());
        assert!(samples >= seen);
        seen = samples;
    }
    let (live, cold) = (growing.rounds().rounds, at_once(&files));
    assert_eq!((live.len(), live[0].growing, live[0].samples), (1, false, cold[0].samples));
    assert_eq!(outputs(&live[0]), outputs(&cold[0]));
}

#[test]
fn a_finding_appears_when_nothing_can_change_it_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let files = Script::files(folder.path());
    let script = Script::new(11, 4, 3.0, "judged");
    let config = Config::default();
    let cold = {
        let whole = folder.path().join("whole");
        let mut writers = Script::writers(&whole);
        script.lines.iter().for_each(|(_, file, line)| writers[*file].write_all(line.as_bytes()).unwrap());
        at_once(&Script::files(&whole)).remove(0)
    };
    let found = |round: &Round| -> BTreeMap<String, (Time, String)> {
        let analysis = analyse(round, &config.for_map(round.map.as_deref()));
        let film = film(round, &analysis, &config);
        let one = |f: &filmroom::film::Finding| (f.id.to_string(), (f.at, format!("{:?} {}", f.status, f.title)));
        film.findings.iter().map(one).collect()
    };
    let all = found(&cold);
    let candidates = all.values().filter(|(_, what)| what.starts_with(&format!("{:?}", Status::Candidate))).count();
    assert!(candidates > 5 && all.len() > 20, "{candidates} of {}: the round must have something to judge", all.len());
    let settings = config.for_map(cold.map.as_deref());
    let mut writers = Script::writers(folder.path());
    let mut growing = Growing::new(&files);
    let mut next = 0;
    let mut late = Time::ZERO;
    for (t, file, line) in &script.lines {
        writers[*file].write_all(line.as_bytes()).unwrap();
        if *t < next {
            continue;
        }
        next = *t + 1_300;
        growing.look();
        let loaded = growing.rounds();
        let Some(round) = loaded.rounds.first() else { continue };
        let (until, now) = (round.judged_until(&settings), found(round));
        for (id, one) in &now {
            assert_eq!(all.get(id), Some(one), "shown at {t} ms, and otherwise in the end");
            assert!(one.0 <= until);
        }
        let due = all.iter().filter(|(_, one)| one.0 <= until).count();
        assert_eq!(now.len(), due, "at {t} ms");
        if round.growing {
            late = late.max(round.edge() - until);
        }
    }
    // The longest that anything is asked for, and a second for lines that are late.
    assert_eq!(late, Time(6_000));
}

fn grown(news: Vec<News>) -> Vec<filmroom::film::Grown> {
    news.into_iter().filter_map(|news| if let News::Grown(grown) = news { Some(grown) } else { None }).collect()
}

#[test]
fn the_next_round_of_the_folder_is_found_and_a_cut_file_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let live = Live::new(&[folder.path().to_path_buf()], Configs::default()).unwrap();
    assert!(live.is_live() && live.units().is_empty() && live.news().is_empty(), "nothing is there yet");
    let first = Script::new(1, 2, 0.5, "first");
    let wait = || thread::sleep(Duration::from_millis(1_050)); // folders are searched once a second
    let mut writers = Script::writers(&folder.path().join("one"));
    for (_, file, line) in first.lines.iter().take(300) {
        writers[*file].write_all(line.as_bytes()).unwrap();
    }
    wait();
    let news = live.news();
    assert!(matches!(&news[0], News::Found(unit) if unit.name == "one"), "{news:?}");
    let one = grown(news).remove(0);
    assert_eq!((one.unit, one.ended), (0, false));
    assert!(one.edge > Time::ZERO && one.opened.unwrap().films.len() == 1);
    assert!(grown(live.news()).is_empty(), "nothing came");

    // Begun anew under the same name, as after a restart of the server.
    fs::write(folder.path().join("one/events.jsonl"), &first.lines[0].2).unwrap();
    let one = grown(live.news()).remove(0);
    assert_eq!(one.anew.len(), 1, "{:?}", one.anew);
    assert!(one.anew[0].ends_with("events.jsonl"));

    let second = Script::new(2, 2, 0.5, "second");
    let mut writers = Script::writers(&folder.path().join("two"));
    second.lines.iter().for_each(|(_, file, line)| writers[*file].write_all(line.as_bytes()).unwrap());
    wait();
    let all = grown(live.news());
    assert_eq!(all.iter().map(|one| (one.unit, one.ended)).collect::<Vec<_>>(), [(0, true), (1, true)]);
    let film = all[1].opened.as_ref().unwrap().films[0].clone();
    assert_eq!(film.meta.id, "second-r1");
    // What is not followed any more is opened as on any shelf.
    let (remarks, progress) = (Remarks::default(), Progress::default());
    assert_eq!(live.open(0, &remarks, &progress).unwrap().films.len(), 1);
    // A verdict has the settings in force analyse it anew; other settings are not tried on what is being written.
    assert_eq!(live.open_with(1, &[], &remarks, &progress).unwrap().films[0].meta.id, "second-r1");
    let trade = ("trade_dist".to_owned(), "500".to_owned());
    assert!(live.open_with(1, &[trade], &remarks, &progress).unwrap_err().contains("without --follow"));
}

#[test]
fn what_cannot_be_followed_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let follow = |name: &str| Live::new(&[folder.path().join(name)], Configs::default()).unwrap_err();
    assert!(follow("none").contains("cannot be followed"));
    fs::write(folder.path().join("x.jsonl"), "{\"a\": 1}\n").unwrap();
    assert!(follow("x.jsonl").contains("no round of this program's collector"));
    fs::write(folder.path().join("y.jsonl.gz"), b"\x1f\x8b\x08\0\0\0\0\0\0\x03").unwrap();
    assert!(follow("y.jsonl.gz").contains("is packed"));
}

/// What the screen was seen to do beside a writer.
#[derive(Debug, Default)]
struct Seen {
    /// How far the screen's clock was behind what was written, at each look, in real time.
    behind: Vec<Duration>,
    /// Memory of the program in KB, early and at the end.
    memory: (u64, u64),
    /// And of one that opens the same files when they are whole.
    cold: u64,
    /// The latest screen.
    screen: String,
}

/// `0:22.1` of a status line that says LIVE or ENDED.
fn live_clock(screen: &str) -> Option<i64> {
    let line = screen.lines().find(|line| line.contains(" LIVE ") || line.contains(" ENDED "))?;
    let (minutes, seconds) = line.trim_start().split_once(' ')?.0.split_once(':')?;
    Some(minutes.parse::<i64>().ok()? * 60_000 + (seconds.parse::<f64>().ok()? * 1_000.0).round() as i64)
}

/// Writes a script at some times its speed while the program follows it in a terminal.
fn follow(script: Script, speed: f64, size: (u16, u16)) -> Seen {
    let folder = tempfile::tempdir().unwrap();
    let round = folder.path().join("r");
    let paths = [folder.path().display().to_string()];
    let program = PathBuf::from(env!("CARGO_BIN_EXE_filmroom"));
    let state = folder.path().join("state").display().to_string();
    let mut writers = Script::writers(&round);
    let env = [("XDG_STATE_HOME", state.as_str()), ("XDG_CONFIG_HOME", state.as_str())];
    let mut pty = Pty::start(program, &["--follow", &paths[0]], &env, size.0, size.1);
    pty.wait_for("filmroom");
    // When each line was written, with its time in the round.
    let written = Arc::new(Mutex::new(Vec::<(i64, Instant)>::new()));
    let (events, samples) = ([0, 1].map(|file| script.lines.iter().filter(|line| line.1 == file).count())).into();
    let end = script.lines.last().unwrap().0;
    let told = written.clone();
    let writing = thread::spawn(move || {
        let since = Instant::now();
        for (t, file, line) in &script.lines {
            let due = Duration::from_secs_f64((*t).max(0) as f64 / 1_000.0 / speed);
            thread::sleep(due.saturating_sub(since.elapsed()));
            // In two pieces, as a file over a network may come.
            let (one, other) = line.as_bytes().split_at(line.len() / 3);
            writers[*file].write_all(one).unwrap();
            writers[*file].write_all(other).unwrap();
            told.lock().unwrap().push((*t, Instant::now()));
        }
        since.elapsed()
    });
    let mut seen = Seen::default();
    let memory = |pty: &Pty| pty.memory();
    while !writing.is_finished() {
        thread::sleep(Duration::from_millis(20));
        if let Some(clock) = live_clock(&pty.screen()) {
            // Since when a line has been there that is later than the screen's clock, which shows tenths.
            let written = written.lock().unwrap();
            let missing = written.partition_point(|(t, _)| *t < clock + 100);
            seen.behind.push(written.get(missing).map_or(Duration::ZERO, |(_, when)| when.elapsed()));
            let now = written.last().map_or(0, |(t, _)| *t);
            if seen.memory.0 == 0 && now > end / 4 {
                seen.memory.0 = memory(&pty);
            }
        }
    }
    println!("{events} events and {samples} samples written in {:.1} s", writing.join().unwrap().as_secs_f64());
    pty.wait("the end", |screen| live_clock(screen).is_some_and(|clock| clock >= end - 100));
    pty.wait_for("ENDED");
    seen.memory.1 = memory(&pty);
    // Every event once: the log counts them.
    pty.send("e");
    seen.screen = pty.wait_for(&format!("{events} of {events}"));
    pty.send("q");
    assert!(pty.wait_end().success());
    pty.assert_given_back();
    let program = PathBuf::from(env!("CARGO_BIN_EXE_filmroom"));
    let mut pty = Pty::start(program, &[&paths[0]], &env, size.0, size.1);
    pty.wait_for("Timeline");
    seen.cold = pty.memory();
    pty.send("q");
    assert!(pty.wait_end().success());
    seen.behind.sort();
    seen
}

#[test]
fn the_screen_goes_along_with_a_writer() {
    let seen = follow(Script::new(5, 3, 0.5, "short"), 10.0, (120, 36));
    println!("{:?} behind at most, {:?} KB, {} KB when opened at once", seen.behind.last(), seen.memory, seen.cold);
}

/// The bar of the issue: 12 players, 5 Hz, ten minutes, played back fast.
#[test]
#[ignore = "a measurement: run it with --release and --nocapture"]
fn ten_minutes_of_twelve_players() {
    let script = Script::new(1, 6, 10.0, "whole");
    let folder = tempfile::tempdir().unwrap();
    let mut writers = Script::writers(folder.path());
    script.lines.iter().for_each(|(_, file, line)| writers[*file].write_all(line.as_bytes()).unwrap());
    let files = Script::files(folder.path());
    let mut growing = Growing::new(&files);
    growing.look();
    let config = Config::default();
    let time = |what: &str, work: &mut dyn FnMut()| {
        let mut all: Vec<Duration> = (0..9)
            .map(|_| {
                let since = Instant::now();
                work();
                since.elapsed()
            })
            .collect();
        all.sort();
        println!("{what}: median {:.1} ms", all[4].as_secs_f64() * 1_000.0);
    };
    let round = growing.rounds().rounds.remove(0);
    let settings = config.for_map(round.map.as_deref());
    let analysis = analyse(&round, &settings);
    time("rounds of the lines so far", &mut || drop(growing.rounds()));
    time("analysis", &mut || drop(analyse(&round, &settings)));
    time("film", &mut || drop(film(&round, &analysis, &config)));
    assert_eq!(outputs(&round), outputs(&at_once(&files)[0]));
    let mut worst = Vec::new();
    for speed in [1.0, 10.0] {
        let script = if speed > 1.0 { Script::new(1, 6, 10.0, "whole") } else { Script::new(1, 6, 1.0, "minute") };
        let seen = follow(script, speed, (120, 36));
        let at = |share: f64| seen.behind[((seen.behind.len() - 1) as f64 * share) as usize].as_secs_f64();
        println!(
            "{speed}x, {} looks: behind by {:.2} s in the middle, {:.2} s at 99 %, {:.2} s at most; memory {} KB at a \
             quarter, {} KB at the end, {} KB when opened at once",
            seen.behind.len(),
            at(0.5),
            at(0.99),
            at(1.0),
            seen.memory.0,
            seen.memory.1,
            seen.cold
        );
        worst.push(at(1.0));
    }
    // On a machine that does nothing else; the figures above say more of one that does.
    assert!(worst.iter().all(|worst| *worst < 0.5), "{worst:?}");
}

//! How a season fares: `analyze` over 200 rounds against merely parsing the same files, and the most memory it had.
//!
//! ```text
//!   cargo test --release --test season_speed -- --ignored --nocapture
//! ```
//!
//! It makes the season in a temporary folder (1.6 GB; six a side, ten minutes, five samples a second), breaks one round,
//! and deletes it. `FILMROOM_ROUNDS=50` makes a shorter one; `TMPDIR` says where.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use filmroom::et::parse_only;
use filmroom::film::{Progress, cores};
use filmroom::ingest::Source;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// So much memory it may have, in kB.
const MOST_KB: u64 = 1_000_000;

fn filmroom(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_filmroom"));
    command.args(args).env("XDG_CONFIG_HOME", "/nonexistent").env("XDG_STATE_HOME", "/nonexistent");
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command
}

/// Processor time of this process and of its children that ended, in seconds: tells more than the clock where other
/// programs want the same cores. Linux counts it in hundredths.
fn processor() -> [f64; 2] {
    let text = fs::read_to_string("/proc/self/stat").unwrap();
    // The name, which may hold anything, ends with the last bracket; 11 fields later come four times.
    let fields: Vec<&str> = text.rsplit_once(')').unwrap().1.split_whitespace().collect();
    let ticks = |at: usize| fields[at].parse::<f64>().unwrap() + fields[at + 1].parse::<f64>().unwrap();
    [ticks(11) / 100.0, ticks(13) / 100.0]
}

/// Every row of every file becomes a value and is counted: as many units side by side as `analyze` reads.
fn merely_parsed(folder: &Path) -> Duration {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    // Events and snapshots of a round lie beside each other.
    let units: Vec<Vec<Source>> =
        paths.chunks(2).map(|pair| pair.iter().cloned().map(Source::File).collect()).collect();
    let (next, rows, since) = (AtomicUsize::new(0), AtomicUsize::new(0), Instant::now());
    std::thread::scope(|scope| {
        for _ in 0..cores() {
            scope.spawn(|| {
                while let Some(unit) = units.get(next.fetch_add(1, Ordering::Relaxed)) {
                    rows.fetch_add(parse_only(1, unit, &Progress::default()).unwrap(), Ordering::Relaxed);
                }
            });
        }
    });
    assert!(rows.into_inner() > units.len());
    since.elapsed()
}

/// A line as most programs would have it: typed, with its words borrowed.
#[derive(serde::Deserialize)]
#[allow(dead_code, reason = "it is parsed, not used")]
struct Line<'l> {
    t: f64,
    #[serde(rename = "type", borrow)]
    kind: Option<&'l str>,
    client: Option<u8>,
    attacker: Option<u8>,
    killer: Option<u8>,
    victim: Option<u8>,
    #[serde(borrow)]
    team: Option<&'l str>,
    alive: Option<bool>,
    pos: Option<[f64; 3]>,
    vel: Option<[f64; 3]>,
    yaw: Option<f64>,
    pitch: Option<f64>,
    hp: Option<i16>,
    dmg: Option<f64>,
    #[serde(borrow)]
    weapon: Option<&'l str>,
    #[serde(borrow)]
    class: Option<&'l str>,
    carry: Option<bool>,
    los: Option<Vec<u8>>,
    #[serde(borrow)]
    round_id: Option<&'l str>,
}

/// The same files by `serde_json` into typed lines, as many files side by side: what the usual reader takes.
fn by_serde_json(folder: &Path) -> Duration {
    let paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let (next, rows, since) = (AtomicUsize::new(0), AtomicUsize::new(0), Instant::now());
    std::thread::scope(|scope| {
        for _ in 0..cores() {
            scope.spawn(|| {
                while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let text = fs::read(path).unwrap();
                    let lines = text.split(|byte| *byte == b'\n');
                    let lines: Vec<Line<'_>> = lines.filter_map(|line| serde_json::from_slice(line).ok()).collect();
                    rows.fetch_add(lines.len(), Ordering::Relaxed);
                }
            });
        }
    });
    assert!(rows.into_inner() > 1_000 * paths.len());
    since.elapsed()
}

/// How long `analyze` takes, what it says beside its summary, and the most memory it had in kB.
fn analysed(folder: &Path, out: &Path) -> (Duration, String, u64) {
    let since = Instant::now();
    let args = ["analyze", folder.to_str().unwrap(), "--out", out.to_str().unwrap()];
    let mut child = filmroom(&args).stderr(Stdio::piped()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let peak = text.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
        most = peak.unwrap_or(most);
        std::thread::sleep(Duration::from_millis(5));
    }
    let took = since.elapsed();
    let output = child.wait_with_output().unwrap();
    // 1: one round of the season is broken.
    assert_eq!(output.status.code(), Some(1));
    (took, String::from_utf8(output.stderr).unwrap(), most)
}

#[test]
#[ignore = "writes 1.6 GB and takes minutes; it prints figures"]
fn a_season_in_bounded_memory_almost_as_fast_as_it_is_parsed() {
    let rounds: u32 = std::env::var("FILMROOM_ROUNDS").map_or(200, |n| n.parse().unwrap());
    let place = tempfile::tempdir().unwrap();
    let (season, out) = (place.path().join("season"), place.path().join("out"));
    let folder = season.to_str().unwrap();
    let number = rounds.to_string();
    let made = ["demo", "--generate", "--seed", "3", "--players", "6", "--minutes", "10", "--hz", "5"];
    let made = filmroom(&made).args(["--rounds", &number, "--write", folder]).status().unwrap();
    assert!(made.success());
    let bytes: u64 = fs::read_dir(&season).unwrap().map(|entry| entry.unwrap().metadata().unwrap().len()).sum();
    for half in ["events", "snapshots"] {
        fs::write(season.join(format!("demo-r2.{half}.jsonl")), "this is no recording\n").unwrap();
    }
    println!("{rounds} rounds, {:.2} GB, one of them broken, {} cores", bytes as f64 / 1e9, cores());
    let (mut best, mut least) = ([Duration::MAX; 3], [f64::MAX; 2]);
    // By turns, and the best of each: what else runs on the machine comes and goes.
    for turn in 0..3 {
        let before = processor();
        let parsed = merely_parsed(&season);
        let (took, said, most) = analysed(&season, &out);
        let worked: Vec<f64> = processor().iter().zip(before).map(|(after, before)| after - before).collect();
        let usual = by_serde_json(&season);
        assert!(most > 0 && most < MOST_KB, "{most} kB");
        assert!(said.contains("demo-r2"), "{said}");
        let scores = fs::read_to_string(out.join("score_round_player.jsonl")).unwrap();
        assert_eq!(scores.lines().count(), (rounds as usize - 1) * 12, "every other round is done");
        fs::remove_dir_all(&out).unwrap();
        let rate = |time: Duration| bytes as f64 / 1e6 / time.as_secs_f64();
        println!(
            "turn {turn}: parsed in {:.2} s ({:.0} MB/s, {:.2} s of processor), analysed in {:.2} s ({:.0} MB/s, {:.2} s), \
             at most {} MB; serde_json reads the lines in {:.2} s",
            parsed.as_secs_f64(),
            rate(parsed),
            worked[0],
            took.as_secs_f64(),
            rate(took),
            worked[1],
            most / 1000,
            usual.as_secs_f64()
        );
        best = [best[0].min(parsed), best[1].min(took), best[2].min(usual)];
        least = [least[0].min(worked[0]), least[1].min(worked[1])];
    }
    let share = 100.0 * best[0].as_secs_f64() / best[1].as_secs_f64();
    let work = 100.0 * least[0] / least[1];
    let usual = 100.0 * best[2].as_secs_f64() / best[1].as_secs_f64();
    println!(
        "best against best: {share:.0} % of the speed of merely parsing (by processor time {work:.0} %), \
         {usual:.0} % of that of serde_json"
    );
}

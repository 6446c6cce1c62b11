//! What goes over the line: bytes that each action sends to a terminal of 120x36, as an SSH connection would carry them.
//!
//! `cargo test --release --test wire -- --ignored --nocapture` prints the table; the bars are held by the ordinary tests,
//! because bytes, other than times, are the same on every machine.
#![cfg(target_os = "linux")] // idleness is read from /proc
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/pty.rs"]
mod pty;

use pty::Pty;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

/// The most that a step of the clock may send.
const STEP: usize = 3_000;
/// The most that a second of playing at 1x may send.
const SECOND: usize = 20_000;

/// The program over the demo's first round, or over files, at rest.
fn open(home: &Path, args: &[&str], colours: &str) -> Pty {
    let home = home.to_str().unwrap();
    let env = [("XDG_CONFIG_HOME", home), ("XDG_STATE_HOME", home), ("COLORTERM", colours), ("TMUX", ""), ("STY", "")];
    let pty = Pty::start(env!("CARGO_BIN_EXE_filmroom").into(), args, &env, 120, 36);
    pty.wait_for("Evidence");
    pty.wait_quiet();
    pty
}

/// Bytes sent for keys, until nothing more comes.
fn cost(pty: &mut Pty, keys: &str) -> usize {
    let before = pty.bytes().len();
    pty.send(keys);
    pty.wait_quiet() - before
}

/// The most and the mean of several presses.
fn costs(pty: &mut Pty, keys: &str, times: usize) -> (usize, usize) {
    let all: Vec<usize> = (0..times).map(|_| cost(pty, keys)).collect();
    (all.iter().copied().max().unwrap_or(0), all.iter().sum::<usize>() / times.max(1))
}

/// Bytes of each second while it plays.
fn playing(pty: &mut Pty, seconds: usize) -> Vec<usize> {
    pty.send(" ");
    pty.wait("a running clock", |screen| screen.contains("playing"));
    let (since, mut marks) = (Instant::now(), vec![pty.bytes().len()]);
    for second in 1..=seconds {
        thread::sleep(Duration::from_secs(second as u64).saturating_sub(since.elapsed()));
        marks.push(pty.bytes().len());
    }
    pty.send(" ");
    pty.wait("a paused clock", |screen| screen.contains("paused"));
    pty.wait_quiet();
    marks.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

#[test]
fn a_step_and_a_playing_second_stay_small_and_idling_sends_nothing() {
    let home = tempfile::tempdir().unwrap();
    let mut pty = open(home.path(), &[], "truecolor");
    let (most, _) = costs(&mut pty, "\u{1b}[C", 6);
    assert!(most < STEP, "a step sent {most} bytes");
    let most = playing(&mut pty, 2).into_iter().max().unwrap();
    assert!((1..SECOND).contains(&most), "a second sent {most} bytes");
    let (before, (_, ticks)) = (pty.bytes().len(), pty.process());
    thread::sleep(Duration::from_secs(2));
    assert_eq!((pty.bytes().len(), pty.process().1), (before, ticks), "bytes and processor ticks while idle");
}

/// The parameters of every style that was sent.
fn styles(bytes: &[u8]) -> Vec<Vec<u16>> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let sequences = text.split("\u{1b}[").filter_map(|piece| piece.split_once('m').map(|(head, _)| head.to_owned()));
    let numbers = |head: String| head.split(';').map(|n| n.parse().ok()).collect::<Option<Vec<u16>>>();
    sequences.filter_map(numbers).collect()
}

#[test]
fn colours_are_those_that_the_terminal_has() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path().to_str().unwrap();
    let shown = |term: &str, colorterm: &str, no_color: &str| {
        let plain = [("XDG_CONFIG_HOME", home), ("XDG_STATE_HOME", home), ("TMUX", ""), ("STY", "")];
        let env = [&plain[..], &[("TERM", term), ("COLORTERM", colorterm), ("NO_COLOR", no_color)]].concat();
        let pty = Pty::start(env!("CARGO_BIN_EXE_filmroom").into(), &[], &env, 120, 36);
        pty.wait_for("Evidence");
        pty.wait_quiet();
        styles(&pty.bytes())
    };
    let has = |styles: &[Vec<u16>], pair: [u16; 2]| styles.iter().any(|style| style.windows(2).any(|w| w == pair));
    let own = |style: &Vec<u16>| style.iter().all(|n| matches!(n, 0..=9 | 22..=39 | 40..=49 | 90..=107));
    let full = shown("xterm-256color", "truecolor", "");
    assert!(has(&full, [38, 2]) && !has(&full, [38, 5]));
    let indexed = shown("xterm-256color", "", "");
    assert!(has(&indexed, [38, 5]) && !has(&indexed, [38, 2]));
    let sixteen = shown("xterm", "", "");
    assert!(sixteen.iter().all(own) && !has(&sixteen, [38, 5]), "{sixteen:?}");
    assert!(sixteen.iter().flatten().any(|n| matches!(n, 90..=97)), "there are colours");
    let none = shown("xterm-256color", "truecolor", "1");
    assert!(none.iter().flatten().all(|n| matches!(n, 0..=9 | 22..=29)), "{none:?}");
    assert!(!none.is_empty(), "bold and dim stay");
}

/// `cargo test --release --test wire -- --ignored --nocapture`
#[test]
#[ignore = "prints a table; takes a minute"]
fn table() {
    let home = tempfile::tempdir().unwrap();
    let demo = home.path().join("demo");
    let wrote = Command::new(env!("CARGO_BIN_EXE_filmroom")).args(["demo", "--write"]).arg(&demo).output().unwrap();
    assert!(wrote.status.success());
    let six = |kind: &str| demo.join(format!("towpath-6v6-r1.{kind}.jsonl")).to_str().unwrap().to_owned();
    let files = [six("events"), six("snapshots")];
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    println!("bytes at 120x36                      most   mean");
    for (name, args, colours) in [
        ("3v3, 24 bits", &[][..], "truecolor"),
        ("6v6, 24 bits", &files, "truecolor"),
        ("6v6, 256 colours", &files, ""),
    ] {
        let since = Instant::now();
        let mut pty = open(home.path(), args, colours);
        let whole = cost(&mut pty, "\u{c}");
        println!("{name}: ready after {:.1} s", since.elapsed().as_secs_f64());
        println!("  a whole frame (Ctrl-l)          {whole:>7}");
        let mut bars = Vec::new();
        for (what, keys, bar) in [
            ("one step, 1 s (Right)", "\u{1b}[C", Some(STEP)),
            ("one step, 5 s (Shift-Right)", "\u{1b}[1;2C", Some(STEP)),
            ("one snapshot (.)", ".", Some(STEP)),
            ("next finding and evidence (n)", "n", None),
        ] {
            let (most, mean) = costs(&mut pty, keys, 10);
            println!("  {what:<32}{most:>7}{mean:>7}");
            bars.extend(bar.map(|bar| (what, most, bar)));
        }
        // To the list, and through it page by page.
        for _ in 0..6 {
            if !pty.screen().contains("━━ Findings") {
                cost(&mut pty, "\t");
            }
        }
        pty.wait_for("━━ Findings");
        let (most, mean) = costs(&mut pty, "\u{1b}[6~", 4);
        println!("  {:<32}{most:>7}{mean:>7}", "a page of the list (PageDown)");
        let (most, mean) = costs(&mut pty, "\t", 8);
        println!("  {:<32}{most:>7}{mean:>7}", "the next pane (Tab)");
        for (what, keys) in [("a second of playing at 1x", "3"), ("the same, following a player (v)", "3v")] {
            cost(&mut pty, keys);
            let seconds = playing(&mut pty, 6);
            let most = seconds.iter().copied().max().unwrap_or(0);
            println!("  {what:<32}{most:>7}{:>7}", seconds.iter().sum::<usize>() / seconds.len());
            bars.push((what, most, SECOND));
        }
        let (before, (_, ticks)) = (pty.bytes().len(), pty.process());
        thread::sleep(Duration::from_secs(5));
        let (bytes, ticks) = (pty.bytes().len() - before, pty.process().1 - ticks);
        println!("  5 s idle                        {bytes:>7} bytes, {ticks} ticks of 10 ms of processor time");
        assert_eq!((bytes, ticks), (0, 0), "idle");
        for (what, most, bar) in bars {
            assert!(most < bar, "{name}, {what}: {most} bytes, the bar is {bar}");
        }
    }
}

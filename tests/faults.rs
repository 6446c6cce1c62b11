//! What the machine may do meanwhile: a full disk, a folder that goes away, a file that is cut, a clock that goes back,
//! input made to take all memory, and names that are commands to the terminal.
#![cfg(target_os = "linux")] // full disks and memory are Linux's own ways here
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/pty.rs"]
mod pty;
#[path = "support/skip.rs"]
mod skip;

use filmroom::film::{Progress, Span, Time};
use filmroom::ingest::Source;
use filmroom::review::{Desk, Options, Ruling, Subject};
use filmroom::sim::{Filter, Telemetry, check, generate};
use pty::Pty;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

fn filmroom(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_filmroom"));
    command.env("XDG_CONFIG_HOME", home).env("XDG_STATE_HOME", home).env("NO_COLOR", "1").stdin(Stdio::null());
    command
}

/// The program where no file may grow beyond so many KB: what a full disk is, without filling one.
fn cramped(home: &Path, kilobytes: u32, args: &[&OsStr]) -> Output {
    let mut command = Command::new("bash");
    // The signal that comes with the limit must not end the program before it can say anything.
    command.arg("-c").arg(format!("ulimit -f {kilobytes}; exec \"$0\" \"$@\""));
    command.arg(env!("CARGO_BIN_EXE_filmroom")).args(args);
    command.env("XDG_CONFIG_HOME", home).env("XDG_STATE_HOME", home).stdin(Stdio::null()).output().unwrap()
}

fn demo_in(home: &Path) -> std::path::PathBuf {
    let rounds = home.join("rounds");
    assert!(filmroom(home).args(["demo", "--write"]).arg(&rounds).output().unwrap().status.success());
    rounds
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
}

#[test]
fn a_full_disk_is_told_and_leaves_nothing_half_written() {
    let home = tempfile::tempdir().unwrap();
    let rounds = demo_in(home.path());
    let out = home.path().join("out");
    let page = home.path().join("page.html");
    for args in [
        [OsStr::new("analyze"), rounds.as_ref(), OsStr::new("--out"), out.as_ref()],
        [OsStr::new("report"), rounds.as_ref(), OsStr::new("--out"), page.as_ref()],
    ] {
        let output = cramped(home.path(), 8, &args);
        let text = said(&output);
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(text.contains("cannot write") && text.contains("File too large"), "{text}");
        assert!(!text.contains("panicked") && !text.contains("at path"), "{text}");
    }
    assert!(!out.exists() && !page.exists(), "nothing was left");
    let names: Vec<_> = fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["rounds"], "nor a temporary file");
}

#[test]
fn an_output_that_takes_nothing_more_is_told() {
    let home = tempfile::tempdir().unwrap();
    let rounds = demo_in(home.path());
    for args in [&["check"][..], &["--plain"], &["rush"], &["verdicts", "export"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command = filmroom(home.path());
        let output = command.args(args).arg(&rounds).stdout(full).stderr(Stdio::piped()).output().unwrap();
        let text = said(&output);
        // Nothing to print is nothing to fail at.
        if output.status.code() != Some(0) {
            assert_eq!(output.status.code(), Some(1), "{args:?}: {text}");
            assert!(!text.contains("panicked"), "{args:?}: {text}");
        }
    }
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = filmroom(home.path()).args(["config", "show"]).stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("No space left"), "{}", said(&output));
}

/// The app over a folder of rounds, everything read.
fn app(home: &Path, rounds: &Path, limit: &str) -> Pty {
    let home = home.to_str().unwrap();
    let env = [("XDG_CONFIG_HOME", home), ("XDG_STATE_HOME", home), ("TMUX", ""), ("STY", "")];
    let script = format!("{limit} exec \"$0\" \"$@\"");
    let args = ["-c", &script, env!("CARGO_BIN_EXE_filmroom"), rounds.to_str().unwrap()];
    let pty = Pty::start("bash".into(), &args, &env, 120, 36);
    pty.wait_for("towpath-6v6-r1");
    pty.wait_quiet();
    pty
}

#[test]
fn a_full_disk_keeps_verdicts_in_the_program_and_says_so() {
    let home = tempfile::tempdir().unwrap();
    let rounds = demo_in(home.path());
    let mut pty = app(home.path(), &rounds, "ulimit -f 0;");
    pty.send("\r");
    pty.wait_for("Evidence");
    pty.wait_quiet();
    pty.send("t");
    pty.wait("that it is not saved", |screen| screen.contains("NOT SAVED"));
    for _ in 0..3 {
        if pty.is_running() {
            pty.send("q");
            pty.wait_quiet();
        }
    }
    assert_eq!(pty.wait_end().exit_code(), 1);
    pty.assert_given_back();
    assert!(pty.screen().contains("could not be saved"), "{}", pty.screen());
}

#[test]
fn a_folder_that_goes_away_costs_what_was_in_it_and_no_verdict() {
    let home = tempfile::tempdir().unwrap();
    let rounds = demo_in(home.path());
    let mut pty = app(home.path(), &rounds, "");
    pty.send("\r");
    pty.wait_for("Evidence");
    pty.wait_quiet();
    fs::remove_dir_all(&rounds).unwrap();
    pty.send("t");
    pty.wait_quiet();
    // What is read stays; what is not yet read says why.
    pty.send("n");
    pty.wait_quiet();
    for keys in ["\u{1b}", "\u{1b}", "G", "\r", "\u{1b}"] {
        pty.send(keys);
        pty.wait_quiet();
    }
    assert!(pty.is_running(), "{}", pty.screen());
    pty.send("q");
    assert_eq!(pty.wait_end().exit_code(), 0, "{}", pty.screen());
    pty.assert_given_back();
    let shelter = home.path().join("filmroom/verdicts");
    let journals: Vec<_> = fs::read_dir(shelter).unwrap().map(|entry| entry.unwrap().path()).collect();
    let text: String = journals.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    assert_eq!(text.lines().count(), 1, "the verdict is in the state folder: {text}");
}

#[test]
fn rows_of_a_file_that_was_cut_are_gone_and_harm_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.ndjson");
    let mut text = Vec::new();
    generate::generate(&generate::Options { rows: 200, events: 30, ..generate::Options::default() }, &mut text)
        .unwrap();
    fs::write(&path, &text).unwrap();
    let telemetry = Telemetry::load(&[Source::File(path.clone())], &Progress::default()).unwrap();
    let index = telemetry.index();
    let place = index.place(150).unwrap();
    assert!(telemetry.line(place).is_ok());
    let before = Filter::parse(".actors != null || time_s > 0").ok();
    fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(text.len() as u64 / 4).unwrap();
    let line = telemetry.line(place);
    assert!(line.as_ref().map_or(true, |line| line.len() as u64 <= place.length), "{line:?}");
    if let Some(filter) = before {
        let _ = filter.select(&telemetry, &index, &Progress::default()).unwrap();
    }
    // Every row that is gone is a disagreement or nothing, never a panic.
    let _ = check::all(&telemetry, &index, &Progress::default());
    fs::remove_file(&path).unwrap();
    let _ = telemetry.line(index.place(0).unwrap());
}

#[test]
fn a_clock_that_goes_back_decides_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let second = Arc::new(AtomicI64::new(1_800_000_000));
    let options = || {
        let second = second.clone();
        // Every look at the clock is an hour earlier.
        let clock = move || jiff::Timestamp::from_second(second.fetch_sub(3_600, Ordering::SeqCst)).unwrap();
        Options { clock: Arc::new(clock), name: "demo".into(), reviewer: "ann".into(), state_folder: None }
    };
    let subject = Subject { id: filmroom::film::FindingId("x/1".into()), film: "r1".into(), ..subject() };
    let mut desk = Desk::open(Some(folder.path()), options()).unwrap();
    desk.decide(&subject, Ruling::True, None);
    desk.save().unwrap();
    desk.decide(&subject, Ruling::False, Some("no angle"));
    desk.save().unwrap();
    let again = Desk::open(Some(folder.path()), options()).unwrap();
    let verdict = again.verdict(&subject.id).unwrap();
    assert_eq!(verdict.ruling, Ruling::False, "what was said last holds, whatever the clock said");
    assert!(again.problems().is_empty(), "{:?}", again.problems());
    let mut again = again;
    again.undo().unwrap();
    assert_eq!(again.verdict(&subject.id).unwrap().ruling, Ruling::True);
}

/// The most memory a finished command had, in MB.
fn peak(command: &mut Command) -> (Output, u64) {
    let mut measured = Command::new("python3");
    let measure = "import resource, subprocess, sys\n\
                   done = subprocess.run(sys.argv[1:])\n\
                   print('peak', resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, file=sys.stderr)\n\
                   sys.exit(done.returncode)";
    measured.arg("-c").arg(measure).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        value.map(|value| measured.env(name, value));
    }
    let output = measured.stdin(Stdio::null()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let peak = text.lines().rev().find_map(|line| line.strip_prefix("peak ")?.parse().ok());
    (output, peak.unwrap_or(u64::MAX))
}

#[test]
fn input_made_to_take_all_memory_takes_little() {
    if Command::new("python3").arg("--version").output().is_err() {
        return skip::skipped("python3, to measure with");
    }
    let home = tempfile::tempdir().unwrap();
    let path = |name: &str| home.path().join(name);
    // 600 MB of one line without an end, and of short ones, in a few hundred KB.
    for (name, piece) in [("line.jsonl.gz", vec![b'0'; 1 << 20]), ("lines.jsonl.gz", b"{}\n".repeat(350_000))] {
        let mut packer =
            flate2::write::GzEncoder::new(fs::File::create(path(name)).unwrap(), flate2::Compression::fast());
        (0..600).for_each(|_| packer.write_all(&piece).unwrap());
        packer.finish().unwrap();
    }
    fs::write(path("deep.jsonl"), "[".repeat(4 << 20)).unwrap();
    let laughs: String =
        (1..30).map(|n| format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(","))).collect();
    fs::write(path("laughs.yaml"), format!("a0: &a0 [x]\n{laughs}")).unwrap();
    fs::write(path("deep.yaml"), "[".repeat(1 << 20)).unwrap();
    for (args, file, most) in [
        (&["check"][..], "line.jsonl.gz", 400),
        (&["check"], "lines.jsonl.gz", 400),
        (&["check"], "deep.jsonl", 200),
        (&["rows"], "line.jsonl.gz", 400),
        (&["config", "check"], "laughs.yaml", 200),
        (&["config", "check"], "deep.yaml", 200),
    ] {
        let (output, peak) = peak(filmroom(home.path()).args(args).arg(path(file)));
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        println!("{args:?} {file}: {peak} MB, exit code {:?}", output.status.code());
        assert!(matches!(output.status.code(), Some(0..=2)) && !text.contains("panicked"), "{file}: {output:?}");
        assert!(peak < most, "{args:?} {file}: {peak} MB");
    }
}

/// Names that are commands to a terminal, in files and of files, through every command that prints.
#[test]
fn no_command_prints_what_a_name_commands() {
    const EVIL: &str = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}";
    let home = tempfile::tempdir().unwrap();
    let rounds = home.path().join(format!("rounds{EVIL}"));
    assert!(filmroom(home.path()).args(["demo", "--write"]).arg(&rounds).output().unwrap().status.success());
    let events = rounds.join("towpath-3v3-r1.events.jsonl");
    let escaped: String = EVIL.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect();
    let text = fs::read_to_string(&events).unwrap().replace("\"zed\"", &format!("\"ze{escaped}d\""));
    assert!(text.contains(&escaped));
    fs::write(&events, format!("{text}{{broken {EVIL}\n")).unwrap();
    let bad = home.path().join(format!("bad{EVIL}.yaml"));
    fs::write(&bad, format!("trade_dist{EVIL}: 1\n\"{escaped}\": 2\n")).unwrap();
    let out = home.path().join(format!("out{EVIL}"));
    let page = home.path().join(format!("page{EVIL}.html"));
    let missing = home.path().join(format!("missing{EVIL}"));
    let (rounds, bad, out, page, missing): (&OsStr, &OsStr, &OsStr, &OsStr, &OsStr) =
        (rounds.as_ref(), bad.as_ref(), out.as_ref(), page.as_ref(), missing.as_ref());
    let word = |text: &'static str| OsStr::new(text);
    let evil = OsStr::new(EVIL);
    let all: Vec<Vec<&OsStr>> = vec![
        vec![rounds],
        vec![word("--plain"), rounds],
        vec![word("check"), rounds],
        vec![word("check"), missing],
        vec![missing],
        vec![word("analyze"), rounds, word("--out"), out],
        vec![word("analyze"), rounds, word("--out"), word("/dev/null/x")],
        vec![word("report"), rounds, word("--out"), page],
        vec![word("report"), rounds, word("--out"), rounds],
        vec![word("config"), word("check"), bad],
        vec![word("config"), word("check"), missing],
        vec![word("--config"), bad, word("check"), rounds],
        vec![word("--config"), missing, word("check"), rounds],
        vec![word("--etmain"), missing, word("check"), rounds],
        vec![word("--set"), evil, word("check"), rounds],
        vec![word("import"), missing, word("--out"), out],
        vec![word("rush"), rounds],
        vec![word("rows"), rounds],
        vec![word("verdicts"), word("stats"), rounds],
        vec![word("verdicts"), word("log"), rounds],
        vec![word("verdicts"), word("export"), missing],
        vec![word("doctor"), rounds],
        vec![word("doctor"), missing],
        vec![word("man"), word("--out"), out],
    ];
    for args in all {
        let output = filmroom(home.path()).args(&args).output().unwrap();
        for (stream, bytes) in [("output", &output.stdout), ("errors", &output.stderr)] {
            let text = String::from_utf8_lossy(bytes).into_owned();
            let raw = text.lines().find(|line| line.chars().any(|c| c.is_control() && c != '\t' || c == '\u{202e}'));
            assert!(raw.is_none(), "{args:?} prints in its {stream}: {raw:?}");
        }
    }
}

fn subject() -> Subject {
    let at = Time(1_000);
    let film = filmroom::film::Film::default();
    let finding = filmroom::film::Finding {
        id: filmroom::film::FindingId("x/1".into()),
        kind: 0,
        at,
        span: Span::at(at),
        parts: Vec::new(),
        title: "x".into(),
        confidence: None,
        status: filmroom::film::Status::Candidate,
        gates: Vec::new(),
        explanation: filmroom::film::Explanation::default(),
        rule: String::new(),
        facts: Vec::new(),
    };
    Subject::of(&film, &finding)
}

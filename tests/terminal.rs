//! The program in a real terminal: it starts, resizes, stops, comes back, and gives the terminal back on every way out.
//!
//! The test program is its own stage: [`stage`] is run again inside the pseudo-terminal, over a film made here.
#![cfg(target_os = "linux")] // the tests look into /proc
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/pty.rs"]
mod pty;

use filmroom::film::{
    Actor, ActorId, ActorState, Confidence, Explanation, Film, Finding, FindingId, FindingKind, Meta, Opened, Part,
    Progress, Remarks, Shelf, Span, Status, Team, TeamId, Time, Track, Unit,
};
use filmroom::ui::{self, Exit, Options};
use pty::Pty;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// What the stage plays, if this process is one.
const PLAY: &str = "FILMROOM_STAGE";
/// Where the stage keeps verdicts.
const STATE: &str = "FILMROOM_STAGE_STATE";

/// A round of one player who runs east for a minute, and two candidates.
fn film() -> Film {
    let finding = |n: i64| Finding {
        id: FindingId(format!("stage:{n}")),
        kind: 0,
        at: Time(n * 20_000),
        span: Span::new(Time(n * 20_000 - 3_000), Time(n * 20_000 + 3_000)),
        parts: vec![Part { actor: ActorId(0), role: "player" }],
        title: format!("candidate number {n}"),
        confidence: Some(Confidence::High),
        status: Status::Candidate,
        gates: Vec::new(),
        explanation: Explanation::default(),
        rule: "the rule of the stage".into(),
        facts: Vec::new(),
    };
    let times: Vec<Time> = (0..=600).map(|n| Time(n * 100)).collect();
    let track = Track {
        actor: ActorId(0),
        team: Some(TeamId(0)),
        span: Span::new(Time(0), Time(60_000)),
        pos: (0..times.len()).map(|n| [n as f32 * 30.0, 0.0, 0.0]).collect(),
        yaw: vec![0.0; times.len()],
        hp: vec![None; times.len()],
        t: times,
    };
    Film {
        meta: Meta {
            id: "stage".into(),
            title: "the stage".into(),
            teams: vec![Team { key: "ONE", name: "One".into(), part: None }],
            span: Span::new(Time(0), Time(60_000)),
            step: Time(100),
            bridge: Time(1_000),
            stale: Time(1_000),
            ..Meta::default()
        },
        cast: vec![Actor {
            kind: filmroom::film::ActorKind::Person,
            number: 0,
            lasting_id: None,
            name: "runner".into(),
            letter: 'R',
            teams: vec![(Time(0), Some(TeamId(0)))],
            roles: Vec::new(),
            states: vec![(Time(0), ActorState::Alive)],
        }],
        tracks: vec![track],
        finding_kinds: vec![FindingKind {
            key: "stage",
            label: "stage candidate",
            plural: "stage candidates",
            mark: 's',
            asked: true,
            false_reasons: &["first reason", "second reason"],
        }],
        findings: vec![finding(1), finding(2)],
        ..Film::default()
    }
}

/// One unit that belongs to no folder.
struct Stage {
    units: Vec<Unit>,
    breaks: bool,
    /// What stands before every title.
    names: &'static str,
}

impl Shelf for Stage {
    fn units(&self) -> &[Unit] {
        &self.units
    }

    fn open(&self, _: usize, _: &Remarks, _: &Progress) -> Result<Opened, String> {
        assert!(!self.breaks, "planted in a worker");
        let mut film = film();
        film.findings.iter_mut().for_each(|finding| finding.title.insert_str(0, self.names));
        Ok(Opened { films: vec![Arc::new(film)], ..Opened::default() })
    }

    fn is_input(&self, _: &std::path::Path) -> bool {
        false
    }
}

/// Not a test: what the tests below run in the terminal.
#[test]
#[ignore = "is run by the other tests, inside a pseudo-terminal"]
fn stage() {
    let Ok(play) = std::env::var(PLAY) else { return };
    let unit = Unit { name: "stage".into(), folder: None, searched: false, bytes: 0 };
    let shelf: Arc<dyn Shelf> = Arc::new(Stage {
        units: vec![unit],
        breaks: play == "worker",
        names: if play == "wide" { "猫e\u{301}ｆ가👍 " } else { "" },
    });
    let mut options = Options::new(filmroom::review::Options::from_env(Some("ann")));
    options.review.state_folder = std::env::var_os(STATE).map(Into::into);
    options.mouse = play.starts_with("mouse");
    options.title = "stage \u{1b}]2;evil\u{7}".into();
    if play.ends_with("panic") {
        // The clock is asked by the screen's own thread when a verdict is given.
        options.review.clock = Arc::new(|| panic!("planted on the screen's thread"));
    }
    let exit = match ui::run(&shelf, options) {
        Ok(exit) => exit,
        Err(error) => {
            println!("the stage failed: {error}");
            std::process::exit(1);
        }
    };
    println!("the stage ended");
    std::process::exit(match exit {
        Exit::Quit => 0,
        Exit::Signal(signal) => 128 + signal,
    });
}

/// The stage in a terminal, its first frame drawn and everything read.
fn play(name: &str) -> (Pty, tempfile::TempDir) {
    play_in(name, None)
}

/// The same with verdicts kept in a given place.
fn play_in(name: &str, place: Option<&str>) -> (Pty, tempfile::TempDir) {
    let state = tempfile::tempdir().unwrap();
    let place = place.unwrap_or(state.path().to_str().unwrap());
    let env = [(PLAY, name), (STATE, place), ("RUST_BACKTRACE", "0")];
    let args = ["--exact", "stage", "--ignored", "--nocapture", "--test-threads=1"];
    let pty = Pty::start(std::env::current_exe().unwrap(), &args, &env, 100, 30);
    pty.wait_for(if name == "worker" { "internal error" } else { "candidate number 1" });
    pty.wait_quiet();
    (pty, state)
}

#[test]
fn it_starts_and_quits_and_gives_the_terminal_back() {
    for name in ["normal", "mouse"] {
        let (mut pty, _state) = play(name);
        assert!(pty.modes().contains("-icanon"), "raw while it runs");
        pty.send("q");
        assert_eq!(pty.wait_end().exit_code(), 0);
        pty.assert_given_back();
        assert!(pty.screen().contains("the stage ended"));
    }
}

#[test]
fn every_signal_that_ends_it_gives_the_terminal_back() {
    for (name, code) in [("TERM", 143), ("HUP", 129), ("INT", 130)] {
        for way in ["normal", "mouse"] {
            let (mut pty, _state) = play(way);
            if way == "mouse" {
                // While the clock runs, too.
                pty.send(" ");
                pty.wait("a running clock", |screen| screen.contains("playing"));
            }
            pty.signal(name);
            assert_eq!(pty.wait_end().exit_code(), code, "{name}");
            pty.assert_given_back();
        }
    }
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_is_reported() {
    for name in ["panic", "mouse-panic"] {
        let (mut pty, _state) = play(name);
        pty.send("t");
        assert_ne!(pty.wait_end().exit_code(), 0);
        pty.assert_given_back();
        assert!(pty.screen().contains("planted on the screen's thread"), "{}", pty.screen());
    }
}

#[test]
fn an_error_gives_the_terminal_back_before_it_is_told() {
    // A place that no decision can be written to.
    let (mut pty, _state) = play_in("mouse", Some("/dev/null"));
    pty.send("t");
    pty.wait_quiet();
    for _ in 0..2 {
        // Leaving may ask once more when something is not saved.
        if pty.is_running() {
            pty.send("q");
            pty.wait_quiet();
        }
    }
    assert_eq!(pty.wait_end().exit_code(), 1);
    pty.assert_given_back();
    assert!(pty.screen().contains("the last verdicts could not be saved"), "{}", pty.screen());
}

#[test]
fn the_window_has_a_name_that_cannot_do_harm() {
    let (mut pty, _state) = play("normal");
    let sent = String::from_utf8_lossy(&pty.bytes()).into_owned();
    assert!(sent.contains("\u{1b}[22;2t\u{1b}]2;stage ]2;evil\u{7}"), "{sent:?}");
    pty.send("q");
    pty.wait_end();
    pty.assert_given_back();
}

#[test]
fn a_panic_of_a_worker_is_a_line_on_the_screen() {
    let (mut pty, _state) = play("worker");
    assert!(pty.screen().contains("internal error, please report it: planted in a worker"), "{}", pty.screen());
    assert!(pty.modes().contains("-icanon"), "the program goes on");
    pty.send("?");
    pty.wait_for("play-pause");
    pty.send("q");
    assert_eq!(pty.wait_end().exit_code(), 0);
    pty.assert_given_back();
}

#[test]
fn it_fits_every_new_size() {
    let (mut pty, _state) = play("normal");
    pty.resize(60, 15);
    pty.wait("the narrow layout", |screen| screen.contains("Findings") && !screen.contains("Evidence"));
    pty.resize(20, 4);
    pty.wait_for("too small");
    for size in [(40, 10), (160, 50), (3, 2), (100, 30)] {
        pty.resize(size.0, size.1);
    }
    pty.wait("all panes", |screen| screen.contains("Evidence") && screen.contains("Timeline"));
    pty.send("q");
    assert_eq!(pty.wait_end().exit_code(), 0);
}

#[test]
fn it_stops_and_comes_back_with_the_mouse() {
    let (mut pty, _state) = play("mouse");
    pty.signal("TSTP");
    pty.wait_stopped();
    pty.assert_given_back();
    pty.signal("CONT");
    pty.wait_for("candidate number 1");
    pty.wait_quiet();
    assert!(pty.takes_mouse() && pty.modes().contains("-icanon"), "as before");
    pty.send("q");
    assert_eq!(pty.wait_end().exit_code(), 0);
    pty.assert_given_back();
}

/// Names of one to four columns a character, with marks above and below: every frame stands where it stands without.
#[test]
fn wide_and_combining_characters_move_nothing() {
    let edges = |name: &str| {
        let (mut pty, _state) = play(name);
        pty.send("n");
        pty.wait_quiet();
        let found = pty.columns_of('│');
        let text = pty.screen();
        pty.send("q");
        pty.wait_end();
        (found, text)
    };
    let (plain, _) = edges("normal");
    let (wide, text) = edges("wide");
    assert!(text.contains('猫') && text.contains("e\u{301}"), "{text}");
    assert!(plain.len() > 8, "there are frames: {plain:?}");
    assert_eq!(plain, wide, "{text}");
}

#[test]
fn it_stops_and_comes_back() {
    let (mut pty, _state) = play("normal");
    for stop in ["key", "signal"] {
        match stop {
            "key" => pty.send("\u{1a}"),
            _ => pty.signal("TSTP"),
        }
        pty.wait_stopped();
        pty.assert_given_back();
        pty.signal("CONT");
        pty.wait_for("candidate number 1");
        pty.wait_quiet();
        assert!(pty.modes().contains("-icanon"), "raw again");
    }
    pty.send("n");
    pty.wait("the second one selected", |screen| screen.contains("0:39.0 / 1:00.0"));
    pty.send("q");
    assert_eq!(pty.wait_end().exit_code(), 0);
    pty.assert_given_back();
}

#[test]
fn while_paused_it_sends_nothing_and_uses_no_processor() {
    let (mut pty, _state) = play("normal");
    let (before, (_, ticks)) = (pty.wait_quiet(), pty.process());
    thread::sleep(Duration::from_secs(2));
    assert_eq!(pty.bytes().len(), before, "bytes while idle");
    assert!(pty.process().1 <= ticks + 1, "processor time while idle");
    pty.send(" ");
    pty.wait("a running clock", |screen| screen.contains("playing"));
    pty.send(" ");
    pty.wait("a paused clock", |screen| screen.contains("paused"));
    let before = pty.wait_quiet();
    thread::sleep(Duration::from_millis(500));
    assert_eq!(pty.bytes().len(), before, "bytes after pausing");
}

#[test]
fn while_playing_it_draws_no_more_frames_than_asked_for() {
    let frames = |pty: &Pty| pty.bytes().windows(8).filter(|bytes| bytes == b"\x1b[?2026h").count();
    let (mut pty, _state) = play("normal");
    pty.send(" ");
    pty.wait("a running clock", |screen| screen.contains("playing"));
    let before = frames(&pty);
    thread::sleep(Duration::from_secs(2));
    let drawn = frames(&pty) - before;
    assert!((2..=31).contains(&drawn), "{drawn} frames in two seconds");
    let bytes = pty.bytes();
    let ends = bytes.windows(8).filter(|bytes| bytes == b"\x1b[?2026l").count();
    assert!(frames(&pty).abs_diff(ends) <= 1, "every frame is closed");
}

#[test]
fn verdicts_are_on_the_disk_before_it_ends() {
    let (mut pty, state) = play("normal");
    pty.send("tnf2q");
    assert_eq!(pty.wait_end().exit_code(), 0);
    let folder = state.path().join("filmroom").join("verdicts");
    let journal = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    let lines = std::fs::read_to_string(journal).unwrap();
    assert_eq!(lines.lines().count(), 2, "{lines}");
    assert!(lines.contains("second reason"));
}

#[test]
fn a_file_that_is_nothing_ends_with_the_reason_instead_of_an_empty_screen() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.json");
    std::fs::write(&file, "{\"a\":1}\n").unwrap();
    let env = [("HOME", folder.path().to_str().unwrap())];
    let mut pty = Pty::start(env!("CARGO_BIN_EXE_filmroom").into(), &[file.to_str().unwrap()], &env, 200, 24);
    assert_eq!(pty.wait_end().exit_code(), 1);
    assert!(pty.screen().contains("is of no known format"), "{}", pty.screen());
}

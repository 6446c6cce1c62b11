//! By keyboard alone, in a real terminal of 80x24: a zone is resized and saved to the user's map file, a new one is made,
//! a player is marked as on a plan; each takes effect on the screen and is there the next time.
#![cfg(target_os = "linux")] // the harness looks into /proc
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/pty.rs"]
mod pty;

use pty::Pty;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn program() -> PathBuf {
    env!("CARGO_BIN_EXE_filmroom").into()
}

/// The demo, at its first candidate.
fn open(home: &Path) -> Pty {
    let folder = |name: &str| home.join(name).to_str().unwrap().to_owned();
    let (config, state) = (folder("config"), folder("state"));
    let env = [
        ("XDG_CONFIG_HOME", config.as_str()),
        ("XDG_STATE_HOME", state.as_str()),
        ("USER", "ann"),
        ("HOME", home.to_str().unwrap()),
    ];
    let pty = Pty::start(program(), &[], &env, 80, 24);
    pty.wait_for("CANDIDATE");
    pty
}

fn quit(mut pty: Pty) {
    pty.send("q");
    assert_eq!(pty.wait_end().exit_code(), 0);
    pty.assert_given_back();
}

#[test]
fn a_zone_is_resized_and_saved_and_a_new_one_made() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("config/filmroom/maps/towpath.yaml");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let before = "# our towpath\ntrade_dist: 790  # the team's own\n";
    fs::write(&file, before).unwrap();
    let mut pty = open(home.path());
    pty.send("E");
    pty.wait("the list", |screen| screen.contains("crane") && screen.contains("radius 230 u"));
    pty.send("\r]]}");
    pty.wait("the change", |screen| screen.contains("radius 350 u") && screen.contains("CHANGED, not saved"));
    assert_eq!(fs::read_to_string(&file).unwrap(), before, "nothing is written before Enter");
    pty.send("\r");
    pty.wait("the saving", |screen| screen.contains("saved: ") && !screen.contains("not saved"));
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.starts_with(before), "everything else stays: {text}");
    assert!(text.contains("{name: crane, center: [450, -850], radius: 350"), "{text}");
    assert!(text.contains("name: barge"), "the other zones of the map come along: {text}");
    // A new one beside it: a guess, named, saved.
    pty.send("c");
    pty.wait_for("(a guess)");
    pty.send("r");
    pty.wait_for("name of the zone");
    pty.send("\u{15}pump\r");
    pty.wait_for("pump: cylinder");
    pty.send("\r");
    pty.wait("the saving", |screen| screen.contains("saved: ") && !screen.contains("not saved"));
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("name: pump") && text.contains("guess: true"), "{text}");
    pty.send("\u{1b}");
    pty.wait_for("Timeline");
    quit(pty);

    // The next start reads it, and so does the command.
    let mut pty = open(home.path());
    pty.send("E");
    pty.wait("both", |screen| screen.contains("radius 350 u") && screen.contains("pump"));
    quit(pty);
    let output = Command::new(program())
        .args(["config", "show", "--map", "towpath"])
        .env("XDG_CONFIG_HOME", home.path().join("config"))
        .output()
        .unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && shown.contains("pump") && shown.contains("790"), "{shown}");
}

#[test]
fn a_planned_mark_excuses_at_once_and_the_next_time_and_can_be_taken_back() {
    let home = tempfile::tempdir().unwrap();
    let mut pty = open(home.path());
    // Twice at one moment: the slice of the candidate, which its player spent on a plan.
    pty.send("O");
    pty.wait_for("on a plan from");
    pty.send("O");
    pty.wait_for("which plan");
    pty.send("flank\r");
    pty.wait("the excuse", |screen| screen.contains("planned_lurk") && screen.contains(" planned "));
    pty.send("R");
    pty.wait("the list", |screen| screen.contains("flank") && screen.contains("1 on this round"));
    pty.send("\u{1b}");
    pty.wait_for("Timeline");
    quit(pty);

    let mut pty = open(home.path());
    pty.wait("the lane", |screen| screen.contains(" planned "));
    pty.send("R");
    pty.wait_for("flank");
    pty.send("c");
    pty.wait_for("nobody is marked as on a plan");
    pty.send("z");
    pty.wait("its undoing", |screen| screen.contains("flank") && screen.contains("1 on this round"));
    pty.send("Z");
    pty.wait_for("nobody is marked as on a plan");
    pty.send("\u{1b}");
    pty.wait("no lane", |screen| screen.contains("Timeline") && !screen.contains(" planned "));
    quit(pty);
}

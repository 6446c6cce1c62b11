//! The program as a citizen of a system: completions, man pages, exit codes, the doctor, plain text.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/skip.rs"]
mod skip;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The program with nothing of whoever runs the tests in its environment.
fn filmroom(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_filmroom"));
    command.env_clear().env("HOME", home).env("TERM", "xterm-256color").env("LANG", "C.UTF-8").stdin(Stdio::null());
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command
}

#[track_caller]
fn said(code: i32, output: &Output) -> String {
    let out = String::from_utf8(output.stdout.clone()).unwrap();
    assert_eq!(output.status.code(), Some(code), "{out}{}", String::from_utf8_lossy(&output.stderr));
    out
}

#[track_caller]
fn run(home: &Path, code: i32, args: &[&str]) -> String {
    said(code, &filmroom(home).args(args).output().unwrap())
}

fn home() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// The names of the commands, from the help.
fn commands(home: &Path) -> BTreeSet<String> {
    let help = run(home, 0, &["--help"]);
    let listed = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    // Lines that go on are indented farther.
    let begins = listed.lines().filter_map(|line| line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')));
    begins.filter_map(|rest| rest.split(' ').next()).filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn completions_name_every_command_and_bash_completes_with_them() {
    let home = home();
    let commands = commands(home.path());
    assert!(commands.contains("analyze") && commands.contains("doctor"), "{commands:?}");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(home.path(), 0, &["completions", shell]);
        assert!(commands.iter().all(|name| script.contains(name.as_str())), "{shell}");
        assert!(script.contains("no-color"), "{shell} knows flags");
    }
    run(home.path(), 2, &["completions", "sh4"]);
    let script = home.path().join("filmroom.bash");
    fs::write(&script, run(home.path(), 0, &["completions", "bash"])).unwrap();
    let ask = "source \"$1\"; COMP_WORDS=(filmroom ana); COMP_CWORD=1; COMP_LINE='filmroom ana'; COMP_POINT=12; \
               _filmroom filmroom ana filmroom; echo \"${COMPREPLY[@]}\"";
    let Ok(output) = Command::new("bash").args(["--norc", "-c", ask, "bash"]).arg(&script).output() else {
        return skip::skipped("bash");
    };
    assert!(said(0, &output).contains("analyze"), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn every_command_has_a_man_page_that_a_formatter_takes() {
    let home = home();
    let out = home.path().join("man1");
    assert!(run(home.path(), 0, &["man", "--out", out.to_str().unwrap()]).contains("man pages in"));
    for name in commands(home.path()) {
        let page = fs::read_to_string(out.join(format!("filmroom-{name}.1"))).unwrap();
        assert!(
            page.contains(".SH SYNOPSIS") && page.contains(".SH EXAMPLES") && page.contains(".SH OPTIONS"),
            "{name}"
        );
    }
    let nested = fs::read_to_string(out.join("filmroom-verdicts-export.1")).unwrap();
    assert!(nested.contains(".SH EXAMPLES") || nested.contains(".SH OPTIONS"));
    let own = fs::read_to_string(out.join("filmroom.1")).unwrap();
    assert_eq!(own, run(home.path(), 0, &["man"]));
    for part in ["EXIT STATUS", "FILES", "ENVIRONMENT", "NO_COLOR", "128+N"] {
        assert!(own.contains(part), "{part}");
    }
    let mut pages: Vec<_> = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    let Ok(output) = Command::new("groff").args(["-man", "-Tutf8", "-ww", "-z"]).args(&pages).output() else {
        return skip::skipped("groff");
    };
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn every_documented_exit_code_is_met() {
    let home = home();
    let at = home.path();
    let rounds = at.join("rounds");
    let rounds = rounds.to_str().unwrap();
    run(at, 0, &["demo", "--write", rounds]);
    run(at, 0, &["check", rounds]);
    fs::write(at.join("rounds/towpath-3v3-r1.events.jsonl"), "{broken\n").unwrap();
    run(at, 1, &["check", rounds]);
    // A file that was left out is told; a line is not.
    let (out, events) = (at.join("out"), at.join("rounds/towpath-3v3-r1.events.jsonl"));
    run(at, 1, &["analyze", rounds, "--out", out.to_str().unwrap()]);
    fs::write(events, "{\"t\":0,\"type\":\"round_start\",\"round_id\":\"towpath-3v3-r1\"}\n{broken\n").unwrap();
    run(at, 0, &["analyze", rounds, "--out", out.to_str().unwrap()]);
    run(at, 1, &["check", "no-such-folder"]);
    run(at, 1, &["--plain", "no-such-folder"]);
    run(at, 2, &["check"]);
    run(at, 2, &["check", rounds, "--set", "trade_dits=700"]);
    run(at, 2, &["--fps", "0"]);
    run(at, 2, &["--plain", "--blind"]);
    run(at, 2, &["--plain", "--follow", rounds]);
    // 130 and 128+N: tests/streams.rs and tests/terminal.rs send the signals, 101 is a planted panic there.
}

#[test]
fn the_doctor_says_what_is_there_and_changes_nothing() {
    let home = home();
    let at = home.path();
    let rounds = at.join("rounds");
    fs::create_dir(&rounds).unwrap();
    let text = run(at, 0, &["doctor", rounds.to_str().unwrap()]);
    for line in [
        "standard output:   no terminal",
        "TERM:              xterm-256color",
        "NO_COLOR:          not set",
        "colours:           256",
        "characters:        Unicode",
        "clipboard:         OSC 52, up to",
        "configuration:     ~/.config/filmroom/config.yaml: not there",
        "state:             ~/.local/state/filmroom: not there yet, can be made",
        "journal of ~/rounds: ~/rounds/filmroom.verdicts.jsonl: not there yet, can be made",
        "Nothing is wrong.",
    ] {
        assert!(text.contains(line), "{line:?} is missing in\n{text}");
    }
    assert!(!text.contains(at.to_str().unwrap()), "the home folder names its owner:\n{text}");
    let shown = run(at, 0, &["config", "show"]);
    let hash = text.lines().find_map(|line| line.strip_prefix("config hash:")).unwrap().trim();
    assert!(hash.len() >= 8 && shown.contains(hash), "the hash in force is {hash}");
    let left: Vec<_> = fs::read_dir(at).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["rounds"]);
    assert_eq!(fs::read_dir(&rounds).unwrap().count(), 0);
}

#[test]
fn the_doctor_finds_what_is_wrong_and_says_what_to_do() {
    let home = home();
    let at = home.path();
    let config = at.join(".config/filmroom");
    fs::create_dir_all(&config).unwrap();
    fs::write(config.join("config.yaml"), "trade_dits: 700\n").unwrap();
    let text = run(at, 1, &["doctor"]);
    assert!(text.contains("Wrong\n- the configuration is wrong:") && text.contains("trade_dist"), "{text}");
    assert!(text.contains("config.yaml: there"), "{text}");
    // Every mistake on a line of its own, and none names the owner of the home folder.
    fs::create_dir(config.join("maps")).unwrap();
    fs::write(config.join("maps/supply.yaml"), "junk: 1\n").unwrap();
    let text = run(at, 1, &["doctor"]);
    for line in ["  ~/.config/filmroom/config.yaml:1:1: ", "  ~/.config/filmroom/maps/supply.yaml:1:1: "] {
        assert!(text.lines().any(|told| told.starts_with(line)), "{line:?} is missing in\n{text}");
    }
    assert!(!text.contains(at.to_str().unwrap()), "{text}");
    fs::remove_dir_all(config.join("maps")).unwrap();
    fs::write(config.join("config.yaml"), "{}").unwrap();
    // A file where the state folder would be.
    fs::create_dir_all(at.join(".local")).unwrap();
    fs::write(at.join(".local/state"), "").unwrap();
    let text = run(at, 1, &["doctor"]);
    assert!(text.contains("~/.local/state/filmroom cannot be written") && text.contains("XDG_STATE_HOME"), "{text}");
    fs::remove_file(at.join(".local/state")).unwrap();
    let rounds = at.join("rounds");
    fs::create_dir(&rounds).unwrap();
    fs::write(rounds.join("filmroom.verdicts.jsonl"), "{\"half\":\n").unwrap();
    let text = run(at, 1, &["doctor", rounds.to_str().unwrap()]);
    assert!(text.contains("has 1 damaged line;"), "{text}");
    assert!(run(at, 1, &["doctor", "no-such-folder"]).contains("no such folder"));
}

#[test]
fn the_doctor_prints_nothing_raw_from_the_environment() {
    let home = home();
    let evil = "xterm\u{1b}]0;title\u{7}\u{1b}[31m";
    for name in ["TERM", "COLORTERM", "LANG", "COLORFGBG", "NO_COLOR"] {
        let output = filmroom(home.path()).env(name, evil).arg("doctor").output().unwrap();
        let text = said(0, &output);
        assert!(text.chars().all(|c| !c.is_control() || c == '\n'), "{name}: {text:?}");
    }
}

#[test]
fn the_doctor_tells_what_stands_between() {
    let home = home();
    let text =
        |vars: &[(&str, &str)]| said(0, &filmroom(home.path()).envs(vars.to_vec()).arg("doctor").output().unwrap());
    let tmux =
        text(&[("TMUX", "/tmp/x,1,0"), ("TERM", "tmux-256color"), ("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22")]);
    assert!(tmux.contains("inside of:         tmux") && tmux.contains("allow-passthrough"), "{tmux}");
    assert!(tmux.contains("reached over:      ssh") && !tmux.contains("192.0.2"), "{tmux}");
    let screen = text(&[("STY", "1.pts"), ("TERM", "screen"), ("COLORTERM", "truecolor")]);
    assert!(screen.contains("inside of:         GNU screen") && screen.contains("own 16"), "{screen}");
    assert!(text(&[("NO_COLOR", "1")]).contains("colours:           none"));
    assert!(text(&[("LC_ALL", "de_DE.ISO-8859-1")]).contains("characters:        ASCII"));
}

#[test]
fn plain_text_tells_a_round_line_by_line() {
    let home = home();
    let text = run(home.path(), 0, &["--plain", "demo"]);
    assert_eq!(text, run(home.path(), 0, &["demo", "--plain"]), "wherever the flag stands, and each time the same");
    assert!(text.starts_with("Round 1, from input 1 of "), "{}", &text[..200]);
    for part in ["Candidate 1 of ", "Suppressed 1 of ", "Trade event 1 of ", "Excused by: ", "Verdict: none yet."] {
        assert!(text.contains(part), "{part}");
    }
    assert!(text.contains("limit at most 600 u, setting near_dist") && text.contains("Gate sight "), "limits in words");
    let drawing = |c: char| c.is_control() && c != '\n' || ('\u{2190}'..='\u{2bff}').contains(&c);
    let drawn: BTreeSet<char> = text.chars().filter(|c| drawing(*c)).collect();
    assert!(drawn.is_empty(), "signs that a reader spells out: {drawn:?}");
    assert!(text.lines().all(|line| line.is_empty() || line.ends_with('.')), "every line is a sentence");
    assert!(text.lines().all(|line| !line.ends_with("..")), "no doubled full stop");
    assert!(![" · ", " <= ", " >= "].iter().any(|sign| text.contains(sign)), "limits are told in words");
}

#[test]
fn plain_text_of_a_broken_file_says_so() {
    let home = home();
    let rounds = home.path().join("rounds");
    run(home.path(), 0, &["demo", "--write", rounds.to_str().unwrap()]);
    let events = rounds.join("towpath-3v3-r1.events.jsonl");
    let good = fs::read_to_string(&events).unwrap();
    fs::write(&events, format!("{good}{{broken\n")).unwrap();
    let text = run(home.path(), 1, &["--plain", rounds.to_str().unwrap()]);
    assert!(text.contains("1 problem in this input; filmroom check lists them."), "{text}");
}

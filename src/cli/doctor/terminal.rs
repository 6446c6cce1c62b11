//! What the terminal is and what the program makes of it.

use super::Report;
use crate::ui::clip::{LONGEST, Multiplexer};
use crate::ui::theme::{Depth, Glyphs, Ground};
use crate::ui::{self, Options};
use crossterm::terminal;
use std::io::{self, IsTerminal};

/// What the environment may say about the terminal.
const VARIABLES: [&str; 7] = ["TERM", "COLORTERM", "NO_COLOR", "COLORFGBG", "LC_ALL", "LC_CTYPE", "LANG"];

pub(super) fn examine(options: &Options, report: &mut Report) {
    let is_terminal = io::stdout().is_terminal();
    report.line("standard output", if is_terminal { "a terminal" } else { "no terminal" });
    size(is_terminal, report);
    for name in VARIABLES {
        report.line(name, &variable(name).unwrap_or_else(|| "not set".to_owned()));
    }
    look(options, report);
    let over_ssh = ["SSH_CONNECTION", "SSH_TTY"].into_iter().any(|name| variable(name).is_some());
    let over_mosh = ancestors().iter().any(|name| name == "mosh-server");
    let inside = match options.inside {
        Multiplexer::None => "nothing",
        Multiplexer::Tmux => "tmux",
        Multiplexer::Screen => "GNU screen",
    };
    report.line("inside of", inside);
    report.line(
        "reached over",
        if over_mosh {
            "mosh"
        } else if over_ssh {
            "ssh"
        } else {
            "no ssh, no mosh"
        },
    );
    report.line("frames a second", &format!("at most {}, and none while nothing changes", options.fps.clamp(1, 60)));
    report.line("mouse", if options.mouse { "taken" } else { "left to the terminal" });
    clipboard(options.inside, over_mosh, report);
    if variable("TERM").is_none_or(|term| term == "dumb") && is_terminal {
        report.wrong("TERM is not set, or dumb: the app needs a terminal that moves its cursor. Use --plain instead.");
    }
}

fn size(is_terminal: bool, report: &mut Report) {
    let (width, height) = ui::LEAST;
    match terminal::size() {
        Ok((columns, rows)) if columns > 0 && rows > 0 => {
            report.line("size", &format!("{columns}x{rows}"));
            if columns < width || rows < height {
                report.wrong(&format!("The terminal is too small: the app needs {width}x{height}."));
            } else if columns < 80 || rows < 24 {
                report.hint("Below 80x24 the app shows one pane at a time; Tab goes through them.");
            }
        }
        _ => {
            report.line("size", "unknown");
            if is_terminal {
                report.wrong("The terminal does not tell its size: try `stty size`, and `stty cols 80 rows 24`.");
            }
        }
    }
    if !is_terminal {
        report.hint("Standard output is no terminal: `filmroom PATH` would print a summary here, not open the app.");
    }
}

/// Colours and characters.
fn look(options: &Options, report: &mut Report) {
    let theme = &options.theme;
    let depth = match theme.depth {
        Depth::Mono => "none: bold, dim, underline and reverse only",
        Depth::Ansi => "the terminal's own 16",
        Depth::Indexed => "256",
        Depth::True => "24 bits",
    };
    report.line("colours", depth);
    report.line("ground", if theme.ground == Ground::Light { "light" } else { "dark" });
    let unicode = theme.glyphs == Glyphs::UNICODE;
    report.line("characters", if unicode { "Unicode" } else { "ASCII" });
    let says_utf8 = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(variable);
    let says_utf8 = says_utf8.is_some_and(|locale| locale.to_lowercase().replace('-', "").contains("utf8"));
    if unicode && !says_utf8 {
        report
            .hint("The locale does not say UTF-8. If frames look like letters with accents, use --ascii or ui.ascii.");
    }
    if unicode && variable("TERM").as_deref() == Some("linux") {
        report.hint("The Linux console has few characters: --ascii looks better, and key b changes the map.");
    }
}

fn clipboard(inside: Multiplexer, over_mosh: bool, report: &mut Report) {
    let way = match inside {
        Multiplexer::None => "OSC 52",
        Multiplexer::Tmux => "OSC 52 through tmux",
        Multiplexer::Screen => "OSC 52 through GNU screen, in pieces",
    };
    let bytes = LONGEST / 4 * 3;
    report.line(
        "clipboard",
        &format!("{way}, up to {bytes} bytes; more goes to a file in the folder for temporary files"),
    );
    report.hint(
        "No terminal answers to OSC 52, so what is sent is not known to have arrived; some have it switched off.",
    );
    if inside == Multiplexer::Tmux {
        report.hint("tmux passes the clipboard on with `set -g allow-passthrough on` (3.3 and later).");
    }
    if over_mosh {
        report.hint("mosh passes the clipboard on from version 1.4 on, and only the form without tmux or screen.");
    }
}

/// A variable that is set and not empty.
fn variable(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned()).filter(|value| !value.is_empty())
}

/// The names of the programs that started this one, the nearest first; empty where the system does not tell.
fn ancestors() -> Vec<String> {
    let mut names = Vec::new();
    let mut id = "self".to_owned();
    // A chain of processes is short; the bound is for a /proc that lies.
    while names.len() < 64 {
        let Ok(stat) = std::fs::read_to_string(format!("/proc/{id}/stat")) else { break };
        // `12 (name) S 11 ...`: the name may hold anything, brackets too.
        let Some((head, rest)) = stat.rsplit_once(") ") else { break };
        names.extend(head.split_once('(').map(|(_, name)| name.to_owned()));
        match rest.split(' ').nth(1) {
            Some(parent) if parent != "0" => id = parent.to_owned(),
            _ => break,
        }
    }
    names
}

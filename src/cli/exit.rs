//! What the program's exit codes mean: one table that help, man pages and the documentation are held against.

/// Code and meaning, in the order in which they are told.
pub(super) const CODES: [(&str, &str); 6] = [
    ("0", "done; for the app: the user left"),
    ("1", "problems were found, nothing was readable, or something could not be read or written"),
    ("2", "wrong usage, or the configuration is wrong"),
    ("101", "a fault of filmroom itself; please report what it printed"),
    (
        "130",
        "interrupted: Ctrl-C, or SIGTERM or SIGHUP while it reads or writes; what that means for the output is said",
    ),
    ("128+N", "signal N ended the app, and the terminal was given back: 129 SIGHUP, 130 SIGINT, 143 SIGTERM"),
];

/// The files the program reads and writes by itself, as the documentation names them.
pub(super) const FILES: [(&str, &str); 5] = [
    ("$XDG_CONFIG_HOME/filmroom/config.yaml", "your configuration (usually ~/.config/filmroom/config.yaml)"),
    ("$XDG_CONFIG_HOME/filmroom/maps/MAP.yaml", "what you know about a map"),
    ("filmroom.verdicts.jsonl", "the journal of verdicts, beside the rounds"),
    ("$XDG_STATE_HOME/filmroom/verdicts/", "journals of folders that cannot be written (usually ~/.local/state)"),
    ("$XDG_STATE_HOME/filmroom/filters.jsonl", "filters of the review queue that were saved"),
];

/// The environment variables that are read.
pub(super) const ENVIRONMENT: [(&str, &str); 8] = [
    ("NO_COLOR", "if not empty: draw without colours"),
    ("COLORTERM, TERM", "how many colours there are: truecolor or 24bit; 256color; 16; none for dumb"),
    ("COLORFGBG", "whether the ground is light (ui.background wins)"),
    ("LC_ALL, LC_CTYPE, LANG", "ASCII characters if they name a character set other than UTF-8 (ui.ascii wins)"),
    ("TMUX, STY", "how the clipboard is reached: through tmux or GNU screen"),
    ("USER, LOGNAME, USERNAME", "who reviews, unless review.reviewer says so"),
    ("XDG_CONFIG_HOME, XDG_STATE_HOME", "where configuration and state are"),
    (
        "TMPDIR",
        "where copies too long for the clipboard are written, and telemetry rows that are packed or come through a pipe",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_says_the_same() {
        let page = include_str!("../../assets/docs/scripting.md");
        for (name, meaning) in CODES.iter().chain(&FILES).chain(&ENVIRONMENT) {
            let row = format!("| `{name}` | {meaning} |\n");
            assert!(page.contains(&row), "the page lacks {row}");
        }
    }
}

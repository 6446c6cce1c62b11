//! `filmroom doctor`: what the terminal can do, where files and settings are, and what is wrong, as text for a bug report.
//!
//! ```text
//!   Terminal   size, TERM ..., colours, characters, what stands between   ─┐
//!   Files      configuration, maps, state, journals: there? writable?      ├──▶ Report ──▶ lines, then what is wrong
//!   Settings   hashes in force                                            ─┘
//! ```
//!
//! Nothing is changed; to know whether a folder can be written, an empty file is made in it and removed at once.

mod files;
mod terminal;

use super::args::{Common, Doctor, Look, VERSION};
use super::preferences::Preferences;
use super::{Outcome, settings};
use crate::film::clean_text;
use crate::ui::Options;
use color_eyre::Result;
use std::io::{self, Write};
use std::path::Path;

pub(super) fn run(common: &Common, args: &Doctor, out: &mut dyn Write) -> Result<Outcome> {
    let mut report = Report::default();
    report.line("filmroom", VERSION);
    let cores = std::thread::available_parallelism().map_or_else(|_| "unknown".to_owned(), |n| n.to_string());
    report.line("machine", &format!("{} {}, cores: {cores}", std::env::consts::OS, std::env::consts::ARCH));
    let settings = settings::load(common);
    let usual = Preferences::default();
    let preferences = settings.as_ref().map_or(&usual, |settings| &settings.preferences);
    report.section("Terminal");
    let options = preferences.app(common, &Look::default(), "demo").unwrap_or_else(|error| {
        report.wrong(&error.to_string());
        Options::new(preferences.review("demo"))
    });
    terminal::examine(&options, &mut report);
    report.section("Files");
    files::examine(common, preferences, &args.paths, &mut report);
    report.section("Settings");
    match &settings {
        Ok(settings) => {
            let files: Vec<String> = settings.files.iter().map(|path| told(path)).collect();
            report.line("read", if files.is_empty() { "no file: built-in values" } else { "" });
            files.iter().for_each(|file| report.line("  file", file));
            report.line("config hash", &settings.configs.et.hash());
            report.line("rush hash", &settings.configs.rush.hash());
        }
        Err(error) => {
            report.line("config hash", "none: the configuration does not load");
            report.wrong(&format!("{error:#}"));
        }
    }
    report.print(out)?;
    Ok(if report.wrong.is_empty() { Outcome::Done } else { Outcome::Problems })
}

/// What was found out, line by line.
#[derive(Debug, Default)]
struct Report {
    lines: Vec<String>,
    /// Worth knowing; nothing is broken.
    hints: Vec<String>,
    /// What keeps something from working, and what to do.
    wrong: Vec<String>,
}

impl Report {
    fn section(&mut self, title: &str) {
        self.lines.push(String::new());
        self.lines.push(title.to_owned());
    }

    /// A name and its value. Values come from the environment: nothing in them may reach the terminal raw.
    fn line(&mut self, name: &str, value: &str) {
        let line = format!("{:<18} {value}", format!("{name}:"));
        self.lines.push(clean_text(line.trim_end()));
    }

    fn hint(&mut self, text: &str) {
        self.hints.push(clean_text(text));
    }

    fn wrong(&mut self, text: &str) {
        self.wrong.push(clean_text(text));
    }

    fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        self.lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
        for (title, entries) in [("Worth knowing", &self.hints), ("Wrong", &self.wrong)] {
            if !entries.is_empty() {
                writeln!(out, "\n{title}")?;
            }
            for entry in entries {
                // A mistake in a file is told in several lines.
                let mut lines = entry.lines().map(clean_text);
                writeln!(out, "- {}", lines.next().unwrap_or_default())?;
                lines.try_for_each(|line| writeln!(out, "  {line}"))?;
            }
        }
        if self.wrong.is_empty() {
            writeln!(out, "\nNothing is wrong.")?;
        }
        Ok(())
    }
}

/// A path as it may be pasted: the home folder, which names its owner, is `~`.
fn told(path: &Path) -> String {
    let home = std::env::home_dir().filter(|home| home.components().count() > 1);
    match home.as_deref().and_then(|home| path.strip_prefix(home).ok()) {
        Some(rest) => format!("~/{}", rest.display()),
        None => path.display().to_string(),
    }
}

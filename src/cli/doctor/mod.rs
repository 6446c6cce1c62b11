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
            report.line("read", if settings.files.is_empty() { "no file: built-in values" } else { "" });
            settings.files.iter().for_each(|file| report.line("  file", &file.display().to_string()));
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

    /// A name and its value.
    fn line(&mut self, name: &str, value: &str) {
        let line = format!("{:<18} {value}", format!("{name}:"));
        self.lines.push(line.trim_end().to_owned());
    }

    fn hint(&mut self, text: &str) {
        self.hints.push(text.to_owned());
    }

    fn wrong(&mut self, text: &str) {
        self.wrong.push(text.to_owned());
    }

    /// Texts come from the environment and from files: nothing in them may reach the terminal raw.
    fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        let home = Home::find();
        let harmless = |line: &str| clean_text(&home.hidden(line));
        self.lines.iter().try_for_each(|line| writeln!(out, "{}", harmless(line)))?;
        for (title, entries) in [("Worth knowing", &self.hints), ("Wrong", &self.wrong)] {
            if !entries.is_empty() {
                writeln!(out, "\n{title}")?;
            }
            for entry in entries {
                // A mistake in a file is told in several lines.
                let mut lines = entry.lines().map(harmless);
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

/// The home folder, which names its owner: what is pasted into a bug report says `~`.
struct Home(Option<String>);

impl Home {
    /// None where the root of everything is the home: nothing would be told by hiding it.
    fn find() -> Home {
        let home = std::env::home_dir().filter(|home| home.components().count() > 1);
        Home(home.map(|home| home.display().to_string().trim_end_matches('/').to_owned()))
    }

    /// A line with every path into the home folder as `~/...`, whoever wrote the line.
    fn hidden(&self, line: &str) -> String {
        let Some(home) = &self.0 else { return line.to_owned() };
        // `/home/ann` is neither in `/home/anna` nor in `/mnt/home/ann`.
        let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        let (mut told, mut rest) = (String::new(), line);
        while let Some((before, after)) = rest.split_once(home.as_str()) {
            let is_home = !before.ends_with(goes_on) && !after.starts_with(goes_on);
            told += before;
            told += if is_home { "~" } else { home };
            rest = after;
        }
        told + rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_home_folder_is_hidden_wherever_it_stands() {
        let home = Home(Some("/home/ann".to_owned()));
        let hidden = |line| home.hidden(line);
        assert_eq!(hidden("/home/ann/a.yaml:1:1: see /home/ann"), "~/a.yaml:1:1: see ~");
        assert_eq!(hidden("/home/anna/a.yaml, /mnt/home/ann/b"), "/home/anna/a.yaml, /mnt/home/ann/b");
        assert_eq!(Home(None).hidden("/home/ann"), "/home/ann");
    }
}

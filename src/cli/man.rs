//! `filmroom man`: the man pages, from the same definitions as the help.
//!
//! ```text
//!   NAME  SYNOPSIS  DESCRIPTION  OPTIONS  COMMANDS  EXAMPLES     of every command
//!   EXIT STATUS  FILES  ENVIRONMENT                              of the program's own page
//! ```

use super::args::{Args, ManPages};
use super::{Outcome, exit, write};
use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use color_eyre::Result;
use std::io::{self, Write};

/// Writes the program's own page to `out`, or all pages into a folder.
pub(super) fn run(args: &ManPages, out: &mut dyn Write) -> Result<Outcome> {
    let mut root = Args::command().disable_help_subcommand(true);
    root.build();
    let Some(folder) = &args.out else {
        out.write_all(&page(&root, true)?)?;
        return Ok(Outcome::Done);
    };
    let mut pages = Vec::new();
    gather(&root, true, &mut pages)?;
    let files = pages.iter().map(|(name, text)| (name.as_str(), text.as_slice()));
    let written = write::all(folder, files, &[])?;
    writeln!(out, "{} man pages in {}", written.len(), crate::film::clean_text(&folder.display().to_string()))?;
    Ok(Outcome::Done)
}

/// The pages of a command and of those below it, with their names.
fn gather(command: &Command, is_root: bool, pages: &mut Vec<(String, Vec<u8>)>) -> io::Result<()> {
    pages.push((Man::new(command.clone()).get_filename(), page(command, is_root)?));
    command.get_subcommands().try_for_each(|below| gather(below, false, pages))
}

/// One page.
fn page(command: &Command, is_root: bool) -> io::Result<Vec<u8>> {
    let version = concat!("filmroom ", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command.clone()).source(version).manual("filmroom");
    let mut text = Vec::new();
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    man.render_options_section(&mut text)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut text)?;
    }
    if let Some(after) = command.get_after_help() {
        after_help(&after.to_string()).to_writer(&mut text)?;
    }
    if is_root {
        tables().to_writer(&mut text)?;
    }
    Ok(text)
}

/// What the help ends in, line by line: the examples are not to be filled.
fn after_help(text: &str) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["EXAMPLES"]);
    roff.control("nf", []);
    // The exit codes have a section of their own.
    let lines = text.lines().filter(|line| *line != "Examples:" && !line.starts_with("Exit codes:"));
    lines.for_each(|line| {
        roff.text([roman(line)]);
    });
    roff.control("fi", []);
    roff
}

/// What holds for the whole program.
fn tables() -> Roff {
    let mut roff = Roff::new();
    let tables: [(&str, &[(&str, &str)]); 3] =
        [("EXIT STATUS", &exit::CODES), ("FILES", &exit::FILES), ("ENVIRONMENT", &exit::ENVIRONMENT)];
    for (title, rows) in tables {
        roff.control("SH", [title]);
        for (name, meaning) in rows {
            roff.control("TP", []);
            roff.text([bold(*name)]);
            roff.text([roman(*meaning)]);
        }
    }
    roff
}

//! The command line: a few lines over the library for each command.
//!
//! ```text
//!   args ──▶ settings ──▶ shelf::Library ──▶ open: the app, or a summary without a terminal
//!                                            analyze: output files     check: problems
//!                                            report: one page           rush: rows
//! ```
//!
//! The exit codes stand in `exit`, and with it in the man page.

mod analyze;
mod args;
mod check;
mod completions;
mod config;
mod demo;
mod doctor;
mod exit;
mod heard;
mod import;
mod inputs;
mod man;
mod open;
mod plain;
mod preferences;
mod report;
mod rows;
mod rush;
mod settings;
mod sink;
mod summary;
mod tune;
mod verdicts;
mod work;
mod write;

use crate::film::{Problems, clean_text};
use args::{Args, Command, Config};
use clap::{CommandFactory, Parser};
use color_eyre::config::HookBuilder;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::ExitCode;

/// What a command came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// All is well.
    Done,
    /// Problems were found, or nothing could be read.
    Problems,
    /// Somebody pressed Ctrl-C; what that means for what is written.
    Interrupted(&'static str),
    /// A signal ended the app.
    Signal(i32),
}

/// The command line or the configuration is wrong: exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Usage(String);

/// Runs the program and returns its exit code.
#[must_use]
pub fn main() -> ExitCode {
    // A second installation is the only way this fails, and there is one.
    let _ = HookBuilder::blank()
        .display_env_section(false)
        .panic_section("This is a bug in filmroom: please report it.")
        .install();
    outlive_a_size_limit();
    let args = Args::parse();
    let mut out = BufWriter::new(io::stdout());
    let result = run(&args, &mut out).and_then(|outcome| {
        out.flush()?;
        Ok(outcome)
    });
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Problems) => ExitCode::from(1),
        Ok(Outcome::Interrupted(state)) => {
            say(&format!("stopped; {state}"));
            ExitCode::from(130)
        }
        // As shells count it: 128 and the signal's number.
        Ok(Outcome::Signal(signal)) => ExitCode::from(u8::try_from(128 + signal).unwrap_or(1)),
        // Whoever read our output has seen enough.
        Err(report) if is_broken_pipe(&report) => {
            // What is left in the buffer must not be written (and fail) once more on the way out.
            std::mem::forget(out);
            ExitCode::SUCCESS
        }
        Err(report) => {
            drop(out.flush());
            say(&format!("{report:#}"));
            ExitCode::from(if report.is::<Usage>() { 2 } else { 1 })
        }
    }
}

/// Has a write beyond the limit on a file's size (`ulimit -f`) fail like one to a full disk: its signal would end the
/// program at once, without a word, and with temporary files left behind.
fn outlive_a_size_limit() {
    #[cfg(unix)]
    {
        // Nobody asks whether it came: the write says so. Where it cannot be caught, all is as it was.
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default());
    }
}

fn run(args: &Args, out: &mut dyn Write) -> color_eyre::Result<Outcome> {
    match &args.command {
        None if args.follow => open::follow(&args.common, &args.look, &args.paths),
        None => open::run(&args.common, &args.look, &args.paths, out),
        Some(Command::Analyze(analyze)) => analyze::run(&args.common, analyze, out),
        Some(Command::Report(report)) => report::run(&args.common, report, out),
        Some(Command::Check(check)) => check::run(&args.common, check, out),
        Some(Command::Demo(demo)) => demo::run(&args.common, demo, out),
        Some(Command::Config(Config::Show(show))) => config::show(&args.common, show, out),
        Some(Command::Config(Config::Check(check))) => config::check(check, out),
        Some(Command::Config(Config::Schema)) => config::schema(out),
        Some(Command::Import(import)) => import::run(&args.common, import, out),
        Some(Command::Rush(rush)) => rush::run(&args.common, rush, out),
        Some(Command::Tune(tune)) => tune::run(&args.common, tune, out),
        Some(Command::Verdicts(command)) => verdicts::run(&args.common, command, out),
        Some(Command::Rows(rows)) => rows::run(&args.common, rows, out),
        Some(Command::Doctor(doctor)) => doctor::run(&args.common, doctor, out),
        Some(Command::Completions(shell)) => completions::run(shell, out),
        Some(Command::ManPages(pages)) => man::run(pages, out),
    }
}

/// How a command ends that did what could be done: a script must notice that a file was left out.
fn done(problems: &Problems) -> Outcome {
    if problems.lack_a_file() { Outcome::Problems } else { Outcome::Done }
}

/// A line to whoever sits at the terminal; it is no reason to fail when nobody does.
///
/// Messages repeat names and paths: nothing in them may command the terminal.
fn say(message: &str) {
    let lines: Vec<String> = message.lines().map(clean_text).collect();
    let _ = writeln!(io::stderr(), "filmroom: {}", lines.join("\n"));
}

/// A path for standard output: nothing in it may command the terminal.
fn shown(path: &std::path::Path) -> String {
    clean_text(&path.to_string_lossy())
}

/// A path as it can be typed behind `filmroom`: not taken for a command or a flag, and whole.
fn argument(path: &std::path::Path) -> String {
    let text = shown(path);
    let is_command = Args::command().get_subcommands().any(|command| command.get_name() == text);
    let text = if is_command || text.starts_with('-') { format!("./{text}") } else { text };
    let plain = |c: char| c.is_alphanumeric() || "_-./,:+@%".contains(c);
    if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

fn is_broken_pipe(report: &color_eyre::Report) -> bool {
    report.chain().any(is_of_a_pipe)
}

/// The writers of tables and of JSON wrap the error of their output.
fn is_of_a_pipe(err: &(dyn std::error::Error + 'static)) -> bool {
    if let Some(err) = err.downcast_ref::<io::Error>() {
        return err.kind() == io::ErrorKind::BrokenPipe || err.get_ref().is_some_and(|inner| is_of_a_pipe(inner));
    }
    if let Some(kind) = err.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind) {
        return kind == io::ErrorKind::BrokenPipe;
    }
    match err.downcast_ref::<csv::Error>().map(csv::Error::kind) {
        Some(csv::ErrorKind::Io(err)) => is_of_a_pipe(err),
        _ => false,
    }
}

/// Whether the app can run: keys come from a terminal (standard input, or the one behind it) and go to one that can move
/// its cursor.
fn has_terminal() -> bool {
    let moves = std::env::var_os("TERM").is_none_or(|term| term != "dumb");
    moves && io::stdout().is_terminal() && (io::stdin().is_terminal() || std::fs::File::open("/dev/tty").is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn a_path_is_told_as_it_can_be_typed() {
        let told = |path: &str| argument(Path::new(path));
        assert_eq!([told("rounds/one"), told("demo"), told("-x")], ["rounds/one", "./demo", "./-x"]);
        assert_eq!([told("two words"), told("it's")], ["'two words'", "'it'\\''s'"]);
    }
}

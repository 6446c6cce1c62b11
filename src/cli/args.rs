//! What can be written on the command line. Every command's help ends in examples that work.

use clap::{Args as ClapArgs, Parser, Subcommand};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  filmroom                                   look at the demo round
  filmroom rounds/                           look at every round in a folder
  filmroom events.jsonl snapshots.jsonl      look at one round
  zcat events.jsonl.gz | filmroom -          look at what comes through a pipe
  filmroom analyze rounds/ --out results/    write the results as JSON lines
  filmroom check rounds/                     list what is wrong in the files

Exit codes: 0 done, 1 problems found or nothing readable, 2 wrong usage or configuration, 130 interrupted.";

/// Look into a round with its evidence: scrub it over a map, and drill into trades and missed-trade candidates.
#[derive(Debug, Parser)]
#[command(name = "filmroom", version, after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    /// Files or folders to look at (folders are searched); `-` is standard input; nothing is the demo
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
}

/// What every command understands.
#[derive(Debug, Clone, ClapArgs)]
pub(super) struct Common {
    /// Read thresholds and map facts from this YAML file
    #[arg(long, value_name = "FILE", global = true)]
    pub(super) config: Option<PathBuf>,
    /// Set one threshold, such as trade_dist=700 or maps.radar.trade_dist=650 (may be given several times)
    #[arg(long, value_name = "KEY=VALUE", global = true)]
    pub(super) set: Vec<String>,
    /// Draw without colours (also: the environment variable NO_COLOR)
    #[arg(long, global = true)]
    pub(super) no_color: bool,
    /// Draw with ASCII characters only
    #[arg(long, global = true)]
    pub(super) ascii: bool,
    /// Take the mouse too (the terminal's own selection then needs Shift)
    #[arg(long, global = true)]
    pub(super) mouse: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Analyse rounds and write the results as JSON lines
    #[command(visible_alias = "analyse", after_help = ANALYZE_EXAMPLES)]
    Analyze(Analyze),
    /// List what is wrong in the files; exit code 1 if anything is
    #[command(after_help = CHECK_EXAMPLES)]
    Check(Check),
    /// Telemetry rows of any size: list, filter, check, sum up, compare, generate
    #[command(after_help = super::rows::EXAMPLES)]
    Rows(super::rows::Rows),
}

const ANALYZE_EXAMPLES: &str = "\
Examples:
  filmroom analyze rounds/ --out results/
  filmroom analyze events.jsonl snapshots.jsonl --out results/ --config league.yaml
  filmroom analyze rounds/ --out wide/ --set trade_dist=900 --set trade_window_s=6

Writes trade_events.jsonl and its companions: one JSON object a line, each with the hash of the configuration.
An input file is never written, and the files appear only when all of them are complete.";

/// `filmroom analyze`
#[derive(Debug, ClapArgs)]
pub(super) struct Analyze {
    /// Files or folders (folders are searched); `-` is standard input
    #[arg(value_name = "PATH", required = true)]
    pub(super) paths: Vec<PathBuf>,
    /// The folder to write to; made if it is not there
    #[arg(long, short, value_name = "DIR")]
    pub(super) out: PathBuf,
}

const CHECK_EXAMPLES: &str = "\
Examples:
  filmroom check rounds/
  filmroom check events.jsonl.gz && echo \"all lines are good\"
  zcat events.jsonl.gz | filmroom check -

Prints one line for each problem, `file:line: what is wrong (byte offset)`, then one line of totals.";

/// `filmroom check`
#[derive(Debug, ClapArgs)]
pub(super) struct Check {
    /// Files or folders (folders are searched); `-` is standard input
    #[arg(value_name = "PATH", required = true)]
    pub(super) paths: Vec<PathBuf>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    /// The commands in a help text: what stands after `filmroom`, up to a pipe, an `&&`, or the words that explain it.
    fn examples(help: &str) -> Vec<Vec<&str>> {
        help.lines()
            .filter_map(|line| line.strip_prefix("  ").filter(|line| line.contains("filmroom")))
            .filter_map(|line| line.find("filmroom").map(|at| &line[at..]))
            .map(|line| line.split("   ").next().unwrap_or(line))
            .map(|line| line.split_whitespace().take_while(|word| *word != "&&" && *word != "|").collect())
            .collect()
    }

    #[test]
    fn every_command_has_examples_that_work() {
        let root = Args::command();
        root.clone().debug_assert();
        let nested = root.get_subcommands().flat_map(clap::Command::get_subcommands);
        for command in std::iter::once(&root).chain(root.get_subcommands()).chain(nested) {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let examples = examples(&help);
            assert!(examples.len() >= 2, "{} has no examples", command.get_name());
            for example in examples {
                let parsed = Args::try_parse_from(&example);
                assert!(parsed.is_ok(), "{example:?}: {}", parsed.err().map(|err| err.to_string()).unwrap_or_default());
            }
        }
    }
}

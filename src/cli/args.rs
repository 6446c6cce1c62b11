//! What can be written on the command line. Every command's help ends in examples that work.

use super::verdicts;
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
    /// Look at the demo round, write it as plain files, or make more of its kind
    #[command(after_help = DEMO_EXAMPLES)]
    Demo(Demo),
    /// Find the thresholds that agree best with the verdicts, told on rounds they were not chosen on
    #[command(after_help = TUNE_EXAMPLES)]
    Tune(Tune),
    /// What reviewers decided
    #[command(subcommand, after_help = verdicts::EXAMPLES)]
    Verdicts(verdicts::Verdicts),
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

const DEMO_EXAMPLES: &str = "\
Examples:
  filmroom demo                              look at the demo round
  filmroom demo --write demo/                write it as events and snapshots
  filmroom demo --generate --seed 7 --rounds 4 --players 6 --minutes 20 --hz 10 --write scrims/

The same seed and options give the same bytes on every machine.";

/// `filmroom demo`
#[derive(Debug, ClapArgs)]
pub(super) struct Demo {
    /// Write plain JSON lines into this folder; made if it is not there
    #[arg(long, value_name = "DIR")]
    pub(super) write: Option<PathBuf>,
    /// Simulate new rounds instead of the built-in one
    #[arg(long)]
    pub(super) generate: bool,
    /// Everything random follows from it
    #[arg(long, value_name = "N", default_value_t = 1, requires = "generate")]
    pub(super) seed: u64,
    /// How many rounds; the sides swap from one to the next
    #[arg(long, value_name = "K", default_value_t = 1, requires = "generate")]
    pub(super) rounds: u32,
    /// Players per side
    #[arg(long, value_name = "P", default_value_t = 3, requires = "generate")]
    pub(super) players: u32,
    /// Length of a round in minutes
    #[arg(long, value_name = "M", default_value_t = 10.0, requires = "generate")]
    pub(super) minutes: f64,
    /// Snapshots per second
    #[arg(long, value_name = "H", default_value_t = 5, requires = "generate")]
    pub(super) hz: u32,
}

const TUNE_EXAMPLES: &str = "\
Examples:
  filmroom tune rounds/
  filmroom tune rounds/ --vary trade_dist=400:1200:100 --vary high_needs_los=true,false --write tuned.yaml
  filmroom tune rounds/ --tier high --set review.min_reviewed=50

Half of the matches is tuned on, the other half reported on. Nothing is recommended where too little was judged.";

/// `filmroom tune`
#[derive(Debug, ClapArgs)]
pub(super) struct Tune {
    /// Files or folders with rounds that were reviewed
    #[arg(value_name = "PATH", required = true)]
    pub(super) paths: Vec<PathBuf>,
    /// A threshold and the values to try: KEY=FROM:TO:STEP or KEY=A,B,C (may be given several times)
    #[arg(long, value_name = "KEY=VALUES")]
    pub(super) vary: Vec<String>,
    /// The rule whose candidates are counted
    #[arg(long, default_value = "missed_trade")]
    pub(super) rule: String,
    /// How sure a candidate must be to be counted
    #[arg(long, value_enum, default_value_t = super::tune::Tier::Low)]
    pub(super) tier: super::tune::Tier,
    /// Write the recommended configuration into this file
    #[arg(long, value_name = "FILE")]
    pub(super) write: Option<PathBuf>,
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
            .map(|line| line.split_whitespace().take_while(|word| !["&&", "|", ">"].contains(word)).collect())
            .collect()
    }

    #[test]
    fn every_command_has_examples_that_work() {
        let root = Args::command();
        root.clone().debug_assert();
        for command in std::iter::once(&root).chain(root.get_subcommands()) {
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

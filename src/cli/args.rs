//! What can be written on the command line. Every command's help ends in examples that work.

use super::verdicts;
use crate::film::Time;
use crate::review::queue::{Order, Share};
use crate::sc2::observe::Sight;
use crate::sc2::rush::Combine;
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

/// The package's version, and the commit it was built from where that is known.
pub(super) const VERSION: &str = env!("FILMROOM_VERSION");

const EXAMPLES: &str = "\
Examples:
  filmroom                                   look at the demo round
  filmroom rounds/                           look at every round in a folder
  filmroom events.jsonl snapshots.jsonl      look at one round
  filmroom --blind --sample-suppressed 10% rounds/   judge without knowing what the rule thinks
  filmroom --follow server/filmroom/         look at a round while it is played
  zcat events.jsonl.gz | filmroom -          look at what comes through a pipe
  filmroom analyze rounds/ --out results/    write the results as JSON lines
  filmroom report rounds/ --out report.html  write one page for a browser or a printer
  filmroom check rounds/                     list what is wrong in the files
  filmroom rush replays/ --format table      judge Zergling rushes in StarCraft II replays
  filmroom --plain rounds/ | less            read rounds as plain text, with a screen reader or in a pipe
  filmroom doctor                            what the terminal can do, and where files and settings are

Exit codes: 0 done, 1 problems found or nothing readable, 2 wrong usage or configuration, 130 interrupted, 128+N ended by
signal N.";

/// Look into a round with its evidence: scrub it over a map, and drill into trades and missed-trade candidates.
#[derive(Debug, Parser)]
#[command(name = "filmroom", version = VERSION, after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(flatten)]
    pub(super) look: Look,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    /// Look at rounds while they are being written: the map moves along, and so does the next round of the folder
    #[arg(long, requires = "paths")]
    pub(super) follow: bool,
    /// Files or folders to look at (folders are searched); `-` is standard input; nothing is the demo
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
}

/// How the app looks through the findings at first; all of it can be changed by keys.
#[derive(Debug, Clone, Default, ClapArgs)]
pub(super) struct Look {
    /// In which order findings are listed: time, confidence, player, reason or threshold (closest to one first)
    #[arg(long, value_name = "ORDER")]
    pub(super) order: Option<Order>,
    /// List only what passes this filter, such as `conf:high player:kiko -reviewed`, or the one saved under this name
    #[arg(long, value_name = "FILTER")]
    pub(super) filter: Option<String>,
    /// Hide confidence, score, limits and other people's verdicts until you have decided
    #[arg(long)]
    pub(super) blind: bool,
    /// Ask about this share of what the gates reject too, such as 10 %; always the same ones
    #[arg(long, value_name = "SHARE")]
    pub(super) sample_suppressed: Option<Share>,
}

/// What every command understands.
#[derive(Debug, Clone, ClapArgs)]
pub(super) struct Common {
    /// Read thresholds and map facts from this YAML file
    #[arg(long, value_name = "FILE", global = true)]
    pub(super) config: Option<PathBuf>,
    /// Read what the league agreed on from this YAML file: it comes before maps, your own file and --set
    #[arg(long, value_name = "FILE", global = true)]
    pub(super) league: Option<PathBuf>,
    /// Name places by the callout files of this game installation (its folder etmain), and measure ways by its waypoints
    #[arg(long, value_name = "DIR", global = true)]
    pub(super) etmain: Option<PathBuf>,
    /// Set one threshold, such as trade_dist=700 or maps.radar.trade_dist=650 (may be given several times)
    #[arg(long, value_name = "KEY=VALUE", global = true)]
    pub(super) set: Vec<String>,
    /// Who reviews (without it: `review.reviewer` of the configuration, else your login name)
    #[arg(long, value_name = "NAME", global = true)]
    pub(super) reviewer: Option<String>,
    /// Whether what is sure enough costs points in the score, as penalties_enabled does; false positives never do
    #[arg(long, value_name = "WHICH", value_enum, global = true)]
    pub(super) penalties: Option<Penalties>,
    /// Draw without colours (also: the environment variable NO_COLOR)
    #[arg(long, global = true)]
    pub(super) no_color: bool,
    /// Draw with ASCII characters only
    #[arg(long, global = true)]
    pub(super) ascii: bool,
    /// Take the mouse too (the terminal's own selection then needs Shift)
    #[arg(long, global = true)]
    pub(super) mouse: bool,
    /// Draw at most this many frames a second while something moves, 1 to 60; fewer spare a slow line (usually 15)
    #[arg(long, value_name = "N", global = true, value_parser = clap::value_parser!(u8).range(1..=60))]
    pub(super) fps: Option<u8>,
    /// Print plain lines, one thing a line, instead of opening the app: for screen readers, pipes and dumb terminals
    #[arg(long, global = true)]
    pub(super) plain: bool,
}

/// E7: which negatives cost points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Penalties {
    /// None: they are candidates for review
    Off,
    /// Those of high confidence, and those that a reviewer confirmed
    High,
}

impl Penalties {
    /// As a threshold.
    pub(super) const fn assignment(self) -> &'static str {
        match self {
            Penalties::Off => "penalties_enabled=false",
            Penalties::High => "penalties_enabled=true",
        }
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Analyse rounds and write the results as JSON lines
    #[command(visible_alias = "analyse", after_help = ANALYZE_EXAMPLES)]
    Analyze(Analyze),
    /// Write one self-contained page about rounds, for those who do not live in a terminal
    #[command(after_help = REPORT_EXAMPLES)]
    Report(Report),
    /// List what is wrong in the files; exit code 1 if anything is
    #[command(after_help = CHECK_EXAMPLES)]
    Check(Check),
    /// Look at the demo round, write it as plain files, or make more of its kind
    #[command(after_help = DEMO_EXAMPLES)]
    Demo(Demo),
    /// The configuration in force, its sources and its mistakes
    #[command(subcommand, after_help = CONFIG_EXAMPLES)]
    Config(Config),
    /// Turn another recorder's file into the specification's lines
    #[command(after_help = IMPORT_EXAMPLES)]
    Import(Import),
    /// Judge Zergling rushes in replays and detector logs (Protoss against Zerg), a row each game
    #[command(after_help = RUSH_EXAMPLES)]
    Rush(Rush),
    /// Find the thresholds that agree best with the verdicts, told on rounds they were not chosen on
    #[command(after_help = TUNE_EXAMPLES)]
    Tune(Tune),
    /// What reviewers decided
    #[command(subcommand, after_help = verdicts::EXAMPLES)]
    Verdicts(verdicts::Verdicts),
    /// Telemetry rows of any size: list, filter, check, sum up, compare, generate
    #[command(after_help = super::rows::EXAMPLES)]
    Rows(super::rows::Rows),
    /// What the terminal can do, where files and settings are, and what is wrong; exit code 1 if anything is
    #[command(after_help = DOCTOR_EXAMPLES)]
    Doctor(Doctor),
    /// Print what a shell needs to complete commands and flags
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions(Completions),
    /// Print the man page, or write the pages of all commands
    #[command(name = "man", after_help = MAN_EXAMPLES)]
    ManPages(ManPages),
}

const ANALYZE_EXAMPLES: &str = "\
Examples:
  filmroom analyze rounds/ --out results/
  filmroom analyze events.jsonl snapshots.jsonl --out results/ --config league.yaml
  filmroom analyze rounds/ --out wide/ --set trade_dist=900 --set trade_window_s=6
  filmroom analyze season/ --out tables/ --format csv
  cat rounds.txt | filmroom analyze --list - --out - | jq -c 'select(.table == \"pairs\")'

Writes trade_events.jsonl and its companions: one JSON object a line, each with the hash of the configuration; or the
same as CSV tables with a head line, or as Parquet where the build has it. assets/docs/reading-outputs.md shows how to
read them in pandas, polars and DuckDB.
An input file is never written, and the files appear only when all of them are complete.";

/// `filmroom analyze`
#[derive(Debug, ClapArgs)]
pub(super) struct Analyze {
    /// Files or folders (folders are searched); `-` is standard input
    #[arg(value_name = "PATH", required_unless_present = "list")]
    pub(super) paths: Vec<PathBuf>,
    /// The folder to write to, made if it is not there; `-` is standard output: every line then says its table and source
    #[arg(long, short, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// Read further paths from this file, one a line; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(super) list: Option<PathBuf>,
    /// How the rows are written
    #[arg(long, value_enum, default_value_t = TableFormat::Jsonl)]
    pub(super) format: TableFormat,
    /// How many rounds to analyse side by side; usually as many as there are cores. The results are the same
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..))]
    pub(super) threads: Option<u8>,
}

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TableFormat {
    /// One JSON object a line
    Jsonl,
    /// Tables for spreadsheets and data frames; lists of objects are tables of their own
    Csv,
    /// The same tables with types, if the program was built with `--features parquet`
    Parquet,
}

const REPORT_EXAMPLES: &str = "\
Examples:
  filmroom report rounds/ --out report.html
  filmroom report --out demo.html
  filmroom report rounds/ --out friday.html --title Friday --set trade_dist=700

One HTML page without scripts: it opens in any browser, without a network, and prints. It holds each round's candidates
with their evidence and a picture of the moment, the verdicts of the journals beside the rounds, the tables and maps.
The same rounds, verdicts and configuration give the same bytes.";

/// `filmroom report`
#[derive(Debug, ClapArgs)]
pub(super) struct Report {
    /// Files or folders (folders are searched); `-` is standard input; nothing is the demo
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// The page to write; it appears only when it is complete; `-` is standard output
    #[arg(long, short, value_name = "FILE")]
    pub(super) out: PathBuf,
    /// What the page is headed; the date is not known to it unless it is said here
    #[arg(long, value_name = "TEXT", default_value = "Match report")]
    pub(super) title: String,
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
    #[command(flatten)]
    pub(super) look: Look,
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

const CONFIG_EXAMPLES: &str = "\
Examples:
  filmroom config show                       every value in force with its source
  filmroom config show --map supply --league cup.yaml --set trade_dist=700
  filmroom config check cup.yaml maps/supply.yaml
  filmroom config schema > filmroom.schema.json

Layers, later ones win: built in, --league FILE, your map files, your file (--config), --set.";

/// `filmroom config`
#[derive(Debug, Subcommand)]
pub(super) enum Config {
    /// Print every value in force as YAML, each with its source; it loads back to the same hash
    #[command(after_help = CONFIG_EXAMPLES)]
    Show(Show),
    /// Say what is wrong in configuration and map files; exit code 1 if anything is
    #[command(after_help = CONFIG_EXAMPLES)]
    Check(CheckConfig),
    /// Print the shape of the configuration as JSON Schema, for editors
    #[command(after_help = CONFIG_EXAMPLES)]
    Schema,
}

/// `filmroom config show`
#[derive(Debug, ClapArgs)]
pub(super) struct Show {
    /// Print this map's values in full
    #[arg(long, value_name = "MAP")]
    pub(super) map: Option<String>,
}

/// `filmroom config check`
#[derive(Debug, ClapArgs)]
pub(super) struct CheckConfig {
    /// Configuration or map files
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,
}

const IMPORT_EXAMPLES: &str = "\
Examples:
  filmroom import etserver.log --out imported/server/
  filmroom import stats.json.gz --out imported/stats/
  filmroom import 2026-01-10-supply-round-1_engagements.txt --out imported/supply-1/

Each file has a folder of its own: what another recording was made into is not replaced.

Reads the game server's own log, the JSON of the league's stats script and the text of the proximity tracker. The format
is told by content; the same file can be looked at without importing it. What a format does not record stays
unavailable: a server log knows no positions. assets/docs/other-recorders.md has the fields.";

/// `filmroom import`
#[derive(Debug, ClapArgs)]
pub(super) struct Import {
    /// The file to read; `.gz` and `.zst` are unpacked, `-` is standard input
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// The folder to write events.jsonl and snapshots.jsonl to; made if it is not there. Files of another recording are not
    /// replaced
    #[arg(long, short, value_name = "DIR")]
    pub(super) out: PathBuf,
}

const RUSH_EXAMPLES: &str = "\
Examples:
  filmroom rush game.SC2Replay
  filmroom rush replays/ --format table      one line a game, with its score by three readings
  filmroom rush replays/ --at 1:20           what was known by then
  filmroom rush bot.jsonl --combine distinct --format csv --out games.csv

A row holds what was seen and when, the scores, and the verdict; times are seconds, null is unknown.
How many games were flagged, and on how many the three readings differ, is said on standard error.";

/// `filmroom rush`
#[derive(Debug, ClapArgs)]
pub(super) struct Rush {
    /// Replays, logs, or folders of them (folders are searched); `-` is standard input
    #[arg(value_name = "PATH", required = true)]
    pub(super) paths: Vec<PathBuf>,
    /// Judge by what was known at this time of the game: seconds, or minutes and seconds such as 1:20; else at its end
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(super) at: Option<Time>,
    /// How signals add up to the score that decides (without it: `rush.combine` of the configuration, sum)
    #[arg(long, value_enum)]
    pub(super) combine: Option<CombineArg>,
    /// When something in a replay counts as seen
    #[arg(long, value_enum, default_value_t = SightArg::Exists)]
    pub(super) sight: SightArg,
    /// How the rows are written
    #[arg(long, value_enum, default_value_t = RushFormat::Jsonl)]
    pub(super) format: RushFormat,
    /// Write to this file, whole or not at all, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}

/// `80`, `80.5` or `1:20`.
fn moment(text: &str) -> Result<Time, String> {
    let read = || {
        let (minutes, seconds) = match text.split_once(':') {
            Some((minutes, seconds)) => (Some(minutes.parse::<u32>().ok()?), seconds),
            None => (None, text),
        };
        let seconds = seconds.parse::<f64>().ok().filter(|s| *s >= 0.0 && (minutes.is_none() || *s < 60.0))?;
        Some(Time::from_secs(seconds)? + Time(i64::from(minutes.unwrap_or_default()) * 60_000))
    };
    read().ok_or_else(|| "give seconds, such as 80, or minutes and seconds, such as 1:20".to_owned())
}

/// R1: `--combine`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CombineArg {
    /// All rows of all three tables: a fact in three tables counts three times
    Sum,
    /// Each fact once, at its highest weight
    Distinct,
    /// The best single type
    Max,
}

impl From<CombineArg> for Combine {
    fn from(arg: CombineArg) -> Combine {
        match arg {
            CombineArg::Sum => Combine::Sum,
            CombineArg::Distinct => Combine::Distinct,
            CombineArg::Max => Combine::Max,
        }
    }
}

/// R13: `--sight`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SightArg {
    /// As soon as it exists
    Exists,
    /// When the replay proves that Protoss met it
    Proven,
}

impl From<SightArg> for Sight {
    fn from(arg: SightArg) -> Sight {
        match arg {
            SightArg::Exists => Sight::Exists,
            SightArg::Proven => Sight::Proven,
        }
    }
}

/// How rows of games are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RushFormat {
    /// One JSON object a line
    Jsonl,
    /// All fields for a spreadsheet
    Csv,
    /// The fields a person looks at, in columns
    Table,
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

const DOCTOR_EXAMPLES: &str = "\
Examples:
  filmroom doctor                            this terminal, this machine
  filmroom doctor rounds/                    also: where verdicts about these rounds go
  filmroom doctor > report.txt               for a bug report: no names of people or machines are in it

What is wrong stands at the end with what to do, and the exit code is 1. Nothing is written or changed.";

/// `filmroom doctor`
#[derive(Debug, ClapArgs)]
pub(super) struct Doctor {
    /// Folders whose journal of verdicts is looked for
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
}

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  filmroom completions bash > ~/.local/share/bash-completion/completions/filmroom
  filmroom completions zsh > ~/.zfunc/_filmroom
  filmroom completions fish > ~/.config/fish/completions/filmroom.fish";

/// `filmroom completions`
#[derive(Debug, ClapArgs)]
pub(super) struct Completions {
    /// For which shell
    #[arg(value_enum)]
    pub(super) shell: Shell,
}

const MAN_EXAMPLES: &str = "\
Examples:
  filmroom man | man -l -
  filmroom man --out ~/.local/share/man/man1

The second one makes `man filmroom`, `man filmroom-analyze` and so on work.";

/// `filmroom man`
#[derive(Debug, ClapArgs)]
pub(super) struct ManPages {
    /// Write the pages of all commands into this folder; made if it is not there
    #[arg(long, short, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
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
    fn moments_are_seconds_or_minutes_and_seconds() {
        let ms = |text| moment(text).map(Time::ms).ok();
        assert_eq!(["80", "80.5", "1:20", "0", "01:05.25"].map(ms), [80_000, 80_500, 80_000, 0, 65_250].map(Some));
        assert_eq!(["-1", "80s", "1:60", "00:80", "1:-5", "inf", "nan", "1e30", "", "1:2:3"].map(ms), [None; 10]);
        assert!(["", "80s", "x:5"].into_iter().all(|text| moment(text).unwrap_err().contains("such as 1:20")));
    }

    #[test]
    fn a_command_says_of_itself_what_the_list_says_of_it() {
        let said = |root: &clap::Command| {
            let commands = root.get_subcommands().filter(|command| command.get_name() != "help");
            commands.map(|command| command.get_about().map(ToString::to_string)).collect::<Vec<_>>()
        };
        let mut root = Args::command();
        let listed = said(&root);
        root.build();
        assert!(listed.len() > 10 && listed.iter().all(Option::is_some));
        assert_eq!(said(&root), listed);
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

//! What can be written behind `filmroom verdicts`.

use crate::review::Ruling;
use clap::{Args as ClapArgs, Subcommand, ValueEnum};
use std::path::PathBuf;

pub(in crate::cli) const EXAMPLES: &str = "\
Examples:
  filmroom verdicts export rounds/ > verdicts.jsonl
  filmroom verdicts export --format csv rounds/ > verdicts.csv
  filmroom verdicts log rounds/
  filmroom verdicts import verdicts.jsonl --into rounds/
  filmroom verdicts merge anns-copy/ bobs-copy/ --into rounds/
  filmroom verdicts stats rounds/
  filmroom verdicts agreement rounds/
  filmroom verdicts orphans rounds/
  filmroom verdicts adjudicate rounds/ --id missed_trade/r1/12300/#4/#5/#6 --as false_positive --reason own_fight

Verdicts are kept beside the rounds, in filmroom.verdicts.jsonl, and never rewritten: bringing journals together only
adds what is missing, and of two verdicts of one reviewer the later counts.";

/// `filmroom verdicts`
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Verdicts {
    /// Write all verdicts with what they are about
    #[command(after_help = EXAMPLES)]
    Export(Export),
    /// Every decision and undo, with who and when
    #[command(after_help = EXAMPLES)]
    Log(Log),
    /// Take in the verdicts of an export (JSON lines or CSV) or of a journal
    #[command(after_help = EXAMPLES)]
    Import(Import),
    /// Bring the journals of several reviewers together
    #[command(after_help = EXAMPLES)]
    Merge(Merge),
    /// How far each rule can be trusted: precision with interval by rule, tier, reason, map and player
    #[command(after_help = EXAMPLES)]
    Stats(Stats),
    /// How far reviewers agree on what both judged, and where they do not
    #[command(after_help = EXAMPLES)]
    Agreement(Table),
    /// Settle what reviewers judge differently, both verdicts written down with it; without --id, list what is open
    #[command(after_help = EXAMPLES)]
    Adjudicate(Adjudicate),
    /// Verdicts whose finding is not there any more, or has changed since
    #[command(after_help = EXAMPLES)]
    Orphans(Table),
}

/// `filmroom verdicts stats`
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Stats {
    /// How it is written
    #[arg(long, value_enum, default_value_t = StatsFormat::Table)]
    pub(super) format: StatsFormat,
    /// Files or folders (folders are searched); nothing is the demo
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
}

/// How numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum StatsFormat {
    /// For the eye
    Table,
    /// One JSON object a line
    Jsonl,
    /// A table for a spreadsheet
    Csv,
}

/// `filmroom verdicts agreement`, `orphans`
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Table {
    /// How it is written
    #[arg(long, value_enum, default_value_t = LogFormat::Table)]
    pub(super) format: LogFormat,
    /// Files or folders (folders are searched); nothing is the demo
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
}

/// `filmroom verdicts adjudicate`
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Adjudicate {
    /// The finding, by its id as in the list and the exports
    #[arg(long, value_name = "ID", requires = "ruling")]
    pub(super) id: Option<String>,
    /// What it is settled as
    #[arg(long = "as", value_name = "VERDICT", value_enum, requires = "id")]
    pub(super) ruling: Option<RulingArg>,
    /// Why it is a false positive; only with --as false_positive
    #[arg(long, value_name = "TEXT", requires = "id")]
    pub(super) reason: Option<String>,
    /// Files or folders (folders are searched); nothing is the demo
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
}

/// What a finding is settled as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(super) enum RulingArg {
    /// It is what it looks like
    True,
    /// It is not
    FalsePositive,
    /// It cannot be told from what was recorded
    NotEvaluable,
}

impl From<RulingArg> for Ruling {
    fn from(arg: RulingArg) -> Ruling {
        match arg {
            RulingArg::True => Ruling::True,
            RulingArg::FalsePositive => Ruling::False,
            RulingArg::NotEvaluable => Ruling::NotEvaluable,
        }
    }
}

/// `filmroom verdicts export`
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Export {
    /// How they are written
    #[arg(long, value_enum, default_value_t = ExportFormat::Jsonl)]
    pub(super) format: ExportFormat,
    /// Files or folders (folders are searched); `-` is standard input; nothing is the demo
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
}

/// How verdicts are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ExportFormat {
    /// One JSON object a line
    Jsonl,
    /// A table for a spreadsheet
    Csv,
}

/// `filmroom verdicts log`
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Log {
    /// How it is written
    #[arg(long, value_enum, default_value_t = LogFormat::Table)]
    pub(super) format: LogFormat,
    /// Folders with rounds, or journals; nothing is the demo
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
}

/// How lists are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// For the eye
    Table,
    /// One JSON object a line; of the log, the journal's own lines
    Jsonl,
}

/// `filmroom verdicts import`
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Import {
    /// An export as JSON lines or CSV, or a journal
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// The folder (or journal) that takes them in
    #[arg(long, value_name = "DIR")]
    pub(super) into: PathBuf,
}

/// `filmroom verdicts merge`
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Merge {
    /// Folders with rounds, or journals
    #[arg(value_name = "PATH", required = true)]
    pub(super) paths: Vec<PathBuf>,
    /// The folder (or journal) that takes everything in
    #[arg(long, value_name = "DIR")]
    pub(super) into: PathBuf,
}

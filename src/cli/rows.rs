//! `filmroom rows`: telemetry rows listed, checked, summed up, compared and generated; a few lines over `sim` each.

use super::args::{Common, Look};
use super::work::Work;
use super::write::Whole;
use super::{Outcome, Usage, done, has_terminal, open, settings};
use crate::film::{Problems, Progress};
use crate::ingest::{Source, Stopped, sniff};
use crate::shelf::{Configs, Library, RowShelf, STANDARD_INPUT};
use crate::sim::{Filter, Index, Telemetry, check, diff, generate, list, recognises, summary};
use clap::{Args, Subcommand, ValueEnum};
use color_eyre::Result;
use std::io::{self, IsTerminal, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub(super) const EXAMPLES: &str = "\
Examples:
  filmroom rows run.ndjson                                    look at the rows
  filmroom rows run.ndjson --follow                           also at those that are still written
  filmroom rows run.ndjson --format table | less              one line a row
  filmroom rows run/ --filter \"a.damage<500\"                  those that match
  filmroom rows run.ndjson --filter broken --format jsonl     the lines as they were
  filmroom rows summary run.ndjson --by unit                  win rates
  filmroom rows check run.ndjson                              what disagrees

A filter: result == timeout && time_s > 60 && a.damage < 500. Columns: row, bytes, broken, units_differ, result, reason,
time_s, frames, run_id, sim_index, sim_seed, scenario, map, team_size, unit, matchup, capabilities, and for both
sides a.damage, a.kills, a.alive, a.units and so on; .context.map_params.fog is a path from the row's root. Operators:
== != < <= > >= ~ (contains) && || ! ( ). == minds case (a side has all its names: team_a, player, a), ~ does not. What is
absent, such as a first hit or cast of -1, matches nothing but == null. `broken` is a line that cannot be read up to its
events; damage inside events is found by `filmroom rows check`.";

/// `filmroom rows`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_precedence_over_arg = true)]
pub(super) struct Rows {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    list: List,
}

#[derive(Debug, Args)]
struct List {
    /// Files or folders of telemetry rows (.jsonl, .ndjson, also .gz and .zst); `-` is standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Only rows that match, such as "result == timeout && a.damage < 500"
    #[arg(long, value_name = "EXPR")]
    filter: Option<String>,
    /// Write rows as this, also where there is a terminal to look at them in
    #[arg(long, value_enum)]
    format: Option<ListFormat>,
    /// Go on with what is added to the files
    #[arg(long)]
    follow: bool,
}

const NOTHING: &str = "no telemetry rows were found: give .jsonl or .ndjson files, or a folder with some";

impl List {
    /// Whether somebody wants to look: a terminal, and nothing asked for that is written.
    fn is_for_app(&self) -> bool {
        self.filter.is_none() && self.format.is_none() && !self.paths.is_empty() && has_terminal()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ListFormat {
    Table,
    Csv,
    Jsonl,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List what disagrees within and across rows; exit code 1 if anything does
    #[command(
        after_help = "Examples:\n  filmroom rows check run.ndjson\n  filmroom rows check shards/ && echo consistent"
    )]
    Check {
        /// Files or folders; `-` is standard input
        #[arg(value_name = "PATH", required = true)]
        paths: Vec<PathBuf>,
    },
    /// Results, timeouts, side bias, and win rates with 95 % intervals
    #[command(
        after_help = "Examples:\n  filmroom rows summary run.ndjson\n  filmroom rows summary shards/ --by unit --format csv"
    )]
    Summary(Summary),
    /// Compare two runs row by row; exit code 1 if anything changed
    #[command(
        after_help = "Examples:\n  filmroom rows diff before.ndjson after.ndjson\n  filmroom rows diff before.ndjson after.ndjson --tolerance 0.5 --on run"
    )]
    Diff(Diff),
    /// Make a schema-true file for tests and benches: the same options, the same bytes
    #[command(
        after_help = "Examples:\n  filmroom rows generate --rows 1000 --out run.ndjson\n  filmroom rows generate --rows 20 --events 0 --dirt 0.3 --seed 7"
    )]
    Generate(Generate),
}

#[derive(Debug, Args)]
struct Summary {
    /// Files or folders; `-` is standard input
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Only rates by this
    #[arg(long, value_enum)]
    by: Option<ByArg>,
    /// Only rows that match
    #[arg(long, value_name = "EXPR")]
    filter: Option<String>,
    /// How it is written
    #[arg(long, value_enum, default_value_t = SummaryFormat::Table)]
    format: SummaryFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ByArg {
    Matchup,
    Unit,
    Scenario,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SummaryFormat {
    Table,
    Json,
    Csv,
}

#[derive(Debug, Args)]
struct Diff {
    /// The first run: a file or folder
    before: PathBuf,
    /// The second run
    after: PathBuf,
    /// Numbers that differ by no more than this are the same
    #[arg(long, default_value_t = 0.0)]
    tolerance: f64,
    /// What joins two rows: rosters and seed (of several, those of the same map and parameters), or run_id and sim_index
    #[arg(long, value_enum, default_value_t = On::Seed)]
    on: On,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum On {
    Seed,
    Run,
}

#[derive(Debug, Args)]
struct Generate {
    /// How many rows
    #[arg(long, default_value_t = 100)]
    rows: u64,
    /// Units on a side
    #[arg(long, default_value_t = 5)]
    team_size: usize,
    /// Events of a row, about; 0 writes null
    #[arg(long, default_value_t = 60)]
    events: usize,
    /// Only these event families, such as hit_applied,cc_applied
    #[arg(long, value_delimiter = ',')]
    families: Vec<String>,
    /// The same seed, the same bytes
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Share of rows with something wrong, from 0 to 1
    #[arg(long, default_value_t = 0.0)]
    dirt: f64,
    /// Keys in alphabetical order
    #[arg(long)]
    sorted: bool,
    /// Add metrics of another namespace
    #[arg(long)]
    kernels: bool,
    /// The file to write (it must not exist); standard output without
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) fn run(common: &Common, args: &Rows, out: &mut dyn Write) -> Result<Outcome> {
    let work = Work::begin(common);
    let result = match &args.command {
        None if args.list.is_for_app() => return look(common, &args.list, work, out),
        None => rows(&args.list, &work, out),
        Some(Command::Check { paths }) => checked(paths, &work, out),
        Some(Command::Summary(args)) => summed(args, &work, out),
        Some(Command::Diff(args)) => compared(args, &work, out),
        Some(Command::Generate(args)) => generated(args, &work, out),
    };
    match result {
        Err(report) if report.is::<Stopped>() => Ok(Outcome::Interrupted("not everything was read")),
        other => other,
    }
}

/// Looks at rows in the app.
fn look(common: &Common, args: &List, work: Work, out: &mut dyn Write) -> Result<Outcome> {
    let settings = settings::load(common)?;
    let shelf = if is_standard_input(&args.paths)? {
        RowShelf::pipe(STANDARD_INPUT, io::stdin()).map_err(|problem| color_eyre::Report::msg(problem.to_string()))?
    } else {
        let (sources, problems) = sources(&args.paths, &work)?;
        if sources.is_empty() {
            super::say(NOTHING);
            return Ok(Outcome::Problems);
        }
        RowShelf::over(&sources, args.follow, problems)
    };
    let options = settings.preferences.app(common, &Look::default(), "stdin")?;
    open::show_rows(options, shelf, work, out)
}

/// Whether rows come through a pipe.
fn is_standard_input<P: AsRef<Path>>(paths: &[P]) -> Result<bool, Usage> {
    if !paths.iter().any(|path| path.as_ref() == Path::new("-")) {
        return Ok(false);
    }
    if paths.len() > 1 {
        return Err(Usage("`-` (standard input) cannot be read together with files".into()));
    }
    if io::stdin().is_terminal() {
        return Err(Usage("`-` reads standard input, which is the keyboard: pipe a file into it".into()));
    }
    Ok(true)
}

/// Opens what the paths name and reads it to the end; what was wrong is said, and returned.
fn load<P: AsRef<Path>>(paths: &[P], work: &Work) -> Result<(Telemetry, Problems)> {
    if paths.is_empty() {
        return Err(Usage("give files or folders of telemetry rows, such as `filmroom rows run.ndjson`".into()).into());
    }
    let (telemetry, mut problems) = if is_standard_input(paths)? {
        let piped = Telemetry::pipe(STANDARD_INPUT, io::stdin());
        (piped.map_err(|problem| color_eyre::Report::msg(problem.to_string()))?, Problems::default())
    } else {
        let (sources, problems) = sources(paths, work)?;
        (Telemetry::open(&sources), problems)
    };
    telemetry.advance(work.progress())?;
    let found = telemetry.problems();
    found.kept().iter().for_each(|problem| super::say(&problem.to_string()));
    problems.append(found.clone());
    Ok((telemetry, problems))
}

/// The files behind the paths: those that were named, and those met in folders that hold rows. What could not be read is
/// said, and returned.
fn sources<P: AsRef<Path>>(paths: &[P], work: &Work) -> Result<(Vec<Source>, Problems)> {
    let library = Library::search(paths, Configs::default(), work.progress())?;
    for problem in library.problems().kept() {
        super::say(&problem.to_string());
    }
    let named = |file: &Path| paths.iter().any(|path| path.as_ref() == file);
    let sources = library.files().map(|file| (named(file), Source::File(file.to_path_buf())));
    let rows = sources.filter(|(named, source)| *named || sniff(source).is_ok_and(|head| recognises(&head)));
    Ok((rows.map(|(_, source)| source).collect(), library.problems().clone()))
}

/// A mistake in the filter is told before a long read.
fn understood(filter: Option<&str>) -> Result<Option<Filter>, Usage> {
    filter.map(Filter::parse).transpose().map_err(|mistake| Usage(mistake.to_string()))
}

/// Nothing to look at is worth an exit code and a word; a file that was left out is worth a code.
fn outcome(index: &Index, problems: &Problems) -> Outcome {
    if index.rows() == 0 {
        super::say(NOTHING);
    }
    if index.rows() == index.broken() { Outcome::Problems } else { done(problems) }
}

fn rows(args: &List, work: &Work, out: &mut dyn Write) -> Result<Outcome> {
    let filter = understood(args.filter.as_deref())?;
    let (telemetry, problems) = load(&args.paths, work)?;
    let format = match args.format {
        None | Some(ListFormat::Table) => list::Format::Table,
        Some(ListFormat::Csv) => list::Format::Csv,
        Some(ListFormat::Jsonl) => list::Format::Jsonl,
    };
    let mut headed = true;
    let mut put = |rows: Range<usize>, index: &Index, out: &mut dyn Write| -> Result<()> {
        let found = match &filter {
            Some(filter) => filter.select_in(rows, &telemetry, index, work.progress())?,
            None => rows.collect(),
        };
        list::write(&telemetry, index, found.into_iter(), format, std::mem::take(&mut headed), out)?;
        Ok(())
    };
    // How many rows of each file were written, and how often it had been begun anew by then. A pipe was read to its end.
    let mut written = vec![(0, 0); telemetry.index().sources()];
    if !args.follow || written.is_empty() || args.paths.iter().any(|path| path == Path::new("-")) {
        let index = telemetry.index();
        put(0..index.rows(), &index, out)?;
        return Ok(outcome(&index, &problems));
    }
    loop {
        {
            let index = telemetry.index();
            for (source, (known, begun)) in written.iter_mut().enumerate() {
                let rows = index.rows_of(source);
                if *begun != index.begun(source) {
                    (*known, *begun) = (0, index.begun(source));
                    super::say(&format!("{} was begun anew: it is read from its beginning", index.source_name(source)));
                }
                put(rows.start + *known..rows.end, &index, out)?;
                *known = rows.len();
            }
        }
        out.flush()?;
        while !telemetry.advance(work.progress())? {
            std::thread::sleep(Duration::from_millis(200));
        }
    }
}

fn checked(paths: &[PathBuf], work: &Work, out: &mut dyn Write) -> Result<Outcome> {
    let (telemetry, problems) = load(paths, work)?;
    let index = telemetry.index();
    work.now("checking");
    let report = check::all(&telemetry, &index, work.progress())?;
    for problem in &report.broken {
        writeln!(out, "{problem}")?;
    }
    for found in &report.found {
        let place = index.place(found.row).map(|place| index.source_name(place.source).to_owned()).unwrap_or_default();
        writeln!(out, "{place}:{}: row {} {found}", index.line(found.row).unwrap_or_default(), found.row)?;
    }
    let hidden = report.broken_count - report.broken.len() + report.counts.values().sum::<usize>() - report.found.len();
    if hidden > 0 {
        writeln!(out, "... and {hidden} more that are not listed")?;
    }
    let counts: Vec<String> = report.counts.iter().map(|(check, count)| format!("{count} {}", check.key())).collect();
    if report.rows == 0 {
        super::say(NOTHING);
        return Ok(Outcome::Problems);
    }
    let counts = if counts.is_empty() { "nothing disagrees".to_owned() } else { counts.join(", ") };
    let schema = report.other_schema_told().map(|told| format!(", {told}")).unwrap_or_default();
    writeln!(out, "{} rows, {} broken or damaged{schema}: {counts}", report.rows, report.broken_count)?;
    Ok(if report.is_clean() && problems.is_empty() { Outcome::Done } else { Outcome::Problems })
}

fn summed(args: &Summary, work: &Work, out: &mut dyn Write) -> Result<Outcome> {
    let filter = understood(args.filter.as_deref())?;
    let (telemetry, problems) = load(&args.paths, work)?;
    let index = telemetry.index();
    let only = filter.map(|filter| filter.select(&telemetry, &index, work.progress())).transpose()?;
    let by = args.by.map(|by| match by {
        ByArg::Matchup => summary::By::Matchup,
        ByArg::Unit => summary::By::Unit,
        ByArg::Scenario => summary::By::Scenario,
    });
    let format = match args.format {
        SummaryFormat::Table => summary::Format::Table,
        SummaryFormat::Json => summary::Format::Json,
        SummaryFormat::Csv => summary::Format::Csv,
    };
    summary::print(&summary::summary(&index, only.as_deref()), by, format, out)?;
    Ok(outcome(&index, &problems))
}

fn compared(args: &Diff, work: &Work, out: &mut dyn Write) -> Result<Outcome> {
    if args.tolerance.is_nan() || args.tolerance < 0.0 {
        return Err(Usage("--tolerance is a number from 0".into()).into());
    }
    let (before, mut problems) = load(&[&args.before], work)?;
    let (after, more) = load(&[&args.after], work)?;
    problems.append(more);
    let key = match args.on {
        On::Seed => diff::Key::Seed,
        On::Run => diff::Key::Run,
    };
    work.now("comparing");
    let found = diff::diff(&before, &after, key, args.tolerance, work.progress())?;
    for change in &found.changes {
        writeln!(out, "{change}")?;
    }
    let fields: Vec<String> = found.fields.iter().map(|(field, count)| format!("{count} {field}")).collect();
    let hidden = found.fields.values().sum::<usize>() - found.changes.len();
    if hidden > 0 {
        writeln!(out, "... and {hidden} more changes that are not listed")?;
    }
    let joined = format!("{} rows joined, {} changed (tolerance {})", found.joined, found.changed_rows, args.tolerance);
    let only = format!("{} only in the first, {} only in the second", found.only_a, found.only_b);
    writeln!(out, "{joined}; {only}; {} without a key or broken", found.without_key)?;
    if !fields.is_empty() {
        writeln!(out, "changed: {}", fields.join(", "))?;
    }
    if let Some((field, gap)) = &found.largest {
        writeln!(out, "largest difference: {gap} in {field}")?;
    }
    if !problems.is_empty() {
        writeln!(out, "not everything could be read: what is missing was not compared")?;
    }
    let same = found.is_same() && found.joined > 0 && problems.is_empty();
    Ok(if same { Outcome::Done } else { Outcome::Problems })
}

fn generated(args: &Generate, work: &Work, out: &mut dyn Write) -> Result<Outcome> {
    let options = generate::Options {
        rows: args.rows,
        team_size: args.team_size,
        events: args.events,
        families: args.families.clone(),
        seed: args.seed,
        dirt: args.dirt,
        sorted: args.sorted,
        kernels: args.kernels,
    };
    let make = |out: &mut dyn Write| generate::generate(&options, &mut Stoppable { out, progress: work.progress() });
    let wrong = match &args.out {
        None => make(out),
        Some(path) => {
            let mut file = Whole::begin(path)?;
            let wrong = make(file.body());
            if wrong.is_ok() {
                file.finish()?;
            }
            wrong
        }
    };
    if work.progress().stopped() {
        return Ok(Outcome::Interrupted(if args.out.is_some() { "no file is written" } else { "rows are missing" }));
    }
    match wrong {
        Ok(wrong) => {
            super::say(&format!("{} rows written, {wrong} of them with something wrong", args.rows));
            Ok(Outcome::Done)
        }
        Err(generate::Error::Options(reason)) => Err(Usage(reason).into()),
        Err(generate::Error::Write(err)) => match &args.out {
            Some(path) => Err(color_eyre::Report::new(err).wrap_err(format!("cannot write {}", path.display()))),
            None => Err(err.into()),
        },
    }
}

/// An output that takes no more once a stop was asked for.
struct Stoppable<'a> {
    out: &'a mut dyn Write,
    progress: &'a Progress,
}

impl Write for Stoppable<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.progress.stopped() { Err(io::Error::other(Stopped)) } else { self.out.write(bytes) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

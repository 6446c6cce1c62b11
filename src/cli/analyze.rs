//! `filmroom analyze`: the output files, and a summary of what is in them.
//!
//! ```text
//!   units ──side by side on all cores──▶ rows, counts ──in order──▶ files under temporary names ──all done──▶ files
//!                                                               ──▶ a pipe, as lines that say what they are
//! ```

use super::args::{Analyze, Common, TableFormat};
use super::heard::Heard;
use super::inputs::{kept, library, tell_files};
use super::settings::Settings;
use super::sink::{self, STREAM, Sink};
use super::summary::{self, line};
use super::work::Work;
use super::{Outcome, Usage, done, say, settings};
use crate::et::maps::read_maps_that_judge;
use crate::film::{Cell, Film, Problems, Shelf, ahead, cores, end_soon, work_here};
use crate::review::{Backing, Tally};
use crate::shelf::{Configs, Digest, Failure, Format, Library, Rows, Season};
use color_eyre::{Report, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::Path;
use std::time::Instant;

pub(super) fn run(common: &Common, args: &Analyze, out: &mut dyn Write) -> Result<Outcome> {
    let since = Instant::now();
    let threads = args.threads.map_or_else(cores, usize::from);
    work_here(threads);
    // Every row names the configuration, and that knows some maps: they are read while there is nothing else to do.
    ahead(threads, read_maps_that_judge);
    let settings = settings::load(common)?;
    let piped = args.out == Path::new(STREAM);
    let format = format(args.format, piped)?;
    let mut paths = args.paths.clone();
    paths.extend(sink::listed(args.list.as_deref(), &args.paths)?);
    let work = Work::begin(common);
    let Some(library) = library(settings.configs.clone(), &paths, &work)? else {
        return Ok(Outcome::Interrupted("nothing was written"));
    };
    match library.units().len() {
        0 | 1 => end_soon(),
        _ => keep_freed_memory(),
    }
    let mut inputs = kept(&library, &settings.files);
    inputs.extend(args.list.clone());
    let mut told = io::stderr();
    let mut sink = Sink::new(&args.out, &inputs, out);
    let Some(read) = read(&library, format, threads, &settings, &work, &mut sink)? else {
        return Ok(Outcome::Interrupted(if piped { "the lines are not complete" } else { "nothing was written" }));
    };
    if read.tally.films == 0 {
        for problem in read.problems.kept() {
            say(&problem.to_string());
        }
        say("nothing could be read, and nothing was written");
        return Ok(Outcome::Problems);
    }
    let written = sink.finish()?;
    drop(work);
    tell_files(&read.problems);
    // What is read from standard output is rows, and nothing else.
    let out: &mut dyn Write = if piped { &mut told } else { out };
    summary::print(&read.tally, out)?;
    outcomes(&read.season, &library.configs(), out)?;
    line(out, "problems", &problems_line(&read.problems))?;
    let files: Vec<String> = settings.files.iter().map(|path| path.display().to_string()).collect();
    let from = if files.is_empty() { String::new() } else { format!(" (from {})", files.join(", ")) };
    line(out, "config", &format!("{}{from}", read.hashes.iter().map(String::as_str).collect::<Vec<_>>().join(", ")))?;
    for warning in read.backing.warnings(settings.preferences.bar()) {
        say(&format!("warning: {warning}"));
    }
    for (id, units) in read.ids.iter().filter(|(_, units)| units.len() > 1) {
        let units = units.join(", ");
        line(out, "note", &format!("round {id} occurs in several places, its rows cannot be told apart: {units}"))?;
    }
    line(out, "written", &written)?;
    line(out, "time", &format!("{:.2} s", since.elapsed().as_secs_f64()))?;
    Ok(if read.lacking { Outcome::Problems } else { done(&read.problems) })
}

/// How the rows are written, if they can be.
fn format(asked: TableFormat, piped: bool) -> Result<Format, Usage> {
    let (name, format) = match asked {
        TableFormat::Jsonl => return Ok(Format::Jsonl),
        TableFormat::Csv => ("csv", Format::Csv),
        #[cfg(feature = "parquet")]
        TableFormat::Parquet => ("parquet", Format::Parquet),
        #[cfg(not(feature = "parquet"))]
        TableFormat::Parquet => {
            let how = "`cargo install --path . --locked --features parquet` in its source builds one that can";
            return Err(Usage(format!(
                "this filmroom was built without Parquet: {how}; --format csv has the same tables"
            )));
        }
    };
    if piped {
        let why = "--out - writes all tables as one stream, which only JSON lines can be";
        return Err(Usage(format!("{why}: leave out --format {name}, or give a folder")));
    }
    Ok(format)
}

/// A round of twenty minutes takes less than this while it is analysed.
const KEPT: usize = 16 << 20;

/// Has the next round use the memory that the one before gave back. The C library of Linux returns freed memory to the
/// system from a limit on that follows the largest piece it was ever given back (never touched, that piece costs nothing);
/// with the usual limit each round would fault in its pages anew, a tenth of the time. A round that is alone has none after
/// it, and its lines go back to the system while they become lives. Elsewhere it does nothing.
fn keep_freed_memory() {
    drop(std::hint::black_box(Vec::<u8>::with_capacity(KEPT)));
}

/// Everything that was read, apart from the rows, which are in the files already.
#[derive(Default)]
struct Read {
    tally: Tally,
    problems: Problems,
    hashes: BTreeSet<String>,
    /// Where each round's name was met.
    ids: BTreeMap<String, Vec<String>>,
    /// Verdicts on what costs points.
    backing: Backing,
    /// What the rounds add up to.
    season: Season,
    /// Whether a unit could not be read at all.
    lacking: bool,
}

/// What is kept of a unit.
#[derive(Default)]
struct Unit {
    tally: Tally,
    problems: Problems,
    /// Name and configuration of each round.
    rounds: Vec<(String, String)>,
    rows: Rows,
    /// Verdicts on what costs points.
    backing: Backing,
    failure: Option<Failure>,
}

/// Analyses all units and writes their rows; `None` after Ctrl-C.
fn read(
    library: &Library,
    format: Format,
    threads: usize,
    settings: &Settings,
    work: &Work,
    sink: &mut Sink<'_>,
) -> Result<Option<Read>> {
    let heard = Heard::of(library, &settings.preferences);
    let mut read = Read { problems: library.problems().clone(), ..Read::default() };
    // A journal that could not be read at all is told with the other files.
    if let Some(first) = heard.problems.kept().iter().find(|problem| problem.line > 0) {
        let more = match heard.problems.count() - heard.problems.files() - 1 {
            0 => String::new(),
            more => format!(" (and {more} more, see `filmroom check`)"),
        };
        say(&format!("warning: {first}{more}"));
    }
    read.problems.append(heard.problems.clone());
    let kept = |index: usize, digest: Result<Digest, Failure>, rows: Rows| {
        work.now(&library.units()[index].name);
        let mut unit = Unit { rows, ..Unit::default() };
        match digest {
            Ok(digest) => {
                for round in digest.rounds {
                    unit.tally.add(&round, heard.ledger(index));
                    unit.backing.add(&round, heard.ledger(index));
                    unit.rounds.push((round.id, round.config_hash));
                }
                unit.problems = digest.problems;
            }
            Err(failure) => unit.failure = Some(failure),
        }
        unit
    };
    let mut stopped = false;
    let remarks = |index| heard.remarks(index);
    library.each(threads, work.progress(), &Rows::new(format), remarks, kept, |index, unit: Unit| {
        let name = &library.units()[index].name;
        read.tally.merge(unit.tally);
        read.problems.append(unit.problems);
        for (id, hash) in unit.rounds {
            read.hashes.insert(hash);
            read.ids.entry(id).or_default().push(name.clone());
        }
        read.backing.join(unit.backing);
        read.season.join(unit.rows.season().clone());
        match unit.failure {
            Some(Failure::Stopped) => stopped = true,
            Some(Failure::Unreadable(reason, problems)) => {
                say(&format!("{name}: {reason}"));
                read.problems.append(problems);
                read.lacking = true;
            }
            None => {}
        }
        unit.rows.files().try_for_each(|(file, lines)| sink.append(name, file, &lines.head, &lines.rows))?;
        Ok::<(), Report>(())
    })?;
    Ok((!stopped).then_some(read))
}

/// V3: how sides fared that mostly stood together, and those that mostly did not.
fn outcomes(season: &Season, configs: &Configs, out: &mut dyn Write) -> io::Result<()> {
    let sheets = season.sheets(configs);
    let Some(sheet) = sheets.iter().find(|sheet| sheet.key == "shape_outcomes") else { return Ok(()) };
    let nobody = Film::default();
    for row in sheet.rows.iter().filter(|row| row.first() == Some(&Cell::Text("state".into()))) {
        let cell = |key: &str| {
            let at = sheet.columns.iter().position(|column| column.key == key)?;
            Some(row.get(at)?.text(sheet.columns.get(at)?.kind, &nobody))
        };
        let cell = |key| cell(key).unwrap_or_default();
        let (won, sides) = (cell("won"), cell("rounds"));
        let share = match sides.as_str() {
            "0" => "no decided round".to_owned(),
            _ => format!("won {won} of {sides}, {} ({} - {})", cell("share"), cell("low"), cell("high")),
        };
        line(out, &format!("sides mostly in {}", cell("shape")), &share)?;
    }
    Ok(())
}

fn problems_line(problems: &Problems) -> String {
    match problems.count() {
        0 => "none".to_owned(),
        n => format!("{n} (list them with `filmroom check`)"),
    }
}

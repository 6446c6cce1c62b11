//! `filmroom analyze`: the output files, and a summary of what is in them.
//!
//! ```text
//!   units ──side by side on all cores──▶ rows, counts ──in order──▶ files under temporary names ──all done──▶ files
//! ```

use super::args::{Analyze, Common, TableFormat};
use super::heard::Heard;
use super::inputs::library;
use super::settings::Settings;
use super::summary::{Tally, count, line};
use super::work::Work;
use super::write::Staged;
use super::{Outcome, say, settings};
use crate::film::{Film, Opened, Problems, Shelf};
use crate::ingest::cores;
use crate::review::stats::{Bar, By, Stats};
use crate::shelf::{Failure, Format, Library, Rows};
use color_eyre::{Report, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

pub(super) fn run(common: &Common, args: &Analyze, out: &mut dyn Write) -> Result<Outcome> {
    let since = Instant::now();
    let settings = settings::load(common)?;
    let work = Work::begin(common.ascii);
    let Some(library) = library(settings.configs.clone(), &args.paths, &work)? else {
        return Ok(Outcome::Interrupted("nothing was written"));
    };
    let inputs: Vec<_> = library.files().map(Path::to_path_buf).collect();
    let mut staged = Staged::new(&args.out, &inputs);
    let Some(read) = read(&library, args, &settings, &work, &mut staged)? else {
        return Ok(Outcome::Interrupted("nothing was written"));
    };
    if read.tally.films() == 0 {
        for problem in read.problems.kept() {
            say(&problem.to_string());
        }
        say("nothing could be read, and nothing was written");
        return Ok(Outcome::Problems);
    }
    let written = staged.finish()?;
    drop(work);
    read.tally.print(out)?;
    line(out, "problems", &problems_line(&read.problems))?;
    let files: Vec<String> = settings.files.iter().map(|path| path.display().to_string()).collect();
    let from = if files.is_empty() { String::new() } else { format!(" (from {})", files.join(", ")) };
    line(out, "config", &format!("{}{from}", read.hashes.iter().map(String::as_str).collect::<Vec<_>>().join(", ")))?;
    for warning in &read.warnings(settings.preferences.bar()) {
        line(out, "warning", warning)?;
    }
    for (id, units) in read.ids.iter().filter(|(_, units)| units.len() > 1) {
        let units = units.join(", ");
        line(out, "note", &format!("round {id} occurs in several places, its rows cannot be told apart: {units}"))?;
    }
    line(out, "written", &format!("{} in {}", count(written.len() as u64, "file"), args.out.display()))?;
    line(out, "time", &format!("{:.2} s", since.elapsed().as_secs_f64()))?;
    Ok(Outcome::Done)
}

/// Everything that was read, apart from the rows, which are in the files already.
#[derive(Default)]
struct Read {
    tally: Tally,
    problems: Problems,
    hashes: BTreeSet<String>,
    /// Where each round's name was met.
    ids: BTreeMap<String, Vec<String>>,
    /// Verdicts on the rounds, when penalties are on anywhere.
    stats: Option<Stats>,
}

impl Read {
    /// Rules whose penalties count although the verdicts do not support it; only high confidence pays (E7).
    fn warnings(&self, bar: Bar) -> Vec<String> {
        let Some(stats) = &self.stats else { return Vec::new() };
        let rules = ["missed_trade", "isolated_death"].into_iter();
        let why = rules.filter_map(|rule| Some((rule, bar.supports(&stats.counts(rule, By::Tier, "high")).err()?)));
        why.map(|(rule, why)| format!("penalties count, but the verdicts on {rule} (high) do not support it: {why}"))
            .collect()
    }
}

/// What is kept of a unit.
#[derive(Default)]
struct Unit {
    tally: Tally,
    problems: Problems,
    /// Name and configuration of each round.
    rounds: Vec<(String, String)>,
    rows: Rows,
    /// Those whose penalties are on, to be held against the verdicts.
    penalised: Vec<Arc<Film>>,
    failure: Option<Failure>,
}

/// Analyses all units and writes their rows; `None` after Ctrl-C.
fn read(
    library: &Library,
    args: &Analyze,
    settings: &Settings,
    work: &Work,
    staged: &mut Staged,
) -> Result<Option<Read>> {
    let format = match args.format {
        TableFormat::Jsonl => Format::Jsonl,
        TableFormat::Csv => Format::Csv,
    };
    let threads = args.threads.map_or_else(cores, usize::from);
    let heard = Heard::of(library, &settings.preferences);
    let mut read = Read { problems: library.problems().clone(), ..Read::default() };
    read.problems.append(heard.problems.clone());
    let kept = |index: usize, opened: Result<Opened, Failure>, rows: Rows| {
        work.now(&library.units()[index].name);
        let mut unit = Unit { rows, ..Unit::default() };
        match opened {
            Ok(opened) => {
                for film in &opened.films {
                    unit.tally.add(film);
                    unit.rounds.push((film.meta.id.clone(), film.meta.config_hash.clone()));
                    if settings.configs.et.for_map(film.meta.map.as_deref()).penalties_enabled {
                        unit.penalised.push(film.clone());
                    }
                }
                unit.problems = opened.problems;
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
        for film in &unit.penalised {
            read.stats.get_or_insert_default().add(film, heard.ledger(index));
        }
        match unit.failure {
            Some(Failure::Stopped) => stopped = true,
            Some(Failure::Unreadable(reason, problems)) => {
                say(&format!("{name}: {reason}"));
                read.problems.append(problems);
            }
            None => {}
        }
        unit.rows.files().try_for_each(|(file, lines)| staged.append(file, &lines.head, &lines.rows))?;
        Ok::<(), Report>(())
    })?;
    Ok((!stopped).then_some(read))
}

fn problems_line(problems: &Problems) -> String {
    match problems.count() {
        0 => "none".to_owned(),
        n => format!("{n} (list them with `filmroom check`)"),
    }
}

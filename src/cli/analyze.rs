//! `filmroom analyze`: the output files, and a summary of what is in them.

use super::args::{Analyze, Common};
use super::inputs::{journal_name, library};
use super::settings::Settings;
use super::summary::{Tally, count, line};
use super::work::Work;
use super::{Outcome, say, settings, write};
use crate::film::{Problems, Shelf};
use crate::review::Desk;
use crate::review::stats::{Bar, By, Stats};
use crate::shelf::{Failure, Library, Rows};
use color_eyre::Result;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

pub(super) fn run(common: &Common, args: &Analyze, out: &mut dyn Write) -> Result<Outcome> {
    let since = Instant::now();
    let settings = settings::load(common)?;
    let work = Work::begin(common.ascii);
    let Some(library) = library(settings.configs.clone(), &args.paths, &work)? else {
        return Ok(Outcome::Interrupted("nothing was written"));
    };
    let Some(read) = read(&library, &settings, &work)? else { return Ok(Outcome::Interrupted("nothing was written")) };
    if read.tally.films() == 0 {
        for problem in read.problems.kept() {
            say(&problem.to_string());
        }
        say("nothing could be read, and nothing was written");
        return Ok(Outcome::Problems);
    }
    let inputs: Vec<_> = library.files().map(Path::to_path_buf).collect();
    let files = read.rows.iter().map(|(name, rows)| (*name, rows.as_slice()));
    let written = write::all(&args.out, files, &inputs)?;
    drop(work);
    read.tally.print(out)?;
    line(out, "problems", &problems_line(&read.problems))?;
    let from = settings.file.as_ref().map(|path| format!(" (from {})", path.display())).unwrap_or_default();
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

/// Everything that was read.
#[derive(Default)]
struct Read {
    tally: Tally,
    rows: Rows,
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

/// Reads all units; `None` after Ctrl-C.
fn read(library: &Library, settings: &Settings, work: &Work) -> Result<Option<Read>> {
    let mut desks: BTreeMap<Option<PathBuf>, Desk> = BTreeMap::new();
    let mut read = Read { problems: library.problems().clone(), ..Read::default() };
    for (index, unit) in library.units().iter().enumerate() {
        work.now(&unit.name);
        match library.analyse(index, work.progress(), Some(&mut read.rows)) {
            Ok(opened) => {
                for film in &opened.films {
                    read.tally.add(film);
                    read.hashes.insert(film.meta.config_hash.clone());
                    if settings.configs.et.for_map(film.meta.map.as_deref()).penalties_enabled {
                        let desk = match desks.entry(unit.folder.clone()) {
                            Entry::Occupied(known) => known.into_mut(),
                            Entry::Vacant(new) => {
                                let options = settings.preferences.review(journal_name(library));
                                new.insert(Desk::open(unit.folder.as_deref(), options)?)
                            }
                        };
                        read.stats.get_or_insert_default().add(film, desk.ledger());
                    }
                    read.ids.entry(film.meta.id.clone()).or_default().push(unit.name.clone());
                }
                read.problems.append(opened.problems);
            }
            Err(Failure::Stopped) => return Ok(None),
            Err(Failure::Unreadable(reason, problems)) => {
                say(&format!("{}: {reason}", unit.name));
                read.problems.append(problems);
            }
        }
    }
    Ok(Some(read))
}

fn problems_line(problems: &Problems) -> String {
    match problems.count() {
        0 => "none".to_owned(),
        n => format!("{n} (list them with `filmroom check`)"),
    }
}

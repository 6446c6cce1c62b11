//! `filmroom tune`: which thresholds would have agreed best with the reviewers.

use super::args::{Common, Tune};
use super::heard::Heard;
use super::inputs::{self, library};
use super::settings::Settings;
use super::summary::{count, line};
use super::work::Work;
use super::{Outcome, Usage, done, say, settings, write};
use crate::config::changes_text;
use crate::film::{Confidence, Film, Problem, Problems, Shelf, cores};
use crate::review::tune::{self, Changes, Point, Yield};
use crate::shelf::{Configs, Failure, Library};
use crate::{et, sc2};
use color_eyre::Result;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What is varied when nobody says.
const USUAL: [&str; 3] = ["near_dist=400:800:100", "react_s=0.5:1.5:0.5", "trade_dist=600:1000:200"];

/// What to do when something stands where the configuration would go.
const OCCUPIED: &str =
    "give another name with --write, or leave it out and put the keys that are recommended into the file by hand";

/// What a setting lists in each round, by the round's name.
type Sweep = Vec<BTreeMap<String, Yield>>;

pub(super) fn run(common: &Common, args: &Tune, out: &mut dyn Write) -> Result<Outcome> {
    let settings = settings::load(common)?;
    let rules = rules();
    if !rules.contains(&args.rule.as_str()) {
        return Err(Usage(format!("--rule: there is no rule `{}`; there are: {}", args.rule, rules.join(", "))).into());
    }
    let texts: Vec<String> = if args.vary.is_empty() { USUAL.map(str::to_owned).to_vec() } else { args.vary.clone() };
    let varied = texts.iter().map(|text| tune::vary(text)).collect::<Result<Vec<_>, _>>().map_err(Usage)?;
    let tried = tune::settings(&varied).map_err(Usage)?;
    let configs: Vec<Configs> =
        tried.iter().map(|changes| settings.configs.with(changes)).collect::<Result<_, _>>().map_err(Usage)?;
    if let Some(file) = &args.write {
        // Told before the work: nobody's file is replaced, and none is edited.
        write::vacant(file, OCCUPIED)?;
    }
    let work = Work::begin(common);
    let Some(library) = library(settings.configs.clone(), &args.paths, &work)? else {
        return Ok(Outcome::Interrupted("nothing was tuned"));
    };
    let Some((sweep, problems)) = sweep(&library, &settings, &configs, args, &work)? else {
        return Ok(Outcome::Interrupted("nothing was tuned"));
    };
    drop(work);
    let sides = tune::split(sweep.iter().flat_map(BTreeMap::keys).map(String::as_str));
    let mut points: Vec<Point> =
        tried.into_iter().zip(&sweep).map(|(changes, by)| point(changes, by, &sides)).collect();
    tune::mark(&mut points);
    print(&points, &sides, args, out)?;
    let bar = settings.preferences.bar();
    match tune::recommend(&points, bar) {
        Err(why) => {
            line(out, "recommended", &why)?;
            Ok(Outcome::Problems)
        }
        Ok(best) => {
            let best = &points[best]; // a position in these very points
            line(out, "recommended", &words(&best.changes))?;
            line(out, "on rounds it did not see", &told(&best.reported))?;
            line(out, "there, as configured now", &told(&points[0].reported))?; // there is one: it was recommended against
            if let Some(file) = &args.write {
                save(file, &points, best, args, &inputs::kept(&library, &settings.files))?;
                line(out, "written", &super::shown(file))?;
            }
            Ok(done(&problems))
        }
    }
}

/// The kinds of findings that a reviewer is asked about, by key.
fn rules() -> Vec<&'static str> {
    let kinds = et::finding_kinds().into_iter().chain(sc2::finding_kinds());
    kinds.filter(|kind| kind.asked).map(|kind| kind.key).collect()
}

/// Analyses every unit under every setting, unit by unit, the settings side by side. `None` after Ctrl-C.
fn sweep(
    library: &Library,
    settings: &Settings,
    configs: &[Configs],
    args: &Tune,
    work: &Work,
) -> Result<Option<(Sweep, Problems)>> {
    let heard = Heard::of(library, &settings.preferences);
    let mut problems = library.problems().clone();
    problems.append(heard.problems.clone());
    inputs::tell(&problems);
    let mut sweep: Sweep = vec![BTreeMap::new(); configs.len()];
    for (index, unit) in library.units().iter().enumerate() {
        work.now(&unit.name);
        let (ledger, remarks) = (heard.ledger(index), heard.remarks(index));
        // The first reads the unit, the others find it read.
        match library.judge_with(index, &library.configs(), remarks, work.progress()) {
            Ok(opened) => {
                inputs::tell_files(&opened.problems);
                problems.append(opened.problems);
            }
            Err(Failure::Stopped) => return Ok(None),
            Err(failure) => {
                let reason = failure.to_string();
                say(&format!("{}: {reason}", unit.name));
                problems.push(Problem { file: unit.name.as_str().into(), line: 0, offset: 0, reason });
                continue;
            }
        }
        let next = AtomicUsize::new(0);
        let shared = Mutex::new(&mut sweep);
        let one = || {
            while let Some((at, config)) =
                Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, configs.get(at)?)))
            {
                let Ok(opened) = library.judge_with(index, config, remarks, work.progress()) else { return };
                let add = |film: &Film| {
                    let mut listed = Yield::default();
                    listed.add(film, ledger, &args.rule, args.tier.confidence());
                    (film.meta.id.clone(), listed)
                };
                let found: Vec<(String, Yield)> = opened.films.iter().map(|film| add(film)).collect();
                let mut sweep = shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                if let Some(by) = sweep.get_mut(at) {
                    found.iter().for_each(|(name, listed)| by.entry(name.clone()).or_default().join(listed));
                }
            }
        };
        thread::scope(|scope| {
            (0..cores()).for_each(|_| drop(scope.spawn(one)));
        });
        if work.progress().stopped() {
            return Ok(None);
        }
    }
    Ok(Some((sweep, problems)))
}

fn point(changes: Changes, by: &BTreeMap<String, Yield>, sides: &BTreeMap<String, bool>) -> Point {
    let mut point = Point { changes, ..Point::default() };
    for (name, listed) in by {
        let tuned = sides.get(name).copied().unwrap_or_default();
        if tuned { &mut point.tuned } else { &mut point.reported }.join(listed);
    }
    point
}

/// The settings that nothing beats, most listed first, and the one in force.
fn print(points: &[Point], sides: &BTreeMap<String, bool>, args: &Tune, out: &mut dyn Write) -> io::Result<()> {
    let tuned = sides.values().filter(|tuned| **tuned).count() as u64;
    let split = format!("{} tuned on, {} reported on", count(tuned, "round"), sides.len() as u64 - tuned);
    line(out, "rounds", &split)?;
    line(out, "settings", &format!("{} of {}, {} and surer", points.len(), args.rule, args.tier.confidence()))?;
    let mut shown: Vec<(usize, &Point)> = points.iter().enumerate().filter(|(at, p)| *at == 0 || p.frontier).collect();
    shown.sort_by_key(|(at, point)| (std::cmp::Reverse(point.tuned.flagged()), *at));
    writeln!(
        out,
        "  {:>7}  {:<26}  {:>7}  {:<26}  setting",
        "flagged", "precision (tuned on)", "flagged", "precision (reported on)"
    )?;
    for (_, point) in shown {
        let precision =
            |one: &Yield| one.counts.precision().map_or_else(|| "none judged".to_owned(), |p| p.to_string());
        let mark = if point.frontier { '*' } else { ' ' };
        let (tuned, reported) = (&point.tuned, &point.reported);
        writeln!(
            out,
            "{mark} {:>7}  {:<26}  {:>7}  {:<26}  {}",
            tuned.flagged(),
            precision(tuned),
            reported.flagged(),
            precision(reported),
            words(&point.changes)
        )?;
    }
    writeln!(out, "* no other setting lists as many with more precision, or more with as much")
}

fn words(changes: &Changes) -> String {
    if changes.is_empty() {
        return "as configured now".to_owned();
    }
    changes.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(" ")
}

fn told(one: &Yield) -> String {
    let precision = one.counts.precision().map_or_else(|| "none judged".to_owned(), |p| p.to_string());
    format!("{} flagged, precision {precision}", one.flagged())
}

/// The configuration with the counts it rests on.
fn save(file: &Path, points: &[Point], best: &Point, args: &Tune, inputs: &[PathBuf]) -> Result<()> {
    let mut text = format!("# Found by `filmroom tune` for {} ({} and surer).\n", args.rule, args.tier.confidence());
    text += &format!(
        "# On the rounds tuned on: {}.\n# On rounds it did not see: {}.\n",
        told(&best.tuned),
        told(&best.reported)
    );
    let now = points.first().map(|now| told(&now.reported)).unwrap_or_default();
    text += &format!("# There, before the change: {now}.\n");
    text += &changes_text(&best.changes);
    // It may have come to be meanwhile.
    write::vacant(file, OCCUPIED)?;
    write::one(file, text.as_bytes(), inputs)
}

/// How sure a candidate must be to be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Tier {
    /// Only the surest
    High,
    /// Med and high
    Med,
    /// All candidates
    Low,
}

impl Tier {
    const fn confidence(self) -> Confidence {
        match self {
            Tier::High => Confidence::High,
            Tier::Med => Confidence::Med,
            Tier::Low => Confidence::Low,
        }
    }
}

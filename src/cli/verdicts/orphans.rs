//! `filmroom verdicts orphans`: verdicts whose finding is not there any more, and those whose evidence has changed.

use super::args::{LogFormat, Table};
use super::journals::each_film;
use crate::cli::args::Common;
use crate::cli::summary::count;
use crate::cli::work::Work;
use crate::cli::{Outcome, inputs, say, settings};
use crate::film::Film;
use crate::review::{Age, Covered, Desk};
use color_eyre::Result;
use serde_json::json;
use std::cell::RefCell;
use std::io::Write;

#[derive(Default)]
struct Found {
    covered: Covered,
    lines: Vec<String>,
    orphans: u64,
    stale: u64,
    unknown: u64,
}

pub(super) fn run(common: &Common, args: &Table, out: &mut dyn Write) -> Result<Outcome> {
    let settings = settings::load(common)?;
    let work = Work::begin(common);
    let Some(library) = inputs::library_or_demo(settings.configs.clone(), &args.paths, &work)? else {
        return Ok(Outcome::Interrupted("nothing was looked at"));
    };
    let found = RefCell::new(Found::default());
    let seen = each_film(
        &settings,
        &library,
        &work,
        |film, desk, lacks| {
            if lacks {
                found.borrow_mut().covered.lacks(film);
            }
            found.borrow_mut().film(film, desk, args.format);
            Ok(())
        },
        |desk, whole| {
            found.borrow_mut().orphans(desk, whole, args.format);
            Ok(())
        },
    )?;
    let Some(seen) = seen else { return Ok(Outcome::Interrupted("not everything was looked at")) };
    drop(work);
    let Found { lines, orphans, stale, unknown, .. } = found.into_inner();
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
    let (orphans, stale) = (count(orphans, "orphan"), count(stale, "stale verdict"));
    say(&format!("{orphans}, {stale}, {} from before the evidence was written down", count(unknown, "verdict")));
    Ok(seen.outcome())
}

impl Found {
    /// Verdicts on evidence that has changed since.
    fn film(&mut self, film: &Film, desk: &Desk, format: LogFormat) {
        for finding in self.covered.add(film) {
            for (reviewer, opinion) in desk.ledger().opinions(&finding.id) {
                let Some(verdict) = &opinion.verdict else { continue };
                match Age::of(verdict, finding) {
                    Age::Fresh => {}
                    Age::Unknown => self.unknown += 1,
                    Age::Stale(changes) => {
                        self.stale += 1;
                        let (subject, ruling) = (&opinion.subject, verdict.ruling);
                        self.lines.push(match format {
                            LogFormat::Table => {
                                format!("stale   {reviewer} {ruling}: {subject}: {}", changes.join("; "))
                            }
                            LogFormat::Jsonl => json!({"state": "stale", "id": finding.id, "reviewer": reviewer,
                                "verdict": ruling, "about": subject.to_string(), "changes": changes})
                            .to_string(),
                        });
                    }
                }
            }
        }
    }

    /// What the folder's rounds do not hold any more, with what it was; of rounds that were not read, nothing is known.
    fn orphans(&mut self, desk: &Desk, whole: bool, format: LogFormat) {
        for orphan in desk.orphans(&self.covered, whole) {
            self.orphans += 1;
            let (reviewer, opinion) = (orphan.reviewer, orphan.opinion);
            let subject = &opinion.subject;
            let ruling = opinion.verdict.as_ref().map(|verdict| verdict.ruling);
            self.lines.push(match format {
                LogFormat::Table => format!("orphan  {orphan}"),
                LogFormat::Jsonl => json!({"state": "orphan", "id": subject.id, "reviewer": reviewer,
                    "verdict": ruling, "about": subject.to_string(), "film": subject.film, "kind": subject.kind,
                    "seen": subject.seen})
                .to_string(),
            });
        }
    }
}

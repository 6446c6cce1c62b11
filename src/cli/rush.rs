//! `filmroom rush`: every game judged, a row each (R14), and a line that counts them.

use super::args::{Common, Rush, RushFormat};
use super::inputs::{kept, library, tell};
use super::sink::STREAM;
use super::work::Work;
use super::{Outcome, done, say, settings, write};
use crate::ingest::Stopped;
use crate::sc2::batch::{Question, Summary, judge_all};
use crate::sc2::log::{self, LogRow};
use crate::shelf::STARCRAFT;
use color_eyre::Result;
use std::io::Write;
use std::path::Path;

const STOPPED: Outcome = Outcome::Interrupted("nothing was written");

pub(super) fn run(common: &Common, args: &Rush, out: &mut dyn Write) -> Result<Outcome> {
    let settings = settings::load(common)?;
    let mut rules = settings.configs.rush.clone();
    rules.combine = args.combine.map_or(rules.combine, Into::into);
    let question = Question { rules, sight: args.sight.into(), at: args.at };
    let work = Work::begin(common);
    let Some(library) = library(settings.configs, &args.paths, &work)? else { return Ok(STOPPED) };
    work.now("looking for games");
    let Ok((sources, mut problems)) = library.of_game(STARCRAFT, work.progress()) else { return Ok(STOPPED) };
    let (mut rows, mut summary) = (Vec::new(), Summary::default());
    let judged = judge_all(&sources, &question, work.progress(), |at, (games, found)| {
        if let Some(next) = sources.get(at + 1) {
            work.now(&next.name());
        }
        problems.append(found);
        for game in games {
            summary.add(&game.verdict);
            rows.push(game.row);
        }
    });
    drop(work);
    if judged == Err(Stopped) {
        return Ok(STOPPED);
    }
    tell(&problems);
    if rows.is_empty() {
        say("no game could be judged: give replays (.SC2Replay), or logs of a detector");
        return Ok(Outcome::Problems);
    }
    let text = text(&rows, args.format)?;
    match args.out.as_deref().filter(|path| *path != Path::new(STREAM)) {
        None => {
            out.write_all(text.as_bytes())?;
            // The count stands below the rows.
            out.flush()?;
        }
        Some(path) => {
            write::one(path, text.as_bytes(), &kept(&library, &settings.files))?;
        }
    }
    say(&summary.to_string());
    Ok(done(&problems))
}

fn text(rows: &[LogRow], format: RushFormat) -> Result<String> {
    Ok(match format {
        RushFormat::Jsonl => log::jsonl(rows),
        RushFormat::Csv => log::csv(rows)?,
        RushFormat::Table => log::table(rows),
    })
}

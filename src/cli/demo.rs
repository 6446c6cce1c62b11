//! `filmroom demo`: look at the demo round, write it as plain files, or make more rounds of its kind.

use super::args::{Common, Demo};
use super::open::show;
use super::work::Work;
use super::{Outcome, Usage, settings, write};
use crate::et::simulate::{Options, RoundFiles, simulate_round};
use crate::ingest::Source;
use crate::shelf::{self, Library};
use color_eyre::Result;
use std::borrow::Cow;
use std::io::Write;
use std::path::Path;

pub(super) fn run(common: &Common, args: &Demo, out: &mut dyn Write) -> Result<Outcome> {
    let settings = settings::load(common)?;
    let work = Work::begin(common);
    match (&args.write, args.generate) {
        (Some(folder), true) => generate(args, folder, &work, out),
        (Some(folder), false) => {
            let files = shelf::demo_files()?;
            let files = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_ref()));
            told(&write::all(folder, files, &[])?, folder, out)
        }
        (None, true) => {
            let mut library = Library::empty(settings.configs.clone());
            for round in 0..args.rounds {
                let RoundFiles { round_id, events, snapshots, .. } = one(args, round)?;
                let source = |kind: &str, text: String| Source::Memory {
                    name: format!("{round_id}.{kind}.jsonl").into(),
                    bytes: Cow::Owned(text.into_bytes()),
                };
                let sources = vec![source("events", events), source("snapshots", snapshots)];
                library.add_unit(round_id.clone(), sources);
                if work.progress().stopped() {
                    return Ok(Outcome::Interrupted("nothing was made"));
                }
            }
            show(common, &args.look, &settings, library, work, out)
        }
        (None, false) => show(common, &args.look, &settings, Library::demo(settings.configs.clone())?, work, out),
    }
}

/// Makes rounds one after the other, so that memory holds one of them.
fn generate(args: &Demo, folder: &Path, work: &Work, out: &mut dyn Write) -> Result<Outcome> {
    let mut written = Vec::new();
    for round in 0..args.rounds {
        if work.progress().stopped() {
            return Ok(Outcome::Interrupted("the rounds before that are complete"));
        }
        let RoundFiles { round_id, events, snapshots, .. } = one(args, round)?;
        let names = [format!("{round_id}.events.jsonl"), format!("{round_id}.snapshots.jsonl")];
        let texts = [events, snapshots];
        let files = names.iter().map(String::as_str).zip(texts.iter().map(String::as_bytes));
        written.extend(write::all(folder, files, &[])?);
    }
    told(&written, folder, out)
}

fn one(args: &Demo, round: u32) -> Result<RoundFiles, Usage> {
    let Demo { seed, rounds, players, minutes, hz, .. } = *args;
    let options = Options { seed, rounds, players, minutes, hz, ..Options::default() };
    simulate_round(&options, round).map_err(|err| Usage(err.to_string()))
}

fn told(written: &[std::path::PathBuf], folder: &Path, out: &mut dyn Write) -> Result<Outcome> {
    written.iter().try_for_each(|path| writeln!(out, "wrote {}", super::shown(path)))?;
    writeln!(out, "look at it with `filmroom {}`", super::argument(folder))?;
    Ok(Outcome::Done)
}

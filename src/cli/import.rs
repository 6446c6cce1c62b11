//! `filmroom import`: another recorder's file as the specification's lines.

use super::args::{Common, Import};
use super::inputs::{piped, tell};
use super::summary::count;
use super::work::Work;
use super::{Outcome, say, write};
use crate::et::import::{Made, import};
use crate::ingest::Source;
use color_eyre::Result;
use color_eyre::eyre::eyre;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

pub(super) fn run(common: &Common, args: &Import, out: &mut dyn Write) -> Result<Outcome> {
    const STOPPED: Outcome = Outcome::Interrupted("nothing was written");
    let work = Work::begin(common);
    let source = if args.file == Path::new("-") { piped(&work)? } else { Some(Source::File(args.file.clone())) };
    let Some(source) = source else { return Ok(STOPPED) };
    let Ok((made, problems)) = import(&source, work.progress()) else { return Ok(STOPPED) };
    drop(work);
    tell(&problems);
    let Some(made) = made.filter(|made| !made.is_empty()) else {
        say(&format!(
            "{}: no format that can be imported (server log, stats JSON, proximity tracker), or no round in it; nothing was written",
            source.name()
        ));
        return Ok(Outcome::Problems);
    };
    let (samples, events): (Vec<&Made>, Vec<&Made>) = made.iter().partition(|line| line.sample);
    let counted = (events.len() as u64, samples.len() as u64);
    let files = [("events.jsonl", text(&events)), ("snapshots.jsonl", text(&samples))];
    if let Some(stands) = stands(&args.out, &files) {
        let why = "is there already with another content: give another folder with --out";
        return Err(eyre!("{} {why}", stands.display()));
    }
    let files = files.iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (*name, text.as_bytes()));
    let written = write::all(&args.out, files, std::slice::from_ref(&args.file))?;
    for path in &written {
        writeln!(out, "wrote {}", super::shown(path))?;
    }
    writeln!(out, "{} and {}", count(counted.0, "event"), count(counted.1, "snapshot"))?;
    writeln!(out, "look at it with `filmroom {}`", super::argument(&args.out))?;
    Ok(if problems.is_empty() { Outcome::Done } else { Outcome::Problems })
}

/// A file of another recording at one of the places: replacing it would lose that one, and mix both where this one has no
/// such file. The same again is fine.
fn stands(folder: &Path, files: &[(&str, String)]) -> Option<PathBuf> {
    let places = files.iter().map(|(name, text)| (folder.join(name), text));
    let is_other = |(place, text): &(PathBuf, &String)| match fs::read(place) {
        Ok(bytes) => bytes != text.as_bytes(),
        // What cannot be read is not known to be the same.
        Err(_) => place.is_file(),
    };
    places.filter(|(place, _)| place.is_file()).find(is_other).map(|(place, _)| place)
}

fn text(lines: &[&Made]) -> String {
    lines.iter().flat_map(|line| [line.json.as_str(), "\n"]).collect()
}

//! Files to rounds: the files of one folder belong together (E1).

use super::import::{self, File, Format, Kept, Names};
use super::record::{Chunk, Learnt};
use super::round::{Inside, Round, Rows, SampleRows, build};
use crate::film::{Problems, Progress, cores};
use crate::ingest::{Segment, Source, Stopped, scan_on, sniff};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What a pair of files (or a folder's files) held.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// In order of first appearance.
    pub rounds: Vec<Round>,
    /// What was wrong in the input; everything else was read.
    pub problems: Problems,
}

/// Reads files that belong together: events and snapshots of one folder. E1: without any `round_id` in them the round
/// is called `round`; a line without one belongs to their only round, or is a problem if there are several.
///
/// # Errors
/// [`Stopped`] when `progress` was asked to stop.
pub fn load(sources: &[Source], progress: &Progress) -> Result<Loaded, Stopped> {
    load_on(cores(), sources, progress)
}

/// Like [`load`], on so many threads; the rounds are the same on any number.
///
/// # Errors
/// [`Stopped`] when `progress` was asked to stop.
pub fn load_on(threads: usize, sources: &[Source], progress: &Progress) -> Result<Loaded, Stopped> {
    // A source that cannot be looked at cannot be read either, and the reading says why.
    let formats: Vec<Option<Format>> =
        sources.iter().map(|source| sniff(source).ok().and_then(|head| Format::tell(&head))).collect();
    let learnt = Learnt::default();
    let (parts, mut problems) =
        scan_on(threads, sources, progress, |segment, problems| match formats.get(segment.source) {
            Some(Some(_)) => Part::Foreign(import::keep(segment)),
            _ => Part::Own(Chunk::read(segment, &learnt, problems)),
        })?;
    let names: Vec<Arc<str>> = sources.iter().map(Source::name).collect();
    let chunks = chunks(parts, &formats, &names, &mut problems);
    Ok(assemble(threads, chunks, &names, problems))
}

/// Rounds of chunks that come in the order of their files, on so many threads; `names` are the files'.
pub(super) fn assemble(threads: usize, chunks: Vec<Chunk>, names: &[Arc<str>], mut problems: Problems) -> Loaded {
    let rows = group(chunks, &mut problems);
    let rounds = rows.into_iter().map(|rows| build(threads, rows, names.to_vec())).collect();
    Loaded { rounds, problems }
}

/// Parses files without joining their rows to rounds, and counts those: what reading costs at least. For measuring.
///
/// # Errors
/// [`Stopped`] when `progress` was asked to stop.
#[doc(hidden)]
pub fn parse_only(threads: usize, sources: &[Source], progress: &Progress) -> Result<usize, Stopped> {
    let learnt = Learnt::default();
    let read = |segment: &Segment<'_>, problems: &mut Problems| Chunk::read(segment, &learnt, problems);
    let (chunks, _) = scan_on(threads, sources, progress, read)?;
    Ok(chunks.iter().map(|(_, chunk)| chunk.events.len() + chunk.samples.len()).sum())
}

/// What one segment held.
enum Part {
    Own(Chunk),
    /// Lines of another format, which only make sense together.
    Foreign(Vec<Kept>),
}

/// Puts the lines of foreign files together and reads them.
fn chunks(
    parts: Vec<(usize, Part)>,
    formats: &[Option<Format>],
    names: &[Arc<str>],
    problems: &mut Problems,
) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    let mut foreign: BTreeMap<usize, Vec<Kept>> = BTreeMap::new();
    for (source, part) in parts {
        match part {
            Part::Own(chunk) => chunks.push(chunk),
            Part::Foreign(lines) => foreign.entry(source).or_default().extend(lines),
        }
    }
    let mut given = Names::default();
    for (source, lines) in foreign {
        if let (Some(name), Some(Some(format))) = (names.get(source), formats.get(source)) {
            let file = File { name: name.clone(), lines };
            let made = file.made(*format, &mut given, problems);
            chunks.push(Chunk::made(source, name, &made, problems));
        }
    }
    chunks
}

/// Sorts the rows of all chunks by round, in order of first appearance.
fn group(chunks: Vec<Chunk>, problems: &mut Problems) -> Vec<Rows> {
    let mut places: HashMap<Arc<str>, usize> = HashMap::new();
    let mut rounds: Vec<Rows> = Vec::new();
    for (id, map) in chunks.iter().flat_map(|chunk| &chunk.rounds) {
        let Some(id) = id else { continue };
        let place = *places.entry(id.clone()).or_insert(rounds.len());
        if place == rounds.len() {
            rounds.push(Rows { id: id.clone(), map: None, events: Vec::new(), samples: Vec::new() });
        }
        if rounds[place].map.is_none() {
            rounds[place].map.clone_from(map);
        }
    }
    let loose = chunks.iter().any(|chunk| !chunk.loose.is_empty());
    if rounds.is_empty() && loose {
        rounds.push(Rows { id: Arc::from("round"), map: None, events: Vec::new(), samples: Vec::new() });
    }
    // E1: a line without an id belongs to the only round there is.
    let only = (rounds.len() == 1).then_some(0);
    for chunk in chunks {
        if loose && only.is_none() {
            chunk.complain_loose(problems);
        }
        let place: Vec<Option<usize>> =
            chunk.rounds.iter().map(|(id, _)| id.as_ref().map_or(only, |id| places.get(id).copied())).collect();
        if let (Some(only), Some((_, Some(map)))) = (only, chunk.rounds.first()) {
            rounds[only].map.get_or_insert_with(|| map.clone());
        }
        let place = |round: u32| place.get(round as usize).copied().flatten();
        let samples_mixed = chunk.mixes();
        let mixed = chunk.events.windows(2).any(|pair| pair[0].round != pair[1].round);
        for (place, rows) in by_place(chunk.events, mixed, |row| place(row.round)) {
            rounds[place].events.push(rows);
        }
        let Chunk { besides, words, numbers, samples, seen, .. } = chunk;
        for (place, rows) in by_place(samples, samples_mixed, |row| place(besides[row.beside as usize].round)) {
            let samples = &mut rounds[place].samples;
            let number = samples.len();
            let (besides, words, numbers) = (besides.clone(), words.clone(), numbers.clone());
            let seen = if samples_mixed { Inside::look(&rows).into() } else { seen.clone() };
            samples.push(SampleRows { number, rows, besides, words, numbers, seen });
        }
    }
    rounds.retain(|rows| !rows.events.is_empty() || !rows.samples.is_empty());
    rounds
}

/// The rows of each round of a chunk, in file order; nearly always there is one, and nothing is copied.
fn by_place<T>(rows: Vec<T>, mixed: bool, place: impl Fn(&T) -> Option<usize>) -> Vec<(usize, Vec<T>)> {
    if !mixed {
        let place = rows.first().and_then(place);
        return place.map(|place| (place, rows)).into_iter().collect();
    }
    let mut rounds: BTreeMap<usize, Vec<T>> = BTreeMap::new();
    for row in rows {
        if let Some(place) = place(&row) {
            rounds.entry(place).or_default().push(row);
        }
    }
    rounds.into_iter().collect()
}

#[cfg(test)]
mod spread_tests;
#[cfg(test)]
mod tests;

//! The rows of one stretch of a file, with its words kept once.

use super::super::import::Made;
use super::super::round::Inside;
use super::fields::clip;
use super::packed::Packed;
use super::{Beside, EventRow, Learnt, Memory, Row, SampleRow, row};
use crate::film::{Problem, Problems, clean_text};
use crate::ingest::{Line, Segment};
use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroU32;
use std::sync::Arc;

/// Longest word (name, weapon, guid) that is kept; longer ones are cut.
const WORD: usize = 120;

/// A round's id and map, as far as they are named.
pub(in super::super) type Named = (Option<Arc<str>>, Option<Arc<str>>);

/// A word of a chunk, by its place in [`Chunk::words`]. Samples repeat the same few words a hundred thousand times; a
/// number costs no counting of references.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) struct WordId(NonZeroU32);

impl WordId {
    /// The word, in the words of its chunk.
    pub(in super::super) fn of(self, words: &[Arc<str>]) -> Option<&Arc<str>> {
        words.get(self.0.get() as usize - 1)
    }
}

/// Words of a chunk: each text is kept once, however often it is written.
#[derive(Debug)]
pub(in super::super) struct Words {
    list: Vec<Arc<str>>,
    known: HashMap<Box<str>, Option<WordId>>,
    /// Texts met last, by [`place`]: most words are found here, without a hash.
    recent: Box<[Option<Met>; PLACES]>,
    /// Round ids in order of first appearance, with the first map named beside each; index 0 is "no `round_id`".
    rounds: Vec<Named>,
    round_of: HashMap<Box<str>, u32>,
    last_round: (Box<str>, u32),
    besides: Vec<Beside>,
    beside_of: BTreeMap<Beside, u32>,
    /// Whether one of them names no round.
    loose: bool,
    /// Numbers that need more room than a row has, see [`Packed`].
    numbers: Vec<f64>,
}

const PLACES: usize = 256;

/// A text and its word, if there was room for one.
type Met = (Box<str>, Option<WordId>);

/// Where a text is looked for first.
fn place(text: &[u8]) -> usize {
    let spread =
        text.iter().take(16).fold(text.len(), |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)));
    (spread ^ spread >> 8) % PLACES
}

impl Default for Words {
    fn default() -> Words {
        Words {
            list: Vec::new(),
            known: HashMap::new(),
            recent: Box::new([const { None }; PLACES]),
            rounds: vec![(None, None)],
            round_of: HashMap::new(),
            last_round: ("".into(), 0),
            besides: Vec::new(),
            beside_of: BTreeMap::new(),
            loose: false,
            numbers: Vec::new(),
        }
    }
}

impl Words {
    /// A number as a row keeps it.
    pub(super) fn pack(&mut self, number: f64) -> Packed {
        Packed::of(number, &mut self.numbers)
    }

    /// Those that rows have no room for.
    #[cfg(test)]
    pub(super) fn numbers(&self) -> &[f64] {
        &self.numbers
    }

    /// The words and the rounds so far.
    #[cfg(test)]
    pub(super) fn parts(&self) -> (&[Arc<str>], &[Named]) {
        (&self.list, &self.rounds)
    }

    /// What samples so far said beside their numbers.
    pub(super) fn besides(&self) -> &[Beside] {
        &self.besides
    }

    /// The index of what a sample says beside its numbers.
    pub(super) fn beside(&mut self, beside: Beside) -> u32 {
        *self.beside_of.entry(beside).or_insert_with(|| {
            self.besides.push(beside);
            self.loose |= beside.round == 0;
            u32::try_from(self.besides.len() - 1).unwrap_or(u32::MAX) // fewer than the lines of a block
        })
    }

    /// The text made harmless; `None` when nothing is left.
    pub(super) fn clean(&mut self, text: &str) -> Option<Arc<str>> {
        self.id(text).and_then(|id| id.of(&self.list)).cloned()
    }

    /// A word by its number.
    pub(super) fn word(&self, id: WordId) -> Option<Arc<str>> {
        id.of(&self.list).cloned()
    }

    /// Like [`Words::id`], of ASCII: words met before are not looked at letter by letter again.
    pub(super) fn id_of_ascii(&mut self, text: &[u8]) -> Option<WordId> {
        match &self.recent[place(text)] {
            Some((known, id)) if known.as_bytes() == text => *id,
            _ => self.id(std::str::from_utf8(text).ok()?),
        }
    }

    /// Like [`Words::clean`], as a number.
    pub(super) fn id(&mut self, text: &str) -> Option<WordId> {
        let place = place(text.as_bytes());
        if let Some((_, id)) = self.recent[place].as_ref().filter(|(known, _)| **known == *text) {
            return *id;
        }
        let id = match self.known.get(text) {
            Some(id) => *id,
            None => self.add(text),
        };
        if text.len() <= WORD {
            self.recent[place] = Some((text.into(), id));
        }
        id
    }

    fn add(&mut self, text: &str) -> Option<WordId> {
        let clean = clean_text(clip(text, WORD));
        let clean = clean.trim();
        let id = if clean.is_empty() {
            None
        } else {
            self.list.push(Arc::from(clean));
            u32::try_from(self.list.len()).ok().and_then(NonZeroU32::new).map(WordId)
        };
        if text.len() <= WORD {
            self.known.insert(text.into(), id);
        }
        id
    }

    /// An already harmless text.
    pub(super) fn keep(&mut self, text: &str) -> Arc<str> {
        self.clean(text).unwrap_or_else(|| Arc::from(clip(text, WORD)))
    }

    /// The index of a round id in ASCII; a blank one is none.
    pub(super) fn round_of_ascii(&mut self, id: &[u8]) -> u32 {
        if self.last_round.0.as_bytes() == id && self.last_round.1 != 0 {
            return self.last_round.1;
        }
        let id = std::str::from_utf8(id).unwrap_or_default();
        if id.trim().is_empty() { 0 } else { self.round(id) }
    }

    /// The index of a round id.
    pub(super) fn round(&mut self, id: &str) -> u32 {
        if *self.last_round.0 == *id && self.last_round.1 != 0 {
            return self.last_round.1;
        }
        let index = match self.round_of.get(id) {
            Some(index) => *index,
            None => {
                let index = u32::try_from(self.rounds.len()).unwrap_or(u32::MAX);
                self.rounds.push((Some(Arc::from(id)), None));
                self.round_of.insert(id.into(), index);
                index
            }
        };
        self.last_round = (id.into(), index);
        index
    }

    /// The first map named beside a round id stays.
    pub(super) fn map(&mut self, round: u32, map: &str) {
        let known = self.rounds.get(round as usize).is_none_or(|(_, map)| map.is_some());
        if !known {
            let word = self.clean(map);
            if let Some((_, slot)) = self.rounds.get_mut(round as usize) {
                *slot = word;
            }
        }
    }
}

/// Makes room before the first row, for as many as may still come. Room that is never filled costs no memory, while
/// growing would move what is there.
fn make_room<T>(rows: &mut Vec<T>, line: &Line<'_>, segment: &Segment<'_>) {
    if rows.is_empty() {
        let before = usize::try_from(line.number - segment.first_line).unwrap_or(0);
        rows.reserve_exact((segment.feeds + 1).saturating_sub(before));
    }
}

/// Gives room back of which less than half was filled: most lines were others.
fn give_back<T>(rows: &mut Vec<T>) {
    if rows.capacity() / 2 > rows.len() {
        rows.shrink_to_fit();
    }
}

/// What one segment held.
#[derive(Debug, Clone)]
pub(in super::super) struct Chunk {
    /// Event lines in file order.
    pub(in super::super) events: Vec<EventRow>,
    /// Samples in file order.
    pub(in super::super) samples: Vec<SampleRow>,
    /// What the samples say beside their numbers.
    pub(in super::super) besides: Arc<[Beside]>,
    /// What the words in there mean.
    pub(in super::super) words: Arc<[Arc<str>]>,
    /// Numbers of the samples that need more room than a row has.
    pub(in super::super) numbers: Arc<[f64]>,
    /// (id, map) in order of first appearance; index 0 is "no `round_id`".
    pub(in super::super) rounds: Vec<Named>,
    /// What the samples are like.
    pub(in super::super) seen: Box<Inside>,
    /// Line and offset of every row without a `round_id`.
    pub(in super::super) loose: Vec<(u64, u64)>,
    /// The file.
    pub(in super::super) name: Arc<str>,
}

impl Chunk {
    fn new(name: &Arc<str>) -> Chunk {
        Chunk {
            events: Vec::new(),
            samples: Vec::new(),
            besides: Arc::default(),
            words: Arc::default(),
            numbers: Arc::default(),
            seen: Box::default(),
            rounds: Vec::new(),
            loose: Vec::new(),
            name: name.clone(),
        }
    }

    /// Reads a segment's lines. What is wrong goes to `problems`; blank lines are skipped.
    pub(in super::super) fn read(segment: &Segment<'_>, learnt: &Learnt, problems: &mut Problems) -> Chunk {
        let mut memory = Memory::with(learnt.take());
        let mut chunk = Chunk::new(segment.name);
        let mut notes = Vec::new();
        let mut lines = segment.lines();
        loop {
            if let Some((sample, line)) = lines.next_known(|ahead| memory.sample_again(ahead)) {
                chunk.keep(sample, &line, segment, &memory.words);
                continue;
            }
            let Some(line) = lines.next() else { break };
            if line.is_blank() {
                continue;
            }
            let result = row(line.bytes, &mut memory, &mut notes).or_else(|error| {
                // Old clients write names in their own code page: such a line is read with those letters replaced.
                match std::str::from_utf8(line.bytes) {
                    Ok(_) => Err(error),
                    Err(_) => row(String::from_utf8_lossy(line.bytes).as_bytes(), &mut memory, &mut notes),
                }
            });
            for note in notes.drain(..) {
                problems.push(segment.problem(&line, note));
            }
            match result {
                Ok(Row::Event(mut row)) => {
                    row.event.source = u16::try_from(segment.source).unwrap_or(u16::MAX);
                    row.event.line = line.number;
                    chunk.note(row.round, &line);
                    make_room(&mut chunk.events, &line, segment);
                    chunk.events.push(row);
                }
                Ok(Row::Sample(sample)) => chunk.keep(sample, &line, segment, &memory.words),
                Ok(Row::Entity) => {}
                Err(reason) if !line.ended => {
                    let reason = format!("the file ends in half a line ({reason}); was it cut while being written?");
                    problems.push(segment.problem(&line, reason));
                }
                Err(reason) => problems.push(segment.problem(&line, reason)),
            }
        }
        learnt.keep(memory.again);
        chunk.seen = Inside::look(&chunk.samples).into();
        give_back(&mut chunk.samples);
        give_back(&mut chunk.events);
        chunk.rounds = memory.words.rounds;
        chunk.words = memory.words.list.into();
        chunk.besides = memory.words.besides.into();
        chunk.numbers = memory.words.numbers.into();
        chunk
    }

    /// Notes where a row is that names no round.
    fn note(&mut self, round: u32, line: &Line<'_>) {
        if round == 0 {
            self.loose.push((line.number, line.offset));
        }
    }

    #[inline]
    fn keep(&mut self, sample: SampleRow, line: &Line<'_>, segment: &Segment<'_>, words: &Words) {
        if words.loose {
            self.note(words.besides.get(sample.beside as usize).map_or(0, |beside| beside.round), line);
        }
        make_room(&mut self.samples, line, segment);
        self.samples.push(sample);
    }

    /// Whether its samples may be of several rounds.
    pub(in super::super) fn mixes(&self) -> bool {
        self.besides.windows(2).any(|pair| pair[0].round != pair[1].round)
    }

    /// Reads lines that were made from another format; each keeps the place of the line that it was made from.
    pub(in super::super) fn made(source: usize, name: &Arc<str>, made: &[Made], problems: &mut Problems) -> Chunk {
        let (mut memory, mut notes, mut chunk) = (Memory::default(), Vec::new(), Chunk::new(name));
        for line in made {
            let problem = |reason| Problem { file: name.clone(), line: line.number, offset: line.offset, reason };
            match row(line.json.as_bytes(), &mut memory, &mut notes) {
                Ok(Row::Event(mut row)) => {
                    row.event.source = u16::try_from(source).unwrap_or(u16::MAX);
                    row.event.line = line.number;
                    chunk.events.push(row);
                }
                Ok(Row::Sample(sample)) => chunk.samples.push(sample),
                Ok(Row::Entity) => {}
                Err(reason) => problems.push(problem(reason)),
            }
            notes.drain(..).for_each(|note| problems.push(problem(note)));
        }
        chunk.seen = Inside::look(&chunk.samples).into();
        chunk.rounds = memory.words.rounds;
        chunk.words = memory.words.list.into();
        chunk.besides = memory.words.besides.into();
        chunk.numbers = memory.words.numbers.into();
        chunk
    }

    /// A problem for every line that names no round although there are several.
    pub(in super::super) fn complain_loose(&self, problems: &mut Problems) {
        for (line, offset) in &self.loose {
            problems.push(Problem {
                file: self.name.clone(),
                line: *line,
                offset: *offset,
                reason: "no `round_id`, and these files hold several rounds: it belongs to none".to_owned(),
            });
        }
    }
}

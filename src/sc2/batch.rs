//! Many files at once: replays and logs, judged on all cores, given out in the order of the input as soon as they are
//! there.

use super::film;
use super::game::{NotPvz, Pvz, Race};
use super::log::{self, LogRow, RowMeta};
use super::observe::{Observations, Sight};
use super::replay::{self, Outcome};
use super::rush::{Rules, Verdict, judge};
use super::scout::observe;
use crate::film::{Brief, Problem, Problems, Progress, Time, cores};
use crate::ingest::{Source, Stopped, contents};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

/// What is asked of every game.
#[derive(Debug, Clone)]
pub struct Question {
    /// Clocks, weights, combining.
    pub rules: Rules,
    /// How a replay's things count as seen; a log knows what the bot saw.
    pub sight: Sight,
    /// The moment asked about, if not the end.
    pub at: Option<Time>,
}

impl Question {
    fn judge(&self, obs: &Observations) -> Verdict {
        judge(obs, &self.rules, self.at.unwrap_or(Time::MAX))
    }
}

/// A judged game.
#[derive(Debug, Clone)]
pub struct Judged {
    /// Its log row (R14).
    pub row: LogRow,
    /// Its verdict.
    pub verdict: Verdict,
    /// Its film in numbers.
    pub brief: Brief,
}

/// The games of one file, and what was wrong in it.
pub type Answer = (Vec<Judged>, Problems);

/// The most of a file that is read: no replay comes near.
const MAX_FILE: u64 = 256 << 20;

/// Judges every game of the sources; `each` gets the answer of every source, in the order of the input.
///
/// # Errors
/// [`Stopped`] when `progress` was asked to stop; the answers before were given out.
pub fn judge_all(
    sources: &[Source],
    question: &Question,
    progress: &Progress,
    mut each: impl FnMut(usize, Answer),
) -> Result<(), Stopped> {
    sources.iter().for_each(|source| progress.expect(source.bytes()));
    let next = AtomicUsize::new(0);
    let (send, receive) = mpsc::channel();
    let cores = cores().min(sources.len()).max(1);
    thread::scope(|scope| {
        for _ in 0..cores {
            let send = send.clone();
            let next = &next;
            scope.spawn(move || {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(source) = sources.get(number) else { return };
                    let answer = if progress.stopped() { None } else { judge_source(source, question, progress).ok() };
                    if send.send((number, answer)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        // Answers that came before an earlier source's wait here.
        let (mut waiting, mut due) = (BTreeMap::new(), 0);
        for (number, answer) in receive {
            waiting.insert(number, answer);
            while let Some(answer) = waiting.remove(&due) {
                if let Some(answer) = answer {
                    each(due, answer);
                }
                due += 1;
            }
        }
    });
    if progress.stopped() { Err(Stopped) } else { Ok(()) }
}

/// Judges the games of one source: a replay by its first bytes, else a log.
///
/// # Errors
/// [`Stopped`] when `progress` was asked to stop.
pub fn judge_source(source: &Source, question: &Question, progress: &Progress) -> Result<Answer, Stopped> {
    let mut problems = Problems::default();
    match replay_bytes(source) {
        Ok(Some(bytes)) => {
            progress.add(source.bytes());
            match judge_replay(source, &bytes, question) {
                Ok(judged) => Ok((vec![judged], problems)),
                Err(problem) => {
                    problems.push(problem);
                    Ok((Vec::new(), problems))
                }
            }
        }
        Ok(None) => {
            // The log's reader tells progress itself, and expects its bytes once more: here they are already expected.
            let inner = Progress::default();
            let (games, problems) = log::load(std::slice::from_ref(source), &question.rules.settings, &inner)?;
            progress.add(source.bytes());
            Ok((games.iter().map(|game| judge_logged(game, question)).collect(), problems))
        }
        Err(reason) => {
            progress.add(source.bytes());
            problems.push(source.problem(reason));
            Ok((Vec::new(), problems))
        }
    }
}

/// A source's bytes, unpacked, if they begin like a replay, else `None`; the error is a sentence.
pub(super) fn replay_bytes(source: &Source) -> Result<Option<Vec<u8>>, String> {
    if matches!(source, Source::File(path) if !path.is_file()) {
        return Ok(None); // the log's reader says what is wrong with it
    }
    contents(source, 4, replay::looks_like_replay, MAX_FILE)
}

/// Judges a replay.
///
/// # Errors
/// Why it cannot be read, or why it is not a game of Protoss against Zerg.
pub fn judge_replay(source: &Source, bytes: &[u8], question: &Question) -> Result<Judged, Problem> {
    let game = replay::load(bytes).map_err(|error| error.problem(source.name()))?;
    let pvz = Pvz::of(&game).map_err(|why: NotPvz| source.problem(format!("{why} ({})", game.map)))?;
    let obs = observe(&pvz, &question.rules, question.sight);
    let result = pvz.protoss.outcome.map(|outcome| match outcome {
        Outcome::Win => "Victory",
        Outcome::Loss => "Defeat",
        Outcome::Tie => "Tie",
    });
    debug_assert_eq!(pvz.protoss.race, Some(Race::Protoss));
    let meta = RowMeta {
        file: source.name().to_string(),
        map: Some(game.map.clone()),
        rush_distance: None,
        result: result.map(str::to_owned),
        length: Some(game.length),
        config_hash: question.rules.hash(),
    };
    let verdict = question.judge(&obs);
    let brief = film::brief(&pvz, &source.name(), &question.rules, &obs, &verdict);
    Ok(Judged { row: LogRow::new(&meta, &obs, &verdict), verdict, brief })
}

fn judge_logged(game: &log::Logged, question: &Question) -> Judged {
    let meta = RowMeta {
        file: format!("{}:{}", game.file, game.line),
        map: game.map.clone(),
        rush_distance: game.rush_distance,
        result: game.result.clone(),
        length: game.length,
        config_hash: question.rules.hash(),
    };
    let verdict = question.judge(&game.observations);
    let brief = film::brief_logged(game, &question.rules, &verdict);
    Judged { row: LogRow::new(&meta, &game.observations, &verdict), verdict, brief }
}

/// What a list of games says at its foot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Games judged.
    pub games: usize,
    /// Games flagged by the reading in force.
    pub flagged: usize,
    /// Games on which the three readings differ.
    pub differing: usize,
}

impl Summary {
    /// Counts one more game.
    pub fn add(&mut self, verdict: &Verdict) {
        self.games += 1;
        self.flagged += usize::from(verdict.is_rushed());
        self.differing += usize::from(verdict.readings_differ());
    }
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {} games flagged; the three readings differ on {}", self.flagged, self.games, self.differing)
    }
}

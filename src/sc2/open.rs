//! What a list of games needs of this one: is this file ours, and what films are in it.

use super::batch::replay_bytes;
use super::film::{film, logged};
use super::game::{Game, Pvz};
use super::log::{self, is_log_line};
use super::observe::Sight;
use super::replay;
use super::rush::Rules;
use crate::film::{Opened, Problem, Problems, Progress};
use crate::ingest::{Head, Source, Stopped};
use std::sync::Arc;

/// How many lines are looked at before a file is called unknown.
const LOOKED_AT: usize = 50;

/// Whether a file is a replay, a detector's log, or a bot's notes. Notes have a time `t` like other games' rows, and
/// are told by their `kind`: ask here first.
#[must_use]
pub fn recognises(head: &Head) -> bool {
    head.lines().next().is_some_and(replay::looks_like_replay) || head.lines().take(LOOKED_AT).any(is_log_line)
}

/// Games that were read, ready to be judged by any rules.
#[derive(Debug)]
pub struct Held {
    kept: Vec<Kept>,
    problems: Problems,
}

#[derive(Debug)]
enum Kept {
    Replay(Arc<str>, Box<Game>),
    /// A log's notes are read by the rules themselves (R6, R9), so the lines are read again; they are few.
    Log(Source),
}

/// Reads the games of the sources.
///
/// # Errors
/// [`Stopped`] when `progress` was asked to stop.
pub fn hold(sources: &[Source], progress: &Progress) -> Result<Held, Stopped> {
    let mut held = Held { kept: Vec::new(), problems: Problems::default() };
    for source in sources {
        if progress.stopped() {
            return Err(Stopped);
        }
        match replay_bytes(source) {
            Ok(Some(bytes)) => {
                progress.expect(source.bytes());
                match replay::load(&bytes) {
                    Ok(game) => held.kept.push(Kept::Replay(source.name(), Box::new(game))),
                    Err(error) => held.problems.push(error.problem(source.name())),
                }
                progress.add(source.bytes());
            }
            Ok(None) => held.kept.push(Kept::Log(source.clone())),
            Err(reason) => held.problems.push(source.problem(reason)),
        }
    }
    Ok(held)
}

impl Held {
    /// Judges every game and makes its film.
    ///
    /// # Errors
    /// [`Stopped`] when `progress` was asked to stop.
    pub fn films(&self, rules: &Rules, sight: Sight, progress: &Progress) -> Result<Opened, Stopped> {
        let mut opened = Opened { films: Vec::new(), problems: self.problems.clone(), table: None };
        for kept in &self.kept {
            if progress.stopped() {
                return Err(Stopped);
            }
            match kept {
                Kept::Replay(name, game) => match Pvz::of(game) {
                    Ok(pvz) => opened.films.push(Arc::new(film(&pvz, name, rules, sight))),
                    Err(why) => {
                        let (file, reason) = (name.clone(), format!("{why} ({})", game.map));
                        opened.problems.push(Problem { file, line: 0, offset: 0, reason });
                    }
                },
                Kept::Log(source) => {
                    let (games, problems) = log::load(std::slice::from_ref(source), &rules.settings, progress)?;
                    opened.problems.append(problems);
                    opened.films.extend(games.iter().map(|game| Arc::new(logged(game, rules))));
                }
            }
        }
        Ok(opened)
    }
}

/// Reads and judges every game of the sources.
///
/// # Errors
/// [`Stopped`] when `progress` was asked to stop.
pub fn open(sources: &[Source], rules: &Rules, sight: Sight, progress: &Progress) -> Result<Opened, Stopped> {
    hold(sources, progress)?.films(rules, sight, progress)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::sniff;
    use std::borrow::Cow;

    fn ours(bytes: &[u8]) -> bool {
        recognises(&sniff(&Source::Memory { name: "m".into(), bytes: Cow::Owned(bytes.to_vec()) }).unwrap())
    }

    #[test]
    fn replays_rows_and_notes_are_told_from_other_games_rows() {
        assert!(ours(b"MPQ\x1b\0\x02\0\0rest") && ours(b"MPQ\x1a"));
        assert!(ours(b"{\"map_name\":\"M\",\"t_pool_seen\":18.8}\n") && ours(b"broken\n{\"t\":1,\"kind\":\"seen\"}\n"));
        let chat = format!("{{\"t\":1.0,\"kind\":\"chat\",\"text\":\"{}\"}}\n", "x".repeat(70_000));
        assert!(
            ours(format!("{chat}{{\"t\":9.0,\"kind\":\"seen\",\"what\":\"pool\"}}\n").as_bytes()),
            "a long first line"
        );
        assert!(!ours(b"{\"t\":1.0,\"type\":\"kill\",\"victim\":3}\n") && !ours(b"") && !ours(b"{\"a\":1}"));
        assert!(!ours(b"{\"t\":1.0,\"type\":\"damage\",\"kind\":\"rifle\"}"), "another game's row with a kind");
    }
}

//! The round that is being written: which it is, how far it is, and whether the screen goes along with it.

use super::library::Entry;
use super::round::Round;
use crate::film::Time;

/// A round that is being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    /// Its row; the film is the last of its unit.
    pub entry: Entry,
    /// Its film's id.
    pub id: String,
    /// Up to where everything is known.
    pub edge: Time,
    /// Whether it has come to its end.
    pub ended: bool,
    /// Whether the clock goes along with it.
    pub along: bool,
    /// For how many seconds nothing was written.
    pub quiet: u64,
}

impl Live {
    /// Whether this is the round on the screen.
    #[must_use]
    pub fn is(&self, round: &Round) -> bool {
        round.entry == self.entry && round.film.meta.id == self.id
    }

    /// What the status line says: `LIVE`, how far the clock is behind, for how long nothing came. Nothing for another
    /// round.
    #[must_use]
    pub fn words(&self, round: &Round) -> Option<String> {
        if !self.is(round) {
            return None;
        }
        let behind = round.playback.span().to - round.playback.clock();
        let mut words = match (self.ended, self.along) {
            (true, _) => "ENDED".to_owned(),
            (false, true) => "LIVE".to_owned(),
            (false, false) => format!("LIVE -{}:{:02}", behind.ms() / 60_000, behind.ms() / 1_000 % 60),
        };
        if self.quiet > 0 && !self.ended {
            words += &format!(" (no line for {} s)", self.quiet);
        }
        Some(words)
    }
}

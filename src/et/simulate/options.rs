//! What a simulated match looks like from outside, and which wishes cannot be met.

use thiserror::Error;

/// What to simulate. The same options give the same bytes on every machine.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Everything random follows from it.
    pub seed: u64,
    /// Rounds; the sides swap from each round to the next, two rounds are a stopwatch match.
    pub rounds: u32,
    /// Players per side, 1 to 32.
    pub players: u32,
    /// Length of a round, 0.5 to 120 minutes.
    pub minutes: f64,
    /// Snapshots per second, 1 to 40; kept to whole server frames of 25 ms.
    pub hz: u32,
    /// Ends a round as soon as the attackers have brought the papers home this often; `None` plays to the time limit.
    pub win_at: Option<u32>,
    /// What the rounds are called: `<name>-r1`, `<name>-r2`.
    pub name: String,
}

impl Default for Options {
    fn default() -> Options {
        Options { seed: 1, rounds: 2, players: 3, minutes: 10.0, hz: 5, win_at: None, name: "demo".to_owned() }
    }
}

/// Options that mean nothing.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum SimulateError {
    /// Not 1 to 32 players per side.
    #[error("{0} players per side: give 1 to 32 (a server has 64 slots)")]
    Players(u32),
    /// Not 0.5 to 120 minutes.
    #[error("a round lasts 0.5 to 120 minutes")]
    Minutes,
    /// Not 1 to 40 samples per second.
    #[error("{0} snapshots per second: give 1 to 40 (a server frame is 25 ms)")]
    Hz(u32),
    /// Not 1 to 1,000 rounds.
    #[error("{0} rounds: give 1 to 1000")]
    Rounds(u32),
    /// A round's name is also its file's.
    #[error("the name may hold letters, digits, `-` and `_` only")]
    Name,
    /// The embedded map is damaged (a bug: a test reads it).
    #[error("{0}")]
    Map(String),
}

impl Options {
    /// Refuses what cannot be simulated.
    pub(super) fn check(&self) -> Result<(), SimulateError> {
        if !(1..=32).contains(&self.players) {
            return Err(SimulateError::Players(self.players));
        }
        if !(0.5..=120.0).contains(&self.minutes) {
            return Err(SimulateError::Minutes);
        }
        if !(1..=40).contains(&self.hz) {
            return Err(SimulateError::Hz(self.hz));
        }
        if !(1..=1_000).contains(&self.rounds) {
            return Err(SimulateError::Rounds(self.rounds));
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if self.name.is_empty() || self.name.len() > 100 || !self.name.chars().all(plain) {
            return Err(SimulateError::Name);
        }
        Ok(())
    }
}

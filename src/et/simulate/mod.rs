//! The simulator: rounds that look like real ones, made from a seed, on a map of our own.
//!
//! ```text
//! options -> roster -> world: 25 ms frames { sample | players: mind -> walking, combat -> lives | grenades, waves }
//!                        |  aftermath (trades and the truth), objectives, rates (what it aims at)
//!                        v
//!            events.jsonl, snapshots.jsonl, truth
//! ```
//! The same options give the same bytes on every machine and for ever: chance comes from ChaCha8 by explicit draws
//! (`dice`), angles from libm (`space`), numbers are rounded in one place (`writer`). What it aims at stands in `rates`.
//!
//! The **truth** has one JSON line for every team-mate alive within 1,000 units of a death by an enemy: `t` of the death,
//! `victim`, `killer`, `player`, `dist`, the drawn `choice` (`answer`, `answer_late`, `keep_fighting`, `back_off`, `hold`,
//! `carry_on`, `revive`), `view_s` (how long it had a free line to the killer within 3 s), `closed` (when the chance
//! ended), `could` (within 800 units and at least 0.4 s of view), `attempted`, `traded`, `revived`.

mod aftermath;
mod agent;
mod combat;
mod dice;
mod lives;
mod map;
#[cfg(test)]
mod measure;
mod mind;
mod objectives;
mod options;
mod rates;
mod roster;
mod space;
#[cfg(test)]
mod tests;
mod walking;
mod world;
mod writer;

pub use options::{Options, SimulateError};
pub use writer::RoundFiles;

use std::io::Write;
use std::path::Path;

/// All rounds of a simulated match.
///
/// # Errors
/// Options that mean nothing.
pub fn simulate(options: &Options) -> Result<Vec<RoundFiles>, SimulateError> {
    options.check()?;
    (0..options.rounds).map(|round| simulate_round(options, round)).collect()
}

/// One round, counted from 0; it does not depend on the others.
///
/// # Errors
/// Options that mean nothing.
pub fn simulate_round(options: &Options, round: u32) -> Result<RoundFiles, SimulateError> {
    options.check()?;
    let map = map::Map::towpath().map_err(SimulateError::Map)?;
    let people = roster::people(options.seed, options.players as usize);
    Ok(world::World::new(map, options, &people, round).play())
}

/// Writes each round as `<round>.events.jsonl` and `<round>.snapshots.jsonl` into a folder, which is made if need be.
///
/// # Errors
/// Options that mean nothing (as `InvalidInput`), or what the file system says.
pub fn generate(options: &Options, dir: &Path) -> std::io::Result<Vec<String>> {
    let wrong = |e| std::io::Error::new(std::io::ErrorKind::InvalidInput, e);
    options.check().map_err(wrong)?;
    std::fs::create_dir_all(dir)?;
    let mut names = Vec::new();
    for round in 0..options.rounds {
        let files = simulate_round(options, round).map_err(wrong)?;
        for (kind, text) in [("events", &files.events), ("snapshots", &files.snapshots)] {
            let name = format!("{}.{kind}.jsonl", files.round_id);
            std::fs::File::create(dir.join(&name))?.write_all(text.as_bytes())?;
            names.push(name);
        }
    }
    Ok(names)
}

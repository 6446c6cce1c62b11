//! Schema-true files of any size for tests and benches: the same options give the same bytes, on any machine.
//!
//! A row is a small fight (see `fight`), so its totals, survivors, times and events agree with each other: without
//! dirt the checks of S7 find nothing. Dirt breaks one thing a row, in every way that files in the wild are broken.

mod dirt;
mod fight;
mod write;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::io::{self, Write};

/// What to make.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// How many rows.
    pub rows: u64,
    /// Units on a side.
    pub team_size: usize,
    /// Events of a row, about; 0 writes `null`.
    pub events: usize,
    /// Event families to write; empty is all of [`FAMILIES`].
    pub families: Vec<String>,
    /// Chance.
    pub seed: u64,
    /// Share of rows with something wrong, 0..1.
    pub dirt: f64,
    /// Keys in alphabetical order, as one real writer has them: `schema_version` comes last.
    pub sorted: bool,
    /// Add metrics of a namespace the specification does not name, before the totals.
    pub kernels: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            rows: 100,
            team_size: 5,
            events: 60,
            families: Vec::new(),
            seed: 1,
            dirt: 0.0,
            sorted: false,
            kernels: false,
        }
    }
}

/// The event families that can be written: those of specification 3, and positions.
pub const FAMILIES: [&str; 8] = [
    "hit_applied",
    "heal_applied",
    "shield_absorbed",
    "hit_mitigated",
    "hit_overkill",
    "hit_components",
    "cc_applied",
    "position",
];

/// Why a file cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Options that contradict themselves.
    #[error("{0}")]
    Options(String),
    /// The output cannot be written.
    #[error(transparent)]
    Write(#[from] io::Error),
}

/// Writes a file; returns how many lines were made wrong.
///
/// # Errors
/// Options out of their range, or an output that fails.
pub fn generate(options: &Options, out: &mut dyn Write) -> Result<u64, Error> {
    check(options)?;
    let (mut text, mut wrong) = (Vec::new(), 0);
    for row in 0..options.rows {
        // Every row has its own sequence, so that a longer file begins like a shorter one.
        let mut dice = Dice::new(options.seed, row);
        let fight = fight::fight(options, row, &mut dice);
        text.clear();
        if dice.chance(options.dirt) {
            wrong += 1;
            dirt::spoiled(&fight, options, &mut dice, &mut text);
        } else {
            write::row(&fight, options, &mut text);
        }
        text.push(b'\n');
        out.write_all(&text)?;
    }
    out.flush()?;
    Ok(wrong)
}

fn check(options: &Options) -> Result<(), Error> {
    let wrong = if !(1..=50).contains(&options.team_size) {
        format!("a side has 1 to 50 units, not {}", options.team_size)
    } else if options.events > 1_000_000 {
        format!("a row has at most 1,000,000 events, not {}", options.events)
    } else if !(0.0..=1.0).contains(&options.dirt) {
        format!("dirt is a share from 0 to 1, not {}", options.dirt)
    } else if let Some(odd) = options.families.iter().find(|family| !FAMILIES.contains(&family.as_str())) {
        format!("there is no event family `{odd}`; there are {}", FAMILIES.join(", "))
    } else {
        return Ok(());
    };
    Err(Error::Options(wrong))
}

/// Chance with a specified sequence (ChaCha8) and exact steps, so that a seed means one file for ever.
struct Dice(ChaCha8Rng);

impl Dice {
    fn new(seed: u64, stream: u64) -> Dice {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&stream.to_le_bytes());
        Dice(ChaCha8Rng::from_seed(key))
    }

    /// Even among 0..n; 0 when n is 0.
    fn below(&mut self, n: usize) -> usize {
        ((u64::from(self.0.next_u32()) * n as u64) >> 32) as usize
    }

    fn chance(&mut self, share: f64) -> bool {
        f64::from(self.0.next_u32()) < share * 4_294_967_296.0
    }

    fn word(&mut self) -> u64 {
        self.0.next_u64()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(options: &Options) -> Vec<u8> {
        let mut out = Vec::new();
        generate(options, &mut out).unwrap();
        out
    }

    #[test]
    fn the_same_options_give_the_same_bytes_and_more_rows_begin_alike() {
        let options = Options { rows: 20, dirt: 0.3, ..Options::default() };
        let bytes = made(&options);
        assert_eq!(bytes, made(&options));
        assert!(made(&Options { rows: 40, ..options.clone() }).starts_with(&bytes));
        assert_ne!(bytes, made(&Options { seed: 2, ..options }));
    }

    #[test]
    fn rows_are_json_with_about_as_many_events_as_asked() {
        let bytes = made(&Options { rows: 30, events: 200, kernels: true, sorted: true, ..Options::default() });
        let mut events = 0;
        for line in bytes.split(|&b| b == b'\n').filter(|line| !line.is_empty()) {
            let row: serde_json::Value = serde_json::from_slice(line).unwrap();
            assert_eq!(row["context"]["team_a_ids"].as_array().unwrap().len(), 5);
            events += row["events"].as_array().unwrap().len();
        }
        assert!((100..=300).contains(&(events / 30)), "{} events a row", events / 30);
    }

    #[test]
    fn only_the_families_that_were_asked_for() {
        let options = Options { rows: 5, families: vec!["hit_applied".into()], ..Options::default() };
        let text = String::from_utf8(made(&options)).unwrap();
        assert!(text.contains("\"hit_applied\"") && !text.contains("\"position\""));
        let odd = Options { families: vec!["hits".into()], ..Options::default() };
        assert!(generate(&odd, &mut io::sink()).unwrap_err().to_string().contains("hit_applied"));
    }
}

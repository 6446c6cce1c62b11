//! StarCraft II: replays and detector logs, and the Zergling rush detector of specification 2.
//!
//! ```text
//!   .SC2Replay ──replay──▶ Game ──observe──▶ Observations ──rush::judge──▶ Verdict ──▶ log row, Film
//!   JSONL      ──log─────────────────────▶ Observations
//! ```
//!
//! The detector sees observations only, so that a bot's live notes, a log row and a replay are judged by one function.

pub mod batch;
pub mod facts;
pub mod film;
pub mod game;
pub mod log;
pub mod observe;
mod open;
pub mod replay;
pub mod rush;
pub mod scout;

pub use film::{GAME, finding_kinds};
pub use game::Game;
pub use open::{Held, hold, open, recognises};
pub use replay::{ReplayError, load};

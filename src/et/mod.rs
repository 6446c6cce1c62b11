//! ET:Legacy stopwatch rounds: records, lives, analysis, outputs and the film.
//!
//! ```text
//!   lines ──record──▶ Chunk (rows) ──round::build──▶ Round ──analysis──▶ Analysis ──output──▶ seven .jsonl files
//!                                     lives, slots,         one file per
//!                                     borders, sides        section of E3-E7
//! ```

pub mod analysis;
pub mod config;
pub mod demo;
mod film;
mod ids;
pub mod import;
pub mod live;
mod load;
pub mod maps;
mod order;
pub mod output;
pub mod places;
mod position;
mod record;
mod round;
pub mod simulate;

pub use film::{GAME, brief, callouts, film, finding_kinds, findings_film, season};
pub use load::{Loaded, load, load_on, parse_only};
pub use order::{At, Steps};
pub use position::{Fix, Reach, distance};
pub use round::{
    Capabilities, Closing, Death, Details, Event, Kind, Life, LifeEnd, LifeStart, Party, Player, PlayerId, Raised,
    Remark, Round, Samples, Team,
};

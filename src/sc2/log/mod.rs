//! Detector logs: rows and live notes in (JSONL), log rows out (JSONL, CSV, table).
//!
//! ```text
//!   one row a game        {"map_name":..,"t_pool_seen":18.9,..}  ─┐
//!   one observation a line {"t":71.0,"kind":"seen",..}           ─┴▶ Logged: observations, what the bot said
//!   LogRow ◀── observations + verdict
//! ```

mod live;
mod load;
mod read;
mod table;
mod write;

pub(in crate::sc2) use load::is_log_line;
pub use load::{Logged, Said, load};
pub use table::table;
pub use write::{LogRow, RowMeta, SCHEMA_VERSION, csv, jsonl};

//! Telemetry rows (specification 3): look into a file of any size at once, and answer what people ask of it.
//!
//! ```text
//!   sources ──index──▶ Telemetry (a line and typed small members for every row, events untouched)
//!                         ├─ row: one row opened        ├─ filter: which rows?      ├─ film: one row as a Film
//!                         ├─ check: what disagrees      ├─ summary: rates           └─ diff: two runs
//!   long ──▶ all of it as a table that any screen can show
//!   generate ──▶ schema-true files for tests and benches
//! ```

pub mod check;
mod cursor;
pub mod diff;
pub mod film;
pub mod filter;
pub mod generate;
pub mod index;
pub mod list;
mod long;
mod matchup;
pub mod row;
mod side;
mod sniff;
mod store;
pub mod summary;

pub use cursor::{Fault, FaultKind};
pub use film::GAME;
pub use filter::Filter;
pub use index::{Index, Telemetry};
pub use long::Table;
pub use row::Row;
pub use side::Side;
pub use sniff::recognises;

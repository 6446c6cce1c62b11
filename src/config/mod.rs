//! Layered configuration: fields with defaults, sources, hash and helpful errors. Knows no game.

mod hash;
mod table;

pub use hash::fingerprint;
pub use table::{Field, Kind, Table, Value};
pub(crate) use table::{Scalar, table};

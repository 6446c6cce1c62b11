//! The output contract: seven files of JSON lines with a fixed order of lines and fields (E8).

mod files;
mod json;
mod trades;

pub use files::{FILES, Writers, rows};

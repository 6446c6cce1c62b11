//! The drawing parts of the screens: pure functions over a film and a small view state.
//!
//! ```text
//!   map/ ── the ground from above      timeline ── ruler and lanes      findings ── the list
//!   evidence ── why it is one          table, bars, matrix ── any sheet prompt, bar ── a line each
//!   board ── a live sheet              curves ── measures over time      verdict ── what a reviewer said
//!   paint ── cells, clipped            list, rows ── selection, filter
//! ```

pub mod bar;
pub mod bars;
pub mod board;
pub mod curves;
pub mod evidence;
pub mod findings;
pub mod legend;
pub mod list;
pub mod map;
pub mod matrix;
pub mod paint;
pub mod prompt;
pub mod rows;
pub mod strip;
pub mod table;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
pub mod timeline;
pub mod verdict;

//! The drawing parts of the screens: pure functions over a film and a small view state.

pub mod map;
pub mod paint;
#[cfg(test)]
pub(crate) mod testing;

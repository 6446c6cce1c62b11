//! The drawing parts of the screens: pure functions over a film and a small view state.

pub mod paint;

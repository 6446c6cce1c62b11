//! The terminal application. Knows films and verdicts, no game.

pub mod action;
pub mod key;
pub mod keymap;

//! The terminal application. Knows films and verdicts, no game.

pub mod glyphs;
pub mod theme;
pub mod widgets;

pub mod action;
pub mod key;
pub mod keymap;
mod terminal;

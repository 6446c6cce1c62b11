//! The terminal application. Knows films and verdicts, no game.

pub mod glyphs;
pub mod theme;
pub mod widgets;

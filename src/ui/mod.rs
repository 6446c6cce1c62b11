//! The terminal application. Knows films and verdicts, no game.

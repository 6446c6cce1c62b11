//! ET:Legacy stopwatch rounds: records, lives, analysis, outputs and the film.

pub mod config;

//! filmroom: look into a round with its evidence.
//!
//! The library behind the terminal program: rounds are read ([`film`] is the shape every game ends in), analysed by a
//! pure function of round and configuration, and shown or written by the same numbers.

pub mod cli;
pub mod config;
pub mod et;
pub mod film;
pub mod ingest;
pub mod report;
pub mod review;
pub mod sc2;
pub mod shelf;
pub mod sim;
pub mod ui;

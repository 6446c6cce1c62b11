//! filmroom: look into a match with its evidence.
//!
//! The library behind the terminal program. Files become films: one shape that every game ends in, with who was where,
//! what happened, and *findings*, each with the gates that decided it. Analysis is a pure function of round and
//! configuration: the screens, the exports and your own program get the same numbers.
//!
//! ```text
//!   files ── ingest ──▶ a game's own model ── analysis ──▶ Film ──▶ review (verdicts) ──▶ ui, report, cli
//!            lines        et::Round                        film::Film
//!            and rows     sc2, sim
//! ```
//!
//! # Read rounds, list candidates
//!
//! A [`shelf::Library`] finds the rounds behind paths, whatever game they are of, and opens them one by one:
//!
//! ```
//! use filmroom::film::{Progress, Remarks, Shelf};
//! use filmroom::shelf::{Configs, Library};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // The built-in demo; `Library::search(&["rounds/"], configs, &progress)?` takes files and folders.
//! let library = Library::demo(Configs::default())?;
//! let opened = library.open(0, &Remarks::default(), &Progress::default())?;
//! assert!(opened.problems.is_empty(), "broken lines are told, and the rest is read");
//!
//! let film = &opened.films[0];
//! println!("{}: {}", film.meta.title, film.meta.rule);
//! let candidates: Vec<_> = film.findings.iter().filter(|finding| finding.is_candidate()).collect();
//! for finding in &candidates {
//!     println!("{} {} ({:?})", finding.at, finding.title, finding.confidence);
//!     for gate in &finding.gates {
//!         // near pass 380.5 <= 600 u
//!         println!("  {} {} {} {}", gate.name, gate.outcome.as_str(), gate.value_text(), gate.limit_text());
//!     }
//! }
//! assert!(candidates.len() > 3);
//! assert!(candidates.iter().all(|finding| !finding.gates.is_empty() || finding.confidence.is_none()));
//! # Ok(())
//! # }
//! ```
//!
//! # A game's own model
//!
//! Below the films each game has a model of its own. A stopwatch round of ET:Legacy, with a threshold changed:
//!
//! ```
//! use filmroom::config::Document;
//! use filmroom::et::analysis::analyse;
//! use filmroom::et::config::{Config, Sources};
//! use filmroom::et::load;
//! use filmroom::film::Progress;
//! use filmroom::ingest::Source;
//! use filmroom::shelf::demo_files;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // Events and snapshots of a round; `Source::File(path)` for those on a disk.
//! let files = demo_files()?.into_iter().filter(|(name, _)| name.starts_with("towpath-3v3-r1"));
//! let sources: Vec<Source> = files.map(|(name, bytes)| Source::Memory { name: name.into(), bytes }).collect();
//! let loaded = load(&sources, &Progress::default())?;
//! let round = &loaded.rounds[0];
//!
//! let opportunities = |text: &str| -> Result<usize, Box<dyn std::error::Error>> {
//!     let file = Document::parse("mine.yaml", text.as_bytes()).map_err(|wrong| wrong.to_string())?;
//!     let config = Config::load(Sources { file: Some(&file), ..Sources::default() }).map_err(|wrong| wrong.to_string())?;
//!     let analysis = analyse(round, &config.for_map(round.map.as_deref()));
//!     // Without snapshots nobody can tell who stood near: then it is an error with the reason, not an empty list.
//!     Ok(analysis.trades.iter().flat_map(|trade| &trade.opportunities).map(Vec::len).sum())
//! };
//! // Whoever is allowed to be farther away had more opportunities.
//! assert!(opportunities("trade_dist: 1200")? > opportunities("trade_dist: 400")?);
//! # Ok(())
//! # }
//! ```
//!
//! # The rooms
//!
//! | module | holds |
//! |---|---|
//! | [`ingest`] | bytes to rows: lines with their places, packed files, problems |
//! | [`config`] | layered settings, every value with its source |
//! | [`et`] | ET:Legacy stopwatch rounds: records, lives, analysis, outputs |
//! | [`sc2`] | StarCraft II replays, logs and the detector of Zergling rushes |
//! | [`sim`] | telemetry rows of any size |
//! | [`film`] | the common shape, playback, the space-time index; no I/O |
//! | [`shelf`] | which game a file is of, and its films |
//! | [`review`] | verdicts: journal, queue, statistics, tuning |
//! | [`report`] | one self-contained page |
//! | [`ui`], [`cli`] | the terminal program |
//!
//! What is not known is `Option` or [`film::Outcome::Unknown`] with the reason, never 0.

pub mod cli;
pub mod config;
mod disk;
pub mod et;
pub mod film;
pub mod ingest;
pub mod report;
pub mod review;
pub mod sc2;
pub mod shelf;
pub mod sim;
pub mod ui;

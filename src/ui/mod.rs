//! The terminal application. Knows films and verdicts, no game.
//!
//! ```text
//!   keys ──keymap──▶ Action ──update──▶ App ──view──▶ frame
//!                               └──▶ Effect ──effect──▶ disk ──▶ Msg ──▶ update
//! ```

pub mod glyphs;
pub mod theme;
pub mod widgets;

pub mod action;
pub mod app;
mod boxes;
mod chrome;
pub mod clip;
pub mod effect;
pub mod key;
pub mod keymap;
mod layout;
mod run;
mod save;
mod screens;
mod terminal;
#[cfg(test)]
mod tests;
mod trying;
pub mod update;
pub mod view;
mod wire;

use crate::film::Shelf;
use crate::review::queue::{Look, Saved};
use crate::review::stats::Bar;
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use theme::Theme;

pub use layout::LEAST;

/// How the program looks and behaves.
#[derive(Debug, Clone)]
pub struct Options {
    /// Colours, ground and characters.
    pub theme: Theme,
    /// Whether the mouse is taken.
    pub mouse: bool,
    /// The most frames a second while the clock runs.
    pub fps: u8,
    /// The user's own keys: name of the action, keys.
    pub keys: BTreeMap<String, Vec<String>>,
    /// The user's own reasons for "false positive", by kind of finding.
    pub reasons: BTreeMap<String, Vec<String>>,
    /// Whether the next unreviewed finding is selected after a verdict.
    pub auto_advance: bool,
    /// How the findings are looked through at first.
    pub look: Look,
    /// Filters under names, from the configuration.
    pub filters: Saved,
    /// Whether the slice of each finding that is selected plays in a loop.
    pub looping: bool,
    /// Whether a round that is being written is what is looked at.
    pub live: bool,
    /// What the window is called while the program runs; empty leaves its name alone.
    pub title: String,
    /// What stands between the program and the terminal's clipboard.
    pub inside: clip::Multiplexer,
    /// Who reviews, and where verdicts are kept.
    pub review: crate::review::Options,
    /// What verdicts must prove before a precision is told and penalties may count.
    pub bar: Bar,
    /// The user's own configuration, whether it is there yet or not, and the folder of the map files.
    pub config: Option<ConfigPaths>,
}

impl Options {
    /// The usual ones, for this reviewer.
    #[must_use]
    pub fn new(review: crate::review::Options) -> Options {
        Options {
            theme: Theme::default(),
            mouse: false,
            fps: 15,
            keys: BTreeMap::new(),
            reasons: BTreeMap::new(),
            auto_advance: true,
            look: Look::default(),
            filters: Saved::default(),
            looping: false,
            bar: Bar::default(),
            config: None,
            live: false,
            title: String::new(),
            inside: clip::Multiplexer::of(|name| std::env::var(name).ok()),
            review,
        }
    }

    /// Where filters are saved under names; none without a state folder.
    #[must_use]
    pub fn filters_path(&self) -> Option<std::path::PathBuf> {
        self.review.state_folder.as_deref().map(Saved::path)
    }
}

/// Where tried settings may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigPaths {
    /// The user's own file.
    pub own: std::path::PathBuf,
    /// The folder of map files, one each.
    pub maps: Option<std::path::PathBuf>,
}

/// How the program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// The user left.
    Quit,
    /// A signal asked it to end; shells expect the code 128 + this.
    Signal(i32),
}

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The terminal cannot be used.
    #[error("the terminal cannot be used: {0}")]
    Io(#[from] io::Error),
    /// The last verdicts could not be written, and why.
    #[error("the last verdicts could not be saved: {0}")]
    Unsaved(String),
}

/// Shows the films of a shelf until the user leaves. The terminal is given back whatever happens, and every verdict
/// given is on the disk when this returns without an error.
///
/// # Errors
/// [`RunError`] when the terminal cannot be used, or the last verdicts could not be written.
pub fn run(shelf: &Arc<dyn Shelf>, options: Options) -> Result<Exit, RunError> {
    run::run(shelf, options)
}

//! How a screen asks for films without knowing any game: a shelf of units, each opened on demand by a worker thread.

use super::{Film, LongTable, Meta, Problems, Remarks, Time, ZoneChange};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// What can be opened as one thing: a pair of files, a folder's files, a replay. It may hold several films, or a table of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// For lists, harmless to print.
    pub name: String,
    /// The folder whose journal keeps the verdicts; `None` for the demo and standard input.
    pub folder: Option<PathBuf>,
    /// Whether it was met when the folder was searched: then everything in the folder is in units.
    pub searched: bool,
    /// Bytes to read, for progress; 0 when unknown.
    pub bytes: u64,
}

impl Unit {
    /// A sentence about it, after its name; one that begins with the name stands as it is.
    #[must_use]
    pub fn says(&self, sentence: &str) -> String {
        if sentence.starts_with(&self.name) { sentence.to_owned() } else { format!("{}: {sentence}", self.name) }
    }
}

/// What came out of opening a unit. Problems do not hinder the films that could be read.
#[derive(Debug, Clone, Default)]
pub struct Opened {
    /// The films, in order of first appearance.
    pub films: Vec<Arc<Film>>,
    /// What was wrong in the input.
    pub problems: Problems,
    /// Instead of films, rows that become films one at a time; nothing of them has been read yet.
    pub table: Option<Arc<dyn LongTable>>,
}

/// Progress of a long read, and the wish to stop it; shared between the worker and whoever waits.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
    total: AtomicU64,
    stop: AtomicBool,
}

impl Progress {
    /// Counts bytes that have been dealt with.
    pub fn add(&self, bytes: u64) {
        self.done.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Adds to what there is to do.
    pub fn expect(&self, bytes: u64) {
        self.total.fetch_add(bytes, Ordering::Relaxed);
    }

    /// (done, total) in bytes; a total of 0 is unknown.
    #[must_use]
    pub fn state(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }

    /// Asks the worker to stop at the next block.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Whether a stop was asked for.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// One threshold that a what-if may change, with its value in force: plain data, so that no screen knows a game.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// The key, as in a configuration file: `trade_dist`, `score_weights.missed_trade`.
    pub key: String,
    /// The heading it stands under in lists, as the specification groups them: `E4 trades`.
    pub group: &'static str,
    /// The value in force, as a file would hold it: `800`, `true`.
    pub value: String,
    /// The value when nobody says otherwise.
    pub default: String,
    /// Its unit: `u`, `s`, `deg`; empty for shares, factors and switches.
    pub unit: &'static str,
    /// What it accepts.
    pub range: Range,
    /// One sentence with the section of the specification.
    pub doc: &'static str,
    /// Who says so: `default`, a file with its line, a flag.
    pub source: String,
    /// Whether a map's own file may say it too.
    pub per_map: bool,
}

/// What a setting accepts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Range {
    /// A number from the first to the second.
    Number(f64, f64),
    /// A whole number from the first to the second.
    Whole(f64, f64),
    /// `true` or `false`.
    Switch,
    /// One of several names.
    Choice(&'static [&'static str]),
}

/// Something that changed on a shelf whose files are being written.
#[derive(Debug, Clone)]
pub enum News {
    /// Another unit was found: it comes behind those that are known.
    Found(Unit),
    /// A unit that is being written has grown.
    Grown(Grown),
    /// Nothing was written to the unit that is followed for so many seconds.
    Quiet {
        /// Which.
        unit: usize,
        /// How long.
        seconds: u64,
    },
    /// Nothing more can be told, and why.
    Lost(String),
}

/// A unit that is being written, as far as it is.
#[derive(Debug, Clone)]
pub struct Grown {
    /// Which.
    pub unit: usize,
    /// Its films; the last one is being written.
    pub opened: Result<Opened, String>,
    /// Up to where everything is known in the last film.
    pub edge: Time,
    /// Whether the last film has come to its end.
    pub ended: bool,
    /// Files that were cut or begun anew.
    pub anew: Vec<String>,
    /// What was heeded.
    pub remarks: Arc<Remarks>,
}

/// Where films come from. Implemented over the games; screens and commands know only this.
pub trait Shelf: Send + Sync {
    /// What was found, at once and without reading file bodies.
    fn units(&self) -> &[Unit];

    /// Reads one unit and analyses it, heeding what was said about it. Heavy: call it on a worker thread.
    ///
    /// # Errors
    /// A sentence for the reader when nothing of the unit can be read, or when a stop was asked for.
    fn open(&self, unit: usize, remarks: &Remarks, progress: &Progress) -> Result<Opened, String>;

    /// Like [`Shelf::open`], under changed settings: keys and values as a configuration file would hold them, over those
    /// in force. Nothing is kept but what was read, so that the next change is a matter of analysis alone. No changes are
    /// the settings in force.
    ///
    /// # Errors
    /// A sentence: a key or value that is wrong, what [`Shelf::open`] says, or that this shelf cannot.
    fn open_with(
        &self,
        unit: usize,
        changes: &[(String, String)],
        remarks: &Remarks,
        progress: &Progress,
    ) -> Result<Opened, String> {
        if changes.is_empty() {
            return self.open(unit, remarks, progress);
        }
        Err(match self.is_live() {
            true => "other settings cannot be tried while files are followed: open them without --follow".to_owned(),
            false => "these rounds cannot be opened under other settings".to_owned(),
        })
    }

    /// Whether its files are being written: then [`Shelf::news`] is asked a few times a second.
    fn is_live(&self) -> bool {
        false
    }

    /// What has changed since it was asked last. Heavy when something has: call it on a worker thread.
    fn news(&self) -> Vec<News> {
        Vec::new()
    }

    /// Whether a path leads to one of the files that are looked at, which must not be written.
    fn is_input(&self, path: &Path) -> bool;

    /// Changes a zone of a map for good, in the user's own file about it; rounds that are opened from then on are
    /// analysed with it. A sentence that names the file.
    ///
    /// # Errors
    /// A sentence: why it was not saved, or that this shelf cannot. Everything is as it was then.
    fn save_zone(&self, change: &ZoneChange) -> Result<String, String> {
        let _ = change;
        Err("the zones of these rounds cannot be changed".to_owned())
    }

    /// Like [`Shelf::open_with`], but the films hold only what counting findings needs: what they are about, the cast, the
    /// findings with their kinds and rings. Much faster where many rounds are open.
    ///
    /// # Errors
    /// As [`Shelf::open_with`].
    fn findings_with(
        &self,
        unit: usize,
        changes: &[(String, String)],
        remarks: &Remarks,
        progress: &Progress,
    ) -> Result<Opened, String> {
        self.open_with(unit, changes, remarks, progress)
    }

    /// Every threshold that judges a film of this kind with its value in force on its map, in the order of the
    /// specification; none where there are none.
    fn settings(&self, about: &Meta) -> Vec<Setting> {
        let _ = about;
        Vec::new()
    }

    /// A configuration file that says these changes: a new one, or `before` with them in it and everything else as it
    /// was. `note` is what its comment says.
    ///
    /// # Errors
    /// A sentence: `before` cannot be read, or the changes cannot be put into it.
    fn config_text(&self, before: Option<&str>, changes: &[(String, String)], note: &str) -> Result<String, String> {
        let _ = (before, changes, note);
        Err("these rounds have no configuration".to_owned())
    }
}

//! The only place that loads and saves. `update` asks for an [`Effect`]; a worker thread does it and answers with a
//! [`Msg`](super::app::Msg), so that the screen never waits for a disk.
//!
//! ```text
//!   update ──Effect──▶ reader (what was asked for) ─┐
//!                 ├──▶ reader (behind the screen) ──┼──Msg──▶ update
//!                 └──▶ journal: append, fsync ──────┘
//! ```
//!
//! [`Inline`] does the same at once and in order: tests drive the whole program with it.

mod deeds;
mod inline;
mod long;
mod workers;

use super::app::rows::Task;
use super::trying::{Keep, Trial};
use crate::film::{Film, Listed, LongTable, Meta, Progress, Remarks, RowNumber, ZoneChange};
use crate::review::Entry;
use crate::review::queue::Filter;
use std::path::PathBuf;
use std::sync::Arc;

pub use super::save::Unwritten;
pub(super) use deeds::guarded;
pub use inline::Inline;
pub use workers::Workers;

/// Something to be done outside the state.
#[derive(Debug)]
pub enum Effect {
    /// Read a unit of the shelf.
    Load {
        /// Which.
        unit: usize,
        /// Somebody waits for it; else it is read behind the screen.
        wanted: bool,
        /// The configuration in force when it was begun, see [`crate::ui::app::library::Library::configuration`].
        configuration: u64,
        /// What was said about it.
        remarks: Arc<Remarks>,
        /// To watch it and to stop it.
        progress: Arc<Progress>,
    },
    /// Read the input of a table of rows, and go on with what is added to it if it grows.
    Read {
        /// The unit it came from.
        unit: usize,
        /// The table.
        table: Arc<dyn LongTable>,
        /// To watch it and to stop it.
        progress: Arc<Progress>,
    },
    /// Do something about a table of rows.
    Task {
        /// The table.
        table: Arc<dyn LongTable>,
        /// What.
        task: Task,
        /// The rows it is about; `None` is all of them.
        rows: Option<Arc<Vec<RowNumber>>>,
        /// To watch it and to stop it.
        progress: Arc<Progress>,
    },
    /// Analyse a unit anew, because of what was said about it since.
    Heed {
        /// Which.
        unit: usize,
        /// The configuration in force when it was begun, see [`crate::ui::app::library::Library::configuration`].
        configuration: u64,
        /// What was said about it.
        remarks: Arc<Remarks>,
        /// To stop it.
        progress: Arc<Progress>,
    },
    /// Open the journal of a folder.
    OpenDesk {
        /// Which of the desks.
        desk: usize,
        /// Its folder; `None` for the demo and standard input.
        folder: Option<PathBuf>,
    },
    /// Append decisions to a journal and make them durable.
    Append {
        /// Which of the desks.
        desk: usize,
        /// What to append.
        entries: Vec<Entry>,
    },
    /// Read the filters that were saved under names.
    ReadFilters {
        /// Their file.
        path: PathBuf,
    },
    /// Save a filter under a name, or forget it.
    SaveFilter {
        /// The file of the filters.
        path: PathBuf,
        /// The name.
        name: String,
        /// The filter; `None` forgets the name.
        filter: Option<Filter>,
    },
    /// Change a zone of a map for good.
    SaveZone {
        /// The change.
        change: ZoneChange,
        /// What is said of it afterwards.
        what: String,
    },
    /// Write a table to a file.
    Write {
        /// What for.
        ask: Ask,
        /// The bytes.
        text: String,
    },
    /// Ask which thresholds judge films like this one.
    AskSettings {
        /// The film: game and map are what matters.
        about: Box<Meta>,
    },
    /// Judge units under other settings.
    Try(Trial),
    /// Put tried settings into a configuration file.
    Keep(Keep),
    /// Send bytes to the terminal as they are: its clipboard.
    Send(String),
    /// Stop the process as Ctrl-Z does elsewhere.
    Suspend,
    /// Draw everything anew.
    Redraw,
}

/// Why and where a table is written to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Too much for the clipboard: into a new file of this name (or a like one) in the folder for temporary files.
    Copy(String),
    /// Asked for under this path, as it was typed.
    Export {
        /// Where.
        path: String,
        /// Whether a file that stands there may be replaced.
        replace: bool,
    },
    /// Rows of a table of any length, asked for under this path, as it was typed.
    Rows {
        /// Where.
        path: String,
        /// Whether a file that stands there may be replaced.
        replace: bool,
    },
}

/// What came of something that was done about a table of rows.
#[derive(Debug)]
pub enum Done {
    /// Rows were listed.
    Listed(Listed),
    /// The place in the list where a text was found.
    Found(Option<usize>),
    /// A row, a summary or the checks.
    Film(Arc<Film>),
    /// A row's line.
    Line(String),
    /// Rows were written, or were not.
    Written(Result<PathBuf, Unwritten>),
}

/// Does effects and sends the answers as messages.
pub trait Perform {
    /// Begins one; the answer comes later. Those that concern the terminal are not for it.
    fn perform(&mut self, effect: Effect);
}

//! What happens to the state: keys, time, and the answers to what it asked for.

use super::rows::Task;
use crate::film::{Film, Halted, News, Opened, Progress, Remarks, Setting};
use crate::review::queue::Saved;
use crate::review::{Batch, Desk};
use crate::ui::effect::{Ask, Done, Unwritten};
use crate::ui::key::Key;
use crate::ui::trying::{Job, Keep};
use crossterm::event::MouseEvent;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Something that happened.
#[derive(Debug)]
pub enum Msg {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// The mouse did something.
    Mouse(MouseEvent),
    /// The terminal has this size: columns, rows.
    Resize(u16, u16),
    /// Real time has passed.
    Tick(Duration),
    /// A unit was read, or could not be.
    Loaded {
        /// Which.
        unit: usize,
        /// Somebody waited for it.
        wanted: bool,
        /// The configuration in force when it was begun, see [`crate::ui::app::library::Library::configuration`].
        configuration: u64,
        /// What was heeded.
        remarks: Arc<Remarks>,
        /// Its films, or why there are none.
        result: Result<Opened, String>,
    },
    /// A unit was analysed anew, or could not be.
    Heeded {
        /// Which.
        unit: usize,
        /// The configuration in force when it was begun, see [`crate::ui::app::library::Library::configuration`].
        configuration: u64,
        /// What was heeded.
        remarks: Arc<Remarks>,
        /// Its films, or why there are none.
        result: Result<Opened, String>,
    },
    /// A journal was opened, or could not be.
    DeskOpened {
        /// Which of the desks.
        desk: usize,
        /// The desk, or why there is none.
        result: Result<Box<Desk>, String>,
    },
    /// The input of a table of rows was read to its end, or has grown.
    Read {
        /// The unit it came from.
        unit: usize,
        /// Why not.
        result: Result<(), Halted>,
    },
    /// Something was done about a table of rows, or could not be.
    Did {
        /// What was asked for.
        task: Task,
        /// That it was watched with.
        progress: Arc<Progress>,
        /// What came of it.
        result: Result<Done, Halted>,
    },
    /// A zone was saved, or was not.
    ZoneSaved {
        /// What is said of it when the round has been analysed anew.
        what: String,
        /// The file, or why it was not.
        result: Result<String, String>,
    },
    /// A table was written to a file, or was not.
    Written {
        /// What was asked for.
        ask: Ask,
        /// The path it has, or why it has none.
        result: Result<PathBuf, Unwritten>,
    },
    /// The filters that were saved under names were read, or could not be.
    Filters(Result<Saved, String>),
    /// A filter was saved (or forgotten) under a name, or could not be.
    FilterSaved {
        /// The name.
        name: String,
        /// Why not.
        result: Result<(), String>,
    },
    /// The thresholds that judge the round on the screen.
    Settings(Vec<Setting>),
    /// A unit was judged for a what-if.
    Tried {
        /// The run that asked.
        run: u64,
        /// What was asked.
        job: Job,
        /// Its films, or why there are none.
        result: Result<Vec<Arc<Film>>, String>,
    },
    /// Tried settings were put into a file, or were not.
    Kept {
        /// What was asked for.
        keep: Keep,
        /// The path it has, or why it has none.
        result: Result<PathBuf, Unwritten>,
    },
    /// Something changed on a shelf whose files are being written.
    News(News),
    /// Decisions reached the disk, or did not.
    Saved {
        /// Which of the desks.
        desk: usize,
        /// What the journal holds now, or why it could not be written.
        result: Result<Batch, String>,
    },
}

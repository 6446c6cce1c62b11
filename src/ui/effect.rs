//! The only place that loads and saves. `update` asks for an [`Effect`]; a worker thread does it and answers with a
//! [`Msg`], so that the screen never waits for a disk.
//!
//! ```text
//!   update ──Effect──▶ reader (what was asked for) ─┐
//!                 ├──▶ reader (behind the screen) ──┼──Msg──▶ update
//!                 └──▶ journal: append, fsync ──────┘
//! ```
//!
//! [`Inline`] does the same at once and in order: tests drive the whole program with it.

mod long;

use super::app::Msg;
use super::app::rows::Task;
use super::save::{Saver, home};
use super::trying::{Keep, Trial};
use crate::film::{Film, Listed, LongTable, Meta, News, Progress, Remarks, RowNumber, Shelf, ZoneChange, clean_text};
use crate::review::queue::{Filter, Saved};
use crate::review::{Batch, Desk, Entry, Journal, Options};
use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

pub use super::save::Unwritten;

/// Something to be done outside the state.
#[derive(Debug)]
pub enum Effect {
    /// Read a unit of the shelf.
    Load {
        /// Which.
        unit: usize,
        /// Somebody waits for it; else it is read behind the screen.
        wanted: bool,
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

/// Writes a table; nothing is ever overwritten that the user did not say so of.
fn write(saver: &Saver, ask: &Ask, text: &str) -> Result<PathBuf, Unwritten> {
    let create = |path: PathBuf, replace: bool| {
        let written = saver.write(&path, replace, |out| out.write_all(text.as_bytes()));
        written.map_err(|error| Unwritten::of(&path, &error)).map(|()| path)
    };
    match ask {
        Ask::Export { path, replace } | Ask::Rows { path, replace } => create(home(path), *replace),
        Ask::Copy(name) => {
            // Names taken by earlier copies are stepped over; a thousand of them is a folder to be tidied.
            for n in 1..1_000 {
                let path = std::env::temp_dir().join(format!("filmroom-{name}-{n}.tsv"));
                match create(path, false) {
                    Err(Unwritten::Exists) => {}
                    done => return done,
                }
            }
            Err(Unwritten::Exists)
        }
    }
}

fn read_filters(path: &Path) -> Msg {
    Msg::Filters(Saved::read(path).map_err(|error| told(path, &error)))
}

fn save_filter(path: &Path, name: String, filter: Option<&Filter>) -> Msg {
    let result = Saved::append(path, &name, filter).map_err(|error| told(path, &error));
    Msg::FilterSaved { name, result }
}

fn told(path: &Path, error: &io::Error) -> String {
    format!("{}: {error}", clean_text(&path.to_string_lossy()))
}

/// The day, by the reviewer's clock.
fn today(options: &Options) -> impl Fn() -> String + Send + 'static {
    let clock = options.clock.clone();
    move || clock().strftime("%Y-%m-%d").to_string()
}

/// Reads a unit, or analyses it anew. A panic in there is a fault of ours, but it must cost that unit only.
fn read(shelf: &dyn Shelf, effect: Effect) -> Option<Msg> {
    match effect {
        Effect::Load { unit, wanted, remarks, progress } => {
            let result = guarded(|| shelf.open(unit, &remarks, &progress));
            Some(Msg::Loaded { unit, wanted, remarks, result })
        }
        Effect::Heed { unit, remarks, progress } => {
            let result = guarded(|| shelf.open_with(unit, &[], &remarks, &progress));
            Some(Msg::Heeded { unit, remarks, result })
        }
        _ => None,
    }
}

/// Saves a zone.
fn save_zone(shelf: &dyn Shelf, change: &ZoneChange, what: String) -> Msg {
    Msg::ZoneSaved { what, result: guarded(|| shelf.save_zone(change)) }
}

pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| {
        let text = payload.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("no message");
        Err(format!("internal error, please report it: {text}"))
    })
}

/// The open journals, by desk.
#[derive(Default)]
struct Journals {
    open: BTreeMap<usize, Journal>,
}

impl Journals {
    fn open(&mut self, desk: usize, folder: Option<PathBuf>, options: Options) -> Msg {
        let result = guarded(|| Desk::open(folder.as_deref(), options).map_err(|error| error.to_string()));
        let result = result.map(|mut opened| {
            self.open.extend(opened.take_journal().map(|journal| (desk, journal)));
            Box::new(opened)
        });
        Msg::DeskOpened { desk, result }
    }

    fn append(&mut self, desk: usize, entries: &[Entry]) -> Msg {
        let result: Result<Batch, String> = match self.open.get_mut(&desk) {
            Some(journal) => guarded(|| journal.append(entries).map_err(|error| error.to_string())),
            None => Err("the journal could not be opened".into()),
        };
        Msg::Saved { desk, result }
    }
}

/// Does effects and sends the answers as messages.
pub trait Perform {
    /// Begins one; the answer comes later. Those that concern the terminal are not for it.
    fn perform(&mut self, effect: Effect);
}

/// A thread and the way to it; dropping it lets the thread finish what it was given.
struct Worker<T> {
    jobs: Option<Sender<T>>,
    thread: Option<JoinHandle<()>>,
}

impl<T: Send + 'static> Worker<T> {
    fn new(name: &str, mut work: impl FnMut(T) + Send + 'static) -> io::Result<Worker<T>> {
        let (jobs, inbox) = mpsc::channel::<T>();
        let body = move || inbox.into_iter().for_each(&mut work);
        let thread = thread::Builder::new().name(name.into()).spawn(body)?;
        Ok(Worker { jobs: Some(jobs), thread: Some(thread) })
    }

    fn give(&self, job: T) {
        // An error means that the thread is gone, which only its drop causes.
        if let Some(jobs) = &self.jobs {
            let _ = jobs.send(job);
        }
    }

    /// Waits until everything it was given is done.
    fn finish(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// How often files that are being written are looked at: half of a snapshot's time at 5 Hz.
const PERIOD: Duration = Duration::from_millis(100);

/// Asks a shelf for news until the sender is dropped. Nothing waits for its end: a disk may not answer.
fn follow(shelf: Arc<dyn Shelf>, send: impl Fn(Msg) + Send + 'static) -> io::Result<Sender<()>> {
    let (end, ended) = mpsc::channel();
    let body = move || {
        loop {
            let since = Instant::now();
            match guarded(|| Ok(shelf.news())) {
                Ok(news) => news.into_iter().for_each(|news| send(Msg::News(news))),
                Err(reason) => {
                    send(Msg::News(News::Lost(reason)));
                    return;
                }
            }
            // A slow machine or share is given as much rest as the look took.
            if ended.recv_timeout(PERIOD.max(since.elapsed())) != Err(RecvTimeoutError::Timeout) {
                return;
            }
        }
    };
    thread::Builder::new().name("follower".into()).spawn(body).map(|_| end)
}

/// Begins to read the table of rows of a unit on a thread of its own.
type ReadRows = Box<dyn Fn(usize, Arc<dyn LongTable>, Arc<Progress>) + Send>;

/// The worker threads of the running program.
pub struct Workers {
    rows: Worker<Effect>,
    read: ReadRows,
    wanted: Worker<Effect>,
    behind: Worker<Effect>,
    journal: Worker<Effect>,
    tries: Worker<Effect>,
    reading: Vec<Arc<Progress>>,
    /// Ends the following of files when it is dropped.
    _following: Option<Sender<()>>,
}

impl Workers {
    /// Starts them; every answer goes through `send`.
    ///
    /// # Errors
    /// The system gives no threads.
    pub fn start(
        shelf: &Arc<dyn Shelf>,
        options: Options,
        send: impl Fn(Msg) + Clone + Send + Sync + 'static,
    ) -> io::Result<Workers> {
        let reader = |name: &str| {
            let (shelf, send) = (shelf.clone(), send.clone());
            Worker::new(name, move |effect| {
                if let Some(answer) = read(&*shelf, effect) {
                    send(answer);
                }
            })
        };
        let (wanted, behind) = (reader("reader")?, reader("reader-behind")?);
        let (send_tries, trying) = (send.clone(), options.clone());
        let saver = Saver::new(shelf, &options);
        let (rows_saver, tries_saver) = (saver.clone(), saver.clone());
        let answer = send.clone();
        let rows = Worker::new("rows", move |effect| {
            if let Effect::Task { table, task, rows, progress } = effect {
                let rows = rows.as_deref().map(Vec::as_slice);
                let result = long::perform(&*table, &task, rows, &rows_saver, &progress);
                answer(Msg::Did { task, progress, result });
            }
        })?;
        let (sender, send) = (send.clone(), send);
        let read = Box::new(move |unit, table: Arc<dyn LongTable>, progress: Arc<Progress>| {
            let send = sender.clone();
            let body = move || long::read(&*table, &progress, |result| send(Msg::Read { unit, result }));
            // Without a thread nothing is read, which the screen shows.
            drop(thread::Builder::new().name("rows-reader".into()).spawn(body));
        });
        let mut journals = Journals::default();
        let news = send.clone();
        let maps = shelf.clone();
        let journal = Worker::new("journal", move |effect| match effect {
            Effect::OpenDesk { desk, folder } => send(journals.open(desk, folder, options.clone())),
            Effect::Append { desk, entries } => send(journals.append(desk, &entries)),
            Effect::ReadFilters { path } => send(read_filters(&path)),
            Effect::SaveFilter { path, name, filter } => send(save_filter(&path, name, filter.as_ref())),
            Effect::SaveZone { change, what } => send(save_zone(&*maps, &change, what)),
            Effect::Write { ask, text } => {
                let result = write(&saver, &ask, &text);
                send(Msg::Written { ask, result });
            }
            _ => {}
        })?;
        let following = if shelf.is_live() { Some(follow(shelf.clone(), news)?) } else { None };
        let (shelf, today) = (shelf.clone(), today(&trying));
        let tries = Worker::new("what-if", move |effect| match effect {
            Effect::AskSettings { about } => send_tries(Msg::Settings(shelf.settings(&about))),
            Effect::Try(trial) => trial.all(&*shelf, &send_tries),
            Effect::Keep(keep) => {
                let result = keep.save(&*shelf, &tries_saver, &today());
                send_tries(Msg::Kept { keep, result });
            }
            _ => {}
        })?;
        Ok(Workers { rows, read, wanted, behind, journal, tries, reading: Vec::new(), _following: following })
    }
}

impl Workers {
    /// Leaves the journal's thread to itself: a disk that does not answer must not keep the program from ending.
    pub fn abandon(&mut self) {
        self.journal.thread = None;
    }
}

impl Perform for Workers {
    fn perform(&mut self, effect: Effect) {
        match &effect {
            Effect::Load { progress, .. } | Effect::Heed { progress, .. } => {
                // Only those still read are worth stopping on the way out.
                self.reading.retain(|p| Arc::strong_count(p) > 1);
                self.reading.push(progress.clone());
                let behind = matches!(effect, Effect::Load { wanted: false, .. });
                let reader = if behind { &self.behind } else { &self.wanted };
                reader.give(effect);
            }
            Effect::Read { unit, table, progress } => {
                self.reading.push(progress.clone());
                (self.read)(*unit, table.clone(), progress.clone());
            }
            Effect::Task { progress, .. } => {
                self.reading.retain(|p| Arc::strong_count(p) > 1);
                self.reading.push(progress.clone());
                self.rows.give(effect);
            }
            Effect::Try(trial) => {
                self.reading.retain(|p| Arc::strong_count(p) > 1);
                self.reading.push(trial.progress.clone());
                self.tries.give(effect);
            }
            Effect::AskSettings { .. } | Effect::Keep(_) => self.tries.give(effect),
            _ => self.journal.give(effect),
        }
    }
}

impl Drop for Workers {
    /// Decisions already made reach the disk; reading stops at its next block and is not waited for.
    fn drop(&mut self) {
        self.reading.iter().for_each(|progress| progress.stop());
        // A configuration that was asked for is written; trials are stopped by now.
        self.tries.finish();
        self.journal.finish();
    }
}

/// Does effects when [`Inline::answer`] asks for the next answer: one thread, one order, for tests.
pub struct Inline {
    shelf: Arc<dyn Shelf>,
    options: Options,
    saver: Saver,
    journals: Journals,
    waiting: VecDeque<Effect>,
}

impl Inline {
    /// Over this shelf, with desks opened like this.
    #[must_use]
    pub fn new(shelf: Arc<dyn Shelf>, options: Options) -> Inline {
        let saver = Saver::new(&shelf, &options);
        Inline { shelf, options, saver, journals: Journals::default(), waiting: VecDeque::new() }
    }

    /// Does the oldest effect that waits and returns its answer; `None` when nothing waits.
    pub fn answer(&mut self) -> Option<Msg> {
        loop {
            match self.waiting.pop_front()? {
                effect @ (Effect::Load { .. } | Effect::Heed { .. }) => return read(&*self.shelf, effect),
                Effect::Read { unit, table, progress } => {
                    let result = table.read(&progress).map(drop);
                    return Some(Msg::Read { unit, result });
                }
                Effect::Task { table, task, rows, progress } => {
                    let rows = rows.as_deref().map(Vec::as_slice);
                    let result = long::perform(&*table, &task, rows, &self.saver, &progress);
                    return Some(Msg::Did { task, progress, result });
                }
                Effect::OpenDesk { desk, folder } => {
                    return Some(self.journals.open(desk, folder, self.options.clone()));
                }
                Effect::Append { desk, entries } => return Some(self.journals.append(desk, &entries)),
                Effect::ReadFilters { path } => return Some(read_filters(&path)),
                Effect::SaveFilter { path, name, filter } => return Some(save_filter(&path, name, filter.as_ref())),
                Effect::SaveZone { change, what } => return Some(save_zone(&*self.shelf, &change, what)),
                Effect::Write { ask, text } => {
                    let result = write(&self.saver, &ask, &text);
                    return Some(Msg::Written { ask, result });
                }
                Effect::AskSettings { about } => return Some(Msg::Settings(self.shelf.settings(&about))),
                Effect::Try(mut trial) => {
                    if trial.jobs.is_empty() {
                        continue;
                    }
                    let job = trial.jobs.remove(0); // there is one
                    let answer = trial.one(&*self.shelf, job);
                    self.waiting.push_front(Effect::Try(trial));
                    if answer.is_some() {
                        return answer;
                    }
                }
                Effect::Keep(keep) => {
                    let result = keep.save(&*self.shelf, &self.saver, &today(&self.options)());
                    return Some(Msg::Kept { keep, result });
                }
                Effect::Suspend | Effect::Redraw | Effect::Send(_) => {}
            }
        }
    }
}

impl Perform for Inline {
    fn perform(&mut self, effect: Effect) {
        self.waiting.push_back(effect);
    }
}

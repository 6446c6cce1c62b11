//! The threads of the running program: readers, savers, whoever looks at files that grow.

use super::deeds::{Journals, guarded, read, read_filters, save_filter, save_zone, today, write};
use super::{Effect, Perform, long};
use crate::film::{LongTable, News, Progress, Shelf};
use crate::review::Options;
use crate::ui::app::Msg;
use crate::ui::save::Saver;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

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

    /// Leaves the threads that write to themselves: a disk that does not answer must not keep the program from ending.
    pub fn abandon(&mut self) {
        (self.journal.thread, self.rows.thread) = (None, None);
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
        // A file that is being written is given up at its next block, and its part goes with it.
        self.rows.finish();
        // A configuration that was asked for is written; trials are stopped by now.
        self.tries.finish();
        self.journal.finish();
    }
}

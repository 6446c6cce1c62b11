//! A long piece of work as whoever waits sees it: a bar after half a second, and Ctrl-C.

use super::args::Common;
use crate::film::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::{Handle, Signals};
use std::io::{self, IsTerminal};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Nothing is drawn for work that is done before this.
const PATIENCE: Duration = Duration::from_millis(500);

/// The work in progress; the bar goes and the signals are given back when it is dropped.
pub(super) struct Work {
    progress: Arc<Progress>,
    signals: Option<Handle>,
    bar: Option<(Sender<()>, JoinHandle<()>)>,
    shown: Arc<Mutex<Shown>>,
}

/// What the bar says.
#[derive(Default)]
struct Shown {
    total: u64,
    what: String,
}

impl Work {
    /// Begins: from here on Ctrl-C asks the work to stop, and pressed again ends the program.
    ///
    /// With `--plain` there is no bar: a screen reader would read every one of its states.
    pub(super) fn begin(common: &Common) -> Work {
        let progress = Arc::new(Progress::default());
        let shown = Arc::new(Mutex::new(Shown::default()));
        let wanted = io::stderr().is_terminal() && !common.plain;
        let bar = wanted.then(|| draw(Arc::clone(&progress), Arc::clone(&shown), common.ascii));
        Work { signals: watch(&progress), progress, bar, shown }
    }

    pub(super) fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Says how many bytes there are in all.
    pub(super) fn expect(&self, total: u64) {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).total = total;
    }

    /// Says what is being done.
    pub(super) fn now(&self, what: &str) {
        what.clone_into(&mut self.shown.lock().unwrap_or_else(PoisonError::into_inner).what);
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        if let Some(signals) = &self.signals {
            signals.close();
        }
        if let Some((end, thread)) = self.bar.take() {
            drop(end);
            // A bar that could not be drawn is no harm.
            let _ = thread.join();
        }
    }
}

/// Without signals the work runs all the same, and Ctrl-C ends it the usual way.
fn watch(progress: &Arc<Progress>) -> Option<Handle> {
    let mut signals = Signals::new([SIGINT, SIGTERM]).ok()?;
    if is_default(SIGHUP) {
        signals.add_signal(SIGHUP).ok()?;
    }
    let handle = signals.handle();
    let progress = Arc::clone(progress);
    thread::spawn(move || {
        for signal in signals.forever() {
            if progress.stopped() {
                // Somebody insists: the work waits for something that does not come.
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            }
            progress.stop();
        }
    });
    Some(handle)
}

/// Whether a signal does what it usually does, as far as the system tells: whoever runs the program under `nohup` wants it
/// to outlive the terminal.
fn is_default(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    ignored.is_some_and(|mask| mask >> (signal - 1) & 1 == 0)
}

fn draw(progress: Arc<Progress>, shown: Arc<Mutex<Shown>>, ascii: bool) -> (Sender<()>, JoinHandle<()>) {
    let (end, ended) = channel::<()>();
    let thread = thread::spawn(move || {
        if ended.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
            return;
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let template = "{bar:30} {bytes}/{total_bytes} {eta} {wide_msg}";
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.progress_chars(if ascii { "#>-" } else { "█▓░" }));
        while ended.recv_timeout(Duration::from_millis(100)) == Err(RecvTimeoutError::Timeout) {
            let (done, expected) = progress.state();
            let shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
            bar.set_length(shown.total.max(expected).max(done));
            bar.set_position(done);
            bar.set_message(shown.what.clone());
        }
        bar.finish_and_clear();
    });
    (end, thread)
}

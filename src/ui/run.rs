//! The running program: one channel brings keys, signals and the workers' answers; the loop blocks on it.
//!
//! ```text
//!   terminal ─┐
//!   signals ──┼──▶ channel ──▶ update ──▶ effects ──▶ workers ──┐
//!   workers ──┘◀──────────────────│──────────────────────────────┘
//!                                 └──▶ draw, if anything changed
//! ```
//!
//! Nothing is polled: while paused there is no timeout at all, so an idle program sends no byte and uses no processor.

use super::app::{App, Msg};
use super::effect::{Effect, Perform, Workers};
use super::terminal::Terminal;
use super::{Exit, Options, RunError, update, view};
use crate::film::Shelf;
use crate::film::playback::Playback;
use crate::ui::key::Key;
use crossterm::event::{self, Event as Input};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
use signal_hook::iterator::Signals;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};
use std::{io, thread};

/// Whatever wakes the loop.
enum Event {
    Input(Input),
    Signal(i32),
    Answer(Msg),
    /// The terminal cannot be read any more.
    Gone(io::Error),
}

/// The most events taken before the next frame: a flood must not freeze the screen.
const BATCH: usize = 512;

/// Between two looks for the first rows of a file that has just been opened.
const URGENT: Duration = Duration::from_millis(4);

/// The most bytes a second that a running clock sends. Where frames are large (the view moves along with a player), they
/// come less often, so that an SSH connection stays responsive; keys are answered at once all the same.
const BYTES_PER_SECOND: f64 = 17_000.0;

/// How long leaving waits for the disk: a journal on a slow network share, not a broken one.
const LAST_WRITE: Duration = Duration::from_secs(10);

/// Runs the program on the terminal until the user leaves or a signal ends it. See [`super::run`].
pub(super) fn run(shelf: &Arc<dyn Shelf>, options: Options) -> Result<Exit, RunError> {
    let (events, inbox) = mpsc::channel();
    let answers = events.clone();
    let mut workers = Workers::start(shelf, options.review.clone(), move |msg| {
        let _ = answers.send(Event::Answer(msg)); // the loop has ended: nobody waits for the answer
    })?;
    watch_signals(&events)?;
    let frame = Duration::from_secs(1) / u32::from(options.fps.clamp(1, 60));
    let (mouse, title) = (options.mouse, options.title.clone());
    let (mut app, effects) = App::new(shelf.units().to_vec(), options);
    effects.into_iter().for_each(|effect| workers.perform(effect));
    let terminal = Terminal::enter(mouse, &title)?;
    // The first poll is what makes crossterm listen for resizes: a resize before it would be lost.
    event::poll(Duration::ZERO)?;
    watch_input(events)?;
    let (width, height) = crossterm::terminal::size()?;
    update::update(&mut app, Msg::Resize(width, height));
    let mut running = Loop { terminal, app, workers, inbox, frame, rest: frame };
    let ended = running.run();
    let saved = running.finish();
    let exit = ended?;
    saved.map(|()| exit)
}

fn watch_input(events: Sender<Event>) -> io::Result<()> {
    let body = move || {
        loop {
            let event = match event::read() {
                Ok(input) => Event::Input(input),
                Err(error) => Event::Gone(error),
            };
            let gone = matches!(event, Event::Gone(_));
            if events.send(event).is_err() || gone {
                return;
            }
        }
    };
    thread::Builder::new().name("input".into()).spawn(body).map(|_| ())
}

fn watch_signals(events: &Sender<Event>) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT])?;
    let events = events.clone();
    let body = move || {
        for signal in signals.forever() {
            if events.send(Event::Signal(signal)).is_err() {
                return;
            }
        }
    };
    thread::Builder::new().name("signals".into()).spawn(body).map(|_| ())
}

/// Everything the loop holds. The order matters on the way out: the terminal is given back before anything is waited
/// for.
struct Loop {
    terminal: Terminal,
    app: App,
    workers: Workers,
    inbox: Receiver<Event>,
    frame: Duration,
    /// How long after the last tick the next one comes: a frame's time, or longer where the last frame was large.
    rest: Duration,
}

impl Loop {
    fn run(&mut self) -> Result<Exit, RunError> {
        let mut last = Instant::now();
        let mut dirty = true;
        loop {
            if dirty {
                let app = &self.app;
                let sent = self.terminal.draw(|buffer| view::draw(app, buffer))?;
                let carried = Duration::from_secs_f64(sent as f64 / BYTES_PER_SECOND);
                // The film would fall behind the clock on the wall if ticks came less often than it takes them.
                self.rest = self.frame.max(carried.min(Playback::LONGEST_UPDATE));
                dirty = false;
            }
            let Some(first) = self.next(last)? else {
                let now = Instant::now();
                dirty |= self.take(Msg::Tick(now - last))?;
                last = now;
                continue;
            };
            if !self.app.is_moving() {
                last = Instant::now();
            }
            let rest: Vec<Event> = self.inbox.try_iter().take(BATCH).collect();
            for event in std::iter::once(first).chain(rest) {
                match event {
                    Event::Signal(signal) if signal == SIGTSTP => dirty |= self.suspend()?,
                    Event::Signal(signal) if signal == SIGCONT => {
                        self.terminal.retake()?;
                        dirty = true;
                    }
                    Event::Signal(signal) => return Ok(Exit::Signal(signal)),
                    Event::Gone(error) => return Err(error.into()),
                    Event::Answer(msg) => dirty |= self.take(msg)?,
                    Event::Input(input) => {
                        if let Some(msg) = message(input) {
                            dirty |= self.take(msg)?;
                        }
                    }
                }
            }
            if self.app.quit {
                return Ok(Exit::Quit);
            }
        }
    }

    /// The next event; `None` when it is time for the next frame of a running clock.
    fn next(&self, last: Instant) -> Result<Option<Event>, RunError> {
        let gone = || RunError::Io(io::Error::other("the input ended"));
        if !self.app.is_moving() {
            return self.inbox.recv().map(Some).map_err(|_| gone());
        }
        let urgent = self.app.rows.as_ref().is_some_and(|rows| rows.is_urgent());
        let rest = if urgent { URGENT } else { self.rest };
        match self.inbox.recv_timeout((last + rest).saturating_duration_since(Instant::now())) {
            Ok(event) => Ok(Some(event)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err(gone()),
        }
    }

    /// Updates the state and starts what it asks for; whether a frame is due.
    fn take(&mut self, msg: Msg) -> Result<bool, RunError> {
        let before = self.app.drawn;
        for effect in update::update(&mut self.app, msg) {
            match effect {
                Effect::Suspend => {
                    self.suspend()?;
                }
                Effect::Redraw => self.terminal.forget(),
                Effect::Send(bytes) => self.terminal.send(&bytes)?,
                effect => self.workers.perform(effect),
            }
        }
        Ok(self.app.drawn != before)
    }

    /// Gives the terminal back and sees to it that every decision reaches the disk, those of the last moment too.
    fn finish(self) -> Result<(), RunError> {
        let Loop { terminal, mut app, mut workers, inbox, .. } = self;
        drop(terminal);
        app.desks.unsaved().into_iter().for_each(|effect| workers.perform(effect));
        let until = Instant::now() + LAST_WRITE;
        while app.desks.is_saving() {
            match inbox.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(Event::Answer(msg @ Msg::Saved { .. })) => {
                    update::update(&mut app, msg).into_iter().for_each(|effect| workers.perform(effect));
                }
                Ok(_) => {}
                Err(_) => {
                    workers.abandon();
                    return Err(RunError::Unsaved("the disk does not answer".into()));
                }
            }
        }
        app.desks.failure().map_or(Ok(()), |reason| Err(RunError::Unsaved(reason.into())))
    }

    /// Stops the process until somebody continues it.
    fn suspend(&mut self) -> Result<bool, RunError> {
        self.terminal.lend(|| {
            // It fails for signals it does not know, and it knows this one.
            let _ = signal_hook::low_level::emulate_default_handler(SIGTSTP);
        })?;
        let (width, height) = crossterm::terminal::size()?;
        update::update(&mut self.app, Msg::Resize(width, height));
        Ok(true)
    }
}

/// What an input means to the state; releases, repeats and focus changes mean nothing.
fn message(input: Input) -> Option<Msg> {
    match input {
        Input::Key(key) => Key::pressed(&key).map(Msg::Key),
        Input::Resize(width, height) => Some(Msg::Resize(width, height)),
        Input::Paste(text) => Some(Msg::Paste(text)),
        Input::Mouse(mouse) => Some(Msg::Mouse(mouse)),
        Input::FocusGained | Input::FocusLost => None,
    }
}

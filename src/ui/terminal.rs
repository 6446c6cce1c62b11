//! The terminal: taken over on the way in, given back exactly once on every way out (quit, error, panic, signal).
//!
//! Frames are drawn into a buffer of our own and only the difference is sent, in one write between the marks of a
//! synchronized update. ratatui's `Terminal` is not used: on a resize it asks the terminal for its cursor, and a
//! terminal that does not answer would stop the program.

use super::wire;
use crate::film::clean_text;
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::{QueueableCommand, cursor, style, terminal};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::io::{self, Write};
use std::panic::{self, PanicHookInfo};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// What a frame's bytes are gathered in: larger than any frame but the first of a huge terminal.
const FRAME_BYTES: usize = 64 * 1024;

/// Whether the terminal is ours, shared with the panic hook so that it is given back once.
#[derive(Debug, Clone)]
struct Hold {
    ours: Arc<AtomicBool>,
    mouse: bool,
    /// What the window is called meanwhile; empty leaves its name alone.
    title: Arc<str>,
}

/// Puts the window's title on the terminal's stack, and takes it from there.
const PUSH_TITLE: &str = "\x1b[22;2t";
const POP_TITLE: &str = "\x1b[23;2t";

impl Hold {
    fn take(&self) -> io::Result<()> {
        terminal::enable_raw_mode()?;
        self.ours.store(true, Ordering::SeqCst);
        let mut out = io::stdout().lock();
        out.queue(EnterAlternateScreen)?.queue(cursor::Hide)?.queue(EnableBracketedPaste)?;
        if self.mouse {
            out.queue(EnableMouseCapture)?;
        }
        if !self.title.is_empty() {
            write!(out, "{PUSH_TITLE}\x1b]2;{}\x07", self.title)?;
        }
        out.flush()
    }

    /// Gives the terminal back if it is ours; errors are of no use on the way out (the terminal may be gone).
    fn give_back(&self) {
        if !self.ours.swap(false, Ordering::SeqCst) {
            return;
        }
        let mut bytes = Vec::new();
        // Writing into a Vec cannot fail.
        let _ = bytes.queue(EndSynchronizedUpdate);
        if self.mouse {
            let _ = bytes.queue(DisableMouseCapture);
        }
        let _ = bytes.queue(DisableBracketedPaste);
        if !self.title.is_empty() {
            bytes.extend_from_slice(POP_TITLE.as_bytes());
        }
        let _ = bytes.queue(style::ResetColor);
        let _ = bytes.queue(LeaveAlternateScreen);
        let _ = bytes.queue(cursor::Show);
        let mut out = io::stdout().lock();
        let _ = out.write_all(&bytes);
        let _ = out.flush();
        let _ = terminal::disable_raw_mode();
    }
}

type Hook = dyn Fn(&PanicHookInfo<'_>) + Send + Sync;

/// The terminal while it is ours.
pub(crate) struct Terminal {
    hold: Hold,
    previous_hook: Arc<Hook>,
    shown: Buffer,
    next: Buffer,
    /// The next frame is sent whole.
    whole: bool,
    bytes: Vec<u8>,
}

impl Terminal {
    /// Takes the terminal over. The window is called `title` meanwhile, unless that is empty.
    pub(crate) fn enter(mouse: bool, title: &str) -> io::Result<Terminal> {
        let hold = Hold { ours: Arc::new(AtomicBool::new(false)), mouse, title: clean_text(title).into() };
        let previous_hook: Arc<Hook> = Arc::from(panic::take_hook());
        panic::set_hook(hook(hold.clone(), previous_hook.clone()));
        let this = Terminal {
            hold,
            previous_hook,
            shown: Buffer::default(),
            next: Buffer::default(),
            whole: true,
            bytes: Vec::with_capacity(FRAME_BYTES),
        };
        // On an error `this` is dropped, which gives back whatever was taken.
        this.hold.take()?;
        Ok(this)
    }

    /// Draws one frame and sends what differs from the one before; how many bytes that took.
    pub(crate) fn draw(&mut self, paint: impl FnOnce(&mut Buffer)) -> io::Result<usize> {
        let (width, height) = terminal::size()?;
        let area = Rect::new(0, 0, width, height);
        self.next.resize(area);
        self.next.reset();
        paint(&mut self.next);
        self.bytes.clear();
        self.bytes.queue(BeginSynchronizedUpdate)?;
        let start = self.bytes.len();
        if self.whole || self.shown.area != area {
            self.bytes.queue(style::ResetColor)?.queue(terminal::Clear(terminal::ClearType::All))?;
            self.shown.resize(area);
            self.shown.reset();
            self.whole = false;
        }
        wire::encode(&mut self.bytes, &self.shown, &self.next);
        std::mem::swap(&mut self.shown, &mut self.next);
        if self.bytes.len() == start {
            return Ok(0);
        }
        self.bytes.queue(EndSynchronizedUpdate)?;
        let mut out = io::stdout().lock();
        out.write_all(&self.bytes)?;
        out.flush()?;
        Ok(self.bytes.len())
    }

    /// Sends bytes that change nothing on the screen.
    pub(crate) fn send(&mut self, bytes: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(bytes.as_bytes())?;
        out.flush()
    }

    /// The next frame is sent whole: the terminal may show anything.
    pub(crate) const fn forget(&mut self) {
        self.whole = true;
    }

    /// Gives the terminal back, lets `pause` happen, and takes it over again.
    pub(crate) fn lend(&mut self, pause: impl FnOnce()) -> io::Result<()> {
        self.hold.give_back();
        pause();
        self.retake()
    }

    /// Takes the terminal over anew: whoever stopped us (a shell) has changed its modes.
    pub(crate) fn retake(&mut self) -> io::Result<()> {
        // Raw mode is set only where it is not thought to be set already.
        self.hold.give_back();
        self.hold.take()?;
        self.forget();
        Ok(())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.hold.give_back();
        // The hook cannot be changed by a panicking thread.
        if !thread::panicking() {
            let previous = self.previous_hook.clone();
            panic::set_hook(Box::new(move |info| previous(info)));
        }
    }
}

/// Gives the terminal back before a panic of this thread is reported. A panic of a worker is caught where it works and
/// becomes a message on the screen, so its report must not be written over the frame.
fn hook(hold: Hold, previous: Arc<Hook>) -> Box<Hook> {
    let screen_thread = thread::current().id();
    Box::new(move |info| {
        if thread::current().id() == screen_thread {
            hold.give_back();
            previous(info);
        } else if !hold.ours.load(Ordering::SeqCst) {
            previous(info);
        }
    })
}

//! A program in a real pseudo-terminal: keys go in, a vt100 screen comes out.
#![allow(dead_code)] // every test program uses a part of it

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, SlavePty, native_pty_system};
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// How long anything may take before the test gives up: generous, machines that run tests are busy.
const PATIENCE: Duration = Duration::from_secs(20);

/// The running program.
pub(crate) struct Pty {
    master: Box<dyn MasterPty + Send>,
    /// Kept open so that the terminal's modes can be looked at when the program is gone.
    _slave: Box<dyn SlavePty + Send>,
    child: Box<dyn Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    seen: Arc<Mutex<Seen>>,
}

struct Seen {
    parser: vt100::Parser,
    bytes: Vec<u8>,
    /// The screen after the last whole frame: what a terminal shows that honours synchronized updates.
    shown: String,
}

impl Seen {
    fn take(&mut self, bytes: &[u8]) {
        self.parser.process(bytes);
        self.bytes.extend_from_slice(bytes);
        let last = |mark: &[u8]| self.bytes.windows(mark.len()).rposition(|bytes| bytes == mark);
        if last(b"\x1b[?2026h") <= last(b"\x1b[?2026l") {
            self.shown = self.parser.screen().contents();
        }
    }
}

impl Pty {
    /// Starts a program in a terminal of this size.
    pub(crate) fn start(program: PathBuf, args: &[&str], env: &[(&str, &str)], columns: u16, rows: u16) -> Pty {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.env("TERM", "xterm-256color");
        command.env_remove("NO_COLOR");
        env.iter().for_each(|(name, value)| command.env(name, value));
        let child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let seen = Arc::new(Mutex::new(Seen {
            parser: vt100::Parser::new(rows, columns, 0),
            bytes: Vec::new(),
            shown: String::new(),
        }));
        let feed = seen.clone();
        thread::spawn(move || {
            let mut block = [0; 8192];
            while let Ok(n @ 1..) = reader.read(&mut block) {
                feed.lock().unwrap().take(&block[..n]);
            }
        });
        let writer = pair.master.take_writer().unwrap();
        Pty { master: pair.master, _slave: pair.slave, child, writer, seen }
    }

    /// Sends what a terminal would send for these keys.
    pub(crate) fn send(&mut self, bytes: &str) {
        self.writer.write_all(bytes.as_bytes()).unwrap();
        self.writer.flush().unwrap();
    }

    /// The screen as text.
    pub(crate) fn screen(&self) -> String {
        self.seen.lock().unwrap().shown.clone()
    }

    /// Everything that was sent so far.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.seen.lock().unwrap().bytes.clone()
    }

    /// Waits until the screen is as wanted.
    pub(crate) fn wait(&self, what: &str, wanted: impl Fn(&str) -> bool) -> String {
        let since = Instant::now();
        loop {
            let screen = self.screen();
            if wanted(&screen) {
                return screen;
            }
            assert!(since.elapsed() < PATIENCE, "waited for {what}; the screen is\n{screen}");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits for a text on the screen.
    pub(crate) fn wait_for(&self, text: &str) -> String {
        self.wait(text, |screen| screen.contains(text))
    }

    /// Waits until nothing has been sent for a while, and says how much has been sent in all.
    pub(crate) fn wait_quiet(&self) -> usize {
        let (since, mut last, mut changed) = (Instant::now(), 0, Instant::now());
        while changed.elapsed() < Duration::from_millis(300) {
            assert!(since.elapsed() < PATIENCE, "it never became quiet");
            let now = self.seen.lock().unwrap().bytes.len();
            if now != last {
                (last, changed) = (now, Instant::now());
            }
            thread::sleep(Duration::from_millis(10));
        }
        last
    }

    /// Gives the terminal another size.
    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        self.seen.lock().unwrap().parser.screen_mut().set_size(rows, columns);
        self.master.resize(size).unwrap();
    }

    /// Sends a signal by name: `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.process_id().unwrap().to_string();
        assert!(Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
    }

    /// The process state as `/proc` tells it (`T` is stopped) and the processor time used so far, in ticks of 10 ms.
    pub(crate) fn process(&self) -> (char, u64) {
        let pid = self.child.process_id().unwrap();
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
        let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
        (fields[0].chars().next().unwrap(), fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap())
    }

    /// Memory that the program has in RAM, in KB.
    pub(crate) fn memory(&self) -> u64 {
        let pid = self.child.process_id().unwrap();
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// Waits until the program is stopped, and what it sent before has arrived.
    pub(crate) fn wait_stopped(&self) {
        let since = Instant::now();
        while self.process().0 != 'T' {
            assert!(since.elapsed() < PATIENCE, "it does not stop");
            thread::sleep(Duration::from_millis(5));
        }
        thread::sleep(Duration::from_millis(50));
    }

    /// Whether the program still runs.
    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Whether the mouse is taken.
    pub(crate) fn takes_mouse(&self) -> bool {
        self.seen.lock().unwrap().parser.screen().mouse_protocol_mode() != vt100::MouseProtocolMode::None
    }

    /// The cells that show a character: (row, column).
    pub(crate) fn columns_of(&self, wanted: char) -> Vec<(u16, u16)> {
        let seen = self.seen.lock().unwrap();
        let screen = seen.parser.screen();
        let (rows, columns) = screen.size();
        let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        let text = wanted.to_string();
        cells.filter(|(row, column)| screen.cell(*row, *column).is_some_and(|cell| cell.contents() == text)).collect()
    }

    /// Waits for the end of the program.
    pub(crate) fn wait_end(&mut self) -> ExitStatus {
        let since = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                // What it sent last may still be on its way.
                thread::sleep(Duration::from_millis(100));
                return status;
            }
            assert!(since.elapsed() < PATIENCE, "it does not end; the screen is\n{}", self.screen());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Whether the terminal is as it was before the program: screen, cursor, mouse, pasting, line mode.
    pub(crate) fn assert_given_back(&self) {
        {
            let seen = self.seen.lock().unwrap();
            let screen = seen.parser.screen();
            assert!(!screen.alternate_screen(), "the alternate screen was left on");
            assert!(!screen.hide_cursor(), "the cursor was left hidden");
            assert!(!screen.bracketed_paste(), "bracketed paste was left on");
            assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None, "the mouse was left on");
            let left = seen.bytes.windows(8).filter(|bytes| bytes == b"\x1b[?1049l").count();
            let entered = seen.bytes.windows(8).filter(|bytes| bytes == b"\x1b[?1049h").count();
            assert_eq!(left, entered, "given back as often as taken");
            let count = |mark: &[u8]| seen.bytes.windows(mark.len()).filter(|bytes| *bytes == mark).count();
            assert_eq!(
                count(b"\x1b[22;2t"),
                count(b"\x1b[23;2t"),
                "the window's name is taken back as often as it is kept"
            );
            assert!(screen.fgcolor() == vt100::Color::Default && !screen.bold(), "a style was left on");
        }
        let modes = self.modes();
        assert!(modes.contains(" icanon") && modes.contains(" echo "), "raw mode was left on: {modes}");
    }

    /// The modes of the terminal as `stty` prints them.
    pub(crate) fn modes(&self) -> String {
        let name = self.master.tty_name().unwrap();
        let output = Command::new("stty").arg("-a").arg("-F").arg(name).output().unwrap();
        String::from_utf8_lossy(&output.stdout).replace('\n', " ")
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

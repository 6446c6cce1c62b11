//! Standard input and other streams: read whole, because a round is looked at as a whole.

use crate::film::Progress;
use crate::ingest::{Source, Stopped};
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// More is not kept in memory: the largest round is a hundred times smaller.
const LARGEST: usize = 2 * 1024 * 1024 * 1024;

/// After this silence the reader is told what is waited for.
const PATIENCE: Duration = Duration::from_millis(500);

/// What standard input is called in lists.
pub const STANDARD_INPUT: &str = "standard input";

/// Reads standard input to its end; `waiting` is called once if nothing comes for half a second.
///
/// # Errors
/// [`Stopped`] on a wish to stop, also while nothing comes.
pub fn standard_input(progress: &Progress, waiting: impl FnOnce()) -> Result<Result<Source, String>, Stopped> {
    // A read that waits for input cannot be interrupted, so it gets a thread of its own, which ends with the program.
    read_all(STANDARD_INPUT, || Ok(io::stdin()), progress, waiting)
}

/// Reads a pipe that the shell opened for us (`<(zcat round.gz)`, which is `/dev/fd/63`).
pub(super) fn stream(path: &Path, progress: &Progress) -> Result<Result<Source, String>, Stopped> {
    let name = Source::File(path.to_path_buf()).name();
    let path = path.to_path_buf();
    read_all(&name, move || File::open(path), progress, || {})
}

/// Whether a path that is no regular file can be opened without waiting: only what is open already can.
pub(super) fn is_open_stream(path: &Path) -> bool {
    path == Path::new("/dev/stdin") || ["/dev/fd", "/proc/self/fd"].iter().any(|folder| path.starts_with(folder))
}

fn read_all<R: Read>(
    name: &str,
    open: impl FnOnce() -> io::Result<R> + Send + 'static,
    progress: &Progress,
    waiting: impl FnOnce(),
) -> Result<Result<Source, String>, Stopped> {
    let (sender, receiver) = sync_channel::<io::Result<Vec<u8>>>(4);
    thread::spawn(move || {
        let mut input = match open() {
            Ok(input) => input,
            Err(err) => return drop(sender.send(Err(err))),
        };
        loop {
            let mut block = vec![0; 256 * 1024];
            match input.read(&mut block) {
                Ok(0) => return,
                Ok(read) => block.truncate(read),
                Err(err) if err.kind() == io::ErrorKind::Interrupted => continue,
                Err(err) => return drop(sender.send(Err(err))),
            }
            if sender.send(Ok(block)).is_err() {
                return;
            }
        }
    });
    collect(name, &receiver, progress, waiting)
}

fn collect(
    name: &str,
    receiver: &Receiver<io::Result<Vec<u8>>>,
    progress: &Progress,
    waiting: impl FnOnce(),
) -> Result<Result<Source, String>, Stopped> {
    let mut bytes = Vec::new();
    let mut waiting = Some(waiting);
    let since = Instant::now();
    loop {
        if progress.stopped() {
            return Err(Stopped);
        }
        match receiver.recv_timeout(Duration::from_millis(50)) {
            Ok(Ok(block)) => {
                bytes.extend_from_slice(&block);
                waiting = None;
                if bytes.len() > LARGEST {
                    return Ok(Err(format!("{name} holds more than 2 GB: write it to a file and give that")));
                }
            }
            Ok(Err(err)) => return Ok(Err(format!("{name} cannot be read: {err}"))),
            Err(RecvTimeoutError::Timeout) if since.elapsed() >= PATIENCE => {
                if let Some(waiting) = waiting.take() {
                    waiting();
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                return Ok(Ok(Source::Memory { name: name.into(), bytes: Cow::Owned(bytes) }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_read_whole() {
        let text = b"{\"t\":1}\n".repeat(100_000);
        let input = io::Cursor::new(text.clone());
        let source = read_all("x", move || Ok(input), &Progress::default(), || {}).unwrap().unwrap();
        let Source::Memory { name, bytes } = source else { panic!("not in memory") };
        assert_eq!((&*name, bytes.len()), ("x", text.len()));
    }

    #[test]
    fn a_silent_stream_says_so_and_can_be_stopped() {
        struct Silent;
        impl Read for Silent {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                thread::sleep(Duration::from_secs(3_600));
                Ok(0)
            }
        }
        let progress = Progress::default();
        let result = read_all("x", || Ok(Silent), &progress, || progress.stop());
        assert!(matches!(result, Err(Stopped)));
    }
}

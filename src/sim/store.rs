//! A source that can be read at any place: a file by positioned reads, memory, or a pipe or packed file that is written
//! into a nameless temporary file as it comes.
//!
//! Nothing is mapped: a map's resident size is the file, and a file cut under it kills the process.

use crate::film::{Problem, Progress};
use crate::ingest::{Source, Stopped, unpack, unpack_stream};
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread;
use std::time::Duration;

/// One source.
#[derive(Debug)]
pub(super) struct Store {
    pub(super) name: Arc<str>,
    body: Body,
    seen: Mutex<Seen>,
}

/// What tells that a file is still the one that was looked at before: others are another file under the same name.
#[derive(Debug, Default)]
struct Seen {
    /// The first bytes.
    head: Vec<u8>,
    /// How much of it there was.
    length: u64,
    /// The last bytes of that: files of the same kind often begin alike.
    end: Vec<u8>,
}

#[derive(Debug)]
enum Body {
    /// The path, and what is open: another file may take its place there.
    File(PathBuf, RwLock<Arc<File>>),
    Memory(Cow<'static, [u8]>),
    Spill(Spill),
}

/// What comes through a pipe or out of a decoder.
#[derive(Debug)]
struct Spill {
    file: File,
    length: AtomicU64,
    /// Blocks to come; `None` once there are no more.
    blocks: Mutex<Option<Receiver<io::Result<Vec<u8>>>>>,
}

/// So many bytes tell a file that was begun anew.
const HEAD: usize = 256;
/// And so many before the end that was known.
const END: usize = 64;

impl Store {
    /// Opens a source. What is packed begins to be unpacked by a thread of its own.
    pub(super) fn open(source: &Source) -> Result<Store, Problem> {
        let name = source.name();
        if unpack(source)?.is_some() {
            let source = source.clone();
            let reader = move |send: &dyn Fn(io::Result<Vec<u8>>) -> bool| match unpack(&source) {
                Ok(Some(mut unpacked)) => pump(&mut unpacked.content, send),
                Ok(None) => {}
                Err(problem) => {
                    send(Err(io::Error::other(problem.reason)));
                }
            };
            return Store::spill(Arc::clone(&name), reader)
                .map_err(|err| source_problem(&name, format!("cannot be unpacked into the temporary folder: {err}")));
        }
        let body = match source {
            Source::Memory { bytes, .. } => Body::Memory(bytes.clone()),
            Source::File(path) => {
                let file = File::open(path)
                    .map_err(|err| source.problem(format!("cannot be read: {err}; check that you may read it")))?;
                Body::File(path.clone(), RwLock::new(Arc::new(file)))
            }
        };
        Ok(Store { name, body, seen: Mutex::default() })
    }

    /// A pipe, packed or not: rows appear as they come.
    pub(super) fn pipe(name: Arc<str>, input: impl Read + Send + 'static) -> Result<Store, Problem> {
        let reader = move |send: &dyn Fn(io::Result<Vec<u8>>) -> bool| match unpack_stream(input) {
            Ok(mut content) => pump(&mut content, send),
            Err(reason) => {
                send(Err(io::Error::other(reason)));
            }
        };
        Store::spill(Arc::clone(&name), reader)
            .map_err(|err| source_problem(&name, format!("cannot be kept in the temporary folder: {err}")))
    }

    fn spill(
        name: Arc<str>,
        work: impl FnOnce(&dyn Fn(io::Result<Vec<u8>>) -> bool) + Send + 'static,
    ) -> io::Result<Store> {
        let file = tempfile::tempfile()?;
        let (sender, receiver) = sync_channel(8);
        // A read that waits for input cannot be interrupted: the thread ends with the program if nobody listens.
        thread::spawn(move || work(&|block| sender.send(block).is_ok()));
        let blocks = Mutex::new(Some(receiver));
        let body = Body::Spill(Spill { file, length: AtomicU64::new(0), blocks });
        Ok(Store { name, body, seen: Mutex::default() })
    }

    /// Takes what comes through a pipe, at least until something came, at most `most` bytes. True while more may come.
    pub(super) fn fill(&self, most: u64, progress: &Progress) -> Result<Result<bool, Problem>, Stopped> {
        let Body::Spill(spill) = &self.body else { return Ok(Ok(false)) };
        spill.fill(most, progress).map(|filled| {
            filled.map_err(|err| {
                let lines = "what came before is shown, the rest is lost";
                source_problem(&self.name, format!("reading ended too early ({}): {lines}", clean(&err)))
            })
        })
    }

    /// Bytes there are now, 0 when it is gone; and whether a file is another one than at the last look: cut, written over
    /// from its beginning, or replaced by one that does not go on with the same bytes.
    pub(super) fn look(&self) -> (u64, bool) {
        let open = match &self.body {
            Body::Memory(bytes) => return (bytes.len() as u64, false),
            Body::Spill(spill) => return (spill.length.load(Ordering::Acquire), false),
            Body::File(path, open) => {
                let mut open = open.write().unwrap_or_else(PoisonError::into_inner);
                if let Some(other) = replaced(path, &open) {
                    *open = Arc::new(other);
                }
                Arc::clone(&open)
            }
        };
        let length = open.metadata().map_or(0, |meta| meta.len());
        let part = |from: u64, most: usize| {
            let mut part = vec![0; most];
            let read = read_whole(&open, &mut part, from)?;
            part.truncate(read);
            Ok::<_, io::Error>(part)
        };
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let known = seen.length.saturating_sub(seen.end.len() as u64);
        let end = length.saturating_sub(END as u64);
        // What cannot be read just now tells nothing; the next look tries again.
        let (Ok(head), Ok(before), Ok(end)) =
            (part(0, HEAD), part(known, seen.end.len()), part(end, (length - end) as usize))
        else {
            return (length, false);
        };
        let same = length >= seen.length && head.starts_with(&seen.head) && before == seen.end;
        *seen = Seen { head, length, end };
        (length, !same)
    }

    /// Reads once at an offset; 0 at the end.
    pub(super) fn read_at(&self, out: &mut [u8], offset: u64) -> io::Result<usize> {
        match &self.body {
            Body::File(_, open) => {
                let file = Arc::clone(&open.read().unwrap_or_else(PoisonError::into_inner));
                read_file(&file, out, offset)
            }
            Body::Spill(spill) => read_file(&spill.file, out, offset),
            Body::Memory(bytes) => {
                let rest = usize::try_from(offset).ok().and_then(|at| bytes.get(at..)).unwrap_or_default();
                let length = rest.len().min(out.len());
                out[..length].copy_from_slice(&rest[..length]);
                Ok(length)
            }
        }
    }

    /// Reads exactly this stretch.
    pub(super) fn read(&self, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut out = vec![0; length];
        let mut filled = 0;
        while filled < length {
            match self.read_at(&mut out[filled..], offset + filled as u64) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(read) => filled += read,
                Err(err) if err.kind() == io::ErrorKind::Interrupted => {}
                Err(err) => return Err(err),
            }
        }
        Ok(out)
    }
}

fn source_problem(name: &Arc<str>, reason: String) -> Problem {
    Problem { file: Arc::clone(name), line: 0, offset: 0, reason }
}

fn clean(err: &io::Error) -> String {
    match err.kind() {
        io::ErrorKind::UnexpectedEof => "the data is cut".to_owned(),
        _ => crate::film::clean_text(&err.to_string()),
    }
}

/// Sends blocks until the end, an error, or nobody listens.
fn pump(input: &mut dyn Read, send: &dyn Fn(io::Result<Vec<u8>>) -> bool) {
    loop {
        let mut block = vec![0; 256 * 1024];
        match input.read(&mut block) {
            Ok(0) => return,
            Ok(read) => block.truncate(read),
            Err(err) if err.kind() == io::ErrorKind::Interrupted => continue,
            Err(err) => {
                send(Err(err));
                return;
            }
        }
        if !send(Ok(block)) {
            return;
        }
    }
}

impl Spill {
    fn fill(&self, most: u64, progress: &Progress) -> Result<io::Result<bool>, Stopped> {
        let mut blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(receiver) = &*blocks else { return Ok(Ok(false)) };
        let mut taken = 0;
        let result = loop {
            if progress.stopped() {
                return Err(Stopped);
            }
            match receiver.recv_timeout(Duration::from_millis(50)) {
                Ok(Ok(block)) => {
                    if let Err(err) = write_file(&self.file, &block, self.length.load(Ordering::Acquire)) {
                        break Err(err);
                    }
                    taken += block.len() as u64;
                    self.length.fetch_add(block.len() as u64, Ordering::Release);
                    if taken >= most {
                        return Ok(Ok(true));
                    }
                }
                Ok(Err(err)) => break Err(err),
                Err(RecvTimeoutError::Timeout) if taken > 0 => return Ok(Ok(true)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break Ok(false),
            }
        };
        *blocks = None;
        Ok(result)
    }
}

/// The file that took the place of an open one under its path, if one did.
#[cfg(unix)]
fn replaced(path: &Path, open: &File) -> Option<File> {
    use std::os::unix::fs::MetadataExt;
    let (there, ours) = (std::fs::metadata(path).ok()?, open.metadata().ok()?);
    let same = (there.dev(), there.ino()) == (ours.dev(), ours.ino());
    // A folder or a pipe under that name is no other version of it.
    if same || !there.is_file() { None } else { File::open(path).ok() }
}

/// Where files have no number that tells, an open file cannot be replaced either.
#[cfg(windows)]
fn replaced(_: &Path, _: &File) -> Option<File> {
    None
}

/// Reads until the buffer is full or the file ends.
fn read_whole(file: &File, out: &mut [u8], offset: u64) -> io::Result<usize> {
    let mut filled = 0;
    while filled < out.len() {
        match read_file(file, &mut out[filled..], offset + filled as u64) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(err) if err.kind() == io::ErrorKind::Interrupted => {}
            Err(err) => return Err(err),
        }
    }
    Ok(filled)
}

#[cfg(unix)]
fn read_file(file: &File, out: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, out, offset)
}

#[cfg(windows)]
fn read_file(file: &File, out: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, out, offset)
}

/// Writes at an offset: readers elsewhere move the file's own place on some systems.
#[cfg(unix)]
fn write_file(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, offset)
}

#[cfg(windows)]
fn write_file(file: &File, mut bytes: &[u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = std::os::windows::fs::FileExt::seek_write(file, bytes, offset)?;
        if written == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        bytes = bytes.get(written..).unwrap_or_default();
        offset += written as u64;
    }
    Ok(())
}

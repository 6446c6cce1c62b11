//! One journal file: read from where the last look ended, appended to whole lines at a time, never rewritten.
//!
//! ```text
//!   {…}⏎{…}⏎{damaged⏎{…}⏎{…
//!            │             └ torn: the last line without its end; a complete entry counts, half of one is a problem,
//!            └ problem       and the next append begins on a fresh line
//! ```
//!
//! Readers and writers hold an advisory lock while they look or write, so that two programs on one folder never see half
//! of each other's lines.

use super::entry::Entry;
use crate::film::{Problem, Problems, clean_text};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// An entry and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) entry: Entry,
    pub(super) line: u64,
    pub(super) offset: u64,
}

/// What one look at a file brought.
#[derive(Debug, Clone, Default)]
pub(super) struct Chunk {
    /// The file's name, harmless to print.
    pub(super) name: Arc<str>,
    /// The file is not the one that was read before: forget what came from it.
    pub(super) again: bool,
    pub(super) rows: Vec<Row>,
    pub(super) problems: Problems,
    /// The half line at the end, for as long as it is the end.
    pub(super) torn: Option<Problem>,
}

/// One journal file and how far it has been read.
#[derive(Debug)]
pub(super) struct Tape {
    path: PathBuf,
    name: Arc<str>,
    /// Start of the first line that is not settled: everything before it ended with a line break.
    offset: u64,
    /// Lines before it.
    lines: u64,
    /// The bytes just before it, to notice a file that was exchanged.
    tail: Vec<u8>,
    /// Names of fields of newer versions that were reported.
    newer: Vec<String>,
}

/// How many bytes before the offset are compared.
const TAIL: usize = 256;
/// Lines beyond this are garbage: no entry comes near it, and garbage must not fill the memory.
const LONGEST_LINE: usize = 1 << 20;
/// How long to wait for the other program's lock; it holds it for one write.
const PATIENCE: Duration = Duration::from_secs(5);

impl Tape {
    pub(super) fn new(path: PathBuf) -> Tape {
        let name = clean_text(&path.to_string_lossy());
        Tape { name: name.into(), path, offset: 0, lines: 0, tail: Vec::new(), newer: Vec::new() }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) const fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// What was written since the last look. No file is nothing written.
    pub(super) fn read(&mut self) -> io::Result<Chunk> {
        let file = match regular(&self.path).and_then(|()| File::open(&self.path)) {
            Ok(file) => file,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(self.vanished()),
            Err(e) => return Err(e),
        };
        let _unlock = lock(&file, false)?;
        self.read_from(&file)
    }

    /// Whether the file is there and can be appended to.
    pub(super) fn is_writable(&self) -> io::Result<bool> {
        match regular(&self.path).and_then(|()| OpenOptions::new().append(true).open(&self.path)) {
            Ok(_) => Ok(true),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(false),
            Err(e) => Err(e),
        }
    }

    /// Reads what others wrote, then appends these lines and waits until they are on the disk.
    ///
    /// The chunk holds both, in the file's order.
    pub(super) fn append(&mut self, entries: &[Entry]) -> io::Result<Chunk> {
        match regular(&self.path) {
            Err(e) if e.kind() != ErrorKind::NotFound => return Err(e),
            _ => {}
        }
        let file = OpenOptions::new().read(true).append(true).create(true).open(&self.path)?;
        let _unlock = lock(&file, true)?;
        let fresh = file.metadata()?.len() == 0;
        let mut chunk = self.read_from(&file)?;
        let mut text = String::new();
        if !ends_a_line(&file)? {
            text.push('\n');
        }
        entries.iter().for_each(|e| text.push_str(&e.line()));
        // One write of whole lines; were it cut short, what is there is a torn line and the entries are written again.
        (&file).write_all(text.as_bytes())?;
        file.sync_data()?;
        if fresh {
            sync_folder(&self.path);
        }
        let more = self.read_from(&file)?;
        if more.again {
            return Ok(more);
        }
        chunk.rows.extend(more.rows);
        chunk.problems.append(more.problems);
        chunk.torn = more.torn;
        Ok(chunk)
    }

    fn vanished(&mut self) -> Chunk {
        let again = self.offset > 0;
        self.rewind();
        Chunk { name: self.name.clone(), again, ..Chunk::default() }
    }

    fn rewind(&mut self) {
        (self.offset, self.lines) = (0, 0);
        self.tail.clear();
        self.newer.clear();
    }

    /// Reads from the first unsettled line to the end.
    fn read_from(&mut self, mut file: &File) -> io::Result<Chunk> {
        let mut chunk = Chunk { name: self.name.clone(), again: !self.is_same(file)?, ..Chunk::default() };
        if chunk.again {
            self.rewind();
        }
        file.seek(SeekFrom::Start(self.offset))?;
        let mut reader = BufReader::with_capacity(1 << 16, file);
        let mut line = Vec::new();
        loop {
            line.clear();
            let (bytes, ended) = next_line(&mut reader, &mut line)?;
            if bytes == 0 {
                break;
            }
            self.take(&line, bytes, ended, &mut chunk);
            if !ended {
                break;
            }
            self.offset += bytes;
            self.lines += 1;
            self.tail.extend_from_slice(&line);
            self.tail.push(b'\n');
            self.tail.drain(..self.tail.len().saturating_sub(TAIL));
        }
        Ok(chunk)
    }

    /// One line: an entry, nothing, or a problem.
    fn take(&mut self, line: &[u8], bytes: u64, ended: bool, chunk: &mut Chunk) {
        let text = line.strip_prefix(b"\xef\xbb\xbf").filter(|_| self.offset == 0).unwrap_or(line).trim_ascii();
        if text.is_empty() && bytes <= LONGEST_LINE as u64 {
            return;
        }
        let parsed = if bytes > LONGEST_LINE as u64 {
            Err(format!("a line of {bytes} bytes is no entry, it is skipped"))
        } else {
            Entry::parse(text)
        };
        match parsed {
            Ok(entry) => {
                self.note_newer(&entry, chunk);
                chunk.rows.push(Row { entry, line: self.lines + 1, offset: self.offset });
            }
            Err(reason) if ended => chunk.problems.push(self.problem(reason)),
            Err(_) => {
                let reason = "half a line at the end: the program that wrote it was stopped; that decision is lost, \
                              the next one begins on a fresh line";
                chunk.torn = Some(self.problem(reason.into()));
            }
        }
    }

    /// Fields of a newer version are reported once each.
    fn note_newer(&mut self, entry: &Entry, chunk: &mut Chunk) {
        for name in entry.extra.keys().filter(|n| !self.newer.contains(n)).cloned().collect::<Vec<_>>() {
            if self.newer.len() < 100 {
                let short: String = clean_text(&name).chars().take(40).collect();
                let reason = format!("`{short}` is a field this version does not know; it is kept but not used");
                chunk.problems.push(self.problem(reason));
                self.newer.push(name);
            }
        }
    }

    fn problem(&self, reason: String) -> Problem {
        Problem { file: self.name.clone(), line: self.lines + 1, offset: self.offset, reason }
    }

    /// Whether what was read before still stands at the start of the file.
    fn is_same(&self, mut file: &File) -> io::Result<bool> {
        if file.metadata()?.len() < self.offset {
            return Ok(false);
        }
        let mut tail = vec![0; self.tail.len()];
        file.seek(SeekFrom::Start(self.offset - self.tail.len() as u64))?;
        file.read_exact(&mut tail)?;
        Ok(tail == self.tail)
    }
}

/// Reads to the next line break; (bytes with it, whether there was one). Of a line beyond [`LONGEST_LINE`] only the
/// last bytes are kept.
fn next_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<(u64, bool)> {
    let mut bytes = 0u64;
    loop {
        let block = match reader.fill_buf() {
            Ok(block) => block,
            Err(e) if e.kind() == ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        if block.is_empty() {
            return Ok((bytes, false));
        }
        let end = memchr::memchr(b'\n', block);
        let part = &block[..end.unwrap_or(block.len())];
        if line.len() + part.len() > LONGEST_LINE {
            line.drain(..line.len().saturating_sub(TAIL));
        }
        line.extend_from_slice(part);
        let used = part.len() + usize::from(end.is_some());
        reader.consume(used);
        bytes += used as u64;
        if end.is_some() {
            return Ok((bytes, true));
        }
    }
}

/// Opening a pipe or a device of that name would hang or do harm.
fn regular(path: &Path) -> io::Result<()> {
    let is_file = std::fs::metadata(path)?.is_file();
    if is_file { Ok(()) } else { Err(io::Error::new(ErrorKind::IsADirectory, "it is not a file")) }
}

/// Holds the lock until dropped.
struct Unlock<'a>(&'a File);

impl Drop for Unlock<'_> {
    fn drop(&mut self) {
        // Closing the file gives the lock back in any case.
        let _ = self.0.unlock();
    }
}

fn lock(file: &File, exclusive: bool) -> io::Result<Unlock<'_>> {
    let begun = Instant::now();
    loop {
        match if exclusive { file.try_lock() } else { file.try_lock_shared() } {
            Ok(()) => return Ok(Unlock(file)),
            Err(TryLockError::Error(e)) if has_no_locks(&e) => return Ok(Unlock(file)),
            Err(TryLockError::Error(e)) => return Err(e),
            Err(TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(2)),
            Err(TryLockError::WouldBlock) => {
                return Err(io::Error::new(ErrorKind::WouldBlock, "another program has kept it locked for 5 s"));
            }
        }
    }
}

/// Whether there are no locks where the file is, as on some network file systems: the single write of whole lines must
/// do there.
fn has_no_locks(error: &io::Error) -> bool {
    // ENOLCK, of a network share whose server runs no lock service; the standard library has no name for it.
    let no_service = match std::env::consts::OS {
        "linux" | "android" => Some(37),
        "windows" => None,
        _ => Some(77), // macOS and the BSDs
    };
    error.kind() == ErrorKind::Unsupported || no_service.is_some() && error.raw_os_error() == no_service
}

fn ends_a_line(mut file: &File) -> io::Result<bool> {
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(true);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

/// A new file's name is only as lasting as its folder. Best effort: not every system can sync a folder.
fn sync_folder(path: &Path) {
    if let Some(folder) = path.parent()
        && let Ok(folder) = File::open(folder)
    {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_kept_where_there_are_no_locks() {
        assert!(has_no_locks(&ErrorKind::Unsupported.into()));
        #[cfg(target_os = "linux")]
        assert!(has_no_locks(&io::Error::from_raw_os_error(37)), "an NFS share without its lock service");
        assert!(!has_no_locks(&ErrorKind::PermissionDenied.into()) && !has_no_locks(&io::Error::from_raw_os_error(5)));
    }
}

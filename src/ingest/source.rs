//! Where bytes come from: a file or memory, decompressed on the fly; compression and foreign formats are told by content.

use super::zstd::ZstdReader;
use crate::film::{Problem, clean_text};
use flate2::bufread::MultiGzDecoder;
use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Something to read lines from. Content that is gzip or Zstandard is decompressed, whatever the name says.
#[derive(Debug, Clone)]
pub enum Source {
    /// A file on disk.
    File(PathBuf),
    /// Bytes in memory: standard input, the embedded demo, a test.
    Memory {
        /// For display.
        name: Arc<str>,
        /// Plain or compressed.
        bytes: Cow<'static, [u8]>,
    },
}

impl Source {
    /// Its name, harmless to print and never empty.
    #[must_use]
    pub fn name(&self) -> Arc<str> {
        let name = match self {
            Source::File(path) => clean_text(&path.to_string_lossy()),
            Source::Memory { name, .. } => clean_text(name),
        };
        if name.trim().is_empty() { Arc::from("(unnamed)") } else { Arc::from(name) }
    }

    /// Bytes to read (compressed, if it is); 0 when unknown.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        match self {
            Source::File(path) => fs::metadata(path).map_or(0, |m| if m.is_file() { m.len() } else { 0 }),
            Source::Memory { bytes, .. } => bytes.len() as u64,
        }
    }

    /// Whether a path leads to it.
    #[must_use]
    pub fn is_at(&self, path: &Path) -> bool {
        matches!(self, Source::File(own) if same_file(own, path))
    }

    /// A problem with the source as a whole.
    #[must_use]
    pub fn problem(&self, reason: impl Into<String>) -> Problem {
        Problem { file: self.name(), line: 0, offset: 0, reason: reason.into() }
    }
}

/// Whether two paths lead to one file.
fn same_file(a: &Path, b: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let id = |path: &Path| path.metadata().ok().map(|meta| (meta.dev(), meta.ino()));
        if let (Some(a), Some(b)) = (id(a), id(b)) {
            return a == b;
        }
    }
    let real = |path: &Path| path.canonicalize().ok();
    real(a).zip(real(b)).is_some_and(|(a, b)| a == b)
}

/// A packed source's content as a stream, and how many packed bytes were taken so far.
pub struct Unpacked<'a> {
    /// The content.
    pub content: Box<dyn Read + Send + 'a>,
    /// Packed bytes taken.
    pub taken: Arc<AtomicU64>,
}

/// Opens what is packed for whoever reads at any place and so has to unpack it first; `None` for what is plain.
///
/// # Errors
/// The source cannot be opened, or is of a kind that holds no lines.
pub fn unpack(source: &Source) -> Result<Option<Unpacked<'_>>, Problem> {
    let Opened { feed, taken, packed, .. } = open(source).map_err(|reason| source.problem(reason))?;
    Ok(match feed {
        Feed::Stream(content) if packed.is_some() => Some(Unpacked { content, taken }),
        _ => None,
    })
}

/// What comes through a pipe, unpacked if its first bytes say that it is packed.
///
/// # Errors
/// It cannot be read, or is of a kind that holds no lines; the error is a sentence.
pub fn unpack_stream<'a>(mut input: impl Read + Send + 'a) -> Result<Box<dyn Read + Send + 'a>, String> {
    let mut head = Vec::new();
    (&mut input).take(HEAD).read_to_end(&mut head).map_err(|err| err.to_string())?;
    let packed = packing(&head)?;
    let whole = io::Cursor::new(head).chain(input);
    Ok(match packed {
        None => Box::new(whole),
        Some(kind) => kind.unpack(whole),
    })
}

/// The content of an opened source.
pub(super) enum Feed<'a> {
    /// All of it, in memory.
    Slice(&'a [u8]),
    /// To be read piece by piece.
    Stream(Box<dyn Read + Send + 'a>),
}

/// An opened source.
pub(super) struct Opened<'a> {
    pub(super) feed: Feed<'a>,
    /// Bytes of the input (compressed, if it is) taken so far.
    pub(super) taken: Arc<AtomicU64>,
    /// Bytes the input had when it was opened; 0 when unknown.
    pub(super) size: u64,
    /// `gzip`, `Zstandard`, or nothing.
    pub(super) packed: Option<&'static str>,
}

/// Opens a source; the error is a sentence.
pub(super) fn open(source: &Source) -> Result<Opened<'_>, String> {
    let taken = Arc::new(AtomicU64::new(0));
    match source {
        Source::Memory { bytes, .. } => {
            let size = bytes.len() as u64;
            let packed = packing(bytes)?;
            let feed = match packed {
                None => Feed::Slice(bytes),
                Some(kind) => Feed::Stream(kind.unpack(Counted { inner: &**bytes, taken: Arc::clone(&taken) })),
            };
            Ok(Opened { feed, taken, size, packed: packed.map(Packing::name) })
        }
        Source::File(path) => {
            let meta = fs::metadata(path).map_err(cannot_open)?;
            if meta.is_dir() {
                return Err("is a folder, not a file: give the folder by itself to search it".into());
            }
            if !meta.is_file() {
                // Opening a pipe nobody writes to would wait for ever.
                return Err("is a pipe or a device, not a file: send its content to standard input (`-`)".into());
            }
            let mut file = File::open(path).map_err(cannot_open)?;
            let mut head = Vec::new();
            (&mut file).take(HEAD).read_to_end(&mut head).map_err(cannot_open)?;
            let packed = packing(&head)?;
            // A file that grows faster than it is read would never end: what was there when it was opened is read.
            // Some special files claim to be empty and are not; those are read to their end.
            let size = meta.len();
            let limit = if size == 0 { u64::MAX } else { size };
            let whole = Counted { inner: io::Cursor::new(head).chain(file).take(limit), taken: Arc::clone(&taken) };
            let feed = match packed {
                None => Feed::Stream(Box::new(whole)),
                Some(kind) => Feed::Stream(kind.unpack(whole)),
            };
            Ok(Opened { feed, taken, size, packed: packed.map(Packing::name) })
        }
    }
}

fn cannot_open(err: io::Error) -> String {
    format!("cannot be read: {err}; check that the file exists and that you may read it")
}

/// Bytes that tell every format below.
const HEAD: u64 = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    Gzip,
    Zstd,
}

impl Packing {
    const fn name(self) -> &'static str {
        match self {
            Packing::Gzip => "gzip",
            Packing::Zstd => "Zstandard",
        }
    }

    fn unpack<'a>(self, input: impl Read + Send + 'a) -> Box<dyn Read + Send + 'a> {
        let input = BufReader::with_capacity(64 * 1024, input);
        match self {
            // At damage the decoder drops what it made of the bytes it was given last: with few at a time, little is lost.
            Packing::Gzip => Box::new(MultiGzDecoder::new(BufReader::with_capacity(1024, input))),
            Packing::Zstd => Box::new(ZstdReader::new(input)),
        }
    }
}

/// Beginnings of files that hold no lines: one sentence instead of a complaint about every line.
const FOREIGN: [(&[u8], &str); 8] = [
    (b"PK\x03\x04", "is a ZIP archive: unpack it first"),
    (b"\xfd7zXZ\0", "is packed with xz: unpack it first, or pack it with gzip or zstd"),
    (b"BZh", "is packed with bzip2: unpack it first, or pack it with gzip or zstd"),
    (b"7z\xbc\xaf\x27\x1c", "is a 7z archive: unpack it first"),
    (b"Rar!", "is a RAR archive: unpack it first"),
    (b"PAR1", "is a Parquet table: export it as JSON lines"),
    (b"\xff\xfe", "is UTF-16 text: save it as UTF-8"),
    (b"\xfe\xff", "is UTF-16 text: save it as UTF-8"),
];

/// How the content that begins with `head` is packed; the error is a sentence about a format that holds no lines.
fn packing(head: &[u8]) -> Result<Option<Packing>, String> {
    if head.starts_with(b"\x1f\x8b") {
        return Ok(Some(Packing::Gzip));
    }
    // A Zstandard file may begin with a skippable frame, whose magic number leaves four bits free.
    let skippable = head.len() >= 4 && head[0] & 0xf0 == 0x50 && head[1..4] == *b"\x2a\x4d\x18";
    if head.starts_with(b"\x28\xb5\x2f\xfd") || skippable {
        return Ok(Some(Packing::Zstd));
    }
    match FOREIGN.iter().find(|(magic, _)| head.starts_with(magic)) {
        Some((_, reason)) => Err((*reason).to_owned()),
        None => Ok(None),
    }
}

/// Counts what is read of the input, for progress.
struct Counted<R> {
    inner: R,
    taken: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        self.taken.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_their_first_bytes() {
        assert_eq!(packing(b"\x1f\x8b\x08"), Ok(Some(Packing::Gzip)));
        assert_eq!(packing(b"\x28\xb5\x2f\xfd"), Ok(Some(Packing::Zstd)));
        assert_eq!(packing(b"\x5e\x2a\x4d\x18"), Ok(Some(Packing::Zstd)));
        assert_eq!(packing(b""), Ok(None));
        assert_eq!(packing(b"{\"t\":1}"), Ok(None));
        assert!(packing(b"\xff\xfe{\0").unwrap_err().contains("UTF-16"));
    }

    #[test]
    fn names_are_harmless() {
        let name = |n: &str| Source::Memory { name: n.into(), bytes: Cow::Borrowed(b"") }.name();
        assert_eq!(&*name("a\u{1b}[31m\nb"), "a[31mb");
        assert_eq!(&*name("\u{200b}"), "(unnamed)");
    }
}

//! A look at the beginning of a source, so that a format is told by its content and not by its name.

use super::source::{Feed, Opened, Source, open};
use crate::film::Problem;
use memchr::memchr_iter;
use std::io::{BufRead, BufReader, Read};

/// How much of a source is looked at, decompressed.
const LOOK: u64 = 64 * 1024;

/// How far the end of a first line is looked for that is longer than the look.
const LONGEST: u64 = 16 * 1024 * 1024;

/// The beginning of a source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Head {
    bytes: Vec<u8>,
    whole: bool,
}

impl Head {
    /// The first lines that are not blank, without line ends and byte-order mark. A line is cut short where the look
    /// ended inside it, and begins behind the NUL bytes that a crash left before it.
    pub fn lines(&self) -> impl Iterator<Item = &[u8]> {
        let text = self.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.bytes);
        let (mut from, mut ends) = (0, memchr_iter(b'\n', text).chain([text.len()]));
        let lines = std::iter::from_fn(move || {
            let end = ends.next()?;
            text.get(std::mem::replace(&mut from, end + 1)..end)
        });
        lines.map(|line| behind_nuls(line).trim_ascii()).filter(|line| !line.is_empty())
    }

    /// All that was looked at.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether this is all there is.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.whole
    }
}

/// Reads the first 64 KB of a source, decompressed, and where no line ends in them as much behind the first line: one
/// line must not hide what the others are. A damaged source gives what stands before the damage.
///
/// # Errors
/// The source cannot be opened, or is of a kind that holds no lines.
pub fn sniff(source: &Source) -> Result<Head, Problem> {
    let Opened { feed, .. } = open(source).map_err(|reason| source.problem(reason))?;
    Ok(match feed {
        Feed::Slice(all) => look(all),
        Feed::Stream(input) => look(input),
    })
}

/// A line without the NUL bytes before it; of nothing but these all are left, for they are not nothing.
fn behind_nuls(line: &[u8]) -> &[u8] {
    line.iter().position(|byte| *byte != 0).map_or(line, |at| &line[at..]) // a position in this very line
}

/// An error ends the look like an end does; whoever reads the source reports it.
fn look(input: impl Read) -> Head {
    let mut input = BufReader::new(input.take(LONGEST));
    let mut bytes = Vec::new();
    drop((&mut input).take(LOOK).read_to_end(&mut bytes));
    let whole = (bytes.len() as u64) < LOOK;
    if !whole && !bytes.contains(&b'\n') && input.skip_until(b'\n').is_ok() {
        bytes.push(b'\n');
        drop(input.take(LOOK).read_to_end(&mut bytes));
    }
    Head { bytes, whole }
}

/// The whole content of a source, unpacked, if `wanted` says so of its first `look` bytes; at most `most` bytes of it.
///
/// # Errors
/// A sentence when the source cannot be opened, or is damaged before that.
pub fn contents(
    source: &Source,
    look: u64,
    wanted: impl Fn(&[u8]) -> bool,
    most: u64,
) -> Result<Option<Vec<u8>>, String> {
    let Opened { feed, packed, .. } = open(source)?;
    let mut bytes = Vec::new();
    match feed {
        Feed::Slice(all) => {
            let first = |count: u64| &all[..all.len().min(usize::try_from(count).unwrap_or(usize::MAX))];
            Ok(wanted(first(look)).then(|| first(most).to_vec()))
        }
        Feed::Stream(mut input) => {
            // What is damaged so early is for others to tell.
            if (&mut input).take(look).read_to_end(&mut bytes).is_err() || !wanted(&bytes) {
                return Ok(None);
            }
            match input.take(most.saturating_sub(look)).read_to_end(&mut bytes) {
                Ok(_) => Ok(Some(bytes)),
                Err(err) => Err(match packed {
                    Some(packed) => format!("the {packed} data is damaged or cut short: {err}"),
                    None => format!("cannot be read: {err}"),
                }),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;
    use std::io::Write;

    fn memory(bytes: &[u8]) -> Source {
        Source::Memory { name: "m".into(), bytes: Cow::Owned(bytes.to_vec()) }
    }

    #[test]
    fn the_first_lines_packed_or_not() {
        let text = b"\xef\xbb\xbf\r\n  \n{\"t\":1}\r\n{\"t\":2}";
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(text).unwrap();
        for bytes in [text.to_vec(), packer.finish().unwrap()] {
            let head = sniff(&memory(&bytes)).unwrap();
            assert_eq!(head.lines().collect::<Vec<_>>(), [b"{\"t\":1}", b"{\"t\":2}"]);
            assert!(head.is_whole());
        }
    }

    #[test]
    fn contents_are_unpacked_if_they_are_wanted() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(&b"MPQ".repeat(1000)).unwrap();
        let packed = packer.finish().unwrap();
        let ask = |bytes: &[u8]| contents(&memory(bytes), 3, |head| head == b"MPQ", 1 << 20);
        assert_eq!(ask(&packed).unwrap().unwrap(), b"MPQ".repeat(1000));
        assert_eq!((ask(b"MPQx").unwrap().unwrap(), ask(b"{}").unwrap()), (b"MPQx".to_vec(), None));
        let some = |bytes: &[u8]| contents(&memory(bytes), 3, |_| true, 5).unwrap().unwrap();
        assert_eq!((some(&packed), some(b"MPQMPQMPQ")), (b"MPQMP".to_vec(), b"MPQMP".to_vec()));
        assert!(ask(&packed[..packed.len() - 9]).unwrap_err().contains("gzip"));
    }

    #[test]
    fn a_long_first_line_is_cut_and_hides_nothing() {
        let text = [&[b'x'; 200_000][..], b"\n{\"t\":1}\n", &[b'y'; 200_000]].concat();
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(&text).unwrap();
        for bytes in [text, packer.finish().unwrap()] {
            let head = sniff(&memory(&bytes)).unwrap();
            let lines: Vec<&[u8]> = head.lines().collect();
            assert_eq!((lines[0].len(), lines[1], lines.len()), (LOOK as usize, &b"{\"t\":1}"[..], 3));
            assert!(lines[2].len() < LOOK as usize && !head.is_whole());
        }
    }

    #[test]
    fn nul_bytes_before_a_line_do_not_hide_it() {
        let head = sniff(&memory(&[&[0; 5_000][..], b"{\"t\":1}\n\0\0"].concat())).unwrap();
        assert_eq!(head.lines().collect::<Vec<_>>(), [&b"{\"t\":1}"[..], b"\0\0"]);
        let head = sniff(&memory(&[&[0; 70_000][..], b"{\"t\":1}\n{\"t\":2}"].concat())).unwrap();
        assert_eq!(head.lines().last(), Some(&b"{\"t\":2}"[..]));
    }

    #[test]
    fn a_long_line_is_cut_and_an_archive_refused() {
        let head = sniff(&memory(&vec![b'x'; 200_000])).unwrap();
        assert_eq!((head.lines().count(), head.is_whole()), (1, false));
        assert!(sniff(&memory(b"PK\x03\x04....")).unwrap_err().reason.contains("unpack"));
    }
}

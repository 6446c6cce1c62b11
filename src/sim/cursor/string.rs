//! Strings: validated eight plain bytes at a time, and their text without escapes.

use super::{Cursor, FaultKind, Read, fault_at};
use std::borrow::Cow;

impl<'a> Cursor<'a> {
    /// A string's raw text between the quotes, validated.
    #[inline]
    pub(in crate::sim) fn string_raw(&mut self) -> Read<&'a [u8]> {
        // The caller saw the quote.
        let from = self.at + 1;
        let rest = self.bytes.get(from..).unwrap_or_default();
        let mut ascii = true;
        let mut at = 0;
        loop {
            // Eight plain bytes at once; what is not plain is looked at one by one.
            while let Some(eight) = rest.get(at..).and_then(|rest| rest.first_chunk()) {
                match plain(eight) {
                    8 => at += 8,
                    some => {
                        at += some;
                        break;
                    }
                }
            }
            let Some(&byte) = rest.get(at) else { return fault_at(FaultKind::Ends, self.bytes.len()) };
            match CLASS[byte as usize] {
                PLAIN => at += 1,
                HIGH => {
                    ascii = false;
                    at += 1;
                }
                QUOTE => break,
                ESCAPE => {
                    at += escape(rest, at).or_else(|kind| {
                        let end = if kind == FaultKind::Ends { self.bytes.len() } else { from + at };
                        fault_at(kind, end)
                    })?;
                }
                _ => return fault_at(FaultKind::Control, from + at),
            }
        }
        let raw = &rest[..at];
        if !ascii && let Err(error) = std::str::from_utf8(raw) {
            return fault_at(FaultKind::Utf8, from + error.valid_up_to());
        }
        self.at = from + at + 1;
        Ok(raw)
    }
}

const PLAIN: u8 = 0;
const QUOTE: u8 = 1;
const ESCAPE: u8 = 2;
const CONTROL: u8 = 3;
const HIGH: u8 = 4;

/// What a byte means inside a string.
static CLASS: [u8; 256] = {
    let mut table = [PLAIN; 256];
    let mut byte = 0;
    while byte < 256 {
        if byte < 0x20 {
            table[byte] = CONTROL;
        } else if byte >= 0x80 {
            table[byte] = HIGH;
        }
        byte += 1;
    }
    table[b'"' as usize] = QUOTE;
    table[b'\\' as usize] = ESCAPE;
    table
};

/// How many bytes at the beginning are plain: neither quote, backslash, control character nor beyond ASCII.
#[inline]
const fn plain(text: &[u8; 8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    let word = u64::from_le_bytes(*text);
    let (quote, escape) = (word ^ (ONES * b'"' as u64), word ^ (ONES * b'\\' as u64));
    // A borrow may mark bytes above the first that is not plain, never below it.
    let marks = word
        | word.wrapping_sub(ONES * 0x20)
        | (quote.wrapping_sub(ONES) & !quote)
        | (escape.wrapping_sub(ONES) & !escape);
    (marks & HIGHS).trailing_zeros() as usize / 8
}

/// Length of the escape at `at`, surrogate pairs as one.
fn escape(rest: &[u8], at: usize) -> Result<usize, FaultKind> {
    match rest.get(at + 1) {
        None => Err(FaultKind::Ends),
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(2),
        Some(b'u') => match hex(rest, at + 2)? {
            0xd800..=0xdbff => {
                match (rest.get(at + 6), rest.get(at + 7)) {
                    (Some(b'\\'), Some(b'u')) => {}
                    (None, _) | (Some(b'\\'), None) => return Err(FaultKind::Ends),
                    _ => return Err(FaultKind::Escape),
                }
                match hex(rest, at + 8)? {
                    0xdc00..=0xdfff => Ok(12),
                    _ => Err(FaultKind::Escape),
                }
            }
            0xdc00..=0xdfff => Err(FaultKind::Escape),
            _ => Ok(6),
        },
        Some(_) => Err(FaultKind::Escape),
    }
}

fn hex(rest: &[u8], at: usize) -> Result<u32, FaultKind> {
    (at..at + 4).try_fold(0, |sum, at| match rest.get(at) {
        None => Err(FaultKind::Ends),
        Some(&byte) => char::from(byte).to_digit(16).map(|digit| sum * 16 + digit).ok_or(FaultKind::Escape),
    })
}

/// A raw string's text without its escapes. `raw` was validated by [`Cursor::string_raw`].
pub(in crate::sim) fn unescape(raw: &[u8]) -> Cow<'_, str> {
    if !raw.contains(&b'\\') {
        return String::from_utf8_lossy(raw);
    }
    let quoted = [b"\"", raw, b"\""].concat();
    Cow::Owned(serde_json::from_slice(&quoted).unwrap_or_else(|_| String::from_utf8_lossy(raw).into_owned()))
}

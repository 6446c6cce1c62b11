//! Names of members that a writer is expected to put next, looked for as one word.

use super::Cursor;

impl Cursor<'_> {
    /// Passes over the name of the next member if it is this one and no white space stands around it; a shortcut for
    /// writers that keep the order of the specification.
    #[inline]
    pub(in crate::sim) fn eat_member(&mut self, first: &mut bool, name: &Name) -> bool {
        let Some(here) = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk()) else { return false };
        // The first member has no comma before it.
        let shift = if *first { 8 } else { 0 };
        if u128::from_le_bytes(*here) & (name.mask >> shift) != name.word >> shift {
            return false;
        }
        self.at += name.length - usize::from(*first);
        *first = false;
        true
    }
}

/// A member's name with the comma before it, its quotes and its colon, as one word of sixteen bytes.
#[derive(Debug, Clone, Copy)]
pub(in crate::sim) struct Name {
    word: u128,
    mask: u128,
    length: usize,
}

impl Name {
    /// Of a name of at most twelve letters.
    pub(in crate::sim) const fn new(name: &str) -> Name {
        let (bytes, mut text) = (name.as_bytes(), [0u8; 16]);
        assert!(bytes.len() <= 12, "longer names do not fit the word");
        (text[0], text[1]) = (b',', b'"');
        let mut at = 0;
        while at < bytes.len() {
            text[at + 2] = bytes[at];
            at += 1;
        }
        (text[at + 2], text[at + 3]) = (b'"', b':');
        let length = at + 4;
        let mask = if length == 16 { u128::MAX } else { (1 << (8 * length)) - 1 };
        Name { word: u128::from_le_bytes(text), mask, length }
    }
}

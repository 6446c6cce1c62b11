//! Texts by number: one long string, so that a million names cost little more than their letters.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Number of a text.
pub type TextId = u32;

/// No text.
pub(super) const NONE: TextId = u32::MAX;

/// All texts of an index, each once.
#[derive(Debug, Clone, Default)]
pub(super) struct Interner {
    text: String,
    /// End of each text in `text`.
    ends: Vec<u32>,
    /// First text with a hash; the next ones with the same hash are found by `chained`.
    first: HashMap<u64, TextId, BuildHasherDefault<Given>>,
    chained: HashMap<TextId, TextId>,
}

impl Interner {
    pub(super) fn get(&self, id: TextId) -> Option<&str> {
        let at = id as usize;
        let to = *self.ends.get(at)? as usize;
        let from = at.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |&end| end as usize);
        self.text.get(from..to)
    }

    /// The number of a text that is there.
    pub(super) fn find(&self, text: &str) -> Option<TextId> {
        let mut id = *self.first.get(&hash(text.as_bytes()))?;
        while self.get(id) != Some(text) {
            id = *self.chained.get(&id)?;
        }
        Some(id)
    }

    /// The number of a text; `NONE` once 4 GB of different texts are kept.
    pub(super) fn put(&mut self, text: &str) -> TextId {
        if let Some(id) = self.find(text) {
            return id;
        }
        let (id, Ok(end)) = (self.ends.len() as TextId, u32::try_from(self.text.len() + text.len())) else {
            return NONE;
        };
        self.text.push_str(text);
        self.ends.push(end);
        let hash = hash(text.as_bytes());
        match self.first.get(&hash) {
            None => drop(self.first.insert(hash, id)),
            Some(&head) => {
                let mut last = head;
                while let Some(&next) = self.chained.get(&last) {
                    last = next;
                }
                self.chained.insert(last, id);
            }
        }
        id
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Bytes of memory, roughly.
    pub(super) fn memory(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * 4 + self.first.capacity() * 14
    }
}

/// A multiply-and-fold hash: names are short and nobody gains from making them collide (a chain, not a crash).
pub(super) fn hash(bytes: &[u8]) -> u64 {
    const K: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut state = K ^ bytes.len() as u64;
    let mut mix = |word: u64| {
        let wide = u128::from(state ^ word) * u128::from(K | 1);
        state = (wide as u64) ^ (wide >> 64) as u64 ^ word.rotate_left(23);
    };
    let (words, rest) = bytes.as_chunks::<8>();
    words.iter().for_each(|word| mix(u64::from_le_bytes(*word)));
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    mix(u64::from_le_bytes(last));
    mix(K);
    state
}

/// Takes a key that is a hash already.
#[derive(Debug, Clone, Default)]
pub(super) struct Given(u64);

impl Hasher for Given {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash(bytes);
    }
    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// A hash of small numbers: one multiplication.
#[derive(Debug, Clone, Default)]
pub(in crate::sim) struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash(bytes);
    }
    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }
    fn write_u64(&mut self, value: u64) {
        let wide = u128::from(value ^ 0x5851_f42d_4c95_7f2d) * 0x9e37_79b9_7f4a_7c15;
        self.0 = (wide as u64) ^ (wide >> 64) as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_and_are_kept_once() {
        let mut interner = Interner::default();
        let ids: Vec<TextId> = (0..5_000).map(|i| interner.put(&format!("run {}", i % 1_000))).collect();
        assert_eq!(
            (interner.len(), interner.get(ids[0]), interner.get(ids[4_999])),
            (1_000, Some("run 0"), Some("run 999"))
        );
        assert_eq!(interner.find("run 7"), Some(ids[7]));
        assert_eq!((interner.find("none"), interner.get(NONE)), (None, None));
        assert_eq!(interner.put(""), 1_000);
        assert_eq!(interner.get(1_000), Some(""));
    }
}

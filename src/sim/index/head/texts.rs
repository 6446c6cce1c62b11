//! Texts to numbers: what a worker met lately needs no lock.

use crate::sim::index::Index;
use crate::sim::index::intern::{Given, NONE, TextId, hash};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::{PoisonError, RwLock};

/// Texts to numbers for one worker: what it met lately needs no lock.
pub(in crate::sim::index) struct Texts<'a> {
    shared: &'a RwLock<Index>,
    lately: HashMap<u64, Known, BuildHasherDefault<Given>>,
}

/// The text of a JSON value, its number, and how many items it has.
type Known = (Box<[u8]>, TextId, u32);

/// More is not kept by a worker: columns with a different text in every row gain nothing from it.
const LATELY: usize = 16_384;

impl<'a> Texts<'a> {
    pub(in crate::sim::index) fn new(shared: &'a RwLock<Index>) -> Self {
        Texts { shared, lately: HashMap::default() }
    }

    /// The number of what `raw` (text of a JSON value) says; `decode` is asked only for what is new.
    pub(super) fn id(&mut self, raw: &[u8], decode: impl FnOnce(&[u8]) -> Option<String>) -> TextId {
        self.known(raw, |raw| decode(raw).map(|text| (text, 1))).0
    }

    /// The same with a number of items.
    pub(super) fn known(&mut self, raw: &[u8], decode: impl FnOnce(&[u8]) -> Option<(String, u32)>) -> (TextId, u32) {
        let key = hash(raw);
        if let Some((known, id, count)) = self.lately.get(&key)
            && **known == *raw
        {
            return (*id, *count);
        }
        let (id, count) = match decode(raw) {
            Some((text, count)) => {
                (self.shared.write().unwrap_or_else(PoisonError::into_inner).interner.put(&text), count)
            }
            None => (NONE, 0),
        };
        if self.lately.len() >= LATELY {
            self.lately.clear();
        }
        self.lately.insert(key, (raw.into(), id, count));
        (id, count)
    }
}

//! Rounds that stay read, so that other settings are a matter of analysis alone.

use super::game::Held;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// So many bytes of input are kept read: some sixty rounds of ten minutes, or a few long ones.
const MOST: u64 = 384 << 20;

/// The units read last, up to [`MOST`] bytes of input; the one that was used longest ago goes first.
#[derive(Default)]
pub(super) struct Cache {
    units: Mutex<VecDeque<(usize, u64, Arc<Held>)>>,
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cache").finish_non_exhaustive()
    }
}

impl Cache {
    pub(super) fn get(&self, unit: usize) -> Option<Arc<Held>> {
        let mut units = self.units.lock().unwrap_or_else(PoisonError::into_inner);
        let at = units.iter().position(|(known, ..)| *known == unit)?;
        let found = units.remove(at)?;
        let held = found.2.clone();
        units.push_back(found);
        Some(held)
    }

    /// Keeps a unit; the newest is kept however large it is.
    pub(super) fn put(&self, unit: usize, bytes: u64, held: Arc<Held>) {
        let mut units = self.units.lock().unwrap_or_else(PoisonError::into_inner);
        units.retain(|(known, ..)| *known != unit);
        units.push_back((unit, bytes, held));
        while units.len() > 1 && units.iter().map(|(_, bytes, _)| bytes).sum::<u64>() > MOST {
            units.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::film::Opened;

    #[test]
    fn the_longest_unused_goes_first_and_the_newest_stays() {
        let cache = Cache::default();
        let held = || -> Arc<Held> { Arc::new(Box::new(|_, _, _| Ok(Opened::default()))) };
        cache.put(0, MOST / 2, held());
        cache.put(1, MOST / 2, held());
        assert!(cache.get(0).is_some());
        cache.put(2, MOST / 4, held());
        assert_eq!([0, 1, 2].map(|unit| cache.get(unit).is_some()), [true, false, true]);
        cache.put(3, MOST * 2, held());
        assert_eq!([0, 2, 3].map(|unit| cache.get(unit).is_some()), [false, false, true]);
    }
}

//! Rounds that stay read, so that other settings are a matter of analysis alone.

use super::game::Held;
use std::sync::{Arc, Mutex, PoisonError};

/// So many bytes of input are kept read: some eighty rounds of ten minutes, or a few long ones.
const MOST: u64 = 576 << 20;

/// Units that were read, up to [`MOST`] bytes of input. Where that is too little, those that came first stay and the
/// newest takes the place of the one before: whoever walks through all of them again and again then meets most of them,
/// while a list of those used last would have let each go just before it is asked for.
#[derive(Default)]
pub(super) struct Cache {
    units: Mutex<Vec<(usize, u64, Arc<Held>)>>,
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cache").finish_non_exhaustive()
    }
}

impl Cache {
    pub(super) fn get(&self, unit: usize) -> Option<Arc<Held>> {
        let units = self.units.lock().unwrap_or_else(PoisonError::into_inner);
        units.iter().find(|(known, ..)| *known == unit).map(|(.., held)| held.clone())
    }

    /// Keeps a unit; the newest is kept however large it is.
    pub(super) fn put(&self, unit: usize, bytes: u64, held: Arc<Held>) {
        let mut units = self.units.lock().unwrap_or_else(PoisonError::into_inner);
        units.retain(|(known, ..)| *known != unit);
        units.push((unit, bytes, held));
        while units.len() > 1 && units.iter().map(|(_, bytes, _)| bytes).sum::<u64>() > MOST {
            let before_last = units.len() - 2; // there are two at least
            units.remove(before_last);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::film::Opened;

    #[test]
    fn the_newest_stays_and_so_do_those_that_came_first() {
        let cache = Cache::default();
        let held = || -> Arc<Held> { Arc::new(Box::new(|_, _, _, _| Ok(Opened::default()))) };
        cache.put(0, MOST / 2, held());
        cache.put(1, MOST / 2, held());
        cache.put(2, MOST / 4, held());
        assert_eq!([0, 1, 2].map(|unit| cache.get(unit).is_some()), [true, false, true]);
        cache.put(3, MOST * 2, held());
        assert_eq!([0, 2, 3].map(|unit| cache.get(unit).is_some()), [false, false, true]);
        let cache = Cache::default();
        let walk = || {
            let met = (0..10).filter(|unit| {
                cache.get(*unit).is_some() || {
                    cache.put(*unit, MOST / 8, held());
                    false
                }
            });
            met.count()
        };
        assert_eq!((walk(), walk(), walk()), (0, 7, 7), "ten of which eight fit: one place goes round");
    }
}

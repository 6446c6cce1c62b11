//! Chance, fixed for ever: every draw is made here from ChaCha8's specified sequence with integer and exact float steps,
//! so that a seed means the same round on every machine and with every version of the random crates.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A seeded source of draws.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// The source of one stream (a round, the roster) of a seed.
    pub(super) fn new(seed: u64, stream: u64) -> Dice {
        let mut key = [0u8; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&stream.to_le_bytes());
        Dice(ChaCha8Rng::from_seed(key))
    }

    /// Even in [0, 1), in steps of 2^-53.
    pub(super) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Even in [lo, hi).
    pub(super) fn between(&mut self, lo: f64, hi: f64) -> f64 {
        lo + (hi - lo) * self.unit()
    }

    /// Even among 0..n; 0 when n is 0.
    pub(super) fn below(&mut self, n: usize) -> usize {
        ((u64::from(self.0.next_u32()) * n as u64) >> 32) as usize
    }

    /// Milliseconds, even in [lo, hi).
    pub(super) fn ms(&mut self, lo: i64, hi: i64) -> i64 {
        lo + self.below((hi - lo).max(0) as usize) as i64
    }

    /// True with probability `p`.
    pub(super) fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// A random 64-bit word.
    pub(super) fn word(&mut self) -> u64 {
        self.0.next_u64()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_that_of_chacha8() {
        // The published key stream of the all-zero key and nonce begins 3e00ef2f895f40d6.
        assert_eq!(Dice::new(0, 0).word(), 0xd640_5f89_2fef_003e);
    }

    #[test]
    fn draws_stay_in_their_range() {
        let mut dice = Dice::new(7, 1);
        for _ in 0..10_000 {
            assert!((2.0..3.0).contains(&dice.between(2.0, 3.0)));
            assert!(dice.below(5) < 5);
            assert!((100..200).contains(&dice.ms(100, 200)));
        }
        assert_eq!((dice.below(0), dice.ms(5, 5)), (0, 5));
    }
}

//! A number of a snapshot line in four bytes: its digits as a whole number, and how many of them are decimals.
//!
//! ```text
//!   sign · decimals (3 bits) · digits (28 bits)        -126.8  ──▶  1 · 1 · 1268
//!          7: the digits are a place in a list of those that need eight bytes
//! ```
//!
//! A round has a hundred thousand samples of four such numbers, and filling memory costs more than packing.

use super::cursor::TENS;

/// A number as it is kept; those of a chunk that need more room are in a list beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Packed(u32);

/// So many bits are the digits.
const DIGITS: u32 = 28;

/// Decimals that stand for a place in the list.
const LISTED: u32 = 7;

const SIGN: u32 = 1 << 31;

impl Packed {
    /// No number: it is not written, or unknown.
    pub(super) const NONE: Packed = Packed(u32::MAX);

    /// A number by its digits, fewer than nine, and how many of them are decimals, fewer than seven.
    #[inline(always)]
    pub(super) fn of_digits(negative: bool, digits: u32, decimals: u8) -> Packed {
        Packed(u32::from(negative) << 31 | u32::from(decimals) << DIGITS | digits)
    }

    /// Any number, NaN being none; `list` gets it if it has more digits than there is room for.
    pub(super) fn of(number: f64, list: &mut Vec<f64>) -> Packed {
        if number.is_nan() {
            return Packed::NONE;
        }
        for (decimals, tens) in (0..LISTED as u8).zip(TENS) {
            let digits = (number.abs() * tens).round();
            if digits >= f64::from(1 << DIGITS) {
                break;
            }
            let packed = Packed::of_digits(number.is_sign_negative(), digits as u32, decimals);
            if packed.value().to_bits() == number.to_bits() {
                return packed;
            }
        }
        list.push(number);
        // A block has fewer numbers than this has places.
        Packed(LISTED << DIGITS | (list.len() - 1) as u32)
    }

    #[inline(always)]
    pub(super) fn is_none(self) -> bool {
        self == Packed::NONE
    }

    /// The number; NaN for none.
    #[inline(always)]
    pub(super) fn get(self, list: &[f64]) -> f64 {
        match self.is_listed() {
            true if self.is_none() => f64::NAN,
            true => list.get(self.digits() as usize).copied().unwrap_or(f64::NAN),
            false => self.value(),
        }
    }

    #[inline(always)]
    fn is_listed(self) -> bool {
        self.0 & !SIGN >= LISTED << DIGITS
    }

    #[inline(always)]
    fn digits(self) -> u32 {
        self.0 & ((1 << DIGITS) - 1)
    }

    #[inline(always)]
    fn value(self) -> f64 {
        let size = f64::from(self.digits()) / TENS[(self.0 >> DIGITS & 7) as usize];
        f64::from_bits(size.to_bits() | u64::from(self.0 & SIGN) << 32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kept(number: f64) -> (f64, usize) {
        let mut list = vec![0.5];
        let packed = Packed::of(number, &mut list);
        (packed.get(&list), list.len() - 1)
    }

    #[test]
    fn usual_numbers_need_no_list() {
        for number in [0.0, -0.0, 24.0, -126.8, 1046.25, 0.000_001, 99_999.99, 268_435_455.0, -26_843_545.5] {
            let (back, listed) = kept(number);
            assert_eq!((back.to_bits(), listed), (number.to_bits(), 0), "{number}");
        }
    }

    #[test]
    fn others_are_listed_and_none_is_none() {
        for number in [126.862_792_968_75, 1.0 / 3.0, 1e-9, 268_435_456.0, 1e300, f64::INFINITY] {
            let (back, listed) = kept(number);
            assert_eq!((back.to_bits(), listed), (number.to_bits(), 1), "{number}");
        }
        assert!(kept(f64::NAN).0.is_nan() && Packed::of(f64::NAN, &mut Vec::new()).is_none());
        assert!(Packed(LISTED << DIGITS).get(&[]).is_nan());
    }

    proptest! {
        #[test]
        fn every_number_comes_back(bits: u64, digits in -99_999_999i32..=99_999_999, decimals in 0usize..9) {
            for number in [f64::from_bits(bits), f64::from(digits) / TENS[decimals]] {
                let (back, _) = kept(number);
                prop_assert!(back.to_bits() == number.to_bits() || (number.is_nan() && back.is_nan()));
            }
        }
    }
}

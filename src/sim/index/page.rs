//! Rows packed into columns: every column of a page takes the narrowest shape that holds its values exactly.

use super::field::{Flags, Num, Text};
use super::head::Head;
use super::intern::{NONE, TextId};
use crate::sim::cursor::Fault;

/// Numbers of one field; absent is kept apart from every number.
#[derive(Debug, Clone, PartialEq)]
enum Numbers {
    /// One value for all, perhaps absent (NaN).
    Same(f64),
    Small(Box<[u8]>),
    Short(Box<[i16]>),
    Int(Box<[i32]>),
    /// Thousandths, such as seconds written with three decimals.
    Milli(Box<[i32]>),
    Wide(Box<[f64]>),
}

/// Stand for "absent" in the narrow shapes.
const NO_U8: u8 = u8::MAX;
const NO_I16: i16 = i16::MIN;
const NO_I32: i32 = i32::MIN;

impl Numbers {
    fn pack(values: &[f64]) -> Numbers {
        let first = values.first().copied().unwrap_or(f64::NAN);
        let same = |v: f64| v.to_bits() == first.to_bits() || (v.is_nan() && first.is_nan());
        if values.iter().all(|&v| same(v)) {
            return Numbers::Same(first);
        }
        let known = || values.iter().copied().filter(|v| !v.is_nan());
        // -0.0 is no whole number here: it would come back as 0.
        let whole = |v: f64| v as i32 as f64 == v && v.to_bits() != (-0.0f64).to_bits() && v as i32 != NO_I32;
        if known().all(whole) {
            let (low, high) = known().fold((0.0f64, 0.0f64), |(low, high), v| (low.min(v), high.max(v)));
            return if low >= 0.0 && high < f64::from(NO_U8) {
                Numbers::Small(values.iter().map(|v| if v.is_nan() { NO_U8 } else { *v as u8 }).collect())
            } else if low > f64::from(NO_I16) && high <= f64::from(i16::MAX) {
                Numbers::Short(values.iter().map(|v| if v.is_nan() { NO_I16 } else { *v as i16 }).collect())
            } else {
                Numbers::Int(values.iter().map(|v| if v.is_nan() { NO_I32 } else { *v as i32 }).collect())
            };
        }
        let milli = |v: f64| (v * 1_000.0).round();
        if known().all(|v| whole(milli(v)) && (milli(v) / 1_000.0).to_bits() == v.to_bits()) {
            return Numbers::Milli(values.iter().map(|v| if v.is_nan() { NO_I32 } else { milli(*v) as i32 }).collect());
        }
        Numbers::Wide(values.into())
    }

    /// NaN is absent.
    #[inline]
    fn get(&self, at: usize) -> f64 {
        let found = match self {
            Numbers::Same(value) => Some(*value),
            Numbers::Small(values) => values.get(at).filter(|v| **v != NO_U8).map(|v| f64::from(*v)),
            Numbers::Short(values) => values.get(at).filter(|v| **v != NO_I16).map(|v| f64::from(*v)),
            Numbers::Int(values) => values.get(at).filter(|v| **v != NO_I32).map(|v| f64::from(*v)),
            Numbers::Milli(values) => values.get(at).filter(|v| **v != NO_I32).map(|v| f64::from(*v) / 1_000.0),
            Numbers::Wide(values) => values.get(at).copied(),
        };
        found.unwrap_or(f64::NAN)
    }

    fn memory(&self) -> usize {
        match self {
            Numbers::Same(_) => 0,
            Numbers::Small(values) => values.len(),
            Numbers::Short(values) => values.len() * 2,
            Numbers::Int(values) | Numbers::Milli(values) => values.len() * 4,
            Numbers::Wide(values) => values.len() * 8,
        }
    }
}

/// Words of any width that are often the same.
#[derive(Debug, Clone, PartialEq)]
enum Words {
    Same(u64),
    Small(Box<[u16]>),
    Int(Box<[u32]>),
    /// Long ones of which there are few, such as hashes: each once, and its place for every row.
    Few(Box<[u64]>, Box<[u8]>),
    Wide(Box<[u64]>),
}

impl Words {
    fn pack(values: &[u64]) -> Words {
        let first = values.first().copied().unwrap_or_default();
        let most = values.iter().copied().max().unwrap_or_default();
        if values.iter().all(|&v| v == first) {
            Words::Same(first)
        } else if most <= u64::from(u16::MAX) {
            Words::Small(values.iter().map(|v| *v as u16).collect())
        } else if most <= u64::from(u32::MAX) {
            Words::Int(values.iter().map(|v| *v as u32).collect())
        } else {
            Words::few(values).unwrap_or_else(|| Words::Wide(values.into()))
        }
    }

    /// At most 32 different ones: more would make the search through them long.
    fn few(values: &[u64]) -> Option<Words> {
        let mut known: Vec<u64> = Vec::new();
        let mut places = Vec::new();
        for value in values {
            let place = known.iter().position(|known| known == value).unwrap_or(known.len());
            if place == known.len() {
                known.push(*value);
            }
            if place >= 32 {
                return None;
            }
            places.push(place as u8);
        }
        Some(Words::Few(known.into(), places.into()))
    }

    #[inline]
    fn get(&self, at: usize) -> u64 {
        match self {
            Words::Same(value) => *value,
            Words::Small(values) => values.get(at).copied().map_or(0, u64::from),
            Words::Int(values) => values.get(at).copied().map_or(0, u64::from),
            Words::Few(known, places) => {
                places.get(at).and_then(|place| known.get(usize::from(*place))).copied().unwrap_or_default()
            }
            Words::Wide(values) => values.get(at).copied().unwrap_or_default(),
        }
    }

    fn memory(&self) -> usize {
        match self {
            Words::Same(_) => 0,
            Words::Small(values) => values.len() * 2,
            Words::Int(values) => values.len() * 4,
            Words::Few(known, places) => known.len() * 8 + places.len(),
            Words::Wide(values) => values.len() * 8,
        }
    }
}

/// What the bits of a seed are.
const NO_SEED: u64 = 0;
const SIGNED: u64 = 1;
/// From 2^63 up.
const UNSIGNED: u64 = 2;

/// The rows whose lines begin in one stretch of a source.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Page {
    /// Index of the source.
    pub(super) source: usize,
    /// Where the stretch begins; offsets of rows count from here.
    pub(super) from: u64,
    /// Behind its last line.
    pub(super) to: u64,
    /// Lines of any kind, blank ones included.
    pub(super) lines: u64,
    rows: u32,
    offsets: Words,
    lengths: Words,
    numbers: Box<[Numbers]>,
    texts: Box<[Words]>,
    /// The lower 64 bits of seeds, and what they are.
    seeds: Words,
    seeded: Words,
    params: Words,
    flags: Words,
    /// (row, fault) of the broken ones.
    faults: Box<[(u32, Fault)]>,
    /// (row, how many blank lines were met before it, in this page), where that changes.
    blanks: Box<[(u32, u32)]>,
}

/// Rows on the way into a page.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) heads: Vec<Head>,
    /// (offset in the source, length without line end).
    pub(super) places: Vec<(u64, u64)>,
    pub(super) lines: u64,
    blanks: Vec<(u32, u32)>,
}

impl Draft {
    pub(super) fn blank(&mut self) {
        self.lines += 1;
        let row = self.heads.len() as u32;
        match self.blanks.last_mut() {
            Some((at, count)) if *at == row => *count += 1,
            last => {
                let before = last.map_or(0, |(_, count)| *count);
                self.blanks.push((row, before + 1));
            }
        }
    }

    pub(super) fn push(&mut self, offset: u64, length: u64, head: Head) {
        self.lines += 1;
        self.heads.push(head);
        self.places.push((offset, length));
    }

    /// Packs and empties the draft.
    pub(super) fn pack(&mut self, source: usize, from: u64, to: u64) -> Page {
        let words = |value: &dyn Fn(&Head) -> u64| Words::pack(&self.heads.iter().map(value).collect::<Vec<_>>());
        let id = |id: TextId| if id == NONE { 0 } else { u64::from(id) + 1 };
        let place =
            |value: &dyn Fn(&(u64, u64)) -> u64| Words::pack(&self.places.iter().map(value).collect::<Vec<_>>());
        let numbers = |at: usize| Numbers::pack(&self.heads.iter().map(|head| head.nums[at]).collect::<Vec<_>>());
        let page = Page {
            source,
            from,
            to,
            lines: self.lines,
            rows: self.heads.len() as u32,
            offsets: place(&|(offset, _)| offset - from),
            lengths: place(&|(_, length)| *length),
            numbers: (0..Num::COUNT).map(numbers).collect(),
            texts: (0..Text::COUNT).map(|at| words(&|head| id(head.texts[at]))).collect(),
            seeds: words(&|head| head.seed.unwrap_or_default() as u64),
            seeded: words(&|head| match head.seed {
                None => NO_SEED,
                Some(seed) if i64::try_from(seed).is_ok() => SIGNED,
                Some(_) => UNSIGNED,
            }),
            params: words(&|head| head.params),
            flags: words(&|head| u64::from(head.flags.0)),
            faults: (0..).zip(&self.heads).filter_map(|(row, head)| Some((row, head.fault?))).collect(),
            blanks: self.blanks.as_slice().into(),
        };
        self.heads.clear();
        self.places.clear();
        self.blanks.clear();
        self.lines = 0;
        page
    }
}

impl Page {
    pub(super) const fn rows(&self) -> usize {
        self.rows as usize
    }

    #[inline]
    pub(super) fn number(&self, at: usize, num: Num) -> Option<f64> {
        Some(self.numbers.get(usize::from(num.0))?.get(at)).filter(|v| !v.is_nan())
    }

    #[inline]
    pub(super) fn text(&self, at: usize, text: Text) -> Option<TextId> {
        self.texts.get(text as usize)?.get(at).checked_sub(1).map(|id| id as TextId)
    }

    pub(super) fn seed(&self, at: usize) -> Option<i128> {
        let bits = self.seeds.get(at);
        match self.seeded.get(at) {
            SIGNED => Some(i128::from(bits.cast_signed())),
            UNSIGNED => Some(i128::from(bits)),
            _ => None,
        }
    }

    pub(super) fn params(&self, at: usize) -> u64 {
        self.params.get(at)
    }

    #[inline]
    pub(super) fn flags(&self, at: usize) -> Flags {
        Flags(self.flags.get(at) as u32)
    }

    /// (offset in the source, length).
    pub(super) fn place(&self, at: usize) -> (u64, u64) {
        (self.from + self.offsets.get(at), self.lengths.get(at))
    }

    pub(super) fn fault(&self, at: usize) -> Option<Fault> {
        let found = self.faults.binary_search_by_key(&(at as u32), |(row, _)| *row).ok()?;
        self.faults.get(found).map(|(_, fault)| *fault)
    }

    /// The broken rows.
    pub(super) fn faulty(&self) -> impl Iterator<Item = usize> + '_ {
        self.faults.iter().map(|(row, _)| *row as usize)
    }

    pub(super) fn faults(&self) -> usize {
        self.faults.len()
    }

    /// Lines of this page before the row.
    pub(super) fn lines_before(&self, at: usize) -> u64 {
        let next = self.blanks.partition_point(|(row, _)| *row as usize <= at);
        let blanks = next.checked_sub(1).and_then(|last| self.blanks.get(last)).map_or(0, |(_, count)| *count);
        at as u64 + u64::from(blanks)
    }

    /// Bytes of memory.
    pub(super) fn memory(&self) -> usize {
        let words = [&self.offsets, &self.lengths, &self.seeds, &self.seeded, &self.params, &self.flags];
        size_of::<Page>()
            + self.numbers.iter().map(|n| n.memory() + size_of::<Numbers>()).sum::<usize>()
            + self.texts.iter().map(|w| w.memory() + size_of::<Words>()).sum::<usize>()
            + words.iter().map(|w| w.memory()).sum::<usize>()
            + size_of_val(&*self.faults)
            + size_of_val(&*self.blanks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn same(a: f64, b: f64) -> bool {
        a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
    }

    proptest! {
        #[test]
        fn numbers_come_back_exactly(values in prop::collection::vec(
            prop_oneof![
                Just(f64::NAN), Just(-0.0), Just(255.0), Just(f64::from(i32::MIN)), Just(-32768.0), any::<f64>(),
                (0..300).prop_map(f64::from), any::<i32>().prop_map(f64::from),
                (0..100_000).prop_map(|v| f64::from(v) / 1e3)], 0..20)) {
            let packed = Numbers::pack(&values);
            prop_assert!(values.iter().enumerate().all(|(at, &v)| same(packed.get(at), v)), "{packed:?}");
        }

        #[test]
        fn words_come_back_exactly(values in prop::collection::vec(prop_oneof![0..9u64, 0..70_000u64, any::<u64>()], 0..60)) {
            let packed = Words::pack(&values);
            prop_assert!(values.iter().enumerate().all(|(at, &v)| packed.get(at) == v), "{packed:?}");
        }
    }

    #[test]
    fn columns_take_the_narrowest_shape() {
        assert!(matches!(Numbers::pack(&[1.0, f64::NAN]), Numbers::Small(_)));
        assert!(matches!(Numbers::pack(&[1.0, 300.0]), Numbers::Short(_)));
        assert!(matches!(Numbers::pack(&[1.0, 70_000.0]), Numbers::Int(_)));
        assert!(matches!(Numbers::pack(&[1.0, 12.345]), Numbers::Milli(_)));
        assert!(matches!(Numbers::pack(&[1.0, 1.0 / 3.0]), Numbers::Wide(_)));
    }

    #[test]
    fn blank_lines_count_for_line_numbers() {
        let mut draft = Draft::default();
        let row = |draft: &mut Draft, at| draft.push(at, 5, Head::default());
        draft.blank();
        row(&mut draft, 1);
        row(&mut draft, 7);
        draft.blank();
        draft.blank();
        row(&mut draft, 15);
        let page = draft.pack(0, 0, 21);
        assert_eq!([0, 1, 2].map(|at| page.lines_before(at)), [1, 2, 5]);
        assert_eq!((page.lines, page.rows(), page.place(2)), (6, 3, (15, 5)));
    }
}

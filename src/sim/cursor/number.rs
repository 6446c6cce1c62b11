//! Numbers: validated, and read exactly; the few digits that nearly all have, eight at a time.

use super::{Cursor, FaultKind, Kind, Read, fault_at};

impl<'a> Cursor<'a> {
    /// A number's text, validated.
    #[inline]
    pub(in crate::sim) fn number_raw(&mut self) -> Read<&'a [u8]> {
        let from = self.at;
        let rest = &self.bytes[from..];
        let get = |at: usize| rest.get(at).copied().unwrap_or(b' ');
        let mut at = usize::from(get(0) == b'-');
        let digits = |mut at: usize| {
            while get(at).is_ascii_digit() {
                at += 1;
            }
            at
        };
        let bad = |at: usize| {
            // A number that the text's end cuts may still become one.
            let kind = if from + at >= self.bytes.len() { FaultKind::Ends } else { FaultKind::Number };
            fault_at(kind, from + at)
        };
        match get(at) {
            b'0' => at += 1,
            b'1'..=b'9' => at = digits(at + 1),
            _ => return bad(at),
        }
        if get(at) == b'.' {
            let end = digits(at + 1);
            if end == at + 1 {
                return bad(end);
            }
            at = end;
        }
        let mut large = at > 300;
        if matches!(get(at), b'e' | b'E') {
            at += 1;
            if matches!(get(at), b'+' | b'-') {
                at += 1;
            }
            let end = digits(at);
            if end == at {
                return bad(end);
            }
            at = end;
            large = true;
        }
        if get(at).is_ascii_digit() {
            return bad(at);
        }
        let raw = &rest[..at];
        if large && !parse_number(raw).is_finite() {
            return fault_at(FaultKind::Range, from);
        }
        self.at = from + at;
        Ok(raw)
    }

    /// The value's number, if it is one; passes over it in any case.
    #[inline]
    pub(in crate::sim) fn number(&mut self, depth: usize) -> Read<Option<f64>> {
        if let Some(value) = self.short_number() {
            return Ok(Some(value));
        }
        if self.kind()? == Kind::Number {
            return Ok(Some(parse_number(self.number_raw()?)).filter(|n| n.is_finite()));
        }
        self.skip_at_depth(depth).map(|_| None)
    }

    /// A number of few digits, as nearly all are, in one pass; `None` (and nothing passed over) for every other value.
    #[inline]
    pub(super) fn short_number(&mut self) -> Option<f64> {
        let rest = self.bytes.get(self.at..)?;
        let negative = rest.first() == Some(&b'-');
        let digits = rest.get(usize::from(negative)..)?;
        let (whole, count) = leading_digits(digits.first_chunk()?)?;
        // A zero in front may only be followed by the point.
        if digits[0] == b'0' && count > 1 {
            return None;
        }
        let (value, length) = match digits.get(count)? {
            b',' | b'}' | b']' => (whole as f64, count),
            b'.' => {
                let after = digits.get(count + 1..)?;
                let (fraction, places) = leading_digits(after.first_chunk()?)?;
                if !matches!(after.get(places)?, b',' | b'}' | b']') {
                    return None;
                }
                // At most 14 digits over a power of ten that a float holds: one exact division (Clinger 1990).
                let power = TENS[places];
                ((whole * power as u64 + fraction) as f64 / power, count + 1 + places)
            }
            _ => return None,
        };
        self.at += length + usize::from(negative);
        Some(if negative { -value } else { value })
    }
}

/// The number that begins here and how many digits it has, from 1 to 7; `None` for any other count.
#[inline]
const fn leading_digits(text: &[u8; 8]) -> Option<(u64, usize)> {
    let word = u64::from_le_bytes(*text) ^ 0x3030_3030_3030_3030;
    // The high bit of every byte that is no digit; bytes above the first of them may be wrong.
    let others = (word.wrapping_add(0x7676_7676_7676_7676) | word) & 0x8080_8080_8080_8080;
    let count = others.trailing_zeros() as usize / 8;
    if count == 0 || count > 7 {
        return None;
    }
    // The digits at the end of eight, zeros before them; then pairs, fours and all eight at once.
    let digits = word << (8 * (8 - count));
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let low = (pairs & 0x0000_00ff_0000_00ff).wrapping_mul(0x000f_4240_0000_0064);
    let high = ((pairs >> 16) & 0x0000_00ff_0000_00ff).wrapping_mul(0x0000_2710_0000_0001);
    Some((low.wrapping_add(high) >> 32, count))
}

/// Powers of ten that a float holds exactly.
const TENS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// A validated number: correctly rounded (short ones exactly by one division, Clinger 1990).
#[inline]
pub(in crate::sim) fn parse_number(raw: &[u8]) -> f64 {
    let (negative, digits) = raw.strip_prefix(b"-").map_or((false, raw), |rest| (true, rest));
    let (mut mantissa, mut decimals, mut point) = (0u64, 0usize, false);
    let short = digits.len() <= 16;
    for &byte in if short { digits } else { &[] } {
        match byte {
            b'0'..=b'9' => {
                mantissa = mantissa * 10 + u64::from(byte - b'0');
                decimals += usize::from(point);
            }
            b'.' => point = true,
            _ => return parse_slowly(raw),
        }
    }
    if !short || mantissa > 1 << 53 {
        return parse_slowly(raw);
    }
    let value = mantissa as f64 / TENS[decimals];
    if negative { -value } else { value }
}

fn parse_slowly(raw: &[u8]) -> f64 {
    std::str::from_utf8(raw).ok().and_then(|text| text.parse().ok()).unwrap_or(f64::NAN)
}

//! Waypoint files: `nav/<map>.way` of Omni-bot, where its bots can walk. Little-endian, versions 5, 6, 7 and 9.
//!
//! ```text
//!   1 version · 4 count · 32 time stamp · 232 comments · 24 bounds · (5-7: 4 next id)
//!   5-7, each: 12 position · 8 flags · text · properties · 1 count, {4 index, 4 flags} · 4 radius · 12 facing · 4 id · (7: 4 mover)
//!   9, each:   1 mask · (id) · 12 position · (facing, flags, radius, name, properties) · count, signed steps to others
//! ```
//!
//! In version 9 numbers are packed: seven bits a byte, the low ones first, the last byte marked by its high bit. Lists are
//! never longer than the bytes that are left, so that a hostile count takes no memory.

use crate::film::Point;

/// Bytes before the waypoints.
const HEADER: usize = 1 + 4 + 32 + 232 + 24;
/// Waypoints that are no ground: closed, and those that the bots' own editor throws away.
const CLOSED: u64 = 1 << 5 | 1 << 29;

/// A waypoint as the file has it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Waypoint {
    pub(super) pos: Point,
    /// Whether one can walk here.
    pub(super) open: bool,
    /// Indices of the waypoints one can go to from here.
    pub(super) to: Vec<u32>,
}

/// What is wrong with a file: where in bytes, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) offset: u64,
    pub(super) reason: String,
}

/// Reads a waypoint file.
///
/// # Errors
/// The first thing that is wrong: half a graph would make ways longer than they are, so there is none then.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Waypoint>, Wrong> {
    let mut input = Input { bytes, at: 0 };
    let version = input.byte("the version")?;
    let count = input.u32("the number of waypoints")?;
    input.skip(HEADER - input.at, "the header")?;
    let mut waypoints = Vec::new();
    match version {
        5..=7 => {
            input.u32("the next id")?;
            for _ in 0..count {
                waypoints.push(plain(&mut input, version)?);
            }
        }
        9 => {
            for index in 0..count {
                waypoints.push(packed(&mut input, index)?);
            }
        }
        other => {
            let reason =
                format!("version {other} is not read: 5, 6, 7 and 9 are; save it again with a current Omni-bot");
            return Err(Wrong { offset: 0, reason });
        }
    }
    match waypoints.iter().flat_map(|waypoint| &waypoint.to).find(|to| **to as usize >= waypoints.len()) {
        Some(to) => Err(input.wrong(format!("a way leads to waypoint {to}, and there are {count}"))),
        None => Ok(waypoints),
    }
}

/// A waypoint of versions 5 to 7.
fn plain(input: &mut Input<'_>, version: u8) -> Result<Waypoint, Wrong> {
    let pos = input.point("a position")?;
    let flags = u64::from(input.u32("flags")?) | u64::from(input.u32("flags")?) << 32;
    let name = input.u32("the length of a name")?;
    input.skip(name as usize, "a name")?;
    for _ in 0..input.byte("the number of properties")? {
        if version == 5 {
            // Their values are a structure of that time's program, whose size no file tells.
            return Err(input.wrong("version 5 with properties is not read: save it again with a current Omni-bot"));
        }
        for what in ["a property's name", "a property's value"] {
            let length = input.byte(what)?;
            input.skip(usize::from(length), what)?;
        }
    }
    let mut to = Vec::new();
    for _ in 0..input.byte("the number of ways")? {
        to.push(input.u32("a way")?);
        input.skip(4, "a way's flags")?;
    }
    input.skip(4 + 12 + 4 + if version == 7 { 4 } else { 0 }, "radius, facing and id")?;
    Ok(Waypoint { pos, open: flags & CLOSED == 0, to })
}

/// A waypoint of version 9; its mask says what is there.
fn packed(input: &mut Input<'_>, index: u32) -> Result<Waypoint, Wrong> {
    let mask = input.byte("a mask")?;
    let has = |bit: u8| mask & 1 << bit != 0;
    if has(5) {
        input.packed("an id")?;
    }
    let pos = input.point("a position")?;
    if has(6) {
        input.skip(12, "a facing")?;
    }
    let flags = if has(0) { input.packed("flags")? } else { 0 };
    if has(3) {
        input.skip(1, "a radius")?;
    } else if has(4) {
        input.skip(4, "a radius")?;
    }
    if has(1) {
        input.text("a name")?;
    }
    if has(2) {
        let properties = input.packed("the number of properties")?;
        for _ in 0..input.fits(properties, "properties")? {
            input.text("a property's name")?;
            input.text("a property's value")?;
        }
    }
    let ways = input.packed("the number of ways")?;
    let mut to = Vec::new();
    for _ in 0..input.fits(ways, "ways")? {
        let step = input.packed("a way")?;
        // The lowest bit is the sign; a step is told from the waypoint's own place.
        let step = if step & 1 == 1 { -((step >> 1) as i64) - 1 } else { (step >> 1) as i64 };
        let other = i64::from(index).checked_add(step).and_then(|other| u32::try_from(other).ok());
        to.push(other.ok_or_else(|| input.wrong(format!("a way leads {step} waypoints on from {index}")))?);
    }
    Ok(Waypoint { pos, open: flags & CLOSED == 0, to })
}

/// Bytes being read.
struct Input<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Input<'_> {
    fn wrong(&self, reason: impl Into<String>) -> Wrong {
        Wrong { offset: self.at as u64, reason: reason.into() }
    }

    fn take<const N: usize>(&mut self, what: &str) -> Result<[u8; N], Wrong> {
        let bytes = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk::<N>()).copied();
        let bytes = bytes.ok_or_else(|| self.ends(what))?;
        self.at += N;
        Ok(bytes)
    }

    fn ends(&self, what: &str) -> Wrong {
        self.wrong(format!("the file ends where {what} should be: copy it again from where it came"))
    }

    fn skip(&mut self, count: usize, what: &str) -> Result<(), Wrong> {
        let to = self.at.checked_add(count).filter(|to| *to <= self.bytes.len());
        self.at = to.ok_or_else(|| self.ends(what))?;
        Ok(())
    }

    /// How many things there are; each takes a byte at least, so that there cannot be more than bytes left.
    fn fits(&self, count: u64, what: &str) -> Result<usize, Wrong> {
        usize::try_from(count).ok().filter(|count| *count <= self.bytes.len() - self.at).ok_or_else(|| self.ends(what))
    }

    fn byte(&mut self, what: &str) -> Result<u8, Wrong> {
        Ok(self.take::<1>(what)?[0])
    }

    fn u32(&mut self, what: &str) -> Result<u32, Wrong> {
        Ok(u32::from_le_bytes(self.take(what)?))
    }

    fn point(&mut self, what: &str) -> Result<Point, Wrong> {
        let mut point = [0.0; 3];
        for value in &mut point {
            *value = f32::from_le_bytes(self.take(what)?);
        }
        let on_map = point.iter().all(|value| value.is_finite() && value.abs() <= 1.0e6);
        if on_map { Ok(point) } else { Err(self.wrong(format!("{what} lies on no map"))) }
    }

    /// A text with its packed length before it.
    fn text(&mut self, what: &str) -> Result<(), Wrong> {
        let length = self.packed(what)?;
        let length = self.fits(length, what)?;
        self.skip(length, what)
    }

    /// A packed number.
    fn packed(&mut self, what: &str) -> Result<u64, Wrong> {
        let (mut value, mut shift) = (0u64, 0);
        loop {
            let byte = self.byte(what)?;
            if shift > 63 {
                return Err(self.wrong(format!("{what} is a number without an end")));
            }
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 != 0 {
                return Ok(value);
            }
            shift += 7;
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A file as the bots' editor writes it.
    pub(in super::super) fn write(version: u8, waypoints: &[Waypoint]) -> Vec<u8> {
        let mut out = vec![version];
        out.extend((waypoints.len() as u32).to_le_bytes());
        out.resize(HEADER, b'c');
        if version < 9 {
            out.extend(7u32.to_le_bytes());
        }
        for (index, waypoint) in waypoints.iter().enumerate() {
            let pos = waypoint.pos.iter().flat_map(|v| v.to_le_bytes());
            let flags: u64 = if waypoint.open { 1 << 40 } else { 1 << 5 };
            if version == 9 {
                // Every part is there, or none but what must be.
                let mask = if index % 2 == 0 { 0b110_1111 } else { u8::from(!waypoint.open) };
                out.push(mask);
                if mask & 1 << 5 != 0 {
                    out.extend(pack(300));
                }
                out.extend(pos);
                if mask & 1 << 6 != 0 {
                    out.extend([0; 12]);
                }
                if mask & 1 != 0 {
                    out.extend(pack(flags));
                }
                if mask & 1 << 3 != 0 {
                    out.push(35);
                }
                if mask & 1 << 1 != 0 {
                    out.extend(text("roof"));
                }
                if mask & 1 << 2 != 0 {
                    out.extend(pack(1).into_iter().chain(text("paththrough")).chain(text("")));
                }
                out.extend(pack(waypoint.to.len() as u64));
                for to in &waypoint.to {
                    let step = i64::from(*to) - index as i64;
                    out.extend(pack(if step < 0 { (!step as u64) << 1 | 1 } else { (step as u64) << 1 }));
                }
                continue;
            }
            out.extend(pos);
            out.extend(flags.to_le_bytes());
            out.extend(4u32.to_le_bytes().iter().chain(b"roof"));
            if version == 5 {
                out.push(0);
            } else {
                out.extend(b"\x01\x04name\x05value");
            }
            out.push(waypoint.to.len() as u8);
            waypoint.to.iter().for_each(|to| out.extend(to.to_le_bytes().into_iter().chain([0; 4])));
            out.extend(vec![0; if version == 7 { 24 } else { 20 }]);
        }
        out
    }

    fn pack(mut value: u64) -> Vec<u8> {
        let mut out = Vec::new();
        loop {
            let low = (value & 0x7f) as u8;
            value >>= 7;
            if value == 0 {
                out.push(low | 0x80);
                return out;
            }
            out.push(low);
        }
    }

    fn text(text: &str) -> Vec<u8> {
        pack(text.len() as u64).into_iter().chain(text.bytes()).collect()
    }

    fn some() -> impl Strategy<Value = Vec<Waypoint>> {
        let one = (prop::array::uniform3(-4_000i16..4_000), any::<bool>(), prop::collection::vec(any::<u32>(), 0..5));
        prop::collection::vec(one, 1..40).prop_map(|all| {
            let count = all.len() as u32;
            let one = |(pos, open, to): ([i16; 3], bool, Vec<u32>)| Waypoint {
                pos: pos.map(f32::from),
                open,
                to: to.into_iter().map(|to| to % count).collect(),
            };
            all.into_iter().map(one).collect()
        })
    }

    #[test]
    fn what_is_wrong_is_told_with_its_byte() {
        let told = |bytes: &[u8]| read(bytes).unwrap_err();
        assert!(told(b"").reason.contains("ends where the version"));
        let mut file = write(7, &[Waypoint { pos: [1.0; 3], open: true, to: vec![] }]);
        file[0] = 3;
        assert!(told(&file).reason.contains("version 3 is not read"));
        assert_eq!(
            told(&write(7, &[Waypoint { pos: [1.0; 3], open: true, to: vec![1] }])).reason,
            "a way leads to waypoint 1, and there are 1"
        );
        let far = write(9, &[Waypoint { pos: [f32::NAN; 3], open: true, to: vec![] }]);
        assert_eq!(told(&far).reason, "a position lies on no map");
        let file = write(9, &[Waypoint { pos: [1.0; 3], open: true, to: vec![] }]);
        assert_eq!(told(&file[..file.len() - 1]).offset, file.len() as u64 - 1);
    }

    #[test]
    fn a_count_of_billions_takes_no_memory() {
        let mut file = write(9, &[]);
        file[1..5].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(read(&file).is_err());
        // A list of four billion ways in a waypoint of 20 bytes.
        let mut file = write(9, &[Waypoint { pos: [1.0; 3], open: true, to: vec![] }]);
        file.truncate(file.len() - 1);
        file.extend(pack(u64::from(u32::MAX)));
        assert!(read(&file).is_err());
        file.extend([0; 40]); // a packed number without an end
        assert!(read(&file).is_err());
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(waypoints in some(), version in prop::sample::select(vec![5u8, 6, 7, 9])) {
            prop_assert_eq!(read(&write(version, &waypoints)), Ok(waypoints));
        }

        /// Neither noise nor a damaged file makes it fail otherwise than by saying so.
        #[test]
        fn any_bytes_are_read(waypoints in some(), version in 0u8..12, hits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..20), cut in any::<prop::sample::Index>()) {
            let mut bytes = write(version, &waypoints);
            for (at, byte) in hits {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            bytes.truncate(cut.index(bytes.len() + 1));
            if let Ok(read) = read(&bytes) {
                prop_assert!(read.len() * 14 <= bytes.len());
            }
        }
    }
}

//! The MPQ container: two encrypted tables that say where the parts are, and the parts, stored or packed.
//!
//! ```text
//!   MPQ\x1B  user data (the replay's header) ──offset──▶ MPQ\x1A header
//!                                                          ├─ hash table: name ▶ block
//!                                                          └─ block table: offset, sizes, flags ▶ part
//! ```
//!
//! Every number of the file is a claim to be checked: nothing is allocated before the bytes behind it are there.

use super::crypt::{Use, decrypt, hash};
use super::error::{ReplayError, Trouble};
use super::unpack::unpack;
use std::borrow::Cow;

const PART: &str = "container";

/// File and largest unpacked part together; what the parsed game may take comes on top (see `MODEL_BYTES`).
pub(super) const MAX_BYTES: usize = 256 << 20;
/// From here on, the block of an entry of the name table means that it is empty.
const NO_BLOCK: u32 = 0xFFFF_FFFE;
/// Entries of a table.
const MAX_ENTRIES: u32 = 65_536;

const FLAG_EXISTS: u32 = 0x8000_0000;
const FLAG_SINGLE: u32 = 0x0100_0000;
const FLAG_ENCRYPTED: u32 = 0x0001_0000;
const FLAG_PACKED: u32 = 0x0000_0200;
const FLAG_IMPLODED: u32 = 0x0000_0100;

#[derive(Debug, Clone, Copy)]
struct HashEntry {
    name_a: u32,
    name_b: u32,
    block: u32,
}

#[derive(Debug, Clone, Copy)]
struct Block {
    offset: u32,
    packed: u32,
    size: u32,
    flags: u32,
}

/// An opened container.
#[derive(Debug)]
pub(super) struct Archive<'a> {
    bytes: &'a [u8],
    /// Offset of the MPQ header, to which all others are relative.
    base: usize,
    /// Bytes in a sector of a part that is not a single unit.
    sector: usize,
    user_data: &'a [u8],
    hashes: Vec<HashEntry>,
    blocks: Vec<Block>,
}

fn word(bytes: &[u8], at: usize) -> Result<u32, ReplayError> {
    at.checked_add(4)
        .and_then(|end| bytes.get(at..end))
        .and_then(|four| four.try_into().ok())
        .map(u32::from_le_bytes)
        .ok_or_else(|| ReplayError::damaged(PART, at.min(bytes.len()), "the file ends here: it was cut short"))
}

impl<'a> Archive<'a> {
    /// Reads the tables.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Archive<'a>, ReplayError> {
        if bytes.len() > MAX_BYTES {
            let reason = format!("{} bytes are more than any replay (limit {MAX_BYTES})", bytes.len());
            return Err(ReplayError::new(Trouble::TooLarge, PART, 0, reason));
        }
        let (base, user_data) = match bytes.get(..4) {
            Some(b"MPQ\x1B") => {
                let (base, size) = (word(bytes, 8)? as usize, word(bytes, 12)? as usize);
                let data = size.checked_add(16).and_then(|end| bytes.get(16..end)).ok_or_else(|| {
                    ReplayError::damaged(PART, 12, format!("a header of {size} bytes does not fit into the file"))
                })?;
                (base, data)
            }
            Some(b"MPQ\x1A") => (0, &bytes[..0]), // an archive without user data: no replay header, said later
            _ => {
                return Err(ReplayError::new(
                    Trouble::NotAReplay,
                    PART,
                    0,
                    "does not begin like a StarCraft II replay",
                ));
            }
        };
        match bytes.get(base..).and_then(|rest| rest.get(..4)) {
            Some(b"MPQ\x1A") => {}
            Some(_) => return Err(ReplayError::damaged(PART, base, "no MPQ header where the file says there is one")),
            None => return Err(ReplayError::damaged(PART, bytes.len(), "ends before its archive: it was cut short")),
        }
        let head = &bytes[base..]; // the line above read there
        let shift = word(head, 12)? >> 16;
        if shift > 16 {
            return Err(ReplayError::damaged(PART, base + 14, format!("a sector shift of {shift} is nonsense")));
        }
        let (hash_at, block_at) = (word(head, 16)? as usize, word(head, 20)? as usize);
        let (hash_count, block_count) = (word(head, 24)?, word(head, 28)?);
        let hashes = table(bytes, base, hash_at, hash_count, "(hash table)")?
            .chunks_exact(4)
            .map(|w| HashEntry { name_a: w[0], name_b: w[1], block: w[3] }) // chunks of exactly four
            .collect();
        let blocks = table(bytes, base, block_at, block_count, "(block table)")?
            .chunks_exact(4)
            .map(|w| Block { offset: w[0], packed: w[1], size: w[2], flags: w[3] }) // chunks of exactly four
            .collect();
        Ok(Archive { bytes, base, sector: 512 << shift, user_data, hashes, blocks })
    }

    /// The user data in front of the archive: the replay's header.
    pub(super) fn user_data(&self) -> &'a [u8] {
        self.user_data
    }

    /// Whether the table of names points to blocks that there cannot be: bytes before it were lost, added or changed.
    pub(super) fn garbled(&self) -> bool {
        self.hashes.iter().any(|entry| entry.block < NO_BLOCK && entry.block as usize >= self.blocks.len())
    }

    /// A part's unpacked content, `None` if the container has no such part.
    pub(super) fn read(&self, name: &'static str) -> Result<Option<Cow<'a, [u8]>>, ReplayError> {
        let (a, b) = (hash(name, Use::NameA), hash(name, Use::NameB));
        let entry = self.hashes.iter().find(|e| e.name_a == a && e.name_b == b && e.block < NO_BLOCK);
        let Some(entry) = entry else { return Ok(None) };
        let block = self.blocks.get(entry.block as usize).ok_or_else(|| {
            ReplayError::damaged(
                PART,
                self.base,
                format!("{name} is said to be block {} of {}", entry.block, self.blocks.len()),
            )
        })?;
        if block.flags & FLAG_EXISTS == 0 {
            return Ok(None);
        }
        self.content(name, *block).map(Some)
    }

    fn content(&self, name: &'static str, block: Block) -> Result<Cow<'a, [u8]>, ReplayError> {
        let at = self.base.saturating_add(block.offset as usize);
        let (packed, size) = (block.packed as usize, block.size as usize);
        let raw = at.checked_add(packed).and_then(|end| self.bytes.get(at..end)).ok_or_else(|| {
            ReplayError::damaged(PART, at, format!("{name} needs {packed} bytes here, beyond the end of the file"))
        })?;
        if block.flags & (FLAG_ENCRYPTED | FLAG_IMPLODED) != 0 {
            let reason = format!("{name} is encrypted or packed in a way that replays do not use");
            return Err(ReplayError::new(Trouble::Unsupported, PART, at, reason));
        }
        let stored = block.flags & FLAG_PACKED == 0 || (block.flags & FLAG_SINGLE != 0 && packed >= size);
        if stored {
            return raw.get(..size).map(Cow::Borrowed).ok_or_else(|| {
                ReplayError::damaged(PART, at, format!("{name} is said to hold {size} bytes, but {packed} are stored"))
            });
        }
        if size.saturating_add(self.bytes.len()) > MAX_BYTES {
            let reason = format!("{name} is said to unpack to {size} bytes, more than any replay (limit {MAX_BYTES})");
            return Err(ReplayError::new(Trouble::TooLarge, PART, at, reason));
        }
        let mut out = Vec::new();
        out.try_reserve_exact(size).map_err(|_| {
            ReplayError::new(Trouble::TooLarge, PART, at, format!("no memory for {size} bytes of {name}"))
        })?;
        if block.flags & FLAG_SINGLE != 0 {
            unpack(raw, size, &mut out).map_err(|why| ReplayError::damaged(name, 0, why))?;
        } else {
            self.sectors(name, raw, size, &mut out)?;
        }
        Ok(Cow::Owned(out))
    }

    /// A part cut into sectors, each packed by itself; the offsets of all stand in front.
    fn sectors(&self, name: &'static str, raw: &[u8], size: usize, out: &mut Vec<u8>) -> Result<(), ReplayError> {
        for number in 0..size.div_ceil(self.sector) {
            let (from, to) = (word(raw, number * 4)? as usize, word(raw, number * 4 + 4)? as usize);
            let wanted = self.sector.min(size - out.len());
            let sector = raw.get(from..to).ok_or_else(|| {
                ReplayError::damaged(
                    name,
                    out.len(),
                    format!("sector {number} reaches from {from} to {to} of {}", raw.len()),
                )
            })?;
            if sector.len() == wanted {
                out.extend_from_slice(sector);
            } else {
                unpack(sector, wanted, out)
                    .map_err(|why| ReplayError::damaged(name, out.len(), format!("sector {number}: {why}")))?;
            }
        }
        Ok(())
    }
}

/// A decrypted table of `count` entries of four words each.
fn table(bytes: &[u8], base: usize, at: usize, count: u32, name: &str) -> Result<Vec<u32>, ReplayError> {
    let at = base.saturating_add(at);
    if count > MAX_ENTRIES {
        let reason = format!("{name} is said to have {count} entries (limit {MAX_ENTRIES})");
        return Err(ReplayError::new(Trouble::TooLarge, PART, at, reason));
    }
    let raw = at.checked_add(count as usize * 16).and_then(|end| bytes.get(at..end)).ok_or_else(|| {
        ReplayError::damaged(
            PART,
            at.min(bytes.len()),
            format!("{name} with {count} entries lies beyond the end: the file was cut short"),
        )
    })?;
    // Chunks of exactly four bytes.
    let mut words: Vec<u32> = raw.chunks_exact(4).map(|w| u32::from_le_bytes([w[0], w[1], w[2], w[3]])).collect();
    decrypt(&mut words, hash(name, Use::Key));
    Ok(words)
}

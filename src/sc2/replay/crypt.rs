//! The hash and the stream cipher of MPQ tables, as the format defines them.

/// What a hash is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Use {
    /// First name of a file in the hash table.
    NameA = 1,
    /// Second name of a file in the hash table.
    NameB = 2,
    /// Key of a table.
    Key = 3,
}

/// Five runs of 256 words from the format's own generator.
const TABLE: [u32; 0x500] = {
    let mut table = [0u32; 0x500];
    let mut seed: u32 = 0x0010_0001;
    let mut i = 0;
    while i < 0x100 {
        let mut run = 0;
        while run < 5 {
            seed = (seed * 125 + 3) % 0x2A_AAAB;
            let high = (seed & 0xFFFF) << 16;
            seed = (seed * 125 + 3) % 0x2A_AAAB;
            table[i + run * 0x100] = high | (seed & 0xFFFF);
            run += 1;
        }
        i += 1;
    }
    table
};

/// The hash of a name, case folded.
pub(super) fn hash(name: &str, purpose: Use) -> u32 {
    let (mut a, mut b) = (0x7FED_7FEDu32, 0xEEEE_EEEEu32);
    for byte in name.bytes().map(|c| c.to_ascii_uppercase()) {
        // A purpose is at most 4 and a byte at most 255: inside the table of 0x500 words.
        let word = TABLE[((purpose as usize) << 8) + usize::from(byte)];
        a = word ^ a.wrapping_add(b);
        b = u32::from(byte).wrapping_add(a).wrapping_add(b).wrapping_add(b << 5).wrapping_add(3);
    }
    a
}

/// Decrypts a table's words in place.
pub(super) fn decrypt(words: &mut [u32], key: u32) {
    let (mut key, mut seed) = (key, 0xEEEE_EEEEu32);
    for word in words {
        // The index is 0x400 plus a byte: inside the table.
        seed = seed.wrapping_add(TABLE[0x400 + (key & 0xFF) as usize]);
        let plain = *word ^ key.wrapping_add(seed);
        key = (!key << 21).wrapping_add(0x1111_1111) | (key >> 11);
        seed = plain.wrapping_add(seed).wrapping_add(seed << 5).wrapping_add(3);
        *word = plain;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_keys_of_the_two_tables() {
        // The format's published constants.
        assert_eq!(hash("(hash table)", Use::Key), 0xC3AF_3770);
        assert_eq!(hash("(block table)", Use::Key), 0xEC83_B3A3);
        assert_eq!(hash("REPLAY.details", Use::NameA), hash("replay.Details", Use::NameA));
        assert_ne!(hash("replay.details", Use::NameA), hash("replay.details", Use::NameB));
    }
}

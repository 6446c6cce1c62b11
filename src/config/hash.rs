//! A short name for a whole configuration.

use sha2::{Digest, Sha256};

/// The first 12 hex digits of the SHA-256 of a canonical text: enough to tell configurations apart, short enough to read.
#[must_use]
pub fn fingerprint(canonical: &str) -> String {
    Sha256::digest(canonical.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_answers_of_sha_256() {
        assert_eq!(fingerprint(""), "e3b0c44298fc");
        assert_eq!(fingerprint("abc"), "ba7816bf8f01");
    }
}

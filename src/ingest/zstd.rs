//! Zstandard files as a stream: several frames in a row, skippable frames, checksums; damage is an error, never a panic.

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use std::io::{self, BufRead, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A last, empty, uncompressed block and an empty checksum: it makes the decoder give out what it held back.
const CLOSING: [u8; 7] = [1, 0, 0, 0, 0, 0, 0];

/// Reads the content of all frames of `source`; of a damaged frame everything up to the damage, then the error.
pub(super) struct ZstdReader<R> {
    source: R,
    decoder: FrameDecoder,
    within: bool,
    failed: Option<io::Error>,
}

impl<R: BufRead> ZstdReader<R> {
    pub(super) fn new(source: R) -> Self {
        ZstdReader { source, decoder: FrameDecoder::new(), within: false, failed: None }
    }

    /// Begins the next frame; false at the end of the source.
    fn begin(&mut self) -> io::Result<bool> {
        loop {
            if self.source.fill_buf()?.is_empty() {
                return Ok(false);
            }
            match self.decoder.reset(&mut self.source) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                    let length = u64::from(length);
                    if io::copy(&mut (&mut self.source).take(length), &mut io::sink())? < length {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(err) => return Err(io::Error::other(err)),
            }
        }
    }

    fn decode(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.within && !self.begin()? {
                return Ok(0);
            }
            self.within = true;
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                let one = || BlockDecodingStrategy::UptoBlocks(1);
                if let Err(err) = self.decoder.decode_blocks(&mut self.source, one()) {
                    // The decoder holds back a whole window (often the whole file) as long as the frame is not ended.
                    let closed = self.decoder.decode_blocks(&CLOSING[..], one());
                    if self.failed.is_some() || closed.is_err() {
                        return Err(io::Error::other(err));
                    }
                    self.failed = Some(io::Error::other(err));
                }
            }
            let read = self.decoder.read(out)?;
            if read > 0 {
                return Ok(read);
            }
            if let Some(err) = self.failed.take() {
                return Err(err);
            }
            self.within = false;
            let (stored, counted) = (self.decoder.get_checksum_from_data(), self.decoder.get_calculated_checksum());
            if stored.is_some() && stored != counted {
                return Err(io::Error::other("the checksum does not agree with the content"));
            }
        }
    }
}

impl<R: BufRead> Read for ZstdReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        // The decoder is fuzzed by its authors, but a damaged file must not be able to end the program in any case.
        // After an error the stream is not read again, so no broken state is looked at.
        catch_unwind(AssertUnwindSafe(|| self.decode(out)))
            .unwrap_or_else(|_| Err(io::Error::other("the decoder gave up on damaged data")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    fn read(bytes: &[u8]) -> (Vec<u8>, io::Result<usize>) {
        let mut out = Vec::new();
        let result = ZstdReader::new(bytes).read_to_end(&mut out);
        (out, result)
    }

    #[test]
    fn frames_in_a_row_and_skippable_ones_read_as_one() {
        let mut file = compress_to_vec(&b"one\n"[..], CompressionLevel::Fastest);
        file.extend([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
        file.extend(compress_to_vec(&b""[..], CompressionLevel::Fastest));
        file.extend(compress_to_vec(&b"two\n"[..], CompressionLevel::Fastest));
        let (out, result) = read(&file);
        assert_eq!((out.as_slice(), result.is_ok()), (&b"one\ntwo\n"[..], true));
    }

    #[test]
    fn what_stands_before_a_cut_is_given_out() {
        let noise: Vec<u8> = (0..600_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let file = compress_to_vec(noise.as_slice(), CompressionLevel::Fastest);
        let (out, result) = read(&file[..file.len() - 100]);
        assert!(result.is_err() && out.len() >= 300_000 && noise.starts_with(&out), "only {} bytes", out.len());
    }

    #[test]
    fn any_cut_or_flip_is_an_error_or_the_content_never_a_panic() {
        let text: Vec<u8> = (0..4_000_u32).flat_map(|i| format!("line {}\n", i * 7919 % 1_000).into_bytes()).collect();
        let file = compress_to_vec(text.as_slice(), CompressionLevel::Fastest);
        for at in 0..file.len().min(400) {
            assert!(at == 0 || read(&file[..at]).1.is_err(), "cut at {at}");
            let mut flipped = file.clone();
            flipped[at] ^= 0x40;
            let (out, result) = read(&flipped);
            assert!(result.is_err() || out == text || at < 12, "flip at {at} went unnoticed");
        }
    }
}

//! One packed unit of a part: the first byte names the method, the rest is zlib or bzip2.

use std::io::Read;

const ZLIB: u8 = 0x02;
const BZIP2: u8 = 0x10;

/// Appends exactly `size` unpacked bytes to `out`; the error is a sentence. Never unpacks more than one byte too many.
pub(super) fn unpack(packed: &[u8], size: usize, out: &mut Vec<u8>) -> Result<(), String> {
    let Some((&method, rest)) = packed.split_first() else {
        return if size == 0 { Ok(()) } else { Err("is empty but should not be".to_owned()) };
    };
    match method {
        ZLIB => drain(flate2::read::ZlibDecoder::new(rest), size, out).map_err(|why| format!("zlib: {why}")),
        BZIP2 => drain(bzip2::read::BzDecoder::new(rest), size, out).map_err(|why| format!("bzip2: {why}")),
        other => Err(format!("is packed by method {other:#04x}, which no replay uses")),
    }
}

fn drain(from: impl Read, size: usize, out: &mut Vec<u8>) -> Result<(), String> {
    let before = out.len();
    let mut limited = from.take(size as u64);
    limited.read_to_end(out).map_err(|why| format!("is damaged: {why}"))?;
    let got = out.len() - before;
    if got < size {
        return Err(format!("ends after {got} of {size} bytes"));
    }
    // One more byte makes the decoder check its checksum, and tells a wrong size.
    match limited.into_inner().read(&mut [0u8; 1]) {
        Ok(0) => Ok(()),
        Ok(_) => Err(format!("holds more than the {size} bytes it should")),
        Err(why) => Err(format!("is damaged: {why}")),
    }
}

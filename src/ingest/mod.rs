//! Files to lines: whole-line segments with the number and byte offset of every line, read on all cores.
//!
//! ```text
//!   Source ──open──▶ bytes ──cut at line ends──▶ Segment ──parse (all cores)──▶ results in input order
//!   file, .gz, .zst,          (reader)             │ lines(): number, offset, bytes, ended
//!   memory                                         └ problem(): file, line, offset, reason
//! ```
//!
//! Knows files, not games. Blocks are read, never mapped: a file cut under a memory map kills the process, and reading
//! 512 KB blocks runs at gigabytes a second, far above any parser. What cannot be read is a [`Problem`](crate::film::Problem);
//! everything else is.

mod reader;
mod scan;
mod segment;
mod sniff;
mod source;
mod tail;
mod zstd;

pub use scan::{Stopped, scan, scan_on};
pub use segment::{Line, Lines, Segment};
pub use sniff::{Head, contents, sniff};
pub use source::{Source, Unpacked, unpack, unpack_stream};
pub use tail::{Growth, Tail};

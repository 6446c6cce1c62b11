//! Every way of reading gives the lines a naive split gives; damage costs what is damaged and nothing more.

use super::*;
use flate2::{Compression, write::GzEncoder};
use proptest::prelude::*;
use std::borrow::Cow;
use std::fs;
use std::io::Write;

type Row = (usize, u64, u64, Vec<u8>, bool);

fn memory(bytes: &[u8]) -> Source {
    Source::Memory { name: "m".into(), bytes: Cow::Owned(bytes.to_vec()) }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

/// All lines that a scan gives, and its problems.
fn rows(sources: &[Source], limits: Limits, threads: usize) -> (Vec<Row>, Problems) {
    let row = |s: &Segment<'_>, l: crate::ingest::Line<'_>| (s.source, l.number, l.offset, l.bytes.to_vec(), l.ended);
    let parse = |segment: &Segment<'_>, problems: &mut Problems| {
        for line in segment.lines().filter(|line| line.bytes.starts_with(b"!")) {
            problems.push(segment.problem(&line, "shouted"));
        }
        segment.lines().map(|line| row(segment, line)).collect::<Vec<_>>()
    };
    let (results, problems) = scan_with(sources, &Progress::default(), limits, threads, parse).unwrap();
    (results.into_iter().flat_map(|(_, rows)| rows).collect(), problems)
}

/// The same by splitting at line feeds; lines above the limit are problems.
fn naive(index: usize, bytes: &[u8], limit: usize) -> (Vec<Row>, Vec<(u64, u64)>) {
    let (mut rows, mut bad) = (Vec::new(), Vec::new());
    let mut offset = 0;
    for (i, raw) in bytes.split_inclusive(|&b| b == b'\n').enumerate() {
        let ended = raw.ends_with(b"\n");
        let text = raw.strip_suffix(b"\n").unwrap_or(raw);
        let number = i as u64 + 1;
        if text.len() > limit {
            bad.push((number, offset));
        } else {
            let text = if offset == 0 { text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text) } else { text };
            let text = text.strip_suffix(b"\r").unwrap_or(text);
            if text.starts_with(b"!") {
                bad.push((number, offset));
            }
            rows.push((index, number, offset, text.to_vec(), ended));
        }
        offset += raw.len() as u64;
    }
    (rows, bad)
}

/// Bytes with many line ends, marks and carriage returns, and no beginning that means a packed or foreign file.
fn text() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => Just(b"\n".to_vec()),
        1 => Just(b"\r\n".to_vec()),
        1 => Just(b"!".to_vec()),
        1 => Just(b"\xef\xbb\xbf".to_vec()),
        3 => prop::collection::vec(any::<u8>(), 0..40),
        1 => prop::collection::vec(Just(b'x'), 0..300),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| {
        let bytes = pieces.concat();
        let foreign = crate::ingest::sniff(&memory(&bytes)).is_err() || bytes.starts_with(b"\x1f\x8b");
        if foreign { [b"x".to_vec(), bytes].concat() } else { bytes }
    })
}

proptest! {
    #[test]
    fn any_blocks_and_threads_give_the_lines_of_a_naive_split(
        texts in prop::collection::vec(text(), 0..5), block in 1_usize..200, more in 0_usize..200, threads in 1_usize..5,
    ) {
        let limits = Limits { block, line: block + more };
        let (mut want, mut bad) = (Vec::new(), Vec::new());
        for (index, bytes) in texts.iter().enumerate() {
            let (rows, problems) = naive(index, bytes, limits.line);
            want.extend(rows);
            bad.extend(problems);
        }
        let folder = tempfile::tempdir().unwrap();
        let file = |(i, bytes): (usize, &Vec<u8>)| {
            let path = folder.path().join(format!("{i}.jsonl"));
            fs::write(&path, bytes).unwrap();
            Source::File(path)
        };
        let ways: [Vec<Source>; 4] = [
            texts.iter().map(|bytes| memory(bytes)).collect(),
            texts.iter().enumerate().map(file).collect(),
            texts.iter().map(|bytes| memory(&gzip(bytes))).collect(),
            texts.iter().map(|bytes| memory(&zstd(bytes))).collect(),
        ];
        for sources in ways {
            let (got, problems) = rows(&sources, limits, threads);
            prop_assert_eq!(&got, &want);
            let places: Vec<_> = problems.kept().iter().map(|p| (p.line, p.offset)).collect();
            prop_assert_eq!(&places, &bad);
        }
    }
}

fn numbered(lines: usize) -> Vec<u8> {
    (1..=lines).flat_map(|i| format!("{{\"line\":{i},\"x\":{}}}\n", i * 7_919 % 10_007).into_bytes()).collect()
}

#[test]
fn several_members_and_frames_are_one_file() {
    let (a, b) = (numbered(9_000), b"after\nhalf".to_vec());
    let whole = [a.clone(), b.clone()].concat();
    let (want, _) = naive(0, &whole, usize::MAX);
    for packed in [[gzip(&a), gzip(&b)].concat(), [zstd(&a), zstd(&b)].concat()] {
        let (got, problems) = rows(&[memory(&packed)], Limits::USUAL, 2);
        assert!(problems.is_empty() && got == want, "{:?}", problems.kept());
    }
}

#[test]
fn a_cut_or_damaged_stream_gives_what_stands_before_and_one_problem() {
    let text = numbered(40_000);
    let (want, _) = naive(0, &text, usize::MAX);
    for packed in [gzip(&text), zstd(&text)] {
        let mut flipped = packed.clone();
        let middle = packed.len() * 3 / 4;
        flipped[middle..middle + 64].fill(0xff);
        for (bytes, least) in [(&packed[..packed.len() * 3 / 4], 10_000), (&flipped[..], 10_000), (&packed[..12], 0)] {
            let (got, problems) = rows(&[memory(bytes), memory(b"other\n")], Limits::USUAL, 2);
            assert_eq!(problems.count(), 1, "{:?}", problems.kept());
            let reason = problems.kept()[0].to_string();
            assert!(reason.contains("cut or damaged") && reason.contains("lines before that are read"), "{reason}");
            let read = got.len() - 1;
            assert!(read >= least && got[..read.min(least)] == want[..read.min(least)], "{read} lines, {reason}");
            assert_eq!(got[read].3, b"other");
        }
    }
}

#[test]
fn what_cannot_be_opened_is_named_and_the_rest_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.jsonl");
    let sources = [Source::File(folder.path().into()), Source::File(missing), memory(b"\xff\xfe{"), memory(b"here\n")];
    let (got, problems) = rows(&sources, Limits::USUAL, 2);
    assert_eq!(got.len(), 1);
    let said: Vec<_> = problems.kept().iter().map(|p| (p.line, p.reason.clone())).collect();
    assert!(said.iter().all(|(line, _)| *line == 0));
    assert!(said[0].1.contains("is a folder") && said[1].1.contains("cannot be read") && said[2].1.contains("UTF-16"));
}

#[cfg(unix)]
#[test]
fn a_pipe_nobody_writes_to_does_not_hang() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    if !made.is_ok_and(|status| status.success()) {
        return; // no mkfifo on this system
    }
    let (_, problems) = rows(&[Source::File(pipe)], Limits::USUAL, 1);
    assert!(problems.kept()[0].reason.contains("pipe"));
}

#[cfg(unix)]
#[test]
fn names_that_are_no_text_are_read_and_shown() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(std::ffi::OsStr::from_bytes(b"a\xff\x1b[2Jb.jsonl"));
    if fs::write(&path, b"x\n").is_err() {
        return; // a file system that takes only text
    }
    let source = Source::File(path);
    assert!(source.name().ends_with("/a\u{fffd}[2Jb.jsonl"), "{}", source.name());
    assert_eq!(rows(&[source], Limits::USUAL, 1).0.len(), 1);
}

#[test]
fn lines_of_ten_megabytes_are_read_and_of_a_hundred_skipped() {
    let long = |megabytes: usize| vec![b'x'; megabytes << 20];
    let bytes = [b"a\n".to_vec(), long(10), b"\nb\n".to_vec(), long(100), b"\nc\nd".to_vec()].concat();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long");
    fs::write(&path, &bytes).unwrap();
    for source in [memory(&bytes), Source::File(path)] {
        let (got, problems) = rows(&[source], Limits::USUAL, 2);
        let seen: Vec<_> = got.iter().map(|row| (row.1, row.3.len(), row.4)).collect();
        assert_eq!(seen, [(1, 1, true), (2, 10 << 20, true), (3, 1, true), (5, 1, true), (6, 1, false)]);
        let places: Vec<_> = problems.kept().iter().map(|p| (p.line, p.offset)).collect();
        assert_eq!(places, [(4, (10 << 20) + 5)]);
        assert!(problems.kept()[0].reason.contains("longer than 64 MB"), "{}", problems.kept()[0]);
    }
}

#[test]
fn progress_counts_the_bytes_of_the_input() {
    let text = numbered(50_000);
    let packed = gzip(&text);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plain");
    fs::write(&path, &text).unwrap();
    let total = (packed.len() + text.len()) as u64;
    for sources in
        [[memory(&packed), Source::File(path)], [memory(&packed[..9]), memory(&[text, packed[9..].to_vec()].concat())]]
    {
        let progress = Progress::default();
        scan(&sources, &progress, |_, _| ()).unwrap();
        assert_eq!(progress.state(), (total, total));
    }
}

#[test]
fn a_stop_is_obeyed_within_a_block() {
    let progress = Progress::default();
    let text = numbered(200_000);
    let seen = std::sync::atomic::AtomicUsize::new(0);
    let parse = |_: &Segment<'_>, _: &mut Problems| {
        seen.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        progress.stop();
    };
    assert_eq!(scan(&[memory(&text), memory(&gzip(&text))], &progress, parse).map(|_| ()), Err(Stopped));
    assert!(seen.load(std::sync::atomic::Ordering::SeqCst) <= std::thread::available_parallelism().unwrap().get());
}

#[test]
fn a_flood_of_problems_is_counted_in_order_and_not_kept() {
    let bytes = b"!\n".repeat(500_000);
    let (_, problems) = rows(&[memory(&bytes), memory(b"!\n")], Limits::USUAL, 4);
    assert_eq!((problems.count(), problems.kept().len()), (500_001, Problems::KEPT));
    assert!(problems.kept().iter().zip(1..).all(|(p, n)| p.line == n));
}

#[test]
fn no_source_is_no_result() {
    let (results, problems) = scan(&[], &Progress::default(), |_, _| ()).unwrap();
    assert!(results.is_empty() && problems.is_empty());
}

/// Run with `cargo test --release ingest -- --ignored --nocapture speed` to see figures.
#[test]
#[ignore = "a measurement, not a test"]
fn speed() {
    let text = numbered(10_000_000);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plain");
    fs::write(&path, &text).unwrap();
    let packed = numbered(1_000_000);
    let ways = [
        ("memory", memory(&text), text.len()),
        ("file", Source::File(path), text.len()),
        ("gzip", memory(&gzip(&packed)), packed.len()),
        ("zstd", memory(&zstd(&packed)), packed.len()),
    ];
    for (what, source, length) in ways {
        let sources = [source];
        for threads in [1, 2] {
            let start = std::time::Instant::now();
            let count = |s: &Segment<'_>, _: &mut Problems| s.lines().map(|l| l.bytes.len()).sum::<usize>();
            let (sums, _) = scan_with(&sources, &Progress::default(), Limits::USUAL, threads, count).unwrap();
            let sum: usize = sums.iter().map(|(_, n)| n).sum();
            let rate = length as f64 / start.elapsed().as_secs_f64() / 1e6;
            println!("{what}, {threads} threads: {rate:.0} MB/s ({sum} bytes)");
        }
    }
}

#[test]
fn a_file_cut_while_it_is_read_costs_what_was_cut_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut");
    fs::write(&path, numbered(10_000)).unwrap();
    let cut = |segment: &Segment<'_>, _: &mut Problems| {
        fs::File::options().write(true).open(&path).unwrap().set_len(100).unwrap();
        segment.lines().count()
    };
    let limits = Limits { block: 1_000, line: 10_000 };
    let (counts, problems) = scan_with(&[Source::File(path.clone())], &Progress::default(), limits, 1, cut).unwrap();
    assert_eq!(counts.len(), 2, "the first block, and the beginning of a line that was already read");
    assert_eq!(problems.count(), 1);
    assert!(problems.kept()[0].reason.contains("became shorter"), "{}", problems.kept()[0]);
}

#[test]
fn a_file_that_grows_while_it_is_read_is_read_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("growing");
    fs::write(&path, numbered(1_000)).unwrap();
    let write = |segment: &Segment<'_>, _: &mut Problems| {
        fs::File::options().append(true).open(&path).unwrap().write_all(&b"more\n".repeat(1_000)).unwrap();
        segment.lines().filter(|line| line.bytes != b"more").count()
    };
    let limits = Limits { block: 1_000, line: 10_000 };
    let (counts, problems) = scan_with(&[Source::File(path.clone())], &Progress::default(), limits, 1, write).unwrap();
    assert_eq!((counts.iter().map(|(_, n)| n).sum::<usize>(), problems.count()), (1_000, 0));
}

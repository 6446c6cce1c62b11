//! Telemetry rows at size: prints what opening, summing up, filtering and checking take, and the memory of the index.
//!
//! `cargo bench --bench rows -- [FILE]` measures FILE, or a file of 12,000 rows (1 GB) and one of a million small rows
//! (1.5 GB) that it generates in the temporary folder and removes. Best of five runs; the file is warm.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use filmroom::film::Progress;
use filmroom::ingest::Source;
use filmroom::sim::generate::{Options, generate};
use filmroom::sim::{Filter, Row, Telemetry, check, summary};
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

fn best<T>(runs: usize, mut work: impl FnMut() -> T) -> (Duration, T) {
    let mut best: Option<(Duration, T)> = None;
    for _ in 0..runs {
        let since = Instant::now();
        let result = work();
        let took = since.elapsed();
        if best.as_ref().is_none_or(|(before, _)| took < *before) {
            best = Some((took, result));
        }
    }
    best.unwrap()
}

fn load(path: &Path) -> Telemetry {
    Telemetry::load(&[Source::File(path.to_path_buf())], &Progress::default()).unwrap()
}

/// Time until the first rows can be shown.
fn first_rows(path: &Path) -> Duration {
    let since = Instant::now();
    let telemetry = Telemetry::open(&[Source::File(path.to_path_buf())]);
    let progress = Progress::default();
    std::thread::scope(|scope| {
        scope.spawn(|| telemetry.advance(&progress));
        while telemetry.index().rows() == 0 {
            std::thread::sleep(Duration::from_micros(100));
        }
        let took = since.elapsed();
        progress.stop();
        took
    })
}

/// Resident memory of the process at its highest, in MB, where the system tells.
fn peak() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok()? / 1024.0)
}

fn measure(path: &Path) {
    println!("{} bytes", std::fs::metadata(path).unwrap().len());
    println!("  first rows         {:>10.2?}", best(5, || first_rows(path)).0);
    let (took, telemetry) = best(5, || load(path));
    let index = telemetry.index();
    println!("  index and heads    {took:>10.2?}   {} rows, {} broken", index.rows(), index.broken());
    println!("  memory a row       {:>10.1} bytes", index.memory() as f64 / index.rows().max(1) as f64);
    let whole = || summary::summary(&load(path).index(), None);
    println!("  index and summary  {:>10.2?}", best(5, whole).0);
    if let Some(peak) = peak() {
        // Two indices are alive at most: this one and the one just loaded.
        println!("  peak so far        {peak:>10.1} MB resident");
    }
    let rows = index.rows().max(1);
    let mut slowest = Duration::ZERO;
    for at in (0..rows).step_by((rows / 200).max(1)) {
        let (took, _) = best(1, || Row::open(&telemetry, &index, at).map(drop));
        slowest = slowest.max(took);
    }
    println!("  open a row         {slowest:>10.2?}   slowest of 200");
    for text in [
        "result == timeout && time_s > 10 && a.damage < 5000",
        "unit == monk",
        "context.map_params.time_limit_s < 20",
        "events.data.overkill > 40",
    ] {
        let filter = Filter::parse(text).unwrap();
        let (took, found) = best(3, || filter.select(&telemetry, &index, &Progress::default()).unwrap().len());
        println!("  filter             {took:>10.2?}   {text}: {found} rows");
    }
    let (took, report) = best(1, || check::all(&telemetry, &index, &Progress::default()).unwrap());
    println!("  check every event  {took:>10.2?}   {} findings", report.counts.values().sum::<usize>());
}

fn generated(name: &str, options: &Options) -> PathBuf {
    let path = std::env::temp_dir().join(format!("filmroom-bench-{}-{name}.ndjson", std::process::id()));
    generate(options, &mut BufWriter::with_capacity(1 << 20, File::create(&path).unwrap())).unwrap();
    path
}

fn main() {
    // `cargo bench` adds `--bench`.
    let files: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    if !files.is_empty() {
        files.iter().for_each(|file| measure(Path::new(file)));
        return;
    }
    let large = Options { rows: 12_400, events: 595, ..Options::default() };
    let sorted = Options { sorted: true, kernels: true, ..large.clone() };
    let small = Options { rows: 1_000_000, events: 0, team_size: 3, ..Options::default() };
    for (name, options) in [("large", large), ("sorted", sorted), ("small", small)] {
        println!("{name}:");
        let path = generated(name, &options);
        measure(&path);
        std::fs::remove_file(&path).unwrap();
    }
}

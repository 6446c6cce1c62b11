//! The index against `serde_json`: the same members in any order of keys, and every line accounted for at any damage.

use super::*;
use crate::film::Progress;
use crate::ingest::{Source, Stopped};
use crate::sim::generate::{Options, generate};
use crate::sim::{FaultKind, Side};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::io::{self, Write};

fn made(options: &Options) -> Vec<u8> {
    let mut out = Vec::new();
    generate(options, &mut out).unwrap();
    out
}

fn memory(bytes: impl Into<Vec<u8>>) -> Source {
    Source::Memory { name: "rows.jsonl".into(), bytes: Cow::Owned(bytes.into()) }
}

fn load(bytes: impl Into<Vec<u8>>) -> Telemetry {
    Telemetry::load(&[memory(bytes)], &Progress::default()).unwrap()
}

/// What the index must say about a row, by the plain reading of the specification.
fn expected(row: &Value) -> (Vec<Option<f64>>, Vec<Option<String>>, bool) {
    let at = |path: &str| path.split('.').try_fold(row, |value, key| value.get(key));
    let nums = Num::all()
        .map(|num| {
            let Some(path) = num.path() else {
                let side = if num == Num::roster(Side::A) { "context.team_a_ids" } else { "context.team_b_ids" };
                return at(side).and_then(Value::as_array).map(|list| list.len() as f64);
            };
            let value = at(&path)?.as_f64()?;
            (!(path.contains("first_") && value < 0.0)).then_some(value)
        })
        .collect();
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(items) => {
            Some(items.iter().map(|i| i.as_str().unwrap().to_owned()).collect::<Vec<_>>().join("\u{1f}"))
        }
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let texts = Text::ALL.iter().map(|(_, _, path)| at(path).and_then(text)).collect();
    let events = at("events").and_then(Value::as_array).is_some_and(|list| !list.is_empty());
    (nums, texts, events)
}

fn assert_row(index: &Index, row: usize, value: &Value) {
    let (nums, texts, events) = expected(value);
    assert_eq!(index.fault(row), None, "{value}");
    for (num, want) in Num::all().zip(nums) {
        assert_eq!(index.number(row, num), want, "{} of {value}", num.name());
    }
    for ((text, name, _), want) in Text::ALL.into_iter().zip(texts) {
        assert_eq!(index.text(row, text), want.as_deref(), "{name} of {value}");
    }
    assert_eq!(index.flags(row).has(Flags::EVENTS), events);
    assert_eq!(index.seed(row), value["context"]["sim_seed"].as_number().and_then(serde_json::Number::as_i128));
}

/// The same row with the keys of its upper levels in another order.
fn shuffled(value: &Value, order: &mut impl FnMut(usize) -> usize, levels: usize) -> Value {
    let Value::Object(map) = value else { return value.clone() };
    let mut members: Vec<(String, Value)> = map
        .iter()
        .map(|(key, value)| (key.clone(), if levels > 0 { shuffled(value, order, levels - 1) } else { value.clone() }))
        .collect();
    for at in (1..members.len()).rev() {
        members.swap(at, order(at + 1));
    }
    Value::Object(members.into_iter().collect::<Map<_, _>>())
}

/// What the specification does not name, in every place.
fn foreign() -> impl Strategy<Value = Vec<(usize, String, Value)>> {
    let value = prop_oneof![
        Just(json!(null)),
        Just(json!({"supported": false, "value": 0})),
        Just(json!(["events\":", {"schema_version": "telemetry_v9"}, [[]]])),
        Just(json!("\"events\":[")),
        any::<f64>().prop_map(Value::from),
    ];
    prop::collection::vec((0usize..5, "x_[a-z]{1,6}", value), 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn members_are_those_that_serde_reads_in_any_order_of_keys(
        seed: u64, order: Vec<prop::sample::Index>, foreign in foreign(), gone in prop::collection::vec(0usize..12, 0..3),
        pretty: bool,
    ) {
        let options = Options { rows: 4, events: 12, team_size: 1 + (seed % 5) as usize, seed, ..Options::default() };
        let mut order = order.into_iter().cycle();
        let mut next = |n: usize| order.next().map_or(0, |index| index.index(n));
        let mut rows: Vec<Value> = Vec::new();
        let mut text = if pretty { b"\xef\xbb\xbf".to_vec() } else { Vec::new() };
        for line in made(&options).split(|&b| b == b'\n').filter(|line| !line.is_empty()) {
            let mut row: Value = serde_json::from_slice(line).unwrap();
            for (place, name, value) in &foreign {
                let object = match place {
                    0 => &mut row,
                    1 => &mut row["context"],
                    2 => &mut row["aggregates"],
                    3 => &mut row["engine_outcome"],
                    _ => &mut row["aggregates"]["teams"]["a"],
                };
                object[name.as_str()] = value.clone();
            }
            for gone in &gone {
                let object = row.as_object_mut().unwrap();
                match gone {
                    0 => drop(object.shift_remove("events")),
                    1 => drop(object.insert("events".into(), json!([]))),
                    2 => drop(object.insert("events".into(), json!(null))),
                    3 => drop(object.shift_remove("schema_version")),
                    4 => drop(object.shift_remove("engine_outcome")),
                    5 => drop(object.shift_remove("aggregates")),
                    6 => object["context"]["team_size"] = json!(null),
                    7 => object["context"]["sim_index"] = json!(447.0),
                    _ => object["context"]["run_id"] = json!(format!("r\u{e9}\"\\\n{gone}")),
                }
            }
            let row = shuffled(&row, &mut next, 3);
            let line = serde_json::to_string(&row).unwrap();
            let line = if pretty { line.replace("\":", "\" :  ") } else { line };
            text.extend(line.as_bytes());
            text.extend(if pretty { &b"\r\n"[..] } else { b"\n" });
            rows.push(serde_json::from_str(&line).unwrap());
        }
        let telemetry = load(text);
        let index = telemetry.index();
        prop_assert_eq!(index.rows(), rows.len());
        rows.iter().enumerate().for_each(|(at, row)| assert_row(&index, at, row));
    }
}

/// Every line that is not blank is a row or a broken row in its place, and broken exactly where `serde_json` says so,
/// but for what was not looked at.
fn assert_accounted(bytes: &[u8], telemetry: &Telemetry) {
    let index = telemetry.index();
    let mut row = 0;
    let mut offset = 0;
    for (number, line) in (1u64..).zip(bytes.split(|&b| b == b'\n')) {
        let text = if offset == 0 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line };
        if !text.trim_ascii().is_empty() {
            let place = index.place(row).unwrap_or_else(|| panic!("line {number} is no row"));
            assert_eq!((place.offset, place.length), (offset, line.len() as u64), "line {number}");
            assert_eq!(index.line(row), Some(number));
            let parsed = serde_json::from_slice::<Value>(text);
            let good = parsed.as_ref().is_ok_and(|value| value.get("context").is_some_and(Value::is_object));
            let flags = index.flags(row);
            if !flags.has(Flags::CUT) {
                assert_eq!(index.fault(row).is_none(), good, "line {number}: {:?} {parsed:?}", index.fault(row));
            }
            if let Some(fault) = index.fault(row) {
                assert!(!good && u64::from(fault.at) <= place.length);
                assert_eq!(index.problem(row).unwrap().line, number);
            }
            row += 1;
        }
        offset += line.len() as u64 + 1;
    }
    assert_eq!(index.rows(), row);
    let faults = (0..row).filter(|&row| index.fault(row).is_some()).count();
    assert_eq!(index.broken(), faults);
}

#[test]
fn two_thousand_damaged_files_lose_no_line() {
    let mut state = 7u64;
    let mut next = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as usize) % n.max(1)
    };
    let bases: Vec<Vec<u8>> = (0..6)
        .map(|seed| {
            made(&Options {
                rows: 4,
                events: 8,
                team_size: 2,
                seed,
                dirt: 0.3,
                sorted: seed % 2 == 0,
                kernels: seed % 3 == 0,
                ..Options::default()
            })
        })
        .collect();
    for file in 0..2_000 {
        let mut bytes = bases[file % bases.len()].clone();
        for _ in 0..=next(3) {
            let at = next(bytes.len());
            match next(7) {
                0 => bytes.truncate(at),
                1 => bytes[at] = next(256) as u8,
                2 => bytes.insert(at, b'\n'),
                3 => drop(bytes.drain(at..(at + next(400)).min(bytes.len()))),
                4 => bytes.splice(at..at, b"\"}]{\\,:".iter().copied()).for_each(drop),
                5 => bytes.splice(at..at, (0..next(9)).map(|_| b'\0')).for_each(drop),
                _ => bytes.splice(0..0, b"\xef\xbb\xbf\n \r\n".iter().copied()).for_each(drop),
            }
            if bytes.is_empty() {
                break;
            }
        }
        assert_accounted(&bytes, &load(bytes.clone()));
    }
}

/// Rows longer than a block, in every order, over many stretches.
fn large() -> Vec<u8> {
    let mut bytes = Vec::new();
    for (seed, rows, events) in [(1, 2, 9_000), (2, 300, 40), (3, 9, 2_500), (4, 2, 60_000), (5, 50, 0)] {
        let sorted = seed % 2 == 1;
        bytes.extend(made(&Options {
            rows,
            events,
            seed,
            sorted,
            kernels: sorted,
            team_size: 3,
            ..Options::default()
        }));
        bytes.extend(b"\n");
    }
    bytes
}

#[test]
fn rows_longer_than_a_block_are_read_like_short_ones() {
    let bytes = large();
    assert!(bytes.len() > 12 * 1024 * 1024, "{} bytes", bytes.len());
    let telemetry = load(bytes.clone());
    assert_accounted(&bytes, &telemetry);
    let index = telemetry.index();
    let lines = bytes.split(|&b| b == b'\n').filter(|line| !line.is_empty());
    for (row, line) in lines.enumerate() {
        assert_row(&index, row, &serde_json::from_slice(line).unwrap());
        assert_eq!(telemetry.line(index.place(row).unwrap()).unwrap(), line);
    }
    assert_eq!((index.rows(), index.broken()), (363, 0));
}

#[test]
fn packed_piped_and_split_sources_hold_the_same_rows() {
    let bytes = large();
    let plain = load(bytes.clone());
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(&bytes).unwrap();
    let packed = load(packer.finish().unwrap());
    let piped = Telemetry::pipe("standard input", io::Cursor::new(bytes.clone())).unwrap();
    piped.advance(&Progress::default()).unwrap();
    let cut = bytes.len() / 2 + memchr::memchr(b'\n', &bytes[bytes.len() / 2..]).unwrap() + 1;
    let halves = [memory(&bytes[..cut]), memory(&bytes[cut..])];
    let split = Telemetry::load(&halves, &Progress::default()).unwrap();
    let all = |telemetry: &Telemetry| {
        let index = telemetry.index();
        let row = |row| {
            (
                Num::all().map(|n| index.number(row, n)).collect::<Vec<_>>(),
                index.text(row, Text::RosterB).map(str::to_owned),
            )
        };
        (0..index.rows()).map(row).collect::<Vec<_>>()
    };
    let want = all(&plain);
    assert!(all(&packed) == want && all(&piped) == want && all(&split) == want);
    let (index, place) = (split.index(), |row| split.index().place(row).unwrap());
    assert_eq!((place(362).source, index.line(362).unwrap() > 50), (1, true));
    assert!(packed.problems().is_empty());
}

#[test]
fn a_cut_archive_gives_what_stands_before_the_cut() {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(&made(&Options { rows: 200, ..Options::default() })).unwrap();
    let bytes = packer.finish().unwrap();
    let telemetry = load(&bytes[..bytes.len() / 2]);
    assert!(telemetry.index().rows() > 20);
    assert_eq!(telemetry.problems().count(), 1);
}

#[test]
fn a_growing_file_shows_its_new_rows_and_half_a_line_becomes_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("growing.ndjson");
    let bytes = made(&Options { rows: 30, ..Options::default() });
    let mut file = std::fs::File::create(&path).unwrap();
    let telemetry = Telemetry::open(&[Source::File(path.clone()), memory(&bytes[..])]);
    let progress = Progress::default();
    let mut at = 0;
    for step in [0, 100, 5_000, 5_001, 20_000, bytes.len() - 1, bytes.len()] {
        file.write_all(&bytes[at..step]).unwrap();
        at = step;
        telemetry.advance(&progress).unwrap();
        let index = telemetry.index();
        let lines = memchr::memchr_iter(b'\n', &bytes[..step]).count();
        let half = usize::from(bytes[..step].last().is_some_and(|&b| b != b'\n'));
        assert_eq!(index.rows(), lines + half + 30, "at {step}");
        if half == 1 && step < bytes.len() - 1 {
            assert_eq!(index.fault(lines).unwrap().kind, FaultKind::Ends, "at {step}");
            assert!(index.flags(lines).has(Flags::UNENDED));
        }
    }
    assert_eq!(telemetry.index().broken(), 0);
    assert_eq!(telemetry.advance(&progress), Ok(false));
    // A file that begins anew.
    drop(std::fs::write(&path, &bytes[..=memchr::memchr(b'\n', &bytes).unwrap()]));
    assert_eq!(telemetry.advance(&progress), Ok(true));
    assert_eq!(telemetry.index().rows(), 31);
}

#[test]
fn a_stop_keeps_what_was_published_and_reading_goes_on_there() {
    let bytes = large();
    let telemetry = Telemetry::open(&[memory(bytes.clone())]);
    let stopped = Progress::default();
    stopped.stop();
    assert_eq!(telemetry.advance(&stopped), Err(Stopped));
    assert_eq!(telemetry.advance(&Progress::default()), Ok(true));
    assert_accounted(&bytes, &telemetry);
}

#[test]
fn a_source_that_cannot_be_opened_is_a_problem() {
    let telemetry = Telemetry::open(&[Source::File("no/such/file.jsonl".into()), memory("{\"context\":{}}")]);
    telemetry.advance(&Progress::default()).unwrap();
    assert_eq!((telemetry.problems().count(), telemetry.index().rows()), (1, 1));
}

#[test]
fn units_that_do_not_sum_are_flagged() {
    let rows = |damage: i32| {
        let unit = r#"{"damage":3,"healing":0,"shield":0,"kills":0,"deaths":1}"#;
        let team = format!(r#"{{"damage":{damage},"healing":0,"shield":0,"kills":0,"deaths":2}}"#);
        format!(
            r#"{{"context":{{}},"aggregates":{{"teams":{{"a":{team},"enemy":{team}}},"units":{{"a":[{unit},{unit}],"b":[{unit},{{}}]}}}}}}"#
        )
    };
    let telemetry = load(format!("{}\n{}\n", rows(6), rows(7)));
    let index = telemetry.index();
    let unequal = |row, side, summed| index.flags(row).has(Flags::unequal(side, summed));
    assert!(!unequal(0, Side::A, 0) && unequal(1, Side::A, 0) && !unequal(1, Side::A, 4));
    // A unit without totals makes the sum unknown, not wrong.
    assert!(!unequal(1, Side::B, 0));
    assert_eq!(index.number(1, Num::total(Side::B, 0)), Some(7.0));
}

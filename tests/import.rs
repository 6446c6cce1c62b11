//! `filmroom import` from outside: what it writes opens again, and what it cannot read it says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/pty.rs"]
mod pty;

use pty::Pty;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const LOG: &[u8] = b"   1000 InitGame: x\n   1000 map: radar\n\
   1500 ClientUserinfoChanged: 1 n\\^1a;b|\"\x1b[2J\xff\\t\\1\\c\\2\n   1500 ClientUserinfoChanged: 2 n\\v\\t\\2\\c\\1\n\
   2000 Kill: 1 2 8: a killed v by MOD_MP40\n   2600 Medic_Revive: 3 2\n   9000 Exit: Timelimit hit.\n";

fn filmroom(args: &[&str], paths: &[&Path]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_filmroom"));
    let (verb, rest) = args.split_first().unwrap();
    command.arg(verb).arg(paths[0]).args(rest).args(&paths[1..]).output().unwrap()
}

#[test]
fn a_server_log_becomes_files_that_open_and_are_harmless() {
    let folder = tempfile::tempdir().unwrap();
    let (log, out) = (folder.path().join("etserver.log"), folder.path().join("imported"));
    std::fs::write(&log, LOG).unwrap();
    let done = filmroom(&["import", "--out"], &[&log, &out]);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let text = std::fs::read(out.join("events.jsonl")).unwrap();
    assert!(text.iter().all(|byte| *byte >= 0x20 || *byte == b'\n'), "no control character in the file");
    assert!(!out.join("snapshots.jsonl").exists(), "a log knows no positions");
    for path in [&log, &out] {
        let checked = filmroom(&["check"], &[path]);
        let said = String::from_utf8_lossy(&checked.stdout).into_owned();
        assert!(checked.status.success() && said.contains("no problems: 1 round in 1 file"), "{said}");
    }
    assert_eq!(std::fs::read(&log).unwrap(), LOG, "the input is never written");
}

#[test]
fn a_pipe_is_imported_like_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let (log, out) = (folder.path().join("etserver.log"), folder.path().join("imported"));
    std::fs::write(&log, LOG).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_filmroom"));
    command.args(["import", "-", "--out"]).arg(&out).stdin(std::fs::File::open(&log).unwrap());
    let done = command.output().unwrap();
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let piped = std::fs::read(out.join("events.jsonl")).unwrap();
    assert!(filmroom(&["import", "--out"], &[&log, &out]).status.success());
    assert_eq!(piped, std::fs::read(out.join("events.jsonl")).unwrap());
}

#[test]
fn another_files_import_into_the_same_folder_is_refused_and_the_same_again_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let [log, stats, tracker] = recordings(folder.path());
    let out = folder.path().join("imported");
    assert!(filmroom(&["import", "--out"], &[&tracker, &out]).status.success());
    let content = || ["events.jsonl", "snapshots.jsonl"].map(|name| std::fs::read(out.join(name)).unwrap());
    let stood = content();
    for other in [&log, &stats] {
        let done = filmroom(&["import", "--out"], &[other, &out]);
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(1), "{said}");
        assert!(said.contains("with another content: give another folder with --out"), "{said}");
        assert_eq!(content(), stood);
    }
    assert!(filmroom(&["import", "--out"], &[&tracker, &out]).status.success(), "the same again");
    // Positions of another recording beside these events would be taken for theirs.
    std::fs::remove_file(out.join("events.jsonl")).unwrap();
    assert_eq!(filmroom(&["import", "--out"], &[&log, &out]).status.code(), Some(1));
    assert!(!out.join("events.jsonl").exists());
}

#[test]
fn what_cannot_be_imported_is_said_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (folder.path().join("notes.txt"), folder.path().join("imported"));
    std::fs::write(&file, "hello\n").unwrap();
    let done = filmroom(&["import", "--out"], &[&file, &out]);
    assert_eq!(done.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&done.stderr).contains("no format that can be imported"));
    assert!(!out.exists());
    let missing = filmroom(&["import", "--out"], &[&folder.path().join("none.log"), &out]);
    assert_eq!(missing.status.code(), Some(1));
}

/// One file of each recorder: the log of this test, and the invented round of `fixtures/et/import`.
fn recordings(folder: &Path) -> [PathBuf; 3] {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/et/import");
    let log = folder.join("etserver.log");
    std::fs::write(&log, LOG).unwrap();
    [log, fixtures.join("stats.json"), fixtures.join("proximity.txt")]
}

fn rows(folder: &Path, name: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn what_is_imported_gives_the_same_rows_as_the_file_itself() {
    let folder = tempfile::tempdir().unwrap();
    for (index, file) in recordings(folder.path()).into_iter().enumerate() {
        let [made, direct, through] =
            ["made", "direct", "through"].map(|name| folder.path().join(format!("{name}{index}")));
        assert!(filmroom(&["import", "--out"], &[&file, &made]).status.success());
        for (input, out) in [(&file, &direct), (&made, &through)] {
            let done = filmroom(&["analyze", "--out"], &[input, out]);
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        }
        let mut compared = 0;
        for entry in std::fs::read_dir(&direct).unwrap() {
            let name = entry.unwrap().file_name();
            let bytes = |out: &Path| std::fs::read(out.join(&name)).unwrap();
            assert_eq!(bytes(&direct), bytes(&through), "{file:?} {name:?}");
            compared += usize::from(!bytes(&direct).is_empty());
        }
        assert!(compared > 1 && !rows(&direct, "trade_events.jsonl").is_empty(), "{file:?}");
    }
}

/// E4 without places: that somebody avenged a death is known, whether others could have is not.
#[test]
fn each_format_gives_what_it_knows_and_says_what_it_lacks() {
    let folder = tempfile::tempdir().unwrap();
    let [_, stats, tracker] = recordings(folder.path());
    let out = folder.path().join("stats");
    assert!(filmroom(&["analyze", "--out"], &[&stats, &out]).status.success());
    let trades = rows(&out, "trade_events.jsonl");
    assert_eq!(trades.len(), 2);
    assert_eq!((&trades[0]["opportunities"], &trades[0]["other_successes"][0]["client"]), (&Value::Null, &1.into()));
    assert_eq!(trades[0]["unavailable"]["opportunities"], "no snapshots in this round");
    assert!(rows(&out, "score_round_player.jsonl").iter().all(|row| row["score_total"].is_null()));

    let out = folder.path().join("tracker");
    assert!(filmroom(&["analyze", "--out"], &[&tracker, &out]).status.success());
    let trades = rows(&out, "trade_events.jsonl");
    // Both team-mates were within reach; one killed the killer, the other hit him.
    let listed = |key: &str| -> Vec<i64> {
        trades[0][key].as_array().unwrap().iter().map(|one| one["client"].as_i64().unwrap()).collect()
    };
    assert_eq!((listed("opportunities"), listed("attempts"), listed("successes")), (vec![1, 2], vec![1, 2], vec![1]));
    let metrics = rows(&out, "player_metrics.jsonl");
    assert!(metrics[0]["nearest_teammate_median"].is_number());
    // Where nobody's facing was recorded, no crossfire is not 0 s of crossfire.
    assert!(metrics[0]["crossfire_s"].is_null());
    assert_eq!(metrics[0]["unavailable"]["crossfire_s"], "no view directions in this round's snapshots");
    assert_eq!(metrics[0]["unavailable"]["readiness_s"], "no weapon_fire lines in this round");
}

#[test]
fn packed_files_and_a_folder_of_the_trackers_files_open_too() {
    let folder = tempfile::tempdir().unwrap();
    let [_, stats, tracker] = recordings(folder.path());
    let rounds = folder.path().join("proximity");
    std::fs::create_dir(&rounds).unwrap();
    for name in ["a-round-1_engagements.txt", "a-round-2_engagements.txt"] {
        std::fs::copy(&tracker, rounds.join(name)).unwrap();
    }
    let said = String::from_utf8(filmroom(&["check"], &[&rounds]).stdout).unwrap();
    assert!(said.contains("no problems: 2 rounds in 2 files"), "one id for both would make them one round: {said}");
    let packed = folder.path().join("stats.json.gz");
    let bytes = std::fs::read(&stats).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(std::fs::File::create(&packed).unwrap(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, &bytes).unwrap();
    gzip.finish().unwrap();
    let said = String::from_utf8(filmroom(&["check"], &[&packed]).stdout).unwrap();
    assert!(said.contains("no problems: 1 round in 1 file"), "{said}");
}

/// Names with colour codes, separators, quotes, a spreadsheet's formula and a terminal's commands, and broken UTF-8.
const HOSTILE: [&[u8]; 5] = [b"^1a;b|c", b"=1+1", b"q\"uo,te", b"\x1b[2J\x1b]0;x\x07", b"\xff\xfe\xc3(x"];

/// A file of each format in which the first players are called so.
fn hostile(folder: &Path) -> [PathBuf; 3] {
    let [_, stats, tracker] = recordings(folder);
    let given: [&[u8]; 5] = [b"^1ki;ko", b"=cmd|x", b"a\"b,c", b"\x1b[2Jlu\x07p", b"^^l2"];
    let escaped = |name: &[u8]| -> Vec<u8> {
        let escape = |byte: &u8| match byte {
            b'"' | b'\\' => vec![b'\\', *byte],
            0..0x20 => format!("\\u{byte:04x}").into_bytes(),
            _ => vec![*byte],
        };
        name.iter().flat_map(escape).collect()
    };
    let replaced = |file: &Path, out: &str, wrap: &dyn Fn(&[u8]) -> Vec<u8>| {
        let mut bytes = std::fs::read(file).unwrap();
        for (old, new) in given.iter().zip(HOSTILE) {
            bytes = replace(&bytes, &wrap(old), &wrap(new));
        }
        let path = folder.join(out);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let stats = replaced(&stats, "hostile.json", &escaped);
    let tracker = replaced(&tracker, "hostile.txt", &|name| [b";", name, b";"].concat());
    let mut log = b"   1000 InitGame: x\n   1000 map: radar\n".to_vec();
    for (slot, name) in HOSTILE.iter().enumerate() {
        let team = 1 + slot % 2;
        let line = [format!("   1500 ClientUserinfoChanged: {slot} n\\").as_bytes(), name, b"\\t\\"].concat();
        log.extend(line);
        log.extend(format!("{team}\\c\\0\n").as_bytes());
    }
    log.extend(b"   2000 Kill: 0 1 8: a killed b by MOD_MP40\n   2500 Kill: 3 0 8: a killed b by MOD_MP40\n");
    log.extend(b"   9000 Exit: x\n");
    let path = folder.join("hostile.log");
    std::fs::write(&path, log).unwrap();
    [path, stats, tracker]
}

fn replace(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(old.len()).position(|window| window == old) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(new);
        rest = &rest[at + old.len()..];
    }
    out.extend_from_slice(rest);
    out
}

#[test]
fn hostile_names_reach_tables_as_harmless_text() {
    let folder = tempfile::tempdir().unwrap();
    for (index, file) in hostile(folder.path()).into_iter().enumerate() {
        let out = folder.path().join(format!("csv{index}"));
        let done = filmroom(&["analyze", "--format", "csv", "--out"], &[&file, &out]);
        assert!(done.status.success(), "{file:?} {}", String::from_utf8_lossy(&done.stderr));
        assert!(done.stderr.iter().chain(&done.stdout).all(|byte| *byte >= 0x20 || *byte == b'\n'));
        let mut fields = 0;
        for entry in std::fs::read_dir(&out).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|end| end != "csv") {
                continue;
            }
            for record in csv::ReaderBuilder::new().from_path(&path).unwrap().records() {
                for field in &record.unwrap_or_else(|error| panic!("{path:?}: {error}")) {
                    fields += 1;
                    assert!(!field.chars().any(char::is_control), "{path:?} {field:?}");
                    let formula = field.starts_with(['=', '+', '@', '\t'])
                        || (field.starts_with('-') && field.parse::<f64>().is_err());
                    assert!(!formula, "{path:?} {field:?}");
                }
            }
        }
        assert!(fields > 100, "{file:?}");
        let made = folder.path().join(format!("made{index}"));
        assert!(filmroom(&["import", "--out"], &[&file, &made]).status.success());
        let text = std::fs::read(made.join("events.jsonl")).unwrap();
        assert!(text.iter().all(|byte| *byte >= 0x20 || *byte == b'\n'));
        assert!(filmroom(&["check"], &[&made]).status.success());
    }
}

#[cfg(target_os = "linux")] // as every test that looks at a terminal here
#[test]
fn hostile_names_reach_the_screen_as_harmless_text() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    std::fs::create_dir(&state).unwrap();
    for file in hostile(folder.path()) {
        let args = [file.to_str().unwrap()];
        let env = [("XDG_STATE_HOME", state.to_str().unwrap()), ("USER", "ann"), ("HOME", state.to_str().unwrap())];
        let mut pty = Pty::start(PathBuf::from(env!("CARGO_BIN_EXE_filmroom")), &args, &env, 160, 50);
        // The one round of the file opens by itself; the players' page and the log's events name everybody.
        pty.wait_for("Timeline");
        pty.send("p");
        pty.wait("the names", |screen| screen.contains("a;b|c") && screen.contains("q\"uo,te"));
        for key in ["\x1b", "e", "T", "?"] {
            pty.send(key);
            pty.wait_quiet();
        }
        let bytes = pty.bytes();
        let sends = |what: &[u8]| bytes.windows(what.len()).any(|window| window == what);
        let count = |byte: u8| bytes.iter().filter(|b| **b == byte).count();
        let titles = bytes.windows(4).filter(|window| window == b"\x1b]2;").count();
        assert_eq!(count(7), titles, "{file:?}: a bell rings that does not end a title of the program's own");
        // `ESC [ 2 J` alone is what every program sends that fills a screen.
        for what in [&b"\x1b[2J\x1b]"[..], b"\x1b]0;x", b"^1a", b"\xff"] {
            assert!(!sends(what), "{file:?}: a name speaks to the terminal with {what:?}");
        }
    }
}

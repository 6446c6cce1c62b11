//! What an export holds, and that nothing in it is a formula.

use super::super::Ruling;
use super::super::fixture::{desk, film};
use super::*;

fn exported(format: Format, films: &[&Film], ledger: &Ledger) -> (String, Counts) {
    let mut out = Vec::new();
    let mut exporter = Exporter::new(&mut out, format).unwrap();
    films.iter().for_each(|f| exporter.film(f, ledger).unwrap());
    exporter.orphans(ledger, true).unwrap();
    let counts = exporter.finish().unwrap();
    (String::from_utf8(out).unwrap(), counts)
}

#[test]
fn a_line_says_everything_and_the_unreviewed_and_orphans_are_there() {
    let film = film();
    let mut desk = desk("ann");
    desk.decide(&Subject::of(&film, &film.findings[0]), Ruling::False, Some("no angle"));
    desk.note(&Subject::of(&film, &film.findings[1]), "ask them");
    let gone = Subject { title: "was here once".into(), ..Subject::of(&film, &film.findings[2]) };
    let gone = Subject { id: FindingId("gone".into()), ..gone };
    desk.decide(&gone, Ruling::True, None);

    let (text, counts) = exported(Format::Jsonl, &[&film], desk.ledger());
    let rows: Vec<serde_json::Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(counts, Counts { lines: 4, verdicts: 1, unreviewed: 2, unreviewed_suppressed: 1, orphans: 1 });
    assert_eq!(rows.len(), 4, "the fact is not asked about: {text}");

    let first = &rows[0];
    let expected = [
        ("id", "r1/missed_trade/1000/zed/kiko"),
        ("film", "r1"),
        ("kind", "missed_trade"),
        ("clock", "0:01.0"),
        ("confidence", "high"),
        ("status", "candidate"),
        ("verdict", "false_positive"),
        ("reason", "no angle"),
        ("reviewer", "ann"),
        ("time", "2026-01-31T18:04:05Z"),
        ("config", "c0ffee"),
        ("found_with", "c0ffee"),
    ];
    for (key, value) in expected {
        assert_eq!(first[key], value, "{key}");
    }
    assert_eq!(first["gates"][0]["value"], 512.346, "three decimals");
    assert_eq!(first["gates"][1]["outcome"]["unknown"], "no los lines");
    assert_eq!(first["players"][0]["name"], "kiko");
    assert_eq!(first["explanation"]["trigger"], "zed died");
    assert_eq!(first["orphan"], false);

    assert_eq!((&rows[1]["verdict"], &rows[1]["note"]), (&serde_json::Value::Null, &"ask them".into()));
    assert_eq!(rows[2]["suppressed_by"], serde_json::json!(["wave", "marginal"]));
    assert_eq!((&rows[2]["verdict"], &rows[2]["reviewer"]), (&serde_json::Value::Null, &serde_json::Value::Null));
    assert_eq!((&rows[3]["orphan"], &rows[3]["title"]), (&true.into(), &"was here once".into()));
}

#[test]
fn a_finding_in_two_files_is_one_finding() {
    let film = film();
    let (_, once) = exported(Format::Jsonl, &[&film], &Ledger::default());
    let (_, twice) = exported(Format::Jsonl, &[&film, &film], &Ledger::default());
    assert_eq!(once, twice);
}

#[test]
fn every_reviewer_has_a_line() {
    let film = film();
    let mut ledger = Ledger::default();
    for name in ["bob", "ann"] {
        let mut desk = desk(name);
        ledger.apply(desk.decide(&Subject::of(&film, &film.findings[0]), Ruling::True, None));
    }
    let (text, counts) = exported(Format::Jsonl, &[&film], &ledger);
    assert_eq!((counts.verdicts, counts.unreviewed), (2, 2));
    let reviewers: Vec<bool> = text.lines().take(2).map(|l| l.contains("\"reviewer\":\"ann\"")).collect();
    assert_eq!(reviewers, [true, false], "by name");
}

#[test]
fn a_spreadsheet_meets_no_formula() {
    let mut film = film();
    for (finding, title) in film.findings.iter_mut().zip(["=1+1", "\t=cmd", "  @x"]) {
        finding.title = title.into();
    }
    let mut desk = desk("-ann");
    let subject = Subject::of(&film, &film.findings[0]);
    desk.decide(&subject, Ruling::False, Some("+49 \"quoted\", with comma"));
    desk.note(&subject, "@sum(A1)");
    let (text, _) = exported(Format::Csv, &[&film], desk.ledger());
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), COLUMNS);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let cell = |row: usize, column: &str| &rows[row][COLUMNS.iter().position(|c| *c == column).unwrap()];
    assert_eq!(cell(0, "title"), "'=1+1");
    assert_eq!(cell(1, "title"), "' =cmd");
    assert_eq!(cell(2, "title"), "'  @x");
    assert_eq!(cell(0, "reviewer"), "'-ann");
    assert_eq!(cell(0, "reason"), "'+49 \"quoted\", with comma");
    assert_eq!(cell(0, "note"), "'@sum(A1)");
    assert_eq!(cell(0, "gates"), "near pass 512.346 <= 600 u; sight unknown");
    assert_eq!(cell(0, "players"), "player kiko (3); victim zed (4)");
    assert_eq!(cell(0, "t"), "1");
}

#[test]
fn no_verdicts_are_an_empty_table() {
    let (text, counts) = exported(Format::Csv, &[], &Ledger::default());
    assert_eq!((text.lines().count(), counts), (1, Counts::default()));
    assert_eq!(exported(Format::Jsonl, &[], &Ledger::default()).0, "");
}

#[test]
fn a_full_disk_is_an_error_and_no_count() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut exporter = Exporter::new(Full, Format::Jsonl).unwrap();
    assert!(exporter.film(&film(), &Ledger::default()).is_err());
}

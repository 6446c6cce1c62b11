//! What was exported comes back as the same state, once.

use super::super::export::{Exporter, Format};
use super::super::fixture::{film, options};
use super::super::{Consensus, Options};
use super::*;
use std::path::Path;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_770_000_000 + second).unwrap()
}

/// Takes lines in without anybody who would stop it.
fn adopt(desk: &mut Desk, name: &str, bytes: &[u8], now: Timestamp) -> (Counts, Problems) {
    super::adopt(desk, name, bytes, now, &Progress::default())
}

/// A desk over a journal file, at a time.
fn open(path: &Path, who: &str, second: i64) -> Desk {
    let clock: super::super::Clock = Arc::new(move || at(second));
    Desk::over(Journal::at(path.to_owned()), Options { clock, ..options(who) }).unwrap()
}

fn export(ledger: &Ledger) -> Vec<u8> {
    export_as(ledger, Format::Jsonl)
}

fn export_as(ledger: &Ledger, format: Format) -> Vec<u8> {
    let mut out = Vec::new();
    let mut exporter = Exporter::new(&mut out, format).unwrap();
    exporter.film(&film(), ledger).unwrap();
    exporter.orphans(ledger, true).unwrap();
    exporter.finish().unwrap();
    out
}

/// Two reviewers, a note alone, an orphan, a disagreement that was settled, and something undone.
fn busy(path: &Path) -> Desk {
    let film = film();
    let subject = |n: usize| Subject::of(&film, &film.findings[n]);
    let mut bob = open(path, "bob", 1);
    bob.decide(&subject(0), Ruling::True, None);
    bob.save().unwrap();
    let mut ann = open(path, "ann", 2);
    ann.decide(&subject(0), Ruling::False, Some("no angle"));
    ann.note(&subject(0), "look again");
    ann.note(&subject(1), "ask them");
    ann.decide(&Subject { id: FindingId("gone".into()), ..subject(2) }, Ruling::NotEvaluable, None);
    ann.decide(&subject(2), Ruling::True, None);
    ann.undo();
    ann.adjudicate(&subject(0), Ruling::False, Some("called off")).unwrap();
    ann.save().unwrap();
    ann
}

#[test]
fn an_export_comes_back_as_the_same_state_and_only_once() {
    let folder = tempfile::tempdir().unwrap();
    let from = busy(&folder.path().join("a.jsonl"));
    let text = export(from.ledger());
    let place = folder.path().join("b.jsonl");
    let mut desk = open(&place, "cyd", 9);
    let (counts, problems) = adopt(&mut desk, "x.jsonl", &text, at(9));
    assert_eq!((counts.new, counts.known, problems.count()), (5, 0, 0), "{problems:?}");
    desk.save().unwrap();
    let again = open(&place, "cyd", 10);
    assert_eq!(String::from_utf8(export(again.ledger())), String::from_utf8(text.clone()));
    let mut again = again;
    let (counts, _) = adopt(&mut again, "x.jsonl", &text, at(11));
    assert_eq!((counts.new, counts.known, again.save().unwrap()), (0, 5, 0));
    // Back where it came from it is nothing new either.
    let mut first = open(&folder.path().join("a.jsonl"), "ann", 12);
    assert_eq!(adopt(&mut first, "x.jsonl", &text, at(12)).0.new, 0);
}

#[test]
fn a_table_comes_back_as_the_same_state_also_after_a_spreadsheet_saved_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut from = busy(&folder.path().join("a.jsonl"));
    from.note(&Subject::of(&film(), &film().findings[2]), "'=1+1, \"quoted\"; and more");
    let lines = export(from.ledger());
    let table = String::from_utf8(export_as(from.ledger(), Format::Csv)).unwrap();
    let semicolons = {
        let mut made = csv::WriterBuilder::new();
        made.delimiter(b';').quote_style(csv::QuoteStyle::Always).terminator(csv::Terminator::CRLF);
        let mut writer = made.from_writer(b"\xef\xbb\xbf".to_vec());
        let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes()).into_records();
        let head = rows.next().unwrap().unwrap();
        writer.write_record(&head).unwrap();
        let mut truths = 0;
        for row in rows.map(Result::unwrap) {
            let cells = head.iter().zip(&row).map(|(column, cell)| match column {
                "verdict" if cell == "true" => {
                    truths += 1;
                    "TRUE".to_owned()
                }
                "t" => format!("{cell},0"),
                _ => cell.to_owned(),
            });
            writer.write_record(cells).unwrap();
        }
        assert!(truths > 0);
        writer.into_inner().unwrap()
    };
    for (n, bytes) in [table.clone().into_bytes(), semicolons].into_iter().enumerate() {
        let place = folder.path().join(format!("b{n}.jsonl"));
        let mut desk = open(&place, "cyd", 9);
        let (counts, problems) = adopt(&mut desk, "x.csv", &bytes, at(9));
        assert_eq!((counts.new, counts.known, problems.count()), (6, 0, 0), "{problems:?}");
        desk.save().unwrap();
        let mut again = open(&place, "cyd", 10);
        assert_eq!(String::from_utf8(export(again.ledger())), String::from_utf8(lines.clone()));
        assert_eq!(adopt(&mut again, "x.csv", &bytes, at(11)).0.new, 0, "known already");
        assert_eq!(adopt(&mut again, "x.jsonl", &lines, at(11)).0.new, 0, "by either name");
    }
}

#[test]
fn damaged_rows_of_a_table_are_named_and_the_rest_is_read() {
    let text = "reviewer,id,film,kind,t,title,verdict,time\n\
                ann,a,f,missed_trade,1.5,kiko,true,2026-01-31T18:04:05Z\n\
                ann,b,f,missed_trade,soon,kiko,true,2026-01-31T18:04:05Z\n\
                ann,c,f,missed_trade,2\n\
                ann,d,f,missed_trade,2,kiko,perhaps,2026-01-31T18:04:05Z\n\
                ann,e,f,missed_trade,2,\"kiko,\nzed\",true,31.01.2026\n\
                ,,f,missed_trade,3,kiko,,\n";
    let mut desk = Desk::detached(options("cyd"));
    let (counts, problems) = adopt(&mut desk, "x.csv", text.as_bytes(), at(9));
    let said: Vec<(u64, &str)> = problems.kept().iter().map(|p| (p.line, p.reason.as_str())).collect();
    assert_eq!((counts.new, said.len()), (1, 5), "{said:?}");
    let lines: Vec<u64> = said.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [3, 4, 5, 6, 8]);
    let expected = ["`t` is no number", "5 cells under 8 columns", "perhaps", "RFC 3339", "missing field `id`"];
    for ((_, reason), part) in said.iter().zip(expected) {
        assert!(reason.contains(part), "{reason}");
    }
}

#[test]
fn an_older_verdict_does_not_win_over_a_newer_one() {
    let folder = tempfile::tempdir().unwrap();
    let film = film();
    let subject = Subject::of(&film, &film.findings[0]);
    let (old, new) = (folder.path().join("old"), folder.path().join("new"));
    let mut first = open(&old, "ann", 1);
    first.decide(&subject, Ruling::True, None);
    first.save().unwrap();
    let mut second = open(&new, "ann", 5);
    second.decide(&subject, Ruling::False, None);
    second.save().unwrap();
    let text = export(first.ledger());
    adopt(&mut second, "x", &text, at(9));
    second.save().unwrap();
    let ruling = |path: &Path| open(path, "ann", 20).verdict(&subject.id).unwrap().ruling;
    assert_eq!(ruling(&new), Ruling::False);
    // The other way round the newer one arrives, and wins.
    let mut first = open(&old, "ann", 9);
    assert_eq!(merge(&mut first, [open(&new, "x", 9).ledger()]), 1, "its own comes back as a line of the export");
    first.save().unwrap();
    assert_eq!(ruling(&old), Ruling::False);
}

#[test]
fn merging_is_the_same_in_either_order_and_twice() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (folder.path().join("a"), folder.path().join("b"));
    busy(&a);
    let film = film();
    let mut ann = open(&b, "ann", 7);
    ann.decide(&Subject::of(&film, &film.findings[1]), Ruling::True, None);
    ann.decide(&Subject::of(&film, &film.findings[2]), Ruling::True, None);
    ann.undo();
    ann.save().unwrap();
    let mut exports = Vec::new();
    for (n, order) in [[&a, &b], [&b, &a]].into_iter().enumerate() {
        let place = folder.path().join(format!("into{n}"));
        for path in order.into_iter().chain(order) {
            let mut desk = open(&place, "cyd", 30);
            merge(&mut desk, [open(path, "cyd", 30).ledger()]);
            desk.save().unwrap();
            assert!(desk.problems().is_empty(), "{:?}", desk.problems());
        }
        let desk = open(&place, "cyd", 31);
        assert_eq!(desk.ledger().entries().len(), 11);
        assert_eq!(desk.ledger().consensus(&film.findings[1].id), Consensus::Agreed(Ruling::True));
        exports.push(String::from_utf8(export(desk.ledger())).unwrap());
    }
    assert_eq!(exports[0], exports[1]);
}

/// `one` was exported before its reviewer took it back.
#[test]
fn what_was_undone_stays_undone_when_it_comes_again() {
    let folder = tempfile::tempdir().unwrap();
    let film = film();
    let subject = |n: usize| Subject::of(&film, &film.findings[n]);
    let place = folder.path().join("a");
    let mut ann = open(&place, "ann", 1);
    ann.decide(&subject(0), Ruling::True, None);
    ann.note(&subject(1), "ask them");
    ann.save().unwrap();
    let text = export(ann.ledger());
    assert_eq!(adopt(&mut ann, "x", &text, at(9)).0, Counts { new: 0, known: 2, unreviewed: 1 });
    // The same export, taken in by a copy that never saw the journal.
    let mut copy = open(&folder.path().join("copy"), "ann", 3);
    assert_eq!(adopt(&mut copy, "x", &text, at(4)).0.new, 2);
    copy.save().unwrap();
    ann.undo();
    ann.undo();
    ann.save().unwrap();
    assert!(ann.verdict(&subject(0).id).is_none());
    assert_eq!(adopt(&mut ann, "x", &text, at(9)).0.known, 2, "undone, and known all the same");
    assert_eq!(merge(&mut ann, [copy.ledger()]), 0, "the copy's entries have other names and say the same");
    assert!(ann.verdict(&subject(0).id).is_none() && ann.pending().is_empty());
    // The other way round the undos arrive, and mean the entries that the copy has.
    assert_eq!(merge(&mut copy, [ann.ledger()]), 3, "two undos, and the note, whose line had no time");
    copy.save().unwrap();
    for _ in 0..2 {
        let mut again = open(&folder.path().join("copy"), "cyd", 20);
        assert!(again.problems().is_empty(), "{:?}", again.problems());
        assert_eq!(again.ledger().consensus(&subject(0).id), Consensus::Unreviewed);
        assert_eq!(merge(&mut again, [ann.ledger()]), 0);
    }
}

#[test]
fn a_note_that_came_later_is_taken_in_without_its_verdict_once_more() {
    let film = film();
    let subject = Subject::of(&film, &film.findings[0]);
    let mut ann = Desk::detached(options("ann"));
    ann.decide(&subject, Ruling::True, None);
    let before = export(ann.ledger());
    ann.note(&subject, "look again");
    let after = export(ann.ledger());
    let mut into = Desk::detached(options("cyd"));
    for (text, new) in [(&before, 1), (&after, 1), (&after, 0), (&before, 0)] {
        assert_eq!(adopt(&mut into, "x", text, at(9)).0.new, new);
    }
    let verdicts = into.ledger().entries().iter().filter(|entry| entry.op == Op::Verdict).count();
    let opinion = into.ledger().opinion(&subject.id, "ann").unwrap();
    assert_eq!((verdicts, opinion.note.as_deref()), (1, Some("look again")));
    assert!(opinion.verdict.is_some());
}

#[test]
fn two_decisions_of_one_moment_are_merged_as_two() {
    let film = film();
    let subject = Subject::of(&film, &film.findings[0]);
    let folder = tempfile::tempdir().unwrap();
    let mut ann = open(&folder.path().join("a"), "ann", 1);
    ann.decide(&subject, Ruling::True, None);
    let text = export(ann.ledger());
    ann.undo();
    ann.decide(&subject, Ruling::True, None);
    let mut into = Desk::detached(options("cyd"));
    adopt(&mut into, "x", &text, at(9));
    assert_eq!(merge(&mut into, [ann.ledger()]), 2);
    assert_eq!(into.ledger().consensus(&subject.id), Consensus::Agreed(Ruling::True));
}

#[test]
fn planned_marks_are_merged_and_exported_once_however_often_they_come() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (folder.path().join("a"), folder.path().join("b"));
    let film = film();
    let mark = |from: i64| {
        let span = crate::film::Span::new(Time(from), Time(from + 500));
        Planned::of(&film, crate::film::ActorId(0), span).unwrap()
    };
    let mut ann = open(&a, "ann", 1);
    let [(flank, about_flank), (lurk, about_lurk)] = [mark(1_000), mark(2_000)];
    ann.plan(flank.clone(), &about_flank, "flank with zed");
    ann.plan(lurk, &about_lurk, "");
    ann.undo();
    ann.save().unwrap();
    let marks = |desk: &Desk| {
        let all = desk.ledger().planned();
        all.map(|(who, _, planned, note)| (who.to_owned(), planned.clone(), note.map(str::to_owned)))
            .collect::<Vec<_>>()
    };
    let stands = [("ann".to_owned(), flank, Some("flank with zed".to_owned()))];
    assert_eq!(marks(&ann), stands);
    for again in [3, 0, 0] {
        let mut into = open(&b, "cyd", 5);
        assert_eq!(merge(&mut into, [open(&a, "cyd", 5).ledger()]), again, "each line once");
        into.save().unwrap();
        assert_eq!(marks(&into), stands);
    }
    let text = export(ann.ledger());
    let lines = String::from_utf8(text.clone()).unwrap();
    assert_eq!(lines.lines().filter(|line| line.contains("\"planned\":{")).count(), 1, "{lines}");
    assert!(!lines.contains("\"orphan\":true"), "a mark is about no finding: {lines}");
    let mut elsewhere = open(&folder.path().join("c"), "cyd", 9);
    assert_eq!(adopt(&mut elsewhere, "x.jsonl", &text, at(9)).0.new, 1);
    assert_eq!(marks(&elsewhere), stands);
    assert_eq!(adopt(&mut elsewhere, "x.jsonl", &text, at(10)).0.new, 0);
}

#[test]
fn damaged_lines_are_named_and_the_rest_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = b"{\"id\":\"x\"}\nhello\n".to_vec();
    let line = |extra: &str| {
        format!(
            "{{\"id\":\"y\",\"film\":\"r\",\"kind\":\"k\",\"t\":1.5,\"title\":\"t\",\"verdict\":\"true\",{extra}}}\n"
        )
    };
    text.extend(line("\"reviewer\":\"ann\"").bytes());
    text.extend(line("\"time\":\"2026-01-31T18:04:05Z\"").bytes());
    text.extend(line("\"reviewer\":\"ann\",\"time\":\"2026-01-31T18:04:05Z\"").bytes());
    let mut desk = open(&folder.path().join("j"), "ann", 1);
    let (counts, problems) = adopt(&mut desk, "x", &text, at(1));
    assert_eq!((counts.new, problems.count()), (1, 4));
    let lines: Vec<u64> = problems.kept().iter().map(|p| p.line).collect();
    assert_eq!(lines, [1, 2, 3, 4]);
    assert_eq!(desk.ledger().opinion(&FindingId("y".into()), "ann").unwrap().subject.at, Time(1_500));
}

#[test]
fn an_adjudication_records_both_and_can_be_undone() {
    let folder = tempfile::tempdir().unwrap();
    let mut ann = busy(&folder.path().join("a"));
    let id = film().findings[0].id.clone();
    let settled = ann.ledger().adjudication(&id).unwrap();
    let said: Vec<_> = settled.between.iter().map(|s| (s.reviewer.as_str(), s.verdict)).collect();
    assert_eq!((settled.ruling, said), (Ruling::False, vec![("ann", Ruling::False), ("bob", Ruling::True)]));
    assert_eq!(ann.ledger().consensus(&id), Consensus::Agreed(Ruling::False));
    let undone = ann.undo().unwrap();
    assert!(undone.sentence.contains("adjudication as false positive"), "{}", undone.sentence);
    assert_eq!(ann.ledger().consensus(&id), Consensus::Disputed);
    assert_eq!(ann.verdict(&id).unwrap().ruling, Ruling::False, "the own verdict stays");
    ann.redo().unwrap();
    ann.save().unwrap();
    let again = open(&folder.path().join("a"), "cyd", 40);
    assert_eq!(again.ledger().consensus(&id), Consensus::Agreed(Ruling::False));
}

#[test]
fn only_a_disagreement_can_be_adjudicated() {
    let film = film();
    let subject = Subject::of(&film, &film.findings[0]);
    let mut desk = Desk::detached(options("ann"));
    assert!(desk.adjudicate(&subject, Ruling::True, None).is_none());
    desk.decide(&subject, Ruling::True, None);
    assert!(desk.adjudicate(&subject, Ruling::True, None).is_none());
}

#[test]
fn a_stop_ends_it_between_two_lines_of_either_form() {
    let folder = tempfile::tempdir().unwrap();
    let from = busy(&folder.path().join("a.jsonl"));
    let progress = Progress::default();
    progress.stop();
    for format in [Format::Jsonl, Format::Csv] {
        let mut desk = open(&folder.path().join("b.jsonl"), "cyd", 9);
        let (counts, _) = super::adopt(&mut desk, "x", &export_as(from.ledger(), format), at(9), &progress);
        assert_eq!((counts.new, desk.pending().len()), (0, 0));
    }
}

#[test]
fn thousands_of_lines_are_taken_in_without_comparing_each_with_each() {
    let folder = tempfile::tempdir().unwrap();
    let line = |n: u64| {
        let about = format!("\"id\":\"missed_trade/r/{n}\",\"film\":\"r\",\"kind\":\"missed_trade\",\"t\":1.5");
        format!(
            "{{{about},\"title\":\"t\",\"verdict\":\"true\",\"reviewer\":\"ann\",\"time\":\"2026-01-31T18:04:05Z\"}}\n"
        )
    };
    let text: String = (0..30_000).map(line).collect();
    let mut desk = open(&folder.path().join("j"), "cyd", 9);
    let begun = std::time::Instant::now();
    assert_eq!(adopt(&mut desk, "x", text.as_bytes(), at(9)).0.new, 30_000);
    assert_eq!((desk.save().unwrap(), desk.pending().len()), (30_000, 0));
    // Without an optimiser: 4 s; comparing each with each, 47 s.
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
}

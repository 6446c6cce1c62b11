//! Damage, other programs and people writing too, and places that take no journal.

use super::*;

#[test]
fn damage_is_named_by_line_and_the_rest_counts() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE_NAME);
    let film = film();
    let mut desk = Desk::open(Some(folder.path()), running("ann")).unwrap();
    desk.decide(&subject(&film, 0), Ruling::True, None);
    desk.decide(&subject(&film, 1), Ruling::False, None);
    desk.save().unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let (one, two) = text.trim_end().split_once('\n').unwrap();
    let future = one.replace("\"op\":\"verdict\"", "\"op\":\"ponder\"").replace("\"entry\":\"", "\"entry\":\"x");
    let fields = two.replace("\"op\"", "\"mood\":{\"a\":[1]},\"op\"");
    let ruling = one.replace("\"true\"", "\"perhaps\"").replace("\"entry\":\"", "\"entry\":\"y");
    let lost = one
        .replace("\"op\":\"verdict\"", "\"op\":\"undo\",\"target\":\"nowhere\"")
        .replace("\"entry\":\"", "\"entry\":\"z");
    let nested = "[".repeat(100_000);
    let bad = format!(
        "\u{feff}{one}\r\nnot json\n[]\n\n{{\"op\":\"verdict\"}}\n{future}\n{fields}\n{one}\n{ruling}\n\0\0\0\n{lost}\n{nested}\n{{}}"
    );
    let mut bytes = bad.into_bytes();
    bytes.extend(b"\n\xff\xfe\n{\"torn");
    fs::write(&path, &bytes).unwrap();

    let mut desk = Desk::open(Some(folder.path()), running("ann")).unwrap();
    assert_eq!(desk.verdict(&subject(&film, 0).id).unwrap().ruling, Ruling::True);
    assert_eq!(desk.verdict(&subject(&film, 1).id).unwrap().ruling, Ruling::False);
    let seen: Vec<(u64, String)> = desk.problems().kept().iter().map(|p| (p.line, p.reason.clone())).collect();
    let expected = [
        (2, "not a JSON object"),
        (3, "not a JSON object"),
        (5, "missing field"),
        (6, "`ponder` is an operation this version does not know"),
        (7, "`mood` is a field this version does not know"),
        (9, "unknown variant `perhaps`"),
        (10, "not a JSON object"),
        (12, "not a JSON object"),
        (13, "no `op`"),
        (14, "not a JSON object"),
        (15, "half a line at the end"),
        (11, "it undoes or redoes a decision of this reviewer that is not in the journal"),
    ];
    assert_eq!(seen.len(), expected.len(), "{seen:#?}");
    for ((line, reason), (at, begin)) in seen.iter().zip(expected) {
        assert!(*line == at && reason.starts_with(begin), "{line} {reason}, expected {at} {begin}");
    }
    assert_eq!(desk.ledger().entries()[1].extra["mood"]["a"][0], 1, "kept");
    desk.undo();
    desk.save().unwrap();
    assert!(fs::read(&path).unwrap().starts_with(&bytes));
    assert_eq!(state(&Desk::open(Some(folder.path()), running("ann")).unwrap()), state(&desk));
}

#[test]
fn ten_megabytes_of_garbage_are_one_problem_each_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE_NAME);
    let mut bytes = vec![b'{'; 10 << 20];
    bytes.push(b'\n');
    bytes.extend(vec![b' '; 2 << 20]);
    fs::write(&path, &bytes).unwrap();
    let film = film();
    let mut desk = Desk::open(Some(folder.path()), running("ann")).unwrap();
    assert_eq!(desk.problems().kept()[0].reason, "a line of 10485761 bytes is no entry, it is skipped");
    assert_eq!(desk.problems().count(), 2);
    desk.decide(&subject(&film, 0), Ruling::True, None);
    desk.save().unwrap();
    let again = Desk::open(Some(folder.path()), running("ann")).unwrap();
    assert_eq!(state(&again), state(&desk));
    assert_eq!((again.problems().count(), desk.problems().count()), (2, 2));
}

#[test]
fn what_others_wrote_in_between_is_taken_in_by_an_append() {
    let folder = tempfile::tempdir().unwrap();
    let film = film();
    let mut one = Desk::open(Some(folder.path()), running("ann")).unwrap();
    let mut two = Desk::open(Some(folder.path()), running("ann")).unwrap();
    // Both decide before either has written: the order of the file decides, for both.
    one.decide(&subject(&film, 0), Ruling::True, None);
    two.decide(&subject(&film, 0), Ruling::False, None);
    two.save().unwrap();
    one.save().unwrap();
    two.refresh().unwrap();
    assert_eq!(one.verdict(&subject(&film, 0).id).unwrap().ruling, Ruling::True);
    assert_eq!(state(&one), state(&two));
    // Both undo the same decision: the second undo is stale, not harmful, and named.
    let (a, b) = (one.undo().unwrap(), two.undo().unwrap());
    assert_eq!(a.entry.target, b.entry.target);
    one.save().unwrap();
    two.save().unwrap();
    one.refresh().unwrap();
    assert_eq!(state(&one), state(&two));
    assert_eq!(one.verdict(&subject(&film, 0).id).unwrap().ruling, Ruling::False);
    let problems = two.problems();
    assert_eq!((problems.count(), problems.kept()[0].line), (1, 4));
    assert_eq!(problems, one.problems());
}

#[test]
fn an_undo_that_another_desk_overtook_is_named_like_by_everybody_else() {
    let folder = tempfile::tempdir().unwrap();
    let film = film();
    let mut desks = [(); 2].map(|()| Desk::open(Some(folder.path()), running("ann")).unwrap());
    desks[0].decide(&subject(&film, 0), Ruling::True, None);
    desks[0].save().unwrap();
    desks[1].refresh().unwrap();
    desks.iter_mut().for_each(|d| drop(d.undo()));
    desks[0].save().unwrap();
    desks[1].refresh().unwrap(); // its own undo, still pending, has nothing left to undo
    desks[1].save().unwrap();
    assert_eq!(desks[1].problems().count(), 1);
    assert_eq!(desks[1].problems(), Desk::open(Some(folder.path()), running("ann")).unwrap().problems());
}

#[test]
fn an_exchanged_or_removed_journal_is_read_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE_NAME);
    let film = film();
    let mut desk = Desk::open(Some(folder.path()), running("ann")).unwrap();
    desk.decide(&subject(&film, 0), Ruling::True, None);
    desk.save().unwrap();
    let first = fs::read(&path).unwrap();
    desk.decide(&subject(&film, 1), Ruling::True, None);
    desk.save().unwrap();
    let both = fs::read(&path).unwrap();
    fs::write(&path, &first).unwrap();
    desk.refresh().unwrap();
    assert_eq!(desk.progress([&subject(&film, 0).id, &subject(&film, 1).id]), (1, 2));
    fs::write(&path, &both[first.len()..]).unwrap();
    desk.refresh().unwrap();
    assert!(desk.verdict(&subject(&film, 0).id).is_none() && desk.verdict(&subject(&film, 1).id).is_some());
    fs::remove_file(&path).unwrap();
    desk.refresh().unwrap();
    assert_eq!(desk.ledger().findings().count(), 0);
}

#[test]
fn orphans_say_what_they_were() {
    let (film, mut desk) = (film(), desk("ann"));
    desk.decide(&subject(&film, 0), Ruling::True, None);
    desk.note(&subject(&film, 1), "hm");
    let mut covered = Covered::default();
    covered.add(&Film { findings: film.findings[..1].to_vec(), ..film.clone() });
    let orphans: Vec<_> = desk.orphans(&covered, false).map(|o| (o.reviewer, o.opinion.subject.to_string())).collect();
    assert_eq!(orphans, [("ann", "kiko did not answer for zed (2000) at 0:02.0".to_owned())]);
}

#[test]
fn a_worker_may_write_while_the_desk_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let film = film();
    let mut desk = Desk::open(Some(folder.path()), running("ann")).unwrap();
    let mut other = Desk::open(Some(folder.path()), running("bob")).unwrap();
    let mut journal = desk.take_journal().unwrap();
    assert!(matches!(desk.save(), Err(JournalError::Away)) && desk.path().is_some());
    let (entries, inbox) = std::sync::mpsc::channel::<Entry>();
    let (outbox, batches) = std::sync::mpsc::channel::<Batch>();
    let worker = std::thread::spawn(move || {
        for entry in inbox {
            outbox.send(journal.append(&[entry]).unwrap()).unwrap();
        }
    });
    for finding in 0..3 {
        entries.send(desk.decide(&subject(&film, finding), Ruling::True, None)).unwrap();
        other.decide(&subject(&film, finding), Ruling::False, None);
        other.save().unwrap();
    }
    entries.send(desk.undo().unwrap().entry).unwrap();
    assert_eq!(desk.progress(film.findings.iter().map(|f| &f.id)), (2, 4), "shown before it is written");
    drop(entries);
    worker.join().unwrap();
    batches.iter().for_each(|b| desk.absorb(b));
    assert!(desk.pending().is_empty());
    let again = Desk::open(Some(folder.path()), running("ann")).unwrap();
    other.refresh().unwrap();
    assert_eq!(other.ledger().entries(), again.ledger().entries());
    assert_eq!(state(&again).lines().filter(|l| l.contains("ann")).count(), 2);
    assert_eq!(again.progress(film.findings.iter().map(|f| &f.id)), (2, 4));
}

#[test]
fn a_failed_append_may_be_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let film = film();
    let mut desk = Desk::open(Some(folder.path()), running("ann")).unwrap();
    let entry = desk.decide(&subject(&film, 0), Ruling::True, None);
    // As after a failed sync: the line is there, but the desk does not know.
    fs::write(folder.path().join(FILE_NAME), entry.line()).unwrap();
    desk.save().unwrap();
    assert_eq!(fs::read_to_string(folder.path().join(FILE_NAME)).unwrap().lines().count(), 2);
    let mut again = Desk::open(Some(folder.path()), running("ann")).unwrap();
    assert_eq!(state(&again), state(&desk));
    assert!(again.undo().is_some() && again.undo().is_none(), "it counts once");
}

#[test]
fn where_the_folder_takes_no_journal_the_shelter_does() {
    let (base, home) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let film = film();
    // Root may write anywhere, so the folder is one that nobody can write to: a file, one that is gone, one whose
    // journal is a folder.
    let file = base.path().join("round.jsonl");
    fs::write(&file, "").unwrap();
    let taken = base.path().join("taken");
    fs::create_dir_all(taken.join(FILE_NAME)).unwrap();
    for (folder, known_before) in [(file, true), (base.path().join("gone"), false), (taken, true)] {
        let sheltered = || Options { state_folder: Some(home.path().to_owned()), ..running("ann") };
        let mut desk = Desk::open(Some(&folder), sheltered()).unwrap();
        assert_eq!(desk.is_fallback(), known_before, "{folder:?}");
        desk.decide(&subject(&film, 0), Ruling::True, None);
        desk.save().unwrap();
        assert!(desk.is_fallback());
        let path = desk.path().unwrap();
        let label = folder.file_name().unwrap().to_str().unwrap();
        assert!(path.starts_with(home.path().join("filmroom/verdicts")), "{path:?}");
        assert!(path.file_name().unwrap().to_str().unwrap().starts_with(&format!("{label}-")), "{path:?}");
        let mut again = Desk::open(Some(&folder), sheltered()).unwrap();
        assert_eq!(state(&again), state(&desk));
        again.undo();
        again.save().unwrap();
        assert!(again.verdict(&subject(&film, 0).id).is_none());
    }
}

#[test]
fn the_demo_and_standard_input_have_a_journal_each() {
    let home = tempfile::tempdir().unwrap();
    let named =
        |name: &str| Options { state_folder: Some(home.path().to_owned()), name: name.into(), ..running("ann") };
    let demo = Desk::open(None, named("demo")).unwrap();
    let stdin = Desk::open(None, named("../std in")).unwrap();
    assert!(demo.is_fallback() && demo.path() != stdin.path());
    assert!(stdin.path().unwrap().parent() == demo.path().unwrap().parent(), "{:?}", stdin.path());
    assert!(matches!(Desk::open(None, options("ann")), Err(JournalError::Nowhere)));
}

#[test]
fn verdicts_in_the_shelter_are_not_lost_when_the_folder_becomes_writable() {
    let (base, home) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let film = film();
    let folder = base.path().join("later");
    let sheltered = || Options { state_folder: Some(home.path().to_owned()), ..running("ann") };
    let mut desk = Desk::open(Some(&folder), sheltered()).unwrap();
    desk.decide(&subject(&film, 0), Ruling::True, None);
    desk.decide(&subject(&film, 1), Ruling::True, None);
    desk.save().unwrap();
    assert!(desk.is_fallback());

    fs::create_dir(&folder).unwrap();
    let mut desk = Desk::open(Some(&folder), sheltered()).unwrap();
    assert!(!desk.is_fallback());
    desk.decide(&subject(&film, 0), Ruling::False, None);
    desk.save().unwrap();
    assert!(folder.join(FILE_NAME).exists());
    let mut again = Desk::open(Some(&folder), sheltered()).unwrap();
    assert_eq!(state(&again), state(&desk));
    assert_eq!(again.verdict(&subject(&film, 0).id).unwrap().ruling, Ruling::False);
    assert_eq!(again.verdict(&subject(&film, 1).id).unwrap().ruling, Ruling::True);
    // Undo goes back over both files.
    (0..3).for_each(|_| assert!(again.undo().is_some()));
    again.save().unwrap();
    assert_eq!(Desk::open(Some(&folder), sheltered()).unwrap().ledger().findings().count(), 0);
}

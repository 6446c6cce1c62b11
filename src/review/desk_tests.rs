//! A reviewer's way through decisions, undo and redo; what a journal replays to.

use super::super::FILE_NAME;
use super::super::fixture::{desk, film, options};
use super::*;
use crate::film::{Film, Span, Time};
use proptest::prelude::*;
use std::fs;
use std::sync::atomic::{AtomicI64, Ordering};

/// What happens to the files of a journal.
#[path = "desk_files_tests.rs"]
mod files;

fn subject(film: &Film, finding: usize) -> Subject {
    Subject::of(film, &film.findings[finding])
}

/// A clock that goes on a second at each look, so that lines have an order in time.
fn running(reviewer: &str) -> Options {
    static NOW: AtomicI64 = AtomicI64::new(1_769_882_645);
    let tick = || Timestamp::from_second(NOW.fetch_add(1, Ordering::Relaxed)).unwrap();
    Options { clock: Arc::new(tick), ..options(reviewer) }
}

/// What a desk shows, to compare states: everybody's opinions, and what undo and redo would do.
fn state(desk: &Desk) -> String {
    let mut text = String::new();
    for id in desk.ledger().findings() {
        for (who, o) in desk.ledger().opinions(id) {
            text +=
                &format!("{id} {who} {:?} {:?}\n", o.verdict.as_ref().map(|v| (v.ruling, &v.reason, v.time)), o.note);
        }
    }
    let next = |e: Option<&Entry>| e.map(|e| e.entry.clone());
    text + &format!(
        "{:?} {:?}",
        next(desk.ledger().undoable(desk.reviewer())),
        next(desk.ledger().redoable(desk.reviewer()))
    )
}

#[test]
fn decisions_show_at_once_and_undo_says_what_it_took_back() {
    let (film, mut desk) = (film(), desk("ann"));
    let (first, second) = (subject(&film, 0), subject(&film, 1));
    desk.decide(&first, Ruling::True, Some("reasons are for false positives"));
    desk.decide(&first, Ruling::False, Some(" no\nangle\u{1b} "));
    desk.note(&second, "look again");
    let verdict = desk.verdict(&first.id).unwrap();
    assert_eq!(
        (verdict.ruling, verdict.reason.as_deref(), verdict.config.as_str()),
        (Ruling::False, Some("no angle"), "c0ffee")
    );
    assert_eq!(desk.note_on(&second.id), Some("look again"));

    let undone = desk.undo().unwrap();
    assert_eq!(undone.subject, second);
    assert_eq!(
        undone.sentence,
        "undid: note \"look again\" on kiko did not answer for zed (2000) at 0:02.0 by ann; now unreviewed"
    );
    assert_eq!(
        desk.undo().unwrap().sentence,
        "undid: false positive (no angle) on kiko did not answer for zed (1000) at 0:01.0 by ann; now true"
    );
    assert_eq!(desk.verdict(&first.id).unwrap().reason, None);
    assert_eq!(
        desk.undo().unwrap().sentence,
        "undid: true on kiko did not answer for zed (1000) at 0:01.0 by ann; now unreviewed"
    );
    assert!(desk.undo().is_none() && desk.opinion(&first.id).is_none());

    assert!(desk.redo().unwrap().sentence.starts_with("redid: true on "));
    assert!(desk.redo().unwrap().sentence.ends_with("; now false positive"));
    assert!(desk.redo().is_some() && desk.redo().is_none());
    assert_eq!(desk.note_on(&second.id), Some("look again"));
}

#[test]
fn a_new_decision_ends_redo_and_clearing_can_be_undone() {
    let (film, mut desk) = (film(), desk("ann"));
    let first = subject(&film, 0);
    desk.decide(&first, Ruling::True, None);
    desk.undo();
    desk.note(&first, "why");
    assert!(desk.redo().is_none());
    assert!(desk.clear(&first).is_none(), "there is no verdict to clear");
    desk.decide(&first, Ruling::NotEvaluable, None);
    assert!(desk.clear(&first).is_some());
    assert_eq!((desk.verdict(&first.id), desk.note_on(&first.id)), (None, Some("why")), "the note stays");
    assert!(desk.undo().unwrap().sentence.starts_with("undid: clearing of the verdict on "));
    assert_eq!(desk.verdict(&first.id).unwrap().ruling, Ruling::NotEvaluable);
    assert!(desk.note(&first, "why").is_none(), "it is so already");
    assert!(desk.note(&first, "  ").is_some());
    assert!(desk.undo().unwrap().sentence.starts_with("undid: removal of the note on "));
    assert_eq!(desk.note_on(&first.id), Some("why"));
}

#[test]
fn progress_and_the_next_one_know_only_this_reviewer() {
    let (film, mut desk) = (film(), desk("ann"));
    desk.decide(&subject(&film, 1), Ruling::True, None);
    let ids = film.findings.iter().take(3).map(|f| &f.id);
    assert_eq!(desk.progress(ids), (1, 3));
    let next = |desk: &Desk, from| desk.next_unreviewed(&film.findings, from);
    assert_eq!([0, 1, 2, 3, 9].map(|from| next(&desk, from)), [Some(0), Some(2), Some(2), Some(0), Some(0)]);
    desk.decide(&subject(&film, 0), Ruling::True, None);
    desk.decide(&subject(&film, 2), Ruling::True, None);
    assert_eq!(next(&desk, 0), None, "a fact is not asked about");
}

#[test]
fn reviewers_are_kept_apart_and_undo_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let film = film();
    let first = subject(&film, 0);
    let mut ann = Desk::open(Some(folder.path()), running("ann")).unwrap();
    let mut bob = Desk::open(Some(folder.path()), running("^1bob\u{202e}")).unwrap();
    assert_eq!(bob.reviewer(), "bob");
    ann.decide(&first, Ruling::True, None);
    ann.save().unwrap();
    bob.decide(&first, Ruling::False, Some("no angle"));
    bob.save().unwrap();
    ann.refresh().unwrap();
    assert_eq!(ann.verdict(&first.id).unwrap().ruling, Ruling::True);
    let all: Vec<_> =
        ann.ledger().opinions(&first.id).map(|(who, o)| (who, o.verdict.as_ref().unwrap().ruling)).collect();
    assert_eq!(all, [("ann", Ruling::True), ("bob", Ruling::False)]);
    ann.undo().unwrap();
    assert!(ann.undo().is_none(), "bob's verdict is not ann's to undo");
    ann.save().unwrap();
    bob.refresh().unwrap();
    assert_eq!(bob.ledger().opinions(&first.id).count(), 1);
    assert!(bob.problems().is_empty());
}

#[test]
fn a_reopened_desk_has_the_state_and_the_history() {
    let folder = tempfile::tempdir().unwrap();
    let film = film();
    let mut desk = Desk::open(Some(folder.path()), running("ann")).unwrap();
    assert_eq!((desk.path(), desk.is_fallback()), (Some(&*folder.path().join(FILE_NAME)), false));
    assert!(!folder.path().join(FILE_NAME).exists(), "looking writes nothing");
    assert_eq!(desk.save().unwrap(), 0);
    assert!(!folder.path().join(FILE_NAME).exists(), "skipping writes nothing");
    script(&mut desk, &film, |desk| assert_eq!(desk.save().unwrap(), 1));
    assert!(desk.pending().is_empty());
    let again = Desk::open(Some(folder.path()), running("ann")).unwrap();
    assert_eq!(state(&again), state(&desk));
    assert!(again.problems().is_empty(), "{:?}", again.problems());
}

/// A session with everything in it; `after` runs behind each step.
fn script(desk: &mut Desk, film: &Film, mut after: impl FnMut(&mut Desk)) {
    let subjects: Vec<Subject> = (0..3).map(|i| subject(film, i)).collect();
    let steps: [&dyn Fn(&mut Desk); 12] = [
        &|d| drop(d.decide(&subjects[0], Ruling::True, None)),
        &|d| drop(d.decide(&subjects[1], Ruling::False, Some("no \"angle\" – é"))),
        &|d| drop(d.note(&subjects[1], "line one\nline two")),
        &|d| drop(d.undo()),
        &|d| drop(d.undo()),
        &|d| drop(d.redo()),
        &|d| drop(d.decide(&subjects[2], Ruling::NotEvaluable, None)),
        &|d| drop(d.clear(&subjects[0])),
        &|d| drop(d.undo()),
        &|d| drop(d.decide(&subjects[0], Ruling::False, None)),
        &|d| drop(d.undo()),
        &|d| drop(d.redo()),
    ];
    for step in steps {
        step(desk);
        after(desk);
    }
}

#[test]
fn a_cut_at_every_byte_replays_to_a_prefix_and_can_be_written_on() {
    let folder = tempfile::tempdir().unwrap();
    let film = film();
    let mut desk = Desk::open(Some(folder.path()), running("ann")).unwrap();
    let mut states = vec![state(&desk)];
    script(&mut desk, &film, |desk| {
        desk.save().unwrap();
        states.push(state(desk));
    });
    let whole = fs::read(folder.path().join(FILE_NAME)).unwrap();
    let ends: Vec<usize> = (0..whole.len()).filter(|i| whole[*i] == b'\n').collect();
    assert_eq!((ends.len(), states.len()), (12, 13));

    let path = folder.path().join(FILE_NAME);
    for cut in 0..=whole.len() {
        fs::write(&path, &whole[..cut]).unwrap();
        let mut reopened = Desk::open(Some(folder.path()), running("ann")).unwrap();
        // A line counts from the moment its last brace is there, with or without the line break.
        let lines = ends.iter().filter(|end| **end <= cut).count();
        assert_eq!(state(&reopened), states[lines], "cut at {cut}");
        let torn = cut != 0 && !ends.contains(&cut) && whole[cut - 1] != b'\n';
        let problems = reopened.problems();
        assert_eq!(problems.count(), u64::from(torn), "cut at {cut}: {problems:?}");
        if torn {
            let line_start = ends.iter().rfind(|end| **end < cut).map_or(0, |end| end + 1);
            assert_eq!((problems.kept()[0].line, problems.kept()[0].offset), (lines as u64 + 1, line_start as u64));
        }
        if cut % 7 == 0 || ends.contains(&cut) {
            reopened.note(&subject(&film, 0), "written on").unwrap();
            reopened.save().unwrap();
            let bytes = fs::read(&path).unwrap();
            assert!(bytes.starts_with(&whole[..cut]), "never rewritten");
            let third = Desk::open(Some(folder.path()), running("ann")).unwrap();
            assert_eq!(state(&third), state(&reopened), "cut at {cut}");
            assert_eq!(third.note_on(&subject(&film, 0).id), Some("written on"));
            assert_eq!(third.problems().count(), u64::from(torn), "the torn line is still named");
            assert_eq!(reopened.problems().count(), u64::from(torn), "and not named twice");
        }
    }
}

#[test]
fn the_reviewer_is_never_nobody() {
    assert_eq!(Options::from_env(Some("  ^3Coach\u{7} Ann ")).reviewer, "Coach Ann");
    assert!(!Options::from_env(Some("\u{200b}")).reviewer.is_empty());
    assert!(!Desk::detached(options("\u{1b}")).reviewer().is_empty());
}

/// What somebody may do at one of two desks.
#[derive(Debug, Clone)]
enum Act {
    Decide(usize, usize, String),
    Clear(usize),
    Note(usize, String),
    Undo,
    Redo,
    Save,
    Refresh,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => (0usize..3, 0usize..3, ".{0,12}").prop_map(|(f, r, text)| Act::Decide(f, r, text)),
        1 => (0usize..3).prop_map(Act::Clear),
        1 => (0usize..3, "[ \\na-b\"\u{0}-\u{20}]{0,8}").prop_map(|(f, text)| Act::Note(f, text)),
        3 => Just(Act::Undo),
        2 => Just(Act::Redo),
        2 => Just(Act::Save),
        1 => Just(Act::Refresh),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Two desks on one folder, of one reviewer or two, in any order of acts: both end in the state that the journal
    /// replays to, and the way there never depends on who looked when.
    #[test]
    fn any_two_desks_end_in_the_state_of_the_journal(same in any::<bool>(), title in "\\PC{0,9}[ \n]?", acts in prop::collection::vec((0usize..2, act()), 0..40)) {
        let folder = tempfile::tempdir().unwrap();
        let mut film = film();
        film.findings[0].title = title;
        let names = if same { ["ann", "ann"] } else { ["ann", "bob"] };
        let mut desks = names.map(|who| Desk::open(Some(folder.path()), running(who)).unwrap());
        for (who, act) in acts {
            let desk = &mut desks[who];
            match act {
                Act::Decide(f, r, text) => drop(desk.decide(&subject(&film, f), Ruling::ALL[r], Some(&text))),
                Act::Clear(f) => drop(desk.clear(&subject(&film, f))),
                Act::Note(f, text) => drop(desk.note(&subject(&film, f), &text)),
                Act::Undo => drop(desk.undo()),
                Act::Redo => drop(desk.redo()),
                Act::Save => drop(desk.save().unwrap()),
                Act::Refresh => desk.refresh().unwrap(),
            }
        }
        for desk in &mut desks {
            desk.save().unwrap();
        }
        for desk in &mut desks {
            desk.refresh().unwrap();
        }
        for desk in &desks {
            let fresh = Desk::open(Some(folder.path()), running(desk.reviewer())).unwrap();
            prop_assert_eq!(state(desk), state(&fresh));
            prop_assert_eq!(desk.ledger().entries(), fresh.ledger().entries());
            prop_assert_eq!(desk.problems(), fresh.problems());
        }
    }
}

#[test]
fn a_planned_mark_is_kept_like_a_verdict() {
    let folder = tempfile::tempdir().unwrap();
    let film = film();
    let mut desk = Desk::open(Some(folder.path()), running("ann")).unwrap();
    let (planned, subject) = Planned::of(&film, crate::film::ActorId(0), Span::new(Time(1_000), Time(9_000))).unwrap();
    assert_eq!(planned, Planned { actor: "#3".into(), from: Time(1_000), to: Time(9_000) });
    assert_eq!(subject.id.0, "planned/r1/1000/9000/#3");
    desk.plan(planned.clone(), &subject, " flank\nwith zed ");
    desk.decide(&Subject::of(&film, &film.findings[0]), Ruling::True, None);
    assert_eq!(desk.save().unwrap(), 2);

    let mut again = Desk::open(Some(folder.path()), running("ann")).unwrap();
    let stands = |desk: &Desk| -> Vec<(String, Planned, Option<String>)> {
        let all = desk.ledger().planned();
        all.map(|(who, about, planned, note)| {
            assert_eq!((about.film.as_str(), about.at), ("r1", planned.from));
            (who.to_owned(), planned.clone(), note.map(str::to_owned))
        })
        .collect()
    };
    assert_eq!(stands(&again), [("ann".to_owned(), planned.clone(), Some("flank with zed".to_owned()))]);
    assert_eq!(again.ledger().findings().count(), 1, "a mark is no verdict on a finding, hence no orphan");
    again.undo().unwrap();
    let undone = again.undo().unwrap();
    assert_eq!(
        undone.sentence,
        "undid: planned mark on kiko was on a plan until 0:09.0 at 0:01.0 by ann; now not planned"
    );
    assert!(stands(&again).is_empty());
    assert!(again.redo().unwrap().sentence.ends_with("now planned"));
    assert_eq!(stands(&again).len(), 1);
    again.clear(&subject).unwrap();
    assert!(stands(&again).is_empty() && again.clear(&subject).is_none());
    assert!(again.undo().unwrap().sentence.starts_with("undid: removal of the mark"));
    again.save().unwrap();
    assert_eq!(stands(&Desk::open(Some(folder.path()), running("ann")).unwrap()).len(), 1);
    assert!(Planned::of(&film, crate::film::ActorId(9), Span::default()).is_none());
}

#[test]
fn a_planned_mark_that_makes_no_sense_is_refused_and_old_lines_still_read() {
    let (film, mut desk) = (film(), desk("ann"));
    let (planned, subject) = Planned::of(&film, crate::film::ActorId(1), Span::new(Time(5), Time(6))).unwrap();
    let line = desk.plan(planned, &subject, "").line();
    let entry = Entry::parse(line.trim_end().as_bytes()).unwrap();
    assert_eq!((entry.op, entry.planned.as_ref().map(|p| p.from)), (Op::Planned, Some(Time(5))));
    let wrong = line.replace("\"from_ms\":5", "\"from_ms\":7");
    assert!(Entry::parse(wrong.trim_end().as_bytes()).unwrap_err().contains("ends before it begins"));
    let none = line.replace("\"planned\":{", "\"else\":{");
    assert!(Entry::parse(none.trim_end().as_bytes()).unwrap_err().contains("without `planned`"));
    let verdict = desk.decide(&Subject::of(&film, &film.findings[0]), Ruling::True, None);
    assert!(!verdict.line().contains("planned"), "a verdict's line is what it was before");
    assert_eq!(Entry::parse(verdict.line().trim_end().as_bytes()).unwrap(), verdict);
}

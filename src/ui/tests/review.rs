//! Verdicts from the key to the journal and back.

use super::{Rig, Samples};
use crate::review::Ruling;
use crate::ui::app::Screen;
use crate::ui::app::desks::Saving;

fn verdict(rig: &Rig, at: usize) -> Option<(Ruling, Option<String>)> {
    let round = rig.app.round.as_ref().unwrap();
    let id = &round.film.findings[at].id;
    let verdict = rig.app.desks.opinion(round.entry.unit, id)?.verdict.as_ref()?;
    Some((verdict.ruling, verdict.reason.clone()))
}

#[test]
fn each_key_gives_its_verdict_and_says_so() {
    let table = [
        ("t", Some((Ruling::True, None)), "true: kiko did not answer for zed (429 u)"),
        ("f 2", Some((Ruling::False, Some("busy elsewhere"))), "false positive (busy elsewhere): kiko did not answer"),
        ("f Enter", Some((Ruling::False, None)), "false positive: kiko did not answer"),
        ("f 9", None, "there is no reason 9; Enter decides without one"),
        ("f x", None, "a digit gives the reason, Enter none, Esc takes the decision back"),
        ("f Esc", None, "nothing decided"),
        ("f Ctrl-c", None, "nothing decided"),
        ("u", Some((Ruling::NotEvaluable, None)), "not evaluable: kiko"),
        ("t c", None, "unreviewed again: kiko"),
        ("c", None, "it has no verdict"),
        ("t u", Some((Ruling::NotEvaluable, None)), "not evaluable: kiko"),
        ("t z", None, "undid: true on kiko did not answer for zed (429 u)"),
        ("t z Z", Some((Ruling::True, None)), "redid: true on kiko"),
        ("z", None, "nothing to undo"),
        ("Z", None, "nothing to redo"),
    ];
    for (keys, expected, message) in table {
        let (mut rig, _folder) = Rig::round();
        rig.keys(keys);
        let expected = expected.map(|(ruling, reason)| (ruling, reason.map(str::to_owned)));
        assert_eq!(verdict(&rig, 0), expected, "{keys}");
        assert!(rig.message().starts_with(message), "{keys}: {}", rig.message());
    }
}

#[test]
fn undo_returns_to_its_finding_without_limit_and_redo_follows() {
    let (mut rig, _folder) = Rig::round();
    rig.keys("t n f 1 n u g");
    assert_eq!(rig.selected(), "kiko did not answer for zed (429 u)");
    let mut seen = Vec::new();
    for _ in 0..3 {
        rig.keys("z");
        seen.push((rig.selected().chars().take(4).collect::<String>(), rig.clock()));
    }
    assert_eq!(seen, [("zed ".to_owned(), 94_000), ("ömer".to_owned(), 77_500), ("kiko".to_owned(), 41_000)]);
    assert_eq!([0, 3, 5].map(|at| verdict(&rig, at)), [None, None, None]);
    rig.keys("Z Z Ctrl-r");
    assert_eq!(verdict(&rig, 5), Some((Ruling::NotEvaluable, None)));
}

#[test]
fn auto_advance_goes_to_the_next_without_a_verdict_and_says_when_there_is_none() {
    let (mut rig, _folder) = Rig::round();
    rig.keys("A n t");
    assert_eq!(rig.selected(), "zed died alone, nearest team-mate 1,091 u away");
    rig.keys("t");
    assert_eq!(rig.selected(), "kiko did not answer for zed (429 u)", "round the end to the one left out");
    rig.keys("t");
    assert!(rig.message().contains("; everything listed has a verdict"), "{}", rig.message());
    rig.keys("A z");
    assert_eq!(rig.selected(), "kiko did not answer for zed (429 u)");
}

#[test]
fn a_verdict_never_takes_the_finding_from_under_the_eyes() {
    let (mut rig, _folder) = Rig::round();
    rig.keys("/").text("candidate verdict:none").keys("Enter t");
    let listed = |rig: &Rig| rig.app.round.as_ref().unwrap().listed.clone();
    assert_eq!((rig.selected(), listed(&rig)), ("kiko did not answer for zed (429 u)", vec![0, 3, 5]));
    rig.keys("n t");
    assert_eq!(listed(&rig), [3, 5], "gone once another one is selected and decided");
}

#[test]
fn events_are_not_judged() {
    let (mut rig, _folder) = Rig::round();
    rig.keys("F s s Enter t");
    assert_eq!(rig.message(), "this is an event, not a candidate: there is nothing to judge");
    rig.keys("f");
    assert_eq!(rig.app.context(), crate::ui::action::Context::Findings);
    assert_eq!(verdict(&rig, 1), None);
}

#[test]
fn notes_are_kept_changed_and_removed() {
    let (mut rig, _folder) = Rig::round();
    let note = |rig: &Rig| {
        let round = rig.app.round.as_ref().unwrap();
        rig.app.desks.opinion(round.entry.unit, &round.film.findings[0].id).and_then(|opinion| opinion.note.clone())
    };
    rig.keys("m").text("told to hold, ask him").keys("Enter");
    assert_eq!(note(&rig).as_deref(), Some("told to hold, ask him"));
    rig.keys("m").text(" again").keys("Esc");
    assert_eq!(note(&rig).as_deref(), Some("told to hold, ask him"), "Esc keeps what was there");
    rig.keys("m Ctrl-u Enter");
    assert_eq!(note(&rig), None);
    rig.keys("z");
    assert_eq!(note(&rig).as_deref(), Some("told to hold, ask him"));
}

#[test]
fn the_users_own_reasons_stand_behind_the_digits() {
    let own = vec!["lag".to_owned(), "wrong call".to_owned()];
    let mut rig = Rig::new(Samples::folder(1, tempfile::tempdir().unwrap().keep()), |options| {
        options.reasons.insert("missed_trade".into(), own);
    });
    rig.keys("f 2");
    assert_eq!(verdict(&rig, 0), Some((Ruling::False, Some("wrong call".into()))));
}

#[test]
fn a_key_taken_from_the_reasons_leaves_the_others_what_the_box_says() {
    let (mut rig, _folder) = Rig::round_with(|options| {
        options.keys.insert("no-reason".into(), vec!["1".into()]);
    });
    let boxed = rig.keys("f").picture(80, 24);
    for line in ["no key  could not see it", "2  busy elsewhere", "1  no reason"] {
        assert!(boxed.contains(line), "{line} in {boxed}");
    }
    rig.keys("2");
    assert_eq!(verdict(&rig, 0), Some((Ruling::False, Some("busy elsewhere".into()))));
    rig.keys("f 1");
    assert_eq!(verdict(&rig, 0), Some((Ruling::False, None)));
}

#[test]
fn what_a_sentence_says_to_press_is_the_users_own_key() {
    let (mut rig, _folder) = Rig::round_with(|options| {
        options.keys.insert("filter".into(), vec!["F12".into()]);
        options.keys.insert("settle-true".into(), Vec::new());
        options.keys.insert("no-reason".into(), vec!["Space".into()]);
    });
    assert!(rig.picture(120, 36).contains("candidates; F12 lists others"));
    rig.keys("f 9");
    assert_eq!(rig.message(), "there is no reason 9; Space decides without one");
}

#[test]
fn a_coach_comes_back_to_the_first_unreviewed_and_finds_the_verdicts() {
    let folder = tempfile::tempdir().unwrap();
    let open = || Rig::new(Samples::folder(1, folder.path().to_owned()), |_| {});
    let mut rig = open();
    assert_eq!(rig.app.screen, Screen::Round, "the only round opens by itself");
    rig.keys("f 2 n t");
    drop(rig);
    let mut rig = open();
    assert_eq!(rig.selected(), "zed died alone, nearest team-mate 1,091 u away");
    assert_eq!(rig.message(), "2 of 3 candidates have a verdict; this is the next");
    assert_eq!(verdict(&rig, 0), Some((Ruling::False, Some("busy elsewhere".into()))));
    rig.keys("z");
    assert_eq!(verdict(&rig, 3), None, "what an earlier session decided can be undone");
}

#[test]
fn the_library_counts_verdicts_of_rounds_that_are_not_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let mut rig = Rig::new(Samples::folder(9, folder.path().to_owned()), |_| {});
    rig.keys("j j Enter t n t Esc");
    assert_eq!(rig.app.screen, Screen::Library);
    let picture = rig.picture(110, 16);
    let line = picture.lines().find(|line| line.contains("round 2")).unwrap();
    assert!(line.contains("2/3"), "{line}");
    for unit in ["G Enter Esc", "g Enter Esc", "j j j Enter Esc", "j j Enter Esc", "j Enter Esc"] {
        rig.keys(unit);
        assert_eq!(rig.app.screen, Screen::Library);
    }
    assert!(rig.picture(110, 16).contains("2/3"));
}

#[test]
fn undo_goes_back_to_the_round_of_its_finding() {
    let folder = tempfile::tempdir().unwrap();
    let mut rig = Rig::new(Samples::folder(9, folder.path().to_owned()), |_| {});
    rig.keys("Enter n t Esc j j j Enter Esc j Enter Esc j Enter Esc j Enter Esc j Enter");
    assert_eq!(rig.app.round.as_ref().unwrap().film.meta.id, "r7");
    rig.keys("z");
    assert_eq!(rig.app.round.as_ref().unwrap().film.meta.id, "r0", "read again: it had left the memory");
    assert_eq!(rig.selected(), "ömer did not answer for kiko (589 u)");
    assert!(rig.message().starts_with("undid: true on ömer"), "{}", rig.message());
    assert_eq!(verdict(&rig, 3), None);
}

#[test]
fn what_is_decided_while_the_journal_writes_is_written_next() {
    let (mut rig, folder) = Rig::round();
    rig.press("t n t n u");
    assert_eq!(rig.app.desks.saving(0), Some(&Saving::Busy));
    assert!(rig.picture(120, 30).contains(" saving"));
    assert!(rig.answer(), "the first one");
    assert_eq!(rig.app.desks.saving(0), Some(&Saving::Busy), "the others");
    rig.settle();
    assert_eq!(rig.app.desks.saving(0), Some(&Saving::Done));
    let lines = journal(folder.path());
    assert_eq!(lines.lines().count(), 3, "each decision once: {lines}");
}

/// The text of the only journal under a state folder.
fn journal(state: &std::path::Path) -> String {
    let folder = state.join("filmroom").join("verdicts");
    let file = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    std::fs::read_to_string(file).unwrap()
}

#[test]
fn a_failed_write_is_told_and_tried_again_with_the_next_verdict() {
    let (mut rig, folder) = Rig::round();
    let place = folder.path().join("filmroom");
    std::fs::write(&place, "in the way").unwrap();
    rig.keys("t");
    assert!(rig.message().starts_with("NOT SAVED"), "{}", rig.message());
    assert!(rig.picture(120, 30).contains("NOT SAVED"));
    // Leaving would lose it: that is said once, and the list of problems says why and what helps.
    rig.keys("q");
    assert!(!rig.app.quit && rig.message().starts_with("1 decision NOT SAVED: ! tells why"), "{}", rig.message());
    let problems = rig.keys("!").picture(120, 30);
    assert!(problems.contains("NOT SAVED, 1 decision: ") && problems.contains("set XDG_STATE_HOME"), "{problems}");
    rig.keys("Esc n t q");
    assert!(!rig.app.quit && rig.message().starts_with("2 decisions"), "one more than was told");
    rig.keys("q");
    assert!(rig.app.quit);
    (rig.app.quit, rig.app.told_unsaved) = (false, 0);
    std::fs::remove_file(&place).unwrap();
    rig.keys("n u");
    assert_eq!(rig.app.desks.saving(0), Some(&Saving::Done));
    assert_eq!(journal(folder.path()).lines().count(), 3, "all");
    rig.keys("q");
    assert!(rig.app.quit);
}

#[test]
fn without_any_place_verdicts_are_refused_with_the_reason() {
    let mut rig = Rig::new(Samples::demo(), |_| {});
    assert!(rig.keys("!").picture(120, 30).contains("verdicts cannot be kept: there is no place"));
    rig.keys("Esc t");
    assert!(rig.message().starts_with("verdicts cannot be kept: there is no place"), "{}", rig.message());
    assert_eq!(verdict(&rig, 0), None);
}

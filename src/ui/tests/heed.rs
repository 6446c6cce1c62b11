//! A film that heeds verdicts is made anew behind the screen, and nothing that was chosen moves.

use super::{Rig, Samples};
use crate::film::{Brief, Cell};
use crate::ui::app::Msg;

fn note(rig: &Rig) -> String {
    rig.app.round.as_ref().unwrap().film.sheet("score").unwrap().note.clone()
}

/// A round that heeds verdicts, kept in a folder of its own.
fn rig(state: &std::path::Path) -> Rig {
    Rig::new(Samples::heeding(), |options| options.review.state_folder = Some(state.to_owned()))
}

#[test]
fn verdicts_are_heeded_and_undone_and_found_again_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let mut one = rig(folder.path());
    assert_eq!(note(&one), "heeds 0 false, 0 confirmed, 0 plans");
    one.keys("t");
    assert_eq!(note(&one), "heeds 0 false, 1 confirmed, 0 plans");
    one.keys("n f Enter");
    assert_eq!(note(&one), "heeds 1 false, 1 confirmed, 0 plans");
    one.keys("z n n u");
    assert_eq!(note(&one), "heeds 0 false, 1 confirmed, 0 plans", "what cannot be told says nothing");
    drop(one);
    let mut two = Rig::unread(Samples::heeding(), |options| options.review.state_folder = Some(folder.path().into()));
    let mut answers = 0;
    while two.answer() {
        answers += 1;
    }
    assert_eq!(note(&two), "heeds 0 false, 1 confirmed, 0 plans");
    assert_eq!(answers, 3, "the journal, the saved filters, then the round once: it need not be made anew");
}

#[test]
fn nothing_that_was_chosen_moves() {
    let folder = tempfile::tempdir().unwrap();
    let mut rig = rig(folder.path());
    // Omer's row of the scores ordered as given, a filter on the findings, the clock somewhere, another finding.
    rig.keys("F k Esc n n").keys("T");
    let round = rig.app.round.as_mut().unwrap();
    round.sheet = round.film.sheets.iter().position(|sheet| sheet.key == "score").unwrap();
    rig.keys("Down Down F2 . .");
    let looks = |rig: &Rig| {
        let round = rig.app.round.as_ref().unwrap();
        let (sheet, state) = round.table().unwrap();
        let row = state.selected(&sheet, &round.film).and_then(|row| sheet.rows[row].first().cloned());
        let chosen = (round.finding().map(|finding| finding.id.clone()), round.list.selected());
        (sheet.key, row, chosen, round.playback.clock(), rig.app.review.look.filter.clone(), round.pane)
    };
    let before = looks(&rig);
    assert!(matches!(before.1, Some(Cell::Actor(id)) if id.0 == 2), "{before:?}");
    rig.press("f Enter");
    rig.settle();
    assert_eq!(note(&rig), "heeds 1 false, 0 confirmed, 0 plans");
    assert_eq!(looks(&rig), before);
}

#[test]
fn a_verdict_given_while_something_is_tried_is_heeded_when_that_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let mut rig = rig(folder.path());
    rig.keys("w Shift-Left w n t D");
    assert_eq!(note(&rig), "heeds 0 false, 1 confirmed, 0 plans");
    rig.keys("w Shift-Left w n n t w X");
    assert_eq!(note(&rig), "heeds 0 false, 2 confirmed, 0 plans", "each setting as it was is the same");
}

#[test]
fn one_at_a_time_and_the_last_word_counts() {
    let folder = tempfile::tempdir().unwrap();
    let mut rig = rig(folder.path());
    rig.press("t n t n f Enter");
    rig.settle();
    assert_eq!((note(&rig).as_str(), rig.app.heeding), ("heeds 1 false, 2 confirmed, 0 plans", false));
}

#[test]
fn a_round_that_cannot_be_read_again_says_so_once_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let mut rig = rig(folder.path());
    let unit = rig.app.round.as_ref().unwrap().entry.unit;
    rig.press("t");
    let remarks = rig.app.desks.remarks(unit);
    rig.take(Msg::Heeded { unit, configuration: 0, remarks, result: Err("the file is gone".into()) });
    assert!(rig.message().contains("the file is gone"), "{}", rig.message());
    assert!(!rig.app.heeding);
    assert_eq!(note(&rig), "heeds 0 false, 0 confirmed, 0 plans");
}

#[test]
fn a_game_that_heeds_nothing_is_never_asked() {
    let (mut rig, _folder) = Rig::round();
    rig.press("t");
    assert!(!rig.app.heeding);
}

#[test]
fn a_table_with_penalties_says_what_the_verdicts_do_not_carry() {
    let folder = tempfile::tempdir().unwrap();
    let mut samples = Samples::heeding();
    let film = std::sync::Arc::make_mut(samples.films[0].as_mut().unwrap().first_mut().unwrap());
    let first = film.finding_kinds[film.findings[0].kind].key;
    film.sheets.iter_mut().find(|sheet| sheet.key == "score").unwrap().penalised = vec![first];
    let mut rig = Rig::new(samples, |options| {
        options.review.state_folder = Some(folder.path().into());
        options.bar.min_reviewed = 1;
    });
    let high = |rig: &Rig| Brief::of(&rig.app.round.as_ref().unwrap().film).penalised().count();
    assert_eq!(high(&rig), 1);
    rig.keys("T");
    let round = rig.app.round.as_mut().unwrap();
    round.sheet = round.film.sheets.iter().position(|sheet| sheet.key == "score").unwrap();
    let picture = |rig: &mut Rig| rig.picture(160, 24);
    assert!(picture(&mut rig).contains("do not support it: too few to tell: 0 of 1 needed"));
    insta::assert_snapshot!("a_score_that_the_verdicts_do_not_carry", rig.picture(80, 24));
    // The high one is false: now there are enough verdicts, and they say no.
    rig.keys("F2 f Enter F3");
    assert!(picture(&mut rig).contains("its lower bound 0 % is under 80 %"), "{}", picture(&mut rig));
    rig.keys("F2 t F3");
    assert!(picture(&mut rig).contains("its lower bound 21 % is under 80 %"), "{}", picture(&mut rig));
    rig.app.options.bar.min_precision = 0.2;
    assert!(!picture(&mut rig).contains("penalties count"));
}

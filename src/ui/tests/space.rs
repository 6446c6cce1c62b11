//! Ground, shapes and matches: what is added up, where keys lead, and what it looks like.

use super::{Rig, Samples};
use crate::film::Ground;
use crate::ui::app::Screen;

#[test]
fn the_ground_by_side_player_and_span() {
    let (mut rig, _folder) = Rig::round();
    let whole = rig.keys("S").picture(80, 24);
    let side = rig.keys("t t r r Right Up").picture(120, 30);
    insta::assert_snapshot!(format!("{whole}{side}"));
}

#[test]
fn keys_choose_whose_ground_and_when() {
    let (mut rig, _folder) = Rig::round();
    rig.keys("S");
    let table = [
        ("t", "Axis, whole round (0:00.0 - 2:00.0)"),
        ("t", "Allies, whole round"),
        ("t", "everybody, whole round"),
        ("c", "contested, whole round"),
        ("c", "everybody"),
        ("p p", "zed, whole round"),
        ("r", "zed, last 10 s (0:31.0 - 0:41.0)"),
        ("r r", "zed, last 60 s (0:00.0 - 0:41.0)"),
        ("r", "zed, slice of the finding (0:38.0 - 0:46.0)"),
        ("L r r", "zed, last 10 s (0:36.0 - 0:46.0)"),
        ("5", "zed, last 10 s (0:50.0 - 1:00.0)"),
    ];
    for (keys, words) in table {
        let picture = rig.keys(keys).picture(110, 30);
        assert!(picture.contains(words), "{keys}: {words}\n{picture}");
    }
    rig.keys("p p p p p c Esc");
    assert_eq!(rig.app.screen, Screen::Round);
}

#[test]
fn the_cursor_reads_the_seconds_of_its_cell() {
    let (mut rig, _folder) = Rig::round();
    assert!(rig.keys("S").picture(100, 30).contains("most: "));
    let picture = rig.keys("Right Left").picture(100, 30);
    assert!(picture.contains("cursor: ") && picture.contains("contested"), "{picture}");
}

#[test]
fn unknown_ground_and_shapes_say_why() {
    let mut film = crate::film::sample::film();
    film.ground = Ground { unavailable: Some("no snapshots".into()), ..Ground::default() };
    film.strips.clear();
    film.meta.unavailable.push(("shapes".into(), "no snapshots".into()));
    let (mut rig, _folder) = Rig::over(film);
    assert!(rig.keys("S").picture(80, 24).contains("unavailable: no snapshots"));
    assert!(rig.keys("P Right Left Down Tab Enter P").picture(80, 24).contains("unavailable: no snapshots"));
}

#[test]
fn shapes_over_time() {
    let (mut rig, _folder) = Rig::round();
    let small = rig.keys("P").picture(80, 24);
    let large = rig.keys("Down Right").picture(120, 24);
    insta::assert_snapshot!(format!("{small}{large}"));
}

#[test]
fn stretches_are_walked_by_keys() {
    let (mut rig, _folder) = Rig::round();
    rig.keys("P Right");
    assert_eq!(rig.clock(), 90_000, "the next shape of the first side");
    rig.keys("Left Left");
    assert_eq!(rig.clock(), 0);
    rig.keys("Down Right Right");
    assert_eq!((rig.clock(), rig.app.is_moving()), (42_000, false));
    assert!(rig.picture(100, 24).contains("Allies at 0:42.0: 1-1 from 0:42.0 to 1:00.0 (18.0 s)"));
    rig.keys("Enter");
    assert_eq!((rig.app.screen, rig.clock()), (Screen::Round, 42_000));
    rig.keys("7 P k");
    assert!(rig.picture(100, 24).contains("Axis at 1:24.0: not known"), "a gap is not the shape before it");
}

#[test]
fn both_rounds_of_a_match_stand_side_by_side() {
    let (mut rig, _folder) = Rig::both();
    let small = rig.keys("M").picture(80, 24);
    let large = rig.keys("Right Right Right s").picture(120, 36);
    insta::assert_snapshot!(format!("{small}{large}"));
    assert!(small.contains("AXIS     then     ALLIES    then") && large.contains("late"));
    rig.keys("Esc");
    assert_eq!(rig.app.screen, Screen::Round);
    rig.keys("M Down Right Right Enter");
    assert_eq!(rig.app.screen, Screen::Round);
    assert_eq!(rig.app.round.as_ref().unwrap().film.meta.id, "r2", "the second round's column was chosen");
    rig.keys("F6 M Esc");
    assert_eq!(rig.app.screen, Screen::Library);
}

#[test]
fn rounds_that_are_no_match_say_why() {
    let mut rig = Rig::new(Samples::demo_of(2), |_| {});
    rig.keys("M");
    let why = "no match of two rounds: with depot · round 1: only 0 of 6 players have swapped sides";
    assert_eq!(rig.message(), why);
    let mut rig = Rig::new(Samples::demo(), |_| {});
    rig.keys("M");
    assert_eq!(rig.message(), "no match of two rounds: there is no round before or after it in the library");
    let mut samples = Samples::both();
    let mut film = crate::film::sample::film();
    film.meta.map = Some("other".into());
    samples.films[1] = Ok(vec![film.into()]);
    let mut rig = Rig::new(samples, |_| {});
    rig.keys("M");
    assert!(rig.message().ends_with("another map"), "{}", rig.message());
}

#[test]
fn a_match_whose_rounds_have_left_the_memory_is_read_again() {
    let mut samples = Samples::demo_of(9);
    let both = Samples::both();
    samples.films[7] = both.films[0].clone();
    samples.films[8] = both.films[1].clone();
    let mut rig = Rig::new(samples, |_| {});
    rig.keys("F6 G M");
    assert_eq!(rig.app.screen, Screen::Match, "{}", rig.message());
    assert!(rig.app.pairing.is_none() && !rig.app.is_moving());
    assert_eq!(rig.app.pair.as_ref().unwrap().entries.map(|entry| entry.unit), [7, 8]);
}

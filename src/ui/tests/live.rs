//! What follows the clock: the live table beside the map and among the tables, jumps to its changes, curves and own lanes.

use super::{Rig, Samples};
use crate::film::sample;
use crate::ui::app::Screen;
use crate::ui::theme::{Depth, Ground, Theme};

#[test]
fn the_answer_the_live_table_and_the_curves_at_every_size() {
    let (mut rig, _folder) = Rig::over(sample::living());
    let small = rig.picture(80, 24);
    let grown = rig.keys("Shift-Tab").picture(80, 24);
    insta::assert_snapshot!("live_80x24", format!("{small}{grown}"));
    insta::assert_snapshot!("live_120x36", rig.keys("Tab").picture(120, 36));
    insta::assert_snapshot!("live_200x60", rig.picture(200, 60));
}

#[test]
fn curves_and_lanes_in_ascii() {
    let mut samples = Samples::demo();
    samples.films = vec![Ok(vec![std::sync::Arc::new(sample::living())])];
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().to_owned();
    let mut rig = Rig::new(samples, |options| {
        options.theme = Theme::new(Depth::Mono, Ground::Dark, true);
        options.review.state_folder = Some(state);
    });
    let picture = rig.keys("Shift-Tab").picture(100, 30);
    let names = "\u{f6}\u{d6}\u{732b}\u{b7}";
    assert!(picture.chars().all(|c| c.is_ascii() || names.contains(c)), "{picture}");
    insta::assert_snapshot!(picture);
}

#[test]
fn what_was_known_follows_the_clock_everywhere() {
    let (mut rig, _folder) = Rig::over(sample::living());
    rig.keys("0");
    assert!(rig.picture(120, 36).contains("points so far at 0:00.0"));
    rig.keys(")");
    assert_eq!(rig.clock(), 38_000);
    assert!(rig.picture(120, 36).contains("points so far at 0:38.0"));
    rig.keys(") )");
    assert_eq!((rig.clock(), rig.message()), (78_500, "nothing changes any more"));
    rig.keys("( (");
    assert_eq!((rig.clock(), rig.message()), (38_000, "nothing has changed before"));
    // Among the tables too, where the clock has its keys.
    rig.keys(":").text("sheet points").keys("Enter )");
    assert_eq!((rig.app.screen, rig.clock()), (Screen::Tables, 78_500));
    assert!(rig.picture(80, 20).contains("as it was at 1:18.5"));
    rig.keys("Space");
    rig.play(2_000);
    assert!(rig.clock() > 80_000, "it plays there");
    // A filter asks the rows of the moment.
    rig.keys("0 /").text("counts").keys("Enter");
    assert!(rig.picture(80, 20).contains("no row passes"));
    rig.keys(")");
    assert!(!rig.picture(80, 20).contains("no row passes"));
}

#[test]
fn the_board_gives_way_to_the_evidence_and_comes_back() {
    let (mut rig, _folder) = Rig::over(sample::living());
    let board = |rig: &mut Rig| rig.picture(120, 36).contains("points so far");
    assert!(board(&mut rig));
    rig.keys("B");
    assert!(!board(&mut rig));
    rig.keys("B");
    assert!(board(&mut rig));
    rig.picture(80, 24);
    rig.keys("B B");
    assert_eq!(rig.message(), "there is no room for it here; T shows it whole, following the clock");
    let (mut plain, _folder) = Rig::round();
    plain.keys("B");
    assert_eq!(plain.message(), "nothing in this round depends on the clock but what is shown");
    plain.keys(")");
    assert_eq!(plain.message(), "no table of this round depends on the clock");
}

#[test]
fn the_finding_behind_the_answer_is_selected_though_nothing_is_to_review() {
    let film = sample::living();
    let key = film.findings.last().unwrap();
    let (title, at) = (key.title.clone(), key.at.0);
    let (rig, _folder) = Rig::over(film);
    assert_eq!((rig.selected(), rig.clock()), (title.as_str(), at), "at the moment itself");
}

#[test]
fn a_list_of_games_tells_the_verdict_first_and_drops_columns_from_the_right() {
    let folder = tempfile::tempdir().unwrap();
    let mut rig = Rig::new(Samples::games(folder.path().to_owned()), |_| {});
    let pictures: String = [(60, 10), (80, 10), (120, 10), (200, 10)].map(|(w, h)| rig.picture(w, h)).concat();
    insta::assert_snapshot!(pictures);
    // What differs, or is called so, is found by its name; the numbers are sorted.
    let differing = rig.keys("/").text("differ").keys("Enter").picture(120, 10);
    assert!(differing.contains("Protagonist the 3th") && !differing.contains("Protagonist the 0th"), "{differing}");
    let none = rig.keys("Esc /").text("none").keys("Enter").picture(120, 10);
    assert!(none.contains("Protagonist the 2th") && !none.contains("Protagonist the 3th"), "{none}");
    let sorted = rig.keys("Esc Right Right Right Right s").picture(120, 10);
    let at = |text: &str| sorted.find(text).unwrap();
    assert!(at("the 3th") < at("the 2th") && at("the 2th") < at("the 0th"), "{sorted}");
}

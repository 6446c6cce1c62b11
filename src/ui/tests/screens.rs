//! Pictures of every screen, looked at as a coach would: small, usual, large, absurd.

use super::{Rig, Samples};
use crate::film::sample;
use crate::ui::theme::{Depth, Ground, Theme};

#[test]
fn the_round_at_80x24() {
    let (mut rig, _folder) = Rig::round();
    insta::assert_snapshot!(rig.picture(80, 24));
}

#[test]
fn the_round_at_120x36() {
    let (mut rig, _folder) = Rig::round();
    insta::assert_snapshot!(rig.keys("t n o").picture(120, 36));
}

#[test]
fn the_round_at_200x60() {
    let (mut rig, _folder) = Rig::round();
    insta::assert_snapshot!(rig.keys("x Space").picture(200, 60));
}

#[test]
fn what_has_no_room_in_the_status_goes_on_in_the_line_of_keys() {
    let (mut rig, _folder) = Rig::round();
    let last = |picture: &str, n: usize| picture.lines().rev().nth(n).unwrap().trim_matches('|').trim().to_owned();
    let long = "there are more words in this sentence than the rest of a line has room for, and they are read below";
    rig.app.say(crate::ui::theme::Tone::Notice, long);
    let picture = rig.picture(80, 24);
    let both = format!("{} {}", last(&picture, 1), last(&picture, 0));
    assert!(both.ends_with(long), "{both}");
    assert!(last(&rig.keys("n").picture(80, 24), 0).contains("? help"), "the keys come back");
    // What is wrong with a line that is typed is never dropped.
    rig.keys("/").text("konf:high").keys("Enter");
    let said = rig.message().to_owned();
    assert!(!said.is_empty());
    for (width, height) in [(80, 24), (120, 36), (200, 60)] {
        let picture = rig.picture(width, height);
        let told = last(&picture, if picture.lines().rev().nth(1).unwrap().contains(&said) { 1 } else { 0 });
        let whole = told.trim_end_matches('\u{2026}');
        assert!(
            told.ends_with(&said) || said.starts_with(whole) && whole.len() + 4 > usize::from(width),
            "{told} of {said}"
        );
    }
}

#[test]
fn help_stays_in_every_line_of_keys() {
    let (mut rig, _folder) = Rig::over(sample::living());
    for key in ["F2", "Tab", "Tab", "Tab", "T", "F7", "F8", "e", "%", "Q", "!", "F6", "F2", "w", "w", "E"] {
        for width in [40, 60, 80] {
            let keys = rig.keys(if width == 40 { key } else { "" }).picture(width, 24);
            assert!(keys.lines().last().unwrap().contains("? help"), "{key} at {width}: {keys}");
        }
    }
}

#[test]
fn the_chosen_key_is_told_in_full_and_tabs_say_that_there_are_more() {
    let (mut rig, _folder) = Rig::round();
    let help = rig.keys("? / z o n e - f a r - l e f t Enter j").picture(80, 24);
    let words = help.replace('|', " ").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("zone-far-left: 100 u west; without a zone in hand the cursor, 8 columns."), "{help}");
    let tabs = |picture: &str| picture.lines().nth(2).unwrap().to_owned();
    let narrow = rig.keys("Esc Esc T").picture(34, 24);
    assert!(tabs(&narrow).ends_with("\u{25b6}|"), "{}", tabs(&narrow));
}

#[test]
fn a_box_that_is_too_low_says_how_many_lines_it_keeps_back() {
    let (mut rig, _folder) = Rig::round();
    let picture = rig.keys("F").picture(40, 10);
    assert!(picture.contains("more lines"), "{picture}");
}

#[test]
fn the_round_in_ascii() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().to_owned();
    let mut rig = Rig::new(Samples::demo(), |options| {
        options.theme = Theme::new(Depth::Mono, Ground::Dark, true);
        options.review.state_folder = Some(state);
    });
    insta::assert_snapshot!(rig.picture(100, 30));
    // Nothing but ASCII on any screen; names are written as people write them.
    for key in
        "n S Esc P Esc T Tab Tab Esc e Esc E Esc R Esc w Esc Q Esc % Esc ! Esc ? Esc M Esc F6 Enter F s".split(' ')
    {
        let picture = rig.keys(key).picture(120, 36);
        assert!(picture.chars().all(|c| c.is_ascii() || "öÖ猫".contains(c)), "after {key}: {picture}");
    }
}

#[test]
fn a_narrow_or_low_terminal_shows_the_pane_in_focus() {
    let (mut rig, _folder) = Rig::round();
    insta::assert_snapshot!(format!(
        "{}{}{}",
        rig.picture(50, 16),
        rig.keys("Tab Tab").picture(50, 16),
        rig.picture(40, 8)
    ));
}

#[test]
fn an_absurdly_small_terminal_says_what_it_needs() {
    let (mut rig, _folder) = Rig::round();
    insta::assert_snapshot!(rig.picture(22, 5));
    for width in 0..90 {
        for height in 0..30 {
            rig.picture(width, height);
        }
    }
}

#[test]
fn every_screen_at_every_size_is_drawn() {
    for screen in
        ["F2", "F3", "F3 Tab", "F3 Tab Tab", "F4", "F5", "F6", "F7", "F8", "F9", "F1", "F", "f", ":", "/", "m"]
    {
        let (mut rig, _folder) = Rig::both();
        rig.keys(screen);
        for (width, height) in
            [(0, 0), (1, 1), (3, 80), (24, 6), (25, 7), (71, 17), (72, 18), (80, 4), (500, 3), (300, 90)]
        {
            rig.picture(width, height);
        }
    }
}

#[test]
fn the_boxes_of_reason_and_filter() {
    let (mut rig, _folder) = Rig::round();
    let reason = rig.keys("f").picture(80, 24);
    let filter = rig.keys("Esc F c s").picture(80, 24);
    insta::assert_snapshot!(format!("{reason}{filter}"));
}

#[test]
fn commands_are_completed() {
    let (mut rig, _folder) = Rig::round();
    let typing = rig.keys(":").text("zoo").picture(80, 24);
    let done = rig.keys("Tab Tab").picture(80, 24);
    insta::assert_snapshot!(format!("{typing}{done}"));
}

#[test]
fn a_library_fills_in_while_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let mut rig = Rig::unread(Samples::folder(6, folder.path().to_owned()), |_| {});
    let at_once = rig.picture(100, 14);
    (0..4).for_each(|_| assert!(rig.answer()));
    let partly = rig.picture(100, 14);
    rig.settle();
    let whole = rig.keys("j j Right Right").picture(100, 14);
    insta::assert_snapshot!(format!("{at_once}{partly}{whole}"));
}

#[test]
fn players_log_problems() {
    let folder = tempfile::tempdir().unwrap();
    let mut rig = Rig::new(Samples::folder(3, folder.path().to_owned()), |_| {});
    rig.keys("Enter");
    let players = rig.keys("p Right Right s").picture(90, 16);
    let log = rig.keys("Esc e j j").picture(90, 24);
    let narrowed = rig.keys("e e p").picture(90, 10);
    let problems = rig.keys("!").picture(90, 12);
    insta::assert_snapshot!(format!("{players}{log}{narrowed}{problems}"));
}

#[test]
fn the_help_is_the_table_of_actions() {
    let (mut rig, _folder) = Rig::round();
    insta::assert_snapshot!(rig.keys("?").picture(120, 198));
    insta::assert_snapshot!(rig.keys("/").text("verdict").keys("Enter").picture(80, 24));
}

#[test]
fn a_round_without_positions_says_so_and_its_facts_are_one_step_away() {
    let mut film = sample::film();
    for life in &mut film.tracks {
        (life.t, life.pos, life.yaw, life.hp) = Default::default();
    }
    film.findings.retain(|finding| !finding.is_judgeable());
    film.meta.unavailable = vec![("positions, candidates, readiness".into(), "no snapshots in this round".into())];
    let (mut rig, _folder) = Rig::over(film);
    for (width, height) in [(80, 24), (120, 36)] {
        let picture = rig.picture(width, height);
        assert!(picture.contains("no positions: no snapshots in this"), "{picture}");
        assert!(picture.contains("no candidates: no snapshots in"), "{picture}");
    }
    assert!(rig.picture(200, 60).contains("; F s lists the facts (2)"), "{}", rig.picture(200, 60));
    rig.keys("F s Esc");
    assert_eq!(rig.app.review.look.filter.to_string(), "fact", "what there is none of is passed over");
    assert_eq!(rig.app.round.as_ref().unwrap().listed.len(), 2);
}

#[test]
fn what_a_filter_is_stands_in_the_heading() {
    let (mut rig, _folder) = Rig::round();
    let picture = rig.keys("/").text("conf:high").keys("Enter").picture(80, 24);
    assert!(picture.contains("Findings filter conf:high; X"), "{picture}");
    let picture = rig.keys("<").picture(120, 36);
    assert!(picture.contains("Findings filter conf:high, by confidence; X"), "{picture}");
}

#[test]
fn lost_lines_show_in_the_round_and_in_the_list_of_rounds() {
    let folder = tempfile::tempdir().unwrap();
    let mut rig = Rig::new(Samples::folder(3, folder.path().to_owned()), |_| {});
    let list = rig.picture(80, 24);
    let head = list.lines().find(|line| line.contains("reviewed")).unwrap();
    assert!(head.contains(" ! "), "{list}");
    let round = rig.keys("Enter").picture(80, 24);
    assert!(round.contains("Map depot · 1 problem (!)"), "{round}");
    assert!(rig.keys("!").picture(80, 24).contains("events.jsonl:3411"));
}

#[test]
fn rounds_of_one_name_are_told_apart_by_their_files() {
    let folder = tempfile::tempdir().unwrap();
    let mut samples = Samples::folder(3, folder.path().to_owned());
    for at in [0, 2] {
        samples.films[at] = Ok(vec![std::sync::Arc::new(sample::film())]);
        samples.units[at].name = format!("season/day-{at}/round");
    }
    samples.units[1].name = "season/day-1/round".into();
    let picture = Rig::new(samples, |_| {}).picture(80, 24);
    assert!(picture.contains("▶day-0/round · depot") && picture.contains(" day-2/round · depot"), "{picture}");
}

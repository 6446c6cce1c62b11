//! Planned marks: made at the clock, kept in the journal, listed, taken back and undone.

use super::Rig;
use crate::film::{Time, sample};
use crate::ui::app::Screen;
use crate::ui::app::plans;

fn spans(rig: &Rig) -> Vec<(i64, i64, String)> {
    plans::here(&rig.app).into_iter().map(|plan| (plan.span.from.0, plan.span.to.0, plan.note)).collect()
}

#[test]
fn a_mark_begins_and_ends_at_the_clock_and_has_a_note() {
    let (mut rig, folder) = Rig::round();
    rig.keys("O");
    assert!(rig.message().starts_with("kiko on a plan from 0:41.0: O again where it ends"), "{}", rig.message());
    let picture = rig.keys("Right Right").picture(120, 36);
    assert!(picture.contains("plan of kiko from 0:41.0"), "{picture}");
    rig.keys("O").text("flank").keys("Enter");
    assert_eq!(rig.message(), "kiko on a plan from 0:41.0 to 0:43.0");
    assert_eq!(spans(&rig), [(41_000, 43_000, "flank".to_owned())]);
    let path = rig.app.desks.desk(0).unwrap().path().unwrap();
    assert!(path.starts_with(folder.path()));
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains("\"op\":\"planned\"") && text.contains("\"from_ms\":41000"), "{text}");
    // Undone and done again, like a verdict.
    rig.keys("0 z");
    assert!(rig.message().starts_with("undid: planned mark"), "{}", rig.message());
    assert_eq!((spans(&rig).len(), rig.clock(), rig.app.screen), (0, 41_000, Screen::Round));
    rig.keys("Z");
    assert_eq!(spans(&rig).len(), 1);
}

#[test]
fn backwards_and_twice_at_one_moment_and_not_at_all() {
    let (mut rig, _folder) = Rig::round();
    rig.keys("O Left Left O Enter");
    assert_eq!(spans(&rig), [(39_000, 41_000, String::new())]);
    rig.keys("n O O Enter");
    let round = rig.app.round.as_ref().unwrap();
    let slice = round.finding().unwrap().span;
    assert!(spans(&rig).contains(&(slice.from.0, slice.to.0, String::new())), "the slice: {:?}", spans(&rig));
    rig.keys("O Right O Esc");
    assert!(rig.app.round.as_ref().unwrap().plan.is_some(), "another end may be chosen");
    rig.keys("Esc");
    assert_eq!((rig.message(), rig.app.screen), ("no plan was marked", Screen::Round));
    assert_eq!(spans(&rig).len(), 2);
}

#[test]
fn the_list_leads_to_a_mark_and_takes_it_back() {
    let (mut rig, _folder) = Rig::round();
    let none = rig.keys("R").picture(80, 24);
    assert!(none.contains("nobody is marked as on a plan"), "{none}");
    rig.keys("Esc V O Right O").text("gate").keys("Enter L O Right O Enter");
    let listed = rig.keys("R").picture(80, 24);
    insta::assert_snapshot!(listed);
    rig.keys("Enter");
    assert_eq!((rig.app.screen, rig.clock()), (Screen::Round, 41_000));
    assert!(rig.app.round.as_ref().unwrap().map.followed().is_some());
    rig.keys("R c");
    assert!(rig.message().starts_with("taken back: "), "{}", rig.message());
    assert_eq!(spans(&rig).len(), 1);
    rig.keys("z");
    assert_eq!((spans(&rig).len(), rig.app.screen), (2, Screen::Plans));
}

#[test]
fn a_planned_badge_has_a_lane_of_its_own_on_the_timeline() {
    let mut film = sample::film();
    let kind = film.badge_kinds.iter().position(|kind| kind.lane).unwrap();
    let span = crate::film::Span::new(Time(20_000), Time(60_000));
    film.badges.push(crate::film::Badge { actor: sample::ZED, span, kind });
    film.badges.sort_by_key(|badge| badge.actor);
    let (mut rig, _folder) = Rig::over(film);
    let picture = rig.picture(80, 24);
    let lane = picture.lines().find(|line| line.contains("planned")).unwrap_or_else(|| panic!("{picture}"));
    assert!(lane.contains("Z───"), "{lane}");
    let (mut rig, _folder) = Rig::round();
    assert!(!rig.picture(80, 24).contains("planned"), "none, no lane");
}

#[test]
fn a_mark_that_is_not_ended_holds_the_program_back_once() {
    let (mut rig, _folder) = Rig::round();
    rig.keys("O q");
    assert!(rig.message().starts_with("the plan from 0:41.0 is not ended"), "{}", rig.message());
    assert!(!rig.app.quit);
    assert!(rig.keys("q").app.quit);
}

#[test]
fn whoever_commands_a_whole_side_is_on_no_plan() {
    let mut film = sample::film();
    film.cast.iter_mut().for_each(|actor| actor.kind = crate::film::ActorKind::Commander);
    let (mut rig, _folder) = Rig::over(film);
    rig.keys("O");
    assert!(rig.message().contains("this game has none"), "{}", rig.message());
    assert_eq!(rig.app.round.as_ref().unwrap().plan, None);
}

//! A round that is being written, without files: news in, state and pictures out.

use super::{Rig, Samples};
use crate::film::{Film, Grown, News, Opened, Span, Time, Unit, sample};
use crate::ui::app::{Msg, Screen};
use std::sync::Arc;

/// The sample round as far as it is at a moment: with that span, and the findings of before.
fn so_far(id: &str, at: i64) -> Arc<Film> {
    let mut film = sample::film();
    (film.meta.id, film.meta.title) = (id.into(), format!("depot · {id}"));
    film.meta.span = Span::new(Time(0), Time(at));
    film.findings.retain(|finding| finding.at <= Time(at - 6_000));
    film.log.retain(|moment| moment.at <= Time(at));
    Arc::new(film)
}

fn until(id: &str, unit: usize, at: i64, ended: bool) -> Msg {
    let opened = Ok(Opened { films: vec![so_far(id, at)], ..Opened::default() });
    Msg::News(News::Grown(Grown { unit, opened, edge: Time(at), ended, anew: Vec::new(), remarks: Arc::default() }))
}

fn found(name: &str) -> Msg {
    Msg::News(News::Found(Unit { name: name.into(), folder: None, searched: false, bytes: 0 }))
}

/// A program that follows, before anything was written.
fn waiting(samples: Samples) -> (Rig, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().to_owned();
    let rig = Rig::new(samples, |options| {
        options.live = true;
        options.review.state_folder = Some(state);
    });
    (rig, folder)
}

/// One that shows a round of forty seconds.
fn live() -> (Rig, tempfile::TempDir) {
    live_over(Samples::demo_of(0))
}

fn live_over(samples: Samples) -> (Rig, tempfile::TempDir) {
    let (mut rig, folder) = waiting(samples);
    rig.take(found("r1"));
    rig.settle();
    rig.take(until("r1", 0, 40_000, false));
    rig.settle();
    (rig, folder)
}

/// One that shows a round with three candidates, which cannot be read once more.
pub(super) fn unreadable() -> (Rig, tempfile::TempDir) {
    let (mut rig, folder) = live();
    rig.take(until("r1", 0, 115_000, true));
    rig.settle();
    (rig, folder)
}

#[test]
fn what_is_written_shows_by_itself_and_the_clock_goes_along() {
    let (mut rig, _folder) = waiting(Samples::demo_of(0));
    assert!(rig.picture(80, 24).contains("waiting for a round"));
    assert!(rig.keys("$").message().contains("no round is being written"));
    let (mut rig, _folder) = live();
    assert_eq!((rig.app.screen, rig.clock()), (Screen::Round, 40_000));
    rig.take(until("r1", 0, 41_000, false));
    assert_eq!(rig.clock(), 41_000);
    assert!(rig.picture(80, 24).contains("0:41.0 LIVE / 0:41.0"));
    rig.take(Msg::News(News::Quiet { unit: 0, seconds: 5 }));
    assert!(rig.picture(80, 24).contains("LIVE (no line for 5 s)"));
    rig.take(until("r1", 0, 50_000, false));
    assert!(rig.message().starts_with("candidate at 0:42.0: kiko did not answer"), "{}", rig.message());
    assert!(rig.picture(80, 24).contains("0:50.0 LIVE /"), "a line came");
    rig.take(until("r1", 0, 60_000, true));
    assert!(rig.picture(80, 24).contains("1:00.0 ENDED / 1:00.0"));
}

#[test]
fn who_looks_back_stays_there_until_he_asks_to_return() {
    let (mut rig, _folder) = live();
    rig.take(until("r1", 0, 50_000, false));
    rig.keys("h h");
    rig.take(until("r1", 0, 52_000, false));
    assert_eq!(rig.clock(), 48_000);
    assert!(rig.picture(80, 24).contains("0:48.0 LIVE -0:04 / 0:52.0"));
    // A chosen finding stays chosen while others come.
    rig.keys("n");
    let (chosen, clock) = (rig.selected().to_owned(), rig.clock());
    rig.take(until("r1", 0, 115_000, false));
    assert_eq!((rig.selected(), rig.clock()), (chosen.as_str(), clock));
    rig.keys("$");
    assert_eq!(rig.clock(), 115_000);
    assert!(rig.app.round.as_ref().unwrap().finding().is_none(), "its rings would stand over another moment");
    rig.take(until("r1", 0, 116_000, false));
    assert_eq!(rig.clock(), 116_000);
    // Playing up to the edge is being there.
    rig.keys("h Space");
    rig.play(1_500);
    rig.take(until("r1", 0, 117_000, false));
    assert_eq!(rig.clock(), 117_000);
}

#[test]
fn the_next_round_takes_along_who_stands_at_the_edge_and_nobody_else() {
    let (mut rig, _folder) = live();
    rig.take(until("r1", 0, 60_000, true));
    rig.take(found("r2"));
    rig.settle();
    rig.take(until("r2", 1, 1_000, false));
    assert_eq!((rig.clock(), rig.message()), (1_000, "the next round: r2"));
    assert!(rig.picture(120, 36).contains("depot · r2"));

    rig.keys("G h h");
    rig.take(found("r3"));
    rig.settle();
    rig.take(until("r3", 2, 2_000, false));
    assert_eq!(rig.message(), "a new round is being written: r3 ($ goes there)");
    assert!(rig.picture(120, 36).contains("depot · r2"));
    rig.take(until("r3", 2, 3_000, false));
    rig.keys("$");
    assert_eq!(rig.clock(), 3_000);
    assert!(rig.picture(120, 36).contains("depot · r3"));
}

#[test]
fn the_next_round_waits_for_a_note_on_the_one_before() {
    let (mut rig, _folder) = live();
    rig.take(until("r1", 0, 60_000, true));
    rig.keys("n");
    rig.app.round.as_mut().unwrap().playback.apply(crate::film::playback::Command::End);
    let title = rig.selected().to_owned();
    rig.press("m");
    rig.take(found("r2"));
    rig.settle();
    rig.take(until("r2", 1, 1_000, false));
    rig.text("late").keys("Enter");
    assert_eq!(rig.message(), format!("noted on {title}"));
    assert_eq!((rig.app.round.as_ref().unwrap().film.meta.id.as_str(), rig.clock()), ("r2", 1_000), "then it shows");
    rig.take(until("r2", 1, 2_000, false));
    assert_eq!(rig.clock(), 2_000, "and is gone along with");
}

#[test]
fn verdicts_are_given_while_it_is_written() {
    let (mut rig, _folder) = live();
    rig.take(until("r1", 0, 50_000, false));
    rig.keys("n t");
    rig.take(until("r1", 0, 52_000, false));
    assert!(rig.picture(120, 36).contains("ann reviewed 1/1"));
}

#[test]
fn what_is_tried_holds_the_screen_and_dropping_it_goes_to_the_latest_moment() {
    // What the files say when they are read under other settings.
    let films = vec![Ok(vec![so_far("r1", 40_000)])];
    let (mut rig, _folder) = live_over(Samples { films, ..Samples::demo_of(0) });
    rig.keys("w Shift-Left w");
    let shown = |rig: &Rig| {
        let film = &rig.app.round.as_ref().unwrap().film;
        (film.meta.config_hash == "tried", film.meta.span.to.0, rig.clock())
    };
    rig.take(until("r1", 0, 50_000, false));
    rig.settle();
    assert_eq!(shown(&rig), (true, 40_000, 40_000), "under the title WHAT-IF stands nothing else");
    rig.keys("D");
    assert_eq!(shown(&rig), (false, 50_000, 50_000));
    rig.take(until("r1", 0, 52_000, false));
    assert_eq!(shown(&rig), (false, 52_000, 52_000), "and goes along again");
    // The same while the panel is open and nothing is tried yet.
    rig.keys("w");
    rig.take(until("r1", 0, 53_000, false));
    rig.keys("Shift-Left w D");
    assert_eq!(shown(&rig), (false, 53_000, 53_000));
}

#[test]
fn live_screens() {
    let (mut rig, _folder) = live();
    rig.take(until("r1", 0, 50_000, false));
    let pictures: Vec<String> = [(80, 24), (120, 36)].map(|(w, h)| rig.picture(w, h)).to_vec();
    insta::assert_snapshot!(pictures.join("\n"));
}

#[test]
fn the_ground_is_gathered_over_the_rounds_of_a_map() {
    let ground = |other_map: Option<&str>| {
        let mut other = sample::film();
        other.meta.id = "other".into();
        other.meta.map = other_map.map(str::to_owned);
        // Where nobody of the round on the screen ever was.
        other.tracks.iter_mut().flat_map(|track| &mut track.pos).for_each(|pos| pos[1] = -1_000.0);
        let folder = tempfile::tempdir().unwrap();
        let mut samples = Samples::demo_of(2);
        samples.films[1] = Ok(vec![Arc::new(other)]);
        let state = folder.path().to_owned();
        let mut rig = Rig::new(samples, |options| options.review.state_folder = Some(state));
        rig.picture(120, 36)
    };
    let map = sample::film().meta.map;
    let (same, none) = (ground(map.as_deref()), ground(Some("another")));
    let dots = |picture: &str| picture.matches('\u{b7}').count();
    assert!(dots(&same) > dots(&none), "{same}{none}");
    assert_eq!(same, ground(map.map(|map| map.to_uppercase()).as_deref()), "names are compared without case");
}

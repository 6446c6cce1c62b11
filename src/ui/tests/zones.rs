//! Zones of the map: what keys do to them, what is saved, and what it looks like.

use super::{Rig, Samples};
use crate::film::{Meta, Opened, Progress, Remarks, Setting, Shape, Shelf, Unit, Zone, ZoneChange, ZoneKind, sample};
use crate::ui::app::library::Entry;
use crate::ui::app::{Msg, Screen};
use std::sync::{Arc, Mutex};

/// One round on a map whose zones can be changed; what was saved is in force for the next reading.
#[derive(Clone)]
struct Maps {
    units: Vec<Unit>,
    saved: Arc<Mutex<Vec<ZoneChange>>>,
    refuse: bool,
}

impl Maps {
    fn new() -> Maps {
        let unit = |i: usize| Unit { name: format!("demo {i}"), folder: None, searched: false, bytes: 0 };
        Maps { units: (0..3).map(unit).collect(), saved: Arc::default(), refuse: false }
    }

    fn saved(&self) -> Vec<ZoneChange> {
        self.saved.lock().unwrap().clone()
    }
}

impl Shelf for Maps {
    fn units(&self) -> &[Unit] {
        &self.units
    }

    fn open_with(&self, unit: usize, tried: &[(String, String)], r: &Remarks, p: &Progress) -> Result<Opened, String> {
        let opened = self.open(unit, r, p)?;
        let films = opened.films.iter().map(|film| Arc::new(super::whatif::under(film, tried))).collect();
        Ok(Opened { films, ..opened })
    }

    fn is_input(&self, _: &std::path::Path) -> bool {
        false
    }

    fn settings(&self, _: &Meta) -> Vec<Setting> {
        super::whatif::settings()
    }

    fn open(&self, unit: usize, _: &Remarks, _: &Progress) -> Result<Opened, String> {
        let mut film = sample::film();
        film.meta.id = format!("r{unit}");
        for change in self.saved() {
            let at = film.places.zones.iter().enumerate().filter(|(_, zone)| zone.kind == change.kind);
            let at = at.map(|(at, _)| at).nth(change.index);
            match (at, change.zone) {
                (Some(at), Some(zone)) => film.places.zones[at] = zone,
                (None, Some(zone)) => film.places.zones.insert(1, zone),
                (Some(at), None) => drop(film.places.zones.remove(at)),
                (None, None) => panic!("removed what is not there"),
            }
            film.meta.config_hash.push('x');
            film.meta.counts.iter_mut().filter(|(name, _)| *name == "candidates").for_each(|(_, n)| *n = Some(1));
        }
        Ok(Opened { films: vec![Arc::new(film)], ..Opened::default() })
    }

    fn save_zone(&self, change: &ZoneChange) -> Result<String, String> {
        if self.refuse {
            return Err("maps/depot.yaml cannot be written: permission denied".into());
        }
        self.saved.lock().unwrap().push(change.clone());
        Ok("maps/depot.yaml".into())
    }
}

fn rig() -> (Rig, Maps) {
    let maps = Maps::new();
    (Rig::new(maps.clone(), |_| {}), maps)
}

fn draft(rig: &Rig) -> Option<Zone> {
    rig.app.round.as_ref().unwrap().zones.draft.as_ref().map(|draft| draft.zone.clone())
}

#[test]
fn the_screen_lists_zones_and_what_has_none() {
    let (mut rig, _) = rig();
    let choose = rig.keys("E Down Down").picture(80, 24);
    let hold = rig.keys("Up Up Enter ] Right Tab").picture(120, 36);
    let low = rig.keys("Esc c").picture(56, 20);
    insta::assert_snapshot!(format!("{choose}{hold}{low}"));
}

#[test]
fn keys_move_and_size_what_is_in_hand_and_enter_saves_it() {
    let (mut rig, maps) = rig();
    rig.keys("E Enter Right Up Shift-Left [ Tab Tab Up PageUp");
    let zone = draft(&rig).unwrap();
    let wanted = Shape::Cylinder { center: [810.0, -290.0], radius: 250.0, z_min: Some(220.0), z_max: Some(400.0) };
    assert_eq!((zone.shape.clone(), zone.guess), (wanted, false), "sized by hand, no guess any more");
    assert!(rig.picture(120, 40).contains("CHANGED, not saved"));
    assert!(maps.saved().is_empty());
    rig.keys("Enter");
    assert_eq!(
        maps.saved(),
        [ZoneChange { map: "depot".into(), kind: ZoneKind::Objective, index: 0, zone: Some(zone.clone()) }]
    );
    // The round was read anew: its zone and its counts are the new ones, and nothing is in hand.
    assert_eq!((rig.app.screen, draft(&rig)), (Screen::Zones, None));
    assert_eq!(rig.message(), "saved: candidates 3 to 1; in maps/depot.yaml:3");
    let round = rig.app.round.as_ref().unwrap();
    assert_eq!(round.film.places.zones[0], zone);
    assert!(round.film.meta.config_hash.ends_with('x') && round.selected.is_some(), "the finding stays selected");
    // So are the others, behind the screen.
    assert!(!rig.app.library.is_reading());
    let rows = rig.app.library.entries();
    assert!(rows.len() == 3 && rows.iter().all(|row| rig.app.library.summary(*row).unwrap().counts[2].1 == Some(1)));
}

#[test]
fn a_zone_saved_while_something_is_tried_is_in_what_is_tried_and_in_what_is_in_force() {
    let (mut rig, maps) = rig();
    rig.keys("w Shift-Left w E Enter Right Enter");
    let saved = maps.saved()[0].zone.clone().unwrap();
    assert_eq!(rig.message(), "saved: candidates 3 to 1; in maps/depot.yaml:3", "of the rounds in force");
    let looks = |rig: &Rig| {
        let film = &rig.app.round.as_ref().unwrap().film;
        (film.places.zones[0] == saved, film.findings.iter().filter(|finding| finding.is_candidate()).count())
    };
    assert_eq!(looks(&rig), (true, 2), "judged under both");
    let title = |rig: &mut Rig| rig.picture(100, 30).lines().next().unwrap().to_owned();
    assert!(title(&mut rig).ends_with("WHAT-IF trade_dist 450 (in force 700)|"), "{}", title(&mut rig));
    let whatif = rig.app.whatif.as_ref().unwrap();
    let old = |film: &Arc<crate::film::Film>| film.places.zones[0] != saved;
    assert!(whatif.units.iter().all(|unit| !unit.before.iter().chain(&unit.after).flatten().any(old)));
    assert_eq!((whatif.done, whatif.set.turns.vanished), (3, 3), "every round again");
    rig.keys("Esc D");
    assert_eq!(looks(&rig), (true, 3), "the zone stays when the try is dropped");
    assert!(!title(&mut rig).contains("WHAT-IF"));
}

#[test]
fn escape_drops_the_change_before_it_leaves_the_screen() {
    let (mut rig, maps) = rig();
    rig.keys("E Enter Right Esc");
    assert_eq!((rig.message(), rig.app.screen), ("as it was: nothing was saved", Screen::Zones));
    assert!(draft(&rig).is_none() && maps.saved().is_empty());
    rig.keys("Esc");
    assert_eq!(rig.app.screen, Screen::Round);
}

#[test]
fn what_is_not_saved_holds_the_screen() {
    let (mut rig, maps) = rig();
    rig.keys("E Enter Right");
    for key in ["q", "F6", "F2", "T", "F8", "S"] {
        rig.keys(key);
        assert_eq!(rig.app.screen, Screen::Zones, "{key}");
        assert!(!rig.app.quit && draft(&rig).is_some(), "{key}");
    }
    assert_eq!(rig.message(), "the zone is not saved: Enter saves it, Esc drops the change");
    rig.keys("? Esc Esc q");
    assert!(rig.app.quit && maps.saved().is_empty());
}

#[test]
fn it_holds_the_end_from_every_screen_and_the_round_it_is_of() {
    let (mut rig, maps) = rig();
    let held = "the zone is not saved: Enter saves it, Esc drops the change";
    for aside in ["?", "Q", "!", "%"] {
        rig.keys("F2 E Enter Right").keys(aside);
        assert_ne!(rig.app.screen, Screen::Zones, "{aside}");
        rig.keys("q");
        let asked = "the zone is not saved: Enter saves it, Esc drops it; q again leaves without";
        assert_eq!((rig.app.screen, rig.app.quit, rig.message()), (Screen::Zones, false, asked), "{aside}");
        rig.keys("Esc Esc");
    }
    // Another round that is asked for, and one that was asked for before.
    rig.keys("E Enter Right ? F6 G Enter");
    assert_eq!((rig.app.screen, rig.message(), rig.app.wanted), (Screen::Zones, held, None));
    assert!(draft(&rig).is_some());
    rig.app.wanted = Some(Entry { unit: 2, film: Some(0) });
    let remarks = rig.app.desks.remarks(2);
    let result = maps.open(2, &remarks, &Progress::default());
    rig.take(Msg::Loaded { unit: 2, wanted: true, configuration: 0, remarks, result });
    let unit = |rig: &Rig| rig.app.round.as_ref().unwrap().entry.unit;
    assert_eq!((unit(&rig), rig.app.screen), (0, Screen::Zones));
    assert!(rig.message().starts_with("another one is there"), "{}", rig.message());
    rig.keys("Esc");
    assert_eq!((unit(&rig), rig.app.screen, rig.app.quit), (2, Screen::Round, false));
}

#[test]
fn who_is_asked_once_may_leave_without_it_and_is_asked_anew_after_another_key() {
    let (mut rig, maps) = rig();
    rig.keys("E Enter Right q Right q");
    assert!(!rig.app.quit && draft(&rig).is_some(), "it was changed again in between");
    rig.keys("q");
    assert!(rig.app.quit && maps.saved().is_empty());
}

#[test]
fn what_is_given_to_be_saved_is_not_called_unsaved() {
    let (mut rig, maps) = rig();
    rig.keys("E Enter Right");
    rig.press("Enter Esc");
    assert_eq!((rig.app.screen, rig.message()), (Screen::Round, ""), "there is nothing to drop");
    rig.press("E F6");
    assert_eq!((rig.app.screen, rig.message()), (Screen::Library, ""));
    rig.settle();
    assert_eq!((maps.saved().len(), draft(&rig)), (1, None));
    // What holds cannot be shown: the zone is in its file all the same, and nothing is in hand.
    rig.press("F2 E Enter Right Enter");
    assert!(rig.answer(), "it is saved");
    let (configuration, remarks) = (rig.app.library.configuration(), rig.app.desks.remarks(0));
    rig.take(Msg::Heeded { unit: 0, configuration, remarks, result: Err("the file is gone".into()) });
    assert_eq!((maps.saved().len(), draft(&rig)), (2, None));
    assert!(rig.message().ends_with("analysing anew failed: the file is gone"), "{}", rig.message());
}

#[test]
fn a_round_that_is_being_read_while_a_zone_is_saved_is_read_again() {
    let maps = Maps::new();
    let mut rig = Rig::unread(maps.clone(), |_| {});
    while rig.app.round.is_none() {
        assert!(rig.answer());
    }
    let remarks = rig.app.desks.remarks(1);
    let under = |unit| maps.open(unit, &remarks, &Progress::default());
    let (before, heeded) = (under(1), under(1));
    assert!(rig.app.library.is_reading() && rig.app.library.is_waiting(2), "the second one is being read");
    let change = ZoneChange {
        map: "depot".into(),
        kind: ZoneKind::Objective,
        index: 0,
        zone: Some(sample::film().places.zones[1].clone()),
    };
    maps.saved.lock().unwrap().push(change);
    rig.take(Msg::ZoneSaved { what: "it".into(), result: Ok("maps/depot.yaml".into()) });
    rig.take(Msg::Loaded { unit: 1, wanted: false, configuration: 0, remarks: remarks.clone(), result: before });
    rig.take(Msg::Heeded { unit: 1, configuration: 0, remarks: remarks.clone(), result: heeded });
    let counted = |rig: &Rig, unit| rig.app.library.summary(Entry { unit, film: Some(0) }).map(|film| film.counts[2].1);
    assert_eq!(counted(&rig, 1), None, "what was begun before is not what holds now");
    rig.settle();
    assert_eq!([0, 1, 2].map(|unit| counted(&rig, unit)), [Some(Some(1)); 3]);
}

#[test]
fn an_objective_without_a_zone_gets_a_guess_that_says_so() {
    let (mut rig, maps) = rig();
    rig.keys("E Down Down");
    assert!(rig.picture(100, 30).contains("the map's file guesses 400 u"));
    rig.keys("Enter");
    let picture = rig.picture(100, 30);
    assert!(picture.contains("radius 400 u (a guess)") && picture.contains("NEW, not saved"), "{picture}");
    rig.keys("Enter");
    let saved = maps.saved().remove(0);
    assert_eq!((saved.kind, saved.index), (ZoneKind::Objective, 1));
    let zone = saved.zone.unwrap();
    assert!(zone.guess && zone.name == "Truck");
    assert!(rig.picture(100, 30).contains("Truck") && rig.picture(100, 30).contains("a guess"));
}

#[test]
fn every_form_can_be_pulled_by_its_handles() {
    let (mut rig, _) = rig();
    rig.keys("E c f");
    assert!(matches!(draft(&rig).unwrap().shape, Shape::Sphere { .. }));
    rig.keys("f Tab Left");
    let Shape::Box { min, max } = draft(&rig).unwrap().shape else { panic!("a box") };
    assert_eq!(max[0] - min[0], 1_010.0, "the west edge went west");
    rig.keys("f Tab Up i x");
    let Shape::Polygon { points, .. } = draft(&rig).unwrap().shape else { panic!("a polygon") };
    assert_eq!(points.len(), 4);
    rig.keys("x x");
    assert_eq!(rig.message(), "three corners stay");
    rig.keys("Shift-Tab Shift-Tab Shift-Tab u");
    assert!(draft(&rig).is_some(), "{}", rig.message());
    rig.keys("t r").text("X").keys("Enter");
    let zone = draft(&rig).unwrap();
    assert_eq!((zone.kind, zone.name.ends_with('X')), (ZoneKind::Route, true));
    rig.keys("m m PageDown } { H J K L");
    assert!(draft(&rig).is_some());
}

#[test]
fn only_zones_of_ones_own_file_are_removed_and_only_by_a_second_key() {
    let (mut rig, maps) = rig();
    rig.keys("E Down D");
    assert!(rig.message().contains("only zones of your own map file"), "{}", rig.message());
    rig.keys("Up D");
    assert!(rig.picture(100, 30).contains("TO BE REMOVED"));
    rig.keys("Esc");
    assert!(maps.saved().is_empty());
    rig.keys("D Enter");
    assert_eq!(maps.saved()[0].zone, None);
    assert_eq!(rig.app.round.as_ref().unwrap().film.places.zones.len(), 3);
}

#[test]
fn a_file_that_cannot_be_written_says_why_and_keeps_what_is_in_hand() {
    let maps = Maps { refuse: true, ..Maps::new() };
    let mut rig = Rig::new(maps, |_| {});
    rig.keys("E Enter ] Enter");
    assert_eq!(rig.message(), "NOT SAVED: maps/depot.yaml cannot be written: permission denied");
    assert!(draft(&rig).is_some());
    rig.keys("]");
    assert!(rig.picture(100, 30).contains("CHANGED"));
}

#[test]
fn the_cursor_chooses_what_it_comes_to_lie_on() {
    let (mut rig, _) = rig();
    rig.keys("E");
    rig.picture(100, 30);
    rig.keys("Down Down");
    let list = |rig: &Rig| rig.app.round.as_ref().unwrap().zones.list.selected();
    assert_eq!(list(&rig), 2);
    for _ in 0..30 {
        rig.keys("Right");
    }
    rig.picture(100, 30);
    rig.keys("Down");
    assert!(list(&rig) > 0);
}

#[test]
fn without_a_map_there_is_nothing_to_change() {
    let mut film = sample::film();
    film.places.zone_sources.clear();
    let (mut rig, _folder) = Rig::over(film);
    rig.keys("E");
    assert_eq!((rig.app.screen, rig.message()), (Screen::Round, "this round's map has no zones that could be changed"));
    let mut rig = Rig::new(Samples::demo(), |_| {});
    rig.keys("E Enter Right Enter");
    assert_eq!(rig.message(), "NOT SAVED: the zones of these rounds cannot be changed");
}

#[test]
fn on_an_empty_map_a_new_zone_is_made_in_the_middle() {
    let mut film = sample::film();
    film.places.zones.clear();
    film.places.targets.clear();
    let (mut rig, _folder) = Rig::over(film);
    assert!(rig.keys("E").picture(80, 24).contains("neither a zone nor an objective"));
    rig.keys("c");
    assert_eq!(draft(&rig).unwrap().name, "new zone");
    assert_eq!(draft(&rig).unwrap().shape.middle(), [0.0, 0.0]);
}

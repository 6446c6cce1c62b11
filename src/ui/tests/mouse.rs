//! The mouse on every screen: a click does what a key would do there.

use super::Rig;
use crate::ui::app::{Msg, Screen};
use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

fn click(rig: &mut Rig, column: u16, row: u16) {
    let kind = MouseEventKind::Down(MouseButton::Left);
    rig.take(Msg::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
}

fn scroll(rig: &mut Rig, column: u16, row: u16) {
    rig.take(Msg::Mouse(MouseEvent { kind: MouseEventKind::ScrollUp, column, row, modifiers: KeyModifiers::NONE }));
}

/// Column and row of a text on the screen.
fn find(picture: &str, text: &str) -> (u16, u16) {
    let found = picture.lines().enumerate().find_map(|(y, line)| Some((line.find(text)?, y, line)));
    let (at, y, line) = found.unwrap_or_else(|| panic!("{text} is not on\n{picture}"));
    // The picture has a frame of one column on its left.
    ((line[..at].chars().count() - 1) as u16, y as u16)
}

#[test]
fn a_click_on_a_table_chooses_its_row() {
    let (mut rig, _folder) = Rig::round();
    let picture = rig.keys("p").picture(100, 30);
    let (x, y) = find(&picture, "mona");
    click(&mut rig, x, y);
    let picture = rig.picture(100, 30);
    assert!(picture.lines().any(|line| line.contains('▶') && line.contains("mona")), "{picture}");
    click(&mut rig, 0, 29);
    assert_eq!(rig.picture(100, 30), picture, "a click beside it changes nothing");
}

#[test]
fn a_click_in_the_what_if_panel_chooses_a_setting_under_its_heading() {
    let (mut rig, _folder) = Rig::round();
    let picture = rig.keys("w").picture(100, 30);
    let (x, y) = find(&picture, "combine");
    click(&mut rig, x, y);
    let whatif = rig.app.whatif.as_ref().unwrap();
    assert_eq!(whatif.setting().unwrap().key, "combine", "{picture}");
}

#[test]
fn a_click_on_the_ground_puts_the_cursor_there_and_the_wheel_zooms() {
    let (mut rig, _folder) = Rig::round();
    rig.keys("S").picture(100, 30);
    click(&mut rig, 50, 12);
    let picture = rig.picture(100, 30);
    assert!(picture.contains("cursor: "), "{picture}");
    scroll(&mut rig, 50, 12);
    assert_ne!(rig.picture(100, 30), picture);
}

#[test]
fn a_click_on_a_strip_chooses_the_row_and_seeks() {
    let (mut rig, _folder) = Rig::round();
    let picture = rig.keys("P").picture(100, 30);
    let (_, y) = find(&picture, "● Allies  3");
    click(&mut rig, 60, y);
    let picture = rig.picture(100, 30);
    let clock = rig.clock();
    assert!((60_000..70_000).contains(&clock), "{clock}: half of the way on\n{picture}");
    assert!(picture.contains("▶● Allies"), "{picture}");
    click(&mut rig, 2, y - 2);
    assert_eq!(rig.clock(), clock, "a name is no moment");
}

#[test]
fn a_click_on_either_table_of_a_match_gives_it_the_keys() {
    let (mut rig, _folder) = Rig::both();
    let picture = rig.keys("M").picture(100, 40);
    assert_eq!(rig.app.pair.as_ref().unwrap().chosen, 1);
    let (x, y) = find(&picture, "deaths");
    click(&mut rig, x, y);
    assert_eq!(rig.app.pair.as_ref().unwrap().chosen, 0);
    let (x, y) = find(&picture, "neko");
    click(&mut rig, x, y);
    assert_eq!(rig.app.pair.as_ref().unwrap().chosen, 1);
}

#[test]
fn a_click_on_a_zone_or_its_line_chooses_it_unless_one_is_in_hand() {
    let (mut rig, _folder) = Rig::round();
    let picture = rig.keys("E").picture(100, 30);
    let (x, y) = find(&picture, "Truck   ");
    click(&mut rig, x, y);
    let list = |rig: &Rig| rig.app.round.as_ref().unwrap().zones.list.selected();
    assert_eq!(list(&rig), 2);
    let (x, y) = find(&picture, "≈North flank");
    click(&mut rig, x, y);
    assert_eq!(list(&rig), 1);
    rig.keys("Enter");
    click(&mut rig, x, y);
    assert!(rig.message().contains("moved with the arrows"), "{}", rig.message());
    assert_eq!(rig.app.screen, Screen::Zones);
}

#[test]
fn lists_elsewhere_are_chosen_from_too() {
    let (mut rig, _folder) = Rig::round();
    let picture = rig.keys("e").picture(100, 30);
    let (x, y) = find(&picture, "plants");
    click(&mut rig, x, y);
    let picture = rig.picture(100, 30);
    assert!(picture.lines().any(|line| line.contains('▶') && line.contains("plants")), "{picture}");
    rig.keys("F6").picture(100, 30);
    click(&mut rig, 4, 3);
    assert_eq!(rig.app.screen, Screen::Library);
}

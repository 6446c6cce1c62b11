//! What arrives while a key or a line is awaited waits too: nothing that was begun on one round lands on another.

use super::{Rig, Samples};
use crate::ui::app::library::Entry;
use crate::ui::app::{Mode, Screen};
use std::path::Path;

/// Two rounds in a folder, the first on the screen with a finding selected; the other was let go and is to be read.
fn open(folder: &Path) -> Rig {
    let mut rig = Rig::new(Samples::folder(7, folder.to_owned()), |_| {});
    rig.keys("Enter");
    rig
}

fn round(rig: &Rig) -> &str {
    &rig.app.round.as_ref().unwrap().film.meta.id
}

/// Asks for the last round, which has to be read, goes back to the one that is open and presses keys there; then the
/// other one arrives.
fn meanwhile(rig: &mut Rig, keys: &str) {
    rig.keys("F6 G");
    rig.press("Enter");
    assert_eq!(rig.app.wanted, Some(Entry { unit: 6, film: Some(0) }), "it has to be read");
    rig.press("F2");
    rig.press(keys);
    rig.settle();
}

fn entries(rig: &Rig) -> Vec<String> {
    let desk = rig.app.desks.desk(0).unwrap();
    desk.ledger().entries().iter().map(|entry| format!("{entry:?}")).collect()
}

#[test]
fn a_note_is_kept_on_the_finding_it_was_begun_on_and_then_the_round_shows() {
    let folder = tempfile::tempdir().unwrap();
    let mut rig = open(folder.path());
    meanwhile(&mut rig, "m");
    assert_eq!(round(&rig), "r0", "the line is about this one");
    rig.text("look").keys("Enter");
    assert!(rig.message().starts_with("noted on kiko"), "{}", rig.message());
    let entries = entries(&rig);
    assert!(entries.len() == 1 && entries[0].contains("r0:") && !entries[0].contains("r6:"), "{entries:?}");
    assert_eq!((round(&rig), rig.app.screen, rig.app.wanted), ("r6", Screen::Round, None));
}

#[test]
fn so_is_the_reason_of_a_verdict_and_nothing_decided_is_nothing_decided() {
    let folder = tempfile::tempdir().unwrap();
    let mut rig = open(folder.path());
    meanwhile(&mut rig, "f");
    assert!(round(&rig) == "r0" && matches!(rig.app.mode, Mode::Reason(_)));
    rig.keys("1");
    let said = entries(&rig);
    assert!(said.len() == 1 && said[0].contains("r0:"), "{said:?}");
    assert_eq!(round(&rig), "r6");
    drop(rig);
    let mut rig = open(folder.path());
    meanwhile(&mut rig, "f");
    rig.keys("Esc");
    assert_eq!((round(&rig), entries(&rig).len()), ("r6", 1));
}

#[test]
fn what_was_let_go_from_memory_while_it_waited_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut rig = open(folder.path());
    meanwhile(&mut rig, "m");
    let remarks = rig.app.desks.remarks(0);
    for unit in 2..6 {
        let film = std::sync::Arc::new(crate::film::sample::film());
        let opened = crate::film::Opened { films: vec![film], ..Default::default() };
        rig.app.library.opened(unit, Ok(opened), remarks.clone(), true);
    }
    rig.keys("Esc");
    assert_eq!((round(&rig), rig.app.wanted), ("r6", None));
}

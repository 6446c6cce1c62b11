//! The what-if panel: what a turned setting shows, on every screen, and how it is kept or dropped.

use super::{Rig, Samples};
use crate::film::{Confidence, Film, Range, Setting, Status};
use crate::ui::app::Screen;
use crate::ui::app::prompt::Purpose;
use crate::ui::app::whatif::{Scope, Side};
use crate::ui::effect::Effect;

/// Thresholds of the sample films: a distance, a switch, one of several names.
pub(super) fn settings() -> Vec<Setting> {
    let setting = |key: &str, group, value: &str, unit, range, doc| Setting {
        key: key.into(),
        group,
        value: value.into(),
        default: value.into(),
        unit,
        range,
        doc,
        source: "default".into(),
        per_map: key != "combine",
    };
    let doc = "E4: A team-mate within this distance of a death has a trade opportunity.";
    vec![
        setting("trade_dist", "E4 trades", "700", "u", Range::Number(0.0, 100_000.0), doc),
        setting("high_needs_los", "E4 trades", "true", "", Range::Switch, "E4: High needs a recorded line of sight."),
        setting("combine", "how it is decided", "sum", "", Range::Choice(&["sum", "max"]), "R1: How signals add up."),
    ]
}

/// A sample film under changes: candidates beyond `trade_dist` are none, and a far one makes a suppressed one live.
pub(super) fn under(film: &Film, changes: &[(String, String)]) -> Film {
    let mut film = film.clone();
    let value = |key: &str| changes.iter().find(|(other, _)| other == key).map(|(_, value)| value.as_str());
    if let Some(limit) = value("trade_dist").and_then(|value| value.parse::<f64>().ok()) {
        film.meta.config_hash = "tried".into();
        let far = |finding: &crate::film::Finding| finding.gates.first().and_then(|gate| gate.value);
        film.findings.retain(|f| !f.is_judgeable() || f.kind != 0 || far(f).is_none_or(|far| far <= limit));
        for gate in film.findings.iter_mut().flat_map(|finding| finding.gates.first_mut()) {
            gate.limit = gate.limit.map(|_| limit);
        }
        if limit > 900.0 {
            let suppressed = film.findings.iter_mut().find(|f| matches!(f.status, Status::Suppressed(_)));
            suppressed.unwrap().status = Status::Candidate;
        }
    }
    if value("high_needs_los") == Some("false") {
        film.findings.iter_mut().filter(|f| f.is_candidate()).for_each(|f| f.confidence = Some(Confidence::High));
    }
    film
}

/// Several rounds, the first on the screen, verdicts kept in a folder of its own.
fn rounds(n: usize) -> (Rig, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().to_owned();
    let mut samples = Samples::demo_of(n);
    for (at, films) in samples.films.iter_mut().enumerate().skip(1) {
        let mut film = crate::film::sample::film();
        film.meta.id = format!("r{}", at + 1);
        film.findings.iter_mut().for_each(|f| f.id.0 = f.id.0.replacen("r1", &film.meta.id, 1));
        *films = Ok(vec![std::sync::Arc::new(film)]);
    }
    (Rig::new(samples, |options| options.review.state_folder = Some(state)), folder)
}

fn candidates(rig: &Rig) -> usize {
    rig.app.round.as_ref().unwrap().film.findings.iter().filter(|finding| finding.is_candidate()).count()
}

#[test]
fn a_turned_setting_shows_what_moves_and_why_at_80x24() {
    let (mut rig, _folder) = Rig::round();
    insta::assert_snapshot!(rig.keys("t n f 1 w Shift-Left").picture(80, 24));
}

#[test]
fn map_and_evidence_follow_at_120x36() {
    let (mut rig, _folder) = Rig::round();
    insta::assert_snapshot!(rig.keys("w Shift-Left Left Left n").picture(120, 36));
}

#[test]
fn all_rounds_at_200x60() {
    let (mut rig, _folder) = rounds(3);
    insta::assert_snapshot!(rig.keys("w / h i g h Enter Right a Tab n").picture(200, 60));
}

#[test]
fn a_narrow_terminal_shows_the_side_in_focus_and_no_size_fails() {
    let (mut rig, _folder) = Rig::round();
    rig.keys("w Shift-Left");
    insta::assert_snapshot!(format!("{}{}", rig.picture(50, 14), rig.keys("Tab").picture(50, 14)));
    for width in 0..130 {
        for height in [0, 1, 5, 6, 7, 9, 13, 24, 31] {
            rig.picture(width, height);
        }
    }
}

#[test]
fn every_screen_says_that_its_numbers_are_tried_until_they_are_dropped() {
    let (mut rig, _folder) = Rig::round();
    assert_eq!(candidates(&rig), 3);
    rig.keys("w Shift-Left w");
    assert_eq!((rig.app.screen, candidates(&rig)), (Screen::Round, 2), "what is tried stays on");
    for (key, screen) in [("T", Screen::Tables), ("e", Screen::Log), ("F2", Screen::Round), ("P", Screen::Shape)] {
        rig.keys(key);
        assert_eq!(rig.app.screen, screen);
        let picture = rig.picture(100, 30);
        assert!(picture.lines().next().unwrap().contains("WHAT-IF trade_dist 450 (in force 700)"), "{picture}");
    }
    rig.keys("F2 D");
    assert_eq!(candidates(&rig), 3);
    assert!(!rig.picture(100, 30).contains("WHAT-IF"));
    rig.keys("D");
    assert_eq!(rig.message(), "nothing is tried");
}

#[test]
fn leaving_asks_what_becomes_of_it() {
    let (mut rig, _folder) = Rig::round();
    rig.keys("w Esc");
    assert_eq!((rig.app.screen, rig.app.whatif.is_some()), (Screen::Round, false), "nothing tried, nothing asked");
    rig.keys("w Shift-Left Esc");
    assert!(rig.picture(80, 24).contains("tried, and not saved"));
    rig.keys("Esc");
    assert_eq!(rig.app.screen, Screen::WhatIf, "Esc never decides");
    rig.keys("Esc Enter");
    assert_eq!((rig.app.screen, candidates(&rig)), (Screen::Round, 2));
    rig.keys("w Esc D");
    assert_eq!((rig.app.screen, candidates(&rig), rig.app.whatif.is_some()), (Screen::Round, 3, false));
}

#[test]
fn settings_are_found_turned_typed_and_reset() {
    let (mut rig, _folder) = Rig::round();
    let tried = |rig: &Rig| rig.app.whatif.as_ref().unwrap().words().join(", ");
    rig.keys("w Right");
    assert_eq!(tried(&rig), "trade_dist 750 (in force 700)");
    rig.keys("Left");
    assert_eq!(tried(&rig), "", "back to what is in force is no change");
    rig.keys("Enter Ctrl-u").text("589.5").keys("Enter");
    assert_eq!(tried(&rig), "trade_dist 589.5 (in force 700)");
    rig.keys("Enter Ctrl-u").text("far").keys("Enter");
    assert!(rig.message().contains("trade_dist wants a number from 0 to 100000 u"), "{}", rig.message());
    rig.keys("/").text("signals").keys("Enter Enter");
    assert_eq!(tried(&rig), "trade_dist 589.5 (in force 700), combine max (in force sum)");
    rig.keys("x");
    assert_eq!(tried(&rig), "trade_dist 589.5 (in force 700)");
    rig.keys("Esc j Right");
    assert_eq!(tried(&rig), "trade_dist 589.5 (in force 700), high_needs_los false (in force true)");
    rig.keys("X");
    assert_eq!((tried(&rig).as_str(), candidates(&rig)), ("", 3));
}

#[test]
fn a_newer_change_stops_the_older_run() {
    let (mut rig, _folder) = rounds(4);
    rig.keys("w");
    rig.press("Shift-Left");
    let first = rig.app.whatif.as_ref().unwrap().progress.clone().unwrap();
    assert!(!first.stopped());
    assert!(rig.answer(), "the first answer of the first run");
    let seen = rig.app.whatif.as_ref().unwrap().done;
    rig.press("Right Right Right Right Right Right");
    assert!(first.stopped());
    assert_eq!((seen, rig.app.whatif.as_ref().unwrap().done), (1, 0));
    rig.settle();
    let whatif = rig.app.whatif.as_ref().unwrap();
    assert_eq!((whatif.done, whatif.set.before.films(), whatif.rows.len()), (4, 4, 0), "750 moves nothing");
}

#[test]
fn a_change_of_another_round_is_opened_there_and_judged_there() {
    let (mut rig, _folder) = rounds(3);
    rig.keys("w Shift-Left a Tab");
    let whatif = rig.app.whatif.as_ref().unwrap();
    assert_eq!((whatif.scope, whatif.side, whatif.in_scope().len()), (Scope::Set, Side::Changes, 3));
    assert_eq!(whatif.set.turns.vanished, 3);
    rig.keys("n Enter");
    let round = rig.app.round.as_ref().unwrap();
    assert_eq!((rig.app.screen, round.entry.unit, candidates(&rig)), (Screen::Round, 1, 2), "judged under the change");
    rig.keys("D");
    assert_eq!(candidates(&rig), 3);
}

#[test]
fn a_gone_finding_is_shown_as_it_was_and_the_clock_goes_there() {
    let (mut rig, _folder) = Rig::round();
    rig.keys("w Shift-Left");
    assert_eq!(rig.clock(), 78_500, "where it happened");
    assert!(rig.picture(120, 36).contains("Evidence gone; as it was"));
}

#[test]
fn verdicts_given_meanwhile_count() {
    let (mut rig, _folder) = Rig::round();
    rig.keys("w Shift-Left w n t w");
    let round = &rig.app.whatif.as_ref().unwrap().round;
    let counts = |stats: &crate::review::stats::Stats| {
        stats.counts("missed_trade", crate::review::stats::By::Rule, "").reviewed()
    };
    assert_eq!((counts(&round.before), counts(&round.after)), (1, 1));
}

#[test]
fn nothing_is_written_until_it_is_asked_for_and_a_file_is_asked_about() {
    let (mut rig, folder) = Rig::round();
    let path = folder.path().join("mine.yaml");
    let own = crate::ui::ConfigPaths { own: path.clone(), maps: Some(folder.path().join("maps")) };
    rig.app.options.config = Some(own);
    rig.keys("w s");
    assert_eq!(rig.message(), "nothing is tried: there is nothing to save");
    rig.keys("Shift-Left");
    assert!(!path.exists());
    rig.keys("s Tab");
    let typed = |rig: &Rig, purpose| rig.app.typing(purpose).map(|prompt| prompt.text().to_owned());
    assert!(typed(&rig, Purpose::Keep).unwrap().ends_with("maps/depot.yaml"), "the map's own file");
    rig.keys("Tab Enter");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(rig.message().contains("in force from the next start on"), "{}", rig.message());
    for part in
        ["trade_dist 450 (in force 700)", "based on 1 round", "missed_trade: 2 listed, too few to tell: 0 of 30"]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
    rig.keys("s Enter");
    assert_eq!(typed(&rig, Purpose::KeepOver), Some(path.to_string_lossy().into_owned()), "it stands there");
    rig.keys("Esc");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    rig.keys("s Enter Enter");
    assert_ne!(std::fs::read_to_string(&path).unwrap(), text);
    rig.keys("/").text("combine").keys("Enter Right s Tab");
    assert_eq!(typed(&rig, Purpose::Keep), Some(path.to_string_lossy().into_owned()), "a map's file cannot say it");
}

#[test]
fn a_map_file_holds_on_its_map_and_no_flag_is_told_that_would_make_it_hold_everywhere() {
    let (mut rig, folder) = Rig::round();
    let maps = folder.path().join("maps");
    std::fs::create_dir(&maps).unwrap();
    rig.app.options.config = Some(crate::ui::ConfigPaths { own: folder.path().join("mine.yaml"), maps: Some(maps) });
    rig.keys("w Shift-Left s Tab Enter");
    let told = rig.message();
    assert!(told.contains("maps/depot.yaml: in force on this map from the next start on"), "{told}");
    assert!(!told.contains("--config"), "{told}");
}

#[test]
fn flags_are_copied() {
    let (mut rig, _folder) = Rig::round();
    rig.keys("w Shift-Left y");
    assert_eq!(rig.message(), "sent to the terminal: --set trade_dist=450");
    assert!(matches!(rig.asked.as_slice(), [Effect::Send(_)]));
}

#[test]
fn what_cannot_be_judged_is_not_shown_as_if_it_were_and_does_not_stay() {
    let (mut rig, _folder) = super::following::unreadable();
    let title = |rig: &mut Rig| rig.picture(120, 36).lines().next().unwrap().to_owned();
    rig.press("w");
    rig.settle();
    rig.press("Shift-Left");
    assert!(title(&mut rig).contains("judging under trade_dist 450 (in force 700) ..."), "{}", title(&mut rig));
    rig.settle();
    assert_eq!(rig.message(), "no such unit");
    let picture = rig.picture(120, 36);
    assert!(picture.contains("NOT JUDGED under trade_dist 450") && !picture.contains("WHAT-IF"), "{picture}");
    assert!(picture.contains("cannot be judged under these settings: no such unit"), "{picture}");
    rig.keys("w");
    assert_eq!(rig.message(), "nothing stays tried, for this round cannot be judged under it: no such unit");
    assert!(rig.app.whatif.is_none() && rig.app.screen == Screen::Round);
    assert!(!title(&mut rig).contains("trade_dist"));
}

#[test]
fn a_verdict_on_other_evidence_is_told_as_long_as_nothing_tried_is_on_the_screen() {
    let (mut rig, _folder) = super::following::unreadable();
    rig.keys("n t");
    let mut film = rig.app.round.as_ref().unwrap().film.as_ref().clone();
    let at = rig.app.round.as_ref().unwrap().selected.unwrap();
    film.findings[at].confidence = Some(Confidence::Low);
    rig.app.round.as_mut().unwrap().refilm(std::sync::Arc::new(film));
    let stale = |rig: &Rig| {
        let round = rig.app.round.as_ref().unwrap();
        !crate::ui::screens::round::mark(&rig.app, round.entry.unit, round.finding().unwrap()).stale.is_empty()
    };
    assert!(stale(&rig));
    rig.keys("w Shift-Left");
    assert!(stale(&rig), "what is in force");
}

#[test]
fn blind_review_does_not_begin_while_something_is_tried() {
    let (mut rig, _folder) = Rig::round();
    rig.keys("w Shift-Left w *");
    assert!(!rig.app.review.look.blind);
    assert_eq!(rig.message(), "a what-if is on and shows what the rule decides: D in the round drops it");
    rig.keys("D *");
    assert!(rig.app.review.look.blind);
}

//! Keys and what they do, as tables; and keys that nobody would press in that order.

use super::{Rig, Samples};
use crate::film::{Span, Time};
use crate::ui::action::{Action, Context, TABLE};
use crate::ui::app::round::Pane;
use crate::ui::app::{Mode, Msg, Screen};
use crate::ui::effect::Effect;
use crate::ui::key::Key;
use crate::ui::update;
use crate::ui::widgets::map::View;
use proptest::prelude::*;

#[test]
fn keys_move_the_clock() {
    // From 0:41.0, where the first candidate parks it; samples stand every half second.
    let table = [
        ("Right", 42_000),
        ("l l", 43_000),
        ("Left", 40_000),
        ("h h", 39_000),
        ("Shift-Right", 46_000),
        ("L", 46_000),
        ("Shift-Left", 36_000),
        ("H", 36_000),
        (".", 41_500),
        (". . ,", 41_500),
        (",", 40_500),
        ("0", 0),
        ("5", 60_000),
        ("9", 108_000),
        ("Tab Tab g", 0),
        ("Tab Tab G", 120_000),
        ("0 Left", 0),
        ("9 L L L L", 120_000),
    ];
    for (keys, clock) in table {
        let (mut rig, _folder) = Rig::round();
        assert_eq!(rig.clock(), 41_000);
        assert_eq!(rig.keys(keys).clock(), clock, "{keys}");
    }
}

#[test]
fn speed_direction_and_pause() {
    let (mut rig, _folder) = Rig::round();
    let state = |rig: &Rig| {
        let playback = &rig.app.round.as_ref().unwrap().playback;
        (playback.is_playing(), playback.is_reverse(), playback.speed())
    };
    let table = [
        ("Space", (true, false, 1.0)),
        ("]", (true, false, 2.0)),
        ("] ] ] ]", (true, false, 16.0)),
        ("Backspace", (true, false, 1.0)),
        ("[ [ [", (true, false, 0.25)),
        ("r", (true, true, 0.25)),
        ("Backspace", (true, false, 1.0)),
        ("Space", (false, false, 1.0)),
    ];
    for (keys, expected) in table {
        assert_eq!(state(rig.keys(keys)), expected, "after {keys}");
    }
}

#[test]
fn time_moves_only_a_running_clock_and_only_then_a_frame_is_due() {
    let (mut rig, _folder) = Rig::round();
    let drawn = rig.app.drawn;
    rig.play(2_000);
    assert_eq!((rig.clock(), rig.app.drawn, rig.app.is_moving()), (41_000, drawn, false));
    rig.keys("Space").play(1_000);
    assert!(rig.app.is_moving() && rig.app.drawn > drawn);
    assert_eq!(rig.clock(), 41_000 + 15 * 66);
    rig.keys("9 ] ] ] ]").play(3_000);
    assert_eq!((rig.clock(), rig.app.is_moving()), (120_000, false), "the end stops it");
}

#[test]
fn a_finding_parks_the_clock_plays_and_repeats_its_slice() {
    let (mut rig, _folder) = Rig::round();
    assert_eq!((rig.selected(), rig.clock()), ("kiko did not answer for zed (429 u)", 41_000));
    rig.keys("Space n");
    assert_eq!((rig.selected(), rig.clock()), ("ömer did not answer for kiko (589 u)", 77_500));
    assert!(!rig.app.is_moving(), "parked");
    rig.keys("Right Right Left , 3");
    assert_eq!(rig.selected(), "ömer did not answer for kiko (589 u)", "moving the clock keeps the selection");
    rig.keys("o");
    let looped = |rig: &Rig| rig.app.round.as_ref().unwrap().playback.loop_span();
    assert_eq!(looped(&rig), Some(Span::new(Time(74_500), Time(82_500))));
    rig.keys("Enter").play(9_000);
    assert!((74_500..=82_500).contains(&rig.clock()) && rig.app.is_moving(), "{}", rig.clock());
    rig.keys("n");
    assert_eq!(looped(&rig), Some(Span::new(Time(91_000), Time(99_000))), "the loop follows the selection");
    assert_eq!(looped(rig.keys("o")), None);
}

#[test]
fn next_and_previous_stop_at_the_ends_and_say_so() {
    let (mut rig, _folder) = Rig::round();
    rig.keys("N");
    assert_eq!(rig.message(), "that was the first one of the list");
    rig.keys("n n n n");
    assert_eq!(rig.message(), "that was the last one of the list");
    assert_eq!(rig.selected(), "zed died alone, nearest team-mate 1,091 u away");
    rig.keys("k");
    assert_eq!(rig.selected(), "ömer did not answer for kiko (589 u)");
    rig.keys("g");
    assert_eq!(rig.selected(), "kiko did not answer for zed (429 u)");
    rig.keys("G");
    assert_eq!(rig.selected(), "zed died alone, nearest team-mate 1,091 u away");
}

#[test]
fn tab_goes_round_the_panes_and_lines_mean_what_is_there() {
    let (mut rig, _folder) = Rig::round();
    let pane = |rig: &Rig| rig.app.round.as_ref().unwrap().pane;
    let seen: Vec<Pane> = (0..4).map(|_| pane(rig.keys("Tab"))).collect();
    assert_eq!(seen, [Pane::Evidence, Pane::Map, Pane::Timeline, Pane::Findings]);
    assert_eq!(pane(rig.keys("Shift-Tab")), Pane::Timeline);
    assert_eq!(rig.keys("Down").clock(), 42_000, "the next event with a mark");
    assert_eq!(rig.keys("Up Up").clock(), 30_000);
    let view = |rig: &Rig| rig.app.round.as_ref().unwrap().map.view();
    rig.keys("Shift-Tab Down Down");
    assert!(matches!(view(&rig), View::Follow(actor) if actor.0 == 1));
    rig.keys("Up Up");
    assert_eq!(view(&rig), View::Free);
}

#[test]
fn keys_change_what_the_map_looks_at() {
    let (mut rig, _folder) = Rig::round();
    rig.picture(120, 36);
    let map = |rig: &Rig| rig.app.round.as_ref().unwrap().map.clone();
    assert_eq!(map(rig.keys("W")).view(), View::Fit);
    assert_eq!(map(rig.keys("W")).view(), View::Whole);
    assert_eq!(map(rig.keys("+")).view(), View::Free);
    assert_eq!(map(rig.keys("v")).view(), View::Follow(crate::film::sample::KIKO));
    assert_eq!(rig.message(), "following kiko");
    assert_eq!(map(rig.keys("V")).view(), View::Follow(crate::film::sample::ZED));
    assert_eq!(map(rig.keys("v")).view(), View::Free);
    assert_eq!(map(rig.keys(">")).floor(), Some(0));
    assert_eq!(map(rig.keys("> >")).floor(), None);
    assert!(map(rig.keys("x")).trails());
    assert_ne!(map(rig.keys("b")).mode(), map(rig.keys("b")).mode());
}

#[test]
fn a_colon_takes_times_and_every_action_by_name() {
    let table =
        [("1:31", 91_000), ("91", 91_000), ("+10", 51_000), ("-5", 36_000), ("tenth 3", 36_000), ("9:00", 120_000)];
    for (line, clock) in table {
        let (mut rig, _folder) = Rig::round();
        assert_eq!(rig.keys(":").text(line).keys("Enter").clock(), clock, "{line}");
        assert!(matches!(rig.app.mode, Mode::Browse));
    }
    let (mut rig, _folder) = Rig::round();
    rig.keys(":").text("next-fi").keys("Tab Enter");
    assert_eq!(rig.selected(), "ömer did not answer for kiko (589 u)");
    rig.keys(":").text("verdict-treu").keys("Enter");
    assert_eq!(rig.message(), "there is no action `verdict-treu`; did you mean `verdict-true`?");
    rig.keys(": Up Up Enter");
    assert_eq!(rig.selected(), "zed died alone, nearest team-mate 1,091 u away", "the line before ran again");
    rig.keys("F3 :").text("trails").keys("Enter");
    assert_eq!(rig.message(), "trails does nothing here");
}

#[test]
fn escape_only_ever_goes_back() {
    let (mut rig, _folder) = Rig::round();
    let before = rig.selected().to_owned();
    rig.keys("f Esc");
    assert_eq!((rig.message(), rig.selected()), ("nothing decided", before.as_str()));
    rig.keys("p Esc");
    assert_eq!(rig.app.screen, Screen::Round);
    rig.keys("p ? Esc");
    assert_eq!(rig.app.screen, Screen::Tables, "help goes back to where it was opened");
    rig.keys("Esc Esc");
    assert_eq!(rig.app.screen, Screen::Library);
    rig.keys("Esc Esc Esc");
    assert!(!rig.app.quit, "Esc never quits");
    assert_eq!(rig.message(), "this is the first screen; q leaves the program");
    rig.keys("Enter");
    assert_eq!((rig.app.screen, rig.selected()), (Screen::Round, before.as_str()), "the round is as it was left");
    assert!(rig.keys("q").app.quit);
}

#[test]
fn a_search_shows_while_it_is_typed_and_escape_takes_it_back() {
    let (mut rig, _folder) = Rig::round();
    let listed = |rig: &Rig| rig.app.round.as_ref().unwrap().listed.clone();
    assert_eq!(listed(&rig), [0, 3, 5]);
    rig.keys("/").text("conf:med");
    assert_eq!(listed(&rig), [2, 3], "a whole filter: the suppressed one is among them");
    rig.keys("Esc");
    assert_eq!(listed(&rig), [0, 3, 5]);
    rig.keys("/").text("player:zed kind:trade").keys("Enter");
    assert_eq!(listed(&rig), [1, 4]);
    rig.keys("/").text(" kind:").keys("Enter");
    assert!(!rig.message().is_empty() && rig.app.context() == Context::Prompt, "what is no filter is not taken");
    rig.keys("Esc");
    assert_eq!(listed(&rig), [1, 4], "as it was before");
    rig.keys("X");
    assert_eq!(listed(&rig), [0, 3, 5]);
    rig.keys("F s s Esc");
    assert_eq!(listed(&rig), [1, 4], "events");
    rig.keys("Esc");
    assert_eq!((listed(&rig), rig.app.screen), (vec![0, 3, 5], Screen::Round), "Esc clears the filter first");
}

#[test]
fn the_log_is_narrowed_and_leads_to_the_map() {
    let (mut rig, _folder) = Rig::round();
    rig.keys("e /").text("KILLS").keys("Enter");
    let log = |rig: &Rig| rig.app.round.as_ref().unwrap().log.rows.len();
    assert_eq!(log(&rig), 5);
    rig.keys("p p");
    assert_eq!(log(&rig), 3, "those of zed");
    rig.keys("Down Enter");
    assert_eq!((rig.app.screen, rig.clock()), (Screen::Round, 95_000));
    rig.keys("e Esc");
    assert_eq!((rig.app.screen, log(&rig)), (Screen::Log, 4), "the text went first");
    // What a row shows besides its words: the kind, the place, and whose it is.
    let (mut rig, _folder) = Rig::round();
    for (text, found) in [("damage", 1), ("Objective", 3), ("balcony", 4), ("zed: gate", 2), ("nowhere", 0)] {
        rig.keys("e /").text(text).keys("Enter");
        assert_eq!(log(&rig), found, "{text}");
        rig.keys("Esc Esc");
    }
}

#[test]
fn the_players_table_sorts_and_follows() {
    let (mut rig, _folder) = Rig::round();
    rig.keys("p Right Right s Down Enter");
    assert_eq!(rig.app.screen, Screen::Round);
    assert_eq!(rig.message(), "following vex", "second by time alive");
    assert_eq!(rig.app.round.as_ref().unwrap().map.followed(), Some(crate::film::sample::VEX));
}

#[test]
fn the_first_round_of_the_demo_opens_by_itself_and_a_folder_of_rounds_does_not() {
    let rig = Rig::new(Samples::demo_of(3), |_| {});
    assert_eq!((rig.app.screen, rig.app.round.as_ref().unwrap().entry.unit), (Screen::Round, 0));
    assert_eq!(rig.app.library.dealt_with(), 3, "the others were read behind it");
    let folder = tempfile::tempdir().unwrap();
    let mut rig = Rig::new(Samples::folder(3, folder.path().to_owned()), |_| {});
    assert_eq!(rig.app.screen, Screen::Library);
    rig.keys("j Enter");
    assert_eq!((rig.app.screen, rig.message()), (Screen::Library, "round-1.jsonl: permission denied"));
}

#[test]
fn pasted_text_never_acts_as_keys() {
    let (mut rig, _folder) = Rig::round();
    rig.take(Msg::Paste("tttqqq".into()));
    assert!(!rig.app.quit && rig.message().starts_with("pasted text"));
    rig.keys(":").take(Msg::Paste("1:00\n".into()));
    assert_eq!(rig.keys("Enter").clock(), 60_000);
}

#[test]
fn keys_can_be_bound_anew_and_mistakes_are_told_at_the_start() {
    let bind = |name: &str, key: &str| {
        let (name, key) = (name.to_owned(), key.to_owned());
        Rig::new(Samples::demo(), move |options| drop(options.keys.insert(name, vec![key])))
    };
    let mut rig = bind("next-finding", "Ctrl-n");
    rig.keys("Ctrl-n");
    assert_eq!(rig.selected(), "ömer did not answer for kiko (589 u)");
    rig.keys("n");
    assert!(rig.message().starts_with("n does nothing here"));
    let rig = Rig::unread(Samples::demo(), |options| drop(options.keys.insert("qui".into(), vec!["q".into()])));
    assert_eq!(rig.message(), "keys: there is no action `qui`; did you mean `quit`?");
}

#[test]
fn suspend_and_redraw_are_asked_for_everywhere() {
    for keys in ["", "?", "f", "F", ":", "p", "e"] {
        let (mut rig, _folder) = Rig::round();
        rig.keys(keys).keys("Ctrl-z Ctrl-l");
        assert!(matches!(rig.asked.as_slice(), [Effect::Suspend, Effect::Redraw]), "{keys}");
    }
}

/// Every context with the keys that lead there from the round.
const WAYS: [(&str, Context); 17] = [
    ("", Context::Findings),
    ("Tab", Context::Evidence),
    ("Tab Tab", Context::Map),
    ("Shift-Tab", Context::Timeline),
    ("F6", Context::Library),
    ("p", Context::Tables),
    ("S", Context::Space),
    ("P", Context::Shape),
    ("M", Context::Match),
    ("w", Context::WhatIf),
    ("w Right Esc", Context::Leave),
    ("e", Context::Log),
    ("!", Context::Problems),
    ("?", Context::Help),
    ("f", Context::Reason),
    ("F", Context::Filter),
    (":", Context::Prompt),
];

#[test]
fn every_action_is_reached_by_its_keys_does_something_and_is_in_the_help() {
    let (mut rig, _folder) = Rig::round();
    rig.keys("?");
    let help: String = rig.picture(120, 200);
    for row in TABLE {
        assert!(help.contains(row.name) && help.contains(row.keys[0]), "{} is not in the help", row.name);
    }
    for (way, context) in WAYS {
        for row in TABLE.iter().filter(|row| row.valid.holds(context)) {
            for key in row.keys {
                let (mut rig, _folder) = Rig::both();
                rig.keys(way);
                assert_eq!(rig.app.context(), context, "{way}");
                let drawn = rig.app.drawn;
                rig.keys(key);
                assert!(rig.app.drawn > drawn && !rig.message().contains("does nothing here"), "{key}: {}", row.name);
            }
        }
    }
}

#[test]
fn an_action_where_it_is_not_valid_does_nothing_but_say_so() {
    for (way, context) in WAYS {
        // As nothing happens, one program serves for all actions.
        let (mut rig, _folder) = Rig::both();
        rig.keys(way);
        let shown = rig.picture(120, 36);
        for row in TABLE.iter().filter(|row| !row.valid.holds(context)) {
            rig.app.message = None;
            let effects = update::act(&mut rig.app, row.action);
            assert!(effects.is_empty() && rig.message().contains("does nothing here"), "{} in {context:?}", row.name);
            assert_eq!(rig.app.context(), context, "{}", row.name);
        }
        rig.app.message = None;
        let before: Vec<&str> = shown.lines().collect();
        let after = rig.picture(120, 36);
        let changed: Vec<_> = before.iter().zip(after.lines()).filter(|(before, after)| *before != after).collect();
        // The line of messages is not part of it.
        assert!(changed.len() <= 1, "{context:?}: {changed:#?}");
    }
}

fn any_key() -> impl Strategy<Value = String> {
    let mut keys: Vec<String> = TABLE.iter().flat_map(|row| row.keys).map(ToString::to_string).collect();
    keys.extend(["Q", "é", "猫", "Ctrl-Alt-x", "Delete", "(", "\"", "5", "F12"].map(String::from));
    proptest::sample::select(keys)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_keys_in_any_order_at_any_size_make_it_fail(
        keys in proptest::collection::vec((any_key(), 0u64..400), 1..80),
        size in (0u16..130, 0u16..45),
        several in any::<bool>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let shelf = if several { Samples::folder(3, folder.path().to_owned()) } else { Samples::both() };
        let mut rig = Rig::new(shelf, |options| options.review.state_folder = Some(folder.path().to_owned()));
        for (at, (key, ms)) in keys.iter().enumerate() {
            let key: Key = key.parse().unwrap();
            rig.take(Msg::Key(key));
            if at % 3 == 0 {
                rig.answer();
            }
            rig.play(*ms);
            if at % 8 == 0 {
                rig.picture(size.0, size.1);
            }
        }
        rig.settle();
        rig.picture(size.0, size.1);
        if let Some(round) = &rig.app.round {
            prop_assert!(round.playback.span().holds(round.playback.clock()));
            prop_assert!(round.listed.iter().all(|at| *at < round.film.findings.len()) && round.selected.is_none_or(|at| at < round.film.findings.len()));
        }
        prop_assert!(!rig.app.desks.is_saving(), "everything decided has reached the disk");
    }
}

#[test]
fn the_table_has_no_action_that_no_context_allows() {
    for row in TABLE {
        assert!(Context::ALL.into_iter().any(|context| row.valid.holds(context)), "{}", row.name);
        assert_eq!(Action::named(row.name), Some(row.action));
    }
}

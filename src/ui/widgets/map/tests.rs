//! Pictures of the map at several sizes, and what must hold in all of them.

use super::*;
use crate::film::{Actor, ActorId, ActorState, Shape, Span, Time, Track, Zone, sample};
use crate::ui::theme::{Depth, Ground as Back};
use crate::ui::widgets::testing::{marked, picture, text};
use insta::assert_snapshot;
use ratatui::style::Modifier;

/// Draws the sample; `finding` is an index into its findings.
fn draw(state: &MapState, at: i64, finding: Option<usize>, (w, h): (u16, u16), ascii: bool) -> Buffer {
    let film = sample::film();
    let theme = Theme::new(Depth::Mono, Back::Dark, ascii);
    picture(w, h, Map::new(&film, &theme, state, Time(at)).finding(finding.map(|i| &film.findings[i])))
}

#[test]
fn whole_map_with_the_selected_candidate() {
    let buf = draw(&MapState::default(), 42_000, Some(0), (80, 24), false);
    assert_snapshot!("whole_80x24", text(&buf));
    assert_snapshot!("whole_80x24_reversed", marked(&buf, Modifier::REVERSED));
}

#[test]
fn the_same_in_ascii_and_at_the_size_of_a_wall() {
    assert_snapshot!("whole_ascii_60x18", text(&draw(&MapState::default(), 42_000, Some(0), (60, 18), true)));
    assert_snapshot!("whole_200x60", text(&draw(&MapState::default(), 42_000, Some(0), (200, 60), false)));
}

#[test]
fn braille_with_trails() {
    let mut state = MapState::default();
    state.cycle_mode();
    state.toggle_trails();
    assert_snapshot!("braille_trails_80x24", text(&draw(&state, 78_500, Some(3), (80, 24), false)));
}

#[test]
fn upper_floor_in_half_blocks() {
    let film = sample::film();
    let mut state = MapState::default();
    state.cycle_mode();
    state.cycle_mode();
    state.next_floor(&film);
    state.next_floor(&film);
    assert_snapshot!("upper_half_blocks_60x16", text(&draw(&state, 64_500, Some(2), (60, 16), false)));
}

#[test]
fn an_unknown_map_says_so_and_an_unknown_position_is_named() {
    let mut film = sample::film();
    film.places = Default::default();
    let theme = Theme::new(Depth::Mono, Back::Dark, false);
    let picture = picture(72, 16, Map::new(&film, &theme, &MapState::default(), Time(103_000)));
    assert_snapshot!("uncalibrated_72x16", text(&picture));
    let words = text(&picture);
    assert!(words.contains("uncalibrated") && words.contains("unknown: mona"));
    assert!(!words.contains("◆M"), "whoever is unknown stands nowhere");
}

#[test]
fn names_make_way_for_the_reason_why_nobody_stands_anywhere() {
    let mut film = sample::film();
    film.tracks.clear();
    film.meta.unavailable = vec![("positions".into(), "no snapshots".into())];
    let (bounds, like) = (film.places.bounds.unwrap(), film.places.zones[0].clone());
    let theme = Theme::new(Depth::Mono, Back::Dark, false);
    let side = |axis: usize, share: f32| bounds.min[axis] + (bounds.max[axis] - bounds.min[axis]) * share;
    let mut named = 0;
    for (column, row) in (-4..24).step_by(3).flat_map(|column| (0..16).map(move |row| (column, row))) {
        let at = [side(0, column as f32 / 20.0), side(1, 0.8 + row as f32 / 20.0), 0.0];
        let shape = Shape::Box { min: at, max: at };
        film.places.zones = vec![Zone { name: "a far away corner".into(), shape, ..like.clone() }];
        let picture = text(&picture(64, 24, Map::new(&film, &theme, &MapState::default(), Time(0))));
        let words = picture.lines().find(|line| line.contains("no positions")).unwrap();
        let rest = words.replace("no positions: no snapshots", "").replace("a far away corner", "");
        assert!(!rest.contains(char::is_alphabetic), "half a name: {picture}");
        named += usize::from(picture.contains("a far away corner"));
    }
    assert!(named > 30, "the names are drawn elsewhere: {named}");
}

#[test]
fn an_old_position_is_marked_and_then_given_up() {
    let at = |ms| text(&draw(&MapState::default(), ms, None, (80, 24), false));
    assert!(at(99_900).contains("◆M↘"));
    assert!(at(101_000).contains("◆M?"), "a second after her last sample");
    assert!(at(101_600).contains("unknown: mona"));
}

#[test]
fn where_positions_are_kept_for_long_they_fade_in_two_steps() {
    let mut film = sample::film();
    film.meta.stale = Time(30_000);
    let theme = Theme::new(Depth::Mono, Back::Dark, false);
    let at = |ms| text(&picture(80, 24, Map::new(&film, &theme, &MapState::default(), Time(ms))));
    assert!(at(110_000).contains("◆M?"), "less than half as old as it may be");
    assert!(at(118_000).contains("◆M¿"));
}

#[test]
fn the_fallen_stay_for_a_while() {
    let at = |ms| text(&draw(&MapState::default(), ms, None, (80, 24), false));
    assert!(at(43_000).contains("▾Z"), "may be revived");
    assert!(at(46_000).contains("✗Z"), "dead since 45.0, fell at 42.0");
    assert!(!at(47_100).contains("✗Z"), "five seconds are over");
}

#[test]
fn follow_and_fit() {
    let mut state = MapState::default();
    draw(&state, 0, None, (60, 16), false);
    state.follow(Some(sample::VEX));
    assert_snapshot!("follow_60x16", text(&draw(&state, 79_500, None, (60, 16), false)));
    state.fit();
    assert_snapshot!("fit_60x16", text(&draw(&state, 109_500, None, (60, 16), false)));
}

#[test]
fn the_cursor_says_where_it_is() {
    let mut state = MapState::default();
    draw(&state, 0, None, (80, 24), false);
    state.move_cursor(5, -6);
    let words = text(&draw(&state, 0, None, (80, 24), false));
    assert!(words.contains("Gate (68 u)"), "{words}");
    state.set_cursor(state.middle().unwrap());
    assert!(!text(&draw(&state, 0, None, (80, 24), false)).contains("Gate (68 u)"));
}

#[test]
fn tiny() {
    let pictures: Vec<String> = [(24, 8), (10, 3), (3, 2), (1, 1)]
        .map(|size| text(&draw(&MapState::default(), 42_500, Some(0), size, false)))
        .to_vec();
    assert_snapshot!("tiny", pictures.join("\n"));
}

#[test]
fn everybody_in_play_is_on_the_map_or_named_beside_it() {
    let film = sample::film();
    let theme = Theme::new(Depth::Mono, Back::Dark, false);
    for at in (0..120_000).step_by(1_300) {
        for (w, h) in [(80, 24), (40, 12), (24, 8)] {
            let state = MapState::default();
            let words = text(&picture(w, h, Map::new(&film, &theme, &state, Time(at))));
            let tags = state.seen.borrow().tags.clone();
            for (i, actor) in film.cast.iter().enumerate() {
                let id = ActorId(i as u16);
                if film.state(id, Time(at)) == ActorState::Alive {
                    let drawn = tags.iter().any(|t| t.actor == id);
                    assert!(drawn || words.contains(&actor.name), "{} at {at} in {w}x{h}\n{words}", actor.name);
                }
            }
        }
    }
}

#[test]
fn whom_the_map_cannot_show_is_named_by_letter_or_number_when_names_are_too_long() {
    let mut state = MapState::default();
    draw(&state, 103_000, None, (80, 24), false);
    state.pan(500, 0);
    let last_but_one = |state: &MapState, w| {
        let words = text(&draw(state, 103_000, None, (w, 12), false));
        words.lines().nth(10).unwrap().to_owned()
    };
    assert_eq!(
        last_but_one(&state, 60).trim_end_matches([' ', '|']),
        "|unknown: mona outside: kiko, ömer, vex, 猫neko"
    );
    assert_eq!(last_but_one(&state, 26).trim_end_matches([' ', '|']), "|unknown: M outside: KOVN");
    assert_eq!(last_but_one(&state, 21).trim_end_matches([' ', '|']), "|unknown: 1 outside: 4");
}

#[test]
fn the_mouse_finds_whom_it_points_at() {
    let state = MapState::default();
    let buf = draw(&state, 42_000, Some(0), (80, 24), false);
    let at = |letter: &str| {
        let cells = (0..24).flat_map(|y| (0..80).map(move |x| (x, y)));
        // Row 0 explains the letters.
        cells.filter(|c| c.1 > 0).find(|&c| buf[c].symbol() == letter).unwrap()
    };
    for (letter, actor) in [("K", sample::KIKO), ("Z", sample::ZED), ("O", sample::OMER)] {
        let (x, y) = at(letter);
        assert_eq!(state.actor_at(x, y), Some(actor), "{letter}");
    }
    assert_eq!(state.actor_at(0, 0), None);
    let (x, y) = at("K");
    let point = state.point_at(x, y).unwrap();
    assert!((point[0] + 288.0).abs() < 120.0 && (point[1] - 400.0).abs() < 150.0, "{point:?}");
}

#[test]
fn no_size_no_view_and_no_film_is_too_much() {
    let theme = Theme::new(Depth::True, Back::Light, false);
    let mut bad = sample::film();
    bad.tracks[0].pos.iter_mut().for_each(|p| *p = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY]);
    bad.tracks[2].pos.iter_mut().for_each(|p| *p = [1.0e9, -1.0e9, 0.0]);
    bad.places.outlines[0].points.push([f32::NAN, 1.0e30]);
    bad.cast[2].letter = '猫';
    for film in [sample::film(), bad, Film::default()] {
        let mut state = MapState::default();
        for (i, size) in (0..30).flat_map(|w| (0..12).map(move |h| (w, h))).enumerate() {
            match i % 9 {
                0 => state.zoom_in(),
                1 => state.pan(3, -2),
                2 => state.follow(Some(ActorId((i % 8) as u16))),
                3 => state.fit(),
                4 => state.next_floor(&film),
                5 => state.cycle_mode(),
                6 => state.move_cursor(-5, 9),
                7 => state.whole(),
                _ => state.toggle_trails(),
            }
            let finding = film.findings.get(i % 6);
            picture(size.0, size.1, Map::new(&film, &theme, &state, Time(i as i64 * 331)).finding(finding));
        }
    }
}

#[test]
fn a_hundred_callouts_leave_the_players_room() {
    let mut film = sample::film();
    let callout = |i: i32| crate::film::Callout {
        name: format!("callout {i}"),
        pos: [(i % 10) as f32 * 350.0 - 1_700.0, (i / 10) as f32 * 200.0 - 1_000.0, 0.0],
    };
    film.places.callouts = (0..100).map(callout).collect::<Vec<_>>().into();
    let theme = Theme::new(Depth::Mono, Back::Dark, false);
    let words = text(&picture(80, 24, Map::new(&film, &theme, &MapState::default(), Time(42_000))));
    assert!((4..=14).contains(&words.matches("callout").count()), "{words}");
}

/// Twelve players for twenty minutes at ten samples a second, running about.
fn long_round() -> Film {
    let mut film = sample::film();
    film.cast = (0..12u8)
        .map(|i| Actor {
            kind: crate::film::ActorKind::Person,
            number: i64::from(i),
            lasting_id: None,
            name: format!("player {i}"),
            letter: char::from(b'A' + i),
            teams: vec![(Time(0), Some(crate::film::TeamId(i % 2)))],
            roles: Vec::new(),
            states: vec![(Time(0), ActorState::Alive)],
        })
        .collect();
    film.tracks = (0..12u16)
        .map(|i| {
            let path = |k: i64| {
                let (a, b) = (k as f32 * 0.003 + f32::from(i), k as f32 * 0.0041 + f32::from(i) * 2.0);
                [a.sin() * 1_800.0, b.cos() * 1_100.0, if a.sin() > 0.3 { 256.0 } else { 0.0 }]
            };
            Track {
                actor: ActorId(i),
                team: Some(crate::film::TeamId(i as u8 % 2)),
                span: Span::new(Time(0), Time(1_200_000)),
                t: (0..12_000).map(|k| Time(k * 100)).collect(),
                pos: (0..12_000).map(path).collect(),
                yaw: vec![45.0; 12_000],
                hp: vec![Some(100); 12_000],
            }
        })
        .collect();
    film
}

#[test]
#[ignore = "measures: cargo test --release -- --ignored --nocapture a_frame_of"]
fn a_frame_of_200_by_60_takes_less_than_a_millisecond() {
    let film = long_round();
    let theme = Theme::new(Depth::True, Back::Dark, false);
    let mut busy = sample::long(600);
    let few = busy.log.clone();
    busy.log = few.into_iter().cycle().take(20_000).collect();
    let mut buf = Buffer::empty(Rect::new(0, 0, 200, 7));
    let start = std::time::Instant::now();
    for i in 0..200 {
        crate::ui::widgets::timeline::Timeline::new(&busy, &theme, Time(i * 37)).render(buf.area, &mut buf);
    }
    println!("timeline of 20,000 moments and 600 findings: {:?} a frame", start.elapsed() / 200);
    for (name, keys) in [("whole", 0), ("follow", 1), ("follow, braille, trails", 2)] {
        let mut state = MapState::default();
        let mut buf = Buffer::empty(Rect::new(0, 0, 200, 60));
        let mut frame = |state: &MapState, i: i64| {
            Map::new(&film, &theme, state, Time(600_000 + i * 37))
                .finding(film.findings.first())
                .render(buf.area, &mut buf);
        };
        let first = std::time::Instant::now();
        frame(&state, 0);
        let first = first.elapsed();
        if keys > 0 {
            state.follow(Some(ActorId(3)));
        }
        if keys > 1 {
            state.cycle_mode();
            state.toggle_trails();
        }
        let start = std::time::Instant::now();
        (0..200).for_each(|i| frame(&state, i));
        let each = start.elapsed() / 200;
        println!("{name}: first {first:?}, then {each:?} a frame");
        assert!(each.as_micros() < 1_000, "{name}: {each:?}");
    }
}

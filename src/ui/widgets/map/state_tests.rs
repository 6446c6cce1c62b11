//! What the map's keys do.

use super::projection::Projection;
use super::state::MapState;
use crate::film::{ActorId, ActorState, Time, sample};

fn drawn(state: &MapState, t: i64) -> Projection {
    let film = sample::film();
    let ground = state.ground(&film);
    state.project(&film, &ground, Time(t), (80, 20), (0, 0))
}

#[test]
fn zoom_and_pan_start_from_what_was_drawn() {
    let mut state = MapState::default();
    let whole = drawn(&state, 30_000);
    state.zoom_in();
    let near = drawn(&state, 30_000);
    assert!(near.scale < whole.scale && near.center == whole.center);
    state.pan(4, -2);
    let moved = drawn(&state, 30_000);
    assert_eq!(moved.center[0], near.center[0] + 4.0 * near.scale);
    assert!(moved.center[1] > near.center[1], "up is north");
    for _ in 0..100 {
        state.zoom_in();
    }
    assert!(drawn(&state, 30_000).scale > 0.0);
    state.whole();
    assert_eq!(drawn(&state, 30_000), whole);
}

#[test]
fn zooming_keeps_the_point_under_the_cursor() {
    let mut state = MapState::default();
    drawn(&state, 0);
    state.move_cursor(12, -3);
    let point = state.cursor().unwrap();
    let cell = drawn(&state, 0).cell(point);
    state.zoom_in();
    assert_eq!(drawn(&state, 0).cell(point), cell);
}

#[test]
fn following_keeps_an_actor_in_the_middle_and_stays_when_the_position_is_lost() {
    let mut state = MapState::default();
    drawn(&state, 0);
    state.follow(Some(sample::MONA));
    let p = drawn(&state, 99_000);
    let pose = sample::film().pose(sample::MONA, Time(99_000)).unwrap().pos;
    assert_eq!(p.center, [pose[0], pose[1]]);
    assert_eq!(drawn(&state, 110_000).center, p.center, "her samples have stopped");
}

#[test]
fn the_ground_stands_still_while_the_followed_actor_runs_in_the_middle() {
    let mut state = MapState::default();
    drawn(&state, 0);
    state.follow(Some(sample::MONA));
    let film = sample::film();
    let (mut centers, mut last) = (0, None);
    for t in (0..100_000).step_by(100) {
        let p = drawn(&state, t);
        let pose = film.pose(sample::MONA, Time(t)).unwrap().pos;
        assert!(p.amid([pose[0], pose[1]]), "out of the middle at {t}");
        centers += i32::from(last.replace(p.center) != Some(p.center));
    }
    assert!((1..60).contains(&centers), "the view moved {centers} times in 1,000 frames");
}

#[test]
fn fitting_shows_every_living_actor_whose_position_is_known() {
    let mut state = MapState::default();
    state.fit();
    let film = sample::film();
    for t in (0..120_000).step_by(700) {
        let p = drawn(&state, t);
        for a in (0..6).map(ActorId).filter(|&a| film.state(a, Time(t)) == ActorState::Alive) {
            if let Some(pose) = film.pose(a, Time(t)) {
                assert!(p.holds(p.cell([pose.pos[0], pose.pos[1]])), "{a:?} at {t}");
            }
        }
    }
}

#[test]
fn floors_go_round() {
    let (mut state, film) = (MapState::default(), sample::film());
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(state.floor());
        state.next_floor(&film);
    }
    assert_eq!(seen, [None, Some(0), Some(1), None]);
}

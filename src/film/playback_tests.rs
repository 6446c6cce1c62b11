//! What the timeline promises, as tables of commands and expected clocks.

use super::*;
use crate::film::{ActorId, Meta, Track};
use proptest::prelude::*;

const SPAN: Span = Span { from: Time(1_000), to: Time(61_000) };

fn at(clock: i64) -> Playback {
    let mut playback = Playback::new(SPAN);
    playback.apply(Command::SeekExact(Time(clock)));
    playback
}

fn playing(clock: i64) -> Playback {
    let mut playback = at(clock);
    playback.apply(Command::Play);
    playback
}

const FRAME: Duration = Duration::from_nanos(16_666_667);

#[test]
fn commands_and_where_they_lead() {
    let table = [
        (Command::Step(Time(500)), 10_500, true),
        (Command::Step(Time(-20_000)), 1_000, true),
        (Command::Step(Time(i64::MAX)), 61_000, true),
        (Command::Step(Time(0)), 10_000, false),
        (Command::SeekExact(Time(61_000)), 61_000, true),
        (Command::SeekExact(Time(61_001)), 10_000, false),
        (Command::SeekExact(Time(999)), 10_000, false),
        (Command::SeekClamped(Time(i64::MAX)), 61_000, true),
        (Command::SeekClamped(Time(i64::MIN)), 1_000, true),
        (Command::Tenth(0), 1_000, true),
        (Command::Tenth(5), 31_000, true),
        (Command::Tenth(9), 55_000, true),
        (Command::Tenth(200), 61_000, true),
        (Command::Start, 1_000, true),
        (Command::End, 61_000, true),
        (Command::Pause, 10_000, false),
        (Command::NormalSpeed, 10_000, false),
        (Command::Loop(None), 10_000, false),
    ];
    for (command, clock, redraw) in table {
        let mut playback = at(10_000);
        assert_eq!(playback.apply(command), redraw, "{command:?}");
        assert_eq!(playback.clock(), Time(clock), "{command:?}");
    }
}

#[test]
fn speeds_double_and_end_where_they_should() {
    let mut playback = at(1_000);
    let up: Vec<f64> = std::iter::from_fn(|| playback.apply(Command::Faster).then(|| playback.speed())).collect();
    assert_eq!(up, [2.0, 4.0, 8.0, 16.0]);
    let down: Vec<f64> = std::iter::from_fn(|| playback.apply(Command::Slower).then(|| playback.speed())).collect();
    assert_eq!(down, [8.0, 4.0, 2.0, 1.0, 0.5, 0.25]);
    assert!(playback.apply(Command::NormalSpeed));
    assert_eq!(playback.speed(), 1.0);
}

#[test]
fn quarter_speed_at_sixty_frames_loses_no_time() {
    let mut playback = playing(1_000);
    playback.apply(Command::Slower);
    playback.apply(Command::Slower);
    let redraws = (0..600).filter(|_| playback.update(FRAME)).count();
    // 600 frames are 10.0000002 s, a quarter of it 2.5 s.
    assert_eq!(playback.clock(), Time(3_500));
    assert_eq!(redraws, 600, "each frame is about 4.17 ms and moves the clock");
}

#[test]
fn frames_shorter_than_a_millisecond_add_up_and_redraw_only_when_the_clock_moves() {
    let mut playback = playing(1_000);
    let redraws = (0..10_000).filter(|_| playback.update(Duration::from_micros(100))).count();
    assert_eq!((playback.clock(), redraws), (Time(2_000), 1_000));
}

#[test]
fn paused_nothing_moves_and_nothing_is_drawn() {
    let mut playback = at(5_000);
    assert!(!playback.update(Duration::from_secs(9)));
    assert_eq!(playback.clock(), Time(5_000));
}

#[test]
fn a_stall_does_not_jump() {
    let mut playback = playing(5_000);
    assert!(playback.update(Duration::from_secs(3_600)));
    assert_eq!(playback.clock(), Time(5_250));
}

#[test]
fn playing_stops_at_the_ends_and_says_so() {
    let mut forward = playing(60_900);
    assert!(forward.update(Duration::from_millis(200)));
    assert_eq!((forward.clock(), forward.is_playing()), (Time(61_000), false));
    assert!(!forward.update(FRAME));

    let mut back = playing(1_050);
    back.apply(Command::Reverse);
    assert!(back.update(Duration::from_millis(200)));
    assert_eq!((back.clock(), back.is_playing(), back.is_reverse()), (Time(1_000), false, true));

    let mut jumped = playing(5_000);
    jumped.apply(Command::End);
    assert!(jumped.update(FRAME), "the play mark must change to a pause mark");
    assert!(!jumped.is_playing());
}

#[test]
fn play_at_the_end_begins_again_and_backwards_from_the_other_side() {
    let mut playback = at(61_000);
    assert!(playback.apply(Command::Toggle));
    assert_eq!((playback.clock(), playback.is_playing()), (Time(1_000), true));
    let mut back = at(1_000);
    back.apply(Command::Reverse);
    back.apply(Command::Toggle);
    assert_eq!((back.clock(), back.is_playing()), (Time(61_000), true));
}

#[test]
fn a_film_of_one_moment_cannot_play() {
    let mut playback = Playback::new(Span::at(Time(7)));
    assert!(!playback.apply(Command::Toggle));
    assert!(!playback.is_playing());
    assert_eq!(playback.share(), 0.0);
}

#[test]
fn a_loop_wraps_both_ways_and_keeps_the_overshoot() {
    let slice = Span::new(Time(10_000), Time(12_000));
    let mut playback = playing(11_900);
    assert!(playback.apply(Command::Loop(Some(slice))));
    playback.update(Duration::from_millis(100));
    assert_eq!(playback.clock(), Time(12_000), "the last moment is shown");
    playback.update(Duration::from_millis(150));
    assert_eq!(playback.clock(), Time(10_150));
    playback.apply(Command::Reverse);
    playback.update(Duration::from_millis(250));
    assert_eq!(playback.clock(), Time(11_900));
    assert!(playback.is_playing());
}

#[test]
fn a_loop_shorter_than_a_step_still_wraps_inside() {
    let mut playback = playing(10_000);
    playback.apply(Command::Loop(Some(Span::new(Time(10_000), Time(10_003)))));
    (0..4).for_each(|_| assert!(playback.apply(Command::Faster)));
    for _ in 0..100 {
        playback.update(Duration::from_millis(17));
        assert!((10_000..=10_003).contains(&playback.clock().0));
    }
}

#[test]
fn a_clock_outside_the_loop_plays_into_it_and_one_behind_it_plays_on() {
    let slice = Span::new(Time(10_000), Time(10_100));
    let mut before = playing(9_900);
    before.apply(Command::Loop(Some(slice)));
    for _ in 0..50 {
        before.update(Duration::from_millis(50));
    }
    assert!(slice.holds(before.clock()));
    let mut behind = playing(10_101);
    behind.apply(Command::Loop(Some(slice)));
    behind.update(Duration::from_millis(50));
    assert_eq!(behind.clock(), Time(10_151));
}

#[test]
fn a_fast_clock_is_caught_by_a_short_loop_before_it() {
    let slice = Span::new(Time(10_000), Time(10_100));
    let mut playback = playing(9_999);
    playback.apply(Command::Loop(Some(slice)));
    for _ in 0..4 {
        playback.apply(Command::Faster);
    }
    playback.update(Duration::from_millis(250));
    assert!(slice.holds(playback.clock()), "4 s in one step must not leap over the slice: {}", playback.clock());
}

#[test]
fn a_loop_is_cut_to_the_span_and_an_empty_one_is_none() {
    let mut playback = at(1_000);
    playback.apply(Command::Loop(Some(Span::new(Time(-5), Time(2_000)))));
    assert_eq!(playback.loop_span(), Some(Span::new(Time(1_000), Time(2_000))));
    playback.apply(Command::Loop(Some(Span::at(Time(1_500)))));
    assert_eq!(playback.loop_span(), None);
    playback.apply(Command::Loop(Some(Span::new(Time(70_000), Time(80_000)))));
    assert_eq!(playback.loop_span(), None);
}

#[test]
fn play_at_the_end_inside_a_loop_wraps_instead_of_going_to_the_start() {
    let mut playback = at(61_000);
    playback.apply(Command::Loop(Some(Span::new(Time(60_000), Time(61_000)))));
    playback.apply(Command::Toggle);
    playback.update(Duration::from_millis(100));
    assert_eq!(playback.clock(), Time(60_100));
}

fn film(tracks: &[&[i64]]) -> Film {
    let track = |times: &&[i64]| Track {
        actor: ActorId(0),
        team: None,
        span: SPAN,
        t: times.iter().map(|t| Time(*t)).collect(),
        pos: vec![[0.0; 3]; times.len()],
        yaw: vec![0.0; times.len()],
        hp: vec![None; times.len()],
    };
    let meta = Meta { span: SPAN, ..Meta::default() };
    Film { meta, tracks: tracks.iter().map(track).collect(), ..Film::default() }
}

#[test]
fn snapshots_of_all_tracks_are_steps_once_each() {
    let times = SampleTimes::of(&film(&[&[500, 1_000, 2_000, 2_000], &[1_500, 2_000, 70_000]]));
    assert_eq!((times.len(), times.is_empty()), (3, false));
    let table = [
        (1_000, Direction::Forward, Some(1_500)),
        (1_499, Direction::Forward, Some(1_500)),
        (1_500, Direction::Forward, Some(2_000)),
        (2_000, Direction::Forward, None),
        (2_000, Direction::Back, Some(1_500)),
        (9_000, Direction::Back, Some(2_000)),
        (1_000, Direction::Back, None),
    ];
    for (clock, direction, expected) in table {
        assert_eq!(times.step(Time(clock), direction), expected.map(Time), "{clock} {direction:?}");
    }
    assert!(SampleTimes::of(&Film::default()).is_empty());
}

fn command() -> impl Strategy<Value = Command> {
    let time = prop_oneof![-100_000i64..100_000, Just(i64::MIN), Just(i64::MAX)].prop_map(Time);
    let slice = (time.clone(), time.clone()).prop_map(|(a, b)| Span::new(a, b));
    prop_oneof![
        Just(Command::Toggle),
        Just(Command::Play),
        Just(Command::Pause),
        time.clone().prop_map(Command::Step),
        time.clone().prop_map(Command::SeekExact),
        time.prop_map(Command::SeekClamped),
        any::<u8>().prop_map(Command::Tenth),
        Just(Command::Faster),
        Just(Command::Slower),
        Just(Command::NormalSpeed),
        Just(Command::Reverse),
        proptest::option::of(slice).prop_map(Command::Loop),
        Just(Command::Start),
        Just(Command::End),
    ]
}

proptest! {
    /// Whatever is pressed, the clock stays in the span, and no redraw means that nothing visible changed.
    #[test]
    fn the_clock_never_leaves_the_span(steps in prop::collection::vec((command(), 0u64..400_000), 1..60)) {
        let mut playback = Playback::new(SPAN);
        for (command, micros) in steps {
            let before = (playback.clock(), playback.is_playing(), playback.speed(), playback.is_reverse(), playback.loop_span());
            let redraw = playback.apply(command);
            let after = (playback.clock(), playback.is_playing(), playback.speed(), playback.is_reverse(), playback.loop_span());
            prop_assert_eq!(redraw, before != after);
            let redraw = playback.update(Duration::from_micros(micros));
            prop_assert_eq!(redraw, after.0 != playback.clock() || after.1 != playback.is_playing());
            prop_assert!(SPAN.holds(playback.clock()));
            prop_assert!(playback.loop_span().is_none_or(|s| s.from < s.to && SPAN.holds(s.from) && SPAN.holds(s.to)));
        }
    }

    /// However real time is cut into frames, the film plays for the same time.
    #[test]
    fn frames_of_any_length_add_up(frames in prop::collection::vec(1u64..250_000_000, 1..40), speed in 0usize..7) {
        let mut playback = Playback::new(Span::new(Time(0), Time(10_000_000)));
        for _ in 0..7 {
        playback.apply(Command::Slower);
    }
        for _ in 0..speed {
        playback.apply(Command::Faster);
    }
        playback.apply(Command::Play);
        for ns in &frames {
            playback.update(Duration::from_nanos(*ns));
        }
        let quarters: u64 = 1 << speed;
        let expected = frames.iter().sum::<u64>() * quarters / 4_000_000;
        prop_assert_eq!(playback.clock(), Time(expected as i64));
    }
}

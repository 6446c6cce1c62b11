//! The index against brute force.

use super::*;
use crate::film::{Meta, Moment};
use proptest::prelude::*;

const BRIDGE: Time = Time(2_000);

fn track(actor: u16, samples: &[(i64, f32, f32)]) -> Track {
    Track {
        actor: ActorId(actor),
        team: None,
        span: Span::new(Time(i64::MIN), Time::MAX),
        t: samples.iter().map(|s| Time(s.0)).collect(),
        pos: samples.iter().map(|s| [s.1, s.2, 7.0]).collect(),
        yaw: vec![0.0; samples.len()],
        hp: vec![None; samples.len()],
    }
}

fn moment(at: i64, pos: Option<Point>) -> Moment {
    Moment { at: Time(at), kind: 0, actors: vec![], team: None, text: String::new(), pos, source: None }
}

fn film(tracks: Vec<Track>, log: Vec<Moment>) -> Film {
    Film { meta: Meta { bridge: BRIDGE, ..Meta::default() }, tracks, log, ..Film::default() }
}

fn area(x0: f32, y0: f32, x1: f32, y1: f32) -> Bounds {
    Bounds { min: [x0, y0], max: [x1, y1] }
}

#[test]
fn a_runner_is_seen_in_a_box_between_two_samples() {
    let index = Index::new(&film(vec![track(3, &[(0, 0.0, 0.0), (1_000, 400.0, 0.0)])], vec![]));
    let found = index.within(area(100.0, -10.0, 200.0, 10.0), Span::new(Time(0), Time(1_000)));
    assert_eq!(found.passes, [Pass { actor: ActorId(3), track: 0, span: Span::new(Time(250), Time(500)) }]);
    let later = index.within(area(100.0, -10.0, 200.0, 10.0), Span::new(Time(501), Time(1_000)));
    assert_eq!(later, Happened::default());
}

#[test]
fn staying_is_one_pass_and_coming_back_is_another() {
    let there_and_back = [(0, 0.0, 0.0), (100, 5.0, 0.0), (200, 8.0, 0.0), (300, 20.0, 0.0), (400, 8.0, 0.0)];
    let index = Index::new(&film(vec![track(0, &there_and_back)], vec![]));
    let found = index.within(area(0.0, 0.0, 8.0, 0.0), Span::new(Time(0), Time(9_000)));
    let spans: Vec<_> = found.passes.iter().map(|p| (p.span.from.0, p.span.to.0)).collect();
    assert_eq!(spans, [(0, 200), (400, 400)]);
}

#[test]
fn a_gap_beyond_the_bridge_is_no_straight_line() {
    let index = Index::new(&film(vec![track(0, &[(0, 0.0, 0.0), (2_001, 400.0, 0.0)])], vec![]));
    assert!(index.within(area(100.0, -1.0, 200.0, 1.0), Span::new(Time(0), Time(9_000))).passes.is_empty());
    assert_eq!(index.within(area(0.0, 0.0, 400.0, 0.0), Span::new(Time(0), Time(9_000))).passes.len(), 2);
}

#[test]
fn a_second_counts_as_320_units() {
    let log = vec![moment(0, Some([0.0, 0.0, 0.0])), moment(1_000, None), moment(3_000, Some([0.0, 0.0, 500.0]))];
    let index = Index::new(&film(vec![], log));
    let hits = index.near([0.0, 240.0], Time(1_000), 5);
    let seen: Vec<_> = hits.iter().map(|h| (h.item, h.at, h.distance)).collect();
    let far = (240.0f64 * 240.0 + 640.0 * 640.0).sqrt();
    assert_eq!(seen, [(Item::Moment(0), Time(0), 400.0), (Item::Moment(2), Time(3_000), far)]);
}

#[test]
fn equal_distances_are_sorted_by_time_and_item_whatever_the_tree_does() {
    let log: Vec<_> = (0..200).map(|i| moment(1_000, Some([(i % 2) as f32 * 20.0 - 10.0, 0.0, 0.0]))).collect();
    let index = Index::new(&film(vec![], log));
    let items: Vec<_> = index.near([0.0, 0.0], Time(1_000), 5).iter().map(|h| h.item).collect();
    assert_eq!(items, (0..5).map(Item::Moment).collect::<Vec<_>>());
}

#[test]
fn a_life_longer_than_a_chain_is_one_hit_and_one_pass() {
    let samples: Vec<_> = (0..100).map(|i| (i * 100, i as f32, 0.0)).collect();
    let index = Index::new(&film(vec![track(0, &samples), track(1, &[(5_000, 900.0, 0.0)])], vec![]));
    let hits = index.near([32.0, 5.0], Time(3_200), 9);
    assert_eq!(
        hits.iter().map(|h| h.item).collect::<Vec<_>>(),
        [Item::Stretch { track: 0, sample: 31 }, Item::Stretch { track: 1, sample: 0 }]
    );
    assert_eq!((hits[0].at, hits[0].distance), (Time(3_200), 5.0));
    let found = index.within(area(0.0, 0.0, 99.0, 0.0), Span::new(Time(0), Time(99_000)));
    assert_eq!(found.passes, [Pass { actor: ActorId(0), track: 0, span: Span::new(Time(0), Time(9_900)) }]);
}

#[test]
fn what_is_not_a_number_is_left_out_and_asks_nothing() {
    let tracks = vec![track(0, &[(0, f32::NAN, 0.0), (100, 1.0, f32::INFINITY), (200, 1.0, 1.0)])];
    let index = Index::new(&film(tracks, vec![moment(0, Some([f32::NAN; 3]))]));
    assert_eq!(index.near([f32::NAN, 0.0], Time(0), 3), []);
    assert_eq!(index.within(area(f32::NAN, 0.0, 1.0, 1.0), Span::at(Time(0))), Happened::default());
    assert_eq!(index.within(area(2.0, 2.0, 1.0, 1.0), Span::at(Time(0))), Happened::default());
    let alone = index.near([1.0, 1.0], Time(200), 9);
    assert_eq!(alone.iter().map(|h| h.item).collect::<Vec<_>>(), [Item::Stretch { track: 0, sample: 2 }]);
    assert_eq!(Index::new(&Film::default()).near([0.0, 0.0], Time(0), 3), []);
}

/// Brute force: the least distance of every track and moment, over all pairs of samples one after the other.
fn brute_near(film: &Film, cursor: [f32; 2], t: Time) -> Vec<f64> {
    let p = [f64::from(cursor[0]), f64::from(cursor[1]), t.0 as f64 * 0.32];
    let point = |pos: Point, t: Time| [f64::from(pos[0]), f64::from(pos[1]), t.0 as f64 * 0.32];
    let dist = |a: [f64; 3]| ((a[0] - p[0]).powi(2) + (a[1] - p[1]).powi(2) + (a[2] - p[2]).powi(2)).sqrt();
    let mut all: Vec<f64> = film.log.iter().filter_map(|m| Some(dist(point(m.pos?, m.at)))).collect();
    for life in &film.tracks {
        let mut own = f64::INFINITY;
        let joined: Vec<bool> = life.t.windows(2).map(|w| w[1] - w[0] <= BRIDGE).collect();
        for (i, _) in joined.iter().enumerate().filter(|(_, join)| **join) {
            let (a, b) = (point(life.pos[i], life.t[i]), point(life.pos[i + 1], life.t[i + 1]));
            let d: Vec<f64> = (0..3).map(|k| b[k] - a[k]).collect();
            let dd: f64 = d.iter().map(|v| v * v).sum();
            let s = if dd == 0.0 { 0.0 } else { (0..3).map(|k| d[k] * (p[k] - a[k])).sum::<f64>() / dd };
            let s = s.clamp(0.0, 1.0);
            own = own.min(dist([a[0] + d[0] * s, a[1] + d[1] * s, a[2] + d[2] * s]));
        }
        for i in 0..life.t.len() {
            if ![Some(i), i.checked_sub(1)].iter().flatten().any(|k| joined.get(*k) == Some(&true)) {
                own = own.min(dist(point(life.pos[i], life.t[i])));
            }
        }
        all.extend((!life.t.is_empty()).then_some(own));
    }
    all.sort_by(f64::total_cmp);
    all
}

/// Brute force: walks every track in milliseconds and notes when it is inside.
fn brute_inside(film: &Film, area: Bounds, span: Span) -> Vec<(usize, i64)> {
    let inside = |x: f32, y: f32| area.min[0] <= x && x <= area.max[0] && area.min[1] <= y && y <= area.max[1];
    let mut all = Vec::new();
    for (n, life) in film.tracks.iter().enumerate() {
        let Some((first, last)) = life.t.first().zip(life.t.last()) else { continue };
        for t in first.0..=last.0 {
            let t = Time(t);
            // Staleness zero: only where samples lie on both sides, or at a sample.
            if let Some(pose) = life.pose(t, BRIDGE, Time::ZERO)
                && span.holds(t)
                && inside(pose.pos[0], pose.pos[1])
            {
                all.push((n, t.0));
            }
        }
    }
    all
}

fn tracks() -> impl Strategy<Value = Vec<Track>> {
    // Whole numbers on a small grid: many ties, many borders.
    // Longer than a chain, with gaps beyond the bridge.
    let samples = prop::collection::vec((1i64..310, -8i32..8, -8i32..8), 0..40);
    prop::collection::vec(samples, 0..6).prop_map(|all| {
        let lives = all.iter().enumerate().map(|(actor, steps)| {
            let mut t = 0;
            let at = steps.iter().map(|(dt, x, y)| {
                t += dt * 7;
                (t, *x as f32 * 16.0, *y as f32 * 16.0)
            });
            track(actor as u16, &at.collect::<Vec<_>>())
        });
        lives.collect()
    })
}

fn log() -> impl Strategy<Value = Vec<Moment>> {
    let one = (0i64..20_000, proptest::option::of((-8i32..8, -8i32..8)));
    prop::collection::vec(one, 0..60).prop_map(|mut all| {
        all.sort_by_key(|m| m.0);
        all.iter().map(|(t, pos)| moment(*t, pos.map(|(x, y)| [x as f32 * 16.0, y as f32 * 16.0, 0.0]))).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn nearest_is_what_brute_force_finds(tracks in tracks(), log in log(), x in -160i32..160, y in -160i32..160, t in -100i64..21_000, n in 0usize..20) {
        let film = film(tracks, log);
        let hits = Index::new(&film).near([x as f32, y as f32], Time(t), n);
        let brute = brute_near(&film, [x as f32, y as f32], Time(t));
        prop_assert_eq!(hits.len(), n.min(brute.len()));
        for (hit, expected) in hits.iter().zip(&brute) {
            prop_assert!((hit.distance - expected).abs() < 1e-6, "{:?} {}", hit, expected);
        }
        prop_assert!(hits.is_sorted_by(|a, b| (a.distance, a.at, a.item) < (b.distance, b.at, b.item)));
    }

    #[test]
    fn a_box_holds_what_brute_force_finds(tracks in tracks(), log in log(), x in -8i32..8, y in -8i32..8, w in 0i32..8, h in 0i32..8, from in -100i64..20_000, long in 0i64..9_000) {
        let film = film(tracks, log);
        let area = area(x as f32 * 16.0, y as f32 * 16.0, (x + w) as f32 * 16.0, (y + h) as f32 * 16.0);
        let span = Span::new(Time(from), Time(from + long));
        let found = Index::new(&film).within(area, span);
        let moments: Vec<usize> = film.log.iter().enumerate().filter(|(_, m)| span.holds(m.at) && m.pos.is_some_and(|p| {
            area.min[0] <= p[0] && p[0] <= area.max[0] && area.min[1] <= p[1] && p[1] <= area.max[1]
        })).map(|(i, _)| i).collect();
        prop_assert_eq!(&found.moments, &moments);
        // Every millisecond inside by the film's own pose lies in a pass, and every pass of more than its rounded
        // borders holds such a millisecond.
        let brute = brute_inside(&film, area, span);
        for (track, t) in &brute {
            let held = found.passes.iter().any(|p| p.track == *track && p.span.from.0 - 1 <= *t && *t <= p.span.to.0 + 1);
            prop_assert!(held, "track {} at {} is in no pass of {:?}", track, t, found.passes);
        }
        for pass in &found.passes {
            for t in pass.span.from.0 + 1..pass.span.to.0 {
                // f32 positions on a border may round to either side: ask with a hair of tolerance.
                let pose = film.tracks[pass.track].pose(Time(t), BRIDGE, Time::ZERO);
                let pos = pose.map(|p| p.pos);
                prop_assert!(pos.is_some_and(|p| area.min[0] - 0.01 <= p[0] && p[0] <= area.max[0] + 0.01 && area.min[1] - 0.01 <= p[1] && p[1] <= area.max[1] + 0.01), "{} {:?} {:?}", t, pos, pass);
            }
        }
        prop_assert!(found.passes.is_sorted_by_key(|p| (p.span.from, p.track)));
    }
}

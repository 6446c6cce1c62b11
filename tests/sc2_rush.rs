//! The detector at its borders: every row of the three tables, every guard and clock, and one game loop beyond.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use filmroom::config::{Table, Value};
use filmroom::film::Time;
use filmroom::sc2::game::at_loop;
use filmroom::sc2::observe::{Fact, GasRead, Observations, Sight};
use filmroom::sc2::rush::{Applies, By, Combine, Guard, Rules, Rush, RushSettings, Signal, Verdict, judge, tables};

/// The game loop of so many seconds, which the specification's clocks hit exactly.
fn clock(secs: f64) -> u32 {
    let loops = secs * 22.4;
    assert!((loops - loops.round()).abs() < 1e-6, "{secs} s is no whole loop");
    loops.round() as u32
}

fn s(secs: f64) -> Time {
    Time::from_secs(secs).unwrap()
}

/// A game of 400 s that was watched without a break; facts are (what, game loop).
fn watched(facts: &[(Fact, u32)]) -> Observations {
    let mut obs = Observations { end: s(400.0), sight: Sight::Exists, ..Observations::default() };
    for fact in Fact::ALL {
        match facts.iter().find(|(f, _)| *f == fact) {
            Some((_, at)) => {
                obs.absent(fact, at_loop(*at) - Time(1), "");
                obs.seen(fact, at_loop(*at), "");
            }
            None => obs.absent(fact, obs.end, ""),
        }
    }
    obs.gas =
        (0..30).map(|i| GasRead { at: at_loop(i * 160), mined: Some(0.0), rate: Some(0.0), workers: None }).collect();
    obs
}

/// The specification's rules with another way of adding up.
fn combined(combine: Combine) -> Rules {
    Rules { combine, ..Rules::default() }
}

fn pool(start: u32) -> Vec<(Fact, u32)> {
    vec![(Fact::PoolSeen, start), (Fact::PoolStarted, start), (Fact::PoolDone, start + 1040)]
}

fn ask(obs: &Observations, at: f64) -> Verdict {
    judge(obs, &Rules::default(), s(at))
}

fn state(verdict: &Verdict, rush: Rush, signal: Signal) -> &Applies {
    &verdict.ledger.iter().find(|r| r.entry.rush == rush && r.entry.signal == signal).unwrap().answer.applies
}

fn margin(verdict: &Verdict, signal: Signal) -> Option<f64> {
    verdict.ledger.iter().find(|r| r.entry.signal == signal).unwrap().answer.margin
}

/// The signal applies in every table that has it when the fact is at the border, and in none one loop beyond.
fn border(fact: Fact, secs: f64, signal: Signal, at_border: bool) {
    let mut with = vec![(Fact::PoolSeen, 1), (Fact::PoolStarted, 1)];
    for (shift, expected) in [(0, at_border), (1, !at_border)] {
        with.retain(|(f, _)| *f != fact);
        with.push((fact, clock(secs) + shift));
        let verdict = ask(&watched(&with), 399.0);
        let rows: Vec<_> = verdict.ledger.iter().filter(|r| r.entry.signal == signal).collect();
        assert!(!rows.is_empty());
        for row in rows {
            assert_eq!(
                row.answer.applies.yes(),
                expected,
                "{signal:?} of {:?} with {fact:?} at {secs} s + {shift}",
                row.entry.rush
            );
            assert!(expected || row.answer.applies == Applies::No);
        }
    }
}

#[test]
fn every_clock_at_its_border_and_one_loop_beyond() {
    border(Fact::Natural, 80.0, Signal::NoNatural, false);
    border(Fact::Extractor, 80.0, Signal::NoGas, false);
    border(Fact::Queen, 125.0, Signal::NoQueen, false);
    border(Fact::Ling, 110.0, Signal::EarlyLings, true);
    border(Fact::Speed, 110.0, Signal::SpeedResearch, true);
    border(Fact::SpeedContact, 150.0, Signal::SpeedContact, true);
    border(Fact::Nest, 140.0, Signal::BanelingNest, true);
    border(Fact::PoolDone, 65.0, Signal::EarlyPool, true);
}

#[test]
fn guards_at_their_borders_and_one_loop_beyond() {
    let fired = |facts: &[(Fact, u32)]| {
        let verdict = ask(&watched(facts), 399.0);
        verdict.guards.iter().filter(|g| g.answer.applies.yes()).map(|g| g.guard).collect::<Vec<_>>()
    };
    assert_eq!(fired(&[(Fact::Ling, clock(105.0))]), [Guard::A]);
    assert_eq!(fired(&[(Fact::Ling, clock(105.0) + 1)]), []);
    assert_eq!(fired(&[(Fact::Contact, clock(120.0))]), [Guard::B]);
    assert_eq!(fired(&[(Fact::Contact, clock(120.0) + 1)]), []);
    let fast = |at: u32| [(Fact::Contact, at), (Fact::SpeedContact, at)];
    assert_eq!(fired(&fast(clock(150.0))), [Guard::C]);
    assert_eq!(fired(&fast(clock(150.0) + 1)), []);
    // Contact with speed is not slow contact; slow contact first and speed later is both.
    assert_eq!(fired(&fast(clock(120.0))), [Guard::C]);
    assert_eq!(fired(&[(Fact::Contact, clock(120.0)), (Fact::SpeedContact, clock(140.0))]), [Guard::B, Guard::C]);
}

/// The three tables as the specification prints them: a row's points with its condition at the border, and its state one
/// game loop (or one point, drone or vespene) beyond.
#[test]
fn every_row_of_the_three_tables_pays_its_weight_at_the_border_and_nothing_beyond() {
    use Rush::{R1, R2, R3};
    type Case = fn(u32) -> Observations;
    let natural: Case = |beyond| watched(&[(Fact::Natural, clock(80.0) + 1 - beyond)]);
    let done: Case =
        |beyond| watched(&[(Fact::PoolSeen, 1), (Fact::PoolStarted, 1), (Fact::PoolDone, clock(65.0) + beyond)]);
    let no_gas: Case = |beyond| watched(&[(Fact::Extractor, clock(80.0) + 1 - beyond)]);
    let queen: Case = |beyond| watched(&[&pool(1500)[..], &[(Fact::Queen, clock(125.0) + 1 - beyond)]].concat());
    let lings: Case = |beyond| watched(&[(Fact::Ling, clock(110.0) + beyond)]);
    let mined: Case = |beyond| {
        let mut obs = watched(&[(Fact::Extractor, 600), (Fact::ExtractorDone, clock(70.0) + beyond)]);
        obs.gas = vec![GasRead { at: s(75.0), mined: Some(10.0), rate: Some(110.0), workers: None }];
        obs
    };
    let cut: Case = |beyond| {
        let mut obs = watched(&[(Fact::Extractor, 400), (Fact::ExtractorDone, 880)]);
        let read = |at, rate| GasRead { at, mined: Some(100.0), rate: Some(rate), workers: None };
        obs.gas = vec![read(s(60.0), 110.0), read(s(110.0), 50.0), read(at_loop(clock(120.0) + beyond), 45.0)];
        obs
    };
    let speed: Case = |beyond| watched(&[(Fact::Speed, clock(110.0) + beyond)]);
    let nest: Case = |beyond| watched(&[(Fact::Nest, clock(140.0) + beyond)]);
    let thirteen: Case = |beyond| {
        let mut obs = watched(&[&pool(clock(40.0) + beyond)[..], &[(Fact::Extractor, 800)]].concat());
        obs.gas = vec![GasRead { at: s(80.0), mined: Some(4.0), rate: Some(20.0), workers: None }];
        obs
    };
    let contact: Case =
        |beyond| watched(&[Fact::Contact, Fact::SpeedContact].map(|fact| (fact, clock(150.0) + beyond)));
    let damper: Case = |beyond| watched(&[(Fact::Natural, clock(95.0) + beyond)]);
    let specified: [(Rush, Signal, f64, Case); 22] = [
        (R1, Signal::NoNatural, 3.0, natural),
        (R1, Signal::EarlyPool, 3.0, done),
        (R1, Signal::NoGas, 2.0, no_gas),
        (R1, Signal::NoQueen, 1.0, queen),
        (R1, Signal::EarlyLings, 4.0, lings),
        (R1, Signal::DamperLings, -1.0, damper),
        (R2, Signal::NoNatural, 3.0, natural),
        (R2, Signal::EarlyPool, 3.0, done),
        (R2, Signal::ActiveGas, 2.0, mined),
        (R2, Signal::GasCut, 2.0, cut),
        (R2, Signal::SpeedResearch, 2.0, speed),
        (R2, Signal::EarlyLings, 3.0, lings),
        (R2, Signal::BanelingNest, 2.0, nest),
        (R2, Signal::NoQueen, 1.0, queen),
        (R3, Signal::PoolAndGas, 3.0, thirteen),
        (R3, Signal::NoNatural, 2.0, natural),
        (R3, Signal::GasCut, 2.0, cut),
        (R3, Signal::SpeedResearch, 2.0, speed),
        (R3, Signal::SpeedContact, 4.0, contact),
        (R3, Signal::EarlyLings, 3.0, lings),
        (R3, Signal::NoQueen, 1.0, queen),
        (R3, Signal::DamperSpeed, -1.0, damper),
    ];
    for (entry, (rush, signal, weight, case)) in tables(&RushSettings::default()).iter().zip(specified) {
        assert_eq!((entry.rush, entry.signal, entry.weight), (rush, signal, weight));
        for (beyond, points, applies) in [(0, weight, Applies::Yes), (1, 0.0, Applies::No)] {
            let verdict = ask(&case(beyond), 399.0);
            let row = verdict.ledger.iter().find(|row| row.entry == *entry).unwrap();
            assert_eq!((row.points(), &row.answer.applies), (points, &applies), "{rush:?} {signal:?} + {beyond}");
        }
    }
}

#[test]
fn drones_on_gas_stand_for_a_rate_where_a_bot_counted_them() {
    let state = |drones: f64, at: f64| {
        let mut obs = watched(&[(Fact::Extractor, 600), (Fact::ExtractorDone, 1200)]);
        obs.gas = vec![GasRead { at: s(at), mined: None, rate: None, workers: Some(drones) }];
        state(&ask(&obs, 399.0), Rush::R2, Signal::ActiveGas).clone()
    };
    assert_eq!([state(3.0, 75.0), state(2.0, 75.0)], [Applies::Yes, Applies::No]);
    assert!(matches!(state(3.0, 75.1), Applies::Unknown(_)), "nobody counted them in time");
}

#[test]
fn margins_are_seconds_to_the_border() {
    let verdict = ask(&watched(&[(Fact::Natural, clock(75.0)), (Fact::Ling, clock(100.0))]), 399.0);
    assert_eq!(margin(&verdict, Signal::NoNatural), Some(-5.0));
    assert_eq!(margin(&verdict, Signal::EarlyLings), Some(10.0));
    assert_eq!(verdict.guards[0].answer.margin, Some(5.0));
    let verdict = ask(&watched(&[(Fact::Natural, clock(95.0)), (Fact::Ling, clock(115.0))]), 399.0);
    assert_eq!((margin(&verdict, Signal::NoNatural), margin(&verdict, Signal::EarlyLings)), (Some(15.0), Some(-5.0)));
}

#[test]
fn of_two_conditions_that_hold_the_nearer_border_is_told() {
    let facts = [&pool(clock(30.0))[..], &[(Fact::Queen, clock(135.0)), (Fact::Natural, clock(85.0))]].concat();
    let verdict = ask(&watched(&facts), 399.0);
    assert_eq!(margin(&verdict, Signal::NoQueen), Some(10.0), "that a pool is known has no border of its own");
    let thirteen = [&pool(clock(37.5))[..], &[(Fact::Extractor, 600)]].concat();
    let mut obs = watched(&thirteen);
    obs.gas = vec![GasRead { at: s(70.0), mined: Some(4.0), rate: Some(20.0), workers: None }];
    assert_eq!(
        margin(&ask(&obs, 399.0), Signal::PoolAndGas),
        Some(2.5),
        "2.5 s inside the window, gas 10 s before its clock"
    );
}

#[test]
fn early_pool_is_done_in_time_without_natural_or_started_in_the_window() {
    let early = |pool_at: u32, natural: Option<u32>| {
        let mut facts = pool(pool_at);
        facts.extend(natural.map(|at| (Fact::Natural, at)));
        let verdict = ask(&watched(&facts), 399.0);
        (state(&verdict, Rush::R1, Signal::EarlyPool).yes(), state(&verdict, Rush::R2, Signal::EarlyPool).yes())
    };
    // Complete at 65.0 s: started at loop 416 = 18.57 s, inside the window; below 18.0 s only the completion counts.
    let before = 403; // 17.99 s, complete at loop 1443
    assert_eq!(early(before, None), (true, true));
    assert_eq!(early(before, Some(1443)), (false, true), "a natural at the moment of completion");
    assert_eq!(early(before, Some(1444)), (true, true), "a natural one loop later");
    assert_eq!(early(404, Some(1000)), (true, true), "18.04 s is inside the window, natural or not");
    assert_eq!(early(clock(25.0), Some(1000)), (true, true));
    assert_eq!(early(clock(25.0) + 1, None), (false, false));
}

#[test]
fn thirteen_pool_needs_its_window_and_early_gas() {
    let verdict = |start: u32, mined_at: u32| {
        let mut obs = watched(&[&pool(start)[..], &[(Fact::Extractor, 800), (Fact::ExtractorDone, 1280)]].concat());
        obs.gas = vec![GasRead { at: at_loop(mined_at), mined: Some(4.0), rate: Some(20.0), workers: None }];
        state(&ask(&obs, 399.0), Rush::R3, Signal::PoolAndGas).clone()
    };
    let (from, to, gas) = (clock(35.0), clock(40.0), clock(80.0));
    assert_eq!([verdict(from, gas), verdict(to, gas)], [Applies::Yes, Applies::Yes]);
    assert_eq!([verdict(from - 1, gas), verdict(to + 1, gas)], [Applies::No, Applies::No]);
    assert!(matches!(verdict(to, gas + 1), Applies::Unknown(_)), "the first reading came after the clock");
}

#[test]
fn active_gas_needs_extractor_rate_and_time() {
    let verdict = |done: u32, at: u32, rate: f64| {
        let mut obs = watched(&[(Fact::Extractor, done - 480), (Fact::ExtractorDone, done)]);
        let zero = GasRead { at: at_loop(1400), mined: Some(0.0), rate: Some(0.0), workers: None };
        obs.gas = vec![zero, GasRead { at: at_loop(at), mined: Some(8.0), rate: Some(rate), workers: None }];
        state(&ask(&obs, 399.0), Rush::R2, Signal::ActiveGas).clone()
    };
    let (done, at) = (clock(70.0), clock(75.0));
    assert_eq!(verdict(done, at, 110.0), Applies::Yes);
    for no in [verdict(done + 1, at, 110.0), verdict(done, at + 1, 110.0), verdict(done, at, 109.9)] {
        assert_eq!(no, Applies::No);
    }
}

#[test]
fn gas_cut_late_in_a_macro_game_is_none() {
    let verdict = |cut_at: u32, mined: f64, before: f64, after: f64| {
        let mut obs = watched(&[(Fact::Extractor, 400), (Fact::ExtractorDone, 880)]);
        let read = |at, mined, rate| GasRead { at: at_loop(at), mined: Some(mined), rate: Some(rate), workers: None };
        obs.gas = vec![read(1000, 40.0, before), read(2500, mined, 50.0), read(cut_at, mined, after)];
        obs.gas.push(read(4000, mined, after));
        let verdict = ask(&obs, 399.0);
        let states = [Rush::R2, Rush::R3].map(|rush| state(&verdict, rush, Signal::GasCut).clone());
        assert_eq!(states[0], states[1]);
        states[0].clone()
    };
    let by = clock(120.0);
    assert_eq!(verdict(by, 100.0, 110.0, 45.0), Applies::Yes);
    assert_eq!(verdict(by, 88.0, 110.0, 45.0), Applies::Yes);
    assert_eq!(verdict(by, 144.0, 110.0, 45.0), Applies::Yes);
    let nos = [
        verdict(by + 1, 100.0, 110.0, 45.0),
        verdict(by, 87.9, 110.0, 45.0),
        verdict(by, 144.1, 110.0, 45.0),
        verdict(by, 100.0, 109.9, 45.0),
        verdict(by, 100.0, 110.0, 45.1),
    ];
    assert!(nos.iter().all(|no| *no == Applies::No), "{nos:?}");
}

#[test]
fn a_nest_counts_while_it_stands_in_the_window() {
    let nest = |from: u32, gone: Option<u32>, at: f64| {
        let mut facts = vec![(Fact::Nest, from)];
        facts.extend(gone.map(|t| (Fact::NestGone, t)));
        state(&ask(&watched(&facts), at), Rush::R2, Signal::BanelingNest).clone()
    };
    let rows = ask(&watched(&[]), 399.0).ledger;
    let clocks: Vec<Time> = rows.iter().filter(|r| r.entry.signal == Signal::BanelingNest).map(|r| r.clock).collect();
    assert_eq!(clocks, [s(140.0)], "one begun at 2:19 still counts");
    assert_eq!(nest(1000, None, 119.9), Applies::NotReached);
    assert_eq!(nest(1000, None, 120.0), Applies::Yes);
    assert_eq!(nest(1000, Some(clock(120.0)), 399.0), Applies::No);
    assert_eq!(nest(1000, Some(clock(120.0) + 1), 399.0), Applies::Yes);
}

#[test]
fn dampers_count_once_in_their_own_type_at_their_clock() {
    let nat = clock(95.0);
    let dampers = |facts: &[(Fact, u32)], at: f64| {
        let verdict = ask(&watched(facts), at);
        let rows: Vec<_> =
            verdict.ledger.iter().filter(|r| r.entry.weight < 0.0).map(|r| (r.entry.rush, r.points())).collect();
        assert_eq!(rows.iter().map(|(rush, _)| *rush).collect::<Vec<_>>(), [Rush::R1, Rush::R3]);
        (rows[0].1, rows[1].1)
    };
    let natural = (Fact::Natural, nat);
    assert_eq!(dampers(&[natural], 109.9), (0.0, 0.0));
    assert_eq!(dampers(&[natural], 110.0), (-1.0, 0.0));
    assert_eq!(dampers(&[natural], 120.0), (-1.0, -1.0));
    assert_eq!(dampers(&[(Fact::Natural, nat + 1)], 120.0), (0.0, 0.0));
    assert_eq!(dampers(&[natural, (Fact::Ling, clock(110.0))], 399.0), (0.0, -1.0));
    assert_eq!(dampers(&[natural, (Fact::Ling, clock(110.0) + 1)], 399.0), (-1.0, -1.0));
    assert_eq!(dampers(&[natural, (Fact::Speed, clock(120.0))], 399.0), (-1.0, 0.0));
    assert_eq!(dampers(&[natural, (Fact::Speed, clock(120.0) + 1)], 399.0), (-1.0, -1.0));
}

#[test]
fn unknown_scores_nothing_and_says_so_unless_it_is_taken_for_absent() {
    let mut obs = Observations { end: s(400.0), sight: Sight::Logged, ..Observations::default() };
    obs.seen(Fact::PoolStarted, s(18.9), "");
    let strict = judge(&obs, &Rules::default(), s(80.0));
    assert!(
        matches!(state(&strict, Rush::R1, Signal::NoNatural), Applies::Unknown(why) if why.contains("nothing is known about the natural"))
    );
    assert_eq!(strict.scores.by_rush, [3.0, 3.0, 0.0], "the pool alone, by its window");
    let mut rules = Rules::default();
    assert!(rules.settings.set("unknown_is_absent", Value::Switch(true)));
    assert_eq!(judge(&obs, &rules, s(80.0)).scores.by_rush, [8.0, 6.0, 2.0]);
    // Known absent up to a moment before the clock is not known absent at the clock.
    obs.absent(Fact::Natural, s(80.0) - Time(1), "");
    assert!(matches!(state(&ask(&obs, 80.0), Rush::R2, Signal::NoNatural), Applies::Unknown(_)));
    obs.absent(Fact::Natural, s(80.0), "");
    assert_eq!(*state(&ask(&obs, 80.0), Rush::R2, Signal::NoNatural), Applies::Yes);
}

#[test]
fn a_late_scout_is_judged_by_the_reconstructed_start() {
    let mut obs = Observations { end: s(400.0), sight: Sight::Logged, ..Observations::default() };
    obs.learned(Fact::Natural, s(82.0), s(110.0), "by its progress");
    assert!(matches!(state(&ask(&obs, 109.0), Rush::R1, Signal::NoNatural), Applies::Unknown(_)));
    assert_eq!(*state(&ask(&obs, 110.0), Rush::R1, Signal::NoNatural), Applies::Yes);
    // What was decided at the clock stays, whatever is reconstructed later.
    let mut obs = Observations { end: s(400.0), sight: Sight::Logged, ..Observations::default() };
    obs.absent(Fact::Natural, s(85.0), "");
    obs.learned(Fact::Natural, s(79.0), s(110.0), "by its progress");
    assert_eq!(*state(&ask(&obs, 110.0), Rush::R1, Signal::NoNatural), Applies::Yes);
}

#[test]
fn no_queen_needs_a_pool() {
    let queen = |facts: &[(Fact, u32)]| state(&ask(&watched(facts), 399.0), Rush::R1, Signal::NoQueen).clone();
    assert_eq!(queen(&[]), Applies::No);
    assert_eq!(queen(&pool(1500)), Applies::Yes);
    let mut obs = Observations { end: s(400.0), sight: Sight::Logged, ..Observations::default() };
    obs.seen(Fact::PoolSeen, s(60.0), "");
    assert!(
        matches!(state(&ask(&obs, 130.0), Rush::R1, Signal::NoQueen), Applies::Unknown(_)),
        "not seen is not absent"
    );
}

#[test]
fn clocks_beyond_the_end_are_not_reached() {
    let mut obs = watched(&pool(400));
    obs.end = s(79.9);
    let verdict = ask(&obs, 399.0);
    assert_eq!(verdict.at, s(79.9));
    for signal in [Signal::NoNatural, Signal::NoGas, Signal::EarlyLings, Signal::DamperLings, Signal::SpeedContact] {
        let row = verdict.ledger.iter().find(|r| r.entry.signal == signal).unwrap();
        assert_eq!(row.answer.applies, Applies::NotReached, "{signal:?}");
    }
    assert!(verdict.guards.iter().all(|g| g.answer.applies == Applies::NotReached));
}

#[test]
fn the_three_readings_of_one_ledger() {
    // 12-pool, no natural, no gas, lings: sum counts a fact in every table, distinct once, max one table.
    let facts = [&pool(400)[..], &[(Fact::Ling, clock(82.5)), (Fact::Queen, clock(125.0))]].concat();
    let verdict = ask(&watched(&facts), 150.0);
    assert_eq!(verdict.scores.by_rush, [12.0, 9.0, 5.0]);
    assert_eq!((verdict.scores.sum, verdict.scores.distinct, verdict.scores.max), (26.0, 12.0, 12.0));
    for (combine, score) in [(Combine::Sum, 26.0), (Combine::Distinct, 12.0), (Combine::Max, 12.0)] {
        let rules = combined(combine);
        assert_eq!(judge(&watched(&facts), &rules, s(150.0)).score(), score);
    }
    assert_eq!(verdict.label(), "12p_gasless");
}

#[test]
fn equal_types_are_labelled_in_order_and_no_points_are_none() {
    // Lings alone at 1:46-1:50 and gas: R1 4; with speed research R2 5 and R3 5 tie: the earlier wins.
    let facts = [(Fact::Natural, 1000), (Fact::Extractor, 1000), (Fact::Queen, 1000), (Fact::Ling, clock(110.0))];
    let speed = [&facts[..], &[(Fact::Speed, clock(110.0))]].concat();
    let verdict = ask(&watched(&speed), 399.0);
    assert_eq!((verdict.scores.by_rush, verdict.label()), ([4.0, 5.0, 5.0], "12p_11gas"));
    assert_eq!(ask(&watched(&facts), 110.0).label(), "12p_gasless");
    assert_eq!(ask(&watched(&[(Fact::Natural, 1000), (Fact::Extractor, 1000)]), 105.0).label(), "none");
}

#[test]
fn the_threshold_is_inclusive() {
    let mut rules = combined(Combine::Max);
    let obs = watched(&[(Fact::Extractor, 1000), (Fact::Queen, 1000), (Fact::Natural, clock(95.0))]);
    assert_eq!(judge(&obs, &rules, s(100.0)).score(), 3.0);
    assert!(rules.settings.set("score_threshold", Value::Number(3.0)));
    assert_eq!(judge(&obs, &rules, s(100.0)).first_true, Some((s(80.0), By::Score)));
    assert!(rules.settings.set("score_threshold", Value::Number(3.01)));
    assert_eq!(judge(&obs, &rules, s(100.0)).first_true, None);
}

#[test]
fn the_verdict_latches_while_the_score_stays_live() {
    // No natural counts 8 at 1:20; a natural at 1:25 then brings both dampers.
    let facts = [(Fact::Extractor, 1000), (Fact::Natural, clock(85.0)), (Fact::Queen, 1000)];
    let rules = combined(Combine::Sum);
    let obs = watched(&facts);
    let at = |secs: f64| judge(&obs, &rules, s(secs));
    assert_eq!((at(79.9).is_rushed(), at(80.0).is_rushed()), (false, true));
    assert_eq!((at(80.0).score(), at(120.0).score()), (8.0, 6.0));
    let mut strict = rules.clone();
    assert!(strict.settings.set("score_threshold", Value::Number(7.0)));
    let late = judge(&obs, &strict, s(399.0));
    assert_eq!((late.score(), late.is_rushed(), late.first_true), (6.0, true, Some((s(80.0), By::Score))));
}

#[test]
fn a_guard_makes_it_true_and_the_score_is_computed_all_the_same() {
    let facts = [(Fact::Natural, 1000), (Fact::Extractor, 1000), (Fact::Queen, 1000), (Fact::Ling, clock(105.0))];
    let verdict = ask(&watched(&facts), 399.0);
    assert_eq!(verdict.first_true, Some((s(105.0), By::Guard(Guard::A))));
    assert_eq!((verdict.scores.by_rush[0], verdict.guard()), (4.0, Some(Guard::A)));
}

#[test]
fn every_weight_and_clock_is_configuration() {
    let mut rules = Rules::default();
    let before = (rules.hash(), tables(&rules.settings));
    assert!(rules.settings.set("r1.no_natural", Value::Number(9.0)));
    assert_eq!(tables(&rules.settings)[0].weight, 9.0);
    assert_ne!(rules.hash(), before.0);
    assert!(rules.settings.set("t_nat_check", Value::Number(70.0)));
    let obs = watched(&[(Fact::Natural, clock(75.0))]);
    assert_eq!(*state(&judge(&obs, &rules, s(399.0)), Rush::R1, Signal::NoNatural), Applies::Yes);
    let mut hashes: Vec<String> =
        [Combine::Sum, Combine::Distinct, Combine::Max].map(|combine| combined(combine).hash()).to_vec();
    hashes.dedup();
    assert_eq!(hashes.len(), 3);
}

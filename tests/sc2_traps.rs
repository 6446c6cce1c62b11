//! Openings that fool detectors, as replays made up for the purpose: what happened is told right, and judged right.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/sc2_writer.rs"]
mod writer;

use filmroom::film::Time;
use filmroom::sc2::facts::{Facts, facts};
use filmroom::sc2::game::{Game, Pvz, at_loop};
use filmroom::sc2::observe::{Fact, Sight};
use filmroom::sc2::rush::{Applies, By, Guard, NaturalRule, Rules, Rush, Signal, Verdict, judge};
use filmroom::sc2::{load, scout};
use writer::{PROTOSS, Replay, ZERG};

const POOL: f64 = 1040.0 / 22.4;
const HATCHERY: f64 = 1600.0 / 22.4;
const EXTRACTOR: f64 = 480.0 / 22.4;
/// Zerg's natural in the made-up map, its third base, and a place at Protoss' door.
const NATURAL: (i64, i64) = (110, 128);
const THIRD: (i64, i64) = (92, 95);
const PROXY: (i64, i64) = (50, 45);

/// A macro game: hatch first, gas, pool, Queen, no Zerglings before 2:10.
fn macro_game() -> Replay {
    let mut r = Replay::pvz(300.0);
    hatchery(&mut r, 50.0, NATURAL);
    r.built(70.0, EXTRACTOR, "Extractor", ZERG, 135, 125);
    r.built(73.0, POOL, "SpawningPool", ZERG, 125, 135);
    r.born(155.0, "Queen", ZERG, 130, 127);
    r.born(140.0, "Zergling", ZERG, 130, 127);
    // Gas mined by three drones from 1:35 on, as the game writes it down every 160 loops.
    (0..42).for_each(|i| {
        let at = f64::from(i) * 160.0 / 22.4;
        let bank = if at < 95.0 { 0 } else { ((at - 95.0) * 2.7) as i64 };
        r.gas(at, ZERG, bank, if at < 95.0 { 0 } else { 160 }, 0);
    });
    r
}

fn hatchery(r: &mut Replay, at: f64, (x, y): (i64, i64)) -> u32 {
    r.built(at, HATCHERY, "Hatchery", ZERG, x, y)
}

fn told(game: &Game, rule: NaturalRule) -> Facts {
    let rules = Rules::default();
    facts(&Pvz::of(game).unwrap(), rule, &rules.settings)
}

fn verdict(game: &Game, rules: &Rules, sight: Sight, at: Time) -> Verdict {
    judge(&scout::observe(&Pvz::of(game).unwrap(), rules, sight), rules, at)
}

fn usual(game: &Game) -> Verdict {
    verdict(game, &Rules::default(), Sight::Exists, Time::MAX)
}

fn state(verdict: &Verdict, rush: Rush, signal: Signal) -> Applies {
    verdict.ledger.iter().find(|r| r.entry.rush == rush && r.entry.signal == signal).unwrap().answer.applies.clone()
}

#[test]
fn a_macro_game_is_no_rush() {
    let verdict = usual(&load(&macro_game().bytes()).unwrap());
    assert!(!verdict.is_rushed());
    assert_eq!(verdict.scores.by_rush, [-1.0, 0.0, -1.0], "both dampers, nothing else");
    assert_eq!(verdict.label(), "none");
}

#[test]
fn third_base_first_is_a_natural_unless_the_site_is_asked_for() {
    let mut r = Replay::pvz(200.0);
    hatchery(&mut r, 55.0, THIRD);
    hatchery(&mut r, 120.0, NATURAL);
    let game = load(&r.bytes()).unwrap();
    assert_eq!(told(&game, NaturalRule::OwnHalf).natural, Some(Time(55_000)));
    assert_eq!(told(&game, NaturalRule::Site).natural, Some(Time(120_000)));
    assert_eq!(state(&usual(&game), Rush::R1, Signal::NoNatural), Applies::No);
    let site = Rules { natural_rule: NaturalRule::Site, ..Rules::default() };
    assert_eq!(state(&verdict(&game, &site, Sight::Exists, Time::MAX), Rush::R1, Signal::NoNatural), Applies::Yes);
}

#[test]
fn a_proxy_hatchery_is_no_natural() {
    let mut r = Replay::pvz(200.0);
    hatchery(&mut r, 40.0, PROXY);
    let game = load(&r.bytes()).unwrap();
    let f = told(&game, NaturalRule::OwnHalf);
    assert_eq!((f.hatchery, f.natural), (Some(Time(40_000)), None));
    assert_eq!(state(&usual(&game), Rush::R1, Signal::NoNatural), Applies::Yes);
}

#[test]
fn a_fake_natural_cancelled_before_the_clock_is_none() {
    let fake = |cancelled: f64| {
        let mut r = Replay::pvz(200.0);
        let index = r.init(60.0, "Hatchery", ZERG, NATURAL.0, NATURAL.1);
        r.died(cancelled, index, None, NATURAL.0, NATURAL.1);
        state(&usual(&load(&r.bytes()).unwrap()), Rush::R1, Signal::NoNatural)
    };
    assert_eq!([fake(79.0), fake(85.0)], [Applies::Yes, Applies::No]);
}

#[test]
fn pools_between_twenty_five_and_thirty_five_seconds_are_neither_window() {
    for (start, early, thirteen) in
        [(24.9, true, false), (25.4, false, false), (34.6, false, false), (35.1, false, true)]
    {
        let mut r = Replay::pvz(200.0);
        r.built(start, POOL, "SpawningPool", ZERG, 125, 135);
        r.built(30.0, EXTRACTOR, "Extractor", ZERG, 135, 125);
        r.gas(50.0, ZERG, 0, 0, 0).gas(71.5, ZERG, 20, 150, 0);
        hatchery(&mut r, 60.0, NATURAL);
        let verdict = usual(&load(&r.bytes()).unwrap());
        let states = [(Rush::R1, Signal::EarlyPool), (Rush::R2, Signal::EarlyPool), (Rush::R3, Signal::PoolAndGas)]
            .map(|(rush, signal)| state(&verdict, rush, signal).yes());
        assert_eq!(states, [early, early, thirteen], "pool at {start}");
    }
}

#[test]
fn localised_races_and_wide_names_are_judged_like_any_other() {
    let mut r = macro_game();
    let before = usual(&load(&r.bytes()).unwrap());
    (r.players[0].race, r.players[1].race) = ("神族".into(), "저그".into());
    (r.players[0].name, r.players[1].name) = ("수호자수호자수호자".into(), "冰雪合金".into());
    let game = load(&r.bytes()).unwrap();
    assert_eq!(usual(&game), before);
    assert_eq!(Pvz::of(&game).unwrap().zerg.name, "冰雪合金");
}

#[test]
fn a_game_over_before_a_clock_leaves_it_not_reached() {
    let mut r = Replay::pvz(79.9);
    r.built(26.0, POOL, "SpawningPool", ZERG, 125, 135);
    let verdict = usual(&load(&r.bytes()).unwrap());
    assert_eq!(verdict.at, at_loop(1790));
    for signal in [Signal::NoNatural, Signal::NoQueen, Signal::EarlyLings] {
        assert_eq!(state(&verdict, Rush::R1, signal), Applies::NotReached, "{signal:?}");
    }
    assert!(!verdict.is_rushed());
}

#[test]
fn a_queen_or_research_that_the_end_hides_is_unknown() {
    let queen = |length: f64| {
        let mut r = Replay::pvz(length);
        r.built(60.0, POOL, "SpawningPool", ZERG, 125, 135);
        r.built(70.0, EXTRACTOR, "Extractor", ZERG, 135, 125);
        let verdict = usual(&load(&r.bytes()).unwrap());
        (state(&verdict, Rush::R1, Signal::NoQueen), state(&verdict, Rush::R2, Signal::SpeedResearch))
    };
    // A Queen started at 2:05 is born at 2:40.7; research started at 1:50 is complete at 3:08.6.
    let (early, late) = (queen(160.0), queen(189.0));
    assert!(matches!(&early.0, Applies::Unknown(why) if why.contains("born")), "{early:?}");
    assert!(matches!(&early.1, Applies::Unknown(why) if why.contains("research")), "{early:?}");
    assert_eq!(late, (Applies::Yes, Applies::No));
}

#[test]
fn gas_cut_late_in_a_macro_game_is_no_signal() {
    let cut = |pulled: f64| {
        let mut r = Replay::pvz(300.0);
        hatchery(&mut r, 50.0, NATURAL);
        r.built(50.0, EXTRACTOR, "Extractor", ZERG, 135, 125);
        (0..42).for_each(|i| {
            let at = f64::from(i) * 160.0 / 22.4;
            let bank = ((at.min(pulled) - 72.0).max(0.0) * 100.0 / (pulled - 72.0)) as i64;
            r.gas(at, ZERG, bank, if at > 74.0 && at < pulled { 160 } else { 0 }, 0);
        });
        state(&usual(&load(&r.bytes()).unwrap()), Rush::R2, Signal::GasCut)
    };
    assert_eq!([cut(110.0), cut(135.0)], [Applies::Yes, Applies::No]);
}

#[test]
fn an_extractor_trick_is_no_gas() {
    let mut r = Replay::pvz(200.0);
    let trick = r.init(14.0, "Extractor", ZERG, 135, 125);
    r.died(16.0, trick, None, 135, 125);
    let game = load(&r.bytes()).unwrap();
    assert_eq!(told(&game, NaturalRule::OwnHalf).extractor_init, Some(Time(14_018)), "the fact stays a fact");
    assert_eq!(state(&usual(&game), Rush::R1, Signal::NoGas), Applies::Yes);
}

/// A 12-pool whose first Zergling is at the pylon at 2:00 (loop 2688) or later.
fn twelve_pool(contact: f64) -> Replay {
    let mut r = Replay::pvz(260.0);
    r.built(17.5, POOL, "SpawningPool", ZERG, 125, 135);
    let ling = r.born(82.0, "Zergling", ZERG, 131, 128);
    r.built(20.0, 18.0, "Pylon", PROTOSS, 60, 60);
    r.position(100.0, ling, 90, 90).position(contact, ling, 60, 72);
    r
}

#[test]
fn contact_is_twelve_tiles_from_a_building_and_proven_sight_needs_it() {
    let game = load(&twelve_pool(119.9).bytes()).unwrap();
    let contact = told(&game, NaturalRule::OwnHalf).contact.unwrap();
    assert_eq!((contact.pos, contact.died), ([60.0, 72.0], false), "exactly 12 tiles away");
    let exists = usual(&game);
    assert_eq!(exists.first_true, Some((at_loop(1432), By::Score)), "complete pool and no natural");
    assert_eq!(exists.guard(), Some(Guard::A));

    let proven = verdict(&game, &Rules::default(), Sight::Proven, Time::MAX);
    assert_eq!((proven.first_true, proven.guard()), (Some((contact.at, By::Guard(Guard::B))), Some(Guard::B)));
    assert!(matches!(state(&proven, Rush::R1, Signal::NoNatural), Applies::Unknown(_)));
    assert_eq!(state(&proven, Rush::R1, Signal::EarlyLings), Applies::No, "seen at the pylon, after 1:50");

    let far = {
        let mut r = Replay::pvz(260.0);
        r.built(20.0, 18.0, "Pylon", PROTOSS, 60, 60);
        let ling = r.born(82.0, "Zergling", ZERG, 131, 128);
        r.position(110.0, ling, 60, 73);
        load(&r.bytes()).unwrap()
    };
    assert_eq!(told(&far, NaturalRule::OwnHalf).contact, None, "13 tiles are none");
}

#[test]
fn contact_after_speed_is_guard_c() {
    let mut r = twelve_pool(140.0);
    r.upgrade(139.0, ZERG, "zerglingmovementspeed");
    let game = load(&r.bytes()).unwrap();
    let f = told(&game, NaturalRule::OwnHalf);
    assert_eq!(f.speed_contact, f.contact);
    assert_eq!(f.speed_start, Some(at_loop(3114) - Time(78_571)));
    let guards: Vec<bool> = usual(&game).guards.iter().map(|g| g.since.is_some()).collect();
    assert_eq!(guards, [true, false, true]);
}

#[test]
fn what_protoss_killed_is_proven_with_its_start() {
    let mut r = twelve_pool(250.0);
    let extractor = r.init(50.0, "Extractor", ZERG, 135, 125);
    r.died(65.0, extractor, Some(PROTOSS), 135, 125);
    let game = load(&r.bytes()).unwrap();
    let obs = scout::observe(&Pvz::of(&game).unwrap(), &Rules::default(), Sight::Proven);
    assert_eq!(obs.first_seen(Fact::Extractor, Time(64_999)), None);
    assert_eq!(obs.first_seen(Fact::Extractor, at_loop(1456)), Some(Time(50_000)));
}

#[test]
fn a_later_base_that_protoss_killed_says_nothing_about_the_first() {
    let proven = |kills: &[(f64, (i64, i64))]| {
        let mut r = Replay::pvz(260.0);
        for &(begun, at) in kills {
            let base = hatchery(&mut r, begun, at);
            if begun > 60.0 {
                r.died(240.0, base, Some(PROTOSS), at.0, at.1);
            }
        }
        let game = load(&r.bytes()).unwrap();
        state(&verdict(&game, &Rules::default(), Sight::Proven, Time::MAX), Rush::R1, Signal::NoNatural)
    };
    assert_eq!(proven(&[(100.0, NATURAL)]), Applies::Yes, "the first one, begun at 1:40");
    let later = proven(&[(50.0, NATURAL), (150.0, THIRD)]);
    assert!(matches!(&later, Applies::Unknown(why) if why.contains("perhaps before 1:20")), "{later:?}");
}

#[test]
fn a_pool_that_protoss_killed_is_the_first_or_only_seen() {
    let known = |first: Option<f64>| {
        let mut r = Replay::pvz(260.0);
        first.map(|at| r.built(at, POOL, "SpawningPool", ZERG, 120, 135));
        let pool = r.built(36.0, POOL, "SpawningPool", ZERG, 125, 135);
        r.died(200.0, pool, Some(PROTOSS), 125, 135);
        let game = load(&r.bytes()).unwrap();
        let obs = scout::observe(&Pvz::of(&game).unwrap(), &Rules::default(), Sight::Proven);
        [Fact::PoolSeen, Fact::PoolStarted].map(|fact| obs.first_seen(fact, Time::MAX))
    };
    assert_eq!(known(None), [Some(at_loop(806)); 2]);
    assert_eq!(known(Some(18.0)), [Some(at_loop(806)), None]);
}

#[test]
fn an_extractor_that_protoss_killed_unfinished_was_never_complete() {
    let note = |killed: f64| {
        let mut r = Replay::pvz(260.0);
        let extractor = if killed < 61.0 {
            r.init(40.0, "Extractor", ZERG, 135, 125)
        } else {
            r.built(40.0, EXTRACTOR, "Extractor", ZERG, 135, 125)
        };
        r.died(killed, extractor, Some(PROTOSS), 135, 125);
        let verdict = verdict(&load(&r.bytes()).unwrap(), &Rules::default(), Sight::Proven, Time::MAX);
        verdict.ledger.iter().find(|r| r.entry.signal == Signal::ActiveGas).unwrap().answer.note.clone()
    };
    assert!(!note(55.0).contains("Extractor complete at"), "{}", note(55.0));
    assert!(note(90.0).contains("Extractor complete at 1:01.4, by its start"), "{}", note(90.0));
}

#[test]
fn a_baneling_is_no_zergling_any_more() {
    let mut r = Replay::pvz(260.0);
    r.built(20.0, 18.0, "Pylon", PROTOSS, 60, 60);
    let bane = r.born(82.0, "Zergling", ZERG, 131, 128);
    r.change(110.0, bane, "BanelingCocoon").died(118.0, bane, Some(PROTOSS), 60, 62);
    let baneling = told(&load(&r.bytes()).unwrap(), NaturalRule::OwnHalf);
    assert_eq!((baneling.contact, baneling.ling_death), (None, None));
    let ling = r.born(83.0, "Zergling", ZERG, 131, 128);
    r.died(119.0, ling, Some(PROTOSS), 60, 62);
    let ling = told(&load(&r.bytes()).unwrap(), NaturalRule::OwnHalf);
    assert_eq!((ling.contact.unwrap().at, ling.ling_death), (at_loop(2666), Some(at_loop(2666))));
}

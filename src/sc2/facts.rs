//! What happened in a game of Protoss against Zerg, exactly as the replay has it: the facts the detector asks about.

use super::game::{Death, Pvz, Tile, Unit, dist};
use super::rush::{NaturalRule, RushSettings, secs};
use crate::film::Time;
use std::collections::BTreeMap;

/// Zerg's opening. `None` is "did not happen, as far as the replay can tell".
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Facts {
    /// First Spawning Pool begun.
    pub pool_init: Option<Time>,
    /// That pool complete.
    pub pool_done: Option<Time>,
    /// First Extractor begun (cancelled ones included).
    pub extractor_init: Option<Time>,
    /// That Extractor complete.
    pub extractor_done: Option<Time>,
    /// First further Hatchery begun, wherever.
    pub hatchery: Option<Time>,
    /// R3: first further Hatchery begun that the rule in force calls a natural.
    pub natural: Option<Time>,
    /// First Queen started: born less its building time.
    pub queen_start: Option<Time>,
    /// First Zergling born.
    pub ling_born: Option<Time>,
    /// Metabolic Boost started: complete less its research time.
    pub speed_start: Option<Time>,
    /// Metabolic Boost complete.
    pub speed_done: Option<Time>,
    /// First Baneling Nest begun.
    pub nest: Option<Time>,
    /// R10: first contact of a Zergling.
    pub contact: Option<Contact>,
    /// R10: first contact of a Zergling after speed was complete.
    pub speed_contact: Option<Contact>,
    /// First death of a Zergling.
    pub ling_death: Option<Time>,
    /// First reading with vespene mined.
    pub first_gas: Option<Time>,
}

/// A Zergling near Protoss.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contact {
    /// When.
    pub at: Time,
    /// Where the Zergling was.
    pub pos: Tile,
    /// Known by its death (else by a position it fought at).
    pub died: bool,
}

/// The name of Metabolic Boost in tracker events.
pub(super) const SPEED: &str = "zerglingmovementspeed";

/// Reads the facts off a game.
#[must_use]
pub fn facts(pvz: &Pvz<'_>, rule: NaturalRule, s: &RushSettings) -> Facts {
    let (game, zerg) = (pvz.game, pvz.zerg.id);
    let first = |name: &str| game.of(zerg, name).next();
    let born = |name: &str| game.of(zerg, name).filter_map(|u| u.done).min();
    let (pool, extractor) = (first("SpawningPool"), first("Extractor"));
    let speed_done = game.upgraded(zerg, SPEED);
    let contacts = contacts(pvz, s);
    Facts {
        pool_init: pool.map(|u| u.init),
        pool_done: pool.and_then(|u| u.done),
        extractor_init: extractor.map(|u| u.init),
        extractor_done: extractor.and_then(|u| u.done),
        hatchery: pvz.hatcheries().next().map(|u| u.init),
        natural: naturals(pvz, rule, s).next().map(|u| u.init),
        queen_start: born("Queen").map(|t| t - secs(s.queen_s)),
        ling_born: born("Zergling"),
        speed_start: speed_done.map(|t| t - secs(s.speed_s)),
        speed_done,
        nest: first("BanelingNest").map(|u| u.init),
        contact: contacts.first().copied(),
        speed_contact: speed_done.and_then(|done| contacts.iter().find(|c| c.at >= done).copied()),
        ling_death: ling_deaths(pvz).map(|d| d.at).min(),
        first_gas: gas(pvz, s).into_iter().find(|(_, mined, _)| *mined > 0.0).map(|(at, ..)| at),
    }
}

/// R3: Hatcheries that the rule calls naturals, in order of their beginning.
pub fn naturals<'a>(pvz: &Pvz<'a>, rule: NaturalRule, s: &RushSettings) -> impl Iterator<Item = &'a Unit> + use<'a> {
    let (pvz, reach) = (*pvz, s.natural_site_dist);
    pvz.hatcheries().filter(move |h| match rule {
        NaturalRule::OwnHalf => pvz.zerg_half(h.pos),
        NaturalRule::Site => f64::from(dist(h.pos, pvz.zerg_start)) <= reach,
    })
}

/// Whether a unit was a Zergling at a moment. One that changed is none any more (a Baneling's cocoon); burrowed it stays one.
fn is_ling<'a>(pvz: &Pvz<'a>) -> impl Fn(u32, Time) -> bool + use<'a> {
    let (game, zerg, ling) = (pvz.game, pvz.zerg.id, pvz.game.kind("Zergling"));
    let mut until: BTreeMap<u32, Time> = BTreeMap::new();
    for &(at, unit, _) in game.changes.iter().filter(|(.., kind)| !game.kind_name(*kind).starts_with("Zergling")) {
        until.entry(unit).and_modify(|t| *t = at.min(*t)).or_insert(at);
    }
    move |unit, at| {
        game.units.get(unit as usize).is_some_and(|u| u.owner == zerg && Some(u.kind) == ling)
            && until.get(&unit).is_none_or(|&t| at < t)
    }
}

/// Deaths of Zerglings that were Zerglings to the end.
fn ling_deaths<'a>(pvz: &Pvz<'a>) -> impl Iterator<Item = Death> + use<'a> {
    let is_ling = is_ling(pvz);
    let dead = (0u32..).zip(&pvz.game.units).filter_map(|(unit, u)| Some((unit, u.death?)));
    dead.filter(move |&(unit, death)| is_ling(unit, death.at)).map(|(_, death)| death)
}

/// R10: every time a Zergling fought or died near Protoss, in time order.
fn contacts(pvz: &Pvz<'_>, s: &RushSettings) -> Vec<Contact> {
    let game = pvz.game;
    let natural = pvz.protoss_natural();
    // Warped-in units begin like buildings; what ever moves or fights elsewhere is told by its name below.
    let buildings: Vec<&Unit> =
        game.units.iter().filter(|u| u.owner == pvz.protoss.id && is_building(game.kind_name(u.kind))).collect();
    let near = |at: Time, pos: Tile| {
        natural.is_some_and(|n| f64::from(dist(n, pos)) <= s.contact_natural_dist)
            || buildings.iter().any(|b| b.stands(at) && f64::from(dist(b.pos, pos)) <= s.contact_building_dist)
    };
    let is_ling = is_ling(pvz);
    let fought = game.fixes.iter().filter(|f| is_ling(f.unit, f.at)).map(|f| (f.at, f.pos, false));
    let died = ling_deaths(pvz).map(|d| (d.at, d.pos, true));
    let mut out: Vec<Contact> = fought
        .chain(died)
        .filter(|&(at, pos, _)| near(at, pos))
        .map(|(at, pos, died)| Contact { at, pos, died })
        .collect();
    out.sort_by_key(|c| (c.at, c.died));
    out
}

/// Protoss buildings by their names in tracker events, which are the same in every language.
fn is_building(name: &str) -> bool {
    const BUILDINGS: [&str; 18] = [
        "Nexus",
        "Pylon",
        "Assimilator",
        "AssimilatorRich",
        "Gateway",
        "WarpGate",
        "Forge",
        "CyberneticsCore",
        "PhotonCannon",
        "ShieldBattery",
        "RoboticsFacility",
        "RoboticsBay",
        "Stargate",
        "FleetBeacon",
        "TwilightCouncil",
        "TemplarArchive",
        "DarkShrine",
        "StasisTrap",
    ];
    BUILDINGS.contains(&name)
}

/// R7: Zerg's readings of gas: (when, mined in all, rate a minute). Research is in no count, so Metabolic Boost's price
/// is added from the moment it was bought.
#[must_use]
pub fn gas(pvz: &Pvz<'_>, s: &RushSettings) -> Vec<(Time, f64, f64)> {
    const SPEED_PRICE: f64 = 100.0;
    let bought = pvz.game.upgraded(pvz.zerg.id, SPEED).map(|t| t - secs(s.speed_s));
    let read = pvz.game.stats_of(pvz.zerg.id).map(|stats| {
        let price = if bought.is_some_and(|t| t <= stats.at) { SPEED_PRICE } else { 0.0 };
        let mined = f64::from(stats.vespene) + f64::from(stats.vespene_used) + price;
        (stats.at, mined, f64::from(stats.vespene_rate))
    });
    read.collect()
}

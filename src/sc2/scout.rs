//! A replay's facts as observations: what a scout would have been told (R13).

use super::facts::{Facts, facts, gas, naturals};
use super::game::{Death, Pvz, Unit};
use super::observe::{Fact, GasRead, Observations, Sight};
use super::rush::{Rules, secs};
use crate::film::Time;

/// What the detector is told about a game. With `sight: exists` a thing is seen when it exists and known absent before;
/// with `sight: proven` it is seen when a Zergling touches Protoss or Protoss kills it, and nothing is known absent.
#[must_use]
pub fn observe(pvz: &Pvz<'_>, rules: &Rules, sight: Sight) -> Observations {
    let mut obs = Observations { end: pvz.game.length, sight, ..Observations::default() };
    let facts = facts(pvz, rules.natural_rule, &rules.settings);
    if sight == Sight::Exists {
        exists(pvz, rules, &facts, &mut obs);
    } else {
        proven(pvz, rules, &facts, &mut obs);
    }
    obs
}

/// The first building that was not cancelled before `clock`: an Extractor trick is no gas, a fake expansion no natural.
fn lasting<'a>(mut buildings: impl Iterator<Item = &'a Unit>, clock: Time) -> Option<&'a Unit> {
    buildings.find(|b| !(b.unfinished() && b.death.is_some_and(|d| d.at <= clock)))
}

fn exists(pvz: &Pvz<'_>, rules: &Rules, facts: &Facts, obs: &mut Observations) {
    let (game, zerg, s) = (pvz.game, pvz.zerg.id, &rules.settings);
    let end = game.length;
    let mut tell = |fact, at: Option<Time>, known_absent_to: Time, why: &'static str| match at {
        Some(t) => {
            obs.absent(fact, t - Time(1), "");
            obs.seen(fact, t, "");
        }
        None => {
            obs.absent(fact, known_absent_to, "");
            obs.unknown(fact, why);
        }
    };
    let all = |name| game.of(zerg, name);
    let pool = lasting(all("SpawningPool"), secs(s.t_pool_check));
    tell(Fact::PoolSeen, pool.map(|u| u.init), end, "");
    tell(Fact::PoolStarted, pool.map(|u| u.init), end, "");
    tell(Fact::PoolDone, pool.and_then(|u| u.done), end, "");
    let natural = lasting(naturals(pvz, rules.natural_rule, s), secs(s.t_nat_check));
    tell(Fact::Natural, natural.map(|u| u.init), end, "");
    let extractor = lasting(all("Extractor"), secs(s.no_gas_at));
    tell(Fact::Extractor, extractor.map(|u| u.init), end, "");
    tell(Fact::ExtractorDone, all("Extractor").filter_map(|u| u.done).min(), end, "");
    tell(Fact::Ling, facts.ling_born, end, "");
    tell(Fact::Contact, facts.contact.map(|c| c.at), end, "");
    tell(Fact::SpeedContact, facts.speed_contact.map(|c| c.at), end, "");
    // What is written down at its end only, was perhaps begun and not finished when the game ended.
    let queen = "a Queen is written down when she is born, and the game ended first";
    tell(Fact::Queen, facts.queen_start, end - secs(s.queen_s), queen);
    let no_gas_until = all("Extractor").filter_map(|u| u.done).min().unwrap_or(end);
    let speed = "research is written down when it is complete, and the game ended first";
    tell(Fact::Speed, facts.speed_start, no_gas_until.max(end - secs(s.speed_s)), speed);
    // R9: of several Nests the first that stands in the window counts.
    let (from, to) = (secs(s.nest_from), secs(s.nest_to));
    let stands = |u: &&Unit| u.init <= to && u.death.is_none_or(|d| d.at > from);
    let nest = all("BanelingNest").find(stands).or_else(|| all("BanelingNest").next());
    tell(Fact::Nest, nest.map(|u| u.init), end, "");
    tell(Fact::NestGone, nest.and_then(|u| u.death).map(|d| d.at), end, "");
    let reads = gas(pvz, s).into_iter();
    obs.gas =
        reads.map(|(at, mined, rate)| GasRead { at, mined: Some(mined), rate: Some(rate), workers: None }).collect();
    probes(pvz, obs);
}

fn proven(pvz: &Pvz<'_>, rules: &Rules, facts: &Facts, obs: &mut Observations) {
    let (game, zerg) = (pvz.game, pvz.zerg.id);
    let lings = [facts.contact.map(|c| c.at), facts.ling_death];
    if let Some(first) = lings.into_iter().flatten().min() {
        obs.sighted(Fact::Ling, first, "by contact or death");
    }
    for (fact, contact) in [(Fact::Contact, facts.contact), (Fact::SpeedContact, facts.speed_contact)] {
        if let Some(contact) = contact {
            obs.seen(fact, contact.at, if contact.died { "by its death" } else { "by where it fought" });
        }
    }
    // What Protoss killed, Protoss saw; when it was begun is then known by what it was.
    let killed = |u: &&Unit| -> Option<Death> { u.death.filter(|d| d.killer == Some(pvz.protoss.id)) };
    let mut tell = |facts: &[Fact], unit: Option<&Unit>| {
        let Some((unit, death)) = unit.and_then(|u| Some((u, killed(&u)?))) else { return };
        facts.iter().for_each(|&fact| obs.learned(fact, unit.init, death.at, "by its death"));
    };
    let first_killed = |name: &str| game.of(zerg, name).find(|u| killed(u).is_some());
    tell(&[Fact::PoolSeen, Fact::PoolStarted], first_killed("SpawningPool"));
    tell(&[Fact::Extractor], first_killed("Extractor"));
    tell(&[Fact::Nest], first_killed("BanelingNest"));
    let mut naturals = naturals(pvz, rules.natural_rule, &rules.settings);
    tell(&[Fact::Natural], naturals.find(|u| killed(u).is_some()));
    for fact in Fact::ALL {
        obs.unknown(fact, "proven by contact or death only (sight: proven)");
    }
    probes(pvz, obs);
}

/// The first probe that is known to have been near Zerg's buildings: only those that fought or died are.
fn probes(pvz: &Pvz<'_>, obs: &mut Observations) {
    const NEAR: f32 = 15.0;
    let game = pvz.game;
    let Some(probe) = game.kind("Probe") else { return };
    let is_probe = |unit: u32| game.units.get(unit as usize).is_some_and(|u| u.kind == probe);
    let fought = game.fixes.iter().filter(|f| is_probe(f.unit)).map(|f| (f.at, f.pos));
    let died = game.of(pvz.protoss.id, "Probe").filter_map(|u| u.death).map(|d| (d.at, d.pos));
    let natural = naturals(pvz, super::rush::NaturalRule::OwnHalf, &super::rush::RushSettings::default()).next();
    let mut sightings: Vec<_> = fought.chain(died).collect();
    sightings.sort_by_key(|(at, _)| *at);
    let near = |place| sightings.iter().find(|(_, pos)| super::game::dist(*pos, place) <= NEAR).map(|(at, _)| *at);
    if let Some(at) = near(pvz.zerg_start) {
        obs.seen(Fact::ProbeMain, at, "by where it fought or died");
    }
    if let Some(at) = natural.and_then(|n| near(n.pos)) {
        obs.seen(Fact::ProbeNatural, at, "by where it fought or died");
    }
}

//! A replay's facts as observations: what a scout would have been told (R13).

use super::facts::{Facts, facts, gas, naturals};
use super::game::{Pvz, Unit};
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
    let s = &rules.settings;
    let all = |name| game.of(zerg, name).collect::<Vec<_>>();
    for one in killed(pvz, &all("SpawningPool"), secs(s.t_pool_check)) {
        one.tell(Fact::PoolSeen, obs);
        if one.first {
            one.tell(Fact::PoolStarted, obs); // of another pool the start says nothing about the first
        }
    }
    for one in killed(pvz, &all("Extractor"), secs(s.no_gas_at)) {
        one.tell(Fact::Extractor, obs);
        one.deny(Fact::ExtractorDone, secs(s.extractor_s), secs(s.active_gas_done_by), obs);
    }
    let naturals: Vec<&Unit> = naturals(pvz, rules.natural_rule, s).collect();
    killed(pvz, &naturals, secs(s.t_nat_check)).iter().for_each(|one| one.tell(Fact::Natural, obs));
    let nests = all("BanelingNest");
    let dead = killed(pvz, &nests, Time::ZERO);
    dead.iter().for_each(|one| one.tell(Fact::Nest, obs));
    // R9: when Protoss has killed all of those that could stand in the window, the last one's death is the end of them.
    let in_time = |nest: &Unit| nest.init <= secs(s.nest_to);
    let ends: Vec<Time> = dead.iter().filter(|one| in_time(one.unit)).map(|one| one.at).collect();
    if ends.len() == nests.iter().filter(|nest| in_time(nest)).count()
        && let Some(&last) = ends.iter().max()
    {
        obs.seen(Fact::NestGone, last, BY_DEATH);
    }
    for fact in Fact::ALL {
        obs.unknown(fact, "proven by contact or death only (sight: proven)");
    }
    probes(pvz, obs);
}

const BY_DEATH: &str = "by its death";

/// A building of Zerg's that Protoss killed, and so saw.
struct Killed<'a> {
    unit: &'a Unit,
    at: Time,
    /// Whether it was the first lasting one of its kind: only then its start is when the kind began.
    first: bool,
}

fn killed<'a>(pvz: &Pvz<'_>, units: &[&'a Unit], clock: Time) -> Vec<Killed<'a>> {
    let first = lasting(units.iter().copied(), clock);
    let by_protoss = |unit: &'a Unit| {
        let death = unit.death.filter(|death| death.killer == Some(pvz.protoss.id))?;
        Some(Killed { unit, at: death.at, first: first.is_some_and(|first| std::ptr::eq(first, unit)) })
    };
    units.iter().filter_map(|unit| by_protoss(unit)).collect()
}

impl Killed<'_> {
    /// When it was begun is known by what it was; another one may have been there before.
    fn tell(&self, fact: Fact, obs: &mut Observations) {
        if self.first {
            obs.learned(fact, self.unit.init, self.at, BY_DEATH);
        } else {
            obs.there_by(fact, self.unit.init, self.at, BY_DEATH);
        }
    }

    /// What died unfinished was never complete, whatever its start foretells in time for the clock. (A pool that died
    /// before its clock is not told with a start, so nothing is foretold.)
    fn deny(&self, done: Fact, takes: Time, clock: Time, obs: &mut Observations) {
        let foretold = self.unit.init + takes;
        if self.unit.unfinished() && foretold <= clock {
            obs.denied(done, foretold, self.at, "");
        }
    }
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

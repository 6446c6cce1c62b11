//! What happened, line by line: buildings, units, upgrades, losses, what the detector was told, and its clocks.

use super::cast::{side, spaced};
use super::{PROTOSS, ZERG};
use crate::film::{Lane, Moment, MomentKind, Point, TeamId, Time};
use crate::sc2::facts::SPEED;
use crate::sc2::game::{Pvz, Tile, Unit};
use crate::sc2::log::Logged;
use crate::sc2::observe::{Fact, Observations, Sight, State};
use crate::sc2::rush::{Rules, secs};

/// (key, mark on the timeline, lane), in the order of the constants below. What the detector asks for has a letter.
const KINDS: [(&str, Option<char>, Lane); 15] = [
    ("begun", Some('+'), Lane::Objectives),
    ("complete", None, Lane::Objectives),
    ("lost", Some('x'), Lane::Deaths),
    ("unit", None, Lane::Objectives),
    ("upgrade", Some('^'), Lane::Objectives),
    ("observed", Some('!'), Lane::Objectives),
    ("clock", Some('|'), Lane::Rhythm),
    ("pool", Some('P'), Lane::Objectives),
    ("hatchery", Some('H'), Lane::Objectives),
    ("extractor", Some('E'), Lane::Objectives),
    ("queen", Some('Q'), Lane::Objectives),
    ("first lings", Some('Z'), Lane::Objectives),
    ("speed", Some('S'), Lane::Objectives),
    ("nest", Some('B'), Lane::Objectives),
    ("contact", Some('C'), Lane::Objectives),
];
const BEGUN: usize = 0;
const COMPLETE: usize = 1;
const LOST: usize = 2;
const UNIT: usize = 3;
const UPGRADE: usize = 4;
const OBSERVED: usize = 5;
const CLOCK: usize = 6;
const POOL: usize = 7;
const HATCHERY: usize = 8;
const EXTRACTOR: usize = 9;
const QUEEN: usize = 10;
const LINGS: usize = 11;
const SPEED_BEGUN: usize = 12;
const NEST: usize = 13;
const CONTACT: usize = 14;

/// What a building or unit of Zerg is called that the detector asks for, else `usual`.
fn kind_of(name: &str, usual: usize) -> usize {
    match name {
        "SpawningPool" => POOL,
        "Hatchery" => HATCHERY,
        "Extractor" => EXTRACTOR,
        "Queen" => QUEEN,
        "BanelingNest" => NEST,
        _ => usual,
    }
}

/// The same for what a log was told.
fn kind_of_fact(fact: Fact) -> usize {
    match fact {
        Fact::PoolSeen | Fact::PoolStarted => POOL,
        Fact::Natural => HATCHERY,
        Fact::Extractor => EXTRACTOR,
        Fact::Queen => QUEEN,
        Fact::Ling => LINGS,
        Fact::Speed => SPEED_BEGUN,
        Fact::Nest => NEST,
        Fact::Contact | Fact::SpeedContact => CONTACT,
        _ => OBSERVED,
    }
}

fn kinds() -> Vec<MomentKind> {
    let kind = |(key, mark, lane): &(&str, _, Lane)| MomentKind {
        key: (*key).to_owned(),
        mark: *mark,
        lane: *lane,
        falls: *lane == Lane::Deaths,
    };
    KINDS.iter().map(kind).collect()
}

fn moment(at: Time, kind: usize, team: Option<TeamId>, text: String, pos: Option<Tile>) -> Moment {
    let pos: Option<Point> = pos.map(|[x, y]| [x, y, 0.0]);
    Moment { at, kind, actors: Vec::new(), team, text, pos, source: None }
}

/// The log of a replay.
pub(super) fn replay(pvz: &Pvz<'_>, rules: &Rules, obs: &Observations) -> (Vec<MomentKind>, Vec<Moment>) {
    let game = pvz.game;
    let mut log: Vec<Moment> = game.units.iter().flat_map(|unit| unit_moments(pvz, unit)).collect();
    for upgrade in &game.upgrades {
        let Some(team) = side(pvz, upgrade.player).filter(|_| upgrade.at > Time::ZERO) else { continue };
        let Some(name) = upgrade_name(&upgrade.name) else { continue };
        log.push(moment(upgrade.at, UPGRADE, Some(team), format!("{name} complete"), None));
    }
    if let Some(first) = log.iter_mut().filter(|m| m.kind == UNIT && m.text == "Zergling").min_by_key(|m| m.at) {
        (first.kind, first.text) = (LINGS, "first Zerglings".to_owned());
    }
    if obs.sight == Sight::Proven {
        // The letters are for the things themselves, which are logged above; this is when Protoss knew of them.
        log.extend(observed(obs).map(|m| Moment { kind: if m.kind == CONTACT { CONTACT } else { OBSERVED }, ..m }));
    }
    if obs.sight == Sight::Exists {
        // What exists is logged above; these three stand in no event of their own.
        log.extend(observed(&only(obs, &[Fact::Contact, Fact::SpeedContact, Fact::Speed])));
    }
    log.extend(clocks(rules, game.length));
    log.sort_by_key(|m| m.at); // stable: input order within a moment
    (kinds(), log)
}

/// The log of a log.
pub(super) fn logged(game: &Logged, rules: &Rules, obs: &Observations) -> (Vec<MomentKind>, Vec<Moment>) {
    let mut log: Vec<Moment> = observed(obs).collect();
    log.iter_mut().for_each(|m| m.source = Some((0, game.line)));
    log.extend(clocks(rules, obs.end));
    log.sort_by_key(|m| m.at);
    (kinds(), log)
}

/// The observations of some facts.
fn only(obs: &Observations, facts: &[Fact]) -> Observations {
    let kept = obs.facts.iter().filter(|o| facts.contains(&o.fact)).cloned();
    Observations { facts: kept.collect(), gas: Vec::new(), ..*obs }
}

/// An upgrade as people call it; sprays and spells that the game books as upgrades are none.
pub(super) fn upgrade_name(raw: &str) -> Option<String> {
    if raw.eq_ignore_ascii_case(SPEED) {
        return Some("Metabolic Boost".to_owned());
    }
    let trivial = raw.starts_with("Spray") || raw.starts_with("Reward") || raw.ends_with("PhaseShift");
    (!trivial).then(|| spaced(raw))
}

/// Comes and goes in numbers and tells nothing.
fn is_trivial(name: &str) -> bool {
    matches!(name, "Larva" | "Egg" | "Broodling" | "Interceptor" | "LocustMP" | "BroodlingEscort" | "KD8Charge")
        || name.starts_with("Beacon")
        || name.starts_with("CreepTumor")
}

fn unit_moments(pvz: &Pvz<'_>, unit: &Unit) -> Vec<Moment> {
    let Some(team) = side(pvz, unit.owner) else { return Vec::new() };
    let raw = pvz.game.kind_name(unit.kind);
    if is_trivial(raw) {
        return Vec::new();
    }
    let name = spaced(raw);
    let mut out = Vec::new();
    if unit.begun {
        out.push(moment(unit.init, kind_of(raw, BEGUN), Some(team), format!("{name} begun"), Some(unit.pos)));
        out.extend(unit.done.map(|t| moment(t, COMPLETE, Some(team), format!("{name} complete"), Some(unit.pos))));
    } else if unit.init > Time::ZERO {
        out.push(moment(unit.init, kind_of(raw, UNIT), Some(team), name.clone(), Some(unit.pos)));
    }
    if let Some(death) = unit.death {
        let killer = death.killer.filter(|k| *k != unit.owner).and_then(|k| side(pvz, k));
        let text = match (killer, unit.begun && unit.done.is_none()) {
            (Some(_), _) => Some(format!("{name} lost")),
            (None, true) => Some(format!("{name} cancelled")),
            (None, false) => None, // used up: a drone that became a building, a larva
        };
        out.extend(text.map(|text| moment(death.at, LOST, Some(team), text, Some(death.pos))));
    }
    out
}

/// What the detector was told, when it became known.
fn observed(obs: &Observations) -> impl Iterator<Item = Moment> {
    obs.facts.iter().filter_map(|o| {
        let team = if matches!(o.fact, Fact::ProbeMain | Fact::ProbeNatural) { PROTOSS } else { ZERG };
        let how = if o.note.is_empty() { String::new() } else { format!(" ({})", o.note) };
        let what = o.fact.as_str();
        let text = match o.state {
            State::SeenAt(t) if t == o.known_at => format!("known: {what}{how}"),
            State::SeenAt(t) => format!("known: {what}, since {t}{how}"),
            State::AbsentUntil(_) if !how.is_empty() => format!("known: {what} absent{how}"),
            _ => return None,
        };
        let kind = if matches!(o.state, State::SeenAt(_)) { kind_of_fact(o.fact) } else { OBSERVED };
        Some(moment(o.known_at, kind, Some(team), text, None))
    })
}

/// The specification's clocks, as far as the game goes; each text begins with a word for the timeline.
fn clocks(rules: &Rules, end: Time) -> Vec<Moment> {
    let s = &rules.settings;
    let clocks = [
        (s.t_pool_check, "pool: complete by now is early (T_POOL_CHECK)"),
        (s.t_nat_check, "natural: due now (T_NAT_CHECK)"),
        (s.t_ling_early, "A: guard A ends, a Zergling seen by now (T_LING_EARLY)"),
        (s.t_ling_soft, "lings: seen until now they score (T_LING_SOFT)"),
        (s.t_contact_slow, "B: guard B ends, contact by now (T_CONTACT_SLOW)"),
        (s.t_queen_check, "queen: due now (T_QUEEN_CHECK)"),
        (s.nest_to, "nest: standing until now it scores (R9)"),
        (s.t_contact_fast, "C: guard C ends, contact with speed by now (T_CONTACT_FAST)"),
    ];
    let clocks = clocks.into_iter().map(|(at, text)| moment(secs(at), CLOCK, None, text.to_owned(), None));
    clocks.filter(|m| m.at <= end).collect()
}

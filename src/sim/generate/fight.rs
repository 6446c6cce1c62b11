//! A small fight: units of two sides hit, heal and stun each other frame by frame until one side is down or time is up.

use super::{Dice, FAMILIES, Options};
use crate::sim::Side;

/// Frames in a second.
const RATE: u64 = 60;

/// What a fight lasts, about, in frames.
const USUAL: usize = 2_400;

/// Unit names; later ones hit harder, so that win rates differ.
const UNITS: [&str; 16] = [
    "archer", "bard", "brawler", "cleric", "druid", "duelist", "golem", "hexer", "knight", "lancer", "monk", "pyro",
    "ranger", "rogue", "warden", "witch",
];

const SCENARIOS: [&str; 3] = ["open_field", "choke_point", "two_hills"];

/// A unit and what it did.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    pub(super) name: &'static str,
    power: usize,
    armour: i64,
    pub(super) hp: i64,
    most: i64,
    pub(super) x: f64,
    pub(super) y: f64,
    /// damage, healing, shield, mitigated, overkill, kills, deaths, casts
    pub(super) totals: [i64; 8],
    pub(super) died: Option<u64>,
    pub(super) first_hit: Option<u64>,
    pub(super) first_cast: Option<u64>,
}

/// What happened, with its frame.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) frame: u64,
    pub(super) data: Data,
}

/// (side, index) of a unit.
pub(super) type Who = (Side, usize);

#[derive(Debug, Clone)]
pub(super) enum Data {
    Hit { by: Who, at: usize, rolled: i64, dealt: i64, crit: bool, before: i64, after: i64 },
    Heal { by: Who, on: Who, healed: i64, over: i64, before: i64, after: i64 },
    Shield { on: Who, absorbed: i64 },
    Mitigated { by: Who, on: Who, before: i64, after: i64 },
    Overkill { by: Who, on: Who, overkill: i64 },
    Parts { by: Who, on: Who, parts: [i64; 3] },
    Stun { by: Who, on: Who, ms: u64 },
    Position { of: Who, x: f64, y: f64 },
}

impl Data {
    /// Index into [`FAMILIES`].
    pub(super) const fn family(&self) -> usize {
        match self {
            Data::Hit { .. } => 0,
            Data::Heal { .. } => 1,
            Data::Shield { .. } => 2,
            Data::Mitigated { .. } => 3,
            Data::Overkill { .. } => 4,
            Data::Parts { .. } => 5,
            Data::Stun { .. } => 6,
            Data::Position { .. } => 7,
        }
    }
}

/// A fight and its outcome.
#[derive(Debug, Clone)]
pub(super) struct Fight {
    pub(super) row: u64,
    pub(super) seed: i64,
    pub(super) scenario: &'static str,
    pub(super) limit: u64,
    pub(super) units: [Vec<Unit>; 2],
    pub(super) events: Vec<Event>,
    pub(super) frames: u64,
    pub(super) result: &'static str,
    /// Which of [`FAMILIES`] are written.
    wanted: [bool; FAMILIES.len()],
}

/// A frame in milliseconds.
pub(super) const fn ms(frame: u64) -> u64 {
    frame * 1_000 / RATE
}

/// Fights row number `row`.
pub(super) fn fight(options: &Options, row: u64, dice: &mut Dice) -> Fight {
    // A hit makes about four events with all families.
    let hits = (options.events / 4).max(4 * options.team_size);
    let hp = (hits * 55 / 2 / options.team_size).max(60) as i64;
    let wanted = |at: usize| {
        options.events > 0 && (options.families.is_empty() || options.families.iter().any(|f| f == FAMILIES[at]))
    };
    let mut fight = Fight {
        row,
        seed: (dice.word() >> 12) as i64,
        scenario: SCENARIOS[dice.below(SCENARIOS.len())],
        limit: if dice.chance(0.06) { RATE * 15 } else { RATE * 90 },
        units: Side::BOTH.map(|side| (0..options.team_size).map(|at| unit(side, at, hp, dice)).collect()),
        events: Vec::new(),
        frames: 0,
        result: "timeout",
        wanted: std::array::from_fn(wanted),
    };
    let gap = USUAL / hits;
    for turn in 0.. {
        fight.frames += (dice.below(2 * gap + 1)) as u64;
        if fight.frames >= fight.limit {
            fight.frames = fight.limit;
            break;
        }
        if turn % 8 == 0 {
            fight.positions(dice);
        }
        let by = fight.anyone(Side::BOTH[dice.below(2)], dice);
        if dice.chance(0.1) {
            fight.heal(by, dice);
        } else {
            fight.hit(by, dice);
        }
        if let Some(loser) = Side::BOTH.into_iter().find(|side| fight.alive(*side) == 0) {
            fight.result = loser.other().key();
            break;
        }
    }
    fight
}

fn unit(side: Side, at: usize, hp: i64, dice: &mut Dice) -> Unit {
    let kind = dice.below(UNITS.len());
    let column = if side == Side::A { 120.0 } else { 680.0 };
    Unit {
        name: UNITS[kind],
        power: 30 + kind * 2,
        armour: 5 + (dice.below(30)) as i64,
        hp,
        most: hp,
        x: column,
        y: 80.0 + at as f64 * 40.0,
        totals: [0; 8],
        died: None,
        first_hit: None,
        first_cast: None,
    }
}

impl Fight {
    pub(super) fn alive(&self, side: Side) -> usize {
        self.units[side.index()].iter().filter(|unit| unit.died.is_none()).count()
    }

    /// Somebody of a side who is alive; both sides have one until the fight ends.
    fn anyone(&self, side: Side, dice: &mut Dice) -> Who {
        let nth = dice.below(self.alive(side));
        let mut living = (0..).zip(&self.units[side.index()]).filter(|(_, unit)| unit.died.is_none());
        (side, living.nth(nth).map_or(0, |(at, _)| at))
    }

    fn unit(&mut self, who: Who) -> &mut Unit {
        &mut self.units[who.0.index()][who.1]
    }

    fn log(&mut self, data: Data) {
        if self.wanted[data.family()] {
            self.events.push(Event { frame: self.frames, data });
        }
    }

    fn hit(&mut self, by: Who, dice: &mut Dice) {
        let on = self.anyone(by.0.other(), dice);
        let (frame, power) = (self.frames, self.unit(by).power);
        let crit = dice.chance(0.1);
        let rolled = (power + dice.below(20)) as i64 * if crit { 2 } else { 1 };
        let target = self.unit(on);
        let after_armour = rolled * 100 / (100 + target.armour);
        let absorbed = if dice.chance(0.15) { after_armour.min(1 + dice.below(12) as i64) } else { 0 };
        let (reached, before) = (after_armour - absorbed, target.hp);
        let dealt = reached.min(before);
        target.hp -= dealt;
        target.totals[2] += absorbed;
        target.totals[3] += rolled - after_armour;
        let dies = target.hp == 0;
        if dies {
            target.totals[6] += 1;
            target.died = Some(frame);
        }
        let after = target.hp;
        let unit = self.unit(by);
        unit.totals[0] += dealt;
        unit.totals[4] += reached - dealt;
        unit.totals[5] += i64::from(dies);
        unit.first_hit.get_or_insert(frame);
        self.log(Data::Mitigated { by, on, before: rolled, after: after_armour });
        if absorbed > 0 {
            self.log(Data::Shield { on, absorbed });
        }
        self.log(Data::Hit { by, at: on.1, rolled, dealt, crit, before, after });
        self.log(Data::Parts { by, on, parts: [dealt / 2, dealt / 4, dealt - dealt / 2 - dealt / 4] });
        if reached > dealt {
            self.log(Data::Overkill { by, on, overkill: reached - dealt });
        }
        if dice.chance(0.05) && !dies {
            self.log(Data::Stun { by, on, ms: 500 + dice.below(1_000) as u64 });
        }
    }

    fn heal(&mut self, by: Who, dice: &mut Dice) {
        let on = self.anyone(by.0, dice);
        let (frame, amount) = (self.frames, 5 + dice.below(15) as i64);
        let target = self.unit(on);
        let before = target.hp;
        target.hp = (before + amount).min(target.most);
        let after = target.hp;
        let unit = self.unit(by);
        unit.totals[1] += after - before;
        unit.totals[7] += 1;
        unit.first_cast.get_or_insert(frame);
        self.log(Data::Heal { by, on, healed: after - before, over: amount - (after - before), before, after });
    }

    /// Everybody walks towards the middle, a little astray.
    fn positions(&mut self, dice: &mut Dice) {
        for side in Side::BOTH {
            for at in 0..self.units[side.index()].len() {
                let unit = self.unit((side, at));
                if unit.died.is_some() {
                    continue;
                }
                unit.x += (400.0 - unit.x) / 8.0 + dice.below(21) as f64 - 10.0;
                unit.y = (unit.y + dice.below(21) as f64 - 10.0).clamp(0.0, 600.0);
                let (x, y) = (unit.x, unit.y);
                self.log(Data::Position { of: (side, at), x, y });
            }
        }
    }
}

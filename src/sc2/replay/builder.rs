//! Tracker events to a `Game`: units get their ends, players their races, and everything is kept within a budget.

use super::details::Details;
use super::error::{ReplayError, Trouble};
use super::header::Header;
use super::tracker::{Event, PART, Score, Tag, events};
use crate::film::{Time, clean_text};
use crate::sc2::game::{Death, Fix, Game, Kind, Player, Race, Stats, Unit, Upgrade, at_loop};
use std::collections::HashMap;

/// What a game may take; file and largest part are counted by the container (together 280 MB at most).
const MODEL_BYTES: usize = 24 << 20;
/// Unit indices are 18 bits.
const MAX_INDEX: u32 = 1 << 18;

/// Reads the events and puts the game together.
pub(super) fn build(header: &Header, details: &Details, tracker: &[u8]) -> Result<Game, ReplayError> {
    let mut builder = Builder {
        game: Game {
            map: details.map.clone(),
            version: header.version.clone(),
            base_build: header.base_build,
            length: at_loop(header.loops),
            played_at: details.played_at,
            ..Game::default()
        },
        ..Builder::default()
    };
    events(tracker, |now, event| builder.see(at_loop(now), event))?;
    builder.players(details);
    Ok(builder.game)
}

#[derive(Default)]
struct Builder<'a> {
    game: Game,
    /// By unit index: (recycle number, index into units) of the latest unit there.
    current: Vec<Option<(u32, u32)>>,
    kinds: HashMap<&'a [u8], Kind>,
    seats: Vec<u8>,
    used: usize,
}

impl<'a> Builder<'a> {
    /// Accounts for one more of what is kept; a vector that grows holds its old and its new place for a moment.
    fn spend<T>(&mut self, extra: usize) -> Result<(), ReplayError> {
        self.used += size_of::<T>() * 3 + extra;
        if self.used <= MODEL_BYTES {
            return Ok(());
        }
        let reason = format!("more events than any game has: they would take over {} MB", MODEL_BYTES >> 20);
        Err(ReplayError::new(Trouble::TooLarge, PART, 0, reason))
    }

    fn see(&mut self, at: Time, event: Event<'a>) -> Result<(), ReplayError> {
        match event {
            Event::Setup { player } => {
                if !self.seats.contains(&player) {
                    self.seats.push(player);
                }
            }
            Event::Stats { player, score } => {
                self.spend::<(u8, Stats)>(0)?;
                self.game.stats.push((player, stats(at, &score)));
            }
            Event::Born { tag, kind, owner, x, y } => self.begin(tag, kind, owner, at, [x, y], Some(at))?,
            Event::Init { tag, kind, owner, x, y } => self.begin(tag, kind, owner, at, [x, y], None)?,
            Event::Done { tag } => {
                if let Some(unit) = self.unit(tag) {
                    unit.done = unit.done.or(Some(at));
                }
            }
            Event::Died { tag, killer, x, y } => {
                if let Some(unit) = self.unit(tag) {
                    unit.death = unit.death.or(Some(Death { at, killer, pos: [f32::from(x), f32::from(y)] }));
                }
            }
            Event::Owner { tag, owner } => {
                if let Some(index) = self.index(tag) {
                    self.spend::<(Time, u32, u8)>(0)?;
                    self.game.owners.push((at, index, owner));
                }
            }
            Event::Change { tag, kind } => {
                if let Some(index) = self.index(tag) {
                    self.spend::<(Time, u32, Kind)>(0)?;
                    let kind = self.kind(kind)?;
                    self.game.changes.push((at, index, kind));
                }
            }
            Event::Upgrade { player, name } => {
                self.spend::<Upgrade>(name.len())?;
                let name = clean_text(&String::from_utf8_lossy(name));
                self.game.upgrades.push(Upgrade { player, name, at });
            }
            Event::Position { index, x, y } => match self.current.get(index as usize).copied().flatten() {
                Some((_, unit)) => {
                    self.spend::<Fix>(0)?;
                    self.game.fixes.push(Fix { at, unit, pos: [f32::from(x), f32::from(y)] });
                }
                None => self.game.strays = self.game.strays.saturating_add(1),
            },
        }
        Ok(())
    }

    fn begin(
        &mut self,
        tag: Tag,
        kind: &'a [u8],
        owner: u8,
        init: Time,
        [x, y]: [u16; 2],
        done: Option<Time>,
    ) -> Result<(), ReplayError> {
        if tag.index >= MAX_INDEX {
            return Err(ReplayError::damaged(PART, 0, format!("unit index {} at {init} is beyond 18 bits", tag.index)));
        }
        self.spend::<Unit>(0)?;
        let kind = self.kind(kind)?;
        let slot = tag.index as usize;
        if slot >= self.current.len() {
            self.current.resize(slot + 1, None); // at most 2^18 of 12 bytes: within the slack above the budget
        }
        let number = u32::try_from(self.game.units.len()).unwrap_or(u32::MAX); // the budget ends far below
        self.current[slot] = Some((tag.recycle, number)); // made large enough above
        let pos = [f32::from(x), f32::from(y)];
        self.game.units.push(Unit { kind, owner, init, done, begun: done.is_none(), pos, death: None });
        Ok(())
    }

    /// Interns a kind's name.
    fn kind(&mut self, name: &'a [u8]) -> Result<Kind, ReplayError> {
        if let Some(&kind) = self.kinds.get(name) {
            return Ok(kind);
        }
        self.spend::<(String, &[u8], Kind)>(name.len())?;
        let kind =
            Kind(u16::try_from(self.game.kinds.len()).map_err(|_| {
                ReplayError::new(Trouble::TooLarge, PART, 0, "more than 65,536 kinds of units".to_owned())
            })?);
        self.game.kinds.push(clean_text(&String::from_utf8_lossy(name)));
        self.kinds.insert(name, kind);
        Ok(kind)
    }

    /// Index of the unit with that tag; a stray is counted.
    fn index(&mut self, tag: Tag) -> Option<u32> {
        match self.current.get(tag.index as usize).copied().flatten() {
            Some((recycle, unit)) if recycle == tag.recycle => Some(unit),
            _ => {
                self.game.strays = self.game.strays.saturating_add(1);
                None
            }
        }
    }

    fn unit(&mut self, tag: Tag) -> Option<&mut Unit> {
        let index = self.index(tag)?;
        self.game.units.get_mut(index as usize)
    }

    /// Matches the list of players to tracker numbers by order, observers left out (READINGS R, Replays).
    fn players(&mut self, details: &Details) {
        let game = &mut self.game;
        let hall = |name: &str| match name {
            "Nexus" => Some(Race::Protoss),
            "CommandCenter" => Some(Race::Terran),
            "Hatchery" => Some(Race::Zerg),
            _ => None,
        };
        let races: Vec<Option<Race>> = game.kinds.iter().map(|name| hall(name)).collect();
        // The first complete town hall of each owner.
        let mut bases: Vec<(u8, Race, [f32; 2])> = Vec::new();
        for unit in game.units.iter().filter(|u| u.owner != 0 && !u.begun) {
            let Some(race) = races.get(usize::from(unit.kind.0)).copied().flatten() else { continue };
            if bases.len() < 16 && !bases.iter().any(|(owner, ..)| *owner == unit.owner) {
                bases.push((unit.owner, race, unit.pos));
            }
        }
        if self.seats.is_empty() {
            self.seats = bases.iter().map(|(owner, ..)| *owner).collect();
        }
        self.seats.sort_unstable();
        game.observers = details.players.iter().filter(|p| p.observer).count();
        let listed = details.players.iter().filter(|p| !p.observer);
        game.players = listed
            .zip(&self.seats)
            .map(|(listed, &id)| {
                let base = bases.iter().find(|(owner, ..)| *owner == id);
                let name = if listed.name.is_empty() { format!("player {id}") } else { listed.name.clone() };
                Player {
                    id,
                    name,
                    clan: listed.clan.clone(),
                    race: base.map(|(_, race, _)| *race),
                    race_named: listed.race.clone(),
                    outcome: listed.outcome,
                    start: base.map(|(.., pos)| *pos),
                }
            })
            .collect();
    }
}

/// Picks what the explorer uses out of the game's counts.
fn stats(at: Time, score: &Score) -> Stats {
    let s = &score.0;
    // Constant indices below 33, the length of the array.
    let sum = |range: std::ops::RangeInclusive<usize>| s[range].iter().fold(0i32, |sum, &n| sum.saturating_add(n));
    Stats {
        at,
        minerals: s[0],
        vespene: s[1],
        mineral_rate: s[2],
        vespene_rate: s[3],
        workers: s[4],
        vespene_used: sum(8..=10).saturating_add(sum(14..=16)),
        vespene_lost: sum(20..=22),
        army: s[11].saturating_add(s[14]),
        supply: s[29] as f32 / 4096.0,
        room: s[30] as f32 / 4096.0,
    }
}

//! One game as its replay tells it: players, units with their lives, upgrades, money over time, positions.

mod clock;
mod pvz;

pub use crate::sc2::replay::Outcome;
pub use clock::{LOOPS_PER_SECOND, at_loop, loops};
pub use pvz::{NotPvz, Pvz};

use crate::film::Time;

/// A place on the map in tiles: x east, y north.
pub type Tile = [f32; 2];

/// Distance in tiles.
#[must_use]
pub fn dist(a: Tile, b: Tile) -> f32 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// A race, told by the first town hall: names are localised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Race {
    /// Begins with a Nexus.
    Protoss,
    /// Begins with a Command Center.
    Terran,
    /// Begins with a Hatchery.
    Zerg,
}

impl Race {
    /// In English.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Race::Protoss => "Protoss",
            Race::Terran => "Terran",
            Race::Zerg => "Zerg",
        }
    }
}

/// A player; observers are none.
#[derive(Debug, Clone, PartialEq)]
pub struct Player {
    /// Number in the tracker events.
    pub id: u8,
    /// Without clan, harmless to print, never empty.
    pub name: String,
    /// Clan tag.
    pub clan: Option<String>,
    /// By the first town hall; `None` if there was none.
    pub race: Option<Race>,
    /// As the writer's language names it.
    pub race_named: String,
    /// Result, if the game wrote one.
    pub outcome: Option<Outcome>,
    /// Where the first town hall stands.
    pub start: Option<Tile>,
}

/// Index into [`Game::kinds`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind(pub u16);

/// The end of a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Death {
    /// When.
    pub at: Time,
    /// Player who did it; the owner itself when it was cancelled or used up.
    pub killer: Option<u8>,
    /// Where.
    pub pos: Tile,
}

/// A unit or building from its beginning to its end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unit {
    /// What it began as; [`Game::changes`] says what it became.
    pub kind: Kind,
    /// Owner at the beginning, 0 for nobody; [`Game::owners`] says who got it later.
    pub owner: u8,
    /// When it began: placed, warping in, or born.
    pub init: Time,
    /// When it was complete; `None` if never seen so.
    pub done: Option<Time>,
    /// Whether it was begun before it was complete: a building, a morph or a warp-in.
    pub begun: bool,
    /// Where it began.
    pub pos: Tile,
    /// Its end, if it came before the game's.
    pub death: Option<Death>,
}

impl Unit {
    /// Whether it stood (begun or complete) at `t`.
    #[must_use]
    pub fn stands(&self, t: Time) -> bool {
        self.init <= t && self.death.is_none_or(|d| d.at > t)
    }

    /// Whether it ended before it was complete: cancelled or shot while it was built.
    #[must_use]
    pub fn unfinished(&self) -> bool {
        self.done.is_none() && self.death.is_some()
    }
}

/// Money and supply of a player at a moment, in the game's own counts (rates per minute).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stats {
    /// When; every 160 loops.
    pub at: Time,
    /// Minerals in the bank.
    pub minerals: i32,
    /// Vespene in the bank.
    pub vespene: i32,
    /// Mineral income a minute.
    pub mineral_rate: i32,
    /// Vespene income a minute.
    pub vespene_rate: i32,
    /// Workers.
    pub workers: i32,
    /// Vespene in what is being made and what stands.
    pub vespene_used: i32,
    /// Vespene in what was lost.
    pub vespene_lost: i32,
    /// Minerals and vespene in the standing army.
    pub army: i32,
    /// Supply used.
    pub supply: f32,
    /// Supply there is room for.
    pub room: f32,
}

/// A completed upgrade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upgrade {
    /// Whose.
    pub player: u8,
    /// The game's own name: `zerglingmovementspeed`.
    pub name: String,
    /// When it was complete.
    pub at: Time,
}

/// Where a unit was at a moment; only units that fight are told, every 240 loops.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fix {
    /// When.
    pub at: Time,
    /// Index into [`Game::units`].
    pub unit: u32,
    /// Where.
    pub pos: Tile,
}

/// A game.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Game {
    /// Map title as the writer's language names it.
    pub map: String,
    /// For display: `5.0.13.92440`.
    pub version: String,
    /// The data format's build.
    pub base_build: u32,
    /// Length.
    pub length: Time,
    /// Seconds since 1970 (UTC), if plausible.
    pub played_at: Option<i64>,
    /// Players in tracker order.
    pub players: Vec<Player>,
    /// Entries of the list that only watched.
    pub observers: usize,
    /// Names of kinds of units.
    pub kinds: Vec<String>,
    /// Units in order of their beginning.
    pub units: Vec<Unit>,
    /// (when, index into `units`, new kind) in time order.
    pub changes: Vec<(Time, u32, Kind)>,
    /// (when, index into `units`, new owner) in time order.
    pub owners: Vec<(Time, u32, u8)>,
    /// In time order.
    pub upgrades: Vec<Upgrade>,
    /// (player, stats) in time order.
    pub stats: Vec<(u8, Stats)>,
    /// In time order.
    pub fixes: Vec<Fix>,
    /// Events about units that the replay never introduced: 0 in a sound replay.
    pub strays: u32,
}

impl Game {
    /// The name of a kind.
    #[must_use]
    pub fn kind_name(&self, kind: Kind) -> &str {
        self.kinds.get(usize::from(kind.0)).map_or("", String::as_str)
    }

    /// The kind of that name, if the game has such units.
    #[must_use]
    pub fn kind(&self, name: &str) -> Option<Kind> {
        self.kinds.iter().position(|k| k == name).and_then(|i| u16::try_from(i).ok()).map(Kind)
    }

    /// The player with that tracker number.
    #[must_use]
    pub fn player(&self, id: u8) -> Option<&Player> {
        self.players.iter().find(|p| p.id == id)
    }

    /// Units of a player that began as `name`, in order of their beginning.
    pub fn of<'a>(&'a self, player: u8, name: &str) -> impl Iterator<Item = &'a Unit> + use<'a> {
        let kind = self.kind(name);
        self.units.iter().filter(move |u| Some(u.kind) == kind && u.owner == player)
    }

    /// Stats of a player, in time order.
    pub fn stats_of(&self, player: u8) -> impl Iterator<Item = &Stats> {
        self.stats.iter().filter(move |(p, _)| *p == player).map(|(_, s)| s)
    }

    /// When a player completed an upgrade.
    #[must_use]
    pub fn upgraded(&self, player: u8, name: &str) -> Option<Time> {
        self.upgrades.iter().find(|u| u.player == player && u.name.eq_ignore_ascii_case(name)).map(|u| u.at)
    }
}

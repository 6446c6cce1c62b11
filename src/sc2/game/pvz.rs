//! Protoss against Zerg, one each: who is who, which half is whose, and where the naturals are.

use super::{Game, Player, Race, Tile, Unit, dist};

/// Why a game is not one that the detector judges.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotPvz {
    /// Not two players.
    #[error("not a 1v1: {0} players")]
    Players(usize),
    /// A player without a first town hall.
    #[error("{0} has no first town hall, so the race is unknown")]
    NoTownHall(String),
    /// Two other races.
    #[error("not Protoss against Zerg: {} against {}", .0.as_str(), .1.as_str())]
    Races(Race, Race),
}

/// A game of Protoss against Zerg.
#[derive(Debug, Clone, Copy)]
pub struct Pvz<'a> {
    /// The game.
    pub game: &'a Game,
    /// The Protoss.
    pub protoss: &'a Player,
    /// The Zerg.
    pub zerg: &'a Player,
    /// The first Nexus.
    pub protoss_start: Tile,
    /// The first Hatchery.
    pub zerg_start: Tile,
}

impl<'a> Pvz<'a> {
    /// Checks that the game is one.
    ///
    /// # Errors
    /// Why it is not.
    pub fn of(game: &'a Game) -> Result<Pvz<'a>, NotPvz> {
        let [one, two] = game.players.as_slice() else { return Err(NotPvz::Players(game.players.len())) };
        let base = |p: &'a Player| p.race.zip(p.start).ok_or_else(|| NotPvz::NoTownHall(p.name.clone()));
        let ((race_one, at_one), (race_two, at_two)) = (base(one)?, base(two)?);
        match (race_one, race_two) {
            (Race::Protoss, Race::Zerg) => {
                Ok(Pvz { game, protoss: one, zerg: two, protoss_start: at_one, zerg_start: at_two })
            }
            (Race::Zerg, Race::Protoss) => {
                Ok(Pvz { game, protoss: two, zerg: one, protoss_start: at_two, zerg_start: at_one })
            }
            _ => Err(NotPvz::Races(race_one, race_two)),
        }
    }

    /// Zerg's further Hatcheries in order of their beginning; a second one on the main's own place is none.
    pub fn hatcheries(&self) -> impl Iterator<Item = &'a Unit> + use<'a> {
        let start = self.zerg_start;
        self.game.of(self.zerg.id, "Hatchery").filter(move |h| h.begun && dist(h.pos, start) > 0.5)
    }

    /// R3: whether a place lies on Zerg's half: nearer to Zerg's first Hatchery than to the first Nexus.
    #[must_use]
    pub fn zerg_half(&self, pos: Tile) -> bool {
        dist(pos, self.zerg_start) < dist(pos, self.protoss_start)
    }

    /// Where Protoss first expanded on its own half, whenever that was: the natural.
    #[must_use]
    pub fn protoss_natural(&self) -> Option<Tile> {
        let mut nexuses = self.game.of(self.protoss.id, "Nexus").filter(|n| n.begun && !n.unfinished());
        nexuses.find(|n| !self.zerg_half(n.pos) && dist(n.pos, self.protoss_start) > 0.5).map(|n| n.pos)
    }
}

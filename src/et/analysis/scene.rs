//! The round with the indices that several sections ask for.

use super::super::config::{Settings, Side};
use super::super::order::At;
use super::super::position::Reach;
use super::super::round::{Death, Kind, Life, Player, PlayerId, Round};
use super::combat::{Combat, CombatCount};
use super::context::Zoned;
use super::marks::Marks;
use crate::film::Time;
use std::sync::OnceLock;

/// A hit of one player on another (E3: a kill line is a hit of 0).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Hit {
    pub(super) at: At,
    pub(super) by: PlayerId,
    pub(super) to: PlayerId,
    pub(super) dmg: f64,
}

/// A kill line with a player as its victim.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Kill {
    pub(super) at: At,
    pub(super) victim: PlayerId,
    pub(super) death: Death,
}

impl Kill {
    /// The player who did it, if it was another player.
    pub(super) fn by(&self) -> Option<PlayerId> {
        match self.death {
            Death::Enemy(by) | Death::Friendly(by) | Death::Aside(by) => Some(by),
            Death::Own | Death::World => None,
        }
    }
}

/// A round under analysis.
pub(super) struct Scene<'a> {
    pub(super) round: &'a Round,
    pub(super) settings: &'a Settings,
    pub(super) marks: &'a Marks,
    pub(super) reach: Reach,
    pub(super) combat: Combat,
    /// In order.
    pub(super) kills: Vec<Kill>,
    /// The same by victim.
    falls: Vec<Vec<Kill>>,
    /// By player: hits dealt and taken, in order.
    pub(super) hits: Vec<Vec<Hit>>,
    /// By player: objective lines that name the player, in order, as indices into the round's events.
    pub(super) works: Vec<Vec<At>>,
    /// (at, medic, raised), in order.
    pub(super) revives: Vec<(At, PlayerId, PlayerId)>,
    /// By player: found when somebody asks.
    zoned: Vec<OnceLock<Zoned>>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(round: &'a Round, settings: &'a Settings, marks: &'a Marks) -> Scene<'a> {
        let (mut kills, mut revives) = (Vec::new(), Vec::new());
        let mut falls = vec![Vec::new(); round.players.len()];
        let mut hits = vec![Vec::new(); round.players.len()];
        let mut works = vec![Vec::new(); round.players.len()];
        let mut combat = CombatCount::new(round, settings.combat_recent());
        for (at, event) in round.lines() {
            let hit = event.hit();
            combat.add(at, event, hit.map(|(by, to, _)| (by, to)));
            if let Some((by, to, dmg)) = hit {
                let hit = Hit { at, by, to, dmg };
                hits[by.index()].push(hit);
                hits[to.index()].push(hit);
            }
            if let Some((victim, death)) = event.death(round) {
                kills.push(Kill { at, victim, death });
                falls[victim.index()].push(Kill { at, victim, death });
            }
            match (&event.kind, event.by.player(), event.to.player()) {
                (Kind::Objective, Some(by), _) => works[by.index()].push(at),
                (Kind::Revive, Some(medic), Some(raised)) => revives.push((at, medic, raised)),
                _ => {}
            }
        }
        Scene {
            round,
            settings,
            marks,
            reach: Reach::new(settings),
            combat: combat.finish(),
            kills,
            falls,
            hits,
            works,
            revives,
            zoned: round.players.iter().map(|_| OnceLock::new()).collect(),
        }
    }

    /// When a player is inside the zones that excuse.
    pub(super) fn zoned(&self, id: PlayerId) -> &Zoned {
        self.zoned[id.index()].get_or_init(|| Zoned::of(self.player(id), self.settings))
    }

    pub(super) fn player(&self, id: PlayerId) -> &'a Player {
        self.round.player(id)
    }

    /// The life a player has at a place of the order, if alive there.
    pub(super) fn life(&self, id: PlayerId, at: At) -> Option<&'a Life> {
        let player = self.player(id);
        player.life_at(at).map(|life| &player.lives[life])
    }

    /// E2: the position at a place of the order; at the player's own death line that of the life it ends.
    pub(super) fn place(&self, id: PlayerId, at: At) -> Option<[f64; 3]> {
        self.reach.place_at(self.player(id), at)
    }

    /// Everybody known to be on this side at `t` and alive at the line, without `but`.
    pub(super) fn living_mates(&self, side: Side, but: PlayerId, at: At) -> impl Iterator<Item = PlayerId> + '_ {
        self.round.ids().filter(move |id| {
            *id != but && self.round.side(*id, at.t) == Some(side) && self.player(*id).life_at(at).is_some()
        })
    }

    /// The hits of a player in `[from, to]`.
    pub(super) fn hits_in(&self, id: PlayerId, from: Time, to: At) -> &[Hit] {
        within(&self.hits[id.index()], |hit| hit.at, from, to)
    }

    /// The kills of one player after `from` and up to `to`.
    pub(super) fn falls_in(&self, victim: PlayerId, from: At, to: At) -> &[Kill] {
        let falls = &self.falls[victim.index()];
        let first = falls.partition_point(|kill| kill.at <= from);
        let last = falls.partition_point(|kill| kill.at <= to).max(first);
        &falls[first..last]
    }

    /// The kill of this line.
    pub(super) fn kill_at(&self, victim: PlayerId, at: At) -> Option<&Kill> {
        self.falls[victim.index()]
            .binary_search_by_key(&at, |kill| kill.at)
            .ok()
            .map(|i| &self.falls[victim.index()][i])
    }

    /// E4, reason 6: a player's objective lines that excuse: not `destroyed`, the charge of half a minute ago, and not
    /// `drop`.
    pub(super) fn excusing_works(&self, id: PlayerId) -> Vec<At> {
        self.works[id.index()].iter().copied().filter(|at| self.excuses(*at)).collect()
    }

    /// Whether a line of `works` excuses.
    pub(super) fn excuses(&self, at: At) -> bool {
        let event = at.event().and_then(|index| self.round.events.get(index));
        event.is_some_and(|event| !event.is_action("destroyed") && !event.is_action("drop"))
    }
}

/// The part of an ordered list that lies in `[from, to]`.
pub(super) fn within<T>(list: &[T], at: impl Fn(&T) -> At, from: Time, to: At) -> &[T] {
    let first = list.partition_point(|item| at(item).t < from);
    let last = list.partition_point(|item| at(item) <= to).max(first);
    &list[first..last]
}

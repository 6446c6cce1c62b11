//! E3: who is in combat when.

use super::super::order::At;
use super::super::round::{Event, Kind, PlayerId, Round};
use crate::film::{Span, Time};

/// E3: tools that are fired without fighting, as numbers of the engine.
const TOOL_NUMBERS: [&str; 7] = ["11", "12", "19", "20", "21", "22", "44"];
/// E3: the same by name: upper case, without `WP_`, spaces, `_` and `-`.
const TOOL_NAMES: [&str; 12] = [
    "SYRINGE",
    "MEDICSYRINGE",
    "ADRENALINE",
    "MEDICADRENALINE",
    "MEDKIT",
    "MEDPACK",
    "AMMO",
    "AMMOPACK",
    "PLIERS",
    "BINOCULARS",
    "BINOCS",
    "SMOKEMARKER",
];

/// More weapons than the game has.
const WEAPONS: usize = 64;

/// E3: whether firing this is fighting.
fn fights(weapon: Option<&str>) -> bool {
    let Some(weapon) = weapon else { return true };
    let upper = weapon.trim().to_ascii_uppercase();
    let bare: String = upper.trim_start_matches("WP_").chars().filter(|c| !matches!(c, ' ' | '_' | '-')).collect();
    !TOOL_NUMBERS.contains(&upper.as_str()) && !TOOL_NAMES.contains(&bare.as_str())
}

/// E3: the evidence of combat of every player: shots, and hits dealt to or taken from an enemy.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Combat {
    /// By player, in order.
    evidence: Vec<Vec<At>>,
    recent: Time,
}

/// [`Combat`] in the making.
#[derive(Debug)]
pub(super) struct CombatCount<'a> {
    round: &'a Round,
    combat: Combat,
    /// Weapons that were met: a round has thousands of shots from a dozen.
    known: Vec<(Option<&'a str>, bool)>,
}

impl<'a> CombatCount<'a> {
    /// Of a round, with no line looked at yet.
    pub(super) fn new(round: &'a Round, recent: Time) -> CombatCount<'a> {
        let combat = Combat { evidence: vec![Vec::new(); round.players.len()], recent };
        CombatCount { round, combat, known: Vec::new() }
    }

    /// Adds a line, which may be a hit: by whom, of whom.
    pub(super) fn add(&mut self, at: At, event: &'a Event, hit: Option<(PlayerId, PlayerId)>) {
        let evidence = &mut self.combat.evidence;
        if event.kind == Kind::WeaponFire {
            let Some(by) = event.by.player() else { return };
            let weapon = event.weapon.as_deref();
            let fighting = match self.known.iter().find(|(one, _)| *one == weapon) {
                Some((_, fighting)) => *fighting,
                None => {
                    let fighting = fights(weapon);
                    // Whatever comes after so many is no weapon of the game.
                    if self.known.len() < WEAPONS {
                        self.known.push((weapon, fighting));
                    }
                    fighting
                }
            };
            if fighting {
                evidence[by.index()].push(at);
            }
        } else if let Some((by, to)) = hit.filter(|(by, to)| self.round.enemies(*by, *to, event.t)) {
            evidence[by.index()].push(at);
            evidence[to.index()].push(at);
        }
    }

    pub(super) fn finish(self) -> Combat {
        self.combat
    }
}

impl Combat {
    /// Every shot and hit of a player, in order.
    #[must_use]
    pub fn evidence(&self, player: PlayerId) -> &[At] {
        self.evidence.get(player.index()).map_or(&[], Vec::as_slice)
    }

    /// Whether there is evidence in `[from, to]`.
    #[must_use]
    pub fn any_in(&self, player: PlayerId, from: Time, to: At) -> bool {
        let list = self.evidence(player);
        let next = list.partition_point(|at| *at <= to);
        list[..next].last().is_some_and(|last| last.t >= from)
    }

    /// E3: whether the player is in combat after everything of a millisecond, asked at times that never decrease.
    pub(super) fn forward(&self, player: PlayerId) -> impl FnMut(Time) -> bool {
        let (mut ahead, mut last) = (self.evidence(player).iter().peekable(), None);
        move |t| {
            while let Some(at) = ahead.next_if(|at| at.t <= t) {
                last = Some(at.t);
            }
            last.is_some_and(|last| last >= t - self.recent)
        }
    }

    /// The stretches in which a player is in combat, in time order, for drawing.
    #[must_use]
    pub fn spans(&self, player: PlayerId) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        for at in self.evidence(player) {
            match spans.last_mut() {
                Some(last) if last.to >= at.t => last.to = at.t + self.recent,
                _ => spans.push(Span::new(at.t, at.t + self.recent)),
            }
        }
        spans
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_are_no_weapons_by_number_and_by_name() {
        for tool in ["11", "21", "WP_MEDIC_SYRINGE", "medic syringe", "Smoke-Marker", "binocs", "pliers"] {
            assert!(!fights(Some(tool)), "{tool}");
        }
        for weapon in ["3", "8", "MP40", "WP_THOMPSON", "GRENADE_LAUNCHER", "1"] {
            assert!(fights(Some(weapon)), "{weapon}");
        }
        assert!(fights(None));
    }
}

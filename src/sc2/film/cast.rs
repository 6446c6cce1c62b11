//! Who stands on the map: the two players, their buildings, and the units that were seen fighting.

use super::{BRIDGE, PROTOSS, ZERG, player};
use crate::film::{Actor, ActorId, ActorState, Span, TeamId, Time, Track};
use crate::sc2::game::{Game, Kind, Pvz, Race, Tile, Unit};
use std::collections::BTreeMap;

/// More than this do not fit the numbers of a film; real games have some hundreds.
const MAX_ACTORS: usize = 60_000;

/// Samples of all buildings together: enough for 100 buildings of a two-hour game. A damaged clock must not fill the
/// memory; a building beyond the limit keeps its first and last sample.
const MAX_SAMPLES: usize = 100_000;

/// The cast and its tracks, in cast order.
pub(super) fn cast(pvz: &Pvz<'_>) -> (Vec<Actor>, Vec<Track>) {
    let game = pvz.game;
    let mut fixes: BTreeMap<u32, Vec<(Time, Tile)>> = BTreeMap::new();
    for fix in &game.fixes {
        fixes.entry(fix.unit).or_default().push((fix.at, fix.pos));
    }
    let became = became(game);
    let mut cast = vec![
        player(pvz.protoss.id.into(), &pvz.protoss.name, 'P', PROTOSS, Race::Protoss),
        player(pvz.zerg.id.into(), &pvz.zerg.name, 'Z', ZERG, Race::Zerg),
    ];
    let mut tracks = Vec::new();
    let mut numbers: BTreeMap<Kind, u32> = BTreeMap::new();
    let mut left = MAX_SAMPLES;
    for (index, unit) in game.units.iter().enumerate() {
        let Some(team) = side(pvz, unit.owner) else { continue };
        let Ok(index) = u32::try_from(index) else { continue };
        let moved = fixes.get(&index);
        let stays = is_building(game, unit) && moved.is_none();
        if (!stays && moved.is_none()) || cast.len() >= MAX_ACTORS {
            continue;
        }
        let id = ActorId(u16::try_from(cast.len()).unwrap_or(u16::MAX)); // below MAX_ACTORS
        let number = numbers.entry(unit.kind).and_modify(|n| *n += 1).or_insert(1);
        cast.push(actor(game, unit, index, *number, team, stays, became.get(&index)));
        tracks.push(if stays {
            building(game, unit, id, team, &mut left)
        } else {
            walker(game, unit, id, team, moved)
        });
    }
    (cast, tracks)
}

pub(super) fn side(pvz: &Pvz<'_>, owner: u8) -> Option<TeamId> {
    if owner == pvz.protoss.id {
        Some(PROTOSS)
    } else if owner == pvz.zerg.id {
        Some(ZERG)
    } else {
        None
    }
}

/// Town halls of the start, and what was begun before it was complete; warp-ins give themselves away by moving.
fn is_building(game: &Game, unit: &Unit) -> bool {
    const WARPED: [&str; 6] = ["Zealot", "Stalker", "Sentry", "Adept", "HighTemplar", "DarkTemplar"];
    let name = game.kind_name(unit.kind);
    (unit.begun && !WARPED.contains(&name)) || matches!(name, "Nexus" | "Hatchery")
}

/// What each unit became, in time order.
fn became(game: &Game) -> BTreeMap<u32, Vec<(Time, Kind)>> {
    let mut out: BTreeMap<u32, Vec<(Time, Kind)>> = BTreeMap::new();
    game.changes.iter().for_each(|&(at, unit, kind)| out.entry(unit).or_default().push((at, kind)));
    out
}

fn actor(
    game: &Game,
    unit: &Unit,
    index: u32,
    number: u32,
    team: TeamId,
    stays: bool,
    became: Option<&Vec<(Time, Kind)>>,
) -> Actor {
    let name = spaced(game.kind_name(unit.kind));
    let first = name.chars().next().unwrap_or('?');
    let mut states = vec![(unit.init, ActorState::Alive)];
    states.extend(unit.death.map(|d| (d.at, ActorState::Dead)));
    let roles = became.into_iter().flatten().map(|(at, kind)| (*at, spaced(game.kind_name(*kind))));
    Actor {
        // Units have no number of their own in the input; those of players stay below.
        number: i64::from(index) + 1000,
        lasting_id: None,
        letter: if stays { first.to_ascii_uppercase() } else { first.to_ascii_lowercase() },
        teams: vec![(unit.init, Some(team))],
        roles: std::iter::once((unit.init, name.clone())).chain(roles).collect(),
        name: format!("{name} {number}"),
        states,
    }
}

/// A building's track: the same place again and again, so that no gap is longer than what is joined.
fn building(game: &Game, unit: &Unit, actor: ActorId, team: TeamId, left: &mut usize) -> Track {
    let end = unit.death.map_or(game.length, |d| d.at).max(unit.init);
    let wanted = usize::try_from((end - unit.init).ms() / BRIDGE.ms()).unwrap_or(usize::MAX);
    let steps = if wanted <= *left { wanted } else { 0 };
    *left -= steps; // at most what is left
    let mut t: Vec<Time> = (0..=steps).map(|i| unit.init + Time(BRIDGE.ms() * i as i64)).collect();
    t.push(end);
    track(actor, team, Span::new(unit.init, end), t.into_iter().map(|t| (t, unit.pos)).collect())
}

/// A moving unit's track: its birth, where it fought, and its death.
fn walker(game: &Game, unit: &Unit, actor: ActorId, team: TeamId, fixes: Option<&Vec<(Time, Tile)>>) -> Track {
    let end = unit.death.map_or(game.length, |d| d.at).max(unit.init);
    let mut samples = vec![(unit.init, unit.pos)];
    samples.extend(fixes.into_iter().flatten().filter(|(t, _)| *t >= unit.init && *t <= end));
    samples.extend(unit.death.map(|d| (d.at.max(unit.init), d.pos)));
    track(actor, team, Span::new(unit.init, end), samples)
}

fn track(actor: ActorId, team: TeamId, span: Span, samples: Vec<(Time, Tile)>) -> Track {
    let n = samples.len();
    let (t, pos) = samples.into_iter().map(|(t, [x, y])| (t, [x, y, 0.0])).unzip();
    Track { actor, team: Some(team), span, t, pos, yaw: vec![f32::NAN; n], hp: vec![None; n] }
}

/// `SpawningPool` as people write it: `Spawning Pool`.
pub(super) fn spaced(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 2);
    let mut small = false;
    for c in name.chars() {
        if c.is_uppercase() && small {
            out.push(' ');
        }
        small = c.is_lowercase();
        out.push(c);
    }
    if out.is_empty() { "unnamed".to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::spaced;

    #[test]
    fn names_get_their_spaces() {
        assert_eq!(spaced("SpawningPool"), "Spawning Pool");
        assert_eq!(spaced("AIBot"), "AIBot");
        assert_eq!(spaced(""), "unnamed");
    }
}

//! Who takes part: actors in a stable order with a letter each and their tracks.

use super::letters::letters;
use crate::et::config::Side;
use crate::et::round::{Life, Player, PlayerId, Round, Team};
use crate::film::{Actor, ActorId, Span, TeamId, Track, clean_name};

/// The actors, and how the round's players became them.
pub(super) struct Cast {
    /// By [`ActorId`]: Axis, Allies, then who never had a side; inside, by client.
    pub(super) actors: Vec<Actor>,
    /// By [`PlayerId`].
    ids: Vec<ActorId>,
    /// By [`ActorId`].
    pub(super) players: Vec<PlayerId>,
}

impl Cast {
    /// The actor of a player.
    pub(super) fn id(&self, player: PlayerId) -> ActorId {
        self.ids.get(player.index()).copied().unwrap_or(ActorId(u16::MAX))
    }

    /// The name of a player.
    pub(super) fn name(&self, player: PlayerId) -> &str {
        self.actors.get(self.id(player).index()).map_or("?", |actor| &actor.name)
    }
}

/// The team of a side: an index into the film's teams, Axis first.
pub(super) const fn team_id(side: Side) -> TeamId {
    match side {
        Side::Axis => TeamId(0),
        Side::Allies => TeamId(1),
    }
}

/// Everybody of the round.
pub(super) fn cast(round: &Round) -> Cast {
    let mut players: Vec<PlayerId> = round.ids().collect();
    let first_side = |player: &Player| player.teams.as_slice().iter().find_map(|(_, team)| team.side());
    let order = |id: &PlayerId| {
        let player = round.player(*id);
        (first_side(player).map_or(2, |side| team_id(side).0), player.client, *id)
    };
    players.sort_by_key(order);
    let letters = letters(players.iter().map(|id| round.player(*id).name.as_str()));
    let mut ids = vec![ActorId(u16::MAX); players.len()];
    for (place, player) in players.iter().enumerate() {
        // A round has fewer players than that: see `Slots`.
        if let (Some(id), Ok(place)) = (ids.get_mut(player.index()), u16::try_from(place)) {
            *id = ActorId(place);
        }
    }
    let actors = players.iter().zip(letters).map(|(id, letter)| actor(round.player(*id), letter)).collect();
    Cast { actors, ids, players }
}

fn actor(player: &Player, letter: char) -> Actor {
    let side = |team: &Team| team.side().map(team_id);
    Actor {
        kind: crate::film::ActorKind::Person,
        number: i64::from(player.client),
        lasting_id: player.guid.as_deref().map(str::to_owned),
        name: player.name.clone(),
        letter,
        teams: player.teams.as_slice().iter().map(|(t, team)| (*t, side(team))).collect(),
        roles: player.classes.as_slice().iter().map(|(t, class)| (*t, clean_name(class))).collect(),
        states: player.states.clone(),
    }
}

/// One track per life, by actor, then time.
pub(super) fn tracks(round: &Round, cast: &Cast) -> Vec<Track> {
    let lives = cast.players.iter().map(|id| (*id, round.player(*id)));
    lives.flat_map(|(id, player)| player.lives.iter().map(move |life| track(cast.id(id), player, life))).collect()
}

fn track(actor: ActorId, player: &Player, life: &Life) -> Track {
    let (columns, range) = (&player.samples, life.samples.clone());
    // `Life::samples` is a range of these very columns, which have equal lengths.
    Track {
        actor,
        team: life.team.and_then(Team::side).map(team_id),
        span: Span::new(life.from.t, life.to.t),
        t: columns.t[range.clone()].to_vec(),
        pos: columns.pos[range.clone()].iter().map(|pos| pos.map(|c| c as f32)).collect(),
        yaw: columns.yaw[range.clone()].iter().map(|yaw| *yaw as f32).collect(),
        hp: columns.hp[range].to_vec(),
    }
}

//! Who takes part: actors in a stable order with a letter each, their tracks, and what they carry.

use super::letters::letters;
use crate::et::config::{Settings, Side};
use crate::et::order::At;
use crate::et::round::{Event, Kind, Life, Player, PlayerId, Round, Team};
use crate::film::{Actor, ActorId, Badge, Span, TeamId, Time, Track, clean_name};

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
        if let Some(id) = ids.get_mut(player.index()) {
            *id = ActorId(place as u16); // a round has at most 65,536 players, PlayerId is 16 bits wide itself
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

/// When each actor carried an objective (E4, reason 6): by the samples of a life where they tell, else by its pickup,
/// drop and deliver lines.
pub(super) fn carried(round: &Round, cast: &Cast, settings: &Settings, kind: usize) -> Vec<Badge> {
    let works: Vec<(At, &Event)> = round.lines().filter(|(_, event)| event.kind == Kind::Objective).collect();
    let mut badges = Vec::new();
    for id in &cast.players {
        let player = round.player(*id);
        for life in &player.lives {
            let own = player.remarks[life.remarks.clone()].iter();
            let told: Vec<(Time, bool)> = own.filter_map(|remark| Some((remark.t, remark.carry?))).collect();
            let (changes, good_for) = match told.is_empty() {
                true => (carry_lines(&works, *id, life), Time::MAX),
                false => (told, settings.stale_max()),
            };
            let held = spans(&changes, life.to.t, good_for);
            badges.extend(held.into_iter().map(|span| Badge { actor: cast.id(*id), span, kind }));
        }
    }
    badges
}

/// What the objective lines say about one life: true from a pickup on, false from a drop or delivery on.
fn carry_lines(works: &[(At, &Event)], id: PlayerId, life: &Life) -> Vec<(Time, bool)> {
    let own = works.iter().filter(|(at, event)| event.by.player() == Some(id) && life.from <= *at && *at <= life.to);
    own.filter_map(|(at, event)| {
        let puts_down = event.is_action("drop") || event.is_action("deliver");
        (puts_down || event.is_action("pickup")).then_some((at.t, !puts_down))
    })
    .collect()
}

/// The stretches in which a statement holds: each until the next one, the life's end, or until it is stale.
fn spans(told: &[(Time, bool)], end: Time, good_for: Time) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for (i, (t, holds)) in told.iter().enumerate() {
        let until = told.get(i + 1).map_or(end, |next| next.0).min(*t + good_for).min(end);
        match out.last_mut() {
            _ if !holds => {}
            Some(last) if last.to >= *t => last.to = until,
            _ => out.push(Span::new(*t, until)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_hold_until_the_next_or_until_they_are_stale() {
        let told = [(Time(0), true), (Time(200), true), (Time(400), false), (Time(900), true)];
        let got = spans(&told, Time(5_000), Time(1_500));
        assert_eq!(got, [Span::new(Time(0), Time(400)), Span::new(Time(900), Time(2_400))]);
        let got = spans(&told, Time(1_000), Time::MAX);
        assert_eq!(got[1], Span::new(Time(900), Time(1_000)));
    }
}

//! Every line of the round as a moment with one readable sentence: names, not numbers.

use super::cast::{Cast, team_id};
use super::{side_name, words};
use crate::et::round::{Death, Event, Kind, Party, Round, Team};
use crate::film::{ActorId, Film, Lane, Moment, MomentKind, Point, TeamId, clean_name};
use std::collections::BTreeMap;

/// Fills [`Film::log`] and [`Film::moment_kinds`]. The tracks must be there: they tell where a moment was.
pub(super) fn log(round: &Round, cast: &Cast, film: &mut Film) {
    let mut kinds = Kinds::default();
    let scribe = Scribe { round, cast };
    let log = round.events.iter().enumerate().map(|(index, event)| {
        let inside = round.inside.contains(&index);
        let (actors, text) = (scribe.actors(event), scribe.text(event));
        let at_whom = scribe.place_of(event);
        let seen = |actor: ActorId| film.pose(actor, event.t).map(|pose| pose.pos);
        Moment {
            at: event.t,
            kind: kinds.of(scribe.kind(event), inside),
            team: scribe.team(event),
            text: if inside { text } else { format!("{text} (outside the round)") },
            pos: event.details().pos.map(|pos| pos.map(|c| c as f32) as Point).or_else(|| at_whom.and_then(seen)),
            source: Some((usize::from(event.source), event.line)),
            actors,
        }
    });
    let log: Vec<Moment> = log.collect();
    film.log = log;
    film.moment_kinds = kinds.list;
}

/// One line in words.
pub(super) fn sentence(round: &Round, cast: &Cast, event: &Event) -> String {
    Scribe { round, cast }.text(event)
}

/// The kinds met, in order of first appearance.
#[derive(Default)]
struct Kinds {
    list: Vec<MomentKind>,
    by: BTreeMap<(String, bool), usize>,
}

impl Kinds {
    /// The index of a kind. Lines outside the round have no mark: the timeline shows the round.
    fn of(&mut self, key: &str, inside: bool) -> usize {
        *self.by.entry((key.to_owned(), inside)).or_insert_with(|| {
            let (mark, lane) = mark(key);
            let mark = mark.filter(|_| inside);
            // Every death has a mark, and so has the revive that undoes one.
            let falls = lane == Lane::Deaths && mark.is_some() && key != "revive";
            self.list.push(MomentKind { key: key.to_owned(), mark, lane, falls });
            self.list.len() - 1
        })
    }
}

/// Mark and row of the timeline.
fn mark(key: &str) -> (Option<char>, Lane) {
    match key {
        "kill" => (Some('x'), Lane::Deaths),
        "self_kill" => (Some('s'), Lane::Deaths),
        "team_kill" => (Some('t'), Lane::Deaths),
        "world_death" => (Some('w'), Lane::Deaths),
        "revive" => (Some('+'), Lane::Deaths),
        "objective" => (Some('o'), Lane::Objectives),
        "wave" => (Some('|'), Lane::Rhythm),
        "pause" | "unpause" => (Some('='), Lane::Rhythm),
        "round_start" => (Some('['), Lane::Rhythm),
        "round_end" | "halftime" | "match_end" => (Some(']'), Lane::Rhythm),
        "spawn" => (None, Lane::Rhythm),
        "damage" | "weapon_fire" => (None, Lane::Deaths),
        _ => (None, Lane::Objectives),
    }
}

/// Puts lines into words.
struct Scribe<'a> {
    round: &'a Round,
    cast: &'a Cast,
}

impl Scribe<'_> {
    /// The line's kind; kill lines by what kind of death they are (E1).
    fn kind<'e>(&self, event: &'e Event) -> &'e str {
        match event.death(self.round) {
            Some((_, Death::Own)) => "self_kill",
            Some((_, Death::Friendly(_))) => "team_kill",
            Some((_, Death::World)) => "world_death",
            None if event.kind == Kind::Kill => "object_destroyed",
            _ => event.kind.as_str(),
        }
    }

    fn actors(&self, event: &Event) -> Vec<ActorId> {
        let mut out: Vec<ActorId> = Vec::new();
        for player in [event.by.player(), event.to.player()].into_iter().flatten() {
            let actor = self.cast.id(player);
            if !out.contains(&actor) {
                out.push(actor);
            }
        }
        out
    }

    /// The actor whose place is the moment's: who suffers, else who acts.
    fn place_of(&self, event: &Event) -> Option<ActorId> {
        event.to.player().or(event.by.player()).map(|player| self.cast.id(player))
    }

    /// The side a moment belongs to: a death or revive to the victim's, everything else to what the line says, else to
    /// the side of who acts.
    fn team(&self, event: &Event) -> Option<TeamId> {
        let of = |party: Party| party.player().and_then(|player| self.round.side(player, event.t));
        let side = match event.kind {
            Kind::Kill | Kind::Revive => of(event.to),
            _ => event.side().or_else(|| of(event.by)).or_else(|| of(event.to)),
        };
        side.map(team_id)
    }

    fn name(&self, party: Party) -> String {
        match party {
            Party::Player(player) => self.cast.name(player).to_owned(),
            Party::Nobody => "somebody".to_owned(),
            Party::Other => "the world".to_owned(),
        }
    }

    /// Whether who the line is about is a spectator then.
    fn looks_on(&self, event: &Event) -> bool {
        event.by.player().is_some_and(|player| self.round.team(player, event.t) == Some(Team::Spectates))
    }

    /// ` with MP40`, from the weapon, else from the means of death; empty when neither says anything.
    fn with(event: &Event) -> String {
        let weapon = event.weapon.as_deref().map(words::weapon).filter(|name| name != "nothing" && name != "none");
        let what = weapon.or_else(|| event.means.as_deref().and_then(words::means));
        what.map(|what| format!(" with {}", clean_name(&what))).unwrap_or_default()
    }

    fn text(&self, event: &Event) -> String {
        let (by, to) = (self.name(event.by), self.name(event.to));
        let side = event.side().map(side_name);
        match &event.kind {
            Kind::Kill => self.death(event),
            Kind::Damage => {
                let amount = event.dmg.map(|dmg| format!(" for {dmg}")).unwrap_or_default();
                let whom = match (event.by.player(), event.to.player()) {
                    (Some(a), Some(b)) if a == b => "themselves".to_owned(),
                    (Some(a), Some(b)) if self.round.mates(a, b, event.t) => format!("team-mate {to}"),
                    (_, None) => "an object".to_owned(),
                    _ => to,
                };
                format!("{by} hits {whom}{amount}{}", Self::with(event))
            }
            Kind::WeaponFire => format!("{by} uses {}", Self::with(event).strip_prefix(" with ").unwrap_or("a weapon")),
            Kind::Objective => self.objective(event),
            Kind::RoundStart => "the round starts".to_owned(),
            Kind::RoundEnd => format!("the round ends{}", won(event)),
            Kind::Halftime => format!("halftime{}", won(event)),
            Kind::MatchEnd => format!("the match ends{}", won(event)),
            Kind::Pause => "pause".to_owned(),
            Kind::Unpause => "the pause is over".to_owned(),
            Kind::Wave => side.map_or_else(|| "spawn wave".to_owned(), |side| format!("spawn wave of the {side}")),
            Kind::Player => {
                let side = if self.looks_on(event) { Some("spectator") } else { side };
                let said =
                    [side, event.details().class.as_deref()].into_iter().flatten().map(clean_name).collect::<Vec<_>>();
                let said = if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) };
                format!("{by} is here{said}")
            }
            Kind::Disconnect => format!("{by} leaves"),
            // A switch to the spectators fires a spawn too (FACTS 16).
            Kind::Spawn if self.looks_on(event) => format!("{by} looks on"),
            Kind::Spawn if event.revived => format!("{by} is back on the feet"),
            Kind::Spawn => format!("{by} spawns"),
            Kind::Revive => format!("{by} revives {to}"),
            Kind::Other(name) => self.other(event, name),
        }
    }

    fn death(&self, event: &Event) -> String {
        let (by, to, with) = (self.name(event.by), self.name(event.to), Self::with(event));
        match event.death(self.round) {
            Some((_, Death::Enemy(_))) => format!("{by} kills {to}{with}{}", from(event)),
            Some((_, Death::Friendly(_))) => format!("{by} kills team-mate {to}{with}"),
            Some((_, Death::Aside(_))) => format!("{by} kills {to}{with}: one of them looks on"),
            Some((_, Death::Own)) => format!("{to} dies by their own hand{}", with.replacen(" with ", ": ", 1)),
            Some((_, Death::World)) => format!("{to} dies{}", with.replacen(" with ", ": ", 1)),
            None => format!("{by} destroys an object{with}"),
        }
    }

    fn objective(&self, event: &Event) -> String {
        let what = event.details().objective.as_deref().map(clean_name).filter(|name| !name.is_empty());
        let does = event.details().action.as_deref().map(|action| words::action(&clean_name(action)));
        let what = what.unwrap_or_else(|| "an objective".to_owned());
        match (event.by, does) {
            (Party::Player(_), Some(does)) => format!("{} {does} {what}", self.name(event.by)),
            (Party::Player(_), None) => format!("{} works at {what}", self.name(event.by)),
            (_, Some(does)) => format!("{what} {}", does.trim_end_matches(" at").trim_end_matches(':')),
            (_, None) => what,
        }
    }

    /// A type nobody knows: what it says, as it says it.
    fn other(&self, event: &Event, name: &str) -> String {
        let mut out = name.to_owned();
        for player in [event.by, event.to].into_iter().filter(|party| party.player().is_some()) {
            out.push(' ');
            out.push_str(&self.name(player));
        }
        if let Some(rest) = &event.details().rest {
            out.push_str(": ");
            out.push_str(rest);
        }
        out
    }
}

/// `, won by the Axis`, where the line says so.
fn won(event: &Event) -> String {
    event.details().winner.map(|side| format!(", won by the {}", side_name(side))).unwrap_or_default()
}

/// ` from 523 u`, where a line without samples says how far the killer stood.
fn from(event: &Event) -> String {
    event.details().dist.map(|dist| format!(" from {dist:.0} u")).unwrap_or_default()
}

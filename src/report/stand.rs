//! Who stands where at a moment: the list beside the picture, and the words for those who cannot see it.

use super::html::{Html, thousands};
use super::token;
use crate::film::{ActorId, ActorState, Film, Finding, TeamId, Time};

/// How long the place of a death is still shown, if nobody asks for the dead one.
const FADE: Time = Time(1_500);

/// Somebody with a known place.
#[derive(Debug, Clone)]
pub(super) struct Who<'a> {
    pub(super) actor: ActorId,
    pub(super) team: Option<TeamId>,
    pub(super) state: ActorState,
    /// Part in the finding.
    pub(super) role: Option<&'static str>,
    pub(super) pos: [f64; 2],
    z: f64,
    /// Degrees, 0 east, counter-clockwise.
    pub(super) yaw: Option<f64>,
    hp: Option<i16>,
    /// The moment of the place: the finding's, or that of the death.
    pub(super) until: Time,
    /// Where it was measured from: distance in units, height counted.
    from_fallen: Option<f64>,
    badges: Vec<&'a str>,
}

impl Who<'_> {
    /// From whoever fell, in units.
    pub(super) fn distance(&self) -> Option<f64> {
        self.from_fallen
    }
}

/// Everybody at a moment.
#[derive(Debug, Default)]
pub(super) struct Stand<'a> {
    /// With a known place: the parts of the finding first, in its order.
    pub(super) seen: Vec<Who<'a>>,
    /// In play, and nobody knows where.
    pub(super) unknown: Vec<ActorId>,
    /// Not in play.
    out: Vec<ActorId>,
    /// From whom distances are measured.
    fallen: Option<ActorId>,
}

impl<'a> Stand<'a> {
    pub(super) fn of(film: &'a Film, finding: &Finding) -> Stand<'a> {
        let part = |role: &str| finding.parts.iter().find(|part| part.role == role).map(|part| part.actor);
        let mut stand = Stand { fallen: part("victim").or_else(|| part("player")), ..Stand::default() };
        for index in 0..film.cast.len() {
            let actor = ActorId(u16::try_from(index).unwrap_or(u16::MAX)); // a cast is far smaller
            let role = finding.parts.iter().find(|part| part.actor == actor).map(|part| part.role);
            stand.add(film, actor, role, finding.at);
        }
        let order = |who: &Who<'_>| {
            let part = finding.parts.iter().position(|part| part.actor == who.actor);
            (part.unwrap_or(usize::MAX), who.team.map_or(u8::MAX, |t| t.0), who.actor)
        };
        stand.seen.sort_by_key(order);
        let origin = stand.seen.iter().find(|who| Some(who.actor) == stand.fallen).map(|who| (who.pos, who.z));
        for who in &mut stand.seen {
            who.from_fallen = origin.filter(|_| Some(who.actor) != stand.fallen).map(|(pos, z)| {
                let d = [who.pos[0] - pos[0], who.pos[1] - pos[1], who.z - z];
                d.iter().map(|v| v * v).sum::<f64>().sqrt()
            });
        }
        stand
    }

    fn add(&mut self, film: &'a Film, actor: ActorId, role: Option<&'static str>, t: Time) {
        let Some(one) = film.cast.get(actor.index()) else { return };
        let state = one.state(t);
        let life = film.lives(actor).iter().rfind(|life| life.span.from <= t);
        let until = life.map_or(t, |life| life.span.to.min(t));
        let fresh = role.is_some() || t - until <= FADE || state == ActorState::Down;
        if state == ActorState::Absent || (state == ActorState::Dead && !fresh) {
            return self.out.push(actor);
        }
        let pose = life.and_then(|life| life.pose(until, film.meta.bridge, film.meta.stale));
        match pose.filter(|pose| pose.pos.iter().all(|v| v.is_finite())) {
            Some(pose) => self.seen.push(Who {
                actor,
                team: one.team(t),
                state,
                role,
                pos: [f64::from(pose.pos[0]), f64::from(pose.pos[1])],
                z: f64::from(pose.pos[2]),
                yaw: pose.yaw.map(f64::from).filter(|yaw| yaw.is_finite()),
                hp: pose.hp.filter(|_| state == ActorState::Alive),
                until,
                from_fallen: None,
                badges: film.badges_at(actor, t).filter_map(|k| film.badge_kinds.get(k)).map(|k| k.name).collect(),
            }),
            None if state == ActorState::Dead => self.out.push(actor),
            None => self.unknown.push(actor),
        }
    }

    /// Everybody as a table: letter, name, part, state, distance.
    pub(super) fn table(&self, h: &mut Html, film: &Film) {
        let name = |id: Option<ActorId>| id.and_then(|id| film.cast.get(id.index())).map(|one| one.name.as_str());
        let from = name(self.fallen).map_or_else(|| "distance".to_owned(), |name| format!("from {name}"));
        h.el("table", &[("class", &"data who")], |h| {
            h.say("caption", &[], "Who was where");
            h.el("thead", &[], |h| {
                h.el("tr", &[], |h| {
                    for head in ["player", "part", "state", &from] {
                        h.say("th", &[("scope", &"col"), ("class", &"w")], head);
                    }
                });
            });
            h.el("tbody", &[], |h| {
                self.seen.iter().for_each(|who| row(h, film, who));
                for id in &self.unknown {
                    plain(h, film, *id, "in play", "position unknown");
                }
                if !self.out.is_empty() {
                    let names: Vec<&str> = self.out.iter().filter_map(|id| name(Some(*id))).collect();
                    h.el("tr", &[("class", &"quiet")], |h| {
                        h.say("td", &[("colspan", &4)], format!("not in play: {}", names.join(", ")));
                    });
                }
            });
        });
    }

    /// The picture in words.
    pub(super) fn words(&self, film: &Film) -> String {
        let fallen = self.seen.iter().find(|who| Some(who.actor) == self.fallen);
        let mut said = Vec::new();
        for who in &self.seen {
            let Some(one) = film.cast.get(who.actor.index()) else { continue };
            let mut words = vec![one.name.clone(), side_name(film, who.team).to_owned()];
            words.extend(who.role.map(|role| role_name(role).to_owned()));
            words.extend((who.state != ActorState::Alive).then(|| state(who.state).to_owned()));
            if let (Some(d), Some(fallen)) = (who.from_fallen, fallen) {
                let there = [who.pos[0] - fallen.pos[0], who.pos[1] - fallen.pos[1]];
                words.push(format!("{} u {}", thousands(d), compass(there)));
            }
            said.push(words.join(", "));
        }
        let origin = self.fallen.and_then(|id| film.cast.get(id.index())).map(|one| one.name.as_str());
        let from = origin.map(|name| format!(" Distances from {name}.")).unwrap_or_default();
        format!("{}.{from}", said.join("; "))
    }
}

fn row(h: &mut Html, film: &Film, who: &Who<'_>) {
    let class = if who.role.is_some() { "part" } else { "other" };
    h.el("tr", &[("class", &class)], |h| {
        head(h, film, who.actor, who.team);
        h.say("td", &[], who.role.map_or("", role_name));
        // Who has health is alive: saying so would only make the line longer.
        let mut said = vec![who.hp.map_or_else(|| state(who.state).to_owned(), |hp| format!("{hp} hp"))];
        said.extend(who.badges.iter().map(|badge| (*badge).to_owned()));
        h.say("td", &[], said.join(", "));
        h.say("td", &[("class", &"n")], who.from_fallen.map(|d| format!("{} u", thousands(d))).unwrap_or_default());
    });
}

fn plain(h: &mut Html, film: &Film, id: ActorId, state: &str, place: &str) {
    h.el("tr", &[], |h| {
        head(h, film, id, None);
        h.say("td", &[], "");
        h.say("td", &[], state);
        h.say("td", &[("class", &"unknown")], place);
    });
}

fn head(h: &mut Html, film: &Film, id: ActorId, team: Option<TeamId>) {
    let Some(one) = film.cast.get(id.index()) else { return };
    h.el("th", &[("scope", &"row"), ("class", &"w")], |h| {
        let class = format!("mark {}", token::side(team));
        let side = side_name(film, team);
        h.say(
            "span",
            &[("class", &class), ("role", &"img"), ("aria-label", &side), ("title", &side)],
            token::glyph(team),
        );
        h.say("b", &[], format!(" {} ", one.letter));
        h.text(&one.name);
    });
}

/// A part in a coach's words: the one a candidate is about is the candidate.
pub(super) fn role_name(role: &'static str) -> &'static str {
    if role == "player" { "candidate" } else { role }
}

fn state(state: ActorState) -> &'static str {
    match state {
        ActorState::Absent => "absent",
        ActorState::Alive => "alive",
        ActorState::Down => "down",
        ActorState::Dead => "dead",
    }
}

pub(super) fn side_name(film: &Film, team: Option<TeamId>) -> &str {
    team.and_then(|team| film.meta.teams.get(team.index())).map_or("no side", |team| team.name.as_str())
}

/// The direction of a step on the map: `north-east`.
fn compass([x, y]: [f64; 2]) -> &'static str {
    const NAMES: [&str; 8] = ["east", "north-east", "north", "north-west", "west", "south-west", "south", "south-east"];
    let eighth = (y.atan2(x).to_degrees() / 45.0).round().rem_euclid(8.0);
    NAMES.get(eighth as usize).copied().unwrap_or("east")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_are_those_of_the_compass() {
        let named = [[1.0, 0.0], [1.0, 1.0], [0.0, 3.0], [-2.0, 0.1], [0.1, -5.0], [1.0, -0.9]].map(compass);
        assert_eq!(named, ["east", "north-east", "north", "west", "south", "south-east"]);
    }
}

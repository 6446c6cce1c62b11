//! E5, §3.6: how team-mates answer a first contact: already there, arrived in time, late, or never. Context, never
//! scored.

use super::super::config::Side;
use super::super::order::At;
use super::super::round::{LifeEnd, PlayerId};
use super::grid::next_multiple;
use super::players::Rotation;
use super::scene::Scene;
use super::{Known, combat_known, positions_known};
use crate::film::Time;

/// A stretch of fighting of one player, and what its team-mates did about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Who fights.
    pub player: PlayerId,
    /// The side at the start, if known; without it there are no team-mates.
    pub team: Option<Side>,
    /// The first evidence.
    pub start: At,
    /// `combat_recent_s` after the last evidence, at most the fighter's death or the round's end.
    pub end: Time,
    /// Every team-mate alive at the start, by id.
    pub answers: Vec<(PlayerId, Answer)>,
}

/// How one team-mate answered one contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Within `support_dist` at the start.
    Already,
    /// While it lasted, so long after the start.
    Arrived(Time),
    /// Within `late_follow_s` of its end, so long after the start.
    Late(Time),
    /// Not until then.
    Never,
    /// A position at the start was unknown.
    Unknown,
}

/// E5: every contact of everybody, by start, then player.
pub(super) fn all(scene: &Scene<'_>) -> Known<Vec<Contact>> {
    positions_known(scene.round.has)?;
    combat_known(scene.round.has)?;
    let mut all: Vec<Contact> = scene.round.ids().flat_map(|id| contacts(scene, id)).collect();
    for contact in &mut all {
        let Some(side) = contact.team else { continue };
        let mates = scene.living_mates(side, contact.player, contact.start);
        let path = Path::of(scene, contact);
        let answer = |mate| path.as_ref().map_or(Answer::Unknown, |path| answer(scene, contact, path, mate));
        contact.answers = mates.map(|mate| (mate, answer(mate))).collect();
    }
    all.sort_by_key(|contact| (contact.start, contact.player));
    Ok(all)
}

/// E5: by player: own contacts, and the answers to those of team-mates.
pub(super) fn rotations(players: usize, contacts: &[Contact]) -> Vec<Rotation> {
    let mut rotations = vec![Rotation::default(); players];
    for contact in contacts {
        rotations[contact.player.index()].contacts += 1;
        for (mate, answer) in &contact.answers {
            let count = &mut rotations[mate.index()];
            match answer {
                Answer::Already => count.already += 1,
                Answer::Arrived(after) => count.arrived.push(*after),
                Answer::Late(_) => count.late += 1,
                Answer::Never => count.never += 1,
                Answer::Unknown => count.unknown += 1,
            }
        }
    }
    rotations
}

/// Evidence starts a contact when the player is alive and it is the first, or at least `contact_gap_s` after the latest
/// evidence + `combat_recent_s`; the contact ends when nothing follows within `combat_recent_s`, at the player's death
/// or the round's end.
fn contacts(scene: &Scene<'_>, id: PlayerId) -> Vec<Contact> {
    let (recent, gap) = (scene.settings.combat_recent(), scene.settings.contact_gap());
    let evidence = scene.combat.evidence(id);
    let mut found = Vec::new();
    for (index, start) in evidence.iter().enumerate() {
        let first = index.checked_sub(1).is_none_or(|last| start.t - (evidence[last].t + recent) >= gap);
        let Some(life) = first.then(|| scene.life(id, *start)).flatten() else { continue };
        let mut last = start.t;
        for more in &evidence[index + 1..] {
            if more.t - last > recent || *more > life.to {
                break;
            }
            last = more.t;
        }
        let limit = if life.end == LifeEnd::RoundEnd { scene.round.span.to } else { life.to.t };
        let team = scene.round.side(id, start.t);
        found.push(Contact { player: id, team, start: *start, end: (last + recent).min(limit), answers: Vec::new() });
    }
    found
}

/// Where the fighter of a contact is: every team-mate's answer is measured from there.
struct Path {
    /// At the start.
    start: [f64; 3],
    /// At the grid times while it lasts, where it is known.
    during: Vec<(Time, [f64; 3])>,
    /// At the end, if known.
    end: Option<[f64; 3]>,
}

impl Path {
    /// `None` where the position at the start is unknown.
    fn of(scene: &Scene<'_>, contact: &Contact) -> Option<Path> {
        let life = scene.life(contact.player, contact.start)?;
        let mut fighter = scene.reach.along(scene.player(contact.player), life, contact.start.t);
        let mut at = |t| fighter.at(t);
        Some(Path {
            start: at(contact.start.t)?,
            during: grid(scene, contact.start.t, contact.end).filter_map(|t| Some((t, at(t)?))).collect(),
            end: at(contact.end),
        })
    }
}

/// Only the life the team-mate has at the start counts.
fn answer(scene: &Scene<'_>, contact: &Contact, path: &Path, mate: PlayerId) -> Answer {
    let Some(life) = scene.life(mate, contact.start) else { return Answer::Unknown };
    let (start, settings) = (contact.start.t, scene.settings);
    // It is asked for later and later times.
    let mut helper = scene.reach.along(scene.player(mate), life, start);
    let mut distance = |t: Time, from: [f64; 3]| {
        let alive = t == start || life.to > At::after(t);
        helper.at(t).filter(|_| alive).map(|pos| settings.distance(from, pos))
    };
    let near = settings.support_dist;
    match distance(start, path.start) {
        None => return Answer::Unknown,
        Some(far) if far <= near => return Answer::Already,
        Some(_) => {}
    }
    let mut within = |t: Time, from: [f64; 3]| distance(t, from).is_some_and(|far| far <= near);
    if let Some((t, _)) = path.during.iter().find(|(t, from)| within(*t, *from)) {
        return Answer::Arrived(*t - start);
    }
    let Some(place) = path.end else { return Answer::Never };
    match grid(scene, contact.end, contact.end + settings.late_follow()).find(|t| within(*t, place)) {
        Some(t) => Answer::Late(t - start),
        None => Answer::Never,
    }
}

/// The grid times in `(from, to]`.
fn grid(scene: &Scene<'_>, from: Time, to: Time) -> impl Iterator<Item = Time> {
    let step = scene.settings.sample();
    let end = scene.round.span.to;
    let first = next_multiple(from + Time(1), step);
    std::iter::successors(Some(first), move |t| Some(*t + step)).take_while(move |t| *t <= to && *t < end)
}

#[cfg(test)]
mod tests {
    use super::super::super::load;
    use super::super::analyse;
    use super::*;
    use crate::et::config::Settings;
    use crate::film::Progress;
    use crate::ingest::Source;

    /// A helper (client 3) falls in the millisecond of the first shot at the fighter (client 2), behind that line.
    fn answers(helper_x: i32) -> Vec<Answer> {
        let mut text = String::from("{\"t\":0,\"type\":\"round_start\"}\n");
        for t in 0..8 {
            for (client, team, x) in [(0, "ALLIES", 900), (2, "AXIS", 0), (3, "AXIS", helper_x)] {
                let alive = client != 3 || t < 5;
                text += &format!(
                    "{{\"t\":{t},\"client\":{client},\"team\":\"{team}\",\"alive\":{alive},\"pos\":[{x},0,0]}}\n"
                );
            }
        }
        text += "{\"t\":5,\"type\":\"damage\",\"attacker\":0,\"victim\":2,\"dmg\":9}\n\
                 {\"t\":5,\"type\":\"weapon_fire\",\"client\":0}\n\
                 {\"t\":5,\"type\":\"kill\",\"killer\":0,\"victim\":3}\n{\"t\":7,\"type\":\"round_end\"}\n";
        let source = Source::Memory { name: "mem".into(), bytes: text.into_bytes().into() };
        let round = load(&[source], &Progress::default()).unwrap().rounds.remove(0);
        let contacts = analyse(&round, &Settings::default()).contacts.unwrap();
        let of_fighter = contacts.iter().find(|contact| contact.player == PlayerId::new(1)).unwrap();
        of_fighter.answers.iter().map(|(_, answer)| *answer).collect()
    }

    #[test]
    fn whoever_falls_behind_the_first_line_was_there_at_the_start_and_comes_no_more() {
        assert_eq!(answers(300), [Answer::Already]);
        assert_eq!(answers(5_000), [Answer::Never]);
    }
}

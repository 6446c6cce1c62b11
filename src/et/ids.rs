//! Names of findings, made of content: they outlive other thresholds, renamed folders and a file that grew.

use super::round::{Party, PlayerId, Round};
use crate::config::fingerprint;
use crate::film::{FindingId, Time, push_whole};
use foldhash::fast::RandomState;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

/// What a round is called whose files give no `round_id` (E1).
const NAMELESS: &str = "round";
/// So many lines of a nameless round make its name: enough to tell rounds apart, early enough to stay when it grows.
const LINES: usize = 32;

/// Most ids are no longer than this, the round's name apart.
const LENGTH: usize = 64;

/// Makes the ids of one round's findings.
pub(in crate::et) struct Ids {
    name: String,
    /// By player: how a name ends that names the player.
    people: Vec<String>,
}

impl Ids {
    /// For a round's findings.
    pub(in crate::et) fn new(round: &Round) -> Ids {
        let name = if round.id == NAMELESS { content(round) } else { round.id.clone() };
        let people = round.players.iter().map(|player| match player.guid.as_deref() {
            Some(guid) => format!("/{}", tail(guid)),
            None => format!("/#{}", player.client),
        });
        Ids { name, people: people.collect() }
    }

    /// `kind/round/t_ms/victim/killer/player`; people by the last 8 characters of their guid, else by `#client`.
    pub(in crate::et) fn id(&self, kind: &str, t: Time, people: &[PlayerId]) -> FindingId {
        let mut id = String::with_capacity(LENGTH + self.name.len());
        [kind, "/", &self.name, "/"].into_iter().for_each(|part| id.push_str(part));
        if t < Time::ZERO {
            id.push('-');
        }
        push_whole(&mut id, t.ms().unsigned_abs());
        people.iter().for_each(|player| id.push_str(&self.people[player.index()]));
        FindingId(id)
    }
}

/// Tells findings apart that are called the same: the second gets `/2`.
pub(in crate::et) fn tell_apart<'i>(ids: impl Iterator<Item = &'i mut FindingId>) {
    let mut ids: Vec<&mut FindingId> = ids.collect();
    // Nearly never are there two.
    if ids.iter().map(|id| id.0.as_str()).collect::<HashSet<&str, RandomState>>().len() == ids.len() {
        return;
    }
    let mut seen: HashMap<String, u32> = HashMap::new();
    for id in &mut ids {
        let count = seen.entry(id.0.clone()).or_default();
        *count += 1;
        if *count > 1 {
            let _ = write!(id.0, "/{count}"); // writing to a string cannot fail
        }
    }
}

/// The last 8 characters that are letters or digits.
fn tail(guid: &str) -> String {
    let kept: Vec<char> = guid.chars().filter(char::is_ascii_alphanumeric).collect();
    kept.iter().skip(kept.len().saturating_sub(8)).collect()
}

/// A name for a round without one: of its first lines.
fn content(round: &Round) -> String {
    let mut text = String::new();
    let _ = write!(text, "{:?}", round.map); // writing to a string cannot fail
    let party = |party: Party| match party {
        Party::Player(player) => i64::from(round.player(player).client),
        Party::Nobody => -1,
        Party::Other => -2,
    };
    for (_, event) in round.lines().take(LINES) {
        let (by, to) = (party(event.by), party(event.to));
        let _ = write!(text, "\n{} {} {by} {to}", event.t.ms(), event.kind.as_str());
    }
    format!("~{}", fingerprint(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_of_one_name_are_counted_from_the_second() {
        let told = |ids: &[&str]| {
            let mut ids: Vec<FindingId> = ids.iter().map(|id| FindingId((*id).to_owned())).collect();
            tell_apart(ids.iter_mut());
            ids.into_iter().map(|id| id.0).collect::<Vec<_>>()
        };
        assert_eq!(told(&["a", "b"]), ["a", "b"]);
        assert_eq!(told(&["a", "b", "a", "a"]), ["a", "b", "a/2", "a/3"]);
    }
}

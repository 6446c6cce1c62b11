//! Names of findings, made of content: they outlive other thresholds, renamed folders and a file that grew.

use super::round::{Party, PlayerId, Round};
use crate::config::fingerprint;
use crate::film::{FindingId, Time};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What a round is called whose files give no `round_id` (E1).
const NAMELESS: &str = "round";
/// So many lines of a nameless round make its name: enough to tell rounds apart, early enough to stay when it grows.
const LINES: usize = 32;

/// Hands out the ids of one round's findings.
pub(in crate::et) struct Ids<'a> {
    round: &'a Round,
    name: String,
    seen: BTreeMap<String, u32>,
}

impl<'a> Ids<'a> {
    /// For a round.
    pub(in crate::et) fn new(round: &'a Round) -> Ids<'a> {
        let name = if round.id == NAMELESS { content(round) } else { round.id.clone() };
        Ids { round, name, seen: BTreeMap::new() }
    }

    /// `kind/round/t_ms/victim/killer/player`; people by the last 8 characters of their guid, else by `#client`. Of two
    /// findings that would be called the same the second gets `/2`.
    pub(in crate::et) fn id(&mut self, kind: &str, t: Time, people: &[PlayerId]) -> FindingId {
        let mut id = format!("{kind}/{}/{}", self.name, t.ms());
        for player in people {
            let player = self.round.player(*player);
            let _ = match player.guid.as_deref() {
                // Writing to a string cannot fail.
                Some(guid) => write!(id, "/{}", tail(guid)),
                None => write!(id, "/#{}", player.client),
            };
        }
        let count = self.seen.entry(id.clone()).or_default();
        *count += 1;
        if *count > 1 {
            let _ = write!(id, "/{count}");
        }
        FindingId(id)
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

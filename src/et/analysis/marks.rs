//! What people said about a round, as data the analysis reads: verdicts on findings, and players who were on a plan.
//!
//! It knows no journal: whoever keeps one hands the state over, see [`Remarks`].

use super::super::round::{PlayerId, Round};
use crate::film::{FindingId, Judged, Plan, Remarks, Span, Time};
use std::collections::BTreeMap;

/// Who is meant, across files and slots.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// By the lasting identity.
    Guid(String),
    /// By the slot, where no identity was recorded.
    Client(u8),
}

impl Who {
    /// How a player is best named: by guid, else by client.
    #[must_use]
    pub fn of(round: &Round, player: PlayerId) -> Who {
        let player = round.player(player);
        player.guid.as_deref().map_or(Who::Client(player.client), |guid| Who::Guid(guid.to_owned()))
    }

    /// From the key of an actor in a journal: `#3` is a slot, anything else a guid.
    #[must_use]
    pub fn from_key(key: &str) -> Who {
        let client = key.strip_prefix('#').and_then(|number| number.parse().ok());
        client.map_or_else(|| Who::Guid(key.to_owned()), Who::Client)
    }

    /// Whether it is this player. A slot means whoever sat in it; guids are compared without case.
    #[must_use]
    pub fn is(&self, round: &Round, player: PlayerId) -> bool {
        let player = round.player(player);
        match self {
            Who::Guid(guid) => player.guid.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(guid)),
            Who::Client(client) => player.client == *client,
        }
    }
}

/// A stretch of the round in which a player carried out a plan: deaths meanwhile excuse by `planned_lurk`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// In which round, by its id; `None`: in whichever is analysed.
    pub round: Option<String>,
    /// Who.
    pub who: Who,
    /// On the file's clock, both ends included.
    pub span: Span,
    /// Which plan, for the reader; may be empty.
    pub note: String,
}

impl Planned {
    /// Whether it is about this player of this round.
    #[must_use]
    pub fn is_of(&self, round: &Round, player: PlayerId) -> bool {
        self.round.as_ref().is_none_or(|id| *id == round.id) && self.who.is(round, player)
    }
}

/// What people said about a round, or about all rounds of a folder. Empty: nothing was said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    /// Verdicts by the finding's name. What could not be evaluated is not listed.
    pub verdicts: BTreeMap<FindingId, Judged>,
    /// Planned stretches, in any order.
    pub planned: Vec<Planned>,
}

impl Marks {
    /// What was said, as this game reads it.
    #[must_use]
    pub fn of(remarks: &Remarks) -> Marks {
        let planned = |plan: &Plan| Planned {
            round: Some(plan.film.clone()),
            who: Who::from_key(&plan.actor),
            span: plan.span,
            note: plan.note.clone(),
        };
        Marks { verdicts: remarks.verdicts.clone(), planned: remarks.plans.iter().map(planned).collect() }
    }

    /// The word on a finding.
    #[must_use]
    pub fn judged(&self, id: &FindingId) -> Option<Judged> {
        self.verdicts.get(id).copied()
    }

    /// The plan a player was on at `t`.
    #[must_use]
    pub fn plan(&self, round: &Round, player: PlayerId, t: Time) -> Option<&Planned> {
        self.planned.iter().find(|plan| plan.span.holds(t) && plan.is_of(round, player))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_slot_or_a_guid() {
        assert_eq!(Who::from_key("#63"), Who::Client(63));
        assert_eq!(Who::from_key("#256"), Who::Guid("#256".into()));
        assert_eq!(Who::from_key("#x"), Who::Guid("#x".into()));
    }
}

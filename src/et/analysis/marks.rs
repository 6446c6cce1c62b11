//! What people said about a round, as data the analysis reads: verdicts on findings, and players who were on a plan.
//!
//! It knows no journal: whoever keeps one hands the state over, see [`Marks`].

use super::super::round::{PlayerId, Round};
use crate::film::{FindingId, Span, Time};
use std::collections::BTreeMap;

/// A reviewer's word on a finding, as far as the score asks (E7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Judged {
    /// It is not what it looks like: it never counts.
    FalsePositive,
    /// It is: it may count although its confidence is not high.
    Confirmed,
}

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
    /// Who.
    pub who: Who,
    /// On the file's clock, both ends included.
    pub span: Span,
    /// Which plan, for the reader; may be empty.
    pub note: String,
}

/// What people said about one round. Empty: nothing was said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    /// Verdicts by the finding's name. What could not be evaluated is not listed.
    pub verdicts: BTreeMap<FindingId, Judged>,
    /// Planned stretches, in any order.
    pub planned: Vec<Planned>,
}

impl Marks {
    /// The word on a finding.
    #[must_use]
    pub fn judged(&self, id: &FindingId) -> Option<Judged> {
        self.verdicts.get(id).copied()
    }

    /// The plan a player was on at `t`.
    #[must_use]
    pub fn plan(&self, round: &Round, player: PlayerId, t: Time) -> Option<&Planned> {
        self.planned.iter().find(|plan| plan.span.holds(t) && plan.who.is(round, player))
    }
}

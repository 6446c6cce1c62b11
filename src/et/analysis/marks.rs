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
    /// Adds a reviewer's word. Of reviewers who disagree the one who says false positive is heard (E7: one that *a*
    /// reviewer marked so never counts), whoever speaks first.
    pub fn judge(&mut self, id: FindingId, judged: Judged) {
        let said = self.verdicts.entry(id).or_insert(judged);
        *said = (*said).min(judged);
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
    fn of_two_words_the_milder_is_heard_in_any_order() {
        let id = || FindingId("missed_trade/r/1".into());
        for words in [[Judged::Confirmed, Judged::FalsePositive], [Judged::FalsePositive, Judged::Confirmed]] {
            let mut marks = Marks::default();
            words.into_iter().for_each(|word| marks.judge(id(), word));
            assert_eq!(marks.judged(&id()), Some(Judged::FalsePositive));
        }
        assert_eq!(Who::from_key("#64"), Who::Client(64));
        assert_eq!(Who::from_key("#x"), Who::Guid("#x".into()));
    }
}

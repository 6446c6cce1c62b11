//! What a first look at the samples tells: how many there are, in what order, and what they leave out.

use super::build::SampleRows;
use crate::film::{Span, Time};

/// So many slots a server has.
pub(super) const SLOTS: usize = 64;

/// What the samples of some stretches are like.
pub(super) struct Inside {
    /// How many lie inside the round, by slot.
    pub(super) counts: [usize; SLOTS],
    /// Whether all come in the order of their times.
    pub(super) in_order: bool,
    /// When the first and the last of them were taken, if they are in order.
    first: Time,
    last: Time,
    /// How many inside say that a player is alive.
    pub(super) alive: usize,
    /// How many of these say no team.
    pub(super) teamless: usize,
    /// How many of the living say where they are.
    pub(super) placed: usize,
    /// How many of these do not say which way they face.
    pub(super) faceless: usize,
}

impl Inside {
    /// Looks at samples; `span` is the round.
    pub(super) fn look(stretches: &[SampleRows], span: Span) -> Inside {
        let (first, last) = (Time::MAX, Time(i64::MIN));
        let (alive, teamless, placed, faceless) = (0, 0, 0, 0);
        let mut seen = Inside { counts: [0; SLOTS], in_order: true, first, last, alive, teamless, placed, faceless };
        for sample in stretches.iter().flat_map(|stretch| &stretch.rows) {
            seen.in_order &= seen.last <= sample.t;
            (seen.first, seen.last) = (seen.first.min(sample.t), sample.t);
            let inside = span.holds(sample.t);
            seen.counts[usize::from(sample.client & 63)] += usize::from(inside);
            let living = inside && sample.alive();
            seen.alive += usize::from(living);
            seen.teamless += usize::from(living && sample.team().is_none());
            let somewhere = living && sample.is_placed();
            seen.placed += usize::from(somewhere);
            seen.faceless += usize::from(somewhere && !sample.is_faced());
        }
        seen
    }

    /// These with the ones behind them.
    pub(super) fn with(self, later: &Inside) -> Inside {
        let mut counts = self.counts;
        counts.iter_mut().zip(later.counts).for_each(|(own, more)| *own += more);
        Inside {
            counts,
            in_order: self.in_order && later.in_order && self.last <= later.first,
            first: self.first.min(later.first),
            last: self.last.max(later.last),
            alive: self.alive + later.alive,
            teamless: self.teamless + later.teamless,
            placed: self.placed + later.placed,
            faceless: self.faceless + later.faceless,
        }
    }
}

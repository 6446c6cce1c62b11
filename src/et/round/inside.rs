//! What a first look at the samples tells: how many there are, in what order, and what they leave out.

use super::super::record::SampleRow;
use crate::film::{Span, Time};

/// So many slots a server has.
pub(super) const SLOTS: usize = 64;

/// What some samples are like.
#[derive(Debug, Clone)]
pub(in super::super) struct Inside {
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

impl Default for Inside {
    /// Of no samples.
    fn default() -> Inside {
        let (first, last) = (Time::MAX, Time(i64::MIN));
        let (alive, teamless, placed, faceless) = (0, 0, 0, 0);
        Inside { counts: [0; SLOTS], in_order: true, first, last, alive, teamless, placed, faceless }
    }
}

impl Inside {
    /// Looks at samples as if all were inside the round: while they are at hand, its borders are not known yet.
    pub(in super::super) fn look(rows: &[SampleRow]) -> Inside {
        Inside::look_in(rows, Span::new(Time(i64::MIN), Time::MAX))
    }

    /// The same of those that lie in `span`, `self` being what all of the rows are like.
    pub(super) fn within(&self, rows: &[SampleRow], span: Span) -> Inside {
        let all = self.in_order && span.holds(self.first) && span.holds(self.last);
        if all { self.clone() } else { Inside::look_in(rows, span) }
    }

    fn look_in(rows: &[SampleRow], span: Span) -> Inside {
        let mut seen = Inside::default();
        for sample in rows {
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

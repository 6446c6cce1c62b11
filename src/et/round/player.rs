//! A player of a round: identity, statements over time, samples as columns, lives.

use super::super::order::{At, Steps};
use super::Team;
use super::life::Life;
use crate::film::{ActorState, Time};
use std::ops::Range;
use std::sync::Arc;

/// Index into [`super::Round::players`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlayerId(u16);

impl PlayerId {
    /// From an index into [`super::Round::players`].
    #[must_use]
    pub fn new(index: usize) -> PlayerId {
        PlayerId(u16::try_from(index).unwrap_or(u16::MAX))
    }

    /// As an index.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The alive samples with a position, as columns of equal length in time order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Samples {
    /// When; not decreasing.
    pub t: Vec<Time>,
    /// Where.
    pub pos: Vec<[f64; 3]>,
    /// Facing in degrees, 0 east, counter-clockwise; NaN is unknown.
    pub yaw: Vec<f64>,
    /// Health.
    pub hp: Vec<Option<i16>>,
}

impl Samples {
    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.t.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.t.is_empty()
    }
}

/// What alive samples in a row say beside the position, as most repeat the one before; samples that say nothing of this
/// kind have no entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// When the first of them says it.
    pub t: Time,
    /// Recorded lines of sight, one bit for each client seen, if they have them.
    pub los: Option<u64>,
    /// Whether the player carried an objective, if they say so.
    pub carry: Option<bool>,
    /// Which they are, as a range of the player's columns; empty for a sample without a position, which is alone.
    pub samples: Range<usize>,
}

/// Somebody who took part, or looked on.
#[derive(Debug, Clone, Default)]
pub struct Player {
    /// Slot 0..63.
    pub client: u8,
    /// The lasting identity, if a `player` line ever gave one.
    pub guid: Option<Arc<str>>,
    /// Latest name given, colour codes and control characters removed; `#3` without one.
    pub name: String,
    /// Team statements, an event's winning over a sample's of the same millisecond (E1).
    pub teams: Steps<Team>,
    /// Classes in words.
    pub classes: Steps<Arc<str>>,
    /// Weapons in hand, as samples name them.
    pub weapons: Steps<Arc<str>>,
    /// Alive, down, dead or absent; absent before the first entry.
    pub states: Vec<(Time, ActorState)>,
    /// Where the player was while alive.
    pub samples: Samples,
    /// Recorded lines of sight, and whether the player carried an objective; [`Life::remarks`] says in which life.
    pub remarks: Vec<Remark>,
    /// In time order (E2).
    pub lives: Vec<Life>,
    /// Whether the slot was theirs at some time of the round; not if somebody else had taken it before the start.
    pub present: bool,
    /// From where on it is known whether the player is alive; `None` when nothing ever told.
    pub known_from: Option<At>,
}

impl Player {
    /// E2: the life that is running at a place of the order: begun before it and not ended before it. At a line that
    /// ends a life (the player's own death) it is that life.
    #[must_use]
    pub fn life_at(&self, at: At) -> Option<usize> {
        let next = self.lives.partition_point(|life| life.from < at);
        let last = next.checked_sub(1)?;
        (self.lives[last].to >= at).then_some(last)
    }

    /// E5: the life that is running after everything of this millisecond.
    #[must_use]
    pub fn life_after(&self, t: Time) -> Option<usize> {
        let next = self.lives.partition_point(|life| life.from <= At::after(t));
        let last = next.checked_sub(1)?;
        (self.lives[last].to > At::after(t)).then_some(last)
    }

    /// Whether the player is known not to be alive at a place of the order (E4): neither alive nor unknown.
    #[must_use]
    pub fn known_dead(&self, at: At) -> bool {
        self.life_at(at).is_none() && self.known_from.is_some_and(|from| from < at)
    }

    /// The samples of a life with times in `[from, to]`.
    #[must_use]
    pub fn samples_in(&self, life: &Life, from: Time, to: Time) -> Range<usize> {
        let times = &self.samples.t[life.samples.clone()];
        let first = times.partition_point(|t| *t < from);
        let last = times.partition_point(|t| *t <= to).max(first);
        life.samples.start + first..life.samples.start + last
    }

    /// When samples with a position say a remark of this player; none for a sample without one.
    fn placed(&self, remark: &Remark) -> &[Time] {
        &self.samples.t[remark.samples.clone()]
    }

    /// When samples say a remark of this player, in order.
    pub fn times<'a>(&'a self, remark: &Remark) -> impl Iterator<Item = Time> + 'a {
        std::iter::once(remark.t).chain(self.placed(remark).iter().skip(1).copied())
    }

    /// What the samples of a life with times in `[from, to]` remark, each with the first of these times.
    pub fn remarks_in(&self, life: &Life, from: Time, to: Time) -> impl DoubleEndedIterator<Item = (Time, &Remark)> {
        let own = &self.remarks[life.remarks.clone()];
        let last = |remark: &Remark| self.placed(remark).last().copied().unwrap_or(remark.t);
        let begin = own.partition_point(|remark| last(remark) < from);
        let end = own.partition_point(|remark| remark.t <= to).max(begin);
        let inside = move |remark: &Remark| {
            let times = self.placed(remark);
            times.get(times.partition_point(|t| *t < from)).copied().unwrap_or(remark.t)
        };
        own[begin..end].iter().map(move |remark| (inside(remark), remark)).filter(move |(t, _)| *t <= to)
    }

    /// Time alive inside `[from, to]`, exact (E5).
    #[must_use]
    pub fn alive_time(&self, from: Time, to: Time) -> Time {
        let inside = |life: &Life| (life.to.t.min(to) - life.from.t.max(from)).max(Time::ZERO);
        self.lives.iter().fold(Time::ZERO, |sum, life| sum + inside(life))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::et::load;
    use crate::film::Progress;
    use crate::ingest::Source;
    use proptest::prelude::*;

    type Says = (Option<u64>, Option<bool>);

    /// What is said, when it begins to be said.
    fn changes(said: impl Iterator<Item = (Time, Says)>) -> Vec<(Time, Says)> {
        let mut changes: Vec<_> = said.collect();
        changes.dedup_by_key(|(_, says)| *says);
        changes
    }

    #[test]
    fn a_remark_is_of_one_life() {
        let sample = |t: i64| {
            let says = "\"client\":3,\"team\":\"AXIS\",\"alive\":true,\"carry\":true,\"pos\":[1,2,3]";
            format!("{{\"t_ms\":{t},{says}}}\n")
        };
        let raised = "{\"t_ms\":3,\"type\":\"kill\",\"killer\":1022,\"victim\":3}\n{\"t_ms\":4,\"type\":\"spawn\",\"client\":3}\n";
        let text = [sample(1).as_str(), &sample(2), raised, &sample(5), &sample(6)].concat();
        let source = Source::Memory { name: "mem".into(), bytes: text.into_bytes().into() };
        let round = load(&[source], &Progress::default()).unwrap().rounds.remove(0);
        let player = &round.players[0];
        let said = |life: &Life| {
            let remarks = player.remarks_in(life, Time(0), Time(9));
            remarks.map(|(t, remark)| (t.0, player.times(remark).count())).collect::<Vec<_>>()
        };
        assert_eq!(player.lives.iter().map(said).collect::<Vec<_>>(), [[(1, 2)], [(5, 2)]]);
    }

    proptest! {
        #[test]
        fn remarks_are_what_the_samples_say(
            samples in prop::collection::vec((0..3i64, 0..3u64, any::<Option<bool>>(), any::<bool>()), 1..40),
            (from, to) in (-1..50i64, -1..50i64),
        ) {
            let (mut t, mut text, mut said) = (Time::ZERO, String::new(), Vec::new());
            for (later, los, carry, placed) in samples {
                t += Time(later);
                let los = (los > 0).then_some(los);
                let seen = los.map(|seen| format!(",\"los\":[{}]", seen - 1)).unwrap_or_default();
                let carried = carry.map(|carries| format!(",\"carry\":{carries}")).unwrap_or_default();
                let pos = if placed { ",\"pos\":[1,2,3]" } else { "" };
                let head = format!("\"t_ms\":{},\"client\":3,\"team\":\"AXIS\",\"alive\":true", t.0);
                text += &format!("{{{head}{pos}{seen}{carried}}}\n");
                if los.is_some() || carry.is_some() {
                    said.push((t, (los, carry)));
                }
            }
            let source = Source::Memory { name: "mem".into(), bytes: text.into_bytes().into() };
            let round = load(&[source], &Progress::default()).unwrap().rounds.remove(0);
            let (player, life) = (&round.players[0], &round.players[0].lives[0]);
            let told = |remark: &Remark| (remark.los, remark.carry);
            let all = player.remarks.iter().flat_map(|remark| player.times(remark).map(|t| (t, told(remark))));
            prop_assert_eq!(all.collect::<Vec<_>>(), said.clone());
            let window = player.remarks_in(life, Time(from), Time(to)).map(|(t, remark)| (t, told(remark)));
            let inside = said.into_iter().filter(|(t, _)| (from..=to).contains(&t.0));
            prop_assert_eq!(changes(window), changes(inside));
        }
    }
}

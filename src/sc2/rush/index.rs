//! Observations sorted for questions: a bot may write thousands of lines, and every clock asks about most facts.

use crate::film::Time;
use crate::sc2::observe::{Fact, GasRead, Observations, Sight, State};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What is known about one fact, in the order in which it became known.
#[derive(Debug, Clone, Default)]
struct Line<'a> {
    /// (known at, earliest sighting so far, how that is known).
    seen: Vec<(Time, Time, &'a str)>,
    /// When an exact sighting is first known.
    exact_from: Option<Time>,
    /// (known at, latest absence so far).
    absent: Vec<(Time, Time)>,
    /// Why it is unknown.
    why: &'a str,
    /// (known at, the start it tells) of every sighting, as it was told.
    told: Vec<(Time, Time)>,
    /// (looked at, when a later sighting tells that it stood there all the same) of every absence of a log.
    gone: Vec<(Time, Time)>,
}

impl Line<'_> {
    /// Of every absence: the first sighting after it of something begun before it, which was then only overlooked.
    fn overlooked(&self) -> Vec<(Time, Time)> {
        let mut begun: Vec<(Time, Time)> = self.told.iter().map(|&(known, start)| (start, known)).collect();
        begun.sort_unstable();
        let (mut begun, mut after) = (begun.into_iter().peekable(), BinaryHeap::new());
        let each = |&(looked, _): &(Time, Time)| {
            while let Some((_, known)) = begun.next_if(|(start, _)| *start <= looked) {
                after.push(Reverse(known));
            }
            while after.peek().is_some_and(|Reverse(known)| *known <= looked) {
                after.pop();
            }
            (looked, after.peek().map_or(Time::MAX, |Reverse(known)| *known))
        };
        self.absent.iter().map(each).collect()
    }
}

/// Observations, ready to be asked.
#[derive(Debug, Clone)]
pub(super) struct Index<'a> {
    lines: [Line<'a>; Fact::ALL.len()],
    gas: &'a [GasRead],
    sight: Sight,
}

impl<'a> Index<'a> {
    pub(super) fn of(obs: &'a Observations) -> Index<'a> {
        let mut lines: [Line<'a>; Fact::ALL.len()] = Default::default();
        for o in &obs.facts {
            let line = &mut lines[o.fact as usize]; // one line a fact, in the order of their declaration
            match o.state {
                State::SeenAt(t) => {
                    line.seen.push((o.known_at, t, &*o.note));
                    line.told.push((o.known_at, t));
                    if o.exact {
                        line.exact_from = Some(line.exact_from.map_or(o.known_at, |known| known.min(o.known_at)));
                    }
                }
                // Who watches without a break knows before the moment has passed that it will have been watched.
                State::AbsentUntil(t) if obs.sight == Sight::Exists => line.absent.push((Time(i64::MIN), t)),
                State::AbsentUntil(t) => line.absent.push((o.known_at, t)),
                State::Unknown if line.why.is_empty() => line.why = &o.note,
                State::Unknown => {}
            }
        }
        for line in &mut lines {
            line.seen.sort_by_key(|&(known, t, _)| (known, t));
            line.told.sort_unstable();
            line.absent.sort_unstable();
            if obs.sight == Sight::Logged {
                line.gone = line.overlooked();
            }
            let mut best: Option<(Time, &str)> = None;
            for (_, t, note) in &mut line.seen {
                let earlier = best.filter(|(time, _)| time <= t).unwrap_or((*t, note));
                (*t, *note) = earlier;
                best = Some(earlier);
            }
            let mut latest = Time(i64::MIN);
            for (_, t) in &mut line.absent {
                latest = latest.max(*t);
                *t = latest;
            }
        }
        Index { lines, gas: &obs.gas, sight: obs.sight }
    }

    fn line(&self, fact: Fact) -> &Line<'a> {
        &self.lines[fact as usize] // as above
    }

    fn sighting(&self, fact: Fact, now: Time) -> Option<&(Time, Time, &'a str)> {
        let seen = &self.line(fact).seen;
        seen[..seen.partition_point(|(known, ..)| *known <= now)].last()
    }

    /// As [`Observations::first_seen`].
    pub(super) fn first_seen(&self, fact: Fact, now: Time) -> Option<Time> {
        self.sighting(fact, now).map(|(_, t, _)| *t)
    }

    /// Whether this is what a bot saw, who looks now and then.
    pub(super) fn is_log(&self) -> bool {
        self.sight == Sight::Logged
    }

    /// How the first sighting is known; may be empty.
    pub(super) fn how_seen(&self, fact: Fact, now: Time) -> &'a str {
        self.sighting(fact, now).map_or("", |(.., how)| how)
    }

    /// As [`Observations::is_exact`].
    pub(super) fn is_exact(&self, fact: Fact, now: Time) -> bool {
        self.line(fact).exact_from.is_some_and(|known| known <= now)
    }

    /// As [`Observations::absent_until`].
    pub(super) fn absent_until(&self, fact: Fact, now: Time) -> Option<Time> {
        let absent = &self.line(fact).absent;
        absent[..absent.partition_point(|(known, _)| *known <= now)].last().map(|(_, t)| (*t).min(now))
    }

    /// A log's looks that missed something after `start`, in time order, as known at `now`.
    fn missed(&self, fact: Fact, start: Time, now: Time) -> impl Iterator<Item = &(Time, Time)> {
        let gone = &self.line(fact).gone;
        let first = gone.partition_point(|(looked, _)| *looked <= start);
        gone[first..].iter().take_while(move |(looked, _)| *looked <= now) // at most all of them
    }

    /// The first time after `start` at which somebody looked and it was not there.
    pub(super) fn absent_after(&self, fact: Fact, start: Time, now: Time) -> Option<Time> {
        self.missed(fact, start, now).map(|(looked, _)| *looked).next()
    }

    /// The same of what was begun at `start` and not seen again: it was gone, not overlooked.
    pub(super) fn gone_after(&self, fact: Fact, start: Time, now: Time) -> Option<Time> {
        self.missed(fact, start, now).find(|(_, again)| *again > now).map(|(looked, _)| *looked)
    }

    /// When it was last known, before `moment`, to have been there.
    pub(super) fn last_known(&self, fact: Fact, moment: Time) -> Option<Time> {
        let told = &self.line(fact).told;
        told[..told.partition_point(|(known, _)| *known < moment)].last().map(|(known, _)| *known) // at most all of them
    }

    /// The starts of a fact, as they were told until `now`.
    pub(super) fn starts(&self, fact: Fact, now: Time) -> impl Iterator<Item = Time> {
        self.line(fact).seen.iter().filter(move |(known, ..)| *known <= now).map(|(_, start, _)| *start)
    }

    /// The first reading from `from` on that says that nothing was mined.
    pub(super) fn still_nothing(&self, from: Time, now: Time) -> Option<&'a GasRead> {
        let reads = &self.gas[self.gas.partition_point(|read| read.at < from)..]; // at most all of them
        reads.iter().take_while(|read| read.at <= now).find(|read| read.mined == Some(0.0))
    }

    /// Why a fact is unknown, if a reason was given; else empty.
    pub(super) fn why_unknown(&self, fact: Fact) -> &'a str {
        self.line(fact).why
    }

    /// Readings of gas up to a time.
    pub(super) fn reads(&self, until: Time) -> std::slice::Iter<'a, GasRead> {
        self.gas[..self.gas.partition_point(|read| read.at <= until)].iter()
    }

    /// The moments at which knowledge changes: better sightings, longer absences.
    pub(super) fn changes(&self) -> impl Iterator<Item = Time> + '_ {
        self.lines.iter().flat_map(move |line| {
            let seen = line.seen.chunk_by(|a, b| a.1 == b.1).filter_map(|same| same.first()).map(|(known, ..)| *known);
            let absent = line.absent.iter().map(|(known, _)| *known).filter(move |_| self.sight != Sight::Exists);
            let again = line.gone.iter().map(|(_, again)| *again).filter(|again| *again < Time::MAX);
            seen.chain(line.exact_from).chain(absent).chain(again)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sc2::observe::Observation;
    use proptest::prelude::*;

    fn observations() -> impl Strategy<Value = Observations> {
        let one = (0..Fact::ALL.len(), 0..3u8, 0..20i64, 0..20i64, any::<bool>());
        let sight = prop_oneof![Just(Sight::Exists), Just(Sight::Proven), Just(Sight::Logged)];
        (proptest::collection::vec(one, 0..30), sight).prop_map(|(list, sight)| {
            let mut obs = Observations { sight, ..Observations::default() };
            for (fact, kind, at, later, exact) in list {
                let (fact, at) = (Fact::ALL[fact % 3], Time(at));
                match kind {
                    0 if exact => obs.learned(fact, at, at + Time(later), ""),
                    0 => obs.there_by(fact, at, at + Time(later), ""),
                    1 => obs.absent(fact, at, ""),
                    _ => obs.unknown(fact, "why"),
                }
            }
            obs
        })
    }

    proptest! {
        #[test]
        fn the_index_says_what_the_list_says(obs in observations(), now in 0..45i64) {
            let (index, now) = (Index::of(&obs), Time(now));
            for fact in Fact::ALL {
                prop_assert_eq!(index.first_seen(fact, now), obs.first_seen(fact, now));
                prop_assert_eq!(index.is_exact(fact, now), obs.is_exact(fact, now));
                prop_assert_eq!(index.absent_until(fact, now), obs.absent_until(fact, now));
            }
        }

        #[test]
        fn what_is_gone_was_missed_and_not_seen_again(obs in observations(), start in 0..20i64, now in 0..45i64) {
            let (index, start, now) = (Index::of(&obs), Time(start), Time(now));
            for fact in Fact::ALL {
                let told = |o: &&Observation| o.fact == fact && o.known_at <= now && obs.sight == Sight::Logged;
                let looks = obs.facts.iter().filter(told).filter_map(|o| match o.state {
                    State::AbsentUntil(t) if t > start => Some(t),
                    _ => None,
                });
                let again = |look: &Time| {
                    let later = |o: &Observation| matches!(o.state, State::SeenAt(t) if t <= *look && o.known_at > *look);
                    obs.facts.iter().filter(told).any(later)
                };
                let looks: Vec<Time> = looks.collect();
                prop_assert_eq!(index.absent_after(fact, start, now), looks.iter().copied().min());
                prop_assert_eq!(index.gone_after(fact, start, now), looks.iter().copied().filter(|t| !again(t)).min());
            }
        }

        #[test]
        fn between_changes_nothing_changes(obs in observations(), now in 0..45i64) {
            prop_assume!(obs.sight != Sight::Exists); // there absence grows with the moment itself
            let index = Index::of(&obs);
            let last = index.changes().filter(|t| t.0 <= now).max();
            if let Some(last) = last {
                for fact in Fact::ALL {
                    prop_assert_eq!(index.first_seen(fact, last), index.first_seen(fact, Time(now)));
                    prop_assert_eq!(index.is_exact(fact, last), index.is_exact(fact, Time(now)));
                    let gone = |now| index.gone_after(fact, Time(5), now);
                    prop_assert_eq!(gone(last), gone(Time(now)));
                    prop_assert_eq!(index.absent_until(fact, last), index.absent_until(fact, Time(now)));
                }
            }
        }
    }
}

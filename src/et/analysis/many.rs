//! V3 over many rounds: shapes against the rounds' winners, and who plays with whom, by guid.
//!
//! Rounds are added one by one and forgotten, so a season needs no more memory than its players and shapes.

use super::super::config::Side;
use super::super::round::{PlayerId, Round};
use super::Analysis;
use crate::film::{Interval, Time, wilson};
use std::collections::BTreeMap;

/// How sides fared whose usual shape it was. Context: a side that loses has fewer players alive, hence other shapes.
#[derive(Debug, Clone, PartialEq)]
pub struct ShapeRecord {
    /// Sizes of the groups, `3-1`; or `pack` and `split` in [`Many::states`].
    pub shape: String,
    /// Whether the largest group holds more than half of them.
    pub pack: bool,
    /// Sides of rounds with a known winner whose longest-held shape it was.
    pub rounds: u32,
    /// Of these, that won.
    pub won: u32,
    /// Sides whose longest-held shape it was in rounds without a known winner: in no share.
    pub unknown: u32,
    /// `won` / `rounds` with its interval; `None` without any.
    pub share: Option<Interval>,
    /// How long sides that won held it.
    pub time_won: Time,
    /// How long sides that lost held it.
    pub time_lost: Time,
}

/// Two players with guids over all rounds in which they were on one side.
#[derive(Debug, Clone, PartialEq)]
pub struct PairRecord {
    /// The guid that sorts first.
    pub guid_a: String,
    /// The other.
    pub guid_b: String,
    /// The latest name of each, in that order.
    pub names: [String; 2],
    /// Rounds in which both counted at one grid time.
    pub rounds: u32,
    /// Of these, in which they were a stable duo.
    pub duo: u32,
    /// Time at which both counted.
    pub both: Time,
    /// Of that, within `buddy_dist`.
    pub within: Time,
    /// `within` / `both`.
    pub share: f64,
    /// Longest unbroken stretch within one round.
    pub longest: Time,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Tally {
    pack: bool,
    rounds: u32,
    won: u32,
    unknown: u32,
    time: [Time; 2],
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Together {
    names: [String; 2],
    rounds: u32,
    duo: u32,
    both: Time,
    within: Time,
    longest: Time,
}

/// What many rounds add up to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Many {
    shapes: BTreeMap<String, Tally>,
    states: BTreeMap<String, Tally>,
    pairs: BTreeMap<(String, String), Together>,
    /// Rounds added.
    pub rounds: u32,
    /// Of these, with a known winner.
    pub decided: u32,
    /// Of these, without positions: they say nothing here.
    pub without_positions: u32,
    /// Pairs of a round left out because a player had no guid.
    pub nameless_pairs: u32,
}

impl Many {
    /// Adds a round. The order of rounds changes nothing but the names, which are the latest.
    pub fn add(&mut self, round: &Round, analysis: &Analysis) {
        let winner = round.winner();
        self.rounds += 1;
        self.decided += u32::from(winner.is_some());
        let Ok(space) = &analysis.space else {
            self.without_positions += 1;
            return;
        };
        for side in [Side::Axis, Side::Allies] {
            let held: Vec<(&str, bool, Time)> =
                space.shapes.iter().filter(|s| s.team == side).map(|s| (s.shape.as_str(), s.pack, s.time)).collect();
            count(&mut self.shapes, &held, winner.map(|winner| winner == side));
            let state = |pack: bool| {
                let time = held.iter().filter(|(_, is, _)| *is == pack).fold(Time::ZERO, |sum, (.., time)| sum + *time);
                (if pack { "pack" } else { "split" }, pack, time)
            };
            let states: Vec<_> = [true, false].map(state).into_iter().filter(|(.., time)| *time > Time::ZERO).collect();
            count(&mut self.states, &states, winner.map(|winner| winner == side));
        }
        for pair in &space.pairs {
            self.pair(round, pair);
        }
    }

    /// Adds what another one added up from the rounds behind these.
    pub fn join(&mut self, later: Many) {
        self.rounds += later.rounds;
        self.decided += later.decided;
        self.without_positions += later.without_positions;
        self.nameless_pairs += later.nameless_pairs;
        for (own, more) in [(&mut self.shapes, later.shapes), (&mut self.states, later.states)] {
            for (shape, more) in more {
                let tally = own.entry(shape).or_default();
                tally.pack = more.pack;
                tally.rounds += more.rounds;
                tally.won += more.won;
                tally.unknown += more.unknown;
                tally.time[0] += more.time[0];
                tally.time[1] += more.time[1];
            }
        }
        for (pair, more) in later.pairs {
            let sum = self.pairs.entry(pair).or_default();
            sum.names = more.names;
            sum.rounds += more.rounds;
            sum.duo += more.duo;
            sum.both += more.both;
            sum.within += more.within;
            sum.longest = sum.longest.max(more.longest);
        }
    }

    fn pair(&mut self, round: &Round, pair: &super::Pair) {
        let known = |id: PlayerId| {
            let player = round.player(id);
            player.guid.as_deref().map(|guid| (guid.to_owned(), player.name.clone()))
        };
        let Some((mut a, mut b)) = known(pair.a).zip(known(pair.b)).filter(|(a, b)| a.0 != b.0) else {
            self.nameless_pairs += 1;
            return;
        };
        if a.0 > b.0 {
            std::mem::swap(&mut a, &mut b);
        }
        let sum = self.pairs.entry((a.0, b.0)).or_default();
        sum.names = [a.1, b.1];
        sum.rounds += 1;
        sum.duo += u32::from(pair.stable_duo);
        sum.both += pair.both;
        sum.within += pair.within;
        sum.longest = sum.longest.max(pair.longest);
    }

    /// Shapes in order of their name.
    #[must_use]
    pub fn shapes(&self) -> Vec<ShapeRecord> {
        records(&self.shapes)
    }

    /// `pack` and `split`.
    #[must_use]
    pub fn states(&self) -> Vec<ShapeRecord> {
        records(&self.states)
    }

    /// Pairs by guids.
    #[must_use]
    pub fn pairs(&self) -> Vec<PairRecord> {
        let record = |((guid_a, guid_b), sum): (&(String, String), &Together)| PairRecord {
            guid_a: guid_a.clone(),
            guid_b: guid_b.clone(),
            names: sum.names.clone(),
            rounds: sum.rounds,
            duo: sum.duo,
            both: sum.both,
            within: sum.within,
            // A pair is listed only once both counted, so `both` is above 0.
            share: sum.within.0 as f64 / sum.both.0.max(1) as f64,
            longest: sum.longest,
        };
        self.pairs.iter().map(record).collect()
    }
}

/// Adds what one side held in one round; of two held equally long the first in the list was its usual one.
fn count(tallies: &mut BTreeMap<String, Tally>, held: &[(&str, bool, Time)], won: Option<bool>) {
    let most = held.iter().map(|(.., time)| *time).max();
    let mut usual = held.iter().position(|(.., time)| Some(*time) == most);
    for (index, (shape, pack, time)) in held.iter().enumerate() {
        let tally = tallies.entry((*shape).to_owned()).or_default();
        tally.pack = *pack;
        if let Some(won) = won {
            tally.time[usize::from(!won)] += *time; // 0 won, 1 lost
        }
        if usual.take_if(|usual| *usual == index).is_some() {
            tally.rounds += u32::from(won.is_some());
            tally.won += u32::from(won == Some(true));
            tally.unknown += u32::from(won.is_none());
        }
    }
}

fn records(tallies: &BTreeMap<String, Tally>) -> Vec<ShapeRecord> {
    let record = |(shape, tally): (&String, &Tally)| ShapeRecord {
        shape: shape.clone(),
        pack: tally.pack,
        rounds: tally.rounds,
        won: tally.won,
        unknown: tally.unknown,
        share: wilson(u64::from(tally.won), u64::from(tally.rounds)),
        time_won: tally.time[0],
        time_lost: tally.time[1],
    };
    tallies.iter().map(record).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_shape_is_counted_once_a_side_and_round() {
        let mut tallies = BTreeMap::new();
        let held = [("2-1", true, Time(5_000)), ("3", true, Time(9_000))];
        count(&mut tallies, &held, Some(true));
        count(&mut tallies, &held, Some(false));
        count(&mut tallies, &held, None);
        let records = records(&tallies);
        let got: Vec<_> = records.iter().map(|r| (r.shape.as_str(), r.rounds, r.won, r.unknown)).collect();
        assert_eq!(got, [("2-1", 0, 0, 0), ("3", 2, 1, 1)]);
        assert_eq!((records[1].time_won, records[1].time_lost), (Time(9_000), Time(9_000)));
        assert_eq!((records[0].share, records[1].share.map(|s| s.share)), (None, Some(0.5)));
    }
}

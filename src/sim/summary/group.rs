//! Rows gathered by matchup, by unit and by scenario.

use super::{End, Share};
use crate::film::Time;
use crate::sim::Side;
use crate::sim::index::{Index, Num, RowRef, Spread, Text, TextId, items};
use crate::sim::matchup;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// What rows are gathered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The unordered pair of rosters: both orientations together, whatever the spawn order.
    Matchup,
    /// A unit: once for each side that has it.
    Unit,
    /// `context.scenario_id`
    Scenario,
}

impl By {
    /// All.
    pub const ALL: [By; 3] = [By::Matchup, By::Unit, By::Scenario];

    /// Its name on the command line and in exports.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            By::Matchup => "matchup",
            By::Unit => "unit",
            By::Scenario => "scenario",
        }
    }

    /// Whose wins the rate counts.
    #[must_use]
    pub const fn whose(self) -> &'static str {
        match self {
            By::Matchup => "wins of the roster named first (of side a where both are the same)",
            By::Unit => "wins of the side that has the unit, once for each side that has it",
            By::Scenario => "wins of side a",
        }
    }
}

/// Rows that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its name: `archer, bard against golem`, `monk`, `open_field`; `(none)` for rows that name no scenario.
    pub name: String,
    /// What it is about, as it is written: the units of both rosters, the unit, the scenario; empty where rows name none.
    pub about: Vec<String>,
    /// How many rows (for units: sides) there are.
    pub n: u64,
    /// Wins among decided ones; see [`By::whose`].
    pub wins: Share,
    /// How many were draws.
    pub draws: u64,
    /// How many timed out.
    pub timeouts: u64,
    /// Mean simulated time in seconds of those that have one.
    pub mean_s: Option<f64>,
    /// Median simulated time in seconds, to the millisecond.
    pub median_s: Option<f64>,
}

#[derive(Default)]
struct Gathered {
    n: u64,
    wins: u64,
    losses: u64,
    draws: u64,
    timeouts: u64,
    sum_s: f64,
    /// Times in milliseconds.
    times: Vec<i32>,
}

impl Gathered {
    fn add(&mut self, end: End, first: Side, time_s: Option<f64>) {
        self.n += 1;
        match end {
            End::Won(side) if side == first => self.wins += 1,
            End::Won(_) => self.losses += 1,
            End::Draw => self.draws += 1,
            End::Timeout => self.timeouts += 1,
            End::Other => {}
        }
        let ms = time_s.and_then(Time::from_secs).and_then(|time| i32::try_from(time.ms()).ok());
        if let (Some(time), Some(ms)) = (time_s, ms) {
            self.sum_s += time;
            self.times.push(ms);
        }
    }

    fn group(mut self, name: String, about: Vec<String>) -> Group {
        let count = self.times.len();
        let median = (count > 0).then(|| {
            let (before, &mut upper, _) = self.times.select_nth_unstable(count / 2);
            let lower = if count % 2 == 1 { upper } else { before.iter().copied().max().unwrap_or(upper) };
            (f64::from(lower) + f64::from(upper)) / 2_000.0
        });
        Group {
            name,
            about,
            n: self.n,
            wins: Share { wins: self.wins, n: self.wins + self.losses },
            draws: self.draws,
            timeouts: self.timeouts,
            mean_s: (count > 0).then(|| self.sum_s / count as f64),
            median_s: median,
        }
    }
}

/// Keys are small numbers that a multiplication spreads well enough.
type Quick = BuildHasherDefault<Spread>;

/// No text has this number.
const NO_SCENARIO: u64 = u64::MAX;

/// A roster as one meets it.
struct Roster {
    /// See [`matchup::roster`].
    key: String,
    /// Its units without repeats.
    units: Vec<u32>,
}

pub(super) struct Groups<'a> {
    index: &'a Index,
    rosters: HashMap<TextId, u32, Quick>,
    known: Vec<Roster>,
    /// Rosters of different spawn order with the same units are one.
    by_key: HashMap<String, u32>,
    unit_ids: HashMap<&'a str, u32>,
    unit_names: Vec<&'a str>,
    matchups: HashMap<u64, Gathered, Quick>,
    units: Vec<Gathered>,
    scenarios: HashMap<u64, Gathered, Quick>,
}

impl<'a> Groups<'a> {
    pub(super) fn new(index: &'a Index) -> Groups<'a> {
        Groups {
            index,
            rosters: HashMap::default(),
            known: Vec::new(),
            by_key: HashMap::new(),
            unit_ids: HashMap::new(),
            unit_names: Vec::new(),
            matchups: HashMap::default(),
            units: Vec::new(),
            scenarios: HashMap::default(),
        }
    }

    fn roster(&mut self, id: TextId) -> u32 {
        if let Some(&known) = self.rosters.get(&id) {
            return known;
        }
        let list = self.index.text_of(id);
        let key = matchup::roster(list);
        let next = self.known.len() as u32;
        let at = *self.by_key.entry(key.clone()).or_insert(next);
        if at == next {
            let mut names: Vec<&'a str> = items(list).collect();
            names.sort_unstable();
            names.dedup();
            let units = names.into_iter().map(|unit| self.unit(unit)).collect();
            self.known.push(Roster { key, units });
        }
        self.rosters.insert(id, at);
        at
    }

    fn unit(&mut self, name: &'a str) -> u32 {
        let next = self.unit_names.len() as u32;
        let at = *self.unit_ids.entry(name).or_insert(next);
        if at == next {
            self.unit_names.push(name);
            self.units.push(Gathered::default());
        }
        at
    }

    pub(super) fn add(&mut self, row: RowRef<'_>, end: End) {
        let time = row.number(Num::TIME);
        let scenario = row.text(Text::Scenario).map_or(NO_SCENARIO, u64::from);
        self.scenarios.entry(scenario).or_default().add(end, Side::A, time);
        let rosters = Side::BOTH.map(|side| row.text(Text::roster(side)).map(|id| self.roster(id)));
        for (side, roster) in Side::BOTH.into_iter().zip(rosters) {
            let Some(roster) = roster.and_then(|roster| self.known.get(roster as usize)) else { continue };
            for &unit in &roster.units {
                if let Some(gathered) = self.units.get_mut(unit as usize) {
                    gathered.add(end, side, time);
                }
            }
        }
        if let [Some(a), Some(b)] = rosters {
            let key = |at: u32| self.known.get(at as usize).map(|roster| roster.key.as_str());
            let (low, high, first) = if key(a) <= key(b) { (a, b, Side::A) } else { (b, a, Side::B) };
            self.matchups.entry(u64::from(low) << 32 | u64::from(high)).or_default().add(end, first, time);
        }
    }

    pub(super) fn finish(self) -> [Vec<Group>; 3] {
        let met = |(pair, got): (u64, Gathered)| {
            let rosters = [(pair >> 32) as u32, pair as u32].map(|at| self.known.get(at as usize));
            let [a, b] = rosters.map(|roster| roster.map_or("", |roster| roster.key.as_str()));
            let units = rosters.into_iter().flatten().flat_map(|roster| items(Some(&roster.key)));
            let about = units.map(str::to_owned).collect();
            got.group(matchup::name(a, b), about)
        };
        let matchups = self.matchups.into_iter().map(met).collect();
        let named = |name: &str, got: Gathered| got.group(name.to_owned(), vec![name.to_owned()]);
        let units = self.unit_names.iter().zip(self.units).map(|(name, got)| named(name, got)).collect();
        let scenario =
            |(id, got): (u64, Gathered)| match TextId::try_from(id).ok().and_then(|id| self.index.text_of(id)) {
                Some(name) => named(name, got),
                None => got.group("(none)".to_owned(), Vec::new()),
            };
        let scenarios = self.scenarios.into_iter().map(scenario).collect();
        [matchups, units, scenarios].map(sorted)
    }
}

fn sorted(mut groups: Vec<Group>) -> Vec<Group> {
    groups.sort_by(|a, b| b.n.cmp(&a.n).then_with(|| a.name.cmp(&b.name)).then_with(|| a.about.cmp(&b.about)));
    groups
}

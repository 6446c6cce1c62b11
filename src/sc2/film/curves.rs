//! Workers, gas, army and supply of both sides over time.

use super::cast::side;
use super::{PROTOSS, ZERG};
use crate::film::{Curve, Line, TeamId, Time, Whose};
use crate::sc2::game::{Pvz, Stats};
use crate::sc2::observe::{GasRead, Observations};

/// A side's readings; where they stop for longer than they hold, the line has a gap.
fn line(team: TeamId, read: impl Iterator<Item = (Time, f64)>) -> Line {
    let mut readings: Vec<(Time, Option<f64>)> = Vec::new();
    let mut last: Option<Time> = None;
    for (at, value) in read {
        if let Some(gone) = last.map(|last| last + GasRead::HOLDS).filter(|gone| *gone < at) {
            readings.push((gone, None));
        }
        readings.push((at, Some(value)));
        last = Some(at);
    }
    readings.extend(last.map(|last| (last + GasRead::HOLDS, None)));
    Line { whose: Whose::Team(team), readings }
}

/// The curves of a replay, the most telling for a rush first.
pub(super) fn curves(pvz: &Pvz<'_>) -> Vec<Curve> {
    let of = |team: TeamId, value: fn(&Stats) -> f64| {
        let own = pvz.game.stats.iter().filter(move |(player, _)| side(pvz, *player) == Some(team));
        line(team, own.map(move |(_, stats)| (stats.at, value(stats))))
    };
    let curve = |key, label, unit, help: &str, value: fn(&Stats) -> f64| Curve {
        key,
        label,
        unit,
        help: format!("{help}, read every 7.1 s"),
        full: None,
        lines: vec![of(PROTOSS, value), of(ZERG, value)],
    };
    vec![
        curve("workers", "workers", "", "probes and drones", |s| f64::from(s.workers)),
        curve("gas", "gas/min", "/min", "vespene mined a minute", |s| f64::from(s.vespene_rate)),
        curve("army", "army", "", "minerals and vespene in the standing army", |s| f64::from(s.army)),
        curve("supply", "supply", "", "supply used", |s| f64::from(s.supply)),
    ]
}

/// What a detector's log knows: Zerg's gas, if the bot read it.
pub(super) fn logged(obs: &Observations) -> Vec<Curve> {
    let rates = obs.gas.iter().filter_map(|read| Some((read.at, read.rate?)));
    let line = line(ZERG, rates);
    let help = "vespene mined a minute, as the bot read it".to_owned();
    let gas = Curve { key: "gas", label: "gas/min", unit: "/min", help, full: None, lines: vec![line] };
    if gas.top().is_some() { vec![gas] } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silence_longer_than_two_readings_is_a_gap() {
        let read = [(0, 12.0), (7_143, 13.0), (60_000, 20.0)].map(|(t, v)| (Time(t), v));
        let line = line(ZERG, read.into_iter());
        let at = [0, 22_142, 22_143, 59_999, 60_000, 74_999, 75_000].map(|t| line.at(Time(t)));
        assert_eq!(at, [Some(12.0), Some(13.0), None, None, Some(20.0), Some(20.0), None]);
    }
}

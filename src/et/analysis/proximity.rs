//! E5: how near team-mates and enemies were, support uptime, and readiness.

use super::super::config::Settings;
use super::grid::Tick;
use crate::film::Time;

/// Smallest, middle and 90th per cent of a list of distances; `None` when nobody was there to measure.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Quantiles {
    /// Smallest.
    pub min: Option<f64>,
    /// Median.
    pub median: Option<f64>,
    /// 90th percentile.
    pub p90: Option<f64>,
}

impl Quantiles {
    pub(super) fn of(mut values: Vec<f64>) -> Quantiles {
        values.sort_by(f64::total_cmp);
        Quantiles { min: quantile(&values, 0.0), median: quantile(&values, 0.5), p90: quantile(&values, 0.9) }
    }
}

/// E5: linear between order statistics, rank p (n - 1). `sorted` is in order.
pub(super) fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let rank = p * last as f64;
    let below = (rank.floor() as usize).min(last);
    let above = (below + 1).min(last);
    Some(sorted[below] + (sorted[above] - sorted[below]) * (rank - below as f64))
}

/// The sampled metrics of one player.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Proximity {
    /// Grid time at which the player counts: the divisor of the shares.
    pub sampled: Time,
    /// To the nearest living team-mate, in units.
    pub teammate: Quantiles,
    /// To the nearest living enemy, in units.
    pub enemy: Quantiles,
    /// With a living team-mate within `support_dist`.
    pub support: Time,
    /// Within `support_dist` of a living team-mate in combat; only with a combat state.
    pub readiness: Time,
    /// Basic crossfire.
    pub crossfire: Time,
    /// Crossfire by the angle at an enemy.
    pub converging: Time,
}

impl Proximity {
    /// `part` as a share of the sampled time; `None` without any.
    #[must_use]
    pub fn share(&self, part: Time) -> Option<f64> {
        (self.sampled > Time::ZERO).then(|| part.0 as f64 / self.sampled.0 as f64)
    }
}

/// [`Proximity`] in the making.
#[derive(Debug, Clone, Default)]
pub struct Near {
    pub(super) total: Proximity,
    teammates: Vec<f64>,
    enemies: Vec<f64>,
}

impl Near {
    /// Adds a grid time at which the player has this place among those present.
    pub(super) fn add(&mut self, settings: &Settings, place: usize, tick: &Tick) {
        let (mut mate, mut enemy, mut ready) = (None, None, false);
        let nearer = |than: Option<f64>, dist: f64| Some(than.map_or(dist, |than: f64| than.min(dist)));
        let one = &tick.present[place];
        for (at, other) in tick.present.iter().enumerate().filter(|(at, _)| *at != place) {
            let dist = tick.distance(place, at);
            if one.mate(other) {
                mate = nearer(mate, dist);
                ready |= dist <= settings.support_dist && other.fights;
            } else if one.enemy(other) {
                enemy = nearer(enemy, dist);
            }
        }
        self.total.sampled += tick.length;
        self.teammates.extend(mate);
        self.enemies.extend(enemy);
        if mate.is_some_and(|dist| dist <= settings.support_dist) {
            self.total.support += tick.length;
        }
        if ready {
            self.total.readiness += tick.length;
        }
    }

    pub(super) fn finish(self) -> Proximity {
        Proximity { teammate: Quantiles::of(self.teammates), enemy: Quantiles::of(self.enemies), ..self.total }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_linear_between_order_statistics() {
        let q = Quantiles::of(vec![40.0, 10.0, 20.0, 30.0]);
        assert_eq!((q.min, q.median), (Some(10.0), Some(25.0)));
        assert!((q.p90.unwrap() - 37.0).abs() < 1e-9);
        assert_eq!(Quantiles::of(Vec::new()), Quantiles::default());
        assert_eq!(Quantiles::of(vec![7.0]).p90, Some(7.0));
    }
}

//! E5: how near team-mates and enemies were, support uptime, and readiness.

use super::super::config::Settings;
use super::super::round::PlayerId;
use super::tick::Tick;
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
        let mut at = |p| {
            let rank = Rank::of(p, values.len())?;
            let (_, low, above) = values.select_nth_unstable_by(rank.below, f64::total_cmp);
            let low = *low;
            let next = || above.iter().copied().min_by(f64::total_cmp).unwrap_or(low);
            Some(if rank.share > 0.0 { rank.between(low, next()) } else { low })
        };
        Quantiles { min: at(0.0), median: at(0.5), p90: at(0.9) }
    }
}

/// E5: linear between order statistics, rank p (n - 1).
struct Rank {
    /// The index of the lower one.
    below: usize,
    /// How far on the way to the next.
    share: f64,
}

impl Rank {
    fn of(p: f64, count: usize) -> Option<Rank> {
        let last = count.checked_sub(1)?;
        let rank = p * last as f64;
        let below = (rank.floor() as usize).min(last);
        Some(Rank { below, share: rank - below as f64 })
    }

    fn between(&self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share
    }
}

/// E5: the quantile of values in order; `None` without any.
pub(super) fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let rank = Rank::of(p, sorted.len())?;
    Some(rank.between(sorted[rank.below], sorted[(rank.below + 1).min(sorted.len() - 1)]))
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

/// [`Proximity`] of everybody in the making, by player id.
#[derive(Debug)]
pub(super) struct Nearness(Vec<Near>);

/// [`Proximity`] of one player in the making.
#[derive(Debug, Clone, Default)]
struct Near {
    total: Proximity,
    teammates: Vec<f64>,
    enemies: Vec<f64>,
}

impl Nearness {
    /// Of so many players, at no time yet.
    pub(super) fn new(players: usize) -> Nearness {
        Nearness(vec![Near::default(); players])
    }

    /// Adds a grid time.
    pub(super) fn add(&mut self, settings: &Settings, tick: &Tick) {
        for (place, one) in tick.present.iter().enumerate() {
            let near = &mut self.0[one.id.index()];
            near.total.sampled += tick.length;
            let (mates, enemies) = (tick.mates(place), tick.enemies(place));
            if mates != 0 {
                let nearest = tick.nearest(place, mates);
                near.teammates.push(nearest);
                if nearest <= settings.support_dist {
                    near.total.support += tick.length;
                }
            }
            if enemies != 0 {
                near.enemies.push(tick.nearest(place, enemies));
            }
            let fighting = mates & tick.fighting;
            if fighting != 0 && tick.nearest(place, fighting) <= settings.support_dist {
                near.total.readiness += tick.length;
            }
        }
    }

    /// Adds a time of crossfire of a player: basic, by the angle at an enemy.
    pub(super) fn crossfire(&mut self, player: PlayerId, length: Time, basic: bool, converging: bool) {
        let total = &mut self.0[player.index()].total;
        if basic {
            total.crossfire += length;
        }
        if converging {
            total.converging += length;
        }
    }

    /// By player id.
    pub(super) fn finish(self) -> Vec<Proximity> {
        let finish = |near: Near| Proximity {
            teammate: Quantiles::of(near.teammates),
            enemy: Quantiles::of(near.enemies),
            ..near.total
        };
        self.0.into_iter().map(finish).collect()
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

    proptest::proptest! {
        #[test]
        fn quantiles_need_no_order(mut values in proptest::collection::vec(0.0..50.0f64, 0..40)) {
            let found = Quantiles::of(values.clone());
            values.sort_by(f64::total_cmp);
            let [min, median, p90] = [0.0, 0.5, 0.9].map(|p| quantile(&values, p));
            proptest::prop_assert_eq!(found, Quantiles { min, median, p90 });
        }
    }
}

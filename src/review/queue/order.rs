//! In which order findings are judged, and which suppressed ones are sampled in.

use super::reasons;
use crate::film::{Film, Finding, FindingId, Outcome, Status};
use sha2::{Digest, Sha256};
use std::cmp::{Ordering, Reverse};
use std::str::FromStr;

/// The order of the queue. Of equals the earlier comes first, then the smaller id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// As it happened.
    #[default]
    Time,
    /// The surest first.
    Confidence,
    /// By the name of who it is about.
    Player,
    /// By the first reason, what no reason excuses first.
    Reason,
    /// Closest to a threshold first: what a small change would decide otherwise.
    Threshold,
}

impl Order {
    /// All, in the order in which a key steps through them.
    pub const ALL: [Order; 5] = [Order::Time, Order::Confidence, Order::Player, Order::Reason, Order::Threshold];

    /// `time`, `confidence`, `player`, `reason`, `threshold`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Order::Time => "time",
            Order::Confidence => "confidence",
            Order::Player => "player",
            Order::Reason => "reason",
            Order::Threshold => "threshold",
        }
    }

    /// The one after it, round and round.
    #[must_use]
    pub fn next(self) -> Order {
        let at = Order::ALL.iter().position(|order| *order == self).unwrap_or(0);
        Order::ALL[(at + 1) % Order::ALL.len()]
    }

    /// How two findings, each of its film, stand in the queue as far as this order tells; of equals, those of one film
    /// stand by time and id.
    #[must_use]
    pub fn rank(self, (film, one): (&Film, &Finding), (other_film, two): (&Film, &Finding)) -> Ordering {
        match self {
            Order::Time => Ordering::Equal,
            Order::Confidence => Reverse(one.confidence).cmp(&Reverse(two.confidence)),
            Order::Player => player(film, one).cmp(player(other_film, two)),
            Order::Reason => reasons(one).next().cmp(&reasons(two).next()),
            Order::Threshold => match (margin(one), margin(two)) {
                (Some(one), Some(two)) => one.total_cmp(&two),
                (one, two) => two.is_some().cmp(&one.is_some()), // without a number: last
            },
        }
    }

    /// How two findings of one film stand in the queue.
    #[must_use]
    pub fn compare(self, film: &Film, one: &Finding, two: &Finding) -> Ordering {
        self.rank((film, one), (film, two)).then_with(|| (one.at, &one.id).cmp(&(two.at, &two.id)))
    }

    /// Whether it goes by nothing that the rule decided: a blind reviewer may see it.
    #[must_use]
    pub const fn is_blind(self) -> bool {
        matches!(self, Order::Time | Order::Player)
    }
}

impl FromStr for Order {
    type Err = String;

    fn from_str(text: &str) -> Result<Order, String> {
        let known = || Order::ALL.map(Order::as_str).join(", ");
        let found = Order::ALL.into_iter().find(|order| order.as_str() == text.trim().to_lowercase());
        found.ok_or_else(|| format!("`{}` is no order; there are: {}", crate::film::clean_text(text), known()))
    }
}

fn player<'a>(film: &'a Film, finding: &Finding) -> &'a str {
    let actor = finding.parts.first().and_then(|part| film.cast.get(part.actor.index()));
    actor.map_or("", |actor| actor.name.as_str())
}

/// How far the nearest gate is from deciding otherwise: the smallest |number - limit| / limit of the gates that were
/// decided by a number. None without such a gate.
#[must_use]
pub fn margin(finding: &Finding) -> Option<f64> {
    let decided = finding.gates.iter().filter(|gate| !matches!(gate.outcome, Outcome::Unknown(_)));
    let margins = decided.filter_map(|gate| {
        let (value, limit) = (gate.value?, gate.limit?);
        // A limit of 0 has no share of it; the number itself is the distance then.
        let scale = if limit == 0.0 { 1.0 } else { limit.abs() };
        Some((value - limit).abs() / scale)
    });
    margins.filter(|margin| margin.is_finite()).min_by(f64::total_cmp)
}

/// A share of findings, the same ones each time: `10 %`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share(f64);

impl Share {
    /// None of them.
    pub const NONE: Share = Share(0.0);

    /// Of 0 to 100 percent.
    #[must_use]
    pub fn percent(percent: f64) -> Option<Share> {
        (0.0..=100.0).contains(&percent).then_some(Share(percent / 100.0))
    }

    /// Whether a finding is in the sample: told by its id alone, so that every reviewer, run and machine draws the same,
    /// and a larger share holds the smaller one.
    #[must_use]
    pub fn holds(self, id: &FindingId) -> bool {
        let mut number = [0; 8];
        number.iter_mut().zip(Sha256::digest(id.0.as_bytes())).for_each(|(to, from)| *to = from);
        // 53 bits are what a float holds exactly.
        ((u64::from_be_bytes(number) >> 11) as f64) < self.0 * (1_u64 << 53) as f64
    }

    /// Whether a finding is to be judged: every candidate, and of the suppressed ones the sample.
    #[must_use]
    pub fn asks(self, finding: &Finding) -> bool {
        match finding.status {
            Status::Candidate => true,
            Status::Suppressed(_) => self.holds(&finding.id),
            Status::Fact => false,
        }
    }
}

impl FromStr for Share {
    type Err = String;

    /// Reads `10 %`, `10%` or `10`.
    fn from_str(text: &str) -> Result<Share, String> {
        let number = text.trim().trim_end_matches('%').trim_end();
        let share = number.parse().ok().and_then(Share::percent);
        share.ok_or_else(|| format!("`{}` is no share: write 0 % to 100 %", crate::film::clean_text(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::film;
    use super::*;
    use crate::film::ActorId;

    fn sorted(order: Order, film: &Film) -> Vec<usize> {
        let mut positions: Vec<usize> = (0..film.findings.len()).rev().collect();
        positions.sort_by(|one, two| order.compare(film, &film.findings[*one], &film.findings[*two]));
        positions
    }

    #[test]
    fn every_order_is_what_its_name_says() {
        let mut film = film();
        let values = [Some(512.0), Some(606.0), Some(599.0), None];
        for (finding, value) in film.findings.iter_mut().zip(values) {
            finding.gates.iter_mut().take(1).for_each(|gate| gate.value = value);
        }
        film.findings[0].parts[0].actor = ActorId(1);
        assert_eq!(sorted(Order::Time, &film), [0, 1, 2, 3]);
        assert_eq!(sorted(Order::Confidence, &film), [0, 1, 2, 3], "high, med, low, none");
        assert_eq!(sorted(Order::Player, &film), [1, 2, 3, 0], "kiko before zed");
        assert_eq!(sorted(Order::Threshold, &film), [2, 1, 0, 3]);
        film.findings[0].facts.clear();
        assert_eq!(sorted(Order::Reason, &film)[0], 0);
        assert!(Order::ALL.iter().all(|order| order.as_str().parse() == Ok(*order)));
        assert!("size".parse::<Order>().unwrap_err().contains("threshold"));
        assert_eq!(Order::Threshold.next(), Order::Time);
    }

    #[test]
    fn an_unknown_gate_has_no_margin() {
        let mut film = film();
        assert!((margin(&film.findings[0]).unwrap() - (600.0 - 512.345_678) / 600.0).abs() < 1e-12);
        film.findings[0].gates[0].outcome = Outcome::Unknown("no position".into());
        assert_eq!(margin(&film.findings[0]), None);
    }

    #[test]
    fn a_sample_is_the_same_every_time_and_grows() {
        let ids: Vec<FindingId> = (0..2_000).map(|n| FindingId(format!("missed_trade/r1/{n}/a/b/c"))).collect();
        let (ten, fifty): (Share, Share) = ("10 %".parse().unwrap(), "50%".parse().unwrap());
        let count = |share: Share| ids.iter().filter(|id| share.holds(id)).count();
        assert!((160..=240).contains(&count(ten)), "{}", count(ten));
        assert!(ids.iter().all(|id| !ten.holds(id) || fifty.holds(id)));
        assert_eq!((count(Share::NONE), count(Share::percent(100.0).unwrap())), (0, 2_000));
        assert!(["", "x", "101", "-1", "NaN"].iter().all(|text| text.parse::<Share>().is_err()));
        let film = film();
        let all = Share::percent(100.0).unwrap();
        let asked = |share: Share| film.findings.iter().map(|f| share.asks(f)).collect::<Vec<_>>();
        assert_eq!(asked(Share::NONE), [true, true, false, false]);
        assert_eq!(asked(all), [true, true, true, false]);
    }
}

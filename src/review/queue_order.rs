//! In which order findings are judged, which suppressed ones are sampled in, and what a blind reviewer may see.

use super::super::desk::Desk;
use super::{Filter, FilterError, reasons};
use crate::film::{Film, Finding, FindingId, Interval, Outcome, Status, wilson};
use sha2::{Digest, Sha256};
use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;
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

    /// How two findings, each of its film, stand in the queue.
    #[must_use]
    pub fn compare(self, (film, one): (&Film, &Finding), (other_film, two): (&Film, &Finding)) -> Ordering {
        let first = match self {
            Order::Time => Ordering::Equal,
            Order::Confidence => Reverse(one.confidence).cmp(&Reverse(two.confidence)),
            Order::Player => player(film, one).cmp(player(other_film, two)),
            Order::Reason => reasons(one).next().cmp(&reasons(two).next()),
            Order::Threshold => match (margin(one), margin(two)) {
                (Some(one), Some(two)) => one.total_cmp(&two),
                (one, two) => two.is_some().cmp(&one.is_some()), // without a number: last
            },
        };
        first.then_with(|| (one.at, &one.id).cmp(&(two.at, &two.id)))
    }

    /// Puts positions of a film's findings into this order.
    pub fn sort(self, film: &Film, positions: &mut [usize]) {
        // Positions come from the film; one that does not would only sort last.
        positions.sort_by(|one, two| match (film.findings.get(*one), film.findings.get(*two)) {
            (Some(one), Some(two)) => self.compare((film, one), (film, two)),
            (one, two) => two.is_some().cmp(&one.is_some()),
        });
    }
}

impl FromStr for Order {
    type Err = String;

    fn from_str(text: &str) -> Result<Order, String> {
        let known = || Order::ALL.map(Order::as_str).join(", ");
        let found = Order::ALL.into_iter().find(|order| order.as_str() == text.trim().to_lowercase());
        found.ok_or_else(|| format!("there is no such order; there are: {}", known()))
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

/// What may be shown about a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// How sure the rule is, and everything that gives it away: tier, score, the order by confidence.
    pub confidence: bool,
    /// What other reviewers said and noted, and how it was adjudicated.
    pub others: bool,
    /// Gates, numbers and the explanation: what there is to judge by.
    pub evidence: bool,
}

/// The rule of blind review: until the reviewer has decided, neither the rule's confidence nor anybody's opinion shows.
#[must_use]
pub const fn shown(blind: bool, decided: bool) -> Shown {
    let open = !blind || decided;
    Shown { confidence: open, others: open, evidence: true }
}

/// Filters under names, as the user saved them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Saved(BTreeMap<String, Filter>);

impl Saved {
    /// Saves a filter under a name, in the place of the one that had it.
    ///
    /// # Errors
    /// The text is no filter.
    pub fn set(&mut self, name: &str, text: &str) -> Result<(), FilterError> {
        let name = super::super::entry::tidied(name);
        self.0.insert(name, text.parse()?);
        Ok(())
    }

    /// The filter of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Filter> {
        self.0.get(name)
    }

    /// Forgets a name; whether there was one.
    pub fn remove(&mut self, name: &str) -> bool {
        self.0.remove(name).is_some()
    }

    /// Names and filters, by name; a filter's text reads back.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Filter)> {
        self.0.iter().map(|(name, filter)| (name.as_str(), filter))
    }
}

/// Findings of one reason, and how many of them the reviewer judged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Findings.
    pub all: u64,
    /// With a verdict of the reviewer.
    pub reviewed: u64,
    /// Of those, the true ones.
    pub yes: u64,
    /// Of those, the false positives.
    pub no: u64,
}

impl Tally {
    /// True among true and false.
    #[must_use]
    pub fn precision(&self) -> Option<Interval> {
        wilson(self.yes, self.yes + self.no)
    }
}

/// Counts findings by the rule's first reason (`candidate` where none excuses), with the reviewer's verdicts.
#[must_use]
pub fn tallies<'a>(findings: impl IntoIterator<Item = &'a Finding>, desk: &Desk) -> BTreeMap<String, Tally> {
    use super::super::Ruling;
    let mut out: BTreeMap<String, Tally> = BTreeMap::new();
    for finding in findings.into_iter().filter(|finding| finding.is_judgeable()) {
        let tally = out.entry(finding.status.reason().unwrap_or("candidate").to_owned()).or_default();
        let ruling = desk.verdict(&finding.id).map(|verdict| verdict.ruling);
        tally.all += 1;
        tally.reviewed += u64::from(ruling.is_some());
        tally.yes += u64::from(ruling == Some(Ruling::True));
        tally.no += u64::from(ruling == Some(Ruling::False));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{desk, film};
    use super::super::super::{Ruling, Subject};
    use super::*;
    use crate::film::ActorId;

    fn sorted(order: Order, film: &Film) -> Vec<usize> {
        let mut positions: Vec<usize> = (0..film.findings.len()).rev().collect();
        order.sort(film, &mut positions);
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

    #[test]
    fn a_blind_reviewer_sees_evidence_only_until_deciding() {
        assert_eq!(shown(true, false), Shown { confidence: false, others: false, evidence: true });
        let open = Shown { confidence: true, others: true, evidence: true };
        assert_eq!([shown(true, true), shown(false, false), shown(false, true)], [open; 3]);
    }

    #[test]
    fn filters_are_saved_under_names() {
        let mut saved = Saved::default();
        saved.set("mine", "conf:high -reviewed").unwrap();
        saved.set("b", "player:kiko").unwrap();
        assert!(saved.set("bad", "conf:huge").is_err() && saved.get("bad").is_none());
        let all: Vec<_> = saved.iter().map(|(name, filter)| (name, filter.to_string())).collect();
        assert_eq!(all, [("b", "player:kiko".to_owned()), ("mine", "conf:high -reviewed".to_owned())]);
        assert!(saved.remove("b") && !saved.remove("b"));
    }

    #[test]
    fn tallies_count_by_reason() {
        let film = film();
        let mut desk = desk("ann");
        desk.decide(&Subject::of(&film, &film.findings[0]), Ruling::False, None);
        desk.decide(&Subject::of(&film, &film.findings[2]), Ruling::True, None);
        let tallies = tallies(&film.findings, &desk);
        assert_eq!(tallies["candidate"], Tally { all: 2, reviewed: 1, yes: 0, no: 1 });
        assert_eq!(tallies["wave"], Tally { all: 1, reviewed: 1, yes: 1, no: 0 });
        assert_eq!((tallies.len(), tallies["wave"].precision().unwrap().n), (2, 1));
    }
}

//! Counts, intervals against published ones, and what few verdicts do not prove.

use super::super::fixture::{desk, film, options};
use super::super::{Desk, Subject};
use super::*;

fn near(got: f64, want: f64) {
    assert!((got - want).abs() < 5e-5, "{got} is not {want}");
}

#[test]
fn findings_count_once_in_every_row_they_belong_to() {
    let film = film();
    let mut desk = desk("ann");
    desk.decide(&Subject::of(&film, &film.findings[0]), Ruling::False, Some("no angle"));
    desk.decide(&Subject::of(&film, &film.findings[2]), Ruling::True, None);
    let mut stats = Stats::default();
    stats.add(&film, desk.ledger());
    stats.add(&film, desk.ledger());
    let all = stats.counts("missed_trade", By::Rule, "");
    assert_eq!(all, Counts { no: 1, unreviewed: 1, ..Counts::default() });
    assert_eq!(stats.counts("missed_trade", By::Tier, "high").no, 1);
    assert_eq!(stats.counts("missed_trade", By::Tier, "med").unreviewed, 1);
    assert_eq!(stats.counts("missed_trade", By::Tier, "low"), Counts::default(), "suppressed ones are not listed");
    assert_eq!(stats.counts("missed_trade", By::SuppressedBy, "wave").yes, 1);
    assert_eq!(stats.counts("missed_trade", By::Player, "kiko").all(), 2);
    assert_eq!(stats.counts("missed_trade", By::FalseReason, "no angle").no, 1);
    assert_eq!(stats.rules().into_iter().collect::<Vec<_>>(), ["missed_trade"], "facts are not judged");
}

#[test]
fn a_dispute_is_neither_true_nor_false_until_it_is_settled() {
    let film = film();
    let subject = Subject::of(&film, &film.findings[0]);
    let mut bob = desk("bob");
    let entry = bob.decide(&subject, Ruling::False, None);
    let mut ann = Desk::detached(options("ann"));
    ann.adopt(entry, super::super::Via::Merge);
    ann.decide(&subject, Ruling::True, None);
    let count = |desk: &Desk| {
        let mut stats = Stats::default();
        stats.add(&film, desk.ledger());
        stats.counts("missed_trade", By::Rule, "")
    };
    assert_eq!((count(&ann).disputed, count(&ann).reviewed()), (1, 0));
    ann.adjudicate(&subject, Ruling::True, None).unwrap();
    assert_eq!((count(&ann).disputed, count(&ann).yes), (0, 1));
}

#[test]
fn few_or_bad_verdicts_do_not_support_penalties() {
    let bar = Bar::default();
    let counts = |yes, no| Counts { yes, no, ..Counts::default() };
    assert_eq!(bar.tell(&counts(20, 5)).unwrap_err(), "too few to tell: 25 of 30 needed");
    assert!(bar.tell(&counts(20, 10)).is_ok());
    let why = bar.supports(&counts(30, 5)).unwrap_err();
    assert!(why.contains("n=35") && why.contains("under 80 %"), "{why}");
    assert!(bar.supports(&counts(98, 2)).is_ok());
}

#[test]
fn recall_needs_suppressed_ones_that_were_judged() {
    let stats = |lost: Counts| {
        let mut stats = Stats::default();
        let key = Key { rule: "k".into(), by: By::Rule, value: String::new() };
        stats.rows.insert(key, Counts { yes: 40, no: 10, unreviewed: 50, ..Counts::default() });
        stats.suppressed.insert("k".into(), lost);
        stats
    };
    assert!(stats(Counts { unreviewed: 400, ..Counts::default() }).recall("k", 30).is_none());
    // 80 of 100 listed are true, and 5 % of 400 suppressed: 80 / (80 + 20).
    let recall = stats(Counts { yes: 2, no: 38, unreviewed: 360, ..Counts::default() }).recall("k", 30).unwrap();
    near(recall.share, 0.8);
    assert!(recall.low < 0.8 && recall.high > 0.8);
    assert_eq!((recall.sampled, recall.suppressed), (40, 400));
}

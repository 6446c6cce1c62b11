//! What a filter lists, and that its text says the same.

use super::super::fixture::{desk, film};
use super::super::{Desk, Subject};
use super::*;
use proptest::prelude::*;

fn listed(text: &str, film: &Film, desk: &Desk) -> Vec<usize> {
    let filter: Filter = text.parse().unwrap();
    Look { filter, ..Look::default() }.listed(film, Some(desk), None)
}

#[test]
fn terms_and_what_they_list() {
    let film = film();
    let mut desk = desk("ann");
    desk.decide(&Subject::of(&film, &film.findings[0]), Ruling::False, Some("no angle"));
    desk.note(&Subject::of(&film, &film.findings[1]), "Ask THEM about it");
    let table: [(&str, &[usize]); 29] = [
        ("", &[0, 1, 2, 3]),
        ("   ", &[0, 1, 2, 3]),
        ("conf:high", &[0]),
        ("conf:high,low", &[0, 2]),
        ("CONF:H", &[0]),
        ("-conf:high", &[1, 2, 3]),
        ("kind:missed_trade", &[0, 1, 2]),
        ("kind:missed", &[0, 1, 2]),
        ("kind:trade", &[3]),
        ("player:KIK", &[0, 1, 2, 3]),
        ("player:nobody", &[]),
        ("suppressed", &[2]),
        ("-suppressed -fact", &[0, 1]),
        ("candidate", &[0, 1]),
        ("fact", &[3]),
        ("reviewed", &[0]),
        ("-reviewed", &[1, 2, 3]),
        ("unreviewed candidate", &[1]),
        ("-unreviewed", &[0]),
        ("noted", &[1]),
        ("verdict:false", &[0]),
        ("verdict:true", &[]),
        ("verdict:none,false candidate", &[0, 1]),
        ("reason:marginal", &[2]),
        ("reason:no_attempt -reviewed", &[1, 2, 3]),
        ("reason:\"no angle\"", &[0]),
        ("\"them about\"", &[1]),
        ("(3000)", &[2]),
        ("conf:high player:kiko kind:missed_trade answer", &[0]),
    ];
    for (text, expected) in table {
        assert_eq!(listed(text, &film, &desk), expected, "{text}");
    }
}

#[test]
fn a_word_in_quotes_is_text() {
    let film = film();
    assert!(listed("\"reviewed\"", &film, &desk("ann")).is_empty());
    assert_eq!("\"-x\"".parse::<Filter>().unwrap().terms, [Term::is(Test::Text("-x".into()))]);
}

#[test]
fn mistakes_are_explained() {
    let table = [
        ("knd:trade", 0, "`knd:` is nothing a list can be filtered by; did you mean `kind:`?"),
        (
            "fact zzzzzz:1",
            5,
            "`zzzzzz:` is nothing a list can be filtered by; there are kind:, conf:, player:, reason:, verdict:",
        ),
        ("conf:sure", 0, "`sure` is no confidence; it is one of high, med, low"),
        ("conf:", 0, "nothing stands behind `conf:`; write for example `conf:high`"),
        ("verdict:n", 0, "`n` is no verdict; it is one of none, true, false, not_evaluable"),
        ("a \"open", 2, "a quote `\"` is opened but not closed"),
        ("-", 0, "nothing stands behind `-`"),
        ("\"\"", 0, "there is nothing between the quotes"),
    ];
    for (text, at, message) in table {
        let error = text.parse::<Filter>().unwrap_err();
        assert_eq!(error.at, at, "{text}");
        assert!(error.message.starts_with(message), "{text}: {}", error.message);
    }
}

#[test]
fn keys_replace_terms() {
    let mut filter: Filter = "reviewed".parse().unwrap();
    let high = Test::Confidence([Confidence::High].into());
    filter.replace(&high, Some(Term::is(high.clone())));
    let med = Test::Confidence([Confidence::Med, Confidence::High].into());
    filter.replace(&med, Some(Term::is(med.clone())));
    assert_eq!(filter.to_string(), "reviewed conf:high,med");
    filter.replace(&med, None);
    assert_eq!(filter, "reviewed".parse().unwrap());
}

#[test]
fn what_cannot_be_there_is_doubted() {
    let doubts = "kind:mised player:kko player:zed revewed".parse::<Filter>().unwrap().doubts(&film());
    assert_eq!(
        doubts,
        [
            "no kind of finding here begins with `mised`; there are: missed_trade, trade",
            "nobody here has `kko` in the name",
            "`revewed` is looked for as text; did you mean `reviewed`?"
        ]
    );
}

#[test]
fn the_last_word_is_completed_from_what_there_is() {
    let film = film();
    let complete = |text: &str| complete(text, Some(&film));
    assert_eq!(complete("-fact co"), ["-fact conf:"]);
    assert_eq!(complete("conf:"), ["conf:high", "conf:med", "conf:low"]);
    assert_eq!(complete("player:K"), ["player:kiko"]);
    assert_eq!(complete("conf:high -rev"), ["conf:high -reviewed"]);
    assert_eq!(complete("reason:"), ["reason:marginal", "reason:no_attempt", "reason:wave"]);
    assert_eq!(complete("sta"), ["stale"]);
    assert!(complete("nothing:x").is_empty() && complete("zzz").is_empty());
    assert_eq!(complete("").len(), 14, "every key and word");
}

fn values() -> impl Strategy<Value = BTreeSet<String>> {
    prop::collection::btree_set("[a-z\"\\\\ ,:éÄ-]{1,8}", 1..4)
}

fn test() -> impl Strategy<Value = Test> {
    let conf = prop::collection::btree_set(
        prop::sample::select(vec![Confidence::Low, Confidence::Med, Confidence::High]),
        1..4,
    );
    let verdict = prop::collection::btree_set(prop::sample::select(VerdictState::ALL.to_vec()), 1..4);
    let text = prop_oneof!["[a-z\"\\\\ ,:-]{1,12}", "reviewed|Fact|unreviewed|conf:x"];
    prop_oneof![
        values().prop_map(Test::Kind),
        values().prop_map(Test::Player),
        values().prop_map(Test::Reason),
        conf.prop_map(Test::Confidence),
        verdict.prop_map(Test::Verdict),
        Just(Test::Reviewed),
        Just(Test::Noted),
        Just(Test::Candidate),
        Just(Test::Suppressed),
        Just(Test::Fact),
        Just(Test::Asked),
        Just(Test::Disagree),
        Just(Test::Stale),
        text.prop_map(Test::Text),
    ]
}

proptest! {
    #[test]
    fn the_text_reads_back_to_the_same_filter(terms in prop::collection::vec((any::<bool>(), test()), 0..6)) {
        let filter = Filter { terms: terms.into_iter().map(|(negated, test)| Term { negated, test }).collect() };
        let text = filter.to_string();
        prop_assert_eq!(text.parse::<Filter>(), Ok(filter), "{}", text);
    }

    #[test]
    fn no_text_panics_and_errors_point_into_it(text in "\\PC{0,40}|[-:,\" a-c\\\\]{0,20}") {
        if let Err(error) = text.parse::<Filter>() {
            prop_assert!(text.is_char_boundary(error.at) && error.at < text.len());
            prop_assert!(!error.message.is_empty());
        }
    }
}

//! Which findings are listed, by keys: each key steps one condition of the review filter through its values. The whole
//! filter has a text form, which `/` edits.

use crate::film::{Actor, ActorId, Confidence, Film};
use crate::review::queue::{Filter, Term, Test, VerdictState};
use std::collections::BTreeSet;
use std::mem::discriminant;

/// The terms that are about the same thing as `about`.
fn about<'a>(filter: &'a Filter, about: &'a Test) -> impl Iterator<Item = &'a Term> {
    filter.terms.iter().filter(move |term| discriminant(&term.test) == discriminant(about))
}

/// Puts the value after the present one; after the last, none. The present one is matched by its whole term.
fn step(filter: &mut Filter, values: Vec<Term>) {
    let Some(first) = values.first().map(|term| term.test.clone()) else { return };
    let now = about(filter, &first).next();
    let at = now.map_or(0, |now| values.iter().position(|term| term == now).map_or(values.len(), |at| at + 1));
    let next = values.into_iter().nth(at);
    filter.replace(&first, next);
}

/// All kinds, then each kind of the film.
pub fn next_kind(filter: &mut Filter, film: &Film) {
    let one = |key: &str| Term::is(Test::Kind(BTreeSet::from([key.to_owned()])));
    step(filter, film.finding_kinds.iter().map(|kind| one(kind.key)).collect());
}

/// Any confidence, med and high, high.
pub fn next_confidence(filter: &mut Filter) {
    let of = |set: &[Confidence]| Term::is(Test::Confidence(set.iter().copied().collect()));
    step(filter, vec![of(&[Confidence::Med, Confidence::High]), of(&[Confidence::High])]);
}

/// Everybody, then each player of the film.
pub fn next_player(filter: &mut Filter, film: &Film) {
    let one = |name: &str| Term::is(Test::Player(BTreeSet::from([name.to_owned()])));
    step(filter, film.cast.iter().filter(|a| a.takes_part()).map(|actor| one(&actor.name)).collect());
}

/// Candidates, suppressed ones, facts, everything.
pub fn next_status(filter: &mut Filter) {
    let all = [Test::Candidate, Test::Suppressed, Test::Fact];
    let now = all.iter().position(|test| filter.has(&Term::is(test.clone())));
    filter.terms.retain(|term| !all.contains(&term.test) && term.test != Test::Asked);
    let next = now.map_or(0, |at| at + 1);
    filter.terms.extend(all.into_iter().nth(next).map(Term::is));
}

/// Any verdict, none, then each verdict.
pub fn next_verdict(filter: &mut Filter) {
    let one = |state: VerdictState| Term::is(Test::Verdict(BTreeSet::from([state])));
    step(filter, VerdictState::ALL.into_iter().map(one).collect());
}

/// Each condition that keys change, and its value in words.
#[must_use]
pub fn words(filter: &Filter, film: &Film) -> [(&'static str, String); 5] {
    let mut words = ["kind", "confidence", "player", "status", "verdict"].map(|name| (name, "any".to_owned()));
    for term in &filter.terms {
        let (at, value) = match &term.test {
            Test::Kind(keys) => (0, joined(keys.iter().map(|key| label(film, key)))),
            Test::Confidence(set) => (1, joined(set.iter().map(|c| c.as_str()))),
            Test::Player(names) => (2, joined(names.iter().map(String::as_str))),
            Test::Candidate => (3, "candidates".into()),
            Test::Suppressed => (3, "suppressed".into()),
            Test::Fact => (3, "facts".into()),
            Test::Asked => (3, "to judge".into()),
            Test::Disagree => (4, "disagreed on".into()),
            Test::Stale => (4, "stale".into()),
            Test::Verdict(set) => (4, joined(set.iter().map(|state| state.as_str()))),
            Test::Reviewed => (4, "some".into()),
            Test::Reason(_) | Test::Noted | Test::Text(_) => continue,
        };
        if let Some(word) = words.get_mut(at) {
            word.1 = if term.negated { format!("not {value}") } else { value };
        }
    }
    words
}

fn label<'a>(film: &'a Film, key: &'a str) -> &'a str {
    film.finding_kinds.iter().find(|kind| kind.key == key).map_or(key, |kind| kind.plural)
}

fn joined<'a>(all: impl Iterator<Item = &'a str>) -> String {
    all.collect::<Vec<_>>().join(", ")
}

/// The next of the cast after this one for whom `wanted` holds, `None` (everybody) after the last.
#[must_use]
pub fn next_actor(film: &Film, now: Option<ActorId>, wanted: fn(&Actor) -> bool) -> Option<ActorId> {
    let next = now.map_or(0, |actor| actor.index() + 1);
    let at = film.cast.iter().skip(next).position(wanted)?;
    u16::try_from(next + at).ok().map(ActorId)
}

/// The one before, the last one before nobody, `None` before the first.
#[must_use]
pub fn previous_actor(film: &Film, now: Option<ActorId>, wanted: fn(&Actor) -> bool) -> Option<ActorId> {
    let now = now.map_or(film.cast.len(), ActorId::index);
    let at = film.cast.iter().take(now).rposition(wanted)?;
    u16::try_from(at).ok().map(ActorId)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::film::{ActorKind, sample};

    fn walk(mut next: impl FnMut(&mut Filter), steps: usize) -> Vec<String> {
        let mut filter = Filter::default();
        (0..steps)
            .map(|_| {
                next(&mut filter);
                filter.to_string()
            })
            .collect()
    }

    #[test]
    fn every_key_goes_round_its_values_and_back_to_all() {
        let film = sample::film();
        assert_eq!(walk(|f| next_kind(f, &film), 4), ["kind:missed_trade", "kind:trade", "kind:isolated_death", ""]);
        assert_eq!(walk(next_confidence, 3), ["conf:high,med", "conf:high", ""]);
        assert_eq!(walk(next_status, 4), ["candidate", "suppressed", "fact", ""]);
        assert_eq!(walk(next_verdict, 5)[4], "");
        assert_eq!(walk(|f| next_player(f, &film), 7)[6], "");
    }

    #[test]
    fn buildings_and_players_without_a_body_are_passed_over() {
        let mut film = sample::film();
        film.cast[0].kind = ActorKind::Commander;
        film.cast[2].kind = ActorKind::Thing;
        type Step = fn(&Film, Option<ActorId>, fn(&Actor) -> bool) -> Option<ActorId>;
        let all = |step: Step, wanted: fn(&Actor) -> bool| {
            let walk = std::iter::successors(step(&film, None, wanted), |now| step(&film, Some(*now), wanted));
            walk.map(|actor| actor.0).collect::<Vec<_>>()
        };
        assert_eq!(all(next_actor, Actor::takes_part), [0, 1, 3, 4, 5]);
        assert_eq!(all(next_actor, Actor::has_place), [1, 3, 4, 5]);
        assert_eq!(all(previous_actor, Actor::has_place), [5, 4, 3, 1]);
        assert_eq!(walk(|f| next_player(f, &film), 6)[5], "", "five take part");
    }

    #[test]
    fn a_value_typed_by_hand_steps_back_to_all_first() {
        let mut filter: Filter = "conf:low".parse().unwrap();
        next_confidence(&mut filter);
        assert_eq!(filter, Filter::default());
    }

    #[test]
    fn the_words_say_what_is_listed() {
        let film = sample::film();
        let filter: Filter = "candidate conf:high -verdict:none kind:missed_trade".parse().unwrap();
        let words = words(&filter, &film).map(|(name, value)| format!("{name} {value}"));
        assert_eq!(
            words,
            ["kind missed-trade candidates", "confidence high", "player any", "status candidates", "verdict not none"]
        );
    }
}

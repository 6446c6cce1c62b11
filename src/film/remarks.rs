//! What people said about films, as plain data an analysis may heed: verdicts on findings, and players on a plan.
//!
//! ```text
//!   review: journal ──▶ Remarks ──▶ Shelf::open ──▶ a game's analysis ──▶ Film
//! ```
//!
//! It knows no journal and no reviewer: whoever keeps them says what they come to.

use super::{Film, FindingId, Span};
use std::collections::BTreeMap;

/// What reviewers came to about a finding. One that could not be evaluated, or about which they differ without anybody
/// marking it false, is not listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Judged {
    /// It is not what it looks like: it never counts.
    FalsePositive,
    /// It is: it may count although its confidence is not high.
    Confirmed,
}

/// A stretch of a film in which somebody carried out a plan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Plan {
    /// The film, by its own id.
    pub film: String,
    /// Who: the actor's lasting id, without one `#` and the number.
    pub actor: String,
    /// When, on the film's clock, both ends included.
    pub span: Span,
    /// Which plan, for the reader; may be empty.
    pub note: String,
}

/// Everything that was said about the films of a folder. Empty: nothing was.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Remarks {
    /// Verdicts by the finding's name.
    pub verdicts: BTreeMap<FindingId, Judged>,
    /// Planned stretches, in any order.
    pub plans: Vec<Plan>,
}

impl Remarks {
    /// Adds a reviewer's word. Of reviewers who disagree the one who says false positive is heard, whoever speaks first.
    pub fn judge(&mut self, id: FindingId, judged: Judged) {
        let said = self.verdicts.entry(id).or_insert(judged);
        *said = (*said).min(judged);
    }

    /// Whether a film that was made with these would be another one with those: only what is about it matters, and only
    /// where anything that people say does.
    #[must_use]
    pub fn change(&self, those: &Remarks, film: &Film) -> bool {
        if !film.meta.heeds_remarks {
            return false;
        }
        let plans = |of: &Remarks| {
            let mut plans: Vec<Plan> = of.plans.iter().filter(|plan| plan.film == film.meta.id).cloned().collect();
            plans.sort();
            plans
        };
        let differs = |id| self.verdicts.get(id) != those.verdicts.get(id);
        film.findings.iter().any(|finding| differs(&finding.id)) || plans(self) != plans(those)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Time, sample};
    use super::*;

    #[test]
    fn of_two_words_the_milder_is_heard_in_any_order() {
        let id = || FindingId("missed_trade/r/1".into());
        for words in [[Judged::Confirmed, Judged::FalsePositive], [Judged::FalsePositive, Judged::Confirmed]] {
            let mut remarks = Remarks::default();
            words.into_iter().for_each(|word| remarks.judge(id(), word));
            assert_eq!(remarks.verdicts[&id()], Judged::FalsePositive);
        }
    }

    #[test]
    fn only_what_is_about_the_film_changes_it() {
        let mut film = sample::film();
        film.meta.heeds_remarks = true;
        let none = Remarks::default();
        let verdict =
            |id: &str| Remarks { verdicts: [(FindingId(id.into()), Judged::Confirmed)].into(), ..none.clone() };
        let plan = |film: &str| {
            let plan = Plan {
                film: film.into(),
                actor: "#3".into(),
                span: Span::new(Time(0), Time(1_000)),
                note: String::new(),
            };
            Remarks { plans: vec![plan], ..Remarks::default() }
        };
        let own = film.findings[0].id.0.clone();
        let other = |is: &Remarks, film: &Film| (none.change(is, film), is.change(&none, film), is.change(is, film));
        assert_eq!(other(&verdict(&own), &film), (true, true, false));
        assert_eq!(other(&verdict("of another round"), &film), (false, false, false));
        assert_eq!(other(&plan(&film.meta.id), &film), (true, true, false));
        assert_eq!(other(&plan("another"), &film), (false, false, false));
        film.meta.heeds_remarks = false;
        assert_eq!(other(&verdict(&own), &film), (false, false, false));
    }
}

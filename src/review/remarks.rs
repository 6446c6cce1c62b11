//! What a journal comes to for an analysis that heeds it: see [`Remarks`].

use super::entry::Ruling;
use super::ledger::Ledger;
use crate::film::{FindingId, Judged, Plan, Remarks};

impl Ledger {
    /// Verdicts and plans of everybody. What was adjudicated is settled; else one false positive outweighs any number of
    /// confirmations (E7: one that *a* reviewer marked so never counts), and what nobody could evaluate says nothing.
    #[must_use]
    pub fn remarks(&self) -> Remarks {
        let mut remarks = Remarks::default();
        let said = |ruling: Ruling| match ruling {
            Ruling::True => Some(Judged::Confirmed),
            Ruling::False => Some(Judged::FalsePositive),
            Ruling::NotEvaluable => None,
        };
        for id in self.adjudicated() {
            let settled = self.adjudication(id).and_then(|settled| said(settled.ruling));
            remarks.verdicts.extend(settled.map(|judged| (id.clone(), judged)));
        }
        let open = |id: &&FindingId| self.adjudication(id).is_none();
        for id in self.findings().filter(open) {
            let words = self.opinions(id).filter_map(|(_, opinion)| said(opinion.verdict.as_ref()?.ruling));
            words.for_each(|judged| remarks.judge(id.clone(), judged));
        }
        remarks.plans.extend(self.planned().map(|(_, subject, planned, note)| Plan {
            film: subject.film.clone(),
            actor: planned.actor.clone(),
            span: crate::film::Span::new(planned.from, planned.to),
            note: note.unwrap_or_default().to_owned(),
        }));
        remarks
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{desk, film};
    use super::super::{Desk, Planned, Subject, Via};
    use super::*;
    use crate::film::{Span, Time};

    /// What both come to together: bob's desk with ann's entries.
    fn both(ann: &Desk, bob: &mut Desk) -> Remarks {
        for entry in ann.pending() {
            bob.adopt(entry.clone(), Via::Merge);
        }
        bob.ledger().remarks()
    }

    #[test]
    fn one_false_positive_outweighs_and_an_adjudication_settles() {
        let film = film();
        let subject = |at: usize| Subject::of(&film, &film.findings[at]);
        let (mut ann, mut bob) = (desk("ann"), desk("bob"));
        assert_eq!(ann.ledger().remarks(), Remarks::default());
        ann.decide(&subject(0), Ruling::True, None);
        ann.decide(&subject(1), Ruling::NotEvaluable, None);
        ann.note(&subject(2), "look again");
        bob.decide(&subject(0), Ruling::False, None);
        bob.decide(&subject(1), Ruling::True, None);
        let id = |at: usize| film.findings[at].id.clone();
        let two = [(id(0), Judged::FalsePositive), (id(1), Judged::Confirmed)].into();
        assert_eq!(both(&ann, &mut bob).verdicts, two);
        bob.adjudicate(&subject(0), Ruling::True, None).unwrap();
        assert_eq!(bob.ledger().remarks().verdicts[&id(0)], Judged::Confirmed);
        bob.undo();
        assert_eq!(bob.ledger().remarks().verdicts[&id(0)], Judged::FalsePositive);
        bob.undo().unwrap();
        assert_eq!(bob.ledger().remarks().verdicts.get(&id(1)), None, "the one verdict on it was taken back");
    }

    #[test]
    fn a_planned_mark_is_told_with_film_actor_span_and_note() {
        let film = crate::film::sample::film();
        let mut desk = desk("ann");
        let (actor, span) = (crate::film::ActorId(0), Span::new(Time(1_000), Time(9_000)));
        let (planned, subject) = Planned::of(&film, actor, span).unwrap();
        desk.plan(planned.clone(), &subject, "canal push");
        let told = desk.ledger().remarks();
        let wanted = Plan { film: film.meta.id.clone(), actor: planned.actor, span, note: "canal push".into() };
        assert_eq!((told.plans, told.verdicts.len()), (vec![wanted], 0));
        desk.clear(&subject);
        assert_eq!(desk.ledger().remarks(), Remarks::default());
    }
}

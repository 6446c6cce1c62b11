//! What a reviewer had before the eyes when deciding, short enough for every line of the journal, and what is different now.
//!
//! ```text
//!   journal: {"status":"candidate","confidence":"high","gates":{"near":"pass 512 u","sight":"unknown"}}
//!   today:    near fail 640 u                                  ──▶ "near was pass 512 u, is fail 640 u"
//! ```
//!
//! A limit that moved without changing an outcome is no change: the verdict was about what happened, not about the rule.

use super::entry::tidied;
use super::ledger::Verdict;
use crate::film::{Confidence, Finding, Gate, Status};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A finding's decision at one moment: status, confidence, and each gate's outcome with its number.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Evidence {
    /// `candidate`, `fact`, or `suppressed: <reasons>`.
    pub status: String,
    /// None for facts.
    #[serde(default)]
    pub confidence: Option<Confidence>,
    /// Gate by name: `pass 512 u`, `fail`, `unknown`.
    #[serde(default)]
    pub gates: BTreeMap<String, String>,
}

/// How a verdict stands to the evidence of today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Age {
    /// The evidence is what it was.
    Fresh,
    /// The evidence has changed since: what, in words.
    Stale(Vec<String>),
    /// The verdict comes from a version that did not write down what was seen.
    Unknown,
}

impl Evidence {
    /// What is to be seen about a finding now.
    #[must_use]
    pub fn of(finding: &Finding) -> Evidence {
        let status = match &finding.status {
            Status::Candidate => "candidate".to_owned(),
            Status::Suppressed(reasons) => format!("suppressed: {}", reasons.join(", ")),
            Status::Fact => "fact".to_owned(),
        };
        let gates = finding.gates.iter().map(|gate| (gate.name.to_string(), seen(gate))).collect();
        Evidence { status, confidence: finding.confidence, gates }
    }

    /// What is different in `now`, each change in words; empty when nothing is.
    #[must_use]
    pub fn changes(&self, now: &Evidence) -> Vec<String> {
        let mut out = Vec::new();
        let mut compare = |what: &str, was: &str, is: &str| {
            if was != is {
                out.push(format!("{what} was {was}, is {is}"));
            }
        };
        let tier = |evidence: &Evidence| evidence.confidence.map_or("none", Confidence::as_str);
        compare("status", &self.status, &now.status);
        compare("confidence", tier(self), tier(now));
        let names: BTreeSet<&String> = self.gates.keys().chain(now.gates.keys()).collect();
        for name in names {
            let gate = |evidence: &Evidence| evidence.gates.get(name).map_or("not there", String::as_str).to_owned();
            compare(name, &gate(self), &gate(now));
        }
        out
    }

    /// Journals travel: what somebody else wrote must be harmless to print.
    pub(super) fn tidy(&mut self) {
        self.status = tidied(&self.status);
        let gates = std::mem::take(&mut self.gates);
        self.gates = gates.into_iter().map(|(name, text)| (tidied(&name), tidied(&text))).collect();
    }
}

impl Age {
    /// Of a verdict, over the finding as it is now.
    #[must_use]
    pub fn of(verdict: &Verdict, finding: &Finding) -> Age {
        match &verdict.seen {
            None => Age::Unknown,
            Some(seen) => match seen.changes(&Evidence::of(finding)) {
                changes if changes.is_empty() => Age::Fresh,
                changes => Age::Stale(changes),
            },
        }
    }
}

/// `pass 512 u`. Distances and angles in whole units: a file exported again with fewer decimals is the same evidence.
fn seen(gate: &Gate) -> String {
    let number = match (gate.value, gate.unit) {
        (None, _) => String::new(),
        (Some(value), "s") => format!(" {value:.1} s"),
        (Some(value), unit) => format!(" {value:.0} {unit}"),
    };
    format!("{}{number}", gate.outcome.as_str()).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{desk, film};
    use super::super::{Ruling, Subject};
    use super::*;
    use crate::film::Outcome;

    #[test]
    fn a_change_is_said_in_words_and_a_moved_limit_is_none() {
        let mut film = film();
        let mut desk = desk("ann");
        desk.decide(&Subject::of(&film, &film.findings[0]), Ruling::True, None);
        let verdict = desk.verdict(&film.findings[0].id).unwrap().clone();
        assert_eq!(Age::of(&verdict, &film.findings[0]), Age::Fresh);
        film.findings[0].gates[0].limit = Some(700.0);
        film.findings[0].gates[0].value = Some(512.4);
        assert_eq!(Age::of(&verdict, &film.findings[0]), Age::Fresh);
        film.findings[0].gates[0].value = Some(640.2);
        film.findings[0].gates[0].outcome = Outcome::Fail;
        film.findings[0].confidence = Some(Confidence::Med);
        film.findings[0].status = Status::Suppressed(vec!["marginal".into()]);
        film.findings[0].gates.pop();
        let Age::Stale(changes) = Age::of(&verdict, &film.findings[0]) else { panic!() };
        assert_eq!(
            changes,
            [
                "status was candidate, is suppressed: marginal",
                "confidence was high, is med",
                "near was pass 512 u, is fail 640 u",
                "sight was unknown, is not there",
            ]
        );
    }

    #[test]
    fn a_verdict_of_an_older_version_has_an_unknown_age() {
        let film = film();
        let mut desk = desk("ann");
        let subject = Subject { seen: None, ..Subject::of(&film, &film.findings[0]) };
        desk.decide(&subject, Ruling::True, None);
        assert_eq!(Age::of(desk.verdict(&subject.id).unwrap(), &film.findings[0]), Age::Unknown);
    }
}

//! Isolated first-contact deaths as findings (E5).

use super::findings::{ISOLATED, slice};
use super::{Stage, words};
use crate::et::analysis::Isolated;
use crate::film::Finding;

/// Adds them, suppressed ones included.
pub(super) fn findings(stage: &Stage<'_>, out: &mut Vec<Finding>) {
    let deaths = stage.analysis.isolated.iter().flatten();
    out.extend(deaths.map(|death| finding(stage, death)));
}

fn finding(stage: &Stage<'_>, death: &Isolated) -> Finding {
    let reasons: Vec<String> = death.reasons.iter().map(|reason| reason.as_str().to_owned()).collect();
    let mut facts = vec![
        ("living team-mates".to_owned(), format!("{} ({} with a known position)", death.alive, death.known)),
        ("nearest".to_owned(), words::units(death.nearest)),
    ];
    facts.extend(words::excuses(&reasons));
    facts.extend(stage.place("where", death.victim, death.at));
    facts.extend(stage.place("killer at", death.killer, death.at));
    facts.extend(stage.rule.sources.iter().cloned());
    let t = death.at.t;
    Finding {
        id: death.id.clone(),
        kind: ISOLATED,
        at: t,
        span: slice(stage, t, t),
        parts: vec![stage.part(death.victim, "player"), stage.part(death.killer, "killer")],
        title: format!(
            "{} died alone, nearest team-mate {} away",
            stage.name(death.victim),
            words::units(death.nearest)
        ),
        confidence: Some(death.confidence),
        status: super::brief::status(reasons),
        gates: death.gates.clone(),
        explanation: death.explanation.clone(),
        rule: stage.rule.isolated.clone(),
        facts,
    }
}

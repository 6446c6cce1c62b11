//! §0.4: what triggered a finding, what was expected, why that was possible, and what evidence is missing.

use super::reasons::{Case, Reason};
use super::scene::Scene;
use crate::film::{Explanation, Gate, Outcome};

/// A number without needless decimals.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// A gate as a sentence that begins with its name: `near: 520 u <= 600 u (near_dist), distance to the victim ...`.
pub(super) fn gate_text(gate: &Gate) -> String {
    let numbers = match (gate.value, gate.limit) {
        (Some(value), Some(limit)) => {
            let holds = if gate.outcome == Outcome::Pass { "" } else { "not " };
            let key = gate.key.map(|key| format!(" ({key})")).unwrap_or_default();
            let unit = gate.unit;
            format!("{} {unit} is {holds}{} {} {unit}{key}", number(value), gate.bound.sign(), number(limit))
        }
        _ => String::new(),
    };
    let why = match &gate.outcome {
        Outcome::Unknown(why) => format!("unknown, {why}"),
        _ => String::new(),
    };
    let parts: Vec<&str> =
        [numbers.as_str(), why.as_str(), gate.note.as_str()].into_iter().filter(|p| !p.is_empty()).collect();
    format!("{}: {}", gate.name, parts.join("; "))
}

/// The explanation of a missed-trade candidate.
pub(super) fn missed(scene: &Scene<'_>, case: &Case<'_>, gates: &[Gate], reasons: &[Reason]) -> Explanation {
    let name = |id| {
        let player = scene.player(id);
        format!("{} ({})", player.name, player.client)
    };
    let (death, settings) = (&case.death, scene.settings);
    let ring = if case.marginal {
        format!(
            "trade_dist {} u < distance <= trade_dist_marginal {} u",
            number(settings.trade_dist),
            number(settings.trade_dist_marginal)
        )
    } else {
        format!("distance <= trade_dist {} u", number(settings.trade_dist))
    };
    let excuse = match reasons {
        [] => String::new(),
        list => {
            let names: Vec<&str> = list.iter().map(|reason| reason.as_str()).collect();
            format!("; excused by {}", names.join(", "))
        }
    };
    let (passed, missing): (Vec<&Gate>, Vec<&Gate>) = gates.iter().partition(|gate| gate.outcome == Outcome::Pass);
    Explanation {
        trigger: format!(
            "{} was killed by {} at {}, {} u from {}",
            name(death.victim),
            name(death.killer),
            death.at.t,
            number(case.dist),
            name(case.player)
        ),
        expected: format!(
            "{} ({ring}) hits or kills {} from {} s before the death until {}, when it closed by {} (trade_window_s {} s){excuse}",
            name(case.player),
            name(death.killer),
            number(settings.attempt_lead_s),
            case.close.t,
            case.closed_by.as_str(),
            number(settings.trade_window_s)
        ),
        possible_because: passed.into_iter().map(gate_text).collect(),
        missing: missing.into_iter().map(gate_text).collect(),
    }
}

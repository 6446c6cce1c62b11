//! §0.4: what triggered a finding, what was expected, why that was possible, and what evidence is missing.

use super::super::round::PlayerId;
use super::reasons::{Case, Reason};
use super::scene::Scene;
use crate::film::{Explanation, Gate, Outcome, Time, push_beside, push_exact, push_whole};

/// A sentence in the making: there are thousands of them, and the formatter is slow.
pub(super) struct Sentence(String);

impl Sentence {
    /// Of about so many letters.
    pub(super) fn of(letters: usize) -> Sentence {
        Sentence(String::with_capacity(letters))
    }

    pub(super) fn say(mut self, text: &str) -> Sentence {
        self.0.push_str(text);
        self
    }

    /// A setting, exactly.
    fn setting(mut self, value: f64) -> Sentence {
        push_exact(&mut self.0, value);
        self
    }

    /// A number that a setting limits, without needless decimals.
    fn beside(mut self, value: f64, limit: f64) -> Sentence {
        push_beside(&mut self.0, value, limit);
        self
    }

    pub(super) fn at(mut self, t: Time) -> Sentence {
        t.push_to(&mut self.0);
        self
    }

    /// A player: `kiko (6)`.
    fn who(mut self, scene: &Scene<'_>, id: PlayerId) -> Sentence {
        let player = scene.player(id);
        self = self.say(&player.name).say(" (");
        push_whole(&mut self.0, player.client.into());
        self.say(")")
    }

    pub(super) fn end(self) -> String {
        self.0
    }
}

/// A gate as a sentence that begins with its name: `near: 520 u is <= 600 u (near_dist); distance to the victim ...`.
pub(super) fn gate_text(gate: &Gate) -> String {
    let mut text = Sentence::of(96).say(&gate.name);
    let mut lead = ": ";
    if let (Some(value), Some(limit)) = (gate.value, gate.limit) {
        text = text.say(lead).beside(value, limit).say(" ").say(gate.unit);
        text = text.say(if gate.outcome == Outcome::Pass { " is " } else { " is not " }).say(gate.bound.sign());
        text = text.say(" ").setting(limit).say(" ").say(gate.unit);
        if let Some(key) = gate.key {
            text = text.say(" (").say(key).say(")");
        }
        lead = "; ";
    }
    if let Outcome::Unknown(why) = &gate.outcome {
        text = text.say(lead).say("unknown, ").say(why);
        lead = "; ";
    }
    if !gate.note.is_empty() {
        text = text.say(lead).say(&gate.note);
        lead = "; ";
    }
    if lead == ": " {
        text = text.say(lead);
    }
    text.end()
}

/// The explanation of a missed-trade candidate.
pub(super) fn missed(scene: &Scene<'_>, case: &Case<'_>, gates: &[Gate], reasons: &[Reason]) -> Explanation {
    let (death, settings) = (&case.death, scene.settings);
    let trigger = Sentence::of(96).who(scene, death.victim).say(" was killed by ").who(scene, death.killer);
    let trigger = trigger
        .say(" at ")
        .at(death.at.t)
        .say(", ")
        .beside(case.dist, settings.trade_dist)
        .say(" u from ")
        .who(scene, case.player);
    let mut expected = Sentence::of(224).who(scene, case.player);
    expected = match case.marginal {
        true => {
            let inner = expected.say(" (trade_dist ").setting(settings.trade_dist);
            inner.say(" u < distance <= trade_dist_marginal ").setting(settings.trade_dist_marginal).say(" u)")
        }
        false => expected.say(" (distance <= trade_dist ").setting(settings.trade_dist).say(" u)"),
    };
    expected = expected.say(" hits or kills ").who(scene, death.killer).say(" from ").setting(settings.attempt_lead_s);
    expected = expected.say(" s before the death until ").at(case.close.t).say(", when it closed by ");
    expected =
        expected.say(case.closed_by.as_str()).say(" (trade_window_s ").setting(settings.trade_window_s).say(" s)");
    for (place, reason) in reasons.iter().enumerate() {
        expected = expected.say(if place == 0 { "; excused by " } else { ", " }).say(reason.as_str());
    }
    let (mut possible_because, mut missing) = (Vec::with_capacity(gates.len()), Vec::new());
    for gate in gates {
        let list = if gate.outcome == Outcome::Pass { &mut possible_because } else { &mut missing };
        list.push(gate_text(gate));
    }
    Explanation { trigger: trigger.end(), expected: expected.end(), possible_because, missing }
}

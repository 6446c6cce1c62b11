//! §0.4: what triggered a finding, what was expected, why that was possible, and what evidence is missing.

use super::super::config::Settings;
use super::super::round::{PlayerId, Round};
use super::trade::{Opportunity, Trade};
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
    fn who(mut self, round: &Round, id: PlayerId) -> Sentence {
        let player = round.player(id);
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

/// The thresholds of E4 that the explanation of a missed trade names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TradeRule {
    /// `trade_dist`, in units.
    pub dist: f64,
    /// `trade_dist_marginal`, in units.
    pub marginal: f64,
    /// `attempt_lead_s`.
    pub lead_s: f64,
    /// `trade_window_s`.
    pub window_s: f64,
}

impl TradeRule {
    pub(super) fn of(settings: &Settings) -> TradeRule {
        TradeRule {
            dist: settings.trade_dist,
            marginal: settings.trade_dist_marginal,
            lead_s: settings.attempt_lead_s,
            window_s: settings.trade_window_s,
        }
    }

    /// Why an opportunity is a missed-trade candidate; `None` where it is none. Told when somebody asks: few of those
    /// who compare settings ever do.
    #[must_use]
    pub fn explain(&self, round: &Round, trade: &Trade, one: &Opportunity) -> Option<Explanation> {
        if !one.missed {
            return None;
        }
        let trigger = Sentence::of(96).who(round, trade.victim).say(" was killed by ").who(round, trade.killer);
        let trigger = trigger.say(" at ").at(trade.t()).say(", ").beside(one.dist, self.dist).say(" u from ");
        let trigger = trigger.who(round, one.player).end();
        let mut expected = Sentence::of(224).who(round, one.player);
        expected = match one.marginal {
            true => {
                let inner = expected.say(" (trade_dist ").setting(self.dist);
                inner.say(" u < distance <= trade_dist_marginal ").setting(self.marginal).say(" u)")
            }
            false => expected.say(" (distance <= trade_dist ").setting(self.dist).say(" u)"),
        };
        expected = expected.say(" hits or kills ").who(round, trade.killer).say(" from ").setting(self.lead_s);
        expected = expected.say(" s before the death until ").at(one.close.t).say(", when it closed by ");
        expected = expected.say(one.closed_by.as_str()).say(" (trade_window_s ").setting(self.window_s).say(" s)");
        for (place, reason) in one.reasons.iter().enumerate() {
            expected = expected.say(if place == 0 { "; excused by " } else { ", " }).say(reason.as_str());
        }
        let (mut possible_because, mut missing) = (Vec::with_capacity(one.gates.len()), Vec::new());
        for gate in &one.gates {
            let list = if gate.outcome == Outcome::Pass { &mut possible_because } else { &mut missing };
            list.push(gate_text(gate));
        }
        Some(Explanation { trigger, expected: expected.end(), possible_because, missing })
    }
}

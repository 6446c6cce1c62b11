//! Which findings are listed: kind, confidence, player, status, verdict and text, each "any" until it is narrowed.

use crate::film::{ActorId, Confidence, Film, Finding, Status};
use crate::ui::desk::Mark;

/// Which status is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shown {
    /// Live candidates: what there is to judge.
    #[default]
    Candidates,
    /// Candidates that a reason excuses.
    Suppressed,
    /// Plain events.
    Facts,
    /// Everything.
    All,
}

impl Shown {
    const ALL: [Shown; 4] = [Shown::Candidates, Shown::Suppressed, Shown::Facts, Shown::All];

    fn holds(self, status: &Status) -> bool {
        match self {
            Shown::Candidates => *status == Status::Candidate,
            Shown::Suppressed => matches!(status, Status::Suppressed(_)),
            Shown::Facts => *status == Status::Fact,
            Shown::All => true,
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Shown::Candidates => "candidates",
            Shown::Suppressed => "suppressed",
            Shown::Facts => "events",
            Shown::All => "all",
        }
    }
}

/// The filter of the list of findings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sieve {
    /// Index of the kind.
    pub kind: Option<usize>,
    /// This confidence or a higher one.
    pub confidence: Option<Confidence>,
    /// Findings in which this player takes part.
    pub player: Option<ActorId>,
    /// By status.
    pub shown: Shown,
    /// By verdict; `Some(Mark::Open)` is unreviewed.
    pub verdict: Option<Mark>,
    /// Titles, rules and reasons that contain this text, whatever the case.
    pub text: String,
}

impl Sieve {
    /// Whether a finding with this verdict passes.
    #[must_use]
    pub fn passes(&self, finding: &Finding, mark: Mark) -> bool {
        self.kind.is_none_or(|kind| finding.kind == kind)
            && self.confidence.is_none_or(|least| finding.confidence.is_some_and(|c| c >= least))
            && self.player.is_none_or(|player| finding.parts.iter().any(|part| part.actor == player))
            && self.shown.holds(&finding.status)
            && self.verdict.is_none_or(|wanted| mark == wanted && finding.is_judgeable())
            && contains(&self.text, |needle| {
                finding.title.to_lowercase().contains(needle)
                    || finding.status.reason().is_some_and(|reason| reason.contains(needle))
                    || finding.explanation.trigger.to_lowercase().contains(needle)
            })
    }

    /// What narrows the list, each with its value, for the head of the list.
    #[must_use]
    pub fn words(&self, film: &Film) -> Vec<(&'static str, String)> {
        let kind = self.kind.and_then(|kind| film.finding_kinds.get(kind)).map_or("all", |kind| kind.label);
        let confidence = match self.confidence {
            None => "any".to_owned(),
            Some(Confidence::High) => "high".to_owned(),
            Some(least) => format!("{least} or higher"),
        };
        let player = self.player.and_then(|player| film.cast.get(player.index())).map_or("all", |actor| &actor.name);
        vec![
            ("kind", kind.to_owned()),
            ("confidence", confidence),
            ("player", player.to_owned()),
            ("status", self.shown.label().to_owned()),
            ("verdict", self.verdict.map_or("any", Mark::label).to_owned()),
        ]
    }

    /// One line of what differs from "everything", empty when nothing does.
    #[must_use]
    pub fn line(&self, film: &Film) -> String {
        let mut words: Vec<String> = Vec::new();
        for ((name, value), plain) in self.words(film).into_iter().zip(["all", "any", "all", "all", "any"]) {
            match name {
                _ if value == plain => {}
                "status" | "player" | "kind" => words.push(value),
                _ => words.push(format!("{name} {value}")),
            }
        }
        if !self.text.is_empty() {
            words.push(format!("\"{}\"", self.text));
        }
        words.join(", ")
    }

    /// The next kind that occurs in the film, or all.
    pub fn next_kind(&mut self, film: &Film) {
        let next = self.kind.map_or(0, |kind| kind + 1);
        self.kind = (next < film.finding_kinds.len()).then_some(next);
    }

    /// Any confidence, med or higher, high.
    pub const fn next_confidence(&mut self) {
        self.confidence = match self.confidence {
            None => Some(Confidence::Med),
            Some(Confidence::Med) => Some(Confidence::High),
            _ => None,
        };
    }

    /// The next player in some finding, or all.
    pub fn next_player(&mut self, film: &Film) {
        let next = next_actor(film, self.player);
        self.player = next;
    }

    /// The next status.
    pub fn next_shown(&mut self) {
        self.shown = next_of(&Shown::ALL, self.shown);
    }

    /// Any verdict, unreviewed, then each verdict.
    pub fn next_verdict(&mut self) {
        self.verdict = match self.verdict {
            None => Mark::ALL.first().copied(),
            Some(mark) => Mark::ALL.iter().skip_while(|m| **m != mark).nth(1).copied(),
        };
    }
}

/// The actor after this one in the cast, `None` (everybody) after the last.
#[must_use]
pub fn next_actor(film: &Film, now: Option<ActorId>) -> Option<ActorId> {
    let next = now.map_or(0, |actor| actor.index() + 1);
    u16::try_from(next).ok().filter(|_| next < film.cast.len()).map(ActorId)
}

fn next_of<T: Copy + PartialEq>(all: &[T], now: T) -> T {
    let at = all.iter().position(|one| *one == now).map_or(0, |at| at + 1);
    all.get(at).or(all.first()).copied().unwrap_or(now)
}

/// Whether a test on the lower-case needle holds; an empty needle is in everything.
#[must_use]
pub fn contains(needle: &str, test: impl Fn(&str) -> bool) -> bool {
    needle.is_empty() || test(&needle.to_lowercase())
}

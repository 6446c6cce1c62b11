//! Questions with four answers: yes, no, unknown, not reached; and how far from the border the answer is.

use super::config::{RushSettings, secs};
use super::index::Index;
use crate::film::Time;
use crate::sc2::observe::{Fact, GasRead};

/// Whether a signal's or guard's condition holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applies {
    /// It holds: the weight counts.
    Yes,
    /// It does not.
    No,
    /// It cannot be told, and why; scores 0.
    Unknown(String),
    /// Its clock has not come, or the game ended before (R12).
    NotReached,
}

impl Applies {
    /// In sheets and exports.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Applies::Yes => "applies",
            Applies::No => "does not",
            Applies::Unknown(_) => "unknown",
            Applies::NotReached => "not reached",
        }
    }

    /// Whether it holds.
    #[must_use]
    pub fn yes(&self) -> bool {
        *self == Applies::Yes
    }
}

/// An answer with its evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The answer.
    pub applies: Applies,
    /// Seconds to the border: positive, the condition holds with that much to spare; negative, it fails by that much.
    pub margin: Option<f64>,
    /// The time or count that was tested, in words.
    pub note: String,
}

impl Answer {
    pub(super) fn new(applies: Applies, margin: Option<f64>, note: impl Into<String>) -> Answer {
        Answer { applies, margin, note: note.into() }
    }

    pub(super) fn when(holds: bool, margin: Time, note: impl Into<String>) -> Answer {
        Answer::new(if holds { Applies::Yes } else { Applies::No }, Some(margin.as_secs()), note)
    }

    pub(super) fn not_reached(clock: Time) -> Answer {
        Answer::new(Applies::NotReached, None, format!("decided at {clock}"))
    }

    /// Both must hold: a no decides, then what is not reached, then what is unknown.
    pub(super) fn and(self, other: Answer) -> Answer {
        let rank = |a: &Answer| match a.applies {
            Applies::No => 0,
            Applies::NotReached => 1,
            Applies::Unknown(_) => 2,
            Applies::Yes => 3,
        };
        let note = join(&self.note, &other.note);
        let margin = match (self.margin, other.margin) {
            (Some(a), Some(b)) if rank(&self) == rank(&other) => Some(a.min(b)),
            (a, b) if rank(&self) == rank(&other) => a.or(b),
            (a, b) => {
                if rank(&self) <= rank(&other) {
                    a
                } else {
                    b
                }
            }
        };
        let applies = if rank(&self) <= rank(&other) { self.applies } else { other.applies };
        Answer { applies, margin, note }
    }

    /// One must hold: a yes decides, then what is not reached, then what is unknown.
    pub(super) fn or(self, other: Answer) -> Answer {
        let rank = |a: &Answer| match a.applies {
            Applies::Yes => 0,
            Applies::NotReached => 1,
            Applies::Unknown(_) => 2,
            Applies::No => 3,
        };
        if rank(&self) == rank(&other) && self.margin < other.margin {
            return other;
        }
        if rank(&self) <= rank(&other) { self } else { other }
    }
}

fn join(a: &str, b: &str) -> String {
    match (a.is_empty(), b.is_empty()) {
        (true, _) => b.to_owned(),
        (_, true) => a.to_owned(),
        _ => format!("{a}; {b}"),
    }
}

/// What is known at one moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) index: &'a Index<'a>,
    pub(super) settings: &'a RushSettings,
    pub(super) now: Time,
}

impl Known<'_> {
    pub(super) fn seen(&self, fact: Fact) -> Option<Time> {
        self.index.first_seen(fact, self.now)
    }

    /// The moment itself, not only by when.
    pub(super) fn moment(&self, fact: Fact) -> Option<Time> {
        self.seen(fact).filter(|_| self.exact(fact))
    }

    /// Whether a sighting is the moment itself. Contact is a sighting by its nature.
    pub(super) fn exact(&self, fact: Fact) -> bool {
        matches!(fact, Fact::Contact | Fact::SpeedContact) || self.index.is_exact(fact, self.now)
    }

    /// Was it seen by `clock`, itself included? What was not seen in time does not count, whatever was there.
    pub(super) fn seen_by(&self, fact: Fact, clock: Time) -> Answer {
        match self.seen(fact) {
            Some(t) => Answer::when(t <= clock, clock - t, self.at(fact, t)),
            None => self.by(fact, clock),
        }
    }

    /// Had the fact happened by `clock`, itself included?
    pub(super) fn by(&self, fact: Fact, clock: Time) -> Answer {
        let what = fact.as_str();
        let last = self.index.absent_until(fact, self.now);
        match (self.seen(fact), last) {
            (Some(t), _) if t <= clock || self.exact(fact) => Answer::when(t <= clock, clock - t, self.at(fact, t)),
            (_, Some(t)) if t >= clock => Answer::when(false, clock - t, self.absent(what, t)),
            (_, last) => self.open(fact, clock, last, Applies::No),
        }
    }

    /// Was the fact still absent at `clock`? What was decided then stays, whatever is reconstructed later (R3).
    pub(super) fn absent_at(&self, fact: Fact, clock: Time) -> Answer {
        let what = fact.as_str();
        let last = self.index.absent_until(fact, self.now);
        match (self.seen(fact), last) {
            (Some(t), _) if t > clock && self.exact(fact) => Answer::when(true, t - clock, self.at(fact, t)),
            (Some(t), Some(last)) if t <= clock && last >= clock && self.stays(fact, clock) => {
                Answer::when(false, t - clock, self.at(fact, t))
            }
            (Some(t), Some(last)) if t <= clock && last >= clock => self.left(fact, t, clock),
            (_, Some(t)) if t >= clock => Answer::when(true, t - clock, self.absent(what, t)),
            (Some(t), _) if t <= clock => Answer::when(false, t - clock, self.at(fact, t)),
            (_, last) => self.open(fact, clock, last, Applies::Yes),
        }
    }

    /// Whether what was begun by `clock` counts although somebody looked there later and missed it.
    ///
    /// R9: a Queen in the making cannot be seen. What was once seen has happened, and only buildings go again.
    fn stays(&self, fact: Fact, clock: Time) -> bool {
        let Some(look) = self.index.absent_after(fact, clock - Time(1), self.now) else { return false };
        let known = self.index.last_known(fact, look);
        let building = matches!(fact, Fact::Natural | Fact::Extractor);
        fact == Fact::Queen || known.is_some_and(|known| !building || known >= clock)
    }

    /// A building known before `clock` and missed after it: it went in between. Soon after the clock it is taken for gone
    /// at it, later nobody can tell. Who looked first decided then (R3).
    fn left(&self, fact: Fact, start: Time, clock: Time) -> Answer {
        let what = fact.as_str();
        let look = self.index.absent_after(fact, clock - Time(1), self.now).unwrap_or(clock);
        match self.index.last_known(fact, look) {
            None => Answer::when(true, look - clock, self.absent(what, look)),
            Some(_) if look <= clock + GasRead::HOLDS => {
                Answer::when(true, look - clock, format!("{what} of {start} was gone at {look}"))
            }
            Some(_) => {
                let why = format!("{what} of {start} was gone at {look}, perhaps before {clock}");
                Answer::new(Applies::Unknown(why.clone()), None, why)
            }
        }
    }

    /// An absence in words.
    fn absent(&self, what: &str, until: Time) -> String {
        if until >= self.now { format!("{what} absent so far") } else { format!("{what} known absent until {until}") }
    }

    /// A sighting in words, with how it is known.
    fn at(&self, fact: Fact, t: Time) -> String {
        match self.index.how_seen(fact, self.now) {
            "" => format!("{} at {t}", fact.as_str()),
            how => format!("{} at {t} ({how})", fact.as_str()),
        }
    }

    /// Neither seen in time nor known absent long enough.
    pub(super) fn open(&self, fact: Fact, clock: Time, absent: Option<Time>, if_absent: Applies) -> Answer {
        let what = fact.as_str();
        if self.now < clock {
            return Answer::not_reached(clock);
        }
        if self.settings.unknown_is_absent {
            return Answer::new(if_absent, None, format!("{what} not seen by {clock}, taken for absent"));
        }
        let note = match self.index.why_unknown(fact) {
            "" => String::new(),
            note => format!(": {note}"),
        };
        let why = match (self.seen(fact), absent) {
            (Some(t), _) => format!("{what} was there when first seen at {t}, perhaps before {clock}"),
            (None, Some(t)) => format!("{what} is known absent until {t} only{note}"),
            (None, None) => format!("nothing is known about {what}{note}"),
        };
        Answer::new(Applies::Unknown(why.clone()), None, why)
    }

    /// The pool's completion: seen, or as its start foretells once that time has come.
    pub(super) fn pool_done(&self) -> Option<Time> {
        let sighted = self.seen(Fact::PoolDone);
        if sighted.is_some() && self.exact(Fact::PoolDone) {
            return sighted;
        }
        let clock = secs(self.settings.t_pool_check);
        let comes = |done: &Time| *done <= self.now && !self.denied(Fact::PoolStarted, Fact::PoolDone, *done, clock);
        let foretold = self.seen(Fact::PoolStarted).map(|start| start + secs(self.settings.pool_s)).filter(comes);
        [foretold, sighted].into_iter().flatten().min()
    }

    /// Whether a completion that a start foretells did not come. In a log: the building was gone by then, by `clock` or
    /// soon after. A look that missed it while it stood tells nothing, and what is gone long after was complete before.
    pub(super) fn denied(&self, start: Fact, done: Fact, foretold: Time, clock: Time) -> bool {
        if self.index.is_log() && self.seen(start).is_some() {
            return self.gone(start).is_some_and(|gone| gone <= foretold.max(clock) + GasRead::HOLDS);
        }
        self.index.absent_until(done, self.now).is_some_and(|t| t >= foretold)
    }

    /// When something that was seen was missed again, and not seen since.
    pub(super) fn gone(&self, fact: Fact) -> Option<Time> {
        self.index.gone_after(fact, self.seen(fact)?, self.now)
    }
}

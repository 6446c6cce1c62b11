//! What the detector is told (specification 2, "Feature Inputs"): facts seen at a time, known absent until a time, or
//! unknown, and when that became known; and readings of gas.
//!
//! A replay, a log row and a bot's live notes all become this, so that one function judges them all.

use crate::film::Time;
use std::borrow::Cow;

/// Something the detector asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// The Spawning Pool was seen, started or complete.
    PoolSeen,
    /// The Spawning Pool was started (reconstructed from its progress, if it was seen later).
    PoolStarted,
    /// The Spawning Pool was complete.
    PoolDone,
    /// The natural Hatchery was started (R3).
    Natural,
    /// The first Extractor was started.
    Extractor,
    /// An Extractor was complete.
    ExtractorDone,
    /// The first Queen was started.
    Queen,
    /// The first Zergling was there.
    Ling,
    /// The first Zergling touched Protoss (R10).
    Contact,
    /// The first Zergling with speed touched Protoss.
    SpeedContact,
    /// Metabolic Boost was started.
    Speed,
    /// A Baneling Nest was started.
    Nest,
    /// The last Baneling Nest was gone.
    NestGone,
    /// A probe was in Zerg's main.
    ProbeMain,
    /// A probe was at Zerg's natural.
    ProbeNatural,
}

impl Fact {
    /// All of them, in order.
    pub const ALL: [Fact; 15] = [
        Fact::PoolSeen,
        Fact::PoolStarted,
        Fact::PoolDone,
        Fact::Natural,
        Fact::Extractor,
        Fact::ExtractorDone,
        Fact::Queen,
        Fact::Ling,
        Fact::Contact,
        Fact::SpeedContact,
        Fact::Speed,
        Fact::Nest,
        Fact::NestGone,
        Fact::ProbeMain,
        Fact::ProbeNatural,
    ];

    /// In words: `the natural`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Fact::PoolSeen => "a pool",
            Fact::PoolStarted => "the pool's start",
            Fact::PoolDone => "the complete pool",
            Fact::Natural => "the natural",
            Fact::Extractor => "an Extractor",
            Fact::ExtractorDone => "a complete Extractor",
            Fact::Queen => "a Queen",
            Fact::Ling => "a Zergling",
            Fact::Contact => "contact",
            Fact::SpeedContact => "contact with speed",
            Fact::Speed => "speed research",
            Fact::Nest => "a Baneling Nest",
            Fact::NestGone => "the end of the Nest",
            Fact::ProbeMain => "a probe in the main",
            Fact::ProbeNatural => "a probe at the natural",
        }
    }
}

/// What is known of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It happened at this time (the first time, as well as it is known).
    SeenAt(Time),
    /// Somebody looked: until this time, itself included, it had not happened.
    AbsentUntil(Time),
    /// Nobody knows.
    Unknown,
}

/// One piece of knowledge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// About what.
    pub fact: Fact,
    /// What is known.
    pub state: State,
    /// Since when it is known: later than the fact itself when it was reconstructed.
    pub known_at: Time,
    /// Whether a sighting is the moment itself; else the thing was there *by* then, and perhaps long before.
    pub exact: bool,
    /// How it is known, or why it is unknown; may be empty.
    pub note: Cow<'static, str>,
}

/// A reading of Zerg's gas.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct GasRead {
    /// When.
    pub at: Time,
    /// Mined in all.
    pub mined: Option<f64>,
    /// Vespene a minute.
    pub rate: Option<f64>,
    /// Drones on gas.
    pub workers: Option<f64>,
}

impl GasRead {
    /// How long a reading holds: the game writes one every 160 loops (7.1 s), and after two that are missing nobody knows.
    pub const HOLDS: Time = Time(15_000);
}

/// How a replay's things count as seen (R13): tracker events do not say what Protoss saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sight {
    /// A thing is seen when it exists.
    #[default]
    Exists,
    /// A thing is seen by contact or death only.
    Proven,
    /// What the bot that wrote the log saw.
    Logged,
}

impl Sight {
    /// As in log rows and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Sight::Exists => "exists",
            Sight::Proven => "proven",
            Sight::Logged => "logged",
        }
    }
}

/// All that is known about one game.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Observations {
    /// In any order; several of one fact add up.
    pub facts: Vec<Observation>,
    /// In time order.
    pub gas: Vec<GasRead>,
    /// The game or the log ends here: clocks beyond are not reached (R12).
    pub end: Time,
    /// How things count as seen.
    pub sight: Sight,
}

impl Observations {
    /// Notes that a thing was there at `at`, and perhaps before: a first look without any progress to reckon back from.
    pub fn sighted(&mut self, fact: Fact, at: Time, note: impl Into<Cow<'static, str>>) {
        self.push(fact, State::SeenAt(at), at, false, note.into());
    }

    /// Notes that a fact happened at `at`, known since then.
    pub fn seen(&mut self, fact: Fact, at: Time, note: impl Into<Cow<'static, str>>) {
        self.learned(fact, at, at, note);
    }

    /// Notes that a fact happened at `at`, known since `known_at` (late-scout reconstruction).
    pub fn learned(&mut self, fact: Fact, at: Time, known_at: Time, note: impl Into<Cow<'static, str>>) {
        self.push(fact, State::SeenAt(at), known_at, true, note.into());
    }

    /// Notes that a fact had not happened until `until`.
    pub fn absent(&mut self, fact: Fact, until: Time, note: impl Into<Cow<'static, str>>) {
        self.push(fact, State::AbsentUntil(until), until, true, note.into());
    }

    /// Notes why a fact is unknown.
    pub fn unknown(&mut self, fact: Fact, why: impl Into<Cow<'static, str>>) {
        self.push(fact, State::Unknown, Time(i64::MIN), true, why.into());
    }

    /// Notes that a thing was there by `at`, known since `known_at`: it was begun at the latest then.
    pub fn there_by(&mut self, fact: Fact, at: Time, known_at: Time, note: impl Into<Cow<'static, str>>) {
        self.push(fact, State::SeenAt(at), known_at, false, note.into());
    }

    /// Notes that a fact will not have happened until `until`, known since `known_at`: what is dead is not completed.
    pub fn denied(&mut self, fact: Fact, until: Time, known_at: Time, note: impl Into<Cow<'static, str>>) {
        self.push(fact, State::AbsentUntil(until), known_at, true, note.into());
    }

    fn push(&mut self, fact: Fact, state: State, known_at: Time, exact: bool, note: Cow<'static, str>) {
        self.facts.push(Observation { fact, state, known_at, exact, note });
    }

    /// What is known about a fact at `now`: the earliest sighting, else the latest absence.
    #[must_use]
    pub fn state(&self, fact: Fact, now: Time) -> State {
        self.first_seen(fact, now)
            .map(State::SeenAt)
            .or_else(|| self.absent_until(fact, now).map(State::AbsentUntil))
            .unwrap_or(State::Unknown)
    }

    /// The earliest time a fact is known at `now` to have happened.
    #[must_use]
    pub fn first_seen(&self, fact: Fact, now: Time) -> Option<Time> {
        let seen = |o: &Observation| match o.state {
            State::SeenAt(t) if o.fact == fact && o.known_at <= now => Some(t),
            _ => None,
        };
        self.facts.iter().filter_map(seen).min()
    }

    /// Whether the time of [`Observations::first_seen`] is the moment itself, as far as is known at `now`.
    #[must_use]
    pub fn is_exact(&self, fact: Fact, now: Time) -> bool {
        let exact = |o: &Observation| o.fact == fact && o.exact && matches!(o.state, State::SeenAt(_));
        self.facts.iter().any(|o| exact(o) && o.known_at <= now)
    }

    /// The moment of a fact, where it is known at `now`, and not only by when.
    #[must_use]
    pub fn moment(&self, fact: Fact, now: Time) -> Option<Time> {
        self.first_seen(fact, now).filter(|_| self.is_exact(fact, now))
    }

    /// The latest time until which a fact is known at `now` not to have happened.
    ///
    /// Who watches without a break learns that something is absent moment by moment: knowledge that reaches beyond
    /// `now` holds as far as `now`.
    #[must_use]
    pub fn absent_until(&self, fact: Fact, now: Time) -> Option<Time> {
        let absent = |o: &Observation| match o.state {
            State::AbsentUntil(t) if o.fact == fact && (o.known_at <= now || self.sight == Sight::Exists) => {
                Some(t.min(now))
            }
            _ => None,
        };
        self.facts.iter().filter_map(absent).max()
    }
}

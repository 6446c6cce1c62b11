//! The timeline as a small machine outside any screen: commands in, `update(dt)` out, and both say whether to redraw.
//!
//! ```text
//!   span.from ├──────────[ loop.from ······▶ loop.to ]──────────┤ span.to     forward stops here
//!             └ reverse stops here      └──── wraps ◀┘
//! ```
//!
//! A clock outside the loop plays on until it enters it; only a clock inside wraps. So one can look around the slice
//! with the arrow keys without losing it, and a finding whose clock is parked just before it plays into its loop.

use super::{Film, Span, Time};
use std::time::Duration;

/// A speed that playback knows, in quarters of real time, so that all arithmetic is exact.
const SPEEDS: [u64; 7] = [1, 2, 4, 8, 16, 32, 64];
/// Index of real time in [`SPEEDS`].
const NORMAL: usize = 2;
/// Units of the remainder in one millisecond: quarters of a nanosecond.
const UNITS_PER_MS: u64 = 4_000_000;

/// What can be asked of the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Play or pause. At the end it is running towards, it begins again at the other one.
    Toggle,
    /// Play; as [`Command::Toggle`] when paused.
    Play,
    /// Pause.
    Pause,
    /// Move by a duration (negative: back), kept inside the span.
    Step(Time),
    /// Go to a moment if the span holds it; else nothing happens.
    SeekExact(Time),
    /// Go to the moment of the span nearest to this one.
    SeekClamped(Time),
    /// Go to this many tenths of the span, 0 to 9 (more is the end).
    Tenth(u8),
    /// The next higher speed.
    Faster,
    /// The next lower speed.
    Slower,
    /// Real time.
    NormalSpeed,
    /// Turn the direction round.
    Reverse,
    /// Repeat a slice, or stop repeating. It is cut to the span; an empty one is no loop.
    Loop(Option<Span>),
    /// Go to the first moment.
    Start,
    /// Go to the last moment.
    End,
}

/// The clock of a film and how it moves. Pure: time enters through [`Playback::update`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Playback {
    span: Span,
    clock: Time,
    /// Played time below a millisecond in the direction of play, in [`UNITS_PER_MS`].
    rest: u64,
    speed: usize,
    playing: bool,
    reverse: bool,
    slice: Option<Span>,
}

impl Playback {
    /// The longest real time one update counts: a stall (a suspended laptop, a slow link) must not make the film jump.
    pub const LONGEST_UPDATE: Duration = Duration::from_millis(250);

    /// Paused at the start of `span`, forward, at real time.
    #[must_use]
    pub fn new(span: Span) -> Playback {
        Playback { span, clock: span.from, rest: 0, speed: NORMAL, playing: false, reverse: false, slice: None }
    }

    /// The moment that is shown.
    #[must_use]
    pub const fn clock(&self) -> Time {
        self.clock
    }

    /// The film's span: the clock never leaves it.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.span
    }

    /// Whether the clock runs.
    #[must_use]
    pub const fn is_playing(&self) -> bool {
        self.playing
    }

    /// Whether it runs (or would run) backwards.
    #[must_use]
    pub const fn is_reverse(&self) -> bool {
        self.reverse
    }

    /// Film seconds per second, without the direction: 0.25 to 16.
    #[must_use]
    pub fn speed(&self) -> f64 {
        self.quarters() as f64 / 4.0
    }

    /// The slice that is repeated.
    #[must_use]
    pub const fn loop_span(&self) -> Option<Span> {
        self.slice
    }

    /// How far the clock is through the span, 0 to 1; 0 for a span of one moment.
    #[must_use]
    pub fn share(&self) -> f64 {
        let length = self.span.length().0;
        if length <= 0 { 0.0 } else { (self.clock - self.span.from).0 as f64 / length as f64 }
    }

    /// The film has another span, because it is still being written: the clock stays where it is, inside of it.
    pub fn extend(&mut self, span: Span) {
        self.span = span;
        self.clock = span.clamp(self.clock);
        self.slice = self.slice.and_then(|slice| self.inside(slice));
    }

    /// Does what the command says; whether anything that can be seen has changed.
    pub fn apply(&mut self, command: Command) -> bool {
        let before = self.clone();
        match command {
            Command::Toggle => self.set_playing(!self.playing),
            Command::Play => self.set_playing(true),
            Command::Pause => self.set_playing(false),
            Command::Step(by) => self.go(self.span.clamp(self.clock + by)),
            Command::SeekExact(t) if self.span.holds(t) => self.go(t),
            Command::SeekExact(_) => {}
            Command::SeekClamped(t) => self.go(self.span.clamp(t)),
            Command::Tenth(n) => self.go(self.tenth(n)),
            Command::Faster => self.speed = (self.speed + 1).min(SPEEDS.len() - 1),
            Command::Slower => self.speed = self.speed.saturating_sub(1),
            Command::NormalSpeed => self.speed = NORMAL,
            Command::Reverse => {
                self.reverse = !self.reverse;
                self.rest = 0; // it was counted in the other direction
            }
            Command::Loop(slice) => self.slice = slice.and_then(|s| self.inside(s)),
            Command::Start => self.go(self.span.from),
            Command::End => self.go(self.span.to),
        }
        // The remainder is invisible: it is the same moment on the screen.
        Playback { rest: 0, ..before } != Playback { rest: 0, ..self.clone() }
    }

    /// Lets `dt` of real time pass; whether a redraw is needed: the clock moved, or playing came to its end.
    ///
    /// Time below a millisecond is kept, so that slow motion at any frame rate loses nothing. `dt` counts for at most
    /// [`Playback::LONGEST_UPDATE`].
    pub fn update(&mut self, dt: Duration) -> bool {
        if !self.playing {
            return false;
        }
        let dt = dt.min(Self::LONGEST_UPDATE);
        // Cannot overflow: 250 ms in ns x 64 quarters is 1.6e10, and the remainder is below 4e6.
        let units = dt.as_nanos() as u64 * self.quarters() + self.rest;
        let by = Time((units / UNITS_PER_MS) as i64);
        self.rest = units % UNITS_PER_MS;
        let from = self.clock;
        let target = if self.reverse { from - by } else { from + by };
        // A loop still ahead catches the clock too: a fast one must not leap over a short slice.
        match self.slice.filter(|s| if self.reverse { from >= s.from } else { from <= s.to }) {
            Some(slice) if self.reverse => self.clock = wrapped_back(target, slice),
            Some(slice) => self.clock = wrapped(target, slice),
            None => self.run_to(target),
        }
        self.clock != from || !self.playing
    }

    /// Moves towards an end of the span and stops there.
    fn run_to(&mut self, target: Time) {
        self.clock = self.span.clamp(target);
        if self.at_last() {
            self.playing = false;
            self.rest = 0;
        }
    }

    /// Whether the clock stands at the end it is running towards.
    fn at_last(&self) -> bool {
        if self.reverse { self.clock <= self.span.from } else { self.clock >= self.span.to }
    }

    fn set_playing(&mut self, playing: bool) {
        if playing && !self.playing && self.at_last() && self.slice.is_none_or(|s| !s.holds(self.clock)) {
            self.clock = if self.reverse { self.span.to } else { self.span.from };
        }
        self.playing = playing && self.span.length() > Time::ZERO;
        self.rest = 0;
    }

    fn go(&mut self, t: Time) {
        self.clock = t;
        self.rest = 0;
    }

    fn tenth(&self, n: u8) -> Time {
        let n = i128::from(n.min(10));
        // In 128 bits: a span of huge times must not overflow, and a tenth of an i64 fits one again.
        let part = i128::from(self.span.length().0) * n / 10;
        self.span.from + Time(i64::try_from(part).unwrap_or(i64::MAX))
    }

    /// The part of a slice inside the span, unless nothing of it is.
    fn inside(&self, slice: Span) -> Option<Span> {
        let cut = Span { from: slice.from.max(self.span.from), to: slice.to.min(self.span.to) };
        (cut.from < cut.to).then_some(cut)
    }

    fn quarters(&self) -> u64 {
        SPEEDS.get(self.speed).copied().unwrap_or(SPEEDS[NORMAL])
    }
}

/// `t` brought back from behind a slice's end as often as needed; both ends are shown.
fn wrapped(t: Time, slice: Span) -> Time {
    if t <= slice.to { t } else { slice.from + Time((t - slice.from).0 % slice.length().0.max(1)) }
}

/// `t` brought back from before a slice's start.
fn wrapped_back(t: Time, slice: Span) -> Time {
    if t >= slice.from { t } else { slice.to - Time((slice.to - t).0 % slice.length().0.max(1)) }
}

/// Which way a step goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Towards the start.
    Back,
    /// Towards the end.
    Forward,
}

/// Every moment at which somebody's position was recorded, for stepping from snapshot to snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SampleTimes(Vec<Time>);

impl SampleTimes {
    /// Collected once per film (a few milliseconds for 144,000 samples), then each step is a binary search.
    #[must_use]
    pub fn of(film: &Film) -> SampleTimes {
        let mut times: Vec<Time> = Vec::new();
        for track in &film.tracks {
            times.extend(track.t.iter().copied().filter(|t| film.meta.span.holds(*t)));
        }
        times.sort_unstable();
        times.dedup();
        SampleTimes(times)
    }

    /// The sample time strictly after or before `clock`; `None` when there is none on that side.
    #[must_use]
    pub fn step(&self, clock: Time, direction: Direction) -> Option<Time> {
        let at = match direction {
            Direction::Forward => self.0.partition_point(|t| *t <= clock),
            Direction::Back => self.0.partition_point(|t| *t < clock).checked_sub(1)?,
        };
        self.0.get(at).copied()
    }

    /// How many different moments there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was sampled.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
#[path = "playback_tests.rs"]
mod tests;

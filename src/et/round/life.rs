//! Lives (E2): from a spawn, a revive or the first alive sample to a death, a not-alive sample, a disconnect, a change
//! of team or the round's end.
//!
//! ```text
//!   one slot's lines and samples, in order:   lines of a ms first, then its samples
//!        spawn ──alive──▶ samples ... ──▶ kill line | alive:false | disconnect | other team | round end
//! ```

use super::super::order::At;
use super::super::record::{Beside, SampleRow};
use super::build::SampleRows;
use super::player::{Player, Remark};
use super::{Event, Kind, Team};
use crate::film::{ActorState, Time};
use std::ops::Range;

/// Who or what raised a player.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Raised {
    /// A `spawn` line.
    Spawn,
    /// A `revive` line.
    Revive,
}

/// How a life began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LifeStart {
    /// By a line.
    Line(Raised),
    /// By the first alive sample after not being alive.
    Sample,
}

/// How a life ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LifeEnd {
    /// A kill line: an index into [`super::Round::events`].
    Death(usize),
    /// A sample that is not alive.
    Sample,
    /// A `disconnect` line.
    Left,
    /// Another team, or another player in the slot.
    Changed,
    /// A spawn or revive of a player who was alive.
    Raised,
    /// The round's end: still alive then.
    RoundEnd,
}

/// One life of a player.
#[derive(Debug, Clone, PartialEq)]
pub struct Life {
    /// Where it begins in the order.
    pub from: At,
    /// By what.
    pub start: LifeStart,
    /// Where it ends.
    pub to: At,
    /// By what.
    pub end: LifeEnd,
    /// For which team, if known.
    pub team: Option<Team>,
    /// Its samples, as a range of the player's columns.
    pub samples: Range<usize>,
    /// What they say beside the position, as a range of [`Player::remarks`].
    pub remarks: Range<usize>,
}

/// Follows one player through the lines and samples of a slot.
#[derive(Debug, Default)]
pub(super) struct Walker {
    pub(super) player: Player,
    alive: Option<Life>,
    /// The millisecond of the latest line that took a life, and of the latest that gave one.
    taken: Option<Time>,
    given: Option<Time>,
    /// The millisecond of the latest line that named a team.
    stated: Option<Time>,
    /// What the sample before said but for its numbers, if everything agreed with it and no line came since. Most samples
    /// repeat it, so that there is nothing to note.
    repeats: Option<Repeated>,
}

/// What a sample says but for its numbers: stretch, index there, and what is said in bits.
type Repeated = (usize, u32, u8);

impl Walker {
    /// An event line that concerns this player, as the victim of a kill or revive or as the client; `at` is its place.
    pub(super) fn line(&mut self, event: &Event, at: At) {
        // What samples said before it, they say anew behind it.
        self.repeats = None;
        match event.kind {
            Kind::Kill => {
                self.know(at);
                self.taken = Some(at.t);
                let index = at.event().unwrap_or_default();
                self.finish(at, LifeEnd::Death(index), ActorState::Dead);
            }
            Kind::Spawn => {
                let moved = self.state_team(event, at);
                if self.team_is(Team::Spectates) {
                    // A switch to the spectators fires a spawn too (FACTS 16): nobody lives there.
                    self.leave(at, LifeEnd::Changed);
                } else {
                    self.raise(at, Raised::Spawn, moved);
                }
            }
            Kind::Revive => self.raise(at, Raised::Revive, false),
            Kind::Disconnect => self.leave(at, LifeEnd::Left),
            Kind::Player if self.state_team(event, at) => self.leave(at, LifeEnd::Changed),
            _ => {}
        }
        if let Some(class) = event.details().class.as_ref().filter(|_| matches!(event.kind, Kind::Spawn | Kind::Player))
        {
            self.player.classes.push(at.t, class.clone());
        }
    }

    /// Another player takes the slot at this line.
    pub(super) fn replaced(&mut self, at: At) {
        self.leave(at, LifeEnd::Changed);
    }

    /// Makes room for so many samples.
    pub(super) fn expect(&mut self, samples: usize) {
        let columns = &mut self.player.samples;
        columns.t.reserve_exact(samples);
        columns.pos.reserve_exact(samples);
        columns.yaw.reserve_exact(samples);
        columns.hp.reserve_exact(samples);
    }

    /// A sample of this player inside the round.
    pub(super) fn sample(&mut self, sample: &SampleRow, stretch: &SampleRows) {
        let said = Some((stretch.number, sample.beside, sample.says()));
        let beside = stretch.beside(sample);
        if self.repeats == said {
            // Of who is still dead nothing is kept.
            if sample.alive() {
                self.keep(sample, beside, &stretch.numbers);
            }
            return;
        }
        self.repeats = None;
        let at = At::after(sample.t);
        // An event's statement wins over a sample's of the same millisecond (E1).
        if let (Some(team), true) = (sample.team(), self.stated != Some(sample.t)) {
            if self.now().is_some_and(|old| old != team) {
                self.finish(at, LifeEnd::Changed, ActorState::Dead);
            }
            self.player.teams.push(sample.t, team);
        }
        // E2: counts as alive only with a team that plays, and the sample itself must say so, or a line of its ms.
        let plays = match sample.team() {
            Some(_) => self.now().and_then(Team::side).is_some(),
            None => false,
        };
        if let Some(class) = beside.class.and_then(|word| word.of(&stretch.words)) {
            self.player.classes.note(sample.t, class);
        }
        if sample.alive() && plays {
            if let Some(weapon) = beside.weapon.and_then(|word| word.of(&stretch.words)) {
                self.player.weapons.note(sample.t, weapon);
            }
            self.alive_sample(sample, beside, &stretch.numbers, at);
            // A sample of the millisecond of a death may belong to the life that ended.
            let agreed = self.taken != Some(sample.t) && self.now() == sample.team();
            self.repeats = said.filter(|_| agreed);
        } else {
            self.dead_sample(sample, at);
            let agreed = !sample.alive() && self.alive.is_none() && self.now() == sample.team();
            self.repeats = said.filter(|_| agreed);
        }
    }

    /// Ends the last life at the round's end.
    pub(super) fn close(mut self, end: Time) -> Player {
        self.finish(At::after(end), LifeEnd::RoundEnd, ActorState::Absent);
        for life in &mut self.player.lives {
            life.team = life.team.or_else(|| self.player.teams.around(life.from.t).copied());
        }
        self.player
    }

    fn alive_sample(&mut self, sample: &SampleRow, beside: &Beside, numbers: &[f64], at: At) {
        // E2: alive in the millisecond of the death is the last sample of the life that ended, and begins none.
        let late = self.taken == Some(sample.t);
        let untouched = self.alive.as_ref().is_none_or(|life| life.samples.is_empty());
        let ended = self.player.lives.last().filter(|life| life.to.t == sample.t && life.to.event().is_some());
        if late && untouched && ended.is_some() {
            let first = self.player.lives.last().map_or(0, |life| life.remarks.start);
            let (samples, remarks) = self.record(sample, beside, numbers, first);
            if let Some(life) = self.player.lives.last_mut() {
                (life.samples.end, life.remarks.end) = (samples, remarks);
            }
            if let Some(next) = &mut self.alive {
                (next.samples, next.remarks) = (samples..samples, remarks..remarks);
            }
            return;
        }
        if self.alive.is_none() {
            if late {
                return;
            }
            self.begin(at, LifeStart::Sample);
        }
        self.keep(sample, beside, numbers);
    }

    /// Keeps what a sample of the life that is running says.
    #[inline]
    fn keep(&mut self, sample: &SampleRow, beside: &Beside, numbers: &[f64]) {
        let first = self.alive.as_ref().map_or(0, |life| life.remarks.start);
        let (samples, remarks) = self.record(sample, beside, numbers, first);
        if let Some(life) = &mut self.alive {
            (life.samples.end, life.remarks.end) = (samples, remarks);
        }
    }

    fn dead_sample(&mut self, sample: &SampleRow, at: At) {
        // E2: not alive in the millisecond of a spawn or revive is ignored.
        if self.given == Some(sample.t) && self.alive.is_some() {
            return;
        }
        self.know(at);
        let playing = self.now().and_then(Team::side).is_some();
        let state = match (playing, sample.down()) {
            (false, _) => ActorState::Absent,
            (true, true) => ActorState::Down,
            (true, false) => ActorState::Dead,
        };
        if self.alive.is_some() {
            let end = if playing { LifeEnd::Sample } else { LifeEnd::Changed };
            self.finish(at, end, state);
        } else if let Some((_, last)) = self.player.states.last_mut().filter(|last| {
            // The death line could not know whether the body stays: the first sample after it does.
            state == ActorState::Down && last.1 == ActorState::Dead && self.taken == Some(last.0)
        }) {
            *last = ActorState::Down;
        } else {
            self.show(sample.t, state);
        }
    }

    /// Keeps what an alive sample says: how many samples and remarks there are then. `first` is the first remark of its life.
    fn record(&mut self, sample: &SampleRow, beside: &Beside, numbers: &[f64], first: usize) -> (usize, usize) {
        let Player { samples: columns, remarks, .. } = &mut self.player;
        let place = columns.len();
        if let Some(pos) = sample.pos(numbers) {
            columns.t.push(sample.t);
            columns.pos.push(pos);
            columns.yaw.push(sample.yaw(numbers));
            columns.hp.push(sample.hp());
        }
        let (los, carry, samples) = (beside.los, sample.carry(), place..columns.len());
        if los.is_some() || carry.is_some() {
            let same = |last: &&mut Remark| {
                // A sample without a position is none of a row.
                let goes_on = last.samples.end == place && !last.samples.is_empty() && !samples.is_empty();
                goes_on && last.los == los && last.carry == carry
            };
            match remarks[first..].last_mut().filter(same) {
                Some(last) => last.samples.end += 1,
                None => remarks.push(Remark { t: sample.t, los, carry, samples }),
            }
        }
        (columns.len(), remarks.len())
    }

    /// E2: a spawn and a revive of one millisecond begin one life; of a player who is alive they end that life and
    /// begin another.
    fn raise(&mut self, at: At, by: Raised, moved: bool) {
        let same = self.alive.as_ref().is_some_and(|life| {
            life.from.t == at.t && matches!(life.start, LifeStart::Line(_)) && life.from.event().is_some()
        });
        self.given = Some(at.t);
        if same && !moved {
            return;
        }
        self.finish(at, LifeEnd::Raised, ActorState::Dead);
        self.begin(at, LifeStart::Line(by));
    }

    /// Out of play by a line.
    fn leave(&mut self, at: At, end: LifeEnd) {
        self.know(at);
        self.taken = Some(at.t);
        self.finish(at, end, ActorState::Absent);
    }

    fn begin(&mut self, at: At, start: LifeStart) {
        self.know(at);
        self.show(at.t, ActorState::Alive);
        let (samples, remarks) = (self.player.samples.len(), self.player.remarks.len());
        let (samples, remarks) = (samples..samples, remarks..remarks);
        self.alive = Some(Life { from: at, start, to: at, end: LifeEnd::RoundEnd, team: None, samples, remarks });
    }

    fn finish(&mut self, at: At, end: LifeEnd, state: ActorState) {
        if let Some(mut life) = self.alive.take() {
            (life.to, life.end, life.team) = (at, end, self.now());
            self.player.lives.push(life);
            // Still alive at the end: the film keeps showing it.
            if end != LifeEnd::RoundEnd {
                self.show(at.t, state);
            }
        } else if state == ActorState::Absent && end != LifeEnd::RoundEnd {
            self.show(at.t, state);
        }
    }

    /// A line's team statement; true when it differs from what held before.
    fn state_team(&mut self, event: &Event, at: At) -> bool {
        let Some(team) = event.team else { return false };
        let moved = self.now().is_some_and(|old| old != team);
        self.stated = Some(at.t);
        if moved {
            self.finish(at, LifeEnd::Changed, ActorState::Absent);
        }
        self.player.teams.push(at.t, team);
        moved
    }

    fn now(&self) -> Option<Team> {
        self.player.teams.as_slice().last().map(|(_, team)| *team)
    }

    fn team_is(&self, team: Team) -> bool {
        self.now() == Some(team)
    }

    fn know(&mut self, at: At) {
        self.player.known_from.get_or_insert(at);
    }

    fn show(&mut self, t: Time, state: ActorState) {
        if self.player.states.last().is_none_or(|(_, last)| *last != state) {
            self.player.states.push((t, state));
        }
    }
}

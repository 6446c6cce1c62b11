//! The conditions: one function a signal and guard, each with the specification's words as its border.

use super::config::secs;
use super::known::{Answer, Applies, Known};
use super::signal::{Guard, Rush, Signal};
use crate::film::Time;
use crate::sc2::observe::{Fact, GasRead};

impl Known<'_> {
    /// A guard's condition.
    pub(super) fn guard(&self, guard: Guard) -> Answer {
        let s = self.settings;
        match guard {
            Guard::A => self.seen_by(Fact::Ling, secs(s.t_ling_early)),
            Guard::B => self.slow_contact(),
            Guard::C => self.by(Fact::SpeedContact, secs(s.t_contact_fast)),
        }
    }

    /// R10: contact of unknown speed counts as slow; contact with speed is guard C's.
    fn slow_contact(&self) -> Answer {
        let answer = self.by(Fact::Contact, secs(self.settings.t_contact_slow));
        let first = self.seen(Fact::Contact);
        match (first, self.seen(Fact::SpeedContact)) {
            (Some(contact), Some(fast)) if fast <= contact => {
                Answer::new(Applies::No, None, format!("contact at {contact} was with speed: guard C"))
            }
            _ => answer,
        }
    }

    /// A signal's condition in a type's table.
    pub(super) fn signal(&self, rush: Rush, signal: Signal) -> Answer {
        let s = self.settings;
        match signal {
            Signal::NoNatural => self.absent_at(Fact::Natural, secs(s.t_nat_check)),
            Signal::EarlyPool => self.early_pool(rush),
            Signal::NoGas => self.absent_at(Fact::Extractor, secs(s.no_gas_at)),
            Signal::ActiveGas => self.active_gas(),
            Signal::PoolAndGas => self.pool_window(s.pool_13_from, s.pool_13_to).and(self.early_gas()),
            Signal::GasCut => self.gas_cut(),
            Signal::SpeedResearch => self.by(Fact::Speed, secs(s.speed_by)),
            Signal::EarlyLings => self.seen_by(Fact::Ling, secs(s.t_ling_soft)),
            Signal::SpeedContact => self.by(Fact::SpeedContact, secs(s.t_contact_fast)),
            Signal::BanelingNest => self.nest(),
            Signal::NoQueen => self.pool_known().and(self.absent_at(Fact::Queen, secs(s.t_queen_check))),
            Signal::DamperLings => self.damper(Fact::Ling, secs(s.damper_lings_at)),
            Signal::DamperSpeed => self.damper(Fact::Speed, secs(s.damper_speed_at)),
        }
    }

    /// The signal's main clock, for lists.
    pub(super) fn clock(&self, signal: Signal) -> Time {
        let s = self.settings;
        secs(match signal {
            Signal::NoNatural => s.t_nat_check,
            Signal::EarlyPool => s.t_pool_check,
            Signal::NoGas => s.no_gas_at,
            Signal::ActiveGas => s.active_gas_by,
            Signal::PoolAndGas => s.early_gas_by,
            Signal::GasCut => s.gas_cut_by,
            Signal::SpeedResearch => s.speed_by,
            Signal::EarlyLings => s.t_ling_soft,
            Signal::SpeedContact => s.t_contact_fast,
            Signal::BanelingNest => s.nest_to, // one that stands is counted from nest_from on
            Signal::NoQueen => s.t_queen_check,
            Signal::DamperLings => s.damper_lings_at,
            Signal::DamperSpeed => s.damper_speed_at,
        })
    }

    /// R4: (complete by the clock, in R1 with no natural at that moment) or started within the window.
    fn early_pool(&self, rush: Rush) -> Answer {
        let s = self.settings;
        let clock = secs(s.t_pool_check);
        if self.seen(Fact::PoolDone).is_none_or(|done| done > clock)
            && let Some(answer) = self.pool_gone()
        {
            return answer;
        }
        let done = match self.pool_done() {
            Some(done) if done <= clock && rush == Rush::R1 => {
                self.done_by(done, clock).and(self.absent_at(Fact::Natural, done))
            }
            Some(done) if done <= clock || self.exact(Fact::PoolDone) => self.done_by(done, clock),
            _ => self.not_done(clock),
        };
        done.or(self.pool_window(s.early_pool_from, s.early_pool_to))
    }

    fn done_by(&self, done: Time, clock: Time) -> Answer {
        Answer::when(done <= clock, clock - done, format!("pool complete at {done}"))
    }

    /// The pool is not known to have been complete by `clock`: was it?
    fn not_done(&self, clock: Time) -> Answer {
        let latest_start = clock - secs(self.settings.pool_s);
        if let Some(start) = self.moment(Fact::PoolStarted).filter(|&t| t > latest_start) {
            return Answer::when(false, latest_start - start, format!("pool started at {start}"));
        }
        if let Some(t) = self.no_pool_until().filter(|&t| t >= latest_start) {
            return Answer::when(false, latest_start - t, format!("no pool until {t}"));
        }
        if self.seen(Fact::PoolStarted).is_some() && !self.denied(Fact::PoolStarted, Fact::PoolDone, clock, clock) {
            return self.open(Fact::PoolDone, clock, None, Applies::No);
        }
        self.by(Fact::PoolDone, clock)
    }

    /// Until when there was no pool, where its start is not known: who missed it when it stood tells nothing.
    fn no_pool_until(&self) -> Option<Time> {
        match self.seen(Fact::PoolStarted) {
            Some(_) if self.exact(Fact::PoolStarted) => None,
            start => self.index.absent_until(Fact::PoolStarted, start.unwrap_or(self.now)),
        }
    }

    /// R4: a pool that was gone by the clock is none.
    fn pool_gone(&self) -> Option<Answer> {
        let (start, clock) = (self.seen(Fact::PoolStarted)?, secs(self.settings.t_pool_check));
        let gone = self.gone(Fact::PoolStarted).filter(|&gone| gone <= clock)?;
        Some(Answer::when(false, gone - clock, format!("the pool of {start} was gone at {gone}")))
    }

    /// The pool was started within `[from, to]`.
    fn pool_window(&self, from: f64, to: f64) -> Answer {
        if let Some(answer) = self.pool_gone() {
            return answer;
        }
        let (from, to) = (secs(from), secs(to));
        let Some(start) = self.seen(Fact::PoolStarted) else { return self.by(Fact::PoolStarted, to) };
        let margin = (start - from).min(to - start);
        if self.exact(Fact::PoolStarted) {
            return Answer::when(margin >= Time::ZERO, margin, format!("pool started at {start}"));
        }
        match self.no_pool_until() {
            _ if start < from => Answer::when(false, margin, format!("pool started by {start}")),
            Some(last) if last >= to => Answer::when(false, to - last, format!("no pool until {last}")),
            Some(last) if last >= from && start <= to => {
                Answer::when(true, (last - from).min(margin), format!("pool started after {last}, by {start}"))
            }
            last => {
                let since = last.map(|last| format!(", after {last}")).unwrap_or_default();
                let why = format!("the pool was started by {start}{since}: whether from {from} to {to} cannot be told");
                let applies = if self.settings.unknown_is_absent { Applies::No } else { Applies::Unknown(why.clone()) };
                Answer::new(applies, None, why)
            }
        }
    }

    /// R9: a pool is known: only then its Queen can be missing.
    fn pool_known(&self) -> Answer {
        let pool = [Fact::PoolSeen, Fact::PoolStarted, Fact::PoolDone].into_iter().find_map(|fact| self.seen(fact));
        match pool {
            Some(_) => Answer::new(Applies::Yes, None, ""),
            None => self.by(Fact::PoolSeen, secs(self.settings.t_queen_check)),
        }
    }

    /// Readings of gas up to a clock.
    fn reads(&self, until: Time) -> std::slice::Iter<'_, GasRead> {
        self.index.reads(until.min(self.now))
    }

    /// R5: the first reading with vespene mined.
    pub(super) fn first_mined(&self) -> Option<&GasRead> {
        self.reads(secs(self.settings.early_gas_by)).find(|r| r.mined.is_some_and(|m| m > 0.0))
    }

    /// R6: the first reading of active mining.
    pub(super) fn first_active(&self) -> Option<&GasRead> {
        self.reads(secs(self.settings.active_gas_by)).find(|read| self.is_active(read))
    }

    /// R6: about three drones mine, by the rate or as they were counted.
    fn is_active(&self, read: &GasRead) -> bool {
        let s = self.settings;
        read.rate.is_some_and(|rate| rate >= s.active_gas_rate)
            || read.workers.is_some_and(|drones| drones >= s.active_gas_workers)
    }

    /// R7: the first reading of a cut at about 100, after one of active mining. Where a bot counts drones instead of a
    /// rate, the cut is none of them.
    pub(super) fn first_cut(&self) -> Option<(&GasRead, f64)> {
        let s = self.settings;
        let mut active = false;
        self.reads(secs(s.gas_cut_by)).find_map(|read| {
            if self.is_active(read) {
                active = true;
                return None;
            }
            let mined = read.mined.filter(|mined| (s.gas_cut_min..=s.gas_cut_max).contains(mined))?;
            let cut = match (read.rate, read.workers) {
                (Some(rate), _) => rate <= s.gas_cut_rate,
                (None, workers) => workers == Some(0.0),
            };
            (active && cut).then_some((read, mined))
        })
    }

    /// Nothing was read that says yes. Without an Extractor the answer is no, and with a reading that reaches the clock;
    /// else it is unknown. `tells` is whether a reading has what is asked for, `needs` what that is.
    fn no_gas_read(&self, clock: Time, what: &str, needs: &str, tells: fn(&GasRead) -> bool) -> Answer {
        let none = self.index.absent_until(Fact::Extractor, self.now).is_some_and(|t| t >= clock);
        if none && self.seen(Fact::Extractor).is_none_or(|start| start > clock) {
            return Answer::new(Applies::No, None, "no Extractor");
        }
        if self.now < clock {
            return Answer::not_reached(clock);
        }
        let last = self.reads(clock).rev().find(|read| tells(read));
        if self.settings.unknown_is_absent || last.is_some_and(|read| clock <= read.at + GasRead::HOLDS) {
            return Answer::new(Applies::No, None, format!("{what} not by {clock}"));
        }
        let why = match last {
            Some(read) => format!("gas was last read at {}: {what} by {clock} cannot be told", read.at),
            None if self.reads(clock).len() > 0 => format!("gas was read without {needs}: {what} cannot be told"),
            None => format!("no reading of gas by {clock}: {what} cannot be told"),
        };
        Answer::new(Applies::Unknown(why.clone()), None, why)
    }

    /// R5: vespene mined by the clock.
    fn early_gas(&self) -> Answer {
        let clock = secs(self.settings.early_gas_by);
        match self.first_mined() {
            Some(read) => Answer::when(true, clock - read.at, format!("gas mined by {}", read.at)),
            // What is mined in all adds up: what is nothing later was nothing then.
            None => match self.index.still_nothing(clock, self.now) {
                Some(read) => Answer::new(Applies::No, None, format!("no gas mined at {}", read.at)),
                None => self.no_gas_read(clock, "gas mined", "what was mined in all", |read| read.mined.is_some()),
            },
        }
    }

    /// R6: the Extractor complete and about three drones mining.
    fn active_gas(&self) -> Answer {
        let s = self.settings;
        let (done_by, clock) = (secs(s.active_gas_done_by), secs(s.active_gas_by));
        let done = self.extractor_done(done_by);
        let mined = match self.first_active() {
            Some(read) => Answer::when(true, clock - read.at, format!("{} at {}", flow(read), read.at)),
            None => {
                let tells = |read: &GasRead| read.rate.is_some() || read.workers.is_some();
                self.no_gas_read(clock, "active mining", "its rate or drones", tells)
            }
        };
        done.and(mined)
    }

    /// R6: an Extractor was complete by `clock`: seen so, or as its start foretells.
    fn extractor_done(&self, clock: Time) -> Answer {
        if self.seen(Fact::ExtractorDone).is_some_and(|t| t <= clock || self.exact(Fact::ExtractorDone)) {
            return self.by(Fact::ExtractorDone, clock);
        }
        let Some(start) = self.seen(Fact::Extractor) else { return self.by(Fact::ExtractorDone, clock) };
        let (foretold, exact) = (start + secs(self.settings.extractor_s), self.exact(Fact::Extractor));
        if foretold > clock && exact {
            return Answer::when(false, clock - foretold, format!("Extractor complete at {foretold} at the earliest"));
        }
        if foretold > clock.min(self.now) || self.denied(Fact::Extractor, Fact::ExtractorDone, foretold, clock) {
            return self.by(Fact::ExtractorDone, clock);
        }
        let how = if exact { "by its start" } else { "at the latest" };
        Answer::when(true, clock - foretold, format!("Extractor complete at {foretold}, {how}"))
    }

    /// R7: the rate fell from active to cut with about 100 mined.
    fn gas_cut(&self) -> Answer {
        let clock = secs(self.settings.gas_cut_by);
        match self.first_cut() {
            Some((read, mined)) => {
                Answer::when(true, clock - read.at, format!("{mined} mined, {} at {}", flow(read), read.at))
            }
            None => {
                let tells = |read: &GasRead| read.mined.is_some() && (read.rate.is_some() || read.workers.is_some());
                self.no_gas_read(clock, "a cut at 100 gas", "what was mined in all with its rate or drones", tells)
            }
        }
    }

    /// R9: a Nest stands at any time of the window.
    fn nest(&self) -> Answer {
        let (from, to) = (secs(self.settings.nest_from), secs(self.settings.nest_to));
        let Some(start) = self.seen(Fact::Nest).filter(|&t| t <= to) else { return self.by(Fact::Nest, to) };
        let gone = [self.seen(Fact::NestGone), self.gone(Fact::Nest)].into_iter().flatten().min();
        if let Some(gone) = gone.filter(|&gone| gone <= from) {
            return Answer::when(false, gone - from, format!("Nest gone at {gone}"));
        }
        if self.now < from {
            return Answer::not_reached(from);
        }
        Answer::when(true, to - start, format!("Nest at {start}"))
    }

    /// R11: a natural in time, and nothing of what it would contradict. Decided at `at`, never before.
    fn damper(&self, sign: Fact, at: Time) -> Answer {
        if self.now < at {
            return Answer::not_reached(at);
        }
        let missed = self.seen(Fact::Natural).and_then(|start| self.index.absent_after(Fact::Natural, start, self.now));
        if let Some(missed) = missed.filter(|&missed| missed <= at) {
            return Answer::new(Applies::No, None, format!("the natural was not there at {missed}"));
        }
        let natural = self.by(Fact::Natural, secs(self.settings.damper_natural_by));
        if sign == Fact::Speed && self.seen(Fact::SpeedContact).is_some_and(|t| t <= at) {
            return Answer::new(Applies::No, None, "contact with speed");
        }
        natural.and(self.absent_at(sign, at))
    }
}

fn flow(read: &GasRead) -> String {
    match (read.rate, read.workers) {
        (Some(rate), Some(workers)) => format!("{rate}/min, {workers} drones"),
        (Some(rate), None) => format!("{rate}/min"),
        (None, Some(workers)) => format!("{workers} drones"),
        (None, None) => String::new(),
    }
}

//! The order of things in a round: time, then file order inside a millisecond, then what samples say.

use crate::film::Time;

/// A moment in a round's order (E1, E2): events of one millisecond happen in file order, and whatever a sample of that
/// millisecond says comes after all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// The millisecond.
    pub t: Time,
    /// 0 before every line of the millisecond, then the lines by their place in [`super::Round::events`], `u32::MAX`
    /// for samples and for "after everything of this millisecond".
    seq: u32,
}

impl At {
    /// The place of an event line: `index` is its index in [`super::Round::events`].
    #[must_use]
    pub fn line(t: Time, index: usize) -> At {
        // 0 and u32::MAX are taken; four thousand million event lines of one round do not fit into memory anyway.
        At { t, seq: u32::try_from(index + 1).unwrap_or(u32::MAX - 1).min(u32::MAX - 1) }
    }

    /// Where samples of the millisecond stand: after all its lines.
    #[must_use]
    pub const fn after(t: Time) -> At {
        At { t, seq: u32::MAX }
    }

    /// Before everything of the millisecond.
    #[must_use]
    pub const fn before(t: Time) -> At {
        At { t, seq: 0 }
    }

    /// Index of the event line in [`super::Round::events`], if it is one.
    #[must_use]
    pub fn event(self) -> Option<usize> {
        (self.seq != 0 && self.seq != u32::MAX).then(|| self.seq as usize - 1)
    }
}

/// A value that holds from one statement to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steps<T>(Vec<(Time, T)>);

impl<T> Default for Steps<T> {
    fn default() -> Self {
        Steps(Vec::new())
    }
}

impl<T: PartialEq> Steps<T> {
    /// Adds a statement at or after the last one; the same value again adds nothing.
    pub fn push(&mut self, t: Time, value: T) {
        if self.0.last().is_none_or(|(_, last)| *last != value) {
            self.0.push((t, value));
        }
    }

    /// Like [`Steps::push`], for a value that is worth copying only when it is another.
    pub fn note(&mut self, t: Time, value: &T)
    where
        T: Clone,
    {
        if self.0.last().is_none_or(|(_, last)| last != value) {
            self.0.push((t, value.clone()));
        }
    }

    /// The latest statement at or before `t`.
    #[must_use]
    pub fn at(&self, t: Time) -> Option<&T> {
        let next = self.0.partition_point(|(from, _)| *from <= t);
        self.0[..next].last().map(|(_, value)| value)
    }

    /// The latest statement at or before `t`; before the first, that one (E1).
    #[must_use]
    pub fn around(&self, t: Time) -> Option<&T> {
        match &*self.0 {
            [(_, only)] => Some(only), // most that is said is said once
            all => self.at(t).or_else(|| all.first().map(|(_, value)| value)),
        }
    }

    /// All statements that changed something, in time order.
    #[must_use]
    pub fn as_slice(&self) -> &[(Time, T)] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stand_in_file_order_before_the_samples_of_their_millisecond() {
        let t = Time(5);
        let order = [At::before(t), At::line(t, 0), At::line(t, 7), At::after(t), At::before(Time(6))];
        assert!(order.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!((At::line(t, 7).event(), At::after(t).event(), At::before(t).event()), (Some(7), None, None));
    }

    #[test]
    fn a_statement_holds_until_the_next_and_the_first_also_before() {
        let mut steps = Steps::default();
        [(3, 'a'), (4, 'a'), (9, 'b')].into_iter().for_each(|(t, value)| steps.push(Time(t), value));
        assert_eq!(steps.as_slice(), [(Time(3), 'a'), (Time(9), 'b')]);
        assert_eq!((steps.at(Time(2)), steps.around(Time(2))), (None, Some(&'a')));
        assert_eq!((steps.at(Time(8)), steps.at(Time(9))), (Some(&'a'), Some(&'b')));
    }
}

//! Columns and times.

use crate::film::{Span, Time};

/// Columns of the lanes and the time they stand for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    pub(super) window: Span,
    /// Columns of the labels.
    pub(super) left: i32,
    pub(super) columns: i32,
}

impl Scale {
    /// The column of a moment; before and after the window at its ends.
    pub(super) fn column(&self, at: Time) -> i32 {
        let (into, length) = ((self.window.clamp(at) - self.window.from).0, self.window.length().0.max(1));
        let col = i128::from(into) * i128::from(self.columns) / (i128::from(length) + 1);
        (col as i32).clamp(0, (self.columns - 1).max(0))
    }

    /// The moment in the middle of a column; the ends for the first and the last.
    pub(super) fn time(&self, col: i32) -> Time {
        if col <= 0 {
            return self.window.from;
        }
        if col >= self.columns - 1 {
            return self.window.to;
        }
        let length = i128::from(self.window.length().0) + 1;
        let into = (2 * i128::from(col) + 1) * length / (2 * i128::from(self.columns.max(1)));
        self.window.from + Time(into as i64)
    }

    /// Time between ticks: round, and wide enough for a label.
    pub(super) fn tick(&self) -> i64 {
        const STEPS: [i64; 15] = [
            1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000,
            3_600_000, 7_200_000, 14_400_000,
        ];
        let room = i64::from(self.columns / 10).max(1);
        let least = self.window.length().0 / room;
        // Longer films than 14,400 s x columns take a whole number of the longest step.
        STEPS.into_iter().find(|&s| s >= least).unwrap_or_else(|| (least / 14_400_000 + 1).saturating_mul(14_400_000))
    }

    /// Columns and times of the ticks.
    pub(super) fn ticks(&self) -> Vec<(i32, Time)> {
        let step = self.tick();
        let first = self.window.from.0.div_euclid(step).saturating_mul(step);
        (0..i64::from(self.columns) + 2)
            .map(|i| Time(first.saturating_add(i.saturating_mul(step))))
            .filter(|t| self.window.holds(*t))
            .map(|t| (self.column(t), t))
            .collect()
    }
}

/// A tick's label: no tenths, they are all round.
pub(super) fn tick_label(at: Time, step: i64) -> String {
    let text = at.to_string();
    if step % 1_000 == 0 { text.split('.').next().unwrap_or(&text).to_owned() } else { text }
}

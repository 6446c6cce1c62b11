//! What was wrong in the input: counted and named, never fatal.

use super::{clean_text, clipped};
use std::fmt;
use std::sync::Arc;

/// Of a reason no more letters than this are told: what is wrong may be as long as the line itself.
const TOLD: usize = 400;

/// One thing wrong in the input. The line it names is skipped; everything else is read.
///
/// Its reason may quote the input: print it with `Display`, which tells it shortened and harmless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file's name for display (already harmless to print).
    pub file: Arc<str>,
    /// Line number from 1; 0 when it concerns the whole file.
    pub line: u64,
    /// Byte offset of the line in the (decompressed) file.
    pub offset: u64,
    /// What is wrong, and if possible what to do.
    pub reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = clean_text(&clipped(&self.reason, TOLD));
        if self.line == 0 {
            write!(f, "{}: {reason}", self.file)
        } else {
            write!(f, "{}:{}: {reason} (byte {})", self.file, self.line, self.offset)
        }
    }
}

/// The problems of an input: the first [`Problems::KEPT`] of them in full, all of them counted.
///
/// A file of a million broken lines must not fill the memory with complaints.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problems {
    kept: Vec<Problem>,
    count: u64,
    /// How many of them concern a whole file.
    files: u64,
}

impl Problems {
    /// How many are kept in full.
    pub const KEPT: usize = 1_000;

    /// Adds one.
    pub fn push(&mut self, problem: Problem) {
        self.count += 1;
        self.files += u64::from(problem.line == 0);
        if self.kept.len() < Self::KEPT {
            self.kept.push(problem);
        }
    }

    /// Adds another collection's problems behind these.
    pub fn append(&mut self, other: Problems) {
        let (count, files) = (self.count + other.count, self.files + other.files);
        other.kept.into_iter().for_each(|p| self.push(p));
        (self.count, self.files) = (count, files);
    }

    /// How many there were, kept or not.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// How many of them, kept or not, concern a whole file.
    #[must_use]
    pub const fn files(&self) -> u64 {
        self.files
    }

    /// Whether a file as a whole, and not only lines of it, could not be read.
    #[must_use]
    pub const fn lack_a_file(&self) -> bool {
        self.files > 0
    }

    /// Whether there was none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Those kept in full, in the order they were met.
    #[must_use]
    pub fn kept(&self) -> &[Problem] {
        &self.kept
    }

    /// How many were counted without being kept.
    #[must_use]
    pub fn beyond(&self) -> u64 {
        self.count - self.kept.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reason_quotes_commands_no_terminal_and_has_an_end() {
        let told = |reason: &str| {
            let one = Problem { file: "f".into(), line: 0, offset: 0, reason: reason.into() };
            one.to_string()
        };
        assert_eq!(told("a `\u{1b}[2J\u{9b}31mx` entry"), "f: a `[2J31mx` entry");
        assert_eq!(told(&"é".repeat(500)), format!("f: {}…", "é".repeat(400)));
    }

    #[test]
    fn a_flood_is_counted_but_not_kept() {
        let one = Problem { file: "f".into(), line: 3, offset: 40, reason: "no JSON".into() };
        let mut all = Problems::default();
        (0..1_500).for_each(|_| all.push(one.clone()));
        let mut more = all.clone();
        more.append(all);
        assert_eq!((more.count(), more.kept().len(), more.beyond()), (3_000, 1_000, 2_000));
        assert_eq!(one.to_string(), "f:3: no JSON (byte 40)");
        assert!(!more.lack_a_file());
        more.push(Problem { line: 0, ..one });
        let mut sum = more.clone();
        sum.append(more.clone());
        assert!(more.lack_a_file() && sum.lack_a_file());
        assert_eq!((sum.count(), sum.files()), (6_002, 2));
    }
}

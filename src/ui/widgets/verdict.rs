//! What a reviewer said about a finding, as far as widgets draw it. The screens fill it from the journal.

use crate::film::Finding;
use crate::ui::theme::{Theme, Tone};
use ratatui::style::Style;

/// A verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Judged {
    /// It is what it looks like.
    True,
    /// It is not.
    False,
    /// It cannot be told from the recording.
    NotEvaluable,
}

/// What is known of a finding's review.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mark {
    /// The verdict, if there is one.
    pub judged: Option<Judged>,
    /// In words for the evidence panel: `false positive: could not see it`, harmless to print.
    pub words: String,
    /// The reviewer's note, empty without one, harmless to print.
    pub note: String,
}

/// Looks up the review of a finding.
pub type Marks<'a> = &'a dyn Fn(&Finding) -> Mark;

/// Nothing was reviewed.
#[must_use]
pub fn none(_: &Finding) -> Mark {
    Mark::default()
}

impl Mark {
    /// The letter for lists and timeline: `T`, `F`, `U`; a dot for what waits for a verdict, a space for facts.
    #[must_use]
    pub fn glyph(&self, finding: &Finding, theme: &Theme) -> (&'static str, Style) {
        let [yes, no, untold, open] = theme.glyphs.verdict;
        match self.judged {
            Some(Judged::True) => (yes, theme.style(Tone::Pass)),
            Some(Judged::False) => (no, theme.style(Tone::Fail)),
            Some(Judged::NotEvaluable) => (untold, theme.style(Tone::Unknown)),
            None if finding.is_judgeable() => (open, theme.style(Tone::Dim)),
            None => (" ", theme.style(Tone::Dim)),
        }
    }
}

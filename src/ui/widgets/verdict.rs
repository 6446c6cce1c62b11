//! What a reviewer said about a finding, as far as widgets draw it. The screens fill it from the journal.

use crate::film::Finding;
use crate::ui::theme::{Theme, Tone};
use ratatui::style::Style;
use std::borrow::Cow;

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
    /// What others say of it and what it was settled as, a line each.
    pub said: Vec<String>,
    /// Reviewers differ, and nobody settled it.
    pub disputed: bool,
    /// What has changed in the evidence since the verdict.
    pub stale: Vec<String>,
    /// The reviewer is blind, and has not decided.
    pub blind: bool,
}

/// Looks up the review of a finding.
pub type Marks<'a> = &'a dyn Fn(&Finding) -> Mark;

/// A finding as it may be shown.
pub type Seen<'a> = &'a dyn for<'f> Fn(&'f Finding) -> Cow<'f, Finding>;

/// A closure as a [`Seen`]: what it returns lives as long as what it is given.
pub fn seen<F: for<'f> Fn(&'f Finding) -> Cow<'f, Finding>>(how: F) -> F {
    how
}

/// Everything may be shown.
#[must_use]
pub fn whole(finding: &Finding) -> Cow<'_, Finding> {
    Cow::Borrowed(finding)
}

/// Nothing was reviewed.
#[must_use]
pub fn none(_: &Finding) -> Mark {
    Mark::default()
}

impl Mark {
    /// The style of a finding: while blind all look alike.
    #[must_use]
    pub fn style(&self, finding: &Finding, theme: &Theme) -> Style {
        if self.blind && finding.is_judgeable() { theme.style(Tone::Text) } else { theme.finding(finding) }
    }

    /// What asks for another look, in one letter: reviewers differ, the evidence has changed, a note is attached.
    #[must_use]
    pub fn sign(&self, theme: &Theme) -> Option<&'static str> {
        let [disputed, stale] = theme.glyphs.review;
        let signs =
            [(self.disputed, disputed), (!self.stale.is_empty(), stale), (!self.note.is_empty(), theme.glyphs.note)];
        signs.into_iter().find(|(holds, _)| *holds).map(|(_, sign)| sign)
    }

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

//! Typing a line: a command, a search or a note. The text field itself is tui-input's.

use crate::ui::action::TABLE;
use crate::ui::key::Key;
use crossterm::event::Event;
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

/// What the line is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A time to go to or an action to run.
    Command,
    /// What the list must contain.
    Search,
    /// A note on the selected finding.
    Note,
    /// Where a table is written to.
    Export,
    /// Under which name the filter is saved.
    SaveFilter,
    /// The name of a saved filter.
    Recall,
    /// The same as an export, where a file stands already: taking it unchanged overwrites.
    Replace,
    /// What a row must contain.
    Find,
    /// What must hold for a row.
    RowFilter,
    /// Where rows are written to.
    ExportRows,
    /// The same, where a file stands already.
    ReplaceRows,
    /// The name of a zone.
    ZoneName,
    /// Which plan somebody was on.
    Plan,
    /// The value of a setting.
    Value,
    /// The configuration file that tried settings go into.
    Keep,
    /// The same, where a file stands already: taking it unchanged changes it.
    KeepOver,
}

/// The line being typed.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// What it is for.
    pub purpose: Purpose,
    input: Input,
    /// What was there before: Esc brings it back.
    pub before: String,
    /// The completion that is offered: what was typed, and which of the names that fit.
    offered: Option<(String, usize)>,
    /// Which of the older lines is shown, counted from the newest; `None` is the fresh one.
    older: Option<usize>,
}

impl Prompt {
    /// The longest line that is taken.
    pub const LONGEST: usize = 1_000;

    /// A line that begins as `text`.
    #[must_use]
    pub fn new(purpose: Purpose, text: &str) -> Prompt {
        Prompt { purpose, input: Input::new(text.into()), before: text.into(), offered: None, older: None }
    }

    /// What has been typed.
    #[must_use]
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// The text field, for drawing.
    #[must_use]
    pub const fn input(&self) -> &Input {
        &self.input
    }

    /// Feeds a key to the field; whether the text changed.
    pub fn feed(&mut self, key: Key) -> bool {
        let before = self.text().to_owned();
        self.input.handle_event(&Event::Key(key.event()));
        if self.text().chars().count() > Self::LONGEST {
            self.set(&before);
        }
        let changed = self.text() != before;
        if changed {
            (self.offered, self.older) = (None, None);
        }
        changed
    }

    /// Inserts pasted text, line ends and control characters as spaces.
    pub fn paste(&mut self, text: &str) {
        for c in text.chars().map(|c| if c.is_control() { ' ' } else { c }) {
            if self.text().chars().count() >= Self::LONGEST {
                break;
            }
            self.input.handle(tui_input::InputRequest::InsertChar(c));
        }
        (self.offered, self.older) = (None, None);
    }

    /// Puts another text in its place.
    pub fn set(&mut self, text: &str) {
        self.input = Input::new(text.into());
    }

    /// Puts the next line that fits what was typed; after the last comes the first again.
    pub fn complete(&mut self, fitting: impl Fn(&str) -> Vec<String>) {
        let (typed, next) = match self.offered.take() {
            Some((typed, at)) => (typed, at + 1),
            None => (self.text().to_owned(), 0),
        };
        let names = fitting(&typed);
        if let Some(name) = names.get(next % names.len().max(1)) {
            self.set(name);
            self.offered = Some((typed, next % names.len()));
        }
    }

    /// What was typed before a completion was put in its place, and which of those that fit is offered.
    #[must_use]
    pub fn offer(&self) -> (&str, Option<usize>) {
        self.offered.as_ref().map_or_else(|| (self.text(), None), |(typed, at)| (typed, Some(*at)))
    }

    /// Puts an older (or a newer) line of `history`, the newest last.
    pub fn recall(&mut self, history: &[String], older: bool) {
        let next = match (self.older, older) {
            (None, true) => Some(0),
            (Some(at), true) => Some((at + 1).min(history.len().saturating_sub(1))),
            (Some(at), false) => at.checked_sub(1),
            (None, false) => return,
        };
        match next {
            None => self.set(""),
            Some(at) => match history.len().checked_sub(at + 1).and_then(|at| history.get(at)) {
                Some(line) => self.set(&line.clone()),
                None => return,
            },
        }
        self.older = next;
    }
}

/// Names of actions that begin with what was typed, then those that contain it.
#[must_use]
pub fn actions(typed: &str) -> Vec<String> {
    let typed = typed.trim();
    let (mut begin, mut contain) = (Vec::new(), Vec::new());
    for name in TABLE.iter().map(|row| row.name) {
        if name.starts_with(typed) {
            begin.push(name.to_owned());
        } else if name.contains(typed) {
            contain.push(name.to_owned());
        }
    }
    begin.append(&mut contain);
    begin
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Prompt {
        let mut prompt = Prompt::new(Purpose::Command, "");
        prompt.paste(text);
        prompt
    }

    #[test]
    fn completion_goes_round_the_names_that_fit() {
        let mut prompt = typed("verdict-");
        let seen: Vec<String> = (0..5)
            .map(|_| {
                prompt.complete(actions);
                prompt.text().to_owned()
            })
            .collect();
        let expected = ["verdict-true", "verdict-false", "verdict-not-evaluable", "verdict-clear", "verdict-true"];
        assert_eq!(seen, expected);
        let mut none = typed("zzz");
        none.complete(actions);
        assert_eq!(none.text(), "zzz");
    }

    #[test]
    fn older_lines_come_back_newest_first() {
        let history = ["1:00".to_owned(), "help".to_owned()];
        let mut prompt = typed("x");
        prompt.recall(&history, true);
        assert_eq!(prompt.text(), "help");
        prompt.recall(&history, true);
        prompt.recall(&history, true);
        assert_eq!(prompt.text(), "1:00");
        prompt.recall(&history, false);
        prompt.recall(&history, false);
        assert_eq!(prompt.text(), "");
    }

    #[test]
    fn a_paste_is_one_line_of_limited_length() {
        let prompt = typed(&format!("a\nb\u{1b}{}", "x".repeat(5_000)));
        assert!(prompt.text().starts_with("a b x"));
        assert_eq!(prompt.text().chars().count(), Prompt::LONGEST);
    }
}

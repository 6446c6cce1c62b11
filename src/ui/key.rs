//! A key as text and back: `Ctrl-c`, `Shift-Left`, `Space`, `?`; and one form for what terminals report differently.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use std::fmt;
use std::str::FromStr;

/// A key with its modifiers, in one form whatever the terminal reports: a letter carries its own case and no Shift,
/// Shift-Tab is Tab with Shift, a letter with Ctrl is lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd)]
pub struct Key {
    code: KeyCode,
    modifiers: KeyModifiers,
}

/// Names of keys that are not a character, in the form they are printed.
const NAMES: &[(&str, KeyCode)] = &[
    ("Space", KeyCode::Char(' ')),
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("Backspace", KeyCode::Backspace),
    ("Delete", KeyCode::Delete),
    ("Insert", KeyCode::Insert),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PageUp", KeyCode::PageUp),
    ("PageDown", KeyCode::PageDown),
];

const MODIFIERS: &[(&str, KeyModifiers)] =
    &[("Ctrl-", KeyModifiers::CONTROL), ("Alt-", KeyModifiers::ALT), ("Shift-", KeyModifiers::SHIFT)];

impl Key {
    fn new(code: KeyCode, modifiers: KeyModifiers) -> Key {
        let mut modifiers = modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        let code = match code {
            KeyCode::BackTab => {
                modifiers |= KeyModifiers::SHIFT;
                KeyCode::Tab
            }
            KeyCode::Char(c) if modifiers.contains(KeyModifiers::CONTROL) => KeyCode::Char(c.to_ascii_lowercase()),
            KeyCode::Char(c) if modifiers.contains(KeyModifiers::SHIFT) => KeyCode::Char(upper(c)),
            code => code,
        };
        if matches!(code, KeyCode::Char(_)) {
            modifiers.remove(KeyModifiers::SHIFT);
        }
        Key { code, modifiers }
    }

    /// The key of a press; `None` for a release or a repeat, which would act twice.
    #[must_use]
    pub fn pressed(event: &KeyEvent) -> Option<Key> {
        (event.kind == KeyEventKind::Press).then(|| Key::new(event.code, event.modifiers))
    }

    /// The event a terminal would send for it: tests and text fields feed on it.
    #[must_use]
    pub fn event(self) -> KeyEvent {
        KeyEvent::new(self.code, self.modifiers)
    }
}

/// The one upper-case letter, where there is exactly one.
fn upper(c: char) -> char {
    let mut all = c.to_uppercase();
    match (all.next(), all.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        for (name, modifier) in MODIFIERS {
            if self.modifiers.contains(*modifier) {
                text.push_str(name);
            }
        }
        match (NAMES.iter().find(|(_, code)| *code == self.code), self.code) {
            (Some((name, _)), _) => text.push_str(name),
            (None, KeyCode::Char(c)) => text.push(c),
            (None, KeyCode::F(n)) => text.push_str(&format!("F{n}")),
            (None, other) => text.push_str(&other.to_string()),
        }
        f.pad(&text)
    }
}

impl FromStr for Key {
    type Err = String;

    /// Reads what [`Key`] prints; case of names and modifiers does not matter.
    fn from_str(text: &str) -> Result<Key, String> {
        let (mut rest, mut modifiers) = (text, KeyModifiers::NONE);
        while let Some((name, modifier)) = MODIFIERS.iter().find(|(name, _)| {
            rest.len() > name.len() && rest.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name))
        }) {
            rest = &rest[name.len()..];
            modifiers |= *modifier;
        }
        let mut chars = rest.chars();
        let code = match (chars.next(), chars.next()) {
            (Some(c), None) if !c.is_control() && c != ' ' => Some(KeyCode::Char(c)),
            (Some('F' | 'f'), Some(_)) => rest[1..].parse().ok().filter(|n| (1..=24).contains(n)).map(KeyCode::F),
            _ => NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(rest)).map(|(_, code)| *code),
        };
        code.map(|code| Key::new(code, modifiers)).ok_or_else(|| {
            let near = NAMES
                .iter()
                .map(|(name, _)| (strsim::damerau_levenshtein(&name.to_lowercase(), &rest.to_lowercase()), *name))
                .min()
                .filter(|(distance, _)| *distance <= 2);
            match near {
                Some((_, name)) => format!("no key is called `{text}`; did you mean `{name}`?"),
                None => format!(
                    "no key is called `{text}`; write a character such as `x`, or `Space`, `Ctrl-x`, `Shift-Left`, `F5`"
                ),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reported(code: KeyCode, modifiers: KeyModifiers) -> String {
        Key::pressed(&KeyEvent::new(code, modifiers)).unwrap().to_string()
    }

    #[test]
    fn shift_means_the_same_on_every_terminal() {
        let (none, shift) = (KeyModifiers::NONE, KeyModifiers::SHIFT);
        assert_eq!(reported(KeyCode::Char('G'), shift), "G");
        assert_eq!(reported(KeyCode::Char('G'), none), "G");
        assert_eq!(reported(KeyCode::Char('g'), shift), "G");
        assert_eq!(reported(KeyCode::Char('?'), shift), "?");
        assert_eq!(reported(KeyCode::BackTab, shift), "Shift-Tab");
        assert_eq!(reported(KeyCode::BackTab, none), "Shift-Tab");
        assert_eq!(reported(KeyCode::Tab, shift), "Shift-Tab");
        assert_eq!(reported(KeyCode::Char('C'), KeyModifiers::CONTROL | shift), "Ctrl-c");
        assert_eq!(reported(KeyCode::Left, shift), "Shift-Left");
        assert_eq!(reported(KeyCode::Char('ß'), shift), "ß");
    }

    #[test]
    fn only_a_press_counts() {
        let mut event = KeyEvent::new(KeyCode::Char('t'), KeyModifiers::NONE);
        event.kind = KeyEventKind::Release;
        assert_eq!(Key::pressed(&event), None);
        event.kind = KeyEventKind::Repeat;
        assert_eq!(Key::pressed(&event), None);
    }

    #[test]
    fn text_goes_there_and_back() {
        for text in
            ["Ctrl-c", "Shift-Left", "Space", "?", "-", "Ctrl--", "F12", "Alt-x", "Shift-Tab", "Z", "Ctrl-Alt-Delete"]
        {
            assert_eq!(text.parse::<Key>().unwrap().to_string(), text);
        }
        assert_eq!("ctrl-C".parse::<Key>().unwrap().to_string(), "Ctrl-c");
        assert_eq!("shift-g".parse::<Key>().unwrap().to_string(), "G");
    }

    #[test]
    fn a_mistyped_key_gets_a_suggestion() {
        assert_eq!("Spcae".parse::<Key>().unwrap_err(), "no key is called `Spcae`; did you mean `Space`?");
        for bad in ["", " ", "F99", "Ctrl-", "Hyper-x", "é\u{301}x"] {
            assert!(bad.parse::<Key>().is_err(), "{bad:?}");
        }
    }
}

//! From keys to actions: the table's default keys with the user's own merged over them. `resolve` is pure.

use super::action::{Action, Context, Row, TABLE};
use super::key::Key;
use std::collections::BTreeMap;

/// Which key means what, where.
#[derive(Debug, Clone)]
pub struct Keymap {
    /// The keys of every row of [`TABLE`], in its order, each with what it means: where the action has a number, the key's
    /// place in the list. Another key that goes away changes no number.
    keys: Vec<Vec<(Key, Action)>>,
}

/// What was wrong with, or worth saying about, the user's bindings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notes {
    /// Bindings that were not taken.
    pub errors: Vec<String>,
    /// Default keys that a binding took from another action.
    pub taken: Vec<String>,
}

impl Default for Keymap {
    fn default() -> Keymap {
        Keymap::new(&BTreeMap::new()).0
    }
}

impl Keymap {
    /// The defaults with the user's bindings (action name to key texts) over them.
    ///
    /// A binding replaces all default keys of its action and takes its keys from other actions valid in the same
    /// place. Unknown names and keys, and one key bound twice for one place, are errors; the rest is kept.
    #[must_use]
    pub fn new(bindings: &BTreeMap<String, Vec<String>>) -> (Keymap, Notes) {
        let mut notes = Notes::default();
        let mut keys: Vec<Vec<(Key, Action)>> = TABLE.iter().map(default_keys).collect();
        let mut own: Vec<usize> = Vec::new();
        for (name, texts) in bindings {
            let Some(at) = TABLE.iter().position(|row| row.name == name) else {
                notes.errors.push(unknown_action(name));
                continue;
            };
            let taken = |key: &Key| {
                let here = |o: &&usize| TABLE[**o].valid.meets(TABLE[at].valid) && holds(&keys[**o], *key);
                own.iter().find(here).map(|rival| TABLE[*rival].name)
            };
            let mut wanted = Vec::new();
            for (place, text) in texts.iter().enumerate() {
                match text.parse::<Key>().map(|key| (key, taken(&key))) {
                    Ok((key, None)) => wanted.push((key, meant(&TABLE[at], place))),
                    Ok((key, Some(rival))) => {
                        notes.errors.push(format!("{name}: `{key}` is already bound to {rival} in the same place"));
                    }
                    Err(error) => notes.errors.push(format!("{name}: {error}")),
                }
            }
            // A binding of nothing but mistakes leaves the defaults; an empty list unbinds on purpose.
            if !wanted.is_empty() || texts.is_empty() {
                keys[at] = wanted;
                own.push(at);
            }
        }
        take_from_defaults(&mut keys, &own, &mut notes);
        (Keymap { keys }, notes)
    }

    /// What `key` means in `context`.
    #[must_use]
    pub fn resolve(&self, key: Key, context: Context) -> Option<Action> {
        let here = TABLE.iter().zip(&self.keys).filter(|(row, _)| row.valid.holds(context));
        here.flat_map(|(_, keys)| keys).find(|(own, _)| *own == key).map(|(_, action)| *action)
    }

    /// A sentence with the keys of the actions that it names: `<undo>` is `z`, or `:undo` where that has no key. Only what
    /// stands in the program is such a sentence; `tests/drift.rs` knows that all the names exist.
    #[must_use]
    pub fn told(&self, sentence: &'static str) -> String {
        let mut parts = sentence.split('<');
        let mut told = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            match part.split_once('>').and_then(|(name, rest)| Some((Action::named(name)?, rest))) {
                Some((action, rest)) => told.extend([&self.way(action), rest]),
                None => told.extend(["<", part]),
            }
        }
        told
    }

    /// The keys of an action as text, in order.
    #[must_use]
    pub fn keys(&self, action: Action) -> Vec<String> {
        let name = action.name();
        let keys = TABLE.iter().zip(&self.keys).find(|(row, _)| row.name == name).map(|(_, keys)| keys);
        keys.into_iter().flatten().map(|(key, _)| key.to_string()).collect()
    }

    /// The first key of an action with just this number; `None` when it is unbound.
    #[must_use]
    pub fn key(&self, action: Action) -> Option<String> {
        self.keys.iter().flatten().find(|(_, own)| *own == action).map(|(key, _)| key.to_string())
    }

    /// What a message calls the way to an action: its key, else the command that does it.
    #[must_use]
    pub fn way(&self, action: impl Into<Action>) -> String {
        let action = action.into();
        self.key(action).unwrap_or_else(|| format!(":{action}"))
    }

    /// The first key of an action, or for an action with a number `first-last`; `None` when it is unbound.
    #[must_use]
    pub fn hint(&self, action: Action) -> Option<String> {
        let keys = self.keys(action);
        match (action.row().first, keys.as_slice()) {
            (Some(_), [first, .., last]) => Some(format!("{first}-{last}")),
            (_, [first, ..]) => Some(first.clone()),
            _ => None,
        }
    }
}

fn default_keys(row: &Row) -> Vec<(Key, Action)> {
    // Every default parses: the test below reads them all.
    let keys = row.keys.iter().enumerate().filter_map(|(place, text)| Some((text.parse().ok()?, place)));
    keys.map(|(key, place)| (key, meant(row, place))).collect()
}

/// What the key at a place of a row's list means.
fn meant(row: &Row, place: usize) -> Action {
    let place = u8::try_from(place).unwrap_or(u8::MAX);
    row.first.map_or(row.action, |first| row.action.with_number(first.saturating_add(place)))
}

fn holds(keys: &[(Key, Action)], key: Key) -> bool {
    keys.iter().any(|(own, _)| *own == key)
}

/// A user's key is taken away from every action that holds it only by default.
fn take_from_defaults(keys: &mut [Vec<(Key, Action)>], own: &[usize], notes: &mut Notes) {
    for &winner in own {
        for loser in (0..TABLE.len()).filter(|at| !own.contains(at)) {
            if !TABLE[loser].valid.meets(TABLE[winner].valid) {
                continue;
            }
            let wanted = keys[winner].clone();
            let before = keys[loser].len();
            keys[loser].retain(|(key, _)| !holds(&wanted, *key));
            if keys[loser].len() < before {
                let left = if keys[loser].is_empty() { " and has no key now" } else { "" };
                notes.taken.push(format!("{} takes a key from {}{left}", TABLE[winner].name, TABLE[loser].name));
            }
        }
    }
}

/// "There is no action ...", with the nearest name.
#[must_use]
pub fn unknown_action(name: &str) -> String {
    let near = TABLE.iter().map(|row| (strsim::damerau_levenshtein(row.name, name), row.name)).min();
    match near {
        Some((distance, near)) if distance <= 3.max(name.len() / 3) => {
            format!("there is no action `{name}`; did you mean `{near}`?")
        }
        _ => format!("there is no action `{name}`; the help (?) lists them all"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::action::{Clock, Judge, Pick, Show, View, Why};

    fn key(text: &str) -> Key {
        text.parse().unwrap()
    }

    fn bound(pairs: &[(&str, &[&str])]) -> (Keymap, Notes) {
        let map =
            pairs.iter().map(|(n, keys)| (n.to_string(), keys.iter().map(ToString::to_string).collect())).collect();
        Keymap::new(&map)
    }

    #[test]
    fn every_default_key_parses_prints_and_leads_to_its_action_alone() {
        let map = Keymap::default();
        for row in TABLE {
            for (at, text) in row.keys.iter().enumerate() {
                assert_eq!(key(text).to_string(), *text);
                let number = row.first.map_or(0, |first| first + at as u8);
                for context in Context::ALL.into_iter().filter(|c| row.valid.holds(*c)) {
                    let found = map.resolve(key(text), context);
                    assert_eq!(found, Some(row.action.with_number(number)), "{text} in {context:?}");
                }
            }
        }
    }

    #[test]
    fn one_key_means_different_things_in_different_places() {
        let map = Keymap::default();
        let table = [
            ("Space", Context::Map, Some(Action::Clock(Clock::PlayPause))),
            ("2", Context::Findings, Some(Action::Clock(Clock::Tenth(2)))),
            ("2", Context::Reason, Some(Action::Why(Why::Reason(2)))),
            ("0", Context::Reason, None),
            ("t", Context::Map, Some(Action::Judge(Judge::True))),
            ("t", Context::Library, None),
            ("t", Context::Prompt, None),
            ("q", Context::Prompt, None),
            ("n", Context::Evidence, Some(Action::Pick(Pick::Next))),
            ("W", Context::Map, Some(Action::View(View::Fit))),
            ("Esc", Context::Reason, Some(Action::Show(Show::Back))),
        ];
        for (text, context, action) in table {
            assert_eq!(map.resolve(key(text), context), action, "{text} in {context:?}");
        }
    }

    #[test]
    fn a_binding_replaces_the_defaults_and_takes_the_key_from_others() {
        let (map, notes) = bound(&[("verdict-true", &["x", "F12"])]);
        assert_eq!(map.resolve(key("x"), Context::Map), Some(Action::Judge(Judge::True)));
        assert_eq!(map.resolve(key("t"), Context::Map), None);
        assert_eq!(notes.errors, Vec::<String>::new());
        assert_eq!(notes.taken, ["verdict-true takes a key from trails and has no key now"]);
        assert_eq!(map.resolve(key("x"), Context::Filter).map(Action::name), Some("filter-reset"), "another place");
        assert_eq!(map.hint(Action::Judge(Judge::True)).as_deref(), Some("x"));
    }

    #[test]
    fn mistakes_are_told_with_the_nearest_name_and_the_rest_is_kept() {
        let (map, notes) =
            bound(&[("verdict-treu", &["x"]), ("quit", &["Spcae", "Q"]), ("undo", &["Q"]), ("help", &["Ctlr-h"])]);
        assert_eq!(
            notes.errors,
            [
                "help: no key is called `Ctlr-h`; write a character such as `x`, or `Space`, `Ctrl-x`, `Shift-Left`, `F5`",
                "quit: no key is called `Spcae`; did you mean `Space`?",
                "undo: `Q` is already bound to quit in the same place",
                "there is no action `verdict-treu`; did you mean `verdict-true`?",
            ]
        );
        assert_eq!(map.resolve(key("Q"), Context::Map), Some(Action::Show(Show::Quit)));
        assert_eq!(
            map.resolve(key("?"), Context::Map),
            Some(Action::Show(Show::Help)),
            "a bad binding leaves the default"
        );
        assert_eq!(map.resolve(key("z"), Context::Map), Some(Action::Judge(Judge::Undo)));
    }

    #[test]
    fn a_key_that_goes_away_changes_no_other_number() {
        let (map, notes) =
            bound(&[("no-reason", &["1"]), ("zoom-in", &["3"]), ("undo", &["b"]), ("tenth", &["a", "b", "c"])]);
        assert_eq!(notes.errors, ["undo: `b` is already bound to tenth in the same place"]);
        let why = |n| Some(Action::Why(Why::Reason(n)));
        assert_eq!(map.resolve(key("1"), Context::Reason), Some(Action::Why(Why::NoReason)));
        assert_eq!((map.resolve(key("2"), Context::Reason), map.resolve(key("9"), Context::Reason)), (why(2), why(9)));
        assert_eq!(
            (map.key(Action::Why(Why::Reason(1))), map.key(Action::Why(Why::Reason(2)))),
            (None, Some("2".into()))
        );
        let (map, notes) = bound(&[("tenth", &["a", "Spcae", "c"])]);
        assert_eq!(
            (notes.errors.len(), map.resolve(key("c"), Context::Map)),
            (1, Some(Action::Clock(Clock::Tenth(2))))
        );
    }

    #[test]
    fn a_sentence_tells_the_keys_that_hold_now() {
        let (map, _) = bound(&[("undo", &["b"]), ("filter", &[])]);
        assert_eq!(map.told("<undo> takes it back, <filter> lists others"), "b takes it back, :filter lists others");
        assert_eq!(map.told("a < b, <no such action> and <undo"), "a < b, <no such action> and <undo");
    }

    #[test]
    fn digits_count_in_the_users_order_too() {
        let (map, notes) = bound(&[("reason", &["a", "b"])]);
        assert_eq!(notes, Notes::default());
        assert_eq!(map.resolve(key("b"), Context::Reason), Some(Action::Why(Why::Reason(2))));
        assert_eq!(map.hint(Action::Why(Why::Reason(1))).as_deref(), Some("a-b"));
    }
}

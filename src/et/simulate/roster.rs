//! Who plays: invented names (colour codes and awkward characters included), lasting identities and classes.

use super::dice::Dice;
use std::fmt::Write as _;

/// What a player can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Medic,
    Engineer,
    FieldOps,
    CovertOps,
}

impl Class {
    /// As in the files.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Class::Medic => "medic",
            Class::Engineer => "engineer",
            Class::FieldOps => "fieldops",
            Class::CovertOps => "covertops",
        }
    }
}

/// A side; its number is its place in every pair of the simulator.
pub(super) const AXIS: usize = 0;
/// The attacking side of the map.
pub(super) const ALLIES: usize = 1;

/// The side's name in the files.
pub(super) fn side_name(side: usize) -> &'static str {
    if side == AXIS { "AXIS" } else { "ALLIES" }
}

/// A person, the same in every round of a match.
pub(super) struct Person {
    pub(super) client: u8,
    pub(super) name: String,
    pub(super) guid: String,
    pub(super) class: Class,
    /// Which of the two rosters it belongs to.
    pub(super) roster: usize,
}

/// Names as players write them. `^1` are colour codes; one holds quotes, a backslash and a real caret.
const NAMES: [&str; 24] = [
    "^1ki^7ko",
    "zed",
    "Marlow",
    "^3o^7tter",
    "quiet storm",
    "b\"rick\\^^",
    "^4ulf",
    "nim",
    "Pavla",
    "^2sl^7ate",
    "hob",
    "^5fenn^7ek",
    "J.T.",
    "okapi",
    "^6mo^7ss",
    "rook",
    "^0tar",
    "Ilse",
    "drift%s",
    "^8pip",
    "wicker",
    "^bno^fva",
    "sable",
    "<Gus>",
];

/// Classes in the order in which a side's seats are filled: a three-man team has two medics and an engineer.
const CLASSES: [Class; 6] =
    [Class::Medic, Class::Engineer, Class::Medic, Class::FieldOps, Class::Medic, Class::CovertOps];

/// The people of a match: `players` of one roster, then `players` of the other, on clients 0, 1, 2 and so on.
pub(super) fn people(seed: u64, players: usize) -> Vec<Person> {
    let mut dice = Dice::new(seed, u64::MAX);
    let mut order: Vec<usize> = (0..NAMES.len()).collect();
    // The first dozen keeps the odd names in every match; who sits where is drawn.
    let head = order.len().min((players * 2).max(6));
    for i in (1..head).rev() {
        order.swap(i, dice.below(i + 1));
    }
    (0..players * 2)
        .map(|i| {
            let name = NAMES[order[i % NAMES.len()]];
            let name = if i < NAMES.len() { name.to_owned() } else { format!("{name}{}", i / NAMES.len() + 1) };
            let mut guid = String::new();
            // Writing to a String cannot fail.
            let _ = write!(guid, "{:016X}{:016X}", dice.word(), dice.word());
            let seat = i % players;
            Person { client: i as u8, name, guid, class: CLASSES[seat % CLASSES.len()], roster: i / players }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn people_are_told_apart_and_never_change() {
        let all = people(3, 32);
        assert_eq!(all.len(), 64);
        assert_eq!(all.iter().map(|p| &p.name).collect::<BTreeSet<_>>().len(), 64);
        assert_eq!(all.iter().map(|p| &p.guid).collect::<BTreeSet<_>>().len(), 64);
        assert_eq!(people(3, 3)[4].guid, people(3, 3)[4].guid);
        assert!(people(3, 3).iter().any(|p| p.name.contains('"')), "the awkward name plays");
    }
}

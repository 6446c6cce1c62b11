//! S5: the names of the two sides and of the index fields, in one table.

/// A side of a simulated fight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// `a`, `team_a`, `player`.
    A,
    /// `b`, `team_b`, `enemy`.
    B,
}

/// Every name a side goes by, lower case.
const NAMES: &[(&str, Side)] = &[
    ("a", Side::A),
    ("team_a", Side::A),
    ("player", Side::A),
    ("b", Side::B),
    ("team_b", Side::B),
    ("enemy", Side::B),
];

impl Side {
    /// Both, in order.
    pub const BOTH: [Side; 2] = [Side::A, Side::B];

    /// The side of that name (S5), any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Side> {
        NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|&(_, side)| side)
    }

    /// The side of a field such as `team_a_alive` or `player_ids` with this ending.
    #[must_use]
    pub fn from_field(field: &str, ending: &str) -> Option<Side> {
        Side::from_name(field.strip_suffix(ending)?)
    }

    /// 0 or 1.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// `a` or `b`.
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Side::A => "a",
            Side::B => "b",
        }
    }

    /// The result that names it: `team_a` or `team_b`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Side::A => "team_a",
            Side::B => "team_b",
        }
    }

    /// The opposite side.
    #[must_use]
    pub const fn other(self) -> Side {
        match self {
            Side::A => Side::B,
            Side::B => Side::A,
        }
    }
}

/// Fields of an event that name who acts: (side, index), in the order they are looked for. Where only `team` is given
/// (`hit_applied`), the target is of the other side.
pub(super) const SOURCE: &[(&str, &str)] =
    &[("st", "si"), ("team", "sidx"), ("source_team", "source_index"), ("team", "index"), ("team", "idx")];

/// Fields of an event that name who is acted upon.
pub(super) const TARGET: &[(&str, &str)] = &[("tt", "ti"), ("target_team", "target_index")];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_have_several_names() {
        for (name, side) in [("a", Side::A), ("PLAYER", Side::A), ("team_b", Side::B), ("enemy", Side::B)] {
            assert_eq!(Side::from_name(name), Some(side));
        }
        assert_eq!(Side::from_name("referee"), None);
        assert_eq!(Side::from_field("player_alive", "_alive"), Some(Side::A));
        assert_eq!(Side::from_field("alive", "_alive"), None);
    }
}

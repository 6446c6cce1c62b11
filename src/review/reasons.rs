//! The short list behind "false positive": one number, one reason.

use crate::film::FindingKind;

use super::entry::tidied_or_none;

/// The reasons offered for one kind of finding, numbered from 1 to 9.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reasons(Vec<String>);

impl Reasons {
    /// How many there are at most: digits are their keys.
    pub const MOST: usize = 9;

    /// The configuration's own list, if it gives one (an empty one offers none), else the kind's. Blank reasons are
    /// left out, and what has no number.
    #[must_use]
    pub fn of(kind: &FindingKind, own: Option<&[String]>) -> Reasons {
        match own {
            Some(own) => Reasons::new(own.iter().map(String::as_str)),
            None => Reasons::new(kind.false_reasons.iter().copied()),
        }
    }

    fn new<'a>(all: impl Iterator<Item = &'a str>) -> Reasons {
        Reasons(all.filter_map(|r| tidied_or_none(Some(r))).take(Self::MOST).collect())
    }

    /// The reason of a number, from 1 on.
    #[must_use]
    pub fn pick(&self, number: u8) -> Option<&str> {
        self.0.get(usize::from(number).checked_sub(1)?).map(String::as_str)
    }

    /// Numbers and reasons, for the prompt.
    pub fn iter(&self) -> impl Iterator<Item = (u8, &str)> {
        (1..).zip(self.0.iter().map(String::as_str))
    }

    /// Whether there is nothing to choose from.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind() -> FindingKind {
        let false_reasons = &["no angle", "called off"];
        FindingKind { key: "missed_trade", label: "", plural: "", mark: 'm', asked: true, false_reasons }
    }

    #[test]
    fn numbers_pick_reasons() {
        let reasons = Reasons::of(&kind(), None);
        assert_eq!(reasons.iter().collect::<Vec<_>>(), [(1, "no angle"), (2, "called off")]);
        assert_eq!((reasons.pick(1), reasons.pick(2)), (Some("no angle"), Some("called off")));
        assert!([0, 3, 9, 255].iter().all(|number| reasons.pick(*number).is_none()));
    }

    #[test]
    fn the_configuration_wins_and_nine_fit() {
        let own: Vec<String> = ["a", " ", "b"].iter().map(ToString::to_string).collect();
        assert_eq!(Reasons::of(&kind(), Some(&own)).pick(2), Some("b"));
        assert!(Reasons::of(&kind(), Some(&[])).is_empty());
        let many: Vec<String> = (0..20).map(|i| format!("r{i}")).collect();
        let reasons = Reasons::of(&kind(), Some(&many));
        assert_eq!((reasons.iter().count(), reasons.pick(9)), (9, Some("r8")));
    }
}

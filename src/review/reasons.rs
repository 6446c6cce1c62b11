//! The short list behind "false positive": one digit, one reason.

use crate::film::FindingKind;

use super::entry::tidied_or_none;

/// The reasons offered for one kind of finding, on the digits 1 to 9.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reasons(Vec<String>);

impl Reasons {
    /// How many digits there are.
    pub const MOST: usize = 9;

    /// The configuration's own list, if it gives one (an empty one offers none), else the kind's. Blank reasons are
    /// left out, and what has no digit.
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

    /// The reason on a digit.
    #[must_use]
    pub fn pick(&self, digit: char) -> Option<&str> {
        let nth = digit.to_digit(10)?.checked_sub(1)?;
        self.0.get(usize::try_from(nth).ok()?).map(String::as_str)
    }

    /// Digits and reasons, for the prompt.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (char, &str)> {
        ('1'..='9').zip(self.0.iter().map(String::as_str)).collect::<Vec<_>>().into_iter()
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
    fn digits_pick_reasons_and_nothing_else_does() {
        let reasons = Reasons::of(&kind(), None);
        assert_eq!(reasons.iter().collect::<Vec<_>>(), [('1', "no angle"), ('2', "called off")]);
        assert_eq!((reasons.pick('1'), reasons.pick('2')), (Some("no angle"), Some("called off")));
        assert!(['0', '3', '9', 'x', '٢'].iter().all(|c| reasons.pick(*c).is_none()));
    }

    #[test]
    fn the_configuration_wins_and_nine_fit() {
        let own: Vec<String> = ["a", " ", "b"].iter().map(ToString::to_string).collect();
        assert_eq!(Reasons::of(&kind(), Some(&own)).pick('2'), Some("b"));
        assert!(Reasons::of(&kind(), Some(&[])).is_empty());
        let many: Vec<String> = (0..20).map(|i| format!("r{i}")).collect();
        let reasons = Reasons::of(&kind(), Some(&many));
        assert_eq!((reasons.iter().len(), reasons.pick('9')), (9, Some("r8")));
    }
}

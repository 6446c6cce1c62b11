//! The rosters that meet in a row (S8): both orientations are one matchup, and the order of spawns is no difference.

use super::index::{LIST, items};
use std::borrow::Cow;

/// A roster as one meets it: its units sorted, joined with [`LIST`].
pub(super) fn roster(list: Option<&str>) -> String {
    let mut units: Vec<&str> = items(list).collect();
    units.sort_unstable();
    units.join(LIST.encode_utf8(&mut [0; 4]))
}

const AND: &str = ", ";
const AGAINST: &str = " against ";

/// What the two are called, whichever is side a: `archer, bard against golem`. No other two are called so.
pub(super) fn name(a: &str, b: &str) -> String {
    let named = |roster: &str| items(Some(roster)).map(unit).collect::<Vec<_>>().join(AND);
    [named(a.min(b)), named(a.max(b))].join(AGAINST)
}

/// A unit's name, in quotes where it could be taken for several.
fn unit(name: &str) -> Cow<'_, str> {
    let several = name.contains(AND) || name.contains(AGAINST) || name.starts_with('"');
    if several { Cow::Owned(format!("\"{name}\"")) } else { Cow::Borrowed(name) }
}

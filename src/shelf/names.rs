//! What a file's name says: whether a folder search takes it, which files are partners, and an order people expect.

use std::cmp::Ordering;

/// Ends of names of packed files.
const PACKED: [&str; 3] = [".gz", ".zst", ".zstd"];

/// Ends of names that a folder search looks at; what is in them is told by content when they are opened.
const ROWS: [&str; 2] = [".jsonl", ".ndjson"];

/// End of names that the proximity tracker gives: no other program's files are called so.
const TRACKER: &str = "_engagements.txt";

/// End of names of replays: each is a game of its own.
const REPLAY: &str = ".SC2Replay";

/// Our own files: rows that `analyze` wrote, and journals of verdicts.
const OWN: [&str; 8] = [
    "rush_games",
    "trade_events",
    "score_round_player",
    "isolated_deaths",
    "player_metrics",
    "occupancy",
    "pairs",
    "shapes",
];

/// The name without an ending that means packed.
pub(super) fn unpacked(name: &str) -> &str {
    PACKED.iter().find_map(|end| strip_end(name, end)).unwrap_or(name)
}

/// The name without the endings of packed files and rows; `None` when it does not end like rows.
fn stem(name: &str) -> Option<&str> {
    let name = unpacked(name);
    ROWS.iter().find_map(|end| strip_end(name, end))
}

fn strip_end<'n>(name: &'n str, end: &str) -> Option<&'n str> {
    let at = name.len().checked_sub(end.len())?;
    (name.is_char_boundary(at) && name[at..].eq_ignore_ascii_case(end)).then(|| &name[..at])
}

/// Whether a folder search takes a file of this name.
pub(super) fn is_wanted(name: &str) -> bool {
    (stem(name).is_some() && !is_own(name)) || is_replay(name) || strip_end(unpacked(name), TRACKER).is_some()
}

/// Whether the name is one of a replay, packed or not.
pub(super) fn is_replay(name: &str) -> bool {
    strip_end(unpacked(name), REPLAY).is_some()
}

/// Whether the name is one that this program writes.
pub(super) fn is_own(name: &str) -> bool {
    stem(name).is_some_and(|stem| OWN.contains(&stem) || stem.ends_with(".verdicts"))
}

/// What partners have in common, and which half this file is: files whose names differ only by the word `events` or
/// `snapshots` belong together.
pub(super) fn partner(name: &str) -> Option<(String, Half)> {
    let stem = stem(name)?;
    let is_break = |c: char| matches!(c, '.' | '_' | '-' | ' ');
    let mut from = stem.len();
    // From the end: `events_cup.snapshots` is a snapshots file of `events_cup`.
    for word in stem.rsplit(is_break) {
        from -= word.len();
        let half = match () {
            () if word.eq_ignore_ascii_case("events") => Half::Events,
            () if word.eq_ignore_ascii_case("snapshots") => Half::Snapshots,
            () => {
                from = from.saturating_sub(1);
                continue;
            }
        };
        return Some((format!("{}*{}", &stem[..from], &stem[from + word.len()..]), half));
    }
    None
}

/// The two halves of a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    /// What happened.
    Events,
    /// Where everybody was.
    Snapshots,
}

/// What to call partners: their common name without the gap, empty if nothing is left.
pub(super) fn common_name(key: &str) -> String {
    let is_break = |c: char| matches!(c, '.' | '_' | '-' | ' ');
    let (before, after) = key.split_once('*').unwrap_or((key, ""));
    format!("{}{after}", before.trim_end_matches(is_break)).trim_matches(is_break).to_owned()
}

/// The order people expect: numbers by their value (`round2` before `round10`), the rest by its characters.
pub(super) fn natural_order(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    while let (Some(l), Some(r)) = (left.chars().next(), right.chars().next()) {
        let (order, l_length, r_length) = if l.is_ascii_digit() && r.is_ascii_digit() {
            let (l, r) = (digits(left), digits(right));
            let (l_value, r_value) = (l.trim_start_matches('0'), r.trim_start_matches('0'));
            (l_value.len().cmp(&r_value.len()).then_with(|| l_value.cmp(r_value)), l.len(), r.len())
        } else {
            (l.cmp(&r), l.len_utf8(), r.len_utf8())
        };
        if order.is_ne() {
            return order;
        }
        (left, right) = (&left[l_length..], &right[r_length..]);
    }
    left.len().cmp(&right.len()).then_with(|| a.cmp(b))
}

/// The digits at the beginning.
fn digits(text: &str) -> &str {
    &text[..text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_takes_rows_that_are_not_our_own() {
        for name in [
            "a.SC2Replay",
            "A.sc2replay.gz",
            "events.jsonl",
            "2026-01-10-193245-supply-round-1_engagements.txt",
            "a.NDJSON",
            "x.jsonl.gz",
            "x.snapshots.jsonl.zst",
            "ünï.jsonl",
        ] {
            assert!(is_wanted(name), "{name}");
        }
        for name in [
            "SC2Replay",
            "README.md",
            "trade_events.jsonl",
            "filmroom.verdicts.jsonl",
            "pairs.jsonl.gz",
            "jsonl",
            "é.gz",
            "a.json",
        ] {
            assert!(!is_wanted(name), "{name}");
        }
    }

    #[test]
    fn partners_differ_by_one_word() {
        let key = |name| partner(name).map(|(key, _)| key);
        assert_eq!(key("x.events.jsonl"), key("x.snapshots.jsonl.gz"));
        assert_eq!(key("events_1.jsonl"), key("snapshots_1.jsonl"));
        assert_eq!(key("events-cup.snapshots.jsonl"), key("events-cup.events.jsonl"));
        assert_ne!(key("x.events.jsonl"), key("y.snapshots.jsonl"));
        assert_eq!(key("eventsx.jsonl"), None);
        assert_eq!(partner("Events.jsonl"), Some(("*".into(), Half::Events)));
        assert_eq!(["x.*", "*", "*_1", "a-*-b"].map(common_name), ["x", "", "1", "a-b"]);
    }

    #[test]
    fn numbers_sort_by_value() {
        let mut names = ["r10", "r2", "r02", "a", "r2b", "r1"];
        names.sort_by(|a, b| natural_order(a, b));
        assert_eq!(names, ["a", "r1", "r02", "r2", "r2b", "r10"]);
    }
}

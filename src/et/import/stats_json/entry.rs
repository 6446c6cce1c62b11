//! One entry of the game log, and what several of them tell together.

use super::super::Kept;
use super::super::means;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Level-start spawns come within this of the round's start, in ms of the server's real clock; a later spawn without a
/// death before the next one was a change of team, which goes to limbo and waits for a wave.
const LEVEL_START_MS: i64 = 2_000;

/// One entry of the game log.
pub(super) type Entry = Map<String, Value>;

/// What kind of entry it is; empty if it does not say.
pub(super) fn label(entry: &Entry) -> &str {
    entry.get("label").and_then(Value::as_str).unwrap_or("")
}

/// A number without a fraction, also when it was written with one (`604065.0`).
pub(super) fn whole(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_f64().filter(|f| f.fract() == 0.0 && f.abs() < 9.0e15).map(|f| f as i64))
}

/// When, by the script's clock.
pub(super) fn time(entry: &Entry) -> Option<i64> {
    entry.get("leveltime").and_then(whole)
}

/// A text that is not empty.
pub(super) fn word<'e>(entry: &'e Entry, key: &str) -> Option<&'e str> {
    entry.get(key).and_then(Value::as_str).filter(|word| !word.is_empty())
}

/// A whole number from 0.
pub(super) fn number(entry: &Entry, key: &str) -> Option<u64> {
    entry.get(key).and_then(whole).and_then(|number| u64::try_from(number).ok())
}

/// What killed or hit, in the server's words.
pub(super) fn mod_of(entry: &Entry) -> Value {
    number(entry, "weapon").map_or(Value::Null, means::name)
}

/// The script's `fieldop` is everybody else's `fieldops`.
pub(super) fn class(entry: &Entry, key: &str) -> Value {
    match word(entry, key) {
        None | Some("unknown") => Value::Null,
        Some("fieldop") => json!("fieldops"),
        Some(class) => json!(class),
    }
}

/// `"-2925 -700 104"`.
pub(super) fn place_of(entry: &Entry, key: &str) -> Option<[f64; 3]> {
    let numbers: Option<Vec<f64>> = word(entry, key)?.split_ascii_whitespace().map(|n| n.parse().ok()).collect();
    numbers?.try_into().ok().filter(|pos: &[f64; 3]| pos.iter().all(|x| x.is_finite()))
}

/// `"11:08"` in minutes.
pub(super) fn minutes(limit: &str) -> Option<f64> {
    let (minutes, seconds) = limit.split_once(':')?;
    let (minutes, seconds): (u32, u32) = (minutes.parse().ok()?, seconds.parse().ok()?);
    Some(((f64::from(minutes) + f64::from(seconds) / 60.0) * 1000.0).round() / 1000.0)
}

/// The script writes letters outside ASCII as `\u{e9}`.
pub(super) fn unescaped(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once("\\u{") {
        out.push_str(before);
        let letter = after.split_once('}').filter(|(hex, _)| hex.len() <= 6);
        match letter.and_then(|(hex, tail)| Some((char::from_u32(u32::from_str_radix(hex, 16).ok()?)?, tail))) {
            Some((letter, tail)) => {
                out.push(letter);
                rest = tail;
            }
            None => {
                out.push_str("\\u{");
                rest = after;
            }
        }
    }
    out + rest
}

/// How long the round was paused before a moment of the script's clock.
pub(super) fn pauses_before(entries: &[(&Kept, Entry)], until: i64) -> i64 {
    let (mut held, mut since) = (0_i64, None);
    for (_, entry) in entries {
        match (label(entry), time(entry).filter(|at| *at <= until), since) {
            ("pause", Some(at), None) => since = Some(at),
            ("unpause", Some(at), Some(from)) => {
                held = held.saturating_add(at.saturating_sub(from).max(0));
                since = None;
            }
            _ => {}
        }
    }
    held.saturating_add(since.map_or(0, |from: i64| until.saturating_sub(from).max(0)))
}

/// Places of the spawns that were no lives: later than the level's start, and the player spawns again without having
/// died (ET-ENGINE-FACTS 16).
pub(super) fn limbo(entries: &[(&Kept, Entry)], base: i64) -> Vec<usize> {
    let mut open: BTreeMap<&str, usize> = BTreeMap::new();
    let mut out = Vec::new();
    for (place, (_, entry)) in entries.iter().enumerate() {
        let key = match label(entry) {
            "spawn" | "suicide" => "player",
            "kill" | "teamkill" | "revive" => "victim",
            _ => continue,
        };
        let Some(guid) = word(entry, key) else { continue };
        let before = open.remove(guid);
        if label(entry) == "spawn" {
            out.extend(before);
            if time(entry).is_some_and(|at| at.saturating_sub(base) > LEVEL_START_MS) {
                open.insert(guid, place);
            }
        }
    }
    out
}

//! The fields of a line, in whatever order and of whatever type they come.

use super::scalar::{Place, Scalar, Sight};
use super::{Kind, Side, Team};
use crate::film::clean_text;
use memchr::memmem::Finder;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

/// How much of the fields without a meaning is kept for the log.
const REST: usize = 240;

/// Every field that means something, and the rest as text.
#[derive(Debug, Default)]
pub(super) struct Fields<'a> {
    pub(super) t: Scalar<'a>,
    pub(super) t_ms: Scalar<'a>,
    pub(super) kind: Scalar<'a>,
    pub(super) round_id: Scalar<'a>,
    pub(super) map: Scalar<'a>,
    pub(super) client: Scalar<'a>,
    pub(super) attacker: Scalar<'a>,
    pub(super) killer: Scalar<'a>,
    pub(super) victim: Scalar<'a>,
    pub(super) weapon: Scalar<'a>,
    pub(super) means: Scalar<'a>,
    pub(super) dmg: Scalar<'a>,
    pub(super) team: Scalar<'a>,
    pub(super) class: Scalar<'a>,
    pub(super) name: Scalar<'a>,
    pub(super) guid: Scalar<'a>,
    pub(super) revived: Scalar<'a>,
    pub(super) action: Scalar<'a>,
    pub(super) objective: Scalar<'a>,
    pub(super) winner: Scalar<'a>,
    pub(super) dist: Scalar<'a>,
    pub(super) alive: Scalar<'a>,
    pub(super) state: Scalar<'a>,
    pub(super) yaw: Scalar<'a>,
    pub(super) hp: Scalar<'a>,
    pub(super) carry: Scalar<'a>,
    pub(super) pos: Place,
    pub(super) los: Sight,
    /// `key=value` of every other field, harmless to print, at most [`REST`] bytes.
    pub(super) rest: String,
}

/// Looks for the key of an event; made once, as every event asks.
static TYPE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\"type\""));

impl<'a> Fields<'a> {
    /// Reads one line into these (empty) fields: they are large, and moving them four times a line would cost a fifth
    /// of the reading.
    ///
    /// # Errors
    /// The line is no JSON object.
    pub(super) fn read(&mut self, bytes: &'a [u8]) -> Result<(), String> {
        // Only events keep their other fields, and a line without the word cannot be one (short of escaped keys,
        // which cost it no more than those fields).
        let keep_rest = TYPE.find(bytes).is_some();
        let mut reader = serde_json::Deserializer::from_slice(bytes);
        let line = Line { fields: self, keep_rest };
        line.deserialize(&mut reader).and_then(|()| reader.end()).map_err(|error| complaint(bytes, &error))
    }

    /// Tells of fields that should name somebody and do not: what an entity did is not told from what is mistyped
    /// otherwise. A slot is 0..63, an entity a whole number above.
    pub(super) fn note_parties(&self, kind: &Kind, notes: &mut Vec<String>) {
        let parties = [
            ("client", &self.client),
            ("attacker", &self.attacker),
            ("killer", &self.killer),
            ("victim", &self.victim),
        ];
        for (key, value) in parties {
            match value {
                Scalar::Null => {}
                Scalar::Number(number) if *number >= 0.0 && number.fract() == 0.0 => {}
                Scalar::Number(number) => notes.push(format!("`{key}` is {number}, not a slot from 0 to 63")),
                other => notes.push(format!("`{key}` is {}, not a slot from 0 to 63", other.what())),
            }
        }
        if *kind == Kind::Kill && self.victim == Scalar::Null {
            notes.push("a kill without `victim`: nobody's death".to_owned());
        }
    }

    /// Puts what a known field holds without a meaning (a text where a client belongs) to the rest, so that the log
    /// shows it.
    pub(super) fn note_unused(&mut self, kind: &Kind) {
        for (key, value) in [
            ("client", &self.client),
            ("attacker", &self.attacker),
            ("killer", &self.killer),
            ("victim", &self.victim),
            ("team", &self.team),
            ("dmg", &self.dmg),
            ("winner", &self.winner),
            ("dist", &self.dist),
        ] {
            let unused = match (key, value) {
                ("team", Scalar::Text(text)) => Team::from_text(text).is_none(),
                ("team", Scalar::Number(_)) => true,
                ("dmg", Scalar::Text(_)) => true,
                ("dmg", _) => false,
                ("winner", _) => !kind.ends_round() || side(value).is_none(),
                ("dist", _) => *kind != Kind::Kill || value.number().is_none(),
                (_, Scalar::Number(number)) => super::scalar::client(*number).is_err(),
                (_, Scalar::Text(_)) => true,
                _ => false,
            };
            if let Some(word) = value.word().filter(|_| unused) {
                add(&mut self.rest, key, &word);
            }
        }
    }
}

/// The side that a field names.
pub(super) fn side(value: &Scalar<'_>) -> Option<Side> {
    value.text().and_then(Team::from_text).and_then(Team::side)
}

/// Adds `key=value`, harmless to print, as long as there is room.
fn add(rest: &mut String, key: &str, value: &str) {
    if rest.len() >= REST {
        return;
    }
    if !rest.is_empty() {
        rest.push(' ');
    }
    let text = clean_text(&format!("{}={}", clip(key, REST), clip(value, REST)));
    rest.push_str(&text);
    if rest.len() > REST {
        rest.truncate(clip(rest, REST - 3).len());
        rest.push_str("...");
    }
}

/// The first `most` bytes of a text, cut at a character.
pub(super) fn clip(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

/// Why a line is no JSON object, with the column.
fn complaint(bytes: &[u8], error: &serde_json::Error) -> String {
    if bytes.contains(&0) {
        return "holds NUL bytes, as a file does after a crash: not JSON".to_owned();
    }
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or(&text);
    if what.starts_with("invalid type") {
        return "not a JSON object".to_owned();
    }
    format!("not JSON: {} (column {})", clean_text(what), error.column())
}

struct Line<'f, 'de> {
    fields: &'f mut Fields<'de>,
    keep_rest: bool,
}

impl<'de> DeserializeSeed<'de> for Line<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

/// A key; unknown ones carry their text.
enum Key<'de> {
    Known(&'static str),
    Other(Cow<'de, str>),
}

macro_rules! keys {
    ($($key:literal)*) => {
        fn known(text: &str) -> Option<&'static str> {
            match text { $($key => Some($key),)* _ => None }
        }
    };
}
keys! { "t" "t_ms" "type" "round_id" "map" "client" "attacker" "killer" "victim" "weapon" "mod" "dmg" "team" "class"
"name" "guid" "revived" "action" "objective" "winner" "dist" "alive" "state" "yaw" "hp" "carry" "pos" "los" }

struct KeyVisitor;

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = Key<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field name")
    }
    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Key<'de>, E> {
        Ok(known(text).map_or(Key::Other(Cow::Borrowed(text)), Key::Known))
    }
    fn visit_str<E>(self, text: &str) -> Result<Key<'de>, E> {
        Ok(known(text).map_or_else(|| Key::Other(Cow::Owned(text.to_owned())), Key::Known))
    }
}

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(KeyVisitor)
    }
}

impl<'de> Visitor<'de> for Line<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    /// The last of two fields with the same name wins, as in most readers of JSON.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let f = self.fields;
        while let Some(key) = map.next_key::<Key<'de>>()? {
            let key = match key {
                Key::Known(key) => key,
                Key::Other(_) if !self.keep_rest => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
                Key::Other(key) => {
                    let value = map.next_value::<serde_json::Value>()?;
                    add(&mut f.rest, &key, value.as_str().unwrap_or(&value.to_string()));
                    continue;
                }
            };
            let slot = match key {
                "t" => &mut f.t,
                "t_ms" => &mut f.t_ms,
                "type" => &mut f.kind,
                "round_id" => &mut f.round_id,
                "map" => &mut f.map,
                "client" => &mut f.client,
                "attacker" => &mut f.attacker,
                "killer" => &mut f.killer,
                "victim" => &mut f.victim,
                "weapon" => &mut f.weapon,
                "mod" => &mut f.means,
                "dmg" => &mut f.dmg,
                "team" => &mut f.team,
                "class" => &mut f.class,
                "name" => &mut f.name,
                "guid" => &mut f.guid,
                "revived" => &mut f.revived,
                "action" => &mut f.action,
                "objective" => &mut f.objective,
                "winner" => &mut f.winner,
                "dist" => &mut f.dist,
                "alive" => &mut f.alive,
                "state" => &mut f.state,
                "yaw" => &mut f.yaw,
                "hp" => &mut f.hp,
                "carry" => &mut f.carry,
                "pos" => {
                    f.pos = map.next_value()?;
                    continue;
                }
                _ => {
                    f.los = map.next_value()?;
                    continue;
                }
            };
            *slot = map.next_value()?;
        }
        Ok(())
    }
}

//! Finds the rounds of a document, wherever in it they lie, and keeps those that stand before damage.

use crate::film::clean_text;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use std::fmt;

/// What one round's object holds; the entries of its game log as they stand in the text.
#[derive(Debug, Default)]
pub(super) struct Part<'a> {
    pub(super) info: Value,
    pub(super) players: Value,
    pub(super) log: Vec<&'a RawValue>,
    /// Whether there is a game log at all, be it empty.
    pub(super) has_log: bool,
}

/// The rounds, and where and why the reading ended early (line of the text from 1, a sentence).
pub(super) fn read(text: &str) -> (Vec<Part<'_>>, Option<(usize, String)>) {
    let mut parts = Vec::new();
    let mut input = serde_json::Deserializer::from_str(text);
    let broken = loop {
        // One document, or several one behind the other.
        if input.end().is_ok() {
            break None;
        }
        if let Err(error) = Walk(&mut parts).deserialize(&mut input) {
            break Some(error);
        }
    };
    let broken = broken.map(|error| {
        let said = error.to_string();
        let what = clean_text(said.split(" at line ").next().unwrap_or(&said));
        let reason =
            format!("the JSON breaks here ({what}): what stands before it was read; was it cut while being written?");
        (error.line(), reason)
    });
    (parts, broken)
}

/// Goes through any value and takes what belongs to rounds.
struct Walk<'p, 'a>(&'p mut Vec<Part<'a>>);

impl<'a> DeserializeSeed<'a> for Walk<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, input: D) -> Result<(), D::Error> {
        input.deserialize_any(self)
    }
}

/// Values that hold nothing below them.
macro_rules! passed_over {
    () => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("JSON")
        }
        fn visit_bool<E>(self, _: bool) -> Result<(), E> {
            Ok(())
        }
        fn visit_i64<E>(self, _: i64) -> Result<(), E> {
            Ok(())
        }
        fn visit_u64<E>(self, _: u64) -> Result<(), E> {
            Ok(())
        }
        fn visit_f64<E>(self, _: f64) -> Result<(), E> {
            Ok(())
        }
        fn visit_str<E>(self, _: &str) -> Result<(), E> {
            Ok(())
        }
        fn visit_unit<E>(self) -> Result<(), E> {
            Ok(())
        }
    };
}

impl<'a> Visitor<'a> for Walk<'_, 'a> {
    type Value = ();

    passed_over!();

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Walk(self.0))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        let mut mine = None;
        while let Some(key) = map.next_key::<String>()? {
            if !matches!(key.as_str(), "gamelog" | "round_info" | "player_stats") {
                map.next_value_seed(Walk(self.0))?;
                continue;
            }
            let place = *mine.get_or_insert_with(|| {
                self.0.push(Part::default());
                self.0.len() - 1
            });
            let Some(part) = self.0.get_mut(place) else { continue };
            match key.as_str() {
                "gamelog" => {
                    part.has_log = true;
                    map.next_value_seed(Log(&mut part.log))?;
                }
                "round_info" => part.info = map.next_value()?,
                _ => part.players = map.next_value()?,
            }
        }
        Ok(())
    }
}

/// The entries of a game log; an empty Lua table may have been written as an object.
struct Log<'p, 'a>(&'p mut Vec<&'a RawValue>);

impl<'a> DeserializeSeed<'a> for Log<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, input: D) -> Result<(), D::Error> {
        input.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Log<'_, 'a> {
    type Value = ();

    passed_over!();

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(entry) = list.next_element::<&'a RawValue>()? {
            self.0.push(entry);
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

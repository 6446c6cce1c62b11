//! Field values that never fail: whatever JSON a field holds becomes one of a few shapes, and the reader of the line
//! decides what that means. A wrong type in one field must not cost the line.

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// Any JSON value; lists and objects are skipped over.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Scalar<'a> {
    /// Absent or null.
    #[default]
    Null,
    Bool(bool),
    Number(f64),
    Text(Cow<'a, str>),
    /// A list.
    List,
    /// An object.
    Object,
}

impl Scalar<'_> {
    /// What it is, for a sentence.
    pub(super) const fn what(&self) -> &'static str {
        match self {
            Scalar::Null => "missing",
            Scalar::Bool(_) => "true or false",
            Scalar::Number(_) => "a number",
            Scalar::Text(_) => "text",
            Scalar::List => "a list",
            Scalar::Object => "an object",
        }
    }

    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Scalar::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Scalar::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Text as it is, a number as it prints: weapons and ids may be either.
    pub(super) fn word(&self) -> Option<Cow<'_, str>> {
        match self {
            Scalar::Text(text) => Some(Cow::Borrowed(text)),
            // Nearly all are small whole numbers, and printing those as such is far quicker.
            Scalar::Number(number) if number.fract() == 0.0 && number.abs() < 1.0e15 => {
                Some(Cow::Owned((*number as i64).to_string()))
            }
            Scalar::Number(number) => Some(Cow::Owned(number.to_string())),
            _ => None,
        }
    }

    /// True and false, also as 1 and 0.
    pub(super) fn flag(&self) -> Option<bool> {
        match self {
            Scalar::Bool(flag) => Some(*flag),
            Scalar::Number(number) if *number == 1.0 => Some(true),
            Scalar::Number(number) if *number == 0.0 => Some(false),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Scalar<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }
    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Scalar::Null)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Scalar::Bool(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Scalar::Number(value as f64))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Scalar::Number(value as f64))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Scalar::Number(value))
    }
    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Borrowed(value)))
    }
    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Owned(value.to_owned())))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::List)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Object)
    }
}

/// A `pos`: three numbers (more are ignored), or not.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) enum Place {
    /// Absent or null.
    #[default]
    Missing,
    At([f64; 3]),
    /// Something else.
    Wrong,
}

/// A `los`: the clients it lists, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Sight {
    /// Absent or null.
    #[default]
    Missing,
    Lists(u64),
    /// Something else.
    Wrong,
}

/// Reads a list of at least `N` numbers; more are ignored.
struct Numbers<const N: usize>;

/// What a field that should be a list turned out to be.
enum Listed<T> {
    Null,
    List(T),
    Wrong,
}

impl<'de, const N: usize> Visitor<'de> for Numbers<N> {
    type Value = Listed<[f64; N]>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }
    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Listed::Null)
    }
    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Listed::Wrong)
    }
    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Listed::Wrong)
    }
    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Listed::Wrong)
    }
    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Listed::Wrong)
    }
    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Listed::Wrong)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Listed::Wrong)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let (mut numbers, mut count, mut wrong) = ([0.0; N], 0, false);
        while count < N {
            let Some(value) = list.next_element::<Scalar<'de>>()? else { break };
            match value.number() {
                Some(number) => numbers[count] = number,
                None => wrong = true,
            }
            count += 1;
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(if wrong || count < N { Listed::Wrong } else { Listed::List(numbers) })
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match deserializer.deserialize_any(Numbers::<3>)? {
            Listed::Null => Place::Missing,
            Listed::List(point) => Place::At(point),
            Listed::Wrong => Place::Wrong,
        })
    }
}

struct SightVisitor;

impl<'de> Visitor<'de> for SightVisitor {
    type Value = Sight;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }
    fn visit_unit<E>(self) -> Result<Sight, E> {
        Ok(Sight::Missing)
    }
    fn visit_bool<E>(self, _: bool) -> Result<Sight, E> {
        Ok(Sight::Wrong)
    }
    fn visit_i64<E>(self, _: i64) -> Result<Sight, E> {
        Ok(Sight::Wrong)
    }
    fn visit_u64<E>(self, _: u64) -> Result<Sight, E> {
        Ok(Sight::Wrong)
    }
    fn visit_f64<E>(self, _: f64) -> Result<Sight, E> {
        Ok(Sight::Wrong)
    }
    fn visit_str<E>(self, _: &str) -> Result<Sight, E> {
        Ok(Sight::Wrong)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Sight, A::Error> {
        // A Lua table without entries is often written as an object.
        let mut empty = true;
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            empty = false;
        }
        Ok(if empty { Sight::Lists(0) } else { Sight::Wrong })
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Sight, A::Error> {
        let mut seen = 0u64;
        while let Some(value) = list.next_element::<Scalar<'de>>()? {
            if let Some(Ok(client)) = value.number().map(client) {
                seen |= 1 << client;
            }
        }
        Ok(Sight::Lists(seen))
    }
}

impl<'de> Deserialize<'de> for Sight {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SightVisitor)
    }
}

/// Whom a field names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in super::super) enum Ref {
    /// Absent or null.
    #[default]
    Nobody,
    /// 0..63.
    Client(u8),
    /// An entity, the world, or no client number at all.
    Other,
}

/// E1: a player is a client 0..63; `Err` for every other number.
pub(super) fn client(number: f64) -> Result<u8, ()> {
    if (0.0..=63.0).contains(&number) && number.fract() == 0.0 { Ok(number as u8) } else { Err(()) }
}

impl Scalar<'_> {
    pub(super) fn party(&self) -> Ref {
        match self {
            Scalar::Null => Ref::Nobody,
            Scalar::Number(number) => client(*number).map_or(Ref::Other, Ref::Client),
            _ => Ref::Other,
        }
    }
}

//! What the lines before had at the same place: a recorder writes its keys in one order and the same few words as their
//! values, so each is first compared with those, sixteen bytes at once.

use super::cursor::{Cursor, Text};
use super::{Kind, Team, WordId};

/// More keys than this are no line of a recorder, and not remembered.
const PLACES: usize = 64;

/// As many keys are remembered at one place, and as many values of one key.
const CHOICES: usize = 16;

/// A key, as far as it says something here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    T,
    TMs,
    Client,
    Attacker,
    Killer,
    Victim,
    Team,
    Alive,
    State,
    Pos,
    Yaw,
    Hp,
    Carry,
    Los,
    Class,
    Weapon,
    Means,
    Dmg,
    Action,
    Objective,
    Revived,
    Name,
    Guid,
    RoundId,
    Map,
    Type,
    Other,
    /// No key: the line's end.
    End,
}

impl Field {
    pub(super) fn of(key: &[u8]) -> Field {
        match key {
            b"t" => Field::T,
            b"t_ms" => Field::TMs,
            b"client" => Field::Client,
            b"attacker" => Field::Attacker,
            b"killer" => Field::Killer,
            b"victim" => Field::Victim,
            b"team" => Field::Team,
            b"alive" => Field::Alive,
            b"state" => Field::State,
            b"pos" => Field::Pos,
            b"yaw" => Field::Yaw,
            b"hp" => Field::Hp,
            b"carry" => Field::Carry,
            b"los" => Field::Los,
            b"class" => Field::Class,
            b"weapon" => Field::Weapon,
            b"mod" => Field::Means,
            b"dmg" => Field::Dmg,
            b"action" => Field::Action,
            b"objective" => Field::Objective,
            b"revived" => Field::Revived,
            b"name" => Field::Name,
            b"guid" => Field::Guid,
            b"round_id" => Field::RoundId,
            b"map" => Field::Map,
            b"type" => Field::Type,
            _ => Field::Other,
        }
    }
}

/// What a value was found to say.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Meaning {
    Kind(Kind),
    Team(Team),
    /// A word of the chunk; `None` for a text of which nothing is left.
    Word(Option<WordId>),
    /// A round of the chunk.
    Round(u32),
}

/// A key with what stands before it, its quotes and its colon, and the values that stood behind it.
#[derive(Debug)]
struct Known {
    text: Text,
    key: Key,
    values: Vec<(Text, Meaning)>,
}

/// A key that was just read. Small enough to be handed on in a register: this is done for every key of every line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    pub(super) field: Field,
    place: u8,
    choice: u8,
}

/// A place or choice that is not remembered.
const NONE: u8 = u8::MAX;

fn small(number: usize) -> u8 {
    u8::try_from(number).unwrap_or(NONE)
}

/// The keys of the lines before by their place, with their values.
#[derive(Debug, Default)]
pub(super) struct Order(Vec<Vec<Known>>);

impl Order {
    /// Takes what stands before a value, or the line's end: bracket or comma, key and colon. `place` counts from 0.
    #[inline]
    pub(super) fn key(&mut self, rest: &mut Cursor<'_>, place: usize) -> Option<Key> {
        let wide = rest.wide();
        if let Some(choices) = self.0.get(place) {
            for known in choices {
                if known.text.begins(wide) {
                    rest.skip_bytes(known.text.length.into());
                    return Some(known.key);
                }
            }
        }
        self.new_key(rest, place)
    }

    #[inline(never)]
    fn new_key(&mut self, rest: &mut Cursor<'_>, place: usize) -> Option<Key> {
        let before = *rest;
        let field = match place {
            0 => {
                rest.eat(b'{')?;
                Field::of(rest.key()?)
            }
            _ if rest.more()? => Field::of(rest.key()?),
            _ => Field::End,
        };
        // The first new key of a line is at most one place behind those that are known.
        if place == self.0.len() && place < PLACES {
            self.0.push(Vec::new());
        }
        let mut key = Key { field, place: small(place), choice: NONE };
        if let (Some(choices), Some(text)) = (self.0.get_mut(place), Text::new(rest.since(before), None))
            && choices.len() < CHOICES
        {
            key.choice = small(choices.len());
            choices.push(Known { text, key, values: Vec::new() });
        }
        Some(key)
    }

    /// Takes a value that this key had before: what it says.
    #[inline]
    pub(super) fn value(&self, rest: &mut Cursor<'_>, key: Key) -> Option<&Meaning> {
        let values = &self.0.get(usize::from(key.place))?.get(usize::from(key.choice))?.values;
        let wide = rest.wide();
        let (text, meaning) = values.iter().find(|(text, _)| text.begins(wide))?;
        rest.skip_bytes(text.length.into());
        Some(meaning)
    }

    /// Remembers what a value says; `next` is the byte behind it.
    pub(super) fn learn(&mut self, key: Key, value: &[u8], next: Option<u8>, meaning: Meaning) {
        let choices = self.0.get_mut(usize::from(key.place));
        let Some(known) = choices.and_then(|choices| choices.get_mut(usize::from(key.choice))) else { return };
        if known.values.len() < CHOICES {
            known.values.extend(Text::new(value, next).map(|text| (text, meaning)));
        }
    }
}

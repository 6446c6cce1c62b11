//! One line to its small members, without looking at events where the order of keys allows.
//!
//! ```text
//!   {"schema_version":..,"context":{..},"engine_outcome":{..},"aggregates":{..},"events":[ ........ ]}
//!   └──────────────── typed, unknown members validated and passed over ────────┘└ cut here once all four were seen
//! ```
//!
//! Sorted keys put `schema_version` behind the events: then the line is cut too, and its end is looked at ([`tail`]).

mod aggregates;
mod tail;
mod texts;

pub(in crate::sim) use aggregates::SUM_TOLERANCE;
pub(super) use tail::{TAIL, Tail, mark_schema, set_schema, tail};
pub(super) use texts::Texts;

use super::field::{Flags, LIST, Num, Text};
use super::intern::{NONE, TextId, hash};
use crate::sim::Side;
use crate::sim::cursor::{Cursor, Fault, FaultKind, Kind, parse_number, unescape};
use aggregates::read_aggregates;

/// The small members of a row, wide; a page packs them.
#[derive(Debug, Clone)]
pub(super) struct Head {
    /// NaN is absent.
    pub(super) nums: [f64; Num::COUNT],
    pub(super) texts: [TextId; Text::COUNT],
    pub(super) seed: Option<i128>,
    /// Hash of `map_params`, whatever the order of its keys.
    pub(super) params: u64,
    pub(super) flags: Flags,
    pub(super) fault: Option<Fault>,
}

impl Default for Head {
    fn default() -> Self {
        Head {
            nums: [f64::NAN; Num::COUNT],
            texts: [NONE; Text::COUNT],
            seed: None,
            params: 0,
            flags: Flags::default(),
            fault: None,
        }
    }
}

impl Head {
    pub(super) fn broken(fault: Fault) -> Head {
        Head { flags: Flags::BROKEN, fault: Some(fault), ..Head::default() }
    }

    fn set(&mut self, num: Num, value: Option<f64>) {
        self.nums[usize::from(num.0)] = value.unwrap_or(f64::NAN);
    }
}

/// How far the line was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// To its end.
    Whole,
    /// To `"events":`.
    Cut,
    /// To `"events":`, and `schema_version` has to stand at the end.
    CutBeforeSchema,
}

/// Reads a line. With `may_cut` it ends at the events where it can; the end of the line is then for [`tail`].
pub(super) fn head(line: &[u8], texts: &mut Texts<'_>, may_cut: bool) -> Result<(Head, Reach), Fault> {
    let mut cursor = Cursor::new(line);
    if cursor.kind()? != Kind::Object {
        cursor.skip_at_depth(0)?;
        cursor.end()?;
        return Err(Fault { kind: FaultKind::NoObject, at: 0 });
    }
    let mut head = Head::default();
    let (mut context, mut first) = (false, true);
    cursor.enter(b'{')?;
    while let Some(name) = cursor.member(&mut first)? {
        match name {
            b"schema_version" => head.texts[Text::Schema as usize] = text(&mut cursor, texts)?,
            b"context" if cursor.kind()? == Kind::Object => {
                context = true;
                read_context(&mut cursor, texts, &mut head)?;
            }
            b"engine_outcome" if cursor.kind()? == Kind::Object => {
                head.flags.set(Flags::OUTCOME);
                read_outcome(&mut cursor, texts, &mut head)?;
            }
            b"aggregates" if cursor.kind()? == Kind::Object => {
                head.flags.set(Flags::AGGREGATES);
                read_aggregates(&mut cursor, &mut head)?;
            }
            b"events" => {
                let mut look = cursor.clone();
                if look.kind()? == Kind::Array {
                    look.enter(b'[')?;
                    if look.peek()? != b']' {
                        head.flags.set(Flags::EVENTS);
                    }
                }
                let most = context && head.flags.has(Flags::OUTCOME) && head.flags.has(Flags::AGGREGATES);
                if may_cut && most && head.flags.has(Flags::EVENTS) {
                    head.flags.set(Flags::CUT);
                    let with_schema = head.texts[Text::Schema as usize] != NONE;
                    return Ok((head, if with_schema { Reach::Cut } else { Reach::CutBeforeSchema }));
                }
                cursor.skip()?;
            }
            _ => drop(cursor.skip()?),
        }
    }
    cursor.end()?;
    if !context {
        return Err(Fault { kind: FaultKind::NoContext, at: 0 });
    }
    Ok((head, Reach::Whole))
}

/// A text; numbers and switches count as their own text, everything else as absent.
fn text(cursor: &mut Cursor<'_>, texts: &mut Texts<'_>) -> Result<TextId, Fault> {
    Ok(match cursor.kind()? {
        Kind::Null | Kind::Object | Kind::Array => {
            cursor.skip_at_depth(2)?;
            NONE
        }
        _ => texts.id(cursor.skip()?, decode_text),
    })
}

fn decode_text(raw: &[u8]) -> Option<String> {
    let inner = raw.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\""));
    Some(inner.map_or_else(|| String::from_utf8_lossy(raw).into_owned(), |inner| unescape(inner).into_owned()))
}

/// Results name sides in several ways (S5).
fn decode_result(raw: &[u8]) -> Option<String> {
    decode_text(raw).map(|text| Side::from_name(&text).map_or(text, |side| side.key().to_owned()))
}

/// A list of names as one text, and how many they are.
fn decode_list(raw: &[u8]) -> Option<(String, u32)> {
    let items: Vec<serde_json::Value> = serde_json::from_slice(raw).ok()?;
    let count = u32::try_from(items.len()).ok()?;
    let name = |item: serde_json::Value| match item {
        serde_json::Value::String(text) => text.replace(LIST, " "),
        other => other.to_string(),
    };
    Some((items.into_iter().map(name).collect::<Vec<_>>().join(LIST.encode_utf8(&mut [0; 4])), count))
}

/// A list of names and how many they are.
fn list(cursor: &mut Cursor<'_>, texts: &mut Texts<'_>) -> Result<(TextId, Option<f64>), Fault> {
    let kind = cursor.kind()?;
    let raw = cursor.skip_at_depth(2)?;
    if kind != Kind::Array {
        return Ok((NONE, None));
    }
    let (id, count) = texts.known(raw, decode_list);
    Ok((id, Some(f64::from(count))))
}

fn read_context(cursor: &mut Cursor<'_>, texts: &mut Texts<'_>, head: &mut Head) -> Result<(), Fault> {
    let mut first = true;
    cursor.enter(b'{')?;
    while let Some(name) = cursor.member(&mut first)? {
        let into = match name {
            b"sim_index" => {
                let value = cursor.number(2)?;
                head.set(Num::SIM_INDEX, value);
                continue;
            }
            b"team_size" => {
                let value = cursor.number(2)?;
                head.set(Num::TEAM_SIZE, value);
                continue;
            }
            b"sim_seed" => {
                head.seed = seed(cursor.skip_at_depth(2)?);
                continue;
            }
            b"map_params" => {
                if cursor.kind()? == Kind::Object {
                    head.flags.set(Flags::PARAMS);
                    head.params = unordered(cursor, 2)?;
                } else {
                    cursor.skip_at_depth(2)?;
                }
                continue;
            }
            b"capabilities" => {
                head.texts[Text::Capabilities as usize] = list(cursor, texts)?.0;
                continue;
            }
            b"run_id" => Text::RunId,
            b"engine_version" => Text::EngineVersion,
            b"asset_hash" => Text::AssetHash,
            b"scenario_id" => Text::Scenario,
            b"map_id" => Text::Map,
            other => {
                match side_of(other, "_ids") {
                    Some(side) => {
                        let (id, count) = list(cursor, texts)?;
                        head.texts[Text::roster(side) as usize] = id;
                        head.set(Num::roster(side), count);
                    }
                    None => drop(cursor.skip_at_depth(2)?),
                }
                continue;
            }
        };
        head.texts[into as usize] = text(cursor, texts)?;
    }
    Ok(())
}

fn side_of(name: &[u8], ending: &str) -> Option<Side> {
    // Most members are none: their ends tell before anything is decoded.
    name.strip_suffix(ending.as_bytes()).and_then(|side| Side::from_name(std::str::from_utf8(side).ok()?))
}

/// A seed is any whole number of 64 bits, with a sign or without.
fn seed(raw: &[u8]) -> Option<i128> {
    let text = std::str::from_utf8(raw).ok()?;
    let whole = text.parse().ok().or_else(|| {
        let number = matches!(raw.first(), Some(b'-' | b'0'..=b'9')).then(|| parse_number(raw))?;
        (number.fract() == 0.0).then_some(number as i128)
    });
    whole.filter(|seed| (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(seed))
}

/// Hash of an object whatever the order of its keys.
fn unordered(cursor: &mut Cursor<'_>, depth: usize) -> Result<u64, Fault> {
    // Checks how deep it goes before the walk below follows it down.
    cursor.clone().skip_at_depth(depth)?;
    unordered_value(cursor)
}

fn unordered_value(cursor: &mut Cursor<'_>) -> Result<u64, Fault> {
    let mut first = true;
    match cursor.kind()? {
        Kind::Object => {
            let mut sum = 1u64;
            cursor.enter(b'{')?;
            while let Some(name) = cursor.member(&mut first)? {
                let pair = [hash(unescape(name).as_bytes()), unordered_value(cursor)?];
                sum = sum.wrapping_add(hash(&pair.map(u64::to_le_bytes).concat()));
            }
            Ok(sum)
        }
        Kind::Array => {
            let mut chain = 2u64;
            cursor.enter(b'[')?;
            while cursor.more(b']', &mut first)? {
                let pair = [chain, unordered_value(cursor)?];
                chain = hash(&pair.map(u64::to_le_bytes).concat());
            }
            Ok(chain)
        }
        // 10 and 10.0 are the same setting.
        Kind::Number => Ok(hash(&parse_number(cursor.number_raw()?).to_bits().to_le_bytes())),
        Kind::String => Ok(hash(unescape(cursor.string_raw()?).as_bytes())),
        _ => Ok(hash(cursor.skip()?)),
    }
}

fn read_outcome(cursor: &mut Cursor<'_>, texts: &mut Texts<'_>, head: &mut Head) -> Result<(), Fault> {
    let mut first = true;
    cursor.enter(b'{')?;
    while let Some(name) = cursor.member(&mut first)? {
        let num = match name {
            b"result" => {
                head.texts[Text::Result as usize] = match cursor.kind()? {
                    Kind::String => texts.id(cursor.skip()?, decode_result),
                    _ => text(cursor, texts)?,
                };
                continue;
            }
            b"reason" => {
                head.texts[Text::Reason as usize] = text(cursor, texts)?;
                continue;
            }
            b"time_s" => Num::TIME,
            b"frames" => Num::FRAMES,
            other => match side_of(other, "_alive") {
                Some(side) => Num::alive(side),
                None => {
                    cursor.skip_at_depth(2)?;
                    continue;
                }
            },
        };
        let value = cursor.number(2)?;
        head.set(num, value);
    }
    Ok(())
}

#[cfg(test)]
mod tests;

//! One line to its small members, without looking at events where the order of keys allows.
//!
//! ```text
//!   {"schema_version":..,"context":{..},"engine_outcome":{..},"aggregates":{..},"events":[ ........ ]}
//!   └──────────────── typed, unknown members validated and passed over ────────┘└ cut here once all four were seen
//! ```
//!
//! Sorted keys put `schema_version` behind the events: then the line is cut too, and its end is looked at ([`tail`]).

use super::Index;
use super::field::{Flags, LIST, Num, SUMMED, TOTALS, Text};
use super::intern::{Given, NONE, TextId, hash};
use crate::sim::Side;
use crate::sim::cursor::{Cursor, Fault, FaultKind, Kind, Name, parse_number, unescape};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::{PoisonError, RwLock};

/// The small members of a row, wide; a page packs them.
#[derive(Debug, Clone)]
pub(super) struct Head {
    /// NaN is absent.
    pub(super) nums: [f64; Num::COUNT],
    pub(super) texts: [TextId; Text::COUNT],
    pub(super) seed: Option<i64>,
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

/// Texts to numbers for one worker: what it met lately needs no lock.
pub(super) struct Texts<'a> {
    shared: &'a RwLock<Index>,
    lately: HashMap<u64, Known, BuildHasherDefault<Given>>,
}

/// The text of a JSON value, its number, and how many items it has.
type Known = (Box<[u8]>, TextId, u32);

/// More is not kept by a worker: columns with a different text in every row gain nothing from it.
const LATELY: usize = 16_384;

impl<'a> Texts<'a> {
    pub(super) fn new(shared: &'a RwLock<Index>) -> Self {
        Texts { shared, lately: HashMap::default() }
    }

    /// The number of what `raw` (text of a JSON value) says; `decode` is asked only for what is new.
    fn id(&mut self, raw: &[u8], decode: impl FnOnce(&[u8]) -> Option<String>) -> TextId {
        self.known(raw, |raw| decode(raw).map(|text| (text, 1))).0
    }

    /// The same with a number of items.
    fn known(&mut self, raw: &[u8], decode: impl FnOnce(&[u8]) -> Option<(String, u32)>) -> (TextId, u32) {
        let key = hash(raw);
        if let Some((known, id, count)) = self.lately.get(&key)
            && **known == *raw
        {
            return (*id, *count);
        }
        let (id, count) = match decode(raw) {
            Some((text, count)) => {
                (self.shared.write().unwrap_or_else(PoisonError::into_inner).interner.put(&text), count)
            }
            None => (NONE, 0),
        };
        if self.lately.len() >= LATELY {
            self.lately.clear();
        }
        self.lately.insert(key, (raw.into(), id, count));
        (id, count)
    }
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

/// Bytes of a line's end that [`tail`] looks at.
pub(super) const TAIL: usize = 160;

/// What the end of a cut line says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Tail<'a> {
    /// The object is closed.
    Closed,
    /// It is closed, and its last member is `schema_version`, with this raw value.
    Schema(&'a [u8]),
    /// Half a line.
    Open,
}

/// Looks at the last bytes of a line. A name before the last value, after a comma, belongs to the object that the
/// line's last bracket closes: inside a string its quotes would be escaped.
pub(super) fn tail(end: &[u8]) -> Tail<'_> {
    let Some(body) = end.trim_ascii_end().strip_suffix(b"}") else { return Tail::Open };
    let schema = || {
        let value_end = body.trim_ascii_end().strip_suffix(b"\"")?;
        let value = value_end.rsplit(|&b| b == b'"').next()?;
        let before = value_end.get(..value_end.len() - value.len() - 1)?.trim_ascii_end();
        let name = before.strip_suffix(b":")?.trim_ascii_end().strip_suffix(b"\"schema_version\"")?;
        let plain = value.iter().all(|b| b.is_ascii_graphic() && *b != b'\\');
        (plain && name.trim_ascii_end().ends_with(b",")).then_some(value)
    };
    schema().map_or(Tail::Closed, Tail::Schema)
}

/// Sets the schema that [`tail`] found.
pub(super) fn set_schema(head: &mut Head, value: &[u8], texts: &mut Texts<'_>) {
    head.texts[Text::Schema as usize] = texts.id(&[b"\"", value, b"\""].concat(), decode_text);
}

/// Marks rows of another schema (S3). `usual` is the number of `telemetry_v1`.
pub(super) fn mark_schema(head: &mut Head, usual: TextId) {
    if head.texts[Text::Schema as usize] != usual {
        head.flags.set(Flags::OTHER_SCHEMA);
    }
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

/// A seed is any whole number of 64 bits; larger ones are kept by their bits, so that they stay apart.
fn seed(raw: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(raw).ok()?;
    text.parse().ok().or_else(|| text.parse::<u64>().ok().map(u64::cast_signed)).or_else(|| {
        let number = matches!(raw.first(), Some(b'-' | b'0'..=b'9')).then(|| parse_number(raw))?;
        (number.fract() == 0.0 && number.abs() < 9.0e18).then_some(number as i64)
    })
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

fn read_aggregates(cursor: &mut Cursor<'_>, head: &mut Head) -> Result<(), Fault> {
    let mut sums: [Option<[f64; SUMMED.len()]>; 2] = [None; 2];
    let mut first = true;
    cursor.enter(b'{')?;
    while let Some(name) = cursor.member(&mut first)? {
        match name {
            b"teams" if cursor.kind()? == Kind::Object => each_side(cursor, |cursor, side| {
                let totals = read_totals(cursor, 4)?;
                totals
                    .iter()
                    .enumerate()
                    .for_each(|(at, &value)| head.nums[usize::from(Num::total(side, at).0)] = value);
                Ok(())
            })?,
            b"units" if cursor.kind()? == Kind::Object => each_side(cursor, |cursor, side| {
                sums[side.index()] = sum_units(cursor)?;
                Ok(())
            })?,
            _ => drop(cursor.skip_at_depth(2)?),
        }
    }
    for side in Side::BOTH {
        for (at, &total) in SUMMED.iter().enumerate() {
            let team = head.nums[usize::from(Num::total(side, total).0)];
            // NaN on either side (something absent) compares as "no disagreement seen".
            if sums[side.index()].is_some_and(|sums| (sums[at] - team).abs() > SUM_TOLERANCE) {
                head.flags.set(Flags::unequal(side, at));
            }
        }
    }
    Ok(())
}

/// S7: sums are of whole numbers, perhaps written as floats; half a point is no rounding of any writer.
pub(in crate::sim) const SUM_TOLERANCE: f64 = 0.5;

/// Visits the members of an object that are named after a side and hold an object or a list.
fn each_side<'a>(
    cursor: &mut Cursor<'a>,
    mut visit: impl FnMut(&mut Cursor<'a>, Side) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut first = true;
    cursor.enter(b'{')?;
    while let Some(name) = cursor.member(&mut first)? {
        match side_of(name, "").filter(|_| matches!(cursor.peek(), Ok(b'{' | b'['))) {
            Some(side) => visit(cursor, side)?,
            None => drop(cursor.skip_at_depth(3)?),
        }
    }
    Ok(())
}

/// The totals of a side or a unit; NaN is absent, as is a first hit or cast of -1 (S2).
fn read_totals(cursor: &mut Cursor<'_>, depth: usize) -> Result<[f64; TOTALS.len()], Fault> {
    let mut totals = [f64::NAN; TOTALS.len()];
    if cursor.kind()? != Kind::Object {
        cursor.skip_at_depth(depth - 1)?;
        return Ok(totals);
    }
    let mut first = true;
    cursor.enter(b'{')?;
    // Writers keep the order of the specification: look for the next name first.
    let mut expected = 0;
    loop {
        // A unit has its time alive among the totals, a side has not.
        if expected == ALIVE_BEFORE && cursor.eat_member(&mut first, &ALIVE) {
            cursor.number(depth)?;
        }
        let at = if NAMES.get(expected).is_some_and(|name| cursor.eat_member(&mut first, name)) {
            expected
        } else {
            let Some(name) = cursor.member(&mut first)? else { return Ok(totals) };
            match TOTALS.iter().position(|known| known.as_bytes() == name) {
                Some(at) => at,
                None => {
                    cursor.skip_at_depth(depth)?;
                    continue;
                }
            }
        };
        expected = at + 1;
        let value = cursor.number(depth)?.unwrap_or(f64::NAN);
        totals[at] = if at >= FIRST_TIMES && value < 0.0 { f64::NAN } else { value };
    }
}

/// [`TOTALS`] as they stand in a row without white space.
const NAMES: [Name; TOTALS.len()] = {
    let mut names = [Name::new(TOTALS[0]); TOTALS.len()];
    let mut at = 1;
    while at < names.len() {
        names[at] = Name::new(TOTALS[at]);
        at += 1;
    }
    names
};

/// What a unit has besides, and the total before which it stands.
const ALIVE: Name = Name::new("time_alive_s");
const ALIVE_BEFORE: usize = 8;

/// From here on [`TOTALS`] are times that may never have been.
const FIRST_TIMES: usize = 8;

/// Sums over the units of a side; `None` without a list. A unit that lacks a total makes the sum unknown.
fn sum_units(cursor: &mut Cursor<'_>) -> Result<Option<[f64; SUMMED.len()]>, Fault> {
    if cursor.kind()? != Kind::Array {
        cursor.skip_at_depth(3)?;
        return Ok(None);
    }
    let (mut sums, mut first) = ([0.0; SUMMED.len()], true);
    cursor.enter(b'[')?;
    while cursor.more(b']', &mut first)? {
        let totals = read_totals(cursor, 5)?;
        SUMMED.iter().enumerate().for_each(|(at, &total)| sums[at] += totals[total]);
    }
    Ok(Some(sums))
}

#[cfg(test)]
#[path = "head_tests.rs"]
mod tests;

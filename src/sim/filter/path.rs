//! The values at a path of a line, found without building anything.

use super::lexer::Step;
use crate::sim::cursor::{Cursor, Fault, Kind, parse_number, unescape};
use std::borrow::Cow;

/// A value as filters compare it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Found<'a> {
    Number(f64),
    /// A seed of the index or a whole number of the filter, exactly. Numbers at a path are floats.
    Whole(i128),
    Text(Cow<'a, str>),
    Bool(bool),
    /// An object or a list: it is there.
    Other,
}

/// All values at a path; `null` and what stands beside `supported: false` are absent (S1). A damaged line gives what
/// stands before the damage.
pub(super) fn find<'a>(line: &'a [u8], steps: &[Step]) -> Vec<Found<'a>> {
    let mut out = Vec::new();
    let _ = walk(&mut Cursor::new(line), steps, 0, false, &mut out);
    // -1 stands for "none" in these two (S2).
    if let Some(Step::Key(last)) = steps.last()
        && (last == "first_hit_s" || last == "first_cast_s")
    {
        out.retain(|value| !matches!(value, Found::Number(number) if *number < 0.0));
    }
    out
}

/// `listed` says that further items of a list wait for the cursor; otherwise the rest of an object above the last step
/// need not be looked at once its member was found.
fn walk<'a>(
    cursor: &mut Cursor<'a>,
    steps: &[Step],
    depth: usize,
    listed: bool,
    out: &mut Vec<Found<'a>>,
) -> Result<(), Fault> {
    let kind = cursor.kind()?;
    let mut first = true;
    match (steps.split_first(), kind) {
        (Some((Step::Key(key), rest)), Kind::Object) => {
            let (before, mut supported) = (out.len(), true);
            cursor.enter(b'{')?;
            while let Some(name) = cursor.member(&mut first)? {
                if name == b"supported" && cursor.kind()? == Kind::False {
                    supported = false;
                }
                if name == key.as_bytes() || (name.contains(&b'\\') && unescape(name) == *key) {
                    walk(cursor, rest, depth + 1, listed, out)?;
                    if !listed && !rest.is_empty() {
                        return Ok(());
                    }
                } else {
                    cursor.skip_at_depth(depth + 1)?;
                }
            }
            if !supported && rest.is_empty() && key != "supported" {
                out.truncate(before);
            }
        }
        (Some((Step::Item(item), rest)), Kind::Array) => {
            cursor.enter(b'[')?;
            let mut at = 0;
            while cursor.more(b']', &mut first)? {
                if at == *item {
                    walk(cursor, rest, depth + 1, true, out)?;
                } else {
                    cursor.skip_at_depth(depth + 1)?;
                }
                at += 1;
            }
        }
        // A list without a number in brackets, and a list at the end of the path: any of its items.
        (Some((Step::Key(_), _)) | None, Kind::Array) if depth < 100 => {
            cursor.enter(b'[')?;
            while cursor.more(b']', &mut first)? {
                walk(cursor, steps, depth + 1, true, out)?;
            }
        }
        (None, _) => out.extend(leaf(cursor, kind, depth)?),
        _ => drop(cursor.skip_at_depth(depth)?),
    }
    Ok(())
}

fn leaf<'a>(cursor: &mut Cursor<'a>, kind: Kind, depth: usize) -> Result<Option<Found<'a>>, Fault> {
    Ok(match kind {
        Kind::Number => Some(Found::Number(parse_number(cursor.number_raw()?))),
        Kind::String => Some(Found::Text(unescape(cursor.string_raw()?))),
        _ => {
            cursor.skip_at_depth(depth)?;
            match kind {
                Kind::True => Some(Found::Bool(true)),
                Kind::False => Some(Found::Bool(false)),
                Kind::Null => None,
                _ => Some(Found::Other),
            }
        }
    })
}
